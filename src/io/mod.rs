//! Files, databases and cryptography: everything that leaves or enters the program.

pub mod backup_folder;
pub mod case_files;
pub mod clock;
pub mod drugs;
pub mod export;
pub mod feeds;
pub mod fhir;
pub mod folders;
pub mod formula;
pub mod gene_text_model;
pub mod genes;
pub mod hl7;
pub mod import;
pub mod interrupt;
pub mod model_file;
pub mod no_dump;
pub mod plain_names;
pub mod rows;
pub mod schedule;
pub mod settings;
pub mod store;
pub mod text_table;
pub mod throttle;
pub mod vault;
pub mod weights_file;
pub mod weights_folder;
