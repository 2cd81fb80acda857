//! The files of a synthetic hospital and their headings, which are the straight path of the importer.

use std::io::{self, Write};

use super::GenerateError;
use super::csv_text::Sheet;

/// A file of the synthetic hospital: name and heading (without the line's end).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileForm {
    pub name: &'static str,
    pub heading: &'static str,
}

const fn form(name: &'static str, heading: &'static str) -> FileForm {
    FileForm { name, heading }
}

pub const PATIENTS: FileForm =
    form("patients.csv", "patient_id,family_name,given_name,chinese_name,sex,birth_date,death_date");
pub const OBSERVATIONS: FileForm = form("observations.csv", "patient_id,code,time,value,unit,observation_id");
pub const VITALS_WIDE: FileForm = form(
    "vitals_wide.csv",
    "patient_id,time,Systolic blood pressure (mmHg),Diastolic blood pressure (mmHg),Heart rate (/min),\
     Respiratory rate (/min),Body temperature (°C),Oxygen saturation (%),Body weight (kg)",
);
pub const CONDITIONS: FileForm = form("conditions.csv", "patient_id,code,condition,onset,resolved");
pub const MEDICATIONS: FileForm = form("medications.csv", "patient_id,code,medication,dose,start,end");
pub const ALLERGIES: FileForm = form("allergies.csv", "patient_id,substance,reaction,severity,status");
pub const ADMISSIONS: FileForm = form("admissions.csv", "patient_id,ward,room,bed,admitted,discharged,reason");
pub const GENE_RESULTS: FileForm =
    form("gene_results.csv", "patient_id,gene,result,phenotype,specimen_date,laboratory");
pub const STAFF: FileForm =
    form("staff.csv", "staff_id,family_name,given_name,chinese_name,role,ward,education,skills,experience_years");
pub const DEVICES: FileForm = form("devices.csv", "device_id,kind,ward,room,status,last_service,next_service");
pub const GENE_DATA: FileForm = form("gene_data.csv", "patient_id,gene_text");
pub const DISEASE_DATA: FileForm = form("disease_data.csv", "patient_id,disease");
pub const NEW_PATIENT: FileForm = form("new_patient.csv", "patient_id,gene_text");
pub const MEDICAL_DATA: FileForm =
    form("medical_data.csv", "blood_pressure,blood_sugar,body_weight,body_temperature,disease");
pub const NEW_CASES: FileForm = form("new_cases.csv", "blood_pressure,blood_sugar,body_weight,body_temperature");
pub const MEDICAL_RESOURCE_DATA: FileForm =
    form("medical_resource_data.csv", "hospital,doctor,equipment,resource_cost");
pub const NEW_RESOURCES: FileForm = form("new_resources.csv", "hospital,doctor,equipment");
pub const MEDICAL_STAFF_DATA: FileForm =
    form("medical_staff_data.csv", "staff_id,education,experience,skills,category,strategy");

/// The stamp of the output: start of the demo clock, zone, seed, patients, mark.
pub const HOSPITAL_STAMP: &str = "hospital.toml";

/// Every CSV file, in the order in which an import makes sense.
pub const FILES: [FileForm; 18] = [
    PATIENTS,
    OBSERVATIONS,
    VITALS_WIDE,
    CONDITIONS,
    MEDICATIONS,
    ALLERGIES,
    ADMISSIONS,
    STAFF,
    DEVICES,
    GENE_DATA,
    DISEASE_DATA,
    NEW_PATIENT,
    MEDICAL_DATA,
    NEW_CASES,
    MEDICAL_RESOURCE_DATA,
    NEW_RESOURCES,
    MEDICAL_STAFF_DATA,
    GENE_RESULTS,
];

/// Opens a file of the output by its name.
pub type OpenFile<'a> = &'a mut dyn FnMut(&str) -> io::Result<Box<dyn Write>>;

/// Opens a sheet.
pub fn open_sheet(form: FileForm, open: OpenFile) -> Result<Sheet, GenerateError> {
    let out = open(form.name).map_err(|source| GenerateError::write(form.name, source))?;
    Ok(Sheet::new(out, form.heading))
}

/// Writes what is left of a sheet.
pub fn finish_sheet(form: FileForm, sheet: Sheet) -> Result<(), GenerateError> {
    sheet.finish().map_err(|source| GenerateError::write(form.name, source))
}

/// The files that grow with the patients, open side by side.
pub struct PatientSheets {
    pub patients: Sheet,
    pub observations: Sheet,
    pub vitals_wide: Sheet,
    pub conditions: Sheet,
    pub medications: Sheet,
    pub allergies: Sheet,
    pub admissions: Sheet,
    pub gene_results: Sheet,
}

impl PatientSheets {
    pub fn open(open: OpenFile) -> Result<PatientSheets, GenerateError> {
        Ok(PatientSheets {
            patients: open_sheet(PATIENTS, open)?,
            observations: open_sheet(OBSERVATIONS, open)?,
            vitals_wide: open_sheet(VITALS_WIDE, open)?,
            conditions: open_sheet(CONDITIONS, open)?,
            medications: open_sheet(MEDICATIONS, open)?,
            allergies: open_sheet(ALLERGIES, open)?,
            admissions: open_sheet(ADMISSIONS, open)?,
            gene_results: open_sheet(GENE_RESULTS, open)?,
        })
    }

    pub fn finish(self) -> Result<(), GenerateError> {
        finish_sheet(PATIENTS, self.patients)?;
        finish_sheet(OBSERVATIONS, self.observations)?;
        finish_sheet(VITALS_WIDE, self.vitals_wide)?;
        finish_sheet(CONDITIONS, self.conditions)?;
        finish_sheet(MEDICATIONS, self.medications)?;
        finish_sheet(ALLERGIES, self.allergies)?;
        finish_sheet(ADMISSIONS, self.admissions)?;
        finish_sheet(GENE_RESULTS, self.gene_results)
    }
}
