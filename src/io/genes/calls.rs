//! Calls that were written down as a table, read back as results.

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

/// Samples in the order of the table with their results, and the rows that could not be read.
pub type ReadCalls = (Vec<(String, GeneResults)>, Vec<RefusedRow>);

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
    let mut samples: Vec<(String, GeneResults)> = Vec::new();
    let refused = rows::read(path, WANTED, |[sample, gene, diplotypes, phenotype, activity, note]| {
        if sample.is_empty() {
            return Err("the sample is empty".to_owned());
        }
        let known = Gene::from_symbol(gene).ok_or_else(|| format!("not a gene that is known here: {gene}"))?;
        let result = result(known, diplotypes, phenotype, activity, note)?;
        // Rows of a sample stand together; looking back is enough.
        let place = samples.iter_mut().rev().find(|(name, _)| name == sample);
        match place {
            Some((_, results)) => {
                results.insert(known, result);
            }
            None => samples.push((sample.to_owned(), GeneResults::from([(known, result)]))),
        }
        Ok(())
    })?;
    Ok((samples, refused))
}

fn result(gene: Gene, diplotypes: &str, phenotype: &str, activity: &str, note: &str) -> Result<GeneResult, String> {
    let mut result = GeneResult { gene, state: CallState::Called, values: Vec::new(), carried: Vec::new() };
    if phenotype == "No Result" || (phenotype.is_empty() && gene.has_phenotypes()) {
        result.state = if note.starts_with(NOT_TESTED) { CallState::NotTested } else { CallState::NoCall };
        return Ok(result);
    }
    if matches!(gene, Gene::HlaA | Gene::HlaB) {
        result.carried = carried(phenotype).ok_or_else(|| format!("not a list of tested alleles: {phenotype}"))?;
        return Ok(result);
    }
    let (diplotypes, activities) = (parts(diplotypes), parts(activity));
    for (at, phenotype) in parts(phenotype).into_iter().enumerate() {
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
            S1,TPMT,,No Result,,43,not tested: no position\nS1,XYZ,,a,,,\nS1,DPYD,,b,much,,\n";
        std::fs::write(&path, text).expect("written");
        let (samples, refused) = read(&path).expect("a table");
        let [(name, results)] = samples.as_slice() else { panic!("one sample") };
        assert_eq!((name.as_str(), refused.len()), ("S1", 2));
        assert_eq!(results[&Gene::Cyp2c9].state, CallState::Ambiguous);
        assert_eq!(results[&Gene::HlaB].carried, [("*57:01".to_owned(), true), ("*58:01".to_owned(), false)]);
        assert_eq!(results[&Gene::Tpmt].state, CallState::NotTested);
    }
}
