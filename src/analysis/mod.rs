//! Pure functions from records to a result. No IO, no clock, no seedless randomness.

pub mod diagnosis;
pub mod gene_text;
pub mod genomics;
pub mod indicators;
pub mod prescribing;
pub mod quality;
pub mod risk;
pub mod schedule;
pub mod statistics;
pub mod variants;
pub mod warfarin;
pub mod what_if;
