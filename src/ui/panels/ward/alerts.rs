//! The alerts of a ward, the loudest first, one a cause; how many were raised for a day of a patient, how many people went on past,
//! and the budget that the departures' thresholds come from.

use eframe::egui::{Label, ScrollArea, Ui};

use crate::analysis::departure::AlertBudget;
use crate::analysis::ward::{AlertLoad, LabValue, Sign, WardAlert, What};
use crate::app::command::Command;
use crate::app::jobs::JobKind;
use crate::app::twin::TwinCommand;
use crate::app::ward::beside::ShownWardAlert;
use crate::app::ward::board::{Board, BoardRow};
use crate::app::ward::saying::{WardSaying, is_read_back};
use crate::domain::access::Action;
use crate::domain::alert::{KeptOverride, OverrideReason, override_secs};
use crate::domain::genome::drug::Tier;
use crate::domain::ward_note::{KeptWardNote, WardNote};
use crate::ui::panels::{PanelCtx, written_name};
use crate::ui::theme::{Tone, body, hero, size, small, space, tokens};
use crate::ui::widgets::{
    AlertLine, Button, Field, Icon, alert_frame, choose_ui, icon, labelled_field, section, tier_look,
};

use super::{say, words};

const REASON_WIDTH: f32 = 320.0;
const BUDGET_WIDTH: f32 = 260.0;

/// How the alerts are looked at.
#[derive(Default)]
pub struct AlertsLook {
    shows_answered: bool,
    form: Option<Form>,
}

/// What is being said of which patient's alert.
struct Form {
    patient: crate::domain::ids::PatientId,
    cause: String,
    said: Said,
}

enum Said {
    GoPast { reason: Option<OverrideReason>, note: String },
    ReadBack { heard: String, told: String },
}

/// Draws the page.
pub fn alerts_ui(ctx: &PanelCtx<'_>, board: &Board, look: &mut AlertsLook, ui: &mut Ui) {
    let everybody = || board.rows.iter().flat_map(|row| row.alerts.iter().map(move |shown| (row, shown)));
    let open = everybody().filter(|(_, shown)| shown.is_open()).count();
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        load_ui(ctx, board.load(), open, ui);
        ui.add_space(space::M);
        budget_ui(ctx, board.read.budget, ui);
        ui.add_space(space::L);
        section(ui, ctx.text("ward-alerts-open"));
        if open == 0 {
            ui.label(body(ctx.text("ward-alerts-none")).color(tokens(ui).quiet));
        }
        for tier in Tier::ALL.into_iter().rev() {
            let own = everybody().filter(|(_, shown)| shown.is_open() && shown.alert.tier() == tier);
            for (row, shown) in own {
                alert_ui(ctx, row, shown, look, ui);
                ui.add_space(space::S);
            }
        }
        let answered: Vec<(&BoardRow, &ShownWardAlert)> = everybody().filter(|(_, shown)| !shown.is_open()).collect();
        answered_ui(ctx, &answered, look, ui);
    });
}

/// The alerts of one patient, in the strip above the board.
pub fn alerts_of_ui(ctx: &PanelCtx<'_>, row: &BoardRow, look: &mut AlertsLook, ui: &mut Ui) {
    for shown in row.alerts.iter().filter(|shown| shown.is_open()) {
        alert_ui(ctx, row, shown, look, ui);
        ui.add_space(space::XS);
    }
}

/// The figures of the last day.
fn load_ui(ctx: &PanelCtx<'_>, load: AlertLoad, open: usize, ui: &mut Ui) {
    let rate = |rate: Option<f64>| match rate {
        Some(rate) => ctx.texts.decimal(&format!("{rate:.1}")),
        None => "–".to_owned(),
    };
    let share = load.override_rate().map_or_else(|| "–".to_owned(), |rate| ctx.texts.percent(rate));
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = space::XXL;
        let tone = if open > 0 { Tone::Abnormal } else { Tone::Plain };
        number_ui(ui, &ctx.texts.whole(open as u64), ctx.text("ward-alerts-open-now"), tone);
        number_ui(ui, &rate(load.per_patient_day()), ctx.text("ward-alerts-rate"), Tone::Plain);
        number_ui(ui, &rate(load.departures_per_patient_day()), ctx.text("ward-alerts-departures"), Tone::Plain);
        number_ui(ui, &share, ctx.text("ward-alerts-overridden"), Tone::Plain);
    });
    let days = ctx.texts.decimal(&format!("{:.1}", load.patient_days));
    let values: [(&str, &dyn std::fmt::Display); 4] = [
        ("critical", &ctx.texts.whole(u64::from(load.critical))),
        ("warnings", &ctx.texts.whole(u64::from(load.warnings))),
        ("days", &days),
        ("overridden", &ctx.texts.whole(u64::from(load.overridden))),
    ];
    ui.add(Label::new(small(ctx.texts.format("ward-alerts-load", &values)).color(tokens(ui).quiet)).wrap());
}

fn number_ui(ui: &mut Ui, number: &str, label: &str, tone: Tone) {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        ui.label(hero(number).color(tokens(ui).tone(tone)));
        ui.label(body(label).color(tokens(ui).quiet));
    });
}

/// The budget, and the thresholds that it comes to.
fn budget_ui(ctx: &PanelCtx<'_>, budget: AlertBudget, ui: &mut Ui) {
    let written = |budget: AlertBudget| ctx.texts.decimal(&budget.per_patient_day.to_string());
    let words: Vec<String> = AlertBudget::OFFERED
        .iter()
        .map(|offered| ctx.texts.format("ward-budget-one", &[("rate", &written(*offered))]))
        .collect();
    let on = AlertBudget::OFFERED.iter().position(|offered| *offered == budget);
    let can = ctx.may(Action::SetAlertBudget) && !ctx.jobs.is_running(JobKind::KEEP_WARD_NOTE);
    ui.add_enabled_ui(can, |ui| {
        let chosen = choose_ui(ui, ctx.text("ward-budget"), BUDGET_WIDTH, &words, on.unwrap_or(usize::MAX));
        if let Some(budget) = chosen.and_then(|at| AlertBudget::OFFERED.get(at)) {
            say(ctx, WardSaying::Budget(*budget));
        }
    });
    let threshold = |readings_a_day: f64| {
        let height = budget.threshold(readings_a_day, Sign::MEASURED.len());
        ctx.texts.decimal(&format!("{height:.1}"))
    };
    let values: [(&str, &dyn std::fmt::Display); 3] =
        [("minute", &threshold(1440.0)), ("quarter", &threshold(96.0)), ("rounds", &threshold(6.0))];
    ui.add(Label::new(small(ctx.texts.format("ward-budget-thresholds", &values)).color(tokens(ui).quiet)).wrap());
}

fn name_of(ctx: &PanelCtx<'_>, row: &BoardRow) -> String {
    let who = &row.who;
    written_name(ctx, who.family_name.as_deref(), who.given_name.as_deref(), who.chinese_name.as_deref())
}

fn alert_ui(ctx: &PanelCtx<'_>, row: &BoardRow, shown: &ShownWardAlert, look: &mut AlertsLook, ui: &mut Ui) {
    let (alert, tier) = (&shown.alert, shown.alert.tier());
    let (says, ago) = (words::alert(ctx, alert), ctx.texts.ago(alert.since_utc_secs, ctx.now_utc_secs));
    let word = ctx.texts.get(&format!("tier-{}", tier.id())).to_owned();
    let line = AlertLine { tier, word: &word, says: &says, aside: Some(&ago) };
    alert_frame(ui, &line, |ui| {
        let colour = tokens(ui).text;
        let who = format!("{} · {} · {}", words::bed(ctx, row), name_of(ctx, row), row.who.identifier);
        ui.add(Label::new(body(who).color(colour)).wrap());
        if let Some(more) = words::alert_more(ctx, row, alert) {
            ui.add(Label::new(body(more).color(colour)).wrap());
        }
        earlier_ui(ctx, row, alert, ui);
        answers_ui(ctx, row, shown, look, ui);
    });
}

/// How often it was gone past before, and why the last time.
fn earlier_ui(ctx: &PanelCtx<'_>, row: &BoardRow, alert: &WardAlert, ui: &mut Ui) {
    let is_of_it = |kept: &&KeptOverride| alert.is_of_cause(&kept.said.cause);
    let earlier: Vec<&KeptOverride> = row.who.beside.overrides.iter().filter(is_of_it).collect();
    let Some(last) = earlier.first() else { return };
    let reason = reason_words(ctx, last.said.reason);
    let when = ctx.texts.moment(ctx.local(last.at_utc_secs));
    let values: [(&str, &dyn std::fmt::Display); 3] = [("who", &last.actor), ("when", &when), ("reason", &reason)];
    let told = ctx.texts.count("genes-overridden-before", earlier.len() as u64, &values);
    ui.add(Label::new(small(told).color(tokens(ui).quiet)).wrap());
}

fn reason_words(ctx: &PanelCtx<'_>, reason: OverrideReason) -> String {
    ctx.texts.get(&format!("override-reason-{}", reason.id())).to_owned()
}

/// A button's words, which say whose and which alert it is about.
fn named(ctx: &PanelCtx<'_>, key: &str, row: &BoardRow, shown: &ShownWardAlert) -> String {
    let what = words::alert_name(ctx, &shown.alert);
    ctx.texts.format(key, &[("who", &row.who.identifier), ("what", &what)])
}

/// The buttons, or the form that one of them opened.
fn answers_ui(ctx: &PanelCtx<'_>, row: &BoardRow, shown: &ShownWardAlert, look: &mut AlertsLook, ui: &mut Ui) {
    let (patient, cause) = (row.who.patient, shown.alert.cause());
    let is_own = |form: &Form| form.patient == patient && form.cause == cause;
    if let Some(form) = look.form.as_mut().filter(|form| is_own(form)) {
        let is_done = match &mut form.said {
            Said::GoPast { reason, note } => go_past_ui(ctx, (patient, &cause), shown.alert.tier(), (reason, note), ui),
            Said::ReadBack { heard, told } => match &shown.alert.what {
                What::Laboratory(value) => read_back_ui(ctx, patient, value, (heard, told), ui),
                _ => true,
            },
        };
        if is_done {
            look.form = None;
        }
        return;
    }
    ui.horizontal_wrapped(|ui| {
        if matches!(shown.alert.what, What::Laboratory(_)) && ctx.may(Action::ReadBackCritical) {
            let words = named(ctx, "ward-read-back", row, shown);
            if Button::strong(&words).show(ui).clicked() {
                let said = Said::ReadBack { heard: String::new(), told: String::new() };
                look.form = Some(Form { patient, cause: cause.clone(), said });
            }
        }
        if ctx.may(Action::OverrideAlert) {
            let words = named(ctx, "ward-go-past", row, shown);
            if Button::new(&words).show(ui).clicked() {
                look.form = Some(Form { patient, cause, said: Said::GoPast { reason: None, note: String::new() } });
            }
        }
        if Button::quiet(ctx.text("ward-open-twin")).icon(Icon::Person).show(ui).clicked() {
            ctx.send(Command::Twin(TwinCommand::Open(patient)));
        }
    });
}

/// Whether the form is done with.
fn go_past_ui(
    ctx: &PanelCtx<'_>,
    (patient, cause): (crate::domain::ids::PatientId, &str),
    tier: Tier,
    (reason, note): (&mut Option<OverrideReason>, &mut String),
    ui: &mut Ui,
) -> bool {
    let offered = OverrideReason::OF_WARD;
    let first = std::iter::once(ctx.text("genes-override-choose").to_owned());
    let reasons: Vec<String> = first.chain(offered.iter().map(|one| reason_words(ctx, *one))).collect();
    let on = reason.and_then(|reason| offered.iter().position(|one| *one == reason)).map_or(0, |at| at + 1);
    if let Some(at) = choose_ui(ui, ctx.text("genes-override-why"), REASON_WIDTH, &reasons, on) {
        *reason = at.checked_sub(1).and_then(|at| offered.get(at)).copied();
    }
    let needs_words = *reason == Some(OverrideReason::Other);
    let label = if needs_words { ctx.text("genes-override-words-needed") } else { ctx.text("genes-override-words") };
    labelled_field(ui, Field::new(label).width(REASON_WIDTH), note);
    let holds = ctx.texts.chosen_length(override_secs(tier).unsigned_abs());
    let holds = ctx.texts.format("ward-override-holds", &[("time", &holds)]);
    ui.add(Label::new(small(holds).color(tokens(ui).quiet)).wrap());
    let mut is_done = false;
    ui.horizontal_wrapped(|ui| {
        let said = reason.filter(|_| !needs_words || !note.trim().is_empty());
        let keep = Button::strong(ctx.text("genes-override-keep")).enabled(said.is_some()).show(ui);
        let keep = keep.on_disabled_hover_text(ctx.text("genes-override-needed"));
        if let (true, Some(reason)) = (keep.clicked(), said) {
            let (cause, note) = (cause.to_owned(), Some(note.clone()));
            say(ctx, WardSaying::Override { patient, cause, reason, note });
            is_done = true;
        }
        is_done |= Button::quiet(ctx.text("genes-override-leave")).show(ui).clicked();
    });
    is_done
}

/// Whether the form is done with. The value is not shown beside the field: whoever was told says it.
fn read_back_ui(
    ctx: &PanelCtx<'_>,
    patient: crate::domain::ids::PatientId,
    value: &LabValue,
    (heard, told): (&mut String, &mut String),
    ui: &mut Ui,
) -> bool {
    ui.add(Label::new(small(ctx.text("ward-read-back-explained")).color(tokens(ui).quiet)).wrap());
    let is_right = is_read_back(value, heard);
    let differs = (!heard.trim().is_empty() && !is_right).then(|| ctx.text("ward-read-back-differs"));
    ui.horizontal_top(|ui| {
        labelled_field(ui, Field::new(ctx.text("ward-read-back-told")).width(220.0), told);
        ui.add_space(space::L);
        let field = Field::new(ctx.text("ward-read-back-heard")).width(160.0).error(differs);
        labelled_field(ui, field, heard);
    });
    let mut is_done = false;
    ui.horizontal_wrapped(|ui| {
        let can = is_right && !told.trim().is_empty() && !ctx.jobs.is_running(JobKind::KEEP_WARD_NOTE);
        let keep = Button::strong(ctx.text("ward-read-back-keep")).enabled(can).show(ui);
        if keep.on_disabled_hover_text(ctx.text("ward-read-back-needed")).clicked() {
            let (value, heard, told) = (Box::new(value.clone()), heard.clone(), told.clone());
            say(ctx, WardSaying::ReadBack { patient, value, heard, told });
            is_done = true;
        }
        is_done |= Button::quiet(ctx.text("genes-override-leave")).show(ui).clicked();
    });
    is_done
}

/// What somebody went on past, and what was read back: folded.
fn answered_ui(ctx: &PanelCtx<'_>, answered: &[(&BoardRow, &ShownWardAlert)], look: &mut AlertsLook, ui: &mut Ui) {
    if answered.is_empty() {
        look.shows_answered = false;
        return;
    }
    ui.add_space(space::S);
    let shape = if look.shows_answered { Icon::ChevronDown } else { Icon::ChevronRight };
    let title = ctx.texts.count("ward-alerts-answered", answered.len() as u64, &[]);
    if Button::link(&title).icon(shape).show(ui).clicked() {
        look.shows_answered = !look.shows_answered;
    }
    if !look.shows_answered {
        return;
    }
    for (row, shown) in answered {
        let (tone, shape) = tier_look(shown.alert.tier());
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = space::S;
            icon(ui, shape, size::BODY, tokens(ui).tone(tone));
            let told =
                format!("{} · {} · {}", words::bed(ctx, row), name_of(ctx, row), words::alert(ctx, &shown.alert));
            ui.label(body(told).color(tokens(ui).text));
        });
        if let Some(kept) = &shown.silenced {
            overridden_ui(ctx, &named(ctx, "ward-go-past-back", row, shown), kept, ui);
        } else if let Some(kept) = &shown.read_back {
            was_read_back_ui(ctx, (row, &named(ctx, "ward-read-back-back", row, shown)), kept, ui);
        }
    }
}

fn overridden_ui(ctx: &PanelCtx<'_>, back: &str, kept: &KeptOverride, ui: &mut Ui) {
    let note = kept.said.note.as_ref().map(|note| ctx.texts.format("genes-override-note", &[("note", note)]));
    let reason = [Some(reason_words(ctx, kept.said.reason)), note].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let values: [(&str, &dyn std::fmt::Display); 4] = [
        ("who", &kept.actor),
        ("when", &ctx.texts.moment(ctx.local(kept.at_utc_secs))),
        ("reason", &reason),
        ("until", &ctx.texts.moment(ctx.local(kept.until_utc_secs))),
    ];
    ui.add(Label::new(small(ctx.texts.format("genes-override-said", &values)).color(tokens(ui).quiet)).wrap());
    if ctx.may(Action::TakeBackOverride) && Button::link(back).icon(Icon::Undo).show(ui).clicked() {
        say(ctx, WardSaying::TakeBackOverride { patient: kept.said.patient, number: kept.number });
    }
}

fn was_read_back_ui(ctx: &PanelCtx<'_>, (row, back): (&BoardRow, &str), kept: &KeptWardNote, ui: &mut Ui) {
    let WardNote::ReadBack { value, told, .. } = &kept.note else { return };
    let when = ctx.texts.moment(ctx.local(kept.at_utc_secs));
    let values: [(&str, &dyn std::fmt::Display); 4] =
        [("value", value), ("told", told), ("who", &kept.actor), ("when", &when)];
    ui.add(Label::new(small(ctx.texts.format("ward-read-back-said", &values)).color(tokens(ui).quiet)).wrap());
    if ctx.may(Action::ReadBackCritical) && Button::link(back).icon(Icon::Undo).show(ui).clicked() {
        let (patient, number, what) = (row.who.patient, kept.number, kept.note.clone());
        say(ctx, WardSaying::TakeBackNote { patient, number, what, until_utc_secs: None });
    }
}
