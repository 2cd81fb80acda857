//! The course of the INR under warfarin by the model of Hamberg 2010 (Clin Pharmacol Ther 87:727): what genes and age do
//! to a dose, for a typical person. An explanation, not a dosing tool: no variance between people is known to us, so
//! nothing is fitted to measured INRs.
//!
//! The drug has a closed form between doses. It inhibits the input of two chains of three compartments that are linear
//! otherwise, so each step is exact but for one integral, which Gauss-Legendre quadrature takes to rounding error. The
//! input is not smooth, or hardly, right after a dose: there steps begin very small and double.
//! Formula, source and limits: `docs/methods/warfarin-simulation.md`.

mod chain;
mod drug;
mod genotype;

pub use genotype::{Cyp2c9, Vkorc1};

use chain::Chain;
use drug::{Amounts, Drug};

/// Ages whose clearance the model describes in adults; the formula itself would go on.
pub const YOUNGEST_YEARS: f64 = 18.0;
pub const OLDEST_YEARS: f64 = 105.0;

/// Half of a racemic dose is S-warfarin, which does nearly all the work.
const S_SHARE: f64 = 0.5;
/// INR without drug, and how far it could rise.
const BASE_INR: f64 = 1.0;
const LARGEST_RISE: f64 = 20.0;
/// Mean transit times of the two chains, in hours.
const TRANSIT_HOURS: [f64; 2] = [28.6, 118.3];
/// Slope of the inhibition.
const SLOPE: f64 = 1.15;
/// Longest step, and the shortest, from which the steps grow after a dose.
const LONGEST_STEP_HOURS: f64 = 2.0;
const FIRST_STEP_HOURS: f64 = 1e-7;
/// A plan and its times end here: two years.
const LONGEST_HOURS: f64 = 2.0 * 366.0 * 24.0;

/// Who takes it, as far as the model asks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Taker {
    pub age_years: f64,
    pub cyp2c9: Cyp2c9,
    pub vkorc1: Vkorc1,
}

/// A racemic dose by mouth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WarfarinDose {
    pub at_hours: f64,
    pub mg: f64,
}

/// What the model says of a moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WarfarinPoint {
    pub at_hours: f64,
    pub inr: f64,
    /// S-warfarin in plasma.
    pub s_warfarin_mg_per_l: f64,
}

/// Why nothing is simulated.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum WarfarinFault {
    #[error("the age {0} is outside 18 to 105 years")]
    Age(f64),
    #[error("{0} mg is not a dose")]
    Dose(f64),
    #[error("{0} h is not a time between 0 and two years")]
    Time(f64),
}

/// The same dose once a day, the first at hour 0, until `until_hours` (which gets one too).
pub fn daily(mg: f64, until_hours: f64) -> Vec<WarfarinDose> {
    let days = (until_hours.clamp(0.0, LONGEST_HOURS) / 24.0).floor();
    (0..=days as u32).map(|day| WarfarinDose { at_hours: f64::from(day) * 24.0, mg }).collect()
}

/// The course at the given times, in their order, under the given doses in any order.
///
/// # Errors
/// An age, dose or time that the model does not take.
pub fn simulate(taker: Taker, doses: &[WarfarinDose], at_hours: &[f64]) -> Result<Vec<WarfarinPoint>, WarfarinFault> {
    check(taker, doses, at_hours)?;
    let mut doses = doses.to_vec();
    doses.sort_by(|one, other| one.at_hours.total_cmp(&other.at_hours));
    let mut order: Vec<(usize, f64)> = at_hours.iter().copied().enumerate().collect();
    order.sort_by(|one, other| one.1.total_cmp(&other.1));
    let mut course = Course::of(taker);
    let mut coming = doses.iter().peekable();
    let mut points = Vec::with_capacity(order.len());
    for (place, until) in order {
        while let Some(dose) = coming.next_if(|dose| dose.at_hours <= until) {
            course.advance_to(dose.at_hours);
            course.take(dose.mg);
        }
        course.advance_to(until);
        points.push((place, course.point()));
    }
    points.sort_by_key(|(place, _)| *place);
    Ok(points.into_iter().map(|(_, point)| point).collect())
}

fn check(taker: Taker, doses: &[WarfarinDose], at_hours: &[f64]) -> Result<(), WarfarinFault> {
    if !(YOUNGEST_YEARS..=OLDEST_YEARS).contains(&taker.age_years) {
        return Err(WarfarinFault::Age(taker.age_years));
    }
    if let Some(dose) = doses.iter().find(|dose| !(dose.mg >= 0.0 && dose.mg.is_finite())) {
        return Err(WarfarinFault::Dose(dose.mg));
    }
    let mut times = at_hours.iter().copied().chain(doses.iter().map(|dose| dose.at_hours));
    times.find(|hours| !(0.0..=LONGEST_HOURS).contains(hours)).map_or(Ok(()), |hours| Err(WarfarinFault::Time(hours)))
}

/// Drug and chains at a moment.
struct Course {
    drug: Drug,
    half_inhibition_mg_per_l: f64,
    now_hours: f64,
    amounts: Amounts,
    chains: [Chain; 2],
    /// What the next step may be at most.
    step_hours: f64,
}

impl Course {
    fn of(taker: Taker) -> Course {
        Course {
            drug: Drug::of(taker.age_years, taker.cyp2c9),
            half_inhibition_mg_per_l: taker.vkorc1.half_inhibition_mg_per_l(),
            now_hours: 0.0,
            amounts: Amounts::default(),
            chains: TRANSIT_HOURS.map(Chain::at_rest),
            step_hours: FIRST_STEP_HOURS,
        }
    }

    fn take(&mut self, racemic_mg: f64) {
        self.step_hours = FIRST_STEP_HOURS;
        self.amounts.depot_mg += S_SHARE * racemic_mg;
    }

    fn advance_to(&mut self, until_hours: f64) {
        while self.now_hours < until_hours {
            let left = until_hours - self.now_hours;
            let step = left.min(self.step_hours);
            let (drug, amounts) = (self.drug, self.amounts);
            let half = self.half_inhibition_mg_per_l;
            let input = |after: f64| 1.0 - inhibition(drug.concentration(drug.after(amounts, after)), half);
            self.chains = self.chains.map(|chain| chain.after(step, input));
            self.amounts = drug.after(amounts, step);
            self.now_hours = if step < left { self.now_hours + step } else { until_hours };
            self.step_hours = (2.0 * self.step_hours).min(LONGEST_STEP_HOURS);
        }
    }

    fn point(&self) -> WarfarinPoint {
        let left = self.chains.iter().map(Chain::output).sum::<f64>() / 2.0;
        WarfarinPoint {
            at_hours: self.now_hours,
            inr: BASE_INR + LARGEST_RISE * (1.0 - left),
            s_warfarin_mg_per_l: self.drug.concentration(self.amounts),
        }
    }
}

/// Share of the synthesis that is held up.
fn inhibition(mg_per_l: f64, half_mg_per_l: f64) -> f64 {
    let power = mg_per_l.max(0.0).powf(SLOPE);
    power / (half_mg_per_l.powf(SLOPE) + power)
}

#[cfg(test)]
mod tests;
