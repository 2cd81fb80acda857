//! The data quality card of a whole store, counted over the index in one pass.

use crate::app::index::PatientIndex;
use crate::base::Date;
use crate::domain::indicator::{INDICATOR_COUNT, IndicatorId};
use crate::domain::patient::AllergyState;

/// How many patients have a value of an indicator, and a fresh one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IndicatorCoverage {
    pub recorded: u64,
    /// Not older than the indicator's limit.
    pub fresh: u64,
}

/// Data quality of a store; all numbers are patients, but for `observations` and `flagged_values`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreQuality {
    pub patients: u64,
    pub with_observations: u64,
    pub observations: u64,
    pub flagged_values: u64,
    pub without_name: u64,
    pub without_sex: u64,
    pub without_birth_date: u64,
    pub without_allergy_record: u64,
    /// By position in the indicator table.
    pub coverage: [IndicatorCoverage; INDICATOR_COUNT],
    /// Date of the newest observation of all.
    pub newest: Option<Date>,
}

/// Counts the card as of `today`.
pub fn store_quality(index: &PatientIndex, today: Date) -> StoreQuality {
    let mut quality = StoreQuality {
        patients: index.patient_count() as u64,
        with_observations: 0,
        observations: 0,
        flagged_values: 0,
        without_name: 0,
        without_sex: 0,
        without_birth_date: 0,
        without_allergy_record: 0,
        coverage: [IndicatorCoverage::default(); INDICATOR_COUNT],
        newest: None,
    };
    for row in index.everyone().iter() {
        count_patient(&mut quality, index, row);
    }
    for (id, coverage) in IndicatorId::all().zip(&mut quality.coverage) {
        if index.has_indicator(id) {
            *coverage = coverage_of(index, id, today);
        }
    }
    quality
}

fn count_patient(quality: &mut StoreQuality, index: &PatientIndex, row: u32) {
    let names = [index.family_name(row), index.given_name(row), index.chinese_name(row)];
    quality.without_name += u64::from(names.iter().all(Option::is_none));
    quality.without_sex += u64::from(index.sex(row).is_none());
    quality.without_birth_date += u64::from(index.birth_date(row).is_none());
    quality.without_allergy_record += u64::from(index.allergies(row) == AllergyState::NotRecorded);
    quality.observations += u64::from(index.observation_count(row));
    quality.with_observations += u64::from(index.observation_count(row) > 0);
    quality.flagged_values += u64::from(index.flagged_count(row));
    quality.newest = quality.newest.max(index.last_observed(row));
}

fn coverage_of(index: &PatientIndex, id: IndicatorId, today: Date) -> IndicatorCoverage {
    let limit = i32::from(id.indicator().stale_after_days);
    let newest = index.everyone().iter().filter_map(|row| index.newest(row, id));
    newest.fold(IndicatorCoverage::default(), |coverage, newest| IndicatorCoverage {
        recorded: coverage.recorded + 1,
        fresh: coverage.fresh + u64::from(today.0 - newest.date.0 <= limit),
    })
}
