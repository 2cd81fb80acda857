//! Messages on their way into the store: kept as they came before anybody is told that they arrived, taken in afterwards,
//! and set aside with a reason where something in them is not sure.

use crate::domain::access::Grant;
use crate::domain::ids::ImportId;

use super::StoreError;

/// A message that has just come in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMessage {
    /// Application and facility of the sender.
    pub sender: String,
    /// The sender's own number for it.
    pub control_id: String,
    /// The link or file that it came by.
    pub source: String,
    pub received_utc_secs: i64,
    pub bytes: Vec<u8>,
}

/// What became of a message that came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrival {
    New,
    /// The same message is there already.
    Known,
    /// New; the sender used its number before for another message, as monitors do that start again.
    NumberUsedBefore,
}

/// A message to be taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingMessage {
    /// In order of arrival.
    pub number: u64,
    pub source: String,
    pub received_utc_secs: i64,
    pub bytes: Vec<u8>,
    /// A person said that it is about the patient of its identifier, whatever name it has.
    pub is_person_accepted: bool,
}

/// What came of taking a message in: where its records are, and why it is set aside where something was not sure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    pub number: u64,
    pub import: ImportId,
    pub line: u32,
    pub set_aside: Option<String>,
}

/// A message that waits for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetAsideMessage {
    pub number: u64,
    pub source: String,
    pub sender: String,
    pub control_id: String,
    pub received_utc_secs: i64,
    pub reason: String,
}

/// How many messages are where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InboxCounts {
    pub waiting: u64,
    pub taken: u64,
    pub set_aside: u64,
    /// Left out for good by a person.
    pub discarded: u64,
    /// When the newest came in.
    pub newest_utc_secs: Option<i64>,
}

/// The messages of a store. All calls may come from any thread.
pub trait Inbox: Send + Sync {
    /// Keeps messages durably, all or none; what became of each, in their order.
    ///
    /// # Errors
    /// Disk full: then none is kept.
    fn keep(&self, messages: &[NewMessage]) -> Result<Vec<Arrival>, StoreError>;

    /// Messages to be taken in, the oldest first.
    ///
    /// # Errors
    /// Damaged or unreadable.
    fn waiting(&self, at_most: usize) -> Result<Vec<WaitingMessage>, StoreError>;

    /// Says what came of messages.
    ///
    /// # Errors
    /// Disk full.
    fn settle(&self, settled: &[Settled]) -> Result<(), StoreError>;

    /// Messages that wait for a person, the oldest first.
    ///
    /// # Errors
    /// Damaged or unreadable.
    fn set_aside(&self, start: u64, at_most: usize) -> Result<Vec<SetAsideMessage>, StoreError>;

    /// Lets messages that were set aside be tried again, all of them or the one of a number; journalled. How many there are.
    ///
    /// # Errors
    /// Disk full.
    fn retry(&self, grant: &Grant, only: Option<u64>) -> Result<u64, StoreError>;

    /// Lets a message that was set aside be tried again as one about the patient of its identifier, whatever name it has;
    /// journalled.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for one that is not set aside; disk full.
    fn accept_person(&self, grant: &Grant, number: u64) -> Result<(), StoreError>;

    /// Leaves a message out for good that was set aside: its text goes, that it came is remembered; journalled.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for one that is not set aside; disk full.
    fn discard(&self, grant: &Grant, number: u64) -> Result<(), StoreError>;

    /// How many messages are where.
    ///
    /// # Errors
    /// Damaged or unreadable.
    fn counts(&self) -> Result<InboxCounts, StoreError>;

    /// Forgets the text of messages that were taken in before a time; that they came is remembered.
    ///
    /// # Errors
    /// Disk full.
    fn forget_taken_before(&self, utc_secs: i64) -> Result<(), StoreError>;
}
