//! A plan on paper: for the chart with basis and sources, and for the patient in plain words. A plan that was not kept is
//! printed as a draft.

use crate::analysis::what_if::{fewer_per_thousand, per_thousand};
use crate::app::plan::draft::has_uncounted_harms;
use crate::base::{Moment, Precision, Zone};
use crate::domain::plan::{ExpectedEffect, KeptPlan, Plan, PlanItem, PlannedTreatment, Subject, Verdict};
use crate::io::export::document::{Block, Crowd, Document, Look};
use crate::ui::patient_head::Who;
use crate::ui::text::{Language, Texts, visible};

use super::{plain, words};

/// What is printed, and in which language.
pub struct Paper<'a> {
    pub texts: &'static Texts,
    pub who: Who,
    pub plan: &'a Plan,
    /// The version; `None` for a draft.
    pub kept: Option<&'a KeptPlan>,
    pub hospital: &'a str,
    pub now: Moment,
    pub zone: Zone,
    pub is_demo: bool,
}

impl Paper<'_> {
    fn document(&self, title: &str, blocks: Vec<Block>) -> Document {
        let (name, identifier) = (&self.who.whole_name, &self.who.identifier);
        let printed = self.texts.moment(self.now);
        let foot = self.texts.format(
            "plan-paper-foot",
            &[("hospital", &visible(self.hospital)), ("name", name), ("identifier", identifier), ("time", &printed)],
        );
        // The mark itself is English.
        let says_it = self.is_demo && self.texts.language() != Language::English;
        let demo_words = if says_it { self.texts.get("plan-paper-demo").to_owned() } else { String::new() };
        Document { title: title.to_owned(), language: self.texts.language().id().to_owned(), foot, demo_words, blocks }
    }

    /// Who made which version when; a draft says that it is one.
    fn version(&self) -> Vec<Block> {
        match self.kept {
            Some(kept) => {
                let at = Moment { precision: Precision::Minute, ..self.zone.moment(kept.made_utc_secs) };
                let when = self.texts.moment(at);
                let mut blocks = vec![Block::quiet(
                    self.texts.format("plan-version", &[("time", &when), ("name", &visible(&kept.made_by))]),
                )];
                if kept.is_taken_back {
                    blocks.push(marked(self.texts.get("plan-is-taken-back")));
                }
                blocks
            }
            None => vec![marked(self.texts.get("plan-paper-draft"))],
        }
    }

    fn lapse(&self, item: &PlanItem) -> Option<String> {
        let at = |utc_secs| Moment { precision: Precision::Minute, ..self.zone.moment(utc_secs) };
        words::lapse(self.texts, item, |utc_secs| self.texts.moment(at(utc_secs)))
    }

    fn items(&self, is: impl Fn(&PlanItem) -> bool) -> Vec<&PlanItem> {
        self.plan.items.iter().filter(|item| is(item)).collect()
    }
}

fn marked(words: &str) -> Block {
    Block::Text { words: words.to_owned(), look: Look::Marked }
}

fn bullet(words: &str) -> Block {
    Block::text(format!("• {words}"))
}

/// For the chart: everything with its basis.
pub fn chart(paper: &Paper<'_>) -> Document {
    let texts = paper.texts;
    let title = texts.get("plan-paper-chart-title");
    let mut blocks = vec![Block::Title(title.to_owned())];
    blocks.extend(paper.version());
    blocks.push(Block::Framed(vec![
        Block::strong(paper.who.whole_name.clone()),
        Block::text(format!("{} · {} · {}", paper.who.born, paper.who.sex, paper.who.identifier)),
        Block::text(paper.who.allergies_words.clone()),
    ]));
    blocks.extend(known(paper));
    blocks.extend(decided(paper));
    blocks.extend(together(paper));
    blocks.extend(left_open(paper));
    if !paper.plan.note.trim().is_empty() {
        blocks.push(Block::Heading(texts.get("plan-note").to_owned()));
        blocks.push(Block::text(visible(&paper.plan.note)));
    }
    blocks.push(Block::Gap);
    blocks.push(Block::quiet(texts.get("what-if-assumes")));
    blocks.push(Block::quiet(texts.get("what-if-no-lowering")));
    blocks.push(Block::quiet(texts.get("plan-options-not-orders")));
    blocks.push(Block::ToSign(vec![texts.get("plan-paper-sign").to_owned()]));
    paper.document(title, blocks)
}

/// Problems and risks.
fn known(paper: &Paper<'_>) -> Vec<Block> {
    let texts = paper.texts;
    let mut blocks = vec![Block::Heading(texts.get("plan-problems").to_owned())];
    match paper.plan.problems.as_slice() {
        [] => blocks.push(Block::text(texts.get("not-recorded"))),
        problems => blocks.extend(problems.iter().map(|problem| bullet(&words::problem(texts, problem)))),
    }
    blocks.push(Block::Heading(texts.get("plan-risks").to_owned()));
    let pair = |risk| {
        let said = words::risk(texts, risk);
        let value = said.people.map_or(said.value.clone(), |people| format!("{} · {people}", said.value));
        let name = said.counts.map_or(said.name.clone(), |counts| format!("{}. {counts}", said.name));
        (name, value)
    };
    let pairs: Vec<(String, String)> = paper.plan.risks.iter().map(pair).collect();
    match pairs.is_empty() {
        true => blocks.push(Block::text(texts.get("plan-no-risks"))),
        false => blocks.push(Block::Pairs(pairs)),
    }
    blocks
}

/// What was decided, each with its basis, its harms and the reason.
fn decided(paper: &Paper<'_>) -> Vec<Block> {
    let texts = paper.texts;
    let mut blocks = vec![Block::Heading(texts.get("plan-decided").to_owned())];
    let items = paper.items(|item| item.verdict != Verdict::Open);
    if items.is_empty() {
        blocks.push(Block::text(texts.get("plan-nothing-decided")));
    }
    blocks.extend(items.into_iter().map(|item| decision(paper, item)));
    blocks
}

fn decision(paper: &Paper<'_>, item: &PlanItem) -> Block {
    let texts = paper.texts;
    let verdict = words::decided(texts, item.verdict);
    let title = texts.format("plan-paper-decision", &[("verdict", &verdict), ("item", &words::title(texts, item))]);
    let mut lines = vec![Block::strong(title)];
    let is_own = matches!(item.subject, Subject::Own { .. });
    if !item.wording.trim().is_empty() && !is_own {
        lines.push(Block::Text { words: visible(&item.wording).into_owned(), look: Look::Large });
    }
    lines.push(Block::text(texts.format("plan-because", &[("reason", &visible(&item.reason))])));
    lines.extend(paper.lapse(item).map(Block::strong));
    lines.extend(words::stopping(texts, item).map(Block::strong));
    lines.extend(words::details(texts, item).into_iter().map(Block::text));
    if let Some(harms) = words::harms(texts, item) {
        lines.push(Block::text(harms));
    }
    if item.harms_discussed && has_uncounted_harms(item) {
        lines.push(Block::text(texts.get("plan-harms-were-discussed")));
    }
    lines.extend(words::source(texts, item).map(Block::quiet));
    Block::Framed(lines)
}

fn together(paper: &Paper<'_>) -> Vec<Block> {
    if paper.plan.together.is_empty() {
        return Vec::new();
    }
    let mut blocks = vec![Block::Heading(paper.texts.get("plan-together").to_owned())];
    for expected in &paper.plan.together {
        blocks.extend(words::expected(paper.texts, expected).into_iter().map(Block::text));
        blocks.push(crowds(paper.texts, expected, ["what-if-now", "what-if-with"]));
        blocks.push(Block::quiet(paper.texts.get("what-if-legend")));
    }
    for (item, harm) in counted_harms(paper) {
        blocks.extend(words::harms(paper.texts, item).map(Block::text));
        blocks.push(crowds(paper.texts, harm, ["what-if-now", "what-if-with"]));
        blocks.push(Block::quiet(paper.texts.get("what-if-legend-harm")));
    }
    blocks
}

/// What nobody has decided: a line each.
fn left_open(paper: &Paper<'_>) -> Vec<Block> {
    let items = paper.items(|item| item.verdict == Verdict::Open);
    if items.is_empty() {
        return Vec::new();
    }
    let mut blocks = vec![Block::Heading(paper.texts.get("plan-paper-open").to_owned())];
    for item in items {
        blocks.push(bullet(&words::title(paper.texts, item)));
        blocks.extend(paper.lapse(item).map(Block::strong));
        blocks.extend(words::stopping(paper.texts, item).map(Block::strong));
    }
    blocks
}

/// A thousand people before and after.
fn crowds(texts: &Texts, expected: &ExpectedEffect, keys: [&str; 2]) -> Block {
    let (now, with) = (per_thousand(expected.risk_now), per_thousand(expected.risk));
    let words = |key: &str, count: u32| {
        let of = texts.format("what-if-of-thousand", &[("count", &count)]);
        texts.format("plan-paper-crowd", &[("when", &texts.get(key)), ("count", &of)])
    };
    let before = Crowd { words: words(keys[0], now), struck: now, ..Crowd::default() };
    let after = Crowd {
        words: words(keys[1], with),
        struck: now.min(with),
        spared: now.saturating_sub(with),
        added: with.saturating_sub(now),
    };
    Block::People(vec![before, after])
}

/// For the patient: what is known and what was agreed, in plain words. The reasons are the clinician's and stay in the chart.
pub fn for_patient(paper: &Paper<'_>) -> Document {
    let texts = paper.texts;
    let title = texts.get("plan-paper-patient-title");
    let mut blocks = vec![
        Block::Title(title.to_owned()),
        Block::strong(paper.who.whole_name.clone()),
        Block::quiet(format!("{} · {}", paper.who.born, paper.who.identifier)),
    ];
    blocks.extend(paper.version());
    blocks.extend(plain_problems(paper));
    blocks.extend(plain_future(paper));
    blocks.extend(plain_agreed(paper));
    blocks.extend(plain_rejected(paper));
    if !paper.plan.note.trim().is_empty() {
        blocks.push(Block::Heading(texts.get("plan-plain-note").to_owned()));
        blocks.push(large(&visible(&paper.plan.note)));
    }
    blocks.push(Block::Heading(texts.get("plan-plain-questions").to_owned()));
    blocks.push(Block::ToSign(vec![" ".to_owned(), " ".to_owned()]));
    blocks.push(Block::Gap);
    blocks.push(Block::text(texts.get("plan-plain-foot")));
    paper.document(title, blocks)
}

fn large(words: &str) -> Block {
    Block::Text { words: words.to_owned(), look: Look::Large }
}

/// Names that need no training, without codes.
fn plain_problems(paper: &Paper<'_>) -> Vec<Block> {
    if paper.plan.problems.is_empty() {
        return Vec::new();
    }
    let mut blocks = vec![Block::Heading(paper.texts.get("plan-plain-problems").to_owned())];
    let mut said: Vec<String> = Vec::new();
    for problem in &paper.plan.problems {
        let name = plain::condition(paper.texts, &problem.word);
        if said.contains(&name) {
            continue;
        }
        let line = match problem.resolved {
            Some(over) => {
                let date = paper.texts.date(over);
                paper.texts.format("plan-problem-resolved", &[("problem", &name), ("date", &date)])
            }
            None => name.clone(),
        };
        blocks.push(large(&format!("• {line}")));
        said.push(name);
    }
    blocks
}

/// The risk in people, and what was agreed put on it.
fn plain_future(paper: &Paper<'_>) -> Vec<Block> {
    let texts = paper.texts;
    let agreed = paper.items(|item| item.verdict.is_yes() && item.has_numbers());
    let alone = agreed.iter().find_map(|item| match &item.subject {
        Subject::Treatment(treatment) => Some(&treatment.expected),
        Subject::GeneDrug(_) | Subject::Collect { .. } | Subject::Own { .. } => None,
    });
    let Some(expected) = paper.plan.together.first().or(alone) else { return plain_risk(paper) };
    let mut blocks = vec![Block::Heading(texts.get("plan-plain-risk").to_owned())];
    blocks.extend(plain_benefit_in_people(texts, expected));
    blocks.extend(counted_harms(paper).flat_map(|(_, harm)| plain_harm_in_people(texts, harm)));
    blocks.push(Block::text(texts.get("plan-plain-not-you")));
    blocks
}

/// What trials counted that nobody wants, of all that was agreed.
fn counted_harms<'a>(paper: &'a Paper<'_>) -> impl Iterator<Item = (&'a PlanItem, &'a ExpectedEffect)> {
    let agreed = paper.plan.items.iter().filter(|item| item.verdict.is_yes() && item.has_numbers());
    agreed.filter_map(|item| match &item.subject {
        Subject::Treatment(treatment) => treatment.harm.as_ref().map(|harm| (item, harm)),
        Subject::GeneDrug(_) | Subject::Collect { .. } | Subject::Own { .. } => None,
    })
}

/// Before and after, in words and as people. A baseline that counts more than the trials did stands without an after.
fn plain_benefit_in_people(texts: &Texts, expected: &ExpectedEffect) -> Vec<Block> {
    let event = plain_event(texts, &expected.source);
    let values: [(&str, &dyn std::fmt::Display); 4] = [
        ("now", &per_thousand(expected.risk_now)),
        ("with", &per_thousand(expected.risk)),
        ("years", &expected.horizon_years),
        ("event", &event),
    ];
    let now = large(&texts.format("plan-plain-now", &values[..]));
    if words::is_wider_than_trials(&expected.source) {
        return vec![now, large(texts.get("plan-plain-wider"))];
    }
    vec![
        now,
        large(&texts.format("plan-plain-with", &values[..])),
        Block::Gap,
        crowds(texts, expected, ["plan-plain-picture-now", "plan-plain-picture-with"]),
        Block::quiet(texts.get("what-if-legend")),
    ]
}

/// A counted harm as the benefit stands: the same words, the same size, the same picture.
fn plain_harm_in_people(texts: &Texts, harm: &ExpectedEffect) -> Vec<Block> {
    let event = plain_event(texts, &harm.source);
    let values: [(&str, &dyn std::fmt::Display); 4] = [
        ("now", &per_thousand(harm.risk_now)),
        ("with", &per_thousand(harm.risk)),
        ("years", &harm.horizon_years),
        ("event", &event),
    ];
    vec![
        Block::Gap,
        large(&texts.format("plan-plain-now", &values[..])),
        large(&texts.format("plan-plain-with", &values[..])),
        Block::Gap,
        crowds(texts, harm, ["plan-plain-picture-now", "plan-plain-picture-with"]),
        Block::quiet(texts.get("what-if-legend-harm")),
    ]
}

/// Where nothing was agreed that trials measured: the highest risk, in people.
fn plain_risk(paper: &Paper<'_>) -> Vec<Block> {
    let Some(risk) = paper.plan.risks.iter().find(|risk| words::is_share(risk)) else { return Vec::new() };
    let said = words::risk(paper.texts, risk);
    let people = said.people.unwrap_or(said.value);
    vec![
        Block::Heading(paper.texts.get("plan-plain-risk").to_owned()),
        large(&format!("{}: {people}", said.name)),
        Block::text(
            [said.counts.as_deref().unwrap_or_default(), paper.texts.get("plan-plain-not-you")].join(" ").trim(),
        ),
    ]
}

/// What may happen, in words that need no training.
fn plain_event(texts: &Texts, source: &str) -> String {
    match source.split_once(':') {
        Some((_, outcome)) => {
            let outcome = texts.find(&format!("what-if-outcome-{outcome}")).unwrap_or(outcome);
            texts.format("plan-plain-event-entered", &[("outcome", &outcome)])
        }
        None => texts.find(&format!("plan-plain-event-{source}")).unwrap_or(source).to_owned(),
    }
}

/// What was agreed: the clinician's words where there are any, what it does, and what it can do wrong.
fn plain_agreed(paper: &Paper<'_>) -> Vec<Block> {
    let texts = paper.texts;
    let mut blocks = vec![Block::Heading(texts.get("plan-plain-agreed").to_owned())];
    let items = paper.items(|item| item.verdict.is_yes());
    if items.is_empty() {
        blocks.push(Block::text(texts.get("plan-plain-nothing-agreed")));
    }
    blocks.extend(items.into_iter().map(|item| Block::Framed(plain_item(texts, item))));
    blocks
}

fn plain_item(texts: &Texts, item: &PlanItem) -> Vec<Block> {
    let title = plain::title(texts, item);
    let mut lines = vec![Block::strong(title.clone())];
    if !item.wording.trim().is_empty() && item.wording.trim() != title {
        lines.push(large(&visible(&item.wording)));
    }
    lines.extend(plain::stopping(texts, item).map(|words| large(&words)));
    if let Subject::Treatment(treatment) = &item.subject {
        let today = item.has_numbers();
        let benefit = today.then(|| plain_benefit(texts, &treatment.expected));
        lines.push(large(&benefit.unwrap_or_else(|| texts.get("plan-plain-taken").to_owned())));
        let harms = if today { plain_harms(texts, treatment) } else { plain::harms(texts, treatment) };
        lines.extend(harms.iter().map(|words| large(words)));
        lines.extend(plain::emergencies(texts, treatment).map(Block::strong));
    }
    lines
}

fn plain_benefit(texts: &Texts, expected: &ExpectedEffect) -> String {
    if words::is_wider_than_trials(&expected.source) {
        return texts.get("plan-plain-benefit-not-counted").to_owned();
    }
    plain_change(texts, "plan-plain-benefit", expected)
}

/// By how many people of a thousand something becomes rarer or more frequent.
fn plain_change(texts: &Texts, key: &str, expected: &ExpectedEffect) -> String {
    let people = fewer_per_thousand(expected.risk_now, expected.risk).unsigned_abs();
    texts.format(
        key,
        &[("people", &people), ("years", &expected.horizon_years), ("event", &plain_event(texts, &expected.source))],
    )
}

/// As large as the benefit: how many more where trials counted it, else its names, and that nobody counted them here.
fn plain_harms(texts: &Texts, treatment: &PlannedTreatment) -> Option<String> {
    match &treatment.harm {
        Some(harm) => Some(plain_change(texts, "plan-plain-harm-counted", harm)),
        None => plain::harms(texts, treatment),
    }
}

fn plain_rejected(paper: &Paper<'_>) -> Vec<Block> {
    let is_no = |item: &PlanItem| item.verdict == Verdict::Rejected && !matches!(item.subject, Subject::Collect { .. });
    let items = paper.items(is_no);
    if items.is_empty() {
        return Vec::new();
    }
    let texts = paper.texts;
    let mut blocks = vec![Block::Heading(texts.get("plan-plain-rejected").to_owned())];
    for item in items {
        blocks.push(bullet(&plain::rejected(texts, item)));
        blocks.extend(plain::stopping(texts, item).map(|words| large(&words)));
    }
    blocks
}
