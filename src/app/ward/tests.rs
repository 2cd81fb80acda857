//! From messages to the board and back: what is said at the bedside completes a score, what is taken back leaves it, and a device's
//! state follows its messages.

use std::sync::Arc;

use super::beside::Beside;
use super::board::{Board, WardRead, on_ward, rows_on};
use super::reading::{Nothing, signs_of};
use crate::analysis::departure::AlertBudget;
use crate::analysis::ward::{Band, Freshness, Sign};
use crate::app::feeds::Digest;
use crate::app::feeds::scenario::{Scenario, Ward};
use crate::app::hospital::read_index;
use crate::base::{Progress, Revision, Zone};
use crate::domain::access::{Action, Actor, Grant, Scope};
use crate::domain::bedside::{BedsideEntry, Consciousness};
use crate::domain::ids::PatientId;
use crate::domain::resource::DeviceStatus;
use crate::io::hl7::bedside::Said;
use crate::io::import::documents::Strangers;
use crate::io::store::inbox::NewMessage;
use crate::io::store::sqlite::{NewStore, SqliteStore, ThrowAwayFolder, create_throw_away};
use crate::io::store::{Inbox, RecordBatch, Row, Store};
use crate::io::vault::{KdfCost, Passphrase};

const NOW: i64 = 1_767_603_600;

struct Place {
    store: Arc<dyn Store>,
    inbox: Arc<dyn Inbox>,
    digest: Digest,
    _folder: ThrowAwayFolder,
}

fn actor() -> Actor {
    Actor::owner("Lee".to_owned())
}

fn grant(action: Action) -> Grant {
    Grant::ask(&actor(), action, Scope::Store, NOW).expect("an owner may")
}

fn place() -> Place {
    let spec = NewStore {
        name: "ward".to_owned(),
        zone: Zone::utc(),
        passphrase: Passphrase::new("word".to_owned()),
        cost: KdfCost::Cheapest,
        demo: true,
    };
    let made: (Arc<SqliteStore>, ThrowAwayFolder) =
        create_throw_away(&std::env::temp_dir(), spec, &grant(Action::CreateStore)).expect("made");
    let (store, _folder) = (made.0 as Arc<dyn Store>, made.1);
    let inbox = store.inbox().expect("an inbox");
    let digest = Digest::new(Arc::clone(&store), Arc::clone(&inbox), actor(), Strangers::SetAside);
    Place { store, inbox, digest, _folder }
}

impl Place {
    /// Keeps messages and takes them in; how many were set aside.
    fn send(&mut self, texts: &[String]) -> usize {
        let messages: Vec<NewMessage> = texts
            .iter()
            .enumerate()
            .map(|(at, text)| NewMessage {
                sender: "T/T".to_owned(),
                control_id: format!("{at}-{}", text.len()),
                source: "test".to_owned(),
                received_utc_secs: NOW,
                bytes: text.clone().into_bytes(),
            })
            .collect();
        self.inbox.keep(&messages).expect("kept");
        self.digest.step(NOW).expect("taken in").set_aside
    }

    fn board(&self) -> Board {
        let (index, _) = read_index(&*self.store, &Progress::default()).expect("reads");
        let rows = rows_on(&index, Some("SIM"));
        let patients: Vec<PatientId> = rows.iter().map(|row| PatientId(*row)).collect();
        let records =
            self.store.ward_records(&grant(Action::OpenWardBoard), &patients, &Progress::default()).expect("reads");
        let (books, today) = (self.store.books(), Zone::utc().date_at(NOW));
        let people = rows
            .iter()
            .zip(&records)
            .map(|(row, record)| on_ward(&index, *row, today, signs_of(record, &books), Beside::default()))
            .collect();
        let read = WardRead {
            revision: Revision(0),
            ward: Some("SIM".to_owned()),
            people,
            left_out: 0,
            budget: AlertBudget::USUAL,
        };
        Board::of(Arc::new(read), NOW, None)
    }
}

fn simulated(ward: &Ward, patients: std::ops::Range<u32>) -> Vec<String> {
    let admissions = patients.clone().map(|patient| ward.admission(patient));
    let minutes = patients.flat_map(|patient| (0..ward.minutes).flat_map(move |minute| ward.minute(patient, minute)));
    admissions.chain(minutes).map(|message| message.text).collect()
}

fn entry(entry: BedsideEntry, takes_back: bool) -> String {
    let (identifier, by) = ("SIM-3-001".to_owned(), "Lee".to_owned());
    Said { identifier, entry, at_utc_secs: NOW - 30, takes_back, by }.message()
}

#[test]
fn what_is_said_at_the_bedside_counts_until_it_is_taken_back() {
    let mut place = place();
    let calm = Ward { scenario: Scenario::Calm, patients: 2, seed: 3, end_utc_secs: NOW, minutes: 40 };
    assert_eq!(place.send(&simulated(&calm, 0..2)), 0);
    let score = |board: &Board| {
        let row = board.rows.iter().find(|row| row.who.identifier == "SIM-3-001").expect("on the ward");
        (row.standing.freshness, row.standing.points(), row.standing.band())
    };
    let (freshness, before, _) = score(&place.board());
    assert_eq!(freshness, Freshness::Fresh, "the simulator sends everything that NEWS2 asks for");
    let voice = BedsideEntry::Consciousness(Consciousness::Voice);
    assert_eq!(place.send(&[entry(voice, false)]), 0);
    let board = place.board();
    assert_eq!(score(&board).1, before + 3);
    assert!(score(&board).2 >= Some(Band::LowMedium));
    assert_eq!(board.rows[0].who.identifier, "SIM-3-001", "the most urgent is first");
    assert_eq!(place.send(&[entry(voice, true)]), 0);
    assert_eq!(score(&place.board()).1, before);
    assert_eq!(place.send(&[entry(BedsideEntry::Oxygen { l_per_min: 2.0 }, false)]), 0);
    assert_eq!(score(&place.board()).1, before + 2);
}

#[test]
fn lead_off_and_sentinels_are_told_apart_and_a_bed_is_known() {
    let mut place = place();
    let off = Ward { scenario: Scenario::LeadOff, patients: 1, seed: 3, end_utc_secs: NOW, minutes: 18 };
    assert_eq!(place.send(&simulated(&off, 0..1)), 0);
    let board = place.board();
    let row = &board.rows[0];
    let nothing =
        [(Sign::Breathing, Nothing::Sentinel), (Sign::Saturation, Nothing::Sentinel), (Sign::Pulse, Nothing::LeadOff)];
    assert_eq!(row.nothing, nothing);
    assert_eq!(row.standing.freshness, Freshness::Partial, "no older value stands for what is off");
    assert!(row.standing.newest.as_ref().is_some_and(|round| round.missing.len() == 3), "{:?}", row.standing);
    assert_eq!((row.who.read.room.as_deref(), row.who.read.bed.as_deref()), (Some("R1"), Some("B1")));
    assert_eq!(row.initials(), "S.P.");
}

#[test]
fn a_devices_state_follows_its_messages_also_back() {
    let mut place = place();
    let device = crate::domain::resource::Device {
        identifier: "DEV-1".to_owned(),
        kind: Some("Ventilator".to_owned()),
        ward: Some("ICU".to_owned()),
        room: None,
        status: Some(DeviceStatus::Available),
        last_service: None,
        next_service: None,
        beds: None,
        open_mins: None,
        cell: crate::domain::ids::CellRef { import: crate::domain::ids::ImportId(1), line: 2, column: 0 },
    };
    let draft = crate::io::import::documents::feed::draft("devices".to_owned());
    let mut writer = place.store.begin_import(&grant(Action::ImportFile), draft).expect("begins");
    let row = Row { record: device, line: 2, raw: Vec::new() };
    writer.add(RecordBatch::Devices(vec![row]), &Progress::default()).expect("taken in");
    writer.commit(&Progress::default()).expect("committed");
    let state = |state: &str, number: u32| {
        format!("MSH|^~\\&|G|G|||20260105080000+0000||ESU^U01|{number}|P|2.6\rEQU|DEV-1|20260105080000+0000|{state}\r")
    };
    let status = |place: &Place| place.store.devices().expect("reads")[0].clone();
    for (number, (sent, expected)) in
        (1u32..).zip([("OP", DeviceStatus::InUse), ("PD", DeviceStatus::OutOfOrder), ("OP", DeviceStatus::InUse)])
    {
        assert_eq!(place.send(&[state(sent, number) + &" ".repeat(number as usize)]), 0);
        let now = status(&place);
        assert_eq!((now.status, now.kind.as_deref()), (Some(expected), Some("Ventilator")));
    }
    let states = place.store.device_states().expect("reads");
    assert_eq!(states.len(), 3, "each with its time: {states:?}");
    assert_eq!(place.send(&[state("IN", 4).replace("DEV-1", "DEV-9x")]), 1, "a passing state of nobody's device");
}

/// 27 breaths, 92 % on air, pulse 124, 38.9 °C: 8 points on scale 1 and 6 on scale 2, from the moment somebody chooses, both ways,
/// and the board knows who chose.
#[test]
fn a_score_follows_the_scale_that_somebody_chooses() {
    let mut place = place();
    let at = "20260105085500+0000";
    let admission = format!(
        "MSH|^~\\&|A|A|||{at}||ADT^A01|1|P|2.6\rPID|||B3^^^^MR||Three^Bee||19600101|M\rPV1||I|SIM^R1^B3{}{at}\r",
        "|".repeat(41)
    );
    let results: String = [
        ("151562^MDC_RESP_RATE^MDC", "27", "264928"),
        ("150456^MDC_PULS_OXIM_SAT_O2^MDC", "92", "262688"),
        ("147842^MDC_ECG_HEART_RATE^MDC", "124", "264864"),
        ("150344^MDC_TEMP^MDC", "38.9", "268192"),
        ("150021^MDC_PRESS_BLD_NONINV_SYS^MDC", "128", "266016"),
        ("67775-7^^LN", "0", "{ACVPU}"),
        ("3151-8^^LN", "0", "L/min"),
    ]
    .iter()
    .map(|(code, value, unit)| format!("OBX|1|NM|{code}|1|{value}|{unit}|||||F|||{at}\r"))
    .collect();
    let monitor = format!("MSH|^~\\&|M|M|||{at}||ORU^R01|2|P|2.6\rPID|||B3^^^^MR\r{results}");
    assert_eq!(place.send(&[admission, monitor]), 0);
    let points = |place: &Place| place.board().rows[0].standing.points();
    assert_eq!(points(&place), 8);
    let scale = |scale: u8, secs: i64| {
        let (identifier, by) = ("B3".to_owned(), "Lee".to_owned());
        let entry = BedsideEntry::SaturationScale(scale);
        Said { identifier, entry, at_utc_secs: NOW - secs, takes_back: false, by }.message()
    };
    assert_eq!(place.send(&[scale(2, 120)]), 0);
    assert_eq!(points(&place), 6);
    assert_eq!(place.board().rows[0].who.read.scale_chosen_by(NOW), Some("Lee"));
    assert_eq!(place.send(&[scale(1, 60)]), 0);
    assert_eq!(points(&place), 8);
}

/// An admission under somebody else's number: nobody is renamed until a person says that it is the same one.
#[test]
fn an_admission_with_another_name_waits_for_a_person() {
    let mut place = place();
    let admission = |name: &str, number: u32| {
        format!(
            "MSH|^~\\&|A|A|||20260105085500+0000||ADT^A01|{number}|P|2.6\rPID|||B4^^^^MR||{name}\r\
             PV1||I|SIM^R1^B4{}20260105085500+0000\r",
            "|".repeat(41)
        )
    };
    let name = |place: &Place| place.board().rows[0].who.family_name.clone();
    assert_eq!(place.send(&[admission("Alpha^Ann||19800102|F", 1)]), 0);
    assert_eq!(place.send(&[admission("X^Y", 2)]), 1);
    assert_eq!(name(&place).as_deref(), Some("Alpha"));
    let waiting = place.inbox.set_aside(0, 10).expect("reads").remove(0);
    assert!(
        waiting.reason.starts_with("patient: it is about X Y (–), and patient B4 is Alpha Ann"),
        "{}",
        waiting.reason
    );
    // Tried again, it waits again; said to be right, it counts.
    place.inbox.retry(&grant(Action::RetryMessages), None).expect("waits");
    assert_eq!(place.digest.step(NOW).expect("taken in").set_aside, 1);
    place.inbox.accept_person(&grant(Action::RetryMessages), waiting.number).expect("waits");
    assert_eq!(place.digest.step(NOW).expect("taken in").set_aside, 0);
    assert_eq!(name(&place).as_deref(), Some("X"));
    assert!(place.inbox.accept_person(&grant(Action::RetryMessages), waiting.number).is_err(), "nothing waits");
}
