//! The two public benchmark families: every instance is read, every plan is judged as the reference checkers judge it, and
//! every instance gets a first plan that breaks no hard rule.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use wardtwin::analysis::schedule::pace::{Run, Steps};
use wardtwin::analysis::schedule::{hospital, roster};
use wardtwin::base::{Draw, Progress};
use wardtwin::domain::schedule::hospital::{Admission, HospitalPlan, HospitalProblem};
use wardtwin::domain::schedule::roster::{Roster, RosterProblem};
use wardtwin::io::schedule::{hospital as hospital_files, roster as roster_files};

use super::shared;

/// What the reference checker prints for a plan, run on the file.
fn reference(tool: &str, instance: &Path, plan: &Path) -> Option<Value> {
    let script = shared("tools")?.join(tool);
    let output = Command::new("python3").arg(script).args([instance, plan]).arg("--json").output();
    let output = output.expect("python3 runs the reference checker");
    Some(serde_json::from_slice(&output.stdout).expect("the reference checker read the plan"))
}

fn files(below: &str, ending: &str) -> Vec<PathBuf> {
    let Some(folder) = shared(below) else { return Vec::new() };
    let listed = std::fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path());
    let mut found: Vec<PathBuf> = listed.filter(|path| path.extension().is_some_and(|end| end == ending)).collect();
    found.sort();
    found
}

fn stem(path: &Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

fn hospital_instances() -> Vec<PathBuf> {
    let folders = ["data/ihtc2024/instances", "data/ihtc2024/test", "data/ihtc2024/small"];
    let all = folders.into_iter().flat_map(|folder| files(folder, "json"));
    all.filter(|path| !stem(path).contains("solution")).collect()
}

fn same_verdict_on_hospital_plan(instance: &Path, problem: &HospitalProblem, plan: &Path) {
    let ours = hospital::check(problem, &hospital_files::read_plan(plan, problem).expect("a plan"));
    let Some(theirs) = reference("validate_ihtc.py", instance, plan) else { return };
    let at = plan.display();
    for (rule, units) in &ours.hard {
        assert_eq!(Some(*units), theirs["hard"][rule.name()].as_u64(), "{} of {at}", rule.name());
    }
    for (rule, units) in &ours.soft {
        assert_eq!(Some(*units), theirs["soft"][rule.name()].as_u64(), "{} of {at}", rule.name());
    }
    assert_eq!(Some(ours.cost()), theirs["cost"].as_u64(), "{at}");
    assert_eq!(Some(ours.violations()), theirs["violations"].as_u64(), "{at}");
}

/// A plan with some of its decisions replaced by any others.
fn broken(problem: &HospitalProblem, plan: &HospitalPlan, draw: &mut Draw) -> HospitalPlan {
    let mut plan = plan.clone();
    let mut below = |n: usize| draw.below(n as u64) as usize;
    for _ in 0..6 {
        let patient = below(problem.patients.len());
        plan.admissions[patient] = (below(4) > 0).then(|| Admission {
            day: below(problem.days),
            room: below(problem.rooms.len()),
            theatre: below(problem.theatres.len()),
        });
        let cell = &mut plan.nurse_of[below(problem.rooms.len())][below(problem.shifts())];
        *cell = None;
    }
    plan
}

#[test]
fn hospital_plans_are_judged_as_the_reference_judges_them() {
    let instances = hospital_instances();
    let desk = tempfile::tempdir().expect("a folder");
    let mut draw = Draw::new(7);
    let mut published = files("data/ihtc2024/solutions", "json");
    published.extend(files("data/ihtc2024/test", "json").into_iter().filter(|path| stem(path) == "toy_solution"));
    assert!(instances.is_empty() || published.len() >= 16, "{} solutions", published.len());
    for solution in published {
        let name = stem(&solution).replace("sol_", "").replace("_solution", "");
        let instance = instances.iter().find(|path| stem(path) == name).expect("its instance is there");
        let problem = hospital_files::read_problem(instance).expect("an instance");
        same_verdict_on_hospital_plan(instance, &problem, &solution);
        let plan = hospital_files::read_plan(&solution, &problem).expect("a plan");
        // The competition's toy comes with a plan that breaks rules.
        assert!(name == "toy" || hospital::check(&problem, &plan).is_feasible(), "{name}");
        for _ in 0..3 {
            let path = desk.path().join("broken.json");
            let text = hospital_files::plan_text(&problem, &broken(&problem, &plan, &mut draw)).expect("JSON");
            std::fs::write(&path, text).expect("written");
            same_verdict_on_hospital_plan(instance, &problem, &path);
        }
    }
}

#[test]
fn every_hospital_instance_gets_a_plan_that_breaks_no_hard_rule() {
    let instances = hospital_instances();
    assert!(shared("data").is_none() || instances.len() >= 47, "{} instances", instances.len());
    let desk = tempfile::tempdir().expect("a folder");
    for instance in instances {
        let problem = hospital_files::read_problem(&instance).expect("an instance");
        let (mut pace, progress) = (Steps(20_000), Progress::default());
        let mut last = 0;
        let mut found = |_: &HospitalPlan, cost: i64, _: u64| last = cost;
        let mut run = Run { seed: 1, pace: &mut pace, progress: &progress, found: &mut found };
        let plan = hospital::solve(&problem, None, &mut run).expect("a plan").plan;
        let score = hospital::check(&problem, &plan);
        assert!(score.is_feasible(), "{}", instance.display());
        assert_eq!(
            score.cost() as i64,
            last,
            "the counters of the search agree with the checker: {}",
            instance.display()
        );
        let path = desk.path().join("plan.json");
        std::fs::write(&path, hospital_files::plan_text(&problem, &plan).expect("JSON")).expect("written");
        same_verdict_on_hospital_plan(&instance, &problem, &path);
    }
}

fn same_verdict_on_roster(instance: &Path, problem: &RosterProblem, made: &Roster, desk: &Path) {
    let path = desk.join("roster.csv");
    std::fs::write(&path, roster_files::roster_text(problem, made)).expect("written");
    let read = roster_files::read_roster(&path, problem).expect("a roster");
    assert_eq!(&read, made, "what is written reads back: {}", instance.display());
    let ours = roster::check(problem, &read);
    let Some(theirs) = reference("validate_nrp.py", instance, &path) else { return };
    let parts = [
        ("shift_on", ours.parts.shift_on),
        ("shift_off", ours.parts.shift_off),
        ("under", ours.parts.under),
        ("over", ours.parts.over),
    ];
    for (name, cost) in parts {
        assert_eq!(Some(cost), theirs["parts"][name].as_u64(), "{name} of {}", instance.display());
    }
    assert_eq!(Some(ours.cost()), theirs["cost"].as_u64(), "{}", instance.display());
    assert_eq!(Some(ours.violations.len() as u64), theirs["violations"].as_u64(), "{}", instance.display());
}

/// A roster of any cells, mostly off in runs so that rules are met and broken.
fn any_roster(problem: &RosterProblem, draw: &mut Draw) -> Roster {
    let mut row = || {
        let mut works = false;
        let cell = |_| {
            works ^= draw.below(3) == 0;
            works.then(|| draw.below(problem.shifts.len() as u64) as usize)
        };
        (0..problem.days).map(cell).collect()
    };
    Roster { cells: problem.staff.iter().map(|_| row()).collect() }
}

#[test]
fn rosters_are_judged_as_the_reference_judges_them() {
    let instances = files("data/nrp24", "txt");
    assert!(shared("data").is_none() || instances.len() >= 16, "{} instances", instances.len());
    let desk = tempfile::tempdir().expect("a folder");
    let mut draw = Draw::new(7);
    for instance in instances {
        let problem = roster_files::read_problem(&instance).expect("an instance");
        for _ in 0..2 {
            same_verdict_on_roster(&instance, &problem, &any_roster(&problem, &mut draw), desk.path());
        }
    }
}

/// The longest instances take long in an unoptimised build and are left to the benchmark.
#[test]
fn every_roster_instance_of_up_to_twelve_weeks_gets_a_roster_that_breaks_no_hard_rule() {
    let desk = tempfile::tempdir().expect("a folder");
    for instance in files("data/nrp24", "txt") {
        let problem = roster_files::read_problem(&instance).expect("an instance");
        if problem.days > 84 || problem.shifts.len() > 10 {
            continue;
        }
        let (mut pace, progress) = (Steps(20), Progress::default());
        let mut last = 0;
        let mut found = |_: &Roster, cost: i64, _: u64| last = cost;
        let mut run = Run { seed: 1, pace: &mut pace, progress: &progress, found: &mut found };
        let made = roster::solve(&problem, None, &mut run).expect("a roster").plan;
        let score = roster::check(&problem, &made);
        assert!(score.is_feasible(), "{} {:?}", instance.display(), score.violations);
        assert_eq!(score.cost() as i64, last, "{}", instance.display());
        same_verdict_on_roster(&instance, &problem, &made, desk.path());
    }
}
