//! `wardtwin schedule benchmark`: the public instances of a folder, one after another, as a table.

use std::path::PathBuf;

use clap::Args;

use crate::app::schedule::Effort;
use crate::app::schedule::benchmark::{Family, Measured, instances, measure};

use super::super::output::{Ending, Failure, tell, to_stdout, with_progress};
use super::solve::seconds_from_text;

#[derive(Args)]
pub struct BenchmarkArguments {
    /// A folder with instances of either problem: `i01.json`, `Instance1.txt`. The names tell the best known cost.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Of each instance.
    #[arg(long, default_value_t = 60.0, value_parser = seconds_from_text)]
    seconds: f64,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Threads, each with a seed of its own; all cores where not given.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: Option<u16>,
}

pub fn run(arguments: &BenchmarkArguments, quiet: bool) -> Result<Ending, Failure> {
    let cores = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let threads = arguments.threads.map_or_else(cores, usize::from);
    let effort = Effort { seconds: arguments.seconds, steps: None, seed: arguments.seed, threads };
    let files = instances(&arguments.data)
        .map_err(|why| Failure(format!("{} cannot be read ({why})", arguments.data.display())))?;
    if files.is_empty() {
        return Err(Failure(format!("{} holds no instance (.json or .txt)", arguments.data.display())));
    }
    to_stdout(|out| {
        writeln!(out, "{} s each, {threads} threads, seed {}\n", arguments.seconds, arguments.seed)?;
        writeln!(
            out,
            "| instance | cost | best known | gap | bound | first plan |\n| --- | --- | --- | --- | --- | --- |"
        )
    })?;
    let mut measured = Vec::new();
    for path in &files {
        let found = with_progress(&path.display().to_string(), quiet, |progress| measure(path, effort, progress));
        to_stdout(|out| writeln!(out, "{}", row(&found)))?;
        if found.cost.is_none() {
            tell(format_args!("{}: {}", path.display(), found.why));
        }
        measured.push(found);
    }
    to_stdout(|out| {
        writeln!(out)?;
        for (family, name) in [(Family::Hospital, "hospital plan"), (Family::Roster, "roster")] {
            if let Some(line) = summary(&measured, family) {
                writeln!(out, "{name}: {line}")?;
            }
        }
        Ok(())
    })?;
    Ok(if measured.iter().all(|found| found.cost.is_some()) { Ending::AllDone } else { Ending::WithFindings })
}

fn row(found: &Measured) -> String {
    let or_dash = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
    format!(
        "| {} | {} | {} | {} | {} | {} |",
        found.name,
        found.cost.map_or_else(|| "no plan".to_owned(), |cost| cost.to_string()),
        or_dash(found.best_known.map(|cost| cost.to_string())),
        or_dash(found.gap().map(in_percent)),
        or_dash(found.bound.map(|bound| bound.to_string())),
        or_dash(found.first_seconds.map(|seconds| format!("{seconds:.2} s"))),
    )
}

fn in_percent(share: f64) -> String {
    format!("{:.2} %", 100.0 * share)
}

/// How many have a plan, and the mean gap of those whose best cost is known.
fn summary(measured: &[Measured], family: Family) -> Option<String> {
    let of: Vec<&Measured> = measured.iter().filter(|found| found.family == family).collect();
    let planned = of.iter().filter(|found| found.cost.is_some()).count();
    let gaps: Vec<f64> = of.iter().filter_map(|found| found.gap()).collect();
    let mean = (!gaps.is_empty()).then(|| gaps.iter().sum::<f64>() / gaps.len() as f64);
    let mean = mean.map_or_else(String::new, |mean| format!(", mean gap of {} {}", gaps.len(), in_percent(mean)));
    (!of.is_empty()).then(|| format!("{planned} of {} have a plan{mean}", of.len()))
}
