//! Cells met last: most columns repeat few of them, and a repeated cell needs only counting.
//!
//! A cell is known by its hash. Two cells of up to seven bytes never share one; longer ones do once in 10^19 pairs.

/// A power of two.
const SLOTS: usize = 256;

/// The hash of a cell, never 0.
pub fn hash_of(cell: &[u8]) -> u64 {
    if cell.len() <= 7 {
        return mixed(number_of(cell));
    }
    cell.chunks(8).fold(cell.len() as u64, |hash, chunk| mixed(hash.rotate_left(23) ^ number_of(chunk))).max(1)
}

/// Up to seven bytes as a number that no other such bytes have: a one stands before them. Of eight the one is lost.
fn number_of(bytes: &[u8]) -> u64 {
    match bytes.first_chunk() {
        Some(eight) => u64::from_le_bytes(*eight),
        None => bytes.iter().fold(1, |number, byte| number << 8 | u64::from(*byte)),
    }
}

/// The finaliser of MurmurHash3: a permutation in which near numbers differ everywhere, and 0 stays 0.
fn mixed(number: u64) -> u64 {
    let once = (number ^ number >> 33).wrapping_mul(0xff51_afd7_ed55_8ccd);
    let twice = (once ^ once >> 33).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    twice ^ twice >> 33
}

/// A cell that was met again, and has not been counted since.
#[derive(Clone, Copy, Debug)]
pub struct Repeated {
    pub hash: u64,
    pub times: u32,
    /// [`super::shape::Shape::index`].
    pub shape: u8,
}

/// The one slot a cell's hash leads to remembers it until another cell takes the slot.
#[derive(Clone, Debug)]
pub struct Recent {
    /// 0 in a slot without a cell.
    hashes: [u64; SLOTS],
    times: [u32; SLOTS],
    shapes: [u8; SLOTS],
}

impl Default for Recent {
    fn default() -> Self {
        Recent { hashes: [0; SLOTS], times: [0; SLOTS], shapes: [0; SLOTS] }
    }
}

impl Recent {
    /// Counts a cell that is remembered; its shape then.
    pub fn repeat(&mut self, hash: u64) -> Option<u8> {
        let slot = hash as usize % SLOTS;
        if self.hashes.get(slot) != Some(&hash) {
            return None;
        }
        *self.times.get_mut(slot)? += 1;
        self.shapes.get(slot).copied()
    }

    /// Remembers a cell that has been counted once, in place of the one returned.
    pub fn remember(&mut self, hash: u64, shape: u8) -> Option<Repeated> {
        let slot = hash as usize % SLOTS;
        let before = Repeated {
            hash: std::mem::replace(self.hashes.get_mut(slot)?, hash),
            times: std::mem::take(self.times.get_mut(slot)?),
            shape: std::mem::replace(self.shapes.get_mut(slot)?, shape),
        };
        (before.times > 0).then_some(before)
    }

    /// Every cell that is still to be counted; none is afterwards.
    pub fn drain(&mut self) -> impl Iterator<Item = Repeated> + use<> {
        let Recent { hashes, times, shapes } = std::mem::take(self);
        let slots = hashes.into_iter().zip(times).zip(shapes);
        slots.map(|((hash, times), shape)| Repeated { hash, times, shape }).filter(|slot| slot.times > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_cells_have_hashes_of_their_own() {
        let cells =
            [&b"\0"[..], b"\0\0", b"1234567", b"12345678", b"123456789", b"1234567890123456", b"1234567890123457"];
        let mut hashes: Vec<u64> = cells.iter().map(|cell| hash_of(cell)).collect();
        hashes.sort_unstable();
        hashes.dedup();
        assert_eq!(hashes.len(), cells.len());
    }

    #[test]
    fn a_cell_is_counted_until_another_takes_its_slot() {
        let mut recent = Recent::default();
        assert!(recent.repeat(7).is_none() && recent.remember(7, 3).is_none());
        assert_eq!(recent.repeat(7), Some(3));
        let given = recent.remember(7 + SLOTS as u64, 4).expect("the slot is taken");
        assert_eq!((given.hash, given.times, given.shape), (7, 1, 3));
        assert_eq!(recent.drain().count(), 0);
    }
}
