//! The plan on its way out: as a table or as calendars, made in a job, then a place is asked for.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::base::Zone;
use crate::io::export::calendar::calendar;

use super::super::core::Core;
use super::super::export::{self, ExportCommand, ExportTarget};
use super::super::jobs::JobKind;
use super::super::message::Message;
use super::super::outcome::Outcome;
use super::calendars::{Calendar, Place, ShiftTime, of_nurses, of_roster, of_theatres, shift_time};
use super::laid::{Instance, Plan};
use super::said::refusal;
use super::sheets::sheet;

impl JobKind {
    pub const PREPARE_SCHEDULE_EXPORT: JobKind =
        JobKind::reading("prepare-schedule-export").failing(super::panel::failed);
}

/// A form of the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Csv,
    Workbook,
    /// One archive with a calendar for each person and each theatre.
    AllCalendars,
    /// The calendar of one of them, by its place in the order of [`calendar_names`].
    Calendar(usize),
}

#[derive(Clone, Debug)]
pub enum OutgoingCommand {
    Make(Form),
    /// When shifts are, such as `early=07:00-15:00, night=23:00-07:00`.
    SetTimes(String),
}

pub fn apply(core: &mut Core, command: OutgoingCommand) {
    match command {
        OutgoingCommand::SetTimes(times) => core.state.schedule.times = times,
        OutgoingCommand::Make(form) => start(core, form),
    }
}

/// Whose calendars there are: employees, or nurses and then theatres.
pub fn calendar_names(instance: &Instance) -> Vec<&str> {
    match instance {
        Instance::Hospital(problem) => {
            let nurses = problem.nurses.iter().map(|one| one.id.as_str());
            nurses.chain(problem.theatres.iter().map(|one| one.id.as_str())).collect()
        }
        Instance::Roster(problem) => problem.staff.iter().map(|one| one.id.as_str()).collect(),
    }
}

fn shift_names(instance: &Instance) -> Vec<&str> {
    match instance {
        Instance::Hospital(problem) => problem.shift_names.iter().map(String::as_str).collect(),
        Instance::Roster(problem) => problem.shifts.iter().map(|shift| shift.id.as_str()).collect(),
    }
}

fn start(core: &mut Core, form: Form) {
    let now = core.clock.utc_secs();
    let zone = core.state.open().map_or_else(Zone::utc, |open| open.info.zone.clone());
    let state = &mut core.state.schedule;
    let (Some(instance), Some(laid)) = (state.instance.clone(), state.plan.clone()) else { return };
    state.failure = None;
    let (first_day, times) = (state.first_day, state.times.clone());
    core.jobs.start(JobKind::PREPARE_SCHEDULE_EXPORT, Message::new("job-prepare-export"), move |_| {
        let made = match form {
            Form::Csv | Form::Workbook => sheet(&instance, &laid.plan, first_day)
                .map(|sheet| {
                    let name = if form == Form::Csv { "plan.csv" } else { "plan.xlsx" };
                    let target = ExportTarget::Table { kind: "schedule", headings: sheet.headings, rows: sheet.rows };
                    (name.to_owned(), target)
                })
                .ok_or_else(super::said::of_checker),
            Form::AllCalendars | Form::Calendar(_) => times_of(&instance, &times).and_then(|times| {
                let first_day = first_day.ok_or_else(|| Message::new("schedule-why-no-first-day"))?;
                let place = Place { first_day, zone: &zone, times: &times };
                calendars(&instance, &laid.plan, &place, form, now)
            }),
        };
        match made {
            Ok((name, target)) => Outcome::take(move |core: &mut Core| {
                export::apply(core, ExportCommand::Choose { name, target: Arc::new(target) });
            }),
            Err(why) => refusal("schedule-not-exported", why),
        }
    });
}

/// The time of each shift, as typed.
fn times_of(instance: &Instance, typed: &str) -> Result<Vec<Option<ShiftTime>>, Message> {
    let names = shift_names(instance);
    let mut times = vec![None; names.len()];
    for text in typed.split([',', ';']).map(str::trim).filter(|text| !text.is_empty()) {
        let wrong = || Message::new("schedule-why-no-time").with("text", text).with("shifts", names.join(", "));
        let (id, time) = shift_time(text).ok_or_else(wrong)?;
        let place = names.iter().position(|name| *name == id).ok_or_else(wrong)?;
        if let Some(slot) = times.get_mut(place) {
            *slot = Some(time);
        }
    }
    Ok(times)
}

fn calendars(
    instance: &Instance,
    plan: &Plan,
    place: &Place<'_>,
    form: Form,
    now: i64,
) -> Result<(String, ExportTarget), Message> {
    let all: Vec<Calendar> = match (instance, plan) {
        (Instance::Hospital(problem), Plan::Hospital(plan)) => {
            [of_nurses(problem, plan, place), of_theatres(problem, plan, place)].concat()
        }
        (Instance::Roster(problem), Plan::Roster(roster)) => of_roster(problem, roster, place),
        (Instance::Hospital(_), Plan::Roster(_)) | (Instance::Roster(_), Plan::Hospital(_)) => Vec::new(),
    };
    let mut taken = BTreeSet::new();
    let mut file = |one: &Calendar| (file_name(&one.name, &mut taken), calendar(&one.name, &one.events, now));
    match form {
        Form::Calendar(at) => {
            let one = all.get(at).ok_or_else(|| Message::new("schedule-why-no-such-place"))?;
            let (name, text) = file(one);
            Ok((name, ExportTarget::Text { kind: "schedule", text }))
        }
        Form::AllCalendars | Form::Csv | Form::Workbook => {
            let files = all.iter().map(file).collect();
            Ok(("calendars.zip".to_owned(), ExportTarget::Archive { kind: "schedule", files }))
        }
    }
}

/// A name of its own made of letters and digits, for whatever an identifier is.
pub fn file_name(name: &str, taken: &mut BTreeSet<String>) -> String {
    const LONGEST: usize = 60;
    let plain: String =
        name.chars().take(LONGEST).map(|letter| if letter.is_alphanumeric() { letter } else { '-' }).collect();
    let mut found = format!("{plain}.ics");
    let mut number = 1;
    while !taken.insert(found.to_lowercase()) {
        number += 1;
        found = format!("{plain}-{number}.ics");
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_stay_apart() {
        let mut taken = BTreeSet::new();
        assert_eq!(file_name("../a/b", &mut taken), "---a-b.ics");
        assert_eq!(file_name("王芳", &mut taken), "王芳.ics");
        assert_eq!([file_name("A", &mut taken), file_name("a", &mut taken)], ["A.ics", "a-2.ics"]);
    }
}
