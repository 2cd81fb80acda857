//! Who was taken for what: truth against answer, and behind each number the rows of the table.

use std::sync::Arc;

use eframe::egui::accesskit::Role;
use eframe::egui::{CornerRadius, Label, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2};

use crate::app::command::Command;
use crate::app::diagnosis::curves::{Curves, ShownCase};
use crate::app::diagnosis::models::TrainedModel;
use crate::app::twin::TwinCommand;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{HAIRLINE, RADIUS, body, size, sized, small, space, tokens};
use crate::ui::widgets::{
    Button, Cell, Column, DataTable, Icon, TableState, baseline_at, focus_ring, put_galley, section,
};

use super::words;

const CELL_HEIGHT: f32 = 52.0;
const MOST_CELL_WIDTH: f32 = 150.0;
const NAME_WIDTH: f32 = 120.0;
/// Columns of the file that are listed.
const MOST_COLUMNS: usize = 12;

/// Which rows are listed.
#[derive(Default)]
pub struct ConfusionLook {
    /// Truth and answer.
    cell: Option<(usize, usize)>,
    /// For which model, cell and threshold the rows were found.
    found_for: Option<(u64, (usize, usize), u64)>,
    found: Vec<usize>,
    table: TableState,
}

/// Draws the matrix and the rows of the cell that was pressed.
pub fn confusion_ui(
    ctx: &PanelCtx<'_>,
    ui: &mut Ui,
    model: &Arc<TrainedModel>,
    curves: &Curves,
    threshold: Option<f64>,
    look: &mut ConfusionLook,
) {
    let names: Vec<&str> = model.model.classes();
    let counts = match (names.len(), threshold, curves.classes.first()) {
        (2, Some(threshold), Some(class)) => {
            let found = class.ordered.at(threshold);
            vec![
                vec![found.true_negative as u32, found.false_positive as u32],
                vec![found.false_negative as u32, found.true_positive as u32],
            ]
        }
        (2, _, _) => {
            ui.add(Label::new(body(ctx.text("diagnosis-confusion-needs-threshold")).color(tokens(ui).quiet)).wrap());
            return;
        }
        _ => curves.confusion.clone(),
    };
    let key = if names.len() == 2 { "diagnosis-confusion-at-threshold" } else { "diagnosis-confusion-likeliest" };
    ui.add(Label::new(small(ctx.texts.get(key)).color(tokens(ui).quiet)).wrap());
    ui.add_space(space::XS);
    matrix_ui(ctx, ui, &names, &counts, look);
    if let Some(cell) = look.cell.filter(|(truth, said)| *truth < names.len() && *said < names.len()) {
        rows_ui(ctx, ui, model, curves, (cell, threshold), look);
    }
}

fn matrix_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, names: &[&str], counts: &[Vec<u32>], look: &mut ConfusionLook) {
    let room = ui.available_width() - NAME_WIDTH - space::L;
    let width = (room / names.len().max(1) as f32 - space::XS).clamp(52.0, MOST_CELL_WIDTH);
    ui.spacing_mut().item_spacing = vec2(space::XS, space::XS);
    ui.horizontal(|ui| {
        label_ui(ui, (NAME_WIDTH, space::XL), ctx.text("diagnosis-truth-said"));
        for name in names {
            label_ui(ui, (width, space::XL), name);
        }
    });
    for (truth, row) in counts.iter().enumerate() {
        let all: u32 = row.iter().sum();
        ui.horizontal(|ui| {
            label_ui(ui, (NAME_WIDTH, CELL_HEIGHT), names.get(truth).copied().unwrap_or_default());
            for (said, count) in row.iter().enumerate() {
                let share = f64::from(*count) / f64::from(all.max(1));
                let places: [(&str, &dyn std::fmt::Display); 3] = [
                    ("truth", &names.get(truth).copied().unwrap_or_default()),
                    ("said", &names.get(said).copied().unwrap_or_default()),
                    ("count", count),
                ];
                let name = ctx.texts.format("diagnosis-cell", &places);
                let cell = MatrixCell { name: &name, count: *count, share, width, is_right: truth == said };
                if cell_ui(ctx, ui, &cell, look.cell == Some((truth, said)), (truth, said)) {
                    look.cell = if look.cell == Some((truth, said)) { None } else { Some((truth, said)) };
                    look.table.to_top();
                }
            }
        });
    }
}

fn label_ui(ui: &mut Ui, (width, height): (f32, f32), words: &str) {
    ui.allocate_ui_with_layout(
        vec2(width, height),
        eframe::egui::Layout::left_to_right(eframe::egui::Align::Center),
        |ui| {
            ui.set_min_width(width);
            ui.set_max_width(width);
            ui.add(Label::new(body(words).color(tokens(ui).text)).truncate());
        },
    );
}

struct MatrixCell<'a> {
    name: &'a str,
    count: u32,
    /// Of the patients with this truth.
    share: f64,
    width: f32,
    is_right: bool,
}

fn cell_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, cell: &MatrixCell<'_>, is_on: bool, place: (usize, usize)) -> bool {
    let (_, rect) = ui.allocate_space(vec2(cell.width, CELL_HEIGHT));
    let response = ui.interact(rect, ui.make_persistent_id(("confusion", place)), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_on, cell.name));
    let tokens = tokens(ui);
    let ground = if cell.is_right { tokens.accent_tint } else { tokens.surface };
    let stroke = match (is_on, response.hovered()) {
        (true, _) => Stroke::new(2.0, tokens.accent),
        (false, true) => Stroke::new(HAIRLINE, tokens.accent),
        (false, false) => Stroke::new(HAIRLINE, tokens.outline),
    };
    ui.painter().rect(rect, CornerRadius::same(RADIUS), ground, stroke, StrokeKind::Inside);
    let count = ctx.texts.whole(u64::from(cell.count));
    let galley = ui.painter().layout_no_wrap(count, sized(size::TITLE), tokens.text);
    let left = rect.left() + space::S;
    put_galley(ui.painter(), left, baseline_at(rect.top() + 18.0, size::TITLE), galley, tokens.text);
    let galley = ui.painter().layout_no_wrap(ctx.texts.percent(cell.share), sized(size::SMALL), tokens.quiet);
    put_galley(ui.painter(), left, baseline_at(rect.bottom() - 13.0, size::SMALL), galley, tokens.quiet);
    focus_ring(ui, rect, &response);
    response.on_hover_text(cell.name).clicked()
}

/// The rows behind a number, as they stand in the file.
fn rows_ui(
    ctx: &PanelCtx<'_>,
    ui: &mut Ui,
    model: &Arc<TrainedModel>,
    curves: &Curves,
    (cell, threshold): ((usize, usize), Option<f64>),
    look: &mut ConfusionLook,
) {
    let is_two = model.model.classes().len() == 2;
    let key = (model.number, cell, threshold.unwrap_or(0.0).to_bits());
    if look.found_for != Some(key) {
        let said = |case: &ShownCase| match threshold.filter(|_| is_two) {
            Some(threshold) => usize::from(case.probability >= threshold),
            None => case.likeliest as usize,
        };
        let is_in = |case: &ShownCase| case.class as usize == cell.0 && said(case) == cell.1;
        look.found = curves.cases.iter().enumerate().filter(|(_, case)| is_in(case)).map(|(place, _)| place).collect();
        look.found_for = Some(key);
    }
    let Some(cases) = &model.cases else { return };
    ui.add_space(space::M);
    section(ui, &ctx.texts.count("diagnosis-rows-of-cell", look.found.len() as u64, &[]));
    let headings = &cases.table.headings;
    let mut columns = vec![Column::number(ctx.text("diagnosis-row"), 56.0, 0).unsortable()];
    if is_two {
        columns.push(Column::number(ctx.text("diagnosis-probability"), 96.0, 1).unit("%").unsortable());
    }
    let before = columns.len();
    columns
        .extend(headings.iter().take(MOST_COLUMNS).map(|name| Column::text(name, 100.0).at_least(96.0).unsortable()));
    let table = DataTable::new("confusion-rows", ctx.text("diagnosis-rows-of-cell-name"), &columns, look.found.len());
    let found = &look.found;
    let patient_of = |row: usize| {
        let case = found.get(row).and_then(|place| curves.cases.get(*place))?;
        cases.patients.get(case.row as usize).copied()
    };
    if !cases.patients.is_empty() {
        ui.add(Label::new(small(ctx.text("diagnosis-rows-are-patients")).color(tokens(ui).quiet)).wrap());
    }
    let done = table.height_of_rows(found.len().clamp(3, 12)).show(ui, &mut look.table, ctx.texts, |row, column| {
        let Some(case) = found.get(row).and_then(|place| curves.cases.get(*place)) else { return Cell::default() };
        match column {
            0 => Cell::number(ctx.texts.whole(u64::from(case.row) + 1), None),
            1 if is_two => Cell::number(ctx.texts.decimal(&format!("{:.1}", 100.0 * case.probability)), None),
            other => {
                let line = cases.table.rows.get(case.row as usize);
                let text = other.checked_sub(before).and_then(|at| line.and_then(|line| line.cells.get(at)));
                match text.map(String::as_str) {
                    None | Some("") => Cell::absent(words::nothing(ctx.texts)),
                    Some(text) => Cell::text(text),
                }
            }
        }
    });
    if let Some(patient) = done.activated.and_then(patient_of) {
        ctx.send(Command::Twin(TwinCommand::Open(patient)));
    }
    let chosen = look.table.focused().and_then(patient_of);
    let identifier = chosen.and_then(|patient| ctx.state.open()?.identifier(patient));
    if let (Some(patient), Some(identifier)) = (chosen, identifier) {
        let title = ctx.texts.format("diagnosis-open-twin", &[("patient", &identifier)]);
        if Button::new(&title).icon(Icon::Person).show(ui).clicked() {
            ctx.send(Command::Twin(TwinCommand::Open(patient)));
        }
    }
}
