//! Feeds: what is listened to, what is connected, what came last, and what waits for a person. Nothing listens until
//! somebody starts it here.

mod begin;
mod reasons;
mod tables;

use eframe::egui::{ScrollArea, Ui};

use crate::app::command::Command;
use crate::app::feeds::panel::{FeedsCommand, InboxView, writes_elsewhere};
use crate::app::jobs::JobKind;
use crate::io::store::Writing;
use crate::ui::theme::{Tone, body, hero, small, space, tokens};
use crate::ui::widgets::{
    Button, Icon, Notice, NoticeTone, TableState, icon, key_value_grid, notice, section, section_with,
};

use super::{Panel, PanelCtx, PanelId};

/// What is typed, and where the tables stand.
#[derive(Default)]
pub struct FeedsPanel {
    form: begin::BeginForm,
    links: TableState,
    noted: TableState,
    set_aside: tables::SetAsideLook,
}

impl Panel for FeedsPanel {
    fn id(&self) -> PanelId {
        PanelId::Feeds
    }

    fn icon(&self) -> Icon {
        Icon::Feed
    }

    fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let feeds = &ctx.state.feeds;
        section_with(ui, ctx.text("panel-feeds"), |ui| standing_ui(ctx, ui));
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            trouble_ui(ctx, ui);
            if feeds.is_listening() {
                listening_ui(ctx, ui);
            } else if matches!(ctx.state.open().map(|open| &open.info.writing), Some(Writing::Here)) {
                self.form.ui(ctx, ui);
            }
            ui.add_space(space::L);
            if let Some(inbox) = &feeds.inbox {
                figures_ui(ctx, inbox, ui);
                ui.add_space(space::L);
            }
            if feeds.address().is_some() {
                tables::links_ui(ctx, &mut self.links, ui);
                ui.add_space(space::L);
            }
            if feeds.is_listening() || !feeds.noted.is_empty() {
                tables::noted_ui(ctx, &mut self.noted, ui);
                ui.add_space(space::L);
            }
            if let Some(inbox) = &feeds.inbox {
                tables::set_aside_ui(ctx, inbox, self.form.strangers(), &mut self.set_aside, ui);
            }
        });
    }
}

/// Whether anything is listened to, in a word with its shape.
fn standing_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    let (key, shape, tone) = match ctx.state.feeds.is_listening() {
        true => ("feeds-listening", Icon::Check, Tone::Accent),
        false => ("feeds-not-listening", Icon::Dash, Tone::Missing),
    };
    ui.label(body(ctx.text(key)).color(tokens(ui).tone(tone)));
    icon(ui, shape, 14.0, tokens(ui).tone(tone));
}

fn trouble_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    if writes_elsewhere(ctx.state) {
        plain_notice(ctx, ui, NoticeTone::Information, ["feeds-elsewhere", "feeds-elsewhere-explained"], None);
    } else if ctx.state.open().is_some_and(|open| open.info.writing == Writing::Never) {
        plain_notice(ctx, ui, NoticeTone::Warning, ["feeds-read-only", "feeds-read-only-remedy"], None);
    }
    if let Some(message) = &ctx.state.feeds.failure {
        let remedy = ctx.texts.find(&format!("{}-remedy", message.key));
        let title = ctx.message(message);
        let shown = Notice {
            tone: NoticeTone::Error,
            title: &title,
            remedy,
            details: message.details.as_deref(),
            action: None,
            closable: false,
        };
        notice(ui, shown, ctx.texts);
        ui.add_space(space::S);
    }
    if let Some(fault) = &ctx.state.feeds.trouble {
        let words = reasons::fault_words(ctx, fault);
        plain_notice(ctx, ui, NoticeTone::Error, ["feeds-trouble", "feeds-trouble-remedy"], Some(&words));
    }
}

fn plain_notice(
    ctx: &PanelCtx<'_>,
    ui: &mut Ui,
    tone: NoticeTone,
    [title, remedy]: [&'static str; 2],
    details: Option<&str>,
) {
    let (title, remedy) = (ctx.texts.get(title), Some(ctx.texts.get(remedy)));
    notice(ui, Notice { tone, title, remedy, details, action: None, closable: false }, ctx.texts);
    ui.add_space(space::S);
}

/// What is listened to, and the button that ends it.
fn listening_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    let feeds = &ctx.state.feeds;
    let is_encrypted = feeds.wanted.as_ref().is_some_and(|wanted| wanted.tls.is_some());
    let mut pairs = Vec::new();
    if let Some(address) = feeds.address() {
        let scheme = if is_encrypted { "mllps" } else { "mllp" };
        pairs.push((ctx.text("feeds-address"), format!("{scheme}://{address}")));
    }
    if let Some(folder) = feeds.wanted.as_ref().and_then(|wanted| wanted.folder.as_ref()) {
        pairs.push((ctx.text("feeds-folder"), folder.display().to_string()));
    }
    if let Some(server) = feeds.wanted.as_ref().and_then(|wanted| wanted.fhir.as_ref()) {
        pairs.push((ctx.text("feeds-server"), server.to_string()));
    }
    pairs.push((ctx.text("feeds-since"), ctx.texts.moment(ctx.local(feeds.since_utc_secs))));
    let admits = feeds.wanted.as_ref().is_some_and(|wanted| begin::admits(wanted.strangers));
    let strangers = if admits { "feeds-strangers-admitted" } else { "feeds-strangers-set-aside" };
    pairs.push((ctx.text("feeds-strangers"), ctx.text(strangers).to_owned()));
    key_value_grid(ui, "feeds-listening", pairs);
    if !is_encrypted && feeds.address().is_some_and(|address| !address.ip().is_loopback()) {
        plain_notice(ctx, ui, NoticeTone::Warning, ["feeds-reached", "feeds-reached-explained"], None);
    }
    ui.add_space(space::S);
    let is_ending = ctx.jobs.is_running(JobKind::END_FEEDS);
    if Button::danger(ctx.text("feeds-end")).enabled(!is_ending).show(ui).clicked() {
        ctx.send(Command::Feeds(FeedsCommand::End));
    }
}

/// The numbers first: when the newest came, how many a second, how many wait.
fn figures_ui(ctx: &PanelCtx<'_>, inbox: &InboxView, ui: &mut Ui) {
    let feeds = &ctx.state.feeds;
    let newest = inbox.counts.newest_utc_secs;
    let newest = newest.map_or_else(|| ctx.text("feeds-none").to_owned(), |at| ctx.texts.ago(at, ctx.now_utc_secs));
    let rate = feeds.per_second().filter(|_| feeds.is_listening());
    let rate = rate.map_or_else(|| "–".to_owned(), |rate| ctx.texts.decimal(&format!("{rate:.1}")));
    let counts = &inbox.counts;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = space::XXL;
        number_ui(ui, &newest, ctx.text("feeds-newest"), Tone::Plain);
        number_ui(ui, &rate, ctx.text("feeds-rate"), Tone::Plain);
        number_ui(ui, &ctx.texts.whole(counts.waiting), ctx.text("feeds-waiting"), Tone::Plain);
        number_ui(ui, &ctx.texts.whole(counts.taken), ctx.text("feeds-taken"), Tone::Plain);
        let tone = if counts.set_aside > 0 { Tone::Abnormal } else { Tone::Plain };
        number_ui(ui, &ctx.texts.whole(counts.set_aside), ctx.text("feeds-set-aside"), tone);
        if counts.discarded > 0 {
            number_ui(ui, &ctx.texts.whole(counts.discarded), ctx.text("feeds-figure-discarded"), Tone::Plain);
        }
    });
    if let Some(figures) = feeds.figures() {
        let values: [(&str, &dyn std::fmt::Display); 5] = [
            ("kept", &ctx.texts.whole(figures.kept)),
            ("known", &ctx.texts.whole(figures.known)),
            ("refused", &ctx.texts.whole(figures.refused)),
            ("broken", &ctx.texts.whole(figures.broken)),
            ("lost", &ctx.texts.whole(figures.not_kept)),
        ];
        ui.label(small(ctx.texts.format("feeds-figures", &values)).color(tokens(ui).quiet));
    }
}

fn number_ui(ui: &mut Ui, number: &str, label: &str, tone: Tone) {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        ui.label(hero(number).color(tokens(ui).tone(tone)));
        ui.label(body(label).color(tokens(ui).quiet));
    });
}

/// A heading and, where its table is empty, the word for that.
fn heading_ui(ui: &mut Ui, title: &str, nothing: Option<&str>) {
    section(ui, title);
    if let Some(nothing) = nothing {
        ui.label(body(nothing).color(tokens(ui).quiet));
    }
}
