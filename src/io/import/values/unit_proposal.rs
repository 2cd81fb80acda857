//! Which unit a column of numbers is in, judged by what is plausible in each.

/// A unit the values may be in. Spans are in that unit, both ends included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct UnitCandidate<'a> {
    pub unit: &'a str,
    /// What a living patient may have.
    pub plausible: (f64, f64),
    /// What most patients have.
    pub typical: (f64, f64),
}

/// A unit and how well the values fit it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct UnitProposal<'a> {
    pub unit: &'a str,
    /// Share of the values that are plausible in it.
    pub share: f64,
    /// 0 to 1. Two units that fit equally share it: each gets at most a half.
    pub confidence: f64,
}

/// The unit of a single value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum UnitOfValue<'a> {
    /// Plausible in this unit alone.
    One(&'a str),
    /// Plausible in several.
    Open,
    /// Plausible in none.
    None,
}

/// So many values carry half of the confidence that any number of them would.
const HALF_TRUSTED: f64 = 2.0;

/// Share of the values that must fit no unit but a second one for a column to be mixed.
const MIXED: f64 = 0.01;

/// So many values that fit another unit than the stated one are no slips any more, where they are [`MIXED`] of all.
const NO_SLIPS: usize = 3;

/// Share of the values that must fit another unit than the stated one for the stated one to be doubted as a whole.
const MOST: f64 = 0.5;

impl UnitCandidate<'_> {
    fn is_plausible(&self, value: f64) -> bool {
        within(self.plausible, value)
    }

    /// 0 to 1: plausible values count half, typical ones in full; squared, so that a clear lead shows.
    fn fit(&self, values: &[f64]) -> f64 {
        let plausible = share_of(values, |value| self.is_plausible(value));
        let typical = share_of(values, |value| within(self.typical, value));
        (0.5 * plausible + 0.5 * typical).powi(2)
    }
}

fn within((low, high): (f64, f64), value: f64) -> bool {
    low <= value && value <= high
}

fn share_of(values: &[f64], is_wanted: impl Fn(f64) -> bool) -> f64 {
    values.iter().filter(|value| is_wanted(**value)).count() as f64 / values.len().max(1) as f64
}

/// The units by how well the values fit, best first; a unit that no value fits is left out.
pub fn propose_units<'a>(values: &[f64], candidates: &[UnitCandidate<'a>]) -> Vec<UnitProposal<'a>> {
    let fits: Vec<f64> = candidates.iter().map(|candidate| candidate.fit(values)).collect();
    let all_fits: f64 = fits.iter().sum();
    let trust = values.len() as f64 / (values.len() as f64 + HALF_TRUSTED);
    let proposal = |(candidate, fit): (&UnitCandidate<'a>, &f64)| {
        let share = share_of(values, |value| candidate.is_plausible(value));
        UnitProposal { unit: candidate.unit, share, confidence: trust * share * fit / all_fits }
    };
    let fitting = candidates.iter().zip(&fits).filter(|(_, fit)| **fit > 0.0);
    let mut proposals: Vec<UnitProposal<'a>> = fitting.map(proposal).collect();
    proposals.sort_by(|one, other| other.confidence.total_cmp(&one.confidence));
    proposals
}

/// Numbers that do not fit the unit they are said to be in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Misfit<'a> {
    /// The unit that most of them fit.
    pub unit: &'a str,
    /// Share of all numbers that fit it, and not the stated one.
    pub share: f64,
    /// Share of all numbers that fit the stated one, and not it.
    pub stated_share: f64,
    /// The first of them.
    pub example: f64,
}

impl Misfit<'_> {
    /// Whether most numbers do not fit the stated unit; otherwise a part of them.
    pub fn is_most(&self) -> bool {
        self.share >= MOST
    }
}

/// The unit that most of those values fit which do not fit the `stated` one, where they are more than slips: half of all,
/// or a few that are a hundredth at least. `None` also where the stated unit is no candidate.
pub fn misfit<'a>(values: &[f64], candidates: &[UnitCandidate<'a>], stated: &str) -> Option<Misfit<'a>> {
    let own = candidates.iter().find(|candidate| candidate.unit == stated)?;
    let of = |other: &UnitCandidate<'a>| {
        let is_foreign = |value: f64| other.is_plausible(value) && !own.is_plausible(value);
        let is_stated = |value: f64| own.is_plausible(value) && !other.is_plausible(value);
        let example = values.iter().copied().find(|value| is_foreign(*value))?;
        let share = share_of(values, is_foreign);
        Some(Misfit { unit: other.unit, share, stated_share: share_of(values, is_stated), example })
    };
    let is_a_group = |share: f64| share >= MIXED && (share * values.len() as f64).round() >= NO_SLIPS as f64;
    let others = candidates.iter().filter(|other| other.unit != stated).filter_map(of);
    others
        .max_by(|one, other| one.share.total_cmp(&other.share))
        .filter(|misfit| misfit.is_most() || is_a_group(misfit.share))
}

/// The unit of one value, where only one is plausible.
pub fn unit_of_value<'a>(value: f64, candidates: &[UnitCandidate<'a>]) -> UnitOfValue<'a> {
    let mut plausible = candidates.iter().filter(|candidate| candidate.is_plausible(value));
    match (plausible.next(), plausible.next()) {
        (Some(only), None) => UnitOfValue::One(only.unit),
        (Some(_), Some(_)) => UnitOfValue::Open,
        (None, _) => UnitOfValue::None,
    }
}

/// The units of a column in which no one unit explains the values, with the share of the values that fit each and no
/// other; the most frequent first. `None` if one unit explains nearly all.
pub fn mixed_units<'a>(values: &[f64], candidates: &[UnitCandidate<'a>]) -> Option<Vec<(&'a str, f64)>> {
    let share = |candidate: &UnitCandidate<'a>| {
        share_of(values, |value| unit_of_value(value, candidates) == UnitOfValue::One(candidate.unit))
    };
    let shares = candidates.iter().map(|candidate| (candidate.unit, share(candidate)));
    let mut shares: Vec<(&'a str, f64)> = shares.filter(|(_, share)| *share > MIXED).collect();
    shares.sort_by(|one, other| other.1.total_cmp(&one.1));
    (shares.len() >= 2).then_some(shares)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GLUCOSE: [UnitCandidate<'static>; 2] = [
        UnitCandidate { unit: "mmol/L", plausible: (1.0, 50.0), typical: (3.5, 15.0) },
        UnitCandidate { unit: "mg/dL", plausible: (18.0, 900.0), typical: (63.0, 270.0) },
    ];

    #[test]
    fn the_unit_that_fits_is_proposed() {
        let values = [5.4, 6.1, 4.9, 11.2, 7.0, 5.5, 5.1, 9.3];
        let proposals = propose_units(&values, &GLUCOSE);
        assert_eq!(proposals.iter().map(|proposal| proposal.unit).collect::<Vec<_>>(), ["mmol/L"]);
        assert!(proposals[0].confidence >= 0.8 && proposals[0].share == 1.0);
        assert_eq!(mixed_units(&values, &GLUCOSE), None);
        assert!(propose_units(&[], &GLUCOSE).is_empty());
    }

    #[test]
    fn a_tie_is_said_to_be_one() {
        let proposals = propose_units(&[20.0, 25.0, 30.0, 22.0, 28.0, 40.0], &GLUCOSE);
        assert_eq!(proposals.len(), 2);
        assert!(proposals.iter().all(|proposal| proposal.confidence <= 0.5));
    }

    #[test]
    fn most_values_in_another_unit_make_the_stated_one_doubtful() {
        let misfit =
            |values: &[f64], stated| misfit(values, &GLUCOSE, stated).map(|misfit| (misfit.unit, misfit.example));
        assert_eq!(misfit(&[95.0, 120.0, 178.0, 30.0], "mmol/L"), Some(("mg/dL", 95.0)));
        assert_eq!(misfit(&[5.4, 6.1, 8.8], "mg/dL"), Some(("mmol/L", 5.4)));
        // A few are slips, which are flagged; between the units nothing is known.
        assert_eq!(misfit(&[5.4, 6.1, 98.0], "mmol/L"), None);
        let many = |foreign: usize| [vec![98.0; foreign], vec![5.4; 160 - foreign]].concat();
        assert_eq!(misfit(&many(2), "mmol/L"), None);
        assert_eq!(misfit(&many(3), "mmol/L"), Some(("mg/dL", 98.0)));
        // Values that no other unit explains are no reason to ask.
        assert_eq!(misfit(&[vec![2000.0; 40], vec![5.4; 100]].concat(), "mmol/L"), None);
        assert_eq!(misfit(&[20.0, 25.0, 30.0], "mmol/L"), None);
        assert_eq!(misfit(&[95.0], "kg"), None);
    }

    #[test]
    fn two_clusters_are_two_units() {
        let values = [5.6, 101.0, 5.4, 97.0, 25.0, 6.2];
        let mixed = mixed_units(&values, &GLUCOSE).expect("two units");
        assert_eq!(mixed.iter().map(|(unit, _)| *unit).collect::<Vec<_>>(), ["mmol/L", "mg/dL"]);
        assert_eq!(unit_of_value(97.0, &GLUCOSE), UnitOfValue::One("mg/dL"));
        assert_eq!(unit_of_value(25.0, &GLUCOSE), UnitOfValue::Open);
        assert_eq!(unit_of_value(-1.0, &GLUCOSE), UnitOfValue::None);
    }
}
