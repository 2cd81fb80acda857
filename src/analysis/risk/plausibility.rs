//! Values that are valid and hardly true: scored, for rare things happen, and doubted beside the score.

use super::input::{Doubted, Input, Inputs, Kind};
use super::output::Note;

/// What of a model's inputs is doubted.
pub fn doubts<'i>(inputs: &'static [Input], values: &'i Inputs) -> impl Iterator<Item = Note> + use<'i> {
    inputs.iter().filter(|input| input.doubted != Doubted::Never).filter_map(move |input| doubt(inputs, input, values))
}

fn doubt(inputs: &'static [Input], input: &Input, values: &Inputs) -> Option<Note> {
    let value = values.number(input).ok()?;
    match input.doubted {
        Doubted::Never => None,
        Doubted::Outside(range) if value < range.low => perhaps_first_unit(input, values),
        Doubted::Outside(range) => perhaps_other_unit(input, value > range.high),
        Doubted::Below(least) => perhaps_other_unit(input, value < least),
        Doubted::UnlessBelow(at) => {
            let other = inputs.iter().find(|other| other.at == at)?;
            let is_below = value < values.number(other).ok()?;
            (!is_below).then_some(Note::NotBelow { column: input.column, other: other.column })
        }
    }
}

/// Too little in another unit than the first: the number is perhaps one of the first.
fn perhaps_first_unit(input: &Input, values: &Inputs) -> Option<Note> {
    let Kind::Quantity { unit, .. } = input.kind else { return None };
    let is_in_other = values.choice(&Input::unit_of(unit)).is_ok_and(|named| named > 0);
    let first = unit.units.first()?.first().copied()?;
    is_in_other.then_some(Note::PerhapsOtherUnit { column: input.column, unit: first })
}

fn perhaps_other_unit(input: &Input, is_rare: bool) -> Option<Note> {
    let unit = match input.kind {
        Kind::Quantity { unit, .. } => unit.units.get(1).and_then(|words| words.first()).copied(),
        Kind::Number(_) | Kind::Whole(_) | Kind::Flag | Kind::Choice(_) => input.other_unit.map(|other| other.unit),
    };
    Some(Note::PerhapsOtherUnit { column: input.column, unit: unit.filter(|_| is_rare)? })
}
