//! A running job in one line: name, bar, time left, cancel.

use eframe::egui::accesskit::Role;
use eframe::egui::{Align, CornerRadius, Label, Layout, RichText, Sense, Ui, WidgetInfo, vec2};

use super::button::icon_button;
use super::icon::Icon;
use crate::ui::text::Texts;
use crate::ui::theme::{RADIUS, body, small, space, tokens};

/// Room for "Estimating the time left", the longest of its texts.
const REMAINING_WIDTH: f32 = 150.0;
/// Room for "100 %".
const PERCENT_WIDTH: f32 = 40.0;

/// A job as the status bar shows it.
#[derive(Clone, Copy, Debug)]
pub struct ProgressRow<'a> {
    pub name: &'a str,
    /// 0 to 1; `None` while nobody knows how much there is to do.
    pub share: Option<f32>,
    pub remaining_secs: Option<u64>,
    pub bar_width: f32,
}

/// Draws the row; whether it is to be cancelled.
pub fn progress_row(ui: &mut Ui, row: ProgressRow<'_>, texts: &Texts) -> bool {
    let tokens = tokens(ui);
    ui.horizontal(|ui| {
        ui.label(body(row.name).color(tokens.text));
        bar_ui(ui, &row);
        let share = row.share.map(|share| texts.percent(f64::from(share))).unwrap_or_default();
        steady_label(ui, PERCENT_WIDTH, small(share).color(tokens.text));
        remaining_ui(ui, row.remaining_secs, texts);
        icon_button(ui, Icon::Close, &texts.format("job-cancel", &[("job", &row.name)])).clicked()
    })
    .inner
}

/// How long it will take, always equally wide: the cross behind it stays under the pointer.
pub fn remaining_ui(ui: &mut Ui, secs: Option<u64>, texts: &Texts) {
    let left = match secs {
        Some(secs) => texts.format("job-remaining", &[("time", &texts.duration(secs))]),
        None => texts.get("job-remaining-unknown").to_owned(),
    };
    let quiet = tokens(ui).quiet;
    steady_label(ui, REMAINING_WIDTH, small(left).color(quiet));
}

fn steady_label(ui: &mut Ui, width: f32, words: RichText) {
    ui.allocate_ui_with_layout(vec2(width, space::L), Layout::left_to_right(Align::Center), |ui| {
        ui.set_min_width(width);
        ui.set_max_width(width);
        ui.add(Label::new(words).truncate());
    });
}

fn bar_ui(ui: &mut Ui, row: &ProgressRow<'_>) {
    const HEIGHT: f32 = 6.0;
    let tokens = tokens(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(row.bar_width, space::L), Sense::hover());
    response.widget_info(|| WidgetInfo {
        value: row.share.map(|share| f64::from(share) * 100.0),
        ..WidgetInfo::labeled(Role::ProgressIndicator, true, row.name)
    });
    let track = rect.shrink2(vec2(0.0, (rect.height() - HEIGHT) / 2.0));
    let radius = CornerRadius::same(RADIUS - 1);
    ui.painter().rect_filled(track, radius, tokens.hairline);
    let filled = match row.share {
        Some(share) => track.with_max_x(track.left() + track.width() * share.clamp(0.0, 1.0)),
        None => {
            // A part of the bar walks to and fro: something happens, nobody knows how long.
            let walk = (ui.input(|input| input.time) % 2.0 / 2.0 * std::f64::consts::TAU).sin() as f32 * 0.5 + 0.5;
            ui.request_repaint_after_secs(0.1);
            let part = track.width() * 0.3;
            let left = track.left() + (track.width() - part) * walk;
            track.with_min_x(left).with_max_x(left + part)
        }
    };
    ui.painter().rect_filled(filled, radius, tokens.accent);
}
