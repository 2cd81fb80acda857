//! `wardtwin inspect`: what the importer detects, as JSON, and the table as it reads it.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};

use crate::io::import::form::{Delimiter, Detected, DetectedForm, HeadingLines, Places};
use crate::io::import::{self as reading, Inspection, Mapping};

use super::output::{Ending, Failure, at};

#[derive(Args)]
pub struct InspectArguments {
    /// The file to look at.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Write the cells as they are read here: UTF-8, commas, headings first; columns without names are col_0, col_1 …
    #[arg(long, value_name = "CSV")]
    table: Option<PathBuf>,
}

pub fn run(arguments: &InspectArguments) -> Result<Ending, Failure> {
    let inspection = reading::inspect(&arguments.file)?;
    if let Some(table) = &arguments.table {
        write_table(&arguments.file, &inspection, table)?;
    }
    println!("{:#}", in_json(&inspection));
    Ok(Ending::AllDone)
}

/// Writes beside and renames, so that a failure leaves nothing half.
fn write_table(file: &Path, inspection: &Inspection, table: &Path) -> Result<(), Failure> {
    let beside = table.with_extension("part");
    let out = std::fs::File::create(&beside).map_err(at(table))?;
    let written = reading::write_table(file, &inspection.form, out);
    if written.is_err() {
        let _already_failed = std::fs::remove_file(&beside);
    }
    written?;
    std::fs::rename(&beside, table).map_err(at(table))
}

fn in_json(inspection: &Inspection) -> Value {
    let mut all = form_in_json(&inspection.form);
    let rest = json!({
        "file": inspection.file_name,
        "names": inspection.headings,
        "mapping": inspection.mapping.as_ref().map(mapping_in_json),
        "other_kinds": inspection.other_mappings.iter().map(|mapping| mapping.format).collect::<Vec<_>>(),
    });
    if let (Some(all), Value::Object(rest)) = (all.as_object_mut(), rest) {
        all.extend(rest);
    }
    all
}

fn form_in_json(found: &DetectedForm) -> Value {
    let byte = |byte: &Option<u8>| byte.map(|byte| char::from(byte).to_string());
    let lines = |lines: &Option<HeadingLines>| lines.map(|lines| json!({ "line": lines.first, "lines": lines.count }));
    let dialect = &found.form.dialect;
    let undecodable = found.first_undecodable.iter();
    json!({
        "bytes": found.bytes,
        "lines": found.lines,
        "rows": found.rows,
        "columns": found.columns,
        "encoding": aspect(&found.encoding, |encoding| encoding.id()),
        "byte_order_mark": found.form.byte_order_mark,
        "delimiter": aspect(&found.delimiter, delimiter),
        "quote": aspect(&found.quote, byte),
        "escape": aspect(&found.escape, |escape| escape.id()),
        "headings": aspect(&found.headings, lines),
        "comment": dialect.comment.map(|comment| comment.text().to_owned()),
        "first_row": found.form.table.first_row,
        "last_row": found.form.table.last_row,
        "tables": found.tables.iter().map(|table| json!({
            "first_line": table.first_line,
            "last_line": table.last_line,
            "columns": table.columns,
            "rows": table.rows,
        })).collect::<Vec<_>>(),
        "odd_rows": places(&found.odd_rows),
        "stray_quotes": places(&found.stray_quotes),
        "comments": places(&found.comments),
        "footer": places(&found.footer),
        "undecodable": {
            "count": found.undecodable,
            "first": undecodable.map(|place| json!({ "line": place.line, "byte": place.offset })).collect::<Vec<_>>(),
        },
    })
}

fn aspect<T, J: serde::Serialize>(detected: &Detected<T>, value: impl Fn(&T) -> J) -> Value {
    let others = detected.alternatives.iter();
    json!({
        "value": value(&detected.value),
        "confidence": rounded(detected.confidence),
        "reason": detected.reason.id(),
        "alternatives": others
            .map(|(other, confidence)| json!({ "value": value(other), "confidence": rounded(*confidence) }))
            .collect::<Vec<_>>(),
    })
}

/// Two digits: more would pretend.
fn rounded(share: f32) -> f64 {
    (f64::from(share) * 100.0).round() / 100.0
}

fn delimiter(delimiter: &Option<Delimiter>) -> Option<String> {
    delimiter.map(|delimiter| match delimiter {
        Delimiter::Text(text) => text.text().to_owned(),
        Delimiter::Blanks => "blanks".to_owned(),
    })
}

fn places(places: &Places) -> Value {
    json!({ "count": places.count, "first_lines": places.lines })
}

fn mapping_in_json(mapping: &Mapping) -> Value {
    let columns = mapping.columns.iter();
    json!({
        "kind": mapping.format,
        "columns": columns
            .map(|mapped| json!({ "field": mapped.field, "column": mapped.column, "unit": mapped.unit }))
            .collect::<Vec<_>>(),
        "ignored": mapping.ignored_headings(),
        "missing": mapping.missing(),
    })
}
