//! Words on their way into the books, and the books in the file.

use std::sync::{Arc, RwLock};

use rusqlite::{Connection, params};

use super::super::{StoreError, WordSource};
use super::failure::{damaged, system};
use crate::domain::book::{BookKind, Books};
use crate::domain::ids::WordId;

/// The books with every word given out so far, stored or not. One for all imports of a process, so that numbers never
/// meet; a word whose import was dropped is stored with the next one, which harms nobody.
#[derive(Debug, Default)]
pub struct LiveWords {
    books: RwLock<Books>,
}

impl LiveWords {
    /// Starts over from the committed books.
    pub fn replace(&self, books: &Books) {
        *self.books.write().unwrap_or_else(std::sync::PoisonError::into_inner) = books.clone();
    }

    /// All words given out so far.
    pub fn snapshot(&self) -> Books {
        self.books.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }
}

impl WordSource for LiveWords {
    fn intern(&self, kind: BookKind, word: &str) -> Result<WordId, StoreError> {
        if let Some(id) = self.books.read().unwrap_or_else(std::sync::PoisonError::into_inner).of(kind).find(word) {
            return Ok(id);
        }
        let mut books = self.books.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        books.of_mut(kind).intern(word).ok_or(StoreError::TooManyWords { kind })
    }
}

/// Reads the committed books.
///
/// # Errors
/// Damaged.
pub fn load(connection: &Connection) -> Result<Arc<Books>, StoreError> {
    let mut books = Books::default();
    let mut select = connection.prepare("SELECT kind, number, word FROM book ORDER BY kind, number").map_err(system)?;
    let mut rows = select.query([]).map_err(system)?;
    while let Some(row) = rows.next().map_err(system)? {
        let (kind, number): (u8, u16) = (row.get(0).map_err(system)?, row.get(1).map_err(system)?);
        let word: String = row.get(2).map_err(system)?;
        let kind = BookKind::from_number(kind).ok_or_else(|| damaged("a word of an unknown book"))?;
        if books.of_mut(kind).intern(&word) != Some(WordId(number)) {
            return Err(damaged("a book with a gap"));
        }
    }
    Ok(Arc::new(books))
}

/// Stores the words of `live` that `stored` does not have.
///
/// # Errors
/// Disk full. Where `live` does not begin with `stored`, numbers would name other words than were meant: nothing is written.
pub fn store_new(connection: &Connection, stored: &Books, live: &Books) -> Result<(), StoreError> {
    let begins_with = |kind: BookKind| {
        let (stored, live) = (stored.of(kind), live.of(kind));
        stored.len() <= live.len() && stored.iter().zip(live.iter()).all(|(one, other)| one == other)
    };
    if !BookKind::ALL.into_iter().all(begins_with) {
        let what = "another process wrote into the store meanwhile; close the store, open it again, and repeat this";
        return Err(StoreError::System { what: what.to_owned() });
    }
    let mut insert = connection.prepare_cached("INSERT INTO book VALUES (?1, ?2, ?3)").map_err(system)?;
    for kind in BookKind::ALL {
        for (id, word) in live.of(kind).iter().skip(stored.of(kind).len()) {
            insert.execute(params![kind.number(), id.0, word]).map_err(system)?;
        }
    }
    Ok(())
}
