//! The demo hospital: the files of `sample_data/`, imported into a throw-away encrypted store.

use std::path::Path;
use std::sync::Arc;

use crate::base::{Date, Progress, Zone};
use crate::domain::access::{Action, Grant, Scope};
use crate::io::import::{self as reading, ImportError, ImportPlan};
use crate::io::store::Store;
use crate::io::store::sqlite::{self, NewStore, SqliteStore, ThrowAwayFolder};
use crate::io::vault::{KdfCost, Passphrase};

use super::door::actor;
use super::import::run_import;
use super::message::{self, Message};

/// The files of the demo hospital, compiled in, in the order of import: patients first.
pub const FILES: &[(&str, &[u8])] = &[
    ("patients.csv", include_bytes!("../../sample_data/patients.csv")),
    ("observations.csv", include_bytes!("../../sample_data/observations.csv")),
    ("vitals_wide.csv", include_bytes!("../../sample_data/vitals_wide.csv")),
    ("conditions.csv", include_bytes!("../../sample_data/conditions.csv")),
    ("medications.csv", include_bytes!("../../sample_data/medications.csv")),
    ("allergies.csv", include_bytes!("../../sample_data/allergies.csv")),
    ("admissions.csv", include_bytes!("../../sample_data/admissions.csv")),
    ("gene_results.csv", include_bytes!("../../sample_data/gene_results.csv")),
    ("staff.csv", include_bytes!("../../sample_data/staff.csv")),
    ("devices.csv", include_bytes!("../../sample_data/devices.csv")),
];

/// The zone of the demo hospital.
pub const ZONE: &str = "Asia/Singapore";

/// When the demo's clock starts: 2026-10-01 08:00 in its zone, as stamped in `sample_data/hospital.toml`.
pub fn starts_utc_secs() -> i64 {
    let day = Date::from_ymd(2026, 10, 1).unwrap_or(Date(0));
    day.utc_secs()
}

/// The cost of deriving a key for the demo and for tests.
pub const CHEAPEST: KdfCost = KdfCost::Cheapest;

/// The demo's throw-away store on disk; removed when the last holder lets go.
pub struct DemoHospital {
    pub folder: ThrowAwayFolder,
}

impl DemoHospital {
    /// The word that unlocks the demo, offered on its lock screen.
    pub const WORD: &'static str = "demo";
}

/// Makes the throw-away store and imports the sample files.
///
/// # Errors
/// The temporary folder cannot be written, or cancelled.
pub fn make(now_utc_secs: i64, progress: &Progress) -> Result<(Arc<SqliteStore>, DemoHospital), Message> {
    let zone = Zone::named(ZONE).unwrap_or_else(Zone::utc);
    let new_store = NewStore {
        name: "Demo".to_owned(),
        zone,
        passphrase: Passphrase::new(DemoHospital::WORD.to_owned()),
        cost: CHEAPEST,
        demo: true,
    };
    let made = grant(Action::CreateStore, Scope::Store, now_utc_secs)?;
    let (store, folder) =
        sqlite::create_throw_away(&std::env::temp_dir(), new_store, &made).map_err(|error| Message::from(&error))?;
    for (name, bytes) in FILES {
        import_sample(&*store, folder.path(), name, bytes, now_utc_secs, progress)?;
    }
    Ok((store, DemoHospital { folder }))
}

/// Imports a sample as any other file: laid beside the store for as long as it is read. It is synthetic.
fn import_sample(
    store: &dyn Store,
    folder: &Path,
    name: &str,
    bytes: &[u8],
    now_utc_secs: i64,
    progress: &Progress,
) -> Result<(), Message> {
    let path = folder.join(name);
    let unwritten = |error: std::io::Error| Message::new("no-temporary-folder").with_details(error);
    std::fs::write(&path, bytes).map_err(unwritten)?;
    let grant = grant(Action::ImportFile, Scope::File { name: name.to_owned() }, now_utc_secs)?;
    let imported = reading::inspect(&path).and_then(|inspection| {
        let missing = || ImportError::BadMapping { what: name.to_owned() };
        let mapping = inspection.mapping.clone().ok_or_else(missing)?;
        let plan = ImportPlan::of(&inspection, mapping);
        run_import(store, &grant, &plan, &store.info().zone, progress)
    });
    std::fs::remove_file(&path).map_err(unwritten)?;
    imported.map(|_receipt| ()).map_err(|error| message::of_import(&error))
}

fn grant(action: Action, scope: Scope, now_utc_secs: i64) -> Result<Grant, Message> {
    Grant::ask(&actor(), action, scope, now_utc_secs).map_err(|denied| Message::new("denied").with_details(denied))
}
