//! The bundles of the public corpora: synthetic patients come in whole, hostile files give rejects with their place or an
//! error with its line, and nothing panics.

use wardtwin::base::Progress;
use wardtwin::base::time::MomentReader;
use wardtwin::base::{Rule, Severity, Zone};
use wardtwin::io::import::documents::{self, DocumentKind, Strangers, fhir::TYPES};
use wardtwin::io::store::Store;

use super::{files, shared, throw_away_store};

fn import(store: &dyn Store, path: &std::path::Path) -> Result<wardtwin::domain::receipt::Receipt, String> {
    let document = documents::open(path, DocumentKind::Fhir).map_err(|error| error.to_string())?;
    let grant = super::import_grant();
    let writer = store.begin_import(&grant, document.draft()).expect("begins");
    let moments = MomentReader::new(Zone::utc()).at(grant.at_utc_secs());
    let done = documents::run(&document, moments, Strangers::SetAside, writer, &Progress::default());
    done.map(|(receipt, _)| receipt).map_err(|error| error.to_string())
}

#[test]
fn synthetic_patients_come_in_whole() {
    let Some(folder) = shared("data/fhir_r4_synthea") else { return };
    let (store, _folder) = throw_away_store();
    for path in files(&folder) {
        let receipt = import(&*store, &path).expect("a bundle");
        let supported = documents::open(&path, DocumentKind::Fhir).expect("a bundle").counts();
        let supported: u64 =
            supported.iter().filter(|(kind, _)| TYPES.contains(&kind.as_str())).map(|(_, count)| count).sum();
        assert_eq!(receipt.counts.rows, supported, "{}", path.display());
        let rejects = store.rejects(receipt.import, 0, 1000).expect("readable");
        let refused: Vec<_> = rejects.iter().filter(|reject| reject.rule.severity() == Severity::Reject).collect();
        assert!(refused.is_empty(), "{}: {refused:?}", path.display());
        let again = import(&*store, &path).expect("a bundle");
        assert_eq!((again.counts.added, again.counts.updated), (0, 0), "{}: the same again is no news", path.display());
    }
}

#[test]
fn hostile_files_give_a_place_and_no_panic() {
    let (store, _folder) = throw_away_store();
    let mut counted = [0usize; 3];
    for below in ["data/corpora/fhir", "data/fhir_r4_examples", "data/corpora/own/json", "data/corpora/json"] {
        let Some(folder) = shared(below) else { return };
        for path in files(&folder).into_iter().filter(|path| path.extension().is_some_and(|end| end == "json")) {
            match import(&*store, &path) {
                Ok(receipt) => {
                    counted[0] += 1;
                    counted[1] += receipt.counts.rows as usize;
                    let rejects = store.rejects(receipt.import, 0, 10_000).expect("readable");
                    let words =
                        |reject: &wardtwin::domain::receipt::Reject| documents::place_words(&receipt, reject.place);
                    let has_place = |reject: &wardtwin::domain::receipt::Reject| {
                        reject.rule == Rule::Duplicate || words(reject).is_some_and(|words| words.contains("resource"))
                    };
                    assert!(rejects.iter().all(has_place), "{}: {rejects:?}", path.display());
                }
                Err(reason) => {
                    counted[2] += 1;
                    assert!(reason.contains("line") || reason.contains("empty"), "{}: {reason}", path.display());
                }
            }
        }
    }
    let [files, rows, refused] = counted;
    assert!(files > 250 && rows > 60 && refused > 5, "{counted:?}");
}
