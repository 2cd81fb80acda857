//! What went wrong, as texts of both languages. A word that has a text of its own goes along as its key, with the word as the
//! file has it behind, for words that have none.

use crate::analysis::schedule::appointments::NotSolved;
use crate::analysis::schedule::cost::CostFault;
use crate::analysis::schedule::{hospital, roster};
use crate::io::schedule::{Fault, ScheduleError};

use super::super::core::Core;
use super::super::message::Message;
use super::super::outcome::Outcome;

/// Between the key of a word and the word itself.
pub const WORD_END: char = '\u{1f}';
/// Text of a line's number.
pub const LINE: &str = "schedule-word-line";

/// What failed, and why where that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    pub title: Message,
    pub why: Option<Message>,
}

/// A job's result that says why there is none, in the panel.
pub fn refusal(title: &'static str, why: Message) -> Outcome {
    let failure = Failure { title: Message::new(title), why: Some(why) };
    Outcome::take(move |core: &mut Core| {
        core.state.schedule.failure = Some(failure);
        core.state.schedule.live = None;
    })
}

/// A word of ours, to be said in the language on screen.
fn word(word: &str) -> String {
    let letter = |letter: char| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '-' };
    format!("schedule-word-{}{WORD_END}{word}", word.chars().map(letter).collect::<String>())
}

/// A place of a file: a line, or what the file itself is made of.
fn place(place: &str) -> String {
    match place.strip_prefix("line ") {
        Some(number) => format!("{LINE}{WORD_END}{number}"),
        None => word(place),
    }
}

/// Why a file was not read.
pub fn of_file(error: &ScheduleError) -> Message {
    match error {
        ScheduleError::Unread { name, what } => {
            Message::new("schedule-error-unread").with("name", name).with("what", what)
        }
        ScheduleError::NotJson { name, what } => Message::new("schedule-error-not-json")
            .with("name", name)
            .with("line", what.line())
            .with("column", what.column())
            .with("what", what),
        ScheduleError::Refused { name, place: at, fault } => {
            of_fault(fault).with("name", name).with("place", place(at))
        }
        ScheduleError::Unwritten(what) => Message::new("schedule-error-unwritten").with("what", what),
    }
}

fn of_fault(fault: &Fault) -> Message {
    match fault {
        Fault::Repeated { kind, id } => Message::new("schedule-fault-repeated").with("kind", word(kind)).with("id", id),
        Fault::Unknown { kind, id } => Message::new("schedule-fault-unknown").with("kind", word(kind)).with("id", id),
        Fault::OutOfRange { what, found, least, most } => Message::new("schedule-fault-range")
            .with("what", word(what))
            .with("found", found)
            .with("least", least)
            .with("most", most),
        Fault::Length { what, found, expected } => Message::new("schedule-fault-length")
            .with("what", word(what))
            .with("found", found)
            .with("expected", expected),
        Fault::Missing { what } => Message::new("schedule-fault-missing").with("what", word(what)),
        Fault::NotNumber { what, found } => {
            Message::new("schedule-fault-not-number").with("what", word(what)).with("found", found)
        }
        Fault::Contradiction { id, values, .. } => values
            .iter()
            .fold(Message::new(format!("schedule-fault-{id}")), |message, (name, value)| message.with(name, value)),
    }
}

pub fn of_unsearchable(why: &hospital::Unsearchable) -> Message {
    match why {
        hospital::Unsearchable::TooLarge => Message::new("schedule-why-too-large"),
        hospital::Unsearchable::NobodyOnDuty { day, shift } => {
            Message::new("schedule-why-nobody-on-duty").with("day", day).with("shift", shift)
        }
    }
}

pub fn of_hospital(why: &hospital::NoStart) -> Message {
    match why {
        hospital::NoStart::Unsearchable(why) => of_unsearchable(why),
        hospital::NoStart::Pinned(patient) => Message::new("schedule-why-pinned").with("patient", patient),
        hospital::NoStart::NoPlan { waiting } => Message::new("schedule-why-no-plan").with("waiting", waiting),
    }
}

pub fn of_roster(why: &roster::NoStart) -> Message {
    match why {
        roster::NoStart::NoRow(employee) => Message::new("schedule-why-no-row").with("employee", employee),
        roster::NoStart::TooLarge => Message::new("schedule-why-too-large"),
        roster::NoStart::Stopped => Message::new("schedule-why-stopped"),
    }
}

pub fn of_repair(why: &roster::NoRepair) -> Message {
    match why {
        roster::NoRepair::NoStart(why) => of_roster(why),
        roster::NoRepair::Pinned { employee, day } => {
            Message::new("schedule-why-pinned-day").with("employee", employee).with("day", day)
        }
    }
}

pub fn of_cost(why: &CostFault) -> Message {
    match why {
        CostFault::TooFew { rows, columns, needed } => {
            Message::new("schedule-why-too-few-rows").with("rows", rows).with("columns", columns).with("needed", needed)
        }
        CostFault::TooManyWords { columns } => Message::new("schedule-why-too-many-words").with("columns", columns),
        CostFault::NotFinite => Message::new("schedule-why-too-large-costs"),
        CostFault::Cancelled(_) => Message::new("schedule-why-stopped"),
    }
}

pub fn of_appointments(why: &NotSolved) -> Message {
    match why {
        NotSolved::TooLarge(choices) => Message::new("schedule-why-too-many-choices").with("count", choices),
        NotSolved::Program(what) => Message::new("schedule-why-program").with("what", what),
    }
}

/// The independent checker found what the search did not see.
pub fn of_checker() -> Message {
    Message::new("schedule-why-checker")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_lines_go_along_as_keys() {
        let error = ScheduleError::Refused {
            name: "ward.txt".to_owned(),
            place: "line 12".to_owned(),
            fault: Fault::Unknown { kind: "cover of shift", id: "N".to_owned() },
        };
        let message = of_file(&error);
        assert_eq!(message.key, "schedule-fault-unknown");
        let value = |name: &str| message.values.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str());
        assert_eq!(value("kind"), Some("schedule-word-cover-of-shift\u{1f}cover of shift"));
        assert_eq!(value("place"), Some("schedule-word-line\u{1f}12"));
    }
}
