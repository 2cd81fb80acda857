//! What a person should know about their input: which rule, how bad, where, and what stood there.

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; nothing was changed.
    Note,
    /// Kept, but flagged.
    Warning,
    /// The row was not taken in.
    Reject,
}

/// The place in a source: physical line of the record's first character and column, both counted from 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Line in the file, the header being line 1.
    pub line: u32,
    /// Column in the file; 0 where the whole row is meant.
    pub column: u16,
}

/// Why a row or value was not taken as it stood. Each has a text `rule-<id>` in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// The row has another number of cells than the heading.
    RaggedRow,
    /// A required cell is empty.
    MissingRequired,
    /// Text where a number is needed.
    NotANumber,
    /// Text where a date or time is needed.
    NotATime,
    /// A date with a clock of its own beside a clock that says another.
    TwoClocks,
    /// A local time that does not exist in the store's zone (clocks went forward).
    NoSuchLocalTime,
    /// A time or birth date that has not come yet.
    InTheFuture,
    /// The patient is not in the store.
    UnknownPatient,
    /// The patient was deleted from the store, with a certificate.
    DeletedPatient,
    /// The same record stands in the store or earlier in this file.
    Duplicate,
    /// Another value for the same patient, code and instant is already there, both are kept; or another person under the
    /// same identifier.
    Conflict,
    /// The value is impossible for this indicator, or the date for a person.
    Impossible,
    /// The value is possible but implausible; kept and flagged.
    Implausible,
    /// The result is not final yet; kept and flagged.
    Preliminary,
    /// The birth date makes the patient older than people are; kept and flagged.
    ImplausibleAge,
    /// What stood in the text was lost or turned into other letters before it came into this file; kept and flagged.
    DamagedText,
    /// Something ends before it begins.
    EndBeforeStart,
    /// The date or time has not come yet, where it may be a plan; kept and flagged.
    NotYet,
    /// The date or time lies before the patient's birth; kept and flagged.
    BeforeBirth,
    /// Two stays of one patient overlap; both are kept and flagged.
    StaysOverlap,
    /// The unit cannot be converted to the indicator's unit.
    UnitMismatch,
    /// A mass that may be the whole molecule's or a part's, and neither code nor unit says which.
    MassOfWhat,
    /// The value is of something else than blood, where its code or column means blood.
    OtherSpecimen,
    /// The result was taken back: cancelled, wrong, entered in error.
    VoidResult,
    /// A record that is only suspected, planned or not confirmed.
    Unconfirmed,
    /// A record that has ended, and the day is not said.
    EndedWithoutDate,
    /// An order or visit that is over, nobody says since when: it ends on its first day; kept and flagged.
    EndNotSaid,
    /// A year or a month alone, where a day is needed: kept as text; flagged.
    CoarseDate,
    /// An order that is on hold: it holds and is not given; kept and flagged.
    OnHold,
    /// A word that this column does not know.
    UnknownWord,
    /// Bytes that are not UTF-8.
    NotText,
    /// The text cannot hold the identifier: too long, or control characters.
    BadIdentifier,
    /// A spreadsheet made the identifier a number and rounded it.
    RoundedIdentifier,
    /// A quoted field was not closed before the end of the file.
    UnclosedQuote,
    /// A quoted cell reaches over lines that look like rows of their own.
    RowsInQuotes,
    /// Units are told by the size of the value, and a value of this size could be in none of them, or in several.
    UnitUnclear,
}

impl Rule {
    /// Every rule, in the order of declaration.
    pub const ALL: [Rule; 36] = [
        Rule::RaggedRow,
        Rule::MissingRequired,
        Rule::NotANumber,
        Rule::NotATime,
        Rule::TwoClocks,
        Rule::NoSuchLocalTime,
        Rule::InTheFuture,
        Rule::UnknownPatient,
        Rule::DeletedPatient,
        Rule::Duplicate,
        Rule::Conflict,
        Rule::Impossible,
        Rule::Implausible,
        Rule::Preliminary,
        Rule::ImplausibleAge,
        Rule::DamagedText,
        Rule::EndBeforeStart,
        Rule::NotYet,
        Rule::BeforeBirth,
        Rule::StaysOverlap,
        Rule::UnitMismatch,
        Rule::MassOfWhat,
        Rule::OtherSpecimen,
        Rule::VoidResult,
        Rule::Unconfirmed,
        Rule::EndedWithoutDate,
        Rule::EndNotSaid,
        Rule::CoarseDate,
        Rule::OnHold,
        Rule::UnknownWord,
        Rule::NotText,
        Rule::BadIdentifier,
        Rule::RoundedIdentifier,
        Rule::UnclosedQuote,
        Rule::RowsInQuotes,
        Rule::UnitUnclear,
    ];

    /// Stable id, used in files, in the store and as message key `rule-<id>`.
    pub fn id(self) -> &'static str {
        match self {
            Rule::RaggedRow => "ragged-row",
            Rule::MissingRequired => "missing-required",
            Rule::NotANumber => "not-a-number",
            Rule::NotATime => "not-a-time",
            Rule::TwoClocks => "two-clocks",
            Rule::NoSuchLocalTime => "no-such-local-time",
            Rule::InTheFuture => "in-the-future",
            Rule::UnknownPatient => "unknown-patient",
            Rule::DeletedPatient => "deleted-patient",
            Rule::Duplicate => "duplicate",
            Rule::Conflict => "conflict",
            Rule::Impossible => "impossible",
            Rule::Implausible => "implausible",
            Rule::Preliminary => "preliminary",
            Rule::ImplausibleAge => "implausible-age",
            Rule::DamagedText => "damaged-text",
            Rule::EndBeforeStart => "end-before-start",
            Rule::NotYet => "not-yet",
            Rule::BeforeBirth => "before-birth",
            Rule::StaysOverlap => "stays-overlap",
            Rule::UnitMismatch => "unit-mismatch",
            Rule::MassOfWhat => "mass-of-what",
            Rule::OtherSpecimen => "other-specimen",
            Rule::VoidResult => "void-result",
            Rule::Unconfirmed => "unconfirmed",
            Rule::EndedWithoutDate => "ended-without-date",
            Rule::EndNotSaid => "end-not-said",
            Rule::CoarseDate => "coarse-date",
            Rule::OnHold => "on-hold",
            Rule::UnknownWord => "unknown-word",
            Rule::NotText => "not-text",
            Rule::BadIdentifier => "bad-identifier",
            Rule::RoundedIdentifier => "rounded-identifier",
            Rule::UnclosedQuote => "unclosed-quote",
            Rule::RowsInQuotes => "rows-in-quotes",
            Rule::UnitUnclear => "unit-unclear",
        }
    }

    /// The rule of that id.
    pub fn from_id(id: &str) -> Option<Rule> {
        Rule::ALL.into_iter().find(|rule| rule.id() == id)
    }

    /// Whether the row is kept, flagged or refused under this rule.
    pub fn severity(self) -> Severity {
        match self {
            Rule::Duplicate => Severity::Note,
            Rule::Conflict
            | Rule::Implausible
            | Rule::Preliminary
            | Rule::ImplausibleAge
            | Rule::DamagedText
            | Rule::NotYet
            | Rule::BeforeBirth
            | Rule::EndNotSaid
            | Rule::CoarseDate
            | Rule::OnHold
            | Rule::StaysOverlap => Severity::Warning,
            Rule::RaggedRow
            | Rule::MissingRequired
            | Rule::NotANumber
            | Rule::NotATime
            | Rule::TwoClocks
            | Rule::NoSuchLocalTime
            | Rule::InTheFuture
            | Rule::UnknownPatient
            | Rule::DeletedPatient
            | Rule::Impossible
            | Rule::EndBeforeStart
            | Rule::UnitMismatch
            | Rule::MassOfWhat
            | Rule::OtherSpecimen
            | Rule::VoidResult
            | Rule::Unconfirmed
            | Rule::EndedWithoutDate
            | Rule::UnknownWord
            | Rule::NotText
            | Rule::BadIdentifier
            | Rule::RoundedIdentifier
            | Rule::UnclosedQuote
            | Rule::RowsInQuotes
            | Rule::UnitUnclear => Severity::Reject,
        }
    }
}

/// One thing a person should know: the rule, the place, and the raw text that stood there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub rule: Rule,
    pub place: Place,
    /// The cell as it stood in the file (the row's text where the whole row is meant).
    pub raw: String,
}

/// Findings in the order of their place.
pub type Findings = Vec<Finding>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rule_ids_are_unique_and_come_back() {
        for rule in Rule::ALL {
            assert_eq!(Rule::from_id(rule.id()), Some(rule));
        }
    }
}
