//! Alerts, the loudest first, one a cause; each can be gone past with a reason, which is kept and shown to the next user.

use eframe::egui::{Label, Ui};

use crate::analysis::prescribing::checks::Check;
use crate::app::command::Command;
use crate::app::genes::GenesCommand;
use crate::app::genes::view::{GenesView, ShownAlert, Subject};
use crate::domain::access::Action;
use crate::domain::alert::{KeptOverride, OverrideReason, override_secs};
use crate::domain::genome::advice::{Advice, Basis, DrugUse};
use crate::domain::genome::drug::Tier;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{Tone, body, size, small, space, tokens};
use crate::ui::widgets::{AlertLine, Button, Field, Icon, alert_frame, icon, labelled_field, section, tier_look};

use super::super::choices::choose_ui;
use super::words;

const REASON_WIDTH: f32 = 320.0;

/// How the alerts are looked at.
#[derive(Default)]
pub struct AlertsLook {
    shows_information: bool,
    shows_overridden: bool,
    /// The cause that is being gone past, with what is said so far.
    form: Option<(String, OverrideForm)>,
}

#[derive(Default)]
struct OverrideForm {
    reason: Option<OverrideReason>,
    note: String,
}

/// Draws them.
pub fn alerts_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, view: &GenesView, look: &mut AlertsLook) {
    section(ui, ctx.text("genes-alerts"));
    let (silent, heard): (Vec<&ShownAlert>, Vec<&ShownAlert>) =
        view.alerts.iter().partition(|shown| shown.silenced.is_some());
    let (quiet, loud): (Vec<&ShownAlert>, Vec<&ShownAlert>) =
        heard.into_iter().partition(|shown| shown.subject.tier() == Tier::Information);
    if loud.is_empty() {
        let key = match (silent.is_empty(), quiet.is_empty()) {
            (false, _) => "genes-alerts-gone-past",
            (true, false) => "genes-only-information",
            (true, true) => "genes-no-alerts",
        };
        let colour = if silent.is_empty() { tokens(ui).text } else { tokens(ui).tone(Tone::Abnormal) };
        ui.add(Label::new(body(ctx.text(key)).color(colour)).wrap());
    }
    for shown in &loud {
        alert_ui(ctx, ui, &shown.subject, look);
        ui.add_space(space::S);
    }
    fold_ui(ctx, ui, "genes-alerts-hidden", quiet.len(), &mut look.shows_information);
    if look.shows_information {
        for shown in &quiet {
            alert_ui(ctx, ui, &shown.subject, look);
            ui.add_space(space::S);
        }
    }
    fold_ui(ctx, ui, "genes-overridden", silent.len(), &mut look.shows_overridden);
    if look.shows_overridden {
        for shown in silent {
            if let Some(kept) = &shown.silenced {
                overridden_ui(ctx, ui, &shown.subject, kept);
            }
        }
    }
}

/// A line that folds a part out; nothing where the part is empty.
fn fold_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, key: &str, count: usize, is_open: &mut bool) {
    if count == 0 {
        *is_open = false;
        return;
    }
    let shape = if *is_open { Icon::ChevronDown } else { Icon::ChevronRight };
    let words = ctx.texts.count(key, count as u64, &[]);
    if Button::link(&words).icon(shape).show(ui).clicked() {
        *is_open = !*is_open;
    }
}

fn alert_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, alert: &Subject, look: &mut AlertsLook) {
    let (word, says) = (words::tier(ctx.texts, alert.tier()), words::alert(ctx.texts, alert));
    let aside = (alert.used() == DrugUse::Candidate).then(|| ctx.text("genes-alert-considered"));
    let line = AlertLine { tier: alert.tier(), word: &word, says: &says, aside };
    alert_frame(ui, &line, |ui| {
        match alert {
            Subject::Gene(alert) => {
                for advice in &alert.advice {
                    advice_ui(ctx, ui, advice);
                    ui.add_space(space::XS);
                }
                for check in &alert.checks {
                    check_ui(ctx, ui, check);
                }
            }
            Subject::Check(check) => check_ui(ctx, ui, check),
        }
        earlier_ui(ctx, ui, alert);
        go_past_ui(ctx, ui, alert, look);
    });
}

/// The way past an alert: a button, or the form where it was clicked.
fn go_past_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, alert: &Subject, look: &mut AlertsLook) {
    match &mut look.form {
        Some((cause, form)) if cause == alert.cause() => {
            if form_ui(ctx, ui, alert, form) {
                look.form = None;
            }
        }
        _ => {
            let words = ctx.texts.format("genes-override", &[("drug", &alert.drug())]);
            if ctx.show_if_may(ui, Action::OverrideAlert, Button::new(&words)).clicked() {
                look.form = Some((alert.cause().to_owned(), OverrideForm::default()));
            }
        }
    }
}

/// How often it was gone past before, and why the last time.
fn earlier_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, alert: &Subject) {
    let earlier: Vec<&KeptOverride> =
        ctx.state.genes.overrides.iter().filter(|kept| kept.said.cause == alert.cause()).collect();
    let Some(last) = earlier.first() else { return };
    let reason = ctx.texts.get(&format!("override-reason-{}", last.said.reason.id())).to_owned();
    let when = ctx.texts.moment(ctx.local(last.at_utc_secs));
    let words = ctx.texts.count(
        "genes-overridden-before",
        earlier.len() as u64,
        &[("who", &last.actor), ("when", &when), ("reason", &reason)],
    );
    ui.add(Label::new(small(words).color(tokens(ui).quiet)).wrap());
}

/// One advice: what was found and whom it speaks to, what to do, and where that comes from.
pub fn advice_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, advice: &Advice) {
    let tokens = tokens(ui);
    let texts = ctx.texts;
    let action = words::action(texts, advice.action);
    let about: Vec<String> = [
        Some(words::found(texts, &advice.lookup)).filter(|_| !advice.lookup.starts_with("with ")),
        words::population(texts, advice.population),
        Some(action),
    ]
    .into_iter()
    .flatten()
    .collect();
    // A rule's own sentence says it all.
    if advice.basis != Basis::Rule {
        ui.add(Label::new(body(about.join(" · ")).strong().color(tokens.text)).wrap());
    }
    ui.add(Label::new(body(words::advice(texts, advice)).color(tokens.text)).wrap());
    ui.add(Label::new(small(words::source(texts, advice)).color(tokens.quiet)).wrap());
}

/// One check: by what, what to do, and who says so.
pub fn check_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, check: &Check) {
    let tokens = tokens(ui);
    if let Some(about) = words::check_about(ctx.texts, check) {
        ui.add(Label::new(body(about).strong().color(tokens.text)).wrap());
    }
    ui.add(Label::new(body(words::check(ctx.texts, check)).color(tokens.text)).wrap());
    ui.add(Label::new(small(words::check_source(ctx.texts, check)).color(tokens.quiet)).wrap());
}

/// Whether the form is done with.
fn form_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, alert: &Subject, form: &mut OverrideForm) -> bool {
    let texts = ctx.texts;
    let reasons: Vec<String> = std::iter::once(texts.get("genes-override-choose").to_owned())
        .chain(
            OverrideReason::OF_DRUGS
                .iter()
                .map(|reason| texts.get(&format!("override-reason-{}", reason.id())).to_owned()),
        )
        .collect();
    let on = form
        .reason
        .and_then(|reason| OverrideReason::OF_DRUGS.iter().position(|one| *one == reason))
        .map_or(0, |at| at + 1);
    if let Some(chosen) = choose_ui(ui, ctx.text("genes-override-why"), REASON_WIDTH, &reasons, on) {
        form.reason = chosen.checked_sub(1).and_then(|at| OverrideReason::OF_DRUGS.get(at)).copied();
    }
    // "Another reason" says nothing by itself.
    let needs_words = form.reason == Some(OverrideReason::Other);
    let label = if needs_words { ctx.text("genes-override-words-needed") } else { ctx.text("genes-override-words") };
    labelled_field(ui, Field::new(label).width(REASON_WIDTH), &mut form.note);
    let secs = override_secs(alert.tier());
    let holds = texts.format("genes-override-holds", &[("time", &texts.duration(secs.unsigned_abs()))]);
    ui.add(Label::new(small(holds).color(tokens(ui).quiet)).wrap());
    let mut is_done = false;
    ui.horizontal_wrapped(|ui| {
        let reason = form.reason.filter(|_| !needs_words || !form.note.trim().is_empty());
        let keep = Button::strong(ctx.text("genes-override-keep"))
            .enabled(reason.is_some())
            .show(ui)
            .on_disabled_hover_text(ctx.text("genes-override-needed"));
        if let (true, Some(reason)) = (keep.clicked(), reason) {
            let note = Some(form.note.clone());
            ctx.send(Command::Genes(GenesCommand::Override { cause: alert.cause().to_owned(), reason, note }));
            is_done = true;
        }
        is_done |= Button::quiet(ctx.text("genes-override-leave")).show(ui).clicked();
    });
    is_done
}

fn overridden_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, alert: &Subject, kept: &KeptOverride) {
    let (texts, tokens) = (ctx.texts, tokens(ui));
    let (tone, shape) = tier_look(alert.tier());
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        icon(ui, shape, size::BODY, tokens.tone(tone));
        ui.label(body(words::alert(texts, alert)).color(tokens.text));
    });
    let reason = texts.get(&format!("override-reason-{}", kept.said.reason.id())).to_owned();
    let note = kept.said.note.as_ref().map(|note| texts.format("genes-override-note", &[("note", note)]));
    let said = texts.format(
        "genes-override-said",
        &[
            ("who", &kept.actor),
            ("when", &texts.moment(ctx.local(kept.at_utc_secs))),
            ("reason", &[Some(reason), note].into_iter().flatten().collect::<Vec<_>>().join(" ")),
            ("until", &texts.moment(ctx.local(kept.until_utc_secs))),
        ],
    );
    ui.add(Label::new(small(said).color(tokens.quiet)).wrap());
    let back = texts.format("genes-override-back", &[("drug", &alert.drug())]);
    if Button::link(&back).icon(Icon::Undo).show(ui).clicked() {
        ctx.send(Command::Genes(GenesCommand::TakeBackOverride { patient: kept.said.patient, number: kept.number }));
    }
}
