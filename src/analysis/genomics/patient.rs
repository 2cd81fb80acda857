//! One patient's genes from everything that was recorded about them: laboratories' rows and calls of variant files, joined
//! by gene. What no source looked at is not tested; sources that disagree leave every result standing.

use std::collections::BTreeMap;

use crate::domain::genome::{
    CallNote, CallState, Candidate, Gene, GeneCall, GeneRecord, GeneResult, GeneResults, GeneStatement, GeneTables,
    Outcome, Phenotype, ResultRemark, ResultValue, Typing,
};

use super::stated::{completed, of_phenotype};
use super::typed::call_typing;

/// One gene of a patient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatientGene {
    pub result: GeneResult,
    /// Variants on strands that are not known (DPYD), each as often as it was seen.
    pub seen: Vec<String>,
    /// Positions of the gene without a complete genotype, where a variant file was read.
    pub missing: usize,
    pub notes: Vec<CallNote>,
    /// Positions of the records that speak of it.
    pub sources: Vec<usize>,
}

/// Every gene in the order of [`Gene::ALL`], the untested ones too.
pub fn patient_genes(tables: &GeneTables, records: &[&GeneRecord]) -> Vec<PatientGene> {
    Gene::ALL.into_iter().map(|gene| patient_gene(tables, gene, records)).collect()
}

/// What the genes amount to, for whoever looks up advice. Genes that nobody looked at are left out.
pub fn results_of(genes: &[PatientGene]) -> GeneResults {
    let tested = genes.iter().filter(|gene| gene.result.state != CallState::NotTested);
    tested.map(|gene| (gene.result.gene, gene.result.clone())).collect()
}

fn patient_gene(tables: &GeneTables, gene: Gene, records: &[&GeneRecord]) -> PatientGene {
    let own: Vec<(usize, &GeneRecord)> = records
        .iter()
        .enumerate()
        .filter(|(_, record)| record.gene == gene)
        .map(|(at, record)| (at, *record))
        .collect();
    let calls = calls_of(tables, gene, own.iter().map(|(_, record)| &record.statement));
    let mut joined = Joined::default();
    calls.iter().for_each(|call| joined.take(call));
    own.iter().filter_map(|(_, record)| contradiction(tables, record)).for_each(|found| joined.doubt(found));
    let has_failed = own.iter().any(|(_, record)| record.statement == GeneStatement::NoResult);
    let mut found = joined.gene(gene, has_failed || calls.iter().any(|call| call.outcome == Outcome::NoCall));
    found.sources = own.iter().map(|(at, _)| *at).collect();
    found
}

/// A laboratory's row whose phenotype is not that of its alleles, with both as candidates. Words that no guideline uses
/// cannot be compared; they are shown as they are.
fn contradiction(tables: &GeneTables, record: &GeneRecord) -> Option<GeneResult> {
    let GeneStatement::Given(typing @ Typing::Diplotype(..)) = &record.statement else { return None };
    let reported = record.reported_phenotype.as_deref()?;
    let Ok(Typing::Phenotype(word)) = Typing::parse(record.gene, reported) else { return None };
    let value = ResultValue { diplotype: typing.text(), phenotype: Phenotype::Named(word), activity: None };
    let (gene, state) = (record.gene, CallState::Called);
    let stated = GeneResult { gene, state, values: vec![value], carried: Vec::new(), remarks: Vec::new() };
    Some(completed(tables, stated)).filter(GeneResult::contradicts_itself)
}

/// A call for each source that says something. Of one gene's HLA alleles laboratories test one at a time: all rows make
/// one call. A laboratory's typing counts before a variant file, whose other result is told.
fn calls_of<'r>(tables: &GeneTables, gene: Gene, statements: impl Iterator<Item = &'r GeneStatement>) -> Vec<GeneCall> {
    let (mut typings, mut called): (Vec<Typing>, Vec<GeneCall>) = (Vec::new(), Vec::new());
    for statement in statements {
        match statement {
            GeneStatement::Given(typing) if !typings.contains(typing) => typings.push(typing.clone()),
            GeneStatement::Called(call) => called.push(call.call(gene)),
            GeneStatement::Given(_) | GeneStatement::NotTested | GeneStatement::NoResult => {}
        }
    }
    if typings.is_empty() {
        return called;
    }
    let is_carried = typings.iter().any(|typing| matches!(typing, Typing::Carried { .. } | Typing::Alleles(..)));
    let mut calls: Vec<GeneCall> = match is_carried {
        true => vec![carried_call(tables, gene, &typings)],
        false => typings.iter().map(|typing| call_typing(tables, gene, std::slice::from_ref(typing))).collect(),
    };
    let files: Vec<String> =
        called.iter().flat_map(GeneCall::candidates).map(|one| one.diplotype.to_string()).collect();
    let given: Vec<String> = calls.iter().flat_map(GeneCall::candidates).map(|one| one.diplotype.to_string()).collect();
    if let Some(first) = calls
        .first_mut()
        .filter(|_| !files.is_empty() && (given.is_empty() || !given.iter().all(|one| files.contains(one))))
    {
        first.notes.push(CallNote::TypingReplacesFile { file: files.join("; ") });
        let of_files: Vec<Candidate> = called.iter().flat_map(GeneCall::candidates).cloned().collect();
        first.contradicted_by = first.contradictions_in(&of_files);
    }
    calls
}

/// Rows that contradict each other about one allele: carried wins, and it is told.
fn carried_call(tables: &GeneTables, gene: Gene, typings: &[Typing]) -> GeneCall {
    let mut call = call_typing(tables, gene, typings);
    let mut said: BTreeMap<&str, [bool; 2]> = BTreeMap::new();
    for typing in typings {
        if let Typing::Carried { allele, carried } = typing {
            said.entry(allele).or_default()[usize::from(*carried)] = true;
        }
    }
    for (allele, _) in said.into_iter().filter(|(_, said)| *said == [true, true]) {
        call.notes.push(CallNote::SourcesDisagree { sources: allele.to_owned() });
    }
    call
}

/// What several sources of one gene say together.
#[derive(Default)]
struct Joined {
    values: Vec<ResultValue>,
    carried: Vec<(String, bool)>,
    seen: Vec<String>,
    notes: Vec<CallNote>,
    missing: usize,
    /// Results of different sources, as they are written, where there are several.
    told: Vec<String>,
    remarks: Vec<ResultRemark>,
}

impl Joined {
    fn take(&mut self, call: &GeneCall) {
        let result = GeneResult::of_call(call);
        let values = match &call.outcome {
            Outcome::Given(phenotype) => {
                let (values, remark) = of_phenotype(call.gene, phenotype);
                self.remarks.extend(remark);
                let of_file = result.values.into_iter().skip(1);
                values.into_iter().chain(of_file).collect()
            }
            _ => result.values,
        };
        result.remarks.into_iter().for_each(|remark| push_new(&mut self.remarks, remark));
        let words: Vec<String> = values.iter().map(words_of).collect();
        if !words.is_empty() && !self.told.contains(&words.join("; ")) {
            self.told.push(words.join("; "));
        }
        values.into_iter().for_each(|value| push_new(&mut self.values, value));
        result.carried.into_iter().for_each(|allele| push_new(&mut self.carried, allele));
        call.notes.iter().for_each(|note| push_new(&mut self.notes, note.clone()));
        if let Outcome::Variants { seen, .. } = &call.outcome {
            self.seen.clone_from(seen);
        }
        self.missing = self.missing.max(call.missing);
    }

    /// Takes in the candidates of a row that contradicts itself.
    fn doubt(&mut self, found: GeneResult) {
        let stated = found.values.into_iter().filter(|value| value.diplotype.is_empty());
        stated.for_each(|value| push_new(&mut self.values, value));
        found.remarks.into_iter().for_each(|remark| push_new(&mut self.remarks, remark));
    }

    fn gene(mut self, gene: Gene, has_failed: bool) -> PatientGene {
        // A phenotype in words that a diplotype of another source agrees with says nothing more.
        let named = self.values.clone();
        let is_said =
            |value: &ResultValue| named.iter().any(|other| !other.diplotype.is_empty() && is_same(other, value));
        self.values.retain(|value| !value.diplotype.is_empty() || !is_said(value));
        let distinct: Vec<&Phenotype> = self.values.iter().map(|value| &value.phenotype).collect();
        let differ = distinct.windows(2).any(|pair| pair.first() != pair.last());
        if self.told.len() > 1 && (differ || self.values.iter().filter(|value| !value.diplotype.is_empty()).count() > 1)
        {
            self.notes.push(CallNote::SourcesDisagree { sources: self.told.join(" | ") });
        }
        let stands = |name: &str| {
            self.values.iter().any(|value| value.diplotype.is_empty() && value.phenotype.to_string() == name)
        };
        let holds = |remark: &ResultRemark| match remark {
            ResultRemark::PhenotypeAlone { phenotype, .. } => stands(phenotype),
            ResultRemark::Contradiction { .. }
            | ResultRemark::BothWays { .. }
            | ResultRemark::Unread { .. }
            | ResultRemark::PositionsUnread { .. } => true,
        };
        let remarks: Vec<ResultRemark> = self.remarks.iter().filter(|remark| holds(remark)).cloned().collect();
        let state = self.state(has_failed);
        let result = GeneResult { gene, state, values: self.values, carried: self.carried, remarks };
        PatientGene { result, seen: self.seen, missing: self.missing, notes: self.notes, sources: Vec::new() }
    }

    fn state(&self, has_failed: bool) -> CallState {
        if !self.carried.is_empty() {
            return CallState::Called;
        }
        let diplotypes = self.values.iter().filter(|value| !value.diplotype.is_empty()).count();
        let phenotypes = self.values.iter().map(|value| &value.phenotype).collect::<std::collections::BTreeSet<_>>();
        match self.values.first() {
            None if has_failed => CallState::NoCall,
            None => CallState::NotTested,
            Some(_) if diplotypes > 1 || phenotypes.len() > 1 => CallState::Ambiguous,
            Some(only) if only.phenotype.is_open() => CallState::Indeterminate,
            Some(_) => CallState::Called,
        }
    }
}

fn push_new<T: PartialEq>(list: &mut Vec<T>, one: T) {
    if !list.contains(&one) {
        list.push(one);
    }
}

fn words_of(value: &ResultValue) -> String {
    if value.diplotype.is_empty() { value.phenotype.to_string() } else { value.diplotype.clone() }
}

fn is_same(one: &ResultValue, other: &ResultValue) -> bool {
    one.phenotype == other.phenotype
}
