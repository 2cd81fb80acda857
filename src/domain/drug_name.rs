//! Drugs by their international names, and what records call them: code, other names, Chinese names.

/// A drug.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrugName {
    /// The international name, in lower case.
    pub name: String,
    pub also: Vec<String>,
    pub chinese: Vec<String>,
    /// ATC codes, its combinations' among them where they are meant too.
    pub atc: Vec<String>,
    /// Classes that checks speak of, such as `nsaid`.
    pub classes: Vec<String>,
}

impl DrugName {
    pub fn is_of(&self, class: &str) -> bool {
        self.classes.iter().any(|own| own == class)
    }

    /// How many letters of a recorded name are this drug's name; 0 where it is not named. Latin names stand at the
    /// beginning as a whole word, Chinese ones anywhere, behind a salt for example.
    fn letters_of(&self, recorded: &str) -> usize {
        let latin = std::iter::once(&self.name).chain(&self.also).filter(|name| begins_with_word(recorded, name));
        let chinese = self.chinese.iter().filter(|name| recorded.contains(name.as_str()));
        latin.chain(chinese).map(|name| name.chars().count()).max().unwrap_or(0)
    }
}

const MOST_NEAREST: usize = 3;
const MOST_TYPING_ERRORS: usize = 4;

/// Letters put in, left out, exchanged, or two of them in the wrong order: how many make one word of the other
/// (Damerau 1964, each letter touched once).
fn typing_errors(typed: &[char], name: &str) -> usize {
    let name: Vec<char> = name.to_lowercase().chars().collect();
    let mut rows: Vec<Vec<usize>> = vec![(0..=name.len()).collect()];
    for (at, letter) in typed.iter().enumerate() {
        let mut row = vec![at + 1];
        for (to, other) in name.iter().enumerate() {
            let cell = |back: usize, left: usize| {
                let row = rows.len().checked_sub(back).and_then(|at| rows.get(at));
                row.and_then(|row| row.get((to + 1).checked_sub(left)?)).copied().unwrap_or(usize::MAX - 1)
            };
            let put_in = row.last().copied().unwrap_or(0) + 1;
            let exchanged = cell(1, 1) + usize::from(letter != other);
            let is_turned = at > 0 && to > 0 && typed.get(at - 1) == Some(other) && name.get(to - 1) == Some(letter);
            let turned = if is_turned { cell(2, 2) + 1 } else { usize::MAX };
            row.push(put_in.min(cell(1, 0) + 1).min(exchanged).min(turned));
        }
        rows.push(row);
    }
    rows.last().and_then(|row| row.last()).copied().unwrap_or(0)
}

/// Every drug that is known by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DrugNames {
    pub list: Vec<DrugName>,
}

impl DrugNames {
    /// The drug of an ATC code, or else of a name as a record writes it ("Codeine 30 mg", "磷酸可待因片"): of several that are
    /// named the one whose name is longest.
    pub fn find(&self, code: &str, recorded: &str) -> Option<&DrugName> {
        let code = code.trim();
        let of_code = self.list.iter().find(|drug| drug.atc.iter().any(|atc| atc.eq_ignore_ascii_case(code)));
        of_code.or_else(|| {
            let named =
                self.list.iter().map(|drug| (drug.letters_of(recorded), drug)).filter(|(letters, _)| *letters > 0);
            named.max_by_key(|(letters, _)| *letters).map(|(_, drug)| drug)
        })
    }

    /// Names that a misspelt one may have meant, the nearest first: each as it is written in the table, at most three. A
    /// word of up to four letters may differ by one, a longer one by a third of its letters.
    pub fn nearest(&self, typed: &str) -> Vec<&str> {
        let typed: Vec<char> = typed.trim().to_lowercase().chars().collect();
        let most = (typed.len() / 3).clamp(1, MOST_TYPING_ERRORS);
        let names =
            self.list.iter().flat_map(|drug| std::iter::once(&drug.name).chain(&drug.also).chain(&drug.chinese));
        let mut near: Vec<(usize, &str)> = names
            .map(|name| (typing_errors(&typed, name), name.as_str()))
            .filter(|(errors, _)| *errors <= most)
            .collect();
        near.sort();
        let fewest = near.first().map_or(0, |(errors, _)| *errors);
        near.into_iter()
            .take_while(|(errors, _)| *errors <= fewest + 1)
            .map(|(_, name)| name)
            .take(MOST_NEAREST)
            .collect()
    }

    /// The drug of that international name.
    pub fn by_name(&self, name: &str) -> Option<&DrugName> {
        self.list.iter().find(|drug| drug.name == name)
    }

    /// Names that begin as a person types, for a field: international, other and Chinese names.
    pub fn beginning_with<'a>(&'a self, typed: &'a str) -> impl Iterator<Item = &'a DrugName> {
        let typed = typed.trim().to_lowercase();
        self.list.iter().filter(move |drug| {
            !typed.is_empty()
                && (drug.name.starts_with(&typed)
                    || drug.also.iter().any(|name| name.starts_with(&typed))
                    || drug.chinese.iter().any(|name| name.contains(&typed)))
        })
    }
}

/// Whether a text begins with a name, as a whole word, in whatever case.
fn begins_with_word(text: &str, name: &str) -> bool {
    super::genome::drug::begins_with_word(text, name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> DrugNames {
        let drug = |name: &str, chinese: &str, atc: &str| DrugName {
            name: name.to_owned(),
            also: Vec::new(),
            chinese: vec![chinese.to_owned()],
            atc: vec![atc.to_owned()],
            classes: vec!["x".to_owned()],
        };
        DrugNames {
            list: vec![drug("citalopram", "西酞普兰", "N06AB04"), drug("escitalopram", "艾司西酞普兰", "N06AB10")],
        }
    }

    #[test]
    fn a_code_comes_before_a_name_and_the_longest_name_counts() {
        let names = names();
        let find = |code, name| names.find(code, name).map(|drug| drug.name.as_str());
        assert_eq!(find("N06AB10", "Citalopram"), Some("escitalopram"));
        assert_eq!(find("", "Citalopram 20 mg"), Some("citalopram"));
        assert_eq!(find("", "草酸艾司西酞普兰片"), Some("escitalopram"));
        assert_eq!(find("", "氢溴酸西酞普兰"), Some("citalopram"));
        assert_eq!(find("X", "escitalopramine"), None);
        assert_eq!(names.beginning_with("esc").count(), 1);
        assert_eq!(names.beginning_with(" ").count(), 0);
    }

    #[test]
    fn a_misspelt_name_has_the_names_that_it_may_have_meant() {
        let names = names();
        assert_eq!(names.nearest("Citalopran"), ["citalopram", "escitalopram"][..1]);
        assert_eq!(names.nearest("ctialopram"), ["citalopram"], "two letters in the wrong order are one error");
        assert_eq!(names.nearest("西酞普蓝"), ["西酞普兰"]);
        assert!(names.nearest("metformin").is_empty() && names.nearest("").is_empty());
        let errors = |typed: &str, name: &str| typing_errors(&typed.chars().collect::<Vec<_>>(), name);
        // Worked by hand: kitten to sitting is three; a turned pair is one; nothing to a word is its length.
        assert_eq!([errors("kitten", "sitting"), errors("ab", "ba"), errors("", "abc")], [3, 1, 3]);
    }
}
