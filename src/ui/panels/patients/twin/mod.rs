//! The screen of one twin, or of two side by side.

mod answers;
mod bar;
mod compare;
mod consent;
mod facts;
mod newest;
mod outlook_table;
mod quality_card;
mod seal;
mod shown;
mod snapshot;
mod table;
mod timeline;
mod trends;
mod trends_column;
mod values;

use eframe::egui::{CentralPanel, Frame, Id, Margin, Panel as Side, ScrollArea, Ui, vec2};

use crate::app::command::Command;
use crate::app::computed::Computed;
use crate::app::risk::RiskCommand;
use crate::app::twin::TwinCommand;
use crate::app::twin::view::TwinView;
use crate::domain::ids::PatientId;
use crate::ui::dialogs::source_card::source_card_ui;
use crate::ui::panels::PanelCtx;
use crate::ui::patient_head::patient_head_ui;
use crate::ui::theme::{body, space, tokens};
use crate::ui::widgets::{EmptyState, Icon, Notice, NoticeTone, empty_state, notice, segmented};

use bar::TwinBar;
use facts::facts_ui;
use newest::newest_ui;
use quality_card::quality_card_ui;
use shown::Shown;
use trends_column::TrendsColumn;

/// From this width on, facts and newest values have a column each.
const THREE_COLUMNS_FROM: f32 = 1_180.0;
/// Below it, values and trends take turns.
const TWO_COLUMNS_FROM: f32 = 740.0;
/// Head, range and one plot.
const LEAST_TRENDS_HEIGHT: f32 = 300.0;

/// How the twins are looked at.
#[derive(Default)]
pub struct TwinScreen {
    first: Option<Shown>,
    second: Option<Shown>,
    bar: TwinBar,
    trends: TrendsColumn,
    /// Whose trends were looked at.
    patient: Option<PatientId>,
}

impl TwinScreen {
    /// Draws the open twin, and the second one where there is one.
    pub fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let twin = &ctx.state.twin;
        self.first = twin.first.value().map(|view| Shown::of(view, self.first.take(), ctx));
        self.second = twin.second.value().map(|view| Shown::of(view, self.second.take(), ctx));
        let patient = self.first.as_ref().map(|shown| shown.view.twin.id);
        if patient != self.patient {
            self.patient = patient;
            self.trends.look.another_patient();
        }
        self.bar.ui(ctx, ui);
        failure_ui(ctx, ui, &twin.first, twin.wanted.map(TwinCommand::Open));
        failure_ui(ctx, ui, &twin.second, twin.wanted_second.map(TwinCommand::Compare));
        let TwinScreen { first, second, trends, .. } = self;
        match (first, twin.wanted_second, second) {
            (Some(first), Some(_), Some(second)) => {
                is_loading(ctx, ui, [&twin.first, &twin.second]);
                compare::compare_ui(ctx, ui, first, second, &mut trends.look);
            }
            (Some(first), _, _) => {
                let is_other = twin.wanted.is_some_and(|wanted| wanted != first.view.twin.id);
                is_loading(ctx, ui, [&twin.first, &twin.second]);
                // The patient before stays, greyed, until the next one is there.
                ui.add_enabled_ui(!is_other, |ui| single_ui(ctx, ui, first, trends));
            }
            (None, _, _) => {
                let state = EmptyState {
                    icon: Icon::Person,
                    title: ctx.text(if twin.first.is_running() { "loading" } else { "twin-none-chosen" }),
                    explanation: ctx.text("twin-none-chosen-explained"),
                    action: None,
                };
                empty_state(ui, state);
            }
        }
        source_card_ui(ctx, ui);
    }
}

fn is_loading(ctx: &PanelCtx<'_>, ui: &mut Ui, seats: [&Computed<TwinView>; 2]) {
    if seats.iter().any(|seat| seat.is_running()) {
        ui.label(body(ctx.text("loading")).color(tokens(ui).quiet));
    }
}

fn failure_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, seat: &Computed<TwinView>, again: Option<TwinCommand>) {
    let Some(message) = seat.failure() else { return };
    let title = ctx.message(message);
    let remedy = ctx.texts.find(&format!("{}-remedy", message.key));
    let failed = Notice {
        tone: NoticeTone::Error,
        title: &title,
        remedy,
        details: message.details.as_deref(),
        action: again.is_some().then(|| ctx.text("retry")),
        closable: false,
    };
    if let (true, Some(again)) = (notice(ui, failed, ctx.texts).acted, again) {
        ctx.send(Command::Twin(again));
    }
    ui.add_space(space::S);
}

/// Critical alerts about the patient's drugs interrupt: they are told here and lead to where they are decided.
fn critical_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, shown: &Shown) {
    let view = ctx.state.genes.view.as_ref().filter(|view| view.patient == shown.view.twin.id);
    let count = view.map_or(0, |view| view.critical());
    let is_gone_past = count == 0 && view.is_some_and(|view| view.critical_gone_past() > 0);
    if count == 0 && !is_gone_past {
        return;
    }
    // What somebody went past is true all the same: it is quieter, and not gone.
    let (tone, title) = match is_gone_past {
        true => (NoticeTone::Warning, ctx.text("twin-critical-gone-past").to_owned()),
        false => (NoticeTone::Error, ctx.texts.count("twin-critical-alerts", count as u64, &[])),
    };
    let told = Notice {
        tone,
        title: &title,
        remedy: None,
        details: None,
        action: Some(ctx.text("risk-tab-genes")),
        closable: false,
    };
    if notice(ui, told, ctx.texts).acted {
        ctx.send(Command::Risk(RiskCommand::ShowTwin));
        ctx.send(Command::Risk(RiskCommand::ShowTab("genes")));
    }
    ui.add_space(space::S);
}

/// Banner, then facts, newest values and trends in three columns, or the first two below each other.
fn single_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, shown: &Shown, trends: &mut TrendsColumn) {
    patient_head_ui(ctx, &shown.who, ui);
    ui.add_space(space::S);
    critical_ui(ctx, ui, shown);
    let width = ui.available_width();
    let is_wide = width >= THREE_COLUMNS_FROM;
    let column = |ui: &Ui, right: f32| {
        let margin = Margin { left: 0, right: right as i8, top: 0, bottom: 0 };
        Frame::new().fill(tokens(ui).canvas).inner_margin(margin)
    };
    if width < TWO_COLUMNS_FROM {
        one_column_ui(ctx, ui, shown, trends);
        return;
    }
    if is_wide {
        side(ui, "twin-facts", 272.0, 220.0..=420.0, column(ui, space::M), |ui| facts_column(ctx, ui, shown));
        let newest = column(ui, space::M).inner_margin(Margin::symmetric(space::M as i8, 0));
        side(ui, "twin-newest", 384.0, 300.0..=520.0, newest, |ui| newest_column(ctx, ui, shown));
    } else {
        let most = (width * 0.55).max(320.0);
        side(ui, "twin-facts-and-newest", 348.0, 280.0..=most, column(ui, space::M), |ui| {
            newest_column(ctx, ui, shown);
            ui.add_space(space::L);
            facts_column(ctx, ui, shown);
        });
    }
    let frame = Frame::new().fill(tokens(ui).canvas).inner_margin(Margin { left: space::M as i8, ..Margin::ZERO });
    CentralPanel::default().frame(frame).show(ui, |ui| trends.ui(ctx, ui, shown));
}

/// One part at a time, where two would not be readable side by side.
fn one_column_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, shown: &Shown, trends: &mut TrendsColumn) {
    let parts = [ctx.text("twin-part-values"), ctx.text("twin-trends")];
    let id = Id::unique("twin-part");
    let mut part = ui.data(|data| data.get_temp::<usize>(id)).unwrap_or(0);
    if let Some(chosen) = segmented(ui, ctx.text("twin-part"), &parts, part) {
        part = chosen;
        ui.data_mut(|data| data.insert_temp(id, chosen));
    }
    if part > 0 {
        // A low window shows a part of it rather than nothing.
        let room = vec2(ui.available_width(), ui.available_height().max(LEAST_TRENDS_HEIGHT));
        ScrollArea::vertical().id_salt("twin-trends").show(ui, |ui| {
            ui.allocate_ui(room, |ui| trends.ui(ctx, ui, shown));
        });
        return;
    }
    ScrollArea::vertical().auto_shrink(false).id_salt("twin-one-column").show(ui, |ui| {
        newest_column(ctx, ui, shown);
        ui.add_space(space::L);
        facts_column(ctx, ui, shown);
    });
}

fn side(
    ui: &mut Ui,
    name: &str,
    size: f32,
    sizes: std::ops::RangeInclusive<f32>,
    frame: Frame,
    add: impl FnOnce(&mut Ui),
) {
    Side::left(name).resizable(true).default_size(size).size_range(sizes).frame(frame).show(ui, |ui| {
        ScrollArea::vertical().auto_shrink(false).id_salt(name).show(ui, |ui| {
            add(ui);
        });
    });
}

fn facts_column(ctx: &PanelCtx<'_>, ui: &mut Ui, shown: &Shown) {
    if let Some(source) = facts_ui(ui, &shown.facts, ctx.texts) {
        ctx.send(Command::Twin(TwinCommand::ShowSources(vec![source])));
    }
    let id = shown.view.twin.id;
    answers::answers_ui(ctx, ui, id, ctx.state.diagnosis.kept.answers_of(id));
    quality_card_ui(ui, &shown.view.quality, ctx.texts);
    quality_card::doubtful_ui(ctx, ui, shown.view.doubtful.len());
    consent::consent_ui(ctx, ui, id);
}

fn newest_column(ctx: &PanelCtx<'_>, ui: &mut Ui, shown: &Shown) {
    if let Some(row) = newest_ui(ui, &shown.newest, &shown.not_tested, ctx.texts) {
        ctx.send(Command::Twin(TwinCommand::ShowSources(compare::sources_of(shown, row))));
    }
}

#[cfg(test)]
mod tests;
