//! How coverage and cost would be with other people: changes are listed, and what they bring stands beside how it is.

use std::collections::BTreeSet;

use eframe::egui::Ui;

use crate::analysis::staff::coverage::scenario::{Change, Outlook};
use crate::app::staff::coverage::{CoverageCommand, CoverageFound, cents_of};
use crate::ui::panels::PanelCtx;
use crate::ui::text::visible;
use crate::ui::theme::{Tone, body, space, tokens};
use crate::ui::widgets::{
    Button, Cell, Column, DataTable, Field, Icon, TableState, choose_ui, icon_button, labelled_field, line_ui, section,
    segmented,
};

use super::super::{flow_ui, quiet_ui};
use super::ask;
use super::needs::cover_cell;
use super::training::money;

const MOST_PEOPLE: u32 = 99;
const MOST_ROWS: usize = 12;

/// What can be changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Kind {
    #[default]
    Hire,
    Train,
    Lose,
}

const KINDS: [(Kind, &str); 3] = [(Kind::Hire, "staff-hire"), (Kind::Train, "staff-train"), (Kind::Lose, "staff-lose")];

/// A part of the form.
#[derive(Clone, Copy)]
enum Part {
    Ward,
    Shift,
    Skill,
    Skills,
    People,
    Add,
}

impl Part {
    fn width(self) -> f32 {
        match self {
            Part::Ward | Part::Shift | Part::Skill => 150.0,
            Part::Skills => 240.0,
            Part::People => 70.0,
            Part::Add => 80.0,
        }
    }
}

/// What is being put together.
#[derive(Default)]
pub struct ScenarioView {
    kind: Kind,
    ward: usize,
    /// 0 is every shift.
    shift: usize,
    skill: usize,
    skills: String,
    people: String,
    changed: TableState,
}

impl ScenarioView {
    pub fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, found: &CoverageFound) {
        section(ui, ctx.text("staff-scenario"));
        self.form_ui(ctx, ui, found);
        ui.add_space(space::S);
        wages_ui(ctx, ui);
        let changes = &ctx.state.staff.coverage.changes;
        for (place, change) in changes.iter().enumerate() {
            ui.push_id(place, |ui| change_ui(ctx, ui, place, change, found.outlook.as_ref()));
        }
        if let Some(outlook) = found.outlook.as_ref().filter(|_| !changes.is_empty()) {
            ui.add_space(space::S);
            outlook_ui(ctx, ui, found, outlook);
            self.changed_ui(ctx, ui, found, outlook);
        }
        quiet_ui(ui, ctx.text("staff-scenario-explained"));
    }

    fn form_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, found: &CoverageFound) {
        let names = KINDS.map(|(_, key)| ctx.text(key));
        let on = KINDS.iter().position(|(kind, _)| *kind == self.kind).unwrap_or(0);
        let chosen = segmented(ui, ctx.text("staff-scenario"), &names, on).and_then(|at| KINDS.get(at));
        if let Some((kind, _)) = chosen {
            self.kind = *kind;
        }
        ui.add_space(space::XS);
        let wards = words_of(found, |need| &need.ward);
        let shifts = words_of(found, |need| &need.shift);
        let skills = words_of(found, |need| &need.skill);
        let every = std::iter::once(ctx.text("staff-every-shift").to_owned());
        let with_every: Vec<String> = every.chain(shifts.iter().cloned()).collect();
        let parts = match self.kind {
            Kind::Hire => [Part::Ward, Part::Shift, Part::Skills, Part::People, Part::Add].as_slice(),
            Kind::Train => &[Part::Ward, Part::Shift, Part::Skill, Part::People, Part::Add],
            Kind::Lose => &[Part::Ward, Part::Shift, Part::People, Part::Add],
        };
        flow_ui(ui, parts, Part::width, |ui, part| match part {
            Part::Ward => pick_ui(ui, ctx.text("staff-ward"), &wards, &mut self.ward),
            Part::Shift => pick_ui(ui, ctx.text("staff-shift"), &with_every, &mut self.shift),
            Part::Skill => pick_ui(ui, ctx.text("staff-skill"), &skills, &mut self.skill),
            Part::Skills => {
                let field = Field::new(ctx.text("staff-with-skills")).hint(ctx.text("staff-skills-hint"));
                labelled_field(ui, field.width(part.width()), &mut self.skills);
            }
            Part::People => {
                let field = Field::new(ctx.text("staff-how-many-people")).hint("1").width(part.width());
                labelled_field(ui, field, &mut self.people);
            }
            Part::Add => add_ui(ctx, ui, self.change(ctx, &wards, &shifts, &skills)),
        });
    }

    /// What is put together; `None` where something is missing.
    fn change(&self, ctx: &PanelCtx<'_>, wards: &[String], shifts: &[String], skills: &[String]) -> Option<Change> {
        let ward = wards.get(self.ward)?.clone();
        let shift = self.shift.checked_sub(1).and_then(|place| shifts.get(place)).cloned();
        let people = match self.people.trim() {
            "" => 1,
            text => text.parse().ok().filter(|people| (1..=MOST_PEOPLE).contains(people))?,
        };
        Some(match self.kind {
            Kind::Hire => {
                let skills: BTreeSet<String> = ctx.state.staff.skill_words().split(&self.skills).into_iter().collect();
                Change::Hire { ward, shift, skills, people }
            }
            Kind::Train => Change::Train { ward, shift, skill: skills.get(self.skill)?.clone(), people },
            Kind::Lose => Change::Lose { ward, shift, people },
        })
    }

    /// Needs that are met otherwise then, before and after.
    fn changed_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, found: &CoverageFound, outlook: &Outlook) {
        let pairs = found.coverage.covers.iter().zip(&outlook.coverage.covers);
        let others: Vec<_> =
            pairs.filter(|(now, then)| (now.present(), now.later) != (then.present(), then.later)).collect();
        if others.is_empty() {
            return;
        }
        let columns = [
            Column::text(ctx.text("staff-ward"), 120.0).at_least(90.0).unsortable(),
            Column::text(ctx.text("staff-shift"), 110.0).at_least(80.0).unsortable(),
            Column::text(ctx.text("staff-skill"), 180.0).at_least(110.0).stretch().unsortable(),
            Column::text(ctx.text("staff-now"), 150.0).at_least(110.0).unsortable(),
            Column::text(ctx.text("staff-after"), 150.0).at_least(110.0).unsortable(),
        ];
        let table = DataTable::new("staff-outlook", ctx.text("staff-scenario"), &columns, others.len());
        table.height_of_rows(MOST_ROWS).show(ui, &mut self.changed, ctx.texts, |row, column| {
            let Some((now, then)) = others.get(row) else { return Cell::default() };
            match column {
                0 => Cell::text(now.need.ward.as_str()),
                1 => Cell::text(now.need.shift.as_str()),
                2 => Cell::text(now.need.skill.as_str()),
                3 => cover_cell(ctx, now),
                _ => cover_cell(ctx, then),
            }
        });
    }
}

/// Words of the needs, each once, in their order.
fn words_of(found: &CoverageFound, of: fn(&crate::analysis::staff::coverage::Need) -> &String) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for need in &found.house.needs {
        if !words.contains(of(need)) {
            words.push(of(need).clone());
        }
    }
    words
}

/// The button that adds what is put together, as low as the fields beside it.
fn add_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, change: Option<Change>) {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        ui.label(body(" ").color(tokens(ui).quiet));
        let is_clicked = Button::new(ctx.text("staff-add-change")).enabled(change.is_some()).show(ui).clicked();
        if let Some(change) = change.filter(|_| is_clicked) {
            ask(ctx, CoverageCommand::Add(change));
        }
    });
}

fn pick_ui(ui: &mut Ui, label: &str, words: &[String], on: &mut usize) {
    let shown: Vec<String> = words.iter().map(|word| visible(word).into_owned()).collect();
    *on = (*on).min(words.len().saturating_sub(1));
    if let Some(at) = choose_ui(ui, label, 150.0, &shown, *on) {
        *on = at;
    }
}

/// What sets one of the wages.
type SetWage = fn(String) -> CoverageCommand;

fn wages_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    let state = &ctx.state.staff.coverage;
    ui.horizontal_top(|ui| {
        let fields: [(&str, &String, SetWage); 2] = [
            ("staff-hired-wage", &state.hired_wage, CoverageCommand::SetHiredWage),
            ("staff-lost-wage", &state.lost_wage, CoverageCommand::SetLostWage),
        ];
        for (key, text, command) in fields {
            let mut text = text.clone();
            let fault = cents_of(&text).is_err().then(|| ctx.text("staff-fault-money"));
            let field = Field::new(ctx.text(key)).hint(ctx.text("staff-wage-hint")).width(220.0).error(fault);
            if labelled_field(ui, field, &mut text).changed() {
                ask(ctx, command(text));
            }
            ui.add_space(space::L);
        }
    });
    ui.add_space(space::S);
}

fn change_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, place: usize, change: &Change, outlook: Option<&Outlook>) {
    let every = ctx.text("staff-every-shift");
    let (key, ward, shift, people, what) = match change {
        Change::Hire { ward, shift, skills, people } => {
            let skills: Vec<&str> = skills.iter().map(String::as_str).collect();
            ("staff-will-hire", ward, shift, people, skills.join(", "))
        }
        Change::Train { ward, shift, skill, people } => ("staff-will-train", ward, shift, people, skill.clone()),
        Change::Lose { ward, shift, people } => ("staff-will-lose", ward, shift, people, String::new()),
    };
    let people_words = ctx.texts.count("staff-people", u64::from(*people), &[]);
    let what = if what.is_empty() { ctx.text("staff-no-skill").to_owned() } else { what };
    let values: [(&str, &dyn std::fmt::Display); 4] = [
        ("people", &people_words),
        ("ward", &visible(ward)),
        ("shift", &shift.as_deref().unwrap_or(every)),
        ("skills", &visible(&what)),
    ];
    let words = ctx.texts.format(key, &values);
    ui.horizontal(|ui| {
        let name = ctx.texts.format("staff-remove-change", &[("change", &words)]);
        if icon_button(ui, Icon::Close, &name).clicked() {
            ask(ctx, CoverageCommand::Remove(place));
        }
        ui.label(body(&words).color(tokens(ui).text));
        let missing = outlook.and_then(|outlook| outlook.missing.get(place)).copied().unwrap_or(0);
        if missing > 0 {
            line_ui(ui, Icon::Warning, Tone::Abnormal, &ctx.texts.count("staff-not-there", u64::from(missing), &[]));
        }
    });
}

/// Before and after in numbers, and what it costs.
fn outlook_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, found: &CoverageFound, outlook: &Outlook) {
    let (now, then) = (&found.coverage, &outlook.coverage);
    let pairs = [
        ("staff-outlook-gaps", now.gaps(), then.gaps()),
        ("staff-outlook-later", now.later_gaps(), then.later_gaps()),
        ("staff-outlook-singles", now.singles(), then.singles()),
        ("staff-outlook-people", found.house.members.len() as u32, outlook.people),
    ];
    for (key, before, after) in pairs {
        let words = ctx.texts.format(key, &[("before", &before), ("after", &after)]);
        line_ui(ui, Icon::ChevronRight, Tone::Plain, &words);
    }
    let once = money(ctx.texts, outlook.once_cents);
    let sign = if outlook.yearly_cents < 0 { "\u{2212}" } else { "+" };
    let yearly = format!("{sign}{}", money(ctx.texts, outlook.yearly_cents.unsigned_abs()));
    let words = ctx.texts.format("staff-outlook-cost", &[("once", &once), ("yearly", &yearly)]);
    line_ui(ui, Icon::ChevronRight, Tone::Plain, &words);
    for skill in &outlook.without_price {
        let skill: &dyn std::fmt::Display = &visible(skill);
        line_ui(ui, Icon::Info, Tone::Quiet, &ctx.texts.format("staff-without-price", &[("skill", skill)]));
    }
    ui.add_space(space::XS);
}
