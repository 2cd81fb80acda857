//! `wardtwin messages`: messages that were set aside, with their reasons; and trying them again.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use serde_json::json;

use crate::app::feeds::Digest;
use crate::domain::access::{Action, Scope};
use crate::io::clock::Clock;
use crate::io::import::documents::Strangers;
use crate::io::store::inbox::SetAsideMessage;
use crate::io::store::sqlite::SqliteStore;
use crate::io::store::{Inbox, Store};

use super::failure::Failure;
use super::output::{Ending, tell, to_stdout};
use super::vault::{self, Purpose, RestoredArguments};

#[derive(Args)]
pub struct MessagesArguments {
    /// The store's folder.
    #[arg(long, value_name = "FOLDER")]
    store: PathBuf,
    #[command(flatten)]
    restored: RestoredArguments,
    /// Try all of them again first: a patient may be there by now.
    #[arg(long)]
    retry: bool,
    /// With --retry: only the message of that number.
    #[arg(long, requires = "retry", value_name = "NUMBER")]
    only: Option<u64>,
    /// Leave the message of that number out for good; its text is deleted.
    #[arg(long, value_name = "NUMBER", conflicts_with = "retry")]
    discard: Option<u64>,
    /// Take the message of that number in as one about the patient of its identifier, whatever name it has: an admission then
    /// gives the patient that name.
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["retry", "discard"])]
    accept: Option<u64>,
    /// With --retry: make a patient of whoever a message names and the store does not have.
    #[arg(long, requires = "retry")]
    new_patients: bool,
    /// As JSON instead of a line for each.
    #[arg(long)]
    json: bool,
}

const AT_ONCE: usize = 10_000;

pub fn run(arguments: &MessagesArguments) -> Result<Ending, Failure> {
    let changes = arguments.retry || arguments.discard.is_some() || arguments.accept.is_some();
    let purpose = if changes { Purpose::Write } else { Purpose::Read };
    let store = vault::open(&arguments.store, purpose, &arguments.restored)?;
    // What messages say of patients is for who takes them in.
    let grant = vault::grant(&store, Action::ListenToFeeds, Scope::Text { text: "messages".to_owned() })?;
    let inbox = match changes {
        true => store.inbox()?,
        // Listed also while another program listens.
        false => match store.inbox_to_read(&grant)? {
            Some(inbox) => inbox,
            None => return nothing(arguments.json),
        },
    };
    if arguments.retry {
        let grant = vault::grant(&store, Action::RetryMessages, Scope::Store)?;
        let count = inbox.retry(&grant, arguments.only)?;
        take_in(&store, &inbox, arguments.new_patients, count)?;
    }
    if let Some(number) = arguments.accept {
        let scope = Scope::Text { text: format!("message {number}, its person accepted") };
        inbox.accept_person(&vault::grant(&store, Action::RetryMessages, scope)?, number)?;
        take_in(&store, &inbox, false, 1)?;
    }
    if let Some(number) = arguments.discard {
        let scope = Scope::Text { text: format!("message {number}") };
        inbox.discard(&vault::grant(&store, Action::DiscardMessages, scope)?, number)?;
    }
    let all = set_aside(&*inbox)?;
    let counts = inbox.counts()?;
    to_stdout(|out| match arguments.json {
        true => {
            let messages: Vec<_> = all.iter().map(in_json).collect();
            let all = json!({
                "taken_in": counts.taken,
                "waiting": counts.waiting,
                "set_aside": counts.set_aside,
                "discarded": counts.discarded,
                "messages": messages,
            });
            writeln!(out, "{all:#}")
        }
        false => all.iter().try_for_each(|one| {
            let when = store.info().zone.moment(one.received_utc_secs).iso();
            writeln!(out, "{} {when} {} {} {}: {}", one.number, one.source, one.sender, one.control_id, one.reason)
        }),
    })?;
    Ok(if counts.set_aside == 0 { Ending::AllDone } else { Ending::WithFindings })
}

/// No message ever came.
fn nothing(as_json: bool) -> Result<Ending, Failure> {
    if as_json {
        let none = json!({ "taken_in": 0, "waiting": 0, "set_aside": 0, "discarded": 0, "messages": [] });
        to_stdout(|out| writeln!(out, "{none:#}"))?;
    }
    Ok(Ending::AllDone)
}

/// Takes in what waits.
fn take_in(store: &Arc<SqliteStore>, inbox: &Arc<dyn Inbox>, new_patients: bool, count: u64) -> Result<(), Failure> {
    let strangers = if new_patients { Strangers::Admit } else { Strangers::SetAside };
    let mut digest =
        Digest::new(Arc::clone(store) as Arc<dyn Store>, Arc::clone(inbox), store.actor().clone(), strangers);
    let mut set_aside = 0;
    loop {
        let step = digest.step(Clock::System.utc_secs())?;
        set_aside += step.set_aside;
        if step.messages == 0 {
            break;
        }
    }
    tell(format_args!("{count} messages were tried again, {set_aside} of them are set aside again"));
    Ok(())
}

fn set_aside(inbox: &dyn Inbox) -> Result<Vec<SetAsideMessage>, Failure> {
    let mut all = Vec::new();
    loop {
        let some = inbox.set_aside(all.len() as u64, AT_ONCE)?;
        let count = some.len();
        all.extend(some);
        if count < AT_ONCE {
            return Ok(all);
        }
    }
}

fn in_json(one: &SetAsideMessage) -> serde_json::Value {
    json!({
        "number": one.number,
        "source": one.source,
        "sender": one.sender,
        "control_id": one.control_id,
        "received_utc_secs": one.received_utc_secs,
        "reason": one.reason,
    })
}
