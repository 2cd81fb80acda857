//! The status bar: running jobs with progress, remaining time and cancel; store, user, clock, lock.

use eframe::egui::{Align, Frame, Label, Layout, Link, Margin, Panel as Side, ProgressBar, Ui};

use crate::app::command::Command;
use crate::app::feeds::FeedEvent;
use crate::app::history::{Direction, History};
use crate::app::jobs::{JobKind, RunningJob};
use crate::app::message::Message;
use crate::app::session::{OpenStore, Place, Session, SessionCommand};
use crate::app::state::State;
use crate::app::view::ViewCommand;
use crate::io::store::Writing;

use super::panels::PanelCtx;
use super::text::Texts;
use super::theme::{Tone, small, space, tokens};
use super::widgets::{Icon, icon, icon_button, remaining_ui};

/// Jobs shorter than this are not worth a flicker in the bar.
const SHOWN_AFTER_MILLIS: u128 = 300;

/// From these widths on, the bar has room for the user's and the store's name.
const USER_FROM: f32 = 620.0;
const STORE_FROM: f32 = 460.0;

/// Height of the bar in points.
pub const HEIGHT: f32 = 32.0;

/// Draws the bar.
pub fn status_bar_ui(ctx: &PanelCtx<'_>, history: &History, ui: &mut Ui) {
    // The panel leaves the pixel above its line bare.
    ui.painter().rect_filled(ui.max_rect(), 0.0, tokens(ui).sunken);
    bar(ui, Side::bottom("status-bar")).exact_size(HEIGHT).show(ui, |ui| {
        // The right end first: the jobs take what it leaves, and are cut off there rather than drawn over it.
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            store_ui(ctx, history, ui);
            ui.add_space(space::M);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.set_clip_rect(ui.max_rect().intersect(ui.clip_rect()));
                jobs_ui(ctx, ui);
            });
        });
    });
}

fn jobs_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    let shown: Vec<&RunningJob> = ctx
        .jobs
        .running()
        .iter()
        .filter(|job| job.elapsed().as_millis() > SHOWN_AFTER_MILLIS && is_shown(job.kind))
        .collect();
    if shown.is_empty() {
        ui.label(small(ctx.text("jobs-none")).color(tokens(ui).quiet));
        return;
    }
    for job in shown {
        job_ui(ctx, job, ui);
    }
}

/// A dialog that waits for the person, and the quiet look at the store's revision, are no jobs in a person's eyes.
fn is_shown(kind: JobKind) -> bool {
    ![JobKind::PICK_FILE, JobKind::FOLLOW_STORE, JobKind::LOAD_FEEDS, JobKind::LOAD_WARD].contains(&kind)
}

/// What a job does, without the name of what it works on.
fn unnamed(texts: &Texts, label: &Message) -> String {
    match label.values.is_empty() {
        true => texts.get(&label.key).to_owned(),
        false => texts.find(&format!("{}-unnamed", label.key)).unwrap_or(texts.get("job-unnamed")).to_owned(),
    }
}

fn job_ui(ctx: &PanelCtx<'_>, job: &RunningJob, ui: &mut Ui) {
    let label = match ctx.state.session {
        // A file's name can be a patient's.
        Session::Locked(_) | Session::Welcome => unnamed(ctx.texts, &job.label),
        Session::Open(_) => ctx.message(&job.label),
    };
    let is_ending = job.progress.is_cancelled();
    let label = if is_ending { ctx.texts.format("job-cancelling", &[("job", &label)]) } else { label };
    // Room for the name beside the bar, the time left and the cross.
    let room = (ui.available_width() - 340.0).max(80.0);
    ui.scope(|ui| {
        ui.set_max_width(room);
        ui.add(Label::new(small(&label)).truncate());
    });
    let share = job.share();
    let bar = ProgressBar::new(share.unwrap_or(0.0)).desired_width(120.0).desired_height(8.0).animate(share.is_none());
    ui.add(bar);
    if !is_ending {
        remaining_ui(ui, job.remaining().map(|left| left.as_secs().max(1)), ctx.texts);
    }
    // Whoever passes by a locked window ends nobody's work, and nothing is ended twice.
    if !is_ending && !matches!(ctx.state.session, Session::Locked(_)) {
        let cancel = ctx.texts.format("job-cancel", &[("job", &label)]);
        if icon_button(ui, Icon::Close, &cancel).clicked() {
            ctx.send(Command::View(ViewCommand::CancelJob(job.kind)));
        }
    }
    ui.add_space(space::M);
}

/// Right to left: lock, undo and redo, user, store, marks.
fn store_ui(ctx: &PanelCtx<'_>, history: &History, ui: &mut Ui) {
    let Some(open) = ctx.state.open() else { return };
    let lock = ctx.with_shortcut(ctx.text("lock"), "lock");
    if icon_button(ui, Icon::Lock, &lock).clicked() {
        ctx.send(Command::Session(SessionCommand::Lock));
    }
    for (direction, id, picture, command) in
        [(Direction::Redo, "redo", Icon::Redo, Command::Redo), (Direction::Undo, "undo", Icon::Undo, Command::Undo)]
    {
        let name = ctx.with_shortcut(ctx.text(id), id);
        ui.add_enabled_ui(history.can(direction), |ui| {
            if icon_button(ui, picture, &name).clicked() {
                ctx.send(command);
            }
        });
    }
    names_ui(ctx, open, ui);
    feeds_ui(ctx, ui);
    writing_ui(ctx, open, ui);
    demo_ui(ctx, ctx.state, ui);
}

/// That something is listened to, and when the newest message came.
fn feeds_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    if !ctx.state.feeds.is_listening() || ui.available_width() < STORE_FROM {
        return;
    }
    let newest = ctx.state.feeds.noted.iter().find(|one| matches!(one.event, FeedEvent::TakenIn(_)));
    let words = match newest {
        Some(one) => ctx.texts.format("status-feeds", &[("age", &ctx.texts.ago(one.at_utc_secs, ctx.now_utc_secs))]),
        None => ctx.text("status-feeds-none").to_owned(),
    };
    let tone = if ctx.state.feeds.trouble.is_some() { Tone::Critical } else { Tone::Quiet };
    ui.label(small(words).color(tokens(ui).tone(tone)));
    icon(ui, Icon::Feed, 14.0, tokens(ui).tone(tone));
    ui.add_space(space::S);
}

/// The user and the store, as far as a narrow window has room beside what must be seen.
fn names_ui(ctx: &PanelCtx<'_>, open: &OpenStore, ui: &mut Ui) {
    let room = ui.available_width();
    let names = [(USER_FROM, "status-user", &open.actor.name), (STORE_FROM, "status-store", &open.info.name)];
    for (_, key, name) in names.into_iter().filter(|(from, ..)| room >= *from) {
        ui.label(small(ctx.texts.format(key, &[("name", name)])).color(tokens(ui).quiet));
        ui.add_space(space::S);
    }
}

fn writing_ui(ctx: &PanelCtx<'_>, open: &OpenStore, ui: &mut Ui) {
    let writing = &open.info.writing;
    let is_summary = matches!(open.place, Place::Summary(_));
    let explained = match writing {
        Writing::Never if is_summary => ctx.text("summary-read-only-explained").to_owned(),
        Writing::Here => return,
        Writing::Elsewhere { writer } => ctx.texts.format("read-only-explained", &[("who", writer)]),
        Writing::Never => ctx.text("read-only-folder-explained").to_owned(),
    };
    let colour = tokens(ui).tone(Tone::Stale);
    if matches!(writing, Writing::Elsewhere { .. }) {
        // As high as a line of text: the bar has no room for a button.
        let can = !ctx.jobs.is_running(JobKind::OPEN_FOR_WRITING);
        let link = ui.add_enabled(can, Link::new(small(ctx.text("open-for-writing"))));
        if link.on_hover_text(ctx.text("open-for-writing-explained")).clicked() {
            ctx.send(Command::Session(SessionCommand::OpenForWriting));
        }
        ui.add_space(space::S);
    }
    let words = match writing {
        Writing::Elsewhere { writer } => ctx.texts.format("read-only-by", &[("who", &writer_name(writer))]),
        Writing::Never if is_summary => ctx.text("summary-read-only").to_owned(),
        Writing::Here | Writing::Never => ctx.text("read-only-unwritten").to_owned(),
    };
    let label = ui.label(small(words).color(colour));
    label.on_hover_text(explained);
    icon(ui, Icon::Warning, 14.0, colour);
}

/// Who writes, without since when.
fn writer_name(writer: &str) -> &str {
    writer.split_once(' ').map_or(writer, |(who, _)| who)
}

fn demo_ui(ctx: &PanelCtx<'_>, state: &State, ui: &mut Ui) {
    if !state.is_demo() {
        return;
    }
    let colour = tokens(ui).tone(Tone::Stale);
    let date = ctx.texts.moment(ctx.local(ctx.now_utc_secs));
    let label = ui.label(small(format!("{} · {date}", ctx.text("demo-mark"))).color(colour));
    label.on_hover_text(ctx.texts.format("demo-mark-explained", &[("date", &date)]));
    icon(ui, Icon::Info, 14.0, colour);
}

/// A side of the window with the shell's frame.
fn bar(ui: &Ui, side: Side) -> Side {
    let tokens = tokens(ui);
    let margin = Margin::symmetric(space::M as i8, space::XS as i8);
    side.frame(Frame::new().fill(tokens.sunken).inner_margin(margin)).resizable(false).show_separator_line(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::text::Language;

    #[test]
    fn while_locked_a_job_does_not_say_a_files_name() {
        for language in Language::ALL {
            let texts = Texts::of(language);
            for key in ["job-import", "job-export", "job-inspect", "job-rehearse", "job-take-back"] {
                let said = unnamed(texts, &Message::new(key).with("name", "Wang Wei.csv"));
                assert!(!said.contains("Wang") && !said.contains('{') && !said.contains("job-"), "{key}: {said}");
            }
            assert_eq!(unnamed(texts, &Message::new("job-list")), texts.get("job-list"));
        }
    }
}
