//! Holds the floors: reads the sources and fails on a breach.

use std::fs;
use std::path::{Path, PathBuf};

/// A floor, the floors it may name, and the crates that are its own.
struct Floor {
    name: &'static str,
    below: &'static [&'static str],
}

const FLOORS: &[Floor] = &[
    Floor { name: "base", below: &[] },
    Floor { name: "domain", below: &["base"] },
    Floor { name: "analysis", below: &["base", "domain"] },
    Floor { name: "io", below: &["base", "domain"] },
    Floor { name: "app", below: &["base", "domain", "analysis", "io"] },
    Floor { name: "ui", below: &["base", "domain", "analysis", "io", "app"] },
    Floor { name: "cli", below: &["base", "domain", "analysis", "io", "app"] },
];

/// A crate and the floors that may name it.
const CRATES: &[(&str, &[&str])] = &[
    ("egui", &["ui"]),
    ("eframe", &["ui"]),
    ("egui_plot", &["ui"]),
    ("egui_system_font_provider", &["ui"]),
    ("rfd", &["ui"]),
    ("clap", &["cli"]),
    ("rpassword", &["cli"]),
    ("csv", &["io"]),
    ("rusqlite", &["io"]),
    ("serde_json", &["io", "cli"]),
    ("argon2", &["io"]),
    ("blake2", &["io"]),
    ("chacha20poly1305", &["io"]),
    ("sha2", &["io"]),
    ("getrandom", &["io"]),
    ("ctrlc", &["io"]),
    ("microlp", &["analysis"]),
    ("png", &["io"]),
    ("region", &["io"]),
    ("rustix", &["io"]),
    ("pdf_writer", &["io"]),
    ("subsetter", &["io"]),
    ("skrifa", &["io"]),
    ("dirs", &["io"]),
    ("linfa", &["analysis"]),
    ("linfa_svm", &["analysis"]),
    ("linfa_trees", &["analysis"]),
    ("ndarray", &["analysis"]),
    ("memchr", &["io", "app"]),
    ("pinyin", &["app"]),
    ("unicode_normalization", &["app", "io"]),
    ("rustls", &["io"]),
    ("jiff", &["base"]),
];

/// What the pure floors must not touch.
const FORBIDDEN_IN_PURE: &[&str] =
    &["std::fs", "std::net", "std::thread", "SystemTime", "Instant::now", "std::env", "std::process"];
const PURE: &[&str] = &["base", "domain", "analysis"];

/// Longest function and file that still count as one thing.
const FUNCTION_LINES: usize = 80;
const FILE_LINES: usize = 700;

/// Sources below a folder, modules that exist for tests alone left out.
fn sources(folder: &Path) -> Vec<(PathBuf, String)> {
    let all = every_source(folder);
    let for_tests: Vec<PathBuf> = all.iter().flat_map(|(path, text)| test_modules(path, text)).collect();
    let is_for_tests =
        |path: &Path| for_tests.iter().any(|module| path == module.with_extension("rs") || path.starts_with(module));
    all.into_iter().filter(|(path, _)| !is_for_tests(path)).collect()
}

/// Paths (without ending) of the modules that a file declares under `#[cfg(test)]`.
fn test_modules(path: &Path, text: &str) -> Vec<PathBuf> {
    let folder = match path.file_stem().and_then(|stem| stem.to_str()) {
        Some("mod" | "lib" | "main") => path.parent().map(Path::to_path_buf),
        _ => Some(path.with_extension("")),
    };
    let lines: Vec<&str> = text.lines().collect();
    let declared = lines
        .windows(2)
        .filter(|pair| pair[0].trim() == "#[cfg(test)]")
        .filter_map(|pair| pair[1].trim().split("mod ").nth(1).and_then(|name| name.strip_suffix(';')));
    declared.filter_map(|name| folder.as_ref().map(|folder| folder.join(name))).collect()
}

fn every_source(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else { return files };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            files.extend(every_source(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = fs::read_to_string(&path).expect("a source is text");
            files.push((path, text));
        }
    }
    files.sort();
    files
}

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Lines of code with their numbers: comments, and the unit tests at the end of a file, left out.
fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines: Vec<&str> = text.lines().collect();
    let opens = |pair: &[&str]| pair[0] == "#[cfg(test)]" && pair[1].contains("mod ") && pair[1].ends_with('{');
    let end = lines.windows(2).position(opens).unwrap_or(lines.len());
    let end = text.lines().take(end).map(|line| line.len() + 1).sum::<usize>().min(text.len());
    text[..end].lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")).map(|(n, l)| (n + 1, l))
}

fn names_path(line: &str, name: &str) -> bool {
    line.match_indices(name).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = &line[at + name.len()..];
        before.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != ':') && after.starts_with("::")
    })
}

#[test]
fn a_floor_names_only_the_floors_below_it() {
    let mut breaches = Vec::new();
    for floor in FLOORS {
        for (path, text) in sources(&src().join(floor.name)) {
            for (number, line) in code_lines(&text) {
                for other in FLOORS.iter().filter(|other| other.name != floor.name) {
                    let named = line.contains(&format!("crate::{}::", other.name));
                    if named && !floor.below.contains(&other.name) {
                        breaches.push(format!("{}:{number} names {}", path.display(), other.name));
                    }
                }
            }
        }
    }
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
}

#[test]
fn a_crate_is_named_on_its_own_floor_alone() {
    let mut breaches = Vec::new();
    for floor in FLOORS {
        for (path, text) in sources(&src().join(floor.name)) {
            for (number, line) in code_lines(&text) {
                for (name, floors) in CRATES {
                    if !floors.contains(&floor.name) && names_path(line, name) {
                        breaches.push(format!("{}:{number} names {name}", path.display()));
                    }
                }
            }
        }
    }
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
}

#[test]
fn the_pure_floors_do_no_io_and_read_no_clock() {
    let mut breaches = Vec::new();
    for floor in PURE {
        for (path, text) in sources(&src().join(floor)) {
            for (number, line) in code_lines(&text) {
                for word in FORBIDDEN_IN_PURE.iter().filter(|word| line.contains(**word)) {
                    breaches.push(format!("{}:{number} uses {word}", path.display()));
                }
            }
        }
    }
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
}

#[test]
fn panels_do_not_know_each_other() {
    let folder = src().join("ui/panels");
    let panels: Vec<String> = fs::read_dir(&folder)
        .expect("panels are there")
        .flatten()
        .filter_map(|entry| entry.path().file_stem().map(|stem| stem.to_string_lossy().into_owned()))
        .filter(|name| name != "mod")
        .collect();
    let mut breaches = Vec::new();
    for (path, text) in sources(&folder) {
        let relative = path.strip_prefix(&folder).expect("inside").to_string_lossy().into_owned();
        for (number, line) in code_lines(&text) {
            for other in
                panels.iter().filter(|other| !relative.starts_with(other.as_str()) && !relative.starts_with("mod"))
            {
                if line.contains(&format!("panels::{other}::")) || line.contains(&format!("super::{other}::")) {
                    breaches.push(format!("{}:{number} names panel {other}", path.display()));
                }
            }
        }
    }
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
}

#[test]
fn every_file_says_what_it_is_and_stays_one_room() {
    let mut breaches = Vec::new();
    for (path, text) in sources(&src()) {
        if !text.starts_with("//!") {
            breaches.push(format!("{} does not open with a //! paragraph", path.display()));
        }
        if text.lines().count() > FILE_LINES {
            breaches.push(format!("{} has {} lines", path.display(), text.lines().count()));
        }
        for (name, lines) in functions(&text) {
            if lines > FUNCTION_LINES {
                breaches.push(format!("{}: fn {name} has {lines} lines", path.display()));
            }
        }
    }
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
}

/// Names and lengths of functions, by the indentation that rustfmt gives their closing brace.
fn functions(text: &str) -> Vec<(String, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let trimmed = line.trim_start();
        let words = ["fn ", "pub fn ", "pub(super) fn ", "pub(crate) fn ", "const fn ", "pub const fn "];
        let Some(rest) = words.iter().find_map(|word| trimmed.strip_prefix(word)) else { continue };
        let closing = format!("{}}}", " ".repeat(line.len() - trimmed.len()));
        let length = lines[start..].iter().position(|line| *line == closing).unwrap_or(0);
        found.push((rest.split(['(', '<']).next().unwrap_or("").to_owned(), length));
    }
    found
}

/// `println!` panics where standard output was closed, as by `head`.
#[test]
fn the_command_line_prints_through_what_bears_a_closed_pipe() {
    let mut breaches = Vec::new();
    for (path, text) in sources(&src().join("cli")) {
        for (number, line) in code_lines(&text) {
            for word in ["print!(", "println!("] {
                if line.contains(word) {
                    breaches.push(format!("{}:{number} {word}", path.display()));
                }
            }
        }
    }
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
}

#[test]
fn user_input_never_reaches_a_panic() {
    let mut breaches = Vec::new();
    for (path, text) in sources(&src()) {
        for (number, line) in code_lines(&text) {
            for word in [".unwrap()", ".expect(", "panic!(", "todo!(", "unimplemented!(", "unreachable!(", "unsafe "] {
                if line.contains(word) {
                    breaches.push(format!("{}:{number} {word}", path.display()));
                }
            }
        }
    }
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
}

#[test]
fn every_kind_of_job_has_its_own_id() {
    let mut seen = std::collections::BTreeMap::new();
    for (path, text) in every_source(&src().join("app")) {
        for maker in ["JobKind::reading(\"", "JobKind::writing(\"", "JobKind::changing_store(\""] {
            for (start, _) in text.match_indices(maker) {
                let id = text[start + maker.len()..].split('"').next().unwrap_or("").to_owned();
                let before = seen.insert(id.clone(), path.clone());
                assert!(before.is_none(), "{id}: {} and {}", path.display(), before.unwrap_or_default().display());
            }
        }
    }
    assert!(seen.len() > 50, "only {} kinds of jobs were found", seen.len());
}

/// Where the rooms of `app` meet by design: what they share, and where one place says what follows from what.
const HUB: &[&str] =
    &["command", "core", "happened", "history", "jobs", "message", "outcome", "panels", "picker", "state", "view"];

/// A room and the rooms of its floor that it names.
type Rooms = std::collections::BTreeMap<String, std::collections::BTreeSet<String>>;

fn rooms_of(floor: &str) -> Rooms {
    let mut rooms = Rooms::new();
    for (path, text) in sources(&src().join(floor)) {
        let relative = path.strip_prefix(src()).expect("below src").with_extension("");
        let mut place: Vec<String> = relative.iter().map(|part| part.to_string_lossy().into_owned()).collect();
        place.pop_if(|last| last == "mod");
        let Some(room) = place.get(1).cloned() else { continue };
        let code = code_lines(&text).map(|(_, line)| line).collect::<Vec<_>>().join(" ");
        let whole = format!("crate::{floor}::");
        let mut named: Vec<String> = code.split(&whole).skip(1).flat_map(first_names).collect();
        // One `super` for each part of the place below the floor leads to the floor.
        let up = "super::".repeat(place.len() - 1);
        for (at, _) in code.match_indices(&up) {
            let rest = &code[at + up.len()..];
            if !code[..at].ends_with("super::") && !rest.starts_with("super") {
                named.extend(first_names(rest));
            }
        }
        rooms.entry(room.clone()).or_default().extend(named.into_iter().filter(|other| *other != room));
    }
    rooms
}

/// The names that a path goes on with: one, or each of a list in braces.
fn first_names(rest: &str) -> Vec<String> {
    let name = |text: &str| text.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let Some(list) = rest.strip_prefix('{') else { return vec![name(rest)] };
    let (mut depth, mut parts) = (0_i32, vec![String::new()]);
    for letter in list.chars() {
        match letter {
            '}' if depth == 0 => break,
            ',' if depth == 0 => parts.push(String::new()),
            _ => {
                depth += i32::from(letter == '{') - i32::from(letter == '}');
                parts.last_mut().expect("one").push(letter);
            }
        }
    }
    parts.iter().map(|part| name(part)).collect()
}

#[test]
fn the_rooms_of_a_floor_do_not_meet_in_a_circle() {
    for floor in FLOORS {
        let mut rooms = rooms_of(floor.name);
        if floor.name == "app" {
            rooms.retain(|room, _| !HUB.contains(&room.as_str()));
        }
        let known: Vec<String> = rooms.keys().cloned().collect();
        rooms.values_mut().for_each(|named| named.retain(|other| known.contains(other)));
        // Whoever names nobody that is left is in no circle.
        while let Some(free) = rooms.iter().find(|(_, named)| named.is_empty()).map(|(room, _)| room.clone()) {
            rooms.remove(&free);
            rooms.values_mut().for_each(|named| named.retain(|other| *other != free));
        }
        assert!(rooms.is_empty(), "in {} these name each other, or whoever does: {rooms:#?}", floor.name);
    }
}
