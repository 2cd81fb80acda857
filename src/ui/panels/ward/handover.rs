//! The handover on paper: for each patient situation, background, assessment, and what is to be done (SBAR), in the order of the
//! board. What is recommended is left to be written by whoever hands over.

use std::sync::Arc;

use crate::analysis::ward::{Direction, Sign};
use crate::app::command::Command;
use crate::app::export::{ExportCommand, ExportTarget};
use crate::app::hospital::Hospital;
use crate::app::ward::board::{Board, BoardRow};
use crate::domain::book::{BookKind, Books};
use crate::domain::ids::WordId;
use crate::io::export::document::{Block, Document};
use crate::ui::fonts::fonts_for_print;
use crate::ui::panels::{PanelCtx, written_name};
use crate::ui::text::visible;

use super::words;

/// Asks for a place for the handover of these rows.
pub fn export(ctx: &PanelCtx<'_>, board: &Board, rows: &[&BoardRow]) {
    let document = document(ctx, board, rows);
    let name = format!("handover-{}-{}.pdf", ctx.today().iso(), ctx.texts.language().id());
    let target = ExportTarget::Document { kind: "ward handover", document, fonts: fonts_for_print };
    ctx.send(Command::Export(ExportCommand::Choose { name, target: Arc::new(target) }));
}

fn document(ctx: &PanelCtx<'_>, board: &Board, rows: &[&BoardRow]) -> Document {
    let texts = ctx.texts;
    let hospital = ctx.state.open().map_or("", |open| open.info.name.as_str());
    let time = texts.moment(ctx.local(board.at_utc_secs));
    let ward = board.read.ward.clone().unwrap_or_else(|| ctx.text("ward-all").to_owned());
    let title = texts.format("handover-title", &[("ward", &visible(&ward))]);
    let count = texts.count("ward-shown", rows.len() as u64, &[]);
    let mut blocks = vec![
        Block::Title(title.clone()),
        Block::quiet(texts.format("ward-order", &[("count", &count), ("time", &time)])),
        Block::quiet(texts.get("handover-explained")),
    ];
    blocks.extend(rows.iter().map(|row| patient(ctx, row)));
    blocks.push(Block::ToSign(vec![texts.get("handover-from").to_owned(), texts.get("handover-to").to_owned()]));
    let is_foreign = texts.language() != crate::ui::text::Language::English;
    let demo_words = if ctx.state.is_demo() && is_foreign { texts.get("plan-paper-demo") } else { "" };
    Document {
        title,
        language: texts.language().id().to_owned(),
        foot: texts.format("handover-foot", &[("hospital", &visible(hospital)), ("time", &time)]),
        demo_words: demo_words.to_owned(),
        blocks,
    }
}

fn patient(ctx: &PanelCtx<'_>, row: &BoardRow) -> Block {
    let who = &row.who;
    let name = written_name(ctx, who.family_name.as_deref(), who.given_name.as_deref(), who.chinese_name.as_deref());
    let hospital = ctx.state.open().and_then(|open| open.hospital.value());
    let person = hospital.map(|hospital| person(ctx, hospital, who.patient.0)).unwrap_or_default();
    let parts = [
        ("handover-situation", situation(ctx, row)),
        ("handover-background", background(ctx, hospital.map(|one| &**one), row)),
        ("handover-assessment", assessment(ctx, row)),
        ("handover-recommendation", words::due(ctx, row.standing.due).2),
    ];
    let head = [Block::strong(format!("{} · {name} · {}", words::bed(ctx, row), who.identifier)), Block::quiet(person)];
    let told = parts.map(|(key, words)| {
        Block::text(ctx.texts.format("handover-part", &[("name", &ctx.texts.get(key)), ("words", &words)]))
    });
    let to_do = Block::ToSign(vec![ctx.text("handover-to-do").to_owned()]);
    Block::Framed(head.into_iter().chain(told).chain([to_do]).collect())
}

/// Born, age, sex, allergies.
fn person(ctx: &PanelCtx<'_>, hospital: &Hospital, row: u32) -> String {
    let index = &hospital.index;
    let born =
        index.birth_date(row).map(|born| format!("{} ({})", ctx.texts.date(born), ctx.texts.age(born, ctx.today())));
    let born = born.unwrap_or_else(|| ctx.text("not-recorded").to_owned());
    format!("{born} · {} · {}", ctx.texts.sex(index.sex(row)), ctx.texts.allergy_state(index.allergies(row)))
}

/// The score with what does not hold any more, the course, and what does not come.
fn situation(ctx: &PanelCtx<'_>, row: &BoardRow) -> String {
    let score = words::score(ctx, &row.standing);
    let struck = score.struck.map(|number| ctx.texts.format("ward-struck", &[("number", &number)]));
    let numbers: Vec<String> = [score.now, struck, Some(score.below)].into_iter().flatten().collect();
    let tags = words::tags(ctx, row).into_iter().map(|(_, text)| text);
    std::iter::once(format!("NEWS2 {}", numbers.join(", "))).chain(tags).collect::<Vec<_>>().join(". ")
}

fn background(ctx: &PanelCtx<'_>, hospital: Option<&Hospital>, row: &BoardRow) -> String {
    let admitted = row
        .who
        .read
        .admitted_utc_secs
        .map(|at| ctx.texts.format("handover-admitted", &[("time", &ctx.texts.moment(ctx.local(at)))]));
    let listed = |numbers: &[u16], kind: BookKind, hospital: &Hospital| {
        let book = hospital.books.of(kind);
        let word = |number: &u16| visible(Books::name_part(book.word(WordId(*number)))).into_owned();
        numbers.iter().map(word).collect::<Vec<_>>().join(ctx.text("list-comma"))
    };
    let records = hospital.map(|hospital| {
        let row = row.who.patient.0;
        let known = |text: String| if text.is_empty() { ctx.text("not-recorded").to_owned() } else { text };
        let conditions = known(listed(hospital.index.conditions(row), BookKind::Condition, hospital));
        let medications = known(listed(hospital.index.medications(row), BookKind::Medication, hospital));
        let places: [(&str, &dyn std::fmt::Display); 2] = [("conditions", &conditions), ("medications", &medications)];
        ctx.texts.format("handover-records", &places)
    });
    admitted.into_iter().chain(records).collect::<Vec<_>>().join(" ")
}

/// The newest signs with their ages, and where the score goes.
fn assessment(ctx: &PanelCtx<'_>, row: &BoardRow) -> String {
    let signs = Sign::ALL.into_iter().filter_map(|sign| {
        let at = row.signs().newest(sign, ctx.now_utc_secs)?;
        Some(format!(
            "{} {} ({})",
            words::signs(ctx, &[sign]),
            words::value(ctx, sign, at),
            ctx.texts.ago(at.utc_secs, ctx.now_utc_secs)
        ))
    });
    let signs: Vec<String> = signs.collect();
    let direction = match row.direction {
        Direction::Unknown => None,
        known => ctx.texts.find(&format!("ward-direction-{}", known.id())).map(str::to_owned),
    };
    let course = direction.map(|words| ctx.texts.format("handover-score-goes", &[("words", &words)]));
    let signs = if signs.is_empty() { ctx.text("not-recorded").to_owned() } else { signs.join(ctx.text("list-comma")) };
    std::iter::once(signs).chain(course).collect::<Vec<_>>().join(". ")
}
