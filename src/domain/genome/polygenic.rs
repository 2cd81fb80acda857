//! A polygenic score: variants with weights, and how an allele of a record counts for one of them.
//! Rules: `docs/methods/polygenic-scores.md`.

/// A published score as its file gives it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PolygenicScore {
    /// Such as `PGS000001`.
    pub id: String,
    pub name: String,
    /// What it is about, in the words of the file.
    pub trait_reported: String,
    pub citation: String,
    pub build: ScoreBuild,
    pub terms: Vec<ScoreTerm>,
}

/// The genome that the positions of a score are on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ScoreBuild {
    Grch38,
    /// Another one, as the file names it.
    Other(String),
    /// The file does not say, or has no positions.
    #[default]
    NotSaid,
}

/// One variant of a score.
#[derive(Clone, Debug, PartialEq)]
pub struct ScoreTerm {
    /// Line of the scoring file.
    pub line: u64,
    pub rsid: Option<String>,
    /// An autosome and a position on it; `None` where the file gives none.
    pub place: Option<(u8, u32)>,
    pub effect: String,
    pub other: Option<String>,
    /// What one copy of the effect allele adds.
    pub weight: f64,
}

/// Why a record at a variant's position does not tell how many effect alleles there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mismatch {
    /// Its alleles are not those of the score, on either strand.
    OtherAlleles,
    /// A/T or C/G: both strands look the same, so it cannot be told which allele the score means.
    StrandNotKnown,
}

/// How a record's alleles count: for each (the reference first) how many effect alleles one copy is; `None` where an allele
/// is neither of the two that the score knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlleleCounting {
    pub alleles: Vec<Option<u8>>,
    /// Read from the other strand.
    pub is_flipped: bool,
    /// Whether both of the score's alleles are among the record's.
    pub has_both: bool,
}

/// What to do with variants whose strand cannot be told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StrandPolicy {
    #[default]
    LeaveOut,
    /// Their letters are taken as those of the forward strand.
    TakeAsWritten,
}

impl ScoreTerm {
    /// Whether the effect allele and its partner are each other's complement.
    pub fn is_strand_ambiguous(&self) -> bool {
        self.other.as_deref().is_some_and(|other| complement(&self.effect).as_deref() == Some(other))
    }

    /// How a record's alleles count for this variant.
    ///
    /// # Errors
    /// They cannot be counted.
    pub fn counting(&self, alleles: &[String], policy: StrandPolicy) -> Result<AlleleCounting, Mismatch> {
        let is_palindrome = self.is_strand_ambiguous() || self.other.is_none() && is_palindromic(alleles);
        if is_palindrome && policy == StrandPolicy::LeaveOut {
            return Err(Mismatch::StrandNotKnown);
        }
        if let Some(counting) = count(alleles, &self.effect, self.other.as_deref(), false) {
            return Ok(counting);
        }
        let flipped_effect = complement(&self.effect).filter(|_| !is_palindrome);
        let flipped_other = self.other.as_deref().map(complement);
        match (flipped_effect, flipped_other) {
            (Some(effect), None) => count(alleles, &effect, None, true),
            (Some(effect), Some(Some(other))) => count(alleles, &effect, Some(&other), true),
            (None, _) | (_, Some(None)) => None,
        }
        .ok_or(Mismatch::OtherAlleles)
    }
}

/// Counts alleles as they stand; `None` where the record is not about these.
fn count(alleles: &[String], effect: &str, other: Option<&str>, is_flipped: bool) -> Option<AlleleCounting> {
    let (reference, alternates) = alleles.split_first()?;
    let is_effect = |allele: &str| allele == effect;
    let Some(other) = other else {
        // Without a partner only a record of two alleles tells what is not the effect allele.
        let has_effect = alleles.iter().any(|allele| is_effect(allele));
        let counts = || alleles.iter().map(|allele| Some(u8::from(is_effect(allele)))).collect();
        let is_told = has_effect && alternates.len() == 1;
        return is_told.then(|| AlleleCounting { alleles: counts(), is_flipped, has_both: true });
    };
    // Longer alleles mean the same change only where both are written alike: a base alone is no insertion's partner.
    let is_long = effect.len() > 1 || other.len() > 1;
    let partner = if is_effect(reference) { other } else { effect };
    let has_both = alternates.iter().any(|alternate| alternate == partner);
    let is_ours = is_effect(reference) || reference == other;
    if !is_ours || (is_long && !has_both) {
        return None;
    }
    let one = |allele: &String| if is_effect(allele) { Some(1) } else { (allele == other).then_some(0) };
    Some(AlleleCounting { alleles: alleles.iter().map(one).collect(), is_flipped, has_both })
}

/// The same single base on the other strand; longer alleles are not turned.
pub fn complement(allele: &str) -> Option<String> {
    let turned = match allele {
        "A" => "T",
        "T" => "A",
        "C" => "G",
        "G" => "C",
        _ => return None,
    };
    Some(turned.to_owned())
}

fn is_palindromic(alleles: &[String]) -> bool {
    match alleles {
        [first, second] => complement(first).as_ref() == Some(second),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn term(effect: &str, other: Option<&str>) -> ScoreTerm {
        let other = other.map(str::to_owned);
        ScoreTerm { line: 1, rsid: None, place: Some((1, 5)), effect: effect.to_owned(), other, weight: 0.5 }
    }

    fn counts(term: &ScoreTerm, alleles: &[&str]) -> Result<(Vec<Option<u8>>, bool), Mismatch> {
        let alleles: Vec<String> = alleles.iter().map(|allele| (*allele).to_owned()).collect();
        term.counting(&alleles, StrandPolicy::LeaveOut).map(|counting| (counting.alleles, counting.is_flipped))
    }

    #[test]
    fn the_effect_allele_is_counted_whichever_is_the_reference_and_on_whichever_strand() {
        let term = term("T", Some("C"));
        assert_eq!(counts(&term, &["C", "T"]), Ok((vec![Some(0), Some(1)], false)));
        assert_eq!(counts(&term, &["T", "C"]), Ok((vec![Some(1), Some(0)], false)));
        assert_eq!(counts(&term, &["G", "A"]), Ok((vec![Some(0), Some(1)], true)));
        assert_eq!(counts(&term, &["T"]), Ok((vec![Some(1)], false)));
        assert_eq!(counts(&term, &["C", "A", "T"]), Ok((vec![Some(0), None, Some(1)], false)));
    }

    #[test]
    fn a_strand_that_cannot_be_told_is_not_guessed() {
        let ambiguous = term("C", Some("G"));
        assert_eq!(counts(&ambiguous, &["C", "G"]), Err(Mismatch::StrandNotKnown));
        let alleles = ["G".to_owned(), "C".to_owned()];
        let taken = ambiguous.counting(&alleles, StrandPolicy::TakeAsWritten).expect("as written");
        assert_eq!((taken.alleles, taken.is_flipped), (vec![Some(0), Some(1)], false));
        let alone = term("A", None);
        assert_eq!(counts(&alone, &["A", "T"]), Err(Mismatch::StrandNotKnown));
        assert_eq!(counts(&alone, &["C", "T"]), Ok((vec![Some(0), Some(1)], true)));
        assert_eq!(counts(&alone, &["A"]), Err(Mismatch::OtherAlleles));
    }

    #[test]
    fn changes_of_length_have_to_be_written_alike() {
        let insertion = term("CA", Some("C"));
        assert_eq!(counts(&insertion, &["C", "CA"]), Ok((vec![Some(0), Some(1)], false)));
        assert_eq!(counts(&insertion, &["C", "T"]), Err(Mismatch::OtherAlleles));
        assert_eq!(counts(&insertion, &["CAA", "CA"]), Err(Mismatch::OtherAlleles));
    }
}
