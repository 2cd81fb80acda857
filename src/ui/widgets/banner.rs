//! The patient banner, at the top of every screen of one patient: FAMILY, Given · 中文名 · Born … (age) · Sex · identifier
//! · telephone where there is one, then allergies. The caller gives the words; a field that is not recorded says so in them.

use eframe::egui::accesskit::Role;
use eframe::egui::{CornerRadius, Frame, Margin, RichText, Stroke, Ui};

use super::icon::{Icon, icon};
use crate::domain::patient::AllergyState;
use crate::ui::text::Texts;
use crate::ui::theme::{HAIRLINE, RADIUS, Tone, large, size, space, title, tokens};

/// The banner's words.
#[derive(Clone, Copy, Debug)]
pub struct Banner<'a> {
    /// "WANG, Wei"; a part that is missing says so.
    pub name: &'a str,
    pub chinese_name: Option<&'a str>,
    /// "Born 04-Mar-1951 (73 years)".
    pub born: &'a str,
    /// "Died 04-Mar-2024".
    pub died: Option<&'a str>,
    pub sex: &'a str,
    pub identifier: &'a str,
    /// "Telephone 138 0013 8000".
    pub phone: Option<&'a str>,
    pub allergies: AllergyState,
    /// "Known allergies: Penicillin (rash)".
    pub allergies_words: &'a str,
}

/// Draws the banner over the whole width; names wrap rather than being cut.
pub fn banner(ui: &mut Ui, banner: Banner<'_>, texts: &Texts) {
    let tokens = tokens(ui);
    let (tone, shape) = match banner.allergies {
        AllergyState::Known => (Tone::Critical, Icon::Warning),
        AllergyState::NoneKnown => (Tone::Plain, Icon::Check),
        AllergyState::NotRecorded | AllergyState::Unavailable => (Tone::Missing, Icon::Dash),
    };
    let shown = Frame::new()
        .fill(tokens.surface)
        .stroke(Stroke::new(HAIRLINE, tokens.hairline))
        .corner_radius(CornerRadius::same(RADIUS))
        .inner_margin(Margin { left: space::L as i8, right: space::L as i8, top: 10, bottom: 10 })
        .show(ui, |ui| {
            ui.set_min_width(ui.available_width());
            ui.spacing_mut().item_spacing = eframe::egui::vec2(space::M, space::XS);
            ui.horizontal_wrapped(|ui| {
                ui.label(title(banner.name).color(tokens.text));
                if let Some(chinese) = banner.chinese_name {
                    ui.label(title(chinese).color(tokens.text));
                }
                let parts = [Some(banner.born), banner.died, Some(banner.sex), Some(banner.identifier), banner.phone];
                for part in parts.into_iter().flatten() {
                    dot(ui);
                    ui.label(large(part).color(tokens.text));
                }
            });
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing.x = space::S;
                icon(ui, shape, size::LARGE, tokens.tone(tone));
                ui.label(large(banner.allergies_words).color(tokens.tone(tone)));
            });
        });
    let name = texts.format("patient-banner", &[("name", &banner.name)]);
    ui.ctx().accesskit_node_builder(shown.response.id, |node| {
        node.set_role(Role::Banner);
        node.set_label(name);
    });
}

fn dot(ui: &mut Ui) {
    let quiet = tokens(ui).quiet;
    ui.label(RichText::new("·").size(size::LARGE).color(quiet));
}
