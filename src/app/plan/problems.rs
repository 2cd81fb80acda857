//! The problems of a plan: what is unresolved, and what was resolved but still counts.

use crate::analysis::risk::Fact;
use crate::base::Date;
use crate::domain::book::{BookKind, Books};
use crate::domain::patient::Condition;
use crate::domain::plan::PlanProblem;

use super::super::twin::view::TwinView;

/// What was resolved within so many days still counts.
const LATELY_DAYS: i32 = 365;
/// Once there, these say something about every plan, however long ago they were marked as resolved.
const LASTING: [Fact; 6] = [
    Fact::Ascvd,
    Fact::Stroke,
    Fact::StrokeTiaEmbolism,
    Fact::VascularDisease,
    Fact::HeartFailure,
    Fact::PreviousThrombosis,
];

/// Conditions, each once: the unresolved, the newest first and those of unknown beginning last; then the resolved that
/// still count, those resolved last leading.
pub fn problems(twin: &TwinView, today: Date) -> Vec<PlanProblem> {
    let book = twin.books.of(BookKind::Condition);
    let mut all: Vec<PlanProblem> = Vec::new();
    for row in &twin.twin.conditions {
        let word = book.word(row.record.word);
        if !counts(word, &row.record, today) {
            continue;
        }
        let resolved = row.record.resolved.filter(|resolved| *resolved <= today);
        match all.iter_mut().find(|known| known.word == word) {
            Some(known) => join(known, row.record.onset, resolved),
            None => all.push(PlanProblem { word: word.to_owned(), since: row.record.onset, resolved }),
        }
    }
    let order = |problem: &PlanProblem| (problem.resolved.is_some(), problem.resolved.or(problem.since));
    all.sort_by(|one, other| {
        let ((one_is_over, one_date), (other_is_over, other_date)) = (order(one), order(other));
        let by_date = other_date.cmp(&one_date);
        one_is_over.cmp(&other_is_over).then(by_date).then_with(|| one.word.cmp(&other.word))
    });
    all
}

/// Begun, and unresolved, resolved lately, or of a kind that always counts.
fn counts(word: &str, condition: &Condition, today: Date) -> bool {
    let Some(resolved) = condition.resolved.filter(|resolved| *resolved <= today) else { return true };
    let facts = Fact::of_condition(Books::code_part(word));
    today.0 - resolved.0 <= LATELY_DAYS || LASTING.iter().any(|fact| facts.contains(*fact))
}

/// Another entry of the same condition: what is open outweighs what was resolved, else the later one stands.
fn join(known: &mut PlanProblem, since: Option<Date>, resolved: Option<Date>) {
    let is_newer = match (known.resolved, resolved) {
        (Some(_), None) => true,
        (Some(before), Some(now)) => now > before,
        (None, _) => false,
    };
    if is_newer {
        (known.since, known.resolved) = (since, resolved);
    } else if known.resolved.is_none() == resolved.is_none() {
        known.since = known.since.or(since);
    }
}
