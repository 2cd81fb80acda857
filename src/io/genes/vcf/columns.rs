//! The fixed columns of a record.

use super::error::LineFault;
use super::values::{float, is_missing, shown};

pub const CHROM: u32 = 1;
pub const POS: u32 = 2;
pub const ID: u32 = 3;
pub const REF: u32 = 4;
pub const ALT: u32 = 5;
pub const QUAL: u32 = 6;
pub const FILTER: u32 = 7;
pub const INFO: u32 = 8;
pub const FORMAT: u32 = 9;

/// A record's cells, not copied.
#[derive(Clone, Debug)]
pub struct Record<'l> {
    pub chromosome: &'l [u8],
    pub position: u32,
    pub id: &'l [u8],
    pub reference: &'l [u8],
    /// Empty where there is none (`.`).
    pub alternates: Vec<&'l [u8]>,
    pub quality: &'l [u8],
    pub filter: &'l [u8],
    pub info: &'l [u8],
    /// Keys of the samples' values.
    pub format: Option<&'l [u8]>,
    /// One cell a sample.
    pub samples: Vec<&'l [u8]>,
}

impl<'l> Record<'l> {
    /// Splits a line into its cells; as many as the headings demand.
    pub fn split(line: &'l [u8], samples: usize) -> Result<Record<'l>, LineFault> {
        let wanted = if samples == 0 { 8 } else { 9 + samples };
        let mut cells: Vec<&[u8]> = Vec::with_capacity(wanted);
        cells.extend(line.split(|byte| *byte == b'\t'));
        // A table without samples may keep the column that would name their values.
        if cells.len() != wanted && !(samples == 0 && cells.len() == 9) {
            return Err(LineFault::new(1, format!("{} columns where the headings have {wanted}", cells.len())));
        }
        let (fixed, rest) = cells.split_at_checked(8).unwrap_or_default();
        let [chromosome, position, id, reference, alternates, quality, filter, info] = fixed else {
            return Err(LineFault::new(1, "columns are missing"));
        };
        let number = std::str::from_utf8(position).ok().and_then(|text| text.parse().ok());
        let Some(number) = number else {
            return Err(LineFault::new(POS, format!("the position is not a whole number from 0: {}", shown(position))));
        };
        let alternates = match *alternates {
            b"." => Vec::new(),
            all => all.split(|byte| *byte == b',').collect(),
        };
        let (format, samples) = match rest.split_first() {
            Some((format, samples)) => (Some(*format), samples.to_vec()),
            None => (None, Vec::new()),
        };
        Ok(Record { chromosome, position: number, id, reference, alternates, quality, filter, info, format, samples })
    }

    /// Alleles, the reference among them.
    pub fn allele_count(&self) -> usize {
        1 + self.alternates.len()
    }

    /// A value of INFO.
    pub fn info_value(&self, key: &[u8]) -> Option<&'l [u8]> {
        let entries = self.info.split(|byte| *byte == b';');
        entries.filter_map(|entry| entry.strip_prefix(key)).find_map(|rest| rest.strip_prefix(b"="))
    }
}

fn fault<T>(column: u32, what: impl Into<String>) -> Result<T, LineFault> {
    Err(LineFault::new(column, what))
}

fn has_blank(text: &[u8]) -> bool {
    text.iter().any(|byte| byte.is_ascii_whitespace())
}

/// Holds the fixed columns to the specification.
pub fn check(record: &Record<'_>) -> Result<(), LineFault> {
    chromosome(record.chromosome)?;
    identifiers(record.id)?;
    reference(record.reference)?;
    for alternate in &record.alternates {
        if !is_alternate(alternate) {
            return fault(ALT, format!("not a valid alternate allele: {}", shown(alternate)));
        }
    }
    if !is_missing(record.quality) && float(record.quality).is_none() {
        return fault(QUAL, format!("the quality is neither a number nor a point: {}", shown(record.quality)));
    }
    filter(record.filter)
}

fn chromosome(name: &[u8]) -> Result<(), LineFault> {
    let inner = name.strip_prefix(b"<").and_then(|inner| inner.strip_suffix(b">"));
    let plain = inner.unwrap_or(name);
    let is_odd = |byte: &u8| matches!(byte, b'<' | b'>' | b',') || byte.is_ascii_whitespace();
    let has_colon = plain.contains(&b':') && !plain.starts_with(b"HLA-");
    if plain.is_empty() || plain.iter().any(is_odd) || has_colon {
        return fault(CHROM, format!("not a valid chromosome: {}", shown(name)));
    }
    Ok(())
}

fn identifiers(ids: &[u8]) -> Result<(), LineFault> {
    if ids.is_empty() {
        return fault(ID, "the ID is empty; what is missing has to be a point");
    }
    if has_blank(ids) {
        return fault(ID, "the ID contains a blank");
    }
    Ok(())
}

fn is_base(byte: &u8) -> bool {
    matches!(byte.to_ascii_uppercase(), b'A' | b'C' | b'G' | b'T' | b'N')
}

fn reference(bases: &[u8]) -> Result<(), LineFault> {
    if bases.is_empty() || !bases.iter().all(is_base) {
        return fault(REF, format!("the reference is not made of A, C, G, T, N: {}", shown(bases)));
    }
    Ok(())
}

/// Bases, a star, a symbol in angle brackets, a breakend, or a single breakend with its point.
fn is_alternate(allele: &[u8]) -> bool {
    let are_bases = |bases: &[u8]| !bases.is_empty() && bases.iter().all(is_base);
    if let Some(symbol) = allele.strip_prefix(b"<") {
        let inner = symbol.strip_suffix(b">").unwrap_or(b"");
        let is_odd = |byte: &u8| matches!(byte, b'<' | b'>') || byte.is_ascii_whitespace();
        return !inner.is_empty() && !inner.iter().any(is_odd);
    }
    if allele.iter().any(|byte| matches!(byte, b'[' | b']')) {
        return is_breakend(allele);
    }
    if let Some(bases) = allele.strip_prefix(b".").or_else(|| allele.strip_suffix(b".")) {
        return are_bases(bases);
    }
    allele == b"*" || are_bases(allele)
}

/// `]1:100]AGT`, `AGT[1:100[` and their like.
fn is_breakend(allele: &[u8]) -> bool {
    let parts: Vec<&[u8]> = allele.split(|byte| matches!(byte, b'[' | b']')).collect();
    let [before, mate, after] = parts.as_slice() else { return false };
    let brackets: Vec<u8> = allele.iter().copied().filter(|byte| matches!(byte, b'[' | b']')).collect();
    let is_one_sided = before.is_empty() != after.is_empty();
    let bases = if before.is_empty() { after } else { before };
    let has_place = mate.iter().rposition(|byte| *byte == b':').is_some_and(|at| {
        let digits = mate.get(at + 1..).unwrap_or_default();
        !digits.is_empty() && digits.iter().all(u8::is_ascii_digit)
    });
    brackets.first() == brackets.last() && is_one_sided && has_place && bases.iter().all(|b| is_base(b) || *b == b'.')
}

fn filter(filters: &[u8]) -> Result<(), LineFault> {
    if is_missing(filters) {
        return Ok(());
    }
    if has_blank(filters) {
        return fault(FILTER, "the filter contains a blank");
    }
    if filters.split(|byte| *byte == b';').any(|one| one.is_empty() || is_missing(one)) {
        return fault(FILTER, format!("an empty or missing entry among the filters: {}", shown(filters)));
    }
    Ok(())
}
