//! Takes in the values of long and wide rows: whose they are, when they were measured, and what the indicator table says.

use crate::base::{Decimal, Moment, Rule};
use crate::domain::book::BookKind;
use crate::domain::ids::{PatientId, SECOND_VALUE};
use crate::domain::observation::{Bound, ObservationFlags, UnrecordedValue};

use super::super::store::{ObservationBatch, PackedObservation, RecordBatch, Row, StoreError, Withdrawal};
use super::amount::{is_unit, split_bound};
use super::blood_pressure::{PARTS, is_missing, parts};
use super::cells::{SourceRow, moment_of, rule_of_joined, shown};
use super::observation_rules::{Judgement, ObservationRules, RefusedCell};
use super::{Findings, Sources};

/// Whose value, and when.
pub struct Subject<'a> {
    pub patient: PatientId,
    pub moment: Moment,
    /// The column that calls the result preliminary; 0: it holds.
    pub preliminary: u16,
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
    /// The line whose values were listed as preliminary last.
    told_preliminary: u32,
}

impl Collector {
    pub fn new(sources: Sources) -> Self {
        let rules = ObservationRules::new(sources.words.clone());
        let batch = ObservationBatch::default();
        Collector { sources, rules, batch, ahead: Vec::new(), asked: 0, told_preliminary: 0 }
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
        let moment = moment_of(&mut self.sources.moments, text).map_err(|rule| (rule_of_joined(rule, raw), time))?;
        if self.sources.moments.is_future(moment.utc_secs) {
            return Err((Rule::InTheFuture, time));
        }
        Ok(Subject { patient, moment, preliminary: 0, time_raw: (!moment.is_written_as(raw)).then_some(raw) })
    }

    /// Takes in the two values of a blood pressure in one cell; `stated` is the unit beside it, `columns` are those of the
    /// cell, of its unit and of the source's own identifier.
    ///
    /// # Errors
    /// The store cannot take it.
    pub fn pressure(
        &mut self,
        row: &SourceRow<'_>,
        subject: &Subject<'_>,
        stated: &[u8],
        [column, unit_column, identifier]: [u16; 3],
        findings: &mut Findings,
    ) -> Result<(), StoreError> {
        let text = row.text(column);
        if is_missing(text) {
            findings.empty += 1;
            return Ok(());
        }
        let Some((numbers, own)) = parts(text) else {
            findings.rejects.push(row.reject(Rule::NotANumber, column));
            return Ok(());
        };
        let is_of_row = unit_column > 0 && !stated.is_empty();
        if is_of_row && own.is_some_and(|own| !is_unit(stated, own)) {
            findings.rejects.push(row.reject(Rule::UnitMismatch, column));
            return Ok(());
        }
        let unit = own.map_or(stated, |own| if is_of_row { stated } else { own.as_bytes() });
        if let Some(cell) = self.refused_part(&numbers, unit)? {
            let kind = ValueKind { code: &[], unit, unit_column, code_column: 0 };
            findings.rejects.push(refusal(row, cell, kind, column));
            return Ok(());
        }
        let cells = [column, column | SECOND_VALUE];
        for ((code, number), cell) in PARTS.into_iter().zip(&numbers).zip(cells) {
            let kind = ValueKind { code: code.as_bytes(), unit, unit_column, code_column: 0 };
            let is_kept = self.value(row, subject, kind, (cell, number.as_bytes()), findings)?;
            if is_kept && !row.text(identifier).is_empty() {
                self.name_last(row.text(identifier));
            }
        }
        Ok(())
    }

    /// Why one of the two values of a pressure is refused; the cell is refused with it, once.
    fn refused_part(&mut self, numbers: &[String; 2], unit: &[u8]) -> Result<Option<RefusedCell>, StoreError> {
        for (code, number) in PARTS.into_iter().zip(numbers) {
            let Some(value) = Decimal::parse(number.as_bytes()) else {
                return Ok(Some(RefusedCell::Value(Rule::NotANumber)));
            };
            if let (Judgement::Refused(cell), _) = self.rules.judge(code.as_bytes(), unit, value)? {
                return Ok(Some(cell));
            }
        }
        Ok(None)
    }

    /// Lists a row as preliminary, once.
    fn tell_preliminary(&mut self, row: &SourceRow<'_>, subject: &Subject<'_>, findings: &mut Findings) {
        if subject.preliminary > 0 && self.told_preliminary != row.line() {
            self.told_preliminary = row.line();
            findings.rejects.push(row.reject(Rule::Preliminary, subject.preliminary));
        }
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

    /// Takes in the value of a cell; says whether it is kept. `text` is that of the number, `cell` its column, with
    /// [`SECOND_VALUE`] for the second number of a cell.
    ///
    /// # Errors
    /// The store's books are full.
    pub fn value(
        &mut self,
        row: &SourceRow<'_>,
        subject: &Subject<'_>,
        kind: ValueKind<'_>,
        (cell, text): (u16, &[u8]),
        findings: &mut Findings,
    ) -> Result<bool, StoreError> {
        let column = cell & !SECOND_VALUE;
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
        self.tell_preliminary(row, subject, findings);
        self.keep_raws(subject, value, bound, Written { raw, read: text });
        self.batch.observations.push(PackedObservation {
            patient: subject.patient,
            line: row.line(),
            moment: subject.moment,
            mantissa: value.mantissa,
            scale: value.scale,
            flags: ObservationFlags {
                implausible,
                conflicting: false,
                preliminary: subject.preliminary > 0,
                corrected: false,
                bound,
            },
            column: cell,
            code: words.code,
            unit: words.unit,
        });
        Ok(true)
    }

    /// The word that a result sent before does not hold: of the value where the row has one, else of what has the sender's
    /// identifier. `None` where neither is said: an order that was cancelled without a result takes nothing back.
    pub fn withdrawal(
        &self,
        row: &SourceRow<'_>,
        subject: &Subject<'_>,
        code: &[u8],
        number: &[u8],
        source_identifier: &[u8],
    ) -> Option<Withdrawal> {
        let text = |bytes: &[u8]| std::str::from_utf8(bytes).ok().filter(|text| !text.is_empty()).map(str::to_owned);
        let (value, source_identifier) = (Decimal::parse(split_bound(number).1), text(source_identifier));
        let of = match value {
            Some(_) => {
                let code = self.sources.words.intern(BookKind::Code, &text(code)?).ok()?;
                Some((code, subject.moment.utc_secs))
            }
            None if source_identifier.is_some() => None,
            None => return None,
        };
        Some(Withdrawal { patient: subject.patient, of, value, source_identifier, line: row.line() })
    }

    /// Keeps that something was measured or asked for and its value is not given: that is not "never tested".
    ///
    /// # Errors
    /// The store's books are full.
    pub fn without_value(
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
    pub fn name_last(&mut self, source_identifier: &[u8]) {
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

/// The reject for the refused cell; where that cell has no column of its own, the value's place with the value's text.
fn refusal(row: &SourceRow<'_>, cell: RefusedCell, kind: ValueKind<'_>, value: u16) -> crate::domain::receipt::Reject {
    let (rule, column) = match cell {
        RefusedCell::Code(rule) => (rule, kind.code_column),
        RefusedCell::Unit(rule) => (rule, kind.unit_column),
        RefusedCell::Value(rule) => (rule, value),
    };
    row.reject(rule, if column == 0 { value } else { column })
}
