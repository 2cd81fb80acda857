//! What the text of a cell means: readings chosen once a column, and the tally of a whole column that proposes them.
//!
//! A [`ColumnReading`] turns cells into decimals and moments. A [`ColumnTally`] sees every cell of a column once and
//! concludes a [`ColumnProfile`]: which reading fits, how sure that is, which lines decide it, and what does not fit.
//! Units are proposed from values and headings. Nothing here guesses silently: what two readings fit is ambiguous.

mod bound;
mod clock;
mod clock_beside;
mod conclude;
mod conclude_date;
mod conclude_number;
mod date;
mod date_fields;
mod distinct;
mod evidence;
mod firsts;
mod gene_dates;
mod heading;
mod missing;
mod month;
mod number;
mod numeral;
mod profile;
mod reading;
mod recent;
mod serial;
mod shape;
mod shape_number;
mod shape_of;
mod short_years;
mod tally;
mod unit_proposal;
mod value_sample;
mod words;

pub use crate::domain::unit_words::unit_of;
pub use bound::Bound;
pub use clock::Clock;
pub use clock_beside::{has_two_clocks, with_one_clock, without_midnight};
pub use date::read_moment;
pub use gene_dates::{GeneDate, GeneDates};
pub use heading::{Heading, split_heading};
pub use missing::{MissingWords, is_usual_missing_word};
pub use number::{NumberCell, read_number, split_off_unit};
pub use numeral::digit_of;
pub use profile::{CellKind, ColumnProfile, Detected, OddCells, PlacedCell};
pub use reading::{ColumnReading, DateForm, DateOrder, DecimalMark, NumberForm, Pivot, SerialSystem, ThousandsMark};
pub use short_years::ShortYears;
pub use tally::ColumnTally;
pub use unit_proposal::{
    Misfit, UnitCandidate, UnitOfValue, UnitProposal, misfit, mixed_units, propose_units, unit_of_value,
};
