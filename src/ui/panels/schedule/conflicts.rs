//! Why there is no plan: each conflict with its rules in words, and what would end it; a click carries that out.

use std::fmt::Display;

use eframe::egui::{ScrollArea, Ui};

use crate::analysis::schedule::conflict::{HospitalRemedy, HospitalRule, RosterRemedy, RosterRule};
use crate::app::schedule::conflicts::{ConflictCommand, Conflicts, ConflictsOf};
use crate::app::schedule::laid::Instance;
use crate::app::schedule::panel::ScheduleCommand;
use crate::domain::schedule::hospital::{HospitalProblem, RoomGender};
use crate::domain::schedule::roster::RosterProblem;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::space;
use crate::ui::widgets::{Button, Icon, section_with};

use super::line::{choice_line, quiet_line, text_line};
use super::{send, words};

/// A conflict in words.
struct Told {
    /// The employee whom it is about.
    who: Option<String>,
    is_minimal: bool,
    rules: Vec<String>,
    /// Words of a repair, and whether others remain.
    repairs: Vec<(String, bool)>,
}

/// What was found, in place of the plan.
pub fn conflicts_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, instance: &Instance, found: &Conflicts) {
    section_with(ui, ctx.text("schedule-conflicts"), |ui| {
        if Button::new(ctx.text("close")).icon(Icon::Close).show(ui).clicked() {
            send(ctx, ScheduleCommand::Conflicts(ConflictCommand::Close));
        }
    });
    let all = all_told(ctx, instance, found);
    ScrollArea::vertical().auto_shrink(false).id_salt("schedule-conflicts").show(ui, |ui| {
        match found.is_there {
            Some(true) => text_line(ui, ctx.text("schedule-conflicts-none")),
            Some(false) => text_line(ui, ctx.texts.count("schedule-conflicts-found", all.len() as u64, &[])),
            None => text_line(ui, ctx.text("schedule-conflicts-unknown")),
        }
        if let (ConflictsOf::Roster(_, unknown), Instance::Roster(problem)) = (&found.of, instance) {
            for one in unknown.iter().filter_map(|at| problem.staff.get(*at)) {
                quiet_line(ui, ctx.texts.format("schedule-conflicts-unknown-row", &[("who", &one.id)]));
            }
        }
        for (place, told) in all.iter().enumerate() {
            ui.add_space(space::M);
            conflict_ui(ctx, ui, place, told);
        }
    });
}

fn conflict_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, place: usize, told: &Told) {
    match (&told.who, told.is_minimal) {
        (Some(who), _) => text_line(ui, ctx.texts.format("schedule-conflict-of", &[("who", who)])),
        (None, true) => text_line(ui, ctx.text("schedule-conflict-minimal")),
        (None, false) => text_line(ui, ctx.text("schedule-conflict-cut-off")),
    }
    for rule in &told.rules {
        text_line(ui, format!("• {rule}"));
    }
    if told.repairs.is_empty() {
        return quiet_line(ui, ctx.text("schedule-conflict-no-repair"));
    }
    quiet_line(ui, ctx.text("schedule-conflict-repairs"));
    for (repair, (said, others_remain)) in told.repairs.iter().enumerate() {
        let said = match others_remain {
            true => ctx.texts.format("schedule-conflict-others", &[("what", said)]),
            false => said.clone(),
        };
        if choice_line(ui, &said, true, false).clicked() {
            send(ctx, ScheduleCommand::Conflicts(ConflictCommand::CarryOut { conflict: place, repair }));
        }
    }
}

fn all_told(ctx: &PanelCtx<'_>, instance: &Instance, found: &Conflicts) -> Vec<Told> {
    match (&found.of, instance) {
        (ConflictsOf::Hospital(all), Instance::Hospital(problem)) => {
            let told = |one: &crate::analysis::schedule::conflict::HospitalConflict| Told {
                who: None,
                is_minimal: one.members.iter().all(|member| member.is_needed),
                rules: one.members.iter().map(|member| hospital_rule(ctx, problem, member.rule)).collect(),
                repairs: one
                    .repairs
                    .iter()
                    .map(|repair| (hospital_remedy(ctx, problem, repair.remedy), repair.ends_all == Some(false)))
                    .collect(),
            };
            all.iter().map(told).collect()
        }
        (ConflictsOf::Roster(all, _), Instance::Roster(problem)) => {
            let told = |one: &crate::analysis::schedule::conflict::RosterConflict| Told {
                who: problem.staff.get(one.employee).map(|employee| employee.id.clone()),
                is_minimal: one.members.iter().all(|member| member.is_needed),
                rules: one.members.iter().map(|member| roster_rule(ctx, problem, one.employee, member.rule)).collect(),
                repairs: one
                    .repairs
                    .iter()
                    .map(|repair| (roster_remedy(ctx, problem, one.employee, repair.remedy), false))
                    .collect(),
            };
            all.iter().map(told).collect()
        }
        _ => Vec::new(),
    }
}

fn said(ctx: &PanelCtx<'_>, key: &str, values: &[(&str, &dyn Display)]) -> String {
    ctx.texts.format(&format!("schedule-conflict-{key}"), values)
}

/// The same with a count.
fn counted(ctx: &PanelCtx<'_>, key: &str, count: usize, values: &[(&str, &dyn Display)]) -> String {
    ctx.texts.count(&format!("schedule-conflict-{key}"), count as u64, values)
}

fn hospital_rule(ctx: &PanelCtx<'_>, problem: &HospitalProblem, rule: HospitalRule) -> String {
    let patient = |at: usize| &problem.patients[at];
    match rule {
        HospitalRule::Admit { patient: at } => {
            let one = patient(at);
            let surgeon = &problem.surgeons[one.surgeon].id;
            let values: [(&str, &dyn Display); 4] =
                [("who", &one.id), ("mins", &one.surgery_mins), ("surgeon", surgeon), ("days", &one.stay.days)];
            said(ctx, "admit", &values)
        }
        HospitalRule::Release { patient: at } => {
            let one = patient(at);
            said(ctx, "release", &[("who", &one.id), ("day", &words::day(ctx, one.release_day))])
        }
        HospitalRule::Due { patient: at } => {
            let due = patient(at).due_day.unwrap_or(problem.days.saturating_sub(1));
            said(ctx, "due", &[("who", &patient(at).id), ("day", &words::day(ctx, due))])
        }
        HospitalRule::Rooms { patient: at } => {
            let rooms: Vec<&str> =
                patient(at).incompatible_rooms.iter().map(|room| problem.rooms[*room].id.as_str()).collect();
            said(ctx, "rooms", &[("who", &patient(at).id), ("rooms", &rooms.join(", "))])
        }
        HospitalRule::SurgeonMins { surgeon, day } => {
            let one = &problem.surgeons[surgeon];
            let values: [(&str, &dyn Display); 3] =
                [("who", &one.id), ("mins", &one.mins_by_day[day]), ("day", &words::day(ctx, day))];
            said(ctx, "surgeon", &values)
        }
        HospitalRule::TheatreMins { theatre, day } => {
            let one = &problem.theatres[theatre];
            let mins = one.mins_by_day[day];
            let key = if mins == 0 { "theatre-closed" } else { "theatre" };
            let values: [(&str, &dyn Display); 3] =
                [("what", &one.id), ("mins", &mins), ("day", &words::day(ctx, day))];
            said(ctx, key, &values)
        }
        HospitalRule::Beds { room } => {
            said(ctx, "beds", &[("room", &problem.rooms[room].id), ("beds", &problem.rooms[room].beds)])
        }
        HospitalRule::Apart => {
            let count = |gender| problem.occupants.iter().filter(|one| one.stay.gender == gender).count();
            said(ctx, "apart", &[("a", &count(RoomGender::A)), ("b", &count(RoomGender::B))])
        }
        HospitalRule::OnDuty { shift } => {
            said(ctx, "on-duty", &[("shift", &words::shift(ctx, &problem.shift_names, shift))])
        }
    }
}

fn hospital_remedy(ctx: &PanelCtx<'_>, problem: &HospitalProblem, remedy: HospitalRemedy) -> String {
    let id = |patient: usize| problem.patients[patient].id.as_str();
    match remedy {
        HospitalRemedy::LeaveWaiting { patient } => said(ctx, "let-wait", &[("who", &id(patient))]),
        HospitalRemedy::ReleaseEarlier { patient, days } => {
            let day = problem.patients[patient].release_day.saturating_sub(days);
            counted(ctx, "earlier", days, &[("who", &id(patient)), ("day", &words::day(ctx, day))])
        }
        HospitalRemedy::DueLater { patient, days } => {
            let day = problem.patients[patient].due_day.unwrap_or(0) + days;
            counted(ctx, "later", days, &[("who", &id(patient)), ("day", &words::day(ctx, day))])
        }
        HospitalRemedy::AllowRoom { patient, room } => {
            said(ctx, "allow-room", &[("who", &id(patient)), ("room", &problem.rooms[room].id)])
        }
        HospitalRemedy::SurgeonLonger { surgeon, day, mins } => {
            let values: [(&str, &dyn Display); 3] =
                [("who", &problem.surgeons[surgeon].id), ("mins", &mins), ("day", &words::day(ctx, day))];
            said(ctx, "surgeon-longer", &values)
        }
        HospitalRemedy::TheatreLonger { theatre, day, mins } => {
            let values: [(&str, &dyn Display); 3] =
                [("what", &problem.theatres[theatre].id), ("mins", &mins), ("day", &words::day(ctx, day))];
            said(ctx, "theatre-longer", &values)
        }
        HospitalRemedy::MoreBeds { room, beds } => {
            counted(ctx, "more-beds", beds, &[("room", &problem.rooms[room].id)])
        }
        HospitalRemedy::CallNurse { shift } => {
            said(ctx, "call-nurse", &[("shift", &words::shift(ctx, &problem.shift_names, shift))])
        }
    }
}

fn hours(mins: u32) -> String {
    format!("{}", f64::from(mins) / 60.0)
}

fn roster_rule(ctx: &PanelCtx<'_>, problem: &RosterProblem, employee: usize, rule: RosterRule) -> String {
    let one = &problem.staff[employee];
    let with = |key: &str, values: &[(&str, &dyn Display)]| {
        let all: Vec<(&str, &dyn Display)> =
            std::iter::once(("who", &one.id as &dyn Display)).chain(values.iter().copied()).collect();
        said(ctx, key, &all)
    };
    match rule {
        RosterRule::Sequences => {
            let pairs = problem.shifts.iter().filter(|shift| !shift.not_before.is_empty()).map(|shift| {
                let after: Vec<&str> = shift.not_before.iter().map(|at| problem.shifts[*at].id.as_str()).collect();
                said(ctx, "not-after", &[("shift", &shift.id), ("others", &after.join(", "))])
            });
            said(ctx, "sequences", &[("pairs", &pairs.collect::<Vec<_>>().join("; "))])
        }
        RosterRule::MaxShifts { shift } => {
            with("max-shifts", &[("shift", &problem.shifts[shift].id), ("most", &one.max_shifts[shift])])
        }
        RosterRule::LeastMins => with("least-hours", &[("hours", &hours(one.min_mins))]),
        RosterRule::MostMins => with("most-hours", &[("hours", &hours(one.max_mins))]),
        RosterRule::MaxRun => with("max-run", &[("days", &one.max_run)]),
        RosterRule::MinRun => with("min-run", &[("days", &one.min_run)]),
        RosterRule::MinRest => with("min-rest", &[("days", &one.min_rest)]),
        RosterRule::MaxWeekends => with("max-weekends", &[("most", &one.max_weekends)]),
        RosterRule::Leave { day } => with("leave", &[("day", &words::day(ctx, day))]),
    }
}

fn roster_remedy(ctx: &PanelCtx<'_>, problem: &RosterProblem, employee: usize, remedy: RosterRemedy) -> String {
    let id = &problem.staff[employee].id;
    let by = |key: &str, by: &dyn Display| said(ctx, key, &[("who", id), ("by", by)]);
    let days_by = |key: &str, count: u32| counted(ctx, key, count as usize, &[("who", id)]);
    match remedy {
        RosterRemedy::MoreShifts { shift, by } => {
            said(ctx, "more-shifts", &[("who", id), ("by", &by), ("shift", &problem.shifts[shift].id)])
        }
        RosterRemedy::FewerMins { by: mins } => by("fewer-hours", &hours(mins)),
        RosterRemedy::MoreMins { by: mins } => by("more-hours", &hours(mins)),
        RosterRemedy::LongerRun { by: days } => days_by("longer-run", days),
        RosterRemedy::ShorterRun { by: days } => days_by("shorter-run", days),
        RosterRemedy::ShorterRest { by: days } => days_by("shorter-rest", days),
        RosterRemedy::MoreWeekends { by: weekends } => days_by("more-weekends", weekends),
        RosterRemedy::WorkOnLeave { day } => said(ctx, "work-on-leave", &[("who", id), ("day", &words::day(ctx, day))]),
    }
}
