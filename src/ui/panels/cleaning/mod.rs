//! Cleaning: doubtful values one by one or in batches, what is proposed and why; and what was decided, to be taken back.

mod decided;
mod detail;
mod list;
mod trend;
mod words;

use std::collections::BTreeMap;

use eframe::egui::{Frame, Key, Margin, Panel as Side, ScrollArea, Ui};

use crate::app::cleaning::view::Stamp;
use crate::app::cleaning::{CleaningCommand, Findings, Found, Looked};
use crate::app::command::Command;
use crate::app::jobs::JobKind;
use crate::app::view::ViewCommand;
use crate::domain::correction::FindingKind;
use crate::domain::ids::{CellRef, ImportId};
use crate::io::store::Writing;
use crate::ui::theme::{Tone, body, space, tokens};
use crate::ui::widgets::{
    Button, EmptyState, Icon, ProgressRow, TableState, Tile, empty_state, progress_row, section_with, segmented, tiles,
};

use super::{Panel, PanelCtx, PanelId, patient_name};

/// From this width on, the chosen finding has a column of its own.
const TWO_COLUMNS_FROM: f32 = 860.0;

/// Which of the two lists is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Part {
    #[default]
    Open,
    Decided,
}

/// What concerns the view.
#[derive(Default)]
pub struct CleaningPanel {
    part: Part,
    kind: Option<FindingKind>,
    open_table: TableState,
    decided_table: TableState,
    /// The finding looked at.
    chosen: Option<CellRef>,
    /// A batch that is asked about before it is accepted.
    asking: Option<(FindingKind, ImportId)>,
    rows: Rows,
}

/// Positions of the findings listed, made again when what waits changes.
#[derive(Default)]
struct Rows {
    made_from: Option<(Stamp, Option<FindingKind>)>,
    positions: Vec<usize>,
    counts: Vec<(FindingKind, usize)>,
    batches: BTreeMap<(FindingKind, ImportId), usize>,
    put_off: usize,
}

impl Panel for CleaningPanel {
    fn id(&self) -> PanelId {
        PanelId::Cleaning
    }

    fn icon(&self) -> Icon {
        Icon::Quality
    }

    fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        self.head_ui(ctx, ui);
        ui.add_space(space::S);
        let is_narrow = ui.available_width() < TWO_COLUMNS_FROM;
        match self.part {
            Part::Decided => decided::decided_ui(ctx, &mut self.decided_table, ui),
            Part::Open if is_narrow && ctx.state.cleaning.waiting() > 0 => {
                ScrollArea::vertical()
                    .auto_shrink(false)
                    .id_salt("cleaning")
                    .show(ui, |ui| self.open_ui(ctx, ui, true));
            }
            Part::Open => self.open_ui(ctx, ui, false),
        }
    }
}

impl CleaningPanel {
    fn head_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let is_looking = ctx.jobs.is_running(JobKind::CHECK_VALUES);
        section_with(ui, ctx.text("panel-cleaning"), |ui| {
            let words = ctx.state.cleaning.findings.value().map(|findings| match findings.looked {
                Looked::Everyone => "cleaning-look-again",
                Looked::Patient(_) => "cleaning-look",
            });
            let button = words.map(|words| Button::new(ctx.text(words)).icon(Icon::Search).enabled(!is_looking));
            if button.is_some_and(|button| button.show(ui).clicked()) {
                ctx.send(Command::Cleaning(CleaningCommand::LookThrough));
            }
            let count = ctx.texts.whole(ctx.state.cleaning.decisions.len() as u64);
            let decided = ctx.texts.format("cleaning-part-decided", &[("count", &count)]);
            let parts = [ctx.text("cleaning-part-open"), decided.as_str()];
            let on = usize::from(self.part == Part::Decided);
            if let Some(chosen) = segmented(ui, ctx.text("cleaning-part"), &parts, on) {
                self.part = if chosen == 1 { Part::Decided } else { Part::Open };
            }
        });
        progress_ui(ctx, ui);
    }

    /// What waits; where it is stacked, the chosen finding stands below a short list.
    fn open_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, is_stacked: bool) {
        let Some(findings) = ctx.state.cleaning.findings.value().cloned() else {
            return offer_ui(ctx, ui);
        };
        self.rows.follow(ctx, self.kind);
        status_ui(ctx, &findings, self.rows.put_off, ui);
        ui.add_space(space::S);
        self.kinds_ui(ctx, ui);
        self.rows.follow(ctx, self.kind);
        ui.add_space(space::S);
        if self.rows.positions.is_empty() {
            let (title, explanation) = (ctx.text("cleaning-none"), ctx.text("cleaning-none-explained"));
            empty_state(ui, EmptyState { icon: Icon::Check, title, explanation, action: None });
            return;
        }
        let listed: Vec<&Found> = self.rows.positions.iter().filter_map(|at| findings.all.get(*at)).collect();
        self.hold_chosen(&listed);
        if is_stacked {
            return self.stacked_ui(ctx, &listed, ui);
        }
        let frame = Frame::new().inner_margin(Margin { left: space::L as i8, ..Margin::ZERO });
        Side::right("cleaning-finding")
            .resizable(true)
            .default_size(420.0)
            .size_range(340.0..=620.0)
            .frame(frame)
            .show(ui, |ui| {
                ScrollArea::vertical().auto_shrink(false).id_salt("cleaning-finding").show(ui, |ui| {
                    self.detail_ui(ctx, &listed, ui);
                });
            });
        list::list_ui(ctx, &listed, &mut self.open_table, &mut self.chosen, None, ui);
        self.keys(ctx, &listed, ui);
    }

    fn stacked_ui(&mut self, ctx: &PanelCtx<'_>, listed: &[&Found], ui: &mut Ui) {
        const ROWS: usize = 6;
        list::list_ui(ctx, listed, &mut self.open_table, &mut self.chosen, Some(ROWS), ui);
        ui.add_space(space::M);
        self.detail_ui(ctx, listed, ui);
        self.keys(ctx, listed, ui);
    }

    fn kinds_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let all: usize = self.rows.counts.iter().map(|(_, count)| count).sum();
        let tile = |label: &str, count: usize| Tile {
            label: label.to_owned(),
            number: ctx.texts.whole(count as u64),
            tone: if count > 0 { Tone::Plain } else { Tone::Quiet },
        };
        let mut shown = vec![tile(ctx.text("cleaning-all"), all)];
        for (kind, count) in &self.rows.counts {
            shown.push(tile(words::kind(ctx, *kind), *count));
        }
        let of_kind = |kind| self.rows.counts.iter().position(|(other, _)| *other == kind).map(|at| at + 1);
        let on = self.kind.and_then(of_kind).unwrap_or(0);
        let mut chosen = None;
        ScrollArea::horizontal().id_salt("cleaning-kinds").show(ui, |ui| {
            chosen = tiles(ui, ctx.text("cleaning-kind"), &shown, on);
        });
        if let Some(chosen) = chosen {
            self.kind = chosen.checked_sub(1).and_then(|at| self.rows.counts.get(at)).map(|(kind, _)| *kind);
            self.open_table.to_top();
            self.chosen = None;
        }
    }

    fn detail_ui(&mut self, ctx: &PanelCtx<'_>, listed: &[&Found], ui: &mut Ui) {
        let Some(found) = self.chosen_of(listed) else { return };
        let key = (found.finding.kind, found.finding.cell.import);
        let count = self.rows.batches.get(&key).copied().unwrap_or(0);
        detail::detail_ui(ctx, found, count, &mut self.asking, ui);
    }

    /// The chosen finding; as a rule in the row the keyboard stands on.
    fn chosen_of<'a>(&self, listed: &[&'a Found]) -> Option<&'a Found> {
        let is_chosen = |found: &&&Found| Some(found.finding.cell) == self.chosen;
        let focused = self.open_table.focused().and_then(|row| listed.get(row));
        focused.filter(|found| is_chosen(found)).or_else(|| listed.iter().find(is_chosen)).copied()
    }

    /// Keeps a finding chosen: after a decision the one that has come into its place.
    fn hold_chosen(&mut self, listed: &[&Found]) {
        if self.chosen_of(listed).is_none() {
            let at = self.open_table.focused().unwrap_or(0).min(listed.len().saturating_sub(1));
            self.chosen = listed.get(at).map(|found| found.finding.cell);
            self.open_table.focus(Some(at));
        }
    }

    /// A accepts, R says it is right, L puts off; not while something is typed.
    fn keys(&self, ctx: &PanelCtx<'_>, listed: &[&Found], ui: &Ui) {
        let Some(found) = self.chosen_of(listed) else { return };
        if ui.ctx().text_edit_focused() {
            return;
        }
        let pressed = |key| ui.input(|input| input.key_pressed(key) && input.modifiers.is_none());
        for (key, deed) in
            [(Key::A, detail::Deed::Accept), (Key::R, detail::Deed::Confirm), (Key::L, detail::Deed::Later)]
        {
            if pressed(key) {
                detail::carry_out(ctx, found, deed);
            }
        }
    }
}

impl Rows {
    fn follow(&mut self, ctx: &PanelCtx<'_>, kind: Option<FindingKind>) {
        let cleaning = &ctx.state.cleaning;
        let from = Some((cleaning.stamp(), kind));
        if self.made_from == from {
            return;
        }
        let is_listed = |found: &Found| kind.is_none_or(|kind| found.finding.kind == kind);
        self.made_from = from;
        self.positions = cleaning.open().filter(|(_, found)| is_listed(found)).map(|(at, _)| at).collect();
        self.counts = cleaning.counts().into_iter().collect();
        self.put_off = cleaning.put_off();
        self.batches = cleaning.batches();
    }
}

/// One decision at a time, and only where this process writes.
fn may_decide(ctx: &PanelCtx<'_>) -> bool {
    let writes = ctx.state.open().is_some_and(|open| open.info.writing == Writing::Here);
    writes && !ctx.jobs.is_running(JobKind::DECIDE)
}

/// Nobody has looked yet: what would be done, and the button that does it.
fn offer_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    let is_looking = ctx.jobs.is_running(JobKind::CHECK_VALUES);
    let state = EmptyState {
        icon: Icon::Quality,
        title: ctx.text("cleaning-empty"),
        explanation: ctx.text("cleaning-empty-explained"),
        action: (!is_looking).then(|| ctx.text("cleaning-look")),
    };
    if empty_state(ui, state).is_some_and(|button| button.clicked()) {
        ctx.send(Command::Cleaning(CleaningCommand::LookThrough));
    }
}

fn progress_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    let Some(job) = ctx.jobs.running().iter().find(|job| job.kind == JobKind::CHECK_VALUES) else { return };
    let row = ProgressRow {
        name: &ctx.message(&job.label),
        share: job.progress.share(),
        remaining_secs: job.remaining().map(|left| left.as_secs().max(1)),
        bar_width: 240.0,
    };
    if progress_row(ui, row, ctx.texts) {
        ctx.send(Command::View(ViewCommand::CancelJob(JobKind::CHECK_VALUES)));
    }
}

/// How many of what, and how fresh.
fn status_ui(ctx: &PanelCtx<'_>, findings: &Findings, put_off: usize, ui: &mut Ui) {
    let whose = match findings.looked {
        Looked::Everyone => ctx.texts.count("cleaning-of-patients", findings.patients, &[]),
        Looked::Patient(patient) => {
            let hospital = ctx.state.open().and_then(|open| open.hospital.value());
            hospital.map_or_else(String::new, |hospital| patient_name(ctx, &hospital.index, patient.0))
        }
    };
    let when = ctx.texts.moment(ctx.local(findings.looked_utc_secs));
    let values = ctx.texts.whole(findings.values);
    let words = [("values", &values as &dyn std::fmt::Display), ("whose", &whose), ("when", &when)];
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = space::M;
        ui.label(body(ctx.texts.format("cleaning-looked", &words)).color(tokens(ui).quiet));
        // While the list is read again, its revision is still the one before.
        let is_stale = ctx
            .state
            .open()
            .is_some_and(|open| !open.hospital.is_running() && ctx.state.cleaning.findings.is_stale(open.revision));
        if is_stale {
            ui.label(body(ctx.text("cleaning-stale")).color(tokens(ui).tone(Tone::Stale)));
        }
        let later = ctx.texts.count("cleaning-put-off", put_off as u64, &[]);
        if put_off > 0 && Button::link(&later).show(ui).clicked() {
            ctx.send(Command::Cleaning(CleaningCommand::ShowLater));
        }
    });
}
