//! What happened to the plan, marked from the thing that was chosen; what is affected; the repair and what it disturbs.

use eframe::egui::{DragValue, Slider, Ui};

use crate::app::jobs::JobKind;
use crate::app::schedule::laid::{Instance, Laid, Plan, Thing};
use crate::app::schedule::panel::{Marked, ScheduleCommand};
use crate::domain::schedule::changes::{HospitalChange, RosterChange};
use crate::domain::schedule::hospital::{HospitalPlan, HospitalProblem};
use crate::domain::schedule::roster::RosterProblem;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{Tone, body, space, tokens};
use crate::ui::widgets::{Button, Icon, icon_button, labelled_ui, section};

use super::head::number_ui;
use super::line::{choice_line, quiet_line, text_line};
use super::{send, words};

/// The dearest change that the slider offers.
const MOST_STABILITY: u32 = 1_000;

const SLIDER: f32 = 240.0;

/// For how many days somebody is ill or a theatre closed.
pub struct DaysAway(usize);

impl Default for DaysAway {
    fn default() -> DaysAway {
        DaysAway(1)
    }
}

/// The marks, the repair of them, and the proposal.
pub fn repair_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, instance: &Instance) {
    let state = &ctx.state.schedule;
    section(ui, ctx.text("schedule-happened"));
    if state.marked.is_empty() && state.proposal.is_none() {
        return quiet_line(ui, ctx.text("schedule-nothing-happened"));
    }
    marks_ui(ctx, ui, instance);
    let mut today = state.today;
    let most = instance.days().saturating_sub(1);
    ui.horizontal(|ui| {
        if number_ui(ctx, ui, "schedule-today", DragValue::new(&mut today).range(0..=most)).changed() {
            send(ctx, ScheduleCommand::SetToday(today));
        }
    });
    let mut stability = state.stability;
    ui.spacing_mut().slider_width = SLIDER;
    let slider = Slider::new(&mut stability, 0..=MOST_STABILITY);
    let explained = ctx.text("schedule-stability-explained");
    if labelled_ui(ui, ctx.text("schedule-stability"), Some(explained), None, |ui| ui.add(slider)).changed() {
        send(ctx, ScheduleCommand::SetStability(stability));
    }
    let is_busy = ctx.jobs.is_running(JobKind::REPAIR_SCHEDULE) || ctx.jobs.is_running(JobKind::SOLVE_SCHEDULE);
    let button = Button::primary(ctx.text("schedule-repair")).enabled(!is_busy && !state.marked.is_empty());
    if button.show(ui).clicked() {
        send(ctx, ScheduleCommand::Repair);
    }
    proposal_ui(ctx, ui);
    ui.add_space(space::S);
}

fn marks_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, instance: &Instance) {
    let state = &ctx.state.schedule;
    for (place, marked) in state.marked.iter().enumerate() {
        let words = mark_words(ctx, instance, marked);
        ui.horizontal(|ui| {
            let remove = ctx.texts.format("schedule-unmark", &[("what", &words)]);
            if icon_button(ui, Icon::Close, &remove).clicked() {
                send(ctx, ScheduleCommand::Unmark(place));
            }
            text_line(ui, &words);
        });
    }
    let affected = state.affected.iter();
    // A patient is there twice, in a theatre and in a bed.
    let count = affected.filter(|thing| !matches!(thing, Thing::Surgery { .. })).count();
    let tone = if count == 0 { Tone::Quiet } else { Tone::Critical };
    let said = ctx.texts.count("schedule-affected", count as u64, &[]);
    ui.label(body(said).color(tokens(ui).tone(tone)));
}

fn proposal_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    let Some(proposal) = &ctx.state.schedule.proposal else { return };
    let change = i128::from(proposal.laid.cost) - i128::from(proposal.cost_before);
    let words = ctx.texts.format(
        "schedule-disturbed",
        &[
            ("people", &proposal.people),
            ("patients", &proposal.patients),
            ("cells", &proposal.cells),
            ("change", &words::change(ctx, change)),
        ],
    );
    text_line(ui, words);
    let front = proposal.front.rows();
    if front.len() > 1 {
        quiet_line(ui, ctx.text("schedule-front"));
        for (cost, disturbed) in front {
            let cost = ctx.texts.whole(cost.unsigned_abs());
            text_line(ui, ctx.texts.format("schedule-front-row", &[("cost", &cost), ("disturbed", &disturbed)]));
        }
    }
    ui.horizontal(|ui| {
        if Button::primary(ctx.text("schedule-accept")).icon(Icon::Check).show(ui).clicked() {
            send(ctx, ScheduleCommand::Accept);
        }
        if Button::new(ctx.text("schedule-discard")).show(ui).clicked() {
            send(ctx, ScheduleCommand::Discard);
        }
    });
}

fn mark_words(ctx: &PanelCtx<'_>, instance: &Instance, marked: &Marked) -> String {
    let said = |key: &str, what: &str, days: String| ctx.texts.format(key, &[("what", &what), ("days", &days)]);
    match (marked, instance) {
        (Marked::Hospital(change), Instance::Hospital(problem)) => match change {
            HospitalChange::NurseIll { nurse, days } => {
                said("schedule-mark-ill", &problem.nurses[*nurse].id, words::days(ctx, days))
            }
            HospitalChange::TheatreClosed { theatre, days } => {
                said("schedule-mark-closed", &problem.theatres[*theatre].id, words::days(ctx, days))
            }
            HospitalChange::SurgeonAway { surgeon, days } => {
                said("schedule-mark-away", &problem.surgeons[*surgeon].id, words::days(ctx, days))
            }
            HospitalChange::PatientUrgent { patient, by_day } => {
                said("schedule-mark-urgent", &problem.patients[*patient].id, words::day(ctx, *by_day))
            }
            HospitalChange::Pin { patient } => said("schedule-mark-pin", &problem.patients[*patient].id, String::new()),
        },
        (Marked::Roster(change), Instance::Roster(problem)) => match change {
            RosterChange::EmployeeIll { employee, days } => {
                said("schedule-mark-ill", &problem.staff[*employee].id, words::days(ctx, days))
            }
            RosterChange::Pin { employee, days } => {
                said("schedule-mark-pin-days", &problem.staff[*employee].id, words::days(ctx, days))
            }
        },
        (Marked::Hospital(_), Instance::Roster(_)) | (Marked::Roster(_), Instance::Hospital(_)) => String::new(),
    }
}

/// What can be said to have happened to the chosen thing.
pub fn selected_ui(
    ctx: &PanelCtx<'_>,
    ui: &mut Ui,
    (instance, laid, thing): (&Instance, &Laid, Thing),
    away: &mut DaysAway,
) {
    section(ui, ctx.text("schedule-selected"));
    let offers = match (instance, &laid.plan) {
        (Instance::Hospital(problem), Plan::Hospital(plan)) => hospital_offers(problem, plan, thing, away.0),
        (Instance::Roster(problem), Plan::Roster(_)) => roster_offers(problem, thing, away.0),
        (Instance::Hospital(_), Plan::Roster(_)) | (Instance::Roster(_), Plan::Hospital(_)) => Vec::new(),
    };
    text_line(ui, words::thing(ctx, instance, thing));
    if offers.is_empty() {
        return quiet_line(ui, ctx.text("schedule-nothing-to-mark"));
    }
    ui.horizontal(|ui| {
        number_ui(ctx, ui, "schedule-days-away", DragValue::new(&mut away.0).range(1..=instance.days()));
    });
    for marked in offers {
        if choice_line(ui, &mark_words(ctx, instance, &marked), true, false).clicked() {
            send(ctx, ScheduleCommand::Mark(marked));
        }
    }
}

fn hospital_offers(problem: &HospitalProblem, plan: &HospitalPlan, thing: Thing, away: usize) -> Vec<Marked> {
    let days = |first: usize| (first..problem.days.min(first + away)).collect::<Vec<usize>>();
    let found = match thing {
        Thing::Surgery { patient } | Thing::Stay { patient } => {
            let Some(at) = plan.admissions.get(patient).copied().flatten() else { return Vec::new() };
            let closed = HospitalChange::TheatreClosed { theatre: at.theatre, days: days(at.day) };
            let absent = HospitalChange::SurgeonAway { surgeon: problem.patients[patient].surgeon, days: days(at.day) };
            let urgent = HospitalChange::PatientUrgent { patient, by_day: at.day.saturating_sub(1) };
            vec![closed, absent, urgent, HospitalChange::Pin { patient }]
        }
        Thing::NurseShift { room, shift } => {
            let nurse = plan.nurse_of.get(room).and_then(|shifts| shifts.get(shift)).copied().flatten();
            let first = shift / problem.shift_names.len();
            nurse.map(|nurse| HospitalChange::NurseIll { nurse, days: days(first) }).into_iter().collect()
        }
        Thing::Waiting { patient } => {
            let last = problem.days.saturating_sub(1);
            vec![HospitalChange::PatientUrgent { patient, by_day: problem.patients[patient].release_day.min(last) }]
        }
        Thing::Occupant(_) | Thing::Cell { .. } | Thing::Gap { .. } | Thing::Request(_) | Thing::Out { .. } => {
            Vec::new()
        }
    };
    found.into_iter().map(Marked::Hospital).collect()
}

fn roster_offers(problem: &RosterProblem, thing: Thing, away: usize) -> Vec<Marked> {
    let Thing::Cell { employee, day } = thing else { return Vec::new() };
    let days: Vec<usize> = (day..problem.days.min(day + away)).collect();
    let ill = RosterChange::EmployeeIll { employee, days: days.clone() };
    vec![Marked::Roster(ill), Marked::Roster(RosterChange::Pin { employee, days })]
}
