//! The strategy book on paper and as a table for a spreadsheet. Nobody of the staff stands in either.

use std::sync::Arc;

use crate::analysis::staff::profile::Profile;
use crate::analysis::staff::study::Study;
use crate::app::command::Command;
use crate::app::export::{ExportCommand, ExportTarget};
use crate::app::staff::DecisionPart;
use crate::domain::strategy::{GroupStrategy, StrategyBook};
use crate::io::export::document::{Block, Document, Look};
use crate::ui::fonts::fonts_for_print;
use crate::ui::panels::PanelCtx;
use crate::ui::text::{Language, Texts, visible};

use super::strategies::people_words;
use super::words;

/// Differences of a group on paper.
const MOST_DIFFERENCES: usize = 5;

/// Saves the book as a workbook, or as CSV where the file is called so.
pub fn save_table(ctx: &PanelCtx<'_>, book: &StrategyBook) {
    let texts = ctx.texts;
    let mut keys = vec!["staff-group".to_owned(), "staff-size".to_owned(), "staff-apart".to_owned()];
    keys.extend(["staff-recorded-most", "staff-recorded-people", "staff-recorded-ties"].map(str::to_owned));
    keys.extend(DecisionPart::ALL.map(|part| format!("staff-decision-{}", part.id())));
    let headings = keys.iter().map(|key| texts.get(key).to_owned()).collect();
    let row = |own: &GroupStrategy| {
        let usual = own.usual();
        let names: Vec<&str> = usual.iter().map(|one| one.strategy.as_str()).collect();
        let people = usual.first().map_or_else(String::new, |one| people_words(texts, one));
        let mut cells = vec![own.group.to_string(), own.size.to_string(), traits(texts, own)];
        cells.extend([names.join("; "), people, usual.len().to_string()]);
        cells.extend(DecisionPart::ALL.map(|part| part.of(own).to_owned()));
        cells
    };
    let rows = book.strategies.iter().map(row).collect();
    send(ctx, "staff_strategies.xlsx", ExportTarget::Table { kind: "staff strategies", headings, rows });
}

/// Saves the report in a language.
pub fn save_report(ctx: &PanelCtx<'_>, book: &StrategyBook, language: Language) {
    let document = document(&ctx.speaking(Texts::of(language)), book);
    let name = format!("staff_strategies_{}.pdf", language.id());
    send(ctx, &name, ExportTarget::Document { kind: "staff report", document, fonts: fonts_for_print });
}

fn send(ctx: &PanelCtx<'_>, name: &str, target: ExportTarget) {
    ctx.send(Command::Export(ExportCommand::Choose { name: name.to_owned(), target: Arc::new(target) }));
}

fn traits(texts: &Texts, own: &GroupStrategy) -> String {
    own.traits.iter().map(|one| words::group_trait(texts, one)).collect::<Vec<_>>().join("; ")
}

fn document(ctx: &PanelCtx<'_>, book: &StrategyBook) -> Document {
    let texts = ctx.texts;
    let title = texts.get("staff-report-title");
    let people = texts.count("staff-people", u64::from(book.people), &[]);
    let of: [(&str, &dyn std::fmt::Display); 2] = [("table", &visible(&book.table)), ("people", &people)];
    let mut blocks = vec![Block::Title(title.to_owned()), Block::quiet(texts.format("staff-report-of", &of))];
    blocks.push(Block::text(texts.get(match book.has_natural_groups {
        true => "staff-report-natural",
        false => "staff-book-no-natural",
    })));
    blocks.extend(book.strategies.iter().map(|own| of_group(texts, own)));
    blocks.extend(explained(ctx, book));
    blocks.push(Block::Gap);
    blocks.push(Block::quiet(texts.get("staff-report-basis")));
    blocks.push(Block::ToSign(vec![texts.get("staff-report-sign").to_owned()]));
    let hospital = ctx.state.open().map_or("", |open| open.info.name.as_str());
    let printed = texts.moment(ctx.local(ctx.now_utc_secs));
    let foot: [(&str, &dyn std::fmt::Display); 2] = [("hospital", &visible(hospital)), ("time", &printed)];
    let says_it = ctx.state.is_demo() && texts.language() != Language::English;
    Document {
        title: title.to_owned(),
        language: texts.language().id().to_owned(),
        foot: texts.format("staff-report-foot", &foot),
        demo_words: if says_it { texts.get("plan-paper-demo").to_owned() } else { String::new() },
        blocks,
    }
}

fn of_group(texts: &Texts, own: &GroupStrategy) -> Block {
    let people = texts.count("staff-people", u64::from(own.size), &[]);
    let title = texts.format("staff-group-people", &[("number", &own.group), ("people", &people)]);
    let mut lines = vec![Block::Text { words: title, look: Look::Strong }];
    lines.extend(own.traits.iter().map(|one| Block::text(format!("• {}", words::group_trait(texts, one)))));
    let recorded: Vec<String> = own
        .recorded
        .iter()
        .map(|one| {
            let name: &dyn std::fmt::Display = &visible(&one.strategy);
            texts.format("staff-option", &[("strategy", name), ("people", &people_words(texts, one))])
        })
        .collect();
    if !recorded.is_empty() {
        let ties = own.usual().len();
        let told = texts.format("staff-report-recorded", &[("strategies", &recorded.join("; "))]);
        lines.push(Block::quiet(told));
        if ties > 1 {
            lines.push(Block::quiet(texts.count("staff-ties", ties as u64, &[])));
        }
    }
    let none = texts.get("staff-report-empty");
    let pair = |part: DecisionPart| {
        let text = part.of(own).trim();
        let value = if text.is_empty() { none.to_owned() } else { visible(text).into_owned() };
        (texts.get(&format!("staff-decision-{}", part.id())).to_owned(), value)
    };
    lines.push(Block::Pairs(DecisionPart::ALL.map(pair).to_vec()));
    Block::Framed(lines)
}

/// What sets each group apart, with its interval, and whether the group is found again.
fn apart(texts: &Texts, study: &Study) -> Vec<Block> {
    let of_group = |own: &Profile| {
        let stability = words::number(texts, own.stability);
        let number = texts.format("staff-group-number", &[("number", &own.number)]);
        let title = format!("{number} · {} {stability}", texts.get("staff-stability"));
        let clear = own.differences.iter().filter(|found| found.is_clear()).take(MOST_DIFFERENCES);
        let lines = clear.map(|found| Block::text(format!("• {}", words::difference(texts, study, found))));
        std::iter::once(Block::Text { words: title, look: Look::Strong }).chain(lines).collect::<Vec<_>>()
    };
    if study.profiles.len() < 2 {
        return Vec::new();
    }
    let heading = Block::Heading(texts.get("staff-apart").to_owned());
    std::iter::once(heading).chain(study.profiles.iter().flat_map(of_group)).collect()
}

/// What sets groups apart, the rules of the tree and the audit, where the groups of the book are those that were found here.
fn explained(ctx: &PanelCtx<'_>, book: &StrategyBook) -> Vec<Block> {
    let (texts, staff) = (ctx.texts, &ctx.state.staff);
    let is_same = staff.cases.value().is_some_and(|cases| cases.provenance.sha256 == book.table_sha256);
    let Some(study) = staff.study.value().filter(|_| is_same && !staff.is_outdated) else { return Vec::new() };
    let order = crate::analysis::staff::education::EducationOrder::read(&staff.order).unwrap_or_default();
    let mut blocks = apart(texts, study);
    if let Some(reading) = &study.reading {
        blocks.push(Block::Heading(texts.get("staff-tree").to_owned()));
        let shares = [reading.fidelity, reading.interval.0, reading.interval.1].map(|share| texts.percent(share));
        let places: [(&str, &dyn std::fmt::Display); 3] =
            [("share", &shares[0]), ("low", &shares[1]), ("high", &shares[2])];
        blocks.push(Block::text(texts.format("staff-fidelity", &places)));
        for rule in &reading.rules {
            let group = texts.format("staff-group-number", &[("number", &rule.group)]);
            blocks.push(Block::text(format!("• {group}: {}", words::rule(texts, study, &order, rule))));
        }
    }
    blocks.push(Block::Heading(texts.get("staff-audit").to_owned()));
    if study.audits.is_empty() {
        blocks.push(Block::text(texts.get("staff-audit-nothing")));
    }
    blocks.extend(study.audits.iter().map(|audit| Block::text(words::audit(texts, audit))));
    blocks
}
