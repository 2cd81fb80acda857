//! Buttons: one primary a screen, the others secondary, danger for what removes something.

use eframe::egui::accesskit::Role;
use eframe::egui::{
    Color32, CornerRadius, Rect, Response, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, pos2, vec2,
};

use super::icon::{Icon, paint_icon};
use super::paint::{baseline_at, focus_ring, put_galley};
use crate::ui::theme::{CONTROL_HEIGHT, HAIRLINE, RADIUS, size, sized, space, tokens};

/// How much a button asks to be pressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    /// The one thing to do next.
    Primary,
    /// The default of one form, where the screen has its primary elsewhere: accent border and text.
    Strong,
    #[default]
    Secondary,
    /// Removes or takes back.
    Danger,
    /// No border until the pointer is over it: in bars and beside text.
    Quiet,
    /// The same without a margin: its words stand level with the lines above and below.
    Link,
}

/// A button with a text and perhaps an icon before it.
#[derive(Clone, Copy, Debug)]
#[must_use = "a button does nothing before it is shown"]
pub struct Button<'a> {
    text: &'a str,
    kind: ButtonKind,
    icon: Option<Icon>,
    enabled: bool,
    min_width: f32,
    is_leading: bool,
}

impl<'a> Button<'a> {
    /// A secondary button.
    pub fn new(text: &'a str) -> Self {
        Button { text, kind: ButtonKind::Secondary, icon: None, enabled: true, min_width: 0.0, is_leading: false }
    }

    /// The default button of the screen.
    pub fn primary(text: &'a str) -> Self {
        Button { kind: ButtonKind::Primary, ..Button::new(text) }
    }

    /// The default button of a form that is not the screen's first thing.
    pub fn strong(text: &'a str) -> Self {
        Button { kind: ButtonKind::Strong, ..Button::new(text) }
    }

    /// A button that removes something.
    pub fn danger(text: &'a str) -> Self {
        Button { kind: ButtonKind::Danger, ..Button::new(text) }
    }

    /// A button without a border.
    pub fn quiet(text: &'a str) -> Self {
        Button { kind: ButtonKind::Quiet, ..Button::new(text) }
    }

    /// A button whose words stand at the edge, as a line of text does.
    pub fn link(text: &'a str) -> Self {
        Button { kind: ButtonKind::Link, ..Button::new(text) }
    }

    pub fn icon(self, icon: Icon) -> Self {
        Button { icon: Some(icon), ..self }
    }

    /// A button that cannot be pressed says why in a tooltip, which the caller adds.
    pub fn enabled(self, enabled: bool) -> Self {
        Button { enabled, ..self }
    }

    pub fn min_width(self, min_width: f32) -> Self {
        Button { min_width, ..self }
    }

    /// Words at the beginning, not in the middle: for choices below each other.
    pub fn leading(self) -> Self {
        Button { is_leading: true, ..self }
    }

    /// Draws it; `clicked()` also on Enter and Space.
    pub fn show(self, ui: &mut Ui) -> Response {
        ui.add_enabled_ui(self.enabled, |ui| self.draw(ui)).inner
    }

    fn draw(self, ui: &mut Ui) -> Response {
        let galley = ui.painter().layout_no_wrap(self.text.to_owned(), sized(size::BODY), Color32::PLACEHOLDER);
        let icon_width = if self.icon.is_some() { size::LARGE + space::S } else { 0.0 };
        let margin = if self.kind == ButtonKind::Link { 0.0 } else { space::M };
        let width = (galley.size().x + icon_width + 2.0 * margin).max(self.min_width);
        let (rect, response) = ui.allocate_exact_size(vec2(width, CONTROL_HEIGHT), Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), self.text));
        if ui.is_rect_visible(rect) {
            let text_colour = paint_ground(ui, rect, self.kind, &response);
            let middle = rect.center().x - (galley.size().x + icon_width) / 2.0;
            let left = if self.is_leading { rect.left() + margin } else { middle };
            if let Some(icon) = self.icon {
                let corner = pos2(left, rect.center().y - size::LARGE / 2.0);
                let square = Rect::from_min_size(corner, Vec2::splat(size::LARGE));
                paint_icon(ui.painter(), square, icon, text_colour);
            }
            let baseline = baseline_at(rect.center().y, size::BODY);
            if self.kind == ButtonKind::Link && response.hovered() {
                let words = left + icon_width..=left + icon_width + galley.size().x;
                ui.painter().hline(words, baseline + space::HAIR, Stroke::new(HAIRLINE, text_colour));
            }
            put_galley(ui.painter(), left + icon_width, baseline, galley, text_colour);
            focus_ring(ui, rect, &response);
            if self.kind == ButtonKind::Primary && response.has_focus() {
                // A ring in the accent round a ground in the accent is not seen: a second one inside.
                let stroke = Stroke::new(1.5, tokens(ui).on_accent);
                let inside = rect.shrink(2.0);
                ui.painter().rect_stroke(inside, CornerRadius::same(RADIUS - 1), stroke, StrokeKind::Inside);
            }
        }
        response
    }
}

/// Paints the button's ground and border and returns the colour of what stands on it.
fn paint_ground(ui: &Ui, rect: Rect, kind: ButtonKind, response: &Response) -> Color32 {
    let tokens = tokens(ui);
    let over = response.hovered() || response.is_pointer_button_down_on();
    let pressed = response.is_pointer_button_down_on();
    let has_ground = matches!(kind, ButtonKind::Primary | ButtonKind::Strong | ButtonKind::Danger);
    let (fill, border, text) = match kind {
        // Faded by the window besides: the accent on its own tint could not be read then.
        _ if has_ground && !ui.is_enabled() => (tokens.surface, tokens.outline, tokens.text),
        ButtonKind::Primary if over => (tokens.accent_hover, tokens.accent_hover, tokens.on_accent),
        ButtonKind::Primary => (tokens.accent, tokens.accent, tokens.on_accent),
        ButtonKind::Strong if over => (tokens.accent_hover, tokens.accent_hover, tokens.on_accent),
        ButtonKind::Strong => (tokens.accent_tint, tokens.accent, tokens.accent),
        ButtonKind::Danger if over => (tokens.critical, tokens.critical, tokens.on_critical),
        ButtonKind::Danger => (tokens.surface, tokens.critical, tokens.critical),
        ButtonKind::Secondary if pressed => (tokens.selected, tokens.accent, tokens.text),
        ButtonKind::Secondary if over => (tokens.hover, tokens.accent, tokens.text),
        ButtonKind::Secondary => (tokens.surface, tokens.outline, tokens.text),
        ButtonKind::Link if over => (Color32::TRANSPARENT, Color32::TRANSPARENT, tokens.accent_hover),
        ButtonKind::Link => (Color32::TRANSPARENT, Color32::TRANSPARENT, tokens.accent),
        ButtonKind::Quiet if pressed => (tokens.selected, tokens.selected, tokens.accent),
        ButtonKind::Quiet if over => (tokens.hover, tokens.hover, tokens.accent),
        ButtonKind::Quiet => (Color32::TRANSPARENT, Color32::TRANSPARENT, tokens.accent),
    };
    let radius = CornerRadius::same(RADIUS);
    ui.painter().rect(rect, radius, fill, Stroke::new(HAIRLINE, border), StrokeKind::Inside);
    text
}

/// A square button with an icon alone; `name` is what a screen reader says and the tooltip shows.
pub fn icon_button(ui: &mut Ui, icon: Icon, name: &str) -> Response {
    let side = CONTROL_HEIGHT - space::XS;
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(side), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), name));
    if ui.is_rect_visible(rect) {
        let tokens = tokens(ui);
        let over = response.hovered() || response.has_focus();
        if over {
            ui.painter().rect_filled(rect, CornerRadius::same(RADIUS), tokens.hover);
        }
        let colour = if over { tokens.accent } else { tokens.quiet };
        paint_icon(ui.painter(), rect.shrink(space::XS + 1.0), icon, colour);
        focus_ring(ui, rect, &response);
    }
    response.on_hover_text(name)
}
