//! `wardtwin risk indicators`: the weighted summary R of each row, with what is missing and how far that leaves R open.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use crate::analysis::indicators::{ValueFault, WeightedRisk, weighted_risk};
use crate::domain::unit::display_unit;
use crate::domain::unit_words::ucum_from_spelling;
use crate::domain::weight_profile::{SubScore, WeightProfile, WeightedIndicator};
use crate::io::export::TableWriter;
use crate::io::text_table::{TextRow, TextTable, column};
use crate::io::weights_file;

use super::super::output::{Beside, Ending, Failure, tell};

#[derive(Args)]
pub struct IndicatorsArguments {
    /// Rows with a column for each indicator; an empty cell is missing.
    #[arg(long = "in", value_name = "CSV")]
    input: PathBuf,
    /// Weights and curves as TOML, such as docs/examples/indicator_weights.toml.
    #[arg(long, value_name = "TOML")]
    weights: PathBuf,
    /// Its columns with R, low, high, missing, missing_weight and error; replaced where it is there.
    #[arg(long, value_name = "CSV")]
    out: PathBuf,
}

const OWN: [&str; 6] = ["R", "low", "high", "missing", "missing_weight", "error"];

pub fn run(arguments: &IndicatorsArguments) -> Result<Ending, Failure> {
    let profile = weights_file::read(&arguments.weights)?;
    let table = TextTable::read(&arguments.input, |headings| lacks_all(headings, &profile))?;
    let columns = columns(&table, &profile);
    for (indicator, _) in columns.iter().filter(|(_, places)| places.value.is_none()) {
        tell(format_args!("{}: no column {}; it is missing in every row", arguments.input.display(), indicator.column));
    }
    let mut refused = 0;
    Beside::begin(&arguments.out)?.finish(|out| write_rows(&table, &profile, &columns, out, &mut refused))?;
    tell(format_args!(
        "{}, version {}: R is an unvalidated summary, not a probability",
        profile.name(),
        profile.version()
    ));
    if refused == 0 {
        return Ok(Ending::AllDone);
    }
    tell(format_args!(
        "{}: {refused} of {} rows refused; the column error says why",
        arguments.input.display(),
        table.rows.len()
    ));
    Ok(Ending::WithFindings)
}

/// Every indicator where the file has none of them: then it is another file.
fn lacks_all(headings: &[String], profile: &WeightProfile) -> Vec<String> {
    let lacking = profile.indicators().iter().filter(|indicator| column(headings, &indicator.column).is_none());
    let lacking: Vec<String> = lacking.map(|indicator| indicator.column.clone()).collect();
    if lacking.len() < profile.indicators().len() { Vec::new() } else { lacking }
}

/// Where an indicator's value stands, and its unit where a column `<name>_unit` tells it.
struct Places {
    value: Option<usize>,
    unit: Option<usize>,
}

fn columns<'a>(table: &TextTable, profile: &'a WeightProfile) -> Vec<(&'a WeightedIndicator, Places)> {
    let places = |indicator: &WeightedIndicator| Places {
        value: table.column(&indicator.column),
        unit: table.column(&format!("{}_unit", indicator.column)),
    };
    profile.indicators().iter().map(|indicator| (indicator, places(indicator))).collect()
}

fn write_rows(
    table: &TextTable,
    profile: &WeightProfile,
    columns: &[(&WeightedIndicator, Places)],
    out: &mut dyn Write,
    refused: &mut usize,
) -> Result<(), Failure> {
    let is_kept = |heading: &str| !OWN.contains(&heading);
    let kept: Vec<usize> =
        table.headings.iter().enumerate().filter(|(_, heading)| is_kept(heading)).map(|(place, _)| place).collect();
    let passed =
        |cells: &[String]| -> Vec<String> { kept.iter().filter_map(|place| cells.get(*place).cloned()).collect() };
    let headings = passed(&table.headings);
    let headings: Vec<&str> = headings.iter().map(String::as_str).chain(OWN).collect();
    let mut writer = TableWriter::begin(out, &headings, false)?;
    for row in &table.rows {
        let answer = answer(row, profile, columns).unwrap_or_else(|error| {
            let mut cells: [String; 6] = Default::default();
            cells[5] = error;
            cells
        });
        *refused += usize::from(!answer[5].is_empty());
        let cells = passed(&row.cells);
        writer.row(cells.iter().chain(&answer).map(String::as_str))?;
    }
    writer.finish()?.flush()?;
    Ok(())
}

fn answer(
    row: &TextRow,
    profile: &WeightProfile,
    columns: &[(&WeightedIndicator, Places)],
) -> Result<[String; 6], String> {
    if row.surplus > 0 {
        return Err(format!("line {}: the row has more cells than there are headings", row.line));
    }
    let values = columns.iter().map(|(indicator, places)| value(row, indicator, places));
    let values: Vec<Option<f64>> = values.collect::<Result<_, String>>()?;
    let found = weighted_risk(profile, &values).map_err(|fault| {
        let indicator = profile.indicators().get(fault.indicator);
        indicator.map_or_else(String::new, |indicator| fault_words(indicator, fault.fault))
    })?;
    Ok(cells(profile, &found))
}

fn cells(profile: &WeightProfile, found: &WeightedRisk) -> [String; 6] {
    let name = |place: &usize| profile.indicators().get(*place).map(|indicator| indicator.column.as_str());
    let missing: Vec<&str> = found.missing.iter().filter_map(name).collect();
    let error = if found.risk.is_some() { "" } else { "no indicator with a weight is there" };
    [
        found.risk.map(|risk| risk.to_string()).unwrap_or_default(),
        found.low.to_string(),
        found.high.to_string(),
        missing.join("; "),
        found.missing_weight.to_string(),
        error.to_owned(),
    ]
}

/// A cell as the indicator's value; nothing where it is empty.
fn value(row: &TextRow, indicator: &WeightedIndicator, places: &Places) -> Result<Option<f64>, String> {
    let cell = |place: Option<usize>| place.and_then(|place| row.cells.get(place)).map_or("", |cell| cell.trim());
    let text = cell(places.value);
    if text.is_empty() {
        return Ok(None);
    }
    let unit = cell(places.unit);
    if !unit.is_empty() && ucum_from_spelling(unit) != ucum_from_spelling(&indicator.unit) {
        return Err(format!("{}: it is in {unit}, and the weights are for {}", indicator.column, indicator.unit));
    }
    let is_flag = indicator.sub_score == SubScore::Given;
    match text {
        "true" | "TRUE" | "True" if is_flag => Ok(Some(1.0)),
        "false" | "FALSE" | "False" if is_flag => Ok(Some(0.0)),
        number => match number.parse::<f64>() {
            Ok(value) => Ok(Some(value)),
            Err(_) => Err(format!("{}: {number:?} is not a number", indicator.column)),
        },
    }
}

fn fault_words(indicator: &WeightedIndicator, fault: ValueFault) -> String {
    let (name, unit) = (&indicator.column, display_unit(ucum_from_spelling(&indicator.unit)));
    match fault {
        ValueFault::NoNumber => format!("{name}: it is not a number"),
        ValueFault::NoSubScore { value } => format!("{name}: {value} is not a score between 0 and 1"),
        ValueFault::OutOfRange { value, range } => {
            format!("{name}: {value} {unit} is outside {} to {} {unit}; is it in another unit?", range.low, range.high)
        }
    }
}
