//! `wardtwin patient`: what is past its time, and deleting a patient for good, with a certificate.

use std::io::Write as _;
use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::app::hospital;
use crate::app::trust::keeping::retention::past_their_time;
use crate::base::Progress;
use crate::domain::access::{Action, Scope};
use crate::domain::deletion::{Certificate, Deleted};
use crate::io::clock::Clock;
use crate::io::export::TableWriter;
use crate::io::store::sqlite::SqliteStore;
use crate::io::store::{Store as _, TrustStore as _};

use super::output::{Beside, Ending, Failure, note, to_stdout, with_progress};
use super::vault::{self, Purpose, RestoredArguments, StoreArguments};

#[derive(Args)]
pub struct PatientArguments {
    #[command(subcommand)]
    command: PatientCommand,
}

#[derive(Subcommand)]
enum PatientCommand {
    /// Delete a patient's records for good. The journal stays as it is; the certificate says what went and what is left.
    #[command(
        after_help = "Example: wardtwin patient delete W000102 --reason 'erasure asked for on 2026-01-31' --certificate W000102.txt --store 'Ward 3.wardtwin'"
    )]
    Delete(DeleteArguments),
    /// Let files bring a patient again who was deleted; until then their rows are refused.
    #[command(
        name = "allow-again",
        after_help = "Example: wardtwin patient allow-again W000102 --reason 'admitted anew' --store 'Ward 3.wardtwin'"
    )]
    AllowAgain(AllowAgainArguments),
    /// Certificates of deletions, the newest first.
    #[command(after_help = "Example: wardtwin patient certificates --store 'Ward 3.wardtwin'")]
    Certificates(ListArguments),
    /// Hold a patient's records beyond their time, with a reason, or end that. Held records are neither listed nor deleted.
    #[command(
        after_help = "Example: wardtwin patient hold W000102 --reason 'a claim is open' --store 'Ward 3.wardtwin'"
    )]
    Hold(HoldArguments),
    /// Patients whose records are held, with the reasons, as CSV.
    #[command(after_help = "Example: wardtwin patient held --store 'Ward 3.wardtwin'")]
    Held(ListArguments),
    /// Patients whose newest value or death is longer ago than records are kept, as CSV. Nothing is deleted.
    #[command(after_help = "Example: wardtwin patient retention --years 10 --store 'Ward 3.wardtwin'")]
    Retention(RetentionArguments),
}

#[derive(Args)]
struct DeleteArguments {
    /// The patient's identifier.
    patient: String,
    /// Why; it stands in the journal and on the certificate.
    #[arg(long)]
    reason: String,
    /// Where the certificate is written; standard output where it is not said.
    #[arg(long, value_name = "FILE")]
    certificate: Option<PathBuf>,
    /// The store's folder.
    #[arg(long, value_name = "FOLDER")]
    store: PathBuf,
    #[command(flatten)]
    restored: RestoredArguments,
}

#[derive(Args)]
struct AllowAgainArguments {
    /// The identifier that the certificate names.
    patient: String,
    /// Why; it stands in the journal.
    #[arg(long)]
    reason: String,
    /// The store's folder.
    #[arg(long, value_name = "FOLDER")]
    store: PathBuf,
    #[command(flatten)]
    restored: RestoredArguments,
}

#[derive(Args)]
struct HoldArguments {
    /// The patient's identifier.
    patient: String,
    /// Why; it stands in the journal and beside the list.
    #[arg(long, value_parser = vault::reason)]
    reason: String,
    /// End it.
    #[arg(long)]
    end: bool,
    /// The store's folder.
    #[arg(long, value_name = "FOLDER")]
    store: PathBuf,
    #[command(flatten)]
    restored: RestoredArguments,
}

#[derive(Args)]
struct ListArguments {
    #[command(flatten)]
    store: StoreArguments,
}

#[derive(Args)]
struct RetentionArguments {
    #[command(flatten)]
    store: StoreArguments,
    /// How long records are kept after the newest value, or after death.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=200))]
    years: u16,
}

pub fn run(arguments: &PatientArguments, quiet: bool) -> Result<Ending, Failure> {
    match &arguments.command {
        PatientCommand::Delete(arguments) => delete(arguments, quiet),
        PatientCommand::AllowAgain(arguments) => allow_again(arguments),
        PatientCommand::Certificates(arguments) => certificates(arguments),
        PatientCommand::Hold(arguments) => hold(arguments),
        PatientCommand::Held(arguments) => held(arguments),
        PatientCommand::Retention(arguments) => retention(arguments),
    }
}

fn delete(arguments: &DeleteArguments, quiet: bool) -> Result<Ending, Failure> {
    if arguments.reason.trim().is_empty() {
        return Err(Failure("a deletion needs a reason; say it with --reason".to_owned()));
    }
    let store = vault::open(&arguments.store, Purpose::Write, &arguments.restored)?;
    let (patient, scope) = vault::patient(&store, Action::DeletePatient, &arguments.patient)?;
    let grant = vault::grant(&store, Action::DeletePatient, scope)?.because(arguments.reason.trim());
    // Before anything goes: the certificate cannot be made a second time by deleting again.
    let file = arguments.certificate.as_deref().map(Beside::begin).transpose()?;
    let certificate = with_progress("deleting", quiet, |progress| store.delete_patient(&grant, patient, progress))?;
    let text = words(&store, &certificate);
    match file {
        Some(file) => file.finish(|out| Ok(out.write_all(text.as_bytes())?))?,
        None => to_stdout(|out| out.write_all(text.as_bytes()))?,
    }
    note("deleted; the certificate is kept with the store as well");
    Ok(Ending::AllDone)
}

fn allow_again(arguments: &AllowAgainArguments) -> Result<Ending, Failure> {
    let store = vault::open(&arguments.store, Purpose::Write, &arguments.restored)?;
    let scope = Scope::Text { text: format!("allow again {}", arguments.patient) };
    let grant = vault::grant(&store, Action::DeletePatient, scope)?.because(arguments.reason.trim());
    store.allow_again(&grant, &arguments.patient)?;
    note("rows of this patient are taken in again");
    Ok(Ending::AllDone)
}

fn words(store: &SqliteStore, certificate: &Certificate<Deleted>) -> String {
    let at = store.info().zone.moment(certificate.at_utc_secs).iso();
    certificate.lines(&at).join("\n") + "\n"
}

fn certificates(arguments: &ListArguments) -> Result<Ending, Failure> {
    let store = arguments.store.open_to_read()?;
    let grant = vault::grant(&store, Action::ReadRetention, Scope::Text { text: "certificates".to_owned() })?;
    let all = store.deletions(&grant)?;
    to_stdout(|out| all.iter().try_for_each(|one| writeln!(out, "{}", words(&store, one))))?;
    Ok(Ending::AllDone)
}

fn hold(arguments: &HoldArguments) -> Result<Ending, Failure> {
    let store = vault::open(&arguments.store, Purpose::Write, &arguments.restored)?;
    let (patient, scope) = vault::patient(&store, Action::HoldPatient, &arguments.patient)?;
    let grant = vault::grant(&store, Action::HoldPatient, scope)?.because(&arguments.reason);
    store.hold(&grant, patient, !arguments.end)?;
    note(if arguments.end { "the records are not held any more" } else { "the records are held until that is ended" });
    Ok(Ending::AllDone)
}

fn held(arguments: &ListArguments) -> Result<Ending, Failure> {
    let store = arguments.store.open_to_read()?;
    let grant = vault::grant(&store, Action::ReadRetention, Scope::Text { text: "held records".to_owned() })?;
    store.journal(&grant)?;
    let (index, _) = hospital::read_index_for(&*store, &grant, &Progress::default())?;
    let (list, info) = (store.holds(&grant)?, store.info());
    to_stdout(|out| {
        let mut table = TableWriter::begin(out, &["patient_id", "reason", "by", "since"], info.demo)?;
        for hold in &list {
            let since = info.zone.moment(hold.at_utc_secs).iso();
            table.row([index.identifier(hold.patient.0), &hold.reason, &hold.by, &since])?;
        }
        table.finish().map(|_| ())
    })?;
    Ok(Ending::AllDone)
}

fn retention(arguments: &RetentionArguments) -> Result<Ending, Failure> {
    let store = arguments.store.open_to_read()?;
    let text = format!("older than {} years", arguments.years);
    let grant = vault::grant(&store, Action::ReadRetention, Scope::Text { text })?;
    store.journal(&grant)?;
    let info = store.info();
    let today = info.zone.date_at(Clock::System.utc_secs());
    let found = past_their_time(&*store, &grant, (arguments.years, today), &Progress::default())?;
    to_stdout(|out| {
        let mut table = TableWriter::begin(out, &["patient_id", "newest"], info.demo)?;
        for past in &found.list {
            table.row([past.identifier.as_str(), &past.newest.iso()])?;
        }
        table.finish().map(|_| ())
    })?;
    if found.held > 0 {
        note(format_args!("{} patients are past it and held; wardtwin patient held lists them", found.held));
    }
    if found.undated > 0 {
        note(format_args!("{} patients have no record and no death with a date, and are not listed", found.undated));
    }
    Ok(Ending::AllDone)
}
