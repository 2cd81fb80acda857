//! What a model asks for: a column with its unit, its valid range and where a patient's record holds it.
//!
//! Each input knows its own place among the inputs of its model, so that a model reads its values by name
//! (`inputs.number(&AGE)?`) without a search. Ranges are checked when a value is read: what a model does not read is not
//! judged.

use super::fact::Fact;
use super::refusal::Refusal;

/// The most inputs of any model.
pub const MOST_INPUTS: usize = 16;

/// Ages of values, in hours.
pub const DAY: u32 = 24;
pub const MONTH: u32 = 30 * DAY;
pub const YEAR: u32 = 365 * DAY;

/// Stands in a choice for every pair of star alleles that no other word of it names.
pub const OTHER_DIPLOTYPE: &str = "another diplotype";

/// Which ends of a range belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ends {
    Both,
    LowOnly,
    Neither,
}

/// Valid numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    pub low: f64,
    pub high: f64,
    pub ends: Ends,
}

impl Range {
    /// Both ends are valid.
    pub const fn closed(low: f64, high: f64) -> Range {
        Range { low, high, ends: Ends::Both }
    }

    /// The low end is valid, the high end is not.
    pub const fn below(low: f64, high: f64) -> Range {
        Range { low, high, ends: Ends::LowOnly }
    }

    /// Neither end is valid.
    pub const fn between(low: f64, high: f64) -> Range {
        Range { low, high, ends: Ends::Neither }
    }

    pub fn contains(self, value: f64) -> bool {
        match self.ends {
            Ends::Both => self.low <= value && value <= self.high,
            Ends::LowOnly => self.low <= value && value < self.high,
            Ends::Neither => self.low < value && value < self.high,
        }
    }
}

/// The accepted words of a choice: each entry is one meaning, its first word the usual one.
pub type Words = &'static [&'static [&'static str]];

/// Female is word 0, male is word 1.
pub const SEXES: Words = &[&["female", "f", "女"], &["male", "m", "男"]];

/// What an input may hold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    Number(Range),
    /// A number without a fraction.
    Whole(Range),
    /// 0 or 1, false or true.
    Flag,
    Choice(Words),
    /// A number in the unit that another input names. The range is in the first of the units.
    Quantity {
        range: Range,
        unit: UnitColumn,
    },
}

/// The input that names the unit of another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct UnitColumn {
    pub at: usize,
    pub column: &'static str,
    pub units: Words,
    /// How much of each unit one of the first is: a number in unit `i` is divided by `per_first[i]`.
    pub per_first: &'static [f64],
}

/// Whether a model works without an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    Required,
    /// May be left out always, or in some uses of the model; the model's page says which.
    Optional,
}

/// `input = (canonical + before) * factor`, from the canonical unit of [`crate::domain::indicator`] to the input's unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    pub before: f64,
    pub factor: f64,
}

impl Scale {
    pub const SAME: Scale = Scale { before: 0.0, factor: 1.0 };

    pub const fn times(factor: f64) -> Scale {
        Scale { before: 0.0, factor }
    }

    pub fn apply(self, canonical: f64) -> f64 {
        (canonical + self.before) * self.factor
    }
}

/// Where a patient's record holds an input.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Origin {
    /// Age on the day of the estimate: completed years.
    Age,
    Sex,
    /// The newest observation of a LOINC code that is not older than `newest_hours`. If the code is an indicator's, the
    /// value comes in the indicator's canonical unit and `scale` applies; otherwise it has to come in the input's unit.
    Observed {
        code: &'static str,
        scale: Scale,
        newest_hours: u32,
    },
    /// A flag: the newest such value, in the indicator's canonical unit, is above the limit, or the fact is on record.
    Above {
        code: &'static str,
        limit: f64,
        newest_hours: u32,
        or: Option<Fact>,
    },
    /// A flag: older than so many completed years.
    OlderThan(u8),
    /// A condition or medication on record, see [`Fact::conditions`] and [`Fact::medications`].
    Recorded(Fact),
    /// The region of the hospital, a setting.
    Region,
    /// A choice within the model, such as the horizon; a person or the screen makes it.
    Setting,
    /// Not in the record: asked of a person.
    Asked,
}

impl Origin {
    /// How old a value may be; `None` for what is not measured.
    pub fn newest_hours(self) -> Option<u32> {
        match self {
            Origin::Observed { newest_hours, .. } | Origin::Above { newest_hours, .. } => Some(newest_hours),
            Origin::Age
            | Origin::Sex
            | Origin::OlderThan(_)
            | Origin::Recorded(_)
            | Origin::Region
            | Origin::Setting
            | Origin::Asked => None,
        }
    }
}

/// Another unit in which the quantity is often written, for saying so when a value out of range would fit in it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OtherUnit {
    pub unit: &'static str,
    /// From the other unit to the input's.
    pub scale: Scale,
}

/// When a value that is valid is doubted all the same.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Doubted {
    Never,
    /// Below this it is rare, and common in the other unit.
    Below(f64),
    /// Unless it is below the input at that place.
    UnlessBelow(usize),
    /// Where it is more, or less: perhaps in the other of two units.
    Outside(Range),
}

/// An input of a model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Input {
    /// Its place among the model's inputs, from 0.
    pub at: usize,
    /// The column of the command line; text `risk-input-<column>` names it in the window.
    pub column: &'static str,
    /// UCUM; empty for what has no unit.
    pub unit: &'static str,
    pub kind: Kind,
    pub need: Need,
    pub origin: Origin,
    pub other_unit: Option<OtherUnit>,
    pub doubted: Doubted,
}

impl Input {
    const fn of(at: usize, column: &'static str, unit: &'static str, kind: Kind) -> Input {
        Input {
            at,
            column,
            unit,
            kind,
            need: Need::Required,
            origin: Origin::Asked,
            other_unit: None,
            doubted: Doubted::Never,
        }
    }

    pub const fn number(at: usize, column: &'static str, unit: &'static str, range: Range) -> Input {
        Input::of(at, column, unit, Kind::Number(range))
    }

    pub const fn whole(at: usize, column: &'static str, unit: &'static str, range: Range) -> Input {
        Input::of(at, column, unit, Kind::Whole(range))
    }

    pub const fn flag(at: usize, column: &'static str) -> Input {
        Input::of(at, column, "", Kind::Flag)
    }

    pub const fn choice(at: usize, column: &'static str, words: Words) -> Input {
        Input::of(at, column, "", Kind::Choice(words))
    }

    /// A number in the unit that another input names; see [`Kind::Quantity`].
    pub const fn quantity(
        at: usize,
        column: &'static str,
        first_unit: &'static str,
        range: Range,
        unit: UnitColumn,
    ) -> Input {
        Input::of(at, column, first_unit, Kind::Quantity { range, unit })
    }

    /// The input that names the unit of a quantity.
    pub const fn unit_of(unit: UnitColumn) -> Input {
        Input::choice(unit.at, unit.column, unit.units).from(Origin::Setting)
    }

    /// Age in completed years from the patient's birth date.
    pub const fn age(at: usize, range: Range) -> Input {
        Input::number(at, "age", "a", range).from(Origin::Age)
    }

    /// `female` or `male` from the patient's record.
    pub const fn sex(at: usize) -> Input {
        Input::choice(at, "sex", SEXES).from(Origin::Sex)
    }

    pub const fn optional(self) -> Input {
        Input { need: Need::Optional, ..self }
    }

    pub const fn from(self, origin: Origin) -> Input {
        Input { origin, ..self }
    }

    /// From the newest observation of a LOINC code, at most so many hours old, in the unit of the record.
    pub const fn observed(self, code: &'static str, newest_hours: u32) -> Input {
        self.from(Origin::Observed { code, scale: Scale::SAME, newest_hours })
    }

    /// The same, converted.
    pub const fn observed_in(self, code: &'static str, scale: Scale, newest_hours: u32) -> Input {
        self.from(Origin::Observed { code, scale, newest_hours })
    }

    /// From conditions or medications on record.
    pub const fn recorded(self, fact: Fact) -> Input {
        self.from(Origin::Recorded(fact))
    }

    /// The same, where the units have no common zero.
    pub const fn or_scaled(self, unit: &'static str, scale: Scale) -> Input {
        Input { other_unit: Some(OtherUnit { unit, scale }), ..self }
    }

    pub const fn or_in(self, unit: &'static str, factor: f64) -> Input {
        self.or_scaled(unit, Scale::times(factor))
    }

    pub const fn doubted(self, doubted: Doubted) -> Input {
        Input { doubted, ..self }
    }

    /// The valid range of a number.
    pub fn range(&self) -> Option<Range> {
        match self.kind {
            Kind::Number(range) | Kind::Whole(range) | Kind::Quantity { range, .. } => Some(range),
            Kind::Flag | Kind::Choice(_) => None,
        }
    }

    /// The usual word of each meaning of a choice.
    pub fn words(&self) -> Vec<&'static str> {
        match self.kind {
            Kind::Choice(words) => words
                .iter()
                .filter_map(|meaning| meaning.first().copied())
                .filter(|word| *word != OTHER_DIPLOTYPE)
                .collect(),
            Kind::Flag => vec!["0", "1"],
            Kind::Number(_) | Kind::Whole(_) | Kind::Quantity { .. } => Vec::new(),
        }
    }

    /// Reads what a person or a file wrote.
    pub fn read(&self, text: &str) -> Slot {
        super::reading::read(self, text)
    }
}

/// What is known of an input. Numbers are finite.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Slot {
    #[default]
    Missing,
    /// Something stands there that the input cannot hold.
    Unreadable,
    Number(f64),
    /// The meaning of a choice by its place in [`Words`]; 0 or 1 for a flag.
    Word(u8),
}

/// The values of a model's inputs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Inputs {
    slots: [Slot; MOST_INPUTS],
}

impl Inputs {
    /// Reads texts by column; an empty text is a missing input.
    pub fn read<'t>(inputs: &[Input], text_of: impl Fn(&str) -> Option<&'t str>) -> Inputs {
        let mut values = Inputs::default();
        for input in inputs {
            values.set(input, text_of(input.column).map_or(Slot::Missing, |text| input.read(text)));
        }
        values
    }

    pub fn set(&mut self, input: &Input, slot: Slot) {
        if let Some(place) = self.slots.get_mut(input.at) {
            *place = slot;
        }
    }

    pub fn slot(&self, input: &Input) -> Slot {
        self.slots.get(input.at).copied().unwrap_or_default()
    }

    pub fn is_missing(&self, input: &Input) -> bool {
        self.slot(input) == Slot::Missing
    }

    /// The number, in the input's (first) unit.
    ///
    /// # Errors
    /// Missing, unreadable, out of range; for a quantity also what is wrong with its unit.
    pub fn number(&self, input: &Input) -> Result<f64, Refusal> {
        let value = match self.slot(input) {
            Slot::Missing => return Err(Refusal::MissingInput(input.column)),
            Slot::Unreadable | Slot::Word(_) => return Err(Refusal::unreadable(input)),
            Slot::Number(value) => value,
        };
        let (range, value) = match input.kind {
            Kind::Number(range) => (range, value),
            Kind::Whole(range) if value.fract() == 0.0 => (range, value),
            Kind::Quantity { range, unit } => (range, value / self.per_first(&unit)?),
            Kind::Whole(_) | Kind::Flag | Kind::Choice(_) => return Err(Refusal::unreadable(input)),
        };
        if range.contains(value) { Ok(value) } else { Err(Refusal::out_of_range(input, value, range)) }
    }

    /// The number, or `None` where it is missing.
    ///
    /// # Errors
    /// As [`Inputs::number`].
    pub fn number_if_given(&self, input: &Input) -> Result<Option<f64>, Refusal> {
        if self.is_missing(input) { Ok(None) } else { self.number(input).map(Some) }
    }

    /// # Errors
    /// Missing or unreadable.
    pub fn flag(&self, input: &Input) -> Result<bool, Refusal> {
        self.choice(input).map(|word| word == 1)
    }

    /// The flag as 0 or 1, for a formula.
    ///
    /// # Errors
    /// Missing or unreadable.
    pub fn indicator(&self, input: &Input) -> Result<f64, Refusal> {
        self.choice(input).map(|word| if word == 1 { 1.0 } else { 0.0 })
    }

    /// The meaning of a choice by its place in [`Words`].
    ///
    /// # Errors
    /// Missing or unreadable.
    pub fn choice(&self, input: &Input) -> Result<usize, Refusal> {
        match self.slot(input) {
            Slot::Missing => Err(Refusal::MissingInput(input.column)),
            Slot::Word(word) => Ok(usize::from(word)),
            Slot::Unreadable | Slot::Number(_) => Err(Refusal::unreadable(input)),
        }
    }

    fn per_first(&self, unit: &UnitColumn) -> Result<f64, Refusal> {
        let named = self.choice(&Input::unit_of(*unit))?;
        unit.per_first.get(named).copied().ok_or(Refusal::MissingInput(unit.column))
    }
}
