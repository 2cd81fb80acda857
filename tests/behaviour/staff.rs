//! Staff: a table, its roles, groups with what sets them apart and who is in them, strategies taken, typed and kept,
//! retention by group, and the coverage of skills.

use std::fmt::Write as _;

use eframe::egui::{Key, Modifiers};

use super::person::Person;

const PATH: &str = "Path of a table of staff";

/// Two kinds of staff, of whom the new ones leave more often; a sex that no model may see.
fn staff() -> String {
    let mut text = "staff_id,gender,education,work_experience,skills,strategy,left\n".to_owned();
    for row in 0..80_u32 {
        let (degree, years, skills, strategy) = match row % 2 {
            0 => ("diploma", 1 + row % 4, "triage; wound care", "mentoring"),
            _ => ("master", 15 + row % 7, "teaching; rostering", "leadership programme"),
        };
        let sex = if row % 3 == 0 { "m" } else { "f" };
        let left = if row % 2 == 0 && row % 5 < 3 { "yes" } else { "no" };
        writeln!(text, "N{row:03},{sex},{degree},{years},{skills},{strategy},{left}").expect("a line");
    }
    text
}

#[test]
fn staff_become_groups_with_strategies_and_retention_and_nobody_is_named() {
    let mut person = Person::starts();
    person.creates_a_store();
    person.keys(Modifiers::COMMAND, Key::G).must_see("Choose a table of staff");
    let file = person.writes("staff.csv", &staff());
    person.replaces(PATH, &file.to_string_lossy()).keys(Modifiers::NONE, Key::Enter);
    person.must_see("80 people").must_see("diploma · master").must_see("not shown").must_not_see("N000");
    // Sex may be audited or left out, and nothing else.
    person.presses("Use of gender").must_not_see("Word").keys(Modifiers::NONE, Key::Escape);
    person.presses("Find groups").must_see("2 groups").must_see("What sets group 1 apart (40 people)");
    person.must_see("Group 2").must_see("A decision tree tells the group of 100 %").must_see("Fairness audit");
    person.must_see("gender: no association with the groups was found");

    person.must_not_see("N001").presses("Show the members").must_see("N001").presses("Hide the members");
    person.must_see("Other ways to make as many groups").must_see("Gaussian mixture: agreement");

    person.presses("Strategies").must_see("From the file: recorded for 40 of 40 people of the group.");
    person.must_see("education").must_not_see("version in the store");
    person.replaces("Strategy of group 1", "job rotation").must_see("Written here.");
    person.presses_what_begins_with("Take ").types("Owner of group 1", "Head of nursing");
    person.types("Start of group 1", "soon").must_see("Write a day as 2027-01-31.");
    person.replaces("Start of group 1", "2027-01-31").presses("Keep in the store");
    person
        .must_see("The strategies are kept as a version.")
        .must_see("1 version in the store")
        .must_see("Version 1 of");
    person.types("Measured effect of group 1", "8 % left").must_see("Not kept yet.").presses("Keep in the store");
    person.must_see("2 versions in the store").presses("2 versions in the store").must_see("holds");
    person.presses("Take back: version 2").must_see("taken back").must_see("The version was taken back.");
    person.keys(Modifiers::COMMAND, Key::Z).must_see("The version stands again.").must_see("Take back: version 2");

    person
        .presses("Retention")
        .presses("Test what goes with leaving")
        .must_see("30 % of 80 people with a known outcome left");
    person
        .must_see("Does it happen as often as the models say?")
        .must_see("Leavers by group")
        .must_see("better than the base rate")
        .must_not_see("N000");

    person
        .presses("Coverage")
        .must_see("No needs yet")
        .presses("Use the example instead of the open table")
        .must_see("Needed and present");
    person.must_see("Certificates (staff, skill, until): ward_certificates.csv").must_see("gaps close for");
    person.types("A person who leaves cost a year", "50000").presses_out_of_view("Lose").presses_out_of_view("Add");
    person
        .must_see("Lose 1 person of ICU, every shift")
        .must_see("People missing: ")
        .must_see("Training 0.00 once; wages \u{2212}50");
    person.presses_out_of_view("Remove: Lose 1 person of ICU, every shift").must_not_see("People missing: ");

    person
        .presses("Data")
        .replaces("Degrees from low to high", "diploma")
        .must_see("An order needs two steps at least");
}
