//! Whatever is missing, no number is made from it; what is on record is found with its source, and old values count as
//! missing.

use std::sync::Arc;
use std::time::Instant;

use crate::analysis::risk::{Fact, RISK_MODELS, Slot, model_by_id};
use crate::base::{Date, Decimal, Moment, Offset, Precision, Zone};
use crate::domain::book::{BookKind, Books};
use crate::domain::ids::{CellRef, ImportId, PatientId, WordId};
use crate::domain::observation::{Bound, Observation, ObservationFlags};
use crate::domain::patient::{Admission, Condition, Medication, Patient, Sex, Sourced};
use crate::domain::twin::DigitalTwin;

use super::super::risk_record::{FactSource, RiskRecord};
use super::super::twin::view::{TwinView, twin_view};
use super::answers::{Answers, House, Question, question_of};
use super::course::course;
use super::estimate::{Depth, Estimate, Estimated};
use super::filling::{AsOf, Given, Known, Lack};
use super::view::risk_view;

const DAY: i64 = 86_400;

pub fn today() -> AsOf {
    let date = Date::from_ymd(2026, 10, 1).expect("a date");
    AsOf { utc_secs: date.utc_secs() + 8 * 3_600, date }
}

/// A twin in the making.
pub struct Made {
    books: Books,
    twin: DigitalTwin,
}

impl Made {
    pub fn of(sex: Option<Sex>, born: Option<Date>) -> Made {
        let person = Patient { sex, birth_date: born, ..nobody() };
        let twin = DigitalTwin {
            id: PatientId(0),
            rows: vec![Sourced { record: person, cell: cell(1), raw: Vec::new() }],
            conditions: Vec::new(),
            medications: Vec::new(),
            allergies: Vec::new(),
            admissions: Vec::new(),
            genes: Vec::new(),
            observations: Vec::new(),
            unrecorded: Vec::new(),
        };
        Made { books: Books::default(), twin }
    }

    /// A woman of 58 years with everything PREVENT wants from a laboratory, measured yesterday.
    pub fn woman() -> Made {
        let mut made = Made::of(Some(Sex::Female), Date::from_ymd(1968, 3, 4));
        made.measures(1, "8480-6", "142", "mm[Hg]");
        made.measures(1, "14647-2", "5.2", "mmol/L");
        made.measures(1, "14646-4", "1.3", "mmol/L");
        made.measures(1, "98979-8", "84", "mL/min/{1.73_m2}");
        made.measures(1, "39156-5", "27.4", "kg/m2");
        made
    }

    pub fn measures(&mut self, days_ago: i64, code: &str, value: &str, unit: &str) {
        self.measured_at(today().utc_secs - days_ago * DAY, code, value, unit, None);
    }

    pub fn measured_at(&mut self, utc_secs: i64, code: &str, value: &str, unit: &str, bound: Option<Bound>) {
        let word = |books: &mut Books, kind, word: &str| books.of_mut(kind).intern(word).expect("room");
        let code = word(&mut self.books, BookKind::Code, code);
        let unit = word(&mut self.books, BookKind::Unit, unit);
        self.twin.observations.push(Observation {
            code,
            unit: Some(unit),
            moment: Moment { utc_secs, offset: Offset::Written(0), precision: Precision::Minute },
            value: Decimal::parse(value.as_bytes()).expect("a number"),
            cell: cell(2),
            raw: None,
            time_raw: None,
            source_identifier: None,
            flags: ObservationFlags { bound, ..ObservationFlags::default() },
            decided: None,
        });
        self.twin.observations.sort_by_key(|observation| (observation.code, observation.moment.utc_secs));
    }

    pub fn suffers(&mut self, word: &str, onset: Option<Date>, resolved: Option<Date>) {
        let word = self.books.of_mut(BookKind::Condition).intern(word).expect("room");
        self.twin.conditions.push(Sourced {
            record: Condition { word, onset, resolved },
            cell: cell(3),
            raw: Vec::new(),
        });
    }

    /// In hospital since so many days, until so many days ago.
    pub fn stays(&mut self, days_ago: i64, until_days_ago: Option<i64>) {
        let at = |days_ago: i64| Moment {
            utc_secs: today().utc_secs - days_ago * DAY,
            offset: Offset::Written(0),
            precision: Precision::Minute,
        };
        let (admitted, discharged) = (at(days_ago), until_days_ago.map(at));
        let record = Admission { ward: None, room: None, bed: None, admitted, discharged, reason: None };
        self.twin.admissions.push(Sourced { record, cell: cell(5), raw: Vec::new() });
    }

    pub fn takes(&mut self, word: &str, end: Option<Date>) {
        let word: WordId = self.books.of_mut(BookKind::Medication).intern(word).expect("room");
        let record = Medication { word, dose: None, start: None, end };
        self.twin.medications.push(Sourced { record, cell: cell(4), raw: Vec::new() });
    }

    /// The twin as it is opened.
    pub fn view(self) -> TwinView {
        twin_view(self.twin, Arc::new(self.books), Vec::new(), today().date, today().utc_secs)
    }

    fn record(&self) -> RiskRecord {
        RiskRecord::of_twin(&self.twin, &self.books, &self.twin.person())
    }
}

fn nobody() -> Patient {
    Patient {
        identifier: "W1".to_owned(),
        family_name: None,
        given_name: None,
        chinese_name: None,
        sex: None,
        birth_date: None,
        death_date: None,
        phone: None,
    }
}

fn cell(line: u32) -> CellRef {
    CellRef { import: ImportId(1), line, column: 1 }
}

fn estimate(record: &RiskRecord, answers: &Answers, model: &str) -> Estimate {
    let known = Known { record, answers, house: House::default() };
    let model = model_by_id(model).expect("a model");
    Estimate::of(model, known, &known.standing(today()), today(), Depth::Full)
}

fn lists_complete() -> Answers {
    let mut answers = Answers::default();
    (answers.problems_complete, answers.medications_complete) = (true, true);
    answers
}

/// Everything PREVENT asks of a person is denied.
pub fn denied() -> Answers {
    let mut answers = lists_complete();
    answers.say(Question::Fact(Fact::CurrentSmoker), Slot::Word(0));
    answers
}

#[test]
fn what_is_not_on_record_is_missing_until_somebody_says_so() {
    let record = Made::woman().record();
    let silent = estimate(&record, &Answers::default(), "prevent");
    assert!(silent.value().is_none());
    assert_eq!(silent.missing, ["bp_tx", "statin", "dm", "smoking"]);
    let asked = silent.filled.row("smoking").expect("a row").from;
    assert_eq!(asked, Err(Lack::Unsaid(Question::Fact(Fact::CurrentSmoker))));

    let told = estimate(&record, &denied(), "prevent");
    let (_, told_value) = told.value().expect("a number");
    assert!((0.0..1.0).contains(&told_value));
    assert_eq!(told.filled.row("statin").expect("a row").from, Ok(Given::CompleteList));
    // A complete list of problems says nothing about smoking.
    let lists = lists_complete();
    let only_smoking = estimate(&record, &lists, "prevent");
    let Estimated::Between(interval) = only_smoking.estimated else { panic!("{:?}", only_smoking.estimated) };
    assert_eq!(interval.column, "smoking");
    assert!(interval.low <= told_value && told_value < interval.high);
}

#[test]
fn a_recorded_fact_outweighs_what_is_said_and_shuts_or_opens_models() {
    let mut made = Made::woman();
    made.suffers("E11.9\tType 2 diabetes", None, None);
    made.takes("C10AA05\tAtorvastatin", None);
    let told = estimate(&made.record(), &denied(), "prevent");
    assert_eq!(told.filled.row("dm").expect("a row").slot, Slot::Word(1));
    assert!(matches!(told.filled.row("statin").expect("a row").from, Ok(Given::Recorded(_))));
    assert!(!estimate(&made.record(), &denied(), "findrisc").applies());
    made.suffers("I21.9\tMyocardial infarction", None, Date::from_ymd(2020, 1, 1));
    assert!(!estimate(&made.record(), &denied(), "prevent").applies(), "an infarction stays one");
    let mut pregnant = Made::woman();
    pregnant.suffers("O80\tDelivery", None, Date::from_ymd(1999, 1, 1));
    assert!(estimate(&pregnant.record(), &denied(), "ckdepi").applies(), "a pregnancy ends");
    let mut before = Made::woman();
    before.takes("C10AA05\tAtorvastatin", Date::from_ymd(2026, 1, 1));
    assert_eq!(
        estimate(&before.record(), &Answers::default(), "prevent").filled.row("statin").expect("a row").slot,
        Slot::Missing
    );
}

#[test]
fn a_value_too_old_or_beyond_the_method_or_without_its_unit_is_no_value() {
    let mut made = Made::of(Some(Sex::Male), Date::from_ymd(1960, 1, 1));
    made.measures(366, "14682-9", "90", "umol/L");
    let old = estimate(&made.record(), &Answers::default(), "ckdepi");
    assert!(matches!(old.filled.row("creatinine_mg_dl").expect("a row").from, Err(Lack::TooOld { .. })));
    assert!(old.value().is_none());
    made.measured_at(today().utc_secs - DAY, "14682-9", "20", "umol/L", Some(Bound::Below));
    let limit = estimate(&made.record(), &Answers::default(), "ckdepi");
    assert!(matches!(limit.filled.row("creatinine_mg_dl").expect("a row").from, Err(Lack::OnlyLimit { .. })));
    let mut strange = Made::of(Some(Sex::Male), Date::from_ymd(1960, 1, 1));
    strange.measures(1, "14682-9", "90", "furlong");
    assert!(estimate(&strange.record(), &Answers::default(), "ckdepi").value().is_none());
    // The same number in two units is the same result.
    let (mut one, mut other) =
        (Made::of(Some(Sex::Male), Date::from_ymd(1960, 1, 1)), Made::of(Some(Sex::Male), Date::from_ymd(1960, 1, 1)));
    one.measures(1, "14682-9", "88.42", "umol/L");
    other.measures(1, "2160-0", "1", "mg/dL");
    let of = |made: &Made| estimate(&made.record(), &Answers::default(), "ckdepi").value().expect("a number").1;
    assert!((of(&one) - of(&other)).abs() < 1e-9);
}

#[test]
fn the_body_mass_index_comes_from_weight_and_height_where_nobody_wrote_it_down() {
    let born = Date::from_ymd(1968, 3, 4);
    let mut made = Made::of(Some(Sex::Female), born);
    made.measures(1, "29463-7", "81", "kg");
    let row = |made: &Made| estimate(&made.record(), &Answers::default(), "prevent").filled.row("bmi").copied();
    assert_eq!(row(&made).expect("a row").from, Err(Lack::NotRecorded), "no height");
    made.measures(900, "8302-2", "180", "cm");
    let filled = estimate(&made.record(), &Answers::default(), "prevent").filled;
    let row = filled.row("bmi").expect("a row");
    assert_eq!(row.slot, Slot::Number(25.0));
    assert!(matches!(row.from, Ok(Given::FromWeightAndHeight { .. })));
    made.measures(2, "39156-5", "26", "kg/m2");
    let measured = estimate(&made.record(), &Answers::default(), "prevent").filled;
    assert_eq!(measured.row("bmi").expect("a row").slot, Slot::Number(26.0), "what was written down comes first");
}

/// Blanking any of the inputs leaves no number that still rests on it.
#[test]
fn no_subset_of_blanked_inputs_gives_a_number_from_what_is_missing() {
    for model in RISK_MODELS {
        for example in model.examples {
            let count = model.inputs.len();
            let whole = Estimate::of_inputs(model, |input| input.read(example.cell(input.column).unwrap_or("")));
            for mask in 0u32..(1 << count.min(11)) {
                let is_blank = |at: usize| at < 11 && mask & (1 << at) != 0;
                let blanked = Estimate::of_inputs(model, |input| {
                    let text = if is_blank(input.at) { "" } else { example.cell(input.column).unwrap_or("") };
                    input.read(text)
                });
                let needed =
                    blanked.filled.rows.iter().any(|row| {
                        row.slot == Slot::Missing && row.input.need == crate::analysis::risk::Need::Required
                    });
                match &blanked.estimated {
                    Estimated::Scored { .. } => assert!(!needed, "{}: a number in spite of {mask:b}", model.id),
                    Estimated::Bounded(bounds) => {
                        assert!(!bounds.missing.is_empty() && bounds.at_least <= bounds.at_most);
                        if let Some((_, value)) = whole.value() {
                            assert!(bounds.at_least <= value && value <= bounds.at_most, "{} {mask:b}", model.id);
                        }
                    }
                    Estimated::Between(interval) => {
                        assert!(blanked.filled.inputs.is_missing(model.input(interval.column).expect("an input")));
                    }
                    Estimated::Missing | Estimated::Refused(_) | Estimated::Withheld(_) => {}
                    Estimated::NotApplicable(gate) => panic!("{}: {gate:?}", model.id),
                }
                if !matches!(
                    blanked.estimated,
                    Estimated::Scored { .. } | Estimated::Refused(_) | Estimated::Withheld(_)
                ) {
                    assert!(!blanked.missing.is_empty(), "{}: nothing named for {mask:b}", model.id);
                }
            }
        }
    }
}

#[test]
fn scores_of_acute_illness_are_for_people_who_are_watched() {
    const HOUR: i64 = 3_600;
    let acute = ["news2", "sofa", "qsofa", "curb65"];
    let applying = |made: &Made| acute.map(|model| estimate(&made.record(), &Answers::default(), model).applies());
    let at_home = || {
        let mut made = Made::woman();
        made.suffers("J18.9\tPneumonia", None, None);
        made
    };
    assert_eq!(applying(&at_home()), [false; 4], "a pressure taken at a visit is no watch");
    let breathing = |hours: i64| {
        let mut made = at_home();
        made.measured_at(today().utc_secs - hours * HOUR, "9279-1", "22", "/min", None);
        applying(&made)
    };
    assert_eq!((breathing(71), breathing(74)), ([true; 4], [false; 4]));
    let staying = |days_ago: i64, until: Option<i64>| {
        let mut made = at_home();
        made.stays(days_ago, until);
        applying(&made)
    };
    assert_eq!((staying(9, None), staying(9, Some(4))), ([true; 4], [false; 4]));
}

#[test]
fn the_newest_estimate_says_what_moved_it() {
    let mut made = Made::of(Some(Sex::Male), Date::from_ymd(1960, 1, 1));
    for (days_ago, value) in [(400, "80"), (200, "100"), (10, "120")] {
        made.measures(days_ago, "14682-9", value, "umol/L");
    }
    let (record, answers) = (made.record(), Answers::default());
    let known = Known { record: &record, answers: &answers, house: House::default() };
    let course = course(model_by_id("ckdepi").expect("a model"), known, today(), &Zone::utc());
    let values: Vec<f64> = course.points.iter().filter_map(|point| point.value).collect();
    assert_eq!(values.len(), 4, "three measurements and now: {:?}", course.points);
    assert!(values.windows(2).all(|pair| pair[0] >= pair[1]));
    let moved = course.moved.expect("moved");
    assert!(moved.after < moved.before);
    assert_eq!(moved.changes.first().map(|change| change.input.column), Some("creatinine_mg_dl"));
}

#[test]
fn a_course_has_a_gap_where_the_values_were_too_old() {
    let mut made = Made::of(Some(Sex::Male), Date::from_ymd(1960, 1, 1));
    made.measures(900, "14682-9", "80", "umol/L");
    made.measures(10, "14682-9", "90", "umol/L");
    let (record, answers) = (made.record(), Answers::default());
    let known = Known { record: &record, answers: &answers, house: House::default() };
    let course = course(model_by_id("ckdepi").expect("a model"), known, today(), &Zone::utc());
    let known: Vec<bool> = course.points.iter().map(|point| point.value.is_some()).collect();
    assert_eq!(known, [true, false, true, true]);
}

#[test]
fn who_has_died_has_no_risks() {
    let mut record = Made::woman().record();
    record.died = Date::from_ymd(2026, 9, 1);
    let answers = denied();
    let known = Known { record: &record, answers: &answers, house: House::default() };
    assert!(risk_view(PatientId(0), known, today()).estimates.is_empty());
}

#[test]
fn a_suspicion_is_asked_since_no_record_tells_it_and_opens_its_model() {
    let record = Made::woman().record();
    let mut answers = lists_complete();
    let suspected = Question::Fact(Fact::SuspectedPulmonaryEmbolism);
    let view = |answers: &Answers| {
        risk_view(PatientId(0), Known { record: &record, answers, house: House::default() }, today())
    };
    assert!(view(&answers).questions.contains(&suspected));
    assert!(!view(&answers).estimate("wells_pe").expect("there").applies());
    answers.say(suspected, Slot::Word(1));
    let opened = view(&answers);
    assert!(opened.questions.contains(&suspected), "what was answered stays, to be changed");
    let wells = opened.estimate("wells_pe").expect("there");
    assert!(wells.applies());
    assert!(matches!(&wells.estimated, Estimated::Bounded(bounds) if bounds.at_least <= bounds.at_most));
    for question in &opened.questions {
        let models = RISK_MODELS.iter().flat_map(|model| model.inputs.iter().map(move |input| (*model, input)));
        let is_asked = models.into_iter().any(|(model, input)| question_of(model, input) == Some(*question));
        assert!(is_asked || matches!(question, Question::Fact(_)));
    }
}

/// Every model with its intervals: a few milliseconds, measured here without optimisation.
#[test]
fn all_models_of_an_open_twin_are_quick() {
    let mut made = Made::of(Some(Sex::Female), Date::from_ymd(1968, 3, 4));
    for (code, value, unit) in [
        ("14647-2", "5.2", "mmol/L"),
        ("14646-4", "1.3", "mmol/L"),
        ("98979-8", "54", "mL/min/{1.73_m2}"),
        ("39156-5", "27.4", "kg/m2"),
        ("4548-4", "7.1", "%"),
    ] {
        made.measures(1, code, value, unit);
    }
    for day in 1..400 {
        made.measures(day, "14682-9", "90", "umol/L");
    }
    // Systolic pressure is what several equations lack: the widest search there is.
    let (record, answers) = (made.record(), denied());
    let house = House { region: Some(1), is_north_american: Some(false) };
    let known = Known { record: &record, answers: &answers, house };
    let start = Instant::now();
    let view = risk_view(PatientId(0), known, today());
    let took = start.elapsed();
    println!("all models: {took:?}");
    let intervals = view.estimates.iter().filter(|one| matches!(one.estimated, Estimated::Between(_))).count();
    assert!(intervals >= 3, "{intervals}");
    assert!(took.as_millis() < 500, "{took:?}");
}

/// The age at diagnosis is that at the first recorded beginning, unless a person says another.
#[test]
fn the_age_at_diagnosis_of_diabetes_comes_from_its_recorded_beginning() {
    let mut made = Made::woman();
    made.suffers("E11.2\tWith kidney complications", Date::from_ymd(2021, 1, 1), None);
    made.suffers("E11.9\tType 2 diabetes", Date::from_ymd(2015, 1, 1), None);
    let record = made.record();
    let born = record.born.expect("a birth date");
    let age = born.years_until(Date::from_ymd(2015, 1, 1).expect("a day"));
    let model = model_by_id("score2_diabetes").expect("a model");
    let input = model.inputs.iter().find(|input| input.column == "diabetes_age").expect("an input");
    let row = |answers: &Answers| {
        let known = Known { record: &record, answers, house: House::default() };
        let filled = known.fill(model, today());
        filled.row("diabetes_age").map(|row| (row.slot, row.from)).expect("a row")
    };
    let mut answers = Answers::default();
    let given = Given::Recorded(FactSource::Condition(1));
    assert_eq!(row(&answers), (Slot::Number(f64::from(age)), Ok(given)));
    answers.say(question_of(model, input).expect("can be said"), Slot::Number(44.0));
    assert_eq!(row(&answers), (Slot::Number(44.0), Ok(Given::Said)));
}
