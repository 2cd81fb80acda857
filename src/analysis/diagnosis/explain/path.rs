//! The questions that a tree asked about a case, from the root to the leaf.

use crate::analysis::diagnosis::engines::tree::{LEAF, Tree};

/// One question and its answer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// Node that asks.
    pub node: usize,
    pub feature: usize,
    pub value: f64,
    /// Asked was whether the value is at most this.
    pub threshold: f64,
    pub at_most: bool,
}

/// The way of a case.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    pub steps: Vec<Step>,
    pub leaf: usize,
}

/// Walks the tree with a case.
pub fn path_of(tree: &Tree, case: &[f64]) -> Path {
    let mut steps = Vec::new();
    let mut number = 0;
    loop {
        let node = &tree.nodes[number];
        if node.feature == LEAF {
            return Path { steps, leaf: number };
        }
        let value = case[node.feature as usize];
        let at_most = value <= node.threshold;
        steps.push(Step { node: number, feature: node.feature as usize, value, threshold: node.threshold, at_most });
        number = if at_most { node.left } else { node.right } as usize;
    }
}

/// Follows the answers alone; where a path was told right, this is its leaf.
pub fn replay(tree: &Tree, steps: &[Step]) -> Option<usize> {
    let mut number = 0;
    for step in steps {
        let node = tree.nodes.get(number)?;
        if node.feature as usize != step.feature || node.threshold != step.threshold {
            return None;
        }
        number = if step.at_most { node.left } else { node.right } as usize;
    }
    tree.nodes.get(number).filter(|node| node.feature == LEAF).map(|_| number)
}
