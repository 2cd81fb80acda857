//! Dosages of a score's variants as a table: variant, effect allele, and a column a sample. A cell without a number is not
//! known, which is never 0.

use std::collections::HashMap;
use std::path::Path;

use csv::StringRecord;

use crate::domain::genome::polygenic::{PolygenicScore, ScoreTerm, complement};
use crate::io::formula::undefused;

use super::rows::{RefusedRow, RowsError};

/// Dosages by sample.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dosages {
    pub samples: Vec<String>,
    /// A row a variant of the score, in its order; a cell a sample.
    pub of_terms: Vec<Vec<Option<f64>>>,
    pub refused: Vec<RefusedRow>,
}

const VARIANT: [&str; 4] = ["variant", "rsid", "snp", "id"];
const EFFECT: [&str; 3] = ["effect_allele", "counted_allele", "allele"];
/// What else may stand beside the samples.
const WEIGHT: &str = "effect_weight";

/// Reads the table for a score. A row is found by rsID or by `chromosome:position`.
///
/// # Errors
/// The file cannot be read, or a column is missing.
pub fn read(path: &Path, score: &PolygenicScore) -> Result<Dosages, RowsError> {
    let name = path.display().to_string();
    let unreadable = |error: csv::Error| RowsError::Unreadable { name: name.clone(), what: error.to_string() };
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_path(path).map_err(unreadable)?;
    let headings = reader.headers().map_err(unreadable)?.clone();
    let columns = Columns::of(&headings, &name)?;
    let by_name = names(score);
    let mut dosages = Dosages {
        samples: columns.samples.iter().map(|(_, sample)| sample.clone()).collect(),
        of_terms: vec![Vec::new(); score.terms.len()],
        refused: Vec::new(),
    };
    for record in reader.records() {
        let record = record.map_err(unreadable)?;
        let line = record.position().map_or(0, csv::Position::line);
        if let Err(why) = dosages.take(&columns, &record, score, &by_name) {
            dosages.refused.push(RefusedRow { line, why });
        }
    }
    let blank = vec![None; dosages.samples.len()];
    for row in dosages.of_terms.iter_mut().filter(|row| row.is_empty()) {
        row.clone_from(&blank);
    }
    Ok(dosages)
}

/// Variants of the score by what a table may call them.
fn names(score: &PolygenicScore) -> HashMap<String, Vec<usize>> {
    let mut names: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, term) in score.terms.iter().enumerate() {
        let place = term.place.map(|(chromosome, position)| format!("{chromosome}:{position}"));
        for name in term.rsid.iter().cloned().chain(place) {
            names.entry(name).or_default().push(at);
        }
    }
    names
}

struct Columns {
    variant: usize,
    effect: usize,
    samples: Vec<(usize, String)>,
}

impl Columns {
    fn of(headings: &StringRecord, name: &str) -> Result<Columns, RowsError> {
        let is_any = |heading: &str, names: &[&str]| names.iter().any(|name| heading.eq_ignore_ascii_case(name));
        let plain = |heading: &str| heading.trim_start_matches('\u{feff}').trim().to_owned();
        let headings: Vec<String> = headings.iter().map(plain).collect();
        let at = |names: &[&'static str]| {
            let missing =
                || RowsError::NoColumn { name: name.to_owned(), heading: names.first().copied().unwrap_or("") };
            headings.iter().position(|heading| is_any(heading, names)).ok_or_else(missing)
        };
        let (variant, effect) = (at(&VARIANT)?, at(&EFFECT)?);
        let is_sample = |at: usize, heading: &str| at != variant && at != effect && !is_any(heading, &[WEIGHT]);
        let samples = headings.iter().cloned().enumerate().filter(|(at, heading)| is_sample(*at, heading)).collect();
        Ok(Columns { variant, effect, samples })
    }
}

impl Dosages {
    fn take(
        &mut self,
        columns: &Columns,
        record: &StringRecord,
        score: &PolygenicScore,
        by_name: &HashMap<String, Vec<usize>>,
    ) -> Result<(), String> {
        let variant = cell(record, columns.variant);
        let counted = cell(record, columns.effect).to_ascii_uppercase();
        let known = by_name.get(variant.strip_prefix("chr").unwrap_or(variant));
        let known = known.ok_or_else(|| format!("{variant} is not a variant of the score"))?;
        let fits = |at: &usize| Some((*at, counting(score.terms.get(*at)?, &counted)?));
        let found = known.iter().find_map(fits);
        let (at, is_other) = found.ok_or_else(|| format!("{variant}: {counted} is no allele of the score there"))?;
        let values = columns.samples.iter().map(|(column, sample)| {
            let dosage = dosage(cell(record, *column)).map_err(|why| format!("{variant}, {sample}: {why}"))?;
            Ok(dosage.map(|dosage| if is_other { 2.0 - dosage } else { dosage }))
        });
        let values = values.collect::<Result<Vec<_>, String>>()?;
        match self.of_terms.get_mut(at) {
            Some(row) if row.is_empty() => *row = values,
            Some(_) | None => return Err(format!("{variant} was there before; the first row counts")),
        }
        Ok(())
    }
}

/// Whether the counted allele is the score's other one; `None` where it is neither. A letter of the other strand is taken
/// where the two strands differ.
fn counting(term: &ScoreTerm, counted: &str) -> Option<bool> {
    let is = |allele: Option<&str>, counted: &str| allele == Some(counted);
    let turned = complement(counted).filter(|_| term.other.is_some() && !term.is_strand_ambiguous());
    let both = [Some(counted), turned.as_deref()];
    both.into_iter().flatten().find_map(|counted| {
        let is_effect = is(Some(&term.effect), counted);
        (is_effect || is(term.other.as_deref(), counted)).then_some(!is_effect)
    })
}

/// Copies of an allele, 0 to 2, imputed ones with a fraction.
fn dosage(text: &str) -> Result<Option<f64>, String> {
    if matches!(text, "" | "." | "NA" | "NaN" | "nan") {
        return Ok(None);
    }
    let number = text.parse().ok().filter(|dosage| (0.0..=2.0).contains(dosage));
    number.map(Some).ok_or_else(|| format!("{text} is not a number of copies from 0 to 2"))
}

fn cell(record: &StringRecord, column: usize) -> &str {
    let cell = record.get(column).unwrap_or("").trim();
    std::str::from_utf8(undefused(cell.as_bytes())).unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn term(rsid: &str, effect: &str, other: &str) -> ScoreTerm {
        let (effect, other) = (effect.to_owned(), Some(other.to_owned()));
        ScoreTerm { line: 1, rsid: Some(rsid.to_owned()), place: Some((1, 7)), effect, other, weight: 1.0 }
    }

    #[test]
    fn the_counted_allele_decides_and_odd_rows_are_told() {
        let terms = vec![term("rs1", "A", "C"), term("rs2", "A", "T"), term("rs3", "G", "A")];
        let score = PolygenicScore { terms, ..PolygenicScore::default() };
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("d.csv");
        let text = "variant,effect_allele,effect_weight,S1,S2\nrs1,c,1,0,1.5\nrs1,A,1,0,0\nrs2,T,1,2,\nrs3,C,1,1,NA\n\
                    rs3,T,1,0,0\nrs9,A,1,0,0\nrs3,G,1,3,0\n";
        std::fs::write(&path, text).expect("written");
        let dosages = read(&path, &score).expect("a table");
        assert_eq!(dosages.samples, ["S1", "S2"]);
        assert_eq!(dosages.of_terms[0], [Some(2.0), Some(0.5)]);
        assert_eq!(dosages.of_terms[1], [Some(0.0), None]);
        assert_eq!(dosages.of_terms[2], [Some(1.0), None]);
        assert_eq!(dosages.refused.iter().map(|row| row.line).collect::<Vec<_>>(), [3, 6, 7, 8]);
    }
}
