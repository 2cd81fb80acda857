//! How one file is to be imported: everything that was detected or chosen.

use std::path::{Path, PathBuf};

use super::rewrite::Corrections;
use super::{FileForm, Inspection, Mapping};

/// A file with the way it is read.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportPlan {
    pub path: PathBuf,
    pub form: FileForm,
    pub mapping: Mapping,
    pub corrections: Corrections,
}

impl ImportPlan {
    /// What was found in the file, read with this mapping.
    pub fn of(path: &Path, inspection: &Inspection, mapping: Mapping) -> ImportPlan {
        ImportPlan { path: path.to_owned(), form: inspection.form.form, mapping, corrections: Corrections::new() }
    }
}
