//! Devices, rooms and theatres as imported.

use crate::base::{Date, WeekMins};

use super::ids::CellRef;

/// Whether a device can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DeviceStatus {
    Available,
    InUse,
    Maintenance,
    OutOfOrder,
}

impl DeviceStatus {
    /// Whether nothing can be planned on it.
    pub fn is_down(self) -> bool {
        matches!(self, DeviceStatus::Maintenance | DeviceStatus::OutOfOrder)
    }
}

/// The text beside a device's row that says since when its state holds, in seconds of UTC.
pub const STATE_AT: &str = "state_at";

/// A state that a device sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceState {
    pub identifier: String,
    pub status: DeviceStatus,
    pub at_utc_secs: i64,
}

/// A device, or a room or theatre of a plan. Every field but the identifier may be not recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    pub identifier: String,
    pub kind: Option<String>,
    pub ward: Option<String>,
    pub room: Option<String>,
    pub status: Option<DeviceStatus>,
    pub last_service: Option<Date>,
    pub next_service: Option<Date>,
    /// What makes it a room that a plan can put people into.
    pub beds: Option<u32>,
    /// What makes it a theatre: how long it is open on each day of the week.
    pub open_mins: Option<WeekMins>,
    pub cell: CellRef,
}
