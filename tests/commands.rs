//! Runs the program itself as a script does: what it writes, what it says, and how it ends.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const PATIENTS: &str = "patient_id,sex,birth_date\nP1,female,1951-03-04\nP2,male,1980-01-01\n";
const MORE: &str = "patient_id,sex,birth_date\nP3,female,1961-03-04\n";

/// A folder with two files of patients, where the program keeps what it remembers too.
struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Desk {
        let desk = Desk { folder: tempfile::tempdir().expect("a folder") };
        std::fs::write(desk.path("patients.csv"), PATIENTS).expect("written");
        std::fs::write(desk.path("more.csv"), MORE).expect("written");
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, words: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wardtwin"));
        command.args(words.split('|').map(str::trim)).current_dir(self.folder.path()).stdin(Stdio::null());
        command.env("HOME", self.folder.path()).env("XDG_STATE_HOME", self.path("state"));
        command.env("LOCALAPPDATA", self.path("state")).env("WARDTWIN_PASSPHRASE", "correct horse battery");
        command
    }

    fn runs(&self, words: &str) -> Output {
        self.command(words).output().expect("it starts")
    }

    /// Runs it, and demands this exit code; what it said on standard error.
    fn ends(&self, code: i32, words: &str) -> String {
        let output = self.runs(words);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{words}: {said}");
        said
    }

    fn count(&self) -> String {
        let output = self.runs("query|--store|S|--where|everyone|--count");
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("made");
    for file in std::fs::read_dir(from).expect("reads").flatten() {
        std::fs::copy(file.path(), to.join(file.file_name())).expect("copied");
    }
}

#[test]
fn a_store_that_was_put_back_is_written_only_once_that_is_accepted() {
    let desk = Desk::new();
    desk.ends(0, "import|patients.csv|--store|S");
    copy(&desk.path("S"), &desk.path("backup"));
    desk.ends(0, "import|more.csv|--store|S");
    std::fs::remove_dir_all(desk.path("S")).expect("removed");
    copy(&desk.path("backup"), &desk.path("S"));

    let warned = desk.ends(0, "query|--store|S|--where|everyone|--count");
    assert!(warned.contains("last written on 20") && warned.contains("a newer one of 20"), "{warned}");
    let refused = desk.ends(2, "import|more.csv|--store|S");
    assert!(refused.contains("last written on 20") && refused.contains("a newer one of 20"), "{refused}");
    assert!(refused.contains("nothing was written") && refused.contains("--accept-restored"), "{refused}");
    assert_eq!(desk.count(), "2");

    desk.ends(0, "import|more.csv|--store|S|--accept-restored");
    assert_eq!(desk.count(), "3");
    let silent = desk.ends(0, "check|--store|S");
    assert!(silent.contains("checks out") && !silent.contains("older"), "{silent}");
}

#[test]
fn what_is_in_the_way_is_named_with_the_remedy() {
    let desk = Desk::new();
    let none = desk.ends(2, "query|--store|nowhere|--where|everyone");
    assert!(none.contains("no store in nowhere") && none.contains("wardtwin import"), "{none}");
    let filter = desk.ends(2, "query|--store|nowhere|--where|age >= x");
    assert!(filter.contains("expected a whole number such as: age >= 65"), "{filter}");
    for quote in ["condition ~ '", "condition ~ 'diabetes'", "condition ~ \"diabetes"] {
        assert!(desk.ends(2, &format!("query|--store|nowhere|--where|{quote}")).contains("double quote"));
    }
    let folder = desk.ends(2, "generate|--patients|3|--out|patients.csv/x");
    assert!(folder.contains("patients.csv/x") && folder.contains("--out"), "{folder}");
    let folder = desk.ends(2, "demo|--pictures|patients.csv/x");
    assert!(folder.contains("patients.csv/x") && folder.contains("--pictures"), "{folder}");
    let out = desk.ends(2, "inspect|patients.csv|--table|nowhere/t.csv");
    assert!(out.contains("nowhere/t.csv cannot be written") && out.contains("folder is there"), "{out}");
    let place = desk.ends(2, "import|patients.csv|--store|patients.csv/x");
    assert!(place.contains("patients.csv/x"), "{place}");
}

#[test]
fn an_empty_passphrase_makes_no_store() {
    let desk = Desk::new();
    let mut command = desk.command("import|patients.csv|--store|S");
    let output = command.env("WARDTWIN_PASSPHRASE", "").output().expect("it starts");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("WARDTWIN_PASSPHRASE is empty"));
    assert!(!desk.path("S").exists());
}

#[test]
fn files_of_another_hospital_are_written_over_only_when_that_is_said() {
    let desk = Desk::new();
    std::fs::create_dir(desk.path("H")).expect("made");
    std::fs::write(desk.path("H/staff.csv"), "mine").expect("written");
    let refused = desk.ends(2, "generate|--patients|3|--out|H");
    assert!(refused.contains("staff.csv") && refused.contains("--replace"), "{refused}");
    assert_eq!(std::fs::read(desk.path("H/staff.csv")).expect("reads"), b"mine");
    assert!(!desk.path("H/patients.csv").exists());
    desk.ends(0, "generate|--patients|3|--out|H|--replace");
    assert_ne!(std::fs::read(desk.path("H/staff.csv")).expect("reads"), b"mine");
}

#[cfg(target_os = "linux")]
#[test]
fn half_a_hospital_is_not_left_where_the_disk_is_full() {
    let desk = Desk::new();
    std::fs::create_dir(desk.path("H")).expect("made");
    std::os::unix::fs::symlink("/dev/full", desk.path("H/staff.csv")).expect("linked");
    let full = desk.ends(2, "generate|--patients|3|--out|H|--replace");
    assert!(full.contains("disk is full") && full.contains("free some space"), "{full}");
    assert_eq!(std::fs::read_dir(desk.path("H")).expect("reads").count(), 0);
}

/// Reads one line and closes the pipe, as `head -1` does.
#[cfg(unix)]
#[test]
fn whoever_reads_no_further_ends_it_quietly() {
    let desk = Desk::new();
    desk.ends(0, "generate|--patients|3000|--observations|3000|--out|H");
    desk.ends(0, "import|H/patients.csv|--store|S");
    let commands = [
        "query|--store|S|--where|everyone",
        "export|--store|S|--kind|patients|--out|/dev/stdout",
        "inspect|H/patients.csv",
    ];
    for words in commands {
        let mut child = desk.command(words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        let mut line = String::new();
        let mut reader = BufReader::with_capacity(64, child.stdout.take().expect("a pipe"));
        if !words.starts_with("inspect") {
            reader.read_line(&mut line).expect("reads");
        }
        // What inspect says fits into the pipe: it is closed before.
        drop(reader);
        let output = child.wait_with_output().expect("it ends");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && said.is_empty(), "{words}: {said}");
    }
    assert!(std::fs::symlink_metadata("/dev/stdout").expect("is there").is_symlink());
}

#[cfg(unix)]
#[test]
fn a_new_store_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let desk = Desk::new();
    desk.ends(0, "import|patients.csv|--store|S");
    let mode = |path: &Path| std::fs::metadata(path).expect("is there").permissions().mode() & 0o777;
    assert_eq!(mode(&desk.path("S")), 0o700);
    let files: Vec<_> = std::fs::read_dir(desk.path("S")).expect("reads").flatten().collect();
    assert!(files.len() >= 4, "header, lock, store and journal");
    for file in files {
        assert_eq!(mode(&file.path()), 0o600, "{}", file.path().display());
    }
}

#[test]
fn exported_values_say_what_was_recorded_and_change_nothing_when_they_come_back() {
    let desk = Desk::new();
    let values = "patient_id,code,time,value,unit\nP1,2345-7,2024-01-02T08:00,5.40,mmol/L\nP1,1988-5,2024-01-02,<5,mg/L\n\
                  P2,2345-7,2024-01-02T08:00+02:00,\" 101 \",mg/dL\n";
    std::fs::write(desk.path("values.csv"), values).expect("written");
    desk.ends(0, "import|patients.csv|values.csv|--store|S");
    desk.ends(0, "export|--store|S|--kind|observations|--out|out.csv");
    let out = std::fs::read_to_string(desk.path("out.csv")).expect("written");
    let mut lines: Vec<&str> = out.lines().collect();
    lines.sort_unstable();
    let expected = [
        "P1,1988-5,2024-01-02,<5,mg/L,,<5",
        "P1,2345-7,2024-01-02T08:00,5.40,mmol/L,,5.40",
        "P2,2345-7,2024-01-02T08:00+02:00,101,mg/dL,, 101 ",
        "patient_id,code,time,value,unit,observation_id,recorded",
    ];
    assert_eq!(lines, expected);
    let said = desk.ends(0, "import|out.csv|--store|S");
    assert!(said.contains("3 rows, 0 added, 0 updated, 3 already there"), "{said}");
    assert!(said.contains("not imported: recorded"), "{said}");
}

/// A table as its rows of cells; no cell of these tests holds a comma.
fn cells(text: &str) -> Vec<Vec<&str>> {
    text.lines().map(|line| line.split(',').collect()).collect()
}

#[test]
fn weighted_indicators_say_what_is_missing_and_refuse_what_cannot_be_meant() {
    let desk = Desk::new();
    let weights = "name = 'Ward'\nversion = '1'\n[[indicator]]\ncolumn = 'systolic_bp'\nunit = 'mm[Hg]'\nweight = 2\n\
                   anchors = [[120, 0], [180, 1]]\n[[indicator]]\ncolumn = 'cvd'\nunit = '1'\nweight = 3\n";
    std::fs::write(desk.path("w.toml"), weights).expect("written");
    let rows = "id,cvd,systolic_bp\nP1,0.5,150\nP2,,150\nP3,,\nP4,0.5,high\nP5,0.5,1500\n";
    std::fs::write(desk.path("rows.csv"), rows).expect("written");
    let said = desk.ends(1, "risk|indicators|--in|rows.csv|--weights|w.toml|--out|out.csv");
    assert!(said.contains("3 of 5 rows refused") && said.contains("unvalidated"), "{said}");
    let out = std::fs::read_to_string(desk.path("out.csv")).expect("written");
    let out = cells(&out);
    assert_eq!(out[0], ["id", "cvd", "systolic_bp", "R", "low", "high", "missing", "missing_weight", "error"]);
    assert_eq!(out[1][3..], ["0.5", "0.5", "0.5", "", "0", ""]);
    assert_eq!(out[2][3..], ["0.5", "0.2", "0.8", "cvd", "3", ""]);
    assert_eq!(out[3][3..7], ["", "0", "1", "systolic_bp; cvd"]);
    assert!(out[4][3].is_empty() && out[4][8].contains("not a number"), "{:?}", out[4]);
    assert!(out[5][3].is_empty() && out[5][8].contains("another unit"), "{:?}", out[5]);
    let other = desk.ends(2, "risk|indicators|--in|patients.csv|--weights|w.toml|--out|other.csv");
    assert!(other.contains("systolic_bp") && !desk.path("other.csv").exists(), "{other}");
}

#[test]
fn gene_texts_are_learned_and_told_from_the_files_as_they_stand() {
    let desk = Desk::new();
    for name in ["gene_data.csv", "disease_data.csv", "new_patient.csv"] {
        let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data").join(name);
        std::fs::copy(sample, desk.path(name)).expect("copied");
    }
    let said = desk.ends(0, "genes|fit|--genes|gene_data.csv|--diseases|disease_data.csv|--out|m.toml");
    assert!(said.contains("better than always saying the most frequent disease"), "{said}");
    assert!(said.contains("an empty gene text: line"), "{said}");
    desk.ends(0, "genes|predict|--model|m.toml|--in|new_patient.csv|--out|p.csv|--reasons|r.csv");
    let predictions = std::fs::read_to_string(desk.path("p.csv")).expect("written");
    let rows = cells(&predictions);
    assert_eq!((rows.len(), rows[0][2], rows[0][3]), (41, "prediction", "probability_breast cancer"));
    for row in &rows[1..] {
        let probabilities: Vec<f64> = row[3..7].iter().map(|cell| cell.parse().expect("a number")).collect();
        assert!((probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-9, "{row:?}");
        let largest = probabilities.iter().copied().fold(0.0, f64::max);
        let place = probabilities.iter().position(|share| *share == largest).expect("one of them");
        assert_eq!(rows[0][3 + place], format!("probability_{}", row[2]));
    }
    std::fs::write(desk.path("odd.csv"), "patient_id,gene_text\nA,NEVER1\nB,\n").expect("written");
    let said = desk.ends(1, "genes|predict|--model|m.toml|--in|odd.csv|--out|p.csv");
    let odd = std::fs::read_to_string(desk.path("p.csv")).expect("written");
    assert!(said.contains("1 row refused") && odd.contains("no token is known to the model"), "{said}{odd}");
    assert!(odd.contains("line 3: the gene text is empty"), "{odd}");
    assert!(desk.ends(2, "genes|predict|--model|odd.csv|--in|odd.csv|--out|q.csv").contains("no model"));
}

#[test]
fn futures_and_courses_are_answered_case_by_case() {
    let desk = Desk::new();
    let cases = r#"{"table":[{"id":"a","measure":"RR","estimate":0.8,"lo95":0.77,"hi95":0.83}],
        "cases":[{"p0":0.15,"items":[{"id":"a","units":2}],"expected":{}},{"p0":0.15,"items":[{"id":"b","units":1}]}]}"#;
    std::fs::write(desk.path("c.json"), cases).expect("written");
    desk.ends(1, "whatif|--in|c.json|--out|o.json");
    let told = std::fs::read_to_string(desk.path("o.json")).expect("written");
    let told: serde_json::Value = serde_json::from_str(&told).expect("JSON");
    let risk = told["cases"][0]["result"]["risk"].as_f64().expect("a risk");
    assert!((risk - 0.096).abs() < 1e-12 && told["cases"][0].get("expected").is_none(), "{told}");
    assert!(told["cases"][1]["error"].as_str().is_some_and(|error| error.contains("b is not in the table")), "{told}");
    let cases = r#"{"cases":[{"age":71,"CYP2C9":"*1/*1","VKORC1":"GG","dose_mg_daily":5,"t_h":[0,24]}]}"#;
    std::fs::write(desk.path("w.json"), cases).expect("written");
    desk.ends(0, "twin|warfarin|--in|w.json|--out|o.json");
    let told = std::fs::read_to_string(desk.path("o.json")).expect("written");
    let told: serde_json::Value = serde_json::from_str(&told).expect("JSON");
    let inr = told["cases"][0]["result"]["inr"][1].as_f64().expect("an INR");
    assert!((inr - 1.097_407_679_666).abs() < 1e-9, "{told}");
}
