//! `wardtwin whatif`: the bare what-if calculator on the table of its input. No gate: who may be shown what is the window's.

use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;
use serde_json::Value;

use crate::analysis::what_if::{Dose, Future, future};
use crate::io::case_files::{Answer, CaseFile, fields, what_if};

use super::output::{Beside, Ending, Failure, tell};

#[derive(Args)]
pub struct WhatIfArguments {
    /// A table of effects and cases: p0, and items of id and units.
    #[arg(long = "in", value_name = "JSON")]
    input: PathBuf,
    /// The same with a `result` for each case; replaced where it is there.
    #[arg(long, value_name = "JSON")]
    out: PathBuf,
}

pub fn run(arguments: &WhatIfArguments) -> Result<Ending, Failure> {
    let file = CaseFile::read(&arguments.input)?;
    let answers: Vec<Answer> = what_if::cases(&file).into_iter().map(|case| answer(case?)).collect();
    finish(file, answers, arguments)
}

fn finish(file: CaseFile, answers: Vec<Answer>, arguments: &WhatIfArguments) -> Result<Ending, Failure> {
    let (refused, all) = (answers.iter().filter(|answer| answer.is_err()).count(), answers.len());
    let text = file.answered(answers)?;
    Beside::begin(&arguments.out)?.finish(|out| Ok(out.write_all(text.as_bytes())?))?;
    if refused == 0 {
        return Ok(Ending::AllDone);
    }
    tell(format_args!("{}: {refused} of {all} cases refused; their error says why", arguments.input.display()));
    Ok(Ending::WithFindings)
}

fn answer(case: what_if::WhatIfCase) -> Answer {
    let doses: Vec<Dose> = case.items.into_iter().map(|(ratio, units)| Dose { ratio, units }).collect();
    future(case.baseline, &doses).map(|found| fields(values(found))).map_err(|fault| fault.to_string())
}

fn values(found: Future) -> Vec<(&'static str, Value)> {
    let mut values: Vec<(&'static str, Value)> = vec![
        ("ratio", found.ratio.into()),
        ("ratio_lo", found.ratio_low.into()),
        ("ratio_hi", found.ratio_high.into()),
        ("risk", found.risk.into()),
        ("risk_lo", found.risk_low.into()),
        ("risk_hi", found.risk_high.into()),
        ("arr", found.arr.into()),
        ("arr_lo", found.arr_low.into()),
        ("arr_hi", found.arr_high.into()),
        ("nnt", found.nnt.into()),
    ];
    if !found.is_probability() {
        values.push(("note", "the risk or its interval is above 1: no probability".into()));
    }
    values
}
