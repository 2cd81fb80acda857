//! What leaves the program: tables as CSV.

pub mod picture;
pub mod receipt;
pub mod table;
pub mod workbook;

pub use table::{Formulas, TableWriter};
