//! What if there were one nurse more, one theatre less, other weights: plans side by side.

use eframe::egui::{DragValue, Grid, ScrollArea, Ui, vec2};

use crate::analysis::schedule::hospital::SoftRule;
use crate::app::jobs::JobKind;
use crate::app::schedule::laid::{Instance, Laid};
use crate::app::schedule::panel::ScheduleCommand;
use crate::app::schedule::scenarios::{Scenario, ScenarioCommand, Tweak};
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{Tone, body, small, space, tokens};
use crate::ui::widgets::{Button, Icon, choose_ui, icon_button, section};

use super::head::number_ui;
use super::line::{choice_line, quiet_line};
use super::{send, words};

const WIDTH: f32 = 200.0;

/// What is about to be added.
pub struct ScenariosView {
    kind: usize,
    who: usize,
    number: u32,
}

impl Default for ScenariosView {
    fn default() -> ScenariosView {
        ScenariosView { kind: 0, who: 0, number: 10 }
    }
}

const OF_HOSPITAL: [&str; 4] =
    ["schedule-tweak-nurse", "schedule-tweak-no-nurse", "schedule-tweak-no-theatre", "schedule-tweak-weight"];
const OF_ROSTER: [&str; 3] = ["schedule-tweak-employee", "schedule-tweak-no-employee", "schedule-tweak-under"];

impl ScenariosView {
    pub fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, instance: &Instance) {
        section(ui, ctx.text("schedule-what-if"));
        quiet_line(ui, ctx.text("schedule-what-if-explained"));
        self.add_ui(ctx, ui, instance);
        self.all_ui(ctx, ui, instance);
        table_ui(ctx, ui, instance);
    }

    fn add_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, instance: &Instance) {
        let keys: &[&str] = if instance.roster().is_some() { &OF_ROSTER } else { &OF_HOSPITAL };
        let kinds: Vec<String> = keys.iter().map(|key| ctx.text(key).to_owned()).collect();
        if let Some(kind) = choose_ui(ui, ctx.text("schedule-tweak"), WIDTH, &kinds, self.kind) {
            (self.kind, self.who) = (kind, 0);
        }
        let (choices, needs_number) = self.choices(ctx, instance);
        if !choices.is_empty() {
            self.who = self.who.min(choices.len() - 1);
            if let Some(who) = choose_ui(ui, ctx.text("schedule-tweak-of"), WIDTH, &choices, self.who) {
                self.who = who;
            }
        }
        if needs_number {
            ui.horizontal(|ui| {
                number_ui(ctx, ui, "schedule-tweak-number", DragValue::new(&mut self.number).range(0..=100_000));
            });
        }
        if Button::new(ctx.text("schedule-tweak-add")).show(ui).clicked()
            && let Some(tweak) = self.tweak(instance)
        {
            send(ctx, ScheduleCommand::Scenarios(ScenarioCommand::Add(tweak)));
        }
    }

    /// Whom or what the change is about, and whether it has a number.
    fn choices(&self, ctx: &PanelCtx<'_>, instance: &Instance) -> (Vec<String>, bool) {
        match (instance, self.kind) {
            (Instance::Hospital(problem), 0 | 1) => (problem.nurses.iter().map(|one| one.id.clone()).collect(), false),
            (Instance::Hospital(problem), 2) => (problem.theatres.iter().map(|one| one.id.clone()).collect(), false),
            (Instance::Hospital(_), _) => {
                let name = |rule: SoftRule| ctx.texts.get(&format!("schedule-rule-{}", rule.name())).to_owned();
                (SoftRule::ALL.map(name).to_vec(), true)
            }
            (Instance::Roster(problem), 0 | 1) => (problem.staff.iter().map(|one| one.id.clone()).collect(), false),
            (Instance::Roster(_), _) => (Vec::new(), true),
        }
    }

    fn tweak(&self, instance: &Instance) -> Option<Tweak> {
        Some(match (instance, self.kind) {
            (Instance::Hospital(_), 0) => Tweak::NurseLike(self.who),
            (Instance::Hospital(_), 1) => Tweak::WithoutNurse(self.who),
            (Instance::Hospital(_), 2) => Tweak::TheatreClosed(self.who),
            (Instance::Hospital(_), 3) => Tweak::Weight(self.who, self.number),
            (Instance::Roster(_), 0) => Tweak::EmployeeLike(self.who),
            (Instance::Roster(_), 1) => Tweak::WithoutEmployee(self.who),
            (Instance::Roster(_), 2) => Tweak::UnderPercent(self.number),
            _ => return None,
        })
    }

    fn all_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, instance: &Instance) {
        let scenarios = &ctx.state.schedule.scenarios;
        for (place, one) in scenarios.all.iter().enumerate() {
            let said = tweak_words(ctx, instance, one.tweak);
            ui.horizontal(|ui| {
                if place > 0 {
                    let remove = ctx.texts.format("schedule-unmark", &[("what", &said)]);
                    if icon_button(ui, Icon::Close, &remove).clicked() {
                        send(ctx, ScheduleCommand::Scenarios(ScenarioCommand::Remove(place)));
                    }
                }
                look_ui(ctx, ui, place, one, &said);
            });
        }
        let mut seconds = scenarios.seconds;
        ui.horizontal(|ui| {
            let value = DragValue::new(&mut seconds).range(1..=3_600);
            if number_ui(ctx, ui, "schedule-seconds-each", value).changed() {
                send(ctx, ScheduleCommand::Scenarios(ScenarioCommand::SetSeconds(seconds)));
            }
            let is_busy =
                ctx.jobs.is_running(JobKind::SCENARIOS_SCHEDULE) || ctx.jobs.is_running(JobKind::SOLVE_SCHEDULE);
            if Button::strong(ctx.text("schedule-compare")).enabled(!is_busy).show(ui).clicked() {
                send(ctx, ScheduleCommand::Scenarios(ScenarioCommand::Run));
            }
        });
    }
}

/// A scenario's number and words; where it has a plan a click looks at it, and a second one at the plan in force again.
fn look_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, place: usize, one: &Scenario, said: &str) {
    let is_on = ctx.state.schedule.scenarios.looked_at == Some(place);
    let can = matches!(one.result, Some(Ok(_))) && ctx.state.schedule.proposal.is_none();
    if choice_line(ui, &format!("{}. {said}", place + 1), can, is_on).clicked() {
        send(ctx, ScheduleCommand::Scenarios(ScenarioCommand::LookAt((!is_on).then_some(place))));
    }
}

fn tweak_words(ctx: &PanelCtx<'_>, instance: &Instance, tweak: Tweak) -> String {
    let said = |key: &str, what: Option<&String>| ctx.texts.format(key, &[("what", &what.map_or("", String::as_str))]);
    match (tweak, instance) {
        (Tweak::AsItIs, _) => ctx.text("schedule-scenario-as-it-is").to_owned(),
        (Tweak::NurseLike(at), Instance::Hospital(problem)) => {
            said("schedule-scenario-nurse", problem.nurses.get(at).map(|one| &one.id))
        }
        (Tweak::WithoutNurse(at), Instance::Hospital(problem)) => {
            said("schedule-scenario-no-nurse", problem.nurses.get(at).map(|one| &one.id))
        }
        (Tweak::TheatreClosed(at), Instance::Hospital(problem)) => {
            said("schedule-scenario-no-theatre", problem.theatres.get(at).map(|one| &one.id))
        }
        (Tweak::Weight(rule, weight), _) => {
            let rule = SoftRule::ALL.get(rule).map_or("", |rule| rule.name());
            ctx.texts.format("schedule-scenario-weight", &[("rule", &words::rules(ctx, &[rule])), ("weight", &weight)])
        }
        (Tweak::EmployeeLike(at), Instance::Roster(problem)) => {
            said("schedule-scenario-nurse", problem.staff.get(at).map(|one| &one.id))
        }
        (Tweak::WithoutEmployee(at), Instance::Roster(problem)) => {
            said("schedule-scenario-no-nurse", problem.staff.get(at).map(|one| &one.id))
        }
        (Tweak::UnderPercent(percent), _) => ctx.texts.format("schedule-scenario-under", &[("percent", &percent)]),
        _ => String::new(),
    }
}

/// A column a scenario: what its plan costs, who waits, and how often each rule is met.
fn table_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, instance: &Instance) {
    let all = &ctx.state.schedule.scenarios.all;
    if all.iter().all(|one| one.result.is_none()) {
        return;
    }
    ui.add_space(space::S);
    for (place, one) in all.iter().enumerate() {
        if let Some(Err(why)) = &one.result {
            let why = words::told(ctx, why);
            let said = ctx.texts.format("schedule-scenario-failed", &[("number", &(place + 1)), ("why", &why)]);
            ui.label(body(said).color(tokens(ui).tone(Tone::Critical)));
        }
    }
    ScrollArea::horizontal().id_salt("schedule-scenarios").show(ui, |ui| {
        Grid::new("schedule-scenarios").striped(true).spacing(vec2(space::M, space::XS)).show(ui, |ui| {
            row_ui(ctx, ui, ctx.text("schedule-scenario"), all, |place, _| (place + 1).to_string());
            row_ui(ctx, ui, ctx.text("schedule-cost"), all, |_, laid| ctx.texts.whole(laid.cost));
            if instance.hospital().is_some() {
                row_ui(ctx, ui, ctx.text("schedule-column-waiting"), all, |_, laid| laid.waiting.to_string());
            }
            let first = all.iter().find_map(|one| one.result.as_ref()?.as_ref().ok());
            let soft = first.into_iter().flat_map(|one| one.laid.rules.iter().filter(|rule| !rule.is_hard));
            for rule in soft {
                let name = words::rules(ctx, &[rule.id]);
                row_ui(ctx, ui, &name, all, |_, laid| {
                    laid.rules.iter().find(|one| one.id == rule.id).map_or(0, |one| one.units).to_string()
                });
            }
        });
    });
    quiet_line(ui, ctx.text("schedule-scenario-units"));
}

fn row_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, name: &str, all: &[Scenario], cell: impl Fn(usize, &Laid) -> String) {
    ui.label(small(name).color(tokens(ui).quiet));
    for (place, one) in all.iter().enumerate() {
        let said = match &one.result {
            Some(Ok(one)) => cell(place, &one.laid),
            Some(Err(_)) => ctx.text("schedule-scenario-none").to_owned(),
            None => "–".to_owned(),
        };
        ui.label(body(said).color(tokens(ui).text));
    }
    ui.end_row();
}
