//! Why an acceptance does not stand as it was given.

/// What became of a treatment that was accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lapse {
    /// The patient takes it by now: it is carried out, and what starting it would do is no question any more.
    Taken,
    /// It is not offered any more, and is open again.
    NotOffered(Vec<NotOffered>),
    /// Too little is known today to tell whether it is still offered: it stays accepted, with the numbers of that day.
    Unchecked(Vec<NotOffered>),
    /// Its effect is put on another model's risk than the one that was agreed to; it is open again.
    OtherBasis,
    /// The guideline's advice on these genes is another than the one that was agreed to; it is open again.
    OtherAdvice,
    /// The harm that trials counted is another for this patient than the one that was agreed to; it is open again.
    OtherHarm,
}

impl Lapse {
    /// Whether the plan is another than the one that was agreed to.
    pub fn changes_plan(&self) -> bool {
        !matches!(self, Lapse::Unchecked(_))
    }
}

/// A reason for which a treatment is not among those offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotOffered {
    /// The patient takes it.
    Taken,
    /// The patient takes a drug that excludes it.
    Excluded,
    /// The trials were of other people than this patient is by now.
    OtherPeople,
    /// Something that has to be known is not known.
    NotKnown,
    /// The models of the risk that its effect is put on are not for this patient.
    NoRisk,
    /// Those models lack an input.
    RiskNotKnown,
    /// It harms at least as much as it helps.
    HarmOutweighs,
    /// The value that it would lower is as low as the trials went.
    NothingToLower,
    /// The value that it would lower has no recent measurement.
    NoValue,
    /// Anything else; the what-if tells it.
    Other,
}

impl NotOffered {
    pub const ALL: [NotOffered; 10] = [
        NotOffered::Taken,
        NotOffered::Excluded,
        NotOffered::OtherPeople,
        NotOffered::NotKnown,
        NotOffered::NoRisk,
        NotOffered::RiskNotKnown,
        NotOffered::HarmOutweighs,
        NotOffered::NothingToLower,
        NotOffered::NoValue,
        NotOffered::Other,
    ];

    /// Stable: stored, and text `plan-not-offered-<id>`.
    pub fn id(self) -> &'static str {
        match self {
            NotOffered::Taken => "taken",
            NotOffered::Excluded => "excluded",
            NotOffered::OtherPeople => "other-people",
            NotOffered::NotKnown => "not-known",
            NotOffered::NoRisk => "no-risk",
            NotOffered::RiskNotKnown => "risk-not-known",
            NotOffered::HarmOutweighs => "harm-outweighs",
            NotOffered::NothingToLower => "nothing-to-lower",
            NotOffered::NoValue => "no-value",
            NotOffered::Other => "other",
        }
    }

    /// Whether it speaks against the treatment, and not only of what nobody has said or measured.
    pub fn speaks_against(self) -> bool {
        !matches!(self, NotOffered::NotKnown | NotOffered::RiskNotKnown | NotOffered::NoValue)
    }

    /// What a later program may add reads as another reason.
    pub fn from_id(id: &str) -> NotOffered {
        NotOffered::ALL.into_iter().find(|why| why.id() == id).unwrap_or(NotOffered::Other)
    }
}
