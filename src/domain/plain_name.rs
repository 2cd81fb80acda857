//! What conditions and medicines are called in Simplified Chinese and in plain words. A record that the tables do not know
//! keeps its own words: nothing is guessed.

/// A condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConditionName {
    /// ICD-10, which stands for the codes below it, and SNOMED CT.
    pub codes: Vec<String>,
    /// Whole names as records write them, in lower case.
    pub names: Vec<String>,
    /// Its title in Simplified Chinese.
    pub chinese: String,
    pub plain: String,
    pub plain_chinese: String,
}

/// How well a row speaks of what was recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    Whole,
    /// By the code alone: the recorded name may say more, and belongs beside it.
    Wider,
}

/// All conditions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConditionNames {
    pub list: Vec<ConditionName>,
}

impl ConditionNames {
    /// The row of a recorded condition. A code and a name that speak of different conditions have none.
    pub fn find(&self, code: &str, name: &str) -> Option<(&ConditionName, Fit)> {
        let (code, name) = (code.trim(), name.trim().to_lowercase());
        let by_name = self.list.iter().find(|row| row.names.contains(&name));
        match (by_name, self.of_code(code)) {
            (Some(named), Some((coded, letters))) if named != coded => self.within(named, coded, letters),
            (Some(named), _) => Some((named, Fit::Whole)),
            (None, Some((coded, letters))) => {
                let is_whole = (name.is_empty() || name == code.to_lowercase()) && letters == code.len();
                Some((coded, if is_whole { Fit::Whole } else { Fit::Wider }))
            }
            (None, None) => None,
        }
    }

    /// Of a name and a code that are rows of their own the code counts where it is one below the name's: "Chronic kidney
    /// disease" with N18.3.
    fn within<'a>(
        &self,
        named: &ConditionName,
        coded: &'a ConditionName,
        letters: usize,
    ) -> Option<(&'a ConditionName, Fit)> {
        let own = coded.codes.iter().filter(|code| code.len() == letters);
        let is_below = own.into_iter().any(|code| named.codes.iter().any(|above| covers(above, code)));
        is_below.then_some((coded, Fit::Whole))
    }

    /// The row with the longest code that covers one, and how long that is.
    fn of_code(&self, code: &str) -> Option<(&ConditionName, usize)> {
        let longest = |row: &ConditionName| row.codes.iter().filter(|own| covers(own, code)).map(String::len).max();
        self.list.iter().filter_map(|row| Some((row, longest(row)?))).max_by_key(|(_, letters)| *letters)
    }
}

/// Whether a code is another or one below it: `E11` covers E11.9, `N18.3` covers N18.30.
fn covers(above: &str, code: &str) -> bool {
    let rest = code.get(..above.len()).filter(|begin| begin.eq_ignore_ascii_case(above)).and(code.get(above.len()..));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.') || above.contains('.'))
}

/// What the medicines of an ATC code and below are for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MedicineUse {
    pub atc: String,
    pub plain: String,
    pub plain_chinese: String,
}

/// The use of the longest code that a medicine's first code begins with.
pub fn use_of<'a>(uses: &'a [MedicineUse], atc: &str) -> Option<&'a MedicineUse> {
    uses.iter().filter(|one| atc.starts_with(&one.atc)).max_by_key(|one| one.atc.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> ConditionNames {
        let row = |codes: &[&str], names: &[&str], plain: &str| ConditionName {
            codes: codes.iter().map(|&code| code.to_owned()).collect(),
            names: names.iter().map(|&name| name.to_owned()).collect(),
            chinese: String::new(),
            plain: plain.to_owned(),
            plain_chinese: String::new(),
        };
        ConditionNames {
            list: vec![
                row(&["I10"], &["hypertension"], "pressure"),
                row(&["N18"], &["chronic kidney disease"], "kidneys"),
                row(&["N18.3"], &["chronic kidney disease, stage 3"], "kidneys, stage 3"),
            ],
        }
    }

    #[test]
    fn a_row_speaks_only_of_what_was_recorded() {
        let names = names();
        let find = |code, name| names.find(code, name).map(|(row, fit)| (row.plain.as_str(), fit));
        assert_eq!(find("", "Hypertension"), Some(("pressure", Fit::Whole)));
        assert_eq!(find("I10", "I10"), Some(("pressure", Fit::Whole)));
        assert_eq!(find("N18.30", "Chronic kidney disease"), Some(("kidneys, stage 3", Fit::Whole)));
        assert_eq!(find("N18.9", "Something of its own"), Some(("kidneys", Fit::Wider)));
        // Not what is recorded, or more than it.
        assert_eq!(find("I10", "Chronic kidney disease"), None);
        assert_eq!(find("N18", "Chronic kidney disease, stage 3"), None);
        for name in ["Pulmonary hypertension", "No hypertension", ""] {
            assert_eq!(find("", name), None, "{name}");
        }
        assert_eq!(find("I101", ""), None);
    }
}
