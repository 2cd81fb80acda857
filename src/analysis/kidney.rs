//! How fast a kidney loses function: the slope of its filtration rate over years, and how likely it falls below a threshold, from
//! values of a steady kidney alone. Method and limits: `docs/methods/kidney.md`.

use super::state_space::{Belief, Dynamics, Parameter, Reading, StateSpace, filtered, fit};
use super::statistics::normal_below;

/// A creatinine with the filtration rate that it means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Filtration {
    pub at_years: f64,
    pub creatinine_mg_per_dl: f64,
    /// mL/min/1.73 m².
    pub rate: f64,
}

/// A chance of the future.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Chance {
    /// mL/min/1.73 m².
    pub below: f64,
    pub in_years: f64,
    pub chance: f64,
}

/// The slope.
#[derive(Clone, Debug, PartialEq)]
pub struct Slope {
    /// mL/min/1.73 m² a year, with its 95 % interval.
    pub per_year: f64,
    pub low: f64,
    pub high: f64,
    /// Values that it is made from, and over how many years.
    pub used: usize,
    pub years: f64,
    /// Values of an acute kidney injury, which are left out: their places.
    pub left_out: Vec<usize>,
    pub chances: Vec<Chance>,
}

/// Why nothing is said.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum NoSlope {
    TooFew { used: usize },
    TooShort { years: f64 },
}

const FEWEST: usize = 3;
const SHORTEST_YEARS: f64 = 1.0;
/// From so many values on their own variances are fitted.
const FITTED_FROM: usize = 8;
const DAY: f64 = 1.0 / 365.25;
/// KDIGO: a rise of 0.3 mg/dL within 48 hours, or to 1.5 times within 7 days.
const RISE_MG_PER_DL: f64 = 0.3;
const RISE_TIMES: f64 = 1.5;
/// An injury is over once creatinine is back within this share of what it was, or after three months. Our own.
const BACK_WITHIN: f64 = 1.2;
const LONGEST_DAYS: f64 = 90.0;
/// A reading scatters by this share around the true rate.
const SCATTER: f64 = 0.08;
const THRESHOLDS: [f64; 3] = [60.0, 30.0, 15.0];
const HORIZONS_YEARS: [f64; 2] = [2.0, 5.0];

/// Places of values that belong to an acute kidney injury.
pub fn injured(values: &[Filtration]) -> Vec<usize> {
    let mut found = Vec::new();
    let mut over: Option<(f64, f64)> = None;
    for (place, now) in values.iter().enumerate() {
        if let Some((before, since)) = over {
            let is_back = now.creatinine_mg_per_dl <= BACK_WITHIN * before;
            if is_back || now.at_years - since > LONGEST_DAYS * DAY {
                over = None;
            } else {
                found.push(place);
                continue;
            }
        }
        let earlier = values.get(..place).unwrap_or_default().iter().rev();
        let within = earlier.take_while(|one| now.at_years - one.at_years <= 7.0 * DAY);
        let risen = within.filter(|one| {
            let is_fast = now.at_years - one.at_years <= 2.0 * DAY;
            let rise = now.creatinine_mg_per_dl - one.creatinine_mg_per_dl;
            (is_fast && rise >= RISE_MG_PER_DL) || now.creatinine_mg_per_dl >= RISE_TIMES * one.creatinine_mg_per_dl
        });
        if let Some(before) = risen.map(|one| one.creatinine_mg_per_dl).reduce(f64::min) {
            over = Some((before, now.at_years));
            found.push(place);
        }
    }
    found
}

/// The slope of values in order of time.
///
/// # Errors
/// Why nothing is said.
pub fn slope(values: &[Filtration]) -> Result<Slope, NoSlope> {
    let left_out = injured(values);
    let steady: Vec<&Filtration> =
        values.iter().enumerate().filter(|(place, _)| !left_out.contains(place)).map(|(_, one)| one).collect();
    let (Some(first), Some(last)) = (steady.first(), steady.last()) else {
        return Err(NoSlope::TooFew { used: 0 });
    };
    let (used, years) = (steady.len(), last.at_years - first.at_years);
    if used < FEWEST {
        return Err(NoSlope::TooFew { used });
    }
    if years < SHORTEST_YEARS {
        return Err(NoSlope::TooShort { years });
    }
    let mean = steady.iter().map(|one| one.rate).sum::<f64>() / used as f64;
    let population = StateSpace {
        dynamics: Dynamics::Trend { level_noise: 1.0, slope_noise: 0.3 },
        reading_noise: (SCATTER * mean).powi(2),
    };
    // Before anything is measured: the first value widely, and the loss of an ageing kidney, widely too.
    let start = Belief { mean: [first.rate, -1.0], cov: [[400.0, 0.0], [0.0, 9.0]] };
    let readings: Vec<Reading> = steady.iter().map(|one| Reading { at: one.at_years, value: Some(one.rate) }).collect();
    let free = [Parameter::LevelNoise, Parameter::SlopeNoise, Parameter::ReadingNoise];
    let fitted = (used >= FITTED_FROM).then(|| fit(&population, start, &readings, &free).ok()).flatten();
    let model = fitted.map_or(population, |fitted| fitted.model);
    let steps = filtered(&model, start, &readings).unwrap_or_default();
    let Some(belief) = steps.last().map(|step| step.filtered) else { return Err(NoSlope::TooFew { used }) };
    let half = 1.959_963_984_540_054 * belief.cov[1][1].max(0.0).sqrt();
    let pairs = THRESHOLDS.into_iter().filter(|below| belief.mean[0] > *below);
    let chances = pairs.flat_map(|below| {
        HORIZONS_YEARS.map(|in_years| {
            let later = model.forecast(&belief, in_years);
            let chance = normal_below((below - later.mean) / later.state_var.max(f64::MIN_POSITIVE).sqrt());
            Chance { below, in_years, chance }
        })
    });
    Ok(Slope {
        per_year: belief.mean[1],
        low: belief.mean[1] - half,
        high: belief.mean[1] + half,
        used,
        years,
        chances: chances.collect(),
        left_out,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Draw;

    fn losing(per_year: f64, count: usize, seed: u64) -> Vec<Filtration> {
        let mut draw = Draw::new(seed);
        (0..count)
            .map(|at| {
                let at_years = at as f64 * 0.25;
                let rate = 62.0 + per_year * at_years + 3.0 * draw.normal();
                Filtration { at_years, creatinine_mg_per_dl: 75.0 / rate, rate }
            })
            .collect()
    }

    #[test]
    fn the_slope_lies_in_its_interval_about_as_often_as_it_says() {
        let inside = (0..200).filter(|seed| {
            let found = slope(&losing(-4.0, 20, *seed)).expect("a slope");
            (found.low..=found.high).contains(&-4.0)
        });
        let inside = inside.count();
        assert!((176..=200).contains(&inside), "{inside} of 200");
        let fast = slope(&losing(-6.0, 24, 1)).expect("a slope");
        let slow = slope(&losing(-0.5, 24, 1)).expect("a slope");
        let chance = |found: &Slope, below: f64| {
            found.chances.iter().find(|one| one.below == below && one.in_years == 5.0).map(|one| one.chance)
        };
        assert!(chance(&slow, 30.0) < Some(0.3), "{:?}", slow.chances);
        assert!(fast.per_year < slow.per_year - 2.0);
    }

    #[test]
    fn an_acute_injury_is_left_out_and_named() {
        let mut values = losing(-1.0, 12, 3);
        let hurt = |days: f64, times: f64| Filtration {
            at_years: 1.5 + days * DAY,
            creatinine_mg_per_dl: times * values[6].creatinine_mg_per_dl,
            rate: values[6].rate / times,
        };
        let acute = [hurt(1.0, 1.6), hurt(3.0, 2.4), hurt(9.0, 1.9), hurt(30.0, 1.1)];
        values.splice(7..7, acute);
        assert_eq!(injured(&values), [7, 8, 9]);
        let found = slope(&values).expect("a slope");
        assert_eq!((found.used, found.left_out.as_slice()), (13, &[7, 8, 9][..]));
        let with_it = {
            let without: Vec<Filtration> = losing(-1.0, 12, 3);
            slope(&without).expect("a slope")
        };
        assert!((found.per_year - with_it.per_year).abs() < 0.6, "{} {}", found.per_year, with_it.per_year);
    }

    #[test]
    fn too_few_or_too_soon_says_nothing() {
        assert_eq!(slope(&losing(-1.0, 2, 1)), Err(NoSlope::TooFew { used: 2 }));
        assert_eq!(slope(&losing(-1.0, 4, 1)), Err(NoSlope::TooShort { years: 0.75 }));
        assert_eq!(slope(&[]), Err(NoSlope::TooFew { used: 0 }));
    }
}
