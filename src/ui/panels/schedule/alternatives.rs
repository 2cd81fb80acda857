//! What else could be of the chosen thing, with what it would change or break; a click puts it into the plan.

use eframe::egui::Ui;

use crate::app::schedule::alternatives::{Alternative, Instead};
use crate::app::schedule::laid::{Instance, Thing};
use crate::app::schedule::moves::ChangeCommand;
use crate::app::schedule::panel::ScheduleCommand;
use crate::ui::panels::PanelCtx;
use crate::ui::widgets::section;

use super::line::{choice_line, quiet_line};
use super::{send, words};

/// The alternatives of the chosen thing, once they are worked out.
pub fn alternatives_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, instance: &Instance, thing: Thing) {
    let state = &ctx.state.schedule;
    let Some(found) = state.alternatives.as_ref().filter(|found| found.thing == thing) else { return };
    section(ui, ctx.text("schedule-alternatives"));
    if found.all.is_empty() {
        quiet_line(ui, ctx.text("schedule-no-alternative"));
    }
    for (place, one) in found.all.iter().enumerate() {
        let can_be_taken = one.change.is_some() && state.is_in_force();
        if choice_line(ui, &line_words(ctx, instance, one), can_be_taken, false).clicked() {
            send(ctx, ScheduleCommand::Change(ChangeCommand::TakeAlternative(place)));
        }
    }
    if found.left_off > 0 {
        quiet_line(ui, ctx.texts.format("schedule-more-alternatives", &[("count", &found.left_off)]));
    }
}

fn line_words(ctx: &PanelCtx<'_>, instance: &Instance, one: &Alternative) -> String {
    let what = instead_words(ctx, instance, &one.instead);
    match one.change {
        Some(change) => {
            ctx.texts.format("schedule-alternative", &[("what", &what), ("change", &words::change(ctx, change.into()))])
        }
        None => {
            let rules = words::rules(ctx, &one.broken);
            ctx.texts.format("schedule-alternative-broken", &[("what", &what), ("rules", &rules)])
        }
    }
}

fn instead_words(ctx: &PanelCtx<'_>, instance: &Instance, instead: &Instead) -> String {
    let takes = |id: &str| ctx.texts.format("schedule-alternative-takes", &[("what", &id)]);
    match (instead, instance) {
        (Instead::Nurse(nurse), Instance::Hospital(problem)) => {
            takes(problem.nurses.get(*nurse).map_or("", |one| one.id.as_str()))
        }
        (Instead::Employee(employee), Instance::Roster(problem)) => {
            takes(problem.staff.get(*employee).map_or("", |one| one.id.as_str()))
        }
        (Instead::Shift(Some(shift)), Instance::Roster(problem)) => {
            problem.shifts.get(*shift).map_or_else(String::new, |shift| shift.id.clone())
        }
        (Instead::Shift(None), _) => ctx.text("schedule-alternative-off").to_owned(),
        (Instead::Place(None), _) => ctx.text("schedule-alternative-waits").to_owned(),
        (Instead::Place(Some(at)), Instance::Hospital(problem)) => {
            let room = problem.rooms.get(at.room).map_or("", |room| room.id.as_str());
            let theatre = problem.theatres.get(at.theatre).map_or("", |theatre| theatre.id.as_str());
            let values: [(&str, &dyn std::fmt::Display); 3] =
                [("day", &words::day(ctx, at.day)), ("room", &room), ("theatre", &theatre)];
            ctx.texts.format("schedule-alternative-place", &values)
        }
        (Instead::Nurse(_) | Instead::Place(_), Instance::Roster(_))
        | (Instead::Employee(_) | Instead::Shift(_), Instance::Hospital(_)) => String::new(),
    }
}
