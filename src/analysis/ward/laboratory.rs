//! What the laboratory says of somebody on a ward: critical values that are news, and creatinine that climbs.

use crate::analysis::risk::creatinine_change::creatinine_change;
use crate::domain::ids::CellRef;
use crate::domain::indicator::{Assessment, IndicatorId};

/// A critical value is held up for so long, or until a newer one of its kind is there. Our own choice.
const CRITICAL_SECS: i64 = 3 * 86_400;
/// An injury is told while the value that shows it is not older than this. Our own choice.
const INJURY_SECS: i64 = 7 * 86_400;

/// A laboratory's value.
#[derive(Clone, Debug, PartialEq)]
pub struct LabValue {
    pub indicator: IndicatorId,
    pub utc_secs: i64,
    /// In the indicator's own unit.
    pub value: f64,
    /// As it is shown in that unit, with the sign of a limit of measurement.
    pub shown: String,
    pub assessment: Assessment,
    pub is_preliminary: bool,
    /// A limit of measurement, such as `>500`.
    pub is_limit: bool,
    pub cell: CellRef,
}

/// Creatinine that climbed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KidneyInjury {
    /// 1 to 3.
    pub stage: u8,
    /// µmol/L.
    pub reference: f64,
    pub newest: f64,
    pub at_utc_secs: i64,
}

/// One patient's laboratory values in order of time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Labs {
    values: Vec<LabValue>,
}

impl Labs {
    pub fn new(mut values: Vec<LabValue>) -> Labs {
        values.sort_by_key(|value| value.utc_secs);
        Labs { values }
    }

    /// The newest value of each kind up to an instant, where that is critical and recent, by kind.
    pub fn critical(&self, now_utc_secs: i64) -> Vec<&LabValue> {
        let mut newest: Vec<&LabValue> = Vec::new();
        for value in self.values.iter().filter(|value| value.utc_secs <= now_utc_secs) {
            newest.retain(|known| known.indicator != value.indicator);
            newest.push(value);
        }
        newest.retain(|value| value.assessment.is_critical() && now_utc_secs - value.utc_secs <= CRITICAL_SECS);
        newest.sort_by_key(|value| value.indicator);
        newest
    }

    /// The acute kidney injury that the newest creatinine up to an instant shows.
    pub fn kidney_injury(&self, now_utc_secs: i64) -> Option<KidneyInjury> {
        let values: Vec<(i64, f64)> = self.creatinine().filter(|(at, _)| *at <= now_utc_secs).collect();
        let at_utc_secs = values.last()?.0;
        let change = creatinine_change(&values).filter(|_| now_utc_secs - at_utc_secs <= INJURY_SECS)?;
        let stage = change.injury_stage()?;
        Some(KidneyInjury { stage, reference: change.reference, newest: change.newest, at_utc_secs })
    }

    /// Instants at which a value of a kind became critical, with the kind.
    pub fn critical_onsets(&self) -> Vec<(IndicatorId, i64)> {
        let mut now_critical: Vec<IndicatorId> = Vec::new();
        let mut found = Vec::new();
        for value in &self.values {
            let was = now_critical.contains(&value.indicator);
            match (value.assessment.is_critical(), was) {
                (true, false) => {
                    now_critical.push(value.indicator);
                    found.push((value.indicator, value.utc_secs));
                }
                (false, true) => now_critical.retain(|known| *known != value.indicator),
                _ => {}
            }
        }
        found
    }

    /// Instants from a time on at which an injury's stage was first seen, or rose.
    pub fn injury_onsets(&self, from_utc_secs: i64) -> Vec<(u8, i64)> {
        let mut stage_before = 0;
        let mut found = Vec::new();
        let times: Vec<i64> = self.creatinine().map(|(at, _)| at).collect();
        for at in times.into_iter().filter(|at| *at > from_utc_secs - INJURY_SECS) {
            let stage = self.kidney_injury(at).map_or(0, |injury| injury.stage);
            if stage > stage_before && at > from_utc_secs {
                found.push((stage, at));
            }
            stage_before = stage;
        }
        found
    }

    /// Creatinine in µmol/L with its instants: final values that are no limit.
    fn creatinine(&self) -> impl Iterator<Item = (i64, f64)> {
        let is_of = |value: &&LabValue| value.indicator.indicator().id == "creatinine";
        let counts = |value: &&LabValue| !value.is_preliminary && !value.is_limit;
        self.values.iter().filter(is_of).filter(counts).map(|value| (value.utc_secs, value.value))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::domain::ids::ImportId;

    pub const DAY: i64 = 86_400;

    pub fn value(id: &str, utc_secs: i64, value: f64) -> LabValue {
        let indicator = IndicatorId::from_word(id).expect("in the table");
        LabValue {
            indicator,
            utc_secs,
            value,
            shown: value.to_string(),
            assessment: indicator.indicator().assess(value, None, Some(60)),
            is_preliminary: false,
            is_limit: false,
            cell: CellRef { import: ImportId(1), line: 1, column: utc_secs as u16 },
        }
    }

    #[test]
    fn a_critical_value_is_news_until_a_newer_one_and_for_three_days() {
        let labs = Labs::new(vec![value("potassium", DAY, 6.9), value("sodium", 0, 118.0), value("sodium", 60, 131.0)]);
        let told: Vec<f64> = labs.critical(DAY + 60).iter().map(|value| value.value).collect();
        assert_eq!(told, [6.9], "the sodium was measured again");
        assert!(labs.critical(DAY - 1).is_empty() && labs.critical(5 * DAY).is_empty());
        assert_eq!(labs.critical_onsets().len(), 2);
    }

    #[test]
    fn a_climbing_creatinine_is_an_injury_that_rises_in_stage() {
        let days = [(0, 80.0), (1, 84.0), (2, 130.0), (3, 175.0), (4, 172.0)];
        let labs = Labs::new(days.map(|(day, level)| value("creatinine", day * DAY, level)).to_vec());
        assert_eq!(labs.kidney_injury(DAY), None);
        let injury = labs.kidney_injury(4 * DAY).expect("climbed");
        assert_eq!((injury.stage, injury.reference, injury.newest), (2, 80.0, 172.0));
        assert_eq!(labs.injury_onsets(DAY), [(1, 2 * DAY), (2, 3 * DAY)]);
        let preliminary = LabValue { is_preliminary: true, ..value("creatinine", DAY, 300.0) };
        assert_eq!(Labs::new(vec![value("creatinine", 0, 80.0), preliminary]).kidney_injury(DAY), None);
    }
}
