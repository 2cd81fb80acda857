//! The table of treatment options that a store begins with: options with their basis and source, never more than that.
//! Whoever uses it changes it on screen.

use std::sync::OnceLock;

use crate::domain::diagnosis::TreatmentOption;

/// Columns: diagnosis, option, basis, source.
const ENGLISH: &str = include_str!("../../../assets/diagnosis/options.tsv");
const CHINESE: &str = include_str!("../../../assets/diagnosis/options-zh-CN.tsv");

/// The rows that come with the program, in a language by its id.
pub fn starting(language: &str) -> &'static [TreatmentOption] {
    static READ: [OnceLock<Vec<TreatmentOption>>; 2] = [OnceLock::new(), OnceLock::new()];
    let [english, chinese] = &READ;
    match language {
        "zh-CN" => chinese.get_or_init(|| rows(CHINESE)),
        _ => english.get_or_init(|| rows(ENGLISH)),
    }
}

fn rows(table: &str) -> Vec<TreatmentOption> {
    table.lines().skip(1).filter_map(row).collect()
}

fn row(line: &str) -> Option<TreatmentOption> {
    let mut cells = line.split('\t').map(|cell| cell.trim().to_owned());
    let mut next = || cells.next();
    Some(TreatmentOption { diagnosis: next()?, option: next()?, basis: next()?, source: next()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_that_comes_with_the_program_has_a_basis_and_a_source() {
        for (language, table) in [("en", ENGLISH), ("zh-CN", CHINESE)] {
            let rows = starting(language);
            assert_eq!(rows.len(), ENGLISH.lines().filter(|line| !line.trim().is_empty()).count() - 1);
            assert_eq!(rows.len(), table.trim_end().lines().count() - 1);
            for row in rows {
                let cells = [&row.diagnosis, &row.option, &row.basis, &row.source];
                assert!(cells.iter().all(|cell| !cell.is_empty()), "{row:?}");
            }
            assert!(rows.iter().any(|row| row.is_for("Outcome", "type 2 diabetes")));
        }
    }
}
