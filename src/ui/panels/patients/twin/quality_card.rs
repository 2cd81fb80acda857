//! The data quality card of the twin: how much is recorded, how fresh, what is missing or doubtful.

use eframe::egui::{CollapsingHeader, Grid, Ui, vec2};

use crate::analysis::quality::twin_card::{Coverage, QualityCard};
use crate::app::cleaning::CleaningCommand;
use crate::app::command::Command;
use crate::ui::panels::PanelCtx;
use crate::ui::text::Texts;
use crate::ui::theme::{Tone, body, size, small, space, tokens};
use crate::ui::widgets::{Button, Icon, icon, section};

/// Draws the card.
pub fn quality_card_ui(ui: &mut Ui, card: &QualityCard, texts: &Texts) {
    section(ui, texts.get("quality-patient"));
    ui.spacing_mut().item_spacing.y = space::XS;
    let total = card.coverage.len();
    let line = |ui: &mut Ui, tone: Tone, words: String| {
        let tokens = tokens(ui);
        ui.spacing_mut().interact_size.y = size::TITLE;
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = space::XS;
            let shape = match tone {
                Tone::Stale => Icon::Clock,
                Tone::Missing => Icon::Dash,
                Tone::Abnormal | Tone::Critical => Icon::Warning,
                Tone::Quiet => Icon::Info,
                Tone::Plain | Tone::Accent => Icon::Check,
            };
            icon(ui, shape, size::SMALL, tokens.tone(tone));
            ui.label(body(words).color(tokens.tone(tone)));
        });
    };
    let (recorded, fresh) = (card.recorded(), card.fresh());
    let missing_tone = |complete: bool, tone: Tone| if complete { Tone::Plain } else { tone };
    let words = texts.format("twin-quality-recorded", &[("count", &recorded), ("total", &total)]);
    if recorded == 0 {
        line(ui, Tone::Missing, texts.get("twin-quality-nothing").to_owned());
    } else {
        line(ui, missing_tone(recorded == total, Tone::Missing), words);
        let words = texts.format("twin-quality-fresh", &[("count", &fresh), ("total", &recorded)]);
        line(ui, missing_tone(fresh == recorded, Tone::Stale), words);
    }
    for (count, key) in [(card.implausible, "twin-quality-implausible"), (card.conflicting, "twin-quality-conflicting")]
    {
        line(ui, missing_tone(count == 0, Tone::Abnormal), texts.count(key, count as u64, &[]));
    }
    if card.assumed_zone > 0 {
        line(ui, Tone::Quiet, texts.count("twin-quality-zone", card.assumed_zone as u64, &[]));
    }
    if !card.missing_fields.is_empty() {
        let names: Vec<String> =
            card.missing_fields.iter().map(|field| texts.get(&format!("field-{field}")).to_owned()).collect();
        let list = names.join(texts.get("twin-list-comma"));
        line(ui, Tone::Missing, texts.format("twin-quality-missing", &[("list", &list)]));
    }
    CollapsingHeader::new(body(texts.get("twin-quality-by-indicator"))).id_salt("twin-quality").show(ui, |ui| {
        coverage_ui(ui, card, texts);
    });
}

/// The way to the values somebody should look at; nothing where there is none.
pub fn doubtful_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, count: usize) {
    if count == 0 {
        return;
    }
    let words = ctx.texts.count("twin-quality-doubtful", count as u64, &[]);
    if Button::link(&words).icon(Icon::Quality).show(ui).clicked() {
        ctx.send(Command::Cleaning(CleaningCommand::ShowTwin));
    }
}

fn coverage_ui(ui: &mut Ui, card: &QualityCard, texts: &Texts) {
    let tokens = tokens(ui);
    Grid::new("twin-coverage").num_columns(2).spacing(vec2(space::M, space::HAIR)).show(ui, |ui| {
        for (id, coverage) in &card.coverage {
            ui.label(small(texts.indicator(*id)).color(tokens.text));
            let (tone, words) = match coverage {
                Coverage::NeverRecorded => (Tone::Missing, texts.get("assessment-not-tested").to_owned()),
                Coverage::WithoutValue { asked } => {
                    (Tone::Missing, format!("{} · {}", texts.get("assessment-not-recorded"), texts.date(*asked)))
                }
                Coverage::Stale { newest, .. } => {
                    (Tone::Stale, format!("{} · {}", texts.get("stale"), texts.date(*newest)))
                }
                Coverage::Fresh { newest, .. } => (Tone::Plain, texts.date(*newest)),
            };
            ui.label(small(words).color(tokens.tone(tone)));
            ui.end_row();
        }
    });
}
