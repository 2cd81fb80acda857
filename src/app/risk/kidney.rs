//! The slope of a twin's kidney function, from its creatinine values by CKD-EPI 2021.

use crate::analysis::kidney::{Filtration, NoSlope, Slope, slope};
use crate::analysis::risk::{Inputs, RiskModel, Slot, model_by_id};
use crate::domain::patient::Sex;

use super::super::twin::view::TwinView;

const YEAR_SECS: f64 = 365.25 * 86_400.0;
const UMOL_PER_MG_DL: f64 = 88.4;

/// The slope of an open twin; `None` without birth date, sex or creatinine.
pub fn kidney_slope(view: &TwinView, zone: &crate::base::Zone) -> Option<Result<Slope, NoSlope>> {
    let model = model_by_id("ckdepi")?;
    let born = view.person.birth_date?;
    let sex = match view.person.sex? {
        Sex::Female => 0,
        Sex::Male => 1,
        Sex::Other | Sex::Unknown => return None,
    };
    let is_creatinine = |id: &str| id == "creatinine";
    let series = view.series.iter().find(|one| one.indicator().is_some_and(|own| is_creatinine(own.indicator().id)))?;
    let counts = series
        .points
        .iter()
        .filter(|point| !point.flags.implausible && !point.flags.conflicting && point.flags.bound.is_none());
    let values = counts.filter_map(|point| {
        let age = born.years_until(zone.date_at(point.utc_secs));
        let creatinine = point.value / UMOL_PER_MG_DL;
        let rate = rate(model, creatinine, age, sex)?;
        Some(Filtration { at_years: point.utc_secs as f64 / YEAR_SECS, creatinine_mg_per_dl: creatinine, rate })
    });
    Some(slope(&values.collect::<Vec<_>>()))
}

fn rate(model: &RiskModel, creatinine_mg_per_dl: f64, age_years: i32, sex: u8) -> Option<f64> {
    let mut inputs = Inputs::default();
    let slots = [
        ("creatinine_mg_dl", Slot::Number(creatinine_mg_per_dl)),
        ("age", Slot::Number(f64::from(age_years))),
        ("sex", Slot::Word(sex)),
    ];
    for (column, slot) in slots {
        inputs.set(model.input(column)?, slot);
    }
    model.score(&inputs).ok()?.number(0)
}
