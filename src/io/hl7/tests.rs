//! Messages of our own making: what is taken, what is no value, what is set aside, and that nothing panics.

use proptest::prelude::*;

use super::*;
use crate::base::Zone;

fn told_of(text: &str) -> Told {
    let message = Message::read(text.as_bytes()).expect("a message");
    told(&message, &mut MomentReader::new(Zone::named("Asia/Shanghai").expect("a zone")))
}

fn result(obx: &str) -> Result<Reading, String> {
    let told = told_of(&format!(
        "MSH|^~\\&|LAB||||20260105||ORU^R01|1|P|2.5\rPID|||X9^^^H^PI~P7^^^H^MR\rOBR|1||||||20260105083000+0100\r{obx}"
    ));
    match (told.readings.into_iter().next(), told.set_aside.into_iter().next()) {
        (Some(reading), None) => Ok(reading),
        (None, Some(aside)) => Err(aside.reason),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_laboratory_result_is_of_its_patient_time_and_unit() {
    let found = result("OBX|1|NM|2160-0^Creatinine^LN||1.10|mg/dL|||||F").expect("taken");
    assert_eq!((found.patient.as_str(), found.signal.name, found.signal.unit), ("P7", "creatinine", "umol/L"));
    assert_eq!((found.value, found.converted_from), (Some(97.26), Some("mg/dL")));
    assert_eq!(found.moment.iso(), "2026-01-05T08:30:00+01:00");
    let limit = result("OBX|1|SN|1988-5^CRP^LN||<^5|mg/L|||||F").expect("taken");
    assert_eq!((limit.value, limit.bound.map(crate::domain::observation::Bound::sign)), (Some(5.0), Some("<")));
}

#[test]
fn a_time_without_offset_is_of_the_ward() {
    let found = result("OBX|1|NM|8867-4^HR^LN||80|/min|||||F|||202601051200").expect("taken");
    assert!(matches!(found.moment.offset, crate::base::Offset::Assumed(480)));
    assert_eq!(found.moment.utc_secs % 86_400, 4 * 3_600);
}

#[test]
fn what_is_not_sure_is_set_aside() {
    let reasons = [
        ("OBX|1|NM|99999^MDC_NONE^MDC||80|/min|||||F", "unknown code"),
        ("OBX|1|NM|147842^MDC_RESP_RATE^MDC||80|264864|||||F", "different things"),
        ("OBX|1|NM|147842^^MDC||80||||||F", "no unit"),
        ("OBX|1|NM|147842^^MDC||80|mg/dL|||||F", "does not fit"),
        ("OBX|1|NM|147842^^MDC||8O|264864|||||F", "no number"),
        ("OBX|1|NM|147842^^MDC||-5|264864|||||F", "no possible value"),
        ("OBX|1|SN|1988-5^CRP^LN||^1^:^40|mg/L|||||F", "not one number"),
        ("OBX|1|ST|1988-5^CRP^LN||positive|mg/L|||||F", "no number"),
        ("OBX|1|NM|147842^^MDC||80|264864|||||Q", "unknown standing"),
        ("OBX|1|NM|147842^^MDC||80|264864|||||F|||yesterday", "time cannot be read"),
        ("OBX|1|NM|||80|264864|||||F", "no code"),
    ];
    for (obx, reason) in reasons {
        let found = result(obx);
        assert!(found.as_ref().is_err_and(|told| told.contains(reason)), "{obx}: {found:?}");
    }
}

#[test]
fn no_value_is_no_value_and_a_withdrawn_one_is_void() {
    let sentinel = result("OBX|1|NM|150456^MDC_PULS_OXIM_SAT_O2^MDC||-99.9|262688|||||R").expect("taken");
    assert_eq!((sentinel.value, sentinel.reason.as_deref()), (None, Some("sentinel -99.9")));
    let empty = result("OBX|1|NM|150456^MDC_PULS_OXIM_SAT_O2^MDC|||262688|||||F").expect("taken");
    assert_eq!(empty.reason.as_deref(), Some("no value"));
    let void = result("OBX|1|NM|150456^MDC_PULS_OXIM_SAT_O2^MDC||97|262688|||||W").expect("taken");
    assert_eq!((void.value, void.reason.is_some()), (None, true));
}

#[test]
fn a_result_without_a_patient_belongs_to_nobody() {
    let told = told_of("MSH|^~\\&|M||||||ORU^R01|1|P|2.6\rOBX|1|NM|147842^^MDC||80|264864|||||R|||20260105081500Z");
    assert_eq!((told.readings.len(), told.set_aside[0].reason.as_str()), (0, "no patient"));
    assert_eq!(told.set_aside[0].segment, 2);
}

#[test]
fn an_admission_says_who_lies_where() {
    let told = told_of(
        "MSH|^~\\&|ADT||||20260105||ADT^A02|77|P|2.5\nEVN|A02|20260105120000\nPID|||12^^^H^MR||O\\T\\Hara^Ann||19800102|F\n\
         PV1||I|W7^R2^B3||||||||||||||||V55|||||||||||||||||||||||||20260104080000",
    );
    let stay = told.admission.expect("an admission");
    assert_eq!(
        (stay.kind, stay.bed.as_deref(), stay.visit.as_deref()),
        (AdmissionKind::Transfer, Some("B3"), Some("V55"))
    );
    assert_eq!(told.subject.family_name.as_deref(), Some("O&Hara"));
    assert!(stay.admitted.is_some() && stay.discharged.is_none());
    let merge = told_of("MSH|^~\\&|A||||||ADT^A40|1|P|2.5\rPID|||1\rMRG|2^^^H^MR");
    assert_eq!(merge.admission.and_then(|merge| merge.merged_from).as_deref(), Some("2"));
}

#[test]
fn links_files_and_batches_are_cut_into_their_messages() {
    let one = "MSH|^~\\&|A|\rPID|1";
    let link = format!("\u{b}{one}\u{1c}\r\u{b}{one}\u{1c}\r\u{b}MSH|half");
    let cut = frames(link.as_bytes());
    assert_eq!((cut.len(), cut[0], cut[2]), (3, Ok(one.as_bytes()), Err(FrameFault::HalfFrame)));
    let batch = format!("FHS|^~\\&\nBHS|^~\\&\n{one}\n  {one}\nBTS|2\n");
    assert_eq!(frames(batch.as_bytes()), [Ok(one.as_bytes()), Ok(one.as_bytes())]);
    assert_eq!(frames(b"EVN|A01\rMSH|^~\\&|"), [Err(FrameFault::NoHeader), Ok(&b"MSH|^~\\&|"[..])]);
    assert!(frames(b"").is_empty());
    let long = [b"MSH|^~\\&|".as_slice(), &vec![b'x'; LONGEST_MESSAGE]].concat();
    assert!(matches!(frames(&long)[..], [Err(FrameFault::TooLong(_))]));
}

#[test]
fn characters_are_those_that_the_header_declares() {
    let text = "MSH|^~\\&|A||||||ADT^A01|1|P|2.5||||||GB 18030-2000\rPID|||1||王^伟";
    let (bytes, _, _) = encoding_rs::GB18030.encode(text);
    let message = Message::read(&bytes).expect("declared");
    let pid = message.first("PID").expect("a person");
    assert_eq!(message.part(pid, 5, 1).as_deref(), Some("王"));
    let undeclared = String::from_utf8_lossy(&bytes).replace("GB 18030-2000", "");
    assert!(Message::read(undeclared.as_bytes()).is_ok());
    assert_eq!(Message::read(b"MSH|^~\\&|\xFF\xFE"), Err(MessageFault::Characters));
    assert_eq!(Message::read(b"MSH"), Err(MessageFault::Separators));
}

proptest! {
    #[test]
    fn nothing_panics(text in "(MSH\\|\\^~\\\\&\\|?|OBX\\||PID\\||OBR\\||[|^~&\\\\\r\n<>=.0-9A-Z\u{b}\u{1c}é]){0,60}", bytes in prop::collection::vec(any::<u8>(), 0..80)) {
        for input in [text.as_bytes(), &bytes, &[b"MSH|^~\\&|".as_slice(), &bytes].concat()] {
            for part in frames(input).into_iter().flatten() {
                if let Ok(message) = Message::read(part) {
                    let _told = told(&message, &mut MomentReader::new(Zone::utc()));
                }
            }
        }
    }
}
