//! The column of the trends: range, choice of plots, table, saving; the plots with the timeline below on the same axis.

use eframe::egui::{Popup, PopupCloseBehavior, ScrollArea, Ui, scroll_area::ScrollBarVisibility};

use crate::app::command::Command;
use crate::app::export::{ExportCommand, ExportTarget};
use crate::app::twin::TwinCommand;
use crate::app::twin::source::ValueSource;
use crate::app::twin::timeline::{Lane, Span};
use crate::domain::access::Action;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{ThemeChoice, body, tokens};
use crate::ui::widgets::{Button, EmptyState, Icon, TableState, empty_state, section, section_with};

use super::compare::source_at;
use super::outlook_table::outlook_table_ui;
use super::seal::SealForm;
use super::shown::Shown;
use super::snapshot::{Drawing, Snapshot};
use super::table::{TableRow, file_rows, table_rows, table_ui};
use super::timeline::timeline_ui;
use super::trends::plot::Scene;
use super::trends::strip::time_strip_ui;
use super::trends::track::{PointRef, Track};
use super::trends::window::Window;
use super::trends::{PLOT_HEIGHT, TrendsLook, first_utc_secs, stack_ui, ticks_of};

/// The plots' scroll bar and the gap before it: the time axis ends where the plots end.
const SCROLL_BAR: f32 = 12.0;

/// What the column remembers beside how the trends are looked at.
#[derive(Default)]
pub struct TrendsColumn {
    pub look: TrendsLook,
    table: TableState,
    /// Rows of the table with what they were made from.
    rows: Option<(RowsKey, Vec<TableRow>)>,
    drawing: Option<Drawing>,
    seal: SealForm,
}

type RowsKey = (Window, Vec<String>, usize);

impl TrendsColumn {
    /// Draws the column.
    pub fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, shown: &Shown) {
        self.take_picture(ctx);
        let first = first_utc_secs(&shown.tracks);
        let window = match self.is_outlook_drawn(shown) {
            true => self.look.window_ahead(ctx.now_utc_secs, first),
            false => self.look.window(ctx.now_utc_secs, first),
        };
        let tracks: Vec<(usize, &Track)> =
            shown.tracks.iter().filter(|track| self.look.is_shown(track, &shown.at_first)).enumerate().collect();
        section_with(ui, ctx.text("twin-trends"), |ui| self.buttons_ui(ctx, ui, shown, &tracks, window));
        if shown.tracks.is_empty() {
            let state = EmptyState {
                icon: Icon::Chart,
                title: ctx.text("twin-no-observations"),
                explanation: ctx.text("twin-no-observations-explained"),
                action: None,
            };
            empty_state(ui, state);
        }
        self.look.range_ui(ctx, ui);
        if self.look.as_table {
            self.table_ui(ctx, ui, shown, &tracks, window);
        } else {
            self.plots_ui(ctx, ui, shown, &tracks, window);
        }
    }

    /// Whether there is something to expect, and it is wanted.
    fn is_outlook_drawn(&self, shown: &Shown) -> bool {
        self.look.with_outlook && has_outlook(shown)
    }

    fn plots_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, shown: &Shown, tracks: &[(usize, &Track)], window: Window) {
        let width = ui.available_width() - SCROLL_BAR;
        let ticks = ticks_of(ctx, window, width);
        let zone = ctx.zone();
        let scene = Scene {
            texts: ctx.texts,
            zone: &zone,
            now_utc_secs: ctx.now_utc_secs,
            window,
            ticks: &ticks,
            focus: self.look.focus,
            plot_height: PLOT_HEIGHT,
            with_outlook: self.look.with_outlook,
        };
        time_strip_ui(ui, width, &scene);
        let scroll =
            ScrollArea::vertical().auto_shrink(false).scroll_bar_visibility(ScrollBarVisibility::AlwaysVisible);
        let done = scroll.id_salt("trends").show(ui, |ui| {
            let done = stack_ui(ui, &shown.view, tracks, &scene);
            if tracks.is_empty() && !shown.tracks.is_empty() {
                ui.label(body(ctx.text("twin-no-plot-chosen")).color(tokens(ui).missing));
            }
            section(ui, ctx.text("twin-timeline"));
            let span = ui.scope(|ui| timeline_ui(ui, &shown.view, &scene)).inner;
            if let Some(source) = span.map(|span| span_source(shown, span)) {
                ctx.send(Command::Twin(TwinCommand::ShowSources(vec![source])));
            }
            done
        });
        let done = done.inner;
        if let Some(place) = done.clicked {
            show_source(ctx, shown, place);
        }
        self.look.take(done, ui);
    }

    fn table_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, shown: &Shown, tracks: &[(usize, &Track)], window: Window) {
        let key = rows_key(shown, tracks, window);
        if self.rows.as_ref().is_none_or(|(known, _)| *known != key) {
            self.rows = Some((key, table_rows(tracks, window)));
        }
        if self.look.with_outlook {
            let zone = ctx.zone();
            let scene = Scene {
                texts: ctx.texts,
                zone: &zone,
                now_utc_secs: ctx.now_utc_secs,
                window,
                ticks: &[],
                focus: None,
                plot_height: PLOT_HEIGHT,
                with_outlook: true,
            };
            outlook_table_ui(ui, &shown.view, tracks, &scene);
        }
        let rows = self.rows.as_ref().map_or(&[][..], |(_, rows)| rows);
        let count = ctx.texts.count("trend-points", rows.len() as u64, &[]);
        ui.label(body(count).color(tokens(ui).quiet));
        if let Some(place) = table_ui(ui, &mut self.table, &shown.view, rows, &ctx.zone(), ctx.texts) {
            show_source(ctx, shown, place);
        }
    }

    /// From right to left: save, table or plot, choice of plots.
    fn buttons_ui(
        &mut self,
        ctx: &PanelCtx<'_>,
        ui: &mut Ui,
        shown: &Shown,
        tracks: &[(usize, &Track)],
        window: Window,
    ) {
        if ctx.may(Action::Export) {
            self.save_ui(ctx, ui, shown, tracks, window);
        }
        let (words, shape) = match self.look.as_table {
            true => (ctx.text("trend-as-plot"), Icon::Chart),
            false => (ctx.text("trend-as-table"), Icon::Table),
        };
        if Button::quiet(words).icon(shape).show(ui).clicked() {
            self.look.as_table = !self.look.as_table;
        }
        if has_outlook(shown) {
            ui.checkbox(&mut self.look.with_outlook, ctx.text("forecast-show"));
        }
        let choose = Button::quiet(ctx.text("twin-choose-plots")).icon(Icon::ChevronDown).show(ui);
        Popup::menu(&choose).close_behavior(PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
            ScrollArea::vertical().max_height(420.0).show(ui, |ui| self.choice_ui(ctx, ui, shown));
        });
    }

    fn save_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, shown: &Shown, tracks: &[(usize, &Track)], window: Window) {
        self.seal.ui(ctx, &shown.view, ui);
        let save = Button::quiet(ctx.text("save-as")).icon(Icon::Upload).show(ui);
        Popup::menu(&save).show(|ui| {
            if Button::quiet(ctx.text("command-save-table")).leading().min_width(220.0).show(ui).clicked() {
                let (headings, rows) = file_rows(&shown.view, &table_rows(tracks, window), ctx.texts);
                let target = ExportTarget::Table { kind: "values of a patient", headings, rows };
                ctx.send(Command::Export(ExportCommand::Choose {
                    name: "values.csv".to_owned(),
                    target: target.into(),
                }));
                ui.close();
            }
            if Button::quiet(ctx.text("twin-save-fhir")).leading().min_width(220.0).show(ui).clicked() {
                let target = ExportTarget::Bundle(std::sync::Arc::clone(&shown.view));
                let name = "twin.json".to_owned();
                ctx.send(Command::Export(ExportCommand::Choose { name, target: target.into() }));
                ui.close();
            }
            if ctx.may(Action::SealSummary)
                && Button::quiet(ctx.text("twin-seal")).leading().min_width(220.0).show(ui).clicked()
            {
                self.seal.begin();
                ui.close();
            }
            let picture = Button::quiet(ctx.text("command-save-picture")).leading().min_width(220.0);
            if picture.enabled(self.drawing.is_none() && !tracks.is_empty()).show(ui).clicked() {
                self.drawing = Some(start_picture(ctx, ui, shown, tracks, (window, self.look.with_outlook)));
                ui.close();
            }
        });
    }

    fn choice_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, shown: &Shown) {
        for track in &shown.tracks {
            let mut on = self.look.is_shown(track, &shown.at_first);
            let count = ctx.texts.count("trend-points", track.marks.len() as u64, &[]);
            if ui.checkbox(&mut on, format!("{} · {count}", track.title(ctx.texts))).changed() {
                self.look.toggle(&track.key, &shown.at_first);
            }
        }
    }

    /// A picture that is ready goes where the person says.
    fn take_picture(&mut self, ctx: &PanelCtx<'_>) {
        match self.drawing.as_ref().map(Drawing::poll) {
            None | Some(Ok(None)) => {}
            Some(Ok(Some(pixels))) => {
                self.drawing = None;
                let (width, height, rgba) = (pixels.width, pixels.height, pixels.bytes);
                let target = ExportTarget::Picture { kind: "trends of a patient", width, height, rgba };
                ctx.send(Command::Export(ExportCommand::Choose {
                    name: "trends.png".to_owned(),
                    target: target.into(),
                }));
            }
            Some(Err(())) => self.drawing = None,
        }
    }
}

fn has_outlook(shown: &Shown) -> bool {
    shown.view.outlooks.iter().any(Option::is_some)
}

fn rows_key(shown: &Shown, tracks: &[(usize, &Track)], window: Window) -> RowsKey {
    let keys = tracks.iter().map(|(_, track)| track.key.clone()).collect();
    (window, keys, std::sync::Arc::as_ptr(&shown.view) as usize)
}

/// The source of a value.
fn show_source(ctx: &PanelCtx<'_>, shown: &Shown, place: PointRef) {
    if let Some(source) = source_at(shown, place) {
        ctx.send(Command::Twin(TwinCommand::ShowSources(vec![source])));
    }
}

fn span_source(shown: &Shown, span: &Span) -> ValueSource {
    let field = match span.lane {
        Lane::Condition => "condition",
        Lane::Medication => "medication",
        Lane::Admission => "ward",
    };
    shown.view.source_of_field(field, span.cell, &span.title, &[])
}

fn start_picture(
    ctx: &PanelCtx<'_>,
    ui: &Ui,
    shown: &Shown,
    tracks: &[(usize, &Track)],
    (window, with_outlook): (Window, bool),
) -> Drawing {
    let now = ctx.texts.moment(ctx.local(ctx.now_utc_secs));
    let demo = if ctx.state.is_demo() { format!(" · {}", ctx.text("demo-mark")) } else { String::new() };
    let who = &shown.who;
    let snapshot = Snapshot {
        view: std::sync::Arc::clone(&shown.view),
        tracks: tracks.iter().map(|(number, track)| (*number, (*track).clone())).collect(),
        window,
        zone: ctx.zone(),
        now_utc_secs: ctx.now_utc_secs,
        texts: ctx.texts,
        title: who.whole_name.clone(),
        caption: format!("{} · {} · {} · {now}{demo}", who.identifier, who.born, who.sex),
        theme: if ui.visuals().dark_mode { ThemeChoice::Dark } else { ThemeChoice::Light },
        with_outlook,
    };
    let egui = ui.ctx().clone();
    Drawing::start(snapshot, move || egui.request_repaint())
}
