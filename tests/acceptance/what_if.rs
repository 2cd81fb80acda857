//! The reference vectors of the what-if calculator and of the warfarin simulation, and our table against theirs.

use serde_json::Value;
use wardtwin::analysis::warfarin::{Cyp2c9, Taker, Vkorc1, daily, simulate};
use wardtwin::analysis::what_if::effects::Verified;
use wardtwin::analysis::what_if::{Dose, EFFECTS, TrialEffect, future};
use wardtwin::io::case_files::{CaseFile, what_if};

use super::shared;

fn json(below: &str) -> Option<(std::path::PathBuf, Value)> {
    let path = shared("vectors/twin")?.join(below);
    let text = std::fs::read_to_string(&path).expect("a file");
    Some((path, serde_json::from_str(&text).expect("JSON")))
}

fn number(value: &Value, key: &str) -> f64 {
    value[key].as_f64().expect("a number")
}

#[test]
fn every_case_of_the_calculator_is_met() {
    let Some((path, whole)) = json("whatif.json") else { return };
    let tolerance = number(&whole, "tolerance");
    let file = CaseFile::read(&path).expect("cases");
    let cases = what_if::cases(&file);
    assert!(cases.len() >= 7, "{} cases", cases.len());
    for (case, told) in cases.into_iter().zip(file.cases()) {
        let case = case.expect("every case can be read");
        let doses: Vec<Dose> = case.items.into_iter().map(|(ratio, units)| Dose { ratio, units }).collect();
        let found = future(case.baseline, &doses).expect("calculated");
        let pairs = [
            ("ratio", found.ratio),
            ("ratio_lo", found.ratio_low),
            ("ratio_hi", found.ratio_high),
            ("risk", found.risk),
            ("risk_lo", found.risk_low),
            ("risk_hi", found.risk_high),
            ("arr", found.arr),
            ("arr_lo", found.arr_low),
            ("arr_hi", found.arr_high),
            ("nnt", found.nnt.expect("something changes")),
        ];
        for (key, found) in pairs {
            let expected = number(&told["expected"], key);
            assert!((found - expected).abs() <= tolerance, "{key}: {found} and {expected} of {told}");
        }
    }
}

#[test]
fn our_table_has_the_same_numbers_and_the_same_rows_recalled() {
    let Some((_, whole)) = json("whatif.json") else { return };
    let rows = whole["table"].as_array().expect("a table");
    assert_eq!(rows.len(), EFFECTS.len());
    for row in rows {
        let ours = TrialEffect::by_id(row["id"].as_str().expect("an id")).expect("our table has it");
        let theirs = [number(row, "estimate"), number(row, "lo95"), number(row, "hi95")];
        assert_eq!([ours.estimate, ours.low, ours.high], theirs, "{}", ours.id);
        assert_eq!(Some(ours.measure.id()), row["measure"].as_str(), "{}", ours.id);
        let is_recalled = row["verified"].as_str().is_some_and(|word| word.contains("recalled"));
        assert_eq!(ours.verified == Verified::Recalled, is_recalled, "{}", ours.id);
    }
}

/// The vectors claim 1e-4; the specification asks for 1e-9 in INR, and so do we.
#[test]
fn the_warfarin_course_is_the_published_one() {
    let Some((_, whole)) = json("warfarin_hamberg.json") else { return };
    let cases = whole["cases"].as_array().expect("cases");
    assert!(cases.len() >= 3);
    for case in cases {
        let numbers = |key: &str| -> Vec<f64> {
            case[key].as_array().expect("a list").iter().map(|value| value.as_f64().expect("a number")).collect()
        };
        let word = |key: &str| case[key].as_str().expect("a text");
        let taker = Taker {
            age_years: number(case, "age"),
            cyp2c9: Cyp2c9::parse(word("CYP2C9")).expect("known"),
            vkorc1: Vkorc1::parse(word("VKORC1")).expect("known"),
        };
        let (hours, inr, concentrations) = (numbers("t_h"), numbers("inr"), numbers("cs"));
        let last = hours.iter().copied().fold(0.0, f64::max);
        let course = simulate(taker, &daily(number(case, "dose_mg_daily"), last), &hours).expect("simulated");
        for ((point, inr), concentration) in course.iter().zip(inr).zip(concentrations) {
            assert!((point.inr - inr).abs() < 1e-9, "{} h: {} and {inr}", point.at_hours, point.inr);
            let found = point.s_warfarin_mg_per_l;
            assert!((found - concentration).abs() < 1e-9, "{} h: {found} and {concentration}", point.at_hours);
        }
    }
}
