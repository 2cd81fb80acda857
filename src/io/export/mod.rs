//! What leaves the program: tables as CSV, pictures as PNG, documents as PDF, each written whole or not at all.

pub mod archive;
pub mod calendar;
pub mod document;
pub mod pdf;
pub mod picture;
pub mod place;
pub mod receipt;
pub mod table;
pub mod workbook;

pub use document::Document;
pub use pdf::{FontFile, simplified_chinese_face};
pub use place::{ExportError, IfThere};
pub use table::TableWriter;
