//! Receipts as JSON: the lasting form of what an import did.

use serde::Serialize;

use crate::domain::receipt::{ImportState, Receipt};

#[derive(Serialize)]
struct ReceiptJson<'a> {
    import: u32,
    format: &'a str,
    file: &'a str,
    sha256: &'a str,
    bytes: u64,
    imported_utc_secs: i64,
    actor: &'a str,
    columns: Vec<ColumnJson<'a>>,
    ignored_headings: &'a [String],
    rows: u64,
    added: u64,
    updated: u64,
    duplicates: u64,
    empty: u64,
    flagged: u64,
    rejected: u64,
    taken_back: bool,
}

#[derive(Serialize)]
struct ColumnJson<'a> {
    field: &'a str,
    column: u16,
    heading: &'a str,
}

/// All receipts as one JSON array.
pub fn to_json(receipts: &[Receipt]) -> String {
    let rows: Vec<ReceiptJson<'_>> = receipts.iter().map(row).collect();
    // Plain numbers and texts: there is nothing in them that JSON could not hold.
    serde_json::to_string_pretty(&rows).unwrap_or_default()
}

fn row(receipt: &Receipt) -> ReceiptJson<'_> {
    let columns = receipt.columns.iter();
    ReceiptJson {
        import: receipt.import.0,
        format: &receipt.format,
        file: &receipt.file_name,
        sha256: &receipt.sha256,
        bytes: receipt.file_bytes,
        imported_utc_secs: receipt.imported_utc_secs,
        actor: &receipt.actor,
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
        taken_back: receipt.state != ImportState::Active,
    }
}
