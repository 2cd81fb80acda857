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
