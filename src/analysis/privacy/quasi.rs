//! A column by which somebody could be known, coarser ways to write it, and what these lose.

use std::collections::HashMap;

/// A column by which somebody could be known, from fine to coarse. In the last level all rows are alike.
#[derive(Clone, Debug, PartialEq)]
pub struct QuasiColumn {
    pub name: String,
    /// What each row has, as a number into `levels[0]`.
    pub codes: Vec<u32>,
    pub levels: Vec<Level>,
    /// How much the column matters, beside the others.
    pub weight: f64,
}

/// What a level tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    AsItWas,
    /// Bands of so many years.
    Years(u8),
    /// Four groups of ages.
    Quarters,
    /// Younger than so many years, or not.
    Younger(u8),
    /// Whether there is a result at all.
    WhetherTested,
    Nothing,
}

/// How a column is written at one level.
#[derive(Clone, Debug, PartialEq)]
pub struct Level {
    pub told: Told,
    /// The text, by the code of the finest level.
    pub texts: Vec<String>,
    /// Numbers of these texts: equal ones are alike.
    pub(super) groups: Vec<u32>,
    /// The share of the column's entropy that is not told at this level, 0 to 1.
    lost: f64,
    /// What that costs, 0 to 1: the same, unless a coarser level is as good as whole, see [`QuasiColumn::useful_at`].
    cost: f64,
}

/// How much of a column's cost is counted from the level that is as good as whole; the rest is counted from the finest.
const FROM_USEFUL: f64 = 0.9;

impl Level {
    fn new(told: Told, texts: Vec<String>) -> Level {
        let mut numbers: HashMap<String, u32> = HashMap::new();
        let groups = texts.iter().map(|text| {
            let next = numbers.len() as u32;
            *numbers.entry(text.clone()).or_insert(next)
        });
        let groups = groups.collect();
        Level { told, texts, groups, lost: 0.0, cost: 0.0 }
    }

    /// Bits a row that the level tells.
    fn bits(&self, codes: &[u32]) -> f64 {
        let mut counts: HashMap<u32, usize> = HashMap::new();
        for code in codes {
            *counts.entry(self.groups.get(*code as usize).copied().unwrap_or(0)).or_default() += 1;
        }
        // In one order, so that the sum is the same each time.
        let mut counts: Vec<usize> = counts.into_values().collect();
        counts.sort_unstable();
        let share = |count: usize| count as f64 / codes.len().max(1) as f64;
        counts.into_iter().map(|count| -share(count) * share(count).log2()).sum()
    }
}

/// How a column that tells nothing any more is written.
pub const SUPPRESSED: &str = "*";

/// A coarser way to write a text.
pub type Coarser<'a> = (Told, &'a dyn Fn(&str) -> String);

impl QuasiColumn {
    /// A column from each row's text and coarser ways to write it; a last level in which all are alike is added.
    pub fn new(name: &str, rows: &[String], coarser: &[Coarser<'_>], weight: f64) -> QuasiColumn {
        let mut numbers: HashMap<&str, u32> = HashMap::new();
        let mut texts = Vec::new();
        let codes = rows.iter().map(|row| {
            *numbers.entry(row).or_insert_with(|| {
                texts.push(row.clone());
                texts.len() as u32 - 1
            })
        });
        let codes: Vec<u32> = codes.collect();
        let mut levels = vec![Level::new(Told::AsItWas, texts.clone())];
        levels.extend(
            coarser.iter().map(|(told, write)| Level::new(*told, texts.iter().map(|text| write(text)).collect())),
        );
        levels.push(Level::new(Told::Nothing, vec![SUPPRESSED.to_owned(); texts.len()]));
        let bits: Vec<f64> = levels.iter().map(|level| level.bits(&codes)).collect();
        let whole = bits.first().copied().unwrap_or(0.0);
        for (level, bits) in levels.iter_mut().zip(bits) {
            level.lost = share_lost(bits, whole);
            level.cost = level.lost;
        }
        QuasiColumn { name: name.to_owned(), codes, levels, weight }
    }

    /// The same where what this level tells is nearly all that anybody uses, as bands of ten years are of an age.
    #[must_use]
    pub fn useful_at(mut self, told: Told) -> QuasiColumn {
        let useful = self.levels.iter().find(|level| level.told == told).map_or(0.0, |level| level.bits(&self.codes));
        let codes = &self.codes;
        for level in &mut self.levels {
            level.cost = FROM_USEFUL * share_lost(level.bits(codes), useful) + (1.0 - FROM_USEFUL) * level.lost;
        }
        self
    }

    /// Bits a row that the column tells as it is.
    pub fn bits(&self) -> f64 {
        self.levels.first().map_or(0.0, |level| level.bits(&self.codes))
    }

    /// A row's text at a level.
    pub fn text(&self, row: usize, level: usize) -> &str {
        let code = self.codes.get(row).map_or(0, |code| *code as usize);
        self.levels.get(level).and_then(|level| level.texts.get(code)).map_or(SUPPRESSED, String::as_str)
    }

    /// The level that tells nothing.
    pub(super) fn last(&self) -> usize {
        self.levels.len().saturating_sub(1)
    }

    /// The share of its entropy that a level loses.
    pub(super) fn lost(&self, level: usize) -> f64 {
        self.levels.get(level).map_or(1.0, |level| level.lost)
    }

    /// What a level costs, 0 to 1.
    pub(super) fn cost(&self, level: usize) -> f64 {
        self.levels.get(level).map_or(1.0, |level| level.cost)
    }
}

fn share_lost(bits: f64, whole: f64) -> f64 {
    if whole > 0.0 { (1.0 - bits / whole).clamp(0.0, 1.0) } else { 0.0 }
}
