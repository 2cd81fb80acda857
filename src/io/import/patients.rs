//! Patients: one row a person. Only the identifier is required.

use crate::base::Rule;
use crate::domain::patient::{BirthDoubt, Patient, Sex, birth_doubt};

use super::super::store::{RecordBatch, Row};
use super::cells::{Cells, RecordReader, Stop};
use super::{Column, ColumnKind, ImportFormat, Mapping, RowReader, Sources};

/// Headings under which a patient's identifier arrives, here and in every clinical table.
pub const PATIENT_ID_ALIASES: &[&str] = &[
    "patient",
    "patient identifier",
    "patient number",
    "pid",
    "subject_id",
    "mrn",
    "patient no",
    "patient code",
    "medical record number",
    "hospital number",
    "病人编号",
    "患者编号",
    "患者id",
    "病人id",
    "患者号",
    "病人号",
    "患者标识",
    "病历号",
    "病案号",
    "住院号",
    "门诊号",
    "登记号",
    "就诊卡号",
    "病历号码",
    "病历编号",
    "患者番号",
    "カルテ番号",
    "診察券番号",
    "환자번호",
    "환자id",
    "등록번호",
    "차트번호",
    "patientennummer",
    "patienten-id",
];

/// Words for sex; the first of each gives the value back.
pub const SEX_WORDS: &[(&[&str], Sex)] = &[
    (&["female", "f", "女", "女性", "여", "여성", "여자", "w", "weiblich"], Sex::Female),
    (&["male", "m", "男", "男性", "남", "남성", "남자", "männlich"], Sex::Male),
    (&["other", "o", "x", "其他", "その他", "기타", "d", "divers"], Sex::Other),
    (&["unknown", "u", "unk", "未知", "不详", "不詳", "不明", "미상"], Sex::Unknown),
];

/// The field of a column that holds the whole name.
pub const FULL_NAME: &str = "full_name";

/// A heading of whole names that heads given names where another column has the family's.
pub const GIVEN_BESIDE_FAMILY: &str = "이름";

/// A heading of given names beside which German files head the family's by the word for a whole name.
pub const GIVEN_IN_GERMAN: &str = "vorname";

const COLUMNS: &[Column] = &[
    Column::required("patient_id", ColumnKind::Identifier, PATIENT_ID_ALIASES),
    Column::optional(
        "family_name",
        ColumnKind::Text,
        &["surname", "last name", "family", "姓", "姓氏", "苗字", "성", "nachname", "familienname"],
    ),
    Column::optional(
        "given_name",
        ColumnKind::Text,
        &["first name", "forename", "given", "名", "名字", GIVEN_IN_GERMAN],
    ),
    Column::optional("chinese_name", ColumnKind::Text, &["name_zh", "姓名", "中文名", "患者姓名"]),
    Column::optional(
        FULL_NAME,
        ColumnKind::Text,
        &[
            "name",
            "patient name",
            "name of patient",
            "name_en",
            "姓名全称",
            "patientenname",
            "氏名",
            "患者氏名",
            "患者名",
            GIVEN_BESIDE_FAMILY,
            "성명",
            "환자명",
        ],
    ),
    Column::optional("sex", ColumnKind::Choice, &["gender", "性别", "geschlecht", "성별"]),
    Column::optional(
        "birth_date",
        ColumnKind::Date,
        &[
            "date of birth",
            "dob",
            "birthday",
            "born",
            "出生日期",
            "出生年月日",
            "生日",
            "geburtsdatum",
            "生年月日",
            "誕生日",
            "생년월일",
            "출생일",
            "생일",
        ],
    ),
    Column::optional(
        "death_date",
        ColumnKind::Date,
        &["date of death", "dod", "died", "死亡日期", "死亡日", "死亡年月日", "사망일", "사망일자"],
    ),
    Column::optional(
        "phone",
        ColumnKind::Text,
        &[
            "telephone",
            "mobile",
            "tel",
            "phone number",
            "telephone number",
            "mobile number",
            "mobile phone",
            "phone no",
            "tel no",
            "cell phone",
            "contact number",
            "contact phone",
            "home phone",
            "电话",
            "手机",
            "联系电话",
            "手机号",
            "手机号码",
            "电话号码",
            "联系方式",
            "移动电话",
            "患者电话",
            "本人电话",
            "联络电话",
            "行動電話",
            "電話番号",
            "携帯電話",
            "전화번호",
            "연락처",
            "휴대폰",
            "휴대전화",
            "telefon",
            "telefonnummer",
            "handy",
        ],
    ),
];

/// The format.
pub struct Patients;

impl ImportFormat for Patients {
    fn id(&self) -> &'static str {
        "patients"
    }

    fn sample(&self) -> &'static str {
        "patients.csv"
    }

    fn columns(&self) -> &'static [Column] {
        COLUMNS
    }

    fn words(&self, field: &str) -> Vec<&'static [&'static str]> {
        if field == "sex" { SEX_WORDS.iter().map(|(words, _)| *words).collect() } else { Vec::new() }
    }

    fn reader(&self, mapping: &Mapping, sources: Sources) -> Box<dyn RowReader> {
        Box::new(RecordReader::new(COLUMNS, mapping, sources, read, RecordBatch::Patients))
    }
}

/// Family, given and Chinese name.
type Names = [Option<String>; 3];

/// The names of the row's own fields, filled up from the whole name where a field has none.
///
/// A comma says which part is the family's. Without one nobody can tell (Kim Min-jun, Anna van den Berg), and the name
/// stays whole where it is shown as it was written.
fn names(cells: &mut Cells<'_>) -> Names {
    let own = ["family_name", "given_name", "chinese_name"].map(|field| cells.text(field));
    let Some(whole) = cells.text(FULL_NAME) else { return own };
    let [family, given, chinese] = own;
    if whole.chars().any(is_han) && chinese.is_none() {
        return [family, given, Some(whole)];
    }
    if family.is_some() || given.is_some() {
        return [family, given, chinese];
    }
    match whole.split_once(',').map(|(family, given)| (family.trim(), given.trim())) {
        Some((family, given)) if !family.is_empty() && !given.is_empty() => {
            [Some(family.to_owned()), Some(given.to_owned()), chinese]
        }
        Some(_) | None => [None, Some(whole), chinese],
    }
}

fn is_han(letter: char) -> bool {
    matches!(letter, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{323af}')
}

fn read(cells: &mut Cells<'_>) -> Result<Row<Patient>, Stop> {
    let identifier = cells.identifier("patient_id")?;
    let [family_name, given_name, chinese_name] = names(cells);
    let patient = Patient {
        identifier,
        family_name,
        given_name,
        chinese_name,
        sex: cells.choice("sex", SEX_WORDS)?,
        birth_date: cells.past_date("birth_date")?,
        death_date: cells.past_date("death_date")?,
        phone: cells.text("phone"),
    };
    if patient.birth_date.zip(patient.death_date).is_some_and(|(birth, death)| death < birth) {
        return cells.refuse("death_date", Rule::Impossible);
    }
    let until = patient.death_date.or_else(|| cells.today());
    match patient.birth_date.and_then(|birth| birth_doubt(birth, until)) {
        Some(BirthDoubt::Impossible) => return cells.refuse("birth_date", Rule::Impossible),
        Some(BirthDoubt::Implausible) => cells.flag("birth_date", Rule::ImplausibleAge),
        None => {}
    }
    Ok(cells.row(patient))
}
