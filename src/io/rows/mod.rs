//! Tables that pass through: every row of a file goes out as it came in, with further cells that somebody computes.
//!
//! [`HeadedTable::open`] reads the heading line, [`pass`] the rows: stretches of whole records on worker threads, written
//! in the order of the file, so that memory does not grow with it. Cells that a spreadsheet would run are defused, see
//! [`super::formula`].

mod headed;
mod pass;

pub use headed::{HeadedTable, HeadingFault};
pub use pass::{Added, Adder, Cells, PassError, Passed, pass};
