//! Days, things, places and faults of a schedule in words.

use std::fmt::Display;

use crate::app::message::Message;
use crate::app::schedule::difference::{Difference, Spot};
use crate::app::schedule::laid::{Instance, Thing};
use crate::app::schedule::said::{LINE, WORD_END};
use crate::app::schedule::sides::{Concern, name_of};
use crate::base::Date;
use crate::ui::panels::PanelCtx;

/// A message whose words are said in the language on screen.
pub fn told(ctx: &PanelCtx<'_>, message: &Message) -> String {
    let values: Vec<(&str, String)> = message.values.iter().map(|(name, value)| (*name, word(ctx, value))).collect();
    let values: Vec<(&str, &dyn Display)> = values.iter().map(|(name, value)| (*name, value as &dyn Display)).collect();
    ctx.texts.format(&message.key, &values)
}

fn word(ctx: &PanelCtx<'_>, value: &str) -> String {
    match value.split_once(WORD_END) {
        Some((LINE, number)) => ctx.texts.format(LINE, &[("number", &number)]),
        Some((key, word)) => ctx.texts.find(key).unwrap_or(word).to_owned(),
        None => value.to_owned(),
    }
}

/// A change of the cost with its sign, thousands separated.
pub fn change(ctx: &PanelCtx<'_>, change: i128) -> String {
    let sign = if change < 0 { "-" } else { "+" };
    format!("{sign}{}", ctx.texts.whole(u64::try_from(change.unsigned_abs()).unwrap_or(u64::MAX)))
}

fn date_of(ctx: &PanelCtx<'_>, day: usize) -> Option<Date> {
    let first = ctx.state.schedule.first_day?;
    Some(Date(first.0.checked_add(i32::try_from(day).ok()?)?))
}

/// 0 for Monday. Without a date of the first day it is a Monday, as the rosters say.
pub fn weekday(first: Option<Date>, day: usize) -> usize {
    (first.map_or(0, Date::weekday) + day) % 7
}

/// `day 5`, or `Sat 14-Mar-2026` where the first day has a date.
pub fn day(ctx: &PanelCtx<'_>, day: usize) -> String {
    match date_of(ctx, day) {
        Some(date) => {
            let name = format!("schedule-weekday-{}", weekday(ctx.state.schedule.first_day, day));
            format!("{} {}", ctx.text(&name), ctx.texts.date(date))
        }
        None => ctx.texts.format("schedule-day-word", &[("day", &day)]),
    }
}

/// A day above its column, as long as there is room.
pub fn day_above(ctx: &PanelCtx<'_>, day: usize, width: f32) -> String {
    const LONG: f32 = 84.0;
    const MIDDLE: f32 = 48.0;
    match date_of(ctx, day) {
        Some(date) => {
            let (_, month, of_month) = date.ymd();
            let name = format!("schedule-weekday-{}", weekday(ctx.state.schedule.first_day, day));
            match width {
                LONG.. => format!("{} {month:02}-{of_month:02}", ctx.text(&name)),
                MIDDLE.. => format!("{month:02}-{of_month:02}"),
                _ => of_month.to_string(),
            }
        }
        None if width < LONG => day.to_string(),
        None => ctx.texts.format("schedule-day", &[("day", &day)]),
    }
}

/// Days that follow each other, or a single one.
pub fn days(ctx: &PanelCtx<'_>, of: &[usize]) -> String {
    match (of.first(), of.last()) {
        (Some(first), Some(last)) if first != last => format!("{} – {}", day(ctx, *first), day(ctx, *last)),
        (Some(first), _) => day(ctx, *first),
        (None, _) => String::new(),
    }
}

/// A shift of the horizon: its name and day.
pub fn shift(ctx: &PanelCtx<'_>, names: &[String], shift: usize) -> String {
    let a_day = names.len().max(1);
    let name = names.get(shift % a_day).map_or("", String::as_str);
    format!("{name}, {}", day(ctx, shift / a_day))
}

/// What a thing is called.
pub fn thing(ctx: &PanelCtx<'_>, instance: &Instance, of: Thing) -> String {
    match (instance, of) {
        (
            Instance::Hospital(problem),
            Thing::Surgery { patient } | Thing::Stay { patient } | Thing::Waiting { patient },
        ) => problem.patients.get(patient).map_or_else(String::new, |one| one.id.clone()),
        (Instance::Hospital(problem), Thing::Occupant(at)) => {
            problem.occupants.get(at).map_or_else(String::new, |one| one.id.clone())
        }
        (Instance::Hospital(problem), Thing::NurseShift { room, shift: at }) => {
            let room = problem.rooms.get(room).map_or("", |one| one.id.as_str());
            format!("{room}, {}", shift(ctx, &problem.shift_names, at))
        }
        (Instance::Roster(problem), Thing::Gap { day: at, shift }) => {
            let shift = problem.shifts.get(shift).map_or("", |one| one.id.as_str());
            format!("{shift}, {}", day(ctx, at))
        }
        (Instance::Roster(problem), Thing::Cell { employee, day: at }) => {
            let who = problem.staff.get(employee).map_or("", |one| one.id.as_str());
            format!("{who}, {}", day(ctx, at))
        }
        _ => String::new(),
    }
}

/// Where somebody or something stands.
pub fn spot(ctx: &PanelCtx<'_>, instance: &Instance, of: Thing, at: Spot) -> String {
    match (instance, at) {
        (Instance::Hospital(problem), Spot::Admitted(at)) => {
            let room = problem.rooms.get(at.room).map_or("", |one| one.id.as_str());
            let theatre = problem.theatres.get(at.theatre).map_or("", |one| one.id.as_str());
            let values: [(&str, &dyn Display); 3] =
                [("day", &day(ctx, at.day)), ("room", &room), ("theatre", &theatre)];
            ctx.texts.format("schedule-alternative-place", &values)
        }
        (Instance::Hospital(problem), Spot::Nurse(nurse)) => {
            problem.nurses.get(nurse).map_or_else(String::new, |one| one.id.clone())
        }
        (Instance::Roster(problem), Spot::Shift(shift)) => {
            problem.shifts.get(shift).map_or_else(String::new, |one| one.id.clone())
        }
        (_, Spot::Nowhere) if matches!(of, Thing::Stay { .. }) => ctx.text("schedule-alternative-waits").to_owned(),
        (_, Spot::Nowhere) if matches!(of, Thing::NurseShift { .. }) => ctx.text("schedule-nobody").to_owned(),
        (_, _) => ctx.text("schedule-alternative-off").to_owned(),
    }
}

/// An assignment before and after.
pub fn difference(ctx: &PanelCtx<'_>, instance: &Instance, one: &Difference) -> String {
    let values: [(&str, &dyn Display); 3] = [
        ("what", &thing(ctx, instance, one.thing)),
        ("before", &spot(ctx, instance, one.thing, one.before)),
        ("after", &spot(ctx, instance, one.thing, one.after)),
    ];
    ctx.texts.format("schedule-difference", &values)
}

/// Whom or what a cost concerns.
pub fn concern(ctx: &PanelCtx<'_>, instance: &Instance, of: Concern) -> String {
    match of {
        Concern::Day(at) => day(ctx, at),
        other => name_of(instance, other).unwrap_or("").to_owned(),
    }
}

/// Rules by their names.
pub fn rules(ctx: &PanelCtx<'_>, ids: &[&'static str]) -> String {
    let name = |id: &&str| ctx.texts.get(&format!("schedule-rule-{id}")).to_owned();
    let mut names: Vec<String> = ids.iter().map(name).collect();
    names.dedup();
    names.join(" · ")
}
