//! What is typed: fields as text until they are asked for, so that nothing is lost or guessed while somebody writes.

use crate::analysis::dosing::{Infusion, Level};
use crate::base::Zone;
use crate::base::time::MomentReader;
use crate::domain::patient::Sex;

use super::super::twin::series::{Quantity, Series};
use super::super::twin::view::TwinView;
use super::worked::{Asked, Creatinine};

/// mg/dL of creatinine in µmol/L.
const UMOL_PER_MG_DL: f64 = 88.4;
/// LOINC codes of vancomycin levels: trough, peak, any.
const LEVEL_CODES: [&str; 3] = ["4092-3", "4090-7", "20578-1"];
/// Levels older than this belong to another course.
const COURSE_SECS: i64 = 14 * 86_400;

/// Which published model.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ModelChoice {
    #[default]
    Goti,
    Buelga,
}

impl ModelChoice {
    pub const ALL: [ModelChoice; 2] = [ModelChoice::Goti, ModelChoice::Buelga];

    /// Stable: texts `dosing-model-<id>` and `dosing-model-<id>-about`.
    pub fn id(self) -> &'static str {
        match self {
            ModelChoice::Goti => "goti",
            ModelChoice::Buelga => "buelga",
        }
    }

    pub fn citation(self) -> &'static str {
        match self {
            ModelChoice::Goti => "Goti V et al. Ther Drug Monit 2018;40:212-221",
            ModelChoice::Buelga => "Buelga DS et al. Antimicrob Agents Chemother 2005;49:4934-4941",
        }
    }
}

/// What vancomycin is given for: the target holds for one of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Indication {
    #[default]
    Unsaid,
    /// Serious infection with MRSA, MIC at most 1 mg/L.
    SeriousMrsa,
    Other,
    CentralNervousSystem,
}

impl Indication {
    pub const ALL: [Indication; 4] =
        [Indication::Unsaid, Indication::SeriousMrsa, Indication::Other, Indication::CentralNervousSystem];

    /// Stable: text `dosing-indication-<id>`.
    pub fn id(self) -> &'static str {
        match self {
            Indication::Unsaid => "unsaid",
            Indication::SeriousMrsa => "mrsa",
            Indication::Other => "other",
            Indication::CentralNervousSystem => "cns",
        }
    }
}

/// A dose that was given.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DoseRow {
    /// Local date and time: `2026-03-04 08:00`.
    pub at: String,
    pub mg: String,
    pub hours: String,
}

/// A level that was measured.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LevelRow {
    pub at: String,
    pub mg_per_l: String,
}

/// A field that is typed, and where what stands in it comes from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Typed {
    pub text: String,
    /// When it was measured, where it is from the record and was not changed.
    pub measured_utc_secs: Option<i64>,
}

/// Everything on the form.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    pub model: ModelChoice,
    pub indication: Indication,
    pub age_years: Typed,
    pub is_female: Option<bool>,
    pub weight_kg: Typed,
    pub height_cm: Typed,
    /// µmol/L.
    pub creatinine: Typed,
    /// Earlier values of the last days, µmol/L with their times: whether the kidney is stable.
    pub creatinine_before: Vec<(i64, f64)>,
    pub on_haemodialysis: bool,
    pub urine_falls: bool,
    /// An amputation or a pregnancy: weights mislead.
    pub weight_misleads: bool,
    pub doses: Vec<DoseRow>,
    pub levels: Vec<LevelRow>,
}

impl Default for Draft {
    fn default() -> Draft {
        Draft {
            model: ModelChoice::default(),
            indication: Indication::default(),
            age_years: Typed::default(),
            is_female: None,
            weight_kg: Typed::default(),
            height_cm: Typed::default(),
            creatinine: Typed::default(),
            creatinine_before: Vec::new(),
            on_haemodialysis: false,
            urine_falls: false,
            weight_misleads: false,
            doses: vec![DoseRow::default()],
            levels: vec![LevelRow::default()],
        }
    }
}

/// What of a draft cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DraftFault {
    Age,
    Sex,
    Weight,
    Height,
    Creatinine,
    /// By its place from 0.
    Dose(usize),
    Level(usize),
    NoDose,
}

/// A larger single dose is a slip of the pen: more than is given in a day.
const MOST_MG: f64 = 4500.0;

impl Draft {
    /// What the record says; doses are not in it as times and amounts, so that they are typed.
    pub fn of_twin(view: &TwinView, now_utc_secs: i64, zone: &Zone) -> Draft {
        let newest = |id: &str| {
            let series = view.series.iter().find(|series| is_of(series, id))?;
            series.points.iter().rfind(|point| !point.flags.implausible && !point.flags.conflicting)
        };
        let typed = |id: &str| {
            newest(id).map_or_else(Typed::default, |point| Typed {
                text: point.shown.to_string(),
                measured_utc_secs: Some(point.utc_secs),
            })
        };
        let age = view.age_years.map(|age| age.to_string()).unwrap_or_default();
        let levels = levels_of(view, now_utc_secs, zone);
        Draft {
            age_years: Typed { text: age, measured_utc_secs: None },
            is_female: match view.person.sex {
                Some(Sex::Female) => Some(true),
                Some(Sex::Male) => Some(false),
                Some(Sex::Other | Sex::Unknown) | None => None,
            },
            weight_kg: typed("body-weight"),
            height_cm: typed("body-height"),
            creatinine: typed("creatinine"),
            creatinine_before: creatinine_before(view, now_utc_secs),
            levels: if levels.is_empty() { vec![LevelRow::default()] } else { levels },
            ..Draft::default()
        }
    }

    /// The numbers of the draft.
    ///
    /// # Errors
    /// Every field that cannot be read.
    pub fn read(&self, now_utc_secs: i64, zone: &Zone) -> Result<Asked, Vec<DraftFault>> {
        let mut faults = Vec::new();
        let mut moments = MomentReader::new(zone.clone());
        let mut need = |value: Option<f64>, fault: DraftFault| {
            if value.is_none() {
                faults.push(fault);
            }
            value.unwrap_or(f64::NAN)
        };
        let age_years = need(number(&self.age_years.text), DraftFault::Age);
        let weight_kg = need(number(&self.weight_kg.text), DraftFault::Weight);
        let creatinine = need(number(&self.creatinine.text), DraftFault::Creatinine);
        let height = self.height_cm.text.trim();
        let height_cm = (!height.is_empty()).then(|| need(number(height), DraftFault::Height));
        if self.is_female.is_none() {
            faults.push(DraftFault::Sex);
        }
        let mut doses: Vec<(i64, f64, f64)> = Vec::new();
        for (place, row) in self.doses.iter().enumerate().filter(|(_, row)| **row != DoseRow::default()) {
            let at = moments.read(row.at.trim().as_bytes()).ok().map(|moment| moment.utc_secs);
            match (at, number(&row.mg), number(&row.hours).filter(|hours| *hours > 0.0)) {
                (Some(at), Some(mg), Some(hours)) if at <= now_utc_secs && mg <= MOST_MG => doses.push((at, mg, hours)),
                _ => faults.push(DraftFault::Dose(place)),
            }
        }
        let mut levels: Vec<(i64, f64)> = Vec::new();
        for (place, row) in self.levels.iter().enumerate().filter(|(_, row)| **row != LevelRow::default()) {
            let at = moments.read(row.at.trim().as_bytes()).ok().map(|moment| moment.utc_secs);
            match (at, number(&row.mg_per_l)) {
                (Some(at), Some(level)) if at <= now_utc_secs => levels.push((at, level)),
                _ => faults.push(DraftFault::Level(place)),
            }
        }
        let Some(from) = doses.iter().map(|(at, ..)| *at).min() else {
            faults.push(DraftFault::NoDose);
            return Err(faults);
        };
        if !faults.is_empty() {
            return Err(faults);
        }
        let hours_of = |at: i64| (at - from) as f64 / 3600.0;
        doses.sort_by_key(|(at, ..)| *at);
        levels.sort_by_key(|(at, _)| *at);
        Ok(Asked {
            model: self.model,
            indication: self.indication,
            age_years,
            is_female: self.is_female == Some(true),
            weight_kg,
            height_cm,
            creatinine: Creatinine {
                mg_per_dl: creatinine / UMOL_PER_MG_DL,
                measured_utc_secs: self.creatinine.measured_utc_secs,
                before: self.creatinine_before.iter().map(|(at, value)| (*at, value / UMOL_PER_MG_DL)).collect(),
            },
            on_haemodialysis: self.on_haemodialysis,
            urine_falls: self.urine_falls,
            weight_misleads: self.weight_misleads,
            from_utc_secs: from,
            now_utc_secs,
            doses: doses
                .iter()
                .map(|(at, mg, hours)| Infusion { at_hours: hours_of(*at), mg: *mg, hours: *hours })
                .collect(),
            levels: levels.iter().map(|(at, level)| Level { at_hours: hours_of(*at), mg_per_l: *level }).collect(),
        })
    }
}

/// A number that is not negative; a comma counts as the decimal mark.
fn number(text: &str) -> Option<f64> {
    text.trim().replace(',', ".").parse().ok().filter(|value: &f64| value.is_finite() && *value >= 0.0)
}

fn is_of(series: &Series, id: &str) -> bool {
    series.indicator().is_some_and(|indicator| indicator.indicator().id == id)
}

fn creatinine_before(view: &TwinView, now_utc_secs: i64) -> Vec<(i64, f64)> {
    let series = view.series.iter().find(|series| is_of(series, "creatinine"));
    let points = series.map_or(&[][..], |series| series.points.as_slice());
    let recent = points.iter().filter(|point| point.utc_secs >= now_utc_secs - 4 * 86_400);
    recent.map(|point| (point.utc_secs, point.value)).collect()
}

fn levels_of(view: &TwinView, now_utc_secs: i64, zone: &Zone) -> Vec<LevelRow> {
    let is_level = |series: &&Series| match &series.quantity {
        Quantity::Other(code) => {
            LEVEL_CODES.contains(&code.as_str()) && matches!(series.unit.as_str(), "mg/L" | "ug/mL")
        }
        Quantity::Known(_) => false,
    };
    let points = view.series.iter().filter(is_level).flat_map(|series| series.points.iter());
    let recent = points.filter(|point| point.utc_secs >= now_utc_secs - COURSE_SECS);
    recent.map(|point| LevelRow { at: local_text(zone, point.utc_secs), mg_per_l: point.shown.to_string() }).collect()
}

/// A local time as it is typed.
pub fn local_text(zone: &Zone, utc_secs: i64) -> String {
    let moment = zone.moment(utc_secs);
    let (hour, minute, _) = moment.local_hms();
    format!("{} {hour:02}:{minute:02}", moment.local_date().iso())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// In 2027.
    const NOW: i64 = 1_800_000_000;

    #[test]
    fn every_field_that_cannot_be_read_is_named_and_empty_rows_are_none() {
        let text = |text: &str| Typed { text: text.to_owned(), measured_utc_secs: None };
        let dose = |at: &str, mg: &str| DoseRow { at: at.to_owned(), mg: mg.to_owned(), hours: "1,5".to_owned() };
        let mut draft = Draft {
            age_years: text("60"),
            weight_kg: text("70"),
            creatinine: text("88,4"),
            is_female: Some(false),
            doses: vec![dose("2026-03-04 20:00", "1000"), dose("2026-03-04 08:00", "1500"), DoseRow::default()],
            ..Draft::default()
        };
        let asked = draft.read(NOW, &Zone::utc()).expect("complete");
        assert_eq!((asked.doses[0].at_hours, asked.doses[0].mg, asked.doses[1].at_hours), (0.0, 1500.0, 12.0));
        assert!((asked.creatinine.mg_per_dl - 1.0).abs() < 1e-9 && asked.levels.is_empty());
        draft.weight_kg = text("seventy");
        draft.is_female = None;
        draft.levels = vec![LevelRow { at: "tomorrow".to_owned(), mg_per_l: "12".to_owned() }];
        let faults = draft.read(NOW, &Zone::utc()).expect_err("not complete");
        assert_eq!(faults, [DraftFault::Weight, DraftFault::Sex, DraftFault::Level(0)]);
        // What has not happened yet was not given nor measured, and ten times a dose is a slip.
        draft.weight_kg = text("70");
        draft.is_female = Some(false);
        draft.levels = vec![LevelRow { at: "2027-10-01 08:00".to_owned(), mg_per_l: "12".to_owned() }];
        draft.doses = vec![dose("2026-03-04 08:00", "17500"), dose("2027-10-01 08:00", "1750")];
        let faults = draft.read(NOW, &Zone::utc()).expect_err("not possible");
        assert_eq!(faults[..3], [DraftFault::Dose(0), DraftFault::Dose(1), DraftFault::Level(0)]);
        draft.doses.clear();
        assert!(draft.read(NOW, &Zone::utc()).is_err_and(|faults| faults.contains(&DraftFault::NoDose)));
    }
}
