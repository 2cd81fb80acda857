//! Several rows about one gene of one sample: which of them count never hangs on their order.

use std::collections::BTreeMap;

use crate::domain::genome::Gene;

use super::rows::{RefusedCall, RefusedRow};

/// A row that was read.
#[derive(Clone, Debug)]
pub struct Told<T> {
    pub line: u64,
    pub sample: String,
    /// As written; an HLA allele may stand with it.
    pub gene_cell: String,
    pub gene: Gene,
    /// The result as written.
    pub written: String,
    pub what: T,
}

impl<T> Told<T> {
    fn refused(&self, why: String) -> RefusedCall {
        let (sample, gene) = (self.sample.clone(), self.gene_cell.clone());
        RefusedCall { sample, gene, row: RefusedRow { line: self.line, why } }
    }
}

/// The rows that count, in their order, and those that do not. What is said again counts once and is told; rows of which
/// `contradict` says that they cannot stand side by side are refused, every one of them.
pub fn settled<T: PartialEq>(
    rows: Vec<Told<T>>,
    contradict: impl Fn(&[&T]) -> bool,
) -> (Vec<Told<T>>, Vec<RefusedCall>) {
    let mut groups: BTreeMap<(&str, Gene), Vec<usize>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        groups.entry((&row.sample, row.gene)).or_default().push(at);
    }
    let mut refused: BTreeMap<usize, String> = BTreeMap::new();
    for places in groups.values().filter(|places| places.len() > 1) {
        refused.extend(refused_of(&rows, places, &contradict));
    }
    let calls = rows.iter().enumerate().filter_map(|(at, row)| refused.get(&at).map(|why| row.refused(why.clone())));
    let calls: Vec<RefusedCall> = calls.collect();
    let kept = rows.into_iter().enumerate().filter(|(at, _)| !refused.contains_key(at)).map(|(_, row)| row);
    (kept.collect(), calls)
}

/// What is wrong with rows of one gene and sample, by their places.
fn refused_of<T: PartialEq>(
    rows: &[Told<T>],
    places: &[usize],
    contradict: impl Fn(&[&T]) -> bool,
) -> Vec<(usize, String)> {
    let mut distinct: Vec<(usize, &Told<T>)> = Vec::new();
    let mut refused: Vec<(usize, String)> = Vec::new();
    for (at, row) in places.iter().filter_map(|at| rows.get(*at).map(|row| (*at, row))) {
        match distinct.iter().find(|(_, known)| known.what == row.what) {
            Some((_, known)) => {
                refused.push((at, format!("{}: says again what line {} says; it counts once", row.written, known.line)))
            }
            None => distinct.push((at, row)),
        }
    }
    let all: Vec<&T> = distinct.iter().map(|(_, row)| &row.what).collect();
    if all.len() > 1 && contradict(&all) {
        refused.extend(distinct.iter().map(|(at, row)| (*at, contradiction(row, &distinct))));
    }
    refused
}

fn contradiction<T>(row: &Told<T>, all: &[(usize, &Told<T>)]) -> String {
    let others: Vec<String> =
        all.iter().filter(|(_, other)| other.line != row.line).map(|(_, other)| other.line.to_string()).collect();
    let (written, gene, sample) = (&row.written, row.gene.symbol(), &row.sample);
    format!("{written}: another result for {gene} of {sample} than line {}; none of them counts", others.join(", "))
}

/// Whether statements about the alleles of one HLA gene can stand side by side: at most two are carried.
pub fn are_too_many(carried: impl Iterator<Item = (String, bool)>) -> bool {
    let found: std::collections::BTreeSet<String> =
        carried.filter(|(_, is_carried)| *is_carried).map(|(allele, _)| allele).collect();
    found.len() > 2
}
