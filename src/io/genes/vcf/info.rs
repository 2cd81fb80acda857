//! The INFO column: keys and values, held to the header's definitions and to the reserved keys.

use super::columns::{INFO, Record};
use super::definitions::{Definition, Kind, Number};
use super::error::LineFault;
use super::header::Header;
use super::values::{float, integer, is_missing, shown};

fn fault<T>(what: impl Into<String>) -> Result<T, LineFault> {
    Err(LineFault::new(INFO, what))
}

/// Checks the column.
pub fn check(record: &Record<'_>, header: &Header) -> Result<(), LineFault> {
    if record.info.is_empty() {
        return fault("INFO is empty; what is missing has to be a point");
    }
    if is_missing(record.info) {
        return Ok(());
    }
    if record.info.iter().any(u8::is_ascii_whitespace) {
        return fault("INFO contains a blank");
    }
    // A semicolon at the end is common, and harmless.
    let entries = record.info.strip_suffix(b";").unwrap_or(record.info);
    for entry in entries.split(|byte| *byte == b';') {
        let (key, value) = match memchr::memchr(b'=', entry) {
            Some(at) => (entry.get(..at).unwrap_or_default(), entry.get(at + 1..)),
            None => (entry, None),
        };
        if key.is_empty() {
            return fault("an entry of INFO has no key");
        }
        reserved(key, value)?;
        if let Some(definition) = header.info.get(key) {
            defined(record, key, value, *definition)?;
        }
    }
    Ok(())
}

/// A flag stands alone, or with 0 or 1.
fn is_flag_value(value: Option<&[u8]>) -> bool {
    matches!(value, None | Some(b"0" | b"1"))
}

fn defined(record: &Record<'_>, key: &[u8], value: Option<&[u8]>, definition: Definition) -> Result<(), LineFault> {
    if definition.kind == Kind::Flag {
        return if is_flag_value(value) { Ok(()) } else { fault(format!("the flag {} has a value", shown(key))) };
    }
    let Some(value) = value else { return fault(format!("{} has no value", shown(key))) };
    if is_missing(value) {
        return Ok(());
    }
    let mut count = 0;
    // A comma in quotes belongs to the text.
    let is_quoted = value.len() > 1 && value.starts_with(b"\"") && value.ends_with(b"\"");
    for one in value.split(|byte| *byte == b',' && !is_quoted) {
        count += 1;
        if !definition.kind.holds(one) {
            return fault(format!("{} is not of the Type {:?}: {}", shown(key), definition.kind, shown(one)));
        }
    }
    let wanted = match definition.number {
        Number::Count(wanted) => wanted as usize,
        Number::Alternates => record.alternates.len(),
        Number::Alleles => record.allele_count(),
        // INFO belongs to no genotype; the specification leaves the number open.
        Number::Genotypes | Number::Any => return Ok(()),
    };
    if count != wanted {
        return fault(format!("{} has {count} values where {wanted} are defined", shown(key)));
    }
    Ok(())
}

/// What the specification demands of its own keys, defined or not.
fn reserved(key: &[u8], value: Option<&[u8]>) -> Result<(), LineFault> {
    let all = |holds: fn(&[u8]) -> bool| value.is_none_or(|value| value.split(|byte| *byte == b',').all(holds));
    let is_fine = match key {
        b"AA" => value.is_none_or(|value| !value.contains(&b',')),
        b"AC" | b"AN" | b"DP" | b"END" | b"MQ0" | b"NS" => all(is_count),
        b"AF" => all(|value| is_missing(value) || float(value).is_some_and(|number| number >= 0.0)),
        b"CIGAR" => all(is_cigar),
        b"DB" | b"H2" | b"H3" | b"SOMATIC" | b"VALIDATED" | b"1000G" => is_flag_value(value),
        _ => true,
    };
    if is_fine { Ok(()) } else { fault(format!("{} cannot be {}", shown(key), shown(value.unwrap_or_default()))) }
}

fn is_count(value: &[u8]) -> bool {
    is_missing(value) || integer(value).is_some_and(|number| number >= 0)
}

/// Lengths, each with an operation.
fn is_cigar(value: &[u8]) -> bool {
    if is_missing(value) {
        return true;
    }
    let mut has_length = false;
    for byte in value {
        match byte {
            b'0'..=b'9' => has_length = true,
            b'M' | b'I' | b'D' | b'N' | b'S' | b'H' | b'P' | b'X' | b'=' if has_length => has_length = false,
            _ => return false,
        }
    }
    !has_length && !value.is_empty()
}
