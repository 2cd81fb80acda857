//! Which rows a cohort holds, column by column.
//!
//! A test has three answers, so a tree is evaluated for one side at a time: the rows for which it is certainly yes, or
//! certainly no. `not` swaps the sides, and "unknown" is on neither. See [`crate::domain::cohort`] for the meaning.

use crate::base::Date;
use crate::domain::book::{Book, BookKind, Books};
use crate::domain::cohort::{Cohort, Comparison, Equality, Expr, Field, Test, TextComparison, TextTest};
use crate::domain::indicator::{Assessment, IndicatorId};
use crate::domain::patient::{AllergyState, Sex};
use crate::domain::summary::{WordLists, date_of_packed};

use super::kept::KeptRisks;
use super::{Marks, NO_DAY, NO_OBSERVED, NO_WARD, NameColumn, PatientIndex, RowSet};
use crate::app::spelling::fold::folded;

/// Which answer a row must give to be in the set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Yes,
    No,
}

impl Side {
    fn other(self) -> Side {
        match self {
            Side::Yes => Side::No,
            Side::No => Side::Yes,
        }
    }

    /// Whether a definite answer is on this side.
    fn is(self, answer: bool) -> bool {
        answer == (self == Side::Yes)
    }
}

/// Which outcomes of a comparison pass.
#[derive(Clone, Copy)]
struct Accepts {
    less: bool,
    equal: bool,
    greater: bool,
}

impl Accepts {
    fn new(comparison: Comparison, side: Side) -> Self {
        let comparison = if side == Side::Yes { comparison } else { comparison.opposite() };
        Accepts { less: comparison.holds(0, 1), equal: comparison.holds(1, 1), greater: comparison.holds(1, 0) }
    }

    /// Branch-free, so that whole columns are compared with vector instructions.
    fn passes<T: PartialOrd>(self, value: T, limit: T) -> bool {
        (value < limit) & self.less | (value == limit) & self.equal | (value > limit) & self.greater
    }
}

impl PatientIndex {
    /// The rows of the shown patients for whom the cohort's sentence is certainly true on that day.
    /// A test of a risk holds nobody here: see [`PatientIndex::filter_with`].
    pub fn filter(&self, cohort: &Cohort, as_of: Date) -> RowSet {
        self.filter_with(cohort, as_of, &KeptRisks::default())
    }

    /// The same with the risks that were kept.
    pub fn filter_with(&self, cohort: &Cohort, as_of: Date, kept: &KeptRisks) -> RowSet {
        let Some(expr) = &cohort.expr else {
            return self.present.clone();
        };
        let mut rows = Evaluation { index: self, as_of, kept }.expr(expr, Side::Yes);
        rows.intersect(&self.present);
        rows
    }

    /// How many patients the cohort holds.
    pub fn count(&self, cohort: &Cohort, as_of: Date) -> usize {
        self.filter(cohort, as_of).count()
    }

    /// The same with the risks that were kept.
    pub fn count_with(&self, cohort: &Cohort, as_of: Date, kept: &KeptRisks) -> usize {
        self.filter_with(cohort, as_of, kept).count()
    }
}

struct Evaluation<'a> {
    index: &'a PatientIndex,
    as_of: Date,
    kept: &'a KeptRisks,
}

impl Evaluation<'_> {
    fn expr(&self, expr: &Expr, side: Side) -> RowSet {
        match (expr, side) {
            (Expr::Test(test), _) => self.test(test, side),
            (Expr::Not(inner), _) => self.expr(inner, side.other()),
            (Expr::All(parts), Side::Yes) | (Expr::Any(parts), Side::No) => self.joined(parts, side, RowSet::intersect),
            (Expr::Any(parts), Side::Yes) | (Expr::All(parts), Side::No) => self.joined(parts, side, RowSet::unite),
        }
    }

    fn joined(&self, parts: &[Expr], side: Side, join: impl Fn(&mut RowSet, &RowSet)) -> RowSet {
        let mut sets = parts.iter().map(|part| self.expr(part, side));
        let mut joined = sets.next().unwrap_or_else(|| RowSet::none(self.index.row_count()));
        sets.for_each(|set| join(&mut joined, &set));
        joined
    }

    fn test(&self, test: &Test, side: Side) -> RowSet {
        let index = self.index;
        match test {
            Test::Age { comparison, years } => self.age(Accepts::new(*comparison, side), *years),
            Test::Sex { equality, sex } => self.sex(*equality, *sex, side),
            Test::Name(text) => self.name(text, side),
            Test::Identifier(text) => self.identifier(text, side),
            Test::Condition(text) => on_list(&index.conditions, &self.words(BookKind::Condition, text), text, side),
            Test::Medication(text) => on_list(&index.medications, &self.words(BookKind::Medication, text), text, side),
            Test::Ward(text) => {
                let wards = self.words(BookKind::Ward, text);
                let wants = side.is(text.comparison != TextComparison::IsNot);
                let is_hit = |ward: u16| wards.get(usize::from(ward)).copied().unwrap_or(false);
                RowSet::from_column(&index.wards, |ward| ward != NO_WARD && is_hit(ward) == wants)
            }
            Test::Allergies { equality, state } => {
                let wants = side.is(*equality == Equality::Is);
                RowSet::from_column(&index.marks, |marks| (marks.allergies() == *state) == wants)
            }
            Test::Newest { indicator, comparison, limit } => {
                // Stored values are rounded to f32; so is the limit, that `= 7.6` finds what was recorded as 7.6.
                let (limit, accepts) = (limit.canonical() as f32, Accepts::new(*comparison, side));
                self.newest_values(*indicator, |value| accepts.passes(value, limit) & !value.is_nan())
            }
            Test::Measured { indicator, comparison, days_ago } => {
                self.measured(*indicator, Accepts::new(*comparison, side), *days_ago)
            }
            Test::Observed { comparison, days_ago } => {
                let (accepts, as_of) = (Accepts::new(*comparison, side), self.as_of.0);
                let days_ago = day_limit(*days_ago);
                RowSet::from_column(&index.observed_days, |day| {
                    (day != NO_OBSERVED) & accepts.passes(as_of.wrapping_sub(date_of_packed(day).0), days_ago)
                })
            }
            Test::Observations { comparison, count } => {
                let accepts = Accepts::new(*comparison, side);
                RowSet::from_column(&index.observation_counts, |value| accepts.passes(value, *count))
            }
            Test::Flagged { comparison, count } => {
                let accepts = Accepts::new(*comparison, side);
                RowSet::from_column(&index.flagged_counts, |value| accepts.passes(u32::from(value), *count))
            }
            Test::Recorded(field) => self.recorded(*field, side),
            Test::Missing(field) => self.recorded(*field, side.other()),
            Test::Abnormal(indicator) => self.assessed(*indicator, Assessment::is_abnormal, side),
            Test::Critical(indicator) => self.assessed(*indicator, Assessment::is_critical, side),
            Test::Risk { model, comparison, number } => {
                self.risk(model, Accepts::new(*comparison, side), number.to_f64())
            }
        }
    }

    /// Who has no kept number is on neither side; nor is whose least and most lie on different sides.
    fn risk(&self, model: &str, accepts: Accepts, limit: f64) -> RowSet {
        let mut rows = RowSet::none(self.index.row_count());
        for kept in self.kept.run(model).map_or(&[][..], |run| run.numbers.as_slice()) {
            let may_equal = kept.least < limit && limit < kept.most;
            let passes = accepts.passes(kept.least, limit) && accepts.passes(kept.most, limit);
            if passes && (accepts.equal || !may_equal) && (kept.row as usize) < self.index.row_count() {
                rows.insert(kept.row);
            }
        }
        rows
    }

    /// Born early enough is old enough: two dates decide for everyone but the dead, whose age stands still.
    fn age(&self, accepts: Accepts, years: u32) -> RowSet {
        let as_of = self.as_of;
        let (reached, passed) = (last_birth_day(as_of, years), last_birth_day(as_of, years.saturating_add(1)));
        let mut rows = RowSet::from_column(&self.index.birth_days, |born| {
            let (is_less, is_greater) = (born > reached, born <= passed);
            let passes =
                is_less & accepts.less | is_greater & accepts.greater | !(is_less | is_greater) & accepts.equal;
            (born != NO_DAY) & (born <= as_of.0) & passes
        });
        for &(row, _) in &self.index.deaths {
            rows.remove(row);
            let age = self.index.age_years(row, as_of);
            if age.is_some_and(|age| accepts.passes(i64::from(age), i64::from(years))) {
                rows.insert(row);
            }
        }
        rows
    }

    /// "The source does not know" answers only the question for it.
    fn sex(&self, equality: Equality, sex: Sex, side: Side) -> RowSet {
        let wants = side.is(equality == Equality::Is);
        RowSet::from_column(&self.index.marks, |marks| match marks.sex() {
            None => false,
            Some(Sex::Unknown) => sex == Sex::Unknown && wants,
            Some(recorded @ (Sex::Female | Sex::Male | Sex::Other)) => (recorded == sex) == wants,
        })
    }

    fn name(&self, test: &TextTest, side: Side) -> RowSet {
        let wanted = folded(&test.text);
        let hits = |column: &NameColumn| -> Vec<bool> {
            let names = column.book.folded_names();
            names.map(|name| !name.is_empty() && is_match(name, &wanted, test.comparison)).collect()
        };
        let index = self.index;
        let columns = [&index.family_names, &index.given_names, &index.chinese_names];
        let hits = columns.map(hits);
        let wants = side.is(test.comparison != TextComparison::IsNot);
        RowSet::from_fn(index.row_count(), |row| {
            let (mut is_recorded, mut is_hit) = (false, false);
            for (column, hits) in columns.iter().zip(&hits) {
                let number = column.numbers.get(row).copied().unwrap_or(0);
                is_recorded |= number != 0;
                is_hit |= hits.get(number as usize).copied().unwrap_or(false);
            }
            is_recorded && is_hit == wants
        })
    }

    fn identifier(&self, test: &TextTest, side: Side) -> RowSet {
        let identifiers = &self.index.identifiers;
        let wanted = test.text.to_ascii_lowercase();
        let whole = identifiers.buffer().to_ascii_lowercase();
        let finder = memchr::memmem::Finder::new(wanted.as_bytes());
        let mut hits = RowSet::none(self.index.row_count());
        let (mut row, mut at) = (0usize, 0usize);
        while let Some(found) = whole.as_bytes().get(at..).and_then(|rest| finder.find(rest)) {
            let start = at + found;
            while row < identifiers.len() && identifiers.end_of(row) <= start {
                row += 1;
            }
            if row == identifiers.len() {
                break;
            }
            let (end, row_start) = (identifiers.end_of(row), identifiers.end_of(row) - identifiers.get(row).len());
            let is_inside = start + wanted.len() <= end;
            let is_whole = start == row_start && start + wanted.len() == end;
            if is_whole || (is_inside && test.comparison == TextComparison::Contains) {
                hits.insert(row as u32);
            }
            at = if is_inside { end } else { start + 1 };
        }
        // A person has all the identifiers that were merged.
        for &(row, head) in self.index.merged() {
            if hits.contains(row) {
                hits.insert(head);
            }
        }
        let wants = side.is(test.comparison != TextComparison::IsNot);
        if !wants {
            return hits.complement();
        }
        hits
    }

    /// For each word of a book, whether it is the one meant; `!=` is answered by its opposite.
    fn words(&self, kind: BookKind, test: &TextTest) -> Vec<bool> {
        let wanted = folded(&test.text);
        let book: &Book = self.index.books.of(kind);
        let is_hit = |word: &str| {
            let (code, name) = (folded(Books::code_part(word)), folded(Books::name_part(word)));
            is_match(&code, &wanted, test.comparison) || is_match(&name, &wanted, test.comparison)
        };
        book.iter().map(|(_, word)| is_hit(word)).collect()
    }

    fn newest_values(&self, indicator: IndicatorId, is_in: impl Fn(f32) -> bool) -> RowSet {
        match self.index.newest.get(indicator.index()) {
            Some(Some(column)) => RowSet::from_column(column.parts().0, is_in),
            Some(None) | None => RowSet::none(self.index.row_count()),
        }
    }

    fn measured(&self, indicator: IndicatorId, accepts: Accepts, days_ago: u32) -> RowSet {
        let mut rows = self.newest_values(indicator, |value| !value.is_nan());
        if let Some(Some(column)) = self.index.newest.get(indicator.index()) {
            let (as_of, days_ago) = (self.as_of.0, day_limit(days_ago));
            rows.intersect(&RowSet::from_column(column.parts().1, |day| {
                accepts.passes(as_of.wrapping_sub(date_of_packed(day).0), days_ago)
            }));
        }
        rows
    }

    fn assessed(&self, indicator: IndicatorId, asked: impl Fn(Assessment) -> bool, side: Side) -> RowSet {
        RowSet::from_fn(self.index.row_count(), |row| match self.index.assess(row as u32, indicator) {
            Assessment::NoReferenceRange | Assessment::NotRecorded | Assessment::NotTested => false,
            known @ (Assessment::InRange
            | Assessment::Low
            | Assessment::High
            | Assessment::CriticalLow
            | Assessment::CriticalHigh) => side.is(asked(known)),
        })
    }

    /// Whether something is recorded is always known.
    fn recorded(&self, field: Field, side: Side) -> RowSet {
        let index = self.index;
        let column_of = |column: &NameColumn| RowSet::from_column(&column.numbers, |number| side.is(number != 0));
        match field {
            Field::Age => {
                RowSet::from_fn(index.row_count(), |row| side.is(index.age_years(row as u32, self.as_of).is_some()))
            }
            Field::Sex => RowSet::from_column(&index.marks, |marks: Marks| side.is(marks.sex().is_some())),
            Field::Name => RowSet::from_fn(index.row_count(), |row| {
                let columns = [&index.family_names, &index.given_names, &index.chinese_names];
                side.is(columns.iter().any(|column| column.numbers.get(row).is_some_and(|&number| number != 0)))
            }),
            Field::ChineseName => column_of(&index.chinese_names),
            Field::Ward => RowSet::from_column(&index.wards, |ward| side.is(ward != NO_WARD)),
            Field::Allergies => {
                RowSet::from_column(&index.marks, |marks| side.is(marks.allergies() != AllergyState::NotRecorded))
            }
            Field::Condition => {
                RowSet::from_fn(index.row_count(), |row| side.is(!index.conditions.get(row).is_empty()))
            }
            Field::Medication => {
                RowSet::from_fn(index.row_count(), |row| side.is(!index.medications.get(row).is_empty()))
            }
            Field::Observation => RowSet::from_column(&index.observed_days, |day| side.is(day != NO_OBSERVED)),
            Field::DeathDate => {
                let mut rows = RowSet::from_fn(index.row_count(), |_| side == Side::No);
                for &(row, _) in &index.deaths {
                    if side == Side::Yes { rows.insert(row) } else { rows.remove(row) }
                }
                rows
            }
            Field::Indicator(indicator) => match index.newest.get(indicator.index()) {
                Some(Some(column)) => RowSet::from_column(column.parts().0, |value| side.is(!value.is_nan())),
                Some(None) | None => RowSet::from_fn(index.row_count(), |_| side == Side::No),
            },
        }
    }
}

/// Both texts folded. `!=` asks for equality here and is turned round by its caller.
fn is_match(text: &str, wanted: &str, comparison: TextComparison) -> bool {
    match comparison {
        TextComparison::Is | TextComparison::IsNot => text == wanted,
        TextComparison::Contains => text.contains(wanted),
    }
}

/// The rows that have one of the words, or those that have none.
fn on_list(lists: &WordLists, is_word: &[bool], test: &TextTest, side: Side) -> RowSet {
    let (words, ends) = lists.parts();
    // A place for each possible word spares a check per word.
    let mut hits = vec![false; 1 << 16];
    hits.iter_mut().zip(is_word).for_each(|(hit, &is_word)| *hit = is_word);
    let places = RowSet::from_column(words, |word| hits.get(usize::from(word)).copied().unwrap_or(false));
    let mut rows = RowSet::none(lists.len());
    let mut row = 0usize;
    for place in places.iter() {
        while ends.get(row + 1).is_some_and(|&end| end <= place) {
            row += 1;
        }
        rows.insert(row as u32);
    }
    if side.is(test.comparison != TextComparison::IsNot) { rows } else { rows.complement() }
}

/// Days beyond this many are all the same: longer ago than any day that is kept.
fn day_limit(days_ago: u32) -> i32 {
    i32::try_from(days_ago).unwrap_or(i32::MAX)
}

/// The last day on which somebody could be born and have completed `years` by `on`; a 29 February counts from 1 March.
pub(super) fn last_birth_day(on: Date, years: u32) -> i32 {
    let (year, month, day) = on.ymd();
    let birth_year = i64::from(year) - i64::from(years);
    let date = i32::try_from(birth_year).ok().and_then(|year| {
        Date::from_ymd(year, month, day).or_else(|| Date::from_ymd(year, month, day.saturating_sub(1)))
    });
    date.map_or(NO_DAY, |date| date.0)
}

#[cfg(test)]
mod tests;
