//! What is suspicious about the data before anything is learned: columns that give the answer away.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::learner::Task;
use super::metrics::Ranked;
use super::plan::Plan;
use super::problem::Problem;
use super::table::{Column, ColumnType, Naming, Role, Values, naming_of};
use crate::base::{Cancelled, Draw, Progress};

/// Area under the curve of one feature alone from which it is suspicious; and share of the variance.
const ALONE_AUC: f64 = 0.985;
const ALONE_R_SQUARED: f64 = 0.97;
/// Fewer cases than these in a class or a column prove nothing.
const FEWEST: usize = 5;

/// Something to look at, and where.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Warning {
    pub column: Option<String>,
    pub kind: WarningKind,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WarningKind {
    /// The feature alone tells the answer; area under its curve, or share of the variance.
    TellsAlone { how_well: f64 },
    /// Rows with the same whole number agree in their answer and rows with the next one do not, as rows of patients do.
    SameValueSameAnswer { how_well: f64 },
    /// That the value is missing tells the answer.
    MissingTells { how_well: f64 },
    /// A feature that looks like an identifier.
    IdentifierFeature,
    /// An identifier that was left out of the features.
    IdentifierLeftOut,
    /// The feature is later than the target in so many rows.
    LaterThanTarget { rows: u32 },
    /// Rows alike in all features that belong to different patients and may stand on both sides.
    Duplicates { rows: u32 },
}

impl WarningKind {
    /// Key in files; everything by which the answer may leak has the same.
    pub fn id(&self) -> &'static str {
        match self {
            WarningKind::TellsAlone { .. }
            | WarningKind::SameValueSameAnswer { .. }
            | WarningKind::MissingTells { .. }
            | WarningKind::IdentifierFeature
            | WarningKind::LaterThanTarget { .. } => "leak",
            WarningKind::IdentifierLeftOut => "identifier",
            WarningKind::Duplicates { .. } => "duplicates",
        }
    }
}

/// Looks at every column.
///
/// # Errors
/// Cancelled.
pub fn lint(problem: &Problem<'_>, plan: &Plan, progress: &Progress) -> Result<Vec<Warning>, Cancelled> {
    let mut warnings = Vec::new();
    for column in &problem.table.columns {
        progress.tick(0)?;
        let kinds = match column.role {
            Role::Feature => of_feature(problem, column, plan),
            Role::Ignore | Role::Group if column.kind == ColumnType::Identifier => vec![WarningKind::IdentifierLeftOut],
            Role::Ignore | Role::Group | Role::Target => Vec::new(),
        };
        warnings.extend(kinds.into_iter().map(|kind| Warning { column: Some(column.name.clone()), kind }));
    }
    let rows = duplicates(problem);
    if rows > 0 {
        warnings.push(Warning { column: None, kind: WarningKind::Duplicates { rows } });
    }
    Ok(warnings)
}

fn of_feature(problem: &Problem<'_>, column: &Column, plan: &Plan) -> Vec<WarningKind> {
    let mut found = Vec::new();
    if let Some(how_well) = tells_alone(problem, column) {
        found.push(WarningKind::TellsAlone { how_well });
    } else if let Some(how_well) = same_value_same_answer(problem, column) {
        found.push(WarningKind::SameValueSameAnswer { how_well });
    } else if let Some(how_well) = missing_tells(problem, column) {
        found.push(WarningKind::MissingTells { how_well });
    }
    if looks_like_identifier(problem, column) {
        found.push(WarningKind::IdentifierFeature);
    }
    let rows = later_than_target(problem, column, plan);
    if rows > 0 {
        found.push(WarningKind::LaterThanTarget { rows });
    }
    found
}

fn looks_like_identifier(problem: &Problem<'_>, column: &Column) -> bool {
    if column.kind == ColumnType::Identifier {
        return true;
    }
    let mut values: Vec<f64> = problem.rows.iter().filter_map(|row| column.values.number(*row)).collect();
    let present = values.len();
    let are_whole = values.iter().filter(|value| value.fract() == 0.0).count() * 10 >= present * 9;
    values.sort_by(f64::total_cmp);
    values.dedup();
    naming_of(&column.name) != Naming::No && are_whole && values.len() * 2 > present
}

/// How well the feature alone tells the answer, where that is suspicious.
fn tells_alone(problem: &Problem<'_>, column: &Column) -> Option<f64> {
    let rows: Vec<u32> = problem.rows.iter().copied().filter(|row| !column.values.is_missing(*row)).collect();
    let numbers: Vec<f64> = rows.iter().filter_map(|row| column.values.number(*row)).collect();
    match problem.task {
        Task::Regress => {
            let answers: Vec<f64> = rows.iter().map(|row| problem.number(*row)).collect();
            let as_number = r_squared(&numbers, &answers);
            let by_word = words_r_squared(column, &rows, &answers);
            let how_well = as_number.max(by_word);
            (rows.len() >= 2 * FEWEST && how_well >= ALONE_R_SQUARED).then_some(how_well)
        }
        Task::Classify => {
            let of_classes = (0..problem.outputs() as u32)
                .map(|class| auc_alone(problem, column, &rows, &numbers, class))
                .collect::<Option<Vec<f64>>>()?;
            // Of several classes one that can be told alone is enough.
            of_classes.into_iter().reduce(f64::max).filter(|found| *found >= ALONE_AUC)
        }
    }
}

/// Fewer neighbours tell nothing of themselves.
const FEWEST_NEIGHBOURS: usize = 6;
/// By how much rows of the same number have to be closer: part of the distance of neighbours.
const LEAST_SHARE: f64 = 0.1;
/// Orders of the answers by chance that have to be less close.
const PERMUTATIONS: u32 = 100;
/// More rows are not needed to see it.
const MOST_ROWS: usize = 20_000;

/// Whether rows with the same whole number agree in their answer, and rows with the next number do not: a measure runs
/// smoothly, so that the second next number is farther still; a number of patients and a code do not run at all. By how much
/// answers are closer within, from 0 to 1.
fn same_value_same_answer(problem: &Problem<'_>, column: &Column) -> Option<f64> {
    let Values::Numbers(_) = &column.values else { return None };
    let mut rows: Vec<(f64, u32)> =
        problem.rows.iter().filter_map(|row| column.values.number(*row).map(|value| (value, *row))).collect();
    let whole = rows.iter().filter(|(value, _)| value.fract() == 0.0).count();
    if (whole as f64) < 0.9 * rows.len() as f64 {
        return None;
    }
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    rows.truncate(MOST_ROWS);
    let sizes: Vec<usize> = rows.chunk_by(|a, b| a.0 == b.0).map(<[(f64, u32)]>::len).collect();
    let mut answers: Vec<(usize, f64)> = rows
        .iter()
        .map(|(_, row)| match problem.task {
            Task::Classify => (problem.class(*row) as usize, 1.0),
            Task::Regress => (0, problem.number(*row)),
        })
        .collect();
    let found = Closeness::of(&sizes, &answers, problem.outputs())?;
    if found.gain() < LEAST_SHARE * found.beside || found.beyond - found.within > 2.0 * found.gain() {
        return None;
    }
    let mut draw = Draw::new(1);
    let by_chance = (0..PERMUTATIONS).any(|_| {
        draw.shuffle(&mut answers);
        Closeness::of(&sizes, &answers, problem.outputs()).is_none_or(|chance| chance.gain() >= found.gain())
    });
    (!by_chance).then(|| found.gain() / found.beside)
}

/// Mean square distances of two answers: of the same number, of neighbouring numbers, of the ones after those.
struct Closeness {
    within: f64,
    beside: f64,
    beyond: f64,
}

impl Closeness {
    fn of(sizes: &[usize], answers: &[(usize, f64)], outputs: usize) -> Option<Closeness> {
        let mut rest = answers;
        let groups: Vec<Spread> = sizes
            .iter()
            .map(|size| {
                let (group, behind) = rest.split_at(*size.min(&rest.len()));
                rest = behind;
                Spread::of(group, outputs)
            })
            .collect();
        let mut sums = Closeness { within: 0.0, beside: 0.0, beyond: 0.0 };
        let mut count = 0;
        for triple in groups.windows(3) {
            let [first, middle, last] = triple else { continue };
            if triple.iter().all(|group| group.count > 1.0) {
                sums.within += (first.within() + middle.within() + last.within()) / 3.0;
                sums.beside += first.beside(middle).midpoint(middle.beside(last));
                sums.beyond += first.beside(last);
                count += 1;
            }
        }
        let mean = |sum: f64| sum / count as f64;
        (count >= FEWEST_NEIGHBOURS && sums.beside > 0.0).then(|| Closeness {
            within: mean(sums.within),
            beside: mean(sums.beside),
            beyond: mean(sums.beyond),
        })
    }

    fn gain(&self) -> f64 {
        self.beside - self.within
    }
}

/// The answers of some rows: their number, sums and sum of squares, one a class or one.
struct Spread {
    count: f64,
    sums: Vec<f64>,
    squares: f64,
}

impl Spread {
    fn of(answers: &[(usize, f64)], outputs: usize) -> Spread {
        let mut spread = Spread { count: 0.0, sums: vec![0.0; outputs], squares: 0.0 };
        for (place, answer) in answers {
            spread.count += 1.0;
            spread.squares += answer * answer;
            spread.sums.iter_mut().skip(*place).take(1).for_each(|sum| *sum += answer);
        }
        spread
    }

    /// Mean square of the distance of two rows of the group.
    fn within(&self) -> f64 {
        let square = self.sums.iter().map(|sum| sum * sum).sum::<f64>();
        2.0 * (self.squares - square / self.count) / (self.count - 1.0)
    }

    /// Mean square of the distance of a row from one of another group.
    fn beside(&self, other: &Spread) -> f64 {
        let product = self.sums.iter().zip(&other.sums).map(|(a, b)| a * b).sum::<f64>();
        self.squares / self.count + other.squares / other.count - 2.0 * product / (self.count * other.count)
    }
}

fn auc_alone(problem: &Problem<'_>, column: &Column, rows: &[u32], numbers: &[f64], class: u32) -> Option<f64> {
    let is_class: Vec<bool> = rows.iter().map(|row| problem.class(*row) == class).collect();
    let sick = is_class.iter().filter(|is| **is).count();
    if sick < FEWEST || is_class.len() - sick < FEWEST {
        return Some(0.5);
    }
    let scores = match &column.values {
        Values::Levels { .. } => {
            let words: Vec<Option<u32>> = rows.iter().map(|row| column.values.level(*row)).collect();
            others_share(&words, &is_class)
        }
        Values::Numbers(_) => numbers.to_vec(),
    };
    let positive = |case: u32| is_class.get(case as usize).copied().unwrap_or(false);
    let auc = Ranked::new(&scores).roc_auc(&positive, &|_| 1.0)?;
    Some(if column.is_words() { auc } else { auc.max(1.0 - auc) })
}

/// For each row the share of the class among the other rows with the same word; one half where there is none.
fn others_share(words: &[Option<u32>], is_class: &[bool]) -> Vec<f64> {
    let mut of_word: BTreeMap<Option<u32>, (f64, f64)> = BTreeMap::new();
    for (word, is) in words.iter().zip(is_class) {
        let (sick, all) = of_word.entry(*word).or_insert((0.0, 0.0));
        *sick += f64::from(u8::from(*is));
        *all += 1.0;
    }
    let share = |(word, is): (&Option<u32>, &bool)| match of_word.get(word) {
        Some((sick, all)) if *all > 1.0 => (sick - f64::from(u8::from(*is))) / (all - 1.0),
        _ => 0.5,
    };
    words.iter().zip(is_class).map(share).collect()
}

fn missing_tells(problem: &Problem<'_>, column: &Column) -> Option<f64> {
    let missing: Vec<f64> =
        problem.rows.iter().map(|row| f64::from(u8::from(column.values.is_missing(*row)))).collect();
    if problem.task == Task::Regress || missing.iter().all(|one| *one == 0.0) {
        return None;
    }
    let of_class = |class: u32| {
        let row = |case: u32| problem.rows.get(case as usize).copied().unwrap_or(0);
        let auc = Ranked::new(&missing).roc_auc(&|case| problem.class(row(case)) == class, &|_| 1.0)?;
        Some(auc.max(1.0 - auc))
    };
    (0..problem.outputs() as u32).filter_map(of_class).reduce(f64::max).filter(|found| *found >= ALONE_AUC)
}

fn r_squared(x: &[f64], y: &[f64]) -> f64 {
    let count = x.len() as f64;
    let (mx, my) = (x.iter().sum::<f64>() / count, y.iter().sum::<f64>() / count);
    let (mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0);
    for (x, y) in x.iter().zip(y) {
        xx += (x - mx).powi(2);
        yy += (y - my).powi(2);
        xy += (x - mx) * (y - my);
    }
    if xx * yy > 0.0 { xy * xy / (xx * yy) } else { 0.0 }
}

fn words_r_squared(column: &Column, rows: &[u32], answers: &[f64]) -> f64 {
    let mut of_word: BTreeMap<Option<u32>, (f64, f64)> = BTreeMap::new();
    if !column.is_words() {
        return 0.0;
    }
    for (row, answer) in rows.iter().zip(answers) {
        let (sum, all) = of_word.entry(column.values.level(*row)).or_insert((0.0, 0.0));
        *sum += answer;
        *all += 1.0;
    }
    // Words of their own explain everything and prove nothing.
    if of_word.len() * 2 > rows.len() {
        return 0.0;
    }
    let mean = |row: &u32| of_word.get(&column.values.level(*row)).map_or(0.0, |(sum, all)| sum / all);
    r_squared(&rows.iter().map(mean).collect::<Vec<f64>>(), answers)
}

/// Rows in which the feature is later than the target: its own date, or that of the column `<name>_date`.
fn later_than_target(problem: &Problem<'_>, column: &Column, plan: &Plan) -> u32 {
    let table = problem.table;
    let Some(target_date) = plan.target_date.as_ref().and_then(|name| table.column(name)) else { return 0 };
    let dated = if column.kind == ColumnType::Date {
        Some(column)
    } else {
        let names =
            ["_date", " date", "date", "_time", "日期"].map(|ending| format!("{}{ending}", column.name).to_lowercase());
        let is_dated = |other: &&Column| other.kind == ColumnType::Date && names.contains(&other.name.to_lowercase());
        table.columns.iter().find(is_dated)
    };
    let Some(dated) = dated else { return 0 };
    let is_later = |row: &&u32| match (dated.values.number(**row), target_date.values.number(**row)) {
        (Some(feature), Some(target)) => feature > target,
        _ => false,
    };
    problem.rows.iter().filter(is_later).count() as u32
}

/// Rows that have a double of another patient.
fn duplicates(problem: &Problem<'_>) -> u32 {
    let features: Vec<&Column> = problem.table.with_role(Role::Feature).collect();
    // Of few words many patients are alike.
    if features.len() < 3 {
        return 0;
    }
    let mut alike: BTreeMap<Vec<Option<u64>>, Vec<u32>> = BTreeMap::new();
    for row in &problem.rows {
        let key: Vec<Option<u64>> =
            features.iter().map(|column| column.values.number(*row).map(f64::to_bits)).collect();
        if key.iter().flatten().count() * 2 > key.len() {
            alike.entry(key).or_default().extend(problem.patients.get(*row as usize));
        }
    }
    let has_double = |patients: &&Vec<u32>| patients.iter().any(|patient| Some(patient) != patients.first());
    alike.values().filter(has_double).map(|patients| patients.len() as u32).sum()
}
