//! The window: rail, main area, status bar, palette; welcome and lock screens where no store is open.

use std::cell::RefCell;
use std::path::PathBuf;

use eframe::egui::scroll_area::ScrollBarVisibility;
use eframe::egui::text_edit::TextEditState;
use eframe::egui::{self, CentralPanel, Context, Frame, Margin, Rect, ScrollArea, Sense, Ui, UiBuilder, Vec2, vec2};

use crate::app::command::Command;
use crate::app::core::{Core, Setup};
use crate::app::panels::PanelId;
use crate::app::session::{Session, SessionCommand};
use crate::app::view::ViewCommand;

use super::clipboard::ClipboardGuard;
use super::dialogs::export_sheet::ExportSheet;
use super::dialogs::shown_once::shown_once_ui;
use super::lock_screen::LockScreen;
use super::must_change::must_change_ui;
use super::palette::Palette;
use super::panels::{self, Panel, PanelCtx};
use super::passphrase_form::OwnPassphrase;
use super::text::{Language, Texts};
use super::theme::{self, ThemeChoice, space, tokens};
use super::welcome::Welcome;
use super::{notices, rail, shortcuts, status_bar};

/// The whole application behind one window.
pub struct Shell {
    pub core: Core,
    panels: Vec<Box<dyn Panel>>,
    welcome: Welcome,
    lock_screen: LockScreen,
    own_passphrase: OwnPassphrase,
    palette: Palette,
    export_sheet: ExportSheet,
    sent: RefCell<Vec<Command>>,
    applied_look: Option<(String, u16)>,
    chinese_font_missing: Option<bool>,
    window_size: egui::Vec2,
    was_open: bool,
    clipboard: ClipboardGuard,
}

impl Shell {
    pub fn new(setup: Setup) -> Shell {
        Shell {
            core: Core::new(setup),
            panels: panels::all(),
            welcome: Welcome::default(),
            lock_screen: LockScreen::default(),
            own_passphrase: OwnPassphrase::default(),
            palette: Palette::default(),
            export_sheet: ExportSheet::default(),
            sent: RefCell::new(Vec::new()),
            applied_look: None,
            chinese_font_missing: None,
            window_size: egui::Vec2::ZERO,
            was_open: false,
            clipboard: ClipboardGuard::default(),
        }
    }

    /// The texts of the language in use.
    pub fn texts(&self) -> &'static Texts {
        Texts::of(Language::from_id(&self.core.state.language).unwrap_or_default())
    }

    /// Everything that happens without drawing: finished jobs, keys, dropped files, theme and scale.
    pub fn update(&mut self, ctx: &Context) {
        if ctx.input(|input| !input.events.is_empty()) {
            self.core.note_activity();
        }
        self.core.poll();
        self.clipboard.update(ctx, self.core.state.open().is_some());
        self.apply_look(ctx);
        for command in shortcuts::pressed(ctx, &self.core.state) {
            self.core.apply(command);
        }
        let dropped = dropped_files(ctx);
        if !dropped.is_empty() {
            self.core.apply(self.core.state.panel.dropped(dropped));
        }
        self.remember_window(ctx);
        self.carry_out();
        self.forget_when_closed(ctx);
    }

    /// Panels remember how they are looked at, typed words among it: a locked or closed store leaves them nothing, and an
    /// opened one nothing of the passphrase, which a field would keep to undo its typing.
    fn forget_when_closed(&mut self, ctx: &Context) {
        let is_open = self.core.state.open().is_some();
        if self.was_open != is_open {
            ctx.data_mut(|data| data.remove_by_type::<TextEditState>());
        }
        if self.was_open && !is_open {
            self.panels = panels::all();
            self.palette = Palette::default();
            self.export_sheet = ExportSheet::default();
            self.own_passphrase = OwnPassphrase::default();
            // Forms that live in the window's memory, and what was asked for in it.
            ctx.data_mut(|data| data.clear());
        }
        self.was_open = is_open;
    }

    /// Keeps the window's size for the next start, once it has come to rest.
    fn remember_window(&mut self, ctx: &Context) {
        let Some(rect) = ctx.input(|input| input.viewport().inner_rect) else { return };
        let settings = &self.core.state.settings;
        let moved = (settings.window_width - rect.width()).abs() + (settings.window_height - rect.height()).abs();
        let resting = self.window_size == rect.size();
        self.window_size = rect.size();
        if resting && moved > 1.0 {
            let (width, height) = (rect.width(), rect.height());
            self.core.apply(Command::View(ViewCommand::RememberWindow { width, height }));
        }
    }

    fn carry_out(&mut self) {
        for command in self.sent.take() {
            self.core.apply(command);
        }
    }

    fn apply_look(&mut self, ctx: &Context) {
        let look = (self.core.state.settings.theme.clone(), self.core.state.settings.scale_percent);
        if self.applied_look.as_ref() != Some(&look) {
            theme::apply(ctx, ThemeChoice::from_id(&look.0).unwrap_or_default());
            ctx.set_zoom_factor(f32::from(look.1) / 100.0);
            self.applied_look = Some(look);
        }
    }

    /// Draws the window.
    pub fn draw(&mut self, ui: &mut Ui) {
        let texts = self.texts();
        let font_missing =
            *self.chinese_font_missing.get_or_insert_with(|| !super::fonts::chinese_font_present(ui.ctx()));
        let Shell { core, panels, welcome, lock_screen, own_passphrase, palette, export_sheet, sent, .. } = self;
        let ctx = PanelCtx::new(core, texts, sent);
        // The keyboard goes through the window in the order of drawing: rail, main area, status bar.
        let room = ui.available_rect_before_wrap();
        let (above, bar) = room.split_top_bottom_at_y(room.bottom() - status_bar::HEIGHT);
        within(ui, above, |ui| match &core.state.session {
            Session::Welcome => centre_ui(ui, |ui| {
                notices::notices_ui(&ctx, font_missing, ui);
                welcome.ui(&ctx, ui);
            }),
            Session::Locked(locked) => centre_ui(ui, |ui| lock_screen.ui(&ctx, locked, ui)),
            Session::Open(open) if open.actor.must_change => {
                centre_ui(ui, |ui| must_change_ui(&ctx, own_passphrase, &open.actor.name, ui));
            }
            Session::Open(_) => {
                rail::rail_ui(&ctx, panels, ui);
                main_ui(&ctx, panels, font_missing, ui);
            }
        });
        within(ui, bar, |ui| status_bar::status_bar_ui(&ctx, &core.history, ui));
        if !matches!(core.state.session, Session::Locked(_)) {
            notices::good_news_ui(&ctx, status_bar::HEIGHT, ui);
        }
        if core.state.open().is_some_and(|open| !open.actor.must_change) {
            palette.ui(&ctx, ui);
            export_sheet.ui(&ctx, ui);
        }
        shown_once_ui(&ctx, ui);
        self.carry_out();
        self.clipboard.note(ui.ctx(), self.core.state.open().is_some());
        if !self.core.is_quiet() {
            // Progress bars move; ten pictures a second are enough.
            ui.ctx().request_repaint_after(std::time::Duration::from_millis(100));
        } else {
            ui.ctx().request_repaint_after(self.core.looks_again_after());
        }
    }

    /// Shows a panel as if it had been chosen in the rail.
    pub fn go(&mut self, panel: PanelId) {
        self.core.apply(Command::View(ViewCommand::Go(panel)));
    }

    /// Opens the demo hospital at once.
    pub fn open_demo(&mut self) {
        self.core.apply(Command::Session(SessionCommand::OpenDemo));
    }
}

impl eframe::App for Shell {
    fn raw_input_hook(&mut self, ctx: &Context, raw: &mut egui::RawInput) {
        self.clipboard.look(ctx, raw);
    }

    fn logic(&mut self, ctx: &Context, _frame: &mut eframe::Frame) {
        self.update(ctx);
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        self.draw(ui);
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        self.core.jobs.cancel_reading();
    }
}

/// What a panel has in a window of 1440 × 900 points at 200 %.
const LEAST_ROOM: Vec2 = vec2(620.0, 380.0);

fn main_ui(ctx: &PanelCtx<'_>, panels: &mut [Box<dyn Panel>], font_missing: bool, ui: &mut Ui) {
    let frame = Frame::new().fill(tokens(ui).canvas).inner_margin(Margin::same(space::L as i8));
    CentralPanel::default().frame(frame).show(ui, |ui| {
        notices::notices_ui(ctx, font_missing, ui);
        notices::store_failure_ui(ctx, ui);
        if let Some(panel) = panels.iter_mut().find(|panel| panel.id() == ctx.state.panel) {
            let id = panel.id().id();
            ui.push_id(id, |ui| roomy_ui(ui, |ui| panel.ui(ctx, ui)));
        }
    });
}

/// A panel where it has the room that it is made for, at a large scale too: it is then looked at part by part.
fn roomy_ui(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    let room = ui.available_size();
    if room.x >= LEAST_ROOM.x && room.y >= LEAST_ROOM.y {
        return add(ui);
    }
    let bars = ScrollBarVisibility::VisibleWhenNeeded;
    ScrollArea::both().auto_shrink(false).scroll_bar_visibility(bars).show(ui, |ui| {
        let (rect, _) = ui.allocate_exact_size(room.max(LEAST_ROOM), Sense::hover());
        add(&mut ui.new_child(UiBuilder::new().max_rect(rect)));
    });
}

/// Draws in a part of the window without taking room from the rest.
fn within(ui: &mut Ui, part: Rect, add: impl FnOnce(&mut Ui)) {
    add(&mut ui.new_child(UiBuilder::new().max_rect(part)));
}

fn centre_ui(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    let frame = Frame::new().fill(tokens(ui).canvas).inner_margin(Margin::same(space::XL as i8));
    CentralPanel::default().frame(frame).show(ui, add);
}

fn dropped_files(ctx: &Context) -> Vec<PathBuf> {
    ctx.input(|input| input.raw.dropped_files.iter().map(|file| file.path().to_owned()).collect())
}

/// Whether a wake from a worker should repaint.
pub fn repaint_on_wake(ctx: &egui::Context) -> crate::app::jobs::Wake {
    let ctx = ctx.clone();
    std::sync::Arc::new(move || ctx.request_repaint())
}
