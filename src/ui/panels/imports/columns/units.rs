//! The unit of a column of values.

use eframe::egui::{ComboBox, Label, Ui};

use crate::app::import::MappingEdit;
use crate::domain::indicator::IndicatorId;
use crate::domain::unit::display_unit;
use crate::io::import::blood_pressure::unit_indicator;
use crate::io::import::mapping::fit::{Question, mixed_units_of, unit_spans_of, units_for};
use crate::io::import::mapping::unit_doubt::own_units;
use crate::io::import::values::ColumnProfile;
use crate::io::import::{CellPart, FieldColumn, UnitSpan};
use crate::ui::theme::{Tone, small, tokens};

use super::{Scene, remark_line_ui};

impl Scene<'_> {
    /// The unit of a column of values: from the heading, proposed from the values, or by size where rows mix units.
    pub(super) fn unit_ui(&self, mapped: &FieldColumn, ui: &mut Ui) {
        let is_series = self.mapping.series().any(|series| series.field == mapped.field);
        let Some(indicator) = unit_indicator(&mapped.field).filter(|_| is_series).map(IndicatorId::indicator) else {
            return;
        };
        let Some(profile) = self.profile(mapped.column) else { return };
        let proposals = units_for(indicator, profile);
        let is_own = mapped.part == CellPart::OwnUnit;
        let mixed = mixed_units_of(indicator, profile).filter(|_| !is_own);
        let shown = match (&mapped.unit, mapped.unit_by_value.is_empty()) {
            (_, false) => self.ctx.text("unit-by-value").to_owned(),
            _ if is_own => self.ctx.text("unit-own").to_owned(),
            (Some(unit), true) => display_unit(unit).to_owned(),
            (None, true) => self.ctx.text("import-no-unit").to_owned(),
        };
        let mut answer = None;
        let combo = ComboBox::from_id_salt("unit").width(ui.available_width()).selected_text(shown).show_ui(ui, |ui| {
            ui.set_min_width(200.0);
            for proposal in &proposals {
                let share = self.ctx.texts.percent(proposal.share);
                let unit = display_unit(proposal.unit);
                let words = match profile.values.is_empty() {
                    true => unit.to_owned(),
                    false => self.ctx.texts.format("unit-fits", &[("unit", &unit), ("share", &share)]),
                };
                if ui.selectable_label(mapped.unit.as_deref() == Some(proposal.unit), words).clicked() {
                    answer = Some(MappingEdit::Unit { field: mapped.field.clone(), unit: proposal.unit.to_owned() });
                }
            }
            if mixed.is_some()
                && ui.selectable_label(!mapped.unit_by_value.is_empty(), self.ctx.text("unit-by-value")).clicked()
            {
                let spans = unit_spans_of(indicator);
                answer = Some(MappingEdit::UnitByValue { field: mapped.field.clone(), spans });
            }
        });
        let name = self.ctx.texts.format("import-unit-of", &[("field", &self.field_words(mapped))]);
        ui.ctx().accesskit_node_builder(combo.response.id, |node| node.set_label(name));
        if let Some(edit) = answer {
            self.edit(edit);
        }
        self.unit_remark_ui(mapped, mixed.as_deref(), ui);
        // A unit chosen for the whole column does not make those in the rows go away.
        if let Some(units) = self.mapping.unread_units(mapped.column) {
            let words = self.ctx.texts.format("question-unit-column", &[("column", &units)]);
            self.remark_ui(Tone::Abnormal, &words, ui);
        }
    }

    fn unit_remark_ui(&self, mapped: &FieldColumn, mixed: Option<&[(&'static str, f64)]>, ui: &mut Ui) {
        if mapped.part == CellPart::OwnUnit {
            self.own_units_ui(mapped, ui);
        } else if let Some(doubt) = self.mapping.unit_doubt(mapped, &self.file.inspection.profiles) {
            self.other_unit_ui(mapped, &doubt, ui);
        } else if let Some(doubt) = self.mapping.mass_doubt(mapped, &self.file.inspection.profiles) {
            self.mass_ui(mapped, &doubt, ui);
        } else if let (Some(mixed), true) = (mixed, mapped.unit_by_value.is_empty()) {
            let part =
                |(unit, share): &(&str, f64)| format!("{} {}", self.ctx.texts.percent(*share), display_unit(unit));
            let parts: Vec<String> = mixed.iter().map(part).collect();
            self.remark_ui(Tone::Abnormal, &self.ctx.texts.format("unit-mixed", &[("units", &parts.join(", "))]), ui);
        } else if !mapped.unit_by_value.is_empty() {
            let words: Vec<String> = mapped.unit_by_value.iter().map(UnitSpan::words).collect();
            ui.add(Label::new(small(words.join(" · ")).color(tokens(ui).quiet)).truncate());
        } else if mapped.unit.is_none() {
            remark_line_ui(ui, |ui| self.ask_ui(Question::Unit, ui));
        } else if let Some(words) = conversion_words(mapped, self.profile(mapped.column)) {
            ui.add(Label::new(small(words).color(tokens(ui).quiet)).truncate());
        }
    }
}

impl Scene<'_> {
    /// How many numbers carry which unit, and what becomes of those that carry none.
    fn own_units_ui(&self, mapped: &FieldColumn, ui: &mut Ui) {
        let Some(profile) = self.profile(mapped.column) else { return };
        let counted = own_units(profile).into_iter();
        let mut words: Vec<String> =
            counted.map(|(unit, count)| format!("{} {}", self.ctx.texts.whole(count), display_unit(unit))).collect();
        if profile.without_unit > 0
            && let Some(unit) = &mapped.unit
        {
            let unit = display_unit(unit);
            words.push(self.ctx.texts.count("unit-own-none", profile.without_unit, &[("unit", &unit)]));
        }
        ui.add(Label::new(small(words.join(" · ")).color(tokens(ui).quiet)).wrap());
        if profile.without_unit > 0 && mapped.unit.is_none() {
            remark_line_ui(ui, |ui| {
                let words = self.ctx.texts.count("unit-own-open", profile.without_unit, &[]);
                self.ask_with_ui(Question::Unit, words, ui);
                let bare = self.ctx.texts.count("unit-own-bare", profile.without_unit, &[]);
                ui.add(Label::new(small(bare).color(tokens(ui).quiet)).truncate());
            });
        }
    }
}

/// The first value of the column in its own and in the indicator's unit: `97 mg/dL = 5.4 mmol/L`.
fn conversion_words(mapped: &FieldColumn, profile: Option<&ColumnProfile>) -> Option<String> {
    let indicator = IndicatorId::from_code(&mapped.field)?.indicator();
    let unit = mapped.unit.as_deref()?;
    let value = *profile?.values.first()?;
    let (canonical, conversion) = indicator.canonical(value, unit)?;
    conversion?;
    let digits = usize::from(indicator.decimals);
    Some(format!("{value} {} = {canonical:.digits$} {}", display_unit(unit), display_unit(indicator.unit)))
}
