//! Names of alleles: their order as a person counts, and the core allele of a sub-allele.

use std::cmp::Ordering;

/// `*6` before `*18`: runs of digits compare as numbers.
pub fn natural_order(first: &str, second: &str) -> Ordering {
    let (mut first, mut second) = (first, second);
    loop {
        let ((a, rest_a), (b, rest_b)) = (piece(first), piece(second));
        let order = match (number(a), number(b)) {
            (Some(a), Some(b)) => a.cmp(&b),
            _ => a.cmp(b),
        };
        if order != Ordering::Equal || a.is_empty() {
            return order;
        }
        (first, second) = (rest_a, rest_b);
    }
}

/// The first run of digits, or of anything else, and what follows.
fn piece(text: &str) -> (&str, &str) {
    let is_digit = text.starts_with(|c: char| c.is_ascii_digit());
    let end = text.find(|c: char| c.is_ascii_digit() != is_digit).unwrap_or(text.len());
    text.split_at(end)
}

fn number(piece: &str) -> Option<u64> {
    piece.starts_with(|c: char| c.is_ascii_digit()).then(|| piece.parse().ok()).flatten()
}

/// The core allele that a sub-allele reports as: `*45.001` is `*45`.
pub fn core_allele(name: &str) -> &str {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match name.split_once('.') {
        Some((core, suffix)) if core.strip_prefix('*').is_some_and(digits) && digits(suffix) => core,
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alleles_are_counted() {
        let mut names = ["*80+*28", "*18", "*6", "*80", "*1", "c.85T>C (*9A)", "Reference", "c.1905C>G"];
        names.sort_by(|a, b| natural_order(a, b));
        assert_eq!(names, ["*1", "*6", "*18", "*80", "*80+*28", "Reference", "c.85T>C (*9A)", "c.1905C>G"]);
    }

    #[test]
    fn sub_alleles_report_as_their_core() {
        assert_eq!(core_allele("*45.001"), "*45");
        for name in ["*45", "c.85T>C (*9A)", "c.1129-5923C>G", "*4.x", "Reference"] {
            assert_eq!(core_allele(name), name);
        }
    }
}
