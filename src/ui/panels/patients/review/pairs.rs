//! The pairs to be decided, best first.

use eframe::egui::Ui;

use crate::analysis::quality::duplicates::Pair;
use crate::app::command::Command;
use crate::app::duplicates::{DuplicatesCommand, PairId, pair_id};
use crate::app::index::PatientIndex;
use crate::ui::panels::{PanelCtx, patient_name};
use crate::ui::theme::Tone;
use crate::ui::widgets::{Cell, Column, DataTable, Icon, TableState};

/// Draws the list; the row under the keyboard or a click is shown side by side.
pub fn pairs_ui(ctx: &PanelCtx<'_>, open: &[&Pair], table: &mut TableState, focused: &mut Option<PairId>, ui: &mut Ui) {
    let Some(found) = ctx.state.duplicates.found.value() else { return };
    let shown = ctx.state.duplicates.shown;
    if *focused != shown {
        table.focus(open.iter().position(|pair| Some(pair_id(pair)) == shown));
        *focused = shown;
    }
    let columns = [
        Column::number(ctx.text("review-score"), 78.0, 0).unit("%").unsortable(),
        Column::text(ctx.text("review-pair"), 240.0).at_least(160.0).stretch().unsortable(),
    ];
    let done = DataTable::new("review", ctx.text("review-title"), &columns, open.len()).show(
        ui,
        table,
        ctx.texts,
        |row, column| open.get(row).map_or_else(Cell::default, |pair| cell(ctx, &found.hospital.index, pair, column)),
    );
    let chosen = done.focused.and_then(|row| open.get(row)).map(|pair| pair_id(pair));
    if chosen.is_some() && chosen != shown {
        *focused = chosen;
        chosen.into_iter().for_each(|pair| ctx.send(Command::Duplicates(DuplicatesCommand::Show(pair))));
    }
}

fn cell(ctx: &PanelCtx<'_>, index: &PatientIndex, pair: &Pair, column: usize) -> Cell {
    if column == 0 {
        return Cell::number(whole_percent(pair.score), None);
    }
    let name = patient_name(ctx, index, pair.first);
    let identifiers = format!("{} · {}", index.identifier(pair.first), index.identifier(pair.second));
    let cell = Cell::text(name).aside(identifiers);
    match ctx.state.duplicates.later.contains(&pair_id(pair)) {
        true => cell.tone(Tone::Quiet).mark(Icon::Clock, ctx.text("review-put-off")),
        false => cell,
    }
}

/// Never 100: a likely pair is not a certain one.
fn whole_percent(score: f64) -> String {
    if score > 0.99 { ">99".to_owned() } else { format!("{:.0}", score * 100.0) }
}
