//! Activity scores: how much of an enzyme's work is done, the usual allele counting one.

use std::fmt;

/// A score in thousandths, so that sums are exact; perhaps only a lower bound, where copies were not counted out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActivityScore {
    milli: u32,
    at_least: bool,
}

impl ActivityScore {
    pub const ZERO: ActivityScore = ActivityScore { milli: 0, at_least: false };

    /// A score of so many thousandths.
    pub const fn from_milli(milli: u32) -> ActivityScore {
        ActivityScore { milli, at_least: false }
    }

    /// Reads `1.5`, `0` or `≥3.0` (also `>=3`).
    pub fn parse(text: &str) -> Option<ActivityScore> {
        let text = text.trim();
        let bound = text.strip_prefix('≥').or_else(|| text.strip_prefix(">="));
        let (whole, part) = bound.unwrap_or(text).split_once('.').unwrap_or((bound.unwrap_or(text), ""));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || whole.len() > 4 || part.len() > 3 || !digits(whole) || !digits(part) {
            return None;
        }
        let milli = format!("{whole}{part:0<3}").parse().ok()?;
        Some(ActivityScore { milli, at_least: bound.is_some() })
    }

    pub fn milli(self) -> u32 {
        self.milli
    }

    /// Whether it may be more.
    pub fn is_at_least(self) -> bool {
        self.at_least
    }

    /// Of both alleles together.
    pub fn plus(self, other: ActivityScore) -> ActivityScore {
        ActivityScore { milli: self.milli + other.milli, at_least: self.at_least || other.at_least }
    }

    /// With an inhibitor that leaves `percent` of the activity. Nothing left of an unknown amount is nothing.
    pub fn left(self, percent: u32) -> ActivityScore {
        ActivityScore { milli: self.milli * percent / 100, at_least: self.at_least && percent > 0 }
    }
}

impl fmt::Display for ActivityScore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.at_least { "≥" } else { "" };
        let part = format!("{:03}", self.milli % 1000);
        let part = part.trim_end_matches('0');
        write!(f, "{sign}{}.{}", self.milli / 1000, if part.is_empty() { "0" } else { part })
    }
}

/// What an allele adds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Activity {
    Score(ActivityScore),
    /// Nobody knows: `n/a`.
    Unknown,
    /// CYP2D6, where a laboratory gave the phenotype alone: any score of the band.
    Band(Cyp2d6Band),
}

impl fmt::Display for Activity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Activity::Score(score) => score.fmt(f),
            Activity::Unknown => f.write_str("n/a"),
            Activity::Band(band) => f.write_str(band.range()),
        }
    }
}

/// Limits of CYP2D6's activity score; the guideline speaks to these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cyp2d6Band {
    /// 0
    Poor,
    /// above 0, below 1.25
    Intermediate,
    /// 1.25 to 2.25
    Normal,
    /// above 2.25
    Ultrarapid,
}

impl Cyp2d6Band {
    pub const ALL: [Cyp2d6Band; 4] =
        [Cyp2d6Band::Poor, Cyp2d6Band::Intermediate, Cyp2d6Band::Normal, Cyp2d6Band::Ultrarapid];

    /// The band of a score, its sign stripped.
    pub fn of(score: ActivityScore) -> Cyp2d6Band {
        match score.milli {
            0 => Cyp2d6Band::Poor,
            1..=1249 => Cyp2d6Band::Intermediate,
            1250..=2250 => Cyp2d6Band::Normal,
            2251.. => Cyp2d6Band::Ultrarapid,
        }
    }

    /// A score of the band for which an inhibitor leaves what it leaves of every score of the band. Scores go by quarters:
    /// more than 2.25 is 2.5 at least.
    pub fn typical(self) -> ActivityScore {
        match self {
            Cyp2d6Band::Poor => ActivityScore::ZERO,
            Cyp2d6Band::Intermediate => ActivityScore::from_milli(1000),
            Cyp2d6Band::Normal => ActivityScore::from_milli(2000),
            Cyp2d6Band::Ultrarapid => ActivityScore { milli: 2500, at_least: true },
        }
    }

    /// Every band that a score may lie in: of "at least so much" also the highest.
    pub fn all_of(score: ActivityScore) -> Vec<Cyp2d6Band> {
        let lowest = Cyp2d6Band::of(score);
        let has_higher = score.at_least && lowest != Cyp2d6Band::Ultrarapid;
        std::iter::once(lowest).chain(has_higher.then_some(Cyp2d6Band::Ultrarapid)).collect()
    }

    /// As the advice table writes it.
    pub fn range(self) -> &'static str {
        match self {
            Cyp2d6Band::Poor => "0",
            Cyp2d6Band::Intermediate => "0.25-1",
            Cyp2d6Band::Normal => "1.25-2.25",
            Cyp2d6Band::Ultrarapid => ">2.25",
        }
    }

    pub fn phenotype(self) -> &'static str {
        match self {
            Cyp2d6Band::Poor => "Poor Metabolizer",
            Cyp2d6Band::Intermediate => "Intermediate Metabolizer",
            Cyp2d6Band::Normal => "Normal Metabolizer",
            Cyp2d6Band::Ultrarapid => "Ultrarapid Metabolizer",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_come_back_as_written() {
        for text in ["0.0", "0.25", "0.5", "1.0", "2.25", "≥3.0", "0.125"] {
            assert_eq!(ActivityScore::parse(text).map(|score| score.to_string()).as_deref(), Some(text));
        }
        for text in ["", "n/a", "-1", "1.2345", "12345", "1e3", "٣"] {
            assert_eq!(ActivityScore::parse(text), None, "{text}");
        }
        assert_eq!(ActivityScore::parse(">=3"), ActivityScore::parse("≥3.0"));
    }

    #[test]
    fn sums_and_what_an_inhibitor_leaves() {
        let score = |text: &str| ActivityScore::parse(text).expect("a score");
        assert_eq!(score("≥3.0").plus(score("0.5")).to_string(), "≥3.5");
        assert_eq!(score("0.25").left(50).to_string(), "0.125");
        assert_eq!(score("≥3.0").left(0), ActivityScore::ZERO);
    }

    #[test]
    fn bands_have_no_gaps() {
        let band = |text: &str| Cyp2d6Band::of(ActivityScore::parse(text).expect("a score"));
        assert_eq!([band("0"), band("0.125"), band("1"), band("1.125")].map(|band| band as u8), [0, 1, 1, 1]);
        assert_eq!([band("1.25"), band("2.25"), band("2.5"), band("≥3.0")].map(|band| band as u8), [2, 2, 3, 3]);
    }
}
