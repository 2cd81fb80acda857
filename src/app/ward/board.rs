//! The board: everybody on a ward as they stand now, in order.

use std::sync::Arc;

use crate::analysis::departure::AlertBudget;
use crate::analysis::ward::{
    Ahead, AlertLoad, Course, Direction, Place, Sign, Signs, Standing, TrendPoint, ahead, change, course_of, direction,
    order, silent_since, standing_of, trend,
};
use crate::base::{Date, Revision};
use crate::domain::ids::PatientId;

use super::super::index::PatientIndex;
use super::beside::{Beside, RowFacts, ShownWardAlert};
use super::reading::{Nothing, PatientSigns};

/// NEWS2 is made for people from this age on.
const FROM_AGE_YEARS: i32 = 16;

/// Somebody on the ward, as far as the records say; what changes with time alone is not in it.
#[derive(Clone, Debug)]
pub struct OnWard {
    pub patient: PatientId,
    pub identifier: String,
    /// As lists write it.
    pub family_name: Option<String>,
    pub given_name: Option<String>,
    pub chinese_name: Option<String>,
    pub ward: Option<String>,
    pub is_too_young: bool,
    pub read: PatientSigns,
    pub beside: Beside,
}

/// What was read, and from which state of the store.
#[derive(Clone, Debug)]
pub struct WardRead {
    pub revision: Revision,
    /// `None`: every ward.
    pub ward: Option<String>,
    pub people: Vec<OnWard>,
    /// People of the ward beyond what a board shows.
    pub left_out: usize,
    /// How many false alerts of departures are borne.
    pub budget: AlertBudget,
}

/// A row of the board.
#[derive(Clone, Debug)]
pub struct BoardRow {
    pub who: OnWard,
    pub standing: Standing,
    pub trend: Vec<TrendPoint>,
    /// Points more than at the beginning of the series, and since when.
    pub change: Option<(i16, i64)>,
    pub direction: Direction,
    pub course: Course,
    /// A monitored patient of whom nothing comes.
    pub silent_since: Option<i64>,
    /// Signs of which the newest that came cannot be used.
    pub nothing: Vec<(Sign, Nothing)>,
    /// How far ahead values are dated, in seconds.
    pub dated_ahead_secs: Option<i64>,
    /// What may be in an hour; only of who is chosen.
    pub ahead: Option<Ahead>,
    /// The loudest first, those that still ask for somebody before the others.
    pub alerts: Vec<ShownWardAlert>,
    /// What this patient was alerted to in the last day.
    pub load: AlertLoad,
}

impl BoardRow {
    pub fn signs(&self) -> &Signs {
        &self.who.read.signs
    }

    /// Signs whose newest value is hardly possible.
    pub fn doubtful(&self, now_utc_secs: i64) -> Vec<Sign> {
        Sign::MEASURED.into_iter().filter(|sign| self.signs().is_doubtful(*sign, now_utc_secs)).collect()
    }

    /// Letters for a name on a wall: of a Latin name the first letters, of a Chinese one the family name.
    pub fn initials(&self) -> String {
        let first = |name: &Option<String>| name.as_deref().and_then(|name| name.trim().chars().next());
        let latin: String = [first(&self.who.family_name), first(&self.who.given_name)]
            .into_iter()
            .flatten()
            .flat_map(|letter| letter.to_uppercase().chain(['.']))
            .collect();
        match (latin.is_empty(), first(&self.who.chinese_name)) {
            (true, Some(letter)) => format!("{letter}××"),
            _ => latin,
        }
    }
}

/// The board at an instant.
#[derive(Debug)]
pub struct Board {
    pub read: Arc<WardRead>,
    /// In the order shown.
    pub rows: Vec<BoardRow>,
    pub at_utc_secs: i64,
}

impl Board {
    /// The people of a ward as they stand at an instant, the most urgent first.
    pub fn of(read: Arc<WardRead>, now_utc_secs: i64, chosen: Option<PatientId>) -> Board {
        let made = |who| row_of(who, now_utc_secs, chosen, read.budget);
        let rows: Vec<BoardRow> = read.people.iter().map(made).collect();
        let places: Vec<Place> =
            rows.iter().map(|row| Place::of(&row.standing, row.direction == Direction::Rising)).collect();
        let mut rows: Vec<Option<BoardRow>> = rows.into_iter().map(Some).collect();
        let rows = order(&places).into_iter().filter_map(|at| rows.get_mut(at)?.take()).collect();
        Board { read, rows, at_utc_secs: now_utc_secs }
    }

    /// How much everybody shown was alerted to in the last day.
    pub fn load(&self) -> AlertLoad {
        self.rows.iter().fold(AlertLoad::default(), |sum, row| sum.plus(row.load))
    }

    pub fn row_of(&self, patient: PatientId) -> Option<&BoardRow> {
        self.rows.iter().find(|row| row.who.patient == patient)
    }
}

fn row_of(who: &OnWard, now: i64, chosen: Option<PatientId>, budget: AlertBudget) -> BoardRow {
    let signs = &who.read.signs;
    let trend = trend(signs, now);
    let from = who.read.admitted_utc_secs.unwrap_or(i64::MIN);
    let told = course_of(signs, from, now, budget);
    let standing = standing_of(signs, now, !who.is_too_young);
    let silent_since = silent_since(signs, now);
    let facts = RowFacts {
        signs,
        standing: &standing,
        course: &told.course,
        departures_utc_secs: &told.departures_utc_secs,
        silent_since,
        trend: &trend,
    };
    BoardRow {
        alerts: who.beside.alerts(&facts, now),
        load: who.beside.load(&facts, now),
        change: change(&trend),
        direction: direction(&trend),
        ahead: (chosen == Some(who.patient) && !who.is_too_young).then(|| ahead(signs, now)).flatten(),
        nothing: who.read.nothing(now),
        dated_ahead_secs: signs.dated_ahead(now),
        standing,
        course: told.course,
        silent_since,
        trend,
        who: who.clone(),
    }
}

/// Who is on a ward, by bed as far as the list knows: rows of the index in order of identifier.
pub fn rows_on(index: &PatientIndex, ward: Option<&str>) -> Vec<u32> {
    let rows = index.everyone().to_rows();
    let mut on: Vec<u32> = rows
        .into_iter()
        .filter(|row| index.death_date(*row).is_none())
        .filter(|row| match (index.ward_name(*row), ward) {
            (Some(name), Some(ward)) => name == ward,
            (name, None) => name.is_some(),
            (None, Some(_)) => false,
        })
        .collect();
    on.sort_by(|one, other| index.identifier(*one).cmp(index.identifier(*other)));
    on
}

/// The wards that somebody is on, with how many, in order of name.
pub fn wards_of(index: &PatientIndex) -> Vec<(String, usize)> {
    let mut wards: Vec<(String, usize)> = Vec::new();
    for row in rows_on(index, None) {
        let Some(name) = index.ward_name(row) else { continue };
        match wards.iter_mut().find(|(known, _)| known == name) {
            Some((_, count)) => *count += 1,
            None => wards.push((name.to_owned(), 1)),
        }
    }
    wards.sort();
    wards
}

/// What the list knows of somebody.
pub fn on_ward(index: &PatientIndex, row: u32, today: Date, read: PatientSigns, beside: Beside) -> OnWard {
    OnWard {
        patient: PatientId(row),
        identifier: index.identifier(row).to_owned(),
        family_name: index.family_name(row).map(str::to_owned),
        given_name: index.given_name(row).map(str::to_owned),
        chinese_name: index.chinese_name(row).map(str::to_owned),
        ward: index.ward_name(row).map(str::to_owned),
        is_too_young: index.age_years(row, today).is_some_and(|age| age < FROM_AGE_YEARS),
        read,
        beside,
    }
}
