//! Doses and intervals to choose from, each with what is known of the exposure it leads to. Options, not orders.

use super::course::Kinetics;
use super::posterior::ClearanceDoubt;
use super::steady::steady_state;

/// What an exposure over 24 hours (mg·h/L) is to lie in, and how likely it may lie above.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Target {
    pub low: f64,
    pub high: f64,
    pub most_above: f64,
}

impl Target {
    /// ASHP, IDSA, PIDS and SIDP 2020 for serious infections with MRSA; how likely above is our own default.
    pub const USUAL: Target = Target { low: 400.0, high: 600.0, most_above: 0.25 };
}

/// A dose at an interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Regimen {
    pub mg: f64,
    pub infusion_hours: f64,
    pub every_hours: f64,
    /// That the exposure lies below, within and above the target.
    pub chances: [f64; 3],
    /// At the median clearance.
    pub exposure_24h: f64,
    pub peak_mg_per_l: f64,
    pub trough_mg_per_l: f64,
    /// It is not more likely above the target than may be.
    pub qualifies: bool,
}

/// Why no regimen is offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoRegimen {
    /// The kidney clears too little: dose by level.
    ByLevel,
    Haemodialysis,
    /// None keeps below the cap: measure a level.
    NoneQualifies,
}

const DOSES_MG: [f64; 7] = [500.0, 750.0, 1000.0, 1250.0, 1500.0, 1750.0, 2000.0];
const MG_PER_KG: std::ops::RangeInclusive<f64> = 10.0..=20.0;
const MOST_MG_PER_DAY: f64 = 4500.0;
const TROUGHS: std::ops::RangeInclusive<f64> = 10.0..=20.0;
/// Chances closer than this are the same.
const ALIKE: f64 = 0.005;

/// Intervals by creatinine clearance (mL/min): a proposal, to be confirmed by the site's pharmacist.
fn intervals(creatinine_clearance: f64) -> &'static [f64] {
    match creatinine_clearance {
        clearance if clearance >= 90.0 => &[8.0, 12.0],
        clearance if clearance >= 50.0 => &[12.0],
        clearance if clearance >= 20.0 => &[24.0],
        _ => &[],
    }
}

/// At least an hour, and an hour for each gram, in half hours.
fn infusion_hours(mg: f64) -> f64 {
    ((mg / 1000.0 * 2.0).ceil() / 2.0).max(1.0)
}

/// All regimens of a person, the best first: those that qualify, by how likely they lie within the target; of like ones those with a
/// trough of 10 to 20, then the longer interval.
///
/// # Errors
/// Why none is offered.
pub fn regimens(
    kinetics: &Kinetics,
    doubt: &ClearanceDoubt,
    weight_kg: f64,
    creatinine_clearance: f64,
    on_haemodialysis: bool,
    target: &Target,
) -> Result<Vec<Regimen>, NoRegimen> {
    if on_haemodialysis {
        return Err(NoRegimen::Haemodialysis);
    }
    let median = Kinetics { clearance_l_per_h: doubt.quantile(0.5), ..*kinetics };
    let doses = DOSES_MG.into_iter().filter(|mg| MG_PER_KG.contains(&(mg / weight_kg)));
    let doses: Vec<f64> = doses.collect();
    let pairs = intervals(creatinine_clearance).iter().flat_map(|every| doses.iter().map(move |mg| (*mg, *every)));
    let within_a_day = pairs.filter(|(mg, every)| mg * 24.0 / every <= MOST_MG_PER_DAY);
    let mut found: Vec<Regimen> = within_a_day
        .filter_map(|(mg, every)| {
            let hours = infusion_hours(mg);
            let steady = steady_state(&median, mg, hours, every).ok()?;
            let chances = doubt.exposure_chances(mg * 24.0 / every, target.low, target.high);
            Some(Regimen {
                mg,
                infusion_hours: hours,
                every_hours: every,
                chances,
                exposure_24h: steady.exposure_24h,
                peak_mg_per_l: steady.peak_mg_per_l,
                trough_mg_per_l: steady.trough_mg_per_l,
                qualifies: chances.last().is_some_and(|above| *above <= target.most_above),
            })
        })
        .collect();
    if intervals(creatinine_clearance).is_empty() {
        return Err(NoRegimen::ByLevel);
    }
    found.sort_by(|one, other| {
        let within = |regimen: &Regimen| (regimen.chances[1] / ALIKE).round() as i64;
        let has_trough = |regimen: &Regimen| TROUGHS.contains(&regimen.trough_mg_per_l);
        (other.qualifies, within(other), has_trough(other))
            .cmp(&(one.qualifies, within(one), has_trough(one)))
            .then(other.every_hours.total_cmp(&one.every_hours))
    });
    if found.iter().any(|regimen| regimen.qualifies) { Ok(found) } else { Err(NoRegimen::NoneQualifies) }
}

#[cfg(test)]
mod tests {
    use super::super::{Infusion, Level, Person, fit, goti_2018, posterior};
    use super::*;

    fn of(creatinine_clearance: f64, levels: &[Level]) -> Result<Vec<Regimen>, NoRegimen> {
        let person =
            Person { weight_kg: 70.0, creatinine_clearance_ml_per_min: creatinine_clearance, on_haemodialysis: false };
        let model = goti_2018(&person).expect("a model");
        let doses = [Infusion { at_hours: 0.0, mg: 1500.0, hours: 1.5 }];
        let fitted = fit(&model, &doses, levels).expect("fitted");
        let doubt = posterior(&model, &doses, levels, &fitted).expect("a posterior");
        regimens(&fitted.kinetics, &doubt, 70.0, creatinine_clearance, false, &Target::USUAL)
    }

    #[test]
    fn the_first_is_the_likeliest_within_of_those_that_seldom_lie_above() {
        let level = [Level { at_hours: 11.0, mg_per_l: 9.0 }];
        let found = of(80.0, &level).expect("some qualify");
        let best = found.first().expect("one");
        assert!(best.qualifies && best.every_hours == 12.0);
        for other in found.iter().filter(|other| other.qualifies) {
            assert!(best.chances[1] >= other.chances[1] - ALIKE);
        }
        for regimen in &found {
            assert!((regimen.chances.iter().sum::<f64>() - 1.0).abs() < 1e-9);
            assert!(regimen.infusion_hours >= regimen.mg / 1000.0 && regimen.infusion_hours >= 1.0);
            assert!((10.0..=20.0).contains(&(regimen.mg / 70.0)));
            assert_eq!(regimen.qualifies, regimen.chances[2] <= 0.25);
        }
        // A level tells more than none: whoever qualifies is likelier to be right.
        let blind = of(80.0, &[]).expect("some qualify");
        assert!(blind[0].chances[1] < best.chances[1]);
    }

    #[test]
    fn who_clears_too_little_or_is_dialysed_gets_no_regimen() {
        assert_eq!(of(15.0, &[]), Err(NoRegimen::ByLevel));
        // A level three times what was expected: nothing at 24 hours keeps below the cap.
        assert_eq!(of(21.0, &[Level { at_hours: 24.0, mg_per_l: 45.0 }]), Err(NoRegimen::NoneQualifies));
    }
}
