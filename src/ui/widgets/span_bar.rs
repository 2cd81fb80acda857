//! A line with a name, what it says, and a bar on an axis that it shares with the lines above and below.

use eframe::egui::accesskit::Role;
use eframe::egui::text::{LayoutJob, TextWrapping};
use eframe::egui::{Color32, CornerRadius, Rect, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use crate::ui::theme::{HAIRLINE, series, size, sized, space, tokens};

const ROW: f32 = 24.0;
/// Room for what a line says: a share with its error in the longest language.
const SAYS: f32 = 124.0;

/// What a bar is among the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BarLook {
    Main,
    /// Speaks the other way.
    Against,
    /// What the main one is compared with.
    Beside,
}

/// One line.
pub struct SpanBar<'a> {
    pub name: &'a str,
    /// Stands before the bar.
    pub says: &'a str,
    pub from: f64,
    pub to: f64,
    /// Ends of the axis.
    pub axis: (f64, f64),
    /// A line across.
    pub mark: Option<f64>,
    pub look: BarLook,
}

/// Draws the line; a screen reader hears name and what it says.
pub fn span_bar_ui(ui: &mut Ui, bar: &SpanBar<'_>) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let words = format!("{}: {}", bar.name, bar.says);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &words));
    if !ui.is_rect_visible(rect) {
        return;
    }
    let tokens = tokens(ui);
    let name_right = rect.left() + (rect.width() * 0.38).min(240.0);
    let says_right = name_right + SAYS;
    put(ui, bar.name, (rect.left(), name_right - space::S), false, rect, tokens.text);
    put(ui, bar.says, (name_right, says_right), true, rect, tokens.text);
    let field = field(rect, says_right);
    let x = |value: f64| {
        let share = (value - bar.axis.0) / (bar.axis.1 - bar.axis.0);
        field.left() + field.width() * share.clamp(0.0, 1.0) as f32
    };
    ui.painter().hline(field.x_range(), field.center().y, Stroke::new(HAIRLINE, tokens.hairline));
    let (from, to) = (x(bar.from.min(bar.to)), x(bar.from.max(bar.to)));
    let shape = Rect::from_x_y_ranges(from..=to.max(from + 1.0), field.y_range());
    let colour = match bar.look {
        BarLook::Main => series(tokens, 0).colour,
        BarLook::Against => series(tokens, 1).colour,
        BarLook::Beside => tokens.outline,
    };
    ui.painter().rect_filled(shape, CornerRadius::same(2), colour);
    if let Some(mark) = bar.mark {
        ui.painter().vline(x(mark), rect.y_range(), Stroke::new(1.5, tokens.text));
    }
    response.on_hover_text(words);
}

/// Numbers below the bars, at their places on the axis.
pub fn axis_ui(ui: &mut Ui, axis: (f64, f64), ticks: &[(f64, String)]) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), space::L), Sense::hover());
    let tokens = tokens(ui);
    let field = field(rect, rect.left() + (rect.width() * 0.38).min(240.0) + SAYS);
    for (value, words) in ticks {
        let galley = ui.painter().layout_no_wrap(words.clone(), sized(size::SMALL), tokens.quiet);
        let at = field.left() + field.width() * ((value - axis.0) / (axis.1 - axis.0)) as f32;
        let left = (at - galley.size().x / 2.0).min(rect.right() - galley.size().x);
        ui.painter().galley(pos2(left, rect.top()), galley, tokens.quiet);
    }
}

/// Where the bar may be.
fn field(rect: Rect, says_right: f32) -> Rect {
    let left = says_right + space::M;
    Rect::from_min_max(pos2(left, rect.top() + 6.0), pos2(rect.right().max(left + 1.0), rect.bottom() - 6.0))
}

fn put(ui: &Ui, text: &str, (left, right): (f32, f32), at_end: bool, rect: Rect, colour: Color32) {
    let mut job = LayoutJob::simple_singleline(text.to_owned(), sized(size::BODY), colour);
    job.wrap = TextWrapping::truncate_at_width(right - left);
    let galley = ui.painter().layout_job(job);
    let x = if at_end { (right - galley.size().x).max(left) } else { left };
    ui.painter().galley(pos2(x, rect.center().y - galley.size().y / 2.0), galley, colour);
}
