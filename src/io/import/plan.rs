//! How one file is to be imported: everything that was detected or chosen.

use std::path::Path;

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
}

impl ImportPlan {
    /// What was found in the file, read with this mapping.
    pub fn of(inspection: &Inspection, mapping: Mapping) -> ImportPlan {
        ImportPlan {
            source: inspection.source.clone(),
            form: inspection.form.form,
            mapping,
            corrections: Corrections::new(),
        }
    }

    pub fn path(&self) -> &Path {
        self.source.path()
    }
}
