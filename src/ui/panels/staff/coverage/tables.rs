//! Coverage and trainings as tables for a spreadsheet. Needs and lessons have no names of people.

use std::sync::Arc;

use crate::analysis::staff::coverage::Cover;
use crate::analysis::staff::coverage::training::{Lesson, Offer};
use crate::app::command::Command;
use crate::app::export::{ExportCommand, ExportTarget};
use crate::app::staff::coverage::CoverageFound;
use crate::ui::panels::PanelCtx;

pub fn save_coverage(ctx: &PanelCtx<'_>, found: &CoverageFound) {
    let keys =
        ["staff-ward", "staff-shift", "staff-skill", "staff-needed", "staff-present", "staff-gap", "staff-later"];
    let row = |cover: &Cover| {
        let need = &cover.need;
        let numbers = [need.people, cover.present(), cover.gap(), cover.later];
        let mut cells = vec![need.ward.clone(), need.shift.clone(), need.skill.clone()];
        cells.extend(numbers.map(|number| number.to_string()));
        cells
    };
    save(ctx, "staff_coverage.xlsx", "staff coverage", &keys, found.coverage.covers.iter().map(row).collect());
}

pub fn save_lessons(ctx: &PanelCtx<'_>, offer: &Offer) {
    let keys = ["staff-ward", "staff-skill", "staff-shifts", "staff-size", "staff-decision-cost"];
    let row = |own: &Lesson| {
        let cost = format!("{}.{:02}", own.cents / 100, own.cents % 100);
        vec![own.ward.clone(), own.skill.clone(), own.shifts.join("; "), own.people.to_string(), cost]
    };
    save(ctx, "staff_trainings.xlsx", "staff trainings", &keys, offer.lessons.iter().map(row).collect());
}

fn save(ctx: &PanelCtx<'_>, name: &str, kind: &'static str, keys: &[&str], rows: Vec<Vec<String>>) {
    let headings = keys.iter().map(|key| ctx.texts.get(key).to_owned()).collect();
    ctx.send(Command::Export(ExportCommand::Choose {
        name: name.to_owned(),
        target: Arc::new(ExportTarget::Table { kind, headings, rows }),
    }));
}
