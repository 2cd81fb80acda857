//! Everything above the records: version, definitions, samples.

use std::collections::{HashMap, HashSet};
use std::io::BufRead;

use super::build;
use super::definitions::{Definition, Kind, Number, Whose, breach};
use super::error::{LineFault, VcfError};
use super::lines::Lines;
use super::meta::{self, Entry};

/// Versions of the specification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    V41,
    V42,
    V43,
    V44,
    V45,
}

impl Version {
    fn parse(text: &str) -> Option<Version> {
        Some(match text {
            "VCFv4.1" => Version::V41,
            "VCFv4.2" => Version::V42,
            "VCFv4.3" => Version::V43,
            "VCFv4.4" => Version::V44,
            "VCFv4.5" => Version::V45,
            _ => return None,
        })
    }
}

/// Headings of the table; `FORMAT` and the samples follow.
const HEADINGS: [&str; 8] = ["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO"];

/// What the header says.
#[derive(Debug)]
pub struct Header {
    pub version: Version,
    pub info: HashMap<Vec<u8>, Definition>,
    pub format: HashMap<Vec<u8>, Definition>,
    pub samples: Vec<String>,
    /// Day that the file was made, as it is written there.
    pub file_date: Option<String>,
}

/// Reads up to and with the headings.
pub fn read(lines: &mut Lines<impl BufRead>) -> Result<Header, VcfError> {
    let Some((number, first)) = lines.next()? else { return Err(VcfError::Empty) };
    let version = String::from_utf8_lossy(first).strip_prefix("##fileformat=").and_then(Version::parse);
    let Some(version) = version else {
        return Err(LineFault::new(1, "the first line is not ##fileformat=VCFv4.1 up to VCFv4.5").at(number));
    };
    let (info, format) = (HashMap::new(), HashMap::new());
    let mut header = Header { version, info, format, samples: Vec::new(), file_date: None };
    while let Some((number, line)) = lines.next()? {
        let line = String::from_utf8_lossy(line);
        if line.starts_with("##") {
            header.meta(&line).map_err(|fault| fault.at(number))?;
            build::judge_header(number, &line)?;
        } else if line.starts_with('#') {
            header.headings(&line).map_err(|fault| fault.at(number))?;
            return Ok(header);
        } else {
            return Err(LineFault::new(1, "neither a line of the header nor the headings").at(number));
        }
    }
    Err(LineFault::new(1, "the file ends before its headings (#CHROM …)").at(lines.number()))
}

fn fault<T>(what: impl Into<String>) -> Result<T, LineFault> {
    Err(LineFault::new(1, what))
}

impl Header {
    fn headings(&mut self, line: &str) -> Result<(), LineFault> {
        let names: Vec<&str> = line.split('\t').collect();
        let Some((fixed, rest)) = names.split_at_checked(HEADINGS.len()) else {
            return fault("headings are missing");
        };
        if let Some(at) = fixed.iter().zip(HEADINGS).position(|(found, wanted)| *found != wanted) {
            let wanted = HEADINGS.get(at).copied().unwrap_or_default();
            return Err(LineFault::new(at as u32 + 1, format!("the heading is not {wanted}")));
        }
        let samples = match rest {
            [] => return Ok(()),
            ["FORMAT", samples @ ..] => samples,
            _ => return Err(LineFault::new(9, "the heading is not FORMAT")),
        };
        if samples.is_empty() {
            return Err(LineFault::new(9, "FORMAT without a sample"));
        }
        let mut seen = HashSet::new();
        for (sample, column) in samples.iter().zip(10..) {
            if sample.is_empty() || !seen.insert(*sample) {
                return Err(LineFault::new(column, "a sample's name is empty or there twice"));
            }
        }
        self.samples = samples.iter().map(|sample| (*sample).to_owned()).collect();
        Ok(())
    }

    fn meta(&mut self, line: &str) -> Result<(), LineFault> {
        let (key, value) = meta::split(line)?;
        match key {
            "INFO" => self.define(Whose::Record, value),
            "FORMAT" => self.define(Whose::Sample, value),
            "fileDate" => {
                self.file_date = Some(value.to_owned());
                Ok(())
            }
            "ALT" => alternate(value),
            "FILTER" => with_id(&meta::entries(value)?).map(drop),
            "contig" => contig(value),
            "META" if self.version >= Version::V43 => self.values(value),
            "SAMPLE" => self.sample(value),
            "PEDIGREE" => pedigree(value),
            "pedigreeDB" => pedigree_address(value),
            _ => Ok(()),
        }
    }

    /// `ID`, `Number`, `Type`, `Description`, in this order.
    fn define(&mut self, whose: Whose, value: &str) -> Result<(), LineFault> {
        let entries = meta::entries(value)?;
        let keys: Vec<&str> = entries.iter().map(|entry| entry.key.as_str()).take(4).collect();
        if keys != ["ID", "Number", "Type", "Description"] {
            return fault("a definition needs ID, Number, Type and Description, in this order");
        }
        let of = |key: &str| meta::value(&entries, key).unwrap_or_default();
        let Some(number) = Number::parse(of("Number"), self.version) else { return fault("the Number is not valid") };
        let Some(kind) = Kind::parse(of("Type")) else { return fault("the Type is not valid") };
        let (id, definition) = (of("ID"), Definition { number, kind });
        if let Some(what) = breach(whose, id, definition, self.version) {
            return fault(what);
        }
        let table = match whose {
            Whose::Record => &mut self.info,
            Whose::Sample => &mut self.format,
        };
        table.insert(id.as_bytes().to_vec(), definition);
        Ok(())
    }

    fn values(&self, value: &str) -> Result<(), LineFault> {
        let entries = meta::entries(value)?;
        if meta::value(&entries, "Number").is_some_and(|number| Number::parse(number, self.version).is_none()) {
            return fault("the Number is not valid");
        }
        let is_bracketed = |value: &str| value.starts_with('[') && value.ends_with(']');
        if meta::value(&entries, "Values").is_some_and(|values| !is_bracketed(values)) {
            return fault("Values are not in square brackets");
        }
        Ok(())
    }

    fn sample(&self, value: &str) -> Result<(), LineFault> {
        let entries = meta::entries(value)?;
        with_id(&entries)?;
        let is_foreign = |entry: &&Entry| entry.is_quoted && entry.key != "Description";
        match entries.iter().find(is_foreign) {
            Some(entry) if self.version < Version::V43 => fault(format!("{} is quoted", entry.key)),
            Some(_) | None => Ok(()),
        }
    }
}

/// The ID of a list: there, and without blanks, commas or angle brackets.
fn with_id(entries: &[Entry]) -> Result<&str, LineFault> {
    match meta::value(entries, "ID") {
        None | Some("") => fault("the ID is missing"),
        Some(id) if id.contains(char::is_whitespace) => fault("the ID contains a blank"),
        Some(id) if id.contains(['<', '>', ',']) => fault("the ID contains an angle bracket or a comma"),
        Some(id) => Ok(id),
    }
}

fn alternate(value: &str) -> Result<(), LineFault> {
    with_id(&meta::entries(value)?).map(drop)
}

/// A star is allowed in the names of HLA contigs alone, which GRCh38's analysis sets carry.
fn contig(value: &str) -> Result<(), LineFault> {
    let entries = meta::entries(value)?;
    let id = with_id(&entries)?;
    if id.contains(['*', '"', '\'']) && !id.starts_with("HLA-") {
        return fault("the contig's ID contains a character that is not allowed");
    }
    Ok(())
}

fn pedigree(value: &str) -> Result<(), LineFault> {
    let is_plain = |text: &str| text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
    match meta::entries(value)?.iter().find(|entry| !entry.is_quoted && !is_plain(&entry.value)) {
        Some(entry) => fault(format!("{} contains a character that is not allowed", entry.key)),
        None => Ok(()),
    }
}

/// An address with a host that has a letter or four numbers.
fn pedigree_address(value: &str) -> Result<(), LineFault> {
    let address = value.strip_prefix('<').and_then(|inner| inner.strip_suffix('>')).unwrap_or(value);
    let Some((_, after)) = address.split_once("://") else { return fault("pedigreeDB is not an address") };
    let host = after.split(['/', ':']).next().unwrap_or_default();
    let is_numbers = host.split('.').count() == 4;
    if host.is_empty() || !(host.contains(|c: char| c.is_ascii_alphabetic()) || is_numbers) {
        return fault("pedigreeDB is not an address");
    }
    Ok(())
}
