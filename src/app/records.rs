//! Lists that are read whole when their panel is shown: staff and devices.

use crate::domain::access::{Action, Scope};

use super::core::Core;
use super::jobs::JobKind;
use super::message::Message;
use super::outcome::Outcome;

impl JobKind {
    pub const LOAD_RESOURCES: JobKind =
        JobKind::reading("load-resources").failing(|core, message| core.state.resources.failed(message));
}

/// Reads staff and devices.
pub fn load_resources(core: &mut Core) {
    let now = core.clock.utc_secs();
    let Some(open) = core.state.session.open_store() else { return };
    if open.ask_quietly(Action::ReadResources, Scope::Store, now).is_none() {
        return core.state.resources.failed(Message::new("denied-panel"));
    }
    let (store, revision) = (open.store.clone(), open.revision);
    core.state.resources.started();
    core.jobs.start(JobKind::LOAD_RESOURCES, Message::new("job-load-resources"), move |_| {
        match store.staff().and_then(|staff| Ok((staff, store.devices()?))) {
            Ok((staff, devices)) => {
                Outcome::take(move |core| core.state.resources.finished((staff, devices), revision))
            }
            Err(error) => Outcome::Failed(Message::from(&error)),
        }
    });
}
