//! The door before work that touches no record of the store: plans, rosters and models of files of one's own.

use std::sync::Arc;

use crate::app::core::Core;
use crate::app::jobs::JobKind;
use crate::app::message::Message;
use crate::app::outcome::Outcome;
use crate::domain::access::{Action, Grant, Scope};

/// Asks the door and has its answer journalled; a refusal is told. Where no store is open nobody has a role, and nothing
/// is refused.
pub fn let_through(core: &mut Core, action: Action, scope: Scope) -> bool {
    match asked(core, action, scope) {
        None => true,
        Some(Err(message)) => {
            core.state.warn(message);
            false
        }
        Some(Ok((grant, store))) => {
            core.jobs.start(JobKind::JOURNAL, Message::new("job-journal"), move |_| match store.journal(&grant) {
                Ok(()) => Outcome::Done,
                Err(error) => Outcome::Failed(Message::from(&error)),
            });
            true
        }
    }
}

type Asked = Result<(Grant, Arc<dyn crate::io::store::Store>), Message>;

fn asked(core: &Core, action: Action, scope: Scope) -> Option<Asked> {
    let open = core.state.session.open_store()?;
    let asked = open.ask(action, scope, core.clock.utc_secs());
    let asked = asked.map(|grant| (grant, Arc::clone(&open.store)));
    Some(asked.map_err(|denied| Message::new("denied").with_details(denied)))
}
