//! What reviewers found of trust: recipes, recovery, copies, wards, holds, and who saw whom.

use std::process::Output;

use super::{House, OWNER};

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A hundred and twenty people, so that there can be a table without identity.
fn peopled() -> House {
    let house = House::new();
    let row = |n: usize| format!("N{n},{},{}-05-01\n", ["female", "male"][n % 2], 1931 + n % 70);
    let people: String = (0..120).map(row).collect();
    std::fs::write(house.desk.path("people.csv"), format!("patient_id,sex,birth_date\n{people}")).expect("written");
    assert_eq!(house.runs("data-steward", "import|people.csv|--store|S").status.code(), Some(0));
    house
}

#[test]
fn a_rehearsal_binds_nobody_and_a_restored_copy_gives_no_second_recipe() {
    let house = peopled();
    let backed_up = house.runs(OWNER, "backup|--store|S|--out|before.backup");
    assert_eq!(backed_up.status.code(), Some(0), "{}", said(&backed_up));
    let bare = |store: &str, more: &str| {
        house.runs("analyst", &format!("export|--store|{store}|--kind|deidentified|--out|bare.csv{more}"))
    };
    let tried = bare("S", "|--quasi|sex|--dry-run");
    assert_eq!(tried.status.code(), Some(0), "{}", said(&tried));
    for words in ["after: 2 groups", "sex: as it was", "no table was made before"] {
        assert!(said(&tried).contains(words), "{words}: {}", said(&tried));
    }
    assert!(!house.desk.path("bare.csv").exists());
    let written = bare("S", "");
    assert_eq!(written.status.code(), Some(0), "nothing was bound: {}", said(&written));
    // Age in bands and sex are both kept: what matters most goes last.
    assert!(
        !said(&written).contains("age: left out") && said(&written).contains("sex: as it was"),
        "{}",
        said(&written)
    );
    assert!(said(&bare("S", "|--dry-run")).contains("made by the same"));
    assert!(said(&bare("S", "|--quasi|sex|--dry-run")).contains("would need --another-recipe"));
    // The backup knows of no table, and this computer does.
    for (store, copy) in [("R", ""), ("C", "|--as-copy")] {
        let restored = house.runs(OWNER, &format!("restore|--from|before.backup|--store|{store}{copy}"));
        assert_eq!(restored.status.code(), Some(0), "{}", said(&restored));
        let other = bare(store, "|--quasi|sex");
        assert!(other.status.code() == Some(2) && said(&other).contains("could be joined to it"), "{}", said(&other));
    }
}

#[test]
fn a_copy_with_an_id_of_its_own_is_worked_with_beside_the_original() {
    let house = House::new();
    assert_eq!(house.runs(OWNER, "backup|--store|S|--out|S.backup").status.code(), Some(0));
    assert_eq!(house.runs(OWNER, "import|more.csv|--store|S").status.code(), Some(0));
    let refused = house.runs("data-steward", "restore|--from|S.backup|--store|C|--as-copy");
    assert!(refused.status.code() == Some(2) && said(&refused).contains("an owner or a security officer"));
    assert!(!house.desk.path("C").exists());
    let made = house.runs(OWNER, "restore|--from|S.backup|--store|C|--as-copy");
    assert_eq!(made.status.code(), Some(0), "{}", said(&made));
    for (store, words) in [("C", "import|more.csv"), ("S", "check"), ("C", "check"), ("S", "audit|verify")] {
        let done = house.runs(OWNER, &format!("{words}|--store|{store}"));
        assert!(done.status.code() == Some(0) && !said(&done).contains("older"), "{store} {words}: {}", said(&done));
    }
    let verified = house.runs(OWNER, "audit|verify|--store|C|--json");
    let report: serde_json::Value = serde_json::from_slice(&verified.stdout).expect("JSON");
    assert_eq!((verified.status.code(), &report["sound"]), (Some(1), &true.into()));
    assert_eq!(report["accepted"][0]["lost"], "restored as a copy with an id of its own");
    // Backups of the two are apart, and one of the copy is a store again.
    assert_eq!(house.runs(OWNER, "backup|--store|C|--out|C.backup").status.code(), Some(0));
    assert_eq!(house.runs(OWNER, "backup|--store|C|--drill|C.backup").status.code(), Some(0));
    assert_eq!(house.runs(OWNER, "backup|--store|S|--drill|C.backup").status.code(), Some(2));
    assert_eq!(house.runs(OWNER, "restore|--from|C.backup|--store|D").status.code(), Some(0));
}

#[test]
fn a_recovery_is_nobodys_own_doing_and_the_keepers_are_told() {
    let house = House::new();
    let issued = house.runs(OWNER, "account|recovery-key|--store|S");
    let issued = String::from_utf8(issued.stdout).expect("text");
    let key = issued.lines().next().expect("a line");
    let mut command = house.desk.command("account|recover|clinician|--store|S");
    command.env("WARDTWIN_RECOVERY_KEY", key).env("WARDTWIN_NEW_PASSPHRASE", "seven sparrows under a roof");
    assert_eq!(command.output().expect("starts").status.code(), Some(0));
    for keeper in [OWNER, "security-officer"] {
        let told = said(&house.runs(keeper, "audit|verify|--store|S"));
        assert!(told.contains("somebody with the recovery key gave clinician a new passphrase"), "{keeper}: {told}");
    }
    assert!(!said(&house.runs("nurse", "query|--store|S|--where|everyone")).contains("recovery key"));
    let journal = house.says("security-officer", "audit|list|--store|S|--actor|by recovery key");
    let line = journal.lines().find(|line| line.contains("recover-account")).unwrap_or_default();
    assert!(line.contains("account clinician"), "{journal}");
    // Whoever recovered it knows the passphrase: it opens nothing but the form for another one.
    let mut command = house.desk.command("query|--store|S|--where|everyone");
    command.env("WARDTWIN_USER", "clinician").env("WARDTWIN_PASSPHRASE", "seven sparrows under a roof");
    assert!(said(&command.output().expect("starts")).contains("handed out"));
}

#[test]
fn a_ward_that_no_stay_knows_is_asked_about_and_the_owners_rule_comes_first() {
    let house = House::new();
    let changed = |account: &str, words: &str| house.runs(account, &format!("account|change|{words}|--store|S"));
    let slip = changed("security-officer", "nurse|--role|nurse|--ward|icu");
    assert!(slip.status.code() == Some(2) && said(&slip).contains("near it are: ICU"), "{}", said(&slip));
    assert_eq!(changed("security-officer", "nurse|--role|nurse|--ward|Ward 9|--new-ward").status.code(), Some(0));
    let owner = changed("security-officer", "Head|--role|clinician|--ward|ICU");
    assert!(said(&owner).contains("by an owner alone"), "{}", said(&owner));
    let inside = house.runs(OWNER, "backup|--store|S|--out|S/new.backup");
    assert!(said(&inside).contains("S/new.backup lies within"), "{}", said(&inside));
}

#[test]
fn held_records_are_neither_listed_nor_deleted() {
    let house = House::new();
    let old = "patient_id,time,code,value,unit\nP2,1999-01-02T08:00:00Z,glucose,6.1,mmol/L\nP3,1999-01-02T08:00:00Z,glucose,6.1,mmol/L\n";
    std::fs::write(house.desk.path("old.csv"), old).expect("written");
    std::fs::write(house.desk.path("three.csv"), "patient_id,sex\nP3,male\n").expect("written");
    assert_eq!(house.runs("data-steward", "import|three.csv|old.csv|--store|S").status.code(), Some(0));
    let listed = || house.says("data-steward", "patient|retention|--years|10|--store|S");
    assert!(listed().contains("P3"), "{}", listed());
    let held = house.runs("data-steward", "patient|hold|P3|--reason|a claim is open|--store|S");
    assert_eq!(held.status.code(), Some(0), "{}", said(&held));
    assert!(!listed().contains("P3"));
    assert!(house.says("data-steward", "patient|held|--store|S").contains("P3,a claim is open,data-steward,"));
    let refused = house.runs(OWNER, "patient|delete|P3|--reason|time|--store|S");
    assert!(refused.status.code() == Some(2) && said(&refused).contains("held"), "{}", said(&refused));
    assert_eq!(house.runs("nurse", "patient|hold|P1|--reason|why|--store|S").status.code(), Some(2));
    let ended = house.runs("data-steward", "patient|hold|P3|--end|--reason|settled|--store|S");
    assert_eq!(ended.status.code(), Some(0), "{}", said(&ended));
    assert!(listed().contains("P3"));
    assert_eq!(house.runs(OWNER, "patient|delete|P3|--reason|time|--store|S").status.code(), Some(0));
}

#[test]
fn who_saw_a_patient_leaves_out_looks_at_other_wards() {
    let house = House::new();
    assert_eq!(house.runs("clinician", "query|--store|S|--where|everyone").status.code(), Some(0));
    let looks = |patient: &str, more: &str| {
        let output = house.runs("security-officer", &format!("audit|list|--store|S|--patient|{patient}{more}"));
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        (text.lines().filter(|line| line.contains("clinician") && line.contains("on ICU")).count(), said(&output))
    };
    assert_eq!(looks("P1", "").0, 1);
    let (count, note) = looks("P2", "");
    assert!(count == 0 && note.contains("1 looks at many reached only wards"), "{note}");
    assert_eq!(looks("P2", "|--all-looks").0, 1);
    // Whoever moves there afterwards was not seen before, which the journal cannot know: it is listed then.
    std::fs::write(house.desk.path("move.csv"), "patient_id,ward,admitted\nP2,ICU,2026-05-03\n").expect("written");
    assert_eq!(house.runs(OWNER, "import|move.csv|--store|S").status.code(), Some(0));
    assert_eq!(looks("P2", "").0, 1);
}

/// The number of somebody who is refused is given to nobody: the records of who comes behind would be another's.
#[test]
fn a_deleted_patient_in_a_bundle_does_not_shift_the_records_of_who_comes_behind() {
    let house = House::new();
    assert_eq!(house.runs(OWNER, "patient|delete|P2|--reason|asked for|--store|S").status.code(), Some(0));
    let person = |id: &str| {
        format!(r#"{{"resource":{{"resourceType":"Patient","id":"{id}","identifier":[{{"value":"{id}"}}]}}}}"#)
    };
    let value = |id: &str, value: f64| {
        format!(
            r#"{{"resource":{{"resourceType":"Observation","status":"final","code":{{"coding":[{{"system":"http://loinc.org","code":"2339-0"}}]}},
            "subject":{{"reference":"Patient/{id}"}},"effectiveDateTime":"2026-02-01T08:00:00Z",
            "valueQuantity":{{"value":{value},"unit":"mg/dL","code":"mg/dL","system":"http://unitsofmeasure.org"}}}}}}"#
        )
    };
    let entries = [person("P2"), person("P5"), person("P6"), value("P2", 92.0), value("P5", 95.0), value("P6", 96.0)];
    let bundle = format!(r#"{{"resourceType":"Bundle","type":"collection","entry":[{}]}}"#, entries.join(","));
    std::fs::write(house.desk.path("bundle.json"), bundle).expect("written");
    let done = house.runs("data-steward", "import|bundle.json|--store|S");
    assert_eq!(done.status.code(), Some(1), "{}", said(&done));
    assert_eq!(house.runs(OWNER, "export|--store|S|--kind|observations|--out|all.csv").status.code(), Some(0));
    let all = std::fs::read_to_string(house.desk.path("all.csv")).expect("written");
    let of = |id: &str| {
        all.lines().filter(|line| line.starts_with(id)).map(|line| line.contains(",95,")).collect::<Vec<_>>()
    };
    assert_eq!((of("P5,"), of("P6,"), of("P2,")), (vec![true], vec![false], vec![]), "{all}");
}
