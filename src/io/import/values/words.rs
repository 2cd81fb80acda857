//! Counts of distinct texts, up to a number of them.

/// Longer texts are not counted.
const LONGEST: usize = 48;

/// Distinct texts with their counts, exact until there are more than the limit. Texts are told apart by their hashes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    words: Vec<Word>,
    limit: usize,
    has_more: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Word {
    hash: u64,
    count: u64,
    text: Box<str>,
}

impl Words {
    pub fn up_to(limit: usize) -> Self {
        Words { words: Vec::new(), limit, has_more: false }
    }

    /// Whether a text was not counted because it was one too many or too long.
    pub fn has_more(&self) -> bool {
        self.has_more
    }

    /// Gives up the counts, and the memory, of texts that are too many to be of use.
    pub fn forget_if_more(&mut self) {
        if self.has_more {
            self.words = Vec::new();
        }
    }

    /// Counts `text`, whose hash is `hash`, `times` times.
    pub fn add(&mut self, text: &[u8], hash: u64, times: u64) {
        if self.repeat(hash, times) {
            return;
        }
        match std::str::from_utf8(text) {
            Ok(text) if text.len() <= LONGEST && self.words.len() < self.limit => {
                self.words.push(Word { hash, count: times, text: text.into() });
            }
            _ => self.has_more = true,
        }
    }

    /// Counts a text met before by its hash; whether it was counted, and not one too many.
    pub fn repeat(&mut self, hash: u64, times: u64) -> bool {
        let word = self.words.iter_mut().find(|word| word.hash == hash);
        word.map(|word| word.count += times).is_some()
    }

    pub fn merge(&mut self, later: &Words) {
        self.has_more |= later.has_more;
        for word in &later.words {
            self.add(word.text.as_bytes(), word.hash, word.count);
        }
    }

    /// The texts with their counts, the most frequent first.
    pub fn counts(&self) -> Vec<(String, u64)> {
        let mut counts: Vec<(String, u64)> =
            self.words.iter().map(|word| (word.text.to_string(), word.count)).collect();
        counts.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
        counts
    }

    /// Bytes beyond the value itself.
    #[cfg(test)]
    pub fn heap_bytes(&self) -> usize {
        self.words.capacity() * size_of::<Word>() + self.words.iter().map(|word| word.text.len()).sum::<usize>()
    }
}
