//! What belongs to anticoagulation: doses of the direct ones by their criteria, time in range under warfarin, and how
//! warfarin goes with the patient's genes.

use crate::analysis::prescribing::DrugTaken;
use crate::analysis::prescribing::doac::{Doac, Dosing, Taker, dosing};
use crate::analysis::prescribing::time_in_range::{Inr, TimeInRange, time_in_range};
use crate::analysis::risk::Fact;
use crate::analysis::warfarin::{self, Cyp2c9, Vkorc1};
use crate::app::twin::view::TwinView;
use crate::domain::drug_name::DrugNames;

use super::view::{Bodily, Dated};

/// LOINC of the INR.
const INR: &str = "6301-6";
/// The usual range; another target is not on record anywhere.
pub const INR_RANGE: (f64, f64) = (2.0, 3.0);
/// Control is judged by the last half year.
const CONTROL_SECS: i64 = 183 * 86_400;
/// Days shown of a simulated course, and the daily dose of it.
const COURSE_DAYS: [u32; 6] = [3, 5, 7, 14, 21, 28];
pub const COURSE_MG: f64 = 5.0;
/// Drugs by which edoxaban is halved.
const P_GP_INHIBITORS: [&str; 4] = ["ciclosporin", "dronedarone", "erythromycin", "ketoconazole"];

/// Everything about anticoagulation.
#[derive(Clone, Debug, PartialEq)]
pub struct Anticoagulation {
    pub doses: Vec<(Doac, Dosing)>,
    /// Of the last half year, where two values are close enough.
    pub control: Option<TimeInRange>,
    pub newest_inr: Option<Dated>,
    pub takes_vitamin_k_antagonist: bool,
    pub course: Option<Course>,
}

/// INR by day under the same daily dose: with the patient's genes, and with the commonest ones.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    pub cyp2c9: String,
    pub vkorc1: String,
    /// Day, INR with these genes, INR with `*1/*1` and GG.
    pub days: Vec<(u32, f64, f64)>,
}

/// Makes it where it concerns the patient: atrial fibrillation on record, or an anticoagulant taken or considered.
pub fn anticoagulation(
    twin: &TwinView,
    drugs: &[DrugTaken],
    names: &DrugNames,
    body: &Bodily,
    now_utc_secs: i64,
) -> Option<Anticoagulation> {
    let known: Vec<_> = drugs.iter().filter_map(|drug| names.find(&drug.code, &drug.name)).collect();
    let takes = |class: &str| known.iter().any(|drug| drug.is_of(class));
    let has_fibrillation = twin.risk.facts(twin.today).contains(Fact::AtrialFibrillation);
    if !has_fibrillation && !takes("anticoagulant") {
        return None;
    }
    let is_taken = |name: &str| known.iter().any(|drug| drug.name == name);
    let taker = Taker {
        age_years: body.age_years,
        weight_kg: body.weight_kg.map(|weight| weight.value),
        creatinine_umol_l: body.creatinine.map(|creatinine| creatinine.value),
        clearance: body.clearance,
        takes_verapamil: is_taken("verapamil"),
        takes_p_gp_inhibitor: P_GP_INHIBITORS.into_iter().any(is_taken),
    };
    let values: Vec<Inr> = inrs(twin, now_utc_secs).collect();
    let recent: Vec<Inr> = values.iter().copied().filter(|inr| now_utc_secs - inr.utc_secs <= CONTROL_SECS).collect();
    let has_warfarin = is_taken("warfarin");
    Some(Anticoagulation {
        doses: Doac::ALL.into_iter().map(|drug| (drug, dosing(drug, &taker))).collect(),
        control: time_in_range(&recent, INR_RANGE.0, INR_RANGE.1),
        newest_inr: values.last().map(|inr| Dated { value: inr.value, utc_secs: inr.utc_secs }),
        takes_vitamin_k_antagonist: takes("vka"),
        course: body.age_years.filter(|_| has_warfarin).and_then(|age| course(twin, f64::from(age))),
    })
}

/// In order of time; limits of measurement and doubtful values say nothing of a straight line.
fn inrs(twin: &TwinView, now_utc_secs: i64) -> impl Iterator<Item = Inr> {
    let values = twin.risk.measured(INR, now_utc_secs).iter();
    let counted = values.filter(|one| !one.is_doubtful && !one.is_limit);
    counted.map(|one| Inr { utc_secs: one.utc_secs, value: one.value })
}

fn course(twin: &TwinView, age_years: f64) -> Option<Course> {
    let text = |column: &str| twin.risk.gene(column).map(|gene| gene.text.clone());
    let (cyp2c9, vkorc1) = (text("cyp2c9")?, text("vkorc1")?);
    let own = inr_of(age_years, Cyp2c9::parse(&cyp2c9)?, Vkorc1::parse(&vkorc1)?)?;
    let common = inr_of(age_years, Cyp2c9::parse("*1/*1")?, Vkorc1::GG)?;
    let days = COURSE_DAYS.into_iter().zip(own).zip(common).map(|((day, own), common)| (day, own, common)).collect();
    Some(Course { cyp2c9, vkorc1, days })
}

fn inr_of(age_years: f64, cyp2c9: Cyp2c9, vkorc1: Vkorc1) -> Option<Vec<f64>> {
    let hours: Vec<f64> = COURSE_DAYS.iter().map(|day| f64::from(*day) * 24.0).collect();
    let doses = warfarin::daily(COURSE_MG, hours.last().copied()?);
    let points = warfarin::simulate(warfarin::Taker { age_years, cyp2c9, vkorc1 }, &doses, &hours).ok()?;
    Some(points.into_iter().map(|point| point.inr).collect())
}
