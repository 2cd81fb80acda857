//! How many days of the plan are seen at once, and going on to the next of them.

use eframe::egui::Ui;

use crate::app::schedule::laid::Grid;
use crate::ui::panels::PanelCtx;
use crate::ui::widgets::{Button, segmented};

/// How many days fit into the view.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reach {
    Day,
    #[default]
    Week,
    Month,
    All,
}

impl Reach {
    const ALL: [Reach; 4] = [Reach::Day, Reach::Week, Reach::Month, Reach::All];

    fn key(self) -> &'static str {
        match self {
            Reach::Day => "schedule-reach-day",
            Reach::Week => "schedule-reach-week",
            Reach::Month => "schedule-reach-month",
            Reach::All => "schedule-reach-all",
        }
    }

    fn days(self, all: usize) -> usize {
        let days = match self {
            Reach::Day => 1,
            Reach::Week => 7,
            Reach::Month => 28,
            Reach::All => all,
        };
        days.clamp(1, all.max(1))
    }
}

/// What is seen of the days.
#[derive(Default)]
pub struct ReachView {
    reach: Reach,
    /// Steps by which the columns are wider or narrower.
    zoom: i32,
}

impl ReachView {
    /// A view that begins with a day.
    pub fn of_a_day() -> ReachView {
        ReachView { reach: Reach::Day, zoom: 0 }
    }
}

/// Narrower columns are not hit any more.
const LEAST: f32 = 8.0;

impl ReachView {
    /// Width of a column where the days have so much room.
    pub fn width(&self, grid: &Grid, room: f32) -> f32 {
        let columns = (self.reach.days(grid.days) * grid.a_day).max(1) as f32;
        (room / columns * 1.2_f32.powi(self.zoom)).max(LEAST)
    }

    /// The controls; the day that is to be the first one seen, where one was asked for. `first` is the one seen now.
    pub fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, grid: &Grid, first: f32) -> Option<usize> {
        let names = Reach::ALL.map(|reach| ctx.text(reach.key()));
        let on = Reach::ALL.iter().position(|reach| *reach == self.reach).unwrap_or(0);
        let mut jump = None;
        if let Some(at) = segmented(ui, ctx.text("schedule-reach"), &names, on) {
            (self.reach, self.zoom) = (Reach::ALL[at], 0);
            jump = Some(first.round().max(0.0) as usize);
        }
        let step = self.reach.days(grid.days);
        let now = (first + 0.5).floor().max(0.0) as usize;
        let last = grid.days.saturating_sub(step);
        if Button::new(ctx.text("schedule-earlier")).enabled(now > 0).show(ui).clicked() {
            jump = Some(now.saturating_sub(step));
        }
        if Button::new(ctx.text("schedule-later")).enabled(now < last).show(ui).clicked() {
            jump = Some((now + step).min(last));
        }
        for (key, by) in [("schedule-wider", 1), ("schedule-narrower", -1)] {
            if Button::new(ctx.text(key)).show(ui).clicked() {
                self.zoom = (self.zoom + by).clamp(-8, 12);
                jump = Some(now);
            }
        }
        jump
    }
}
