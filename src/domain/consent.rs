//! For what patients agreed to have their records used, and who is left out of an export where they did not.

use std::collections::HashMap;
use std::hash::Hash;

/// What records are used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// Treatment, which the treatment contract allows unless somebody objects.
    Care,
    Research,
    /// Comparing and improving care.
    Quality,
}

impl Purpose {
    pub const ALL: [Purpose; 3] = [Purpose::Care, Purpose::Research, Purpose::Quality];

    /// Stable name, as stored; the text `purpose-<id>`.
    pub fn id(self) -> &'static str {
        match self {
            Purpose::Care => "care",
            Purpose::Research => "research",
            Purpose::Quality => "quality",
        }
    }

    pub fn from_id(id: &str) -> Option<Purpose> {
        Purpose::ALL.into_iter().find(|purpose| purpose.id() == id)
    }

    /// Whether nothing recorded means no.
    pub fn needs_a_yes(self) -> bool {
        self != Purpose::Care
    }
}

/// What a patient said last of a purpose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    pub purpose: Purpose,
    pub agrees: bool,
    /// Who recorded it.
    pub by: String,
    pub at_utc_secs: i64,
    /// Tells the newer of two that were recorded in one second.
    pub number: u64,
}

/// A word of a patient to be recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said<P> {
    pub patient: P,
    pub purpose: Purpose,
    pub agrees: bool,
}

/// Whose records may be used for one purpose.
#[derive(Clone, Debug)]
pub struct Agreed<P> {
    purpose: Purpose,
    /// The newest word of each person, with its number.
    said: HashMap<P, (u64, bool)>,
}

impl<P: Eq + Hash> Agreed<P> {
    pub fn new(purpose: Purpose) -> Agreed<P> {
        Agreed { purpose, said: HashMap::new() }
    }

    /// Takes a word into account; of two of one person the newer counts.
    pub fn take(&mut self, person: P, consent: &Consent) {
        if consent.purpose == self.purpose {
            let known = self.said.entry(person).or_insert((consent.number, consent.agrees));
            if consent.number >= known.0 {
                *known = (consent.number, consent.agrees);
            }
        }
    }

    /// Whether a person said no, and not merely nothing.
    pub fn is_refused_by(&self, person: &P) -> bool {
        self.said.get(person).is_some_and(|(_, agrees)| !agrees)
    }

    /// Whether a person's records may be used.
    pub fn includes(&self, person: &P) -> bool {
        self.said.get(person).map_or(!self.purpose.needs_a_yes(), |(_, agrees)| *agrees)
    }
}

/// A word as files and command lines write it.
pub fn agrees_from_text(text: &str) -> Option<bool> {
    match text.trim().to_lowercase().as_str() {
        "yes" | "y" | "true" | "1" | "agrees" | "是" | "同意" => Some(true),
        "no" | "n" | "false" | "0" | "refuses" | "否" | "不同意" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_word_counts_and_only_care_needs_none() {
        let word = |purpose, number, agrees| Consent { purpose, agrees, by: "Lee".into(), at_utc_secs: 0, number };
        for (purpose, silent) in [(Purpose::Care, true), (Purpose::Research, false), (Purpose::Quality, false)] {
            let mut agreed = Agreed::new(purpose);
            agreed.take(1, &word(purpose, 9, false));
            agreed.take(1, &word(purpose, 4, true));
            agreed.take(2, &word(purpose, 5, true));
            let other = if purpose == Purpose::Care { Purpose::Research } else { Purpose::Care };
            agreed.take(2, &word(other, 50, false));
            assert_eq!([1, 2, 3].map(|person| agreed.includes(&person)), [false, true, silent], "{purpose:?}");
        }
    }
}
