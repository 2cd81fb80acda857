//! Calendars as iCalendar files (RFC 5545): times in UTC, so that no zone has to be described, and days without times.

use crate::base::Date;

/// When something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Seconds since 1970-01-01T00:00:00Z.
    Between {
        from_utc_secs: i64,
        to_utc_secs: i64,
    },
    Day(Date),
}

/// Something in a calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The same in every export of the same thing, so that calendars replace it.
    pub uid: String,
    pub summary: String,
    pub place: String,
    pub when: When,
}

/// Longest line in bytes; longer ones go on behind a blank.
const LINE_BYTES: usize = 75;

/// A calendar's file. `now_utc_secs` is when it was made.
pub fn calendar(name: &str, events: &[Event], now_utc_secs: i64) -> String {
    let mut text = String::new();
    let mut line = |content: &str| push_folded(&mut text, content);
    ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Wardtwin//Schedule//EN", "CALSCALE:GREGORIAN"]
        .into_iter()
        .for_each(&mut line);
    line(&format!("X-WR-CALNAME:{}", escaped(name)));
    for event in events {
        line("BEGIN:VEVENT");
        line(&format!("UID:{}", escaped(&event.uid)));
        line(&format!("DTSTAMP:{}", instant(now_utc_secs)));
        match event.when {
            When::Between { from_utc_secs, to_utc_secs } => {
                line(&format!("DTSTART:{}", instant(from_utc_secs)));
                line(&format!("DTEND:{}", instant(to_utc_secs)));
            }
            When::Day(date) => {
                line(&format!("DTSTART;VALUE=DATE:{}", day(date)));
                line(&format!("DTEND;VALUE=DATE:{}", day(Date(date.0.saturating_add(1)))));
            }
        }
        line(&format!("SUMMARY:{}", escaped(&event.summary)));
        if !event.place.is_empty() {
            line(&format!("LOCATION:{}", escaped(&event.place)));
        }
        line("END:VEVENT");
    }
    line("END:VCALENDAR");
    text
}

fn day(date: Date) -> String {
    date.iso().replace('-', "")
}

fn instant(utc_secs: i64) -> String {
    let days = i32::try_from(utc_secs.div_euclid(86_400)).unwrap_or(i32::MAX);
    let secs = utc_secs.rem_euclid(86_400);
    format!("{}T{:02}{:02}{:02}Z", day(Date(days)), secs / 3600, secs / 60 % 60, secs % 60)
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        match letter {
            '\\' | ';' | ',' => out.extend(['\\', letter]),
            '\n' => out.push_str("\\n"),
            letter if letter.is_control() => {}
            letter => out.push(letter),
        }
    }
    out
}

fn push_folded(text: &mut String, content: &str) {
    let mut length = 0;
    for letter in content.chars() {
        if length + letter.len_utf8() > LINE_BYTES {
            text.push_str("\r\n ");
            length = 1;
        }
        text.push(letter);
        length += letter.len_utf8();
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_folded_between_letters_and_what_means_something_is_escaped() {
        let when = When::Between { from_utc_secs: 1_774_821_600, to_utc_secs: 1_774_846_800 };
        let summary = format!("夜班, {}", "王芳;".repeat(20));
        let event = Event { uid: "1".to_owned(), summary, place: "a\nb".to_owned(), when };
        let day = Event { when: When::Day(Date::from_ymd(2028, 2, 29).expect("a day")), ..event.clone() };
        let text = calendar("n", &[event, day], 0);
        assert!(text.lines().all(|line| line.len() <= LINE_BYTES), "{text}");
        assert!(text.split("\r\n").all(|line| !line.contains('\n')));
        let unfolded = text.replace("\r\n ", "");
        assert!(unfolded.contains(&format!("SUMMARY:夜班\\, {}", "王芳\\;".repeat(20))));
        assert!(unfolded.contains("LOCATION:a\\nb\r\n") && unfolded.contains("DTSTAMP:19700101T000000Z"));
        assert!(unfolded.contains("DTSTART:20260329T220000Z\r\nDTEND:20260330T050000Z"));
        assert!(unfolded.contains("DTSTART;VALUE=DATE:20280229\r\nDTEND;VALUE=DATE:20280301"));
    }
}
