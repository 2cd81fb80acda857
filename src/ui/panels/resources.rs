//! Resources: staff and devices as imported.

use std::cmp::Ordering;

use eframe::egui::Ui;

use crate::analysis::device_use::DeviceUse;
use crate::app::command::Command;
use crate::app::import::ImportCommand;
use crate::base::Date;
use crate::domain::access::Action;
use crate::domain::resource::{Device, DeviceStatus};
use crate::domain::staff::StaffMember;
use crate::ui::theme::{Tone, body, space, tokens};
use crate::ui::widgets::{
    Cell, Column, DataTable, EmptyState, Icon, SortDirection, TableState, empty_state, section_with, segmented,
};

use super::{Panel, PanelCtx, PanelId, written_name};

/// Which of the two lists is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Tab {
    #[default]
    Staff,
    Devices,
}

/// Where the tables stand and how they are sorted.
#[derive(Default)]
pub struct ResourcesPanel {
    tab: Tab,
    staff: TableState,
    devices: TableState,
    sort: [Option<(usize, SortDirection)>; 2],
}

impl Panel for ResourcesPanel {
    fn id(&self) -> PanelId {
        PanelId::Resources
    }

    fn icon(&self) -> Icon {
        Icon::Device
    }

    fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let (staff, devices) = match ctx.state.resources.value() {
            Some(resources) => (resources.0.as_slice(), resources.1.as_slice()),
            None => (&[] as &[StaffMember], &[] as &[Device]),
        };
        let names = [ctx.text("panel-staff"), ctx.text("home-devices")];
        let tab = self.tab;
        let chosen = section_with(ui, ctx.text("panel-resources"), |ui| {
            segmented(ui, ctx.text("panel-resources"), &names, usize::from(tab == Tab::Devices))
        });
        if let Some(chosen) = chosen {
            self.tab = if chosen == 0 { Tab::Staff } else { Tab::Devices };
        }
        if ctx.state.resources.value().is_none() {
            ui.label(ctx.text("loading"));
            return;
        }
        match self.tab {
            Tab::Staff if staff.is_empty() => empty_ui(ctx, ui, "staff"),
            Tab::Staff => self.staff_ui(ctx, staff, ui),
            Tab::Devices if devices.is_empty() => empty_ui(ctx, ui, "devices"),
            Tab::Devices => self.devices_ui(ctx, devices, ui),
        }
    }
}

fn empty_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, what: &str) {
    let (title, explanation) = (format!("{what}-empty"), format!("{what}-empty-explained"));
    let shown = EmptyState {
        icon: Icon::Device,
        title: ctx.text(&title),
        explanation: ctx.text(&explanation),
        action: ctx.may(Action::ImportFile).then(|| ctx.text("choose-file")),
    };
    if empty_state(ui, shown).is_some_and(|button| button.clicked()) {
        ctx.send(Command::Import(ImportCommand::ChooseFiles));
    }
}

impl ResourcesPanel {
    fn staff_ui(&mut self, ctx: &PanelCtx<'_>, staff: &[StaffMember], ui: &mut Ui) {
        count_ui(ctx, "staff-shown", staff.len(), ui);
        let columns = [
            Column::text(ctx.text("column-name"), 200.0),
            Column::text(ctx.text("column-identifier"), 96.0),
            Column::text(ctx.text("column-role"), 168.0).at_least(110.0),
            Column::text(ctx.text("column-ward"), 130.0).at_least(110.0),
            Column::text(ctx.text("column-education"), 180.0).at_least(120.0),
            Column::number(ctx.text("column-experience"), 124.0, 1),
            Column::text(ctx.text("column-contract"), 150.0).at_least(96.0),
            Column::text(ctx.text("column-skills"), 240.0).at_least(130.0).stretch(),
        ];
        let order =
            ordered(staff.len(), self.sort[0], |row, column| staff.get(row).map(|member| staff_key(member, column)));
        let table = DataTable::new("staff", ctx.text("panel-staff"), &columns, staff.len()).sorted(self.sort[0]);
        let done = table.show(ui, &mut self.staff, ctx.texts, |row, column| {
            let member = order.get(row).and_then(|&row| staff.get(row));
            member.map_or_else(Cell::default, |member| staff_cell(ctx, member, column))
        });
        self.sort[0] = next_sort(self.sort[0], done.sort);
    }

    fn devices_ui(&mut self, ctx: &PanelCtx<'_>, devices: &[Device], ui: &mut Ui) {
        standing_ui(ctx, devices, ui);
        let columns = [
            Column::text(ctx.text("column-device"), 120.0),
            Column::text(ctx.text("column-kind"), 180.0).at_least(140.0),
            Column::text(ctx.text("column-ward"), 160.0).at_least(110.0),
            Column::text(ctx.text("column-room"), 90.0).at_least(70.0),
            Column::text(ctx.text("column-status"), 150.0).at_least(120.0),
            Column::text(ctx.text("device-since"), 130.0).at_least(100.0),
            Column::number(ctx.text("device-utilisation"), 120.0, 0).at_least(90.0),
            Column::number(ctx.text("device-faults"), 110.0, 0).at_least(80.0),
            Column::text(ctx.text("column-planned-as"), 130.0).at_least(80.0),
            Column::text(ctx.text("column-last-service"), 120.0),
            Column::text(ctx.text("column-next-service"), 140.0).stretch(),
        ];
        let key = |row: usize, column| devices.get(row).map(|device| device_key(ctx, device, column));
        let order = ordered(devices.len(), self.sort[1], key);
        let table = DataTable::new("devices", ctx.text("home-devices"), &columns, devices.len()).sorted(self.sort[1]);
        let today = ctx.today();
        let done = table.show(ui, &mut self.devices, ctx.texts, |row, column| {
            let device = order.get(row).and_then(|&row| devices.get(row));
            device.map_or_else(Cell::default, |device| device_cell(ctx, device, column, today))
        });
        self.sort[1] = next_sort(self.sort[1], done.sort);
    }
}

fn count_ui(ctx: &PanelCtx<'_>, key: &str, count: usize, ui: &mut Ui) {
    ui.label(body(ctx.texts.count(key, count as u64, &[])).color(tokens(ui).quiet));
    ui.add_space(space::S);
}

/// Rows in the order of a column's texts; what is not recorded last.
fn ordered(
    rows: usize,
    sort: Option<(usize, SortDirection)>,
    key: impl Fn(usize, usize) -> Option<Option<String>>,
) -> Vec<usize> {
    let mut order: Vec<usize> = (0..rows).collect();
    let Some((column, direction)) = sort else { return order };
    let keys: Vec<Option<String>> = order.iter().map(|&row| key(row, column).flatten()).collect();
    order.sort_by(|&a, &b| match (&keys[a], &keys[b]) {
        (Some(a), Some(b)) if direction == SortDirection::Descending => b.cmp(a),
        (Some(a), Some(b)) => a.cmp(b),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    });
    order
}

/// A heading sorts up, then down, then not at all.
fn next_sort(now: Option<(usize, SortDirection)>, chosen: Option<usize>) -> Option<(usize, SortDirection)> {
    match (now, chosen) {
        (now, None) => now,
        (Some((column, SortDirection::Ascending)), Some(chosen)) if column == chosen => {
            Some((column, SortDirection::Descending))
        }
        (Some((column, SortDirection::Descending)), Some(chosen)) if column == chosen => None,
        (_, Some(chosen)) => Some((chosen, SortDirection::Ascending)),
    }
}

fn staff_key(member: &StaffMember, column: usize) -> Option<String> {
    match column {
        0 => member.family_name.clone().or_else(|| member.chinese_name.clone()),
        1 => Some(member.identifier.clone()),
        2 => member.role.clone(),
        3 => member.ward.clone(),
        4 => member.education.clone(),
        5 => member.experience_years.map(|years| format!("{:09.3}", years.to_f64())),
        6 => member.contract.clone().or_else(|| member.hours_a_week.map(|hours| hours.to_string())),
        _ => (!member.skills.is_empty()).then(|| member.skills.join("; ")),
    }
}

fn staff_cell(ctx: &PanelCtx<'_>, member: &StaffMember, column: usize) -> Cell {
    let names = (member.family_name.as_deref(), member.given_name.as_deref(), member.chinese_name.as_deref());
    match column {
        0 => Cell::text(written_name(ctx, names.0, names.1, names.2)),
        1 => Cell::text(&member.identifier),
        2 => recorded(ctx, member.role.as_deref()),
        3 => recorded(ctx, member.ward.as_deref()),
        4 => recorded(ctx, member.education.as_deref()),
        5 => match member.experience_years {
            Some(years) => Cell::number(years.to_string(), None),
            None => recorded(ctx, None),
        },
        6 => recorded(ctx, contract_words(ctx, member).as_deref()),
        _ => recorded(ctx, (!member.skills.is_empty()).then(|| member.skills.join(", ")).as_deref()),
    }
}

/// The contract as written, and its hours.
fn contract_words(ctx: &PanelCtx<'_>, member: &StaffMember) -> Option<String> {
    let hours = member.hours_a_week.map(|hours| ctx.texts.format("staff-hours-a-week", &[("hours", &hours)]));
    let parts: Vec<String> = member.contract.clone().into_iter().chain(hours).collect();
    (!parts.is_empty()).then(|| parts.join(ctx.text("list-comma")))
}

/// As what a plan uses it: a room with beds, a theatre with minutes a day.
fn planned_words(ctx: &PanelCtx<'_>, device: &Device) -> Option<String> {
    let beds = device.beds.map(|beds| ctx.texts.count("device-beds", beds.into(), &[]));
    let open = device.open_mins.map(|mins| ctx.texts.format("device-open-minutes", &[("minutes", &mins.text())]));
    let parts: Vec<String> = beds.into_iter().chain(open).collect();
    (!parts.is_empty()).then(|| parts.join(ctx.text("list-comma")))
}

fn recorded(ctx: &PanelCtx<'_>, text: Option<&str>) -> Cell {
    text.map_or_else(|| Cell::absent(ctx.text("not-recorded")), Cell::text)
}

/// How many devices are how, and how many services are overdue.
fn standing_ui(ctx: &PanelCtx<'_>, devices: &[Device], ui: &mut Ui) {
    let of = |status: DeviceStatus| devices.iter().filter(|device| device.status == Some(status)).count();
    let overdue = devices.iter().filter(|device| device.next_service.is_some_and(|due| due < ctx.today())).count();
    let values: [(&str, &dyn std::fmt::Display); 6] = [
        ("count", &ctx.texts.count("devices-shown", devices.len() as u64, &[])),
        ("available", &of(DeviceStatus::Available)),
        ("used", &of(DeviceStatus::InUse)),
        ("maintained", &of(DeviceStatus::Maintenance)),
        ("broken", &of(DeviceStatus::OutOfOrder)),
        ("overdue", &overdue),
    ];
    ui.label(body(ctx.texts.format("devices-standing", &values)).color(tokens(ui).quiet));
    ui.add_space(space::S);
}

fn use_of(ctx: &PanelCtx<'_>, device: &Device) -> DeviceUse {
    ctx.state.device_use.get(&device.identifier).copied().unwrap_or_default()
}

fn device_key(ctx: &PanelCtx<'_>, device: &Device, column: usize) -> Option<String> {
    let found = use_of(ctx, device);
    match column {
        0 => Some(device.identifier.clone()),
        1 => device.kind.clone(),
        2 => device.ward.clone(),
        3 => device.room.clone(),
        4 => device.status.map(|status| status_key(status).to_owned()),
        5 => found.since_utc_secs.map(|at| format!("{at:020}")),
        6 => found.in_use.map(|share| format!("{share:.6}")),
        7 => found.since_utc_secs.map(|_| format!("{:010}", found.faults)),
        8 => planned_words(ctx, device),
        9 => device.last_service.map(Date::iso),
        _ => device.next_service.map(Date::iso),
    }
}

fn status_key(status: DeviceStatus) -> &'static str {
    match status {
        DeviceStatus::Available => "device-available",
        DeviceStatus::InUse => "device-in-use",
        DeviceStatus::Maintenance => "device-maintenance",
        DeviceStatus::OutOfOrder => "device-out-of-order",
    }
}

fn device_cell(ctx: &PanelCtx<'_>, device: &Device, column: usize, today: Date) -> Cell {
    match column {
        0 => Cell::text(&device.identifier),
        1 => recorded(ctx, device.kind.as_deref()),
        2 => recorded(ctx, device.ward.as_deref()),
        3 => recorded(ctx, device.room.as_deref()),
        4 => device.status.map_or_else(|| recorded(ctx, None), |status| status_cell(ctx, status)),
        5..=7 => use_cell(ctx, use_of(ctx, device), column),
        8 => planned_words(ctx, device).map_or_else(|| Cell::absent("–"), Cell::text),
        9 => recorded(ctx, device.last_service.map(|date| ctx.texts.date(date)).as_deref()),
        _ => match device.next_service {
            Some(due) if due < today => {
                Cell::text(ctx.texts.date(due)).tone(Tone::Stale).mark(Icon::Clock, ctx.text("device-overdue"))
            }
            due => recorded(ctx, due.map(|date| ctx.texts.date(date)).as_deref()),
        },
    }
}

/// Since when the state holds, how much of a week it was in use, how often it failed; of a device that sends no states nothing.
fn use_cell(ctx: &PanelCtx<'_>, found: DeviceUse, column: usize) -> Cell {
    let Some(since) = found.since_utc_secs else {
        return Cell::absent(if column == 5 { ctx.text("device-no-states") } else { "–" });
    };
    match (column, found.in_use) {
        (5, _) => Cell::text(ctx.texts.ago(since, ctx.now_utc_secs)),
        (6, Some(share)) => Cell::number(ctx.texts.percent(share), None),
        (7, _) if found.faults > 0 => Cell::number(ctx.texts.whole(u64::from(found.faults)), None).tone(Tone::Abnormal),
        (7, _) => Cell::number(ctx.texts.whole(0), None),
        _ => recorded(ctx, None),
    }
}

fn status_cell(ctx: &PanelCtx<'_>, status: DeviceStatus) -> Cell {
    let cell = Cell::text(ctx.text(status_key(status)));
    match status {
        DeviceStatus::Available | DeviceStatus::InUse => cell,
        DeviceStatus::Maintenance => cell.tone(Tone::Stale).mark(Icon::Clock, ctx.text(status_key(status))),
        DeviceStatus::OutOfOrder => cell.tone(Tone::Critical).mark(Icon::Warning, ctx.text(status_key(status))),
    }
}
