//! Lists of older stores: summed up again when opened for writing, read as they are otherwise.

use std::sync::Arc;

use super::super::super::conformance::{import_glucose, summary};
use super::super::core::STORE_FILE;
use super::super::{connection, header, layout, migrations, snapshot, summary as columns};
use super::{NOW, Place, filled, word};
use crate::domain::indicator::IndicatorId;
use crate::io::store::sqlite::SqliteStore;
use crate::io::store::{Store as _, Writing};

#[test]
fn lists_made_with_another_indicator_table_are_summed_up_again() {
    let place = Place::new();
    filled(&place);
    let store = place.open().expect("opens").store;
    let right = format!("{:?}", summary(&*store));
    let spoil = |transaction: &rusqlite::Transaction, _: &Arc<snapshot::Snapshot>| {
        snapshot::set(transaction, layout::KEY, "another table")?;
        columns::write_bytes(transaction, 0, columns::NEWEST + 20, &[])?;
        columns::write_bytes(transaction, 0, columns::OBSERVATION_COUNTS, &[])
    };
    store.core.write(NOW, spoil).expect("spoiled");
    assert_ne!(format!("{:?}", summary(&*store)), right);
    drop(store);
    assert_eq!(format!("{:?}", summary(&*place.open().expect("opens").store)), right);
}

/// The newest glucose of patient 0 as lists show it.
fn listed(store: &SqliteStore) -> String {
    let glucose = IndicatorId::from_code("2339-0").expect("in the table");
    let chunk = summary(store).into_iter().next().expect("a chunk");
    let newest = chunk.newest[glucose.index()].as_ref().and_then(|column| column.get(0));
    newest.expect("recorded").shown()
}

/// Makes a store's file what version 1 of the program left behind: 5 mmol/L for patient 0, without a scale.
fn put_back_to_version_1(place: &Place) {
    let glucose = IndicatorId::from_code("2339-0").expect("in the table").index() as u8;
    let key = header::read(&place.folder()).expect("reads").open(&word("open")).expect("opens");
    let path = place.folder().join(STORE_FILE);
    let file = connection::open(&path, connection::FileKind::Store, &key, connection::Access::Write).expect("opens");
    let column = [1, 0, 1, 5, 0, 3, 0];
    columns::write_bytes(&file, 0, columns::NEWEST + glucose, &column).expect("written");
    snapshot::set(&file, layout::KEY, "version 1").expect("written");
    file.execute_batch(super::BACK_TO_VERSION_2).expect("put back");
    file.pragma_update(None, "user_version", 1).expect("written");
}

#[test]
fn a_store_of_version_1_is_read_and_its_lists_summed_up_again() {
    let place = Place::new();
    filled(&place);
    let store = place.open().expect("opens").store;
    import_glucose(&*store, &[(0, 90_000, 90, 2)]);
    assert_eq!(listed(&store), "5.0");
    drop(store);
    put_back_to_version_1(&place);
    // Who may only read sees it as it is.
    let lock = super::super::lock::take(&place.folder(), NOW).expect("taken");
    let reader = place.open().expect("opens").store;
    assert!(matches!(reader.info().writing, Writing::Elsewhere { .. }));
    assert_eq!(listed(&reader), "5");
    drop((reader, lock));
    let store = place.open().expect("opens").store;
    assert_eq!(listed(&store), "5.0");
    let version = store.core.read(|file, _| migrations::version(file)).expect("reads");
    assert_eq!(version as usize, super::super::open::STEPS.len());
}
