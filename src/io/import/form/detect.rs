//! Detection of the whole form: a survey of all bytes, a look at parts of the text, and a pass that verifies.

use std::io::{self, Read};

use super::decode::{TextReader, decoded};
use super::detected::{DetectError, Detected, DetectedForm, Fixed, Reason, UndecodablePlace};
use super::dialect::{DetectedDialect, detect_dialect};
use super::guess::detect_encoding;
use super::headings::{Guess, Row, guess};
use super::structure::{Structure, structure};
use super::survey::Survey;
use super::verify::{Pass, Tally};
use super::walk::{Kind, Walker};
use super::{Dialect, Encoding, FileForm, HeadingLines, ShortText, TableLines};

/// Rows at the beginning among which the headings are looked for.
const HEAD_ROWS: usize = 400;

/// Text of the beginning that the dialect is found from.
const SAMPLE_BYTES: usize = 64 << 10;

/// What lines that are no rows may begin with.
const COMMENT_MARKS: [&str; 4] = ["#", "//", "%", "--"];

/// Opens the file anew for each pass.
pub type Open<'a> = &'a dyn Fn() -> io::Result<Box<dyn Read>>;

/// Told the bytes read so far, of all passes; `false` cancels.
pub type Progress<'a> = &'a dyn Fn(u64) -> bool;

/// Finds the form of a file.
///
/// # Errors
/// The file cannot be read, or `progress` cancelled.
pub fn detect(open: Open<'_>, progress: Progress<'_>) -> Result<DetectedForm, DetectError> {
    detect_with(open, Fixed::default(), progress)
}

/// Finds what a person has not yet fixed.
///
/// # Errors
/// As [`detect`].
pub fn detect_with(open: Open<'_>, fixed: Fixed, progress: Progress<'_>) -> Result<DetectedForm, DetectError> {
    let survey = Survey::of(open()?, progress)?.ok_or(DetectError::Cancelled)?;
    let encoding = detect_encoding(&survey, &fixed);
    let byte_order_mark = {
        let mark = encoding.value.byte_order_mark();
        !mark.is_empty() && survey.head.starts_with(mark)
    };
    let samples = Samples::of(&survey, encoding.value, byte_order_mark);
    let found = detect_dialect(&samples.for_dialect(), &fixed);
    let mut head = Head::read(&samples, found.dialect);
    let comment = fixed.comment.unwrap_or_else(|| head.comment(&samples));
    let dialect = Dialect { comment, ..found.dialect };
    head.drop_comments(comment);
    let names = head.names();
    let table = head.table_lines(&names, &fixed);
    let form = FileForm { encoding: encoding.value, byte_order_mark, dialect, table };
    let pass = Pass {
        table,
        headings: head.rows.get(names.first).filter(|_| names.count > 0).map(|row| &row.cells[..]).unwrap_or_default(),
        has_markers: survey.broken > 0 || encoding.value != Encoding::Utf8,
    };
    let text = if pass.has_markers || encoding.value != Encoding::Utf8 {
        TextReader::new(open()?, encoding.value, byte_order_mark)
    } else {
        TextReader::trusting(open()?, byte_order_mark)
    };
    let mut walker = Walker::counting(text, dialect);
    let tally = pass.run(&mut walker, &|| progress(survey.bytes))?.ok_or(DetectError::Cancelled)?;
    let undecodable = walker.undecodable().clone();
    let places = undecodable.offsets.iter().enumerate().map(|(place, &offset)| UndecodablePlace {
        line: tally.undecodable.lines.get(place).copied().unwrap_or(0),
        offset,
    });
    let first_undecodable = places.collect();
    let counted = Counted { undecodable: undecodable.count, first_undecodable, bytes: survey.bytes, width: head.width };
    Ok(finish(form, encoding, found, names, tally, counted, &fixed))
}

/// What passes counted.
struct Counted {
    undecodable: u64,
    first_undecodable: Vec<UndecodablePlace>,
    bytes: u64,
    /// Cells of most rows of the beginning.
    width: usize,
}

fn finish(
    mut form: FileForm,
    encoding: Detected<Encoding>,
    found: DetectedDialect,
    names: Guess,
    tally: Tally,
    counted: Counted,
    fixed: &Fixed,
) -> DetectedForm {
    let width = counted.width;
    let first_line = form.table.headings.map_or(form.table.first_row, |headings| headings.first);
    let Structure { tables, last_row, columns, rows, odd_rows, footer } =
        structure(&tally, first_line, form.table.headings.is_some());
    form.table.last_row = fixed.last_row.unwrap_or(last_row);
    form.dialect.stray_quotes = tally.strays.count > 0;
    form.dialect.empty_line_is_row = form.dialect.delimiter.is_none() && tally.empty_lines > 0;
    let headings = Detected {
        value: form.table.headings,
        confidence: if fixed.headings.is_some() { 1.0 } else { names.confidence },
        reason: if fixed.headings.is_some() { Reason::Chosen } else { names.reason },
        alternatives: other_headings(&form.table),
    };
    DetectedForm {
        form,
        encoding,
        delimiter: found.delimiter,
        quote: found.quote,
        escape: found.escape,
        headings,
        tables,
        columns: if columns == 0 { width as u32 } else { columns as u32 },
        rows,
        odd_rows,
        stray_quotes: tally.strays,
        undecodable: counted.undecodable,
        first_undecodable: counted.first_undecodable,
        comments: tally.comments,
        footer,
        bytes: counted.bytes,
        lines: tally.lines,
    }
}

/// None where there are some, the first row where there are none.
fn other_headings(table: &TableLines) -> Vec<(Option<HeadingLines>, f32)> {
    match table.headings {
        Some(_) => vec![(None, 0.2)],
        None => vec![(Some(HeadingLines { first: table.first_row, count: 1 }), 0.2)],
    }
}

/// Decoded parts of the file, each of whole lines.
struct Samples {
    head: Vec<u8>,
    /// Whether `head` is the whole file.
    is_whole: bool,
    others: Vec<Vec<u8>>,
}

impl Samples {
    fn of(survey: &Survey, encoding: Encoding, byte_order_mark: bool) -> Self {
        let is_whole = survey.bytes <= survey.head.len() as u64;
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

    fn for_dialect(&self) -> Vec<&[u8]> {
        let is_short = self.head.len() <= SAMPLE_BYTES;
        let cut = self.head.get(..SAMPLE_BYTES.min(self.head.len())).unwrap_or_default();
        let head = if is_short { cut } else { cut.get(..whole_lines(cut)).unwrap_or_default() };
        std::iter::once(head).chain(self.others.iter().map(Vec::as_slice)).collect()
    }

    /// Physical lines of all parts.
    fn lines(&self) -> impl Iterator<Item = &[u8]> {
        let all = std::iter::once(&self.head).chain(&self.others);
        all.flat_map(|text| text.split(|&byte| byte == b'\n'))
    }
}

/// Bytes up to behind the last line end; all if there is none.
fn whole_lines(text: &[u8]) -> usize {
    memchr::memrchr2(b'\n', b'\r', text).map_or(text.len(), |place| place + 1)
}

/// The records that the file begins with.
struct Head {
    rows: Vec<Row>,
    /// Most frequent number of cells.
    width: usize,
}

impl Head {
    fn read(samples: &Samples, dialect: Dialect) -> Self {
        let mut walker = Walker::new(TextReader::trusting(samples.head.as_slice(), false), dialect);
        let mut rows = Vec::new();
        while rows.len() < HEAD_ROWS
            && let Ok(Some(step)) = walker.next()
        {
            // A quote that is open at the end of the part may be closed behind it.
            if step.kind == Kind::Split && !step.ends_line && !samples.is_whole {
                break;
            }
            if let Some(cells) = walker.owned_cells(&step) {
                rows.push(Row { line: step.line, lines: step.lines.max(1), cells });
            }
        }
        let width = usual_width(&rows);
        Head { rows, width }
    }

    /// The mark that comment lines begin with: lines among the rows that begin with it and are of another width.
    fn comment(&self, samples: &Samples) -> Option<ShortText> {
        COMMENT_MARKS.iter().filter_map(|mark| ShortText::new(mark)).find(|mark| {
            let is_marked = |row: &&Row| row.cells.first().is_some_and(|cell| cell.starts_with(mark.bytes()));
            let plain: Vec<Row> = self.rows.iter().filter(|row| !is_marked(row)).cloned().collect();
            let width = usual_width(&plain);
            let first_row = plain.get(guess(&plain, width).first_row).map_or(u32::MAX, |row| row.line);
            let marked: Vec<&Row> = self.rows.iter().filter(is_marked).collect();
            let odd = marked.iter().filter(|row| row.cells.len() != width).count();
            let inside = marked.iter().any(|row| row.line > first_row)
                || !samples.others.is_empty() && later_lines_begin_with(samples, mark.bytes(), marked.len());
            width > 1 && inside && marked.len() < plain.len() && odd * 5 >= marked.len() * 4
        })
    }

    fn drop_comments(&mut self, comment: Option<ShortText>) {
        let Some(comment) = comment else { return };
        let is_marked = |row: &Row| row.cells.first().is_some_and(|cell| cell.starts_with(comment.bytes()));
        self.rows.retain(|row| !is_marked(row));
        self.width = usual_width(&self.rows);
    }

    fn names(&self) -> Guess {
        guess(&self.rows, self.width)
    }

    fn table_lines(&self, names: &Guess, fixed: &Fixed) -> TableLines {
        let line_of = |place: usize| self.rows.get(place).map(|row| row.line);
        let last = names.count.checked_sub(1).and_then(|more| self.rows.get(names.first + more));
        let found = last.and_then(|last| {
            let first = line_of(names.first)?;
            Some(HeadingLines { first, count: last.line + last.lines - first })
        });
        let headings = fixed.headings.unwrap_or(found);
        // Rows begin right below the headings: empty lines and comments are skipped anyway.
        let behind_headings = headings.map(|headings| headings.first.saturating_add(headings.count));
        let first = if headings.is_none() { names.first } else { names.first_row };
        let first_row = behind_headings.or_else(|| line_of(first)).unwrap_or(1);
        TableLines { headings, first_row: fixed.first_row.unwrap_or(first_row), last_row: None }
    }
}

/// Whether parts further on have lines that begin with a mark, of which the head has `known`.
fn later_lines_begin_with(samples: &Samples, mark: &[u8], known: usize) -> bool {
    samples.lines().filter(|line| line.starts_with(mark)).count() > known
}

/// The number of cells that most rows have; rows of one cell count only if there are no others.
fn usual_width(rows: &[Row]) -> usize {
    let mut counts = std::collections::HashMap::<usize, usize>::new();
    for row in rows.iter().filter(|row| row.cells.len() > 1) {
        *counts.entry(row.cells.len()).or_default() += 1;
    }
    counts.into_iter().max_by_key(|&(width, count)| (count, width)).map_or(1, |(width, _)| width)
}

#[cfg(test)]
mod tests {
    use super::super::{CanonicalReader, Delimiter, LineEnd};
    use super::*;
    use proptest::prelude::*;

    fn found(bytes: &[u8]) -> DetectedForm {
        found_with(bytes, Fixed::default())
    }

    fn found_with(bytes: &[u8], fixed: Fixed) -> DetectedForm {
        let bytes = bytes.to_vec();
        let open = move || -> io::Result<Box<dyn Read>> { Ok(Box::new(io::Cursor::new(bytes.clone()))) };
        detect_with(&open, fixed, &|_| true).expect("memory can be read")
    }

    fn table(bytes: &[u8]) -> String {
        let mut text = Vec::new();
        CanonicalReader::new(bytes, found(bytes).form).read_to_end(&mut text).expect("memory can be read");
        super::super::shown(&text)
    }

    const RECORDS: &str =
        "patient_id,name,note\nP1,Zoë Müller,\"said \"\"ok\"\", left\"\nP2,王芳,\"line1\nline2\"\nP3,李娜,x\n";

    #[test]
    fn one_table_in_many_encodings_and_line_ends_is_the_same() {
        let wide: Vec<u8> = RECORDS.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let wider: Vec<u8> = RECORDS.chars().flat_map(|letter| u32::from(letter).to_be_bytes()).collect();
        let files: [Vec<u8>; 7] = [
            RECORDS.into(),
            format!("\u{FEFF}{RECORDS}").into(),
            RECORDS.replace('\n', "\r\n").into(),
            RECORDS.replace('\n', "\r").into(),
            RECORDS.replacen('\n', "\r\n", 2).into(),
            [b"\xFF\xFE".to_vec(), wide].concat(),
            wider,
        ];
        for file in files {
            assert_eq!(table(&file), RECORDS);
        }
        let chinese = RECORDS.replace("Zoë Müller", "张伟");
        assert_eq!(table(&encoding_rs::GB18030.encode(&chinese).0), chinese);
    }

    #[test]
    fn plain_files_are_plain() {
        assert!(found(RECORDS.as_bytes()).form.is_plain());
        assert!(found(format!("\u{FEFF}{RECORDS}").as_bytes()).form.is_plain());
        assert!(found(b"id;v\n1;2,5\n2;3,5\n").form.is_plain());
        assert!(!found(b"1,2\n3,4\n").form.is_plain());
        assert!(!found(b"id,v\n1,\"2\n2,3\n").form.is_plain());
        assert!(!found(b"").form.is_plain());
    }

    #[test]
    fn what_is_odd_is_reported() {
        let form = found(b"id,v,w\n1,\xC3\xA9,3\n2,3\n3,\xFF,5\n4,\xC3\xA9,\xC3\xA9\n");
        assert_eq!((form.odd_rows.lines, form.undecodable), (vec![3], 1));
        assert_eq!(form.first_undecodable, [UndecodablePlace { line: 4, offset: 20 }]);
        let form = found(b"id,v\n1,2\n# note\n2,3\n# note\n3,4\n");
        assert_eq!((form.comments.lines, form.rows), (vec![3, 5], 3));
        let form = found(b"id,v,w\n1,2,3\n2,3,4\n\nid,v,w\n3,4,5\n");
        assert_eq!((form.tables.len(), form.form.table.last_row, form.rows), (2, Some(3), 2));
        let form = found(b"id,v,w\n1,2,3\n2,3,4\n\n2 rows read\n");
        assert_eq!((form.footer.lines, form.rows), (vec![5], 2));
        assert_eq!(found(&["id,v\n1,\"".as_bytes(), &b"x,y\n".repeat(500_000)].concat()).stray_quotes.lines, [2]);
    }

    #[test]
    fn what_a_person_chose_stays() {
        let semicolon = Fixed { delimiter: Some(Some(Delimiter::byte(b';'))), ..Fixed::default() };
        let form = found_with(b"a,b\n1,2\n", semicolon);
        assert_eq!((form.form.dialect.delimiter, form.delimiter.reason), (Some(Delimiter::byte(b';')), Reason::Chosen));
        let fixed = Fixed { headings: Some(None), line_end: Some(LineEnd::CarriageReturn), ..Fixed::default() };
        let form = found_with(b"a,b\r1,2\r", fixed).form;
        assert_eq!((form.table.headings, form.table.first_row), (None, 1));
        let cancelled = detect(&|| Ok(Box::new(io::repeat(b'x').take(1 << 20))), &|_| false);
        assert!(matches!(cancelled, Err(DetectError::Cancelled)));
    }

    proptest! {
        /// Any bytes: a form is found, and the table has as many lines as the file.
        #[test]
        fn any_bytes_have_a_form(bytes in prop::collection::vec(any::<u8>(), 0..200), text in "[ab1,;|\"'\n\r #~{}-]{0,200}") {
            for bytes in [&bytes[..], text.as_bytes()] {
                let form = found(bytes);
                let mut canonical = Vec::new();
                CanonicalReader::new(bytes, form.form).read_to_end(&mut canonical).expect("memory can be read");
                let lines = memchr::memchr_iter(b'\n', &canonical).count();
                let is_open = u32::from(canonical.last().is_some_and(|&last| last != b'\n'));
                prop_assert!(form.lines >= lines as u32 && form.lines <= lines as u32 + 1 + is_open);
            }
        }
    }
}
