//! Planted words, and where they are looked for.

use std::path::{Path, PathBuf};

/// Two hundred words that stand for what must not be read: names, identifiers, reasons, and two passphrases.
pub fn plants(passphrases: &[&str; 2]) -> Vec<String> {
    let latin = (0..100).map(|n| format!("Zqplant{n:03}x"));
    let chinese = (0..98u32).map(|n| {
        let letter = |at: u32| char::from_u32(0x4E00 + (n * 37 + at * 411) % 0x4000).unwrap_or('\u{4E00}');
        format!("{}{}{}{}", letter(1), letter(2), letter(3), letter(5))
    });
    latin.chain(chinese).chain(passphrases.map(str::to_owned)).collect()
}

/// A text as it would lie in a file or in memory that was written out.
pub fn encodings(text: &str) -> Vec<Vec<u8>> {
    let wide: Vec<u16> = text.encode_utf16().collect();
    let little = wide.iter().flat_map(|unit| unit.to_le_bytes()).collect();
    let big = wide.iter().flat_map(|unit| unit.to_be_bytes()).collect();
    vec![text.as_bytes().to_vec(), little, big, encoding_rs::GBK.encode(text).0.into_owned()]
}

/// Every file below a folder.
pub fn files_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("reads").flatten() {
        match entry.path() {
            path if path.is_dir() => files_below(&path, found),
            path => found.push(path),
        }
    }
}
