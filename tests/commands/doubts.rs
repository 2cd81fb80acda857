//! What is asked or told before a file of somebody else comes in: tables, notes, centuries, units.

use super::Desk;

impl Desk {
    pub(super) fn file(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).expect("written");
    }

    pub(super) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).expect("reads")
    }

    /// Takes the mark of a remark away, which makes it an answer.
    fn answer(&self, mapping: &str, line: &str) {
        let open = self.read(mapping);
        let answered = open.replace(&format!("# {line}"), line);
        assert_ne!(answered, open, "{line}");
        self.file(mapping, &answered);
    }
}

const LAB: &str = "patient_id,time,Glucose (mmol/L)\nP1,2024-01-02T08:00,5.4\nP2,2024-01-02T08:00,6.1\n";

#[test]
fn of_tables_of_one_width_one_is_read_and_the_others_are_told_of() {
    let people = "patient_id,sex,birth_date\nP1,female,1951-03-04\nP2,male,1980-01-01\n";
    for (name, text, lines, line) in [
        ("gap", format!("{people}\n{LAB}"), "lines 1 to 3 is read; NOT read: lines 5 to 7", 5),
        ("cells", format!("{people},,\n{LAB}"), "lines 1 to 3 is read; NOT read: lines 5 to 7", 5),
        ("title", format!("{people}Laboratory,,\n{LAB}"), "lines 1 to 3 is read; NOT read: lines 5 to 7", 5),
        ("titles", format!("People\n{people}\n检验结果\n{LAB}"), "lines 2 to 4 is read; NOT read: lines 7 to 9", 7),
    ] {
        let desk = Desk::new();
        desk.file("two.csv", &text);
        let said = desk.ends(1, "import|two.csv|--store|S|--receipt|receipt.json");
        assert!(said.contains(&format!("two.csv HOLDS 2 TABLES: only that of {lines}")), "{name}: {said}");
        assert!(said.contains("2 rows, 2 added") && said.contains(&format!("--headings {line}")), "{name}: {said}");
        assert!(desk.read("receipt.json").contains("unread-tables"), "{name}");
        let said = desk.ends(0, &format!("import|two.csv|--store|S|--headings|{line}"));
        assert!(said.contains("2 rows, 2 added") && said.contains("HOLDS 2 TABLES"), "{name}: {said}");
    }
}

#[test]
fn groups_of_rows_between_empty_lines_are_one_table() {
    let desk = Desk::new();
    let rows = "P1,unknown,1951-03-04\n\nP2,female,unknown\nP3,male,\n,,\nP4,male,1980-01-01\n";
    desk.file("groups.csv", &format!("patient_id,sex,birth_date\n{rows}"));
    let said = desk.ends(1, "import|groups.csv|--store|S");
    assert!(!said.contains("TABLES") && said.contains("5 rows"), "{said}");
}

#[test]
fn notes_behind_a_table_are_no_patients_and_an_identifier_alone_is_one() {
    let people = "patient_id,sex,birth_date\nP1,female,1951-03-04\nP2,male,1980-01-01\n";
    let notes = [
        "共30条",
        "30 rows",
        "Printed by Dr X 2025-01-01",
        "Page 1 of 3",
        "End of report",
        "合计",
        "打印人：王芳",
        "制表人",
        "30",
    ];
    for note in notes.into_iter().flat_map(|note| [note.to_owned(), format!("{note},,"), format!(",,\n\"{note}\",,")]) {
        let desk = Desk::new();
        desk.file("people.csv", &format!("{people}{note}\n"));
        let said = desk.ends(0, "import|people.csv|--store|S|--receipt|receipt.json");
        assert!(said.contains("2 rows, 2 added") && said.contains("behind the table, is left out"), "{note}: {said}");
        assert!(desk.read("receipt.json").contains("\"footer\""), "{note}");
    }
    let desk = Desk::new();
    desk.file("people.csv", &format!("{people}P30,,\n"));
    let said = desk.ends(0, "import|people.csv|--store|S");
    assert!(said.contains("3 rows, 3 added") && !said.contains("behind"), "{said}");
    // The other way round, for whoever knows better.
    desk.file("people.csv", &format!("{people}EXTERN,,\n"));
    desk.ends(0, "inspect|people.csv|--mapping|M.toml");
    let mapping = desk.read("M.toml").replacen("\n[[field]]", "\n[file]\nlast_row = \"end\"\n\n[[field]]", 1);
    desk.file("M.toml", &mapping);
    let said = desk.ends(0, "import|people.csv|--store|T|--mapping|M.toml");
    assert!(said.contains("3 rows, 3 added"), "{said}");
}

#[test]
fn the_century_of_two_digit_years_is_asked_and_said_once_a_column() {
    let desk = Desk::new();
    desk.file("people.csv", "patient_id,sex,birth_date\nP1,female,24.03.71\nP2,male,13.05.22\nP3,male,14.05.24\n");
    let open = desk.ends(2, "import|people.csv|--store|S");
    for part in ["column 3 \"birth_date\"", "years have two digits", "22–24 → 2022–2024, 71 → 1971"] {
        assert!(open.contains(part), "{part} in {open}");
    }
    // The rows that could be of either century are named, and how to say it.
    assert!(open.contains("(line 3: 13.05.22, line 4: 14.05.24); say which in a mapping: century_from = "), "{open}");
    assert!(open.contains("century_from = 20 reads 22–71 → 1922–1971"), "{open}");
    let told = desk.runs("inspect|people.csv|--mapping|M.toml");
    assert!(String::from_utf8_lossy(&told.stdout).contains("\"question\": \"century\""));
    // Written, and not answered.
    desk.ends(2, "import|people.csv|--store|S|--mapping|M.toml");
    desk.answer("M.toml", "century_from = 20");
    desk.ends(0, "import|people.csv|--store|S|--mapping|M.toml|--receipt|receipt.json");
    desk.ends(0, "export|--store|S|--kind|patients|--out|out.csv");
    let out = desk.read("out.csv");
    for born in ["P1,,,,female,1971-03-24", "P2,,,,male,1922-05-13", "P3,,,,male,1924-05-14"] {
        assert!(out.contains(born), "{born} in {out}");
    }
    let receipt = desk.read("receipt.json");
    assert!(receipt.contains("\"century\"") && receipt.contains("birth_date: 22–71 → 1922–1971"), "{receipt}");
}

#[test]
fn values_that_fit_another_unit_than_the_file_says_are_asked_about() {
    let desk = Desk::new();
    desk.ends(0, "import|patients.csv|--store|S");
    let rows = |unit: &str| -> String {
        let values = [95, 102, 131, 178].into_iter().enumerate();
        values.map(|(at, value)| format!("P1,2024-03-04T08:0{at},{value}{unit}\n")).collect()
    };
    desk.file("heading.csv", &format!("patient_id,time,Glucose (mmol/L)\n{}", rows("")));
    let open = desk.ends(2, "import|heading.csv|--store|S");
    let words = "the heading says mmol/L, but 100 % of the values fit mg/dL and not mmol/L (95 mg/dL = 5.3 mmol/L, or 95 mmol/L)";
    assert!(open.contains(words) && open.contains("unit = \"mg/dL\" or unit_as_stated = true"), "{open}");
    desk.ends(0, "inspect|heading.csv|--mapping|M.toml");
    let asked = desk.ends(2, "import|heading.csv|--store|S|--mapping|M.toml");
    assert!(asked.contains(words), "a mapping that nobody answered says nothing: {asked}");
    desk.answer("M.toml", "unit = \"mg/dL\"");
    let said = desk.ends(0, "import|heading.csv|--store|S|--mapping|M.toml|--receipt|receipt.json");
    assert!(desk.read("receipt.json").contains("Glucose (mmol/L): mmol/L → mg/dL"));
    assert!(said.contains("4 added") && said.contains("0 flagged"), "{said}");

    desk.file("rows.csv", &format!("patient_id,time,glucose,unit\n{}", rows(",mmol/L")));
    let open = desk.ends(2, "import|rows.csv|--store|S");
    let answer = "words = { \"mmol/L\" = \"mg/dL\" }";
    assert!(open.contains("the column of units says mmol/L") && open.contains(answer), "{open}");
    desk.ends(0, "inspect|rows.csv|--mapping|R.toml");
    desk.answer("R.toml", answer);
    // The same patient, times and values as in the first file.
    let said = desk.ends(0, "import|rows.csv|--store|S|--mapping|R.toml");
    assert!(said.contains("0 added") && said.contains("4 already there"), "{said}");
}

#[test]
fn cells_that_carry_their_own_units_are_read_each_in_its_own() {
    let desk = Desk::new();
    desk.ends(0, "import|patients.csv|--store|S");
    let cells = ["92 mg/dL", "6.0 mmol/L", "<5.5mmol/l", "101 MG/DL", "7 kg", "8 mmol/X", "high"].map(str::to_owned);
    let rows = |cells: &[String]| -> String {
        cells.iter().enumerate().map(|(at, cell)| format!("P1,2024-03-04T08:0{at},{cell}\n")).collect()
    };
    desk.file("own.csv", &format!("patient_id,time,glucose\n{}", rows(&cells)));
    let said = desk.ends(1, "import|own.csv|--store|S|--rejects|rejects.csv|--receipt|receipt.json");
    let told = "column 3 \"glucose\": each number is read in the unit behind it: 2 in mg/dL, 2 in mmol/L, 1 in kg";
    assert!(said.contains(told) && said.contains("4 added"), "{said}");
    let refused = "own.csv,6,3,7 kg,unit-mismatch\nown.csv,7,3,8 mmol/X,unit-mismatch\nown.csv,8,3,high,not-a-number\n";
    assert_eq!(desk.read("rejects.csv"), format!("file,line,column,raw,rule\n{refused}"));
    assert!(desk.read("receipt.json").contains("glucose: mg/dL 2, mmol/L 2, kg 1"));
    desk.ends(0, "export|--store|S|--kind|observations|--out|out.csv");
    let out = desk.read("out.csv");
    for row in ["08:00,92,mg/dL,,92 mg/dL", "08:01,6.0,mmol/L,,6.0 mmol/L", "08:02,<5.5,mmol/L", "08:03,101,mg/dL"] {
        assert!(out.contains(row), "{row} in {out}");
    }
    // A number without a unit is in that of the heading; where there is none, it is asked for.
    let mixed = rows(&["92 mg/dL".to_owned(), "5.4".to_owned()]);
    desk.file("bare.csv", &format!("patient_id,time,glucose\n{mixed}"));
    let open = desk.ends(2, "import|bare.csv|--store|T");
    assert!(
        open.contains("1 number has no unit behind it as the others have") && open.contains("unit = \"mmol/L\""),
        "{open}"
    );
    desk.file("headed.csv", &format!("patient_id,time,glucose (mmol/L)\n{mixed}"));
    desk.ends(0, "import|patients.csv|--store|T");
    let said = desk.ends(0, "import|headed.csv|--store|T");
    assert!(said.contains("1 in mg/dL, 1 without are in mmol/L") && said.contains("2 added"), "{said}");
}

/// Who has no allergy is not allergic to "NKDA"; whoever is not known has none of the four states.
#[test]
fn no_known_allergy_in_the_place_of_a_substance_is_that_statement() {
    let desk = Desk::new();
    desk.file("al.csv", "patient_id,substance,reaction\nP1,NKDA,\nP2,Penicillin,rash\nP2,unknown,\n");
    desk.ends(0, "import|patients.csv|--store|S");
    assert!(desk.ends(1, "import|al.csv|--store|S").contains("3 rows, 2 added"));
    desk.ends(0, "export|--store|S|--kind|allergies|--out|out.csv");
    let out = desk.read("out.csv");
    assert!(out.contains("P1,,,,none known") && out.contains("P2,Penicillin,rash,,active"), "{out}");
}

/// Two long numbers that a spreadsheet rounded to one are refused rather than made one patient.
#[test]
fn identifiers_that_were_rounded_bring_nobody_in() {
    let desk = Desk::new();
    desk.file("ids.csv", "patient_id,family_name\n1.10101E+17,Wang\n1.10101E+17,Li\n110101199003071234,Zhao\n");
    let said = desk.ends(1, "import|ids.csv|--store|S|--rejects|rejects.csv");
    assert!(said.contains("3 rows, 1 added") && desk.read("rejects.csv").contains("rounded-identifier"), "{said}");
}

/// A column whose heading names one unit and of whose values a part is in another.
fn mixed(foreign: usize) -> String {
    let value = |at: usize| if at < foreign { "133" } else { "5.4" };
    (0..40).map(|at| format!("P1,2024-03-04T08:{at:02},{}\n", value(at))).collect()
}

#[test]
fn a_part_of_a_column_in_another_unit_than_its_heading_says_is_asked_about() {
    let desk = Desk::new();
    desk.ends(0, "import|patients.csv|--store|S");
    desk.file("mix.csv", &format!("patient_id,time,Glucose (mmol/L)\n{}", mixed(4)));
    let open = desk.ends(2, "import|mix.csv|--store|S");
    let words = "the heading says mmol/L, but 10 % of the values fit mg/dL and not mmol/L (133 mg/dL = 7.4 mmol/L, or 133 mmol/L); unit_by_value";
    assert!(open.contains(words), "{open}");
    desk.ends(0, "inspect|mix.csv|--mapping|M.toml");
    // That the profile repeats the heading's unit is no answer.
    let repeated = desk.read("M.toml").replace("field = \"14749-6\"", "field = \"14749-6\"\nunit = \"mmol/L\"");
    desk.file("repeated.toml", &repeated);
    assert!(desk.ends(2, "import|mix.csv|--store|S|--mapping|repeated.toml").contains(words));
    let answer = |line: &str| {
        let open = desk.read("M.toml");
        let line = open.lines().find(|known| known.starts_with(&format!("# {line}"))).expect("an answer");
        desk.file("A.toml", &open.replace(line, line.trim_start_matches("# ")));
    };
    for (line, said, receipt) in [
        (
            "unit_by_value",
            "40 added, 0 updated, 0 already there, 0 empty, 0 flagged",
            "mmol/L → 1–18 mmol/L, 60–1081 mg/dL",
        ),
        ("unit_as_stated", "40 added, 0 updated, 0 already there, 0 empty, 4 flagged", "mmol/L → mmol/L"),
        ("unit = \"mg/dL\"", "40 added", "mmol/L → mg/dL"),
    ] {
        answer(line);
        let store = format!("S{}", said.len() + line.len());
        desk.ends(0, &format!("import|patients.csv|--store|{store}"));
        let told = desk.ends(0, &format!("import|mix.csv|--store|{store}|--mapping|A.toml|--receipt|receipt.json"));
        assert!(told.contains(said), "{line}: {told}");
        assert!(desk.read("receipt.json").contains(&format!("Glucose (mmol/L): {receipt}")), "{line}");
    }
    // Two of forty are slips.
    desk.file("slips.csv", &format!("patient_id,time,Glucose (mmol/L)\n{}", mixed(2)));
    assert!(desk.ends(0, "import|slips.csv|--store|S").contains("2 flagged"));
}

#[test]
fn a_mass_of_urea_is_asked_about_and_one_of_its_nitrogen_is_not() {
    let desk = Desk::new();
    desk.ends(0, "import|patients.csv|--store|S");
    for heading in ["Urea (mg/dL)", "尿素(mg/dL)"] {
        desk.file("urea.csv", &format!("patient_id,time,{heading}\nP1,2024-03-04T08:00,30.03\n"));
        let open = desk.ends(2, "import|urea.csv|--store|S");
        let readings = "30.03 mg/dL (urea) = 5.0 mmol/L, or 30.03 mg/dL (urea N) = 10.7 mmol/L";
        assert!(open.contains(readings) && open.contains("unit = \"mg{urea}/dL\" or unit = \"mg{N}/dL\""), "{open}");
    }
    desk.ends(0, "inspect|urea.csv|--mapping|M.toml");
    desk.answer("M.toml", "unit = \"mg{urea}/dL\"");
    desk.ends(0, "import|urea.csv|--store|S|--mapping|M.toml|--receipt|receipt.json");
    assert!(desk.read("receipt.json").contains("尿素(mg/dL): mg/dL → mg{urea}/dL"));
    let found = |query: &str| {
        let counted = desk.runs(&format!("query|--store|S|--where|{query}|--count"));
        String::from_utf8_lossy(&counted.stdout).trim().to_owned()
    };
    assert_eq!(found("newest(urea) > 4.99 mmol/L and newest(urea) < 5.01 mmol/L"), "1");
    desk.file("bun.csv", "patient_id,time,BUN (mg/dL),尿素氮 (mmol/L)\nP2,2024-03-04T08:00,14.01,\n");
    desk.ends(0, "import|bun.csv|--store|S");
    assert_eq!(found("newest(urea) > 4.99 mmol/L and newest(urea) < 5.01 mmol/L"), "2");
    // What was stored comes back as it was.
    desk.ends(0, "export|--store|S|--kind|observations|--out|out.csv");
    assert!(desk.ends(0, "import|out.csv|--store|S").contains("2 already there"), "{}", desk.read("out.csv"));
    // A file of many indicators is refused row by row.
    let rows = "P1,Urea,2024-05-04,30,mg/dL\nP1,BUN,2024-05-04,30,mg/dL\nP1,Urea,2024-05-05,30,mg{urea}/dL\n";
    desk.file("long.csv", &format!("patient_id,code,time,value,unit\n{rows}"));
    let said = desk.ends(1, "import|long.csv|--store|S|--rejects|r.csv");
    assert!(said.contains("2 added") && desk.read("r.csv").ends_with("long.csv,2,5,mg/dL,mass-of-what\n"), "{said}");
    // Beside one indicator it is asked for the column of units.
    desk.file("one.csv", "patient_id,time,Urea,unit\nP1,2024-06-04,30,mg/dL\nP1,2024-06-05,5,mmol/L\n");
    let open = desk.ends(2, "import|one.csv|--store|S");
    assert!(open.contains("words = { \"mg/dL\" = \"mg{urea}/dL\" }"), "{open}");
    desk.ends(0, "inspect|one.csv|--mapping|U.toml");
    desk.answer("U.toml", "words = { \"mg/dL\" = \"mg{N}/dL\" }");
    assert!(desk.ends(0, "import|one.csv|--store|S|--mapping|U.toml").contains("2 added"));
}

#[test]
fn comment_lines_are_told_of() {
    let desk = Desk::new();
    let rows = "P1,female,1951-03-04\n# in the middle\nP2,male,1980-01-01\n# and again\nP3,male,1980-01-01\n";
    desk.file("com.csv", &format!("patient_id,sex,birth_date\n{rows}"));
    let said = desk.ends(0, "import|com.csv|--store|S|--receipt|receipt.json");
    assert!(said.contains("2 comment lines are left out, the first is line 3") && said.contains("3 added"), "{said}");
    assert!(desk.read("receipt.json").contains("2 (3, 5)"));
}
