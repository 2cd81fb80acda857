//! Stays in hospital: why people come in, what it does to their values, and the bed they lie in, one person a bed.

use crate::domain::patient::Sex;

use super::disorder::Disorder;
use super::person::{Person, WINDOW_DAYS};
use super::random::Draw;

/// The window in minutes.
pub const WINDOW_MINS: i64 = WINDOW_DAYS as i64 * 1440;
/// A bed is made between two people.
const BED_CHANGE_MINS: i64 = 90;

/// The wards, in the order of their floors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ward {
    Cardiology,
    GeneralMedicine,
    Surgery,
    IntensiveCare,
    Paediatrics,
    Geriatrics,
}

impl Ward {
    pub const ALL: [Ward; 6] = [
        Ward::Cardiology,
        Ward::GeneralMedicine,
        Ward::Surgery,
        Ward::IntensiveCare,
        Ward::Paediatrics,
        Ward::Geriatrics,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Ward::Cardiology => "Cardiology",
            Ward::GeneralMedicine => "General Medicine",
            Ward::Surgery => "Surgery",
            Ward::IntensiveCare => "ICU",
            Ward::Paediatrics => "Paediatrics",
            Ward::Geriatrics => "Geriatrics",
        }
    }
}

/// What an illness adds to the values at its height.
#[derive(Clone, Copy, Debug, Default)]
pub struct Strain {
    pub temperature: f64,
    pub pulse: f64,
    pub breaths: f64,
    pub saturation: f64,
    pub systolic: f64,
    pub crp: f64,
    pub white_cells: f64,
    /// Share by which creatinine rises.
    pub creatinine_share: f64,
    pub haemoglobin: f64,
    pub glucose: f64,
}

/// Why somebody is admitted.
#[derive(Debug)]
pub struct Cause {
    pub reason: &'static str,
    /// The acute condition it is recorded as, ICD-10; none where the reason is no illness of its own.
    pub acute: Option<(&'static str, &'static str)>,
    pub ward: Ward,
    pub mean_days: f64,
    pub strain: Strain,
    pub care: Care,
    /// Only people with this condition come in for it.
    needs: Option<Disorder>,
    ages: (f64, f64),
    weight: f64,
}

/// What is given during a stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Care {
    Antibiotic,
    Operation,
    Observation,
}

/// A stay; minutes count from the start of the window.
#[derive(Clone, Copy, Debug)]
pub struct Stay {
    pub cause: &'static Cause,
    /// Around 1; how hard the illness hits.
    pub severity: f64,
    pub start_min: i64,
    /// `None`: still in hospital at the end of the window.
    pub end_min: Option<i64>,
    pub ward: Ward,
    /// Room number, the floor first.
    pub room: usize,
    pub bed: char,
}

impl Stay {
    /// The discharge, or the end of the window.
    pub fn until_min(&self) -> i64 {
        self.end_min.unwrap_or(WINDOW_MINS)
    }

    /// How much of the strain shows at a minute: in signs at once, in blood a day later.
    pub fn effect_at(&self, minute: i64) -> (f64, f64) {
        let days = (minute - self.start_min) as f64 / 1440.0;
        let expected_days = self.end_min.map_or(9.0, |end| (end - self.start_min) as f64 / 1440.0);
        let left = (1.0 - days / expected_days).clamp(0.0, 1.0);
        let rise = (0.6 + days).min(1.0);
        let rise_in_blood = (0.3 + days / 1.4).min(1.0);
        (self.severity * rise * left * left, self.severity * rise_in_blood * (0.12 + 0.88 * left))
    }
}

/// Which bed is taken when, for the whole hospital.
pub struct BedBook {
    /// By ward and bed: stays in order of time.
    taken: Vec<Vec<Vec<(i64, i64)>>>,
    beds_per_ward: usize,
}

impl BedBook {
    /// Beds for a hospital with that many patients on its books.
    pub fn new(patients: u32) -> BedBook {
        let beds_per_ward = (patients as usize / 50).clamp(2, 400);
        BedBook { taken: vec![vec![Vec::new(); beds_per_ward]; Ward::ALL.len()], beds_per_ward }
    }

    pub fn beds(&self) -> usize {
        self.beds_per_ward * Ward::ALL.len()
    }

    /// Takes the first bed of a ward that is free all the time, looking from a drawn one on.
    fn book(&mut self, ward: Ward, start_min: i64, end_min: Option<i64>, draw: &mut Draw) -> Option<(usize, char)> {
        let first = draw.below(self.beds_per_ward);
        let ward_index = ward as usize;
        let until = end_min.unwrap_or(i64::MAX - BED_CHANGE_MINS) + BED_CHANGE_MINS;
        for step in 0..self.beds_per_ward {
            let bed = (first + step) % self.beds_per_ward;
            let stays = self.taken.get_mut(ward_index)?.get_mut(bed)?;
            let place = stays.partition_point(|&(start, _)| start < start_min);
            let free_before =
                place.checked_sub(1).and_then(|at| stays.get(at)).is_none_or(|&(_, end)| end <= start_min);
            let free_after = stays.get(place).is_none_or(|&(start, _)| until <= start);
            if free_before && free_after {
                stays.insert(place, (start_min, until));
                return Some(room_and_bed(ward, bed));
            }
        }
        None
    }
}

/// Intensive care has single rooms, the others share two by two.
fn room_and_bed(ward: Ward, bed: usize) -> (usize, char) {
    let floor = (ward as usize + 2) * 100;
    match ward {
        Ward::IntensiveCare => (floor + bed + 1, 'A'),
        Ward::Cardiology | Ward::GeneralMedicine | Ward::Surgery | Ward::Paediatrics | Ward::Geriatrics => {
            (floor + bed / 2 + 1, if bed.is_multiple_of(2) { 'A' } else { 'B' })
        }
    }
}

/// How often people of this hospital are admitted.
pub struct AdmissionRates {
    /// Stays a patient that ended within the window.
    past_per_patient: f64,
    /// Share of patients in hospital at the end.
    current_share: f64,
    current_so_far: f64,
    persons_so_far: f64,
}

impl AdmissionRates {
    /// Rates that fill the beds without overfilling them.
    pub fn new(patients: u32, beds: usize) -> AdmissionRates {
        let per_patient = beds as f64 / f64::from(patients.max(1));
        AdmissionRates {
            past_per_patient: (0.5 * per_patient * WINDOW_DAYS / 6.0).min(0.36),
            current_share: (0.7 * per_patient).min(25.0 / 300.0),
            current_so_far: 0.0,
            persons_so_far: 0.0,
        }
    }
}

/// The stays of a person in order of time, each in a bed of its own.
pub fn draw_stays(person: &Person, rates: &mut AdmissionRates, beds: &mut BedBook, draw: &mut Draw) -> Vec<Stay> {
    let mut stays: Vec<Stay> = Vec::new();
    rates.persons_so_far += 1.0;
    let wanted_now = rates.persons_so_far * rates.current_share - rates.current_so_far;
    if person.death_day.is_none() && draw.chance(wanted_now * 0.5) {
        let start_min = WINDOW_MINS - (draw.between(0.3, 8.5) * 1440.0) as i64;
        let stay = take_in(person, start_min, StayEnd::Open, beds, draw);
        rates.current_so_far += f64::from(u8::from(stay.is_some()));
        stays.extend(stay);
    }
    if let Some(death_day) = person.death_day {
        let end_min = (death_day * 1440.0) as i64 + 600;
        let start_min = end_min - (draw.between(2.0, 9.0) * 1440.0) as i64;
        let stay = take_in(person, start_min, StayEnd::At(end_min), beds, draw);
        stays.extend(stay.map(|stay| Stay { severity: 1.5, ..stay }));
    }
    let frailty = 0.5 + 0.18 * person.problems.len() as f64;
    for _ in 0..4 {
        if draw.chance(rates.past_per_patient * frailty / 4.0) {
            add_past_stay(person, &mut stays, beds, draw);
        }
    }
    stays.sort_by_key(|stay| stay.start_min);
    stays
}

fn add_past_stay(person: &Person, stays: &mut Vec<Stay>, beds: &mut BedBook, draw: &mut Draw) {
    let last_day = person.death_day.map_or(WINDOW_DAYS - 12.0, |day| day - 30.0);
    let start_min = (draw.between(5.0, last_day) * 1440.0) as i64;
    let apart = |other: &Stay| start_min + 25 * 1440 < other.start_min || other.until_min() + 10 * 1440 < start_min;
    if stays.iter().all(apart) {
        let length = StayEnd::AfterMeanTimes(draw.between(0.4, 1.9));
        stays.extend(take_in(person, start_min, length, beds, draw));
    }
}

/// When a stay ends.
#[derive(Clone, Copy)]
enum StayEnd {
    /// After the window.
    Open,
    At(i64),
    /// After that share of the cause's mean length.
    AfterMeanTimes(f64),
}

impl StayEnd {
    fn end_min(self, start_min: i64, mean_days: f64) -> Option<i64> {
        match self {
            StayEnd::Open => None,
            StayEnd::At(end_min) => Some(end_min),
            StayEnd::AfterMeanTimes(share) => {
                Some((start_min + (share * mean_days * 1440.0) as i64).min(WINDOW_MINS - 2 * 1440))
            }
        }
    }
}

fn take_in(person: &Person, start_min: i64, end: StayEnd, beds: &mut BedBook, draw: &mut Draw) -> Option<Stay> {
    let cause = draw_cause(person, draw);
    let end_min = end.end_min(start_min, cause.mean_days);
    let ward = match cause.ward {
        Ward::GeneralMedicine if person.is_child() => Ward::Paediatrics,
        Ward::GeneralMedicine if person.age_days > 78.0 * 365.25 => Ward::Geriatrics,
        Ward::Surgery if person.is_child() => Ward::Paediatrics,
        ward => ward,
    };
    let severity = draw.between(0.55, 1.25);
    let (room, bed) = beds.book(ward, start_min, end_min, draw)?;
    Some(Stay { cause, severity, start_min, end_min, ward, room, bed })
}

fn draw_cause(person: &Person, draw: &mut Draw) -> &'static Cause {
    let age_years = person.age_days / 365.25;
    let fits = |cause: &&Cause| {
        cause.needs.is_none_or(|disorder| person.has(disorder)) && (cause.ages.0..cause.ages.1).contains(&age_years)
    };
    let weight = |cause: &Cause| match (person.sex, cause.reason) {
        (Sex::Female, "Urinary tract infection") => 2.0 * cause.weight,
        _ => cause.weight,
    };
    let mut left = draw.unit() * CAUSES.iter().filter(fits).map(weight).sum::<f64>();
    for cause in CAUSES.iter().filter(fits) {
        left -= weight(cause);
        if left < 0.0 {
            return cause;
        }
    }
    &CAUSES[0]
}

const NO_STRAIN: Strain = Strain {
    temperature: 0.0,
    pulse: 0.0,
    breaths: 0.0,
    saturation: 0.0,
    systolic: 0.0,
    crp: 0.0,
    white_cells: 0.0,
    creatinine_share: 0.0,
    haemoglobin: 0.0,
    glucose: 0.0,
};

const ADULT: (f64, f64) = (18.0, 120.0);
const ANY_AGE: (f64, f64) = (0.0, 120.0);

static CAUSES: [Cause; 14] = [
    Cause {
        reason: "Pneumonia",
        acute: Some(("J18.9", "Pneumonia, unspecified")),
        ward: Ward::GeneralMedicine,
        mean_days: 7.0,
        strain: Strain {
            temperature: 2.3,
            pulse: 28.0,
            breaths: 8.0,
            saturation: -6.0,
            systolic: -11.0,
            crp: 165.0,
            white_cells: 8.0,
            creatinine_share: 0.15,
            haemoglobin: -6.0,
            glucose: 0.8,
        },
        care: Care::Antibiotic,
        needs: None,
        ages: ANY_AGE,
        weight: 1.0,
    },
    Cause {
        reason: "Urinary tract infection",
        acute: Some(("N39.0", "Urinary tract infection, site not specified")),
        ward: Ward::GeneralMedicine,
        mean_days: 5.0,
        strain: Strain {
            temperature: 2.0,
            pulse: 22.0,
            breaths: 3.0,
            systolic: -8.0,
            crp: 110.0,
            white_cells: 6.0,
            creatinine_share: 0.2,
            ..NO_STRAIN
        },
        care: Care::Antibiotic,
        needs: None,
        ages: ANY_AGE,
        weight: 0.7,
    },
    Cause {
        reason: "Sepsis",
        acute: Some(("A41.9", "Sepsis, unspecified organism")),
        ward: Ward::IntensiveCare,
        mean_days: 9.0,
        strain: Strain {
            temperature: 2.6,
            pulse: 42.0,
            breaths: 11.0,
            saturation: -7.0,
            systolic: -32.0,
            crp: 230.0,
            white_cells: 13.0,
            creatinine_share: 0.8,
            haemoglobin: -14.0,
            glucose: 2.5,
        },
        care: Care::Antibiotic,
        needs: None,
        ages: ADULT,
        weight: 0.55,
    },
    Cause {
        reason: "Heart failure, decompensated",
        acute: None,
        ward: Ward::Cardiology,
        mean_days: 7.0,
        strain: Strain {
            pulse: 18.0,
            breaths: 8.0,
            saturation: -6.0,
            systolic: 12.0,
            crp: 14.0,
            creatinine_share: 0.3,
            ..NO_STRAIN
        },
        care: Care::Observation,
        needs: Some(Disorder::HeartFailure),
        ages: ADULT,
        weight: 3.0,
    },
    Cause {
        reason: "Rapid atrial fibrillation",
        acute: None,
        ward: Ward::Cardiology,
        mean_days: 3.5,
        strain: Strain { pulse: 56.0, breaths: 3.0, saturation: -1.5, systolic: -10.0, ..NO_STRAIN },
        care: Care::Observation,
        needs: Some(Disorder::AtrialFibrillation),
        ages: ADULT,
        weight: 2.0,
    },
    Cause {
        reason: "Acute coronary syndrome",
        acute: Some(("I21.9", "Acute myocardial infarction, unspecified")),
        ward: Ward::Cardiology,
        mean_days: 5.0,
        strain: Strain {
            temperature: 0.5,
            pulse: 16.0,
            breaths: 3.0,
            systolic: 10.0,
            crp: 22.0,
            white_cells: 3.0,
            ..NO_STRAIN
        },
        care: Care::Observation,
        needs: Some(Disorder::CoronaryDisease),
        ages: ADULT,
        weight: 2.0,
    },
    Cause {
        reason: "Chest pain, observation",
        acute: Some(("R07.4", "Chest pain, unspecified")),
        ward: Ward::Cardiology,
        mean_days: 2.0,
        strain: Strain { pulse: 8.0, systolic: 14.0, ..NO_STRAIN },
        care: Care::Observation,
        needs: None,
        ages: ADULT,
        weight: 0.6,
    },
    Cause {
        reason: "COPD exacerbation",
        acute: Some(("J44.1", "Chronic obstructive pulmonary disease with acute exacerbation")),
        ward: Ward::GeneralMedicine,
        mean_days: 6.0,
        strain: Strain {
            temperature: 0.8,
            pulse: 20.0,
            breaths: 9.0,
            saturation: -6.0,
            crp: 55.0,
            white_cells: 4.0,
            glucose: 1.5,
            ..NO_STRAIN
        },
        care: Care::Antibiotic,
        needs: Some(Disorder::Copd),
        ages: ADULT,
        weight: 3.0,
    },
    Cause {
        reason: "Asthma attack",
        acute: Some(("J46", "Status asthmaticus")),
        ward: Ward::GeneralMedicine,
        mean_days: 3.0,
        strain: Strain { pulse: 32.0, breaths: 11.0, saturation: -6.0, white_cells: 2.0, ..NO_STRAIN },
        care: Care::Observation,
        needs: Some(Disorder::Asthma),
        ages: ANY_AGE,
        weight: 2.0,
    },
    Cause {
        reason: "Acute kidney injury",
        acute: Some(("N17.9", "Acute renal failure, unspecified")),
        ward: Ward::GeneralMedicine,
        mean_days: 6.5,
        strain: Strain { pulse: 10.0, breaths: 3.0, systolic: -12.0, crp: 18.0, creatinine_share: 1.4, ..NO_STRAIN },
        care: Care::Observation,
        needs: Some(Disorder::KidneyStage3),
        ages: ADULT,
        weight: 1.5,
    },
    Cause {
        reason: "Hyperglycaemia",
        acute: None,
        ward: Ward::GeneralMedicine,
        mean_days: 4.0,
        strain: Strain {
            pulse: 14.0,
            breaths: 2.0,
            systolic: -6.0,
            glucose: 12.0,
            creatinine_share: 0.15,
            ..NO_STRAIN
        },
        care: Care::Observation,
        needs: Some(Disorder::Diabetes),
        ages: ADULT,
        weight: 1.0,
    },
    Cause {
        reason: "Acute appendicitis",
        acute: Some(("K35.8", "Acute appendicitis, other and unspecified")),
        ward: Ward::Surgery,
        mean_days: 3.5,
        strain: Strain {
            temperature: 1.6,
            pulse: 22.0,
            breaths: 3.0,
            crp: 95.0,
            white_cells: 8.0,
            haemoglobin: -4.0,
            ..NO_STRAIN
        },
        care: Care::Operation,
        needs: None,
        ages: (5.0, 60.0),
        weight: 1.1,
    },
    Cause {
        reason: "Fracture of neck of femur",
        acute: Some(("S72.0", "Fracture of neck of femur")),
        ward: Ward::Surgery,
        mean_days: 9.0,
        strain: Strain {
            temperature: 1.0,
            pulse: 18.0,
            breaths: 3.0,
            saturation: -2.5,
            systolic: -8.0,
            crp: 125.0,
            white_cells: 4.0,
            haemoglobin: -26.0,
            ..NO_STRAIN
        },
        care: Care::Operation,
        needs: None,
        ages: (68.0, 120.0),
        weight: 0.9,
    },
    Cause {
        reason: "Elective knee replacement",
        acute: None,
        ward: Ward::Surgery,
        mean_days: 4.5,
        strain: Strain {
            temperature: 0.9,
            pulse: 12.0,
            breaths: 2.0,
            crp: 105.0,
            white_cells: 3.0,
            haemoglobin: -20.0,
            ..NO_STRAIN
        },
        care: Care::Operation,
        needs: Some(Disorder::KneeArthrosis),
        ages: ADULT,
        weight: 2.5,
    },
];

#[cfg(test)]
mod tests {
    use super::super::random::Stream;
    use super::*;

    #[test]
    fn a_bed_holds_one_person_at_a_time() {
        let mut beds = BedBook::new(50);
        let mut draw = Draw::new(1, Stream::Records, 0);
        assert!(beds.book(Ward::Surgery, 0, Some(1000), &mut draw).is_some());
        assert!(beds.book(Ward::Surgery, 500, None, &mut draw).is_some());
        assert!(beds.book(Ward::Surgery, 900, Some(950), &mut draw).is_none());
        assert!(beds.book(Ward::Surgery, 1000 + BED_CHANGE_MINS, Some(1200), &mut draw).is_some());
        assert!(beds.book(Ward::Surgery, 5000, Some(6000), &mut draw).is_some());
    }
}
