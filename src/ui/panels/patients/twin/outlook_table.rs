//! What is expected next of the quantities shown, as a table: with interval, time, how such forecasts did, and the path.

use eframe::egui::{Grid, Label, ScrollArea, Ui, vec2};

use crate::app::twin::outlook::utc_secs;
use crate::app::twin::view::TwinView;
use crate::ui::theme::{body, small, space, tokens};
use crate::ui::widgets::section;

use super::trends::outlook::{interval_words, outlooks_of, path_words, record_words};
use super::trends::plot::Scene;
use super::trends::track::{Track, series_name};
use super::values::local_time;

const MOST_HEIGHT: f32 = 190.0;

/// Draws it; nothing where nothing is expected.
pub fn outlook_table_ui(ui: &mut Ui, view: &TwinView, tracks: &[(usize, &Track)], scene: &Scene<'_>) {
    if tracks.iter().all(|(_, track)| outlooks_of(view, track).is_empty()) {
        return;
    }
    let texts = scene.texts;
    section(ui, texts.get("forecast-title"));
    ScrollArea::both().id_salt("forecast-table").max_height(MOST_HEIGHT).auto_shrink([false, true]).show(ui, |ui| {
        Grid::new("forecast").num_columns(5).striped(true).spacing(vec2(space::L, space::XS)).show(ui, |ui| {
            let headings =
                ["quality-indicator", "forecast-expected", "forecast-when", "forecast-kept", "forecast-path"];
            for heading in headings {
                ui.label(small(texts.get(heading)).color(tokens(ui).quiet));
            }
            ui.end_row();
            for (_, track) in tracks {
                rows_ui(ui, view, track, scene);
            }
        });
    });
}

fn rows_ui(ui: &mut Ui, view: &TwinView, track: &Track, scene: &Scene<'_>) {
    let texts = scene.texts;
    for (_, series, outlook) in outlooks_of(view, track) {
        let stale = if outlook.is_stale { format!(" · {}", texts.get("forecast-is-stale")) } else { String::new() };
        let time = local_time(utc_secs(outlook.next.at_days), scene.zone, texts);
        let (path, tone) = path_words(series, outlook, &track.unit, scene);
        let plain = tokens(ui).text;
        let colour = if tone == crate::ui::theme::Tone::Quiet { plain } else { tokens(ui).tone(tone) };
        ui.label(body(series_name(series, texts)).color(plain));
        ui.label(body(interval_words(series, &outlook.next, &track.unit, texts)).color(plain));
        ui.label(body(format!("{time}{stale}")).color(plain));
        ui.label(body(record_words(series, outlook, texts)).color(plain));
        ui.add(Label::new(body(path).color(colour)).extend());
        ui.end_row();
    }
}
