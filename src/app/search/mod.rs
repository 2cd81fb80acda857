//! Search as you type over all patients: Latin and Chinese names, pinyin and its initials, identifiers, small typing errors.
//!
//! Each distinct name is looked at once and gets a grade for each word of the query; a row's grade is the best of its names
//! and its identifier. A million rows then cost three table look-ups each. Every word must match, in any order; a row's
//! place in the result is the sum of its grades, then its number.

mod grade;
mod identifiers;
mod names;
mod pinyin_names;
mod query;
mod scan;
mod similar;
mod why;

use std::sync::Arc;
use std::thread::{Builder, scope};

use crate::base::{Cancelled, Progress};

use super::index::{PatientIndex, RowSet};

use identifiers::IdentifierSearch;
use names::NameSearch;
use pinyin_names::PinyinSearch;
use query::Term;

pub use why::{Match, MatchReason, MatchedField};

/// Fewer rows are not worth a second thread.
const TWO_THREADS_ROWS: usize = 200_000;

/// On how many threads a search runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Threads {
    One,
    Two,
}

/// What is searched, made once for an index.
#[derive(Debug)]
pub struct PatientSearch {
    index: Arc<PatientIndex>,
    identifiers: IdentifierSearch,
    family_names: NameSearch,
    given_names: NameSearch,
    chinese_names: NameSearch,
    pinyin: PinyinSearch,
}

/// The rows that match a query, best first, and what is needed to say why.
#[derive(Debug)]
pub struct Found {
    /// All of them: the length is the exact count.
    pub rows: Vec<u32>,
    terms: Vec<Term>,
}

impl Found {
    /// Whether the query had no word, so that every row is in.
    pub fn is_everyone(&self) -> bool {
        self.terms.is_empty()
    }
}

impl PatientSearch {
    /// Folds every distinct name and looks up the readings of every Chinese character.
    pub fn new(index: Arc<PatientIndex>) -> PatientSearch {
        let pinyin = || PinyinSearch::new(&index.chinese_names().book);
        let others = || {
            let [family, given, chinese] = [index.family_names(), index.given_names(), index.chinese_names()]
                .map(|column| NameSearch::new(&column.book));
            (IdentifierSearch::new(index.identifiers()), family, given, chinese)
        };
        let (pinyin, (identifiers, family_names, given_names, chinese_names)) = both("search-pinyin", pinyin, others);
        PatientSearch { identifiers, family_names, given_names, chinese_names, pinyin, index }
    }

    pub fn index(&self) -> &Arc<PatientIndex> {
        &self.index
    }

    /// The rows of shown patients (of those in `within`, where it is given) that match every word of `text`, best first:
    /// exact, prefix, inside a name, pinyin, initials, typing errors. No word: every row in order of number. One tick a
    /// word and some for the rows.
    ///
    /// # Errors
    /// [`Cancelled`] once the job was asked to stop.
    pub fn search(&self, text: &str, within: Option<&RowSet>, progress: &Progress) -> Result<Found, Cancelled> {
        let threads = if self.index.row_count() < TWO_THREADS_ROWS { Threads::One } else { Threads::Two };
        self.search_on(threads, text, within, progress)
    }

    fn search_on(
        &self,
        threads: Threads,
        text: &str,
        within: Option<&RowSet>,
        progress: &Progress,
    ) -> Result<Found, Cancelled> {
        let terms = query::terms(text, &self.pinyin);
        let mut allowed = self.index.everyone().clone();
        if let Some(within) = within {
            allowed.intersect(within);
        }
        if terms.is_empty() {
            return Ok(Found { rows: allowed.to_rows(), terms });
        }
        for (row, _) in
            self.index.merged().iter().filter(|(_, head)| allowed.contains(*head)).copied().collect::<Vec<_>>()
        {
            allowed.insert(row);
        }
        let mut tables = Vec::with_capacity(terms.len());
        for term in &terms {
            tables.push(self.tables(term, threads));
            progress.tick(1)?;
        }
        let rows = scan::ranked_rows(&self.index, &tables, &allowed, threads, progress)?;
        Ok(Found { rows, terms })
    }

    /// Why a row matched: the best match of each word, in the order of the words; what was merged into the row counts.
    pub fn why(&self, found: &Found, row: u32) -> Vec<Match> {
        let rows: Vec<u32> = std::iter::once(row).chain(self.index.merged_into(row)).collect();
        let best =
            |term| rows.iter().filter_map(|&row| why::best_match(self, term, row)).min_by_key(|(grade, _)| *grade);
        found.terms.iter().filter_map(best).map(|(_, found)| found).collect()
    }

    /// Bytes on the heap beside those of the index.
    pub fn heap_bytes(&self) -> usize {
        let names = [&self.family_names, &self.given_names, &self.chinese_names];
        names.iter().map(|names| names.heap_bytes()).sum::<usize>()
            + self.pinyin.heap_bytes()
            + self.identifiers.heap_bytes()
    }

    /// The grades of every distinct name, and of the identifiers.
    fn tables(&self, term: &Term, threads: Threads) -> scan::TermTables {
        let index = &self.index;
        let chinese = || {
            let mut grades = self.chinese_names.grades(&index.chinese_names().book, term);
            self.pinyin.improve(&mut grades, term);
            grades
        };
        let others = || {
            (
                self.family_names.grades(&index.family_names().book, term),
                self.given_names.grades(&index.given_names().book, term),
                self.identifiers.grades(index.identifiers(), term),
            )
        };
        let (chinese, (family, given, identifiers)) = match threads {
            Threads::One => (chinese(), others()),
            Threads::Two => both("search-chinese", chinese, others),
        };
        scan::TermTables { family, given, chinese, identifiers }
    }
}

/// Two pieces of work at once, the first on a thread of that name; one after the other where none can be started.
fn both<A: Send, B>(name: &str, first: impl Fn() -> A + Sync, second: impl FnOnce() -> B) -> (A, B) {
    scope(|scope| {
        let thread = Builder::new().name(name.to_owned()).spawn_scoped(scope, &first);
        let second = second();
        let first = match thread {
            Ok(thread) => thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            Err(_) => first(),
        };
        (first, second)
    })
}

#[cfg(test)]
mod tests;
