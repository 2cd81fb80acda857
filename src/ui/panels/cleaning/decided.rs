//! What people decided about values: newest first, each to be taken back.

use eframe::egui::Ui;

use crate::app::cleaning::CleaningCommand;
use crate::app::command::Command;
use crate::domain::correction::{KeptDecision, Verdict};
use crate::ui::panels::{PanelCtx, patient_name};
use crate::ui::theme::{body, space, tokens};
use crate::ui::widgets::{Button, Cell, Column, DataTable, EmptyState, Icon, TableState, empty_state};

use super::{detail, may_decide, words};

/// Draws the list; the row the keyboard stands on can be taken back.
pub fn decided_ui(ctx: &PanelCtx<'_>, state: &mut TableState, ui: &mut Ui) {
    let decisions = &ctx.state.cleaning.decisions;
    if decisions.is_empty() {
        let (title, explanation) = (ctx.text("cleaning-nothing-decided"), ctx.text("cleaning-decided-explained"));
        empty_state(ui, EmptyState { icon: Icon::Quality, title, explanation, action: None });
        return;
    }
    take_back_ui(ctx, state, decisions, ui);
    ui.add_space(space::S);
    let columns = [
        Column::text(ctx.text("cleaning-decision"), 220.0).at_least(150.0).unsortable(),
        Column::text(ctx.text("cleaning-kind"), 160.0).at_least(120.0).unsortable(),
        Column::text(ctx.text("column-name"), 220.0).at_least(130.0).stretch().unsortable(),
        Column::text(ctx.text("column-source"), 260.0).at_least(150.0).unsortable(),
        Column::text(ctx.text("journal-who"), 110.0).at_least(80.0).unsortable(),
        Column::text(ctx.text("journal-time"), 150.0).at_least(130.0).unsortable(),
    ];
    let table = DataTable::new("cleaning-decided", ctx.text("cleaning-decisions"), &columns, decisions.len());
    table.show(ui, state, ctx.texts, |row, column| {
        decisions.get(row).map_or_else(Cell::default, |kept| cell(ctx, kept, column))
    });
}

fn take_back_ui(ctx: &PanelCtx<'_>, state: &TableState, decisions: &[KeptDecision], ui: &mut Ui) {
    let chosen = state.focused().and_then(|row| decisions.get(row));
    ui.horizontal_wrapped(|ui| {
        let may = chosen.is_some() && may_decide(ctx);
        let button = Button::new(ctx.text("cleaning-take-back")).icon(Icon::Undo).enabled(may).show(ui);
        if let (true, Some(kept)) = (button.clicked(), chosen) {
            ctx.send(Command::Cleaning(CleaningCommand::TakeBack(together(kept, decisions))));
        }
        ui.label(body(ctx.text("cleaning-decided-explained")).color(tokens(ui).quiet));
    });
}

/// Two pressures that changed places were decided together and are taken back together.
fn together(kept: &KeptDecision, all: &[KeptDecision]) -> Vec<crate::domain::ids::CellRef> {
    use crate::domain::correction::FindingKind;
    let (decision, cell) = (&kept.decision, kept.decision.cell);
    if decision.kind != FindingKind::SwappedPressures {
        return vec![cell];
    }
    let is_partner = |other: &&KeptDecision| {
        other.decision.kind == decision.kind
            && other.decision.patient == decision.patient
            && other.at_utc_secs == kept.at_utc_secs
            && other.decision.cell.import == cell.import
            && (other.decision.cell.line == cell.line || other.decision.cell.line.abs_diff(cell.line) == 1)
    };
    all.iter().filter(is_partner).map(|other| other.decision.cell).collect()
}

fn cell(ctx: &PanelCtx<'_>, kept: &KeptDecision, column: usize) -> Cell {
    let decision = &kept.decision;
    match column {
        0 => match &decision.verdict {
            Verdict::Right => Cell::text(ctx.text("source-confirmed")),
            Verdict::Corrected(correction) => {
                let number = ctx.texts.decimal(&correction.value.to_string());
                let value = words::with_unit(&number, correction.unit.as_deref().unwrap_or(""));
                Cell::text(ctx.texts.format("cleaning-read-as", &[("value", &value)]))
            }
        },
        1 => Cell::text(words::kind(ctx, decision.kind)),
        2 => {
            let hospital = ctx.state.open().and_then(|open| open.hospital.value());
            hospital.map_or_else(Cell::default, |hospital| {
                let name = patient_name(ctx, &hospital.index, decision.patient.0);
                Cell::text(name).aside(hospital.index.identifier(decision.patient.0))
            })
        }
        3 => {
            let place =
                [("line", &decision.cell.line as &dyn std::fmt::Display), ("column", &decision.cell.file_column())];
            Cell::text(detail::file_of(ctx, decision.cell.import)).aside(ctx.texts.format("place", &place))
        }
        4 => Cell::text(&kept.actor),
        _ => Cell::text(ctx.texts.moment(ctx.local(kept.at_utc_secs))),
    }
}
