//! Genes in files: the program's own tables, variant files, laboratories' typings, calls that were written down,
//! polygenic scores with their dosages.

pub mod calls;
pub mod dosages;
mod file_mark;
mod repeats;
mod rows;
pub mod scoring;
mod sentences;
pub mod tables;
pub mod typing;
pub mod vcf;

pub use file_mark::{FileMark, file_mark};
pub use rows::{RefusedCall, RefusedRow, RowsError, gene_of};
pub use sentences::in_chinese;
pub use tables::{TableFault, gene_tables};
