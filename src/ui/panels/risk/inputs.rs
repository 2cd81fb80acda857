//! The inputs of an estimate: value, unit, date and source of each; a click leads to the cell. What is missing says why.

use eframe::egui::Ui;

use crate::analysis::risk::Origin;
use crate::app::command::Command;
use crate::app::risk::estimate::Estimate;
use crate::app::risk::filling::{FilledRow, Given};
use crate::app::risk_record::FactSource;
use crate::app::twin::TwinCommand;
use crate::app::twin::source::ValueSource;
use crate::app::twin::view::TwinView;
use crate::domain::book::{BookKind, Books};
use crate::ui::panels::PanelCtx;
use crate::ui::theme::Tone;
use crate::ui::widgets::{Cell, Column, DataTable, Icon, TableState, section};

use super::words;

/// Draws the table.
pub fn inputs_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, twin: &TwinView, estimate: &Estimate, state: &mut TableState) {
    section(ui, ctx.text("risk-inputs"));
    let rows: Vec<&FilledRow> = estimate.filled.rows.iter().filter(|row| is_told(estimate, row)).collect();
    let columns = [
        Column::text(ctx.text("risk-input"), 190.0).at_least(130.0).stretch().unsortable(),
        Column::text(ctx.text("column-value"), 160.0).at_least(132.0).unsortable(),
        Column::text(ctx.text("risk-date"), 150.0).at_least(118.0).unsortable(),
        Column::text(ctx.text("column-source"), 190.0).at_least(120.0).stretch().unsortable(),
    ];
    let table = DataTable::new("risk-inputs", ctx.text("risk-inputs"), &columns, rows.len()).height_of_rows(rows.len());
    let done = table.show(ui, state, ctx.texts, |row, column| {
        rows.get(row).map_or_else(Cell::default, |row| cell(ctx, twin, estimate, row, column))
    });
    let row = done.activated.or(done.clicked.map(|(row, _)| row)).and_then(|row| rows.get(row));
    if let Some(source) = row.and_then(|row| source_of(twin, row)) {
        ctx.send(Command::Twin(TwinCommand::ShowSources(vec![source])));
    }
}

/// Units that the program chose itself are no input of the patient's.
fn is_told(estimate: &Estimate, row: &FilledRow) -> bool {
    !crate::app::risk::answers::is_unit(estimate.model, row.input)
}

fn cell(ctx: &PanelCtx<'_>, twin: &TwinView, estimate: &Estimate, row: &FilledRow, column: usize) -> Cell {
    let is_needed = estimate.missing.contains(&row.input.column);
    match (column, row.from) {
        (0, _) => Cell::text(words::input(ctx.texts, row.input.column)),
        (1, Ok(_)) => {
            let value = words::slot(ctx.texts, estimate.model, row.input, row.slot);
            Cell::text(value).aside(words::input_unit(ctx.texts, row.input))
        }
        (1, Err(_)) if is_needed => Cell::absent(ctx.text("risk-is-missing")).tone(Tone::Abnormal).mark(Icon::Ring, ""),
        (1, Err(_)) if !estimate.applies() => Cell::absent(ctx.text("not-recorded")),
        (1, Err(_)) => Cell::absent(ctx.text("risk-left-out")),
        (2, Ok(Given::Observed { utc_secs, .. } | Given::FromWeightAndHeight { utc_secs, .. })) => {
            Cell::text(time_words(ctx, row, utc_secs))
        }
        (2, _) => Cell::default(),
        (_, Ok(given)) => source_cell(ctx, twin, given),
        (_, Err(_)) if matches!(row.input.origin, Origin::Setting) => Cell::text(ctx.text("risk-by-what-is-known")),
        (_, Err(lack)) => Cell::absent(words::lack(ctx, lack)),
    }
}

/// The day; with the hour where values are hours old.
fn time_words(ctx: &PanelCtx<'_>, row: &FilledRow, utc_secs: i64) -> String {
    const BEDSIDE_HOURS: u32 = 48;
    match row.input.origin.newest_hours() {
        Some(hours) if hours <= BEDSIDE_HOURS => ctx.texts.moment(ctx.local(utc_secs)),
        Some(_) | None => ctx.texts.date(ctx.zone().date_at(utc_secs)),
    }
}

fn source_cell(ctx: &PanelCtx<'_>, twin: &TwinView, given: Given) -> Cell {
    match given {
        Given::Observed { position, is_doubtful, .. } => {
            let observation = twin.twin.observations.get(position);
            let is_preliminary = observation.is_some_and(|observation| observation.flags.preliminary);
            let file = observation.map(|observation| observation.cell.import);
            let receipt = file.and_then(|import| twin.receipts.iter().find(|receipt| receipt.import == import));
            let cell = Cell::text(receipt.map_or_else(String::new, |receipt| receipt.file_name.clone()));
            match (is_doubtful, is_preliminary) {
                (true, _) => cell.tone(Tone::Stale).mark(Icon::Warning, ctx.text("twin-odd")),
                (false, true) => cell.tone(Tone::Stale).mark(Icon::Warning, ctx.text("flag-preliminary")),
                (false, false) => cell,
            }
        }
        Given::FromWeightAndHeight { .. } => Cell::text(ctx.text("risk-from-weight-and-height")),
        Given::Recorded(source) => Cell::text(fact_words(twin, source)),
        Given::Gene { position } => {
            let row = twin.twin.genes.get(position);
            let file = row.and_then(|row| twin.receipts.iter().find(|receipt| receipt.import == row.cell.import));
            Cell::text(file.map_or_else(String::new, |receipt| receipt.file_name.clone()))
        }
        Given::Register => Cell::text(ctx.text("risk-from-register")),
        Given::Said => Cell::text(ctx.text("risk-from-said")),
        Given::CompleteList => Cell::text(ctx.text("risk-from-complete-list")),
        Given::House => Cell::text(ctx.text("risk-from-house")),
        Given::Chosen => Cell::text(ctx.text("risk-from-chosen")),
    }
}

fn fact_words(twin: &TwinView, source: FactSource) -> String {
    let word = match source {
        FactSource::Condition(at) => {
            let row = twin.twin.conditions.get(at);
            row.map(|row| twin.books.of(BookKind::Condition).word(row.record.word))
        }
        FactSource::Medication(at) => {
            let row = twin.twin.medications.get(at);
            row.map(|row| twin.books.of(BookKind::Medication).word(row.record.word))
        }
    };
    word.map(Books::name_part).unwrap_or_default().to_owned()
}

/// The cell that an input came from.
fn source_of(twin: &TwinView, row: &FilledRow) -> Option<ValueSource> {
    match row.from.ok()? {
        Given::Observed { position, .. } | Given::FromWeightAndHeight { position, .. } => {
            twin.source_of_position(position)
        }
        Given::Recorded(FactSource::Condition(at)) => {
            let row = twin.twin.conditions.get(at)?;
            Some(twin.source_of_field("condition", row.cell, &fact_words(twin, FactSource::Condition(at)), &row.raw))
        }
        Given::Recorded(FactSource::Medication(at)) => {
            let row = twin.twin.medications.get(at)?;
            Some(twin.source_of_field("medication", row.cell, &fact_words(twin, FactSource::Medication(at)), &row.raw))
        }
        Given::Gene { position } => {
            let row = twin.twin.genes.get(position)?;
            Some(twin.source_of_field("result", row.cell, &row.record.statement.text(), &row.raw))
        }
        Given::Register | Given::Said | Given::CompleteList | Given::House | Given::Chosen => None,
    }
}
