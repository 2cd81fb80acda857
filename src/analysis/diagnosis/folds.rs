//! Which rows are learned from and which are held back. A patient is never on both sides.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::table::{ColumnChoice, Role};
use crate::base::Draw;

/// How rows are held back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SplitPlan {
    /// Every patient is held back once in each repeat; classes are spread evenly.
    Folds { folds: u32, repeats: u32, seed: u64 },
    /// One part is held back; classes are spread evenly.
    HoldOut { test_share: f64, seed: u64 },
    /// The latest part is held back: what is known later predicts nothing earlier.
    ByTime { column: String, test_share: f64 },
}

impl SplitPlan {
    /// The article's: 80 % to learn from, seed 42.
    pub const ARTICLE: SplitPlan = SplitPlan::HoldOut { test_share: 0.2, seed: 42 };

    /// Of the patients or of the last repeat; what a single split does not have.
    pub fn folds(&self) -> u32 {
        match self {
            SplitPlan::Folds { folds, .. } => *folds,
            SplitPlan::HoldOut { .. } | SplitPlan::ByTime { .. } => 1,
        }
    }

    /// Takes the column that says which rows are latest out of the features: every row held back lies beyond what was
    /// learned of it.
    pub fn without_time(&self, choices: &mut [ColumnChoice]) {
        let SplitPlan::ByTime { column, .. } = self else { return };
        for choice in choices.iter_mut().filter(|choice| choice.name == *column && choice.role == Role::Feature) {
            choice.role = Role::Ignore;
        }
    }
}

/// Rows to learn from and rows held back, in the order of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// Repeat, from 0.
    pub repeat: u32,
    pub train: Vec<u32>,
    pub test: Vec<u32>,
}

/// What is known of the rows that are split.
pub struct Rows<'a> {
    /// The rows to split, places in the table.
    pub rows: &'a [u32],
    /// Of each of them the number of its patient.
    pub patients: &'a [u32],
    /// Of each of them its class.
    pub classes: Option<&'a [u32]>,
    /// Of each of them its time.
    pub times: Option<&'a [f64]>,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SplitError {
    #[error("{patients} patients cannot be dealt into {folds} folds")]
    TooFewPatients { patients: usize, folds: u32 },
    #[error("there are at least 2 folds")]
    OneFold,
    #[error("the share that is held back lies between 0 and 1")]
    Share,
    #[error("the column {0} has no time for every row")]
    NoTimes(String),
    #[error("all rows have the same time; none is later")]
    OneTime,
}

/// # Errors
/// Too few patients for the folds, no times to split by.
pub fn splits(plan: &SplitPlan, rows: &Rows<'_>) -> Result<Vec<Split>, SplitError> {
    match plan {
        SplitPlan::Folds { folds, repeats, seed } => {
            let repeat = |repeat: u32| repeated(rows, *folds, repeat, *seed);
            Ok((0..(*repeats).max(1)).map(repeat).collect::<Result<Vec<_>, _>>()?.concat())
        }
        SplitPlan::HoldOut { test_share, seed } => {
            let folds = parts(*test_share)?;
            let dealt = deal(rows, folds, &mut Draw::new(*seed))?;
            Ok(vec![split(rows, 0, |place| dealt.get(place) == Some(&0))])
        }
        SplitPlan::ByTime { column, test_share } => by_time(rows, column, *test_share),
    }
}

fn parts(test_share: f64) -> Result<u32, SplitError> {
    if !(test_share > 0.0 && test_share < 1.0) {
        return Err(SplitError::Share);
    }
    Ok((1.0 / test_share).round().max(2.0) as u32)
}

fn repeated(rows: &Rows<'_>, folds: u32, repeat: u32, seed: u64) -> Result<Vec<Split>, SplitError> {
    let mut draw = if repeat == 0 { Draw::new(seed) } else { Draw::for_part(seed, u64::from(repeat)) };
    let fold_of = deal(rows, folds, &mut draw)?;
    Ok((0..folds).map(|fold| split(rows, repeat, |place| fold_of.get(place) == Some(&fold))).collect())
}

fn split(rows: &Rows<'_>, repeat: u32, is_test: impl Fn(usize) -> bool) -> Split {
    let mut split = Split { repeat, train: Vec::new(), test: Vec::new() };
    for (place, row) in rows.rows.iter().enumerate() {
        if is_test(place) { split.test.push(*row) } else { split.train.push(*row) }
    }
    split
}

/// The fold of each row.
fn deal(rows: &Rows<'_>, folds: u32, draw: &mut Draw) -> Result<Vec<u32>, SplitError> {
    if folds < 2 {
        return Err(SplitError::OneFold);
    }
    let mut of_patient: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (place, patient) in rows.patients.iter().enumerate() {
        of_patient.entry(*patient).or_default().push(place);
    }
    if of_patient.len() < folds as usize {
        return Err(SplitError::TooFewPatients { patients: of_patient.len(), folds });
    }
    let patients: Vec<&Vec<usize>> = of_patient.values().collect();
    let class_at = |place: usize| rows.classes.and_then(|classes| classes.get(place)).copied().unwrap_or(0);
    let fold_of_patient = if patients.len() == rows.rows.len() {
        let classes: Vec<u32> =
            patients.iter().flat_map(|places| places.iter().map(|place| class_at(*place))).collect();
        dealt(&classes, folds, draw)
    } else {
        spread(&patients, class_at, folds, draw)
    };
    let mut fold_of = vec![0; rows.rows.len()];
    for (places, fold) in patients.iter().zip(fold_of_patient) {
        for place in *places {
            if let Some(of_row) = fold_of.get_mut(*place) {
                *of_row = fold;
            }
        }
    }
    Ok(fold_of)
}

/// The fold of each patient: patients of a class are shuffled and dealt, and the next class goes on where it stopped.
pub fn dealt(classes: &[u32], folds: u32, draw: &mut Draw) -> Vec<u32> {
    let mut of_class: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (patient, class) in classes.iter().enumerate() {
        of_class.entry(*class).or_default().push(patient);
    }
    let mut fold_of = vec![0; classes.len()];
    let mut next = 0;
    for patients in of_class.values_mut() {
        draw.shuffle(patients);
        for patient in patients {
            if let Some(fold) = fold_of.get_mut(*patient) {
                *fold = next;
            }
            next = (next + 1) % folds;
        }
    }
    fold_of
}

/// The same for patients of several rows: the largest first, each to the fold that lacks its classes most.
fn spread(patients: &[&Vec<usize>], class_at: impl Fn(usize) -> u32, folds: u32, draw: &mut Draw) -> Vec<u32> {
    let counts = |places: &Vec<usize>| {
        let mut counts: BTreeMap<u32, f64> = BTreeMap::new();
        places.iter().for_each(|place| *counts.entry(class_at(*place)).or_insert(0.0) += 1.0);
        counts
    };
    let of_patient: Vec<BTreeMap<u32, f64>> = patients.iter().map(|places| counts(places)).collect();
    let mut total: BTreeMap<u32, f64> = BTreeMap::new();
    of_patient.iter().flatten().for_each(|(class, count)| *total.entry(*class).or_insert(0.0) += count);
    let mut order: Vec<usize> = (0..patients.len()).collect();
    draw.shuffle(&mut order);
    order.sort_by_key(|patient| std::cmp::Reverse(patients.get(*patient).map_or(0, |places| places.len())));
    let mut held: Vec<BTreeMap<u32, f64>> = vec![BTreeMap::new(); folds as usize];
    let mut fold_of = vec![0; patients.len()];
    for patient in order {
        let Some(counts) = of_patient.get(patient) else { continue };
        // How full a fold is of the classes that the patient would add.
        let fullness = |fold: &usize| {
            let share = |(class, count): (&u32, &f64)| {
                let has = held.get(*fold).and_then(|held| held.get(class)).copied().unwrap_or(0.0);
                (has + count) / total.get(class).copied().unwrap_or(1.0)
            };
            counts.iter().map(share).sum::<f64>()
        };
        let best = (0..folds as usize).min_by(|a, b| fullness(a).total_cmp(&fullness(b))).unwrap_or(0);
        if let (Some(held), Some(fold)) = (held.get_mut(best), fold_of.get_mut(patient)) {
            counts.iter().for_each(|(class, count)| *held.entry(*class).or_insert(0.0) += count);
            *fold = best as u32;
        }
    }
    fold_of
}

/// Patients whose last row is late are held back whole; nothing that is learned from is later than the first of them.
fn by_time(rows: &Rows<'_>, column: &str, test_share: f64) -> Result<Vec<Split>, SplitError> {
    parts(test_share)?;
    let times = rows.times.filter(|times| times.len() == rows.rows.len() && times.iter().all(|time| time.is_finite()));
    let times = times.ok_or_else(|| SplitError::NoTimes(column.to_owned()))?;
    let mut latest: BTreeMap<u32, f64> = BTreeMap::new();
    for (patient, time) in rows.patients.iter().zip(times) {
        let last = latest.entry(*patient).or_insert(*time);
        *last = last.max(*time);
    }
    let mut sorted: Vec<f64> = latest.values().copied().collect();
    sorted.sort_by(f64::total_cmp);
    let first_held_back = ((1.0 - test_share) * sorted.len() as f64).round() as usize;
    let from = sorted.get(first_held_back.min(sorted.len().saturating_sub(1))).copied();
    let from = from.filter(|from| sorted.first().is_some_and(|first| first < from)).ok_or(SplitError::OneTime)?;
    let is_late = |place: usize| {
        let patient = rows.patients.get(place);
        patient.and_then(|patient| latest.get(patient)).is_some_and(|last| *last >= from)
    };
    Ok(vec![split(rows, 0, is_late)])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn classes(rows: u32) -> Vec<u32> {
        (0..rows).map(|row| u32::from(row % 4 == 0)).collect()
    }

    fn folds(rows: u32, patients: &[u32], folds: u32, repeats: u32, seed: u64) -> Vec<Split> {
        let all: Vec<u32> = (0..rows).collect();
        let known = Rows { rows: &all, patients, classes: Some(&classes(rows)), times: None };
        splits(&SplitPlan::Folds { folds, repeats, seed }, &known).expect("splits")
    }

    #[test]
    fn every_row_is_held_back_once_a_repeat_and_classes_are_even() {
        let own: Vec<u32> = (0..103).collect();
        let found = folds(103, &own, 5, 2, 42);
        assert_eq!(found.len(), 10);
        for repeat in 0..2 {
            let mut held: Vec<u32> =
                found.iter().filter(|split| split.repeat == repeat).flat_map(|split| split.test.clone()).collect();
            held.sort_unstable();
            assert_eq!(held, own);
        }
        for split in &found {
            let sick = split.test.iter().filter(|row| **row % 4 == 0).count();
            assert!((5..=6).contains(&sick) && (20..=21).contains(&split.test.len()), "{sick} of {}", split.test.len());
            assert_eq!(split.train.len() + split.test.len(), 103);
        }
        assert_ne!(found[0], Split { repeat: 0, ..found[5].clone() });
        assert_eq!(found, folds(103, &own, 5, 2, 42));
        assert_ne!(found, folds(103, &own, 5, 2, 43));
    }

    #[test]
    fn a_patient_is_never_on_both_sides() {
        let patients: Vec<u32> = (0..120).map(|row| (row * row + row) % 37).collect();
        for split in folds(120, &patients, 5, 3, 1) {
            let of = |rows: &[u32]| -> std::collections::BTreeSet<u32> {
                rows.iter().map(|row| patients[*row as usize]).collect()
            };
            assert!(of(&split.train).is_disjoint(&of(&split.test)));
            assert!((12..=36).contains(&split.test.len()), "{}", split.test.len());
        }
    }

    #[test]
    fn the_article_holds_a_fifth_back_and_time_holds_the_latest() {
        let (rows, patients): (Vec<u32>, Vec<u32>) = ((0..100).collect(), (0..100).map(|row| row / 2).collect());
        let times: Vec<f64> = (0..100).map(|row| f64::from(row * 37 % 100)).collect();
        let known = Rows { rows: &rows, patients: &rows, classes: Some(&classes(100)), times: Some(&times) };
        let article = splits(&SplitPlan::ARTICLE, &known).expect("a split");
        assert_eq!((article.len(), article[0].test.len()), (1, 20));
        let by_time = SplitPlan::ByTime { column: "admitted".to_owned(), test_share: 0.2 };
        let split = splits(&by_time, &Rows { patients: &patients, ..known }).expect("a split").remove(0);
        let last_learned = split.train.iter().map(|row| times[*row as usize]).fold(0.0, f64::max);
        let of = |rows: &[u32]| -> Vec<u32> { rows.iter().map(|row| patients[*row as usize]).collect() };
        assert!(of(&split.test).iter().all(|patient| !of(&split.train).contains(patient)));
        let first_held: f64 = split
            .test
            .chunks(2)
            .map(|pair| pair.iter().map(|row| times[*row as usize]).fold(0.0, f64::max))
            .fold(f64::INFINITY, f64::min);
        assert!(last_learned < first_held && split.test.len() == 20, "{last_learned} {first_held}");
    }

    #[test]
    fn what_cannot_be_split_says_why() {
        let rows = [0, 1, 2];
        let known = Rows { rows: &rows, patients: &[0, 0, 1], classes: None, times: Some(&[1.0, 1.0, 1.0]) };
        let folds = |folds| SplitPlan::Folds { folds, repeats: 1, seed: 1 };
        assert_eq!(splits(&folds(3), &known), Err(SplitError::TooFewPatients { patients: 2, folds: 3 }));
        assert_eq!(splits(&folds(1), &known), Err(SplitError::OneFold));
        let late = SplitPlan::ByTime { column: "t".to_owned(), test_share: 0.2 };
        assert_eq!(splits(&late, &known), Err(SplitError::OneTime));
        assert_eq!(splits(&SplitPlan::HoldOut { test_share: 1.0, seed: 1 }, &known), Err(SplitError::Share));
    }
}
