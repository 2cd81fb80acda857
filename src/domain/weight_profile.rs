//! Weights of a summary of risk: indicators with their unit, the curve from a value to a sub-score of 0 to 1, and how
//! much each counts. A profile has a name and a version, since two profiles give two different numbers.

use super::indicator::{IndicatorId, Span};
use super::unit_words::ucum_from_spelling;

/// A point of a curve: at this value the sub-score is this.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Anchor {
    pub value: f64,
    /// 0 (as good as it gets) to 1 (as bad).
    pub score: f64,
}

/// From a value to a sub-score.
#[derive(Clone, Debug, PartialEq)]
pub enum SubScore {
    /// The value is a sub-score already, such as the output of a validated model: 0 to 1, else refused.
    Given,
    /// Straight between anchors, flat before the first and after the last.
    Anchors(Vec<Anchor>),
}

/// One indicator of a profile.
#[derive(Clone, Debug, PartialEq)]
pub struct WeightedIndicator {
    /// Heading of its column, and its name.
    pub column: String,
    /// The values' unit, as it was written.
    pub unit: String,
    /// 0 or more.
    pub weight: f64,
    pub sub_score: SubScore,
    /// Values outside are refused.
    pub range: Option<Span>,
    /// Where the curve comes from.
    pub source: Option<String>,
}

impl WeightedIndicator {
    /// The indicator of our own table, where the column has its name and the unit is its unit.
    pub fn known(&self) -> Option<IndicatorId> {
        let words = [self.column.clone(), self.column.replace('_', "-"), self.column.replace('_', " ")];
        let known = words.iter().find_map(|word| IndicatorId::from_word(word))?;
        (known.indicator().unit == ucum_from_spelling(&self.unit)).then_some(known)
    }
}

/// A named set of weights that was checked.
#[derive(Clone, Debug, PartialEq)]
pub struct WeightProfile {
    name: String,
    version: String,
    indicators: Vec<WeightedIndicator>,
}

/// Why weights are no profile.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WeightFault {
    #[error("it has no name")]
    NoName,
    #[error("it has no version")]
    NoVersion,
    #[error("it has no indicator")]
    NoIndicator,
    #[error("an indicator has no column")]
    NoColumn,
    #[error("{0}: it stands twice")]
    Twice(String),
    #[error("{0}: it has no unit; a sub-score of 0 to 1 has the unit \"1\"")]
    NoUnit(String),
    #[error("{0}: a weight is a number from 0 on")]
    Weight(String),
    #[error("no indicator has a weight above 0")]
    NoWeight,
    #[error("{0}: a curve has at least two anchors")]
    FewAnchors(String),
    #[error("{0}: the values of its anchors do not rise")]
    AnchorOrder(String),
    #[error("{0}: the score of an anchor is not between 0 and 1")]
    AnchorScore(String),
    #[error("{0}: its range does not go from a number to a larger one")]
    Range(String),
}

impl WeightProfile {
    /// Checks and keeps.
    ///
    /// # Errors
    /// The first thing that is wrong, with the indicator it is wrong in.
    pub fn new(name: &str, version: &str, indicators: Vec<WeightedIndicator>) -> Result<WeightProfile, WeightFault> {
        let (name, version) = (name.trim().to_owned(), version.trim().to_owned());
        let first_fault = [
            (name.is_empty(), WeightFault::NoName),
            (version.is_empty(), WeightFault::NoVersion),
            (indicators.is_empty(), WeightFault::NoIndicator),
        ];
        if let Some((_, fault)) = first_fault.into_iter().find(|(is_wrong, _)| *is_wrong) {
            return Err(fault);
        }
        for (place, indicator) in indicators.iter().enumerate() {
            let mut before = indicators.iter().take(place);
            if before.any(|other| other.column == indicator.column) {
                return Err(WeightFault::Twice(indicator.column.clone()));
            }
            check(indicator)?;
        }
        let total: f64 = indicators.iter().map(|indicator| indicator.weight).sum();
        if total <= 0.0 {
            return Err(WeightFault::NoWeight);
        }
        Ok(WeightProfile { name, version, indicators })
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn version(&self) -> &str {
        &self.version
    }

    /// In their order; never empty.
    pub fn indicators(&self) -> &[WeightedIndicator] {
        &self.indicators
    }

    /// The same with another weight for the indicator at a place.
    ///
    /// # Errors
    /// The weight is none, or no weight is left.
    pub fn with_weight(&self, place: usize, weight: f64) -> Result<WeightProfile, WeightFault> {
        let mut indicators = self.indicators.clone();
        if let Some(indicator) = indicators.get_mut(place) {
            indicator.weight = weight;
        }
        WeightProfile::new(&self.name, &self.version, indicators)
    }

    /// The same under another name and version.
    ///
    /// # Errors
    /// One of them is empty.
    pub fn called(&self, name: &str, version: &str) -> Result<WeightProfile, WeightFault> {
        WeightProfile::new(name, version, self.indicators.clone())
    }

    /// Above 0.
    pub fn total_weight(&self) -> f64 {
        self.indicators.iter().map(|indicator| indicator.weight).sum()
    }
}

fn check(indicator: &WeightedIndicator) -> Result<(), WeightFault> {
    let name = || indicator.column.clone();
    if indicator.column.trim().is_empty() {
        return Err(WeightFault::NoColumn);
    }
    if indicator.unit.trim().is_empty() {
        return Err(WeightFault::NoUnit(name()));
    }
    if !(indicator.weight >= 0.0 && indicator.weight.is_finite()) {
        return Err(WeightFault::Weight(name()));
    }
    let rises = |range: &Span| range.low < range.high;
    if !indicator.range.as_ref().is_none_or(rises) {
        return Err(WeightFault::Range(name()));
    }
    match &indicator.sub_score {
        SubScore::Given => Ok(()),
        SubScore::Anchors(anchors) => check_anchors(anchors, name),
    }
}

fn check_anchors(anchors: &[Anchor], name: impl Fn() -> String) -> Result<(), WeightFault> {
    if anchors.len() < 2 {
        return Err(WeightFault::FewAnchors(name()));
    }
    let rises = |pair: &[Anchor]| matches!(pair, [one, other] if one.value < other.value);
    if !anchors.windows(2).all(rises) || anchors.iter().any(|anchor| !anchor.value.is_finite()) {
        return Err(WeightFault::AnchorOrder(name()));
    }
    let is_score = |anchor: &Anchor| (0.0..=1.0).contains(&anchor.score);
    if anchors.iter().all(is_score) { Ok(()) } else { Err(WeightFault::AnchorScore(name())) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pressure() -> WeightedIndicator {
        WeightedIndicator {
            column: "systolic_bp".to_owned(),
            unit: "mmHg".to_owned(),
            weight: 2.0,
            sub_score: SubScore::Anchors(vec![
                Anchor { value: 115.0, score: 0.0 },
                Anchor { value: 180.0, score: 1.0 },
            ]),
            range: None,
            source: None,
        }
    }

    #[test]
    fn a_column_of_our_table_is_known_in_its_unit_alone() {
        assert_eq!(pressure().known().map(|id| id.indicator().id), Some("systolic-bp"));
        assert_eq!(WeightedIndicator { unit: "kPa".to_owned(), ..pressure() }.known(), None);
    }

    #[test]
    fn what_is_wrong_is_named() {
        let fault = |change: fn(&mut WeightedIndicator)| {
            let mut indicator = pressure();
            change(&mut indicator);
            WeightProfile::new("Ward", "1", vec![indicator]).expect_err("wrong")
        };
        let name = || "systolic_bp".to_owned();
        assert_eq!(fault(|one| one.unit.clear()), WeightFault::NoUnit(name()));
        assert_eq!(fault(|one| one.weight = -1.0), WeightFault::Weight(name()));
        assert_eq!(fault(|one| one.weight = f64::NAN), WeightFault::Weight(name()));
        assert_eq!(fault(|one| one.weight = 0.0), WeightFault::NoWeight);
        assert_eq!(fault(|one| one.sub_score = SubScore::Anchors(Vec::new())), WeightFault::FewAnchors(name()));
        assert_eq!(fault(|one| one.range = Some(Span { low: 3.0, high: 3.0 })), WeightFault::Range(name()));
        let curve = |points: &[(f64, f64)]| {
            let anchors = points.iter().map(|(value, score)| Anchor { value: *value, score: *score });
            let indicator = WeightedIndicator { sub_score: SubScore::Anchors(anchors.collect()), ..pressure() };
            WeightProfile::new("Ward", "1", vec![indicator])
        };
        assert_eq!(curve(&[(1.0, 0.0), (1.0, 1.0)]), Err(WeightFault::AnchorOrder(name())));
        assert_eq!(curve(&[(1.0, 0.0), (f64::INFINITY, 1.0)]), Err(WeightFault::AnchorOrder(name())));
        assert_eq!(curve(&[(1.0, 0.0), (2.0, 1.1)]), Err(WeightFault::AnchorScore(name())));
        let twice = WeightProfile::new("Ward", "1", vec![pressure(), pressure()]);
        assert_eq!(twice, Err(WeightFault::Twice(name())));
        assert_eq!(WeightProfile::new(" ", "1", vec![pressure()]), Err(WeightFault::NoName));
        assert_eq!(WeightProfile::new("Ward", "", vec![pressure()]), Err(WeightFault::NoVersion));
        assert_eq!(WeightProfile::new("Ward", "1", Vec::new()), Err(WeightFault::NoIndicator));
        let profile = WeightProfile::new("Ward", "1", vec![pressure()]).expect("a profile");
        assert_eq!(profile.with_weight(0, 0.0), Err(WeightFault::NoWeight));
        assert_eq!(profile.called("Ward", " "), Err(WeightFault::NoVersion));
    }
}
