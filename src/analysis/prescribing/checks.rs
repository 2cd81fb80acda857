//! Kidney function, other drugs and allergies against a patient's drugs, by our own small tables.

use crate::domain::drug_check::{CheckAdvice, DrugChecks, KidneyMeasure};
use crate::domain::drug_name::{DrugName, DrugNames};
use crate::domain::genome::advice::DrugUse;
use crate::domain::genome::drug::Tier;

use super::drugs::DrugTaken;

/// Which table speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CheckKind {
    Kidney,
    Pair,
    Allergy,
    /// The allergy names the drug itself.
    SameDrug,
    /// The drug asks for a kidney function that is not on record.
    KidneyUnknown,
}

impl CheckKind {
    pub fn id(self) -> &'static str {
        match self {
            CheckKind::Kidney => "kidney",
            CheckKind::Pair => "pair",
            CheckKind::Allergy => "allergy",
            CheckKind::SameDrug => "same-drug",
            CheckKind::KidneyUnknown => "kidney-unknown",
        }
    }
}

/// Something that speaks about a drug.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    pub kind: CheckKind,
    /// Stable; an override speaks of it.
    pub cause: String,
    /// As the record writes it.
    pub drug: String,
    pub used: DrugUse,
    /// The other drug, or the substance of the allergy.
    pub other: Option<String>,
    /// Kidney function by which it was checked.
    pub measured: Option<(KidneyMeasure, f64)>,
    /// The kidney function that is not on record, of [`CheckKind::KidneyUnknown`].
    pub lacks: Option<KidneyMeasure>,
    /// `None` for [`CheckKind::SameDrug`] and [`CheckKind::KidneyUnknown`].
    pub advice: Option<CheckAdvice>,
    pub tier: Tier,
}

/// Kidney function of the patient; `None` where it is not on record or too old.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Kidney {
    pub egfr: Option<f64>,
    pub clearance: Option<f64>,
}

impl Kidney {
    fn of(self, measure: KidneyMeasure) -> Option<f64> {
        match measure {
            KidneyMeasure::Egfr => self.egfr,
            KidneyMeasure::Clearance => self.clearance,
        }
    }
}

/// Creatinine clearance by Cockcroft and Gault (Nephron 1976;16:31), mL/min; creatinine in µmol/L, 88.4 to a mg/dL.
pub fn cockcroft_gault(age_years: f64, weight_kg: f64, creatinine_umol_l: f64, is_female: bool) -> f64 {
    let of_man = (140.0 - age_years) * weight_kg / (72.0 * creatinine_umol_l / 88.4);
    if is_female { of_man * 0.85 } else { of_man }
}

/// Everything that speaks about the drugs, the loudest first.
pub fn checks_of(
    (tables, names): (&DrugChecks, &DrugNames),
    drugs: &[DrugTaken],
    allergies: &[String],
    kidney: Kidney,
) -> Vec<Check> {
    let known: Vec<(&DrugTaken, Option<&DrugName>)> =
        drugs.iter().map(|drug| (drug, names.find(&drug.code, &drug.name))).collect();
    let named: Vec<Named<'_>> =
        known.iter().filter_map(|(taken, drug)| Some(Named { taken, drug: (*drug)? })).collect();
    let mut checks = Vec::new();
    for (at, one) in named.iter().enumerate() {
        if named.iter().take(at).any(|before| before.drug.name == one.drug.name) {
            continue;
        }
        checks.extend(kidney_checks(tables, one, kidney));
        checks.extend(named.iter().skip(at + 1).flat_map(|other| pair_checks(tables, one, other)));
    }
    for (taken, drug) in &known {
        for allergy in allergies {
            checks.extend(allergy_check(tables, names, (taken, *drug), allergy));
        }
    }
    let mut once: Vec<Check> = Vec::new();
    for check in checks {
        if !once.iter().any(|before| before.cause == check.cause) {
            once.push(check);
        }
    }
    once.sort_by_key(|check| std::cmp::Reverse(check.tier));
    once
}

/// A drug that the table of names knows.
struct Named<'a> {
    taken: &'a DrugTaken,
    drug: &'a DrugName,
}

/// A drug that nobody takes yet is never critical.
fn heard(tier: Tier, used: DrugUse) -> Tier {
    match used {
        DrugUse::Active | DrugUse::Entered => tier,
        DrugUse::Candidate => tier.min(Tier::Warning),
    }
}

/// One rule a drug and measure; a drug whose rules ask for a function that nobody measured says so once.
fn kidney_checks(tables: &DrugChecks, one: &Named<'_>, kidney: Kidney) -> Vec<Check> {
    let rules = tables.kidney.iter().filter(|rule| rule.of.holds(one.drug));
    let mut checks = Vec::new();
    for rule in rules {
        let check =
            |kind: CheckKind, measured: Option<(KidneyMeasure, f64)>, advice: Option<CheckAdvice>, tier: Tier| Check {
                kind,
                cause: format!("{}:{}", kind.id(), one.drug.name),
                drug: one.taken.name.clone(),
                used: one.taken.used,
                other: None,
                measured,
                lacks: (kind == CheckKind::KidneyUnknown).then_some(rule.measure),
                advice,
                tier: heard(tier, one.taken.used),
            };
        match kidney.of(rule.measure) {
            Some(value) if (rule.from..rule.below).contains(&value) => {
                let advice = rule.advice.clone();
                checks.push(check(CheckKind::Kidney, Some((rule.measure, value)), Some(advice), rule.advice.tier));
            }
            Some(_) => {}
            None => checks.push(check(CheckKind::KidneyUnknown, None, None, Tier::Information)),
        }
    }
    checks
}

fn pair_checks(tables: &DrugChecks, one: &Named<'_>, other: &Named<'_>) -> Vec<Check> {
    if one.drug.name == other.drug.name {
        return Vec::new();
    }
    let meets = |rule: &&crate::domain::drug_check::PairRule| {
        (rule.one.holds(one.drug) && rule.other.holds(other.drug))
            || (rule.one.holds(other.drug) && rule.other.holds(one.drug))
    };
    let used = if one.taken.used == DrugUse::Candidate { one.taken.used } else { other.taken.used };
    let mut pair = [one.drug.name.as_str(), other.drug.name.as_str()];
    pair.sort_unstable();
    let check = |rule: &crate::domain::drug_check::PairRule| Check {
        kind: CheckKind::Pair,
        cause: format!("pair:{}:{}", rule.advice.id, pair.join("+")),
        drug: one.taken.name.clone(),
        used,
        other: Some(other.taken.name.clone()),
        measured: None,
        lacks: None,
        advice: Some(rule.advice.clone()),
        tier: heard(rule.advice.tier, used),
    };
    tables.pairs.iter().filter(meets).map(check).collect()
}

/// The loudest thing that one allergy says about one drug.
fn allergy_check(
    tables: &DrugChecks,
    names: &DrugNames,
    (taken, drug): (&DrugTaken, Option<&DrugName>),
    allergy: &str,
) -> Option<Check> {
    let check = |kind: CheckKind, advice: Option<CheckAdvice>, tier: Tier| Check {
        kind,
        cause: format!("allergy:{}:{}", taken.known_name(names), allergy.to_lowercase()),
        drug: taken.name.clone(),
        used: taken.used,
        other: Some(allergy.to_owned()),
        measured: None,
        lacks: None,
        advice,
        tier: heard(tier, taken.used),
    };
    let substances = substances(names, allergy);
    let is_same = |name: &DrugName| drug.is_some_and(|drug| drug.name == name.name);
    if taken.name.eq_ignore_ascii_case(allergy.trim()) || substances.iter().any(|name| is_same(name)) {
        return Some(check(CheckKind::SameDrug, None, Tier::Critical));
    }
    let drug = drug?;
    let speaks = |rule: &&crate::domain::drug_check::AllergyRule| {
        let is_allergic =
            substances.iter().any(|name| rule.allergy.holds(name)) || class_named(allergy, &rule.allergy.0);
        is_allergic && rule.of.holds(drug)
    };
    let rule = tables.allergies.iter().filter(speaks).max_by_key(|rule| rule.advice.tier)?;
    Some(check(CheckKind::Allergy, Some(rule.advice.clone()), rule.advice.tier))
}

/// The drugs that an allergy's words name.
fn substances<'n>(names: &'n DrugNames, allergy: &str) -> Vec<&'n DrugName> {
    allergy.split([',', ';', '、', '，', '/']).filter_map(|part| names.find("", part)).collect()
}

/// Classes by the words that records use for them.
fn class_named(allergy: &str, class: &str) -> bool {
    let words: &[&str] = match class {
        "penicillin" => &["penicillin", "青霉素"],
        "cephalosporin" => &["cephalosporin", "cefalosporin", "头孢"],
        "sulfonamide-antibiotic" => &["sulfonamide", "sulphonamide", "sulfa", "磺胺"],
        "nsaid" => &["nsaid", "non-steroidal", "非甾体"],
        "acei" => &["ace inhibitor", "ace-inhibitor", "普利"],
        "macrolide" => &["macrolide", "大环内酯"],
        "fluoroquinolone" => &["quinolone", "喹诺酮"],
        "opioid" => &["opioid", "opiate", "阿片"],
        "statin" => &["statin", "他汀"],
        "aminoglycoside" => &["aminoglycoside", "氨基糖苷"],
        _ => &[],
    };
    let allergy = allergy.to_lowercase();
    words.iter().any(|word| allergy.contains(word))
}
