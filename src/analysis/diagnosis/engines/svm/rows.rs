//! Rows of the kernel matrix, made when asked for; the ones used last are kept within a bound of memory.

use super::kernel::{Kernel, Points};

const NONE: u32 = u32::MAX;

/// Kept rows, the longest unused dropped first.
struct Cache {
    rows: Vec<Vec<f32>>,
    /// Ring of kept rows from the longest unused to the last used; the last entry is where it begins and ends.
    before: Vec<u32>,
    after: Vec<u32>,
    /// How many more numbers may be kept.
    room: usize,
}

impl Cache {
    fn new(rows: usize, longest: usize, bytes: usize) -> Cache {
        let mut cache = Cache {
            rows: vec![Vec::new(); rows],
            before: vec![NONE; rows + 1],
            after: vec![NONE; rows + 1],
            // Two rows are always needed at once.
            room: (bytes / size_of::<f32>()).max(longest * 2),
        };
        cache.before[rows] = rows as u32;
        cache.after[rows] = rows as u32;
        cache
    }

    fn unlink(&mut self, row: usize) {
        let (before, after) = (self.before[row], self.after[row]);
        if before != NONE {
            self.after[before as usize] = after;
            self.before[after as usize] = before;
            self.before[row] = NONE;
        }
    }

    fn link_as_newest(&mut self, row: usize) {
        let end = self.rows.len();
        let newest = self.before[end];
        self.after[newest as usize] = row as u32;
        self.before[row] = newest;
        self.after[row] = end as u32;
        self.before[end] = row as u32;
    }

    fn drop_row(&mut self, row: usize) {
        self.unlink(row);
        self.room += self.rows[row].capacity();
        self.rows[row] = Vec::new();
    }

    /// Makes room for a row of this length and gives how much of it is there already.
    fn reserve(&mut self, row: usize, length: usize) -> usize {
        self.unlink(row);
        let known = self.rows[row].len();
        if known < length {
            self.room += self.rows[row].capacity();
            while self.room < length {
                let oldest = self.after[self.rows.len()] as usize;
                if oldest == self.rows.len() {
                    break;
                }
                self.drop_row(oldest);
            }
            let mut grown = Vec::with_capacity(length);
            grown.extend_from_slice(&self.rows[row]);
            grown.resize(length, 0.0);
            self.room = self.room.saturating_sub(grown.capacity());
            self.rows[row] = grown;
        }
        self.link_as_newest(row);
        known
    }

    /// Follows a new order of the first points. A row that does not reach over all of them is dropped.
    fn permute(&mut self, order: &[u32]) {
        let mut spare = Vec::with_capacity(order.len());
        for row in 0..self.rows.len() {
            if self.rows[row].is_empty() {
                continue;
            }
            if self.rows[row].len() < order.len() {
                self.drop_row(row);
                continue;
            }
            spare.clear();
            spare.extend(order.iter().map(|from| self.rows[row][*from as usize]));
            self.rows[row][..order.len()].copy_from_slice(&spare);
        }
        self.rename(order);
    }

    /// The rows themselves take part in the new order; who was used when stays.
    fn rename(&mut self, order: &[u32]) {
        let end = self.rows.len();
        let mut oldest_first = Vec::new();
        let mut row = self.after[end] as usize;
        while row != end {
            oldest_first.push(row);
            row = self.after[row] as usize;
        }
        let mut to: Vec<usize> = (0..end).collect();
        order.iter().enumerate().for_each(|(new, old)| to[*old as usize] = new);
        let mut moved = vec![Vec::new(); end];
        self.rows.iter_mut().enumerate().for_each(|(old, row)| moved[to[old]] = std::mem::take(row));
        self.rows = moved;
        self.before.fill(NONE);
        self.before[end] = end as u32;
        self.after[end] = end as u32;
        oldest_first.into_iter().for_each(|old| self.link_as_newest(to[old]));
    }
}

/// The kernel matrix among the variables of the solver.
pub struct KernelRows {
    kernel: Kernel,
    points: Points,
    cache: Cache,
    /// The point of each variable, where several variables share one.
    point_of: Option<Vec<u32>>,
    gathered: [Vec<f32>; 2],
}

impl KernelRows {
    /// One variable a point.
    pub fn new(kernel: Kernel, points: Points, cache_bytes: usize) -> KernelRows {
        let cache = Cache::new(points.count(), points.count(), cache_bytes);
        KernelRows { kernel, points, cache, point_of: None, gathered: [Vec::new(), Vec::new()] }
    }

    /// Two variables a point: as many again stand for the same points.
    pub fn doubled(kernel: Kernel, points: Points, cache_bytes: usize) -> KernelRows {
        let count = points.count() as u32;
        let point_of = Some((0..count).chain(0..count).collect());
        KernelRows { point_of, ..KernelRows::new(kernel, points, cache_bytes) }
    }

    pub fn diagonal(&self) -> Vec<f64> {
        let own = self.points.diagonal(self.kernel);
        match &self.point_of {
            None => own,
            Some(point_of) => point_of.iter().map(|point| own[*point as usize]).collect(),
        }
    }

    /// The first `length` entries of the row of a variable.
    pub fn row(&mut self, variable: usize, length: usize) -> &[f32] {
        self.prepare(variable, length, 0);
        self.prepared(variable, length, 0)
    }

    /// The same of two variables.
    pub fn two_rows(&mut self, first: usize, second: usize, length: usize) -> (&[f32], &[f32]) {
        self.prepare(first, length, 0);
        self.prepare(second, length, 1);
        (self.prepared(first, length, 0), self.prepared(second, length, 1))
    }

    fn prepare(&mut self, variable: usize, length: usize, place: usize) {
        match self.point_of.as_ref().map(|point_of| point_of[variable] as usize) {
            None => self.fill(variable, length),
            Some(point) => {
                self.fill(point, self.points.count());
                let (row, point_of) = (&self.cache.rows[point], self.point_of.as_deref().unwrap_or_default());
                self.gathered[place].clear();
                self.gathered[place].extend(point_of[..length].iter().map(|point| row[*point as usize]));
            }
        }
    }

    fn prepared(&self, variable: usize, length: usize, place: usize) -> &[f32] {
        if self.point_of.is_some() { &self.gathered[place] } else { &self.cache.rows[variable][..length] }
    }

    fn fill(&mut self, point: usize, length: usize) {
        let known = self.cache.reserve(point, length);
        if known < length {
            let case = self.points.point(point);
            let part = &mut self.cache.rows[point][known..length];
            self.points.kernel_row_single(self.kernel, &case, known, part);
        }
    }

    /// Puts the first `order.len()` variables into this order.
    pub fn permute(&mut self, order: &[u32]) {
        match &mut self.point_of {
            Some(point_of) => {
                let moved: Vec<u32> = order.iter().map(|from| point_of[*from as usize]).collect();
                point_of[..order.len()].copy_from_slice(&moved);
            }
            None => {
                self.points.permute(order);
                self.cache.permute(order);
            }
        }
    }
}
