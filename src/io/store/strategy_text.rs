//! A strategy book as the store writes it: JSON of types of our own. What a later program adds is passed over.

use serde::{Deserialize, Serialize};

use super::StoreError;
use crate::domain::strategy::{GroupStrategy, GroupTrait, RecordedStrategy, StrategyBook};

#[derive(Serialize, Deserialize)]
struct BookText {
    table: String,
    table_sha256: String,
    people: u32,
    has_natural_groups: bool,
    strategies: Vec<StrategyText>,
}

#[derive(Serialize, Deserialize)]
#[serde(default)]
#[derive(Default)]
struct StrategyText {
    group: u32,
    size: u32,
    traits: Vec<(String, f64, f64, bool)>,
    recorded: Vec<(String, Option<u32>)>,
    strategy: String,
    owner: String,
    cost: String,
    start: String,
    review: String,
    expected: String,
    measured: String,
}

/// # Errors
/// A number that no text can hold.
pub fn write(book: &StrategyBook) -> Result<String, StoreError> {
    let text = BookText {
        table: book.table.clone(),
        table_sha256: book.table_sha256.clone(),
        people: book.people,
        has_natural_groups: book.has_natural_groups,
        strategies: book.strategies.iter().cloned().map(to_text).collect(),
    };
    serde_json::to_string(&text).map_err(|error| StoreError::System { what: error.to_string() })
}

/// # Errors
/// [`StoreError::Damaged`].
pub fn read(text: &str) -> Result<StrategyBook, StoreError> {
    let text: BookText =
        serde_json::from_str(text).map_err(|_| StoreError::Damaged { what: "a strategy book".to_owned() })?;
    Ok(StrategyBook {
        table: text.table,
        table_sha256: text.table_sha256,
        people: text.people,
        has_natural_groups: text.has_natural_groups,
        strategies: text.strategies.into_iter().map(of_text).collect(),
    })
}

fn to_text(own: GroupStrategy) -> StrategyText {
    let GroupStrategy { group, size, strategy, owner, cost, start, review, expected, measured, .. } = own;
    let traits = own.traits.into_iter().map(|one| (one.feature, one.inside, one.outside, one.is_share)).collect();
    let recorded = own.recorded.into_iter().map(|one| (one.strategy, one.people)).collect();
    StrategyText { group, size, traits, recorded, strategy, owner, cost, start, review, expected, measured }
}

fn of_text(text: StrategyText) -> GroupStrategy {
    let of_trait = |(feature, inside, outside, is_share)| GroupTrait { feature, inside, outside, is_share };
    GroupStrategy {
        group: text.group,
        size: text.size,
        traits: text.traits.into_iter().map(of_trait).collect(),
        recorded: text.recorded.into_iter().map(|(strategy, people)| RecordedStrategy { strategy, people }).collect(),
        strategy: text.strategy,
        owner: text.owner,
        cost: text.cost,
        start: text.start,
        review: text.review,
        expected: text.expected,
        measured: text.measured,
    }
}
