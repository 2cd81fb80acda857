//! Tokens of a gene text. A gene (`BRCA1`), a star allele (`CYP2C19*2`), an HLA type (`HLA-B*57:01`), an rsID and an HGVS
//! name (`DPYD:c.1905+1G>A`, `p.(Arg117His)`) stay whole, where common tokenisers break them at their signs.
//!
//! Texts in Chinese have no blanks: a token ends where the script changes. Case counts in what stands after `c.` or a
//! star alone; all else is written large, rsIDs small, so that `brca1` is `BRCA1`.

/// The tokens in their order, as often as they stand.
pub fn tokens(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().map(plain).collect();
    let mut cutter = Cutter::default();
    for (place, sign) in chars.iter().enumerate() {
        cutter.take(*sign, chars.get(place + 1..).unwrap_or_default());
    }
    cutter.cut();
    with_their_genes(cutter.pieces.iter().filter_map(|piece| trimmed(piece)).map(written_one_way))
}

/// Full-width signs, and dashes, stars and arrows of word processors, as the plain ones they stand for.
fn plain(sign: char) -> char {
    match sign {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(sign) - 0xFEE0).unwrap_or(sign),
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '\u{2217}' | '\u{22C6}' => '*',
        '\u{2192}' => '>',
        // Invisible: part of no name.
        '\u{200B}'..='\u{200F}' | '\u{FEFF}' => ' ',
        other => other,
    }
}

/// Takes a text sign by sign and cuts it into pieces.
#[derive(Default)]
struct Cutter {
    pieces: Vec<String>,
    piece: String,
    /// Brackets that are part of the piece and open.
    open: u32,
}

impl Cutter {
    fn take(&mut self, sign: char, coming: &[char]) {
        let last = self.piece.chars().next_back();
        if last.is_some_and(|last| is_ideograph(last) != is_ideograph(sign)) {
            self.cut();
        }
        match sign {
            '(' | '[' | '{' if self.opens_inside(coming) => self.open(sign),
            _ if is_closing(sign) && self.open > 0 => self.close(sign),
            ';' | ',' if self.open > 0 => self.piece.push(sign),
            // Two alleles of one HGVS name: c.[76A>C];[83G>C].
            ';' if self.piece.ends_with(']') && coming.first() == Some(&'[') => self.piece.push(sign),
            _ if is_separator(sign) => self.cut(),
            _ => self.piece.push(sign),
        }
    }

    /// Whether a bracket belongs to the name before it: of HGVS (`p.(`, `c.[`, `_(`, `ins[`), of a genotype (`rs123(`),
    /// or around a gene with the name going on (`NM_1.2(BRCA2):c.`); and is closed before the word ends.
    fn opens_inside(&self, coming: &[char]) -> bool {
        let in_word = |sign: &char| !is_ideograph(*sign) && (!is_separator(*sign) || is_kept_in_brackets(*sign));
        let word: Vec<char> = coming.iter().copied().take_while(in_word).collect();
        let Some(closing) = word.iter().position(|sign| is_closing(*sign)) else { return false };
        let goes_on =
            word.get(closing + 1) == Some(&':') && word.get(closing + 2).is_some_and(|sign| sign.is_alphanumeric());
        let in_name = self.piece.ends_with(['.', '_']) || self.piece.ends_with("];");
        let inserts = self.piece.ends_with("ins") && is_hgvs(after_colon(&self.piece));
        let has_name = self.piece.contains(char::is_alphanumeric);
        has_name && (self.open > 0 || in_name || inserts || goes_on || is_rs_id(&self.piece))
    }

    fn open(&mut self, sign: char) {
        self.piece.push(sign);
        self.open += 1;
    }

    fn close(&mut self, sign: char) {
        self.piece.push(sign);
        self.open -= 1;
    }

    fn cut(&mut self) {
        self.open = 0;
        if !self.piece.is_empty() {
            self.pieces.push(std::mem::take(&mut self.piece));
        }
    }
}

fn is_closing(sign: char) -> bool {
    matches!(sign, ')' | ']' | '}')
}

/// Separators that are not ones between brackets.
fn is_kept_in_brackets(sign: char) -> bool {
    matches!(sign, ';' | ',' | '(' | '[' | '{') || is_closing(sign)
}

/// What stands after the first colon, or all where there is none.
fn after_colon(piece: &str) -> &str {
    piece.split_once(':').map_or(piece, |(_, rest)| rest)
}

fn is_separator(sign: char) -> bool {
    sign.is_whitespace()
        || matches!(sign, ';' | ',' | '|' | '"' | '\'' | '`' | '(' | ')' | '[' | ']' | '{' | '}' | '<' | '&')
        || matches!(sign, '\u{3001}'..='\u{303F}' | '\u{2018}'..='\u{201F}' | '\u{2022}' | '\u{00B7}' | '\u{2026}')
}

/// Of Chinese, Japanese and Korean writing.
fn is_ideograph(sign: char) -> bool {
    matches!(sign, '\u{2E80}'..='\u{2FFF}' | '\u{3040}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}' | '\u{F900}'..='\u{FAFF}')
        || matches!(sign, '\u{20000}'..='\u{3FFFF}')
}

/// Without the punctuation of a sentence; nothing where no letter or digit is left. A sign before a number and one
/// after a name say something (`-1639G>A`, `BRCA1-`) and stay.
fn trimmed(piece: &str) -> Option<&str> {
    let piece = piece.trim_end_matches(['.', ':', ';', ',', '!', '?', '/', '\\', '#', '_', '(', '[', '{']);
    let rest = piece.trim_start_matches(|sign: char| !sign.is_alphanumeric() && sign != '*');
    let before = piece.len() - rest.len();
    let sign = piece.get(..before).and_then(|signs| signs.chars().next_back()).filter(|sign| matches!(sign, '-' | '+'));
    let keeps_sign = sign.is_some() && rest.starts_with(|first: char| first.is_ascii_digit());
    let found = if keeps_sign { piece.get(before - 1..).unwrap_or(rest) } else { rest };
    found.contains(char::is_alphanumeric).then_some(found)
}

fn written_one_way(piece: &str) -> String {
    if let Some(id) = rs_id(piece) {
        return id;
    }
    if is_hgvs(piece) {
        return piece.to_owned();
    }
    if let Some((head, rest)) = piece.split_once(':').filter(|(_, rest)| is_hgvs(rest) || is_rs_id(rest)) {
        return format!("{}:{}", head.to_uppercase(), rs_id(rest).unwrap_or_else(|| rest.to_owned()));
    }
    match piece.split_once('*') {
        Some((gene, allele)) => format!("{}*{allele}", gene.to_uppercase()),
        None => piece.to_uppercase(),
    }
}

/// With a small `rs`; the genotype keeps its letters.
fn rs_id(piece: &str) -> Option<String> {
    piece.get(2..).filter(|_| is_rs_id(piece)).map(|rest| format!("rs{rest}"))
}

/// `rs` and digits; a genotype may follow in brackets.
fn is_rs_id(piece: &str) -> bool {
    let lower = piece.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("rs"));
    let number = piece.get(2..).unwrap_or_default().split('(').next().unwrap_or_default();
    lower && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// A description by HGVS: a level (`c`, `g`, `m`, `n`, `p`, `r`), a full stop and something.
fn is_hgvs(piece: &str) -> bool {
    let mut signs = piece.chars();
    signs.next().is_some_and(|level| "cgmnpr".contains(level)) && signs.next() == Some('.') && signs.next().is_some()
}

/// `CYP2C19 *2` means `CYP2C19*2`: an allele without a gene goes with the gene before it.
fn with_their_genes(pieces: impl Iterator<Item = String>) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    for piece in pieces {
        let is_allele =
            piece.strip_prefix('*').is_some_and(|rest| rest.starts_with(|sign: char| sign.is_ascii_digit()));
        match tokens.last_mut().filter(|last| is_allele && is_gene(last)) {
            Some(gene) => gene.push_str(&piece),
            None => tokens.push(piece),
        }
    }
    tokens
}

fn is_gene(token: &str) -> bool {
    let signs = token.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-');
    signs && token.starts_with(|first: char| first.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn joined(text: &str) -> String {
        tokens(text).join(" ")
    }

    #[test]
    fn names_of_variants_stay_whole() {
        for whole in [
            "BRCA1",
            "CYP2C19*2",
            "CYP2C19*1/*17",
            "CYP2D6*1xN",
            "HLA-B*57:01",
            "HLA-DRB1*15:01:01",
            "rs1801133",
            "rs1801133(C;T)",
            "CHEK2:c.1100delC",
            "DPYD:c.1905+1G>A",
            "VKORC1:c.-1639G>A",
            "LDLR:c.313+1G>A",
            "TCF7L2:rs12255372",
            "NM_000059.3(BRCA2):c.5946del",
            "c.[76A>C;83G>C]",
            "c.[76A>C];[83G>C]",
            "p.(Arg117His)",
            "p.Arg117*",
            "p.Arg117=",
            "c.*6T>C",
            "-1639G>A",
            "BRCA1-",
        ] {
            assert_eq!(tokens(whole), [whole], "{whole}");
        }
    }

    #[test]
    fn separators_of_every_kind_separate() {
        let expected = "BRCA1 CYP2C19*2 HLA-B*57:01 rs1801133";
        for text in [
            "BRCA1 CYP2C19*2 HLA-B*57:01 rs1801133",
            "BRCA1;CYP2C19*2,HLA-B*57:01|rs1801133",
            "BRCA1; CYP2C19*2, HLA-B*57:01 \t\nrs1801133.",
            "BRCA1；CYP2C19＊2，HLA－B＊57：01、rs1801133。",
            "(BRCA1, CYP2C19*2) [HLA-B*57:01] \"rs1801133\"",
            "brca1 cyp2c19*2 hla-b*57:01 RS1801133",
            "BRCA1 CYP2C19 *2 HLA\u{2011}B*57:01 rs1801133",
        ] {
            assert_eq!(joined(text), expected, "{text}");
        }
    }

    #[test]
    fn chinese_texts_need_no_blanks() {
        assert_eq!(
            joined("检出BRCA1突变，携带CYP2C19*2和HLA-B*57:01"),
            "检出 BRCA1 突变 携带 CYP2C19*2 和 HLA-B*57:01"
        );
        assert_eq!(joined("基因：TP53（c.743G>A）"), "基因 TP53 c.743G>A");
    }

    #[test]
    fn a_remark_in_brackets_is_no_part_of_the_name() {
        assert_eq!(joined("BRCA1(pathogenic) p.Arg117His (het)"), "BRCA1 PATHOGENIC p.Arg117His HET");
    }

    #[test]
    fn nothing_is_made_of_nothing() {
        for text in ["", "   ", ";;, ,", "- + *", "…、。", "()"] {
            assert_eq!(tokens(text), Vec::<String>::new(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_gives_tokens_without_blanks(text in "\\PC{0,60}") {
            for token in tokens(&text) {
                prop_assert!(!token.contains(char::is_whitespace) && token.contains(char::is_alphanumeric));
            }
        }

        /// Tokens written out and read again are the same: the canonical form is stable.
        #[test]
        fn tokens_come_back(text in "[A-Za-z0-9*:;.,()+> \\-基因]{0,40}") {
            let once = tokens(&text);
            let twice = tokens(&once.join(" ; "));
            prop_assert_eq!(once, twice);
        }
    }
}
