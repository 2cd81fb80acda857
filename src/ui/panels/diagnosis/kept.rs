//! Models in the store: every version with how it was judged and what it was learned from, opened and deleted; and the
//! name under which a model of the session is kept.

use std::collections::BTreeMap;

use eframe::egui::{Label, Ui};

use crate::app::diagnosis::DiagnosisCommand;
use crate::app::diagnosis::models::TrainedModel;
use crate::app::jobs::JobKind;
use crate::domain::access::Action;
use crate::domain::diagnosis::KeptModel;
use crate::ui::model_answer::{metric_words, version_words};
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{Tone, body, small, space, tokens};
use crate::ui::widgets::{Button, Cell, Column, DataTable, Field, Icon, TableState, labelled_field, line_ui, section};

use super::{progress_ui, send, words};

const NAME_WIDTH: f32 = 240.0;
/// Digits of a hash by which people compare data.
const HASH_DIGITS: usize = 12;
const MOST_ROWS: usize = 8;

/// What is chosen, asked and typed.
#[derive(Default)]
pub struct KeptLook {
    table: TableState,
    /// Number in the store.
    chosen: Option<u64>,
    /// Whether this one is to be deleted was asked.
    to_delete: Option<u64>,
    /// Names as they are typed, by the session's number.
    names: BTreeMap<u64, String>,
}

impl KeptLook {
    /// The versions of the store; nothing where there is none.
    pub fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let Some(models) = ctx.state.diagnosis.kept.models.as_ref().filter(|models| !models.is_empty()) else {
            return;
        };
        section(ui, ctx.text("diagnosis-kept-models"));
        progress_ui(ctx, ui, JobKind::KEEP_MODEL);
        self.table_ui(ctx, ui, models);
        if let Some(kept) = models.iter().find(|kept| Some(kept.number) == self.chosen) {
            self.chosen_ui(ctx, ui, kept);
        }
        ui.add_space(space::L);
    }

    fn table_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, models: &[KeptModel]) {
        let columns = [
            Column::text(ctx.text("diagnosis-kept-name"), 150.0).at_least(100.0).stretch().unsortable(),
            Column::number(ctx.text("diagnosis-kept-version"), 58.0, 0).unsortable(),
            Column::text(ctx.text("diagnosis-algorithm"), 120.0).at_least(90.0).unsortable(),
            Column::text(ctx.text("diagnosis-kept-metric"), 262.0).at_least(170.0).unsortable(),
            Column::text(ctx.text("diagnosis-beside-baseline"), 98.0).at_least(84.0).unsortable(),
            Column::text(ctx.text("diagnosis-kept-when"), 192.0).at_least(130.0).unsortable(),
        ];
        let on = models.iter().position(|kept| Some(kept.number) == self.chosen);
        if self.table.focused() != on {
            self.table.focus(on);
        }
        let table = DataTable::new("kept-models", ctx.text("diagnosis-kept-models"), &columns, models.len());
        let done = table.height_of_rows(models.len().clamp(2, MOST_ROWS)).show(
            ui,
            &mut self.table,
            ctx.texts,
            |row, column| models.get(row).map_or_else(Cell::default, |kept| cell(ctx, kept, column)),
        );
        let row = done.activated.or(done.clicked.map(|(row, _)| row)).or(done.focused);
        if let Some(kept) = row.and_then(|row| models.get(row)).filter(|kept| Some(kept.number) != self.chosen) {
            (self.chosen, self.to_delete) = (Some(kept.number), None);
        }
        if let Some(kept) = done.activated.and_then(|row| models.get(row)) {
            send(ctx, DiagnosisCommand::OpenKept(kept.number));
        }
    }

    fn chosen_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, kept: &KeptModel) {
        let hash: String = kept.summary.data_sha256.chars().take(HASH_DIGITS).collect();
        let rows = ctx.texts.whole(u64::from(kept.summary.rows));
        let places: [(&str, &dyn std::fmt::Display); 5] = [
            ("target", &kept.summary.target),
            ("data", &kept.summary.learned_from),
            ("hash", &hash),
            ("rows", &rows),
            ("name", &kept.made_by),
        ];
        let line = ctx.texts.format("diagnosis-kept-from", &places);
        ui.add(Label::new(small(line).color(tokens(ui).quiet)).wrap());
        let is_free = !ctx.jobs.is_running(JobKind::KEEP_MODEL);
        if self.to_delete == Some(kept.number) {
            return self.ask_ui(ctx, ui, kept, is_free);
        }
        ui.horizontal_wrapped(|ui| {
            if ctx.show_if_may(ui, Action::OpenModel, Button::strong(ctx.text("diagnosis-kept-open"))).clicked() {
                send(ctx, DiagnosisCommand::OpenKept(kept.number));
            }
            if ctx
                .show_if_may(
                    ui,
                    Action::DeleteModel,
                    Button::danger(ctx.text("diagnosis-kept-delete")).enabled(is_free),
                )
                .clicked()
            {
                self.to_delete = Some(kept.number);
            }
        });
    }

    fn ask_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, kept: &KeptModel, is_free: bool) {
        let name = version_words(ctx.texts, &kept.model.name, kept.model.version);
        line_ui(ui, Icon::Warning, Tone::Abnormal, &ctx.texts.format("diagnosis-kept-ask", &[("name", &name)]));
        ui.horizontal_wrapped(|ui| {
            if Button::danger(ctx.text("diagnosis-kept-delete-now")).enabled(is_free).show(ui).clicked() {
                send(ctx, DiagnosisCommand::DeleteKept(kept.number));
                (self.to_delete, self.chosen) = (None, None);
            }
            if Button::new(ctx.text("cancel")).show(ui).clicked() {
                self.to_delete = None;
            }
        });
    }

    /// Under which name the chosen model is kept, or that it is.
    pub fn keep_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, model: &TrainedModel) {
        if let Some(name) = ctx.state.diagnosis.kept.name_of(model.number) {
            let words = version_words(ctx.texts, &name.name, name.version);
            line_ui(ui, Icon::Check, Tone::Plain, &ctx.texts.format("diagnosis-is-kept", &[("name", &words)]));
            return;
        }
        let card = model.card();
        let usual = || format!("{} · {}", card.target, words::algorithm(ctx.texts, &card.algorithm));
        let name = self.names.entry(model.number).or_insert_with(usual);
        ui.horizontal_top(|ui| {
            let field = Field::new(ctx.text("diagnosis-keep-name")).width(NAME_WIDTH);
            ui.vertical(|ui| labelled_field(ui, field, name));
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = space::XS;
                ui.label(body(""));
                let is_free = !ctx.jobs.is_running(JobKind::KEEP_MODEL) && !name.trim().is_empty();
                if ctx
                    .show_if_may(ui, Action::SaveModel, Button::strong(ctx.text("diagnosis-keep")).enabled(is_free))
                    .clicked()
                {
                    send(ctx, DiagnosisCommand::Keep(model.number, name.clone()));
                }
            });
        });
        ui.add(Label::new(small(ctx.text("diagnosis-keep-explained")).color(tokens(ui).quiet)).wrap());
        ui.add_space(space::S);
    }
}

fn cell(ctx: &PanelCtx<'_>, kept: &KeptModel, column: usize) -> Cell {
    match column {
        0 => Cell::text(kept.model.name.clone()),
        1 => Cell::number(kept.model.version.to_string(), None),
        2 => Cell::text(words::algorithm(ctx.texts, &kept.summary.algorithm)),
        3 => Cell::text(metric_words(ctx.texts, kept)),
        4 if kept.summary.is_better_than_baseline => Cell::text(ctx.text("diagnosis-better")).mark(Icon::Check, ""),
        4 => Cell::text(ctx.text("diagnosis-no-better")).tone(Tone::Abnormal).mark(Icon::Warning, ""),
        _ => Cell::text(ctx.texts.moment(ctx.local(kept.made_utc_secs))).aside(kept.made_by.clone()),
    }
}
