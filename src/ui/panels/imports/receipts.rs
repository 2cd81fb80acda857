//! Receipts: the list of imports, and one import with its refused and flagged cells.

use eframe::egui::Ui;

use crate::app::command::Command;
use crate::app::export::{ExportCommand, ExportTarget};
use crate::app::import::ImportCommand;
use crate::domain::ids::ImportId;
use crate::domain::receipt::{Counts, ImportState, Receipt, Reject};
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{Tone, body, hero, small, space, tokens};
use crate::ui::widgets::{
    Button, Cell, Column, DataTable, EmptyState, Icon, Notice, NoticeTone, TableState, empty_state, key_value_grid,
    notice, section_with,
};

/// All imports, newest first; a row opens its receipt.
pub fn receipts_ui(ctx: &PanelCtx<'_>, state: &mut TableState, ui: &mut Ui) {
    let Some(receipts) = ctx.state.imports.receipts.value() else {
        ui.label(ctx.text("loading"));
        return;
    };
    if receipts.is_empty() {
        let (title, explanation) = (ctx.text("imports-empty"), ctx.text("imports-empty-explained"));
        empty_state(ui, EmptyState { icon: Icon::Upload, title, explanation, action: None });
        return;
    }
    let columns = [
        Column::number(ctx.text("journal-number"), 48.0, 0).unsortable(),
        Column::text(ctx.text("receipt-file"), 220.0).at_least(130.0).stretch().unsortable(),
        Column::text(ctx.text("import-format"), 200.0).at_least(120.0).unsortable(),
        Column::text(ctx.text("receipt-time"), 160.0).at_least(146.0).unsortable(),
        Column::text(ctx.text("receipt-by"), 100.0).at_least(64.0).unsortable(),
        Column::number(ctx.text("count-added"), 90.0, 0).at_least(76.0).unsortable(),
        Column::number(ctx.text("count-rejected"), 90.0, 0).at_least(76.0).unsortable(),
        Column::number(ctx.text("count-flagged"), 90.0, 0).at_least(76.0).unsortable(),
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
        5 => number(receipt.counts.added + receipt.counts.updated),
        6 => attention(receipt.counts.rejected, ctx.text("count-rejected")),
        7 => attention(receipt.counts.flagged, ctx.text("count-flagged")),
        _ => match receipt.state {
            ImportState::Active => Cell::text(ctx.text("import-active-state")),
            ImportState::TakenBack { .. } => Cell::text(ctx.text("import-taken-back-state")).tone(Tone::Quiet),
        },
    }
}

/// One receipt with its rejects.
pub fn receipt_ui(ctx: &PanelCtx<'_>, state: &mut TableState, asking: &mut Option<ImportId>, ui: &mut Ui) {
    let receipts = ctx.state.imports.receipts.value().cloned();
    let receipt =
        receipts.as_ref().and_then(|all| all.iter().find(|receipt| Some(receipt.import) == ctx.state.imports.shown));
    let Some(receipt) = receipt else {
        ui.label(ctx.text("loading"));
        return;
    };
    section_with(ui, &receipt.file_name, |ui| {
        if Button::new(ctx.text("back")).icon(Icon::ChevronLeft).show(ui).clicked() {
            ctx.send(Command::Import(ImportCommand::HideReceipt));
        }
        let active = receipt.state == ImportState::Active && !ctx.jobs.is_writing();
        if Button::danger(ctx.text("import-take-back")).enabled(active).show(ui).clicked() {
            *asking = Some(receipt.import);
        }
    });
    ask_ui(ctx, receipt, asking, ui);
    ui.add_space(space::S);
    counts_ui(ctx, &receipt.counts, ui);
    ui.add_space(space::M);
    facts_ui(ctx, receipt, ui);
    ui.add_space(space::L);
    rejects_ui(ctx, receipt, state, ui);
}

fn ask_ui(ctx: &PanelCtx<'_>, receipt: &Receipt, asking: &mut Option<ImportId>, ui: &mut Ui) {
    if *asking != Some(receipt.import) {
        return;
    }
    ui.add_space(space::S);
    let question = ctx.texts.format("import-take-back-ask", &[("name", &receipt.file_name)]);
    let action = Some(ctx.text("import-take-back"));
    let shown =
        Notice { tone: NoticeTone::Warning, title: &question, remedy: None, details: None, action, closable: true };
    let answer = notice(ui, shown, ctx.texts);
    if answer.acted {
        ctx.send(Command::Import(ImportCommand::TakeBack(receipt.import)));
    }
    if answer.acted || answer.closed {
        *asking = None;
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
        ] {
            let colour = tokens(ui).tone(if count > 0 { tone } else { Tone::Quiet });
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                ui.label(hero(ctx.texts.whole(count)).color(colour));
                ui.label(small(ctx.text(key)).color(tokens(ui).quiet));
            });
        }
    });
}

fn facts_ui(ctx: &PanelCtx<'_>, receipt: &Receipt, ui: &mut Ui) {
    let columns: Vec<String> =
        receipt.columns.iter().map(|mapped| format!("{} → {}", mapped.heading, mapped.field)).collect();
    key_value_grid(
        ui,
        "receipt",
        [
            (ctx.text("import-format"), ctx.text(&format!("format-{}", receipt.format)).to_owned()),
            (ctx.text("receipt-time"), ctx.texts.moment(ctx.local(receipt.imported_utc_secs))),
            (ctx.text("receipt-by"), receipt.actor.clone()),
            (ctx.text("receipt-hash"), receipt.sha256.clone()),
            (ctx.text("import-mapping"), columns.join(", ")),
            (ctx.text("import-ignored"), receipt.ignored_headings.join(", ")),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty()),
    );
}

fn rejects_ui(ctx: &PanelCtx<'_>, receipt: &Receipt, state: &mut TableState, ui: &mut Ui) {
    let rejects = match &ctx.state.imports.rejects {
        Some((import, rejects)) if *import == receipt.import => rejects.as_slice(),
        Some(_) | None => {
            ui.label(ctx.text("loading"));
            return;
        }
    };
    section_with(ui, ctx.text("rejects"), |ui| {
        if !rejects.is_empty() && Button::new(ctx.text("rejects-export")).show(ui).clicked() {
            ctx.send(Command::Export(export(ctx, receipt, rejects)));
        }
    });
    ui.add_space(space::S);
    if rejects.is_empty() {
        ui.label(body(ctx.text("rejects-none")).color(tokens(ui).quiet));
        return;
    }
    let columns = [
        Column::number(ctx.text("reject-line"), 64.0, 0).unsortable(),
        Column::text(ctx.text("reject-column"), 180.0).at_least(120.0).unsortable(),
        Column::text(ctx.text("reject-raw"), 220.0).at_least(140.0).unsortable(),
        Column::text(ctx.text("reject-rule"), 260.0).at_least(220.0).unsortable(),
        Column::text(ctx.text("reject-remedy"), 320.0).at_least(240.0).stretch().unsortable(),
    ];
    let table = DataTable::new("rejects", ctx.text("rejects"), &columns, rejects.len());
    table.show(ui, state, ctx.texts, |row, column| {
        rejects.get(row).map_or_else(Cell::default, |reject| reject_cell(ctx, receipt, reject, column))
    });
}

fn reject_cell(ctx: &PanelCtx<'_>, receipt: &Receipt, reject: &Reject, column: usize) -> Cell {
    match column {
        0 => Cell::number(ctx.texts.whole(u64::from(reject.place.line)), None),
        1 => Cell::text(column_name(ctx, receipt, reject)),
        2 => Cell::text(&reject.raw),
        3 => Cell::text(ctx.text(&format!("rule-{}", reject.rule.id()))),
        _ => Cell::text(ctx.text(&format!("remedy-{}", reject.rule.id()))).tone(Tone::Quiet),
    }
}

/// Number and heading of the column; the whole row where the rule is about it.
fn column_name(ctx: &PanelCtx<'_>, receipt: &Receipt, reject: &Reject) -> String {
    if reject.place.column == 0 {
        return ctx.text("reject-whole-row").to_owned();
    }
    let heading = receipt.columns.iter().find(|mapped| mapped.column == reject.place.column);
    match heading {
        Some(mapped) => format!("{} · {}", reject.place.column, mapped.heading),
        None => reject.place.column.to_string(),
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
    let name = format!("rejects of {}", receipt.file_name);
    ExportCommand::Choose { name, target: ExportTarget::Table { kind: "rejects", headings, rows }.into() }
}
