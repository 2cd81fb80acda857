//! Limits for what comes out of a compressed file, watched while it comes.

use std::io::{self, Read};

use super::error::ContainerError;

/// How much may be unpacked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Unpacked bytes of a text; 4 GiB.
    pub text_bytes: u64,
    /// Unpacked bytes of all parts of a workbook together; 512 MiB.
    pub workbook_bytes: u64,
    /// Bytes of the text that is made of a sheet; 512 MiB. One long text that a million cells share is short in the
    /// file and long here.
    pub sheet_bytes: u64,
    /// Unpacked bytes for one packed byte; 100.
    pub ratio: u64,
    /// A text may have any ratio up to so many bytes; 1 MiB.
    pub ratio_free_bytes: u64,
    /// Unpacked bytes for one packed byte in a part of a workbook; 500. A sheet full of the same number was measured at
    /// 240, so that 100 would refuse honest files; what protects is [`Limits::workbook_bytes`].
    pub workbook_ratio: u64,
    /// A part of a workbook may have any ratio up to so many bytes; 32 MiB harm nobody.
    pub workbook_ratio_free_bytes: u64,
    /// Entries of a zip; 10,000.
    pub entries: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            text_bytes: 4 << 30,
            workbook_bytes: 512 << 20,
            sheet_bytes: 512 << 20,
            ratio: 100,
            ratio_free_bytes: 1 << 20,
            workbook_ratio: 500,
            workbook_ratio_free_bytes: 32 << 20,
            entries: 10_000,
        }
    }
}

/// What one stream may give.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// Bytes of the compressed form.
    pub packed: u64,
    pub most: u64,
    pub ratio: u64,
    pub ratio_free: u64,
}

impl Allowance {
    /// For a text of so many packed bytes.
    pub fn text(limits: &Limits, packed: u64) -> Allowance {
        Allowance { packed, most: limits.text_bytes, ratio: limits.ratio, ratio_free: limits.ratio_free_bytes }
    }

    /// For a part of a workbook.
    pub fn workbook(limits: &Limits, packed: u64) -> Allowance {
        let (most, ratio_free) = (limits.workbook_bytes, limits.workbook_ratio_free_bytes);
        Allowance { packed, most, ratio: limits.workbook_ratio, ratio_free }
    }

    /// Whether so many bytes may come out.
    ///
    /// # Errors
    /// Too large, or a bomb.
    pub fn check(&self, unpacked: u64) -> Result<(), ContainerError> {
        if unpacked > self.ratio_free && unpacked > self.packed.saturating_mul(self.ratio) {
            return Err(ContainerError::Bomb { most_ratio: self.ratio });
        }
        if unpacked > self.most {
            return Err(ContainerError::TooLarge { most: self.most });
        }
        Ok(())
    }
}

/// Passes bytes on until they are too many.
pub struct Guarded<R> {
    source: R,
    allowance: Allowance,
    unpacked: u64,
}

impl<R> Guarded<R> {
    pub fn new(source: R, allowance: Allowance) -> Self {
        Guarded { source, allowance, unpacked: 0 }
    }

    /// What an error of the decompressor means here.
    fn explain(&self, error: io::Error) -> io::Error {
        let own = match error.kind() {
            _ if error.get_ref().is_some_and(|inner| inner.is::<ContainerError>()) => return error,
            io::ErrorKind::Interrupted => return error,
            io::ErrorKind::UnexpectedEof => ContainerError::Truncated { unpacked: self.unpacked },
            io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData | io::ErrorKind::Other => {
                ContainerError::Damaged { what: "the compressed data do not unpack" }
            }
            kind => ContainerError::Unreadable { what: kind.to_string() },
        };
        own.into_io()
    }
}

impl<R: Read> Read for Guarded<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(into).map_err(|error| self.explain(error))?;
        self.unpacked += count as u64;
        self.allowance.check(self.unpacked).map_err(ContainerError::into_io)?;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(allowance: Allowance) -> (u64, Option<&'static str>) {
        let mut guarded = Guarded::new(io::repeat(b'0'), allowance);
        let mut bytes = 0;
        let mut buffer = [0; 1000];
        loop {
            match guarded.read(&mut buffer) {
                Ok(count) => bytes += count as u64,
                Err(error) => return (bytes, Some(ContainerError::from_io(error).id())),
            }
        }
    }

    #[test]
    fn an_endless_stream_is_stopped_at_its_limit() {
        let small = Allowance { packed: 10, most: 1_000_000, ratio: 100, ratio_free: 5_000 };
        assert_eq!(read_all(small), (5_000, Some("bomb")));
        let large = Allowance { packed: 1_000_000, ..small };
        assert_eq!(read_all(large), (1_000_000, Some("too-large")));
    }
}
