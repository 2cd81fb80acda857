//! What a person decides for a group: proposed from the strategies that the file records, and open to change.

use crate::analysis::staff::study::Study;

/// Where a decision's words come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Recorded for so many of the group in the file.
    Recorded { people: u32, of: u32 },
    /// Typed by a person.
    Own,
    /// Nothing is recorded.
    Nothing,
}

/// What is decided for a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// From 1.
    pub group: u32,
    pub strategy: String,
    pub source: Source,
    pub owner: String,
    pub cost: String,
    pub start: String,
    pub review: String,
    pub effect: String,
    /// What the file records for the group: strategy and people.
    pub options: Vec<(String, u32)>,
    pub size: u32,
}

/// What can be changed of a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecisionPart {
    Strategy,
    Owner,
    Cost,
    Start,
    Review,
    Effect,
}

impl DecisionPart {
    pub const ALL: [DecisionPart; 6] = [
        DecisionPart::Strategy,
        DecisionPart::Owner,
        DecisionPart::Cost,
        DecisionPart::Start,
        DecisionPart::Review,
        DecisionPart::Effect,
    ];

    /// Stable: texts `staff-decision-<id>`.
    pub fn id(self) -> &'static str {
        match self {
            DecisionPart::Strategy => "strategy",
            DecisionPart::Owner => "owner",
            DecisionPart::Cost => "cost",
            DecisionPart::Start => "start",
            DecisionPart::Review => "review",
            DecisionPart::Effect => "effect",
        }
    }
}

impl Decision {
    pub fn part(&self, part: DecisionPart) -> &str {
        match part {
            DecisionPart::Strategy => &self.strategy,
            DecisionPart::Owner => &self.owner,
            DecisionPart::Cost => &self.cost,
            DecisionPart::Start => &self.start,
            DecisionPart::Review => &self.review,
            DecisionPart::Effect => &self.effect,
        }
    }

    fn part_mut(&mut self, part: DecisionPart) -> &mut String {
        match part {
            DecisionPart::Strategy => &mut self.strategy,
            DecisionPart::Owner => &mut self.owner,
            DecisionPart::Cost => &mut self.cost,
            DecisionPart::Start => &mut self.start,
            DecisionPart::Review => &mut self.review,
            DecisionPart::Effect => &mut self.effect,
        }
    }

    /// Strategies that as many people have as the most frequent one.
    pub fn ties(&self) -> usize {
        let most = self.options.first().map(|(_, people)| *people);
        self.options.iter().filter(|(_, people)| Some(*people) == most).count()
    }

    fn source_of(&self) -> Source {
        let recorded = self.options.iter().find(|(name, _)| *name == self.strategy);
        match recorded {
            Some((_, people)) => Source::Recorded { people: *people, of: self.size },
            None if self.strategy.trim().is_empty() => Source::Nothing,
            None => Source::Own,
        }
    }
}

/// The strategy recorded most often for each group. What a person typed before stays where the group still has its size.
pub fn proposed(study: &Study, before: &[Decision]) -> Vec<Decision> {
    let one = |profile: &crate::analysis::staff::profile::Profile| {
        let kept = before
            .iter()
            .find(|old| old.group == profile.number && old.size == profile.size && old.options == profile.strategies);
        kept.cloned().unwrap_or_else(|| {
            let mut decision = Decision {
                group: profile.number,
                strategy: profile.usual_strategies().first().map(|name| (*name).to_owned()).unwrap_or_default(),
                source: Source::Nothing,
                owner: String::new(),
                cost: String::new(),
                start: String::new(),
                review: String::new(),
                effect: String::new(),
                options: profile.strategies.clone(),
                size: profile.size,
            };
            decision.source = decision.source_of();
            decision
        })
    };
    study.profiles.iter().map(one).collect()
}

/// Changes part of a decision.
pub fn decide(decisions: &mut [Decision], group: u32, part: DecisionPart, text: String) {
    if let Some(decision) = decisions.iter_mut().find(|decision| decision.group == group) {
        *decision.part_mut(part) = text;
        decision.source = decision.source_of();
    }
}
