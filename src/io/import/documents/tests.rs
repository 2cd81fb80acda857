//! Resources and messages become the records they tell of, and what cannot be taken in has its place.

use super::*;
use crate::base::{Rule, Zone};
use crate::domain::book::BookKind;
use crate::domain::patient::AllergyStatement;
use crate::io::import::fake::{Committed, FakeStore};
use crate::io::store::RecordBatch;

const NOW: i64 = 1_767_700_000; // 2026-01-06

fn import(store: &FakeStore, kind: DocumentKind, text: &str, strangers: Strangers) -> (Committed, Vec<NamedMerge>) {
    let document = of_bytes(Path::new("a.txt"), kind, text.as_bytes().to_vec()).expect("a document");
    let moments = MomentReader::new(Zone::utc()).at(NOW);
    let writer = store.begin(document.draft());
    let (_, merges) = run(&document, moments, strangers, writer, &Progress::default()).expect("imported");
    (store.committed().pop().expect("committed"), merges)
}

fn rules(committed: &Committed, columns: &[crate::domain::receipt::MappedColumn]) -> Vec<(String, Rule)> {
    let of = |reject: &crate::domain::receipt::Reject| {
        (fhir::spot::path_of(reject.place.line, reject.place.column, columns), reject.rule)
    };
    committed.rejects.iter().map(of).collect()
}

#[test]
fn a_bundle_becomes_records_of_every_kind() {
    let about = r#""subject":{"reference":"Patient/p"}"#;
    let text = format!(
        r#"{{"resourceType":"Bundle","entry":[
        {{"resource":{{"resourceType":"Observation","id":"bp",{about},"status":"preliminary","effectiveDateTime":"2026-01-05T08:20:00Z",
          "code":{{"coding":[{{"system":"http://loinc.org","code":"85354-9"}}]}},"component":[
            {{"code":{{"coding":[{{"system":"http://loinc.org","code":"8480-6"}}]}},"valueQuantity":{{"value":141.0,"code":"mm[Hg]"}}}},
            {{"code":{{"coding":[{{"system":"http://loinc.org","code":"8462-4"}}]}},"valueQuantity":{{"value":88,"unit":"furlong"}}}}]}}}},
        {{"resource":{{"resourceType":"Patient","id":"p","name":[{{"family":"Mejía","given":["Gus","A."]}}],"gender":"male","birthDate":"1961"}}}},
        {{"resource":{{"resourceType":"Observation","id":"o","status":"entered-in-error",{about}}}}},
        {{"resource":{{"resourceType":"Observation","status":"final",{about},"effectiveDateTime":"2026-01-05",
          "code":{{"text":"Smoking"}},"valueCodeableConcept":{{"text":"Never smoker"}}}}}},
        {{"resource":{{"resourceType":"Condition",{about},"clinicalStatus":{{"coding":[{{"code":"resolved"}}]}},"recordedDate":"2020-02-03",
          "code":{{"coding":[{{"code":"44054006"}}],"text":"Diabetes"}},"onsetDateTime":"2019-05-01T10:00:00+02:00"}}}},
        {{"resource":{{"resourceType":"MedicationRequest",{about},"status":"stopped","intent":"order","authoredOn":"2021-01-02",
          "medicationCodeableConcept":{{"text":"Metformin"}},"dosageInstruction":[{{"text":"500 mg twice daily"}}]}}}},
        {{"resource":{{"resourceType":"AllergyIntolerance","patient":{{"reference":"Patient/p"}},"code":{{"coding":[{{"code":"716186003"}}],"text":"No known allergy"}}}}}},
        {{"resource":{{"resourceType":"Encounter","status":"finished",{about},"class":{{"code":"IMP"}},"period":{{"start":"2026-01-02T10:00:00Z","end":"2026-01-01T10:00:00Z"}}}}}},
        {{"resource":{{"resourceType":"Claim"}}}},
        {{"resource":{{"resourceType":"Observation","status":"final","subject":{{"reference":"Patient/nobody"}}}}}},
        {{"request":{{"method":"DELETE"}}}}]}}"#
    );
    let store = FakeStore::default();
    let (committed, _) = import(&store, DocumentKind::Fhir, &text, Strangers::SetAside);
    let values = committed.observations();
    assert_eq!(values.len(), 1);
    let (systolic, raw, _) = &values[0];
    assert_eq!((systolic.mantissa, systolic.scale, raw.as_deref(), systolic.flags.preliminary), (1410, 1, None, true));
    assert_eq!(store.word(BookKind::Code, systolic.code), "8480-6");
    let mut seen = [0; 4];
    for batch in &committed.batches {
        match batch {
            RecordBatch::Patients(rows) => {
                let patient = &rows[0].record;
                assert_eq!((patient.identifier.as_str(), patient.birth_date), ("p", None));
                assert_eq!(rows[0].raw, [("birth_date".to_owned(), "1961".to_owned())]);
            }
            RecordBatch::Conditions(rows) => {
                seen[0] += rows.len();
                let condition = &rows[0].1.record;
                assert_eq!(condition.resolved.map(|date| date.iso()).as_deref(), Some("2020-02-03"));
                assert_eq!(store.word(BookKind::Condition, condition.word), "44054006\tDiabetes");
            }
            RecordBatch::Medications(rows) => {
                seen[1] += rows.len();
                assert!(rows[0].1.record.end.is_some(), "what was stopped has ended");
            }
            RecordBatch::Allergies(rows) => {
                seen[2] += rows.len();
                assert_eq!(rows[0].1.record, AllergyStatement::NoneKnown);
            }
            RecordBatch::Observations(batch) => {
                seen[3] += batch.unrecorded.len();
                assert!(batch.unrecorded[0].1.raw.contains(&("value".to_owned(), "Never smoker".to_owned())));
            }
            _ => {}
        }
    }
    assert_eq!(seen, [1, 1, 1, 1]);
    assert_eq!(committed.withdrawals.len(), 1, "what was entered in error takes back what came before");
    let columns = fhir::spot::columns(true);
    let found = rules(&committed, &columns);
    for wanted in [
        ("Bundle.entry[0].resource.component[1].value", Rule::UnitMismatch),
        ("Bundle.entry[1].resource.birthDate", Rule::CoarseDate),
        ("Bundle.entry[5].resource.dispenseRequest.validityPeriod.end", Rule::EndNotSaid),
        ("Bundle.entry[2].resource.status", Rule::VoidResult),
        ("Bundle.entry[7].resource.period.end", Rule::EndBeforeStart),
        ("Bundle.entry[9].resource.subject", Rule::UnknownPatient),
        ("Bundle.entry[10].resource", Rule::MissingRequired),
    ] {
        assert!(found.contains(&(wanted.0.to_owned(), wanted.1)), "{wanted:?} in {found:?}");
    }
    assert_eq!(committed.counts.rows, 10, "all but the claim");
}

const HEAD: &str = "MSH|^~\\&|MON|W7|||20260105081500Z||ORU^R01|M1|P|2.6\r";

#[test]
fn results_are_of_patients_who_are_there_and_corrections_take_back() {
    let text = format!(
        "{HEAD}PID|||P1^^^H^MR\rOBR|1||||||20260105081500Z\r\
         OBX|1|NM|150344^MDC_TEMP^MDC|1.1|98.60|268160^MDC_DIM_FAHR^MDC|||||F\r\
         OBX|2|NM|150456^MDC_PULS_OXIM_SAT_O2^MDC|1.2|-999|262688|||||F\r\
         OBX|3|NM|147842^MDC_ECG_HEART_RATE^MDC|1.3|80|264864|||||C\r\
         OBX|4|NM|4711^X^L|1.4|80|264864|||||F\r\
         OBX|5|NM|151562^MDC_RESP_RATE^MDC|1.5|16|264928|||||D\r"
    );
    let store = FakeStore::with_patients(["P1"]);
    let (committed, _) = import(&store, DocumentKind::Hl7, &text, Strangers::SetAside);
    let values = committed.observations();
    assert_eq!(values.len(), 2);
    assert_eq!((values[0].0.mantissa, values[0].0.scale, values[0].0.column), (9860, 2, 4), "as sent, at its segment");
    assert_eq!(committed.withdrawals.len(), 2, "a correction and a deletion");
    assert_eq!(committed.withdrawals[0].source_identifier.as_deref(), Some("1.3"));
    let reject = &committed.rejects[0];
    assert_eq!((committed.rejects.len(), reject.rule, reject.place.column), (1, Rule::UnknownWord, 7));
    let (nobody, _) = import(&FakeStore::default(), DocumentKind::Hl7, &text, Strangers::SetAside);
    assert!(nobody.observations().is_empty());
    assert!(nobody.rejects.iter().any(|reject| reject.rule == Rule::UnknownPatient));
    let (admitted, _) = import(&FakeStore::default(), DocumentKind::Hl7, &text, Strangers::Admit);
    assert_eq!(admitted.observations().len(), 2);
}

#[test]
fn admissions_merges_and_what_is_not_taken_in() {
    let message = |event: &str, rest: &str| format!("MSH|^~\\&|ADT||||20260105||ADT^{event}|{event}|P|2.5\r{rest}\r");
    let stay = "PV1||I|W7^R2^B3|||||||||||||||||||||||||||||||||||||||||20260104080000Z";
    let text = [
        message("A01", &format!("PID|||1^^^H^MR||O\\T\\Hara^Ann||19800102|F\r{stay}")),
        message("A03", &format!("PID|||1^^^H^MR\r{stay}|20260105090000Z")),
        message("A03", "PID|||1^^^H^MR\rPV1||I|W7"),
        message("A13", &format!("PID|||1^^^H^MR\r{stay}")),
        message("A01", "EVN||20260105\rPID|||2^^^H^MR\rPV1||I|W7"),
        message("A40", "PID|||1^^^H^MR\rMRG|2^^^H^MR"),
        message("A08", "PID|||1^^^H^MR||Other^Ann||19910102|F"),
        "MSH|^~\\&|A||||20260105||ORM^O01|9|P|2.5\r".to_owned(),
        "MSH|^~\\&|A||||20260105||ADT^A01|9|T|2.5\r".to_owned(),
    ]
    .concat();
    let (committed, merges) = import(&FakeStore::default(), DocumentKind::Hl7, &text, Strangers::SetAside);
    assert_eq!(merges, [("2".to_owned(), "1".to_owned())]);
    let stays = committed.batches.iter().filter_map(|batch| match batch {
        RecordBatch::Admissions(rows) => Some(rows),
        _ => None,
    });
    let events: Vec<usize> =
        stays.flatten().map(|(_, row)| row.raw.len() + usize::from(row.record.discharged.is_some()) * 10).collect();
    assert_eq!(events, [0, 10, 1, 0], "admitted, discharged, the discharge cancelled; another admitted");
    let found: Vec<(u32, Rule)> = committed.rejects.iter().map(|reject| (reject.place.line, reject.rule)).collect();
    let want = [(3, Rule::MissingRequired), (7, Rule::Conflict), (8, Rule::UnknownWord), (9, Rule::UnknownWord)];
    assert_eq!(found, want);
}
