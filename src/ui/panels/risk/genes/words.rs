//! Genes, advice and alerts in the language of the user, from their structured parts.

use crate::analysis::prescribing::checks::{Check, CheckKind};
use crate::analysis::prescribing::{Alert, AlertKind};
use crate::app::genes::view::Subject;
use crate::domain::drug_check::{CHECKS_DATE, KidneyMeasure, Standing};
use crate::domain::genome::advice::{
    ADVICE_DATE, Action, Advice, Basis, CYP2D6_DATE, InhibitedPair, Population, Remark, Strength,
};
use crate::domain::genome::drug::Tier;
use crate::domain::genome::{CallNote, Gene, Phenotype, ResultRemark, Stated};
use crate::io::genes::in_chinese;
use crate::ui::text::{Language, Texts};

pub fn tier(texts: &Texts, tier: Tier) -> String {
    texts.get(&format!("tier-{}", tier.id())).to_owned()
}

pub fn action(texts: &Texts, action: Action) -> String {
    texts.get(&format!("advice-action-{}", action.id())).to_owned()
}

pub fn strength(texts: &Texts, strength: Strength) -> String {
    texts.get(&format!("advice-strength-{}", slug(strength.id()))).to_owned()
}

/// Whom a row speaks to; nothing where it speaks to everybody.
pub fn population(texts: &Texts, population: Population) -> Option<String> {
    let is_general = population == Population::General;
    (!is_general).then(|| texts.get(&format!("advice-population-{}", population.id())).to_owned())
}

/// A phenotype as the guidelines name it, in the language; genotypes such as `-1639 AG` stand as they are.
pub fn phenotype(texts: &Texts, phenotype: &Phenotype) -> String {
    match phenotype {
        Phenotype::NoResult => texts.get("gene-state-no-call").to_owned(),
        Phenotype::None => String::new(),
        Phenotype::NotAvailable => texts.get("gene-state-indeterminate").to_owned(),
        Phenotype::Named(name) => named(texts, name),
    }
}

fn named(texts: &Texts, name: &str) -> String {
    texts.find(&format!("phenotype-{}", slug(name))).unwrap_or(name).to_owned()
}

fn slug(name: &str) -> String {
    name.to_lowercase().replace([' ', '/'], "-")
}

/// Words of a table's lookup: `CYP2C19 poor metaboliser, NUDT15 not tested`.
pub fn found(texts: &Texts, lookup: &str) -> String {
    let entries = lookup.split(';').filter_map(|entry| entry.split_once('='));
    let words: Vec<String> = entries.map(|(gene, value)| found_one(texts, gene, value)).collect();
    if words.is_empty() { lookup.replace(';', ", ") } else { words.join(texts.get("twin-list-comma")) }
}

fn found_one(texts: &Texts, gene: &str, value: &str) -> String {
    let is_score = value.trim_start_matches(['≥', '>']).starts_with(|c: char| c.is_ascii_digit());
    match value {
        "No Result" => texts.format("found-not-tested", &[("gene", &gene)]),
        "n/a" | "Indeterminate" => texts.format("found-open", &[("gene", &gene)]),
        _ if is_score => texts.format("found-activity", &[("gene", &gene), ("score", &value)]),
        _ => {
            let value = carried(texts, value).unwrap_or_else(|| named(texts, value));
            texts.format("found-value", &[("gene", &gene), ("value", &value)])
        }
    }
}

/// `*57:01 positive` in the language.
fn carried(texts: &Texts, value: &str) -> Option<String> {
    let (allele, word) = value.rsplit_once(' ').filter(|(allele, _)| allele.starts_with('*'))?;
    match word {
        "positive" => Some(allele_words(texts, allele, true)),
        "negative" => Some(allele_words(texts, allele, false)),
        _ => None,
    }
}

pub fn allele_words(texts: &Texts, allele: &str, is_carried: bool) -> String {
    match is_carried {
        true => texts.format("genes-carried", &[("allele", &allele)]),
        false => texts.format("genes-not-carried", &[("allele", &allele)]),
    }
}

/// A sentence of the table, or what it names instead, in the language.
pub fn own_words(texts: &Texts, english: &str) -> String {
    match texts.language() {
        Language::English => english.to_owned(),
        Language::SimplifiedChinese => in_chinese(english),
    }
}

/// What an advice says, whole.
pub fn advice(texts: &Texts, advice: &Advice) -> String {
    let sentence = advice.sentence.as_deref().map(|sentence| own_words(texts, sentence));
    let remarks = advice.remarks.iter().map(|one| remark(texts, one));
    let space = if texts.language() == Language::English { " " } else { "" };
    sentence.into_iter().chain(remarks).collect::<Vec<_>>().join(space)
}

pub fn remark(texts: &Texts, remark: &Remark) -> String {
    match remark {
        Remark::Instead(what) => texts.format("remark-instead", &[("what", &own_words(texts, what))]),
        Remark::DoNotStop => texts.get("remark-do-not-stop").to_owned(),
        Remark::NotTested(need) => texts.format("remark-not-tested", &[("need", need)]),
        Remark::WithoutResult(need) => texts.format("remark-without-result", &[("need", need)]),
        Remark::TestBeforeFirstDose => texts.get("remark-test-before").to_owned(),
        Remark::TestWherePolicyAsks => texts.get("remark-test-policy").to_owned(),
        Remark::NothingFound(gene) => texts.format("remark-nothing-found", &[("gene", &gene.symbol())]),
        Remark::OfResult(gene, remark) => of_result(texts, *gene, remark),
        Remark::Inhibited { inhibitor, pairs } => inhibited(texts, inhibitor, pairs),
        Remark::NoAdvice(shown) => {
            let list: Vec<String> = shown.iter().map(|(gene, value)| found_one(texts, gene.symbol(), value)).collect();
            texts.format("remark-no-advice", &[("list", &list.join(texts.get("twin-list-comma")))])
        }
        Remark::NotCovered(genes) => {
            texts.format("remark-not-covered", &[("genes", &genes.join(texts.get("genes-and")))])
        }
        Remark::DoseModel => texts.get("remark-dose-model").to_owned(),
        Remark::BlocksClopidogrel(other) => texts.format("remark-blocks-clopidogrel", &[("other", other)]),
        Remark::OpposedByCyp3a(other) => texts.format("remark-opposed-by-cyp3a", &[("other", other)]),
        Remark::InhibitsCyp3a(other) => texts.format("remark-inhibits-cyp3a", &[("other", other)]),
        Remark::InducesCyp3a(other) => texts.format("remark-induces-cyp3a", &[("other", other)]),
    }
}

/// What has to be known about a gene's result, with the gene.
pub fn of_result(texts: &Texts, gene: Gene, remark: &ResultRemark) -> String {
    let gene = gene.symbol();
    match remark {
        ResultRemark::PhenotypeAlone { phenotype, scores } => {
            let list = scores.join(texts.get("twin-list-comma"));
            let phenotype = named(texts, phenotype);
            texts.format("remark-phenotype-alone", &[("gene", &gene), ("phenotype", &phenotype), ("scores", &list)])
        }
        ResultRemark::PositionsUnread { missing } => {
            texts.count("remark-positions-unread", *missing as u64, &[("gene", &gene)])
        }
        ResultRemark::Unread { why } => texts.format("remark-unread", &[("gene", &gene), ("why", why)]),
        ResultRemark::BothWays { allele } => texts.format("remark-both-ways", &[("gene", &gene), ("allele", allele)]),
        ResultRemark::Contradiction { stated: one, by, amounts_to } => texts.format(
            "remark-contradiction",
            &[
                ("gene", &gene),
                ("stated", &stated(texts, one)),
                ("by", &stated(texts, by)),
                ("amounts_to", &stated(texts, amounts_to)),
            ],
        ),
    }
}

fn stated(texts: &Texts, stated: &Stated) -> String {
    match stated {
        Stated::Phenotype(name) => named(texts, name),
        Stated::Score(score) => texts.format("remark-stated-score", &[("score", score)]),
        Stated::Diplotype(diplotype) => diplotype.clone(),
    }
}

/// Phenotypes with a stroke between, where a score may be of both.
fn each_named(texts: &Texts, phenotypes: &str) -> String {
    phenotypes.split('/').map(|one| named(texts, one)).collect::<Vec<_>>().join(texts.get("genes-or"))
}

fn inhibited(texts: &Texts, inhibitor: &str, pairs: &[InhibitedPair]) -> String {
    if pairs.is_empty() {
        return texts.format("remark-inhibited-whatever", &[("inhibitor", &inhibitor)]);
    }
    let pair = |pair: &InhibitedPair| {
        texts.format(
            "remark-inhibited-pair",
            &[
                ("genetic", &pair.genetic.0),
                ("genetic_phenotype", &each_named(texts, &pair.genetic.1)),
                ("effective", &pair.effective.0),
                ("effective_phenotype", &each_named(texts, &pair.effective.1)),
            ],
        )
    };
    let pairs: Vec<String> = pairs.iter().map(pair).collect();
    texts.format("remark-inhibited", &[("inhibitor", &inhibitor), ("pairs", &pairs.join("; "))])
}

/// Strength, guideline, PMID and date of the data.
pub fn source(texts: &Texts, advice: &Advice) -> String {
    let pmid = advice.pmid.as_deref().unwrap_or("");
    let date = match advice.lookup.contains("CYP2D6") {
        true => format!("{ADVICE_DATE} (CYP2D6 {CYP2D6_DATE})"),
        false => ADVICE_DATE.to_owned(),
    };
    let source = match advice.basis {
        Basis::Checked => texts.format("advice-source-checked", &[("pmid", &pmid), ("date", &date)]),
        Basis::Recalled => texts.format("advice-source-unverified", &[("pmid", &pmid)]),
        Basis::Rule => texts.get("advice-source-rule").to_owned(),
    };
    match advice.strength {
        Some(graded) => {
            let graded = texts.format("genes-strength-is", &[("strength", &strength(texts, graded))]);
            format!("{graded} · {source}")
        }
        None => source,
    }
}

/// What an alert is about, in one line.
pub fn alert(texts: &Texts, subject: &Subject) -> String {
    match subject {
        Subject::Gene(alert) => gene_alert(texts, alert),
        Subject::Check(check) => check_title(texts, check),
    }
}

fn check_title(texts: &Texts, check: &Check) -> String {
    let action = check.advice.as_ref().map_or(Action::Avoid, |advice| advice.action);
    let other = check.other.as_deref().unwrap_or_default();
    match check.kind {
        CheckKind::Kidney => {
            texts.format("genes-alert-kidney", &[("drug", &check.drug), ("action", &self::action(texts, action))])
        }
        CheckKind::KidneyUnknown => texts.format("genes-alert-kidney-unknown", &[("drug", &check.drug)]),
        CheckKind::Pair => texts.format("genes-alert-interaction", &[("drug", &check.drug), ("other", &other)]),
        CheckKind::Allergy | CheckKind::SameDrug => {
            texts.format("genes-alert-allergy", &[("drug", &check.drug), ("allergy", &other)])
        }
    }
}

/// By what a check was made: the kidney function, or what to do.
pub fn check_about(texts: &Texts, check: &Check) -> Option<String> {
    let action = check.advice.as_ref().map(|advice| action(texts, advice.action));
    let measured = check.measured.map(|(measure, value)| kidney(texts, measure, value));
    let about: Vec<String> = measured.into_iter().chain(action).collect();
    (!about.is_empty()).then(|| about.join(" · "))
}

/// A kidney function with its unit.
pub fn kidney(texts: &Texts, measure: KidneyMeasure, value: f64) -> String {
    let value = format!("{value:.0}");
    match measure {
        KidneyMeasure::Egfr => texts.format("genes-egfr", &[("value", &value)]),
        KidneyMeasure::Clearance => texts.format("genes-clearance", &[("value", &value)]),
    }
}

/// What a check says.
pub fn check(texts: &Texts, check: &Check) -> String {
    match (&check.advice, check.kind) {
        (Some(advice), kind) => texts.get(&format!("check-{}-{}", kind.id(), advice.id)).to_owned(),
        (None, CheckKind::KidneyUnknown) => texts
            .get(match check.lacks {
                Some(KidneyMeasure::Clearance) => "check-clearance-unknown",
                Some(KidneyMeasure::Egfr) | None => "check-egfr-unknown",
            })
            .to_owned(),
        (None, CheckKind::SameDrug | CheckKind::Kidney | CheckKind::Pair | CheckKind::Allergy) => {
            texts.get("check-same-drug").to_owned()
        }
    }
}

/// Who says so, and whether our row was compared with it.
pub fn check_source(texts: &Texts, check: &Check) -> String {
    match &check.advice {
        Some(advice) => {
            let key = match advice.standing {
                Standing::Document => "check-source",
                Standing::Quoted => "check-source-quoted",
                Standing::Recalled => "check-source-recalled",
            };
            texts.format(key, &[("source", &advice.source), ("date", &CHECKS_DATE)])
        }
        None => texts.get("advice-source-rule").to_owned(),
    }
}

fn gene_alert(texts: &Texts, alert: &Alert) -> String {
    let drug = &alert.drug;
    let subject = alert.cause.rsplit(':').next().unwrap_or_default();
    match alert.kind {
        AlertKind::Gene => {
            let loudest = alert.advice.first().map_or(Action::None, |advice| advice.action);
            texts.format("genes-alert-gene", &[("drug", drug), ("action", &action(texts, loudest))])
        }
        AlertKind::NotTested => {
            // HLA alleles have a colon of their own.
            let need = alert.cause.splitn(3, ':').nth(2).unwrap_or_default();
            texts.format("genes-alert-not-tested", &[("drug", drug), ("need", &need)])
        }
        AlertKind::NoAdvice => texts.format("genes-alert-no-advice", &[("drug", drug)]),
        AlertKind::Interaction => texts.format("genes-alert-interaction", &[("drug", drug), ("other", &subject)]),
    }
}

pub fn note(texts: &Texts, note: &CallNote) -> String {
    let (id, about) = note.code();
    texts.format(&format!("gene-note-{id}"), &[("about", &about)])
}
