//! Concentration and exposure under given doses. One or two compartments are linear: the course is a sum of
//! exponentials, each of which is carried from one change of the infusions to the next without error of method.

use super::DosingFault;

/// A dose given at a constant rate; of no length: at once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Infusion {
    pub at_hours: f64,
    pub mg: f64,
    pub hours: f64,
}

/// Clearance and volumes of one person.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Kinetics {
    pub clearance_l_per_h: f64,
    pub volume_l: f64,
    /// Flow to and volume of the second compartment.
    pub second: Option<(f64, f64)>,
}

/// One exponential of the answer to a dose: mg/L for each mg, and how fast it fades.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Mode {
    pub per_mg: f64,
    pub per_hour: f64,
}

impl Kinetics {
    /// The second is nothing where there is one compartment.
    pub(super) fn modes(&self) -> [Mode; 2] {
        let out = self.clearance_l_per_h / self.volume_l;
        let Some((flow, volume)) = self.second else {
            let none = Mode { per_mg: 0.0, per_hour: 1.0 };
            return [Mode { per_mg: 1.0 / self.volume_l, per_hour: out }, none];
        };
        let (there, back) = (flow / self.volume_l, flow / volume);
        let sum = out + there + back;
        let fast = f64::midpoint(sum, (sum * sum - 4.0 * out * back).sqrt());
        // Not the difference to the sum, which cancels.
        let slow = out * back / fast;
        let share = 1.0 / (fast - slow) / self.volume_l;
        [Mode { per_mg: (fast - back) * share, per_hour: fast }, Mode { per_mg: (back - slow) * share, per_hour: slow }]
    }
}

/// Doses and the times asked about, cut where anything changes.
#[derive(Clone, Debug, PartialEq)]
pub struct Timeline {
    legs: Vec<Leg>,
    asked: usize,
}

/// A stretch without change.
#[derive(Clone, Debug, PartialEq)]
struct Leg {
    hours: f64,
    mg_per_hour: f64,
    /// Given at once at its beginning.
    mg_at_once: f64,
    /// Questions that stand at its end.
    answers: Vec<usize>,
}

impl Timeline {
    /// A dose at once at a time that is asked about counts as given.
    ///
    /// # Errors
    /// A dose or a time that is none.
    pub fn new(doses: &[Infusion], asked_hours: &[f64]) -> Result<Timeline, DosingFault> {
        check(doses, asked_hours)?;
        let ends = doses.iter().flat_map(|dose| [dose.at_hours, dose.at_hours + dose.hours]);
        let mut marks: Vec<f64> = ends.chain(asked_hours.iter().copied()).collect();
        marks.sort_by(f64::total_cmp);
        marks.dedup();
        let first = Leg { hours: 0.0, mg_per_hour: 0.0, mg_at_once: 0.0, answers: Vec::new() };
        let mut legs = vec![first];
        for (at, mark) in marks.iter().enumerate() {
            let since = at.checked_sub(1).and_then(|before| marks.get(before)).copied().unwrap_or(*mark);
            let running = doses.iter().filter(|dose| dose.at_hours < *mark && *mark <= dose.at_hours + dose.hours);
            let mg_per_hour = running.map(|dose| dose.mg / dose.hours).sum();
            legs.push(Leg { hours: mark - since, mg_per_hour, mg_at_once: 0.0, answers: Vec::new() });
            let bolus = doses.iter().filter(|dose| dose.hours == 0.0 && dose.at_hours == *mark);
            let answers = asked_hours.iter().enumerate().filter(|(_, asked)| *asked == mark).map(|(place, _)| place);
            // What is given at once is there at the same moment: a leg of no length.
            legs.push(Leg {
                hours: 0.0,
                mg_per_hour: 0.0,
                mg_at_once: bolus.map(|dose| dose.mg).sum(),
                answers: answers.collect(),
            });
        }
        Ok(Timeline { legs, asked: asked_hours.len() })
    }

    /// Concentrations in mg/L, in the order asked.
    pub fn concentrations(&self, kinetics: &Kinetics) -> Vec<f64> {
        let mut found = vec![0.0; self.asked];
        self.walk(kinetics, |place, concentration, _| found[place] = concentration);
        found
    }

    /// Exposure in mg h/L since the first dose, in the order asked.
    pub fn exposures(&self, kinetics: &Kinetics) -> Vec<f64> {
        let mut found = vec![0.0; self.asked];
        self.walk(kinetics, |place, _, exposure| found[place] = exposure);
        found
    }

    fn walk(&self, kinetics: &Kinetics, mut tell: impl FnMut(usize, f64, f64)) {
        let modes = kinetics.modes();
        let (mut held, mut exposure) = ([0.0f64; 2], 0.0);
        for leg in &self.legs {
            for (mode, held) in modes.iter().zip(held.iter_mut()) {
                *held += leg.mg_at_once * mode.per_mg;
                if leg.hours > 0.0 {
                    let lost = -(-mode.per_hour * leg.hours).exp_m1();
                    let steady = leg.mg_per_hour * mode.per_mg / mode.per_hour;
                    exposure += (*held - steady) * lost / mode.per_hour + steady * leg.hours;
                    *held += (steady - *held) * lost;
                }
            }
            let concentration = held.iter().sum();
            leg.answers.iter().for_each(|place| tell(*place, concentration, exposure));
        }
    }
}

fn check(doses: &[Infusion], asked_hours: &[f64]) -> Result<(), DosingFault> {
    let is_dose = |dose: &&Infusion| {
        dose.mg >= 0.0 && dose.hours >= 0.0 && [dose.mg, dose.hours, dose.at_hours].iter().all(|part| part.is_finite())
    };
    if let Some(Infusion { at_hours, mg, hours }) = doses.iter().find(|dose| !is_dose(dose)) {
        return Err(DosingFault::Dose { at_hours: *at_hours, mg: *mg, hours: *hours });
    }
    asked_hours.iter().find(|hours| !hours.is_finite()).map_or(Ok(()), |hours| Err(DosingFault::Time(*hours)))
}
