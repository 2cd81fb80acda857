//! Whose records an export has: within reach of the grant, and, for a purpose, of those alone who agreed to it.

use std::sync::Arc;

use clap::Args;

use crate::app::hospital;
use crate::app::index::PatientIndex;
use crate::base::Progress;
use crate::domain::access::{Grant, Reach};
use crate::domain::consent::Purpose;
use crate::domain::ids::PatientId;
use crate::io::store::{Store, StoreError};

use super::super::output::note;

#[derive(Args)]
pub struct PurposeArguments {
    /// What the export is for: leaves out whoever did not agree to it, and says how many.
    #[arg(long, value_parser = ["care", "research", "quality"])]
    purpose: Option<String>,
}

impl PurposeArguments {
    pub fn purpose(&self) -> Option<Purpose> {
        self.purpose.as_deref().and_then(Purpose::from_id)
    }

    /// What is exported, and for what, as one line for the journal.
    pub fn line(&self, kind: &str) -> String {
        match &self.purpose {
            Some(purpose) => format!("{kind} for {purpose}"),
            None => kind.to_owned(),
        }
    }
}

/// The list as far as an export reaches.
pub struct Whose {
    pub index: Arc<PatientIndex>,
    is_limited: bool,
    purpose: Option<Purpose>,
    left_out: usize,
}

impl Whose {
    /// Reads the list as far as the grant and the purpose reach.
    ///
    /// # Errors
    /// Damaged or unreadable.
    pub fn of(store: &dyn Store, grant: &Grant, purpose: Option<Purpose>) -> Result<Whose, StoreError> {
        let (index, left_out) = hospital::read_index_for_purpose(store, grant, purpose, &Progress::default())?;
        let is_limited = grant.reach() == Reach::OwnWards || purpose.is_some();
        Ok(Whose { index, is_limited, purpose, left_out })
    }

    /// Whether a patient's records go into the file.
    pub fn includes(&self, patient: PatientId) -> bool {
        !self.is_limited || self.index.everyone().contains(self.index.shown_row(patient.0))
    }

    /// Says how many were left out for want of consent.
    pub fn tell(&self) {
        if let Some(purpose) = self.purpose {
            tell_left_out(purpose, self.left_out);
        }
    }
}

/// Says how many were left out for want of consent.
pub fn tell_left_out(purpose: Purpose, left_out: usize) {
    note(format_args!("{left_out} patients did not agree to {} and were left out", purpose.id()));
}
