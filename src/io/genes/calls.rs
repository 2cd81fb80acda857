//! Calls that were written down as a table, read back as results.

use std::collections::BTreeMap;
use std::path::Path;

use crate::domain::genome::{
    Activity, ActivityScore, CallState, Gene, GeneReading, GeneResult, GeneResults, GeneTables, GivenAs, Phenotype,
    ResultRemark, ResultValue, Typing, TypingFault, contradictions,
};

use super::repeats::{Told, are_too_many, settled};
use super::rows::{self, Demand, RefusedCall, RowsError, Wanted};

/// Headings of the table.
pub const HEADINGS: [&str; 7] =
    ["sample", "gene", "diplotypes", "phenotype", "activity_score", "missing_positions", "note"];
/// Between several candidates.
pub const JOINT: &str = "; ";
/// How the note of a gene that nobody looked at begins.
pub const NOT_TESTED: &str = "not tested";
/// How the note of typings that give several results says so.
pub const TYPINGS_DISAGREE: &str = "typings disagree:";
/// How the note of a typing that replaces a variant file's result says so.
pub const FILE_WOULD_SAY: &str = "given typing; the file would say";
/// What stands in a note before the reason why a typing was not taken.
pub const TYPING_REFUSED: &str = "of the typing was refused: ";
const DIPLOTYPES: &str = "diplotypes";
const PHENOTYPE: &str = "phenotype";
/// The guidelines' word for what nobody knows.
const INDETERMINATE: &str = "Indeterminate";

/// One sample's results as they were written down, with the line of each gene.
#[derive(Clone, Debug, Default)]
pub struct SampleCalls {
    pub sample: String,
    pub results: GeneResults,
    pub lines: BTreeMap<Gene, u64>,
}

/// Samples in the order of the table, and the rows that could not be read.
pub type ReadCalls = (Vec<SampleCalls>, Vec<RefusedCall>);

const WANTED: [Wanted; 7] = [
    (&["sample"], Demand::Required),
    (&["gene"], Demand::Required),
    (&["diplotypes"], Demand::Optional),
    (&["phenotype", "phenotypes"], Demand::Required),
    (&["activity_score", "activity_scores"], Demand::Optional),
    (&["missing_positions"], Demand::Optional),
    (&["note"], Demand::Optional),
];

/// Reads the table. Words and alleles that cannot be read make a refused row, never a result that nothing is known of.
///
/// # Errors
/// The file cannot be read, or a column is missing.
pub fn read(path: &Path, tables: &GeneTables) -> Result<ReadCalls, RowsError> {
    let mut told: Vec<Told<GeneResult>> = Vec::new();
    let mut refused = rows::read_of_genes(path, WANTED, |line, cells| {
        let [sample, gene_cell, diplotypes, phenotype, activity, missing, note] = cells;
        let (gene, allele) = rows::gene_of(gene_cell)?;
        let what = Row { tables, gene, allele, diplotypes, phenotype, activity, missing, note }.result()?;
        let written =
            [diplotypes, phenotype].into_iter().filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join(", ");
        told.push(Told { line, sample: sample.to_owned(), gene_cell: gene_cell.to_owned(), gene, written, what });
        Ok(())
    })?;
    let (kept, repeated) = settled(told, contradict);
    refused.extend(repeated);
    refused.sort_by_key(|one| one.row.line);
    let mut samples: Vec<SampleCalls> = Vec::new();
    for row in kept {
        if let Some(sample) = sample_of(&mut samples, &row.sample) {
            sample.take(row);
        }
    }
    for one in &refused {
        if let Some(sample) = sample_of(&mut samples, &one.sample).filter(|_| !one.sample.is_empty()) {
            sample.was_refused(&one.gene);
        }
    }
    Ok((samples, refused))
}

/// Rows of one gene that cannot all be right. Alleles of an HLA gene may stand in rows of their own; one that is stated both
/// carried and not carried is told by who looks at the result.
fn contradict(rows: &[&GeneResult]) -> bool {
    let is_hla = rows.iter().all(|row| !row.carried.is_empty());
    !is_hla || are_too_many(rows.iter().flat_map(|row| row.carried.iter().cloned()))
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

    /// Takes in a row; of an HLA gene there may be several, each with alleles of its own.
    fn take(&mut self, row: Told<GeneResult>) {
        match self.results.get_mut(&row.gene) {
            Some(before) => before.carried.extend(row.what.carried),
            None => {
                self.lines.insert(row.gene, row.line);
                self.results.insert(row.gene, row.what);
            }
        }
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

/// The cells of a row about one gene.
struct Row<'a> {
    tables: &'a GeneTables,
    gene: Gene,
    /// An HLA allele that stands with the gene.
    allele: Option<&'a str>,
    diplotypes: &'a str,
    phenotype: &'a str,
    activity: &'a str,
    missing: &'a str,
    note: &'a str,
}

impl Row<'_> {
    fn result(&self) -> Result<GeneResult, String> {
        let gene = self.gene;
        let cells = [self.diplotypes, self.phenotype, self.activity];
        let states_nothing = parts(&cells.join(";")).into_iter().all(|part| stated(part).is_empty());
        let is_no_result = self.phenotype.eq_ignore_ascii_case("No Result") || gene.has_phenotypes();
        let mut result = nothing_of(gene, CallState::Called);
        if matches!(gene, Gene::HlaA | Gene::HlaB) && !states_nothing {
            result.carried = hla(gene, self.allele, [self.diplotypes, self.phenotype])?;
            result.remarks.extend(self.unread());
            return Ok(result);
        }
        if states_nothing && is_no_result {
            result.state = if self.note.starts_with(NOT_TESTED) { CallState::NotTested } else { CallState::NoCall };
            return Ok(result);
        }
        let [diplotypes, phenotypes, activities] = cells.map(parts);
        for at in 0..phenotypes.len().max(diplotypes.len()).max(activities.len()) {
            let of = |parts: &[&str]| parts.get(at).copied().unwrap_or("").to_owned();
            result.values.push(self.value(&of(&diplotypes), &of(&phenotypes), &of(&activities))?);
        }
        result.state = state(&result.values);
        // What contradicts stands behind what was given.
        let has_others = self.note.contains(FILE_WOULD_SAY) || self.note.contains(TYPINGS_DISAGREE);
        if let Some((given, others)) = result.values.split_first().filter(|_| has_others) {
            result.remarks = contradictions(given, others);
        }
        result.remarks.extend(self.unread());
        result.remarks.extend(self.positions_unread()?);
        Ok(result)
    }

    /// Positions of the gene that its file did not say.
    fn positions_unread(&self) -> Result<Option<ResultRemark>, String> {
        let missing = match stated(self.missing) {
            "" => 0,
            text => text.parse().map_err(|_| format!("{text}: no number of positions (column missing_positions)"))?,
        };
        Ok((missing > 0 && !self.diplotypes.is_empty()).then_some(ResultRemark::PositionsUnread { missing }))
    }

    /// A typing of the gene that was refused when it was called: its result may be another one.
    fn unread(&self) -> Option<ResultRemark> {
        let (_, why) = self.note.split_once(TYPING_REFUSED)?;
        Some(ResultRemark::Unread { why: why.to_owned() })
    }

    /// One candidate. A phenotype that stands in the place of the diplotype is one.
    fn value(&self, diplotype: &str, phenotype: &str, activity: &str) -> Result<ResultValue, String> {
        let activity = match activity {
            "" => None,
            text if stated(text).is_empty() => Some(Activity::Unknown),
            text => Some(ActivityScore::parse(text).map(Activity::Score).ok_or(format!("not a score: {text}"))?),
        };
        let phenotype = self.phenotype(phenotype)?;
        let diplotype = stated(diplotype);
        if diplotype.is_empty() {
            return Ok(ResultValue { diplotype: String::new(), phenotype, activity });
        }
        let is_told = matches!(phenotype, Phenotype::Named(_)) || matches!(activity, Some(Activity::Score(_)));
        match Typing::parse(self.gene, diplotype) {
            Ok(Typing::Phenotype(word)) if matches!(phenotype, Phenotype::None | Phenotype::NotAvailable) => {
                Ok(ResultValue { diplotype: String::new(), phenotype: Phenotype::Named(word), activity })
            }
            Ok(typing @ Typing::Diplotype(..)) => {
                self.check_alleles(&typing, is_told)?;
                Ok(ResultValue { diplotype: typing.ordered().text(), phenotype, activity })
            }
            Ok(typing) if phenotype != Phenotype::Named(typing.text()) => Err(unread(DIPLOTYPES, diplotype, &typing)),
            // Variants of these genes are in no table; what they amount to has to be told beside them.
            Err(_) if self.gene.reading() == GeneReading::Given(GivenAs::Phenotype) && is_told => {
                Ok(ResultValue { diplotype: diplotype.to_owned(), phenotype, activity })
            }
            Err(fault) => Err(format!("{diplotype}: {} (column {DIPLOTYPES})", fault.words())),
            Ok(_) => Ok(ResultValue { diplotype: String::new(), phenotype, activity }),
        }
    }

    /// A phenotype in the guidelines' words; of a gene that has none the cell stays as it is.
    fn phenotype(&self, text: &str) -> Result<Phenotype, String> {
        if !self.gene.has_phenotypes() {
            return Ok(named(text));
        }
        let text = stated(text);
        if text.is_empty() || text.eq_ignore_ascii_case(INDETERMINATE) {
            return Ok(if text.is_empty() { Phenotype::None } else { Phenotype::Named(INDETERMINATE.to_owned()) });
        }
        match Typing::parse(self.gene, text) {
            Ok(Typing::Phenotype(word)) => Ok(Phenotype::Named(word)),
            Ok(typing) => Err(unread(PHENOTYPE, text, &typing)),
            Err(TypingFault::Ambiguous) => {
                Err(format!("{text}: {} (column {PHENOTYPE})", TypingFault::Ambiguous.words()))
            }
            Err(_) => {
                Err(format!("{text}: no phenotype that {}'s guideline knows (column {PHENOTYPE})", self.gene.symbol()))
            }
        }
    }

    /// An allele that no table has says nothing, unless what it amounts to is stated beside it.
    fn check_alleles(&self, typing: &Typing, is_told: bool) -> Result<(), String> {
        match self.tables.unknown_allele(self.gene, typing).filter(|_| !is_told) {
            Some(allele) => Err(format!(
                "{}: {allele} is no allele of {} that is known here (column {DIPLOTYPES})",
                typing.text(),
                self.gene.symbol()
            )),
            None => Ok(()),
        }
    }
}

/// Something that reads, but not as what its column holds.
fn unread(column: &str, text: &str, typing: &Typing) -> String {
    let what = match typing {
        Typing::Haplotype(_) => "one haplotype; the other is not said",
        Typing::Diplotype(..) => "a diplotype, no phenotype",
        Typing::Phenotype(_) => "another phenotype than the one beside it",
        Typing::Carried { .. } | Typing::Alleles(..) => "an HLA result",
    };
    format!("{text}: {what} (column {column})")
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
    use super::super::gene_tables;
    use super::*;

    fn read_text(text: &str) -> ReadCalls {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("calls.csv");
        std::fs::write(&path, text).expect("written");
        read(&path, gene_tables().expect("our own tables")).expect("a table")
    }

    #[test]
    fn calls_are_read_back() {
        let text = "sample,gene,diplotypes,phenotype,activity_score,missing_positions,note\n\
            S1,CYP2C9,*1/*2; *1/*3,Intermediate Metabolizer; Intermediate Metabolizer,1.5; 1.0,0,\n\
            S1,HLA-B,,*57:01 positive; *58:01 negative,,,\n\
            S1,TPMT,,No Result,,43,not tested: no position\nS1,XYZ,,a,,,\nS1,DPYD,,b,much,,\n";
        let (samples, refused) = read_text(text);
        let [SampleCalls { sample, results, lines }] = samples.as_slice() else { panic!("one sample") };
        assert_eq!((sample.as_str(), refused.len(), lines[&Gene::HlaB]), ("S1", 2, 3));
        assert_eq!(results[&Gene::Cyp2c9].state, CallState::Ambiguous);
        assert_eq!(results[&Gene::HlaB].carried, [("*57:01".to_owned(), true), ("*58:01".to_owned(), false)]);
        assert_eq!(results[&Gene::Tpmt].state, CallState::NotTested);
    }

    /// What a cell is read as: diplotype and phenotype, or why the row was refused.
    fn one(gene: &str, diplotypes: &str, phenotype: &str) -> Result<(String, String), String> {
        let (samples, refused) =
            read_text(&format!("sample,gene,diplotypes,phenotype\nS,{gene},{diplotypes},{phenotype}\n"));
        match refused.as_slice() {
            [] => {
                let value =
                    samples[0].results.values().next().and_then(|result| result.values.first()).expect("a value");
                Ok((value.diplotype.clone(), value.phenotype.to_string()))
            }
            [one] => {
                assert!(samples[0].results.values().all(|result| result.state == CallState::NoCall));
                assert_eq!(one.row.line, 2);
                Err(one.row.why.clone())
            }
            _ => panic!("one row"),
        }
    }

    #[test]
    fn what_is_written_is_read_right_or_refused_with_what_stands_there_and_never_passed_over() {
        for (gene, diplotypes, phenotype, read) in [
            ("CYP2C19", "*2|*2", "", ("*2/*2", "")),
            ("CYP2C19", "", "慢代谢", ("", "Poor Metabolizer")),
            ("CYP2C19", "", "中间代谢型", ("", "Intermediate Metabolizer")),
            ("CYP2D6", "超快代谢型", "", ("", "Ultrarapid Metabolizer")),
            ("CYP2D6", "*1/*999", "PM", ("*1/*999", "Poor Metabolizer")),
            ("CYP2D6", "*1x5/*4", "", ("*1x5/*4", "")),
            ("DPYD", "*2A/*1", "", ("*1/*2A", "")),
            (
                "RYR1",
                "Reference/c.1840C>T",
                "Malignant Hyperthermia Susceptibility",
                ("Reference/c.1840C>T", "Malignant Hyperthermia Susceptibility"),
            ),
        ] {
            let read = (read.0.to_owned(), read.1.to_owned());
            assert_eq!(one(gene, diplotypes, phenotype), Ok(read), "{gene} {diplotypes} {phenotype}");
        }
        for (gene, diplotypes, phenotype, why) in [
            ("CYP2C19", "2/2", "", "a star"),
            ("CYP2C19", "2/2", "Poor Metabolizer", "a star"),
            ("CYP2C19", "*2/*999", "", "*999 is no allele of CYP2C19"),
            ("CYP2C19", "", "快代谢", "normal and for rapid"),
            ("CYP2C19", "", "fast", "no phenotype that CYP2C19's guideline knows"),
            ("CYP2C19", "", "*2/*2", "a diplotype, no phenotype"),
            ("DPYD", "*2A", "", "one haplotype"),
            ("DPYD", "c.1905+1G>A heterozygous", "", "not two haplotypes"),
            ("RYR1", "Reference/c.1840C>T", "", "guideline knows"),
        ] {
            let said = one(gene, diplotypes, phenotype).expect_err("it is refused");
            let raw = if diplotypes.is_empty() { phenotype } else { diplotypes };
            assert!(said.contains(raw) && said.contains(why) && said.contains("column "), "{said}");
        }
    }

    #[test]
    fn which_row_of_a_gene_counts_does_not_hang_on_their_order() {
        let rows = ["S,CYP2C19,*1/*1,", "S,CYP2C19,*2/*2,"];
        for order in [[0, 1], [1, 0]] {
            let [first, second] = order.map(|at| rows[at]);
            let (samples, refused) = read_text(&format!("sample,gene,diplotypes,phenotype\n{first}\n{second}\n"));
            assert_eq!(samples[0].results[&Gene::Cyp2c19].state, CallState::NoCall);
            let told: Vec<_> =
                refused.iter().map(|one| (one.row.line, one.row.why.contains("none of them counts"))).collect();
            assert_eq!(told, [(2, true), (3, true)]);
        }
        let (samples, refused) = read_text("sample,gene,diplotypes,phenotype\nS,CYP2C19,*1/*2,\nS,CYP2C19,*2|*1,\n");
        assert_eq!(samples[0].results[&Gene::Cyp2c19].state, CallState::Called);
        assert!(
            matches!(refused.as_slice(), [one] if one.row.line == 3 && one.row.why.contains("line 2")),
            "{refused:?}"
        );
        let hla = "sample,gene,diplotypes,phenotype\nS,HLA-B,*57:01 positive,\nS,HLA-B,*58:01 positive,\n";
        assert_eq!(read_text(hla).1, []);
        assert_eq!(read_text(&format!("{hla}S,HLA-B,*15:02 positive,\n")).1.len(), 3, "nobody carries three");
    }
}
