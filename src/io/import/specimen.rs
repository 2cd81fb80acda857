//! What a row says beside its value about whether it is one of the blood: the specimen, and whether the result still holds.

use super::mapping::plain_heading;

/// Headings of the specimen.
pub const SPECIMEN_ALIASES: &[&str] = &[
    "specimen type",
    "specimen source",
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

/// Parts of words for something else than blood, in the plain form of headings.
const OTHER: &[&str] = &[
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
    "sweat",
    "bonemarrow",
    "fluid",
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
    "髄液",
    "소변",
    "뇌척수액",
];

/// Parts of words that take a result back.
const VOID: &[&str] = &[
    "cancel",
    "void",
    "enteredinerror",
    "error",
    "reject",
    "invalid",
    "wrong",
    "retract",
    "withdrawn",
    "storniert",
    "ungültig",
    "作废",
    "撤销",
    "取消",
    "无效",
    "错误",
    "退检",
    "拒收",
];

/// Codes of HL7 v2 table 0085 for results that do not count: deleted, wrong, not obtainable.
const VOID_CODES: &[&str] = &["D", "W", "X"];

/// Whether a specimen is known to be something else than blood; of words that are unknown nothing is said.
pub fn is_other_specimen(text: &[u8]) -> bool {
    has_part(text, OTHER)
}

/// Whether the state of a result says that it does not count.
pub fn is_void(text: &[u8]) -> bool {
    std::str::from_utf8(text).is_ok_and(|text| VOID_CODES.contains(&text)) || has_part(text, VOID)
}

fn has_part(text: &[u8], parts: &[&str]) -> bool {
    let plain = std::str::from_utf8(text).map(plain_heading).unwrap_or_default();
    !plain.is_empty() && parts.iter().any(|part| plain.contains(part))
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
    fn words_of_other_fluids_and_of_void_results_are_known() {
        for other in ["Urine", "尿液", "CSF", "Cerebrospinal fluid", "脑脊液", "Pleural Fluid"] {
            assert!(is_other_specimen(other.as_bytes()), "{other}");
        }
        for blood in ["", "Serum", "Plasma", "Whole blood", "血清", "全血", "S12345"] {
            assert!(!is_other_specimen(blood.as_bytes()), "{blood}");
        }
        for void in ["Cancelled", "Entered in error", "已作废", "X", "storniert"] {
            assert!(is_void(void.as_bytes()), "{void}");
        }
        for valid in ["", "Final", "F", "C", "已审核", "Corrected"] {
            assert!(!is_void(valid.as_bytes()), "{valid}");
        }
        assert!(is_loinc(b"2345-7") && !is_loinc(b"Glucose") && !is_loinc(b"-7"));
    }
}
