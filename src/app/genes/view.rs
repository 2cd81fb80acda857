//! A twin's genes and drugs as the screen shows them.

use crate::analysis::genomics::patient::{PatientGene, patient_genes, results_of};
use crate::analysis::prescribing::checks::{Check, Kidney, checks_of, cockcroft_gault};
use crate::analysis::prescribing::drugs::Person;
use crate::analysis::prescribing::{
    Alert, ConcernedDrug, DrugCard, DrugTaken, alerts_of, cards_of, concerned_by_injury, join_pairs,
};
use crate::analysis::risk::Fact;
use crate::analysis::risk::creatinine_change::CreatinineChange;
use crate::app::risk_record::Measured;
use crate::app::twin::view::TwinView;
use crate::base::Date;
use crate::domain::alert::KeptOverride;
use crate::domain::book::{BookKind, Books};
use crate::domain::genome::advice::DrugUse;
use crate::domain::genome::drug::Tier;
use crate::domain::ids::PatientId;
use crate::domain::patient::{AllergyStatement, Sex};
use crate::io::drugs::{drug_checks, drug_names};
use crate::io::genes::gene_tables;

use super::Said;
use super::anticoagulation::{Anticoagulation, anticoagulation};

/// What an alert is about.
#[derive(Clone, Debug, PartialEq)]
pub enum Subject {
    /// What genes say, or that they were not tested.
    Gene(Alert),
    /// Kidney function, another drug, an allergy.
    Check(Check),
}

impl Subject {
    pub fn cause(&self) -> &str {
        match self {
            Subject::Gene(alert) => &alert.cause,
            Subject::Check(check) => &check.cause,
        }
    }

    pub fn tier(&self) -> Tier {
        match self {
            Subject::Gene(alert) => alert.tier,
            Subject::Check(check) => check.tier,
        }
    }

    pub fn drug(&self) -> &str {
        match self {
            Subject::Gene(alert) => &alert.drug,
            Subject::Check(check) => &check.drug,
        }
    }

    pub fn used(&self) -> DrugUse {
        match self {
            Subject::Gene(alert) => alert.used,
            Subject::Check(check) => check.used,
        }
    }
}

/// An alert and the override that silences it, where one does.
#[derive(Clone, Debug, PartialEq)]
pub struct ShownAlert {
    pub subject: Subject,
    pub silenced: Option<KeptOverride>,
}

/// What is known of the person beside the drugs, with its day.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bodily {
    pub age_years: Option<i32>,
    pub weight_kg: Option<Dated>,
    /// mL/min/1.73 m2, as recorded or else by CKD-EPI.
    pub egfr: Option<Dated>,
    /// µmol/L.
    pub creatinine: Option<Dated>,
    /// mL/min by Cockcroft and Gault; needs age, sex, weight and creatinine.
    pub clearance: Option<f64>,
    /// Where creatinine is not steady, so that neither says how the kidney works now.
    pub creatinine_change: Option<CreatinineChange>,
    pub has_acute_kidney_injury: bool,
}

/// A value and when it was measured.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dated {
    pub value: f64,
    pub utc_secs: i64,
}

/// One twin's genes and drugs.
#[derive(Debug)]
pub struct GenesView {
    pub patient: PatientId,
    pub made_utc_secs: i64,
    pub genes: Vec<PatientGene>,
    /// What is taken, then what is considered.
    pub cards: Vec<DrugCard>,
    /// Kidney function, other drugs and allergies, the loudest first.
    pub checks: Vec<Check>,
    /// The loudest first.
    pub alerts: Vec<ShownAlert>,
    pub body: Bodily,
    /// Drugs that an acute kidney injury concerns, where creatinine or the record shows one.
    pub concerned: Vec<ConcernedDrug>,
    pub anticoagulation: Option<Anticoagulation>,
}

impl GenesView {
    /// Critical alerts that nobody has gone past.
    pub fn critical(&self) -> usize {
        let is_heard = |shown: &&ShownAlert| shown.silenced.is_none() && shown.subject.tier() == Tier::Critical;
        self.alerts.iter().filter(is_heard).count()
    }

    /// Critical alerts that somebody has gone past.
    pub fn critical_gone_past(&self) -> usize {
        let is_silent = |shown: &&ShownAlert| shown.silenced.is_some() && shown.subject.tier() == Tier::Critical;
        self.alerts.iter().filter(is_silent).count()
    }

    /// How loud the alert of a cause is.
    pub fn tier_of(&self, cause: &str) -> Option<Tier> {
        self.alerts.iter().map(|shown| &shown.subject).find(|one| one.cause() == cause).map(Subject::tier)
    }
}

/// Whether any of the tables of kidney function, pairs and allergies speaks of a drug: of another nothing was looked up.
pub fn is_checked(card: &DrugCard) -> bool {
    let known = card.known.as_deref().and_then(|name| drug_names().ok()?.by_name(name));
    known.zip(drug_checks().ok()).is_some_and(|(drug, checks)| checks.speak_of(drug))
}

/// Known names that are like one that is not known.
pub fn nearest_names(written: &str) -> Vec<&'static str> {
    drug_names().map_or_else(|_| Vec::new(), |names| names.nearest(written))
}

/// Makes the view; nothing where the program's own tables do not read, which the tests rule out.
pub fn genes_view(
    twin: &TwinView,
    said: &Said,
    overrides: &[KeptOverride],
    computed_egfr: Option<Dated>,
    now_utc_secs: i64,
) -> Option<GenesView> {
    let (tables, names) = (gene_tables().ok()?, drug_names().ok()?);
    let records: Vec<_> = twin.twin.genes.iter().map(|row| &row.record).collect();
    let genes = patient_genes(tables, &records);
    let body = bodily(twin, computed_egfr, now_utc_secs);
    let person = Person {
        age_years: body.age_years,
        weight_kg: body.weight_kg.map(|weight| weight.value),
        antiplatelet_use: said.antiplatelet_use,
    };
    let drugs = drugs_of(twin, said);
    let cards = cards_of((&tables.advice, names), &drugs, &results_of(&genes), person, twin.today);
    let kidney = Kidney { egfr: body.egfr.map(|egfr| egfr.value), clearance: body.clearance };
    let checks = checks_of((drug_checks().ok()?, names), &drugs, &substances(twin), kidney);
    let shown = |subject: Subject| {
        let silences = |kept: &&KeptOverride| kept.silences(subject.cause(), subject.tier(), now_utc_secs);
        let silenced = overrides.iter().find(silences).cloned();
        ShownAlert { subject, silenced }
    };
    let mut of_genes = alerts_of(&cards);
    let alone = join_pairs(&mut of_genes, checks.clone());
    let subjects = of_genes.into_iter().map(Subject::Gene).chain(alone.into_iter().map(Subject::Check));
    let mut alerts: Vec<ShownAlert> = subjects.map(shown).collect();
    alerts.sort_by_key(|shown| std::cmp::Reverse(shown.subject.tier()));
    let climbs = body.creatinine_change.is_some_and(|change| change.injury_stage().is_some());
    let is_injured = climbs || body.has_acute_kidney_injury;
    let taken = drugs.iter().filter(|_| is_injured).map(|drug| (drug.code.as_str(), drug.name.as_str()));
    let concerned = concerned_by_injury(names, taken);
    let anticoagulation = anticoagulation(twin, &drugs, names, &body, now_utc_secs);
    let (patient, made_utc_secs) = (twin.twin.id, now_utc_secs);
    Some(GenesView { patient, made_utc_secs, genes, cards, checks, alerts, body, concerned, anticoagulation })
}

/// LOINC of body weight, eGFR and creatinine.
const WEIGHT: &str = "29463-7";
const EGFR: &str = "98979-8";
const CREATININE: &str = "14682-9";
/// Older values say nothing of today's dose.
const NEWEST_SECS: i64 = 366 * 86_400;

fn bodily(twin: &TwinView, computed_egfr: Option<Dated>, now_utc_secs: i64) -> Bodily {
    let newest = |code: &str| {
        let values = twin.risk.measured(code, now_utc_secs);
        let counts = |one: &&Measured| !one.is_doubtful && !one.is_limit && now_utc_secs - one.utc_secs <= NEWEST_SECS;
        values.iter().rev().find(counts).map(|one| Dated { value: one.value, utc_secs: one.utc_secs })
    };
    let (weight_kg, egfr, creatinine) = (newest(WEIGHT), newest(EGFR), newest(CREATININE));
    let egfr = egfr.or(computed_egfr.filter(|egfr| now_utc_secs - egfr.utc_secs <= NEWEST_SECS));
    let is_female = match twin.person.sex {
        Some(Sex::Female) => Some(true),
        Some(Sex::Male) => Some(false),
        Some(Sex::Other | Sex::Unknown) | None => None,
    };
    let adult = twin.age_years.filter(|age| *age >= ADULT_YEARS);
    let clearance = match (adult, weight_kg, creatinine, is_female) {
        (Some(age), Some(weight), Some(creatinine), Some(is_female)) if creatinine.value > 0.0 => {
            Some(cockcroft_gault(f64::from(age), weight.value, creatinine.value, is_female))
        }
        _ => None,
    };
    let creatinine_change = twin.risk.creatinine_change(now_utc_secs);
    let has_acute_kidney_injury = twin.risk.facts(twin.today).contains(Fact::AcuteKidneyInjury);
    let age_years = twin.age_years;
    Bodily { age_years, weight_kg, egfr, creatinine, clearance, creatinine_change, has_acute_kidney_injury }
}

/// The equations of kidney function are an adult's.
const ADULT_YEARS: i32 = 18;

/// Substances that an allergy is known to.
fn substances(twin: &TwinView) -> Vec<String> {
    let known = twin.twin.allergies.iter().filter_map(|row| match &row.record {
        AllergyStatement::Substance { substance, .. } => Some(substance.clone()),
        AllergyStatement::NoneKnown | AllergyStatement::Unavailable => None,
    });
    known.collect()
}

/// What is taken on the day the twin was opened, then what is considered.
pub fn drugs_of(twin: &TwinView, said: &Said) -> Vec<DrugTaken> {
    let is_taken = |start: Option<Date>, end: Option<Date>| {
        start.is_none_or(|start| start <= twin.today) && end.is_none_or(|end| end > twin.today)
    };
    let book = twin.books.of(BookKind::Medication);
    let rows = twin.twin.medications.iter().enumerate();
    let taken = rows.filter(|(_, row)| is_taken(row.record.start, row.record.end)).map(|(position, row)| {
        let word = book.word(row.record.word);
        DrugTaken {
            name: Books::name_part(word).to_owned(),
            code: Books::code_part(word).to_owned(),
            dose: row.record.dose.clone(),
            used: DrugUse::Active,
            start: row.record.start,
            position: Some(position),
        }
    });
    let considered = said.considered.iter().map(|name| DrugTaken {
        name: name.clone(),
        code: String::new(),
        dose: None,
        used: DrugUse::Candidate,
        start: None,
        position: None,
    });
    taken.chain(considered).collect()
}
