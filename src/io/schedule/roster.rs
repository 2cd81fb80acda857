//! Instances of the staff roster in the text form of Curtois and Qu (2014), and rosters as a table without headings: one row
//! an employee, one cell a day.

use std::collections::BTreeMap;
use std::path::Path;

use crate::domain::schedule::roster::{Cover, Employee, Request, Roster, RosterProblem, ShiftKind, Wish};

use super::{Fault, MOST, MOST_DAYS, Names, Placed, ScheduleError, read_text, refused, within};

const SECTIONS: [&str; 7] =
    ["HORIZON", "SHIFTS", "STAFF", "DAYS_OFF", "SHIFT_ON_REQUESTS", "SHIFT_OFF_REQUESTS", "COVER"];
/// More cells than this are no hospital's.
const MOST_CELLS: usize = 50_000_000;

/// A line of a section.
struct Row<'a> {
    line: usize,
    fields: Vec<&'a str>,
}

impl<'a> Row<'a> {
    fn place(&self, fault: Fault) -> (String, Fault) {
        (format!("line {}", self.line), fault)
    }

    fn text(&self, at: usize, what: &'static str) -> Placed<&'a str> {
        self.fields.get(at).copied().ok_or_else(|| self.place(Fault::Missing { what }))
    }

    fn number(&self, at: usize, what: &'static str, most: i64) -> Placed<u32> {
        let text = self.text(at, what)?;
        let number = text.parse().map_err(|_| self.place(Fault::NotNumber { what, found: text.to_owned() }))?;
        within(what, number, 0, most).map_err(|fault| self.place(fault))
    }

    fn named(&self, at: usize, names: &Names) -> Placed<usize> {
        names.get(self.text(at, names.kind)?).map_err(|fault| self.place(fault))
    }

    fn no_more_than(&self, fields: usize) -> Placed<()> {
        match self.fields.len() <= fields {
            true => Ok(()),
            false => Err(self.place(Fault::Length { what: "the line", found: self.fields.len(), expected: fields })),
        }
    }
}

type Sections<'a> = BTreeMap<&'static str, Vec<Row<'a>>>;

/// Reads an instance.
///
/// # Errors
/// It cannot be read, lacks a section, or contradicts itself; the error says in which line.
pub fn read_problem(path: &Path) -> Result<RosterProblem, ScheduleError> {
    problem_of_text(&read_text(path)?, path)
}

/// The instance that a text says; errors name it by the path.
///
/// # Errors
/// As [`read_problem`].
pub fn problem_of_text(text: &str, path: &Path) -> Result<RosterProblem, ScheduleError> {
    refused(path, problem_from(text))
}

fn problem_from(text: &str) -> Placed<RosterProblem> {
    let sections = sections_of(text)?;
    let rows = |name: &'static str| sections.get(name).map(Vec::as_slice).unwrap_or_default();
    let horizon = rows("HORIZON").first().ok_or_else(|| missing("the horizon"))?;
    let days = horizon.number(0, "the horizon", MOST_DAYS)? as usize;
    if days == 0 {
        return Err(horizon.place(Fault::OutOfRange { what: "the horizon", found: 0, least: 1, most: MOST_DAYS }));
    }
    let shift_names = names(rows("SHIFTS"), "shift")?;
    let shifts = rows("SHIFTS").iter().map(|row| shift(row, &shift_names)).collect::<Placed<Vec<_>>>()?;
    let staff_names = names(rows("STAFF"), "employee")?;
    if rows("STAFF").len().saturating_mul(days) > MOST_CELLS {
        let fault = Fault::contradiction("too-many-cells", "more cells than can be planned", &[]);
        return Err(("SECTION_STAFF".to_owned(), fault));
    }
    let mut staff = rows("STAFF").iter().map(|row| employee(row, &shift_names, days)).collect::<Placed<Vec<_>>>()?;
    add_leave(rows("DAYS_OFF"), &staff_names, days, &mut staff)?;
    let mut requests = Vec::new();
    for (section, wish) in [("SHIFT_ON_REQUESTS", Wish::On), ("SHIFT_OFF_REQUESTS", Wish::Off)] {
        for row in rows(section) {
            requests.push(request(row, &staff_names, &shift_names, days, wish)?);
        }
    }
    let cover = covers(rows("COVER"), &shift_names, days)?;
    Ok(RosterProblem { days, shifts, staff, requests, cover })
}

fn missing(what: &'static str) -> (String, Fault) {
    ("the file".to_owned(), Fault::Missing { what })
}

fn sections_of(text: &str) -> Placed<Sections<'_>> {
    let mut sections: Sections<'_> = BTreeMap::new();
    let mut here: Option<&'static str> = None;
    for (at, line) in text.lines().enumerate() {
        let line_text = line.trim();
        if line_text.is_empty() || line_text.starts_with('#') {
            continue;
        }
        let row = Row { line: at + 1, fields: line_text.split(',').map(str::trim).collect() };
        if let Some(name) = line_text.strip_prefix("SECTION_") {
            let known = SECTIONS.into_iter().find(|known| *known == name);
            let known = known.ok_or_else(|| row.place(Fault::Unknown { kind: "section", id: line_text.to_owned() }))?;
            if sections.insert(known, Vec::new()).is_some() {
                return Err(row.place(Fault::Repeated { kind: "section", id: line_text.to_owned() }));
            }
            here = Some(known);
            continue;
        }
        let section = here.and_then(|name| sections.get_mut(name));
        let Some(section) = section else {
            return Err(row.place(Fault::contradiction("before-sections", "the line stands before any section", &[])));
        };
        section.push(row);
    }
    match SECTIONS.into_iter().find(|name| !sections.contains_key(name)) {
        Some(name) => Err(("the file".to_owned(), Fault::Unknown { kind: "section", id: format!("SECTION_{name}") })),
        None => Ok(sections),
    }
}

fn names(rows: &[Row<'_>], kind: &'static str) -> Placed<Names> {
    let ids = rows.iter().map(|row| row.fields.first().copied().unwrap_or_default());
    Names::of(kind, ids).map_err(|(at, fault)| rows[at].place(fault))
}

/// The parts between bars; none where the field is empty.
fn parts(field: &str) -> impl Iterator<Item = &str> {
    field.split('|').map(str::trim).filter(|part| !part.is_empty())
}

fn shift(row: &Row<'_>, names: &Names) -> Placed<ShiftKind> {
    row.no_more_than(3)?;
    let id = row.text(0, "the shift")?;
    if id.is_empty() || id == "-" {
        return Err(row.place(Fault::Missing { what: "the shift's id" }));
    }
    let not_before = parts(row.text(2, "the list of shifts that cannot follow")?);
    let not_before = not_before.map(|id| names.get(id)).collect::<Result<_, _>>().map_err(|fault| row.place(fault))?;
    Ok(ShiftKind { id: id.to_owned(), mins: row.number(1, "the length", 24 * 60)?, not_before })
}

fn employee(row: &Row<'_>, shifts: &Names, days: usize) -> Placed<Employee> {
    row.no_more_than(8)?;
    let mut max_shifts = vec![None; shifts.places.len()];
    for pair in parts(row.text(1, "the shifts allowed")?) {
        let (id, most) = pair
            .split_once('=')
            .ok_or_else(|| row.place(Fault::NotNumber { what: "the number of shifts", found: pair.to_owned() }))?;
        let place = shifts.get(id.trim()).map_err(|fault| row.place(fault))?;
        let number = most
            .trim()
            .parse()
            .map_err(|_| row.place(Fault::NotNumber { what: "the number of shifts", found: most.to_owned() }))?;
        let most = within("the number of shifts", number, 0, MOST).map_err(|fault| row.place(fault))?;
        if max_shifts[place].replace(most).is_some() {
            return Err(row.place(Fault::Repeated { kind: "shift", id: id.to_owned() }));
        }
    }
    let employee = Employee {
        id: row.text(0, "the employee")?.to_owned(),
        max_shifts: max_shifts.into_iter().map(|most| most.unwrap_or(days as u32)).collect(),
        max_mins: row.number(2, "MaxTotalMinutes", MOST * 10)?,
        min_mins: row.number(3, "MinTotalMinutes", MOST * 10)?,
        max_run: row.number(4, "MaxConsecutiveShifts", MOST)?,
        min_run: row.number(5, "MinConsecutiveShifts", MOST)?,
        min_rest: row.number(6, "MinConsecutiveDaysOff", MOST)?,
        max_weekends: row.number(7, "MaxWeekends", MOST)?,
        leave: Vec::new(),
    };
    if employee.min_mins > employee.max_mins {
        let (least, most) = (employee.min_mins, employee.max_mins);
        let text = format!("MinTotalMinutes {least} is above MaxTotalMinutes {most}");
        let fault = Fault::contradiction("min-above-max", text, &[("least", &least), ("most", &most)]);
        return Err(row.place(fault));
    }
    Ok(employee)
}

fn add_leave(rows: &[Row<'_>], names: &Names, days: usize, staff: &mut [Employee]) -> Placed<()> {
    let mut listed = vec![false; staff.len()];
    for row in rows {
        let who = row.named(0, names)?;
        if std::mem::replace(&mut listed[who], true) {
            return Err(row.place(Fault::Repeated { kind: "employee", id: staff[who].id.clone() }));
        }
        for at in 1..row.fields.len() {
            if !row.fields[at].is_empty() {
                staff[who].leave.push(row.number(at, "the day", days as i64 - 1)? as usize);
            }
        }
        staff[who].leave.sort_unstable();
        staff[who].leave.dedup();
    }
    Ok(())
}

fn request(row: &Row<'_>, staff: &Names, shifts: &Names, days: usize, wish: Wish) -> Placed<Request> {
    row.no_more_than(4)?;
    Ok(Request {
        employee: row.named(0, staff)?,
        day: row.number(1, "the day", days as i64 - 1)? as usize,
        shift: row.named(2, shifts)?,
        wish,
        weight: row.number(3, "the weight", MOST)?,
    })
}

fn covers(rows: &[Row<'_>], shifts: &Names, days: usize) -> Placed<Vec<Cover>> {
    let mut seen = vec![false; days * shifts.places.len()];
    let mut covers = Vec::with_capacity(rows.len());
    for row in rows {
        row.no_more_than(5)?;
        let cover = Cover {
            day: row.number(0, "the day", days as i64 - 1)? as usize,
            shift: row.named(1, shifts)?,
            wanted: row.number(2, "the number wanted", MOST)?,
            under_weight: row.number(3, "the weight of one too few", MOST)?,
            over_weight: row.number(4, "the weight of one too many", MOST)?,
        };
        if std::mem::replace(&mut seen[cover.day * shifts.places.len() + cover.shift], true) {
            let id = format!("{} of day {}", row.text(1, "the shift")?, cover.day);
            return Err(row.place(Fault::Repeated { kind: "cover of shift", id }));
        }
        covers.push(cover);
    }
    Ok(covers)
}

/// Reads a roster of this problem.
///
/// # Errors
/// It cannot be read, names an employee or shift that the problem lacks, lists an employee twice or not at all, or has a row
/// that is not as long as the horizon; the error says in which line.
pub fn read_roster(path: &Path, problem: &RosterProblem) -> Result<Roster, ScheduleError> {
    roster_of_text(&read_text(path)?, path, problem)
}

/// The roster that a text says; errors name it by the path.
///
/// # Errors
/// As [`read_roster`].
pub fn roster_of_text(text: &str, path: &Path, problem: &RosterProblem) -> Result<Roster, ScheduleError> {
    refused(path, roster_from(text, problem))
}

fn roster_from(text: &str, problem: &RosterProblem) -> Placed<Roster> {
    let at_instance = |(_, fault)| ("instance".to_owned(), fault);
    let staff = Names::of("employee", problem.staff.iter().map(|one| one.id.as_str())).map_err(at_instance)?;
    let shifts = Names::of("shift", problem.shifts.iter().map(|one| one.id.as_str())).map_err(at_instance)?;
    let mut rows: Vec<Option<Vec<Option<usize>>>> = vec![None; problem.staff.len()];
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    for record in reader.records() {
        let record = record.map_err(|error| {
            let fault = Fault::contradiction("not-csv", error.to_string(), &[("what", &error)]);
            ("the file".to_owned(), fault)
        })?;
        let line = record.position().map_or(0, csv::Position::line);
        let place = |fault| (format!("line {line}"), fault);
        let id = record.get(0).unwrap_or_default().trim();
        let who = staff.get(id).map_err(place)?;
        let cells = cells(&record, problem.days, &shifts).map_err(place)?;
        if rows[who].replace(cells).is_some() {
            return Err(place(Fault::Repeated { kind: "employee", id: id.to_owned() }));
        }
    }
    let cells = rows.into_iter().zip(&problem.staff).map(|(row, one)| {
        row.ok_or_else(|| ("the file".to_owned(), Fault::Unknown { kind: "row of employee", id: one.id.clone() }))
    });
    Ok(Roster { cells: cells.collect::<Placed<_>>()? })
}

fn cells(record: &csv::StringRecord, days: usize, shifts: &Names) -> Result<Vec<Option<usize>>, Fault> {
    if record.len() != days + 1 {
        return Err(Fault::Length { what: "the row", found: record.len().saturating_sub(1), expected: days });
    }
    let cell = |text: &str| match text.trim() {
        "" | "-" => Ok(None),
        id => shifts.get(id).map(Some),
    };
    record.iter().skip(1).map(cell).collect()
}

/// What is to be planned in the form of its file.
pub fn problem_text(problem: &RosterProblem) -> String {
    let mut lines = vec!["SECTION_HORIZON".to_owned(), problem.days.to_string(), "SECTION_SHIFTS".to_owned()];
    let id = |shift: &usize| problem.shifts.get(*shift).map_or("", |shift| shift.id.as_str());
    for shift in &problem.shifts {
        let after: Vec<&str> = shift.not_before.iter().map(id).collect();
        lines.push(format!("{},{},{}", shift.id, shift.mins, after.join("|")));
    }
    lines.push("SECTION_STAFF".to_owned());
    for one in &problem.staff {
        let most = one.max_shifts.iter().enumerate().map(|(shift, most)| format!("{}={most}", id(&shift)));
        let most = most.collect::<Vec<_>>().join("|");
        let numbers = [one.max_mins, one.min_mins, one.max_run, one.min_run, one.min_rest, one.max_weekends];
        let numbers = numbers.map(|number| number.to_string()).join(",");
        lines.push(format!("{},{most},{numbers}", one.id));
    }
    lines.push("SECTION_DAYS_OFF".to_owned());
    for one in problem.staff.iter().filter(|one| !one.leave.is_empty()) {
        let days = one.leave.iter().map(usize::to_string).collect::<Vec<_>>().join(",");
        lines.push(format!("{},{days}", one.id));
    }
    for (section, wish) in [("SECTION_SHIFT_ON_REQUESTS", Wish::On), ("SECTION_SHIFT_OFF_REQUESTS", Wish::Off)] {
        lines.push(section.to_owned());
        for one in problem.requests.iter().filter(|one| one.wish == wish) {
            let who = problem.staff.get(one.employee).map_or("", |employee| employee.id.as_str());
            lines.push(format!("{who},{},{},{}", one.day, id(&one.shift), one.weight));
        }
    }
    lines.push("SECTION_COVER".to_owned());
    for one in &problem.cover {
        let Cover { day, wanted, under_weight, over_weight, .. } = *one;
        lines.push(format!("{day},{},{wanted},{under_weight},{over_weight}", id(&one.shift)));
    }
    lines.join("\n") + "\n"
}

/// A roster as a table: the employee, then a cell for each day, empty where off.
pub fn roster_text(problem: &RosterProblem, roster: &Roster) -> String {
    let mut text = String::new();
    for (one, cells) in problem.staff.iter().zip(&roster.cells) {
        text.push_str(&one.id);
        for cell in cells {
            text.push(',');
            text.push_str(cell.map_or("", |shift| problem.shifts[shift].id.as_str()));
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const WARD: &str = "# a ward\r\nSECTION_HORIZON\r\n7\r\n\r\nSECTION_SHIFTS\r\nD,480,\r\nN,600,D\r\n\r\nSECTION_STAFF\r\n\
        D,N=3|D=7,2400,960,5,2,2,1\r\nB,D=7|N=0,2400,960,5,2,2,1\r\n\r\nSECTION_DAYS_OFF\r\nB,3,1\r\n\r\n\
        SECTION_SHIFT_ON_REQUESTS\r\nD,2,D,2\r\n\r\nSECTION_SHIFT_OFF_REQUESTS\r\nB,4,N,1\r\n\r\n\
        SECTION_COVER\r\n1,D,5,100,1\r\n0,N,1,100,1\r\n";

    #[test]
    fn a_ward_is_read_whatever_its_line_ends_and_order() {
        let problem = problem_from(WARD).expect("a ward");
        assert_eq!(problem_from(&problem_text(&problem)).expect("what was written"), problem);
        assert_eq!(problem.staff[0].max_shifts, [7, 3]);
        assert_eq!(problem.staff[1].leave, [1, 3]);
        assert_eq!(problem.shifts[1].not_before, [0]);
        assert_eq!(problem.cover[1], Cover { day: 0, shift: 1, wanted: 1, under_weight: 100, over_weight: 1 });
        assert_eq!(problem.requests[1].wish, Wish::Off);
    }

    #[test]
    fn what_contradicts_itself_is_refused_with_its_line() {
        let refused = |from: &str, to: &str| {
            assert!(WARD.contains(from), "{from}");
            let (place, fault) = problem_from(&WARD.replacen(from, to, 1)).expect_err(to);
            format!("{place}: {fault}")
        };
        assert_eq!(refused("B,D=7", "D,D=7"), "line 11: employee \"D\" appears twice");
        assert_eq!(refused("N,600,D", "N,-600,D"), "line 7: the length is -600, it has to be from 0 to 1440");
        assert_eq!(refused("N,600,D", "N,600,X"), "line 7: there is no shift \"X\"");
        assert_eq!(refused("B,3,1", "Z,3"), "line 14: there is no employee \"Z\"");
        assert_eq!(refused("B,3,1", "B,7"), "line 14: the day is 7, it has to be from 0 to 6");
        assert_eq!(refused("2400,960", "960,2400"), "line 10: MinTotalMinutes 2400 is above MaxTotalMinutes 960");
        assert_eq!(refused("0,N,1,100,1", "1,D,1,100,1"), "line 24: cover of shift \"D of day 1\" appears twice");
        assert_eq!(refused("SECTION_COVER", "SECTION_COVERS"), "line 22: there is no section \"SECTION_COVERS\"");
        assert_eq!(refused("D,2,D,2", "D,2,D"), "line 17: the weight is missing");
        assert_eq!(refused("D,2,D,2", "D,2,D,two"), "line 17: the weight is not a whole number: \"two\"");
        let cut = &WARD[..WARD.find("SECTION_SHIFT_OFF").expect("there")];
        assert!(problem_from(cut).is_err_and(|(_, fault)| fault.to_string().contains("SECTION_SHIFT_OFF_REQUESTS")));
    }

    #[test]
    fn a_roster_is_read_back_and_refused_with_its_line() {
        let problem = problem_from(WARD).expect("a ward");
        assert_eq!(problem_from(&problem_text(&problem)).expect("what was written"), problem);
        let roster = roster_from("B,,,D,D,,-,\nD,N,N,,,D,D,\n", &problem).expect("a roster");
        assert_eq!(roster.cells[0][..3], [Some(1), Some(1), None]);
        assert_eq!(roster_from(&roster_text(&problem, &roster), &problem), Ok(roster));
        let refused = |text: &str| {
            let (place, fault) = roster_from(text, &problem).expect_err(text);
            format!("{place}: {fault}")
        };
        assert_eq!(refused("B,,,,,,\n"), "line 1: the row has 6 entries, 7 are needed");
        assert_eq!(refused("B,,,,,,,\n"), "the file: there is no row of employee \"D\"");
        assert_eq!(refused("B,,,,,,,\nD,,,,,,X,\n"), "line 2: there is no shift \"X\"");
        assert_eq!(refused("B,,,,,,,\nB,,,,,,,\n"), "line 2: employee \"B\" appears twice");
    }
}
