//! Strategy books: versions come back as they were written, are taken back and restored, each step journalled.

use std::sync::Arc;

use super::super::{Store, StoreError};
use super::{Reopen, content, grant};
use crate::domain::access::{Action, Scope};
use crate::domain::strategy::{GroupStrategy, GroupTrait, RecordedStrategy, StrategyBook, standing};

fn book(measured: &str) -> StrategyBook {
    let strategy = GroupStrategy {
        group: 1,
        size: 40,
        traits: vec![GroupTrait { feature: "triage".into(), inside: 1.0 / 3.0, outside: 0.1, is_share: true }],
        recorded: vec![RecordedStrategy { strategy: "导师制 | \"mentoring\"".into(), people: None }],
        strategy: "job rotation".into(),
        owner: "Head of nursing".into(),
        cost: "12 000 EUR".into(),
        start: "2027-01-31".into(),
        review: "2027-07-31".into(),
        expected: "fewer leave".into(),
        measured: measured.into(),
    };
    StrategyBook {
        table: "staff.csv".into(),
        table_sha256: "00ff".into(),
        people: 80,
        has_natural_groups: true,
        strategies: vec![strategy],
    }
}

pub fn books_are_kept(store: Arc<dyn Store>, reopen: Reopen) {
    let before = content(&*store);
    let of = |action| grant(action, Scope::Text { text: "staff.csv".to_owned() });
    let save = |book: &StrategyBook| store.save_strategy_book(&of(Action::SaveStrategies), book).expect("saved");
    let (first, second) = (save(&book("")), save(&book("8 % instead of 12 % left")));
    let store = reopen(store);
    let read = || store.strategy_books(&of(Action::StudyStaff)).expect("reads");
    let kept = read();
    assert_eq!(kept.iter().map(|one| one.number).collect::<Vec<_>>(), [second, first]);
    assert_eq!([&kept[1].book, &kept[0].book], [&book(""), &book("8 % instead of 12 % left")]);
    assert_eq!((kept[0].made_by.as_str(), standing(&kept).map(|one| one.number)), ("Test", Some(second)));
    let back = |number, is| store.take_back_strategy_book(&of(Action::TakeBackStrategies), number, is);
    back(second, true).expect("taken back");
    assert_eq!(standing(&read()).map(|one| one.number), Some(first));
    back(second, false).expect("restored");
    assert_eq!(read(), kept);
    assert!(matches!(back(second + 7, true), Err(StoreError::NotFound { .. })));
    assert_eq!(content(&*store), before, "a strategy says nothing of a patient");
    let saved = store.journal_entries(0, 100).expect("reads");
    assert_eq!(saved.iter().filter(|entry| entry.action == Action::SaveStrategies).count(), 2);
}
