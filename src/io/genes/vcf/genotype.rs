//! One genotype: alleles, missing or numbered, and whether their strands are known.

use super::header::Version;

/// A genotype as written. More than two alleles are not kept: such a sample cannot be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Genotype {
    /// `None` is a missing allele.
    pub alleles: [Option<u16>; 2],
    pub ploidy: usize,
    pub is_phased: bool,
}

impl Genotype {
    /// Reads `0/1`, `1|0`, `.`, `1`; from 4.4 on a phasing sign may stand in front. `None` where it is no genotype, or an
    /// allele beyond those of the record.
    pub fn parse(text: &[u8], allele_count: usize, version: Version) -> Option<Genotype> {
        let text = match text {
            [b'/' | b'|', rest @ ..] if version >= Version::V44 => rest,
            _ => text,
        };
        let mut genotype = Genotype { alleles: [None; 2], ploidy: 0, is_phased: text.contains(&b'|') };
        for allele in text.split(|byte| matches!(byte, b'/' | b'|')) {
            let number = match allele {
                b"." => None,
                digits => Some(number(digits).filter(|number| usize::from(*number) < allele_count)?),
            };
            if let Some(place) = genotype.alleles.get_mut(genotype.ploidy) {
                *place = number;
            }
            genotype.ploidy += 1;
        }
        genotype.is_phased &= !text.contains(&b'/');
        Some(genotype)
    }
}

fn number(digits: &[u8]) -> Option<u16> {
    let is_number = !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    is_number.then(|| std::str::from_utf8(digits).ok()?.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn genotypes_and_what_is_none() {
        let read = |text: &[u8]| Genotype::parse(text, 2, Version::V42);
        let two = |a, b, is_phased| Some(Genotype { alleles: [a, b], ploidy: 2, is_phased });
        assert_eq!(read(b"0/1"), two(Some(0), Some(1), false));
        assert_eq!(read(b"1|0"), two(Some(1), Some(0), true));
        assert_eq!(read(b"./1"), two(None, Some(1), false));
        assert_eq!(read(b".").map(|genotype| genotype.ploidy), Some(1));
        for text in [&b"0/2"[..], b"0.000", b"0/|1", b"", b"0/", b"-1/0", b"|0|1"] {
            assert_eq!(read(text), None);
        }
        assert!(Genotype::parse(b"|0|1", 2, Version::V44).is_some());
    }
}
