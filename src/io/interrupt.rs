//! Ctrl+C and a request to end, for commands that have something worth keeping when they stop early.

use std::sync::atomic::{AtomicBool, Ordering};

/// What a shell gives a program that an interrupt ended.
const INTERRUPTED: i32 = 130;

/// Lets the first interrupt of this process do `act`, and the second end it at once. Only the first call of a process takes
/// hold; without one, or where the system says no, an interrupt ends the process as ever.
pub fn on_first_interrupt(act: impl Fn() + Send + 'static) {
    let was_asked = AtomicBool::new(false);
    let _without = ctrlc::set_handler(move || {
        if was_asked.swap(true, Ordering::SeqCst) {
            std::process::exit(INTERRUPTED);
        }
        act();
    });
}
