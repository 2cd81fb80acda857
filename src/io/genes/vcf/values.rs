//! Numbers and texts as the specification writes them.

/// A whole number of 32 bits.
pub fn integer(text: &[u8]) -> Option<i32> {
    std::str::from_utf8(text).ok()?.parse().ok()
}

/// A number with or without a point and exponent, or infinity or NaN.
pub fn float(text: &[u8]) -> Option<f64> {
    let text = std::str::from_utf8(text).ok()?;
    // Rust would also read "infinity" in any case; so does the specification.
    text.parse().ok()
}

pub fn is_missing(text: &[u8]) -> bool {
    text == b"."
}

/// What to show of bytes in a message: a few, as text.
pub fn shown(text: &[u8]) -> String {
    const MOST: usize = 40;
    let shown: String = String::from_utf8_lossy(text).chars().take(MOST).collect();
    format!("\"{shown}\"")
}
