//! `wardtwin risk score`: one model over the rows of a table, as many at once as the computer has threads.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

use clap::Args;

use crate::analysis::risk::{
    Bounds, Input, Inputs, Interval, Need, Note, RISK_MODELS, Refusal, RiskModel, Score, Scores, Slot, interval,
    model_by_id,
};
use crate::cli::output::{Beside, Ending, Failure, tell, with_progress};
use crate::cli::words;
use crate::io::rows::{Added, Adder, Cells, HeadedTable, HeadingFault, PassError, pass};

#[derive(Args)]
pub struct ScoreArguments {
    /// A model's id, see: wardtwin risk list
    #[arg(long)]
    model: String,
    /// The table; its columns are named as the model's inputs are, in any order.
    #[arg(long = "in", value_name = "CSV")]
    input: PathBuf,
    /// The file to write; replaced where it is there.
    #[arg(long, value_name = "CSV")]
    out: PathBuf,
}

pub fn run(arguments: &ScoreArguments, quiet: bool) -> Result<Ending, Failure> {
    let model = model_by_id(&arguments.model).ok_or_else(|| no_model(&arguments.model))?;
    let table = HeadedTable::open(&arguments.input)?;
    let places = places(model, &table)?;
    let outputs: Vec<&str> = model.outputs.iter().map(|output| output.column).collect();
    for column in outputs.iter().filter(|column| table.place(column) != Err(HeadingFault::Missing)) {
        tell(format_args!("{column} is a column already; the last column of that name is the model's"));
    }
    let notes = NoteCounts::default();
    let adder = || -> Box<dyn Adder + '_> { Box::new(Scorer::new(model, &places, &notes)) };
    let mut refused = 0;
    Beside::begin(&arguments.out)?.finish(|out| {
        let passed = with_progress("scoring", quiet, |progress| pass(table, &outputs, &adder, progress, out));
        refused = passed.map_err(|error| of_pass(error, arguments))?.refused;
        Ok(())
    })?;
    notes.tell();
    let in_part = notes.in_part.load(Ordering::Relaxed);
    if in_part > 0 {
        tell(format_args!("{in_part} rows were scored in part; the column error says what was left out"));
    }
    let refused = refused.saturating_sub(in_part + notes.doubtful.load(Ordering::Relaxed));
    if refused > 0 {
        tell(format_args!("{refused} rows were refused; the column error says why"));
    }
    Ok(if in_part + refused == 0 { Ending::AllDone } else { Ending::WithFindings })
}

fn of_pass(error: PassError, arguments: &ScoreArguments) -> Failure {
    match error {
        PassError::Unread(error) => error.into(),
        PassError::Unwritten(error) => words::of_output(&arguments.out)(error),
    }
}

fn no_model(id: &str) -> Failure {
    let ids: Vec<&str> = RISK_MODELS.iter().map(|model| model.id).collect();
    Failure(format!("there is no model {id}; the models are {}", ids.join(", ")))
}

/// Where the model's inputs stand in the table, in the order of the inputs.
fn places(model: &RiskModel, table: &HeadedTable) -> Result<Vec<Option<usize>>, Failure> {
    let (mut places, mut missing) = (Vec::new(), Vec::new());
    for input in model.inputs {
        let place = match table.place(input.column) {
            Ok(place) => Some(place),
            Err(HeadingFault::Missing) => None,
            Err(HeadingFault::Twice) => return Err(Failure(format!("the file has the column {} twice", input.column))),
        };
        if place.is_none() && input.need == Need::Required {
            missing.push(input.column);
        }
        places.push(place);
    }
    if missing.is_empty() {
        missing.extend(still_missing(model, &places));
    }
    if missing.is_empty() {
        return Ok(places);
    }
    let all: Vec<&str> = model.inputs.iter().map(|input| input.column).collect();
    Err(Failure(format!(
        "the file has no column {}; the columns of {} are {}",
        missing.join(", "),
        model.id,
        all.join(", ")
    )))
}

/// A column without which not even the model's example could be scored, such as one of two of which one is needed.
fn still_missing(model: &RiskModel, places: &[Option<usize>]) -> Option<&'static str> {
    let example = model.examples.first()?;
    let mut inputs = Inputs::read(model.inputs, |column| example.cell(column));
    for (input, _) in model.inputs.iter().zip(places).filter(|(_, place)| place.is_none()) {
        inputs.set(input, Slot::Missing);
    }
    match model.score(&inputs) {
        Err(Refusal::MissingInput(column)) => Some(column),
        Ok(_) | Err(_) => None,
    }
}

/// Scores rows; one for each thread.
struct Scorer<'a> {
    model: &'static RiskModel,
    /// Inputs that the table has, and where.
    columns: Vec<(&'static Input, usize)>,
    inputs: Inputs,
    notes: &'a NoteCounts,
}

impl<'a> Scorer<'a> {
    fn new(model: &'static RiskModel, places: &[Option<usize>], notes: &'a NoteCounts) -> Self {
        let columns = model.inputs.iter().zip(places).filter_map(|(input, place)| Some((input, (*place)?)));
        Scorer { model, columns: columns.collect(), inputs: Inputs::default(), notes }
    }

    fn has_column(&self, column: &str) -> bool {
        self.columns.iter().any(|(input, _)| input.column == column)
    }

    /// What has to stand beside a result: an input that left out a part of it, a doubt. The rest is counted.
    fn noted(&self, scores: &Scores) -> Option<String> {
        // A table without a column at all never asked for what needs it.
        let is_asked = |note: &&Note| !matches!(note, Note::WithoutInput(column) if !self.has_column(column));
        let is_beside = |note: &&Note| match note {
            Note::WithoutInput(_) => true,
            Note::PerhapsOtherUnit { .. } | Note::NotBelow { .. } => true,
            Note::ThirtyYearsAbove59 | Note::DoseOutsideUsual { .. } | Note::ScaleOneUsed => false,
        };
        let (beside, counted): (Vec<&Note>, Vec<&Note>) = scores.notes.iter().filter(is_asked).partition(is_beside);
        counted.into_iter().for_each(|note| self.notes.count(*note));
        // What was left out goes before a doubt: a row counts once.
        let first = beside.iter().find(|note| matches!(note, Note::WithoutInput(_))).or(beside.first())?;
        self.notes.count(**first);
        Some(first.to_string())
    }

    /// The refusal in words; where something is missing, also between which numbers that leaves the result.
    fn refused(&self, refusal: &Refusal) -> String {
        let left = match refusal {
            Refusal::MissingInput(_) => self.points_left().or_else(|| self.interval_left()),
            _ => None,
        };
        left.unwrap_or_else(|| refusal.to_string())
    }

    fn points_left(&self) -> Option<String> {
        let Bounds { at_least, at_most, missing, .. } = self.model.bounds?(&self.inputs).ok()?;
        Some(format!("missing: {}; the score is at least {at_least} and at most {at_most}", missing.join(", ")))
    }

    fn interval_left(&self) -> Option<String> {
        let output = self.model.leading_output();
        let Interval { column, low, high } = interval(self.model, &self.inputs, output).ok()?;
        let name = self.model.outputs.get(output)?.column;
        Some(format!("missing: {column}; over its valid range {name} is between {low} and {high}"))
    }
}

impl Adder for Scorer<'_> {
    fn add(&mut self, row: &Cells<'_>, added: &mut Added<'_>) -> Option<String> {
        for (input, place) in &self.columns {
            self.inputs.set(input, row.text(*place).map_or(Slot::Unreadable, |text| input.read(text)));
        }
        let scores = match self.model.score(&self.inputs) {
            Ok(scores) => scores,
            Err(refusal) => return Some(self.refused(&refusal)),
        };
        for output in 0..self.model.outputs.len() {
            match scores.get(output) {
                Some(Score::Number(value)) => added.number(value),
                Some(Score::Class(word)) => added.text(word),
                None => added.empty(),
            }
        }
        self.noted(&scores)
    }
}

/// Rows by what has to be said of them, of all threads together.
#[derive(Default)]
struct NoteCounts {
    thirty_years: AtomicU64,
    dose: AtomicU64,
    scale_one: AtomicU64,
    doubtful: AtomicU64,
    in_part: AtomicU64,
}

impl NoteCounts {
    fn count(&self, note: Note) {
        let counter = match note {
            Note::ThirtyYearsAbove59 => &self.thirty_years,
            Note::DoseOutsideUsual { .. } => &self.dose,
            Note::ScaleOneUsed => &self.scale_one,
            Note::PerhapsOtherUnit { .. } | Note::NotBelow { .. } => &self.doubtful,
            Note::WithoutInput(_) => &self.in_part,
        };
        counter.fetch_add(1, Ordering::Relaxed);
    }

    fn tell(&self) {
        let notes = [
            (&self.thirty_years, Note::ThirtyYearsAbove59.to_string()),
            (&self.dose, "doses outside 7 to 70 mg a week".to_owned()),
            (&self.scale_one, Note::ScaleOneUsed.to_string()),
            (&self.doubtful, "a value is doubtful; they were scored, and the column error says which".to_owned()),
        ];
        for (counter, words) in notes {
            match counter.load(Ordering::Relaxed) {
                0 => {}
                rows => tell(format_args!("{rows} rows: {words}")),
            }
        }
    }
}
