//! Diagnosis: models that a clinician can question.
//!
//! A [`table`] gets types and roles, a [`plan`] says how, [`run`] judges on patients that were held back, [`saved`] keeps the
//! model with its card and answers new cases, or says why not. Formulas, sources and limits:
//! `docs/methods/diagnosis-evaluation.md` and `docs/methods/diagnosis-pipeline.md`.

pub mod bounds;
pub mod calibration;
pub mod card;
pub mod data;
pub mod differences;
pub mod drift;
pub mod engines;
pub mod expected;
pub mod explain;
pub mod explained;
pub mod folds;
pub mod interval;
pub mod learned;
pub mod learner;
pub mod learning_curve;
pub mod lint;
pub mod measure;
pub mod metrics;
pub mod outline;
pub mod parameters;
pub mod pipeline;
pub mod plan;
pub mod problem;
pub mod run;
pub mod saved;
pub mod subgroup;
pub mod table;
pub mod verdict;
