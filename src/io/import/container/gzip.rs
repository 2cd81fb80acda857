//! Gzip: one member or several, one after the other, as `bgzip` and `cat` make them.

use std::fs::File;
use std::io::{BufReader, Read};

use flate2::bufread::MultiGzDecoder;

use super::guard::{Allowance, Guarded, Limits};

/// The unpacked bytes of a gzip file of `packed` bytes.
pub fn unpack(file: File, packed: u64, limits: &Limits) -> impl Read + Send + use<> {
    Guarded::new(MultiGzDecoder::new(BufReader::with_capacity(1 << 16, file)), Allowance::text(limits, packed))
}

#[cfg(test)]
mod tests {
    use std::io::{Seek as _, Write as _};

    use flate2::{Compression, write::GzEncoder};

    use super::super::error::ContainerError;
    use super::*;

    fn member(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text).expect("memory takes everything");
        encoder.finish().expect("memory takes everything")
    }

    fn unpacked(bytes: &[u8]) -> Result<Vec<u8>, ContainerError> {
        let mut file = tempfile::tempfile().expect("a scratch file");
        file.write_all(bytes).expect("a scratch file takes it");
        file.rewind().expect("a scratch file rewinds");
        let mut text = Vec::new();
        unpack(file, bytes.len() as u64, &Limits::default()).read_to_end(&mut text).map_err(ContainerError::from_io)?;
        Ok(text)
    }

    #[test]
    fn members_are_read_through() {
        let bytes = [member(b"a,b\n"), member(b""), member(b"1,2\n")].concat();
        assert_eq!(unpacked(&bytes).expect("both members"), b"a,b\n1,2\n");
    }

    #[test]
    fn a_cut_file_says_how_far_it_went() {
        let mut whole = member(&b"patient,1\n".repeat(100));
        whole.truncate(whole.len() - 4);
        assert!(matches!(unpacked(&whole), Err(ContainerError::Truncated { unpacked: 1000 })));
        let mut wrong = member(b"a,b\n");
        if let Some(byte) = wrong.iter_mut().rev().nth(5) {
            *byte ^= 1;
        }
        assert_eq!(unpacked(&wrong).expect_err("the checksum is wrong").id(), "damaged");
    }
}
