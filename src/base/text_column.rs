//! Many short texts in one allocation: the names of a million patients without a million strings.

/// Texts by row. One byte buffer and one offset a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextColumn {
    bytes: String,
    /// End of row i in `bytes`; starts with 0.
    ends: Vec<u32>,
}

impl Default for TextColumn {
    fn default() -> Self {
        TextColumn { bytes: String::new(), ends: vec![0] }
    }
}

impl TextColumn {
    /// Room for `rows` texts of `bytes` in all.
    pub fn with_capacity(rows: usize, bytes: usize) -> Self {
        let mut ends = Vec::with_capacity(rows + 1);
        ends.push(0);
        TextColumn { bytes: String::with_capacity(bytes), ends }
    }

    /// Appends a row. Text beyond 4 GiB in all is dropped to the empty text.
    pub fn push(&mut self, text: &str) {
        if u32::try_from(self.bytes.len() + text.len()).is_ok() {
            self.bytes.push_str(text);
        }
        self.ends.push(self.bytes.len() as u32);
    }

    /// The text of a row; empty for a row that does not exist.
    pub fn get(&self, row: usize) -> &str {
        match (self.ends.get(row), self.ends.get(row + 1)) {
            (Some(&start), Some(&end)) => self.bytes.get(start as usize..end as usize).unwrap_or(""),
            _ => "",
        }
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.ends.len() - 1
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All texts one after another, for a search over the whole column.
    pub fn buffer(&self) -> &str {
        &self.bytes
    }

    /// The row that the byte at `offset` of [`TextColumn::buffer`] belongs to.
    pub fn row_at(&self, offset: usize) -> usize {
        self.ends.partition_point(|&end| end as usize <= offset).saturating_sub(1)
    }

    /// Where a row ends in [`TextColumn::buffer`].
    pub fn end_of(&self, row: usize) -> usize {
        self.ends.get(row + 1).map_or(self.bytes.len(), |&end| end as usize)
    }

    /// Rows in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|row| self.get(row))
    }

    /// Gives back unused room.
    pub fn shrink(&mut self) {
        self.bytes.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    /// Bytes in use on the heap.
    pub fn heap_bytes(&self) -> usize {
        self.bytes.capacity() + self.ends.capacity() * 4
    }
}

impl<'a> FromIterator<&'a str> for TextColumn {
    fn from_iter<I: IntoIterator<Item = &'a str>>(texts: I) -> Self {
        let mut column = TextColumn::default();
        texts.into_iter().for_each(|text| column.push(text));
        column
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_and_offsets_agree() {
        let column: TextColumn = ["ab", "", "王", "c"].into_iter().collect();
        assert_eq!(column.iter().collect::<Vec<_>>(), ["ab", "", "王", "c"]);
        assert_eq!((column.row_at(0), column.row_at(1), column.row_at(2), column.row_at(5)), (0, 0, 2, 3));
        assert_eq!(column.get(9), "");
    }
}
