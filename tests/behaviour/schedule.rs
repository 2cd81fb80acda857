//! Schedule: an instance and a plan opened, somebody ill marked, the plan repaired and accepted, a search stopped.

use std::time::{Duration, Instant};

use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use wardtwin::app::jobs::JobKind;

use super::person::Person;

const WARD: &str = "SECTION_HORIZON\n7\nSECTION_SHIFTS\nD,480,\nSECTION_STAFF\nA,D=7,1920,960,3,2,2,1\nB,D=7,1920,960,3,2,2,1\n\
    SECTION_DAYS_OFF\nSECTION_SHIFT_ON_REQUESTS\nSECTION_SHIFT_OFF_REQUESTS\nSECTION_COVER\n\
    0,D,1,100,1\n1,D,1,100,1\n2,D,1,100,1\n3,D,1,100,1\n4,D,1,100,1\n5,D,1,100,1\n6,D,1,100,1\n";

#[test]
fn somebody_ill_is_replaced_with_few_disturbed_and_a_search_stops_with_its_best() {
    let mut person = Person::starts();
    person.creates_a_store();
    let ward = person.writes("ward.txt", WARD);
    let plan = person.writes("plan.csv", "A,,,D,D,,,\nB,D,D,,,,,\n");
    person.keys(Modifiers::COMMAND, Key::Num9).must_see("Choose what is to be planned");
    person.types("What is to be planned", &ward.to_string_lossy()).keys(Modifiers::NONE, Key::Enter);
    person.must_see("No plan yet");
    person.types("A plan of it", &plan.to_string_lossy()).keys(Modifiers::NONE, Key::Enter);
    person.must_see("No hard rule is broken").must_see("Too few on a shift: 3, cost 300");

    person.must_see("How burdens are shared");
    // B needs both shifts for the least hours of the contract; who else could take one is told with what stands against it.
    person.presses("D in B, day 1").must_see("What else could be");
    person.must_see("A takes it: not possible, Hours outside the contract");
    person.presses("B is ill on day 1").must_see("1 assignments cannot stay");
    person.must_see("D in B, day 1, affected").presses("Repair the plan").must_see("The repair disturbs");
    // Nobody else may be disturbed for less than the shift costs: it stays open, and the score says so.
    person.must_see("Too few on a shift: 4, cost 400").presses("Discard").must_see("D in B, day 1, affected");
    person
        .presses("Repair the plan")
        .presses("Accept")
        .must_not_see("D in B, day 1")
        .must_see("No hard rule is broken");

    person.window.get_by_label("Improve the plan").click();
    let is_running = |person: &Person| person.window.state().core.jobs.is_running(JobKind::SOLVE_SCHEDULE);
    (0..5).for_each(|_| person.window.step());
    if is_running(&person) {
        person.window.get_by_label("Stop and keep the best").click();
        let asked = Instant::now();
        while is_running(&person) {
            person.window.step();
            assert!(asked.elapsed() < Duration::from_secs(5), "stopped");
        }
    }
    person.waits();
    person.must_see("No hard rule is broken").must_see("Improve the plan");
}
