//! One pair side by side: how likely and why, every field of both, and what a person says about it.

use std::sync::Arc;

use eframe::egui::{Frame, Grid, Label, Margin, Panel as Side, ScrollArea, Ui, vec2};

use crate::analysis::quality::duplicates::Pair;
use crate::app::command::Command;
use crate::app::duplicates::review::{Agreement, FieldRow, FieldValue, fields};
use crate::app::duplicates::{Decision, DuplicatesCommand, Found, PairId, pair_id};
use crate::app::twin::TwinCommand;
use crate::domain::ids::PatientId;
use crate::ui::panels::{PanelCtx, patient_name};
use crate::ui::text::{Texts, visible};
use crate::ui::theme::{Tone, body, hero, large, small, space, tokens};
use crate::ui::widgets::{Button, Icon, hairline, icon, section, segmented};

use super::reasons::reasons_ui;
use super::{button_row, decision_ui};

const FIELD_WIDTH: f32 = 104.0;
const COMPARISON_WIDTH: f32 = 132.0;

/// Draws the pair; the decision stays in sight at the bottom.
pub fn pair_ui(ctx: &PanelCtx<'_>, found: &Arc<Found>, pair: &Pair, kept: &mut Option<(PairId, usize)>, ui: &mut Ui) {
    let rows = [pair.first, pair.second];
    let on = kept.filter(|(of, _)| *of == pair_id(pair)).map_or_else(|| more_recorded(found, rows), |(_, on)| on);
    let frame = Frame::new().fill(tokens(ui).canvas).inner_margin(Margin::symmetric(0, space::S as i8));
    Side::bottom("review-decision").resizable(false).show_separator_line(false).frame(frame).show(ui, |ui| {
        if let Some(chosen) = decide_ui(ctx, found, rows, on, ui) {
            *kept = Some((pair_id(pair), chosen));
        }
    });
    ScrollArea::vertical().auto_shrink(false).id_salt("review-pair").show(ui, |ui| {
        let words = ctx.texts.format("review-likely", &[("score", &ctx.texts.percent(pair.score))]);
        ui.label(hero(words));
        ui.add_space(space::XS);
        reasons_ui(ui, &pair.evidence, ctx.texts);
        ui.add_space(space::L);
        section(ui, ctx.text("review-side-by-side"));
        fields_ui(ctx, found, rows, on, ui);
    });
}

/// The record to be kept unless somebody says otherwise: the one with more observations.
fn more_recorded(found: &Found, rows: [u32; 2]) -> usize {
    let [one, other] = rows.map(|row| found.hospital.index.observation_count(row));
    usize::from(other > one)
}

fn fields_ui(ctx: &PanelCtx<'_>, found: &Found, rows: [u32; 2], on: usize, ui: &mut Ui) {
    let index = &found.hospital.index;
    let column = ((ui.available_width() - FIELD_WIDTH - COMPARISON_WIDTH - 3.0 * space::M) / 2.0).max(120.0);
    Grid::new("review-fields").num_columns(4).striped(true).spacing(vec2(space::M, space::XS)).show(ui, |ui| {
        let tokens = tokens(ui);
        ui.set_min_height(space::XL);
        ui.scope(|ui| {
            ui.set_width(FIELD_WIDTH);
            ui.label(small(ctx.text("review-field")).color(tokens.quiet));
        });
        for (at, row) in rows.into_iter().enumerate() {
            ui.vertical(|ui| {
                ui.set_width(column);
                ui.spacing_mut().item_spacing.y = 0.0;
                ui.add(Label::new(large(patient_name(ctx, index, row)).color(tokens.text)).wrap());
                let role = ctx.text(if at == on { "review-kept" } else { "review-joins" });
                ui.label(small(role).color(if at == on { tokens.accent } else { tokens.quiet }));
                let named =
                    ctx.texts.format("review-open-record-of", &[("identifier", &visible(index.identifier(row)))]);
                if Button::link(ctx.text("review-open-record")).show(ui).on_hover_text(named).clicked() {
                    ctx.send(Command::Twin(TwinCommand::Open(PatientId(row))));
                }
            });
        }
        ui.scope(|ui| {
            ui.set_width(COMPARISON_WIDTH);
            ui.label(small(ctx.text("review-comparison")).color(tokens.quiet));
        });
        ui.end_row();
        for row in fields(index, rows) {
            field_ui(ctx.texts, &row, column, ui);
            ui.end_row();
        }
    });
}

fn field_ui(texts: &Texts, row: &FieldRow, column: f32, ui: &mut Ui) {
    let tokens = tokens(ui);
    ui.label(body(texts.get(row.field)).color(tokens.quiet));
    let is_different = row.agreement == Agreement::Differs;
    for value in &row.values {
        let words = value.as_ref().map(|value| value_words(texts, value));
        let colour = match &words {
            None => tokens.missing,
            Some(_) if is_different => tokens.tone(Tone::Abnormal),
            Some(_) => tokens.text,
        };
        let words = words.unwrap_or_else(|| texts.get("not-recorded").to_owned());
        ui.scope(|ui| {
            ui.set_width(column);
            ui.add(Label::new(body(words).color(colour)).wrap());
        });
    }
    let (shape, tone, key) = match row.agreement {
        Agreement::Same => (Icon::Check, Tone::Quiet, "agreement-same"),
        Agreement::Differs => (Icon::Warning, Tone::Abnormal, "agreement-differs"),
        Agreement::OnlyOne => (Icon::Ring, Tone::Missing, "agreement-only-one"),
        Agreement::Neither | Agreement::NotCompared => {
            ui.label("");
            return;
        }
    };
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::XS;
        icon(ui, shape, 12.0, tokens.tone(tone));
        ui.label(body(texts.get(key)).color(tokens.tone(tone)));
    });
}

fn value_words(texts: &Texts, value: &FieldValue) -> String {
    match value {
        FieldValue::Text(text) => visible(text).into_owned(),
        FieldValue::Day(date) => texts.date(*date),
        FieldValue::Sex(sex) => texts.sex(Some(*sex)).to_owned(),
        FieldValue::Allergies(state) => texts.allergy_state(*state).to_owned(),
        FieldValue::Count(count) => texts.whole(*count),
    }
}

/// Which record is kept, what a merge means, and the three answers; the record that was newly chosen.
fn decide_ui(ctx: &PanelCtx<'_>, found: &Found, rows: [u32; 2], on: usize, ui: &mut Ui) -> Option<usize> {
    let identifiers = rows.map(|row| visible(found.hospital.index.identifier(row)));
    let identifiers = [&*identifiers[0], &*identifiers[1]];
    hairline(ui);
    ui.add_space(space::S);
    let mut chosen = None;
    ui.horizontal_wrapped(|ui| {
        ui.label(body(ctx.text("review-keep")).color(tokens(ui).text));
        chosen = segmented(ui, ctx.text("review-keep"), &identifiers, on);
    });
    let [kept, other] = if on == 0 { identifiers } else { [identifiers[1], identifiers[0]] };
    let explained = ctx.texts.format("review-merge-explained", &[("kept", &kept), ("other", &other)]);
    ui.add(Label::new(body(explained).color(tokens(ui).quiet)).wrap());
    ui.add_space(space::S);
    let [into, patient] = if on == 0 { rows } else { [rows[1], rows[0]] }.map(PatientId);
    let [one, another] = rows.map(PatientId);
    let answers = |ui: &mut Ui| {
        let merge = Button::primary(ctx.text("review-merge")).icon(Icon::Check);
        decision_ui(ctx, merge, "review-merge-hint", Decision::Merge { patient, into }, ui);
        let apart = Button::new(ctx.text("review-two-persons")).icon(Icon::People);
        decision_ui(ctx, apart, "review-two-persons-hint", Decision::KeepApart { one, other: another }, ui);
    };
    button_row(ui, answers, |ui| {
        let later = Button::quiet(ctx.text("review-later")).icon(Icon::Clock).show(ui);
        if later.on_hover_text(ctx.text("review-later-hint")).clicked() {
            ctx.send(Command::Duplicates(DuplicatesCommand::Later));
        }
    });
    chosen
}
