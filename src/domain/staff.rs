//! Staff members as imported.

use super::ids::CellRef;

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
    pub cell: CellRef,
}
