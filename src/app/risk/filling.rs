//! From a patient's record and what a person said to the inputs of a model, on any day: each with where it is from, or why
//! it is missing.

use crate::analysis::risk::{Fact, Facts, Input, Inputs, Need, Origin, RiskModel, Slot, Standing};
use crate::base::Date;
use crate::domain::patient::Sex;

use super::super::risk_record::{FactSource, Measured, RiskRecord};
use super::answers::{Answers, House, Question, question_of, usual_choice};
use super::body_mass::BODY_MASS_INDEX;

const HOUR_SECS: i64 = 3_600;
/// The eGFR that gates ask for, and how old it may be.
const EGFR: &str = "98979-8";
const EGFR_HOURS: u32 = 365 * 24;
/// Signs that are taken at the bedside; pressure and pulse are taken at any visit.
const BEDSIDE_SIGNS: [&str; 4] = ["9279-1", "59408-5", "8310-5", "9269-2"];
/// An instant and its date in the hospital.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AsOf {
    pub utc_secs: i64,
    pub date: Date,
}

/// Everything inputs are filled from.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    pub record: &'a RiskRecord,
    pub answers: &'a Answers,
    pub house: House,
}

/// Where the value of an input is from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Given {
    /// Measured. `position` is that in the twin's observations.
    Observed { utc_secs: i64, position: usize, is_doubtful: bool },
    /// Body mass index of the newest weight, at `position`, and height.
    FromWeightAndHeight { utc_secs: i64, position: usize },
    /// A gene result; the position is that in the twin's.
    Gene { position: usize },
    /// A condition or medication.
    Recorded(FactSource),
    /// Birth date or sex of the record.
    Register,
    /// A person said so here.
    Said,
    /// Not on a list that a person said is complete.
    CompleteList,
    /// A setting of the hospital.
    House,
    /// A choice within the model.
    Chosen,
}

/// Why an input is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lack {
    NotRecorded,
    /// The newest value is older than the model takes.
    TooOld {
        utc_secs: i64,
        newest_hours: u32,
    },
    /// The newest value is a limit of measurement.
    OnlyLimit {
        utc_secs: i64,
    },
    /// A person can say it.
    Unsaid(Question),
    /// The hospital's setting is not made.
    Unset,
}

/// One input as it was filled.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FilledRow {
    pub input: &'static Input,
    pub slot: Slot,
    pub from: Result<Given, Lack>,
}

/// A model's inputs for one patient on one day.
#[derive(Clone, Debug, PartialEq)]
pub struct Filled {
    pub inputs: Inputs,
    pub rows: Vec<FilledRow>,
}

impl Filled {
    /// The newest measured value among the inputs.
    pub fn newest_utc_secs(&self) -> Option<i64> {
        self.measured_times().max()
    }

    /// How far apart the measured values are, in seconds.
    pub fn spread_secs(&self) -> i64 {
        let ends = (self.measured_times().min(), self.measured_times().max());
        ends.1.zip(ends.0).map_or(0, |(last, first)| last - first)
    }

    fn measured_times(&self) -> impl Iterator<Item = i64> {
        self.rows.iter().filter_map(|row| match row.from {
            Ok(Given::Observed { utc_secs, .. } | Given::FromWeightAndHeight { utc_secs, .. }) => Some(utc_secs),
            Ok(
                Given::Gene { .. }
                | Given::Recorded(_)
                | Given::Register
                | Given::Said
                | Given::CompleteList
                | Given::House
                | Given::Chosen,
            )
            | Err(_) => None,
        })
    }

    pub fn row(&self, column: &str) -> Option<&FilledRow> {
        self.rows.iter().find(|row| row.input.column == column)
    }

    /// Inputs that the model cannot do without and that are missing; `also` is one that it named itself.
    pub fn missing(&self, also: Option<&'static str>) -> Vec<&'static str> {
        let is_missing = |row: &&FilledRow| {
            row.from.is_err() && (row.input.need == Need::Required || Some(row.input.column) == also)
        };
        self.rows.iter().filter(is_missing).map(|row| row.input.column).collect()
    }
}

impl Known<'_> {
    /// Fills the inputs of a model.
    pub fn fill(&self, model: &RiskModel, as_of: AsOf) -> Filled {
        let facts = self.record.facts(as_of.date);
        let mut filled = Filled { inputs: Inputs::default(), rows: Vec::with_capacity(model.inputs.len()) };
        for input in model.inputs {
            let (slot, from) = match self.value(model, input, facts, as_of) {
                Ok((slot, given)) => (slot, Ok(given)),
                Err(lack) => (Slot::Missing, Err(lack)),
            };
            filled.inputs.set(input, slot);
            filled.rows.push(FilledRow { input, slot, from });
        }
        filled
    }

    /// What gates ask about. Facts a person said count as those on record.
    pub fn standing(&self, as_of: AsOf) -> Standing {
        let mut facts = self.record.facts(as_of.date);
        self.answers.facts().for_each(|fact| facts.insert(fact));
        let egfr = self.record.newest(EGFR, EGFR_HOURS, as_of).ok().map(|measured| measured.value);
        Standing {
            age_years: self.record.age_years(as_of.date),
            sex: self.record.sex,
            facts,
            egfr,
            creatinine_change: self.record.creatinine_change(as_of.utc_secs),
            is_in_hospital: self.record.is_in_hospital(as_of.utc_secs),
            bedside_hours: self.bedside_hours(as_of),
        }
    }

    /// Hours since the newest bedside sign.
    fn bedside_hours(&self, as_of: AsOf) -> Option<u32> {
        let newest = |code: &&str| self.record.measured(code, as_of.utc_secs).last().map(|sign| sign.utc_secs);
        let newest = BEDSIDE_SIGNS.iter().filter_map(newest).max()?;
        u32::try_from((as_of.utc_secs - newest) / HOUR_SECS).ok()
    }

    fn value(&self, model: &RiskModel, input: &Input, facts: Facts, as_of: AsOf) -> Result<(Slot, Given), Lack> {
        let age = self.record.age_years(as_of.date);
        match input.origin {
            Origin::Age => age.map(|age| (Slot::Number(f64::from(age)), Given::Register)).ok_or(Lack::NotRecorded),
            Origin::OlderThan(years) => {
                age.map(|age| (Slot::Word(u8::from(age > i32::from(years))), Given::Register)).ok_or(Lack::NotRecorded)
            }
            Origin::Sex => self.sex(input),
            Origin::Observed { code, scale, newest_hours } => match self.record.newest(code, newest_hours, as_of) {
                Ok(measured) => Ok((Slot::Number(scale.apply(measured.value)), observed(&measured))),
                Err(lack) if code == BODY_MASS_INDEX => {
                    let computed = self.record.computed_body_mass_index(newest_hours, as_of).ok_or(lack)?;
                    let given = Given::FromWeightAndHeight { utc_secs: computed.utc_secs, position: computed.position };
                    Ok((Slot::Number(scale.apply(computed.value)), given))
                }
                Err(lack) => Err(lack),
            },
            Origin::Above { code, limit, newest_hours, or } => {
                self.above(model, input, (code, limit, newest_hours), or, facts, as_of)
            }
            Origin::Recorded(fact) => self.recorded(fact, facts, as_of),
            Origin::Region => match self.house.slot(input) {
                Slot::Missing => Err(Lack::Unset),
                slot @ (Slot::Word(_) | Slot::Number(_) | Slot::Unreadable) => Ok((slot, Given::House)),
            },
            Origin::Setting => self.setting(model, input, age),
            Origin::Asked => self.asked(model, input),
        }
    }

    fn sex(&self, input: &Input) -> Result<(Slot, Given), Lack> {
        let is_female = match self.record.sex {
            Some(Sex::Female) => true,
            Some(Sex::Male) => false,
            Some(Sex::Other | Sex::Unknown) | None => return Err(Lack::NotRecorded),
        };
        // A flag says "female"; a choice has female first.
        let is_flag = matches!(input.kind, crate::analysis::risk::Kind::Flag);
        Ok((Slot::Word(u8::from(is_female == is_flag)), Given::Register))
    }

    fn above(
        &self,
        model: &RiskModel,
        input: &Input,
        (code, limit, newest_hours): (&str, f64, u32),
        or: Option<Fact>,
        facts: Facts,
        as_of: AsOf,
    ) -> Result<(Slot, Given), Lack> {
        if let Some(fact) = or.filter(|fact| facts.contains(*fact)) {
            return self.recorded(fact, facts, as_of);
        }
        match self.record.newest(code, newest_hours, as_of) {
            Ok(measured) => Ok((Slot::Word(u8::from(measured.value > limit)), observed(&measured))),
            Err(lack) => self.asked(model, input).map_err(|unsaid| match lack {
                Lack::NotRecorded => unsaid,
                Lack::TooOld { .. } | Lack::OnlyLimit { .. } | Lack::Unsaid(_) | Lack::Unset => lack,
            }),
        }
    }

    fn recorded(&self, fact: Fact, facts: Facts, as_of: AsOf) -> Result<(Slot, Given), Lack> {
        if facts.contains(fact) {
            let source = self.record.source_of(fact, as_of.date).ok_or(Lack::NotRecorded)?;
            return Ok((Slot::Word(1), Given::Recorded(source)));
        }
        let question = Question::Fact(fact);
        match self.answers.get(question) {
            Some(answer) => Ok((answer, Given::Said)),
            None if self.answers.denies(fact) => Ok((Slot::Word(0), Given::CompleteList)),
            None => Err(Lack::Unsaid(question)),
        }
    }

    fn setting(&self, model: &RiskModel, input: &Input, age: Option<i32>) -> Result<(Slot, Given), Lack> {
        let said = self.asked(model, input);
        match usual_choice(model, input, age) {
            Slot::Missing => said.map(|(slot, _)| (slot, Given::Chosen)),
            usual @ (Slot::Word(_) | Slot::Number(_) | Slot::Unreadable) => {
                Ok((said.map_or(usual, |(slot, _)| slot), Given::Chosen))
            }
        }
    }

    /// What a gene result says to an input, where it can be read.
    fn of_gene(&self, input: &Input) -> Option<(Slot, Given)> {
        let gene = self.record.gene(input.column)?;
        match input.read(&gene.text) {
            slot @ (Slot::Word(_) | Slot::Number(_)) => Some((slot, Given::Gene { position: gene.position })),
            Slot::Missing | Slot::Unreadable => None,
        }
    }

    /// An age at diagnosis from the birth date and the recorded beginning of the condition.
    fn of_onset(&self, input: &Input) -> Option<(Slot, Given)> {
        let (age, source) = self.record.age_at_onset(Fact::Diabetes).filter(|_| input.column == "diabetes_age")?;
        Some((Slot::Number(f64::from(age)), Given::Recorded(source)))
    }

    fn asked(&self, model: &RiskModel, input: &Input) -> Result<(Slot, Given), Lack> {
        let question = question_of(model, input).ok_or(Lack::NotRecorded)?;
        if let Some(answer) = self.answers.get(question) {
            return Ok((answer, Given::Said));
        }
        self.of_gene(input).or_else(|| self.of_onset(input)).ok_or(Lack::Unsaid(question))
    }
}

fn observed(measured: &Measured) -> Given {
    Given::Observed { utc_secs: measured.utc_secs, position: measured.position, is_doubtful: measured.is_doubtful }
}
