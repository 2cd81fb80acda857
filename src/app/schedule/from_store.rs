//! A roster to be planned, made from the staff in the store: who of a ward, which shifts with how many people, and what a
//! contract allows. Leave and wishes come from a table.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::base::Date;
use crate::domain::access::{Action, Scope};
use crate::domain::schedule::roster::{Cover, Employee, Request, RosterProblem, ShiftKind, Wish};
use crate::domain::staff::StaffMember;
use crate::io::text_table::{TextTable, column};

use super::super::core::Core;
use super::super::jobs::JobKind;
use super::super::message::{Message, of_import};
use super::super::outcome::Outcome;
use super::calendars::{ShiftTime, shift_time};
use super::laid::Instance;
use super::panel::ScheduleOutcome;
use super::said::refusal;

impl JobKind {
    /// Staff of the store, to plan a roster for.
    pub const READ_ROSTER_STAFF: JobKind = JobKind::reading("read-roster-staff").failing(super::panel::failed);
    pub const MAKE_ROSTER: JobKind = JobKind::reading("make-roster").failing(super::panel::failed);
}

/// What is asked of a roster before there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WardForm {
    /// Nothing: all.
    pub ward: Option<String>,
    pub role: Option<String>,
    pub first_day: String,
    pub weeks: u32,
    /// Such as `E=07:00-15:00*3/2`: three on weekdays, two on Saturdays and Sundays.
    pub shifts: String,
    pub least_hours_a_week: u32,
    pub most_hours_a_week: u32,
    pub most_days_in_a_row: u32,
    pub least_days_off: u32,
    /// Weekends of four.
    pub weekends_of_four: u32,
    /// Between two shifts.
    pub rest_hours: u32,
    /// A table of leave and wishes, as typed; empty for none.
    pub wishes: String,
}

impl Default for WardForm {
    fn default() -> WardForm {
        WardForm {
            ward: None,
            role: None,
            first_day: String::new(),
            weeks: 4,
            shifts: "E=07:00-15:00*3/2, L=15:00-23:00*2, N=23:00-07:00*1".to_owned(),
            least_hours_a_week: 32,
            most_hours_a_week: 40,
            most_days_in_a_row: 5,
            least_days_off: 2,
            weekends_of_four: 2,
            rest_hours: 11,
            wishes: String::new(),
        }
    }
}

/// The staff of the store and what was asked so far.
#[derive(Debug, Default)]
pub struct WardState {
    /// Nothing before somebody wanted a roster of them.
    pub staff: Option<Arc<Vec<StaffMember>>>,
    pub form: WardForm,
}

impl WardState {
    /// Wards, or roles, with how many there are.
    pub fn words(&self, of: impl Fn(&StaffMember) -> Option<&String>) -> Vec<(String, usize)> {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for word in self.staff.iter().flat_map(|staff| staff.iter()).filter_map(of) {
            *counts.entry(word.clone()).or_default() += 1;
        }
        counts.into_iter().collect()
    }

    /// Who would be planned.
    pub fn chosen(&self) -> impl Iterator<Item = &StaffMember> {
        let form = &self.form;
        let is_of = |wanted: &Option<String>, has: &Option<String>| wanted.is_none() || wanted == has;
        let staff = self.staff.iter().flat_map(|staff| staff.iter());
        staff.filter(move |one| is_of(&form.ward, &one.ward) && is_of(&form.role, &one.role))
    }
}

#[derive(Clone, Debug)]
pub enum WardCommand {
    /// Reads the staff and shows the form.
    Begin,
    /// The form goes.
    Leave,
    Set(Box<WardForm>),
    Make,
}

pub fn apply(core: &mut Core, command: WardCommand) {
    match command {
        WardCommand::Begin => begin(core),
        WardCommand::Leave => core.state.schedule.ward.staff = None,
        WardCommand::Set(form) => core.state.schedule.ward.form = *form,
        WardCommand::Make => make(core),
    }
}

fn begin(core: &mut Core) {
    let now = core.clock.utc_secs();
    let Some(open) = core.state.session.open_store() else { return };
    if open.ask_quietly(Action::ReadResources, Scope::Store, now).is_none() {
        return core.state.warn(Message::new("denied-panel"));
    }
    let store = Arc::clone(&open.store);
    core.state.schedule.failure = None;
    core.jobs.start(JobKind::READ_ROSTER_STAFF, Message::new("job-load-resources"), move |_| match store.staff() {
        Ok(staff) => Outcome::take(move |core: &mut Core| {
            core.state.schedule.ward.staff = Some(Arc::new(staff));
            core.state.schedule.hospital.rows = None;
        }),
        Err(error) => Outcome::Failed(Message::from(&error)),
    });
}

fn make(core: &mut Core) {
    let ward = &core.state.schedule.ward;
    let people: Vec<StaffMember> = ward.chosen().cloned().collect();
    let form = ward.form.clone();
    core.state.schedule.failure = None;
    core.jobs.start(JobKind::MAKE_ROSTER, Message::new("job-read-schedule"), move |_| match made(&people, &form) {
        Ok(made) => Outcome::take(move |core: &mut Core| take_in(core, made)),
        Err(why) => refusal("schedule-not-made", why),
    });
}

fn take_in(core: &mut Core, made: Made) {
    let of_ward = core.state.schedule.ward.form.ward.clone();
    let name = of_ward.or_else(|| core.state.open().map(|open| open.info.name.clone())).unwrap_or_default();
    super::panel::take_in(core, ScheduleOutcome::InstanceRead(Box::new(Instance::Roster(made.problem))));
    let state = &mut core.state.schedule;
    state.instance_path.clear();
    state.name = name;
    (state.first_day, state.times) = (Some(made.first_day), made.times);
    state.burdens.nights = made.nights.into_iter().collect();
}

/// A roster to be planned, with what the benchmark's form does not hold.
#[derive(Debug, PartialEq)]
struct Made {
    problem: RosterProblem,
    first_day: Date,
    /// For calendars.
    times: String,
    nights: Vec<usize>,
}

/// A shift as it is typed: its time, and how many are wanted on weekdays and at weekends.
struct Typed {
    id: String,
    time: ShiftTime,
    wanted: [u32; 2],
    /// As typed, without the people.
    text: String,
}

const UNDER: u32 = 100;
const OVER: u32 = 1;
const DAY_MINS: u32 = 1_440;

fn made(people: &[StaffMember], form: &WardForm) -> Result<Made, Message> {
    let first_day = Date::parse_iso(form.first_day.trim().as_bytes());
    let first_day = first_day.ok_or_else(|| Message::new("schedule-why-no-first-day-typed"))?;
    // Weekends are counted from a Monday.
    if first_day.weekday() != 0 {
        return Err(Message::new("schedule-why-no-monday"));
    }
    if people.is_empty() {
        return Err(Message::new("schedule-why-nobody"));
    }
    let shifts = form.shifts.split([',', ';']).map(str::trim).filter(|text| !text.is_empty());
    let shifts = shifts.map(typed_shift).collect::<Result<Vec<Typed>, Message>>()?;
    if shifts.is_empty() {
        return Err(Message::new("schedule-why-no-shifts"));
    }
    let days = form.weeks as usize * 7;
    let mut problem = RosterProblem {
        days,
        shifts: shifts.iter().map(|one| kind(one, &shifts, form.rest_hours)).collect(),
        staff: people.iter().map(|one| employee(one, form, shifts.len())).collect(),
        requests: Vec::new(),
        cover: (0..days).flat_map(|day| cover(day, &shifts)).collect(),
    };
    if !form.wishes.trim().is_empty() {
        add_wishes(&mut problem, people, first_day, Path::new(form.wishes.trim()))?;
    }
    let is_night = |one: &Typed| one.time.starts_min + one.time.mins > DAY_MINS;
    let nights = shifts.iter().enumerate().filter(|(_, one)| is_night(one)).map(|(at, _)| at).collect();
    let times = shifts.iter().map(|one| one.text.as_str()).collect::<Vec<_>>().join(", ");
    Ok(Made { problem, first_day, times, nights })
}

/// `E=07:00-15:00*3/2`; without `/` as many at weekends.
fn typed_shift(text: &str) -> Result<Typed, Message> {
    let wrong = || Message::new("schedule-why-no-shift").with("text", text);
    let (time, wanted) = text.rsplit_once('*').ok_or_else(wrong)?;
    let (id, found) = shift_time(time).ok_or_else(wrong)?;
    let number = |text: &str| text.trim().parse::<u32>().ok().filter(|number| *number <= 1_000).ok_or_else(wrong);
    let wanted = match wanted.split_once('/') {
        Some((weekday, weekend)) => [number(weekday)?, number(weekend)?],
        None => [number(wanted)?; 2],
    };
    Ok(Typed { id: id.to_owned(), time: found, wanted, text: time.trim().to_owned() })
}

/// A shift, and which ones cannot be worked on the next day because the rest between is too short.
fn kind(one: &Typed, all: &[Typed], rest_hours: u32) -> ShiftKind {
    let ends = one.time.starts_min + one.time.mins;
    let rest = |next: &Typed| (DAY_MINS + next.time.starts_min).saturating_sub(ends);
    let too_soon = all.iter().enumerate().filter(|(_, next)| rest(next) < rest_hours * 60);
    ShiftKind { id: one.id.clone(), mins: one.time.mins, not_before: too_soon.map(|(at, _)| at).collect() }
}

/// The identifier with the family name, so that the roster can be read.
fn name(one: &StaffMember) -> String {
    match one.chinese_name.as_ref().or(one.family_name.as_ref()) {
        // A comma would part columns of the files.
        Some(name) => format!("{} {}", one.identifier, name.replace([',', '\n'], " ")),
        None => one.identifier.clone(),
    }
}

/// Least and most minutes a week. Where the staff table says somebody's hours, they are the most, and the least stands to them
/// as in the contract of the others.
fn mins_a_week(one: &StaffMember, form: &WardForm) -> (u32, u32) {
    let (least, most) = (form.least_hours_a_week, form.most_hours_a_week.max(form.least_hours_a_week));
    let own = one.hours_a_week.map(|hours| hours.to_f64()).filter(|hours| (0.0..=168.0).contains(hours));
    match own {
        None => (least * 60, most * 60),
        Some(hours) => {
            let most_mins = (hours * 60.0).round();
            let share = f64::from(least) / f64::from(most.max(1));
            ((most_mins * share).floor() as u32, most_mins as u32)
        }
    }
}

fn employee(one: &StaffMember, form: &WardForm, shifts: usize) -> Employee {
    let days = form.weeks * 7;
    let (least, most) = mins_a_week(one, form);
    Employee {
        id: name(one),
        max_shifts: vec![days; shifts],
        max_mins: most * form.weeks,
        min_mins: least * form.weeks,
        max_run: form.most_days_in_a_row.max(1),
        min_run: 1,
        min_rest: form.least_days_off.max(1),
        max_weekends: (form.weekends_of_four * form.weeks).div_ceil(4),
        leave: Vec::new(),
    }
}

fn cover(day: usize, shifts: &[Typed]) -> Vec<Cover> {
    let is_weekend = day % 7 >= 5;
    let of = |(shift, one): (usize, &Typed)| Cover {
        day,
        shift,
        wanted: one.wanted[usize::from(is_weekend)],
        under_weight: UNDER,
        over_weight: OVER,
    };
    shifts.iter().enumerate().map(of).collect()
}

/// Reads columns `staff_id`, `date`, `kind` (leave, on, off), and for wishes `shift` and `weight`.
fn add_wishes(problem: &mut RosterProblem, people: &[StaffMember], first: Date, path: &Path) -> Result<(), Message> {
    const NEEDED: [&str; 3] = ["staff_id", "date", "kind"];
    let lacks = |headings: &[String]| -> Vec<String> {
        NEEDED.iter().filter(|name| column(headings, name).is_none()).map(|name| (*name).to_owned()).collect()
    };
    let table = TextTable::read(&PathBuf::from(path), lacks).map_err(|error| of_import(&error))?;
    let [id, date, kind, shift, weight] =
        ["staff_id", "date", "kind", "shift", "weight"].map(|name| table.column(name));
    for row in &table.rows {
        let text = |place: Option<usize>| place.and_then(|place| row.cells.get(place)).map_or("", |cell| cell.trim());
        let wrong = |what: &str| Message::new("schedule-why-unknown-in-line").with("line", row.line).with("what", what);
        let Some(employee) = people.iter().position(|one| one.identifier == text(id)) else {
            // Somebody of another ward.
            continue;
        };
        let on = text(date).get(..10).and_then(|date| Date::parse_iso(date.as_bytes()));
        let on = on.ok_or_else(|| wrong(text(date)))?;
        let Some(day) = usize::try_from(i64::from(on.0) - i64::from(first.0)).ok().filter(|day| *day < problem.days)
        else {
            continue;
        };
        let wish = match text(kind).to_lowercase().as_str() {
            "leave" => {
                let leave = &mut problem.staff[employee].leave;
                leave.push(day);
                leave.sort_unstable();
                leave.dedup();
                continue;
            }
            "on" => Wish::On,
            "off" => Wish::Off,
            _ => return Err(wrong(text(kind))),
        };
        let shift = problem.shifts.iter().position(|one| one.id == text(shift)).ok_or_else(|| wrong(text(shift)))?;
        let weight = text(weight).parse::<u32>().unwrap_or(1).clamp(1, 1_000);
        problem.requests.push(Request { employee, day, shift, wish, weight });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::schedule::pace::{Run, Steps};
    use crate::analysis::schedule::roster::{check, solve};
    use crate::base::Progress;
    use crate::domain::ids::{CellRef, ImportId};

    fn people(count: usize) -> Vec<StaffMember> {
        let one = |at: usize| StaffMember {
            identifier: format!("S{at}"),
            family_name: Some("Wilson, R".to_owned()),
            given_name: None,
            chinese_name: None,
            role: None,
            ward: None,
            education: None,
            skills: Vec::new(),
            experience_years: None,
            contract: None,
            hours_a_week: (at == 3).then(|| crate::base::Decimal::parse(b"20").expect("a number")),
            surgery_mins: None,
            skill_level: None,
            cell: CellRef { import: ImportId(1), line: 1, column: 0 },
        };
        (0..count).map(one).collect()
    }

    #[test]
    fn a_roster_of_the_wards_people_can_be_planned_and_keeps_rest_and_leave() {
        let folder = tempfile::tempdir().expect("a folder");
        let wishes = folder.path().join("wishes.csv");
        let text =
            "staff_id,date,kind,shift,weight\nS1,2026-03-03,leave,,\nS2,2026-03-04,on,N,3\nX9,2026-03-04,on,N,3\n";
        std::fs::write(&wishes, text).expect("written");
        let form = WardForm {
            first_day: "2026-03-02".to_owned(),
            weeks: 2,
            least_hours_a_week: 24,
            wishes: wishes.to_string_lossy().into_owned(),
            ..WardForm::default()
        };
        let made = made(&people(9), &form).expect("a roster");
        let problem = &made.problem;
        let shown: Vec<_> = problem.shifts.iter().map(|one| (one.id.as_str(), one.not_before.as_slice())).collect();
        // After a late shift there are 8 hours to the early one, after a night less than a day to any but the night.
        assert_eq!(shown, [("E", &[][..]), ("L", &[0]), ("N", &[0, 1])]);
        assert_eq!((made.nights.as_slice(), problem.staff[1].leave.as_slice()), (&[2][..], &[1][..]));
        assert_eq!(problem.staff[0].id, "S0 Wilson  R");
        // Two weeks of 24 to 40 hours; S3's own are 20 at the most.
        let mins = |at: usize| (problem.staff[at].min_mins, problem.staff[at].max_mins);
        assert_eq!((mins(0), mins(3)), ((2_880, 4_800), (1_440, 2_400)));
        assert_eq!((problem.requests.len(), problem.cover[15].wanted, problem.cover[0].wanted), (1, 2, 3));
        let (mut pace, progress, mut found) =
            (Steps(2_000), Progress::default(), |_: &crate::domain::schedule::roster::Roster, _: i64, _: u64| {});
        let mut run = Run { seed: 1, pace: &mut pace, progress: &progress, found: &mut found };
        let plan = solve(problem, None, &mut run).expect("a plan").plan;
        assert!(check(problem, &plan).is_feasible());
        assert_eq!(plan.cells[1][1], None);
        let tuesday = WardForm { first_day: "2026-03-03".to_owned(), ..form };
        assert_eq!(super::made(&people(2), &tuesday).expect_err("no Monday").key, "schedule-why-no-monday");
    }
}
