//! What was decided: who was merged with whom, and who was kept apart; each can be taken back.

use eframe::egui::Ui;

use crate::app::command::Command;
use crate::app::duplicates::Decision;
use crate::app::hospital::Hospital;
use crate::app::twin::TwinCommand;
use crate::domain::ids::PatientId;
use crate::domain::merge::{KeptApart, Merge};
use crate::ui::panels::{PanelCtx, patient_name};
use crate::ui::text::visible;
use crate::ui::theme::{body, space, tokens};
use crate::ui::widgets::{Button, Cell, Column, DataTable, EmptyState, Icon, TableState, empty_state};

use super::{button_row, decision_ui};

/// One decision as the table shows it.
struct Line<'a> {
    patients: [PatientId; 2],
    at_utc_secs: i64,
    actor: &'a str,
    taking_back: Decision,
}

impl<'a> From<&'a Merge> for Line<'a> {
    fn from(merge: &'a Merge) -> Line<'a> {
        Line {
            patients: [merge.into, merge.patient],
            at_utc_secs: merge.at_utc_secs,
            actor: &merge.actor,
            taking_back: Decision::Unmerge { patient: merge.patient },
        }
    }
}

impl<'a> From<&'a KeptApart> for Line<'a> {
    fn from(pair: &'a KeptApart) -> Line<'a> {
        Line {
            patients: [pair.first, pair.second],
            at_utc_secs: pair.at_utc_secs,
            actor: &pair.actor,
            taking_back: Decision::ForgetApart { one: pair.first, other: pair.second },
        }
    }
}

/// Everything merged, newest first.
pub fn merged_ui(ctx: &PanelCtx<'_>, table: &mut TableState, ui: &mut Ui) {
    let Some(hospital) = ctx.state.open().and_then(|open| open.hospital.value()) else { return };
    let lines: Vec<Line<'_>> = hospital.merges.list().iter().rev().map(Line::from).collect();
    decided_ui(ctx, hospital, &lines, &MERGED, table, ui);
}

/// Everybody kept apart, newest first.
pub fn apart_ui(ctx: &PanelCtx<'_>, table: &mut TableState, ui: &mut Ui) {
    let Some(hospital) = ctx.state.open().and_then(|open| open.hospital.value()) else { return };
    let mut lines: Vec<Line<'_>> = hospital.kept_apart.iter().map(Line::from).collect();
    lines.sort_by_key(|line| std::cmp::Reverse(line.at_utc_secs));
    decided_ui(ctx, hospital, &lines, &APART, table, ui);
}

/// Message keys of one of the two tables.
struct Words {
    name: &'static str,
    /// Headings of the two patients.
    patients: [&'static str; 2],
    empty: &'static str,
    explained: &'static str,
    button: &'static str,
}

const MERGED: Words = Words {
    name: "review-merged",
    patients: ["merged-kept", "merged-other"],
    empty: "merged-empty",
    explained: "merged-empty-explained",
    button: "review-unmerge",
};

const APART: Words = Words {
    name: "review-apart",
    patients: ["apart-one", "apart-other"],
    empty: "apart-empty",
    explained: "apart-empty-explained",
    button: "review-forget-apart",
};

fn decided_ui(
    ctx: &PanelCtx<'_>,
    hospital: &Hospital,
    lines: &[Line<'_>],
    words: &Words,
    table: &mut TableState,
    ui: &mut Ui,
) {
    if lines.is_empty() {
        let (title, explanation) = (ctx.text(words.empty), ctx.text(words.explained));
        empty_state(ui, EmptyState { icon: Icon::People, title, explanation, action: None });
        return;
    }
    if table.focused().is_none() {
        table.focus(Some(0));
    }
    if let Some(line) = table.focused().and_then(|row| lines.get(row)) {
        line_ui(ctx, line, words, ui);
    }
    let heading = |key: &'static str, width| Column::text(ctx.text(key), width).unsortable();
    let columns = [
        heading(words.patients[0], 280.0).at_least(150.0).stretch(),
        heading(words.patients[1], 280.0).at_least(150.0).stretch(),
        heading("journal-time", 160.0).at_least(146.0),
        heading("journal-who", 120.0).at_least(64.0),
    ];
    let done = DataTable::new(words.name, ctx.text(words.name), &columns, lines.len()).show(
        ui,
        table,
        ctx.texts,
        |row, column| lines.get(row).map_or_else(Cell::default, |line| cell(ctx, hospital, line, column)),
    );
    if let Some(line) = done.activated.and_then(|row| lines.get(row)) {
        ctx.send(Command::Twin(TwinCommand::Open(shown(hospital, line.patients[0]))));
    }
}

/// The chosen line with what can be done about it.
fn line_ui(ctx: &PanelCtx<'_>, line: &Line<'_>, words: &Words, ui: &mut Ui) {
    let Some(hospital) = ctx.state.open().and_then(|open| open.hospital.value()) else { return };
    let identifiers = line.patients.map(|patient| visible(hospital.index.identifier(patient.0)));
    let said = ctx.texts.format("review-line", &[("one", &identifiers[0]), ("other", &identifiers[1])]);
    let left = |ui: &mut Ui| {
        ui.label(body(said).color(tokens(ui).text));
        ui.add_space(space::S);
        let button = Button::new(ctx.text(words.button)).icon(Icon::Undo);
        decision_ui(ctx, button, words.explained, line.taking_back, ui);
    };
    button_row(ui, left, |ui| {
        if Button::quiet(ctx.text("review-open-record")).icon(Icon::Person).show(ui).clicked() {
            ctx.send(Command::Twin(TwinCommand::Open(shown(hospital, line.patients[0]))));
        }
    });
    ui.add_space(space::S);
}

fn shown(hospital: &Hospital, patient: PatientId) -> PatientId {
    PatientId(hospital.index.shown_row(patient.0))
}

fn cell(ctx: &PanelCtx<'_>, hospital: &Hospital, line: &Line<'_>, column: usize) -> Cell {
    match (column, line.patients) {
        (0, [patient, _]) | (1, [_, patient]) => {
            let index = &hospital.index;
            Cell::text(patient_name(ctx, index, patient.0)).aside(index.identifier(patient.0))
        }
        (2, _) => Cell::text(ctx.texts.moment(ctx.local(line.at_utc_secs))),
        _ => Cell::text(line.actor),
    }
}
