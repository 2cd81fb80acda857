//! Small numbers in few bytes: LEB128 and zigzag, written into a buffer and read back without ever trusting a length.

use std::str;

/// Bytes that no writer of ours wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken;

/// Appends coded values to a byte buffer.
#[derive(Clone, Debug, Default)]
pub struct Out {
    pub bytes: Vec<u8>,
}

impl Out {
    pub fn number(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.bytes.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.bytes.push(value as u8);
    }

    /// Small magnitudes of either sign take few bytes.
    pub fn signed(&mut self, value: i64) {
        self.number(((value << 1) ^ (value >> 63)) as u64);
    }

    pub fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.bytes.extend_from_slice(text.as_bytes());
    }

    /// Length + 1, 0 for none.
    pub fn optional_text(&mut self, text: Option<&str>) {
        self.number(text.map_or(0, |text| text.len() as u64 + 1));
        self.bytes.extend_from_slice(text.unwrap_or("").as_bytes());
    }

    /// The number + 1, 0 for none.
    pub fn optional_number(&mut self, value: Option<u64>) {
        self.number(value.map_or(0, |value| value.wrapping_add(1)));
    }

    /// Zigzag + 1, 0 for none; for values well inside 63 bits.
    pub fn optional_signed(&mut self, value: Option<i64>) {
        self.optional_number(value.map(|value| ((value << 1) ^ (value >> 63)) as u64));
    }
}

/// Reads coded values from bytes; every method fails instead of reading beyond the end.
#[derive(Clone, Debug)]
pub struct In<'a> {
    bytes: &'a [u8],
}

impl<'a> In<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        In { bytes }
    }

    pub fn left(&self) -> usize {
        self.bytes.len()
    }

    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    pub fn byte(&mut self) -> Result<u8, Broken> {
        let (&first, rest) = self.bytes.split_first().ok_or(Broken)?;
        self.bytes = rest;
        Ok(first)
    }

    pub fn number(&mut self) -> Result<u64, Broken> {
        let mut value = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(Broken)
    }

    /// A number that fits into 32 bits.
    pub fn short(&mut self) -> Result<u32, Broken> {
        u32::try_from(self.number()?).map_err(|_| Broken)
    }

    /// A count of things that take at least `least` bytes each; refused where the bytes left cannot hold them.
    pub fn count(&mut self, least: usize) -> Result<usize, Broken> {
        let count = usize::try_from(self.number()?).map_err(|_| Broken)?;
        if count.checked_mul(least.max(1)).is_some_and(|bytes| bytes <= self.left()) { Ok(count) } else { Err(Broken) }
    }

    pub fn signed(&mut self) -> Result<i64, Broken> {
        self.number().map(unzigzag)
    }

    pub fn take(&mut self, length: usize) -> Result<&'a [u8], Broken> {
        let (taken, rest) = self.bytes.split_at_checked(length).ok_or(Broken)?;
        self.bytes = rest;
        Ok(taken)
    }

    pub fn text(&mut self) -> Result<&'a str, Broken> {
        let length = self.count(1)?;
        str::from_utf8(self.take(length)?).map_err(|_| Broken)
    }

    pub fn optional_text(&mut self) -> Result<Option<&'a str>, Broken> {
        match self.optional_number()? {
            None => Ok(None),
            Some(length) => {
                let bytes = self.take(usize::try_from(length).map_err(|_| Broken)?)?;
                str::from_utf8(bytes).map(Some).map_err(|_| Broken)
            }
        }
    }

    pub fn optional_number(&mut self) -> Result<Option<u64>, Broken> {
        Ok(self.number()?.checked_sub(1))
    }

    pub fn optional_signed(&mut self) -> Result<Option<i64>, Broken> {
        Ok(self.optional_number()?.map(unzigzag))
    }
}

fn unzigzag(value: u64) -> i64 {
    ((value >> 1) as i64) ^ -((value & 1) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn values_come_back(numbers in prop::collection::vec((any::<u64>(), any::<i64>(), ".{0,9}"), 0..20)) {
            let mut out = Out::default();
            for (number, signed, text) in &numbers {
                out.number(*number);
                out.signed(*signed);
                out.text(text);
                out.optional_text(Some(text));
                out.optional_signed(None);
            }
            let mut input = In::new(&out.bytes);
            for (number, signed, text) in &numbers {
                prop_assert_eq!(input.number(), Ok(*number));
                prop_assert_eq!(input.signed(), Ok(*signed));
                prop_assert_eq!(input.text(), Ok(text.as_str()));
                prop_assert_eq!(input.optional_text(), Ok(Some(text.as_str())));
                prop_assert_eq!(input.optional_signed(), Ok(None));
            }
            prop_assert!(input.is_empty());
        }
    }
}
