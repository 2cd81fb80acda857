//! Gene results of about a third of the patients, as laboratories write them: panels before a treatment, single genes for a
//! drug that somebody takes, and now and then a test that failed or was not done. Frequencies are rough and of no population.

use std::io;

use super::csv_text::Sheet;
use super::person::{Person, WINDOW_DAYS};
use super::random::{Draw, Stream};
use super::wall_clock::WallClock;

/// Who is tested without a drug that asks for it.
const TESTED_SHARE: f64 = 0.26;
/// Cells that say that a test failed, or was not done.
const FAILED_SHARE: f64 = 0.02;
const LABORATORIES: [&str; 3] = ["Central Laboratory", "Genomics Institute", "北区检验中心"];

/// A gene as a laboratory names it, with its results and how often they come.
struct Tested {
    gene: &'static str,
    results: &'static [(f64, &'static str)],
}

const CYP2C19: Tested = Tested {
    gene: "CYP2C19",
    results: &[
        (0.38, "*1/*1"),
        (0.24, "*1/*2"),
        (0.18, "*1/*17"),
        (0.06, "*2/*17"),
        (0.06, "*2/*2"),
        (0.04, "*17/*17"),
        (0.02, "*1/*3"),
        (0.02, "*2/*3"),
    ],
};
/// Whoever takes clopidogrel is tested for it, and the demo shows what then is to be decided.
const CYP2C19_CLOPIDOGREL: Tested =
    Tested { gene: "CYP2C19", results: &[(0.4, "*2/*2"), (0.3, "*1/*2"), (0.3, "*1/*1")] };
const CYP2D6: Tested = Tested {
    gene: "CYP2D6",
    results: &[
        (0.42, "*1/*1"),
        (0.18, "*1/*4"),
        (0.16, "*1/*10"),
        (0.10, "*1/*41"),
        (0.06, "*4/*4"),
        (0.05, "*10/*10"),
        (0.03, "*1/*1x2"),
    ],
};
const CYP2C9: Tested =
    Tested { gene: "CYP2C9", results: &[(0.72, "*1/*1"), (0.14, "*1/*2"), (0.10, "*1/*3"), (0.04, "*2/*3")] };
const VKORC1: Tested = Tested { gene: "VKORC1", results: &[(0.4, "GG"), (0.38, "AG"), (0.22, "AA")] };
const SLCO1B1: Tested =
    Tested { gene: "SLCO1B1", results: &[(0.6, "*1/*1"), (0.2, "*1/*15"), (0.14, "*1/*5"), (0.06, "*5/*15")] };
const TPMT: Tested = Tested { gene: "TPMT", results: &[(0.9, "*1/*1"), (0.09, "*1/*3A"), (0.01, "*3A/*3A")] };
const NUDT15: Tested = Tested { gene: "NUDT15", results: &[(0.88, "*1/*1"), (0.11, "*1/*3"), (0.01, "*3/*3")] };
const DPYD: Tested =
    Tested { gene: "DPYD", results: &[(0.93, "Reference/Reference"), (0.07, "Reference/c.1905+1G>A (*2A)")] };
const G6PD: Tested = Tested { gene: "G6PD", results: &[(0.94, "Normal"), (0.06, "Deficient")] };
const HLA_B_57_01: Tested = Tested { gene: "HLA-B*57:01", results: &[(0.94, "negative"), (0.06, "positive")] };
const HLA_B_58_01: Tested = Tested { gene: "HLA-B*58:01", results: &[(0.8, "negative"), (0.2, "positive")] };
const MT_RNR1: Tested = Tested {
    gene: "MT-RNR1",
    results: &[(0.9, "normal risk of aminoglycoside-induced hearing loss"), (0.1, "m.1555A>G")],
};
const RYR1: Tested = Tested {
    gene: "RYR1",
    results: &[(0.8, "Uncertain Susceptibility"), (0.2, "Malignant Hyperthermia Susceptibility")],
};

const PANELS: [&[Tested]; 4] = [
    &[CYP2C19, CYP2D6, CYP2C9, VKORC1, SLCO1B1],
    &[CYP2C19, CYP2D6, SLCO1B1, TPMT, NUDT15, DPYD],
    &[HLA_B_57_01, G6PD, CYP2D6],
    &[DPYD, TPMT, RYR1, MT_RNR1],
];

/// Writes one person's rows.
///
/// # Errors
/// What the writers underneath report.
pub fn write(
    seed: u64,
    person: &Person,
    identifier_width: usize,
    drugs: &[&str],
    clock: &WallClock,
    sheet: &mut Sheet,
) -> io::Result<()> {
    let draw = &mut Draw::new(seed, Stream::Genes, person.index);
    let wanted = wanted(drugs, draw);
    let day = draw.between(30.0, WINDOW_DAYS - 30.0);
    let last_day = person.death_day.unwrap_or(WINDOW_DAYS);
    let specimen = clock.date(day.min(last_day - 1.0).floor() as i64);
    let laboratory = draw.pick(&LABORATORIES);
    for tested in wanted {
        let result = match draw.unit() {
            failed if failed < FAILED_SHARE => "failed",
            undone if undone < 2.0 * FAILED_SHARE => "not tested",
            _ => draw.pick_weighted(tested.results),
        };
        sheet.identifier(b'W', person.index + 1, identifier_width).text(tested.gene).text(result).empty();
        sheet.date(specimen).text(laboratory);
        sheet.end_row()?;
    }
    Ok(())
}

fn wanted(drugs: &[&str], draw: &mut Draw) -> Vec<&'static Tested> {
    let mut wanted: Vec<&'static Tested> = Vec::new();
    if draw.chance(TESTED_SHARE) {
        wanted.extend(draw.pick(&PANELS));
    }
    let takes = |name: &str| drugs.contains(&name);
    if takes("Clopidogrel") {
        wanted.retain(|tested| tested.gene != "CYP2C19");
        wanted.push(&CYP2C19_CLOPIDOGREL);
    }
    let lacks = |wanted: &[&Tested], gene: &str| !wanted.iter().any(|tested| tested.gene == gene);
    if takes("Allopurinol") && draw.chance(0.6) {
        wanted.push(&HLA_B_58_01);
    }
    if takes("Simvastatin") && draw.chance(0.3) && lacks(&wanted, "SLCO1B1") {
        wanted.push(&SLCO1B1);
    }
    if takes("Tamoxifen") && lacks(&wanted, "CYP2D6") {
        wanted.push(&CYP2D6);
    }
    wanted
}
