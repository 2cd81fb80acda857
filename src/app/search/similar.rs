//! Small typing errors: the optimal string alignment distance (insert, leave out, replace, swap neighbours) of short words.

/// Words shorter than this hold no typing error.
const ONE_ERROR_LETTERS: usize = 4;
/// Words from this length on may hold two.
const TWO_ERRORS_LETTERS: usize = 8;
/// Longer words do not fit a machine word.
const MAX_LETTERS: usize = 64;

/// A typed word, ready to be compared with many names.
#[derive(Debug)]
pub(super) struct Pattern {
    /// For each byte, the places where it stands in the word.
    places: Box<[u64; 256]>,
    length: usize,
    /// Which letters occur, see [`letters_of`].
    letters: Letters,
    max_errors: u32,
}

impl Pattern {
    /// `None` for words too short or too long.
    pub(super) fn new(word: &str) -> Option<Pattern> {
        let length = word.len();
        if !(ONE_ERROR_LETTERS..=MAX_LETTERS).contains(&length) {
            return None;
        }
        let mut places = Box::new([0u64; 256]);
        for (place, byte) in word.bytes().enumerate() {
            if let Some(mask) = places.get_mut(usize::from(byte)) {
                *mask |= 1 << place;
            }
        }
        let max_errors = if length >= TWO_ERRORS_LETTERS { 2 } else { 1 };
        Some(Pattern { places, length, letters: letters_of(word), max_errors })
    }

    /// Whether a text with these letters could hold the word: each error explains one letter that is not there.
    pub(super) fn could_be_in(&self, letters: Letters) -> bool {
        has_at_most(self.letters.0 & !letters.0, self.max_errors)
    }

    /// Whether a whole word of these letters could be meant.
    pub(super) fn could_be(&self, letters: Letters) -> bool {
        self.could_be_in(letters) && has_at_most(letters.0 & !self.letters.0, self.max_errors)
    }

    /// Whether a word of so many letters could be meant.
    pub(super) fn could_be_long(&self, length: usize) -> bool {
        length.abs_diff(self.length) <= self.max_errors as usize
    }

    /// The number of typing errors between the pattern and a word, from 1; `None` if there are none or too many.
    pub(super) fn errors(&self, word: &[u8]) -> Option<u32> {
        if !self.could_be_long(word.len()) {
            return None;
        }
        let errors = self.distance(word);
        (1..=self.max_errors).contains(&errors).then_some(errors)
    }

    /// Whether the word has the pattern's letters with two neighbours swapped.
    pub(super) fn is_swapped(&self, word: &[u8], letters: Letters) -> bool {
        word.len() == self.length && letters == self.letters && self.errors(word) == Some(1)
    }

    /// Hyyrö, "A bit-vector algorithm for computing Levenshtein and Damerau edit distances", 2003.
    fn distance(&self, word: &[u8]) -> u32 {
        let last = 1u64 << (self.length - 1);
        let (mut rises, mut falls, mut diagonal, mut before) = (u64::MAX, 0u64, 0u64, 0u64);
        let mut distance = self.length as u32;
        for &byte in word {
            let places = self.places.get(usize::from(byte)).copied().unwrap_or(0);
            let swapped = ((!diagonal & places) << 1) & before;
            diagonal = ((places & rises).wrapping_add(rises) ^ rises) | places | falls | swapped;
            let mut right_rises = falls | !(diagonal | rises);
            let mut right_falls = diagonal & rises;
            distance += u32::from(right_rises & last != 0);
            distance -= u32::from(right_falls & last != 0);
            right_rises = right_rises << 1 | 1;
            right_falls <<= 1;
            rises = right_falls | !(diagonal | right_rises);
            falls = right_rises & diagonal;
            before = places;
        }
        distance
    }
}

/// Whether no more than `count` bits are set; counting them all takes longer on processors of the common kind.
fn has_at_most(bits: u64, count: u32) -> bool {
    let left = (0..count).fold(bits, |left, _| left & left.wrapping_sub(1));
    left == 0
}

/// Which letters a text holds, and which of them more than once: bits 0-25 for a to z, bit 26 for all others, and the same
/// from bit 32 on for the second time. A typing error takes away one bit at most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Letters(u64);

impl Letters {
    /// Those of a text and of another behind it.
    pub(super) fn and(self, more: Letters) -> Letters {
        Letters(self.0 | more.0 | (self.0 & more.0 & 0xFFFF_FFFF) << 32)
    }

    /// Those of either of two texts.
    pub(super) fn or(self, other: Letters) -> Letters {
        Letters(self.0 | other.0)
    }

    /// Whether all of `part` are among them.
    pub(super) fn hold(self, part: Letters) -> bool {
        part.0 & !self.0 == 0
    }
}

pub(super) fn letters_of(text: &str) -> Letters {
    text.bytes().fold(Letters::default(), |letters, byte| {
        letters.and(Letters(if byte.is_ascii_lowercase() { 1 << (byte - b'a') } else { 1 << 26 }))
    })
}

/// The words of a folded name with their places.
pub(super) fn words_of(name: &str) -> impl Iterator<Item = (usize, &str)> {
    let parts = name.split([' ', '-', '\'', '.', '\n']);
    let start = name.as_ptr() as usize;
    parts.filter(|word| !word.is_empty()).map(move |word| (word.as_ptr() as usize - start, word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The recurrence as published, without tricks.
    fn distance_plainly(left: &[u8], right: &[u8]) -> u32 {
        let mut table = vec![vec![0u32; right.len() + 1]; left.len() + 1];
        for i in 0..=left.len() {
            for j in 0..=right.len() {
                table[i][j] = if i == 0 || j == 0 {
                    (i + j) as u32
                } else {
                    let replaced = table[i - 1][j - 1] + u32::from(left[i - 1] != right[j - 1]);
                    let mut best = replaced.min(table[i - 1][j] + 1).min(table[i][j - 1] + 1);
                    if i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1] {
                        best = best.min(table[i - 2][j - 2] + 1);
                    }
                    best
                };
            }
        }
        table[left.len()][right.len()]
    }

    #[test]
    fn errors_are_counted_as_people_make_them() {
        let errors = |typed: &str, name: &str| Pattern::new(typed).and_then(|pattern| pattern.errors(name.as_bytes()));
        assert_eq!(errors("smiht", "smith"), Some(1));
        assert_eq!(errors("smth", "smith"), Some(1));
        assert_eq!(errors("smith", "smith"), None);
        assert_eq!(errors("jon", "john"), None);
        assert_eq!(errors("smit", "schmidt"), None);
        assert_eq!(errors("margraet", "margaret"), Some(1));
        assert_eq!(errors("wihlelmna", "wilhelmina"), Some(2));
    }

    proptest! {
        #[test]
        fn distance_is_the_published_one(left in "[abc]{4,12}", right in "[abc]{0,12}") {
            let pattern = Pattern::new(&left).expect("long enough");
            prop_assert_eq!(pattern.distance(right.as_bytes()), distance_plainly(left.as_bytes(), right.as_bytes()));
            if pattern.errors(right.as_bytes()).is_some() {
                prop_assert!(pattern.could_be(letters_of(&right)));
            }
        }
    }
}
