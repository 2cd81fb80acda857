//! The plan on its way out of the program: as a table, as calendars, as a roster for the wall; and how it comes back.

use std::sync::Arc;

use eframe::egui::Ui;

use crate::app::command::Command;
use crate::app::export::{ExportCommand, ExportTarget};
use crate::app::jobs::JobKind;
use crate::app::schedule::laid::{Instance, Laid};
use crate::app::schedule::outgoing::{Form, OutgoingCommand, calendar_names};
use crate::app::schedule::panel::ScheduleCommand;
use crate::io::schedule::{hospital, roster};
use crate::ui::panels::PanelCtx;
use crate::ui::theme::space;
use crate::ui::widgets::{Button, choose_ui, section, text_edit};

use super::line::quiet_line;
use super::{send, wall};

const WIDTH: f32 = 220.0;

/// Whose calendar is asked for.
#[derive(Default)]
pub struct LeavingView {
    whose: usize,
}

impl LeavingView {
    pub fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, instance: &Instance, laid: &Laid) {
        section(ui, ctx.text("schedule-leaving"));
        let is_free = ctx.state.schedule.is_in_force() && !ctx.jobs.is_running(JobKind::PREPARE_SCHEDULE_EXPORT);
        quiet_line(ui, ctx.text("schedule-leaving-table"));
        ui.horizontal_wrapped(|ui| {
            for (key, form) in [("schedule-save-xlsx", Form::Workbook), ("schedule-save-csv", Form::Csv)] {
                if Button::new(ctx.text(key)).enabled(is_free).show(ui).clicked() {
                    send(ctx, ScheduleCommand::Outgoing(OutgoingCommand::Make(form)));
                }
            }
            if Button::new(ctx.text("schedule-save-pdf")).enabled(is_free).show(ui).clicked() {
                wall::export(ctx, instance, laid);
            }
        });
        if Button::new(ctx.text("schedule-save-instance")).enabled(is_free).show(ui).clicked() {
            let (name, text) = match instance {
                Instance::Hospital(problem) => ("hospital.json", hospital::problem_text(problem)),
                Instance::Roster(problem) => ("roster.txt", roster::problem_text(problem)),
            };
            let (name, target) = (name.to_owned(), ExportTarget::Text { kind: "schedule", text });
            ctx.send(Command::Export(ExportCommand::Choose { name, target: Arc::new(target) }));
        }
        self.calendars_ui(ctx, ui, instance, is_free);
        section(ui, ctx.text("schedule-coming-back"));
        quiet_line(ui, ctx.text("schedule-coming-back-explained"));
    }

    fn calendars_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, instance: &Instance, is_free: bool) {
        section(ui, ctx.text("schedule-calendars"));
        quiet_line(ui, ctx.text("schedule-times-explained"));
        let mut times = ctx.state.schedule.times.clone();
        let name = ui.label(ctx.text("schedule-times"));
        let hint = "early=07:00-15:00, night=23:00-07:00";
        let field = text_edit(ui, &mut times, hint, false, ui.available_width() - space::M).labelled_by(name.id);
        if field.changed() {
            send(ctx, ScheduleCommand::Outgoing(OutgoingCommand::SetTimes(times)));
        }
        let has_first_day = ctx.state.schedule.first_day.is_some();
        if !has_first_day {
            quiet_line(ui, ctx.text("schedule-calendars-need-day"));
        }
        let names: Vec<String> = calendar_names(instance).into_iter().map(str::to_owned).collect();
        self.whose = self.whose.min(names.len().saturating_sub(1));
        if let Some(at) = choose_ui(ui, ctx.text("schedule-calendar-of"), WIDTH, &names, self.whose) {
            self.whose = at;
        }
        ui.horizontal_wrapped(|ui| {
            let can = is_free && has_first_day;
            let forms = [
                ("schedule-save-calendar", Form::Calendar(self.whose)),
                ("schedule-save-calendars", Form::AllCalendars),
            ];
            for (key, form) in forms {
                if Button::new(ctx.text(key)).enabled(can).show(ui).clicked() {
                    send(ctx, ScheduleCommand::Outgoing(OutgoingCommand::Make(form)));
                }
            }
        });
    }
}
