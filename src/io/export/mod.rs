//! What leaves the program: tables as CSV, pictures as PNG, each written whole or not at all.

pub mod picture;
pub mod place;
pub mod receipt;
pub mod table;
pub mod workbook;

pub use place::{ExportError, IfThere};
pub use table::TableWriter;
