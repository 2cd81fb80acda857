//! Notes of calls as a stable id and texts: how the store keeps them, and the keys of the words on screen
//! (`gene-note-<id>`).

use super::call::{CallNote, Diplotype};

/// Between several texts of one note.
const JOINT: &str = " + ";

impl CallNote {
    /// Stable id and what it is about; empty where there is nothing more to say.
    pub fn code(&self) -> (&'static str, String) {
        let nothing = String::new;
        match self {
            CallNote::NoPositionInFile => ("no-position-in-file", nothing()),
            CallNote::NoPositionCalled => ("no-position-called", nothing()),
            CallNote::NoAlleleFits => ("no-allele-fits", nothing()),
            CallNote::HalfGenotype { position } => ("half-genotype", position.to_string()),
            CallNote::UnexpectedBase { position } => ("unexpected-base", position.to_string()),
            CallNote::UnexpectedTakenAsReference { position } => ("unexpected-as-reference", position.to_string()),
            CallNote::NothingFound { missing } => ("nothing-found", missing.to_string()),
            CallNote::UnphasedVariants { seen } => ("unphased-variants", seen.join(JOINT)),
            CallNote::HapB3FromExon => ("hapb3-from-exon", nothing()),
            CallNote::HapB3ExonWithoutIntron => ("hapb3-exon-without-intron", nothing()),
            CallNote::LeastActive { diplotype } => ("least-active", pair(diplotype)),
            CallNote::FromRs4149056 => ("from-rs4149056", nothing()),
            CallNote::TypingReplacesFile { file } => ("typing-replaces-file", file.clone()),
            CallNote::OneHaplotypeGiven { haplotype } => ("one-haplotype-given", haplotype.clone()),
            CallNote::CopiesNotCounted { haplotype } => ("copies-not-counted", haplotype.clone()),
            CallNote::UnknownAllele { allele } => ("unknown-allele", allele.clone()),
            CallNote::SourcesDisagree { sources } => ("sources-disagree", sources.clone()),
            CallNote::FromFile(words) => ("from-file", words.clone()),
        }
    }

    /// The note again.
    pub fn from_code(id: &str, about: &str) -> Option<CallNote> {
        let about_text = about.to_owned();
        let position = about.parse();
        Some(match id {
            "no-position-in-file" => CallNote::NoPositionInFile,
            "no-position-called" => CallNote::NoPositionCalled,
            "no-allele-fits" => CallNote::NoAlleleFits,
            "half-genotype" => CallNote::HalfGenotype { position: position.ok()? },
            "unexpected-base" => CallNote::UnexpectedBase { position: position.ok()? },
            "unexpected-as-reference" => CallNote::UnexpectedTakenAsReference { position: position.ok()? },
            "nothing-found" => CallNote::NothingFound { missing: about.parse().ok()? },
            "unphased-variants" => CallNote::UnphasedVariants { seen: parts(about) },
            "hapb3-from-exon" => CallNote::HapB3FromExon,
            "hapb3-exon-without-intron" => CallNote::HapB3ExonWithoutIntron,
            "least-active" => {
                let (first, second) = about.split_once(JOINT)?;
                CallNote::LeastActive { diplotype: Diplotype::new(first, second) }
            }
            "from-rs4149056" => CallNote::FromRs4149056,
            "typing-replaces-file" => CallNote::TypingReplacesFile { file: about_text },
            "one-haplotype-given" => CallNote::OneHaplotypeGiven { haplotype: about_text },
            "copies-not-counted" => CallNote::CopiesNotCounted { haplotype: about_text },
            "unknown-allele" => CallNote::UnknownAllele { allele: about_text },
            "sources-disagree" => CallNote::SourcesDisagree { sources: about_text },
            "from-file" => CallNote::FromFile(about_text),
            _ => return None,
        })
    }
}

fn pair(diplotype: &Diplotype) -> String {
    let (first, second) = diplotype.alleles();
    [first, second].join(JOINT)
}

fn parts(about: &str) -> Vec<String> {
    about.split(JOINT).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_come_back() {
        let text = || "*1/*2".to_owned();
        for note in [
            CallNote::NoPositionInFile,
            CallNote::NoPositionCalled,
            CallNote::NoAlleleFits,
            CallNote::HalfGenotype { position: 7 },
            CallNote::UnexpectedBase { position: 8 },
            CallNote::UnexpectedTakenAsReference { position: 9 },
            CallNote::NothingFound { missing: 3 },
            CallNote::UnphasedVariants { seen: vec!["c.1".to_owned(), "c.2".to_owned()] },
            CallNote::HapB3FromExon,
            CallNote::HapB3ExonWithoutIntron,
            CallNote::LeastActive { diplotype: Diplotype::new("c.1905+1G>A (*2A)", "Reference") },
            CallNote::FromRs4149056,
            CallNote::TypingReplacesFile { file: text() },
            CallNote::OneHaplotypeGiven { haplotype: text() },
            CallNote::CopiesNotCounted { haplotype: text() },
            CallNote::UnknownAllele { allele: text() },
            CallNote::SourcesDisagree { sources: text() },
            CallNote::FromFile(text()),
        ] {
            let (id, about) = note.code();
            assert_eq!(CallNote::from_code(id, &about), Some(note));
        }
        assert_eq!(CallNote::from_code("half-genotype", "x"), None);
    }
}
