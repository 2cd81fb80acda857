//! Diagnosis: a table becomes a model with an honest card, and a new case an answer with its reasons.

pub mod card;
mod cases;
mod columns;
mod confusion;
mod data;
mod files;
mod findings;
mod form;
mod from_store;
mod kept;
mod models;
mod on_twin;
mod options;
mod plots;
mod preparation;
mod reasons;
mod results;
mod tables;
mod threshold;
mod tree_plot;
mod typed;
pub mod words;

use eframe::egui::{Color32, ScrollArea, Ui};

use crate::app::command::Command;
use crate::app::diagnosis::{DiagnosisCommand, DiagnosisTab};
use crate::app::jobs::JobKind;
use crate::app::view::ViewCommand;
use crate::ui::theme::{size, sized, space};
use crate::ui::widgets::{EmptyState, Icon, ProgressRow, empty_state, progress_row, section_with, segmented};

use super::{Panel, PanelCtx, PanelId};

/// What each part remembers of how it is looked at.
#[derive(Default)]
pub struct DiagnosisPanel {
    data: data::DataTab,
    models: models::ModelsTab,
    results: results::ResultsTab,
    cases: cases::CasesTab,
    options: options::OptionsTab,
}

impl Panel for DiagnosisPanel {
    fn id(&self) -> PanelId {
        PanelId::Diagnosis
    }

    fn icon(&self) -> Icon {
        Icon::Diagnosis
    }

    fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let keys = DiagnosisTab::ALL.map(|tab| format!("diagnosis-tab-{}", tab.id()));
        let names = keys.each_ref().map(|key| ctx.text(key));
        let on = DiagnosisTab::ALL.iter().position(|tab| *tab == ctx.state.diagnosis.tab).unwrap_or(0);
        section_with(ui, ctx.text("panel-diagnosis"), |ui| {
            if let Some(tab) =
                segmented(ui, ctx.text("diagnosis-tab"), &names, on).and_then(|at| DiagnosisTab::ALL.get(at))
            {
                send(ctx, DiagnosisCommand::Show(*tab));
            }
        });
        ui.add_space(space::S);
        ui.push_id(on, |ui| match ctx.state.diagnosis.tab {
            DiagnosisTab::Data => self.data.ui(ctx, ui),
            DiagnosisTab::Models => self.models.ui(ctx, ui),
            DiagnosisTab::Results => self.results.ui(ctx, ui),
            DiagnosisTab::Cases => self.cases.ui(ctx, ui),
            DiagnosisTab::Options => self.options.ui(ctx, ui),
        });
    }
}

fn send(ctx: &PanelCtx<'_>, command: DiagnosisCommand) {
    ctx.send(Command::Diagnosis(command));
}

/// A part that has nothing to show yet, and the part that fills it.
fn nothing_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, keys: [&str; 3], leads_to: DiagnosisTab) {
    let [title, explanation, action] = keys.map(|key| ctx.texts.get(key).to_owned());
    let state = EmptyState { icon: Icon::Diagnosis, title: &title, explanation: &explanation, action: Some(&action) };
    if empty_state(ui, state).is_some_and(|button| button.clicked()) {
        send(ctx, DiagnosisCommand::Show(leads_to));
    }
}

/// The running job, which can be stopped.
fn progress_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, kind: JobKind) {
    let Some(job) = ctx.jobs.running().iter().find(|job| job.kind == kind) else { return };
    let row = ProgressRow {
        name: &ctx.message(&job.label),
        share: job.progress.share(),
        remaining_secs: job.remaining().map(|left| left.as_secs().max(1)),
        bar_width: (ui.available_width() * 0.3).min(200.0),
    };
    ui.add_space(space::XS);
    if progress_row(ui, row, ctx.texts) {
        ctx.send(Command::View(ViewCommand::CancelJob(kind)));
    }
    ui.add_space(space::XS);
}

/// Goes on in the next line of a wrapped row where a button with these words has no room in this one.
fn wrap_before(ui: &mut Ui, words: &str) {
    const MARGINS_AND_ICON: f32 = 2.0 * space::M + size::LARGE + space::S;
    let width = ui.painter().layout_no_wrap(words.to_owned(), sized(size::BODY), Color32::PLACEHOLDER).size().x;
    if ui.available_size_before_wrap().x < width + MARGINS_AND_ICON {
        ui.end_row();
    }
}

/// A column of the screen that scrolls by itself.
fn scrolled_ui(ui: &mut Ui, salt: &str, add: impl FnOnce(&mut Ui)) {
    ScrollArea::vertical().auto_shrink(false).id_salt(salt).show(ui, add);
}
