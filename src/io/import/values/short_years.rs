//! Years of two digits in a column of dates: which there are, and where each was met first.
//!
//! A year may stand first or last; which of the two counts is known once the order of the dates is.

use super::date::compact_date;
use super::date_fields::{DateFields, Field};
use super::profile::PlacedCell;
use super::reading::{DateForm, DateOrder, Pivot};
use super::shape::{Orders, Shape};

/// Bytes kept of a cell.
const TEXT_BYTES: usize = 11;

/// Two-digit years by where they stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShortYears {
    first: Years,
    last: Years,
}

/// Each year once, in order, with the first cell that has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Years(Vec<Met>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Met {
    year: u8,
    line: u32,
    text: [u8; TEXT_BYTES],
}

impl ShortYears {
    /// Notes the cell of that line, if it has a two-digit year.
    pub fn note(&mut self, cell: &[u8], shape: Shape, line: u32) {
        if let Some((first, last)) = years_of(cell, shape) {
            self.first.note(first, cell, line);
            self.last.note(last, cell, line);
        }
    }

    pub fn merge(&mut self, later: ShortYears) {
        self.first.merge(later.first);
        self.last.merge(later.last);
    }

    /// The years that dates of that form have with two digits, in order, each with the first cell that has it.
    pub fn of(&self, form: DateForm) -> Vec<(u8, PlacedCell)> {
        let years = match form {
            DateForm::Iso | DateForm::Serial(_) => return Vec::new(),
            DateForm::Ordered { order, .. } | DateForm::Compact { order, .. } => match order {
                DateOrder::Ymd | DateOrder::Ydm => &self.first,
                DateOrder::Dmy | DateOrder::Mdy => &self.last,
            },
        };
        years.0.iter().map(|met| (met.year, met.cell())).collect()
    }

    /// Bytes beyond the value itself.
    #[cfg(test)]
    pub fn heap_bytes(&self) -> usize {
        (self.first.0.capacity() + self.last.0.capacity()) * size_of::<Met>()
    }
}

impl Years {
    fn note(&mut self, year: Option<u8>, cell: &[u8], line: u32) {
        let Some(year) = year else { return };
        if let Err(place) = self.0.binary_search_by_key(&year, |met| met.year) {
            let mut text = [0; TEXT_BYTES];
            text.iter_mut().zip(cell).for_each(|(to, from)| *to = *from);
            self.0.insert(place, Met { year, line, text });
        }
    }

    fn merge(&mut self, later: Years) {
        for met in later.0 {
            if let Err(place) = self.0.binary_search_by_key(&met.year, |met| met.year) {
                self.0.insert(place, met);
            }
        }
    }
}

impl Met {
    fn cell(&self) -> PlacedCell {
        let text = String::from_utf8_lossy(&self.text);
        let text = text.trim_end_matches(['\0', '\u{FFFD}']);
        let is_cut = self.text.last().is_some_and(|byte| *byte != 0);
        PlacedCell { line: self.line, text: if is_cut { format!("{text}…") } else { text.to_owned() } }
    }
}

/// The two-digit year of a date that has it first, and that of one that has it last.
fn years_of(cell: &[u8], shape: Shape) -> Option<(Option<u8>, Option<u8>)> {
    match shape {
        Shape::Date { .. } | Shape::NamedDate { .. } => years_of_fields(cell, shape),
        Shape::Number(..) if cell.len() == 6 => years_of_digits(cell),
        _ => None,
    }
}

fn years_of_fields(cell: &[u8], shape: Shape) -> Option<(Option<u8>, Option<u8>)> {
    let are_digits = |part: Option<&[u8]>| part.is_some_and(|part| part.iter().all(u8::is_ascii_digit));
    // Nearly all dates end here: the year of 2021-03-05 and of 05/03/2021 has four digits.
    if are_digits(cell.get(..4)) || are_digits(cell.get(6..10)) {
        return None;
    }
    let fields = DateFields::split(std::str::from_utf8(cell).ok()?)?.fields;
    let mut numbers = fields.iter().filter_map(|field| match field {
        Field::Number { value, digits } => Some((*value, *digits)),
        Field::Month(_) => None,
    });
    let (first, last) = (numbers.next()?, numbers.next_back()?);
    if first.1 == 4 || last.1 == 4 {
        return None;
    }
    let fits = |orders: [DateOrder; 2]| match shape {
        Shape::Date { orders: met, .. } => orders.iter().any(|order| met.has(Orders::of(*order))),
        Shape::NamedDate { year, .. } => orders.iter().any(|order| year.fits(*order)),
        _ => false,
    };
    let year = |(value, digits): (u16, u8), fits: bool| u8::try_from(value).ok().filter(|_| digits == 2 && fits);
    Some((year(first, fits([DateOrder::Ymd, DateOrder::Ydm])), year(last, fits([DateOrder::Dmy, DateOrder::Mdy]))))
}

/// Of six digits, as in `210304`.
fn years_of_digits(cell: &[u8]) -> Option<(Option<u8>, Option<u8>)> {
    let digits = std::str::from_utf8(cell).ok().filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))?;
    let is_date = |order| compact_date(digits, order, Pivot::default()).is_some();
    let part = |from: usize| digits.get(from..from + 2)?.parse::<u8>().ok();
    let first = part(0).filter(|_| is_date(DateOrder::Ymd) || is_date(DateOrder::Ydm));
    let last = part(4).filter(|_| is_date(DateOrder::Dmy) || is_date(DateOrder::Mdy));
    (first.is_some() || last.is_some()).then_some((first, last))
}

#[cfg(test)]
mod tests {
    use super::super::shape_of::see;
    use super::*;

    fn years(cells: &[&str], form: DateForm) -> Vec<(u8, u32)> {
        let mut all = ShortYears::default();
        for (line, cell) in (2..).zip(cells) {
            all.note(cell.as_bytes(), see(cell.as_bytes()).shape, line);
        }
        all.of(form).into_iter().map(|(year, cell)| (year, cell.line)).collect()
    }

    #[test]
    fn years_are_those_of_the_order() {
        let ordered = |order| DateForm::Ordered { order, pivot: Pivot::default() };
        let compact = |order| DateForm::Compact { order, pivot: Pivot::default() };
        let slashes = ["05/03/71", "05/03/2021", "13.04.24 08:30", "5-Mar-24", "05/03/71"];
        assert_eq!(years(&slashes, ordered(DateOrder::Dmy)), [(24, 4), (71, 2)]);
        assert_eq!(years(&["45/03/05"], ordered(DateOrder::Ymd)), [(45, 2)]);
        assert_eq!(years(&["710305"], compact(DateOrder::Ymd)), [(71, 2)]);
        assert_eq!(years(&["2021-03-05", "5. 3. 2021"], ordered(DateOrder::Dmy)), []);
        assert_eq!(years(&slashes, DateForm::Iso), []);
    }
}
