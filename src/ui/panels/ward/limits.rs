//! Limits of care and of alarms of the chosen patient: what holds, by whom and until when, and the form for a further one.

use eframe::egui::{Label, Ui};

use crate::analysis::ward::Sign;
use crate::app::jobs::JobKind;
use crate::app::ward::board::BoardRow;
use crate::app::ward::saying::WardSaying;
use crate::domain::access::Action;
use crate::domain::indicator::IndicatorId;
use crate::domain::ward_note::{CareLimit, KeptWardNote, WardNote};
use crate::io::store::Writing;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{Tone, body, small, space, tokens};
use crate::ui::widgets::{Button, Field, Icon, choose_ui, labelled_field};

use super::{say, words};

const HOUR: i64 = 3600;
/// Until when a limit of alarms, and one of care, may be said to hold.
const ALARM_ENDS: [i64; 4] = [4 * HOUR, 12 * HOUR, 24 * HOUR, 72 * HOUR];
const CARE_ENDS: [i64; 4] = [24 * HOUR, 72 * HOUR, 7 * 24 * HOUR, 30 * 24 * HOUR];

/// What is typed.
#[derive(Default)]
pub struct LimitsForm {
    is_open: bool,
    care: Option<CareLimit>,
    care_words: String,
    care_end: usize,
    sign: usize,
    low: String,
    high: String,
    alarm_end: usize,
}

/// Draws it in the strip.
pub fn limits_ui(ctx: &PanelCtx<'_>, row: &BoardRow, form: &mut LimitsForm, ui: &mut Ui) {
    let standing: Vec<&KeptWardNote> = row.who.beside.standing_notes(ctx.now_utc_secs).collect();
    for kept in &standing {
        standing_ui(ctx, row, kept, ui);
    }
    for kept in row.who.beside.notes.iter().filter(|kept| kept.has_run_out(ctx.now_utc_secs)).take(2) {
        let values: [(&str, &dyn std::fmt::Display); 2] =
            [("what", &words::note(ctx, &kept.note)), ("when", &end_words(ctx, kept))];
        ui.add(
            Label::new(small(ctx.texts.format("ward-limit-ran-out", &values)).color(tokens(ui).tone(Tone::Stale)))
                .wrap(),
        );
    }
    if !ctx.may(Action::SetAlarmLimits) || !writes_here(ctx) {
        return;
    }
    let shape = if form.is_open { Icon::ChevronDown } else { Icon::ChevronRight };
    if Button::link(ctx.text("ward-limits")).icon(shape).show(ui).clicked() {
        form.is_open = !form.is_open;
    }
    if form.is_open {
        care_ui(ctx, row, form, ui);
        ui.add_space(space::S);
        alarm_ui(ctx, row, form, ui);
    }
}

fn writes_here(ctx: &PanelCtx<'_>) -> bool {
    ctx.state.open().is_some_and(|open| open.info.writing == Writing::Here)
}

fn end_words(ctx: &PanelCtx<'_>, kept: &KeptWardNote) -> String {
    match kept.until_utc_secs {
        Some(until) => ctx.texts.moment(ctx.local(until)),
        None => ctx.text("ward-limit-no-end").to_owned(),
    }
}

fn standing_ui(ctx: &PanelCtx<'_>, row: &BoardRow, kept: &KeptWardNote, ui: &mut Ui) {
    ui.horizontal_wrapped(|ui| {
        ui.label(body(words::note(ctx, &kept.note)).color(tokens(ui).text));
        let when = ctx.texts.moment(ctx.local(kept.at_utc_secs));
        let values: [(&str, &dyn std::fmt::Display); 3] =
            [("who", &kept.actor), ("when", &when), ("until", &end_words(ctx, kept))];
        ui.label(small(ctx.texts.format("ward-limit-said", &values)).color(tokens(ui).quiet));
        let action = match kept.note {
            WardNote::CareLimit { .. } => Action::SetCareLimits,
            _ => Action::SetAlarmLimits,
        };
        let name = ctx.texts.format("ward-limit-back", &[("what", &words::note_short(ctx, &kept.note))]);
        if ctx.may(action) && writes_here(ctx) && Button::link(&name).icon(Icon::Undo).show(ui).clicked() {
            let (patient, number, what) = (row.who.patient, kept.number, kept.note.clone());
            say(ctx, WardSaying::TakeBackNote { patient, number, what, until_utc_secs: kept.until_utc_secs });
        }
    });
}

/// A choice of ends; the chosen one in seconds.
fn end_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, label: &str, ends: &[i64], on: &mut usize) -> i64 {
    let words: Vec<String> = ends.iter().map(|secs| ctx.texts.chosen_length(secs.unsigned_abs())).collect();
    if let Some(at) = choose_ui(ui, ctx.texts.get(label), 120.0, &words, *on) {
        *on = at;
    }
    ends.get(*on).copied().unwrap_or(HOUR)
}

fn care_ui(ctx: &PanelCtx<'_>, row: &BoardRow, form: &mut LimitsForm, ui: &mut Ui) {
    ui.horizontal_top(|ui| {
        let names: Vec<String> = std::iter::once(ctx.text("ward-care-choose").to_owned())
            .chain(CareLimit::ALL.iter().map(|limit| words::care_limit(ctx, *limit)))
            .collect();
        let on = form.care.and_then(|care| CareLimit::ALL.iter().position(|one| *one == care)).map_or(0, |at| at + 1);
        if let Some(at) = choose_ui(ui, ctx.text("ward-care-limit"), 220.0, &names, on) {
            form.care = at.checked_sub(1).and_then(|at| CareLimit::ALL.get(at)).copied();
        }
        ui.add_space(space::M);
        labelled_field(ui, Field::new(ctx.text("ward-care-words")).width(260.0), &mut form.care_words);
        ui.add_space(space::M);
        let secs = end_ui(ctx, ui, "ward-care-until", &CARE_ENDS, &mut form.care_end);
        ui.add_space(space::M);
        ui.vertical(|ui| {
            ui.add_space(space::L + space::XS);
            let limit = form.care.filter(|_| !ctx.jobs.is_running(JobKind::KEEP_WARD_NOTE));
            let keep = Button::strong(ctx.text("ward-care-keep")).enabled(limit.is_some()).show(ui);
            if let (true, Some(limit)) = (keep.clicked(), limit) {
                let words = Some(form.care_words.trim().to_owned()).filter(|words| !words.is_empty());
                let note = WardNote::CareLimit { limit, words };
                let until_utc_secs = Some(ctx.now_utc_secs + secs);
                say(ctx, WardSaying::Note { patient: row.who.patient, note, until_utc_secs });
                (form.care, form.care_words) = (None, String::new());
            }
        });
    });
}

/// A limit as typed: empty is none.
fn limit_of(text: &str) -> Result<Option<f64>, ()> {
    match text.trim() {
        "" => Ok(None),
        text => text.parse().ok().filter(|limit: &f64| limit.is_finite()).map(Some).ok_or(()),
    }
}

/// The note of what is typed; why there is none is the key of a text.
fn alarm_note(form: &LimitsForm) -> Result<WardNote, &'static str> {
    let (low, high) = match (limit_of(&form.low), limit_of(&form.high)) {
        (Ok(low), Ok(high)) => (low, high),
        _ => return Err("ward-alarm-number"),
    };
    let sign = Sign::MEASURED.get(form.sign).copied().and_then(Sign::indicator_id);
    let indicator = sign.and_then(IndicatorId::from_word).ok_or("ward-alarm-number")?;
    let possible = indicator.indicator().possible;
    if [low, high].into_iter().flatten().any(|limit| !possible.contains(limit)) {
        return Err("ward-alarm-impossible");
    }
    match (low, high) {
        (None, None) => Err("ward-alarm-none"),
        (Some(low), Some(high)) if low >= high => Err("ward-alarm-order"),
        _ => Ok(WardNote::AlarmLimit { indicator, low, high }),
    }
}

fn alarm_ui(ctx: &PanelCtx<'_>, row: &BoardRow, form: &mut LimitsForm, ui: &mut Ui) {
    let note = alarm_note(form);
    ui.horizontal_top(|ui| {
        let names: Vec<String> = Sign::MEASURED.iter().map(|sign| words::sign_with_unit(ctx, *sign)).collect();
        if let Some(at) = choose_ui(ui, ctx.text("ward-alarm-sign"), 220.0, &names, form.sign) {
            form.sign = at;
        }
        ui.add_space(space::M);
        labelled_field(ui, Field::new(ctx.text("ward-alarm-low")).width(90.0), &mut form.low);
        ui.add_space(space::M);
        labelled_field(ui, Field::new(ctx.text("ward-alarm-high")).width(90.0), &mut form.high);
        ui.add_space(space::M);
        let secs = end_ui(ctx, ui, "ward-alarm-until", &ALARM_ENDS, &mut form.alarm_end);
        ui.add_space(space::M);
        ui.vertical(|ui| {
            ui.add_space(space::L + space::XS);
            let can = note.is_ok() && !ctx.jobs.is_running(JobKind::KEEP_WARD_NOTE);
            let keep = Button::strong(ctx.text("ward-alarm-keep")).enabled(can).show(ui);
            if let (true, Ok(note)) = (keep.clicked(), &note) {
                let until_utc_secs = Some(ctx.now_utc_secs + secs);
                say(ctx, WardSaying::Note { patient: row.who.patient, note: note.clone(), until_utc_secs });
                (form.low, form.high) = (String::new(), String::new());
            }
        });
    });
    if let Err(why) = note {
        let is_begun = !form.low.trim().is_empty() || !form.high.trim().is_empty();
        let tone = if is_begun { Tone::Critical } else { Tone::Quiet };
        ui.add(Label::new(small(ctx.texts.get(why)).color(tokens(ui).tone(tone))).wrap());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_numbers_in_order_within_what_is_possible() {
        let pulse = Sign::MEASURED.iter().position(|sign| *sign == Sign::Pulse).expect("measured");
        let told = |low: &str, high: &str| {
            let form = LimitsForm { sign: pulse, low: low.to_owned(), high: high.to_owned(), ..LimitsForm::default() };
            alarm_note(&form).err()
        };
        assert_eq!([told("50", "120"), told("", "120"), told("50", "")], [None, None, None]);
        assert_eq!([told("", ""), told("120", "50")], [Some("ward-alarm-none"), Some("ward-alarm-order")]);
        assert_eq!([told("fifty", ""), told("", "9000")], [Some("ward-alarm-number"), Some("ward-alarm-impossible")]);
    }
}
