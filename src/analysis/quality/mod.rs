//! How good the records are: what is there, how fresh it is, what is implausible, who may be registered twice.

pub mod cleaning;
pub mod duplicates;
pub mod twin_card;
