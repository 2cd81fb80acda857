//! From a typed table to features: missing values filled, words turned into numbers, numbers scaled.
//!
//! Everything is learned from the rows that the fit is given, which are those of a training part, and from no other row.

mod fitted;
mod impute;

pub use fitted::{FittedColumn, FittedPipeline, PipelineError};
pub use impute::Donors;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::table::{Column, ColumnType};

/// What stands in for a missing value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Imputation {
    Mean,
    Median,
    MostFrequent,
    /// The mean (of words the most frequent) of the most alike training rows that have the value.
    Nearest {
        rows: u32,
    },
    /// Median or most frequent word, and a further column that says where.
    Indicator,
    /// Rows without the value are left out; a new case without it gets no answer.
    Drop,
}

/// How numbers are brought to one size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scaling {
    None,
    /// (x - min) / (max - min).
    MinMax,
    /// (x - mean) / standard deviation.
    ZScore,
}

/// How words become numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Encoding {
    /// A column of 0 and 1 for each word; of two words one column.
    OneHot,
    /// The place of the word in its order.
    Ordinal,
}

/// What is done to a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnSteps {
    pub imputation: Imputation,
    pub scaling: Scaling,
    pub encoding: Encoding,
}

/// What is done to all columns, and to some of them otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PipelinePlan {
    /// Of numbers.
    pub numbers: Imputation,
    /// Of words; a mean or median is the most frequent word.
    pub words: Imputation,
    pub scaling: Scaling,
    pub encoding: Encoding,
    /// By heading.
    pub of_column: BTreeMap<String, ColumnSteps>,
}

impl Default for PipelinePlan {
    fn default() -> Self {
        PipelinePlan {
            numbers: Imputation::Median,
            words: Imputation::MostFrequent,
            scaling: Scaling::ZScore,
            encoding: Encoding::OneHot,
            of_column: BTreeMap::new(),
        }
    }
}

impl PipelinePlan {
    pub fn steps_of(&self, column: &Column) -> ColumnSteps {
        if let Some(steps) = self.of_column.get(&column.name) {
            return *steps;
        }
        let (imputation, scaling, encoding) = match column.kind {
            ColumnType::Numeric | ColumnType::Date => (self.numbers, self.scaling, self.encoding),
            ColumnType::Ordinal => (self.words, self.scaling, Encoding::Ordinal),
            ColumnType::Boolean => (self.words, Scaling::None, Encoding::Ordinal),
            ColumnType::Categorical | ColumnType::Identifier | ColumnType::Text => {
                (self.words, Scaling::None, self.encoding)
            }
        };
        ColumnSteps { imputation, scaling, encoding }
    }
}

#[cfg(test)]
mod tests;
