//! What can be chosen when a model is judged or made: data, algorithm, folds, filling, scaling, calibration.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::analysis::diagnosis::calibration::Calibration;
use crate::analysis::diagnosis::folds::SplitPlan;
use crate::analysis::diagnosis::learner::{ALGORITHMS, Algorithm, AlgorithmEntry, Task, algorithm};
use crate::analysis::diagnosis::pipeline::{Encoding, Imputation, PipelinePlan, Scaling};
use crate::analysis::diagnosis::plan::{Plan, repeats_for};
use crate::analysis::diagnosis::table::{
    ColumnChoice, ColumnType, RawCell, RawColumn, Role, Table, TableNote, propose, read_table, task_of,
};
use crate::app::diagnosis::{Cases, read_cases};

use super::super::output::{Failure, with_progress};

/// Share that the article holds back.
const HELD_BACK: f64 = 0.2;

#[derive(Args)]
pub struct Choices {
    /// Cases, a row each, with headings.
    #[arg(long = "in", value_name = "CSV")]
    pub input: PathBuf,
    /// Heading of the column that is to be told.
    #[arg(long, value_name = "COL")]
    target: String,
    /// svm, tree, logistic, linear, elastic-net, naive-bayes, knn, forest, boosting and others; a wrong name lists them.
    #[arg(long, value_name = "A")]
    algorithm: String,
    /// Without it: numbers with more than ten different values are predicted as numbers, all else as classes.
    #[arg(long)]
    task: Option<TaskWord>,
    /// Parameters of the algorithm, as key=value; a wrong key lists them.
    #[arg(long = "set", value_name = "KEY=VALUE", num_args = 1.., action = clap::ArgAction::Append)]
    set: Vec<String>,
    /// Find the parameters by folds within each training part.
    #[arg(long, conflicts_with = "set")]
    tune: bool,
    /// The same seed makes the same model and the same report.
    #[arg(long, default_value_t = 42, value_name = "S")]
    seed: u64,
    #[arg(long, default_value_t = 5, value_name = "K", value_parser = clap::value_parser!(u32).range(2..=1000))]
    folds: u32,
    /// How often the folds are dealt anew; without it 5 up to 1,000 rows, 2 up to 5,000, else 1.
    #[arg(long, value_name = "R", value_parser = clap::value_parser!(u32).range(1..=1000))]
    repeats: Option<u32>,
    /// Hold a fifth back once instead of folds, as the article does.
    #[arg(long, conflicts_with_all = ["folds", "repeats"])]
    hold_out: bool,
    /// Hold the latest fifth back by this column of dates or numbers; it is not learned from.
    #[arg(long, value_name = "COL", conflicts_with_all = ["folds", "repeats", "hold_out"])]
    by_time: Option<String>,
    /// The class that is looked for, of two.
    #[arg(long, value_name = "CLASS")]
    positive: Option<String>,
    /// Column that names the patient: rows of one are never on both sides. Found by itself where the heading says so.
    #[arg(long, value_name = "COL")]
    group: Option<String>,
    /// Columns that are not used.
    #[arg(long, value_name = "COLS", value_delimiter = ',')]
    ignore: Vec<String>,
    /// Columns in which a zero means "not measured".
    #[arg(long, value_name = "COLS", value_delimiter = ',')]
    zero_missing: Vec<String>,
    /// Column of the day on which the target was known; features with a later date are named.
    #[arg(long, value_name = "COL")]
    target_date: Option<String>,
    /// What stands in for a missing number.
    #[arg(long, default_value = "median")]
    impute: ImputeWord,
    #[arg(long, default_value = "z-score")]
    scale: ScaleWord,
    /// How words become numbers.
    #[arg(long, default_value = "one-hot")]
    encode: EncodeWord,
    /// How scores become probabilities.
    #[arg(long, default_value = "automatic")]
    calibrate: CalibrateWord,
}

#[derive(Clone, Copy, ValueEnum)]
enum TaskWord {
    Classify,
    Regress,
}

#[derive(Clone, Copy, ValueEnum)]
enum ImputeWord {
    Mean,
    Median,
    MostFrequent,
    /// The five most alike rows.
    Nearest,
    /// Median, and a column that says where.
    Indicator,
    /// Leave such rows out.
    Drop,
}

#[derive(Clone, Copy, ValueEnum)]
enum ScaleWord {
    None,
    MinMax,
    ZScore,
}

#[derive(Clone, Copy, ValueEnum)]
enum EncodeWord {
    OneHot,
    Ordinal,
}

#[derive(Clone, Copy, ValueEnum)]
enum CalibrateWord {
    Automatic,
    Own,
    Platt,
    Isotonic,
}

/// What was chosen, with the data it was chosen for.
pub struct Chosen {
    pub cases: Cases,
    pub table: Table,
    pub notes: Vec<TableNote>,
    pub plan: Plan,
    pub candidates: Vec<Algorithm>,
}

impl Choices {
    /// The file that is learned from.
    pub fn input(&self) -> &Path {
        &self.input
    }

    /// Reads the file and checks everything that was chosen.
    pub fn read(&self, quiet: bool) -> Result<Chosen, Failure> {
        let candidates = self.candidates()?;
        let needed = [self.target.clone()];
        let cases = with_progress("reading", quiet, |progress| read_cases(&self.input, &needed, progress))?;
        let at = |error: &dyn std::fmt::Display| Failure(format!("{}: {error}", self.input.display()));
        let target = heading(&cases.columns, &self.target)?;
        let mut columns = propose(&cases.columns, Some(&target));
        self.change(&cases.columns, &mut columns)?;
        self.take_target_as_numbers(&cases.columns, &mut columns);
        if let Some(split) = self.split_by_time(&cases.columns)? {
            split.without_time(&mut columns);
        }
        let task = self.task(&columns, &cases.columns, &target);
        let (table, notes) = read_table(&cases.columns, &columns).map_err(|error| at(&error))?;
        let plan = self.plan(task, &cases.columns, &table)?;
        Ok(Chosen { cases, table, notes, plan, candidates })
    }

    fn candidates(&self) -> Result<Vec<Algorithm>, Failure> {
        let entry = algorithm(&self.algorithm).ok_or_else(|| no_algorithm(&self.algorithm))?;
        if self.tune {
            let with = |set: &&[(&str, &str)]| {
                let set: Vec<(String, String)> =
                    set.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
                Ok(entry.build(&set)?)
            };
            return entry.grid.iter().map(with).collect();
        }
        Ok(vec![entry.build(&self.settings()?)?])
    }

    fn settings(&self) -> Result<Vec<(String, String)>, Failure> {
        let pair = |text: &String| {
            let split = text.split_once('=');
            let pair = split.map(|(key, value)| (key.trim().to_owned(), value.trim().to_owned()));
            pair.ok_or_else(|| Failure(format!("--set {text}: a parameter is set as key=value")))
        };
        self.set.iter().map(pair).collect()
    }

    /// Puts what was asked for in the place of what was proposed.
    fn change(&self, raw: &[RawColumn], columns: &mut [ColumnChoice]) -> Result<(), Failure> {
        for name in &self.ignore {
            self.column(raw, columns, name)?.role = Role::Ignore;
        }
        for name in &self.zero_missing {
            self.column(raw, columns, name)?.zero_is_missing = true;
        }
        if let Some(name) = &self.group {
            columns
                .iter_mut()
                .filter(|column| column.role == Role::Group)
                .for_each(|column| column.role = Role::Ignore);
            let column = self.column(raw, columns, name)?;
            column.role = Role::Group;
            column.kind = ColumnType::Identifier;
            column.levels = Vec::new();
        }
        Ok(())
    }

    /// Zeros and ones, or few different numbers, are numbers where a number is to be predicted.
    fn take_target_as_numbers(&self, raw: &[RawColumn], columns: &mut [ColumnChoice]) {
        let has_numbers = |raw: &RawColumn| raw.cells.iter().any(|cell| matches!(cell, RawCell::Number(_)));
        for (column, raw) in columns.iter_mut().zip(raw) {
            let is_asked = matches!(self.task, Some(TaskWord::Regress)) && column.role == Role::Target;
            if is_asked && has_numbers(raw) {
                column.kind = ColumnType::Numeric;
                column.levels = Vec::new();
            }
        }
    }

    fn column<'c>(
        &self,
        raw: &[RawColumn],
        columns: &'c mut [ColumnChoice],
        name: &str,
    ) -> Result<&'c mut ColumnChoice, Failure> {
        let heading = heading(raw, name)?;
        let found = columns.iter_mut().find(|column| column.name == heading);
        found.filter(|column| column.role != Role::Target).ok_or_else(|| Failure(format!("{name} is the target")))
    }

    fn task(&self, columns: &[ColumnChoice], raw: &[RawColumn], target: &str) -> Task {
        let guessed = || {
            let both = columns.iter().zip(raw).find(|(column, _)| column.name == target);
            both.map_or(Task::Classify, |(column, raw)| task_of(column, raw))
        };
        match self.task {
            Some(TaskWord::Classify) => Task::Classify,
            Some(TaskWord::Regress) => Task::Regress,
            None => guessed(),
        }
    }

    fn split_by_time(&self, raw: &[RawColumn]) -> Result<Option<SplitPlan>, Failure> {
        let column = self.by_time.as_ref().map(|name| heading(raw, name)).transpose()?;
        Ok(column.map(|column| SplitPlan::ByTime { column, test_share: HELD_BACK }))
    }

    fn plan(&self, task: Task, raw: &[RawColumn], table: &Table) -> Result<Plan, Failure> {
        let split = match (self.split_by_time(raw)?, self.hold_out) {
            (Some(split), _) => split,
            (None, true) => SplitPlan::HoldOut { test_share: HELD_BACK, seed: self.seed },
            (None, false) => {
                let repeats = self.repeats.unwrap_or_else(|| repeats_for(table.rows));
                SplitPlan::Folds { folds: self.folds, repeats, seed: self.seed }
            }
        };
        Ok(Plan {
            positive: self.positive.clone(),
            pipeline: self.pipeline(),
            split,
            calibration: match self.calibrate {
                CalibrateWord::Automatic => Calibration::Automatic,
                CalibrateWord::Own => Calibration::Own,
                CalibrateWord::Platt => Calibration::Platt,
                CalibrateWord::Isotonic => Calibration::Isotonic,
            },
            target_date: self.target_date.as_ref().map(|name| heading(raw, name)).transpose()?,
            ..Plan::usual(task, table.rows, self.seed)
        })
    }

    fn pipeline(&self) -> PipelinePlan {
        let (numbers, words) = match self.impute {
            ImputeWord::Mean => (Imputation::Mean, Imputation::MostFrequent),
            ImputeWord::Median => (Imputation::Median, Imputation::MostFrequent),
            ImputeWord::MostFrequent => (Imputation::MostFrequent, Imputation::MostFrequent),
            ImputeWord::Nearest => (Imputation::Nearest { rows: 5 }, Imputation::Nearest { rows: 5 }),
            ImputeWord::Indicator => (Imputation::Indicator, Imputation::Indicator),
            ImputeWord::Drop => (Imputation::Drop, Imputation::Drop),
        };
        PipelinePlan {
            numbers,
            words,
            scaling: match self.scale {
                ScaleWord::None => Scaling::None,
                ScaleWord::MinMax => Scaling::MinMax,
                ScaleWord::ZScore => Scaling::ZScore,
            },
            encoding: match self.encode {
                EncodeWord::OneHot => Encoding::OneHot,
                EncodeWord::Ordinal => Encoding::Ordinal,
            },
            ..PipelinePlan::default()
        }
    }
}

/// The heading as the file has it.
fn heading(columns: &[RawColumn], name: &str) -> Result<String, Failure> {
    let exact = columns.iter().find(|column| column.name == name.trim());
    let alike = || columns.iter().find(|column| column.name.eq_ignore_ascii_case(name.trim()));
    let found = exact.or_else(alike).map(|column| column.name.clone());
    found.ok_or_else(|| {
        let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
        Failure(format!("there is no column {name}; the file has {}", names.join(", ")))
    })
}

fn no_algorithm(name: &str) -> Failure {
    let known = |entry: &AlgorithmEntry| entry.id;
    let names: Vec<&str> = ALGORITHMS.iter().map(known).collect();
    Failure(format!("there is no algorithm {name}; there are {}", names.join(", ")))
}
