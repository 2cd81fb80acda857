//! A set of rows, one bit each.

/// Rows of an index. All sets of one index have the same length, so that they combine word by word.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowSet {
    words: Vec<u64>,
    rows: usize,
}

impl RowSet {
    /// No row of `rows`.
    pub fn none(rows: usize) -> Self {
        RowSet { words: vec![0; rows.div_ceil(64)], rows }
    }

    /// The rows that satisfy `is_in`.
    pub fn from_fn(rows: usize, mut is_in: impl FnMut(usize) -> bool) -> Self {
        let mut set = RowSet { words: Vec::with_capacity(rows.div_ceil(64)), rows };
        for start in (0..rows).step_by(64) {
            let end = rows.min(start + 64);
            let word = (start..end).fold(0u64, |word, row| word | u64::from(is_in(row)) << (row - start));
            set.words.push(word);
        }
        set
    }

    /// The rows whose value in a column satisfies `is_in`.
    pub fn from_column<T: Copy>(column: &[T], is_in: impl Fn(T) -> bool) -> Self {
        let mut words = Vec::with_capacity(column.len().div_ceil(64));
        let (blocks, rest) = column.as_chunks::<64>();
        words.extend(blocks.iter().map(|block| word_of(block, &is_in)));
        if !rest.is_empty() {
            words.push(word_of(rest, &is_in));
        }
        RowSet { words, rows: column.len() }
    }

    /// Rows in all, in the set or not.
    pub fn row_count(&self) -> usize {
        self.rows
    }

    /// Rows in the set.
    pub fn count(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    pub fn contains(&self, row: u32) -> bool {
        self.words.get(row as usize / 64).is_some_and(|word| word >> (row % 64) & 1 == 1)
    }

    /// Adds a row; a row that does not exist is left out.
    pub fn insert(&mut self, row: u32) {
        if (row as usize) < self.rows
            && let Some(word) = self.words.get_mut(row as usize / 64)
        {
            *word |= 1 << (row % 64);
        }
    }

    /// Takes a row out.
    pub fn remove(&mut self, row: u32) {
        if let Some(word) = self.words.get_mut(row as usize / 64) {
            *word &= !(1 << (row % 64));
        }
    }

    /// Keeps the rows that are also in `other`.
    pub fn intersect(&mut self, other: &RowSet) {
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word &= other);
    }

    /// Adds the rows of `other`.
    pub fn unite(&mut self, other: &RowSet) {
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word |= other);
    }

    /// Takes the rows of `other` out.
    pub fn subtract(&mut self, other: &RowSet) {
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word &= !other);
    }

    /// The rows that are not in the set.
    pub fn complement(mut self) -> RowSet {
        self.words.iter_mut().for_each(|word| *word = !*word);
        if let (Some(last), used @ 1..) = (self.words.last_mut(), self.rows % 64) {
            *last &= (1 << used) - 1;
        }
        self
    }

    /// Rows in ascending order.
    pub fn iter(&self) -> impl Iterator<Item = u32> {
        self.words.iter().enumerate().flat_map(|(place, &word)| {
            let mut left = word;
            std::iter::from_fn(move || {
                let bit = (left != 0).then(|| left.trailing_zeros())?;
                left &= left - 1;
                Some(place as u32 * 64 + bit)
            })
        })
    }

    /// Rows in ascending order, in a list.
    pub fn to_rows(&self) -> Vec<u32> {
        let mut rows = Vec::with_capacity(self.count());
        rows.extend(self.iter());
        rows
    }

    /// 64 rows at a time: bit i of word w is row `64 w + i`.
    pub fn words(&self) -> &[u64] {
        &self.words
    }
}

/// The answers go into bytes first, which the compiler does with vector instructions, and eight bytes at a time become
/// eight bits: the factor moves bit 8i to bit 56 + i.
fn word_of<T: Copy>(block: &[T], is_in: impl Fn(T) -> bool) -> u64 {
    let mut answers = [0u8; 64];
    answers.iter_mut().zip(block).for_each(|(answer, &value)| *answer = u8::from(is_in(value)));
    let (eights, _) = answers.as_chunks::<8>();
    eights.iter().enumerate().fold(0, |word, (place, eight)| {
        let bits = u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        word | bits << (place * 8)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sets_are_sets(left in prop::collection::vec(any::<bool>(), 0..200), shift in 0usize..7) {
            let rows = left.len();
            let set = RowSet::from_column(&left, |is_in| is_in);
            prop_assert_eq!(&set, &RowSet::from_fn(rows, |row| left[row]));
            let expected: Vec<u32> = (0..rows as u32).filter(|&row| left[row as usize]).collect();
            prop_assert_eq!(set.to_rows(), expected.clone());
            prop_assert_eq!(set.count(), expected.len());
            let other = RowSet::from_fn(rows, |row| row % 7 > shift);
            let (mut both, mut either, mut only) = (set.clone(), set.clone(), set.clone());
            both.intersect(&other);
            either.unite(&other);
            only.subtract(&other);
            for row in 0..rows as u32 {
                let (is_left, is_right) = (set.contains(row), other.contains(row));
                prop_assert_eq!(both.contains(row), is_left && is_right);
                prop_assert_eq!(either.contains(row), is_left || is_right);
                prop_assert_eq!(only.contains(row), is_left && !is_right);
            }
            prop_assert_eq!(set.complement(), RowSet::from_fn(rows, |row| !left[row]));
        }
    }
}
