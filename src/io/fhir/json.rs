//! JSON as it was written: numbers keep their digits, and what is wrong has its line. A reader of its own, because a
//! number that went through binary is no longer the one that the source recorded.

use std::collections::HashSet;
use std::iter::Peekable;
use std::str::CharIndices;

/// Lists and objects within each other; FHIR needs a dozen, an attack a million.
const DEEPEST: usize = 100;

/// One value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json {
    Null,
    Bool(bool),
    /// As written.
    Number(String),
    Text(String),
    List(Vec<Json>),
    /// In order, a name that stands twice twice.
    Object(Vec<(String, Json)>),
}

/// Why a text is no JSON, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct JsonFault {
    /// From 1.
    pub line: u32,
    pub what: &'static str,
}

impl Json {
    /// The member of a name; the first where it stands twice.
    pub fn get(&self, name: &str) -> Option<&Json> {
        match self {
            Json::Object(members) => members.iter().find(|(found, _)| found == name).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The value at the end of a path of names; of a list on the way the first counts.
    pub fn at(&self, path: &[&str]) -> Option<&Json> {
        path.iter().try_fold(self, |value, name| value.first().get(name)).map(Json::first)
    }

    /// The text at the end of a path, without spaces around it; `None` where there is none or an empty one.
    pub fn text(&self, path: &[&str]) -> Option<&str> {
        match self.at(path) {
            Some(Json::Text(text)) => Some(text.trim()).filter(|text| !text.is_empty()),
            _ => None,
        }
    }

    /// The entries of a list; one value that is none stands for a list of itself.
    pub fn list(&self, name: &str) -> &[Json] {
        match self.get(name) {
            Some(Json::List(entries)) => entries,
            Some(Json::Null) | None => &[],
            Some(one) => std::slice::from_ref(one),
        }
    }

    fn first(&self) -> &Json {
        match self {
            Json::List(entries) => entries.first().unwrap_or(&Json::Null),
            other => other,
        }
    }

    /// A name that stands twice in one object, anywhere: which of the two counts nobody can tell.
    pub fn repeated_name(&self) -> Option<&str> {
        match self {
            Json::Object(members) => {
                let mut seen = HashSet::with_capacity(members.len());
                let here = members.iter().find(|(name, _)| !seen.insert(name.as_str()));
                here.map(|(name, _)| name.as_str())
                    .or_else(|| members.iter().find_map(|(_, value)| value.repeated_name()))
            }
            Json::List(entries) => entries.iter().find_map(Json::repeated_name),
            _ => None,
        }
    }

    /// The value as JSON, indented.
    pub fn written(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, 0);
        out.push('\n');
        out
    }

    fn write(&self, out: &mut String, depth: usize) {
        match self {
            Json::Null => out.push_str("null"),
            Json::Bool(is) => out.push_str(if *is { "true" } else { "false" }),
            Json::Number(number) => out.push_str(number),
            Json::Text(text) => write_text(out, text),
            Json::List(entries) => {
                let write = |out: &mut String, entry: &Json| entry.write(out, depth + 1);
                write_all(out, depth, ['[', ']'], entries, write);
            }
            Json::Object(members) => {
                let write = |out: &mut String, (name, value): &(String, Json)| {
                    write_text(out, name);
                    out.push_str(": ");
                    value.write(out, depth + 1);
                };
                write_all(out, depth, ['{', '}'], members, write);
            }
        }
    }

    /// A short text of the value, for a person who looks for it.
    pub fn shown(&self) -> String {
        match self {
            Json::Null => String::new(),
            Json::Bool(is) => is.to_string(),
            Json::Number(text) | Json::Text(text) => text.clone(),
            Json::List(entries) => entries.iter().map(Json::shown).collect::<Vec<_>>().join(", "),
            Json::Object(members) => {
                let shown = members.iter().map(|(name, value)| format!("{name}: {}", value.shown()));
                shown.collect::<Vec<_>>().join("; ")
            }
        }
    }
}

fn write_all<T>(out: &mut String, depth: usize, [open, close]: [char; 2], all: &[T], write: impl Fn(&mut String, &T)) {
    out.push(open);
    for (at, one) in all.iter().enumerate() {
        out.push_str(if at == 0 { "\n" } else { ",\n" });
        out.push_str(&" ".repeat(depth + 1));
        write(out, one);
    }
    if !all.is_empty() {
        out.push('\n');
        out.push_str(&" ".repeat(depth));
    }
    out.push(close);
}

fn write_text(out: &mut String, text: &str) {
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            letter if letter.is_control() => out.push_str(&format!("\\u{:04x}", u32::from(letter))),
            letter => out.push(letter),
        }
    }
    out.push('"');
}

/// Reads one value, or several one after the other.
///
/// # Errors
/// What is no JSON, with its line.
pub fn read(text: &str) -> Result<Vec<Json>, JsonFault> {
    let mut reader = Reader { letters: text.char_indices().peekable(), text, line: 1 };
    let mut values = Vec::new();
    reader.skip_blanks();
    while reader.peek().is_some() {
        values.push(reader.value(0)?);
        reader.skip_blanks();
    }
    Ok(values)
}

struct Reader<'a> {
    letters: Peekable<CharIndices<'a>>,
    text: &'a str,
    line: u32,
}

impl Reader<'_> {
    fn peek(&mut self) -> Option<char> {
        self.letters.peek().map(|(_, letter)| *letter)
    }

    fn next(&mut self) -> Option<char> {
        let (_, letter) = self.letters.next()?;
        self.line += u32::from(letter == '\n');
        Some(letter)
    }

    fn fault<T>(&self, what: &'static str) -> Result<T, JsonFault> {
        Err(JsonFault { line: self.line, what })
    }

    fn skip_blanks(&mut self) {
        while matches!(self.peek(), Some(' ' | '\t' | '\r' | '\n')) {
            self.next();
        }
    }

    fn value(&mut self, depth: usize) -> Result<Json, JsonFault> {
        if depth > DEEPEST {
            return self.fault("lists and objects within each other beyond 100");
        }
        match self.peek() {
            Some('{') => self.object(depth),
            Some('[') => self.entries(depth),
            Some('"') => self.string().map(Json::Text),
            Some('-' | '0'..='9') => self.number(),
            Some('t') => self.word("true", Json::Bool(true)),
            Some('f') => self.word("false", Json::Bool(false)),
            Some('n') => self.word("null", Json::Null),
            Some(_) => self.fault("a value was expected here"),
            None => self.fault("the text ends in the middle of a value"),
        }
    }

    fn object(&mut self, depth: usize) -> Result<Json, JsonFault> {
        self.next();
        let mut members = Vec::new();
        self.skip_blanks();
        if self.peek() == Some('}') {
            self.next();
            return Ok(Json::Object(members));
        }
        loop {
            self.skip_blanks();
            if self.peek() != Some('"') {
                return self.fault("a name in quotation marks was expected here");
            }
            let name = self.string()?;
            self.skip_blanks();
            if self.next() != Some(':') {
                return self.fault("a colon was expected behind a name");
            }
            self.skip_blanks();
            members.push((name, self.value(depth + 1)?));
            self.skip_blanks();
            match self.next() {
                Some(',') => {}
                Some('}') => return Ok(Json::Object(members)),
                Some(_) => return self.fault("a comma or } was expected here"),
                None => return self.fault("an object is not closed"),
            }
        }
    }

    fn entries(&mut self, depth: usize) -> Result<Json, JsonFault> {
        self.next();
        let mut entries = Vec::new();
        self.skip_blanks();
        if self.peek() == Some(']') {
            self.next();
            return Ok(Json::List(entries));
        }
        loop {
            self.skip_blanks();
            entries.push(self.value(depth + 1)?);
            self.skip_blanks();
            match self.next() {
                Some(',') => {}
                Some(']') => return Ok(Json::List(entries)),
                Some(_) => return self.fault("a comma or ] was expected here"),
                None => return self.fault("a list is not closed"),
            }
        }
    }

    fn word(&mut self, word: &'static str, value: Json) -> Result<Json, JsonFault> {
        for expected in word.chars() {
            if self.next() != Some(expected) {
                return self.fault("a value was expected here");
            }
        }
        Ok(value)
    }

    fn number(&mut self) -> Result<Json, JsonFault> {
        let start = self.letters.peek().map_or(0, |(at, _)| *at);
        while matches!(self.peek(), Some('-' | '+' | '.' | 'e' | 'E' | '0'..='9')) {
            self.next();
        }
        let end = self.letters.peek().map_or(self.text.len(), |(at, _)| *at);
        let written = self.text.get(start..end).unwrap_or_default();
        if is_number(written) { Ok(Json::Number(written.to_owned())) } else { self.fault("this is no number") }
    }

    fn string(&mut self) -> Result<String, JsonFault> {
        self.next();
        let mut text = String::new();
        loop {
            match self.next() {
                Some('"') => return Ok(text),
                Some('\\') => text.push(self.escaped()?),
                // Line breaks within texts are an error of JSON that reads all the same.
                Some(letter) => text.push(letter),
                None => return self.fault("a text is not closed"),
            }
        }
    }

    fn escaped(&mut self) -> Result<char, JsonFault> {
        Ok(match self.next() {
            Some(letter @ ('"' | '\\' | '/')) => letter,
            Some('b') => '\u{8}',
            Some('f') => '\u{c}',
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some('u') => return self.unicode(),
            _ => return self.fault("this is no escape"),
        })
    }

    /// Half of a pair without the other half stands for a letter that was lost.
    fn unicode(&mut self) -> Result<char, JsonFault> {
        let first = self.four_digits()?;
        if !(0xD800..0xDC00).contains(&first) {
            return Ok(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        let mut ahead = self.letters.clone();
        if !matches!((ahead.next(), ahead.next()), (Some((_, '\\')), Some((_, 'u')))) {
            return Ok(char::REPLACEMENT_CHARACTER);
        }
        self.next();
        self.next();
        let second = self.four_digits()?;
        let is_half = (0xDC00..0xE000).contains(&second);
        let whole = is_half.then(|| 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00));
        Ok(whole.and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn four_digits(&mut self) -> Result<u32, JsonFault> {
        let mut number = 0;
        for _ in 0..4 {
            match self.next().and_then(|letter| letter.to_digit(16)) {
                Some(digit) => number = number * 16 + digit,
                None => return self.fault("this is no escape"),
            }
        }
        Ok(number)
    }
}

/// `-`, digits without zeros before them, `.` with digits, `e` with digits.
fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (number, power) =
        unsigned.split_once(['e', 'E']).map_or((unsigned, None), |(number, power)| (number, Some(power)));
    let (whole, fraction) = number.split_once('.').map_or((number, None), |(whole, part)| (whole, Some(part)));
    let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_power = |power: &str| are_digits(power.strip_prefix(['-', '+']).unwrap_or(power));
    are_digits(whole)
        && (whole.len() == 1 || !whole.starts_with('0'))
        && fraction.is_none_or(are_digits)
        && power.is_none_or(is_power)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn digits_stay_and_faults_have_their_line() {
        let read_one = |text: &str| read(text).map(|mut values| values.remove(0));
        let value = read_one(" {\"a\": [5.40, -1e3, true, null], \"b\": {\"c\": \"x\\u00e9\\ud83d\\ude00\\ud83d\"}}");
        let value = value.expect("JSON");
        assert_eq!(value.get("a").map(Json::shown).as_deref(), Some("5.40, -1e3, true, "));
        assert_eq!(value.text(&["b", "c"]), Some("xé😀\u{fffd}"));
        for (text, line) in
            [("{\n\"a\": 1,\n}", 3), ("[1 2]", 1), ("{\"a\"", 1), ("\n\"abc", 2), ("01", 1), ("{a: 1}", 1)]
        {
            assert_eq!(read_one(text).map_err(|fault| fault.line), Err(line), "{text}");
        }
        assert!(read(&"[".repeat(100_000)).is_err());
        assert_eq!(read_one("[{\"a\": 1, \"b\": 2, \"a\": 3}]").expect("JSON").repeated_name(), Some("a"));
        assert_eq!(read("{}\n{}\n").map(|values| values.len()), Ok(2));
    }

    proptest! {
        #[test]
        fn what_is_written_reads_the_same(text in "[{}\\[\\]\",:0-9eE.\\\\utrfnl \n\u{1}é-]{0,40}", number in "-?[1-9][0-9]{0,5}(\\.[0-9]{1,3})?") {
            let list = Json::List(vec![Json::Text(text.clone()), Json::Number(number), Json::Null]);
            let value = Json::Object(vec![(text, list), ("b".to_owned(), Json::List(Vec::new()))]);
            prop_assert_eq!(read(&value.written()), Ok(vec![value]));
        }

        #[test]
        fn nothing_panics(text in "[{}\\[\\]\",:0-9eE.\\\\utrfnl \n-]{0,80}") {
            let _read = read(&text);
        }
    }
}
