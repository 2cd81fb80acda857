//! FHIR R4 resources as JSON: what a document holds, who its references name, what its codes and dates say. Which records
//! come of them: `io/import/documents/fhir`, and `docs/methods/fhir.md`.

mod bundle;
mod coding;
mod flags;
mod head;
pub mod json;
mod twin;

pub use bundle::{Bundle, Named, identifier_of};
pub use coding::{Code, Quantity, code_of, decimal_of, words_of};
pub use flags::{SaidLimit, care_limits_of, flag_of};
pub use head::{BundleHead, bundle_head};
pub use json::{Json, JsonFault};
pub use twin::{bundle_of_twin, subject_in};
