//! Something the user should know: what, what to do about it, and details that fold out and can be copied.

use eframe::egui::accesskit::{Live, Role};
use eframe::egui::{Align, CornerRadius, Frame, Layout, Margin, ScrollArea, Stroke, Ui, vec2};

use super::button::{Button, icon_button};
use super::icon::{Icon, icon};
use crate::ui::text::Texts;
use crate::ui::theme::{HAIRLINE, RADIUS, Tone, body, large, size, small, space, tokens};

/// How much it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeTone {
    Information,
    Warning,
    Error,
}

/// Narrower, the button stands below the words: beside them it would leave them a column of a few letters.
const LEAST_BESIDE: f32 = 480.0;

/// A notice to be shown.
#[derive(Clone, Copy, Debug)]
pub struct Notice<'a> {
    pub tone: NoticeTone,
    /// Names the thing.
    pub title: &'a str,
    /// What to do.
    pub remedy: Option<&'a str>,
    /// For a report; holds nothing about patients.
    pub details: Option<&'a str>,
    /// Text of the button, where one deed mends it.
    pub action: Option<&'a str>,
    pub closable: bool,
}

/// What was done to a notice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NoticeResponse {
    pub acted: bool,
    pub closed: bool,
}

fn look(tone: NoticeTone) -> (Tone, Icon) {
    match tone {
        NoticeTone::Information => (Tone::Missing, Icon::Info),
        NoticeTone::Warning => (Tone::Abnormal, Icon::Warning),
        NoticeTone::Error => (Tone::Critical, Icon::Critical),
    }
}

/// Draws a notice over the whole width.
pub fn notice(ui: &mut Ui, notice: Notice<'_>, texts: &Texts) -> NoticeResponse {
    let tokens = tokens(ui);
    let (tone, shape) = look(notice.tone);
    let mut done = NoticeResponse::default();
    // The first line stands level with the buttons, where there are some.
    let is_narrow = ui.available_width() < LEAST_BESIDE;
    let beside = notice.action.filter(|_| !is_narrow);
    let above = if notice.closable || beside.is_some() { space::XS } else { 0.0 };
    let shown = Frame::new()
        .fill(tokens.tint(tone))
        .stroke(Stroke::new(HAIRLINE, tokens.tone(tone)))
        .corner_radius(CornerRadius::same(RADIUS))
        .inner_margin(Margin::symmetric(space::M as i8, space::S as i8))
        .show(ui, |ui| {
            ui.set_min_width(ui.available_width());
            ui.horizontal_top(|ui| {
                ui.allocate_ui(vec2(size::LARGE, size::TITLE + above), |ui| {
                    ui.add_space(space::HAIR + above);
                    icon(ui, shape, size::LARGE, tokens.tone(tone));
                });
                let room = ui.available_width();
                ui.allocate_ui_with_layout(vec2(room, 0.0), Layout::right_to_left(Align::Min), |ui| {
                    done.closed = notice.closable && icon_button(ui, Icon::Close, texts.get("close")).clicked();
                    done.acted = beside.is_some_and(|action| Button::new(action).show(ui).clicked());
                    ui.with_layout(Layout::top_down(Align::Min), |ui| {
                        ui.add_space(above);
                        words_ui(ui, notice, texts);
                        if let Some(below) = notice.action.filter(|_| is_narrow) {
                            ui.add_space(space::XS);
                            done.acted |= Button::new(below).show(ui).clicked();
                        }
                    });
                });
            });
        });
    ui.ctx().accesskit_node_builder(shown.response.id, |node| {
        node.set_role(if notice.tone == NoticeTone::Error { Role::Alert } else { Role::Status });
        node.set_label(notice.title);
        node.set_live(Live::Polite);
    });
    done
}

fn words_ui(ui: &mut Ui, notice: Notice<'_>, texts: &Texts) {
    let tokens = tokens(ui);
    ui.spacing_mut().item_spacing.y = space::XS;
    ui.label(large(notice.title).color(tokens.text));
    if let Some(remedy) = notice.remedy {
        ui.label(body(remedy).color(tokens.text));
    }
    if let Some(details) = notice.details {
        details_ui(ui, notice.title, details, texts);
    }
}

fn details_ui(ui: &mut Ui, title: &str, details: &str, texts: &Texts) {
    const MOST_HEIGHT: f32 = 160.0;
    let tokens = tokens(ui);
    let id = ui.make_persistent_id(("notice-details", title));
    let mut open = ui.data(|data| data.get_temp::<bool>(id)).unwrap_or(false);
    ui.horizontal(|ui| {
        let (words, shape) = match open {
            true => (texts.get("details-hide"), Icon::ChevronDown),
            false => (texts.get("details-show"), Icon::ChevronRight),
        };
        if Button::link(words).icon(shape).show(ui).clicked() {
            open = !open;
            ui.data_mut(|data| data.insert_temp(id, open));
        }
        if open && Button::quiet(texts.get("details-copy")).show(ui).clicked() {
            ui.copy_text(details.to_owned());
        }
    });
    if open {
        ScrollArea::vertical().max_height(MOST_HEIGHT).show(ui, |ui| {
            ui.label(small(details).monospace().color(tokens.quiet));
        });
    }
}
