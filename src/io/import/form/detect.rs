//! Detection of the whole form: a survey of all bytes, a look at parts of the text, and a pass that verifies. A long file
//! is verified while it is surveyed, in the form of its beginning, and again where the survey finds another.

use std::io::{self, Read};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use super::above::{lines_above, tables_above};
use super::decode::{TextReader, Undecodable};
use super::detected::{DetectError, Detected, DetectedForm, Fixed, Reason, UndecodablePlace};
use super::dialect::{DetectedDialect, detect_dialect};
use super::guess::detect_encoding;
use super::head::Head;
use super::headings::Guess;
use super::sample::Samples;
use super::structure::{Structure, structure};
use super::survey::Survey;
use super::verify::{Pass, Tally};
use super::walk::Walker;
use super::{Dialect, Encoding, FileForm, HeadingLines, TableLines};

/// Opens the file anew for each pass.
pub type Open<'a> = &'a dyn Fn() -> io::Result<Box<dyn Read + Send>>;

/// Told the bytes read so far, of all passes; `false` cancels.
pub type Progress<'a> = &'a dyn Fn(u64) -> bool;

/// How often a walk that goes on behind the survey is asked how far it is.
const LOOK_EVERY: Duration = Duration::from_millis(5);

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
    let mut found = detect_once(open, fixed, progress)?;
    let is_part_chosen = fixed.headings.is_some() || fixed.first_row.is_some();
    if is_part_chosen && fixed.headings != Some(None) {
        // The tables of a file are the same whichever of them is read; those above it are only seen from the beginning.
        let anew = Fixed { headings: None, first_row: None, last_row: None, ..fixed };
        let whole = detect_once(open, anew, progress)?;
        let line = found.form.table.headings.map(|lines| lines.first);
        if whole.tables.len() > 1 && whole.tables.iter().any(|table| Some(table.first_line) == line) {
            found.tables = whole.tables;
        }
    }
    Ok(found)
}

fn detect_once(open: Open<'_>, fixed: Fixed, progress: Progress<'_>) -> Result<DetectedForm, DetectError> {
    let begun = Survey::of_beginning(open()?)?;
    let guess = Outline::of(&begun, &fixed);
    let (survey, outline, walked) = if begun.is_whole() {
        (begun, guess, None)
    } else {
        let (survey, walked) = survey_and_walk(open, &guess, progress)?;
        let outline = Outline::of(&survey, &fixed);
        let holds = outline.is_walked_as(&guess);
        (survey, outline, Some(walked).filter(|_| holds))
    };
    let walked = match walked {
        Some(walked) => walked,
        None => outline.walk(open()?, &|text| progress(survey.bytes + text))?.ok_or(DetectError::Cancelled)?,
    };
    let (tally, undecodable) = walked;
    let places = undecodable.offsets.iter().enumerate().map(|(place, &offset)| UndecodablePlace {
        line: tally.undecodable.lines.get(place).copied().unwrap_or(0),
        offset,
    });
    let first_undecodable = places.collect();
    let counted = Counted { undecodable: undecodable.count, first_undecodable, bytes: survey.bytes };
    Ok(finish(outline, tally, counted, &fixed))
}

/// Surveys the whole file while another thread walks through it in the form that its beginning suggests: nearly always
/// the survey finds the same form, and one of the two costs no time.
fn survey_and_walk(
    open: Open<'_>,
    guess: &Outline,
    progress: Progress<'_>,
) -> Result<(Survey, (Tally, Undecodable)), DetectError> {
    let (surveyed, text) = (open()?, open()?);
    let (is_wanted, walked_bytes) = (AtomicBool::new(true), AtomicU64::new(0));
    let walk = || {
        guess.walk(text, &|bytes| {
            walked_bytes.store(bytes, Ordering::Relaxed);
            is_wanted.load(Ordering::Relaxed)
        })
    };
    thread::scope(|scope| {
        let walking = scope.spawn(walk);
        let survey = Survey::of(surveyed, progress);
        is_wanted.store(matches!(survey, Ok(Some(_))), Ordering::Relaxed);
        let behind = survey.as_ref().ok().and_then(Option::as_ref).map_or(0, |survey| survey.bytes);
        while !walking.is_finished() {
            if !progress(behind + walked_bytes.load(Ordering::Relaxed)) {
                is_wanted.store(false, Ordering::Relaxed);
            }
            thread::sleep(LOOK_EVERY);
        }
        // A panic of the other thread is the caller's to contain, like one of its own.
        let walked = walking.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        let survey = survey?.ok_or(DetectError::Cancelled)?;
        Ok((survey, walked?.ok_or(DetectError::Cancelled)?))
    })
}

/// The form that parts of a file suggest.
struct Outline {
    form: FileForm,
    encoding: Detected<Encoding>,
    found: DetectedDialect,
    head: Head,
    names: Guess,
    /// Whether bytes that cannot be decoded have to be looked for.
    has_markers: bool,
}

impl Outline {
    fn of(survey: &Survey, fixed: &Fixed) -> Outline {
        let encoding = detect_encoding(survey, fixed);
        let byte_order_mark = {
            let mark = encoding.value.byte_order_mark();
            !mark.is_empty() && survey.head.starts_with(mark)
        };
        let samples = Samples::of(survey, encoding.value, byte_order_mark);
        let found = detect_dialect(&samples.for_dialect(), fixed);
        let mut head = Head::read(&samples, found.dialect);
        let comment = fixed.comment.unwrap_or_else(|| head.comment(&samples));
        let dialect = Dialect { comment, ..found.dialect };
        head.drop_comments(comment);
        let names = head.names();
        let table = head.table_lines(&names, fixed);
        let form = FileForm { encoding: encoding.value, byte_order_mark, dialect, table };
        let has_markers = survey.broken > 0 || encoding.value != Encoding::Utf8;
        Outline { form, encoding, found, head, names, has_markers }
    }

    fn headings(&self) -> &[Vec<u8>] {
        let row = self.head.rows.get(self.names.first).filter(|_| self.names.count > 0);
        row.map(|row| &row.cells[..]).unwrap_or_default()
    }

    /// Whether a walk by either finds the same.
    fn is_walked_as(&self, other: &Outline) -> bool {
        (self.form, self.has_markers, self.head.width) == (other.form, other.has_markers, other.head.width)
            && self.headings() == other.headings()
    }

    /// Walks through the whole file; `None` where `is_wanted` says no.
    fn walk(
        &self,
        source: Box<dyn Read + Send>,
        is_wanted: &dyn Fn(u64) -> bool,
    ) -> io::Result<Option<(Tally, Undecodable)>> {
        let FileForm { encoding, byte_order_mark, dialect, table } = self.form;
        let text = match self.has_markers {
            true => TextReader::new(source, encoding, byte_order_mark),
            false => TextReader::trusting(source, byte_order_mark),
        };
        let (headings, columns, has_markers) = (self.headings(), self.head.width, self.has_markers);
        let mut walker = Walker::counting(text, dialect);
        let tally = Pass { table, headings, columns, has_markers }.run(&mut walker, is_wanted)?;
        Ok(tally.map(|tally| (tally, walker.undecodable().clone())))
    }
}

/// What passes counted.
struct Counted {
    undecodable: u64,
    first_undecodable: Vec<UndecodablePlace>,
    bytes: u64,
}

fn finish(outline: Outline, tally: Tally, counted: Counted, fixed: &Fixed) -> DetectedForm {
    let Outline { mut form, encoding, found, head, names, .. } = outline;
    let first_line = form.table.headings.map_or(form.table.first_row, |headings| headings.first);
    let Structure { tables, last_row, columns, rows, odd_rows, footer } =
        structure(&tally, first_line, form.table.headings.is_some());
    let footer_line = footer.lines.first().copied();
    let is_footer_read =
        footer_line.is_some_and(|line| fixed.last_row.is_some_and(|last| last.is_none_or(|last| last >= line)));
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
        tables: tables_above(&head.rows, first_line).into_iter().chain(tables).collect(),
        columns: if columns == 0 { head.width as u32 } else { columns as u32 },
        rows: rows + if is_footer_read { footer.count } else { 0 },
        odd_rows,
        stray_quotes: tally.strays,
        undecodable: counted.undecodable,
        first_undecodable: counted.first_undecodable,
        comments: tally.comments,
        above: lines_above(&head.rows, first_line),
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
        let open = move || -> io::Result<Box<dyn Read + Send>> { Ok(Box::new(io::Cursor::new(bytes.clone()))) };
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
        let form = found(b"id,sex,ward\nA,m,7\nB,f,7\n\n\nid,code,time,value\nA,x,2024-01-02,5\nB,x,2024-01-02,6\n");
        let tables: Vec<(u32, u64)> = form.tables.iter().map(|table| (table.first_line, table.rows)).collect();
        assert_eq!((tables, form.above.lines), (vec![(1, 2), (6, 2)], vec![1, 2, 3]));
        let form = found(b"id,v,w\n1,2,3\n2,3,4\n\n2 rows read\n");
        assert_eq!((form.footer.lines, form.rows), (vec![5], 2));
        let form = found("id;v;w\nP1;2;3\nP2;3;4\nP3;3;4\n合计;;7\n".as_bytes());
        assert_eq!((form.footer.lines, form.form.table.last_row, form.rows), (vec![5], Some(4), 3));
        let people = "患者编号,姓名,性别\nP1,王芳,女\nP2,李伟,男\n";
        let values = "患者编号,时间,血糖(mmol/L)\nP1,2024-01-02,5.4\nP2,2024-01-02,6.4\n";
        let both = format!("{people},,\n检验结果,,\n{values}共2条,,\n");
        let form = found(both.as_bytes());
        let tables: Vec<(u32, u32, u64)> =
            form.tables.iter().map(|table| (table.first_line, table.last_line, table.rows)).collect();
        assert_eq!((tables.as_slice(), form.form.table.first_row, form.rows), (&[(1, 3, 2), (6, 8, 2)][..], 2, 2));
        // Chosen, the second is read alone, and the first is still to be chosen.
        let second = Fixed { headings: Some(Some(HeadingLines { first: 6, count: 1 })), ..Fixed::default() };
        let chosen = found_with(both.as_bytes(), second);
        assert_eq!((chosen.tables, chosen.rows, chosen.form.table.last_row), (form.tables, 2, Some(8)));
        let form = found("id,v,w\nP1,2,3\nP2,3,4\n共2条,,\n".as_bytes());
        assert_eq!((form.footer.lines, form.form.table.last_row, form.rows), (vec![4], Some(3), 2));
        assert_eq!(found(b"id,v,w\nP1,2,3\nP2,3,4\nP3,,\n").rows, 3);
        assert_eq!(found(&["id,v\n1,\"".as_bytes(), &b"x,y\n".repeat(500_000)].concat()).stray_quotes.lines, [2]);
    }

    #[test]
    fn exports_with_more_than_a_table_are_read() {
        let rows: String = (0..20).map(|row| format!("P{row};B{};{},5\n", row % 9, 36 + row % 4)).collect();
        let lab = format!("Laboratory\nWard:;7 \"west\nDate:;2024-01-02\n\nid;room;temp\n{rows}\n20 rows\n");
        let form = found(lab.as_bytes());
        assert_eq!(form.form.dialect.delimiter, Some(Delimiter::byte(b';')));
        assert_eq!(form.form.table.headings, Some(HeadingLines { first: 5, count: 1 }));
        assert_eq!((form.form.table.first_row, form.form.table.last_row, form.rows), (6, Some(25), 20));
        assert_eq!((form.above.lines, form.tables.len()), (vec![1, 2, 3], 1));

        let groups = found(b",vital,,lab,\nid,hr,spo2,hb,na\n1,60,97,140,139\n2,61,98,141,140\n");
        assert_eq!(groups.form.table.headings, Some(HeadingLines { first: 1, count: 2 }));
        let units = found(b"time,hr\ns,bpm\n1,60\n2,61\n3,62\n");
        assert_eq!((units.form.table.headings, units.form.table.first_row), (groups.form.table.headings, 3));
        assert!(units.headings.confidence < 0.8);
        let aligned = found(b"id       age   weight\nP00001    20     60,0\nP00002    21     60,1\n");
        assert_eq!(aligned.form.dialect.delimiter, Some(Delimiter::Blanks));
    }

    #[test]
    fn what_stands_far_behind_the_beginning_decides_too() {
        let plain = format!("patient_id,name\n{}", "P1,Ann\n".repeat(60_000));
        assert_eq!((found(plain.as_bytes()).form.encoding, found(plain.as_bytes()).rows), (Encoding::Utf8, 60_000));
        let chinese = encoding_rs::GB18030.encode(&"P2,张伟\nP3,王芳\n".repeat(2_000)).0.into_owned();
        let form = found(&[plain.as_bytes(), &chinese].concat());
        assert_eq!((form.form.encoding.id(), form.rows, form.undecodable), ("gb18030", 64_000, 0));
        let accents = plain.replace("Ann", "Zoë");
        let broken = found(&[accents.as_bytes(), b"P2,\xFF\n"].concat());
        assert_eq!(broken.first_undecodable.iter().map(|place| place.line).collect::<Vec<_>>(), [60_002]);
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
        fn any_bytes_have_a_form(
            bytes in prop::collection::vec(any::<u8>(), 0..200),
            text in "[ab1,;|\"'\n\r #~{}-]{0,200}",
        ) {
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
