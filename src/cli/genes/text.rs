//! `wardtwin genes fit` and `genes predict`: the gene text classifier, from the article's files to predictions.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use crate::analysis::gene_text::{Classifier, FOLDS, Joined, Prediction, Reasons, fit_and_validate, reasons};
use crate::app::gene_text::{NewPatients, read_new_patients, read_training};
use crate::domain::gene_text::{Accuracy, GeneTextModel};
use crate::io::export::TableWriter;
use crate::io::gene_text_model;
use crate::io::text_table::TextRow;

use super::super::output::{Beside, Ending, Failure, tell, with_progress};

#[derive(Args)]
pub struct FitArguments {
    /// Gene texts: patient_id, gene_text.
    #[arg(long, value_name = "CSV")]
    genes: PathBuf,
    /// Diseases: patient_id, disease.
    #[arg(long, value_name = "CSV")]
    diseases: PathBuf,
    /// The model to write, as readable TOML; replaced where it is there.
    #[arg(long, value_name = "MODEL")]
    out: PathBuf,
    /// Folds of the cross-validation.
    #[arg(long, default_value_t = FOLDS, value_name = "K", value_parser = clap::value_parser!(u32).range(2..=1000))]
    folds: u32,
    /// The same seed deals the same folds.
    #[arg(long, default_value_t = 1, value_name = "S")]
    seed: u64,
}

#[derive(Args)]
pub struct PredictArguments {
    /// A model that `genes fit` wrote.
    #[arg(long, value_name = "MODEL")]
    model: PathBuf,
    /// Gene texts: a column gene_text, and any others.
    #[arg(long = "in", value_name = "CSV")]
    input: PathBuf,
    /// Its columns with `prediction`, `probability_<class>` and `note`; replaced where it is there.
    #[arg(long, value_name = "CSV")]
    out: PathBuf,
    /// Write here which tokens decided: logarithms of odds that sum to the prediction's.
    #[arg(long, value_name = "CSV")]
    reasons: Option<PathBuf>,
}

pub fn fit(arguments: &FitArguments, quiet: bool) -> Result<Ending, Failure> {
    let out = Beside::begin(&arguments.out)?;
    let joined = read_training(&arguments.genes, &arguments.diseases)?;
    let model = with_progress("learning", quiet, |progress| {
        fit_and_validate(&joined, arguments.folds, arguments.seed, progress)
    })?;
    let text = gene_text_model::to_toml(&model)?;
    out.finish(|file| Ok(file.write_all(text.as_bytes())?))?;
    tell_left_out(arguments, &joined);
    tell_card(&model);
    let refused = joined.genes_without_patient.len() + joined.diseases_without_patient.len();
    Ok(if refused == 0 { Ending::AllDone } else { Ending::WithFindings })
}

/// What was not learned from, by the lines it stands on.
fn tell_left_out(arguments: &FitArguments, joined: &Joined) {
    let (genes, diseases) = (arguments.genes.display(), arguments.diseases.display());
    for (file, lines, what) in [
        (&genes, &joined.genes_without_patient, "no patient"),
        (&genes, &joined.empty_texts, "an empty gene text"),
        (&diseases, &joined.diseases_without_patient, "no patient"),
        (&diseases, &joined.empty_diseases, "no disease"),
    ] {
        if !lines.is_empty() {
            tell(format_args!("{file}: {} left out, {what}: {}", rows(lines.len() as u64), first_lines(lines)));
        }
    }
    for (count, what) in [(joined.without_disease, "no disease"), (joined.without_text, "no gene text")] {
        if count > 0 {
            tell(format_args!("{count} patients left out: {what}"));
        }
    }
}

fn rows(count: u64) -> String {
    if count == 1 { "1 row".to_owned() } else { format!("{count} rows") }
}

fn first_lines(lines: &[u64]) -> String {
    const SHOWN: usize = 5;
    let shown: Vec<String> = lines.iter().take(SHOWN).map(u64::to_string).collect();
    let word = if lines.len() == 1 { "line" } else { "lines" };
    let rest = if lines.len() > SHOWN { " …" } else { "" };
    format!("{word} {}{rest}", shown.join(", "))
}

fn tell_card(model: &GeneTextModel) {
    let (patients, tokens) = (model.card.patients, model.tokens().len());
    tell(format_args!("learned from {patients} patients, {} diseases, {tokens} tokens", model.classes().len()));
    let Some(found) = model.card.validation else {
        tell("not validated: too few patients to hold any back");
        return;
    };
    let verdict = if found.is_better_than_majority() { "better than" } else { "no better than" };
    let (accuracy, majority) = (in_percent(found.model), in_percent(found.majority));
    tell(format_args!("on patients held back ({} folds): right in {accuracy}", found.folds));
    tell(format_args!("{verdict} always saying the most frequent disease: {majority}"));
}

fn in_percent(found: Accuracy) -> String {
    let [share, low, high] = [found.share, found.low, found.high].map(|share| 100.0 * share);
    format!("{share:.1} % ({low:.1} to {high:.1}; {} of {})", found.right, found.of)
}

pub fn predict(arguments: &PredictArguments) -> Result<Ending, Failure> {
    let model = gene_text_model::read(&arguments.model)?;
    let new = read_new_patients(&arguments.input)?;
    let out = Beside::begin(&arguments.out)?;
    let reasons = arguments.reasons.as_deref().map(Beside::begin).transpose()?;
    let classifier = Classifier::of(&model);
    let mut refused = 0;
    out.finish(|file| predictions(&classifier, &new, file, &mut refused))?;
    if let Some(reasons) = reasons {
        reasons.finish(|file| write_reasons(&classifier, &new, file))?;
    }
    if refused == 0 {
        return Ok(Ending::AllDone);
    }
    tell(format_args!("{}: {} refused; the column note says why", arguments.input.display(), rows(refused)));
    Ok(Ending::WithFindings)
}

fn predictions(
    classifier: &Classifier<'_>,
    new: &NewPatients,
    out: &mut dyn Write,
    refused: &mut u64,
) -> Result<(), Failure> {
    let classes = classifier.model().classes();
    let mut own = vec!["prediction".to_owned()];
    own.extend(classes.iter().map(|class| format!("probability_{}", class.name)));
    own.push("note".to_owned());
    let kept: Vec<usize> = kept_columns(&new.table.headings, &own);
    let headings = pick(&new.table.headings, &kept).chain(own.iter().map(String::as_str));
    let mut table = TableWriter::begin(out, &headings.collect::<Vec<_>>(), false)?;
    for row in &new.table.rows {
        let cells = match predicted(classifier, row, new.text_column) {
            Ok(prediction) => cells(classifier, &prediction),
            Err(note) => {
                *refused += 1;
                let mut cells = vec![String::new(); own.len() - 1];
                cells.push(note);
                cells
            }
        };
        table.row(pick(&row.cells, &kept).chain(cells.iter().map(String::as_str)))?;
    }
    table.finish()?.flush()?;
    Ok(())
}

/// Columns of the input that the output does not make anew.
fn kept_columns(headings: &[String], own: &[String]) -> Vec<usize> {
    headings.iter().enumerate().filter(|(_, heading)| !own.contains(heading)).map(|(place, _)| place).collect()
}

fn pick<'a>(cells: &'a [String], kept: &'a [usize]) -> impl Iterator<Item = &'a str> {
    kept.iter().map(|place| cells.get(*place).map_or("", String::as_str))
}

fn predicted(classifier: &Classifier<'_>, row: &TextRow, text_column: usize) -> Result<Prediction, String> {
    if row.surplus > 0 {
        return Err(format!("line {}: the row has more cells than there are headings", row.line));
    }
    let text = row.cells.get(text_column).map_or("", String::as_str);
    classifier.predict(text).map_err(|empty| format!("line {}: {empty}", row.line))
}

fn cells(classifier: &Classifier<'_>, prediction: &Prediction) -> Vec<String> {
    let class = classifier.model().classes().get(prediction.class);
    let mut cells = vec![class.map_or_else(String::new, |class| class.name.clone())];
    cells.extend(prediction.probabilities.iter().map(f64::to_string));
    cells.push(note(prediction));
    cells
}

fn note(prediction: &Prediction) -> String {
    let unknown = prediction.unknown_tokens.join("; ");
    match (prediction.known_tokens, unknown.is_empty()) {
        (0, _) => format!("no token is known to the model: the shares of the diseases alone; never seen: {unknown}"),
        (_, true) => String::new(),
        (_, false) => format!("never seen: {unknown}"),
    }
}

fn write_reasons(classifier: &Classifier<'_>, new: &NewPatients, out: &mut dyn Write) -> Result<(), Failure> {
    let headings = ["line", "prediction", "against", "part", "count", "log_odds"];
    let mut table = TableWriter::begin(out, &headings, false)?;
    for row in new.table.rows.iter().filter(|row| row.surplus == 0) {
        let text = row.cells.get(new.text_column).map_or("", String::as_str);
        // What has no token was refused above.
        let Ok(because) = reasons(classifier, text) else { continue };
        for cells in reason_rows(classifier.model(), row.line, &because) {
            table.row(cells.iter().map(String::as_str))?;
        }
    }
    table.finish()?.flush()?;
    Ok(())
}

/// The whole first, then what it is the sum of.
fn reason_rows(model: &GeneTextModel, line: u64, because: &Reasons) -> Vec<[String; 6]> {
    let name = |place: usize| model.classes().get(place).map_or_else(String::new, |class| class.name.clone());
    let row = |part: &str, count: String, log_odds: f64| {
        [line.to_string(), name(because.class), name(because.against), part.to_owned(), count, log_odds.to_string()]
    };
    let mut rows = vec![
        row("(prediction)", String::new(), because.log_odds),
        row("(shares of the diseases)", String::new(), because.prior),
    ];
    rows.extend(because.tokens.iter().map(|token| row(&token.token, token.count.to_string(), token.log_odds)));
    rows
}
