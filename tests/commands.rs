//! Runs the program itself as a script does: what it writes, what it says, and how it ends.

#[path = "commands/dates.rs"]
mod dates;
#[path = "commands/diagnose.rs"]
mod diagnose;
#[path = "commands/doubts.rs"]
mod doubts;
#[path = "commands/feeds.rs"]
mod feeds;
#[path = "commands/genes.rs"]
mod genes;
#[path = "commands/import.rs"]
mod import;
#[path = "support/planted.rs"]
mod planted;
#[path = "commands/risk.rs"]
mod risk;
#[path = "commands/schedule.rs"]
mod schedule;
#[path = "commands/staff.rs"]
mod staff;
#[path = "commands/trust.rs"]
mod trust;

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use rust_xlsxwriter::Workbook;
use wardtwin::app::import::profiles::{from_file, made_for_another_place};
use wardtwin::base::Progress;
use wardtwin::io::import::inspect;

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

    desk.ends(0, "import|more.csv|--store|S|--accept-restored|put back on purpose");
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
                  P2,2345-7,2024-01-02T08:00+02:00,\" 101 \",mg/dL\nP2,2345-7,2024-01-03,NA,mg/dL\n";
    std::fs::write(desk.path("values.csv"), values).expect("written");
    desk.ends(0, "import|patients.csv|values.csv|--store|S");
    desk.ends(0, "export|--store|S|--kind|observations|--out|out.csv");
    let out = std::fs::read_to_string(desk.path("out.csv")).expect("written");
    let mut lines: Vec<&str> = out.lines().collect();
    lines.sort_unstable();
    let expected = [
        "P1,1988-5,2024-01-02,<5,mg/L,,<5,2024-01-02,",
        "P1,2345-7,2024-01-02T08:00,5.40,mmol/L,,5.40,2024-01-02T08:00,",
        "P2,2345-7,2024-01-02T08:00+02:00,101,mg/dL,, 101 ,2024-01-02T08:00+02:00,",
        "P2,2345-7,2024-01-03,,mg/dL,,NA,2024-01-03,",
        "patient_id,code,time,value,unit,observation_id,recorded,recorded_time,status",
    ];
    assert_eq!(lines, expected);
    let said = desk.ends(0, "import|out.csv|--store|S");
    assert!(said.contains("4 rows, 0 added, 0 updated, 4 already there"), "{said}");
    assert!(said.contains("not imported: recorded"), "{said}");
}

#[test]
fn a_birth_long_ago_is_kept_and_flagged_and_an_impossible_one_is_refused() {
    let desk = Desk::new();
    let old = "patient_id,sex,birth_date,death_date\n\
               P1,female,1905-03-04,\nP2,male,1780-01-01,\nP3,male,1980-01-01,\nP4,male,1900-01-01,1970-01-01\n";
    std::fs::write(desk.path("old.csv"), old).expect("written");
    let tried = desk.runs("import|old.csv|--dry-run");
    let counts = "4 rows, 3 added, 0 updated, 0 already there, 0 empty, 1 flagged, 1 refused";
    assert!(String::from_utf8_lossy(&tried.stdout).contains(counts), "{tried:?}");
    let said = desk.ends(1, "import|old.csv|--store|S|--rejects|rejects.csv|--receipt|receipt.json");
    assert!(said.contains(counts), "{said}");
    let rejects = std::fs::read_to_string(desk.path("rejects.csv")).expect("reads");
    let cells = "old.csv,2,3,1905-03-04,implausible-age\nold.csv,3,3,1780-01-01,impossible\n";
    assert_eq!(rejects, format!("file,line,column,raw,rule\n{cells}"));
    let receipt = std::fs::read_to_string(desk.path("receipt.json")).expect("reads");
    assert!(receipt.contains("\"flagged\": 1"), "{receipt}");
    let again = desk.ends(1, "import|old.csv|--store|S");
    assert!(again.contains("0 added, 0 updated, 3 already there, 0 empty, 0 flagged"), "{again}");
    desk.ends(0, "check|--store|S");
}

#[test]
fn telephone_numbers_come_in_under_their_headings_and_go_out_again() {
    let desk = Desk::new();
    let rows = "P1,王小明,女,1951-03-04,+86 138 0013 8000\nP2,李伟,男,1980-01-01,\n";
    std::fs::write(desk.path("zh.csv"), format!("患者编号,姓名,性别,出生日期,联系电话\n{rows}")).expect("written");
    desk.ends(0, "import|zh.csv|--store|S");
    desk.ends(0, "export|--store|S|--kind|patients|--out|out.csv");
    let exported = std::fs::read_to_string(desk.path("out.csv")).expect("reads");
    let headings = "patient_id,family_name,given_name,chinese_name,sex,birth_date,death_date,phone";
    let people = "P1,,,王小明,female,1951-03-04,,'+86 138 0013 8000\nP2,,,李伟,male,1980-01-01,,\n";
    assert_eq!(exported, format!("{headings}\n{people}"));
    desk.ends(0, "import|out.csv|--store|T");
    desk.ends(0, "export|--store|T|--kind|patients|--out|again.csv");
    assert_eq!(std::fs::read_to_string(desk.path("again.csv")).expect("reads"), exported);
    // One whose number changes is updated, and the newer number counts.
    std::fs::write(desk.path("new.csv"), "patient_id,mobile\nP2,13900139000\n").expect("written");
    let said = desk.ends(0, "import|new.csv|--store|S");
    assert!(said.contains("0 added, 1 updated"), "{said}");
    desk.ends(0, "export|--store|S|--kind|patients|--out|out.csv");
    assert!(std::fs::read_to_string(desk.path("out.csv")).expect("reads").ends_with("1980-01-01,,13900139000\n"));
    desk.ends(0, "check|--store|S");
}

#[test]
fn whole_names_become_names_and_measured_values_are_told() {
    let desk = Desk::new();
    let rows = "P1,Kim Min-jun,121\nP2,\"van den Berg, Anna\",118\nP3,王小明,130\n";
    std::fs::write(desk.path("people.csv"), format!("mrn,name,sbp (mmHg)\n{rows}")).expect("written");
    let said = desk.ends(0, "import|people.csv|--store|S");
    let hint = "measured values among them: sbp (mmHg); import the file a second time with --kind observations_wide";
    assert!(said.contains(hint), "{said}");
    desk.ends(0, "export|--store|S|--kind|patients|--out|out.csv");
    let exported = std::fs::read_to_string(desk.path("out.csv")).expect("reads");
    let people: Vec<&str> = exported.lines().skip(1).collect();
    assert_eq!(people, ["P1,,Kim Min-jun,,,,,", "P2,van den Berg,Anna,,,,,", "P3,,,王小明,,,,"]);
    // The parts say more than the whole, which is then not read.
    std::fs::write(desk.path("parts.csv"), "mrn,name,surname\nP4,Anna Berg,Berg\n").expect("written");
    assert!(desk.ends(0, "import|parts.csv|--store|S").contains("not imported: name"));
}

#[test]
fn dates_of_spreadsheets_with_a_time_of_day_are_dates_and_totals_are_no_patients() {
    let desk = Desk::new();
    let times = ["1960-01-01 00:00:00", "1961-02-03 00:00", "1962-03-04T00:00:00.000", "1963-04-05 08:30:00"];
    let rows: String = times.iter().enumerate().map(|(at, time)| format!("P{at},female,{time}\n")).collect();
    std::fs::write(desk.path("people.csv"), format!("patient_id,sex,birth_date\n{rows}合计：4人,,\n"))
        .expect("written");
    let said = desk.ends(0, "import|people.csv|--store|S");
    assert!(said.contains("4 added"), "{said}");
    assert!(said.contains("line 6, behind the table, is left out"), "{said}");
    desk.ends(0, "export|--store|S|--kind|patients|--out|out.csv");
    let exported = std::fs::read_to_string(desk.path("out.csv")).expect("reads");
    let people: Vec<&str> = exported.lines().skip(1).collect();
    let days = ["1960-01-01", "1961-02-03", "1962-03-04", "1963-04-05"];
    let expected: Vec<String> = (0..).zip(days).map(|(at, day)| format!("P{at},,,,female,{day},,")).collect();
    assert_eq!(people, expected);
}

#[test]
fn the_same_file_twice_changes_nothing_also_where_it_says_two_things_or_a_later_file_said_another() {
    let desk = Desk::new();
    let file = |name: &str, rows: &str| {
        std::fs::write(desk.path(name), format!("patient_id,family_name,given_name\n{rows}")).expect("written");
    };
    file("two.csv", "E1,A,B\nE1,A,C\nE2,D,E\n");
    file("later.csv", "E2,D,F\n");
    desk.ends(0, "import|two.csv|later.csv|--store|S");
    let content = || String::from_utf8_lossy(&desk.runs("check|--store|S").stdout).into_owned();
    let before = content();
    assert!(before.contains("content sha256"), "{before}");
    for _ in 0..2 {
        let said = desk.ends(0, "import|two.csv|--store|S");
        assert!(said.contains("3 rows, 0 added, 0 updated, 3 already there, 0 empty, 0 flagged"), "{said}");
    }
    let hash = |said: &str| said.lines().find(|line| line.contains("content sha256")).map(str::to_owned);
    assert_eq!(hash(&content()), hash(&before));
    desk.ends(0, "export|--store|S|--kind|patients|--out|out.csv");
    assert!(std::fs::read_to_string(desk.path("out.csv")).expect("reads").contains("E2,D,F,"));
}

/// A laboratory that writes names instead of codes: they stay as written, and mean the indicator all the same.
#[test]
fn names_of_tests_are_indicators_and_go_out_as_they_came() {
    let desk = Desk::new();
    let values = "patient_id,code,time,value,unit\nP1,Creatinine,2024-01-02,1.00,mg/dL\nP2,血糖,2024-01-02,5.4,mmol/L\n\
                  P2,creatinine,2024-01-02,1.0,mmol\n";
    std::fs::write(desk.path("values.csv"), values).expect("written");
    desk.ends(0, "import|patients.csv|--store|S");
    let said = desk.ends(1, "import|values.csv|--store|S");
    assert!(said.contains("3 rows, 2 added"), "{said}");
    for (filter, count) in
        [("newest(creatinine) > 88", "1"), ("newest(creatinine) > 89", "0"), ("newest(glucose) > 5", "1")]
    {
        let output = desk.runs(&format!("query|--store|S|--where|{filter}|--count"));
        assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), count, "{filter}");
    }
    desk.ends(0, "export|--store|S|--kind|observations|--out|out.csv");
    let out = std::fs::read_to_string(desk.path("out.csv")).expect("written");
    assert!(out.contains("P1,Creatinine,2024-01-02,1.00,mg/dL") && out.contains("P2,血糖,"), "{out}");
}

/// What goes out comes back: the same file again, and the same content of the store.
fn goes_out_and_comes_back(kind: &str, rows: &str) {
    let desk = Desk::new();
    let source = format!("{kind}.csv");
    std::fs::write(desk.path(&source), rows).expect("written");
    for (store, file) in [("S", source.as_str()), ("T", "out.csv")] {
        desk.ends(0, &format!("import|patients.csv|--store|{store}|--zone|Asia/Shanghai"));
        desk.ends(0, &format!("import|{file}|--store|{store}"));
        desk.ends(0, &format!("export|--store|{store}|--kind|{kind}|--out|out.csv"));
        assert_eq!(std::fs::read_to_string(desk.path("out.csv")).expect("reads"), rows, "{store}");
    }
    let content = |store: &str| {
        let output = desk.runs(&format!("check|--store|{store}"));
        let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        let line = said.lines().find(|line| line.contains("content sha256")).map(str::to_owned);
        line.expect("the check tells the content")
    };
    assert_eq!(content("S"), content("T"));
}

#[test]
fn exported_conditions_come_back() {
    goes_out_and_comes_back(
        "conditions",
        "patient_id,code,condition,onset,resolved\nP1,I10,\"Hypertension, essential\",2014-03-13,\n\
         P1,,'=named like a formula,,2020-02-29\nP2,E11,,,\n",
    );
}

#[test]
fn exported_medications_come_back() {
    goes_out_and_comes_back(
        "medications",
        "patient_id,code,medication,dose,start,end\nP1,C09AA03,Lisinopril,10 mg once daily,2018-06-18,\n\
         P2,,二甲双胍,,,2020-01-01\n",
    );
}

#[test]
fn exported_allergies_come_back() {
    goes_out_and_comes_back(
        "allergies",
        "patient_id,substance,reaction,severity,status\nP1,Penicillin,rash,severe,active\nP1,Latex,,,active\n\
         P2,,,,none known\nP2,,,,unavailable\n",
    );
}

#[test]
fn exported_admissions_come_back() {
    goes_out_and_comes_back(
        "admissions",
        "patient_id,ward,room,bed,admitted,discharged,reason\n\
         P1,Geriatrics,701,B,2025-01-10T15:34,2025-01-18T18:24,\"Fall, at home\"\n\
         P1,,,,2025-04-26T10:33:05+02:00,,\nP2,Surgery,,,2024-05-01,,\n",
    );
}

#[test]
fn exported_genes_come_back() {
    goes_out_and_comes_back(
        "genes",
        "patient_id,gene,result,phenotype,specimen_date,laboratory\nP1,CYP2C19,*2/*2,Poor,2026-03-01,Central\n\
         P1,HLA-B,*57:01 positive,,,\nP1,TPMT,not tested,,,\nP1,DPYD,no result,,2026-03-01,\n\
         P2,CYP2C9,Poor Metabolizer,,,北区检验中心\nP2,G6PD,Deficient,,,\n",
    );
}

const PANEL_VCF: &str = "##fileformat=VCFv4.2\n##contig=<ID=chr10,assembly=GRCh38>\n\
    ##FORMAT=<ID=GT,Number=1,Type=String,Description=\"Genotype\">\n\
    #CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tP2\tX9\n\
    chr10\t94942290\t.\tC\tT\t.\tPASS\t.\tGT\t0/1\t0/0\nchr10\t94981296\t.\tA\tC\t.\tPASS\t.\tGT\t0/0\t0/1\n";

/// Samples become patients' by their names or by what is said; the file twice adds nothing; another build is refused.
#[test]
fn calls_of_a_variant_file_come_into_the_store() {
    let desk = Desk::new();
    std::fs::write(desk.path("panel.vcf"), PANEL_VCF).expect("written");
    desk.ends(0, "import|patients.csv|--store|S");
    let by_name = desk.ends(1, "genes|import|--vcf|panel.vcf|--store|S");
    assert!(
        by_name.contains("no patient has the identifier X9; say whose it is with --sample and --patient"),
        "{by_name}"
    );
    assert!(by_name.contains("panel.vcf: 1 gene results added, 0 already there"), "{by_name}");
    let said = desk.ends(0, "genes|import|--vcf|panel.vcf|--store|S|--sample|X9|--patient|P1");
    assert!(said.contains("1 gene results added"), "{said}");
    let again = desk.ends(0, "genes|import|--vcf|panel.vcf|--store|S|--sample|P2");
    assert!(again.contains("0 gene results added, 1 already there"), "{again}");
    desk.ends(0, "export|--store|S|--kind|genes|--out|genes.csv");
    let genes = std::fs::read_to_string(desk.path("genes.csv")).expect("reads");
    // Two positions do not tell *2 from its neighbours: every candidate stands.
    let rows: Vec<&str> = genes.lines().skip(1).collect();
    assert_eq!(rows, ["P1,CYP2C9,*1/*3; *1/*18; *1/*68,,,", "P2,CYP2C9,*1/*2; *1/*35; *1/*61,,,"]);
    std::fs::write(desk.path("other.vcf"), PANEL_VCF.replace("GRCh38", "GRCh37")).expect("written");
    let refused = desk.ends(2, "genes|import|--vcf|other.vcf|--store|S");
    assert!(refused.contains("not on GRCh38") && refused.contains("nothing was imported"), "{refused}");
}

/// The message names the way out as it is written, and a value whose size tells no unit is refused.
#[test]
fn units_that_rows_mix_are_told_apart_by_size() {
    let desk = Desk::new();
    let glucose = [5.6, 101.0, 5.4, 97.0, 25.0, 6.2].into_iter().enumerate();
    let rows: String = glucose.map(|(at, value)| format!("P1,2024-03-04T08:0{at},{value}\n")).collect();
    std::fs::write(desk.path("values.csv"), format!("patient_id,time,glucose\n{rows}")).expect("written");
    desk.ends(0, "import|patients.csv|--store|S");
    let open = desk.ends(2, "import|values.csv|--store|S");
    let spans = r#"[{ unit = "mmol/L", from = 1.0, to = 18.016 }, { unit = "mg/dL", from = 60.0, to = 1080.936 }]"#;
    assert!(open.contains("the values mix units and no column says which: 50 % can only be mmol/L"), "{open}");
    assert!(open.contains(&format!("say which in a mapping: unit_by_value = {spans} or unit = ")), "{open}");
    // A heading that says one unit is believed, and what speaks against it is told.
    std::fs::write(desk.path("said.csv"), format!("patient_id,time,glucose (mmol/L)\n{rows}")).expect("written");
    let told = desk.runs("import|said.csv|--store|S|--dry-run");
    let told = String::from_utf8_lossy(&told.stderr).into_owned();
    assert!(told.contains("column 3: 50 % of the values can only be mmol/L, 33 % of the values can only be mg/dL; all are taken as mmol/L"), "{told}");
    desk.ends(0, "inspect|values.csv|--mapping|M.toml");
    let mapping = std::fs::read_to_string(desk.path("M.toml")).expect("reads");
    let answered = mapping.replace("# unit_by_value = ", "unit_by_value = ");
    assert_ne!(answered, mapping);
    std::fs::write(desk.path("M.toml"), answered).expect("written");
    let said = desk.ends(1, "import|values.csv|--store|S|--mapping|M.toml|--rejects|rejects.csv");
    assert!(said.contains("5 added"), "{said}");
    let rejects = std::fs::read_to_string(desk.path("rejects.csv")).expect("reads");
    assert_eq!(rejects, "file,line,column,raw,rule\nvalues.csv,6,3,25,unit-unclear\n");
}

#[test]
fn a_file_that_no_mapping_fits_is_left_out_and_the_others_come_in() {
    let desk = Desk::new();
    desk.ends(0, "inspect|patients.csv|--mapping|M.toml");
    std::fs::write(desk.path("other.csv"), "Fall,Geschlecht\n7,weiblich\n").expect("written");
    let tried = desk.ends(1, "import|patients.csv|other.csv|more.csv|--mapping|M.toml|--dry-run");
    assert!(tried.contains("other.csv: ") && tried.contains("it is left out"), "{tried}");
    let said = desk.ends(1, "import|other.csv|patients.csv|more.csv|--mapping|M.toml|--store|S");
    assert!(said.contains("other.csv: ") && said.contains("\"patient_id\"") && said.contains("left out"), "{said}");
    assert_eq!(desk.count(), "3");
    let none = desk.ends(2, "import|other.csv|--mapping|M.toml|--store|T");
    assert!(none.contains("other.csv: ") && !desk.path("T").exists(), "{none}");
    desk.ends(0, "import|patients.csv|more.csv|--mapping|M.toml|--store|T");
}

/// A larger sheet of notes, and one with a title above a small table that begins in the second column.
fn workbook(path: &Path, sheet: &str) {
    let mut book = Workbook::new();
    let notes = book.add_worksheet().set_name("Notes").expect("a name");
    for row in 0..20 {
        notes.write(row, 0, format!("note {row}")).expect("a cell");
        notes.write(row, 1, "by hand").expect("a cell");
    }
    let list = book.add_worksheet().set_name(sheet).expect("a name");
    list.write(0, 0, "Ward list").expect("a cell");
    let cells = [["patient_id", "sex", "birth_date"], ["P1", "female", "1951-03-04"], ["P2", "male", "1980-01-01"]];
    for (row, cells) in (2..).zip(cells) {
        for (column, cell) in (1..).zip(cells) {
            list.write(row, column, cell).expect("a cell");
        }
    }
    book.save(path).expect("written");
}

#[test]
fn a_mapping_keeps_the_sheet_and_the_cells_of_a_workbook() {
    let desk = Desk::new();
    workbook(&desk.path("book.xlsx"), "Patients");
    workbook(&desk.path("other.xlsx"), "Somebody");
    desk.ends(0, "inspect|book.xlsx|--part|Patients|--cells|B3:D5|--mapping|M.toml");
    let mapping = std::fs::read_to_string(desk.path("M.toml")).expect("reads");
    assert!(mapping.contains("sheet = \"Patients\"\ncells = \"B3:D5\"\n"), "{mapping}");
    desk.ends(2, "import|book.xlsx|--store|S");
    let said = desk.ends(0, "import|book.xlsx|--store|S|--mapping|M.toml");
    assert!(said.contains("2 added"), "{said}");
    let other = desk.ends(2, "import|other.xlsx|--store|S|--mapping|M.toml");
    assert!(other.contains("no sheet \"Patients\""), "{other}");
    // What is said on the command line wins, and a file that is no workbook has no sheets.
    let said = desk.ends(0, "import|other.xlsx|--store|S|--mapping|M.toml|--part|Somebody|--cells|B3:D5");
    assert!(said.contains("2 already there"), "{said}");
    desk.ends(0, "import|patients.csv|--store|S|--mapping|M.toml");

    let saved = [from_file(&desk.path("M.toml")).expect("it reads")];
    let found = inspect(&desk.path("book.xlsx")).expect("a table");
    let file = made_for_another_place(&saved, &found, &Progress::default()).expect("nobody cancels");
    assert_eq!(file.and_then(|file| file.profile).map(|profile| profile.name).as_deref(), Some("book"));
    let found = inspect(&desk.path("other.xlsx")).expect("a table");
    assert!(made_for_another_place(&saved, &found, &Progress::default()).expect("nobody cancels").is_none());
}
