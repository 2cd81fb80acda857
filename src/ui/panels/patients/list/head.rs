//! The row above the list: search, saved cohorts, columns, export, compare.

use eframe::egui::{Align, Key, Layout, Ui};

use crate::app::command::Command;
use crate::app::export::ExportCommand;
use crate::app::list::ListCommand;
use crate::app::twin::TwinCommand;
use crate::domain::access::Action;
use crate::ui::panels::PanelCtx;
use crate::ui::widgets::{Button, Icon, search_box};

use super::ListView;

const SEARCH_WIDTH: f32 = 340.0;
/// Narrower, as at a large scale, search and buttons stand below each other.
const ROW_FROM: f32 = 560.0;

impl ListView {
    pub(super) fn search_row(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        if ui.available_width() < ROW_FROM {
            self.search_ui(ctx, ui, ui.available_width());
            ui.horizontal(|ui| self.buttons_ui(ctx, ui));
            return;
        }
        ui.horizontal(|ui| {
            self.search_ui(ctx, ui, SEARCH_WIDTH.min(ui.available_width() * 0.4));
            self.buttons_ui(ctx, ui);
        });
    }

    fn buttons_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            export_ui(ctx, ui);
            self.chooser.ui(ctx, ui);
            self.saved.ui(ctx, ui);
            compare_ui(ctx, ui);
        });
    }

    /// The typed text is the state's: each change asks for another list, the newest one wins. Enter and the arrow down
    /// go on to the table.
    fn search_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, width: f32) {
        let mut typed = ctx.state.list.query.text.clone();
        let (name, hint) = (ctx.text("patients-search"), ctx.text("patients-search-hint"));
        let field = search_box(ui, name, hint, &mut typed, width, ctx.texts);
        if ctx.state.list.focus_search {
            field.request_focus();
            ctx.send(Command::List(ListCommand::FocusTaken));
        }
        if typed != ctx.state.list.query.text {
            ctx.send(Command::List(ListCommand::SetText(typed)));
        }
        let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        let down = field.has_focus() && ui.input(|input| input.key_pressed(Key::ArrowDown));
        self.enter_table |= entered || down;
        field.on_hover_text(ctx.with_shortcut(name, "find-patient"));
    }
}

fn export_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    if !ctx.may(Action::Export) {
        return;
    }
    let can = ctx.state.list.result.value().is_some_and(|result| !result.rows.is_empty());
    let button = Button::new(ctx.text("export")).icon(Icon::Table).enabled(can).show(ui);
    let explained = ctx.with_shortcut(ctx.text("list-export-explained"), "export-list");
    if button.on_hover_text(explained).clicked() {
        ctx.send(Command::Export(ExportCommand::ChooseListFile));
    }
}

/// With one patient marked the button says what is missing; with two it opens both side by side.
fn compare_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    match ctx.state.list.marked.as_slice() {
        [first, second] => {
            let button = Button::primary(ctx.text("compare")).icon(Icon::Compare).show(ui);
            for command in [TwinCommand::Open(*first), TwinCommand::Compare(*second)] {
                if button.clicked() {
                    ctx.send(Command::Twin(command));
                }
            }
        }
        [_] => {
            let button = Button::new(ctx.text("compare")).icon(Icon::Compare).enabled(false).show(ui);
            button.on_disabled_hover_text(ctx.text("compare-choose"));
        }
        _ => {}
    }
}
