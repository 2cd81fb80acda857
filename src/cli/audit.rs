//! `wardtwin audit`: whether the journal is whole, and who did what: to whom it was shown, by whom, when.

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::app::hospital;
use crate::app::trust::glasses::{broken_glasses, look_scope};
use crate::base::{Date, Progress, Zone};
use crate::domain::access::{Action, Grant, Scope};
use crate::domain::audit::{AuditFilter, AuditOutcome, AuditReport, JournalEntry};
use crate::domain::glass::{may_be_reviewed, review_scope};
use crate::io::export::TableWriter;
use crate::io::store::sqlite::SqliteStore;
use crate::io::store::{Store as _, TrustStore as _};

use super::output::{Beside, Ending, Failure, note, tell, to_stdout};
use super::vault::{self, StoreArguments};

#[derive(Args)]
pub struct AuditArguments {
    #[command(subcommand)]
    command: AuditCommand,
}

#[derive(Subcommand)]
enum AuditCommand {
    /// Look at every entry's place in the chain; name what was edited, dropped, swapped, inserted or put back.
    #[command(after_help = "Example: wardtwin audit verify --store 'Ward 3.wardtwin' --json")]
    Verify(VerifyArguments),
    /// Write entries to standard output as CSV, oldest first.
    #[command(
        after_help = "Example: wardtwin audit list --store 'Ward 3.wardtwin' --patient W000102 --from 2026-01-01"
    )]
    List(ListArguments),
    /// Glasses that were broken, those that nobody reviewed first, as CSV.
    #[command(after_help = "Example: wardtwin audit glasses --store 'Ward 3.wardtwin'")]
    Glasses(GlassesArguments),
    /// Say of a broken glass that it was looked at, and what came of it; an entry of the journal like any other.
    #[command(
        after_help = "Example: wardtwin audit review 57 --remark 'was on call that night' --store 'Ward 3.wardtwin'"
    )]
    Review(ReviewArguments),
    /// Write entries into a CSV file, oldest first.
    #[command(after_help = "Example: wardtwin audit export --store 'Ward 3.wardtwin' --out journal.csv")]
    Export(ExportArguments),
}

#[derive(Args)]
struct VerifyArguments {
    #[command(flatten)]
    store: StoreArguments,
    /// The report as JSON.
    #[arg(long)]
    json: bool,
    /// Entries that say that somebody went on with an older state and that are known to be in order; any other one is a
    /// finding, and ends the command with 1.
    #[arg(long, value_name = "NUMBER", value_delimiter = ',')]
    known: Vec<u64>,
    /// Number and hash of an entry that was written down elsewhere, as an earlier look printed it.
    #[arg(long, value_name = "NUMBER:HASH", value_parser = written_down)]
    head: Option<(u64, String)>,
}

#[derive(Args)]
struct FilterArguments {
    /// Who saw this patient, by identifier: by name, or among all.
    #[arg(long, value_name = "ID")]
    patient: Option<String>,
    /// Of --patient: also looks at many that reached only wards that the patient was never on.
    #[arg(long, requires = "patient")]
    all_looks: bool,
    /// What this person did.
    #[arg(long, value_name = "NAME")]
    actor: Option<String>,
    /// From this day on, in the store's zone.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    from: Option<Date>,
    /// Up to and with this day.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    to: Option<Date>,
    /// Only what was allowed, denied, or opened by breaking the glass.
    #[arg(long, value_parser = ["allowed", "denied", "broke-glass"])]
    outcome: Option<String>,
}

#[derive(Args)]
struct ListArguments {
    #[command(flatten)]
    store: StoreArguments,
    #[command(flatten)]
    filter: FilterArguments,
}

#[derive(Args)]
struct ExportArguments {
    #[command(flatten)]
    store: StoreArguments,
    #[command(flatten)]
    filter: FilterArguments,
    /// The CSV file to write; replaced where it is there.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

#[derive(Args)]
struct GlassesArguments {
    #[command(flatten)]
    store: StoreArguments,
}

#[derive(Args)]
struct ReviewArguments {
    /// Number of the entry that broke the glass, as audit glasses lists it.
    entry: u64,
    /// What came of it.
    #[arg(long)]
    remark: String,
    #[command(flatten)]
    store: StoreArguments,
}

fn written_down(text: &str) -> Result<(u64, String), String> {
    let parts = text.trim().split_once(':');
    let head = parts.and_then(|(number, chain)| Some((number.parse().ok()?, chain.to_ascii_lowercase())));
    head.filter(|(_, chain)| chain.len() == 64 && chain.bytes().all(|byte| byte.is_ascii_hexdigit()))
        .ok_or_else(|| "a head is NUMBER:HASH with 64 hexadecimal digits, as audit verify prints it".to_owned())
}

fn day(text: &str) -> Result<Date, String> {
    Date::parse_iso(text.as_bytes()).ok_or_else(|| "a day is written like 2026-01-31".to_owned())
}

pub fn run(arguments: &AuditArguments) -> Result<Ending, Failure> {
    match &arguments.command {
        AuditCommand::Verify(arguments) => verify(arguments),
        AuditCommand::List(arguments) => list(arguments),
        AuditCommand::Glasses(arguments) => glasses(arguments),
        AuditCommand::Review(arguments) => review(arguments),
        AuditCommand::Export(arguments) => export(arguments),
    }
}

fn verify(arguments: &VerifyArguments) -> Result<Ending, Failure> {
    let store = arguments.store.open_to_read()?;
    let grant = vault::grant(&store, Action::VerifyAudit, Scope::Store)?;
    let report = store.verify_journal(&grant, arguments.head.clone())?;
    if arguments.json {
        let text = serde_json::to_string_pretty(&as_json(&report, &arguments.known))?;
        to_stdout(|out| writeln!(out, "{text}"))?;
    } else {
        to_stdout(|out| report.faults.iter().try_for_each(|fault| writeln!(out, "{}", fault.line())))?;
    }
    for loss in &report.accepted {
        let at = store.info().zone.moment(loss.at_utc_secs).iso();
        let why = if loss.reason.is_empty() { String::new() } else { format!(": {}", loss.reason) };
        tell(format_args!(
            "entry {}: on {at} {} went on with an older state of the store{why}",
            loss.number, loss.actor
        ));
    }
    if report.more_faults > 0 {
        tell(format_args!("{} more entries do not check out", report.more_faults));
    }
    let head = report.head.as_ref().map(|(number, chain)| format!("; head {number}:{chain}")).unwrap_or_default();
    let unknown = report.unknown_losses(&arguments.known);
    if report.is_sound() {
        tell(format_args!("{} entries, every one in its place{head}", report.entries));
        if unknown > 0 {
            tell(format_args!(
                "{unknown} times somebody went on with an older state; where that was in order, say so with --known NUMBER"
            ));
        }
        return Ok(if unknown > 0 { Ending::WithFindings } else { Ending::AllDone });
    }
    tell(format_args!(
        "{} entries, and what is named above does not check out; keep this folder as it is and compare it with its backups",
        report.entries
    ));
    Ok(Ending::WithFindings)
}

fn as_json(report: &AuditReport, known: &[u64]) -> Value {
    let faults = report.faults.iter().map(
        |fault| json!({ "kind": fault.kind.id(), "entry": fault.first, "last": fault.last, "words": fault.line() }),
    );
    json!({
        "sound": report.is_sound(),
        "unknown_restored": report.unknown_losses(known),
        "entries": report.entries,
        "unkeyed": report.unkeyed,
        "head": report.head.as_ref().map(|(number, hash)| json!({ "entry": number, "hash": hash })),
        "faults": faults.collect::<Vec<_>>(),
        "more_faults": report.more_faults,
        "accepted": report.accepted.iter().map(|loss| json!({
            "entry": loss.number, "utc_secs": loss.at_utc_secs, "by": loss.actor, "lost": loss.reason,
            "known": known.contains(&loss.number),
        })).collect::<Vec<_>>(),
    })
}

fn list(arguments: &ListArguments) -> Result<Ending, Failure> {
    let store = arguments.store.open_to_read()?;
    let mut failed = None;
    to_stdout(|out| {
        failed = write_entries(&store, Action::ReadAudit, &arguments.filter, out).err();
        Ok(())
    })?;
    failed.map_or(Ok(Ending::AllDone), Err)
}

fn glasses(arguments: &GlassesArguments) -> Result<Ending, Failure> {
    let store = arguments.store.open_to_read()?;
    let grant = vault::grant(&store, Action::ReadAudit, look_scope())?;
    let (list, info) = (broken_glasses(&*store, &grant)?, store.info());
    let waiting = list.iter().filter(|breaking| breaking.review.is_none()).count();
    to_stdout(|out| {
        let headings = ["entry", "time", "actor", "patients", "reason", "looks", "reviewed_by", "reviewed", "remark"];
        let mut table = TableWriter::begin(out, &headings, info.demo)?;
        for breaking in &list {
            let entry = &breaking.entry;
            let time = info.zone.moment(entry.at_utc_secs).iso();
            let (number, looks) = (entry.number.to_string(), breaking.looks.to_string());
            let (by, at, remark) = match &breaking.review {
                Some(review) => {
                    (review.by.as_str(), info.zone.moment(review.at_utc_secs).iso(), review.remark.as_str())
                }
                None => ("", String::new(), ""),
            };
            let patients = entry.patients.join("; ");
            table.row([&number, &time, entry.actor.as_str(), &patients, &entry.reason, &looks, by, &at, remark])?;
        }
        table.finish().map(|_| ())
    })?;
    note(format_args!("{} glasses were broken, {waiting} wait for a review", list.len()));
    Ok(Ending::AllDone)
}

fn review(arguments: &ReviewArguments) -> Result<Ending, Failure> {
    let store = arguments.store.open_to_read()?;
    let grant = vault::grant(&store, Action::ReviewBrokenGlass, review_scope(arguments.entry))?;
    let list = broken_glasses(&*store, &vault::grant(&store, Action::ReadAudit, look_scope())?)?;
    may_be_reviewed(&list, arguments.entry, &store.actor().name, &arguments.remark)
        .map_err(|fault| Failure(fault.to_string()))?;
    store.journal(&grant.because(arguments.remark.trim()))?;
    note(format_args!("the glass that entry {} broke is ticked off", arguments.entry));
    Ok(Ending::AllDone)
}

fn export(arguments: &ExportArguments) -> Result<Ending, Failure> {
    let store = arguments.store.open_to_read()?;
    let mut count = 0;
    Beside::begin(&arguments.out)?.finish(|out| {
        count = write_entries(&store, Action::ExportAudit, &arguments.filter, out)?;
        Ok(())
    })?;
    note(format_args!("{count} entries written"));
    Ok(Ending::AllDone)
}

const HEADINGS: [&str; 9] =
    ["number", "time", "actor", "role", "action", "outcome", "patients", "concerning", "reason"];

/// Writes what the filter lets through, one line an entry; how many.
fn write_entries(
    store: &SqliteStore,
    action: Action,
    arguments: &FilterArguments,
    out: &mut dyn Write,
) -> Result<u64, Failure> {
    let info = store.info();
    let what =
        format!("audit{}", arguments.patient.as_ref().map(|one| format!(" of patient {one}")).unwrap_or_default());
    let grant = vault::grant(store, action, Scope::Text { text: what })?;
    let filter = filter(store, arguments, &grant, &info.zone)?;
    let any_ward = AuditFilter { wards: None, ..filter.clone() };
    let mut table = TableWriter::begin(out, &HEADINGS, info.demo)?;
    let (mut count, mut elsewhere, mut unwritten) = (0, 0, None);
    store.each_journal_entry(&grant, &mut |entry| {
        let is_let_through = filter.lets_through(&entry);
        elsewhere += u64::from(!is_let_through && any_ward.lets_through(&entry));
        if is_let_through {
            count += 1;
            let cells = cells(&entry, &info.zone);
            unwritten = table.row(cells.iter().map(String::as_str)).err();
        }
        unwritten.is_none()
    })?;
    unwritten.map_or(Ok(()), Err)?;
    table.finish()?.flush()?;
    if elsewhere > 0 {
        note(format_args!(
            "{elsewhere} looks at many reached only wards that this patient was never on; --all-looks lists them too"
        ));
    }
    Ok(count)
}

fn cells(entry: &JournalEntry, zone: &Zone) -> [String; 9] {
    [
        entry.number.to_string(),
        zone.moment(entry.at_utc_secs).iso(),
        entry.actor.clone(),
        entry.role.clone(),
        entry.action.id().to_owned(),
        entry.outcome.id().to_owned(),
        entry.patients.join("; "),
        entry.concerning(),
        entry.reason.clone(),
    ]
}

fn filter(
    store: &SqliteStore,
    arguments: &FilterArguments,
    grant: &Grant,
    zone: &Zone,
) -> Result<AuditFilter, Failure> {
    let begins = |date: Date| midnight(zone, date);
    let patients = arguments.patient.as_ref().map_or(Ok(Vec::new()), |patient| one_person(store, patient))?;
    let wards = if arguments.all_looks { None } else { store.wards_ever_of(grant, &patients)? };
    Ok(AuditFilter {
        patients,
        wards,
        all_looks: arguments.all_looks,
        actor: arguments.actor.clone(),
        from_utc_secs: arguments.from.map(begins),
        until_utc_secs: arguments.to.map(|date| begins(Date(date.0 + 1))),
        outcome: arguments.outcome.as_deref().and_then(AuditOutcome::from_id),
    })
}

/// Midnight as the offset of that day's noon says; a zone that changes at midnight is an hour off at most.
fn midnight(zone: &Zone, date: Date) -> i64 {
    let midnight_utc = i64::from(date.0) * 86_400;
    midnight_utc - i64::from(zone.offset_mins_at(midnight_utc + 43_200)) * 60
}

/// All identifiers of the person with this one, since numbers can be merged. One that the store does not know may be of a
/// patient whose import was taken back: the journal still tells.
fn one_person(store: &SqliteStore, identifier: &str) -> Result<Vec<String>, Failure> {
    let (index, _) = hospital::read_index(store, &Progress::default())?;
    let Some(row) = index.row_of_identifier(identifier) else { return Ok(vec![identifier.to_owned()]) };
    let others = index.merged_into(row).map(|other| index.identifier(other).to_owned());
    let mut all: Vec<String> = others.chain([index.identifier(row).to_owned(), identifier.to_owned()]).collect();
    all.sort();
    all.dedup();
    Ok(all)
}
