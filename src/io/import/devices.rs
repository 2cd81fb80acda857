//! Devices: one row a device.

use crate::domain::ids::{CellRef, ImportId};
use crate::domain::resource::{Device, DeviceStatus};

use super::super::store::{RecordBatch, Row};
use super::cells::{Cells, RecordReader, Stop};
use super::{Column, ColumnKind, ImportFormat, Mapping, RowReader, Sources};

const STATUS_WORDS: &[(&[&str], DeviceStatus)] = &[
    (&["available", "可用", "空闲"], DeviceStatus::Available),
    (&["in use", "in_use", "使用中"], DeviceStatus::InUse),
    (&["maintenance", "维护", "维护中", "保养"], DeviceStatus::Maintenance),
    (&["out of order", "out_of_order", "defective", "故障"], DeviceStatus::OutOfOrder),
];

const COLUMNS: &[Column] = &[
    Column::required("device_id", ColumnKind::Identifier, &["device", "equipment_id", "asset_id", "设备编号"]),
    Column::optional("kind", ColumnKind::Text, &["type", "device_type", "设备类型"]),
    Column::optional("ward", ColumnKind::Text, &["department", "病区", "科室"]),
    Column::optional("room", ColumnKind::Text, &["location", "房间"]),
    Column::optional("status", ColumnKind::Choice, &["state", "状态"]),
    Column::optional("last_service", ColumnKind::Date, &["last_maintenance", "上次维护"]),
    Column::optional("next_service", ColumnKind::Date, &["next_maintenance", "下次维护"]),
];

/// The format.
pub struct Devices;

impl ImportFormat for Devices {
    fn id(&self) -> &'static str {
        "devices"
    }

    fn sample(&self) -> &'static str {
        "devices.csv"
    }

    fn columns(&self) -> &'static [Column] {
        COLUMNS
    }

    fn words(&self, field: &str) -> Vec<&'static [&'static str]> {
        if field == "status" { STATUS_WORDS.iter().map(|(words, _)| *words).collect() } else { Vec::new() }
    }

    fn reader(&self, mapping: &Mapping, sources: Sources) -> Box<dyn RowReader> {
        Box::new(RecordReader::new(COLUMNS, mapping, sources, read, RecordBatch::Devices))
    }
}

fn read(cells: &mut Cells<'_>) -> Result<Row<Device>, Stop> {
    let device = Device {
        identifier: cells.identifier("device_id")?,
        kind: cells.text("kind"),
        ward: cells.text("ward"),
        room: cells.text("room"),
        status: cells.choice("status", STATUS_WORDS)?,
        last_service: cells.date("last_service")?,
        next_service: cells.date("next_service")?,
        // The store knows the number of the import.
        cell: CellRef { import: ImportId(0), line: cells.line(), column: 0 },
    };
    Ok(cells.row(device))
}
