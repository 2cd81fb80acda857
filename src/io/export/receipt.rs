//! Receipts as JSON: the lasting form of what an import did.

use serde::Serialize;

use crate::domain::demo_mark::DEMO_MARK;
use crate::domain::receipt::{CorrectedCell, ImportState, ReadAspect, Receipt};

/// What has to be said of all receipts in one file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Made {
    pub is_demo: bool,
    /// Nothing was imported: the receipts tell what would have been.
    pub is_dry_run: bool,
}

#[derive(Serialize)]
struct ReceiptJson<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
    dry_run: bool,
    /// `null` in a dry run.
    import: Option<u32>,
    format: &'a str,
    file: &'a str,
    sha256: &'a str,
    bytes: u64,
    imported_utc_secs: i64,
    actor: &'a str,
    profile: Option<&'a str>,
    detection: Vec<AspectJson<'a>>,
    columns: Vec<ColumnJson<'a>>,
    ignored_headings: &'a [String],
    rows: u64,
    added: u64,
    updated: u64,
    duplicates: u64,
    empty: u64,
    flagged: u64,
    rejected: u64,
    withdrawn: u64,
    corrections: Vec<CorrectionJson<'a>>,
    taken_back_utc_secs: Option<i64>,
    taken_back: bool,
    /// A profile that reads the file the same way again.
    mapping: &'a str,
}

#[derive(Serialize)]
struct ColumnJson<'a> {
    field: &'a str,
    column: u16,
    heading: &'a str,
}

#[derive(Serialize)]
struct AspectJson<'a> {
    aspect: &'a str,
    value: &'a str,
    /// Two digits: more would pretend.
    confidence: f64,
    chosen: bool,
}

#[derive(Serialize)]
struct CorrectionJson<'a> {
    line: u32,
    column: u16,
    raw: &'a str,
    corrected: &'a str,
}

/// All receipts as one JSON array.
pub fn to_json(receipts: &[Receipt], made: Made) -> String {
    let rows: Vec<ReceiptJson<'_>> = receipts.iter().map(|receipt| row(receipt, made)).collect();
    // Plain numbers and texts: there is nothing in them that JSON could not hold.
    serde_json::to_string_pretty(&rows).unwrap_or_default() + "\n"
}

fn row(receipt: &Receipt, made: Made) -> ReceiptJson<'_> {
    let columns = receipt.columns.iter();
    let taken_back_utc_secs = match receipt.state {
        ImportState::Active => None,
        ImportState::TakenBack { at_utc_secs } => Some(at_utc_secs),
    };
    ReceiptJson {
        note: made.is_demo.then_some(DEMO_MARK),
        dry_run: made.is_dry_run,
        import: (!made.is_dry_run).then_some(receipt.import.0),
        format: &receipt.format,
        file: &receipt.file_name,
        sha256: &receipt.sha256,
        bytes: receipt.file_bytes,
        imported_utc_secs: receipt.imported_utc_secs,
        actor: &receipt.actor,
        profile: receipt.reading.profile.as_deref(),
        detection: receipt.reading.aspects.iter().map(aspect).collect(),
        columns: columns
            .map(|mapped| ColumnJson { field: &mapped.field, column: mapped.column, heading: &mapped.heading })
            .collect(),
        ignored_headings: &receipt.ignored_headings,
        rows: receipt.counts.rows,
        added: receipt.counts.added,
        updated: receipt.counts.updated,
        duplicates: receipt.counts.duplicates,
        empty: receipt.counts.empty,
        flagged: receipt.counts.flagged,
        rejected: receipt.counts.rejected,
        withdrawn: receipt.counts.withdrawn,
        corrections: receipt.reading.corrections.iter().map(correction).collect(),
        taken_back_utc_secs,
        taken_back: taken_back_utc_secs.is_some(),
        mapping: &receipt.reading.mapping,
    }
}

fn aspect(aspect: &ReadAspect) -> AspectJson<'_> {
    let confidence = (f64::from(aspect.confidence) * 100.0).round() / 100.0;
    AspectJson { aspect: &aspect.id, value: &aspect.value, confidence, chosen: aspect.is_chosen }
}

fn correction(cell: &CorrectedCell) -> CorrectionJson<'_> {
    CorrectionJson { line: cell.place.line, column: cell.place.column, raw: &cell.raw, corrected: &cell.corrected }
}
