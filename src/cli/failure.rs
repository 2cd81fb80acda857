//! Why a command did nothing.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::io::store::StoreError;

/// Why nothing was done, in words for standard error.
#[derive(Debug)]
pub struct Failure(pub String);

impl<E: std::error::Error + 'static> From<E> for Failure {
    fn from(error: E) -> Self {
        if let Some(error) = (&error as &dyn std::error::Error).downcast_ref::<StoreError>() {
            return failure_of_store(error);
        }
        let mut text = error.to_string();
        let mut cause = error.source();
        while let Some(deeper) = cause {
            text += &format!(": {deeper}");
            cause = deeper.source();
        }
        Failure(text)
    }
}

/// The folder of the store that this command works on, so that whatever fails names it: a command opens one store.
static FOLDER: OnceLock<PathBuf> = OnceLock::new();

/// What the store at hand says, with its folder.
fn failure_of_store(error: &StoreError) -> Failure {
    Failure(match FOLDER.get() {
        Some(folder) => format!("{}: {error}", folder.display()),
        None => error.to_string(),
    })
}

/// Says which store the command works on; the first one counts.
pub fn names_folder(folder: &Path) {
    let _first = FOLDER.set(folder.to_owned());
}
