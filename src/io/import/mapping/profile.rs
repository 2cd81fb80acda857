//! A saved way of reading files of one shape: the mapping by headings instead of by column numbers, and what has to be
//! said about the file's form.
//!
//! What nobody has said and nothing decided is left out, so that it is looked for anew in the next file.

use std::collections::{BTreeSet, HashMap};

use crate::domain::unit_words::ucum_from_spelling;

use super::super::container::{CellRange, PartPick, Pick};
use super::super::error::ImportError;
use super::super::form::{DetectedForm, Encoding, Escape, Fixed, ShortText};
use super::super::format_by_id;
use super::super::preview::{Inspection, SURE};
use super::super::source::Source;
use super::super::values::{ColumnProfile, ColumnReading, Pivot};
use super::fit::Question;
use super::propose::{plain_heading, unit_in_heading};
use super::questions::{OpenQuestion, open_questions};
use super::{CellPart, FieldColumn, Mapping, UnitSpan};

/// Stands where a person has to write a heading.
const NOT_SAID: &str = "?";

/// How files of one shape are read.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    pub name: String,
    /// Id of the format.
    pub kind: &'static str,
    /// What is not to be detected.
    pub fixed: Fixed,
    pub place: SheetPlace,
    pub fields: Vec<ProfileField>,
    /// Headings that are known and left out.
    pub not_imported: Vec<HeadingRef>,
    /// Headings of which a person has to say whether they are left out, with why, in lines; written as comments and not
    /// read.
    pub left_open: Vec<(HeadingRef, String)>,
}

/// Where in a workbook the table is; says nothing of other files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SheetPlace {
    /// `None`: whichever sheet is picked, by default the largest.
    pub sheet: Option<String>,
    /// `None`: all cells of the sheet.
    pub cells: Option<CellRange>,
}

impl SheetPlace {
    /// Where an inspected file's table is. The only sheet of a workbook is found by itself, whatever it is called.
    pub fn of(inspection: &Inspection) -> SheetPlace {
        let source = &inspection.source;
        let Some(sheet) = source.sheet() else { return SheetPlace::default() };
        let is_one_of_several = inspection.parts.len() > 1;
        SheetPlace { sheet: is_one_of_several.then(|| sheet.name.clone()), cells: source.pick().range }
    }

    /// Whether a file's table was taken from there.
    pub fn is_in(&self, source: &Source) -> bool {
        let Some(sheet) = source.sheet() else { return true };
        let is_sheet = self.sheet.as_ref().is_none_or(|name| *name == sheet.name);
        let are_cells = self.cells.is_none() || self.cells == source.pick().range;
        is_sheet && are_cells
    }
}

/// One field and where it comes from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ProfileField {
    pub field: String,
    /// Several are joined in this order; none for a constant.
    pub from: Vec<HeadingRef>,
    pub constant: Option<String>,
    pub unit: Option<String>,
    /// The unit is that of the heading, whatever the values look like: a person has said so.
    pub unit_as_stated: bool,
    pub unit_by_value: Vec<UnitSpan>,
    /// `None`: looked for in every file anew.
    pub reading: Option<ColumnReading>,
    /// In order of the word written.
    pub words: Vec<(String, String)>,
    pub part: CellPart,
    /// The century of two-digit years; `None`: asked for every file.
    pub century: Option<Pivot>,
    /// What a person still has to decide, in lines; written as comments and not read.
    pub open: Vec<String>,
    /// Line of the text that it was read from; 0 for none.
    pub line: usize,
}

/// A column by what stands above it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeadingRef {
    /// Without the blanks around it.
    pub heading: String,
    /// From 1, where a heading stands several times.
    pub occurrence: usize,
}

impl HeadingRef {
    /// As a profile's text has it.
    pub(super) fn text(&self) -> String {
        match self.occurrence {
            0 | 1 => format!("{:?}", self.heading),
            occurrence => format!("{{ heading = {:?}, occurrence = {occurrence} }}", self.heading),
        }
    }

    /// The reference to a column, from 1.
    pub(super) fn of(headings: &[String], column: u16) -> Option<HeadingRef> {
        let place = usize::from(column).checked_sub(1)?;
        let heading = headings.get(place)?.trim();
        let before = headings.iter().take(place).filter(|other| other.trim() == heading).count();
        Some(HeadingRef { heading: heading.to_owned(), occurrence: before + 1 })
    }

    /// The references to all columns, in order.
    fn of_all(headings: &[String]) -> Vec<HeadingRef> {
        let mut seen: HashMap<&str, usize> = HashMap::new();
        let mut all = Vec::with_capacity(headings.len());
        for heading in headings {
            let occurrence = seen.entry(heading.trim()).or_default();
            *occurrence += 1;
            all.push(HeadingRef { heading: heading.trim().to_owned(), occurrence: *occurrence });
        }
        all
    }

    /// The column, from 1: headed exactly so, else the only one headed so but for case and marks.
    fn find(&self, headings: &[String]) -> Option<u16> {
        let column = |place: usize| u16::try_from(place + 1).ok();
        let mut same = headings.iter().enumerate().filter(|(_, heading)| heading.trim() == self.heading);
        if let Some((place, _)) = same.nth(self.occurrence.saturating_sub(1)) {
            return column(place);
        }
        let plain = plain_heading(&self.heading);
        let mut alike = headings.iter().enumerate().filter(|(_, heading)| plain_heading(heading) == plain);
        match (alike.next(), alike.next()) {
            (Some((place, _)), None) if self.occurrence == 1 => column(place),
            _ => None,
        }
    }
}

impl Profile {
    /// The profile of a mapping. `profiles` are those of the columns: they say what is still open.
    pub fn of(name: &str, mapping: &Mapping, fixed: Fixed, profiles: &[ColumnProfile]) -> Profile {
        let open = open_questions(mapping, profiles);
        let field = |mapped: &FieldColumn| {
            let is_own = |open: &&OpenQuestion| open.field == mapped.field && open.question != Question::SecondColumn;
            let own = || open.iter().filter(is_own);
            let is_place_open = own().any(|question| question.question == Question::WhichDate);
            let is_unit_open =
                own().any(|question| matches!(question.question, Question::OtherUnit | Question::MassOfWhat));
            let remarks = own().flat_map(|question| question.remark()).collect();
            let field = ProfileField::of(mapping, mapped, remarks);
            // A doubtful unit is not one that anybody said.
            let unit = field.unit.filter(|_| !is_unit_open);
            // Nor are doubtful columns those that anybody chose.
            let from = if is_place_open { Vec::new() } else { field.from };
            ProfileField { unit, from, ..field }
        };
        let second: Vec<&OpenQuestion> =
            open.iter().filter(|question| question.question == Question::SecondColumn).collect();
        let is_second = |column: u16| second.iter().any(|question| question.column == column);
        let left_open = second
            .iter()
            .filter_map(|question| Some((HeadingRef::of(&mapping.headings, question.column)?, question.sentence())));
        let columns = (1..).zip(HeadingRef::of_all(&mapping.headings));
        let left_out = columns.filter(|(column, _)| mapping.field_of(*column).is_none() && !is_second(*column));
        Profile {
            name: name.to_owned(),
            kind: mapping.format,
            fixed,
            place: SheetPlace::default(),
            fields: mapping.columns.iter().map(field).collect(),
            not_imported: left_out.map(|(_, heading)| heading).collect(),
            left_open: left_open.collect(),
        }
    }

    /// With the sheet and the cells that an inspected workbook was read from.
    #[must_use]
    pub fn placed_as(self, inspection: &Inspection) -> Profile {
        Profile { place: SheetPlace::of(inspection), ..self }
    }

    /// The source of the same file that the profile reads: its sheet and cells of a workbook.
    ///
    /// # Errors
    /// [`ImportError::ProfileSheet`] where the workbook has no such sheet; the file cannot be read.
    pub fn source_in(&self, source: &Source) -> Result<Source, ImportError> {
        if self.place.is_in(source) {
            return Ok(source.clone());
        }
        let part = match &self.place.sheet {
            None => source.pick().part.clone(),
            Some(sheet) if source.parts()?.iter().any(|part| part.name == *sheet) => {
                Some(PartPick::Name(sheet.clone()))
            }
            Some(sheet) => {
                return Err(ImportError::ProfileSheet { profile: self.name.clone(), sheet: sheet.clone() });
            }
        };
        source.repick(Pick { part, range: self.place.cells })
    }

    /// Without fields of which it is open where they stand: as a file that lacks them.
    #[must_use]
    pub fn without_open_places(mut self) -> Profile {
        self.fields.retain(|field| !field.from.is_empty() || field.constant.is_some());
        self
    }

    /// With a place to write the heading of each of these fields into.
    #[must_use]
    pub fn with_room_for(mut self, missing: &[&str]) -> Profile {
        let headings: Vec<String> = self.not_imported.iter().map(|from| format!("{:?}", from.heading)).collect();
        let columns = format_by_id(self.kind).map_or(&[][..], |format| format.columns());
        // "value" of a wide table is no field: it says that no column holds values.
        for field in missing.iter().filter(|field| columns.iter().any(|column| column.field == **field)) {
            self.fields.push(ProfileField {
                field: (*field).to_owned(),
                from: vec![HeadingRef { heading: NOT_SAID.to_owned(), occurrence: 1 }],
                open: vec![format!("Required: write the heading of its column, one of {}", headings.join(", "))],
                ..ProfileField::default()
            });
        }
        self
    }

    /// The mapping for a file with these headings. Readings that the profile leaves out are to be
    /// [fitted](Mapping::fit).
    ///
    /// # Errors
    /// [`ImportError::ProfileHeading`] names the first heading that the file does not have.
    pub fn mapping(&self, headings: &[String]) -> Result<Mapping, ImportError> {
        let mut columns =
            self.fields.iter().map(|field| self.column(field, headings)).collect::<Result<Vec<_>, _>>()?;
        columns.sort_by_key(|mapped| mapped.column);
        let left_out = self.not_imported.iter().filter_map(|from| from.find(headings)).collect();
        Ok(Mapping { format: self.kind, columns, headings: headings.to_vec(), left_out })
    }

    fn column(&self, field: &ProfileField, headings: &[String]) -> Result<FieldColumn, ImportError> {
        let find = |from: &HeadingRef| {
            from.find(headings).ok_or_else(|| ImportError::ProfileHeading {
                profile: self.name.clone(),
                line: field.line,
                heading: from.heading.clone(),
            })
        };
        let mut columns = field.from.iter().map(find).collect::<Result<Vec<u16>, _>>()?.into_iter();
        let column = columns.next().unwrap_or(0);
        let heading = headings.get(usize::from(column).wrapping_sub(1)).filter(|_| field.unit_by_value.is_empty());
        let in_heading = heading.and_then(|heading| unit_in_heading(&field.field, heading));
        // The heading's own unit is written into every profile; it answers nothing.
        let is_other = |unit: &String| in_heading.as_deref().map(ucum_from_spelling) != Some(ucum_from_spelling(unit));
        let unit_settled = field.unit_as_stated || field.unit.as_ref().is_some_and(is_other);
        Ok(FieldColumn {
            field: field.field.clone(),
            column,
            unit: field.unit.clone().or(in_heading),
            joined: columns.collect(),
            constant: field.constant.clone(),
            reading: field.reading.clone(),
            words: field.words.clone(),
            part: field.part,
            settled: field.reading.is_some(),
            place_settled: true,
            unit_by_value: field.unit_by_value.clone(),
            unit_settled,
            century: field.century,
        })
    }

    /// Whether a file with these headings can be read by this profile.
    pub fn fits(&self, headings: &[String]) -> bool {
        self.mapping(headings).is_ok_and(|mapping| mapping.check().is_ok())
    }

    /// Whether these are the headings of the files that the profile was made for: it fits, and knows every column.
    pub fn knows_all(&self, headings: &[String]) -> bool {
        let all = self.fields.iter().flat_map(|field| &field.from).chain(&self.not_imported);
        let known: BTreeSet<u16> = all.filter_map(|from| from.find(headings)).collect();
        known.len() == headings.len() && self.fits(headings)
    }
}

impl ProfileField {
    fn of(mapping: &Mapping, mapped: &FieldColumn, open: Vec<String>) -> ProfileField {
        let mut words = mapped.words.clone();
        words.sort();
        ProfileField {
            field: mapped.field.clone(),
            from: mapped.columns().filter_map(|column| HeadingRef::of(&mapping.headings, column)).collect(),
            constant: mapped.constant.clone(),
            unit: mapped.unit.clone(),
            unit_as_stated: mapped.unit_settled && mapping.is_unit_of_heading(mapped),
            unit_by_value: mapped.unit_by_value.clone(),
            reading: mapped.reading.clone().filter(|_| open.is_empty() || mapped.settled),
            words,
            part: mapped.part,
            century: mapped.century,
            open,
            line: 0,
        }
    }
}

/// What of a file's form has to be said again for the next file of its shape: what a person said, and what is not as
/// in a plain file. Where the table begins and ends is found in each file anew unless a person said it; a last row is
/// this file's alone.
pub fn fixed_form(found: &DetectedForm, fixed: Fixed) -> Fixed {
    let dialect = &found.form.dialect;
    let is_sure = found.encoding.confidence >= SURE;
    let encoding = Some(found.form.encoding).filter(|encoding| is_sure && *encoding != Encoding::Utf8);
    let comma = ShortText::new(",").map(super::super::form::Delimiter::Text);
    Fixed {
        encoding: fixed.encoding.or(encoding),
        delimiter: fixed.delimiter.or((dialect.delimiter != comma).then_some(dialect.delimiter)),
        quote: fixed.quote.or((dialect.quote != Some(b'"')).then_some(dialect.quote)),
        escape: fixed.escape.or((dialect.escape != Escape::Doubled).then_some(dialect.escape)),
        comment: fixed.comment.or(dialect.comment.map(Some)),
        last_row: None,
        ..fixed
    }
}
