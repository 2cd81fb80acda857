//! A model over the patients of the list: asked as a job, then the ranking, the distribution, and who was refused and why.

use std::sync::Arc;

use eframe::egui::{CentralPanel, Frame, Label, Margin, Panel as Side, ScrollArea, Ui};

use crate::analysis::risk::{Origin, OutputUnit, RISK_MODELS, RiskModel, Slot};
use crate::app::command::Command;
use crate::app::export::{ExportCommand, ExportTarget};
use crate::app::jobs::JobKind;
use crate::app::risk::RiskCommand;
use crate::app::risk::answers::{Answers, is_unit, question_of, usual_choice};
use crate::app::risk::cohort::{CohortQuestion, CohortRisks, Ranked, Reason};
use crate::app::twin::TwinCommand;
use crate::app::view::ViewCommand;
use crate::domain::access::Action;
use crate::ui::panels::{PanelCtx, patient_name};
use crate::ui::theme::{Tone, body, small, space, tokens};
use crate::ui::widgets::{
    Button, Cell, Column, DataTable, EmptyState, Icon, Notice, NoticeTone, ProgressRow, SortDirection, TableState,
    empty_state, notice, progress_row, section, section_with, segmented,
};

use super::Tab;
use super::choices::{Answering, Typed, answer_ui, model_ui};
use super::histogram::{BarsLook, histogram_ui};
use super::questions::house_ui;
use super::words;

const TWO_COLUMNS_FROM: f32 = 760.0;
const FIELD_WIDTH: f32 = 200.0;

/// What is asked, and how the answer is looked at.
pub struct CohortTab {
    model: &'static RiskModel,
    said: Answers,
    typed: Typed,
    shows_settings: bool,
    /// Lowest first; `None` until somebody says, when what is worse comes first.
    ascending: Option<bool>,
    ranking: TableState,
    refused: TableState,
    bars: BarsLook,
}

impl Default for CohortTab {
    fn default() -> Self {
        let model = RISK_MODELS.iter().copied().find(|model| model.id == "ckdepi").unwrap_or(RISK_MODELS[0]);
        CohortTab {
            model,
            said: Answers::default(),
            typed: Typed::default(),
            shows_settings: false,
            ascending: None,
            ranking: TableState::default(),
            refused: TableState::default(),
            bars: BarsLook::default(),
        }
    }
}

impl Tab for CohortTab {
    fn id(&self) -> &'static str {
        "cohort"
    }

    fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        if ui.available_height() < 420.0 || ui.available_width() < TWO_COLUMNS_FROM {
            ScrollArea::vertical().auto_shrink(false).id_salt("cohort").show(ui, |ui| self.all_ui(ctx, ui, true));
        } else {
            self.all_ui(ctx, ui, false);
        }
    }
}

impl CohortTab {
    fn all_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, is_stacked: bool) {
        self.head_ui(ctx, ui);
        progress_ui(ctx, ui);
        failure_ui(ctx, ui);
        ui.add_space(space::S);
        let Some(risks) = ctx.state.risk.cohort.value().cloned() else {
            let state = EmptyState {
                icon: Icon::People,
                title: ctx.text("risk-cohort-empty"),
                explanation: ctx.text("risk-cohort-empty-explained"),
                action: None,
            };
            empty_state(ui, state);
            return;
        };
        status_ui(ctx, ui, &risks);
        if is_stacked {
            self.ranking_ui(ctx, ui, &risks, Some(8));
            ui.add_space(space::M);
            self.side_ui(ctx, ui, &risks);
            return;
        }
        let frame = Frame::new().inner_margin(Margin { left: space::M as i8, ..Margin::ZERO });
        Side::right("cohort-side")
            .resizable(true)
            .default_size((ui.available_width() * 0.34).clamp(300.0, 440.0))
            .size_range(280.0..=560.0)
            .frame(frame)
            .show(ui, |ui| {
                ScrollArea::vertical().auto_shrink(false).id_salt("cohort-side").show(ui, |ui| {
                    self.side_ui(ctx, ui, &risks);
                });
            });
        CentralPanel::default().frame(Frame::new()).show(ui, |ui| self.ranking_ui(ctx, ui, &risks, None));
    }

    fn head_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let count = ctx.state.list.result.value().map_or(0, |list| list.rows.len()) as u64;
        ui.horizontal_wrapped(|ui| {
            if let Some(model) = model_ui(ctx, ui, 240.0, self.model) {
                self.model = model;
            }
            ui.vertical(|ui| {
                ui.add_space(space::L + space::XS);
                ui.horizontal(|ui| {
                    let is_running = ctx.jobs.is_running(JobKind::SCORE_COHORT);
                    let words = ctx.texts.count("risk-cohort-run", count, &[]);
                    let may = ctx.may(Action::ScoreCohort);
                    if may && Button::primary(&words).enabled(!is_running && count > 0).show(ui).clicked() {
                        self.ask(ctx);
                    }
                    let shape = if self.shows_settings { Icon::ChevronDown } else { Icon::ChevronRight };
                    if Button::quiet(ctx.text("risk-cohort-settings")).icon(shape).show(ui).clicked() {
                        self.shows_settings = !self.shows_settings;
                    }
                });
            });
        });
        if self.shows_settings {
            self.settings_ui(ctx, ui);
        }
    }

    fn ask(&self, ctx: &PanelCtx<'_>) {
        let question = CohortQuestion { model: self.model.id, said: self.said.clone() };
        ctx.send(Command::Risk(RiskCommand::ScoreCohort(Box::new(question))));
    }

    /// What holds for everybody: settings of the model and the hospital, and whether lists are complete.
    fn settings_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        ui.add_space(space::S);
        ui.add(Label::new(small(ctx.text("risk-cohort-settings-explained")).color(tokens(ui).quiet)).wrap());
        ui.horizontal_wrapped(|ui| {
            ui.vertical(|ui| self.lists_ui(ctx, ui));
            ui.vertical(|ui| self.choices_ui(ctx, ui));
            if self.model.inputs.iter().any(|input| matches!(input.origin, Origin::Region)) {
                ui.vertical(|ui| house_ui(ctx, ui));
            }
        });
    }

    fn lists_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let choices = [ctx.text("risk-unsaid"), ctx.text("risk-list-complete")];
        let lists = [
            ("risk-problems-complete", &mut self.said.problems_complete),
            ("risk-medications-complete", &mut self.said.medications_complete),
        ];
        for (key, is_complete) in lists {
            let name = ctx.text(key);
            ui.label(body(name).color(tokens(ui).text));
            if let Some(chosen) = segmented(ui, name, &choices, usize::from(*is_complete)) {
                *is_complete = chosen == 1;
            }
        }
    }

    fn choices_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        for input in self.model.inputs {
            let is_choice = matches!(input.origin, Origin::Setting) && !is_unit(self.model, input);
            let Some(question) = question_of(self.model, input).filter(|_| is_choice) else { continue };
            let usual = usual_choice(self.model, input, None);
            let answering = Answering {
                model: self.model,
                input,
                label: &words::input(ctx.texts, input.column),
                slot: self.said.get(question).unwrap_or(usual),
                error: None,
                width: FIELD_WIDTH,
                may_be_unsaid: usual == Slot::Missing,
                when_left: false,
            };
            ui.push_id(input.column, |ui| {
                if let Some(answer) = answer_ui(ctx, ui, &mut self.typed, &answering) {
                    self.said.say(question, answer);
                }
            });
        }
    }

    /// The patients with a result, the highest first; a click opens the twin.
    fn ranking_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, risks: &CohortRisks, rows: Option<usize>) {
        let Some(output) = risks.model.outputs.get(risks.model.leading_output()) else { return };
        section_with(ui, ctx.text("risk-ranking"), |ui| {
            let may = !risks.ranked.is_empty();
            if Button::new(ctx.text("risk-save-csv")).enabled(may).show(ui).clicked() {
                save(ctx, risks);
            }
            let keep = Button::new(ctx.text("risk-keep")).enabled(may && !is_kept(ctx, risks));
            if keep.show(ui).on_hover_text(ctx.text("risk-keep-explained")).clicked() {
                ctx.send(Command::Risk(RiskCommand::KeepCohort));
            }
        });
        let has_most = risks.ranked.iter().any(|ranked| ranked.at_most.is_some());
        let mut columns = vec![
            Column::text(ctx.text("column-name"), 250.0).at_least(200.0).stretch().unsortable(),
            Column::number(ctx.text("column-value"), 168.0, 1).unit(words::unit(ctx.texts, output.unit)),
            Column::text(ctx.text("risk-band"), 150.0).at_least(70.0).unsortable(),
        ];
        if has_most {
            columns.push(Column::text(ctx.text("risk-at-most"), 90.0).at_least(64.0).unsortable());
        }
        // A low filtration rate is the worse one; of every other model the high number is.
        let ascending = self.ascending.unwrap_or(output.unit == OutputUnit::MillilitresPerMinute);
        let direction = if ascending { SortDirection::Ascending } else { SortDirection::Descending };
        let at = |row: usize| {
            let place = if ascending { risks.ranked.len().checked_sub(row + 1)? } else { row };
            risks.ranked.get(place)
        };
        let mut table = DataTable::new("risk-ranking", ctx.text("risk-ranking"), &columns, risks.ranked.len());
        table = table.sorted(Some((1, direction)));
        if let Some(rows) = rows {
            table = table.height_of_rows(rows);
        }
        let done = table.show(ui, &mut self.ranking, ctx.texts, |row, column| {
            at(row).map_or_else(Cell::default, |ranked| cell(ctx, risks.model, ranked, column))
        });
        if done.sort.is_some() {
            self.ascending = Some(!ascending);
            self.ranking.to_top();
        }
        let row = done.activated.or(done.clicked.map(|(row, _)| row));
        if let Some(ranked) = row.and_then(at) {
            ctx.send(Command::Twin(TwinCommand::Open(ranked.patient)));
        }
    }

    fn side_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, risks: &Arc<CohortRisks>) {
        histogram_ui(ctx, ui, risks, &mut self.bars);
        if risks.refused.is_empty() {
            return;
        }
        section(ui, ctx.text("risk-refused"));
        let columns = [
            Column::text(ctx.text("risk-reason"), 240.0).at_least(160.0).stretch().unsortable(),
            Column::number(ctx.text("risk-patients"), 90.0, 0).unsortable(),
        ];
        let table = DataTable::new("risk-refused", ctx.text("risk-refused"), &columns, risks.refused.len());
        table.height_of_rows(risks.refused.len()).show(ui, &mut self.refused, ctx.texts, |row, column| {
            match (risks.refused.get(row), column) {
                (Some((reason, _)), 0) => Cell::text(reason_words(ctx, risks.model, *reason)),
                (Some((_, count)), _) => Cell::number(ctx.texts.whole(*count as u64), None),
                (None, _) => Cell::default(),
            }
        });
    }
}

fn cell(ctx: &PanelCtx<'_>, model: &RiskModel, ranked: &Ranked, column: usize) -> Cell {
    let Some(output) = model.outputs.get(model.leading_output()) else { return Cell::default() };
    match column {
        0 => {
            let Some(hospital) = ctx.state.open().and_then(|open| open.hospital.value()) else {
                return Cell::default();
            };
            let name = patient_name(ctx, &hospital.index, ranked.patient.0);
            Cell::text(name).aside(hospital.index.identifier(ranked.patient.0))
        }
        1 => {
            let digits = words::value(ctx.texts, output, ranked.value).0;
            let sign = if ranked.at_most.is_some() { "\u{2265}" } else { "" };
            Cell::number(format!("{sign}{digits}"), None)
        }
        2 => match ranked.band {
            Some(word) => {
                let (said, tone, mark) = words::band_words(ctx.texts, model, word, ranked.at_most.is_some());
                let cell = Cell::text(said).tone(tone);
                mark.map_or(cell.clone(), |mark| cell.mark(mark, ""))
            }
            None if output.bands.is_empty() => Cell::absent(ctx.text("risk-no-bands")),
            None => Cell::absent(ctx.text("risk-band-open")),
        },
        _ => match ranked.at_most {
            Some(most) => Cell::text(words::value(ctx.texts, output, most).0),
            None => Cell::default(),
        },
    }
}

fn reason_words(ctx: &PanelCtx<'_>, model: &RiskModel, reason: Reason) -> String {
    let texts = ctx.texts;
    let named = |key: &str, column: &str| texts.format(key, &[("input", &words::input(texts, column))]);
    match reason {
        Reason::Gate(gate) => words::shut(texts, gate),
        Reason::Missing(column) => named("risk-reason-missing", column),
        Reason::OutOfRange(column) => named("risk-reason-out-of-range", column),
        Reason::NoResult => texts.get("risk-reason-no-result").to_owned(),
        Reason::Withheld(note) => words::note(texts, model, note),
        Reason::Died => texts.get("risk-reason-died").to_owned(),
    }
}

/// "123 of 300 patients have a number …"
fn status_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, risks: &CohortRisks) {
    let texts = ctx.texts;
    let (count, asked) = (risks.ranked.len() as u64, texts.whole(risks.asked as u64));
    let of = texts.whole(risks.of as u64);
    let when = texts.moment(ctx.local(risks.as_of.utc_secs));
    let name = words::model(texts, risks.model);
    let line =
        texts.count("risk-cohort-status", count, &[("asked", &asked), ("of", &of), ("model", &name), ("time", &when)]);
    ui.add(Label::new(body(line).color(tokens(ui).text)).wrap());
    ui.add(Label::new(small(ctx.text("risk-cohort-remark")).color(tokens(ui).quiet)).wrap());
    let is_stale = ctx.state.open().is_some_and(|open| ctx.state.risk.cohort.is_stale(open.revision));
    if is_stale {
        ui.label(small(ctx.text("risk-cohort-stale")).color(tokens(ui).tone(Tone::Stale)));
    }
    if is_kept(ctx, risks) {
        let line = ctx.texts.format("risk-kept", &[("model", &name), ("id", &risks.model.id)]);
        ui.add(Label::new(small(line).color(tokens(ui).quiet)).wrap());
    }
    ui.add_space(space::S);
}

/// Whether cohorts can ask for this very run.
fn is_kept(ctx: &PanelCtx<'_>, risks: &CohortRisks) -> bool {
    let run = ctx.state.list.kept.run(risks.model.id);
    let computed = &ctx.state.risk.cohort;
    run.is_some_and(|run| run.computed_utc_secs == risks.as_of.utc_secs && !computed.is_stale(run.revision))
}

fn progress_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    let Some(job) = ctx.jobs.running().iter().find(|job| job.kind == JobKind::SCORE_COHORT) else { return };
    let row = ProgressRow {
        name: &ctx.message(&job.label),
        share: job.progress.share(),
        remaining_secs: job.remaining().map(|left| left.as_secs().max(1)),
        bar_width: (ui.available_width() * 0.3).min(240.0),
    };
    ui.add_space(space::S);
    if progress_row(ui, row, ctx.texts) {
        ctx.send(Command::View(ViewCommand::CancelJob(JobKind::SCORE_COHORT)));
    }
}

fn failure_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    let Some(message) = ctx.state.risk.cohort.failure() else { return };
    let failed = Notice {
        tone: NoticeTone::Error,
        title: &ctx.message(message),
        remedy: ctx.texts.find(&format!("{}-remedy", message.key)),
        details: message.details.as_deref(),
        action: None,
        closable: false,
    };
    notice(ui, failed, ctx.texts);
}

/// The ranking as a file: numbers unrounded, the unit and the model beside each.
fn save(ctx: &PanelCtx<'_>, risks: &CohortRisks) {
    let Some(hospital) = ctx.state.open().and_then(|open| open.hospital.value()) else { return };
    let Some(output) = risks.model.outputs.get(risks.model.leading_output()) else { return };
    let keys =
        ["column-identifier", "risk-model", "risk-version", "risk-output", "column-value", "risk-at-most", "risk-band"];
    let line = |ranked: &Ranked| {
        vec![
            hospital.index.identifier(ranked.patient.0).to_owned(),
            risks.model.id.to_owned(),
            risks.model.version.to_owned(),
            output.column.to_owned(),
            ranked.value.to_string(),
            ranked.at_most.map(|most| most.to_string()).unwrap_or_default(),
            ranked.band.unwrap_or_default().to_owned(),
        ]
    };
    let target = ExportTarget::Table {
        kind: "risk of a cohort",
        headings: keys.map(|key| ctx.texts.get(key).to_owned()).to_vec(),
        rows: risks.ranked.iter().map(line).collect(),
    };
    let name = format!("{}_cohort.csv", risks.model.id);
    ctx.send(Command::Export(ExportCommand::Choose { name, target: Arc::new(target) }));
}
