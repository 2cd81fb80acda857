//! `wardtwin inspect`: what the importer detects, as JSON.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use crate::io::import::{self as reading, Inspection};

use super::output::{Ending, Failure};

#[derive(Args)]
pub struct InspectArguments {
    /// The file to look at.
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

pub fn run(arguments: &InspectArguments) -> Result<Ending, Failure> {
    let inspection = reading::inspect(&arguments.file)?;
    println!("{:#}", in_json(&inspection));
    Ok(Ending::AllDone)
}

fn in_json(inspection: &Inspection) -> serde_json::Value {
    let mapping = inspection.mapping.as_ref().map(|mapping| {
        let columns = mapping.columns.iter();
        json!({
            "kind": mapping.format,
            "columns": columns
                .map(|mapped| json!({ "field": mapped.field, "column": mapped.column, "unit": mapped.unit }))
                .collect::<Vec<_>>(),
            "ignored": mapping.ignored_headings(),
            "missing": mapping.missing(),
        })
    });
    json!({
        "file": inspection.file_name,
        "bytes": inspection.file_bytes,
        "encoding": "UTF-8",
        "byte_order_mark": inspection.form.form.byte_order_mark,
        "delimiter": char::from(inspection.form.form.delimiter).to_string(),
        "confidence": inspection.form.confidence,
        "headings": inspection.headings,
        "rows": inspection.estimated_rows,
        "rows_are_exact": inspection.is_whole,
        "mapping": mapping,
        "other_kinds": inspection.other_mappings.iter().map(|mapping| mapping.format).collect::<Vec<_>>(),
        "first_not_text": inspection.first_not_text.map(|place| json!({ "line": place.line, "column": place.column })),
    })
}
