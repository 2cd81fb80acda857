//! The fairness audit: groups by attributes that no model has seen.

use eframe::egui::Ui;

use crate::analysis::staff::audit::Audit;
use crate::analysis::staff::study::Study;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{Tone, space};
use crate::ui::widgets::{Cell, Column, DataTable, Icon, TableState, line_ui, section};

use super::{quiet_ui, words};

pub fn audits_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, study: &Study, tables: &mut [TableState]) {
    section(ui, ctx.text("staff-audit"));
    quiet_ui(ui, ctx.text(if study.audits.is_empty() { "staff-audit-nothing" } else { "staff-audit-explained" }));
    for (place, (audit, table)) in study.audits.iter().zip(tables).enumerate() {
        ui.add_space(space::S);
        ui.push_id(place, |ui| audit_ui(ctx, ui, study, audit, table));
    }
}

fn audit_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, study: &Study, audit: &Audit, table: &mut TableState) {
    let is_rare = audit.p < words::RARE;
    let words = words::audit(ctx.texts, audit);
    let (shape, tone) = if is_rare { (Icon::Warning, Tone::Abnormal) } else { (Icon::Info, Tone::Plain) };
    line_ui(ui, shape, tone, &words);
    let mut columns = vec![Column::text(ctx.text("staff-group"), 90.0).unsortable()];
    columns.extend(audit.words.iter().map(|word| Column::number(word, 72.0, 0).unsortable()));
    let rows = audit.counts.len();
    DataTable::new("staff-audit", &audit.column, &columns, rows).height_of_rows(rows).show(
        ui,
        table,
        ctx.texts,
        |row, column| match (column.checked_sub(1), study.profiles.get(row)) {
            (None, Some(own)) => Cell::text(ctx.texts.format("staff-group-number", &[("number", &own.number)])),
            (Some(word), _) => match audit.counts.get(row).and_then(|counts| counts.get(word)) {
                Some(Some(count)) => Cell::number(ctx.texts.whole(u64::from(*count)), None),
                Some(None) => Cell::absent(ctx.text("staff-few")),
                None => Cell::default(),
            },
            (None, None) => Cell::default(),
        },
    );
}
