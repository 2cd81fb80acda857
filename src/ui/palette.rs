//! The command palette: every command and every patient, by typing.

use eframe::egui::accesskit::Role;
use eframe::egui::text::LayoutJob;
use eframe::egui::{
    Align2, Area, Color32, Frame, Galley, Id, Key, Margin, Modal, Order, Painter, ScrollArea, Sense, TextFormat, Ui,
    WidgetInfo, vec2,
};

use std::sync::Arc;

use crate::app::command::{Command, named_commands};
use crate::app::index::PatientIndex;
use crate::app::list::ListCommand;
use crate::app::search::Match;
use crate::app::spelling::pinyin::may_stand_for;
use crate::app::twin::TwinCommand;
use crate::app::view::ViewCommand;
use crate::domain::ids::PatientId;

use super::panels::PanelCtx;
use super::panels::patients::match_words;
use super::text::visible;
use super::theme::{RADIUS, ROW_HEIGHT, body, size, sized, space, tokens};
use super::widgets::{baseline_at, modal_width, put_galley, search_box};

const WIDTH: f32 = 640.0;
/// From the window's upper edge.
const TOP: f32 = 96.0;
/// Height of the list, whatever it holds: a list that shrinks with what is found would hide what is found next.
const LIST_HEIGHT: f32 = 420.0;
/// What stands above and below the list, at its most.
const AROUND_LIST: f32 = 80.0;

/// What is typed, and which line the keyboard stands on.
#[derive(Default)]
pub struct Palette {
    typed: String,
    chosen: usize,
    was_open: bool,
}

/// One line: what it says, what it does.
struct Line {
    text: String,
    /// Why a patient was found.
    reason: String,
    aside: String,
    command: Command,
}

impl Line {
    /// All that the line says.
    fn name(&self) -> String {
        let parts = [&self.text, &self.reason, &self.aside].into_iter().filter(|part| !part.is_empty());
        parts.map(String::as_str).collect::<Vec<_>>().join(" · ")
    }
}

impl Palette {
    /// Draws the palette while it is open.
    pub fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        if !ctx.state.palette_open {
            self.was_open = false;
            return;
        }
        let just_opened = !std::mem::replace(&mut self.was_open, true);
        if just_opened {
            self.typed.clear();
            self.chosen = 0;
        }
        let tokens = tokens(ui);
        let frame = Frame::new().fill(tokens.surface).corner_radius(RADIUS).inner_margin(Margin::same(space::M as i8));
        let area = Area::new(Id::unique("palette")).order(Order::Foreground).anchor(Align2::CENTER_TOP, vec2(0.0, TOP));
        let modal = Modal::new(Id::unique("palette")).area(area).frame(frame).show(ui.ctx(), |ui| {
            ui.set_width(modal_width(ui.ctx(), WIDTH));
            self.lines_ui(ctx, just_opened, ui);
        });
        if modal.should_close() {
            ctx.send(Command::View(ViewCommand::TogglePalette));
        }
    }

    fn lines_ui(&mut self, ctx: &PanelCtx<'_>, just_opened: bool, ui: &mut Ui) {
        let field = search_box(
            ui,
            ctx.text("palette"),
            ctx.text("palette-hint"),
            &mut self.typed,
            ui.available_width(),
            ctx.texts,
        );
        if just_opened || !field.has_focus() {
            field.request_focus();
        }
        let mut moved = just_opened || field.changed();
        if field.changed() {
            self.chosen = 0;
            ctx.send(Command::List(ListCommand::QuickFind(self.typed.clone())));
        }
        // Enter waits for those who are being searched: the first line may be theirs.
        let is_found = self.typed.trim().is_empty() || !can_search(ctx) || ctx.state.list.quick.words == self.typed;
        let lines = lines(ctx, &self.typed);
        moved |= self.move_choice(ui, lines.len());
        ui.add_space(space::S);
        let room = (ui.ctx().content_rect().height() - TOP - AROUND_LIST).clamp(3.0 * ROW_HEIGHT, LIST_HEIGHT);
        let list = ScrollArea::vertical().auto_shrink([false, false]).min_scrolled_height(room).max_height(room);
        list.show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = space::HAIR;
            if lines.is_empty() {
                ui.label(body(ctx.texts.format("palette-empty", &[("words", &self.typed)])).color(tokens(ui).quiet));
            }
            for (position, line) in lines.into_iter().enumerate() {
                let chosen = position == self.chosen;
                let entered = chosen && is_found && ui.input(|input| input.key_pressed(Key::Enter));
                if line_ui(ui, &line, chosen, moved) || entered {
                    ctx.send(Command::View(ViewCommand::TogglePalette));
                    ctx.send(line.command);
                }
            }
        });
    }

    /// Whether the keyboard moved the choice.
    fn move_choice(&mut self, ui: &Ui, lines: usize) -> bool {
        let (down, up) = ui.input(|input| (input.key_pressed(Key::ArrowDown), input.key_pressed(Key::ArrowUp)));
        self.chosen = (self.chosen + usize::from(down)).saturating_sub(usize::from(up)).min(lines.saturating_sub(1));
        down || up
    }
}

/// A line over the whole width: its words, behind them why it was found, and quieter at the right end the shortcut, or
/// birth date and identifier. The chosen line is kept in sight when the choice `moved`.
fn line_ui(ui: &mut Ui, line: &Line, chosen: bool, moved: bool) -> bool {
    const MARK_WIDTH: f32 = 3.0;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW_HEIGHT), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, chosen, line.name()));
    if chosen && moved {
        ui.scroll_to_rect(rect, None);
    }
    let tokens = tokens(ui);
    let ground = match (chosen, response.hovered()) {
        (true, _) => tokens.selected,
        (false, true) => tokens.hover,
        (false, false) => tokens.surface,
    };
    let painter = ui.painter();
    painter.rect_filled(rect, RADIUS, ground);
    if chosen {
        painter.rect_filled(rect.with_max_x(rect.left() + MARK_WIDTH), 0.0, tokens.accent);
    }
    let aside = painter.layout_no_wrap(line.aside.clone(), sized(size::SMALL), tokens.quiet);
    let baseline = baseline_at(rect.center().y, size::BODY);
    let aside_x = rect.right() - space::S - aside.size().x;
    let left = rect.left() + space::M;
    let words = cut(painter, &line.text, size::BODY, tokens.text, aside_x - space::M - left);
    let reason_x = put_galley(painter, left, baseline, words, tokens.text) + space::M;
    // A beginning of a reason says nothing.
    if aside_x - reason_x > 4.0 * space::L {
        let reason = cut(painter, &line.reason, size::SMALL, tokens.quiet, aside_x - space::M - reason_x);
        put_galley(painter, reason_x, baseline, reason, tokens.quiet);
    }
    put_galley(painter, aside_x, baseline, aside, tokens.quiet);
    response.clicked()
}

/// A line of text that ends with an ellipsis where it has no room.
fn cut(painter: &Painter, text: &str, points: f32, colour: Color32, room: f32) -> Arc<Galley> {
    let format = TextFormat { font_id: sized(points), color: colour, ..TextFormat::default() };
    let mut job = LayoutJob::single_section(text.to_owned(), format);
    job.wrap = eframe::egui::text::TextWrapping::truncate_at_width(room.max(0.0));
    painter.layout_job(job)
}

fn can_search(ctx: &PanelCtx<'_>) -> bool {
    ctx.state.open().is_some_and(|open| open.hospital.value().is_some())
}

/// Commands whose text holds what is typed, or in Chinese is written so in Latin letters, then patients who match it.
fn lines(ctx: &PanelCtx<'_>, typed: &str) -> Vec<Line> {
    let wanted = typed.trim().to_lowercase();
    let mut lines: Vec<Line> = named_commands()
        .filter(|command| command.id != "palette")
        .filter_map(|command| {
            let text = ctx.text(&format!("command-{}", command.id)).to_owned();
            let matches = text.to_lowercase().contains(&wanted) || may_stand_for(&wanted, &text);
            let aside = command.shortcut.replace("Comma", ",");
            matches.then(|| command.make(ctx.state)).flatten().map(|command| Line {
                text,
                reason: String::new(),
                aside,
                command,
            })
        })
        .collect();
    if !wanted.is_empty() {
        lines.splice(0..0, patient_lines(ctx));
    }
    lines
}

/// Two of the same name are told apart by it.
fn born(ctx: &PanelCtx<'_>, index: &PatientIndex, row: u32) -> String {
    match index.birth_date(row) {
        Some(date) => ctx.texts.format("palette-born", &[("date", &ctx.texts.date(date))]),
        None => ctx.text("palette-birth-unknown").to_owned(),
    }
}

fn patient_lines(ctx: &PanelCtx<'_>) -> Vec<Line> {
    let Some(hospital) = ctx.state.open().and_then(|open| open.hospital.value()) else { return Vec::new() };
    let index = &hospital.index;
    let line = |(&row, why): (&u32, &Vec<Match>)| Line {
        text: super::panels::patient_name(ctx, index, row),
        reason: match_words(ctx.texts, index, row, why, true).unwrap_or_default(),
        aside: [born(ctx, index, row), visible(index.identifier(row)).into_owned()].join(" · "),
        command: Command::Twin(TwinCommand::Open(PatientId(row))),
    };
    let quick = &ctx.state.list.quick;
    quick.rows.iter().zip(&quick.why).map(line).collect()
}
