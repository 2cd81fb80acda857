use super::*;
use crate::analysis::diagnosis::learner::Task;

/// Cells as a reader hands them over.
fn column(name: &str, cells: &[&str]) -> RawColumn {
    let cell = |text: &&str| match text.parse::<f64>() {
        _ if text.is_empty() => RawCell::Missing,
        Ok(number) => RawCell::Number(number),
        Err(_) => match text.strip_prefix("day ") {
            Some(day) => RawCell::Day(day.parse().expect("a day")),
            None => RawCell::Word((*text).to_owned()),
        },
    };
    RawColumn { name: name.to_owned(), cells: cells.iter().map(cell).collect() }
}

fn counted(name: &str, of: impl Fn(usize) -> String) -> RawColumn {
    let cells: Vec<String> = (0..40).map(of).collect();
    column(name, &cells.iter().map(String::as_str).collect::<Vec<_>>())
}

fn kind(column: &RawColumn) -> (ColumnType, Role) {
    let choice = propose(std::slice::from_ref(column), Some("another")).remove(0);
    (choice.kind, choice.role)
}

#[test]
fn types_and_roles_are_proposed() {
    use ColumnType::{Boolean, Categorical, Date, Identifier, Numeric, Ordinal, Text};
    use Role::{Feature, Group, Ignore};
    assert_eq!(kind(&counted("sugar", |row| (4.0 + row as f64 / 7.0).to_string())), (Numeric, Feature));
    assert_eq!(kind(&counted("age", |row| (20 + row * 7 % 60).to_string())), (Numeric, Feature));
    assert_eq!(kind(&counted("smoker", |row| ["no", "yes"][row % 2].to_owned())), (Boolean, Feature));
    assert_eq!(kind(&counted("flag", |row| (row % 2).to_string())), (Boolean, Feature));
    assert_eq!(kind(&counted("sex", |row| ["F", "M"][row % 2].to_owned())), (Categorical, Feature));
    assert_eq!(kind(&counted("state", |row| ["1_Good", "2_Fair", "3_Poor"][row % 3].to_owned())), (Ordinal, Feature));
    assert_eq!(kind(&counted("patient_id", |row| (row / 2).to_string())), (Identifier, Group));
    for rows_each in [4, 8] {
        let identifier = |row: usize| format!("NHS{:05}", row / rows_each);
        assert_eq!(kind(&counted("patient_id", identifier)), (Identifier, Group), "{rows_each}");
    }
    assert_eq!(kind(&counted("x", |row| (1000 + row).to_string())), (Identifier, Ignore));
    assert_eq!(kind(&counted("code", |row| format!("A{row}"))), (Identifier, Ignore));
    assert_eq!(kind(&counted("admitted", |row| format!("day {row}"))), (Date, Ignore));
    assert_eq!(kind(&counted("note", |row| format!("came in with a cough, {row} days"))), (Text, Ignore));
    assert_eq!(kind(&counted("same", |_| "1.5".to_owned())), (Numeric, Ignore));
}

#[test]
fn the_order_of_words_is_that_of_their_scale() {
    let choices = propose(
        &[
            counted("pain", |row| ["severe", "mild", "none", "moderate"][row % 4].to_owned()),
            counted("anaemia", |row| ["Yes", "No"][row % 2].to_owned()),
        ],
        None,
    );
    assert_eq!(choices[0].levels, ["none", "mild", "moderate", "severe"]);
    assert_eq!(choices[1].levels, ["No", "Yes"]);
}

#[test]
fn a_target_is_found_and_its_task_is_told() {
    let columns = [
        counted("x", |row| (row as f64 / 3.0).to_string()),
        counted("disease", |row| ["none", "flu", "infection"][row % 3].to_owned()),
    ];
    let choices = propose(&columns, None);
    assert_eq!((choices[1].role, task_of(&choices[1], &columns[1])), (Role::Target, Task::Classify));
    let named = propose(&columns, Some("x"));
    assert_eq!(
        (named[0].role, named[1].role, task_of(&named[0], &columns[0])),
        (Role::Target, Role::Feature, Task::Regress)
    );
}

#[test]
fn zeros_apart_from_all_others_are_offered_as_missing() {
    let offered = |column: RawColumn| propose(&[column], None)[0].zeros_look_missing;
    assert!(offered(counted("glucose", |row| if row % 9 == 0 { 0.0 } else { 80.0 + row as f64 * 1.5 }.to_string())));
    assert!(!offered(counted("pregnant", |row| (row % 7).to_string())));
    assert!(!offered(counted("oldpeak", |row| (row as f64 % 5.0 / 2.0).to_string())));
}

#[test]
fn what_does_not_fit_counts_as_missing_and_is_named() {
    let columns = [column("sugar", &["5.1", "high", "inf", "0", ""]), column("disease", &["a", "b", "a", "b", "a"])];
    let mut choices = propose(&columns, Some("disease"));
    choices[0].kind = ColumnType::Numeric;
    choices[0].role = Role::Feature;
    choices[0].zero_is_missing = true;
    let (table, notes) = read_table(&columns, &choices).expect("a table");
    let sugar: Vec<_> = (0..5).map(|row| table.columns[0].values.number(row)).collect();
    assert_eq!(sugar, [Some(5.1), None, None, None, None]);
    assert_eq!(notes[0].what, NoteKind::Unread { cells: 2, row: 1, text: "high".to_owned() });
    assert_eq!(notes[1].what, NoteKind::ZerosMissing { cells: 1 });
    assert_eq!(sketch(&table.columns[0], &[0, 1, 2, 3, 4]).missing, 4);
    choices[1].role = Role::Feature;
    assert_eq!(read_table(&columns, &choices).err(), Some(TableError::NoTarget));
}

#[test]
fn rows_of_a_patient_share_a_number_and_rows_without_one_stand_alone() {
    let columns = [column("patient_id", &["P1", "P2", "", "P1", ""]), column("x", &["1", "2", "3", "4", "5"])];
    let mut choices = propose(&columns, Some("x"));
    choices[0] =
        ColumnChoice { kind: ColumnType::Identifier, role: Role::Group, levels: Vec::new(), ..choices[0].clone() };
    choices.push(ColumnChoice { role: Role::Feature, ..choices[1].clone() });
    choices[1].role = Role::Target;
    let (table, _) = read_table(&columns, &choices).expect("a table");
    assert_eq!(table.patients(), [0, 1, 2, 0, 3]);
}

#[test]
fn whoever_a_row_is_of_is_found_by_everyday_headings() {
    use ColumnType::Identifier;
    let headings = [
        "patient_id",
        "patient_no",
        "PatientNo",
        "participant_number",
        "subject_no",
        "MRN",
        "USUBJID",
        "subject_label",
        "Patient Pseudonym",
        "patient_nbr",
        "NHS number",
        "Patient_MRN",
        "住院号码",
        "患者主索引",
        "subject#",
        "Participant",
        "pat_ref",
        "病人编号",
        "患者ID",
        "病人ID号",
        "患者标识号",
        "病案号",
        "就诊卡号",
    ];
    for heading in headings {
        for patients in [5, 8, 20] {
            let numbers = kind(&counted(heading, |row| (row % patients + 1).to_string()));
            assert_eq!(numbers, (Identifier, Role::Group), "{heading}, {patients} numbers");
            let codes = kind(&counted(heading, |row| format!("P{}", row % patients)));
            assert_eq!(codes, (Identifier, Role::Group), "{heading}, {patients} codes");
        }
    }
    for heading in ["patient_name", "姓名", "patient_code", "patient_hash"] {
        let names = counted(heading, |row| ["Ann", "Bo", "Cy", "Di", "Ed"][row % 5].to_owned());
        assert_eq!(kind(&names), (Identifier, Role::Group), "{heading}");
    }
    for heading in ["hospital_number", "case_no", "record_number", "chart_id", "就诊号"] {
        assert_eq!(kind(&counted(heading, |row| (row % 20).to_string())), (Identifier, Role::Group), "many: {heading}");
        assert_eq!(kind(&counted(heading, |row| (row % 4).to_string())).1, Role::Feature, "a few: {heading}");
    }
}

#[test]
fn features_are_not_taken_for_patients() {
    let numbers = [
        "patient_age",
        "subject_weight",
        "numberofvisits",
        "pt",
        "case_fatality",
        "charlson_index",
        "body_mass_index",
        "shock index",
        "patients",
        "medical_code",
        "number_of_visits",
    ];
    for heading in numbers {
        assert_eq!(kind(&counted(heading, |row| (20 + row % 13).to_string())).1, Role::Feature, "{heading}");
    }
    for heading in ["patient", "name", "hospital_name", "hospital_code", "study_code", "case_type", "name_of_drug"] {
        let kinds = counted(heading, |row| ["north", "south", "east"][row % 3].to_owned());
        assert_eq!(kind(&kinds).1, Role::Feature, "{heading}");
    }
}

#[test]
fn a_patient_comes_before_a_visit_and_a_hospital() {
    let role = |first: &str, second: &str, patients_each: usize| {
        let columns = [
            counted(first, |row| (row / 2 + 100).to_string()),
            counted(second, |row| (row / patients_each).to_string()),
        ];
        propose(&columns, None)[1].role
    };
    for first in ["case_id", "visit_id", "hospital_id", "study_code", "就诊号", "patient_row_id"] {
        assert_eq!(role(first, "patient_id", 4), Role::Group, "{first}");
        assert_eq!(role(first, "病人编号", 1), Role::Group, "{first}, each patient once");
    }
    let rows =
        [counted("chart_id", |row| (row / 3 + 100).to_string()), counted("patient_row_id", |row| row.to_string())];
    assert_eq!(propose(&rows, None)[0].role, Role::Group, "a number of a row is nobody's");
}

#[test]
fn texts_that_come_again_with_one_answer_each_are_somebody() {
    fn whose(row: usize) -> usize {
        if row < 24 { row / 2 } else { row }
    }
    let tags = counted("tag", |row| format!("ward bed {} east", whose(row)));
    let role = |answer: fn(usize) -> usize| {
        let answers = counted("dx", |row| ["a", "b"][answer(row) % 2].to_owned());
        propose(&[tags.clone(), answers], Some("dx"))[0].role
    };
    assert_eq!(role(whose), Role::Group);
    assert_eq!(role(|row| row), Role::Ignore, "their answers differ");
}

#[test]
fn numbers_stay_numbers_beside_limits_and_words() {
    let limits = counted("crp", |row| if row % 5 == 0 { "<0.5".to_owned() } else { (row as f64 / 3.0).to_string() });
    let words = counted("crp", |row| if row % 6 == 0 { "high".to_owned() } else { (row as f64 / 3.0).to_string() });
    let grades = counted("grade", |row| if row % 6 == 0 { "none".to_owned() } else { (row % 4).to_string() });
    assert_eq!([&limits, &words].map(kind), [(ColumnType::Numeric, Role::Feature); 2]);
    assert_eq!(kind(&grades).0, ColumnType::Categorical);
    let target = counted("disease", |row| ["a", "b"][row % 2].to_owned());
    for (column, cells, text) in [(limits, 8, "<0.5"), (words, 7, "high")] {
        let columns = [column, target.clone()];
        let (table, notes) = read_table(&columns, &propose(&columns, None)).expect("a table");
        let (row, text) = (0, text.to_owned());
        let (what, first) = match text.as_str() {
            "high" => (NoteKind::Unread { cells, row, text }, None),
            _ => (NoteKind::Limits { cells, row, text }, Some(0.5)),
        };
        assert_eq!((notes[0].what.clone(), table.columns[0].values.number(0)), (what, first));
    }
}

#[test]
fn few_of_many_rows_are_a_code_and_a_slip_is_no_measure() {
    let many = |name: &str, of: fn(usize) -> String| {
        let cells: Vec<String> = (0..600).map(of).collect();
        column(name, &cells.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let disposition = many("discharge_disposition_id", |row| (row % 26).to_string());
    assert_eq!(kind(&disposition).1, Role::Feature);
    let people = many("patient_nbr", |row| (row / 20).to_string());
    assert_eq!(propose(&[disposition, people], None)[1].role, Role::Group);
    let slip =
        many("PatientId", |row| if row == 7 { "93779.52927".to_owned() } else { (row / 4 + 90_000).to_string() });
    assert_eq!(kind(&slip), (ColumnType::Identifier, Role::Group));
    assert_eq!(kind(&many("subject", |row| (row / 20).to_string())), (ColumnType::Identifier, Role::Group));
}
