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

/// What else separates skills where none of the usual separators does.
const UNUSUAL: [char; 4] = ['/', '／', '+', '&'];

impl SkillWords {
    /// The separators of a column: the usual ones, and another that stands in a fifth of the cells where none of them does.
    pub fn separators_of<'c>(cells: impl Iterator<Item = &'c str> + Clone) -> String {
        let mut separators = SkillWords::default().separators;
        let all = cells.clone().count();
        if cells.clone().any(|cell| cell.contains(|letter: char| separators.contains(letter))) {
            return separators;
        }
        let stands = |mark: &char| cells.clone().filter(|cell| cell.contains(*mark)).count() * 5 >= all.max(1);
        separators.extend(UNUSUAL.iter().filter(|mark| stands(mark)));
        separators
    }

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

#[cfg(test)]
mod tests {
    use super::SkillWords;

    #[test]
    fn a_column_may_have_separators_of_its_own() {
        let of = |cells: &[&'static str]| SkillWords::separators_of(cells.iter().copied());
        let usual = SkillWords::default().separators;
        assert_eq!(of(&["ecg/triage", "triage", "ecg"]), format!("{usual}/"));
        assert_eq!(of(&["ICU/CCU; triage", "ecg/x"]), usual);
        assert_eq!(of(&[]), usual);
    }
}
