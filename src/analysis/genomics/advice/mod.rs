//! What to do about a patient's drugs, by genes: every row that applies, what was not tested, what interacts. Silence is
//! never an answer: where no row applies, that is said.

mod interactions;
mod lookup;
mod tier;

use crate::domain::genome::advice::{
    Action, Advice, AdviceRow, AdviceTable, Basis, DrugUse, Population, Remark, Strength,
};
use crate::domain::genome::drug::{Coverage, Drug, Needed, Tier};
use crate::domain::genome::{CallState, Gene, GeneResults, ResultRemark};

use interactions::opposed;
pub use interactions::{Conversion, Inhibition, conversion, warnings};
pub use lookup::Found;
pub use tier::tier;

/// What is known of the patient beside the genes.
#[derive(Clone, Debug, Default)]
pub struct AdviceContext<'a> {
    /// Medications that are taken now or entered, by name: they may change what a gene's enzyme still does.
    pub medications: &'a [String],
    /// What the person was asked about: use, age group, earlier use. Where nothing is said, all rows are shown.
    pub populations: &'a [Population],
}

/// All advice about one drug, the loudest first.
pub fn about(
    table: &AdviceTable,
    drug: &Drug,
    used: DrugUse,
    results: &GeneResults,
    context: &AdviceContext<'_>,
) -> Vec<Advice> {
    let mut advice = Vec::new();
    if drug.coverage == Coverage::NotCovered {
        advice.push(not_covered(drug));
    } else {
        advice.extend(from_rows(table, drug, used, results, context));
        advice.extend(untested(drug, used, results));
    }
    advice.extend(warnings(drug, context.medications));
    advice.sort_by_key(|advice| std::cmp::Reverse(advice.tier));
    advice
}

fn not_covered(drug: &Drug) -> Advice {
    let needs: Vec<String> = drug.needs.iter().map(Needed::to_string).collect();
    let (summary, remark) = match drug.name.as_str() {
        "warfarin" => (
            "Not covered by a table: the dose follows from a model with CYP2C9 and VKORC1 (IWPC).".to_owned(),
            Remark::DoseModel,
        ),
        _ => (
            format!("Not covered: a guideline on {} exists, its table is not carried here.", needs.join(" and ")),
            Remark::NotCovered(needs.clone()),
        ),
    };
    Advice { remarks: vec![remark], ..blank(drug, needs.join(";"), Action::None, summary) }
}

/// Advice that no row stands behind.
fn blank(drug: &Drug, lookup: String, action: Action, summary: String) -> Advice {
    Advice {
        drug: drug.name.clone(),
        population: Population::General,
        lookup,
        action,
        strength: None,
        summary,
        pmid: None,
        basis: Basis::Rule,
        tier: Tier::Warning,
        sentence: None,
        remarks: Vec::new(),
    }
}

/// Every combination of what the genes may be, in every population that may apply.
fn from_rows(
    table: &AdviceTable,
    drug: &Drug,
    used: DrugUse,
    results: &GeneResults,
    context: &AdviceContext<'_>,
) -> Vec<Advice> {
    let conversion = conversion(results, context.medications);
    let mut advice = Vec::new();
    for found in lookup::combinations(drug, results, conversion.as_ref()) {
        if found.iter().all(Found::is_no_result) {
            continue;
        }
        for population in populations(table, drug, context.populations) {
            let rows = lookup::rows(table, drug, population, &found);
            if rows.is_empty() {
                advice.push(no_row(drug, population, &found, results));
            }
            let of_rows = rows.into_iter().map(|row| applied(row, drug, used, &found, results, conversion.as_ref()));
            advice.extend(of_rows.map(|advice| opposed(advice, used, context.medications)));
        }
    }
    without_repeats(advice)
}

/// An ambiguous call whose candidates lead to one row says it once.
fn without_repeats(advice: Vec<Advice>) -> Vec<Advice> {
    let mut kept: Vec<Advice> = Vec::new();
    for one in advice {
        if !kept.contains(&one) {
            kept.push(one);
        }
    }
    kept
}

/// The populations of a drug's rows that may apply: those that were said, or all.
fn populations(table: &AdviceTable, drug: &Drug, said: &[Population]) -> Vec<Population> {
    let mut all: Vec<Population> = table.rows_of(drug).map(|row| row.population).collect();
    all.sort();
    all.dedup();
    let applies: Vec<Population> =
        all.iter().copied().filter(|one| *one == Population::General || said.contains(one)).collect();
    if applies.is_empty() { all } else { applies }
}

/// What has to be known about the results that a drug is looked up by.
fn of_results<'r>(drug: &Drug, results: &'r GeneResults) -> Vec<(Gene, &'r ResultRemark)> {
    let of = |need: &Needed| {
        let remarks = results.get(&need.gene).map_or(&[][..], |result| result.remarks.as_slice());
        remarks.iter().map(|remark| (need.gene, remark)).collect::<Vec<_>>()
    };
    drug.needs.iter().flat_map(of).collect()
}

fn no_row(drug: &Drug, population: Population, found: &[Found], results: &GeneResults) -> Advice {
    let words: Vec<String> = found.iter().map(Found::words).collect();
    let summary = format!("No advice available for {}.", words.join(" with "));
    let shown = found.iter().map(|found| (found.need.gene, found.shown().to_owned())).collect();
    let of_results = of_results(drug, results);
    let summary = of_results.iter().fold(summary, |summary, (gene, remark)| summary + " " + &remark.words(*gene));
    let mut remarks = vec![Remark::NoAdvice(shown)];
    remarks.extend(of_results.into_iter().map(|(gene, remark)| Remark::OfResult(gene, remark.clone())));
    Advice { population, remarks, ..blank(drug, lookup::text(found), Action::None, summary) }
}

fn applied(
    row: &AdviceRow,
    drug: &Drug,
    used: DrugUse,
    found: &[Found],
    results: &GeneResults,
    conversion: Option<&Conversion>,
) -> Advice {
    let mut summary = row.summary.clone();
    let mut remarks = Vec::new();
    if row.action == Action::Avoid {
        if let Some(instead) = drug.instead_in(row.population) {
            summary += &format!(" Instead: {instead}.");
            remarks.push(Remark::Instead(instead.to_owned()));
        }
        if drug.group.needs_replacement() {
            summary += " Do not stop without replacing.";
            remarks.push(Remark::DoNotStop);
        }
    }
    for found in found.iter().filter(|found| found.is_no_result()) {
        let (words, remark) = lacking(&found.need, results);
        // A row for "not tested" may say so itself.
        if !summary.contains(&words) {
            summary += &format!(" {words}");
        }
        remarks.push(remark);
    }
    for (gene, _) in &row.lookup {
        if results.get(gene).is_some_and(|result| result.is_nothing_found()) {
            summary += &format!(" {}: tested variants not found, which does not make it normal.", gene.symbol());
            remarks.push(Remark::NothingFound(*gene));
        }
    }
    for (gene, remark) in of_results(drug, results) {
        summary += &format!(" {}", remark.words(gene));
        remarks.push(Remark::OfResult(gene, remark.clone()));
    }
    if let Some(conversion) = conversion.filter(|_| row.lookup.iter().any(|(gene, _)| *gene == Gene::Cyp2d6)) {
        summary += &format!(" {}", conversion.words());
        remarks.push(conversion.remark());
    }
    Advice {
        drug: drug.name.clone(),
        population: row.population,
        lookup: lookup::text(found),
        action: row.action,
        strength: Some(row.strength),
        summary,
        pmid: Some(row.pmid.clone()),
        basis: row.basis,
        tier: tier(row.action, Some(row.strength), used),
        sentence: Some(row.summary.clone()),
        remarks,
    }
}

/// Why there is nothing about a need.
fn lacking(need: &Needed, results: &GeneResults) -> (String, Remark) {
    match results.get(&need.gene).map_or(CallState::NotTested, |result| result.state) {
        CallState::NoCall => {
            (format!("{need}: tested, but without a result that can be used."), Remark::WithoutResult(need.to_string()))
        }
        CallState::NotTested | CallState::Called | CallState::Ambiguous | CallState::Indeterminate => {
            (format!("{need} not tested."), Remark::NotTested(need.to_string()))
        }
    }
}

/// What has to be known for the drug and is not.
fn untested(drug: &Drug, used: DrugUse, results: &GeneResults) -> Vec<Advice> {
    let missing = drug.needs.iter().filter(|need| lookup::values(need, results, None) == [Found::no_result(need)]);
    let of = |need: &Needed| {
        let (what, missing) = lacking(need, results);
        let follows = match drug.untested {
            Tier::Critical => Some(Remark::TestBeforeFirstDose),
            Tier::Warning => Some(Remark::TestWherePolicyAsks),
            Tier::Information => None,
        };
        let remarks = std::iter::once(missing).chain(follows).collect();
        let summary = match drug.untested {
            Tier::Critical => format!("{what} Test before the first dose."),
            Tier::Warning => format!("{what} Test before treatment where the label or local policy asks for it."),
            Tier::Information => what,
        };
        let tier = if used == DrugUse::Candidate { drug.untested.min(Tier::Warning) } else { drug.untested };
        let lookup = format!("{}=No Result", need.gene.symbol());
        Advice { tier, strength: None::<Strength>, remarks, ..blank(drug, lookup, Action::Test, summary) }
    };
    missing.map(of).collect()
}
