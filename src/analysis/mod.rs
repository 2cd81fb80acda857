//! Pure functions from records to a result. No IO, no clock, no seedless randomness.

pub mod departure;
pub mod device_use;
pub mod diagnosis;
pub mod dosing;
pub mod gene_text;
pub mod genomics;
pub mod indicators;
pub mod kidney;
pub mod linear_system;
pub mod minimum;
pub mod outlook;
pub mod prescribing;
pub mod privacy;
pub mod quality;
pub mod risk;
pub mod schedule;
pub mod staff;
pub mod state_space;
pub mod statistics;
pub mod variants;
pub mod ward;
pub mod warfarin;
pub mod what_if;
