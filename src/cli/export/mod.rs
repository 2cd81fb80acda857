//! `wardtwin export`: records of one kind as CSV or as a workbook, with the headings that the importer knows; and what
//! diagnostic models said.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::app::index::PatientIndex;
use crate::app::list::columns::Column;
use crate::app::list::table::cell;
use crate::base::{Cancelled, Date, Progress};
use crate::domain::access::{Action, GLASS_REASONS, Grant, Scope};
use crate::domain::book::{BookKind, Books};
use crate::domain::ids::PatientId;
use crate::domain::observation::Observation;
use crate::domain::resource::{Device, DeviceStatus};
use crate::domain::staff::StaffMember;
use crate::io::clock::Clock;
use crate::io::store::{ClinicalKind, Store, StoreError};

use super::output::{Ending, Failure};
use super::vault::{self, StoreArguments};

mod answers;
mod bundle;
mod clinical;
mod deidentified;
pub(super) mod table;
mod whose;

use whose::{PurposeArguments, Whose};

/// What can be exported, by the importer's names.
const KINDS: [&str; 12] = [
    "patients",
    "observations",
    "conditions",
    "medications",
    "allergies",
    "admissions",
    "genes",
    "staff",
    "devices",
    "answers",
    "deidentified",
    "fhir",
];

#[derive(Args)]
pub struct ExportArguments {
    #[command(flatten)]
    store: StoreArguments,
    #[arg(long, value_parser = KINDS)]
    kind: String,
    /// Whose records, by the hospital's identifier: for the kind fhir, which is a bundle of one patient.
    #[arg(long, value_name = "ID", required_if_eq("kind", "fhir"))]
    patient: Option<String>,
    /// The file to write: CSV, or a workbook where its name ends in .xlsx; replaced where it is there.
    #[arg(long, value_name = "FILE", required_unless_present = "dry_run")]
    out: Option<PathBuf>,
    #[command(flatten)]
    purpose: PurposeArguments,
    /// Of --kind fhir: open a record outside the own wards, for one of these reasons; the security officer reviews it.
    #[arg(long, value_parser = GLASS_REASONS)]
    break_glass: Option<String>,
    #[command(flatten)]
    deidentified: deidentified::DeidentifiedArguments,
}

type Table = (Vec<String>, Vec<Vec<String>>);

pub fn run(arguments: &ExportArguments) -> Result<Ending, Failure> {
    let store = arguments.store.open_to_read()?;
    let out = match &arguments.out {
        _ if arguments.kind == "deidentified" => {
            let out = arguments.out.as_deref().filter(|_| !arguments.deidentified.is_rehearsal());
            return deidentified::run(&store, &arguments.deidentified, &arguments.purpose, out);
        }
        Some(out) if !arguments.deidentified.is_rehearsal() => out,
        _ => return Err(Failure("--dry-run is for the kind deidentified; name a file with --out".to_owned())),
    };
    if let (Some(identifier), "fhir") = (&arguments.patient, arguments.kind.as_str()) {
        let asked = bundle::Asked { identifier, break_glass: arguments.break_glass.as_deref() };
        return bundle::write(&store, &asked, arguments.purpose.purpose(), out);
    }
    if arguments.patient.is_some() {
        return Err(Failure(format!("--patient is for the kind fhir; the kind {} has everybody's", arguments.kind)));
    }
    let action = match arguments.kind.as_str() {
        "staff" | "devices" => Action::ExportResources,
        _ => Action::Export,
    };
    let grant = vault::grant(&store, action, Scope::Text { text: arguments.purpose.line(&arguments.kind) })?;
    match arguments.kind.as_str() {
        "staff" | "devices" => {
            store.journal(&grant)?;
            let table = if arguments.kind == "staff" { staff(&*store)? } else { devices(&*store)? };
            write(&*store, out, table)
        }
        _ => of_patients(&*store, &grant, arguments, out),
    }
}

/// Records of patients, of those whom the grant and the purpose reach.
fn of_patients(store: &dyn Store, grant: &Grant, arguments: &ExportArguments, out: &Path) -> Result<Ending, Failure> {
    let whose = Whose::of(store, grant, arguments.purpose.purpose())?;
    if arguments.kind == "observations" {
        observations(store, grant, &whose, out)?;
    } else if let Some(kind) = clinical::kind(&arguments.kind) {
        clinical::write(store, grant, kind, &whose, out)?;
    } else if arguments.kind == "answers" {
        write(store, out, answers::answers(store, grant, &whose)?)?;
    } else {
        store.journal(grant)?;
        write(store, out, patients(store, &whose.index))?;
    }
    whose.tell();
    Ok(Ending::AllDone)
}

fn write(store: &dyn Store, out: &Path, (headings, rows): Table) -> Result<Ending, Failure> {
    let headings: Vec<&str> = headings.iter().map(String::as_str).collect();
    table::write(out, &headings, store.info().demo, |table| {
        rows.iter().try_for_each(|row| table.row(row.iter().map(String::as_str)))
    })?;
    Ok(Ending::AllDone)
}

/// What counts, readable without a question, what stood in the source's cells where they were read, and whether the result
/// is preliminary.
const OBSERVATION_HEADINGS: [&str; 9] =
    ["patient_id", "code", "time", "value", "unit", "observation_id", "recorded", "recorded_time", "status"];

/// Values as they count, and what stood in the source's cell, then measurements without a value; patient by patient, so that
/// memory does not grow.
fn observations(store: &dyn Store, grant: &Grant, whose: &Whose, to: &Path) -> Result<(), Failure> {
    let index = &whose.index;
    let books = store.books();
    table::write(to, &OBSERVATION_HEADINGS, store.info().demo, |table| {
        let mut unwritten = None;
        let mut take = |patient: PatientId, values: Vec<Observation>| {
            if !whose.includes(patient) {
                return Ok(());
            }
            let rows = values.iter().map(|value| observation_row(value, &books));
            for row in rows {
                let cells = std::iter::once(index.identifier(patient.0)).chain(row.iter().map(String::as_str));
                if let Err(error) = table.row(cells) {
                    unwritten = Some(error);
                    return Err(Cancelled);
                }
            }
            Ok(())
        };
        let read = store.each_patients_values(grant, &Progress::default(), &mut take);
        unwritten.map_or(Ok(()), Err)?;
        read?;
        clinical::append(store, grant, ClinicalKind::UnrecordedValues, whose, table)
    })
}

fn observation_row(value: &Observation, books: &Books) -> [String; 8] {
    let unit = value.unit.map_or("", |unit| books.of(BookKind::Unit).word(unit));
    [
        books.of(BookKind::Code).word(value.code).to_owned(),
        value.moment.iso(),
        value.written(),
        unit.to_owned(),
        value.source_identifier.clone().unwrap_or_default(),
        value.recorded(),
        value.time_raw.clone().unwrap_or_else(|| value.moment.iso()),
        if value.flags.preliminary { "preliminary".to_owned() } else { String::new() },
    ]
}

fn texts<const N: usize>(headings: [&str; N]) -> Vec<String> {
    headings.map(str::to_owned).to_vec()
}

fn patients(store: &dyn Store, index: &PatientIndex) -> Table {
    let today = store.info().zone.date_at(Clock::System.utc_secs());
    let headings =
        texts(["patient_id", "family_name", "given_name", "chinese_name", "sex", "birth_date", "death_date", "phone"]);
    let rows = index.everyone().iter().map(|row| {
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        vec![
            index.identifier(row).to_owned(),
            text(index.family_name(row)),
            text(index.given_name(row)),
            text(index.chinese_name(row)),
            cell(index, row, Column::Sex, today),
            index.birth_date(row).map(Date::iso).unwrap_or_default(),
            index.death_date(row).map(Date::iso).unwrap_or_default(),
            text(index.phone(row)),
        ]
    });
    (headings, rows.collect())
}

fn staff(store: &dyn Store) -> Result<Table, StoreError> {
    let headings = texts([
        "staff_id",
        "family_name",
        "given_name",
        "chinese_name",
        "role",
        "ward",
        "education",
        "skills",
        "experience_years",
        "contract",
        "hours_a_week",
        "surgery_minutes",
        "skill_level",
    ]);
    Ok((headings, store.staff()?.into_iter().map(staff_row).collect()))
}

fn staff_row(member: StaffMember) -> Vec<String> {
    vec![
        member.identifier,
        member.family_name.unwrap_or_default(),
        member.given_name.unwrap_or_default(),
        member.chinese_name.unwrap_or_default(),
        member.role.unwrap_or_default(),
        member.ward.unwrap_or_default(),
        member.education.unwrap_or_default(),
        member.skills.join(";"),
        member.experience_years.map(|years| years.to_string()).unwrap_or_default(),
        member.contract.unwrap_or_default(),
        member.hours_a_week.map(|hours| hours.to_string()).unwrap_or_default(),
        member.surgery_mins.map(|mins| mins.text()).unwrap_or_default(),
        member.skill_level.map(|level| level.to_string()).unwrap_or_default(),
    ]
}

fn devices(store: &dyn Store) -> Result<Table, StoreError> {
    let headings =
        texts(["device_id", "kind", "ward", "room", "status", "last_service", "next_service", "beds", "open_minutes"]);
    Ok((headings, store.devices()?.into_iter().map(device_row).collect()))
}

fn device_row(device: Device) -> Vec<String> {
    let status = device.status.map(|status| match status {
        DeviceStatus::Available => "available",
        DeviceStatus::InUse => "in use",
        DeviceStatus::Maintenance => "maintenance",
        DeviceStatus::OutOfOrder => "out of order",
    });
    vec![
        device.identifier,
        device.kind.unwrap_or_default(),
        device.ward.unwrap_or_default(),
        device.room.unwrap_or_default(),
        status.unwrap_or_default().to_owned(),
        device.last_service.map(Date::iso).unwrap_or_default(),
        device.next_service.map(Date::iso).unwrap_or_default(),
        device.beds.map(|beds| beds.to_string()).unwrap_or_default(),
        device.open_mins.map(|mins| mins.text()).unwrap_or_default(),
    ]
}
