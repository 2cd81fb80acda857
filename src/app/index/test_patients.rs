//! Small hospitals for tests: from a seed, with gaps everywhere.

use std::sync::Arc;

use crate::base::{Date, Progress};
use crate::domain::book::{BookKind, Books};
use crate::domain::ids::{PatientId, WordId};
use crate::domain::indicator::IndicatorId;
use crate::domain::patient::{AllergyState, Sex};
use crate::domain::summary::{Newest, NewestColumn, SummaryChunk};

use super::PatientIndex;

const FAMILY: [&str; 12] = [
    "",
    "Müller",
    "Wang",
    "O'Brien",
    "van der Berg",
    "Zhang",
    "García",
    "Schmidt",
    "Smith",
    "Jansson",
    "单",
    "Ångström",
];
const GIVEN: [&str; 10] =
    ["", "Anna Maria", "Xiaoming", "José", "Jean-Luc", "Margaret", "Wilhelmina", "Bo", "An", "Björn"];
const CHINESE: [&str; 8] = ["", "王小明", "单田芳", "曾国藩", "欧阳修", "吕布", "张伟", "解放"];

/// The day these hospitals are looked at.
pub(crate) fn today() -> Date {
    Date::from_ymd(2026, 2, 28).expect("a date")
}

/// SplitMix64 (Steele, Lea, Flood 2014).
pub(crate) struct Dice(pub u64);

impl Dice {
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ mixed >> 31) % limit
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len() as u64) as usize]
    }
}

pub(crate) fn books() -> Arc<Books> {
    let mut books = Books::default();
    let words = [
        (
            BookKind::Condition,
            vec!["E11\tType 2 diabetes mellitus", "I10\tHypertension", "E10\tType 1 Diabetes", "X\tdiabetes"],
        ),
        (BookKind::Medication, vec!["A10BA02\tMetformin", "C09AA05\tRamipril", "\tMet"]),
        (BookKind::Ward, vec!["Cardiology", "Neurology", "cardiology"]),
    ];
    for (kind, words) in words {
        words.into_iter().for_each(|word| assert!(books.of_mut(kind).intern(word).is_some()));
    }
    Arc::new(books)
}

/// Chunks of up to seven patients; the last indicators have no column in some of them.
pub(crate) fn chunks(seed: u64, patients: u32) -> Vec<SummaryChunk> {
    let mut dice = Dice(seed);
    (0..patients).step_by(7).map(|first| chunk(&mut dice, first, 7.min(patients - first))).collect()
}

pub(crate) fn index(seed: u64, patients: u32) -> PatientIndex {
    PatientIndex::build(chunks(seed, patients), books(), &Progress::default()).expect("not cancelled")
}

/// One chunk of patients who have only these names and an identifier.
pub(crate) fn named(people: &[(&str, &str, &str, &str)]) -> PatientIndex {
    let mut dice = Dice(1);
    let mut chunk = chunk(&mut dice, 0, people.len() as u32);
    chunk.present = vec![true; people.len()];
    chunk.identifiers = people.iter().map(|person| person.0).collect();
    chunk.family_names = people.iter().map(|person| person.1).collect();
    chunk.given_names = people.iter().map(|person| person.2).collect();
    chunk.chinese_names = people.iter().map(|person| person.3).collect();
    PatientIndex::build([chunk], books(), &Progress::default()).expect("not cancelled")
}

fn chunk(dice: &mut Dice, first: u32, patients: u32) -> SummaryChunk {
    let mut chunk = SummaryChunk::new(PatientId(first));
    for row in 0..patients {
        let number = u64::from(first + row) * 7919 % 10_007;
        chunk.identifiers.push(&if number % 3 == 0 { format!("P{number:05}") } else { format!("p{number}-a") });
        chunk.phones.push(&if number % 4 == 0 { format!("138{number:08}") } else { String::new() });
        chunk.family_names.push(dice.pick(&FAMILY));
        chunk.given_names.push(dice.pick(&GIVEN));
        chunk.chinese_names.push(dice.pick(&CHINESE));
        let sexes = [None, Some(Sex::Female), Some(Sex::Male), Some(Sex::Other), Some(Sex::Unknown)];
        chunk.sexes.push(dice.pick(&sexes));
        let born = Date(today().0 - dice.below(36_525) as i32 + 200);
        let round =
            Date::from_ymd(2026 - dice.below(90) as i32, 2, 28).map(|date| Date(date.0 + dice.below(3) as i32 - 1));
        let birth_date = dice.pick(&[None, Some(born), Some(born), round]);
        chunk.birth_dates.push(birth_date);
        let death = birth_date.map(|born| Date(born.0 + dice.below(30_000) as i32));
        chunk.death_dates.push(death.filter(|_| dice.below(5) == 0));
        chunk.allergies.push(dice.pick(&[
            AllergyState::Known,
            AllergyState::NoneKnown,
            AllergyState::NotRecorded,
            AllergyState::Unavailable,
        ]));
        chunk.wards.push(dice.pick(&[None, Some(WordId(0)), Some(WordId(1)), Some(WordId(2))]));
        let conditions = dice.below(4);
        chunk.conditions.push((0..conditions).map(|_| WordId(dice.below(4) as u16)));
        let medications = dice.below(3);
        chunk.medications.push((0..medications).map(|_| WordId(dice.below(3) as u16)));
        let count = dice.pick(&[0, 1, 5, 40]);
        chunk.observation_counts.push(count);
        chunk.last_observed.push((count > 0).then(|| Date(today().0 - dice.below(70) as i32 + 5)));
        chunk.flagged_counts.push(dice.pick(&[0, 0, 1, 3]));
        chunk.present.push(dice.below(8) != 0);
    }
    for id in IndicatorId::all().filter(|id| id.index() < 20) {
        let mut column = NewestColumn::empty(patients as usize);
        let plausible = id.indicator().plausible;
        for row in 0..patients as usize {
            let share = dice.below(11) as f64 / 10.0;
            let value = (plausible.low + share * (plausible.high - plausible.low)) as f32;
            let date = Date(today().0 - dice.below(70) as i32 + 5);
            column.set(
                row,
                (dice.below(3) != 0).then_some(Newest { value, scale: dice.below(3) as u8, bound: None, date }),
            );
        }
        chunk.newest[id.index()] = (dice.below(4) != 0).then_some(column);
    }
    chunk
}
