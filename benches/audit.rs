//! The journal: what an entry costs in processor time, and how long a million take to verify.
//!
//! `cargo bench --bench audit -- [ENTRIES]`, by default 1,000,000. The claims are 50 µs an entry and 3 s for a million. Entries go
//! the way that every look at a patient goes: sealed, committed durably, the heads beside the file and on the computer raised. The first
//! thousand are written on the disk; the others into memory where the system has a folder for it (`/dev/shm`), since a million syncs
//! would measure the disk. Linux alone, which says how long a thread has run.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use wardtwin::base::Zone;
use wardtwin::domain::access::{Action, Actor, Grant, Scope};
use wardtwin::domain::ids::PatientId;
use wardtwin::io::store::Store as _;
use wardtwin::io::store::sqlite::{self, NewStore, SqliteStore};
use wardtwin::io::vault::{KdfCost, Passphrase};

const ON_DISK: u32 = 1_000;
const NOW: i64 = 1_700_000_000;

fn ask(action: Action, scope: Scope) -> Grant {
    Grant::ask(&Actor::owner("Bench".to_owned()), action, scope, NOW).expect("the owner may")
}

fn made(folder: &Path) -> Arc<SqliteStore> {
    let spec = NewStore {
        name: "Bench".to_owned(),
        zone: Zone::utc(),
        passphrase: Passphrase::new("seven sparrows under a roof".to_owned()),
        cost: KdfCost::Cheapest,
        demo: false,
    };
    sqlite::create(&folder.join("store"), spec, &ask(Action::CreateStore, Scope::Store), &folder.join("state"))
        .expect("made")
}

/// Nanoseconds that this thread has run, as the kernel counts them; none elsewhere.
fn thread_nanos() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse().ok()
}

/// Writes so many entries, each of a patient that was opened; µs of processor time and of the wall an entry.
fn append(store: &SqliteStore, count: u32) -> (f64, f64) {
    let (since, before) = (Instant::now(), thread_nanos());
    for patient in 0..count {
        let scope = Scope::Patient {
            patient: PatientId(patient % 300),
            identifier: format!("W{:06}", patient % 300),
            ward: Some("ICU".to_owned()),
        };
        store.journal(&ask(Action::OpenPatient, scope)).expect("journalled");
    }
    let each = |nanos: f64| nanos / 1e3 / f64::from(count.max(1));
    let processor = thread_nanos().zip(before).map_or(f64::NAN, |(after, before)| each((after - before) as f64));
    (processor, each(since.elapsed().as_nanos() as f64))
}

fn main() {
    let wanted = std::env::args().filter_map(|word| word.parse().ok()).next();
    let entries: u32 = wanted.unwrap_or(1_000_000);
    let disk = tempfile::tempdir().expect("a folder");
    let (processor, wall) = append(&made(disk.path()), ON_DISK);
    println!("{ON_DISK} entries on the disk: {processor:.1} µs of processor time, {wall:.1} µs on the wall each");
    let memory = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).expect("a folder");
    let store = made(memory.path());
    let (processor, wall) = append(&store, entries);
    println!("{entries} entries in memory: {processor:.1} µs of processor time, {wall:.1} µs on the wall each");
    for _ in 0..3 {
        let since = Instant::now();
        let report = store.verify_journal(&ask(Action::VerifyAudit, Scope::Store), None).expect("reads");
        assert!(report.is_sound() && report.entries >= u64::from(entries), "{:?}", report.faults);
        println!("{} entries verified in {:.2} s", report.entries, since.elapsed().as_secs_f64());
    }
    println!("load at the end {}", std::fs::read_to_string("/proc/loadavg").unwrap_or_default().trim());
}
