//! A value made by a job: the latest one stays on screen while the next is being made.

use std::sync::Arc;

use crate::base::Revision;

use super::message::Message;

/// The latest value, whether a newer one is on the way, and why the last try failed.
#[derive(Debug)]
pub struct Computed<T> {
    value: Option<Arc<T>>,
    made_from: Revision,
    running: bool,
    failure: Option<Message>,
}

impl<T> Default for Computed<T> {
    fn default() -> Self {
        Computed { value: None, made_from: Revision(0), running: false, failure: None }
    }
}

impl<T> Computed<T> {
    /// A job for a newer value has started.
    pub fn started(&mut self) {
        self.running = true;
        self.failure = None;
    }

    /// The job brought a value.
    pub fn finished(&mut self, value: T, made_from: Revision) {
        *self = Computed { value: Some(Arc::new(value)), made_from, running: false, failure: None };
    }

    /// The job failed; the previous value stays.
    pub fn failed(&mut self, message: Message) {
        self.running = false;
        self.failure = Some(message);
    }

    /// The job was stopped; the previous value stays.
    pub fn stopped(&mut self) {
        self.running = false;
    }

    /// The store went from one state to another by a change that leaves this value as it is.
    pub fn follow(&mut self, before: Revision, after: Revision) {
        if self.made_from == before {
            self.made_from = after;
        }
    }

    /// Puts a changed value in place of the one there is. It is a new one, so that whoever looks can tell.
    pub fn amend(&mut self, amended: impl FnOnce(&T) -> T) {
        self.value = self.value.take().map(|value| Arc::new(amended(&value)));
    }

    pub fn value(&self) -> Option<&Arc<T>> {
        self.value.as_ref()
    }

    pub fn is_running(&self) -> bool {
        self.running
    }

    pub fn failure(&self) -> Option<&Message> {
        self.failure.as_ref()
    }

    /// The state of the store that the value was made from.
    pub fn made_from(&self) -> Revision {
        self.made_from
    }

    /// Whether the value was made from an older state of the store.
    pub fn is_stale(&self, now: Revision) -> bool {
        self.made_from != now
    }
}
