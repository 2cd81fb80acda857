//! Doses of the direct oral anticoagulants in atrial fibrillation by their criteria (product information in Europe; ESC
//! guideline 2024): a smaller dose has reasons, and without them it only protects less.

/// What the criteria ask of a person. `None`: not on record.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Taker {
    pub age_years: Option<i32>,
    pub weight_kg: Option<f64>,
    pub creatinine_umol_l: Option<f64>,
    /// Cockcroft-Gault, mL/min.
    pub clearance: Option<f64>,
    /// Verapamil is taken (dabigatran).
    pub takes_verapamil: bool,
    /// Ciclosporin, dronedarone, erythromycin or ketoconazole is taken (edoxaban).
    pub takes_p_gp_inhibitor: bool,
}

/// A direct oral anticoagulant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Doac {
    Apixaban,
    Dabigatran,
    Edoxaban,
    Rivaroxaban,
}

impl Doac {
    pub const ALL: [Doac; 4] = [Doac::Apixaban, Doac::Dabigatran, Doac::Edoxaban, Doac::Rivaroxaban];

    /// The international name.
    pub fn name(self) -> &'static str {
        match self {
            Doac::Apixaban => "apixaban",
            Doac::Dabigatran => "dabigatran",
            Doac::Edoxaban => "edoxaban",
            Doac::Rivaroxaban => "rivaroxaban",
        }
    }

    /// Usual and reduced dose, as they are prescribed.
    pub fn doses(self) -> (&'static str, &'static str) {
        match self {
            Doac::Apixaban => ("5 mg ×2", "2.5 mg ×2"),
            Doac::Dabigatran => ("150 mg ×2", "110 mg ×2"),
            Doac::Edoxaban => ("60 mg ×1", "30 mg ×1"),
            Doac::Rivaroxaban => ("20 mg ×1", "15 mg ×1"),
        }
    }
}

/// A criterion that is met. Each has a text `doac-reason-<id>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    Age80,
    Weight60,
    Creatinine133,
    ClearanceLow,
    ClearanceTooLow,
    Verapamil,
    PGpInhibitor,
}

impl Reason {
    pub fn id(self) -> &'static str {
        match self {
            Reason::Age80 => "age-80",
            Reason::Weight60 => "weight-60",
            Reason::Creatinine133 => "creatinine-133",
            Reason::ClearanceLow => "clearance-low",
            Reason::ClearanceTooLow => "clearance-too-low",
            Reason::Verapamil => "verapamil",
            Reason::PGpInhibitor => "p-gp-inhibitor",
        }
    }
}

/// Something the criteria need and the record does not have. Each has a text `doac-lack-<id>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lack {
    Age,
    Weight,
    Creatinine,
    Clearance,
}

impl Lack {
    pub fn id(self) -> &'static str {
        match self {
            Lack::Age => "age",
            Lack::Weight => "weight",
            Lack::Creatinine => "creatinine",
            Lack::Clearance => "clearance",
        }
    }
}

/// What the criteria say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dosing {
    Usual,
    /// With the criteria that are met; for apixaban one alone is not enough.
    Reduced(Vec<Reason>),
    /// The smaller dose may be considered.
    Considered(Vec<Reason>),
    NotRecommended(Vec<Reason>),
    /// What is on record does not decide it.
    Open(Vec<Lack>),
}

/// The dose of one drug for one person with atrial fibrillation.
pub fn dosing(drug: Doac, taker: &Taker) -> Dosing {
    let Some(clearance) = taker.clearance else { return Dosing::Open(lacking(drug, taker)) };
    let least = if drug == Doac::Dabigatran { 30.0 } else { 15.0 };
    if clearance < least {
        return Dosing::NotRecommended(vec![Reason::ClearanceTooLow]);
    }
    match drug {
        Doac::Apixaban => apixaban(taker, clearance),
        Doac::Dabigatran => dabigatran(taker, clearance),
        Doac::Edoxaban => edoxaban(taker, clearance),
        Doac::Rivaroxaban if clearance < 50.0 => Dosing::Reduced(vec![Reason::ClearanceLow]),
        Doac::Rivaroxaban => Dosing::Usual,
    }
}

/// Two of age from 80, weight up to 60 kg, creatinine from 133 µmol/L; or a clearance of 15 to 29 alone.
fn apixaban(taker: &Taker, clearance: f64) -> Dosing {
    if clearance < 30.0 {
        return Dosing::Reduced(vec![Reason::ClearanceLow]);
    }
    let met = [
        (taker.age_years.map(|age| age >= 80), Reason::Age80, Lack::Age),
        (taker.weight_kg.map(|weight| weight <= 60.0), Reason::Weight60, Lack::Weight),
        (taker.creatinine_umol_l.map(|creatinine| creatinine >= 133.0), Reason::Creatinine133, Lack::Creatinine),
    ];
    let reasons: Vec<Reason> =
        met.iter().filter(|(is, _, _)| *is == Some(true)).map(|(_, reason, _)| *reason).collect();
    let open: Vec<Lack> = met.iter().filter(|(is, _, _)| is.is_none()).map(|(_, _, lack)| *lack).collect();
    match (reasons.len(), open.len()) {
        (2.., _) => Dosing::Reduced(reasons),
        (found, open_count) if found + open_count >= 2 => Dosing::Open(open),
        _ => Dosing::Usual,
    }
}

fn dabigatran(taker: &Taker, clearance: f64) -> Dosing {
    let Some(age_years) = taker.age_years else { return Dosing::Open(vec![Lack::Age]) };
    let must = [(age_years >= 80, Reason::Age80), (taker.takes_verapamil, Reason::Verapamil)];
    let reasons: Vec<Reason> = must.iter().filter(|(is, _)| *is).map(|(_, reason)| *reason).collect();
    if !reasons.is_empty() {
        return Dosing::Reduced(reasons);
    }
    if clearance < 50.0 { Dosing::Considered(vec![Reason::ClearanceLow]) } else { Dosing::Usual }
}

fn edoxaban(taker: &Taker, clearance: f64) -> Dosing {
    let any = [
        (Some(clearance <= 50.0), Reason::ClearanceLow),
        (taker.weight_kg.map(|weight| weight <= 60.0), Reason::Weight60),
        (Some(taker.takes_p_gp_inhibitor), Reason::PGpInhibitor),
    ];
    let reasons: Vec<Reason> = any.iter().filter(|(is, _)| *is == Some(true)).map(|(_, reason)| *reason).collect();
    match (reasons.is_empty(), taker.weight_kg) {
        (false, _) => Dosing::Reduced(reasons),
        (true, None) => Dosing::Open(vec![Lack::Weight]),
        (true, Some(_)) => Dosing::Usual,
    }
}

/// Without a clearance nothing can be said; what else is missing is named with it.
fn lacking(drug: Doac, taker: &Taker) -> Vec<Lack> {
    let of_weight = matches!(drug, Doac::Apixaban | Doac::Edoxaban) && taker.weight_kg.is_none();
    let mut lacks = vec![Lack::Clearance];
    lacks.extend(taker.age_years.is_none().then_some(Lack::Age));
    lacks.extend(of_weight.then_some(Lack::Weight));
    lacks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taker(age: i32, weight: f64, creatinine: f64, clearance: f64) -> Taker {
        Taker {
            age_years: Some(age),
            weight_kg: Some(weight),
            creatinine_umol_l: Some(creatinine),
            clearance: Some(clearance),
            ..Taker::default()
        }
    }

    #[test]
    fn criteria_at_their_limits() {
        use Doac::{Apixaban, Dabigatran, Edoxaban, Rivaroxaban};
        use Reason::{Age80, ClearanceLow, ClearanceTooLow, Creatinine133, Weight60};
        for (drug, person, said) in [
            (Apixaban, taker(80, 61.0, 132.9, 60.0), Dosing::Usual),
            (Apixaban, taker(80, 60.0, 90.0, 60.0), Dosing::Reduced(vec![Age80, Weight60])),
            (Apixaban, taker(79, 60.0, 133.0, 60.0), Dosing::Reduced(vec![Weight60, Creatinine133])),
            (Apixaban, taker(50, 90.0, 90.0, 29.9), Dosing::Reduced(vec![ClearanceLow])),
            (Apixaban, taker(50, 90.0, 90.0, 14.9), Dosing::NotRecommended(vec![ClearanceTooLow])),
            (Dabigatran, taker(80, 90.0, 90.0, 90.0), Dosing::Reduced(vec![Age80])),
            (Dabigatran, taker(70, 90.0, 90.0, 49.9), Dosing::Considered(vec![ClearanceLow])),
            (Dabigatran, taker(70, 90.0, 90.0, 29.9), Dosing::NotRecommended(vec![ClearanceTooLow])),
            (Edoxaban, taker(70, 60.0, 90.0, 90.0), Dosing::Reduced(vec![Weight60])),
            (Edoxaban, taker(70, 61.0, 90.0, 50.0), Dosing::Reduced(vec![ClearanceLow])),
            (Rivaroxaban, taker(90, 50.0, 90.0, 50.0), Dosing::Usual),
            (Rivaroxaban, taker(90, 50.0, 90.0, 49.9), Dosing::Reduced(vec![ClearanceLow])),
        ] {
            assert_eq!(dosing(drug, &person), said, "{drug:?} {person:?}");
        }
    }

    /// What is missing leaves it open, unless it could not change the answer.
    #[test]
    fn what_is_not_on_record_is_never_taken_for_fulfilled() {
        let unknown = Taker::default();
        assert_eq!(dosing(Doac::Rivaroxaban, &unknown), Dosing::Open(vec![Lack::Clearance, Lack::Age]));
        let no_weight = Taker { weight_kg: None, ..taker(80, 0.0, 90.0, 60.0) };
        assert_eq!(dosing(Doac::Apixaban, &no_weight), Dosing::Open(vec![Lack::Weight]));
        let younger = Taker { weight_kg: None, ..taker(70, 0.0, 90.0, 60.0) };
        assert_eq!(dosing(Doac::Apixaban, &younger), Dosing::Usual);
        assert_eq!(dosing(Doac::Edoxaban, &younger), Dosing::Open(vec![Lack::Weight]));
        let verapamil = Taker { takes_verapamil: true, ..taker(70, 80.0, 90.0, 90.0) };
        assert_eq!(dosing(Doac::Dabigatran, &verapamil), Dosing::Reduced(vec![Reason::Verapamil]));
    }
}
