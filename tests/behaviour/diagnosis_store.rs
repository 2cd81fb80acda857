//! Diagnosis on the store: a cohort as of a day becomes a table, the model a version, and its answer a line on the twin.

use std::fmt::Write as _;

use eframe::egui::{Key, Modifiers};

use super::person::Person;

/// Half of them get diabetes in 2025; who does has a higher glucose in 2024, and a much higher one afterwards.
fn has_a_cohort() -> Person {
    let mut person = Person::starts();
    person.creates_a_store();
    let mut patients = String::from("patient_id,family_name,given_name,sex,birth_date\n");
    let mut values = String::from("patient_id,code,time,value,unit\n");
    let mut conditions = String::from("patient_id,code,condition,onset\n");
    for number in 0..120_u32 {
        let (is_sick, id) = (number % 2 == 0, format!("W{number:03}"));
        let sex = if number % 3 == 0 { "F" } else { "M" };
        writeln!(patients, "{id},Name{number},Given,{sex},19{}-03-04", 40 + number % 40).expect("a string");
        let glucose = 48 + number * 7 % 20 + if is_sick { 12 } else { 0 };
        writeln!(values, "{id},14749-6,2024-05-01T08:00,{}.{},mmol/L", glucose / 10, glucose % 10).expect("a string");
        let pressure = 118 + number * 13 % 30;
        writeln!(values, "{id},8480-6,2024-05-01T08:00,{pressure},mm[Hg]").expect("a string");
        if is_sick {
            writeln!(values, "{id},14749-6,2025-09-01T08:00,11.5,mmol/L").expect("a string");
            writeln!(conditions, "{id},E11.9,Type 2 diabetes,2025-06-01").expect("a string");
        }
    }
    for (name, text) in [("patients.csv", patients), ("values.csv", values), ("conditions.csv", conditions)] {
        let file = person.writes(name, &text);
        person.imports(&file).presses("Done");
    }
    person
}

fn makes_a_table<'a>(person: &'a mut Person, as_of: &str) -> &'a mut Person {
    person.replaces("As of (year-month-day)", as_of).presses("Make the table")
}

#[test]
fn a_cohort_becomes_a_model_of_the_store_and_its_answer_stands_on_the_twin() {
    let mut person = has_a_cohort();
    person.keys(Modifiers::COMMAND, Key::Num8).presses("From the store");
    person.presses("What is to be told").presses("E11.9 Type 2 diabetes");
    person.presses("Leave out who has the condition on that day, so that what is told lies ahead");
    makes_a_table(&mut person, "2025-12-31");
    person.must_see("The class of E11.9 Type 2 diabetes").must_see("120 patients");
    person.must_see("60 rows, 50 %").must_see("is later than the answer in 60 rows");
    person.presses("Another file");
    makes_a_table(&mut person, "2024-12-31").must_not_see("is later than the answer");
    person.must_see("patient_id is an identifier");

    person.presses("Go on to training").presses("Algorithm").presses("Logistic regression").presses("Train and judge");
    person.must_see("Better than the baseline").replaces("Name in the store", "Diabetes").presses("Keep in the store");
    person.must_see("In the store as Diabetes, version 1.").must_see("Models in the store");

    person.presses("Patients").types("Search patients", "W001");
    person.keys(Modifiers::NONE, Key::Enter).keys(Modifiers::NONE, Key::Enter);
    person.must_not_see("Answers of models").keys(Modifiers::COMMAND, Key::Num8).presses("New cases");
    person.presses("Ask about W001").must_see("No class is said before a threshold is set");
    person.must_not_see("Options after this diagnosis").presses("Keep on the twin of W001");
    person.presses("Results").types("Harm of a miss", "99").types("Harm of a false alarm", "1").presses("New cases");
    person.must_see("Options after this diagnosis").must_see("FDA drug safety communication on metformin");
    person.presses("Keep on the twin of W001").presses("Patients").must_see("Answers of models");
    person.must_see("E11.9 Type 2 diabetes: probability of yes").must_see("Diabetes, version 1 · ");
    person.must_see("yes, at your threshold of 1.0 %");
    person.must_see("Internal validation only");
    person.presses("Take back").must_see("Let it stand again").keys(Modifiers::COMMAND, Key::Z);
    person.must_not_see("Let it stand again");

    // Behind a number of the confusion stand patients of the store, and the card one click away from an answer.
    person.keys(Modifiers::COMMAND, Key::Num8).must_see("Model card, English:").presses("Results").presses("Confusion");
    person.presses_what_begins_with("Truth yes, said yes").must_see("These are patients of the store");
    person.must_not_see("Open the twin of").presses_what_begins_with("W0");
    person.must_see("Open the twin of W0");

    // The next session opens the version from the store; deleted, it is gone and its answers are not.
    person.keys(Modifiers::COMMAND, Key::Num8).presses("Models").presses("Forget this model");
    person.presses_what_begins_with("Diabetes").presses("Open this version").must_see("In the store as Diabetes");
    person.presses("Delete this version …").presses("Delete for good").must_not_see("Models in the store");
    person.presses("Patients").must_see("Diabetes, version 1 · ");
    person.presses("Journal").must_see("Read a cohort to learn from").must_see("Delete a diagnostic model");
    person.must_see("Keep a model's answer about a patient").must_see("patient W001");
}
