//! The list of patients: search, cohort builder, the line that says what is shown, and the table.
//!
//! The view keeps only how the list is looked at; what it shows is in the state. A list that is being made again leaves
//! the previous one on screen, marked as updating, so that nothing jumps.

mod builder;
mod cells;
mod chooser;
mod columns;
mod empty;
mod filter_text;
mod head;
mod saved;
mod sentence;
mod status;
#[cfg(test)]
mod tests;
mod why;

pub use why::match_words;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Weak};

use eframe::egui::Ui;

use crate::app::command::Command;
use crate::app::list::columns::Column;
use crate::app::list::{ListCommand, ListQuery, ListResult};
use crate::app::twin::TwinCommand;
use crate::domain::ids::PatientId;
use crate::io::store::Store;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::space;
use crate::ui::widgets::{Checks, DataTable, TableState};

/// How the list is looked at.
#[derive(Default)]
pub struct ListView {
    table: TableState,
    /// The columns that the table's widths belong to, and the widths of those that were dragged.
    columns: Vec<Column>,
    widths: BTreeMap<Column, f32>,
    /// The list that the table's place belongs to.
    shown: Weak<ListResult>,
    shown_query: Option<ListQuery>,
    selected: Option<PatientId>,
    /// Places of the marked patients in the list, and what they were looked up for.
    checked: BTreeSet<usize>,
    checked_for: Option<(Weak<ListResult>, Vec<PatientId>)>,
    /// The keyboard goes to the table after this frame.
    enter_table: bool,
    last_pass: u64,
    builder: builder::Builder,
    filter_text: filter_text::FilterText,
    chooser: chooser::Chooser,
    saved: saved::SavedCohorts,
    /// Whose patients these are.
    store: Option<Weak<dyn Store>>,
}

impl ListView {
    /// Draws the list.
    pub fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        self.follow_store(ctx);
        ui.spacing_mut().item_spacing.y = space::S;
        self.search_row(ctx, ui);
        self.sentence_row(ctx, ui);
        self.filter_text.ui(ctx, ui);
        status::status_line(ctx, ui);
        empty::failures(ctx, ui);
        match ctx.state.list.result.value() {
            None => empty::loading(ctx, ui),
            Some(result) if result.of == 0 => empty::no_patients(ctx, ui),
            Some(result) if result.rows.is_empty() => empty::no_match(ctx, ui),
            Some(result) => self.table_ui(ctx, result, ui),
        }
        self.last_pass = ui.ctx().cumulative_pass_nr();
    }

    /// Forgets everything when another store is looked at, or the same one after it was locked.
    fn follow_store(&mut self, ctx: &PanelCtx<'_>) {
        let store = ctx.state.open().map(|open| Arc::downgrade(&open.store));
        let is_same = match (&self.store, &store) {
            (Some(kept), Some(open)) => kept.ptr_eq(open),
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        };
        if !is_same {
            *self = ListView { store, ..ListView::default() };
        }
    }

    fn table_ui(&mut self, ctx: &PanelCtx<'_>, result: &Arc<ListResult>, ui: &mut Ui) {
        self.follow_columns(&ctx.state.list.query.columns);
        self.follow_result(result);
        self.follow_marks(&ctx.state.list.marked, result);
        // Back from a twin the keyboard goes on where it was.
        let is_back = ui.ctx().cumulative_pass_nr() > self.last_pass + 1 && self.last_pass > 0;
        let headings: Vec<_> = self.columns.iter().map(|&column| columns::heading(ctx.texts, column)).collect();
        let cells = cells::Cells { ctx, result, columns: &self.columns, today: ctx.today() };
        let done = DataTable::new("patients", ctx.text("patients"), &headings, result.rows.len())
            .sorted(columns::shown_sort(&self.columns, result.sorted))
            .checks(Checks::Rows(&self.checked))
            .show(ui, &mut self.table, ctx.texts, |row, column| cells.cell(row, column));
        if std::mem::take(&mut self.enter_table)
            || (is_back && self.table.focused().is_some() && !ctx.state.list.focus_search)
        {
            done.response.request_focus();
            let row = self.table.focused().unwrap_or(0);
            self.table.focus(Some(row));
        }
        let patient_at = |row: usize| result.rows.get(row).copied().map(PatientId);
        self.selected = done.focused.and_then(patient_at);
        if let Some(column) = done.sort.and_then(|at| self.columns.get(at)) {
            let sort = columns::next_sort(&ctx.state.list.query, result.sorted, *column);
            ctx.send(Command::List(ListCommand::SetSort(sort)));
        }
        if let Some(patient) = done.toggled.and_then(patient_at) {
            ctx.send(Command::List(ListCommand::ToggleMark(patient)));
        }
        if let Some(patient) = done.activated.and_then(patient_at) {
            ctx.send(Command::Twin(TwinCommand::Open(patient)));
        }
    }

    /// Dragged widths stay with their columns when others come, go or move.
    fn follow_columns(&mut self, columns: &[Column]) {
        for (column, width) in self.columns.iter().zip(self.table.widths()).filter(|(_, width)| **width > 0.0) {
            self.widths.insert(*column, *width);
        }
        if self.columns != columns {
            self.columns = columns.to_vec();
            let widths = columns.iter().map(|column| self.widths.get(column).copied().unwrap_or(0.0));
            self.table.set_widths(widths.collect());
        }
    }

    /// Another search or order starts at the top; the same one made again keeps the place and the selected patient.
    fn follow_result(&mut self, result: &Arc<ListResult>) {
        if self.shown.ptr_eq(&Arc::downgrade(result)) {
            return;
        }
        let same_rows = |query: &ListQuery| {
            let made = &result.query;
            query.text == made.text && query.cohort == made.cohort && query.sort == made.sort
        };
        if !self.shown_query.as_ref().is_some_and(same_rows) {
            self.table.to_top();
            self.selected = None;
        } else if let Some(selected) = self.selected {
            let at = result.rows.iter().position(|row| *row == selected.0);
            if at != self.table.focused() {
                self.table.focus(at);
            }
        }
        self.shown = Arc::downgrade(result);
        self.shown_query = Some(result.query.clone());
    }

    fn follow_marks(&mut self, marked: &[PatientId], result: &Arc<ListResult>) {
        let list = Arc::downgrade(result);
        if self.checked_for.as_ref().is_some_and(|(known, of)| known.ptr_eq(&list) && of == marked) {
            return;
        }
        let places = result.rows.iter().enumerate().filter(|(_, row)| marked.contains(&PatientId(**row)));
        self.checked = if marked.is_empty() { BTreeSet::new() } else { places.map(|(at, _)| at).collect() };
        self.checked_for = Some((list, marked.to_vec()));
    }
}
