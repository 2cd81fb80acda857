//! A process that only reads becomes the one that writes, once the writer has left.

use super::super::{StoreError, Writing};
use super::connection::{Access, FileKind, open as connect};
use super::core::{Core, STORE_FILE};
use super::{anchor, layout, lock, open, spill};
use crate::domain::access::Grant;

/// Takes the writer's lock and journals it; nothing happens where this process writes already.
///
/// # Errors
/// [`StoreError::WriterElsewhere`] while somebody else writes, [`StoreError::ReadOnlyFolder`].
pub fn take_over(core: &Core, grant: &Grant) -> Result<(), StoreError> {
    if core.writing() == Writing::Here {
        return Ok(());
    }
    let now = grant.at_utc_secs();
    let (lock, writing) = lock::take(&core.folder, now)?;
    let Some(lock) = lock else {
        core.set_writing(writing);
        return core.demand_writing();
    };
    let mut connection = connect(&core.folder.join(STORE_FILE), FileKind::Store, &core.key, Access::Write)?;
    open::bring_forward(&mut connection)?;
    spill::remove_leftover(&core.folder);
    anchor::demand(&connection, &core.journal)?;
    // What the other process called by numbers since this one opened the store is theirs: numbers given out here go on behind
    // those of the file, and never meet one of them.
    core.words.replace(&*super::books::load(&connection)?);
    core.journal_entry(grant)?;
    let is_current = layout::is_current(&connection)?;
    core.become_writer(connection, lock);
    if is_current { Ok(()) } else { layout::sum_up_again(core, now) }
}
