//! The classifier of gene texts in the window: learned, validated and asked about new patients in one job.

use std::path::Path;

use crate::analysis::gene_text::{Classifier, FOLDS, FitFault, Joined, Reasons, fit_and_validate, join, reasons};
use crate::base::Progress;
use crate::domain::gene_text::GeneTextModel;
use crate::io::gene_text_model;
use crate::io::import::ImportError;
use crate::io::text_table::{TextRow, column};

use super::super::core::Core;
use super::super::gene_text::{NewPatients, PATIENT, read_diseases, read_gene_texts, read_new_patients};
use super::super::jobs::JobKind;
use super::super::message::Message;
use super::super::message::file_name;
use super::super::outcome::Outcome;
use super::orders::{Orders, SortKey};
use super::{ArticleFile, ArticleOutcome, found, unread};

/// The same folds every time.
const SEED: u64 = 1;

/// A model with what it says of the new patients.
#[derive(Debug)]
pub struct Learned {
    pub model: GeneTextModel,
    /// As it is saved, for the command line.
    pub toml: String,
    /// Names of the files: gene texts, diseases, new patients.
    pub files: [String; 3],
    /// What was not learned from, with its lines.
    pub left_out: Vec<LeftOut>,
    /// Patients with a text and no disease, and the other way round.
    pub without_disease: u64,
    pub without_text: u64,
    pub rows: Vec<NewPatient>,
    /// By [`Learned::COLUMNS_BEFORE`] columns, then one a class.
    pub orders: Orders,
}

/// Rows of one of the files that were left out for one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    pub file: String,
    /// Stable: the text `gene-text-left-out-<id>`.
    pub why: &'static str,
    pub lines: Vec<u64>,
}

/// A new patient with the prediction.
#[derive(Clone, Debug, PartialEq)]
pub struct NewPatient {
    /// In the file of new patients, from 1.
    pub line: u64,
    /// Empty where the file has none.
    pub identifier: String,
    pub text: String,
    pub predicted: Result<Predicted, Refused>,
}

/// Why a row has no prediction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    NoText,
    /// More cells than headings: the row is not what it seems.
    Surplus,
}

/// What a text is taken for.
#[derive(Clone, Debug, PartialEq)]
pub struct Predicted {
    /// Position of the likeliest class.
    pub class: usize,
    pub probabilities: Vec<f64>,
    /// 0: the classes' shares alone speak.
    pub known_tokens: usize,
    pub unknown_tokens: Vec<String>,
}

impl Predicted {
    pub fn probability(&self) -> f64 {
        self.probabilities.get(self.class).copied().unwrap_or_default()
    }
}

impl Learned {
    /// Patient, prediction, its probability, tokens never seen.
    pub const COLUMNS_BEFORE: usize = 4;

    pub fn class_name(&self, class: usize) -> &str {
        self.model.classes().get(class).map_or("", |class| class.name.as_str())
    }

    /// Which tokens decided about a row.
    pub fn reasons_of(&self, row: usize) -> Option<Reasons> {
        reasons(&Classifier::of(&self.model), &self.rows.get(row)?.text).ok()
    }

    fn sort_key(&self, row: usize, column: usize) -> SortKey {
        let Some(row) = self.rows.get(row) else { return SortKey::Nothing };
        match (column, &row.predicted) {
            (0, _) => SortKey::Text(row.identifier.clone()),
            (1, Ok(predicted)) => SortKey::Text(self.class_name(predicted.class).to_owned()),
            (2, Ok(predicted)) => SortKey::Number(predicted.probability()),
            (3, Ok(predicted)) => SortKey::Number(predicted.unknown_tokens.len() as f64),
            (other, Ok(predicted)) => {
                let share = predicted.probabilities.get(other - Learned::COLUMNS_BEFORE);
                share.map_or(SortKey::Nothing, |share| SortKey::Number(*share))
            }
            (_, Err(_)) => SortKey::Nothing,
        }
    }
}

/// Starts the job with the files that were chosen.
pub fn start(core: &mut Core) {
    let folder = core.folders.stores.clone();
    let typed = [ArticleFile::Genes, ArticleFile::Diseases, ArticleFile::NewPatients]
        .map(|file| core.state.article.path(file).to_owned());
    core.state.article.learned.started();
    core.jobs.start(JobKind::LEARN_GENE_TEXTS, Message::new("job-learn-gene-texts"), move |progress| {
        let [genes, diseases, new] = typed.map(|typed| found(&typed, &folder));
        match learn(&genes, &diseases, &new, progress) {
            Ok(learned) => Outcome::from(ArticleOutcome::Learned(Box::new(learned))),
            Err(Unlearned::Cancelled) => Outcome::Cancelled,
            Err(Unlearned::Because(message)) => Outcome::Failed(message),
        }
    });
}

/// Why there is no model.
#[derive(Debug)]
pub enum Unlearned {
    Cancelled,
    Because(Message),
}

impl From<crate::base::Cancelled> for Unlearned {
    fn from(_: crate::base::Cancelled) -> Unlearned {
        Unlearned::Cancelled
    }
}

/// Reads, learns, validates, predicts.
///
/// # Errors
/// A file cannot be read or lacks a column, nothing can be learned, or the job was stopped.
pub fn learn(genes: &Path, diseases: &Path, new: &Path, progress: &Progress) -> Result<Learned, Unlearned> {
    let because = |path: &Path, error: &ImportError| Unlearned::Because(unread(path, error));
    let texts = read_gene_texts(genes).map_err(|error| because(genes, &error))?;
    let labels = read_diseases(diseases).map_err(|error| because(diseases, &error))?;
    let joined = join(&texts, &labels);
    let asked = read_new_patients(new).map_err(|error| because(new, &error))?;
    progress.tick(0)?;
    let model = fit_and_validate(&joined, FOLDS, SEED, progress).map_err(|fault| of_fault(&fault, genes, diseases))?;
    let rows = predict(&model, &asked, progress)?;
    let toml = gene_text_model::to_toml(&model)
        .map_err(|error| Unlearned::Because(Message::new("gene-text-unwritten").with_details(error)))?;
    let files = [genes, diseases, new].map(file_name);
    let mut learned = Learned {
        left_out: left_out(&joined, &files),
        without_disease: joined.without_disease,
        without_text: joined.without_text,
        model,
        toml,
        files,
        rows,
        orders: Orders::default(),
    };
    let columns = Learned::COLUMNS_BEFORE + learned.model.classes().len();
    learned.orders = Orders::of(learned.rows.len(), columns, |row, column| learned.sort_key(row, column));
    Ok(learned)
}

fn of_fault(fault: &FitFault, genes: &Path, diseases: &Path) -> Unlearned {
    let (genes, diseases) = (file_name(genes), file_name(diseases));
    Unlearned::Because(match fault {
        FitFault::Cancelled(_) => return Unlearned::Cancelled,
        FitFault::NoCases => Message::new("gene-text-no-cases").with("genes", genes).with("diseases", diseases),
        FitFault::OneClass(disease) => {
            Message::new("gene-text-one-class").with("diseases", diseases).with("disease", disease)
        }
        FitFault::Model(fault) => Message::new("gene-text-no-model").with("genes", genes).with_details(fault),
    })
}

fn left_out(joined: &Joined, files: &[String; 3]) -> Vec<LeftOut> {
    let [genes, diseases, _] = files;
    let all = [
        (genes, "no-patient", &joined.genes_without_patient),
        (genes, "no-text", &joined.empty_texts),
        (diseases, "no-patient", &joined.diseases_without_patient),
        (diseases, "no-disease", &joined.empty_diseases),
    ];
    let some = all.into_iter().filter(|(_, _, lines)| !lines.is_empty());
    some.map(|(file, why, lines)| LeftOut { file: file.clone(), why, lines: lines.clone() }).collect()
}

fn predict(model: &GeneTextModel, asked: &NewPatients, progress: &Progress) -> Result<Vec<NewPatient>, Unlearned> {
    let classifier = Classifier::of(model);
    let patients = PATIENT.iter().find_map(|heading| column(&asked.table.headings, heading));
    progress.restart(asked.table.rows.len() as u64);
    let mut rows = Vec::with_capacity(asked.table.rows.len());
    for row in &asked.table.rows {
        progress.tick(1)?;
        let cell = |place: usize| row.cells.get(place).map_or("", |cell| cell.trim()).to_owned();
        let text = cell(asked.text_column);
        let identifier = patients.map(cell).unwrap_or_default();
        let predicted = predicted(&classifier, row, &text);
        rows.push(NewPatient { line: row.line, identifier, text, predicted });
    }
    Ok(rows)
}

fn predicted(classifier: &Classifier<'_>, row: &TextRow, text: &str) -> Result<Predicted, Refused> {
    if row.surplus > 0 {
        return Err(Refused::Surplus);
    }
    let found = classifier.predict(text).map_err(|_| Refused::NoText)?;
    Ok(Predicted {
        class: found.class,
        probabilities: found.probabilities,
        known_tokens: found.known_tokens,
        unknown_tokens: found.unknown_tokens,
    })
}
