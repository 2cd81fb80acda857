//! A small trend around a doubtful value: its neighbours, itself as it was recorded, and what is proposed in its place.

use eframe::egui::accesskit::Role;
use eframe::egui::{Align2, Color32, Painter, Pos2, Rect, Sense, Shape, Stroke, Ui, Vec2, WidgetInfo, pos2, vec2};

use crate::analysis::quality::cleaning::{Around, CleaningFinding};
use crate::domain::unit::display_unit;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{HAIRLINE, Tone, series, size, sized, space, tokens};
use crate::ui::widgets::{Icon, paint_icon};

use super::words;

const HEIGHT: f32 = 168.0;
/// Room for the numbers at the left and the dates below.
const LEFT: f32 = 52.0;
const BELOW: f32 = 22.0;
const MARK: f32 = 3.5;

/// Where values and times stand on screen.
struct Scale {
    plot: Rect,
    times: (f64, f64),
    values: (f64, f64),
}

impl Scale {
    fn of(rect: Rect, finding: &CleaningFinding) -> Scale {
        let proposed = finding.proposals.first().map(|proposal| proposal.value);
        let values = finding.around.iter().map(|around| around.value).chain(proposed);
        let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)));
        let margin = ((high - low) * 0.12).max(high.abs() * 0.01).max(1e-9);
        let (low, high) = ((low - margin).max(0.0), high + margin);
        let times = finding.around.iter().map(|around| around.utc_secs as f64);
        let (from, to) = times.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), t| (l.min(t), h.max(t)));
        let around = ((to - from) * 0.04).max(1.0);
        let plot = Rect::from_min_max(rect.min + vec2(LEFT, space::XS), rect.max - vec2(space::S, BELOW));
        Scale { plot, times: (from - around, to + around), values: (low, high) }
    }

    fn at(&self, utc_secs: i64, value: f64) -> Pos2 {
        let share = |(from, to): (f64, f64), at: f64| ((at - from) / (to - from)) as f32;
        let x = self.plot.left() + share(self.times, utc_secs as f64) * self.plot.width();
        pos2(x, self.plot.bottom() - share(self.values, value) * self.plot.height())
    }
}

/// Draws it.
pub fn trend_ui(ctx: &PanelCtx<'_>, finding: &CleaningFinding, ui: &mut Ui) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::GraphicsObject, true, spoken(ctx, finding)));
    if !ui.is_rect_visible(rect) {
        return;
    }
    let scale = Scale::of(rect, finding);
    axes(ctx, finding, &scale, ui);
    let line = series(tokens(ui), 0);
    let is_doubted = |around: &Around| around.cell == finding.cell;
    let calm: Vec<Pos2> =
        finding.around.iter().filter(|a| !is_doubted(a)).map(|a| scale.at(a.utc_secs, a.value)).collect();
    ui.painter().add(Shape::line(calm.clone(), Stroke::new(1.0, line.colour.gamma_multiply(0.6))));
    for place in calm {
        ui.painter().circle_filled(place, MARK, line.colour);
    }
    doubted(finding, &scale, ui);
}

fn doubted(finding: &CleaningFinding, scale: &Scale, ui: &Ui) {
    let tokens = tokens(ui);
    let recorded = scale.at(finding.utc_secs, finding.value);
    if let Some(proposal) = finding.proposals.first() {
        let proposed = scale.at(finding.utc_secs, proposal.value);
        let shape = Shape::dashed_line(&[recorded, proposed], Stroke::new(HAIRLINE, tokens.quiet), 4.0, 3.0);
        ui.painter().extend(shape);
        diamond(ui.painter(), proposed, tokens.accent, tokens.surface);
    }
    let square = Rect::from_center_size(recorded, Vec2::splat(14.0));
    ui.painter().circle_filled(recorded, 9.0, tokens.surface);
    paint_icon(ui.painter(), square, Icon::Warning, tokens.tone(Tone::Abnormal));
}

fn diamond(painter: &Painter, at: Pos2, colour: Color32, ground: Color32) {
    let side = MARK + 2.5;
    let corners = [vec2(0.0, -side), vec2(side, 0.0), vec2(0.0, side), vec2(-side, 0.0)].map(|corner| at + corner);
    painter.add(Shape::convex_polygon(corners.to_vec(), ground, Stroke::new(2.0, colour)));
}

/// Three to six round values within a span.
fn round_values((low, high): (f64, f64)) -> Vec<f64> {
    let power = 10f64.powf(((high - low) / 4.0).log10().floor());
    let steps = [1.0, 2.0, 2.5, 5.0, 10.0].map(|times| times * power);
    let step = steps.into_iter().find(|step| (high - low) / step <= 5.0).unwrap_or(power * 10.0);
    let first = (low / step).ceil();
    (0..8).map(|number| (first + f64::from(number)) * step).take_while(|value| *value <= high).collect()
}

/// Round values at the left, the first and the last day below.
fn axes(ctx: &PanelCtx<'_>, finding: &CleaningFinding, scale: &Scale, ui: &Ui) {
    let tokens = tokens(ui);
    let hairline = Stroke::new(HAIRLINE, tokens.hairline);
    for value in round_values(scale.values) {
        let y = scale.at(0, value).y;
        ui.painter().hline(scale.plot.x_range(), y, hairline);
        let words = words::number(ctx, value, finding.indicator);
        let place = pos2(scale.plot.left() - space::S, y);
        ui.painter().text(place, Align2::RIGHT_CENTER, words, sized(size::SMALL), tokens.quiet);
    }
    let date = |around: Option<&Around>| around.map(|a| ctx.texts.date(ctx.zone().date_at(a.utc_secs)));
    let (first, last) = (date(finding.around.first()), date(finding.around.last()));
    let below = scale.plot.bottom() + space::XS;
    for (words, x, align) in
        [(first, scale.plot.left(), Align2::LEFT_TOP), (last, scale.plot.right(), Align2::RIGHT_TOP)]
    {
        let words = words.unwrap_or_default();
        ui.painter().text(pos2(x, below), align, words, sized(size::SMALL), tokens.quiet);
    }
}

/// The same for who does not see it.
fn spoken(ctx: &PanelCtx<'_>, finding: &CleaningFinding) -> String {
    let values: Vec<String> =
        finding.around.iter().map(|around| words::number(ctx, around.value, finding.indicator)).collect();
    let list = values.join(ctx.text("twin-list-comma"));
    let unit = display_unit(finding.indicator.indicator().unit);
    ctx.texts.format("cleaning-trend", &[("list", &list), ("unit", &unit)])
}
