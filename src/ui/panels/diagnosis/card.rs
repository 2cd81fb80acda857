//! The model card: made from the run, as a document of one language that is printed as PDF or written as Markdown.

use std::fmt::Write as _;
use std::sync::Arc;

use eframe::egui::Ui;

use crate::analysis::diagnosis::card::{Card, CardColumn};
use crate::analysis::diagnosis::pipeline::{ColumnSteps, Encoding, Imputation, Scaling};
use crate::analysis::diagnosis::table::ColumnType;
use crate::app::command::Command;
use crate::app::diagnosis::models::TrainedModel;
use crate::app::export::{ExportCommand, ExportTarget};
use crate::base::{Date, Moment, Precision, Zone};
use crate::io::export::document::{Block, Document, Look};
use crate::ui::fonts::fonts_for_print;
use crate::ui::panels::PanelCtx;
use crate::ui::text::{Language, Texts, visible};
use crate::ui::theme::{body, tokens};
use crate::ui::widgets::Button;

use super::models::file_stem;
use super::words;

/// The buttons that print the card, in the language of the window and in the other.
pub fn buttons_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, model: &TrainedModel) {
    for language in Language::ALL {
        let texts = Texts::of(language);
        let stem = format!("{}_{}_card_{}", file_stem(&model.card().target), model.card().algorithm, language.id());
        ui.horizontal(|ui| {
            let title = ctx.texts.format("diagnosis-card-in", &[("language", &language.own_name())]);
            ui.label(body(&title).color(tokens(ui).text));
            if button(ui, &title, ctx.text("diagnosis-card-pdf")) {
                let document = of_model(ctx, texts, model.card());
                let target = ExportTarget::Document { kind: "model card", document, fonts: fonts_for_print };
                send(ctx, format!("{stem}.pdf"), target);
            }
            if button(ui, &title, ctx.text("diagnosis-card-markdown")) {
                let text = markdown(&of_model(ctx, texts, model.card()));
                send(ctx, format!("{stem}.md"), ExportTarget::Text { kind: "model card", text });
            }
        });
    }
}

/// A button that a screen reader hears with what it is of.
fn button(ui: &mut Ui, title: &str, words: &str) -> bool {
    let button = Button::new(words).show(ui);
    ui.ctx().accesskit_node_builder(button.id, |node| node.set_label(format!("{title} {words}")));
    button.clicked()
}

fn send(ctx: &PanelCtx<'_>, name: String, target: ExportTarget) {
    ctx.send(Command::Export(ExportCommand::Choose { name, target: Arc::new(target) }));
}

fn of_model(ctx: &PanelCtx<'_>, texts: &Texts, card: &Card) -> Document {
    let printed = texts.moment(ctx.local(ctx.now_utc_secs));
    document(texts, card, &printed)
}

/// The card as Markdown in a language by its id, where no store says which zone: printed at a time in UTC.
pub fn text_in(card: &Card, language: &str, utc_secs: i64) -> String {
    let texts = Texts::of(Language::from_id(language).unwrap_or_default());
    let at = Moment { precision: Precision::Minute, ..Zone::utc().moment(utc_secs) };
    markdown(&document(texts, card, &format!("{} UTC", texts.moment(at))))
}

/// The card as a document; `printed` says when.
pub fn document(texts: &Texts, card: &Card, printed: &str) -> Document {
    let algorithm = words::algorithm(texts, &card.algorithm);
    let title = texts.format("diagnosis-card-title", &[("target", &card.target), ("algorithm", &algorithm)]);
    let mut blocks = vec![
        Block::Title(title.clone()),
        Block::Text { words: words::verdict(texts, card), look: Look::Large },
        Block::quiet(texts.get("diagnosis-card-of-a-model")),
    ];
    blocks.extend(data(texts, card));
    blocks.extend(making(texts, card));
    blocks.extend(results(texts, card));
    blocks.extend(limits(texts, card));
    let foot = texts.format("diagnosis-card-foot", &[("version", &card.version), ("time", &printed)]);
    let language = texts.language().id().to_owned();
    Document { title, language, foot, demo_words: String::new(), blocks }
}

fn heading(texts: &Texts, key: &str) -> Block {
    Block::Heading(texts.get(key).to_owned())
}

fn data(texts: &Texts, card: &Card) -> Vec<Block> {
    let purpose = match card.provenance.purpose.trim() {
        "" => texts.get("diagnosis-card-no-purpose").to_owned(),
        said => visible(said).into_owned(),
    };
    let pair = |key: &str, value: String| (texts.get(key).to_owned(), value);
    let counts = [
        ("diagnosis-without-answer", card.without_answer),
        ("diagnosis-without-patient", card.without_patient),
        ("diagnosis-incomplete", card.incomplete),
    ];
    let left_out: Vec<String> = counts
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(key, count)| texts.count(key, u64::from(count), &[]))
        .collect();
    let left_out = match left_out.as_slice() {
        [] => texts.get("diagnosis-none-missing").to_owned(),
        some => some.join(texts.get("risk-semicolon")),
    };
    let classes = card.classes.iter().map(|(name, rows)| format!("{name} {}", texts.whole(u64::from(*rows))));
    let mut pairs = vec![
        pair("diagnosis-purpose", purpose),
        pair("diagnosis-card-file", visible(&card.provenance.name).into_owned()),
        pair("diagnosis-card-sha", card.provenance.sha256.clone()),
        pair("diagnosis-card-rows", texts.whole(u64::from(card.rows))),
        pair("diagnosis-card-patients", texts.whole(u64::from(card.patients))),
        pair("diagnosis-card-left-out", left_out),
        pair("diagnosis-target", visible(&card.target).into_owned()),
    ];
    let classes = classes.collect::<Vec<String>>().join(texts.get("twin-list-comma"));
    if !classes.is_empty() {
        pairs.push(pair("diagnosis-card-classes", classes));
    }
    for (column, first, last) in &card.periods {
        let (low, high) = (texts.date(Date(*first)), texts.date(Date(*last)));
        pairs.push((column.clone(), texts.format("diagnosis-from-to", &[("low", &low), ("high", &high)])));
    }
    let columns = card.columns.iter().map(|column| (visible(&column.name).into_owned(), column_words(texts, column)));
    vec![
        heading(texts, "diagnosis-card-data"),
        Block::Pairs(pairs),
        heading(texts, "diagnosis-columns-title"),
        Block::Pairs(columns.collect()),
    ]
}

/// Type, role, gaps, spread, and what is done to it.
fn column_words(texts: &Texts, column: &CardColumn) -> String {
    let mut said = vec![words::role(texts, column.role).to_owned(), words::kind(texts, column.kind).to_owned()];
    if column.zero_is_missing {
        said.push(texts.get("diagnosis-card-zero-is-missing").to_owned());
    }
    if let Some(sketch) = &column.sketch {
        let missing = texts.percent(sketch.missing_share());
        said.push(texts.format("diagnosis-card-missing", &[("share", &missing)]));
        said.push(words::spread(texts, column.kind, sketch));
    }
    said.extend(column.steps.map(|steps| steps_words(texts, steps, column.kind)));
    said.retain(|part| !part.is_empty());
    said.join(texts.get("risk-semicolon"))
}

fn steps_words(texts: &Texts, steps: ColumnSteps, kind: ColumnType) -> String {
    let is_number = matches!(kind, ColumnType::Numeric | ColumnType::Date);
    let filled = texts.get(match steps.imputation {
        Imputation::Mean | Imputation::Median if !is_number => "diagnosis-fill-frequent",
        Imputation::Mean => "diagnosis-fill-mean",
        Imputation::Median => "diagnosis-fill-median",
        Imputation::MostFrequent => "diagnosis-fill-frequent",
        Imputation::Nearest { .. } => "diagnosis-fill-nearest",
        Imputation::Indicator => "diagnosis-fill-indicator",
        Imputation::Drop => "diagnosis-fill-drop",
    });
    let made = texts.get(match (is_number, steps.scaling, steps.encoding) {
        (true, Scaling::ZScore, _) => "diagnosis-scale-z",
        (true, Scaling::MinMax, _) => "diagnosis-scale-min-max",
        (true, Scaling::None, _) => "diagnosis-scale-none",
        (false, _, Encoding::OneHot) => "diagnosis-encode-one-hot",
        (false, _, Encoding::Ordinal) => "diagnosis-encode-ordinal",
    });
    texts.format("diagnosis-card-steps", &[("filled", &filled), ("made", &made)])
}

fn making(texts: &Texts, card: &Card) -> Vec<Block> {
    let mut pairs = vec![(texts.get("diagnosis-algorithm").to_owned(), words::algorithm(texts, &card.algorithm))];
    for (key, value) in &card.parameters {
        pairs.push((words::parameter(texts, key), words::parameter_word(texts, value)));
    }
    if card.tried > 1 {
        let tried = texts.count("diagnosis-card-tried", u64::from(card.tried), &[]);
        pairs.push((texts.get("diagnosis-card-tuning").to_owned(), tried));
    }
    pairs.push((texts.get("diagnosis-judged-by").to_owned(), words::split(texts, &card.split)));
    pairs.push((texts.get("diagnosis-seed").to_owned(), card.seed.to_string()));
    vec![
        heading(texts, "diagnosis-card-making"),
        Block::Pairs(pairs),
        Block::quiet(texts.get("diagnosis-preparation-explained")),
    ]
}

fn results(texts: &Texts, card: &Card) -> Vec<Block> {
    let metrics = card.metrics.iter().zip(&card.baseline).map(|(found, baseline)| {
        let value = words::measured(texts, found);
        let baseline = baseline
            .value
            .map_or_else(|| texts.get("diagnosis-undefined").to_owned(), |value| words::three(texts, value));
        let said = texts.format("diagnosis-card-beside", &[("value", &value), ("baseline", &baseline)]);
        (words::metric(texts, found.metric), said)
    });
    let mut blocks = vec![
        heading(texts, "diagnosis-card-results"),
        Block::Pairs(metrics.collect()),
        Block::quiet(words::verdict_method(texts, &card.verdict)),
    ];
    if !card.calibration_bins.is_empty() {
        let bin = |bin: &crate::analysis::diagnosis::metrics::CalibrationBin| {
            let predicted = words::percent(texts, bin.mean_predicted);
            let observed = words::percent(texts, bin.observed());
            let cases = texts.whole(bin.cases);
            let said = texts.format("diagnosis-card-bin", &[("observed", &observed), ("cases", &cases)]);
            (texts.format("diagnosis-card-predicted", &[("share", &predicted)]), said)
        };
        blocks.push(heading(texts, "diagnosis-plot-calibration"));
        blocks.push(Block::Pairs(card.calibration_bins.iter().map(bin).collect()));
    }
    if !card.subgroups.is_empty() {
        let group = |group: &crate::analysis::diagnosis::run::SubgroupReport| {
            let found = group
                .metrics
                .first()
                .map(|found| format!("{} {}", words::metric(texts, found.metric), words::measured(texts, found)));
            let rows = texts.count("diagnosis-rows", u64::from(group.rows), &[]);
            (words::group(texts, &group.column, &group.of), format!("{rows} · {}", found.unwrap_or_default()))
        };
        blocks.push(heading(texts, "diagnosis-groups"));
        blocks.push(Block::Pairs(card.subgroups.iter().map(group).collect()));
    }
    blocks
}

fn limits(texts: &Texts, card: &Card) -> Vec<Block> {
    let mut blocks = vec![heading(texts, "diagnosis-limits")];
    let bullet = |words: &str| Block::text(format!("• {words}"));
    blocks.extend(card.limits.iter().map(|limit| bullet(words::limit(texts, *limit))));
    blocks.extend(card.warnings.iter().map(|found| bullet(&words::warning(texts, found))));
    blocks.extend(card.notes.iter().map(|found| bullet(&words::note(texts, found))));
    for (fold, reason) in &card.failed_folds {
        let fold = fold + 1;
        blocks.push(bullet(&texts.format("diagnosis-card-failed-fold", &[("fold", &fold), ("reason", reason)])));
    }
    blocks.push(heading(texts, "diagnosis-card-ranges"));
    blocks.push(Block::quiet(texts.get("diagnosis-card-ranges-explained")));
    let range = |range: &crate::analysis::diagnosis::bounds::ColumnBounds| {
        let column = card.columns.iter().find(|column| column.name == range.name);
        let is_words = column.and_then(|column| column.sketch.as_ref()).is_some_and(|sketch| !sketch.levels.is_empty());
        let mut said = match is_words {
            true => texts.get("diagnosis-card-words").to_owned(),
            false => {
                let [low, high] = [range.least, range.most].map(|value| words::number(texts, value));
                texts.format("diagnosis-from-to", &[("low", &low), ("high", &high)])
            }
        };
        if range.is_key {
            let _write = write!(said, "{}{}", texts.get("risk-semicolon"), texts.get("diagnosis-card-key"));
        }
        (range.name.clone(), said)
    };
    blocks.push(Block::Pairs(card.ranges.iter().map(range).collect()));
    blocks
}

/// The same document as Markdown.
pub fn markdown(document: &Document) -> String {
    let mut text = String::new();
    write_blocks(&mut text, &document.blocks);
    // A string takes everything.
    let _whole = writeln!(text, "{}", document.foot);
    text
}

fn write_blocks(text: &mut String, blocks: &[Block]) {
    for block in blocks {
        let _whole = match block {
            Block::Title(words) => writeln!(text, "# {words}\n"),
            Block::Heading(words) => writeln!(text, "## {words}\n"),
            Block::Text { words, look: Look::Strong | Look::Large | Look::Marked } => writeln!(text, "**{words}**\n"),
            Block::Text { words, look: Look::Body | Look::Quiet } => match words.strip_prefix("• ") {
                Some(words) => writeln!(text, "- {words}"),
                None => writeln!(text, "{words}\n"),
            },
            Block::Pairs(pairs) => write_pairs(text, pairs),
            Block::Table { headings, rows } => write_table(text, headings, rows),
            Block::Framed(inner) => {
                write_blocks(text, inner);
                Ok(())
            }
            Block::People(_) | Block::ToSign(_) => Ok(()),
            Block::Gap => writeln!(text),
        };
    }
}

fn write_table(text: &mut String, headings: &[String], rows: &[Vec<String>]) -> std::fmt::Result {
    let line = |cells: &[String]| {
        let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
        format!("| {} |", cells.join(" | "))
    };
    writeln!(text, "{}\n|{}", line(headings), " --- |".repeat(headings.len()))?;
    rows.iter().try_for_each(|row| writeln!(text, "{}", line(row)))?;
    writeln!(text)
}

fn write_pairs(text: &mut String, pairs: &[(String, String)]) -> std::fmt::Result {
    let cell = |words: &str| words.replace('|', "\\|");
    writeln!(text, "| | |\n| --- | --- |")?;
    for (name, value) in pairs {
        writeln!(text, "| {} | {} |", cell(name), cell(value))?;
    }
    writeln!(text)
}
