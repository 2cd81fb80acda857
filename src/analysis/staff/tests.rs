//! Groups that were planted are found, noise has none, and protected attributes change nothing.

use crate::analysis::diagnosis::table::{RawCell, RawColumn};
use crate::base::{Draw, Progress};

use super::FEWEST_SHOWN;
use super::agreement::adjusted_rand;
use super::columns::{Doubt, StaffRole, doubt, doubt_of, propose};
use super::education::EducationOrder;
use super::encode::{EncodeError, Encoded, Reading};
use super::hands::{Hands, OneHand};
use super::kmeans::best_of;
use super::method::Method;
use super::points::Points;
use super::silhouette::{mean, silhouettes};
use super::study::{Reason, Study, StudyPlan, study};

const DEGREES: [&str; 4] = ["Diploma", "Bachelor's degree", "Master", "PhD"];
const SKILLS: [&str; 8] =
    ["triage", "dialysis", "teaching", "budgeting", "ultrasound", "wound care", "rostering", "ecg"];

fn word(text: &str) -> RawCell {
    if text.is_empty() { RawCell::Missing } else { RawCell::Word(text.to_owned()) }
}

fn plan(clusters: Option<u32>, seed: u64) -> StudyPlan {
    StudyPlan { clusters, seed, method: Method::default(), reading: Reading::default() }
}

fn studied(columns: &[RawColumn], plan: &StudyPlan) -> Study {
    study(columns, &propose(columns), plan, &OneHand, &Progress::default()).expect("groups or none")
}

/// Staff as the article's file: degree, years, skills.
fn staff(rows: impl Iterator<Item = (usize, f64, Vec<&'static str>)>) -> Vec<RawColumn> {
    let (mut degrees, mut years, mut skills) = (Vec::new(), Vec::new(), Vec::new());
    for (degree, number, of) in rows {
        degrees.push(word(DEGREES[degree]));
        years.push(RawCell::Number((number * 10.0).round() / 10.0));
        skills.push(word(&of.join(", ")));
    }
    let column = |name: &str, cells| RawColumn { name: name.to_owned(), cells };
    vec![column("education", degrees), column("work_experience", years), column("skills", skills)]
}

/// Three kinds of staff, and whose kind each is.
fn planted(seed: u64, rows: u32) -> (Vec<RawColumn>, Vec<u32>) {
    let mut draw = Draw::new(seed);
    let kinds: Vec<u32> = (0..rows).map(|_| draw.below(3) as u32).collect();
    let rows = kinds.iter().map(|kind| {
        let (years, degree, own) = [(2.0, 0, [0, 5]), (12.0, 2, [1, 4]), (25.0, 3, [2, 3])][*kind as usize];
        let slip = usize::from(draw.unit() < 0.1);
        let degree = if *kind == 0 { degree + slip } else { degree - slip };
        let mut skills: Vec<&str> = own.iter().filter(|_| draw.unit() < 0.9).map(|at| SKILLS[*at]).collect();
        if draw.unit() < 0.2 {
            skills.push(SKILLS[6]);
        }
        (degree, (years + 1.5 * draw.normal()).max(0.0), skills)
    });
    (staff(rows), kinds)
}

/// Everything at random.
fn noise(seed: u64, rows: u32) -> Vec<RawColumn> {
    let mut draw = Draw::new(seed ^ 0x5EED);
    staff((0..rows).map(|_| {
        let skills = SKILLS.into_iter().filter(|_| draw.unit() < 0.35).collect();
        (draw.below(4) as usize, 40.0 * draw.unit(), skills)
    }))
}

#[test]
fn planted_groups_are_found_and_told_apart() {
    for seed in 0..4 {
        let (columns, kinds) = planted(seed, 150);
        let found = studied(&columns, &plan(None, seed));
        assert_eq!((found.reason, found.clusters), (Reason::Separated, 3), "{seed}: {:?}", found.trials);
        assert!(found.trials.iter().any(|trial| trial.strength_dealt > 10.0), "{seed}: {:?}", found.trials);
        let of: Vec<u32> = found.of.iter().map(|group| group.expect("all are in a group")).collect();
        assert!(adjusted_rand(&of, &kinds) >= 0.95, "{seed}");
        assert!(found.profiles.iter().all(|group| group.stability > 0.9 && group.differences[0].is_clear()));
        let reading = found.reading.expect("a tree");
        assert!(reading.fidelity > 0.9 && reading.interval.0 <= reading.fidelity, "{}", reading.fidelity);
    }
}

#[test]
fn noise_has_no_natural_groups() {
    let with_groups: Vec<u64> =
        (0..12).filter(|seed| studied(&noise(*seed, 100), &plan(None, *seed)).has_groups()).collect();
    assert!(with_groups.is_empty(), "{with_groups:?}");
    // Nor do numbers alone, with one hill or none, even where two of them go together.
    for seed in 0..6 {
        let mut draw = Draw::new(seed);
        let (mut a, mut b) = (Vec::new(), Vec::new());
        for _ in 0..100 {
            let x = if seed % 2 == 0 { draw.normal() } else { 6.0 * draw.unit() };
            a.push(RawCell::Number(x));
            b.push(RawCell::Number(x + draw.normal()));
        }
        let columns = [RawColumn { name: "x".into(), cells: a }, RawColumn { name: "y".into(), cells: b }];
        let found = studied(&columns, &plan(None, seed));
        assert!(!found.has_groups() && found.clusters == 1, "{seed}: {:?}", found.trials);
    }
}

#[test]
fn long_tails_are_no_groups() {
    for seed in 0..8 {
        let mut draw = Draw::new(900 + seed);
        let mut tailed = |with: f64| -> Vec<RawCell> {
            (0..300).map(|_| RawCell::Number((draw.normal() * (1.0 + with)).exp())).collect()
        };
        let columns = [
            RawColumn { name: "experience".into(), cells: tailed(0.0) },
            RawColumn { name: "hours".into(), cells: tailed(0.2) },
        ];
        let found = studied(&columns, &plan(None, seed));
        assert!(!found.has_groups(), "{seed}: {:?} {:?}", found.reason, found.trials);
    }
}

/// Codes and years under headings that say nothing of work stay out until somebody says what they are.
/// A few people far off, or columns that say nothing, hide no gap.
#[test]
fn two_heaps_are_found_beside_what_hides_them() {
    for seed in 0..3 {
        let mut draw = Draw::new(300 + seed);
        let kinds: Vec<u32> = (0..200).map(|row| row % 2).collect();
        let mut years: Vec<f64> = kinds.iter().map(|kind| 5.0 + 20.0 * f64::from(*kind) + draw.normal()).collect();
        years.extend([300.0, 320.0, 340.0, 360.0]);
        let hours: Vec<f64> = (0..204).map(|row| 24.0 + 14.0 * f64::from(row % 2) + draw.normal()).collect();
        let nights: Vec<f64> = years.iter().map(|_| f64::from(draw.below(2) as u32)).collect();
        let column = |name: &str, values: Vec<f64>| RawColumn {
            name: name.to_owned(),
            cells: values.into_iter().map(RawCell::Number).collect(),
        };
        let columns = [column("experience", years), column("hours", hours), column("nights", nights)];
        let found = studied(&columns, &plan(None, seed));
        let of: Vec<u32> = found.of[..200].iter().map(|group| group.unwrap_or(0)).collect();
        assert!(adjusted_rand(&of, &kinds) > 0.95, "{seed}: {:?} {:?} {:?}", found.reason, found.apart, found.trials);
    }
}

/// Three heaps beside columns that say nothing, and beside a few people far off in two columns.
#[test]
fn three_heaps_are_counted_beside_what_hides_them() {
    for seed in 0..3 {
        for far in [0, 4, 7] {
            let mut draw = Draw::new(700 + seed);
            let kinds: Vec<u32> = (0..210).map(|row| row % 3).collect();
            let heaps = [(5.0, 36.0), (15.0, 20.0), (27.0, 38.0)];
            let mut years: Vec<f64> = kinds.iter().map(|kind| heaps[*kind as usize].0 + 0.8 * draw.normal()).collect();
            let mut hours: Vec<f64> = kinds.iter().map(|kind| heaps[*kind as usize].1 + 0.8 * draw.normal()).collect();
            years.extend((0..far).map(|_| 80.0 + draw.normal()));
            hours.extend((0..far).map(|_| 90.0 + draw.normal()));
            let mut exponential = || (0..210 + far).map(|_| -5.0 * draw.unit().max(1e-9).ln()).collect::<Vec<f64>>();
            let column = |name: &str, values: Vec<f64>| RawColumn {
                name: name.to_owned(),
                cells: values.into_iter().map(RawCell::Number).collect(),
            };
            let mut columns = vec![column("experience", years), column("hours", hours)];
            if far < 7 {
                columns.push(column("courses", exponential()));
                columns.push(column("shifts", exponential()));
            }
            let found = studied(&columns, &plan(None, seed));
            let of: Vec<u32> = found.of[..210].iter().map(|group| group.unwrap_or(0)).collect();
            let agreement = adjusted_rand(&of, &kinds);
            let asked = studied(&columns, &plan(Some(2), seed));
            assert_eq!((asked.reason, asked.apart), (found.reason, None), "{seed} {far}");
            assert!(agreement > 0.95, "{seed} {far}: {agreement} {:?} {:?}", found.reason, found.apart);
        }
    }
}

#[test]
fn what_may_stand_for_a_person_s_nature_is_not_used_unasked() {
    let numbers = |name: &str, of: fn(u32) -> u32| RawColumn {
        name: name.to_owned(),
        cells: (0..60).map(|row| RawCell::Number(f64::from(of(row)))).collect(),
    };
    let columns = [
        numbers("Group code", |row| row % 2),
        numbers("Jahr", |row| 1960 + row % 40),
        numbers("Night shifts", |row| row % 5),
        numbers("km", |row| row * 7 % 30),
        numbers("Hours a week", |row| 20 + row),
        numbers("Salutation", |row| row % 2),
    ];
    let roles: Vec<StaffRole> = propose(&columns).iter().map(|own| own.role).collect();
    let (out, used) = (StaffRole::Ignore, StaffRole::Number);
    assert_eq!(roles, [out, out, used, out, used, StaffRole::Protected]);
    assert_eq!(
        columns.each_ref().map(doubt_of),
        [Some(Doubt::Codes), Some(Doubt::CalendarYears), None, Some(Doubt::Unknown), None, None]
    );
    // Degrees are known under any heading; a second column of years is not needed, and years that are left are an age.
    let degrees = |name: &str, words: [&str; 2]| RawColumn {
        name: name.to_owned(),
        cells: (0..20).map(|row| word(words[row % 2])).collect(),
    };
    let columns = [
        degrees("Best", ["MSc", "PhD"]),
        degrees("Team", ["north", "south"]),
        numbers("Time served", |row| row % 30),
        numbers("Career years", |row| row % 31),
        numbers("Working years left", |row| row % 35),
    ];
    let roles = propose(&columns);
    let doubts: Vec<Option<Doubt>> = columns.iter().map(|column| doubt(column, &roles)).collect();
    let roles: Vec<StaffRole> = roles.iter().map(|own| own.role).collect();
    assert_eq!(roles, [StaffRole::Education, out, StaffRole::Years, out, out]);
    assert_eq!(doubts[1..], [Some(Doubt::Words), Some(Doubt::Taken), Some(Doubt::Taken), Some(Doubt::Unknown)]);
}

#[test]
fn a_protected_attribute_changes_nothing_but_the_audit() {
    let (mut columns, kinds) = planted(7, 200);
    let sex = |flip: bool| {
        let cells = kinds.iter().map(|kind| word(if (*kind == 0) == flip { "f" } else { "m" })).collect();
        RawColumn { name: "gender".to_owned(), cells }
    };
    columns.push(sex(true));
    columns.push(RawColumn { name: "Age".to_owned(), cells: vec![RawCell::Number(40.0); 200] });
    let one = studied(&columns, &plan(None, 1));
    let cells = (0..200).map(|row| RawCell::Number(20.0 + f64::from(row % 40))).collect();
    columns[3] = RawColumn { cells: kinds.iter().map(|_| word("x")).collect(), ..sex(false) };
    columns[4] = RawColumn { name: "Age".to_owned(), cells };
    let other = studied(&columns, &plan(None, 1));
    assert!(one.audits[0].association > 0.9 && one.audits[0].p < 0.01, "{:?}", one.audits);
    assert_eq!(other.audits.len(), 1, "one word tells nobody apart");
    let without = |study: Study| Study { audits: Vec::new(), ..study };
    assert_eq!(without(one), without(other));

    let mut roles = propose(&columns);
    assert_eq!(roles[3].role, StaffRole::Protected);
    roles[3].role = StaffRole::Word;
    let refused = Encoded::of(&columns, &roles, &Reading::default());
    assert_eq!(refused, Err(EncodeError::Protected("gender".to_owned())));
}

#[test]
fn little_or_nothing_to_group_is_said() {
    let (columns, _) = planted(3, 1);
    let found = studied(&columns, &plan(None, 1));
    assert_eq!((found.reason, found.of, found.hidden_people), (Reason::TooFew, vec![None], 1));
    let alike = staff((0..50).map(|_| (1, 4.0, vec!["ecg"])));
    let found = studied(&alike, &plan(None, 1));
    assert_eq!((found.reason, found.clusters, found.profiles.len()), (Reason::AllAlike, 1, 1));
    let asked = studied(&alike, &plan(Some(4), 1));
    assert_eq!((asked.clusters, asked.reason), (1, Reason::AllAlike));
    // Three people far away from all others would be told by having a group of their own, or none.
    let few =
        staff((0..63).map(|row| {
            if row < 3 { (3, 400.0 + f64::from(row), vec!["ecg"]) } else { (0, f64::from(row % 7), vec![]) }
        }));
    let found = studied(&few, &plan(Some(2), 1));
    assert_eq!((found.encoded.far.clone(), found.hidden_people), (vec![0, 1, 2], 0));
    assert!(found.of.iter().all(Option::is_some) && found.profiles.iter().all(|own| own.size >= FEWEST_SHOWN));
    // Where many groups are asked for, those too small are joined to their neighbours.
    let line = staff((0..60).map(|row| (0, f64::from(row), vec![])));
    let many = studied(&line, &plan(Some(12), 1));
    assert!(many.joined.groups > 0 && many.joined.people < FEWEST_SHOWN * many.joined.groups, "{:?}", many.joined);
    assert!(many.of.iter().all(Option::is_some) && many.profiles.iter().all(|own| own.size >= FEWEST_SHOWN));
}

#[test]
fn degrees_have_an_order_that_can_be_changed() {
    let usual = EducationOrder::default();
    let ranks: Vec<Option<u32>> = [
        "大专",
        "Bachelor of Nursing",
        "硕士研究生",
        "Ph.D.",
        "Doctor of Medicine",
        "Master's degree",
        "wizard",
        "Dip.Nurs",
        "B.Sc.",
    ]
    .map(|degree| usual.rank(degree))
    .to_vec();
    assert_eq!(ranks, [Some(2), Some(3), Some(4), Some(5), Some(5), Some(4), None, Some(2), Some(3)]);
    let own = EducationOrder::read("wizard < apprentice = novice < master").expect("an order");
    assert_eq!((own.rank("Novice"), own.rank("wizard"), own.rank("phd")), (Some(1), Some(0), None));
    assert_eq!(EducationOrder::read(&own.written()), Ok(own));
    assert!(EducationOrder::read("a < b < a").is_err() && EducationOrder::read("a").is_err());
}

/// Silhouettes and index computed by hand for four points on a line; the definitions are those of scikit-learn.
#[test]
fn measures_are_those_of_their_definitions() {
    let points = Points { columns: 1, values: vec![0.0, 1.0, 5.0, 7.0] };
    let of = [0, 0, 1, 1];
    let found = silhouettes(&points, &[(&of, 2)], &Progress::default()).expect("runs").remove(0).expect("two groups");
    let by_hand = [1.0 - 1.0 / 6.0, 1.0 - 1.0 / 5.0, 1.0 - 2.0 / 4.5, 1.0 - 2.0 / 6.5];
    assert!(found.iter().zip(by_hand).all(|(found, theirs)| (found - theirs).abs() < 1e-12), "{found:?}");
    assert!((mean(&found) - by_hand.iter().sum::<f64>() / 4.0).abs() < 1e-12);
    let clustering = best_of(&points, 2, 5, 1, &OneHand, &Progress::default()).expect("runs");
    assert!((clustering.inertia - 2.5).abs() < 1e-12 && clustering.of[0] == clustering.of[1]);
    // scikit-learn 1.9.1: silhouette_samples, silhouette_score, adjusted_rand_score and the inertia of nine points.
    let values = vec![0.3, 1.2, 0.1, 0.9, 0.5, 1.1, 4.0, 4.2, 4.4, 3.9, 3.8, 4.5, 0.2, 4.8, 0.6, 5.1, 2.2, 2.4];
    let points = Points { columns: 2, values };
    let of = [0, 0, 0, 1, 1, 1, 2, 2, 0];
    let found = silhouettes(&points, &[(&of, 3)], &Progress::default()).expect("runs").remove(0).expect("groups");
    assert!(
        (mean(&found) - 0.733_942_551_483_528_6).abs() < 1e-12 && (found[8] - 0.112_170_363_592_247_94).abs() < 1e-12
    );
    assert!((adjusted_rand(&of, &[1, 1, 2, 0, 0, 0, 2, 2, 2]) - 0.446_153_846_153_846_2).abs() < 1e-12);
    // Of scikit-learn's documentation: adjusted_rand_score([0, 0, 1, 1], [0, 0, 1, 2]) is 0.57.
    assert!((adjusted_rand(&[0, 0, 1, 1], &[0, 0, 1, 2]) - 4.0 / 7.0).abs() < 1e-12);
    assert_eq!(adjusted_rand(&[0, 0, 1, 1], &[5, 5, 3, 3]), 1.0);
}

/// The last part first.
struct Backwards;

impl Hands for Backwards {
    fn each(&self, parts: usize, work: &(dyn Fn(usize) + Sync)) {
        (0..parts).rev().for_each(work);
    }
}

#[test]
fn the_groups_are_the_same_whoever_took_which_part() {
    let mut draw = Draw::new(4);
    let values = (0..2 * 20_000).map(|at| draw.normal() + f64::from(u8::from(at / 2 % 3 == 0)) * 6.0).collect();
    let points = Points { columns: 2, values };
    let found =
        [&OneHand as &dyn Hands, &Backwards].map(|hands| best_of(&points, 3, 1, 9, hands, &Progress::default()));
    assert_eq!(found[0], found[1]);
}

#[test]
fn other_ways_find_planted_groups_and_long_ones_that_k_means_cuts() {
    for seed in 0..3 {
        let (columns, kinds) = planted(seed, 120);
        for method in [Method::Mixture, Method::Hierarchy] {
            let found = studied(&columns, &StudyPlan { method, ..plan(Some(3), seed) });
            let of: Vec<u32> = found.of.iter().map(|group| group.expect("all are in a group")).collect();
            assert!(adjusted_rand(&of, &kinds) >= 0.95, "{seed} {method:?}");
            assert!(found.alternatives.iter().all(|own| own.method != method && own.agreement > 0.9), "{seed}");
        }
    }
    // Two long stripes: k-means cuts them across.
    let mut draw = Draw::new(5);
    let kinds: Vec<u32> = (0..300).map(|row| row % 2).collect();
    let along = |kind: &u32| [8.0 * draw.normal(), f64::from(*kind) * 6.0 + 0.5 * draw.normal()];
    let points = Points { columns: 2, values: kinds.iter().flat_map(along).collect() };
    let agreed = |method: Method| {
        let found = method.groups(&points, 2, 10, 1, &OneHand, &Progress::default()).expect("runs");
        adjusted_rand(&found.of, &kinds)
    };
    assert!(agreed(Method::Mixture) > 0.95 && agreed(Method::KMeans) < 0.5);
    // Ward's unions of five points on a line, by hand: {0, 1}, {5, 6}, then 20 by itself.
    let line = Points { columns: 1, values: vec![0.0, 5.0, 1.0, 6.0, 20.0] };
    let found = Method::Hierarchy.groups(&line, 3, 1, 1, &OneHand, &Progress::default()).expect("runs");
    assert_eq!((found.of, found.inertia), (vec![0, 1, 0, 1, 2], 1.0));
}
