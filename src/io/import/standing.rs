//! Whether a row of a record holds: what its columns of status, certainty and cancellation say. A diagnosis that was ruled
//! out, a drug that was stopped and a stay that was cancelled are facts of their own, and never the opposite of them.

use std::sync::LazyLock;

use crate::base::Rule;

use super::cells::{Cells, Stop};
use super::specimen::{State, state_of};
use super::specimen_words::{Lists, Sense, Vocabulary};
use super::{Column, ColumnKind};

/// The state of a condition, an order, a stay.
pub const STATUS: Column = Column::optional(
    "status",
    ColumnKind::Choice,
    &[
        "clinical status",
        "condition status",
        "diagnosis status",
        "problem status",
        "order status",
        "medication status",
        "prescription status",
        "encounter status",
        "visit status",
        "admission status",
        "record status",
        "row status",
        "outcome",
        "状态",
        "诊断状态",
        "医嘱状态",
        "处方状态",
        "就诊状态",
        "住院状态",
        "在院状态",
        "转归",
        "상태",
    ],
);

/// How sure it is.
pub const VERIFICATION: Column = Column::optional(
    "verification",
    ColumnKind::Choice,
    &[
        "verification status",
        "certainty",
        "diagnostic certainty",
        "diagnosis certainty",
        "diagnosesicherheit",
        "诊断确定性",
        "确诊状态",
        "确认状态",
        "核实状态",
    ],
);

/// Whether the row was taken back: yes or no.
pub const VOID: Column = Column::optional("void", ColumnKind::Choice, VOID_ALIASES);

/// Whether the row holds: yes or no.
pub const VALID: Column = Column::optional("valid", ColumnKind::Choice, VALID_ALIASES);

const VOID_ALIASES: &[&str] = &[
    "voided",
    "is void",
    "void flag",
    "deleted",
    "is deleted",
    "cancelled",
    "canceled",
    "is cancelled",
    "cancelled at",
    "cancelled on",
    "cancel reason",
    "void reason",
    "error flag",
    "in error",
    "is error",
    "rejected",
    "retracted",
    "invalid",
    "discontinued",
    "not given reason",
    "删除标记",
    "作废时间",
    "作废原因",
    "取消原因",
    "storniert",
    "storno",
    "作废",
    "作废标志",
    "是否作废",
    "作废标识",
    "删除标志",
    "是否删除",
    "撤销标志",
    "是否撤销",
    "取消标志",
    "是否取消",
];

const VALID_ALIASES: &[&str] = &[
    "is valid",
    "valid flag",
    "active",
    "is active",
    "active flag",
    "published",
    "present",
    "gültig",
    "有效",
    "有效标志",
    "是否有效",
    "有效标识",
];

/// What these columns can mean, as a mapping says it.
const STATUS_MEANINGS: &[&[&str]] = &[&["active"], &["ended"], &["unconfirmed"], &["void"]];
const NO: &[&str] = &["no", "n", "0", "false", "f", "nein", "否", "无", "未作废", "正常"];
const YES: &[&str] = &["yes", "y", "1", "true", "t", "x", "ja", "是", "已作废", "作废"];
const ANSWERS: &[&[&str]] = &[NO, YES];

/// What a cell says of its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    Holds,
    /// It held once.
    Ended,
    /// Suspected or planned: it may or may not come true.
    Unsure,
    /// Denied, cancelled, of somebody else.
    Void,
}

const HOLDS: Sense = 1;
const ENDED: Sense = 2;
const UNSURE: Sense = 4;
const DENIED: Sense = 8;
const BESIDE: Sense = 16;

const WORDS: Lists = &[
    (
        HOLDS,
        "active|current|currently active|ongoing|present|confirmed|verified|recurrence|recurrent|relapse|chronic|acute",
    ),
    (
        HOLDS,
        "in progress|arrived|admitted|inpatient|taking|prescribed|dispensed|valid|final|amended|corrected|approved",
    ),
    (HOLDS, "new|renewed|started|restarted|aktiv|gesichert|bestätigt|laufend|现患|确诊|已确诊|确认|已确认|活动|活动期"),
    (
        HOLDS,
        "已执行|进行中|执行中|正在执行|在用|使用中|有效|在院|住院|住院中|已核实|慢性|急性|复发|审核|已审核|治疗中|未愈|好转",
    ),
    (ENDED, "resolved|inactive|remission|in remission|cured|completed|finished|discharged|stopped|discontinued|ended"),
    (ENDED, "expired|past|history of|former|healed|recovered|closed|abgesetzt|beendet|inaktiv|geheilt|abgeschlossen"),
    (
        ENDED,
        "entlassen|zustand nach|治愈|已治愈|痊愈|已痊愈|停用|已停用|停止|已停止|停药|已停药|已停|完成|已完成|结束|已结束",
    ),
    (ENDED, "出院|已出院|既往|既往史|缓解|已缓解|过期|已过期|失效|已失效"),
    (
        UNSURE,
        "suspected|suspect|provisional|probable|possible|differential|unconfirmed|not confirmed|unverified|not verified",
    ),
    (
        UNSURE,
        "r o|preliminary|presumed|likely|working|rule out|query|to be confirmed|on hold|held|paused|suspended|planned",
    ),
    (
        UNSURE,
        "scheduled|draft|pending|proposed|verdacht|verdacht auf|geplant|疑似|可疑|待查|待诊|待确诊|未确诊|未确认|可能",
    ),
    (UNSURE, "初步|初步诊断|暂停|挂起|计划|已预约|预约|待执行|待审核|未审核"),
    (
        DENIED,
        "refuted|ruled out|excluded|entered in error|error|cancelled|canceled|void|voided|deleted|rejected|denied",
    ),
    (
        DENIED,
        "wrong|invalid|never started|not started|never taken|not taking|not taken|not done|no show|did not attend",
    ),
    (DENIED, "family history|family history of|retracted|withdrawn|nullified|disproved|negative|absent|ausgeschlossen"),
    (
        DENIED,
        "revoked|refused by patient|unlikely|已退药|已退回|取消入院|storniert|ungültig|排除|已排除|除外|否认|否定|误诊|取消|已取消|撤销|已撤销|撤回|已撤回|作废|已作废|删除|已删除",
    ),
    (DENIED, "错误|录入错误|未执行|未使用|未服用|家族史|无效|爽约|未就诊|未入院"),
    (BESIDE, "status|diagnosis|condition|problem|order|the|patient|record|by|诊断|医嘱|状态|患者|病人|已"),
];

/// The German certainty of a diagnosis but for `A`, which is "active" elsewhere.
const CODES: Lists = &[(HOLDS, "g"), (UNSURE, "v"), (ENDED, "z")];

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| Vocabulary::of(WORDS, CODES));

/// What a status or certainty says; `None` for a cell that is not understood as a whole, or contradicts itself.
fn standing_of(text: &str) -> Option<Standing> {
    let senses = VOCABULARY.senses(text)?;
    match senses.iter().fold(0, |all, sense| all | sense) & !BESIDE {
        _ if senses.is_empty() => Some(Standing::Holds),
        HOLDS => Some(Standing::Holds),
        ENDED => Some(Standing::Ended),
        UNSURE => Some(Standing::Unsure),
        DENIED => Some(Standing::Void),
        _ => None,
    }
}

/// Yes, no, or nothing said; outside `None` for another word.
fn answer_of(text: &str) -> Option<Option<bool>> {
    let lower = text.trim().to_lowercase();
    match lower.as_str() {
        "" | "-" => Some(None),
        word if YES.contains(&word) => Some(Some(true)),
        word if NO.contains(&word) => Some(Some(false)),
        _ => None,
    }
}

/// The meanings of one of these columns; none of others.
pub fn words(field: &str) -> Vec<&'static [&'static str]> {
    match field {
        "status" | "verification" => STATUS_MEANINGS.to_vec(),
        "void" | "valid" => ANSWERS.to_vec(),
        _ => Vec::new(),
    }
}

/// Whether a word of one of these columns is known.
pub fn knows(field: &str, word: &str) -> bool {
    match field {
        "status" | "verification" => standing_of(word).is_some(),
        "void" | "valid" => answer_of(word).is_some(),
        _ => false,
    }
}

/// Refuses a row of a record that does not hold; one that has ended needs the day, or it would stand as going on.
///
/// # Errors
/// The rule and column that refuse the row.
pub fn must_hold(cells: &mut Cells<'_>, has_end: bool) -> Result<(), Stop> {
    must_not_be_void(cells)?;
    for field in ["status", "verification"] {
        must_stand(cells, field, has_end)?;
    }
    Ok(())
}

/// The same by one column of status or certainty.
///
/// # Errors
/// As [`must_hold`].
pub fn must_stand(cells: &mut Cells<'_>, field: &'static str, has_end: bool) -> Result<(), Stop> {
    match standing_of(cells.trimmed(field)) {
        None => cells.refuse(field, Rule::UnknownWord),
        Some(Standing::Void) => cells.refuse(field, Rule::VoidResult),
        Some(Standing::Unsure) => cells.refuse(field, Rule::Unconfirmed),
        Some(Standing::Ended) if !has_end => cells.refuse(field, Rule::EndedWithoutDate),
        Some(Standing::Ended | Standing::Holds) => {
            cells.keep_said(field);
            Ok(())
        }
    }
}

/// Whether a cell calls its row suspected or not confirmed.
pub fn is_unconfirmed(text: &str) -> bool {
    standing_of(text) == Some(Standing::Unsure)
}

/// Refuses a result that its laboratory took back or has not confirmed.
///
/// # Errors
/// The rule and column that refuse the row.
pub fn must_be_final(cells: &mut Cells<'_>) -> Result<(), Stop> {
    must_not_be_void(cells)?;
    match state_of(cells.trimmed("status").as_bytes()) {
        None => cells.refuse("status", Rule::UnknownWord),
        Some(State::Void) => cells.refuse("status", Rule::VoidResult),
        Some(State::Preliminary) => cells.refuse("status", Rule::Unconfirmed),
        Some(State::Valid) => {
            cells.keep_said("status");
            Ok(())
        }
    }
}

/// Refuses a row that its columns of yes and no take back.
///
/// # Errors
/// The rule and column that refuse the row.
pub fn must_not_be_void(cells: &mut Cells<'_>) -> Result<(), Stop> {
    for (field, taken_back) in [("void", true), ("valid", false)] {
        match void_by(cells.trimmed(field), taken_back) {
            Some(true) => return cells.refuse(field, Rule::VoidResult),
            Some(false) => cells.keep_said(field),
            None => return cells.refuse(field, Rule::UnknownWord),
        }
    }
    Ok(())
}

/// Whether a cell of yes or no takes its row back, where `taken_back` is the answer that does; `None` for another word.
pub fn void_by(text: &str, taken_back: bool) -> Option<bool> {
    answer_of(text).map(|answer| answer == Some(taken_back))
}

/// Whether a cell that nobody reads says by itself that its row may not count.
pub fn speaks_against(text: &str) -> bool {
    let is_void = matches!(state_of(text.as_bytes()), Some(State::Void | State::Preliminary));
    let is_denied = matches!(standing_of(text), Some(Standing::Void | Standing::Unsure));
    let letters = text.chars().filter(|letter| letter.is_alphanumeric()).count();
    // A letter alone is a code of anything.
    let is_word = letters > 1;
    is_word && (is_void || is_denied || names_withdrawal(text))
}

/// Whether a remark has a word of withdrawal in it.
fn names_withdrawal(text: &str) -> bool {
    const ASCII: &[&str] = &[
        "ruled out",
        "clotted",
        "cancel",
        "invalid",
        "void",
        "entered in error",
        "wrong patient",
        "hemolyz",
        "haemolys",
        "storniert",
    ];
    const HAN: &[&str] = &["作废", "撤销", "已取消", "无效", "溶血", "错误"];
    let lower = text.to_lowercase();
    ASCII.iter().chain(HAN).any(|word| lower.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_understood_as_a_whole_or_not_at_all() {
        use Standing::{Ended, Holds, Unsure, Void};
        for (text, is) in [
            ("", Some(Holds)),
            ("Active", Some(Holds)),
            ("confirmed", Some(Holds)),
            ("已确诊", Some(Holds)),
            ("Resolved", Some(Ended)),
            ("Discontinued", Some(Ended)),
            ("治愈", Some(Ended)),
            ("Suspected", Some(Unsure)),
            ("疑似", Some(Unsure)),
            ("Refuted", Some(Void)),
            ("Ruled out", Some(Void)),
            ("entered-in-error", Some(Void)),
            ("Family history", Some(Void)),
            ("排除", Some(Void)),
            ("未执行", Some(Void)),
            ("not refuted", None),
            ("active?", None),
            ("Active, ruled out", None),
            ("maybe", None),
            ("A", None),
        ] {
            assert_eq!(standing_of(text), is, "{text}");
        }
        assert_eq!([answer_of("是"), answer_of("N"), answer_of("")], [Some(Some(true)), Some(Some(false)), Some(None)]);
        assert_eq!(answer_of("2025-03-01"), None);
        for field in ["status", "verification", "void", "valid"] {
            assert!(words(field).iter().all(|meaning| knows(field, meaning[0])), "{field}");
        }
    }

    #[test]
    fn a_cell_that_nobody_reads_may_speak_against_its_row() {
        for against in ["Cancelled", "HEMOLYZED, result invalid", "Wrong patient", "已作废", "疑似"] {
            assert!(speaks_against(against), "{against}");
        }
        for plain in ["Final", "Dr. Chen", "fasting", "D", ""] {
            assert!(!speaks_against(plain), "{plain}");
        }
    }
}
