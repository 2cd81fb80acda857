//! Scoring files of the PGS Catalog: `#key=value` lines, then a table of variants with weights. The harmonised copies add
//! positions on a genome of their own (`hm_chr`, `hm_pos`), which go before the author's.

use std::collections::HashMap;
use std::io::BufRead;
use std::path::Path;

use crate::base::Progress;
use crate::domain::genome::polygenic::{PolygenicScore, ScoreBuild, ScoreTerm};

use super::vcf::{VcfError, autosome, lines};

/// A scoring file that was not taken.
#[derive(Debug, thiserror::Error)]
pub enum ScoringError {
    #[error("line {line}: {what}")]
    Fault { line: u64, what: String },
    #[error("the file has no variants: a scoring file of the PGS Catalog is wanted")]
    NoVariants,
    #[error("the header promises {promised} variants, the file has {found}: it may have been cut")]
    Cut { promised: usize, found: usize },
    #[error(transparent)]
    Unreadable(#[from] VcfError),
}

/// Columns that change what a weight means. A file that uses one is not a plain sum.
const NOT_ADDITIVE: [&str; 7] = [
    "is_haplotype",
    "is_diplotype",
    "is_interaction",
    "is_dominant",
    "is_recessive",
    "dosage_0_weight",
    "dosage_1_weight",
];

/// Reads a score, unpacking it where it is packed.
///
/// # Errors
/// The first line that does not read; a score that is not a plain sum; a file that was cut.
pub fn read(path: &Path, progress: &Progress) -> Result<PolygenicScore, ScoringError> {
    let (reader, mut counter) = lines::open(path)?;
    if let Ok(found) = std::fs::metadata(path) {
        progress.set_total(found.len());
    }
    let mut tick = || progress.tick(counter.newly_read()).map_err(|cancelled| VcfError::from(cancelled).into());
    read_lines(reader, &mut tick)
}

fn read_lines(
    reader: impl BufRead,
    tick: &mut dyn FnMut() -> Result<(), ScoringError>,
) -> Result<PolygenicScore, ScoringError> {
    let mut lines = lines::Lines::new(reader);
    let mut header = HashMap::new();
    let mut table: Option<Columns> = None;
    let mut terms = Vec::new();
    while let Some((number, line)) = lines.next()? {
        let fault = |what: String| ScoringError::Fault { line: number, what };
        let line = std::str::from_utf8(line).map_err(|_| fault("not UTF-8".to_owned()))?;
        let line = line.trim_start_matches('\u{feff}');
        match &table {
            _ if line.is_empty() => {}
            None if line.starts_with('#') => keep(&mut header, line),
            None => table = Some(Columns::of(line, &header).map_err(fault)?),
            Some(columns) => terms.push(columns.term(number, line).map_err(fault)?),
        }
        if number % 4096 == 0 {
            tick()?;
        }
    }
    let build = table.as_ref().map(|columns| build(columns, &header)).unwrap_or_default();
    finished(header, build, terms)
}

fn keep(header: &mut HashMap<String, String>, line: &str) {
    if let Some((key, value)) = line.trim_start_matches('#').split_once('=') {
        header.insert(key.trim().to_ascii_lowercase(), value.trim().to_owned());
    }
}

fn finished(
    mut header: HashMap<String, String>,
    build: ScoreBuild,
    terms: Vec<ScoreTerm>,
) -> Result<PolygenicScore, ScoringError> {
    if terms.is_empty() {
        return Err(ScoringError::NoVariants);
    }
    let promised = header.get("variants_number").and_then(|number| number.parse().ok());
    if let Some(promised) = promised.filter(|promised| *promised > terms.len()) {
        return Err(ScoringError::Cut { promised, found: terms.len() });
    }
    let mut of = |key: &str| header.remove(key).unwrap_or_default();
    let (id, name, about, citation) = (of("pgs_id"), of("pgs_name"), of("trait_reported"), of("citation"));
    Ok(PolygenicScore { id, name, trait_reported: about, citation, build, terms })
}

fn build(columns: &Columns, header: &HashMap<String, String>) -> ScoreBuild {
    if columns.place.is_none() {
        return ScoreBuild::NotSaid;
    }
    let key = if columns.is_harmonised { "hmpos_build" } else { "genome_build" };
    match header.get(key).map(String::as_str) {
        None | Some("" | "NR") => ScoreBuild::NotSaid,
        Some(name) if matches!(name.to_ascii_lowercase().as_str(), "grch38" | "hg38") => ScoreBuild::Grch38,
        Some(name) => ScoreBuild::Other(name.to_owned()),
    }
}

/// Where the table has what.
struct Columns {
    rsid: Option<usize>,
    /// Chromosome and position.
    place: Option<(usize, usize)>,
    is_harmonised: bool,
    effect: usize,
    other: Option<usize>,
    inferred: Option<usize>,
    weight: usize,
    not_additive: Vec<(usize, &'static str)>,
}

impl Columns {
    fn of(headings: &str, header: &HashMap<String, String>) -> Result<Columns, String> {
        let headings: Vec<&str> = headings.split('\t').map(str::trim).collect();
        let at = |name: &str| headings.iter().position(|heading| heading.eq_ignore_ascii_case(name));
        let demanded = |name: &str| {
            let what = || format!("no column named {name}; a scoring file of the PGS Catalog has one, behind tabs");
            at(name).ok_or_else(what)
        };
        let harmonised = at("hm_chr").zip(at("hm_pos")).filter(|_| header.contains_key("hmpos_build"));
        let columns = Columns {
            rsid: at("hm_rsID").or_else(|| at("rsID")),
            place: harmonised.or_else(|| at("chr_name").zip(at("chr_position"))),
            is_harmonised: harmonised.is_some(),
            effect: demanded("effect_allele")?,
            other: at("other_allele").or_else(|| at("reference_allele")),
            inferred: at("hm_inferOtherAllele"),
            weight: demanded("effect_weight")?,
            not_additive: NOT_ADDITIVE.iter().filter_map(|name| Some((at(name)?, *name))).collect(),
        };
        if columns.rsid.is_none() && columns.place.is_none() {
            return Err("neither rsID nor positions (chr_name and chr_position)".to_owned());
        }
        Ok(columns)
    }

    fn term(&self, line: u64, text: &str) -> Result<ScoreTerm, String> {
        let cells: Vec<&str> = text.split('\t').map(str::trim).collect();
        let cell = |at: usize| cells.get(at).copied().unwrap_or("");
        for (at, name) in &self.not_additive {
            if !matches!(cell(*at), "" | "False" | "FALSE" | "false" | "0" | "NA") {
                return Err(format!(
                    "{name} is {}: the score is not a plain sum, which is all that is computed",
                    cell(*at)
                ));
            }
        }
        let given = |at: Option<usize>| at.map(cell).filter(|text| !matches!(*text, "" | "NA" | "None"));
        // An inferred partner counts only where it is one allele.
        let inferred = || given(self.inferred).filter(|text| !text.contains('/'));
        let other = given(self.other).or_else(inferred).map(str::to_ascii_uppercase);
        let effect = cell(self.effect).to_ascii_uppercase();
        if !is_allele(&effect) {
            return Err(format!("the effect allele is not made of bases: {}", cell(self.effect)));
        }
        let rsid = given(self.rsid).filter(|id| id.starts_with("rs")).map(str::to_owned);
        Ok(ScoreTerm {
            line,
            rsid,
            place: self.place(&cells)?,
            effect,
            other: other.filter(|other| is_allele(other)),
            weight: weight(cell(self.weight))?,
        })
    }

    /// Harmonising may have found no position: then there is none.
    fn place(&self, cells: &[&str]) -> Result<Option<(u8, u32)>, String> {
        let Some((chromosome, position)) = self.place else { return Ok(None) };
        let cell = |at: usize| cells.get(at).copied().unwrap_or("");
        let (chromosome, position) = (cell(chromosome), cell(position));
        if matches!(position, "" | "NA") {
            return Ok(None);
        }
        let wrong = || format!("the position is not a whole number: {position}");
        let position = position.parse().map_err(|_| wrong())?;
        Ok(autosome(chromosome.as_bytes()).map(|chromosome| (chromosome, position)))
    }
}

fn is_allele(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|base| matches!(base, b'A' | b'C' | b'G' | b'T'))
}

fn weight(text: &str) -> Result<f64, String> {
    let weight = text.parse().ok().filter(|weight: &f64| weight.is_finite());
    weight.ok_or_else(|| format!("the weight is not a number: {text}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> Result<PolygenicScore, ScoringError> {
        read_lines(text.as_bytes(), &mut || Ok(()))
    }

    #[test]
    fn harmonised_positions_go_before_the_authors() {
        let head = "#pgs_id=PGS9\n#genome_build=GRCh37\n#HmPOS_build=GRCh38\n";
        let table = "rsID\tchr_name\tchr_position\teffect_allele\tother_allele\teffect_weight\thm_chr\thm_pos\n";
        let rows = "rs1\t1\t100\ta\tG\t-1e-3\t1\t200\nrs2\t2\t5\tC\t\t2\t\t\nrs3\tX\t5\tC\tT\t2\tX\t7\n";
        let score = read_text(&format!("{head}{table}{rows}")).expect("it reads");
        assert_eq!((score.id.as_str(), &score.build), ("PGS9", &ScoreBuild::Grch38));
        let places: Vec<_> = score.terms.iter().map(|term| term.place).collect();
        assert_eq!(places, [Some((1, 200)), None, None]);
        assert_eq!((score.terms[0].effect.as_str(), score.terms[0].weight), ("A", -1e-3));
        assert_eq!(score.terms[1].other, None);
        let table = table.replace("\thm_chr\thm_pos", "");
        let score = read_text(&format!("{head}{table}{rows}")).expect("it reads");
        assert_eq!(score.build, ScoreBuild::Other("GRCh37".to_owned()));
    }

    #[test]
    fn what_is_no_plain_sum_or_broken_is_refused_with_its_line() {
        let fault = |text: &str| match read_text(text) {
            Err(ScoringError::Fault { line, what }) => (line, what),
            other => panic!("{other:?}"),
        };
        let (line, what) =
            fault("rsID\teffect_allele\teffect_weight\tis_dominant\nrs1\tA\t1\tFalse\nrs2\tA\t1\tTrue\n");
        assert!(line == 3 && what.contains("is_dominant"), "{what}");
        assert_eq!(fault("rsID\teffect_allele\teffect_weight\nrs1\tA\tlow\n").0, 2);
        assert!(fault("rsID,effect_allele\n").1.contains("effect_allele"));
        assert!(matches!(read_text(""), Err(ScoringError::NoVariants)));
        let cut = "#variants_number=3\nrsID\teffect_allele\teffect_weight\nrs1\tA\t1\n";
        assert!(matches!(read_text(cut), Err(ScoringError::Cut { promised: 3, found: 1 })));
    }
}
