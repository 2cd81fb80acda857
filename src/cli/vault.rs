//! Opening a store from the command line: the passphrase comes from `WARDTWIN_PASSPHRASE` or a prompt, never from an
//! argument; the actor passes the same door as in the window.

use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use crate::app::door::actor;
use crate::app::hospital;
use crate::app::session::folder_name;
use crate::base::{Progress, Zone};
use crate::domain::access::{Action, Actor, BrokenGlass, GLASS_SECS, Grant, Scope};
use crate::domain::account::Recovered;
use crate::domain::ids::PatientId;
use crate::domain::permission::{Reach, reach};
use crate::io::clock::Clock;
use crate::io::folders::Folders;
use crate::io::store::sqlite::{self, Credential, NewStore, Opened, RolledBack, SignIn, SqliteStore, ThrowAwayFolder};
use crate::io::store::{Store as _, StoreError, TrustStore as _};
use crate::io::vault::{KdfCost, Passphrase, RecoveryKey, SHORTEST_PASSPHRASE};

use super::failure::{self, Failure};
use super::output::{no_store_within_a_store, tell};
use super::words;

/// Asks the door before a store is open.
fn first_grant(action: Action, scope: Scope) -> Result<Grant, Failure> {
    Ok(Grant::ask(&actor(), action, scope, Clock::System.utc_secs())?)
}

/// Asks the door of an open store for this action, now; a refusal is journalled.
pub fn grant(store: &SqliteStore, action: Action, scope: Scope) -> Result<Grant, Failure> {
    grant_to(store, store.actor(), action, scope)
}

/// The same for an actor that is not just who signed in, but has broken a glass since.
pub fn grant_to(store: &SqliteStore, actor: &Actor, action: Action, scope: Scope) -> Result<Grant, Failure> {
    let asked = Grant::ask(actor, action, scope, Clock::System.utc_secs());
    asked.or_else(|denied| {
        store.journal_denial(&denied)?;
        Err(Failure(format!("{denied}; the journal records that it was asked")))
    })
}

/// The patient of an identifier, and as whom the door wants to know of them for an action. Whose role may not do it to
/// anybody does not hear whether there is such a patient.
pub fn patient(store: &SqliteStore, action: Action, identifier: &str) -> Result<(PatientId, Scope), Failure> {
    if reach(store.actor().role, action) == Reach::Nothing {
        grant(store, action, Scope::Text { text: format!("patient {identifier}") })?;
    }
    let Some(patient) = store.patient_number(identifier)? else {
        return Err(Failure(format!("there is no patient {identifier} in the store")));
    };
    let (index, _) = hospital::read_index(store, &Progress::default())?;
    let ward = index.ward_name(index.shown_row(patient.0)).map(str::to_owned);
    Ok((patient, Scope::Patient { patient, identifier: identifier.to_owned(), ward }))
}

/// Breaks the glass for a patient: who signed in, with the record open for an hour. The passphrase was given with this
/// command, and is held against the account once more.
pub fn through_broken_glass(
    store: &SqliteStore,
    patient: PatientId,
    scope: Scope,
    reason: &str,
) -> Result<Actor, Failure> {
    let grant = grant(store, Action::BreakGlass, scope)?.because(reason);
    store.confirm(&grant, &passphrase()?)?;
    store.journal(&grant)?;
    let until_utc_secs = grant.at_utc_secs() + GLASS_SECS;
    let mut actor = store.actor().clone();
    actor.glass.push(BrokenGlass { patient, reason: reason.to_owned(), until_utc_secs });
    Ok(actor)
}

/// What a command does with the records of a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    Read,
    Write,
}

/// The store that a command reads.
#[derive(Args)]
pub struct StoreArguments {
    /// The store's folder.
    #[arg(long = "store", value_name = "FOLDER")]
    folder: PathBuf,
    #[command(flatten)]
    restored: RestoredArguments,
}

impl StoreArguments {
    /// What an error of the store says, with its folder and the remedy.
    pub fn in_words(&self, error: StoreError) -> Failure {
        words::of_store(&self.folder)(error)
    }

    /// That parts are damaged, and the remedy.
    pub fn damage_words(&self, count: usize) -> String {
        let folder = self.folder.display();
        format!(
            "{folder}: {count} of the parts above cannot be read or do not agree; put a backup of the folder in its place"
        )
    }

    /// As [`open`].
    pub fn open_to_read(&self) -> Result<Arc<SqliteStore>, Failure> {
        open(&self.folder, Purpose::Read, &self.restored)
    }
}

#[derive(Args, Clone, Debug, Default)]
pub struct RestoredArguments {
    /// Go on with a store that is older than the one this computer saw last, because a backup was restored for this reason;
    /// the journal keeps it, and audit verify names it from then on.
    #[arg(long, value_name = "REASON", value_parser = reason)]
    accept_restored: Option<String>,
}

/// A reason in words, for the journal.
pub fn reason(text: &str) -> Result<String, String> {
    match text.trim() {
        "" => Err("say in words why; the journal keeps it".to_owned()),
        text => Ok(text.to_owned()),
    }
}

/// Opens the store in a folder; journalled. Of a store that is older than the one seen last, both dates are told, and it
/// is written only once somebody accepted it.
pub fn open(folder: &Path, purpose: Purpose, restored: &RestoredArguments) -> Result<Arc<SqliteStore>, Failure> {
    if !folder.exists() {
        return Err(words::no_store(folder));
    }
    failure::names_folder(folder);
    let passphrase = passphrase()?;
    let user = named_user();
    let who = SignIn { account: user.as_deref(), key: Credential::Passphrase(&passphrase) };
    let opened = sqlite::sign_in(folder, who, &Folders::of_user().state, Clock::System.utc_secs());
    signed_in(folder, opened, purpose, restored)
}

/// Opens a store that was just restored and gets an id of its own.
pub fn open_copy(folder: &Path) -> Result<Arc<SqliteStore>, Failure> {
    failure::names_folder(folder);
    let passphrase = passphrase()?;
    let user = named_user();
    let who = SignIn { account: user.as_deref(), key: Credential::Passphrase(&passphrase) };
    let opened = sqlite::sign_in_to_copy(folder, who, &Folders::of_user().state, Clock::System.utc_secs());
    signed_in(folder, opened, Purpose::Write, &RestoredArguments::default())
}

fn signed_in(
    folder: &Path,
    opened: Result<Opened, StoreError>,
    purpose: Purpose,
    restored: &RestoredArguments,
) -> Result<Arc<SqliteStore>, Failure> {
    let Opened { store, rolled_back } = opened.map_err(|error| {
        let Failure(reason) = words::of_store(folder)(error);
        Failure(if purpose == Purpose::Write { format!("{reason}; nothing was written") } else { reason })
    })?;
    if let Some(dates) = rolled_back {
        accept_or_refuse(folder, &store, dates, purpose, restored)?;
    }
    if store.journals_in_memory() {
        tell(format_args!(
            "{}: the folder cannot be written, so that its journal does not record what is read now; copy the store to a folder that you may write to for that",
            folder.display()
        ));
    }
    tell_recoveries(&store)?;
    Ok(store)
}

/// Whoever keeps accounts hears of accounts that were recovered, until a person saw it on a terminal.
fn tell_recoveries(store: &SqliteStore) -> Result<(), Failure> {
    let list = store.recoveries_to_tell()?;
    for Recovered { account, at_utc_secs } in &list {
        let at = store.info().zone.moment(*at_utc_secs).iso();
        tell(format_args!(
            "on {at} somebody with the recovery key gave {account} a new passphrase; if nobody of you did, change the store's key with: wardtwin rekey"
        ));
    }
    if !list.is_empty() && std::io::stderr().is_terminal() && !store.actor().must_change {
        store.recoveries_told(Clock::System.utc_secs())?;
    }
    Ok(())
}

fn accept_or_refuse(
    folder: &Path,
    store: &SqliteStore,
    dates: RolledBack,
    purpose: Purpose,
    restored: &RestoredArguments,
) -> Result<(), Failure> {
    let warning = older_than_seen(folder, store, dates);
    let remedy = "if you restored a backup, say why with --accept-restored REASON; the journal keeps it";
    let why = match &restored.accept_restored {
        Some(why) => why.clone(),
        None if purpose == Purpose::Read => {
            tell(format_args!("{warning}; {remedy}"));
            return Ok(());
        }
        None => {
            accepted_by_person(&warning).ok_or_else(|| Failure(format!("{warning}; nothing was written; {remedy}")))?
        }
    };
    let grant = grant(store, Action::AcceptRolledBackStore, Scope::Store)?;
    store.accept_rollback(&grant, &why).map_err(words::of_store(folder))?;
    tell(format_args!("{warning}; accepted as a restored backup"));
    Ok(())
}

fn older_than_seen(folder: &Path, store: &SqliteStore, dates: RolledBack) -> String {
    let zone = store.info().zone;
    let (found, seen) = (zone.moment(dates.file_revision_at).iso(), zone.moment(dates.seen_revision_at).iso());
    if dates.is_replaced() {
        return format!(
            "{}: this store lacks what this computer saw of {seen}; what stands in its place was written on {found}",
            folder.display()
        );
    }
    format!(
        "{}: this store is older than the one seen last: it was last written on {found}, this computer saw a newer one of {seen}",
        folder.display()
    )
}

/// Asks for a reason where there is somebody to answer; no reason is a no.
fn accepted_by_person(warning: &str) -> Option<String> {
    if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        return None;
    }
    let mut output = std::io::stderr().lock();
    let question = "Where a backup was restored and is to be used, say why (the journal keeps it); nothing ends this";
    let asked = write!(output, "wardtwin: {warning}. {question}: ");
    let mut answer = String::new();
    asked.and_then(|()| output.flush()).and_then(|()| std::io::stdin().read_line(&mut answer)).ok()?;
    reason(&answer).ok()
}

/// Makes a store: its name is the folder's, its zone the one named or the computer's. Said on standard error, so that a
/// mistyped path is noticed.
pub fn make(folder: &Path, zone: Option<&str>) -> Result<Arc<SqliteStore>, Failure> {
    no_store_within_a_store(folder)?;
    let zone = zone_of(zone)?;
    let name = folder_name(folder);
    let passphrase = new_passphrase()?;
    tell(format_args!("there is no store in {}; making one, in the zone {}", folder.display(), zone.name()));
    let spec = NewStore { name, zone, passphrase, cost: KdfCost::Standard, demo: false };
    let grant = first_grant(Action::CreateStore, Scope::Store)?;
    let made = sqlite::create(folder, spec, &grant, &Folders::of_user().state);
    let store = made.map_err(words::no_room_for_store(folder))?;
    // A script's messages are kept, which a key on paper is not for.
    if std::io::stderr().is_terminal() {
        let key = new_recovery_key(&store)?;
        tell(format_args!("recovery key, {RECOVERY_WORDS}: {}", key.groups().as_str()));
    } else {
        tell("no recovery key was made; make one with: wardtwin account recovery-key");
    }
    Ok(store)
}

/// Makes a recovery key, to be shown once.
pub fn new_recovery_key(store: &SqliteStore) -> Result<RecoveryKey, Failure> {
    let grant = grant(store, Action::IssueRecoveryKey, Scope::Store)?;
    Ok(store.issue_recovery_key(&grant)?)
}

/// What to do with a recovery key.
pub const RECOVERY_WORDS: &str =
    "shown this once: write it down and lock it away; it opens the store when a passphrase is forgotten";

/// Who `WARDTWIN_USER` says it is; the only account otherwise.
fn named_user() -> Option<String> {
    std::env::var("WARDTWIN_USER").ok().filter(|name| !name.is_empty())
}

/// The store as an account whose passphrase was forgotten opens it, by the recovery key.
pub fn recover(folder: &Path, account: &str) -> Result<Arc<SqliteStore>, Failure> {
    if !folder.exists() {
        return Err(words::no_store(folder));
    }
    failure::names_folder(folder);
    let typed = match std::env::var("WARDTWIN_RECOVERY_KEY") {
        Ok(typed) => typed,
        Err(_) => ask("Recovery key: ", "WARDTWIN_RECOVERY_KEY")?,
    };
    let key = RecoveryKey::typed(&typed);
    let who = SignIn { account: Some(account), key: Credential::Recovery(&key) };
    let opened = sqlite::sign_in(folder, who, &Folders::of_user().state, Clock::System.utc_secs());
    match opened {
        Ok(opened) => Ok(opened.store),
        Err(StoreError::WrongPassphrase) => Err(Failure(format!(
            "{}: the recovery key does not open this store; look at each group, and whether a newer key was issued since",
            folder.display()
        ))),
        Err(error) => Err(words::of_store(folder)(error)),
    }
}

/// A new passphrase for an account: from `WARDTWIN_NEW_PASSPHRASE` or asked for twice. The store judges it.
pub fn passphrase_for(account: &str) -> Result<Passphrase, Failure> {
    if let Ok(passphrase) = std::env::var("WARDTWIN_NEW_PASSPHRASE") {
        return Ok(Passphrase::new(passphrase));
    }
    let first = ask(&format!("New passphrase of {account}: "), "WARDTWIN_NEW_PASSPHRASE")?;
    let again = ask("Once more: ", "WARDTWIN_NEW_PASSPHRASE")?;
    if first == again { Ok(Passphrase::new(first)) } else { Err(Failure("the two do not match".to_owned())) }
}

/// An empty store for this run alone. Nobody can open what its folder may leave behind: the passphrase is random.
pub fn throw_away(zone: Option<&str>) -> Result<(Arc<SqliteStore>, ThrowAwayFolder), Failure> {
    let word = crate::io::vault::random::<32>()?;
    let spec = NewStore {
        name: "dry run".to_owned(),
        zone: zone_of(zone)?,
        passphrase: Passphrase::new(crate::io::vault::to_hex(&word)),
        cost: KdfCost::Cheapest,
        demo: false,
    };
    Ok(sqlite::create_throw_away(&std::env::temp_dir(), spec, &first_grant(Action::CreateStore, Scope::Store)?)?)
}

fn zone_of(name: Option<&str>) -> Result<Zone, Failure> {
    match name {
        Some(name) => Zone::named(name).ok_or_else(|| Failure(format!("there is no time zone named {name}"))),
        None => Ok(Zone::of_this_computer().unwrap_or_else(Zone::utc)),
    }
}

/// A prompt asks twice: a mistyped passphrase would lock everybody out. A weak one makes no store, whoever gives it.
fn new_passphrase() -> Result<Passphrase, Failure> {
    if let Ok(passphrase) = std::env::var("WARDTWIN_PASSPHRASE") {
        if passphrase.is_empty() {
            return Err(Failure(format!(
                "WARDTWIN_PASSPHRASE is empty, which would leave the store open to everybody; set it to at least {SHORTEST_PASSPHRASE} characters, or unset it to be asked"
            )));
        }
        let passphrase = Passphrase::new(passphrase);
        return match passphrase.judge(&[]) {
            Ok(_) => Ok(passphrase),
            Err(fault) => Err(Failure(format!("the passphrase in WARDTWIN_PASSPHRASE is refused: {fault}"))),
        };
    }
    let first = ask("Passphrase of the new store: ", "WARDTWIN_PASSPHRASE")?;
    if let Err(fault) = Passphrase::new(first.clone()).judge(&[]) {
        return Err(Failure(format!("the passphrase is refused: {fault}")));
    }
    let again = ask("Once more: ", "WARDTWIN_PASSPHRASE")?;
    if first == again { Ok(Passphrase::new(first)) } else { Err(Failure("the two do not match".to_owned())) }
}

/// The second factor of who signs in.
pub fn key_file() -> Option<PathBuf> {
    std::env::var_os("WARDTWIN_KEY_FILE").filter(|path| !path.is_empty()).map(PathBuf::from)
}

/// The passphrase of who signs in, with the key file where there is one.
pub fn passphrase() -> Result<Passphrase, Failure> {
    let text = match std::env::var("WARDTWIN_PASSPHRASE") {
        Ok(passphrase) => passphrase,
        Err(_) => ask("Passphrase: ", "WARDTWIN_PASSPHRASE")?,
    };
    Ok(Passphrase::new(text).with_key_file(key_file()))
}

fn ask(prompt: &str, variable: &str) -> Result<String, Failure> {
    rpassword::prompt_password(prompt).map_err(|_| Failure(format!("no terminal to ask for it; set {variable}")))
}
