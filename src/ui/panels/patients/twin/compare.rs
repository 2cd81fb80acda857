//! Two twins side by side: who each is on each half, the same rows beside each other with their difference, and the same
//! plots with the same axes.

use eframe::egui::text::{LayoutJob, TextFormat};
use eframe::egui::{Align, Grid, Label, Layout, RichText, ScrollArea, Ui, scroll_area::ScrollBarVisibility, vec2};

use crate::app::command::Command;
use crate::app::twin::TwinCommand;
use crate::app::twin::source::ValueSource;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{Tone, body, large, size, sized, small, space, title, tokens};
use crate::ui::widgets::{Icon, ValueMark, card, hairline, icon, section};

use super::newest::NewestRow;
use super::shown::Shown;
use super::trends::plot::{PlotDone, Scene, track_ui};
use super::trends::strip::time_strip_ui;
use super::trends::track::{PointRef, Track};
use super::trends::{TrendsLook, first_utc_secs, ticks_of};
use super::values::difference;

/// Room for a value with its mark, such as "▲ 142/85".
const NUMBER_WIDTH: f32 = 84.0;
const PLOT_HEIGHT: f32 = 92.0;
const SCROLL_BAR: f32 = 12.0;

/// Draws both twins.
pub fn compare_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, first: &Shown, second: &Shown, look: &mut TrendsLook) {
    let half = (ui.available_width() - space::L - SCROLL_BAR) / 2.0;
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = space::L;
        for shown in [first, second] {
            ui.allocate_ui_with_layout(vec2(half, 0.0), Layout::top_down(Align::Min), |ui| head_ui(ui, shown));
        }
    });
    ui.horizontal_wrapped(|ui| look.range_ui(ctx, ui));
    ScrollArea::vertical()
        .auto_shrink(false)
        .scroll_bar_visibility(ScrollBarVisibility::AlwaysVisible)
        .id_salt("compare")
        .show(ui, |ui| {
            let width = ui.available_width();
            section(ui, ctx.text("compare-title"));
            rows_ui(ctx, ui, first, second);
            ui.add_space(space::L);
            plots_ui(ctx, ui, width, (first, second), look);
        });
}

/// Who it is. Not the banner: that stands alone on the screens of one patient.
fn head_ui(ui: &mut Ui, shown: &Shown) {
    let who = &shown.who;
    card(ui, |ui| {
        ui.set_width(ui.available_width());
        let tokens = tokens(ui);
        ui.add(Label::new(title(&who.whole_name).color(tokens.text)).wrap());
        let mut words = format!("{} · {} · {}", who.identifier, who.born, who.sex);
        if let Some(died) = &who.died {
            words = format!("{words} · {died}");
        }
        if let Some(phone) = &who.phone {
            words = format!("{words} · {phone}");
        }
        ui.add(Label::new(body(words).color(tokens.text)).wrap());
        ui.add(Label::new(body(&who.allergies_words).color(tokens.quiet)).wrap());
    });
}

/// Keys of both, in the order of the first, then what only the second has.
fn keys<'a>(first: &'a Shown, second: &'a Shown) -> Vec<&'a str> {
    let mut keys: Vec<&str> = first.tracks.iter().map(|track| track.key.as_str()).collect();
    keys.extend(
        second
            .tracks
            .iter()
            .map(|track| track.key.as_str())
            .filter(|key| !first.tracks.iter().any(|track| track.key == *key)),
    );
    keys
}

fn row_of<'a>(shown: &'a Shown, key: &str) -> Option<(&'a Track, &'a NewestRow)> {
    let track = shown.tracks.iter().find(|track| track.key == key)?;
    let place = track.marks.last()?.point;
    Some((track, shown.newest.iter().find(|row| row.points.first() == Some(&place))?))
}

/// The row that says of the quantity that it was asked for and has no value.
fn unrecorded_row<'a>(shown: &'a Shown, track: &Track) -> Option<&'a NewestRow> {
    shown.newest.iter().find(|row| row.mark == ValueMark::NotRecorded && row.name == track.name)
}

fn rows_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, first: &Shown, second: &Shown) {
    let tokens = tokens(ui);
    let column = ((ui.available_width() - 3.0 * space::M) / 4.0).max(120.0);
    Grid::new("compare-rows")
        .num_columns(4)
        .striped(true)
        .min_col_width(column)
        .spacing(vec2(space::M, space::XS))
        .show(ui, |ui| {
            ui.label(small(ctx.text("quality-indicator")).color(tokens.quiet));
            for shown in [first, second] {
                ui.add(Label::new(small(&shown.who.whole_name).color(tokens.quiet)).wrap());
            }
            ui.label(small(ctx.text("compare-difference")).color(tokens.quiet));
            ui.end_row();
            for key in keys(first, second) {
                let (one, other) = (row_of(first, key), row_of(second, key));
                let Some((track, _)) = one.or(other) else { continue };
                ui.add(Label::new(body(track.title(ctx.texts)).color(tokens.text)).wrap());
                for (row, shown) in [(one, first), (other, second)] {
                    let row = row.map(|(_, row)| row).or_else(|| unrecorded_row(shown, track));
                    value_ui(ctx, ui, row, shown, column - NUMBER_WIDTH - space::XS);
                }
                let words = match (one, other) {
                    (Some((_, one)), Some((_, other))) => difference_words(ctx, (first, one), (second, other)),
                    (Some(_), None) | (None, Some(_)) | (None, None) => "–".to_owned(),
                };
                number_place(ui, |ui| ui.label(body(words).color(tokens.text)));
                ui.end_row();
            }
        });
}

/// The number, and in `aside` points beside it how it is judged and how old it is.
fn value_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, row: Option<&NewestRow>, shown: &Shown, aside: f32) {
    let tokens = tokens(ui);
    let Some(row) = row else {
        number_place(ui, |ui| {
            ui.spacing_mut().item_spacing.x = space::XS;
            let label = ui.label(body(ctx.text("not-tested")).color(tokens.missing));
            icon(ui, Icon::Dash, size::SMALL, tokens.missing);
            label
        });
        return;
    };
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::XS;
        let tone = row.mark.tone();
        let colour = if tone == Tone::Quiet { tokens.text } else { tokens.tone(tone) };
        let text = RichText::new(&row.value).size(size::LARGE).color(colour);
        let value = number_place(ui, |ui| {
            let value = ui.add(Label::new(text).sense(eframe::egui::Sense::click()));
            if let Some(shape) = row.icon() {
                icon(ui, shape, size::SMALL, tokens.tone(tone));
            }
            value
        });
        if value.on_hover_text(ctx.text("twin-click-source")).clicked() {
            ctx.send(Command::Twin(TwinCommand::ShowSources(sources_of(shown, row))));
        }
        let mut words = row.age.clone();
        if tone != Tone::Plain {
            words = format!("{} · {words}", row.mark_words);
        }
        let mut job = LayoutJob::default();
        job.append(&words, 0.0, TextFormat::simple(sized(size::SMALL), tokens.quiet));
        if let Some(stale) = &row.stale {
            job.append(stale, space::XS, TextFormat::simple(sized(size::SMALL), tokens.stale));
        }
        ui.scope(|ui| {
            ui.set_max_width(aside);
            ui.add(Label::new(job).wrap());
        });
    });
}

/// Numbers below each other end at the same place; what is added is drawn from right to left.
fn number_place<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> R {
    let room = vec2(NUMBER_WIDTH, ui.spacing().interact_size.y);
    ui.allocate_ui_with_layout(room, Layout::right_to_left(Align::Center), |ui| {
        ui.set_min_width(NUMBER_WIDTH);
        add(ui)
    })
    .inner
}

/// Sources of a row: of both values of a pressure, and of what came after them without a value.
pub fn sources_of(shown: &Shown, row: &NewestRow) -> Vec<ValueSource> {
    let points = row.points.iter().filter_map(|place| source_at(shown, *place));
    points.chain(row.unrecorded.iter().filter_map(|one| shown.view.source_of_unrecorded(one))).collect()
}

/// The source of a point.
pub fn source_at(shown: &Shown, place: PointRef) -> Option<ValueSource> {
    shown.view.source_of(shown.view.series.get(place.series)?, place.point)
}

/// Second minus first, part by part for a pressure; only in the same unit.
fn difference_words(ctx: &PanelCtx<'_>, one: (&Shown, &NewestRow), other: (&Shown, &NewestRow)) -> String {
    if one.1.unit != other.1.unit || one.1.points.len() != other.1.points.len() {
        return "–".to_owned();
    }
    let value =
        |shown: &Shown, place: &PointRef| Some(shown.view.series.get(place.series)?.points.get(place.point)?.shown);
    let parts = one.1.points.iter().zip(&other.1.points).map(|(mine, theirs)| {
        let (Some(mine), Some(theirs)) = (value(one.0, mine), value(other.0, theirs)) else { return "–".to_owned() };
        match difference(mine, theirs) {
            Some(change) if change.mantissa > 0 => format!("+{}", ctx.texts.decimal(&change.to_string())),
            Some(change) => ctx.texts.decimal(&change.to_string()),
            None => ctx.text("compare-no-difference").to_owned(),
        }
    });
    parts.collect::<Vec<_>>().join(" / ")
}

/// The quantities that both have, each drawn twice with the same time and the same values on the axes.
fn plots_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, width: f32, (first, second): (&Shown, &Shown), look: &mut TrendsLook) {
    section(ui, ctx.text("twin-trends"));
    let half = (width - space::L) / 2.0;
    let window = look.window(ctx.now_utc_secs, first_utc_secs(first.tracks.iter().chain(&second.tracks)));
    let ticks = ticks_of(ctx, window, half);
    let zone = ctx.zone();
    let scene = Scene {
        texts: ctx.texts,
        zone: &zone,
        now_utc_secs: ctx.now_utc_secs,
        window,
        ticks: &ticks,
        focus: look.focus,
        plot_height: PLOT_HEIGHT,
        // Two of them beside each other have no room for more words.
        with_outlook: false,
    };
    let mut done = PlotDone::default();
    let shared = first.tracks.iter().filter(|track| look.is_shown(track, &first.at_first)).enumerate();
    let mut drawn = 0;
    for (number, track) in shared {
        let Some(partner) = second.tracks.iter().find(|other| other.key == track.key && other.unit == track.unit)
        else {
            continue;
        };
        drawn += 1;
        let (one, other) = (track.extent(window, &[]), partner.extent(window, &[]));
        let extent = Some((one.0.min(other.0), one.1.max(other.1)));
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = space::L;
            for (at, (shown, track)) in [(first, track), (second, partner)].into_iter().enumerate() {
                ui.allocate_ui_with_layout(vec2(half, 0.0), Layout::top_down(Align::Min), |ui| {
                    ui.push_id(at, |ui| {
                        let half_done = track_ui(ui, &shown.view, track, number, extent, &scene);
                        send_source(ctx, shown, &half_done);
                        done = done.or(half_done);
                    });
                });
            }
        });
        hairline(ui);
        ui.add_space(space::S);
    }
    if drawn == 0 {
        ui.label(large(ctx.text("twin-compare-nothing-shared")).color(tokens(ui).missing));
    } else {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = space::L;
            time_strip_ui(ui, half, &scene);
            time_strip_ui(ui, half, &scene);
        });
    }
    look.take(done, ui);
}

fn send_source(ctx: &PanelCtx<'_>, shown: &Shown, done: &PlotDone) {
    if let Some(source) = done.clicked.and_then(|place| source_at(shown, place)) {
        ctx.send(Command::Twin(TwinCommand::ShowSources(vec![source])));
    }
}
