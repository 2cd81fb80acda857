//! How the bytes of a file are read: encoding, separator, quotes, headings, table; each with its confidence and the
//! alternatives a click away.

use eframe::egui::{Align, ComboBox, Key, Layout, Response, Ui, vec2};

use crate::app::command::Command;
use crate::app::import::{ImportCommand, InspectedFile, MappingEdit};
use crate::io::import::FORMATS;
use crate::io::import::container::{CellRange, Part, PartKind, PartPick, Pick, SheetReport};
use crate::io::import::form::{Delimiter, Detected, Encoding, Fixed, HeadingLines, Reason, ShortText};
use crate::io::import::preview::SURE;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{Tone, body, space, tokens};
use crate::ui::widgets::{Button, Icon, icon, labelled_ui, text_edit};

use super::tables::{left_out_ui, tables_ui};

/// Separators that are offered whether or not they were found.
const DELIMITERS: [&str; 4] = [",", ";", "\t", "|"];
/// Heading lines that are offered.
const HEADING_LINES: u32 = 6;
/// Draws the choices and, below, what else was noticed.
pub fn form_ui(ctx: &PanelCtx<'_>, file: &InspectedFile, ui: &mut Ui) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = space::M;
        parts_ui(ctx, file, ui);
        format_ui(ctx, file, ui);
        // A sheet has cells already: there is nothing to take apart.
        if file.inspection.source.sheet().is_none() {
            encoding_ui(ctx, file, ui);
            delimiter_ui(ctx, file, ui);
            quote_ui(ctx, file, ui);
        }
        headings_ui(ctx, file, ui);
        tables_ui(ctx, file, ui);
    });
    ui.add_space(space::S);
    facts_ui(ctx, file, ui);
}

/// The sheets of a workbook or the files of an archive; only where there is a choice.
fn parts_ui(ctx: &PanelCtx<'_>, file: &InspectedFile, ui: &mut Ui) {
    let (parts, source) = (&file.inspection.parts, &file.inspection.source);
    if parts.len() > 1 {
        let chosen = parts.iter().position(|part| is_picked(source.pick(), parts, part));
        let words = |at: usize| parts.get(at).map_or_else(String::new, |part| part_words(ctx, part));
        let choices = (0..parts.len()).map(|at| (Some(at), words(at))).collect();
        let shown = (&chosen, chosen.map(words).unwrap_or_default());
        let label = if source.sheet().is_some() { "import-sheet" } else { "import-entry" };
        if let Some(Some(at)) = choice_ui(ui, ctx.text(label), 200.0, shown, choices) {
            let part = Some(PartPick::Index(at));
            ctx.send(Command::Import(ImportCommand::Pick(Pick { part, range: None })));
        }
    }
    if let Some(sheet) = source.sheet() {
        range_ui(ctx, source.pick(), sheet.report.used, ui);
    }
}

fn is_picked(pick: &Pick, parts: &[Part], part: &Part) -> bool {
    match &pick.part {
        Some(PartPick::Index(index)) => parts.get(*index) == Some(part),
        Some(PartPick::Name(name)) => part.name == *name,
        None => false,
    }
}

fn part_words(ctx: &PanelCtx<'_>, part: &Part) -> String {
    match part.kind {
        PartKind::File => part.name.clone(),
        PartKind::Entry { bytes } => {
            let size = ctx.texts.format("bytes", &[("count", &ctx.texts.whole(bytes))]);
            format!("{} · {size}", part.name)
        }
        PartKind::Sheet { used: None, .. } => ctx.texts.format("sheet-empty", &[("name", &part.name)]),
        PartKind::Sheet { is_hidden: true, .. } => ctx.texts.format("sheet-hidden", &[("name", &part.name)]),
        PartKind::Sheet { used: Some(used), is_hidden: false } => format!("{} · {used}", part.name),
    }
}

/// The cells that are read, as `B3:F200`; empty: all.
fn range_ui(ctx: &PanelCtx<'_>, pick: &Pick, used: Option<CellRange>, ui: &mut Ui) {
    let id = ui.make_persistent_id("range");
    let shown = || pick.range.map(|range| range.to_string()).unwrap_or_default();
    let mut text: String = ui.data_mut(|data| data.get_temp(id)).unwrap_or_else(shown);
    let hint = used.map(|used| used.to_string()).unwrap_or_default();
    let is_bad = !text.trim().is_empty() && text.trim().parse::<CellRange>().is_err();
    let error = is_bad.then_some(ctx.text("range-bad"));
    let response = block_ui(ui, 100.0, |ui| {
        labelled_ui(ui, ctx.text("import-range"), error, None, |ui| text_edit(ui, &mut text, &hint, false, 100.0))
    });
    let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    if entered && !is_bad {
        let range = text.trim().parse().ok();
        ui.data_mut(|data| data.remove::<String>(id));
        ctx.send(Command::Import(ImportCommand::Pick(Pick { part: pick.part.clone(), range })));
    } else if response.changed() {
        ui.data_mut(|data| data.insert_temp(id, text));
    }
}

/// A labelled list of choices; what was chosen in this frame.
pub fn choice_ui<T: PartialEq>(
    ui: &mut Ui,
    label: &str,
    width: f32,
    chosen: (&T, String),
    choices: Vec<(T, String)>,
) -> Option<T> {
    explained_choice_ui(ui, label, width, None, chosen, choices)
}

/// The same with a line below it.
fn explained_choice_ui<T: PartialEq>(
    ui: &mut Ui,
    label: &str,
    width: f32,
    explanation: Option<&str>,
    chosen: (&T, String),
    choices: Vec<(T, String)>,
) -> Option<T> {
    let mut answer = None;
    block_ui(ui, width, |ui| {
        labelled_ui(ui, label, explanation, None, |ui| -> Response {
            let combo = ComboBox::from_id_salt(label).width(width).selected_text(chosen.1).show_ui(ui, |ui| {
                for (choice, words) in choices {
                    if ui.selectable_label(choice == *chosen.0, words).clicked() && choice != *chosen.0 {
                        answer = Some(choice);
                    }
                }
            });
            ui.ctx().accesskit_node_builder(combo.response.id, |node| node.set_label(label));
            combo.response
        });
    });
    answer
}

/// A control with its label and the line below it, of a known size, so that a row of them wraps.
fn block_ui<R>(ui: &mut Ui, width: f32, add: impl FnOnce(&mut Ui) -> R) -> R {
    const HEIGHT: f32 = 66.0;
    ui.allocate_ui_with_layout(vec2(width, HEIGHT), Layout::top_down(Align::Min), |ui| {
        ui.set_min_size(vec2(width, HEIGHT));
        add(ui)
    })
    .inner
}

/// How sure it is, or that a person said so.
fn sure_words<T>(ctx: &PanelCtx<'_>, found: &Detected<T>) -> String {
    if found.reason == Reason::Chosen {
        return ctx.text("import-chosen").to_owned();
    }
    ctx.texts.format("import-sure", &[("sure", &ctx.texts.percent(f64::from(found.confidence)))])
}

pub fn read_as(ctx: &PanelCtx<'_>, file: &InspectedFile, change: impl FnOnce(&mut Fixed)) {
    let mut fixed = file.fixed;
    change(&mut fixed);
    ctx.send(Command::Import(ImportCommand::ReadAs(Box::new(fixed))));
}

/// What was found first, its alternatives, then the other usual ones; found ones with how sure they are.
fn found_and_usual<T: PartialEq + Clone>(
    ctx: &PanelCtx<'_>,
    found: &Detected<T>,
    usual: impl IntoIterator<Item = T>,
    words: impl Fn(&T) -> String,
) -> Vec<(T, String)> {
    let sure = |value: &T, confidence: f32| {
        let share = ctx.texts.percent(f64::from(confidence));
        (value.clone(), ctx.texts.format("import-found-with", &[("what", &words(value)), ("sure", &share)]))
    };
    let mut all = vec![sure(&found.value, found.confidence)];
    all.extend(found.alternatives.iter().map(|(value, confidence)| sure(value, *confidence)));
    for value in usual {
        if all.iter().all(|(other, _)| *other != value) {
            let shown = words(&value);
            all.push((value, shown));
        }
    }
    all
}

fn format_ui(ctx: &PanelCtx<'_>, file: &InspectedFile, ui: &mut Ui) {
    let chosen = file.mapping.as_ref().map(|mapping| mapping.format);
    let name = |id: &str| ctx.text(&format!("format-{id}")).to_owned();
    let shown = chosen.map_or_else(|| ctx.text("import-format-unknown").to_owned(), name);
    let choices = FORMATS.iter().map(|format| (Some(format.id()), name(format.id()))).collect();
    if let Some(Some(format)) = choice_ui(ui, ctx.text("import-format"), 220.0, (&chosen, shown), choices) {
        ctx.send(Command::Import(ImportCommand::Edit(MappingEdit::Format(format))));
    }
}

fn encoding_ui(ctx: &PanelCtx<'_>, file: &InspectedFile, ui: &mut Ui) {
    let found = &file.inspection.form.encoding;
    let words = |encoding: &Encoding| encoding.id().to_uppercase();
    let choices = found_and_usual(ctx, found, Encoding::all().iter().copied(), words);
    let shown = (&found.value, words(&found.value));
    if let Some(encoding) =
        explained_choice_ui(ui, ctx.text("import-encoding"), 120.0, Some(&sure_words(ctx, found)), shown, choices)
    {
        read_as(ctx, file, |fixed| fixed.encoding = Some(encoding));
    }
}

fn delimiter_words(ctx: &PanelCtx<'_>, delimiter: &Option<Delimiter>) -> String {
    match delimiter {
        None => ctx.text("delimiter-none").to_owned(),
        Some(Delimiter::Blanks) => ctx.text("delimiter-blanks").to_owned(),
        Some(Delimiter::Text(text)) => match text.text() {
            "\t" => ctx.text("delimiter-tab").to_owned(),
            " " => ctx.text("delimiter-space").to_owned(),
            other => other.to_owned(),
        },
    }
}

fn delimiter_ui(ctx: &PanelCtx<'_>, file: &InspectedFile, ui: &mut Ui) {
    let found = &file.inspection.form.delimiter;
    let usual = DELIMITERS.iter().filter_map(|text| ShortText::new(text)).map(|text| Some(Delimiter::Text(text)));
    let usual = usual.chain([Some(Delimiter::Blanks), None]);
    let choices = found_and_usual(ctx, found, usual, |delimiter| delimiter_words(ctx, delimiter));
    let shown = (&found.value, delimiter_words(ctx, &found.value));
    if let Some(delimiter) =
        explained_choice_ui(ui, ctx.text("import-delimiter"), 110.0, Some(&sure_words(ctx, found)), shown, choices)
    {
        read_as(ctx, file, |fixed| fixed.delimiter = Some(delimiter));
    }
}

fn quote_ui(ctx: &PanelCtx<'_>, file: &InspectedFile, ui: &mut Ui) {
    let found = &file.inspection.form.quote;
    let words = |quote: &Option<u8>| {
        quote.map_or_else(|| ctx.text("quote-none").to_owned(), |byte| char::from(byte).to_string())
    };
    let choices = found_and_usual(ctx, found, [Some(b'"'), Some(b'\''), None], words);
    let shown = (&found.value, words(&found.value));
    if let Some(quote) =
        explained_choice_ui(ui, ctx.text("import-quote"), 80.0, Some(&sure_words(ctx, found)), shown, choices)
    {
        read_as(ctx, file, |fixed| fixed.quote = Some(quote));
    }
}

fn headings_ui(ctx: &PanelCtx<'_>, file: &InspectedFile, ui: &mut Ui) {
    let found = &file.inspection.form.headings;
    let words = |lines: &Option<HeadingLines>| match lines {
        None => ctx.text("headings-none").to_owned(),
        Some(lines) if lines.count <= 1 => ctx.texts.format("headings-line", &[("line", &lines.first)]),
        Some(lines) => {
            let last = lines.first + lines.count - 1;
            ctx.texts.format("headings-lines", &[("first", &lines.first), ("last", &last)])
        }
    };
    let usual = (1..=HEADING_LINES).map(|first| Some(HeadingLines { first, count: 1 })).chain([None]);
    let choices = found_and_usual(ctx, found, usual, words);
    let shown = (&found.value, words(&found.value));
    if let Some(headings) =
        explained_choice_ui(ui, ctx.text("import-headings"), 120.0, Some(&sure_words(ctx, found)), shown, choices)
    {
        read_as(ctx, file, |fixed| fixed.headings = Some(headings));
    }
}

/// Size and rows in a quiet line; below it, with a mark, what asks for a look.
fn facts_ui(ctx: &PanelCtx<'_>, file: &InspectedFile, ui: &mut Ui) {
    let form = &file.inspection.form;
    let facts = [
        ctx.texts.count("import-rows", form.rows, &[]),
        ctx.texts.count("import-columns", u64::from(form.columns), &[]),
        ctx.texts.format("bytes", &[("count", &ctx.texts.whole(file.inspection.file_bytes))]),
    ];
    ui.label(body(facts.join(" · ")).color(tokens(ui).quiet));
    if file.fixed.encoding.is_none() && !file.inspection.is_encoding_sure() {
        encoding_question_ui(ctx, file, ui);
    }
    left_out_ui(ctx, file, ui);
    for words in remarks(ctx, file) {
        ui.horizontal_wrapped(|ui| {
            let colour = tokens(ui).tone(Tone::Abnormal);
            icon(ui, Icon::Warning, 14.0, colour);
            ui.label(body(words).color(colour));
        });
    }
}

/// A wrong encoding gives wrong names without a fault: it is asked for.
fn encoding_question_ui(ctx: &PanelCtx<'_>, file: &InspectedFile, ui: &mut Ui) {
    let encoding = file.inspection.form.encoding.value;
    ui.horizontal_wrapped(|ui| {
        let colour = tokens(ui).tone(Tone::Critical);
        icon(ui, Icon::Warning, 14.0, colour);
        ui.label(body(ctx.texts.format("question-encoding", &[("encoding", &encoding.id())])).color(colour));
        if Button::link(ctx.text("question-as-shown")).show(ui).clicked() {
            read_as(ctx, file, |fixed| fixed.encoding = Some(encoding));
        }
    });
}

/// The first lines of several.
pub fn line_list(ctx: &PanelCtx<'_>, count: u64, places: &[u32]) -> String {
    let mut lines = places.to_vec();
    lines.dedup();
    let shown: Vec<String> = lines.iter().take(8).map(|line| ctx.texts.whole(u64::from(*line))).collect();
    let more = if count > places.len() as u64 || lines.len() > shown.len() { " …" } else { "" };
    shown.join(", ") + more
}

fn remarks(ctx: &PanelCtx<'_>, file: &InspectedFile) -> Vec<String> {
    let form = &file.inspection.form;
    let undecodable: Vec<u32> = form.first_undecodable.iter().map(|place| place.line).collect();
    let counted = [
        ("remark-undecodable", form.undecodable, undecodable),
        ("remark-odd-rows", form.odd_rows.count, form.odd_rows.lines.clone()),
        ("remark-stray-quotes", form.stray_quotes.count, form.stray_quotes.lines.clone()),
        ("remark-comments", form.comments.count, form.comments.lines.clone()),
        ("remark-above", form.above.count, form.above.lines.clone()),
    ];
    let counted = counted.into_iter().filter(|(_, count, _)| *count > 0);
    let mut all: Vec<String> = counted
        .map(|(key, count, at)| ctx.texts.count(key, count, &[("lines", &line_list(ctx, count, &at))]))
        .collect();
    let unsure = [
        (ctx.text("import-delimiter"), form.delimiter.confidence),
        (ctx.text("import-headings"), form.headings.confidence),
    ];
    for (name, confidence) in unsure.into_iter().filter(|(_, confidence)| *confidence < SURE) {
        let sure = ctx.texts.percent(f64::from(confidence));
        all.push(ctx.texts.format("remark-unsure", &[("what", &name), ("sure", &sure)]));
    }
    all.extend(sheet_remarks(ctx, file));
    all.extend(heading_remarks(ctx, &file.inspection.headings));
    all
}

/// What a workbook's sheet holds that a text would not.
fn sheet_remarks(ctx: &PanelCtx<'_>, file: &InspectedFile) -> Vec<String> {
    let Some(report) = file.inspection.source.sheet().map(|sheet| &sheet.report) else { return Vec::new() };
    let [with_value, without_value] = formulas(report);
    let counted = [
        ("remark-formulas", with_value),
        ("remark-formulas-empty", without_value),
        ("remark-merged", report.merged.unwrap_or(0)),
        ("remark-sheet-errors", report.errors),
        ("remark-impossible-dates", report.impossible_dates),
    ];
    let counted = counted.into_iter().filter(|(_, count)| *count > 0);
    counted.map(|(key, count)| ctx.texts.count(key, count, &[])).collect()
}

/// Formulas with a value and those without one: each is told of once.
fn formulas(report: &SheetReport) -> [u64; 2] {
    let without_value = report.formulas_without_value.unwrap_or(0);
    [report.formulas.unwrap_or(0).saturating_sub(without_value), without_value]
}

/// Headings that stand twice, and columns without one.
fn heading_remarks(ctx: &PanelCtx<'_>, headings: &[String]) -> Vec<String> {
    let is_repeated =
        |at: usize, heading: &String| !heading.is_empty() && headings.iter().take(at).any(|other| other == heading);
    let repeated: Vec<&str> = headings
        .iter()
        .enumerate()
        .filter(|(at, heading)| is_repeated(*at, heading))
        .map(|(_, heading)| heading.as_str())
        .collect();
    let blank = headings.iter().filter(|heading| heading.is_empty()).count();
    let mut all = Vec::new();
    if !repeated.is_empty() {
        all.push(ctx.texts.format("remark-repeated-headings", &[("headings", &repeated.join(", "))]));
    }
    if blank > 0 {
        all.push(ctx.texts.count("remark-blank-headings", blank as u64, &[]));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_that_was_never_calculated_is_told_of_once() {
        let told = |all, without_value| {
            formulas(&SheetReport { formulas: all, formulas_without_value: without_value, ..SheetReport::default() })
        };
        assert_eq!(told(Some(3), Some(1)), [2, 1]);
        assert_eq!(told(Some(1), Some(1)), [0, 1]);
        assert_eq!(told(Some(2), None), [2, 0]);
        assert_eq!(told(None, None), [0, 0]);
    }
}
