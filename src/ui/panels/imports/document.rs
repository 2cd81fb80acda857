//! A document that was read: what is in it, what an import would do, and the button that does it.

use eframe::egui::{Label, Ui};

use crate::app::command::Command;
use crate::app::import::{ImportCommand, LookedDocument};
use crate::app::jobs::JobKind;
use crate::io::import::documents::{DocumentKind, Strangers};
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{Tone, body, small, space, tokens};
use crate::ui::widgets::{Button, Icon, card, key_value_grid, line_ui, section};

use super::outcome::running_ui;
use super::receipts::counts_ui;

/// Rules that are listed.
const RULES: usize = 6;

/// Draws the step.
pub fn document_ui(ctx: &PanelCtx<'_>, looked: &LookedDocument, ui: &mut Ui) {
    if ctx.jobs.is_running(JobKind::IMPORT) {
        return running_ui(ctx, &looked.document.name(), ui);
    }
    section(ui, &looked.document.name());
    ui.add_space(space::S);
    let kind = ctx.texts.find(&format!("format-{}", looked.kind().id())).unwrap_or_default();
    let contents: Vec<String> = looked
        .document
        .counts()
        .into_iter()
        .filter(|(name, _)| !looked.document.ignored.iter().any(|ignored| ignored.starts_with(&format!("{name} ("))))
        .map(|(name, count)| format!("{name} {}", ctx.texts.whole(count)))
        .collect();
    let mut pairs = vec![
        (ctx.text("import-document-kind"), kind.to_owned()),
        (ctx.text("import-document-contents"), contents.join(", ")),
    ];
    if !looked.document.ignored.is_empty() {
        pairs.push((ctx.text("import-document-ignored"), looked.document.ignored.join(", ")));
    }
    key_value_grid(ui, "import-document", pairs);
    if let Some(earlier) = looked.earlier.first() {
        let values: [(&str, &dyn std::fmt::Display); 2] =
            [("time", &ctx.texts.moment(ctx.local(earlier.imported_utc_secs))), ("who", &earlier.actor)];
        line_ui(ui, Icon::Info, Tone::Stale, &ctx.texts.format("import-document-earlier", &values));
    }
    ui.add_space(space::S);
    trial_ui(ctx, looked, ui);
    ui.add_space(space::M);
    if looked.kind() == DocumentKind::Hl7 {
        let mut admits = looked.strangers == Strangers::Admit;
        if ui.checkbox(&mut admits, ctx.text("feeds-admit")).changed() {
            let strangers = if admits { Strangers::Admit } else { Strangers::SetAside };
            ctx.send(Command::Import(ImportCommand::SetStrangers(strangers)));
        }
        ui.add_space(space::S);
    }
    buttons_ui(ctx, ui);
}

/// What an import would do, and what it would refuse.
fn trial_ui(ctx: &PanelCtx<'_>, looked: &LookedDocument, ui: &mut Ui) {
    card(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.label(body(ctx.text("import-document-would")).color(tokens(ui).quiet));
        ui.add_space(space::XS);
        counts_ui(ctx, &looked.trial.counts, ui);
        let mut rules = looked.trial.reject_counts.clone();
        rules.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        if !rules.is_empty() {
            ui.add_space(space::S);
        }
        for (rule, count) in rules.iter().take(RULES) {
            let words = format!("{} × {}", ctx.texts.whole(*count), ctx.texts.rule(*rule));
            ui.add(Label::new(small(words).color(tokens(ui).tone(Tone::Abnormal))).wrap());
        }
    });
}

fn buttons_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    let is_busy = ctx.jobs.is_running(JobKind::REHEARSE_IMPORT);
    ui.horizontal(|ui| {
        if Button::primary(ctx.text("import-start")).icon(Icon::Upload).enabled(!is_busy).show(ui).clicked() {
            ctx.send(Command::Import(ImportCommand::Start));
        }
        if Button::new(ctx.text("cancel")).show(ui).clicked() {
            ctx.send(Command::Import(ImportCommand::Skip));
        }
    });
}
