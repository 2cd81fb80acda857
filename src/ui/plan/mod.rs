//! Treatment plans in words and on paper.

pub mod paper;
pub mod words;
