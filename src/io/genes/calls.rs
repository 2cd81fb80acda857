//! Calls that were written down as a table, read back as results.

use std::collections::BTreeMap;
use std::path::Path;

use crate::domain::genome::{
    Activity, ActivityScore, CallState, Gene, GeneResult, GeneResults, Phenotype, ResultValue, Typing,
};

use super::rows::{self, Demand, RefusedCall, RowsError, Wanted};

/// Headings of the table.
pub const HEADINGS: [&str; 7] =
    ["sample", "gene", "diplotypes", "phenotype", "activity_score", "missing_positions", "note"];
/// Between several candidates.
pub const JOINT: &str = "; ";
/// How the note of a gene that nobody looked at begins.
pub const NOT_TESTED: &str = "not tested";

/// One sample's results as they were written down, with the line of each gene.
#[derive(Clone, Debug, Default)]
pub struct SampleCalls {
    pub sample: String,
    pub results: GeneResults,
    pub lines: BTreeMap<Gene, u64>,
}

/// Samples in the order of the table, and the rows that could not be read.
pub type ReadCalls = (Vec<SampleCalls>, Vec<RefusedCall>);

const WANTED: [Wanted; 6] = [
    (&["sample"], Demand::Required),
    (&["gene"], Demand::Required),
    (&["diplotypes"], Demand::Optional),
    (&["phenotype", "phenotypes"], Demand::Required),
    (&["activity_score", "activity_scores"], Demand::Optional),
    (&["note"], Demand::Optional),
];

/// Reads the table.
///
/// # Errors
/// The file cannot be read, or a column is missing.
pub fn read(path: &Path) -> Result<ReadCalls, RowsError> {
    let mut samples: Vec<SampleCalls> = Vec::new();
    let refused = rows::read_of_genes(path, WANTED, |line, [sample, gene, diplotypes, phenotype, activity, note]| {
        let (known, allele) = rows::gene_of(gene)?;
        let result = result((known, allele), diplotypes, phenotype, activity, note)?;
        sample_of(&mut samples, sample).map_or(Ok(()), |sample| sample.take(known, result, line))
    })?;
    for one in &refused {
        if let Some(sample) = sample_of(&mut samples, &one.sample).filter(|_| !one.sample.is_empty()) {
            sample.was_refused(&one.gene);
        }
    }
    Ok((samples, refused))
}

/// The place of a sample. Its rows stand together; looking back is enough.
fn sample_of<'s>(samples: &'s mut Vec<SampleCalls>, name: &str) -> Option<&'s mut SampleCalls> {
    let place = samples.iter().rposition(|known| known.sample == name).unwrap_or_else(|| {
        samples.push(SampleCalls { sample: name.to_owned(), ..SampleCalls::default() });
        samples.len() - 1
    });
    samples.get_mut(place)
}

impl SampleCalls {
    /// A gene whose only row could not be taken was looked at, without a result that can be used.
    fn was_refused(&mut self, gene: &str) {
        if let Ok((gene, _)) = rows::gene_of(gene) {
            self.results.entry(gene).or_insert_with(|| nothing_of(gene, CallState::NoCall));
        }
    }

    /// Takes in a row. Alleles of an HLA gene may stand in rows of their own; of another gene a second row would leave open
    /// which counts.
    fn take(&mut self, gene: Gene, result: GeneResult, line: u64) -> Result<(), String> {
        match self.results.get_mut(&gene) {
            Some(before) if !before.carried.is_empty() && !result.carried.is_empty() => {
                before.carried.extend(result.carried);
            }
            Some(_) => {
                let first = self.lines.get(&gene).copied().unwrap_or_default();
                return Err(format!("a second row for {} of {}, after line {first}", gene.symbol(), self.sample));
            }
            None => {
                self.results.insert(gene, result);
                self.lines.insert(gene, line);
            }
        }
        Ok(())
    }
}

fn nothing_of(gene: Gene, state: CallState) -> GeneResult {
    GeneResult { gene, state, values: Vec::new(), carried: Vec::new(), remarks: Vec::new() }
}

/// Words that stand where nothing is stated.
const NOT_STATED: [&str; 9] =
    ["no result", "n/a", "na", "none", "not available", "not stated", "not tested", "unknown", "-"];

/// A cell, or nothing where it states nothing.
fn stated(cell: &str) -> &str {
    let is_nothing = NOT_STATED.iter().any(|words| cell.eq_ignore_ascii_case(words));
    if is_nothing { "" } else { cell }
}

fn result(
    (gene, allele): (Gene, Option<&str>),
    diplotypes: &str,
    phenotype: &str,
    activity: &str,
    note: &str,
) -> Result<GeneResult, String> {
    let cells = [diplotypes, phenotype, activity];
    let states_nothing = parts(&cells.join(";")).into_iter().all(|part| stated(part).is_empty());
    let is_no_result = phenotype.eq_ignore_ascii_case("No Result") || gene.has_phenotypes();
    let mut result = nothing_of(gene, CallState::Called);
    if matches!(gene, Gene::HlaA | Gene::HlaB) && !states_nothing {
        result.carried = hla(gene, allele, [diplotypes, phenotype])?;
        return Ok(result);
    }
    if states_nothing && is_no_result {
        result.state = if note.starts_with(NOT_TESTED) { CallState::NotTested } else { CallState::NoCall };
        return Ok(result);
    }
    let [diplotypes, phenotypes, activities] = cells.map(parts);
    for at in 0..phenotypes.len().max(diplotypes.len()).max(activities.len()) {
        let of = |parts: &[&str]| parts.get(at).copied().unwrap_or("").to_owned();
        result.values.push(value(gene, &of(&diplotypes), &of(&phenotypes), &of(&activities))?);
    }
    result.state = state(&result.values);
    Ok(result)
}

/// One candidate. A phenotype that stands in the place of the diplotype is one.
fn value(gene: Gene, diplotype: &str, phenotype: &str, activity: &str) -> Result<ResultValue, String> {
    let activity = match activity {
        "" => None,
        text if stated(text).is_empty() => Some(Activity::Unknown),
        text => Some(ActivityScore::parse(text).map(Activity::Score).ok_or(format!("not a score: {text}"))?),
    };
    let phenotype = if gene.has_phenotypes() { stated(phenotype) } else { phenotype };
    match Typing::parse(gene, diplotype) {
        Ok(Typing::Phenotype(word)) if phenotype.is_empty() => {
            Ok(ResultValue { diplotype: String::new(), phenotype: Phenotype::Named(word), activity })
        }
        _ => Ok(ResultValue { diplotype: stated(diplotype).to_owned(), phenotype: named(phenotype), activity }),
    }
}

fn parts(cell: &str) -> Vec<&str> {
    cell.split(';').map(str::trim).collect()
}

fn named(text: &str) -> Phenotype {
    match text {
        "" => Phenotype::None,
        "n/a" => Phenotype::NotAvailable,
        name => Phenotype::Named(name.to_owned()),
    }
}

fn state(values: &[ResultValue]) -> CallState {
    match values {
        [] => CallState::NoCall,
        [only] if only.phenotype.is_open() => CallState::Indeterminate,
        [_] => CallState::Called,
        _ => CallState::Ambiguous,
    }
}

/// HLA alleles with positive or negative, or both alleles of a full typing, in whichever column they stand; the allele may
/// stand with the gene.
fn hla(gene: Gene, allele: Option<&str>, cells: [&str; 2]) -> Result<Vec<(String, bool)>, String> {
    let mut carried = Vec::new();
    for part in cells.into_iter().flat_map(parts).filter(|part| !stated(part).is_empty()) {
        let text = allele.map_or_else(|| part.to_owned(), |allele| format!("*{allele} {part}"));
        let typing = Typing::parse(gene, &text).map_err(|fault| format!("{}: {}", text, fault.words()))?;
        for one in typing.carried(gene) {
            if !carried.contains(&one) {
                carried.push(one);
            }
        }
    }
    Ok(carried)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_read_back() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("calls.csv");
        let text = "sample,gene,diplotypes,phenotype,activity_score,missing_positions,note\n\
            S1,CYP2C9,*1/*2; *1/*3,Intermediate Metabolizer; Intermediate Metabolizer,1.5; 1.0,0,\n\
            S1,HLA-B,,*57:01 positive; *58:01 negative,,,\n\
            S1,TPMT,,No Result,,43,not tested: no position\nS1,XYZ,,a,,,\nS1,DPYD,,b,much,,\n\
            S1,CYP2C9,*1/*1,Normal Metabolizer,2.0,0,\n";
        std::fs::write(&path, text).expect("written");
        let (samples, refused) = read(&path).expect("a table");
        let [SampleCalls { sample, results, lines }] = samples.as_slice() else { panic!("one sample") };
        assert_eq!((sample.as_str(), refused.len(), lines[&Gene::HlaB]), ("S1", 3, 3));
        assert_eq!(results[&Gene::Cyp2c9].state, CallState::Ambiguous);
        assert_eq!(results[&Gene::HlaB].carried, [("*57:01".to_owned(), true), ("*58:01".to_owned(), false)]);
        assert_eq!(results[&Gene::Tpmt].state, CallState::NotTested);
    }
}
