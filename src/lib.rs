//! Wardtwin: living twins of a hospital's patients on one encrypted computer.
//!
//! Floors, from the ground up; a floor names only the floors below it.
pub mod base;
pub mod domain;
pub mod io;
