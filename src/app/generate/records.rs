//! A person's rows besides the observations: the register, conditions, medications, allergies, admissions.

use std::io;

use crate::base::Date;
use crate::domain::patient::Sex;

use super::csv_text::Sheet;
use super::disorder::{
    ALLERGENS, AMLODIPINE_5, AMLODIPINE_10, ANTIHYPERTENSIVES, BISOPROLOL, Disorder, Drug, GLARGINE, LINAGLIPTIN,
    METFORMIN, STATINS, companions,
};
use super::files::PatientSheets;
use super::person::{Person, WINDOW_DAYS};
use super::random::Draw;
use super::stays::{Care, Stay};
use super::wall_clock::WallClock;

const LEVOFLOXACIN: Drug = Drug { atc: "J01MA12", name: "Levofloxacin", dose: "500 mg once daily" };
const CO_AMOXICLAV: Drug =
    Drug { atc: "J01CR02", name: "Amoxicillin and clavulanic acid", dose: "1.2 g three times daily" };
const CEFTRIAXONE: Drug = Drug { atc: "J01DD04", name: "Ceftriaxone", dose: "2 g once daily" };
const PARACETAMOL: Drug = Drug { atc: "N02BE01", name: "Paracetamol", dose: "1 g four times daily" };
const ENOXAPARIN: Drug = Drug { atc: "B01AB05", name: "Enoxaparin", dose: "40 mg once daily" };

/// Writes the rows of one person.
pub struct RecordWriter<'a> {
    pub clock: &'a WallClock,
    pub identifier_width: usize,
    /// Names of the drugs that the last person has rows of.
    pub drugs: Vec<&'static str>,
}

impl RecordWriter<'_> {
    /// Everything but the observations.
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
        self.drugs.clear();
        self.register(person, &mut sheets.patients)?;
        self.conditions(person, stays, &mut sheets.conditions, draw)?;
        let allergic_to_penicillin = self.allergies(person, &mut sheets.allergies, draw)?;
        self.medications(person, &mut sheets.medications, draw)?;
        self.stay_medications(person, stays, allergic_to_penicillin, &mut sheets.medications)?;
        self.admissions(person, stays, &mut sheets.admissions)
    }

    fn start_row<'s>(&self, person: &Person, sheet: &'s mut Sheet) -> &'s mut Sheet {
        sheet.identifier(b'W', person.index + 1, self.identifier_width)
    }

    fn date(&self, day: f64) -> Date {
        self.clock.date(day.floor() as i64)
    }

    fn register(&self, person: &Person, sheet: &mut Sheet) -> io::Result<()> {
        let sex = match person.recorded_sex {
            Some(Sex::Female) => "female",
            Some(Sex::Male) => "male",
            Some(Sex::Other) => "other",
            Some(Sex::Unknown) => "unknown",
            None => "",
        };
        self.start_row(person, sheet).text(&person.name.family).text(&person.name.given).text(&person.name.chinese);
        sheet.text(sex);
        sheet.date_or_empty(person.birth_is_recorded.then(|| self.date(WINDOW_DAYS - person.age_days)));
        sheet.date_or_empty(person.death_day.map(|day| self.date(day)));
        sheet.end_row()
    }

    fn conditions(&self, person: &Person, stays: &[Stay], sheet: &mut Sheet, draw: &mut Draw) -> io::Result<()> {
        for problem in &person.problems {
            let (code, title) = problem.disorder.coded();
            let known = draw.chance(0.97);
            let over = problem.disorder == Disorder::Depression && draw.chance(0.35);
            let resolved_day = problem.onset_day + draw.between(150.0, 400.0);
            self.start_row(person, sheet).text(code).text(title);
            sheet.date_or_empty(known.then(|| self.date(problem.onset_day)));
            sheet.date_or_empty((over && resolved_day < WINDOW_DAYS - 10.0).then(|| self.date(resolved_day)));
            sheet.end_row()?;
        }
        for stay in stays {
            let Some((code, title)) = stay.cause.acute else { continue };
            let recovery_days = draw.between(4.0, 21.0);
            let resolved_day = stay.end_min.map(|end| end as f64 / 1440.0 + recovery_days);
            let last_day = person.death_day.unwrap_or(WINDOW_DAYS);
            self.start_row(person, sheet).text(code).text(title);
            sheet.date(self.clock.at(stay.start_min).date);
            sheet.date_or_empty(resolved_day.filter(|&day| day < last_day - 1.0).map(|day| self.date(day)));
            sheet.end_row()?;
        }
        Ok(())
    }

    fn medication(
        &mut self,
        person: &Person,
        drug: Drug,
        start_day: f64,
        end_day: Option<f64>,
        sheet: &mut Sheet,
    ) -> io::Result<()> {
        if person.death_day.is_some_and(|day| day <= start_day) {
            return Ok(());
        }
        let end_day = match (end_day, person.death_day) {
            (Some(end), Some(death)) => Some(end.min(death)),
            (end, death) => end.or(death),
        };
        self.drugs.push(drug.name);
        self.start_row(person, sheet).text(drug.atc).text(drug.name).text(drug.dose);
        sheet.date(self.date(start_day)).date_or_empty(end_day.map(|day| self.date(day)));
        sheet.end_row()
    }

    fn medications(&mut self, person: &Person, sheet: &mut Sheet, draw: &mut Draw) -> io::Result<()> {
        let starts = &person.starts;
        let (first, statin) = (draw.pick(ANTIHYPERTENSIVES), draw.pick(STATINS));
        if let Some(start) = starts.antihypertensive {
            let raised = starts.antihypertensive_step.filter(|_| first == AMLODIPINE_5);
            self.medication(person, first, start, raised, sheet)?;
        }
        if let Some(step) = starts.antihypertensive_step {
            let drug = if first == AMLODIPINE_5 { AMLODIPINE_10 } else { AMLODIPINE_5 };
            self.medication(person, drug, step, None, sheet)?;
        }
        if let Some(start) = starts.statin {
            self.medication(person, statin, start, None, sheet)?;
        }
        self.sugar_medications(person, sheet, draw)?;
        if let Some(start) = starts.beta_blocker {
            self.medication(person, BISOPROLOL, start, None, sheet)?;
        }
        for problem in &person.problems {
            for (share, drugs) in companions(problem.disorder) {
                let (given, after_days) = (draw.chance(*share), draw.between(1.0, 30.0));
                let drug = draw.pick(drugs);
                if given {
                    self.medication(person, drug, problem.onset_day + after_days, None, sheet)?;
                }
            }
        }
        Ok(())
    }

    fn sugar_medications(&mut self, person: &Person, sheet: &mut Sheet, draw: &mut Draw) -> io::Result<()> {
        let metformin = draw.pick(METFORMIN);
        if let Some(start) = person.starts.metformin {
            self.medication(person, metformin, start, None, sheet)?;
        }
        let Some(problem) = person.problems.iter().find(|problem| problem.disorder == Disorder::Diabetes) else {
            return Ok(());
        };
        if person.has(Disorder::KidneyStage4) {
            self.medication(person, LINAGLIPTIN, problem.onset_day + 20.0, None, sheet)?;
        }
        if person.levels.hba1c > 9.3 {
            self.medication(person, GLARGINE, problem.onset_day + 200.0, None, sheet)?;
        }
        Ok(())
    }

    fn stay_medications(
        &mut self,
        person: &Person,
        stays: &[Stay],
        allergic_to_penicillin: bool,
        sheet: &mut Sheet,
    ) -> io::Result<()> {
        for stay in stays {
            let drugs: &[Drug] = match stay.cause.care {
                Care::Antibiotic if allergic_to_penicillin => &[LEVOFLOXACIN],
                Care::Antibiotic if stay.severity > 1.0 => &[CEFTRIAXONE],
                Care::Antibiotic => &[CO_AMOXICLAV],
                Care::Operation if person.is_child() => &[],
                Care::Operation => &[PARACETAMOL, ENOXAPARIN],
                Care::Observation => &[],
            };
            let adult_drugs = drugs.iter().filter(|_| !person.is_child());
            for &drug in adult_drugs {
                let end_day = stay.end_min.map(|end| end as f64 / 1440.0);
                self.medication(person, drug, stay.start_min as f64 / 1440.0, end_day, sheet)?;
            }
        }
        Ok(())
    }

    /// Writes the statements and returns whether penicillin is among them. Some people have no row at all.
    fn allergies(&self, person: &Person, sheet: &mut Sheet, draw: &mut Draw) -> io::Result<bool> {
        let kind = draw.unit();
        if kind < 0.13 {
            return Ok(false);
        }
        if kind < 0.65 {
            let status = if kind < 0.18 { "unavailable" } else { "none known" };
            self.start_row(person, sheet).empty().empty().empty().text(status);
            sheet.end_row()?;
            return Ok(false);
        }
        let mut chosen: Vec<usize> =
            (0..if draw.chance(0.25) { 2 } else { 1 }).map(|_| draw.below(ALLERGENS.len())).collect();
        if draw.chance(0.25) {
            chosen.insert(0, 0);
        }
        chosen.sort_unstable();
        chosen.dedup();
        for &(substance, reactions) in chosen.iter().filter_map(|&at| ALLERGENS.get(at)) {
            let severity = draw.pick(&["mild", "mild", "moderate", "severe", ""]);
            let reaction = draw.pick(reactions);
            let severity = if reaction == "Anaphylaxis" { "severe" } else { severity };
            self.start_row(person, sheet).text(substance).text(reaction).text(severity).text("active");
            sheet.end_row()?;
        }
        Ok(chosen.contains(&0))
    }

    fn admissions(&self, person: &Person, stays: &[Stay], sheet: &mut Sheet) -> io::Result<()> {
        for stay in stays {
            let admitted = self.clock.at(stay.start_min);
            let offset = |at: super::wall_clock::WallTime| Some(at.offset_mins).filter(|_| at.needs_offset);
            self.start_row(person, sheet).text(stay.ward.name());
            sheet.number(stay.room as f64, 0).text(stay.bed.encode_utf8(&mut [0; 4]));
            sheet.time(admitted.date, admitted.minute_of_day, offset(admitted));
            match stay.end_min.map(|end| self.clock.at(end)) {
                Some(discharged) => sheet.time(discharged.date, discharged.minute_of_day, offset(discharged)),
                None => sheet.empty(),
            };
            sheet.text(stay.cause.reason);
            sheet.end_row()?;
        }
        Ok(())
    }
}
