//! The best division of a node's rows by one feature, exact: every place between two values that occur is tried.
//!
//! A feature with few distinct values beside the node's rows is counted into one cell a value; else the rows are sorted.
//! Both ways see the same places. Of equally good places the lowest wins.

use super::codes::CodedColumn;
use super::gain::{CellShape, Gain};

/// A place between two neighbouring values of a feature.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    pub gain: f64,
    /// Place of the largest value on the left, and of the smallest on the right.
    pub below: u32,
    pub above: u32,
}

/// What a feature has to offer in a node.
pub enum Offer {
    /// All rows have the same value.
    Constant,
    /// No place leaves enough rows on both sides.
    TooSmall,
    Split(Place),
}

/// What the rows of a node have to be told apart by, in the order of the rows.
pub enum Answers<'a> {
    Classes(&'a [u32]),
    Numbers(&'a [f64]),
}

/// A node in which a place is looked for.
pub struct Node<'a> {
    pub rows: &'a [u32],
    pub answers: Answers<'a>,
    /// In the order of the rows.
    pub weights: Option<&'a [f64]>,
    /// Sums over all rows.
    pub total: &'a [f64],
    pub min_leaf: f64,
}

/// Room that is used again for every feature.
#[derive(Default)]
pub struct Scratch {
    cells: Vec<f64>,
    keys: Vec<u64>,
}

/// Counting touches every distinct value; beyond this many a row, sorting is cheaper.
const DISTINCT_A_ROW: usize = 6;

/// Looks through one feature.
pub fn best_place<G: Gain>(
    node: &Node<'_>,
    column: &CodedColumn,
    shape: CellShape,
    gain: &G,
    scratch: &mut Scratch,
) -> Offer {
    let mut scan = Scan::new(node, shape, gain);
    if column.values.len() <= node.rows.len().saturating_mul(DISTINCT_A_ROW) {
        count(node, column, shape, &mut scratch.cells);
        for (code, cell) in scratch.cells.chunks_exact(shape.entries()).enumerate() {
            if shape.weight(cell) > 0.0 {
                scan.step(code as u32, cell);
            }
        }
    } else {
        scratch.keys.clear();
        let code = |row: &u32| u64::from(column.codes[*row as usize]);
        scratch.keys.extend(node.rows.iter().enumerate().map(|(place, row)| code(row) << 32 | place as u64));
        scratch.keys.sort_unstable();
        scan_sorted(node, shape, &scratch.keys, &mut scratch.cells, &mut scan);
    }
    scan.offer()
}

/// Sums the rows of each distinct value.
fn count(node: &Node<'_>, column: &CodedColumn, shape: CellShape, cells: &mut Vec<f64>) {
    let entries = shape.entries();
    cells.clear();
    cells.resize(column.values.len() * entries, 0.0);
    let code = |row: &u32| column.codes[*row as usize] as usize;
    match (&node.answers, node.weights) {
        (Answers::Classes(classes), None) => {
            for (row, class) in node.rows.iter().zip(*classes) {
                cells[code(row) * entries + *class as usize] += 1.0;
            }
        }
        _ => {
            for (place, row) in node.rows.iter().enumerate() {
                node.add(place, &mut cells[code(row) * entries..][..entries]);
            }
        }
    }
}

fn scan_sorted<G: Gain>(node: &Node<'_>, shape: CellShape, keys: &[u64], cell: &mut Vec<f64>, scan: &mut Scan<'_, G>) {
    cell.clear();
    cell.resize(shape.entries(), 0.0);
    for same in keys.chunk_by(|a, b| a >> 32 == b >> 32) {
        cell.fill(0.0);
        same.iter().for_each(|key| node.add((key & 0xFFFF_FFFF) as usize, cell));
        scan.step((same[0] >> 32) as u32, cell);
    }
}

impl Node<'_> {
    /// Adds the row at this place of the node to a cell.
    pub fn add(&self, place: usize, cell: &mut [f64]) {
        let weight = self.weights.map_or(1.0, |weights| weights[place]);
        match self.answers {
            Answers::Classes(classes) => cell[classes[place] as usize] += weight,
            Answers::Numbers(numbers) => {
                cell[0] += weight;
                cell[1] += weight * numbers[place];
            }
        }
        if self.weights.is_some()
            && let Some(rows) = cell.last_mut()
        {
            *rows += 1.0;
        }
    }
}

/// Goes through the values in ascending order and keeps the best place met.
struct Scan<'a, G> {
    shape: CellShape,
    gain: &'a G,
    total: &'a [f64],
    rows: f64,
    min_leaf: f64,
    left: Vec<f64>,
    right: Vec<f64>,
    last: Option<u32>,
    several: bool,
    best: Option<Place>,
}

impl<'a, G: Gain> Scan<'a, G> {
    fn new(node: &Node<'a>, shape: CellShape, gain: &'a G) -> Scan<'a, G> {
        let empty = vec![0.0; shape.entries()];
        Scan {
            shape,
            gain,
            total: node.total,
            rows: node.rows.len() as f64,
            min_leaf: node.min_leaf,
            right: empty.clone(),
            left: empty,
            last: None,
            several: false,
            best: None,
        }
    }

    fn step(&mut self, code: u32, cell: &[f64]) {
        if let Some(below) = self.last {
            self.several = true;
            self.judge(below, code);
        }
        self.left.iter_mut().zip(cell).for_each(|(sum, more)| *sum += more);
        self.last = Some(code);
    }

    fn judge(&mut self, below: u32, above: u32) {
        let rows_left = self.shape.rows(&self.left);
        if rows_left < self.min_leaf || self.rows - rows_left < self.min_leaf {
            return;
        }
        for ((right, total), left) in self.right.iter_mut().zip(self.total).zip(&self.left) {
            *right = total - left;
        }
        let gain = self.gain.of(&self.left, &self.right);
        if self.best.is_none_or(|best| gain > best.gain) && gain.is_finite() {
            self.best = Some(Place { gain, below, above });
        }
    }

    fn offer(self) -> Offer {
        match self.best {
            Some(place) => Offer::Split(place),
            None if self.several => Offer::TooSmall,
            None => Offer::Constant,
        }
    }
}
