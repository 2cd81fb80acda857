//! How long all risk models take for an open twin: the demo's richest, the one with the most observations.
//!
//! `cargo bench --bench risks`. The claim is 5 ms for all of them together.

use std::time::Instant;

use wardtwin::analysis::risk::RISK_MODELS;
use wardtwin::app::demo;
use wardtwin::app::hospital;
use wardtwin::app::risk::answers::{Answers, House};
use wardtwin::app::risk::estimate::Estimated;
use wardtwin::app::risk::filling::{AsOf, Known};
use wardtwin::app::risk::view::risk_view;
use wardtwin::app::twin::view::twin_view;
use wardtwin::base::{Progress, Zone};
use wardtwin::domain::access::{Action, Actor, Grant, Scope};
use wardtwin::domain::ids::PatientId;
use wardtwin::io::store::Store as _;

const ROUNDS: usize = 200;

fn main() {
    let now = demo::starts_utc_secs();
    let zone = Zone::named(demo::ZONE).expect("compiled in");
    let today = zone.date_at(now);
    let (store, _folder) = demo::make(now, &Progress::default()).expect("the demo");
    let (hospital, _) = hospital::read(&*store, today, &Progress::default()).expect("read");
    let index = &hospital.index;
    let rows = 0..index.row_count() as u32;
    let richest = rows.max_by_key(|&row| index.observation_count(row)).expect("a patient");
    let patient = PatientId(richest);
    let actor = Actor::owner("Bench".to_owned());
    let scope = Scope::Patient { patient, identifier: index.identifier(richest).to_owned(), ward: None };
    let grant = Grant::ask(&actor, Action::OpenPatient, scope, now).expect("the owner may");
    let twin = store.open_twin(&grant, patient).expect("a twin");
    let view = twin_view(twin, store.books(), store.receipts().expect("receipts"), today, now);

    let mut answers = Answers::default();
    answers.problems_complete = true;
    answers.medications_complete = true;
    let house = House::of_settings("1", "true");
    let as_of = AsOf { utc_secs: now, date: today };
    let mut times = Vec::new();
    let mut scored = 0;
    for _ in 0..ROUNDS {
        let since = Instant::now();
        let risks = risk_view(patient, Known { record: &view.risk, answers: &answers, house }, as_of);
        times.push(since.elapsed().as_secs_f64() * 1e3);
        let has_number = |estimated: &Estimated| matches!(estimated, Estimated::Scored { .. } | Estimated::Between(_));
        scored = risks.estimates.iter().filter(|estimate| has_number(&estimate.estimated)).count();
    }
    times.sort_by(f64::total_cmp);
    let observations = index.observation_count(richest);
    println!("{} models, {scored} with a number, a twin of {observations} observations", RISK_MODELS.len());
    let at = |share: f64| times.get((share * (ROUNDS - 1) as f64) as usize).copied().unwrap_or(f64::NAN);
    println!("all models, ms: least {:.3}, median {:.3}, 95 % {:.3}, most {:.3}", at(0.0), at(0.5), at(0.95), at(1.0));
}
