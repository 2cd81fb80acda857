//! Chromosomes that come back after others, and variants that are there twice, perhaps with other bases around them.
//!
//! Only the last few thousand variants are remembered: files are sorted, so a repeat is near, and memory stays bounded.

use std::collections::hash_map::DefaultHasher;
use std::collections::{HashSet, VecDeque};
use std::hash::{Hash as _, Hasher as _};

use super::columns::{ALT, CHROM, Record};
use super::error::LineFault;

const REMEMBERED: usize = 4096;

#[derive(Default)]
pub struct Repeats {
    chromosome: Vec<u8>,
    finished: HashSet<Vec<u8>>,
    recent: VecDeque<u64>,
    known: HashSet<u64>,
}

impl Repeats {
    /// Looks at a record.
    pub fn record(&mut self, record: &Record<'_>) -> Result<(), LineFault> {
        if self.chromosome != record.chromosome {
            self.turn_to(record.chromosome)?;
        }
        for alternate in &record.alternates {
            let is_of_bases = alternate.iter().all(u8::is_ascii_alphabetic);
            if is_of_bases && !self.remember(mark(record.position, record.reference, alternate)) {
                return Err(LineFault::new(ALT, "the same variant was there before"));
            }
        }
        Ok(())
    }

    fn turn_to(&mut self, chromosome: &[u8]) -> Result<(), LineFault> {
        let left = std::mem::replace(&mut self.chromosome, chromosome.to_vec());
        self.finished.insert(left);
        self.recent.clear();
        self.known.clear();
        if self.finished.contains(chromosome) {
            return Err(LineFault::new(CHROM, "the chromosome comes back after others"));
        }
        Ok(())
    }

    fn remember(&mut self, mark: u64) -> bool {
        if !self.known.insert(mark) {
            return false;
        }
        self.recent.push_back(mark);
        if self.recent.len() > REMEMBERED {
            let oldest = self.recent.pop_front();
            oldest.map(|oldest| self.known.remove(&oldest));
        }
        true
    }
}

/// The variant without the bases that both alleles share around it.
fn mark(position: u32, reference: &[u8], alternate: &[u8]) -> u64 {
    let (mut reference, mut alternate) = (reference, alternate);
    while let ([before @ .., a], [before_too @ .., b]) = (reference, alternate) {
        if !a.eq_ignore_ascii_case(b) || before.is_empty() || before_too.is_empty() {
            break;
        }
        (reference, alternate) = (before, before_too);
    }
    let mut position = position;
    while let ([a, after @ ..], [b, after_too @ ..]) = (reference, alternate) {
        if !a.eq_ignore_ascii_case(b) || after.is_empty() || after_too.is_empty() {
            break;
        }
        (reference, alternate, position) = (after, after_too, position + 1);
    }
    let mut hasher = DefaultHasher::new();
    (position, reference.to_ascii_uppercase(), alternate.to_ascii_uppercase()).hash(&mut hasher);
    hasher.finish()
}
