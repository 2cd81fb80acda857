//! What is decided for each group: proposed from the file, changed by a person, with owner, cost and days.

use std::sync::Arc;

use eframe::egui::Ui;

use crate::analysis::staff::FEWEST_SHOWN;
use crate::app::command::Command;
use crate::app::export::{ExportCommand, ExportTarget};
use crate::app::staff::{Decision, DecisionPart, Source, StaffCommand, StaffTab};
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{Tone, large, space, tokens};
use crate::ui::widgets::{Button, Field, Icon, card, labelled_field, line_ui};

use super::{nothing_ui, quiet_ui, scrolled_ui, send};

const WIDE: f32 = 360.0;
const NARROW: f32 = 150.0;
/// Recorded strategies that are offered of a group.
const OFFERED: usize = 6;

pub fn strategies_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    let decisions = &ctx.state.staff.decisions;
    if decisions.is_empty() {
        let keys = ["staff-no-groups-yet", "staff-no-groups-yet-explained", "staff-to-data"];
        return nothing_ui(ctx, ui, keys, StaffTab::Data);
    }
    quiet_ui(ui, ctx.text("staff-strategies-explained"));
    ui.add_space(space::S);
    if Button::new(ctx.text("staff-save-strategies")).show(ui).clicked() {
        save(ctx, decisions);
    }
    ui.add_space(space::S);
    scrolled_ui(ui, "staff-strategies", |ui| {
        for decision in decisions {
            ui.push_id(decision.group, |ui| {
                card(ui, |ui| {
                    ui.set_width(ui.available_width());
                    decision_ui(ctx, ui, decision);
                });
            });
            ui.add_space(space::M);
        }
    });
}

fn decision_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, decision: &Decision) {
    let people = ctx.texts.count("staff-people", u64::from(decision.size), &[]);
    let title = ctx.texts.format("staff-group-people", &[("number", &decision.group), ("people", &people)]);
    ui.label(large(title).color(tokens(ui).text));
    ui.add_space(space::XS);
    ui.horizontal_wrapped(|ui| {
        for part in DecisionPart::ALL {
            part_ui(ctx, ui, decision, part);
        }
    });
    let words = match decision.source {
        Source::Recorded { people, .. } if people < FEWEST_SHOWN => ctx.text("staff-source-few").to_owned(),
        Source::Recorded { people, of } => {
            ctx.texts.format("staff-source-recorded", &[("people", &people), ("of", &of)])
        }
        Source::Own => ctx.text("staff-source-own").to_owned(),
        Source::Nothing => ctx.text("staff-source-nothing").to_owned(),
    };
    line_ui(ui, Icon::Info, Tone::Quiet, &words);
    if decision.ties() > 1 {
        let words = ctx.texts.count("staff-ties", decision.ties() as u64, &[]);
        line_ui(ui, Icon::Info, Tone::Quiet, &words);
    }
    options_ui(ctx, ui, decision);
}

fn part_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, decision: &Decision, part: DecisionPart) {
    let key = format!("staff-decision-{}", part.id());
    let label = ctx.text(&key);
    let mut text = decision.part(part).to_owned();
    let width = if part == DecisionPart::Strategy { WIDE } else { NARROW };
    let field = labelled_field(ui, Field::new(label).width(width), &mut text);
    let name = ctx.texts.format("staff-decision-of", &[("part", &label), ("number", &decision.group)]);
    ui.ctx().accesskit_node_builder(field.id, |node| node.set_label(name.as_str()));
    if field.changed() {
        send(ctx, StaffCommand::Decide(decision.group, part, text));
    }
}

/// The strategies that the file records for the group, to be taken by a click.
fn options_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, decision: &Decision) {
    if decision.options.is_empty() {
        return;
    }
    ui.add_space(space::XS);
    ui.horizontal_wrapped(|ui| {
        for (name, people) in decision.options.iter().take(OFFERED) {
            let count = if *people < FEWEST_SHOWN { format!("< {FEWEST_SHOWN}") } else { people.to_string() };
            let words = ctx.texts.format("staff-option", &[("strategy", name), ("people", &count)]);
            let is_taken = *name == decision.strategy;
            let button = if is_taken { Button::strong(&words) } else { Button::new(&words) };
            let shown = button.show(ui);
            let spoken = ctx.texts.format("staff-take-option", &[("strategy", name), ("number", &decision.group)]);
            ui.ctx().accesskit_node_builder(shown.id, |node| node.set_label(spoken.as_str()));
            if shown.clicked() {
                send(ctx, StaffCommand::Decide(decision.group, DecisionPart::Strategy, name.clone()));
            }
        }
    });
}

fn save(ctx: &PanelCtx<'_>, decisions: &[Decision]) {
    let mut headings = vec![ctx.text("staff-group").to_owned(), ctx.text("staff-size").to_owned()];
    headings.extend(DecisionPart::ALL.map(|part| ctx.texts.get(&format!("staff-decision-{}", part.id())).to_owned()));
    let row = |decision: &Decision| {
        let mut cells = vec![decision.group.to_string(), decision.size.to_string()];
        cells.extend(DecisionPart::ALL.map(|part| decision.part(part).to_owned()));
        cells
    };
    ctx.send(Command::Export(ExportCommand::Choose {
        name: "staff_strategies.csv".to_owned(),
        target: Arc::new(ExportTarget::Table {
            kind: "staff strategies",
            headings,
            rows: decisions.iter().map(row).collect(),
        }),
    }));
}
