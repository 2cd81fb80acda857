//! What a heading tells of its column.

const IDENTIFIERS: &[&str] = &[
    "id",
    "ids",
    "uid",
    "uuid",
    "guid",
    "mrn",
    "nhs",
    "ssn",
    "pid",
    "patientid",
    "subjectid",
    "caseid",
    "recordid",
    "index",
    "rownames",
    "rowid",
    "identifier",
    "编号",
    "病历号",
    "住院号",
    "门诊号",
    "身份证",
    "序号",
    "患者编号",
    "患者",
];
/// Identifiers only where nothing else stands in the heading.
const IDENTIFIERS_ALONE: &[&str] = &["patient", "subject", "case", "record", "participant", "no", "number", "row", ""];
const TARGETS: &[&str] =
    &["target", "disease", "diagnosis", "outcome", "label", "class", "y", "dx", "诊断", "疾病", "结局", "结果"];
const SEX: &[&str] = &["sex", "gender", "male", "female", "man", "woman", "性别", "男", "女"];
const AGE: &[&str] =
    &["age", "ages", "birth", "born", "dob", "yob", "birthyear", "birthdate", "年龄", "出生", "出生年份", "出生日期"];
const ZERO_IMPOSSIBLE: &[&str] = &[
    "glucose",
    "sugar",
    "pressure",
    "bp",
    "trestbps",
    "sbp",
    "dbp",
    "triceps",
    "skinthickness",
    "skin",
    "insulin",
    "bmi",
    "mass",
    "weight",
    "height",
    "pulse",
    "heartrate",
    "temperature",
    "temp",
    "chol",
    "cholesterol",
    "sodium",
    "potassium",
    "hemoglobin",
    "haemoglobin",
    "血压",
    "血糖",
    "体重",
    "身高",
    "体温",
    "心率",
];

/// Words of a heading in lower case, cut at marks and at capitals within.
fn words(heading: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut after_small = false;
    for letter in heading.chars() {
        let is_cut = !letter.is_alphanumeric() || (letter.is_uppercase() && after_small);
        if is_cut {
            words.push(String::new());
        }
        if let (true, Some(word)) = (letter.is_alphanumeric(), words.last_mut()) {
            word.extend(letter.to_lowercase());
        }
        after_small = letter.is_lowercase();
    }
    words.retain(|word| !word.is_empty());
    words
}

fn names_one_of(heading: &str, list: &[&str]) -> bool {
    let words = words(heading);
    let joined = words.concat();
    list.contains(&joined.as_str()) || words.iter().any(|word| list.contains(&word.as_str()))
}

pub fn is_identifier_name(heading: &str) -> bool {
    names_one_of(heading, IDENTIFIERS) || IDENTIFIERS_ALONE.contains(&words(heading).concat().as_str())
}

/// Identifiers of people rather than of rows.
pub fn is_patient_name(heading: &str) -> bool {
    let joined = words(heading).concat();
    ["patient", "subject", "participant", "person", "mrn", "nhs", "患者", "病历", "住院号"]
        .iter()
        .any(|word| joined.contains(word))
}

pub fn is_target_name(heading: &str) -> bool {
    TARGETS.contains(&words(heading).concat().as_str())
}

pub fn is_sex_name(heading: &str) -> bool {
    names_one_of(heading, SEX)
}

pub fn is_age_name(heading: &str) -> bool {
    names_one_of(heading, AGE)
}

/// Whether nobody alive has 0 of it.
pub fn has_no_zero(heading: &str) -> bool {
    names_one_of(heading, ZERO_IMPOSSIBLE)
}
