//! What laboratories gave, as a table: sample, gene, result.

use std::collections::BTreeMap;
use std::path::Path;

use crate::domain::genome::{Gene, Typing};

use super::rows::{self, Demand, RefusedCall, RowsError, Wanted};

/// Typings by sample and gene, and the rows that could not be read.
pub type GivenTypings = (BTreeMap<String, BTreeMap<Gene, Vec<Typing>>>, Vec<RefusedCall>);

const WANTED: [Wanted; 3] = [
    (&["sample", "sample_id", "patient_id"], Demand::Required),
    (&["gene"], Demand::Required),
    (&["result", "typing", "diplotype", "diplotypes", "value", "genotype"], Demand::Required),
];

/// Reads the table. An HLA allele may stand with the gene (`HLA-B*57:01`, `positive`) or with the result.
///
/// # Errors
/// The file cannot be read, or a column is missing.
pub fn read(path: &Path) -> Result<GivenTypings, RowsError> {
    let mut typings: BTreeMap<String, BTreeMap<Gene, Vec<Typing>>> = BTreeMap::new();
    let refused = rows::read_of_genes(path, WANTED, |_, [sample, gene, result]| {
        let (known, allele) = rows::gene_of(gene)?;
        let text = allele.map_or_else(|| result.to_owned(), |allele| format!("*{allele} {result}"));
        let typing = Typing::parse(known, &text).map_err(|fault| format!("{gene} {result}: {}", fault.words()))?;
        typings.entry(sample.to_owned()).or_default().entry(known).or_default().push(typing);
        Ok(())
    })?;
    Ok((typings, refused))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_read_and_those_that_cannot_be_are_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("typing.csv");
        let text = "gene,sample,result\nCYP2D6,S1,*1/*4\nHLA-B*57:01,S1,positive\nHLA-B,S1,*58:01 negative\nABC,S1,x\nG6PD,S1,fine\n";
        std::fs::write(&path, text).expect("written");
        let (typings, refused) = read(&path).expect("a table");
        let genes = &typings["S1"];
        assert_eq!(genes[&Gene::Cyp2d6], [Typing::Diplotype("*1".to_owned(), "*4".to_owned())]);
        let carried = |allele: &str, carried| Typing::Carried { allele: allele.to_owned(), carried };
        assert_eq!(genes[&Gene::HlaB], [carried("*57:01", true), carried("*58:01", false)]);
        assert_eq!(refused.iter().map(|one| one.row.line).collect::<Vec<_>>(), [5, 6]);
    }
}
