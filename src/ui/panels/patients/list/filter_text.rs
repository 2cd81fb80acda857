//! The cohort in the filter language, for those who would rather type: the same cohort as the chips above it.

use eframe::egui::text::{CCursor, CCursorRange};
use eframe::egui::{Key, Label, TextEdit, Ui};

use crate::app::command::Command;
use crate::app::list::ListCommand;
use crate::domain::cohort::{Cohort, CohortFault, Expected};
use crate::domain::unit::display_unit;
use crate::ui::panels::PanelCtx;
use crate::ui::text::Texts;
use crate::ui::theme::{body, space, tokens};
use crate::ui::widgets::{Button, Icon, icon};

/// Whether the field is shown, and what is typed into it and not yet applied.
#[derive(Default)]
pub struct FilterText {
    pub open: bool,
    was_open: bool,
    typed: String,
    /// The cohort that `typed` began as.
    from: Option<Cohort>,
}

impl FilterText {
    /// Draws the field while it is open. Enter applies; what cannot be read is said under the field as it is typed.
    pub fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        if !self.open {
            self.from = None;
            self.was_open = false;
            return;
        }
        let cohort = &ctx.state.list.query.cohort;
        if self.from.as_ref() != Some(cohort) {
            self.typed = cohort.expr.as_ref().map(ToString::to_string).unwrap_or_default();
            self.from = Some(cohort.clone());
        }
        let parsed = Cohort::parse(&self.typed);
        let is_new = parsed.as_ref().is_ok_and(|typed| typed != cohort);
        ui.horizontal(|ui| {
            let buttons = 150.0;
            let field = ui.add(
                TextEdit::singleline(&mut self.typed)
                    .hint_text(ctx.text("cohort-text-hint"))
                    .font(eframe::egui::TextStyle::Monospace)
                    .margin(eframe::egui::Margin::symmetric(space::S as i8, 6))
                    .desired_width((ui.available_width() - buttons).max(160.0)),
            );
            ui.ctx().accesskit_node_builder(field.id, |node| node.set_label(ctx.text("cohort-text")));
            if !self.was_open {
                field.request_focus();
                self.was_open = true;
            }
            let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            let applied = Button::new(ctx.text("apply")).enabled(is_new).show(ui).clicked();
            if (entered || applied) && is_new {
                ctx.send(Command::List(ListCommand::SetCohortText(self.typed.clone())));
            }
            if entered && parsed.is_err() {
                // What cannot be read is typed over.
                field.request_focus();
                select_all(ui, field.id, &self.typed);
            }
            self.open &= !Button::quiet(ctx.text("close")).show(ui).clicked();
        });
        let fault = parsed.err().or_else(|| ctx.state.list.cohort_fault.clone());
        if let Some(fault) = fault {
            ui.horizontal(|ui| {
                icon(ui, Icon::Critical, 12.0, tokens(ui).critical);
                let words = fault_words(ctx.texts, &fault);
                ui.add(Label::new(body(&words).color(tokens(ui).critical)).truncate()).on_hover_text(words);
            });
        }
    }
}

fn select_all(ui: &Ui, field: eframe::egui::Id, typed: &str) {
    let mut state = TextEdit::load_state(ui.ctx(), field).unwrap_or_default();
    let all = CCursorRange::two(CCursor::new(0), CCursor::new(typed.chars().count()));
    state.cursor.set_char_range(Some(all));
    TextEdit::store_state(ui.ctx(), field, state);
}

/// "At character 8: “foo” – a number was expected here."
fn fault_words(texts: &Texts, fault: &CohortFault) -> String {
    let unit = match fault.expected {
        Expected::UnitOf(indicator) => display_unit(indicator.indicator().unit),
        _ => "",
    };
    let expected = texts.format(&format!("cohort-expected-{}", fault.expected.id()), &[("unit", &unit)]);
    let place: [(&str, &dyn std::fmt::Display); 3] =
        [("character", &fault.character), ("found", &fault.found), ("expected", &expected)];
    texts.format(if fault.found.is_empty() { "cohort-fault-at-end" } else { "cohort-fault" }, &place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::text::Language;

    #[test]
    fn faults_name_the_place_and_what_is_missing() {
        let texts = Texts::of(Language::English);
        let say = |text: &str| fault_words(texts, &Cohort::parse(text).expect_err("a fault"));
        assert_eq!(say("age >= old"), "Character 8, “old”: expected a whole number");
        assert_eq!(say("age >="), "At the end: expected a whole number");
        for language in Language::ALL {
            let texts = Texts::of(language);
            for text in [
                "x",
                "age 3",
                "sex < female",
                "age >= 1 2",
                "name ~ \"a",
                "newest hba1c",
                "newest(hba1c > 3",
                "newest(x) > 1",
                "missing(x)",
                "newest(hba1c) > 3 kg",
                "sex = x",
                "allergies = x",
                "observed < 3 x",
                "newest(hba1c) > x",
                "name = ",
                "name < x",
            ] {
                let said = fault_words(texts, &Cohort::parse(text).expect_err(text));
                assert!(!said.contains('{') && !said.contains("cohort-"), "{text}: {said}");
            }
        }
    }
}
