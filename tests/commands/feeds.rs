//! What is fed in: a listener that is killed under load, a watched folder, bundles and messages as files.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::process::{Child, ChildStderr, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use wardtwin::io::feeds::Sender;

use super::Desk;

/// A listener of the program, and what it says.
struct Running {
    child: Child,
    said: BufReader<ChildStderr>,
    address: SocketAddr,
}

fn listen(desk: &Desk, more: &str) -> Running {
    let mut command = desk.command(&format!("--quiet|listen|--store|S|--mllp|127.0.0.1:0{more}"));
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("starts");
    let mut said = BufReader::new(child.stderr.take().expect("piped"));
    let mut line = String::new();
    while !line.contains("listening at") {
        line.clear();
        assert!(said.read_line(&mut line).expect("readable") > 0, "it ended before it listened");
    }
    let address = line.rsplit(' ').next().and_then(|text| text.trim().parse().ok()).expect("an address");
    Running { child, said, address }
}

impl Running {
    fn ends(mut self) -> String {
        let mut said = String::new();
        std::io::Read::read_to_string(&mut self.said, &mut said).expect("readable");
        self.child.wait().expect("ended");
        said
    }
}

/// A message whose only reading has a second of its own.
fn message(link: u32, number: u32) -> (String, String) {
    let second = link * 10_000 + number;
    let time = format!("20260105{:02}{:02}{:02}", second / 3600, second / 60 % 60, second % 60);
    let iso = format!("2026-01-05T{:02}:{:02}:{:02}Z", second / 3600, second / 60 % 60, second % 60);
    let text = format!(
        "MSH|^~\\&|MON|W7|||{time}Z||ORU^R01|L{link}-{number}|P|2.6\rPID|||P1\rOBX|1|NM|147842^^MDC|1|{}|264864|||||R|||{time}Z\r",
        60 + number % 40
    );
    (text, iso)
}

/// Sends over one link until the listener is gone; what was acknowledged, and the number that goes on.
fn send_until_it_ends(address: SocketAddr, link: u32, from: u32, stop: &AtomicBool) -> (Vec<String>, u32) {
    let (mut acknowledged, mut number) = (Vec::new(), from);
    let Ok(mut open) = Sender::connect(address) else { return (acknowledged, number) };
    while !stop.load(Ordering::Relaxed) {
        let (text, iso) = message(link, number);
        match open.send(text.as_bytes()) {
            Ok(answer) if answer.code == "AA" => acknowledged.push(iso),
            // Not answered: the same message is sent again to the next listener.
            Ok(_) | Err(_) => break,
        }
        number += 1;
    }
    (acknowledged, number)
}

#[test]
fn whatever_was_acknowledged_is_stored_once_however_often_the_listener_is_killed() {
    const LINKS: u32 = 6;
    let rounds = if std::env::var_os("CI").is_some() { 10 } else { 3 };
    let desk = Desk::new();
    desk.ends(0, "import|patients.csv|--store|S");
    let mut acknowledged: Vec<String> = Vec::new();
    let mut next = vec![0; LINKS as usize];
    for round in 0..rounds {
        let mut running = listen(&desk, "");
        let stop = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let address = running.address;
            let links: Vec<_> = (0..LINKS)
                .map(|link| {
                    let (from, stop) = (next[link as usize], &stop);
                    scope.spawn(move || send_until_it_ends(address, link, from, stop))
                })
                .collect();
            // In the middle of keeping in one round, of taking in in another.
            std::thread::sleep(Duration::from_millis(150 + 330 * round));
            running.child.kill().expect("killed");
            stop.store(true, Ordering::Relaxed);
            for (link, sent) in links.into_iter().enumerate() {
                let (some, number) = sent.join().expect("no link panics");
                acknowledged.extend(some);
                next[link] = number;
            }
        });
        running.child.wait().expect("ended");
    }
    assert!(acknowledged.len() > 50, "{} acknowledged", acknowledged.len());
    listen(&desk, "|--seconds|1").ends();
    desk.ends(0, "export|--store|S|--kind|observations|--out|o.csv");
    let text = std::fs::read_to_string(desk.path("o.csv")).expect("written");
    let mut stored: BTreeMap<&str, u32> = BTreeMap::new();
    for time in text.lines().skip(1).filter_map(|line| line.split(',').nth(2)) {
        *stored.entry(time).or_default() += 1;
    }
    for time in &acknowledged {
        assert_eq!(stored.get(time.as_str()), Some(&1), "{time} was acknowledged");
    }
    assert!(stored.values().all(|count| *count == 1), "none is there twice");
    desk.ends(0, "check|--store|S");
}

const BUNDLE: &str = r#"{"resourceType":"Bundle","type":"collection","entry":[
{"fullUrl":"urn:uuid:a","resource":{"resourceType":"Patient","id":"a","identifier":[{"value":"F1"}],"name":[{"family":"Doe"}],"gender":"female","birthDate":"1961-03-04"}},
{"resource":{"resourceType":"Observation","id":"o1","status":"final","subject":{"reference":"urn:uuid:a"},"effectiveDateTime":"2026-01-05T08:20:00Z",
 "code":{"coding":[{"system":"http://loinc.org","code":"8867-4"}]},"valueQuantity":{"value":92,"system":"http://unitsofmeasure.org","code":"/min"}}},
{"resource":{"resourceType":"Claim"}},
{"resource":{"resourceType":"Observation","id":"o2","status":"final","subject":{"reference":"urn:uuid:a"},"effectiveDateTime":"2026-01-05T08:20:00Z",
 "code":{"coding":[{"system":"http://loinc.org","code":"8310-5"}]},"valueQuantity":{"value":4000,"system":"http://unitsofmeasure.org","code":"Cel"}}}]}"#;

#[test]
fn a_bundle_comes_in_whole_once_and_its_corrections_count() {
    let desk = Desk::new();
    std::fs::write(desk.path("b.json"), BUNDLE).expect("written");
    let said = desk.ends(1, "import|b.json|--store|S|--rejects|r.csv|--receipt|r.json");
    assert!(said.contains("not imported: Claim (1)") && said.contains("3 rows, 2 added"), "{said}");
    let rejects = std::fs::read_to_string(desk.path("r.csv")).expect("written");
    assert!(rejects.contains("4000,impossible,Bundle.entry[3].resource.value"), "{rejects}");
    assert!(desk.ends(1, "import|b.json|--store|S").contains("0 added, 0 updated, 2 already there"), "twice is once");
    let said = desk.ends(1, "import|b.json|--dry-run");
    assert!(!said.contains("panicked"), "{said}");
    let error = BUNDLE.replace("\"id\":\"o1\",\"status\":\"final\"", "\"id\":\"o1\",\"status\":\"entered-in-error\"");
    std::fs::write(desk.path("e.json"), error).expect("written");
    desk.ends(1, "import|e.json|--store|S");
    let values = |desk: &Desk| {
        desk.ends(0, "export|--store|S|--kind|observations|--out|o.csv");
        let text = std::fs::read_to_string(desk.path("o.csv")).expect("written");
        text.lines().filter(|line| line.contains("8867-4")).count()
    };
    assert_eq!(values(&desk), 0, "entered in error: it does not count");
    desk.ends(0, "check|--store|S");
    std::fs::write(desk.path("broken.json"), &BUNDLE[..BUNDLE.len() - 4]).expect("written");
    let said = desk.ends(2, "import|broken.json|--store|S");
    assert!(said.contains("line 7"), "{said}");
    let output = desk.runs("inspect|b.json");
    assert!(String::from_utf8_lossy(&output.stdout).contains("\"Observation\": 2"));
}

#[test]
fn messages_are_set_aside_with_reasons_and_tried_again() {
    let desk = Desk::new();
    desk.ends(0, "import|patients.csv|--store|S");
    let running = listen(&desk, "|--seconds|3");
    let mut link = Sender::connect(running.address).expect("connects");
    let mut send = |text: &str| link.send(text.as_bytes()).expect("answered").code;
    let result = |patient: &str, id: &str, standing: &str, value: &str| {
        format!(
            "MSH|^~\\&|MON|W7|||20260105081500Z||ORU^R01|{id}|P|2.6\rPID|||{patient}\rOBX|1|NM|147842^^MDC|1|{value}|264864|||||{standing}|||20260105081500Z\r"
        )
    };
    assert_eq!(send(&result("P3", "1", "F", "71")), "AA");
    assert_eq!(send(&result("P1", "2", "F", "72")), "AA");
    assert_eq!(send(&result("P1", "2", "F", "72")), "AA");
    assert_eq!(send(&result("P1", "3", "C", "73")), "AA");
    assert_eq!(send(&result("P2", "4", "F", "74")), "AA");
    assert_eq!(send(&result("P2", "5", "D", "")), "AA");
    let said = running.ends();
    assert!(said.contains("1 set aside"), "{said}");
    let output = desk.runs("messages|--store|S");
    let listed = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(listed.contains("P3 is not in the store") && listed.lines().count() == 1, "{listed}");
    desk.ends(0, "import|more.csv|--store|S");
    assert!(desk.ends(0, "messages|--store|S|--retry").contains("1 messages were tried again, 0"));
    desk.ends(0, "export|--store|S|--kind|observations|--out|o.csv");
    let text = std::fs::read_to_string(desk.path("o.csv")).expect("written");
    let values: Vec<&str> =
        ["71", "72", "73", "74"].into_iter().filter(|value| text.contains(&format!(",{value},"))).collect();
    assert_eq!(values, ["71", "73"], "72 was corrected, 74 deleted: {text}");
}

#[test]
fn a_watched_folder_is_emptied_into_done_and_rejected() {
    let desk = Desk::new();
    desk.ends(0, "import|patients.csv|--store|S");
    let folder = desk.path("in");
    let running = listen(&desk, "|--watch|in|--seconds|6");
    std::thread::sleep(Duration::from_millis(300));
    std::fs::create_dir(&folder).expect("made: it is waited for");
    let begin = std::time::Instant::now();
    std::fs::copy(desk.path("more.csv"), folder.join("more.csv")).expect("copied");
    std::fs::write(folder.join("b.json"), BUNDLE).expect("written");
    std::fs::write(folder.join("notes.csv"), "a,b\n1,2\n").expect("written");
    std::fs::write(folder.join("m.hl7"), message(1, 1).0).expect("written");
    while !folder.join("done/m.hl7").exists() && begin.elapsed() < Duration::from_secs(5) {
        std::thread::sleep(Duration::from_millis(50));
    }
    let said = running.ends();
    for file in ["done/more.csv", "done/b.json", "done/m.hl7", "rejected/notes.csv", "rejected/notes.csv.reason.txt"] {
        assert!(folder.join(file).exists(), "{file}: {said}");
    }
    assert!(said.contains("is not there"), "{said}");
    assert_eq!(desk.count(), "4");
}

#[test]
fn a_twin_written_as_a_bundle_reads_back_as_the_same_twin() {
    let desk = Desk::new();
    std::fs::write(desk.path("b.json"), BUNDLE.replace("4000", "38.50")).expect("written");
    desk.ends(0, "import|b.json|--store|S|--zone|UTC");
    desk.ends(0, "export|--store|S|--kind|fhir|--patient|F1|--out|t.json");
    let again = desk.ends(0, "import|t.json|--store|S");
    assert!(again.contains("3 rows, 0 added, 0 updated, 3 already there"), "{again}");
    desk.ends(0, "import|t.json|--store|T|--zone|UTC");
    let hash = |store: &str| desk.ends(0, &format!("check|--store|{store}"));
    let of = |said: String| said.lines().find(|line| line.contains("sha256")).map(str::to_owned);
    assert_eq!(of(hash("S")), of(hash("T")));
    assert!(std::fs::read_to_string(desk.path("t.json")).is_ok_and(|text| text.contains("38.50")), "digits stay");
    assert!(desk.ends(2, "export|--store|S|--kind|fhir|--patient|X|--out|u.json").contains("no patient X"));
}

/// What a bundle says beside values: places of a stay, an order on hold, one that is over nobody knows since when, a time behind
/// a day, a month alone, why there is no value, and a version that replaces one before.
const WHOLE: &str = r#"{"resourceType":"Bundle","type":"collection","entry":[
{"resource":{"resourceType":"Patient","id":"F2","name":[{"family":"Two"}],"gender":"female","birthDate":"1950"}},
{"resource":{"resourceType":"Encounter","status":"finished","subject":{"reference":"Patient/F2"},"class":{"code":"UNK"},
 "reasonCode":[{"text":"Fever"}],"period":{"start":"2026-01-02T10:00:00Z","end":"2026-01-03T10:00:00Z"},"location":[
 {"location":{"display":"W7"}},
 {"location":{"display":"R2"},"physicalType":{"coding":[{"code":"ro"}]}},
 {"location":{"display":"B3"},"physicalType":{"coding":[{"code":"bd"}]}}]}},
{"resource":{"resourceType":"MedicationRequest","status":"on-hold","intent":"order","subject":{"reference":"Patient/F2"},
 "authoredOn":"2026-01-01","medicationCodeableConcept":{"text":"Warfarin"}}},
{"resource":{"resourceType":"MedicationRequest","status":"stopped","intent":"order","subject":{"reference":"Patient/F2"},
 "authoredOn":"2025-06-01","medicationCodeableConcept":{"text":"Metformin"}}},
{"resource":{"resourceType":"Condition","clinicalStatus":{"coding":[{"code":"active"}]},"subject":{"reference":"Patient/F2"},
 "code":{"text":"Asthma"},"onsetDateTime":"2019-05-01T10:00:00+02:00"}},
{"resource":{"resourceType":"Condition","clinicalStatus":{"coding":[{"code":"active"}]},"subject":{"reference":"Patient/F2"},
 "code":{"text":"Gout"},"onsetDateTime":"2021-03"}},
{"resource":{"resourceType":"Observation","status":"final","subject":{"reference":"Patient/F2"},
 "effectiveDateTime":"2026-01-05T08:00:00Z","code":{"coding":[{"system":"http://loinc.org","code":"59408-5"}]},
 "dataAbsentReason":{"text":"lead off"}}},
{"resource":{"resourceType":"Observation","status":"final","subject":{"reference":"Patient/F2"},
 "effectiveDateTime":"2026-01-05T08:00:00Z","code":{"text":"Smoking"},"valueString":"Never smoker"}},
{"resource":{"resourceType":"Observation","id":"hr","status":"preliminary","meta":{"versionId":"1"},
 "subject":{"reference":"Patient/F2"},"effectiveDateTime":"2026-01-05T08:00:00Z",
 "code":{"coding":[{"system":"http://loinc.org","code":"8867-4"}]},"valueQuantity":{"value":180,"unit":"/min"}}},
{"resource":{"resourceType":"Observation","id":"hr","status":"final","meta":{"versionId":"2"},
 "subject":{"reference":"Patient/F2"},"effectiveDateTime":"2026-01-05T08:01:00Z",
 "code":{"coding":[{"system":"http://loinc.org","code":"8867-4"}]},"valueQuantity":{"value":95,"unit":"/min"}}}]}"#;

#[test]
fn a_bundle_beside_values_is_told_where_it_is_coarse_and_reads_back() {
    let desk = Desk::new();
    std::fs::write(desk.path("w.json"), WHOLE).expect("written");
    let said = desk.ends(0, "import|w.json|--store|S|--zone|UTC|--rejects|r.csv");
    assert!(said.contains("5 flagged"), "{said}");
    let told = std::fs::read_to_string(desk.path("r.csv")).expect("written");
    for rule in ["coarse-date", "on-hold", "end-not-said", "preliminary"] {
        assert!(told.contains(rule), "{rule}: {told}");
    }
    assert_eq!(told.matches("coarse-date").count(), 2, "birth and onset: {told}");
    desk.ends(0, "export|--store|S|--kind|fhir|--patient|F2|--out|t.json");
    let text = std::fs::read_to_string(desk.path("t.json")).expect("written");
    for said in
        ["\"Fever\"", "\"R2\"", "\"B3\"", "on-hold", "stopped", "2019-05-01T10:00:00+02:00", "\"2021-03\"", "\"1950\""]
    {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(text.contains("95") && !text.contains("180"), "a later version stands in place of the first: {text}");
    let absent = text.find("dataAbsentReason").map(|at| &text[at..at + 60]);
    assert!(absent.is_some_and(|absent| absent.contains("lead off")), "{text}");
    assert!(text.contains("\"valueString\": \"Never smoker\""), "{text}");
    assert!(!text.contains("UNK: "), "{text}");
    desk.ends(0, "import|t.json|--store|T|--zone|UTC");
    desk.ends(0, "export|--store|T|--kind|fhir|--patient|F2|--out|u.json");
    let again = std::fs::read_to_string(desk.path("u.json")).expect("written");
    // Names of subjects are each store's own.
    let plain = |text: &str| {
        let mut parts: Vec<&str> = text.split("urn:uuid:").collect();
        parts.iter_mut().skip(1).for_each(|part| *part = part.get(36..).unwrap_or_default());
        parts.concat()
    };
    assert_eq!(plain(&again), plain(&text), "a second round changes nothing");
}
