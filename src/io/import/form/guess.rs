//! The encoding of a file, from its first bytes, from the survey of all of them, and from the lines that are not UTF-8.

use std::collections::HashSet;

use chardetng::EncodingDetector;

use super::Encoding;
use super::detected::{Detected, Fixed, Reason};
use super::frequent::{JAPANESE, KOREAN, SIMPLIFIED, TRADITIONAL, is_kana, set};
use super::hz;
use super::survey::Survey;

/// Below this a person is asked.
const SURE: f32 = 0.8;

/// Lines that are decoded in each encoding, at most so many bytes of them.
const MOST_EVIDENCE: usize = 512 << 10;

/// Encodings of single bytes that are offered though nothing speaks for them.
const OTHER_SINGLE_BYTES: [&encoding_rs::Encoding; 6] = [
    encoding_rs::WINDOWS_1250,
    encoding_rs::WINDOWS_1251,
    encoding_rs::WINDOWS_1254,
    encoding_rs::KOI8_R,
    encoding_rs::ISO_8859_15,
    encoding_rs::MACINTOSH,
];

/// Encodings of letters that are not Latin.
const OTHER_SCRIPTS: [&encoding_rs::Encoding; 10] = [
    encoding_rs::WINDOWS_1251,
    encoding_rs::KOI8_U,
    encoding_rs::ISO_8859_5,
    encoding_rs::IBM866,
    encoding_rs::WINDOWS_1253,
    encoding_rs::ISO_8859_7,
    encoding_rs::WINDOWS_1255,
    encoding_rs::ISO_8859_8,
    encoding_rs::WINDOWS_1256,
    encoding_rs::WINDOWS_874,
];

/// An encoding of double bytes, judged by what the lines become in it.
#[derive(Clone, Copy, Debug)]
struct Judged {
    encoding: &'static encoding_rs::Encoding,
    /// Characters that are not ASCII.
    characters: usize,
    /// Share of them that is frequent in the language.
    frequent: f32,
    broken: usize,
}

/// Finds the encoding.
pub(crate) fn detect_encoding(survey: &Survey, fixed: &Fixed) -> Detected<Encoding> {
    if let Some(encoding) = fixed.encoding {
        return certain(encoding, 1.0, Reason::Chosen);
    }
    if let Some(encoding) = Encoding::by_mark(&survey.head) {
        return certain(encoding, 0.99, Reason::ByteOrderMark);
    }
    if let Some(encoding) = by_zero_bytes(survey) {
        let alternatives = vec![(Encoding::Utf8, 0.1)];
        return Detected { value: encoding, confidence: 0.9, reason: Reason::ZeroBytes, alternatives };
    }
    match (survey.letters, survey.broken) {
        (0, 0) => ascii(survey),
        (_, 0) => Detected { alternatives: legacy(survey), ..certain(Encoding::Utf8, 0.99, Reason::Valid) },
        (letters, broken) if is_damaged_utf8(survey) => {
            let share = letters as f32 / (letters + broken) as f32;
            let confidence = if letters == 0 { 0.5 } else { (share * 0.95).max(0.5) };
            let value = Encoding::Utf8;
            Detected { value, confidence, reason: Reason::MostlyValid, alternatives: legacy(survey) }
        }
        _ => by_language(survey),
    }
}

fn certain(value: Encoding, confidence: f32, reason: Reason) -> Detected<Encoding> {
    Detected { value, confidence, reason, alternatives: Vec::new() }
}

fn ascii(survey: &Survey) -> Detected<Encoding> {
    match hz::pairs(&survey.tildes) {
        Some(pairs) => Detected {
            value: Encoding::Hz,
            confidence: if pairs > 2 { 0.95 } else { 0.7 },
            reason: Reason::Valid,
            alternatives: vec![(Encoding::Utf8, 0.2)],
        },
        None => certain(Encoding::Utf8, 1.0, Reason::Ascii),
    }
}

/// Much UTF-8 with a few broken bytes, or nothing but letters written as UTF-8 must not be written.
///
/// Text in double bytes is valid UTF-8 by chance for one letter in six.
fn is_damaged_utf8(survey: &Survey) -> bool {
    survey.letters >= 3 * survey.broken.saturating_sub(survey.near_misses)
        && (survey.letters > 0 || survey.near_misses > 0)
        && (survey.letters > 2 || survey.near_misses * 2 >= survey.broken)
}

/// UTF-16 and UTF-32 without a mark: ASCII letters, of which there are some in every table, have zero bytes.
fn by_zero_bytes(survey: &Survey) -> Option<Encoding> {
    let mut zeros = [0usize; 4];
    let mut bytes = 0;
    for part in survey.parts() {
        bytes += part.len();
        for quad in part.chunks_exact(4) {
            for (count, &byte) in zeros.iter_mut().zip(quad) {
                *count += usize::from(byte == 0);
            }
        }
    }
    let quads = (bytes / 4).max(1);
    let [a, b, c, d] = zeros.map(|count| count as f32 / quads as f32);
    let (often, seldom) = (0.15, 0.03);
    if c > 0.9 && d > 0.9 && a < seldom {
        return Some(Encoding::Utf32Le);
    }
    if a > 0.9 && b > 0.9 && d < seldom {
        return Some(Encoding::Utf32Be);
    }
    if b > often && d > often && a.max(c) < seldom {
        return Some(Encoding::Utf16Le);
    }
    (a > often && c > often && b.max(d) < seldom).then_some(Encoding::Utf16Be)
}

/// Encodings that the lines which are not UTF-8 could have, without a claim to be right.
fn legacy(survey: &Survey) -> Vec<(Encoding, f32)> {
    if survey.evidence.is_empty() {
        return Vec::new();
    }
    let found = by_language(survey);
    let mut all = vec![(found.value, found.confidence * 0.5)];
    all.extend(found.alternatives.into_iter().map(|(encoding, confidence)| (encoding, confidence * 0.5)));
    all
}

/// Of encodings in which the text is valid, the one in which it becomes frequent characters.
fn by_language(survey: &Survey) -> Detected<Encoding> {
    let evidence = survey.evidence.get(..survey.evidence.len().min(MOST_EVIDENCE)).unwrap_or_default();
    let mut detector = EncodingDetector::new();
    detector.feed(evidence, true);
    let (opinion, _) = detector.guess_assess(None, false);
    // GB 18030 is GBK with more characters.
    let opinion = if opinion == encoding_rs::GBK { encoding_rs::GB18030 } else { opinion };
    let mut judged = judge_all(evidence);
    judged.sort_by(|a, b| b.weight().total_cmp(&a.weight()));
    let latin = latin_share(evidence);
    let best = judged.first().copied().filter(|best| best.weight() > 0.0);
    match best {
        Some(best) if best.weight() >= 0.3 || (opinion == best.encoding && latin < 0.5) => {
            double_bytes(best, &judged, opinion, latin)
        }
        _ => single_bytes(opinion, &judged, latin, evidence),
    }
}

fn double_bytes(
    best: Judged,
    all: &[Judged],
    opinion: &'static encoding_rs::Encoding,
    latin: f32,
) -> Detected<Encoding> {
    let others = all.iter().filter(|other| other.encoding != best.encoding);
    let mut alternatives: Vec<(Encoding, f32)> = others
        .filter(|other| other.weight() > 0.0)
        .map(|other| (Encoding::of(other.encoding), other.weight().min(0.6)))
        .collect();
    let second = alternatives.first().map_or(0.0, |&(_, weight)| weight);
    if opinion != best.encoding && !alternatives.iter().any(|&(encoding, _)| encoding == Encoding::of(opinion)) {
        alternatives.push((Encoding::of(opinion), 0.3));
    }
    let latin_encoding = Encoding::of(encoding_rs::WINDOWS_1252);
    if !alternatives.iter().any(|&(encoding, _)| encoding == latin_encoding) {
        alternatives.push((latin_encoding, latin * 0.2));
    }
    let amount = (best.characters as f32 / 12.0).min(1.0);
    let margin = (best.weight() - second).clamp(0.0, 0.4);
    let agreement = if opinion == best.encoding { 0.25 } else { 0.0 };
    let broken = (best.broken as f32 / best.characters.max(1) as f32 * 10.0).min(0.3);
    let confidence = (0.35 + margin + agreement + 0.15 * amount - broken - latin * 0.3).clamp(0.05, 0.98);
    let confidence = if best.characters < 4 { confidence.min(SURE - 0.05) } else { confidence };
    let reason = if best.characters < 4 { Reason::TooLittleText } else { Reason::FrequentCharacters };
    Detected { value: Encoding::of(best.encoding), confidence, reason, alternatives }
}

fn single_bytes(
    opinion: &'static encoding_rs::Encoding,
    judged: &[Judged],
    latin: f32,
    evidence: &[u8],
) -> Detected<Encoding> {
    let western = encoding_rs::WINDOWS_1252;
    let is_double = judged.iter().any(|other| other.encoding == opinion) || opinion == encoding_rs::ISO_2022_JP;
    // Letters among ASCII letters are Latin; which Latin alphabet they are of is the detector's to say.
    let value = if is_double { western } else { opinion };
    let mut alternatives: Vec<(Encoding, f32)> = [opinion, western]
        .into_iter()
        .filter(|&other| other != value)
        .map(|other| (Encoding::of(other), 0.4))
        .collect();
    let valid = judged.iter().filter(|other| other.broken == 0);
    alternatives.extend(valid.map(|other| (Encoding::of(other.encoding), other.weight().min(0.4))));
    for other in OTHER_SINGLE_BYTES {
        if other != value && !alternatives.iter().any(|&(known, _)| known == Encoding::of(other)) {
            alternatives.push((Encoding::of(other), 0.1));
        }
    }
    let amount = evidence.iter().filter(|byte| !byte.is_ascii()).count();
    let confidence = match (value == western, amount) {
        (true, 0..4) => 0.5,
        (true, _) => 0.4 + 0.45 * latin,
        (false, 0..20) => 0.5,
        // Other scripts are told from one another far better than Latin alphabets are.
        (false, 60..) if OTHER_SCRIPTS.contains(&opinion) => 0.85,
        (false, _) => 0.75,
    };
    let reason = if amount < 4 { Reason::TooLittleText } else { Reason::LetterPatterns };
    Detected { value: Encoding::of(value), confidence, reason, alternatives }
}

impl Judged {
    /// What speaks for the encoding; 0 where too many bytes are broken.
    fn weight(&self) -> f32 {
        let is_broken = self.broken * 50 > self.characters || self.characters == 0;
        if is_broken { 0.0 } else { self.frequent }
    }
}

fn judge_all(evidence: &[u8]) -> Vec<Judged> {
    [
        (encoding_rs::GB18030, SIMPLIFIED),
        (encoding_rs::BIG5, TRADITIONAL),
        (encoding_rs::SHIFT_JIS, JAPANESE),
        (encoding_rs::EUC_JP, JAPANESE),
        (encoding_rs::EUC_KR, KOREAN),
    ]
    .into_iter()
    .map(|(encoding, characters)| judge(evidence, encoding, &set(characters), characters == JAPANESE))
    .map(|judged| if judged.encoding == encoding_rs::GB18030 { with_traditional(judged, evidence) } else { judged })
    .collect()
}

/// GB 18030 writes traditional characters too.
fn with_traditional(judged: Judged, evidence: &[u8]) -> Judged {
    let other = judge(evidence, judged.encoding, &set(TRADITIONAL), false);
    if other.frequent > judged.frequent { other } else { judged }
}

fn judge(evidence: &[u8], encoding: &'static encoding_rs::Encoding, known: &HashSet<char>, has_kana: bool) -> Judged {
    let text = super::decode::decoded(evidence, Encoding::Other(encoding), false);
    let (mut characters, mut frequent, mut broken) = (0usize, 0usize, 0usize);
    for chunk in text.utf8_chunks() {
        broken +=
            usize::from(!chunk.invalid().is_empty() && chunk.invalid().first() == Some(&super::undecodable::LEAD));
        for character in chunk.valid().chars().filter(|character| !character.is_ascii() && !is_punctuation(*character))
        {
            characters += 1;
            frequent += usize::from(known.contains(&character) || (has_kana && is_kana(character)));
        }
    }
    // Punctuation alone says that the text is valid, and nothing of its language.
    let frequent = frequent as f32 / characters.max(1) as f32;
    Judged { encoding, characters, frequent, broken }
}

fn is_punctuation(character: char) -> bool {
    let is_wide = matches!(character, '\u{2010}'..='\u{206F}' | '\u{3000}'..='\u{303F}' | '\u{FF00}'..='\u{FF60}');
    is_wide || matches!(character, '\u{B7}' | '\u{A0}')
}

/// Share of the runs of bytes that are not ASCII which look like accented letters or signs in Latin text: they are one
/// byte long, or two, and letters stand beside them or none does.
fn latin_share(evidence: &[u8]) -> f32 {
    let (mut runs, mut fitting, mut at) = (0usize, 0usize, 0);
    while let Some(start) = evidence.get(at..).and_then(|rest| rest.iter().position(|byte| !byte.is_ascii())) {
        let start = at + start;
        let rest = evidence.get(start..).unwrap_or_default();
        let length = rest.iter().position(u8::is_ascii).unwrap_or(rest.len());
        let before = start.checked_sub(1).and_then(|place| evidence.get(place));
        let beside = [before, rest.get(length)];
        let is_letter = beside.iter().any(|byte| byte.is_some_and(u8::is_ascii_alphabetic));
        let is_sign = rest.first().is_some_and(|byte| matches!(byte, 0x80..=0xBF)) && length == 1;
        runs += 1;
        fitting += usize::from(
            length == 1 && (is_letter || is_sign)
                || length == 2 && is_letter && beside.iter().all(|byte| byte.is_some_and(u8::is_ascii_alphabetic)),
        );
        at = start + length;
    }
    fitting as f32 / runs.max(1) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn detected(bytes: &[u8]) -> Detected<Encoding> {
        let survey = Survey::of(bytes, &|_| true).expect("memory can be read").expect("wanted");
        detect_encoding(&survey, &Fixed::default())
    }

    fn encoded(text: &str, id: &str) -> Vec<u8> {
        encoding_rs::Encoding::for_label(id.as_bytes()).expect("a known name").encode(text).0.into_owned()
    }

    #[test]
    fn languages_are_told_by_their_characters() {
        for (id, text) in [
            ("gb18030", "编号,姓名,诊断\n1,张伟,高血压\n2,王芳,糖尿病\n3,李娜,肺炎\n"),
            ("big5", "編號,姓名,診斷\n1,陳怡君,高血壓\n2,林志明,糖尿病\n3,黃淑芬,肺炎\n"),
            ("shift_jis", "番号,氏名,診断\n1,さとう はな,高血圧\n2,すずき けん,糖尿病\n"),
            ("euc-kr", "번호,이름,진단\n1,김민수,고혈압\n2,이영희,당뇨병\n3,박지훈,폐렴\n"),
        ] {
            let found = detected(&encoded(text, id));
            let wanted = Encoding::from_id(id).expect("a known name");
            assert_eq!(found.value, wanted, "{id}: {found:?}");
        }
        let late =
            ["id,name\n1,Ann\n".repeat(100_000).into_bytes(), encoded("2,张伟\n3,王芳\n4,李娜\n", "gb18030")].concat();
        assert_eq!(detected(&late).value, Encoding::Other(encoding_rs::GB18030));
    }

    #[test]
    fn a_few_broken_bytes_are_no_other_encoding() {
        let text = ["姓名,值\n张伟,1\n".repeat(20).as_bytes(), b"x\xFF\xFEy,2\n", b"\xE5\xBC"].concat();
        let found = detected(&text);
        assert_eq!((found.value, found.reason), (Encoding::Utf8, Reason::MostlyValid));
        let found = detected(b"id,note\n1,\xC0\xAF\n");
        assert!(found.value == Encoding::Utf8 && found.confidence < SURE);
        let found = detected(&encoded("id,name\n1,Müller\n2,Zoë\n3,naïve\n4,José\n", "windows-1252"));
        assert_eq!(found.value, Encoding::Other(encoding_rs::WINDOWS_1252));
    }

    #[test]
    fn zero_bytes_tell_wide_encodings() {
        let wide: Vec<u8> = "id,name\n1,张伟\n".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(detected(&wide).value, Encoding::Utf16Be);
        assert_eq!(detected(b"id,name\n1,a\0b\n").value, Encoding::Utf8);
    }
}
