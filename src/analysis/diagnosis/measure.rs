//! Measures of answers that were held back: rankings fold by fold, everything else over all patients.
//!
//! Scores of different models have no common zero, so a ranking is measured within each fold and the mean over the folds
//! is taken; pooling them is biased against the model. Classes and probabilities mean the same in every fold and are
//! pooled within each repeat.

use super::learned::Answered;
use super::learner::Task;
use super::metrics::{Confusion, Errors, Metric, Ranked, TwoByTwo, brier_of, likeliest, log_loss_of};
use super::problem::Problem;

/// A measure of a ranking: of the cases, which are of the class and what each weighs.
type OfRanking<'a> = &'a dyn Fn(&Ranked, &dyn Fn(u32) -> bool, &dyn Fn(u32) -> f64) -> Option<f64>;

/// One split: who was held back, and what was said of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    pub repeat: u32,
    pub train: u32,
    pub test: Vec<u32>,
    pub answered: Answered,
    /// What the baseline says of every case.
    pub baseline: Vec<f64>,
    /// Which candidate was taken.
    pub chosen: usize,
}

/// Measures in the order of [`Metric::of`], and in how many folds each has no value.
#[derive(Clone, Debug, PartialEq)]
pub struct Measures {
    pub values: Vec<Option<f64>>,
    pub undefined_folds: Vec<u32>,
}

/// Answers that are measured again and again with other weights.
pub struct Judged<'a, 't> {
    problem: &'a Problem<'t>,
    outcomes: &'a [Outcome],
    /// For each outcome the cases in the order of each class's score; of two classes the second's.
    rankings: Vec<Vec<(u32, Ranked)>>,
}

impl<'a, 't> Judged<'a, 't> {
    pub fn new(problem: &'a Problem<'t>, outcomes: &'a [Outcome]) -> Judged<'a, 't> {
        let of = |outcome: &Outcome| rankings(problem, &outcome.answered.scores);
        Judged { problem, outcomes, rankings: outcomes.iter().map(of).collect() }
    }

    /// `weights` has one for each row of the table; without it every row counts once.
    pub fn measures(&self, weights: Option<&[f64]>) -> Measures {
        let weight = |row: u32| weights.map_or(1.0, |weights| weights.get(row as usize).copied().unwrap_or(0.0));
        match self.problem.task {
            Task::Classify => self.of_classes(&weight),
            Task::Regress => self.of_numbers(&weight),
        }
    }

    /// Repeats whose cases are pooled.
    fn repeats(&self) -> impl Iterator<Item = &'a [Outcome]> {
        self.outcomes.chunk_by(|a, b| a.repeat == b.repeat)
    }

    fn of_classes(&self, weight: &dyn Fn(u32) -> f64) -> Measures {
        let ranked = |of: OfRanking<'_>| {
            let folds = self.outcomes.iter().zip(&self.rankings);
            folds.map(|(outcome, rankings)| self.of_ranking(outcome, rankings, weight, of)).collect::<Vec<_>>()
        };
        let rankings = [ranked(&Ranked::roc_auc), ranked(&Ranked::average_precision)];
        let mut columns: Vec<Vec<Option<f64>>> = rankings.into();
        let pooled: Vec<Vec<Option<f64>>> = self.repeats().map(|folds| self.of_pooled(folds, weight)).collect();
        let others = Metric::of(Task::Classify).len() - columns.len();
        columns.extend((0..others).map(|place| pooled.iter().map(|row| row.get(place).copied().flatten()).collect()));
        summed_up(&columns)
    }

    fn of_ranking(
        &self,
        outcome: &Outcome,
        rankings: &[(u32, Ranked)],
        weight: &dyn Fn(u32) -> f64,
        of: OfRanking<'_>,
    ) -> Option<f64> {
        let row = |case: u32| outcome.test.get(case as usize).copied().unwrap_or(0);
        let of_class = |(class, ranked): &(u32, Ranked)| {
            of(ranked, &|case| self.problem.class(row(case)) == *class, &|case| weight(row(case)))
        };
        mean(&rankings.iter().map(of_class).collect::<Option<Vec<f64>>>()?)
    }

    /// All measures but the rankings.
    fn of_pooled(&self, folds: &[Outcome], weight: &dyn Fn(u32) -> f64) -> Vec<Option<f64>> {
        let (confusion, [brier, loss, total]) = pooled(self.problem, folds, weight);
        let share = |sum: f64| (total > 0.0).then(|| sum / total);
        vec![
            confusion.accuracy(),
            confusion.balanced_accuracy(),
            confusion.share_of(TwoByTwo::sensitivity),
            confusion.share_of(TwoByTwo::specificity),
            confusion.share_of(TwoByTwo::positive_predictive_value),
            confusion.share_of(TwoByTwo::negative_predictive_value),
            confusion.share_of(TwoByTwo::f1),
            confusion.matthews(),
            share(brier),
            share(loss),
        ]
    }

    fn of_numbers(&self, weight: &dyn Fn(u32) -> f64) -> Measures {
        let of_repeat = |folds: &[Outcome]| {
            let mut errors = Errors::default();
            for outcome in folds {
                for (row, said) in outcome.test.iter().zip(&outcome.answered.outputs) {
                    errors.add(self.problem.number(*row), *said, weight(*row));
                }
            }
            [errors.root_mean_square(), errors.mean_absolute(), errors.r_squared()]
        };
        let rows: Vec<[Option<f64>; 3]> = self.repeats().map(of_repeat).collect();
        summed_up(&(0..3).map(|place| rows.iter().map(|row| row[place]).collect()).collect::<Vec<_>>())
    }

    /// Truth against the likeliest class, of one repeat.
    pub fn confusion(&self) -> Confusion {
        let first = self.repeats().next().unwrap_or_default();
        pooled(self.problem, first, &|_| 1.0).0
    }
}

fn pooled(problem: &Problem<'_>, folds: &[Outcome], weight: &dyn Fn(u32) -> f64) -> (Confusion, [f64; 3]) {
    let classes = problem.outputs();
    let mut confusion = Confusion::new(classes);
    let (mut brier, mut loss, mut total) = (0.0, 0.0, 0.0);
    for outcome in folds {
        for (row, probabilities) in outcome.test.iter().zip(outcome.answered.outputs.chunks_exact(classes)) {
            let (truth, weight) = (problem.class(*row), weight(*row));
            if weight > 0.0 {
                confusion.add(truth, likeliest(probabilities), weight);
                brier += weight * brier_of(probabilities, truth);
                loss += weight * log_loss_of(probabilities, truth);
                total += weight;
            }
        }
    }
    (confusion, [brier, loss, total])
}

fn rankings(problem: &Problem<'_>, scores: &[f64]) -> Vec<(u32, Ranked)> {
    let of_class =
        |of: &dyn Fn(&[f64]) -> f64| Ranked::new(&scores.chunks_exact(problem.outputs()).map(of).collect::<Vec<f64>>());
    match problem.outputs() {
        1 => Vec::new(),
        2 => vec![(1, of_class(&|case| if let [first, second] = case { order(*first, *second) } else { 0.0 }))],
        classes => (0..classes)
            .map(|class| (class as u32, of_class(&|case| case.get(class).copied().unwrap_or(0.0))))
            .collect(),
    }
}

/// Orders cases by two scores. Of probabilities the log odds: the difference of 0 and 1 hides how close to them they are.
fn order(first: f64, second: f64) -> f64 {
    let are_probabilities = first >= 0.0 && second >= 0.0 && first + second > 0.5;
    if are_probabilities { second.ln() - first.ln() } else { second - first }
}

fn summed_up(columns: &[Vec<Option<f64>>]) -> Measures {
    let defined = |column: &Vec<Option<f64>>| mean(&column.iter().copied().flatten().collect::<Vec<f64>>());
    let undefined = |column: &Vec<Option<f64>>| column.iter().filter(|value| value.is_none()).count() as u32;
    Measures { values: columns.iter().map(defined).collect(), undefined_folds: columns.iter().map(undefined).collect() }
}

fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// The primary measure of scores for these rows; `None` where it has no value.
pub fn primary_of(problem: &Problem<'_>, rows: &[u32], scores: &[f64]) -> Option<f64> {
    match problem.task {
        Task::Classify => {
            let of_class = |(class, ranked): (u32, Ranked)| {
                let is_class = |case: u32| rows.get(case as usize).is_some_and(|row| problem.class(*row) == class);
                ranked.roc_auc(&is_class, &|_| 1.0)
            };
            mean(&rankings(problem, scores).into_iter().map(of_class).collect::<Option<Vec<f64>>>()?)
        }
        Task::Regress => {
            let mut errors = Errors::default();
            rows.iter().zip(scores).for_each(|(row, said)| errors.add(problem.number(*row), *said, 1.0));
            errors.root_mean_square()
        }
    }
}
