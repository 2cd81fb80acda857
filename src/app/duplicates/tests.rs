//! What merges and kept pairs do to search and to the pairs proposed, on a real store.

use super::*;
use crate::app::hospital::{Hospital, read};
use crate::base::{Date, Progress};
use crate::domain::access::{Actor, Grant};
use crate::io::store::conformance::{grant, import, patient};
use crate::io::store::sqlite::{self, NewStore, SqliteStore};
use crate::io::store::{RecordBatch, Store};
use crate::io::vault::{KdfCost, Passphrase};

struct Ward {
    _folder: tempfile::TempDir,
    store: Arc<SqliteStore>,
}

impl Ward {
    /// Three patients of one Chinese name and birth date; the fourth is somebody else.
    fn new() -> Ward {
        let folder = tempfile::tempdir().expect("a folder");
        let (zone, passphrase) = (crate::base::Zone::utc(), Passphrase::new("open".to_owned()));
        let spec = NewStore { name: "W".to_owned(), zone, passphrase, cost: KdfCost::Cheapest, demo: false };
        let made = grant(Action::CreateStore, Scope::Store);
        let place = folder.path().join("w.wardtwin");
        let store = sqlite::create(&place, spec, &made, &folder.path().join("state")).expect("made");
        let mut rows: Vec<_> = ["Wang", "Ouyang", "Wong"]
            .iter()
            .enumerate()
            .map(|(number, name)| patient(&format!("W{number}"), name, number as u32 + 2))
            .collect();
        let mut other = patient("X9", "Schmidt", 9);
        (other.record.chinese_name, other.record.birth_date) = (None, Some(Date(77)));
        rows.push(other);
        import(&*store, "patients", vec![RecordBatch::Patients(rows)]);
        Ward { _folder: folder, store }
    }

    fn hospital(&self) -> Arc<Hospital> {
        Arc::new(read(&*self.store, Date(20_000), &Progress::default()).expect("reads").0)
    }

    fn pairs(&self) -> Vec<(u32, u32)> {
        let found = search(self.hospital(), &Progress::default()).expect("not cancelled");
        assert_eq!(found.total as usize, found.pairs.len());
        found.pairs.iter().map(|pair| (pair.first, pair.second)).collect()
    }

    fn merge(&self, patient: u32, into: u32) {
        let asked = grant(Action::MergePatients, Scope::Store);
        self.store.merge(&asked, PatientId(patient), PatientId(into)).expect("merges");
    }

    fn keep_apart(&self, one: u32, other: u32) {
        let asked = grant(Action::KeepPatientsApart, Scope::Store);
        self.store.keep_apart(&asked, PatientId(one), PatientId(other)).expect("kept");
    }
}

/// Rows and reasons of some searches, and the list.
fn searches(hospital: &Hospital) -> String {
    let mut said = String::new();
    for text in ["", "W0", "W1", "w", "wang", "ouyang", "王小明", "wang w0", "schmidt"] {
        let found = hospital.search.search(text, None, &Progress::default()).expect("not cancelled");
        let why: Vec<_> = found.rows.iter().map(|row| hospital.search.why(&found, *row)).collect();
        said += &format!("{text}: {:?} {why:?}\n", found.rows);
    }
    said
}

fn rows(hospital: &Hospital, text: &str) -> Vec<u32> {
    hospital.search.search(text, None, &Progress::default()).expect("not cancelled").rows
}

#[test]
fn every_number_and_name_finds_the_merged_person_and_nothing_is_left_of_it_afterwards() {
    let ward = Ward::new();
    let before = searches(&ward.hospital());
    ward.merge(1, 0);
    let hospital = ward.hospital();
    assert_eq!(hospital.index.patient_count(), 3);
    for text in ["W0", "W1", "ouyang"] {
        assert_eq!(rows(&hospital, text), [0], "{text}");
    }
    assert_eq!(rows(&hospital, ""), [0, 2, 3]);
    let found = hospital.search.search("W1", None, &Progress::default()).expect("not cancelled");
    assert_eq!(hospital.search.why(&found, 0)[0].row, 1, "it says by whose number");
    let only = crate::app::index::RowSet::from_fn(4, |row| row == 3);
    let within = hospital.search.search("W1", Some(&only), &Progress::default()).expect("not cancelled");
    assert!(within.rows.is_empty(), "not in this cohort");
    let cohort = |filter: &str| {
        let cohort = crate::domain::cohort::Cohort::parse(filter).expect("a filter");
        hospital.index.filter(&cohort, Date(20_000)).to_rows()
    };
    assert_eq!((cohort("identifier = W1"), cohort("identifier != W1")), (vec![0], vec![2, 3]));
    assert_eq!((hospital.index.row_of_identifier("W1"), hospital.index.shown_row(1)), (Some(0), 0));
    assert_eq!(hospital.index.merged_into(0).collect::<Vec<_>>(), [1]);
    ward.store.unmerge(&grant(Action::UnmergePatients, Scope::Store), PatientId(1)).expect("taken back");
    assert_eq!(searches(&ward.hospital()), before);
}

#[test]
fn chinese_names_in_two_fields_and_written_out_umlauts_are_found_and_namesakes_are_not() {
    let ward = Ward::new();
    let (born, elsewhere) = (Some(Date(-7_000)), Some(Date(4_321)));
    let people = [
        ("C1", "王", "小明", born),
        ("C2", "Wang", "Xiaoming", born),
        ("C3", "", "王小明", born),
        ("C4", "Xiaoming", "Wang", elsewhere),
        ("M1", "Müller", "Jürgen", born),
        ("M2", "Mueller", "Juergen", born),
        ("M3", "Mueller", "Juergen", Some(Date(-12_345))),
        ("S1", "Sørensen", "Åse", born),
        ("S2", "Soerensen", "Aase", born),
    ];
    let rows = (2..).zip(people).map(|(line, (identifier, family, given, birth))| {
        let mut row = patient(identifier, family, line);
        let name = |name: &str| Some(name.to_owned()).filter(|name| !name.is_empty());
        (row.record.family_name, row.record.given_name, row.record.chinese_name) = (name(family), name(given), None);
        (row.record.birth_date, row.record.phone) = (birth, None);
        row
    });
    import(&*ward.store, "patients", vec![RecordBatch::Patients(rows.collect())]);
    let hospital = ward.hospital();
    let found: Vec<String> = search(Arc::clone(&hospital), &Progress::default())
        .expect("not cancelled")
        .pairs
        .iter()
        .map(|pair| [pair.first, pair.second].map(|row| hospital.index.identifier(row).to_owned()).join("-"))
        .filter(|pair| !pair.starts_with('W'))
        .collect();
    let mut sorted = found.clone();
    sorted.sort();
    assert_eq!(sorted, ["C1-C2", "C1-C3", "C2-C3", "M1-M2", "S1-S2"], "{found:?}");
}

#[test]
fn pairs_decided_do_not_come_back() {
    let ward = Ward::new();
    assert_eq!(ward.pairs(), [(0, 1), (0, 2), (1, 2)]);
    ward.keep_apart(2, 0);
    assert_eq!(ward.pairs(), [(0, 1), (1, 2)]);
    ward.merge(1, 0);
    assert_eq!(ward.pairs(), [], "who is one with 0 is not 2");
    let asked = grant(Action::ForgetKeptApart, Scope::Store);
    ward.store.forget_kept_apart(&asked, PatientId(0), PatientId(2)).expect("forgotten");
    assert_eq!(ward.pairs(), [(0, 2)]);
}

#[test]
fn the_door_is_asked_for_each_decision() {
    let actor = Actor::owner("A".to_owned());
    for action in [Action::MergePatients, Action::UnmergePatients, Action::KeepPatientsApart, Action::ForgetKeptApart] {
        let scope = Scope::Pair { identifiers: ["W0".to_owned(), "W1".to_owned()] };
        let grant = Grant::ask(&actor, action, scope, 0).expect("the owner may");
        assert_eq!((grant.action(), grant.scope().line().as_str()), (action, "patients W0, W1"));
    }
}
