//! The article's classifier of gene texts: three files, a job, how well it does, and what it says of each new patient.

mod card;
mod table;

use eframe::egui::{CentralPanel, Frame, Label, Margin, Panel as Side, ScrollArea, Ui};

use crate::analysis::gene_text::Reasons;
use crate::app::article::learning::Learned;
use crate::app::article::{ArticleCommand, ArticleFile};
use crate::app::command::Command;
use crate::app::jobs::JobKind;
use crate::app::view::ViewCommand;
use crate::ui::notices::message_notice;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{body, space, tokens};
use crate::ui::widgets::{Button, EmptyState, Icon, NoticeTone, ProgressRow, empty_state, progress_row, section};

use super::Tab;
use super::file_field::file_ui;
use super::span_bar::{BarLook, SpanBar, axis_ui, span_bar_ui};
use card::card_ui;
pub use table::turned;
use table::{PredictionsTable, predictions_ui};

const TWO_COLUMNS_FROM: f32 = 880.0;
/// Below this height the table would have a line or two beneath the card.
const LEAST_HEIGHT: f32 = 640.0;
const FILES: [ArticleFile; 3] = [ArticleFile::Genes, ArticleFile::Diseases, ArticleFile::NewPatients];

/// How the predictions are looked at.
#[derive(Default)]
pub struct GeneTextTab {
    table: PredictionsTable,
    /// Row of the new patients, and what decided about it; made once a row and model.
    decided: Option<(usize, usize, Option<Reasons>)>,
}

impl Tab for GeneTextTab {
    fn id(&self) -> &'static str {
        "gene-text"
    }

    fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        if ui.available_height() < LEAST_HEIGHT || ui.available_width() < TWO_COLUMNS_FROM {
            ScrollArea::vertical().auto_shrink(false).id_salt("gene-text").show(ui, |ui| self.all_ui(ctx, ui, true));
        } else {
            self.all_ui(ctx, ui, false);
        }
    }
}

impl GeneTextTab {
    fn all_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, is_stacked: bool) {
        ui.add(Label::new(body(ctx.text("gene-text-explained")).color(tokens(ui).quiet)).wrap());
        ui.add_space(space::S);
        files_ui(ctx, ui);
        progress_ui(ctx, ui, JobKind::LEARN_GENE_TEXTS);
        if let Some(message) = ctx.state.article.learned.failure() {
            ui.add_space(space::S);
            message_notice(ctx, NoticeTone::Error, message, ui);
        }
        ui.add_space(space::S);
        let Some(learned) = ctx.state.article.learned.value().cloned() else {
            let state = EmptyState {
                icon: Icon::Risk,
                title: ctx.text("gene-text-empty"),
                explanation: ctx.text("gene-text-empty-explained"),
                action: None,
            };
            empty_state(ui, state);
            return;
        };
        card_ui(ctx, ui, &learned);
        if is_stacked {
            predictions_ui(ctx, ui, &learned, &mut self.table, Some(8));
            self.decided_ui(ctx, ui, &learned);
            return;
        }
        let frame = Frame::new().inner_margin(Margin { left: space::M as i8, ..Margin::ZERO });
        Side::right("gene-text-side")
            .resizable(true)
            .default_size((ui.available_width() * 0.36).clamp(320.0, 560.0))
            .size_range(320.0..=720.0)
            .frame(frame)
            .show(ui, |ui| {
                ScrollArea::vertical().auto_shrink(false).id_salt("gene-text-side").show(ui, |ui| {
                    self.decided_ui(ctx, ui, &learned);
                });
            });
        let frame = Frame::new().inner_margin(Margin { right: space::M as i8, ..Margin::ZERO });
        CentralPanel::default().frame(frame).show(ui, |ui| {
            predictions_ui(ctx, ui, &learned, &mut self.table, None);
        });
    }

    /// Of the chosen patient: the probability of each disease, and the tokens that decided.
    fn decided_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, learned: &std::sync::Arc<Learned>) {
        let chosen = self.table.chosen.filter(|row| *row < learned.rows.len());
        let Some(row) = chosen.or((!learned.rows.is_empty()).then_some(0)) else { return };
        let key = (std::sync::Arc::as_ptr(learned) as usize, row);
        if self.decided.as_ref().is_none_or(|(of, row, _)| (*of, *row) != key) {
            self.decided = Some((key.0, key.1, learned.reasons_of(row)));
        }
        let Some(patient) = learned.rows.get(row) else { return };
        let who = if patient.identifier.is_empty() { patient.line.to_string() } else { patient.identifier.clone() };
        section(ui, &ctx.texts.format("gene-text-of", &[("patient", &who)]));
        let predicted = match &patient.predicted {
            Ok(predicted) => predicted,
            Err(refused) => {
                ui.add(Label::new(body(table::refusal(ctx, patient.line, *refused)).color(tokens(ui).critical)).wrap());
                return;
            }
        };
        ui.add(Label::new(body(&patient.text).color(tokens(ui).quiet)).wrap());
        ui.add_space(space::S);
        probabilities_ui(ctx, ui, learned, predicted);
        if let Some((_, _, Some(reasons))) = &self.decided {
            reasons_ui(ctx, ui, learned, reasons);
        }
    }
}

fn files_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    let is_narrow = ui.available_width() < 720.0;
    let across = if is_narrow { 1.0 } else { 3.0 };
    let width = ((ui.available_width() - 2.0 * space::L) / across - space::S).min(420.0);
    let mut entered = false;
    let mut fields_ui = |ui: &mut Ui| {
        for file in FILES {
            ui.push_id(file.id(), |ui| entered |= file_ui(ctx, ui, file, width));
        }
    };
    match is_narrow {
        true => fields_ui(ui),
        false => drop(ui.horizontal_top(fields_ui)),
    }
    ui.add_space(space::S);
    let is_ready = FILES.iter().all(|file| !ctx.state.article.path(*file).trim().is_empty());
    let is_running = ctx.jobs.is_running(JobKind::LEARN_GENE_TEXTS);
    let button = Button::primary(ctx.text("gene-text-learn")).enabled(is_ready && !is_running).show(ui);
    let button = button.on_disabled_hover_text(ctx.text("gene-text-learn-why-not"));
    if button.clicked() || (entered && is_ready && !is_running) {
        ctx.send(Command::Article(ArticleCommand::Learn));
    }
}

/// The running job, which can be stopped.
pub fn progress_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, kind: JobKind) {
    let Some(job) = ctx.jobs.running().iter().find(|job| job.kind == kind) else { return };
    let row = ProgressRow {
        name: &ctx.message(&job.label),
        share: job.progress.share(),
        remaining_secs: job.remaining().map(|left| left.as_secs().max(1)),
        bar_width: (ui.available_width() * 0.3).min(240.0),
    };
    ui.add_space(space::S);
    if progress_row(ui, row, ctx.texts) {
        ctx.send(Command::View(ViewCommand::CancelJob(kind)));
    }
}

fn probabilities_ui(
    ctx: &PanelCtx<'_>,
    ui: &mut Ui,
    learned: &Learned,
    predicted: &crate::app::article::learning::Predicted,
) {
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for (class, share) in predicted.probabilities.iter().enumerate() {
            let bar = SpanBar {
                name: learned.class_name(class),
                says: &table::percent(ctx, *share),
                from: 0.0,
                to: *share,
                axis: (0.0, 1.0),
                mark: None,
                look: if class == predicted.class { BarLook::Main } else { BarLook::Beside },
            };
            span_bar_ui(ui, &bar);
        }
        let ticks = [0.0, 0.5, 1.0].map(|tick| (tick, ctx.texts.percent(tick)));
        axis_ui(ui, (0.0, 1.0), &ticks);
    });
}

/// Shares of the log-odds against the next likeliest disease; they sum to the whole.
fn reasons_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, learned: &Learned, reasons: &Reasons) {
    section(ui, ctx.text("gene-text-decided"));
    let (class, against) = (learned.class_name(reasons.class), learned.class_name(reasons.against));
    let sum = signed(ctx, reasons.log_odds);
    let places: [(&str, &dyn std::fmt::Display); 3] = [("class", &class), ("against", &against), ("sum", &sum)];
    let words = ctx.texts.format("gene-text-decided-explained", &places);
    ui.add(Label::new(body(words).color(tokens(ui).quiet)).wrap());
    let prior = (ctx.text("gene-text-prior").to_owned(), reasons.prior);
    let token = |token: &crate::analysis::gene_text::TokenReason| {
        let times = if token.count > 1 { format!(" × {}", token.count) } else { String::new() };
        (format!("{}{times}", token.token), token.log_odds)
    };
    let parts: Vec<(String, f64)> = reasons.tokens.iter().map(token).chain([prior]).collect();
    let most = parts.iter().map(|(_, amount)| amount.abs()).fold(f64::MIN_POSITIVE, f64::max);
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for (name, amount) in &parts {
            let bar = SpanBar {
                name,
                says: &signed(ctx, *amount),
                from: 0.0,
                to: *amount,
                axis: (-most, most),
                mark: Some(0.0),
                look: if *amount < 0.0 { BarLook::Against } else { BarLook::Main },
            };
            span_bar_ui(ui, &bar);
        }
    });
    if !reasons.unknown_tokens.is_empty() {
        let list = reasons.unknown_tokens.join(ctx.text("twin-list-comma"));
        let words = ctx.texts.format("gene-text-unknown-tokens", &[("list", &list)]);
        ui.add(Label::new(body(words).color(tokens(ui).missing)).wrap());
    }
}

fn signed(ctx: &PanelCtx<'_>, amount: f64) -> String {
    let digits = format!("{:.2}", amount.abs());
    let sign = if digits == "0.00" {
        ""
    } else if amount < 0.0 {
        "\u{2212}"
    } else {
        "+"
    };
    format!("{sign}{}", ctx.texts.decimal(&digits))
}
