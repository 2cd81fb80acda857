//! The strategy book: what a person decided for groups of staff, with what it was decided on. Nobody of the staff is in it.

/// What was decided for the groups of one table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StrategyBook {
    /// Name of the table that the groups were made of, and its SHA-256 in hexadecimal digits.
    pub table: String,
    pub table_sha256: String,
    pub people: u32,
    /// Whether the groups are in the data, or were only asked for.
    pub has_natural_groups: bool,
    pub strategies: Vec<GroupStrategy>,
}

/// What was decided for a group. Fields that a person writes are as written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GroupStrategy {
    /// From 1, the largest first.
    pub group: u32,
    pub size: u32,
    /// What sets the group apart, the largest difference first.
    pub traits: Vec<GroupTrait>,
    /// What the table records, the most frequent first.
    pub recorded: Vec<RecordedStrategy>,
    pub strategy: String,
    pub owner: String,
    pub cost: String,
    /// `2027-01-31`, or nothing.
    pub start: String,
    pub review: String,
    pub expected: String,
    pub measured: String,
}

/// A column's mean, or the share that has a skill, inside a group and outside it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GroupTrait {
    /// The column, or the skill or word.
    pub feature: String,
    pub inside: f64,
    pub outside: f64,
    pub is_share: bool,
}

/// A strategy that the table records for people of a group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordedStrategy {
    pub strategy: String,
    /// `None` for fewer than are shown.
    pub people: Option<u32>,
}

/// A version of the book.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptBook {
    pub number: u64,
    pub made_utc_secs: i64,
    pub made_by: String,
    pub is_taken_back: bool,
    pub book: StrategyBook,
}

impl GroupStrategy {
    /// The strategies that most of the group have; several where they tie, none where nothing is recorded.
    pub fn usual(&self) -> Vec<&RecordedStrategy> {
        let most = self.recorded.first().and_then(|first| first.people);
        match most {
            Some(_) => self.recorded.iter().filter(|own| own.people == most).collect(),
            // The most frequent one stands first; whether another ties with a number that is not told is not told either.
            None => self.recorded.iter().take(1).collect(),
        }
    }
}

/// The version that holds: the newest that was not taken back. `books` are newest first.
pub fn standing(books: &[KeptBook]) -> Option<&KeptBook> {
    books.iter().find(|kept| !kept.is_taken_back)
}
