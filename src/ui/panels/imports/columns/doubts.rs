//! Questions with answers of their own below them: the century of two-digit years, and a unit that the values do not fit.

use eframe::egui::{Label, Ui};

use crate::app::import::MappingEdit;
use crate::domain::unit::display_unit;
use crate::io::import::mapping::fit::Question;
use crate::io::import::mapping::mass_doubt::MassDoubt;
use crate::io::import::mapping::unit_doubt::UnitDoubt;
use crate::io::import::values::Pivot;
use crate::io::import::{FieldColumn, UnitSpan};
use crate::ui::theme::{small, tokens};

use super::{Scene, remark_line_ui};

impl Scene<'_> {
    /// The readings of two-digit years, to be chosen from; once chosen, what they are read as.
    pub(super) fn century_ui(&self, mapped: &FieldColumn, ui: &mut Ui) {
        let Some(doubt) = self.mapping.century_doubt(mapped, &self.file.inspection.profiles) else { return };
        let say = |pivot: Option<Pivot>| {
            self.edit(MappingEdit::Century { field: mapped.field.clone(), pivot });
        };
        if let Some(pivot) = mapped.century {
            remark_line_ui(ui, |ui| {
                ui.add(Label::new(small(doubt.reading(pivot)).color(tokens(ui).quiet)).truncate());
                if ui.link(small(self.ctx.text("question-anew"))).clicked() {
                    say(None);
                }
            });
            return;
        }
        let cells = doubt.deciding(3);
        let lines: Vec<String> = cells.iter().map(|cell| self.line_words(cell.line, &cell.text)).collect();
        let key = if doubt.is_decided() { "century-decided" } else { "century-open" };
        let explained = self.ctx.texts.format(key, &[("lines", &lines.join(", "))]);
        remark_line_ui(ui, |ui| {
            self.ask_with_ui(Question::Century, explained, ui);
            ui.add(Label::new(small(lines.join(", ")).color(tokens(ui).quiet)).truncate());
        });
        for pivot in &doubt.pivots {
            if self.answer_ui(&doubt.reading(*pivot), ui) {
                say(Some(*pivot));
            }
        }
    }

    /// The unit that most values fit, and the one that the file states, each with what a value would be.
    pub(super) fn other_unit_ui(&self, mapped: &FieldColumn, doubt: &UnitDoubt, ui: &mut Ui) {
        let share = self.ctx.texts.percent(doubt.misfit.share);
        let words: [(&str, &dyn std::fmt::Display); 3] =
            [("stated", &doubt.stated), ("share", &share), ("unit", &display_unit(doubt.misfit.unit))];
        let explained = self.ctx.texts.format("question-other-unit-explained", &words);
        let unit = display_unit(doubt.misfit.unit);
        let fits = self.ctx.texts.format("unit-fits", &[("unit", &unit), ("share", &share)]);
        remark_line_ui(ui, |ui| {
            self.ask_with_ui(Question::OtherUnit, explained, ui);
            ui.add(Label::new(small(fits).color(tokens(ui).quiet)).truncate());
        });
        self.split_ui(mapped, doubt, ui);
        for unit in [doubt.misfit.unit, doubt.stated.as_str()] {
            let example = doubt.example_in(unit);
            let kept = self.ctx.texts.format("unit-kept-flagged", &[("value", &example)]);
            let is_kept = unit == doubt.stated;
            if self.answer_ui(if is_kept { &kept } else { &example }, ui) {
                let (field, unit) = (mapped.field.clone(), unit.to_owned());
                self.edit(match doubt.is_in_rows {
                    true => MappingEdit::Word { field, written: doubt.stated.clone(), word: unit },
                    false => MappingEdit::Unit { field, unit },
                });
            }
        }
    }

    /// Both units by the size of the value, where that tells them apart.
    fn split_ui(&self, mapped: &FieldColumn, doubt: &UnitDoubt, ui: &mut Ui) {
        let spans = doubt.spans();
        if spans.is_empty() {
            return;
        }
        let words: Vec<String> = spans.iter().map(UnitSpan::words).collect();
        let words = format!("{}: {}", self.ctx.text("unit-by-value"), words.join(" · "));
        if self.answer_ui(&words, ui) {
            self.edit(MappingEdit::UnitByValue { field: mapped.field.clone(), spans });
        }
    }

    /// What a mass may be of, each with what a value would be.
    pub(super) fn mass_ui(&self, mapped: &FieldColumn, doubt: &MassDoubt, ui: &mut Ui) {
        let stated: [(&str, &dyn std::fmt::Display); 1] = [("stated", &doubt.stated)];
        let explained = self.ctx.texts.format("question-mass-of-what-explained", &stated);
        remark_line_ui(ui, |ui| self.ask_with_ui(Question::MassOfWhat, explained, ui));
        for unit in doubt.units {
            if self.answer_ui(&doubt.example_in(unit), ui) {
                let (field, unit) = (mapped.field.clone(), unit.to_owned());
                self.edit(match doubt.is_in_rows {
                    true => MappingEdit::Word { field, written: doubt.stated.clone(), word: unit },
                    false => MappingEdit::Unit { field, unit },
                });
            }
        }
    }

    /// The columns that could say when something was measured, each an answer.
    pub(super) fn which_date_ui(&self, mapped: &FieldColumn, ui: &mut Ui) {
        let Some(doubt) = self.mapping.time_doubt(mapped, &self.file.inspection.profiles) else { return };
        let key = if doubt.is_of_other_event { "which-date-of-other" } else { "which-date-of-several" };
        let explained = self.ctx.text(key).to_owned();
        remark_line_ui(ui, |ui| self.ask_with_ui(Question::WhichDate, explained, ui));
        for reading in &doubt.readings {
            let headings: Vec<&str> = reading.iter().map(|column| self.heading(*column)).collect();
            if self.answer_ui(&headings.join(" + "), ui) {
                self.read_from(&mapped.field, reading);
            }
        }
    }

    /// Reads a field from these columns, in their order.
    fn read_from(&self, field: &str, columns: &[u16]) {
        let mut columns = columns.iter().copied();
        self.edit(MappingEdit::Column { field: field.to_owned(), column: columns.next() });
        columns.for_each(|column| self.edit(MappingEdit::Join { field: field.to_owned(), column }));
    }

    /// The field that another column is read for instead of this one, where that is asked about.
    pub(super) fn second_of(&self, column: u16) -> Option<&FieldColumn> {
        self.mapping.read_headings().instead_of(column)?;
        let all = self.mapping.second_columns(&self.file.inspection.profiles);
        all.into_iter().find(|(other, _)| *other == column).map(|(_, read)| read)
    }

    /// Asks whether a column is left out that holds what another is read for, or read instead of that one.
    pub(super) fn second_column_ui(&self, column: u16, read: &FieldColumn, ui: &mut Ui) {
        let (first, heading) = (self.ctx.texts.whole(u64::from(read.column)), self.heading(read.column));
        let words: [(&str, &dyn std::fmt::Display); 3] =
            [("field", &self.field_words(read)), ("column", &first), ("heading", &heading)];
        let explained = self.ctx.texts.format("question-second-column-explained", &words);
        remark_line_ui(ui, |ui| self.ask_with_ui(Question::SecondColumn, explained.clone(), ui));
        ui.add(Label::new(small(explained).color(tokens(ui).quiet)).wrap());
        if self.answer_ui(self.ctx.text("second-column-left-out"), ui) {
            self.edit(MappingEdit::Release { column });
        }
        if read.joined.is_empty() && self.answer_ui(self.ctx.text("second-column-instead"), ui) {
            self.edit(MappingEdit::Column { field: read.field.clone(), column: Some(column) });
        }
    }

    /// An answer in a line of its own; whether it was chosen.
    fn answer_ui(&self, words: &str, ui: &mut Ui) -> bool {
        let mut is_chosen = false;
        remark_line_ui(ui, |ui| is_chosen = ui.link(small(words)).clicked());
        is_chosen
    }

    pub(super) fn line_words(&self, line: u32, text: &str) -> String {
        self.ctx.texts.format("line-with-cell", &[("line", &line), ("cell", &text)])
    }
}
