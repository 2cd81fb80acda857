//! Wards that somebody names for an account: one that no stay knows reaches nobody, and is likely a slip of the hand.

use crate::domain::access::Wards;
use crate::domain::book::{BookKind, Books};

/// Most names that are offered.
const MOST_NEAR: usize = 3;

/// A ward that no stay of the store knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownWard {
    pub ward: String,
    /// Known ones that are written alike, the nearest first.
    pub near: Vec<String>,
}

/// Those of the wards that no stay knows. A store without any ward says nothing of them.
pub fn unknown_wards(books: &Books, wards: &Wards) -> Vec<UnknownWard> {
    let Wards::Only(wards) = wards else { return Vec::new() };
    let known: Vec<&str> = books.of(BookKind::Ward).iter().map(|(_, word)| word).collect();
    if known.is_empty() {
        return Vec::new();
    }
    let unknown = wards.iter().filter(|ward| !known.contains(&ward.as_str()));
    unknown.map(|ward| UnknownWard { ward: ward.clone(), near: near(ward, &known) }).collect()
}

/// Names within a third of their letters of the one that was typed, or that hold it.
fn near(typed: &str, known: &[&str]) -> Vec<String> {
    let typed: Vec<char> = typed.to_lowercase().chars().collect();
    let mut found: Vec<(usize, &str)> = Vec::new();
    for ward in known {
        let letters: Vec<char> = ward.to_lowercase().chars().collect();
        let steps = steps_between(&typed, &letters);
        let is_part = typed.len() > 1 && letters.windows(typed.len()).any(|part| part == typed);
        if is_part || steps * 3 <= typed.len().max(letters.len()) {
            found.push((if is_part { 0 } else { steps }, ward));
        }
    }
    found.sort();
    found.into_iter().take(MOST_NEAR).map(|(_, ward)| ward.to_owned()).collect()
}

/// Letters that have to be added, taken away or changed (Levenshtein 1966).
fn steps_between(one: &[char], other: &[char]) -> usize {
    let mut before: Vec<usize> = (0..=other.len()).collect();
    for (at, letter) in one.iter().enumerate() {
        let mut row = vec![at + 1];
        for (place, with) in other.iter().enumerate() {
            let cost = |row: &[usize], at: usize, more: usize| row.get(at).map_or(usize::MAX, |steps| steps + more);
            let least = cost(&before, place, usize::from(letter != with)).min(cost(&before, place + 1, 1));
            row.push(least.min(cost(&row, place, 1)));
        }
        before = row;
    }
    before.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ward_that_no_stay_knows_is_named_with_those_near_it() {
        let mut books = Books::default();
        let only = |wards: &[&str]| Wards::Only(wards.iter().map(|ward| (*ward).to_owned()).collect());
        assert_eq!(unknown_wards(&books, &only(&["Anything"])), [], "a store without stays");
        for ward in ["ICU", "Cardiology", "Ward 2", "Ward 3"] {
            books.of_mut(BookKind::Ward).intern(ward);
        }
        assert_eq!(unknown_wards(&books, &only(&["ICU", "Ward 2"])), []);
        assert_eq!(unknown_wards(&books, &Wards::All), []);
        let near = |typed: &str| {
            unknown_wards(&books, &only(&[typed])).into_iter().flat_map(|one| one.near).collect::<Vec<_>>()
        };
        assert_eq!(near("icu"), ["ICU"]);
        assert_eq!(near("Cardiologie"), ["Cardiology"]);
        assert_eq!(near("Ward"), ["Ward 2", "Ward 3"]);
        assert_eq!(near("Surgery"), Vec::<String>::new());
    }
}
