//! The board's words: beds, bands, ages, due times, courses.

use crate::analysis::ward::{Band, Course, Due, Freshness, Sign, Standing};
use crate::app::ward::board::BoardRow;
use crate::app::ward::reading::Nothing;
use crate::ui::panels::PanelCtx;
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

/// A word about a patient with its tone.
pub type Tag = (Tone, String);

/// What is to be said of a row: the course first, then what does not come.
pub fn tags(ctx: &PanelCtx<'_>, row: &BoardRow) -> Vec<Tag> {
    let mut tags = vec![course(ctx, row)];
    if let Some(since) = row.silent_since {
        let time = ctx.texts.duration((ctx.now_utc_secs - since).max(0).unsigned_abs());
        tags.push((Tone::Critical, ctx.texts.format("ward-silence", &[("time", &time)])));
    }
    for why in [Nothing::LeadOff, Nothing::Sentinel] {
        let own: Vec<Sign> = row.nothing().iter().filter(|(_, other)| *other == why).map(|(sign, _)| *sign).collect();
        if !own.is_empty() {
            let key = format!("ward-nothing-{}", why.id());
            tags.push((Tone::Abnormal, ctx.texts.format(&key, &[("signs", &signs(ctx, &own))])));
        }
    }
    if row.standing.freshness == Freshness::Partial
        && let Some(round) = &row.standing.newest
    {
        let missing: Vec<Sign> = Sign::ALL.into_iter().filter(|sign| round.missing.contains(&sign.column())).collect();
        tags.push((Tone::Missing, ctx.texts.format("ward-missing", &[("signs", &signs(ctx, &missing))])));
    }
    tags
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
            (Tone::Abnormal, ctx.texts.format("ward-course-drifting", &[("signs", &signs(ctx, drifting))]))
        }
        Course::Departed { since_utc_secs, signs: departed } => {
            let time = ctx.texts.time_of_day(ctx.local(*since_utc_secs));
            let names = signs(ctx, departed);
            (Tone::Critical, ctx.texts.format("ward-course-departed", &[("time", &time), ("signs", &names)]))
        }
        Course::NoReference => (Tone::Missing, ctx.text("ward-course-no-reference").to_owned()),
    }
}
