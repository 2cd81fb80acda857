//! The delimiter, quote and escape of decoded text, found by how well its rows then agree.
//!
//! Each likely dialect reads a sample. It scores by the share of rows that have the most frequent width, by the share
//! of cells that look like one value and not like several, and by how usual its delimiter is.

use std::collections::HashMap;

use memchr::memmem;

use super::cells::Cells;
use super::detected::{Detected, Fixed, Reason};
use super::kinds::Kind;
use super::records::{Split, Splitter};
use super::{Delimiter, Dialect, Escape, LineEnd, ShortText};

/// Delimiters of one byte, with how usual they are.
const SINGLE: [(u8, f32); 12] = [
    (b',', 1.0),
    (b';', 1.0),
    (b'\t', 1.0),
    (b'|', 1.0),
    (b'~', 0.85),
    (b'^', 0.85),
    (b'\x1F', 1.0),
    (b'\x01', 1.0),
    (b'#', 0.5),
    (b'!', 0.5),
    (b':', 0.55),
    (b' ', 0.6),
];

/// Longer delimiters.
const LONG: [&str; 12] = ["||", "::", "~|~", "|~|", "^^", "~~", "##", "@@", "<|>", "|;|", "¦", "§"];

/// How usual a longer delimiter is: where it fits, its first byte alone fits as well, and fits worse.
const LONG_WEIGHT: f32 = 1.2;

/// How usual aligned columns are.
const BLANKS_WEIGHT: f32 = 0.75;

/// The score of a file without any delimiter.
const NO_DELIMITER_SCORE: f32 = 0.2;

/// Records of the sample that are read at most for each dialect.
const MOST_RECORDS: usize = 2000;

/// Cells of the sample that are looked at for each dialect.
const MOST_CELLS: usize = 20_000;

/// A dialect and what speaks for it.
#[derive(Clone, Debug)]
struct Scored {
    dialect: Dialect,
    score: f32,
    /// Share of rows of the most frequent width.
    consistency: f32,
    strays: u32,
    quoted: u32,
    escapes: u32,
    rows: usize,
}

/// What was found out about the parts of a dialect.
pub(crate) struct DetectedDialect {
    pub(crate) dialect: Dialect,
    pub(crate) delimiter: Detected<Option<Delimiter>>,
    pub(crate) quote: Detected<Option<u8>>,
    pub(crate) escape: Detected<Escape>,
}

/// Finds the dialect of whole lines of text; what a person has `fixed` stays.
pub(crate) fn detect_dialect(samples: &[&[u8]], fixed: &Fixed) -> DetectedDialect {
    let line_end = fixed.line_end.unwrap_or_else(|| line_end(samples));
    let base = Dialect { line_end, ..Dialect::default() };
    let delimiters = match fixed.delimiter {
        Some(delimiter) => vec![(delimiter, 1.0)],
        None => likely_delimiters(samples, line_end),
    };
    let quotes = fixed.quote.map_or_else(|| likely_quotes(samples), |quote| vec![quote]);
    let mut scored: Vec<Scored> = Vec::new();
    for &(delimiter, weight) in &delimiters {
        let read = |&quote: &Option<u8>| {
            let dialect = Dialect { delimiter, quote, ..base };
            better_escape(score(samples, dialect, weight), samples, weight, fixed)
        };
        scored.extend(best_quote(quotes.iter().map(read).collect()));
    }
    scored.sort_by(|a, b| b.score.total_cmp(&a.score));
    let best = scored.first().cloned().unwrap_or_else(|| score(samples, base, 1.0));
    report(best, &scored, fixed, &quotes)
}

fn report(best: Scored, scored: &[Scored], fixed: &Fixed, quotes: &[Option<u8>]) -> DetectedDialect {
    let delimiter = report_delimiter(&best, scored, fixed);
    let has_quotes = best.quoted + best.strays > 0;
    let quote_share = best.quoted as f32 / (best.quoted + best.strays).max(1) as f32;
    let quote = Detected {
        value: best.dialect.quote,
        confidence: if fixed.quote.is_some() {
            1.0
        } else if has_quotes {
            quote_share
        } else {
            0.9
        },
        reason: match (fixed.quote.is_some(), has_quotes) {
            (true, _) => Reason::Chosen,
            (_, true) => Reason::QuotedCells,
            (_, false) => Reason::NoQuotes,
        },
        alternatives: quotes.iter().filter(|&&quote| quote != best.dialect.quote).map(|&quote| (quote, 0.1)).collect(),
    };
    let escape = Detected {
        value: best.dialect.escape,
        confidence: if fixed.escape.is_some() {
            1.0
        } else if best.escapes > 0 {
            quote_share
        } else {
            0.9
        },
        reason: match (fixed.escape.is_some(), best.escapes) {
            (true, _) => Reason::Chosen,
            (_, 0) => Reason::NoEscapes,
            _ => Reason::EscapedQuotes,
        },
        alternatives: Vec::new(),
    };
    DetectedDialect { dialect: best.dialect, delimiter, quote, escape }
}

fn report_delimiter(best: &Scored, scored: &[Scored], fixed: &Fixed) -> Detected<Option<Delimiter>> {
    let others = scored.iter().filter(|other| other.dialect.delimiter != best.dialect.delimiter);
    let alternatives: Vec<_> = others.map(|other| (other.dialect.delimiter, other.score.clamp(0.0, 1.0))).collect();
    let second = alternatives.first().map_or(0.0, |&(_, score)| score);
    let margin = (1.0 - second / best.score.max(0.01)).clamp(0.0, 1.0);
    let doubt = if best.rows < 2 { 0.6 } else { 1.0 };
    let confidence = match (fixed.delimiter.is_some(), best.dialect.delimiter) {
        (true, _) => 1.0,
        (_, None) => 0.7 - second.min(0.4),
        _ => best.consistency * (0.5 + 0.5 * (2.0 * margin).min(1.0)) * doubt,
    };
    let reason = match (fixed.delimiter.is_some(), best.dialect.delimiter, best.rows) {
        (true, ..) => Reason::Chosen,
        (_, None, _) => Reason::OneColumn,
        (_, _, 0..2) => Reason::TooFewRows,
        _ if best.consistency > 0.95 => Reason::RowsAgree,
        _ => Reason::MostRowsAgree,
    };
    Detected { value: best.dialect.delimiter, confidence: confidence.clamp(0.0, 1.0), reason, alternatives }
}

/// A lone carriage return ends lines where there are hardly any line feeds.
fn line_end(samples: &[&[u8]]) -> LineEnd {
    let (mut returns, mut feeds) = (0usize, 0usize);
    for sample in samples {
        feeds += memchr::memchr_iter(b'\n', sample).count();
        returns += memchr::memchr_iter(b'\r', sample).filter(|&place| sample.get(place + 1) != Some(&b'\n')).count();
    }
    if returns > feeds { LineEnd::CarriageReturn } else { LineEnd::LineFeed }
}

fn likely_delimiters(samples: &[&[u8]], line_end: LineEnd) -> Vec<(Option<Delimiter>, f32)> {
    let end = if line_end == LineEnd::CarriageReturn { b'\r' } else { b'\n' };
    let lines: Vec<&[u8]> = samples
        .iter()
        .flat_map(|sample| sample.split(|&byte| byte == end))
        .filter(|line| !line.trim_ascii().is_empty())
        .take(MOST_RECORDS)
        .collect();
    let is_usual = |text: &[u8]| {
        let finder = memmem::Finder::new(text);
        let count = lines.iter().filter(|line| finder.find(line).is_some()).count();
        count > 0 && count * 4 >= lines.len()
    };
    let single =
        SINGLE.iter().filter(|(byte, _)| is_usual(&[*byte])).map(|&(byte, weight)| (Delimiter::byte(byte), weight));
    let long = LONG.iter().filter(|text| is_usual(text.as_bytes())).filter_map(|text| ShortText::new(text));
    let mut found: Vec<_> = single.map(|(delimiter, weight)| (Some(delimiter), weight)).collect();
    found.extend(long.map(|text| (Some(Delimiter::Text(text)), LONG_WEIGHT)));
    if is_usual(b"  ") || is_usual(b" \t") {
        found.push((Some(Delimiter::Blanks), BLANKS_WEIGHT));
    }
    found.push((None, 0.0));
    found
}

/// Quotes that occur beside something that could be a delimiter. The usual one is always among them.
fn likely_quotes(samples: &[&[u8]]) -> Vec<Option<u8>> {
    let is_beside = |pair: &[u8]| pair.iter().any(|byte| matches!(byte, b',' | b';' | b'\t' | b'|' | b'\n' | b' '));
    let occurs = |quote: u8| {
        let beside = samples.iter().flat_map(|sample| sample.windows(2)).filter(|pair| pair.contains(&quote));
        beside.filter(|pair| is_beside(pair)).take(2).count() == 2
    };
    let mut quotes = vec![Some(b'"')];
    if occurs(b'\'') {
        quotes.push(Some(b'\''));
    }
    quotes
}

/// Of the readings with one delimiter, the one whose quotes quote.
fn best_quote(mut scored: Vec<Scored>) -> Option<Scored> {
    scored.sort_by(|a, b| {
        let gain = |one: &Scored| if one.quoted > 2 * one.strays { one.quoted } else { 0 };
        gain(b).cmp(&gain(a)).then(b.score.total_cmp(&a.score))
    });
    scored.into_iter().next()
}

/// Tries backslashes and blanks before quotes where the sample has any, and keeps what explains more quotes.
fn better_escape(plain: Scored, samples: &[&[u8]], weight: f32, fixed: &Fixed) -> Scored {
    let occurs = |text: &[u8]| samples.iter().any(|sample| memmem::find(sample, text).is_some());
    let with = |dialect: Dialect| score(samples, dialect, weight);
    let mut best = plain;
    let quote = best.dialect.quote.unwrap_or(b'"');
    match fixed.escape {
        Some(escape) => best = with(Dialect { escape, ..best.dialect }),
        None if occurs(&[b'\\', quote]) || occurs(b"\\,") || occurs(b"\\;") || occurs(b"\\\t") || occurs(b"\\|") => {
            let other = with(Dialect { escape: Escape::Backslash, ..best.dialect });
            if other.escapes > 0
                && other.strays <= best.strays
                && other.consistency >= best.consistency
                && (other.strays < best.strays || other.consistency > best.consistency)
            {
                best = other;
            }
        }
        None => {}
    }
    if let Some(Delimiter::Text(delimiter)) = best.dialect.delimiter
        && occurs(&[delimiter.bytes(), b" ", &[quote]].concat())
    {
        let other = with(Dialect { skip_initial_space: true, ..best.dialect });
        if other.quoted > best.quoted && other.strays <= best.strays {
            best = other;
        }
    }
    best
}

/// Reads the samples in a dialect.
fn score(samples: &[&[u8]], dialect: Dialect, weight: f32) -> Scored {
    let mut tally = Tally::default();
    for sample in samples {
        tally.read(sample, dialect);
    }
    let rows: usize = tally.widths.values().sum();
    let fitting = tally.widths.iter().filter(|(width, _)| **width > 1).max_by_key(|(width, count)| (**count, **width));
    let (width, count) = fitting.map_or((1, 0), |(&width, &count)| (width, count));
    let consistency = count as f32 / rows.max(1) as f32;
    let typed = tally.values as f32 / tally.cells.max(1) as f32;
    let score = match dialect.delimiter {
        None => NO_DELIMITER_SCORE,
        Some(_) => {
            let agreement = consistency * (0.4 + 0.6 * typed) * (1.0 - 0.4 / width as f32);
            agreement * weight * (0.5 + 0.5 * tally.explained_quotes())
        }
    };
    Scored { dialect, score, consistency, strays: tally.strays, quoted: tally.quoted, escapes: tally.escapes, rows }
}

#[derive(Default)]
struct Tally {
    widths: HashMap<usize, usize>,
    cells: usize,
    /// Cells that look like one value.
    values: usize,
    strays: u32,
    quoted: u32,
    escapes: u32,
    /// Quotes in the text that was read.
    quotes: usize,
}

impl Tally {
    /// Share of the quotes that open, close or stand doubled: a wrong delimiter leaves them in the middle of cells.
    fn explained_quotes(&self) -> f32 {
        let explained = 2 * (self.quoted + self.escapes);
        if self.quotes == 0 { 1.0 } else { (explained as f32 / self.quotes as f32).min(1.0) }
    }

    fn read(&mut self, sample: &[u8], dialect: Dialect) {
        let mut splitter = Splitter::new(dialect);
        let mut cells = Cells::default();
        let mut at = 0;
        let mut records = 0;
        while at < sample.len() && records < MOST_RECORDS {
            let rest = sample.get(at..).unwrap_or_default();
            let Split::Record { taken, .. } = splitter.split(rest, at as u64, true, &mut cells) else { return };
            let record = rest.get(..taken).unwrap_or_default();
            self.quotes += dialect.quote.map_or(0, |quote| memchr::memchr_iter(quote, record).count());
            at += taken;
            records += 1;
            self.add(&cells);
        }
    }

    fn add(&mut self, cells: &Cells) {
        let is_empty = cells.count() == 1 && cells.cell(0).is_empty();
        if is_empty {
            return;
        }
        *self.widths.entry(cells.count()).or_default() += 1;
        self.strays += cells.strays;
        self.quoted += cells.quoted;
        self.escapes += cells.escapes;
        if self.cells < MOST_CELLS {
            self.cells += cells.count();
            self.values += cells.iter().filter(|cell| is_one_value(cell)).count();
        }
    }
}

/// Whether a cell looks like one value: text with delimiters or wide gaps in it may be several.
fn is_one_value(cell: &[u8]) -> bool {
    if memmem::find(cell.trim_ascii(), b"  ").is_some() {
        return false;
    }
    match Kind::of(cell) {
        Kind::Text | Kind::Code => !cell.iter().any(|byte| matches!(byte, b',' | b';' | b'\t' | b'|' | b'"')),
        Kind::Missing | Kind::Number | Kind::Moment => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Dialect {
        detect_dialect(&[text.as_bytes()], &Fixed::default()).dialect
    }

    #[test]
    fn dialects_are_found() {
        assert_eq!(found("id;v\n1;2,5\n2;3,5\n").delimiter, Some(Delimiter::byte(b';')));
        assert_eq!(found("id,at\n1,10:00 x\n2,11:00 x\n").delimiter, Some(Delimiter::byte(b',')));
        assert_eq!(found("1||2\n3||4\n").delimiter, ShortText::new("||").map(Delimiter::Text));
        assert_eq!(found("a  b   c\n1  2   3\n10 20  30\n").delimiter, Some(Delimiter::Blanks));
        assert_eq!(found("one\ntwo\nthree\n").delimiter, None);
        assert_eq!(found("a|'x'|b\nc|'y|z'|d\n").quote, Some(b'\''));
        assert_eq!(found("a|\"x\\\"|y\"\nc|d\n").escape, Escape::Backslash);
        assert!(found("a,b\n1, \"x, y\"\n").skip_initial_space);
        assert_eq!(found("a,b\r1,2\r").line_end, LineEnd::CarriageReturn);
    }
}
