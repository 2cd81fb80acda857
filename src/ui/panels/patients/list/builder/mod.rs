//! The cohort builder: a sentence of chips, and a popup that adds a clause or changes one, with counts beside the choices.

mod choice;
mod draft;
mod editors;

use std::sync::Arc;

use eframe::egui::{Frame, Margin, Popup, PopupCloseBehavior, Response, ScrollArea, Ui, vec2};

use crate::app::command::Command;
use crate::app::list::{ListCommand, ListResult};
use crate::domain::cohort::{Cohort, Expr, Test};
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{body, large, space, tokens};
use crate::ui::widgets::{Button, Icon, chip};

use super::ListView;
use super::columns::room;
use super::sentence::{cohort_sentence, test_sentence};
pub use choice::choice;
use draft::{Draft, Kind};
use editors::WordChoices;

const KINDS_WIDTH: f32 = 132.0;
const EDITOR_WIDTH: f32 = 380.0;
const HEIGHT: f32 = 400.0;

/// The popup: whether it is open, what is chosen in it.
#[derive(Default)]
pub struct Builder {
    open: bool,
    just_opened: bool,
    draft: Draft,
    /// The chip that is being changed, by position.
    changes: Option<usize>,
    words: WordChoices,
    /// A cohort and how many patients it holds, so that it is counted once and not in each frame.
    counted: Option<(Cohort, usize, usize)>,
}

impl ListView {
    /// "Patients" and the clauses, each a chip that can be changed and taken away; then the button for another.
    pub(super) fn sentence_row(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let cohort = &ctx.state.list.query.cohort;
        ui.horizontal_wrapped(|ui| {
            ui.set_min_height(28.0);
            let lead = if cohort.expr.is_some() { "patients" } else { "cohort-all" };
            ui.label(body(ctx.text(lead)).color(tokens(ui).text));
            match cohort.as_tests() {
                Some(tests) => self.chips_ui(ctx, &tests, ui),
                None => self.whole_ui(ctx, cohort, ui),
            }
            wrap_before(ui, ctx.text("filter-add"), 60.0);
            let button = Button::quiet(ctx.text("filter-add")).icon(Icon::Plus).show(ui);
            if button.clicked() {
                self.builder.toggle();
            }
            self.builder.popup_ui(ctx, &button, ui);
            wrap_before(ui, ctx.text("cohort-as-text"), 40.0);
            if Button::quiet(ctx.text("cohort-as-text")).show(ui).clicked() {
                self.filter_text.open = !self.filter_text.open;
            }
            let filtered = cohort.expr.is_some() || !ctx.state.list.query.text.is_empty();
            wrap_before(ui, ctx.text("filter-clear"), 40.0);
            if filtered && Button::quiet(ctx.text("filter-clear")).show(ui).clicked() {
                ctx.send(Command::List(ListCommand::Clear));
            }
        });
    }

    fn chips_ui(&mut self, ctx: &PanelCtx<'_>, tests: &[&Test], ui: &mut Ui) {
        for (at, test) in tests.iter().enumerate() {
            let sentence = test_sentence(ctx.texts, test);
            wrap_before(ui, &sentence, 48.0);
            let done = ui.push_id(at, |ui| chip(ui, &sentence, ctx.texts)).inner;
            if done.removed {
                let kept = tests.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, test)| (*test).clone());
                ctx.send(Command::List(ListCommand::SetCohort(Cohort::of_tests(kept))));
            } else if done.clicked {
                match Draft::of_test(test) {
                    Some(draft) => self.builder.change(at, draft),
                    None => self.filter_text.open = true,
                }
            }
        }
    }

    /// A cohort that is no plain list of clauses is one chip; it is changed as text.
    fn whole_ui(&mut self, ctx: &PanelCtx<'_>, cohort: &Cohort, ui: &mut Ui) {
        let sentence = cohort_sentence(ctx.texts, cohort).unwrap_or_default();
        let done = chip(ui, &sentence, ctx.texts);
        if done.removed {
            ctx.send(Command::List(ListCommand::SetCohort(Cohort::everyone())));
        } else if done.clicked {
            self.filter_text.open = true;
        }
    }
}

impl Builder {
    fn toggle(&mut self) {
        let open = !self.open;
        *self = Builder { open, just_opened: open, ..Builder::default() };
    }

    fn change(&mut self, at: usize, draft: Draft) {
        *self = Builder { open: true, just_opened: true, draft, changes: Some(at), ..Builder::default() };
    }

    fn popup_ui(&mut self, ctx: &PanelCtx<'_>, anchor: &Response, ui: &Ui) {
        let Some(result) = ctx.state.list.result.value() else { return };
        let mut open = self.open;
        let name = ctx.text(if self.changes.is_some() { "filter-change" } else { "filter-add" });
        let height = HEIGHT.min(ui.ctx().content_rect().height() - 260.0);
        Popup::from_response(anchor)
            .open_bool(&mut open)
            .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
            .accessible_name(name)
            .frame(popup_frame(ui))
            .show(|ui| {
                ui.horizontal_top(|ui| {
                    self.kinds_ui(ctx, ui, height);
                    ui.separator();
                    ui.allocate_ui(vec2(EDITOR_WIDTH, height), |ui| {
                        ui.set_width(EDITOR_WIDTH);
                        ui.set_min_height(height);
                        ui.vertical(|ui| self.editor_ui(ctx, result, ui));
                    });
                });
            });
        // The editor closes the popup by setting `open` when a clause was added.
        self.open = self.open && open;
        self.just_opened = false;
    }

    fn kinds_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, height: f32) {
        ui.allocate_ui(vec2(KINDS_WIDTH, height), |ui| {
            ui.vertical(|ui| {
                ui.set_width(KINDS_WIDTH);
                ui.spacing_mut().item_spacing.y = 0.0;
                for kind in Kind::ALL {
                    let row = choice(ui, ctx.text(kind.text_key()), None, self.draft.kind == kind);
                    if self.just_opened && self.draft.kind == kind {
                        row.request_focus();
                    }
                    if row.clicked() {
                        self.draft.kind = kind;
                        self.draft.search.clear();
                    }
                }
            });
        });
    }

    fn editor_ui(&mut self, ctx: &PanelCtx<'_>, result: &Arc<ListResult>, ui: &mut Ui) {
        ui.label(large(ctx.text(self.draft.kind.text_key())).color(tokens(ui).text));
        let at_once = match self.draft.kind {
            Kind::Age => editors::age(ctx, &mut self.draft, ui),
            Kind::Sex => editors::sex(ctx, result, ui),
            Kind::Condition | Kind::Medication | Kind::Ward => {
                editors::word(ctx, result, &mut self.draft, &mut self.words, ui)
            }
            Kind::Newest => editors::newest(ctx, result, &mut self.draft, ui),
            Kind::Missing => editors::missing(ctx, result, &mut self.draft, ui),
            Kind::Allergies => editors::allergies(ctx, result, ui),
            Kind::LastObserved => editors::last_observed(ctx, &mut self.draft, ui),
        };
        if let Some(test) = at_once {
            self.commit(ctx, vec![test]);
            return;
        }
        if self.draft.kind.is_typed() {
            self.add_ui(ctx, result, ui);
        }
    }

    /// How many patients would be left, and the button that adds the clause.
    fn add_ui(&mut self, ctx: &PanelCtx<'_>, result: &Arc<ListResult>, ui: &mut Ui) {
        let tests = self.draft.tests();
        ui.add_space(space::S);
        if let Some(tests) = &tests {
            let count = self.count(ctx, result, tests);
            ui.label(body(ctx.texts.count("cohort-would-hold", count as u64, &[])).color(tokens(ui).quiet));
        } else if self.draft.is_begun() {
            ui.label(body(ctx.text("filter-number-wanted")).color(tokens(ui).critical));
        } else {
            ui.label(body(ctx.text("filter-incomplete")).color(tokens(ui).quiet));
        }
        // Enter in a field lets the field go; on a button it is the button's.
        let is_free = ui.memory(|memory| memory.focused().is_none());
        let entered = is_free && ui.input(|input| input.key_pressed(eframe::egui::Key::Enter));
        let key = if self.changes.is_some() { "apply" } else { "filter-add" };
        let pressed = Button::primary(ctx.text(key)).enabled(tests.is_some()).show(ui).clicked();
        if let Some(tests) = tests.filter(|_| pressed || entered) {
            self.commit(ctx, tests);
        }
    }

    fn count(&mut self, ctx: &PanelCtx<'_>, result: &Arc<ListResult>, tests: &[Test]) -> usize {
        let cohort = self.with(&ctx.state.list.query.cohort, tests.to_vec());
        let made_from = Arc::as_ptr(&result.hospital) as usize ^ Arc::as_ptr(&result.kept) as usize;
        match &self.counted {
            Some((counted, of, count)) if *counted == cohort && *of == made_from => *count,
            Some(_) | None => {
                let count = result.hospital.index.count_with(&cohort, ctx.today(), &result.kept);
                self.counted = Some((cohort, made_from, count));
                count
            }
        }
    }

    fn commit(&mut self, ctx: &PanelCtx<'_>, tests: Vec<Test>) {
        let cohort = self.with(&ctx.state.list.query.cohort, tests);
        ctx.send(Command::List(ListCommand::SetCohort(cohort)));
        *self = Builder::default();
    }

    /// The cohort with the clauses in the place of the one that is being changed, or behind all others.
    fn with(&self, cohort: &Cohort, new: Vec<Test>) -> Cohort {
        match cohort.as_tests() {
            Some(tests) => {
                let mut all: Vec<Test> = tests.into_iter().cloned().collect();
                let at = self.changes.filter(|at| *at < all.len());
                let place = at.map_or(all.len()..all.len(), |at| at..at + 1);
                all.splice(place, new);
                Cohort::of_tests(all)
            }
            None => {
                let new = new.into_iter().map(Expr::Test);
                Cohort { expr: Expr::all(cohort.expr.iter().cloned().chain(new).collect()) }
            }
        }
    }
}

/// Goes on in the next line where a text and `more` points do not fit: what is framed does not wrap by itself.
fn wrap_before(ui: &mut Ui, text: &str, more: f32) {
    if ui.available_size_before_wrap().x < room(text) + more {
        ui.end_row();
    }
}

/// The frame of the list's popups.
pub fn popup_frame(ui: &Ui) -> Frame {
    Frame::popup(ui.style()).inner_margin(Margin::same(space::M as i8))
}

/// A list of choices that scrolls, as high as what is left of the popup less `below`.
fn choices_ui(ui: &mut Ui, salt: &str, rows: usize, below: f32, mut row_ui: impl FnMut(&mut Ui, usize)) {
    let height = (ui.available_height() - below).max(120.0);
    ui.spacing_mut().item_spacing.y = 0.0;
    let scroll = ScrollArea::vertical().id_salt(salt).max_height(height).auto_shrink([false, true]);
    scroll.show_rows(ui, crate::ui::theme::ROW_HEIGHT, rows, |ui, visible| {
        visible.for_each(|row| row_ui(ui, row));
    });
    ui.spacing_mut().item_spacing.y = space::S;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clauses_are_added_behind_and_changed_in_their_place() {
        let cohort = |text: &str| Cohort::parse(text).expect("a cohort");
        let test = |text: &str| cohort(text).as_tests().expect("tests").into_iter().cloned().collect::<Vec<_>>();
        let two = cohort("age >= 65 and sex = female");
        let added = Builder::default().with(&two, test("missing(hba1c)"));
        assert_eq!(added, cohort("age >= 65 and sex = female and missing(hba1c)"));
        let changing = Builder { changes: Some(0), ..Builder::default() };
        assert_eq!(
            changing.with(&two, test("age >= 70 and age <= 80")),
            cohort("age >= 70 and age <= 80 and sex = female")
        );
        let nested = Builder::default().with(&cohort("age > 3 or sex = male"), test("flagged > 0"));
        assert_eq!(nested, cohort("(age > 3 or sex = male) and flagged > 0"));
    }
}
