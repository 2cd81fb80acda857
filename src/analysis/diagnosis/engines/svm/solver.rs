//! Sequential minimal optimisation with second-order working sets and shrinking.
//!
//! Source: Fan, Chen, Lin, "Working Set Selection Using Second Order Information for Training Support Vector Machines",
//! JMLR 6 (2005); shrinking and the reconstruction of the gradient as described for LIBSVM (Chang, Lin, ACM TIST 2(3),
//! 2011, sections 4 and 5.1). Classification and regression are one problem here, in signed variables β:
//! least `½ βᵀKβ + pᵀβ` where `Σβ = 0` and `low ≤ β ≤ high`; one of the two bounds of a variable is 0.

use crate::analysis::diagnosis::learner::FitError;
use crate::base::Progress;

use super::rows::KernelRows;

/// The problem besides its matrix.
pub struct Problem {
    pub linear: Vec<f64>,
    pub low: Vec<f64>,
    pub high: Vec<f64>,
    /// Largest violation of the optimality conditions that is left.
    pub tolerance: f64,
}

/// Where the optimum is.
pub struct Solution {
    pub beta: Vec<f64>,
    /// The decision is `Σ β K − offset`.
    pub offset: f64,
}

/// Curvature where the matrix gives none.
const LEAST_CURVATURE: f64 = 1e-12;
/// Between two looks for variables to leave out.
const SHRINK_EVERY: usize = 1_000;

struct Solver<'a> {
    rows: KernelRows,
    tolerance: f64,
    linear: Vec<f64>,
    low: Vec<f64>,
    high: Vec<f64>,
    beta: Vec<f64>,
    /// Kβ + p; up to date for active variables only.
    gradient: Vec<f64>,
    /// The part of Kβ that variables at their bound other than 0 contribute; up to date for all.
    bound_part: Vec<f64>,
    diagonal: Vec<f64>,
    /// Which variable of the problem stands at each place; active ones come first.
    variable: Vec<u32>,
    active: usize,
    /// Whether everything was looked at again near the end.
    looked_again: bool,
    progress: &'a Progress,
}

/// Solves.
///
/// # Errors
/// Not settled within 100 steps a variable and ten million; cancelled.
pub fn solve(problem: Problem, rows: KernelRows, progress: &Progress) -> Result<Solution, FitError> {
    let count = problem.linear.len();
    let mut solver = Solver {
        diagonal: rows.diagonal(),
        rows,
        tolerance: problem.tolerance,
        gradient: problem.linear.clone(),
        linear: problem.linear,
        low: problem.low,
        high: problem.high,
        beta: vec![0.0; count],
        bound_part: vec![0.0; count],
        variable: (0..count as u32).collect(),
        active: count,
        looked_again: false,
        progress,
    };
    solver.run()?;
    Ok(solver.solution())
}

impl Solver<'_> {
    fn run(&mut self) -> Result<(), FitError> {
        let limit = (self.beta.len() as u64 * 100).max(10_000_000);
        let every = self.beta.len().min(SHRINK_EVERY);
        let mut until_shrinking = every + 1;
        for _ in 0..limit {
            self.progress.tick(0)?;
            until_shrinking -= 1;
            if until_shrinking == 0 {
                until_shrinking = every;
                self.shrink()?;
            }
            let pair = match self.working_set() {
                Some(pair) => Some(pair),
                None => {
                    self.activate_all()?;
                    until_shrinking = 1;
                    self.working_set()
                }
            };
            let Some((rising, falling)) = pair else { return Ok(()) };
            self.step(rising, falling);
        }
        Err(FitError::NotConverged { steps: limit })
    }

    /// The two variables to move, or `None` where the conditions hold within the tolerance.
    fn working_set(&mut self) -> Option<(usize, usize)> {
        let active = self.active;
        let (rising, most) = self.most_rising()?;
        let row = self.rows.row(rising, active);
        let own = self.diagonal[rising];
        let mut falling = None;
        let mut best = f64::NEG_INFINITY;
        let mut most_falling = f64::NEG_INFINITY;
        let active_variables = self.gradient[..active].iter().zip(&self.beta[..active]).zip(&self.low[..active]);
        for (place, ((gradient, beta), low)) in active_variables.enumerate() {
            if beta > low {
                most_falling = most_falling.max(*gradient);
                let violation = most + gradient;
                if violation > 0.0 {
                    let curvature = own + self.diagonal[place] - 2.0 * f64::from(row[place]);
                    let lowers = violation * violation / curvature.max(LEAST_CURVATURE);
                    if lowers > best {
                        best = lowers;
                        falling = Some(place);
                    }
                }
            }
        }
        if most + most_falling < self.tolerance { None } else { falling.map(|falling| (rising, falling)) }
    }

    fn most_rising(&self) -> Option<(usize, f64)> {
        let mut most = f64::NEG_INFINITY;
        let mut rising = None;
        for place in 0..self.active {
            if self.beta[place] < self.high[place] && -self.gradient[place] > most {
                most = -self.gradient[place];
                rising = Some(place);
            }
        }
        rising.map(|rising| (rising, most))
    }

    /// Moves one variable up and the other down by the same amount, as far as it helps and the bounds allow.
    fn step(&mut self, rising: usize, falling: usize) {
        let active = self.active;
        let (row_up, row_down) = self.rows.two_rows(rising, falling, active);
        let curvature = self.diagonal[rising] + self.diagonal[falling] - 2.0 * f64::from(row_up[falling]);
        let wanted = (self.gradient[falling] - self.gradient[rising]) / curvature.max(LEAST_CURVATURE);
        let room_up = self.high[rising] - self.beta[rising];
        let room_down = self.beta[falling] - self.low[falling];
        let by = wanted.min(room_up).min(room_down);
        for ((gradient, up), down) in self.gradient[..active].iter_mut().zip(row_up).zip(row_down) {
            *gradient += by * (f64::from(*up) - f64::from(*down));
        }
        let up = if by == room_up { self.high[rising] } else { self.beta[rising] + by };
        let down = if by == room_down { self.low[falling] } else { self.beta[falling] - by };
        self.set(rising, up);
        self.set(falling, down);
    }

    /// Sets a variable and keeps the part of those at their bound up to date.
    fn set(&mut self, place: usize, value: f64) {
        let before = self.share_at_bound(place);
        self.beta[place] = value;
        let change = self.share_at_bound(place) - before;
        if change != 0.0 {
            let row = self.rows.row(place, self.beta.len());
            self.bound_part.iter_mut().zip(row).for_each(|(part, kernel)| *part += change * f64::from(*kernel));
        }
    }

    /// A variable's value where it is at a bound (0 at that of 0), else 0.
    fn share_at_bound(&self, place: usize) -> f64 {
        let value = self.beta[place];
        if value >= self.high[place] || value <= self.low[place] { value } else { 0.0 }
    }

    /// Leaves out variables at a bound that they seem not to leave any more.
    fn shrink(&mut self) -> Result<(), FitError> {
        let (mut up, mut down) = self.violations();
        if !self.looked_again && up + down <= self.tolerance * 10.0 {
            self.looked_again = true;
            self.activate_all()?;
            (up, down) = self.violations();
        }
        let stays = |place: usize| {
            let gradient = self.gradient[place];
            let settled_high = self.beta[place] >= self.high[place] && -gradient > up;
            let settled_low = self.beta[place] <= self.low[place] && gradient > down;
            !settled_high && !settled_low
        };
        let (mut order, gone): (Vec<u32>, Vec<u32>) = (0..self.active as u32).partition(|place| stays(*place as usize));
        let active = order.len();
        if !gone.is_empty() {
            order.extend(gone);
            self.permute(&order);
            self.active = active;
        }
        Ok(())
    }

    /// How far the most violating variable that may rise and that may fall are from optimal.
    fn violations(&self) -> (f64, f64) {
        let mut most = (f64::NEG_INFINITY, f64::NEG_INFINITY);
        for place in 0..self.active {
            if self.beta[place] < self.high[place] {
                most.0 = most.0.max(-self.gradient[place]);
            }
            if self.beta[place] > self.low[place] {
                most.1 = most.1.max(self.gradient[place]);
            }
        }
        most
    }

    fn permute(&mut self, order: &[u32]) {
        self.rows.permute(order);
        let lists = [
            &mut self.linear,
            &mut self.low,
            &mut self.high,
            &mut self.beta,
            &mut self.gradient,
            &mut self.bound_part,
            &mut self.diagonal,
        ];
        let mut spare = Vec::with_capacity(order.len());
        for list in lists {
            spare.clear();
            spare.extend(order.iter().map(|from| list[*from as usize]));
            list[..order.len()].copy_from_slice(&spare);
        }
        let moved: Vec<u32> = order.iter().map(|from| self.variable[*from as usize]).collect();
        self.variable[..order.len()].copy_from_slice(&moved);
    }

    /// Brings the gradient of all variables up to date and works on all of them again.
    fn activate_all(&mut self) -> Result<(), FitError> {
        let (active, all) = (self.active, self.beta.len());
        if active == all {
            return Ok(());
        }
        for place in active..all {
            self.gradient[place] = self.linear[place] + self.bound_part[place];
        }
        for place in 0..active {
            let beta = self.beta[place];
            if beta > self.low[place] && beta < self.high[place] {
                self.progress.tick(0)?;
                let row = &self.rows.row(place, all)[active..];
                let gradients = self.gradient[active..].iter_mut();
                gradients.zip(row).for_each(|(gradient, kernel)| *gradient += beta * f64::from(*kernel));
            }
        }
        self.active = all;
        Ok(())
    }

    fn solution(self) -> Solution {
        let mut free = (0.0, 0u32);
        let (mut least, mut most) = (f64::NEG_INFINITY, f64::INFINITY);
        let mut beta = vec![0.0; self.beta.len()];
        for place in 0..self.beta.len() {
            let (value, gradient) = (self.beta[place], self.gradient[place]);
            beta[self.variable[place] as usize] = value;
            if value >= self.high[place] {
                least = least.max(gradient);
            } else if value <= self.low[place] {
                most = most.min(gradient);
            } else {
                free = (free.0 + gradient, free.1 + 1);
            }
        }
        let offset = if free.1 > 0 { free.0 / f64::from(free.1) } else { (least + most) / 2.0 };
        Solution { beta, offset }
    }
}
