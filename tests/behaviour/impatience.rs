//! What an impatient person found out by pressing too early, too often and in the wrong place.

use std::sync::mpsc::{Sender, channel};
use std::time::{Duration, Instant};

use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use wardtwin::app::command::Command;
use wardtwin::app::jobs::JobKind;
use wardtwin::app::message::Message;
use wardtwin::app::outcome::Outcome;
use wardtwin::app::panels::PanelId;
use wardtwin::app::trust::TrustCommand;
use wardtwin::app::trust::accounts::AccountCommand;
use wardtwin::app::twin::TwinCommand;
use wardtwin::domain::ids::PatientId;

use super::person::{PASSPHRASE, Person};

/// Starts a job that writes until the sender says something, and waits until the status bar shows it.
fn writes_until_told(person: &mut Person) -> Sender<()> {
    let (sender, told) = channel::<()>();
    let work = move |_: &wardtwin::base::Progress| {
        let _gone = told.recv_timeout(Duration::from_secs(60));
        Outcome::Done
    };
    assert!(person.window.state_mut().core.jobs.start(JobKind::COMPACT, Message::new("job-compact"), work));
    let deadline = Instant::now() + Duration::from_secs(30);
    while !person.labels().iter().any(|label| label.starts_with("Cancel ")) {
        assert!(Instant::now() < deadline, "the status bar shows no job");
        person.window.step();
    }
    sender
}

fn steps(person: &mut Person) {
    (0..4).for_each(|_| person.window.step());
}

#[test]
fn nobody_ends_a_job_of_a_locked_window_and_a_store_that_is_written_is_not_closed() {
    let mut person = Person::starts();
    person.creates_a_store();
    let sender = writes_until_told(&mut person);
    person.window.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::W);
    steps(&mut person);
    person.must_see("Records are being written").must_see("Ward 3");
    person.window.key_press_modifiers(Modifiers::COMMAND, Key::L);
    steps(&mut person);
    assert!(!person.labels().iter().any(|label| label.starts_with("Cancel ")), "{:?}", person.labels());
    sender.send(()).expect("it waits");
    person.waits();
    person.types("Passphrase", PASSPHRASE).presses("Unlock").must_see("Ward 3");
}

#[test]
fn a_job_that_takes_its_time_to_end_says_that_it_ends() {
    let mut person = Person::starts();
    person.creates_a_store();
    let sender = writes_until_told(&mut person);
    let cancel = person.labels().into_iter().find(|label| label.starts_with("Cancel ")).expect("a cross");
    person.window.get_by_label(&cancel).click();
    steps(&mut person);
    person.must_see("being cancelled");
    let labels = person.labels();
    assert!(!labels.iter().any(|label| label.starts_with("Cancel ")), "{labels:?}");
    sender.send(()).expect("it waits");
    person.waits();
}

#[test]
fn find_takes_the_keyboard_though_a_row_had_it() {
    let mut person = Person::starts();
    person.opens_the_demo().presses("Patients");
    person.keys(Modifiers::COMMAND, Key::F).keys(Modifiers::NONE, Key::ArrowDown).keys(Modifiers::NONE, Key::ArrowDown);
    person.keys(Modifiers::COMMAND, Key::Num1).keys(Modifiers::COMMAND, Key::F);
    assert_eq!(person.focused().as_deref(), Some("Search patients"));
}

#[test]
fn a_dialog_keeps_keys_from_the_panels_and_not_from_the_lock() {
    let mut person = Person::starts();
    person.opens_the_demo().presses("Patients").presses("Export");
    person.must_see("Path of the new file").keys(Modifiers::COMMAND, Key::Num8);
    person.must_see("Path of the new file").keys(Modifiers::NONE, Key::Escape);
    person.must_not_see("Path of the new file").must_see("300 of 300 patients");
    // The palette opens and closes by its own keys, and lies over no other dialog.
    person.keys(Modifiers::COMMAND, Key::K).must_see("Command palette");
    person.keys(Modifiers::COMMAND, Key::K).must_not_see("Command palette");
    person.presses("Export").must_see("Path of the new file").keys(Modifiers::COMMAND, Key::K);
    person.must_not_see("Command palette").keys(Modifiers::COMMAND, Key::L);
    person.must_see("Unlock").must_not_see("Path of the new file");
}

#[test]
fn what_a_lock_takes_away_is_told() {
    let mut person = Person::starts();
    person.opens_the_demo().presses("Staff").presses("Use the example medical_staff_data.csv");
    person.keys(Modifiers::COMMAND, Key::L).types("Passphrase", "demo").presses("Unlock");
    person.must_see("Locking cleared the screen");
    // What is shown once is gone with the lock as well.
    let mut person = Person::starts();
    person.creates_a_store();
    person.window.state_mut().core.apply(Command::Trust(TrustCommand::Accounts(AccountCommand::IssueRecoveryKey)));
    person.waits();
    person.keys(Modifiers::COMMAND, Key::L).types("Passphrase", PASSPHRASE).presses("Unlock");
    person.must_see("A key, passphrases or a certificate was on screen");
}

#[test]
fn unlocking_goes_where_one_was() {
    let mut person = Person::starts();
    person.opens_the_demo().presses("Patients");
    person.window.state_mut().core.apply(Command::Twin(TwinCommand::Open(PatientId(0))));
    person.waits();
    person.must_see("Use of the records").must_see("Research");
    person.presses("Cleaning").keys(Modifiers::COMMAND, Key::L).types("Passphrase", "demo").presses("Unlock");
    assert_eq!(person.window.state().core.state.panel, PanelId::Cleaning);
    person.presses("Patients").must_see("Use of the records").must_see("Research");
}

#[test]
fn at_200_percent_the_last_panel_is_reached_by_the_wheel() {
    let mut person = Person::starts();
    person.opens_the_demo();
    person.window.set_size(eframe::egui::vec2(720.0, 400.0));
    person.waits();
    let bottom = |person: &Person| person.window.get_by_label("Settings").rect().bottom();
    assert!(bottom(&person) > 400.0, "the rail fits: the test says nothing");
    person.window.get_by_label("Settings").scroll_to_me();
    person.waits();
    assert!(bottom(&person) <= 400.0, "{}", bottom(&person));
}

#[test]
fn at_200_percent_every_part_of_a_panel_is_reached() {
    let mut person = Person::starts();
    person.opens_the_demo().presses("Trust");
    person.window.set_size(eframe::egui::vec2(512.0, 350.0));
    person.waits();
    let right = |person: &Person| person.window.get_by_label("Without identity").rect().right();
    assert!(right(&person) > 512.0, "the tabs fit: the test says nothing");
    person.window.get_by_label("Without identity").scroll_to_me();
    person.waits();
    assert!(right(&person) <= 512.0, "{}", right(&person));
}
