//! A store's patients as a table without identity: one row a person, in random order.
//!
//! What is written is listed, and nothing else is: of the eighteen identifiers of Safe Harbor (45 CFR 164.514(b)(2)(i)),
//! names, telephone and record numbers, addresses and every other text somebody typed never get near the table; dates
//! are moved, ages above 89 are one group. Codes that fewer than k people have are left out, whatever they are of.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::analysis::privacy::k_anonymity::{Anonymised, Kept, Meter, QuasiColumn, Refusal, Told, anonymise};
use crate::analysis::privacy::{shift_days, shifted};
use crate::base::{Cancelled, Date, Progress};
use crate::domain::access::Grant;
use crate::domain::book::{BookKind, Books};
use crate::domain::consent::Purpose;
use crate::domain::genome::Gene;
use crate::domain::ids::PatientId;
use crate::domain::indicator::IndicatorId;
use crate::io::store::{ClinicalKind, ClinicalRecords, Store, StoreError};
use crate::io::vault::{VaultError, random, to_hex};

mod columns;
pub mod recipe;
pub mod rehearsal;

pub use recipe::Recipe;
pub use rehearsal::Released;

use columns::quasi_columns;

use super::hospital;
use super::index::PatientIndex;
use super::message::Message;

/// Columns by which somebody could be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quasi {
    Age,
    Sex,
    /// Every gene with a result.
    Genes,
    Ward,
}

impl Quasi {
    pub const ALL: [Quasi; 4] = [Quasi::Age, Quasi::Sex, Quasi::Genes, Quasi::Ward];
    /// Where nothing is said.
    pub const USUAL: [Quasi; 3] = [Quasi::Age, Quasi::Sex, Quasi::Genes];

    /// As it is named on the command line.
    pub fn id(self) -> &'static str {
        match self {
            Quasi::Age => "age",
            Quasi::Sex => "sex",
            Quasi::Genes => "genes",
            Quasi::Ward => "ward",
        }
    }

    pub fn from_id(id: &str) -> Option<Quasi> {
        Quasi::ALL.into_iter().find(|quasi| quasi.id() == id)
    }
}

/// How dates are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dates {
    /// Moved, for each patient by as many days of their own.
    Shifted,
    /// Years alone, as Safe Harbor has it to the letter.
    Years,
    None,
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    pub k: usize,
    /// Which columns are written and have to be alike; of those that are not named nothing is written.
    pub quasi: BTreeSet<Quasi>,
    pub dates: Dates,
    pub today: Date,
    /// Only of those who agreed to it; where none is named, of those who refused neither research nor quality.
    pub purpose: Option<Purpose>,
    /// Why it is made in another way than the tables before, by who may do that.
    pub another_because: Option<String>,
}

/// The table and what was done to it.
#[derive(Clone, Debug)]
pub struct Deidentified {
    pub headings: Vec<String>,
    pub rows: Vec<Vec<String>>,
    pub meter: Meter,
    /// Codes of conditions and drugs that fewer than k people had, and how often they were left out.
    pub rare_codes: usize,
    pub rare_mentions: usize,
    /// Patients who did not agree to the purpose.
    pub not_agreed: usize,
    /// Whether tables were made before, and by what.
    pub recipe: Recipe,
}

/// Why there is no table.
#[derive(Debug, thiserror::Error)]
pub enum DeidentifyError {
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Tables of two recipes, joined by their values, would tell more than either.
    #[error("a table was made before with {known}; one made otherwise could be joined to it")]
    AnotherRecipe { known: String },
    #[error("another recipe than before is for who may export the records themselves")]
    NotForThisRole,
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Random(#[from] VaultError),
}

impl DeidentifyError {
    /// As it is shown; `None` where somebody cancelled.
    pub fn message(&self) -> Option<Message> {
        Some(match self {
            DeidentifyError::Refused(Refusal::Cancelled(_)) => return None,
            DeidentifyError::Refused(refusal) => Message::new("deidentified-refused").with_details(refusal),
            DeidentifyError::AnotherRecipe { known } => Message::new("deidentified-another").with_details(known),
            DeidentifyError::NotForThisRole => Message::new("deidentified-not-for-role"),
            DeidentifyError::Store(error) => Message::from(error),
            DeidentifyError::Random(error) => Message::new("job-panicked").with_details(error),
        })
    }
}

impl From<Cancelled> for DeidentifyError {
    fn from(cancelled: Cancelled) -> Self {
        DeidentifyError::Refused(Refusal::Cancelled(cancelled))
    }
}

/// Makes the table, and keeps what later ones are held to. The store journals the grant.
///
/// # Errors
/// [`DeidentifyError`].
pub fn deidentify(
    store: &dyn Store,
    grant: &Grant,
    wanted: &Wanted,
    progress: &Progress,
) -> Result<Deidentified, DeidentifyError> {
    let unknown_recipe = recipe::demand(store, grant, wanted)?;
    let made = made(store, grant, wanted, progress)?;
    match unknown_recipe {
        Some(why) => recipe::keep(store, grant, wanted, &why)?,
        None => recipe::remember(store, wanted),
    }
    Ok(made)
}

/// What the table would cost, and whether it may be made: nothing is written and nothing kept, so that choices can be tried.
/// The rows do not come back. The store journals the grant.
///
/// # Errors
/// [`DeidentifyError`].
pub fn rehearse(
    store: &dyn Store,
    grant: &Grant,
    wanted: &Wanted,
    progress: &Progress,
) -> Result<Deidentified, DeidentifyError> {
    let grant = grant.clone().because(REHEARSAL);
    Ok(Deidentified { rows: Vec::new(), ..made(store, &grant, wanted, progress)? })
}

/// What the journal says of a rehearsal.
const REHEARSAL: &str = "a rehearsal: no table was written";

fn made(
    store: &dyn Store,
    grant: &Grant,
    wanted: &Wanted,
    progress: &Progress,
) -> Result<Deidentified, DeidentifyError> {
    let recipe = recipe::of(store, wanted)?;
    let (index, not_agreed) = hospital::read_index_for_purpose(store, grant, wanted.purpose, progress)?;
    let (index, not_agreed) = match wanted.purpose {
        Some(_) => (index, not_agreed),
        None => hospital::without_refusals(store, grant, index)?,
    };
    let people = people(store, &index)?;
    // The journal comes first, whether or not anybody has genes.
    let genes = genes(store, grant, &index, progress)?;
    let columns = quasi_columns(&index, &people, &genes, wanted);
    let done = anonymise(&columns, people.len(), wanted.k, progress)?;
    let books = store.books();
    let source = Source { index: &index, books: &books, people: &people };
    Ok(Deidentified { not_agreed, recipe, ..written(&source, &columns, done, wanted) })
}

/// What a patient's shift is drawn for.
const SHIFT_PURPOSE: &[u8; 16] = b"wardtwin-dateshf";

/// A person on the way into the table.
struct Person {
    row: u32,
    pseudonym: String,
    shift_days: i32,
}

/// Everybody, in the order of pseudonyms that have nothing to do with them. A name is another one in each table; how far
/// dates are moved is the same in all, since the mean of many would be the day itself.
fn people(store: &dyn Store, index: &PatientIndex) -> Result<Vec<Person>, VaultError> {
    let mut people = Vec::with_capacity(index.patient_count());
    for row in index.everyone().iter() {
        let shift_days = shift_days(store.steady_number(SHIFT_PURPOSE, row));
        people.push(Person { row, pseudonym: to_hex(&random::<16>()?), shift_days });
    }
    people.sort_by(|one, other| one.pseudonym.cmp(&other.pseudonym));
    Ok(people)
}

/// What each person has of each gene, as the source said it; several results joined.
type Genes = BTreeMap<&'static str, HashMap<u32, BTreeSet<String>>>;

fn genes(store: &dyn Store, grant: &Grant, index: &PatientIndex, progress: &Progress) -> Result<Genes, StoreError> {
    let mut genes = Genes::new();
    store.each_patients_records(grant, ClinicalKind::Genes, progress, &mut |patient: PatientId, records| {
        if let ClinicalRecords::Genes(rows) = records {
            for sourced in &rows {
                let gene: Gene = sourced.record.gene;
                let of_gene = genes.entry(gene.symbol()).or_default();
                let row = index.shown_row(patient.0);
                of_gene.entry(row).or_default().insert(sourced.record.statement.text());
            }
        }
        Ok(())
    })?;
    Ok(genes)
}

struct Source<'a> {
    index: &'a PatientIndex,
    books: &'a Books,
    people: &'a [Person],
}

fn written(source: &Source<'_>, columns: &[QuasiColumn], done: Anonymised, wanted: &Wanted) -> Deidentified {
    let Source { index, books, people } = *source;
    let kept: Vec<(usize, &Person)> =
        people.iter().enumerate().filter(|(at, _)| done.kept.get(*at) == Some(&true)).collect();
    let rows: Vec<u32> = kept.iter().map(|(_, person)| person.row).collect();
    let conditions = Common::of(wanted.k, rows.iter().map(|row| index.conditions(*row)));
    let medications = Common::of(wanted.k, rows.iter().map(|row| index.medications(*row)));
    let indicators: Vec<IndicatorId> = IndicatorId::all().filter(|id| index.has_indicator(*id)).collect();
    let mut headings = vec!["pseudonym".to_owned()];
    headings.extend(columns.iter().map(|column| column.name.clone()));
    headings.extend(["conditions", "medications", "last_observed"].map(str::to_owned));
    headings.extend(indicators.iter().map(|id| format!("{} ({})", id.indicator().id, id.indicator().unit)));
    let table = kept.iter().map(|(at, person)| {
        let quasi = columns.iter().zip(&done.levels).map(|(column, level)| column.text(*at, *level).to_owned());
        let mut cells: Vec<String> = std::iter::once(person.pseudonym.clone()).chain(quasi).collect();
        cells.push(conditions.texts(index.conditions(person.row), books, BookKind::Condition));
        cells.push(medications.texts(index.medications(person.row), books, BookKind::Medication));
        cells.push(date_text(index.last_observed(person.row), person, wanted.dates));
        cells.extend(indicators.iter().map(|id| value_text(index, person.row, *id)));
        cells
    });
    let rows = table.collect();
    Deidentified {
        headings,
        rows,
        meter: done.meter,
        rare_codes: conditions.rare.len() + medications.rare.len(),
        rare_mentions: conditions.mentions + medications.mentions,
        not_agreed: 0,
        recipe: Recipe::First,
    }
}

/// Words that at least k of the people in the table have.
struct Common {
    rare: BTreeSet<u16>,
    mentions: usize,
}

impl Common {
    fn of<'a>(k: usize, people: impl Iterator<Item = &'a [u16]>) -> Common {
        let mut counts: HashMap<u16, usize> = HashMap::new();
        for words in people {
            for word in words.iter().collect::<BTreeSet<_>>() {
                *counts.entry(*word).or_default() += 1;
            }
        }
        let rare = counts.iter().filter(|(_, people)| **people < k);
        Common { mentions: rare.clone().map(|(_, people)| people).sum(), rare: rare.map(|(word, _)| *word).collect() }
    }

    /// The code where there is one, else the name.
    fn texts(&self, words: &[u16], books: &Books, kind: BookKind) -> String {
        let common: BTreeSet<&str> = words
            .iter()
            .filter(|word| !self.rare.contains(word))
            .map(|word| books.of(kind).word(crate::domain::ids::WordId(*word)))
            .map(|word| match Books::code_part(word) {
                "" => Books::name_part(word),
                code => code,
            })
            .collect();
        common.into_iter().collect::<Vec<_>>().join("; ")
    }
}

fn date_text(date: Option<Date>, person: &Person, dates: Dates) -> String {
    match (date, dates) {
        (Some(date), Dates::Shifted) => shifted(date, person.shift_days).iso(),
        (Some(date), Dates::Years) => date.iso().split('-').next().unwrap_or_default().to_owned(),
        (_, Dates::None) | (None, _) => String::new(),
    }
}

fn value_text(index: &PatientIndex, row: u32, id: IndicatorId) -> String {
    let Some(newest) = index.newest(row, id) else { return String::new() };
    newest.shown()
}

/// What was done, one line each, for whoever ordered the table.
pub fn meter_lines(done: &Deidentified) -> Vec<String> {
    let Meter { k, rows, unique_before, small_before, suppressed, groups, smallest_group, columns, cost } = &done.meter;
    let percent = |part: usize| 100.0 * part as f64 / (*rows).max(1) as f64;
    let mut lines = vec![
        format!(
            "before: {unique_before} of {rows} patients ({:.1} %) were like no other, {small_before} ({:.1} %) in groups of fewer than {k}",
            percent(*unique_before),
            percent(*small_before)
        ),
        format!(
            "after: {groups} groups, the smallest of {smallest_group}; {suppressed} patients ({:.1} %) left out",
            percent(*suppressed)
        ),
        format!("it costs {:.1} % of what these columns are worth, the least that was found:", 100.0 * cost),
    ];
    lines.extend(columns.iter().map(line_of_column));
    if done.rare_codes > 0 {
        lines.push(format!(
            "{} codes of fewer than {k} patients left out, {} mentions",
            done.rare_codes, done.rare_mentions
        ));
    }
    lines
}

fn line_of_column(kept: &Kept) -> String {
    let Kept { name, told, lost } = kept;
    let lost = 100.0 * lost;
    match told {
        Told::AsItWas => format!("{name}: as it was"),
        Told::Years(years) => format!("{name}: in bands of {years} years, {lost:.0} % of what it told lost"),
        Told::Quarters => format!("{name}: 0-39, 40-64, 65-79, 80 and more, {lost:.0} % of what it told lost"),
        Told::Younger(years) => format!("{name}: under {years}, or not, {lost:.0} % of what it told lost"),
        Told::WhetherTested => format!("{name}: tested or not, {lost:.0} % of what it told lost"),
        Told::Nothing => format!("{name}: left out"),
    }
}
