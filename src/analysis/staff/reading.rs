//! The groups read by a decision tree: rules in the columns' own units, and how often they are right.

use crate::analysis::diagnosis::data::{Features, Target};
use crate::analysis::diagnosis::engines::tree::{LEAF, Tree};
use crate::analysis::diagnosis::learner::{Algorithm, FitError, Fitted, Model as _, algorithm};
use crate::analysis::diagnosis::metrics::likeliest;
use crate::analysis::diagnosis::plan::RunError;
use crate::analysis::statistics::wilson;
use crate::base::{Draw, Progress};

use super::encode::Encoded;
use super::points::sample;

const FOLDS: u32 = 5;
const MOST_ROWS: usize = 20_000;
const DEPTH: &str = "4";

/// One question of a rule.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Condition {
    /// Place of the feature.
    pub feature: usize,
    /// The value is above this, where there is one.
    pub above: Option<f64>,
    /// The value is at most this, where there is one.
    pub at_most: Option<f64>,
}

/// What leads to a group.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    pub conditions: Vec<Condition>,
    /// The group that most of its rows belong to, from 1.
    pub group: u32,
    pub rows: u32,
    /// Share of the rows that belong to it.
    pub share: f64,
}

/// A tree over the groups.
#[derive(Clone, Debug, PartialEq)]
pub struct TreeReading {
    pub tree: Tree,
    pub rules: Vec<Rule>,
    /// Share of people whose group the tree tells, by trees that had not seen them.
    pub fidelity: f64,
    pub interval: (f64, f64),
}

/// Reads groups that are counted from 0; `None` where there is one.
///
/// # Errors
/// Cancelled.
pub fn read(
    encoded: &Encoded,
    of: &[u32],
    clusters: usize,
    seed: u64,
    progress: &Progress,
) -> Result<Option<TreeReading>, RunError> {
    let taken = sample(of.len(), MOST_ROWS, seed);
    let column = |place: usize| {
        let own = &encoded.features[place];
        taken.iter().map(|row| own.value(encoded.points.row(*row as usize)[place])).collect()
    };
    let features = Features::new((0..encoded.features.len()).map(column).collect())
        .map_err(crate::analysis::diagnosis::pipeline::PipelineError::from)?;
    let groups: Vec<u32> = taken.iter().map(|row| of[*row as usize]).collect();
    let set = [("depth", DEPTH), ("min-leaf", "5")].map(|(key, value)| (key.to_owned(), value.to_owned()));
    let Some(learner) = algorithm("tree").and_then(|entry| entry.build(&set).ok()) else { return Ok(None) };
    let all = Fold { features: &features, groups: &groups, clusters: clusters as u32, learner: &learner };
    let tree = match all.fit(&(0..groups.len() as u32).collect::<Vec<u32>>(), progress) {
        Ok(Fitted::Tree(model)) => model.tree,
        Ok(_) | Err(FitError::OneClass | FitError::NoRows) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let right = all.held_back_right(seed, progress)?;
    let count = groups.len() as u64;
    Ok(Some(TreeReading {
        rules: rules(&tree),
        tree,
        fidelity: right as f64 / count.max(1) as f64,
        interval: wilson(right, count),
    }))
}

struct Fold<'a> {
    features: &'a Features,
    groups: &'a [u32],
    clusters: u32,
    learner: &'a Algorithm,
}

impl Fold<'_> {
    fn fit(&self, rows: &[u32], progress: &Progress) -> Result<Fitted, FitError> {
        let of: Vec<u32> = rows.iter().map(|row| self.groups[*row as usize]).collect();
        let target = Target::Classes { of: &of, count: self.clusters };
        self.learner.fit(&self.features.subset(rows), target, None, 0, progress)
    }

    /// Rows whose group is told by a tree of the other folds.
    fn held_back_right(&self, seed: u64, progress: &Progress) -> Result<u64, RunError> {
        let mut order: Vec<u32> = (0..self.groups.len() as u32).collect();
        Draw::for_part(seed, 41).shuffle(&mut order);
        let mut right = 0;
        for fold in 0..FOLDS {
            let split = |held: bool| -> Vec<u32> {
                let is_in = |(place, _): &(usize, &u32)| (*place as u32 % FOLDS == fold) == held;
                order.iter().enumerate().filter(is_in).map(|(_, row)| *row).collect()
            };
            let (train, test) = (split(false), split(true));
            let model = match self.fit(&train, progress) {
                Err(FitError::OneClass | FitError::NoRows) => continue,
                model => model?,
            };
            let mut scores = Vec::new();
            for row in test {
                model.scores(&self.features.row(row as usize), &mut scores);
                right += u64::from(likeliest(&scores) == self.groups[row as usize]);
            }
        }
        Ok(right)
    }
}

/// The ways to all leaves, with the questions about one feature taken together.
fn rules(tree: &Tree) -> Vec<Rule> {
    let mut found = Vec::new();
    let mut open: Vec<(usize, Vec<Condition>)> = vec![(0, Vec::new())];
    while let Some((number, conditions)) = open.pop() {
        let node = &tree.nodes[number];
        if node.feature == LEAF {
            let group = likeliest(tree.value(number));
            let share = tree.value(number).get(group as usize).copied().unwrap_or(0.0);
            found.push(Rule { conditions, group: group + 1, rows: node.rows, share });
            continue;
        }
        let feature = node.feature as usize;
        let at_most = Condition { feature, above: None, at_most: Some(node.threshold) };
        let above = Condition { feature, above: Some(node.threshold), at_most: None };
        open.push((node.right as usize, with(&conditions, above)));
        open.push((node.left as usize, with(&conditions, at_most)));
    }
    found.sort_by(|a, b| a.group.cmp(&b.group).then(b.rows.cmp(&a.rows)));
    found
}

/// The later question about a feature is the narrower one.
fn with(conditions: &[Condition], next: Condition) -> Vec<Condition> {
    let mut all = conditions.to_vec();
    match all.iter_mut().find(|known| known.feature == next.feature) {
        Some(known) => {
            known.above = next.above.or(known.above);
            known.at_most = next.at_most.or(known.at_most);
        }
        None => all.push(next),
    }
    all
}
