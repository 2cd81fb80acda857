//! Pure functions from records to a result. No IO, no clock, no seedless randomness.

pub mod genomics;
pub mod quality;
