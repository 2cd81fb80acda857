//! What would change a risk: effects that trials measured, multiplied onto a baseline risk.
//!
//! [`calculate`] is the bare arithmetic, for the command line and whoever brings a table of effects. [`effects`] is our
//! own table with its sources. On screen, in plans and in print the table passes [`gates`]: who was in the trial, which
//! baseline is of the same outcome, what may be combined, and what was recalled rather than seen is left out. No input
//! of a risk model is ever lowered to show a benefit: that would count an association as an effect, and count it twice.
//! Formulas, rules and limits: `docs/methods/what-if.md`.

pub mod baseline;
pub mod calculate;
pub mod codes;
pub mod effects;
pub mod gates;
pub mod harms;
pub mod needs;
pub mod options;
pub mod shown;
mod words;

pub use baseline::{Baseline, BaselineSource, Under};
pub use calculate::{CalculationFault, Dose, Future, future};
pub use effects::{EFFECTS, Intervention, Outcome, TrialEffect};
pub use gates::{Amount, Balance, Chosen, FacedHarm, Refusal, Screened, offered, screen};
pub use harms::{Emergency, Harms, harms_of, undiscussed};
pub use needs::{Fact, Need, OverYears, OwnRisk, Person, Treatment};
pub use options::{TreatmentOption, first_screened, most_amount, options, usual_amount};
pub use shown::{NumberNeeded, fewer_per_thousand, per_thousand};
