//! What stands in the place of the table: loading, failures, no patients, no match.

use eframe::egui::Ui;

use crate::app::command::Command;
use crate::app::import::ImportCommand;
use crate::app::jobs::JobKind;
use crate::app::list::ListCommand;
use crate::app::view::ViewCommand;
use crate::domain::access::Action;
use crate::ui::notices::retry_ui;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::space;
use crate::ui::widgets::{EmptyState, Icon, ProgressRow, empty_state, progress_row};

/// What failed, above the list that stays, with a button that tries again. That the patients could not be read stands above
/// every panel.
pub fn failures(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    if let Some(message) = ctx.state.list.result.failure() {
        retry_ui(ctx, message, ui);
    }
}

/// The first list is on its way. A cancelled one can be asked for again.
pub fn loading(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    let job = ctx.jobs.running().iter().find(|job| [JobKind::LOAD_INDEX, JobKind::LIST_PATIENTS].contains(&job.kind));
    let has_failed = ctx.state.open().is_some_and(|open| open.hospital.failure().is_some())
        || ctx.state.list.result.failure().is_some();
    ui.add_space(space::L);
    match job {
        Some(job) => {
            let name = ctx.message(&job.label);
            let remaining_secs = job.remaining().map(|left| left.as_secs());
            let row = ProgressRow { name: &name, share: job.progress.share(), remaining_secs, bar_width: 240.0 };
            if progress_row(ui, row, ctx.texts) {
                ctx.send(Command::View(ViewCommand::CancelJob(job.kind)));
            }
        }
        None if has_failed => {}
        None => {
            let state = EmptyState {
                icon: Icon::People,
                title: ctx.text("list-not-read"),
                explanation: ctx.text("list-not-read-explained"),
                action: Some(ctx.text("list-read-now")),
            };
            if empty_state(ui, state).is_some_and(|button| button.clicked()) {
                ctx.send(Command::List(ListCommand::Retry));
            }
        }
    }
}

/// The store holds nobody yet.
pub fn no_patients(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    let state = EmptyState {
        icon: Icon::People,
        title: ctx.text("patients-empty"),
        explanation: ctx.text("patients-empty-explained"),
        action: ctx.may(Action::ImportFile).then(|| ctx.text("choose-file")),
    };
    if empty_state(ui, state).is_some_and(|button| button.clicked()) {
        ctx.send(Command::Import(ImportCommand::ChooseFiles));
    }
}

/// Nobody matches what is typed and chosen.
pub fn no_match(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    let state = EmptyState {
        icon: Icon::Search,
        title: ctx.text("patients-no-match"),
        explanation: ctx.text("patients-no-match-explained"),
        action: Some(ctx.text("list-clear")),
    };
    if empty_state(ui, state).is_some_and(|button| button.clicked()) {
        ctx.send(Command::List(ListCommand::Clear));
    }
}
