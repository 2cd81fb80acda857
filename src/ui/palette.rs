//! The command palette: every command and every patient, by typing.

use eframe::egui::accesskit::Role;
use eframe::egui::{Align2, Area, Frame, Id, Key, Margin, Modal, Order, ScrollArea, Sense, Ui, WidgetInfo, vec2};

use crate::app::command::{Command, NAMED_COMMANDS};
use crate::app::list::ListCommand;
use crate::app::twin::TwinCommand;
use crate::app::view::ViewCommand;
use crate::domain::ids::PatientId;

use super::panels::PanelCtx;
use super::theme::{RADIUS, ROW_HEIGHT, body, size, sized, space, tokens};
use super::widgets::{baseline_at, modal_width, put_galley, search_box};

const WIDTH: f32 = 560.0;

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
    aside: String,
    command: Command,
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
        let area =
            Area::new(Id::unique("palette")).order(Order::Foreground).anchor(Align2::CENTER_TOP, vec2(0.0, 96.0));
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
        if field.changed() {
            self.chosen = 0;
            ctx.send(Command::List(ListCommand::QuickFind(self.typed.clone())));
        }
        let lines = lines(ctx, &self.typed);
        self.move_choice(ui, lines.len());
        ui.add_space(space::S);
        if lines.is_empty() {
            ui.label(body(ctx.texts.format("palette-empty", &[("words", &self.typed)])).color(tokens(ui).quiet));
        }
        ScrollArea::vertical().auto_shrink([false, true]).max_height(420.0).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = space::HAIR;
            for (position, line) in lines.into_iter().enumerate() {
                let entered = position == self.chosen && ui.input(|input| input.key_pressed(Key::Enter));
                if line_ui(ui, &line, position == self.chosen) || entered {
                    ctx.send(Command::View(ViewCommand::TogglePalette));
                    ctx.send(line.command);
                }
            }
        });
    }

    fn move_choice(&mut self, ui: &Ui, lines: usize) {
        let (down, up) = ui.input(|input| (input.key_pressed(Key::ArrowDown), input.key_pressed(Key::ArrowUp)));
        self.chosen = (self.chosen + usize::from(down)).saturating_sub(usize::from(up)).min(lines.saturating_sub(1));
    }
}

/// A line over the whole width: its words, and quieter at the right end the shortcut or the identifier.
fn line_ui(ui: &mut Ui, line: &Line, chosen: bool) -> bool {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW_HEIGHT), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, chosen, &line.text));
    let tokens = tokens(ui);
    let ground = match (chosen, response.hovered()) {
        (true, _) => tokens.selected,
        (false, true) => tokens.hover,
        (false, false) => tokens.surface,
    };
    let painter = ui.painter();
    painter.rect_filled(rect, RADIUS, ground);
    let words = painter.layout_no_wrap(line.text.clone(), sized(size::BODY), tokens.text);
    let aside = painter.layout_no_wrap(line.aside.clone(), sized(size::SMALL), tokens.quiet);
    let baseline = baseline_at(rect.center().y, size::BODY);
    let aside_x = rect.right() - space::S - aside.size().x;
    put_galley(painter, rect.left() + space::S, baseline, words, tokens.text);
    put_galley(painter, aside_x, baseline, aside, tokens.quiet);
    response.clicked()
}

/// Commands whose text holds what is typed, then patients who match it.
fn lines(ctx: &PanelCtx<'_>, typed: &str) -> Vec<Line> {
    let wanted = typed.trim().to_lowercase();
    let mut lines: Vec<Line> = NAMED_COMMANDS
        .iter()
        .filter(|command| command.id != "palette")
        .filter_map(|command| {
            let text = ctx.text(&format!("command-{}", command.id)).to_owned();
            let matches = text.to_lowercase().contains(&wanted);
            let aside = command.shortcut.replace("Comma", ",");
            matches.then(|| (command.make)(ctx.state)).flatten().map(|command| Line { text, aside, command })
        })
        .collect();
    if !wanted.is_empty() {
        lines.splice(0..0, patient_lines(ctx));
    }
    lines
}

fn patient_lines(ctx: &PanelCtx<'_>) -> Vec<Line> {
    let Some(hospital) = ctx.state.open().and_then(|open| open.hospital.value()) else { return Vec::new() };
    let index = &hospital.index;
    let line = |&row: &u32| Line {
        text: super::panels::patient_name(ctx, index, row),
        aside: index.identifier(row).to_owned(),
        command: Command::Twin(TwinCommand::Open(PatientId(row))),
    };
    ctx.state.list.quick.rows.iter().map(line).collect()
}
