//! The cells an import tells of, apart by what became of them: refused, kept with a flag, already there.

use eframe::egui::Ui;

use crate::app::command::Command;
use crate::app::export::{ExportCommand, ExportTarget};
use crate::base::{Place, Severity};
use crate::domain::access::Action;
use crate::domain::ids::ImportId;
use crate::domain::receipt::{Receipt, Reject, RowFate};
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{Tone, body, small, space, tokens};
use crate::ui::widgets::{Button, Cell, Column, DataTable, TableState, section_with, tiles};

use super::receipts::fate_tile;

/// The fates of which rows are kept, in the order of the tiles.
const FATES: [RowFate; 3] = [RowFate::Rejected, RowFate::Flagged, RowFate::Unchanged];

/// Which rows are shown, and where their table stands.
#[derive(Default)]
pub struct RowsState {
    table: TableState,
    /// What a person chose, for which import; otherwise the first fate that anything met.
    chosen: Option<(ImportId, RowFate)>,
}

/// Draws the tiles and the rows of the chosen fate.
pub fn rows_ui(ctx: &PanelCtx<'_>, receipt: &Receipt, state: &mut RowsState, ui: &mut Ui) {
    let rejects = match &ctx.state.imports.rejects {
        Some((import, rejects)) if *import == receipt.import => rejects.as_slice(),
        Some(_) | None => {
            ui.label(ctx.text("loading"));
            return;
        }
    };
    section_with(ui, ctx.text("receipt-cells"), |ui| {
        if !rejects.is_empty() && ctx.show_if_may(ui, Action::Export, Button::new(ctx.text("rejects-export"))).clicked()
        {
            ctx.send(Command::Export(export(ctx, receipt, rejects)));
        }
    });
    ui.add_space(space::S);
    let fate = shown_fate(receipt, state);
    if let Some(chosen) = tiles_ui(ctx, receipt, fate, ui) {
        state.chosen = Some((receipt.import, chosen));
        state.table.to_top();
    }
    ui.add_space(space::S);
    let shown: Vec<&Reject> = rejects.iter().filter(|reject| fate_of(reject) == fate).collect();
    table_ui(ctx, receipt, fate, &shown, &mut state.table, ui);
}

fn fate_of(reject: &Reject) -> RowFate {
    match reject.rule.severity() {
        Severity::Reject => RowFate::Rejected,
        Severity::Warning => RowFate::Flagged,
        Severity::Note => RowFate::Unchanged,
    }
}

fn shown_fate(receipt: &Receipt, state: &RowsState) -> RowFate {
    let first = || FATES.into_iter().find(|fate| receipt.counts.of(*fate) > 0).unwrap_or(RowFate::Rejected);
    state.chosen.filter(|(import, _)| *import == receipt.import).map_or_else(first, |(_, fate)| fate)
}

fn tiles_ui(ctx: &PanelCtx<'_>, receipt: &Receipt, fate: RowFate, ui: &mut Ui) -> Option<RowFate> {
    let tile = |fate: RowFate| fate_tile(ctx, &receipt.counts, fate);
    let on = FATES.iter().position(|other| *other == fate).unwrap_or(0);
    tiles(ui, ctx.text("receipt-cells"), &FATES.map(tile), on).and_then(|at| FATES.get(at)).copied()
}

fn table_ui(
    ctx: &PanelCtx<'_>,
    receipt: &Receipt,
    fate: RowFate,
    rejects: &[&Reject],
    state: &mut TableState,
    ui: &mut Ui,
) {
    let count = receipt.counts.of(fate);
    if rejects.is_empty() {
        let key = if count == 0 { format!("receipt-{}-none", fate.id()) } else { "receipt-not-listed".to_owned() };
        ui.label(body(ctx.text(&key)).color(tokens(ui).quiet));
        return;
    }
    if count > rejects.len() as u64 {
        let words = [("shown", &ctx.texts.whole(rejects.len() as u64) as &dyn std::fmt::Display)];
        ui.label(small(ctx.texts.count("trial-first-rows", count, &words)).color(tokens(ui).quiet));
        ui.add_space(space::XS);
    }
    let columns = [
        Column::number(ctx.text("reject-line"), 64.0, 0).unsortable(),
        Column::text(ctx.text("reject-column"), 180.0).at_least(120.0).unsortable(),
        Column::text(ctx.text("reject-raw"), 220.0).at_least(140.0).unsortable(),
        Column::text(ctx.text("reject-rule"), 260.0).at_least(220.0).unsortable(),
        Column::text(ctx.text("reject-remedy"), 320.0).at_least(240.0).stretch().unsortable(),
    ];
    let name = ctx.text(&format!("fate-{}", fate.id())).to_owned();
    let table = DataTable::new("rejects", &name, &columns, rejects.len()).height_of_rows(10);
    table.show(ui, state, ctx.texts, |row, column| {
        rejects.get(row).map_or_else(Cell::default, |reject| reject_cell(ctx, receipt, reject, column))
    });
}

fn reject_cell(ctx: &PanelCtx<'_>, receipt: &Receipt, reject: &Reject, column: usize) -> Cell {
    match column {
        0 => Cell::number(ctx.texts.whole(u64::from(reject.place.line)), None),
        1 => Cell::text(column_name(ctx, receipt, reject.place)),
        2 => Cell::text(&reject.raw),
        3 => Cell::text(ctx.text(&format!("rule-{}", reject.rule.id()))),
        _ => Cell::text(ctx.text(&format!("remedy-{}", reject.rule.id()))).tone(Tone::Quiet),
    }
}

/// Number and heading of the column; the whole row where a rule or a correction is about it.
pub fn column_name(ctx: &PanelCtx<'_>, receipt: &Receipt, place: Place) -> String {
    if place.column == 0 {
        return ctx.text("reject-whole-row").to_owned();
    }
    let heading = receipt.columns.iter().find(|mapped| mapped.column == place.column);
    match heading {
        Some(mapped) => format!("{} · {}", place.column, mapped.heading),
        None => place.column.to_string(),
    }
}

fn export(ctx: &PanelCtx<'_>, receipt: &Receipt, rejects: &[Reject]) -> ExportCommand {
    let headings = ["line", "column", "heading", "raw", "rule", "reason"].map(str::to_owned).to_vec();
    let row = |reject: &Reject| {
        let heading = receipt.columns.iter().find(|mapped| mapped.column == reject.place.column);
        vec![
            reject.place.line.to_string(),
            reject.place.column.to_string(),
            heading.map(|mapped| mapped.heading.clone()).unwrap_or_default(),
            reject.raw.clone(),
            reject.rule.id().to_owned(),
            ctx.text(&format!("rule-{}", reject.rule.id())).to_owned(),
        ]
    };
    let rows = rejects.iter().map(row).collect();
    let name = format!("rejects of {}.csv", receipt.file_name.trim_end_matches(".csv"));
    ExportCommand::Choose { name, target: ExportTarget::Table { kind: "rejects", headings, rows }.into() }
}
