//! Receipts: the list of imports.

use eframe::egui::Ui;

use crate::app::command::Command;
use crate::app::import::ImportCommand;
use crate::domain::receipt::{Counts, ImportState, Receipt, RowFate};
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{Tone, hero, small, space, tokens};
use crate::ui::widgets::{Cell, Column, DataTable, EmptyState, Icon, TableState, Tile, empty_state};

/// All imports, newest first; a row opens its receipt.
pub fn receipts_ui(ctx: &PanelCtx<'_>, state: &mut TableState, ui: &mut Ui) {
    let Some(receipts) = ctx.state.imports.receipts.value() else {
        if ctx.state.open().is_none_or(|open| open.hospital.failure().is_none()) {
            ui.label(ctx.text("loading"));
        }
        return;
    };
    if receipts.is_empty() {
        let (title, explanation) = (ctx.text("imports-empty"), ctx.text("imports-empty-explained"));
        empty_state(ui, EmptyState { icon: Icon::Upload, title, explanation, action: None });
        return;
    }
    let columns = [
        Column::number(ctx.text("journal-number"), 48.0, 0).unsortable(),
        Column::text(ctx.text("receipt-file"), 220.0).at_least(110.0).stretch().unsortable(),
        Column::text(ctx.text("import-format"), 200.0).at_least(90.0).unsortable(),
        Column::text(ctx.text("receipt-time"), 180.0).at_least(166.0).unsortable(),
        Column::text(ctx.text("receipt-by"), 100.0).at_least(56.0).unsortable(),
        Column::number(ctx.text("count-added"), 90.0, 0).at_least(62.0).unsortable(),
        Column::number(ctx.text("count-updated"), 90.0, 0).at_least(62.0).unsortable(),
        Column::number(ctx.text("count-rejected"), 90.0, 0).at_least(62.0).unsortable(),
        Column::number(ctx.text("count-flagged"), 90.0, 0).at_least(62.0).unsortable(),
        Column::text(ctx.text("column-status"), 110.0).at_least(84.0).unsortable(),
    ];
    let table = DataTable::new("receipts", ctx.text("imports-made"), &columns, receipts.len()).height_of_rows(14);
    let done = table.show(ui, state, ctx.texts, |row, column| {
        receipts.get(row).map_or_else(Cell::default, |receipt| receipt_cell(ctx, receipt, column))
    });
    let opened = done.activated.or(done.clicked.map(|(row, _)| row));
    if let Some(receipt) = opened.and_then(|row| receipts.get(row)) {
        ctx.send(Command::Import(ImportCommand::Show(receipt.import)));
    }
}

fn receipt_cell(ctx: &PanelCtx<'_>, receipt: &Receipt, column: usize) -> Cell {
    let number = |count: u64| Cell::number(ctx.texts.whole(count), None);
    let attention = |count: u64, words: &str| match count {
        0 => number(0),
        count => number(count).tone(Tone::Abnormal).mark(Icon::Warning, words),
    };
    match column {
        0 => number(u64::from(receipt.import.0)),
        1 => Cell::text(&receipt.file_name),
        2 => Cell::text(ctx.text(&format!("format-{}", receipt.format))),
        3 => Cell::text(ctx.texts.moment(ctx.local(receipt.imported_utc_secs))),
        4 => Cell::text(&receipt.actor),
        5 => number(receipt.counts.added),
        6 => number(receipt.counts.updated),
        7 => attention(receipt.counts.rejected, ctx.text("count-rejected")),
        8 => attention(receipt.counts.flagged, ctx.text("count-flagged")),
        _ => match receipt.state {
            ImportState::Active => Cell::text(ctx.text("import-active-state")),
            ImportState::TakenBack { .. } => Cell::text(ctx.text("import-taken-back-state")).tone(Tone::Quiet),
        },
    }
}

/// The counts in a row, each number larger than its label.
pub fn counts_ui(ctx: &PanelCtx<'_>, counts: &Counts, ui: &mut Ui) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::XL;
        for (key, count, tone) in [
            ("count-rows", counts.rows, Tone::Plain),
            ("count-added", counts.added, Tone::Plain),
            ("count-updated", counts.updated, Tone::Plain),
            ("count-duplicates", counts.duplicates, Tone::Plain),
            ("count-empty", counts.empty, Tone::Plain),
            ("count-flagged", counts.flagged, Tone::Abnormal),
            ("count-rejected", counts.rejected, Tone::Critical),
            ("count-withdrawn", counts.withdrawn, Tone::Abnormal),
        ] {
            // Most files take nothing back.
            if key == "count-withdrawn" && count == 0 {
                continue;
            }
            let colour = tokens(ui).tone(if count > 0 { tone } else { Tone::Quiet });
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                ui.label(hero(ctx.texts.whole(count)).color(colour));
                ui.label(small(ctx.text(key)).color(tokens(ui).quiet));
            });
        }
    });
}

/// How many rows had a fate, in the colour of what it means; nothing is quiet.
pub fn fate_tile(ctx: &PanelCtx<'_>, counts: &Counts, fate: RowFate) -> Tile {
    let count = counts.of(fate);
    let tone = match fate {
        _ if count == 0 => Tone::Quiet,
        RowFate::Rejected => Tone::Critical,
        RowFate::Flagged => Tone::Abnormal,
        RowFate::Added | RowFate::Updated | RowFate::Unchanged => Tone::Plain,
    };
    Tile { label: ctx.text(&format!("fate-{}", fate.id())).to_owned(), number: ctx.texts.whole(count), tone }
}
