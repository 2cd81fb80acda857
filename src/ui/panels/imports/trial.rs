//! What an import would do: how many rows meet which fate, the rows themselves, and refused cells put right in place.

use eframe::egui::{Key, Ui};

use crate::app::command::Command;
use crate::app::import::{ImportCommand, InspectedFile, Trial};
use crate::app::jobs::JobKind;
use crate::app::view::ViewCommand;
use crate::base::{Place, Severity};
use crate::domain::receipt::{Reject, RowFate};
use crate::ui::panels::PanelCtx;
use crate::ui::text::visible;
use crate::ui::theme::{Tone, body, small, space, tokens};
use crate::ui::widgets::{
    Button, Cell, Column, DataTable, Icon, ProgressRow, TableState, Tile, icon, labelled_ui, progress_row,
    section_with, text_edit, tiles,
};

use super::receipts::fate_tile;

/// Where the table stands and what is being typed.
#[derive(Default)]
pub struct TrialState {
    table: TableState,
    fate: Option<RowFate>,
    editing: Option<Editing>,
}

/// A refused cell or row and the text that shall stand there.
struct Editing {
    reject: Reject,
    text: String,
}

/// Draws the part of the wizard below the columns.
pub fn trial_ui(ctx: &PanelCtx<'_>, file: &InspectedFile, state: &mut TrialState, ui: &mut Ui) {
    section_with(ui, ctx.text("trial"), |ui| {
        let running = ctx.jobs.is_running(JobKind::REHEARSE_IMPORT);
        let ready = file.is_ready() && !running && !ctx.jobs.is_writing();
        let words = if file.trial.is_some() { "trial-again" } else { "trial-start" };
        if Button::new(ctx.text(words)).enabled(ready).show(ui).clicked() {
            ctx.send(Command::Import(ImportCommand::Rehearse));
        }
    });
    ui.add_space(space::S);
    running_ui(ctx, ui);
    let Some(trial) = &file.trial else {
        let words = if file.is_ready() { "trial-none" } else { "import-not-ready" };
        ui.label(body(ctx.text(words)).color(tokens(ui).quiet));
        return;
    };
    if file.trial_is_stale {
        ui.horizontal(|ui| {
            let colour = tokens(ui).tone(Tone::Stale);
            icon(ui, Icon::Warning, 14.0, colour);
            ui.label(body(ctx.text("trial-stale")).color(colour));
        });
        ui.add_space(space::S);
    }
    fates_ui(ctx, file, trial, ui);
    ui.add_space(space::S);
    if state.fate != Some(file.shown) {
        (state.fate, state.editing) = (Some(file.shown), None);
        state.table.to_top();
    }
    match file.shown {
        RowFate::Rejected | RowFate::Flagged => {
            if !of_fate(trial, file.shown).is_empty() {
                editor_ui(ctx, file, trial, state, ui);
            }
            rejects_ui(ctx, file, trial, state, ui);
        }
        RowFate::Added | RowFate::Updated | RowFate::Unchanged => rows_ui(ctx, file, trial, state, ui),
    }
    corrections_ui(ctx, file, ui);
}

fn running_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    let Some(job) = ctx.jobs.running().iter().find(|job| job.kind == JobKind::REHEARSE_IMPORT) else { return };
    let row = ProgressRow {
        name: &ctx.message(&job.label),
        share: job.progress.share(),
        remaining_secs: job.remaining().map(|left| left.as_secs()),
        bar_width: 320.0,
    };
    if progress_row(ui, row, ctx.texts) {
        ctx.send(Command::View(ViewCommand::CancelJob(JobKind::REHEARSE_IMPORT)));
    }
    ui.add_space(space::S);
}

fn fates_ui(ctx: &PanelCtx<'_>, file: &InspectedFile, trial: &Trial, ui: &mut Ui) {
    let tile = |fate: RowFate| fate_tile(ctx, &trial.rehearsal.counts, fate);
    let all: Vec<Tile> = RowFate::ALL.into_iter().map(tile).collect();
    let on = RowFate::ALL.iter().position(|fate| *fate == file.shown).unwrap_or(0);
    if let Some(fate) = tiles(ui, ctx.text("trial"), &all, on).and_then(|at| RowFate::ALL.get(at)) {
        ctx.send(Command::Import(ImportCommand::ShowFate(*fate)));
    }
}

fn of_fate(trial: &Trial, fate: RowFate) -> Vec<&Reject> {
    let severity = if fate == RowFate::Rejected { Severity::Reject } else { Severity::Warning };
    trial.rehearsal.rejects.iter().filter(|reject| reject.rule.severity() == severity).collect()
}

fn rejects_ui(ctx: &PanelCtx<'_>, file: &InspectedFile, trial: &Trial, state: &mut TrialState, ui: &mut Ui) {
    let rejects = of_fate(trial, file.shown);
    if rejects.is_empty() {
        ui.label(body(ctx.text(&format!("fate-{}-none", file.shown.id()))).color(tokens(ui).quiet));
        return;
    }
    let columns = [
        Column::number(ctx.text("reject-line"), 64.0, 0).unsortable(),
        Column::text(ctx.text("reject-column"), 180.0).at_least(120.0).unsortable(),
        Column::text(ctx.text("reject-raw"), 220.0).at_least(140.0).unsortable(),
        Column::text(ctx.text("reject-rule"), 260.0).at_least(200.0).unsortable(),
        Column::text(ctx.text("reject-remedy"), 320.0).at_least(200.0).stretch().unsortable(),
    ];
    let table = DataTable::new("trial-rejects", ctx.text("trial-rejects"), &columns, rejects.len()).height_of_rows(10);
    let done = table.show(ui, &mut state.table, ctx.texts, |row, column| {
        rejects.get(row).map_or_else(Cell::default, |reject| reject_cell(ctx, file, reject, column))
    });
    let opened = done.activated.or(done.clicked.map(|(row, _)| row));
    if let Some(reject) = opened.and_then(|row| rejects.get(row)) {
        state.editing = Some(Editing { reject: (*reject).clone(), text: editable_text(file, trial, reject) });
    }
}

fn reject_cell(ctx: &PanelCtx<'_>, file: &InspectedFile, reject: &Reject, column: usize) -> Cell {
    let is_corrected = file.corrections.contains_key(&(reject.place.line, reject.place.column));
    match column {
        0 => {
            let cell = Cell::number(ctx.texts.whole(u64::from(reject.place.line)), None);
            if is_corrected { cell.mark(Icon::Check, ctx.text("trial-corrected")) } else { cell }
        }
        1 => Cell::text(place_words(ctx, file, reject.place)),
        2 => Cell::text(&reject.raw),
        3 => Cell::text(ctx.text(&format!("rule-{}", reject.rule.id()))),
        _ => Cell::text(ctx.text(&format!("remedy-{}", reject.rule.id()))).tone(Tone::Quiet),
    }
}

/// Number and heading of the column; the whole row where the rule is about it.
fn place_words(ctx: &PanelCtx<'_>, file: &InspectedFile, place: Place) -> String {
    if place.column == 0 {
        return ctx.text("reject-whole-row").to_owned();
    }
    let heading = file.inspection.headings.get(usize::from(place.column) - 1).map_or("", String::as_str);
    format!("{} · {heading}", place.column)
}

/// The cell's text, corrected or as it stands; a whole row as a line of commas and quotes.
fn editable_text(file: &InspectedFile, trial: &Trial, reject: &Reject) -> String {
    let place = reject.place;
    if let Some(text) = file.corrections.get(&(place.line, place.column)) {
        return text.clone();
    }
    match trial.rows.get(&place.line) {
        Some(row) if place.column == 0 => crate::io::import::editable_row(&row.cells),
        Some(_) | None => reject.raw.clone(),
    }
}

/// The refused cell with a field to put it right, and its neighbours as they stand.
fn editor_ui(ctx: &PanelCtx<'_>, file: &InspectedFile, trial: &Trial, state: &mut TrialState, ui: &mut Ui) {
    let Some(editing) = &mut state.editing else {
        ui.label(small(ctx.text("trial-edit-hint")).color(tokens(ui).quiet));
        ui.add_space(space::XS);
        return;
    };
    let place = editing.reject.place;
    let line = ctx.texts.whole(u64::from(place.line));
    let label = ctx.texts.format("trial-edit", &[("line", &line), ("column", &place_words(ctx, file, place))]);
    let mut answer = None;
    let alike = alike(trial, &editing.reject);
    labelled_ui(ui, &label, None, None, |ui| {
        let width = if place.column == 0 { (ui.available_width() - 330.0).max(240.0) } else { 240.0 };
        let response = text_edit(ui, &mut editing.text, "", false, width);
        let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        if Button::strong(ctx.text("trial-put-right")).show(ui).clicked() || entered {
            answer = Some(vec![place]);
        }
        let words = ctx.texts.count("trial-put-all-right", alike.len() as u64, &[]);
        if alike.len() > 1 && Button::new(&words).show(ui).clicked() {
            answer = Some(alike);
        }
        if Button::quiet(ctx.text("cancel")).show(ui).clicked() {
            answer = Some(Vec::new());
        }
        response
    });
    row_ui(ctx, file, trial, place, ui);
    ui.add_space(space::S);
    if let Some(places) = answer {
        places.into_iter().for_each(|place| correct(ctx, place, &editing.text));
        state.editing = None;
    }
}

fn correct(ctx: &PanelCtx<'_>, place: Place, text: &str) {
    ctx.send(Command::Import(ImportCommand::Correct { place, text: Some(text.to_owned()) }));
}

/// Places of cells refused for the same text in the same column.
fn alike(trial: &Trial, reject: &Reject) -> Vec<Place> {
    let same = |other: &&Reject| {
        let is_column = other.place.column == reject.place.column && reject.place.column > 0;
        is_column && other.rule == reject.rule && other.raw == reject.raw
    };
    trial.rehearsal.rejects.iter().filter(same).map(|other| other.place).collect()
}

/// The row around the cell in one quiet line: heading and text of its first columns.
fn row_ui(ctx: &PanelCtx<'_>, file: &InspectedFile, trial: &Trial, place: Place, ui: &mut Ui) {
    const SHOWN: usize = 8;
    let Some(row) = trial.rows.get(&place.line) else { return };
    let parts = file.inspection.headings.iter().zip(&row.cells).take(SHOWN);
    let words: Vec<String> = parts.map(|(heading, cell)| format!("{heading}: {}", visible(cell))).collect();
    let row = small(ctx.texts.format("trial-row", &[("row", &words.join(" · "))])).color(tokens(ui).quiet);
    ui.add(eframe::egui::Label::new(row).wrap());
}

/// Rows that would be added, updated or left unchanged, as they stand in the file.
fn rows_ui(ctx: &PanelCtx<'_>, file: &InspectedFile, trial: &Trial, state: &mut TrialState, ui: &mut Ui) {
    let count = trial.rehearsal.counts.of(file.shown);
    let places: Vec<&Place> =
        trial.rehearsal.fates.iter().filter(|(fate, _)| *fate == file.shown).map(|(_, place)| place).collect();
    if places.is_empty() {
        ui.label(body(ctx.text(&format!("fate-{}-none", file.shown.id()))).color(tokens(ui).quiet));
        return;
    }
    if count > places.len() as u64 {
        let words = [("shown", &ctx.texts.whole(places.len() as u64) as &dyn std::fmt::Display)];
        ui.label(small(ctx.texts.count("trial-first-rows", count, &words)).color(tokens(ui).quiet));
        ui.add_space(space::XS);
    }
    let mut columns = vec![Column::number(ctx.text("reject-line"), 64.0, 0).unsortable()];
    columns.extend(file.inspection.headings.iter().map(|heading| Column::text(heading, 140.0).unsortable()));
    let table = DataTable::new("trial-rows", ctx.text("trial"), &columns, places.len()).height_of_rows(10);
    table.show(ui, &mut state.table, ctx.texts, |row, column| {
        let Some(place) = places.get(row) else { return Cell::default() };
        let cells = trial.rows.get(&place.line);
        match column.checked_sub(1) {
            None => Cell::number(ctx.texts.whole(u64::from(place.line)), None).tone(Tone::Quiet),
            Some(at) => {
                cells.and_then(|row| row.cells.get(at)).map_or_else(Cell::default, |text| mark(text, at, place))
            }
        }
    });
}

/// The value that the fate is about stands out where a row holds several.
fn mark(text: &str, at: usize, place: &Place) -> Cell {
    let cell = Cell::text(text);
    if usize::from(place.column) == at + 1 { cell.tone(Tone::Accent) } else { cell }
}

/// What was put right so far; each can be taken back.
fn corrections_ui(ctx: &PanelCtx<'_>, file: &InspectedFile, ui: &mut Ui) {
    const SHOWN: usize = 20;
    if file.corrections.is_empty() {
        return;
    }
    ui.add_space(space::M);
    let count = file.corrections.len() as u64;
    section_with(ui, &ctx.texts.count("trial-corrections", count, &[]), |_| {});
    for ((line, column), text) in file.corrections.iter().take(SHOWN) {
        let place = Place { line: *line, column: *column };
        ui.horizontal(|ui| {
            let line = ctx.texts.whole(u64::from(*line));
            let words =
                [("line", &line as &dyn std::fmt::Display), ("column", &place_words(ctx, file, place)), ("text", text)];
            ui.label(body(ctx.texts.format("trial-correction", &words)));
            if Button::link(ctx.text("trial-correction-back")).show(ui).clicked() {
                ctx.send(Command::Import(ImportCommand::Correct { place, text: None }));
            }
        });
    }
}
