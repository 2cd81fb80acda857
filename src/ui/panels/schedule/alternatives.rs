//! What else could be of the chosen thing, with what it would change or break; a click puts it into the plan. And how the
//! burdens of a roster are shared.

use eframe::egui::Ui;

use crate::analysis::schedule::roster::Spread;
use crate::app::schedule::alternatives::{Alternative, Instead};
use crate::app::schedule::laid::{Instance, Laid, Thing};
use crate::app::schedule::panel::ScheduleCommand;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{body, tokens};
use crate::ui::widgets::{Button, section};

use super::send;

/// The alternatives of the chosen thing, once they are worked out.
pub fn alternatives_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, instance: &Instance, thing: Thing) {
    let state = &ctx.state.schedule;
    let Some(found) = state.alternatives.as_ref().filter(|found| found.thing == thing) else { return };
    section(ui, ctx.text("schedule-alternatives"));
    if found.all.is_empty() {
        ui.label(body(ctx.text("schedule-no-alternative")).color(tokens(ui).quiet));
    }
    for (place, one) in found.all.iter().enumerate() {
        let words = words(ctx, instance, one);
        let can_be_taken = one.change.is_some() && state.proposal.is_none();
        let button = Button::quiet(&words).leading().enabled(can_be_taken).min_width(ui.available_width());
        if button.show(ui).clicked() {
            send(ctx, ScheduleCommand::TakeAlternative(place));
        }
    }
    if found.left_off > 0 {
        let more = ctx.texts.format("schedule-more-alternatives", &[("count", &found.left_off)]);
        ui.label(body(more).color(tokens(ui).quiet));
    }
}

fn words(ctx: &PanelCtx<'_>, instance: &Instance, one: &Alternative) -> String {
    let what = instead_words(ctx, instance, &one.instead);
    match one.change {
        Some(change) => {
            ctx.texts.format("schedule-alternative", &[("what", &what), ("change", &format!("{change:+}"))])
        }
        None => {
            let name = |rule: &&str| ctx.texts.get(&format!("schedule-rule-{rule}")).to_owned();
            let rules: Vec<String> = one.broken.iter().map(name).collect();
            ctx.texts.format("schedule-alternative-broken", &[("what", &what), ("rules", &rules.join(" · "))])
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
                [("day", &at.day), ("room", &room), ("theatre", &theatre)];
            ctx.texts.format("schedule-alternative-place", &values)
        }
        (Instead::Nurse(_) | Instead::Place(_), Instance::Roster(_))
        | (Instead::Employee(_) | Instead::Shift(_), Instance::Hospital(_)) => String::new(),
    }
}

/// Range and Gini coefficient of weekends, hours over the least and refused requests.
pub fn fairness_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, laid: &Laid) {
    let Some(found) = &laid.fairness else { return };
    section(ui, ctx.text("schedule-fairness"));
    let mut line = |key: &str, spread: Option<Spread>, unit: f64| {
        let Some(spread) = spread else { return };
        let number = |value: f64| format!("{:.0}", value / unit);
        let gini = spread.gini.map_or_else(|| "–".to_owned(), |gini| format!("{gini:.2}"));
        let values: [(&str, &dyn std::fmt::Display); 3] =
            [("least", &number(spread.least)), ("most", &number(spread.most)), ("gini", &gini)];
        ui.label(body(ctx.texts.format(key, &values)).color(tokens(ui).text));
    };
    line("schedule-fairness-weekends", found.weekends, 1.0);
    line("schedule-fairness-overtime", found.overtime, 60.0);
    line("schedule-fairness-refused", found.refused, 1.0);
}
