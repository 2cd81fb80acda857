//! What the cells of the columns add to a mapping made from headings: how they are written, and what has to be asked.

use crate::domain::indicator::unit_scale::implied_of;
use crate::domain::indicator::{Indicator, IndicatorId};
use crate::domain::unit::Conversion;

use super::super::blood_pressure::{BLOOD_PRESSURE, common_unit};
use super::super::specimen;
use super::super::values::{
    CellKind, ColumnProfile, ColumnReading, DateForm, MissingWords, NumberForm, PlacedCell, UnitCandidate,
    UnitProposal, mixed_units, propose_units,
};
use super::super::{ColumnKind, Need, format_by_id};
use super::times::is_of_other_event;
use super::{CellPart, FieldColumn, Mapping, UnitSpan};

/// What a person has to decide before a column can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// Day and month could be exchanged, and no row decides, too few do, or they contradict each other.
    DateOrder,
    /// Numbers that could be days as spreadsheets count them, from 1900 or from 1904.
    SerialDates,
    /// A mark could be a decimal or a thousands mark everywhere.
    DecimalMark,
    /// The values have no unit.
    Unit,
    /// The words of a choice are numbers, and nobody has said what they stand for.
    Codes,
    /// Most values fit another unit than the one that the file states.
    OtherUnit,
    /// A mass may be the whole molecule's or a part's.
    MassOfWhat,
    /// Years have two digits.
    Century,
    /// Several columns could say the date, or the only one may be that of another event.
    WhichDate,
    /// A column of what is read from another column already.
    SecondColumn,
}

impl Question {
    /// Message key `question-<id>`.
    pub fn id(self) -> &'static str {
        match self {
            Question::DateOrder => "date-order",
            Question::SerialDates => "serial-dates",
            Question::DecimalMark => "decimal-mark",
            Question::Unit => "unit",
            Question::Codes => "codes",
            Question::OtherUnit => "other-unit",
            Question::MassOfWhat => "mass-of-what",
            Question::Century => "century",
            Question::WhichDate => "which-date",
            Question::SecondColumn => "second-column",
        }
    }
}

impl Mapping {
    /// Completes what headings alone proposed, then fits it. Not for a mapping that a person has changed: what was taken
    /// away there would come back.
    pub fn fit_anew(&mut self, profiles: &[ColumnProfile]) {
        self.take_only_dates(profiles);
        self.fit(profiles);
    }

    /// Takes over how cells are written; profiles are those of the columns, in order.
    pub fn fit(&mut self, profiles: &[ColumnProfile]) {
        self.release_identifiers_of_samples(profiles);
        self.join_clocks(profiles);
        self.take_units_behind_numbers(profiles);
        self.take_own_units(profiles);
        self.take_pressure_units(profiles);
        let readings: Vec<Option<ColumnReading>> =
            self.columns.iter().map(|mapped| self.reading_of(mapped, profiles)).collect();
        for (mapped, reading) in self.columns.iter_mut().zip(readings) {
            if !mapped.settled {
                mapped.reading = reading;
            }
        }
        self.place_in_centuries(profiles);
    }

    /// Two-digit years in the century that was said, else so that none is in the future; that is asked.
    fn place_in_centuries(&mut self, profiles: &[ColumnProfile]) {
        for mapped in &mut self.columns {
            let proposed = profile_of(mapped, profiles).map(|profile| profile.no_future);
            let Some(reading) = &mut mapped.reading else { continue };
            if let Some(pivot) = mapped.century.or(proposed) {
                reading.date = reading.date.with_pivot(pivot);
            }
        }
    }

    /// The two-digit years of a column of dates, each with the first cell that has it.
    pub fn short_years(&self, mapped: &FieldColumn, profiles: &[ColumnProfile]) -> Vec<(u8, PlacedCell)> {
        let is_date = matches!(self.kind_of(mapped), ColumnKind::Date | ColumnKind::Time);
        let form = mapped.reading.as_ref().filter(|_| is_date).map(|reading| reading.date);
        let profile = profile_of(mapped, profiles);
        form.zip(profile).map(|(form, profile)| profile.short_years.of(form)).unwrap_or_default()
    }

    /// Whether every column of times holds dates: where one holds times of day, its dates are in another column.
    pub fn has_dates_for_times(&self, profiles: &[ColumnProfile]) -> bool {
        let times = self.columns.iter().filter(|mapped| self.kind_of(mapped) == ColumnKind::Time);
        times.filter_map(|mapped| profile_of(mapped, profiles)).all(|profile| {
            matches!(profile.kind.value, CellKind::Date | CellKind::Moment | CellKind::Empty | CellKind::Number)
        })
    }

    /// Whether nothing is left to be asked.
    pub fn is_decided(&self, profiles: &[ColumnProfile]) -> bool {
        self.questions(profiles).next().is_none() && self.second_columns(profiles).is_empty()
    }

    /// What is still open, by field; a column of dates may leave several things open.
    pub fn questions<'a>(&'a self, profiles: &'a [ColumnProfile]) -> impl Iterator<Item = (&'a FieldColumn, Question)> {
        let open = |mapped: &'a FieldColumn| {
            let date = self.time_doubt(mapped, profiles).map(|_| Question::WhichDate);
            let own = [date, self.question(mapped, profiles), self.century_question(mapped, profiles)];
            own.into_iter().flatten().map(move |question| (mapped, question))
        };
        self.columns.iter().flat_map(open)
    }

    fn question(&self, mapped: &FieldColumn, profiles: &[ColumnProfile]) -> Option<Question> {
        let profile = profile_of(mapped, profiles)?;
        let is_open = !mapped.settled;
        match self.kind_of(mapped) {
            ColumnKind::Date | ColumnKind::Time => {
                let date = profile.date.as_ref().filter(|date| is_open && date.is_ambiguous)?;
                let is_serial = matches!(date.value, DateForm::Serial(_));
                Some(if is_serial { Question::SerialDates } else { Question::DateOrder })
            }
            ColumnKind::Number => {
                let is_ambiguous = is_open && profile.number.as_ref().is_some_and(|number| number.is_ambiguous);
                if is_ambiguous { Some(Question::DecimalMark) } else { self.unit_question(mapped, profile, profiles) }
            }
            ColumnKind::Choice => {
                let has_codes = is_open && !self.codes_of(mapped, profile).is_empty();
                has_codes.then_some(Question::Codes)
            }
            ColumnKind::Word => self.doubt_about_unit(mapped, profiles),
            ColumnKind::Text if mapped.field == BLOOD_PRESSURE => mapped.unit.is_none().then_some(Question::Unit),
            ColumnKind::Identifier | ColumnKind::Text => None,
        }
    }

    /// Numbers among the cells of a choice that are no words of it and that nobody has given a meaning, in order.
    pub(super) fn codes_of<'a>(&self, mapped: &FieldColumn, profile: &'a ColumnProfile) -> Vec<&'a str> {
        let known = format_by_id(self.format).map(|format| format.words(&mapped.field)).unwrap_or_default();
        let is_code = |word: &&str| {
            let is_number = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
            let is_missing = mapped.reading.as_ref().is_some_and(|reading| reading.missing.contains(word));
            let is_answered = mapped.words.iter().any(|(written, _)| written == word);
            is_number && !is_missing && !is_answered && !known.iter().any(|words| words.contains(word))
        };
        let cells = profile.distinct.iter().flatten().map(|(word, _)| word.trim());
        let mut codes: Vec<&str> = cells.filter(|_| !known.is_empty()).filter(is_code).collect();
        codes.sort_unstable();
        codes.dedup();
        codes
    }

    fn unit_question(
        &self,
        mapped: &FieldColumn,
        profile: &ColumnProfile,
        profiles: &[ColumnProfile],
    ) -> Option<Question> {
        let is_indicator = self.is_series(mapped) && IndicatorId::from_code(&mapped.field).is_some();
        let has_none = mapped.unit.is_none() && mapped.unit_by_value.is_empty();
        let are_bare = mapped.part != CellPart::OwnUnit || profile.without_unit > 0;
        if is_indicator && has_none && are_bare {
            return Some(Question::Unit);
        }
        self.doubt_about_unit(mapped, profiles)
    }

    fn doubt_about_unit(&self, mapped: &FieldColumn, profiles: &[ColumnProfile]) -> Option<Question> {
        let other = self.unit_doubt(mapped, profiles).map(|_| Question::OtherUnit);
        other.or_else(|| self.mass_doubt(mapped, profiles).map(|_| Question::MassOfWhat))
    }

    fn century_question(&self, mapped: &FieldColumn, profiles: &[ColumnProfile]) -> Option<Question> {
        let is_open = mapped.century.is_none() && !self.short_years(mapped, profiles).is_empty();
        is_open.then_some(Question::Century)
    }

    /// Kind of a field; a column of values of a wide table holds numbers.
    pub fn kind_of(&self, mapped: &FieldColumn) -> ColumnKind {
        let columns = format_by_id(self.format).map_or(&[][..], |format| format.columns());
        let of_values = if mapped.field == BLOOD_PRESSURE { ColumnKind::Text } else { ColumnKind::Number };
        columns.iter().find(|column| column.field == mapped.field).map_or(of_values, |column| column.kind)
    }

    fn is_series(&self, mapped: &FieldColumn) -> bool {
        self.series().any(|series| series.field == mapped.field)
    }

    fn reading_of(&self, mapped: &FieldColumn, profiles: &[ColumnProfile]) -> Option<ColumnReading> {
        let profile = profile_of(mapped, profiles)?;
        let kind = self.kind_of(mapped);
        let number = profile.number.as_ref().filter(|_| kind == ColumnKind::Number).map(|number| number.value);
        let is_date = matches!(kind, ColumnKind::Date | ColumnKind::Time);
        let date = profile.date.as_ref().filter(|_| is_date).map(|date| date.value);
        let words = profile.missing_words.iter().map(|(word, _)| word.as_str());
        let is_plain = profile.missing_words.is_empty()
            && number.is_none_or(|form| form == NumberForm::default() && is_plainly_written(profile))
            && date.is_none_or(|form| form == DateForm::Iso);
        (!is_plain).then(|| ColumnReading {
            number: number.unwrap_or_default(),
            date: date.unwrap_or_default(),
            missing: MissingWords::of(words),
        })
    }

    /// A required time without a heading that says so is the only free column that holds dates and nothing else, but
    /// for dates of something else, such as of birth.
    fn take_only_dates(&mut self, profiles: &[ColumnProfile]) {
        let mut required = format_by_id(self.format).into_iter().flat_map(|format| format.columns()).filter(|column| {
            matches!(column.kind, ColumnKind::Time | ColumnKind::Date) && column.need == Need::Required
        });
        let Some(time) = required.find(|column| self.of(column.field).is_none()) else { return };
        let columns = (1..).zip(self.headings.iter().zip(profiles));
        let mut dates = columns.filter(|(column, (heading, profile))| {
            let is_date = matches!(profile.kind.value, CellKind::Date | CellKind::Moment) && profile.odd.count == 0;
            is_date && self.field_of(*column).is_none() && !is_of_other_event(heading, time)
        });
        let only = dates.next().filter(|_| dates.next().is_none()).map(|(column, _)| column);
        if only.is_some() {
            self.set(time.field, only, None);
        }
    }

    /// A column headed as a specimen or a state that numbers its rows says nothing of what they are of.
    fn release_identifiers_of_samples(&mut self, profiles: &[ColumnProfile]) {
        let numbers = |field: &str, profile: &ColumnProfile| {
            let is_number = |word: &str| word.len() > 2 && word.bytes().any(|byte| byte.is_ascii_digit());
            // Of many distinct words a sample tells enough.
            let distinct = profile.distinct.iter().flatten().map(|(word, _)| word.trim());
            let sample = profile.sample.iter().filter(|_| profile.distinct.is_none()).map(|cell| cell.text.trim());
            distinct
                .chain(sample)
                .filter(|word| !word.is_empty())
                .all(|word| is_number(word) && !specimen::knows(field, word))
        };
        let is_number = |mapped: &FieldColumn| {
            let is_word = matches!(mapped.field.as_str(), "specimen" | "status") && !mapped.place_settled;
            is_word && profile_of(mapped, profiles).is_some_and(|profile| numbers(&mapped.field, profile))
        };
        let of_observations = matches!(self.format, "observations" | "observations_wide");
        self.columns.retain(|mapped| !(of_observations && is_number(mapped)));
    }

    /// The unit behind all pressures of a column of them.
    fn take_pressure_units(&mut self, profiles: &[ColumnProfile]) {
        for mapped in self.columns.iter_mut().filter(|mapped| mapped.field == BLOOD_PRESSURE && mapped.unit.is_none()) {
            let cells = profile_of(mapped, profiles).into_iter().flat_map(|profile| &profile.sample);
            mapped.unit = common_unit(cells.map(|cell| cell.text.as_str())).map(str::to_owned);
        }
    }

    /// Units that stand behind the numbers of a long table without a column of units.
    fn take_units_behind_numbers(&mut self, profiles: &[ColumnProfile]) {
        let has_unit = format_by_id(self.format)
            .is_some_and(|format| format.columns().iter().any(|column| column.field == "unit"));
        let Some(value) = self.column_of("value").filter(|_| has_unit && self.of("unit").is_none()) else { return };
        let profile = profiles.get(usize::from(value) - 1);
        if profile.is_some_and(|profile| !profile.with_unit.is_empty()) {
            self.put(FieldColumn { part: CellPart::Unit, ..FieldColumn::of_column("unit", value, None) });
        }
    }
}

/// Whether the strict reading gives every number, leaving out what is none in any reading.
fn is_plainly_written(profile: &ColumnProfile) -> bool {
    profile.below == 0 && profile.above == 0 && profile.with_unit.is_empty() && profile.odd.count == 0
}

pub(super) fn profile_of<'a>(mapped: &FieldColumn, profiles: &'a [ColumnProfile]) -> Option<&'a ColumnProfile> {
    profiles.get(usize::from(mapped.column).checked_sub(1)?)
}

/// Units an indicator's values may be in, by how well the column's values fit them, best first: the customary ones;
/// where the values fit none of them, those of the same dimension that they fit, and else the customary ones all the same.
pub fn units_for(indicator: &Indicator, profile: &ColumnProfile) -> Vec<UnitProposal<'static>> {
    let customary = candidates(indicator);
    let proposed = propose_units(&profile.values, &customary);
    if !proposed.is_empty() {
        return proposed;
    }
    let own = customary.first().into_iter();
    let implied = own.flat_map(|own| implied_of(indicator).iter().map(|conversion| converted(own, conversion)));
    let proposed = propose_units(&profile.values, &implied.collect::<Vec<_>>());
    if !proposed.is_empty() {
        return proposed;
    }
    customary.iter().map(|one| UnitProposal { unit: one.unit, share: 0.0, confidence: 0.0 }).collect()
}

/// Whether a column's values fall into two units; each with its share.
pub fn mixed_units_of(indicator: &Indicator, profile: &ColumnProfile) -> Option<Vec<(&'static str, f64)>> {
    mixed_units(&profile.values, &candidates(indicator))
}

/// The units of an indicator, with what is plausible and what is usual in each.
pub fn candidates(indicator: &Indicator) -> Vec<UnitCandidate<'static>> {
    let plausible = (indicator.plausible.low, indicator.plausible.high);
    let usual = |end: fn(f64, f64) -> f64, ends: Vec<Option<f64>>, otherwise: f64| {
        ends.into_iter().flatten().reduce(end).unwrap_or(otherwise)
    };
    let lows = indicator.ranges.iter().map(|range| range.low).collect();
    let highs = indicator.ranges.iter().map(|range| range.high).collect();
    let typical = (usual(f64::min, lows, plausible.0), usual(f64::max, highs, plausible.1));
    let own = UnitCandidate { unit: indicator.unit, plausible, typical };
    let others = indicator.conversions.iter().map(|conversion| converted(&own, conversion));
    std::iter::once(own).chain(others).collect()
}

/// What is plausible and usual in the unit that a conversion is from.
fn converted(own: &UnitCandidate<'_>, conversion: &Conversion) -> UnitCandidate<'static> {
    let span = |(low, high): (f64, f64)| (before(conversion, low), before(conversion, high));
    UnitCandidate { unit: conversion.from, plausible: span(own.plausible), typical: span(own.typical) }
}

/// Spans of values that are in each unit; what two units have in common is in neither.
pub fn unit_spans_of(indicator: &Indicator) -> Vec<UnitSpan> {
    spans_apart(&candidates(indicator))
}

/// Spans of the units alone that are `wanted`, by their UCUM codes.
pub fn unit_spans_among(indicator: &Indicator, wanted: &[&str]) -> Vec<UnitSpan> {
    let of_both = candidates(indicator).into_iter().filter(|candidate| wanted.contains(&candidate.unit));
    spans_apart(&of_both.collect::<Vec<_>>())
}

fn spans_apart(candidates: &[UnitCandidate<'_>]) -> Vec<UnitSpan> {
    let mut all: Vec<UnitSpan> = candidates
        .iter()
        .map(|candidate| UnitSpan {
            unit: candidate.unit.to_owned(),
            low: candidate.plausible.0,
            high: candidate.plausible.1,
        })
        .collect();
    all.sort_by(|a, b| a.low.total_cmp(&b.low));
    for at in 1..all.len() {
        let (Some(next), Some(before)) = (all.get(at).map(|span| span.low), all.get_mut(at - 1)) else { continue };
        let overlap_end = before.high;
        if next < overlap_end {
            before.high = next;
            if let Some(span) = all.get_mut(at) {
                span.low = overlap_end;
            }
        }
    }
    all
}

/// The value that a conversion makes this one of.
fn before(conversion: &Conversion, value: f64) -> f64 {
    (value - conversion.after) * conversion.denominator / conversion.numerator - conversion.before
}
