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

/// What is given back to the system is overwritten first: names, passphrases and keys pass through many short-lived texts,
/// and none of them is to be found in memory afterwards.
#[global_allocator]
static WIPING: zeroizing_alloc::ZeroAlloc<std::alloc::System> = zeroizing_alloc::ZeroAlloc(std::alloc::System);
