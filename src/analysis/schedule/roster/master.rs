//! The roster's linear master problem: shares of ready-made rows, one for each employee, so that shifts are covered at the
//! least cost. A primal simplex on the explicit inverse of the basis, small enough for a ward and made for columns that keep
//! coming; its duals are the prices of the shifts.

/// A whole row of an employee as a column: the cover rows that it serves, and its price by requests.
#[derive(Clone, Debug)]
pub struct Column {
    pub employee: usize,
    /// Places of the shifts worked: day × shifts + shift.
    pub served: Vec<u32>,
    pub cost: f64,
    pub cells: Vec<Option<u16>>,
}

/// What is wanted of a cover row and what missing it costs.
#[derive(Clone, Copy, Debug)]
pub struct CoverRow {
    pub wanted: f64,
    pub under: f64,
    pub over: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Variable {
    Under(usize),
    Over(usize),
    Column(usize),
}

/// Reduced costs above this count as none.
const TOLERANCE: f64 = 1e-7;
/// Pivots after which the inverse is made anew from the basis.
const FRESH_AFTER: usize = 400;

pub struct Master {
    covers: Vec<CoverRow>,
    employees: usize,
    pub columns: Vec<Column>,
    /// The right-hand side, disturbed a little against going in circles.
    right: Vec<f64>,
    basis: Vec<Variable>,
    values: Vec<f64>,
    /// Row by row.
    inverse: Vec<f64>,
    /// Of cover rows, then of employees.
    pub duals: Vec<f64>,
    pivots: usize,
}

impl Master {
    /// Begins with one column of each employee, in their order.
    pub fn new(covers: Vec<CoverRow>, first: Vec<Column>, noise: &mut dyn FnMut() -> f64) -> Master {
        let (rows, employees) = (covers.len(), first.len());
        let mut right: Vec<f64> = covers.iter().map(|row| row.wanted + 1e-5 * noise()).collect();
        right.extend(std::iter::repeat_n(1.0, employees));
        let mut have = vec![0.0; rows];
        first.iter().flat_map(|column| &column.served).for_each(|row| have[*row as usize] += 1.0);
        let slack = |row: usize| if right[row] >= have[row] { Variable::Under(row) } else { Variable::Over(row) };
        let basis: Vec<Variable> = (0..rows).map(slack).chain((0..employees).map(Variable::Column)).collect();
        let mut master = Master {
            covers,
            employees,
            columns: first,
            right,
            basis,
            values: Vec::new(),
            inverse: Vec::new(),
            duals: Vec::new(),
            pivots: 0,
        };
        master.invert_first();
        master.refresh();
        master
    }

    fn rows(&self) -> usize {
        self.covers.len() + self.employees
    }

    /// The first basis is a diagonal beside whole columns: its inverse is written down.
    fn invert_first(&mut self) {
        let rows = self.rows();
        self.inverse = vec![0.0; rows * rows];
        let sign = |variable: Variable| if matches!(variable, Variable::Over(_)) { -1.0 } else { 1.0 };
        for row in 0..rows {
            self.inverse[row * rows + row] = sign(self.basis[row]);
        }
        for employee in 0..self.employees {
            for served in &self.columns[employee].served {
                let row = *served as usize;
                self.inverse[row * rows + self.covers.len() + employee] = -sign(self.basis[row]);
            }
        }
    }

    fn cost(&self, variable: Variable) -> f64 {
        match variable {
            Variable::Under(row) => self.covers[row].under,
            Variable::Over(row) => self.covers[row].over,
            Variable::Column(column) => self.columns[column].cost,
        }
    }

    /// Values and duals from the inverse.
    fn refresh(&mut self) {
        let rows = self.rows();
        let dot = |row: &[f64]| row.iter().zip(&self.right).map(|(a, b)| a * b).sum::<f64>();
        self.values = self.inverse.chunks_exact(rows).map(dot).collect();
        self.duals = vec![0.0; rows];
        for (at, variable) in self.basis.iter().enumerate() {
            let cost = self.cost(*variable);
            if cost != 0.0 {
                let row = &self.inverse[at * rows..(at + 1) * rows];
                self.duals.iter_mut().zip(row).for_each(|(dual, entry)| *dual += cost * entry);
            }
        }
    }

    /// Reduced cost of a column for the prices at hand.
    pub fn reduced(&self, column: &Column) -> f64 {
        let served: f64 = column.served.iter().map(|row| self.duals[*row as usize]).sum();
        column.cost - served - self.duals[self.covers.len() + column.employee]
    }

    fn entering(&self) -> Option<(Variable, f64)> {
        let mut best = (Variable::Under(0), -TOLERANCE);
        let mut look = |variable: Variable, reduced: f64| {
            if reduced < best.1 {
                best = (variable, reduced);
            }
        };
        for (row, cover) in self.covers.iter().enumerate() {
            look(Variable::Under(row), cover.under - self.duals[row]);
            look(Variable::Over(row), cover.over + self.duals[row]);
        }
        for (at, column) in self.columns.iter().enumerate() {
            look(Variable::Column(at), self.reduced(column));
        }
        (best.1 < -TOLERANCE).then_some(best)
    }

    /// The inverse times a variable's column.
    fn direction(&self, variable: Variable) -> Vec<f64> {
        let rows = self.rows();
        let of = |row: &[f64]| match variable {
            Variable::Under(at) => row[at],
            Variable::Over(at) => -row[at],
            Variable::Column(column) => {
                let column = &self.columns[column];
                let served: f64 = column.served.iter().map(|at| row[*at as usize]).sum();
                served + row[self.covers.len() + column.employee]
            }
        };
        self.inverse.chunks_exact(rows).map(of).collect()
    }

    /// Goes to an optimum for the columns at hand; false where it gave up after `most` pivots.
    pub fn optimise(&mut self, most: usize) -> bool {
        for _ in 0..most {
            let Some((variable, reduced)) = self.entering() else { return true };
            let direction = self.direction(variable);
            let Some(leaving) = self.leaving(&direction) else { return false };
            self.pivot(variable, reduced, leaving, &direction);
        }
        false
    }

    fn leaving(&self, direction: &[f64]) -> Option<usize> {
        let mut best: Option<(f64, usize)> = None;
        for (at, step) in direction.iter().enumerate().filter(|(_, step)| **step > 1e-8) {
            let ratio = self.values[at].max(0.0) / step;
            let is_better = match best {
                None => true,
                Some((least, before)) => ratio < least - 1e-12 || ratio <= least && *step > direction[before],
            };
            if is_better {
                best = Some((ratio, at));
            }
        }
        best.map(|(_, at)| at)
    }

    fn pivot(&mut self, variable: Variable, reduced: f64, leaving: usize, direction: &[f64]) {
        let rows = self.rows();
        let scale = 1.0 / direction[leaving];
        let step = self.values[leaving].max(0.0) * scale;
        let mut pivot: Vec<f64> = self.inverse[leaving * rows..(leaving + 1) * rows].to_vec();
        pivot.iter_mut().for_each(|entry| *entry *= scale);
        for (at, row) in self.inverse.chunks_exact_mut(rows).enumerate() {
            if at == leaving {
                row.copy_from_slice(&pivot);
            } else if direction[at] != 0.0 {
                let by = direction[at];
                row.iter_mut().zip(&pivot).for_each(|(entry, pivot)| *entry -= by * pivot);
            }
        }
        self.values.iter_mut().zip(direction).for_each(|(value, by)| *value -= by * step);
        self.values[leaving] = step;
        self.basis[leaving] = variable;
        self.duals.iter_mut().zip(&pivot).for_each(|(dual, pivot)| *dual += reduced * pivot);
        self.pivots += 1;
        if self.pivots.is_multiple_of(FRESH_AFTER) {
            self.invert_anew();
            self.refresh();
        }
    }

    /// Gauss and Jordan with the largest pivots; the old inverse stays where the basis is singular to the eye.
    fn invert_anew(&mut self) {
        let rows = self.rows();
        let mut of = vec![0.0; rows * rows];
        for (at, variable) in self.basis.iter().enumerate() {
            match *variable {
                Variable::Under(row) => of[row * rows + at] = 1.0,
                Variable::Over(row) => of[row * rows + at] = -1.0,
                Variable::Column(column) => {
                    let column = &self.columns[column];
                    column.served.iter().for_each(|row| of[*row as usize * rows + at] = 1.0);
                    of[(self.covers.len() + column.employee) * rows + at] = 1.0;
                }
            }
        }
        if let Some(inverse) = inverted(of, rows) {
            self.inverse = inverse;
        }
    }

    /// Value of the optimum at hand for the undisturbed right-hand side, by its duals; a bound only once no column is left
    /// that would lower it.
    pub fn covered_by_duals(&self) -> f64 {
        self.covers.iter().zip(&self.duals).map(|(row, dual)| row.wanted * dual.clamp(-row.over, row.under)).sum()
    }

    /// Cost of the optimum at hand.
    pub fn objective(&self) -> f64 {
        self.basis.iter().zip(&self.values).map(|(variable, value)| self.cost(*variable) * value).sum()
    }

    pub fn covers(&self) -> &[CoverRow] {
        &self.covers
    }

    /// What a shift pays whoever works it.
    pub fn price(&self, row: usize) -> f64 {
        self.duals[row].clamp(-self.covers[row].over, self.covers[row].under)
    }

    pub fn dual_of(&self, employee: usize) -> f64 {
        self.duals[self.covers.len() + employee]
    }

    /// Columns in use and their shares.
    pub fn shares(&self) -> Vec<(usize, f64)> {
        let share = |(variable, value): (&Variable, &f64)| match variable {
            Variable::Column(column) if *value > 1e-6 => Some((*column, *value)),
            Variable::Column(_) | Variable::Under(_) | Variable::Over(_) => None,
        };
        self.basis.iter().zip(&self.values).filter_map(share).collect()
    }
}

fn inverted(mut of: Vec<f64>, rows: usize) -> Option<Vec<f64>> {
    let mut inverse = vec![0.0; rows * rows];
    (0..rows).for_each(|row| inverse[row * rows + row] = 1.0);
    for at in 0..rows {
        let size = |row: &usize| of[row * rows + at].abs();
        let largest = (at..rows).max_by(|one, other| size(one).total_cmp(&size(other)))?;
        if size(&largest) < 1e-9 {
            return None;
        }
        for column in 0..rows {
            of.swap(at * rows + column, largest * rows + column);
            inverse.swap(at * rows + column, largest * rows + column);
        }
        let scale = 1.0 / of[at * rows + at];
        for column in 0..rows {
            of[at * rows + column] *= scale;
            inverse[at * rows + column] *= scale;
        }
        let (pivot, made) = (of[at * rows..(at + 1) * rows].to_vec(), inverse[at * rows..(at + 1) * rows].to_vec());
        for row in (0..rows).filter(|row| *row != at) {
            let by = of[row * rows + at];
            if by != 0.0 {
                let entries = &mut of[row * rows..(row + 1) * rows];
                entries.iter_mut().zip(&pivot).for_each(|(entry, pivot)| *entry -= by * pivot);
                let entries = &mut inverse[row * rows..(row + 1) * rows];
                entries.iter_mut().zip(&made).for_each(|(entry, made)| *entry -= by * made);
            }
        }
    }
    Some(inverse)
}
