//! What can be chosen when staff are grouped: data, roles of columns, order of degrees, words of skills, number of groups.

use std::path::PathBuf;

use clap::Args;

use crate::analysis::staff::columns::{StaffColumn, StaffRole, propose};
use crate::analysis::staff::education::EducationOrder;
use crate::analysis::staff::encode::Reading;
use crate::analysis::staff::method::Method;
use crate::analysis::staff::protected::is_protected_name;
use crate::analysis::staff::skills::SkillWords;
use crate::analysis::staff::study::StudyPlan;
use crate::app::diagnosis::{Cases, read_cases};
use crate::app::staff::separators_of;
use crate::domain::access::Action;

use super::super::output::{Failure, with_progress};
use super::door::DoorArguments;

#[derive(Args)]
pub struct Choices {
    /// Staff, a row each, with headings.
    #[arg(long = "in", value_name = "CSV")]
    pub input: PathBuf,
    /// How many groups; auto finds out whether there are any.
    #[arg(long, default_value = "auto", value_name = "auto|N", value_parser = clusters)]
    clusters: Clusters,
    /// The same seed finds the same groups.
    #[arg(long, default_value_t = 1, value_name = "S")]
    seed: u64,
    /// What a column is for: education, skills, years, number, word, strategy, left, protected, person, ward, shift or ignore. Columns
    /// that are not named are told by their headings.
    #[arg(long = "role", value_name = "COL=ROLE", action = clap::ArgAction::Append)]
    roles: Vec<String>,
    /// Degrees from low to high, such as "diploma = certificate < bachelor < master".
    #[arg(long, value_name = "ORDER")]
    education_order: Option<String>,
    /// Marks between the skills of a cell.
    #[arg(long, value_name = "MARKS")]
    separators: Option<String>,
    /// Words that mean the same skill, as word=skill.
    #[arg(long = "synonym", value_name = "WORD=SKILL", action = clap::ArgAction::Append)]
    synonyms: Vec<String>,
    /// How groups are made; whether there are any is asked of k-means.
    #[arg(long, default_value = "kmeans", value_name = "kmeans|mixture|hierarchy", value_parser = method)]
    method: Method,
    #[command(flatten)]
    door: DoorArguments,
}

fn method(text: &str) -> Result<Method, String> {
    let found = Method::ALL.into_iter().find(|method| method.id() == text.trim());
    found.ok_or_else(|| Method::ALL.map(Method::id).join(", "))
}

#[derive(Clone, Copy)]
struct Clusters(Option<u32>);

fn clusters(text: &str) -> Result<Clusters, String> {
    if text.eq_ignore_ascii_case("auto") {
        return Ok(Clusters(None));
    }
    let number = text.parse().ok().filter(|number| (1..=1_000).contains(number));
    number.map(|number| Clusters(Some(number))).ok_or_else(|| "auto, or a whole number from 1 to 1000".to_owned())
}

/// What was chosen, with the data it was chosen for.
pub struct Chosen {
    pub cases: Cases,
    pub roles: Vec<StaffColumn>,
    pub plan: StudyPlan,
}

impl Choices {
    /// Reads the file and checks everything that was chosen.
    ///
    /// # Errors
    /// The door refuses, the file cannot be read, or something chosen is not there.
    pub fn read(&self, actions: &[Action], what: &str, quiet: bool) -> Result<Chosen, Failure> {
        let mut reading = self.reading()?;
        self.door.pass(actions, what, &self.input)?;
        let cases = with_progress("reading", quiet, |progress| read_cases(&self.input, &[], progress))?;
        let mut roles = propose(&cases.columns);
        for text in &self.roles {
            give(&mut roles, text)?;
        }
        if self.separators.is_none() {
            reading.skills.separators = separators_of(&cases.columns, &roles);
        }
        let plan = StudyPlan { clusters: self.clusters.0, seed: self.seed, method: self.method, reading };
        Ok(Chosen { cases, roles, plan })
    }

    fn reading(&self) -> Result<Reading, Failure> {
        let education = match &self.education_order {
            Some(order) => EducationOrder::read(order)?,
            None => EducationOrder::default(),
        };
        let mut skills = SkillWords::default();
        if let Some(separators) = &self.separators {
            skills.separators.clone_from(separators);
        }
        for synonym in &self.synonyms {
            skills.add_synonym(synonym)?;
        }
        Ok(Reading { education, skills })
    }
}

/// Gives a column its role, as `COL=ROLE` says; whoever had a role of one column alone is not used.
fn give(roles: &mut [StaffColumn], text: &str) -> Result<(), Failure> {
    let (name, id) = text.rsplit_once('=').ok_or_else(|| Failure(format!("--role {text}: write COL=ROLE")))?;
    let role = StaffRole::ALL.into_iter().find(|role| role.id() == id.trim()).ok_or_else(|| {
        let ids: Vec<&str> = StaffRole::ALL.iter().map(|role| role.id()).collect();
        Failure(format!("there is no role {id}; there are {}", ids.join(", ")))
    })?;
    give_role(roles, name, role)
}

/// The same, for a column that is named.
pub fn give_role(roles: &mut [StaffColumn], name: &str, role: StaffRole) -> Result<(), Failure> {
    let place = roles.iter().position(|column| column.name.trim().eq_ignore_ascii_case(name.trim()));
    let place = place.ok_or_else(|| {
        let names: Vec<&str> = roles.iter().map(|column| column.name.as_str()).collect();
        Failure(format!("there is no column {name}; the file has {}", names.join(", ")))
    })?;
    if role.is_feature() && is_protected_name(&roles[place].name) {
        return Err(Failure(format!(
            "{name} is a protected attribute: it may be audited (protected) or left out (ignore), never be part of a model"
        )));
    }
    if role.is_single() {
        roles.iter_mut().filter(|other| other.role == role).for_each(|other| other.role = StaffRole::Ignore);
    }
    roles[place].role = role;
    Ok(())
}
