//! Patients by identifier: one text column and a hash table of row numbers.

use hashbrown::HashTable;

use crate::base::TextColumn;
use crate::domain::ids::PatientId;

/// Identifiers of all patients of a store, in order of number; read by several import threads at once.
#[derive(Clone, Debug, Default)]
pub struct IdentifierMap {
    identifiers: TextColumn,
    rows: HashTable<u32>,
    hasher: foldhash::fast::FixedState,
}

impl IdentifierMap {
    /// Room for `patients` more.
    pub fn reserve(&mut self, patients: usize) {
        let IdentifierMap { identifiers, rows, hasher } = self;
        rows.reserve(patients, |&row| hash(hasher, identifiers.get(row as usize).as_bytes()));
    }

    /// The patient of an identifier.
    pub fn find(&self, identifier: &[u8]) -> Option<PatientId> {
        self.rows
            .find(hash(&self.hasher, identifier), |&row| self.identifiers.get(row as usize).as_bytes() == identifier)
            .map(|&row| PatientId(row))
    }

    /// The number of an identifier, the next one if it is new; and whether it was new.
    pub fn find_or_add(&mut self, identifier: &str) -> (PatientId, bool) {
        let key = hash(&self.hasher, identifier.as_bytes());
        if let Some(&row) = self.rows.find(key, |&row| self.identifiers.get(row as usize) == identifier) {
            return (PatientId(row), false);
        }
        let row = self.identifiers.len() as u32;
        self.identifiers.push(identifier);
        let IdentifierMap { identifiers, rows, hasher } = self;
        rows.insert_unique(key, row, |&row| hash(hasher, identifiers.get(row as usize).as_bytes()));
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
        for number in 0..1000u32 {
            assert_eq!(map.find_or_add(&format!("W{number}")), (PatientId(number), true));
        }
        assert_eq!(map.find_or_add("W7"), (PatientId(7), false));
        assert_eq!(map.find(b"W999"), Some(PatientId(999)));
        assert_eq!(map.find(b"W1000"), None);
    }
}
