//! The fit: coefficients with their intervals, and what is left of each row.

use crate::analysis::statistics::student_quantile_above;
use crate::base::{Cancelled, Progress};
use crate::domain::schedule::cost::{CostColumn, CostInput, CostModel, CostTerm};

use super::CostRow;
use super::columns::{inputs_of, ones, terms_of};
use super::sweep::swept;

/// More columns than this are no longer solved in a moment.
const MOST_COLUMNS: usize = 2_000;

/// Why nothing was learned.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CostFault {
    #[error("{rows} rows can be used; at least {needed} are needed for {columns} columns and what is left over")]
    TooFew { rows: usize, columns: usize, needed: usize },
    #[error(
        "the inputs have {columns} different words, more than {MOST_COLUMNS}: is one of them a number or a name of each row?"
    )]
    TooManyWords { columns: usize },
    #[error("the costs are too large to be squared")]
    NotFinite,
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// What is left of a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Residual {
    /// Line in its file.
    pub line: u64,
    pub cost: f64,
    pub fitted: f64,
    /// Share of the row in its own fit, 0 to 1.
    pub leverage: f64,
    /// What is left, in its own standard deviations; nothing where the row alone decides its fit.
    pub standardised: Option<f64>,
}

/// A model and what it leaves.
#[derive(Clone, Debug, PartialEq)]
pub struct Learned {
    pub model: CostModel,
    pub residuals: Vec<Residual>,
    /// Share of the costs' variance that the sum explains on the rows it was learned from; nothing where all are equal.
    pub r_squared: Option<f64>,
}

/// A coefficient with its 95 % interval, in the unit of the costs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Term {
    pub term: CostTerm,
    /// Nothing where the other columns already say it.
    pub value: Option<(f64, f64, f64)>,
}

/// Learns the cost from rows of complete words.
///
/// # Errors
/// Too few rows, too many words, costs beyond what can be squared; cancelled.
pub fn fit(target: &str, inputs: &[String], rows: &[&CostRow], progress: &Progress) -> Result<Learned, CostFault> {
    let inputs = inputs_of(inputs, rows);
    let terms = terms_of(&inputs);
    if terms.len() > MOST_COLUMNS {
        return Err(CostFault::TooManyWords { columns: terms.len() - 1 });
    }
    let found = swept(crossed(&inputs, terms.len(), rows, progress)?);
    let kept = found.coefficients.iter().flatten().count();
    if rows.len() <= kept {
        return Err(CostFault::TooFew { rows: rows.len(), columns: kept, needed: kept + 1 });
    }
    let parts = terms.into_iter().zip(found.coefficients).zip(found.said_by);
    let columns =
        parts.map(|((term, coefficient), said_by)| CostColumn { term, coefficient, said_by }).collect::<Vec<_>>();
    let mut model = CostModel {
        target: target.to_owned(),
        inputs,
        columns,
        inverse: found.inverse,
        spread: 0.0,
        freedom: (rows.len() - kept) as u64,
        rows: rows.len() as u64,
    };
    let r_squared = measure(&mut model, rows);
    if !model.is_whole() {
        return Err(CostFault::NotFinite);
    }
    let residuals = residuals(&model, rows);
    Ok(Learned { model, residuals, r_squared })
}

/// Columns against columns and against the costs.
fn crossed(
    inputs: &[CostInput],
    columns: usize,
    rows: &[&CostRow],
    progress: &Progress,
) -> Result<Vec<Vec<f64>>, Cancelled> {
    let mut crossed = vec![vec![0.0; columns + 1]; columns + 1];
    for row in rows {
        progress.tick(0)?;
        let ones = ones(inputs, &row.words);
        for at in &ones {
            ones.iter().for_each(|other| crossed[*at][*other] += 1.0);
            crossed[*at][columns] += row.cost;
            crossed[columns][*at] += row.cost;
        }
        crossed[columns][columns] += row.cost * row.cost;
    }
    Ok(crossed)
}

/// Sets the spread; gives the share explained.
fn measure(model: &mut CostModel, rows: &[&CostRow]) -> Option<f64> {
    let mean = rows.iter().map(|row| row.cost).sum::<f64>() / rows.len() as f64;
    let left: f64 = rows.iter().map(|row| (row.cost - fitted(model, &ones(&model.inputs, &row.words))).powi(2)).sum();
    let whole: f64 = rows.iter().map(|row| (row.cost - mean).powi(2)).sum();
    model.spread = (left / model.freedom as f64).sqrt();
    (whole > 0.0).then(|| 1.0 - left / whole)
}

fn fitted(model: &CostModel, ones: &[usize]) -> f64 {
    ones.iter().filter_map(|at| model.columns.get(*at)?.coefficient).sum()
}

fn residuals(model: &CostModel, rows: &[&CostRow]) -> Vec<Residual> {
    let kept: Vec<usize> = model.kept().collect();
    let place = |at: &usize| kept.binary_search(at).ok();
    let of_row = |row: &&CostRow| {
        let ones = ones(&model.inputs, &row.words);
        let places: Vec<usize> = ones.iter().filter_map(place).collect();
        let pairs = places.iter().flat_map(|one| places.iter().map(move |other| (one, other)));
        let leverage: f64 = pairs.map(|(one, other)| model.inverse[one * kept.len() + other]).sum();
        let fitted = fitted(model, &ones);
        let deviation = model.spread * (1.0 - leverage).max(0.0).sqrt();
        let standardised = (deviation > 1e-9 * model.spread).then(|| (row.cost - fitted) / deviation);
        Residual { line: row.line, cost: row.cost, fitted, leverage, standardised }
    };
    rows.iter().map(of_row).collect()
}

/// The coefficients with their intervals of 95 % by Student's t.
pub fn terms(model: &CostModel) -> Vec<Term> {
    let t = student_quantile_above(0.025, model.freedom as f64);
    let kept: Vec<usize> = model.kept().collect();
    let variance = |place: usize| model.inverse.get(place * kept.len() + place).copied().unwrap_or(f64::NAN);
    let of_column = |(at, column): (usize, &CostColumn)| {
        let value = kept.binary_search(&at).ok().zip(column.coefficient).map(|(place, value)| {
            let half = t * model.spread * variance(place).max(0.0).sqrt();
            (value, value - half, value + half)
        });
        Term { term: column.term, value }
    };
    model.columns.iter().enumerate().map(of_column).collect()
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::{Doubt, Refusal, predict};
    use super::*;

    pub fn rows_of(text: &str) -> Vec<CostRow> {
        let row = |(at, line): (usize, &str)| {
            let mut cells: Vec<String> = line.split(',').map(|cell| cell.trim().to_owned()).collect();
            let cost = cells.pop().and_then(|cost| cost.parse().ok())?;
            cells.iter().all(|cell| !cell.is_empty()).then_some(CostRow { words: cells, cost, line: at as u64 + 1 })
        };
        text.lines().enumerate().filter_map(row).collect()
    }

    pub fn learned(text: &str) -> (Vec<CostRow>, Result<Learned, CostFault>) {
        let rows = rows_of(text);
        let inputs: Vec<String> =
            ["hospital", "doctor", "equipment"].iter().take(rows[0].words.len()).map(|name| (*name).into()).collect();
        let found = fit("resource_cost", &inputs, &rows.iter().collect::<Vec<_>>(), &Progress::default());
        (rows, found)
    }

    pub fn sample() -> &'static str {
        include_str!("../../../../sample_data/medical_resource_data.csv")
    }

    fn words(of: &[&str]) -> Vec<Option<String>> {
        of.iter().map(|word| (!word.is_empty()).then(|| (*word).to_owned())).collect()
    }

    /// statsmodels 0.15.0, `ols` with Treatment coding on `sample_data/medical_resource_data.csv` (253 complete rows).
    #[test]
    fn coefficients_intervals_and_a_prediction_are_those_of_statsmodels() {
        let (_, found) = learned(sample());
        let found = found.expect("learned");
        let model = &found.model;
        assert_eq!((model.rows, model.freedom), (253, 234));
        assert!((model.spread - 159.714_951_349_271_1).abs() < 1e-8, "{}", model.spread);
        assert!((found.r_squared.expect("varied") - 0.846_658_986_431_906_6).abs() < 1e-12);
        let theirs = [
            ("(intercept)", None, (959.911_422, 885.052_218, 1_034.770_627)),
            ("Harbour University", Some(0), (548.136_996, 490.052_358, 606.221_634)),
            ("Dr. Santos", Some(1), (-234.793_386, -323.923_198, -145.663_574)),
            ("MRI", Some(2), (584.675_545, 518.821_178, 650.529_912)),
        ];
        let terms = terms(model);
        for (word, input, (value, low, high)) in theirs {
            let is_it = |term: &&Term| match (input, term.term.level) {
                (None, None) => true,
                (Some(input), Some((at, level))) => at == input && model.inputs[at].levels[level].name == word,
                _ => false,
            };
            let ours = terms.iter().find(is_it).and_then(|term| term.value).expect("a coefficient");
            for (ours, theirs) in [(ours.0, value), (ours.1, low), (ours.2, high)] {
                assert!((ours - theirs).abs() < 1e-5, "{word}: {ours} {theirs}");
            }
        }
        let new = predict(model, &words(&["Harbour University", "Dr. Lim", "endoscope"])).expect("predicted");
        assert!((new.cost - 1_434.925_087).abs() < 1e-5);
        assert!((new.low - 1_110.275_017).abs() < 1e-5 && (new.high - 1_759.575_158).abs() < 1e-5);
        assert!(new.doubts.is_empty());
        let sum: f64 = found.residuals.iter().map(|row| row.leverage).sum();
        assert!((sum - 19.0).abs() < 1e-9, "the leverages add up to the columns: {sum}");
    }

    /// Whoever was never seen is put at the mean of the seen with a wider interval, and that is said.
    #[test]
    fn an_unseen_word_widens_the_interval_and_is_named() {
        let (_, found) = learned(sample());
        let model = found.expect("learned").model;
        let known = predict(&model, &words(&["North Clinic", "Dr. Lim", "MRI"])).expect("predicted");
        let unseen = predict(&model, &words(&["North Clinic", "Dr. Novák", "MRI"])).expect("predicted");
        let missing = predict(&model, &words(&["North Clinic", "", "MRI"])).expect("predicted");
        assert_eq!(unseen.doubts, [Doubt::Unseen { input: 1 }]);
        assert_eq!(missing.doubts, [Doubt::Missing { input: 1 }]);
        assert_eq!((unseen.cost, unseen.low), (missing.cost, missing.low));
        assert!(unseen.high - unseen.low > 1.1 * (known.high - known.low));
    }

    /// Where a doctor works in one hospital only, the two cannot be told apart: what was seen together is predicted,
    /// another pairing is refused.
    #[test]
    fn what_cannot_be_told_apart_is_not_made_up() {
        let (_, found) = learned("A,x,1\nA,x,2\nA,y,4\nA,y,5\nB,z,7\nB,z,9\n");
        let found = found.expect("learned");
        assert_eq!(found.model.kept().count(), 3);
        let at = |pair: [&str; 2]| predict(&found.model, &words(&pair));
        assert!((at(["B", "z"]).expect("seen").cost - 8.0).abs() < 1e-9);
        assert!((at(["A", "y"]).expect("seen").cost - 4.5).abs() < 1e-9);
        assert_eq!(at(["B", "x"]), Err(Refusal::NotTold));
    }

    #[test]
    fn too_few_rows_and_costs_beyond_squares_are_refused() {
        assert!(matches!(learned("A,x,1\nB,y,2\n").1, Err(CostFault::TooFew { .. })));
        assert_eq!(learned("A,x,1e200\nA,x,3e200\nB,x,2e200\nB,x,1e200\n").1, Err(CostFault::NotFinite));
    }
}
