//! What laboratories gave, as a table: sample, gene, result.

use std::collections::BTreeMap;
use std::path::Path;

use crate::domain::genome::{Gene, GeneTables, Typing};

use super::repeats::{Told, are_too_many, settled};
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
pub fn read(path: &Path, tables: &GeneTables) -> Result<GivenTypings, RowsError> {
    let mut told: Vec<Told<Typing>> = Vec::new();
    let mut refused = rows::read_of_genes(path, WANTED, |line, [sample, gene_cell, result]| {
        let (gene, allele) = rows::gene_of(gene_cell)?;
        let text = allele.map_or_else(|| result.to_owned(), |allele| format!("*{allele} {result}"));
        let what =
            typing_of(tables, gene, &text).map_err(|why| format!("{gene_cell} {result}: {why} (column result)"))?;
        let written = result.to_owned();
        told.push(Told { line, sample: sample.to_owned(), gene_cell: gene_cell.to_owned(), gene, written, what });
        Ok(())
    })?;
    let (kept, repeated) = settled(told, contradict);
    refused.extend(repeated);
    refused.sort_by_key(|one| one.row.line);
    let mut typings: BTreeMap<String, BTreeMap<Gene, Vec<Typing>>> = BTreeMap::new();
    for row in kept {
        typings.entry(row.sample).or_default().entry(row.gene).or_default().push(row.what);
    }
    Ok((typings, refused))
}

/// A result with both haplotypes, each of them known.
fn typing_of(tables: &GeneTables, gene: Gene, text: &str) -> Result<Typing, String> {
    let typing = Typing::parse(gene, text).map_err(|fault| fault.words().to_owned())?;
    if matches!(typing, Typing::Haplotype(_)) {
        return Err("one haplotype; the other is not said".to_owned());
    }
    match tables.unknown_allele(gene, &typing) {
        Some(allele) => Err(format!("{allele} is no allele of {} that is known here", gene.symbol())),
        None => Ok(typing.ordered()),
    }
}

/// Rows of one gene that cannot even be looked at side by side: more than two HLA alleles, several results in words. Other
/// results that contradict each other are each a candidate.
fn contradict(rows: &[&Typing]) -> bool {
    let all =
        || rows.iter().flat_map(|typing| typing.carried(Gene::HlaA).into_iter().chain(typing.carried(Gene::HlaB)));
    let words = rows.iter().filter(|typing| matches!(typing, Typing::Phenotype(_))).count();
    words > 1 || are_too_many(all())
}

#[cfg(test)]
mod tests {
    use super::super::gene_tables;
    use super::*;

    #[test]
    fn rows_are_read_and_those_that_cannot_be_are_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("typing.csv");
        let text = "gene,sample,result\nCYP2D6,S1,*1/*4\nHLA-B*57:01,S1,positive\nHLA-B,S1,*58:01 negative\nABC,S1,x\nG6PD,S1,fine\n";
        std::fs::write(&path, text).expect("written");
        let (typings, refused) = read(&path, gene_tables().expect("our own tables")).expect("a table");
        let genes = &typings["S1"];
        assert_eq!(genes[&Gene::Cyp2d6], [Typing::Diplotype("*1".to_owned(), "*4".to_owned())]);
        let carried = |allele: &str, carried| Typing::Carried { allele: allele.to_owned(), carried };
        assert_eq!(genes[&Gene::HlaB], [carried("*57:01", true), carried("*58:01", false)]);
        assert_eq!(refused.iter().map(|one| one.row.line).collect::<Vec<_>>(), [5, 6]);
    }

    #[test]
    fn half_a_diplotype_and_words_that_contradict_each_other_are_refused_whatever_their_order() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("typing.csv");
        let lines = |text: &str| {
            std::fs::write(&path, format!("sample,gene,result\n{text}")).expect("written");
            let (typings, refused) = read(&path, gene_tables().expect("our own tables")).expect("a table");
            let kept = typings.get("S").map_or(0, |genes| genes.values().map(Vec::len).sum::<usize>());
            (kept, refused.iter().map(|one| one.row.line).collect::<Vec<_>>())
        };
        assert_eq!(lines("S,DPYD,*2A\nS,CYP2D6,*4/*999\n"), (0, vec![2, 3]));
        assert_eq!(lines("S,CYP2D6,*4/*4\nS,CYP2D6,*1/*1\n"), (2, vec![]), "each is a candidate");
        assert_eq!(lines("S,G6PD,Deficient\nS,G6PD,Normal\n"), (0, vec![2, 3]));
        assert_eq!(lines("S,CYP2D6,*4|*1\nS,CYP2D6,*1/*4\n"), (1, vec![3]), "the same counts once");
        assert_eq!(lines("S,HLA-B,*57:01 positive\nS,HLA-B,*57:01 negative\n"), (2, vec![]), "told both ways");
        assert_eq!(lines("S,HLA-B,*57:01 positive\nS,HLA-B,*58:01 negative\n"), (2, vec![]));
    }
}
