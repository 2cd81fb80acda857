//! The bar above the banner: back to the list, the patients before and after in the list, a second twin to compare with.

use eframe::egui::{Key, Popup, PopupCloseBehavior, Ui};

use crate::app::command::Command;
use crate::app::list::ListCommand;
use crate::app::risk::RiskCommand;
use crate::app::twin::TwinCommand;
use crate::domain::ids::PatientId;
use crate::ui::panels::{PanelCtx, patient_name};
use crate::ui::theme::{small, space, tokens};
use crate::ui::widgets::{Button, Icon, icon_button, search_box};

const POPUP_WIDTH: f32 = 320.0;

/// What the bar remembers.
#[derive(Default)]
pub struct TwinBar {
    words: String,
}

impl TwinBar {
    /// Draws the bar.
    pub fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        ui.horizontal(|ui| {
            let back = ctx.with_shortcut(ctx.text("twin-back"), "close-twin");
            if Button::link(ctx.text("twin-back")).icon(Icon::ChevronLeft).show(ui).on_hover_text(back).clicked() {
                ctx.send(Command::Twin(TwinCommand::Close));
            }
            neighbours_ui(ctx, ui);
            ui.with_layout(eframe::egui::Layout::right_to_left(eframe::egui::Align::Center), |ui| {
                if ctx.state.twin.wanted_second.is_some() {
                    if Button::new(ctx.text("twin-compare-end")).icon(Icon::Close).show(ui).clicked() {
                        ctx.send(Command::Twin(TwinCommand::CloseSecond));
                    }
                } else {
                    self.compare_ui(ctx, ui);
                }
                let risks = Button::new(ctx.text("twin-risks")).icon(Icon::Risk).show(ui);
                if risks.on_hover_text(ctx.with_shortcut(ctx.text("twin-risks"), "show-risks")).clicked() {
                    ctx.send(Command::Risk(RiskCommand::ShowTwin));
                }
            });
        });
        ui.add_space(space::XS);
    }

    fn compare_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let button = Button::new(ctx.text("twin-compare-with")).icon(Icon::Compare).show(ui);
        Popup::menu(&button).close_behavior(PopupCloseBehavior::CloseOnClickOutside).width(POPUP_WIDTH).show(|ui| {
            ui.set_width(POPUP_WIDTH);
            let (name, hint) = (ctx.text("compare-choose"), ctx.text("patients-search-hint"));
            let field = search_box(ui, name, hint, &mut self.words, POPUP_WIDTH - 58.0, ctx.texts);
            if button.clicked() {
                field.request_focus();
            }
            let Some(hospital) = ctx.state.open().and_then(|open| open.hospital.value()) else { return };
            if field.changed() {
                ctx.send(Command::List(ListCommand::QuickFind(self.words.clone())));
            }
            let found = &ctx.state.list.quick;
            let others = found.rows.iter().filter(|&&row| Some(PatientId(row)) != ctx.state.twin.wanted);
            let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            let is_found = found.words == self.words && !self.words.trim().is_empty();
            if let Some(&row) = others.clone().next().filter(|_| entered && is_found) {
                ctx.send(Command::Twin(TwinCommand::Compare(PatientId(row))));
                ui.close();
            }
            for &row in others.filter(|_| !self.words.is_empty()) {
                let name = patient_name(ctx, &hospital.index, row);
                let words = format!("{name} · {}", hospital.index.identifier(row));
                if Button::quiet(&words).leading().min_width(POPUP_WIDTH).show(ui).clicked() {
                    ctx.send(Command::Twin(TwinCommand::Compare(PatientId(row))));
                    ui.close();
                }
            }
            if found.words == self.words && !self.words.trim().is_empty() && found.rows.is_empty() {
                ui.label(small(ctx.text("patients-no-match")).color(tokens(ui).missing));
            }
        });
    }
}

/// The patients before and after this one, in the order of the list.
fn neighbours_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    let (Some(PatientId(here)), Some(list)) = (ctx.state.twin.wanted, ctx.state.list.result.value()) else { return };
    let Some(at) = list.rows.iter().position(|&row| row == here) else { return };
    let beside = [
        (at.checked_sub(1), Icon::ChevronUp, "twin-previous-patient"),
        (at.checked_add(1), Icon::ChevronDown, "twin-next-patient"),
    ];
    for (place, shape, key) in beside {
        let row = place.and_then(|at| list.rows.get(at)).copied();
        ui.add_enabled_ui(row.is_some(), |ui| {
            if let (true, Some(row)) = (icon_button(ui, shape, ctx.text(key)).clicked(), row) {
                ctx.send(Command::Twin(TwinCommand::Open(PatientId(row))));
            }
        });
    }
    let total = ctx.texts.whole(list.rows.len() as u64);
    let words = ctx.texts.format("row-of", &[("number", &ctx.texts.whole(at as u64 + 1)), ("total", &total)]);
    ui.label(small(words).color(tokens(ui).quiet));
}
