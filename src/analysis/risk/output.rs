//! What a model gives: columns with unit and bands, and the values for one patient.

use std::fmt;

/// The most outputs of any model.
pub const MOST_OUTPUTS: usize = 5;

/// What an output is measured in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutputUnit {
    /// 0 to 1.
    Probability,
    /// A probability times 100.
    Percent,
    Points,
    MilligramsPerWeek,
    /// mL/min/1.73 m².
    MillilitresPerMinute,
    /// A word of the output's classes.
    Class,
}

/// Values from `from` up to the next band have a name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    pub from: f64,
    /// As the model's authors spell it.
    pub word: &'static str,
}

/// An output of a model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Output {
    pub column: &'static str,
    pub unit: OutputUnit,
    /// No value lies outside.
    pub low: f64,
    pub high: f64,
    /// In ascending order; the first begins at or below `low`. Empty where none are published.
    pub bands: &'static [Band],
    /// Where the bands are from, with the year.
    pub bands_source: &'static str,
    /// The words of a class; empty for numbers.
    pub classes: &'static [&'static str],
}

impl Output {
    const fn of(column: &'static str, unit: OutputUnit, low: f64, high: f64) -> Output {
        Output { column, unit, low, high, bands: &[], bands_source: "", classes: &[] }
    }

    pub const fn probability(column: &'static str) -> Output {
        Output::of(column, OutputUnit::Probability, 0.0, 1.0)
    }

    pub const fn percent(column: &'static str) -> Output {
        Output::of(column, OutputUnit::Percent, 0.0, 100.0)
    }

    pub const fn points(column: &'static str, low: f64, high: f64) -> Output {
        Output::of(column, OutputUnit::Points, low, high)
    }

    pub const fn egfr(column: &'static str) -> Output {
        Output::of(column, OutputUnit::MillilitresPerMinute, 0.0, 1000.0)
    }

    pub const fn weekly_dose(column: &'static str) -> Output {
        Output::of(column, OutputUnit::MilligramsPerWeek, 0.0, 500.0)
    }

    pub const fn class(column: &'static str, classes: &'static [&'static str]) -> Output {
        Output { classes, ..Output::of(column, OutputUnit::Class, 0.0, 0.0) }
    }

    pub const fn with_bands(self, bands: &'static [Band], bands_source: &'static str) -> Output {
        Output { bands, bands_source, ..self }
    }

    /// The band of a value; `None` where there are none.
    pub fn band(&self, value: f64) -> Option<&'static str> {
        self.bands.iter().rev().find(|band| band.from <= value).map(|band| band.word)
    }
}

/// One value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Score {
    /// Never rounded; rounding is for display.
    Number(f64),
    Class(&'static str),
}

impl Score {
    pub fn number(self) -> Option<f64> {
        match self {
            Score::Number(value) => Some(value),
            Score::Class(_) => None,
        }
    }
}

/// What has to be said beside a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Note {
    /// PREVENT's 30-year risk was derived up to age 59.
    ThirtyYearsAbove59,
    /// A predicted dose outside 7 to 70 mg a week: the person is unlike those the model was made from.
    DoseOutsideUsual { output: &'static str },
    /// Outputs that need this input are left out.
    WithoutInput(&'static str),
    /// No decision for SpO2 scale 2 is given, so scale 1 was used.
    ScaleOneUsed,
    /// A value that is valid and rare; in another unit it would be a common one.
    PerhapsOtherUnit { column: &'static str, unit: &'static str },
    /// A value that has to be below another's and is not: they were taken for each other, or one is wrong.
    NotBelow { column: &'static str, other: &'static str },
}

impl Note {
    /// Whether a screen or a cohort refuses the result for it; the command line gives it with the note.
    pub fn refuses_on_screen(self) -> bool {
        match self {
            Note::ThirtyYearsAbove59 | Note::NotBelow { .. } => true,
            Note::DoseOutsideUsual { .. }
            | Note::WithoutInput(_)
            | Note::ScaleOneUsed
            | Note::PerhapsOtherUnit { .. } => false,
        }
    }

    /// Key of the window's text.
    pub fn id(self) -> &'static str {
        match self {
            Note::ThirtyYearsAbove59 => "thirty-years-above-59",
            Note::DoseOutsideUsual { .. } => "dose-outside-usual",
            Note::WithoutInput(_) => "without-input",
            Note::ScaleOneUsed => "scale-one-used",
            Note::PerhapsOtherUnit { .. } => "perhaps-other-unit",
            Note::NotBelow { .. } => "not-below",
        }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Note::ThirtyYearsAbove59 => f.write_str("30-year risk above age 59 is beyond the ages of the derivation"),
            Note::DoseOutsideUsual { output } => write!(f, "{output} is outside 7 to 70 mg a week"),
            Note::WithoutInput(column) => write!(f, "{column} is missing; what needs it is left out"),
            Note::ScaleOneUsed => f.write_str("SpO2 scale 1 was used, since spo2_scale says nothing else"),
            Note::PerhapsOtherUnit { column, unit } => {
                write!(f, "doubtful: {column} is rarely such a number (is it in {unit}?)")
            }
            Note::NotBelow { column, other } => {
                write!(f, "doubtful: {column} is not below {other} (were they taken for each other?)")
            }
        }
    }
}

/// The values of a model's outputs for one patient, in the order of its outputs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scores {
    values: [Option<Score>; MOST_OUTPUTS],
    pub notes: Vec<Note>,
}

impl Scores {
    /// Numbers for the first outputs.
    pub fn numbers<const N: usize>(numbers: [f64; N]) -> Scores {
        let mut scores = Scores::default();
        for (place, number) in scores.values.iter_mut().zip(numbers) {
            *place = Some(Score::Number(number));
        }
        scores
    }

    /// A number, and a word for the second output.
    pub fn with_class(number: f64, class: &'static str) -> Scores {
        let mut scores = Scores::numbers([number]);
        scores.set(1, Score::Class(class));
        scores
    }

    pub fn set(&mut self, output: usize, score: Score) {
        if let Some(place) = self.values.get_mut(output) {
            *place = Some(score);
        }
    }

    /// Takes an output away that cannot be computed; say so with [`Note::WithoutInput`].
    pub fn leave_out(&mut self, output: usize) {
        if let Some(place) = self.values.get_mut(output) {
            *place = None;
        }
    }

    pub fn with_note(mut self, note: Note) -> Scores {
        self.notes.push(note);
        self
    }

    /// The value of an output by its place; `None` where it could not be computed, see [`Note::WithoutInput`].
    pub fn get(&self, output: usize) -> Option<Score> {
        self.values.get(output).copied().flatten()
    }

    pub fn number(&self, output: usize) -> Option<f64> {
        self.get(output).and_then(Score::number)
    }
}
