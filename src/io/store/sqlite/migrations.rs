//! Numbered steps from one version of a file to the next, kept in `user_version`.

use rusqlite::Connection;

use super::super::StoreError;
use super::failure::system;

/// Brings a file up to the last of `steps`; step i leads from version i to i + 1. Returns whether anything changed.
///
/// # Errors
/// [`StoreError::NewerVersion`] for a file beyond the last step; what the engine says otherwise.
pub fn migrate(connection: &mut Connection, steps: &[&str]) -> Result<bool, StoreError> {
    let found = version(connection)?;
    check(found, steps.len())?;
    for (index, step) in steps.iter().enumerate().skip(found as usize) {
        let transaction = connection.transaction().map_err(system)?;
        transaction.execute_batch(step).map_err(system)?;
        transaction.pragma_update(None, "user_version", index as u32 + 1).map_err(system)?;
        transaction.commit().map_err(system)?;
    }
    Ok((found as usize) < steps.len())
}

/// Refuses a file this program is too old for, and one that was never set up.
///
/// # Errors
/// [`StoreError::NewerVersion`].
pub fn check(found: u32, known: usize) -> Result<(), StoreError> {
    let known = known as u32;
    if found > known { Err(StoreError::NewerVersion { found, known }) } else { Ok(()) }
}

/// The version of a file.
///
/// # Errors
/// What the engine says; the first read of an encrypted file notices a wrong key or damage here.
pub fn version(connection: &Connection) -> Result<u32, StoreError> {
    connection.query_row("PRAGMA user_version", [], |row| row.get(0)).map_err(system)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_older_file_is_brought_forward_and_a_newer_one_refused() {
        let mut file = Connection::open_in_memory().expect("in memory");
        let first = "CREATE TABLE a (x INTEGER NOT NULL) STRICT; INSERT INTO a VALUES (7);";
        let second = "ALTER TABLE a ADD COLUMN y INTEGER; UPDATE a SET y = x * 2;";
        assert!(migrate(&mut file, &[first]).expect("first"));
        assert!(migrate(&mut file, &[first, second]).expect("second"));
        assert!(!migrate(&mut file, &[first, second]).expect("nothing to do"));
        let y: i64 = file.query_row("SELECT y FROM a", [], |row| row.get(0)).expect("migrated");
        assert_eq!((y, version(&file).expect("version")), (14, 2));
        let newer = migrate(&mut file, &[first]);
        assert!(matches!(newer, Err(StoreError::NewerVersion { found: 2, known: 1 })));
    }
}
