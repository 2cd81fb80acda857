//! The board's words: beds, bands, ages, due times, courses.

use crate::analysis::ward::{At, Band, Course, Due, Freshness, Sign, Standing, WardAlert, What, points_of};
use crate::app::ward::board::BoardRow;
use crate::app::ward::reading::Nothing;
use crate::domain::bedside::Consciousness;
use crate::domain::genome::drug::Tier;
use crate::domain::indicator::IndicatorId;
use crate::domain::unit::display_unit;
use crate::domain::ward_note::{CareLimit, WardNote};
use crate::ui::panels::PanelCtx;
use crate::ui::text::visible;
use crate::ui::theme::Tone;
use crate::ui::widgets::Icon;

/// Room and bed; "no bed" where none is recorded.
pub fn bed(ctx: &PanelCtx<'_>, row: &BoardRow) -> String {
    let parts: Vec<&str> = [row.who.read.room.as_deref(), row.who.read.bed.as_deref()].into_iter().flatten().collect();
    if parts.is_empty() { ctx.text("ward-no-bed").to_owned() } else { parts.join(" · ") }
}

/// Tone and shape of a band; a low one has none.
pub fn look(band: Band) -> (Tone, Option<Icon>) {
    match band {
        Band::Routine | Band::Low => (Tone::Plain, None),
        Band::LowMedium => (Tone::Abnormal, Some(Icon::High)),
        Band::Medium => (Tone::Abnormal, Some(Icon::Warning)),
        Band::High => (Tone::Critical, Some(Icon::Critical)),
    }
}

pub fn band<'a>(ctx: &PanelCtx<'a>, band: Band) -> &'a str {
    ctx.texts.find(&format!("ward-band-{}", band.id())).unwrap_or_default()
}

/// How the score is written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ScoreWords {
    /// What holds now: `7`, or a range `3–9`.
    pub now: Option<String>,
    /// What does not hold any more, to be struck through.
    pub struck: Option<String>,
    /// Band, age, or why there is none.
    pub below: String,
}

/// The score of a standing in words. A number that cannot be relied on is struck through, with its age.
pub fn score(ctx: &PanelCtx<'_>, standing: &Standing) -> ScoreWords {
    let age = |at: i64| ctx.texts.ago(at, ctx.now_utc_secs);
    let range = standing.newest.as_ref().map(|round| format!("{}–{}", round.least, round.most));
    let complete = standing.complete.as_ref();
    let of_band = || standing.band().map(|known| band(ctx, known).to_owned()).unwrap_or_default();
    match standing.freshness {
        Freshness::Fresh => {
            ScoreWords { now: complete.map(|round| round.least.to_string()), struck: None, below: of_band() }
        }
        Freshness::Stale => ScoreWords {
            now: None,
            struck: complete.map(|round| round.least.to_string()),
            below: complete.map(|round| age(round.at_utc_secs)).unwrap_or_default(),
        },
        Freshness::Partial => ScoreWords {
            now: range,
            struck: complete.map(|round| round.least.to_string()),
            below: complete.map(|round| age(round.at_utc_secs)).unwrap_or_default(),
        },
        Freshness::NeverScored => {
            ScoreWords { now: range, struck: None, below: ctx.text("ward-never-scored").to_owned() }
        }
        Freshness::OutsideModel => ScoreWords { now: None, struck: None, below: ctx.text("ward-too-young").to_owned() },
    }
}

/// Tone, shape and words of the next observations.
pub fn due(ctx: &PanelCtx<'_>, due: Due) -> (Tone, Option<Icon>, String) {
    let length = |secs: i64| ctx.texts.duration(secs.max(0).unsigned_abs());
    match due {
        Due::Continuous => (Tone::Plain, None, ctx.text("ward-due-continuous").to_owned()),
        Due::In { secs } => (Tone::Plain, None, ctx.texts.format("ward-due-in", &[("time", &length(secs))])),
        Due::Now { overdue_in_secs } => {
            let words = ctx.texts.format("ward-due-now", &[("time", &length(overdue_in_secs))]);
            (Tone::Stale, Some(Icon::Clock), words)
        }
        Due::Overdue { by_secs: Some(secs) } => {
            let words = ctx.texts.format("ward-overdue", &[("time", &length(secs))]);
            (Tone::Abnormal, Some(Icon::Warning), words)
        }
        Due::Overdue { by_secs: None } => {
            (Tone::Abnormal, Some(Icon::Warning), ctx.text("ward-overdue-never").to_owned())
        }
    }
}

/// Names of signs, joined.
pub fn signs(ctx: &PanelCtx<'_>, signs: &[Sign]) -> String {
    let names: Vec<&str> = signs
        .iter()
        .map(|sign| ctx.texts.find(&format!("ward-sign-{}", sign.column().replace('_', "-"))).unwrap_or_default())
        .collect();
    names.join(ctx.text("list-comma"))
}

/// The same as short as wards write them, for tags.
pub fn signs_short(ctx: &PanelCtx<'_>, signs: &[Sign]) -> String {
    let name = |sign: &Sign| ctx.texts.get(&format!("ward-sign-short-{}", sign.column().replace('_', "-"))).to_owned();
    signs.iter().map(name).collect::<Vec<_>>().join(ctx.text("list-comma"))
}

/// A sign's value with its unit, as it was measured or said.
pub fn value(ctx: &PanelCtx<'_>, sign: Sign, at: At) -> String {
    let number =
        |decimals: usize, unit: &str| format!("{} {unit}", ctx.texts.decimal(&format!("{:.decimals$}", at.value)));
    match sign {
        Sign::Breathing | Sign::Pulse => number(0, "/min"),
        Sign::Saturation => number(0, "%"),
        Sign::Systolic => number(0, "mmHg"),
        Sign::Temperature => number(1, "°C"),
        Sign::Oxygen if at.value > 0.0 => ctx.text("handover-yes").to_owned(),
        Sign::Oxygen => ctx.text("ward-air").to_owned(),
        Sign::Consciousness => Consciousness::from_level(at.value)
            .and_then(|level| ctx.texts.find(&format!("ward-level-{}", level.letter().to_lowercase())))
            .unwrap_or_default()
            .to_owned(),
        Sign::Scale => number(0, "").trim().to_owned(),
    }
}

/// The signs that make the score of now, each with value, age and points; what is missing says so.
pub fn vitals(ctx: &PanelCtx<'_>, row: &BoardRow) -> String {
    let one = |sign: Sign| {
        let name = signs(ctx, &[sign]);
        let Some(at) = row.signs().newest(sign, ctx.now_utc_secs) else {
            return ctx.texts.format("ward-vital-none", &[("name", &name)]);
        };
        let age = ctx.texts.ago(at.utc_secs, ctx.now_utc_secs);
        let found = value(ctx, sign, at);
        match points_of(row.signs(), sign, ctx.now_utc_secs) {
            Some(points) => ctx
                .texts
                .format("ward-vital", &[("name", &name), ("value", &found), ("age", &age), ("points", &points)]),
            None => ctx.texts.format("ward-vital-old", &[("name", &name), ("value", &found), ("age", &age)]),
        }
    };
    let signs = Sign::ALL.into_iter().filter(|sign| *sign != Sign::Scale);
    signs.map(one).collect::<Vec<_>>().join(" · ")
}

/// A word about a patient with its tone.
pub type Tag = (Tone, String);

/// What is to be said of a row: limits of care, what the laboratory and this patient's own limits alert to, then the course
/// and what does not come.
pub fn tags(ctx: &PanelCtx<'_>, row: &BoardRow) -> Vec<Tag> {
    let mut tags: Vec<Tag> = Vec::new();
    let notes = row.who.beside.standing_notes(ctx.now_utc_secs);
    let limits = notes.filter(|kept| matches!(kept.note, WardNote::CareLimit { .. }));
    tags.extend(limits.map(|kept| (Tone::Accent, note_short(ctx, &kept.note))));
    for shown in row.alerts.iter().filter(|shown| shown.is_open()) {
        let tone = if shown.alert.tier() == Tier::Critical { Tone::Critical } else { Tone::Abnormal };
        if matches!(shown.alert.what, What::Laboratory(_) | What::KidneyInjury(_) | What::OwnLimit { .. }) {
            tags.push((tone, alert(ctx, &shown.alert)));
        }
    }
    tags.push(course(ctx, row));
    if let Some(since) = row.silent_since {
        let time = ctx.texts.duration((ctx.now_utc_secs - since).max(0).unsigned_abs());
        tags.push((Tone::Critical, ctx.texts.format("ward-silence", &[("time", &time)])));
    }
    let doubtful = row.doubtful(ctx.now_utc_secs);
    if !doubtful.is_empty() {
        tags.push((Tone::Critical, ctx.texts.format("ward-doubtful", &[("signs", &signs_short(ctx, &doubtful))])));
    }
    if let Some(secs) = row.dated_ahead_secs {
        let time = ctx.texts.duration(secs.max(0).unsigned_abs());
        tags.push((Tone::Abnormal, ctx.texts.format("ward-dated-ahead", &[("time", &time)])));
    }
    for why in Nothing::ALL {
        let own: Vec<Sign> = row.nothing.iter().filter(|(_, other)| *other == why).map(|(sign, _)| *sign).collect();
        if !own.is_empty() {
            let key = format!("ward-nothing-{}", why.id());
            tags.push((Tone::Abnormal, ctx.texts.format(&key, &[("signs", &signs_short(ctx, &own))])));
        }
    }
    if row.standing.freshness == Freshness::Partial
        && let Some(round) = &row.standing.newest
    {
        let missing: Vec<Sign> = Sign::ALL.into_iter().filter(|sign| round.missing.contains(&sign.column())).collect();
        tags.push((Tone::Missing, ctx.texts.format("ward-missing", &[("signs", &signs_short(ctx, &missing))])));
    }
    if row.signs().newest(Sign::Scale, ctx.now_utc_secs).is_some_and(|at| at.value >= 2.0) {
        tags.push((Tone::Quiet, scale_2(ctx, row)));
    }
    tags
}

/// That scale 2 holds, and who chose it where that is known.
fn scale_2(ctx: &PanelCtx<'_>, row: &BoardRow) -> String {
    let words = ctx.text("ward-scale-2-holds").to_owned();
    match row.who.read.scale_chosen_by(ctx.now_utc_secs) {
        Some(name) => format!("{words} · {}", visible(name)),
        None => words,
    }
}

/// The one thing that a wall says of a patient beside the score, without any detail; `None` where there is nothing.
pub fn wall_word(ctx: &PanelCtx<'_>, row: &BoardRow) -> Option<String> {
    let key = match () {
        () if !row.doubtful(ctx.now_utc_secs).is_empty() => "ward-wall-recheck",
        () if row.silent_since.is_some() => "ward-wall-silent",
        () if row.nothing.iter().any(|(_, why)| *why == Nothing::LeadOff) => "ward-wall-lead-off",
        () if !row.nothing.is_empty() => "ward-wall-no-value",
        () if row.dated_ahead_secs.is_some() => "ward-wall-clock",
        () if row.alerts.iter().any(|shown| shown.is_open() && shown.alert.tier() == Tier::Critical) => {
            "ward-wall-alert"
        }
        () if matches!(row.course, Course::Departed { .. }) => "ward-wall-departed",
        () => return None,
    };
    Some(ctx.text(key).to_owned())
}

/// The course; "as before" has the score beside it where that asks for somebody, and is never a good word.
fn course(ctx: &PanelCtx<'_>, row: &BoardRow) -> Tag {
    let is_stale = matches!(row.standing.freshness, Freshness::Stale) || row.silent_since.is_some();
    if is_stale {
        return (Tone::Stale, ctx.text("ward-course-stale").to_owned());
    }
    match &row.course {
        Course::AsBefore if row.standing.band() >= Some(Band::LowMedium) => {
            let words = ctx.texts.format("ward-course-as-before-at", &[("points", &row.standing.points())]);
            (Tone::Abnormal, words)
        }
        Course::AsBefore => (Tone::Quiet, ctx.text("ward-course-as-before").to_owned()),
        Course::Drifting { signs: drifting } => {
            (Tone::Abnormal, ctx.texts.format("ward-course-drifting", &[("signs", &signs_short(ctx, drifting))]))
        }
        Course::Departed { since_utc_secs, signs: departed } => {
            let time = ctx.texts.time_of_day(ctx.local(*since_utc_secs));
            let names = signs_short(ctx, departed);
            (Tone::Critical, ctx.texts.format("ward-course-departed", &[("time", &time), ("signs", &names)]))
        }
        Course::NoReference => (Tone::Missing, ctx.text("ward-course-no-reference").to_owned()),
    }
}

/// An alert in one line.
pub fn alert(ctx: &PanelCtx<'_>, alert: &WardAlert) -> String {
    match &alert.what {
        What::Score { points, band: found } => {
            ctx.texts.format("ward-alert-score", &[("points", points), ("band", &band(ctx, *found))])
        }
        What::Departure { signs: own } => ctx.texts.format("ward-alert-departure", &[("signs", &signs(ctx, own))]),
        What::Drift { signs: own } => ctx.texts.format("ward-alert-drift", &[("signs", &signs(ctx, own))]),
        What::Silence => ctx.text("ward-alert-silence").to_owned(),
        What::Laboratory(value) => {
            let unit = display_unit(value.indicator.indicator().unit);
            let name = ctx.texts.indicator(value.indicator);
            let values: [(&str, &dyn std::fmt::Display); 4] = [
                ("name", &name),
                ("value", &ctx.texts.decimal(&value.shown)),
                ("unit", &unit),
                ("what", &ctx.texts.assessment(value.assessment)),
            ];
            ctx.texts.format("ward-alert-laboratory", &values)
        }
        What::KidneyInjury(injury) => {
            let [from, to] = [injury.reference, injury.newest].map(|value| format!("{value:.0}"));
            ctx.texts.format("ward-alert-kidney", &[("stage", &injury.stage), ("from", &from), ("to", &to)])
        }
        What::OwnLimit { limit, at } => {
            let unit = limit.sign.indicator_id().and_then(IndicatorId::from_word);
            let unit = unit.map_or("", |id| display_unit(id.indicator().unit));
            let value = ctx.texts.decimal(&format!("{}", (at.value * 10.0).round() / 10.0));
            let values: [(&str, &dyn std::fmt::Display); 4] = [
                ("name", &signs(ctx, &[limit.sign])),
                ("value", &value),
                ("unit", &unit),
                ("limits", &span(ctx, limit.low, limit.high)),
            ];
            ctx.texts.format("ward-alert-limit", &values)
        }
    }
}

/// An alert in a word, for buttons.
pub fn alert_name(ctx: &PanelCtx<'_>, alert: &WardAlert) -> String {
    match &alert.what {
        What::Score { .. } => ctx.text("ward-column-news2").to_owned(),
        What::Departure { .. } | What::Drift { .. } => ctx.text("ward-column-course").to_owned(),
        What::Silence => ctx.text("ward-alert-name-silence").to_owned(),
        What::Laboratory(value) => ctx.texts.indicator(value.indicator).to_owned(),
        What::KidneyInjury(_) => ctx.text("ward-alert-name-kidney").to_owned(),
        What::OwnLimit { limit, .. } => signs(ctx, &[limit.sign]),
    }
}

/// What more there is to say of an alert.
pub fn alert_more(ctx: &PanelCtx<'_>, row: &BoardRow, alert: &WardAlert) -> Option<String> {
    match &alert.what {
        What::Laboratory(value) if value.is_preliminary => Some(ctx.text("ward-alert-preliminary").to_owned()),
        What::KidneyInjury(_) => Some(concerned(ctx, row)),
        What::Score { .. } => match &row.course {
            Course::Departed { .. } | Course::Drifting { .. } => Some(course(ctx, row).1),
            Course::AsBefore | Course::NoReference => None,
        },
        _ => None,
    }
}

fn concerned(ctx: &PanelCtx<'_>, row: &BoardRow) -> String {
    match row.who.beside.concerned.as_slice() {
        [] => ctx.text("ward-kidney-no-drugs").to_owned(),
        drugs => ctx.texts.concerned_drugs(drugs),
    }
}

fn span(ctx: &PanelCtx<'_>, low: Option<f64>, high: Option<f64>) -> String {
    let number = |limit: f64| ctx.texts.decimal(&limit.to_string());
    match (low, high) {
        (Some(low), Some(high)) => format!("{}–{}", number(low), number(high)),
        (Some(low), None) => format!("≥ {}", number(low)),
        (None, Some(high)) => format!("≤ {}", number(high)),
        (None, None) => String::new(),
    }
}

/// A sign with its unit: `Pulse, /min`.
pub fn sign_with_unit(ctx: &PanelCtx<'_>, sign: Sign) -> String {
    let unit = sign.indicator_id().and_then(IndicatorId::from_word).map(|id| display_unit(id.indicator().unit));
    [Some(signs(ctx, &[sign])), unit.map(str::to_owned)].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

pub fn care_limit(ctx: &PanelCtx<'_>, limit: CareLimit) -> String {
    ctx.texts.get(&format!("care-limit-{}", limit.id())).to_owned()
}

/// What was said of a patient, in one line.
pub fn note(ctx: &PanelCtx<'_>, note: &WardNote) -> String {
    match note {
        WardNote::CareLimit { words: Some(words), .. } => format!("{}: {}", note_short(ctx, note), visible(words)),
        _ => note_short(ctx, note),
    }
}

/// The same without the words beside it.
pub fn note_short(ctx: &PanelCtx<'_>, note: &WardNote) -> String {
    match note {
        WardNote::CareLimit { limit, .. } => care_limit(ctx, *limit),
        WardNote::AlarmLimit { indicator, low, high } => {
            let unit = display_unit(indicator.indicator().unit);
            let values: [(&str, &dyn std::fmt::Display); 3] =
                [("name", &ctx.texts.indicator(*indicator)), ("limits", &span(ctx, *low, *high)), ("unit", &unit)];
            ctx.texts.format("ward-alarm-limit", &values)
        }
        WardNote::ReadBack { indicator, value, .. } => format!("{} {value}", ctx.texts.indicator(*indicator)),
    }
}
