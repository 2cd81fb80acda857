//! Genes & drugs as a person meets it: alerts, going past one with a reason, considering a drug, a variant file.

use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

use super::person::Person;

const PATIENTS: &str = "patient_id,family_name,given_name,chinese_name,sex,birth_date\n\
    W1,Wang,Li,王丽,F,1968-03-04\nW2,Müller,Jan,,M,1960-01-01\n";
const MEDICATIONS: &str = "patient_id,code,medication,dose,start,end\n\
    W1,B01AC04,Clopidogrel,75 mg once daily,2026-09-01,\nW1,C09AA03,Lisinopril,10 mg once daily,2020-01-01,\n\
    W2,J05AF06,Abacavir,600 mg once daily,2026-09-20,\n";
const GENES: &str = "patient_id,gene,result,phenotype,specimen_date,laboratory\n\
    W1,CYP2C19,*2/*2,,2026-08-01,Central\nW1,CYP2D6,*4/*4,,2026-08-01,Central\n\
    W1,TPMT,not tested,,2026-08-01,Central\nW1,HLA-B*57:01,maybe,,2026-08-01,Central\n";

fn has_a_store_with_genes() -> Person {
    let mut person = Person::starts();
    person.creates_a_store();
    for (name, text) in [("patients.csv", PATIENTS), ("medications.csv", MEDICATIONS), ("gene_results.csv", GENES)] {
        let path = person.writes(name, text);
        person.imports(&path).presses("Done");
    }
    person
}

fn opens<'p>(person: &'p mut Person, patient: &str) -> &'p mut Person {
    person.presses("Patients").keys(Modifiers::COMMAND, Key::W).replaces("Search patients", patient);
    person.keys(Modifiers::NONE, Key::Enter).keys(Modifiers::NONE, Key::Enter).presses("Risks");
    person.presses("Genes & drugs")
}

/// Presses what begins so, wherever on the page it is.
fn scrolls_to_and_presses<'p>(person: &'p mut Person, beginning: &str) -> &'p mut Person {
    let label = person.labels().into_iter().find(|label| label.starts_with(beginning)).expect(beginning);
    person.window.get_by_label(&label).scroll_to_me();
    person.waits();
    person.presses(&label)
}

#[test]
fn a_critical_alert_is_gone_past_with_a_reason_that_is_kept_journalled_and_taken_back() {
    let mut person = has_a_store_with_genes();
    opens(&mut person, "W1").must_see("Patient: WANG, Li").must_see("Critical").must_see("Clopidogrel: avoid");
    person.must_see("Instead: prasugrel or ticagrelor").must_see("Do not stop without replacing");
    person.must_see("data of 2024-03-25").must_see("PMID 35034351").must_see("Acute coronary syndrome or intervention");
    person.presses("Go past the alert about Clopidogrel …").must_see("It is silent for 1 h");
    person.presses_the_last("Reason").presses("It is being monitored");
    person.types("In your words (optional)", "platelet test weekly").presses("Go past it with this reason");
    person.must_not_see("Clopidogrel: avoid").must_see("One alert gone past");
    person.presses("One alert gone past").must_see("It is being monitored").must_see("platelet test weekly");
    // The next user who opens the patient sees it too.
    opens(&mut person, "W1").must_see("One alert gone past").must_see("It is being monitored");
    person.presses("Take the override of Clopidogrel back").must_see("Clopidogrel: avoid");
    person.keys(Modifiers::COMMAND, Key::Z).must_not_see("Clopidogrel: avoid").must_see("One alert gone past");
    person.keys(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z).must_see("Clopidogrel: avoid");
    person.keys(Modifiers::COMMAND, Key::Num5).must_see("Override an alert").must_see("Take an override back");
}

#[test]
fn what_was_not_tested_is_said_and_a_considered_drug_is_never_critical() {
    let mut person = has_a_store_with_genes();
    opens(&mut person, "W1").must_see("TPMT").must_see("That is never “normal” and never “negative”.");
    person.must_see("*2/*2").must_see("poor metaboliser").must_see("gene_results.csv:2");
    person
        .types("Consider a drug", "codiene")
        .presses("Look at it")
        .must_see("codiene is no drug name that is known here");
    scrolls_to_and_presses(&mut person, "Look at codeine instead").must_not_see("codiene").must_see("codeine: avoid");
    person.must_see("considered, not taken").must_see("an opioid that is not activated by CYP2D6");
    person.must_see("codeine considered, avoid CYP2D6 activity score 0.0 · strong Warning");
    scrolls_to_and_presses(&mut person, "No longer consider codeine").must_not_see("codeine: avoid");
    opens(&mut person, "W2").must_see("Abacavir: HLA-B*57:01 was not tested").must_see("Test before the first dose.");
    person.must_see("No gene of this patient was tested.");
}

#[test]
fn a_sample_of_a_variant_file_becomes_the_patients_by_a_persons_word() {
    let mut person = has_a_store_with_genes();
    let vcf = "##fileformat=VCFv4.2\n##contig=<ID=chr10,assembly=GRCh38>\n\
        ##FORMAT=<ID=GT,Number=1,Type=String,Description=\"Genotype\">\n\
        #CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tW2\tOTHER\n\
        chr10\t94942290\t.\tC\tT\t.\tPASS\t.\tGT\t0/1\t0/0\nchr10\t94981296\t.\tA\tC\t.\tPASS\t.\tGT\t0/0\t0/0\n";
    let path = person.writes("panel.vcf", vcf);
    opens(&mut person, "W2");
    *person.dialogs.files.lock().expect("free") = vec![path];
    person.presses("Import a variant file …").must_see("panel.vcf: which sample is this patient's?");
    person.must_see("The sample bears the patient's identifier.").presses("Take sample W2");
    // Two positions do not tell *2 from its neighbours: every candidate stands.
    person.must_see("*1/*2 or *1/*35 or *1/*61").must_see("Several results fit").must_see("panel.vcf:5");
    person.keys(Modifiers::COMMAND, Key::Num4).must_see("panel.vcf").must_see("Variant file");
}

const AF_PATIENTS: &str =
    "patient_id,family_name,given_name,chinese_name,sex,birth_date\nW3,Ng,Mei,吴美,F,1944-03-04\n";
const AF_CONDITIONS: &str =
    "patient_id,code,condition,onset,resolved\nW3,I48.0,Paroxysmal atrial fibrillation,2020-01-01,\n";
const AF_MEDICATIONS: &str = "patient_id,code,medication,dose,start,end\nW3,B01AA03,Warfarin,3 mg once daily,2020-02-01,\n\
    W3,M01AE01,Ibuprofen,400 mg three times daily,2026-09-20,\n";
const AF_ALLERGIES: &str = "patient_id,substance,reaction,severity,status\nW3,Penicillin,rash,mild,active\n";
const AF_GENES: &str = "patient_id,gene,result,phenotype,specimen_date,laboratory\nW3,CYP2C9,*1/*3,,2026-08-01,Central\n\
    W3,VKORC1,AA,,2026-08-01,Central\n";
const AF_VALUES: &str = "patient_id,code,time,value,unit\nW3,6301-6,2026-08-01T08:00,1.5,1\nW3,6301-6,2026-08-11T08:00,2.5,1\n\
    W3,6301-6,2026-08-21T08:00,4.5,1\nW3,29463-7,2026-09-01T08:00,58,kg\nW3,14682-9,2026-09-01T08:00,140,umol/L\n\
    W3,8302-2,2020-09-01T08:00,160,cm\n";

#[test]
fn anticoagulation_says_which_dose_how_well_and_what_the_genes_do() {
    let mut person = Person::starts();
    person.creates_a_store();
    for (name, text) in [
        ("patients.csv", AF_PATIENTS),
        ("conditions.csv", AF_CONDITIONS),
        ("medications.csv", AF_MEDICATIONS),
        ("allergies.csv", AF_ALLERGIES),
        ("gene_results.csv", AF_GENES),
        ("values.csv", AF_VALUES),
    ] {
        let path = person.writes(name, text);
        person.imports(&path).presses("Done");
    }
    opens(&mut person, "W3").must_see("Warfarin with Ibuprofen").must_see("Anticoagulant with an NSAID: bleeding.");
    person.must_see("CHA₂DS₂-VA").must_see("HAS-BLED points that can be put right");
    // 82 years, 58 kg, creatinine 140: every criterion of apixaban; clearance 25 mL/min.
    person.must_see("Apixaban, 2.5 mg ×2").must_see("Dabigatran, not recommended").must_see("Edoxaban, 30 mg ×1");
    // By hand: 10 days half below, then 10 of which a quarter is within: 7.5 of 20 days.
    person.must_see("INR in 2.0–3.0 for only 38 % of 20 days").must_see("CYP2C9 *1/*3, VKORC1 AA");
    person.types("Consider a drug", "amoxicillin").presses("Look at it");
    person.must_see("amoxicillin: allergy to Penicillin").must_see("Allergic to a penicillin: no penicillin.");
    person.presses("Risks");
    scrolls_to_and_presses(&mut person, "IWPC warfarin dose").must_see("VKORC1 −1639, AA, , gene_results.csv");
}

#[test]
fn a_critical_alert_interrupts_on_the_twin_and_a_dropped_variant_file_asks_whose_it_is() {
    let mut person = has_a_store_with_genes();
    let path = person.writes("panel.vcf", "##fileformat=VCFv4.2\n");
    *person.dialogs.files.lock().expect("free") = vec![path.clone()];
    person.keys(Modifiers::COMMAND, Key::I).must_see("panel.vcf is a variant file. Open the patient whose it is");
    person.presses("Patients").replaces("Search patients", "W1");
    person.keys(Modifiers::NONE, Key::Enter).keys(Modifiers::NONE, Key::Enter);
    person
        .must_see("A critical alert about this patient's drugs")
        .presses("Genes & drugs")
        .must_see("Clopidogrel: avoid");
    *person.dialogs.files.lock().expect("free") = vec![path];
    person.keys(Modifiers::COMMAND, Key::I).must_see("panel.vcf was not taken: line");
    person.must_see("Nothing was stored.");
}
