//! Files, databases and cryptography: everything that leaves or enters the program.

pub mod clock;
pub mod export;
pub mod folders;
pub mod formula;
pub mod import;
pub mod rows;
pub mod settings;
pub mod store;
pub mod vault;
