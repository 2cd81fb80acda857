//! `wardtwin inspect`: what the importer detects, as JSON, and the table as it reads it.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};

use crate::base::Progress;
use crate::io::import::documents::{self, Document};
use crate::io::import::form::{Delimiter, Detected, DetectedForm, Fixed, HeadingLines, Places};
use crate::io::import::mapping::profile::fixed_form;
use crate::io::import::mapping::questions::{OpenQuestion, open_questions};
use crate::io::import::mapping::unit_doubt::own_units;
use crate::io::import::preview::Look;
use crate::io::import::source::Source;
use crate::io::import::values::{GeneDates, OddCells};
use crate::io::import::{self as reading, CellPart, FORMATS, ImportFormat, Inspection, Mapping, Profile};

use super::output::{Beside, Ending, Failure, to_stdout};
use super::pick::PickArguments;

#[derive(Args)]
pub struct InspectArguments {
    /// The file to look at.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Write the cells as they are read here: UTF-8, commas, headings first; columns without names are col_0, col_1 …
    #[arg(long, value_name = "CSV")]
    table: Option<PathBuf>,
    /// Write the proposed mapping here, to be edited and given to `wardtwin import --mapping`; what has to be decided
    /// stands in it as remarks.
    #[arg(long, value_name = "TOML")]
    mapping: Option<PathBuf>,
    /// What the file holds, for the mapping; by default the kind whose headings it has.
    #[arg(long, value_name = "KIND", requires = "mapping")]
    kind: Option<String>,
    /// The file's encoding, such as GB18030, where it cannot be detected for sure.
    #[arg(long, value_name = "ENCODING")]
    encoding: Option<String>,
    #[command(flatten)]
    pick: PickArguments,
}

pub fn run(arguments: &InspectArguments) -> Result<Ending, Failure> {
    if let Some(kind) = documents::kind_of(&arguments.file)?.filter(|_| arguments.mapping.is_none()) {
        return document(&documents::open(&arguments.file, kind)?, arguments.table.is_some());
    }
    let encoding = arguments.encoding.as_deref().map(super::import::encoding).transpose()?;
    let fixed = Fixed { encoding, headings: arguments.pick.headings(), ..Fixed::default() };
    let source = Source::open(&arguments.file, arguments.pick.pick()?)?;
    let inspection = reading::inspect_with(source, fixed, Look::Everything, &Progress::default())?;
    if let Some(path) = &arguments.mapping {
        let kind = arguments.kind.as_deref().map(super::import::kind).transpose()?;
        write_mapping(&arguments.file, &inspection, fixed, kind, path)?;
    }
    if let Some(table) = &arguments.table {
        write_table(&inspection, table)?;
    }
    to_stdout(|out| writeln!(out, "{:#}", in_json(&inspection)))?;
    Ok(Ending::AllDone)
}

/// What a document holds.
fn document(document: &Document, wants_table: bool) -> Result<Ending, Failure> {
    if wants_table {
        return Err(Failure(format!("{}: this is no table, so that --table has nothing to write", document.name())));
    }
    let counts: serde_json::Map<String, Value> =
        document.counts().into_iter().map(|(kind, count)| (kind, count.into())).collect();
    let all = json!({
        "file": document.name(),
        "kind": document.kind.id(),
        "bytes": document.bytes,
        "sha256": document.sha256,
        "holds": counts,
        "not_imported": document.ignored,
    });
    to_stdout(|out| writeln!(out, "{all:#}"))?;
    Ok(Ending::AllDone)
}

fn write_table(inspection: &Inspection, table: &Path) -> Result<(), Failure> {
    Beside::begin(table)?.finish(|out| Ok(reading::write_table(&inspection.source, &inspection.form, out)?))
}

/// Writes the mapping of the kind that was named, or found, or reads most columns.
fn write_mapping(
    file: &Path,
    inspection: &Inspection,
    fixed: Fixed,
    kind: Option<&'static dyn ImportFormat>,
    path: &Path,
) -> Result<(), Failure> {
    let mut mapping = match (kind, &inspection.mapping) {
        (Some(kind), _) => Mapping::propose(kind, &inspection.headings),
        (None, Some(mapping)) => mapping.clone(),
        (None, None) => nearest(&inspection.headings).ok_or_else(|| {
            Failure(format!("{}: no heading is known; name what the file holds with --kind", file.display()))
        })?,
    };
    mapping.fit_anew(&inspection.profiles);
    let name = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let profile = Profile::of(&name, &mapping, fixed_form(&inspection.form, fixed), &inspection.profiles);
    let profile = profile.placed_as(inspection).with_room_for(&mapping.missing());
    Beside::begin(path)?.finish(|out| Ok(out.write_all(profile.to_toml().as_bytes())?))
}

/// The format that knows most of the headings, though it may lack what it needs.
fn nearest(headings: &[String]) -> Option<Mapping> {
    let all = FORMATS.iter().map(|format| Mapping::propose(*format, headings));
    let known = all.filter(|mapping| !mapping.columns.is_empty());
    known.min_by_key(|mapping| (std::cmp::Reverse(mapping.columns.len()), mapping.missing().len()))
}

fn in_json(inspection: &Inspection) -> Value {
    let mut all = form_in_json(&inspection.form);
    let rest = json!({
        "file": inspection.file_name,
        "names": inspection.headings,
        "repeated_headings": inspection.repeated_headings(),
        "blank_headings": inspection.blank_headings(),
        "gene_dates": inspection.gene_dates().map(gene_dates_in_json).collect::<Vec<_>>(),
        "rounded_identifiers": rounded_identifiers(inspection),
        "questions": questions_in_json(inspection),
        "own_units": own_units_in_json(inspection),
        "mapping": inspection.mapping.as_ref().map(mapping_in_json),
        "other_kinds": inspection.other_mappings.iter().map(|mapping| mapping.format).collect::<Vec<_>>(),
    });
    if let (Some(all), Value::Object(rest)) = (all.as_object_mut(), rest) {
        all.extend(rest);
    }
    all
}

/// Identifiers that a spreadsheet made numbers with an exponent of.
fn rounded_identifiers(inspection: &Inspection) -> Vec<Value> {
    let columns = inspection.mapping.iter().flat_map(|mapping| inspection.spoilt_identifiers(mapping));
    let first = |cells: &OddCells| {
        let first = cells.first.iter().map(|cell| json!({ "line": cell.line, "cell": cell.text }));
        first.collect::<Vec<_>>()
    };
    columns.map(|(column, cells)| json!({ "column": column, "count": cells.count, "first": first(cells) })).collect()
}

/// Names of genes that a spreadsheet turned into dates.
fn gene_dates_in_json((column, heading, genes): (usize, &str, &GeneDates)) -> Value {
    let first = genes.first.iter();
    json!({
        "column": column,
        "heading": heading,
        "count": genes.count,
        "first": first
            .map(|gene| json!({ "line": gene.line, "cell": gene.cell, "likely": gene.likely }))
            .collect::<Vec<_>>(),
    })
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
            "is_read": found.unread_tables().all(|unread| unread != table),
        })).collect::<Vec<_>>(),
        "odd_rows": places(&found.odd_rows),
        "stray_quotes": places(&found.stray_quotes),
        "comments": places(&found.comments),
        "above": places(&found.above),
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

/// What has to be decided before the file can be imported, with the lines of a profile that do.
fn questions_in_json(inspection: &Inspection) -> Vec<Value> {
    let open = inspection.mapping.iter().flat_map(|mapping| open_questions(mapping, &inspection.profiles));
    let answers = |open: &OpenQuestion| open.answers.iter().map(|lines| lines.join("\n")).collect::<Vec<_>>();
    let cells = |open: &OpenQuestion| {
        let cells = open.cells.iter().map(|cell| json!({ "line": cell.line, "cell": cell.text }));
        cells.collect::<Vec<_>>()
    };
    open.map(|open| {
        json!({
            "column": open.column,
            "heading": open.heading,
            "field": open.field,
            "question": open.question.id(),
            "words": open.words(),
            "cells": cells(&open),
            "answers": answers(&open),
        })
    })
    .collect()
}

/// Columns whose numbers are read in the unit behind each of them.
fn own_units_in_json(inspection: &Inspection) -> Vec<Value> {
    let series = inspection.mapping.iter().flat_map(Mapping::series);
    let own = series.filter(|series| series.part == CellPart::OwnUnit).filter_map(|series| {
        let profile = inspection.profiles.get(usize::from(series.column).checked_sub(1)?)?;
        let counts = own_units(profile).into_iter().map(|(unit, count)| json!({ "unit": unit, "count": count }));
        Some(json!({
            "column": series.column,
            "units": counts.collect::<Vec<_>>(),
            "without": profile.without_unit,
            "unit_of_those_without": series.unit,
        }))
    });
    own.collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spoilt_names_and_headings_in_doubt_are_reported() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("genes.csv");
        let text = "patient_id,gene,note,note,\nP1,TP53,1.5,2,3\nP2,2-Sep,1.4,2,3\nP3,1-Mar,7.2,2,3\nP4,BRCA1,6,2,3\n";
        std::fs::write(&path, text).expect("a file");
        let told = in_json(&reading::inspect(&path).expect("it is text"));
        let genes = &told["gene_dates"][0];
        assert_eq!((&genes["column"], &genes["count"], &genes["first"][0]["line"]), (&json!(2), &json!(2), &json!(3)));
        std::fs::write(&path, "patient_id,sex\n1.23E+05,f\n77,m\n").expect("a file");
        let rounded = &in_json(&reading::inspect(&path).expect("it is text"))["rounded_identifiers"];
        let want = json!([{ "column": 1, "count": 1, "first": [{ "line": 2, "cell": "1.23E+05" }] }]);
        assert_eq!(*rounded, want);
        assert_eq!((&told["repeated_headings"], &told["blank_headings"]), (&json!(["note"]), &json!([5])));
    }
}
