//! The threads of an import: one cuts the file into stretches, several read rows, the caller takes results in file order.
//!
//! A fixed number of buffers goes round, so that memory does not grow with the file and a slow store slows the reading.
//! When the caller stops taking, all channels close and every thread ends.

use std::collections::BTreeMap;
use std::fs::File;
use std::thread;

use crossbeam_channel::{Receiver, Sender, bounded};

use crate::base::{Cancelled, Progress, Rule};
use crate::domain::receipt::Reject;

use super::super::store::identifiers::LOOKUPS_TOGETHER;
use super::super::store::{RecordBatch, StoreError};
use super::cells::{SourceRow, shown};
use super::error::{ImportError, file_name};
use super::plan::ImportPlan;
use super::rewrite::{NewRow, Rewriter};
use super::scan::{Record, Scanner};
use super::stretch::{STRETCH_BYTES, Stretch, StretchKind, StretchReader};
use super::texts::{BlockTexts, RowTexts};
use super::{FieldColumn, Findings, ImportFormat, Mapping, RowReader, Sources};

/// How hard to work. The result does not depend on it.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// Threads that read rows.
    pub workers: usize,
    pub stretch_bytes: usize,
}

impl Effort {
    /// As many workers as this computer runs threads, up to eight.
    pub fn of_this_computer() -> Effort {
        let workers = thread::available_parallelism().map_or(2, usize::from).min(8);
        Effort { workers, stretch_bytes: STRETCH_BYTES }
    }
}

/// What is read, and as what.
#[derive(Clone, Copy)]
pub struct Job<'a> {
    pub plan: &'a ImportPlan,
    pub format: &'static dyn ImportFormat,
    pub sources: &'a Sources,
    pub progress: &'a Progress,
    pub effort: Effort,
}

/// A stretch's records and findings.
pub struct Parsed {
    pub records: RecordBatch,
    pub findings: Findings,
    pub bytes: u64,
}

/// The file as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileMark {
    pub bytes: u64,
    /// In hexadecimal.
    pub sha256: String,
}

type Numbered<T> = (u64, T);

/// Reads the whole file and hands over its stretches in order.
///
/// # Errors
/// What `take` says, an unreadable file, headings that are not those of the mapping, full books, cancelled.
pub fn read_all(
    job: Job<'_>,
    file: File,
    take: &mut dyn FnMut(Parsed) -> Result<(), ImportError>,
) -> Result<FileMark, ImportError> {
    let buffers = job.effort.workers * 2 + 2;
    thread::scope(|scope| {
        let (spare_in, spare) = bounded::<Vec<u8>>(buffers);
        (0..buffers).for_each(|_| spare_in.send(Vec::new()).unwrap_or_default());
        let (work_in, work) = bounded::<Numbered<Stretch>>(buffers);
        let (parsed_in, parsed) = bounded(buffers);
        let read = move || read_stretches(job, file, &spare, &work_in);
        let reader = thread::Builder::new().name("import-read".to_owned()).spawn_scoped(scope, read);
        let reader = reader.map_err(|error| ImportError::from_io(&job.plan.path, &error))?;
        for worker in 0..job.effort.workers.max(1) {
            let (work, parsed_in) = (work.clone(), parsed_in.clone());
            let parse = move || parse_stretches(job, &work, &parsed_in);
            let spawned = thread::Builder::new().name(format!("import-parse-{worker}")).spawn_scoped(scope, parse);
            spawned.map_err(|error| ImportError::from_io(&job.plan.path, &error))?;
        }
        drop((work, parsed_in));
        take_in_order(parsed, spare_in, take)?;
        // A panic of the reading thread is the caller's to contain, like one of its own.
        reader.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

/// The reading thread: ends at the end of the file, on an error, or when nobody takes stretches any more.
fn read_stretches(
    job: Job<'_>,
    file: File,
    spare: &Receiver<Vec<u8>>,
    work: &Sender<Numbered<Stretch>>,
) -> Result<FileMark, ImportError> {
    let mut reader = StretchReader::new(file, job.plan.form, job.effort.stretch_bytes);
    for number in 0.. {
        if job.progress.is_cancelled() {
            return Err(Cancelled.into());
        }
        let Ok(buffer) = spare.recv() else { break };
        let stretch = reader.next(buffer).map_err(|error| ImportError::from_io(&job.plan.path, &error))?;
        let Some(stretch) = stretch else { break };
        if work.send((number, stretch)).is_err() {
            break;
        }
    }
    let (bytes, sha256) = reader.finish();
    Ok(FileMark { bytes, sha256 })
}

type ParsedResult = Numbered<Result<(Parsed, Vec<u8>), ImportError>>;

/// A worker thread: ends with the stretches, or when nobody takes results any more.
fn parse_stretches(job: Job<'_>, work: &Receiver<Numbered<Stretch>>, parsed: &Sender<ParsedResult>) {
    let mut parser = Parser {
        job,
        reader: job.format.reader(&job.plan.mapping, job.sources.clone()),
        block: vec![Record::with_room(job.plan.mapping.headings.len()); LOOKUPS_TOGETHER],
        rewriter: Rewriter::new(&job.plan.mapping, &job.plan.corrections),
        texts: BlockTexts::default(),
    };
    for (number, stretch) in work {
        let result = parser.stretch(&stretch, number == 0);
        if parsed.send((number, result.map(|result| (result, stretch.bytes)))).is_err() {
            return;
        }
    }
}

/// Takes results in the order of their numbers and gives buffers back.
fn take_in_order(
    parsed: Receiver<ParsedResult>,
    spare: Sender<Vec<u8>>,
    take: &mut dyn FnMut(Parsed) -> Result<(), ImportError>,
) -> Result<(), ImportError> {
    let mut waiting = BTreeMap::new();
    let mut next = 0;
    for (number, result) in parsed {
        waiting.insert(number, result);
        while let Some(result) = waiting.remove(&next) {
            let (result, buffer) = result?;
            take(result)?;
            next += 1;
            // Nobody wants the buffer once the reading thread has ended.
            spare.send(buffer).unwrap_or_default();
        }
    }
    Ok(())
}

struct Parser<'a> {
    job: Job<'a>,
    reader: Box<dyn RowReader>,
    /// Records read together.
    block: Vec<Record>,
    /// `None` where every cell is read as it stands.
    rewriter: Option<Rewriter<'a>>,
    texts: BlockTexts,
}

impl<'a> Parser<'a> {
    fn stretch(&mut self, stretch: &Stretch, has_headings: bool) -> Result<Parsed, ImportError> {
        let mut findings = Findings::default();
        match stretch.kind {
            StretchKind::Records => self.records(stretch, has_headings, &mut findings)?,
            StretchKind::UnclosedQuote if has_headings => return Err(self.other_headings()),
            StretchKind::UnclosedQuote => {
                findings.rows = 1;
                findings.rejects.push(unclosed_quote(stretch));
            }
        }
        Ok(Parsed { records: self.reader.take(), findings, bytes: stretch.bytes.len() as u64 })
    }

    fn records(&mut self, stretch: &Stretch, has_headings: bool, findings: &mut Findings) -> Result<(), ImportError> {
        let mut scanner = Scanner::new(&stretch.bytes, self.job.plan.form.delimiter, stretch.line);
        if has_headings {
            self.headings(&mut scanner, &stretch.bytes)?;
        }
        // Delimiters are ASCII: where the stretch is UTF-8, every cell is.
        let is_text = std::str::from_utf8(&stretch.bytes).is_ok();
        loop {
            let count = self.block.iter_mut().map(|record| scanner.read(record)).take_while(|is_read| *is_read).count();
            if count == 0 {
                return Ok(());
            }
            findings.rows += count as u64;
            self.read_block(&stretch.bytes, count, is_text, findings)?;
        }
    }

    /// Reads the first `count` records of the block.
    fn read_block(
        &mut self,
        source: &[u8],
        count: usize,
        is_text: bool,
        findings: &mut Findings,
    ) -> Result<(), StoreError> {
        let plan = self.job.plan;
        let records = self.block.iter().take(count);
        let written_anew: Vec<Option<NewRow>> = match plan.corrections.is_empty() {
            true => Vec::new(),
            false => {
                let cells = plan.mapping.headings.len();
                records.clone().map(|record| NewRow::at(record.line, &plan.corrections, cells)).collect()
            }
        };
        let mut rows: Vec<SourceRow<'_>> =
            records.map(|record| SourceRow { source, record, texts: RowTexts::default() }).collect();
        for (row, anew) in rows.iter_mut().zip(&written_anew) {
            if let Some((source, record)) = anew.as_ref().map(NewRow::row) {
                *row = SourceRow { source, record, texts: RowTexts::default() };
            }
        }
        if let Some(rewriter) = &mut self.rewriter {
            rewriter.rewrite(&rows, &mut self.texts);
            for (number, row) in rows.iter_mut().enumerate() {
                row.texts = self.texts.row(number);
            }
        }
        read_rows(&mut *self.reader, &plan.mapping, &rows, is_text, findings)
    }

    /// Reads the heading line and compares it with the mapping's.
    fn headings(&self, scanner: &mut Scanner<'_>, source: &[u8]) -> Result<(), ImportError> {
        let expected = &self.job.plan.mapping.headings;
        let mut record = Record::with_room(expected.len());
        let is_there = scanner.read(&mut record) && record.cell_count() == expected.len();
        let cells = (0..expected.len()).map(|cell| heading(record.cell(source, cell)));
        if is_there && cells.eq(expected.iter().cloned()) { Ok(()) } else { Err(self.other_headings()) }
    }

    fn other_headings(&self) -> ImportError {
        ImportError::OtherHeadings { name: file_name(&self.job.plan.path) }
    }
}

/// Reads rows, refusing those whose form is wrong. `is_text`: all bytes are known to be UTF-8.
fn read_rows(
    reader: &mut dyn RowReader,
    mapping: &Mapping,
    rows: &[SourceRow<'_>],
    is_text: bool,
    findings: &mut Findings,
) -> Result<(), StoreError> {
    reader.look_ahead(rows);
    for row in rows {
        let refused = if row.record.cell_count() != mapping.headings.len() {
            Some((Rule::RaggedRow, 0))
        } else if is_text {
            None
        } else {
            not_text(mapping, row).map(|column| (Rule::NotText, column))
        };
        match refused {
            Some((rule, column)) => findings.rejects.push(row.reject(rule, column)),
            None => reader.read(row, findings)?,
        }
    }
    Ok(())
}

/// A cell of the heading line as a heading.
pub fn heading(cell: &[u8]) -> String {
    shown(cell).trim().to_owned()
}

/// The first column that is read and whose bytes are not UTF-8.
fn not_text(mapping: &Mapping, row: &SourceRow<'_>) -> Option<u16> {
    let mut columns = mapping.columns.iter().flat_map(FieldColumn::columns);
    columns.find(|&column| std::str::from_utf8(row.raw(column)).is_err())
}

fn unclosed_quote(stretch: &Stretch) -> Reject {
    let line = stretch.bytes.trim_ascii_end();
    super::super::store::reject(crate::base::Place { line: stretch.line, column: 0 }, Rule::UnclosedQuote, &shown(line))
}
