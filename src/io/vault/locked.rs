//! Thirty-two secret bytes in memory that is not swapped out, and that is wiped when they go.

use std::convert::Infallible;
use std::fmt;
use std::sync::Arc;

use region::LockGuard;
use zeroize::Zeroize as _;

/// Length of every key.
const KEY_BYTES: usize = 32;
/// More than what a key's calls leave on the stack.
const STACK_BYTES: usize = 48 * 1024;

/// A key in a place of its own that never moves: whoever clones it points to the same place. Where the system refuses to
/// lock memory (a limit of the user's) everything works as before and [`LockedKey::is_locked`] says so.
#[derive(Clone)]
pub struct LockedKey(Arc<Place>);

/// A page for one key alone: a system locks whole pages, and what another key's end unlocks must not be this one's.
#[cfg_attr(target_arch = "x86_64", repr(C, align(4096)))]
#[cfg_attr(not(target_arch = "x86_64"), repr(C, align(16384)))]
struct Page([u8; KEY_BYTES]);

struct Place {
    // In this order: unlocked before it is given back.
    guard: Option<LockGuard>,
    page: Box<Page>,
}

impl Drop for Place {
    fn drop(&mut self) {
        self.page.0.zeroize();
    }
}

impl LockedKey {
    /// A key that `fill` writes in its place, so that no copy is made on the way.
    ///
    /// # Errors
    /// What `fill` says.
    pub fn filled<E>(fill: impl FnOnce(&mut [u8; KEY_BYTES]) -> Result<(), E>) -> Result<LockedKey, E> {
        let page = Box::new(Page([0; KEY_BYTES]));
        let guard = region::lock(page.0.as_ptr(), size_of::<Page>()).ok();
        let mut place = Place { guard, page };
        fill(&mut place.page.0)?;
        Ok(LockedKey(Arc::new(place)))
    }

    /// A key of bytes that lie elsewhere and that the caller wipes.
    pub fn copied(bytes: &[u8; KEY_BYTES]) -> LockedKey {
        let filled = LockedKey::filled(|place| {
            place.copy_from_slice(bytes);
            Ok::<(), Infallible>(())
        });
        match filled {
            Ok(key) => key,
            Err(never) => match never {},
        }
    }

    pub fn bytes(&self) -> &[u8; KEY_BYTES] {
        &self.0.page.0
    }

    /// Whether the system keeps it out of the swap file.
    pub fn is_locked(&self) -> bool {
        self.0.guard.is_some()
    }
}

impl fmt::Debug for LockedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LockedKey(hidden)")
    }
}

/// Overwrites what calls that have returned left on this thread's stack: ciphers and hashes copy keys there.
#[inline(never)]
pub fn wipe_stack() {
    let mut left = [0u8; STACK_BYTES];
    left.zeroize();
    std::hint::black_box(&mut left);
}

/// Whether it is the same key, for tests of what opens what.
#[cfg(test)]
impl PartialEq for LockedKey {
    fn eq(&self, other: &LockedKey) -> bool {
        self.bytes() == other.bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As the kernel sees it: one page more is locked while the key is there.
    #[test]
    #[cfg(target_os = "linux")]
    fn the_kernel_keeps_a_key_in_memory_until_it_goes() {
        let flags = |address: usize| {
            let maps = std::fs::read_to_string("/proc/self/smaps").expect("reads");
            let mut holds = false;
            for line in maps.lines() {
                let range = line.split(' ').next().and_then(|range| range.split_once('-'));
                let ends = range.map(|(from, to)| (usize::from_str_radix(from, 16), usize::from_str_radix(to, 16)));
                if let Some((Ok(from), Ok(to))) = ends {
                    holds = (from..to).contains(&address);
                } else if let (true, Some(flags)) = (holds, line.strip_prefix("VmFlags:")) {
                    return flags.to_owned();
                }
            }
            String::new()
        };
        let key = LockedKey::copied(&[0x5a; KEY_BYTES]);
        let address = key.bytes().as_ptr() as usize;
        assert!(key.is_locked());
        assert!(flags(address).split(' ').any(|flag| flag == "lo"), "{}", flags(address));
        let other = key.clone();
        drop(key);
        assert_eq!(other.bytes(), &[0x5a; KEY_BYTES]);
        drop(other);
        assert!(!flags(address).split(' ').any(|flag| flag == "lo"), "{}", flags(address));
    }
}
