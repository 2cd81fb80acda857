//! What the time of a measurement is read from, and which columns of the same thing are asked about: whole files, looked
//! at as the window and as the command line do.

use std::io::Write as _;

use super::super::container::Pick;
use super::super::form::{Encoding, Fixed};
use super::super::preview::{Inspection, Look, inspect_with};
use super::super::source::Source;
use super::super::{format_by_id, mapping::Mapping};
use super::Profile;
use super::fit::Question;
use super::questions::open_questions;
use crate::base::Progress;

const ROWS: usize = 12;

/// A cell of a column with that heading, by what it holds: a date of its own for each kind of event, a clock, a number.
fn cell(heading: &str, row: usize) -> String {
    let clock = ["Time", "time", "时间", "时刻", "Clock"].iter().any(|word| heading.contains(word));
    let date = ["DOB", "ate", "日期", "生日", "Visit"].iter().any(|word| heading.contains(word));
    let day = row + 13;
    match heading {
        "MRN" | "患者编号" | "病历号" => format!("P{row:03}x"),
        "Name" => format!("Somebody {row}"),
        "Sex" => ["f", "m"][row % 2].to_owned(),
        "code" => "2951-2".to_owned(),
        "unit" => "mmol/L".to_owned(),
        "Lab" => "Main".to_owned(),
        "DOB" | "Date of birth" | "出生日期" => format!("19{}-03-{day}", 50 + row),
        _ if clock && !date => format!("{:02}:{:02}", row, row * 4),
        _ if date => format!("2024-05-{day}"),
        _ => format!("{}", 120 + row),
    }
}

fn looked_at(headings: &str, look: Look, cell: impl Fn(&str, usize) -> String) -> Inspection {
    let names: Vec<&str> = headings.split(',').collect();
    let mut text = format!("{headings}\n");
    for row in 0..ROWS {
        let cells: Vec<String> = names.iter().map(|name| cell(name, row)).collect();
        text += &(cells.join(",") + "\n");
    }
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(text.as_bytes()).expect("room");
    let utf8 = Fixed { encoding: Some(Encoding::Utf8), ..Fixed::default() };
    let source = Source::open(file.path(), Pick::default()).expect("it opens");
    inspect_with(source, utf8, look, &Progress::default()).expect("it is a table")
}

fn time_of(mapping: &Mapping) -> Option<String> {
    mapping.of("time").map(|mapped| mapping.heading_of(mapped))
}

fn is_asked(found: &Inspection, mapping: &Mapping, question: Question) -> bool {
    mapping.questions(&found.profiles).any(|(_, asked)| asked == question)
}

#[test]
fn a_time_is_made_of_the_date_and_the_clock_that_belong_together() {
    let values = "Sodium (mmol/L),Pulse (/min)";
    for (headings, time, is_open) in [
        ("MRN,Sex,DOB,Date,Time", Some("Date + Time"), false),
        ("病历号,出生日期,日期,时间", Some("日期 + 时间"), false),
        ("患者编号,出生日期,采血日期,采血时间", Some("采血日期 + 采血时间"), false),
        ("MRN,Date of birth,Date,Time", Some("Date + Time"), false),
        ("MRN,DOB,Visit date,Time", Some("Visit date + Time"), false),
        ("MRN,Time,DOB,Visit date", Some("Visit date + Time"), false),
        ("MRN,Admission date,Date,Time", Some("Date + Time"), false),
        ("MRN,Admission date,Discharge date,Visit date,Time", Some("Visit date + Time"), false),
        ("MRN,入院日期,出院日期,日期,时间", Some("日期 + 时间"), false),
        ("MRN,DOB,Time,Lab", None, false),
        ("MRN,DOB,Time", None, false),
        ("MRN,Date of death,Onset date,Report date,Time", None, false),
        ("MRN,DOB,Sample date,Sample time", Some("Sample date + Sample time"), false),
        ("MRN,Collection time,DOB,Collection date", Some("Collection date + Collection time"), false),
        ("MRN,DOB,Date,Sampling time", Some("Date + Sampling time"), false),
        ("MRN,Report date,Sampling time,Date", Some("Date + Sampling time"), false),
        ("MRN,Visit date,Time,Study date", Some("Visit date + Time"), true),
        ("MRN,Study date,Visit date,Sampling time", Some("Visit date + Sampling time"), true),
        ("MRN,Visit date,Sampling time", Some("Visit date + Sampling time"), true),
        ("MRN,DOB,报告日期", Some("报告日期"), true),
        ("MRN,报告日期,报告时间", Some("报告日期 + 报告时间"), true),
        ("MRN,检测日期,报告日期,报告时间", Some("检测日期"), false),
        ("MRN,DOB,Date", Some("Date"), false),
        ("MRN,Surgery date,Time", Some("Surgery date + Time"), true),
        ("病历号,手术日期,时间", Some("手术日期 + 时间"), true),
        ("MRN,Last visit date,Time", Some("Last visit date + Time"), true),
        ("MRN,Vaccination date,Date,Time", Some("Date + Time"), false),
        ("病历号,就诊日期,时间", Some("就诊日期 + 时间"), false),
        ("MRN,Blood draw date,Time", Some("Blood draw date + Time"), false),
    ] {
        for look in [Look::Everything, Look::WhatIsRead] {
            let found = looked_at(&format!("{headings},{values}"), look, cell);
            let mapping = found.mapping.as_ref().expect("a kind of file");
            assert_eq!(mapping.format, "observations_wide", "{headings}");
            assert_eq!(time_of(mapping).as_deref(), time, "{headings} {look:?}");
            assert_eq!(mapping.missing().contains(&"time"), time.is_none(), "{headings}");
            assert_eq!(is_asked(&found, mapping, Question::WhichDate), is_open, "{headings} {look:?}");
        }
    }
    let long = looked_at("MRN,Name,DOB,Date,Time,code,value,unit", Look::WhatIsRead, cell);
    let mapping = long.mapping.as_ref().expect("a kind of file");
    assert_eq!((mapping.format, time_of(mapping).as_deref()), ("observations", Some("Date + Time")));
}

#[test]
fn the_only_date_is_asked_about_unless_its_heading_says_sampling() {
    for (heading, is_open) in [("Consent date", true), ("手术日期", true), ("Visit date", false), ("采血日期", false)]
    {
        let found = looked_at(&format!("MRN,{heading},Pulse (/min)"), Look::Everything, cell);
        let mapping = found.mapping.as_ref().expect("a kind of file");
        assert_eq!(time_of(mapping).as_deref(), Some(heading));
        assert_eq!(is_asked(&found, mapping, Question::WhichDate), is_open, "{heading}");
    }
}

#[test]
fn a_stay_begins_at_its_own_date_and_clock() {
    let found = looked_at("MRN,出生日期,入院日期,入院时间,出院日期,出院时间", Look::Everything, cell);
    let mut mapping = Mapping::propose(format_by_id("admissions").expect("a format"), &found.headings);
    mapping.fit(&found.profiles);
    let from = |field: &str| mapping.of(field).map(|mapped| mapping.heading_of(mapped));
    assert_eq!(from("admitted").as_deref(), Some("入院日期 + 入院时间"));
    assert_eq!(from("discharged").as_deref(), Some("出院日期 + 出院时间"));
}

#[test]
fn an_open_date_is_no_answer_in_a_profile_until_it_is_written() {
    let found = looked_at("MRN,Visit date,Time,Study date,Pulse (/min)", Look::Everything, cell);
    let mapping = found.mapping.as_ref().expect("a kind of file");
    let text = Profile::of("x", mapping, Fixed::default(), &found.profiles).to_toml();
    assert!(Profile::from_toml(&text, "x").is_err(), "{text}");
    let second = "# from = [\"Study date\", \"Time\"]";
    let said = Profile::from_toml(&text.replace(second, second.trim_start_matches("# ")), "x").expect("it is said");
    let mut said = said.mapping(&found.headings).expect("it fits");
    said.fit(&found.profiles);
    assert_eq!(time_of(&said).as_deref(), Some("Study date + Time"));
    assert!(said.is_decided(&found.profiles));
}

#[test]
fn a_person_may_take_the_birth_date_for_the_time() {
    let found = looked_at("MRN,DOB,Pulse (/min)", Look::Everything, cell);
    let text = "kind = \"observations_wide\"\n[[field]]\nfield = \"patient_id\"\nfrom = \"MRN\"\n[[field]]\nfield = \"time\"\nfrom = \"DOB\"\n[[field]]\nfield = \"8867-4\"\nfrom = \"Pulse (/min)\"\n";
    let mut said = Profile::from_toml(text, "x").and_then(|said| said.mapping(&found.headings)).expect("it fits");
    said.fit(&found.profiles);
    assert!(time_of(&said).as_deref() == Some("DOB") && said.is_decided(&found.profiles));
}

#[test]
fn a_second_column_of_the_same_is_asked_about_until_it_is_left_out() {
    let base = "MRN,Date";
    for (headings, asked) in [
        ("Glucose (mmol/L),Glucose (mg/dL)", vec![4]),
        ("Pulse (/min),Pulse (/min)", vec![4]),
        ("Temperature (C),Sodium (mmol/L),Temp (F)", vec![5]),
        ("血钾(mmol/L),K (mmol/L),Potassium (mmol/L)", vec![4, 5]),
        ("MRN,Pulse (/min)", vec![3]),
        ("Pulse (/min),empty Pulse,note,note", vec![]),
        ("Pulse (/min),Sodium (mmol/L)", vec![]),
    ] {
        for look in [Look::Everything, Look::WhatIsRead] {
            let found = looked_at(&format!("{base},{headings}"), look, cell);
            let mapping = found.mapping.as_ref().expect("a kind of file");
            let open = open_questions(mapping, &found.profiles);
            let second = open.iter().filter(|question| question.question == Question::SecondColumn);
            assert_eq!(second.map(|question| question.column).collect::<Vec<_>>(), asked, "{headings} {look:?}");
            let text = Profile::of("x", mapping, Fixed::default(), &found.profiles).to_toml();
            let again = |text: &str| {
                let read = Profile::from_toml(text, "x").and_then(|profile| profile.mapping(&found.headings));
                read.expect("it fits").second_columns(&found.profiles).len()
            };
            assert_eq!(again(&text), asked.len(), "{text}");
            assert_eq!(again(&text.replace("# not_imported", "not_imported")), 0, "{text}");
        }
    }
}

#[test]
fn a_second_column_without_a_value_is_no_loss() {
    let empty = |heading: &str, row: usize| match heading {
        "Glucose (mg/dL)" => String::new(),
        _ => cell(heading, row),
    };
    let found = looked_at("MRN,Date,Glucose (mmol/L),Glucose (mg/dL)", Look::WhatIsRead, empty);
    let mapping = found.mapping.as_ref().expect("a kind of file");
    assert!(mapping.second_columns(&found.profiles).is_empty());
    let mut changed = mapping.clone();
    changed.set("14749-6", Some(4), Some("mg/dL".to_owned()));
    assert_eq!(changed.second_columns(&found.profiles).first().map(|(column, _)| *column), Some(3));
    changed.leave_out(3);
    assert!(changed.second_columns(&found.profiles).is_empty());
}
