//! A tree as it is drawn: every node with its question in the unit of its column, its rows and what it answers with.

use std::collections::BTreeMap;

use super::explained::Question;
use super::learner::{Model as _, ModelKind};
use super::saved::SavedModel;

/// The upper part of a tree.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outline {
    /// By their numbers in the tree; the root is 0.
    pub nodes: BTreeMap<usize, OutlineNode>,
    /// Deeper nodes.
    pub hidden: usize,
}

/// A node; its children come after it.
#[derive(Clone, Debug, PartialEq)]
pub struct OutlineNode {
    /// Steps from the root.
    pub depth: usize,
    /// Of a leaf none. Asked is whether the value is at most the threshold, or is the word.
    pub question: Option<Question>,
    /// Where "at most" leads, and where more does; of a word "no", then "yes".
    pub children: Option<(usize, usize)>,
    /// Training rows.
    pub rows: u32,
    /// Shares of the classes among them, or their mean.
    pub values: Vec<f64>,
}

/// The tree of a model that is one, down to so many steps from the root; nothing of others.
pub fn outline(model: &SavedModel, most_depth: usize) -> Outline {
    let ModelKind::Tree(tree) = model.learned.engine.as_kind() else { return Outline::default() };
    let tree = &tree.tree;
    let mut depths = BTreeMap::from([(0, 0)]);
    let mut nodes = BTreeMap::new();
    // Children come after their parents: those of a node that is told are told later.
    while let Some((number, depth)) = depths.pop_first() {
        let Some(node) = tree.nodes.get(number) else { continue };
        let is_leaf = node.feature == super::engines::tree::LEAF;
        let children = (!is_leaf).then_some((node.left as usize, node.right as usize));
        if let Some((left, right)) = children.filter(|_| depth < most_depth) {
            depths.extend([(left, depth + 1), (right, depth + 1)]);
        }
        let question = (!is_leaf).then(|| {
            let (column, word, threshold) = model.learned.pipeline.in_words(node.feature as usize, node.threshold);
            Question { column, at_most: word.is_none(), word, threshold }
        });
        let values = tree.value(number).to_vec();
        nodes.insert(number, OutlineNode { depth, question, children, rows: node.rows, values });
    }
    let hidden = tree.nodes.len() - nodes.len();
    Outline { nodes, hidden }
}

/// The nodes that a case goes through, by the answers to its questions.
pub fn way(outline: &Outline, path: &[Question]) -> Vec<usize> {
    let mut on_way = vec![0];
    for step in path {
        let children = on_way.last().and_then(|number| outline.nodes.get(number)).and_then(|node| node.children);
        let Some((left, right)) = children else { break };
        on_way.push(if step.at_most { left } else { right });
    }
    on_way
}
