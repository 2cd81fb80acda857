//! Words of a choice column that the program does not know, each with what a person says it means.

use eframe::egui::Ui;

use crate::app::import::MappingEdit;
use crate::io::import::FieldColumn;
use crate::ui::theme::{Tone, small, space, tokens};

use super::super::words::meaning_words;
use super::Scene;

impl Scene<'_> {
    /// Words of a choice column that the field does not know, each with what it means.
    pub(super) fn words_ui(&self, column: u16, mapped: Option<&FieldColumn>, ui: &mut Ui) {
        let Some(mapped) = mapped else { return };
        let unknown = self.unknown_words(column, mapped);
        if unknown.is_empty() {
            return;
        }
        let known = self.format.words(&mapped.field);
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = space::XS;
            for (word, count) in unknown {
                self.word_ui(mapped, word, count, &known, ui);
            }
        });
    }

    /// The first words that the field does not know, with their counts; none where the field is not one of a choice.
    pub(super) fn unknown_words(&self, column: u16, mapped: &FieldColumn) -> Vec<(&str, u64)> {
        let known = self.format.words(&mapped.field);
        if known.is_empty() || mapped.column != column {
            return Vec::new();
        }
        let is_known = |word: &str| self.format.knows(&mapped.field, word);
        let distinct = self.profile(column).and_then(|profile| profile.distinct.as_ref());
        let words = distinct.into_iter().flatten().map(|(word, count)| (word.trim(), *count));
        words.filter(|(word, _)| !word.is_empty() && !is_known(word)).take(4).collect()
    }

    fn word_ui(&self, mapped: &FieldColumn, word: &str, count: u64, known: &[&'static [&'static str]], ui: &mut Ui) {
        let meaning = mapped.words.iter().find(|(written, _)| written == word).map(|(_, word)| word.as_str());
        let is_open = meaning.is_none();
        let is_refused = meaning == Some(word);
        let means = |meaning| if is_refused { self.ctx.text("word-refused") } else { meaning_words(self.ctx, meaning) };
        let shown = format!("{word} → {}", meaning.map_or("?", means));
        let colour = tokens(ui).tone(if is_open { Tone::Critical } else { Tone::Plain });
        let mut answer = None;
        let text = small(shown).color(colour);
        let menu = ui.menu_button(text, |ui| {
            ui.label(small(self.ctx.texts.count("word-rows", count, &[])).color(tokens(ui).quiet));
            for words in known.iter().filter_map(|words| words.first()) {
                if ui.button(meaning_words(self.ctx, words)).clicked() {
                    answer = Some((*words).to_owned());
                }
            }
            if ui.button(self.ctx.text("word-refuse")).clicked() {
                answer = Some(word.to_owned());
            }
        });
        let name = self.ctx.texts.format("word-means", &[("word", &word)]);
        ui.ctx().accesskit_node_builder(menu.response.id, |node| node.set_label(name));
        if let Some(meaning) = answer {
            self.edit(MappingEdit::Word { field: mapped.field.clone(), written: word.to_owned(), word: meaning });
        }
    }
}
