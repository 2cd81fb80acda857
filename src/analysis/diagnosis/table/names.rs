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
    "序号",
];
/// Identifiers only where nothing else stands in the heading.
const IDENTIFIERS_ALONE: &[&str] = &["case", "record", "no", "number", "row", ""];
/// Headings that name a person without saying more.
const PERSONS: &[&str] = &["patient", "patients", "pat", "subject", "participant", "person", "患者", "病人", "受试者"];
/// Words that name a person together with one of [`NAMING`].
const WHOSE: &[&str] = &[
    "patient",
    "patients",
    "pat",
    "pt",
    "subject",
    "participant",
    "person",
    "client",
    "case",
    "record",
    "hospital",
    "chart",
    "medical",
    "study",
    "trial",
    "full",
    "family",
    "given",
    "first",
    "last",
    "患者",
    "病人",
    "受试者",
    "病案",
    "病历",
    "住院",
    "门诊",
    "就诊",
    "登记",
    "身份证",
];
const NAMING: &[&str] = &[
    "id",
    "ids",
    "no",
    "nr",
    "num",
    "number",
    "code",
    "key",
    "hash",
    "name",
    "identifier",
    "uid",
    "record",
    "编号",
    "号",
    "号码",
    "姓名",
    "名字",
    "标识",
];
/// Whole headings that name a person.
const PERSON_ALONE: &[&str] = &["mrn", "nhs", "ssn", "pid", "name", "surname", "姓名", "身份证"];
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
    let is_alone = || IDENTIFIERS_ALONE.contains(&words(heading).concat().as_str());
    names_one_of(heading, IDENTIFIERS) || is_alone() || is_patient_name(heading)
}

/// Identifiers of people rather than of rows: whose they are, and that they name somebody (`PatientNo`, `病人编号`).
/// `patient_row_id` names a row.
pub fn is_patient_name(heading: &str) -> bool {
    names_persons_alone(heading) || says_whose_name(heading)
}

/// A heading that is nothing but the word for a person: what stands below may be their name, or their kind.
pub fn names_persons_alone(heading: &str) -> bool {
    PERSONS.contains(&words(heading).concat().as_str())
}

fn says_whose_name(heading: &str) -> bool {
    let words = words(heading);
    let joined = words.concat();
    if PERSON_ALONE.contains(&joined.as_str()) {
        return true;
    }
    let is_known = |word: &String| WHOSE.contains(&word.as_str()) || NAMING.contains(&word.as_str());
    let names = |word: &String| NAMING.contains(&word.as_str());
    let whose = |word: &String| WHOSE.contains(&word.as_str());
    let in_words = words.iter().all(is_known) && words.last().is_some_and(names) && words.iter().any(whose);
    // Written as one word, as Chinese headings are.
    let in_one = WHOSE.iter().any(|whose| joined.strip_prefix(whose).is_some_and(|rest| NAMING.contains(&rest)));
    in_words || in_one
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
