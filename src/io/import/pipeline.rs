//! From stretches of the file to the records and findings of a format.

use crate::base::{Progress, Rule};
use crate::domain::receipt::Reject;

use super::super::store::identifiers::LOOKUPS_TOGETHER;
use super::super::store::{RecordBatch, StoreError};
use super::cells::{SourceRow, shown};
use super::error::{ImportError, file_name};
use super::form::Delimiter;
use super::plan::ImportPlan;
use super::rewrite::{NewRow, Rewriter};
use super::scan::{Record, Scanner};
use super::source::{FileMark, PlainTable};
use super::stretch::{Stretch, StretchKind};
use super::texts::{BlockTexts, RowTexts};
use super::threads::{Effort, Portion, Worker, in_order};
use super::{ColumnKind, FieldColumn, Findings, ImportFormat, Mapping, RowReader, Sources};

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
    /// Of the file on disk.
    pub bytes: u64,
}

/// Reads the whole file and hands over its stretches in order.
///
/// # Errors
/// What `take` says, an unreadable file, headings that are not those of the mapping, full books, cancelled.
pub fn read_all(
    job: Job<'_>,
    table: PlainTable,
    take: &mut dyn FnMut(Parsed) -> Result<(), ImportError>,
) -> Result<FileMark, ImportError> {
    let meter = table.meter.clone();
    let parser = || -> Box<dyn Worker<Parsed> + '_> { Box::new(Parser::new(job)) };
    in_order(job.plan.path(), table, job.effort, job.progress, &parser, take)?;
    job.plan.source.mark(&meter)
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

impl Worker<Parsed> for Parser<'_> {
    fn work(&mut self, portion: &Portion) -> Result<Parsed, ImportError> {
        let stretch = &portion.stretch;
        let has_headings = portion.number == 0 && self.job.plan.form.table.headings.is_some();
        let mut findings = Findings::default();
        match stretch.kind {
            StretchKind::Records => self.records(stretch, has_headings, &mut findings)?,
            StretchKind::UnclosedQuote if has_headings => return Err(self.other_headings()),
            StretchKind::UnclosedQuote => {
                findings.rows = 1;
                findings.rejects.push(unclosed_quote(stretch));
            }
        }
        Ok(Parsed { records: self.reader.take(), findings, bytes: portion.bytes })
    }
}

impl<'a> Parser<'a> {
    fn new(job: Job<'a>) -> Self {
        let mapping = &job.plan.mapping;
        Parser {
            job,
            reader: job.format.reader(mapping, job.sources.clone()),
            block: vec![Record::with_room(mapping.headings.len()); LOOKUPS_TOGETHER],
            rewriter: Rewriter::new(mapping, &job.plan.corrections),
            texts: BlockTexts::default(),
        }
    }

    fn records(&mut self, stretch: &Stretch, has_headings: bool, findings: &mut Findings) -> Result<(), ImportError> {
        let mut scanner = stretch.scanner();
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
        read_rows(&mut *self.reader, plan, &rows, is_text, findings)
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
        ImportError::OtherHeadings { name: file_name(self.job.plan.path()) }
    }
}

/// Reads rows, refusing those whose form is wrong. `is_text`: all bytes are known to be UTF-8.
fn read_rows(
    reader: &mut dyn RowReader,
    plan: &ImportPlan,
    rows: &[SourceRow<'_>],
    is_text: bool,
    findings: &mut Findings,
) -> Result<(), StoreError> {
    reader.look_ahead(rows);
    for row in rows {
        let refused = if row.record.cell_count() != plan.mapping.headings.len() {
            Some((Rule::RaggedRow, 0))
        } else if row.record.has_lines_within() && has_rows_in_quotes(plan, row) {
            Some((Rule::RowsInQuotes, 0))
        } else if !is_text && let Some(column) = not_text(&plan.mapping, row) {
            Some((Rule::NotText, column))
        } else if plan.form.dialect.stray_quotes
            && let Some(column) = unclosed(&plan.mapping, row)
        {
            Some((Rule::UnclosedQuote, column))
        } else {
            None
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

/// Whether a quote that was opened by mistake took in rows below: a number, date or identifier goes on over the end of a
/// line, any cell holds a line with as many cells as the table, whose first is one word, or a further line of the record
/// begins with something like its first cell.
fn has_rows_in_quotes(plan: &ImportPlan, row: &SourceRow<'_>) -> bool {
    let is_one_line = |kind| !matches!(kind, ColumnKind::Text | ColumnKind::Word | ColumnKind::Choice);
    let typed = plan.mapping.columns.iter().filter(|mapped| is_one_line(plan.mapping.kind_of(mapped)));
    let has_lines = |column: u16| row.raw(column).trim_ascii().contains(&b'\n');
    let cells = plan.mapping.headings.len();
    let delimiter = match plan.form.dialect.delimiter {
        Some(Delimiter::Text(text)) => text.bytes().first().copied(),
        Some(Delimiter::Blanks) | None => None,
    };
    let is_row = |line: &[u8]| {
        let mut parts = line.split(|byte| Some(*byte) == delimiter);
        let first = parts.next().unwrap_or_default().trim_ascii();
        cells > 2 && parts.count() + 1 == cells && !first.is_empty() && !first.contains(&b' ')
    };
    let begins_row = |line: &[u8]| {
        let start = line.split(|byte| Some(*byte) == delimiter || *byte == b',').next().filter(|start| *start != line);
        start.is_some_and(|start| is_like(start, row.raw(1)))
    };
    typed.flat_map(FieldColumn::columns).any(has_lines)
        || row.whole().split(|byte| *byte == b'\n').skip(1).any(begins_row)
        || (1..=cells as u16).any(|column| row.raw(column).split(|byte| *byte == b'\n').skip(1).any(is_row))
}

/// Whether two texts with digits are of one shape, as identifiers of one hospital are: `P001` and `P1002`.
fn is_like(one: &[u8], other: &[u8]) -> bool {
    let class = |byte: u8| (byte.is_ascii_digit(), byte.is_ascii_alphabetic());
    let is_mark = |byte: &u8| *byte == b'"' || byte.is_ascii_whitespace();
    let plain = |text: &[u8]| text.iter().copied().filter(|byte| !is_mark(byte)).collect::<Vec<u8>>();
    let (one, other) = (plain(one), plain(other));
    let runs = |text: &[u8]| text.chunk_by(|a, b| class(*a) == class(*b)).map(<[u8]>::to_vec).collect::<Vec<_>>();
    let (one_runs, other_runs) = (runs(&one), runs(&other));
    let is_same = |(a, b): (&Vec<u8>, &Vec<u8>)| match (a.first(), b.first()) {
        (Some(first), Some(second)) if first.is_ascii_digit() => {
            second.is_ascii_digit() && a.len().abs_diff(b.len()) < 2
        }
        (Some(first), Some(second)) => class(*first) == class(*second) && a.len() == b.len(),
        _ => false,
    };
    one.iter().any(u8::is_ascii_digit)
        && one_runs.len() == other_runs.len()
        && one_runs.iter().zip(&other_runs).all(is_same)
}

/// The first column that is read and begins with a quote that nothing closes.
fn unclosed(mapping: &Mapping, row: &SourceRow<'_>) -> Option<u16> {
    let mut columns = mapping.columns.iter().flat_map(FieldColumn::columns);
    columns.find(|&column| row.text(column).starts_with(b"\""))
}

/// The first column that is read and whose bytes are not UTF-8.
fn not_text(mapping: &Mapping, row: &SourceRow<'_>) -> Option<u16> {
    let mut columns = mapping.columns.iter().flat_map(FieldColumn::columns);
    columns.find(|&column| std::str::from_utf8(row.raw(column)).is_err())
}

fn unclosed_quote(stretch: &Stretch) -> Reject {
    let line = stretch.bytes.trim_ascii_end();
    super::super::store::reject(
        crate::base::Place { line: stretch.first_line(), column: 0 },
        Rule::UnclosedQuote,
        &shown(line),
    )
}
