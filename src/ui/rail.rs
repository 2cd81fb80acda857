//! The left rail: the panels, with the one shown marked.

use eframe::egui::accesskit::Role;
use eframe::egui::scroll_area::ScrollBarVisibility;
use eframe::egui::{
    CornerRadius, Frame, Margin, Panel as Side, Rect, Response, ScrollArea, Sense, Ui, Vec2, WidgetInfo, pos2, vec2,
};

use crate::app::command::Command;
use crate::app::view::ViewCommand;

use super::panels::{Panel, PanelCtx};
use super::theme::{RADIUS, size, sized, space, tokens};
use super::widgets::{Icon, baseline_at, focus_ring, paint_icon, put_galley};

const WIDTH: f32 = 144.0;
/// Icons alone, where the window has few points: at a large scale.
const NARROW_WIDTH: f32 = 60.0;
const NARROW_BELOW: f32 = 900.0;
const ITEM_HEIGHT: f32 = 36.0;

/// Draws the rail; a click shows a panel.
pub fn rail_ui(ctx: &PanelCtx<'_>, panels: &[Box<dyn Panel>], ui: &mut Ui) {
    let frame = Frame::new().fill(tokens(ui).sunken).inner_margin(Margin::same(space::S as i8));
    let is_narrow = ui.available_width() < NARROW_BELOW;
    let width = if is_narrow { NARROW_WIDTH } else { WIDTH };
    Side::left("rail").frame(frame).resizable(false).exact_size(width).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        ui.add_space(space::S);
        // At a large scale the rail is longer than the window.
        ScrollArea::vertical().auto_shrink(false).scroll_bar_visibility(ScrollBarVisibility::AlwaysHidden).show(
            ui,
            |ui| {
                items_ui(ctx, panels, is_narrow, ui);
            },
        );
    });
}

fn items_ui(ctx: &PanelCtx<'_>, panels: &[Box<dyn Panel>], is_narrow: bool, ui: &mut Ui) {
    for panel in panels.iter().filter(|panel| panel.id().is_shown(ctx.state)) {
        let key = format!("panel-{}", panel.id().id());
        let name = ctx.text(&key).to_owned();
        let chosen = ctx.state.panel == panel.id();
        let tooltip = ctx.with_shortcut(&name, panel.id().entry().command);
        let item = rail_item(ui, panel.icon(), &name, chosen, is_narrow);
        if item.gained_focus() {
            item.scroll_to_me(None);
        }
        if item.on_hover_text(tooltip).clicked() {
            ctx.send(Command::View(ViewCommand::Go(panel.id())));
        }
    }
}

fn rail_item(ui: &mut Ui, icon: Icon, name: &str, chosen: bool, is_narrow: bool) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ITEM_HEIGHT), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Tab, ui.is_enabled(), chosen, name));
    if ui.is_rect_visible(rect) {
        let tokens = tokens(ui);
        let ground = match (chosen, response.hovered()) {
            (true, _) => Some(tokens.selected),
            (false, true) => Some(tokens.hover),
            (false, false) => None,
        };
        if let Some(ground) = ground {
            ui.painter().rect_filled(rect, CornerRadius::same(RADIUS), ground);
        }
        if chosen {
            let bar = Rect::from_min_size(rect.min + vec2(0.0, space::S), vec2(3.0, ITEM_HEIGHT - 2.0 * space::S));
            ui.painter().rect_filled(bar, CornerRadius::same(2), tokens.accent);
        }
        let colour = if chosen { tokens.accent } else { tokens.quiet };
        let square = Rect::from_center_size(pos2(rect.left() + 22.0, rect.center().y), Vec2::splat(18.0));
        paint_icon(ui.painter(), square, icon, colour);
        let text = if chosen { tokens.text } else { tokens.quiet };
        let name = if is_narrow { "" } else { name };
        let galley = ui.painter().layout_no_wrap(name.to_owned(), sized(size::BODY), text);
        put_galley(ui.painter(), rect.left() + 40.0, baseline_at(rect.center().y, size::BODY), galley, text);
        focus_ring(ui, rect, &response);
    }
    response
}
