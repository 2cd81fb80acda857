//! Staff members as imported.

use super::ids::CellRef;
use crate::base::WeekMins;

/// A member of staff. Every field but the identifier may be not recorded.
#[derive(Clone, Debug, PartialEq)]
pub struct StaffMember {
    pub identifier: String,
    pub family_name: Option<String>,
    pub given_name: Option<String>,
    pub chinese_name: Option<String>,
    pub role: Option<String>,
    pub ward: Option<String>,
    pub education: Option<String>,
    /// Skills separated by `;` in the source.
    pub skills: Vec<String>,
    pub experience_years: Option<crate::base::Decimal>,
    /// As written, such as full time.
    pub contract: Option<String>,
    pub hours_a_week: Option<crate::base::Decimal>,
    /// What makes somebody a surgeon of a plan: how long they operate on each day of the week.
    pub surgery_mins: Option<WeekMins>,
    /// A nurse's, from 0.
    pub skill_level: Option<u32>,
    pub cell: CellRef,
}
