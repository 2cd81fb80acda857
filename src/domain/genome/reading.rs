//! What a sample showed at a gene's positions.

use super::gene::Gene;

/// A base that was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// Index into the site's alleles; 0 is the reference.
    Known(u8),
    /// Neither the reference nor a base that the tables have there.
    Unexpected,
}

/// Whether it is known which strand each of the two bases is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    Unphased,
    /// Known within a phase set; `None` where the file tells of none.
    Phased(Option<u32>),
}

/// One position of one sample. What was not read is never the reference.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reading {
    /// The file has no row for it.
    #[default]
    Absent,
    /// It has, without a call, or with half a call that shows the reference.
    NoCall,
    /// Half a call that shows a variant: neither a diplotype nor its absence can be told.
    HalfVariant,
    Called {
        strands: [Seen; 2],
        phase: Phase,
    },
}

/// One gene of one sample, one reading a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GeneReadings {
    pub gene: Gene,
    pub readings: Vec<Reading>,
}

/// All genes of one sample.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampleReadings {
    pub sample: String,
    pub genes: Vec<GeneReadings>,
}
