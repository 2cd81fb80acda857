//! What the cleaning panel lists: findings nobody has decided about or put off, by kind and import.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::domain::correction::FindingKind;
use crate::domain::ids::{CellRef, ImportId};

use super::{CleaningState, Found};

/// Which findings, decisions and put-off cells a list was made from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stamp {
    findings: usize,
    decisions: usize,
    later: usize,
}

impl CleaningState {
    /// Findings that wait for a decision, with their position among all, in the order of the list.
    pub fn open(&self) -> impl Iterator<Item = (usize, &Found)> {
        self.undecided().filter(|(_, found)| !self.later.contains(&found.finding.cell))
    }

    /// How many were put off.
    pub fn put_off(&self) -> usize {
        self.undecided().filter(|(_, found)| self.later.contains(&found.finding.cell)).count()
    }

    /// Changes whenever what waits may have changed.
    pub fn stamp(&self) -> Stamp {
        let findings = self.findings.value().map_or(0, |findings| Arc::as_ptr(findings) as usize);
        Stamp { findings, decisions: Arc::as_ptr(&self.decisions) as usize, later: self.later.len() }
    }

    fn undecided(&self) -> impl Iterator<Item = (usize, &Found)> {
        let all = self.findings.value().map_or(&[] as &[Found], |findings| findings.all.as_slice());
        let is_decided = |found: &Found| {
            let mut partners = found.finding.proposals.iter().map(|proposal| &proposal.cell);
            self.decided.contains(&found.finding.cell) || partners.any(|cell| self.decided.contains(cell))
        };
        all.iter().enumerate().filter(move |(_, found)| !is_decided(found))
    }

    /// How many of each kind wait.
    pub fn counts(&self) -> BTreeMap<FindingKind, usize> {
        let mut counts = BTreeMap::new();
        self.open().for_each(|(_, found)| *counts.entry(found.finding.kind).or_default() += 1);
        counts
    }

    /// How many of each kind and import can be accepted together.
    pub fn batches(&self) -> BTreeMap<(FindingKind, ImportId), usize> {
        let mut batches = BTreeMap::new();
        for (_, found) in self.open() {
            if let Some(import) = import_of(found) {
                *batches.entry((found.finding.kind, import)).or_default() += 1;
            }
        }
        batches
    }

    /// Whether each of these cells is found to be doubtful.
    pub fn has_all(&self, cells: &[CellRef]) -> bool {
        let all = self.findings.value().map_or(&[] as &[Found], |findings| findings.all.as_slice());
        let found: BTreeSet<CellRef> = match cells {
            [] => BTreeSet::new(),
            _ => all.iter().flat_map(Found::cells).collect(),
        };
        cells.iter().all(|cell| found.contains(cell))
    }

    /// How many findings wait.
    pub fn waiting(&self) -> usize {
        self.waiting
    }

    pub(super) fn count_again(&mut self) {
        self.waiting = self.open().count();
    }
}

/// The one import that all cells of a proposal belong to.
fn import_of(found: &Found) -> Option<ImportId> {
    let mut imports = found.finding.proposals.iter().map(|proposal| proposal.cell.import);
    let first = imports.next()?;
    imports.all(|other| other == first).then_some(first)
}

/// Open findings of one kind with a proposal, all of whose cells are of one import.
pub fn batch(state: &CleaningState, kind: FindingKind, import: ImportId) -> Vec<&Found> {
    let belongs = |found: &&Found| found.finding.kind == kind && import_of(found) == Some(import);
    state.open().map(|(_, found)| found).filter(belongs).collect()
}
