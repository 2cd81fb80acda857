//! Notices above a panel: what went wrong or happened, until dismissed.

use eframe::egui::Ui;

use crate::app::command::Command;
use crate::app::message::Tone as MessageTone;
use crate::app::view::ViewCommand;

use super::fonts::CHINESE_FONT_PACKAGE;
use super::panels::PanelCtx;
use super::theme::space;
use super::widgets::{Notice, NoticeTone, notice};

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
    for (position, shown) in ctx.state.notices.iter().enumerate() {
        let tone = match shown.tone {
            MessageTone::Information => NoticeTone::Information,
            MessageTone::Warning => NoticeTone::Warning,
            MessageTone::Error => NoticeTone::Error,
        };
        let title = ctx.message(&shown.message);
        let remedy = remedy_of(ctx, &shown.message.key);
        let details = shown.message.details.as_deref();
        let remedy = (!remedy.is_empty()).then_some(remedy.as_str());
        let shown = Notice { tone, title: &title, remedy, details, action: None, closable: true };
        if ui.push_id(position, |ui| notice(ui, shown, ctx.texts)).inner.closed {
            ctx.send(Command::View(ViewCommand::DismissNotice(position)));
        }
        ui.add_space(space::S);
    }
}

/// The text `<key>-remedy`, where there is one.
pub fn remedy_of(ctx: &PanelCtx<'_>, key: &str) -> String {
    ctx.texts.find(&format!("{key}-remedy")).unwrap_or("").to_owned()
}
