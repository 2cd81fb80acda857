//! Bytes that the encoding of a file does not know.
//!
//! Each such byte `b` stays in the text as the marker `[0xFF, 0xF8 | b >> 6, 0x80 | b & 0x3F]`. None of the three is
//! ASCII and 0xFF never occurs in UTF-8, so that a marker is neither taken for text nor for a delimiter, and the byte
//! it stands for can be shown.

/// First byte of a marker.
pub const LEAD: u8 = 0xFF;

/// The marker of a byte.
pub fn marker(byte: u8) -> [u8; 3] {
    [LEAD, 0xF8 | byte >> 6, 0x80 | byte & 0x3F]
}

/// The byte whose marker `bytes` begin with.
fn marked(bytes: &[u8]) -> Option<u8> {
    match bytes {
        &[LEAD, high @ 0xF8..=0xFB, low @ 0x80..=0xBF, ..] => Some((high & 3) << 6 | low & 0x3F),
        _ => None,
    }
}

/// Text as it is; a marker, and any other byte that is not UTF-8, as `\xHH`.
pub fn shown(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(first) = rest.utf8_chunks().next() {
        text.push_str(first.valid());
        rest = rest.get(first.valid().len()..).unwrap_or_default();
        let (byte, taken) = match (marked(rest), rest.first()) {
            (Some(byte), _) => (byte, 3),
            (None, Some(&byte)) => (byte, 1),
            (None, None) => break,
        };
        text.push_str(&format!("\\x{byte:02X}"));
        rest = rest.get(taken..).unwrap_or_default();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_has_a_marker_that_is_shown_as_the_byte() {
        for byte in 0..=u8::MAX {
            let marker = marker(byte);
            assert!(marker.iter().all(|part| !part.is_ascii()));
            assert_eq!(shown(&marker), format!("\\x{byte:02X}"));
        }
        assert_eq!(shown(b"a\xFF\xFB\x80\xE5\xBC\xA0\xC3"), "a\\xC0张\\xC3");
    }
}
