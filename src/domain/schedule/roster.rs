//! The staff roster: who works which shift on which day. The problem is that of Curtois and Qu (2014).
//!
//! Employees, shifts and days refer to each other by their place in the problem's lists. Day 0 is a Monday.

/// A kind of shift.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShiftKind {
    pub id: String,
    pub mins: u32,
    /// Kinds that cannot be worked on the day after this one.
    pub not_before: Vec<usize>,
}

/// An employee and what the contract allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Employee {
    pub id: String,
    /// By kind of shift: how many at most; 0 where the employee cannot work it.
    pub max_shifts: Vec<u32>,
    pub max_mins: u32,
    pub min_mins: u32,
    pub max_run: u32,
    pub min_run: u32,
    pub min_rest: u32,
    pub max_weekends: u32,
    /// Days of leave, in order.
    pub leave: Vec<usize>,
}

/// Whether a request asks for a shift or against it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    On,
    Off,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request {
    pub employee: usize,
    pub day: usize,
    pub shift: usize,
    pub wish: Wish,
    pub weight: u32,
}

/// How many are wanted on a shift of a day, and what one too few or too many costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cover {
    pub day: usize,
    pub shift: usize,
    pub wanted: u32,
    pub under_weight: u32,
    pub over_weight: u32,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RosterProblem {
    pub days: usize,
    pub shifts: Vec<ShiftKind>,
    pub staff: Vec<Employee>,
    pub requests: Vec<Request>,
    pub cover: Vec<Cover>,
}

/// A cell for each employee and day: the kind of shift, or off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roster {
    /// By employee, then by day.
    pub cells: Vec<Vec<Option<usize>>>,
}
