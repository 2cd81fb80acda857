//! A file being looked at, being imported, imported or failed.

use eframe::egui::{Spinner, Ui};

use crate::app::command::Command;
use crate::app::import::{ImportCommand, ImportedFile};
use crate::app::jobs::JobKind;
use crate::app::message::Message;
use crate::app::view::ViewCommand;
use crate::domain::receipt::Counts;
use crate::ui::panels::{PanelCtx, PanelId};
use crate::ui::theme::{Tone, body, large, space, tokens};
use crate::ui::welcome::message_notice;
use crate::ui::widgets::{Button, Icon, NoticeTone, ProgressRow, card, icon, progress_row, section};

use super::receipts::counts_ui;

/// The file is being looked at.
pub fn reading_ui(ctx: &PanelCtx<'_>, name: &str, ui: &mut Ui) {
    section(ui, name);
    ui.add_space(space::S);
    if job_ui(ctx, JobKind::INSPECT_FILE, ui) {
        ctx.send(Command::Import(ImportCommand::Skip));
    }
    ui.horizontal(|ui| {
        ui.add(Spinner::new());
        ui.label(body(ctx.text("reading")));
    });
}

/// How far a job is, and the way to stop it; whether it was stopped.
fn job_ui(ctx: &PanelCtx<'_>, kind: JobKind, ui: &mut Ui) -> bool {
    let Some(job) = ctx.jobs.running().iter().find(|job| job.kind == kind) else { return false };
    let row = ProgressRow {
        name: &ctx.message(&job.label),
        share: job.progress.share(),
        remaining_secs: job.remaining().map(|left| left.as_secs()),
        bar_width: 320.0,
    };
    let is_stopped = progress_row(ui, row, ctx.texts);
    if is_stopped {
        ctx.send(Command::View(ViewCommand::CancelJob(kind)));
    }
    is_stopped
}

/// The import runs: how far it is, and the way to stop it.
pub fn running_ui(ctx: &PanelCtx<'_>, name: &str, ui: &mut Ui) {
    section(ui, name);
    ui.add_space(space::S);
    job_ui(ctx, JobKind::IMPORT, ui);
    ui.label(body(ctx.text("import-running-explained")).color(tokens(ui).quiet));
}

/// The import is committed: its receipt in short, and where to go from here.
pub fn done_ui(ctx: &PanelCtx<'_>, done: &ImportedFile, ui: &mut Ui) {
    let receipt = &done.receipt;
    let unread = receipt.reading.aspects.iter().find(|aspect| aspect.id == "unread-tables").map(|aspect| &aspect.value);
    section(ui, &receipt.file_name);
    ui.add_space(space::S);
    card(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal(|ui| {
            let (shape, tone) = if receipt.counts.rejected > 0 || unread.is_some() {
                (Icon::Warning, Tone::Abnormal)
            } else {
                (Icon::Check, Tone::Accent)
            };
            icon(ui, shape, 20.0, tokens(ui).tone(tone));
            let title = match receipt.counts.rejected {
                0 if brought_nothing(&receipt.counts) => ctx.text("import-nothing-new").to_owned(),
                0 if unread.is_some() => ctx.text("import-all-good-of-table").to_owned(),
                0 => ctx.text("import-all-good").to_owned(),
                rejected => ctx.texts.count("import-rejected", rejected, &[]),
            };
            ui.label(large(title));
        });
        if let Some(lines) = unread {
            let words = ctx.texts.format("import-unread-tables", &[("lines", &lines)]);
            ui.label(body(words).color(tokens(ui).tone(Tone::Abnormal)));
        }
        ui.add_space(space::S);
        counts_ui(ctx, &receipt.counts, ui);
    });
    ui.add_space(space::M);
    ui.horizontal(|ui| {
        if let Some(count) = done.rest.as_ref().and_then(|rest| Some(rest.mapping.as_ref()?.series().count())) {
            let words = ctx.texts.count("import-go-on", count as u64, &[]);
            if Button::strong(&words).show(ui).clicked() {
                ctx.send(Command::Import(ImportCommand::GoOn));
            }
        }
        let waiting = ctx.state.imports.queue.len();
        let next = if waiting > 0 { ctx.text("import-next-file") } else { ctx.text("done") };
        if Button::primary(next).show(ui).clicked() {
            ctx.send(Command::Import(ImportCommand::Skip));
        }
        if Button::new(ctx.text("import-show-receipt")).show(ui).clicked() {
            ctx.send(Command::Import(ImportCommand::Show(receipt.import)));
            ctx.send(Command::Import(ImportCommand::Skip));
        }
        if Button::new(ctx.text("home-next-browse-patients")).icon(Icon::People).show(ui).clicked() {
            ctx.send(Command::Import(ImportCommand::Skip));
            ctx.send(Command::View(ViewCommand::Go(PanelId::Patients)));
        }
    });
}

/// Whether everything was in the store already.
fn brought_nothing(counts: &Counts) -> bool {
    counts.added + counts.updated == 0 && counts.duplicates > 0
}

/// The file could not be read or imported; nothing was changed.
pub fn failed_ui(ctx: &PanelCtx<'_>, name: &str, message: &Message, ui: &mut Ui) {
    section(ui, name);
    ui.add_space(space::S);
    message_notice(ctx, NoticeTone::Error, message, ui);
    ui.add_space(space::M);
    if Button::primary(ctx.text("back")).show(ui).clicked() {
        ctx.send(Command::Import(ImportCommand::Skip));
    }
}
