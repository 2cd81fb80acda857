//! From the text of a patient's genes to a disease: tokens, counts, multinomial naive Bayes (the article's pipeline).
//!
//! Genes, star alleles, HLA types, rsIDs and HGVS names are tokens of their own ([`token`]); [`bayes`] turns counts into
//! probabilities, equal to scikit-learn's on the same counts; [`validate`] says how far to trust them, beside always
//! saying the most frequent disease; [`reasons`] says which tokens decided. Formula and limits: `docs/methods/gene-text.md`.

pub mod bayes;
pub mod cases;
pub mod reasons;
pub mod token;
pub mod validate;

pub use bayes::{ALPHA, Classifier, EmptyText, FitFault, Prediction, fit};
pub use cases::{Cases, GeneCase, Joined, Labelled, join};
pub use reasons::{Reasons, TokenReason, reasons};
pub use token::tokens;
pub use validate::{FOLDS, fit_and_validate};
