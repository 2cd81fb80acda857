//! What is doubtful about the data, each with the one thing to do about it; said before anything is learned.

use eframe::egui::Ui;

use crate::analysis::diagnosis::lint::WarningKind;
use crate::analysis::diagnosis::table::{NoteKind, Role};
use crate::app::diagnosis::DiagnosisCommand;
use crate::app::diagnosis::data::Look;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{Tone, space};
use crate::ui::widgets::{Button, Icon, line_ui, section};

use super::{send, words};

/// Of more columns the rest is counted.
const MOST_LINES: usize = 30;

/// Draws leaks first, then gaps, then what is only to be known.
pub fn findings_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, look: &Look) {
    section(ui, ctx.text("diagnosis-doubts"));
    if ctx.state.diagnosis.data.choices.iter().all(|choice| choice.role != Role::Group) {
        line_ui(ui, Icon::Info, Tone::Quiet, ctx.text("diagnosis-limit-no-patients"));
    }
    if look.warnings.is_empty() && look.notes.is_empty() {
        let words = if look.problem.is_ok() { "diagnosis-no-doubts" } else { "diagnosis-doubts-later" };
        line_ui(ui, if look.problem.is_ok() { Icon::Check } else { Icon::Info }, Tone::Quiet, ctx.text(words));
        return;
    }
    all_zeros_ui(ctx, ui, look);
    for warning in look.warnings.iter().take(MOST_LINES) {
        let (shape, tone) = match warning.kind {
            WarningKind::IdentifierLeftOut => (Icon::Info, Tone::Quiet),
            WarningKind::Duplicates { .. } => (Icon::Warning, Tone::Abnormal),
            _ => (Icon::Critical, Tone::Critical),
        };
        line_ui(ui, shape, tone, &words::warning(ctx.texts, warning));
        let leaks = warning.kind.id() == "leak";
        if let Some(place) = warning.column.as_deref().filter(|_| leaks).and_then(|column| place_of(ctx, column)) {
            act_ui(ctx, ui, "diagnosis-leave-out", place, DiagnosisCommand::SetRole(place, Role::Ignore));
        }
    }
    for note in look.notes.iter().take(MOST_LINES) {
        let is_asked = matches!(note.what, NoteKind::ZerosSuspicious { .. });
        let (shape, tone) = match note.what {
            NoteKind::ZerosSuspicious { .. } | NoteKind::Unread { .. } => (Icon::Warning, Tone::Abnormal),
            NoteKind::ZerosMissing { .. } | NoteKind::Limits { .. } | NoteKind::Empty | NoteKind::Constant => {
                (Icon::Info, Tone::Quiet)
            }
        };
        line_ui(ui, shape, tone, &words::note(ctx.texts, note));
        if let Some(place) = place_of(ctx, &note.column).filter(|_| is_asked) {
            act_ui(ctx, ui, "diagnosis-zeros-missing", place, DiagnosisCommand::SetZeroIsMissing(place, true));
        }
    }
    let hidden = look.warnings.len().saturating_sub(MOST_LINES) + look.notes.len().saturating_sub(MOST_LINES);
    if hidden > 0 {
        line_ui(ui, Icon::Info, Tone::Quiet, &ctx.texts.count("diagnosis-more-doubts", hidden as u64, &[]));
    }
}

/// One click for all columns whose zeros stand apart.
fn all_zeros_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, look: &Look) {
    let asked = || look.notes.iter().filter(|note| matches!(note.what, NoteKind::ZerosSuspicious { .. }));
    let count = asked().count();
    if count < 2 {
        return;
    }
    let words = ctx.texts.count("diagnosis-all-zeros-missing", count as u64, &[]);
    if Button::strong(&words).show(ui).clicked() {
        for place in asked().filter_map(|note| place_of(ctx, &note.column)) {
            send(ctx, DiagnosisCommand::SetZeroIsMissing(place, true));
        }
    }
    ui.add_space(space::XS);
}

fn act_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, key: &str, place: usize, command: DiagnosisCommand) {
    let name = ctx.state.diagnosis.data.choices.get(place).map_or("", |choice| choice.name.as_str());
    ui.horizontal(|ui| {
        ui.add_space(space::L);
        if Button::link(&ctx.texts.format(key, &[("column", &name)])).show(ui).clicked() {
            send(ctx, command);
        }
    });
}

fn place_of(ctx: &PanelCtx<'_>, column: &str) -> Option<usize> {
    ctx.state.diagnosis.data.choices.iter().position(|choice| choice.name == column)
}
