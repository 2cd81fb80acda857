//! Learners beside scikit-learn and linfa on the same numbers, in turns: processor seconds, and accuracy on rows held out.
//!
//! `WARDTWIN_PYTHON=<python with scikit-learn and numpy> cargo bench --bench diagnosis [-- rounds]`; without the
//! variable ours and linfa's alone. The peer runs in a process of its own with one thread.

use std::fs;
use std::path::Path;
use std::process::Command;

use wardtwin::analysis::diagnosis::data::{Features, Target};
use wardtwin::analysis::diagnosis::learner::{Model as _, algorithm};
use wardtwin::base::{Draw, Progress};

const FEATURES: usize = 16;
const HELD_OUT: usize = 10_000;

/// What is fitted: our algorithms with their settings, training rows, and the peer's expression.
struct Case {
    name: &'static str,
    rows: usize,
    ours: &'static [(&'static str, &'static str)],
    peer: &'static str,
}

const CASES: &[Case] = &[
    Case {
        name: "tree, depth 8",
        rows: 800_000,
        ours: &[("tree", "depth=8 min-leaf=1")],
        peer: "DecisionTreeClassifier(max_depth=8, random_state=0)",
    },
    Case {
        name: "tree, depth 8",
        rows: 80_000,
        ours: &[("tree", "depth=8 min-leaf=1"), ("linfa-tree", "depth=8 min-leaf=1")],
        peer: "DecisionTreeClassifier(max_depth=8, random_state=0)",
    },
    Case { name: "RBF machine", rows: 5_000, ours: &[("svm", ""), ("linfa-svm", "")], peer: "SVC()" },
    Case { name: "RBF machine", rows: 20_000, ours: &[("svm", "")], peer: "SVC()" },
    Case {
        name: "forest, 20 trees",
        rows: 20_000,
        ours: &[("forest", "trees=20 min-leaf=3")],
        peer: "RandomForestClassifier(20, min_samples_leaf=3, random_state=0)",
    },
    Case {
        name: "boosted trees, 50 rounds",
        rows: 20_000,
        ours: &[("boosting", "rounds=50 min-leaf=1")],
        peer: "GradientBoostingClassifier(n_estimators=50, random_state=0)",
    },
    Case { name: "logistic", rows: 800_000, ours: &[("logistic", "")], peer: "LogisticRegression()" },
];

/// Reads rows and classes, fits, answers for the held-out rows; prints processor seconds of both, and accuracy.
const PEER: &str = "
import sys, time, numpy as np
from sklearn.tree import DecisionTreeClassifier
from sklearn.svm import SVC
from sklearn.ensemble import RandomForestClassifier, GradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
x = np.ascontiguousarray(np.fromfile(sys.argv[1] + '/x').reshape(16, -1).T)
y = np.fromfile(sys.argv[1] + '/y', dtype='<u4')
n = int(sys.argv[2])
t = time.process_time(); m = eval(sys.argv[3]).fit(x[:n], y[:n]); f = time.process_time() - t
t = time.process_time(); p = m.predict(x[-10000:]); q = time.process_time() - t
print(f, q, (p == y[-10000:]).mean())
";

struct Data {
    columns: Vec<Vec<f64>>,
    classes: Vec<u32>,
}

/// Half of the features continuous, half rounded to tenths; classes from a product and chance.
fn data(rows: usize) -> Data {
    let mut draw = Draw::new(1);
    let mut normal = || (0..12).map(|_| draw.unit()).sum::<f64>() - 6.0;
    let mut columns: Vec<Vec<f64>> = (0..FEATURES).map(|_| (0..rows).map(|_| normal()).collect()).collect();
    columns[FEATURES / 2..].iter_mut().flatten().for_each(|value| *value = (*value * 10.0).round() / 10.0);
    let sum = |row: usize| columns[0][row] + columns[1][row] * columns[9][row];
    let classes = (0..rows).map(|row| u32::from(sum(row) + normal() > 0.5)).collect();
    Data { columns, classes }
}

fn part(data: &Data, rows: std::ops::Range<usize>) -> Features {
    Features::new(data.columns.iter().map(|column| column[rows.clone()].to_vec()).collect()).expect("finite")
}

/// Processor seconds of this process so far, in hundredths.
fn processor_secs() -> f64 {
    let text = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = text.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |place: usize| fields.get(place).and_then(|field| field.parse::<f64>().ok()).unwrap_or(f64::NAN);
    (ticks(11) + ticks(12)) / 100.0
}

/// Seconds to fit, seconds to answer for the held-out rows, accuracy there.
type Figures = [f64; 3];

fn ours(id: &str, set: &str, data: &Data, rows: usize) -> Figures {
    let pairs = set.split_whitespace().filter_map(|pair| pair.split_once('='));
    let set: Vec<_> = pairs.map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
    let algorithm = algorithm(id).expect("known").build(&set).expect("valid");
    let first_held_out = data.classes.len() - HELD_OUT;
    let (train, held_out) = (part(data, 0..rows), part(data, first_held_out..data.classes.len()));
    let target = Target::Classes { of: &data.classes[..rows], count: 2 };
    let begun = processor_secs();
    let model = algorithm.fit(&train, target, None, 0, &Progress::default()).expect("fits");
    let fitted = processor_secs();
    let scores = model.scores_of(&held_out);
    let answered = processor_secs();
    let said = scores.chunks(2).map(|scores| u32::from(scores[1] > scores[0]));
    let right = said.zip(&data.classes[first_held_out..]).filter(|(said, class)| said == *class).count();
    [fitted - begun, answered - fitted, right as f64 / HELD_OUT as f64]
}

fn peer(python: &str, folder: &Path, case: &Case) -> Option<Figures> {
    let mut command = Command::new(python);
    command.args(["-c", PEER]).arg(folder).arg(case.rows.to_string()).arg(case.peer);
    for threads in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"] {
        command.env(threads, "1");
    }
    let output = command.output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut figures = text.split_whitespace().filter_map(|figure| figure.parse().ok());
    Some([figures.next()?, figures.next()?, figures.next()?])
}

fn show(who: &str, [fit, answer, accuracy]: Figures) {
    println!("    {who:<14} fit {fit:>7.2} s   10,000 cases {answer:>6.2} s   accuracy {accuracy:.4}");
}

fn main() {
    let rounds = std::env::args().filter_map(|word| word.parse().ok()).next().unwrap_or(1);
    let python = std::env::var("WARDTWIN_PYTHON").ok();
    let data = data(810_000);
    let folder = tempfile::tempdir().expect("a folder");
    let numbers: Vec<u8> = data.columns.iter().flatten().flat_map(|value| value.to_le_bytes()).collect();
    fs::write(folder.path().join("x"), numbers).expect("written");
    let classes: Vec<u8> = data.classes.iter().flat_map(|class| class.to_le_bytes()).collect();
    fs::write(folder.path().join("y"), classes).expect("written");
    for case in CASES {
        println!("{}, {} × {FEATURES}", case.name, case.rows);
        for _ in 0..rounds {
            for (id, set) in case.ours {
                show(id, ours(id, set, &data, case.rows));
            }
            if let Some(figures) = python.as_ref().and_then(|python| peer(python, folder.path(), case)) {
                show("scikit-learn", figures);
            }
        }
    }
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    println!("load at the end {}", load.trim());
}
