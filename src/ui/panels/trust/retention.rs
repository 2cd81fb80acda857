//! Who is past their time: listed by years, and deleted after one question.

use eframe::egui::Ui;

use crate::app::jobs::JobKind;
use crate::app::trust::TrustCommand;
use crate::app::trust::keeping::KeepingCommand;
use crate::app::trust::keeping::retention::{Past, Retention};
use crate::domain::access::Action;
use crate::domain::ids::PatientId;
use crate::io::store::Hold;
use crate::ui::context::PanelCtx;
use crate::ui::theme::{body, large, space, tokens};
use crate::ui::widgets::{Button, Cell, Column, DataTable, Field, Icon, TableState, card, choose_ui, labelled_field};

use super::{failure_ui, quiet_ui, send};

const FIELD: f32 = 180.0;
const REASON: f32 = 420.0;
const MOST_ROWS: usize = 12;
const YEARS: [u16; 6] = [5, 10, 15, 20, 25, 30];

/// What is chosen and typed.
#[derive(Default)]
pub struct RetentionPart {
    table: TableState,
    /// One of [`YEARS`]; ten before somebody chose.
    years: Option<usize>,
    reason: String,
    asks: bool,
    /// Whose row is chosen, to be held.
    chosen: Option<PatientId>,
    hold_reason: String,
    held_table: TableState,
    /// Of the held ones.
    held: Option<PatientId>,
    again: String,
    again_reason: String,
}

impl RetentionPart {
    pub fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let keeping = &ctx.state.trust.keeping;
        failure_ui(ctx, ui, keeping.failure.as_ref());
        card(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.label(large(ctx.text("retention-title")).color(tokens(ui).text));
            quiet_ui(ui, ctx.text("retention-explained"));
            ui.add_space(space::S);
            let words = YEARS.map(|years| ctx.texts.count("retention-years", u64::from(years), &[]));
            let on = self.years.unwrap_or(1);
            self.years = choose_ui(ui, ctx.text("retention-kept-for"), FIELD, &words, on).or(self.years);
            ui.add_space(space::S);
            let is_busy = ctx.jobs.is_running(JobKind::LIST_RETENTION);
            let look = Button::primary(ctx.text("retention-list")).icon(Icon::Search).enabled(!is_busy);
            if look.show(ui).clicked() {
                let years = YEARS.get(self.years.unwrap_or(1)).copied().unwrap_or(10);
                self.asks = false;
                send(ctx, TrustCommand::Keeping(KeepingCommand::ListRetention(years)));
            }
        });
        if let Some(found) = &keeping.retention {
            ui.add_space(space::M);
            self.found_ui(ctx, ui, found);
            self.held_ui(ctx, ui, found);
        }
        ui.add_space(space::M);
        card(ui, |ui| {
            ui.set_width(ui.available_width());
            self.again_ui(ctx, ui);
        });
    }

    fn found_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, found: &Retention) {
        let years = ctx.texts.whole(u64::from(found.years));
        let count = found.list.len() as u64;
        quiet_ui(ui, &ctx.texts.count("retention-found", count, &[("years", &years)]));
        if found.undated > 0 {
            quiet_ui(ui, &ctx.texts.count("retention-undated", found.undated as u64, &[]));
        }
        if found.list.is_empty() {
            return;
        }
        ui.add_space(space::S);
        let columns = [
            Column::text(ctx.text("glass-patient"), 160.0).at_least(110.0).unsortable(),
            Column::text(ctx.text("retention-name"), 320.0).at_least(160.0).stretch().unsortable(),
            Column::text(ctx.text("retention-newest"), 170.0).at_least(130.0).unsortable(),
        ];
        let rows = found.list.len();
        let table = DataTable::new("retention", ctx.text("trust-retention"), &columns, rows);
        let done = table.height_of_rows(rows.min(MOST_ROWS)).show(ui, &mut self.table, ctx.texts, |row, column| {
            let Some(past) = found.list.get(row) else { return Cell::default() };
            match column {
                0 => Cell::text(&past.identifier),
                1 => Cell::text(name_of(ctx, past.patient)),
                _ => Cell::text(past.newest.iso()),
            }
        });
        if let Some(past) = done.clicked.map(|(row, _)| row).or(done.activated).and_then(|row| found.list.get(row)) {
            self.chosen = Some(past.patient);
        }
        let chosen = found.list.iter().find(|past| Some(past.patient) == self.chosen);
        if let Some(past) = chosen {
            ui.add_space(space::S);
            self.hold_ui(ctx, ui, past);
        } else {
            quiet_ui(ui, ctx.text("retention-hold-hint"));
        }
        ui.add_space(space::M);
        self.delete_ui(ctx, ui, count);
    }

    /// Takes one patient off the list, with a reason that is kept.
    fn hold_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, past: &Past) {
        let field = Field::new(ctx.text("retention-hold-reason")).width(REASON);
        labelled_field(ui, field, &mut self.hold_reason);
        ui.add_space(space::XS);
        let words = ctx.texts.format("retention-hold", &[("patient", &past.identifier)]);
        let ready = !self.hold_reason.trim().is_empty() && !ctx.jobs.is_running(JobKind::KEEP_TRUST);
        if ctx.show_if_may(ui, Action::HoldPatient, Button::new(&words).enabled(ready)).clicked() {
            let reason = std::mem::take(&mut self.hold_reason);
            (self.chosen, self.table) = (None, TableState::default());
            send(ctx, TrustCommand::Keeping(KeepingCommand::Hold { patient: past.patient, reason, is_held: true }));
        }
    }

    /// Whose records are held, why and since when; and an end to it.
    fn held_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, found: &Retention) {
        if found.holds.is_empty() {
            return;
        }
        ui.add_space(space::M);
        ui.label(body(ctx.texts.count("retention-held", found.holds.len() as u64, &[])));
        let columns = [
            Column::text(ctx.text("glass-patient"), 160.0).at_least(110.0).unsortable(),
            Column::text(ctx.text("retention-hold-reason"), 320.0).at_least(160.0).stretch().unsortable(),
            Column::text(ctx.text("retention-held-by"), 160.0).at_least(110.0).unsortable(),
            Column::text(ctx.text("account-since"), 170.0).at_least(146.0).unsortable(),
        ];
        let rows = found.holds.len();
        let table = DataTable::new("held", ctx.text("retention-held-table"), &columns, rows);
        let table = table.height_of_rows(rows.min(MOST_ROWS));
        let done = table.show(ui, &mut self.held_table, ctx.texts, |row, column| {
            found.holds.get(row).map_or_else(Cell::default, |hold| held_cell(ctx, hold, column))
        });
        if let Some(hold) = done.clicked.map(|(row, _)| row).or(done.activated).and_then(|row| found.holds.get(row)) {
            self.held = Some(hold.patient);
        }
        let Some(hold) = found.holds.iter().find(|hold| Some(hold.patient) == self.held) else { return };
        ui.add_space(space::XS);
        let words = ctx.texts.format("retention-hold-end", &[("patient", &identifier_of(ctx, hold.patient))]);
        let button = Button::new(&words).enabled(!ctx.jobs.is_running(JobKind::KEEP_TRUST));
        if ctx.show_if_may(ui, Action::HoldPatient, button).clicked() {
            (self.held, self.held_table) = (None, TableState::default());
            let reason = "the hold is ended".to_owned();
            let end = KeepingCommand::Hold { patient: hold.patient, reason, is_held: false };
            send(ctx, TrustCommand::Keeping(end));
        }
    }

    /// Lets files bring somebody again who was deleted.
    fn again_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        ui.label(large(ctx.text("allow-again-title")).color(tokens(ui).text));
        quiet_ui(ui, ctx.text("allow-again-explained"));
        ui.add_space(space::S);
        ui.horizontal_wrapped(|ui| {
            ui.vertical(|ui| {
                labelled_field(ui, Field::new(ctx.text("allow-again-patient")).width(FIELD), &mut self.again);
            });
            ui.vertical(|ui| {
                labelled_field(ui, Field::new(ctx.text("allow-again-reason")).width(REASON), &mut self.again_reason);
            });
        });
        ui.add_space(space::XS);
        let is_typed = !self.again.trim().is_empty() && !self.again_reason.trim().is_empty();
        let button =
            Button::new(ctx.text("allow-again")).enabled(is_typed && !ctx.jobs.is_running(JobKind::KEEP_TRUST));
        if ctx.show_if_may(ui, Action::DeletePatient, button).clicked() {
            let (identifier, reason) = (self.again.trim().to_owned(), std::mem::take(&mut self.again_reason));
            self.again.clear();
            send(ctx, TrustCommand::Keeping(KeepingCommand::AllowAgain { identifier, reason }));
        }
    }

    fn delete_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, count: u64) {
        let words = ctx.texts.count("retention-delete", count, &[]);
        let is_busy = ctx.jobs.is_running(JobKind::DELETE_PATIENT);
        if !self.asks {
            let button = Button::danger(&words).enabled(!is_busy);
            self.asks = ctx.show_if_may(ui, Action::DeletePatient, button).clicked();
            return;
        }
        ui.label(body(ctx.text("retention-delete-explained")));
        let field = Field::new(ctx.text("retention-reason")).width(REASON);
        labelled_field(ui, field, &mut self.reason);
        ui.add_space(space::XS);
        ui.horizontal(|ui| {
            let ready = !self.reason.trim().is_empty() && !is_busy;
            if Button::danger(ctx.text("retention-delete-now")).enabled(ready).show(ui).clicked() {
                self.asks = false;
                let reason = std::mem::take(&mut self.reason);
                send(ctx, TrustCommand::Keeping(KeepingCommand::DeleteListed(reason)));
            }
            if Button::new(ctx.text("cancel")).show(ui).clicked() {
                self.asks = false;
            }
        });
    }
}

fn held_cell(ctx: &PanelCtx<'_>, hold: &Hold, column: usize) -> Cell {
    match column {
        0 => Cell::text(identifier_of(ctx, hold.patient)),
        1 => Cell::text(&hold.reason),
        2 => Cell::text(&hold.by),
        _ => Cell::text(ctx.texts.moment(ctx.local(hold.at_utc_secs))),
    }
}

fn identifier_of(ctx: &PanelCtx<'_>, patient: PatientId) -> String {
    ctx.state.open().and_then(|open| open.identifier(patient)).unwrap_or_default()
}

fn name_of(ctx: &PanelCtx<'_>, patient: PatientId) -> String {
    let index = ctx.state.open().and_then(|open| open.hospital.value()).map(|hospital| &hospital.index);
    index.map(|index| crate::ui::context::patient_name(ctx, index, patient.0)).unwrap_or_default()
}
