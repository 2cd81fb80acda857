//! Runs the program itself as a script does: what it writes, what it says, and how it ends.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const PATIENTS: &str = "patient_id,sex,birth_date\nP1,female,1951-03-04\nP2,male,1980-01-01\n";
const MORE: &str = "patient_id,sex,birth_date\nP3,female,1961-03-04\n";

#[path = "commands/article.rs"]
mod article;

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
