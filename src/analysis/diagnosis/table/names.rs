//! What a heading tells of its column.

/// How sure a heading is that what stands below names somebody or something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Naming {
    No,
    /// A case, a visit, a hospital, a name: names where there are many, else a kind or a place.
    Perhaps,
    /// An identifier of whatever it is; few of them are a code.
    Something,
    /// A bare word for a person: their numbers, or their kinds in words.
    BarePerson,
    /// A person.
    Person,
}

const IDENTIFIERS: &[&str] = &["id", "ids", "uid", "uuid", "guid", "identifier", "编号", "序号", "rowid", "rownames"];
/// Identifiers only where nothing else stands in the heading.
const IDENTIFIERS_ALONE: &[&str] =
    &["index", "rowindex", "caseid", "recordid", "case", "record", "no", "number", "row", "行号", ""];
/// Whole headings that name a person.
const PERSON_ALONE: &[&str] = &[
    "mrn",
    "nhs",
    "ssn",
    "pid",
    "usubjid",
    "subjid",
    "身份证",
    "身份证号",
    "姓名",
    "病案号",
    "病历号",
    "住院号",
    "门诊号",
    "住院病历号",
    "门诊病历号",
    "就诊卡号",
    "诊疗卡号",
    "登记号",
    "社保号",
    "患者主索引",
    "病人主索引",
    "hn",
    "empi",
    "id",
    "ids",
    "uid",
];
/// Words for a person, which name one together with one of [`NAMING`].
const PERSONS: &[&str] =
    &["patient", "pat", "pt", "subject", "subj", "participant", "person", "client", "nhs", "患者", "病人", "受试者"];
/// Words for a person that may stand alone above their names, or above their kinds.
const PERSONS_ALONE: &[&str] = &["patient", "pat", "subject", "participant", "person", "患者", "病人", "受试者"];
/// Names of somebody, or of a drug or a place.
const NAMES_ALONE: &[&str] = &["name", "surname"];
/// What is not a person and may be as good as one, where there are many.
const PERHAPS: &[&str] = &[
    "case",
    "record",
    "chart",
    "hospital",
    "visit",
    "encounter",
    "admission",
    "episode",
    "study",
    "trial",
    "就诊",
    "病例",
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
    "label",
    "ref",
    "reference",
    "pseudonym",
    "nbr",
    "mrn",
    "sk",
    "编号",
    "号",
    "号码",
    "id号",
    "标识",
    "标识号",
    "姓名",
    "名字",
    "代码",
];
/// Words that may stand beside these and change nothing.
const BESIDE: &[&str] = &["the", "medical", "full", "first", "last", "family", "given", "study", "trial", "hospital"];
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

/// What a heading says of the names below it. `PatientNo` and `病人编号` name a person, `patient_row_id` a row,
/// `case_number` perhaps a case and perhaps how many there were.
pub fn naming_of(heading: &str) -> Naming {
    let words = words(heading);
    let joined = words.concat();
    let is_alone = |list: &[&str]| list.contains(&joined.as_str());
    let is_long_for = joined.strip_suffix('码').is_some_and(|short| PERSON_ALONE.contains(&short));
    if is_alone(PERSON_ALONE) || is_long_for || says(&words, &joined, PERSONS) {
        Naming::Person
    } else if is_alone(PERSONS_ALONE) {
        Naming::BarePerson
    } else if is_alone(NAMES_ALONE) || says(&words, &joined, PERHAPS) {
        Naming::Perhaps
    } else if names_one_of(heading, IDENTIFIERS) || is_alone(IDENTIFIERS_ALONE) {
        Naming::Something
    } else {
        Naming::No
    }
}

/// Whether the heading is made of a word of the list and one that names, in that order, and says nothing else.
fn says(words: &[String], joined: &str, whose: &[&str]) -> bool {
    let is_in = |list: &[&str], word: &String| list.contains(&word.as_str());
    let is_known = |word: &String| is_in(whose, word) || is_in(NAMING, word) || is_in(BESIDE, word);
    let in_words = words.iter().all(is_known)
        && words.last().is_some_and(|last| is_in(NAMING, last))
        && words.iter().any(|word| is_in(whose, word));
    // Written as one word, as Chinese headings are.
    in_words || whose.iter().any(|whose| joined.strip_prefix(whose).is_some_and(|rest| NAMING.contains(&rest)))
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
