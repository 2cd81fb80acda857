//! What a row says beside its value about whether it is one of the blood: the specimen, and whether the result still holds.

use super::mapping::plain_heading;

/// Headings of the specimen.
pub const SPECIMEN_ALIASES: &[&str] = &[
    "specimen type",
    "specimen source",
    "specimen name",
    "标本名称",
    "样本名称",
    "sample type",
    "sample",
    "material",
    "标本",
    "标本类型",
    "标本种类",
    "样本",
    "样本类型",
    "样本种类",
    "検体",
    "検体種別",
    "검체",
];

/// Headings of the state of a result.
pub const STATUS_ALIASES: &[&str] =
    &["result status", "report status", "observation status", "结果状态", "状态", "审核状态", "报告状态", "상태"];

/// What a column of specimens can mean, as a mapping says it.
const SPECIMEN_WORDS: &[&[&str]] = &[&["blood"], &["other"]];

/// What a column of states can mean, as a mapping says it.
const STATUS_WORDS: &[&[&str]] = &[&["valid"], &["void"]];

/// Parts of words for something else than blood, in the plain form of headings.
const OTHER: &[&str] = &[
    "other",
    "urin",
    "csf",
    "cerebrospinal",
    "liquor",
    "sputum",
    "stool",
    "faeces",
    "feces",
    "saliva",
    "swab",
    "pleural",
    "ascit",
    "peritoneal",
    "synovial",
    "semen",
    "amniotic",
    "drain",
    "dialysate",
    "effluent",
    "sweat",
    "bonemarrow",
    "fluid",
    "aspirate",
    "tissue",
    "lavage",
    "biopsy",
    "wound",
    "pus",
    "harn",
    "stuhl",
    "punktat",
    "speichel",
    "尿",
    "脑脊液",
    "痰",
    "粪",
    "便",
    "胸水",
    "腹水",
    "唾液",
    "拭子",
    "积液",
    "精液",
    "羊水",
    "引流",
    "骨髓",
    "胃液",
    "透析液",
    "灌洗",
    "穿刺",
    "分泌物",
    "脓",
    "组织",
    "髄液",
    "소변",
    "뇌척수액",
];

/// Parts of words for blood.
const BLOOD: &[&str] =
    &["blood", "serum", "plasma", "venous", "arterial", "capillary", "blut", "血", "静脉", "动脉", "혈"];

/// Codes of HL7 v2 table 0070 and what laboratories shorten, in lower case.
const OTHER_CODES: &[&str] = &["u", "ur", "uri", "urn", "st", "spt", "sal", "bal", "balf", "swt", "asp", "flu", "smn"];
const BLOOD_CODES: &[&str] = &["b", "bl", "bld", "wb", "ser", "s", "plas", "pl", "plr", "edta", "sst", "li-hep", "ven"];

/// Parts of words that take a result back.
const VOID: &[&str] = &[
    "void",
    "cancel",
    "enteredinerror",
    "error",
    "reject",
    "invalid",
    "notvalid",
    "wrong",
    "retract",
    "withdrawn",
    "delet",
    "superseded",
    "notdone",
    "notperformed",
    "qns",
    "insufficient",
    "storniert",
    "ungültig",
    "gelöscht",
    "annul",
    "作废",
    "撤销",
    "取消",
    "无效",
    "错误",
    "退检",
    "拒收",
    "删除",
    "不合格",
    "未做",
];

/// Parts of words of results that hold.
const VALID: &[&str] = &[
    "valid",
    "final",
    "correct",
    "amend",
    "complete",
    "verified",
    "approved",
    "released",
    "reported",
    "resulted",
    "prelim",
    "partial",
    "normal",
    "high",
    "low",
    "active",
    "patient",
    "endgültig",
    "freigegeben",
    "审核",
    "发布",
    "完成",
    "有效",
    "正常",
    "初步",
    "最终",
    "已报告",
    "确认",
    "无错误",
    "无误",
    "偏高",
    "偏低",
    "住院",
    "门诊",
    "在院",
    "出院",
    "완료",
];

/// Codes of HL7 v2 tables 0085 and 0078, in lower case: deleted, wrong, not obtainable; and those that hold.
const VOID_CODES: &[&str] = &["d", "w", "x"];
const VALID_CODES: &[&str] = &["f", "c", "a", "p", "r", "u", "v", "n", "h", "l", "hh", "ll"];

/// What is known of a specimen; an empty cell says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Specimen {
    Unsaid,
    Blood,
    Other,
}

/// What a specimen is; `None` for a word that is not known.
pub fn specimen_of(text: &[u8]) -> Option<Specimen> {
    let plain = plain_word(text);
    match plain.as_str() {
        "" => Some(Specimen::Unsaid),
        code if OTHER_CODES.contains(&code) || has_part(code, OTHER) => Some(Specimen::Other),
        code if BLOOD_CODES.contains(&code) || has_part(code, BLOOD) => Some(Specimen::Blood),
        _ => None,
    }
}

/// Whether a result holds by its state; `None` for a word that is not known.
pub fn is_valid(text: &[u8]) -> Option<bool> {
    let plain = plain_word(text);
    let is_denied = ["noerror", "无错误", "无误"].iter().any(|denied| plain.contains(denied));
    match plain.as_str() {
        "" => Some(true),
        code if VOID_CODES.contains(&code) || (has_part(code, VOID) && !is_denied) => Some(false),
        code if VALID_CODES.contains(&code) || has_part(code, VALID) => Some(true),
        _ => None,
    }
}

/// The words of one of these columns; none of others.
pub fn words(field: &str) -> Vec<&'static [&'static str]> {
    match field {
        "specimen" => SPECIMEN_WORDS.to_vec(),
        "status" => STATUS_WORDS.to_vec(),
        _ => Vec::new(),
    }
}

/// Whether a word of one of these columns is known.
pub fn knows(field: &str, word: &str) -> bool {
    match field {
        "specimen" => specimen_of(word.as_bytes()).is_some(),
        _ => is_valid(word.as_bytes()).is_some(),
    }
}

fn plain_word(text: &[u8]) -> String {
    std::str::from_utf8(text).map(|text| plain_heading(text).replace('/', "")).unwrap_or_default()
}

fn has_part(plain: &str, parts: &[&str]) -> bool {
    parts.iter().any(|part| plain.contains(part))
}

/// Whether a code is one of LOINC, which says the specimen itself: digits, a hyphen and a check digit.
pub fn is_loinc(code: &[u8]) -> bool {
    let [digits @ .., b'-', check] = code else { return false };
    !digits.is_empty() && digits.iter().all(u8::is_ascii_digit) && check.is_ascii_digit()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_specimens_and_states_are_known_or_not() {
        for other in ["Urine", "尿液", "CSF", "脑脊液", "Pleural Fluid", "U", "Spot UR urine", "Harn", "胃液", "other"]
        {
            assert_eq!(specimen_of(other.as_bytes()), Some(Specimen::Other), "{other}");
        }
        for blood in ["Serum", "Plasma", "Whole blood", "血清", "全血", "BLD", "blood"] {
            assert_eq!(specimen_of(blood.as_bytes()), Some(Specimen::Blood), "{blood}");
        }
        assert_eq!(
            (specimen_of(b""), specimen_of(b"S12345"), specimen_of(b"Xyz")),
            (Some(Specimen::Unsaid), None, None)
        );
        for void in ["Cancelled", "Entered in error", "已作废", "x", "storniert", "Not valid", "已删除", "QNS", "void"]
        {
            assert_eq!(is_valid(void.as_bytes()), Some(false), "{void}");
        }
        for valid in ["", "Final", "F", "c", "已审核", "Corrected", "Final - no errors", "valid", "Inpatient"] {
            assert_eq!(is_valid(valid.as_bytes()), Some(true), "{valid}");
        }
        assert_eq!(is_valid(b"pending"), None);
        assert!(is_loinc(b"2345-7") && !is_loinc(b"Glucose") && !is_loinc(b"-7"));
    }
}
