//! From a gene's result to the words that the table of advice uses, and to its rows.

use crate::domain::genome::advice::{AdviceRow, AdviceTable, Population};
use crate::domain::genome::drug::{Drug, Needed};
use crate::domain::genome::{
    Activity, ActivityScore, CallState, Cyp2d6Band, Gene, GeneResult, GeneResults, ResultValue,
};

use super::interactions::Conversion;

/// Combinations of what several ambiguous genes may be are shown up to so many.
const MOST_COMBINATIONS: usize = 64;

/// What one needed gene shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub need: Needed,
    value: Value,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Value {
    /// Not tested, or without a result.
    NoResult,
    /// Tested, but nobody knows what it does.
    Open,
    /// As the table writes it; for CYP2D6 the activity score with its band.
    Known { text: String, band: Option<Cyp2d6Band> },
}

impl Found {
    /// Nothing was found out about a need.
    pub fn no_result(need: &Needed) -> Found {
        Found { need: need.clone(), value: Value::NoResult }
    }

    pub fn is_no_result(&self) -> bool {
        self.value == Value::NoResult
    }

    fn text(&self) -> &str {
        match &self.value {
            Value::NoResult => "No Result",
            Value::Open if self.need.gene.has_activity() => "n/a",
            Value::Open => "Indeterminate",
            Value::Known { text, .. } => text,
        }
    }

    /// What it shows, without the gene.
    pub fn shown(&self) -> &str {
        self.text()
    }

    /// For a sentence: `CYP2C19 Poor Metabolizer`, `NUDT15 not tested`.
    pub fn words(&self) -> String {
        match &self.value {
            Value::NoResult => format!("{} not tested", self.need),
            Value::Open => format!("{} {} (what it does is not known)", self.need.gene.symbol(), self.text()),
            Value::Known { text, .. } => format!("{} {text}", self.need.gene.symbol()),
        }
    }

    /// Whether a row's entry for a gene speaks of it.
    fn fits(&self, gene: Gene, entry: &str) -> bool {
        let is_value = match &self.value {
            Value::Known { band: Some(band), .. } => entry == band.range(),
            Value::Known { band: None, .. } | Value::NoResult | Value::Open => entry == self.text(),
        };
        gene == self.need.gene && is_value
    }
}

/// What a need may show: one entry a different possibility.
pub fn values(need: &Needed, results: &GeneResults, conversion: Option<&Conversion>) -> Vec<Found> {
    let found = |value| Found { need: need.clone(), value };
    // Nothing is left of whatever the genes give.
    let none_left = conversion.is_some_and(|conversion| need.gene == Gene::Cyp2d6 && conversion.leaves_nothing());
    let without_result = || if none_left { found(nothing_left()) } else { Found::no_result(need) };
    let Some(result) = results.get(&need.gene) else { return vec![without_result()] };
    if let Some(allele) = &need.allele {
        let is_stated = |carried: bool| result.carried.iter().any(|one| one.0 == *allele && one.1 == carried);
        let known = |word: &str| found(Value::Known { text: format!("{allele} {word}"), band: None });
        let positive = is_stated(true).then(|| known("positive"));
        let all: Vec<Found> = positive.into_iter().chain(is_stated(false).then(|| known("negative"))).collect();
        return if all.is_empty() { vec![Found::no_result(need)] } else { all };
    }
    if matches!(result.state, CallState::NotTested | CallState::NoCall) {
        return vec![without_result()];
    }
    let mut all: Vec<Found> = Vec::new();
    for value in result.values.iter().flat_map(|value| of_result(result, value, conversion)).map(found) {
        if !all.contains(&value) {
            all.push(value);
        }
    }
    if all.is_empty() { vec![without_result()] } else { all }
}

/// CYP2D6 of which a strong inhibitor leaves nothing.
fn nothing_left() -> Value {
    Value::Known { text: ActivityScore::ZERO.to_string(), band: Some(Cyp2d6Band::Poor) }
}

/// What a value may mean: under an inhibitor "at least so much" is both what is left of that and the highest band.
fn of_result(result: &GeneResult, value: &ResultValue, conversion: Option<&Conversion>) -> Vec<Value> {
    let conversion = conversion.filter(|_| result.gene == Gene::Cyp2d6);
    if conversion.is_some_and(Conversion::leaves_nothing) {
        return vec![nothing_left()];
    }
    if value.phenotype.is_open() {
        return vec![Value::Open];
    }
    let in_band = |text: String, band: Cyp2d6Band| Value::Known { text, band: Some(band) };
    match (result.gene.has_activity(), value.activity) {
        (true, Some(Activity::Score(score))) if result.gene == Gene::Cyp2d6 => match conversion {
            None => vec![in_band(score.to_string(), Cyp2d6Band::of(score))],
            Some(conversion) => {
                let left = conversion.of(score);
                Cyp2d6Band::all_of(left).into_iter().map(|band| in_band(left.to_string(), band)).collect()
            }
        },
        (true, Some(Activity::Band(band))) => {
            let bands = conversion.map_or(vec![band], |found| Cyp2d6Band::all_of(found.of(band.typical())));
            bands.into_iter().map(|band| in_band(band.range().to_owned(), band)).collect()
        }
        (true, Some(Activity::Score(score))) => vec![Value::Known { text: score.to_string(), band: None }],
        (true, Some(Activity::Unknown) | None) => vec![Value::Open],
        (false, _) => vec![Value::Known { text: value.phenotype.to_string(), band: None }],
    }
}

/// Every combination of what the drug's genes may show.
pub fn combinations(drug: &Drug, results: &GeneResults, conversion: Option<&Conversion>) -> Vec<Vec<Found>> {
    let mut all = vec![Vec::new()];
    for need in &drug.needs {
        let values = values(need, results, conversion);
        let longer = |before: &Vec<Found>| {
            let before = before.clone();
            values.iter().map(move |value| [before.clone(), vec![value.clone()]].concat()).collect::<Vec<_>>()
        };
        all = all.iter().flat_map(longer).take(MOST_COMBINATIONS).collect();
    }
    all
}

/// The rows of a population that speak of what was found. A gene that cannot be interpreted does not take the other
/// gene's advice away: without a row of its own it counts as not tested.
pub fn rows<'t>(table: &'t AdviceTable, drug: &'t Drug, population: Population, found: &[Found]) -> Vec<&'t AdviceRow> {
    let exact = rows_exactly(table, drug, population, found);
    let is_open = |found: &&Found| found.value == Value::Open;
    let several = found.len() > 1 && found.iter().any(|found| matches!(found.value, Value::Known { .. }));
    if !exact.is_empty() || !several || found.iter().find(is_open).is_none() {
        return exact;
    }
    let as_untested =
        |found: &Found| if found.value == Value::Open { Found::no_result(&found.need) } else { found.clone() };
    rows_exactly(table, drug, population, &found.iter().map(as_untested).collect::<Vec<_>>())
}

fn rows_exactly<'t>(
    table: &'t AdviceTable,
    drug: &'t Drug,
    population: Population,
    found: &[Found],
) -> Vec<&'t AdviceRow> {
    let speaks = |row: &&AdviceRow| {
        row.population == population
            && row.lookup.iter().all(|(gene, entry)| found.iter().any(|found| found.fits(*gene, entry)))
    };
    table.rows_of(drug).filter(speaks).collect()
}

/// As it is printed: `HLA-A=*31:01 negative;HLA-B=No Result`.
pub fn text(found: &[Found]) -> String {
    let one = |found: &Found| format!("{}={}", found.need.gene.symbol(), found.text());
    found.iter().map(one).collect::<Vec<_>>().join(";")
}
