//! Notices: what went wrong stands above a panel until dismissed, good news over its lower end for some seconds.

use eframe::egui::{Align2, Area, Id, Order, Rect, Ui, vec2};

use crate::app::command::Command;
use crate::app::list::ListCommand;
use crate::app::message::{Message, Notice as AppNotice, Tone as MessageTone};
use crate::app::view::ViewCommand;

use super::context::PanelCtx;
use super::fonts::CHINESE_FONT_PACKAGE;
use super::theme::space;
use super::widgets::{Notice, NoticeTone, modal_width, notice};

/// Width of good news.
const GOOD_NEWS_WIDTH: f32 = 440.0;
/// How long good news stays.
const GOOD_NEWS_SECS: f64 = 8.0;

/// Draws all notices, the one about missing Chinese glyphs first.
pub fn notices_ui(ctx: &PanelCtx<'_>, chinese_font_missing: bool, ui: &mut Ui) {
    if chinese_font_missing {
        let remedy = ctx.texts.format("font-missing", &[("package", &CHINESE_FONT_PACKAGE)]);
        let title = ctx.text("font-missing-title");
        let shown = Notice {
            tone: NoticeTone::Warning,
            title,
            remedy: Some(&remedy),
            details: None,
            action: None,
            closable: false,
        };
        notice(ui, shown, ctx.texts);
        ui.add_space(space::S);
    }
    for shown in ctx.state.notices.iter().filter(|notice| notice.tone != MessageTone::Information) {
        notice_ui(ctx, shown, ui);
        ui.add_space(space::S);
    }
}

/// Says above every panel that the store's patients could not be read, with the store's name.
pub fn store_failure_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    let Some(open) = ctx.state.open() else { return };
    let Some(message) = open.hospital.failure() else { return };
    let details = message.details.as_deref().unwrap_or_default();
    let named = Message { details: Some(format!("{}: {details}", open.info.name)), ..message.clone() };
    retry_ui(ctx, &named, ui);
    ui.add_space(space::S);
}

/// What could not be read, with a button that tries again.
pub fn retry_ui(ctx: &PanelCtx<'_>, message: &Message, ui: &mut Ui) {
    let (title, remedy) = (ctx.message(message), remedy_of(ctx, &message.key));
    let shown = Notice {
        tone: NoticeTone::Error,
        title: &title,
        remedy: (!remedy.is_empty()).then_some(remedy.as_str()),
        details: message.details.as_deref(),
        action: Some(ctx.text("retry")),
        closable: false,
    };
    if notice(ui, shown, ctx.texts).acted {
        ctx.send(Command::List(ListCommand::Retry));
    }
}

/// Draws good news over the lower end of the main area, so that nothing moves when it comes and goes.
pub fn good_news_ui(ctx: &PanelCtx<'_>, above_bar: f32, ui: &Ui) {
    let news: Vec<&AppNotice> =
        ctx.state.notices.iter().filter(|notice| notice.tone == MessageTone::Information).collect();
    if news.is_empty() {
        return;
    }
    let area = Area::new(Id::unique("good-news")).order(Order::Foreground);
    area.anchor(Align2::CENTER_BOTTOM, vec2(0.0, -above_bar - space::L)).show(ui.ctx(), |ui| {
        ui.set_width(modal_width(ui.ctx(), GOOD_NEWS_WIDTH));
        for shown in news {
            notice_ui(ctx, shown, ui);
            ui.add_space(space::XS);
        }
    });
}

fn notice_ui(ctx: &PanelCtx<'_>, shown: &AppNotice, ui: &mut Ui) {
    let title = ctx.message(&shown.message);
    let remedy = remedy_of(ctx, &shown.message.key);
    let remedy = (!remedy.is_empty()).then_some(remedy.as_str());
    let details = shown.message.details.as_deref();
    let tone = tone_of(shown.tone);
    let widget = Notice { tone, title: &title, remedy, details, action: None, closable: true };
    let drawn = ui.push_id(shown.number, |ui| notice(ui, widget, ctx.texts));
    let is_over = shown.tone == MessageTone::Information && has_been_read(ui, shown.number, drawn.response.rect);
    if drawn.inner.closed || is_over {
        ctx.send(Command::View(ViewCommand::DismissNotice(shown.number)));
    }
}

fn tone_of(tone: MessageTone) -> NoticeTone {
    match tone {
        MessageTone::Information => NoticeTone::Information,
        MessageTone::Warning => NoticeTone::Warning,
        MessageTone::Error => NoticeTone::Error,
    }
}

/// Whether good news has stood for long enough to be read. It waits while the pointer is over it.
fn has_been_read(ui: &Ui, number: u64, rect: Rect) -> bool {
    let id = Id::unique(("notice-since", number));
    let now = ui.input(|input| input.time);
    if ui.rect_contains_pointer(rect) {
        ui.data_mut(|data| data.insert_temp(id, now));
    }
    let since = ui.data_mut(|data| *data.get_temp_mut_or(id, now));
    let left = GOOD_NEWS_SECS - (now - since);
    if left <= 0.0 {
        ui.data_mut(|data| data.remove::<f64>(id));
        return true;
    }
    ui.ctx().request_repaint_after_secs(left as f32);
    false
}

/// The text `<key>-remedy`, where there is one.
pub fn remedy_of(ctx: &PanelCtx<'_>, key: &str) -> String {
    ctx.texts.find(&format!("{key}-remedy")).unwrap_or("").to_owned()
}

/// A message as a notice that stays.
pub fn message_notice(ctx: &PanelCtx<'_>, tone: NoticeTone, message: &Message, ui: &mut Ui) {
    let title = ctx.message(message);
    let remedy = remedy_of(ctx, &message.key);
    let remedy = (!remedy.is_empty()).then_some(remedy.as_str());
    let details = message.details.as_deref();
    notice(ui, Notice { tone, title: &title, remedy, details, action: None, closable: false }, ctx.texts);
}
