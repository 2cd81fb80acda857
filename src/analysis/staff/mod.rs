//! Staff: groups with their profiles, what explains them, and whether staff stay; never one person's score.
//!
//! Columns get a role ([`columns`]), become numbers of one size ([`encode`]), and [`study`] finds groups or says that there
//! are none. Protected attributes reach nothing but [`audit`]. Formulas, sources and limits: `docs/methods/staff-groups.md`
//! and `docs/methods/staff-retention.md`.

pub mod agreement;
pub mod audit;
pub mod choose;
pub mod columns;
pub mod components;
pub mod coverage;
pub mod education;
pub mod encode;
pub mod factors;
mod far;
pub mod hands;
pub mod kmeans;
pub mod method;
pub mod points;
pub mod profile;
pub mod protected;
pub mod reading;
pub mod retention;
pub mod silhouette;
pub mod skills;
pub mod stability;
pub mod study;
pub mod suppress;
#[cfg(test)]
mod tests;
mod valley;

/// Groups and cells of fewer people are not shown: who is in them could be told.
pub const FEWEST_SHOWN: u32 = 5;
