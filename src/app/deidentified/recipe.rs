//! What was asked of the first table without identity: every later one is held to it. Values are the same in each, so that two
//! tables with other columns, joined by them, would tell more than either.

use std::collections::BTreeSet;

use crate::domain::access::{Action, Grant, Reach};
use crate::domain::permission::reach;
use crate::io::store::Store;

use super::{Dates, DeidentifyError, Quasi, Wanted};

/// The name of the setting that keeps it.
const SETTING: &str = "deidentified-recipe";

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

/// Lets through what the first table was made by; what is to be kept, and why, where it is the first or another one. Another
/// one needs a reason by somebody who may export the records themselves.
///
/// # Errors
/// [`DeidentifyError::AnotherRecipe`], [`DeidentifyError::NotForThisRole`]; damaged.
pub fn demand(store: &dyn Store, grant: &Grant, wanted: &Wanted) -> Result<Option<String>, DeidentifyError> {
    let (line, known) = (line_of(wanted), store.setting(SETTING)?);
    match (&known, &wanted.another_because) {
        (Some(known), _) if *known == line => Ok(None),
        (None, _) => Ok(Some("the first table without identity; later ones are held to it".to_owned())),
        (Some(known), None) => Err(DeidentifyError::AnotherRecipe { known: known.clone() }),
        (Some(_), Some(_)) if reach(grant.actor().role, Action::Export) != Reach::Everything => {
            Err(DeidentifyError::NotForThisRole)
        }
        (Some(known), Some(because)) => Ok(Some(format!("another recipe than before ({known}): {because}"))),
    }
}

/// Keeps what later tables are held to; the reason stands in the journal.
///
/// # Errors
/// Where this process may not write.
pub fn keep(store: &dyn Store, grant: &Grant, wanted: &Wanted, why: &str) -> Result<(), DeidentifyError> {
    Ok(store.keep_setting(&grant.clone().because(why), SETTING, &line_of(wanted))?)
}
