//! Profiles: writing and reading gives the mapping back; files are found again by headings; errors name the line.

use proptest::prelude::*;

use super::super::form::{Delimiter, Encoding, Escape, Fixed, HeadingLines, LineEnd, ShortText};
use super::super::observations_wide::ObservationsWide;
use super::super::values::{
    ColumnReading, DateForm, DateOrder, DecimalMark, MissingWords, NumberForm, Pivot, SerialSystem, ThousandsMark,
};
use super::super::{FORMATS, ImportError};
use super::profile::Profile;
use super::{CellPart, FieldColumn, Mapping, UnitSpan};

fn reading() -> impl Strategy<Value = ColumnReading> {
    let pivot = any::<u8>().prop_map(Pivot);
    let order = prop::sample::select(DateOrder::ALL.to_vec());
    let date = prop_oneof![
        Just(DateForm::Iso),
        (order.clone(), pivot.clone()).prop_map(|(order, pivot)| DateForm::Ordered { order, pivot }),
        (order, pivot).prop_map(|(order, pivot)| DateForm::Compact { order, pivot }),
        prop::sample::select(vec![SerialSystem::From1900, SerialSystem::From1904]).prop_map(DateForm::Serial),
    ];
    let decimal = prop::sample::select(vec![DecimalMark::Point, DecimalMark::Comma]);
    let thousands = prop::option::of(prop::sample::select(ThousandsMark::ALL.to_vec()));
    let missing = prop::collection::vec("[a-zA-Z0-9/\"'\\\\-]{1,4}", 0..3);
    (decimal, thousands, date, missing).prop_map(|(decimal_mark, thousands_mark, date, missing)| ColumnReading {
        number: NumberForm { decimal_mark, thousands_mark },
        date,
        missing: MissingWords::of(missing.iter().map(String::as_str)),
    })
}

fn span() -> impl Strategy<Value = UnitSpan> {
    ("[a-zA-Z/%]{1,6}", any::<f32>(), any::<f32>())
        .prop_filter("a number", |(_, low, high)| !low.is_nan() && !high.is_nan())
        .prop_map(|(unit, low, high)| UnitSpan { unit, low: f64::from(low), high: f64::from(high) })
}

/// A field without its name: from a column and perhaps a further one, or a constant.
fn field() -> impl Strategy<Value = FieldColumn> {
    let words = prop::collection::btree_map(any::<String>(), any::<String>(), 0..3);
    let unit = prop::option::of("[a-zA-Z/\\[\\]]{1,6}");
    let joined = prop::option::of(1u16..=5);
    let made = (prop::option::of(any::<String>()), any::<bool>());
    (1u16..=5, joined, made, unit, prop::option::of(reading()), words, prop::collection::vec(span(), 0..2)).prop_map(
        |(column, joined, (constant, is_unit), unit, reading, words, unit_by_value)| FieldColumn {
            field: String::new(),
            column: if constant.is_some() { 0 } else { column },
            joined: joined.filter(|_| constant.is_none()).into_iter().collect(),
            part: if is_unit { CellPart::Unit } else { CellPart::Whole },
            settled: reading.is_some(),
            century: reading.as_ref().and_then(|reading| reading.date.pivot()),
            unit_settled: unit.is_some(),
            place_settled: true,
            words: words.into_iter().collect(),
            constant,
            unit,
            reading,
            unit_by_value,
        },
    )
}

fn mapping() -> impl Strategy<Value = Mapping> {
    let headings = prop::collection::vec(prop_oneof![Just("Value".to_owned()), any::<String>()], 5);
    (0..FORMATS.len(), headings, prop::collection::vec(field(), 1..4)).prop_map(|(format, headings, mut columns)| {
        let format = FORMATS[format];
        columns.sort_by_key(|mapped| mapped.column);
        for (mapped, column) in columns.iter_mut().zip(format.columns()) {
            mapped.field = column.field.to_owned();
        }
        columns.retain(|mapped| !mapped.field.is_empty());
        let mut mapping = Mapping { format: format.id(), columns, headings, left_out: Vec::new() };
        let unread = (1..=5).filter(|column| mapping.field_of(*column).is_none());
        mapping.left_out = unread.collect();
        mapping
    })
}

fn fixed() -> impl Strategy<Value = Fixed> {
    let text = || prop::sample::select(vec![";", "\t", "||", "。"]).prop_map(ShortText::new);
    let delimiter =
        prop_oneof![Just(None), Just(Some(Delimiter::Blanks)), text().prop_map(|text| text.map(Delimiter::Text))];
    let quote = prop::sample::select(vec![None, Some(b'"'), Some(b'\'')]);
    let lines = prop::option::of((1u32..9, 1u32..4).prop_map(|(first, count)| HeadingLines { first, count }));
    (
        prop::option::of(prop::sample::select(Encoding::all().to_vec())),
        prop::option::of(delimiter),
        prop::option::of(quote),
        prop::option::of(prop::sample::select(vec![Escape::Doubled, Escape::Backslash])),
        prop::option::of(prop_oneof![Just(None), text()]),
        prop::option::of(prop::sample::select(vec![LineEnd::LineFeed, LineEnd::CarriageReturn])),
        prop::option::of(lines),
        prop::option::of(any::<u32>()),
        prop::option::of(prop::option::of(any::<u32>())),
    )
        .prop_map(|(encoding, delimiter, quote, escape, comment, line_end, headings, first_row, last_row)| Fixed {
            encoding,
            delimiter,
            quote,
            escape,
            comment,
            line_end,
            headings,
            first_row,
            last_row,
        })
}

proptest! {
    #[test]
    fn a_mapping_written_and_read_is_itself(mapping in mapping(), fixed in fixed(), name in any::<String>()) {
        let text = Profile::of(&name, &mapping, fixed, &[]).to_toml();
        let read = Profile::from_toml(&text, &name).map_err(|error| TestCaseError::fail(format!("{error}\n{text}")))?;
        prop_assert_eq!(read.fixed, fixed);
        prop_assert_eq!(&read.name, &name);
        let again = read.mapping(&mapping.headings).map_err(|error| TestCaseError::fail(format!("{error}\n{text}")))?;
        prop_assert_eq!(again, mapping);
    }

    #[test]
    fn arbitrary_text_is_refused_or_read(text in any::<String>()) {
        let _outcome = Profile::from_toml(&text, "x.toml");
    }
}

fn headings(line: &str) -> Vec<String> {
    line.split(',').map(str::to_owned).collect()
}

#[test]
fn columns_are_found_again_by_heading() {
    let first = headings("patient_id,Date,Date,Heart rate (/min),note");
    let mut mapping = Mapping::propose(&ObservationsWide, &first);
    mapping.set("time", Some(3), None);
    let profile = Profile::of("Ward", &mapping, Fixed::default(), &[]);
    let moved = headings("note,Heart rate (/min),DATE,Date,Date,patient_id");
    let again = profile.mapping(&moved).expect("every heading is there");
    assert_eq!(
        (again.column_of("time"), again.column_of("8867-4"), again.column_of("patient_id")),
        (Some(5), Some(2), Some(6))
    );
    assert!(profile.knows_all(&first) && profile.fits(&moved) && !profile.knows_all(&moved));
    let lacking = profile.mapping(&headings("patient_id,Date,Heart rate (/min)"));
    assert!(matches!(lacking, Err(ImportError::ProfileHeading { heading, .. }) if heading == "Date"));
}

#[test]
fn errors_name_the_line_and_what_would_do() {
    let error = |text: &str| match Profile::from_toml(text, "m.toml") {
        Err(ImportError::BadProfile { line, what, .. }) => (line, what),
        other => panic!("{other:?}"),
    };
    let begun = "kind = \"observations\"\n\n[[field]]\nfield = \"value\"\n";
    let (line, what) = error("name = \"x\"\nkind = \"observation\"\n");
    assert!(line == Some(2) && what.contains("patients, observations,"), "{line:?} {what}");
    let (line, what) = error(&format!("{begun}from = \"V\"\ndecimal_mark = \";\"\n"));
    assert!(line == Some(6) && what.contains("`,`"), "{line:?} {what}");
    let (line, what) = error(&format!("{begun}from = 3\n"));
    assert!(line == Some(5) && what.contains("a heading such as"), "{line:?} {what}");
    let (line, what) = error(begun);
    assert!(line == Some(3) && what.contains("constant"), "{line:?} {what}");
    let (line, what) = error(&format!("{begun}from = \"V\"\n\n[[field]]\nfield = \"vlaue\"\nfrom = \"W\"\n"));
    assert!(line == Some(7) && what.contains("its fields are patient_id"), "{line:?} {what}");
    let (line, what) = error("kind = \"patients\"\n[file]\nencoding = \"klingon\"\n");
    assert!(line == Some(2) && what.contains("klingon"), "{line:?} {what}");
}

#[test]
fn the_example_of_the_tutorial_reads() {
    let tutorial = include_str!("../../../../docs/import.md");
    let example = tutorial.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("an example");
    let profile = Profile::from_toml(example, "import.md").expect("it reads");
    let mapping = profile.mapping(&headings("Patient,Date,Clock,Glucose,Glucose,note")).expect("it fits");
    assert_eq!((mapping.column_of("14749-6"), mapping.check().is_ok()), (Some(5), true));
}

#[test]
fn a_required_field_without_a_column_has_a_place_to_be_written_into() {
    let lacking = headings("病人代号,时间,Heart rate (/min)");
    let mapping = Mapping::propose(&ObservationsWide, &lacking);
    let profile = Profile::of("Ward", &mapping, Fixed::default(), &[]).with_room_for(&mapping.missing());
    let text = profile.to_toml();
    assert!(text.contains("one of \"病人代号\"\nfield = \"patient_id\"\nfrom = \"?\""), "{text}");
    let read = |text: &str| Profile::from_toml(text, "m.toml").expect("it reads").mapping(&lacking);
    assert!(matches!(read(&text), Err(ImportError::ProfileHeading { heading, .. }) if heading == "?"));
    let written = read(&text.replace("\"?\"", "\"病人代号\"")).expect("every heading is there");
    assert_eq!((written.column_of("patient_id"), written.missing().len()), (Some(1), 0));
}
