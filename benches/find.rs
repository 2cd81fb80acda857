//! How long finding patients takes: building the index and the search, searching, filtering, sorting.
//!
//! `cargo bench --bench find -- [PATIENTS ...]`, by default 100,000 and 1,000,000. The patients are made up here, so that
//! the figures do not depend on a store: Latin and Chinese names, twelve dense indicators, conditions and medications.

use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use wardtwin::app::index::{Direction, PatientIndex, SortKey};
use wardtwin::app::search::PatientSearch;
use wardtwin::base::{Date, Progress};
use wardtwin::domain::book::{BookKind, Books};
use wardtwin::domain::cohort::Cohort;
use wardtwin::domain::ids::{PatientId, WordId};
use wardtwin::domain::indicator::{INDICATORS, IndicatorId};
use wardtwin::domain::patient::{AllergyState, Sex};
use wardtwin::domain::summary::{CHUNK_PATIENTS, Newest, NewestColumn, SummaryChunk};

const QUERIES: &[&str] = &[
    "w",
    "wa",
    "wan",
    "wang",
    "wangx",
    "wangxiao",
    "wangxiaoming",
    "wxm",
    "王",
    "小明",
    "a",
    "an",
    "anna",
    "annalisa",
    "mulelr",
    "schmdit",
    "margaretha",
    "wnagxiaoming",
    "0",
    "00",
    "12",
    "123",
    "p0",
    "p0012345",
    "2345",
    "wang 00012",
    "wang xiao ming",
    "anna ber 12",
    "zzzzzzzz",
    "qqqq",
    "shan",
    "zengguofan",
];
const COHORTS: &[&str] = &[
    "age >= 65 and sex = female and newest(hba1c) > 7.5 %",
    "age >= 65 and condition ~ \"condition 1\" and newest(sbp) > 140",
    "condition = C17 and medication = M3 and ward = \"Ward 4\"",
    "missing(hba1c) and observed < 30 days ago and allergies = not recorded",
    "name ~ \"wang\"",
    "identifier ~ \"12\"",
    "abnormal(glucose)",
];
const KEYS: &[(&str, SortKey)] = &[
    ("name", SortKey::Name),
    ("identifier", SortKey::Identifier),
    ("age", SortKey::Age),
    ("ward", SortKey::Ward),
    ("last observed", SortKey::LastObserved),
    ("observations", SortKey::ObservationCount),
    ("systolic", SortKey::Indicator(IndicatorId(0))),
];

fn main() {
    let sizes: Vec<u32> = std::env::args().filter_map(|word| word.parse().ok()).collect();
    let sizes = if sizes.is_empty() { vec![100_000, 1_000_000] } else { sizes };
    sizes.into_iter().for_each(measure);
}

fn measure(patients: u32) {
    println!("== {patients} patients");
    let as_of = Date::from_ymd(2026, 3, 1).unwrap_or(Date(0));
    let (chunks, books) = hospital(patients);
    for _ in 0..3 {
        let chunks = chunks.clone();
        let (start, before) = (Instant::now(), processor_ms());
        let index = Arc::new(PatientIndex::build(chunks, Arc::clone(&books), &Progress::default()).expect("no cancel"));
        let indexed = start.elapsed();
        black_box(PatientSearch::new(index));
        let searched = start.elapsed() - indexed;
        let processor = processor_ms() - before;
        println!(
            "build index {:.0} ms, search {:.0} ms; processor, this thread {processor:.0} ms",
            indexed.as_secs_f64() * 1e3,
            searched.as_secs_f64() * 1e3
        );
    }
    let before = resident_mib();
    let start = Instant::now();
    let index = Arc::new(PatientIndex::build(chunks, books, &Progress::default()).expect("nobody cancels"));
    let indexed = start.elapsed();
    let search = PatientSearch::new(Arc::clone(&index));
    println!(
        "build index {:.0} ms, search {:.0} ms; heap {:.0} + {:.0} MB (resident before {before} MiB, now {} MiB)",
        indexed.as_secs_f64() * 1e3,
        (start.elapsed() - indexed).as_secs_f64() * 1e3,
        index.heap_bytes() as f64 / 1e6,
        search.heap_bytes() as f64 / 1e6,
        resident_mib(),
    );
    for text in QUERIES {
        let run = || search.search(text, None, &Progress::default()).map_or(0, |found| found.rows.len());
        report("search", text, run);
    }
    for text in COHORTS {
        let cohort = Cohort::parse(text).expect("a cohort");
        report("filter", text, || index.count(&cohort, as_of));
    }
    let rows = index.everyone().to_rows();
    for (name, key) in KEYS {
        report("sort", name, || index.sort(&rows, *key, Direction::Descending).len());
    }
    report("facets", "everyone", || index.facets(index.everyone(), as_of).patients as usize);
    let found = search.search("wang", None, &Progress::default()).expect("nobody cancels");
    report("why", "50 rows of wang", || found.rows.iter().take(50).map(|&row| search.why(&found, row).len()).sum());
}

/// Medians of nine runs: on the clock, and of this thread's processor time, which other programs do not disturb.
fn report(kind: &str, name: &str, run: impl Fn() -> usize) {
    let mut count = 0;
    let mut walls = Vec::new();
    let mut processor = Vec::new();
    for _ in 0..9 {
        let (start, before) = (Instant::now(), processor_ms());
        count = black_box(run());
        walls.push(start.elapsed().as_secs_f64() * 1e3);
        processor.push(processor_ms() - before);
    }
    walls.sort_by(f64::total_cmp);
    processor.sort_by(f64::total_cmp);
    println!("{kind:7} {name:70} {count:>8} rows  clock {:7.2}  processor {:7.2} ms", walls[4], processor[4]);
}

/// What this thread has run for, where the system says so.
fn processor_ms() -> f64 {
    let line = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    line.split(' ').next().and_then(|nanos| nanos.parse::<f64>().ok()).map_or(0.0, |nanos| nanos / 1e6)
}

fn resident_mib() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("RssAnon"));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse::<usize>().ok()).map_or(0, |kib| kib / 1024)
}

/// SplitMix64 (Steele, Lea, Flood 2014).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ mixed >> 31) % limit
    }

    /// Small numbers more often than large ones.
    fn skewed(&mut self, limit: u64) -> u64 {
        let (one, two) = (self.below(limit), self.below(limit));
        one * two / limit
    }
}

fn hospital(patients: u32) -> (Vec<SummaryChunk>, Arc<Books>) {
    let mut books = Books::default();
    for (kind, letter, name, count) in
        [(BookKind::Condition, "C", "condition", 200), (BookKind::Medication, "M", "drug", 300)]
    {
        for number in 0..count {
            books.of_mut(kind).intern(&format!("{letter}{number}\t{name} {number}"));
        }
    }
    for number in 0..40 {
        books.of_mut(BookKind::Ward).intern(&format!("Ward {number}"));
    }
    let names = Names::new();
    let mut dice = Dice(7);
    let firsts = (0..patients).step_by(CHUNK_PATIENTS as usize);
    let chunks = firsts.map(|first| chunk(&mut dice, &names, first, CHUNK_PATIENTS.min(patients - first))).collect();
    (chunks, Arc::new(books))
}

struct Names {
    family: Vec<String>,
    given: Vec<String>,
    surnames: Vec<char>,
    characters: Vec<char>,
}

impl Names {
    fn new() -> Names {
        let parts = ["an", "ber", "cor", "del", "er", "fin", "gar", "hol", "is", "jan", "ka", "li", "mar", "na", "ol"];
        let name = |dice: &mut Dice, count: u64| -> String {
            (0..count).map(|_| parts[dice.below(15) as usize]).collect::<String>()
        };
        let mut dice = Dice(3);
        let mut family: Vec<String> = (0..6000).map(|_| name(&mut dice, 3)).collect();
        family.extend(["Müller", "Schmidt", "Smith", "Wang", "Zhang", "Berg"].map(str::to_owned));
        let mut given: Vec<String> = (0..3000).map(|_| name(&mut dice, 2)).collect();
        given.extend((0..3000).map(|number| format!("{} {}", name(&mut dice, 2), given[number])).collect::<Vec<_>>());
        given.extend(["Anna", "Margaretha", "Xiaoming"].map(str::to_owned));
        let surnames = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑谢罗梁宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤单解";
        let characters =
            (0..600u32).filter_map(|number| char::from_u32(0x4E00 + number * 29)).chain("小明国藩".chars());
        Names { family, given, surnames: surnames.chars().collect(), characters: characters.collect() }
    }
}

fn chunk(dice: &mut Dice, names: &Names, first: u32, patients: u32) -> SummaryChunk {
    let mut chunk = SummaryChunk::new(PatientId(first));
    for row in 0..patients {
        chunk.identifiers.push(&format!("P{:07}", first + row));
        chunk.family_names.push(&names.family[dice.skewed(names.family.len() as u64) as usize]);
        chunk.given_names.push(&names.given[dice.below(names.given.len() as u64) as usize]);
        let mut chinese = String::new();
        if dice.below(2) == 0 {
            chinese.push(names.surnames[dice.skewed(names.surnames.len() as u64) as usize]);
            (0..2).for_each(|_| chinese.push(names.characters[dice.below(names.characters.len() as u64) as usize]));
        }
        chunk.chinese_names.push(&chinese);
        chunk.sexes.push([Some(Sex::Female), Some(Sex::Male), None][dice.skewed(3) as usize]);
        chunk.birth_dates.push((dice.below(50) > 0).then(|| Date(20_000 - dice.below(33_000) as i32)));
        chunk.phones.push("");
        chunk.death_dates.push((dice.below(50) == 0).then_some(Date(20_400)));
        chunk
            .allergies
            .push([AllergyState::NotRecorded, AllergyState::NoneKnown, AllergyState::Known][dice.below(3) as usize]);
        chunk.wards.push((dice.below(4) == 0).then(|| WordId(dice.below(40) as u16)));
        let conditions = dice.below(4);
        chunk.conditions.push((0..conditions).map(|_| WordId(dice.skewed(200) as u16)));
        let medications = dice.below(4);
        chunk.medications.push((0..medications).map(|_| WordId(dice.skewed(300) as u16)));
        chunk.observation_counts.push(dice.below(40) as u32);
        chunk.last_observed.push(Some(Date(20_500 - dice.below(700) as i32)));
        chunk.flagged_counts.push(u16::from(dice.below(50) == 0));
        chunk.present.push(true);
    }
    for (column, indicator) in chunk.newest.iter_mut().zip(&INDICATORS).take(12) {
        let mut values = NewestColumn::empty(patients as usize);
        for row in 0..patients as usize {
            let share = dice.below(1000) as f64 / 1000.0;
            let span = indicator.plausible;
            let value = ((span.low + share * (span.high - span.low)) * 10.0).round() / 10.0;
            let newest =
                Newest { value: value as f32, scale: 1, bound: None, date: Date(20_500 - dice.below(700) as i32) };
            values.set(row, (dice.below(5) > 0).then_some(newest));
        }
        *column = Some(values);
    }
    chunk
}
