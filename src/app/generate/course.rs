//! A person's two years on paper: which visits and readings there are, and the rows they leave.
//!
//! The number of values follows a quota, so that a hospital of any size gets the observations it was asked for: each
//! person gets a share by how ill they are, and what one person has too many or too few is made up by the next.

use std::io;

use super::disorder::Disorder;
use super::files::PatientSheets;
use super::levels::UMOL_L_PER_MG_DL;
use super::person::{Laboratory, Person, VitalsSource};
use super::physiology::{Body, Vitals};
use super::quantity as q;
use super::quantity::Quantity;
use super::random::Draw;
use super::stays::{Stay, WINDOW_MINS, Ward};
use super::wall_clock::{WallClock, WallTime};

const MG_DL_PER_MMOL_L_GLUCOSE: f64 = 18.0156;
/// Values of an average outpatient visit, counted from the output.
const VALUES_PER_VISIT: f64 = 8.0;
/// Cells of the wide file that stay empty although the others of the row were filled in.
const EMPTY_CELL_SHARE: f64 = 0.012;
/// One laboratory sample in so many is spoiled: it was asked for, and its value is missing.
const ROWS_PER_SPOILED_SAMPLE: u64 = 211;
/// Blood is taken a while after the vital signs.
const BLOOD_AFTER_MINS: i64 = 25;

/// What happens at a minute of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum EventKind {
    Visit { with_blood: bool },
    Bedside { stay: usize },
    WardBlood { stay: usize },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Event {
    minute: i64,
    kind: EventKind,
}

/// A value that is possible but implausible, as a slip of the pen leaves it: one each for three persons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Slip {
    Systolic305,
    Temperature28,
    Glucose64,
}

impl Slip {
    fn of(index: u64, patients: u32) -> Option<Slip> {
        let at = |percent: u64| u64::from(patients) * percent / 100;
        match index {
            _ if patients < 100 => None,
            _ if index == at(41) => Some(Slip::Systolic305),
            _ if index == at(67) => Some(Slip::Temperature28),
            _ if index == at(83) => Some(Slip::Glucose64),
            _ => None,
        }
    }
}

/// Writes the observations of one person after another.
pub struct CourseWriter<'a> {
    clock: &'a WallClock,
    observations_per_patient: f64,
    patients: u32,
    identifier_width: usize,
    /// Values written so far, and laboratory rows among them.
    written: u64,
    laboratory_rows: u64,
    events: Vec<Event>,
    slip: Option<Slip>,
}

impl<'a> CourseWriter<'a> {
    pub fn new(clock: &'a WallClock, observations_per_patient: f64, patients: u32, identifier_width: usize) -> Self {
        CourseWriter {
            clock,
            observations_per_patient,
            patients,
            identifier_width,
            written: 0,
            laboratory_rows: 0,
            events: Vec::new(),
            slip: None,
        }
    }

    /// Writes a person's rows in order of time.
    ///
    /// # Errors
    /// What the writers underneath report.
    pub fn write(
        &mut self,
        person: &Person,
        stays: &[Stay],
        sheets: &mut PatientSheets,
        draw: &mut Draw,
    ) -> io::Result<()> {
        self.slip = Slip::of(person.index, self.patients);
        let before = self.written;
        self.events.clear();
        let stay_values: f64 = (0..stays.len()).map(|at| self.plan_stay(stays, at, draw)).sum();
        let quota = (self.quota(person) - 0.6 * stay_values).max(0.3 * self.observations_per_patient);
        self.plan_visits(person, stays, quota, draw);
        self.events.sort_unstable();
        self.events.dedup_by_key(|event| event.minute);
        let visits = self.events.iter().filter(|event| matches!(event.kind, EventKind::Visit { .. })).count();
        let (mut visit, mut outside) = (0usize, 0u64);
        for at in 0..self.events.len() {
            let Some(&Event { minute, kind }) = self.events.get(at) else { break };
            match kind {
                EventKind::Visit { with_blood } => {
                    visit += 1;
                    let due = quota * visit as f64 / visits as f64 - outside as f64;
                    let written = self.written;
                    self.visit(person, minute, with_blood, due, sheets, draw)?;
                    outside += self.written - written;
                }
                EventKind::Bedside { stay } => self.bedside(person, stays.get(stay), minute, sheets, draw)?,
                EventKind::WardBlood { stay } => self.ward_blood(person, stays.get(stay), minute, sheets, draw)?,
            }
        }
        debug_assert!(self.written >= before);
        Ok(())
    }

    /// A person's share, bent towards what the hospital still lacks.
    fn quota(&self, person: &Person) -> f64 {
        let mean = self.observations_per_patient;
        let lacking = mean * (person.index + 1) as f64 - self.written as f64 - mean;
        let burden = (0.5 + 0.17 * person.problems.len() as f64).min(2.0);
        mean * burden * (1.0 + 0.15 * lacking / mean.max(1.0)).clamp(0.25, 1.8)
    }

    /// Plans the readings of a stay and returns about how many values they will be.
    fn plan_stay(&mut self, stays: &[Stay], at: usize, draw: &mut Draw) -> f64 {
        let Some(stay) = stays.get(at) else { return 0.0 };
        let length_mins = (stay.until_min() - stay.start_min).max(180);
        let every_mins = if stay.ward == Ward::IntensiveCare { 180 } else { 330 };
        let most = ((self.observations_per_patient * 1.3 / 6.0) as i64).max(1);
        let readings = (length_mins / every_mins + 1).min(most);
        let step = (length_mins - 90) as f64 / readings as f64;
        for reading in 0..readings {
            let jitter = draw.between(-0.1, 0.1) * step;
            let minute = stay.until_min() - 45 - (step * reading as f64 + jitter.abs()) as i64;
            self.events.push(Event { minute, kind: EventKind::Bedside { stay: at } });
        }
        let days = length_mins / 1440;
        let bloods = (days * 2 / 3 + 1).min((self.observations_per_patient / 22.0) as i64);
        for blood in 0..bloods {
            // The window starts at eight in the morning; blood is taken on the round before.
            let day = stay.start_min.div_euclid(1440) + 1 + blood * days.max(1) / bloods.max(1);
            let minute = day * 1440 - 95 + draw.below(40) as i64;
            if (stay.start_min + 30..stay.until_min()).contains(&minute) {
                self.events.push(Event { minute, kind: EventKind::WardBlood { stay: at } });
            }
        }
        readings as f64 * 5.9 + bloods as f64 * 11.0
    }

    fn plan_visits(&mut self, person: &Person, stays: &[Stay], quota: f64, draw: &mut Draw) {
        let count = (quota / VALUES_PER_VISIT).round().clamp(1.0, 80.0) as i64;
        if self.observations_per_patient <= 0.0 {
            return;
        }
        let (first, last) = person.seen;
        for visit in 0..count {
            let place = if visit == count - 1 { 1.0 } else { (visit as f64 + draw.between(0.1, 0.9)) / count as f64 };
            let day = (first + (last - first) * place).floor() as i64;
            let minute = day * 1440 + 20 + draw.below(500) as i64;
            let in_stay = |stay: &Stay| (stay.start_min - 720..stay.until_min() + 1440).contains(&minute);
            if minute < WINDOW_MINS - 60 && !stays.iter().any(in_stay) {
                let with_blood = count < 3 || visit % 3 == 0 || visit == count - 1;
                self.events.push(Event { minute, kind: EventKind::Visit { with_blood } });
            }
        }
    }

    fn visit(
        &mut self,
        person: &Person,
        minute: i64,
        with_blood: bool,
        due: f64,
        sheets: &mut PatientSheets,
        draw: &mut Draw,
    ) -> io::Result<()> {
        let body = Body::at(person, None, minute);
        let before = self.written;
        let mut vitals = body.vitals(draw);
        match self.slip {
            Some(Slip::Systolic305) => vitals.systolic = 305.0,
            Some(Slip::Temperature28) => vitals.temperature = 28.4,
            Some(Slip::Glucose64) | None => {}
        }
        let at = self.clock.at(minute);
        match person.vitals_source {
            VitalsSource::Monitor => self.visit_in_monitor(person, &body, vitals, at, sheets, draw)?,
            VitalsSource::Clinic => self.visit_in_clinic(person, &body, vitals, at, sheets, draw)?,
        }
        if self.slip != Some(Slip::Glucose64) {
            self.slip = None;
        }
        if with_blood || self.slip.is_some() {
            let due = due - (self.written - before) as f64;
            let mut blood = Blood::new(self, person, minute + BLOOD_AFTER_MINS, draw);
            blood.visit_panels(&body, due, sheets, draw)?;
        }
        Ok(())
    }

    fn visit_in_monitor(
        &mut self,
        person: &Person,
        body: &Body,
        vitals: Vitals,
        at: WallTime,
        sheets: &mut PatientSheets,
        draw: &mut Draw,
    ) -> io::Result<()> {
        let thorough = draw.chance(0.35) || vitals.temperature < 30.0;
        let weight = draw.chance(0.35).then(|| body.weight_kg(draw));
        let cells = [
            Some((vitals.systolic, 0)),
            Some((vitals.diastolic, 0)),
            Some((vitals.pulse, 0)),
            Some((vitals.breaths, 0)).filter(|_| thorough),
            Some((vitals.temperature, 1)).filter(|_| thorough),
            Some((vitals.saturation, 0)).filter(|_| thorough),
            weight.map(|kg| (kg, 1)),
        ];
        self.wide_row(person, at, cells, sheets, draw)
    }

    fn visit_in_clinic(
        &mut self,
        person: &Person,
        body: &Body,
        vitals: Vitals,
        at: WallTime,
        sheets: &mut PatientSheets,
        draw: &mut Draw,
    ) -> io::Result<()> {
        let mut row = |quantity, value| self.long_row(person, quantity, value, at, None, sheets);
        row(q::SYSTOLIC, vitals.systolic)?;
        row(q::DIASTOLIC, vitals.diastolic)?;
        row(q::PULSE, vitals.pulse)?;
        if draw.chance(0.2) || vitals.temperature < 30.0 {
            row(q::BREATHS, vitals.breaths)?;
            row(q::TEMPERATURE, vitals.temperature)?;
            row(q::SATURATION, vitals.saturation)?;
        }
        if draw.chance(0.35) {
            let weight = body.weight_kg(draw);
            row(q::WEIGHT, weight)?;
            if person.is_child() || draw.chance(0.35) {
                let metres = body.height_cm() / 100.0;
                row(q::HEIGHT, body.height_cm())?;
                row(q::BMI, weight / metres / metres)?;
            }
        }
        Ok(())
    }

    fn bedside(
        &mut self,
        person: &Person,
        stay: Option<&Stay>,
        minute: i64,
        sheets: &mut PatientSheets,
        draw: &mut Draw,
    ) -> io::Result<()> {
        let body = Body::at(person, stay, minute);
        let vitals = body.vitals(draw);
        let weight = draw.chance(0.06).then(|| body.weight_kg(draw));
        let cells = [
            Some((vitals.systolic, 0)),
            Some((vitals.diastolic, 0)),
            Some((vitals.pulse, 0)),
            Some((vitals.breaths, 0)).filter(|_| draw.chance(0.93)),
            Some((vitals.temperature, 1)).filter(|_| draw.chance(0.95)),
            Some((vitals.saturation, 0)),
            weight.map(|kg| (kg, 1)),
        ];
        self.wide_row(person, self.clock.at(minute), cells, sheets, draw)
    }

    fn ward_blood(
        &mut self,
        person: &Person,
        stay: Option<&Stay>,
        minute: i64,
        sheets: &mut PatientSheets,
        draw: &mut Draw,
    ) -> io::Result<()> {
        let body = Body::at(person, stay, minute);
        let mut blood = Blood::in_hospital(self, person, minute);
        blood.metabolic(&body, sheets, draw)?;
        blood.count(&body, sheets, draw)?;
        blood.crp(&body, sheets, draw)?;
        if draw.chance(0.3) {
            blood.liver(&body, sheets, draw)?;
        }
        Ok(())
    }

    /// A row of the wide file; a few cells were forgotten.
    fn wide_row(
        &mut self,
        person: &Person,
        at: WallTime,
        cells: [Option<(f64, u8)>; 7],
        sheets: &mut PatientSheets,
        draw: &mut Draw,
    ) -> io::Result<()> {
        let sheet = &mut sheets.vitals_wide;
        sheet.identifier(b'W', person.index + 1, self.identifier_width);
        sheet.time(at.date, at.minute_of_day, Some(at.offset_mins).filter(|_| at.needs_offset));
        for cell in cells {
            match cell.filter(|_| !draw.chance(EMPTY_CELL_SHARE)) {
                Some((value, decimals)) => {
                    self.written += 1;
                    sheet.number(value, decimals)
                }
                None => sheet.empty(),
            };
        }
        sheet.end_row()
    }

    /// A row of the long file; laboratory rows carry their own identifier.
    fn long_row(
        &mut self,
        person: &Person,
        quantity: Quantity,
        value: f64,
        at: WallTime,
        laboratory: Option<Laboratory>,
        sheets: &mut PatientSheets,
    ) -> io::Result<()> {
        self.written += 1;
        let sheet = &mut sheets.observations;
        let with_offset = at.needs_offset || laboratory == Some(Laboratory::External);
        sheet.identifier(b'W', person.index + 1, self.identifier_width).text(quantity.code);
        sheet.time(at.date, at.minute_of_day, Some(at.offset_mins).filter(|_| with_offset));
        let is_spoiled = laboratory.is_some() && (self.laboratory_rows + 1).is_multiple_of(ROWS_PER_SPOILED_SAMPLE);
        if is_spoiled { sheet.empty() } else { sheet.number(value, quantity.decimals) }.text(quantity.unit);
        if laboratory.is_some() {
            self.laboratory_rows += 1;
            sheet.identifier(b'L', self.laboratory_rows, 6);
        } else {
            sheet.empty();
        }
        sheet.end_row()
    }
}

/// One blood sample: whose, when, and which laboratory's units its rows are in.
struct Blood<'w, 'c, 'p> {
    writer: &'w mut CourseWriter<'c>,
    person: &'p Person,
    at: WallTime,
    laboratory: Laboratory,
}

/// Groups of values that a laboratory reports together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum BloodPanel {
    Metabolic,
    Hba1c,
    Lipids,
    Count,
    Liver,
    Crp,
}

impl BloodPanel {
    /// Number of values.
    fn size(self) -> f64 {
        match self {
            BloodPanel::Metabolic => 6.0,
            BloodPanel::Lipids => 4.0,
            BloodPanel::Count | BloodPanel::Liver => 3.0,
            BloodPanel::Hba1c | BloodPanel::Crp => 1.0,
        }
    }
}

impl<'w, 'c, 'p> Blood<'w, 'c, 'p> {
    fn new(writer: &'w mut CourseWriter<'c>, person: &'p Person, minute: i64, draw: &mut Draw) -> Self {
        let laboratory = match person.laboratory {
            Laboratory::Either if draw.chance(0.5) => Laboratory::External,
            Laboratory::Either | Laboratory::Hospital => Laboratory::Hospital,
            Laboratory::External => Laboratory::External,
        };
        let at = writer.clock.at(minute);
        Blood { writer, person, at, laboratory }
    }

    fn in_hospital(writer: &'w mut CourseWriter<'c>, person: &'p Person, minute: i64) -> Self {
        let at = writer.clock.at(minute);
        Blood { writer, person, at, laboratory: Laboratory::Hospital }
    }

    /// As many groups as are due, the ones that the person's conditions ask for first.
    fn visit_panels(&mut self, body: &Body, due: f64, sheets: &mut PatientSheets, draw: &mut Draw) -> io::Result<()> {
        let before = self.writer.written;
        let mut panels = panels_for(self.person, draw);
        if self.writer.slip.is_some() {
            panels.retain(|&panel| panel != BloodPanel::Metabolic);
            panels.insert(0, BloodPanel::Metabolic);
        }
        for panel in panels {
            let still_due = due - (self.writer.written - before) as f64;
            if self.writer.slip.is_none() && panel.size() * 0.5 > still_due {
                continue;
            }
            match panel {
                BloodPanel::Metabolic if self.writer.slip.take().is_some() => self.glucose(64.0, sheets)?,
                BloodPanel::Metabolic => self.metabolic(body, sheets, draw)?,
                BloodPanel::Hba1c => self.hba1c(body, sheets, draw)?,
                BloodPanel::Lipids => self.lipids(body, sheets, draw)?,
                BloodPanel::Count => self.count(body, sheets, draw)?,
                BloodPanel::Liver => self.liver(body, sheets, draw)?,
                BloodPanel::Crp => self.crp(body, sheets, draw)?,
            }
        }
        Ok(())
    }

    fn row(&mut self, quantity: Quantity, value: f64, sheets: &mut PatientSheets) -> io::Result<()> {
        self.writer.long_row(self.person, quantity, value, self.at, Some(self.laboratory), sheets)
    }

    fn glucose(&mut self, mmol_l: f64, sheets: &mut PatientSheets) -> io::Result<()> {
        match self.laboratory {
            Laboratory::External => self.row(q::GLUCOSE_MASS, mmol_l * MG_DL_PER_MMOL_L_GLUCOSE, sheets),
            Laboratory::Hospital | Laboratory::Either => self.row(q::GLUCOSE, mmol_l, sheets),
        }
    }

    fn metabolic(&mut self, body: &Body, sheets: &mut PatientSheets, draw: &mut Draw) -> io::Result<()> {
        let values = body.metabolic(draw);
        self.glucose(values.glucose, sheets)?;
        // Half of the external laboratory's instruments report creatinine in mg/dL.
        if self.laboratory == Laboratory::External && self.person.key.is_multiple_of(2) {
            self.row(q::CREATININE_MASS, values.creatinine / UMOL_L_PER_MG_DL, sheets)?;
        } else {
            self.row(q::CREATININE, values.creatinine, sheets)?;
        }
        if let Some(egfr) = values.egfr {
            self.row(q::EGFR, egfr, sheets)?;
        }
        self.row(q::UREA, values.urea, sheets)?;
        self.row(q::SODIUM, values.sodium, sheets)?;
        self.row(q::POTASSIUM, values.potassium, sheets)
    }

    fn hba1c(&mut self, body: &Body, sheets: &mut PatientSheets, draw: &mut Draw) -> io::Result<()> {
        let percent = body.hba1c(draw);
        if self.laboratory == Laboratory::External && self.person.key.is_multiple_of(3) {
            // NGSP to IFCC, the inverse of 0.09148 x + 2.152.
            return self.row(q::HBA1C_IFCC, (percent - 2.152) / 0.09148, sheets);
        }
        self.row(q::HBA1C, percent, sheets)
    }

    fn lipids(&mut self, body: &Body, sheets: &mut PatientSheets, draw: &mut Draw) -> io::Result<()> {
        let values = body.lipids(draw);
        self.row(q::CHOLESTEROL, values.cholesterol, sheets)?;
        self.row(q::LDL, values.ldl, sheets)?;
        self.row(q::HDL, values.hdl, sheets)?;
        self.row(q::TRIGLYCERIDES, values.triglycerides, sheets)
    }

    fn count(&mut self, body: &Body, sheets: &mut PatientSheets, draw: &mut Draw) -> io::Result<()> {
        let values = body.count(draw);
        self.row(q::HAEMOGLOBIN, values.haemoglobin, sheets)?;
        self.row(q::WHITE_CELLS, values.white_cells, sheets)?;
        self.row(q::PLATELETS, values.platelets, sheets)
    }

    fn liver(&mut self, body: &Body, sheets: &mut PatientSheets, draw: &mut Draw) -> io::Result<()> {
        let values = body.liver(draw);
        self.row(q::ALT, values.alt, sheets)?;
        self.row(q::ALBUMIN, values.albumin, sheets)?;
        self.row(q::BILIRUBIN, values.bilirubin, sheets)
    }

    fn crp(&mut self, body: &Body, sheets: &mut PatientSheets, draw: &mut Draw) -> io::Result<()> {
        self.row(q::CRP, body.crp(draw), sheets)
    }
}

/// The groups in the order of their use for this person; children have neither HbA1c nor lipids taken.
fn panels_for(person: &Person, draw: &mut Draw) -> Vec<BloodPanel> {
    let mut panels = Vec::with_capacity(6);
    let diabetic = person.has(Disorder::Diabetes);
    if diabetic && draw.chance(0.85) {
        panels.push(BloodPanel::Hba1c);
    }
    if draw.chance(0.85) {
        panels.push(BloodPanel::Metabolic);
    }
    let lipids_share = if person.has(Disorder::Hyperlipidaemia) { 0.75 } else { 0.45 };
    if !person.is_child() && draw.chance(lipids_share) {
        panels.push(BloodPanel::Lipids);
    }
    if draw.chance(0.6) {
        panels.push(BloodPanel::Count);
    }
    if !person.is_child() && !diabetic && draw.chance(0.35) {
        panels.push(BloodPanel::Hba1c);
    }
    if draw.chance(0.4) {
        panels.push(BloodPanel::Liver);
    }
    if panels.is_empty() || draw.chance(0.25) {
        panels.push(BloodPanel::Crp);
    }
    panels
}
