//! Groups in words and as JSON.

use serde_json::{Map, Value, json};

use crate::analysis::diagnosis::table::RawColumn;
use crate::analysis::staff::audit::Audit;
use crate::analysis::staff::columns::{Doubt, StaffColumn, StaffRole, doubt};
use crate::analysis::staff::education::EducationOrder;
use crate::analysis::staff::encode::{EncodeNote, EncodeNoteKind, Encoded, Feature};
use crate::analysis::staff::profile::{Difference, Profile};
use crate::analysis::staff::reading::{Condition, Rule, TreeReading};
use crate::analysis::staff::study::{Reason, Study};

/// Differences that are told of a group.
const TOLD: usize = 5;

pub fn reason(study: &Study) -> &'static str {
    match study.reason {
        Reason::Separated if !study.shaky().is_empty() => {
            "tighter than numbers without groups, with a gap between some at least; not every group is found again when people are drawn anew"
        }
        Reason::Separated => {
            "tighter than numbers without groups, with a gap between some at least, and found again when people are drawn anew"
        }
        Reason::NoValley => "people lie between what looks like groups as everywhere: any cut would be arbitrary",
        Reason::TooFew => "fewer than 20 people",
        Reason::AllAlike => "everybody is alike",
        Reason::LikeNoise => "numbers without groups look the same",
        Reason::Unstable => "the groups come and go with who is asked",
    }
}

pub fn note(found: &EncodeNote) -> String {
    let column = &found.column;
    match &found.what {
        EncodeNoteKind::Missing(rows) => format!("{column}: nothing recorded in {rows} rows; they count as the middle"),
        EncodeNoteKind::NoWords(rows) => {
            format!("{column}: nothing recorded in {rows} rows; they count as having none")
        }
        EncodeNoteKind::Unread(rows, first) => {
            format!("{column}: {rows} cells could not be read, the first \"{first}\"; they count as not recorded")
        }
        EncodeNoteKind::Rare(words) => format!("{column}: {words} words of fewer than 5 people are left out"),
        EncodeNoteKind::TooMany(words) => format!("{column}: {words} rarer words are left out"),
        EncodeNoteKind::FarOff(values) => {
            format!("{column}: {values} values far from the middle half of all count as its outer fence")
        }
        EncodeNoteKind::Constant => format!("{column}: everybody has the same; it tells nothing apart"),
    }
}

pub fn short(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A difference as a sentence without its end.
pub fn difference(encoded: &Encoded, found: &Difference) -> String {
    let Some(feature) = encoded.features.get(found.feature) else { return String::new() };
    let percent = |share: f64| format!("{:.0} %", share * 100.0);
    let size = short(found.size);
    match &feature.word {
        Some(word) => format!(
            "{word} {} against {} (difference {} to {} points; {size} standard deviations)",
            percent(found.inside),
            percent(found.outside),
            short(found.low * 100.0),
            short(found.high * 100.0)
        ),
        None => format!(
            "{} {} against {} (difference {} to {}; {size} standard deviations)",
            feature.column,
            short(found.inside),
            short(found.outside),
            short(found.low),
            short(found.high)
        ),
    }
}

/// The clear differences of a group, the largest first.
pub fn clear(profile: &Profile) -> impl Iterator<Item = &Difference> {
    profile.differences.iter().filter(|found| found.is_clear()).take(TOLD)
}

pub fn condition(encoded: &Encoded, order: &EducationOrder, asked: &Condition) -> String {
    let Some(feature) = encoded.features.get(asked.feature) else { return String::new() };
    if let Some(word) = &feature.word {
        return if asked.above.is_some() { format!("with {word}") } else { format!("without {word}") };
    }
    let name = &feature.column;
    let limit = |value: f64, up: bool| limit(feature, order, value, up);
    match (asked.above, asked.at_most) {
        (Some(above), Some(most)) => format!("{} {name} {}", limit(above, true), limit(most, false)),
        (Some(above), None) => format!("{name} {}", limit(above, true)),
        (None, Some(most)) => format!("{name} {}", limit(most, false)),
        (None, None) => String::new(),
    }
}

/// Of degrees the step next to the threshold.
fn limit(feature: &Feature, order: &EducationOrder, value: f64, up: bool) -> String {
    let mark = if up { ">" } else { "≤" };
    let step = (feature.role == StaffRole::Education).then(|| order.step_name(value.floor().max(0.0) as u32)).flatten();
    step.map_or_else(|| format!("{mark} {}", short(value)), |step| format!("{mark} {step}"))
}

pub fn rule(study: &Study, order: &EducationOrder, rule: &Rule) -> String {
    let asked: Vec<String> = rule.conditions.iter().map(|asked| condition(&study.encoded, order, asked)).collect();
    let asked = if asked.is_empty() { "everybody".to_owned() } else { asked.join(", ") };
    format!("group {}: {asked} ({} people, {:.0} % of them of the group)", rule.group, rule.rows, rule.share * 100.0)
}

/// Everything about the groups.
pub fn study_json(study: &Study, roles: &[StaffColumn], order: &EducationOrder) -> Value {
    let encoded = &study.encoded;
    let feature = |feature: &Feature| {
        json!({
            "feature": feature.name(), "column": feature.column, "role": feature.role.id(),
            "shift": feature.shift, "divisor": feature.divisor,
        })
    };
    json!({
        "clusters": study.clusters,
        "verdict": study.reason.words(),
        "reason": reason(study),
        "strength": study.strength,
        "inertia": study.inertia,
        "silhouette": study.silhouette,
        "rows": encoded.rows.len(),
        "left_out": encoded.left_out,
        "columns": roles.iter().map(|own| (own.name.clone(), Value::from(own.role.id()))).collect::<Map<_, _>>(),
        "education_order": order.written(),
        "encoding": encoded.features.iter().map(feature).collect::<Vec<_>>(),
        "notes": encoded.notes.iter().map(note).collect::<Vec<_>>(),
        "tried": study.trials.iter().map(|trial| json!({
            "clusters": trial.clusters, "inertia": trial.inertia, "silhouette": trial.silhouette,
            "gap": trial.gap, "gap_error": trial.gap_error, "strength": trial.strength,
            "strength_dealt": trial.strength_dealt,
        })).collect::<Vec<_>>(),
        "suggested": {
            "elbow": study.suggestion.elbow, "silhouette": study.suggestion.silhouette, "gap": study.suggestion.gap,
            "agree": study.suggestion.agree(), "valleys": study.apart,
        },
        "groups": study.profiles.iter().map(|own| profile_json(encoded, own)).collect::<Vec<_>>(),
        "method": study.method.id(),
        "alternatives": study.alternatives.iter().map(|own| json!({
            "method": own.method.id(), "adjusted_rand": own.agreement, "silhouette": own.silhouette,
        })).collect::<Vec<_>>(),
        "joined_groups": study.joined.groups,
        "joined_people": study.joined.people,
        "shaky_groups": study.shaky(),
        "hidden_groups": study.hidden_groups,
        "hidden_people": study.hidden_people,
        "tree": study.reading.as_ref().map(|reading| tree_json(study, order, reading)),
        "audit": study.audits.iter().map(audit_json).collect::<Vec<_>>(),
    })
}

/// What is not used, and why.
pub fn unused(columns: &[RawColumn], roles: &[StaffColumn]) -> Vec<String> {
    let is_unused = |(_, own): &(&RawColumn, &StaffColumn)| own.role == StaffRole::Ignore;
    let told = |(column, own): (&RawColumn, &StaffColumn)| format!("{}: {}", own.name, why_unused(column, roles));
    columns.iter().zip(roles).filter(is_unused).map(told).collect()
}

fn why_unused(column: &RawColumn, roles: &[StaffColumn]) -> &'static str {
    match doubt(column, roles) {
        Some(Doubt::Codes) => "not used; a few whole numbers may be codes (--role COL=number uses them)",
        Some(Doubt::Unknown) => "not used; its heading says nothing of work (--role COL=number uses it)",
        Some(Doubt::CalendarYears) => "not used; calendar years may tell an age (--role COL=number uses them)",
        Some(Doubt::Words) => "not used; its heading is not known (--role COL=word, skills or ward uses it)",
        Some(Doubt::Taken) => "not used; another column has its role (--role COL=number uses it beside that one)",
        None => "not used",
    }
}

fn profile_json(encoded: &Encoded, own: &Profile) -> Value {
    let (counts, without) = own.shown_counts();
    let one = |found: &Difference| {
        json!({
            "feature": encoded.features.get(found.feature).map(Feature::name),
            "inside": found.inside, "outside": found.outside, "low": found.low, "high": found.high, "size": found.size,
        })
    };
    json!({
        "group": own.number,
        "size": own.size,
        "stability": own.stability,
        "silhouette": own.silhouette,
        "strategy": own.usual_strategies(),
        "strategies": own.strategies.iter().zip(counts)
            .map(|((name, _), count)| json!({"strategy": name, "count": count})).collect::<Vec<_>>(),
        "without_strategy": without,
        "profile": clear(own).map(|found| difference(encoded, found)).collect::<Vec<_>>(),
        "differences": own.differences.iter().map(one).collect::<Vec<_>>(),
        "centre": encoded.features.iter().zip(&own.centre)
            .map(|(feature, value)| (feature.name(), json!(value))).collect::<Map<_, _>>(),
    })
}

pub fn tree_json(study: &Study, order: &EducationOrder, reading: &TreeReading) -> Value {
    let one = |found: &Rule| json!({"group": found.group, "rows": found.rows, "share": found.share, "rule": rule(study, order, found)});
    json!({
        "fidelity": {"value": reading.fidelity, "low": reading.interval.0, "high": reading.interval.1},
        "rules": reading.rules.iter().map(one).collect::<Vec<_>>(),
    })
}

fn audit_json(found: &Audit) -> Value {
    json!({
        "column": found.column, "words": found.words, "counts": found.counts, "not_recorded": found.not_recorded,
        "association": found.association, "p": found.p,
    })
}

/// The groups in lines.
pub fn study_lines(study: &Study) -> Vec<String> {
    let mut lines = vec![format!("{}: {}", study.reason.words(), reason(study))];
    let told = |clusters: Option<u32>| clusters.map_or_else(|| "nothing".to_owned(), |number| number.to_string());
    if !study.trials.is_empty() {
        let said = &study.suggestion;
        lines.push(format!(
            "number of groups: elbow says {}, silhouette {}, gap {}{}",
            told(said.elbow),
            told(said.silhouette),
            told(said.gap),
            if said.agree() { "" } else { "; they disagree" }
        ));
    }
    if let Some(apart) = study.apart {
        lines.push(format!("the most groups with a valley between all neighbours: {apart}"));
    }
    for own in &study.profiles {
        lines.push(format!("group {}: {} people, stability {}", own.number, own.size, short(own.stability)));
        lines.extend(clear(own).map(|found| format!("  {}", difference(&study.encoded, found))));
        if !own.strategies.is_empty() {
            lines.push(format!("  strategy recorded most often: {}", own.usual_strategies().join(", ")));
        }
    }
    if !study.encoded.far.is_empty() {
        lines.push(format!(
            "{} people unlike any four others were set aside while groups were made, and count with the nearest group",
            study.encoded.far.len()
        ));
    }
    if study.joined.groups > 0 {
        lines.push(format!(
            "{} groups of fewer than 5 people would tell who they are; their {} people count with the nearest group",
            study.joined.groups, study.joined.people
        ));
    }
    let shaky: Vec<String> = study.shaky().iter().map(u32::to_string).collect();
    if !shaky.is_empty() {
        lines.push(format!("group {} comes and goes with who is drawn: do not build on it", shaky.join(", ")));
    }
    if study.hidden_groups > 0 {
        lines.push(format!("{} groups of fewer than 5 people are not shown", study.hidden_groups));
    }
    for own in &study.alternatives {
        let silhouette = own.silhouette.map_or_else(|| "-".to_owned(), short);
        lines.push(format!(
            "{} makes groups that agree by {} (adjusted Rand index), silhouette {silhouette}",
            own.method.id(),
            short(own.agreement)
        ));
    }
    for found in &study.audits {
        lines.push(format!(
            "audit of {} (no part of any model): association with the groups {} (Cramér's V), p {:.3}",
            found.column,
            short(found.association),
            found.p
        ));
    }
    lines
}
