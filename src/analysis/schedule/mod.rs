//! Plans and rosters: a checker and a solver for each problem. A checker shares no code with the solver it judges.

pub mod appointments;
pub mod conflict;
pub mod cost;
pub mod from_rows;
pub mod front;
pub mod hospital;
pub mod pace;
pub mod roster;
