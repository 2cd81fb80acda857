//! What is fed in while the program runs: messages over links and files in a watched folder, the same way for the command
//! line and the window. Messages are kept first and taken in afterwards, many at once.

pub mod digest;
pub mod encryption;
pub mod fault;
pub mod files;
pub mod listening;
pub mod pace;
pub mod panel;
pub mod polling;
pub mod scenario;
pub mod set_aside;

pub use digest::Digest;
pub use fault::Fault;
pub use listening::{FeedEvent, Listening, Wanted};
