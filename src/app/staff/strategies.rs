//! What a person decides for a group: proposed from the strategies that the file records, and open to change.

use crate::analysis::staff::profile::Profile;
use crate::analysis::staff::study::Study;
use crate::base::Date;
use crate::domain::strategy::{GroupStrategy, GroupTrait, RecordedStrategy, StrategyBook};

/// Traits that are kept of a group.
const TRAITS: usize = 5;

/// Where a decision's words come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Recorded for so many of the group in the file; `None` for fewer than are shown.
    Recorded { people: Option<u32>, of: u32 },
    /// Typed by a person.
    Own,
    /// Nothing is recorded.
    Nothing,
}

/// What can be changed of a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecisionPart {
    Strategy,
    Owner,
    Cost,
    Start,
    Review,
    Expected,
    Measured,
}

impl DecisionPart {
    pub const ALL: [DecisionPart; 7] = [
        DecisionPart::Strategy,
        DecisionPart::Owner,
        DecisionPart::Cost,
        DecisionPart::Start,
        DecisionPart::Review,
        DecisionPart::Expected,
        DecisionPart::Measured,
    ];

    /// Stable: texts `staff-decision-<id>`.
    pub fn id(self) -> &'static str {
        match self {
            DecisionPart::Strategy => "strategy",
            DecisionPart::Owner => "owner",
            DecisionPart::Cost => "cost",
            DecisionPart::Start => "start",
            DecisionPart::Review => "review",
            DecisionPart::Expected => "expected",
            DecisionPart::Measured => "measured",
        }
    }

    pub fn of(self, own: &GroupStrategy) -> &str {
        match self {
            DecisionPart::Strategy => &own.strategy,
            DecisionPart::Owner => &own.owner,
            DecisionPart::Cost => &own.cost,
            DecisionPart::Start => &own.start,
            DecisionPart::Review => &own.review,
            DecisionPart::Expected => &own.expected,
            DecisionPart::Measured => &own.measured,
        }
    }

    fn of_mut(self, own: &mut GroupStrategy) -> &mut String {
        match self {
            DecisionPart::Strategy => &mut own.strategy,
            DecisionPart::Owner => &mut own.owner,
            DecisionPart::Cost => &mut own.cost,
            DecisionPart::Start => &mut own.start,
            DecisionPart::Review => &mut own.review,
            DecisionPart::Expected => &mut own.expected,
            DecisionPart::Measured => &mut own.measured,
        }
    }
}

/// Where the strategy of a group comes from.
pub fn source_of(own: &GroupStrategy) -> Source {
    match own.recorded.iter().find(|recorded| recorded.strategy == own.strategy) {
        Some(recorded) => Source::Recorded { people: recorded.people, of: own.size },
        None if own.strategy.trim().is_empty() => Source::Nothing,
        None => Source::Own,
    }
}

/// What is wrong with a part of a decision; the text `staff-fault-<id>`.
pub fn fault_of(own: &GroupStrategy, part: DecisionPart) -> Option<&'static str> {
    let day = |text: &str| Date::parse_iso(text.trim().as_bytes());
    match part {
        DecisionPart::Start | DecisionPart::Review => {
            let text = part.of(own).trim();
            let found = day(text);
            if !text.is_empty() && found.is_none() {
                return Some("no-day");
            }
            let is_before = found.zip(day(&own.start)).is_some_and(|(review, start)| review < start);
            (part == DecisionPart::Review && is_before).then_some("review-before-start")
        }
        DecisionPart::Cost => {
            let text = own.cost.trim();
            (!text.is_empty() && !text.contains(|letter: char| letter.is_ascii_digit())).then_some("no-cost")
        }
        _ => None,
    }
}

/// Whether everything that was typed can be kept.
pub fn can_be_kept(book: &StrategyBook) -> bool {
    let is_sound = |own: &GroupStrategy| DecisionPart::ALL.into_iter().all(|part| fault_of(own, part).is_none());
    !book.strategies.is_empty() && book.strategies.iter().all(is_sound)
}

/// The strategy recorded most often for each group; of several the first, which is said. What a person decided before
/// stays where the group still is as large and has the same strategies recorded.
pub fn proposed(study: &Study, before: &[GroupStrategy]) -> Vec<GroupStrategy> {
    let one = |profile: &Profile| {
        let fresh = of_profile(study, profile);
        let same =
            |old: &&GroupStrategy| old.group == fresh.group && old.size == fresh.size && old.recorded == fresh.recorded;
        match before.iter().find(same) {
            Some(old) => GroupStrategy { traits: fresh.traits, ..old.clone() },
            None => fresh,
        }
    };
    study.profiles.iter().map(one).collect()
}

fn of_profile(study: &Study, profile: &Profile) -> GroupStrategy {
    let recorded = |((strategy, _), people): (&(String, u32), Option<u32>)| RecordedStrategy {
        strategy: strategy.clone(),
        people,
    };
    let apart = profile.differences.iter().filter(|found| found.is_clear()).take(TRAITS);
    let trait_of = |found: &crate::analysis::staff::profile::Difference| {
        let own = study.encoded.features.get(found.feature)?;
        let feature = own.word.clone().unwrap_or_else(|| own.column.clone());
        Some(GroupTrait { feature, inside: found.inside, outside: found.outside, is_share: own.word.is_some() })
    };
    GroupStrategy {
        group: profile.number,
        size: profile.size,
        traits: if study.profiles.len() > 1 { apart.filter_map(trait_of).collect() } else { Vec::new() },
        recorded: profile.strategies.iter().zip(profile.shown_counts().0).map(recorded).collect(),
        // Of several recorded equally often a person chooses one.
        strategy: only(&profile.usual_strategies()).unwrap_or_default(),
        ..GroupStrategy::default()
    }
}

fn only(names: &[&str]) -> Option<String> {
    match names {
        [name] => Some((*name).to_owned()),
        _ => None,
    }
}

/// Changes part of a decision; whether anything is otherwise.
pub fn decide(strategies: &mut [GroupStrategy], group: u32, part: DecisionPart, text: String) -> bool {
    let Some(own) = strategies.iter_mut().find(|own| own.group == group) else { return false };
    let place = part.of_mut(own);
    let is_changed = *place != text;
    *place = text;
    is_changed
}
