//! k-means beside scikit-learn on the same numbers, in turns: seconds on the wall with as many threads as processors on both
//! sides, and the inertia of each.
//!
//! `WARDTWIN_PYTHON=<python with scikit-learn and numpy> cargo bench --bench staff [-- rows rounds]`; without the variable
//! ours alone. 1,000,000 rows × 10 features, 8 clusters, one beginning by k-means++ each, unless said otherwise.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use wardtwin::analysis::staff::kmeans::run;
use wardtwin::analysis::staff::points::Points;
use wardtwin::app::staff::Threads;
use wardtwin::base::{Draw, Progress};

const FEATURES: usize = 10;
const CLUSTERS: usize = 8;

/// What the peer does with the file: rows × features of doubles, row by row.
const PEER: &str = "
import sys, time, numpy as np
from sklearn.cluster import KMeans
x = np.fromfile(sys.argv[1]).reshape(-1, int(sys.argv[2]))
KMeans(2, n_init=1, random_state=0).fit(x[:1000])
t = time.perf_counter(); m = KMeans(int(sys.argv[3]), n_init=1, random_state=int(sys.argv[4])).fit(x); s = time.perf_counter() - t
print(s, m.inertia_)
";

/// Groups that overlap: each row is a centre and chance.
fn points(rows: usize) -> Points {
    let mut draw = Draw::new(1);
    let centres: Vec<Vec<f64>> = (0..CLUSTERS).map(|_| (0..FEATURES).map(|_| 3.0 * draw.normal()).collect()).collect();
    let mut values = Vec::with_capacity(rows * FEATURES);
    for _ in 0..rows {
        let own = &centres[draw.below(CLUSTERS as u64) as usize];
        values.extend(own.iter().map(|centre| centre + 1.5 * draw.normal()));
    }
    Points { columns: FEATURES, values }
}

/// Seconds and inertia.
fn ours(points: &Points, seed: u64) -> (f64, f64) {
    let begun = Instant::now();
    let found = run(points, CLUSTERS, seed, &Threads::all(), &Progress::default()).expect("nobody cancels");
    (begun.elapsed().as_secs_f64(), found.inertia)
}

fn peer(python: &str, file: &Path, seed: u64) -> Option<(f64, f64)> {
    let mut command = Command::new(python);
    command.args(["-c", PEER]).arg(file);
    command.args([FEATURES.to_string(), CLUSTERS.to_string(), seed.to_string()]);
    let output = command.output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut figures = text.split_whitespace().filter_map(|figure| figure.parse().ok());
    Some((figures.next()?, figures.next()?))
}

fn main() {
    let numbers: Vec<usize> = std::env::args().filter_map(|word| word.parse().ok()).collect();
    let (rows, rounds) = (numbers.first().copied().unwrap_or(1_000_000), numbers.get(1).copied().unwrap_or(5));
    let python = std::env::var("WARDTWIN_PYTHON").ok();
    let points = points(rows);
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("x");
    let bytes: Vec<u8> = points.values.iter().flat_map(|value| value.to_le_bytes()).collect();
    fs::write(&file, bytes).expect("written");
    println!("k-means, {rows} × {FEATURES}, {CLUSTERS} clusters");
    let mut ratios = Vec::new();
    for round in 0..rounds as u64 {
        let own = ours(&points, round);
        println!("    ours         {:>7.2} s   inertia {:.1}", own.0, own.1);
        if let Some(other) = python.as_ref().and_then(|python| peer(python, &file, round)) {
            println!("    scikit-learn {:>7.2} s   inertia {:.1}", other.0, other.1);
            ratios.push((own.0 / other.0, own.1 / other.1));
        }
    }
    let middle = |mut all: Vec<f64>| {
        all.sort_by(f64::total_cmp);
        all.get(all.len() / 2).copied().unwrap_or(f64::NAN)
    };
    if !ratios.is_empty() {
        let (time, inertia) = ratios.into_iter().unzip();
        println!("    median ratio of time {:.2}, of inertia {:.4}", middle(time), middle(inertia));
    }
    println!("load at the end {}", fs::read_to_string("/proc/loadavg").unwrap_or_default().trim());
}
