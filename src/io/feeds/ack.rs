//! Answers to messages (ACK): that they are kept, or why not.

use crate::base::Zone;
use crate::io::hl7::Message;

/// What a message is answered with (HL7 table 0008).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Kept.
    Accept,
    /// There is something wrong with it: it is not kept.
    Error,
    /// It is none that is taken here.
    Reject,
}

impl Answer {
    pub fn code(self) -> &'static str {
        match self {
            Answer::Accept => "AA",
            Answer::Error => "AE",
            Answer::Reject => "AR",
        }
    }
}

/// What an answer needs of a message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// Such as `ORU^R01`.
    pub kind: String,
    pub control_id: String,
    pub application: String,
    pub facility: String,
    pub version: String,
}

/// The head of a message.
pub fn head_of(message: &Message) -> Head {
    let Some(head) = message.first("MSH") else { return Head::default() };
    let part = |field: usize, component: usize| message.part(head, field, component).unwrap_or_default();
    let kind = [part(9, 1), part(9, 2)].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("^");
    Head { kind, control_id: part(10, 1), application: part(3, 1), facility: part(4, 1), version: part(12, 1) }
}

/// Why a message is not taken, with its number in HL7 table 0357.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It cannot be read as a message.
    Sequence,
    /// A field that is needed is empty.
    RequiredField,
    /// Its kind is not taken here.
    UnsupportedKind,
}

impl Refusal {
    fn number_and_words(self) -> (&'static str, &'static str) {
        match self {
            Refusal::Sequence => ("100", "Segment sequence error"),
            Refusal::RequiredField => ("101", "Required field missing"),
            Refusal::UnsupportedKind => ("200", "Unsupported message type"),
        }
    }
}

/// The answer as it goes over the link, frame included. `text` says why, without anything of the message in it.
pub fn acknowledgement(
    head: &Head,
    answer: Answer,
    refusal: Option<Refusal>,
    text: &str,
    now_utc_secs: i64,
) -> Vec<u8> {
    let now = Zone::utc().moment(now_utc_secs);
    let (hour, minute, second) = now.local_hms();
    let stamp = format!("{}{hour:02}{minute:02}{second:02}+0000", now.local_date().iso().replace('-', ""));
    let version = if head.version.is_empty() { "2.6" } else { &head.version };
    let [application, facility, control_id, version, text] =
        [&head.application, &head.facility, &head.control_id, version, text].map(escaped);
    let kind = head.kind.split_once('^').map_or("ACK".to_owned(), |(_, event)| format!("ACK^{}", escaped(event)));
    let body = format!(
        "MSH|^~\\&|WARDTWIN||{application}|{facility}|{stamp}||{kind}|{control_id}|P|{version}\rMSA|{}|{control_id}|{text}\r",
        answer.code()
    );
    let error = refusal
        .map(Refusal::number_and_words)
        .map_or_else(String::new, |(number, words)| format!("ERR|||{number}^{words}^HL70357|E||||{text}\r"));
    [b"\x0B".as_slice(), body.as_bytes(), error.as_bytes(), b"\x1C\r"].concat()
}

/// Separators and control characters written as escapes.
fn escaped(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '|' => written.push_str("\\F\\"),
            '^' => written.push_str("\\S\\"),
            '~' => written.push_str("\\R\\"),
            '&' => written.push_str("\\T\\"),
            '\\' => written.push_str("\\E\\"),
            letter if letter.is_control() => written.push(' '),
            letter => written.push(letter),
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_names_the_message_and_reads_as_one() {
        let message = Message::read(b"MSH|^~\\&|MON^1^EUI|W7|||1||ORU^R01^X|A\\T\\1|P|2.5").expect("a message");
        let head = head_of(&message);
        let answer = acknowledgement(&head, Answer::Accept, None, "", 1_767_600_900);
        let answer = answer.strip_prefix(b"\x0B").and_then(|answer| answer.strip_suffix(b"\x1C\r")).expect("framed");
        let read = Message::read(answer).expect("a message");
        let (msh, msa) = (read.first("MSH").expect("a head"), read.first("MSA").expect("an answer"));
        assert_eq!((read.part(msa, 1, 1).as_deref(), read.part(msa, 2, 1).as_deref()), (Some("AA"), Some("A&1")));
        assert_eq!(
            (read.part(msh, 5, 1).as_deref(), read.part(msh, 7, 1).as_deref()),
            (Some("MON"), Some("20260105081500+0000"))
        );
    }
}
