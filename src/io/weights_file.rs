//! Weights of a summary of risk as TOML that people read and edit, with row types of its own.
//!
//! Two ways to write them: `[[indicator]]` with unit and curve, or, where every column is a sub-score of 0 to 1 already,
//! a table `[weights]` of columns and their weights.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::domain::indicator::Span;
use crate::domain::weight_profile::{Anchor, SubScore, WeightFault, WeightProfile, WeightedIndicator};

const OPENING: &str = "\
# Weights for an unvalidated summary of risk: R = sum(weight x score) / sum(weight), each score between 0 and 1.
# anchors = [[value, score], ...]: straight between them, flat outside; without anchors the value is the score.
# range = [low, high]: values outside are refused.

";

/// Where a person begins: weights and curves that are an illustration.
const EXAMPLE: &str = include_str!("../../docs/examples/indicator_weights.toml");

/// Why a file holds no weights.
#[derive(Debug, thiserror::Error)]
pub enum WeightsError {
    #[error("{name} cannot be read ({what})")]
    Unread { name: String, what: std::io::Error },
    #[error("{name} is no file of weights: {what}")]
    NotWeights { name: String, what: String },
    #[error("{name}: {fault}")]
    Fault { name: String, fault: WeightFault },
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileRow {
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    version: Option<VersionRow>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    weights: BTreeMap<String, f64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    indicator: Vec<IndicatorRow>,
}

/// `version = "2026-03"` and `version = 2` are both what people write.
#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged, expecting = "a text such as \"2026-03\", or a number")]
enum VersionRow {
    Text(String),
    Whole(i64),
    Number(f64),
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct IndicatorRow {
    column: String,
    unit: String,
    weight: f64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    anchors: Option<Vec<[f64; 2]>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    range: Option<[f64; 2]>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source: Option<String>,
}

/// Reads a file of weights. One without a name is called by its file, one without a version "not given".
///
/// # Errors
/// It cannot be read, is no such file, or its weights are no profile.
pub fn read(path: &Path) -> Result<WeightProfile, WeightsError> {
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|what| WeightsError::Unread { name: name.clone(), what })?;
    let stem = path.file_stem().map_or_else(|| name.clone(), |stem| stem.to_string_lossy().into_owned());
    from_toml(&text, name, &stem)
}

/// The illustration that comes with the program.
///
/// # Errors
/// Never, as its test shows.
pub fn example() -> Result<WeightProfile, WeightsError> {
    from_toml(EXAMPLE, "indicator_weights.toml".to_owned(), "indicator_weights")
}

fn from_toml(text: &str, name: String, stem: &str) -> Result<WeightProfile, WeightsError> {
    let row: FileRow = toml::from_str(text).map_err(|what| WeightsError::NotWeights {
        name: name.clone(),
        what: what.to_string().trim_end().to_owned(),
    })?;
    profile(row, stem).map_err(|fault| WeightsError::Fault { name, fault })
}

fn profile(row: FileRow, file_stem: &str) -> Result<WeightProfile, WeightFault> {
    let version = match row.version {
        Some(VersionRow::Text(version)) => version,
        Some(VersionRow::Whole(version)) => version.to_string(),
        Some(VersionRow::Number(version)) => version.to_string(),
        None => "not given".to_owned(),
    };
    let given = row.weights.into_iter().map(|(column, weight)| WeightedIndicator {
        column,
        unit: "1".to_owned(),
        weight,
        sub_score: SubScore::Given,
        range: None,
        source: None,
    });
    let indicators = row.indicator.into_iter().map(indicator).chain(given).collect();
    WeightProfile::new(row.name.as_deref().unwrap_or(file_stem), &version, indicators)
}

fn indicator(row: IndicatorRow) -> WeightedIndicator {
    let anchors = |anchors: Vec<[f64; 2]>| anchors.into_iter().map(|[value, score]| Anchor { value, score }).collect();
    WeightedIndicator {
        column: row.column,
        unit: row.unit,
        weight: row.weight,
        sub_score: row.anchors.map_or(SubScore::Given, |row| SubScore::Anchors(anchors(row))),
        range: row.range.map(|[low, high]| Span { low, high }),
        source: row.source,
    }
}

/// A profile as it is saved.
///
/// # Errors
/// It cannot be written as TOML.
pub fn to_toml(profile: &WeightProfile) -> Result<String, toml::ser::Error> {
    let row = FileRow {
        name: Some(profile.name().to_owned()),
        version: Some(VersionRow::Text(profile.version().to_owned())),
        weights: BTreeMap::new(),
        indicator: profile.indicators().iter().map(indicator_row).collect(),
    };
    Ok(format!("{OPENING}{}", toml::to_string(&row)?))
}

fn indicator_row(indicator: &WeightedIndicator) -> IndicatorRow {
    IndicatorRow {
        column: indicator.column.clone(),
        unit: indicator.unit.clone(),
        weight: indicator.weight,
        anchors: match &indicator.sub_score {
            SubScore::Given => None,
            SubScore::Anchors(anchors) => Some(anchors.iter().map(|anchor| [anchor.value, anchor.score]).collect()),
        },
        range: indicator.range.map(|range| [range.low, range.high]),
        source: indicator.source.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<WeightProfile, String> {
        let row: FileRow = toml::from_str(text).map_err(|error| error.to_string())?;
        profile(row, "stem").map_err(|fault| fault.to_string())
    }

    #[test]
    fn the_example_reads_and_what_is_written_reads_back() {
        let example = example().expect("the example is a profile");
        assert!(example.indicators().len() >= 4);
        assert!(example.indicators().iter().any(|indicator| indicator.known().is_some()));
        let again = parsed(&to_toml(&example).expect("written")).expect("what we write reads");
        assert_eq!(again, example);
    }

    #[test]
    fn weights_alone_are_of_sub_scores() {
        let profile = parsed("[weights]\nb = 1\na = 2.5\n").expect("a profile");
        assert_eq!((profile.name(), profile.version()), ("stem", "not given"));
        let told: Vec<_> = profile.indicators().iter().map(|one| (one.column.as_str(), one.weight)).collect();
        assert_eq!(told, [("a", 2.5), ("b", 1.0)]);
    }

    #[test]
    fn a_word_that_is_not_known_is_named_with_its_line() {
        let error = parsed("name = \"x\"\nversion = 1\n[[indicator]]\ncolumn = \"a\"\nunit = \"1\"\nwieght = 1\n");
        let error = error.expect_err("misspelt");
        assert!(error.contains("wieght") && error.contains("line 6"), "{error}");
        assert!(parsed("name = \"x\"").is_err_and(|error| error.contains("no indicator")));
    }
}
