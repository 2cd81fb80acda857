//! The list's cells, made for the visible rows only.

use crate::analysis::quality::twin_card::{Coverage, coverage_of};
use crate::app::index::PatientIndex;
use crate::app::list::ListResult;
use crate::app::list::columns::Column;
use crate::app::list::table::words;
use crate::base::Date;
use crate::domain::book::BookKind;
use crate::domain::indicator::IndicatorId;
use crate::domain::patient::AllergyState;
use crate::ui::panels::{PanelCtx, written_name};
use crate::ui::theme::Tone;
use crate::ui::widgets::{Cell, Icon, ValueMark};

use super::sentence::{allergy_id, sex_id};
use super::why::reasons;

/// A patient not observed for longer is marked stale in the list: the longest limit of the common laboratory tests.
const STALE_AFTER_DAYS: i32 = 180;

/// What the cells of one frame are made from.
pub struct Cells<'a> {
    pub ctx: &'a PanelCtx<'a>,
    pub result: &'a ListResult,
    pub columns: &'a [Column],
    pub today: Date,
}

impl Cells<'_> {
    /// The cell at a place of the table; empty beyond its ends.
    pub fn cell(&self, at: usize, column: usize) -> Cell {
        let (Some(&row), Some(&shown)) = (self.result.rows.get(at), self.columns.get(column)) else {
            return Cell::default();
        };
        let cell = self.of_patient(row, shown);
        // The reason of a match stands beside the name, or in the first column where the name is not shown.
        let holds_reason = match self.columns.contains(&Column::Name) {
            true => shown == Column::Name,
            false => column == 0,
        };
        let heading = super::columns::heading(self.ctx.texts, shown);
        let left = heading.width - 24.0 - super::columns::room(&cell.words());
        match holds_reason.then(|| reasons(self.ctx.texts, self.result, row, left)).flatten() {
            Some(reason) => cell.aside(reason),
            None => cell,
        }
    }

    fn of_patient(&self, row: u32, column: Column) -> Cell {
        let index = &self.result.hospital.index;
        match column {
            Column::Identifier => self.identifier(index, row),
            Column::Name => self.name(index, row),
            Column::ChineseName => index.chinese_name(row).map_or_else(|| self.none_on_record(), Cell::text),
            Column::Sex => self.or_not_recorded(index.sex(row).map(|sex| self.words(&format!("sex-{}", sex_id(sex))))),
            Column::Age => self.age(index, row),
            Column::BirthDate => self.or_not_recorded(index.birth_date(row).map(|date| self.ctx.texts.date(date))),
            Column::Ward => self.or_none_on_record(index.ward_name(row).unwrap_or("").to_owned()),
            Column::Allergies => self.allergies(index.allergies(row)),
            Column::Conditions => self.or_none_on_record(words(index, BookKind::Condition, index.conditions(row))),
            Column::Medications => self.or_none_on_record(words(index, BookKind::Medication, index.medications(row))),
            Column::Observations => Cell::number(self.ctx.texts.whole(u64::from(index.observation_count(row))), None),
            Column::LastObserved => self.last_observed(index.last_observed(row)),
            Column::Flagged => self.flagged(index.flagged_count(row)),
            Column::Newest(id) => self.newest(index, row, id),
        }
    }

    /// The identifier, and those of records that were merged into this one.
    fn identifier(&self, index: &PatientIndex, row: u32) -> Cell {
        let others: Vec<&str> = index.merged_into(row).map(|other| index.identifier(other)).collect();
        let cell = Cell::text(index.identifier(row));
        if others.is_empty() { cell } else { cell.aside(format!("+ {}", others.join(", "))) }
    }

    fn words(&self, key: &str) -> String {
        self.ctx.texts.get(key).to_owned()
    }

    fn or_not_recorded(&self, text: Option<String>) -> Cell {
        text.map_or_else(|| Cell::absent(self.words("not-recorded")), Cell::text)
    }

    fn or_none_on_record(&self, text: String) -> Cell {
        if text.is_empty() { self.none_on_record() } else { Cell::text(text) }
    }

    /// A dash: many people have no Chinese name, lie on no ward, have no condition. The words are for screen readers.
    fn none_on_record(&self) -> Cell {
        Cell { mark_name: self.words("none-on-record"), ..Cell::absent("\u{2013}").tone(Tone::Quiet) }
    }

    fn name(&self, index: &PatientIndex, row: u32) -> Cell {
        let chinese = index.chinese_name(row).filter(|_| !self.columns.contains(&Column::ChineseName));
        let (family, given) = (index.family_name(row), index.given_name(row));
        let cell = match (family, given, chinese) {
            (None, None, None) => Cell::absent(self.words("not-recorded")),
            (family, given, chinese) => Cell::text(written_name(self.ctx, family, given, chinese)),
        };
        match index.death_date(row) {
            Some(date) => cell.aside(self.ctx.texts.format("died", &[("date", &self.ctx.texts.date(date))])),
            None => cell,
        }
    }

    /// Completed years; below two years as at the bedside. Of the dead the age at death.
    fn age(&self, index: &PatientIndex, row: u32) -> Cell {
        let on = index.death_date(row).map_or(self.today, |death| death.min(self.today));
        match (index.birth_date(row), index.age_years(row, self.today)) {
            (Some(_), Some(years @ 2..)) => Cell::number(years.to_string(), None),
            (Some(birth), _) => Cell::text(self.ctx.texts.age(birth, on)),
            (None, _) => Cell::absent(self.words("not-recorded")),
        }
    }

    fn allergies(&self, state: AllergyState) -> Cell {
        let said = self.words(&format!("allergy-{}", allergy_id(state)));
        match state {
            AllergyState::Known => Cell::text(said).tone(Tone::Abnormal).mark(Icon::Warning, ""),
            AllergyState::NoneKnown => Cell::text(said),
            AllergyState::NotRecorded | AllergyState::Unavailable => Cell::absent(said),
        }
    }

    fn last_observed(&self, date: Option<Date>) -> Cell {
        let Some(date) = date else { return self.none_on_record() };
        let cell = Cell::text(self.ctx.texts.days_ago(date, self.today));
        match self.today.0 - date.0 > STALE_AFTER_DAYS {
            true => cell.tone(Tone::Stale).mark(Icon::Clock, self.words("stale")),
            false => cell,
        }
    }

    fn flagged(&self, count: u16) -> Cell {
        let cell = Cell::number(count.to_string(), None);
        match count {
            0 => cell,
            _ => cell.tone(Tone::Abnormal).mark(Icon::Warning, self.words("column-flagged")),
        }
    }

    /// The newest value with its mark; how old it is, is said under the pointer and to screen readers.
    fn newest(&self, index: &PatientIndex, row: u32, id: IndicatorId) -> Cell {
        let assessment = index.assess(row, id);
        let (mark, said) = (ValueMark::of(assessment), self.words(ValueMark::of(assessment).key()));
        let Some(newest) = index.newest(row, id) else { return Cell::absent(said) };
        let cell = Cell::number(self.ctx.texts.decimal(&newest.shown()), None).tone(mark.tone());
        let cell = cell.aside(self.ctx.texts.days_ago(newest.date, self.today));
        let cell = match mark.icon() {
            Some(icon) => cell.mark(icon, said),
            None => cell,
        };
        match coverage_of(id, Some(newest.date), self.today) {
            Coverage::Stale { .. } => cell.stale(self.ctx.text("stale")),
            _ => cell,
        }
    }
}
