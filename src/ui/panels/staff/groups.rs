//! The groups: the verdict first, how many the rules say, where everybody lies, and the group that is looked at.

use std::sync::Arc;

use eframe::egui::{CentralPanel, Frame, Margin, Panel as Side, Ui};

use crate::analysis::staff::study::Study;
use crate::app::command::Command;
use crate::app::export::{ExportCommand, ExportTarget};
use crate::app::jobs::JobKind;
use crate::app::staff::{StaffCommand, StaffTab};
use crate::ui::notices::message_notice;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{Tone, large, space, tokens};
use crate::ui::widgets::{
    Button, Cell, Column, DataTable, Icon, NoticeTone, TableState, icon, line_ui, section, segmented,
};

use super::audits::audits_ui;
use super::curves::{Rule, curves_ui};
use super::heat::heat_ui;
use super::members::members_ui;
use super::profile::{alternatives_ui, profile_ui};
use super::scatter::{ScatterPoints, points_of, scatter_ui};
use super::tree::tree_ui;
use super::{nothing_ui, progress_ui, quiet_ui, scrolled_ui, send, words};

const BESIDE_FROM: f32 = 860.0;
const PLOT: f32 = 300.0;

/// How the groups are looked at.
#[derive(Default)]
pub struct GroupsTab {
    groups: TableState,
    audits: Vec<TableState>,
    curve: Rule,
    as_table: bool,
    trials: TableState,
    members: TableState,
    /// Points of the scatter, made once a study and not once a frame.
    points: Option<(Arc<Study>, Arc<ScatterPoints>)>,
}

impl GroupsTab {
    pub fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let state = &ctx.state.staff;
        progress_ui(ctx, ui, JobKind::GROUP_STAFF);
        if let Some(message) = state.study.failure() {
            message_notice(ctx, NoticeTone::Error, message, ui);
        }
        let Some(study) = state.study.value().cloned() else {
            if ctx.jobs.is_running(JobKind::GROUP_STAFF) {
                return;
            }
            return nothing_ui(
                ctx,
                ui,
                ["staff-no-groups-yet", "staff-no-groups-yet-explained", "staff-to-data"],
                StaffTab::Data,
            );
        };
        if self.points.as_ref().is_none_or(|(of, _)| !Arc::ptr_eq(of, &study)) {
            self.points = Some((Arc::clone(&study), Arc::new(points_of(&study))));
        }
        verdict_ui(ctx, ui, &study);
        if state.is_outdated {
            line_ui(ui, Icon::Clock, Tone::Abnormal, ctx.text("staff-outdated"));
        }
        ui.add_space(space::M);
        if ui.available_width() < BESIDE_FROM {
            return scrolled_ui(ui, "staff-groups", |ui| {
                self.seen_ui(ctx, ui, &study);
                self.told_ui(ctx, ui, &study);
            });
        }
        let frame = Frame::new().inner_margin(Margin { right: space::L as i8, ..Margin::ZERO });
        let width = ui.available_width() * 0.48;
        Side::left("staff-seen").resizable(true).default_size(width).size_range(380.0..=820.0).frame(frame).show(
            ui,
            |ui| {
                scrolled_ui(ui, "staff-seen", |ui| self.seen_ui(ctx, ui, &study));
            },
        );
        let frame = Frame::new().inner_margin(Margin { left: space::L as i8, ..Margin::ZERO });
        CentralPanel::default().frame(frame).show(ui, |ui| {
            scrolled_ui(ui, "staff-told", |ui| self.told_ui(ctx, ui, &study));
        });
    }

    /// Where everybody lies, the groups, and how many there are.
    fn seen_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, study: &Study) {
        if let Some((_, points)) = self.points.clone() {
            scatter_ui(ctx, ui, study, &points, PLOT);
        }
        ui.add_space(space::M);
        self.table_ui(ctx, ui, study);
        ui.add_space(space::M);
        heat_ui(ctx, ui, study);
        ui.add_space(space::M);
        self.number_ui(ctx, ui, study);
    }

    fn told_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, study: &Study) {
        profile_ui(ctx, ui, study);
        ui.add_space(space::M);
        members_ui(ctx, ui, study, &mut self.members);
        ui.add_space(space::M);
        tree_ui(ctx, ui, study);
        ui.add_space(space::M);
        alternatives_ui(ctx, ui, study);
        ui.add_space(space::M);
        self.audits.resize_with(study.audits.len(), TableState::default);
        audits_ui(ctx, ui, study, &mut self.audits);
        ui.add_space(space::M);
        section(ui, ctx.text("staff-notes"));
        for note in &study.encoded.notes {
            line_ui(ui, Icon::Info, Tone::Quiet, &words::note(ctx.texts, note));
        }
        if !study.encoded.far.is_empty() {
            let words = ctx.texts.count("staff-far", study.encoded.far.len() as u64, &[]);
            line_ui(ui, Icon::Info, Tone::Quiet, &words);
        }
        if study.encoded.left_out > 0 {
            let words = ctx.texts.count("staff-left-out", u64::from(study.encoded.left_out), &[]);
            line_ui(ui, Icon::Info, Tone::Quiet, &words);
        }
        let method = format!("staff-method-{}", study.method.id());
        quiet_ui(ui, ctx.texts.format("staff-basis", &[("method", &ctx.text(&method))]));
    }

    fn table_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, study: &Study) {
        section(ui, ctx.text("staff-groups"));
        let columns = [
            Column::text(ctx.text("staff-group"), 90.0).unsortable(),
            Column::number(ctx.text("staff-size"), 72.0, 0).unsortable(),
            Column::number(ctx.text("staff-stability"), 88.0, 2).unsortable(),
            Column::text(ctx.text("staff-recorded-most"), 160.0).at_least(120.0).stretch().unsortable(),
        ];
        let rows = study.profiles.len();
        let table = DataTable::new("staff-groups", ctx.text("staff-groups"), &columns, rows).height_of_rows(rows);
        let shown = table.show(ui, &mut self.groups, ctx.texts, |row, column| {
            let Some(own) = study.profiles.get(row) else { return Cell::default() };
            match column {
                0 => Cell::text(ctx.texts.format("staff-group-number", &[("number", &own.number)])),
                1 => Cell::number(ctx.texts.whole(u64::from(own.size)), None),
                // Everybody together is always found again.
                2 if study.clusters == 1 => Cell::absent("\u{2013}"),
                2 => Cell::number(ctx.texts.decimal(&format!("{:.2}", own.stability)), None),
                _ if own.strategies.is_empty() => Cell::absent(ctx.text("not-recorded")),
                _ => Cell::text(own.usual_strategies().join(", ")),
            }
        });
        if let Some(own) = shown.focused.or(shown.activated).and_then(|row| study.profiles.get(row))
            && own.number != ctx.state.staff.group
        {
            send(ctx, StaffCommand::ChooseGroup(own.number));
        }
        if study.joined.groups > 0 {
            let words = ctx.texts.count("staff-joined", u64::from(study.joined.groups), &[]);
            line_ui(ui, Icon::Info, Tone::Quiet, &words);
        }
        let shaky: Vec<String> = study.shaky().iter().map(u32::to_string).collect();
        if !shaky.is_empty() {
            let words = ctx.texts.format("staff-shaky", &[("groups", &shaky.join(", "))]);
            line_ui(ui, Icon::Warning, Tone::Abnormal, &words);
        }
        if study.hidden_groups > 0 {
            let words = ctx.texts.count("staff-hidden", u64::from(study.hidden_groups), &[]);
            line_ui(ui, Icon::Info, Tone::Quiet, &words);
        }
        if Button::new(ctx.text("staff-save-groups")).show(ui).clicked() {
            save(ctx, study);
        }
    }

    fn number_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, study: &Study) {
        section(ui, ctx.text("staff-how-many"));
        if study.trials.is_empty() {
            return quiet_ui(ui, words::reason(ctx.texts, study));
        }
        let none = ctx.text("staff-says-nothing");
        let said = |clusters: Option<u32>| clusters.map_or_else(|| none.to_owned(), |number| number.to_string());
        let rules = &study.suggestion;
        let key = if rules.agree() { "staff-rules-agree" } else { "staff-rules-disagree" };
        let words = ctx.texts.format(
            key,
            &[("elbow", &said(rules.elbow)), ("silhouette", &said(rules.silhouette)), ("gap", &said(rules.gap))],
        );
        line_ui(ui, if rules.agree() { Icon::Check } else { Icon::Info }, Tone::Plain, &words);
        if let Some(apart) = study.apart {
            line_ui(ui, Icon::Check, Tone::Plain, &ctx.texts.format("staff-rules-apart", &[("number", &apart)]));
        }
        let keys = Rule::ALL.map(|rule| format!("staff-curve-{}", rule.id()));
        let names = keys.each_ref().map(|key| ctx.text(key));
        let on = Rule::ALL.iter().position(|rule| *rule == self.curve).unwrap_or(0);
        ui.horizontal(|ui| {
            if let Some(rule) = segmented(ui, ctx.text("staff-curve"), &names, on).and_then(|at| Rule::ALL.get(at)) {
                self.curve = *rule;
            }
            let label = if self.as_table { ctx.text("staff-as-plot") } else { ctx.text("staff-as-table") };
            if Button::quiet(label).icon(if self.as_table { Icon::Chart } else { Icon::Table }).show(ui).clicked() {
                self.as_table = !self.as_table;
            }
        });
        match self.as_table {
            true => self.trials_ui(ctx, ui, study),
            false => curves_ui(ctx, ui, study, self.curve),
        }
    }

    fn trials_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, study: &Study) {
        let columns = [
            Column::number(ctx.text("staff-clusters-tried"), 80.0, 0).unsortable(),
            Column::number(ctx.text("staff-curve-elbow"), 100.0, 1).unsortable(),
            Column::number(ctx.text("staff-curve-silhouette"), 100.0, 3).unsortable(),
            Column::number(ctx.text("staff-curve-gap"), 100.0, 3).unsortable(),
        ];
        let rows = study.trials.len();
        let table = DataTable::new("staff-trials", ctx.text("staff-how-many"), &columns, rows).height_of_rows(rows);
        table.show(ui, &mut self.trials, ctx.texts, |row, column| {
            let Some(trial) = study.trials.get(row) else { return Cell::default() };
            let three = |value: f64| Cell::number(ctx.texts.decimal(&format!("{value:.3}")), None);
            match (column, trial.silhouette) {
                (0, _) => Cell::number(trial.clusters.to_string(), None),
                (1, _) => Cell::number(ctx.texts.decimal(&format!("{:.1}", trial.inertia)), None),
                (2, Some(silhouette)) => three(silhouette),
                (2, None) => Cell::absent("\u{2013}"),
                _ => three(trial.gap),
            }
        });
    }
}

fn verdict_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, study: &Study) {
    let (shape, key) = match study.has_groups() {
        true => (Icon::Check, "staff-verdict-groups"),
        false => (Icon::Ring, "staff-verdict-none"),
    };
    let groups = ctx.texts.count("staff-groups-count", u64::from(study.clusters), &[]);
    ui.horizontal(|ui| {
        icon(ui, shape, 18.0, tokens(ui).text);
        ui.label(large(ctx.texts.format(key, &[("groups", &groups)])).color(tokens(ui).text));
    });
    let silhouette = study.silhouette.map_or_else(
        || ctx.text("staff-no-silhouette").to_owned(),
        |value| ctx.texts.format("staff-silhouette-is", &[("value", &words::number(ctx.texts, value))]),
    );
    quiet_ui(ui, format!("{} {silhouette}", words::reason(ctx.texts, study)));
    if !study.has_groups() && study.clusters > 1 {
        line_ui(ui, Icon::Warning, Tone::Abnormal, ctx.text("staff-cuts"));
    }
}

/// The groups as a table: sizes, strategies and what sets them apart; nobody in it.
fn save(ctx: &PanelCtx<'_>, study: &Study) {
    let headings = ["staff-group", "staff-size", "staff-stability", "staff-recorded-most", "staff-apart"];
    let row = |own: &crate::analysis::staff::profile::Profile| {
        let apart: Vec<String> = own
            .differences
            .iter()
            .filter(|found| found.is_clear())
            .take(5)
            .map(|found| words::difference(ctx.texts, study, found))
            .collect();
        vec![
            own.number.to_string(),
            own.size.to_string(),
            format!("{:.3}", own.stability),
            own.usual_strategies().join(", "),
            apart.join("; "),
        ]
    };
    ctx.send(Command::Export(ExportCommand::Choose {
        name: "staff_groups.csv".to_owned(),
        target: Arc::new(ExportTarget::Table {
            kind: "staff groups",
            headings: headings.map(|key| ctx.text(key).to_owned()).to_vec(),
            rows: study.profiles.iter().map(row).collect(),
        }),
    }));
}
