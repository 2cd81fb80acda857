//! Wardtwin: living twins of a hospital's patients on one encrypted computer.
//!
//! Floors, from the ground up; a floor names only the floors below it. `docs/architecture.md` is the map.

pub mod base;

pub mod domain;

pub mod analysis;
pub mod io;

pub mod app;

pub mod cli;
pub mod ui;
