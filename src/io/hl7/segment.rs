//! A message's segments, fields, repetitions and components, by the separators that its header declares.

/// Why bytes with a header are no message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MessageFault {
    #[error("the header does not declare its separators")]
    Separators,
    #[error("its characters are in none of the encodings that it declares")]
    Characters,
}

/// The separators of one message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Separators {
    field: char,
    component: char,
    repetition: char,
    escape: Option<char>,
    part: char,
}

/// One line: its name, and its fields as they were sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    pub name: String,
    fields: Vec<String>,
}

/// One repetition of a field.
pub struct Repetition<'a> {
    text: &'a str,
    separators: Separators,
}

/// A message cut into segments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    separators: Separators,
    pub segments: Vec<Segment>,
}

impl Message {
    /// Reads the bytes of one message.
    ///
    /// # Errors
    /// Its header does not say how it is cut, or its characters cannot be read.
    pub fn read(bytes: &[u8]) -> Result<Message, MessageFault> {
        let text = characters(bytes)?;
        let separators = Separators::of(&text)?;
        let mut segments: Vec<Segment> = Vec::new();
        for line in text.split(['\r', '\n']).map(str::trim_start).filter(|line| !line.trim_end().is_empty()) {
            match (segments.last_mut(), is_segment(line, separators.field)) {
                (_, true) => segments.push(Segment::of(line, separators.field)),
                // A line break inside a text: the segment goes on.
                (Some(last), false) => {
                    if let Some(field) = last.fields.last_mut() {
                        field.push('\n');
                        field.push_str(line);
                    }
                }
                (None, false) => {}
            }
        }
        Ok(Message { separators, segments })
    }

    pub fn first(&self, name: &str) -> Option<&Segment> {
        self.segments.iter().find(|segment| segment.name == name)
    }

    /// A field's repetitions; none where it is empty.
    pub fn repetitions<'a>(&self, segment: &'a Segment, field: usize) -> Vec<Repetition<'a>> {
        let text = segment.field(field);
        let separators = self.separators;
        let pieces = text.split(separators.repetition).filter(|piece| !piece.is_empty());
        pieces.map(|text| Repetition { text, separators }).collect()
    }

    /// A component of a field's first repetition, in plain characters; `None` where it is empty or deleted (`""`).
    pub fn part(&self, segment: &Segment, field: usize, component: usize) -> Option<String> {
        self.repetitions(segment, field).first().and_then(|first| first.component(component))
    }
}

impl Segment {
    fn of(line: &str, separator: char) -> Segment {
        let mut fields: Vec<String> = line.split(separator).map(str::to_owned).collect();
        let name = fields.first().cloned().unwrap_or_default();
        if name == "MSH" {
            // The separator itself is the header's first field.
            fields.insert(1, separator.to_string());
        }
        Segment { name, fields }
    }

    /// As sent; empty where there is none. Fields count from 1.
    pub fn field(&self, number: usize) -> &str {
        self.fields.get(number).map_or("", |field| field.trim_end())
    }
}

impl Repetition<'_> {
    /// The component's first part, in plain characters. Components count from 1.
    pub fn component(&self, number: usize) -> Option<String> {
        let mut components = self.text.split(self.separators.component);
        let component = components.nth(number.checked_sub(1)?)?;
        let part = component.split(self.separators.part).next().unwrap_or_default().trim();
        (!part.is_empty() && part != "\"\"").then(|| plain(part, self.separators))
    }

    /// All of it, in plain characters.
    pub fn whole(&self) -> String {
        plain(self.text.trim(), self.separators)
    }
}

impl Separators {
    fn of(text: &str) -> Result<Separators, MessageFault> {
        let mut letters = text.chars().skip(3);
        let field = letters.next().filter(char::is_ascii_punctuation).ok_or(MessageFault::Separators)?;
        let declared: Vec<char> = letters.take_while(|letter| *letter != field && !letter.is_control()).collect();
        let at = |place: usize| declared.get(place).copied();
        let (component, repetition) = (at(0).ok_or(MessageFault::Separators)?, at(1).unwrap_or('~'));
        let escape = at(2);
        // Some senders write the escape twice.
        let part = at(3).filter(|part| Some(*part) != escape).unwrap_or('&');
        Ok(Separators { field, component, repetition, escape, part })
    }
}

/// Three letters or digits, the first a letter, and the separator.
fn is_segment(line: &str, separator: char) -> bool {
    let mut letters = line.chars();
    let name: Vec<char> = letters.by_ref().take(3).collect();
    let is_name = |letter: &char| letter.is_ascii_uppercase() || letter.is_ascii_digit();
    let begins = name.first().is_some_and(char::is_ascii_uppercase);
    name.len() == 3 && begins && name.iter().all(is_name) && letters.next().is_none_or(|next| next == separator)
}

/// The characters that a text stands for; what is no known escape stays as it is.
fn plain(text: &str, separators: Separators) -> String {
    let Some(escape) = separators.escape.filter(|escape| text.contains(*escape)) else { return text.to_owned() };
    let mut written = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(escape) {
        written.push_str(before);
        match after.split_once(escape).and_then(|(code, behind)| Some((meaning(code, separators)?, behind))) {
            Some((meaning, behind)) => {
                written.push_str(&meaning);
                rest = behind;
            }
            None => {
                written.push(escape);
                rest = after;
            }
        }
    }
    written.push_str(rest);
    written
}

fn meaning(code: &str, separators: Separators) -> Option<String> {
    let letter = match code {
        "F" => separators.field,
        "S" => separators.component,
        "R" => separators.repetition,
        "T" => separators.part,
        "E" => separators.escape?,
        ".br" | ".sp" => '\n',
        // Highlighting on and off.
        "H" | "N" => return Some(String::new()),
        _ => {
            let digits = code.strip_prefix('X').filter(|digits| !digits.is_empty() && digits.len() % 2 == 0)?;
            let bytes: Option<Vec<u8>> = (0..digits.len())
                .step_by(2)
                .map(|at| digits.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok()))
                .collect();
            return String::from_utf8(bytes?).ok();
        }
    };
    Some(letter.to_string())
}

/// UTF-8, or what the header's 18th field declares.
fn characters(bytes: &[u8]) -> Result<String, MessageFault> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(text.to_owned());
    }
    let end = bytes.iter().position(|byte| matches!(byte, b'\r' | b'\n')).unwrap_or(bytes.len());
    let header = String::from_utf8_lossy(bytes.get(..end).unwrap_or_default());
    let separator = header.chars().nth(3).unwrap_or('|');
    let declared = header.split(separator).nth(17).unwrap_or_default().to_ascii_uppercase();
    let encoding = match declared.split('~').next().unwrap_or_default().trim() {
        "8859/1" => encoding_rs::WINDOWS_1252,
        "8859/2" => encoding_rs::ISO_8859_2,
        "8859/5" => encoding_rs::ISO_8859_5,
        "8859/9" => encoding_rs::WINDOWS_1254,
        "8859/15" => encoding_rs::ISO_8859_15,
        "GB 18030-2000" | "GB18030" | "GB2312" => encoding_rs::GB18030,
        "BIG-5" => encoding_rs::BIG5,
        "KS X 1001" => encoding_rs::EUC_KR,
        "ISO IR87" | "ISO IR159" => encoding_rs::ISO_2022_JP,
        _ => return Err(MessageFault::Characters),
    };
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes);
    text.map(std::borrow::Cow::into_owned).ok_or(MessageFault::Characters)
}
