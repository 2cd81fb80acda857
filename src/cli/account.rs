//! `wardtwin account`: who may open a store, in which role. Passphrases come from the environment or a prompt, never from
//! an argument.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::{Args, Subcommand};

use crate::app::trust::wards::unknown_wards;

use crate::domain::access::{Action, Scope, Wards};
use crate::domain::account::Account;
use crate::domain::permission::Role;
use crate::io::clock::{Clock, Stopwatch};
use crate::io::store::sqlite::SqliteStore;
use crate::io::store::{Store as _, StoreError, TrustStore as _, Writing};
use crate::io::vault::make_key_file;

use super::output::{Ending, Failure, note, tell, to_stdout};
use super::vault::{self, Purpose, RestoredArguments, StoreArguments};
use super::words;

#[derive(Args)]
pub struct AccountArguments {
    #[command(subcommand)]
    command: AccountCommand,
}

#[derive(Subcommand)]
enum AccountCommand {
    /// Accounts with role and wards, as CSV.
    #[command(after_help = "Example: wardtwin account list --store 'Ward 3.wardtwin'")]
    List(ListArguments),
    /// Add an account; its passphrase comes from WARDTWIN_NEW_PASSPHRASE or a prompt.
    #[command(
        after_help = "Example: wardtwin account add 'Lee Mei' --role clinician --ward 'Ward 3' --store 'Ward 3.wardtwin'"
    )]
    Add(AddArguments),
    /// Give an account another role or other wards, from its next sign-in on.
    #[command(
        after_help = "Example: wardtwin account change 'Lee Mei' --role clinician --ward 'Ward 4' --store 'Ward 3.wardtwin'"
    )]
    Change(AddArguments),
    /// Give somebody else's account a new passphrase, from WARDTWIN_NEW_PASSPHRASE or a prompt.
    #[command(after_help = "Example: wardtwin account reset 'Lee Mei' --store 'Ward 3.wardtwin'")]
    Reset(NamedArguments),
    /// Remove an account.
    #[command(after_help = "Example: wardtwin account remove 'Lee Mei' --store 'Ward 3.wardtwin'")]
    Remove(NamedArguments),
    /// Change the passphrase of the account that opens the store; the new one comes from WARDTWIN_NEW_PASSPHRASE or a prompt.
    /// A key file that is needed now stays needed, unless another is named or --without-key-file.
    #[command(
        after_help = "Example: wardtwin account passphrase --make-key-file /media/stick/ward3.key --store 'Ward 3.wardtwin'"
    )]
    Passphrase(PassphraseArguments),
    /// Give an account a new passphrase by the recovery key, from WARDTWIN_RECOVERY_KEY or a prompt.
    #[command(after_help = "Example: wardtwin account recover 'Lee Mei' --store 'Ward 3.wardtwin'")]
    Recover(RecoverArguments),
    /// Make a new recovery key and show it once; the one before opens nothing any more.
    #[command(after_help = "Example: wardtwin account recovery-key --store 'Ward 3.wardtwin'")]
    RecoveryKey(WriteArguments),
}

#[derive(Args)]
struct ListArguments {
    #[command(flatten)]
    store: StoreArguments,
}

#[derive(Args)]
struct WriteArguments {
    /// The store's folder.
    #[arg(long, value_name = "FOLDER")]
    store: PathBuf,
    /// Where a window writes into the store, ask it to lock, and wait until it has.
    #[arg(long)]
    ask_writer: bool,
    #[command(flatten)]
    restored: RestoredArguments,
}

/// How long a window that was asked is waited for.
const LET_GO_WITHIN: Duration = Duration::from_secs(20);

/// Opens the store to write; where somebody else does, asks them to lock if that was said.
fn open_to_write(at: &WriteArguments) -> Result<Arc<SqliteStore>, Failure> {
    let store = vault::open(&at.store, Purpose::Write, &at.restored)?;
    let Writing::Elsewhere { writer } = store.info().writing else { return Ok(store) };
    if !at.ask_writer {
        return Err(Failure(format!(
            "the store is open for writing elsewhere: {writer}; try again when they have closed it, or ask that window to lock with --ask-writer; nothing was changed"
        )));
    }
    let asked = vault::grant(&store, Action::AskWriterToLock, Scope::Text { text: format!("writer {writer}") })?;
    store.journal(&asked)?;
    note(format_args!("the window of {writer} was asked to lock; what it is writing it finishes first"));
    let since = Stopwatch::start();
    while since.elapsed() < LET_GO_WITHIN {
        std::thread::sleep(Duration::from_millis(200));
        let grant = vault::grant(&store, Action::OpenForWriting, Scope::Store)?;
        match store.take_over_writing(&grant) {
            Err(StoreError::WriterElsewhere { .. }) => (),
            done => return done.map(|()| store).map_err(words::of_store(&at.store)),
        }
    }
    Err(Failure(format!(
        "{writer} did not let go within {} s: it still writes, or is a command; nothing was changed",
        LET_GO_WITHIN.as_secs()
    )))
}

#[derive(Args)]
struct PassphraseArguments {
    #[command(flatten)]
    at: WriteArguments,
    /// Make a key file of random bytes, which the account needs besides the passphrase from then on.
    #[arg(long, value_name = "FILE")]
    make_key_file: Option<PathBuf>,
    /// A key file that is there, which the account needs besides the passphrase from then on.
    #[arg(long, value_name = "FILE", conflicts_with = "make_key_file")]
    key_file: Option<PathBuf>,
    /// The passphrase alone opens from then on.
    #[arg(long, conflicts_with_all = ["make_key_file", "key_file"])]
    without_key_file: bool,
}

#[derive(Args)]
struct NamedArguments {
    /// The account's name.
    name: String,
    #[command(flatten)]
    at: WriteArguments,
}

#[derive(Args)]
struct RecoverArguments {
    /// The account's name.
    name: String,
    /// The store's folder.
    #[arg(long, value_name = "FOLDER")]
    store: PathBuf,
}

#[derive(Args)]
struct AddArguments {
    /// The account's name.
    name: String,
    #[arg(long, value_parser = role)]
    role: Role,
    /// A ward whose patients a clinician or nurse reaches; several times for several.
    #[arg(long, value_name = "WARD", conflicts_with = "all_wards")]
    ward: Vec<String>,
    /// Patients of all wards.
    #[arg(long)]
    all_wards: bool,
    /// Take a ward that no stay of the store knows.
    #[arg(long)]
    new_ward: bool,
    #[command(flatten)]
    at: WriteArguments,
}

fn role(text: &str) -> Result<Role, String> {
    let names = Role::ALL.map(Role::id).join(", ");
    Role::from_id(text).ok_or_else(|| format!("a role is one of {names}"))
}

pub fn run(arguments: &AccountArguments) -> Result<Ending, Failure> {
    match &arguments.command {
        AccountCommand::List(arguments) => list(arguments),
        AccountCommand::Add(arguments) => add(arguments),
        AccountCommand::Change(arguments) => change(arguments),
        AccountCommand::Reset(arguments) => reset(arguments),
        AccountCommand::Remove(arguments) => remove(arguments),
        AccountCommand::Passphrase(arguments) => passphrase(arguments),
        AccountCommand::Recover(arguments) => recover(arguments),
        AccountCommand::RecoveryKey(arguments) => {
            let store = open_to_write(arguments)?;
            let key = vault::new_recovery_key(&store)?;
            to_stdout(|out| writeln!(out, "{}", key.groups().as_str()))?;
            tell(format_args!("the recovery key is {}", vault::RECOVERY_WORDS));
            Ok(Ending::AllDone)
        }
    }
}

fn list(arguments: &ListArguments) -> Result<Ending, Failure> {
    let store = arguments.store.open_to_read()?;
    let grant = vault::grant(&store, Action::ListAccounts, Scope::Store)?;
    let (accounts, info) = (store.accounts(&grant)?, store.info());
    to_stdout(|out| {
        let headings = ["name", "role", "wards", "added_by", "added"];
        let mut table = crate::io::export::TableWriter::begin(out, &headings, info.demo)?;
        for account in &accounts {
            let added = info.zone.moment(account.added_utc_secs).iso();
            let wards = wards_text(account);
            table.row([account.name.as_str(), account.role.id(), &wards, &account.added_by, &added])?;
        }
        table.finish().map(|_| ())
    })?;
    Ok(Ending::AllDone)
}

/// Empty where the role has none.
fn wards_text(account: &Account) -> String {
    match &account.wards {
        _ if !account.role.has_wards() => String::new(),
        Wards::All => "all".to_owned(),
        Wards::Only(wards) => wards.join("; "),
    }
}

fn add(arguments: &AddArguments) -> Result<Ending, Failure> {
    let store = open_to_write(&arguments.at)?;
    let scope = Scope::Text { text: format!("account {} as {}", arguments.name, arguments.role.id()) };
    let grant = vault::grant(&store, Action::AddAccount, scope)?;
    let wards = wards_of(arguments);
    demand_known(&store, &wards, arguments.new_ward)?;
    let account = Account {
        name: arguments.name.clone(),
        role: arguments.role,
        wards,
        added_by: grant.actor().name.clone(),
        added_utc_secs: Clock::System.utc_secs(),
        must_change: true,
    };
    let passphrase = vault::passphrase_for(&account.name)?;
    store.add_account(&grant, &account, &passphrase)?;
    let own = [account.name.as_str(), &store.info().name];
    let strength = passphrase.judge(&own).map_or("weak", |strength| strength.id());
    note(format_args!("{} was added as {}; the passphrase is {strength}", account.name, account.role.id()));
    Ok(Ending::AllDone)
}

fn wards_of(arguments: &AddArguments) -> Wards {
    match arguments.all_wards || !arguments.role.has_wards() {
        true => Wards::All,
        false => Wards::Only(arguments.ward.clone()),
    }
}

/// A ward that no stay knows reaches nobody: a slip of the hand, unless it is said to be new.
fn demand_known(store: &SqliteStore, wards: &Wards, is_new: bool) -> Result<(), Failure> {
    let unknown = unknown_wards(&store.books(), wards);
    let Some(first) = unknown.first().filter(|_| !is_new) else { return Ok(()) };
    let near = if first.near.is_empty() { String::new() } else { format!("; near it are: {}", first.near.join(", ")) };
    Err(Failure(format!(
        "no stay of the store knows the ward {}{near}; look at the spelling and at capitals, or take it with --new-ward; nothing was changed",
        first.ward
    )))
}

fn change(arguments: &AddArguments) -> Result<Ending, Failure> {
    let store = open_to_write(&arguments.at)?;
    let (name, role, wards) = (&arguments.name, arguments.role, wards_of(arguments));
    let on = match &wards {
        Wards::Only(wards) => format!(" on {}", wards.join(", ")),
        Wards::All => String::new(),
    };
    let scope = Scope::Text { text: format!("account {name} as {}{on}", role.id()) };
    let grant = vault::grant(&store, Action::ChangeAccount, scope)?;
    demand_known(&store, &wards, arguments.new_ward)?;
    store.change_account(&grant, name, role, &wards)?;
    note(format_args!("{name} is {} from the next sign-in on", role.id()));
    Ok(Ending::AllDone)
}

fn reset(arguments: &NamedArguments) -> Result<Ending, Failure> {
    let store = open_to_write(&arguments.at)?;
    let scope = Scope::Text { text: format!("account {}", arguments.name) };
    let grant = vault::grant(&store, Action::ResetPassphrase, scope)?;
    let passphrase = vault::passphrase_for(&arguments.name)?;
    store.change_passphrase(&grant, &arguments.name, &passphrase)?;
    note(format_args!("{} has a new passphrase, and chooses another one at the next sign-in", arguments.name));
    Ok(Ending::AllDone)
}

fn remove(arguments: &NamedArguments) -> Result<Ending, Failure> {
    let store = open_to_write(&arguments.at)?;
    let scope = Scope::Text { text: format!("account {}", arguments.name) };
    let grant = vault::grant(&store, Action::RemoveAccount, scope)?;
    store.remove_account(&grant, &arguments.name)?;
    note(format_args!("{} was removed", arguments.name));
    Ok(Ending::AllDone)
}

fn passphrase(arguments: &PassphraseArguments) -> Result<Ending, Failure> {
    let store = open_to_write(&arguments.at)?;
    let name = store.actor().name.clone();
    let grant = vault::grant(&store, Action::ChangePassphrase, Scope::Text { text: format!("account {name}") })?;
    let passphrase = vault::passphrase_for(&name)?;
    if let Some(file) = &arguments.make_key_file {
        make_key_file(file).map_err(words::of_output(file))?;
    }
    let named = arguments.make_key_file.as_ref().or(arguments.key_file.as_ref()).cloned();
    let key_file = if arguments.without_key_file { None } else { named.or_else(vault::key_file) };
    let passphrase = passphrase.with_key_file(key_file);
    store.change_passphrase(&grant, &name, &passphrase)?;
    match passphrase.key_file() {
        Some(file) => note(format_args!(
            "{name} has a new passphrase, and needs {} as well; keep a copy of it in another place",
            file.display()
        )),
        None => note(format_args!("{name} has a new passphrase")),
    }
    Ok(Ending::AllDone)
}

fn recover(arguments: &RecoverArguments) -> Result<Ending, Failure> {
    let store = vault::recover(&arguments.store, &arguments.name)?;
    let scope = Scope::Text { text: format!("account {}", arguments.name) };
    let grant = vault::grant(&store, Action::RecoverAccount, scope)?;
    let passphrase = vault::passphrase_for(&arguments.name)?;
    store.change_passphrase(&grant, &arguments.name, &passphrase)?;
    note(format_args!(
        "{} has a new passphrase, and chooses another one at the next sign-in; the owners and security officers are told",
        arguments.name
    ));
    Ok(Ending::AllDone)
}
