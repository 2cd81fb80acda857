//! Minimal cost-complexity pruning (Breiman, Friedman, Olshen, Stone, *Classification and Regression Trees*, 1984, ch. 3).
//!
//! Cost of a subtree: the impurity of its leaves, each weighted by its share of all rows, plus `alpha` a leaf. The
//! smallest subtree of least cost stays. Going up from the leaves finds it in one pass: below a node the best is known.

use super::{LEAF, Tree};

impl Tree {
    /// The smallest subtree of least cost.
    pub fn pruned(&self, alpha: f64) -> Tree {
        let cut = self.cuts(alpha);
        let mut kept = Tree::empty(self.inputs, self.outputs);
        self.keep(0, &cut, &mut kept);
        kept
    }

    /// Nodes that become leaves. Children come after their parents, so that backwards is upwards.
    fn cuts(&self, alpha: f64) -> Vec<bool> {
        let all = self.nodes.first().map_or(1.0, |root| root.weight);
        let mut cost = vec![0.0; self.nodes.len()];
        let mut leaves = vec![1.0; self.nodes.len()];
        let mut cut = vec![false; self.nodes.len()];
        for (number, node) in self.nodes.iter().enumerate().rev() {
            let own = node.impurity * node.weight / all;
            cost[number] = own;
            if node.feature == LEAF {
                continue;
            }
            let (left, right) = (node.left as usize, node.right as usize);
            let below = cost[left] + cost[right];
            let count = leaves[left] + leaves[right];
            if (own - below) / (count - 1.0) <= alpha {
                cut[number] = true;
            } else {
                cost[number] = below;
                leaves[number] = count;
            }
        }
        cut
    }

    fn keep(&self, root: usize, cut: &[bool], kept: &mut Tree) {
        let mut waiting = vec![(root, None)];
        while let Some((number, parent)) = waiting.pop() {
            let new = kept.nodes.len();
            if let Some((parent, right)) = parent {
                let parent: &mut super::TreeNode = &mut kept.nodes[parent];
                *(if right { &mut parent.right } else { &mut parent.left }) = new as u32;
            }
            let mut node = self.nodes[number].clone();
            kept.values.extend_from_slice(self.value(number));
            if node.feature != LEAF && !cut[number] {
                waiting.push((node.right as usize, Some((new, true))));
                waiting.push((node.left as usize, Some((new, false))));
            } else {
                node = super::TreeNode { feature: LEAF, threshold: 0.0, left: 0, right: 0, ..node };
            }
            kept.nodes.push(node);
        }
    }
}
