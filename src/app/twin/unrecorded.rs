//! What was measured or asked for after the newest value, without one of its own.

use crate::base::Moment;
use crate::domain::book::{BookKind, Books};
use crate::domain::ids::WordId;
use crate::domain::indicator::IndicatorId;
use crate::domain::twin::DigitalTwin;

use super::series::{Quantity, Series};

/// The newest measurement of a quantity that has no value.
#[derive(Clone, Debug, PartialEq)]
pub struct Unrecorded {
    pub quantity: Quantity,
    pub moment: Moment,
    /// Position in the twin's measurements without a value.
    pub position: usize,
}

/// One for each quantity whose newest measurement has no value, in the order of the indicator table, then by code.
pub fn unrecorded_of(twin: &DigitalTwin, books: &Books, series: &[Series]) -> Vec<Unrecorded> {
    let mut newest: Vec<Unrecorded> = Vec::new();
    for (position, row) in twin.unrecorded.iter().enumerate() {
        let one = Unrecorded { quantity: quantity_of(row.record.code, books), moment: row.record.moment, position };
        if is_answered(&one, series) {
            continue;
        }
        match newest.iter_mut().find(|known| known.quantity == one.quantity) {
            Some(known) if known.moment.utc_secs < one.moment.utc_secs => *known = one,
            Some(_) => {}
            None => newest.push(one),
        }
    }
    newest.sort_by(|a, b| order(&a.quantity).cmp(&order(&b.quantity)));
    newest
}

fn quantity_of(code: WordId, books: &Books) -> Quantity {
    let code = books.of(BookKind::Code).word(code);
    IndicatorId::from_recorded(code).map_or_else(|| Quantity::Other(code.to_owned()), Quantity::Known)
}

/// Whether a value stands at that time or later.
fn is_answered(one: &Unrecorded, series: &[Series]) -> bool {
    let same = series.iter().filter(|series| series.quantity == one.quantity);
    same.filter_map(Series::newest).any(|point| point.utc_secs >= one.moment.utc_secs)
}

fn order(quantity: &Quantity) -> (usize, &str) {
    match quantity {
        Quantity::Known(id) => (id.index(), ""),
        Quantity::Other(code) => (usize::MAX, code),
    }
}
