//! The table to learn from: chosen, its columns looked at and put right, what is doubtful said before anything is learned.

use eframe::egui::{Align, CentralPanel, Frame, Layout, Margin, Panel as Side, Ui};

use crate::analysis::diagnosis::table::Role;
use crate::app::diagnosis::data::{Look, ProblemLook};
use crate::app::diagnosis::{Cases, DiagnosisCommand, DiagnosisFile, DiagnosisTab};
use crate::app::jobs::JobKind;
use crate::domain::access::Action;
use crate::ui::notices::message_notice;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{Tone, body, large, space, tokens};
use crate::ui::widgets::{Button, EMPTY_CARD_WIDTH, Icon, NoticeTone, empty_card, line_ui, section, segmented};

use super::columns::columns_ui;
use super::files::{choose_button, path_ui, sample_button};
use super::findings::findings_ui;
use super::from_store::FromStore;
use super::{progress_ui, scrolled_ui, send, words};

/// Narrower, what is doubtful stands above the columns.
const BESIDE_FROM: f32 = 980.0;

/// Whether another file is being chosen.
#[derive(Default)]
pub struct DataTab {
    chooses_another: bool,
    takes_store: bool,
    store: FromStore,
}

impl DataTab {
    pub fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let data = &ctx.state.diagnosis.data;
        let Some(cases) = data.cases.value().cloned() else {
            return scrolled_ui(ui, "data-empty", |ui| self.empty_ui(ctx, ui));
        };
        self.head_ui(ctx, ui, &cases);
        progress_ui(ctx, ui, JobKind::READ_CASES);
        for message in [data.cases.failure(), data.look.failure()].into_iter().flatten() {
            message_notice(ctx, NoticeTone::Error, message, ui);
        }
        let Some(look) = data.look.value().cloned() else {
            return progress_ui(ctx, ui, JobKind::LOOK_AT_COLUMNS);
        };
        if ui.available_width() < BESIDE_FROM {
            return scrolled_ui(ui, "data", |ui| {
                ui.columns(2, |halves| {
                    if let [left, right] = halves {
                        left.vertical(|ui| learned_ui(ctx, ui, &look));
                        right.vertical(|ui| findings_ui(ctx, ui, &look));
                    }
                });
                ui.add_space(space::M);
                columns_ui(ctx, ui, &look, Some(12));
            });
        }
        let frame = Frame::new().inner_margin(Margin { left: space::L as i8, ..Margin::ZERO });
        Side::right("data-side").resizable(true).default_size(340.0).size_range(300.0..=520.0).frame(frame).show(
            ui,
            |ui| {
                scrolled_ui(ui, "data-side", |ui| {
                    learned_ui(ctx, ui, &look);
                    findings_ui(ctx, ui, &look);
                });
            },
        );
        CentralPanel::default().frame(Frame::new()).show(ui, |ui| columns_ui(ctx, ui, &look, None));
    }

    /// What would fill the panel, and the ways in.
    fn empty_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let (heading, explanation) = (ctx.text("diagnosis-empty"), ctx.text("diagnosis-empty-explained"));
        empty_card(ui, Icon::Diagnosis, heading, explanation, |ui| {
            self.ways_in_ui(ctx, ui, true);
            progress_ui(ctx, ui, JobKind::READ_CASES);
            if let Some(message) = ctx.state.diagnosis.data.cases.failure() {
                ui.add_space(space::S);
                message_notice(ctx, NoticeTone::Error, message, ui);
            }
        });
    }

    fn ways_in_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, is_first: bool) {
        ui.horizontal_wrapped(|ui| {
            choose_button(ctx, ui, DiagnosisFile::Data, is_first);
            sample_button(ctx, ui, DiagnosisFile::Data);
            let shape = if self.takes_store { Icon::ChevronDown } else { Icon::ChevronRight };
            if ctx
                .show_if_may(ui, Action::LearnFromCohort, Button::new(ctx.text("diagnosis-from-store")).icon(shape))
                .clicked()
            {
                self.takes_store = !self.takes_store;
            }
        });
        if self.takes_store {
            ui.add_space(space::S);
            // What was asked for is looked at next.
            self.chooses_another &= !self.store.ui(ctx, ui);
            return;
        }
        ui.add_space(space::XS);
        let width = ui.available_width().min(EMPTY_CARD_WIDTH);
        path_ui(ctx, ui, DiagnosisFile::Data, width);
    }

    fn head_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, cases: &Cases) {
        ui.horizontal(|ui| {
            ui.label(large(&cases.provenance.name).color(tokens(ui).text));
            let columns = ctx.texts.count("diagnosis-columns", cases.columns.len() as u64, &[]);
            let rows = ctx.texts.count("diagnosis-rows", cases.table.rows.len() as u64, &[]);
            ui.label(body(format!("{rows} · {columns}")).color(tokens(ui).quiet));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let shape = if self.chooses_another { Icon::ChevronDown } else { Icon::ChevronRight };
                if Button::quiet(ctx.text("diagnosis-another-file")).icon(shape).show(ui).clicked() {
                    self.chooses_another = !self.chooses_another;
                }
            });
        });
        if self.chooses_another {
            self.ways_in_ui(ctx, ui, false);
            ui.add_space(space::S);
        }
        ui.add_space(space::S);
    }
}

/// What would be learned from the columns as they are chosen, and the way on.
fn learned_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, look: &Look) {
    section(ui, ctx.text("diagnosis-question"));
    match &look.problem {
        Err(message) => {
            message_notice(ctx, NoticeTone::Warning, message, ui);
            proposed_target_ui(ctx, ui);
        }
        Ok(problem) => {
            problem_ui(ctx, ui, problem);
            ui.add_space(space::S);
            if Button::primary(ctx.text("diagnosis-go-on")).show(ui).clicked() {
                send(ctx, DiagnosisCommand::Show(DiagnosisTab::Models));
            }
        }
    }
    ui.add_space(space::M);
}

/// Where no heading sounds like an answer it is mostly the last column.
fn proposed_target_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    let choices = &ctx.state.diagnosis.data.choices;
    if choices.iter().any(|choice| choice.role == Role::Target) {
        return;
    }
    let last = choices.iter().enumerate().rfind(|(_, choice)| choice.role == Role::Feature);
    if let Some((place, choice)) = last {
        ui.add_space(space::S);
        let words = ctx.texts.format("diagnosis-take-as-target", &[("column", &choice.name)]);
        if Button::strong(&words).show(ui).clicked() {
            send(ctx, DiagnosisCommand::SetRole(place, Role::Target));
        }
    }
}

fn problem_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, problem: &ProblemLook) {
    let texts = ctx.texts;
    let features = texts.count("diagnosis-features", u64::from(problem.features), &[]);
    let patients = texts.count("diagnosis-patients", u64::from(problem.patients), &[]);
    let rows = texts.count("diagnosis-rows", u64::from(problem.rows), &[]);
    let key = if problem.classes.is_empty() { "diagnosis-tells-number" } else { "diagnosis-tells-class" };
    let places: [(&str, &dyn std::fmt::Display); 4] =
        [("target", &problem.target), ("features", &features), ("rows", &rows), ("patients", &patients)];
    let words = texts.format(key, &places);
    ui.add(eframe::egui::Label::new(body(words).color(tokens(ui).text)).wrap());
    let total: u32 = problem.classes.iter().map(|(_, rows)| rows).sum();
    for (name, rows) in &problem.classes {
        let share = texts.percent(f64::from(*rows) / f64::from(total.max(1)));
        let count = texts.whole(u64::from(*rows));
        let line = texts.format("diagnosis-class-line", &[("class", name), ("rows", &count), ("share", &share)]);
        ui.label(body(line).color(tokens(ui).text));
    }
    if let [(first, _), (second, _)] = problem.classes.as_slice() {
        ui.add_space(space::XS);
        ui.label(body(ctx.text("diagnosis-looked-for")).color(tokens(ui).text));
        // In an order that does not change with the choice.
        let mut names = [first.as_str(), second.as_str()];
        names.sort_unstable();
        let on = usize::from(names[1] == second);
        if let Some(chosen) = segmented(ui, ctx.text("diagnosis-looked-for"), &names, on) {
            send(ctx, DiagnosisCommand::LookFor(names[chosen].to_owned()));
        }
    }
    if problem.without_answer > 0 {
        let words = texts.count("diagnosis-without-answer", u64::from(problem.without_answer), &[]);
        line_ui(ui, Icon::Info, Tone::Quiet, &words);
    }
    if problem.without_patient > 0 {
        let words = texts.count("diagnosis-without-patient", u64::from(problem.without_patient), &[]);
        line_ui(ui, Icon::Warning, Tone::Abnormal, &words);
    }
    if problem.classes.len() > 2 {
        line_ui(ui, Icon::Info, Tone::Quiet, words::several_classes(texts));
    }
}
