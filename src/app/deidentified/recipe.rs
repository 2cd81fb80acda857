//! What was asked of the first table without identity: every later one is held to it. Values are the same in each, so that two
//! tables with other columns, joined by them, would tell more than either.
//!
//! The store keeps it, and so does this computer, since a backup from before the first table knows of none.

use std::collections::BTreeSet;

use crate::domain::access::{Action, Grant, Reach};
use crate::domain::permission::reach;
use crate::io::store::{RECIPE_SETTING, Store, StoreError};

use super::{Dates, DeidentifyError, Quasi, Wanted};

/// Whether tables were made before, and by what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recipe {
    /// None was made: whoever makes it decides for those to come.
    First,
    /// It is the one of the tables before.
    Same,
    /// Tables were made by this one.
    Another { known: String },
}

/// What a table was made by, as one line in English.
pub fn line_of(wanted: &Wanted) -> String {
    let Wanted { k, quasi, dates, purpose, .. } = wanted;
    let dates = match dates {
        Dates::Shifted => "shifted",
        Dates::Years => "years",
        Dates::None => "none",
    };
    let purpose = purpose.map_or("no purpose", |purpose| purpose.id());
    format!("k {k}, by {}, dates {dates}, for {purpose}", names(quasi))
}

fn names(quasi: &BTreeSet<Quasi>) -> String {
    quasi.iter().map(|one| one.id()).collect::<Vec<_>>().join(" ")
}

/// What is wanted beside what was made before, by the store or by what this computer saw of it.
///
/// # Errors
/// Damaged.
pub fn of(store: &dyn Store, wanted: &Wanted) -> Result<Recipe, StoreError> {
    let known = store.setting(RECIPE_SETTING)?.or_else(|| store.recipe_seen());
    Ok(match known {
        None => Recipe::First,
        Some(known) if known == line_of(wanted) => Recipe::Same,
        Some(known) => Recipe::Another { known },
    })
}

/// Lets through what the first table was made by; what is to be kept, and why, where it is the first or another one. Another
/// one needs a reason by somebody who may export the records themselves.
///
/// # Errors
/// [`DeidentifyError::AnotherRecipe`], [`DeidentifyError::NotForThisRole`]; damaged.
pub fn demand(store: &dyn Store, grant: &Grant, wanted: &Wanted) -> Result<Option<String>, DeidentifyError> {
    match (of(store, wanted)?, &wanted.another_because) {
        (Recipe::Same, _) => Ok(None),
        (Recipe::First, _) => Ok(Some("the first table without identity; later ones are held to it".to_owned())),
        (Recipe::Another { known }, None) => Err(DeidentifyError::AnotherRecipe { known }),
        (Recipe::Another { .. }, Some(_)) if !may_be_another(grant) => Err(DeidentifyError::NotForThisRole),
        (Recipe::Another { known }, Some(because)) => {
            Ok(Some(format!("another recipe than before ({known}): {because}")))
        }
    }
}

fn may_be_another(grant: &Grant) -> bool {
    reach(grant.actor().role, Action::Export) == Reach::Everything
}

/// Keeps what later tables are held to; the reason stands in the journal.
///
/// # Errors
/// Where this process may not write.
pub fn keep(store: &dyn Store, grant: &Grant, wanted: &Wanted, why: &str) -> Result<(), DeidentifyError> {
    let line = line_of(wanted);
    store.keep_setting(&grant.clone().because(why), RECIPE_SETTING, &line)?;
    store.remember_recipe(&line);
    Ok(())
}

/// Lets this computer know, too, by what a table was made that the store knows already.
pub fn remember(store: &dyn Store, wanted: &Wanted) {
    store.remember_recipe(&line_of(wanted));
}
