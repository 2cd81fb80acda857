//! Whether a row that comes under a known identifier can be of the same person.

use crate::domain::patient::{Patient, Sourced};

/// Whether a row says another person than those before it: another birth date and with it another sex or name; without a
/// birth date to compare, another sex with any other name; and a whole other name in any case. One of them alone is put
/// right or changes (a marriage).
pub fn is_another(before: &[Sourced<Patient>], row: &Patient) -> bool {
    let (birth, sex) =
        (differs(before, row, |patient| patient.birth_date), differs(before, row, |patient| patient.sex));
    let names: [fn(&Patient) -> Option<String>; 3] =
        [|one| plain(&one.family_name), |one| plain(&one.given_name), |one| plain(&one.chinese_name)];
    let has_other_name = names.into_iter().any(|name| differs(before, row, name) == Some(true));
    let has_other_sex = sex == Some(true);
    match birth {
        Some(true) => has_other_sex || has_other_name,
        Some(false) => has_whole_other_name(before, row),
        None => has_other_sex && has_other_name || has_whole_other_name(before, row),
    }
}

/// Whether no part of a row's name is one of the name before it, in the same script.
fn has_whole_other_name(before: &[Sourced<Patient>], row: &Patient) -> bool {
    let chinese = differs(before, row, |patient| plain(&patient.chinese_name).filter(|name| !name.is_empty()));
    let is_other_chinese = chinese == Some(true) && !shares(before, row, chinese_parts);
    let is_other_latin = !latin_parts(row).is_empty() && has_latin(before) && !shares(before, row, latin_parts);
    match chinese {
        None => is_other_latin,
        Some(_) => is_other_chinese,
    }
}

fn has_latin(before: &[Sourced<Patient>]) -> bool {
    before.iter().any(|earlier| !latin_parts(&earlier.record).is_empty())
}

/// Whether a row shares a part of its name with any row before it.
fn shares(before: &[Sourced<Patient>], row: &Patient, parts: fn(&Patient) -> Vec<String>) -> bool {
    let said = parts(row);
    before.iter().flat_map(|earlier| parts(&earlier.record)).any(|part| said.contains(&part))
}

/// The words of family and given name in small letters.
fn latin_parts(patient: &Patient) -> Vec<String> {
    let names = [&patient.family_name, &patient.given_name].into_iter().flatten();
    let words = names.flat_map(|name| name.split(|letter: char| !letter.is_alphanumeric()));
    words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

/// The characters of a Chinese name, which has no words.
fn chinese_parts(patient: &Patient) -> Vec<String> {
    plain(&patient.chinese_name).iter().flat_map(|name| name.chars()).map(String::from).collect()
}

/// Whether a field differs from what was said of it last; `None` where one of the two is not recorded.
fn differs<T: PartialEq>(
    before: &[Sourced<Patient>],
    row: &Patient,
    field: impl Fn(&Patient) -> Option<T>,
) -> Option<bool> {
    let known = before.iter().rev().find_map(|earlier| field(&earlier.record))?;
    field(row).map(|said| said != known)
}

fn plain(name: &Option<String>) -> Option<String> {
    let letters = name.as_deref()?.chars().filter(|letter| letter.is_alphanumeric());
    Some(letters.flat_map(char::to_lowercase).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{CellRef, ImportId};
    use crate::domain::patient::Sex;

    fn person(family: &str, given: &str, chinese: &str, sex: Option<Sex>) -> Patient {
        let said = |name: &str| Some(name.to_owned()).filter(|name| !name.is_empty());
        let [family_name, given_name, chinese_name] = [family, given, chinese].map(said);
        let identifier = "P1".to_owned();
        let (birth_date, death_date, phone) = (None, None, None);
        Patient { identifier, family_name, given_name, chinese_name, sex, birth_date, death_date, phone }
    }

    fn is_other(before: Patient, row: &Patient) -> bool {
        let cell = CellRef { import: ImportId(1), line: 2, column: 0 };
        is_another(&[Sourced { record: before, cell, raw: Vec::new() }], row)
    }

    #[test]
    fn a_whole_other_name_is_another_person_and_a_part_of_it_is_not() {
        let [female, male] = [Some(Sex::Female), Some(Sex::Male)];
        let anna = || person("Schmidt", "Anna", "", female);
        assert!(is_other(anna(), &person("Weber", "Peter", "", None)));
        assert!(is_other(anna(), &person("", "Peter Weber", "", male)));
        assert!(is_other(person("", "", "张伟", None), &person("", "", "李娜", None)));
        for same in [
            person("Weber", "Anna", "", female),
            person("", "Anna Schmidt", "", None),
            person("Schmidt-Weber", "A.", "", female),
            person("", "", "安娜", female),
        ] {
            assert!(!is_other(anna(), &same), "{same:?}");
        }
        assert!(!is_other(person("", "", "张伟", None), &person("", "", "张玮", None)));
        assert!(is_other(person("", "", "张伟", male), &person("", "", "张玮", female)));
    }
}
