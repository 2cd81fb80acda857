//! Lists that are read whole when their panel is shown: staff and devices.

use std::collections::BTreeMap;

use crate::analysis::device_use::{DeviceUse, device_use};
use crate::domain::access::{Action, Scope};
use crate::domain::resource::{DeviceState, DeviceStatus};

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
    let (store, revision) = (open.store.clone(), open.revision.max(open.seen));
    core.state.resources.started();
    core.jobs.start(JobKind::LOAD_RESOURCES, Message::new("job-load-resources"), move |_| {
        match store.staff().and_then(|staff| Ok((staff, store.devices()?, store.device_states()?))) {
            Ok((staff, devices, states)) => Outcome::take(move |core| {
                core.state.device_use = uses_of(&states, now);
                core.state.resources.finished((staff, devices), revision);
            }),
            Err(error) => Outcome::Failed(Message::from(&error)),
        }
    });
}

/// What the states of each device come to, by its identifier.
fn uses_of(states: &[DeviceState], now_utc_secs: i64) -> BTreeMap<String, DeviceUse> {
    let of_one = |states: &[DeviceState]| {
        let own: Vec<(i64, DeviceStatus)> = states.iter().map(|state| (state.at_utc_secs, state.status)).collect();
        device_use(&own, now_utc_secs)
    };
    let groups = states.chunk_by(|one, other| one.identifier == other.identifier);
    groups.filter_map(|own| Some((own.first()?.identifier.clone(), of_one(own)))).collect()
}
