//! Annealing whose move gives one to three employees new rows over a stretch of weeks: the first ones by the dynamic
//! programme against disturbed prices, the last against the true ones. Every roster on the way keeps every contract.

use std::ops::Range;

use crate::analysis::schedule::pace::{Outcome, Run};
use crate::base::Draw;
use crate::domain::schedule::roster::{Roster, RosterProblem};

use super::generate::{self, Shares};
use super::limits::Limits;
use super::rerow::Rerow;
use super::rows::{Rows, roster_of};
use super::start::first_rows;

/// Why there is no roster.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoStart {
    #[error("employee {0:?} has no row that keeps the contract")]
    NoRow(String),
    #[error("there are more shifts than can be searched")]
    TooLarge,
    #[error("it was stopped before there was a roster")]
    Stopped,
}

/// First and last temperature, in units of cost; and the first where there is a good roster to begin with.
const HOT: f64 = 30.0;
const COLD: f64 = 0.5;
const HOT_FROM_ROSTER: f64 = 3.0;
/// Share of the budget for a first annealing, and those by which what is made of columns is done.
const ROUGH_SHARE: f64 = 0.05;
const LONG_ROUGH_SHARE: f64 = 0.3;
const SHARES: Shares = Shares { columns: 0.5, dive: 0.7, neighbourhoods: 0.95 };
/// How often a shift that is worked too often gets dearer in one move before it is forbidden; by how much, and what is
/// kept of it where its limit is not reached.
const RAISES: usize = 5;
const RAISE: f64 = 8.0;
const SINK: f64 = 0.8;
/// Days that a move gives new cells to, at most.
const LONGEST_STRETCH: usize = 42;

struct Search<'a> {
    rows: Rows<'a>,
    rerow: Rerow,
    draw: Draw,
    temperature: f64,
    prices: Vec<f64>,
    /// By employee, then shift: what is added to the price of a shift whose limit the free optimum tends to break. It rises
    /// with each breach and sinks else, as a Lagrange multiplier does; counting the shifts exactly would be far slower.
    dear: Vec<f64>,
    dearer: Vec<f64>,
    /// Rows before the move at hand.
    before: Vec<(usize, Vec<Option<u16>>)>,
}

struct Best {
    cost: i64,
    cells: Vec<Vec<Option<u16>>>,
}

/// Searches a roster until the budget is spent or somebody asks to stop; the best one found, with a bound where the problem is small. The same
/// seed and number of steps give the same roster. Rows of `from` that keep the contract are what the search begins with.
///
/// # Errors
/// An employee has no row that keeps the contract.
pub fn solve(
    problem: &RosterProblem,
    from: Option<&Roster>,
    run: &mut Run<'_, Roster>,
) -> Result<Outcome<Roster>, NoStart> {
    if problem.shifts.len() >= usize::from(u16::MAX) {
        return Err(NoStart::TooLarge);
    }
    let mut search = Search {
        rows: Rows::new(problem),
        rerow: Rerow::default(),
        draw: Draw::new(run.seed),
        temperature: 0.0,
        prices: Vec::new(),
        dear: vec![0.0; problem.staff.len() * problem.shifts.len()],
        dearer: Vec::new(),
        before: Vec::new(),
    };
    first_rows(&mut search.rows, from, &mut search.rerow, &mut search.draw)
        .map_err(|employee| NoStart::NoRow(problem.staff[employee].id.clone()))?;
    let mut best = Best { cost: i64::MAX, cells: Vec::new() };
    keep(&search, &mut best, run, 0);
    let rough = if from.is_some() {
        0.0
    } else if generate::is_small(problem) {
        ROUGH_SHARE
    } else {
        LONG_ROUGH_SHARE
    };
    let steps = anneal(&mut search, &mut best, run, (0, HOT, rough));
    let generated = generate::generate(problem, &best.cells, run, steps, SHARES);
    generated.cells.iter().enumerate().for_each(|(employee, cells)| search.rows.set(employee, 0, cells));
    keep(&search, &mut best, run, generated.steps);
    let is_proven = generated.bound.is_some_and(|bound| best.cost <= bound);
    let until = if is_proven { 0.0 } else { 1.0 };
    let steps = anneal(&mut search, &mut best, run, (generated.steps, HOT_FROM_ROSTER, until));
    Ok(Outcome { plan: roster_of(&best.cells), steps, bound: generated.bound })
}

fn keep(search: &Search<'_>, best: &mut Best, run: &mut Run<'_, Roster>, steps: u64) {
    if search.rows.cost < best.cost {
        best.cost = search.rows.cost;
        best.cells.clone_from(&search.rows.cells);
        (run.found)(&search.rows.roster(), best.cost, steps);
    }
}

/// Anneals from the steps done and a temperature until a share of the budget is spent; the steps done then.
fn anneal(
    search: &mut Search<'_>,
    best: &mut Best,
    run: &mut Run<'_, Roster>,
    (mut steps, hot, until): (u64, f64, f64),
) -> u64 {
    let from = run.spent(steps).min(until);
    loop {
        let spent = run.spent(steps);
        if spent >= until || search.rows.cells.is_empty() {
            return steps;
        }
        search.temperature = hot * f64::powf(COLD / hot, (spent - from) / (until - from));
        search.step();
        steps += 1;
        let _seen_by_spent = run.progress.tick(1);
        keep(search, best, run, steps);
    }
}

impl Search<'_> {
    fn pick(&mut self, n: usize) -> usize {
        (((self.draw.next() >> 32) * n as u64) >> 32) as usize
    }

    fn takes(&mut self, change: i64) -> bool {
        change <= 0 || (change as f64) < -self.temperature * (1.0 - self.draw.unit()).ln()
    }

    /// Whole weeks, all of them where they are few.
    fn any_stretch(&mut self) -> Range<usize> {
        let days = self.rows.problem.days;
        if days <= LONGEST_STRETCH {
            return 0..days;
        }
        let weeks = 2 + self.pick(LONGEST_STRETCH / 7 - 1);
        let first = self.pick(days.div_ceil(7) + weeks - 1) as isize - weeks as isize + 1;
        let start = (first.max(0) as usize * 7).min(days);
        start..days.min((first + weeks as isize).max(1) as usize * 7)
    }

    fn step(&mut self) {
        let stretch = self.any_stretch();
        let others = [1, 1, 2, 2, 2, 3][self.pick(6)].min(self.rows.cells.len());
        let cost = self.rows.cost;
        self.before.clear();
        let mut chosen: Vec<usize> = Vec::new();
        while chosen.len() < others {
            let employee = self.pick(self.rows.cells.len());
            if !chosen.contains(&employee) {
                chosen.push(employee);
                self.clear_row(employee, &stretch);
            }
        }
        for (at, employee) in chosen.iter().enumerate() {
            let is_disturbed = others == 1 || at + 1 < others;
            if !self.fill_row(*employee, &stretch, is_disturbed) {
                return self.take_back(stretch.start);
            }
        }
        if !self.takes(self.rows.cost - cost) {
            self.take_back(stretch.start);
        }
    }

    fn clear_row(&mut self, employee: usize, stretch: &Range<usize>) {
        self.before.push((employee, self.rows.cells[employee][stretch.clone()].to_vec()));
        let off = vec![None; stretch.len()];
        self.rows.set(employee, stretch.start, &off);
    }

    fn fill_row(&mut self, employee: usize, stretch: &Range<usize>, disturbed: bool) -> bool {
        self.rows.prices(employee, stretch.clone(), &mut self.prices);
        if disturbed {
            let strength = 2.0 * self.temperature * self.draw.unit();
            for price in &mut self.prices {
                *price += strength * (self.draw.unit() - 0.5);
            }
        }
        let contract = &self.rows.contracts[employee];
        let limits = Limits::beside(contract, &self.rows.cells[employee], stretch);
        let shifts = self.rows.shifts;
        for attempt in 0..=RAISES {
            let dear = &self.dear[employee * shifts..(employee + 1) * shifts];
            self.dearer.clear();
            self.dearer.extend(self.prices.iter().zip(dear.iter().cycle()).map(|(price, dear)| price + dear));
            let found =
                self.rerow.relaxed(contract, &self.rows.cells[employee], stretch.clone(), &limits, &self.dearer);
            let Some(found) = found else { return false };
            let mut over = false;
            for shift in 0..shifts {
                let worked = found.cells.iter().filter(|cell| **cell == Some(shift as u16)).count();
                let dear = &mut self.dear[employee * shifts + shift];
                if worked > limits.shifts[shift] {
                    over = true;
                    *dear += RAISE;
                    if attempt + 1 == RAISES {
                        self.prices.iter_mut().skip(shift).step_by(shifts).for_each(|price| *price = f64::INFINITY);
                    }
                } else if worked < limits.shifts[shift] {
                    *dear *= SINK;
                }
            }
            if !over {
                self.rows.set(employee, stretch.start, &found.cells);
                return true;
            }
        }
        false
    }

    fn take_back(&mut self, from: usize) {
        while let Some((employee, cells)) = self.before.pop() {
            self.rows.set(employee, from, &cells);
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::analysis::schedule::pace::Steps;
    use crate::analysis::schedule::roster::check;
    use crate::base::Progress;
    use crate::domain::schedule::roster::{Cover, Employee, Request, ShiftKind, Wish};

    pub fn small_ward() -> RosterProblem {
        let employee = |id: &str, leave| Employee {
            id: id.to_owned(),
            max_shifts: vec![7],
            max_mins: 4 * 480,
            min_mins: 2 * 480,
            max_run: 3,
            min_run: 2,
            min_rest: 2,
            max_weekends: 1,
            leave,
        };
        let cover = |day| Cover { day, shift: 0, wanted: 1 + (day as u32) % 2, under_weight: 100, over_weight: 1 };
        let wish = |employee, day, wish| Request { employee, day, shift: 0, wish, weight: 3 };
        RosterProblem {
            days: 7,
            shifts: vec![ShiftKind { id: "D".to_owned(), mins: 480, not_before: Vec::new() }],
            staff: vec![employee("A", vec![1]), employee("B", vec![]), employee("C", vec![6])],
            requests: vec![wish(0, 2, Wish::On), wish(1, 0, Wish::Off), wish(2, 3, Wish::On)],
            cover: (0..7).map(cover).collect(),
        }
    }

    fn best_of_all(problem: &RosterProblem) -> u64 {
        let row = |code: usize| (0..7).map(|day| (code >> day & 1 == 1).then_some(0)).collect::<Vec<_>>();
        let judged = |codes: [usize; 3]| {
            let score = check(problem, &Roster { cells: codes.map(row).to_vec() });
            score.is_feasible().then(|| score.cost())
        };
        let alone = |employee: usize| {
            let keeps = move |code: &usize| {
                let mut cells = vec![vec![None; 7]; 3];
                cells[employee] = row(*code);
                !check(problem, &Roster { cells }).violations.iter().any(|broken| broken.employee == employee)
            };
            (0..128).filter(keeps).collect::<Vec<usize>>()
        };
        let [one, two, three] = [alone(0), alone(1), alone(2)];
        let pairs = one.iter().flat_map(|a| two.iter().map(move |b| (*a, *b)));
        let all = pairs.flat_map(|(a, b)| three.iter().map(move |c| [a, b, *c]));
        all.filter_map(judged).min().expect("some roster breaks no rule")
    }

    #[test]
    fn a_small_ward_is_solved_to_the_best_there_is_and_the_bound_is_below_it() {
        let problem = small_ward();
        let solve_once = || {
            let (mut pace, progress) = (Steps(3_000), Progress::default());
            let mut found = |_: &Roster, _: i64, _: u64| {};
            solve(&problem, None, &mut Run { seed: 5, pace: &mut pace, progress: &progress, found: &mut found })
        };
        let made = solve_once().expect("a roster");
        let score = check(&problem, &made.plan);
        let best = best_of_all(&problem);
        assert!(score.is_feasible());
        assert_eq!(score.cost(), best);
        let bound = made.bound.expect("it is small") as u64;
        assert!(bound <= best && bound > 0, "{bound} and {best}");
        assert_eq!(solve_once(), Ok(made), "the same seed and steps");
    }

    #[test]
    fn who_has_no_row_is_named() {
        let mut problem = small_ward();
        problem.staff[1].min_mins = 7 * 480;
        problem.staff[1].max_mins = 7 * 480;
        let (mut pace, progress) = (Steps(10), Progress::default());
        let mut found = |_: &Roster, _: i64, _: u64| {};
        let mut run = Run { seed: 5, pace: &mut pace, progress: &progress, found: &mut found };
        assert_eq!(solve(&problem, None, &mut run), Err(NoStart::NoRow("B".to_owned())));
    }
}
