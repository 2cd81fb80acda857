//! Saved cohorts: save the one in force under a name, choose one, delete one.

use eframe::egui::{Key, Popup, PopupCloseBehavior, ScrollArea, Ui};

use crate::app::command::Command;
use crate::app::list::ListCommand;
use crate::domain::access::Action;
use crate::domain::cohort::Cohort;
use crate::io::store::SavedCohort;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{body, large, small, space, tokens};
use crate::ui::widgets::{Button, Field, Icon, hairline, icon_button, labelled_field};

use super::builder::{choice, popup_frame};
use super::sentence::cohort_sentence;

const WIDTH: f32 = 380.0;

/// Whether the popup is open, and the name typed into it.
#[derive(Default)]
pub struct SavedCohorts {
    pub(super) open: bool,
    name: String,
}

impl SavedCohorts {
    /// Draws the button and its popup.
    pub fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let button = Button::new(ctx.text("cohorts")).icon(Icon::Folder).show(ui);
        let mut open = self.open ^ button.clicked();
        Popup::from_response(&button)
            .open_bool(&mut open)
            .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
            .accessible_name(ctx.text("cohorts"))
            .frame(popup_frame(ui))
            .show(|ui| {
                ui.set_width(WIDTH);
                self.list_ui(ctx, ui);
                if ctx.may(Action::SaveCohort) {
                    ui.add_space(space::XS);
                    hairline(ui);
                    self.save_ui(ctx, ui);
                }
            });
        self.open = open;
    }

    fn list_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        ui.label(large(ctx.text("cohorts")).color(tokens(ui).text));
        if ctx.state.list.saved.is_empty() {
            ui.label(body(ctx.text("cohorts-none")).color(tokens(ui).quiet));
        }
        ScrollArea::vertical().max_height(260.0).show(ui, |ui| {
            for saved in &ctx.state.list.saved {
                ui.push_id(&saved.name, |ui| saved_row(ctx, saved, ui));
            }
        });
    }

    fn save_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let cohort = &ctx.state.list.query.cohort;
        if cohort.expr.is_none() {
            ui.label(body(ctx.text("cohort-save-nothing")).color(tokens(ui).quiet));
            return;
        }
        let field = Field::new(ctx.text("cohort-name")).width(WIDTH - 2.0 * space::S);
        let response = labelled_field(ui, field, &mut self.name);
        let name = self.name.trim().to_owned();
        let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        let pressed = Button::primary(ctx.text("cohort-save")).enabled(!name.is_empty()).show(ui).clicked();
        if (entered || pressed) && !name.is_empty() {
            let saved = SavedCohort { name, filter: cohort.to_string() };
            ctx.send(Command::List(ListCommand::SaveCohort(saved)));
            self.name.clear();
        }
    }
}

fn saved_row(ctx: &PanelCtx<'_>, saved: &SavedCohort, ui: &mut Ui) {
    ui.horizontal(|ui| {
        let remove = format!("{}: {}", ctx.text("delete"), saved.name);
        let width = ui.available_width() - 32.0;
        let chosen = ctx.state.list.query.cohort.to_string() == saved.filter;
        let row = ui.allocate_ui(eframe::egui::vec2(width, 0.0), |ui| choice(ui, &saved.name, None, chosen)).inner;
        if row.clicked() {
            ctx.send(Command::List(ListCommand::SetCohortText(saved.filter.clone())));
        }
        if ctx.may(Action::DeleteCohort) && icon_button(ui, Icon::Close, &remove).clicked() {
            ctx.send(Command::List(ListCommand::DeleteCohort(saved.name.clone())));
        }
    });
    let sentence = Cohort::parse(&saved.filter).ok().and_then(|cohort| cohort_sentence(ctx.texts, &cohort));
    ui.label(small(sentence.unwrap_or_else(|| saved.filter.clone())).color(tokens(ui).quiet));
}
