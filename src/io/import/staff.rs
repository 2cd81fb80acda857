//! Staff: one row a member.

use crate::domain::ids::{CellRef, ImportId};
use crate::domain::staff::StaffMember;

use super::super::store::{RecordBatch, Row};
use super::cells::{Cells, RecordReader, Stop};
use super::{Column, ColumnKind, ImportFormat, Mapping, RowReader, Sources};

const COLUMNS: &[Column] = &[
    Column::required(
        "staff_id",
        ColumnKind::Identifier,
        &[
            "staff",
            "employee_id",
            "staff number",
            "工号",
            "员工编号",
            "職員番号",
            "社員番号",
            "職員ID",
            "직원번호",
            "사번",
        ],
    ),
    Column::optional("family_name", ColumnKind::Text, &["surname", "last name", "姓", "姓氏", "苗字", "성"]),
    Column::optional("given_name", ColumnKind::Text, &["first name", "forename", "名", "名字", "이름", "성명"]),
    Column::optional("chinese_name", ColumnKind::Text, &["name_zh", "姓名", "中文名", "氏名"]),
    Column::optional(
        "role",
        ColumnKind::Text,
        &["position", "job", "职位", "岗位", "职称", "職種", "役職", "직위", "직책", "직종"],
    ),
    Column::optional("ward", ColumnKind::Text, &["department", "病区", "科室", "科别", "病棟", "部署", "병동", "부서"]),
    Column::optional("education", ColumnKind::Text, &["degree", "学历", "학력"]),
    Column::optional("skills", ColumnKind::Text, &["qualifications", "技能", "資格", "자격", "기술"]),
    Column::optional(
        "experience_years",
        ColumnKind::Number,
        &["experience", "years of experience", "工作年限", "年資", "経験年数", "경력", "경력연수", "근무연수"],
    ),
    Column::optional("contract", ColumnKind::Text, &["employment", "合同", "合同类型", "契約", "계약"]),
    Column::optional(
        "hours_a_week",
        ColumnKind::Number,
        &["hours", "weekly_hours", "hours per week", "每周工时", "周工时", "週労働時間", "주당근무시간"],
    ),
    Column::optional(
        "surgery_minutes",
        ColumnKind::Text,
        &["operating_minutes", "surgeon_minutes", "手术分钟", "手術分", "수술시간"],
    ),
    Column::optional("skill_level", ColumnKind::Number, &["nurse_level", "护理级别", "技能等级", "技能水準", "숙련도"]),
];

/// The format.
pub struct Staff;

impl ImportFormat for Staff {
    fn id(&self) -> &'static str {
        "staff"
    }

    fn sample(&self) -> &'static str {
        "staff.csv"
    }

    fn columns(&self) -> &'static [Column] {
        COLUMNS
    }

    fn reader(&self, mapping: &Mapping, sources: Sources) -> Box<dyn RowReader> {
        Box::new(RecordReader::new(COLUMNS, mapping, sources, read, RecordBatch::Staff))
    }
}

fn read(cells: &mut Cells<'_>) -> Result<Row<StaffMember>, Stop> {
    let member = StaffMember {
        identifier: cells.identifier("staff_id")?,
        family_name: cells.text("family_name"),
        given_name: cells.text("given_name"),
        chinese_name: cells.text("chinese_name"),
        role: cells.text("role"),
        ward: cells.text("ward"),
        education: cells.text("education"),
        skills: cells.list("skills"),
        experience_years: cells.number("experience_years")?,
        contract: cells.text("contract"),
        hours_a_week: cells.number("hours_a_week")?,
        surgery_mins: cells.week_mins("surgery_minutes")?,
        skill_level: cells.whole("skill_level")?,
        // The store knows the number of the import.
        cell: CellRef { import: ImportId(0), line: cells.line(), column: 0 },
    };
    Ok(cells.row(member))
}
