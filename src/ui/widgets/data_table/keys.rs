//! The table by keyboard.

use eframe::egui::{Event, EventFilter, Key, Modifiers, Ui};

use super::{Cell, Checks, Frame, TableResponse, TableState};
use crate::ui::theme::ROW_HEIGHT;

/// How far left and right arrows scroll.
const SIDE_STEP: f32 = 48.0;

impl Frame<'_> {
    pub(super) fn keys(
        &self,
        ui: &mut Ui,
        state: &mut TableState,
        done: &mut TableResponse,
        cell: &mut impl FnMut(usize, usize) -> Cell,
    ) {
        let (rows, view) = (self.table.rows, self.view());
        if done.response.has_focus() && rows > 0 {
            let filter = EventFilter { tab: false, horizontal_arrows: true, vertical_arrows: true, escape: false };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(self.id, filter));
            self.move_focus(ui, state);
            let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
            if pressed(Key::Enter) {
                done.activated = state.focused;
            }
            if matches!(self.table.checks, Checks::Rows(_)) && pressed(Key::Space) {
                done.toggled = state.focused;
            }
            self.copy(ui, state, cell);
        }
        if let Some(row) = state.focused.filter(|_| state.reveal) {
            state.position = state.position.showing(row, rows, view);
        }
        state.reveal = false;
    }

    fn move_focus(&self, ui: &mut Ui, state: &mut TableState) {
        let page = ((self.view() / ROW_HEIGHT).floor() as usize).saturating_sub(1).max(1);
        let last = self.table.rows.saturating_sub(1);
        let from = state.focused.unwrap_or(state.position.row);
        let started = state.focused.is_some();
        let count = |key| ui.input_mut(|input| input.count_and_consume_key(Modifiers::NONE, key));
        let (down, up) = (count(Key::ArrowDown), count(Key::ArrowUp));
        let (page_down, page_up) = (count(Key::PageDown), count(Key::PageUp));
        let (home, end) = (count(Key::Home), count(Key::End));
        let (left, right) = (count(Key::ArrowLeft) as f32, count(Key::ArrowRight) as f32);
        state.scrolled_x += (right - left) * SIDE_STEP;
        if down + up + page_down + page_up + home + end == 0 {
            return;
        }
        // The first arrow only shows where the keyboard stands.
        let down = if started { down } else { down.saturating_sub(1) };
        let to = match (home, end) {
            (0, 0) => (from + down + page_down * page).saturating_sub(up + page_up * page),
            (_, 0) => 0,
            (_, _) => last,
        };
        state.focus(Some(to.min(last)));
    }

    fn copy(&self, ui: &Ui, state: &TableState, cell: &mut impl FnMut(usize, usize) -> Cell) {
        let asked = ui.input(|input| input.events.iter().any(|event| matches!(event, Event::Copy)));
        if let Some(row) = state.focused.filter(|_| asked) {
            ui.copy_text(self.row_words(row, "\t", cell));
        }
    }
}
