//! `wardtwin schedule export`: a plan as a table, a workbook or calendars.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::app::schedule::calendars::{Calendar, Place, of_nurses, of_roster, of_theatres, shift_time};
use crate::app::schedule::outgoing::file_name;
use crate::base::{Date, Zone};
use crate::domain::schedule::hospital::{HospitalPlan, HospitalProblem};
use crate::domain::schedule::roster::{Roster, RosterProblem};
use crate::io::clock::Clock;
use crate::io::export::calendar::calendar;
use crate::io::schedule::{hospital, roster};

use super::super::export::table;
use super::super::output::{Beside, Ending, Failure, tell};
use super::Problem;
use super::days::{Days, date_from_text, later, roster_day};
use super::only_solved;

#[derive(Args)]
pub struct ExportArguments {
    #[arg(long, value_enum)]
    problem: Problem,
    /// The instance.
    #[arg(long = "in", value_name = "INSTANCE")]
    input: PathBuf,
    /// The plan.
    #[arg(long, value_name = "PLAN")]
    from: PathBuf,
    /// A table by its name (.csv or .xlsx; replaced where it is there), or with --calendars the folder they go into.
    #[arg(long, value_name = "PATH")]
    out: PathBuf,
    /// Write a calendar (.ics) for each person and each theatre.
    #[arg(long, requires = "first_day")]
    calendars: bool,
    /// The date of day 0.
    #[arg(long, value_name = "DATE", value_parser = date_from_text)]
    first_day: Option<Date>,
    /// The zone of the clocks on the wall; this computer's where not given.
    #[arg(long, value_name = "ZONE")]
    zone: Option<String>,
    /// When shifts are, such as `early=07:00-15:00,night=23:00-07:00`. A shift that is not named has a day and no time.
    #[arg(long, value_delimiter = ',', value_name = "TIMES")]
    times: Vec<String>,
}

pub fn run(arguments: &ExportArguments, quiet: bool) -> Result<Ending, Failure> {
    match arguments.problem {
        Problem::Ihtc => {
            let problem = hospital::read_problem(&arguments.input)?;
            let plan = hospital::read_plan(&arguments.from, &problem)?;
            if !arguments.calendars {
                return hospital_table(arguments, &problem, &plan);
            }
            let names: Vec<&str> = problem.shift_names.iter().map(String::as_str).collect();
            with_place(arguments, &names, quiet, |place| {
                [of_nurses(&problem, &plan, place), of_theatres(&problem, &plan, place)].concat()
            })
        }
        Problem::Nrp => {
            roster_day(arguments.first_day).map_err(Failure)?;
            let problem = roster::read_problem(&arguments.input)?;
            let plan = roster::read_roster(&arguments.from, &problem)?;
            if !arguments.calendars {
                return roster_table(arguments, &problem, &plan);
            }
            let names: Vec<&str> = problem.shifts.iter().map(|shift| shift.id.as_str()).collect();
            with_place(arguments, &names, quiet, |place| of_roster(&problem, &plan, place))
        }
        Problem::Appointments => Err(only_solved("export")),
    }
}

fn heading(days: &Days, day: usize) -> String {
    days.first.and_then(|first| later(first, day)).map_or_else(|| format!("day_{day}"), Date::iso)
}

fn roster_table(arguments: &ExportArguments, problem: &RosterProblem, plan: &Roster) -> Result<Ending, Failure> {
    let days = Days { first: arguments.first_day, count: problem.days };
    let mut headings = vec!["employee".to_owned()];
    headings.extend((0..problem.days).map(|day| heading(&days, day)));
    let headings: Vec<&str> = headings.iter().map(String::as_str).collect();
    table::write(&arguments.out, &headings, false, |table| {
        problem.staff.iter().zip(&plan.cells).try_for_each(|(one, row)| {
            let shift = |cell: &Option<usize>| {
                cell.and_then(|shift| problem.shifts.get(shift)).map_or("", |shift| shift.id.as_str())
            };
            table.row(std::iter::once(one.id.as_str()).chain(row.iter().map(shift)))
        })
    })?;
    Ok(Ending::AllDone)
}

fn hospital_table(
    arguments: &ExportArguments,
    problem: &HospitalProblem,
    plan: &HospitalPlan,
) -> Result<Ending, Failure> {
    let days = Days { first: arguments.first_day, count: problem.days };
    let headings =
        ["patient", "mandatory", "admission_day", "last_day", "room", "theatre", "surgeon", "surgery_minutes"];
    table::write(&arguments.out, &headings, false, |table| {
        problem.patients.iter().zip(&plan.admissions).try_for_each(|(one, at)| {
            let day = |day: usize| heading(&days, day);
            let last = |first: usize| day((first + one.stay.days).saturating_sub(1));
            let id = |at: Option<&String>| at.cloned().unwrap_or_default();
            let cells = [
                one.id.clone(),
                if one.is_mandatory() { "yes" } else { "no" }.to_owned(),
                at.map_or_else(|| "waits".to_owned(), |at| day(at.day)),
                at.map_or_else(String::new, |at| last(at.day)),
                at.map_or_else(String::new, |at| id(problem.rooms.get(at.room).map(|room| &room.id))),
                at.map_or_else(String::new, |at| id(problem.theatres.get(at.theatre).map(|theatre| &theatre.id))),
                id(problem.surgeons.get(one.surgeon).map(|surgeon| &surgeon.id)),
                one.surgery_mins.to_string(),
            ];
            table.row(cells.iter().map(String::as_str))
        })
    })?;
    Ok(Ending::AllDone)
}

fn with_place(
    arguments: &ExportArguments,
    shifts: &[&str],
    quiet: bool,
    calendars: impl FnOnce(&Place<'_>) -> Vec<Calendar>,
) -> Result<Ending, Failure> {
    let first_day = arguments.first_day.ok_or_else(|| Failure("--calendars need --first-day".to_owned()))?;
    let zone = match &arguments.zone {
        Some(name) => {
            Zone::named(name).ok_or_else(|| Failure(format!("there is no zone {name:?}; write it as Europe/Berlin")))?
        }
        None => Zone::of_this_computer()
            .ok_or_else(|| Failure("this computer's zone has no name: give --zone".to_owned()))?,
    };
    let mut times = vec![None; shifts.len()];
    for text in &arguments.times {
        let wrong = || Failure(format!("{text:?} is no time of a shift; write it as early=07:00-15:00"));
        let (id, time) = shift_time(text).ok_or_else(wrong)?;
        let place = shifts.iter().position(|shift| *shift == id);
        let place =
            place.ok_or_else(|| Failure(format!("there is no shift {id:?}; there are {}", shifts.join(", "))))?;
        times[place] = Some(time);
    }
    let all = calendars(&Place { first_day, zone: &zone, times: &times });
    write_all(&arguments.out, &all)?;
    if !quiet {
        tell(format_args!("{}: {} calendars", arguments.out.display(), all.len()));
    }
    Ok(Ending::AllDone)
}

fn write_all(folder: &Path, all: &[Calendar]) -> Result<(), Failure> {
    std::fs::create_dir_all(folder).map_err(|why| Failure(format!("{} cannot be made ({why})", folder.display())))?;
    let now = Clock::System.utc_secs();
    let mut taken = BTreeSet::new();
    for one in all {
        let path = folder.join(file_name(&one.name, &mut taken));
        let text = calendar(&one.name, &one.events, now);
        Beside::begin(&path)?.finish(|out| Ok(out.write_all(text.as_bytes())?))?;
    }
    Ok(())
}
