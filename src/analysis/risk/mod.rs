//! Validated risk models: each declares what it asks for, what it gives, to whom it applies and where it is published.
//!
//! A further model is a file of its own and a line in [`RISK_MODELS`]; panel, command line, methods pages and tests walk
//! the list. A model never clamps or imputes unless its authors do: it gives a result or a [`Refusal`] that names the
//! field. What each is and what it was checked against: docs/methods/risk/.

pub mod creatinine_change;
pub mod fact;
pub mod gate;
pub mod input;
pub mod interval;
pub mod output;
mod plausibility;
mod reading;
pub mod refusal;
pub mod shares;
#[cfg(test)]
mod tests;

mod cha2ds2;
mod ckdepi;
mod curb65;
mod findrisc;
mod framingham2008;
mod gail;
mod hasbled;
mod iwpc;
mod kfre;
mod lipids;
mod meld;
mod news2;
mod pce;
mod prevent;
mod score2;
mod score2_diabetes;
mod sofa;
mod wells;

use std::fmt;

pub use ckdepi::{CREATININE, albuminuria_category};
pub use fact::{Fact, Facts};
pub use gate::{Gate, Standing};
pub use input::{Input, Inputs, Kind, Need, Origin, Range, Slot};
pub use interval::{Interval, interval};
pub use meld::survival_90_days;
pub use output::{Band, Note, Output, OutputUnit, Score, Scores};
pub use refusal::Refusal;
pub use shares::{Bounds, Share, ShareScale, Shares};

/// Over which time an outcome is predicted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Horizon {
    Years(u16),
    Days(u16),
    /// The input of that column says how many years.
    YearsIn(&'static str),
    /// Up to the age in that column.
    UntilAgeIn(&'static str),
    /// A state now, or a score without a horizon.
    None,
}

impl fmt::Display for Horizon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Horizon::Years(1) => f.write_str("1 year"),
            Horizon::Years(years) => write!(f, "{years} years"),
            Horizon::Days(days) => write!(f, "{days} days"),
            Horizon::YearsIn(column) => write!(f, "years as in column {column}"),
            Horizon::UntilAgeIn(column) => write!(f, "until the age in column {column}"),
            Horizon::None => f.write_str("none"),
        }
    }
}

/// Where a model is published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Citation {
    pub text: &'static str,
    pub year: u16,
    /// Empty where there is none.
    pub doi: &'static str,
}

/// An example that the tests and the methods page reproduce.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Example {
    /// Who worked it: a publication, or "worked by hand from the formula".
    pub source: &'static str,
    /// `column=cell`, separated by blanks.
    pub inputs: &'static str,
    /// Output column and what it is.
    pub outputs: &'static [(&'static str, Expected)],
}

impl Example {
    /// The cell of a column.
    pub fn cell(&self, column: &str) -> Option<&'static str> {
        self.cells().find(|(name, _)| *name == column).map(|(_, cell)| cell)
    }

    /// Columns and their cells.
    pub fn cells(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.inputs.split_ascii_whitespace().filter_map(|pair| pair.split_once('='))
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Expected {
    /// As printed by the source, and by how much the unrounded number may differ.
    About(f64, f64),
    Exactly(f64),
    Class(&'static str),
}

/// From the inputs that are there to what a total is at least and at most.
pub type BoundsOf = fn(&Inputs) -> Result<Bounds, Refusal>;

/// A validated model.
pub struct RiskModel {
    /// Stable; names the model on the command line, its page, and the text `risk-<id>`.
    pub id: &'static str,
    /// In English, as the authors call it.
    pub title: &'static str,
    pub version: &'static str,
    pub outcome: &'static str,
    pub horizon: Horizon,
    pub population: &'static str,
    pub citations: &'static [Citation],
    pub inputs: &'static [Input],
    pub outputs: &'static [Output],
    /// Asked on the screen and in cohorts, in this order.
    pub gates: &'static [Gate],
    /// What has to be said beside every result; empty where there is nothing. Text `risk-remark-<id>` in the window.
    pub remark: &'static str,
    pub examples: &'static [Example],
    /// Use [`RiskModel::score`].
    pub compute: fn(&Inputs) -> Result<Scores, Refusal>,
    /// `None` where a result is no sum.
    pub shares: Option<Shares>,
    /// For sums of points that are told as "at least" and "at most" where inputs are missing.
    pub bounds: Option<BoundsOf>,
}

/// A model is named by its id, and is the same wherever the id is.
impl fmt::Debug for RiskModel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RiskModel").field("id", &self.id).finish_non_exhaustive()
    }
}

impl PartialEq for RiskModel {
    fn eq(&self, other: &RiskModel) -> bool {
        self.id == other.id
    }
}

impl RiskModel {
    /// Scores one patient. Gates are not asked, see [`RiskModel::applies_to`].
    ///
    /// # Errors
    /// An input is missing, unreadable, out of range or contradicts another; the equation has no result.
    pub fn score(&self, inputs: &Inputs) -> Result<Scores, Refusal> {
        let mut scores = (self.compute)(inputs)?;
        scores.notes.extend(plausibility::doubts(self.inputs, inputs));
        Ok(scores)
    }

    /// # Errors
    /// The first gate that shuts the patient out.
    pub fn applies_to(&self, patient: &Standing) -> Result<(), Refusal> {
        match self.gates.iter().find(|gate| !gate.lets(patient)) {
            Some(gate) => Err(Refusal::NotApplicable(*gate)),
            None => Ok(()),
        }
    }

    /// Place of the output that leads: the first that is no step on the way to another.
    pub fn leading_output(&self) -> usize {
        self.outputs.iter().position(|output| output.column != "raw").unwrap_or(0)
    }

    /// The input of a column.
    pub fn input(&self, column: &str) -> Option<&'static Input> {
        self.inputs.iter().find(|input| input.column == column)
    }

    /// Place of an output by its column.
    pub fn output_at(&self, column: &str) -> Option<usize> {
        self.outputs.iter().position(|output| output.column == column)
    }
}

/// Every model, in the order of lists.
pub static RISK_MODELS: &[&RiskModel] = &[
    &prevent::PREVENT,
    &score2::SCORE2,
    &score2_diabetes::SCORE2_DIABETES,
    &ckdepi::CKDEPI,
    &kfre::KFRE,
    &findrisc::FINDRISC,
    &cha2ds2::CHA2DS2_VA,
    &cha2ds2::CHA2DS2_VASC,
    &hasbled::HASBLED,
    &news2::NEWS2,
    &sofa::SOFA,
    &sofa::QSOFA,
    &meld::MELD3,
    &meld::MELD,
    &curb65::CURB65,
    &wells::WELLS_DVT,
    &wells::WELLS_PE,
    &pce::PCE,
    &framingham2008::FRAMINGHAM2008,
    &gail::GAIL,
    &iwpc::IWPC_WARFARIN,
];

/// The model of an id.
pub fn model_by_id(id: &str) -> Option<&'static RiskModel> {
    RISK_MODELS.iter().copied().find(|model| model.id == id)
}
