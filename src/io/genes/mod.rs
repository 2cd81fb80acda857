//! Genes in files: the program's own tables, variant files, laboratories' typings, written calls, polygenic scores.

//pub mod calls;
//pub mod clinvar;
//pub mod pgs;
pub mod tables;
//pub mod typing;
pub mod vcf;

pub use tables::gene_tables;
