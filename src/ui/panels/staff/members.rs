//! Who is in the chosen group, for those whose role permits it; each look is journalled. In the order of the table: nobody
//! is ranked.

use eframe::egui::Ui;

use crate::analysis::staff::columns::StaffRole;
use crate::analysis::staff::study::Study;
use crate::app::staff::StaffCommand;
use crate::ui::panels::PanelCtx;
use crate::ui::widgets::{Button, Cell, Column, DataTable, Icon, TableState, section};

use super::{quiet_ui, send};

const MOST_ROWS: usize = 12;

pub fn members_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, study: &Study, table: &mut TableState) {
    let state = &ctx.state.staff;
    let Some(own) = study.profiles.iter().find(|own| own.number == state.group) else { return };
    section(ui, &ctx.texts.format("staff-members-of", &[("number", &own.number)]));
    let is_shown = state.members_of == Some(own.number);
    let key = if is_shown { "staff-hide-members" } else { "staff-show-members" };
    let shape = if is_shown { Icon::ChevronDown } else { Icon::ChevronRight };
    if Button::quiet(ctx.text(key)).icon(shape).show(ui).clicked() {
        send(ctx, StaffCommand::ShowMembers(!is_shown));
    }
    if !is_shown {
        return quiet_ui(ui, ctx.text("staff-members-explained"));
    }
    let Some(cases) = state.cases.value() else { return };
    let rows: Vec<usize> =
        study.of.iter().enumerate().filter(|(_, of)| **of == Some(own.number)).map(|(row, _)| row).collect();
    // What may not be looked at in a model is not looked at beside its groups, nor who has left.
    let is_listed = |place: &usize| {
        let role = state.roles.get(*place).map_or(StaffRole::Ignore, |column| column.role);
        !matches!(role, StaffRole::Protected | StaffRole::Left)
    };
    let places: Vec<usize> = (0..cases.table.headings.len()).filter(is_listed).collect();
    let column = |place: &usize| {
        let heading = cases.table.headings.get(*place).map_or("", String::as_str);
        let holds_several = state.roles.get(*place).is_some_and(|column| column.role == StaffRole::Skills);
        let (width, least) = if holds_several { (260.0, 180.0) } else { (120.0, 76.0) };
        Column::text(heading, width).at_least(least).unsortable()
    };
    let columns: Vec<Column> = places.iter().map(column).collect();
    let name = ctx.texts.format("staff-members-of", &[("number", &own.number)]);
    DataTable::new("staff-members", &name, &columns, rows.len()).height_of_rows(MOST_ROWS).show(
        ui,
        table,
        ctx.texts,
        |row, column| {
            let cells = rows.get(row).and_then(|row| cases.table.rows.get(*row)).map(|row| &row.cells);
            let place = places.get(column).copied().unwrap_or_default();
            match cells.and_then(|cells| cells.get(place)).filter(|cell| !cell.trim().is_empty()) {
                Some(cell) => Cell::text(cell.as_str()),
                None => Cell::absent(ctx.text("not-recorded")),
            }
        },
    );
}
