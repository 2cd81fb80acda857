//! Groups against what they are made of: how far each mean lies from everybody else's, as colours with the numbers in them.

use eframe::egui::accesskit::Role;
use eframe::egui::{Align2, Color32, CornerRadius, Rect, ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2};

use crate::analysis::staff::profile::Difference;
use crate::analysis::staff::study::Study;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{HAIRLINE, Tokens, series, size, sized, small, space, tokens};
use crate::ui::widgets::section;

use super::{quiet_ui, words};

const ROW: f32 = 26.0;
const NAME: f32 = 150.0;
const CELL: f32 = 74.0;
/// Features that are drawn: those in which groups differ most.
const MOST: usize = 14;
/// Standard deviations at which a colour is full.
const FULL: f64 = 2.0;

pub fn heat_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, study: &Study) {
    if study.profiles.len() < 2 {
        return;
    }
    section(ui, ctx.text("staff-heat"));
    let features = features(study);
    ScrollArea::horizontal().id_salt("staff-heat").show(ui, |ui| {
        let size = vec2(NAME + CELL * study.profiles.len() as f32, ROW * (features.len() + 1) as f32);
        let (_, room) = ui.allocate_space(size);
        for (column, own) in study.profiles.iter().enumerate() {
            let at = Rect::from_min_size(room.min + vec2(NAME + CELL * column as f32, 0.0), vec2(CELL, ROW));
            let name = ctx.texts.format("staff-group-number", &[("number", &own.number)]);
            ui.painter().text(at.center(), Align2::CENTER_CENTER, name, sized(size::SMALL), tokens(ui).quiet);
        }
        for (row, feature) in features.iter().enumerate() {
            let top = room.min + vec2(0.0, ROW * (row + 1) as f32);
            row_ui(ctx, ui, study, *feature, top);
        }
    });
    quiet_ui(ui, ctx.text("staff-heat-explained"));
}

/// The features in which any group differs most, the largest first.
fn features(study: &Study) -> Vec<usize> {
    let largest = |feature: usize| {
        study
            .profiles
            .iter()
            .filter_map(|own| size_of(&own.differences, feature))
            .map(|found| found.size.abs())
            .fold(0.0, f64::max)
    };
    let mut order: Vec<(usize, f64)> = (0..study.encoded.features.len()).map(|place| (place, largest(place))).collect();
    order.sort_by(|a, b| b.1.total_cmp(&a.1));
    order.into_iter().take(MOST).map(|(place, _)| place).collect()
}

fn size_of(differences: &[Difference], feature: usize) -> Option<&Difference> {
    differences.iter().find(|found| found.feature == feature)
}

fn row_ui(ctx: &PanelCtx<'_>, ui: &Ui, study: &Study, feature: usize, top: eframe::egui::Pos2) {
    let Some(own) = study.encoded.features.get(feature) else { return };
    let name = words::feature(own);
    let clip = Rect::from_min_size(top, vec2(NAME - space::S, ROW)).intersect(ui.clip_rect());
    let place = top + vec2(0.0, ROW / 2.0);
    let tokens = tokens(ui);
    ui.painter().with_clip_rect(clip).text(place, Align2::LEFT_CENTER, &name, sized(size::BODY), tokens.text);
    for (column, profile) in study.profiles.iter().enumerate() {
        let Some(found) = size_of(&profile.differences, feature) else { continue };
        let at = Rect::from_min_size(top + vec2(NAME + CELL * column as f32, 0.0), vec2(CELL, ROW)).shrink(1.0);
        let value = match own.word.is_some() {
            true => ctx.texts.percent(found.inside),
            false => words::number(ctx.texts, found.inside),
        };
        ui.painter().rect(at, CornerRadius::same(2), colour(tokens, found.size), Stroke::NONE, StrokeKind::Inside);
        if profile.number == ctx.state.staff.group {
            let stroke = Stroke::new(HAIRLINE + 0.5, tokens.accent);
            ui.painter().rect_stroke(at, CornerRadius::same(2), stroke, StrokeKind::Inside);
        }
        ui.painter().text(at.center(), Align2::CENTER_CENTER, &value, sized(size::SMALL), tokens.text);
        let response = ui.interact(at, ui.scope_id().with(("staff-heat", feature, column)), Sense::hover());
        let number = ctx.texts.format("staff-group-number", &[("number", &profile.number)]);
        let spoken = format!("{number}, {}", words::difference(ctx.texts, study, found));
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &spoken));
        response.on_hover_ui(|ui| {
            ui.label(small(&spoken));
        });
    }
}

/// Above everybody else's mean in the first series' colour, below in the second's; paler where it is nearer.
fn colour(tokens: &Tokens, size: f64) -> Color32 {
    let full = series(tokens, usize::from(size < 0.0)).colour;
    let strength = (size.abs() / FULL).min(1.0) as f32 * 0.55;
    let mix = |ground: u8, own: u8| (f32::from(ground) + (f32::from(own) - f32::from(ground)) * strength) as u8;
    let ground = tokens.surface;
    Color32::from_rgb(mix(ground.r(), full.r()), mix(ground.g(), full.g()), mix(ground.b(), full.b()))
}
