//! HZ: GB 2312 in seven bits, as old Chinese mail systems send it.
//!
//! `~{` begins double bytes, `~}` ends them, `~~` is a tilde. A line end ends double bytes as well.

use super::undecodable::marker;

/// Decodes HZ piece by piece.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct HzDecoder {
    is_double: bool,
    /// First byte of a pair whose second one has not come yet.
    pending: Option<u8>,
}

/// What one byte, with the one before it, gives.
enum Step {
    Wait(u8),
    Text([u8; 2], usize),
    Double(u8, u8),
    Switch(bool),
    Bad(u8, u8),
}

impl HzDecoder {
    /// Appends the text of `bytes`; `bad` is given the place of each byte that could not be decoded.
    pub(crate) fn decode(&mut self, bytes: &[u8], into: &mut Vec<u8>, mut bad: impl FnMut(usize)) {
        for (place, &byte) in bytes.iter().enumerate() {
            match self.step(byte) {
                Step::Wait(first) => self.pending = Some(first),
                Step::Text(text, length) => into.extend_from_slice(text.get(..length).unwrap_or_default()),
                Step::Switch(is_double) => self.is_double = is_double,
                Step::Double(first, second) => {
                    let pair = [first | 0x80, second | 0x80];
                    match encoding_rs::GBK.decode_without_bom_handling_and_without_replacement(&pair) {
                        Some(text) => into.extend_from_slice(text.as_bytes()),
                        None => mark(&[first, second], place, into, &mut bad),
                    }
                }
                Step::Bad(first, second) => mark(&[first, second], place, into, &mut bad),
            }
        }
    }

    /// Appends what is left at the end of the file.
    pub(crate) fn finish(&mut self, into: &mut Vec<u8>) -> bool {
        let Some(byte) = self.pending.take() else { return false };
        if byte == b'~' && !self.is_double {
            into.push(byte);
            return false;
        }
        into.extend_from_slice(&marker(byte));
        true
    }

    fn step(&mut self, byte: u8) -> Step {
        match (self.is_double, self.pending.take(), byte) {
            (false, None, b'~') => Step::Wait(byte),
            (false, None, _) => Step::Text([byte, 0], 1),
            (false, Some(_), b'{') => Step::Switch(true),
            (false, Some(_), b'~') => Step::Text([b'~', 0], 1),
            (false, Some(_), _) => Step::Text([b'~', byte], 2),
            (true, None, b'\n' | b'\r') => {
                self.is_double = false;
                Step::Text([byte, 0], 1)
            }
            (true, None, 0x21..=0x7E) => Step::Wait(byte),
            (true, None, _) => Step::Text([byte, 0], 1),
            (true, Some(b'~'), b'}') => Step::Switch(false),
            (true, Some(first), 0x21..=0x7D) => Step::Double(first, byte),
            (true, Some(first), _) => {
                self.is_double = self.is_double && byte != b'\n' && byte != b'\r';
                Step::Bad(first, byte)
            }
        }
    }
}

/// Marks the bytes of a pair that is no character; a line end in it stays one.
fn mark(pair: &[u8; 2], place: usize, into: &mut Vec<u8>, bad: &mut impl FnMut(usize)) {
    for &byte in pair {
        if byte == b'\n' || byte == b'\r' {
            into.push(byte);
        } else {
            into.extend_from_slice(&marker(byte));
            bad(place);
        }
    }
}

/// Pairs between `~{` and `~}`, if `text` looks like HZ: there is at least one and each shift is closed on its line.
pub(crate) fn pairs(text: &[u8]) -> Option<u64> {
    let mut count = 0;
    for start in memchr::memmem::find_iter(text, b"~{") {
        let double = text.get(start + 2..).unwrap_or_default();
        let end = memchr::memmem::find(double, b"~}")?;
        let inside = double.get(..end).unwrap_or_default();
        if inside.len() % 2 == 1 || !inside.iter().all(|byte| (0x21..=0x7E).contains(byte)) {
            return None;
        }
        count += inside.len() as u64 / 2;
    }
    (count > 0).then_some(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(pieces: &[&[u8]]) -> (String, usize) {
        let (mut decoder, mut text, mut bad) = (HzDecoder::default(), Vec::new(), 0);
        for piece in pieces {
            decoder.decode(piece, &mut text, |_| bad += 1);
        }
        bad += usize::from(decoder.finish(&mut text));
        (super::super::shown(&text), bad)
    }

    #[test]
    fn double_bytes_are_decoded_across_pieces() {
        assert_eq!(decoded(&[b"P1,~", b"{U", b"EN0~", b"},~~\n"]), ("P1,张伟,~\n".to_owned(), 0));
        assert_eq!(decoded(&[b"~{U\nx"]), ("\\x55\nx".to_owned(), 1));
        assert_eq!(pairs(b"a,~{UEN0~}\n"), Some(2));
        assert_eq!(pairs(b"a,~{x\n"), None);
    }
}
