//! How one file is to be imported: everything that was detected or chosen.

use std::path::Path;

use crate::domain::receipt::FileReading;

use super::aspects::reading_of;
use super::form::Fixed;
use super::rewrite::Corrections;
use super::source::Source;
use super::{FileForm, Inspection, Mapping};

/// A file with the way it is read.
#[derive(Clone, Debug)]
pub struct ImportPlan {
    pub source: Source,
    pub form: FileForm,
    pub mapping: Mapping,
    pub corrections: Corrections,
    /// For the receipt.
    pub reading: FileReading,
}

impl ImportPlan {
    /// What was found in the file, read with this mapping.
    pub fn of(inspection: &Inspection, mapping: Mapping) -> ImportPlan {
        ImportPlan::with_fixed(inspection, mapping, Fixed::default())
    }

    /// The same, with what a person said of the file's form.
    pub fn with_fixed(inspection: &Inspection, mapping: Mapping, fixed: Fixed) -> ImportPlan {
        ImportPlan {
            source: inspection.source.clone(),
            form: inspection.form.form,
            reading: reading_of(inspection, &mapping, fixed),
            mapping,
            corrections: Corrections::new(),
        }
    }

    pub fn path(&self) -> &Path {
        self.source.path()
    }
}
