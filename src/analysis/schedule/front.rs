//! Repairs between stability and quality. One search goes down a ladder of prices on what changes, each rung from the plan
//! of the rung above, and keeps the plan of each. Whatever stability is asked for is then answered from these plans: so a
//! larger one never disturbs more and never costs less, and none is worse than what was found for another.

use super::pace::{Outcome, Pace, Run};

/// A repaired plan between stability and quality.
#[derive(Clone, Debug, PartialEq)]
pub struct FrontPlan<P> {
    pub plan: P,
    /// What the plan itself costs.
    pub cost: i64,
    /// What it changes, in tenths of a moved patient or of a changed cell.
    pub disturbed: i64,
}

impl<P> FrontPlan<P> {
    /// Ten times the cost with a price on every change.
    fn weighed(&self, stability: u32) -> i64 {
        self.cost.saturating_mul(10).saturating_add(self.disturbed.saturating_mul(stability.into()))
    }
}

/// The plan that is best at a stability; of two that are equal the one that disturbs less.
pub fn chosen<P>(front: &[FrontPlan<P>], stability: u32) -> Option<&FrontPlan<P>> {
    front.iter().min_by_key(|one| (one.weighed(stability), one.disturbed))
}

/// Plans of which none is both cheaper and calmer than another; the calmest first.
pub fn undominated<P>(mut all: Vec<FrontPlan<P>>) -> Vec<FrontPlan<P>> {
    all.sort_by_key(|one| (one.disturbed, one.cost));
    let mut front: Vec<FrontPlan<P>> = Vec::new();
    for one in all {
        if front.last().is_none_or(|last| one.cost < last.cost) {
            front.push(one);
        }
    }
    front
}

/// A share of a larger budget.
struct Part<'a> {
    whole: &'a mut dyn Pace,
    from: f64,
    to: f64,
    /// Done before this part began.
    steps: u64,
}

impl Pace for Part<'_> {
    fn spent(&mut self, steps: u64) -> f64 {
        let whole = self.whole.spent(self.steps + steps);
        if self.to <= self.from { 1.0 } else { ((whole - self.from) / (self.to - self.from)).max(0.0) }
    }
}

/// What was found on the way down.
pub struct Descent<P> {
    pub plans: Vec<FrontPlan<P>>,
    pub steps: u64,
}

/// Goes down the ladder; `rung` searches with a price, from the plan above where there is one, and `measured` tells a
/// plan's own cost and what it disturbs. `run` is told of each plan that is better at the stability asked for.
///
/// # Errors
/// What the first rung says; where a later one finds nothing the plans above stand.
pub fn descend<P: Clone, E>(
    ladder: &[u32],
    stability: u32,
    run: &mut Run<'_, P>,
    mut rung: impl FnMut(u32, Option<&P>, &mut Run<'_, P>) -> Result<Outcome<P>, E>,
    measured: impl Fn(&P) -> (i64, i64),
) -> Result<Descent<P>, E> {
    let mut found = Descent { plans: Vec::<FrontPlan<P>>::new(), steps: 0 };
    let mut best = i64::MAX;
    for (at, price) in ladder.iter().enumerate() {
        let share = |rung: usize| rung as f64 / ladder.len() as f64;
        if at > 0 && run.spent(found.steps) >= 1.0 {
            break;
        }
        let mut pace = Part { whole: &mut *run.pace, from: share(at), to: share(at + 1), steps: found.steps };
        let mut ignored = |_: &P, _: i64, _: u64| {};
        let mut part = Run { seed: run.seed, pace: &mut pace, progress: run.progress, found: &mut ignored };
        let above = found.plans.last().map(|one| one.plan.clone());
        let outcome = match rung(*price, above.as_ref(), &mut part) {
            Ok(outcome) => outcome,
            Err(why) if found.plans.is_empty() => return Err(why),
            Err(_) => break,
        };
        found.steps += outcome.steps;
        let (cost, disturbed) = measured(&outcome.plan);
        let one = FrontPlan { plan: outcome.plan, cost, disturbed };
        if one.weighed(stability) < best {
            best = one.weighed(stability);
            (run.found)(&one.plan, best.div_euclid(10), found.steps);
        }
        found.plans.push(one);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Draw;

    /// Whatever was found: the larger the stability, the less is disturbed and the more it costs, and no other plan is
    /// better at it.
    #[test]
    fn the_answer_trades_quality_for_stability_and_is_the_best_found() {
        let mut draw = Draw::new(2);
        let mut number = |n| draw.below(n) as i64;
        for _ in 0..200 {
            let all: Vec<FrontPlan<()>> =
                (0..12).map(|_| FrontPlan { plan: (), cost: number(500), disturbed: number(300) }).collect();
            let front = undominated(all.clone());
            let mut before: Option<(i64, i64)> = None;
            for stability in [0, 1, 7, 30, 100, 500, 5_000] {
                let one = chosen(&front, stability).expect("a plan");
                assert!(all.iter().all(|other| other.weighed(stability) >= one.weighed(stability)));
                if let Some((cost, disturbed)) = before {
                    assert!(one.disturbed <= disturbed && one.cost >= cost, "{one:?} after {before:?}");
                }
                before = Some((one.cost, one.disturbed));
            }
        }
    }
}
