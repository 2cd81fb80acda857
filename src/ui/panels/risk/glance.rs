//! One model at a glance: name and value on a line, then outcome with horizon, band, natural frequency, what is missing,
//! and the date of the newest value that went in.

use std::sync::Arc;

use eframe::egui::accesskit::Role;
use eframe::egui::text::LayoutJob;
use eframe::egui::{
    Color32, CornerRadius, Galley, Rect, Response, Sense, TextFormat, Ui, Vec2, WidgetInfo, pos2, vec2,
};

use crate::app::risk::estimate::{Estimate, Estimated};
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{RADIUS, Tone, size, sized, space, tokens};
use crate::ui::widgets::{Icon, baseline_at, focus_ring, hairline, paint_icon, put_galley};

use super::words;

const MARK: f32 = 12.0;

/// The words of a row.
pub struct Glance {
    pub name: String,
    /// Digits and unit; what there is instead of them.
    pub headline: Result<(String, String), String>,
    pub band: Option<String>,
    pub tone: Tone,
    pub mark: Option<Icon>,
    /// Quieter lines below.
    pub lines: Vec<String>,
}

/// Makes the words of an estimate.
pub fn glance(ctx: &PanelCtx<'_>, estimate: &Estimate) -> Glance {
    let (texts, model) = (ctx.texts, estimate.model);
    let headline = words::headline(texts, estimate).ok_or_else(|| instead(ctx, estimate));
    let banded = words::band_of(texts, estimate);
    let (tone, mark) = banded.as_ref().map_or((Tone::Plain, None), |(_, tone, mark)| (*tone, *mark));
    let mut lines = vec![words::what(texts, model, &estimate.filled)];
    if let Some((at, value)) = estimate.value() {
        lines.extend(model.outputs.get(at).and_then(|output| words::frequency(texts, output, value)));
    }
    if !estimate.missing.is_empty() {
        lines.push(texts.format("risk-missing", &[("list", &words::inputs(texts, &estimate.missing))]));
    }
    match &estimate.estimated {
        Estimated::Refused(refusal) => lines.push(words::refusal(texts, refusal)),
        Estimated::Withheld(note) => lines.push(words::note(texts, model, *note)),
        Estimated::NotApplicable(gate) => lines = vec![words::shut(texts, *gate)],
        Estimated::Scored { .. } | Estimated::Bounded(_) | Estimated::Between(_) | Estimated::Missing => {}
    }
    if let Some(newest) = estimate.filled.newest_utc_secs().filter(|_| estimate.applies()) {
        lines.push(texts.format("risk-newest-input", &[("date", &texts.date(ctx.zone().date_at(newest)))]));
    }
    let band = banded.map(|(words, _, _)| words);
    Glance { name: words::model(texts, model), headline, band, tone, mark, lines }
}

/// In place of a number.
fn instead(ctx: &PanelCtx<'_>, estimate: &Estimate) -> String {
    let key = match &estimate.estimated {
        Estimated::Missing => "risk-instead-missing",
        Estimated::Refused(_) | Estimated::Withheld(_) => "risk-instead-refused",
        Estimated::NotApplicable(_) => "risk-instead-not-applicable",
        Estimated::Scored { .. } | Estimated::Bounded(_) | Estimated::Between(_) => "risk-instead-no-value",
    };
    ctx.text(key).to_owned()
}

impl Glance {
    /// The row for who does not see it.
    pub fn spoken(&self) -> String {
        let value = match &self.headline {
            Ok((digits, unit)) => format!("{digits} {unit}"),
            Err(words) => words.clone(),
        };
        let more = self.band.iter().chain(&self.lines);
        more.fold(format!("{}: {value}", self.name), |words, more| format!("{words}, {more}"))
    }
}

/// Draws a row that can be chosen. Nothing is cut: what is too wide goes on below.
pub fn glance_ui(ui: &mut Ui, glance: &Glance, is_on: bool) -> Response {
    let tokens = tokens(ui);
    let wide = ui.available_width();
    let lay = Lay { ui, room: wide - 2.0 * space::M };
    let (digits, unit) = match &glance.headline {
        Ok((digits, unit)) => {
            (lay.line(digits, size::TITLE, tokens.tone(glance.tone)), lay.line(unit, size::SMALL, tokens.quiet))
        }
        Err(words) => (lay.line(words, size::BODY, tokens.missing), lay.line("", size::SMALL, tokens.quiet)),
    };
    let value_width = digits.size().x + unit.size().x + space::XS;
    let name =
        lay.wrapped(&glance.name, size::BODY, tokens.text, (lay.room - value_width - space::M).max(lay.room * 0.4));
    let is_beside = name.size().x + value_width + space::M <= lay.room;
    let band = glance
        .band
        .as_ref()
        .map(|band| lay.wrapped(band, size::BODY, tokens.tone(glance.tone), lay.room - MARK - space::XS));
    let lines: Vec<Arc<Galley>> =
        glance.lines.iter().map(|line| lay.wrapped(line, size::SMALL, tokens.quiet, lay.room)).collect();
    let first =
        if is_beside { name.size().y.max(size::TITLE + space::S) } else { name.size().y + size::TITLE + space::S };
    let rest: f32 = band.iter().chain(&lines).map(|galley| galley.size().y + space::HAIR).sum();
    let height = first + rest + 2.0 * space::S;
    let (rect, response) = ui.allocate_exact_size(vec2(wide, height), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, ui.is_enabled(), is_on, glance.spoken()));
    if ui.is_rect_visible(rect) {
        ground(ui, rect, is_on, &response);
        let inner = rect.shrink2(vec2(space::M, space::S));
        // Level with the larger number beside it.
        let lowered = if is_beside { (size::TITLE - size::BODY) / 2.0 } else { 0.0 };
        ui.painter().galley(inner.min + vec2(0.0, lowered), name.clone(), tokens.text);
        let value_line = if is_beside { inner.top() } else { inner.top() + name.size().y };
        let baseline = baseline_at(value_line + (size::TITLE + space::XS) / 2.0, size::TITLE);
        let end = put_galley(ui.painter(), inner.right() - value_width, baseline, digits, tokens.text);
        put_galley(ui.painter(), end + space::XS, baseline, unit, tokens.quiet);
        let mut top = inner.top() + first;
        if let Some(galley) = band {
            let indent = glance.mark.map_or(0.0, |mark| {
                let square = Rect::from_min_size(pos2(inner.left(), top + 2.0), Vec2::splat(MARK));
                paint_icon(ui.painter(), square, mark, tokens.tone(glance.tone));
                MARK + space::XS
            });
            ui.painter().galley(pos2(inner.left() + indent, top), galley.clone(), tokens.text);
            top += galley.size().y + space::HAIR;
        }
        for galley in lines {
            ui.painter().galley(pos2(inner.left(), top), galley.clone(), tokens.quiet);
            top += galley.size().y + space::HAIR;
        }
        focus_ring(ui, rect, &response);
    }
    hairline(ui);
    response
}

fn ground(ui: &Ui, rect: Rect, is_on: bool, response: &Response) {
    let tokens = tokens(ui);
    let fill = match (is_on, response.hovered()) {
        (true, _) => tokens.selected,
        (false, true) => tokens.hover,
        (false, false) => tokens.surface,
    };
    ui.painter().rect_filled(rect, CornerRadius::same(RADIUS), fill);
}

struct Lay<'a> {
    ui: &'a Ui,
    room: f32,
}

impl Lay<'_> {
    fn line(&self, text: &str, points: f32, colour: Color32) -> Arc<Galley> {
        self.ui.painter().layout_no_wrap(text.to_owned(), sized(points), colour)
    }

    fn wrapped(&self, text: &str, points: f32, colour: Color32, width: f32) -> Arc<Galley> {
        let mut job = LayoutJob::default();
        job.wrap.max_width = width;
        job.append(text, 0.0, TextFormat { font_id: sized(points), color: colour, ..TextFormat::default() });
        self.ui.painter().layout_job(job)
    }
}
