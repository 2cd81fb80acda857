//! Models that a clinician can question: learners, and what explains their answers.

pub mod data;
pub mod engines;
pub mod explain;
pub mod learner;
pub mod parameters;
