//! Genes in files: the program's own tables, variant files, laboratories' typings, written calls, polygenic scores.

pub mod tables;
pub mod vcf;

pub use tables::gene_tables;
