//! What `wardtwin import` and `export` say and do with files that are not as they should be.

use super::Desk;

fn write(desk: &Desk, name: &str, text: &str) {
    std::fs::write(desk.path(name), text).expect("written");
}

fn exported(desk: &Desk, kind: &str) -> String {
    desk.ends(0, &format!("export|--store|S|--kind|{kind}|--out|exported.csv"));
    std::fs::read_to_string(desk.path("exported.csv")).expect("reads")
}

#[test]
fn one_amount_comes_in_whatever_unit_of_its_dimension_it_is_written_in() {
    let desk = Desk::new();
    let units = ["g/L", "g/dL", "mg/mL", "mg/100 mL", "µmol/L", "毫克/分升", "毫摩尔/升", "微摩尔/升", "克/升"];
    let numbers = ["0.9", "0.09", "0.9", "90", "4996", "90", "4.996", "4996", "0.9"];
    let rows = units.iter().zip(numbers).enumerate();
    let rows: String =
        rows.map(|(day, (unit, number))| format!("P1,2345-7,2024-01-0{}T08:00,{number},{unit}\n", day + 1)).collect();
    write(&desk, "values.csv", &format!("patient_id,code,time,value,unit\n{rows}"));
    let said = desk.ends(0, "import|patients.csv|values.csv|--store|S");
    assert!(said.contains("9 rows, 9 added, 0 updated, 0 already there, 0 empty, 0 flagged, 0 refused"), "{said}");
    let found =
        desk.runs("query|--store|S|--where|newest(glucose) > 4.99 mmol/L and newest(glucose) < 5 mmol/L|--count");
    assert_eq!(String::from_utf8_lossy(&found.stdout).trim(), "1", "{found:?}");
    let wrong = "patient_id,code,time,value,unit\nP1,2345-7,2024-02-01,5,kg\n";
    write(&desk, "wrong.csv", wrong);
    assert!(desk.ends(1, "import|wrong.csv|--store|S").contains("1 refused"));
}

#[test]
fn a_file_imported_again_as_another_kind_is_said_to_add_its_records() {
    let desk = Desk::new();
    write(&desk, "both.csv", "patient_id,sex,time,Heart rate (/min)\nP1,female,2024-01-01,71\nP2,male,2024-01-01,80\n");
    desk.ends(0, "import|both.csv|--store|S|--kind|patients");
    let said = desk.ends(0, "import|both.csv|--store|S|--kind|observations_wide");
    assert!(said.contains("read as patients then and is read as observations_wide now"), "{said}");
    assert!(!said.contains("left as it is") && said.contains("2 added"), "{said}");
    let said = desk.ends(0, "import|both.csv|--store|S|--kind|patients");
    assert!(said.contains("left as it is") && said.contains("0 added, 0 updated, 2 already there"), "{said}");
    let mapping = "kind = \"patients\"\n[[field]]\nfield = \"patient_id\"\nfrom = \"patient_id\"\n";
    write(&desk, "M.toml", mapping);
    let said = desk.ends(0, "import|both.csv|--store|S|--mapping|M.toml");
    assert!(said.contains("other columns"), "{said}");
}

#[test]
fn staff_and_devices_of_an_old_file_do_not_come_back() {
    let desk = Desk::new();
    write(&desk, "staff.csv", "staff_id,role\nS1,nurse\nS2,porter\n");
    write(&desk, "staff2.csv", "staff_id,role\nS1,head nurse\n");
    write(&desk, "devices.csv", "device_id,kind,status\nD1,pump,available\nD2,bed,available\n");
    write(&desk, "devices2.csv", "device_id,kind,status\nD1,pump,maintenance\n");
    desk.ends(0, "import|staff.csv|staff2.csv|devices.csv|devices2.csv|--store|S");
    let before = (exported(&desk, "staff"), exported(&desk, "devices"));
    assert!(before.0.contains("head nurse") && before.1.contains("maintenance"), "{before:?}");
    for file in ["staff.csv", "devices.csv", "staff.csv", "devices.csv"] {
        let said = desk.ends(0, &format!("import|{file}|--store|S"));
        assert!(said.contains("2 rows, 0 added, 0 updated, 2 already there"), "{said}");
        assert_eq!((exported(&desk, "staff"), exported(&desk, "devices")), before, "{file}");
    }
    // Another file that says the old thing is news.
    write(&desk, "staff3.csv", "staff_id,role\nS1,nurse\n");
    assert!(desk.ends(0, "import|staff3.csv|--store|S").contains("1 updated"));
    desk.ends(0, "check|--store|S");
}

#[test]
fn words_taken_as_missing_are_counted_and_told() {
    let desk = Desk::new();
    let rows = "P1,NA,1951-03-04\nP2,NA,unknown\nP3,NA,unknown\nP4,NA,1960-01-01\n";
    write(&desk, "people.csv", &format!("patient_id,family_name,birth_date\n{rows}"));
    let said = desk.ends(0, "import|people.csv|--store|S");
    for told in [
        "read as birth_date: cells taken as missing: 2: \"unknown\" (2)",
        "read as family_name: cells taken as missing: 4: \"NA\" (4)",
    ] {
        assert!(said.contains(told), "{told} in {said}");
    }
    let mapping = "kind = \"patients\"\n[[field]]\nfield = \"patient_id\"\nfrom = \"patient_id\"\n\
                   [[field]]\nfield = \"family_name\"\nfrom = \"family_name\"\nmissing = []\n";
    write(&desk, "M.toml", mapping);
    let said = desk.ends(0, "import|people.csv|--store|T|--mapping|M.toml");
    assert!(!said.contains("taken as missing"), "{said}");
}

#[test]
fn codes_for_sex_are_asked_before_anything_is_written() {
    let desk = Desk::new();
    write(&desk, "people.csv", "patient_id,sex\nP1,1\nP2,2\nP3,9\n");
    let asked = desk.ends(2, "import|people.csv|--store|S");
    let iso = "words = { \"1\" = \"male\", \"2\" = \"female\", \"9\" = \"unknown\" }";
    for part in ["column 2 \"sex\"", iso, "\"1\" = \"female\"", "line 2: 1", "--mapping"] {
        assert!(asked.contains(part), "{part} in {asked}");
    }
    assert!(!desk.path("S").exists(), "nothing was made");
    desk.ends(0, "inspect|people.csv|--mapping|M.toml");
    let mapping = std::fs::read_to_string(desk.path("M.toml")).expect("reads");
    let answered = mapping.replace(&format!("# {iso}"), iso);
    assert_ne!(answered, mapping);
    write(&desk, "M.toml", &answered);
    assert!(desk.ends(0, "import|people.csv|--store|S|--mapping|M.toml").contains("3 added"));
    assert!(
        exported(&desk, "patients").contains("P1,,,,male,") && exported(&desk, "patients").contains("P2,,,,female,")
    );

    write(&desk, "binary.csv", "patient_id,sex\nP1,0\nP2,1\n");
    let asked = desk.ends(2, "import|binary.csv|--store|T");
    let both = ["words = { \"0\" = \"female\", \"1\" = \"male\" }", "words = { \"0\" = \"male\", \"1\" = \"female\" }"];
    assert!(both.iter().all(|answer| asked.contains(answer)), "{asked}");
}

#[test]
fn an_export_called_a_workbook_is_one_and_comes_back_unchanged() {
    let desk = Desk::new();
    let values = "patient_id,code,time,value,unit\n007,2345-7,2024-01-02T08:00,5.40,mmol/L\n\
                  007,1988-5,2024-01-02,<5,mg/L\n=1+1,2345-7,2024-01-02T08:00+02:00,101,mg/dL\n12,2345-7,2024-01-03,NA,mg/dL\n";
    write(
        &desk,
        "ids.csv",
        "patient_id,family_name,birth_date\n007,\"@Bond\",1951-03-04\n=1+1,Li,1880-01-01\n12,-5.4,\n",
    );
    write(&desk, "values.csv", values);
    desk.ends(0, "import|ids.csv|values.csv|--store|S");
    for (kind, rows) in [("patients", 3), ("observations", 4)] {
        desk.ends(0, &format!("export|--store|S|--kind|{kind}|--out|{kind}.xlsx"));
        let bytes = std::fs::read(desk.path(&format!("{kind}.xlsx"))).expect("reads");
        assert!(bytes.starts_with(b"PK"), "{kind} is a workbook");
        let said = desk.ends(0, &format!("import|{kind}.xlsx|--store|S|--kind|{kind}"));
        assert!(said.contains(&format!("{rows} rows, 0 added, 0 updated, {rows} already there")), "{said}");
    }
    let refused = desk.ends(2, "export|--store|S|--kind|patients|--out|out.ods");
    assert!(refused.contains("only CSV and .xlsx") && !desk.path("out.ods").exists(), "{refused}");
    let left = std::fs::read_dir(desk.folder.path()).expect("reads").flatten();
    assert!(
        left.into_iter().all(|file| !file.file_name().to_string_lossy().contains("part")),
        "nothing is left beside"
    );
}

#[test]
fn identifiers_that_a_spreadsheet_rounded_are_told_with_their_lines() {
    let desk = Desk::new();
    write(&desk, "people.csv", "patient_id,sex\n1.23E+05,female\n123457,male\n4.56E+11,male\n");
    let said = desk.ends(1, "import|people.csv|--store|S");
    assert!(said.contains("3 rows, 1 added") && said.contains("2 refused"), "{said}");
    for part in ["2 identifiers are numbers with an exponent", "line 2: 1.23E+05", "line 4: 4.56E+11", "as text"] {
        assert!(said.contains(part), "{part} in {said}");
    }
}

#[test]
fn days_counted_by_a_spreadsheet_are_asked_with_their_own_reason() {
    let desk = Desk::new();
    write(&desk, "people.csv", "patient_id,birth_date\nP1,18691\nP2,29221\nP3,30001\n");
    let asked = desk.ends(2, "import|people.csv|--store|S");
    assert!(asked.contains("from 1900 or from 1904") && !asked.contains("day and month"), "{asked}");
    assert!(asked.contains("date = \"serial-1900\" or date = \"serial-1904\""), "{asked}");
}

#[test]
fn an_export_of_times_written_in_any_order_comes_back_without_a_question() {
    let desk = Desk::new();
    let days = ["01", "09", "25"].map(|day| format!("P1,2345-7,25-03-{day} 08:00,5.40,mmol/L\n")).concat();
    write(&desk, "short.csv", &format!("patient_id,code,time,value,unit\n{days}"));
    desk.ends(0, "inspect|short.csv|--mapping|M.toml");
    let open = desk.read("M.toml");
    write(
        &desk,
        "M.toml",
        &open.replace("field = \"time\"\n", "field = \"time\"\ndate = \"ymd\"\ncentury_from = 27\n"),
    );
    desk.ends(0, "import|patients.csv|--store|S");
    desk.ends(0, "import|short.csv|--store|S|--mapping|M.toml");
    let out = exported(&desk, "observations");
    assert!(out.contains("P1,2345-7,2025-03-01T08:00,5.40,mmol/L,,5.40,25-03-01 08:00"), "{out}");
    let said = desk.ends(0, "import|exported.csv|--store|S");
    assert!(said.contains("3 rows, 0 added, 0 updated, 3 already there"), "{said}");
}

#[test]
fn a_stay_or_a_drug_that_ends_in_a_later_file_is_the_same_one() {
    let desk = Desk::new();
    desk.ends(0, "import|patients.csv|--store|S");
    let stays = |end: &str| format!("patient_id,ward,room,admitted,discharged\nP1,ICU,3,2025-03-01,{end}\n");
    let drugs = |end: &str| format!("patient_id,medication,dose,start,end\nP1,Aspirin,100 mg,2025-03-01 08:00,{end}\n");
    for (kind, table) in [("admissions", &stays as &dyn Fn(&str) -> String), ("medications", &drugs)] {
        let (open, closed) = (format!("{kind}_open.csv"), format!("{kind}_closed.csv"));
        write(&desk, &open, &table(""));
        write(&desk, &closed, &table("2025-03-09"));
        assert!(desk.ends(0, &format!("import|{open}|--store|S")).contains("1 added"));
        assert!(desk.ends(0, &format!("import|{closed}|--store|S")).contains("0 added, 1 updated"), "{kind}");
        let out = exported(&desk, kind);
        assert_eq!((out.lines().count(), out.contains("2025-03-09")), (2, true), "{out}");
        assert!(desk.ends(0, &format!("import|{open}|--store|S")).contains("1 already there"), "{kind}");
    }
}

#[test]
fn what_stands_behind_a_number_and_is_no_unit_refuses_it() {
    let desk = Desk::new();
    let cells =
        ["120/80", "25 (H)", "12 hemolysed", "7/10", "250 H", "5 溶血", "1 of 3", "10 copies/mL", "4.1 mmol/L", "3"];
    let rows: String = (1..).zip(cells).map(|(day, cell)| format!("P1,2025-03-{day:02} 08:00,ESR,{cell},\n")).collect();
    write(&desk, "lab.csv", &format!("Patient ID,Collected,Test,Result,Unit\n{rows}"));
    desk.ends(0, "import|patients.csv|--store|S");
    let said = desk.ends(1, "import|lab.csv|--store|S|--rejects|r.csv");
    assert!(said.contains("3 added") && said.contains("7 refused"), "{said}");
    let out = exported(&desk, "observations");
    assert!(["10,copies/mL", "4.1,mmol/L", ",3,"].iter().all(|row| out.contains(row)), "{out}");
}

#[test]
fn a_date_written_with_a_time_of_day_or_in_another_order_keeps_its_text() {
    let desk = Desk::new();
    write(&desk, "p.csv", "patient_id,birth_date\nP1,2025-03-01 14:30\n");
    desk.ends(0, "import|p.csv|--store|S");
    assert!(exported(&desk, "patients").contains("2025-03-01"));
    write(&desk, "v.csv", "patient_id,time,Potassium (mmol/L)\nP1,03/04/2025,4.1\n");
    desk.ends(0, "inspect|v.csv|--mapping|M.toml");
    let open = desk.read("M.toml");
    write(&desk, "M.toml", &open.replace("field = \"time\"\n", "field = \"time\"\ndate = \"mdy\"\n"));
    desk.ends(0, "import|v.csv|--store|S|--mapping|M.toml");
    let out = exported(&desk, "observations");
    assert!(out.contains("2025-03-04,4.1,mmol/L,,4.1,03/04/2025"), "{out}");
}

#[test]
fn a_pressure_in_one_cell_is_two_values() {
    let desk = Desk::new();
    desk.ends(0, "import|patients.csv|--store|S");
    write(
        &desk,
        "wide.csv",
        "住院号,测量时间,血压(mmHg),脉搏(次/分)\nP1,2025-03-01 08:00,120/80,72\nP2,2025-03-01 08:00,high,70\n",
    );
    let said = desk.ends(1, "import|wide.csv|--store|S|--rejects|r.csv");
    assert!(said.contains("4 added") && desk.read("r.csv").contains("3,3,high,not-a-number"), "{said}");
    let out = exported(&desk, "observations");
    assert!(
        ["8480-6,2025-03-01T08:00,120,mmHg,,120/80", "8462-4,2025-03-01T08:00,80,mmHg,,120/80"]
            .iter()
            .all(|row| out.contains(row)),
        "{out}"
    );
    write(&desk, "bare.csv", "MRN,Date,BP\nP1,2025-03-02,130/85\n");
    let asked = desk.ends(2, "import|bare.csv|--store|S");
    assert!(asked.contains("unit = \"mm[Hg]\""), "{asked}");
    let long = "Patient ID,Collected,Test,Result,Unit\nP1,2025-03-03 08:00,Blood pressure,125/82,mmHg\nP1,2025-03-03 08:00,Sodium,140,mmol/L\n";
    write(&desk, "long.csv", long);
    assert!(desk.ends(0, "import|long.csv|--store|S").contains("3 added"));
    let found = desk.runs("query|--store|S|--where|newest(diastolic) = 82|--count");
    assert_eq!(String::from_utf8_lossy(&found.stdout).trim(), "1", "{found:?}");
}

#[test]
fn another_specimen_is_another_test_and_a_void_result_is_none() {
    let desk = Desk::new();
    desk.ends(0, "import|patients.csv|--store|S");
    let rows = "P1,2025-03-01,Glucose,Serum,5.1,mmol/L,Final\nP1,2025-03-02,Glucose,CSF,3.3,mmol/L,Final\n\
                P1,2025-03-03,2345-7,尿液,0.3,mmol/L,Final\nP1,2025-03-04,Potassium,Serum,7.9,mmol/L,Cancelled\n";
    write(&desk, "long.csv", &format!("Patient ID,Collected,Test,Specimen,Result,Unit,Status\n{rows}"));
    let said = desk.ends(1, "import|long.csv|--store|S|--rejects|r.csv");
    let refused = "long.csv,4,4,尿液,other-specimen\nlong.csv,5,7,Cancelled,void-result\n";
    assert!(said.contains("2 added") && desk.read("r.csv").ends_with(refused), "{said} {}", desk.read("r.csv"));
    let out = exported(&desk, "observations");
    assert!(out.contains("P1,Glucose,2025-03-01,5.1") && out.contains("P1,Glucose (CSF),2025-03-02,3.3"), "{out}");
    // A code of LOINC that is not known here keeps what the row says, in case it contradicts the code.
    let codes = "P1,2025-03-06,1798-8,Pleural fluid,40,U/L,F\nP1,2025-03-06,2161-8,Serum,8.1,mmol/L,F\n\
                 P1,2025-03-06,2160-0,Serum,80,umol/L,F\n";
    write(&desk, "codes.csv", &format!("Patient ID,Collected,Test,Specimen,Result,Unit,Status\n{codes}"));
    assert!(desk.ends(0, "import|codes.csv|--store|S").contains("3 added"));
    let out = exported(&desk, "observations");
    for code in ["1798-8 (Pleural fluid)", "2161-8 (Serum)", "2160-0"] {
        assert!(out.contains(&format!("P1,{code},2025-03-06")), "{code}: {out}");
    }
    write(&desk, "wide.csv", "MRN,Date,标本类型,Glucose (mmol/L)\nP1,2025-03-05,血清,5.2\nP2,2025-03-05,尿液,2.8\n");
    let said = desk.ends(1, "import|wide.csv|--store|S|--rejects|r.csv");
    assert!(said.contains("1 added") && desk.read("r.csv").contains("3,3,尿液,other-specimen"), "{said}");
}

#[test]
fn a_dose_is_read_with_the_column_of_its_unit_and_a_dash_is_nothing() {
    let desk = Desk::new();
    desk.ends(0, "import|patients.csv|--store|S");
    write(
        &desk,
        "m.csv",
        "患者编号,药品名称,单次剂量,单位,开始时间\nP1,胰岛素,12,U,2025-03-01 08:00:00\nP2,阿司匹林,-,-,2025-03-01\n",
    );
    assert!(desk.ends(0, "import|m.csv|--store|S").contains("2 added"));
    let out = exported(&desk, "medications");
    assert!(out.contains("胰岛素,12 U,2025-03-01T08:00,") && out.contains("阿司匹林,,2025-03-01,"), "{out}");
}

#[test]
fn doses_of_one_day_are_told_apart_by_their_clocks_and_come_back_so() {
    let desk = Desk::new();
    desk.ends(0, "import|patients.csv|--store|S");
    let dose = |hour: &str| format!("P1,Morphine,2 mg,2025-01-13 {hour},2025-01-13 {hour}\n");
    write(&desk, "mar.csv", &format!("MRN,Drug,Dose,Start,Stop\n{}{}{}", dose("08:00"), dose("12:00"), dose("08:00")));
    let said = desk.ends(0, "import|mar.csv|--store|S");
    assert!(said.contains("2 added, 0 updated, 1 already there"), "{said}");
    let out = exported(&desk, "medications");
    assert!(out.contains("2 mg,2025-01-13T08:00,2025-01-13T08:00") && out.contains("2025-01-13T12:00"), "{out}");
    assert!(desk.ends(0, "import|exported.csv|--store|S").contains("2 already there"));
    write(&desk, "back.csv", "MRN,Drug,Start,Stop\nP2,Vancomycin,2025-01-13 22:00,2025-01-13 06:00\n");
    assert!(desk.ends(1, "import|back.csv|--store|S").contains("1 refused"));
}

#[test]
fn a_course_without_a_beginning_is_not_ended_by_another_and_seconds_make_no_second_stay() {
    let desk = Desk::new();
    desk.ends(0, "import|patients.csv|--store|S");
    write(&desk, "cm.csv", "MRN,Drug,Dose,Start,Stop\nP1,Prednisolone,5 mg,,2024-02-01\nP1,Prednisolone,5 mg,,\n");
    assert!(desk.ends(0, "import|cm.csv|--store|S").contains("2 added"));
    write(
        &desk,
        "a0.csv",
        "MRN,ward,room,admitted,discharged\nP1,ICU,3,2025-03-01 10:00,\nP2,ICU,4,2025-03-01 10:00,\n",
    );
    write(
        &desk,
        "a1.csv",
        "MRN,ward,room,admitted,discharged\nP1,Med,,2025-03-01 10:00:00,2025-03-05\nP2,ICU,4,2025-03-01 10:00:00,\n",
    );
    desk.ends(0, "import|a0.csv|--store|S");
    let said = desk.ends(0, "import|a1.csv|--store|S");
    assert!(said.contains("0 added, 1 updated, 1 already there"), "{said}");
    let found = desk.runs("query|--store|S|--where|ward = \"ICU\"|--count");
    assert_eq!(String::from_utf8_lossy(&found.stdout).trim(), "1", "{found:?}");
    write(&desk, "a2.csv", "MRN,ward,room,admitted,discharged\nP1,Med,,2025-03-01 10:00:00,2025-03-06\n");
    assert!(desk.ends(0, "import|a2.csv|--store|S").contains("1 added, 0 updated"));
}

#[test]
fn a_pressure_may_carry_its_unit_and_an_unknown_specimen_or_state_is_not_guessed() {
    let desk = Desk::new();
    desk.ends(0, "import|patients.csv|--store|S");
    write(
        &desk,
        "bp.csv",
        "MRN,Date,BP (sys/dia)\nP1,2025-01-13,120/80 mmHg\nP2,2025-01-13,-\nP1,2025-01-14,121/81mmHg\n",
    );
    assert!(desk.ends(0, "import|bp.csv|--store|S").contains("4 added"), "{}", exported(&desk, "observations"));
    let rows = "P1,2025-02-01,Creatinine,90,umol/L,Xyz,Final\nP1,2025-02-02,Creatinine,91,umol/L,UR,Final\n\
                P1,2025-02-03,Creatinine,92,umol/L,Serum,pending\nP1,2025-02-04,Creatinine,93,umol/L,Serum,Final - no errors\n";
    write(&desk, "lab.csv", &format!("MRN,Collected,Test,Result,Unit,Specimen,Status\n{rows}"));
    let said = desk.ends(1, "import|lab.csv|--store|S|--rejects|r.csv");
    let refused = "lab.csv,2,6,Xyz,unknown-word\nlab.csv,4,7,pending,unknown-word\n";
    assert!(said.contains("2 added") && desk.read("r.csv").ends_with(refused), "{said} {}", desk.read("r.csv"));
    assert!(exported(&desk, "observations").contains("P1,Creatinine (UR),2025-02-02"));
    write(&desk, "ids.csv", "MRN,Collected,Test,Result,Unit,Sample\nP1,2025-02-05,Creatinine,94,umol/L,S0001\n");
    assert!(desk.ends(0, "import|ids.csv|--store|S").contains("1 added"));
}

/// A laboratory's rows of one test, one a day: specimen and state of each.
fn lab_rows(code: &str, rows: &[(&str, &str)]) -> String {
    let row = |(day, (specimen, state)): (usize, &(&str, &str))| {
        format!("P1,2025-02-{:02},{code},9{day},umol/L,{specimen},{state}\n", day + 1)
    };
    let rows: String = rows.iter().enumerate().map(row).collect();
    format!("MRN,Collected,Test,Result,Unit,Specimen,Status\n{rows}")
}

/// Specimens that name blood and are not the patient's blood, or not said to be, and states that deny what they name.
const DENIED: [(&str, &str, &str); 16] = [
    ("Blood culture bottle", "Final", "unknown-word"),
    ("non-blood", "Final", "unknown-word"),
    ("Not serum", "Final", "unknown-word"),
    ("Blood donor unit", "Final", "unknown-word"),
    ("非血液", "Final", "unknown-word"),
    ("血培养", "Final", "unknown-word"),
    ("Serum?", "Final", "unknown-word"),
    ("Control serum", "Final", "void-result"),
    ("质控血清", "Final", "void-result"),
    ("Serum", "Not reported", "unknown-word"),
    ("Serum", "not cancelled", "unknown-word"),
    ("Serum", "审核未通过", "unknown-word"),
    ("Serum", "标本异常", "unknown-word"),
    ("Serum", "Sample is low", "unknown-word"),
    ("Serum", "Order active", "unknown-word"),
    ("Blood line", "Final", "unknown-word"),
];

#[test]
fn a_known_word_does_not_excuse_what_denies_it() {
    let desk = Desk::new();
    desk.ends(0, "import|patients.csv|--store|S");
    let rows = DENIED.map(|(specimen, state, _)| (specimen, state));
    for code in ["Creatinine", "2160-0"] {
        write(&desk, "lab.csv", &lab_rows(code, &rows));
        let said = desk.ends(1, "import|lab.csv|--store|S|--rejects|r.csv");
        assert!(said.contains("0 added") && said.contains("16 refused"), "{said}");
        let refused = desk.read("r.csv");
        for (line, (specimen, state, rule)) in (2..).zip(DENIED) {
            let (column, raw) = if state == "Final" { (6, specimen) } else { (7, state) };
            assert!(refused.contains(&format!("lab.csv,{line},{column},{raw},{rule}\n")), "{raw}: {refused}");
        }
    }
    let wide = |(day, (specimen, state, _)): (usize, (&str, &str, &str))| {
        format!("P1,2025-03-{:02},{specimen},{state},5.1,4.2\n", day + 1)
    };
    let rows: String = DENIED.into_iter().enumerate().map(wide).collect();
    let heading = "MRN,Date,标本类型,结果状态,Glucose (mmol/L),Potassium (mmol/L)\n";
    write(&desk, "wide.csv", &format!("{heading}{rows}P1,2025-03-20,EDTA抗凝全血,审核通过,5.2,4.3\n"));
    let said = desk.ends(1, "import|wide.csv|--store|S");
    assert!(said.contains("2 added") && said.contains("16 refused"), "{said}");
    let known = [("Venous blood (EDTA)", "Final"), ("Lithium heparin plasma", "F"), ("Fasting serum", "已审核")];
    write(&desk, "lab.csv", &lab_rows("Creatinine", &known));
    assert!(desk.ends(0, "import|lab.csv|--store|S").contains("3 added"));
    // More kinds of specimens than are counted one by one are read all the same.
    let many: Vec<String> = (0..25).map(|number| format!("CSF tube {number}")).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|specimen| (specimen.as_str(), "Final")).collect();
    write(&desk, "many.csv", &lab_rows("2160-0", &[&[("Serum", "Final"), ("Urine", "Final")], &many[..]].concat()));
    assert!(desk.ends(1, "import|many.csv|--store|S").contains("26 refused"));
}

#[test]
fn a_preliminary_result_is_flagged_until_the_final_one_comes() {
    let desk = Desk::new();
    desk.ends(0, "import|patients.csv|--store|S");
    let states = ["preliminary", "not final", "unverified", "未审核", "初步", "P"].map(|state| ("Serum", state));
    write(&desk, "open.csv", &lab_rows("2160-0", &states));
    let said = desk.ends(0, "import|open.csv|--store|S|--rejects|r.csv");
    assert!(said.contains("6 added") && said.contains("6 flagged"), "{said}");
    assert!(desk.read("r.csv").contains("open.csv,5,7,未审核,preliminary\n"), "{}", desk.read("r.csv"));
    let out = exported(&desk, "observations");
    assert_eq!(out.lines().filter(|row| row.ends_with(",preliminary")).count(), 6, "{out}");
    assert!(desk.ends(0, "import|exported.csv|--store|S").contains("0 added, 0 updated, 6 already there"));
    write(&desk, "final.csv", &lab_rows("2160-0", &[("Serum", "Final")]));
    desk.ends(0, "import|final.csv|--store|S");
    let out = exported(&desk, "observations");
    assert_eq!((out.lines().count(), out.matches(",preliminary").count()), (7, 5), "{out}");
    assert!(desk.ends(0, "import|open.csv|--store|S").contains("0 added"));
    assert_eq!(exported(&desk, "observations"), out, "what is preliminary does not come back over what is final");
    let wide = "MRN,Date,Status,Glucose (mmol/L),Potassium (mmol/L)\nP2,2025-03-20,初步报告,5.2,4.3\n";
    write(&desk, "wide.csv", wide);
    assert!(desk.ends(0, "import|wide.csv|--store|S").contains("2 flagged"));
}

/// A laboratory's table with a date and a clock in columns of their own.
fn clock_table(dates: &[String], clocks: &[&str]) -> String {
    let rows: String =
        dates.iter().zip(clocks).map(|(date, clock)| format!("P1,{date},{clock},Sodium,140,mmol/L\n")).collect();
    format!("MRN,Sample date,Sample time,Test,Result,Unit\n{rows}")
}

#[test]
fn a_date_with_a_clock_of_its_own_does_not_take_the_column_of_clocks_away() {
    for (rows, of_day) in [
        (4, (|day| format!("{day:02}.03.2024")) as fn(usize) -> String),
        (20, |day| format!("{day:02}.03.2024")),
        (4, |day| format!("2024-03-{day:02}")),
        (20, |day| format!("2024-03-{day:02}")),
    ] {
        let desk = Desk::new();
        desk.ends(0, "import|patients.csv|--store|S");
        // All on one day but for the last, which decides the order of day and month.
        let mut dates: Vec<String> = (0..rows).map(|row| of_day(if row + 1 == rows { 15 } else { 14 })).collect();
        let clocks: Vec<String> = (0..rows).map(|row| format!("09:{row:02}")).collect();
        let clocks: Vec<&str> = clocks.iter().map(String::as_str).collect();
        dates[1] = format!("{} 09:01", dates[1]);
        write(&desk, "lab.csv", &clock_table(&dates, &clocks));
        let said = desk.ends(0, "import|lab.csv|--store|S");
        assert!(said.contains(&format!("{rows} added")), "{said}");
        let out = exported(&desk, "observations");
        assert!((0..rows - 1).all(|row| out.contains(&format!("2024-03-14T09:{row:02},140"))), "{out}");
    }
}

#[test]
fn a_clock_that_contradicts_the_one_beside_it_refuses_its_row() {
    for day in ["14.03.2024", "2024-03-14"] {
        let desk = Desk::new();
        desk.ends(0, "import|patients.csv|--store|S");
        let own = |clock: &str| format!("{day} {clock}");
        let dates = [
            day.to_owned(),
            own("09:30"),
            own("11:00"),
            day.to_owned(),
            day.to_owned(),
            day.to_owned(),
            own("07:00:20"),
        ];
        let clocks = ["08:00", "10:15", "", "25:10", "", "09:00", "7:00"];
        write(&desk, "lab.csv", &clock_table(&dates, &clocks));
        let said = desk.ends(1, "import|lab.csv|--store|S|--rejects|r.csv");
        assert!(said.contains("5 added") && said.contains("2 refused"), "{said}");
        let refused = format!("lab.csv,3,2,{day} 09:30 10:15,two-clocks\nlab.csv,5,2,{day} 25:10,not-a-time\n");
        assert!(desk.read("r.csv").ends_with(&refused), "{}", desk.read("r.csv"));
        let out = exported(&desk, "observations");
        let times = ["T08:00,", "T11:00,", ",", "T09:00,", "T07:00:20,"];
        assert!(times.iter().all(|time| out.contains(&format!("Sodium,2024-03-14{time}"))), "{out}");
    }
    // What a database writes behind every day is no clock of a sample.
    let desk = Desk::new();
    desk.ends(0, "import|patients.csv|--store|S");
    let dates = ["2024-03-14 00:00:00", "2024-03-15 00:00:00"].map(str::to_owned);
    write(&desk, "lab.csv", &clock_table(&dates, &["09:30", "09:40"]));
    desk.ends(0, "import|lab.csv|--store|S");
    let out = exported(&desk, "observations");
    assert!(out.contains("2024-03-14T09:30,") && out.contains("2024-03-15T09:40,"), "{out}");
}

#[test]
fn a_pressure_is_read_in_its_own_unit_and_refused_once() {
    let desk = Desk::new();
    desk.ends(0, "import|patients.csv|--store|S");
    let rows = "P1,2025-01-13,１２０／８０\nP1,2025-01-14,16/10.5 kPa\nP1,2025-01-15,1200/800\nP1,2025-01-16,121/81\n";
    write(&desk, "wide.csv", &format!("MRN,Date,BP (mmHg)\n{rows}"));
    let said = desk.ends(1, "import|wide.csv|--store|S|--rejects|r.csv");
    assert!(said.contains("6 added") && said.contains("1 refused"), "{said}");
    assert!(desk.read("r.csv").ends_with("rule\nwide.csv,4,3,1200/800,impossible\n"), "{}", desk.read("r.csv"));
    let out = exported(&desk, "observations");
    for row in
        ["2025-01-13,120,mm[Hg],,１２０／８０", "2025-01-14,16,kPa,,16/10.5 kPa", "2025-01-14,10.5,kPa,,16/10.5 kPa"]
    {
        assert!(out.contains(row) || out.contains(&row.replace("mm[Hg]", "mmHg")), "{row} in {out}");
    }
    let rows =
        "P2,2025-01-13,Blood pressure,120/80,\nP2,2025-01-14,血压,１２２／８２,mmHg\nP2,2025-01-15,BP,16/10 kPa,mmHg\n";
    write(&desk, "long.csv", &format!("MRN,Collected,Test,Result,Unit\n{rows}"));
    let said = desk.ends(1, "import|long.csv|--store|S|--rejects|r.csv");
    assert!(said.contains("2 added") && said.contains("2 refused"), "{said}");
    let refused = desk.read("r.csv");
    assert_eq!((refused.matches("long.csv,2").count(), refused.matches("unit-mismatch").count()), (1, 1), "{refused}");
}

#[test]
fn prescriptions_and_german_laboratories_are_known_by_their_headings() {
    let desk = Desk::new();
    let people = "Patientennummer,Name,Vorname,Geburtsdatum,Geschlecht\n4711,Meier,Anna,31.12.1960,w\n4712,Kurz,Jan,13.02.1971,m\n";
    write(&desk, "personen.csv", people);
    desk.ends(0, "import|personen.csv|patients.csv|--store|S");
    assert!(exported(&desk, "patients").contains("4711,Meier,Anna,,female,1960-12-31"));
    let rows = "4711;14.03.2024 08:10;Natrium;139,5;mmol/l\n4712;15.03.2024 08:20;Natrium;141,0;mmol/l\n";
    write(&desk, "labor.csv", &format!("Patientennummer;Abnahmezeit;Analyt;Wert;Einheit\n{rows}"));
    assert!(desk.ends(0, "import|labor.csv|--store|S").contains("2 added"));
    assert!(exported(&desk, "observations").contains("2024-03-14T08:10,139.5,mmol/l"));
    for (number, heading) in ["Prescription date", "处方日期", "开药日期"].iter().enumerate() {
        write(&desk, "drugs.csv", &format!("MRN,Drug,{heading}\nP1,Drug {number},2025-03-01\n"));
        desk.ends(0, "import|drugs.csv|--store|S");
        assert!(exported(&desk, "medications").contains(&format!("Drug {number},,2025-03-01,")), "{heading}");
    }
}

#[test]
fn another_person_under_a_known_identifier_is_flagged_before_and_after() {
    let desk = Desk::new();
    let people = |rows: &str| format!("patient_id,family_name,given_name,birth_date,sex\n{rows}");
    write(&desk, "p.csv", &people("P001,Smith,Ann,1960-05-01,female\nP002,Lee,Kim,1970-01-02,female\n"));
    desk.ends(0, "import|p.csv|--store|S");
    // A marriage, and a birth date put right, are changes of the same person.
    write(&desk, "q.csv", &people("P001,Jones,Bob,1980-02-03,male\nP002,Park,Kim,1970-01-02,female\n"));
    let counts = "2 rows, 0 added, 2 updated, 0 already there, 0 empty, 1 flagged, 0 refused";
    let tried = desk.runs("import|q.csv|--dry-run|--store|S");
    assert!(String::from_utf8_lossy(&tried.stdout).contains(counts), "{tried:?}");
    let said = desk.ends(0, "import|q.csv|--store|S|--rejects|r.csv");
    assert!(said.contains(counts), "{said}");
    assert!(desk.read("r.csv").ends_with("rule\nq.csv,2,0,P001,conflict\n"), "{}", desk.read("r.csv"));
    write(&desk, "r2.csv", &people("P002,Park,Kim,1970-01-03,female\n"));
    assert!(desk.ends(0, "import|r2.csv|--store|S").contains("0 flagged"));
}

/// Kind, file, and the cells that were refused with their rules; whatever else the file holds comes in.
const STANDING: [(&str, &str, &[&str]); 5] = [
    (
        "conditions",
        "MRN,ICD-10,Diagnosis,Onset,Clinical status,Verification status\nP1,N17.9,Acute kidney failure,2024-05-01,Resolved,Confirmed\n\
         P1,I26.9,Pulmonary embolism,2024-05-01,Active,Refuted\nP1,J18.9,Pneumonia,2024-05-01,,Entered in error\n\
         P1,E11.9,Diabetes,2024-05-01,Active,Confirmed\nP1,I21.9,Infarction,2024-05-01,Active,疑似\n",
        &[
            "2,5,Resolved,ended-without-date",
            "3,6,Refuted,void-result",
            "4,6,Entered in error,void-result",
            "6,6,疑似,unconfirmed",
        ],
    ),
    (
        "medications",
        "MRN,Drug,Start date,Stop date,Order status\nP1,Warfarin,2024-05-01,,Discontinued\nP1,Aspirin,2024-05-01,2024-06-01,Completed\n\
         P1,Metformin,2024-05-01,,Active\nP1,Apixaban,2024-05-01,,未执行\n",
        &["2,5,Discontinued,ended-without-date", "5,5,未执行,void-result"],
    ),
    (
        "admissions",
        "MRN,Ward,Admission time,Discharge time,Encounter status\nP1,A1,2024-05-01 08:00,,Cancelled\nP1,A1,2024-06-01 08:00,2024-06-03 08:00,Finished\n",
        &["2,5,Cancelled,void-result"],
    ),
    (
        "allergies",
        "MRN,Allergen,Reaction,Verification status\nP1,Latex,Anaphylaxis,Refuted\nP1,Penicillin,Rash,Confirmed\nP1,Nuts,Rash,unconfirmed\n",
        &["2,4,Refuted,void-result", "4,4,unconfirmed,preliminary"],
    ),
    (
        "genes",
        "MRN,Gene,Diplotype,Status\nP1,DPYD,*1/*2A,Cancelled\nP1,TPMT,*1/*1,Final\n",
        &["2,4,Cancelled,void-result"],
    ),
];

#[test]
fn what_was_denied_or_has_ended_does_not_come_in_as_a_fact() {
    let desk = Desk::new();
    desk.ends(0, "import|patients.csv|--store|S");
    for (kind, text, refused) in STANDING {
        write(&desk, "rows.csv", text);
        let said = desk.ends(1, &format!("import|rows.csv|--store|S|--kind|{kind}|--rejects|r.csv"));
        let rejects = desk.read("r.csv");
        for cell in refused {
            assert!(rejects.contains(&format!("rows.csv,{cell}\n")), "{kind} {cell}: {said} {rejects}");
        }
        let kept = text.lines().count() - 1 - refused.iter().filter(|cell| !cell.ends_with(",preliminary")).count();
        assert!(said.contains(&format!("{kept} added")), "{kind}: {said}");
    }
}

#[test]
fn a_result_taken_back_does_not_count_whatever_its_column_is_called() {
    let desk = Desk::new();
    desk.ends(0, "import|patients.csv|--store|S");
    for (heading, holds, taken_back) in [
        ("作废标志", "0", "1"),
        ("是否作废", "否", "是"),
        ("Void", "", "1"),
        ("Valid", "1", "0"),
        ("Row status", "F", "D"),
        ("Befundstatus", "freigegeben", "storniert"),
    ] {
        let rows =
            format!("P1,2025-03-01,Potassium,4.1,mmol/L,{holds}\nP1,2025-03-02,Potassium,7.9,mmol/L,{taken_back}\n");
        write(&desk, "lab.csv", &format!("MRN,Collected,Test,Result,Units,{heading}\n{rows}"));
        let said = desk.ends(1, "import|lab.csv|--store|S|--rejects|r.csv");
        assert!(desk.read("r.csv").contains(&format!("lab.csv,3,6,{taken_back},void-result")), "{heading}: {said}");
    }
    write(
        &desk,
        "notes.csv",
        "MRN,Collected,Test,Result,Units,Comment\nP1,2025-03-04,Potassium,7.9,mmol/L,\"HEMOLYZED, result invalid\"\n",
    );
    assert!(desk.ends(0, "import|notes.csv|--store|S").contains("HEMOLYZED"));
}

#[test]
fn a_later_file_takes_a_result_back() {
    let desk = Desk::new();
    desk.ends(0, "import|patients.csv|--store|S");
    let heading = "MRN,Collected,Test,Result,Units,Result status\n";
    write(
        &desk,
        "first.csv",
        &format!(
            "{heading}P1,2025-03-01 08:00,Potassium,7.4,mmol/L,Final\nP1,2025-03-01 09:00,Potassium,4.4,mmol/L,Final\n"
        ),
    );
    desk.ends(0, "import|first.csv|--store|S");
    assert_eq!(exported(&desk, "observations").lines().count(), 3);
    write(
        &desk,
        "later.csv",
        &format!(
            "{heading}P1,2025-03-01 08:00,Potassium,7.4,mmol/L,Entered in error\nP1,2025-03-01 09:00,Potassium,4.4,mmol/L,Final\n"
        ),
    );
    assert!(desk.ends(1, "import|later.csv|--store|S").contains("1 sent before taken back"));
    let out = exported(&desk, "observations");
    assert!(!out.contains("7.4") && out.contains("4.4"), "{out}");
    // Sent again it holds; an order that was cancelled without a result takes nothing back.
    write(
        &desk,
        "again.csv",
        &format!(
            "{heading}P1,2025-03-01 08:00,Potassium,7.4,mmol/L,Final\nP1,2025-03-02,Potassium,5.9,mmol/L,Final\nP1,2025-03-02,Potassium,,mmol/L,Cancelled\n"
        ),
    );
    desk.ends(1, "import|again.csv|--store|S");
    let out = exported(&desk, "observations");
    assert!(out.contains("7.4") && out.contains("5.9"), "{out}");
    // The same file once more changes nothing: what was taken back of it since stays so.
    let row = |status: &str| format!("{heading}P1,2025-03-05 08:00,Sodium,150,mmol/L,{status}\n");
    write(&desk, "final.csv", &row("Final"));
    write(&desk, "void.csv", &row("Cancelled"));
    desk.ends(0, "import|final.csv|--store|S");
    desk.ends(1, "import|void.csv|--store|S");
    assert!(desk.ends(0, "import|final.csv|--store|S").contains("0 added, 0 updated, 1 already there"));
    assert!(!exported(&desk, "observations").contains("Sodium"));
}
