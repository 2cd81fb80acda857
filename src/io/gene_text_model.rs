//! The classifier of gene texts as TOML that people read: classes, counts, and the card. A file from outside is checked
//! before it is used.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::domain::gene_text::{
    Accuracy, CrossValidation, GeneTextCard, GeneTextClass, GeneTextFault, GeneTextModel, TokenCounts,
};

const KIND: &str = "gene-text-naive-bayes";
const VERSION: u32 = 1;
const OPENING: &str = "\
# A classifier of gene texts: multinomial naive Bayes. Of each disease the number of texts, of each token how often it
# stood in the texts of each disease, in the order of the diseases. It holds no patient; a rare token may still tell of one.

";

/// Why a file holds no model.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    #[error("{name} cannot be read ({what})")]
    Unread { name: String, what: std::io::Error },
    #[error("{name} is no model of gene texts: {what}")]
    NotAModel { name: String, what: String },
    #[error("{name} is a model of version {version}; this program reads version {VERSION}")]
    OtherVersion { name: String, version: u32 },
    #[error("{name} is no model of gene texts: {fault}")]
    Fault { name: String, fault: GeneTextFault },
    #[error("the model cannot be written: {0}")]
    Unwritten(#[from] toml::ser::Error),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ModelRow {
    kind: String,
    version: u32,
    alpha: f64,
    card: CardRow,
    classes: Vec<ClassRow>,
    tokens: BTreeMap<String, Vec<u64>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ClassRow {
    name: String,
    texts: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CardRow {
    patients: u64,
    left_out: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    validation: Option<ValidationRow>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ValidationRow {
    folds: u32,
    seed: u64,
    accuracy: AccuracyRow,
    majority: AccuracyRow,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct AccuracyRow {
    right: u64,
    of: u64,
    share: f64,
    low: f64,
    high: f64,
}

/// Reads a model.
///
/// # Errors
/// It cannot be read, or is no model that this program made.
pub fn read(path: &Path) -> Result<GeneTextModel, ModelError> {
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|what| ModelError::Unread { name: name.clone(), what })?;
    from_toml(&text, &name)
}

fn from_toml(text: &str, name: &str) -> Result<GeneTextModel, ModelError> {
    let name = || name.to_owned();
    let row: ModelRow = toml::from_str(text)
        .map_err(|what| ModelError::NotAModel { name: name(), what: what.to_string().trim_end().to_owned() })?;
    if row.kind != KIND {
        return Err(ModelError::NotAModel { name: name(), what: format!("its kind is {:?}", row.kind) });
    }
    if row.version != VERSION {
        return Err(ModelError::OtherVersion { name: name(), version: row.version });
    }
    let classes = row.classes.into_iter().map(|class| GeneTextClass { name: class.name, texts: class.texts }).collect();
    let tokens = row.tokens.into_iter().map(|(token, counts)| TokenCounts { token, counts }).collect();
    let card = GeneTextCard {
        patients: row.card.patients,
        left_out: row.card.left_out,
        validation: row.card.validation.map(|row| CrossValidation {
            folds: row.folds,
            seed: row.seed,
            model: accuracy(&row.accuracy),
            majority: accuracy(&row.majority),
        }),
    };
    GeneTextModel::new(classes, tokens, row.alpha, card).map_err(|fault| ModelError::Fault { name: name(), fault })
}

fn accuracy(row: &AccuracyRow) -> Accuracy {
    Accuracy { right: row.right, of: row.of, share: row.share, low: row.low, high: row.high }
}

/// A model as it is saved.
///
/// # Errors
/// A count is larger than TOML's numbers.
pub fn to_toml(model: &GeneTextModel) -> Result<String, ModelError> {
    let row = ModelRow {
        kind: KIND.to_owned(),
        version: VERSION,
        alpha: model.alpha(),
        card: CardRow {
            patients: model.card.patients,
            left_out: model.card.left_out,
            validation: model.card.validation.map(|found| ValidationRow {
                folds: found.folds,
                seed: found.seed,
                accuracy: accuracy_row(found.model),
                majority: accuracy_row(found.majority),
            }),
        },
        classes: model
            .classes()
            .iter()
            .map(|class| ClassRow { name: class.name.clone(), texts: class.texts })
            .collect(),
        tokens: model.tokens().iter().map(|token| (token.token.clone(), token.counts.clone())).collect(),
    };
    Ok(format!("{OPENING}{}", toml::to_string(&row)?))
}

fn accuracy_row(found: Accuracy) -> AccuracyRow {
    AccuracyRow { right: found.right, of: found.of, share: found.share, low: found.low, high: found.high }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model() -> GeneTextModel {
        let class = |name: &str, texts| GeneTextClass { name: name.to_owned(), texts };
        let token = |token: &str, counts: [u64; 2]| TokenCounts { token: token.to_owned(), counts: counts.to_vec() };
        let accuracy = Accuracy { right: 8, of: 10, share: 0.8, low: 0.49, high: 0.943 };
        let card = GeneTextCard {
            patients: 10,
            left_out: 1,
            validation: Some(CrossValidation { folds: 5, seed: 1, model: accuracy, majority: accuracy }),
        };
        let tokens = vec![token("HLA-B*57:01", [0, 3]), token("DPYD:c.1905+1G>A", [2, 0]), token("突变", [1, 1])];
        GeneTextModel::new(vec![class("a", 4), class("乳腺癌", 6)], tokens, 1.0, card).expect("a model")
    }

    #[test]
    fn what_is_written_reads_back_and_can_be_read_by_people() {
        let text = to_toml(&model()).expect("written");
        assert!(text.contains("\"HLA-B*57:01\" = [0, 3]"), "{text}");
        assert_eq!(from_toml(&text, "m").expect("read"), model());
    }

    #[test]
    fn another_file_is_refused_with_the_reason() {
        let text = to_toml(&model()).expect("written");
        let refused = |text: &str| from_toml(text, "m.toml").expect_err("refused").to_string();
        assert!(refused("{}").starts_with("m.toml is no model of gene texts"));
        assert!(refused(&text.replace(KIND, "another")).contains("another"));
        assert!(refused(&text.replace("version = 1", "version = 2")).contains("version 2"));
        assert!(refused(&text.replace("[0, 3]", "[0, 3, 1]")).contains("HLA-B*57:01"));
        assert!(refused(&text.replace("[0, 3]", "[0, -3]")).contains("line"));
        assert!(refused(&text.replace("texts = 4", "texts = 0")).contains("\"a\""));
    }
}
