//! Alerts that somebody saw and went on past: the reason is kept, silences that level of that cause for a while, and the
//! next user sees it.

use super::genome::drug::Tier;
use super::ids::PatientId;

/// Why an alert was overridden. Each has a text `override-reason-<id>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OverrideReason {
    /// The benefit outweighs the risk.
    BenefitOutweighs,
    /// The effect is being watched: levels, laboratory, symptoms.
    Monitored,
    /// The dose was already chosen by it.
    DoseAdjusted,
    /// The patient has long taken it without harm.
    Tolerated,
    /// No alternative is at hand.
    NoAlternative,
    /// The data behind the alert are wrong or out of date.
    DataWrong,
    /// The patient decided so after being told.
    PatientsDecision,
    /// It was seen, and is being treated.
    UnderTreatment,
    /// It is usual for this patient.
    UsualForPatient,
    /// Limits of care say that nothing more is done.
    LimitsOfCare,
    /// Said in the note.
    Other,
}

impl OverrideReason {
    pub const ALL: [OverrideReason; 11] = [
        OverrideReason::BenefitOutweighs,
        OverrideReason::Monitored,
        OverrideReason::DoseAdjusted,
        OverrideReason::Tolerated,
        OverrideReason::NoAlternative,
        OverrideReason::DataWrong,
        OverrideReason::PatientsDecision,
        OverrideReason::UnderTreatment,
        OverrideReason::UsualForPatient,
        OverrideReason::LimitsOfCare,
        OverrideReason::Other,
    ];

    /// Those that are offered for an alert about a drug.
    pub const OF_DRUGS: [OverrideReason; 8] = [
        OverrideReason::BenefitOutweighs,
        OverrideReason::Monitored,
        OverrideReason::DoseAdjusted,
        OverrideReason::Tolerated,
        OverrideReason::NoAlternative,
        OverrideReason::DataWrong,
        OverrideReason::PatientsDecision,
        OverrideReason::Other,
    ];

    /// Those that are offered for an alert of a ward.
    pub const OF_WARD: [OverrideReason; 7] = [
        OverrideReason::UnderTreatment,
        OverrideReason::Monitored,
        OverrideReason::UsualForPatient,
        OverrideReason::LimitsOfCare,
        OverrideReason::DataWrong,
        OverrideReason::PatientsDecision,
        OverrideReason::Other,
    ];

    pub fn id(self) -> &'static str {
        match self {
            OverrideReason::BenefitOutweighs => "benefit-outweighs",
            OverrideReason::Monitored => "monitored",
            OverrideReason::DoseAdjusted => "dose-adjusted",
            OverrideReason::Tolerated => "tolerated",
            OverrideReason::NoAlternative => "no-alternative",
            OverrideReason::DataWrong => "data-wrong",
            OverrideReason::PatientsDecision => "patients-decision",
            OverrideReason::UnderTreatment => "under-treatment",
            OverrideReason::UsualForPatient => "usual-for-patient",
            OverrideReason::LimitsOfCare => "limits-of-care",
            OverrideReason::Other => "other",
        }
    }

    pub fn from_id(id: &str) -> Option<OverrideReason> {
        OverrideReason::ALL.into_iter().find(|reason| reason.id() == id)
    }
}

/// What is said when an alert is overridden.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlertOverride {
    pub patient: PatientId,
    /// What the alert is about, once a cause: stable words such as `gene:clopidogrel:CYP2C19`.
    pub cause: String,
    /// The level that is silenced; a higher one is a new alert.
    pub tier: Tier,
    pub reason: OverrideReason,
    pub note: Option<String>,
}

/// An override with who said it, when, and until when it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptOverride {
    /// From 1, in the order of saying.
    pub number: u64,
    pub said: AlertOverride,
    pub actor: String,
    pub at_utc_secs: i64,
    pub until_utc_secs: i64,
    /// When it was taken back, where it was.
    pub taken_back_utc_secs: Option<i64>,
}

/// Seconds for which an override of a level holds.
pub fn override_secs(tier: Tier) -> i64 {
    const HOUR: i64 = 3600;
    match tier {
        Tier::Critical => HOUR,
        Tier::Warning | Tier::Information => 12 * HOUR,
    }
}

impl KeptOverride {
    /// Whether it still silences an alert of that cause and level.
    pub fn silences(&self, cause: &str, tier: Tier, now_utc_secs: i64) -> bool {
        self.said.cause == cause
            && tier <= self.said.tier
            && self.taken_back_utc_secs.is_none()
            && (self.at_utc_secs..self.until_utc_secs).contains(&now_utc_secs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_override_silences_its_level_only_and_for_a_while() {
        let said = AlertOverride {
            patient: PatientId(1),
            cause: "gene:clopidogrel".to_owned(),
            tier: Tier::Warning,
            reason: OverrideReason::Monitored,
            note: None,
        };
        let until_utc_secs = 100 + override_secs(Tier::Warning);
        let mut kept = KeptOverride {
            number: 1,
            said,
            actor: "A".to_owned(),
            at_utc_secs: 100,
            until_utc_secs,
            taken_back_utc_secs: None,
        };
        assert!(kept.silences("gene:clopidogrel", Tier::Warning, 100));
        assert!(kept.silences("gene:clopidogrel", Tier::Information, until_utc_secs - 1));
        assert!(!kept.silences("gene:clopidogrel", Tier::Warning, until_utc_secs));
        assert!(!kept.silences("gene:clopidogrel", Tier::Critical, 100));
        assert!(!kept.silences("gene:warfarin", Tier::Warning, 100));
        kept.taken_back_utc_secs = Some(200);
        assert!(!kept.silences("gene:clopidogrel", Tier::Warning, 300));
    }

    #[test]
    fn ids_come_back() {
        for reason in OverrideReason::ALL {
            assert_eq!(OverrideReason::from_id(reason.id()), Some(reason));
        }
    }
}
