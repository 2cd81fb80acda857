//! The columns of a table without identity by which somebody could be known, and coarser ways to write them.

use std::collections::{BTreeSet, HashMap};

use crate::analysis::privacy::k_anonymity::{Coarser, QuasiColumn, Told};
use crate::analysis::privacy::{OLD, OLDER, OLDEST_TOLD, age_band, age_half, age_quarter, age_text};
use crate::app::index::PatientIndex;
use crate::base::Date;
use crate::domain::patient::Sex;

use super::{Genes, Person, Quasi, Wanted};

/// What the columns matter beside each other is our own choice: age and sex as much as all genes together, a ward less. The
/// genes share theirs by how much each tells, so that one with a rare result here and there goes first.
const OF_AGE: f64 = 3.0;
const OF_SEX: f64 = 3.0;
const OF_WARD: f64 = 2.0;
const OF_GENES: f64 = 3.0;

/// The columns by which somebody could be known, as far as they are wanted.
pub fn quasi_columns(index: &PatientIndex, people: &[Person], genes: &Genes, wanted: &Wanted) -> Vec<QuasiColumn> {
    let mut columns = Vec::new();
    let texts = |text: &dyn Fn(u32) -> String| texts_of(people, text);
    let has = |quasi| wanted.quasi.contains(&quasi);
    if has(Quasi::Age) {
        columns.push(age_column(&texts(&|row| age_of(index, row, wanted.today).map(age_text).unwrap_or_default())));
    }
    if has(Quasi::Sex) {
        columns.push(QuasiColumn::new("sex", &texts(&|row| sex_text(index.sex(row)).to_owned()), &[], OF_SEX));
    }
    if has(Quasi::Ward) {
        let wards = texts(&|row| index.ward_name(row).unwrap_or_default().to_owned());
        columns.push(QuasiColumn::new("ward", &wards, &[], OF_WARD));
    }
    if has(Quasi::Genes) {
        columns.extend(gene_columns(genes, people));
    }
    columns
}

fn age_column(ages: &[String]) -> QuasiColumn {
    let band = |width: u8| {
        move |text: &str| match text.parse() {
            Ok(years) => age_band(years, i32::from(width)),
            // Not recorded, or 90 and more, is a group of its own.
            Err(_) => text.to_owned(),
        }
    };
    let wide = |write: fn(i32) -> &'static str| {
        move |text: &str| match text {
            OLDER => write(OLDEST_TOLD + 1).to_owned(),
            _ => text.parse().map_or_else(|_| text.to_owned(), |years| write(years).to_owned()),
        }
    };
    let (five, ten, twenty) = (band(5), band(10), band(20));
    let (quarters, half) = (wide(age_quarter), wide(age_half));
    let coarser: [Coarser<'_>; 5] = [
        (Told::Years(5), &five),
        (Told::Years(10), &ten),
        (Told::Years(20), &twenty),
        (Told::Quarters, &quarters),
        (Told::Younger(OLD as u8), &half),
    ];
    QuasiColumn::new("age", ages, &coarser, OF_AGE).useful_at(Told::Years(10))
}

fn texts_of(people: &[Person], text: &dyn Fn(u32) -> String) -> Vec<String> {
    people.iter().map(|person| text(person.row)).collect()
}

fn gene_columns(genes: &Genes, people: &[Person]) -> Vec<QuasiColumn> {
    let is_tested = |text: &str| if text.is_empty() { String::new() } else { "tested".to_owned() };
    let column = |(gene, results): (&&'static str, &HashMap<u32, BTreeSet<String>>)| {
        let joined = |row: u32| {
            let found = results.get(&row).map(|texts| texts.iter().cloned().collect::<Vec<_>>());
            found.unwrap_or_default().join("; ")
        };
        QuasiColumn::new(gene, &texts_of(people, &joined), &[(Told::WhetherTested, &is_tested)], 0.0)
    };
    let mut columns: Vec<QuasiColumn> = genes.iter().map(column).collect();
    let bits: f64 = columns.iter().map(QuasiColumn::bits).sum();
    if bits > 0.0 {
        columns.iter_mut().for_each(|column| column.weight = OF_GENES * column.bits() / bits);
    }
    columns
}

/// Whole years today, or at death.
fn age_of(index: &PatientIndex, row: u32, today: Date) -> Option<i32> {
    let at = index.death_date(row).map_or(today, |death| Date(death.0.min(today.0)));
    index.age_years(row, at)
}

fn sex_text(sex: Option<Sex>) -> &'static str {
    match sex {
        Some(Sex::Female) => "female",
        Some(Sex::Male) => "male",
        Some(Sex::Other) => "other",
        Some(Sex::Unknown) => "unknown",
        None => "",
    }
}
