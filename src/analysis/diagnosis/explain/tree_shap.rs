//! Shapley values of trees, exact, in time that grows with leaves × depth².
//!
//! Source: Lundberg et al., "From local explanations to global understanding with explainable AI for trees", Nature
//! Machine Intelligence 2 (2020), algorithm 2 (path-dependent): what is unknown of a case is averaged over the training
//! rows that went each way. Contributions and the mean over all training rows add up to the answer.

use crate::analysis::diagnosis::engines::boosting::BoostedModel;
use crate::analysis::diagnosis::engines::tree::{LEAF, Tree};

use crate::base::{Cancelled, Progress};

use super::{Explanation, Method, Scale};

/// A feature met on the way down.
#[derive(Clone, Copy)]
struct Met {
    /// Before any feature there is one entry without.
    feature: u32,
    /// Share of training rows that go this way where the feature is unknown, and whether the case goes it.
    unknown: f64,
    known: f64,
    /// Sum over sets of known features of each size, weighted as in Shapley's formula.
    weight: f64,
}

/// Adds a feature to the sets on the way.
fn extend(way: &mut Vec<Met>, unknown: f64, known: f64, feature: u32) {
    let length = way.len();
    way.push(Met { feature, unknown, known, weight: if length == 0 { 1.0 } else { 0.0 } });
    for place in (0..length).rev() {
        let more = (place + 1) as f64 / (length + 1) as f64;
        let less = (length - place) as f64 / (length + 1) as f64;
        way[place + 1].weight += known * way[place].weight * more;
        way[place].weight *= unknown * less;
    }
}

/// Takes a feature out again.
fn unwind(way: &mut Vec<Met>, taken: usize) {
    let last = way.len() - 1;
    let Met { unknown, known, .. } = way[taken];
    let mut next = way[last].weight;
    let size = way.len() as f64;
    for place in (0..last).rev() {
        if known != 0.0 {
            let before = way[place].weight;
            way[place].weight = next * size / ((place + 1) as f64 * known);
            next = before - way[place].weight * unknown * (last - place) as f64 / size;
        } else {
            way[place].weight = way[place].weight * size / (unknown * (last - place) as f64);
        }
    }
    for place in taken..last {
        let after = way[place + 1];
        way[place] = Met { weight: way[place].weight, ..after };
    }
    way.pop();
}

/// The sum of the weights that would be left after [`unwind`].
fn unwound_sum(way: &[Met], taken: usize) -> f64 {
    let last = way.len() - 1;
    let Met { unknown, known, .. } = way[taken];
    let mut next = way[last].weight;
    let size = way.len() as f64;
    let mut sum = 0.0;
    for place in (0..last).rev() {
        if known != 0.0 {
            let left = next * size / ((place + 1) as f64 * known);
            sum += left;
            next = way[place].weight - left * unknown * (last - place) as f64 / size;
        } else {
            sum += way[place].weight * size / (unknown * (last - place) as f64);
        }
    }
    sum
}

/// A node still to be visited, with the way to it.
struct Visit {
    node: usize,
    way: Vec<Met>,
    unknown: f64,
    known: f64,
    feature: u32,
}

/// Adds the contributions of each feature to one output of a tree.
pub fn add_contributions(tree: &Tree, case: &[f64], output: usize, into: &mut [f64]) {
    let root = Visit { node: 0, way: Vec::new(), unknown: 1.0, known: 1.0, feature: LEAF };
    let mut waiting = vec![root];
    while let Some(visit) = waiting.pop() {
        let mut way = visit.way;
        extend(&mut way, visit.unknown, visit.known, visit.feature);
        let node = &tree.nodes[visit.node];
        if node.feature == LEAF {
            let value = tree.value(visit.node)[output];
            for place in 1..way.len() {
                let met = way[place];
                into[met.feature as usize] += unwound_sum(&way, place) * (met.known - met.unknown) * value;
            }
            continue;
        }
        let (mut unknown, mut known) = (1.0, 1.0);
        if let Some(place) = way.iter().position(|met| met.feature == node.feature) {
            (unknown, known) = (way[place].unknown, way[place].known);
            unwind(&mut way, place);
        }
        let goes_left = case[node.feature as usize] <= node.threshold;
        for (child, goes) in [(node.right as usize, !goes_left), (node.left as usize, goes_left)] {
            let share = tree.nodes[child].weight
                / (tree.nodes[node.left as usize].weight + tree.nodes[node.right as usize].weight);
            waiting.push(Visit {
                node: child,
                way: way.clone(),
                unknown: unknown * share,
                known: if goes { known } else { 0.0 },
                feature: node.feature,
            });
        }
    }
}

/// Mean of an output over the training rows, as the leaves' weights tell it.
fn mean_of(tree: &Tree, output: usize) -> f64 {
    let mut mean = vec![0.0; tree.nodes.len()];
    for (number, node) in tree.nodes.iter().enumerate().rev() {
        mean[number] = if node.feature == LEAF {
            tree.value(number)[output]
        } else {
            let (left, right) = (node.left as usize, node.right as usize);
            let (l, r) = (tree.nodes[left].weight, tree.nodes[right].weight);
            (l * mean[left] + r * mean[right]) / (l + r)
        };
    }
    mean.first().copied().unwrap_or(0.0)
}

/// A tree, or the mean of several.
pub fn of_mean(
    trees: &[Tree],
    classes: bool,
    case: &[f64],
    class: usize,
    progress: &Progress,
) -> Result<Explanation, Cancelled> {
    let output = if classes { class } else { 0 };
    let count = trees.len() as f64;
    let mut contributions = vec![0.0; case.len()];
    for tree in trees {
        progress.tick(0)?;
        add_contributions(tree, case, output, &mut contributions);
    }
    contributions.iter_mut().for_each(|contribution| *contribution /= count);
    let answer = trees.iter().map(|tree| tree.value(tree.leaf_of(case))[output]).sum::<f64>() / count;
    Ok(Explanation {
        scale: if classes { Scale::Probability } else { Scale::Number },
        method: Method::TreeShap,
        answer,
        base: trees.iter().map(|tree| mean_of(tree, output)).sum::<f64>() / count,
        contributions,
        errors: None,
    })
}

/// The sum that speaks for a class: of two classes one has the sum, the other its negative.
pub fn of_boosted(
    model: &BoostedModel,
    case: &[f64],
    class: usize,
    progress: &Progress,
) -> Result<Explanation, Cancelled> {
    let sums = model.start.len();
    let place = model.present.iter().position(|present| *present as usize == class);
    let (scale, sum, sign) = match (model.classes, sums, place) {
        (0, _, _) => (Scale::Number, 0, 1.0),
        (_, 1, Some(place)) => (Scale::LogOdds, 0, if place == 1 { 1.0 } else { -1.0 }),
        (_, _, Some(place)) => (Scale::ClassScore, place, 1.0),
        (_, 1, None) => return Ok(super::linear::nothing(case.len(), Scale::LogOdds, f64::MIN)),
        (_, _, None) => return Ok(super::linear::nothing(case.len(), Scale::ClassScore, f64::MIN)),
    };
    let mut contributions = vec![0.0; case.len()];
    let mut base = model.start[sum];
    for tree in model.trees.iter().skip(sum).step_by(sums) {
        progress.tick(0)?;
        add_contributions(tree, case, 0, &mut contributions);
        base += mean_of(tree, 0);
    }
    contributions.iter_mut().for_each(|contribution| *contribution *= sign);
    let answer = sign * model.sums(case)[sum];
    Ok(Explanation { scale, method: Method::TreeShap, answer, base: sign * base, contributions, errors: None })
}
