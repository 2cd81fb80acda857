//! What a list holds by ward, sex, condition and the like, counted in one pass, for the cohort builder.

use crate::base::Date;
use crate::domain::book::BookKind;
use crate::domain::indicator::{INDICATOR_COUNT, IndicatorId};
use crate::domain::patient::{AllergyState, Sex};

use super::filter::last_birth_day;
use super::{NO_DAY, PatientIndex, RowSet};

/// Bars of the age histogram: decades of completed years, the last one open.
pub const AGE_BARS: usize = 11;

/// Counts of patients. Those not counted in a group have nothing recorded there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facets {
    pub patients: u32,
    /// In the order female, male, other, unknown to the source.
    pub sexes: [(Sex, u32); 4],
    pub sex_missing: u32,
    /// In the order of the type.
    pub allergies: [(AllergyState, u32); 4],
    /// Completed years 0-9, 10-19, ..., 90-99, 100 and over.
    pub ages: [u32; AGE_BARS],
    pub age_missing: u32,
    /// Patients by ward's number in its book.
    pub wards: Vec<u32>,
    pub ward_missing: u32,
    /// Patients by condition's number in its book.
    pub conditions: Vec<u32>,
    /// Patients by medication's number in its book.
    pub medications: Vec<u32>,
    /// Patients with a value, by position of the indicator.
    pub indicators: [u32; INDICATOR_COUNT],
}

impl Facets {
    /// Numbers of the words with patients, the most frequent first, then in order of number.
    pub fn ranked(counts: &[u32]) -> Vec<(u16, u32)> {
        let mut ranked: Vec<(u16, u32)> = counts
            .iter()
            .enumerate()
            .filter(|(_, count)| **count > 0)
            .map(|(word, &count)| (word as u16, count))
            .collect();
        ranked.sort_by_key(|&(word, count)| (std::cmp::Reverse(count), word));
        ranked
    }
}

impl PatientIndex {
    /// Counts of the patients in `rows` on that day.
    pub fn facets(&self, rows: &RowSet, as_of: Date) -> Facets {
        let words = |kind| vec![0u32; self.books().of(kind).len()];
        let mut facets = Facets {
            patients: rows.count() as u32,
            sexes: [Sex::Female, Sex::Male, Sex::Other, Sex::Unknown].map(|sex| (sex, 0)),
            sex_missing: 0,
            allergies: [
                AllergyState::Known,
                AllergyState::NoneKnown,
                AllergyState::NotRecorded,
                AllergyState::Unavailable,
            ]
            .map(|state| (state, 0)),
            ages: [0; AGE_BARS],
            age_missing: 0,
            wards: words(BookKind::Ward),
            ward_missing: 0,
            conditions: words(BookKind::Condition),
            medications: words(BookKind::Medication),
            indicators: [0; INDICATOR_COUNT],
        };
        let decades = Decades::new(self, as_of);
        for row in rows.iter() {
            self.count_marks(row, &mut facets);
            match decades.bar(self, row).and_then(|bar| facets.ages.get_mut(bar)) {
                Some(bar) => *bar += 1,
                None => facets.age_missing += 1,
            }
            match self.ward(row).and_then(|ward| facets.wards.get_mut(usize::from(ward.0))) {
                Some(ward) => *ward += 1,
                None => facets.ward_missing += 1,
            }
            count_words(self.conditions(row), &mut facets.conditions);
            count_words(self.medications(row), &mut facets.medications);
        }
        for (id, count) in IndicatorId::all().zip(&mut facets.indicators) {
            *count = self.count_recorded(id, rows);
        }
        facets
    }

    fn count_marks(&self, row: u32, facets: &mut Facets) {
        match self.sex(row) {
            Some(sex) => facets.sexes.iter_mut().filter(|(of, _)| *of == sex).for_each(|(_, count)| *count += 1),
            None => facets.sex_missing += 1,
        }
        let allergies = self.allergies(row);
        facets.allergies.iter_mut().filter(|(of, _)| *of == allergies).for_each(|(_, count)| *count += 1);
    }

    fn count_recorded(&self, indicator: IndicatorId, rows: &RowSet) -> u32 {
        let Some(Some(column)) = self.newest.get(indicator.index()) else {
            return 0;
        };
        let mut recorded = RowSet::from_column(column.parts().0, |value| !value.is_nan());
        recorded.intersect(rows);
        recorded.count() as u32
    }
}

/// A patient's word stands once however often it was recorded.
fn count_words(words: &[u16], counts: &mut [u32]) {
    for (place, word) in words.iter().enumerate() {
        let is_repeated = words.iter().take(place).any(|earlier| earlier == word);
        if let Some(count) = counts.get_mut(usize::from(*word)).filter(|_| !is_repeated) {
            *count += 1;
        }
    }
}

/// The last birth days of each decade of age, so that no calendar arithmetic is done per patient.
struct Decades {
    as_of: Date,
    died: RowSet,
    last_birth_days: [i32; AGE_BARS],
}

impl Decades {
    fn new(index: &PatientIndex, as_of: Date) -> Self {
        let mut died = RowSet::none(index.row_count());
        index.deaths.iter().for_each(|&(row, _)| died.insert(row));
        Decades { as_of, died, last_birth_days: std::array::from_fn(|bar| last_birth_day(as_of, bar as u32 * 10)) }
    }

    fn bar(&self, index: &PatientIndex, row: u32) -> Option<usize> {
        if self.died.contains(row) {
            return index.age_years(row, self.as_of).map(|age| (age as usize / 10).min(AGE_BARS - 1));
        }
        let born = *index.birth_days.get(row as usize)?;
        let reached = self.last_birth_days.iter().filter(|&&last| born <= last).count();
        (born != NO_DAY).then(|| reached.checked_sub(1)).flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::index::test_patients::{index, today};
    use crate::domain::cohort::Cohort;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn facets_agree_with_filters(seed in 0u64..60) {
            let index = index(seed, 120);
            let facets = index.facets(index.everyone(), today());
            let count = |text: &str| index.count(&Cohort::parse(text).expect("a cohort"), today()) as u32;
            prop_assert_eq!(facets.patients, count("everyone"));
            prop_assert_eq!(facets.sexes[0], (Sex::Female, count("sex = female")));
            prop_assert_eq!(facets.sex_missing, count("missing(sex)"));
            prop_assert_eq!(facets.allergies[1], (AllergyState::NoneKnown, count("allergies = none known")));
            prop_assert_eq!(facets.ages[6], count("age >= 60 and age < 70"));
            prop_assert_eq!(facets.ages.iter().sum::<u32>(), count("recorded(age)"));
            prop_assert_eq!(facets.age_missing, count("missing(age)"));
            prop_assert_eq!(facets.wards[1], count("ward = Neurology"));
            prop_assert_eq!(facets.ward_missing, count("missing(ward)"));
            prop_assert_eq!(facets.conditions[1], count("condition = I10"));
            prop_assert_eq!(facets.medications[0], count("medication = metformin"));
            prop_assert_eq!(facets.indicators[0], count("recorded(sbp)"));
        }
    }
}
