//! The new patients with their predictions: sorted by any column, and saved as a file.

use std::sync::Arc;

use eframe::egui::Ui;

use crate::app::article::learning::{Learned, NewPatient, Predicted, Refused};
use crate::app::command::Command;
use crate::app::export::{ExportCommand, ExportTarget};
use crate::domain::access::Action;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::Tone;
use crate::ui::widgets::{Button, Cell, Column, DataTable, Icon, SortDirection, TableState, section_with};

/// How the table is looked at.
#[derive(Default)]
pub struct PredictionsTable {
    state: TableState,
    /// `None`: in the order of the file.
    sort: Option<(usize, SortDirection)>,
    /// Row of the new patients.
    pub chosen: Option<usize>,
}

/// Draws the table.
pub fn predictions_ui(
    ctx: &PanelCtx<'_>,
    ui: &mut Ui,
    learned: &Learned,
    look: &mut PredictionsTable,
    most_rows: Option<usize>,
) {
    section_with(ui, ctx.text("gene-text-predictions"), |ui| {
        if ctx
            .show_if_may(ui, Action::Export, Button::new(ctx.text("risk-save-csv")).enabled(!learned.rows.is_empty()))
            .clicked()
        {
            save(ctx, learned);
        }
    });
    let columns = columns(ctx, learned);
    let mut table = DataTable::new("predictions", ctx.text("gene-text-predictions"), &columns, learned.rows.len());
    table = table.sorted(look.sort);
    if let Some(rows) = most_rows {
        table = table.height_of_rows(rows);
    }
    let sort = look.sort;
    let at = |place: usize| match sort {
        None => Some(place),
        Some((column, direction)) => learned.orders.row(column, place, direction == SortDirection::Descending),
    };
    let done = table.show(ui, &mut look.state, ctx.texts, |place, column| {
        let row = at(place).and_then(|row| learned.rows.get(row));
        row.map_or_else(Cell::default, |row| cell(ctx, learned, row, column))
    });
    if let Some(column) = done.sort {
        look.sort = turned(look.sort, column);
        look.state.to_top();
    }
    if let Some(place) = done.activated.or(done.clicked.map(|(row, _)| row)).or(done.focused) {
        look.chosen = at(place);
    }
}

/// Another column goes from low to high first, the same one the other way round.
pub fn turned(sort: Option<(usize, SortDirection)>, column: usize) -> Option<(usize, SortDirection)> {
    match sort {
        Some((on, SortDirection::Ascending)) if on == column => Some((column, SortDirection::Descending)),
        _ => Some((column, SortDirection::Ascending)),
    }
}

fn columns(ctx: &PanelCtx<'_>, learned: &Learned) -> Vec<Column> {
    let mut columns = vec![
        Column::text(ctx.text("column-identifier"), 96.0).at_least(80.0),
        Column::text(ctx.text("gene-text-prediction"), 230.0).at_least(150.0).stretch(),
        Column::number(ctx.text("gene-text-probability"), 104.0, 1).unit("%"),
        Column::number(ctx.text("gene-text-never-seen"), 96.0, 0),
    ];
    let classes = learned.model.classes().iter();
    columns.extend(classes.map(|class| Column::number(&class.name, 150.0, 1).at_least(84.0).unit("%")));
    columns
}

fn cell(ctx: &PanelCtx<'_>, learned: &Learned, row: &NewPatient, column: usize) -> Cell {
    let predicted = match (&row.predicted, column) {
        (_, 0) if row.identifier.is_empty() => return Cell::absent(ctx.text("not-recorded")),
        (_, 0) => return Cell::text(&row.identifier),
        (Ok(predicted), _) => predicted,
        (Err(refused), 1) => {
            return Cell::text(refusal(ctx, row.line, *refused)).tone(Tone::Critical).mark(Icon::Critical, "");
        }
        (Err(_), _) => return Cell::default(),
    };
    let share = |share: f64| Cell::number(ctx.texts.decimal(&format!("{:.1}", 100.0 * share)), None);
    match column {
        1 => prediction(ctx, learned, predicted),
        2 => share(predicted.probability()),
        3 => Cell::number(ctx.texts.whole(predicted.unknown_tokens.len() as u64), None),
        other => {
            let class = predicted.probabilities.get(other - Learned::COLUMNS_BEFORE);
            class.map_or_else(Cell::default, |of_class| share(*of_class))
        }
    }
}

/// A text of which the model knows nothing says so: it repeats how frequent the diseases were.
fn prediction(ctx: &PanelCtx<'_>, learned: &Learned, predicted: &Predicted) -> Cell {
    let cell = Cell::text(learned.class_name(predicted.class));
    if predicted.known_tokens > 0 {
        return cell;
    }
    cell.tone(Tone::Abnormal).mark(Icon::Warning, ctx.text("gene-text-nothing-known"))
}

/// Why a row has no prediction, with its line.
pub fn refusal(ctx: &PanelCtx<'_>, line: u64, refused: Refused) -> String {
    let line = ctx.texts.whole(line);
    match refused {
        Refused::NoText => ctx.texts.format("gene-text-refused-no-text", &[("line", &line)]),
        Refused::Surplus => ctx.texts.format("gene-text-refused-surplus", &[("line", &line)]),
    }
}

/// With one digit; a part is never all.
pub fn percent(ctx: &PanelCtx<'_>, share: f64) -> String {
    format!("{} %", ctx.texts.decimal(&format!("{:.1}", 100.0 * share)))
}

/// As `wardtwin genes predict` writes them: probabilities unrounded.
fn save(ctx: &PanelCtx<'_>, learned: &Learned) {
    let classes = learned.model.classes();
    let mut headings = vec!["patient_id".to_owned(), "gene_text".to_owned(), "prediction".to_owned()];
    headings.extend(classes.iter().map(|class| format!("probability_{}", class.name)));
    headings.push("note".to_owned());
    let line = |row: &NewPatient| {
        let mut cells = vec![row.identifier.clone(), row.text.clone()];
        match &row.predicted {
            Ok(predicted) => {
                cells.push(learned.class_name(predicted.class).to_owned());
                cells.extend(predicted.probabilities.iter().map(f64::to_string));
                cells.push(note(ctx, predicted));
            }
            Err(refused) => {
                cells.extend(std::iter::repeat_n(String::new(), classes.len() + 1));
                cells.push(refusal(ctx, row.line, *refused));
            }
        }
        cells
    };
    let rows = learned.rows.iter().map(line).collect();
    let target = ExportTarget::Table { kind: "gene text predictions", headings, rows };
    let name = "predictions.csv".to_owned();
    ctx.send(Command::Export(ExportCommand::Choose { name, target: Arc::new(target) }));
}

fn note(ctx: &PanelCtx<'_>, predicted: &Predicted) -> String {
    let mut notes = Vec::new();
    if predicted.known_tokens == 0 {
        notes.push(ctx.text("gene-text-nothing-known").to_owned());
    }
    if !predicted.unknown_tokens.is_empty() {
        let list = predicted.unknown_tokens.join("; ");
        notes.push(ctx.texts.format("gene-text-unknown-tokens", &[("list", &list)]));
    }
    notes.join("; ")
}
