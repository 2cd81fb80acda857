//! What a job hands back: how its result comes into the state, or why there is none.

use super::core::Core;
use super::message::Message;

/// A finished job's result.
pub enum Outcome {
    /// Carried out between two frames, with the result inside.
    Take(Box<dyn FnOnce(&mut Core) + Send>),
    /// Done, nothing to show.
    Done,
    Cancelled,
    Failed(Message),
}

impl Outcome {
    /// A result and how it comes into the state.
    pub fn take(take: impl FnOnce(&mut Core) + Send + 'static) -> Outcome {
        Outcome::Take(Box::new(take))
    }
}
