//! Bytes of any encoding become UTF-8, a piece at a time; what cannot be decoded becomes markers.

use std::io::{self, Read};

use encoding_rs::DecoderResult;

use super::Encoding;
use super::hz::HzDecoder;
use super::undecodable::marker;

/// Bytes read from the source at a time.
pub(crate) const PIECE_BYTES: usize = 256 << 10;

/// Places that are remembered of each kind of finding.
pub(crate) const MOST_PLACES: usize = 20;

/// Turns what a reader gives into UTF-8.
pub struct TextReader<R> {
    source: R,
    raw: Vec<u8>,
    decoder: Decoder,
    /// The mark that may still stand before the first byte.
    mark: &'static [u8],
    /// Bytes of the file before `raw`.
    offset: u64,
    at_end: bool,
    undecodable: Undecodable,
}

/// Bytes that could not be decoded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Undecodable {
    pub count: u64,
    /// Offsets in the file of the first ones.
    pub offsets: Vec<u64>,
}

impl Undecodable {
    fn note(&mut self, offset: u64) {
        self.count += 1;
        if self.offsets.len() < MOST_PLACES {
            self.offsets.push(offset);
        }
    }
}

enum Decoder {
    Utf8,
    /// UTF-8 that was found to be valid before.
    Valid,
    Units(Units),
    Hz(HzDecoder),
    Other {
        decoder: encoding_rs::Decoder,
        recent: Recent,
    },
}

/// UTF-16 and UTF-32.
#[derive(Clone, Copy)]
struct Units {
    /// 2 or 4 bytes.
    size: usize,
    is_little: bool,
}

/// The last bytes before the piece at hand: a malformed sequence may have begun there.
#[derive(Clone, Copy, Default)]
struct Recent([u8; 8]);

impl<R: Read> TextReader<R> {
    /// `byte_order_mark`: whether the mark of the encoding is dropped where the file begins with it.
    pub fn new(source: R, encoding: Encoding, byte_order_mark: bool) -> Self {
        let mark = if byte_order_mark { encoding.byte_order_mark() } else { b"" };
        let undecodable = Undecodable::default();
        TextReader {
            source,
            raw: Vec::new(),
            decoder: Decoder::of(encoding),
            mark,
            offset: 0,
            at_end: false,
            undecodable,
        }
    }

    /// Does not check the text: the file was found to be valid UTF-8 before.
    pub(crate) fn trusting(source: R, byte_order_mark: bool) -> Self {
        TextReader { decoder: Decoder::Valid, ..TextReader::new(source, Encoding::Utf8, byte_order_mark) }
    }

    /// Appends the next piece of text; `false` at the end.
    ///
    /// # Errors
    /// What the source's `read` gives.
    pub fn fill(&mut self, into: &mut Vec<u8>) -> io::Result<bool> {
        if self.at_end {
            return Ok(false);
        }
        if matches!(self.decoder, Decoder::Valid) && self.mark.is_empty() {
            let count = (&mut self.source).take(PIECE_BYTES as u64).read_to_end(into)?;
            self.at_end = count < PIECE_BYTES;
            return Ok(true);
        }
        let kept = self.raw.len();
        let count = (&mut self.source).take(PIECE_BYTES as u64).read_to_end(&mut self.raw)?;
        self.at_end = count < PIECE_BYTES;
        if kept == 0 && !self.mark.is_empty() {
            self.drop_mark();
        }
        let taken = self.decoder.decode(&self.raw, self.at_end, self.offset, into, &mut self.undecodable);
        self.raw.drain(..taken.min(self.raw.len()));
        self.offset += taken as u64;
        Ok(true)
    }

    pub fn undecodable(&self) -> &Undecodable {
        &self.undecodable
    }

    fn drop_mark(&mut self) {
        if self.raw.starts_with(self.mark) {
            self.raw.drain(..self.mark.len());
            self.offset += self.mark.len() as u64;
        }
        self.mark = b"";
    }
}

impl Decoder {
    fn of(encoding: Encoding) -> Self {
        match encoding {
            Encoding::Utf8 => Decoder::Utf8,
            Encoding::Utf16Le => Decoder::Units(Units { size: 2, is_little: true }),
            Encoding::Utf16Be => Decoder::Units(Units { size: 2, is_little: false }),
            Encoding::Utf32Le => Decoder::Units(Units { size: 4, is_little: true }),
            Encoding::Utf32Be => Decoder::Units(Units { size: 4, is_little: false }),
            Encoding::Hz => Decoder::Hz(HzDecoder::default()),
            Encoding::Other(encoding) => {
                Decoder::Other { decoder: encoding.new_decoder_without_bom_handling(), recent: Recent::default() }
            }
        }
    }

    /// Appends the text of `raw`, which stands at `offset`; returns how many bytes are done.
    fn decode(&mut self, raw: &[u8], last: bool, offset: u64, into: &mut Vec<u8>, bad: &mut Undecodable) -> usize {
        match self {
            Decoder::Valid => {
                into.extend_from_slice(raw);
                raw.len()
            }
            Decoder::Utf8 => decode_utf8(raw, last, offset, into, bad),
            Decoder::Units(units) => units.decode(raw, last, offset, into, bad),
            Decoder::Hz(hz) => {
                hz.decode(raw, into, |place| bad.note(offset + place as u64));
                if last && hz.finish(into) {
                    bad.note(offset + raw.len() as u64);
                }
                raw.len()
            }
            Decoder::Other { decoder, recent } => {
                decode_other(decoder, recent, raw, last, offset, into, bad);
                raw.len()
            }
        }
    }
}

fn mark_all(bytes: &[u8], offset: u64, into: &mut Vec<u8>, bad: &mut Undecodable) {
    for (place, &byte) in bytes.iter().enumerate() {
        into.extend_from_slice(&marker(byte));
        bad.note(offset + place as u64);
    }
}

/// A character cut by the end of the piece waits for the next one.
fn decode_utf8(raw: &[u8], last: bool, offset: u64, into: &mut Vec<u8>, bad: &mut Undecodable) -> usize {
    let mut at = 0;
    loop {
        let rest = raw.get(at..).unwrap_or_default();
        let error = match std::str::from_utf8(rest) {
            Ok(text) => {
                into.extend_from_slice(text.as_bytes());
                return raw.len();
            }
            Err(error) => error,
        };
        into.extend_from_slice(rest.get(..error.valid_up_to()).unwrap_or_default());
        at += error.valid_up_to();
        let length = match error.error_len() {
            Some(length) => length,
            None if last => raw.len() - at,
            None => return at,
        };
        mark_all(raw.get(at..at + length).unwrap_or_default(), offset + at as u64, into, bad);
        at += length;
    }
}

impl Units {
    fn decode(self, raw: &[u8], last: bool, offset: u64, into: &mut Vec<u8>, bad: &mut Undecodable) -> usize {
        let mut at = 0;
        while let Some(unit) = self.unit(raw, at) {
            let (code, size) = match (self.size, unit) {
                (2, 0xD800..=0xDBFF) => match self.unit(raw, at + 2) {
                    Some(low @ 0xDC00..=0xDFFF) => (0x1_0000 + ((unit - 0xD800) << 10) + (low - 0xDC00), 4),
                    None if !last => return at,
                    _ => (unit, 2),
                },
                _ => (unit, self.size),
            };
            match char::from_u32(code) {
                Some(character) => into.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes()),
                None => mark_all(raw.get(at..at + size).unwrap_or_default(), offset + at as u64, into, bad),
            }
            at += size;
        }
        if last {
            mark_all(raw.get(at..).unwrap_or_default(), offset + at as u64, into, bad);
            return raw.len();
        }
        at
    }

    fn unit(self, raw: &[u8], at: usize) -> Option<u32> {
        let bytes = raw.get(at..at + self.size)?;
        let join = |value: u32, &byte: &u8| value << 8 | u32::from(byte);
        Some(if self.is_little { bytes.iter().rev().fold(0, join) } else { bytes.iter().fold(0, join) })
    }
}

impl Recent {
    /// The byte `back` bytes before the piece, from 1.
    fn byte(self, back: usize) -> u8 {
        self.0.len().checked_sub(back).and_then(|place| self.0.get(place)).copied().unwrap_or(0)
    }

    fn push(&mut self, piece: &[u8]) {
        for &byte in piece.iter().skip(piece.len().saturating_sub(self.0.len())) {
            self.0.rotate_left(1);
            if let Some(newest) = self.0.last_mut() {
                *newest = byte;
            }
        }
    }
}

fn decode_other(
    decoder: &mut encoding_rs::Decoder,
    recent: &mut Recent,
    raw: &[u8],
    last: bool,
    offset: u64,
    into: &mut Vec<u8>,
    bad: &mut Undecodable,
) {
    let mut at = 0;
    loop {
        let rest = raw.get(at..).unwrap_or_default();
        let start = into.len();
        into.resize(start + rest.len() * 2 + 64, 0);
        let room = into.get_mut(start..).unwrap_or_default();
        let (result, read, written) = decoder.decode_to_utf8_without_replacement(rest, room, last);
        into.truncate(start + written);
        at += read;
        match result {
            DecoderResult::InputEmpty => break,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(length, extra) => {
                for back in (1..=usize::from(length)).rev().map(|back| back + usize::from(extra)) {
                    let here = at.checked_sub(back);
                    let byte = here.and_then(|place| raw.get(place)).copied();
                    into.extend_from_slice(&marker(byte.unwrap_or_else(|| recent.byte(back.saturating_sub(at)))));
                    bad.note((offset + at as u64).saturating_sub(back as u64));
                }
            }
        }
    }
    recent.push(raw);
}

/// The text of some bytes, with markers.
pub(crate) fn decoded(bytes: &[u8], encoding: Encoding, byte_order_mark: bool) -> Vec<u8> {
    let mut text = Vec::new();
    let mut reader = TextReader::new(bytes, encoding, byte_order_mark);
    while reader.fill(&mut text).unwrap_or(false) {}
    text
}

#[cfg(test)]
mod tests {
    use super::super::shown;
    use super::*;

    fn text(bytes: &[u8], encoding: &str) -> String {
        shown(&decoded(bytes, Encoding::from_id(encoding).expect("a known name"), true))
    }

    #[test]
    fn undecodable_bytes_are_marked_one_by_one() {
        assert_eq!(text(b"a\xC0\xAFb\xE5\xBC", "utf-8"), "a\\xC0\\xAFb\\xE5\\xBC");
        assert_eq!(text(b"\xD5\xC5\xFF,\xCE", "gb18030"), "张\\xFF,\\xCE");
        assert_eq!(text(b"\xFF\xFEa\0\x20\x5F\0\xD8b\0c", "utf-16le"), "a张\\x00\\xD8b\\x63");
        assert_eq!(text(b"\0\0\xFE\xFF\0\0\x5F\x20\0\x11\0\0", "utf-32be"), "张\\x00\\x11\\x00\\x00");
        assert_eq!(text(b"\x8A\xBF\x8E\x9A\x81", "shift_jis"), "漢字\\x81");
    }

    #[test]
    fn characters_may_be_cut_anywhere() {
        struct Slow<'a>(&'a [u8]);
        impl Read for Slow<'_> {
            fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
                let (Some((&first, rest)), Some(place)) = (self.0.split_first(), room.first_mut()) else {
                    return Ok(0);
                };
                *place = first;
                self.0 = rest;
                Ok(1)
            }
        }
        let long = "张伟,é\n".repeat(PIECE_BYTES / 4);
        for encoding in ["utf-8", "gb18030"].map(|id| encoding_rs::Encoding::for_label(id.as_bytes()).expect("known")) {
            let bytes = encoding.encode(&long).0;
            let mut reader = TextReader::new(Slow(&bytes), Encoding::of(encoding), false);
            let mut text = Vec::new();
            while reader.fill(&mut text).expect("memory can be read") {}
            assert!(text == long.as_bytes() && reader.undecodable().count == 0);
        }
    }
}
