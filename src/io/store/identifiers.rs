//! Patients by identifier: one text column and an open hash table of row numbers.
//!
//! A lookup among a million patients waits for memory, not for the processor: the table keeps half of the hash beside
//! the row so that a wrong slot costs nothing, and [`IdentifierMap::find_each`] keeps many lookups waiting at once.

use crate::base::TextColumn;
use crate::domain::ids::PatientId;

/// Lookups that [`IdentifierMap::find_each`] has under way together.
pub const LOOKUPS_TOGETHER: usize = 32;

/// Identifiers of all patients of a store, in order of number; read by several import threads at once.
#[derive(Clone, Debug, Default)]
pub struct IdentifierMap {
    identifiers: TextColumn,
    /// A power of two, at most three quarters full. 0: empty; else the hash's upper half and the row plus one.
    slots: Vec<u64>,
    hasher: foldhash::fast::FixedState,
    /// Numbers whose patient has no row any more; few, since they come from taking an import of patients back.
    absent: std::collections::HashSet<u32>,
}

impl IdentifierMap {
    /// Room for `patients` more.
    pub fn reserve(&mut self, patients: usize) {
        let wanted = ((self.len() + patients) * 4 / 3 + 1).next_power_of_two().max(16);
        if wanted <= self.slots.len() {
            return;
        }
        self.slots = vec![0; wanted];
        for row in 0..self.len() {
            let key = hash(&self.hasher, self.identifiers.get(row).as_bytes());
            self.insert(key, row as u32);
        }
    }

    /// The patient of an identifier; not one whose rows were all taken back.
    pub fn find(&self, identifier: &[u8]) -> Option<PatientId> {
        self.find_number(identifier).filter(|patient| self.is_present(*patient))
    }

    /// The number given to an identifier, whether or not its patient still has a row.
    pub fn find_number(&self, identifier: &[u8]) -> Option<PatientId> {
        let key = hash(&self.hasher, identifier);
        let is_it = |&row: &u32| self.identifiers.get(row as usize).as_bytes() == identifier;
        self.candidates(key).find(is_it).map(PatientId)
    }

    fn is_present(&self, patient: PatientId) -> bool {
        self.absent.is_empty() || !self.absent.contains(&patient.0)
    }

    /// Says that a patient has no row any more; the number stays theirs.
    pub fn set_absent(&mut self, patient: PatientId) {
        self.absent.insert(patient.0);
    }

    /// The patients of many identifiers, in their order, appended to `found`. Each stage runs over a group of
    /// identifiers before the next begins, so that their waits for memory overlap.
    pub fn find_each(&self, identifiers: &[&[u8]], found: &mut Vec<Option<PatientId>>) {
        for group in identifiers.chunks(LOOKUPS_TOGETHER) {
            let mut rows = [None; LOOKUPS_TOGETHER];
            for (row, identifier) in rows.iter_mut().zip(group) {
                *row = self.candidates(hash(&self.hasher, identifier)).next();
            }
            let texts = rows.map(|row| row.map_or("", |row| self.identifiers.get(row as usize)));
            for ((row, text), identifier) in rows.into_iter().zip(texts).zip(group) {
                found.push(match row {
                    None => None,
                    Some(row) if text.as_bytes() == *identifier => {
                        Some(PatientId(row)).filter(|patient| self.is_present(*patient))
                    }
                    // Two identifiers that share half a hash.
                    Some(_) => self.find(identifier),
                });
            }
        }
    }

    /// The number of an identifier, the next one if it is new; and whether it was new.
    pub fn find_or_add(&mut self, identifier: &str) -> (PatientId, bool) {
        if let Some(patient) = self.find_number(identifier.as_bytes()) {
            return (patient, false);
        }
        if (self.len() + 1) * 4 > self.slots.len() * 3 {
            self.reserve(self.len().max(8));
        }
        let row = self.len() as u32;
        self.identifiers.push(identifier);
        self.insert(hash(&self.hasher, identifier.as_bytes()), row);
        (PatientId(row), true)
    }

    /// The identifier of a patient; empty if there is no such number.
    pub fn identifier(&self, patient: PatientId) -> &str {
        self.identifiers.get(patient.0 as usize)
    }

    pub fn len(&self) -> usize {
        self.identifiers.len()
    }

    pub fn is_empty(&self) -> bool {
        self.identifiers.is_empty()
    }

    /// Rows whose hash shares the upper half with `key`, from its slot to the next empty one.
    fn candidates(&self, key: u64) -> impl Iterator<Item = u32> {
        let last = self.slots.len().wrapping_sub(1);
        let slots =
            (0..self.slots.len()).map(move |step| self.slots.get((key as usize).wrapping_add(step) & last).copied());
        let used = slots.map_while(|slot| slot.filter(|&slot| slot != 0));
        used.filter(move |slot| slot >> 32 == key >> 32).map(|slot| (slot as u32) - 1)
    }

    /// Puts a row into the first empty slot from its own on; there always is one.
    fn insert(&mut self, key: u64, row: u32) {
        let last = self.slots.len().wrapping_sub(1);
        let free = (0..self.slots.len()).map(|step| (key as usize).wrapping_add(step) & last);
        let free = free.into_iter().find(|&place| self.slots.get(place) == Some(&0));
        if let Some(slot) = free.and_then(|place| self.slots.get_mut(place)) {
            *slot = (key >> 32) << 32 | u64::from(row + 1);
        }
    }
}

fn hash(hasher: &foldhash::fast::FixedState, bytes: &[u8]) -> u64 {
    use std::hash::{BuildHasher as _, Hasher as _};
    let mut state = hasher.build_hasher();
    state.write(bytes);
    state.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_dense_and_found_again() {
        let mut map = IdentifierMap::default();
        assert_eq!(map.find(b"W0"), None);
        for number in 0..1000u32 {
            assert_eq!(map.find_or_add(&format!("W{number}")), (PatientId(number), true));
        }
        assert_eq!(map.find_or_add("W7"), (PatientId(7), false));
        assert_eq!(map.find(b"W999"), Some(PatientId(999)));
        assert_eq!(map.find(b"W1000"), None);
        map.set_absent(PatientId(7));
        assert_eq!((map.find(b"W7"), map.find_or_add("W7")), (None, (PatientId(7), false)));
        map.reserve(100_000);
        assert_eq!(map.find(b"W500"), Some(PatientId(500)));
    }

    #[test]
    fn many_are_found_as_one_by_one() {
        let mut map = IdentifierMap::default();
        (0..500).for_each(|number| assert!(map.find_or_add(&format!("W{number}")).1));
        let names: Vec<String> = (0..700).map(|number| format!("W{}", number * 7 % 900)).collect();
        let keys: Vec<&[u8]> = names.iter().map(|name| name.as_bytes()).collect();
        let mut found = Vec::new();
        map.find_each(&keys, &mut found);
        assert_eq!(found, keys.iter().map(|key| map.find(key)).collect::<Vec<_>>());
    }
}
