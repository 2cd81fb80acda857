//! Chronic conditions, the medications given for them, and the allergies, with their public codes (ICD-10, ATC).

/// A chronic condition that shapes a person's values or medications.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Disorder {
    Hypertension,
    Diabetes,
    Hyperlipidaemia,
    KidneyStage3,
    KidneyStage4,
    AtrialFibrillation,
    HeartFailure,
    CoronaryDisease,
    Copd,
    Asthma,
    Depression,
    BreastCancer,
    Obesity,
    Anaemia,
    Gout,
    Hypothyroidism,
    Reflux,
    KneeArthrosis,
}

impl Disorder {
    /// ICD-10 code and its title.
    pub fn coded(self) -> (&'static str, &'static str) {
        match self {
            Disorder::Hypertension => ("I10", "Essential (primary) hypertension"),
            Disorder::Diabetes => ("E11.9", "Type 2 diabetes mellitus without complications"),
            Disorder::Hyperlipidaemia => ("E78.5", "Hyperlipidaemia, unspecified"),
            Disorder::KidneyStage3 => ("N18.3", "Chronic kidney disease, stage 3"),
            Disorder::KidneyStage4 => ("N18.4", "Chronic kidney disease, stage 4"),
            Disorder::AtrialFibrillation => ("I48.9", "Atrial fibrillation and atrial flutter, unspecified"),
            Disorder::HeartFailure => ("I50.9", "Heart failure, unspecified"),
            Disorder::CoronaryDisease => ("I25.1", "Atherosclerotic heart disease"),
            Disorder::Copd => ("J44.9", "Chronic obstructive pulmonary disease, unspecified"),
            Disorder::Asthma => ("J45.9", "Asthma, unspecified"),
            Disorder::Depression => ("F32.9", "Depressive episode, unspecified"),
            Disorder::BreastCancer => ("C50.9", "Malignant neoplasm of breast, unspecified"),
            Disorder::Obesity => ("E66.9", "Obesity, unspecified"),
            Disorder::Anaemia => ("D64.9", "Anaemia, unspecified"),
            Disorder::Gout => ("M10.9", "Gout, unspecified"),
            Disorder::Hypothyroidism => ("E03.9", "Hypothyroidism, unspecified"),
            Disorder::Reflux => ("K21.9", "Gastro-oesophageal reflux disease without oesophagitis"),
            Disorder::KneeArthrosis => ("M17.9", "Gonarthrosis, unspecified"),
        }
    }
}

/// A medication in one dose: ATC code, name, dose as a prescriber writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Drug {
    pub atc: &'static str,
    pub name: &'static str,
    pub dose: &'static str,
}

const fn drug(atc: &'static str, name: &'static str, dose: &'static str) -> Drug {
    Drug { atc, name, dose }
}

pub const AMLODIPINE_5: Drug = drug("C08CA01", "Amlodipine", "5 mg once daily");
pub const AMLODIPINE_10: Drug = drug("C08CA01", "Amlodipine", "10 mg once daily");
pub const ANTIHYPERTENSIVES: &[Drug] = &[
    AMLODIPINE_5,
    drug("C09AA03", "Lisinopril", "10 mg once daily"),
    drug("C09CA01", "Losartan", "50 mg once daily"),
    drug("C09AA05", "Ramipril", "2.5 mg once daily"),
];
pub const METFORMIN: &[Drug] =
    &[drug("A10BA02", "Metformin", "500 mg twice daily"), drug("A10BA02", "Metformin", "1 g twice daily")];
pub const GLARGINE: Drug = drug("A10AE04", "Insulin glargine", "14 units at night");
pub const LINAGLIPTIN: Drug = drug("A10BH05", "Linagliptin", "5 mg once daily");
pub const STATINS: &[Drug] = &[
    drug("C10AA05", "Atorvastatin", "20 mg once daily"),
    drug("C10AA05", "Atorvastatin", "40 mg once daily"),
    drug("C10AA07", "Rosuvastatin", "10 mg once daily"),
    drug("C10AA01", "Simvastatin", "40 mg at night"),
];
pub const BISOPROLOL: Drug = drug("C07AB07", "Bisoprolol", "2.5 mg once daily");
const APIXABAN: Drug = drug("B01AF02", "Apixaban", "5 mg twice daily");
const FUROSEMIDE: Drug = drug("C03CA01", "Furosemide", "40 mg once daily");
const ASPIRIN: Drug = drug("B01AC06", "Acetylsalicylic acid", "75 mg once daily");
const CLOPIDOGREL: Drug = drug("B01AC04", "Clopidogrel", "75 mg once daily");
const SALBUTAMOL: Drug = drug("R03AC02", "Salbutamol", "100 microgram inhaled as needed");
const TIOTROPIUM: Drug = drug("R03BB04", "Tiotropium bromide", "18 microgram inhaled once daily");
const BUDESONIDE: Drug = drug("R03BA02", "Budesonide", "200 microgram inhaled twice daily");
const SERTRALINE: Drug = drug("N06AB06", "Sertraline", "50 mg once daily");
const CITALOPRAM: Drug = drug("N06AB04", "Citalopram", "20 mg once daily");
const ANASTROZOLE: Drug = drug("L02BG03", "Anastrozole", "1 mg once daily");
const TAMOXIFEN: Drug = drug("L02BA01", "Tamoxifen", "20 mg once daily");
const IRON: Drug = drug("B03AA07", "Ferrous sulfate", "200 mg once daily");
const ALLOPURINOL: Drug = drug("M04AA01", "Allopurinol", "100 mg once daily");
const LEVOTHYROXINE: Drug = drug("H03AA01", "Levothyroxine sodium", "75 microgram once daily");
const PANTOPRAZOLE: Drug = drug("A02BC02", "Pantoprazole", "40 mg once daily");
const PARACETAMOL: Drug = drug("N02BE01", "Paracetamol", "1 g as needed, at most 4 g daily");

/// What is given for a condition besides the drugs whose effect the values show: choices of which one is drawn, and
/// the share of people who get it.
pub fn companions(disorder: Disorder) -> &'static [(f64, &'static [Drug])] {
    match disorder {
        Disorder::AtrialFibrillation => &[(0.85, &[APIXABAN])],
        Disorder::HeartFailure => &[(0.8, &[FUROSEMIDE])],
        Disorder::CoronaryDisease => &[(0.85, &[ASPIRIN, ASPIRIN, CLOPIDOGREL])],
        Disorder::Copd => &[(0.9, &[SALBUTAMOL]), (0.7, &[TIOTROPIUM])],
        Disorder::Asthma => &[(0.9, &[SALBUTAMOL]), (0.6, &[BUDESONIDE])],
        Disorder::Depression => &[(0.8, &[SERTRALINE, CITALOPRAM])],
        Disorder::BreastCancer => &[(0.8, &[ANASTROZOLE, TAMOXIFEN])],
        Disorder::Anaemia => &[(0.5, &[IRON])],
        Disorder::Gout => &[(0.6, &[ALLOPURINOL])],
        Disorder::Hypothyroidism => &[(0.95, &[LEVOTHYROXINE])],
        Disorder::Reflux => &[(0.8, &[PANTOPRAZOLE])],
        Disorder::KneeArthrosis => &[(0.6, &[PARACETAMOL])],
        Disorder::Hypertension
        | Disorder::Diabetes
        | Disorder::Hyperlipidaemia
        | Disorder::KidneyStage3
        | Disorder::KidneyStage4
        | Disorder::Obesity => &[],
    }
}

/// Substance, the reactions seen.
pub const ALLERGENS: &[(&str, &[&str])] = &[
    ("Penicillin", &["Rash", "Anaphylaxis", "Hives", ""]),
    ("Sulfamethoxazole and trimethoprim", &["Rash", "Fever"]),
    ("Ibuprofen", &["Bronchospasm", "Hives", "Swelling of the face"]),
    ("Codeine", &["Nausea and vomiting", "Itching"]),
    ("Iodinated contrast medium", &["Hives", "Flushing", ""]),
    ("Latex", &["Contact dermatitis", "Hives"]),
    ("Peanut", &["Anaphylaxis", "Swelling of the lips"]),
    ("Shellfish", &["Hives", "Vomiting", "Anaphylaxis"]),
    ("Egg", &["Hives"]),
    ("House dust mite", &["Rhinitis", "Wheeze"]),
    ("Adhesive plaster", &["Contact dermatitis"]),
    ("Bee venom", &["Local swelling", "Anaphylaxis"]),
];
