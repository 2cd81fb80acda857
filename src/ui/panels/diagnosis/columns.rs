//! The columns of the table: type, gaps, distribution and role of each, all to be changed in place.

use eframe::egui::accesskit::Role as NodeRole;
use eframe::egui::{Align, ComboBox, Label, Layout, Rect, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::analysis::diagnosis::table::{ColumnChoice, ColumnSketch, ColumnType, Role};
use crate::app::diagnosis::DiagnosisCommand;
use crate::app::diagnosis::data::{ColumnLook, Look};
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{Tone, body, series, small, space, tokens};
use crate::ui::widgets::{hairline, section};

use super::{send, words};

const ROW: f32 = 36.0;
const KIND: f32 = 122.0;
const ROLE: f32 = 112.0;
const MISSING: f32 = 64.0;
const BARS: f32 = 96.0;
const ZEROS: f32 = 132.0;
const LEAST_NAME: f32 = 110.0;
/// Bars of a column of words; more of them would be too thin to see.
const MOST_WORDS: usize = 12;

const KINDS: [ColumnType; 7] = [
    ColumnType::Numeric,
    ColumnType::Ordinal,
    ColumnType::Categorical,
    ColumnType::Boolean,
    ColumnType::Date,
    ColumnType::Identifier,
    ColumnType::Text,
];
const ROLES: [Role; 4] = [Role::Feature, Role::Target, Role::Group, Role::Ignore];

/// Widths of the parts of a line.
#[derive(Clone, Copy)]
struct Widths {
    name: f32,
    range: f32,
}

impl Widths {
    fn of(room: f32) -> Widths {
        let fixed = KIND + ROLE + MISSING + BARS + ZEROS + 6.0 * space::S + space::L;
        let rest = (room - fixed).max(LEAST_NAME + 100.0);
        Widths { name: (rest * 0.5).max(LEAST_NAME), range: rest * 0.5 }
    }
}

/// Draws the columns; `most_rows` where the page around them scrolls.
pub fn columns_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, look: &Look, most_rows: Option<usize>) {
    section(ui, ctx.text("diagnosis-columns-title"));
    let choices = &ctx.state.diagnosis.data.choices;
    let widths = Widths::of(ui.available_width());
    let height = most_rows.map_or(ui.available_height(), |rows| ROW * (rows.min(choices.len()) + 1) as f32 + space::L);
    ScrollArea::horizontal().id_salt("columns-across").max_height(height).show(ui, |ui| {
        ui.spacing_mut().item_spacing = vec2(space::S, 0.0);
        heading_ui(ctx, ui, widths);
        let rows = ScrollArea::vertical().id_salt("columns").auto_shrink([false, true]).max_height(height - ROW);
        rows.show_rows(ui, ROW, choices.len(), |ui, shown| {
            for place in shown {
                if let (Some(choice), Some(column)) = (choices.get(place), look.columns.get(place)) {
                    ui.push_id(place, |ui| row_ui(ctx, ui, widths, place, choice, column));
                }
            }
        });
    });
}

fn heading_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, widths: Widths) {
    let parts = [
        ("diagnosis-column", widths.name),
        ("diagnosis-type", KIND),
        ("diagnosis-role", ROLE),
        ("diagnosis-missing", MISSING),
        ("diagnosis-distribution", BARS + space::S + widths.range),
        ("diagnosis-zeros", ZEROS),
    ];
    ui.horizontal(|ui| {
        for (key, width) in parts {
            part_ui(ui, width, |ui| {
                ui.label(small(ctx.texts.get(key)).color(tokens(ui).quiet));
            });
        }
    });
    hairline(ui);
}

/// A part of a line, as wide as in every line.
fn part_ui(ui: &mut Ui, width: f32, add: impl FnOnce(&mut Ui)) {
    ui.allocate_ui_with_layout(vec2(width, ROW - 2.0), Layout::left_to_right(Align::Center), |ui| {
        ui.set_min_width(width);
        ui.set_max_width(width);
        add(ui);
    });
}

fn row_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, widths: Widths, place: usize, choice: &ColumnChoice, column: &ColumnLook) {
    let is_used = choice.role != Role::Ignore;
    let colour = if is_used { tokens(ui).text } else { tokens(ui).quiet };
    ui.horizontal(|ui| {
        part_ui(ui, widths.name, |ui| {
            let name = body(words::column(ctx.texts, &choice.name));
            let name = if choice.role == Role::Target { name.strong() } else { name };
            ui.add(Label::new(name.color(colour)).truncate()).on_hover_text(&choice.name);
        });
        part_ui(ui, KIND, |ui| {
            let names = KINDS.map(|kind| words::kind(ctx.texts, kind));
            let label = ctx.texts.format("diagnosis-type-of", &[("column", &choice.name)]);
            let on = KINDS.iter().position(|kind| *kind == choice.kind).unwrap_or(0);
            if let Some(kind) = combo_ui(ui, &label, KIND - space::S, &names, on).and_then(|at| KINDS.get(at)) {
                send(ctx, DiagnosisCommand::SetKind(place, *kind));
            }
        });
        part_ui(ui, ROLE, |ui| {
            let names = ROLES.map(|role| words::role(ctx.texts, role));
            let label = ctx.texts.format("diagnosis-role-of", &[("column", &choice.name)]);
            let on = ROLES.iter().position(|role| *role == choice.role).unwrap_or(0);
            if let Some(role) = combo_ui(ui, &label, ROLE - space::S, &names, on).and_then(|at| ROLES.get(at)) {
                send(ctx, DiagnosisCommand::SetRole(place, *role));
            }
        });
        part_ui(ui, MISSING, |ui| missing_ui(ctx, ui, &column.sketch));
        let names_something = matches!(choice.kind, ColumnType::Identifier | ColumnType::Text);
        part_ui(ui, BARS, |ui| {
            if !names_something {
                bars_ui(ctx, ui, &choice.name, &column.sketch);
            }
        });
        part_ui(ui, widths.range, |ui| {
            let words = match names_something {
                true => ctx.texts.count("diagnosis-different", column.sketch.levels.len() as u64, &[]),
                false => words::spread(ctx.texts, choice.kind, &column.sketch),
            };
            ui.add(Label::new(small(&words).color(tokens(ui).quiet)).truncate()).on_hover_text(&words);
        });
        part_ui(ui, ZEROS, |ui| zeros_ui(ctx, ui, place, choice, column));
    });
}

/// A list that folds out, with a name of its own for screen readers.
fn combo_ui(ui: &mut Ui, label: &str, width: f32, names: &[&str], on: usize) -> Option<usize> {
    let mut chosen = None;
    let shown = names.get(on).copied().unwrap_or_default();
    let combo = ComboBox::from_id_salt(label).width(width).selected_text(shown).show_ui(ui, |ui| {
        for (at, name) in names.iter().enumerate() {
            if ui.selectable_label(at == on, *name).clicked() && at != on {
                chosen = Some(at);
            }
        }
    });
    ui.ctx().accesskit_node_builder(combo.response.id, |node| node.set_label(label));
    chosen
}

fn missing_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, sketch: &ColumnSketch) {
    let tone = if sketch.missing == 0 { Tone::Quiet } else { Tone::Missing };
    let words = match sketch.missing {
        0 => ctx.text("diagnosis-none-missing").to_owned(),
        _ => ctx.texts.percent(sketch.missing_share()),
    };
    let count = ctx.texts.count("diagnosis-cells-missing", u64::from(sketch.missing), &[]);
    ui.label(body(words).color(tokens(ui).tone(tone))).on_hover_text(count);
}

/// The distribution as bars; a screen reader hears the words beside them.
fn bars_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, name: &str, sketch: &ColumnSketch) {
    let (rect, response) = ui.allocate_exact_size(vec2(BARS, ROW - space::M), Sense::hover());
    let words = ctx.texts.format("diagnosis-distribution-of", &[("column", &name)]);
    response.widget_info(|| WidgetInfo::labeled(NodeRole::Image, true, &words));
    let counts: Vec<u32> = match sketch.histogram.as_slice() {
        [] => sketch.levels.iter().take(MOST_WORDS).map(|(_, count)| *count).collect(),
        bins => bins.to_vec(),
    };
    let most = counts.iter().copied().max().unwrap_or(0).max(1) as f32;
    let step = rect.width() / counts.len().max(1) as f32;
    let is_words = sketch.histogram.is_empty();
    let gap = if is_words { 2.0 } else { 0.5 };
    let colour = series(tokens(ui), 0).colour;
    for (at, count) in counts.iter().enumerate() {
        let left = rect.left() + at as f32 * step;
        let height = (*count as f32 / most * rect.height()).max(if *count > 0 { 1.0 } else { 0.0 });
        let bar = Rect::from_min_max(
            pos2(left + gap, rect.bottom() - height),
            pos2((left + step - gap).max(left + gap + 0.5), rect.bottom()),
        );
        ui.painter().rect_filled(bar, 0.0, colour);
    }
    let line = eframe::egui::Stroke::new(1.0, tokens(ui).hairline);
    ui.painter().hline(rect.x_range(), rect.bottom(), line);
}

/// Zeros of numbers can mean "not measured".
fn zeros_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, place: usize, choice: &ColumnChoice, column: &ColumnLook) {
    let is_asked = choice.kind == ColumnType::Numeric && choice.role == Role::Feature && column.zeros > 0;
    if !is_asked {
        return;
    }
    let mut is_missing = choice.zero_is_missing;
    let count = ctx.texts.count("diagnosis-zeros-count", u64::from(column.zeros), &[]);
    let tone = if choice.zeros_look_missing && !is_missing { Tone::Abnormal } else { Tone::Plain };
    let colour = tokens(ui).tone(tone);
    let ticked = ui.checkbox(&mut is_missing, body(count).color(colour));
    let name = ctx.texts.format("diagnosis-zero-is-missing", &[("column", &choice.name)]);
    ui.ctx().accesskit_node_builder(ticked.id, |node| node.set_label(name.as_str()));
    let ticked = ticked.on_hover_text(name);
    if ticked.changed() {
        send(ctx, DiagnosisCommand::SetZeroIsMissing(place, is_missing));
    }
}
