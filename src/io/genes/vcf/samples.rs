//! FORMAT and the samples' cells, held to the header's definitions.

use super::columns::{FORMAT, Record};
use super::definitions::{Definition, Kind, Number};
use super::error::LineFault;
use super::genotype::Genotype;
use super::header::{Header, Version};
use super::values::{is_missing, shown};

/// Likelihoods of genotypes are checked even where the header forgets them.
const LIKELIHOODS: Definition = Definition { number: Number::Genotypes, kind: Kind::Integer };

/// A record without an alternate (`.`) may still number one.
const LEAST_ALLELES: usize = 2;

/// What each of a record's FORMAT keys demands; kept from record to record, since they rarely change.
#[derive(Default)]
pub struct SampleCheck {
    format: Vec<u8>,
    keys: Vec<Demand>,
}

enum Demand {
    Genotype,
    Defined(Vec<u8>, Definition),
    Nothing,
}

impl SampleCheck {
    /// Checks FORMAT and every sample's cell.
    pub fn record(&mut self, record: &Record<'_>, header: &Header) -> Result<(), LineFault> {
        let Some(format) = record.format else { return Ok(()) };
        if self.keys.is_empty() || self.format != format {
            self.keys = demands(format, header)?;
            self.format = format.to_vec();
        }
        for (cell, column) in record.samples.iter().zip(FORMAT + 1..) {
            self.cell(cell, record, header.version).map_err(|what| LineFault::new(column, what))?;
        }
        Ok(())
    }

    fn cell(&self, cell: &[u8], record: &Record<'_>, version: Version) -> Result<(), String> {
        let mut demands = self.keys.iter();
        let mut ploidy = 2;
        for value in cell.split(|byte| *byte == b':') {
            match demands.next() {
                None => return Err("more values than FORMAT has keys".to_owned()),
                Some(Demand::Nothing) => {}
                Some(Demand::Genotype) => {
                    match Genotype::parse(value, record.allele_count().max(LEAST_ALLELES), version) {
                        Some(genotype) if is_missing(value) => ploidy = genotype.ploidy.max(2),
                        Some(genotype) => ploidy = genotype.ploidy,
                        None => return Err(format!("not a genotype of this record's alleles: {}", shown(value))),
                    }
                }
                Some(Demand::Defined(key, definition)) => defined(key, value, *definition, record, ploidy)?,
            }
        }
        Ok(())
    }
}

fn demands(format: &[u8], header: &Header) -> Result<Vec<Demand>, LineFault> {
    let fault = |what: String| Err(LineFault::new(FORMAT, what));
    let mut demands = Vec::new();
    for (at, key) in format.split(|byte| *byte == b':').enumerate() {
        if key.is_empty() || (header.version >= Version::V43 && !is_key(key)) {
            return fault(format!("not a valid key: {}", shown(key)));
        }
        demands.push(match header.format.get(key) {
            _ if key == b"GT" && at > 0 => return fault("GT is not the first key".to_owned()),
            _ if key == b"GT" => Demand::Genotype,
            Some(definition) => Demand::Defined(key.to_vec(), *definition),
            None if key == b"PL" => Demand::Defined(key.to_vec(), LIKELIHOODS),
            None => Demand::Nothing,
        });
    }
    Ok(demands)
}

fn is_key(key: &[u8]) -> bool {
    let is_first = |byte: &u8| byte.is_ascii_alphabetic() || *byte == b'_';
    let is_next = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.');
    key.first().is_some_and(is_first) && key.iter().all(is_next)
}

fn defined(key: &[u8], value: &[u8], definition: Definition, record: &Record<'_>, ploidy: usize) -> Result<(), String> {
    if is_missing(value) {
        return Ok(());
    }
    let mut count = 0;
    for one in value.split(|byte| *byte == b',') {
        count += 1;
        if !definition.kind.holds(one) {
            return Err(format!("{} is not of the Type {:?}: {}", shown(key), definition.kind, shown(one)));
        }
    }
    let wanted = match definition.number {
        Number::Count(wanted) => wanted as usize,
        Number::Alternates => record.alternates.len(),
        Number::Alleles => record.allele_count(),
        Number::Genotypes => genotype_count(record.allele_count(), ploidy),
        Number::Any => return Ok(()),
    };
    if count != wanted {
        return Err(format!("{} has {count} values where {wanted} are defined", shown(key)));
    }
    Ok(())
}

/// So many genotypes that many alleles make at a ploidy: combinations with repetition.
fn genotype_count(alleles: usize, ploidy: usize) -> usize {
    (1..=ploidy).fold(1, |count, chosen| count * (alleles + chosen - 1) / chosen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn genotypes_are_counted() {
        assert_eq!([genotype_count(2, 2), genotype_count(3, 2), genotype_count(2, 1)], [3, 6, 2]);
        assert_eq!([genotype_count(1, 2), genotype_count(3, 3)], [1, 10]);
    }
}
