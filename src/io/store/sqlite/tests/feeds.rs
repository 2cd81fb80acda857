//! What senders take back, imports that go on piece by piece, and stays that were cancelled.

use super::super::super::conformance::{draft, grant, import, import_glucose, moment, patient, summary, twin};
use super::Place;
use crate::base::{Decimal, Progress};
use crate::domain::access::{Action, Scope};
use crate::domain::book::BookKind;
use crate::domain::ids::{ImportId, PatientId};
use crate::domain::patient::Admission;
use crate::domain::receipt::Receipt;
use crate::io::store::inbox::{Arrival, NewMessage, Settled};
use crate::io::store::{GoingOn, ImportWriter, RecordBatch, Row, Store, Withdrawal};

fn values(store: &dyn Store) -> Vec<(i64, String, bool)> {
    let of = |value: &crate::domain::observation::Observation| {
        (value.moment.utc_secs, value.value.to_string(), value.flags.conflicting)
    };
    twin(store, 0).observations.iter().map(of).collect()
}

fn word(writer: &dyn ImportWriter, line: u32, secs: i64) -> Withdrawal {
    let code = writer.words().intern(BookKind::Code, "2339-0").expect("a word");
    let of = Some((code, moment(secs).utc_secs));
    Withdrawal { patient: PatientId(0), of, value: None, source_identifier: None, line }
}

/// A value with the word that it replaces what was sent before.
fn correct(store: &dyn Store, secs: i64, mantissa: Option<i64>) -> Receipt {
    let mut writer = store.begin_import(&grant(Action::ImportFile, Scope::Store), draft("feed")).expect("begins");
    let withdrawal = word(&*writer, 7, secs);
    writer.withdraw(withdrawal.clone());
    if let (Some(mantissa), Some((code, utc_secs))) = (mantissa, withdrawal.of) {
        let unit = writer.words().intern(BookKind::Unit, "mg/dL").ok();
        let value = crate::io::store::PackedObservation {
            patient: PatientId(0),
            line: 7,
            moment: crate::base::Moment { utc_secs, ..moment(secs) },
            mantissa,
            scale: 0,
            flags: Default::default(),
            column: 4,
            code,
            unit,
        };
        let batch = crate::io::store::ObservationBatch { observations: vec![value], ..Default::default() };
        writer.add(RecordBatch::Observations(batch), &Progress::default()).expect("taken in");
    }
    writer.commit(&Progress::default()).expect("committed")
}

fn take_back(store: &dyn Store, import: ImportId) {
    let grant = grant(Action::TakeBackImport, Scope::Import { import });
    store.take_back(&grant, import, &Progress::default()).expect("taken back");
}

fn is_sound(store: &dyn Store) -> bool {
    store.check(&Progress::default()).expect("reads").is_empty()
}

#[test]
fn what_was_taken_back_does_not_count_until_that_word_is_taken_back() {
    let place = Place::new();
    let store = place.create();
    import(&*store, "patients", vec![RecordBatch::Patients(vec![patient("W0", "Wang", 2)])]);
    import_glucose(&*store, &[(0, 0, 100, 2), (0, 60, 97, 3)]);
    let before = (values(&*store), format!("{:?}", summary(&*store)));
    let corrected = correct(&*store, 60, Some(99));
    let one = Decimal { mantissa: 99, scale: 0 }.to_string();
    assert_eq!(values(&*store), [(before.0[0].0, "100".to_owned(), false), (before.0[1].0, one, false)], "no conflict");
    assert!(is_sound(&*store));
    let void = correct(&*store, 0, None);
    assert_eq!(values(&*store).len(), 1);
    import_glucose(&*store, &[(0, 60, 97, 3)]);
    assert_eq!(values(&*store)[0].1, "99", "what was replaced does not come back by being sent again");
    let restored = correct(&*store, 60, Some(97));
    assert_eq!(values(&*store)[0].1, "97", "unless as a correction itself");
    assert!(is_sound(&*store));
    for import in [restored.import, void.import, corrected.import] {
        take_back(&*store, import);
        assert!(is_sound(&*store));
    }
    assert_eq!(values(&*store).len(), 2);
    drop(store);
    let store = place.open().expect("opens").store;
    assert!(is_sound(&*store));
}

#[test]
fn an_import_goes_on_piece_by_piece_and_is_one() {
    let place = Place::new();
    let store = place.create();
    let grant = grant(Action::ListenToFeeds, Scope::Store);
    let mut writer = store.begin_import(&grant, draft("feed")).expect("begins");
    writer.add(RecordBatch::Patients(vec![patient("W0", "Wang", 1)]), &Progress::default()).expect("taken in");
    writer.count(1, 0);
    let first = writer.commit(&Progress::default()).expect("committed");
    let going = |line: u32, family: &str| {
        let GoingOn { mut writer, next_line } =
            store.go_on_with_import(&grant, first.import).expect("goes on").expect("it is the newest");
        assert_eq!(next_line, line);
        writer.add(RecordBatch::Patients(vec![patient("W0", family, line)]), &Progress::default()).expect("taken in");
        writer.count(1, 0);
        writer.commit(&Progress::default()).expect("committed")
    };
    let journal = store.journal_entries(0, 100).expect("reads").len();
    assert_eq!(going(2, "Wei").counts.updated, 1, "a change");
    assert_eq!(going(3, "Wang").counts.updated, 1, "and back: not what the same file said before");
    assert_eq!(store.journal_entries(0, 100).expect("reads").len(), journal, "one import, journalled once");
    let receipts = store.receipts().expect("reads");
    assert_eq!((receipts.len(), receipts[0].counts.rows, receipts[0].counts.flagged), (1, 3, 0));
    assert!(is_sound(&*store));
    import(&*store, "patients", vec![RecordBatch::Patients(vec![patient("W1", "Li", 2)])]);
    assert!(store.go_on_with_import(&grant, first.import).expect("asked").is_none(), "another was made since");
    take_back(&*store, ImportId(2));
    assert_eq!(store.patient_number("W0").expect("reads"), Some(PatientId(0)));
}

#[test]
fn a_stay_that_was_cancelled_is_none_and_one_whose_end_was_cancelled_goes_on() {
    let place = Place::new();
    let store = place.create();
    import(&*store, "patients", vec![RecordBatch::Patients(vec![patient("W0", "Wang", 2)])]);
    let row = |line: u32, admitted: i64, discharged: Option<i64>, event: &str| {
        let reason = (!event.is_empty()).then(|| event.to_owned());
        let discharged = discharged.map(moment);
        let record = Admission { ward: None, room: None, bed: None, admitted: moment(admitted), discharged, reason };
        let raw = if event.is_empty() { Vec::new() } else { vec![("event".to_owned(), event.to_owned())] };
        (PatientId(0), Row { record, line, raw })
    };
    let stays = |rows| import(&*store, "feed", vec![RecordBatch::Admissions(rows)]);
    stays(vec![row(1, 0, None, ""), row(2, 0, Some(500), ""), row(3, 1000, None, "")]);
    stays(vec![row(1, 1000, None, "A11"), row(2, 0, None, "A13")]);
    let seen = twin(&*store, 0).admissions;
    assert_eq!(seen.len(), 1, "{seen:?}");
    assert_eq!((seen[0].record.admitted, seen[0].record.discharged), (moment(0), None));
    stays(vec![row(1, 0, Some(900), "")]);
    let seen = twin(&*store, 0).admissions;
    assert_eq!(seen.iter().map(|row| row.record.discharged).collect::<Vec<_>>(), [Some(moment(900))]);
    assert!(is_sound(&*store));
}

#[test]
fn the_inbox_keeps_each_message_once_and_gives_it_until_it_is_settled() {
    let place = Place::new();
    let store = place.create();
    let inbox = store.inbox().expect("opens");
    let message = |id: &str, text: &str| NewMessage {
        sender: "MON/W7".to_owned(),
        control_id: id.to_owned(),
        source: "mllp".to_owned(),
        received_utc_secs: 100,
        bytes: text.as_bytes().to_vec(),
    };
    let arrivals =
        inbox.keep(&[message("1", "a"), message("1", "a"), message("2", "b"), message("1", "c")]).expect("kept");
    assert_eq!(arrivals, [Arrival::New, Arrival::Known, Arrival::New, Arrival::NumberUsedBefore]);
    drop(inbox);
    drop(store);
    let store = place.open().expect("opens").store;
    let inbox = store.inbox().expect("opens");
    let waiting = inbox.waiting(10).expect("reads");
    assert_eq!(waiting.iter().map(|one| one.bytes.as_slice()).collect::<Vec<_>>(), [b"a", b"b", b"c"]);
    let settled = |number, reason: Option<&str>| Settled {
        number,
        import: ImportId(1),
        line: 1,
        set_aside: reason.map(str::to_owned),
    };
    inbox.settle(&[settled(waiting[0].number, None), settled(waiting[1].number, Some("no patient"))]).expect("kept");
    let reasons: Vec<String> = inbox.set_aside(0, 10).expect("reads").into_iter().map(|one| one.reason).collect();
    assert_eq!(reasons, ["no patient"]);
    inbox.forget_taken_before(1000).expect("forgotten");
    assert_eq!(inbox.keep(&[message("1", "a")]).expect("kept"), [Arrival::Known], "that it came is remembered");
    let all = inbox.set_aside(0, 10).expect("reads");
    let retrying = grant(Action::RetryMessages, Scope::Store);
    assert_eq!(inbox.retry(&retrying, Some(all[0].number + 90)).expect("tried again"), 0, "another one");
    assert_eq!(inbox.retry(&retrying, Some(all[0].number)).expect("tried again"), 1);
    let counts = inbox.counts().expect("reads");
    assert_eq!((counts.waiting, counts.taken, counts.set_aside), (2, 1, 0));
    // A message that was discarded has no text any more, is not tried again, and does not come in a second time.
    let third = waiting[2].number;
    inbox.settle(&[settled(third, Some("no patient"))]).expect("kept");
    let discarding = grant(Action::DiscardMessages, Scope::Store);
    inbox.discard(&discarding, third).expect("discarded");
    assert!(inbox.discard(&discarding, third).is_err() && inbox.set_aside(0, 10).expect("reads").is_empty());
    assert_eq!(inbox.retry(&retrying, None).expect("tried again"), 0);
    assert_eq!(inbox.keep(&[message("1", "c")]).expect("kept"), [Arrival::Known]);
    let bytes = std::fs::read(place.folder().join("inbox.db")).expect("there");
    assert!(!bytes.windows(6).any(|window| window == b"MON/W7"), "nothing is readable on disk");
}
