//! Which columns the list has and in which order.

use eframe::egui::{Popup, PopupCloseBehavior, ScrollArea, Ui, vec2};

use crate::app::command::Command;
use crate::app::list::ListCommand;
use crate::app::list::columns::Column;
use crate::domain::indicator::IndicatorKind;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{body, large, space, tokens};
use crate::ui::widgets::{Button, Icon, icon_button};

use super::builder::popup_frame;
use super::columns::column_name;

const COLUMN_WIDTH: f32 = 250.0;
const HEIGHT: f32 = 400.0;

/// Whether the popup is open.
#[derive(Default)]
pub struct Chooser {
    pub(super) open: bool,
}

impl Chooser {
    /// Draws the button and its popup: the shown columns in their order, and every column with a check box.
    pub fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let button = Button::new(ctx.text("columns")).icon(Icon::Menu).show(ui);
        let button = button.on_hover_text(ctx.text("columns-choose"));
        let mut open = self.open ^ button.clicked();
        Popup::from_response(&button)
            .open_bool(&mut open)
            .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
            .accessible_name(ctx.text("columns-choose"))
            .frame(popup_frame(ui))
            .show(|ui| {
                ui.spacing_mut().item_spacing.y = space::XS;
                ui.horizontal_top(|ui| {
                    part(ui, ctx.text("columns-shown"), |ui| order_ui(ctx, ui));
                    part(ui, ctx.text("columns-choose"), |ui| boxes_ui(ctx, ui));
                });
                if Button::quiet(ctx.text("columns-reset")).show(ui).clicked() {
                    ctx.send(Command::List(ListCommand::SetColumns(Column::standard())));
                }
            });
        self.open = open;
    }
}

fn part(ui: &mut Ui, title: &str, add: impl FnOnce(&mut Ui)) {
    ui.allocate_ui(vec2(COLUMN_WIDTH, HEIGHT), |ui| {
        ui.vertical(|ui| {
            ui.set_width(COLUMN_WIDTH);
            ui.label(large(title).color(tokens(ui).text));
            ScrollArea::vertical().id_salt(title).max_height(HEIGHT).auto_shrink([false, true]).show(ui, add);
        });
    });
}

/// The shown columns; arrows move one.
fn order_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    let columns = &ctx.state.list.query.columns;
    for (at, column) in columns.iter().enumerate() {
        let name = column_name(ctx.texts, *column);
        ui.horizontal(|ui| {
            let named = |key: &str| ctx.texts.format(key, &[("column", &name)]);
            let up = ui.add_enabled_ui(at > 0, |ui| icon_button(ui, Icon::ChevronUp, &named("column-up"))).inner;
            let is_last = at + 1 == columns.len();
            let down =
                ui.add_enabled_ui(!is_last, |ui| icon_button(ui, Icon::ChevronDown, &named("column-down"))).inner;
            ui.label(body(&name).color(tokens(ui).text));
            let other = match (up.clicked(), down.clicked()) {
                (true, _) => at.checked_sub(1),
                (false, true) => Some(at + 1),
                (false, false) => None,
            };
            if let Some(other) = other.filter(|other| *other < columns.len()) {
                let mut moved = columns.clone();
                moved.swap(at, other);
                ctx.send(Command::List(ListCommand::SetColumns(moved)));
            }
        });
    }
}

fn boxes_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    let mut group = None;
    for column in Column::all() {
        let key = group_key(column);
        if group != Some(key) {
            group = Some(key);
            ui.add_space(space::XS);
            ui.label(body(ctx.text(key)).color(tokens(ui).quiet));
        }
        let mut on = ctx.state.list.query.columns.contains(&column);
        let is_only = on && ctx.state.list.query.columns.len() == 1;
        let name = column_name(ctx.texts, column);
        if ui.add_enabled_ui(!is_only, |ui| ui.checkbox(&mut on, body(name))).inner.changed() {
            let mut columns = ctx.state.list.query.columns.clone();
            if on {
                columns.push(column);
            } else {
                columns.retain(|shown| *shown != column);
            }
            ctx.send(Command::List(ListCommand::SetColumns(columns)));
        }
    }
}

/// The group's heading.
fn group_key(column: Column) -> &'static str {
    match column {
        Column::Newest(id) => kind_key(id.indicator().kind),
        Column::Identifier
        | Column::Name
        | Column::ChineseName
        | Column::Sex
        | Column::Age
        | Column::BirthDate
        | Column::Ward
        | Column::Allergies
        | Column::Conditions
        | Column::Medications
        | Column::Observations
        | Column::LastObserved
        | Column::Flagged => "patient",
    }
}

/// The heading of a kind of indicators.
pub fn kind_key(kind: IndicatorKind) -> &'static str {
    match kind {
        IndicatorKind::Vital => "kind-vital",
        IndicatorKind::Body => "kind-body",
        IndicatorKind::Laboratory => "kind-laboratory",
    }
}
