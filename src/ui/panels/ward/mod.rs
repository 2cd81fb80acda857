//! The board of a ward: everybody by urgency, with how far that can be relied on, and entry at the bedside.

mod alerts;
mod entry;
mod handover;
mod limits;
mod record;
mod row;
mod sparkline;
mod wall;
mod words;

use eframe::egui::scroll_area::ScrollBarVisibility;
use eframe::egui::{Key, ScrollArea, Ui};

use crate::app::command::Command;
use crate::app::twin::TwinCommand;
use crate::app::ward::WardCommand;
use crate::app::ward::board::Board;
use crate::app::ward::saying::WardSaying;
use crate::domain::ids::PatientId;
use crate::ui::theme::{Tone, body, space, tokens};
use crate::ui::widgets::{
    Button, EmptyState, Icon, Notice, NoticeTone, TableState, choose_ui, empty_state, notice, section_with, segmented,
};

use super::{Panel, PanelCtx, PanelId};

const WARD_WIDTH: f32 = 240.0;
/// Of the height, what the strip of the chosen patient takes at most.
const STRIP_SHARE: f32 = 0.55;
/// Narrower than this, the line of keys has no room.
const KEYS_FROM: f32 = 780.0;

/// Which page of the ward is looked at; the wall is a matter of the whole window and stands in the state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Page {
    #[default]
    Board,
    Alerts,
    Record,
}

/// What is looked at and typed.
#[derive(Default)]
pub struct WardPanel {
    page: Page,
    alerts: alerts::AlertsLook,
    limits: limits::LimitsForm,
    record: TableState,
}

impl Panel for WardPanel {
    fn id(&self) -> PanelId {
        PanelId::Ward
    }

    fn icon(&self) -> Icon {
        Icon::Ward
    }

    fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let ward = &ctx.state.ward;
        section_with(ui, ctx.text("panel-ward"), |ui| {
            if let Some(board) = ward.board.value().filter(|_| !ward.is_wall) {
                handover_ui(ctx, board, ui);
            }
            self.pages_ui(ctx, ui);
        });
        if let Some(failure) = ward.board.failure() {
            let title = ctx.message(failure);
            let tone = NoticeTone::Error;
            let shown = Notice { tone, title: &title, remedy: None, details: None, action: None, closable: false };
            notice(ui, shown, ctx.texts);
        }
        if ward.wards.is_empty() && ward.board.value().is_some() {
            return nobody_ui(ctx, ui);
        }
        if self.page == Page::Record && !ward.is_wall {
            return record::record_ui(ctx, &mut self.record, ui);
        }
        head_ui(ctx, ui);
        let Some(board) = ward.board.value() else {
            ui.label(body(ctx.text("loading")).color(tokens(ui).quiet));
            return;
        };
        if ward.is_wall {
            return wall::wall_ui(ctx, board, ui);
        }
        if self.page == Page::Alerts {
            return alerts::alerts_ui(ctx, board, &mut self.alerts, ui);
        }
        keys(ctx, board, ui);
        if let Some(row) = ward.selected.and_then(|patient| board.row_of(patient)) {
            // The board keeps the greater part.
            let most = ui.available_height() * STRIP_SHARE;
            ScrollArea::vertical().id_salt("ward-strip").max_height(most).auto_shrink([false, true]).show(ui, |ui| {
                entry::entry_ui(ctx, row, ui, |ui| {
                    limits::limits_ui(ctx, row, &mut self.limits, ui);
                    alerts::alerts_of_ui(ctx, row, &mut self.alerts, ui);
                });
            });
            ui.add_space(space::S);
        }
        // The heading leaves the room that the rows' scroll bar takes, where there is one.
        let has_bar = row::height_of(board.rows.len()) > ui.available_height();
        row::head_ui(ctx, has_bar, ui);
        let bar = if has_bar { ScrollBarVisibility::AlwaysVisible } else { ScrollBarVisibility::AlwaysHidden };
        ScrollArea::vertical().auto_shrink(false).scroll_bar_visibility(bar).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for one in &board.rows {
                let is_on = ward.selected == Some(one.who.patient);
                let response = row::row_ui(ctx, one, is_on, ui);
                if response.double_clicked() {
                    ctx.send(Command::Twin(TwinCommand::Open(one.who.patient)));
                } else if response.clicked() {
                    send(ctx, WardCommand::Select((!is_on).then_some(one.who.patient)));
                }
            }
        });
    }
}

impl WardPanel {
    /// The board, its alerts, or the wall.
    fn pages_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let ward = &ctx.state.ward;
        let pages = [Page::Board, Page::Alerts, Page::Record];
        let names = ["ward-view-board", "ward-view-alerts", "ward-view-record", "ward-view-wall"];
        let choices = names.map(|name| ctx.texts.get(name));
        let on = pages.iter().position(|page| *page == self.page && !ward.is_wall).unwrap_or(pages.len());
        let Some(at) = segmented(ui, ctx.text("ward-view"), &choices, on) else { return };
        let page = pages.get(at).copied();
        self.page = page.unwrap_or_default();
        if ward.is_wall != page.is_none() {
            send(ctx, WardCommand::SetWall(page.is_none()));
        }
    }
}

/// Says something of a patient, or of the ward.
fn say(ctx: &PanelCtx<'_>, saying: WardSaying) {
    send(ctx, WardCommand::Say(Box::new(saying)));
}

fn send(ctx: &PanelCtx<'_>, command: WardCommand) {
    ctx.send(Command::Ward(command));
}

/// The handover of the chosen patient, or of everybody.
fn handover_ui(ctx: &PanelCtx<'_>, board: &Board, ui: &mut Ui) {
    let chosen = ctx.state.ward.selected.and_then(|patient| board.row_of(patient));
    let key = if chosen.is_some() { "handover-save-one" } else { "handover-save" };
    if Button::new(ctx.text(key)).icon(Icon::Journal).enabled(!board.rows.is_empty()).show(ui).clicked() {
        let rows = chosen.map_or_else(|| board.rows.iter().collect::<Vec<_>>(), |row| vec![row]);
        handover::export(ctx, board, &rows);
    }
}

fn nobody_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    let (title, explanation) = (ctx.text("ward-nobody"), ctx.text("ward-nobody-explained"));
    empty_state(ui, EmptyState { icon: Icon::Ward, title, explanation, action: None });
}

/// Which ward, how many, in which order, as of when, and how many are overdue.
fn head_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    let ward = &ctx.state.ward;
    ui.horizontal(|ui| {
        let total: usize = ward.wards.iter().map(|(_, count)| count).sum();
        let all = std::iter::once(format!("{} · {total}", ctx.text("ward-all")));
        let words: Vec<String> =
            all.chain(ward.wards.iter().map(|(name, count)| format!("{name} · {count}"))).collect();
        let on = ward.ward.as_ref().and_then(|on| ward.wards.iter().position(|(name, _)| name == on));
        let on = on.map_or(0, |at| at + 1);
        if let Some(at) = choose_ui(ui, ctx.text("ward-ward"), WARD_WIDTH, &words, on) {
            let chosen = at.checked_sub(1).and_then(|at| ward.wards.get(at)).map(|(name, _)| name.clone());
            send(ctx, WardCommand::Show(chosen));
        }
        ui.add_space(space::L);
        if let Some(board) = ward.board.value() {
            ui.vertical(|ui| standing_ui(ctx, board, ui));
        }
    });
    ui.add_space(space::S);
}

fn standing_ui(ctx: &PanelCtx<'_>, board: &Board, ui: &mut Ui) {
    ui.add_space(space::XS);
    let count = ctx.texts.count("ward-shown", board.rows.len() as u64, &[]);
    let time = ctx.texts.time_of_day(ctx.local(board.at_utc_secs));
    let words = ctx.texts.format("ward-order", &[("count", &count), ("time", &time)]);
    ui.label(body(words).color(tokens(ui).quiet));
    let open = board.rows.iter().flat_map(|row| &row.alerts).filter(|shown| shown.is_open()).count() as u64;
    let overdue = board.rows.iter().filter(|row| row.standing.due.is_overdue()).count() as u64;
    ui.horizontal(|ui| {
        if open > 0 {
            let words = ctx.texts.count("ward-open-alerts", open, &[]);
            ui.label(body(words).color(tokens(ui).tone(Tone::Abnormal)));
        }
        if overdue > 0 {
            let words = ctx.texts.count("ward-overdue-count", overdue, &[]);
            ui.label(body(words).color(tokens(ui).tone(Tone::Abnormal)));
        }
        if board.read.left_out > 0 {
            let words = ctx.texts.count("ward-left-out", board.read.left_out as u64, &[]);
            ui.label(body(words).color(tokens(ui).tone(Tone::Abnormal)));
        }
        if !ctx.state.ward.is_wall && ui.available_width() >= KEYS_FROM {
            ui.label(body(ctx.text("ward-keys")).color(tokens(ui).quiet));
        }
    });
}

/// Up and down choose, Enter opens the twin; letters of the scale are for the chosen patient.
fn keys(ctx: &PanelCtx<'_>, board: &Board, ui: &Ui) {
    if ui.ctx().text_edit_focused() || ctx.state.palette_open {
        return;
    }
    let on = ctx.state.ward.selected.and_then(|on| board.rows.iter().position(|row| row.who.patient == on));
    let pressed = |key: Key| ui.input(|input| input.key_pressed(key) && input.modifiers.is_none());
    let next = match (pressed(Key::ArrowDown), pressed(Key::ArrowUp), on) {
        (true, _, None) => Some(0),
        (true, _, Some(at)) => Some((at + 1).min(board.rows.len().saturating_sub(1))),
        (_, true, Some(at)) => Some(at.saturating_sub(1)),
        _ => None,
    };
    if let Some(row) = next.and_then(|at| board.rows.get(at)) {
        send(ctx, WardCommand::Select(Some(row.who.patient)));
    }
    let Some(patient) = ctx.state.ward.selected else { return };
    if pressed(Key::Escape) {
        send(ctx, WardCommand::Select(None));
    }
    if pressed(Key::Enter) && ui.memory(|memory| memory.focused().is_none()) {
        ctx.send(Command::Twin(TwinCommand::Open(patient)));
    }
    entry_keys(ctx, patient, pressed);
}

fn entry_keys(ctx: &PanelCtx<'_>, patient: PatientId, pressed: impl Fn(Key) -> bool) {
    for (key, said) in entry::KEYS {
        if pressed(key) {
            send(ctx, WardCommand::Enter(patient, said));
        }
    }
}
