//! Accounts, roles, the journal and its chain, as a script meets them.

use std::path::PathBuf;
use std::process::Output;

use wardtwin::base::Zone;
use wardtwin::domain::access::{Action, Actor, Grant, Scope, Wards};
use wardtwin::domain::account::Account;
use wardtwin::domain::permission::{Reach, Role, reach};
use wardtwin::io::store::Store as _;
use wardtwin::io::store::sqlite::{self, NewStore};
use wardtwin::io::vault::{KdfCost, Passphrase};

#[path = "trust_later.rs"]
mod later;

use super::Desk;
use super::planted::{encodings, files_below, plants};

const OWNER: &str = "Head";
const WORD: &str = "correct horse battery";
const HANDED_OUT: &str = "nine herons on a wall";

/// A store with an account of each role, whose keys are cheap to derive: what is looked at here is not their price.
struct House {
    desk: Desk,
}

impl House {
    fn new() -> House {
        let desk = Desk::new();
        let owner = Actor::owner(OWNER.to_owned());
        let ask = |action| Grant::ask(&owner, action, Scope::Store, 1_700_000_000).expect("the owner may");
        let spec = NewStore {
            name: "Ward 3".to_owned(),
            zone: Zone::utc(),
            passphrase: Passphrase::new(WORD.to_owned()),
            cost: KdfCost::Cheapest,
            demo: false,
        };
        let state = state_folder(&desk);
        let store = sqlite::create(&desk.path("S"), spec, &ask(Action::CreateStore), &state).expect("made");
        for role in Role::ALL.into_iter().filter(|role| *role != Role::Owner) {
            let account = Account {
                name: role.id().to_owned(),
                role,
                wards: if role.has_wards() { Wards::Only(vec!["ICU".to_owned()]) } else { Wards::All },
                added_by: OWNER.to_owned(),
                added_utc_secs: 1_700_000_000,
                must_change: false,
            };
            let word = |text: &str| Passphrase::new(text.to_owned());
            store.add_account(&ask(Action::AddAccount), &account, &word(HANDED_OUT)).expect("added");
            let own = Grant::ask(&account.actor(), Action::ChangePassphrase, Scope::Store, 1_700_000_000);
            store.change_passphrase(&own.expect("everybody may"), &account.name, &word(WORD)).expect("changed");
        }
        drop(store);
        let house = House { desk };
        let consents = "patient_id,purpose,agrees\nP1,research,yes\nP1,quality,no\n";
        std::fs::write(house.desk.path("consents.csv"), consents).expect("written");
        let stays = "patient_id,ward,admitted\nP1,ICU,2026-01-02\nP2,Ward 2,2026-01-03\n";
        std::fs::write(house.desk.path("stays.csv"), stays).expect("written");
        let values = "patient_id,time,code,value,unit\nP1,2026-01-02T08:00:00Z,glucose,5.1,mmol/L\nP2,2026-01-02T08:00:00Z,glucose,6.1,mmol/L\n";
        std::fs::write(house.desk.path("values.csv"), values).expect("written");
        let staff: String =
            (0..24).map(|row| format!("N{row},ICU,{},{}\n", row % 3, ["triage", "ecg"][row % 2])).collect();
        std::fs::write(house.desk.path("staff.csv"), format!("staff_id,ward,years,skills\n{staff}")).expect("written");
        let needs = "ward,shift,skill,needed\nICU,day,ecg,2\n";
        std::fs::write(house.desk.path("needs.csv"), needs).expect("written");
        let done = house.runs(OWNER, "import|patients.csv|stays.csv|values.csv|--store|S");
        assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
        house
    }

    fn runs(&self, account: &str, words: &str) -> Output {
        let mut command = self.desk.command(words);
        command.env("WARDTWIN_USER", account).env("WARDTWIN_NEW_PASSPHRASE", "seven sparrows under a roof");
        command.output().expect("it starts")
    }

    fn says(&self, account: &str, words: &str) -> String {
        String::from_utf8_lossy(&self.runs(account, words).stdout).into_owned()
    }
}

fn state_folder(desk: &Desk) -> PathBuf {
    desk.path("state").join("wardtwin")
}

/// What the command line can ask of the door.
const COMMANDS: [(Action, &str); 35] = [
    (Action::ImportFile, "import|more.csv|--store|S"),
    (Action::RehearseImport, "import|more.csv|--store|S|--dry-run"),
    (Action::SearchCohort, "query|--store|S|--where|everyone"),
    (Action::Export, "export|--store|S|--kind|patients|--out|out.csv"),
    (Action::Export, "export|--store|S|--kind|observations|--out|out.csv"),
    (Action::ExportResources, "export|--store|S|--kind|staff|--out|out.csv"),
    (Action::StudyStaff, "staff|tree|--in|staff.csv|--store|S|--clusters|2"),
    (Action::StudyStaff, "staff|coverage|--in|staff.csv|--store|S|--needs|needs.csv"),
    (Action::StudyStaff, "staff|strategies|--store|S"),
    (Action::PlanSchedule, "schedule|plans|--store|S"),
    (Action::ExportDeidentified, "export|--store|S|--kind|deidentified|--out|out.csv"),
    (Action::CheckStore, "check|--store|S"),
    (Action::Export, "export|--store|S|--kind|fhir|--patient|P1|--out|out.json"),
    (Action::RecordConsent, "consent|set|P1|--purpose|research|--agrees|yes|--store|S"),
    (Action::RecordConsent, "consent|import|consents.csv|--store|S"),
    (Action::ReadConsent, "consent|list|--store|S"),
    (Action::Backup, "backup|--store|S|--out|S.backup"),
    (Action::Backup, "backup|--store|S|--folder|backups|--keep|2"),
    (Action::RestoreDrill, "backup|--store|S|--drill|kept.backup"),
    (Action::ReadRetention, "patient|retention|--years|10|--store|S"),
    (Action::ReadRetention, "patient|certificates|--store|S"),
    (Action::ReadRetention, "patient|held|--store|S"),
    (Action::HoldPatient, "patient|hold|P1|--reason|a claim is open|--store|S"),
    (Action::DeletePatient, "patient|delete|P9|--reason|asked for|--certificate|P9.txt|--store|S"),
    (Action::ReadAudit, "audit|glasses|--store|S"),
    (Action::VerifyAudit, "audit|verify|--store|S"),
    (Action::ReadAudit, "audit|list|--store|S"),
    (Action::ExportAudit, "audit|export|--store|S|--out|audit.csv"),
    (Action::ListAccounts, "account|list|--store|S"),
    (Action::AddAccount, "account|add|Guest|--role|analyst|--store|S"),
    (Action::ChangeAccount, "account|change|Guest|--role|nurse|--ward|ICU|--store|S"),
    (Action::ResetPassphrase, "account|reset|Guest|--store|S"),
    (Action::RemoveAccount, "account|remove|Guest|--store|S"),
    (Action::IssueRecoveryKey, "account|recovery-key|--store|S"),
    (Action::OpenStore, "account|passphrase|--store|S"),
];

#[test]
fn every_cell_of_the_table_holds_on_the_command_line_and_each_denial_is_journalled() {
    let house = House::new();
    assert_eq!(house.runs(OWNER, "backup|--store|S|--out|kept.backup").status.code(), Some(0));
    let mut refused = Vec::new();
    for role in Role::ALL {
        let account = if role == Role::Owner { OWNER } else { role.id() };
        // Somebody to be deleted, by each role that may.
        std::fs::write(house.desk.path("guest.csv"), "patient_id,sex\nP9,female\n").expect("written");
        if reach(role, Action::DeletePatient) != Reach::Nothing {
            // Refused the first time, when nobody of that number was deleted yet.
            let _code = house.runs(account, "patient|allow-again|P9|--reason|again|--store|S");
            assert_eq!(house.runs(account, "import|guest.csv|--store|S").status.code(), Some(0));
        }
        // The last one changes the passphrase, and is asked last.
        for (action, words) in COMMANDS {
            let output = house.runs(account, words);
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            let is_refused = output.status.code() == Some(2) && said.contains("may not do this");
            let wanted = reach(role, action) == Reach::Nothing;
            assert_eq!(is_refused, wanted, "{role:?} {words}: {said}");
            // So few patients are too few for a table without identity, which is another refusal.
            let is_done = output.status.code() == Some(0)
                || said.contains("fewer than the 11 of one group")
                // Where there is an owner, a key that opens every account is theirs to make.
                || action == Action::IssueRecoveryKey && said.contains("ask an owner");
            assert!(wanted || is_done, "{role:?} {words}: {said}");
            if is_refused {
                assert!(!output.stdout.windows(2).any(|bytes| bytes == b"P1"), "{role:?} {words}");
                refused.push((account.to_owned(), action.id().to_owned()));
            }
        }
    }
    let mut command = house.desk.command("audit|list|--store|S|--outcome|denied");
    let listed = command.env("WARDTWIN_USER", OWNER).env("WARDTWIN_PASSPHRASE", "seven sparrows under a roof").output();
    let listed = String::from_utf8(listed.expect("it starts").stdout).expect("text");
    let cells = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        (cells[2].to_owned(), cells[4].to_owned())
    };
    let found: Vec<(String, String)> = listed.lines().skip(1).map(cells).collect();
    assert_eq!(found, refused);
}

/// On each record scope of the table: the own ward, another ward by breaking the glass, everything, nobody.
#[test]
fn each_role_reaches_the_records_that_the_table_says_and_no_others() {
    let house = House::new();
    let bundle = |account: &str, patient: &str, more: &str| {
        let _before = std::fs::remove_file(house.desk.path("b.json"));
        let words = format!("export|--store|S|--kind|fhir|--patient|{patient}|--out|b.json{more}");
        let output = house.runs(account, &words);
        (output.status.code() == Some(0) && house.desk.path("b.json").exists(), output)
    };
    for role in Role::ALL {
        let account = if role == Role::Owner { OWNER } else { role.id() };
        let reached = ["P1", "P2"].map(|patient| bundle(account, patient, "").0);
        let wanted = match reach(role, Action::Export) {
            Reach::Everything => [true, true],
            Reach::OwnWards => [true, false],
            Reach::Deidentified | Reach::Nothing => [false, false],
        };
        assert_eq!(reached, wanted, "{role:?}");
        let (opened, output) = bundle(account, "P2", "|--break-glass|emergency");
        let may_break = reach(role, Action::BreakGlass) != Reach::Nothing;
        assert_eq!(opened, may_break, "{role:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
    let listed = house.says("security-officer", "audit|glasses|--store|S");
    let cells: Vec<Vec<&str>> = listed.lines().skip(1).map(|line| line.split(',').collect()).collect();
    assert_eq!(cells.len(), 1, "{listed}");
    assert_eq!((cells[0][2], cells[0][3], cells[0][4], cells[0][5]), ("clinician", "P2", "emergency", "1"), "{listed}");
    let review = format!("audit|review|{}|--remark|was on call|--store|S", cells[0][0]);
    assert_eq!(house.runs("clinician", &review).status.code(), Some(2), "who broke it does not review it");
    assert_eq!(house.runs("security-officer", &review).status.code(), Some(0));
    let listed = house.says(OWNER, "audit|glasses|--store|S");
    assert!(listed.contains("security-officer") && listed.contains("was on call"), "{listed}");
    assert_eq!(house.runs(OWNER, "audit|verify|--store|S").status.code(), Some(0));
}

#[test]
fn an_export_for_a_purpose_leaves_out_who_did_not_agree_and_says_how_many() {
    let house = House::new();
    assert_eq!(house.runs("data-steward", "consent|import|consents.csv|--store|S").status.code(), Some(0));
    for (purpose, has, left_out) in
        [("research", [true, false], 1), ("quality", [false, false], 2), ("care", [true, true], 0)]
    {
        for kind in ["patients", "observations", "admissions"] {
            let words = format!("export|--store|S|--kind|{kind}|--purpose|{purpose}|--out|out.csv");
            let output = house.runs("data-steward", &words);
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(said.contains(&format!("{left_out} patients did not agree to {purpose}")), "{kind}: {said}");
            let written = std::fs::read_to_string(house.desk.path("out.csv")).expect("written");
            assert_eq!(["P1", "P2"].map(|patient| written.contains(patient)), has, "{kind} for {purpose}: {written}");
        }
    }
    for (purpose, code) in [("research", 0), ("quality", 2), ("care", 0)] {
        let words = format!("export|--store|S|--kind|fhir|--patient|P1|--purpose|{purpose}|--out|{purpose}.json");
        assert_eq!(house.runs("data-steward", &words).status.code(), Some(code), "{purpose}");
        assert_eq!(house.desk.path(&format!("{purpose}.json")).exists(), code == 0, "{purpose}");
    }
    let bad = "patient_id,purpose,agrees\nP1,research,no\nP1,research,perhaps\n";
    std::fs::write(house.desk.path("bad.csv"), bad).expect("written");
    let refused = house.runs("data-steward", "consent|import|bad.csv|--store|S");
    assert!(String::from_utf8_lossy(&refused.stderr).contains("line 3: agrees is yes or no; nothing was recorded"));
    assert!(house.says("data-steward", "consent|list|--store|S").contains("P1,research,yes"));
    let other = house.runs("nurse", "consent|set|P2|--purpose|care|--agrees|no|--store|S");
    assert_eq!(other.status.code(), Some(2), "not of the own ward");
}

/// A name too many once took the place of a store's own file.
#[test]
fn no_output_goes_into_the_folder_of_a_store() {
    let house = House::new();
    #[cfg(unix)]
    std::os::unix::fs::symlink(house.desk.path("S"), house.desk.path("link")).expect("linked");
    #[cfg(not(unix))]
    std::fs::create_dir(house.desk.path("link")).expect("made");
    let before = house.says(OWNER, "check|--store|S");
    for (account, words) in [
        ("administrator", "backup|--store|S|--out|S/store.db"),
        (OWNER, "backup|--store|S|--out|link/journal.db"),
        (OWNER, "backup|--store|S|--folder|S|--keep|1"),
        (OWNER, "export|--store|S|--kind|fhir|--patient|P1|--out|S/header.json"),
        (OWNER, "export|--store|S|--kind|patients|--out|link/new.csv"),
        ("analyst", "export|--store|S|--kind|deidentified|--out|bare.csv|--report|S/header.json"),
        (OWNER, "audit|export|--store|S|--out|link/header.json"),
        ("data-steward", "patient|delete|P2|--reason|asked for|--certificate|S/journal.head|--store|S"),
        ("nurse", "account|passphrase|--make-key-file|S/nurse.key|--store|S"),
    ] {
        if cfg!(not(unix)) && words.contains("link/") {
            continue;
        }
        let output = house.runs(account, words);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(2) && said.contains("folder of a store"), "{words}: {said}");
    }
    assert_eq!(house.says(OWNER, "check|--store|S"), before);
    assert_eq!(house.runs(OWNER, "audit|verify|--store|S").status.code(), Some(0));
    assert!(house.says(OWNER, "query|--store|S|--where|everyone").contains("P2"));
}

#[test]
fn who_keeps_accounts_does_not_come_to_own_the_store() {
    let house = House::new();
    for (words, why) in [
        ("account|change|security-officer|--role|owner|--store|S", "nobody changes their own role"),
        ("account|change|nurse|--role|owner|--store|S", "by an owner alone"),
        ("account|add|Second|--role|owner|--store|S", "by an owner alone"),
        ("account|remove|Head|--store|S", "by an owner alone"),
        ("account|reset|Head|--store|S", "by an owner alone"),
        ("account|change|Head|--role|analyst|--store|S", "by an owner alone"),
        ("rekey|--store|S", "by an owner alone"),
    ] {
        let output = house.runs("security-officer", words);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(2) && said.contains(why), "{words}: {said}");
    }
    assert_eq!(house.runs(OWNER, "account|add|Second|--role|owner|--store|S").status.code(), Some(0));
    // Somebody else knows this passphrase: nothing opens before it is changed, and not to itself.
    let second = |words: &str, new: &str| {
        let mut command = house.desk.command(words);
        command.env("WARDTWIN_USER", "Second").env("WARDTWIN_PASSPHRASE", "seven sparrows under a roof");
        command.env("WARDTWIN_NEW_PASSPHRASE", new).output().expect("starts")
    };
    let said = |output: Output| String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said(second("query|--store|S|--where|everyone", "")).contains("handed out"));
    assert!(said(second("account|passphrase|--store|S", "seven sparrows under a roof")).contains("handed out"));
    assert_eq!(second("account|passphrase|--store|S", WORD).status.code(), Some(0));
    assert_eq!(house.runs("Second", "query|--store|S|--where|everyone").status.code(), Some(0));
}

#[test]
fn an_older_header_put_back_is_named() {
    let house = House::new();
    let (header, kept) = (house.desk.path("S").join("header.json"), house.desk.path("kept.json"));
    std::fs::copy(&header, &kept).expect("copied");
    assert_eq!(house.runs("nurse", "account|passphrase|--store|S").status.code(), Some(0));
    assert_eq!(house.runs(OWNER, "audit|verify|--store|S").status.code(), Some(0));
    std::fs::copy(&kept, &header).expect("put back");
    // The old passphrase opens again, which no page check tells.
    assert_eq!(house.runs("nurse", "query|--store|S|--where|everyone|--count").status.code(), Some(0));
    let verified = house.runs(OWNER, "audit|verify|--store|S");
    let said = String::from_utf8_lossy(&verified.stdout).into_owned();
    assert!(verified.status.code() == Some(1) && said.contains("header.json is not the one"), "{said}");
    let opened = house.says(OWNER, "audit|list|--store|S|--actor|nurse");
    assert!(opened.contains("the header is not the one"), "{opened}");
}

#[test]
fn an_older_folder_that_somebody_went_on_with_is_named_for_ever() {
    let house = House::new();
    let copied = |from: &str, to: &str| {
        let (from, to) = (house.desk.path(from), house.desk.path(to));
        let _outcome = std::fs::remove_dir_all(&to);
        std::fs::create_dir(&to).expect("made");
        for entry in std::fs::read_dir(from).expect("reads").flatten() {
            std::fs::copy(entry.path(), to.join(entry.file_name())).expect("copied");
        }
    };
    copied("S", "kept");
    assert_eq!(house.runs(OWNER, "query|--store|S|--where|everyone").status.code(), Some(0));
    copied("kept", "S");
    assert_eq!(
        house.runs("data-steward", "import|more.csv|--store|S|--accept-restored|the disk broke").status.code(),
        Some(2)
    );
    let accepted = house.runs(OWNER, "import|more.csv|--store|S|--accept-restored|the disk broke");
    assert_eq!(accepted.status.code(), Some(0), "{}", String::from_utf8_lossy(&accepted.stderr));
    let verified = house.runs(OWNER, "audit|verify|--store|S");
    let said = String::from_utf8_lossy(&verified.stderr).into_owned();
    assert!(said.contains("Head went on with an older state of the store: entr"), "{said}");
    assert!(said.contains("seen here") && said.contains("the disk broke"), "{said}");
    // A script sees it by the end, until somebody says that it is in order.
    let json = |known: &str| {
        let output = house.runs(OWNER, &format!("audit|verify|--store|S|--json{known}"));
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        (output.status.code(), report)
    };
    let (code, report) = json("");
    assert_eq!((code, &report["sound"], &report["unknown_restored"]), (Some(1), &true.into(), &1.into()));
    let (code, report) = json(&format!("|--known|{}", report["accepted"][0]["entry"]));
    assert_eq!((code, &report["unknown_restored"]), (Some(0), &0.into()));
}

#[test]
fn a_deleted_patient_has_a_certificate_and_the_chain_stays_whole() {
    let house = House::new();
    let done = house.runs("data-steward", "patient|delete|P2|--reason|asked for|--certificate|c.txt|--store|S");
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    let certificate = std::fs::read_to_string(house.desk.path("c.txt")).expect("written");
    for said in ["Patient: P2", "patients 1, observations 1, admissions 1", "reason: asked for", "Journal entry "] {
        assert!(certificate.contains(said), "{said}: {certificate}");
    }
    assert!(house.says(OWNER, "patient|certificates|--store|S").contains(certificate.trim()));
    let queried = house.says(OWNER, "query|--store|S|--where|everyone");
    assert!(queried.contains("P1") && !queried.contains("P2"), "{queried}");
    for words in ["check|--store|S", "audit|verify|--store|S"] {
        assert_eq!(house.runs(OWNER, words).status.code(), Some(0), "{words}");
    }
    assert!(house.says("security-officer", "audit|list|--store|S|--patient|P2").contains("delete-patient"));
    assert_eq!(house.runs(OWNER, "patient|delete|P2|--reason|again|--store|S").status.code(), Some(2));
    // Tomorrow's file does not bring them back, unless somebody says so.
    let again = house.runs("data-steward", "import|patients.csv|--store|S");
    assert_eq!(again.status.code(), Some(1), "{}", String::from_utf8_lossy(&again.stderr));
    assert!(!house.says(OWNER, "query|--store|S|--where|everyone").contains("P2"));
    let allowed = "patient|allow-again|P2|--reason|admitted anew|--store|S";
    assert_eq!(house.runs("data-steward", allowed).status.code(), Some(0));
    assert_eq!(house.runs("data-steward", "import|patients.csv|--store|S").status.code(), Some(0));
    assert!(house.says(OWNER, "query|--store|S|--where|everyone").contains("P2"));
}

#[test]
fn another_key_hands_out_passphrases_and_backups_go_by_their_age() {
    let house = House::new();
    for _ in 0..3 {
        assert_eq!(house.runs(OWNER, "backup|--store|S|--folder|backups|--keep|1").status.code(), Some(0));
    }
    assert_eq!(std::fs::read_dir(house.desk.path("backups")).expect("reads").count(), 1);
    let before = house.says(OWNER, "check|--store|S");
    let done = house.runs(OWNER, "rekey|--store|S");
    let said = String::from_utf8(done.stdout).expect("text");
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    let of_steward = "passphrase of data-steward: ";
    let handed_out = said.lines().find_map(|line| line.strip_prefix(of_steward)).expect("one for the steward");
    assert_eq!(house.runs("data-steward", "check|--store|S").status.code(), Some(2), "the old one opens nothing");
    let steward = |words: &str| {
        let mut command = house.desk.command(words);
        command.env("WARDTWIN_NEW_PASSPHRASE", WORD).env("WARDTWIN_PASSPHRASE", handed_out);
        command.env("WARDTWIN_USER", "data-steward").output().expect("starts")
    };
    let held_back = String::from_utf8_lossy(&steward("check|--store|S").stderr).into_owned();
    assert!(held_back.contains("handed out"), "{held_back}");
    assert_eq!(steward("account|passphrase|--store|S").status.code(), Some(0));
    assert_eq!(house.says("data-steward", "check|--store|S"), before);
    assert_eq!(house.runs(OWNER, "audit|verify|--store|S").status.code(), Some(0));
}

#[test]
fn a_weak_passphrase_makes_no_store() {
    let desk = Desk::new();
    let mut command = desk.command("import|patients.csv|--store|S");
    let output = command.env("WARDTWIN_PASSPHRASE", "short").output().expect("starts");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(2) && said.contains("has 5 characters and needs 12"), "{said}");
    assert!(!desk.path("S").exists());
}

#[test]
fn a_clinician_gets_the_own_ward_and_the_journal_says_who_saw_whom() {
    let house = House::new();
    let queried = house.says("clinician", "query|--store|S|--where|everyone");
    assert!(queried.contains("P1") && !queried.contains("P2"), "{queried}");
    for kind in ["patients", "observations", "admissions"] {
        let code = house.runs("clinician", &format!("export|--store|S|--kind|{kind}|--out|out.csv")).status.code();
        let written = std::fs::read_to_string(house.desk.path("out.csv")).expect("written");
        assert!(code == Some(0) && written.contains("P1") && !written.contains("P2"), "{kind}: {written}");
    }
    let seen = house.says("security-officer", "audit|list|--store|S|--patient|P1|--actor|clinician");
    let actions: Vec<&str> = seen.lines().skip(1).filter_map(|line| line.split(',').nth(4)).collect();
    // Observations are two looks: at values, and at measurements without one.
    assert_eq!(actions, ["search-cohort", "export", "export", "export", "export"], "{seen}");
    assert_eq!(house.says("security-officer", "audit|list|--store|S|--to|2001-01-01").lines().count(), 1);
}

#[test]
fn accounts_open_by_their_own_passphrase_and_a_forgotten_one_by_the_recovery_key() {
    let house = House::new();
    let said = |output: Output| String::from_utf8_lossy(&output.stderr).into_owned();
    let mut nobody = house.desk.command("query|--store|S|--where|everyone");
    assert!(said(nobody.output().expect("starts")).contains("several accounts; set WARDTWIN_USER"));
    assert!(said(house.runs("Nobody", "check|--store|S")).contains("no account Nobody"));
    let weak = |word: &str| {
        let mut command = house.desk.command("account|passphrase|--store|S");
        said(command.env("WARDTWIN_USER", "nurse").env("WARDTWIN_NEW_PASSPHRASE", word).output().expect("starts"))
    };
    assert!(weak("short").contains("has 5 characters and needs 12"));
    assert!(weak("password-2026").contains("tried first"));
    let issued = house.runs(OWNER, "account|recovery-key|--store|S");
    let issued = String::from_utf8(issued.stdout).expect("text");
    let key = issued.lines().next().expect("a line");
    let recover = |key: &str| {
        let mut command = house.desk.command("account|recover|nurse|--store|S");
        command.env("WARDTWIN_RECOVERY_KEY", key).env("WARDTWIN_NEW_PASSPHRASE", "seven sparrows under a roof");
        command.output().expect("starts")
    };
    assert!(said(recover("0000-0000")).contains("does not open this store"));
    assert_eq!(recover(key).status.code(), Some(0));
    assert!(said(house.runs("nurse", "query|--store|S|--where|everyone")).contains("passphrase does not open"));
    assert!(said(house.runs(OWNER, "account|remove|nobody|--store|S")).contains("no account of that name"));
    assert_eq!(house.runs(OWNER, "account|remove|security-officer|--store|S").status.code(), Some(0));
    assert!(said(house.runs(OWNER, &format!("account|remove|{OWNER}|--store|S"))).contains("the last account"));
    // Wrong ones of the nurse make the nurse wait, and nobody else.
    let waits = || said(house.runs("nurse", "check|--store|S")).contains("too many wrong passphrases; wait");
    assert!((0..8).any(|_| waits()));
    assert_eq!(house.runs("data-steward", "check|--store|S").status.code(), Some(0));
}

#[test]
fn a_deidentified_table_tells_nobody_and_says_what_it_left_out() {
    let house = House::new();
    let people: String = (0..120)
        .map(|n| {
            format!(
                "N{n},Zhou{n},Mei{n},{},{}-05-{:02},1391234{n:04}\n",
                ["female", "male"][n % 2],
                1931 + n % 70,
                1 + n % 28
            )
        })
        .collect();
    let people = format!("patient_id,family_name,given_name,sex,birth_date,phone\n{people}");
    std::fs::write(house.desk.path("people.csv"), people).expect("written");
    let values: String =
        (0..120).map(|n| format!("N{n},2026-01-{:02}T08:00:00Z,glucose,5.{},mmol/L\n", 1 + n % 28, n % 10)).collect();
    std::fs::write(house.desk.path("seen.csv"), format!("patient_id,time,code,value,unit\n{values}")).expect("written");
    for file in ["people.csv", "seen.csv"] {
        assert_eq!(house.runs("data-steward", &format!("import|{file}|--store|S")).status.code(), Some(0));
    }
    let refused = house.runs("analyst", "export|--store|S|--kind|deidentified|--out|d.csv|--k|4");
    assert_eq!(refused.status.code(), Some(2));
    assert!(!house.desk.path("d.csv").exists());
    let done = house.runs("analyst", "export|--store|S|--kind|deidentified|--out|d.csv|--report|r.json");
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    let table = std::fs::read_to_string(house.desk.path("d.csv")).expect("written");
    for planted in ["Zhou", "Mei", "N1", "1391234", "birth"] {
        assert!(!table.contains(planted), "{planted}: {table}");
    }
    let mut groups = std::collections::BTreeMap::new();
    for line in table.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        *groups.entry((cells[1].to_owned(), cells[2].to_owned())).or_insert(0) += 1;
    }
    assert!(groups.len() > 1 && groups.values().all(|people| *people >= 11), "{groups:?}");
    let cells_of = |table: &str| {
        let without_name = |line: &str| line.split_once(',').map(|(_, cells)| cells.to_owned()).unwrap_or_default();
        let mut lines: Vec<String> = table.lines().map(without_name).collect();
        lines.sort();
        lines
    };
    // Another name and the same days: the mean of many tables is not the day.
    let again = house.runs("analyst", "export|--store|S|--kind|deidentified|--out|again.csv");
    assert_eq!(again.status.code(), Some(0), "{}", String::from_utf8_lossy(&again.stderr));
    let again = std::fs::read_to_string(house.desk.path("again.csv")).expect("written");
    assert!(again != table && cells_of(&again) == cells_of(&table));
    let other = "export|--store|S|--kind|deidentified|--quasi|sex|--out|other.csv";
    let said = |account: &str, words: &str| {
        let output = house.runs(account, words);
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (code, why) = said("analyst", other);
    assert!(code == Some(2) && why.contains("could be joined to it") && why.contains("by age sex genes"), "{why}");
    let reasoned = format!("{other}|--another-recipe|agreed by the board");
    assert!(said("analyst", &reasoned).1.contains("is for who may export the records"));
    assert!(!house.desk.path("other.csv").exists());
    assert_eq!(said("data-steward", &reasoned).0, Some(0));
    assert!(house.says("security-officer", "audit|list|--store|S").contains("agreed by the board"));
    let report = std::fs::read_to_string(house.desk.path("r.json")).expect("written");
    let report: serde_json::Value = serde_json::from_str(&report).expect("JSON");
    assert_eq!(report["patients"], 122);
    assert_eq!(report["suppressed"].as_u64().expect("a number") as usize + table.lines().count() - 1, 122);
}

#[test]
fn two_hundred_planted_words_are_on_no_disk_after_every_command() {
    let house = House::new();
    let plants = plants(&[WORD, "seven sparrows under a roof"]);
    assert_eq!(plants.len(), 200);
    let words = &plants[..198];
    let people = words.chunks(3).enumerate().map(|(n, words)| {
        let at = |index: usize| words.get(index).cloned().unwrap_or_default();
        format!("{},{},{},{},{}-01-01\n", at(0), at(1), at(2), ["female", "male"][n % 2], 1940 + n)
    });
    let people: String = people.collect();
    let people = format!("patient_id,family_name,given_name,sex,birth_date\n{people}");
    std::fs::write(house.desk.path("people.csv"), people).expect("written");
    let consents = format!("patient_id,purpose,agrees\n{},research,yes\n", words[0]);
    std::fs::write(house.desk.path("words.csv"), consents).expect("written");
    let stay = format!("patient_id,ward,admitted,reason\n{},ICU,2026-02-01,{}\n", words[0], words[50]);
    std::fs::write(house.desk.path("stay.csv"), stay).expect("written");
    for (account, command) in [
        (OWNER, "import|people.csv|stay.csv|--store|S"),
        (OWNER, "import|people.csv|--store|S|--dry-run"),
        (OWNER, "query|--store|S|--where|everyone"),
        ("clinician", "query|--store|S|--where|everyone"),
        (OWNER, "check|--store|S"),
        (OWNER, "audit|verify|--store|S"),
        ("security-officer", "audit|list|--store|S|--patient|Zqplant000x"),
        ("analyst", "query|--store|S|--where|everyone"),
        ("analyst", "export|--store|S|--kind|deidentified|--out|bare.csv|--report|bare.json"),
        ("nurse", "account|passphrase|--store|S"),
        ("data-steward", "consent|import|words.csv|--store|S"),
        ("data-steward", "consent|list|--store|S"),
        ("clinician", "query|--store|S|--where|everyone|--count"),
        (OWNER, "account|change|nurse|--role|nurse|--ward|ICU|--store|S"),
        ("data-steward", "patient|retention|--years|1|--store|S"),
        (OWNER, "backup|--store|S|--out|S.backup"),
        (OWNER, "backup|--store|S|--drill|S.backup"),
        (OWNER, "restore|--from|S.backup|--store|R"),
        ("data-steward", "patient|delete|Zqplant000x|--reason|asked for|--store|S"),
        (OWNER, "rekey|--store|S"),
    ] {
        let output = house.runs(account, command);
        let said = String::from_utf8_lossy(&output.stderr);
        let told = plants.iter().find(|plant| said.contains(plant.as_str()));
        assert!(told.is_none(), "{command} told {told:?}: {said}");
        assert!(output.status.code() == Some(0) || account == "analyst", "{command}: {said}");
    }
    let mut files = Vec::new();
    files_below(house.desk.folder.path(), &mut files);
    let sources = ["people.csv", "stay.csv", "words.csv"].map(|name| house.desk.path(name));
    let mut looked_at = 0;
    for file in files.iter().filter(|file| !sources.contains(file)) {
        let bytes = std::fs::read(file).expect("reads");
        looked_at += bytes.len();
        for plant in &plants {
            for encoded in encodings(plant) {
                let found = memchr::memmem::find(&bytes, &encoded);
                assert!(found.is_none(), "{plant} in {}", file.display());
            }
        }
    }
    assert!(looked_at > 100_000, "{looked_at}");
}
