//! The list of doubtful values: by kind and patient, a row each.

use eframe::egui::Ui;

use crate::app::cleaning::Found;
use crate::domain::ids::CellRef;
use crate::ui::panels::{PanelCtx, patient_name};
use crate::ui::widgets::{Cell, Column, DataTable, TableState};

use super::words;

/// Draws the list; a click or the arrows choose a row. `rows` limits its height.
pub fn list_ui(
    ctx: &PanelCtx<'_>,
    listed: &[&Found],
    state: &mut TableState,
    chosen: &mut Option<CellRef>,
    rows: Option<usize>,
    ui: &mut Ui,
) {
    let columns = [
        Column::text(ctx.text("cleaning-kind"), 140.0).at_least(104.0).unsortable(),
        Column::text(ctx.text("column-name"), 230.0).at_least(200.0).stretch().unsortable(),
        Column::text(ctx.text("quality-indicator"), 140.0).at_least(96.0).unsortable(),
        Column::text(ctx.text("cleaning-recorded"), 104.0).at_least(88.0).unsortable(),
        Column::text(ctx.text("cleaning-proposed"), 104.0).at_least(88.0).unsortable(),
        Column::text(ctx.text("column-time"), 160.0).at_least(156.0).unsortable(),
    ];
    let mut table = DataTable::new("cleaning", ctx.text("panel-cleaning"), &columns, listed.len());
    if let Some(rows) = rows {
        table = table.height_of_rows(rows);
    }
    let done = table.show(ui, state, ctx.texts, |row, column| {
        listed.get(row).map_or_else(Cell::default, |found| cell(ctx, found, column))
    });
    let row = done.clicked.map(|(row, _)| row).or(done.focused);
    if let Some(found) = row.and_then(|row| listed.get(row)) {
        *chosen = Some(found.finding.cell);
    }
}

fn cell(ctx: &PanelCtx<'_>, found: &Found, column: usize) -> Cell {
    let finding = &found.finding;
    match column {
        0 => Cell::text(words::kind(ctx, finding.kind)),
        1 => person(ctx, found),
        2 => Cell::text(ctx.texts.indicator(finding.indicator)),
        3 => Cell::text(words::recorded(ctx, finding)),
        4 => match finding.proposals.first() {
            Some(proposal) => Cell::text(words::proposed(ctx, proposal)),
            None => Cell::absent(ctx.text("cleaning-no-proposal")),
        },
        _ => Cell::text(ctx.texts.moment(ctx.local(finding.utc_secs))),
    }
}

fn person(ctx: &PanelCtx<'_>, found: &Found) -> Cell {
    let Some(hospital) = ctx.state.open().and_then(|open| open.hospital.value()) else { return Cell::default() };
    let name = patient_name(ctx, &hospital.index, found.patient.0);
    Cell::text(name).aside(hospital.index.identifier(found.patient.0))
}
