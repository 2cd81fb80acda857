//! `wardtwin consent`: for what patients agreed to have their records used.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::app::hospital;
use crate::base::Progress;
use crate::domain::access::{Action, Scope};
use crate::domain::consent::{Purpose, Said, agrees_from_text};
use crate::domain::ids::PatientId;
use crate::io::export::TableWriter;
use crate::io::store::sqlite::SqliteStore;
use crate::io::store::{Store as _, TrustStore as _};
use crate::io::text_table::{TextRow, TextTable, column};

use super::output::{Ending, Failure, note, to_stdout};
use super::vault::{self, Purpose as Opening, RestoredArguments, StoreArguments};

#[derive(Args)]
pub struct ConsentArguments {
    #[command(subcommand)]
    command: ConsentCommand,
}

#[derive(Subcommand)]
enum ConsentCommand {
    /// What each patient said last of each purpose, as CSV.
    #[command(after_help = "Example: wardtwin consent list --store 'Ward 3.wardtwin'")]
    List(ListArguments),
    /// Record what a patient said.
    #[command(
        after_help = "Example: wardtwin consent set W000102 --purpose research --agrees no --store 'Ward 3.wardtwin'"
    )]
    Set(SetArguments),
    /// Record what many patients said, from a table with the columns patient_id, purpose (care, research, quality) and
    /// agrees (yes, no). All of it or none.
    #[command(after_help = "Example: wardtwin consent import consents.csv --store 'Ward 3.wardtwin'")]
    Import(ImportArguments),
}

#[derive(Args)]
struct ListArguments {
    #[command(flatten)]
    store: StoreArguments,
}

#[derive(Args)]
struct SetArguments {
    /// The patient's identifier.
    patient: String,
    #[arg(long, value_parser = ["care", "research", "quality"])]
    purpose: String,
    #[arg(long, value_parser = ["yes", "no"])]
    agrees: String,
    #[command(flatten)]
    at: WriteArguments,
}

#[derive(Args)]
struct ImportArguments {
    /// The table.
    file: PathBuf,
    #[command(flatten)]
    at: WriteArguments,
}

#[derive(Args)]
struct WriteArguments {
    /// The store's folder.
    #[arg(long, value_name = "FOLDER")]
    store: PathBuf,
    #[command(flatten)]
    restored: RestoredArguments,
}

pub fn run(arguments: &ConsentArguments) -> Result<Ending, Failure> {
    match &arguments.command {
        ConsentCommand::List(arguments) => list(arguments),
        ConsentCommand::Set(arguments) => set(arguments),
        ConsentCommand::Import(arguments) => import(arguments),
    }
}

fn list(arguments: &ListArguments) -> Result<Ending, Failure> {
    let store = arguments.store.open_to_read()?;
    let grant = vault::grant(&store, Action::ReadConsent, Scope::Store)?;
    store.journal(&grant)?;
    let (index, _) = hospital::read_index_for(&*store, &grant, &Progress::default())?;
    let (consents, info) = (store.consents(&grant)?, store.info());
    to_stdout(|out| {
        let headings = ["patient_id", "purpose", "agrees", "recorded_by", "recorded"];
        let mut table = TableWriter::begin(out, &headings, info.demo)?;
        for (patient, consent) in consents {
            if !index.everyone().contains(index.shown_row(patient.0)) {
                continue;
            }
            let agrees = if consent.agrees { "yes" } else { "no" };
            let recorded = info.zone.moment(consent.at_utc_secs).iso();
            let identifier = index.identifier(patient.0);
            table.row([identifier, consent.purpose.id(), agrees, &consent.by, &recorded])?;
        }
        table.finish().map(|_| ())
    })?;
    Ok(Ending::AllDone)
}

fn set(arguments: &SetArguments) -> Result<Ending, Failure> {
    let store = vault::open(&arguments.at.store, Opening::Write, &arguments.at.restored)?;
    let (patient, scope) = vault::patient(&store, Action::RecordConsent, &arguments.patient)?;
    let grant = vault::grant(&store, Action::RecordConsent, scope)?;
    let grant = grant.because(&format!("{} {}", arguments.purpose, arguments.agrees));
    let purpose = Purpose::from_id(&arguments.purpose).unwrap_or(Purpose::Care);
    store.record_consents(&grant, &[Said { patient, purpose, agrees: arguments.agrees == "yes" }])?;
    note("recorded");
    Ok(Ending::AllDone)
}

const COLUMNS: [&str; 3] = ["patient_id", "purpose", "agrees"];

fn import(arguments: &ImportArguments) -> Result<Ending, Failure> {
    let lacks = |headings: &[String]| -> Vec<String> {
        COLUMNS.iter().filter(|name| column(headings, name).is_none()).map(|name| (*name).to_owned()).collect()
    };
    let table = TextTable::read(&arguments.file, lacks)?;
    let store = vault::open(&arguments.at.store, Opening::Write, &arguments.at.restored)?;
    let name = arguments.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let grant = vault::grant(&store, Action::RecordConsent, Scope::File { name })?;
    let (index, _) = hospital::read_index_for(&*store, &grant, &Progress::default())?;
    let is_within = |patient: PatientId| index.everyone().contains(index.shown_row(patient.0));
    let said = table.rows.iter().map(|row| said_of(&store, &table, row, &is_within)).collect::<Result<Vec<_>, _>>()?;
    store.record_consents(&grant, &said)?;
    note(format_args!("{} words recorded", said.len()));
    Ok(Ending::AllDone)
}

/// What a line says; a fault names it, and nothing is recorded.
fn said_of(
    store: &SqliteStore,
    table: &TextTable,
    row: &TextRow,
    is_within: &dyn Fn(PatientId) -> bool,
) -> Result<Said<PatientId>, Failure> {
    let cell = |name: &str| {
        let cell = table.column(name).and_then(|at| row.cells.get(at));
        cell.map(|cell| cell.trim().to_owned()).unwrap_or_default()
    };
    let fault = |what: &str| Failure(format!("line {}: {what}; nothing was recorded", row.line));
    let patient = store.patient_number(&cell("patient_id"))?.filter(|patient| is_within(*patient));
    Ok(Said {
        patient: patient.ok_or_else(|| fault("the patient is not in the store, or on none of the account's wards"))?,
        purpose: Purpose::from_id(&cell("purpose").to_lowercase())
            .ok_or_else(|| fault("a purpose is care, research or quality"))?,
        agrees: agrees_from_text(&cell("agrees")).ok_or_else(|| fault("agrees is yes or no"))?,
    })
}
