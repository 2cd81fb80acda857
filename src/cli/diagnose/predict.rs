//! `wardtwin diagnose predict`: new cases answered, or not, with the reason.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use crate::analysis::diagnosis::learner::Task;
use crate::analysis::diagnosis::saved::{Prediction, SavedModel};
use crate::app::diagnosis::{Cases, read_cases, read_model};
use crate::io::export::TableWriter;

use super::super::output::{Beside, Ending, Failure, must_be_apart, tell, with_progress};
use super::threshold::ThresholdArguments;
use super::words;

#[derive(Args)]
pub struct PredictArguments {
    /// A model that `diagnose fit` wrote.
    #[arg(long, value_name = "MODEL")]
    model: PathBuf,
    /// New cases with the model's features; no column for the answer is needed.
    #[arg(long = "in", value_name = "CSV")]
    input: PathBuf,
    /// Its columns with prediction, probability_<class> (numbers: low, high), abstained and reason; replaced where it is
    /// there.
    #[arg(long, value_name = "CSV")]
    out: PathBuf,
    #[command(flatten)]
    threshold: ThresholdArguments,
}

pub fn run(arguments: &PredictArguments, quiet: bool) -> Result<Ending, Failure> {
    let model = read_model(&arguments.model)?;
    must_be_apart(&[&arguments.model, &arguments.input, &arguments.out])?;
    let threshold = arguments.threshold.of(&model)?;
    let out = Beside::begin(&arguments.out)?;
    let needed: Vec<String> = model.learned.pipeline.columns.iter().map(|column| column.name.clone()).collect();
    let cases = with_progress("reading", quiet, |progress| read_cases(&arguments.input, &needed, progress))?;
    let said = with_progress("answering", quiet, |progress| model.predict(&cases.columns, threshold, progress));
    let said = said.map_err(|error| Failure(format!("{}: {error}", arguments.input.display())))?;
    out.finish(|file| write(&model, &cases, &said, file))?;
    tell("internal validation only: the model was not tried on data from elsewhere");
    if model.plan.task == Task::Classify && threshold.is_none() {
        tell("no threshold was set: the prediction is the likeliest class, as if a miss were as bad as a false alarm");
    }
    let abstained = said.iter().filter(|case| !case.abstentions.is_empty()).count();
    if abstained == 0 {
        return Ok(Ending::AllDone);
    }
    let all = said.len();
    tell(format_args!(
        "{}: {abstained} of {all} cases got no answer; the column reason says why",
        arguments.input.display()
    ));
    Ok(Ending::WithFindings)
}

fn write(model: &SavedModel, cases: &Cases, said: &[Prediction], out: &mut dyn Write) -> Result<(), Failure> {
    let mut own = vec!["prediction".to_owned()];
    match model.plan.task {
        Task::Classify => own.extend(model.classes().iter().map(|class| format!("probability_{class}"))),
        Task::Regress => own.extend(["low".to_owned(), "high".to_owned()]),
    }
    own.extend(["abstained".to_owned(), "reason".to_owned()]);
    let table = &cases.table;
    let is_kept = |heading: &String| !own.contains(heading);
    let kept: Vec<usize> =
        table.headings.iter().enumerate().filter(|(_, heading)| is_kept(heading)).map(|(place, _)| place).collect();
    let headings: Vec<&str> = pick(&table.headings, &kept).chain(own.iter().map(String::as_str)).collect();
    let mut writer = TableWriter::begin(out, &headings, false)?;
    for (row, said) in table.rows.iter().zip(said) {
        let cells = cells(model, said);
        writer.row(pick(&row.cells, &kept).chain(cells.iter().map(String::as_str)))?;
    }
    writer.finish()?.flush()?;
    Ok(())
}

fn pick<'a>(cells: &'a [String], kept: &'a [usize]) -> impl Iterator<Item = &'a str> {
    kept.iter().map(|place| cells.get(*place).map_or("", String::as_str))
}

/// A case without an answer has no numbers either.
fn cells(model: &SavedModel, said: &Prediction) -> Vec<String> {
    let is_answered = said.abstentions.is_empty();
    let number = |value: f64| if is_answered { value.to_string() } else { String::new() };
    let mut cells = Vec::new();
    match said.class {
        Some(class) => {
            let name = model.classes().get(class as usize).map_or_else(String::new, |name| (*name).to_owned());
            cells.push(if is_answered { name } else { String::new() });
            cells.extend(said.outputs.iter().map(|probability| number(*probability)));
        }
        None => {
            let (low, high) = said.intervals.first().copied().flatten().unzip();
            let outputs = [said.outputs.first().copied(), low, high];
            cells.extend(outputs.map(|value| value.map_or_else(String::new, number)));
        }
    }
    cells.push((!is_answered).to_string());
    cells.push(words::abstentions(&said.abstentions));
    cells
}
