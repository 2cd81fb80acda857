//! A sample of a column's numbers, drawn by line: the same lines whoever counts, in whatever parts.

use std::collections::BinaryHeap;

use super::shape::Written;

/// Numbers kept.
const KEPT: usize = 160;

/// The numbers of the lines with the lowest draws.
#[derive(Clone, Debug, Default)]
pub struct ValueSample {
    /// The highest draw on top.
    drawn: BinaryHeap<Drawn>,
}

/// One number of the sample, its single mark taken for the decimal mark.
#[derive(Clone, Copy, Debug)]
pub struct Drawn {
    draw: u32,
    pub written: Written,
    pub value: f64,
}

impl PartialEq for Drawn {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Drawn {}

impl PartialOrd for Drawn {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Drawn {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.draw.cmp(&other.draw).then_with(|| self.value.total_cmp(&other.value))
    }
}

/// The draw of a line: a permutation of the numbers of 32 bits (the finaliser of MurmurHash3).
fn draw_of(line: u32) -> u32 {
    let once = (line ^ line >> 16).wrapping_mul(0x85eb_ca6b);
    let twice = (once ^ once >> 13).wrapping_mul(0xc2b2_ae35);
    twice ^ twice >> 16
}

impl ValueSample {
    /// Whether the number of that line would be kept.
    pub fn wants(&self, line: u32) -> bool {
        self.drawn.len() < KEPT || self.drawn.peek().is_some_and(|highest| draw_of(line) < highest.draw)
    }

    /// Keeps the number of that line if its draw is low enough.
    pub fn add(&mut self, line: u32, written: Written, value: f64) {
        self.keep(Drawn { draw: draw_of(line), written, value });
    }

    pub fn merge(&mut self, later: ValueSample) {
        later.drawn.into_iter().for_each(|drawn| self.keep(drawn));
    }

    /// The numbers, in no order.
    pub fn iter(&self) -> impl Iterator<Item = &Drawn> {
        self.drawn.iter()
    }

    fn keep(&mut self, drawn: Drawn) {
        self.drawn.reserve_exact((KEPT + 1).saturating_sub(self.drawn.len()));
        self.drawn.push(drawn);
        if self.drawn.len() > KEPT {
            self.drawn.pop();
        }
    }

    /// Bytes beyond the value itself.
    #[cfg(test)]
    pub fn heap_bytes(&self) -> usize {
        self.drawn.capacity() * size_of::<Drawn>()
    }
}
