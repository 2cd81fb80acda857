//! The cost by person, by room, by day and what else there is; a click lights up where that is.

use eframe::egui::Ui;

use crate::app::schedule::laid::{Instance, Laid};
use crate::app::schedule::sides::{Concern, SideRow};
use crate::ui::panels::PanelCtx;
use crate::ui::widgets::{section, segmented};

use super::line::{choice_line, quiet_line};
use super::words;

/// Lines that are shown; the dearest come first.
const SHOWN: usize = 30;

/// Which side is looked at.
#[derive(Default)]
pub struct SidesView {
    on: usize,
}

impl SidesView {
    /// The side that is looked at; whom or what was chosen in it.
    pub fn ui(
        &mut self,
        ctx: &PanelCtx<'_>,
        ui: &mut Ui,
        instance: &Instance,
        laid: &Laid,
        lit: Option<Concern>,
    ) -> Option<Concern> {
        section(ui, ctx.text("schedule-sides"));
        let keys: Vec<String> = laid.sides.iter().map(|side| format!("schedule-side-{}", side.id)).collect();
        let names: Vec<&str> = keys.iter().map(|key| ctx.text(key)).collect();
        self.on = self.on.min(names.len().saturating_sub(1));
        if let Some(at) = segmented(ui, ctx.text("schedule-sides"), &names, self.on) {
            self.on = at;
        }
        let side = laid.sides.get(self.on)?;
        if side.rows.is_empty() {
            quiet_line(ui, ctx.text("schedule-side-nothing"));
        }
        let mut chosen = None;
        for row in side.rows.iter().take(SHOWN) {
            let said = row_words(ctx, instance, row);
            if choice_line(ui, &said, true, lit == Some(row.of)).clicked() {
                chosen = Some(row.of);
            }
        }
        if side.rows.len() > SHOWN {
            let count = side.rows.len() - SHOWN;
            quiet_line(ui, ctx.texts.format("schedule-more-alternatives", &[("count", &count)]));
        }
        chosen
    }
}

fn row_words(ctx: &PanelCtx<'_>, instance: &Instance, row: &SideRow) -> String {
    let mut rules: Vec<&(&'static str, u64)> = row.rules.iter().collect();
    rules.sort_by_key(|(_, cost)| std::cmp::Reverse(*cost));
    let rule = |(id, cost): &&(&'static str, u64)| {
        format!("{} {}", ctx.texts.get(&format!("schedule-rule-{id}")), ctx.texts.whole(*cost))
    };
    let rules: Vec<String> = rules.iter().map(rule).collect();
    let values: [(&str, &dyn std::fmt::Display); 3] = [
        ("what", &words::concern(ctx, instance, row.of)),
        ("cost", &ctx.texts.whole(row.cost)),
        ("rules", &rules.join(" · ")),
    ];
    ctx.texts.format("schedule-side-row", &values)
}
