//! Calls that were written down as a table, read back as results.

use std::collections::BTreeMap;
use std::path::Path;

use crate::domain::genome::{
    Activity, ActivityScore, CallState, Gene, GeneResult, GeneResults, Phenotype, ResultValue,
};

use super::rows::{self, Demand, RefusedRow, RowsError, Wanted};

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
pub type ReadCalls = (Vec<SampleCalls>, Vec<RefusedRow>);

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
    let refused = rows::read(path, WANTED, |line, [sample, gene, diplotypes, phenotype, activity, note]| {
        if sample.is_empty() {
            return Err("the sample is empty".to_owned());
        }
        let known = Gene::from_symbol(gene).ok_or_else(|| format!("not a gene that is known here: {gene}"))?;
        let result = result(known, diplotypes, phenotype, activity, note)?;
        // Rows of a sample stand together; looking back is enough.
        let place = samples.iter().rposition(|known| known.sample == sample);
        let place = place.unwrap_or_else(|| {
            samples.push(SampleCalls { sample: sample.to_owned(), ..SampleCalls::default() });
            samples.len() - 1
        });
        samples.get_mut(place).map_or(Ok(()), |sample| sample.take(known, result, line))
    })?;
    Ok((samples, refused))
}

impl SampleCalls {
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

fn result(gene: Gene, diplotypes: &str, phenotype: &str, activity: &str, note: &str) -> Result<GeneResult, String> {
    let mut result =
        GeneResult { gene, state: CallState::Called, values: Vec::new(), carried: Vec::new(), remarks: Vec::new() };
    // Without a phenotype the diplotype says what it amounts to.
    let says_nothing = phenotype.is_empty() && diplotypes.is_empty() && gene.has_phenotypes();
    if phenotype == "No Result" || says_nothing {
        result.state = if note.starts_with(NOT_TESTED) { CallState::NotTested } else { CallState::NoCall };
        return Ok(result);
    }
    if matches!(gene, Gene::HlaA | Gene::HlaB) {
        result.carried = carried(phenotype).ok_or_else(|| format!("not a list of tested alleles: {phenotype}"))?;
        return Ok(result);
    }
    let (diplotypes, activities) = (parts(diplotypes), parts(activity));
    let phenotypes = parts(phenotype);
    for at in 0..phenotypes.len().max(diplotypes.len()) {
        let phenotype = phenotypes.get(at).copied().unwrap_or("");
        let of = |parts: &[&str]| parts.get(at).copied().unwrap_or("").to_owned();
        let activity = match of(&activities).as_str() {
            "" => None,
            "n/a" => Some(Activity::Unknown),
            text => Some(ActivityScore::parse(text).map(Activity::Score).ok_or(format!("not a score: {text}"))?),
        };
        result.values.push(ResultValue { diplotype: of(&diplotypes), phenotype: named(phenotype), activity });
    }
    result.state = state(&result.values);
    Ok(result)
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

/// `*57:01 positive; *58:01 negative`.
fn carried(text: &str) -> Option<Vec<(String, bool)>> {
    let one = |part: &str| {
        let (allele, word) = part.split_once(' ')?;
        match word.trim() {
            "positive" => Some((allele.to_owned(), true)),
            "negative" => Some((allele.to_owned(), false)),
            _ => None,
        }
    };
    parts(text).into_iter().map(one).collect()
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
