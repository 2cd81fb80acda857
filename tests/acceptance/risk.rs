//! Every row of the reference vectors of the risk models, recomputed: one table of files, walked by model.

use std::collections::BTreeSet;

use wardtwin::analysis::risk::{Inputs, OutputUnit, RISK_MODELS, Refusal, RiskModel, Score, interval, model_by_id};

use super::shared;

/// A file of vectors: its model, and where its columns are called otherwise than ours.
struct Vectors {
    file: &'static str,
    model: &'static str,
    /// Ours, theirs.
    renamed: &'static [(&'static str, &'static str)],
    /// Rows that have no result.
    refused: usize,
    rows: usize,
}

const fn vectors(file: &'static str, rows: usize) -> Vectors {
    Vectors { file, model: file, renamed: &[], refused: 0, rows }
}

const fn points(file: &'static str, rows: usize) -> Vectors {
    Vectors { renamed: &[("score", "expected")], ..vectors(file, rows) }
}

const VECTORS: &[Vectors] = &[
    vectors("prevent", 1174),
    vectors("score2", 242),
    vectors("score2_diabetes", 166),
    vectors("ckdepi", 195),
    vectors("kfre", 162),
    Vectors { renamed: &[("score", "expected"), ("band", "risk_band")], ..vectors("findrisc", 128) },
    points("cha2ds2_va", 60),
    points("cha2ds2vasc", 134),
    points("hasbled", 124),
    points("news2", 182),
    points("sofa", 148),
    points("qsofa", 104),
    Vectors { renamed: &[("score", "meld3")], ..vectors("meld3", 152) },
    points("meld", 105),
    Vectors { renamed: &[("score", "expected"), ("band", "risk_band")], ..vectors("curb65", 119) },
    points("wells_dvt", 122),
    points("wells_pe", 64),
    vectors("pce", 230),
    vectors("framingham2008", 132),
    Vectors { refused: 3, ..vectors("gail", 210) },
    Vectors { model: "gail", refused: 15, ..vectors("gail_package_example", 26) },
    vectors("iwpc_warfarin", 144),
];

/// A row of a file by heading.
struct VectorRow {
    headings: csv::StringRecord,
    cells: csv::StringRecord,
}

impl VectorRow {
    fn cell(&self, heading: &str) -> Option<&str> {
        self.headings.iter().position(|found| found == heading).and_then(|place| self.cells.get(place))
    }
}

fn rows(file: &str) -> Option<Vec<VectorRow>> {
    let path = shared("vectors/risk")?.join(format!("{file}.csv"));
    let mut reader = csv::Reader::from_path(path).expect("the vectors are there");
    let headings = reader.headers().expect("headings").clone();
    let cells = reader.records().map(|cells| cells.expect("a row"));
    Some(cells.map(|cells| VectorRow { headings: headings.clone(), cells }).collect())
}

fn tolerance(unit: OutputUnit) -> f64 {
    match unit {
        OutputUnit::Probability => 1e-9,
        OutputUnit::Percent | OutputUnit::MilligramsPerWeek | OutputUnit::MillilitresPerMinute => 1e-7,
        OutputUnit::Points | OutputUnit::Class => 0.0,
    }
}

/// Whether a row's outputs are those of the file; `None` if the model refuses it as the file does.
fn agrees(vectors: &Vectors, model: &RiskModel, row: &VectorRow, values: &mut usize) -> Result<(), Refusal> {
    let inputs = Inputs::read(model.inputs, |column| row.cell(column));
    let scores = model.score(&inputs)?;
    for output in model.outputs {
        let theirs =
            vectors.renamed.iter().find(|(ours, _)| *ours == output.column).map_or(output.column, |pair| pair.1);
        let Some(expected) = row.cell(theirs) else { continue };
        let place = format!("{} {:?} {}", vectors.file, row.cells, output.column);
        match scores.get(model.output_at(output.column).unwrap_or(usize::MAX)) {
            Some(Score::Number(ours)) => {
                let expected: f64 =
                    expected.parse().unwrap_or_else(|_| panic!("{place}: no result is expected, {ours}"));
                // The raw MELD is no integer: it is compared like a probability.
                let tolerance = if output.column == "raw" { 1e-9 } else { tolerance(output.unit) };
                assert!((ours - expected).abs() <= tolerance, "{place}: {ours} is not {expected}");
            }
            Some(Score::Class(ours)) => assert_eq!(ours, expected, "{place}"),
            None => panic!("{place}: nothing"),
        }
        *values += 1;
    }
    Ok(())
}

#[test]
fn risk_models_agree_with_every_vector() {
    let mut walked = BTreeSet::new();
    for vectors in VECTORS {
        let Some(rows) = rows(vectors.file) else { return };
        let model = model_by_id(vectors.model).expect("a model");
        walked.insert(model.id);
        assert_eq!(rows.len(), vectors.rows, "{}", vectors.file);
        let (mut values, mut refused) = (0, 0);
        for row in &rows {
            if agrees(vectors, model, row, &mut values).is_err() {
                let result = model.outputs.first().and_then(|output| row.cell(output.column));
                assert_eq!(result, Some(""), "{}: {:?} was refused", vectors.file, row.cells);
                refused += 1;
            }
        }
        assert_eq!(refused, vectors.refused, "{}", vectors.file);
        assert!(values >= rows.len() - refused, "{}: {values} values of {} rows", vectors.file, rows.len());
    }
    let all: BTreeSet<_> = RISK_MODELS.iter().map(|model| model.id).collect();
    assert_eq!(walked, all);
}

/// A value that is missing lies in its valid range; so the result with the value lies in the interval without it.
#[test]
fn risk_intervals_hold_the_result_of_every_vector() {
    for vectors in VECTORS {
        let Some(rows) = rows(vectors.file) else { return };
        let model = model_by_id(vectors.model).expect("a model");
        for row in rows.iter().step_by(97) {
            let inputs = Inputs::read(model.inputs, |column| row.cell(column));
            let Ok(scores) = model.score(&inputs) else { continue };
            for input in model.inputs {
                let mut without = inputs.clone();
                without.set(input, Default::default());
                for place in 0..model.outputs.len() {
                    let (Some(result), Ok(interval)) = (scores.number(place), interval(model, &without, place)) else {
                        continue;
                    };
                    let room = 1e-9 * (1.0 + result.abs());
                    let holds = interval.low <= result + room && result - room <= interval.high;
                    assert!(holds, "{} {:?} without {}: {interval:?}, {result}", model.id, row.cells, input.column);
                }
            }
        }
    }
}
