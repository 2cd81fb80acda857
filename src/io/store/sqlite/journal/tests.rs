//! Attacks on the journal's file by somebody who has the key of the store and a program of their own, and older files.

use rusqlite::Connection;

use super::*;
use crate::domain::access::{Actor, Grant, Scope};
use crate::domain::ids::PatientId;

struct Desk {
    folder: tempfile::TempDir,
    key: DataKey,
}

impl Desk {
    fn new() -> Desk {
        Desk { folder: tempfile::tempdir().expect("folder"), key: DataKey::random().expect("random numbers") }
    }

    fn open(&self, access: Access) -> Journal {
        Journal::open(self.folder.path(), &self.key, access).expect("opens")
    }

    fn file(&self) -> Connection {
        open(&self.folder.path().join(JOURNAL_FILE), FileKind::Journal, &self.key, Access::Write).expect("opens")
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

fn grant(patient: u32) -> Grant {
    let scope = Scope::Patient { patient: PatientId(patient), identifier: format!("W{patient}"), ward: None };
    let actor = Actor::owner("Lee".to_owned());
    Grant::ask(&actor, Action::OpenPatient, scope, 1_700_000_000 + i64::from(patient)).expect("the owner may")
}

fn write(journal: &Journal, from: u32, count: u32) {
    for patient in from..from + count {
        journal.write(|number| JournalEntry::of_grant(number, &grant(patient))).expect("written");
    }
}

fn faults(journal: &Journal, known: Vec<KnownHead>) -> Vec<(AuditFaultKind, u64, u64)> {
    let report = journal.verify(known).expect("reads");
    report.faults.iter().map(|fault| (fault.kind, fault.first, fault.last)).collect()
}

#[test]
fn every_kind_of_attack_on_the_file_is_named() {
    let swap = "UPDATE entry SET number = -7 WHERE number = 7; UPDATE entry SET number = 7 WHERE number = 3;
        UPDATE entry SET number = 3 WHERE number = -7;";
    let renumber = "UPDATE entry SET number = -number WHERE number > 4; UPDATE entry SET number = 1 - number WHERE number < 0;
        INSERT INTO entry SELECT 5, at_utc_secs, 'Wang', role, action, scope, chain, outcome, patients, reason, is_keyed,
        before FROM entry WHERE number = 4;";
    let attacks = [
        ("UPDATE entry SET patients = 'W1' WHERE number = 5", (AuditFaultKind::Edited, 5, 5)),
        ("DELETE FROM entry WHERE number IN (4, 5)", (AuditFaultKind::Dropped, 4, 5)),
        (swap, (AuditFaultKind::Swapped, 3, 7)),
        (renumber, (AuditFaultKind::Inserted, 5, 5)),
        ("DELETE FROM entry WHERE number > 8", (AuditFaultKind::TailDropped, 9, 10)),
    ];
    for (sql, expected) in attacks {
        let desk = Desk::new();
        write(&desk.open(Access::Create), 1, 10);
        assert_eq!(faults(&desk.open(Access::Write), Vec::new()), []);
        desk.file().execute_batch(sql).expect("attacked");
        let journal = desk.open(Access::Write);
        assert_eq!(faults(&journal, Vec::new()), [expected], "{sql}");
        // What is written afterwards does not cover it.
        write(&journal, 50, 1);
        assert!(!faults(&desk.open(Access::Write), Vec::new()).is_empty(), "{sql}");
    }
}

#[test]
fn an_older_file_is_named_by_the_head_beside_and_an_older_folder_by_what_was_seen_elsewhere() {
    let desk = Desk::new();
    write(&desk.open(Access::Create), 1, 4);
    let kept = |desk: &Desk| [JOURNAL_FILE, "journal.head"].map(|name| std::fs::read(desk.path(name)).expect("reads"));
    let older = kept(&desk);
    let journal = desk.open(Access::Write);
    write(&journal, 5, 3);
    let (number, chain) = journal.newest().expect("reads");
    let seen = KnownHead { number, chain: to_hex(&chain), is_beside: false };
    drop(journal);
    std::fs::write(desk.path(JOURNAL_FILE), &older[0]).expect("put back");
    let journal = desk.open(Access::Write);
    assert_eq!(faults(&journal, Vec::new()), [(AuditFaultKind::TailDropped, 5, 7)]);
    assert!(journal.lost().expect("reads").is_some_and(|lost| lost.number == 7));
    drop(journal);
    std::fs::write(desk.path("journal.head"), &older[1]).expect("put back");
    let journal = desk.open(Access::Write);
    assert_eq!(faults(&journal, Vec::new()), [], "nothing in the folder tells");
    assert_eq!(faults(&journal, vec![seen.clone()]), [(AuditFaultKind::RolledBack, 5, 7)]);
    write(&journal, 60, 5);
    assert_eq!(faults(&journal, vec![seen]), [(AuditFaultKind::RolledBack, 7, 9)]);
    std::fs::write(desk.path("journal.head"), r#"{"number":9,"chain":"00","at_utc_secs":1,"seal":"00"}"#)
        .expect("forged");
    let journal = desk.open(Access::Write);
    assert_eq!(faults(&journal, Vec::new()), [(AuditFaultKind::HeadForged, 9, 9)]);
    journal.accept();
    assert_eq!(faults(&desk.open(Access::Write), Vec::new()), []);
}

/// A file of the first version: chained by SHA-256, without a head.
#[test]
fn an_older_journal_goes_on_with_a_key_and_its_entries_stay_covered() {
    let desk = Desk::new();
    let mut file = open(&desk.path(JOURNAL_FILE), FileKind::Journal, &desk.key, Access::Create).expect("made");
    migrate(&mut file, &[JOURNAL_1]).expect("set up");
    let mut chain = Vec::new();
    for number in 1..=5u64 {
        let entry = JournalEntry::of_grant(number, &grant(number as u32));
        let mut hash = <sha2::Sha256 as sha2::Digest>::new();
        sha2::Digest::update(&mut hash, &chain);
        sha2::Digest::update(&mut hash, entry.number.to_le_bytes());
        sha2::Digest::update(&mut hash, entry.at_utc_secs.to_le_bytes());
        for text in [entry.actor.as_str(), &entry.role, entry.action.id(), &entry.scope] {
            sha2::Digest::update(&mut hash, (text.len() as u64).to_le_bytes());
            sha2::Digest::update(&mut hash, text.as_bytes());
        }
        chain = sha2::Digest::finalize(hash).to_vec();
        let row =
            params![number as i64, entry.at_utc_secs, entry.actor, entry.role, entry.action.id(), entry.scope, chain];
        file.execute("INSERT INTO entry VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)", row).expect("written");
    }
    drop(file);
    let journal = desk.open(Access::Write);
    assert_eq!(faults(&journal, Vec::new()), []);
    write(&journal, 6, 3);
    let report = journal.verify(Vec::new()).expect("reads");
    assert_eq!((report.entries, report.unkeyed, report.is_sound()), (8, 5, true));
    assert_eq!(journal.entries(7, 1).expect("reads")[0].patients, ["W1"]);
    desk.file().execute("UPDATE entry SET actor = 'Wang' WHERE number = 3", []).expect("attacked");
    assert_eq!(faults(&journal, Vec::new()).first(), Some(&(AuditFaultKind::Edited, 3, 3)));
}

#[test]
fn a_long_chain_is_verified_to_its_end() {
    const ENTRIES: u64 = 20_000;
    let desk = Desk::new();
    let journal = desk.open(Access::Create);
    write(&journal, 0, 1);
    {
        let mut connection = journal.lock();
        let (mut number, mut chain) = last(&connection).expect("reads");
        let transaction = connection.transaction().expect("begins");
        while number < ENTRIES {
            number += 1;
            let entry = RawEntry::seal(&journal.key, &JournalEntry::of_grant(number, &grant(number as u32)), chain);
            insert(&transaction, &entry).expect("written");
            chain = entry.chain;
        }
        transaction.commit().expect("commits");
    }
    let report = journal.verify(Vec::new()).expect("reads");
    assert_eq!((report.faults.first().map(|fault| fault.kind), report.entries), (None, ENTRIES));
}
