//! What follows from a draft: kinetics with their doubt, the course, how plausible each level is, regimens, or why there are none.

use crate::analysis::dosing::{
    BandPoint, Clearance, DosingFault, Fitted, Infusion, Kinetics, Level, NoRegimen, Person, Regimen, Target, Timeline,
    band, buelga_2005, cockcroft_gault, fit, goti_2018, level_check, posterior, regimens,
};

use super::draft::{Indication, ModelChoice};

const DAY_SECS: i64 = 86_400;
/// How far ahead of now and of the last dose the course is drawn.
const AHEAD_HOURS: f64 = 36.0;
const CURVE_POINTS: usize = 140;
/// A level this many deviations away is to be checked before it is used.
const DOUBTFUL: f64 = 3.0;
/// A rise or fall of creatinine by so much within 48 hours is no steady kidney.
const CHANGE_MG_PER_DL: f64 = 0.3;
const CHANGE_SHARE: f64 = 0.5;

/// Creatinine, mg/dL.
#[derive(Clone, Debug, PartialEq)]
pub struct Creatinine {
    pub mg_per_dl: f64,
    /// `None`: typed, and taken as of now.
    pub measured_utc_secs: Option<i64>,
    /// Earlier values with their times.
    pub before: Vec<(i64, f64)>,
}

/// The numbers of a draft; hours are from the first dose.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    pub model: ModelChoice,
    pub indication: Indication,
    pub age_years: f64,
    pub is_female: bool,
    pub weight_kg: f64,
    pub height_cm: Option<f64>,
    pub creatinine: Creatinine,
    pub on_haemodialysis: bool,
    pub urine_falls: bool,
    pub weight_misleads: bool,
    pub from_utc_secs: i64,
    pub now_utc_secs: i64,
    pub doses: Vec<Infusion>,
    pub levels: Vec<Level>,
}

/// Why no exposure at a steady state and no regimen is told.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Barrier {
    CreatinineChanged {
        from_mg_per_dl: f64,
        to_mg_per_dl: f64,
    },
    CreatinineOld {
        hours: i64,
    },
    UrineFalls,
    /// The target does not hold for it.
    CentralNervousSystem,
    IndicationUnsaid,
    NoRegimen(NoRegimen),
}

/// What has to be thought of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caution {
    Obesity,
    WeightMisleads,
    /// The target was found for serious infections with MRSA.
    TargetOfMrsa,
    /// A level lies far from what is expected: its time or a dose may be wrong.
    LevelDoubtful {
        place: usize,
    },
}

/// What was worked out.
#[derive(Clone, Debug, PartialEq)]
pub struct Worked {
    pub asked: Asked,
    pub creatinine_clearance: f64,
    pub typical: Kinetics,
    pub fitted: Kinetics,
    /// L/h: 2.5 %, median, 97.5 %.
    pub clearance: [f64; 3],
    /// Deviations of each level from what the population leads to expect.
    pub deviations: Vec<f64>,
    /// Expected at each level by the fit, mg/L.
    pub predicted: Vec<f64>,
    pub curve: Vec<BandPoint>,
    /// mg·h/L since the first dose, and over the last 24 hours, up to now.
    pub exposure_so_far: f64,
    pub exposure_last_day: f64,
    pub target: Target,
    /// The best first.
    pub regimens: Result<Vec<Regimen>, Vec<Barrier>>,
    pub cautions: Vec<Caution>,
}

/// Works a draft out. Takes a tenth of a second or two: a job's work.
///
/// # Errors
/// A person outside the model's range; doses or levels that are none.
pub fn work_out(asked: &Asked) -> Result<Worked, DosingFault> {
    let rule = match asked.model {
        ModelChoice::Goti => Clearance::Goti,
        ModelChoice::Buelga => Clearance::Plain,
    };
    let (age, weight, creatinine) = (asked.age_years, asked.weight_kg, asked.creatinine.mg_per_dl);
    let creatinine_clearance = cockcroft_gault(age, weight, creatinine, asked.is_female, rule)?;
    let person = Person {
        weight_kg: weight,
        creatinine_clearance_ml_per_min: creatinine_clearance,
        on_haemodialysis: asked.on_haemodialysis,
    };
    let model = match asked.model {
        ModelChoice::Goti => goti_2018(&person)?,
        ModelChoice::Buelga => buelga_2005(&person)?,
    };
    let fitted: Fitted = fit(&model, &asked.doses, &asked.levels)?;
    let doubt = posterior(&model, &asked.doses, &asked.levels, &fitted)?;
    let deviations = level_check(&model, &asked.doses, &asked.levels)?;
    let target = Target::USUAL;
    let barriers = barriers(asked);
    let offered = match barriers.is_empty() {
        true => regimens(&fitted.kinetics, &doubt, weight, creatinine_clearance, asked.on_haemodialysis, &target)
            .map_err(|why| vec![Barrier::NoRegimen(why)]),
        false => Err(barriers),
    };
    let now_hours = ((asked.now_utc_secs - asked.from_utc_secs) as f64 / 3600.0).max(0.0);
    let exposures = Timeline::new(&asked.doses, &[(now_hours - 24.0).max(0.0), now_hours])?.exposures(&fitted.kinetics);
    let (before, so_far) = (exposures.first().copied().unwrap_or(0.0), exposures.last().copied().unwrap_or(0.0));
    Ok(Worked {
        creatinine_clearance,
        typical: model.typical,
        fitted: fitted.kinetics,
        clearance: [doubt.quantile(0.025), doubt.quantile(0.5), doubt.quantile(0.975)],
        curve: band(&model, &asked.doses, &asked.levels, &fitted, &curve_hours(asked, now_hours))?,
        predicted: fitted.predicted.clone(),
        exposure_so_far: so_far,
        exposure_last_day: so_far - before,
        target,
        regimens: offered,
        cautions: cautions(asked, &deviations),
        deviations,
        asked: asked.clone(),
    })
}

/// Evenly over the course, and at both ends of every infusion, where it turns.
fn curve_hours(asked: &Asked, now_hours: f64) -> Vec<f64> {
    let last_dose = asked.doses.last().map_or(0.0, |dose| dose.at_hours + dose.hours);
    // A course of long ago is not drawn up to today.
    let end = last_dose + AHEAD_HOURS.max((now_hours - last_dose).clamp(0.0, AHEAD_HOURS));
    let even = (0..=CURVE_POINTS).map(|place| end * place as f64 / CURVE_POINTS as f64);
    let turns = asked.doses.iter().flat_map(|dose| [dose.at_hours, dose.at_hours + dose.hours]);
    let mut hours: Vec<f64> = even.chain(turns).filter(|at| *at <= end).collect();
    hours.sort_by(f64::total_cmp);
    hours.dedup();
    hours
}

fn barriers(asked: &Asked) -> Vec<Barrier> {
    let mut found = Vec::new();
    let now = asked.creatinine.mg_per_dl;
    let measured = asked.creatinine.measured_utc_secs.unwrap_or(asked.now_utc_secs);
    let lately = asked.creatinine.before.iter().filter(|(at, _)| (measured - 2 * DAY_SECS..=measured).contains(at));
    let changed = lately.map(|(_, value)| *value).find(|before| {
        let change = (now - before).abs();
        change >= CHANGE_MG_PER_DL || change >= CHANGE_SHARE * before
    });
    let is_stable = asked.creatinine.before.len() > 1 && changed.is_none();
    if let Some(from_mg_per_dl) = changed {
        found.push(Barrier::CreatinineChanged { from_mg_per_dl, to_mg_per_dl: now });
    }
    let age = asked.now_utc_secs - measured;
    let oldest = if is_stable { 2 * DAY_SECS } else { DAY_SECS };
    if age > oldest {
        found.push(Barrier::CreatinineOld { hours: age / 3600 });
    }
    if asked.urine_falls {
        found.push(Barrier::UrineFalls);
    }
    match asked.indication {
        Indication::Unsaid => found.push(Barrier::IndicationUnsaid),
        Indication::CentralNervousSystem => found.push(Barrier::CentralNervousSystem),
        Indication::SeriousMrsa | Indication::Other => {}
    }
    found
}

fn cautions(asked: &Asked, deviations: &[f64]) -> Vec<Caution> {
    let mut found = Vec::new();
    let body_mass =
        asked.height_cm.filter(|height| *height > 0.0).map(|height| asked.weight_kg / (height / 100.0).powi(2));
    if body_mass.is_some_and(|index| index >= 40.0) {
        found.push(Caution::Obesity);
    }
    if asked.weight_misleads {
        found.push(Caution::WeightMisleads);
    }
    if asked.indication == Indication::Other {
        found.push(Caution::TargetOfMrsa);
    }
    let doubtful = deviations.iter().enumerate().filter(|(_, far)| far.abs() > DOUBTFUL);
    found.extend(doubtful.map(|(place, _)| Caution::LevelDoubtful { place }));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked() -> Asked {
        let dose = |at_hours: f64, mg: f64| Infusion { at_hours, mg, hours: 1.5 };
        Asked {
            model: ModelChoice::Goti,
            indication: Indication::SeriousMrsa,
            age_years: 60.0,
            is_female: false,
            weight_kg: 70.0,
            height_cm: Some(175.0),
            creatinine: Creatinine { mg_per_dl: 1.0, measured_utc_secs: Some(100_000), before: vec![(100_000, 1.0)] },
            on_haemodialysis: false,
            urine_falls: false,
            weight_misleads: false,
            from_utc_secs: 0,
            now_utc_secs: 36 * 3600,
            doses: vec![dose(0.0, 1750.0), dose(12.0, 1000.0), dose(24.0, 1000.0)],
            levels: vec![Level { at_hours: 35.5, mg_per_l: 14.2 }],
        }
    }

    /// The worked example of `docs/methods/dosing.md`, whose infusions are a little shorter.
    #[test]
    fn the_documents_example_comes_out_with_its_chances() {
        let worked = work_out(&asked()).expect("worked out");
        assert!((worked.creatinine_clearance - 77.8).abs() < 0.05);
        assert!((worked.fitted.clearance_l_per_h - 3.52).abs() < 0.02, "{:?}", worked.fitted);
        let best = worked.regimens.as_ref().expect("some")[0];
        assert!(best.qualifies && best.every_hours == 12.0 && best.chances[2] <= 0.25);
        assert!(worked.curve.iter().all(|point| point.low <= point.median && point.median <= point.high));
        assert!(worked.exposure_last_day > 0.0 && worked.exposure_last_day < worked.exposure_so_far);
        assert!(worked.cautions.is_empty());
    }

    #[test]
    fn an_unsteady_kidney_and_an_unfit_indication_leave_no_regimen() {
        let with = |change: fn(&mut Asked)| {
            let mut asked = asked();
            change(&mut asked);
            work_out(&asked).expect("worked out").regimens.expect_err("refused")
        };
        let changed = with(|asked| asked.creatinine.before.push((50_000, 0.6)));
        assert!(matches!(changed[..], [Barrier::CreatinineChanged { .. }]), "{changed:?}");
        let old = with(|asked| asked.now_utc_secs = 100_000 + 30 * 3600);
        assert_eq!(old, [Barrier::CreatinineOld { hours: 30 }]);
        assert_eq!(with(|asked| asked.urine_falls = true), [Barrier::UrineFalls]);
        let brain = with(|asked| asked.indication = Indication::CentralNervousSystem);
        assert_eq!(brain, [Barrier::CentralNervousSystem]);
        let dialysed = with(|asked| asked.on_haemodialysis = true);
        assert_eq!(dialysed, [Barrier::NoRegimen(NoRegimen::Haemodialysis)]);
        let mut young = asked();
        young.age_years = 12.0;
        assert!(matches!(work_out(&young), Err(DosingFault::OutOfRange { what: "age", .. })));
    }
}
