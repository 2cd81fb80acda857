//! What a row says beside its value about whether it is one of the blood: the specimen, and whether the result still holds.

use std::collections::HashMap;

use crate::base::Rule;

use super::Mapping;
use super::cells::SourceRow;
use super::specimen_words::{self as words, SPECIMEN_VOCABULARY, STATE_VOCABULARY, Sense};
use super::standing::{self, void_by};

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
    "probenmaterial",
    "probenart",
    "untersuchungsmaterial",
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
pub const STATUS_ALIASES: &[&str] = &[
    "row status",
    "record status",
    "verified",
    "befundstatus",
    "ergebnisstatus",
    "result status",
    "report status",
    "observation status",
    "validity",
    "result validity",
    "有效性",
    "结果状态",
    "状态",
    "审核状态",
    "报告状态",
    "상태",
];

/// What a column of specimens can mean, as a mapping says it.
const SPECIMEN_MEANINGS: &[&[&str]] = &[&["blood"], &["other"], &["control"]];

/// What a column of states can mean, as a mapping says it.
const STATE_MEANINGS: &[&[&str]] = &[&["valid"], &["preliminary"], &["void"]];

/// What is known of a specimen; an empty cell says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Specimen {
    Unsaid,
    Blood,
    Other,
    /// Of no patient: for quality control or calibration.
    Control,
}

/// Whether a result holds; an empty cell says nothing against it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Valid,
    Preliminary,
    Void,
}

/// What a specimen is; `None` for a cell that is not understood as a whole.
pub fn specimen_of(text: &[u8]) -> Option<Specimen> {
    let senses = SPECIMEN_VOCABULARY.senses(std::str::from_utf8(text).ok()?)?;
    let says = |sense: Sense| senses.iter().any(|all| all & sense != 0);
    let are_all = |sense: Sense| senses.iter().all(|all| all & sense != 0);
    match (says(words::CONTROL), says(words::BLOOD), says(words::OTHER)) {
        _ if senses.is_empty() => Some(Specimen::Unsaid),
        (true, _, _) => Some(Specimen::Control),
        (false, true, false) => are_all(words::BLOOD | words::BESIDE_BLOOD).then_some(Specimen::Blood),
        (false, false, true) => are_all(words::OTHER | words::BESIDE_OTHER).then_some(Specimen::Other),
        (false, true, true) | (false, false, false) => None,
    }
}

/// Whether a result holds by its state; `None` for a cell that is not understood as a whole, or contradicts itself. That a
/// result is low says that it holds, that a specimen is low does not.
pub fn state_of(text: &[u8]) -> Option<State> {
    let senses = STATE_VOCABULARY.senses(std::str::from_utf8(text).ok()?)?;
    let all = senses.iter().fold(0, |said, sense| said | sense);
    let has_stranger = all & words::OF_RESULT != 0 && all & words::BESIDE_STATE != 0;
    match all & !(words::BESIDE_STATE | words::BESIDE_RESULT) {
        _ if senses.is_empty() => Some(State::Valid),
        _ if has_stranger => None,
        words::OF_RESULT => Some(State::Valid),
        words::VALID => Some(State::Valid),
        words::PRELIMINARY => Some(State::Preliminary),
        words::VOID => Some(State::Void),
        _ => None,
    }
}

/// The meanings of one of these columns; none of others.
pub fn words(field: &str) -> Vec<&'static [&'static str]> {
    match field {
        "specimen" => SPECIMEN_MEANINGS.to_vec(),
        "status" => STATE_MEANINGS.to_vec(),
        _ => standing::words(field),
    }
}

/// Whether a word of one of these columns is known.
pub fn knows(field: &str, word: &str) -> bool {
    match field {
        "specimen" => specimen_of(word.as_bytes()).is_some(),
        "status" => state_of(word.as_bytes()).is_some(),
        _ => standing::knows(field, word),
    }
}

/// What a row says of its specimen and its state, by their columns (0: none). A file repeats few words: each is
/// understood once.
#[derive(Default)]
pub struct RowWords {
    pub specimen: u16,
    pub status: u16,
    /// Columns of yes and no, with the answer that takes the row back.
    answers: Vec<(u16, bool)>,
    specimens: HashMap<Box<[u8]>, Option<Specimen>>,
    states: HashMap<Box<[u8]>, Option<State>>,
}

/// Words that are remembered of a column.
const REMEMBERED: usize = 4096;

impl RowWords {
    pub fn of(mapping: &Mapping) -> RowWords {
        let (specimen, status) = (mapping.cell_of("specimen"), mapping.cell_of("status"));
        let answers = [("void", true), ("valid", false)].map(|(field, answer)| (mapping.cell_of(field), answer));
        let answers = answers.into_iter().filter(|(column, _)| *column > 0).collect();
        RowWords { specimen, status, answers, ..RowWords::default() }
    }

    /// The specimen of a row, and the column that calls its result preliminary (0: none does).
    ///
    /// # Errors
    /// The rule and column that refuse the row: a word that is not understood, a result that does not count.
    pub fn read(&mut self, row: &SourceRow<'_>) -> Result<(Specimen, u16), (Rule, u16)> {
        // Most files have none of these columns.
        if self.status == 0 && self.specimen == 0 && self.answers.is_empty() {
            return Ok((Specimen::Unsaid, 0));
        }
        for (column, taken_back) in &self.answers {
            match std::str::from_utf8(row.text(*column)).ok().and_then(|text| void_by(text, *taken_back)) {
                Some(false) => {}
                Some(true) => return Err((Rule::VoidResult, *column)),
                None => return Err((Rule::UnknownWord, *column)),
            }
        }
        let preliminary = match remembered(&mut self.states, row.text(self.status), state_of) {
            None => return Err((Rule::UnknownWord, self.status)),
            Some(State::Void) => return Err((Rule::VoidResult, self.status)),
            Some(State::Preliminary) => self.status,
            Some(State::Valid) => 0,
        };
        match remembered(&mut self.specimens, row.text(self.specimen), specimen_of) {
            None => Err((Rule::UnknownWord, self.specimen)),
            Some(Specimen::Control) => Err((Rule::VoidResult, self.specimen)),
            Some(specimen) => Ok((specimen, preliminary)),
        }
    }
}

impl RowWords {
    /// Whether a row is refused because its sender took the result back, and not for its specimen.
    pub fn is_taken_back(&self, (rule, column): (Rule, u16)) -> bool {
        rule == Rule::VoidResult && column != self.specimen
    }

    /// The specimen of a row whose state does not matter.
    pub fn specimen_of(&mut self, row: &SourceRow<'_>) -> Specimen {
        remembered(&mut self.specimens, row.text(self.specimen), specimen_of).unwrap_or(Specimen::Unsaid)
    }
}

fn remembered<T: Copy>(known: &mut HashMap<Box<[u8]>, T>, word: &[u8], read: fn(&[u8]) -> T) -> T {
    if let Some(meaning) = known.get(word) {
        return *meaning;
    }
    let meaning = read(word);
    if known.len() < REMEMBERED {
        known.insert(word.into(), meaning);
    }
    meaning
}

/// Whether a code is one of LOINC, which says the specimen itself: digits, a hyphen and a check digit.
pub fn is_loinc(code: &[u8]) -> bool {
    let [digits @ .., b'-', check] = code else { return false };
    let is_number = !digits.is_empty() && digits.iter().chain([check]).all(u8::is_ascii_digit);
    is_number && check - b'0' == check_digit(digits)
}

/// The check digit of a LOINC number: modulus 10 with every second digit from the right doubled (LOINC Users' Guide,
/// appendix on check digits).
fn check_digit(digits: &[u8]) -> u8 {
    let weighed = digits.iter().rev().enumerate().map(|(place, digit)| {
        let value = u32::from(digit - b'0');
        if place % 2 == 0 { value * 2 / 10 + value * 2 % 10 } else { value }
    });
    ((10 - weighed.sum::<u32>() % 10) % 10) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_specimens_are_understood_as_a_whole_or_not_at_all() {
        let of = |cell: &str| specimen_of(cell.as_bytes());
        for other in [
            "Urine",
            "尿液",
            "CSF",
            "脑脊液",
            "Pleural Fluid",
            "U",
            "Spot UR urine",
            "Harn",
            "胃液",
            "other",
            "24h urine",
            "24小时尿",
            "24-hour Urine",
            "Random urine",
            "中段尿标本",
            "Cord blood",
            "脐带血",
            "Bone marrow",
            "随机尿",
        ] {
            assert_eq!(of(other), Some(Specimen::Other), "{other}");
        }
        for blood in [
            "Serum",
            "Plasma",
            "Whole blood",
            "血清",
            "全血",
            "BLD",
            "blood",
            "Venous blood (EDTA)",
            "Lithium heparin plasma",
            "Fasting serum",
            "EDTA抗凝全血",
            "静脉血",
            "肝素抗凝血浆",
            "空腹血清",
            "Ser/Plas",
            "Fluoride plasma",
            "ＥＤＴＡ血浆",
            "血漿",
            "Li-Hep",
            "random plasma",
            "Kapillarblut",
            "Arterial",
            "血清标本",
        ] {
            assert_eq!(of(blood), Some(Specimen::Blood), "{blood}");
        }
        for control in ["Control serum", "QC", "质控血清", "Quality control plasma", "Calibrator"] {
            assert_eq!(of(control), Some(Specimen::Control), "{control}");
        }
        assert_eq!((of(""), of(" - ")), (Some(Specimen::Unsaid), Some(Specimen::Unsaid)));
    }

    #[test]
    fn a_specimen_with_a_word_left_over_is_unknown() {
        let of = |cell: &str| specimen_of(cell.as_bytes());
        for unknown in [
            "S12345",
            "Xyz",
            "Blood culture bottle",
            "Blood culture",
            "non-blood",
            "Not serum",
            "Blood donor unit",
            "非血液",
            "血培养",
            "血库",
            "Serum?",
            "≠血清",
            "no blood",
            "Blood and bone marrow",
            "便隐血",
            "unserum",
            "spot blood",
            "Sample",
            "Not urine",
            "献血者血清",
            "Bloodless",
            "-serum",
            "Blood line",
        ] {
            assert_eq!(of(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn states_are_understood_as_a_whole_or_not_at_all() {
        let of = |cell: &str| state_of(cell.as_bytes());
        for void in ["Cancelled", "Entered in error", "已作废", "x", "storniert", "Not valid", "已删除", "QNS", "void"]
        {
            assert_eq!(of(void), Some(State::Void), "{void}");
        }
        for valid in [
            "",
            "Final",
            "F",
            "c",
            "已审核",
            "Corrected",
            "Final - no errors",
            "valid",
            "Inpatient",
            "审核通过",
            "Result is high",
            "结果异常",
        ] {
            assert_eq!(of(valid), Some(State::Valid), "{valid}");
        }
        for open in
            ["not final", "unverified", "Preliminary report", "P", "未审核", "初步", "Not yet verified", "待审核"]
        {
            assert_eq!(of(open), Some(State::Preliminary), "{open}");
        }
        for unknown in [
            "pending",
            "Not reported",
            "not cancelled",
            "未报告",
            "审核未通过",
            "Final?",
            "error corrected",
            "not invalid",
            "未取消",
            "never final",
            "incomplete",
            "unknown",
            "result",
            "数据异常",
            "标本异常",
            "Specimen abnormal",
            "Sample is low",
            "Order active",
            "N",
            "-final",
        ] {
            assert_eq!(of(unknown), None, "{unknown}");
        }
        for field in ["specimen", "status"] {
            assert!(words(field).iter().all(|meaning| knows(field, meaning[0])), "{field}");
        }
        assert!(is_loinc(b"2345-7") && is_loinc(b"1798-8") && is_loinc(b"2160-0"));
        assert!(!is_loinc(b"Glucose") && !is_loinc(b"-7") && !is_loinc(b"2345-8"));
    }
}
