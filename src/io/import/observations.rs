//! Observations, long: one row a measured value. The path that must keep up with ten million rows.

use crate::base::{Decimal, Moment, Rule};
use crate::domain::ids::PatientId;
use crate::domain::observation::{Bound, ObservationFlags, UnrecordedValue};
use crate::domain::unit_words::unit_of;

use super::super::store::{ObservationBatch, PackedObservation, RecordBatch, Row, StoreError};
use super::cells::{SourceRow, moment_of, shown, trimmed};
use super::mapping::unit_in_heading;
use super::observation_rules::{Judgement, ObservationRules, RefusedCell};
use super::patients::PATIENT_ID_ALIASES;
use super::{Column, ColumnKind, Findings, ImportFormat, Mapping, RowReader, Sources};

/// Headings of the time, here and in the wide table.
pub const TIME_ALIASES: &[&str] = &[
    "ts",
    "timestamp",
    "datetime",
    "date",
    "observed",
    "charttime",
    "effective",
    "measured at",
    "measurement date",
    "measurement time",
    "observation date",
    "observation time",
    "collection date",
    "collection time",
    "collected",
    "sample date",
    "sample time",
    "sampling time",
    "test date",
    "test time",
    "result date",
    "result time",
    "时间",
    "日時",
    "検査日",
    "検査日時",
    "採取日時",
    "測定日時",
    "검사일",
    "검사일시",
    "측정일시",
    "채혈일시",
    "检查时间",
    "测量时间",
    "检测时间",
    "检验时间",
    "化验时间",
    "采样时间",
    "采集时间",
    "采血时间",
    "日期时间",
    "日期",
    "检查日期",
    "测量日期",
    "检测日期",
    "检验日期",
    "化验日期",
    "采样日期",
    "采集日期",
    "采血日期",
    "报告时间",
    "报告日期",
    "datum",
    "zeitpunkt",
];

const COLUMNS: &[Column] = &[
    Column::required("patient_id", ColumnKind::Identifier, PATIENT_ID_ALIASES),
    Column::required(
        "code",
        ColumnKind::Word,
        &[
            "loinc",
            "itemid",
            "test",
            "test_code",
            "observation",
            "test name",
            "analyte",
            "项目",
            "项目名称",
            "检验项目",
            "检查项目",
            "检测项目",
            "指标",
            "项目编码",
            "项目代码",
            "代码",
            "検査名",
            "검사항목",
            "검사명",
        ],
    ),
    Column::required("time", ColumnKind::Time, TIME_ALIASES),
    Column::required(
        "value",
        ColumnKind::Number,
        &[
            "result",
            "valuenum",
            "result value",
            "test result",
            "值",
            "数值",
            "结果",
            "测量值",
            "检验结果",
            "检查结果",
            "检测结果",
            "结果值",
            "検査値",
            "測定値",
            "결과",
            "결과값",
            "검사결과",
            "측정값",
            "wert",
        ],
    ),
    Column::optional(
        "unit",
        ColumnKind::Word,
        &["units", "uom", "valueuom", "unit of measure", "单位", "结果单位", "einheit", "단위"],
    ),
    Column::optional("observation_id", ColumnKind::Identifier, &["obs_id", "observation identifier", "检查编号"]),
];

/// The format.
pub struct Observations;

impl ImportFormat for Observations {
    fn id(&self) -> &'static str {
        "observations"
    }

    fn sample(&self) -> &'static str {
        "observations.csv"
    }

    fn columns(&self) -> &'static [Column] {
        COLUMNS
    }

    fn reader(&self, mapping: &Mapping, sources: Sources) -> Box<dyn RowReader> {
        let column = |field| mapping.cell_of(field);
        Box::new(LongReader {
            patient: column("patient_id"),
            code: column("code"),
            time: column("time"),
            amount: AmountCells {
                value: column("value"),
                unit: column("unit"),
                headed_unit: headed_unit(mapping).unwrap_or_default(),
            },
            source_identifier: column("observation_id"),
            collector: Collector::new(sources),
        })
    }
}

/// The unit in the heading of the values, where that heading names the indicator of all rows: `Weight (kg)`.
fn headed_unit(mapping: &Mapping) -> Option<String> {
    let code = mapping.of("code")?.constant.as_deref()?;
    let unit = unit_in_heading(code, &mapping.heading_of(mapping.of("value")?))?;
    Some(unit_of(&unit).map_or(unit, str::to_owned))
}

/// Columns from 1, 0 where the mapping has none.
struct LongReader {
    patient: u16,
    code: u16,
    time: u16,
    amount: AmountCells,
    source_identifier: u16,
    collector: Collector,
}

/// Where a row's number and unit stand.
struct AmountCells {
    value: u16,
    unit: u16,
    /// Holds for rows without a unit, and contradicts those with another.
    headed_unit: String,
}

impl AmountCells {
    /// The number of a row's value and its unit, which the row, the number itself and the heading have to agree on; or the
    /// column that contradicts.
    fn read<'a>(&'a self, row: &SourceRow<'a>) -> Result<(&'a [u8], &'a [u8]), u16> {
        let (number, own) = split_own_unit(row.text(self.value));
        let (stated, headed) = (row.text(self.unit), self.headed_unit.as_bytes());
        let unit = match own {
            None => stated,
            Some(own) if stated.is_empty() || is_unit(stated, own) => own.as_bytes(),
            Some(_) => return Err(self.value),
        };
        let is_headed = headed.is_empty() || is_unit(unit, &self.headed_unit);
        match unit.is_empty() {
            true => Ok((number, headed)),
            false if is_headed => Ok((number, unit)),
            false => Err(if own.is_some() { self.value } else { self.unit }),
        }
    }
}

impl RowReader for LongReader {
    fn look_ahead(&mut self, rows: &[SourceRow<'_>]) {
        self.collector.look_ahead(rows, self.patient);
    }

    fn read(&mut self, row: &SourceRow<'_>, findings: &mut Findings) -> Result<(), StoreError> {
        let code = row.text(self.code);
        let subject = match self.collector.subject(row, self.patient, self.time) {
            Ok(_) if code.is_empty() => Err((Rule::MissingRequired, self.code)),
            subject => subject,
        };
        let subject = match subject {
            Ok(subject) => subject,
            Err((rule, column)) => {
                findings.rejects.push(row.reject(rule, column));
                return Ok(());
            }
        };
        let (number, unit) = match self.amount.read(row) {
            Ok(both) => both,
            Err(column) => {
                findings.rejects.push(row.reject(Rule::UnitMismatch, column));
                return Ok(());
            }
        };
        let kind = ValueKind { code, unit, unit_column: self.amount.unit, code_column: self.code };
        if row.text(self.amount.value).is_empty() {
            return self.collector.without_value(
                row,
                &subject,
                kind,
                [self.amount.value, self.source_identifier],
                findings,
            );
        }
        let value = (self.amount.value, number);
        let is_kept = self.collector.value(row, &subject, kind, value, findings)?;
        let source_identifier = row.text(self.source_identifier);
        if is_kept && !source_identifier.is_empty() {
            self.collector.name_last(source_identifier);
        }
        Ok(())
    }

    fn take(&mut self) -> RecordBatch {
        self.collector.take()
    }
}

/// Whose value, and when.
pub struct Subject<'a> {
    pub patient: PatientId,
    pub moment: Moment,
    /// The time's text, only where the moment would not give it back.
    time_raw: Option<&'a [u8]>,
}

/// What was measured: code and unit as written, and the columns they stand in (0: none).
#[derive(Clone, Copy)]
pub struct ValueKind<'a> {
    pub code: &'a [u8],
    pub unit: &'a [u8],
    pub code_column: u16,
    pub unit_column: u16,
}

/// A cell as it stands in the file, and the text that its value was read from.
struct Written<'a> {
    raw: &'a [u8],
    read: &'a [u8],
}

/// Collects observations of long and wide rows.
pub struct Collector {
    sources: Sources,
    rules: ObservationRules,
    batch: ObservationBatch,
    /// Patients of the rows to come, with their lines, in file order.
    ahead: Vec<(u32, Option<PatientId>)>,
    /// How many of them were asked for.
    asked: usize,
}

impl Collector {
    pub fn new(sources: Sources) -> Self {
        let rules = ObservationRules::new(sources.words.clone());
        let batch = ObservationBatch::default();
        Collector { sources, rules, batch, ahead: Vec::new(), asked: 0 }
    }

    /// Patient and time of a row.
    ///
    /// # Errors
    /// The rule and column that refuse the row.
    pub fn subject<'a>(&mut self, row: &SourceRow<'a>, patient: u16, time: u16) -> Result<Subject<'a>, (Rule, u16)> {
        let identifier = row.text(patient);
        if identifier.is_empty() {
            return Err((Rule::MissingRequired, patient));
        }
        let patient = self.patient(row.line(), identifier).ok_or((Rule::UnknownPatient, patient))?;
        let (raw, text) = (row.raw(time), row.text(time));
        if text.is_empty() {
            return Err((Rule::MissingRequired, time));
        }
        let moment = moment_of(&mut self.sources.moments, text).map_err(|rule| (rule, time))?;
        if self.sources.moments.is_future(moment.utc_secs) {
            return Err((Rule::InTheFuture, time));
        }
        Ok(Subject { patient, moment, time_raw: (!moment.is_written_as(raw)).then_some(raw) })
    }

    /// Looks up the patients of rows that will be read next.
    pub fn look_ahead(&mut self, rows: &[SourceRow<'_>], patient: u16) {
        let identifiers: Vec<&[u8]> = rows.iter().map(|row| row.text(patient)).collect();
        let mut found = Vec::with_capacity(rows.len());
        self.sources.identifiers.find_each(&identifiers, &mut found);
        self.ahead.clear();
        self.ahead.extend(rows.iter().map(SourceRow::line).zip(found));
        self.asked = 0;
    }

    /// The patient of a row: from the look ahead if the row was in it.
    fn patient(&mut self, line: u32, identifier: &[u8]) -> Option<PatientId> {
        while let Some(&(ahead, patient)) = self.ahead.get(self.asked).filter(|(ahead, _)| *ahead <= line) {
            self.asked += 1;
            if ahead == line {
                return patient;
            }
        }
        self.sources.identifiers.find(identifier)
    }

    /// Takes in the value of a cell; says whether it is kept. `text` is that of the number, `column` the cell's.
    ///
    /// # Errors
    /// The store's books are full.
    pub fn value(
        &mut self,
        row: &SourceRow<'_>,
        subject: &Subject<'_>,
        kind: ValueKind<'_>,
        (column, text): (u16, &[u8]),
        findings: &mut Findings,
    ) -> Result<bool, StoreError> {
        let raw = row.raw(column);
        if text.is_empty() {
            findings.empty += 1;
            return Ok(false);
        }
        let (bound, number) = split_bound(text);
        let Some(value) = Decimal::parse(number) else {
            findings.rejects.push(row.reject(Rule::NotANumber, column));
            return Ok(false);
        };
        let (judgement, words) = self.rules.judge(kind.code, kind.unit, value)?;
        let implausible = match judgement {
            Judgement::Kept => false,
            Judgement::Implausible => true,
            Judgement::Refused(cell) => {
                findings.rejects.push(refusal(row, cell, kind, column));
                return Ok(false);
            }
        };
        let Some(words) = words else { return Ok(false) };
        if implausible {
            findings.rejects.push(row.reject(Rule::Implausible, column));
        }
        self.keep_raws(subject, value, bound, Written { raw, read: text });
        self.batch.observations.push(PackedObservation {
            patient: subject.patient,
            line: row.line(),
            moment: subject.moment,
            mantissa: value.mantissa,
            scale: value.scale,
            flags: ObservationFlags { implausible, conflicting: false, bound },
            column,
            code: words.code,
            unit: words.unit,
        });
        Ok(true)
    }

    /// Keeps that something was measured or asked for and its value is not given: that is not "never tested".
    ///
    /// # Errors
    /// The store's books are full.
    fn without_value(
        &mut self,
        row: &SourceRow<'_>,
        subject: &Subject<'_>,
        kind: ValueKind<'_>,
        [value, source_identifier]: [u16; 2],
        findings: &mut Findings,
    ) -> Result<(), StoreError> {
        let Some(code) = self.rules.code(kind.code)? else {
            findings.rejects.push(row.reject(Rule::BadIdentifier, kind.code_column));
            return Ok(());
        };
        findings.empty += 1;
        let record = UnrecordedValue { code, moment: subject.moment };
        let texts = [
            ("value", row.raw(value)),
            ("unit", kind.unit),
            ("time", subject.time_raw.unwrap_or_default()),
            ("observation_id", row.text(source_identifier)),
        ];
        let kept = texts.into_iter().filter(|(_, text)| !text.is_empty());
        let raw = kept.map(|(field, text)| (field.to_owned(), shown(text))).collect();
        self.batch.unrecorded.push((subject.patient, Row { record, line: row.line(), raw }));
        Ok(())
    }

    /// Keeps the texts of the observation about to be pushed that its typed form would not give back.
    fn keep_raws(
        &mut self,
        subject: &Subject<'_>,
        value: Decimal,
        bound: Option<Bound>,
        Written { raw, read }: Written<'_>,
    ) {
        let place = self.batch.observations.len() as u32;
        let number = bound.map_or(Some(raw), |bound| raw.strip_prefix(bound.sign().as_bytes()));
        // What a reading made of the cell, without its unit or with another mark, is not what stands there.
        if raw != read || !number.is_some_and(|number| value.is_written_as(number)) {
            self.batch.raws.push((place, shown(raw)));
        }
        if let Some(time_raw) = subject.time_raw {
            self.batch.time_raws.push((place, shown(time_raw)));
        }
    }

    /// The source's own identifier of the observation pushed last.
    fn name_last(&mut self, source_identifier: &[u8]) {
        let place = self.batch.observations.len().saturating_sub(1) as u32;
        self.batch.source_identifiers.push((place, shown(source_identifier)));
    }

    /// The observations since the last call.
    pub fn take(&mut self) -> RecordBatch {
        let room = self.batch.observations.len();
        let batch = std::mem::take(&mut self.batch);
        self.batch.observations.reserve(room);
        RecordBatch::Observations(batch)
    }
}

/// A number and the unit behind it, where a reading has left one there.
pub fn split_own_unit(text: &[u8]) -> (&[u8], Option<&str>) {
    let unit = memchr::memchr(b' ', text).and_then(|space| std::str::from_utf8(text.get(space + 1..)?).ok());
    match unit {
        Some(unit) => (text.get(..text.len() - unit.len() - 1).unwrap_or_default(), Some(unit)),
        None => (text, None),
    }
}

/// Whether the unit of a row is the one that stands behind its number.
fn is_unit(written: &[u8], own: &str) -> bool {
    let known = std::str::from_utf8(written).ok().and_then(unit_of);
    known == Some(own) || written == own.as_bytes()
}

/// A limit of measurement and its number: `<5`, `>60`, `≤5`, `≥60`; other signs are brought into this form before.
pub fn split_bound(text: &[u8]) -> (Option<Bound>, &[u8]) {
    let signs = [
        ("<=", Bound::AtMost),
        ("≤", Bound::AtMost),
        (">=", Bound::AtLeast),
        ("≥", Bound::AtLeast),
        ("<", Bound::Below),
        (">", Bound::Above),
    ];
    // Almost all cells begin with a digit.
    if text.first().is_some_and(u8::is_ascii_digit) {
        return (None, text);
    }
    let found = signs.into_iter().find_map(|(sign, bound)| Some((bound, text.strip_prefix(sign.as_bytes())?)));
    found.map_or((None, text), |(bound, number)| (Some(bound), trimmed(number)))
}

/// The reject for the refused cell; where that cell has no column of its own, the value's place with the value's text.
fn refusal(row: &SourceRow<'_>, cell: RefusedCell, kind: ValueKind<'_>, value: u16) -> crate::domain::receipt::Reject {
    let (rule, column) = match cell {
        RefusedCell::Code(rule) => (rule, kind.code_column),
        RefusedCell::Unit(rule) => (rule, kind.unit_column),
        RefusedCell::Value(rule) => (rule, value),
    };
    row.reject(rule, if column == 0 { value } else { column })
}
