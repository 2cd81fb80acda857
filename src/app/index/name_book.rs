//! Distinct names in one allocation, each with a number.

use std::hash::BuildHasher;
use std::sync::OnceLock;

use foldhash::fast::FixedState;
use hashbrown::HashTable;

use crate::app::spelling::fold::folded;
use crate::base::TextColumn;

/// Distinct names in order of first appearance. Number 0 is the empty name: not recorded.
#[derive(Debug)]
pub struct NameBook {
    names: TextColumn,
    folded: OnceLock<TextColumn>,
}

impl Default for NameBook {
    fn default() -> Self {
        NameBook { names: [""].into_iter().collect(), folded: OnceLock::new() }
    }
}

impl NameBook {
    /// The name of a number; empty for a number that was never given.
    pub fn name(&self, number: u32) -> &str {
        self.names.get(number as usize)
    }

    /// Distinct names, the empty one included.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether no name but the empty one is in.
    pub fn is_empty(&self) -> bool {
        self.names.len() <= 1
    }

    /// Names in order of number.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.names.iter()
    }

    pub fn heap_bytes(&self) -> usize {
        self.names.heap_bytes() + self.folded.get().map_or(0, TextColumn::heap_bytes)
    }

    /// The folded names in order of number, made when first asked for. Each ends with a line feed, which no query holds,
    /// so that no match runs from one name into the next.
    pub fn folded(&self) -> &TextColumn {
        self.folded.get_or_init(|| {
            let mut column = TextColumn::with_capacity(self.len(), self.names.buffer().len() + self.len());
            let mut line = String::new();
            for name in self.iter() {
                line.clear();
                // A line feed inside a name would end it early.
                line.extend(folded(name).chars().map(|letter| if letter == '\n' { ' ' } else { letter }));
                line.push('\n');
                column.push(&line);
            }
            column.shrink();
            column
        })
    }

    /// The folded names without their line feed, in order of number.
    pub fn folded_names(&self) -> impl Iterator<Item = &str> {
        self.folded().iter().map(|line| line.strip_suffix('\n').unwrap_or(line))
    }

    /// Where each name stands in the order of folded names; 0 for the empty one, equal for names that fold alike.
    pub(crate) fn ranks(&self) -> NameRanks {
        self.ranks_by(self.folded())
    }

    /// The same by any texts, one a name in order of number; only the empty name's may be empty.
    pub(crate) fn ranks_by(&self, folded: &TextColumn) -> NameRanks {
        let mut order: Vec<(u64, u32)> =
            (0..self.len() as u32).map(|number| (first_bytes(folded.get(number as usize)), number)).collect();
        order.sort_unstable_by(|a, b| {
            a.0.cmp(&b.0).then_with(|| folded.get(a.1 as usize).cmp(folded.get(b.1 as usize)))
        });
        let mut ranks = vec![0u32; self.len()];
        // The empty name has number 0 and stands first.
        let (mut rank, mut last) = (0u32, folded.get(0));
        for &(_, number) in &order {
            let name = folded.get(number as usize);
            rank += u32::from(name != last);
            last = name;
            if let Some(place) = ranks.get_mut(number as usize) {
                *place = rank;
            }
        }
        NameRanks(ranks)
    }
}

/// The first eight bytes as a number that orders as the text does.
pub(crate) fn first_bytes(text: &str) -> u64 {
    let mut bytes = [0u8; 8];
    bytes.iter_mut().zip(text.bytes()).for_each(|(place, byte)| *place = byte);
    u64::from_be_bytes(bytes)
}

/// Ranks by number of name.
#[derive(Debug)]
pub(crate) struct NameRanks(Vec<u32>);

impl NameRanks {
    pub(crate) fn rank(&self, number: u32) -> u32 {
        self.0.get(number as usize).copied().unwrap_or(0)
    }
}

/// A book while it is written: knows the number of each name.
#[derive(Debug, Default)]
pub(crate) struct NameBookWriter {
    book: NameBook,
    numbers: HashTable<u32>,
    hasher: FixedState,
}

impl NameBookWriter {
    /// The number of a name, which is added if it is new.
    pub(crate) fn intern(&mut self, name: &str) -> u32 {
        if name.is_empty() {
            return 0;
        }
        let names = &mut self.book.names;
        let hasher = &self.hasher;
        let hash = hasher.hash_one(name);
        let entry = self.numbers.entry(
            hash,
            |&number| names.get(number as usize) == name,
            |&number| hasher.hash_one(names.get(number as usize)),
        );
        match entry {
            hashbrown::hash_table::Entry::Occupied(entry) => *entry.get(),
            hashbrown::hash_table::Entry::Vacant(entry) => {
                let number = names.len() as u32;
                entry.insert(number);
                names.push(name);
                number
            }
        }
    }

    /// The finished book; the numbers by name are given back.
    pub(crate) fn finish(self) -> NameBook {
        let mut book = self.book;
        book.names.shrink();
        book
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_one_number_and_ranks_ignore_accents() {
        let mut writer = NameBookWriter::default();
        let numbers: Vec<u32> =
            ["Müller", "", "Abel", "Müller", "muller", "Zorn"].iter().map(|name| writer.intern(name)).collect();
        assert_eq!(numbers, [1, 0, 2, 1, 3, 4]);
        let book = writer.finish();
        assert_eq!(book.iter().collect::<Vec<_>>(), ["", "Müller", "Abel", "muller", "Zorn"]);
        let ranks = book.ranks();
        assert_eq!((0..5).map(|number| ranks.rank(number)).collect::<Vec<_>>(), [0, 2, 1, 2, 3]);
    }
}
