//! Everything that genes and checks can say has its words in both languages.

use crate::analysis::prescribing::doac::Doac;
use crate::domain::alert::OverrideReason;
use crate::domain::genome::advice::{Action, Population, Strength};
use crate::domain::genome::drug::Tier;
use crate::io::drugs::drug_checks;
use crate::io::genes::gene_tables;
use crate::ui::text::{Language, Texts};

use super::words;

/// Keys that are put together at run time.
fn keys() -> Vec<String> {
    let mut keys: Vec<String> = OverrideReason::ALL.iter().map(|one| format!("override-reason-{}", one.id())).collect();
    keys.extend(Action::ALL.iter().map(|one| format!("advice-action-{}", one.id())));
    keys.extend(Population::ALL.iter().map(|one| format!("advice-population-{}", one.id())));
    keys.extend(Tier::ALL.iter().map(|one| format!("tier-{}", one.id())));
    keys.extend(Doac::ALL.iter().map(|one| format!("doac-{}", one.name())));
    let reasons =
        ["age-80", "weight-60", "creatinine-133", "clearance-low", "clearance-too-low", "verapamil", "p-gp-inhibitor"];
    keys.extend(reasons.map(|id| format!("doac-reason-{id}")));
    let checks = drug_checks().expect("our own tables");
    keys.extend(checks.kidney.iter().map(|rule| format!("check-kidney-{}", rule.advice.id)));
    keys.extend(checks.pairs.iter().map(|rule| format!("check-pair-{}", rule.advice.id)));
    keys.extend(checks.allergies.iter().map(|rule| format!("check-allergy-{}", rule.advice.id)));
    let notes = [
        "no-position-in-file",
        "no-position-called",
        "no-allele-fits",
        "half-genotype",
        "unexpected-base",
        "unexpected-as-reference",
        "nothing-found",
        "unphased-variants",
        "hapb3-from-exon",
        "hapb3-exon-without-intron",
        "least-active",
        "from-rs4149056",
        "typing-replaces-file",
        "one-haplotype-given",
        "copies-not-counted",
        "unknown-allele",
        "sources-disagree",
        "from-file",
    ];
    keys.extend(notes.map(|id| format!("gene-note-{id}")));
    keys
}

#[test]
fn everything_has_its_words_in_both_languages() {
    for language in Language::ALL {
        let texts = Texts::of(language);
        let lacking: Vec<String> = keys().into_iter().filter(|key| texts.find(key).is_none()).collect();
        assert!(lacking.is_empty(), "{}: {lacking:?}", language.id());
        for strength in Strength::ALL {
            assert!(!words::strength(texts, strength).contains("advice-"), "{strength:?}");
        }
    }
}

/// What a row was looked up by is said without a word of the table's English, but for genes, alleles and genotypes.
#[test]
fn what_was_found_is_said_in_the_language() {
    let (english, chinese) = (Texts::of(Language::English), Texts::of(Language::SimplifiedChinese));
    assert_eq!(
        words::found(english, "NUDT15=No Result;TPMT=Poor Metabolizer"),
        "NUDT15 not tested, TPMT poor metaboliser"
    );
    assert_eq!(
        words::found(english, "CYP2C9=1.5;HLA-B=*15:02 negative"),
        "CYP2C9 activity score 1.5, HLA-B *15:02 negative"
    );
    let has_english = |words: &str| {
        words.split([' ', '、', '：']).any(|word| word.len() > 3 && word.bytes().all(|b| b.is_ascii_lowercase()))
    };
    for row in &gene_tables().expect("our own tables").advice.rows {
        for (gene, value) in &row.lookup {
            let said = words::found(chinese, &format!("{}={value}", gene.symbol()));
            assert!(!has_english(&said), "{said}");
        }
    }
}
