//! Genes that change what is prescribed: their positions and named alleles, what a sample showed there, what it was called,
//! and what a call says about a drug.

pub mod activity;
pub mod advice;
pub mod call;
pub mod clinvar;
pub mod drug;
pub mod gene;
pub mod names;
mod note;
pub mod panel;
pub mod polygenic;
pub mod reading;
pub mod record;
pub mod result;
pub mod typing;

pub use activity::{Activity, ActivityScore, Cyp2d6Band};
pub use call::{CallNote, CallOrigin, CallState, Candidate, Diplotype, GeneCall, Outcome, Phenotype};
pub use gene::{Gene, GeneReading, GivenAs};
pub use panel::{AlleleFunction, AlleleKind, BaseSet, GenePanel, GeneTables, NamedAllele, Site};
pub use reading::{GeneReadings, Phase, Reading, SampleReadings, Seen};
pub use record::{GeneRecord, GeneStatement, StoredCall};
pub use result::{GeneResult, GeneResults, ResultRemark, ResultValue, Stated, both_ways, contradictions};
pub use typing::{Typing, TypingFault};
