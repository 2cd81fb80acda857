//! What diagnostic models said of patients, as rows.

use crate::domain::access::Grant;
use crate::domain::diagnosis::{KeptAnswer, Said};
use crate::io::store::{Store, StoreError};

use super::whose::Whose;
use super::{Table, texts};

/// Answers that stand, in the order in which they were kept.
pub fn answers(store: &dyn Store, grant: &Grant, whose: &Whose) -> Result<Table, StoreError> {
    let headings = texts([
        "patient_id",
        "time",
        "model",
        "version",
        "target",
        "said",
        "of",
        "value",
        "low",
        "high",
        "threshold",
        "abstained",
        "reason",
        "validation",
        "kept_by",
    ]);
    let zone = store.info().zone;
    let rows = store.all_model_answers(grant)?.into_iter().filter(|(patient, _)| whose.includes(*patient));
    let rows = rows.map(|(patient, kept)| {
        let who = vec![whose.index.identifier(patient.0).to_owned(), zone.moment(kept.made_utc_secs).iso()];
        [who, row(kept)].concat()
    });
    Ok((headings, rows.collect()))
}

fn row(kept: KeptAnswer) -> Vec<String> {
    let number = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
    let range = |interval: Option<(f64, f64)>| {
        let (low, high) = interval.unzip();
        [number(low), number(high)]
    };
    let said = match &kept.answer.said {
        Said::Class { class, of, probability, interval, threshold, .. } => {
            let [low, high] = range(*interval);
            let said = class.clone().unwrap_or_default();
            [said, of.clone(), probability.to_string(), low, high, number(*threshold), "false".into(), String::new()]
        }
        Said::Number { value, interval } => {
            let [low, high] = range(*interval);
            [String::new(), String::new(), value.to_string(), low, high, String::new(), "false".into(), String::new()]
        }
        Said::Abstained(why) => {
            let reason = |why: &crate::domain::diagnosis::WhyNot| {
                let values: Vec<String> = why.values.iter().map(|(name, value)| format!("{name} {value}")).collect();
                format!("{}: {}", why.id, values.join(", "))
            };
            let reasons = why.iter().map(reason).collect::<Vec<String>>().join("; ");
            let [a, b, c, d, e, f] = [const { String::new() }; 6];
            [a, b, c, d, e, f, "true".into(), reasons]
        }
    };
    let model = [kept.answer.model.name, kept.answer.model.version.to_string(), kept.answer.target];
    let validation = if kept.answer.is_internal_only { "internal only" } else { "" }.to_owned();
    [model.to_vec(), said.to_vec(), vec![validation, kept.made_by]].concat()
}
