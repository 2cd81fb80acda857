//! Lines above the table: `##key=value`, where a value in angle brackets is a list of keys and values.

use super::error::LineFault;

/// One entry of a list in angle brackets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub key: String,
    pub value: String,
    pub is_quoted: bool,
}

fn fault<T>(what: &str) -> Result<T, LineFault> {
    Err(LineFault::new(1, what))
}

/// Key and value of a line.
pub fn split(line: &str) -> Result<(&str, &str), LineFault> {
    let Some(text) = line.strip_prefix("##") else { return fault("neither a line of the header nor the headings") };
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() && !value.is_empty() => Ok((key, value)),
        Some(_) | None => fault("a line of the header is not a key and a value"),
    }
}

/// Entries of a list in angle brackets.
pub fn entries(value: &str) -> Result<Vec<Entry>, LineFault> {
    let inner = value.strip_prefix('<').and_then(|inner| inner.strip_suffix('>'));
    let Some(mut rest) = inner else { return fault("the list is not in angle brackets") };
    let mut entries = Vec::new();
    while !rest.is_empty() {
        let Some((key, after)) = rest.split_once('=') else { return fault("an entry of the list has no value") };
        if key.is_empty() || key.contains([',', '"', '<', '>']) || key.contains(char::is_whitespace) {
            return fault("an entry of the list is not a key and a value");
        }
        let (value, is_quoted, after) = value_of(after)?;
        entries.push(Entry { key: key.to_owned(), value, is_quoted });
        rest = match after.strip_prefix(',') {
            Some("") => return fault("the list ends with a comma"),
            Some(next) => next,
            None if after.is_empty() => "",
            None => return fault("something follows a quoted value"),
        };
    }
    Ok(entries)
}

/// A value, whether it was quoted, and what follows it.
fn value_of(text: &str) -> Result<(String, bool, &str), LineFault> {
    if let Some(quoted) = text.strip_prefix('"') {
        let (value, after) = quoted_value(quoted)?;
        return Ok((value, true, after));
    }
    if text.starts_with('[') {
        let Some(end) = text.find(']') else { return fault("a square bracket is not closed") };
        let (value, after) = text.split_at(end + 1);
        return Ok((value.to_owned(), false, after));
    }
    let end = text.find(',').unwrap_or(text.len());
    let (value, after) = text.split_at(end);
    Ok((value.to_owned(), false, after))
}

/// The text up to the closing quote; a backslash takes the next character as it is.
fn quoted_value(text: &str) -> Result<(String, &str), LineFault> {
    let mut value = String::new();
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return Ok((value, text.get(at + 1..).unwrap_or(""))),
            '\\' => value.extend(characters.next().map(|(_, next)| next)),
            other => value.push(other),
        }
    }
    fault("a quotation mark is not closed")
}

/// The value of a key.
pub fn value<'e>(entries: &'e [Entry], key: &str) -> Option<&'e str> {
    entries.iter().find(|entry| entry.key == key).map(|entry| entry.value.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_brackets_and_what_is_left_open() {
        let read = entries(r#"<ID=A,Values=[x, y],Description="say \"hi\", z">"#).expect("it is a list");
        let values: Vec<&str> = read.iter().map(|entry| entry.value.as_str()).collect();
        assert_eq!(values, ["A", "[x, y]", "say \"hi\", z"]);
        for broken in ["<ID=A", "ID=A>", "<ID=1,A,length=5>", "<ID=A,Description=\"x>", "<ID=A,>", "<D=\"a\"b>"] {
            assert!(entries(broken).is_err(), "{broken}");
        }
    }
}
