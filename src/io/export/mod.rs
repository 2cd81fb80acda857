//! What leaves the program: tables as CSV.

pub mod picture;
pub mod receipt;
pub mod table;

pub use table::{Formulas, TableWriter};
