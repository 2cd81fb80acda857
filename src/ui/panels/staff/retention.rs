//! Staying and leaving: how the two learners do beside the base rate, then leavers by group and by condition.

use eframe::egui::Ui;

use crate::analysis::diagnosis::metrics::Metric;
use crate::analysis::diagnosis::run::{Measured, Report};
use crate::analysis::staff::columns::StaffRole;
use crate::analysis::staff::factors::{ConditionOf, Factor};
use crate::app::jobs::JobKind;
use crate::app::staff::{Retention, StaffCommand, StaffTab};
use crate::ui::notices::message_notice;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{Tone, space};
use crate::ui::widgets::{Button, Cell, Column, DataTable, Icon, NoticeTone, TableState, line_ui, section};

use super::calibration::calibration_ui;
use super::{nothing_ui, paragraph_ui, progress_ui, quiet_ui, scrolled_ui, send, words};

const MOST_FACTORS: usize = 14;

/// How the tables are looked at.
#[derive(Default)]
pub struct RetentionTab {
    models: TableState,
    groups: TableState,
    factors: TableState,
}

impl RetentionTab {
    pub fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let state = &ctx.state.staff;
        if state.cases.value().is_none() || !state.has_role(StaffRole::Left) {
            let keys = ["staff-no-outcome", "staff-no-outcome-explained", "staff-to-data"];
            return nothing_ui(ctx, ui, keys, StaffTab::Data);
        }
        quiet_ui(ui, ctx.text("staff-retention-explained"));
        ui.add_space(space::S);
        let is_ready = state.can_group() && !ctx.jobs.is_running(JobKind::JUDGE_RETENTION);
        if Button::primary(ctx.text("staff-judge")).enabled(is_ready).show(ui).clicked() {
            send(ctx, StaffCommand::JudgeRetention);
        }
        progress_ui(ctx, ui, JobKind::JUDGE_RETENTION);
        if let Some(message) = state.retention.failure() {
            message_notice(ctx, NoticeTone::Error, message, ui);
        }
        let Some(found) = state.retention.value().cloned() else { return };
        ui.add_space(space::M);
        scrolled_ui(ui, "staff-retention", |ui| {
            self.models_ui(ctx, ui, &found);
            ui.add_space(space::M);
            calibration_ui(ctx, ui, &found);
            ui.add_space(space::M);
            self.groups_ui(ctx, ui, &found);
            ui.add_space(space::M);
            self.factors_ui(ctx, ui, &found);
        });
    }

    fn models_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, found: &Retention) {
        section(ui, ctx.text("staff-models"));
        if found.is_too_good() {
            line_ui(ui, Icon::Warning, Tone::Abnormal, ctx.text("staff-too-good"));
        }
        for own in found.given_away() {
            let column: &dyn std::fmt::Display = &factor_words(ctx, own);
            line_ui(ui, Icon::Warning, Tone::Abnormal, &ctx.texts.format("staff-given-away", &[("column", column)]));
        }
        let warnings = found.models.first().map_or(&[][..], |(_, report)| report.warnings.as_slice());
        for warning in warnings.iter().filter(|warning| warning.kind.id() == "leak") {
            let column: &dyn std::fmt::Display = &warning.column.as_deref().unwrap_or_default();
            line_ui(ui, Icon::Warning, Tone::Abnormal, &ctx.texts.format("staff-leak", &[("column", column)]));
        }
        if let Some((_, report)) = found.models.first() {
            let (left, rows) = (report.classes.last().map_or(0, |(_, left)| *left), report.rows);
            let share = ctx.texts.percent(f64::from(left) / f64::from(rows.max(1)));
            paragraph_ui(ui, ctx.texts.format("staff-base-rate", &[("share", &share), ("people", &rows)]));
        }
        let columns = [
            Column::text(ctx.text("staff-model"), 150.0).at_least(130.0).unsortable(),
            Column::text(ctx.text("staff-auc"), 170.0).at_least(150.0).unsortable(),
            Column::text(ctx.text("staff-brier"), 170.0).at_least(150.0).unsortable(),
            Column::text(ctx.text("staff-verdict"), 200.0).at_least(180.0).stretch().unsortable(),
        ];
        let rows = found.models.len();
        let table = DataTable::new("staff-models", ctx.text("staff-models"), &columns, rows).height_of_rows(rows);
        table.show(ui, &mut self.models, ctx.texts, |row, column| {
            let Some((name, report)) = found.models.get(row) else { return Cell::default() };
            match column {
                0 => Cell::text(ctx.texts.get(&format!("diagnosis-algorithm-{name}")).to_owned()),
                1 => measured(ctx, report, Metric::primary(report.task)),
                2 => measured(ctx, report, Metric::Brier),
                _ => Cell::text(ctx.text(if report.verdict.is_better { "staff-better" } else { "staff-no-better" })),
            }
        });
    }

    fn groups_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, found: &Retention) {
        section(ui, ctx.text("staff-left-by-group"));
        if !found.study.has_groups() {
            line_ui(ui, Icon::Ring, Tone::Quiet, &words::reason(ctx.texts, &found.study));
        }
        let columns = [
            Column::text(ctx.text("staff-group"), 90.0).unsortable(),
            Column::number(ctx.text("staff-known"), 80.0, 0).unsortable(),
            Column::text(ctx.text("staff-seen-left"), 210.0).at_least(180.0).unsortable(),
            Column::text(ctx.text("staff-said-left"), 200.0).at_least(150.0).stretch().unsortable(),
        ];
        let rows = found.groups.len();
        let table = DataTable::new("staff-left", ctx.text("staff-left-by-group"), &columns, rows).height_of_rows(rows);
        table.show(ui, &mut self.groups, ctx.texts, |row, column| {
            let Some(own) = found.groups.get(row) else { return Cell::default() };
            match column {
                0 => Cell::text(ctx.texts.format("staff-group-number", &[("number", &own.group)])),
                1 => Cell::number(ctx.texts.whole(u64::from(own.leavers.people)), None),
                2 => Cell::text(words::leavers(ctx.texts, &own.leavers)),
                _ => {
                    let said: Vec<String> = own.said.iter().map(|said| ctx.texts.percent(*said)).collect();
                    Cell::text(said.join(" · "))
                }
            }
        });
    }

    fn factors_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, found: &Retention) {
        section(ui, ctx.text("staff-factors"));
        quiet_ui(ui, ctx.text("staff-factors-explained"));
        let columns = [
            Column::text(ctx.text("staff-condition"), 200.0).at_least(150.0).stretch().unsortable(),
            Column::text(ctx.text("staff-changeable"), 110.0).unsortable(),
            Column::text(ctx.text("staff-with-it"), 200.0).at_least(170.0).unsortable(),
            Column::text(ctx.text("staff-without-it"), 200.0).at_least(170.0).unsortable(),
        ];
        let rows = found.factors.len().min(MOST_FACTORS);
        let table = DataTable::new("staff-factors", ctx.text("staff-factors"), &columns, rows).height_of_rows(rows);
        table.show(ui, &mut self.factors, ctx.texts, |row, column| {
            let Some(own) = found.factors.get(row) else { return Cell::default() };
            match column {
                0 => Cell::text(factor_words(ctx, own)),
                1 => Cell::text(ctx.texts.get(&format!("staff-sway-{}", own.sway.id())).to_owned()),
                2 => Cell::text(words::leavers(ctx.texts, &own.with)),
                _ => Cell::text(words::leavers(ctx.texts, &own.without)),
            }
        });
    }
}

/// A condition and those of the very same people.
fn factor_words(ctx: &PanelCtx<'_>, own: &Factor) -> String {
    let first = condition_words(ctx, &own.column, &own.condition);
    let same = own.same.iter().map(|(column, condition)| condition_words(ctx, column, condition));
    std::iter::once(first).chain(same).collect::<Vec<_>>().join(" = ")
}

fn condition_words(ctx: &PanelCtx<'_>, column: &str, condition: &ConditionOf) -> String {
    match condition {
        ConditionOf::Above(middle) => format!("{column} > {}", words::number(ctx.texts, *middle)),
        ConditionOf::Word(word) => format!("{column}: {word}"),
        ConditionOf::NotRecorded => format!("{column}: {}", ctx.text("not-recorded")),
    }
}

fn measured(ctx: &PanelCtx<'_>, report: &Report, metric: Metric) -> Cell {
    let Some(Measured { value: Some(value), interval, .. }) = report.metric(metric) else {
        return Cell::absent(ctx.text("not-recorded"));
    };
    let three = |value: f64| ctx.texts.decimal(&format!("{value:.3}"));
    Cell::text(match interval {
        Some((low, high)) => ctx
            .texts
            .format("staff-measured", &[("value", &three(*value)), ("low", &three(*low)), ("high", &three(*high))]),
        None => three(*value),
    })
}
