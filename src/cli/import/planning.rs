//! How each file is to be read: by a mapping that was named, by a profile of the store, by its kind, or as it was found.
//! A file that leaves a question open is refused with the question, the lines to look at, and the remedy.

use std::path::{Path, PathBuf};

use crate::app::import::InspectedFile;
use crate::app::import::profiles::{made_for, made_for_another_place, read_again_by, read_by};
use crate::base::Progress;
use crate::domain::indicator::IndicatorId;
use crate::domain::unit::display_unit;
use crate::io::import::container::Pick;
use crate::io::import::documents::{self, Document, DocumentKind};
use crate::io::import::form::{Encoding, Fixed, HeadingLines, TableFound};
use crate::io::import::mapping::fit::{Question, mixed_units_of};
use crate::io::import::mapping::profile::SheetPlace;
use crate::io::import::mapping::questions::{OpenQuestion, open_questions};
use crate::io::import::mapping::unit_doubt::own_units;
use crate::io::import::preview::Look;
use crate::io::import::source::Source;
use crate::io::import::values::{GeneDates, OddCells};
use crate::io::import::{
    self as reading, CellPart, FieldColumn, ImportError, ImportFormat, ImportPlan, Mapping, Profile,
};

use super::super::output::{Failure, tell, with_progress};
use super::files::{self, FilePlan};
use super::{at_file, file_name, shown};

/// What was said on the command line, and what the store has.
#[derive(Default)]
pub struct How {
    pub kind: Option<&'static dyn ImportFormat>,
    /// The files are documents of this kind.
    pub document: Option<DocumentKind>,
    pub encoding: Option<Encoding>,
    pub pick: Pick,
    pub headings: Option<Option<HeadingLines>>,
    pub given: Vec<Profile>,
    pub saved: Vec<Profile>,
}

/// What can be imported.
#[derive(Debug)]
pub struct Planned {
    pub plans: Vec<FilePlan>,
    /// Files that none of the mappings fits; why was told.
    pub left_out: usize,
    /// Some file holds tables that nobody chose and that are not read; which was told.
    pub has_unread_tables: bool,
}

/// Why a file has no plan.
enum Obstacle {
    /// None of the mappings that were named fits it: the others can do without it.
    NoMappingFits(String),
    /// Something that a person has to see to before anything is imported.
    Stops(Failure),
}

impl From<Failure> for Obstacle {
    fn from(failure: Failure) -> Obstacle {
        Obstacle::Stops(failure)
    }
}

/// Plans for all files that the mappings fit, or everything that is in the way.
pub fn plan_all(files: &[PathBuf], how: &How, quiet: bool) -> Result<Planned, Failure> {
    let (mut plans, mut reasons, mut unfit, mut has_unread_tables) = (Vec::new(), Vec::new(), Vec::new(), false);
    for path in files {
        match document(path, how) {
            Ok(None) => {}
            Ok(Some(document)) => {
                files::tell_what_is_ignored(&document);
                plans.push(FilePlan::Document(Box::new(document)));
                continue;
            }
            Err(Failure(reason)) => {
                reasons.push(reason);
                continue;
            }
        }
        match with_progress(&file_name(path), quiet, |progress| plan(path, how, progress)) {
            Ok((plan, unread)) => {
                plans.push(FilePlan::Table(Box::new(plan)));
                has_unread_tables |= unread;
            }
            Err(Obstacle::NoMappingFits(reason)) => unfit.push(reason),
            Err(Obstacle::Stops(Failure(reason))) => reasons.push(reason),
        }
    }
    if !reasons.is_empty() || plans.is_empty() {
        reasons.extend(unfit);
        return Err(Failure(reasons.join("\nwardtwin: ")));
    }
    unfit.iter().for_each(|reason| tell(format_args!("{reason}; it is left out")));
    Ok(Planned { plans, left_out: unfit.len(), has_unread_tables })
}

/// The document that a file is; `None` for a table.
fn document(path: &Path, how: &How) -> Result<Option<Document>, Failure> {
    let kind = match (how.document, how.kind.is_some() || !how.given.is_empty()) {
        (Some(kind), _) => Some(kind),
        (None, true) => None,
        (None, false) => documents::kind_of(path).map_err(at_file(path))?,
    };
    kind.map(|kind| documents::open(path, kind)).transpose().map_err(at_file(path))
}

/// The plan, and whether the file holds tables that nobody chose and that are not read.
fn plan(path: &Path, how: &How, progress: &Progress) -> Result<(ImportPlan, bool), Obstacle> {
    let file = look(path, how, progress)?;
    demand_answers(path, &file)?;
    tell_what_is_left_out(path, &file);
    tell_what_is_ignored(path, &file);
    tell_spoilt_names(path, &file);
    tell_spoilt_identifiers(path, &file);
    tell_missing_words(path, &file);
    tell_mixed_units(path, &file);
    tell_own_units(path, &file);
    let is_unasked = how.headings.is_none() && file.fixed.headings.is_none();
    let has_unread = tell_unread_tables(path, &file) && is_unasked;
    Ok((file.plan().ok_or_else(|| no_kind(path))?, has_unread))
}

fn look(path: &Path, how: &How, progress: &Progress) -> Result<InspectedFile, Obstacle> {
    let source = Source::open(path, how.pick.clone()).map_err(at_file(path))?;
    if !how.given.is_empty() {
        return by_one_of(path, &source, how, progress);
    }
    let fixed = Fixed { encoding: how.encoding, headings: how.headings, ..Fixed::default() };
    let look = if how.kind.is_some() || !how.saved.is_empty() { Look::Everything } else { Look::WhatIsRead };
    let found = reading::inspect_with(source, fixed, look, progress).map_err(at_file(path))?;
    if let Some(profile) = made_for(&how.saved, &found.headings).filter(|_| how.kind.is_none()) {
        tell(format_args!("{} is read by the saved profile {:?}", file_name(path), profile.name));
        let read = match how.encoding {
            Some(encoding) => read_by(&found.source, profile, Some(encoding), progress),
            None => read_again_by(found, profile, progress),
        };
        return Ok(read.map_err(at_file(path))?);
    }
    if how.kind.is_none()
        && how.pick == Pick::default()
        && let Some(file) = made_for_another_place(&how.saved, &found, progress).map_err(at_file(path))?
    {
        let profile = file.profile.as_ref().map(|profile| profile.name.clone()).unwrap_or_default();
        tell(format_args!("{} is read by the saved profile {profile:?}", file_name(path)));
        return Ok(file);
    }
    let mut file = InspectedFile::new(path.to_owned(), found, fixed);
    if let Some(kind) = how.kind {
        let mut mapping = Mapping::propose(kind, &file.inspection.headings);
        mapping.fit_anew(&file.inspection.profiles);
        file.mapping = Some(mapping);
    }
    let mapping = file.mapping.as_ref().ok_or_else(|| no_kind(path))?;
    mapping.check().map_err(at_file(path))?;
    Ok(file)
}

fn no_kind(path: &Path) -> Failure {
    let name = shown(path);
    Failure(format!(
        "{name}: the headings fit no kind of file; name one with --kind, or edit what wardtwin inspect {name} --mapping M.toml writes and give it with --mapping"
    ))
}

/// By the first of the mappings named that fits.
fn by_one_of(path: &Path, source: &Source, how: &How, progress: &Progress) -> Result<InspectedFile, Obstacle> {
    let mut reasons = Vec::new();
    for profile in &how.given {
        let mut profile = profile.clone();
        // What was said on the command line wins.
        if how.pick != Pick::default() {
            profile.place = SheetPlace::default();
        }
        if how.headings.is_some() {
            profile.fixed = Fixed { headings: how.headings, first_row: None, last_row: None, ..profile.fixed };
        }
        match read_by(source, &profile, how.encoding, progress) {
            Ok(file) => return Ok(file),
            Err(
                error @ (ImportError::ProfileHeading { .. }
                | ImportError::ProfileSheet { .. }
                | ImportError::MissingColumns { .. }),
            ) => reasons.push(error.to_string()),
            Err(error) => return Err(at_file(path)(error).into()),
        }
    }
    let reasons = reasons.join("; ");
    Err(Obstacle::NoMappingFits(format!(
        "{}: {reasons}; change the mapping's headings to those of the file, or import the file by itself",
        shown(path)
    )))
}

/// Lines around the table, which no count of rows tells of.
fn tell_what_is_left_out(path: &Path, file: &InspectedFile) {
    let form = &file.inspection.form;
    let is_footer_read = form.is_footer_read();
    let sides = [("above", &form.above), ("behind", &form.footer)];
    let sides = sides.into_iter().filter(|(side, _)| !is_footer_read || *side == "above");
    if form.comments.count > 0 {
        let (count, first) = (form.comments.count, form.comments.lines.first().copied().unwrap_or_default());
        let (name, lines) = (file_name(path), if count == 1 { "1 comment line is" } else { "comment lines are" });
        match count {
            1 => tell(format_args!("{name}: {lines} left out: line {first}")),
            _ => tell(format_args!("{name}: {count} {lines} left out, the first is line {first}")),
        }
    }
    for (side, lines) in sides.filter(|(_, lines)| lines.count > 0) {
        let first = lines.lines.first().copied().unwrap_or_default();
        let (name, count) = (file_name(path), lines.count);
        match count {
            1 => tell(format_args!("{name}: line {first}, {side} the table, is left out")),
            _ => tell(format_args!("{name}: {count} lines {side} the table are left out, the first is line {first}")),
        }
    }
}

/// Tables of the file that are not read; whether there are any.
fn tell_unread_tables(path: &Path, file: &InspectedFile) -> bool {
    let form = &file.inspection.form;
    let lines = |table: &TableFound| format!("lines {} to {}", table.first_line, table.last_line);
    let unread: Vec<String> = form.unread_tables().map(lines).collect();
    let Some(other) = form.unread_tables().next() else { return false };
    let is_unread = |table: &&TableFound| form.unread_tables().any(|other| other == *table);
    let read = form.tables.iter().find(|table| !is_unread(table)).map(lines).unwrap_or_default();
    let (name, count) = (file_name(path), form.tables.len());
    tell(format_args!(
        "{name} HOLDS {count} TABLES: only that of {read} is read; NOT read: {}; import the file again with --headings {} for the next",
        unread.join(", "),
        other.first_line
    ));
    true
}

/// Columns whose numbers are read in the unit behind each of them, with how many are in which.
fn tell_own_units(path: &Path, file: &InspectedFile) {
    let Some(mapping) = &file.mapping else { return };
    for series in mapping.series().filter(|series| series.part == CellPart::OwnUnit) {
        let profile = usize::from(series.column).checked_sub(1).and_then(|at| file.inspection.profiles.get(at));
        let Some(profile) = profile else { continue };
        let counts = own_units(profile).into_iter().map(|(unit, count)| format!("{count} in {}", display_unit(unit)));
        let unit = series.unit.as_deref().unwrap_or_default();
        let rest = (profile.without_unit > 0).then(|| format!("{} without are in {unit}", profile.without_unit));
        let counts: Vec<String> = counts.chain(rest).collect();
        let (name, heading) = (file_name(path), mapping.heading_of(series));
        tell(format_args!(
            "{name}: column {} {heading:?}: each number is read in the unit behind it: {}",
            series.column,
            counts.join(", ")
        ));
    }
}

/// Columns that become nothing, and other parts of the same file.
fn tell_what_is_ignored(path: &Path, file: &InspectedFile) {
    let name = file_name(path);
    let ignored = file.mapping.as_ref().map(Mapping::ignored_headings).unwrap_or_default();
    if !ignored.is_empty() {
        tell(format_args!("{name}: not imported: {}", ignored.join(", ")));
    }
    for (column, cell) in file.mapping.iter().flat_map(|mapping| mapping.speaking_against(&file.inspection.profiles)) {
        tell(format_args!(
            "{name}: column {column} is not imported and says {cell:?}: its rows are taken as they stand; a mapping makes it \
             the column of status, void or valid"
        ));
    }
    let series = file.mapping.as_ref().map(Mapping::unread_series).unwrap_or_default();
    if !series.is_empty() {
        let series = series.join(", ");
        let how = if file.has_untimed_values() { how_to_give_a_time(path) } else { String::new() };
        tell(format_args!(
            "{name}: measured values among them: {series}; import the file a second time with --kind observations_wide{how}"
        ));
    }
    let parts = &file.inspection.parts;
    if parts.len() > 1 {
        let names: Vec<&str> = parts.iter().map(|part| part.name.as_str()).collect();
        tell(format_args!("{name} holds {}; one is read, choose another with --part", names.join(", ")));
    }
}

/// What to do where no heading says when the values were measured.
fn how_to_give_a_time(path: &Path) -> String {
    let name = shown(path);
    format!(
        ", which needs the time of measurement, and no heading says it: wardtwin inspect {name} --kind observations_wide --mapping M.toml writes a mapping to be given with --mapping; in its field \"time\" write the column's heading, or instead of from the same time for all rows: constant = \"2026-03-01 08:00\""
    )
}

/// Values that fit another unit than their column's heading says: they are kept in the heading's, and flagged.
fn tell_mixed_units(path: &Path, file: &InspectedFile) {
    let columns = file.mapping.iter().flat_map(|mapping| mapping.columns.iter());
    let by_column = |mapped: &&FieldColumn| {
        mapped.unit.is_some() && mapped.unit_by_value.is_empty() && mapped.part != CellPart::OwnUnit
    };
    for mapped in columns.filter(by_column) {
        let indicator = IndicatorId::from_code(&mapped.field).map(IndicatorId::indicator);
        let profile = usize::from(mapped.column).checked_sub(1).and_then(|at| file.inspection.profiles.get(at));
        let Some(mixed) = indicator.zip(profile).and_then(|(indicator, profile)| mixed_units_of(indicator, profile))
        else {
            continue;
        };
        let part = |(unit, share): &(&str, f64)| format!("{:.0} % of the values can only be {unit}", share * 100.0);
        let parts = mixed.iter().map(part).collect::<Vec<_>>().join(", ");
        let (name, unit) = (file_name(path), mapped.unit.as_deref().unwrap_or_default());
        tell(format_args!(
            "{name}: column {}: {parts}; all are taken as {unit}, as its heading says; to tell them apart write unit_by_value into a mapping",
            mapped.column
        ));
    }
}

/// Names that a spreadsheet turned into dates: they are imported as they stand, for only the sender has the names.
fn tell_spoilt_names(path: &Path, file: &InspectedFile) {
    for (column, heading, genes) in file.inspection.gene_dates() {
        tell(format_args!("{}: {}", file_name(path), spoilt_names(column, heading, genes)));
    }
}

/// Identifiers whose digits a spreadsheet threw away: they are imported as they stand.
fn tell_spoilt_identifiers(path: &Path, file: &InspectedFile) {
    for (column, cells) in file.mapping.iter().flat_map(|mapping| file.inspection.spoilt_identifiers(mapping)) {
        let heading = usize::from(column).checked_sub(1).and_then(|at| file.inspection.headings.get(at));
        let (name, heading) = (file_name(path), heading.map_or("", String::as_str));
        tell(format_args!("{name}: {}", spoilt_identifiers(column, heading, cells)));
    }
}

fn spoilt_identifiers(column: u16, heading: &str, cells: &OddCells) -> String {
    const LINES: usize = 5;
    let first = cells.first.iter().take(LINES).map(|cell| format!("line {}: {}", cell.line, cell.text));
    let first = first.collect::<Vec<_>>().join(", ");
    let count = match cells.count {
        1 => "1 identifier is a number with an exponent".to_owned(),
        count => format!("{count} identifiers are numbers with an exponent"),
    };
    format!(
        "column {column} {heading:?}: {count}, as a spreadsheet shows a long number ({first}); their digits are lost: get the file from its source again, with this column as text"
    )
}

/// Cells that become "missing": no reject tells of them.
fn tell_missing_words(path: &Path, file: &InspectedFile) {
    for mapped in file.mapping.iter().flat_map(|mapping| mapping.columns.iter()) {
        let profile = usize::from(mapped.column).checked_sub(1).and_then(|at| file.inspection.profiles.get(at));
        let Some((profile, reading)) = profile.zip(mapped.reading.as_ref()) else { continue };
        let taken: Vec<&(String, u64)> =
            profile.missing_words.iter().filter(|(word, _)| reading.missing.contains(word)).collect();
        if !taken.is_empty() {
            let words = taken.iter().map(|(word, count)| format!("{word:?} ({count})")).collect::<Vec<_>>().join(", ");
            let (name, count, field) =
                (file_name(path), taken.iter().map(|(_, count)| count).sum::<u64>(), &mapped.field);
            tell(format_args!(
                "{name}: column {}, read as {field}: cells taken as missing: {count}: {words}; where they say something, write missing = [] into a mapping",
                mapped.column
            ));
        }
    }
}

fn spoilt_names(column: usize, heading: &str, genes: &GeneDates) -> String {
    let count = genes.count;
    let first =
        genes.first.first().map_or_else(String::new, |gene| format!(", such as {} in line {}", gene.cell, gene.line));
    format!(
        "column {column} {heading:?}: {count} cells look like gene names that a spreadsheet turned into dates{first}"
    )
}

/// Demands that nothing is left to a guess.
fn demand_answers(path: &Path, file: &InspectedFile) -> Result<(), Failure> {
    let columns = file.mapping.iter().flat_map(|mapping| open_questions(mapping, &file.inspection.profiles));
    let columns: Vec<String> = columns.map(|question| column_question(&question)).collect();
    let name = shown(path);
    let remedy = (!columns.is_empty()).then(|| {
        format!("wardtwin inspect {name} --mapping M.toml writes a mapping to be edited and given with --mapping")
    });
    let open: Vec<String> = encoding_question(file).into_iter().chain(columns).chain(remedy).collect();
    if open.is_empty() {
        return Ok(());
    }
    let open = open.join("\n  ");
    Err(Failure(format!("{name}: this has to be decided before it can be imported:\n  {open}")))
}

fn column_question(question: &OpenQuestion) -> String {
    if question.question == Question::SecondColumn {
        return question.sentence();
    }
    format!(
        "column {} {:?}, read as {}: {} ({}); say which in a mapping: {}",
        question.column,
        question.heading,
        question.field,
        question.words(),
        question.lines(),
        question.remedy()
    )
}

fn encoding_question(file: &InspectedFile) -> Option<String> {
    if file.fixed.encoding.is_some() || file.inspection.is_encoding_sure() {
        return None;
    }
    let found = &file.inspection.form.encoding;
    let all = std::iter::once((found.value, found.confidence)).chain(found.alternatives.iter().copied());
    let all: Vec<String> =
        all.map(|(encoding, sure)| format!("{} ({:.0} %)", encoding.id(), f64::from(sure) * 100.0)).collect();
    let mut lines = file.inspection.rows.iter().filter(|row| row.cells.iter().any(|cell| !cell.is_ascii()));
    let line =
        lines.next().map_or_else(String::new, |row| format!("; line {} reads {}", row.line, row.cells.join(", ")));
    Some(format!("the encoding could be {}{line}; say which with --encoding", all.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spoilt_names_are_told_with_the_first_of_them() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("genes.csv");
        std::fs::write(&path, "code,gene\n1,TP53\n2,2-Sep\n3,1-Mar\n4,BRCA1\n").expect("a file");
        let found = reading::inspect(&path).expect("it is text");
        let told: Vec<String> =
            found.gene_dates().map(|(at, heading, genes)| spoilt_names(at, heading, genes)).collect();
        let want = "column 2 \"gene\": 2 cells look like gene names that a spreadsheet turned into dates, such as 2-Sep in line 3";
        assert_eq!(told, [want]);
    }
}
