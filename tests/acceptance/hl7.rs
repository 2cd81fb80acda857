//! The messages of the public corpora and the monitor's own: none is lost without a reason, and what they say is found.

use serde_json::Value;
use wardtwin::base::Zone;
use wardtwin::base::time::MomentReader;
use wardtwin::io::hl7::{Message, Told, frames, told};

use super::{files, shared};

fn read(bytes: &[u8]) -> Vec<Result<Told, String>> {
    let mut times = MomentReader::new(Zone::utc());
    let message = |part: Result<&[u8], _>| -> Result<Told, String> {
        let part = part.map_err(|fault: wardtwin::io::hl7::FrameFault| fault.to_string())?;
        Message::read(part).map(|message| told(&message, &mut times)).map_err(|fault| fault.to_string())
    };
    frames(bytes).into_iter().map(message).collect()
}

/// Every expected reading of a message is among those found, and no other.
fn says(told: &Told, expected: &[Value]) {
    assert_eq!(told.readings.len(), expected.len(), "{:?}", told.set_aside);
    for wanted in expected {
        let found = told.readings.iter().find(|reading| reading.signal.name == wanted["signal"]).expect("the signal");
        assert_eq!(found.patient, wanted["patient"].as_str().expect("a patient"));
        assert_eq!(found.moment.iso(), wanted["utc"].as_str().expect("a time"));
        assert_eq!(found.value, wanted["value"].as_f64(), "{wanted}");
        assert_eq!(found.reason.as_deref(), wanted["reason"].as_str());
        assert_eq!(found.converted_from, wanted["converted_from"].as_str());
    }
}

#[test]
fn the_monitors_messages_say_what_is_expected() {
    let Some(folder) = shared("vectors/twin/feeds") else { return };
    let expected = std::fs::read(folder.join("expected_oru.json")).expect("a file");
    let expected: Value = serde_json::from_slice(&expected).expect("JSON");
    let of = |key: &str| expected[key].as_array().expect("readings").clone();
    for (file, wanted) in
        [("oru_A.hl7", vec![of("A")]), ("oru_B.hl7", vec![of("B")]), ("mllp_A_then_B.bin", vec![of("A"), of("B")])]
    {
        let found = read(&std::fs::read(folder.join(file)).expect("a file"));
        assert_eq!(found.len(), wanted.len(), "{file}");
        for (told, wanted) in found.into_iter().zip(wanted) {
            let told = told.expect("a message");
            says(&told, &wanted);
            assert!(told.set_aside.is_empty(), "{:?}", told.set_aside);
        }
    }
}

/// Nearly every file of the corpora holds a message; those that hold none say why.
#[test]
fn the_corpora_are_read_without_a_panic() {
    let mut counted = [0usize; 4];
    for below in ["data/corpora/hl7v2", "data/hl7v2"] {
        let Some(folder) = shared(below) else { return };
        for path in files(&folder) {
            for told in read(&std::fs::read(&path).expect("a file")) {
                match told {
                    Ok(told) => {
                        let is_named = told.kind.contains('^') || told.control_id.is_some();
                        counted[0] += usize::from(is_named);
                        counted[1] += told.readings.len();
                        counted[2] += told.set_aside.len();
                        assert!(told.admission.is_some() == told.kind.starts_with("ADT"), "{}", path.display());
                    }
                    Err(reason) => {
                        assert!(!reason.is_empty());
                        counted[3] += 1;
                    }
                }
            }
        }
    }
    let [messages, readings, aside, refused] = counted;
    assert!(messages > 200 && readings >= 4 && aside > 500 && refused < 20, "{counted:?}");
}

/// What links of the corpus are answered with, byte for byte as they were recorded.
#[test]
fn recorded_links_are_answered_as_they_deserve() {
    use std::io::{Read as _, Write as _};
    use wardtwin::io::clock::Clock;
    use wardtwin::io::feeds::{Limits, listen};
    use wardtwin::io::store::Store as _;

    let Some(folder) = shared("data/corpora/own/mllp") else { return };
    let (store, _folder) = super::throw_away_store();
    let inbox = store.inbox().expect("opens");
    let address = "127.0.0.1:0".parse().expect("an address");
    let listener = listen(address, inbox.clone(), Clock::System, Limits::default(), None).expect("listens");
    for (file, wanted) in [
        ("custom_delims.mllp", vec!["AA"]),
        ("dup_control_id.mllp", vec!["AA", "AA"]),
        ("empty_frame.mllp", vec!["AR"]),
        ("escapes.mllp", vec!["AA"]),
        ("gb18030.mllp", vec!["AA"]),
        ("latin1_undeclared.mllp", vec!["AE"]),
        ("no_msh.mllp", vec!["AR"]),
        ("no_vt.mllp", vec![]),
        ("unknown_type.mllp", vec!["AR"]),
    ] {
        let mut stream = std::net::TcpStream::connect(listener.address).expect("connects");
        stream.write_all(&std::fs::read(folder.join(file)).expect("a file")).expect("sent");
        stream.shutdown(std::net::Shutdown::Write).expect("ended");
        let mut heard = String::new();
        stream.read_to_string(&mut heard).expect("answered");
        let codes: Vec<&str> = heard.split("MSA|").skip(1).filter_map(|answer| answer.get(..2)).collect();
        assert_eq!(codes, wanted, "{file}: {heard}");
        assert_eq!(heard.contains("200^Unsupported"), file == "unknown_type.mllp");
    }
    let kept = inbox.waiting(100).expect("reads");
    assert!(kept.iter().any(|one| one.bytes.windows(2).any(|bytes| bytes == encoded("张"))), "as it was sent");
    drop(listener);
    assert_eq!(kept.len(), 4, "each once");
}

fn encoded(name: &str) -> Vec<u8> {
    encoding_rs::GB18030.encode(name).0.into_owned()
}
