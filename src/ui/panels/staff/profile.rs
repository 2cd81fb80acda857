//! What sets the chosen group apart, and the tree that leads to the groups.

use eframe::egui::Ui;

use crate::analysis::staff::education::EducationOrder;
use crate::analysis::staff::study::Study;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{Tone, space};
use crate::ui::widgets::{Icon, line_ui, section};

use super::{paragraph_ui, quiet_ui, words};

const TOLD: usize = 6;

pub fn profile_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, study: &Study) {
    let chosen = ctx.state.staff.group;
    let Some(own) = study.profiles.iter().find(|own| own.number == chosen).or(study.profiles.first()) else {
        return quiet_ui(ui, ctx.text("staff-nothing-shown"));
    };
    let people = ctx.texts.count("staff-people", u64::from(own.size), &[]);
    section(ui, &ctx.texts.format("staff-profile-of", &[("number", &own.number), ("people", &people)]));
    if study.profiles.len() < 2 {
        return quiet_ui(ui, ctx.text("staff-one-group"));
    }
    let mut clear = own.differences.iter().filter(|found| found.is_clear()).peekable();
    if clear.peek().is_none() {
        quiet_ui(ui, ctx.text("staff-nothing-clear"));
    }
    for found in clear.take(TOLD) {
        let shape = if found.size > 0.0 { Icon::High } else { Icon::Low };
        line_ui(ui, shape, Tone::Plain, &words::difference(ctx.texts, study, found));
    }
    quiet_ui(ui, ctx.text("staff-profile-explained"));
}

pub fn tree_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, study: &Study) {
    let Some(reading) = &study.reading else { return };
    section(ui, ctx.text("staff-tree"));
    let (low, high) = reading.interval;
    let shares = [reading.fidelity, low, high].map(|share| ctx.texts.percent(share));
    let places: [(&str, &dyn std::fmt::Display); 3] =
        [("share", &shares[0]), ("low", &shares[1]), ("high", &shares[2])];
    paragraph_ui(ui, ctx.texts.format("staff-fidelity", &places));
    let order = EducationOrder::read(&ctx.state.staff.order).unwrap_or_default();
    for own in &study.profiles {
        let mut rules = reading.rules.iter().filter(|rule| rule.group == own.number).peekable();
        if rules.peek().is_none() {
            continue;
        }
        ui.add_space(space::XS);
        paragraph_ui(ui, ctx.texts.format("staff-group-number", &[("number", &own.number)]));
        for rule in rules {
            line_ui(ui, Icon::ChevronRight, Tone::Plain, &words::rule(ctx.texts, study, &order, rule));
        }
    }
}
