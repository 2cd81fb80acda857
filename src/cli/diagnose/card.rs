//! The model card as Markdown.

use std::fmt::Write as _;

use crate::analysis::diagnosis::card::{Card, Limit};
use crate::analysis::diagnosis::folds::SplitPlan;
use crate::analysis::diagnosis::learner::Task;
use crate::analysis::diagnosis::pipeline::{ColumnSteps, Encoding, Imputation, Scaling};
use crate::analysis::diagnosis::table::{ColumnType, Role};
use crate::base::Date;

use super::words;

/// The card of a model.
pub fn markdown(card: &Card) -> String {
    let mut text = String::new();
    // A string takes everything.
    let _outcome = write_card(card, &mut text);
    text
}

fn write_card(card: &Card, out: &mut String) -> std::fmt::Result {
    let purpose = if card.provenance.purpose.is_empty() { "not stated" } else { &card.provenance.purpose };
    writeln!(out, "# Model card: {} by {}\n", card.target, card.algorithm)?;
    writeln!(out, "**{}.** Purpose: {purpose}.\n", card.verdict.words())?;
    writeln!(out, "Of a model, not of a treatment. What it says is to be weighed by a clinician.\n")?;
    write_data(card, out)?;
    write_making(card, out)?;
    write_results(card, out)?;
    write_limits(card, out)
}

fn write_data(card: &Card, out: &mut String) -> std::fmt::Result {
    writeln!(out, "## Data\n")?;
    writeln!(out, "- {}, SHA-256 `{}`", card.provenance.name, card.provenance.sha256)?;
    writeln!(out, "- {} rows of {} patients", card.rows, card.patients)?;
    let (answer, patient, incomplete) = (card.without_answer, card.without_patient, card.incomplete);
    writeln!(
        out,
        "- left out: {answer} rows without an answer, {patient} without a patient's name, {incomplete} incomplete"
    )?;
    for (class, rows) in &card.classes {
        writeln!(out, "- {class}: {rows} rows")?;
    }
    for (column, first, last) in &card.periods {
        writeln!(out, "- {column}: {} to {}", Date(*first).iso(), Date(*last).iso())?;
    }
    writeln!(
        out,
        "\n| column | role | type | missing | range | filled, scaled, encoded |\n| --- | --- | --- | --- | --- | --- |"
    )?;
    for column in &card.columns {
        let missing = column
            .sketch
            .as_ref()
            .map_or_else(String::new, |sketch| format!("{:.1} %", 100.0 * sketch.missing_share()));
        let range = column.sketch.as_ref().map_or_else(String::new, |sketch| match sketch.quartiles {
            Some([least, _, middle, _, most]) => {
                format!("{} to {}, median {}", words::trimmed(least), words::trimmed(most), words::trimmed(middle))
            }
            None => sketch.levels.iter().map(|(level, rows)| format!("{level} {rows}")).collect::<Vec<_>>().join(", "),
        });
        let steps = column.steps.map_or_else(String::new, |steps| steps_words(steps, column.kind));
        let zeros = if column.zero_is_missing { ", 0 is missing" } else { "" };
        let (role, kind) = (role_word(column.role), format!("{:?}", column.kind).to_lowercase());
        writeln!(out, "| {} | {role} | {kind}{zeros} | {missing} | {range} | {steps} |", cell(&column.name))?;
    }
    writeln!(out)
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

fn role_word(role: Role) -> &'static str {
    match role {
        Role::Feature => "feature",
        Role::Target => "target",
        Role::Group => "patient",
        Role::Ignore => "not used",
    }
}

fn steps_words(steps: ColumnSteps, kind: ColumnType) -> String {
    let filled = match steps.imputation {
        Imputation::Mean => "mean".to_owned(),
        Imputation::Median => "median".to_owned(),
        Imputation::MostFrequent => "most frequent".to_owned(),
        Imputation::Nearest { rows } => format!("{rows} most alike"),
        Imputation::Indicator => "median and indicator".to_owned(),
        Imputation::Drop => "left out".to_owned(),
    };
    let scaled = match steps.scaling {
        Scaling::None => "as it is",
        Scaling::MinMax => "min-max",
        Scaling::ZScore => "z-score",
    };
    let encoded = match steps.encoding {
        Encoding::OneHot => "one-hot",
        Encoding::Ordinal => "ordinal",
    };
    match kind {
        ColumnType::Numeric | ColumnType::Date => format!("{filled}, {scaled}"),
        ColumnType::Ordinal => format!("{filled}, {scaled}, {encoded}"),
        ColumnType::Categorical | ColumnType::Boolean | ColumnType::Identifier | ColumnType::Text => {
            let filled = filled.replace("median", "most frequent").replace("mean", "most frequent");
            format!("{filled}, {encoded}")
        }
    }
}

fn write_making(card: &Card, out: &mut String) -> std::fmt::Result {
    writeln!(out, "## Making\n")?;
    writeln!(out, "- algorithm: {}", card.algorithm)?;
    for (key, value) in &card.parameters {
        writeln!(out, "- {key} = {value}")?;
    }
    if card.tried > 1 {
        writeln!(out, "- found among {} settings by folds within the training part", card.tried)?;
    }
    let split = match &card.split {
        SplitPlan::Folds { folds, repeats, seed } => format!("{folds} folds, {repeats} times, seed {seed}"),
        SplitPlan::HoldOut { test_share, seed } => format!("{:.0} % held back once, seed {seed}", 100.0 * test_share),
        SplitPlan::ByTime { column, test_share } => {
            format!("the latest {:.0} % by {column} held back", 100.0 * test_share)
        }
    };
    writeln!(out, "- judged by: {split}; filling, scaling, parameters and calibration fitted in each training part")?;
    writeln!(out, "- calibration: {}", format!("{:?}", card.calibration).to_lowercase())?;
    writeln!(out, "- seed {}; Wardtwin {}\n", card.seed, card.version)
}

fn write_results(card: &Card, out: &mut String) -> std::fmt::Result {
    writeln!(
        out,
        "## Results on patients held back\n\n| measure | model (95 % interval) | baseline |\n| --- | --- | --- |"
    )?;
    for (found, baseline) in card.metrics.iter().zip(&card.baseline) {
        let baseline = baseline.value.map_or_else(|| "not defined".to_owned(), words::short);
        writeln!(out, "| {} | {} | {baseline} |", found.metric.id(), words::measured(found))?;
    }
    let verdict = &card.verdict;
    let (primary, gain) = (verdict.primary.id(), words::short(verdict.gain));
    writeln!(out, "\nVerdict by {primary}: {} (by {gain}, {}).\n", verdict.words(), words::chance(verdict.p))?;
    if card.task == Task::Classify && !card.calibration_bins.is_empty() {
        writeln!(out, "| predicted | observed | cases |\n| --- | --- | --- |")?;
        for bin in &card.calibration_bins {
            writeln!(out, "| {:.3} | {:.3} | {} |", bin.mean_predicted, bin.observed(), bin.cases)?;
        }
        writeln!(out)?;
    }
    for group in &card.subgroups {
        let name = words::group(&group.column, &group.of);
        let found = group
            .metrics
            .first()
            .map_or_else(String::new, |found| format!("{} {}", found.metric.id(), words::measured(found)));
        writeln!(out, "- {name} ({} rows): {found}", group.rows)?;
    }
    writeln!(out)
}

fn write_limits(card: &Card, out: &mut String) -> std::fmt::Result {
    writeln!(out, "## Limits\n")?;
    for limit in &card.limits {
        writeln!(out, "- {}", limit_words(*limit))?;
    }
    card.warnings.iter().try_for_each(|found| writeln!(out, "- {}", words::warning(found)))?;
    card.notes.iter().try_for_each(|found| writeln!(out, "- {}", words::note(found)))?;
    for (fold, reason) in &card.failed_folds {
        writeln!(out, "- fold {} could not be learned from: {reason}", fold + 1)?;
    }
    writeln!(
        out,
        "\nNo answer is given outside these ranges by more than a fifth of the range, without a feature the model leans on, with most features missing, or far from every training case:\n"
    )?;
    writeln!(out, "| column | from | to | missing in training | leaned on |\n| --- | --- | --- | --- | --- |")?;
    let is_words = |name: &str| {
        let column = card.columns.iter().find(|column| column.name == name);
        column.and_then(|column| column.sketch.as_ref()).is_some_and(|sketch| !sketch.levels.is_empty())
    };
    for range in &card.ranges {
        let (name, key) = (cell(&range.name), if range.is_key { "yes" } else { "" });
        let end = |value: f64| if is_words(&range.name) { "(words)".to_owned() } else { words::trimmed(value) };
        let (least, most) = (end(range.least), end(range.most));
        writeln!(out, "| {name} | {least} | {most} | {:.1} % | {key} |", 100.0 * range.missing_share)?;
    }
    Ok(())
}

fn limit_words(limit: Limit) -> &'static str {
    match limit {
        Limit::InternalValidationOnly => "Internal validation only: not tried on data from elsewhere.",
        Limit::NoBetterThanBaseline => "No better than the baseline: it should not be used.",
        Limit::FewRows => "Few rows: fewer than 100, or fewer than 20 of a class.",
        Limit::SingleSplit => "Judged on one held-back part, which says nothing of learning anew.",
        Limit::PossibleLeak => "A column may give the answer away; see below.",
        Limit::HoldsTrainingRows => "The file holds training rows without identifiers; keep it as you keep the data.",
        Limit::NoPatientColumn => "No column names the patients: several rows of one may be on both sides.",
        Limit::SubgroupsUnknown => "Not known how it does by sex and age: no such columns, or too few rows.",
    }
}
