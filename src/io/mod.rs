//! The edge: files in and out, the encrypted store, the clock. Names csv, serde, the database and the ciphers.

pub mod store;
