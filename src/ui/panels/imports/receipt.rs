//! One import: what it did, how its file was read, what a person put right, and the way to take it back.

use eframe::egui::{ScrollArea, Ui};

use crate::app::command::Command;
use crate::app::import::ImportCommand;
use crate::domain::access::Action;
use crate::domain::ids::ImportId;
use crate::domain::indicator::IndicatorId;
use crate::domain::receipt::{ImportState, ReadAspect, Receipt};
use crate::domain::unit::display_unit;
use crate::io::import::CellPart;
use crate::io::import::mapping::profile::Profile;
use crate::io::import::values::DateForm;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::space;
use crate::ui::widgets::{
    Button, Cell, Column, DataTable, Icon, Notice, NoticeTone, TableState, key_value_grid, notice, section_with,
};

use super::receipt_rows::{RowsState, column_name, rows_ui};
use super::receipts::counts_ui;
use super::words::{date_words, meaning_words};

/// Rows of the table of corrections that are seen at once.
const CORRECTIONS: usize = 6;

/// What the receipt remembers between frames.
#[derive(Default)]
pub struct ReceiptState {
    rows: RowsState,
    corrections: TableState,
    /// The import that is asked about before it is taken back.
    asking: Option<ImportId>,
    /// The text that the receipt keeps of the columns, and what it says, read once.
    said: Option<(String, Option<Profile>)>,
}

impl ReceiptState {
    /// Nothing on receipts that are older than profiles.
    fn profile(&mut self, receipt: &Receipt) -> Option<&Profile> {
        let text = &receipt.reading.mapping;
        if self.said.as_ref().is_none_or(|(read, _)| read != text) {
            self.said = Some((text.clone(), Profile::from_toml(text, &receipt.file_name).ok()));
        }
        self.said.as_ref().and_then(|(_, profile)| profile.as_ref())
    }
}

/// One receipt with its rows.
pub fn receipt_ui(ctx: &PanelCtx<'_>, state: &mut ReceiptState, ui: &mut Ui) {
    let receipts = ctx.state.imports.receipts.value();
    let receipt = receipts.and_then(|all| all.iter().find(|one| Some(one.import) == ctx.state.imports.shown));
    let Some(receipt) = receipt else {
        ui.label(ctx.text("loading"));
        return;
    };
    section_with(ui, &receipt.file_name, |ui| actions_ui(ctx, receipt, &mut state.asking, ui));
    ask_ui(ctx, receipt, &mut state.asking, ui);
    taken_back_ui(ctx, receipt, ui);
    ui.add_space(space::S);
    ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
        counts_ui(ctx, &receipt.counts, ui);
        ui.add_space(space::M);
        ui.columns(2, |halves| {
            if let [left, right] = halves {
                facts_ui(ctx, receipt, left);
                reading_ui(ctx, receipt, state.profile(receipt), right);
            }
        });
        corrections_ui(ctx, receipt, &mut state.corrections, ui);
        ui.add_space(space::L);
        rows_ui(ctx, receipt, &mut state.rows, ui);
    });
}

fn actions_ui(ctx: &PanelCtx<'_>, receipt: &Receipt, asking: &mut Option<ImportId>, ui: &mut Ui) {
    if Button::new(ctx.text("back")).icon(Icon::ChevronLeft).show(ui).clicked() {
        ctx.send(Command::Import(ImportCommand::HideReceipt));
    }
    let active = receipt.state == ImportState::Active && !ctx.jobs.is_writing();
    if ctx
        .show_if_may(ui, Action::TakeBackImport, Button::danger(ctx.text("import-take-back")).enabled(active))
        .clicked()
    {
        *asking = Some(receipt.import);
    }
    if ctx.show_if_may(ui, Action::Export, Button::new(ctx.text("receipt-save"))).clicked() {
        ctx.send(Command::Import(ImportCommand::ExportReceipt(receipt.import)));
    }
}

fn ask_ui(ctx: &PanelCtx<'_>, receipt: &Receipt, asking: &mut Option<ImportId>, ui: &mut Ui) {
    if *asking != Some(receipt.import) {
        return;
    }
    ui.add_space(space::S);
    let question = ctx.texts.format("import-take-back-ask", &[("name", &receipt.file_name)]);
    let action = Some(ctx.text("import-take-back"));
    let shown =
        Notice { tone: NoticeTone::Warning, title: &question, remedy: None, details: None, action, closable: true };
    let answer = notice(ui, shown, ctx.texts);
    if answer.acted {
        ctx.send(Command::Import(ImportCommand::TakeBack(receipt.import)));
    }
    if answer.acted || answer.closed {
        *asking = None;
    }
}

fn taken_back_ui(ctx: &PanelCtx<'_>, receipt: &Receipt, ui: &mut Ui) {
    let ImportState::TakenBack { at_utc_secs } = receipt.state else { return };
    ui.add_space(space::S);
    let time = ctx.texts.moment(ctx.local(at_utc_secs));
    let title = ctx.texts.format("receipt-taken-back", &[("time", &time)]);
    let remedy = Some(ctx.text("receipt-taken-back-explained"));
    let tone = NoticeTone::Information;
    notice(ui, Notice { tone, title: &title, remedy, details: None, action: None, closable: false }, ctx.texts);
}

fn facts_ui(ctx: &PanelCtx<'_>, receipt: &Receipt, ui: &mut Ui) {
    let moment = |utc_secs| ctx.texts.moment(ctx.local(utc_secs));
    let taken_back = match receipt.state {
        ImportState::Active => String::new(),
        ImportState::TakenBack { at_utc_secs } => moment(at_utc_secs),
    };
    let pairs = [
        (ctx.text("journal-number"), ctx.texts.whole(u64::from(receipt.import.0))),
        (ctx.text("import-format"), ctx.text(&format!("format-{}", receipt.format)).to_owned()),
        (ctx.text("receipt-time"), moment(receipt.imported_utc_secs)),
        (ctx.text("receipt-by"), receipt.actor.clone()),
        (ctx.text("import-taken-back-state"), taken_back),
        (ctx.text("receipt-size"), ctx.texts.format("bytes", &[("count", &ctx.texts.whole(receipt.file_bytes))])),
        (ctx.text("receipt-hash"), receipt.sha256.clone()),
    ];
    key_value_grid(ui, "receipt", pairs.into_iter().filter(|(_, value)| !value.is_empty()));
}

/// How the file was read: the profile, each aspect of its form with how sure it was, the columns.
fn reading_ui(ctx: &PanelCtx<'_>, receipt: &Receipt, said: Option<&Profile>, ui: &mut Ui) {
    let columns: Vec<String> = receipt
        .columns
        .iter()
        .map(|mapped| {
            let written = said.map(|profile| written_words(ctx, profile, &mapped.field));
            format!("{} → {}{}", mapped.heading, field_words(ctx, &mapped.field), written.unwrap_or_default())
        })
        .collect();
    let profile = receipt.reading.profile.clone().unwrap_or_default();
    let aspects = receipt.reading.aspects.iter().map(|aspect| (aspect_name(ctx, aspect), aspect_words(ctx, aspect)));
    let pairs = std::iter::once((ctx.text("profile"), profile))
        .chain(aspects)
        .chain([(ctx.text("import-mapping"), columns.join(", "))])
        .chain([(ctx.text("import-ignored"), receipt.ignored_headings.join(", "))]);
    key_value_grid(ui, "receipt-reading", pairs.filter(|(_, value)| !value.is_empty()));
}

/// What a field was read with, in brackets: the unit, the order of dates, what codes were said to mean.
fn written_words(ctx: &PanelCtx<'_>, profile: &Profile, field: &str) -> String {
    let Some(field) = profile.fields.iter().find(|other| other.field == field) else { return String::new() };
    let by_value = (!field.unit_by_value.is_empty()).then(|| ctx.text("unit-by-value").to_owned());
    let own = (field.part == CellPart::OwnUnit).then(|| ctx.text("unit-own").to_owned());
    let unit = own.or_else(|| field.unit.as_deref().map(|unit| display_unit(unit).to_owned())).or(by_value);
    let date = field.reading.as_ref().map(|reading| reading.date).filter(|date| *date != DateForm::default());
    let meaning = |(code, word): &(String, String)| match code == word {
        true => format!("{code}: {}", ctx.text("word-refused")),
        false => format!("{code} = {}", meaning_words(ctx, word)),
    };
    let date = date.map(|date| date_words(ctx, date));
    let words: Vec<String> = unit.into_iter().chain(date).chain(field.words.iter().map(meaning)).collect();
    if words.is_empty() { String::new() } else { format!(" ({})", words.join(", ")) }
}

/// The field's name; of a column of values the indicator's, of an unknown code the code.
fn field_words(ctx: &PanelCtx<'_>, field: &str) -> String {
    match IndicatorId::from_code(field) {
        Some(id) => ctx.text(&format!("indicator-{}", id.indicator().id)).to_owned(),
        None => ctx.texts.find(&format!("field-{field}")).unwrap_or(field).to_owned(),
    }
}

fn aspect_name<'a>(ctx: &PanelCtx<'a>, aspect: &ReadAspect) -> &'a str {
    match aspect.id.as_str() {
        "encoding" => ctx.text("import-encoding"),
        "delimiter" => ctx.text("import-delimiter"),
        "quote" => ctx.text("import-quote"),
        "escape" => ctx.text("import-escape"),
        "headings" => ctx.text("import-headings"),
        "part" => ctx.text("receipt-part"),
        "unread-tables" => ctx.text("aspect-unread-tables"),
        "comments" => ctx.text("aspect-comments"),
        "footer" => ctx.text("aspect-footer"),
        "footer-read" => ctx.text("aspect-footer-read"),
        "century" => ctx.text("aspect-century"),
        "own-units" => ctx.text("aspect-own-units"),
        "unit" => ctx.text("import-unit"),
        _ => ctx.text("import-table"),
    }
}

/// `GB18030 (sure to 97 %)`, `, (chosen)`.
fn aspect_words(ctx: &PanelCtx<'_>, aspect: &ReadAspect) -> String {
    let what = match (aspect.id.as_str(), aspect.value.as_str()) {
        ("delimiter", "") => ctx.text("delimiter-none").to_owned(),
        ("delimiter", "blanks") => ctx.text("delimiter-blanks").to_owned(),
        ("delimiter", "\t") => ctx.text("delimiter-tab").to_owned(),
        ("delimiter", " ") => ctx.text("delimiter-space").to_owned(),
        ("quote", "") => ctx.text("quote-none").to_owned(),
        ("escape", "doubled") => ctx.text("escape-doubled").to_owned(),
        ("escape", "backslash") => ctx.text("escape-backslash").to_owned(),
        ("headings", "") => ctx.text("headings-none").to_owned(),
        ("headings" | "table", lines) => lines_words(ctx, lines),
        (_, other) => other.to_owned(),
    };
    let is_known = matches!(aspect.id.as_str(), "unread-tables" | "comments" | "footer" | "own-units");
    match aspect.is_chosen {
        false if is_known => what,
        true => ctx.texts.format("aspect-chosen", &[("what", &what)]),
        false => {
            let sure = ctx.texts.percent(f64::from(aspect.confidence));
            ctx.texts.format("import-found-with", &[("what", &what), ("sure", &sure)])
        }
    }
}

fn lines_words(ctx: &PanelCtx<'_>, lines: &str) -> String {
    match lines.split_once('-') {
        Some((first, last)) => ctx.texts.format("headings-lines", &[("first", &first), ("last", &last)]),
        None => ctx.texts.format("headings-line", &[("line", &lines)]),
    }
}

fn corrections_ui(ctx: &PanelCtx<'_>, receipt: &Receipt, state: &mut TableState, ui: &mut Ui) {
    let cells = &receipt.reading.corrections;
    if cells.is_empty() {
        return;
    }
    ui.add_space(space::L);
    section_with(ui, &ctx.texts.count("trial-corrections", cells.len() as u64, &[]), |_| {});
    let columns = [
        Column::number(ctx.text("reject-line"), 64.0, 0).unsortable(),
        Column::text(ctx.text("reject-column"), 180.0).at_least(120.0).unsortable(),
        Column::text(ctx.text("reject-raw"), 260.0).at_least(140.0).unsortable(),
        Column::text(ctx.text("receipt-corrected"), 260.0).at_least(140.0).stretch().unsortable(),
    ];
    let rows = cells.len().min(CORRECTIONS);
    let table = DataTable::new("corrections", ctx.text("receipt-corrected"), &columns, cells.len());
    table.height_of_rows(rows).show(ui, state, ctx.texts, |row, column| {
        let Some(cell) = cells.get(row) else { return Cell::default() };
        match column {
            0 => Cell::number(ctx.texts.whole(u64::from(cell.place.line)), None),
            1 => Cell::text(column_name(ctx, receipt, cell.place)),
            2 => Cell::text(&cell.raw),
            _ => Cell::text(&cell.corrected),
        }
    });
}
