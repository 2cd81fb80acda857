//! Words every floor shares: findings, progress, decimals, moments, text columns. No IO, no clock, no threads of its own.

pub mod decimal;
pub mod draw;
pub mod finding;
pub mod progress;
pub mod revision;
pub mod text_column;
pub mod time;
pub mod week;

pub use decimal::Decimal;
pub use draw::Draw;
pub use finding::{Finding, Findings, Place, Rule, Severity};
pub use progress::{Cancelled, Progress};
pub use revision::Revision;
pub use text_column::TextColumn;
pub use time::{Date, Moment, Offset, Precision, Zone};
pub use week::WeekMins;
