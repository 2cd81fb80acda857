//! How many distinct cells there are, estimated in a kilobyte (HyperLogLog, Flajolet et al. 2007; error about 3 %).

/// A power of two.
const REGISTERS: usize = 1024;

/// An estimate of the number of distinct hashes. Merging is exact: it is the estimate of all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Distinct {
    /// The longest run of zeros met in each register, plus one.
    runs: [u8; REGISTERS],
}

impl Default for Distinct {
    fn default() -> Self {
        Distinct { runs: [0; REGISTERS] }
    }
}

impl Distinct {
    pub fn add(&mut self, hash: u64) {
        let run = (hash | 1).leading_zeros() as u8 + 1;
        if let Some(longest) = self.runs.get_mut(hash as usize % REGISTERS) {
            *longest = (*longest).max(run);
        }
    }

    pub fn merge(&mut self, later: &Distinct) {
        for (mine, theirs) in self.runs.iter_mut().zip(later.runs) {
            *mine = (*mine).max(theirs);
        }
    }

    pub fn estimate(&self) -> f64 {
        let registers = REGISTERS as f64;
        let sum: f64 = self.runs.iter().map(|run| 0.5f64.powi(i32::from(*run))).sum();
        let estimate = 0.7213 / (1.0 + 1.079 / registers) * registers * registers / sum;
        let empty = self.runs.iter().filter(|run| **run == 0).count();
        if estimate <= 2.5 * registers && empty > 0 {
            // Few: counting the registers that were never met is better.
            return registers * (registers / empty as f64).ln();
        }
        estimate
    }
}

#[cfg(test)]
mod tests {
    use super::super::recent::hash_of;
    use super::*;

    #[test]
    fn estimates_are_near() {
        for count in [1u32, 20, 1000, 5000, 100_000] {
            let mut distinct = Distinct::default();
            for number in 0..count {
                distinct.add(hash_of(number.to_string().as_bytes()));
                distinct.add(hash_of(number.to_string().as_bytes()));
            }
            let error = (distinct.estimate() - f64::from(count)).abs() / f64::from(count);
            assert!(error < 0.08, "{count}: {}", distinct.estimate());
        }
    }
}
