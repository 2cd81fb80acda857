//! The domain's words in the language of the user.

use super::{Texts, visible};
use crate::analysis::prescribing::ConcernedDrug;
use crate::base::Rule;
use crate::domain::access::Action;
use crate::domain::indicator::{Assessment, IndicatorId};
use crate::domain::patient::{AllergyState, Sex};
use crate::domain::resource::DeviceStatus;

impl Texts {
    /// The drugs that an injured kidney concerns, with why.
    pub fn concerned_drugs(&self, drugs: &[ConcernedDrug]) -> String {
        let one = |drug: &ConcernedDrug| {
            let why = self.get(&format!("kidney-concern-{}", drug.concern.id())).to_owned();
            self.format("ward-kidney-drug", &[("drug", &visible(&drug.name)), ("why", &why)])
        };
        let list = drugs.iter().map(one).collect::<Vec<_>>().join(self.get("list-comma"));
        self.format("ward-kidney-drugs", &[("drugs", &list)])
    }

    /// Name of an indicator: "Systolic blood pressure".
    pub fn indicator(&self, indicator: IndicatorId) -> &str {
        let id = indicator.indicator().id;
        self.find(&format!("indicator-{id}")).unwrap_or(id)
    }

    /// Short name of an indicator for column headings: "SBP".
    pub fn indicator_short(&self, indicator: IndicatorId) -> &str {
        let id = indicator.indicator().id;
        self.find(&format!("indicator-short-{id}")).unwrap_or(id)
    }

    /// What a rule says is wrong.
    pub fn rule(&self, rule: Rule) -> &str {
        self.find(&format!("rule-{}", rule.id())).unwrap_or(rule.id())
    }

    /// What to do about it.
    pub fn remedy(&self, rule: Rule) -> &str {
        self.find(&format!("remedy-{}", rule.id())).unwrap_or(rule.id())
    }

    /// What was done, as the journal says it.
    pub fn action(&self, action: Action) -> &str {
        self.find(&format!("action-{}", action.id())).unwrap_or(action.id())
    }

    /// What a value means.
    pub fn assessment(&self, assessment: Assessment) -> &str {
        self.get(match assessment {
            Assessment::InRange => "assessment-in-range",
            Assessment::Low => "assessment-low",
            Assessment::High => "assessment-high",
            Assessment::CriticalLow => "assessment-critical-low",
            Assessment::CriticalHigh => "assessment-critical-high",
            Assessment::NoReferenceRange => "assessment-no-reference-range",
            Assessment::NotRecorded => "assessment-not-recorded",
            Assessment::NotTested => "assessment-not-tested",
        })
    }

    /// Sex, "Not recorded" where there is none.
    pub fn sex(&self, sex: Option<Sex>) -> &str {
        self.get(match sex {
            Some(Sex::Female) => "sex-female",
            Some(Sex::Male) => "sex-male",
            Some(Sex::Other) => "sex-other",
            Some(Sex::Unknown) => "sex-unknown",
            None => "not-recorded",
        })
    }

    /// One of the four allergy labels, without substances.
    pub fn allergy_state(&self, state: AllergyState) -> &str {
        self.get(match state {
            AllergyState::Known => "allergy-known",
            AllergyState::NoneKnown => "allergy-none-known",
            AllergyState::NotRecorded => "allergy-not-recorded",
            AllergyState::Unavailable => "allergy-unavailable",
        })
    }

    /// Whether a device can be used.
    pub fn device_status(&self, status: DeviceStatus) -> &str {
        self.get(match status {
            DeviceStatus::Available => "device-available",
            DeviceStatus::InUse => "device-in-use",
            DeviceStatus::Maintenance => "device-maintenance",
            DeviceStatus::OutOfOrder => "device-out-of-order",
        })
    }
}
