//! What risk models may read of one patient: measured values by quantity, and facts with the time they hold.
//!
//! Made once when a twin is opened; filling a model's inputs on any day is then a few searches. A value whose unit cannot
//! be converted is left out: a number without its unit says nothing.

mod genes;

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::analysis::risk::creatinine_change::{CreatinineChange, creatinine_change};
use crate::analysis::risk::input::OtherUnit;
use crate::analysis::risk::{CREATININE, Fact, Facts, Origin, RISK_MODELS};
use crate::base::Date;
use crate::domain::book::{BookKind, Books};
use crate::domain::ids::WordId;
use crate::domain::indicator::IndicatorId;
use crate::domain::observation::Observation;
use crate::domain::patient::{Admission, Patient, Sex, Sourced};
use crate::domain::twin::DigitalTwin;
use crate::domain::unit_words::ucum_from_spelling;

pub use genes::{GeneInput, gene_inputs};

/// A quantity that some model asks for.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Wanted {
    code: &'static str,
    /// Where the table knows the code, values come in its canonical unit; otherwise in `unit`.
    indicator: Option<IndicatorId>,
    unit: &'static str,
    other_unit: Option<OtherUnit>,
}

/// Every quantity that some model asks for, each once.
fn wanted() -> &'static [Wanted] {
    static WANTED: OnceLock<Vec<Wanted>> = OnceLock::new();
    WANTED.get_or_init(|| {
        let mut all: Vec<Wanted> = Vec::new();
        let inputs = RISK_MODELS.iter().flat_map(|model| model.inputs);
        for input in inputs {
            let (Origin::Observed { code, .. } | Origin::Above { code, .. }) = input.origin else { continue };
            let indicator = IndicatorId::from_code(code);
            match all.iter_mut().find(|known| known.is_of(code, indicator)) {
                Some(known) => known.other_unit = known.other_unit.or(input.other_unit),
                None => all.push(Wanted { code, indicator, unit: input.unit, other_unit: input.other_unit }),
            }
        }
        all
    })
}

impl Wanted {
    fn is_of(&self, code: &str, indicator: Option<IndicatorId>) -> bool {
        self.code == code || (indicator.is_some() && self.indicator == indicator)
    }

    /// The number in the unit that models read it in; `None` where the unit does not convert.
    fn number(&self, value: f64, unit: &str) -> Option<f64> {
        if let Some(id) = self.indicator {
            return id.indicator().canonical(value, unit).map(|(value, _)| value);
        }
        let ucum = ucum_from_spelling(unit);
        let is_plain = self.unit.is_empty() && (ucum.is_empty() || ucum == "1" || ucum.starts_with('{'));
        match self.other_unit {
            _ if ucum == self.unit || is_plain => Some(value),
            Some(other) if other.unit == ucum => Some(other.scale.apply(value)),
            Some(_) | None => None,
        }
    }
}

/// One measured value in the unit that models read it in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured {
    pub utc_secs: i64,
    pub value: f64,
    /// Position in the twin's observations.
    pub position: usize,
    /// `<5` or `>60`: the limit, not the result.
    pub is_limit: bool,
    /// Implausible, or another value stands for the same instant.
    pub is_doubtful: bool,
}

/// Which record a fact is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactSource {
    /// Position among the twin's conditions.
    Condition(usize),
    /// Position among the twin's medications.
    Medication(usize),
}

/// Facts of one condition or medication, and when they hold.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Spell {
    facts: Facts,
    /// `None`: not recorded, so it counts on every day.
    from: Option<Date>,
    until: Option<Date>,
    source: FactSource,
}

/// One patient as models see them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RiskRecord {
    pub born: Option<Date>,
    pub died: Option<Date>,
    pub sex: Option<Sex>,
    /// By quantity, each in order of time; as many as there are quantities wanted.
    values: Vec<Vec<Measured>>,
    spells: Vec<Spell>,
    /// Gene results that a model reads.
    genes: Vec<GeneInput>,
    /// Admitted and discharged, in seconds; `None` while the stay lasts.
    stays: Vec<(i64, Option<i64>)>,
}

impl RiskRecord {
    /// The record of a twin.
    pub fn of_twin(twin: &DigitalTwin, books: &Books, person: &Patient) -> RiskRecord {
        let conditions = twin.conditions.iter().enumerate().map(|(at, row)| Spell {
            facts: Fact::of_condition(Books::code_part(books.of(BookKind::Condition).word(row.record.word))),
            from: row.record.onset,
            until: row.record.resolved,
            source: FactSource::Condition(at),
        });
        let medications = twin.medications.iter().enumerate().map(|(at, row)| Spell {
            facts: Fact::of_medication(Books::code_part(books.of(BookKind::Medication).word(row.record.word))),
            from: row.record.start,
            until: row.record.end,
            source: FactSource::Medication(at),
        });
        let spells = conditions.chain(medications).filter(|spell| spell.facts != Facts::default());
        RiskRecord {
            born: person.birth_date,
            died: person.death_date,
            sex: person.sex,
            values: values_of(&twin.observations, &mut Codes::new(books)),
            spells: spells.collect(),
            genes: gene_inputs(twin),
            stays: stays_of(twin),
        }
    }

    /// The record of somebody in a cohort, whose conditions and medications are known as of now.
    pub fn of_values(observations: &[Observation], codes: &mut Codes<'_>, facts: Facts) -> RiskRecord {
        let spell = Spell { facts, from: None, until: None, source: FactSource::Condition(0) };
        RiskRecord { values: values_of(observations, codes), spells: vec![spell], ..RiskRecord::default() }
    }

    /// All values of a code up to an instant, oldest first.
    pub fn measured(&self, code: &str, until_utc_secs: i64) -> &[Measured] {
        let indicator = IndicatorId::from_code(code);
        let place = wanted().iter().position(|quantity| quantity.is_of(code, indicator));
        let all = place.and_then(|at| self.values.get(at)).map_or(&[] as &[Measured], Vec::as_slice);
        let end = all.partition_point(|measured| measured.utc_secs <= until_utc_secs);
        all.get(..end).unwrap_or(&[])
    }

    /// How creatinine changes, where it is not steady at an instant; values that are doubted or limits are left aside.
    pub fn creatinine_change(&self, until_utc_secs: i64) -> Option<CreatinineChange> {
        let counts = |one: &&Measured| !one.is_doubtful && !one.is_limit;
        let values = self.measured(CREATININE, until_utc_secs).iter().filter(counts);
        creatinine_change(&values.map(|one| (one.utc_secs, one.value)).collect::<Vec<_>>())
    }

    /// What a gene's result says to the input of that column.
    pub fn gene(&self, column: &str) -> Option<&GeneInput> {
        self.genes.iter().find(|gene| gene.column == column)
    }

    /// What is on record on a day.
    pub fn facts(&self, on: Date) -> Facts {
        let mut facts = Facts::default();
        self.spells.iter().for_each(|spell| facts.add(spell.facts_on(on)));
        facts
    }

    /// The condition or medication that says so.
    pub fn source_of(&self, fact: Fact, on: Date) -> Option<FactSource> {
        self.spells.iter().find(|spell| spell.facts_on(on).contains(fact)).map(|spell| spell.source)
    }

    /// Completed years at which a condition that says so first began, and which one it is.
    pub fn age_at_onset(&self, fact: Fact) -> Option<(i32, FactSource)> {
        let begun = self.spells.iter().filter(|spell| spell.facts.contains(fact));
        let dated = begun.filter_map(|spell| spell.from.map(|from| (from, spell.source)));
        let (from, source) =
            dated.filter(|(_, source)| matches!(source, FactSource::Condition(_))).min_by_key(|(from, _)| *from)?;
        let age = self.born?.years_until(from);
        (age >= 0).then_some((age, source))
    }

    /// Days on which one of these facts began or ended.
    pub fn days_of(&self, facts: Facts) -> impl Iterator<Item = Date> {
        let concerns = move |spell: &&Spell| spell.facts.iter().any(|fact| facts.contains(fact));
        self.spells.iter().filter(concerns).flat_map(|spell| [spell.from, spell.until]).flatten()
    }

    /// Whether a stay in hospital lasts at an instant.
    pub fn is_in_hospital(&self, utc_secs: i64) -> bool {
        self.stays.iter().any(|(from, until)| *from <= utc_secs && until.is_none_or(|until| utc_secs < until))
    }

    /// Completed years.
    pub fn age_years(&self, on: Date) -> Option<i32> {
        self.born.map(|born| born.years_until(on)).filter(|years| *years >= 0)
    }
}

impl Spell {
    fn facts_on(&self, on: Date) -> Facts {
        if self.from.is_some_and(|from| from > on) {
            return Facts::default();
        }
        match self.until {
            Some(until) if until <= on => match self.source {
                FactSource::Condition(_) => self.facts.iter().filter(|fact| outlasts_its_condition(*fact)).collect(),
                FactSource::Medication(_) => Facts::default(),
            },
            Some(_) | None => self.facts,
        }
    }
}

fn stays_of(twin: &DigitalTwin) -> Vec<(i64, Option<i64>)> {
    let stay = |row: &Sourced<Admission>| {
        (row.record.admitted.utc_secs, row.record.discharged.map(|discharged| discharged.utc_secs))
    };
    twin.admissions.iter().map(stay).collect()
}

/// Whether a fact stays true after its condition is marked as resolved: an infarction stays one, a pregnancy does not.
fn outlasts_its_condition(fact: Fact) -> bool {
    match fact {
        Fact::Ascvd
        | Fact::MechanicalValve
        | Fact::FamilialHypercholesterolaemia
        | Fact::AtrialFibrillation
        | Fact::StrokeTiaEmbolism
        | Fact::Stroke
        | Fact::VascularDisease
        | Fact::Bleeding
        | Fact::KidneyReplacement
        | Fact::PreviousThrombosis
        | Fact::BreastCancer
        | Fact::ChestIrradiation
        | Fact::BreastCancerGene
        | Fact::HighGlucose
        | Fact::HeartFailure => true,
        Fact::Hypertension
        | Fact::Diabetes
        | Fact::Type2Diabetes
        | Fact::SevereKidneyDisease
        | Fact::MitralStenosis
        | Fact::Cirrhosis
        | Fact::ChronicLiverDisease
        | Fact::AlcoholExcess
        | Fact::Dialysis
        | Fact::AcuteKidneyInjury
        | Fact::Pregnant
        | Fact::Pneumonia
        | Fact::SuspectedDeepVeinThrombosis
        | Fact::SuspectedPulmonaryEmbolism
        | Fact::ActiveCancer
        | Fact::CurrentSmoker
        | Fact::Antihypertensive
        | Fact::Statin
        | Fact::AntiplateletOrNsaid
        | Fact::Anticoagulant
        | Fact::Amiodarone
        | Fact::EnzymeInducer
        | Fact::Warfarin => false,
    }
}

/// Which quantity a code of the store is, found once a code.
pub struct Codes<'b> {
    books: &'b Books,
    known: HashMap<WordId, Option<usize>>,
}

impl<'b> Codes<'b> {
    pub fn new(books: &'b Books) -> Codes<'b> {
        Codes { books, known: HashMap::new() }
    }

    fn place(&mut self, code: WordId) -> Option<usize> {
        let books = self.books;
        *self.known.entry(code).or_insert_with(|| {
            let word = books.of(BookKind::Code).word(code);
            let indicator = IndicatorId::from_recorded(word);
            wanted().iter().position(|quantity| quantity.is_of(word, indicator))
        })
    }
}

fn values_of(observations: &[Observation], codes: &mut Codes<'_>) -> Vec<Vec<Measured>> {
    let mut values = vec![Vec::new(); wanted().len()];
    for (position, observation) in observations.iter().enumerate() {
        let Some(place) = codes.place(observation.code) else { continue };
        let unit = observation.unit.map_or("", |unit| codes.books.of(BookKind::Unit).word(unit));
        let number = wanted().get(place).and_then(|quantity| quantity.number(observation.value.to_f64(), unit));
        if let (Some(value), Some(series)) = (number, values.get_mut(place)) {
            series.push(Measured {
                utc_secs: observation.moment.utc_secs,
                value,
                position,
                is_limit: observation.flags.bound.is_some(),
                is_doubtful: observation.flags.implausible || observation.flags.conflicting,
            });
        }
    }
    // Several codes of one quantity come one after the other.
    values.iter_mut().for_each(|series| series.sort_by_key(|measured| (measured.utc_secs, measured.position)));
    values
}
