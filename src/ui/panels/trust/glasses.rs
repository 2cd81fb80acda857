//! Broken glasses: who opened which record outside the own wards, why, and what came of the review.

use eframe::egui::Ui;

use crate::app::command::Command;
use crate::app::jobs::JobKind;
use crate::app::trust::TrustCommand;
use crate::app::view::ViewCommand;
use crate::domain::access::{Action, GLASS_REASONS};
use crate::domain::audit::AuditFilter;
use crate::domain::glass::Breaking;
use crate::ui::context::PanelCtx;
use crate::ui::panels::PanelId;
use crate::ui::theme::{Tone, body, large, space, tokens};
use crate::ui::widgets::{
    Button, Cell, Column, DataTable, EmptyState, Field, Icon, TableState, card, empty_state, key_value, labelled_field,
};

use super::{failure_ui, quiet_ui, send};

const REMARK: f32 = 420.0;
const MOST_ROWS: usize = 14;

/// Which one is looked at, and the remark that is typed.
#[derive(Default)]
pub struct GlassesPart {
    table: TableState,
    /// Number of its journal entry.
    chosen: Option<u64>,
    remark: String,
}

impl GlassesPart {
    pub fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let trust = &ctx.state.trust;
        failure_ui(ctx, ui, trust.glass_failure.as_ref().or(trust.glasses.failure()));
        let Some(list) = trust.glasses.value().cloned() else {
            if trust.glasses.is_running() {
                quiet_ui(ui, ctx.text("loading"));
            }
            return;
        };
        if list.is_empty() {
            let (title, explanation) = (ctx.text("glasses-empty"), ctx.text("glasses-empty-explained"));
            empty_state(ui, EmptyState { icon: Icon::Shield, title, explanation, action: None });
            return;
        }
        let waiting = list.iter().filter(|breaking| breaking.review.is_none()).count() as u64;
        quiet_ui(ui, &ctx.texts.count("glasses-waiting", waiting, &[]));
        ui.add_space(space::S);
        self.list_ui(ctx, ui, &list);
        let chosen = list.iter().find(|breaking| Some(breaking.entry.number) == self.chosen);
        if let Some(breaking) = chosen {
            ui.add_space(space::M);
            card(ui, |ui| {
                ui.set_width(ui.available_width());
                self.review_ui(ctx, ui, breaking);
            });
        }
    }

    fn list_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, list: &[Breaking]) {
        let columns = [
            Column::number(ctx.text("journal-number"), 64.0, 0).unsortable(),
            Column::text(ctx.text("journal-time"), 168.0).at_least(146.0).unsortable(),
            Column::text(ctx.text("journal-who"), 150.0).at_least(100.0).unsortable(),
            Column::text(ctx.text("glass-patient"), 130.0).at_least(100.0).unsortable(),
            Column::text(ctx.text("glass-reason"), 180.0).at_least(130.0).unsortable(),
            Column::number(ctx.text("glass-looks"), 90.0, 0).at_least(80.0).unsortable(),
            Column::text(ctx.text("glass-review"), 260.0).at_least(160.0).stretch().unsortable(),
        ];
        let table = DataTable::new("glasses", ctx.text("trust-glasses"), &columns, list.len());
        let table = table.height_of_rows(list.len().min(MOST_ROWS));
        let done = table.show(ui, &mut self.table, ctx.texts, |row, column| {
            list.get(row).map_or_else(Cell::default, |breaking| cell(ctx, breaking, column))
        });
        let chosen = done.clicked.map(|(row, _)| row).or(done.activated).and_then(|row| list.get(row));
        if let Some(breaking) = chosen {
            (self.chosen, self.remark) = (Some(breaking.entry.number), String::new());
        }
    }

    fn review_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, breaking: &Breaking) {
        let patient = breaking.entry.patients.join(", ");
        let title = ctx.texts.format("glass-title", &[("who", &breaking.entry.actor), ("patient", &patient)]);
        ui.label(large(title).color(tokens(ui).text));
        ui.add_space(space::S);
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = space::XL;
            key_value(ui, ctx.text("journal-time"), &ctx.texts.moment(ctx.local(breaking.entry.at_utc_secs)));
            key_value(ui, ctx.text("glass-reason"), &reason_words(ctx, &breaking.entry.reason));
            key_value(ui, ctx.text("glass-looks"), &ctx.texts.whole(breaking.looks));
            if let Some(review) = &breaking.review {
                let by = format!("{}, {}", review.by, ctx.texts.moment(ctx.local(review.at_utc_secs)));
                key_value(ui, ctx.text("glass-reviewed-by"), &by);
                key_value(ui, ctx.text("glass-remark"), &review.remark);
            }
        });
        ui.add_space(space::S);
        if Button::link(ctx.text("glass-entries")).icon(Icon::Journal).show(ui).clicked() {
            let filter = AuditFilter {
                patients: breaking.entry.patients.clone(),
                actor: Some(breaking.entry.actor.clone()),
                ..AuditFilter::default()
            };
            send(ctx, TrustCommand::Filter(filter));
            ctx.send(Command::View(ViewCommand::Go(PanelId::Journal)));
        }
        if breaking.review.is_none() {
            self.remark_ui(ctx, ui, breaking.entry.number);
        }
    }

    fn remark_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, number: u64) {
        if !ctx.state.open().is_some_and(|open| open.may(Action::ReviewBrokenGlass)) {
            return;
        }
        ui.add_space(space::S);
        let field = Field::new(ctx.text("glass-remark")).hint(ctx.text("glass-remark-hint")).width(REMARK);
        labelled_field(ui, field, &mut self.remark);
        ui.label(body(ctx.text("glass-review-explained")).color(tokens(ui).quiet));
        ui.add_space(space::XS);
        let ready = !self.remark.trim().is_empty() && !ctx.jobs.is_running(JobKind::REVIEW_GLASS);
        if Button::primary(ctx.text("glass-tick-off")).icon(Icon::Check).enabled(ready).show(ui).clicked() {
            let remark = std::mem::take(&mut self.remark);
            send(ctx, TrustCommand::ReviewGlass { number, remark });
        }
    }
}

fn reason_words(ctx: &PanelCtx<'_>, code: &str) -> String {
    match GLASS_REASONS.contains(&code) {
        true => ctx.texts.get(&format!("glass-{code}")).to_owned(),
        false => code.to_owned(),
    }
}

fn cell(ctx: &PanelCtx<'_>, breaking: &Breaking, column: usize) -> Cell {
    let entry = &breaking.entry;
    match (column, &breaking.review) {
        (0, _) => Cell::number(ctx.texts.whole(entry.number), None),
        (1, _) => Cell::text(ctx.texts.moment(ctx.local(entry.at_utc_secs))),
        (2, _) => Cell::text(&entry.actor),
        (3, _) => Cell::text(entry.patients.join(", ")),
        (4, _) => Cell::text(reason_words(ctx, &entry.reason)),
        (5, _) => Cell::number(ctx.texts.whole(breaking.looks), None),
        (_, Some(review)) => Cell::text(&review.remark).aside(&review.by),
        (_, None) => Cell::text(ctx.text("glass-waits")).tone(Tone::Abnormal).mark(Icon::Warning, ""),
    }
}
