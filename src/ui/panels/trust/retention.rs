//! Who is past their time: listed by years, and deleted after one question.

use eframe::egui::Ui;

use crate::app::jobs::JobKind;
use crate::app::trust::TrustCommand;
use crate::app::trust::keeping::KeepingCommand;
use crate::app::trust::keeping::retention::Retention;
use crate::domain::access::Action;
use crate::domain::ids::PatientId;
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
        }
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
        table.height_of_rows(rows.min(MOST_ROWS)).show(ui, &mut self.table, ctx.texts, |row, column| {
            let Some(past) = found.list.get(row) else { return Cell::default() };
            match column {
                0 => Cell::text(&past.identifier),
                1 => Cell::text(name_of(ctx, past.patient)),
                _ => Cell::text(past.newest.iso()),
            }
        });
        ui.add_space(space::M);
        self.delete_ui(ctx, ui, count);
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

fn name_of(ctx: &PanelCtx<'_>, patient: PatientId) -> String {
    let index = ctx.state.open().and_then(|open| open.hospital.value()).map(|hospital| &hospital.index);
    index.map(|index| crate::ui::context::patient_name(ctx, index, patient.0)).unwrap_or_default()
}
