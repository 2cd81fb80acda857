//! Messages of HL7 version 2 as records: results, admissions and their cancellations, people and merges. What is not sure
//! is a doubt with its segment and reason: of a file it becomes a reject, of a feed the message is set aside with it.

use std::collections::BTreeMap;

use crate::base::{Progress, Rule};
use crate::domain::book::BookKind;
use crate::domain::ids::PatientId;
use crate::domain::patient::{Admission, Patient};
use crate::domain::resource::{Device, STATE_AT};
use crate::io::hl7::{
    self, Admission as Stay, AdmissionKind, Equipment, Message, Reading, SetAside, Standing, Told, frames,
};

use super::super::super::store::{Row, RowSink, StoreError, Withdrawal};
use super::super::intake::{Intake, PersonFault, ToldNothing, ToldValue, ValuePlace};
use super::identity::{Purpose, is_somebody_else, sentence, with_what_is_said};
use super::{Manner, NamedMerge, Strangers};

/// The name under which a stay's row keeps that it cancels an admission (`A11`) or a discharge (`A13`).
pub const EVENT: &str = "event";

/// Why something of a message is not taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// Number of the segment, from 1.
    pub segment: u16,
    pub rule: Rule,
    pub reason: String,
}

/// What came of one message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    pub doubts: Vec<Doubt>,
    pub merge: Option<NamedMerge>,
}

/// Whether bytes hold a message at all.
pub fn has_message(bytes: &[u8]) -> bool {
    frames(bytes).into_iter().flatten().any(|part| Message::read(part).is_ok())
}

/// How many messages there are of each kind; what cannot be read counts as "unreadable".
pub fn counts(bytes: &[u8]) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for part in frames(bytes) {
        let message = part.ok().and_then(|part| Message::read(part).ok());
        let kind = message.as_ref().and_then(|message| {
            let head = message.first("MSH")?;
            let parts = [message.part(head, 9, 1), message.part(head, 9, 2)];
            Some(parts.into_iter().flatten().collect::<Vec<_>>().join("^"))
        });
        *counts.entry(kind.unwrap_or_else(|| "unreadable".to_owned())).or_insert(0) += 1;
    }
    counts
}

/// Takes in the messages of a file; a doubt becomes a reject whose line is the message and whose column the segment.
///
/// # Errors
/// The store's books are full; cancelled.
pub fn take_in_file(
    bytes: &[u8],
    sink: &dyn RowSink,
    intake: &mut Intake,
    strangers: Strangers,
    progress: &Progress,
) -> Result<Vec<NamedMerge>, StoreError> {
    let parts = frames(bytes);
    progress.restart(parts.len() as u64);
    let mut merges = Vec::new();
    for (line, part) in (1u32..).zip(parts) {
        progress.tick(1)?;
        let message = part.map_err(|fault| fault.to_string());
        let message = message.and_then(|part| Message::read(part).map_err(|fault| fault.to_string()));
        let taken = match message {
            Ok(message) => take_in(&message, line, sink, intake, strangers.into())?,
            Err(reason) => {
                intake.findings.rows += 1;
                Taken { doubts: vec![Doubt { segment: 0, rule: Rule::RaggedRow, reason }], merge: None }
            }
        };
        for doubt in taken.doubts {
            intake.find(line, doubt.segment, doubt.rule, doubt.reason);
        }
        merges.extend(taken.merge);
    }
    Ok(merges)
}

/// Takes in one message under a line number.
///
/// # Errors
/// The store's books are full.
pub fn take_in(
    message: &Message,
    line: u32,
    sink: &dyn RowSink,
    intake: &mut Intake,
    manner: Manner,
) -> Result<Taken, StoreError> {
    intake.findings.rows += 1;
    let told = hl7::told(message, intake.moments());
    let mut taking = Taking { told: &told, message, line, sink, intake, manner, taken: Taken::default() };
    let purpose = message.first("MSH").and_then(|head| message.part(head, 11, 1)).unwrap_or_default();
    if matches!(purpose.as_str(), "T" | "D") {
        taking.doubt("MSH", Rule::UnknownWord, format!("MSH-11 {purpose} says that it is for training or debugging"));
    } else if told.admission.is_some() {
        taking.admission()?;
        if !(told.readings.is_empty() && told.set_aside.is_empty()) {
            taking.results()?;
        }
    } else if let Some(equipment) = &told.equipment {
        taking.equipment(equipment)?;
    } else if told.kind.starts_with("ORU") {
        taking.results()?;
    } else {
        taking.doubt("MSH", Rule::UnknownWord, format!("messages of kind {} are not taken in", told.kind));
    }
    Ok(taking.taken)
}

struct Taking<'a> {
    told: &'a Told,
    message: &'a Message,
    line: u32,
    sink: &'a dyn RowSink,
    intake: &'a mut Intake,
    manner: Manner,
    taken: Taken,
}

impl Taking<'_> {
    fn doubt(&mut self, segment: &str, rule: Rule, reason: impl Into<String>) {
        let at = self.message.segments.iter().position(|found| found.name == segment);
        let segment = at.and_then(|at| u16::try_from(at + 1).ok()).unwrap_or(0);
        self.taken.doubts.push(Doubt { segment, rule, reason: reason.into() });
    }

    /// A device's row with its new status; the rest of it stays as it is known.
    fn equipment(&mut self, said: &Equipment) -> Result<(), StoreError> {
        let Some(identifier) = said.identifier.clone() else {
            self.doubt("EQU", Rule::MissingRequired, "no device");
            return Ok(());
        };
        let Some(status) = said.status else {
            let reason = format!("the state {:?} does not say whether the device can be used", said.state);
            self.doubt("EQU", Rule::UnknownWord, reason);
            return Ok(());
        };
        let of_batch = self.intake.devices.iter().rev().map(|row| &row.record);
        let known = match of_batch.into_iter().find(|device| device.identifier == identifier) {
            Some(device) => Some(device.clone()),
            None => self.sink.device(&identifier)?,
        };
        let Some(known) = known else {
            self.doubt("EQU", Rule::UnknownWord, format!("device {identifier} is not in the store"));
            return Ok(());
        };
        let record = Device { status: Some(status), ..known };
        let at = said.happened.map(|moment| (STATE_AT.to_owned(), moment.utc_secs.to_string()));
        self.intake.devices.push(Row { record, line: self.line, raw: at.into_iter().collect() });
        Ok(())
    }

    fn results(&mut self) -> Result<(), StoreError> {
        for SetAside { segment, rule, reason, code } in &self.told.set_aside {
            let reason = if reason.contains(code.as_str()) { reason.clone() } else { format!("{code}: {reason}") };
            let segment = u16::try_from(*segment).unwrap_or(u16::MAX);
            self.taken.doubts.push(Doubt { segment, rule: *rule, reason });
        }
        let Some(patient) = self.patient_of_results()? else { return Ok(()) };
        let named = self.told.subject.identifier.clone().unwrap_or_default();
        let readings = &self.told.readings;
        for reading in readings {
            // A message may tell of several people; each is looked up by itself.
            let patient = if reading.patient == named { Some(patient) } else { self.intake.patient(&reading.patient) };
            match patient {
                Some(patient) => self.reading(patient, reading)?,
                None => {
                    self.doubt("PID", Rule::UnknownPatient, format!("patient {} is not in the store", reading.patient))
                }
            }
        }
        Ok(())
    }

    /// Whose results they are; where somebody else has that identifier, nobody's.
    fn patient_of_results(&mut self) -> Result<Option<PatientId>, StoreError> {
        let Some(identifier) = self.told.subject.identifier.clone() else {
            self.doubt("PID", Rule::MissingRequired, "no patient");
            return Ok(None);
        };
        let Some(patient) = self.intake.patient(&identifier) else {
            return match self.manner.strangers {
                Strangers::Admit => self.person(Purpose::Results),
                Strangers::SetAside => {
                    self.doubt("PID", Rule::UnknownPatient, format!("patient {identifier} is not in the store"));
                    Ok(None)
                }
            };
        };
        let known = self.known_row(&identifier, patient)?;
        let is_theirs = known.is_none_or(|known| self.is_of(&identifier, &known, Purpose::Results));
        Ok(is_theirs.then_some(patient))
    }

    /// Whether the message is about the person that is known under its identifier; a doubt where it is not.
    fn is_of(&mut self, identifier: &str, known: &Patient, purpose: Purpose) -> bool {
        let subject = &self.told.subject;
        if self.manner.is_person_accepted || !is_somebody_else(known, subject, purpose) {
            return true;
        }
        self.doubt("PID", Rule::Conflict, sentence(identifier, known, subject));
        false
    }

    fn known_row(&self, identifier: &str, patient: PatientId) -> Result<Option<Patient>, StoreError> {
        match self.intake.newest_row(identifier) {
            Some(row) => Ok(Some(row.clone())),
            None => self.sink.person(patient),
        }
    }

    fn reading(&mut self, patient: PatientId, reading: &Reading) -> Result<(), StoreError> {
        let (line, code) = (self.line, reading.signal.code());
        let source = Some(reading.sub_id.clone()).filter(|sub_id| !sub_id.is_empty());
        let segment = u16::try_from(reading.segment).unwrap_or(u16::MAX);
        if self.intake.is_future(reading.moment.utc_secs) {
            let reason = format!("{code}: measured in the future, {}", reading.moment.iso());
            self.taken.doubts.push(Doubt { segment, rule: Rule::InTheFuture, reason });
            return Ok(());
        }
        if matches!(reading.standing, Standing::Corrected | Standing::Withdrawn)
            && let Some(word) = self.intake.code(code)?
        {
            let of = Some((word, reading.moment.utc_secs));
            self.intake.withdrawals.push(Withdrawal {
                patient,
                of,
                value: None,
                source_identifier: source.clone(),
                line,
            });
        }
        let moment = reading.moment;
        match &reading.sent {
            Some((number, unit)) => {
                let place = ValuePlace { line, value: segment, code: segment, unit: segment };
                let is_preliminary = reading.standing == Standing::Preliminary;
                let is_corrected = reading.standing == Standing::Corrected;
                let (bound, number) = (reading.bound, *number);
                let (time_raw, raw) = (None, None);
                self.intake.value(
                    place,
                    ToldValue {
                        patient,
                        code,
                        unit,
                        moment,
                        time_raw,
                        number,
                        raw,
                        bound,
                        is_preliminary,
                        is_corrected,
                        source,
                    },
                )?;
            }
            None if reading.standing != Standing::Withdrawn => {
                let reason = reading.reason.clone().unwrap_or_default();
                let raw = vec![("value".to_owned(), reason)];
                self.intake.without_value(line, segment, ToldNothing { patient, code, moment, raw })?;
            }
            None => {}
        }
        Ok(())
    }

    /// The person that the message is about, as it says; what it leaves out stays as it is known.
    fn person(&mut self, purpose: Purpose) -> Result<Option<PatientId>, StoreError> {
        let subject = &self.told.subject;
        let Some(identifier) = subject.identifier.clone() else {
            self.doubt("PID", Rule::MissingRequired, "no patient");
            return Ok(None);
        };
        let there = self.intake.patient(&identifier);
        let known = there.map(|patient| self.known_row(&identifier, patient)).transpose()?.flatten();
        if let Some(known) = &known
            && !self.is_of(&identifier, known, purpose)
        {
            return Ok(None);
        }
        let after = with_what_is_said(known.clone(), &identifier, subject);
        if let (Some(there), true) = (there, known.as_ref() == Some(&after)) {
            return Ok(Some(there));
        }
        match self.intake.person(Row { record: after, line: self.line, raw: Vec::new() }) {
            Ok(patient) => Ok(Some(patient)),
            Err((rule, fault)) => {
                let what = match fault {
                    PersonFault::Identifier if rule == Rule::DeletedPatient => {
                        "this patient was deleted from the store"
                    }
                    PersonFault::Identifier => "the identifier cannot be one",
                    PersonFault::Birth => "the birth date cannot be right",
                    PersonFault::Death => "the date of death cannot be right",
                };
                self.doubt("PID", rule, what);
                Ok(None)
            }
        }
    }

    fn admission(&mut self) -> Result<(), StoreError> {
        let Some(stay) = &self.told.admission else { return Ok(()) };
        if stay.kind == AdmissionKind::Merge {
            return self.merge(stay);
        }
        if matches!(stay.kind, AdmissionKind::Other | AdmissionKind::CancelTransfer) {
            self.doubt("MSH", Rule::UnknownWord, format!("the event {} is not acted upon", stay.event));
            return Ok(());
        }
        let purpose = match stay.kind {
            AdmissionKind::Update => Purpose::Correction,
            _ => Purpose::Stay,
        };
        let Some(patient) = self.person(purpose)? else { return Ok(()) };
        match stay.kind {
            AdmissionKind::Admit => self.stay(patient, stay, stay.admitted.or(stay.happened)),
            AdmissionKind::Register if stay.event == "A04" => self.stay(patient, stay, stay.admitted.or(stay.happened)),
            AdmissionKind::Update if stay.admitted.is_some() => self.stay(patient, stay, stay.admitted),
            AdmissionKind::Register | AdmissionKind::Update => Ok(()),
            _ => self.stay(patient, stay, stay.admitted),
        }
    }

    /// One row of a stay. Its beginning names it: an event that does not say it cannot be joined with its admission.
    fn stay(
        &mut self,
        patient: PatientId,
        stay: &Stay,
        admitted: Option<crate::base::Moment>,
    ) -> Result<(), StoreError> {
        let Some(admitted) = admitted else {
            self.doubt("PV1", Rule::MissingRequired, format!("{} without the time of admission (PV1-44)", stay.event));
            return Ok(());
        };
        let discharged = match stay.kind {
            AdmissionKind::Discharge => stay.discharged.or(stay.happened),
            AdmissionKind::Update => stay.discharged,
            _ => None,
        };
        if stay.kind == AdmissionKind::Discharge && discharged.is_none() {
            self.doubt("PV1", Rule::MissingRequired, "a discharge without its time");
            return Ok(());
        }
        if discharged.is_some_and(|end| end.is_all_before(admitted)) {
            self.doubt("PV1", Rule::EndBeforeStart, "the discharge is before the admission");
            return Ok(());
        }
        let cancels = matches!(stay.kind, AdmissionKind::CancelAdmit | AdmissionKind::CancelDischarge);
        let ward = stay.ward.as_deref().map(|ward| self.intake.word(BookKind::Ward, ward)).transpose()?;
        let reason = cancels.then(|| match stay.kind {
            AdmissionKind::CancelAdmit => "admission cancelled (A11)".to_owned(),
            _ => "discharge cancelled (A13)".to_owned(),
        });
        let (room, bed) = (stay.room.clone(), stay.bed.clone());
        let record = Admission { ward, room, bed, admitted, discharged, reason };
        let raw = if cancels { vec![(EVENT.to_owned(), stay.event.clone())] } else { Vec::new() };
        self.intake.admissions.push((patient, Row { record, line: self.line, raw }));
        Ok(())
    }

    fn merge(&mut self, stay: &Stay) -> Result<(), StoreError> {
        let (Some(kept), Some(given_up)) = (self.told.subject.identifier.clone(), stay.merged_from.clone()) else {
            self.doubt("MRG", Rule::MissingRequired, "a merge names two patients");
            return Ok(());
        };
        if kept == given_up {
            self.doubt("MRG", Rule::Conflict, "a merge of a patient with themselves");
            return Ok(());
        }
        if self.intake.patient(&given_up).is_none() {
            self.doubt("MRG", Rule::UnknownPatient, format!("patient {given_up} is not in the store"));
            return Ok(());
        }
        if self.person(Purpose::Correction)?.is_some() {
            self.taken.merge = Some((given_up, kept));
        }
        Ok(())
    }
}
