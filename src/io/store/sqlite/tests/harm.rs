//! Damage anywhere in the folder of a closed store: opening it or checking it says so, always.

use std::collections::BTreeMap;

use super::*;

const FILES: [&str; 4] = ["store.db", "journal.db", "header.json", "journal.head"];

struct Harmed {
    place: Place,
    files: BTreeMap<&'static str, Vec<u8>>,
    tries: usize,
}

impl Harmed {
    fn new() -> Harmed {
        let place = Place::new();
        filled(&place);
        let opened = place.open().expect("opens").store;
        for patient in 0..20 {
            twin(&*opened, patient);
        }
        drop(opened);
        let read = |name| (name, std::fs::read(place.folder().join(name)).expect("reads"));
        let files = FILES.into_iter().map(read).collect();
        Harmed { place, files, tries: 0 }
    }

    /// Puts the sound files back, one of them changed, and says whether anything is noticed. What this computer saw of the
    /// store is forgotten: the files have to tell by themselves.
    fn notices(&mut self, name: &str, change: impl FnOnce(&mut Vec<u8>)) -> bool {
        let folder = self.place.folder();
        for entry in std::fs::read_dir(&folder).expect("reads").flatten() {
            std::fs::remove_file(entry.path()).expect("removed");
        }
        for (sound, bytes) in &self.files {
            std::fs::write(folder.join(sound), bytes).expect("written");
        }
        let mut bytes = self.files.get(name).expect("a file").clone();
        change(&mut bytes);
        std::fs::write(folder.join(name), bytes).expect("written");
        self.tries += 1;
        let state = self.place.parent.path().join(format!("state-{}", self.tries));
        let checked = open(&folder, &word("open"), &opening(), &state, NOW)
            .and_then(|opened| opened.store.check(&Progress::default()));
        checked.map_or(true, |faults| !faults.is_empty())
    }
}

/// How many of each: a hundred, or what `WARDTWIN_HARM` says.
fn count() -> usize {
    std::env::var("WARDTWIN_HARM").ok().and_then(|text| text.parse().ok()).unwrap_or(100)
}

#[test]
fn every_flipped_bit_and_every_zeroed_swapped_or_cut_off_page_is_noticed() {
    let mut harmed = Harmed::new();
    assert!(!harmed.notices("store.db", |_| ()), "a sound store");
    let mut random = 7u64;
    let mut below = move |end: usize| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) as usize % end.max(1)
    };
    for try_number in 0..count() {
        let name = FILES[try_number % FILES.len()];
        let sound = harmed.files[name].clone();
        let (at, bit) = (below(sound.len()), below(8));
        // A blank of the header's or head's text may become another blank, which says the same.
        let is_blank = sound[at].is_ascii_whitespace() && (sound[at] ^ (1 << bit)).is_ascii_whitespace();
        assert!(is_blank || harmed.notices(name, |bytes| bytes[at] ^= 1 << bit), "{name} byte {at} bit {bit}");
    }
    for try_number in 0..count() / 5 {
        let (name, page) = [("store.db", 16_384), ("journal.db", 4_096)][try_number % 2];
        let pages = harmed.files[name].len() / page;
        let (one, other) = (below(pages) * page, below(pages) * page);
        assert!(harmed.notices(name, |bytes| bytes[one..one + page].fill(0)), "{name} zeroed at {one}");
        let differ = one != other;
        let swap = |bytes: &mut Vec<u8>| {
            let kept = bytes[one..one + page].to_vec();
            bytes.copy_within(other..other + page, one);
            bytes[other..other + page].copy_from_slice(&kept);
        };
        assert!(!differ || harmed.notices(name, swap), "{name} swapped {one} {other}");
        let length = below(harmed.files[name].len());
        assert!(harmed.notices(name, |bytes| bytes.truncate(length)), "{name} cut off at {length}");
    }
}
