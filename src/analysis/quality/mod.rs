//! How good the records are: what is there, how fresh it is, what is implausible.

pub mod cleaning;
pub mod twin_card;
