//! What a device says of itself: the status messages of chapter 13 (ESU), segment EQU.

use super::segment::Message;
use super::stamp;
use crate::base::Moment;
use crate::base::time::MomentReader;
use crate::domain::resource::DeviceStatus;

/// The state of a device.
#[derive(Clone, Debug, PartialEq)]
pub struct Equipment {
    pub identifier: Option<String>,
    pub happened: Option<Moment>,
    /// As sent, of table 0365.
    pub state: String,
    /// `None`: a state that does not say whether the device can be used.
    pub status: Option<DeviceStatus>,
}

/// The device that a message is about.
pub fn equipment(message: &Message, times: &mut MomentReader) -> Equipment {
    let equ = message.first("EQU");
    let part = |field: usize| equ.and_then(|equ| message.part(equ, field, 1));
    let state = part(3).unwrap_or_default();
    Equipment {
        identifier: part(1),
        happened: part(2).and_then(|text| stamp::moment(&text, times)),
        status: status_of(&state),
        state,
    }
}

/// Passing states (initialising, clearing, pausing) say neither.
fn status_of(state: &str) -> Option<DeviceStatus> {
    match state.to_ascii_uppercase().as_str() {
        // Powered up, idle, configured.
        "PU" | "ID" | "CO" => Some(DeviceStatus::Available),
        "OP" => Some(DeviceStatus::InUse),
        "MA" | "DI" => Some(DeviceStatus::Maintenance),
        // Stopped in an emergency, sampling or transport stopped, shutting down, powered down.
        "ES" | "SS" | "TS" | "SD" | "PD" => Some(DeviceStatus::OutOfOrder),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::told;
    use super::*;
    use crate::base::Zone;

    #[test]
    fn a_device_says_how_it_is_and_a_passing_state_says_nothing() {
        let read = |state: &str| {
            let text = format!(
                "MSH|^~\\&|GATE|OR||||| ESU^U01^ESU_U01|E1|P|2.6\rEQU|DEV-007^OR|20260105081500+0000|{state}^x^HL70365\r"
            )
            .replace(" ESU", "ESU");
            told(&Message::read(text.as_bytes()).expect("a message"), &mut MomentReader::new(Zone::utc())).equipment
        };
        let down = read("PD").expect("of a device");
        assert_eq!((down.identifier.as_deref(), down.status), (Some("DEV-007"), Some(DeviceStatus::OutOfOrder)));
        assert_eq!(down.happened.map(|at| at.utc_secs), Some(1_767_600_900));
        assert_eq!(read("OP").and_then(|one| one.status), Some(DeviceStatus::InUse));
        assert_eq!(read("IN").and_then(|one| one.status), None);
    }
}
