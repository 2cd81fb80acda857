//! `wardtwin twin detect`: the control charts of each series of innovations, reading by reading.

use serde_json::Value;

use crate::analysis::departure::{ChartPoint, Limits, charts};
use crate::io::case_files::detect::{self, DetectCase};
use crate::io::case_files::{Answer, CaseFile, fields};

use super::super::output::{Ending, Failure};
use super::{CaseArguments, answered};

pub fn run(arguments: &CaseArguments) -> Result<Ending, Failure> {
    let file = CaseFile::read(&arguments.input)?;
    let answers: Vec<Answer> = detect::cases(&file).into_iter().map(|case| Ok(answer(&case?))).collect();
    answered(file, answers, &arguments.input, &arguments.out)
}

fn answer(case: &DetectCase) -> Value {
    let limits = Limits {
        slack: case.limits.k,
        threshold: case.limits.h,
        weight: case.limits.lam,
        width: case.limits.l,
        window: case.limits.nis_window,
        spike: case.limits.shewhart,
    };
    charts(&case.innovations, &limits).iter().map(row).collect()
}

fn row(point: &ChartPoint) -> Value {
    let mut values = vec![
        ("cpos", point.above.into()),
        ("cneg", point.below.into()),
        ("ewma", point.average.into()),
        ("nis", point.squares.into()),
        ("shewhart", point.is_spike.into()),
        ("cusum", point.is_departure.into()),
        ("ewma_alarm", point.is_average_out.into()),
    ];
    // Where nothing was read there is no limit to compare with.
    values.extend(point.average_limit.map(|limit| ("ewma_limit", limit.into())));
    fields(values)
}
