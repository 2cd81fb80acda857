//! Rows in the order of each column, made by the job that made the rows: the window sorts nothing.

/// Which rows come in which order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Orders(Vec<Vec<u32>>);

/// What a column is sorted by.
#[derive(Clone, Debug, PartialEq)]
pub enum SortKey {
    Text(String),
    Number(f64),
    /// Nothing is there: last from low to high.
    Nothing,
}

impl SortKey {
    fn compare(&self, other: &SortKey) -> std::cmp::Ordering {
        match (self, other) {
            (SortKey::Number(one), SortKey::Number(other)) => one.total_cmp(other),
            (SortKey::Text(one), SortKey::Text(other)) => one.cmp(other),
            _ => self.kind().cmp(&other.kind()),
        }
    }

    fn kind(&self) -> u8 {
        match self {
            SortKey::Number(_) => 0,
            SortKey::Text(_) => 1,
            SortKey::Nothing => 2,
        }
    }
}

impl Orders {
    /// Orders `rows` by each of `columns`; equal ones stay as they are.
    pub fn of(rows: usize, columns: usize, key: impl Fn(usize, usize) -> SortKey) -> Orders {
        let of_column = |column: usize| {
            let mut keyed: Vec<(SortKey, u32)> = (0..rows).map(|row| (key(row, column), row as u32)).collect();
            keyed.sort_by(|(one, _), (other, _)| one.compare(other));
            keyed.into_iter().map(|(_, row)| row).collect()
        };
        Orders((0..columns).map(of_column).collect())
    }

    /// The row at a place of the sorted table.
    pub fn row(&self, column: usize, place: usize, is_descending: bool) -> Option<usize> {
        let rows = self.0.get(column)?;
        let place = if is_descending { rows.len().checked_sub(place + 1)? } else { place };
        rows.get(place).map(|row| *row as usize)
    }
}
