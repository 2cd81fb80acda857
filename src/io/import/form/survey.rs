//! The first pass over a file: is it UTF-8, where is it not, and parts of it to look at more closely.

use std::io::{self, Read};

use memchr::{memchr, memmem, memrchr};

use super::decode::PIECE_BYTES;

/// Bytes kept of the beginning.
const HEAD_BYTES: usize = 256 << 10;

/// Bytes kept of the middle and of the end.
const PART_BYTES: usize = 32 << 10;

/// Lines that are not UTF-8 are kept up to so many bytes, of which each piece of the file may add a share.
const EVIDENCE_BYTES: usize = 1 << 20;
const EVIDENCE_BYTES_A_PIECE: usize = 16 << 10;

/// After so many bytes that are not UTF-8, more than there are letters that are, no further ones are counted.
const HOPELESS: u64 = 4096;

/// What the pass found.
#[derive(Debug, Default)]
pub(crate) struct Survey {
    pub(crate) bytes: u64,
    pub(crate) head: Vec<u8>,
    /// Part of the second half; empty in a short file. It begins at a multiple of four bytes.
    pub(crate) middle: Vec<u8>,
    pub(crate) tail: Vec<u8>,
    /// Letters of more than one byte in valid UTF-8.
    pub(crate) letters: u64,
    /// Sequences that are not UTF-8.
    pub(crate) broken: u64,
    /// Of these, letters written with too many bytes, and letters cut by the end of the file.
    pub(crate) near_misses: u64,
    /// Lines that are not UTF-8.
    pub(crate) evidence: Vec<u8>,
    /// Text from `~{` on, if all is ASCII.
    pub(crate) tildes: Vec<u8>,
    carry: Vec<u8>,
    /// Whether only the beginning was looked at, and more may come.
    is_begun: bool,
}

impl Survey {
    /// Looks at the beginning alone.
    ///
    /// # Errors
    /// What the source's `read` gives.
    pub(crate) fn of_beginning(source: impl Read) -> io::Result<Survey> {
        let mut survey = Survey::default();
        let count = source.take(HEAD_BYTES as u64).read_to_end(&mut survey.head)?;
        survey.is_begun = count == HEAD_BYTES;
        let head = std::mem::take(&mut survey.head);
        survey.look(&head, !survey.is_begun);
        survey.head = head;
        survey.bytes = count as u64;
        Ok(survey)
    }

    /// Whether what is kept of the beginning is the whole file.
    pub(crate) fn is_whole(&self) -> bool {
        !self.is_begun && self.bytes <= self.head.len() as u64
    }

    /// Reads a file to its end; `None` if `is_wanted`, which is given the bytes read, says no.
    ///
    /// # Errors
    /// What the source's `read` gives.
    pub(crate) fn of(mut source: impl Read, is_wanted: &dyn Fn(u64) -> bool) -> io::Result<Option<Survey>> {
        let mut survey = Survey::default();
        let (mut piece, mut before) = (Vec::new(), Vec::new());
        let mut next_part = HEAD_BYTES as u64;
        loop {
            std::mem::swap(&mut piece, &mut before);
            piece.clear();
            let count = (&mut source).take(PIECE_BYTES as u64).read_to_end(&mut piece)?;
            let is_last = count < PIECE_BYTES;
            survey.look(&piece, is_last);
            if survey.head.len() < HEAD_BYTES {
                survey.head.extend_from_slice(&piece);
            } else if survey.bytes >= next_part && count >= PART_BYTES {
                survey.middle = piece.get(..PART_BYTES).unwrap_or_default().to_vec();
                next_part = survey.bytes * 3 / 2;
            }
            survey.bytes += count as u64;
            if is_last {
                break;
            }
            if !is_wanted(survey.bytes) {
                return Ok(None);
            }
        }
        survey.keep_tail(&before, &piece);
        Ok(Some(survey))
    }

    fn keep_tail(&mut self, before: &[u8], last: &[u8]) {
        if self.bytes <= HEAD_BYTES as u64 {
            return;
        }
        let from_last = last.len().min(PART_BYTES);
        // A multiple of four bytes of the file, so that UTF-16 and UTF-32 are not torn.
        let from_before = (PART_BYTES - from_last).next_multiple_of(4).min(before.len());
        let start = (last.len() - from_last) / 4 * 4;
        self.tail = before.get(before.len() - from_before..).unwrap_or_default().to_vec();
        self.tail.extend_from_slice(last.get(start..).unwrap_or_default());
    }

    fn look(&mut self, piece: &[u8], is_last: bool) {
        if self.broken > HOPELESS && self.broken > self.letters {
            return self.sample_evidence(piece);
        }
        if self.carry.is_empty() && piece.is_ascii() {
            return self.look_for_tildes(piece);
        }
        let joined;
        let mut rest = piece;
        if !self.carry.is_empty() {
            joined = [self.carry.as_slice(), piece].concat();
            self.carry.clear();
            rest = &joined;
        }
        let mut room = EVIDENCE_BYTES_A_PIECE.min(EVIDENCE_BYTES - self.evidence.len().min(EVIDENCE_BYTES));
        loop {
            let error = match std::str::from_utf8(rest) {
                Ok(text) => {
                    self.letters += letters(text.as_bytes());
                    return;
                }
                Err(error) => error,
            };
            let good = rest.get(..error.valid_up_to()).unwrap_or_default();
            if error.error_len().is_none() && !is_last {
                self.letters += letters(good);
                self.carry = rest.get(good.len()..).unwrap_or_default().to_vec();
                return;
            }
            let start = memrchr(b'\n', good).map_or(0, |place| place + 1);
            let behind = rest.get(good.len()..).unwrap_or_default();
            let end = memchr(b'\n', behind).map_or(rest.len(), |place| good.len() + place + 1);
            self.letters += letters(rest.get(..start).unwrap_or_default());
            self.look_at_line(rest.get(start..end).unwrap_or_default(), is_last && end == rest.len(), &mut room);
            rest = rest.get(end..).unwrap_or_default();
        }
    }

    /// Counts what is wrong with a line that is not UTF-8, and keeps it.
    fn look_at_line(&mut self, line: &[u8], is_last: bool, room: &mut usize) {
        let mut is_inside_miss = false;
        for chunk in line.utf8_chunks() {
            self.letters += letters(chunk.valid().as_bytes());
            let Some(&first) = chunk.invalid().first() else { continue };
            // `C0 AF` comes as two broken sequences: the second belongs to the first.
            is_inside_miss = is_near_miss(first, line) || is_inside_miss && chunk.valid().is_empty() && first < 0xC0;
            self.broken += 1;
            self.near_misses += u64::from(is_inside_miss);
        }
        let cut = is_last && std::str::from_utf8(line).is_err_and(|error| error.error_len().is_none());
        self.near_misses += u64::from(cut);
        let kept = line.get(..line.len().min(*room)).unwrap_or_default();
        self.evidence.extend_from_slice(kept);
        *room -= kept.len();
    }

    /// A share of a piece of a file that is not UTF-8: whole lines with bytes that are not ASCII.
    fn sample_evidence(&mut self, piece: &[u8]) {
        let mut room = (EVIDENCE_BYTES_A_PIECE / 16).min(EVIDENCE_BYTES - self.evidence.len().min(EVIDENCE_BYTES));
        let whole = memchr(b'\n', piece).map_or(0, |place| place + 1);
        for line in piece.get(whole..).unwrap_or_default().split_inclusive(|&byte| byte == b'\n') {
            if line.len() > room {
                break;
            }
            if !line.is_ascii() && line.ends_with(b"\n") {
                self.evidence.extend_from_slice(line);
                room -= line.len();
            }
        }
    }

    fn look_for_tildes(&mut self, piece: &[u8]) {
        if self.tildes.len() >= PART_BYTES {
            return;
        }
        if let Some(place) = memmem::find(piece, b"~{") {
            let found = piece.get(place..).unwrap_or_default();
            let end = found.len().min(PART_BYTES);
            let end = if end == found.len() {
                end
            } else {
                memrchr(b'\n', found.get(..end).unwrap_or_default()).unwrap_or(0)
            };
            self.tildes.extend_from_slice(found.get(..end).unwrap_or_default());
        }
    }

    /// Bytes of the parts that are looked at, one after the other.
    pub(crate) fn parts(&self) -> [&[u8]; 3] {
        [&self.head, &self.middle, &self.tail]
    }
}

/// Letters of more than one byte in valid UTF-8.
fn letters(text: &[u8]) -> u64 {
    // Counted in bytes, of which 255 fit, a processor adds up many at a time.
    let count = |chunk: &[u8]| chunk.iter().fold(0u8, |count, &byte| count + u8::from(byte >= 0xC0));
    text.chunks(255).map(|chunk| u64::from(count(chunk))).sum()
}

/// Whether the byte that a broken sequence begins with is one of a letter written with too many bytes.
fn is_near_miss(broken: u8, line: &[u8]) -> bool {
    let followed = |lead: u8, range: std::ops::RangeInclusive<u8>| {
        line.windows(2).any(|pair| pair.first() == Some(&lead) && pair.last().is_some_and(|next| range.contains(next)))
    };
    match broken {
        0xC0 | 0xC1 => followed(broken, 0x80..=0xBF),
        0xE0 => followed(0xE0, 0x80..=0x9F),
        0xF0 => followed(0xF0, 0x80..=0x8F),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn survey(bytes: &[u8]) -> Survey {
        Survey::of(bytes, &|_| true).expect("memory can be read").expect("wanted")
    }

    #[test]
    fn letters_and_broken_bytes_are_counted() {
        let found = survey("张伟,é\n".repeat(100_000).as_bytes());
        assert_eq!((found.letters, found.broken), (300_000, 0));
        assert!(!found.middle.is_empty() && !found.tail.is_empty());
        let found = survey(b"a\nb\xC0\xAFc\nd");
        assert_eq!(
            (found.letters, found.broken > 0, found.near_misses, &found.evidence[..]),
            (0, true, 2, &b"b\xC0\xAFc\n"[..])
        );
        let found = survey(&encoding_rs::GBK.encode(&"张伟,王芳\n".repeat(50_000)).0);
        assert!(found.broken > found.letters && found.evidence.len() < 2 * EVIDENCE_BYTES);
    }
}
