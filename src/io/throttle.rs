//! Growing delay after wrong passphrases, by account, in this user's own folder on this computer.
//!
//! An attempt is counted before it is tried, so that a killed process does not get it for nothing. How long ago it was is
//! told by the time since the computer was started, which nobody sets, and not by the clock; after a restart the delay
//! counts from there. Accounts do not delay each other, other users and computers are not concerned, and the delay ends
//! after [`LONGEST_SECS`] at the latest: nobody is locked out. What makes guessing dear for who takes a copy of the store
//! home is Argon2id, not this.

use std::collections::BTreeMap;
use std::io::{Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// Wrong ones without a delay.
const FREE: u32 = 3;
/// The longest delay, in seconds.
pub const LONGEST_SECS: u64 = 300;

/// A moment as a delay is measured.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticks {
    /// Names the time between two starts of the computer; empty where the system does not say.
    boot: String,
    /// Seconds since that start; of the clock where the system does not say.
    secs: u64,
}

impl Ticks {
    /// Now; `utc_secs` counts only where the system does not tell how long it has been running.
    pub fn now(utc_secs: i64) -> Ticks {
        let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").map(|id| id.trim().to_owned());
        let running = std::fs::read_to_string("/proc/uptime").ok();
        let running = running.and_then(|text| text.split('.').next()?.parse().ok());
        match (boot, running) {
            (Ok(boot), Some(secs)) => Ticks { boot, secs },
            _ => Ticks { boot: String::new(), secs: utc_secs.max(0) as u64 },
        }
    }

    /// Seconds that have passed for certain since an earlier moment.
    fn since(&self, earlier: &Ticks) -> u64 {
        match self.boot == earlier.boot {
            true => self.secs.saturating_sub(earlier.secs),
            // Another start: at least since then.
            false => self.secs,
        }
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Tries {
    wrong: u32,
    last: Ticks,
}

/// The delays of one store's accounts.
#[derive(Debug)]
pub struct Throttle {
    path: PathBuf,
}

/// How long after so many wrong ones the next may be tried, in seconds.
pub fn delay_secs(wrong: u32) -> u64 {
    match wrong.checked_sub(FREE) {
        Some(more) => 2u64.saturating_pow(more.min(20) + 1).min(LONGEST_SECS),
        None => 0,
    }
}

impl Throttle {
    pub fn new(state_dir: &Path, store_id: &str) -> Throttle {
        Throttle { path: state_dir.join(format!("{store_id}.tries.json")) }
    }

    /// Counts an attempt, or says how many seconds to wait. Where nothing can be written there is no delay.
    ///
    /// # Errors
    /// Seconds to wait.
    pub fn admit(&self, account: &str, now: &Ticks) -> Result<(), u64> {
        let mut wait = 0;
        let _outcome = self.change(|all| {
            let tries = all.entry(account.to_owned()).or_insert_with(|| Tries { wrong: 0, last: now.clone() });
            if now.boot == tries.last.boot && now.secs < tries.last.secs {
                // The clock was set back: the delay begins anew, and is not longer than it was.
                tries.last = now.clone();
            }
            wait = delay_secs(tries.wrong).saturating_sub(now.since(&tries.last));
            if wait == 0 {
                *tries = Tries { wrong: tries.wrong.saturating_add(1), last: now.clone() };
            }
        });
        if wait == 0 { Ok(()) } else { Err(wait) }
    }

    /// The passphrase was right: how many wrong ones came before it.
    pub fn admitted(&self, account: &str) -> u32 {
        let mut wrong = 0;
        let _outcome = self.change(|all| wrong = all.remove(account).map_or(0, |tries| tries.wrong.saturating_sub(1)));
        wrong
    }

    fn change(&self, change: impl FnOnce(&mut BTreeMap<String, Tries>)) -> std::io::Result<()> {
        if let Some(folder) = self.path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let mut options = std::fs::OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&self.path)?;
        file.lock()?;
        let mut text = Vec::new();
        file.read_to_end(&mut text)?;
        let mut all = serde_json::from_slice(&text).unwrap_or_default();
        change(&mut all);
        let text = serde_json::to_vec(&all)?;
        file.rewind()?;
        file.write_all(&text)?;
        file.set_len(text.len() as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(boot: &str, secs: u64) -> Ticks {
        Ticks { boot: boot.to_owned(), secs }
    }

    #[test]
    fn the_delay_grows_to_its_longest_and_survives_restarts_and_clocks() {
        let folder = tempfile::tempdir().expect("a folder");
        let throttle = || Throttle::new(folder.path(), "ab");
        assert_eq!([0, 2, 3, 4, 5, 9, 10, 99].map(delay_secs), [0, 0, 2, 4, 8, 128, 256, 300]);
        let mut now = 1000;
        for wrong in 0..12 {
            let wait = delay_secs(wrong);
            if wait > 0 {
                assert_eq!(throttle().admit("Lee", &at("a", now)), Err(wait), "{wrong}");
                assert_eq!(throttle().admit("Lee", &at("a", now + wait - 1)), Err(1));
            }
            now += wait;
            assert_eq!(throttle().admit("Lee", &at("a", now)), Ok(()));
        }
        // A restart, and a clock set back where there is no other time, do not shorten it.
        assert_eq!(throttle().admit("Lee", &at("b", 10)), Err(290));
        assert_eq!(throttle().admit("Lee", &at("a", 3)), Err(300));
        assert_eq!(throttle().admit("Lee", &at("a", 302)), Err(1));
        assert_eq!(throttle().admit("Wang", &at("a", 3)), Ok(()), "nobody else waits");
        assert_eq!(throttle().admit("Lee", &at("a", 303)), Ok(()));
        assert_eq!(throttle().admitted("Lee"), 12);
        assert_eq!(throttle().admit("Lee", &at("a", 303)), Ok(()));
    }
}
