//! What is fed in while the program runs: links that speak HL7 over MLLP, and a folder that files are put into. Nothing
//! here listens unless it is asked to.

mod ack;
mod cutter;
pub mod fhir_server;
mod link;
mod listener;
mod sender;
pub mod tls;
mod watch;

pub use ack::{Answer, Head, Refusal, acknowledgement, head_of};
pub use cutter::{Cutter, Piece};
pub use listener::{Figures, Limits, Listener, OpenLink, listen};
pub use sender::{Sender, Sent};
pub use watch::{Folder, Outcome, WatchFault};

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::interrupt::on_first_interrupt;

/// Raises a flag when the program is asked to end (Ctrl+C, SIGTERM), instead of ending it in the middle; asked twice, it ends
/// at once.
pub fn raise_when_asked_to_end(flag: &Arc<AtomicBool>) {
    let flag = Arc::clone(flag);
    on_first_interrupt(move || flag.store(true, Ordering::Relaxed));
}
