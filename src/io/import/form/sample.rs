//! Parts of a file as text: its beginning, and a part of the middle and of the end.

use super::Encoding;
use super::decode::decoded;
use super::survey::Survey;

/// Text of the beginning that the dialect is found from.
const SAMPLE_BYTES: usize = 64 << 10;

/// Decoded parts of the file, each of whole lines.
pub(crate) struct Samples {
    pub(crate) head: Vec<u8>,
    /// Whether `head` is the whole file.
    pub(crate) is_whole: bool,
    pub(crate) others: Vec<Vec<u8>>,
}

impl Samples {
    pub(crate) fn of(survey: &Survey, encoding: Encoding, byte_order_mark: bool) -> Self {
        let is_whole = survey.is_whole();
        let mut head = decoded(&survey.head, encoding, byte_order_mark);
        if !is_whole {
            head.truncate(whole_lines(&head));
        }
        let part = |bytes: &[u8], is_last: bool| {
            let text = decoded(bytes, encoding, false);
            let start = text.iter().position(|&byte| byte == b'\n' || byte == b'\r').map_or(0, |place| place + 1);
            let end = if is_last { text.len() } else { whole_lines(&text) };
            text.get(start..end).unwrap_or_default().to_vec()
        };
        let [_, middle, tail] = survey.parts();
        let others = [part(middle, false), part(tail, true)].into_iter().filter(|part| !part.is_empty()).collect();
        Samples { head, is_whole, others }
    }

    pub(crate) fn for_dialect(&self) -> Vec<&[u8]> {
        let is_short = self.head.len() <= SAMPLE_BYTES;
        let cut = self.head.get(..SAMPLE_BYTES.min(self.head.len())).unwrap_or_default();
        let head = if is_short { cut } else { cut.get(..whole_lines(cut)).unwrap_or_default() };
        std::iter::once(head).chain(self.others.iter().map(Vec::as_slice)).collect()
    }

    /// Physical lines of all parts.
    pub(crate) fn lines(&self) -> impl Iterator<Item = &[u8]> {
        let all = std::iter::once(&self.head).chain(&self.others);
        all.flat_map(|text| text.split(|&byte| byte == b'\n'))
    }
}

/// Bytes up to behind the last line end; all if there is none.
fn whole_lines(text: &[u8]) -> usize {
    memchr::memrchr2(b'\n', b'\r', text).map_or(text.len(), |place| place + 1)
}
