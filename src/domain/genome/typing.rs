//! What a laboratory gives for a gene that is not called from a variant file, or instead of a call: `*1/*4`, `*1x2/*2`,
//! `*57:01 positive`, `Deficient`.

use super::call::Diplotype;
use super::gene::{Gene, GeneReading, GivenAs};

/// A typing as it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typing {
    Diplotype(String, String),
    /// One haplotype; the other was not said.
    Haplotype(String),
    /// An HLA allele that was tested for.
    Carried {
        allele: String,
        carried: bool,
    },
    /// Both HLA alleles, with two fields: all others are not carried.
    Alleles(String, String),
    /// What it amounts to.
    Phenotype(String),
}

/// Why a typing cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TypingFault {
    Empty,
    /// Not two haplotypes such as `*1/*4`.
    NotADiplotype,
    /// Neither an allele with positive or negative, nor two alleles with two fields such as `*15:02/*57:01`.
    NotAnHlaResult,
    /// Not one of the words that the gene's guideline uses.
    UnknownWord,
    /// Alleles as bare numbers: `2/2`.
    NoStar,
    /// A word that laboratories use for two phenotypes.
    Ambiguous,
}

impl TypingFault {
    /// In a person's words.
    pub fn words(self) -> &'static str {
        match self {
            TypingFault::Empty => "the result is empty",
            TypingFault::NotADiplotype => "not two haplotypes such as *1/*4 or *1x2/*4",
            TypingFault::NotAnHlaResult => {
                "not an allele with positive or negative such as *57:01 positive, nor two alleles such as *15:02/*57:01"
            }
            TypingFault::UnknownWord => {
                "not a phenotype that the gene's guideline knows, such as Deficient (G6PD) or Malignant Hyperthermia Susceptibility (RYR1); a variant alone is not read for these genes"
            }
            TypingFault::NoStar => "an allele is written with a star before its number, such as *2/*2",
            TypingFault::Ambiguous => {
                "laboratories write this for normal and for rapid metabolisers: give NM, RM or the diplotype"
            }
        }
    }
}

/// HLA alleles that some drug's advice asks for; told from a full typing of both alleles.
const HLA_ALLELES: [(Gene, &str); 4] =
    [(Gene::HlaA, "*31:01"), (Gene::HlaB, "*15:02"), (Gene::HlaB, "*57:01"), (Gene::HlaB, "*58:01")];

impl Typing {
    /// HLA alleles that it speaks of, and whether each is carried. A typing of both alleles speaks of those that matter too.
    pub fn carried(&self, gene: Gene) -> Vec<(String, bool)> {
        match self {
            Typing::Carried { allele, carried } => vec![(allele.clone(), *carried)],
            Typing::Alleles(first, second) => {
                let others = HLA_ALLELES.iter().filter(|(of, other)| *of == gene && first != other && second != other);
                let others = others.map(|(_, other)| ((*other).to_owned(), false));
                [first, second].map(|allele| (allele.clone(), true)).into_iter().chain(others).collect()
            }
            Typing::Diplotype(..) | Typing::Haplotype(_) | Typing::Phenotype(_) => Vec::new(),
        }
    }

    /// A diplotype with the lower allele first: which haplotype was written first means nothing.
    #[must_use]
    pub fn ordered(self) -> Typing {
        let Typing::Diplotype(first, second) = &self else { return self };
        let pair = Diplotype::new(first, second);
        let (low, high) = pair.alleles();
        Typing::Diplotype(low.to_owned(), high.to_owned())
    }

    /// As [`Typing::parse`] reads it.
    pub fn text(&self) -> String {
        match self {
            Typing::Diplotype(first, second) => format!("{first}/{second}"),
            Typing::Haplotype(haplotype) => haplotype.clone(),
            Typing::Carried { allele, carried: true } => format!("{allele} positive"),
            Typing::Carried { allele, carried: false } => format!("{allele} negative"),
            Typing::Alleles(first, second) => format!("{first}/{second}"),
            Typing::Phenotype(word) => word.clone(),
        }
    }

    /// Reads the result of a gene. An HLA allele may stand in front of it: `HLA-B*57:01 positive`.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(gene: Gene, text: &str) -> Result<Typing, TypingFault> {
        let text = plain(text);
        let text = text.trim();
        let text = text.strip_prefix(gene.symbol()).map_or(text, str::trim_start);
        if text.is_empty() {
            return Err(TypingFault::Empty);
        }
        match gene.reading() {
            GeneReading::Given(GivenAs::Carried) => hla(text),
            GeneReading::Given(GivenAs::Phenotype) => phenotype(gene, text),
            GeneReading::Given(GivenAs::Diplotype) | GeneReading::NamedAlleles | GeneReading::Variants => {
                if AMBIGUOUS.contains(&without_type(text).as_str()) {
                    return Err(TypingFault::Ambiguous);
                }
                diplotype(text).or_else(|fault| worded(gene, text).map(Typing::Phenotype).ok_or(fault))
            }
        }
    }
}

/// Signs of one meaning as one: a bar is a slash between haplotypes whose strands are known, which makes no other
/// diplotype; full-width signs are their plain ones.
fn plain(text: &str) -> String {
    let one = |sign: char| match sign {
        '|' | '｜' | '／' => '/',
        '＊' => '*',
        '：' => ':',
        other => other,
    };
    text.chars().map(one).collect()
}

fn diplotype(text: &str) -> Result<Typing, TypingFault> {
    let is_number = |text: &str| text.starts_with(|first: char| first.is_ascii_digit());
    let is_haplotype = |text: &str| !text.is_empty() && !text.contains('/');
    let haplotypes = text.split_once('/').map(|(first, second)| (first.trim(), second.trim()));
    match haplotypes {
        Some((first, second)) if is_number(first) && is_number(second) => Err(TypingFault::NoStar),
        Some((first, second)) if is_haplotype(first) && is_haplotype(second) => {
            Ok(Typing::Diplotype(copies(first), copies(second)))
        }
        None if text.starts_with('*') => Ok(Typing::Haplotype(copies(text))),
        Some(_) | None => Err(TypingFault::NotADiplotype),
    }
}

/// `>=` is written `≥`, as the tables do.
fn copies(haplotype: &str) -> String {
    haplotype.replace(">=", "≥")
}

/// Genes whose phenotypes are metabolisers, all of which may be poor, intermediate or normal.
const METABOLIZING: [Gene; 9] = [
    Gene::Cyp2b6,
    Gene::Cyp2c19,
    Gene::Cyp2c9,
    Gene::Cyp2d6,
    Gene::Cyp3a5,
    Gene::Dpyd,
    Gene::Nudt15,
    Gene::Tpmt,
    Gene::Ugt1a1,
];

/// What metabolisers are called by the guidelines, the genes where they use the word.
const METABOLIZERS: [(&str, &[Gene]); 8] = [
    ("Poor", &METABOLIZING),
    ("Likely Poor", &[Gene::Cyp2c19]),
    ("Intermediate", &METABOLIZING),
    ("Likely Intermediate", &[Gene::Cyp2c19]),
    ("Possible Intermediate", &[Gene::Cyp3a5, Gene::Nudt15, Gene::Tpmt]),
    ("Normal", &METABOLIZING),
    ("Rapid", &[Gene::Cyp2b6, Gene::Cyp2c19]),
    ("Ultrarapid", &[Gene::Cyp2b6, Gene::Cyp2c19, Gene::Cyp2d6]),
];
const FUNCTIONS: [(&str, &[Gene]); 5] = [
    ("Normal", &[Gene::Slco1b1, Gene::Abcg2]),
    ("Decreased", &[Gene::Slco1b1, Gene::Abcg2]),
    ("Poor", &[Gene::Slco1b1, Gene::Abcg2]),
    ("Increased", &[Gene::Slco1b1]),
    ("Possible Decreased", &[Gene::Slco1b1]),
];

const METABOLIZER: &str = "metabolizer";
/// How laboratories shorten them.
const ABBREVIATIONS: [(&str, &str); 10] = [
    ("pm", "poor"),
    ("lpm", "likely poor"),
    ("im", "intermediate"),
    ("lim", "likely intermediate"),
    ("pim", "possible intermediate"),
    ("nm", "normal"),
    ("em", "normal"),
    ("rm", "rapid"),
    ("um", "ultrarapid"),
    ("urm", "ultrarapid"),
];

/// How laboratories that write Chinese call them, without the word for type. 强代谢 was "extensive".
const CHINESE: [(&str, &str); 9] = [
    ("慢代谢", "poor"),
    ("弱代谢", "poor"),
    ("中间代谢", "intermediate"),
    ("中等代谢", "intermediate"),
    ("正常代谢", "normal"),
    ("强代谢", "normal"),
    ("超快代谢", "ultrarapid"),
    ("超速代谢", "ultrarapid"),
    ("可能中间代谢", "possible intermediate"),
];
/// The older reports mean *1/*1 by it, the newer ones *1/*17.
const AMBIGUOUS: [&str; 1] = ["快代谢"];

/// 慢代谢 from 慢代谢型, 慢代谢者 and 慢代謝型.
fn without_type(text: &str) -> String {
    let simple = text.trim().replace('謝', "谢").replace('間', "间").replace("強", "强");
    ["型", "者"].iter().fold(simple, |text, end| text.strip_suffix(end).map(str::to_owned).unwrap_or(text))
}

/// A phenotype in words for a gene whose alleles were not told: "poor metaboliser", "poor", "PM", "Decreased function",
/// VKORC1's "AG".
fn worded(gene: Gene, text: &str) -> Option<String> {
    // "Extensive" is what guidelines called normal until 2017.
    let lower = text.to_lowercase().replace("metaboliser", "metabolizer").replace("extensive", "normal");
    let lower = lower.replace("ultra-rapid", "ultrarapid").replace("ultra rapid", "ultrarapid");
    let chinese = without_type(&lower);
    let lower =
        CHINESE.iter().find(|(word, _)| *word == chinese).map_or(lower, |(_, word)| format!("{word} metabolizer"));
    let of = |kind: &str, words: &[(&str, &[Gene])]| {
        let first = lower.strip_suffix(kind).unwrap_or(&lower).trim();
        let is_short = |(short, _): &&(&str, &str)| kind == METABOLIZER && *short == first;
        let first = ABBREVIATIONS.iter().find(is_short).map_or(first, |(_, whole)| *whole);
        let known = words.iter().find(|(word, genes)| word.to_lowercase() == first && genes.contains(&gene))?;
        Some(known.0.to_owned())
    };
    if gene == Gene::Vkorc1 {
        let letters: String =
            lower.trim_start_matches("-1639").chars().filter(|letter| letter.is_alphabetic()).collect();
        let genotype =
            [("gg", "GG"), ("ag", "AG"), ("ga", "AG"), ("aa", "AA")].into_iter().find(|(given, _)| *given == letters);
        return genotype.map(|(_, genotype)| format!("-1639 {genotype}"));
    }
    let metabolizer = of(METABOLIZER, &METABOLIZERS).map(|word| format!("{word} Metabolizer"));
    metabolizer.or_else(|| of("function", &FUNCTIONS).map(|word| format!("{word} Function")))
}

fn hla(text: &str) -> Result<Typing, TypingFault> {
    if let Some((first, second)) = text.split_once('/') {
        let alleles = (hla_allele(first), hla_allele(second));
        let (Some(first), Some(second)) = alleles else { return Err(TypingFault::NotAnHlaResult) };
        return Ok(Typing::Alleles(first, second));
    }
    let (allele, word) = text.split_once(char::is_whitespace).ok_or(TypingFault::NotAnHlaResult)?;
    let allele = hla_allele(allele).ok_or(TypingFault::NotAnHlaResult)?;
    let carried = match word.trim().to_ascii_lowercase().as_str() {
        "positive" | "pos" | "present" | "detected" | "carrier" | "阳性" => true,
        "negative" | "neg" | "absent" | "not detected" | "阴性" => false,
        _ => return Err(TypingFault::NotAnHlaResult),
    };
    Ok(Typing::Carried { allele, carried })
}

/// `*57:01`, also from `57:01` and from more fields, of which the first two count.
fn hla_allele(text: &str) -> Option<String> {
    let text = text.trim();
    let text = text.strip_prefix("HLA-A").or_else(|| text.strip_prefix("HLA-B")).unwrap_or(text);
    let mut fields = text.strip_prefix('*').unwrap_or(text).split(':');
    let number = |field: &str| (2..=3).contains(&field.len()) && field.bytes().all(|byte| byte.is_ascii_digit());
    let first = fields.next().filter(|field| number(field))?;
    let second = fields.next().filter(|field| number(field))?;
    Some(format!("*{first}:{second}"))
}

const SUSCEPTIBLE: &str = "Malignant Hyperthermia Susceptibility";
const UNCERTAIN_SUSCEPTIBILITY: &str = "Uncertain Susceptibility";
const HEARING_LOSS: [&str; 3] = [
    "increased risk of aminoglycoside-induced hearing loss",
    "normal risk of aminoglycoside-induced hearing loss",
    "uncertain risk of aminoglycoside-induced hearing loss",
];
const G6PD: [&str; 5] = ["Normal", "Variable", "Deficient", "Deficient with CNSHA", "Indeterminate"];
/// Variants of the mitochondrial gene and the risk that the guideline gives them.
const MT_RNR1: [(&str, usize); 4] = [("1095T>C", 0), ("1494C>T", 0), ("1555A>G", 0), ("827A>G", 1)];

fn phenotype(gene: Gene, text: &str) -> Result<Typing, TypingFault> {
    let is = |word: &&&str| word.eq_ignore_ascii_case(text);
    let known: Option<&str> = match gene {
        Gene::G6pd => G6PD.iter().find(is).copied(),
        Gene::MtRnr1 => {
            let variant = text.trim_start_matches("m.");
            let variant = MT_RNR1.iter().find(|(name, _)| name.eq_ignore_ascii_case(variant));
            let of_variant = variant.and_then(|(_, risk)| HEARING_LOSS.get(*risk));
            of_variant.or_else(|| HEARING_LOSS.iter().find(is)).copied()
        }
        _ => [SUSCEPTIBLE, UNCERTAIN_SUSCEPTIBILITY].iter().find(is).copied(),
    };
    known.map(|known| Typing::Phenotype(known.to_owned())).ok_or(TypingFault::UnknownWord)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(first: &str, second: &str) -> Typing {
        Typing::Diplotype(first.to_owned(), second.to_owned())
    }

    #[test]
    fn diplotypes_with_copies() {
        let read = |text| Typing::parse(Gene::Cyp2d6, text);
        assert_eq!(read(" *1/*4 "), Ok(pair("*1", "*4")));
        assert_eq!(read("*1x3/*4"), Ok(pair("*1x3", "*4")));
        assert_eq!(read("CYP2D6*1x>=3/*2x2"), Ok(pair("*1x≥3", "*2x2")));
        assert_eq!(read("*1xN/*4"), Ok(pair("*1xN", "*4")));
        assert_eq!(read("*1x2"), Ok(Typing::Haplotype("*1x2".to_owned())));
        assert_eq!(read("*4|*1").map(Typing::ordered), Ok(pair("*1", "*4")), "known strands make no other diplotype");
        assert_eq!(read("2/2"), Err(TypingFault::NoStar));
        for text in ["usual", "*1/", "*1/*2/*3"] {
            assert_eq!(read(text), Err(TypingFault::NotADiplotype), "{text}");
        }
        assert_eq!(read("  "), Err(TypingFault::Empty));
    }

    #[test]
    fn a_phenotype_in_words_stands_for_alleles_that_were_not_told() {
        let word = |gene, text| match Typing::parse(gene, text) {
            Ok(Typing::Phenotype(word)) => word,
            other => format!("{other:?}"),
        };
        assert_eq!(word(Gene::Cyp2c19, "poor metaboliser"), "Poor Metabolizer");
        assert_eq!(word(Gene::Slco1b1, "Decreased function"), "Decreased Function");
        assert_eq!(
            ["PM", "poor", "EM", "Ultra-rapid"].map(|text| word(Gene::Cyp2d6, text)).join(","),
            "Poor Metabolizer,Poor Metabolizer,Normal Metabolizer,Ultrarapid Metabolizer"
        );
        assert_eq!(
            ["慢代谢", "中间代谢型", "强代谢者", "超快代謝型", "快代谢型"]
                .map(|text| word(Gene::Cyp2d6, text))
                .join(","),
            "Poor Metabolizer,Intermediate Metabolizer,Normal Metabolizer,Ultrarapid Metabolizer,Err(Ambiguous)"
        );
        assert_eq!(word(Gene::Slco1b1, "PM"), "Err(NotADiplotype)");
        assert_eq!(word(Gene::Vkorc1, "-1639G>A GA"), "Err(NotADiplotype)");
        assert_eq!(word(Gene::Vkorc1, "GA"), "-1639 AG");
        assert_eq!(Typing::parse(Gene::Cyp2c9, "ultrarapid metabolizer"), Err(TypingFault::NotADiplotype));
        assert_eq!(Typing::parse(Gene::Cyp3a5, "Poor Function"), Err(TypingFault::NotADiplotype));
    }

    #[test]
    fn hla_is_carried_or_not_and_never_guessed() {
        let read = |text| Typing::parse(Gene::HlaB, text);
        let carried = |carried| Ok(Typing::Carried { allele: "*57:01".to_owned(), carried });
        assert_eq!(read("HLA-B*57:01 positive"), carried(true));
        assert_eq!(read("*57:01:01 Negative"), carried(false));
        assert_eq!(read("*15:02/*57:01:02"), Ok(Typing::Alleles("*15:02".to_owned(), "*57:01".to_owned())));
        for text in ["*57:01", "positive", "*57 positive", "*57:01 maybe", "*57/*15"] {
            assert_eq!(read(text), Err(TypingFault::NotAnHlaResult), "{text}");
        }
    }

    #[test]
    fn words_of_the_guidelines() {
        let word = |gene, text| match Typing::parse(gene, text) {
            Ok(Typing::Phenotype(word)) => word,
            other => format!("{other:?}"),
        };
        assert_eq!(word(Gene::G6pd, "deficient"), "Deficient");
        assert_eq!(word(Gene::MtRnr1, "m.1555A>G"), HEARING_LOSS[0]);
        assert_eq!(word(Gene::Ryr1, "uncertain susceptibility"), UNCERTAIN_SUSCEPTIBILITY);
        assert_eq!(Typing::parse(Gene::G6pd, "fine"), Err(TypingFault::UnknownWord));
    }
}
