//! What employees carry over from rosters before, from a file.

use std::path::Path;

use crate::analysis::schedule::roster::Burden;
use crate::domain::schedule::roster::RosterProblem;
use crate::io::import::ImportError;
use crate::io::text_table::{TextTable, column};

/// Reads a file with a column `employee` and any of `nights`, `weekends`, `overtime_minutes`, `refused_requests` and
/// `refused_weight`; by employee of the problem. Whoever is not in it carries nothing over, and cells that hold no number
/// count as nothing.
///
/// # Errors
/// The file cannot be read, or has no column `employee`.
pub fn read_history(path: &Path, problem: &RosterProblem) -> Result<Vec<Burden>, ImportError> {
    let lacks = |headings: &[String]| match column(headings, "employee") {
        Some(_) => Vec::new(),
        None => vec!["employee".to_owned()],
    };
    let table = TextTable::read(path, lacks)?;
    let places = ["employee", "nights", "weekends", "overtime_minutes", "refused_requests", "refused_weight"]
        .map(|name| table.column(name));
    let mut burdens = vec![Burden::default(); problem.staff.len()];
    for row in &table.rows {
        let text = |place: Option<usize>| place.and_then(|place| row.cells.get(place)).map_or("", |cell| cell.trim());
        let number = |place: usize| {
            let number = text(places.get(place).copied().flatten()).parse::<f64>();
            number.ok().filter(|number| number.is_finite() && *number >= 0.0)
        };
        let employee = problem.staff.iter().position(|one| one.id == text(places[0]));
        if let Some(burden) = employee.and_then(|employee| burdens.get_mut(employee)) {
            *burden = Burden {
                nights: number(1),
                weekends: number(2).unwrap_or(0.0),
                overtime_mins: number(3).unwrap_or(0.0),
                refused: number(4).unwrap_or(0.0),
                refused_weight: number(5).unwrap_or(0.0),
            };
        }
    }
    Ok(burdens)
}
