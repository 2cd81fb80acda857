//! Genes in files: the program's own tables, variant files, laboratories' typings, calls that were written down.

pub mod calls;
mod rows;
pub mod tables;
pub mod typing;
pub mod vcf;

pub use rows::{RefusedRow, RowsError};
pub use tables::gene_tables;
