//! The article's three numbers as a person meets them: weights edited and kept, files chosen, what is refused and why.

use std::path::{Path, PathBuf};

use eframe::egui::{Key, Modifiers};

use super::person::Person;

const PATIENTS: &str = "patient_id,family_name,given_name,sex,birth_date\nW1,Wang,Li,F,1968-03-04\n";
/// LDL, HbA1c and what PREVENT needs are missing.
const VALUES: &str = "patient_id,code,time,value,unit\nW1,8480-6,2026-09-30T08:00,142,mm[Hg]\n\
    W1,39156-5,2026-09-30T08:00,27.4,kg/m2\n";

fn of_the_repository(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn opens_indicators_of_wang() -> Person {
    let mut person = Person::starts();
    person.creates_a_store();
    for (name, text) in [("patients.csv", PATIENTS), ("values.csv", VALUES)] {
        let path = person.writes(name, text);
        person.imports(&path).presses("Done");
    }
    person.presses("Patients").types("Search patients", "W1");
    person.keys(Modifiers::NONE, Key::Enter).keys(Modifiers::NONE, Key::Enter).presses("Risks").presses("Indicators");
    person
}

#[test]
fn the_summary_says_what_it_is_what_is_missing_and_what_moves_it_and_follows_the_weights() {
    let mut person = opens_indicators_of_wang();
    person.must_see("An unvalidated summary").must_see("R = 0.34");
    person.must_see("From 0.11 (all that is missing at its best) to 0.79 (at its worst)");
    person.must_see("6.5 of 9.5 weight is missing (68 %)").must_see("LDL cholesterol takes away 2");
    person.must_see("PREVENT has no number for this patient").must_see("Body mass index: 0.29 to 0.62");
    person.presses("142 mmHg").must_see("values.csv").keys(Modifiers::NONE, Key::Escape);
    person.replaces("Weight of Systolic blood pressure", "0").must_see("R = 0.16").must_see("Changed and not saved");
    person.replaces("Weight of Systolic blood pressure", "a lot").must_see("A number from 0 on").must_see("R = 0.16");
    person.replaces("Weight of Systolic blood pressure", "0").replaces("Weight of Body mass index", "0");
    person.must_see("No R: nothing with a weight is on record").must_see("From 0.00");
}

#[test]
fn weights_are_kept_by_name_and_version_and_go_to_and_from_the_file_of_the_command() {
    let mut person = opens_indicators_of_wang();
    person.replaces("Weight of Body mass index", "4").must_see("R = 0.25");
    person.presses("Save under a name …").presses("Save these weights").must_see("Saved: Heart and vessels, version 2");
    person.must_not_see("Changed and not saved").must_see("Remove from the list");
    person.replaces("Weight of Body mass index", "1").must_see("R = 0.34").presses("Save under a name …");
    person.replaces("Version", "2").presses("Save these weights");
    person.must_see("Other weights are saved as Heart and vessels, version 2").must_see("Choose another version");

    let file = person.folder.path().join("mine.toml");
    *person.dialogs.save_as.lock().expect("free") = Some(file.clone());
    person.replaces("Weight of Body mass index", "4").presses("Write to a file …");
    let text = std::fs::read_to_string(&file).expect("written");
    assert!(text.contains("name = \"Heart and vessels\"") && text.contains("weight = 4.0"), "{text}");
    person.presses("Weights in use").presses("Illustration that comes with the program").must_see("R = 0.34");
    person.presses("Read from a file …").types("File of weights (TOML)", &file.to_string_lossy());
    person.presses("Read these weights").must_see("R = 0.25");

    let broken = person.writes("broken.toml", "[weights]\nage = \"much\"\n");
    person.presses("Read from a file …").replaces("File of weights (TOML)", &broken.to_string_lossy());
    person.presses("Read these weights").must_see("broken.toml is no file of weights").must_see("R = 0.25");
    // Locked and unlocked, the weights in use are as they were.
    person.keys(Modifiers::COMMAND, Key::L).types("Passphrase", super::person::PASSPHRASE).presses("Unlock");
    person.keys(Modifiers::COMMAND, Key::Num7).presses("Indicators").must_see("R = 0.25");
}

#[test]
fn gene_texts_are_learned_from_the_files_as_they_stand_and_the_predictions_are_sorted_and_saved() {
    let mut person = Person::starts();
    person.creates_a_store().keys(Modifiers::COMMAND, Key::Num7).presses("Gene text");
    person.must_see("Nothing has been learned yet");
    let names = ["gene_data.csv", "disease_data.csv", "new_patient.csv"];
    let files = names.map(|name| of_the_repository("sample_data").join(name));
    *person.dialogs.files.lock().expect("free") = files.to_vec();
    // All three are chosen at once.
    person.presses("Choose a file: Gene texts (gene_data.csv)").presses("Learn and predict");
    person.must_see("Learned from 310 patients of gene_data.csv and disease_data.csv: 4 diseases, 40 tokens");
    person.must_see("The model is right in 71.0 % (65.7 % to 75.7 %, 220 of 310)");
    person.must_see("Always saying the most frequent disease is right in 26.8 %").must_see("Better than always");
    person.must_see("gene_data.csv: 4 rows left out, no gene text, lines 78, 104, 179, 262");
    person.must_see("Patient G0321").must_see("LDLR:c.1444G>A: +").must_see("type 2 diabetes: 11.6 %");
    person.presses_what_begins_with("Probability").presses_what_begins_with("Probability");
    person.presses_what_begins_with("G0327").must_see("Patient G0327").must_see("coronary artery disease: 98.5 %");

    let out = person.folder.path().join("predictions.csv");
    *person.dialogs.save_as.lock().expect("free") = Some(out.clone());
    person.presses("Save as CSV …");
    let text = std::fs::read_to_string(out).expect("the export");
    assert_eq!(text.lines().count(), 41, "{text}");
    assert!(text.starts_with("patient_id,gene_text,prediction,probability_breast cancer,"), "{text}");

    person.replaces("Diseases (disease_data.csv)", &files[2].to_string_lossy()).presses("Learn and predict");
    person.must_see("new_patient.csv has no column disease").must_see("Choose the file that has it");
    person.replaces("Diseases (disease_data.csv)", "nowhere.csv").presses("Learn and predict");
    person.must_see("nowhere.csv is not there").must_see("Patient G0327");
}

#[test]
fn variants_are_counted_with_the_split_and_what_a_file_does_not_tell_is_no_zero() {
    let mut person = Person::starts();
    person.creates_a_store().keys(Modifiers::COMMAND, Key::Num7).presses("Variants");
    person.must_see("A count, not a risk").must_see("No variants have been counted yet");
    *person.dialogs.files.lock().expect("free") = vec![of_the_repository("docs/examples/variants.csv")];
    person.presses("Choose a file: Variants (or gene_data.csv)").must_see("5 patients of variants.csv");
    person.must_see("C = 3 variants found").must_see("ovarian cancer").must_not_see("The file does not tell");
    person.must_see("Significance “grave” is not known");
    let genes = of_the_repository("sample_data/gene_data.csv");
    person.replaces("Variants (or gene_data.csv)", &genes.to_string_lossy()).presses("Count variants");
    person.must_see("Gene texts: each token counts as one variant found").must_see("The file does not tell");
    person.must_see("The file has no column of diseases");
}
