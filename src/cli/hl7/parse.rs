//! `wardtwin hl7 parse`: the messages of a file, as JSON or in a line each.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use crate::base::time::MomentReader;
use crate::base::{Moment, Offset, Zone};
use crate::io::hl7::{self, Admission, Message, Reading, Subject, Told};

use super::super::output::{Ending, Failure, to_stdout};

#[derive(Args)]
pub struct ParseArguments {
    /// Messages: as files hold them, or recorded from a link with its frames.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Everything as JSON instead of a line for each message.
    #[arg(long)]
    json: bool,
    /// The ward's time zone, for times without an offset.
    #[arg(long, value_name = "ZONE", default_value = "UTC")]
    zone: String,
}

pub fn run(arguments: &ParseArguments) -> Result<Ending, Failure> {
    let zone = Zone::named(&arguments.zone)
        .ok_or_else(|| Failure(format!("{:?} is no time zone; write one such as Asia/Shanghai", arguments.zone)))?;
    let name = arguments.file.display();
    let bytes = std::fs::read(&arguments.file).map_err(|error| Failure(format!("{name} cannot be read ({error})")))?;
    let mut times = MomentReader::new(zone);
    let read: Vec<Result<Told, String>> = hl7::frames(&bytes)
        .into_iter()
        .map(|part| {
            let message = Message::read(part.map_err(|fault| fault.to_string())?).map_err(|fault| fault.to_string())?;
            Ok(hl7::told(&message, &mut times))
        })
        .collect();
    if read.iter().all(Result::is_err) {
        let why = read.into_iter().find_map(Result::err).unwrap_or_else(|| "it is empty".to_owned());
        return Err(Failure(format!("{name} holds no message: {why}")));
    }
    match arguments.json {
        true => to_stdout(|out| writeln!(out, "{:#}", in_json(&read)))?,
        false => to_stdout(|out| read.iter().try_for_each(|told| writeln!(out, "{}", in_words(told))))?,
    }
    let is_whole = |told: &Result<Told, String>| told.as_ref().is_ok_and(|told| told.set_aside.is_empty());
    Ok(if read.iter().all(is_whole) { Ending::AllDone } else { Ending::WithFindings })
}

fn in_words(told: &Result<Told, String>) -> String {
    match told {
        Err(reason) => format!("refused: {reason}"),
        Ok(told) => {
            let stay = told.admission.as_ref().map(|stay| format!(", {}", stay.kind.word())).unwrap_or_default();
            let (readings, aside) = (told.readings.len(), told.set_aside.len());
            let (kind, id) = (&told.kind, told.control_id.as_deref().unwrap_or("without a control id"));
            format!("{kind} {id}: {readings} readings, {aside} set aside{stay}")
        }
    }
}

fn in_json(read: &[Result<Told, String>]) -> Value {
    let message = |told: &Result<Told, String>| match told {
        Ok(told) => message(told),
        Err(reason) => json!({ "error": reason }),
    };
    json!({ "messages": read.iter().map(message).collect::<Vec<_>>() })
}

fn message(told: &Told) -> Value {
    let aside = told.set_aside.iter();
    let aside = aside.map(|one| json!({ "segment": one.segment, "code": one.code, "reason": one.reason }));
    json!({
        "type": told.kind,
        "control_id": told.control_id,
        "sender": told.sender,
        "sent_utc": told.sent.map(utc),
        "patient": patient(&told.subject),
        "readings": told.readings.iter().map(reading).collect::<Vec<_>>(),
        "quarantined": aside.collect::<Vec<_>>(),
        "admission": told.admission.as_ref().map(stay),
    })
}

fn patient(subject: &Subject) -> Value {
    json!({
        "identifier": subject.identifier,
        "family_name": subject.family_name,
        "given_name": subject.given_name,
        "birth_date": subject.born.map(|born| born.local_date().iso()),
        "sex": subject.sex,
    })
}

fn reading(reading: &Reading) -> Value {
    let mut told = json!({
        "patient": reading.patient,
        "utc": utc(reading.moment),
        "signal": reading.signal.name,
        "value": reading.value,
        "unit": reading.signal.unit,
        "standing": standing(reading),
        "sub_id": reading.sub_id,
    });
    let more = [
        ("converted_from", reading.converted_from.map(Value::from)),
        ("reason", reading.reason.clone().map(Value::from)),
        ("bound", reading.bound.map(|bound| bound.sign().into())),
        ("zone_assumed", matches!(reading.moment.offset, Offset::Assumed(_)).then_some(Value::Bool(true))),
    ];
    for (key, value) in more {
        if let Some(value) = value {
            told[key] = value;
        }
    }
    told
}

fn standing(reading: &Reading) -> &'static str {
    use crate::io::hl7::Standing;
    match reading.standing {
        Standing::Final => "final",
        Standing::Preliminary => "preliminary",
        Standing::Corrected => "corrected",
        Standing::Withdrawn => "withdrawn",
    }
}

fn stay(stay: &Admission) -> Value {
    json!({
        "event": stay.event,
        "what": stay.kind.word(),
        "utc": stay.happened.map(utc),
        "class": stay.class,
        "ward": stay.ward,
        "room": stay.room,
        "bed": stay.bed,
        "visit": stay.visit,
        "admitted_utc": stay.admitted.map(utc),
        "discharged_utc": stay.discharged.map(utc),
        "merged_from": stay.merged_from,
    })
}

/// ISO 8601 in UTC, only as fine as it was written.
fn utc(moment: Moment) -> String {
    use crate::base::Precision;
    match moment.precision {
        Precision::Year | Precision::Day => moment.iso(),
        Precision::Minute | Precision::Second => {
            Moment { offset: Offset::Written(0), precision: Precision::Second, ..moment }.iso()
        }
    }
}
