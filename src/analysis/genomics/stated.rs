//! What a source states of a gene side by side: diplotype, phenotype, activity score. What is missing is worked out from
//! the others. Parts that contradict each other all stay candidates, and it is told: nobody here knows which is right.

use crate::domain::genome::{
    Activity, ActivityScore, CallNote, CallState, Cyp2d6Band, Gene, GeneResult, GeneTables, Phenotype, ResultRemark,
    ResultValue, Stated, Typing, both_ways,
};

use super::typed::call_typing;

/// A result that was written down, so that advice can be looked up by it.
pub fn completed(tables: &GeneTables, mut result: GeneResult) -> GeneResult {
    for value in std::mem::take(&mut result.values) {
        let (values, remarks) = of_value(tables, result.gene, value);
        values.into_iter().for_each(|value| push_new(&mut result.values, value));
        remarks.into_iter().for_each(|remark| push_new(&mut result.remarks, remark));
    }
    both_ways(&result.carried).into_iter().for_each(|remark| push_new(&mut result.remarks, remark));
    if result.contradicts_itself() {
        result.state = CallState::Ambiguous;
    }
    result
}

/// What a phenotype in words may stand for, where advice asks for the activity: each score that has that name. Which they
/// are is told where there are several.
pub fn of_phenotype(gene: Gene, phenotype: &Phenotype) -> (Vec<ResultValue>, Option<ResultRemark>) {
    let value = |activity| ResultValue { diplotype: String::new(), phenotype: phenotype.clone(), activity };
    let Phenotype::Named(name) = phenotype else { return (vec![value(None)], None) };
    if gene == Gene::Cyp2d6 {
        let band = Cyp2d6Band::ALL.into_iter().find(|band| band.phenotype() == name);
        return (vec![value(band.map(Activity::Band))], None);
    }
    let scores = scores_of(gene, name);
    let remark = (scores.len() > 1).then(|| ResultRemark::PhenotypeAlone {
        phenotype: name.clone(),
        scores: scores.iter().map(ActivityScore::to_string).collect(),
    });
    match scores.is_empty() {
        true => (vec![value(None)], None),
        false => (scores.into_iter().map(|score| value(Some(Activity::Score(score)))).collect(), remark),
    }
}

/// The scores that a phenotype is the name of; none where advice does not go by scores.
fn scores_of(gene: Gene, name: &str) -> Vec<ActivityScore> {
    let milli: &[u32] = match (gene, name) {
        (Gene::Cyp2c9 | Gene::Dpyd, "Poor Metabolizer") => &[0, 500],
        (Gene::Cyp2c9 | Gene::Dpyd, "Intermediate Metabolizer") => &[1000, 1500],
        (Gene::Cyp2c9 | Gene::Dpyd, "Normal Metabolizer") => &[2000],
        _ => &[],
    };
    milli.iter().map(|milli| ActivityScore::from_milli(*milli)).collect()
}

/// The phenotype of a score.
fn name_of(gene: Gene, score: ActivityScore) -> Option<&'static str> {
    match gene {
        Gene::Cyp2d6 => Some(Cyp2d6Band::of(score).phenotype()),
        Gene::Cyp2c9 | Gene::Dpyd => match score.milli() {
            0..=500 => Some("Poor Metabolizer"),
            501..=1500 => Some("Intermediate Metabolizer"),
            1501.. => Some("Normal Metabolizer"),
        },
        _ => None,
    }
}

/// The parts of one statement put together.
fn of_value(tables: &GeneTables, gene: Gene, stated: ResultValue) -> (Vec<ResultValue>, Vec<ResultRemark>) {
    let stated = ResultValue { phenotype: in_the_guidelines_words(gene, stated.phenotype), ..stated };
    let by_alleles = by_alleles(tables, gene, &stated.diplotype);
    let Some(phenotype) = named(&stated.phenotype) else {
        let is_missing = gene.has_phenotypes() && stated.phenotype == Phenotype::None;
        return if is_missing { without_phenotype(gene, stated, by_alleles) } else { (vec![stated], Vec::new()) };
    };
    let (mut values, mut remarks) = (Vec::new(), Vec::new());
    let mut contradicts = |by: Stated, amounts_to: &str| {
        let (stated, amounts_to) = (Stated::Phenotype(phenotype.clone()), Stated::Phenotype(amounts_to.to_owned()));
        remarks.push(ResultRemark::Contradiction { stated, by, amounts_to });
    };
    let score = score_of(&stated);
    let of_score = score.and_then(|score| Some((score, name_of(gene, score)?)));
    if let Some((score, name)) = of_score {
        values.push(ResultValue { phenotype: Phenotype::Named(name.to_owned()), ..stated.clone() });
        if name != phenotype && !stated.phenotype.is_open() {
            contradicts(Stated::Score(score.to_string()), name);
        }
    }
    let of_alleles = by_alleles.as_ref().and_then(|value| named(&value.phenotype));
    if let Some(name) = of_alleles.as_ref().filter(|name| **name != phenotype) {
        contradicts(Stated::Diplotype(stated.diplotype.clone()), name);
    }
    remarks.extend(by_alleles.as_ref().and_then(|value| scores_differ(&stated.diplotype, score, value)));
    let is_said = of_score.is_some_and(|(_, name)| name == phenotype) || of_alleles.as_ref() == Some(&phenotype);
    if let Some(value) = by_alleles.filter(|_| of_score.is_none() || !remarks.is_empty()) {
        push_new(&mut values, value);
    }
    if !is_said {
        let (alone, remark) = of_phenotype(gene, &stated.phenotype);
        let diplotype = if remarks.is_empty() { stated.diplotype } else { String::new() };
        let alone = alone.into_iter().map(|value| ResultValue { diplotype: diplotype.clone(), ..value });
        alone.for_each(|value| push_new(&mut values, value));
        remarks.extend(remark);
    }
    (values, remarks)
}

/// Where no phenotype was stated: what the diplotype amounts to and what the score does.
fn without_phenotype(
    gene: Gene,
    stated: ResultValue,
    by_alleles: Option<ResultValue>,
) -> (Vec<ResultValue>, Vec<ResultRemark>) {
    let of_score = score_of(&stated).and_then(|score| {
        let phenotype = Phenotype::Named(name_of(gene, score)?.to_owned());
        Some(ResultValue { diplotype: String::new(), phenotype, activity: stated.activity })
    });
    let unknown = ResultValue { phenotype: Phenotype::NotAvailable, ..stated.clone() };
    match (by_alleles, of_score) {
        (None, None) => (vec![unknown], Vec::new()),
        (None, Some(of_score)) => (vec![ResultValue { diplotype: stated.diplotype, ..of_score }], Vec::new()),
        (Some(by_alleles), None) => (vec![by_alleles], Vec::new()),
        (Some(by_alleles), Some(of_score)) => {
            let remark = scores_differ(&stated.diplotype, score_of(&stated), &by_alleles);
            let values = remark.iter().map(|_| of_score.clone());
            (std::iter::once(by_alleles).chain(values).collect(), remark.into_iter().collect())
        }
    }
}

fn score_of(value: &ResultValue) -> Option<ActivityScore> {
    match value.activity {
        Some(Activity::Score(score)) => Some(score),
        Some(Activity::Unknown | Activity::Band(_)) | None => None,
    }
}

/// The name of a phenotype that says something, "Indeterminate" among them.
fn named(phenotype: &Phenotype) -> Option<String> {
    match phenotype {
        Phenotype::Named(name) => Some(name.clone()),
        Phenotype::NoResult | Phenotype::None | Phenotype::NotAvailable => None,
    }
}

/// "poor metaboliser" as the tables write it; what they do not know stays as it is.
fn in_the_guidelines_words(gene: Gene, phenotype: Phenotype) -> Phenotype {
    let Phenotype::Named(name) = &phenotype else { return phenotype };
    match Typing::parse(gene, name) {
        Ok(Typing::Phenotype(word)) => Phenotype::Named(word),
        Ok(Typing::Diplotype(..) | Typing::Haplotype(_) | Typing::Carried { .. } | Typing::Alleles(..)) | Err(_) => {
            phenotype
        }
    }
}

/// What a diplotype amounts to; nothing where it does not read or the tables lack an allele of it.
fn by_alleles(tables: &GeneTables, gene: Gene, diplotype: &str) -> Option<ResultValue> {
    let typing = Typing::parse(gene, diplotype).ok().filter(|typing| matches!(typing, Typing::Diplotype(..)))?;
    let call = call_typing(tables, gene, &[typing]);
    let is_unknown = |note: &CallNote| matches!(note, CallNote::UnknownAllele { .. });
    if call.notes.iter().any(is_unknown) {
        return None;
    }
    let found = call.candidates().first()?;
    named(&found.phenotype)?;
    Some(ResultValue { diplotype: diplotype.to_owned(), phenotype: found.phenotype.clone(), activity: found.activity })
}

/// A score that is not the diplotype's, where both have one.
fn scores_differ(diplotype: &str, stated: Option<ActivityScore>, by_alleles: &ResultValue) -> Option<ResultRemark> {
    let Some(Activity::Score(own)) = by_alleles.activity else { return None };
    let stated = stated.filter(|stated| stated.milli() != own.milli())?;
    Some(ResultRemark::Contradiction {
        stated: Stated::Score(stated.to_string()),
        by: Stated::Diplotype(diplotype.to_owned()),
        amounts_to: Stated::Score(own.to_string()),
    })
}

fn push_new<T: PartialEq>(list: &mut Vec<T>, one: T) {
    if !list.contains(&one) {
        list.push(one);
    }
}
