//! Which patient numbers are one person, as people have said: merges, which can be undone, and pairs that are two persons.
//!
//! A merge is a link from one number to another and changes no record. Links form trees: the root is the number that was
//! kept. Taking a link away gives back exactly what was there before it.

use std::collections::{BTreeMap, BTreeSet};

use super::ids::PatientId;

/// Somebody said that two numbers are one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merge {
    pub patient: PatientId,
    /// The number that was kept: its own rows say who the person is, the other's fill what they leave open.
    pub into: PatientId,
    pub at_utc_secs: i64,
    pub actor: String,
}

/// Somebody said that two numbers are two persons, however alike they look. `first` is the lower number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptApart {
    pub first: PatientId,
    pub second: PatientId,
    pub at_utc_secs: i64,
    pub actor: String,
}

/// Two numbers in order, so that a pair has one name.
pub fn ordered(one: PatientId, other: PatientId) -> (PatientId, PatientId) {
    (one.min(other), one.max(other))
}

/// All merges of a store.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Merges {
    list: Vec<Merge>,
    /// The kept number first, then the others in the order of merging.
    groups: Vec<Vec<PatientId>>,
    places: BTreeMap<PatientId, usize>,
}

impl Merges {
    /// Merges in the order they were made; `None` where a number is merged twice or into itself.
    pub fn new(list: Vec<Merge>) -> Option<Merges> {
        let links: BTreeMap<PatientId, PatientId> = list.iter().map(|merge| (merge.patient, merge.into)).collect();
        if links.len() < list.len() {
            return None;
        }
        let mut by_root: BTreeMap<PatientId, Vec<PatientId>> = BTreeMap::new();
        for merge in &list {
            let root = root_of(&links, merge.patient)?;
            by_root.entry(root).or_insert_with(|| vec![root]).push(merge.patient);
        }
        let groups: Vec<Vec<PatientId>> = by_root.into_values().collect();
        let place =
            |(place, group): (usize, &Vec<PatientId>)| group.iter().map(move |member| (*member, place)).collect();
        let places = groups.iter().enumerate().flat_map::<Vec<_>, _>(place).collect();
        Some(Merges { list, groups, places })
    }

    /// In the order they were made.
    pub fn list(&self) -> &[Merge] {
        &self.list
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The numbers of each merged person, the kept one first.
    pub fn groups(&self) -> &[Vec<PatientId>] {
        &self.groups
    }

    /// All numbers of a person, the kept one first; nothing for one who is not merged.
    pub fn group_of(&self, patient: PatientId) -> &[PatientId] {
        self.places.get(&patient).and_then(|place| self.groups.get(*place)).map_or(&[], Vec::as_slice)
    }

    /// The kept number of a person.
    pub fn kept(&self, patient: PatientId) -> PatientId {
        self.group_of(patient).first().copied().unwrap_or(patient)
    }

    /// The link that would make two persons one: between the kept numbers of both. `None` if they are one already.
    pub fn link(&self, patient: PatientId, into: PatientId) -> Option<(PatientId, PatientId)> {
        let (patient, into) = (self.kept(patient), self.kept(into));
        (patient != into).then_some((patient, into))
    }
}

/// Follows links to their end; `None` where they run in a circle.
fn root_of(links: &BTreeMap<PatientId, PatientId>, patient: PatientId) -> Option<PatientId> {
    let (mut at, mut seen) = (patient, BTreeSet::new());
    while let Some(next) = links.get(&at) {
        if !seen.insert(at) {
            return None;
        }
        at = *next;
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn merge(patient: u32, into: u32) -> Merge {
        Merge { patient: PatientId(patient), into: PatientId(into), at_utc_secs: 0, actor: String::new() }
    }

    #[test]
    fn chains_are_one_person_and_a_cut_link_gives_back_the_rest() {
        let merges = Merges::new(vec![merge(5, 2), merge(7, 5), merge(2, 9)]).expect("a tree");
        let group = [9, 5, 7, 2].map(PatientId);
        assert_eq!(merges.group_of(PatientId(7)), group);
        assert_eq!((merges.kept(PatientId(5)), merges.kept(PatientId(1))), (PatientId(9), PatientId(1)));
        assert_eq!(merges.link(PatientId(7), PatientId(1)), Some((PatientId(9), PatientId(1))));
        assert_eq!(merges.link(PatientId(7), PatientId(2)), None);
        let cut = Merges::new(vec![merge(5, 2), merge(7, 5)]).expect("a tree");
        assert_eq!((cut.group_of(PatientId(7)), cut.group_of(PatientId(9))), (&[2, 5, 7].map(PatientId)[..], &[][..]));
        assert_eq!(Merges::new(vec![merge(1, 2), merge(2, 1)]), None);
        assert_eq!(Merges::new(vec![merge(1, 1)]), None);
        assert_eq!(Merges::new(vec![merge(1, 2), merge(1, 3)]), None);
    }

    proptest! {
        #[test]
        fn links_made_one_after_another_are_always_trees(pairs in prop::collection::vec((0u32..12, 0u32..12), 0..30)) {
            let mut merges = Merges::default();
            for (one, other) in pairs {
                if let Some((patient, into)) = merges.link(PatientId(one), PatientId(other)) {
                    let mut list = merges.list().to_vec();
                    list.push(merge(patient.0, into.0));
                    merges = Merges::new(list).expect("still a tree");
                    prop_assert_eq!(merges.kept(PatientId(one)), merges.kept(PatientId(other)));
                }
            }
            let members: usize = merges.groups().iter().map(Vec::len).sum();
            prop_assert_eq!(members, merges.list().len() + merges.groups().len());
        }
    }
}
