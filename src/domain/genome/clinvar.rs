//! What ClinVar says of a variant, and when two files mean the same variant. Rules: `docs/methods/clinvar.md`.

/// A change of bases at a place of GRCh38, written one way whoever wrote it: capital letters, and no base more than needed
/// on either side of the change.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VariantKey {
    /// 1 to 22, then X, Y and the mitochondrion.
    pub chromosome: u8,
    pub position: u32,
    pub reference: String,
    pub alternate: String,
}

impl VariantKey {
    /// `None` where the alternate is not made of bases, or no change. Repeats are not moved to their left end, since that
    /// needs the genome.
    pub fn normalised(chromosome: u8, position: u32, reference: &[u8], alternate: &[u8]) -> Option<VariantKey> {
        let are_bases = |bases: &[u8]| !bases.is_empty() && bases.iter().all(u8::is_ascii_alphabetic);
        if !are_bases(reference) || !are_bases(alternate) || reference.eq_ignore_ascii_case(alternate) {
            return None;
        }
        let (mut reference, mut alternate) = (reference.to_ascii_uppercase(), alternate.to_ascii_uppercase());
        while reference.len() > 1 && alternate.len() > 1 && reference.last() == alternate.last() {
            reference.pop();
            alternate.pop();
        }
        let shared = reference.iter().zip(&alternate).take_while(|(one, other)| one == other).count();
        let before = shared.min(reference.len() - 1).min(alternate.len() - 1);
        let text = |bases: &[u8]| String::from_utf8_lossy(bases.get(before..).unwrap_or_default()).into_owned();
        let position = position.checked_add(u32::try_from(before).ok()?)?;
        Some(VariantKey { chromosome, position, reference: text(&reference), alternate: text(&alternate) })
    }

    /// The chromosome as it is called.
    pub fn chromosome_name(&self) -> String {
        match self.chromosome {
            23 => "X".to_owned(),
            24 => "Y".to_owned(),
            25 => "MT".to_owned(),
            number => number.to_string(),
        }
    }
}

/// What a classification amounts to, the graver first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Classification {
    Pathogenic,
    /// Likely, or called both pathogenic and likely pathogenic.
    LikelyPathogenic,
    /// Laboratories disagree: a state of its own, not the mean of them.
    Conflicting,
    Uncertain,
    /// Drug response, risk factor, association, protective and others.
    Other,
    LikelyBenign,
    Benign,
    NotProvided,
}

impl Classification {
    /// From `CLNSIG`, where several are joined by `/`, `|` or `,_`.
    pub fn parse(text: &str) -> Classification {
        let lower = text.to_ascii_lowercase();
        if lower.starts_with("conflicting") {
            return Classification::Conflicting;
        }
        let parts = lower.split(['/', '|', ',']).map(|part| part.trim_matches('_'));
        let parts: Vec<&str> = parts.map(|part| part.strip_suffix("_low_penetrance").unwrap_or(part)).collect();
        let has = |name: &str| parts.contains(&name);
        match () {
            () if has("likely_pathogenic") => Classification::LikelyPathogenic,
            () if has("pathogenic") => Classification::Pathogenic,
            () if has("uncertain_significance") => Classification::Uncertain,
            () if has("likely_benign") => Classification::LikelyBenign,
            () if has("benign") => Classification::Benign,
            () if parts.iter().all(|part| is_nothing(part)) => Classification::NotProvided,
            () => Classification::Other,
        }
    }
}

fn is_nothing(part: &str) -> bool {
    matches!(part, "" | "." | "not_provided") || part.starts_with("no_classification")
}

/// How well a classification was reviewed, the better first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReviewStatus {
    PracticeGuideline,
    ExpertPanel,
    SeveralAgree,
    SeveralConflict,
    SingleSubmitter,
    NoCriteria,
    NoClassification,
    /// Words that are not known here: nothing is taken from them.
    Unknown,
}

impl ReviewStatus {
    /// From `CLNREVSTAT`.
    pub fn parse(text: &str) -> ReviewStatus {
        match text.to_ascii_lowercase().as_str() {
            "practice_guideline" => ReviewStatus::PracticeGuideline,
            "reviewed_by_expert_panel" => ReviewStatus::ExpertPanel,
            "criteria_provided,_multiple_submitters,_no_conflicts" | "criteria_provided,_multiple_submitters" => {
                ReviewStatus::SeveralAgree
            }
            "criteria_provided,_conflicting_classifications" | "criteria_provided,_conflicting_interpretations" => {
                ReviewStatus::SeveralConflict
            }
            "criteria_provided,_single_submitter" => ReviewStatus::SingleSubmitter,
            "no_assertion_criteria_provided" => ReviewStatus::NoCriteria,
            none if none.starts_with("no_classification") || none == "no_assertion_provided" => {
                ReviewStatus::NoClassification
            }
            _ => ReviewStatus::Unknown,
        }
    }

    /// Stars, 0 to 4, as ClinVar shows them.
    pub fn stars(self) -> u8 {
        match self {
            ReviewStatus::PracticeGuideline => 4,
            ReviewStatus::ExpertPanel => 3,
            ReviewStatus::SeveralAgree => 2,
            ReviewStatus::SeveralConflict | ReviewStatus::SingleSubmitter => 1,
            ReviewStatus::NoCriteria | ReviewStatus::NoClassification | ReviewStatus::Unknown => 0,
        }
    }
}

/// What ClinVar has of one variant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClinVarEntry {
    /// Variation ID.
    pub id: String,
    pub classification: Classification,
    pub review: ReviewStatus,
    /// In ClinVar's words.
    pub significance: String,
    pub review_words: String,
    /// Who says what, where laboratories disagree.
    pub conflict: String,
    /// Symbols.
    pub genes: Vec<String>,
    pub conditions: Vec<String>,
    pub hgvs: String,
    pub rsid: Option<String>,
}

/// Copies of a variant in a sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Copies {
    Two,
    One,
    /// The only copy there is, as on a man's X chromosome.
    TheOnly,
    /// One, and the other was not called.
    AtLeastOne,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(position: u32, reference: &str, alternate: &str) -> Option<(u32, String, String)> {
        let key = VariantKey::normalised(1, position, reference.as_bytes(), alternate.as_bytes())?;
        Some((key.position, key.reference, key.alternate))
    }

    #[test]
    fn one_change_has_one_key() {
        let owned =
            |position, reference: &str, alternate: &str| Some((position, reference.to_owned(), alternate.to_owned()));
        assert_eq!(key(10, "a", "g"), owned(10, "A", "G"));
        assert_eq!(key(10, "ATG", "ACG"), owned(11, "T", "C"));
        assert_eq!(key(10, "CTTA", "CA"), owned(10, "CTT", "C"));
        assert_eq!(key(10, "GC", "GCAT"), owned(11, "C", "CAT"));
        for alternate in ["A", "<DEL>", "*", ""] {
            assert_eq!(key(10, "A", alternate), None);
        }
    }

    #[test]
    fn classifications_and_reviews_are_read_and_nothing_is_made_graver_or_better() {
        let read = Classification::parse;
        assert_eq!(read("Pathogenic"), Classification::Pathogenic);
        assert_eq!(read("Pathogenic/Likely_pathogenic|other"), Classification::LikelyPathogenic);
        assert_eq!(read("Likely_pathogenic,_low_penetrance"), Classification::LikelyPathogenic);
        assert_eq!(read("Conflicting_classifications_of_pathogenicity"), Classification::Conflicting);
        assert_eq!(read("Benign/Likely_benign"), Classification::LikelyBenign);
        assert_eq!(read("drug_response"), Classification::Other);
        assert_eq!(read("not_provided"), Classification::NotProvided);
        let stars = |text: &str| ReviewStatus::parse(text).stars();
        assert_eq!(stars("criteria_provided,_multiple_submitters,_no_conflicts"), 2);
        assert_eq!(stars("criteria_provided,_conflicting_classifications"), 1);
        assert_eq!((stars("reviewed_by_expert_panel"), stars("something_new")), (3, 0));
    }
}
