//! How one file is to be imported: everything that was detected or chosen.

use std::path::{Path, PathBuf};

use crate::domain::receipt::FileReading;

use super::aspects::reading_of;
use super::form::Fixed;
use super::rewrite::Corrections;
use super::{FileForm, Inspection, Mapping};

/// A file with the way it is read.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportPlan {
    pub path: PathBuf,
    pub form: FileForm,
    pub mapping: Mapping,
    pub corrections: Corrections,
    /// For the receipt.
    pub reading: FileReading,
}

impl ImportPlan {
    /// What was found in the file, read with this mapping.
    pub fn of(path: &Path, inspection: &Inspection, mapping: Mapping) -> ImportPlan {
        ImportPlan::with_fixed(path, inspection, mapping, Fixed::default())
    }

    /// The same, with what a person said of the file's form.
    pub fn with_fixed(path: &Path, inspection: &Inspection, mapping: Mapping, fixed: Fixed) -> ImportPlan {
        let (form, reading) = (inspection.form.form, reading_of(inspection, &mapping, fixed));
        ImportPlan { path: path.to_owned(), form, mapping, corrections: Corrections::new(), reading }
    }
}
