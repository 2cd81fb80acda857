//! Several skills in a cell: separators and words that mean the same are the user's to say.

use std::collections::BTreeMap;

/// How a cell of skills is cut, and which words mean the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkillWords {
    pub separators: String,
    /// From a word to the one that stands for it, both in lower case.
    pub synonyms: BTreeMap<String, String>,
}

impl Default for SkillWords {
    fn default() -> Self {
        SkillWords { separators: ";；,，、|".to_owned(), synonyms: BTreeMap::new() }
    }
}

/// A synonym that is written otherwise than `word=skill`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}: words that mean the same are said as word=skill")]
pub struct SynonymError(String);

impl SkillWords {
    /// Takes `ward round = rounds` to mean that the first is the second.
    ///
    /// # Errors
    /// It is written otherwise.
    pub fn add_synonym(&mut self, text: &str) -> Result<(), SynonymError> {
        let (from, to) = text.split_once('=').ok_or_else(|| SynonymError(text.to_owned()))?;
        let (from, to) = (plain(from), plain(to));
        if from.is_empty() || to.is_empty() {
            return Err(SynonymError(text.to_owned()));
        }
        self.synonyms.insert(from, to);
        Ok(())
    }

    /// The skills of a cell, each once, in the order of the alphabet.
    pub fn split(&self, cell: &str) -> Vec<String> {
        let cut = cell.split(|letter: char| self.separators.contains(letter) || letter == '\n');
        let mut skills: Vec<String> = cut
            .map(plain)
            .map(|word| self.synonyms.get(&word).cloned().unwrap_or(word))
            .filter(|word| !word.is_empty())
            .collect();
        skills.sort_unstable();
        skills.dedup();
        skills
    }
}

fn plain(word: &str) -> String {
    word.split_whitespace().collect::<Vec<&str>>().join(" ").to_lowercase()
}
