//! `wardtwin import`: files into a store, each in one transaction; or a dry run that tells what would come of it.
//!
//! Every file is looked at before the first is imported: one with an open question stops all of them, one that none of
//! the mappings fits is left out.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use crate::app::import::profiles::{from_file, saved_in};
use crate::app::import::{Again, earlier_imports, most_like, rehearse_import, run_import};
use crate::app::message::file_name;
use crate::domain::access::{Action, Scope};
use crate::domain::ids::ImportId;
use crate::domain::receipt::{Counts, ImportState, Receipt, Reject};
use crate::io::export::receipt::{self, Made};
use crate::io::import::documents::{DocumentKind, Strangers};
use crate::io::import::form::Encoding;
use crate::io::import::{self as reading, FORMATS, ImportFormat, ImportPlan};
use crate::io::store::Store;
use crate::io::store::sqlite::{SqliteStore, ThrowAwayFolder};

use super::output::{Beside, Ending, Failure, note, tell, to_stdout, with_progress};
use super::pick::PickArguments;
use super::vault::{self, Purpose, RestoredArguments};
use super::words;

mod files;
mod planning;
mod rejects;

use files::FilePlan;
use planning::{How, Planned, plan_all};

#[derive(Args)]
pub struct ImportArguments {
    /// Files, patients first.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The store's folder; made where it is missing. A dry run needs none.
    #[arg(long, value_name = "FOLDER", required_unless_present = "dry_run")]
    store: Option<PathBuf>,
    #[command(flatten)]
    restored: RestoredArguments,
    /// Time zone of a store that is made, such as Asia/Shanghai; by default the computer's.
    #[arg(long, value_name = "ZONE")]
    zone: Option<String>,
    /// What the files hold, where the headings do not say it.
    #[arg(long, value_name = "KIND", conflicts_with = "mapping")]
    kind: Option<String>,
    /// How the files are read, as `wardtwin inspect --mapping` writes it; of several, each file takes the first that fits.
    #[arg(long, value_name = "TOML")]
    mapping: Vec<PathBuf>,
    /// The files' encoding, such as GB18030, where it cannot be detected for sure.
    #[arg(long, value_name = "ENCODING")]
    encoding: Option<String>,
    #[command(flatten)]
    pick: PickArguments,
    /// Make a patient of whoever a message names and the store does not have; without it such results are refused.
    #[arg(long)]
    new_patients: bool,
    /// Say what would be imported, and write nothing.
    #[arg(long)]
    dry_run: bool,
    /// Write the refused, flagged and already known cells of all files here.
    #[arg(long, value_name = "CSV")]
    rejects: Option<PathBuf>,
    /// Write the receipts here.
    #[arg(long, value_name = "JSON")]
    receipt: Option<PathBuf>,
}

pub fn run(arguments: &ImportArguments, quiet: bool) -> Result<Ending, Failure> {
    let how = how(arguments)?;
    let there = arguments.store.as_deref().filter(|folder| folder.exists());
    let purpose = if arguments.dry_run { Purpose::Read } else { Purpose::Write };
    let store = there.map(|folder| vault::open(folder, purpose, &arguments.restored)).transpose()?;
    let how = match &store {
        Some(store) => How { saved: saved_in(&**store)?, ..how },
        None => how,
    };
    let planned = plan_all(&arguments.files, &how, quiet)?;
    // Before anything is imported: a place that cannot be written to is known now.
    let rejects = arguments.rejects.as_deref().map(Beside::begin).transpose()?;
    let receipt = arguments.receipt.as_deref().map(Beside::begin).transpose()?;
    let place = Place::of(arguments, store)?;
    let done = import_all(arguments, &place, &planned, quiet)?;
    let is_demo = place.store.info().demo;
    if let Some(rejects) = rejects {
        rejects::write(rejects, &*place.store, &done.files)?;
    }
    if let Some(file) = receipt {
        let receipts: Vec<Receipt> = done.files.iter().map(|file| file.receipt.clone()).collect();
        let made = Made { is_demo, is_dry_run: arguments.dry_run };
        file.finish(|out| Ok(out.write_all(receipt::to_json(&receipts, made).as_bytes())?))?;
    }
    Ok(done.ending())
}

fn how(arguments: &ImportArguments) -> Result<How, Failure> {
    let given = arguments.mapping.iter().map(|path| from_file(path)).collect::<Result<Vec<_>, _>>()?;
    Ok(How {
        document: arguments.kind.as_deref().and_then(DocumentKind::from_id),
        kind: arguments.kind.as_deref().filter(|id| DocumentKind::from_id(id).is_none()).map(kind).transpose()?,
        encoding: arguments.encoding.as_deref().map(encoding).transpose()?,
        given,
        pick: arguments.pick.pick()?,
        headings: arguments.pick.headings(),
        saved: Vec::new(),
    })
}

/// The kind of that id.
pub fn kind(kind: &str) -> Result<&'static dyn ImportFormat, Failure> {
    let documents = DocumentKind::ALL.iter().map(|kind| kind.id());
    let known = || FORMATS.iter().map(|format| format.id()).chain(documents).collect::<Vec<_>>().join(", ");
    reading::format_by_id(kind).ok_or_else(|| Failure(format!("there is no kind {kind}; the kinds are {}", known())))
}

/// The encoding of a name.
pub fn encoding(name: &str) -> Result<Encoding, Failure> {
    let known = || Encoding::all().iter().map(|encoding| encoding.id()).collect::<Vec<_>>().join(", ");
    Encoding::from_id(name).ok_or_else(|| Failure(format!("there is no encoding {name}; known are {}", known())))
}

/// The store that takes the files, or that a dry run asks.
struct Place {
    store: Arc<SqliteStore>,
    folder: PathBuf,
    /// A store for this run alone; dropped last, it takes its folder with it.
    throw_away: Option<ThrowAwayFolder>,
}

impl Place {
    fn of(arguments: &ImportArguments, store: Option<Arc<SqliteStore>>) -> Result<Place, Failure> {
        let (zone, folder) = (arguments.zone.as_deref(), arguments.store.clone().unwrap_or_default());
        if let Some(store) = store {
            return Ok(Place { store, folder, throw_away: None });
        }
        match arguments.store.as_deref().filter(|_| !arguments.dry_run) {
            Some(path) => Ok(Place { store: vault::make(path, zone)?, folder, throw_away: None }),
            None => {
                let (store, own) = vault::throw_away(zone)?;
                Ok(Place { store, folder: own.path().to_owned(), throw_away: Some(own) })
            }
        }
    }

    fn in_words(&self, error: reading::ImportError) -> Failure {
        words::of_import(&self.folder)(error)
    }
}

/// What became of a file.
pub struct DoneFile {
    pub receipt: Receipt,
    /// Of a dry run; the store keeps those of an import.
    pub rejects: Option<Vec<Reject>>,
}

/// What became of all of them.
struct Done {
    files: Vec<DoneFile>,
    /// Some file, or a table of one, was not imported at all.
    is_cut_short: bool,
}

impl Done {
    fn ending(&self) -> Ending {
        let is_clean = self.files.iter().all(|file| file.receipt.counts.rejected == 0);
        if is_clean && !self.is_cut_short { Ending::AllDone } else { Ending::WithFindings }
    }
}

/// One after another. Where one fails after others were imported, those stand, and the rest is left: later files may
/// need what it would have brought.
fn import_all(arguments: &ImportArguments, place: &Place, planned: &Planned, quiet: bool) -> Result<Done, Failure> {
    let plans = &planned.plans;
    let is_cut_short = planned.left_out > 0 || planned.has_unread_tables;
    let mut done = Done { files: Vec::new(), is_cut_short };
    if arguments.dry_run && place.throw_away.is_none() && plans.len() > 1 {
        tell("each file is tried against the store as it is now; patients of an earlier file are not in it yet");
    }
    for plan in plans {
        let result = one_file(arguments, place, plan, quiet);
        match result {
            Ok(file) => done.files.push(file),
            Err(Failure(reason)) if done.files.is_empty() && !arguments.dry_run => {
                return Err(Failure(format!("{reason}; nothing was imported")));
            }
            Err(failure) if done.files.is_empty() => return Err(failure),
            Err(Failure(reason)) => {
                let name = plan.name();
                tell(format_args!("{name}: {reason}; this file and those behind it were not imported"));
                done.is_cut_short = true;
                break;
            }
        }
    }
    Ok(done)
}

/// One file, imported or tried.
fn one_file(arguments: &ImportArguments, place: &Place, plan: &FilePlan, quiet: bool) -> Result<DoneFile, Failure> {
    let strangers = if arguments.new_patients { Strangers::Admit } else { Strangers::SetAside };
    match plan {
        FilePlan::Table(plan) => {
            say_if_imported_before(place, plan, quiet)?;
            if arguments.dry_run { rehearse(place, plan, quiet) } else { import(place, plan, quiet) }
        }
        FilePlan::Document(document) => {
            files::say_if_imported_before(place, document)?;
            match arguments.dry_run {
                true => files::rehearse(place, document, strangers, quiet),
                false => files::import(place, document, strangers, quiet),
            }
        }
    }
}

fn name_of(plan: &ImportPlan) -> String {
    file_name(plan.path())
}

fn say_if_imported_before(place: &Place, plan: &ImportPlan, quiet: bool) -> Result<(), Failure> {
    let name = name_of(plan);
    let earlier = with_progress(&name, quiet, |progress| earlier_imports(&*place.store, &plan.source, progress))?;
    let part = plan.reading.aspects.iter().find(|aspect| aspect.id == "part").map(|aspect| aspect.value.as_str());
    let like = most_like(&earlier, &plan.mapping, part).filter(|_| place.throw_away.is_none());
    if let Some((earlier, again)) = like {
        let when = place.store.info().zone.moment(earlier.imported_utc_secs).iso();
        let (number, by, what) = (earlier.import.0, &earlier.actor, what_comes_of(again, earlier, plan));
        tell(format_args!("{name} was imported already on {when} by {by} (import {number}); {what}"));
    }
    Ok(())
}

fn what_comes_of(again: Again, earlier: &Receipt, plan: &ImportPlan) -> String {
    match again {
        Again::AsBefore => "what is there is left as it is".to_owned(),
        Again::OtherColumns => {
            "other columns or another part of it are read now, and what they say is imported".to_owned()
        }
        Again::OtherKind => {
            let (then, now) = (&earlier.format, plan.mapping.format);
            format!("it was read as {then} then and is read as {now} now, so this import adds its records")
        }
    }
}

fn import(place: &Place, plan: &ImportPlan, quiet: bool) -> Result<DoneFile, Failure> {
    let name = name_of(plan);
    let grant = vault::grant(&place.store, Action::ImportFile, Scope::File { name: name.clone() })?;
    let zone = place.store.info().zone;
    let receipt = with_progress(&name, quiet, |progress| run_import(&*place.store, &grant, plan, &zone, progress))
        .map_err(|error| place.in_words(error))?;
    note(counts_line(&name, &receipt.counts));
    Ok(DoneFile { receipt, rejects: None })
}

/// Tries a file out. In a store for this run alone it is imported then, so that the next finds its patients.
fn rehearse(place: &Place, plan: &ImportPlan, quiet: bool) -> Result<DoneFile, Failure> {
    let name = name_of(plan);
    let grant = vault::grant(&place.store, Action::RehearseImport, Scope::File { name: name.clone() })?;
    let zone = place.store.info().zone;
    let draft = reading::draft(plan)?;
    let found = with_progress(&name, quiet, |progress| rehearse_import(&*place.store, &grant, plan, &zone, progress))
        .map_err(|error| place.in_words(error))?;
    to_stdout(|out| writeln!(out, "{}", counts_line(&name, &found.counts)))?;
    let receipt = Receipt {
        import: ImportId(0),
        format: draft.format,
        file_name: draft.file_name,
        sha256: found.sha256,
        file_bytes: draft.file_bytes,
        imported_utc_secs: grant.at_utc_secs(),
        actor: grant.actor().name.clone(),
        columns: draft.columns,
        ignored_headings: draft.ignored_headings,
        reading: draft.reading,
        counts: found.counts,
        state: ImportState::Active,
    };
    if place.throw_away.is_some() {
        let grant = vault::grant(&place.store, Action::ImportFile, Scope::File { name: name.clone() })?;
        with_progress(&name, quiet, |progress| run_import(&*place.store, &grant, plan, &zone, progress))
            .map_err(|error| place.in_words(error))?;
    }
    Ok(DoneFile { receipt, rejects: Some(found.rejects) })
}

fn counts_line(name: &str, counts: &Counts) -> String {
    let line = format!(
        "{name}: {} rows, {} added, {} updated, {} already there, {} empty, {} flagged, {} refused",
        counts.rows, counts.added, counts.updated, counts.duplicates, counts.empty, counts.flagged, counts.rejected
    );
    match counts.withdrawn {
        0 => line,
        withdrawn => format!("{line}, {withdrawn} sent before taken back"),
    }
}

/// The name of a file for a message.
fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// What went wrong with a file that was looked at; errors that name it do so once.
fn at_file(path: &Path) -> impl FnOnce(reading::ImportError) -> Failure {
    let (path, name) = (path.display().to_string(), file_name(path));
    move |error| {
        let words = error.to_string();
        Failure(if words.contains(&name) { words } else { format!("{path}: {words}") })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPEN: &str = "patient_id,time,Heart rate (/min),glucose\nP1,03/04/2024,72,5.1\nP2,05/06/2024,x,6.2\n";

    fn arguments(folder: &Path, mapping: Option<PathBuf>) -> ImportArguments {
        ImportArguments {
            files: ["patients.csv", "values.csv"].map(|name| folder.join(name)).to_vec(),
            store: None,
            restored: RestoredArguments::default(),
            zone: Some("Asia/Shanghai".to_owned()),
            kind: None,
            mapping: mapping.into_iter().chain([folder.join("patients.toml")]).collect(),
            encoding: None,
            pick: PickArguments::default(),
            new_patients: false,
            dry_run: true,
            rejects: Some(folder.join("rejects.csv")),
            receipt: Some(folder.join("receipt.json")),
        }
    }

    /// The mapping that is proposed for a file, with what is open decided.
    fn decided(folder: &Path, name: &str) -> PathBuf {
        let inspection = reading::inspect(&folder.join(name)).expect("a table");
        let mapping = inspection.mapping.as_ref().expect("a kind");
        let profile = reading::Profile::of("", mapping, Default::default(), &inspection.profiles);
        let text = profile.to_toml().replace("# date = \"dmy\"", "date = \"dmy\"").replace("# unit =", "unit =");
        let path = folder.join(name).with_extension("toml");
        std::fs::write(&path, text).expect("written");
        path
    }

    #[test]
    fn a_dry_run_needs_no_store_and_open_questions_stop_everything() {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path();
        std::fs::write(folder.join("patients.csv"), "patient_id,sex\nP1,female\nP2,male\n").expect("written");
        std::fs::write(folder.join("values.csv"), OPEN).expect("written");
        decided(folder, "patients.csv");
        let how = How::default();
        let Failure(reason) = plan_all(&[folder.join("values.csv")], &how, true).expect_err("it is open");
        for part in
            ["column 2 \"time\"", "line 2: 03/04/2024", "date = \"dmy\" or date = \"mdy\"", "column 4", "--mapping"]
        {
            assert!(reason.contains(part), "{part} in {reason}");
        }
        let open = ImportArguments { mapping: Vec::new(), ..arguments(folder, None) };
        assert!(run(&open, true).is_err() && !folder.join("rejects.csv").exists());
        let mapping = decided(folder, "values.csv");
        let ending = run(&arguments(folder, Some(mapping)), true).expect("it is tried");
        assert_eq!(ending, Ending::WithFindings);
        let rejects = std::fs::read_to_string(folder.join("rejects.csv")).expect("written");
        assert_eq!(rejects, "file,line,column,raw,rule\nvalues.csv,3,3,x,not-a-number\n");
        let receipt = std::fs::read_to_string(folder.join("receipt.json")).expect("written");
        assert!(receipt.contains("\"added\": 3") && receipt.contains("\"dry_run\": true"), "{receipt}");
        let left = std::fs::read_dir(folder).expect("reads").count();
        assert_eq!(left, 6, "two files, two mappings, two outputs");
    }
}
