//! Whether a row that comes under a known identifier can be of the same person.

use crate::domain::patient::{Patient, Sourced};

/// Whether a row says another person than those before it: another birth date and with it another sex or name; without a
/// birth date to compare, another sex and name. One of them alone is put right or changes (a marriage).
pub fn is_another(before: &[Sourced<Patient>], row: &Patient) -> bool {
    let (birth, sex) =
        (differs(before, row, |patient| patient.birth_date), differs(before, row, |patient| patient.sex));
    let names: [fn(&Patient) -> Option<String>; 3] =
        [|one| plain(&one.family_name), |one| plain(&one.given_name), |one| plain(&one.chinese_name)];
    let has_other_name = names.into_iter().any(|name| differs(before, row, name) == Some(true));
    let has_other_sex = sex == Some(true);
    match birth {
        Some(true) => has_other_sex || has_other_name,
        Some(false) => false,
        None => has_other_sex && has_other_name,
    }
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
