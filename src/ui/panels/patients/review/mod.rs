//! Likely the same person: pairs to decide, one of them side by side; who was merged; who was kept apart.

mod decided;
mod pair;
mod pairs;
mod reasons;

use eframe::egui::{Align, CentralPanel, Frame, Layout, Margin, Panel as Side, Ui};

use crate::app::command::Command;
use crate::app::duplicates::{Decision, DuplicatesCommand, Found, PairId};
use crate::app::jobs::JobKind;
use crate::io::store::Writing;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{body, space, tokens};
use crate::ui::widgets::{
    Button, EmptyState, Icon, Notice, NoticeTone, ProgressRow, TableState, empty_state, icon, notice, progress_row,
    section_with, segmented,
};

/// What is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Tab {
    #[default]
    ToReview,
    Merged,
    Apart,
}

const TABS: [Tab; 3] = [Tab::ToReview, Tab::Merged, Tab::Apart];

/// How the review is looked at.
#[derive(Default)]
pub struct ReviewView {
    tab: Tab,
    /// The opening that the tab belongs to.
    opening: u32,
    pairs: TableState,
    /// The pair that the table's row belongs to.
    focused: Option<PairId>,
    merged: TableState,
    apart: TableState,
    /// Which of the pair's records a person wants to keep.
    kept: Option<(PairId, usize)>,
}

impl ReviewView {
    /// Draws the review.
    pub fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        if self.opening != ctx.state.duplicates.openings {
            self.opening = ctx.state.duplicates.openings;
            self.tab = Tab::ToReview;
        }
        self.head_ui(ctx, ui);
        ui.add_space(space::S);
        match self.tab {
            Tab::ToReview => self.open_pairs_ui(ctx, ui),
            Tab::Merged => decided::merged_ui(ctx, &mut self.merged, ui),
            Tab::Apart => decided::apart_ui(ctx, &mut self.apart, ui),
        }
    }

    fn head_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let back = |ui: &mut Ui| {
            if Button::link(ctx.text("twin-back")).icon(Icon::ChevronLeft).show(ui).clicked() {
                ctx.send(Command::Duplicates(DuplicatesCommand::Close));
            }
        };
        button_row(ui, back, |ui| told_ui(ctx, ui));
        let hospital = ctx.state.open().and_then(|open| open.hospital.value());
        let decided = hospital.map_or((0, 0), |hospital| (hospital.merges.list().len(), hospital.kept_apart.len()));
        let waiting = ctx.state.duplicates.waiting().map(|count| ctx.texts.whole(count));
        let counted = |key: &str, count: &str| ctx.texts.format(key, &[("count", &count)]);
        let names = [
            counted("review-tab-open", waiting.as_deref().unwrap_or("…")),
            counted("review-tab-merged", &ctx.texts.whole(decided.0 as u64)),
            counted("review-tab-apart", &ctx.texts.whole(decided.1 as u64)),
        ];
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let on = TABS.iter().position(|tab| *tab == self.tab).unwrap_or(0);
        let chosen =
            section_with(ui, ctx.text("review-title"), |ui| segmented(ui, ctx.text("review-title"), &names, on));
        if let Some(tab) = chosen.and_then(|chosen| TABS.get(chosen)) {
            self.tab = *tab;
        }
    }

    fn open_pairs_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        searching_ui(ctx, ui);
        let Some(found) = ctx.state.duplicates.found.value() else {
            return nothing_yet_ui(ctx, ui);
        };
        let open = ctx.state.duplicates.open_pairs();
        if open.is_empty() {
            return all_done_ui(ctx, ui);
        }
        ui.label(body(shown_words(ctx, found, open.len() as u64)).color(tokens(ui).quiet));
        ui.add_space(space::S);
        let most = (ui.available_width() * 0.45).max(280.0);
        let margin = Margin { right: space::L as i8, ..Margin::ZERO };
        let frame = Frame::new().fill(tokens(ui).canvas).inner_margin(margin);
        let left = Side::left("review-pairs")
            .resizable(true)
            .default_size((ui.available_width() * 0.32).clamp(280.0, 400.0))
            .size_range(260.0..=most);
        left.frame(frame).show(ui, |ui| pairs::pairs_ui(ctx, &open, &mut self.pairs, &mut self.focused, ui));
        let margin = Margin { left: space::M as i8, ..Margin::ZERO };
        let frame = Frame::new().fill(tokens(ui).canvas).inner_margin(margin);
        CentralPanel::default().frame(frame).show(ui, |ui| {
            if let Some((found, pair)) = ctx.state.duplicates.shown_pair() {
                pair::pair_ui(ctx, found, pair, &mut self.kept, ui);
            }
        });
    }
}

/// How many pairs of how many, and what was left out.
fn shown_words(ctx: &PanelCtx<'_>, found: &Found, listed: u64) -> String {
    let total = ctx.state.duplicates.waiting().unwrap_or(0);
    let persons = ctx.texts.whole(found.hospital.index.patient_count() as u64);
    let compared = ctx.texts.whole(found.compared);
    let mut said = ctx.texts.count("review-shown", total, &[("persons", &persons), ("compared", &compared)]);
    if total > listed {
        said = format!("{said} {}", ctx.texts.count("review-best", listed, &[]));
    }
    if found.too_common > 0 {
        said = format!("{said} {}", ctx.texts.count("review-too-common", found.too_common, &[]));
    }
    said
}

/// What was done last, and how it is undone; from the right.
fn told_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    let Some(told) = &ctx.state.duplicates.told else { return };
    let undo = ctx.with_shortcut(ctx.text("undo"), "undo");
    let is_free = may_decide(ctx).is_ok();
    if Button::link(ctx.text("undo")).icon(Icon::Undo).enabled(is_free).show(ui).on_hover_text(undo).clicked() {
        ctx.send(Command::Undo);
    }
    ui.label(body(ctx.message(told)));
    icon(ui, Icon::Check, 14.0, tokens(ui).accent);
}

/// The search under way, with its bar and the way to stop it.
fn searching_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    if let Some(message) = ctx.state.duplicates.found.failure() {
        let title = ctx.message(message);
        let failed = Notice {
            tone: NoticeTone::Error,
            title: &title,
            remedy: None,
            details: message.details.as_deref(),
            action: Some(ctx.text("retry")),
            closable: false,
        };
        if notice(ui, failed, ctx.texts).acted {
            ctx.send(Command::Duplicates(DuplicatesCommand::Find));
        }
        return;
    }
    let Some(job) = ctx.jobs.running().iter().find(|job| job.kind == JobKind::FIND_DUPLICATES) else { return };
    let row = ProgressRow {
        name: &ctx.message(&job.label),
        share: job.progress.share(),
        remaining_secs: job.remaining().map(|left| left.as_secs().max(1)),
        bar_width: 160.0,
    };
    if progress_row(ui, row, ctx.texts) {
        ctx.send(Command::Duplicates(DuplicatesCommand::Cancel));
    }
}

fn nothing_yet_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    if ctx.jobs.is_running(JobKind::FIND_DUPLICATES) {
        return;
    }
    let state = EmptyState {
        icon: Icon::Search,
        title: ctx.text("review-not-searched"),
        explanation: ctx.text("review-not-searched-explained"),
        action: Some(ctx.text("review-search")),
    };
    if empty_state(ui, state).is_some_and(|button| button.clicked()) {
        ctx.send(Command::Duplicates(DuplicatesCommand::Find));
    }
}

fn all_done_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    let state = EmptyState {
        icon: Icon::Check,
        title: ctx.text("review-empty"),
        explanation: ctx.text("review-empty-explained"),
        action: Some(ctx.text("review-back")),
    };
    if empty_state(ui, state).is_some_and(|button| button.clicked()) {
        ctx.send(Command::Duplicates(DuplicatesCommand::Close));
    }
}

/// Whether a decision can be written now; if not, the message key of the reason.
fn may_decide(ctx: &PanelCtx<'_>) -> Result<(), &'static str> {
    match ctx.state.open().map(|open| &open.info.writing) {
        Some(Writing::Here) if ctx.jobs.is_writing() => Err("review-wait"),
        Some(Writing::Here) => Ok(()),
        _ => Err("read-only"),
    }
}

/// A row of buttons; those that write are off while nothing can be written, and say why.
fn decision_ui(ctx: &PanelCtx<'_>, button: Button<'_>, explained: &str, decision: Decision, ui: &mut Ui) {
    let may = may_decide(ctx);
    let response = button.enabled(may.is_ok()).show(ui);
    let response = match may {
        Ok(()) => response.on_hover_text(ctx.text(explained)),
        Err(reason) => response.on_disabled_hover_text(ctx.text(reason)),
    };
    if response.clicked() {
        ctx.send(Command::Duplicates(DuplicatesCommand::Decide(decision)));
    }
}

/// Buttons side by side from the left, with what is quieter at the right end.
fn button_row(ui: &mut Ui, left: impl FnOnce(&mut Ui), right: impl FnOnce(&mut Ui)) {
    ui.horizontal(|ui| {
        left(ui);
        ui.with_layout(Layout::right_to_left(Align::Center), right);
    });
}
