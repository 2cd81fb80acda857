//! Duties: one row a person and shift. A row without a shift says that the person is off on that day.

use crate::base::Rule;
use crate::domain::schedule::rows::DutyRow;

use super::super::store::{RecordBatch, Row};
use super::cells::{Cells, RecordReader, Stop};
use super::{Column, ColumnKind, ImportFormat, Mapping, RowReader, Sources};

const COLUMNS: &[Column] = &[
    Column::required(
        "staff_id",
        ColumnKind::Identifier,
        &["staff", "employee_id", "staff number", "nurse_id", "工号", "员工编号", "護師番号"],
    ),
    Column::required("date", ColumnKind::Date, &["duty_date", "排班日期", "值班日期", "勤務日", "근무일"]),
    Column::required("shift", ColumnKind::Text, &["班次", "班別", "シフト", "근무조"]),
    Column::optional(
        "max_load",
        ColumnKind::Number,
        &["workload_limit", "maximum_load", "工作量上限", "最大負荷", "최대업무량"],
    ),
];

/// The format.
pub struct Shifts;

impl ImportFormat for Shifts {
    fn id(&self) -> &'static str {
        "shifts"
    }

    fn sample(&self) -> &'static str {
        "shifts.csv"
    }

    fn columns(&self) -> &'static [Column] {
        COLUMNS
    }

    fn reader(&self, mapping: &Mapping, sources: Sources) -> Box<dyn RowReader> {
        Box::new(RecordReader::new(COLUMNS, mapping, sources, read, RecordBatch::Duties))
    }
}

fn read(cells: &mut Cells<'_>) -> Result<Row<DutyRow>, Stop> {
    let staff = cells.identifier("staff_id")?;
    let Some(date) = cells.date("date")? else {
        return cells.refuse("date", Rule::MissingRequired);
    };
    let duty = DutyRow { staff, date, shift: cells.text("shift"), max_load: cells.whole("max_load")? };
    Ok(cells.row(duty))
}
