//! Who writes: one process holds the lock file, which names it for the others.

use std::fs::{File, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::path::Path;

use super::super::{StoreError, Writing};
use super::failure::file_error;
use super::private;
use crate::base::{Moment, Zone};
use crate::io::folders::user_name;

/// The lock, held until dropped; the system frees it when the process ends, however it ends.
#[derive(Debug)]
pub struct WriterLock {
    _file: File,
}

/// Takes the lock, or says who has it, or that the folder cannot be written.
///
/// # Errors
/// What the system says otherwise.
pub fn take(folder: &Path, now_utc_secs: i64) -> Result<(Option<WriterLock>, Writing), StoreError> {
    let path = folder.join("writer.lock");
    let opened = private::options().truncate(false).open(&path);
    let mut file = match opened {
        Ok(file) => file,
        Err(error) => {
            return match file_error(&path, &error) {
                StoreError::ReadOnlyFolder { .. } => Ok((None, Writing::Never)),
                other => Err(other),
            };
        }
    };
    match file.try_lock() {
        Ok(()) => {
            let line = format!("{} {}", who(), since(now_utc_secs));
            let written = file.set_len(0).and_then(|()| file.rewind()).and_then(|()| file.write_all(line.as_bytes()));
            written.map_err(|error| file_error(&path, &error))?;
            Ok((Some(WriterLock { _file: file }), Writing::Here))
        }
        Err(TryLockError::WouldBlock) => {
            let mut writer = String::new();
            // The line is a courtesy: where it cannot be read, the lock still stands.
            let _length = std::io::Read::by_ref(&mut file).take(500).read_to_string(&mut writer);
            Ok((None, Writing::Elsewhere { writer }))
        }
        Err(TryLockError::Error(error)) => Err(file_error(&path, &error)),
    }
}

fn since(now_utc_secs: i64) -> String {
    let moment: Moment = Zone::utc().moment(now_utc_secs);
    let (hour, minute, _) = moment.local_hms();
    format!("{} {hour:02}:{minute:02} UTC", moment.local_date().iso())
}

/// `user@computer`, as far as the system tells.
fn who() -> String {
    let computer = std::fs::read_to_string("/proc/sys/kernel/hostname")
        .or_else(|_| {
            std::env::var("COMPUTERNAME").or_else(|_| std::env::var("HOSTNAME")).map_err(std::io::Error::other)
        })
        .unwrap_or_default();
    match computer.trim() {
        "" => user_name(),
        computer => format!("{}@{computer}", user_name()),
    }
}
