//! What is left in memory of a window that is locked: no key and no passphrase. A process with a window opens a store, looks at a
//! patient and locks; another one reads its whole memory before and after. Linux alone lets it.
#![cfg(target_os = "linux")]

use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use argon2::{Algorithm, Argon2, Params, Version};
use eframe::egui::{Key, Modifiers};
use memchr::memmem::Finder;
use wardtwin::io::folders::Folders;
use wardtwin::io::vault::{Header, Passphrase, one_time_passphrase};

use super::person::Person;

const FOLDER: &str = "WARDTWIN_TEST_LOOKED_INTO";
/// Nobody else is called so, and no file of the program says it.
const NAME: &str = "Quillfeather";
const OPEN: &str = "the record is open";
const LOCKED: &str = "it is locked";

/// A secret by what it is called, as its bytes lie in memory.
struct Needle {
    called: &'static str,
    bytes: Vec<u8>,
}

fn needle(called: &'static str, bytes: impl Into<Vec<u8>>) -> Needle {
    Needle { called, bytes: bytes.into() }
}

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len() / 2).map(|at| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).expect("hexadecimal")).collect()
}

/// The keys of a store: of its files, of its journal's chain, and the one that the passphrase opens it with.
fn keys_of(folder: &Path, account: Option<&str>, passphrase: &str) -> Vec<Needle> {
    let text = std::fs::read(folder.join("header.json")).expect("reads");
    let header = Header::from_text(&text).expect("a header");
    let word = Passphrase::new(passphrase.to_owned());
    let key = account.map_or_else(|| header.open(&word), |account| header.open_account(account, &word)).expect("opens");
    let hex = key.hex().to_string();
    let wraps: serde_json::Value = serde_json::from_slice(&text).expect("JSON");
    let accounts = wraps["body"]["accounts"].as_array().expect("accounts");
    let is_asked = |one: &&serde_json::Value| account.is_none_or(|account| one["account"] == account);
    let wrap = &accounts.iter().find(is_asked).expect("the account")["wrap"];
    let number = |name: &str| u32::try_from(wrap[name].as_u64().expect("a number")).expect("small");
    let cost = Params::new(number("memory_kib"), number("passes"), number("lanes"), Some(32)).expect("a cost");
    let mut wrapping = [0; 32];
    let salt = unhex(wrap["salt"].as_str().expect("a salt"));
    let function = Argon2::new(Algorithm::Argon2id, Version::V0x13, cost);
    function.hash_password_into(passphrase.as_bytes(), &salt, &mut wrapping).expect("hashed");
    vec![
        needle("data key", unhex(&hex)),
        needle("data key as text", hex.as_bytes()),
        needle("data key as TEXT", hex.to_uppercase()),
        needle("chain key", key.for_purpose(b"wardtwin-auditky").bytes().to_vec()),
        needle("wrapping key", wrapping),
        needle("passphrase", passphrase),
        needle("passphrase in UTF-16", passphrase.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>()),
    ]
}

/// How often each needle lies in the memory of a process, in the order of the needles.
fn found_in(process: u32, needles: &[Needle]) -> Vec<usize> {
    let maps = std::fs::read_to_string(format!("/proc/{process}/maps")).expect("reads");
    let memory = File::open(format!("/proc/{process}/mem")).expect("the memory of a child may be read");
    let finders: Vec<Finder<'_>> = needles.iter().map(|needle| Finder::new(&needle.bytes)).collect();
    let mut found = vec![0; needles.len()];
    for line in maps.lines() {
        let mut parts = line.split_whitespace();
        let range = parts.next().and_then(|range| range.split_once('-')).expect("a range");
        if !parts.next().is_some_and(|rights| rights.starts_with('r')) || line.ends_with("[vvar]") {
            continue;
        }
        let [from, to] = [range.0, range.1].map(|end| u64::from_str_radix(end, 16).unwrap_or(0));
        let mut bytes = vec![0; usize::try_from(to.saturating_sub(from)).expect("fits")];
        // What the kernel does not give out holds nothing of ours.
        if memory.read_exact_at(&mut bytes, from).is_ok() {
            for (count, finder) in found.iter_mut().zip(&finders) {
                *count += finder.find_iter(&bytes).count();
            }
        }
    }
    found
}

fn told(needles: &[Needle], found: &[usize]) -> String {
    let each = needles.iter().zip(found).map(|(needle, count)| format!("{} {count}", needle.called));
    each.collect::<Vec<_>>().join(", ")
}

/// What is typed to the process that is looked into: neither its arguments nor its surroundings hold the passphrase.
fn line_of_input() -> String {
    let mut input = File::open("/dev/stdin").expect("opens");
    let mut line = Vec::with_capacity(256);
    let mut byte = [0];
    while input.read_exact(&mut byte).is_ok() && byte != *b"\n" {
        line.push(byte[0]);
    }
    String::from_utf8(line).expect("text")
}

/// Not a test of its own: the window that is looked into. Without its folder named, nothing.
#[test]
fn looked_into() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let mut person = Person::starts();
    person.presses("Open a store").types("Folder of the store", &folder.to_string_lossy());
    {
        let passphrase = line_of_input();
        person.types("Passphrase", &passphrase).presses("Open the store");
    }
    person.presses("Patients").types("Search patients", NAME);
    person.keys(Modifiers::NONE, Key::Enter).keys(Modifiers::NONE, Key::Enter).must_see("Problem list");
    println!("{OPEN}");
    line_of_input();
    person.keys(Modifiers::COMMAND, Key::L).must_see("Locked").must_not_see(NAME);
    println!("{LOCKED}");
    line_of_input();
}

struct LookedInto {
    child: Child,
    says: BufReader<ChildStdout>,
}

impl LookedInto {
    fn starts(folder: &Path) -> LookedInto {
        let mut command = Command::new(std::env::current_exe().expect("this program"));
        command.args(["--exact", "memory::looked_into", "--nocapture"]).env(FOLDER, folder);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it starts");
        let says = BufReader::new(child.stdout.take().expect("piped"));
        LookedInto { child, says }
    }

    fn is_told(&mut self, line: &str) {
        let input = self.child.stdin.as_mut().expect("piped");
        input.write_all(format!("{line}\n").as_bytes()).expect("told");
    }

    fn waits_for(&mut self, what: &str) {
        let mut line = String::new();
        while !line.contains(what) {
            line.clear();
            assert!(self.says.read_line(&mut line).expect("text") > 0, "it ended before: {what}");
        }
    }
}

impl Drop for LookedInto {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _status = self.child.wait();
    }
}

/// A store with one patient, made in a window of this process.
fn made(passphrase: &str) -> (Person, PathBuf) {
    let mut person = Person::starts();
    person.types("Name of the store", "Ward 3");
    person.types("Passphrase", passphrase).types("Passphrase, once more", passphrase);
    person.presses("Create the store").presses("I have written it down");
    let patients = person.writes("patients.csv", &format!("patient_id,family_name\nW1,{NAME}\n"));
    person.imports(&patients).presses("Done").keys(Modifiers::COMMAND, Key::L).presses("Close the store");
    let folder = Folders::below(person.folder.path()).stores.join("Ward 3.wardtwin");
    (person, folder)
}

#[test]
fn a_locked_window_holds_no_key_and_no_passphrase() {
    let passphrase = one_time_passphrase().expect("random numbers").reveal().to_owned();
    let (_person, folder) = made(&passphrase);
    let mut needles = keys_of(&folder, None, &passphrase);
    let secrets = needles.len();
    needles.extend([needle("names", NAME), needle("NAMES", NAME.to_uppercase())]);
    let mut window = LookedInto::starts(&folder);
    window.is_told(&passphrase);
    window.waits_for(OPEN);
    let open = found_in(window.child.id(), &needles);
    println!("while open: {}", told(&needles, &open));
    assert!(open[0] > 0 && open[secrets] > 0, "the look finds what is there: {}", told(&needles, &open));
    window.is_told("lock");
    window.waits_for(LOCKED);
    let locked = found_in(window.child.id(), &needles);
    println!("while locked: {}", told(&needles, &locked));
    assert!(locked[..secrets].iter().all(|count| *count == 0), "{}", told(&needles, &locked));
}

/// The same look into a window of its own, for whoever wants to hold it against the real one: `WARDTWIN_LOOK_INTO` names the
/// process, `WARDTWIN_STORE` the folder, `WARDTWIN_USER` and `WARDTWIN_PASSPHRASE` what opens it, `WARDTWIN_NAMES` names with commas.
#[test]
#[ignore = "looks into a process that somebody names"]
fn the_window_of_somebody_else() {
    let said = |name: &str| std::env::var(name).unwrap_or_else(|_| panic!("{name} is not said"));
    let process: u32 = said("WARDTWIN_LOOK_INTO").parse().expect("a number");
    let account = std::env::var("WARDTWIN_USER").ok();
    let (folder, passphrase) = (said("WARDTWIN_STORE"), said("WARDTWIN_PASSPHRASE"));
    let mut needles = keys_of(Path::new(&folder), account.as_deref(), &passphrase);
    let names = std::env::var("WARDTWIN_NAMES").unwrap_or_default();
    needles.extend(names.split(',').filter(|name| !name.is_empty()).map(|name| needle("name", name)));
    println!("{}", told(&needles, &found_in(process, &needles)));
}
