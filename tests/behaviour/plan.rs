//! What-if and plan as a person meets them: two futures, why something is refused, deciding with reasons, versions, paper.

use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

use super::person::Person;

const PATIENTS: &str = "patient_id,family_name,given_name,chinese_name,sex,birth_date\n\
    W1,Wang,Li,王丽,F,1958-03-04\nW2,Müller,Jan,,M,1960-01-01\n";

const VALUES: &str = "patient_id,code,time,value,unit\n\
    W1,8480-6,2026-09-30T08:00,158,mm[Hg]\nW1,14647-2,2026-09-30T08:00,6.2,mmol/L\n\
    W1,14646-4,2026-09-30T08:00,1.1,mmol/L\nW1,98979-8,2026-09-30T08:00,70,mL/min/{1.73_m2}\n\
    W1,39156-5,2026-09-30T08:00,29.4,kg/m2\nW1,22748-8,2026-09-30T08:00,4.1,mmol/L\n\
    W2,8480-6,2026-09-30T08:00,150,mm[Hg]\n";

const CONDITIONS: &str =
    "patient_id,code,condition,onset\nW1,E11.9,Type 2 diabetes,2019-05-01\nW1,I10,Hypertension,2015-01-01\n";

fn has_a_store() -> Person {
    let mut person = Person::starts();
    person.creates_a_store();
    for (name, text) in [("patients.csv", PATIENTS), ("values.csv", VALUES), ("conditions.csv", CONDITIONS)] {
        let file = person.writes(name, text);
        person.imports(&file).presses("Done");
    }
    person
}

fn opens_the_what_if_of_wang(person: &mut Person) -> &mut Person {
    person.presses("Patients").types("Search patients", "W1");
    person.keys(Modifiers::NONE, Key::Enter).keys(Modifiers::NONE, Key::Enter);
    person.presses("Risks").presses_what_begins_with("Questions for the patient");
    person.presses("Complete").presses_the_last("Complete");
    person.presses_what_begins_with("PREVENT").presses("No").presses("What-if")
}

const PRESSURE: &str = "Lower systolic pressure with a drug";
const STATIN: &str = "Lower LDL cholesterol with a statin";

#[test]
fn two_futures_stand_side_by_side_with_harms_and_sources() {
    let mut person = has_a_store();
    opens_the_what_if_of_wang(&mut person).must_see("Two futures over 10 years").must_see("As things are");
    person.must_see("4 effects are left out").must_not_see("With the change: ");
    person.presses(PRESSURE).must_see("1 of at most 3 chosen").must_see("With the change: ");
    person.must_see("fewer of 1000 (95 % interval").must_see("NNT ").must_see("people have to be treated for 10 years");
    person.must_see("Harms not quantified here: low blood pressure").must_see("Ettehad 2016").must_see("Khan SS");
    person.must_see("by 10 mmHg").presses("More: Lower systolic pressure with a drug").must_see("by 11 mmHg");
    person.presses(STATIN).presses("GLP-1 receptor agonist").must_see("3 of at most 3 chosen");
    person.must_see("Assumes that effects multiply");
    // The second row of LDL excludes the first.
    person.must_see("The same change from other trials is chosen already");
    person.presses_what_begins_with("Choose nothing").must_not_see("NNT ");
}

#[test]
fn who_takes_a_statin_is_told_why_its_benefit_is_not_shown() {
    let mut person = has_a_store();
    let medications = person
        .writes("medications.csv", "patient_id,code,medication,dose,start\nW1,C10AA05,Atorvastatin,20 mg,2024-01-01\n");
    person.imports(&medications).presses("Done");
    opens_the_what_if_of_wang(&mut person).must_not_see("already takes a statin");
    let why = person.labels().into_iter().find(|label| label.ends_with("do not apply: why")).expect("folded away");
    person.presses(&why).must_see("already takes a statin").must_see("promise a benefit that is already there");
}

#[test]
fn aspirin_is_not_offered_to_somebody_of_68_and_a_bleeding_risk_is_asked_for() {
    let mut person = has_a_store();
    opens_the_what_if_of_wang(&mut person).must_see("Two futures over 10 years");
    let why = person.labels().into_iter().find(|label| label.ends_with("do not apply: why")).expect("folded away");
    person.presses(&why).must_see("Not begun at this age").must_see("an age of 40 to 59 years (USPSTF 2022");
    person.must_see("On average in the trials, over 10 years: cardiovascular death, heart attack or stroke: 7 fewer");
    person.must_see("major bleeding: 7 more of 1000 (95 % interval 5 to 9)");
}

#[test]
fn a_plan_is_decided_with_reasons_kept_taken_back_and_printed() {
    let mut person = has_a_store();
    opens_the_what_if_of_wang(&mut person).presses("Plan").must_see("Type 2 diabetes (E11.9), since 01-May-2019");
    person.must_see("No version was saved yet").must_see("Nothing is decided yet");
    person.presses("Accept").must_see("A decision lacks its reason".to_lowercase().as_str());
    person.must_see("Harms without a number here have to be discussed");
    let reason = person.labels().into_iter().find(|label| label.starts_with("Reason: ")).expect("a field");
    person.types(&reason, "LDL 4.1, agrees").presses("The harms named here were discussed with the patient");
    person.must_see("Ready to be saved").must_not_see("Changed since the newest version");
    // The twin is left and opened again: what was decided is still there.
    person.presses("Patients").presses("Back to the list").replaces("Search patients", "W2");
    person.keys(Modifiers::NONE, Key::Enter).keys(Modifiers::NONE, Key::Enter).presses("Risks").presses("Plan");
    person
        .must_see("Nothing is decided yet")
        .must_see("Ask: Smokes now")
        .must_see("No change that trials measured can be offered yet");
    person.presses("Patients").presses("Back to the list").replaces("Search patients", "W1");
    person.keys(Modifiers::NONE, Key::Enter).keys(Modifiers::NONE, Key::Enter).presses("Risks").presses("Plan");
    person.must_see("Ready to be saved").presses("Save this version");
    person.must_see("The plan was saved as a version").must_see("As in the newest version");
    let version = person.labels().into_iter().find(|label| label.starts_with("Version of ")).expect("a version");
    person.window.get_by_label(&version).scroll_to_me();
    person.window.run();
    person.presses(&version).must_see("Because: LDL 4.1, agrees").presses("Back to the plan of today");

    let path = person.folder.path().join("plan.pdf");
    *person.dialogs.save_as.lock().expect("free") = Some(path.clone());
    person.presses("PDF for the patient: English");
    let pdf = std::fs::read(&path).expect("the plan on paper");
    assert!(pdf.starts_with(b"%PDF-") && pdf.len() > 5_000, "{} bytes", pdf.len());

    person
        .keys(Modifiers::COMMAND, Key::Z)
        .must_see("The version of the plan was taken back")
        .must_see("Nothing is decided yet");
    person.keys(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z).must_see("The version of the plan stands again");
    person.must_see("As in the newest version");
    person.keys(Modifiers::COMMAND, Key::Num5).must_see("Save a treatment plan").must_see("patient W1");
    person.must_see("Take back a treatment plan").must_see("treatment plan for the patient to plan.pdf");
}

#[test]
fn a_drug_that_does_not_go_with_the_genes_stands_first_in_the_plan() {
    let mut person = has_a_store();
    let medications = "patient_id,code,medication,dose,start\nW1,B01AC04,Clopidogrel,75 mg once daily,2026-09-01\n";
    let genes = "patient_id,gene,result,phenotype,specimen_date,laboratory\nW1,CYP2C19,*2/*2,,2026-08-01,Central\n";
    for (name, text) in [("medications.csv", medications), ("genes.csv", genes)] {
        let file = person.writes(name, text);
        person.imports(&file).presses("Done");
    }
    opens_the_what_if_of_wang(&mut person).presses("Plan").must_see("Drugs that do not go with the genes");
    person.must_see("Clopidogrel: avoid").must_see("Genes: CYP2C19 poor metaboliser").must_see("PMID ");
    person.must_see("Do not stop without replacing.").must_see("Which use holds is not said:");
    person.must_see("Acute coronary syndrome or intervention: avoid (strong). Markedly reduced activation");
    person.must_see("Instead: prasugrel or ticagrelor");
    person.must_see("Neurovascular use: avoid (moderate). Avoid clopidogrel where possible");
    person.must_see("Instead: ticagrelor or another antiplatelet, unless contraindicated; not prasugrel");
    let decide = |label: &String| label.starts_with("Decide: Clopidogrel");
    assert!(person.labels().iter().any(decide));
    person.presses("Reject").must_see("A decision needs its reason");
}
