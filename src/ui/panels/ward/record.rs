//! How the forecasts of this store's own values did: coverage of the bands and error against "as the last one", a row a signal.

use eframe::egui::{Label, ScrollArea, Ui};

use crate::analysis::outlook::SignalRecord;
use crate::app::command::Command;
use crate::app::export::{ExportCommand, ExportTarget};
use crate::app::jobs::JobKind;
use crate::app::ward::WardCommand;
use crate::app::ward::record::ForecastRecord;
use crate::base::Decimal;
use crate::domain::access::Action;
use crate::domain::indicator::IndicatorId;
use crate::domain::unit::display_unit;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{Tone, body, small, space, tokens};
use crate::ui::widgets::{Button, Cell, Column, DataTable, Icon, Notice, NoticeTone, TableState, notice, section_with};

use super::send;

/// Draws the page.
pub fn record_ui(ctx: &PanelCtx<'_>, table: &mut TableState, ui: &mut Ui) {
    let record = &ctx.state.ward.record;
    section_with(ui, ctx.text("record-title"), |ui| {
        let is_running = ctx.jobs.is_running(JobKind::SCORE_FORECASTS);
        let can = !is_running && ctx.may(Action::ScoreForecasts);
        if Button::new(ctx.text("record-score")).icon(Icon::Redo).enabled(can).show(ui).clicked() {
            send(ctx, WardCommand::ScoreForecasts);
        }
        if let Some(record) = record.value().filter(|record| !record.signals.is_empty())
            && Button::quiet(ctx.text("record-save")).icon(Icon::Upload).show(ui).clicked()
        {
            save(ctx, record);
        }
    });
    ui.add(Label::new(body(ctx.text("record-explained")).color(tokens(ui).quiet)).wrap());
    ui.add_space(space::S);
    if let Some(failure) = record.failure() {
        let title = ctx.message(failure);
        let tone = NoticeTone::Error;
        notice(
            ui,
            Notice { tone, title: &title, remedy: None, details: None, action: None, closable: false },
            ctx.texts,
        );
    }
    let Some(record) = record.value() else {
        let key = if record.is_running() { "loading" } else { "record-none-yet" };
        ui.label(body(ctx.texts.get(key)).color(tokens(ui).quiet));
        return;
    };
    if record.signals.is_empty() {
        ui.label(body(ctx.text("record-too-few")).color(tokens(ui).quiet));
        return;
    }
    let looked = ctx.texts.count("record-patients", record.patients as u64, &[]);
    ui.label(small(looked).color(tokens(ui).quiet));
    ScrollArea::horizontal().show(ui, |ui| table_ui(ctx, record, table, ui));
}

const COLUMNS: [&str; 7] = [
    "record-signal",
    "record-series",
    "record-scored",
    "record-coverage",
    "record-error",
    "record-error-last",
    "record-gain",
];

fn table_ui(ctx: &PanelCtx<'_>, record: &ForecastRecord, table: &mut TableState, ui: &mut Ui) {
    let mut columns = vec![Column::text(ctx.texts.get(COLUMNS[0]), 240.0).at_least(160.0).stretch().unsortable()];
    columns.extend(COLUMNS.iter().skip(1).map(|key| Column::number(ctx.texts.get(key), 130.0, 0).unsortable()));
    let shown = DataTable::new("forecast-record", ctx.text("record-title"), &columns, record.signals.len());
    shown.show(ui, table, ctx.texts, |row, column| {
        let Some((id, own)) = record.signals.get(row) else { return Cell::default() };
        let text = cells(ctx, *id, own).into_iter().nth(column).unwrap_or_default();
        match column {
            0 => Cell::text(text),
            3 if own.is_too_narrow() => {
                Cell::number(text, None).tone(Tone::Abnormal).mark(Icon::Warning, ctx.text("record-too-narrow"))
            }
            _ => Cell::number(text, None),
        }
    });
}

/// A row as it is shown and saved.
fn cells(ctx: &PanelCtx<'_>, id: IndicatorId, own: &SignalRecord) -> Vec<String> {
    let indicator = id.indicator();
    let number = |value: f64| {
        let digits = Decimal::rounded(value, indicator.decimals + 2).map(|digits| digits.to_string());
        ctx.texts.decimal(&digits.unwrap_or_default())
    };
    let (error, of_last) = own.errors().unwrap_or_default();
    let gain = if of_last > 0.0 { ctx.texts.percent(1.0 - error / of_last) } else { "–".to_owned() };
    vec![
        format!("{}, {}", ctx.texts.indicator(id), display_unit(indicator.unit)),
        ctx.texts.whole(own.series as u64),
        ctx.texts.whole(own.scored as u64),
        own.coverage().map(|share| ctx.texts.percent(share)).unwrap_or_default(),
        number(error),
        number(of_last),
        gain,
    ]
}

fn save(ctx: &PanelCtx<'_>, record: &ForecastRecord) {
    let headings = COLUMNS.iter().map(|key| ctx.texts.get(key).to_owned()).collect();
    let rows = record.signals.iter().map(|(id, own)| cells(ctx, *id, own)).collect();
    let target = ExportTarget::Table { kind: "forecast record", headings, rows };
    ctx.send(Command::Export(ExportCommand::Choose { name: "forecasts.csv".to_owned(), target: target.into() }));
}
