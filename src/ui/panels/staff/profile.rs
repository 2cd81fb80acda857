//! What sets the chosen group apart, and how other ways to make groups agree.

use eframe::egui::Ui;

use crate::analysis::staff::study::Study;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{Tone, space};
use crate::ui::widgets::{Icon, line_ui, section};

use super::{quiet_ui, words};

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

pub fn alternatives_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, study: &Study) {
    if study.alternatives.is_empty() {
        return;
    }
    section(ui, ctx.text("staff-alternatives"));
    for own in &study.alternatives {
        let method = format!("staff-method-{}", own.method.id());
        let silhouette = own.silhouette.map_or_else(|| "\u{2013}".to_owned(), |value| words::number(ctx.texts, value));
        let agreement = words::number(ctx.texts, own.agreement);
        let words = ctx.texts.format(
            "staff-alternative",
            &[("method", &ctx.text(&method)), ("agreement", &agreement), ("silhouette", &silhouette)],
        );
        line_ui(ui, Icon::Compare, Tone::Plain, &words);
    }
    quiet_ui(ui, ctx.text("staff-alternatives-explained"));
    ui.add_space(space::XS);
}
