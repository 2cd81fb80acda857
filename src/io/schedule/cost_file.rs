//! A model of costs as one file with a checksum. It holds the words of its inputs and sums, no row.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::domain::schedule::cost::{CostColumn, CostInput, CostLevel, CostModel, CostTerm};
use crate::io::model_file::{self, ModelFileError};

const KIND: &str = "resource-cost";
const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    target: String,
    inputs: Vec<InputRow>,
    columns: Vec<ColumnRow>,
    inverse: Vec<f64>,
    spread: f64,
    freedom: u64,
    rows: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct InputRow {
    name: String,
    levels: Vec<(String, u64)>,
    reference: usize,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ColumnRow {
    level: Option<(usize, usize)>,
    coefficient: Option<f64>,
    said_by: Vec<f64>,
}

/// A model as the bytes of its file.
///
/// # Errors
/// It holds what no file can hold.
pub fn to_bytes(model: &CostModel) -> Result<Vec<u8>, ModelFileError> {
    let input = |input: &CostInput| InputRow {
        name: input.name.clone(),
        levels: input.levels.iter().map(|level| (level.name.clone(), level.rows)).collect(),
        reference: input.reference,
    };
    let column = |column: &CostColumn| ColumnRow {
        level: column.term.level,
        coefficient: column.coefficient,
        said_by: column.said_by.clone(),
    };
    let row = Row {
        target: model.target.clone(),
        inputs: model.inputs.iter().map(input).collect(),
        columns: model.columns.iter().map(column).collect(),
        inverse: model.inverse.clone(),
        spread: model.spread,
        freedom: model.freedom,
        rows: model.rows,
    };
    model_file::to_bytes(KIND, VERSION, &row)
}

/// Reads a model.
///
/// # Errors
/// It cannot be read, is something else, of another version, or damaged.
pub fn read(path: &Path) -> Result<CostModel, ModelFileError> {
    let row: Row = model_file::read(path, KIND, VERSION)?;
    let level = |(name, rows): (String, u64)| CostLevel { name, rows };
    let input = |row: InputRow| CostInput {
        name: row.name,
        levels: row.levels.into_iter().map(level).collect(),
        reference: row.reference,
    };
    let column = |row: ColumnRow| CostColumn {
        term: CostTerm { level: row.level },
        coefficient: row.coefficient,
        said_by: row.said_by,
    };
    let model = CostModel {
        target: row.target,
        inputs: row.inputs.into_iter().map(input).collect(),
        columns: row.columns.into_iter().map(column).collect(),
        inverse: row.inverse,
        spread: row.spread,
        freedom: row.freedom,
        rows: row.rows,
    };
    match model.is_whole() {
        true => Ok(model),
        false => Err(ModelFileError::Damaged { name: path.display().to_string() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_comes_back_as_it_was_and_one_that_does_not_fit_together_is_refused() {
        let level = |name: &str, rows| CostLevel { name: name.to_owned(), rows };
        let column = |level, coefficient| CostColumn { term: CostTerm { level }, coefficient, said_by: Vec::new() };
        let mut model = CostModel {
            target: "resource_cost".to_owned(),
            inputs: vec![CostInput {
                name: "hospital".to_owned(),
                levels: vec![level("A", 2), level("乙", 1)],
                reference: 0,
            }],
            columns: vec![column(None, Some(0.1)), column(Some((0, 1)), Some(1.0 / 3.0))],
            inverse: vec![0.5, -0.5, -0.5, 1.5],
            spread: 0.25,
            freedom: 1,
            rows: 3,
        };
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("m");
        std::fs::write(&path, to_bytes(&model).expect("bytes")).expect("written");
        assert_eq!(read(&path).expect("read"), model);
        model.inverse.pop();
        std::fs::write(&path, to_bytes(&model).expect("bytes")).expect("written");
        assert!(matches!(read(&path), Err(ModelFileError::Damaged { .. })));
    }
}
