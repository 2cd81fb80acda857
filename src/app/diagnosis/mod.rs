//! Diagnosis for the command line and the window: files read into columns, learning on several threads, models as files.

mod columns;
mod work;

pub use columns::{Cases, read_cases};
pub use work::{evaluate_on_threads, fit_on_threads, model_bytes, read_model};
