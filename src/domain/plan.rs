//! A treatment plan as it is kept: what was known on a day, what was offered, and what a clinician decided about each with
//! the reason. A version never changes; what was said later stands in a later one. Models, effects and inputs are named
//! by their stable ids, so that a plan is read in any language.

mod lapse;

use crate::base::Date;

use super::genome::advice::{Action, Advice, Population, Remark, Strength};
pub use lapse::{Lapse, NotOffered};

/// One version.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// The instant whose values it was made from.
    pub as_of_utc_secs: i64,
    /// What matters first comes first.
    pub problems: Vec<PlanProblem>,
    /// The highest first.
    pub risks: Vec<PlanRisk>,
    pub items: Vec<PlanItem>,
    /// What all that was accepted does together, once for each baseline.
    pub together: Vec<ExpectedEffect>,
    /// In the clinician's words.
    pub note: String,
}

/// A condition on record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanProblem {
    /// As the book of conditions has it: code, tab, name.
    pub word: String,
    pub since: Option<Date>,
    /// `None` while it is unresolved.
    pub resolved: Option<Date>,
}

/// What a model said.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanRisk {
    pub model: String,
    /// Column of the output.
    pub column: String,
    pub value: f64,
    pub band: Option<String>,
    pub horizon_years: Option<u16>,
}

/// Something to be decided.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanItem {
    pub subject: Subject,
    pub verdict: Verdict,
    /// What is to be done, in the clinician's words: drug and dose, who does it, until when.
    pub wording: String,
    pub reason: String,
    /// Harms that no trial counted were talked about with the patient.
    pub harms_discussed: bool,
    /// When the decision was taken; `None` while nobody has decided, and in versions that did not note it.
    pub decided_utc_secs: Option<i64>,
    /// Why what was accepted does not stand as it was; the time is still that of the acceptance.
    pub lapse: Option<Lapse>,
}

/// What an item is about.
#[derive(Clone, Debug, PartialEq)]
pub enum Subject {
    Treatment(PlannedTreatment),
    GeneDrug(GeneDrugConflict),
    /// A value whose lack leaves models without a number.
    Collect {
        input: String,
        models: Vec<String>,
    },
    /// The clinician's own; numbered from 1.
    Own {
        number: u32,
    },
}

/// A treatment with what it would do by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedTreatment {
    /// Id of the row in the table of effects.
    pub effect: String,
    pub amount: PlannedAmount,
    pub expected: ExpectedEffect,
    /// A harm that trials counted, on the person's own risk of it over the same years.
    pub harm: Option<ExpectedEffect>,
}

/// How much.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PlannedAmount {
    /// Systolic pressure lower by so many mmHg.
    SystolicMmhg(f64),
    /// LDL cholesterol lower by so many mmol/L.
    LdlMmolPerLitre(f64),
    Whole,
}

/// Two futures in numbers, 0 to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct ExpectedEffect {
    /// Rows of the table of effects.
    pub effects: Vec<String>,
    /// Which baseline: of a model, or entered for an outcome.
    pub source: String,
    pub horizon_years: u8,
    pub risk_now: f64,
    pub risk: f64,
    pub risk_low: f64,
    pub risk_high: f64,
    /// Models that would have given the baseline before the one that did.
    pub passed_over: Vec<PassedOver>,
}

/// A model for this patient that gave no number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassedOver {
    pub model: String,
    pub why: WhyPassedOver,
    /// Columns of the inputs that it is about.
    pub inputs: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhyPassedOver {
    Missing,
    /// Out of the model's range, or contradicting.
    Refused,
}

impl WhyPassedOver {
    pub const ALL: [WhyPassedOver; 2] = [WhyPassedOver::Missing, WhyPassedOver::Refused];

    /// Stable: stored, and text `plan-passed-over-<id>`.
    pub fn id(self) -> &'static str {
        match self {
            WhyPassedOver::Missing => "missing",
            WhyPassedOver::Refused => "refused",
        }
    }

    pub fn from_id(id: &str) -> Option<WhyPassedOver> {
        WhyPassedOver::ALL.into_iter().find(|why| why.id() == id)
    }
}

impl ExpectedEffect {
    /// Absolute reduction and the ends of its interval; below 0 where the risk rises.
    pub fn reduction(&self) -> [f64; 3] {
        [self.risk, self.risk_high, self.risk_low].map(|risk| self.risk_now - risk)
    }
}

/// A medication that does not go with the genes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GeneDrugConflict {
    pub drug: String,
    /// What was looked up, such as `CYP2C19=Poor Metabolizer`.
    pub genes: String,
    pub action: Action,
    pub strength: Option<Strength>,
    /// A sentence of the table, which the window says in its own language.
    pub summary: String,
    pub pmid: Option<String>,
    /// What takes the drug's place, in the table's words.
    pub instead: Option<String>,
    pub stopping: Stopping,
    /// What changes how it is to be read: results that contradict each other, a drug that changes what the enzyme does.
    pub remarks: Vec<Remark>,
    /// The uses that it speaks to, where the guideline tells them apart: the one that was said, or every one.
    pub uses: Vec<ConflictUse>,
}

/// What a guideline says of a drug in one use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConflictUse {
    pub population: Population,
    pub action: Action,
    pub strength: Option<Strength>,
    /// A sentence of the table; empty where it has none for this use.
    pub summary: String,
    /// What takes the drug's place in this use, in the table's words.
    pub instead: Option<String>,
}

impl From<&Advice> for ConflictUse {
    fn from(advice: &Advice) -> ConflictUse {
        ConflictUse {
            population: advice.population,
            action: advice.action,
            strength: advice.strength,
            summary: advice.sentence.clone().unwrap_or_default(),
            instead: instead_of(advice),
        }
    }
}

fn instead_of(advice: &Advice) -> Option<String> {
    advice.remarks.iter().find_map(|remark| match remark {
        Remark::Instead(what) => Some(what.clone()),
        _ => None,
    })
}

/// Whether the drug may be stopped by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stopping {
    /// Without a replacement stopping does harm.
    OnlyWithReplacement,
    #[default]
    NotSaid,
}

impl From<&Advice> for GeneDrugConflict {
    fn from(advice: &Advice) -> GeneDrugConflict {
        GeneDrugConflict {
            drug: advice.drug.clone(),
            genes: advice.lookup.clone(),
            action: advice.action,
            strength: advice.strength,
            summary: advice.sentence.clone().unwrap_or_else(|| advice.summary.clone()),
            pmid: advice.pmid.clone(),
            instead: instead_of(advice),
            stopping: match advice.remarks.contains(&Remark::DoNotStop) {
                true => Stopping::OnlyWithReplacement,
                false => Stopping::NotSaid,
            },
            remarks: advice.remarks.iter().filter(|remark| remark.changes_reading()).cloned().collect(),
            uses: Vec::new(),
        }
    }
}

/// What was decided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Nobody has decided.
    #[default]
    Open,
    Accepted,
    /// Accepted in another form, which the wording says.
    Changed,
    Rejected,
}

impl Verdict {
    pub const ALL: [Verdict; 4] = [Verdict::Open, Verdict::Accepted, Verdict::Changed, Verdict::Rejected];

    /// Stable: stored, and text `plan-verdict-<id>`.
    pub fn id(self) -> &'static str {
        match self {
            Verdict::Open => "open",
            Verdict::Accepted => "accepted",
            Verdict::Changed => "changed",
            Verdict::Rejected => "rejected",
        }
    }

    pub fn from_id(id: &str) -> Option<Verdict> {
        Verdict::ALL.into_iter().find(|verdict| verdict.id() == id)
    }

    /// Whether it will be done.
    pub fn is_yes(self) -> bool {
        matches!(self, Verdict::Accepted | Verdict::Changed)
    }
}

/// Why a version cannot be kept as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanFault {
    /// A decision without its reason.
    NoReason,
    /// Changed, and nobody says into what.
    NoWording,
    /// Accepted, and not offered to this patient any more.
    NotOffered,
}

impl PlanItem {
    /// An item that nobody has decided about.
    pub fn open(subject: Subject) -> PlanItem {
        PlanItem {
            subject,
            verdict: Verdict::Open,
            wording: String::new(),
            reason: String::new(),
            harms_discussed: false,
            decided_utc_secs: None,
            lapse: None,
        }
    }

    /// Whether the numbers that it holds can be told: not once it is taken or not offered any more.
    pub fn has_numbers(&self) -> bool {
        !matches!(self.lapse, Some(Lapse::Taken | Lapse::NotOffered(_)))
    }

    /// Whether two items are about the same thing, whatever its numbers are by now.
    pub fn is_about(&self, other: &Subject) -> bool {
        match (&self.subject, other) {
            (Subject::Treatment(one), Subject::Treatment(other)) => one.effect == other.effect,
            (Subject::GeneDrug(one), Subject::GeneDrug(other)) => one.drug == other.drug && one.genes == other.genes,
            (Subject::Collect { input: one, .. }, Subject::Collect { input: other, .. }) => one == other,
            (Subject::Own { number: one }, Subject::Own { number: other }) => one == other,
            (
                Subject::Treatment(_) | Subject::GeneDrug(_) | Subject::Collect { .. } | Subject::Own { .. },
                Subject::Treatment(_) | Subject::GeneDrug(_) | Subject::Collect { .. } | Subject::Own { .. },
            ) => false,
        }
    }

    /// What is missing before the decision can be kept.
    pub fn fault(&self) -> Option<PlanFault> {
        let is_own = matches!(self.subject, Subject::Own { .. });
        match self.verdict {
            Verdict::Open => None,
            Verdict::Accepted | Verdict::Changed if matches!(self.lapse, Some(Lapse::NotOffered(_))) => {
                Some(PlanFault::NotOffered)
            }
            _ if (is_own || self.verdict == Verdict::Changed) && self.wording.trim().is_empty() => {
                Some(PlanFault::NoWording)
            }
            Verdict::Accepted | Verdict::Changed | Verdict::Rejected => {
                self.reason.trim().is_empty().then_some(PlanFault::NoReason)
            }
        }
    }
}

/// A version as the store has it.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptPlan {
    /// Given by the store; a later version has a higher one.
    pub number: u64,
    pub made_utc_secs: i64,
    pub made_by: String,
    /// It was taken back; it stays readable.
    pub is_taken_back: bool,
    pub plan: Plan,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decision_needs_its_reason_and_a_change_its_words() {
        let mut item = PlanItem::open(Subject::Collect { input: "hba1c".to_owned(), models: Vec::new() });
        assert_eq!(item.fault(), None, "what is open needs nothing");
        item.verdict = Verdict::Changed;
        assert_eq!(item.fault(), Some(PlanFault::NoWording));
        item.wording = "with the next blood sample".to_owned();
        assert_eq!(item.fault(), Some(PlanFault::NoReason));
        item.reason = " ".to_owned();
        assert_eq!(item.fault(), Some(PlanFault::NoReason));
        item.reason = "not urgent".to_owned();
        assert_eq!(item.fault(), None);
    }

    #[test]
    fn verdicts_come_back_by_their_id() {
        for verdict in Verdict::ALL {
            assert_eq!(Verdict::from_id(verdict.id()), Some(verdict));
        }
    }
}
