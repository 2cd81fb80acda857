//! The form of a table file: how its bytes become records and cells, and how sure we are of it.
//!
//! The straight path knows UTF-8 with or without a byte order mark, one of three delimiters, RFC 4180 quotes and a
//! heading on the first line that is not empty. Other encodings, decimal marks, preambles and comment lines become
//! further fields of [`FileForm`]; who reads a form asks its fields and nothing else.

use super::scan::{Record, Scanner};

/// Delimiters that are looked for, the likelier first.
pub const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];

/// The UTF-8 byte order mark.
pub const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// How a file is to be read. Made by [`detect`] or by a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileForm {
    /// One ASCII byte.
    pub delimiter: u8,
    /// Whether a byte order mark stands before the first heading; it is no part of the heading.
    pub byte_order_mark: bool,
}

/// A form with the share of the sample that speaks for it, and what else it could be.
#[derive(Clone, Debug, PartialEq)]
pub struct DetectedForm {
    pub form: FileForm,
    /// 0 to 1: share of sampled records that have as many cells as the heading; 0 where there is but one column.
    pub confidence: f32,
    /// Other delimiters with their confidence, the likelier first.
    pub alternatives: Vec<(u8, f32)>,
}

/// Finds the form from the beginning of a file.
pub fn detect(sample: &[u8]) -> DetectedForm {
    let byte_order_mark = sample.starts_with(BYTE_ORDER_MARK);
    let text = sample.strip_prefix(BYTE_ORDER_MARK).unwrap_or(sample);
    let mut scores = DELIMITERS.map(|delimiter| (delimiter, score(text, delimiter)));
    scores.sort_by(|a, b| b.1.total_cmp(&a.1));
    let [best, others @ ..] = scores;
    DetectedForm {
        form: FileForm { delimiter: best.0, byte_order_mark },
        confidence: best.1.min(1.0),
        alternatives: others.iter().map(|&(delimiter, score)| (delimiter, score.min(1.0))).collect(),
    }
}

/// Share of records as wide as the heading, with a small bonus for width so that of two consistent readings the one
/// with more columns wins.
fn score(text: &[u8], delimiter: u8) -> f32 {
    const MOST_RECORDS: usize = 1000;
    let mut scanner = Scanner::new(text, delimiter, 1);
    let mut record = Record::default();
    if !scanner.read(&mut record) || record.cell_count() < 2 {
        return 0.0;
    }
    let width = record.cell_count();
    let (mut same, mut seen) = (1u32, 1u32);
    while seen < MOST_RECORDS as u32 && scanner.read(&mut record) {
        // A record cut by the end of the sample says nothing.
        if scanner.is_at_end() {
            break;
        }
        seen += 1;
        same += u32::from(record.cell_count() == width);
    }
    same as f32 / seen as f32 + width.min(1000) as f32 * 1e-4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delimiter_is_found_and_explained() {
        let semicolons = detect("patient_id;name\nP1;\"Li; Wei\"\nP2;1,5\n".as_bytes());
        assert_eq!(semicolons.form, FileForm { delimiter: b';', byte_order_mark: false });
        assert!(semicolons.confidence > 0.99);
        assert_eq!(semicolons.alternatives.len(), 2);
        let tabs = detect(b"\xEF\xBB\xBFpatient_id\tnote\nP1\ta,b\n");
        assert_eq!(tabs.form, FileForm { delimiter: b'\t', byte_order_mark: true });
        assert_eq!(detect(b"one\ntwo\n").confidence, 0.0);
        assert_eq!(detect(b"").form.delimiter, b',');
    }
}
