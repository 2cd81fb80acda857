//! What is fed in while the program runs: links that speak HL7 over MLLP, and a folder that files are put into. Nothing
//! here listens unless it is asked to.

mod ack;
mod cutter;
mod link;
mod listener;
mod sender;
mod watch;

pub use ack::{Answer, Head, Refusal, acknowledgement, head_of};
pub use cutter::{Cutter, Piece};
pub use listener::{Figures, Limits, Listener, listen};
pub use sender::{Sent, Sender};
pub use watch::{Folder, Outcome, WatchFault};

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Raises a flag when the program is asked to end (Ctrl+C, SIGTERM), instead of ending it in the middle.
///
/// # Errors
/// The system does not allow it.
pub fn raise_when_asked_to_end(flag: &Arc<AtomicBool>) -> std::io::Result<()> {
    #[cfg(unix)]
    for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
        // Asked twice, it ends at once.
        signal_hook::flag::register_conditional_shutdown(signal, 130, Arc::clone(flag))?;
        signal_hook::flag::register(signal, Arc::clone(flag))?;
    }
    #[cfg(not(unix))]
    signal_hook::flag::register(signal_hook::consts::SIGINT, Arc::clone(flag))?;
    Ok(())
}
