//! What people say of a patient on a ward beside values and orders: limits of care, alarm limits of this patient's own, and
//! critical values that were read back. Kept with author and end and never changed; what is taken back stays on record.

use super::ids::CellRef;
use super::indicator::IndicatorId;

/// What is not to be done for a patient. Each has a text `care-limit-<id>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CareLimit {
    NoResuscitation,
    NoIntubation,
    NoIntensiveCare,
    ComfortOnly,
}

impl CareLimit {
    pub const ALL: [CareLimit; 4] =
        [CareLimit::NoResuscitation, CareLimit::NoIntubation, CareLimit::NoIntensiveCare, CareLimit::ComfortOnly];

    /// Stable, as stored.
    pub fn id(self) -> &'static str {
        match self {
            CareLimit::NoResuscitation => "no-resuscitation",
            CareLimit::NoIntubation => "no-intubation",
            CareLimit::NoIntensiveCare => "no-intensive-care",
            CareLimit::ComfortOnly => "comfort-only",
        }
    }

    pub fn from_id(id: &str) -> Option<CareLimit> {
        CareLimit::ALL.into_iter().find(|limit| limit.id() == id)
    }
}

/// Something said of a patient.
#[derive(Clone, Debug, PartialEq)]
pub enum WardNote {
    CareLimit {
        limit: CareLimit,
        words: Option<String>,
    },
    /// Beyond these the ward wants to know, in the indicator's own unit. At least one is there.
    AlarmLimit {
        indicator: IndicatorId,
        low: Option<f64>,
        high: Option<f64>,
    },
    /// The value of that cell was told to somebody, who said it back.
    ReadBack {
        cell: CellRef,
        indicator: IndicatorId,
        value: String,
        told: String,
    },
}

/// Something said, with who said it, when, and until when it holds.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptWardNote {
    /// From 1, in the order of saying.
    pub number: u64,
    pub note: WardNote,
    pub actor: String,
    pub at_utc_secs: i64,
    /// `None`: until it is taken back.
    pub until_utc_secs: Option<i64>,
    pub taken_back_utc_secs: Option<i64>,
}

impl KeptWardNote {
    /// Whether it holds at an instant.
    pub fn holds(&self, now_utc_secs: i64) -> bool {
        self.taken_back_utc_secs.is_none() && self.until_utc_secs.is_none_or(|until| now_utc_secs < until)
    }

    /// Whether it ran out and nobody took it back: said once more, so that nobody goes on relying on it.
    pub fn has_run_out(&self, now_utc_secs: i64) -> bool {
        self.taken_back_utc_secs.is_none() && self.until_utc_secs.is_some_and(|until| now_utc_secs >= until)
    }
}
