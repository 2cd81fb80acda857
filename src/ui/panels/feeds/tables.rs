//! Links, what came last, and what was set aside.

use eframe::egui::{Label, Ui};

use crate::app::command::Command;
use crate::app::feeds::FeedEvent;
use crate::app::feeds::files::Taken;
use crate::app::feeds::panel::{FeedsCommand, InboxView};
use crate::app::feeds::set_aside::Again;
use crate::app::jobs::JobKind;
use crate::domain::access::Action;
use crate::domain::receipt::Counts;
use crate::io::import::documents::Strangers;
use crate::io::import::documents::identity::names_another_person;
use crate::io::store::Writing;
use crate::io::store::inbox::SetAsideMessage;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{Tone, body, space, tokens};
use crate::ui::widgets::{Button, Cell, Column, DataTable, Icon, TableState, section_with};

use super::heading_ui;
use super::reasons::{fault_words, reason_words};

/// Rows before a table scrolls by itself.
const ROWS: usize = 8;

/// Links that are open.
pub fn links_ui(ctx: &PanelCtx<'_>, state: &mut TableState, ui: &mut Ui) {
    let links = ctx.state.feeds.links();
    heading_ui(ui, ctx.text("feeds-links"), links.is_empty().then(|| ctx.text("feeds-links-none")));
    if links.is_empty() {
        return;
    }
    let columns = [
        Column::text(ctx.text("feeds-link-from"), 200.0).unsortable(),
        Column::text(ctx.text("feeds-link-sender"), 240.0).at_least(120.0).stretch().unsortable(),
        Column::text(ctx.text("feeds-since"), 170.0).unsortable(),
        Column::text(ctx.text("feeds-newest"), 140.0).unsortable(),
        Column::number(ctx.text("feeds-link-messages"), 110.0, 0).unsortable(),
    ];
    let table = DataTable::new("feeds-links", ctx.text("feeds-links"), &columns, links.len()).height_of_rows(ROWS);
    table.show(ui, state, ctx.texts, |row, column| {
        let Some(link) = links.get(row) else { return Cell::default() };
        match column {
            0 => Cell::text(&link.from),
            1 if link.sender.is_empty() => Cell::absent(ctx.text("feeds-link-silent")),
            1 => Cell::text(&link.sender),
            2 => Cell::text(ctx.texts.moment(ctx.local(link.since_utc_secs))),
            3 => match link.newest_utc_secs {
                Some(at) => Cell::text(ctx.texts.ago(at, ctx.now_utc_secs)),
                None => Cell::absent(ctx.text("feeds-none")),
            },
            _ => Cell::number(ctx.texts.whole(link.messages), None),
        }
    });
}

/// What happened, the newest first.
pub fn noted_ui(ctx: &PanelCtx<'_>, state: &mut TableState, ui: &mut Ui) {
    let noted = &ctx.state.feeds.noted;
    heading_ui(ui, ctx.text("feeds-noted"), noted.is_empty().then(|| ctx.text("feeds-noted-none")));
    if noted.is_empty() {
        return;
    }
    let columns = [
        Column::text(ctx.text("feeds-time"), 110.0).unsortable(),
        Column::text(ctx.text("feeds-what"), 600.0).at_least(200.0).stretch().unsortable(),
    ];
    let table = DataTable::new("feeds-noted", ctx.text("feeds-noted"), &columns, noted.len()).height_of_rows(ROWS);
    table.show(ui, state, ctx.texts, |row, column| {
        let Some(one) = noted.get(row) else { return Cell::default() };
        match column {
            0 => Cell::text(ctx.texts.ago(one.at_utc_secs, ctx.now_utc_secs)),
            _ => event_cell(ctx, &one.event),
        }
    });
}

fn event_cell(ctx: &PanelCtx<'_>, event: &FeedEvent) -> Cell {
    let format = |key: &str, name: &str, reason: &str| ctx.texts.format(key, &[("name", &name), ("reason", &reason)]);
    match event {
        FeedEvent::TakenIn(step) => {
            let (messages, values) = (ctx.texts.whole(step.messages as u64), ctx.texts.whole(step.values));
            let set_aside = ctx.texts.whole(step.set_aside as u64);
            let places: [(&str, &dyn std::fmt::Display); 3] =
                [("messages", &messages), ("values", &values), ("aside", &set_aside)];
            let cell = Cell::text(ctx.texts.format("feeds-event-taken", &places));
            match step.set_aside {
                0 => cell,
                _ => cell.tone(Tone::Abnormal).mark(Icon::Warning, ctx.text("feeds-set-aside")),
            }
        }
        FeedEvent::FileDone { name, taken } => Cell::text(format("feeds-event-file", name, &taken_words(ctx, taken))),
        FeedEvent::FileRejected { name, fault } => {
            warned(format("feeds-event-rejected", name, &fault_words(ctx, fault)))
        }
        FeedEvent::FileWaits { name, fault } => warned(format("feeds-event-waits", name, &fault_words(ctx, fault))),
        FeedEvent::FileStays { name, reason } => warned(format("feeds-event-stays", name, reason)),
        FeedEvent::FolderTrouble(fault) | FeedEvent::StoreTrouble(fault) => warned(fault_words(ctx, fault)),
        FeedEvent::FolderBack => Cell::text(ctx.text("feeds-event-folder-back")),
    }
}

fn warned(words: String) -> Cell {
    Cell::text(words).tone(Tone::Abnormal).mark(Icon::Warning, "")
}

fn taken_words(ctx: &PanelCtx<'_>, taken: &Taken) -> String {
    match taken {
        Taken::Messages(count) => ctx.texts.count("feeds-file-messages", *count as u64, &[]),
        Taken::Imported(Counts { added, duplicates, rejected, .. }) => {
            let places: [(&str, &dyn std::fmt::Display); 3] =
                [("added", added), ("known", duplicates), ("refused", rejected)];
            ctx.texts.format("feeds-file-records", &places)
        }
        Taken::Refused(fault) => fault_words(ctx, fault),
    }
}

/// What is asked for twice.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Discard,
    Accept,
}

/// What is looked at of what was set aside.
#[derive(Default)]
pub struct SetAsideLook {
    table: TableState,
    /// What is about to be done with a message, once it is said again.
    about_to: Option<(u64, Step)>,
}

/// What waits for a person, with the reasons.
pub fn set_aside_ui(ctx: &PanelCtx<'_>, inbox: &InboxView, strangers: Strangers, look: &mut SetAsideLook, ui: &mut Ui) {
    let messages = &inbox.set_aside;
    let can = can_change(ctx);
    section_with(ui, ctx.text("feeds-set-aside-title"), |ui| {
        let button =
            Button::new(ctx.text("feeds-retry")).icon(Icon::Redo).enabled(can && !messages.is_empty()).show(ui);
        if button.on_hover_text(ctx.text("feeds-retry-explained")).clicked() {
            ctx.send(Command::Feeds(FeedsCommand::Retry { strangers, which: Again::All }));
        }
    });
    if messages.is_empty() {
        ui.label(body(ctx.text("feeds-set-aside-none")).color(tokens(ui).quiet));
        return;
    }
    if (messages.len() as u64) < inbox.counts.set_aside {
        let (shown, all) = (ctx.texts.whole(messages.len() as u64), ctx.texts.whole(inbox.counts.set_aside));
        let words = ctx.texts.format("feeds-set-aside-some", &[("shown", &shown), ("all", &all)]);
        ui.label(body(words).color(tokens(ui).quiet));
    }
    let columns = [
        Column::text(ctx.text("feeds-time"), 150.0).unsortable(),
        Column::text(ctx.text("feeds-source"), 150.0).at_least(90.0).unsortable(),
        Column::text(ctx.text("feeds-control"), 170.0).at_least(90.0).unsortable(),
        Column::text(ctx.text("feeds-reason"), 480.0).at_least(200.0).stretch().unsortable(),
    ];
    let table = DataTable::new("feeds-set-aside", ctx.text("feeds-set-aside-title"), &columns, messages.len());
    let done = table.height_of_rows(ROWS).show(ui, &mut look.table, ctx.texts, |row, column| {
        let Some(one) = messages.get(row) else { return Cell::default() };
        match column {
            0 => Cell::text(ctx.texts.moment(ctx.local(one.received_utc_secs))),
            1 => Cell::text(&one.source),
            2 => Cell::text(&one.control_id).aside(&one.sender),
            _ => Cell::text(reason_words(ctx.texts, &one.reason)),
        }
    });
    // A long reason is told in full below, with what can be done about that message.
    let Some(one) = done.focused.and_then(|row| messages.get(row)) else {
        ui.label(body(ctx.text("feeds-choose-one")).color(tokens(ui).quiet));
        return;
    };
    ui.add_space(space::S);
    let words = reason_words(ctx.texts, &one.reason);
    ui.add(Label::new(body(words).color(tokens(ui).text)).selectable(true).wrap());
    match look.about_to.filter(|(number, _)| *number == one.number) {
        Some((_, step)) => sure_ui(ctx, one, (strangers, step), (can, &mut look.about_to), ui),
        None => one_ui(ctx, one, strangers, (can, &mut look.about_to), ui),
    }
}

fn can_change(ctx: &PanelCtx<'_>) -> bool {
    let is_here = ctx.state.open().is_some_and(|open| open.info.writing == Writing::Here);
    is_here && !ctx.jobs.is_running(JobKind::RETRY_MESSAGES) && !ctx.jobs.is_running(JobKind::DISCARD_MESSAGE)
}

/// One message: tried again by itself; said to be about its patient, or discarded, once that was said twice.
fn one_ui(
    ctx: &PanelCtx<'_>,
    one: &SetAsideMessage,
    strangers: Strangers,
    (can, about_to): (bool, &mut Option<(u64, Step)>),
    ui: &mut Ui,
) {
    ui.horizontal_wrapped(|ui| {
        let is_of_another = names_another_person(&one.reason);
        if is_of_another && Button::new(ctx.text("feeds-accept-one")).enabled(can).show(ui).clicked() {
            *about_to = Some((one.number, Step::Accept));
        }
        if Button::new(ctx.text("feeds-retry-one")).icon(Icon::Redo).enabled(can).show(ui).clicked() {
            ctx.send(Command::Feeds(FeedsCommand::Retry { strangers, which: Again::One(one.number) }));
        }
        if Button::new(ctx.text("feeds-discard-one"))
            .enabled(can && ctx.may(Action::DiscardMessages))
            .show(ui)
            .clicked()
        {
            *about_to = Some((one.number, Step::Discard));
        }
    });
}

/// What it means, and the button that does it.
fn sure_ui(
    ctx: &PanelCtx<'_>,
    one: &SetAsideMessage,
    (strangers, step): (Strangers, Step),
    (can, about_to): (bool, &mut Option<(u64, Step)>),
    ui: &mut Ui,
) {
    let (explained, sure) = match step {
        Step::Discard => ("feeds-discard-explained", "feeds-discard-sure"),
        Step::Accept => ("feeds-accept-explained", "feeds-accept-sure"),
    };
    ui.add(Label::new(body(ctx.text(explained)).color(tokens(ui).quiet)).wrap());
    ui.horizontal_wrapped(|ui| {
        let name = ctx.texts.format(sure, &[("control", &one.control_id)]);
        if Button::danger(&name).enabled(can).show(ui).clicked() {
            ctx.send(Command::Feeds(match step {
                Step::Discard => FeedsCommand::Discard(one.number),
                Step::Accept => FeedsCommand::Retry { strangers, which: Again::Accepted(one.number) },
            }));
            *about_to = None;
        }
        if Button::quiet(ctx.text("feeds-discard-keep")).show(ui).clicked() {
            *about_to = None;
        }
    });
}
