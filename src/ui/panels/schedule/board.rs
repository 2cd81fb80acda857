//! The plan as it is looked at: which grid, how many days, what is chosen, lit and aimed elsewhere.

use std::collections::BTreeSet;

use eframe::egui::{Align, Layout, Ui, Vec2, vec2};

use crate::app::schedule::laid::{Grid, GridKind, Instance, Laid, Thing};
use crate::app::schedule::moves::{ChangeCommand, Move};
use crate::app::schedule::panel::{Marked, ScheduleCommand};
use crate::app::schedule::sides::{Concern, places_of};
use crate::domain::schedule::changes::{HospitalChange, RosterChange};
use crate::ui::panels::PanelCtx;
use crate::ui::widgets::{Button, segmented};

use super::aim::{self, Touched};
use super::grid::{GridLook, LABELS, grid_ui, height_of};
use super::line::quiet_line;
use super::marks::Marks;
use super::reach::ReachView;
use super::{over_days, send, words};

/// What is lit in the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lit {
    Rule(&'static str),
    Concern(Concern),
}

/// What is remembered of how the plan is looked at.
#[derive(Default)]
pub struct Board {
    kind: GridKind,
    pub selected: Option<Thing>,
    lit: Option<Lit>,
    lit_things: BTreeSet<Thing>,
    /// Which of the lit things is looked at, in the order of their columns.
    lit_at: Option<usize>,
    reach: ReachView,
    pub aim: Option<Move>,
    jump: Option<usize>,
    reveal: Option<Thing>,
    offset: Vec2,
}

impl Board {
    pub fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, instance: &Instance, laid: &Laid) {
        let Some(grid) = laid.grids.iter().find(|grid| grid.kind == self.kind).or(laid.grids.first()) else { return };
        let state = &ctx.state.schedule;
        // Nothing is moved while a proposal waits or a search goes on.
        self.aim = self.aim.filter(|_| state.is_in_force());
        let width = self.reach.width(grid, (ui.available_width() - LABELS).max(1.0));
        ui.horizontal_wrapped(|ui| {
            self.kinds_ui(ctx, ui, instance, laid);
            let first = self.offset.x / (width * grid.a_day as f32).max(1.0);
            if let Some(day) = self.reach.ui(ctx, ui, grid, first) {
                self.jump = Some(day);
            }
        });
        let width = self.reach.width(grid, (ui.available_width() - LABELS).max(1.0));
        // A small grid leaves its room to how much is used on each day.
        let room = ui.available_size();
        let height = height_of(grid, width, room.x).min(room.y);
        let is_small = room.y - height >= over_days::LEAST;
        let size = if is_small { vec2(room.x, height) } else { room };
        let (touched, offset) = ui
            .allocate_ui_with_layout(size, Layout::top_down(Align::Min), |ui| self.grid_ui(ctx, ui, grid, width))
            .inner;
        if is_small {
            over_days::over_days_ui(ctx, ui, laid, grid, (width, offset.x));
        }
        self.offset = offset;
        (self.jump, self.reveal) = (None, None);
        self.take(ctx, touched);
    }

    fn kinds_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, instance: &Instance, laid: &Laid) {
        let kinds: &[GridKind] =
            if instance.roster().is_some() { &GridKind::OF_ROSTER } else { &GridKind::OF_HOSPITAL };
        let name = |kind: &GridKind| match kind {
            GridKind::Waiting => ctx.texts.format("schedule-grid-waiting-count", &[("count", &laid.waiting)]),
            GridKind::Gaps => ctx.texts.format("schedule-grid-gaps-count", &[("count", &laid.waiting)]),
            kind => ctx.texts.get(&format!("schedule-grid-{}", kind.id())).to_owned(),
        };
        let names: Vec<String> = kinds.iter().map(name).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let on = kinds.iter().position(|kind| *kind == self.kind).unwrap_or(0);
        if let Some(at) = segmented(ui, ctx.text("schedule-grid"), &names, on) {
            self.show(kinds[at]);
        }
    }

    fn show(&mut self, kind: GridKind) {
        if self.kind != kind {
            (self.kind, self.aim, self.offset) = (kind, None, vec2(0.0, 0.0));
        }
    }

    fn grid_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, grid: &Grid, width: f32) -> (Touched, Vec2) {
        let state = &ctx.state.schedule;
        let none = BTreeSet::new();
        let (affected, moved) = match &state.proposal {
            Some(proposal) => (&none, &proposal.moved),
            None if state.is_in_force() => (&state.affected, &none),
            None => (&none, &none),
        };
        let pinned = pinned(&state.marked);
        let look = GridLook {
            marks: Marks {
                selected: self.selected,
                affected,
                moved,
                lit: &self.lit_things,
                drafted: &state.derived.drafted,
                pinned: &pinned,
                is_published: state.published.is_some(),
            },
            width,
            is_free: state.is_in_force(),
            aim: self.aim,
            verdict: state.verdict.as_ref(),
            jump: self.jump.map(|day| (day * grid.a_day) as f32),
            reveal: self.reveal,
            offset: self.offset,
        };
        grid_ui(ctx, ui, grid, &look)
    }

    fn take(&mut self, ctx: &PanelCtx<'_>, touched: Touched) {
        if let Some(thing) = touched.chosen {
            self.select(ctx, (self.selected != Some(thing)).then_some(thing));
        }
        if let Some(thing) = touched.walked {
            self.select(ctx, Some(thing));
            self.reveal = Some(thing);
        }
        if let Some(aim) = touched.aimed.filter(|aim| self.aim != Some(*aim)) {
            if self.selected != Some(aim.thing) {
                self.select(ctx, Some(aim.thing));
            }
            self.aim = Some(aim);
            send(ctx, ScheduleCommand::Change(ChangeCommand::Try(aim)));
        }
        if touched.dropped
            && let Some(aim) = self.aim
        {
            self.drop_at(ctx, aim);
        }
        if touched.left {
            self.aim = None;
            send(ctx, ScheduleCommand::Change(ChangeCommand::Forget));
        }
    }

    /// Puts a bar where it is aimed. What is known to break a rule stays where it is, and the line above the plan says why.
    fn drop_at(&mut self, ctx: &PanelCtx<'_>, aim: Move) {
        let verdict = ctx.state.schedule.verdict.as_ref().filter(|verdict| verdict.of == aim);
        if verdict.is_none_or(|verdict| verdict.is_allowed()) {
            send(ctx, ScheduleCommand::Change(ChangeCommand::Put(aim)));
            (self.aim, self.selected) = (None, None);
        }
    }

    fn select(&mut self, ctx: &PanelCtx<'_>, thing: Option<Thing>) {
        (self.selected, self.aim) = (thing, None);
        if let Some(thing) = thing {
            send(ctx, ScheduleCommand::LookInto(thing));
        }
    }

    /// Chooses a thing from elsewhere and brings it into view.
    pub fn choose(&mut self, ctx: &PanelCtx<'_>, laid: &Laid, thing: Thing) {
        let is_here = |grid: &&Grid| aim::find(grid, thing).is_some();
        let now = laid.grids.iter().find(|grid| grid.kind == self.kind).filter(is_here);
        let Some(grid) = now.or_else(|| laid.grids.iter().find(is_here)) else { return };
        self.show(grid.kind);
        self.select(ctx, Some(thing));
        self.reveal = Some(thing);
    }

    pub fn lit_rule(&self) -> Option<&'static str> {
        match self.lit {
            Some(Lit::Rule(rule)) => Some(rule),
            Some(Lit::Concern(_)) | None => None,
        }
    }

    pub fn lit_concern(&self) -> Option<Concern> {
        match self.lit {
            Some(Lit::Concern(of)) => Some(of),
            Some(Lit::Rule(_)) | None => None,
        }
    }

    pub fn light_rule(&mut self, laid: &Laid, rule: &'static str) {
        let places = laid.rules.iter().find(|one| one.id == rule).map(|one| one.places.clone());
        self.light(laid, Lit::Rule(rule), places.unwrap_or_default());
    }

    pub fn light_concern(&mut self, instance: &Instance, laid: &Laid, of: Concern) {
        self.light(laid, Lit::Concern(of), places_of(instance, laid, of));
    }

    /// Lights things up, in a grid that shows one of them; the same again puts them out.
    fn light(&mut self, laid: &Laid, lit: Lit, things: BTreeSet<Thing>) {
        if self.lit == Some(lit) {
            (self.lit, self.lit_things) = (None, BTreeSet::new());
            return;
        }
        let shown = |grid: &&Grid| first_of(grid, &things).is_some();
        let now = laid.grids.iter().find(|grid| grid.kind == self.kind).filter(shown);
        if let Some(grid) = now.or_else(|| laid.grids.iter().find(shown)) {
            self.show(grid.kind);
            self.jump = first_of(grid, &things).map(|column| column as usize / grid.a_day.max(1));
        }
        (self.lit, self.lit_things, self.lit_at) = (Some(lit), things, None);
    }

    /// Going from one lit place to the next: there may be hundreds.
    pub fn steps_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, instance: &Instance, laid: &Laid) {
        if self.lit.is_none() {
            return;
        }
        let Some(grid) = laid.grids.iter().find(|grid| grid.kind == self.kind).or(laid.grids.first()) else { return };
        let places = lit_in(grid, &self.lit_things);
        if places.is_empty() {
            return;
        }
        let count = places.len();
        let mut to = None;
        ui.horizontal_wrapped(|ui| {
            if Button::new(ctx.text("schedule-place-before")).enabled(count > 1).show(ui).clicked() {
                to = Some(self.lit_at.map_or(count - 1, |at| (at + count - 1) % count));
            }
            if Button::new(ctx.text("schedule-place-next")).show(ui).clicked() {
                to = Some(self.lit_at.map_or(0, |at| (at + 1) % count));
            }
        });
        self.lit_at = to.or(self.lit_at).filter(|at| *at < count);
        let at = self.lit_at.and_then(|at| places.get(at));
        let said = match (self.lit_at, at) {
            (Some(number), Some(thing)) => {
                let values: [(&str, &dyn std::fmt::Display); 3] = [
                    ("number", &ctx.texts.whole(number as u64 + 1)),
                    ("count", &ctx.texts.whole(count as u64)),
                    ("what", &words::thing(ctx, instance, *thing)),
                ];
                ctx.texts.format("schedule-place", &values)
            }
            _ => ctx.texts.count("schedule-places", count as u64, &[]),
        };
        quiet_line(ui, said);
        if to.is_some() {
            self.reveal = at.copied();
        }
    }
}

/// Lit things of a grid from left to right, each once.
fn lit_in(grid: &Grid, things: &BTreeSet<Thing>) -> Vec<Thing> {
    let spans = grid.rows.iter().flat_map(|row| &row.spans).filter(|span| things.contains(&span.thing));
    let mut found: Vec<(f32, Thing)> = spans.map(|span| (span.from, span.thing)).collect();
    found.sort_by(|one, other| one.0.total_cmp(&other.0));
    let mut seen = BTreeSet::new();
    found.into_iter().map(|(_, thing)| thing).filter(|thing| seen.insert(*thing)).collect()
}

/// The first column in which one of the things is.
fn first_of(grid: &Grid, things: &BTreeSet<Thing>) -> Option<f32> {
    let spans = grid.rows.iter().flat_map(|row| &row.spans);
    spans.filter(|span| things.contains(&span.thing)).map(|span| span.from).reduce(f32::min)
}

/// The bars that somebody pinned.
fn pinned(marked: &[Marked]) -> BTreeSet<Thing> {
    let things = |marked: &Marked| match marked {
        Marked::Hospital(HospitalChange::Pin { patient }) => {
            vec![Thing::Stay { patient: *patient }, Thing::Surgery { patient: *patient }]
        }
        Marked::Roster(RosterChange::Pin { employee, days }) => {
            days.iter().map(|day| Thing::Cell { employee: *employee, day: *day }).collect()
        }
        _ => Vec::new(),
    };
    marked.iter().flat_map(things).collect()
}
