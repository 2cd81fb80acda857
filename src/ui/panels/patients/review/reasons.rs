//! Why two records may be of one person, in words: what agrees, what does not, and how much it says.

use eframe::egui::accesskit::Role;
use eframe::egui::{Sense, Ui, WidgetInfo, vec2};

use crate::analysis::quality::duplicates::{Evidence, Reason};
use crate::ui::text::Texts;
use crate::ui::theme::{Tone, body, space, tokens};
use crate::ui::widgets::{Icon, icon};

/// From so many bits on a reason counts as strong, and as clear.
const STRONG_BITS: f64 = 8.0;
const CLEAR_BITS: f64 = 3.0;

/// Draws the reasons, what speaks for it first.
pub fn reasons_ui(ui: &mut Ui, evidence: &[Evidence], texts: &Texts) {
    let (for_it, against): (Vec<&Evidence>, Vec<&Evidence>) = evidence.iter().partition(|one| one.bits >= 0.0);
    ui.scope(|ui| {
        // A list to be read, not rows to be pressed.
        ui.spacing_mut().interact_size.y = space::L;
        ui.spacing_mut().item_spacing.y = space::XS;
        for one in for_it.into_iter().chain(against) {
            reason_ui(ui, one, texts);
        }
    });
}

fn reason_ui(ui: &mut Ui, evidence: &Evidence, texts: &Texts) {
    let tokens = tokens(ui);
    let (words, strength) = (reason_words(evidence.reason, texts), texts.get(strength_key(evidence.bits)));
    let (shape, tone) =
        if evidence.bits >= 0.0 { (Icon::Check, Tone::Accent) } else { (Icon::Warning, Tone::Abnormal) };
    let row = ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(space::S, space::XS);
        icon(ui, shape, 14.0, tokens.tone(tone));
        ui.label(body(words).color(tokens.text));
        ui.label(body(strength).color(tokens.quiet));
    });
    let whole = ui.interact(row.response.rect, row.response.id.with("reason"), Sense::hover());
    whole.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, format!("{words}, {strength}")));
}

/// What agrees or does not.
pub fn reason_words(reason: Reason, texts: &Texts) -> &str {
    let key = match reason {
        Reason::IdentifierAlike(difference) => format!("duplicate-{}-{}", reason.id(), difference.id()),
        other => format!("duplicate-{}", other.id()),
    };
    texts.find(&key).unwrap_or(reason.id())
}

fn strength_key(bits: f64) -> &'static str {
    if bits >= STRONG_BITS {
        "strength-strong"
    } else if bits >= CLEAR_BITS {
        "strength-clear"
    } else if bits >= 0.0 {
        "strength-slight"
    } else {
        "strength-against"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::quality::duplicates::IdentifierDifference;
    use crate::ui::text::Language;

    #[test]
    fn every_reason_and_strength_has_a_text() {
        let alike = IdentifierDifference::ALL.map(Reason::IdentifierAlike);
        for texts in Language::ALL.map(Texts::of) {
            for reason in Reason::ALL.into_iter().chain(alike) {
                assert_ne!(reason_words(reason, texts), reason.id(), "{}", texts.language().id());
            }
            assert!([9.0, 4.0, 0.1, -1.0].into_iter().all(|bits| texts.find(strength_key(bits)).is_some()));
        }
    }
}
