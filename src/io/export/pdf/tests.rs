//! What is written can be read back: the text of every page, in both scripts, from the file's own maps.

use std::collections::HashMap;
use std::io::Read as _;

use flate2::read::ZlibDecoder;

use super::super::document::{Block, Crowd, Document};
use super::*;
use crate::domain::demo_mark::DEMO_MARK;
use crate::ui::fonts::{chinese_font_installed, fonts_for_print};

/// Every stream of a file, unpacked, in order.
fn streams(pdf: &[u8]) -> Vec<Vec<u8>> {
    let (begin, end) = (b"stream\n", b"\nendstream");
    let find = |from: usize, word: &[u8]| {
        pdf.get(from..)?.windows(word.len()).position(|window| window == word).map(|at| from + at)
    };
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = find(from, begin) {
        let stop = find(start, end).expect("a stream ends");
        let mut bytes = Vec::new();
        ZlibDecoder::new(&pdf[start + begin.len()..stop]).read_to_end(&mut bytes).expect("deflated");
        found.push(bytes);
        from = stop + end.len();
    }
    found
}

/// Codes of a map back to characters: `<0001> <4E2D>`.
fn map_of(stream: &str) -> HashMap<u16, String> {
    let hex = |part: &str| part.trim_matches(['<', '>']).to_owned();
    let pair = |line: &str| {
        let (code, text) = line.split_once("> <")?;
        let units: Vec<u16> = hex(text)
            .as_bytes()
            .chunks(4)
            .filter_map(|unit| u16::from_str_radix(std::str::from_utf8(unit).ok()?, 16).ok())
            .collect();
        Some((u16::from_str_radix(&hex(code), 16).ok()?, String::from_utf16(&units).ok()?))
    };
    stream.lines().filter_map(pair).collect()
}

/// The bytes of a string as it stands in a page: between brackets with escapes, or in hexadecimal.
fn string_before(content: &[u8], end: usize) -> Vec<u8> {
    let text = &content[..end];
    if text.last() == Some(&b'>') {
        let start = text.iter().rposition(|byte| *byte == b'<').expect("opens") + 1;
        let digits = std::str::from_utf8(&text[start..end - 1]).expect("hexadecimal");
        return (0..digits.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).expect("hex"))
            .collect();
    }
    let mut bytes = Vec::new();
    let line = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let mut inside = text[line..end].iter().copied().skip_while(|byte| *byte != b'(').skip(1);
    while let Some(byte) = inside.next() {
        match byte {
            b'\\' => match inside.next() {
                Some(b'n') => bytes.push(b'\n'),
                Some(b'r') => bytes.push(b'\r'),
                Some(b't') => bytes.push(b'\t'),
                Some(b'b') => bytes.push(8),
                Some(b'f') => bytes.push(12),
                Some(first @ b'0'..=b'7') => {
                    let more: Vec<u8> = inside.by_ref().take(2).collect();
                    let digits = [&[first], more.as_slice()].concat();
                    let octal = std::str::from_utf8(&digits).expect("digits");
                    bytes.push(u8::from_str_radix(octal, 8).expect("three octal digits"));
                }
                Some(other) => bytes.push(other),
                None => {}
            },
            other => bytes.push(other),
        }
    }
    if bytes.last() == Some(&b')') {
        bytes.pop();
    }
    bytes
}

/// The text of each page; faces are numbered in the order of their maps.
fn pages_of(pdf: &[u8], page_count: usize) -> Vec<String> {
    let all = streams(pdf);
    let is_map = |bytes: &&Vec<u8>| bytes.windows(11).any(|window| window == b"beginbfchar");
    let maps: Vec<HashMap<u16, String>> =
        all.iter().filter(is_map).map(|bytes| map_of(&String::from_utf8_lossy(bytes))).collect();
    let names: Vec<String> = (0..maps.len()).map(|at| format!("/F{at} ")).collect();
    let page = |content: &Vec<u8>| {
        let mut text = String::new();
        let mut face = 0;
        let mut at = 0;
        while at + 3 < content.len() {
            if let Some(named) = names.iter().position(|name| content[at..].starts_with(name.as_bytes())) {
                face = named;
            }
            if content[at..].starts_with(b" Tj") {
                let bytes = string_before(content, at);
                let codes = bytes.chunks(2).map(|pair| u16::from_be_bytes([pair[0], *pair.get(1).unwrap_or(&0)]));
                codes.for_each(|code| text.push_str(maps[face].get(&code).map_or("?", String::as_str)));
            }
            at += 1;
        }
        text
    };
    all.iter().take(page_count).map(page).collect()
}

fn document(language: &str, blocks: Vec<Block>) -> Document {
    Document {
        title: "Plan".to_owned(),
        language: language.to_owned(),
        foot: "Ward 3".to_owned(),
        demo_words: "演示数据".to_owned(),
        blocks,
    }
}

#[test]
fn the_text_of_a_page_is_read_back_in_both_scripts() {
    let mut blocks = vec![
        Block::Title("Treatment plan (α) \\ 12 → 8".to_owned()),
        Block::Pairs(vec![("Sex".to_owned(), "Female".to_owned())]),
        Block::Framed(vec![Block::strong("Lower systolic pressure by 10 mmHg")]),
        Block::People(vec![Crowd { words: "Now: 123 of 1000".to_owned(), struck: 123, ..Crowd::default() }]),
        Block::ToSign(vec!["Clinician, date".to_owned()]),
    ];
    let chinese = chinese_font_installed();
    if chinese {
        blocks.push(Block::text("用药降低收缩压，王丽"));
    }
    let bytes = bytes(&document("zh-CN", blocks), &fonts_for_print(), false).expect("written");
    let text = pages_of(&bytes, 1).concat();
    for wanted in ["(α) \\ 12 → 8", "SexFemale", "by 10 mmHg", "Now: 123 of 1000", "Clinician, date", "Ward 3", "1 / 1"]
    {
        assert!(text.contains(wanted), "{wanted} in {text}");
    }
    assert!(!chinese || text.contains("用药降低收缩压，王丽"), "{text}");
    assert!(!text.contains(DEMO_MARK));
    // Of the fonts only what is used is in the file.
    assert!(bytes.len() < 120_000, "{} bytes", bytes.len());
}

#[test]
fn a_long_document_goes_on_and_every_page_is_numbered_and_marked() {
    let words = "Every line of a long plan stands on some page, and none is lost on the way. ".repeat(4);
    let numbered = (0..60).map(|number| Block::text(format!("[{number}] {words}")));
    let framed = (60..64).map(|number| Block::Framed(vec![Block::text(format!("[{number}] {words}"))]));
    let document = document("en", numbered.chain(framed).collect());
    let bytes = bytes(&document, &fonts_for_print(), true).expect("written");
    let count = String::from_utf8_lossy(&bytes).matches("/MediaBox").count();
    assert!(count >= 4, "{count}");
    let pages = pages_of(&bytes, count);
    for (at, page) in pages.iter().enumerate() {
        assert!(page.contains(DEMO_MARK), "page {at}: {page}");
        assert!(page.contains(&format!("{} / {count}", at + 1)), "page {at}");
    }
    let all = pages.concat();
    for number in 0..64 {
        assert_eq!(all.matches(&format!("[{number}]")).count(), 1, "{number}");
    }
}

#[test]
fn without_a_font_nothing_is_written_and_the_reason_is_told() {
    let nonsense = FontFile { bytes: std::sync::Arc::new(b"no font".to_vec()), index: 0 };
    let failed = write(Vec::new(), &document("en", Vec::new()), &[nonsense], false);
    assert!(matches!(failed, Err(ExportError::System { .. })));
}
