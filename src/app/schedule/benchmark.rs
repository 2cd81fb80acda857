//! The public benchmark instances of a folder, solved one after another: cost by the checker, gap to the best known.

use std::path::{Path, PathBuf};

use crate::analysis::schedule::{hospital as plans, roster as rosters};
use crate::base::Progress;
use crate::io::schedule::{hospital, is_hospital, roster};

use super::best_known::best_known;
use super::{Effort, Improvement, search};

/// Which problem an instance is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    Hospital,
    Roster,
}

/// What came of an instance.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    pub name: String,
    pub family: Family,
    /// The checker's cost; nothing without a plan that breaks no hard rule.
    pub cost: Option<u64>,
    pub best_known: Option<u64>,
    pub bound: Option<i64>,
    /// When the first plan was there, in seconds.
    pub first_seconds: Option<f64>,
    /// Why there is no cost.
    pub why: String,
}

impl Measured {
    /// How far the cost is above the best known, as a share of it.
    pub fn gap(&self) -> Option<f64> {
        let (cost, best) = (self.cost? as f64, self.best_known.filter(|best| *best > 0)? as f64);
        Some((cost - best) / best)
    }
}

/// The instances of a folder by name: `.json` and `.txt`.
///
/// # Errors
/// The folder cannot be read.
pub fn instances(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut found: Vec<PathBuf> = crate::io::folders::files_of(folder)?
        .into_iter()
        .filter(|path| path.extension().is_some_and(|ending| ending == "json" || ending == "txt"))
        .collect();
    // Numbers in their order: Instance2 before Instance10.
    found.sort_by_key(|path| {
        let name = path.to_string_lossy().into_owned();
        (name.len(), name)
    });
    Ok(found)
}

/// Solves one instance. What is no instance is told in `why`.
pub fn measure(path: &Path, effort: Effort, progress: &Progress) -> Measured {
    let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let (family, found) = match is_hospital(path) {
        Ok(true) => (Family::Hospital, of_hospital(path, effort, progress)),
        Ok(false) => (Family::Roster, of_roster(path, effort, progress)),
        Err(why) => (Family::Roster, Err(why.to_string())),
    };
    let best_known = best_known(&name);
    match found {
        Ok(Solved { cost, bound, improvements }) => Measured {
            name,
            family,
            cost,
            best_known,
            bound,
            first_seconds: improvements.first().map(|first| first.seconds),
            why: if cost.is_none() { "the checker found a broken hard rule".to_owned() } else { String::new() },
        },
        Err(why) => Measured { name, family, cost: None, best_known, bound: None, first_seconds: None, why },
    }
}

struct Solved {
    cost: Option<u64>,
    bound: Option<i64>,
    improvements: Vec<Improvement>,
}

fn of_hospital(path: &Path, effort: Effort, progress: &Progress) -> Result<Solved, String> {
    let problem = hospital::read_problem(path).map_err(|why| why.to_string())?;
    let found = search(effort, progress, |run| plans::solve(&problem, None, run), |_, _| {});
    let found = found.map_err(|why| why.to_string())?;
    let score = plans::check(&problem, &found.plan);
    let cost = score.is_feasible().then(|| score.cost());
    Ok(Solved { cost, bound: found.bound, improvements: found.improvements })
}

fn of_roster(path: &Path, effort: Effort, progress: &Progress) -> Result<Solved, String> {
    let problem = roster::read_problem(path).map_err(|why| why.to_string())?;
    let found = search(effort, progress, |run| rosters::solve(&problem, None, run), |_, _| {});
    let found = found.map_err(|why| why.to_string())?;
    let score = rosters::check(&problem, &found.plan);
    let cost = score.is_feasible().then(|| score.cost());
    Ok(Solved { cost, bound: found.bound, improvements: found.improvements })
}
