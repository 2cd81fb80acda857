//! A form's field: label above, error and help below.

use eframe::egui::{Label, Margin, Response, RichText, TextEdit, Ui};

use super::icon::{Icon, icon};
use crate::ui::theme::{CONTROL_HEIGHT, body, size, small, space, tokens};

/// A text field of a form.
#[derive(Clone, Copy, Debug)]
pub struct Field<'a> {
    pub label: &'a str,
    /// Shown while the field is empty.
    pub hint: &'a str,
    /// Quieter, below the field.
    pub explanation: Option<&'a str>,
    pub error: Option<&'a str>,
    pub secret: bool,
    pub width: f32,
}

impl<'a> Field<'a> {
    /// A field of 320 points.
    pub fn new(label: &'a str) -> Field<'a> {
        Field { label, hint: "", explanation: None, error: None, secret: false, width: 320.0 }
    }

    pub fn hint(self, hint: &'a str) -> Field<'a> {
        Field { hint, ..self }
    }

    pub fn explanation(self, explanation: &'a str) -> Field<'a> {
        Field { explanation: Some(explanation), ..self }
    }

    pub fn error(self, error: Option<&'a str>) -> Field<'a> {
        Field { error, ..self }
    }

    /// Does not show what is typed.
    pub fn secret(self) -> Field<'a> {
        Field { secret: true, ..self }
    }

    pub fn width(self, width: f32) -> Field<'a> {
        Field { width, ..self }
    }
}

/// Draws the field over `text`; the field's response (`changed()`, `lost_focus()`).
pub fn labelled_field(ui: &mut Ui, field: Field<'_>, text: &mut String) -> Response {
    labelled_ui(ui, field.label, field.explanation, field.error, |ui| {
        let tokens = tokens(ui);
        if field.error.is_some() {
            let looks = &mut ui.visuals_mut().widgets;
            looks.inactive.bg_stroke.color = tokens.critical;
            looks.hovered.bg_stroke.color = tokens.critical;
        }
        text_edit(ui, text, field.hint, field.secret, field.width)
    })
}

/// A text field as high as a button.
pub fn text_edit(ui: &mut Ui, text: &mut String, hint: &str, secret: bool, width: f32) -> Response {
    let tokens = tokens(ui);
    let padding = ((CONTROL_HEIGHT - size::BODY * 1.25) / 2.0).floor() as i8;
    ui.add(
        TextEdit::singleline(text)
            .hint_text(RichText::new(hint).color(tokens.quiet))
            .password(secret)
            // Letters without descenders look centred one point lower.
            .margin(Margin { left: space::S as i8, right: space::S as i8, top: padding + 1, bottom: padding - 1 })
            .desired_width(width),
    )
}

/// What is wrong, no wider than the field: beside it, it would push a card over the window's edge.
fn error_ui(ui: &mut Ui, error: &str, field_width: f32) {
    const LEAST_WIDTH: f32 = 200.0;
    let colour = tokens(ui).critical;
    ui.horizontal_top(|ui| {
        ui.set_max_width(field_width.max(LEAST_WIDTH));
        icon(ui, Icon::Critical, 12.0, colour);
        ui.add(Label::new(body(error).color(colour)).wrap());
    });
}

/// Any control under a label, which is its accessible name.
pub fn labelled_ui(
    ui: &mut Ui,
    label: &str,
    explanation: Option<&str>,
    error: Option<&str>,
    control: impl FnOnce(&mut Ui) -> Response,
) -> Response {
    let tokens = tokens(ui);
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        let name = ui.label(body(label).color(tokens.text));
        let response = ui.horizontal(|ui| control(ui).labelled_by(name.id)).inner;
        if let Some(error) = error {
            error_ui(ui, error, response.rect.width());
        }
        if let Some(explanation) = explanation {
            ui.label(small(explanation).color(tokens.quiet));
        }
        response
    })
    .inner
}
