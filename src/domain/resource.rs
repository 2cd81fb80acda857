//! Devices as imported.

use crate::base::Date;

use super::ids::CellRef;

/// Whether a device can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DeviceStatus {
    Available,
    InUse,
    Maintenance,
    OutOfOrder,
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

/// A device. Every field but the identifier may be not recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    pub identifier: String,
    pub kind: Option<String>,
    pub ward: Option<String>,
    pub room: Option<String>,
    pub status: Option<DeviceStatus>,
    pub last_service: Option<Date>,
    pub next_service: Option<Date>,
    pub cell: CellRef,
}
