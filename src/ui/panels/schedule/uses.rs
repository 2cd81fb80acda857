//! How much of what there is the plan uses, as bars with their numbers.

use eframe::egui::accesskit::Role;
use eframe::egui::{Align2, CornerRadius, Rect, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::app::schedule::laid::{Instance, Laid};
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{RADIUS, size, sized, space, tokens};
use crate::ui::widgets::{section, segmented};

use super::line::quiet_line;
use super::words;

const HEIGHT: f32 = 22.0;
/// Lines that are shown.
const SHOWN: usize = 40;

/// Which kind of use is looked at.
#[derive(Default)]
pub struct UsesView {
    on: usize,
}

impl UsesView {
    pub fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, instance: &Instance, laid: &Laid) {
        section(ui, ctx.text("schedule-uses"));
        let keys: Vec<String> = laid.uses.iter().map(|uses| format!("schedule-side-{}", uses.id)).collect();
        let names: Vec<&str> = keys.iter().map(|key| ctx.text(key)).collect();
        self.on = self.on.min(names.len().saturating_sub(1));
        if let Some(at) = segmented(ui, ctx.text("schedule-uses"), &names, self.on) {
            self.on = at;
        }
        let Some(uses) = laid.uses.get(self.on) else { return };
        for (of, used, all) in uses.rows.iter().take(SHOWN) {
            let share = if *all == 0 { 0.0 } else { *used as f32 / *all as f32 };
            let values: [(&str, &dyn std::fmt::Display); 4] = [
                ("what", &words::concern(ctx, instance, *of)),
                ("percent", &ctx.texts.percent(f64::from(share))),
                ("used", &ctx.texts.whole(*used)),
                ("all", &ctx.texts.whole(*all)),
            ];
            bar_ui(ui, share, &ctx.texts.format(&format!("schedule-use-{}", uses.id), &values));
        }
        if uses.rows.len() > SHOWN {
            let count = uses.rows.len() - SHOWN;
            quiet_line(ui, ctx.texts.format("schedule-more-alternatives", &[("count", &count)]));
        }
    }
}

/// A share as a bar behind its words.
fn bar_ui(ui: &mut Ui, share: f32, words: &str) {
    let tokens = tokens(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Meter, true, words));
    let radius = CornerRadius::same(RADIUS);
    ui.painter().rect_filled(rect, radius, tokens.sunken);
    let filled = Rect::from_min_size(rect.min, vec2(rect.width() * share.clamp(0.0, 1.0), rect.height()));
    let colour = if share > 1.0 { tokens.critical_tint } else { tokens.selected };
    ui.painter().rect_filled(filled, radius, colour);
    let place = pos2(rect.left() + space::S, rect.center().y);
    ui.painter().with_clip_rect(rect).text(place, Align2::LEFT_CENTER, words, sized(size::BODY), tokens.text);
}
