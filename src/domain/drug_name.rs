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
}
