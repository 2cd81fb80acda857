//! A process that is killed while it writes the journal, changes accounts, backs up or encrypts everything anew: what it was
//! told is there afterwards, the chain is whole, and everybody who could sign in still can.
//!
//! Three kills of each, or as many as `WARDTWIN_KILLS` says.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use wardtwin::base::{Progress, Zone};
use wardtwin::domain::access::{Action, Scope, Wards};
use wardtwin::domain::account::Account;
use wardtwin::domain::permission::Role;
use wardtwin::io::store::sqlite::{self, Credential, NewStore, SignIn, SqliteStore};
use wardtwin::io::store::{Store as _, StoreError, TrustStore as _};
use wardtwin::io::vault::{KdfCost, Passphrase};

use super::{FOLDER, grant, kill_one};

const DEED: &str = "WARDTWIN_TEST_DEED";
const WORD: &str = "seven sparrows under a roof";
const OWNER: &str = "Test";

fn word() -> Passphrase {
    Passphrase::new(WORD.to_owned())
}

fn state_of(folder: &Path) -> PathBuf {
    folder.with_extension("state")
}

fn backup_of(folder: &Path) -> PathBuf {
    folder.with_extension("backup")
}

/// What was acknowledged, one line each.
fn log_of(folder: &Path) -> PathBuf {
    folder.with_extension("log")
}

fn enter(folder: &Path) -> Result<std::sync::Arc<SqliteStore>, StoreError> {
    let word = word();
    let who = SignIn { account: Some(OWNER), key: Credential::Passphrase(&word) };
    sqlite::sign_in(folder, who, &state_of(folder), 1_700_000_000).map(|opened| {
        assert_eq!(opened.rolled_back, None);
        opened.store
    })
}

fn acknowledged(log: &mut std::fs::File, line: &str) {
    log.write_all(format!("{line}\n").as_bytes()).expect("written");
}

/// Not a test of its own: what the killed process does. Without its folder named, nothing.
#[test]
fn killed_keeper() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else { return };
    let deed = std::env::var(DEED).expect("a deed");
    let store = enter(&folder).expect("opens");
    let mut log = std::fs::File::options().append(true).create(true).open(log_of(&folder)).expect("opens");
    std::fs::write(folder.with_extension("ready"), b"").expect("says so");
    for round in 0..10_000 {
        match deed.as_str() {
            "journal" => {
                let text = format!("{}-{round}", std::process::id());
                store.journal(&grant_about(Action::ReadAudit, &text)).expect("journalled");
                acknowledged(&mut log, &text);
            }
            "accounts" => {
                let name = format!("{}-{round}", std::process::id());
                let account = Account {
                    name: name.clone(),
                    role: Role::Nurse,
                    wards: Wards::All,
                    added_by: OWNER.to_owned(),
                    added_utc_secs: 1_700_000_000,
                    must_change: false,
                };
                store.add_account(&grant(Action::AddAccount), &account, &word()).expect("added");
                acknowledged(&mut log, &format!("+{name}"));
                if round % 2 == 0 {
                    store.remove_account(&grant(Action::RemoveAccount), &name).expect("removed");
                    acknowledged(&mut log, &format!("-{name}"));
                }
            }
            "backup" => {
                store.back_up(&grant(Action::Backup), &backup_of(&folder), &Progress::default()).expect("backed up");
                acknowledged(&mut log, "backup");
            }
            _ => {
                // One only: the store is closed by it.
                store.rekey(&grant(Action::Rekey), &word(), &Progress::default()).expect("renewed");
                acknowledged(&mut log, "rekeyed");
                std::thread::sleep(Duration::from_secs(60));
            }
        }
    }
}

fn grant_about(action: Action, text: &str) -> wardtwin::domain::access::Grant {
    let actor = wardtwin::domain::access::Actor::owner(OWNER.to_owned());
    let scope = Scope::Text { text: text.to_owned() };
    wardtwin::domain::access::Grant::ask(&actor, action, scope, 1_700_000_000).expect("the owner may")
}

/// Everything that was acknowledged is there, and the chain is whole.
fn demand_whole(folder: &Path, deed: &str, kill: usize) {
    let store = enter(folder).unwrap_or_else(|error| panic!("{deed}, kill {kill}: {error}"));
    let report = store.verify_journal(&grant(Action::VerifyAudit), None).expect("walks");
    assert!(report.is_sound(), "{deed}, kill {kill}: {report:?}");
    let log = std::fs::read_to_string(log_of(folder)).unwrap_or_default();
    match deed {
        "journal" => {
            let mut found = std::collections::BTreeSet::new();
            let mut take = |entry: wardtwin::domain::audit::JournalEntry| {
                found.insert(entry.scope);
                true
            };
            store.each_journal_entry(&grant(Action::ReadAudit), &mut take).expect("reads");
            let lost: Vec<&str> = log.lines().filter(|line| !found.contains(*line)).collect();
            assert!(lost.is_empty(), "{deed}, kill {kill}: {lost:?}");
        }
        "accounts" => demand_accounts(folder, &store, &log, kill),
        "backup" => {
            if log.lines().any(|line| line == "backup") {
                let drill = store.restore_drill(&grant(Action::RestoreDrill), &backup_of(folder), &Progress::default());
                assert_eq!(drill.expect("restored"), Vec::<String>::new(), "kill {kill}");
            }
        }
        _ => {
            let left: Vec<_> = std::fs::read_dir(folder).expect("reads").flatten().collect();
            let is_left = |entry: &std::fs::DirEntry| entry.file_name().to_string_lossy().contains("rekey");
            assert!(!left.iter().any(is_left), "kill {kill}: {left:?}");
            assert_eq!(store.check(&Progress::default()).expect("reads"), Vec::<String>::new());
        }
    }
}

/// Who was added and not removed since signs in with a role; who was removed does not.
fn demand_accounts(folder: &Path, store: &SqliteStore, log: &str, kill: usize) {
    let names = sqlite::accounts_of(folder).expect("reads");
    let with_role = store.accounts(&grant(Action::ListAccounts)).expect("reads");
    let removed: Vec<&str> = log.lines().filter_map(|line| line.strip_prefix('-')).collect();
    for name in log.lines().filter_map(|line| line.strip_prefix('+')) {
        let is_removed = removed.contains(&name);
        let is_there = names.iter().any(|one| one == name) && with_role.iter().any(|one| one.name == name);
        // The one whose removal was under way when its process was killed may be either.
        let process = name.split('-').next().unwrap_or_default();
        let mut of_process =
            log.lines().filter(|line| line.get(1..).and_then(|name| name.split('-').next()) == Some(process));
        let is_last = of_process.next_back() == Some(format!("+{name}").as_str());
        assert!(is_there != is_removed || is_last, "accounts, kill {kill}: {name}");
    }
}

fn create(folder: &Path) {
    let spec =
        NewStore { name: "Kept".into(), zone: Zone::utc(), passphrase: word(), cost: KdfCost::Cheapest, demo: true };
    let store = sqlite::create(folder, spec, &grant(Action::CreateStore), &state_of(folder)).expect("created");
    drop(store.inbox().expect("made"));
}

fn kills() -> usize {
    std::env::var("WARDTWIN_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(3)
}

/// Kills as often as asked; how many lines were acknowledged in all.
fn kill_during(deed: &str, within: Duration) -> usize {
    let parent = tempfile::tempdir().expect("folder");
    let folder = parent.path().join("k.wardtwin");
    create(&folder);
    let mut random = 0x2545_f491_4f6c_dd1d_u64;
    for kill in 0..kills() {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        kill_one(
            &folder,
            "trust::killed_keeper",
            &[(DEED, deed)],
            Duration::from_micros(random % within.as_micros() as u64),
        );
        demand_whole(&folder, deed, kill);
    }
    std::fs::read_to_string(log_of(&folder)).unwrap_or_default().lines().count()
}

#[test]
fn a_kill_while_the_journal_is_written_loses_nothing() {
    assert!(kill_during("journal", Duration::from_millis(60)) > 0, "nothing was written: the test showed nothing");
}

#[test]
fn a_kill_while_accounts_change_locks_nobody_out() {
    assert!(kill_during("accounts", Duration::from_millis(200)) > 0, "nothing was changed: the test showed nothing");
}

#[test]
fn a_kill_while_a_backup_is_made_leaves_the_one_before() {
    kill_during("backup", Duration::from_millis(400));
}

#[test]
fn a_kill_while_everything_is_encrypted_anew_leaves_the_old_key_or_the_new() {
    kill_during("rekey", Duration::from_millis(300));
}
