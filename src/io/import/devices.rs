//! Devices, rooms and theatres: one row each. A row with beds is a room that a plan can use, one with minutes is a theatre.

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
    Column::required(
        "device_id",
        ColumnKind::Identifier,
        &["device", "equipment_id", "asset_id", "设备编号", "機器番号", "装置番号", "장비번호", "기기번호"],
    ),
    Column::optional(
        "kind",
        ColumnKind::Text,
        &["type", "device_type", "设备类型", "機器種別", "種類", "장비종류", "종류"],
    ),
    Column::optional("ward", ColumnKind::Text, &["department", "病区", "科室", "科别", "病棟", "部署", "병동", "부서"]),
    Column::optional("room", ColumnKind::Text, &["location", "房间", "場所", "病室", "위치", "병실"]),
    Column::optional("status", ColumnKind::Choice, &["state", "状态", "상태"]),
    Column::optional(
        "last_service",
        ColumnKind::Date,
        &["last_maintenance", "上次维护", "上次保养", "前回点検日", "最終点検日", "최근점검일"],
    ),
    Column::optional(
        "next_service",
        ColumnKind::Date,
        &["next_maintenance", "下次维护", "下次保养", "次回点検日", "다음점검일"],
    ),
    Column::optional("beds", ColumnKind::Number, &["bed_count", "number of beds", "床位数", "病床数", "병상수"]),
    Column::optional(
        "open_minutes",
        ColumnKind::Text,
        &["minutes_open", "theatre_minutes", "operating minutes", "开放分钟", "手术室分钟", "稼働分", "가동시간"],
    ),
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
        beds: cells.whole("beds")?,
        open_mins: cells.week_mins("open_minutes")?,
        // The store knows the number of the import.
        cell: CellRef { import: ImportId(0), line: cells.line(), column: 0 },
    };
    Ok(cells.row(device))
}
