//! What is planned in a hospital: the hospital plan (admissions, theatres, rooms, nurses) and the staff roster.

pub mod appointments;
pub mod changes;
pub mod cost;
pub mod hospital;
pub mod published;
pub mod roster;
pub mod rows;
