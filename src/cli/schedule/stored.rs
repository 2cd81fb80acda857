//! A hospital plan of what a store holds, for `schedule solve --store`.

use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;

use crate::analysis::schedule::from_rows::{HospitalWish, Lack, assemble};
use crate::app::schedule::hospital_store::{HospitalForm, MOST_DAYS, first_covered, read_rows};
use crate::base::Date;
use crate::domain::access::{Action, Scope};
use crate::domain::schedule::hospital::HospitalProblem;
use crate::io::schedule::hospital::problem_text;

use super::super::output::{Beside, Failure, tell, with_progress};
use super::super::vault::{self, Purpose, RestoredArguments};
use super::super::words;
use super::days::date_from_text;

#[derive(Args, Clone, Debug, Default)]
pub struct StoredArguments {
    /// Instead of a file: a store's folder, of which a hospital plan is made.
    #[arg(long, value_name = "FOLDER", conflicts_with = "input")]
    store: Option<PathBuf>,
    /// The first day of the plan; the first on which somebody is on duty where not given.
    #[arg(long, value_name = "DATE", requires = "store", value_parser = date_from_text)]
    first_day: Option<Date>,
    /// Days of the plan.
    #[arg(long, requires = "store", value_parser = clap::value_parser!(u32).range(1..=i64::from(MOST_DAYS)))]
    days: Option<u32>,
    /// For how many days on those lie in their rooms who are there now; 0 leaves them out.
    #[arg(long, requires = "store", value_name = "DAYS")]
    lying_days: Option<u32>,
    /// Write what is planned here, in the form of the competition's instances.
    #[arg(long, requires = "store", value_name = "INSTANCE")]
    save_instance: Option<PathBuf>,
}

impl StoredArguments {
    /// Whether a store is named.
    pub fn is_given(&self) -> bool {
        self.store.is_some()
    }

    /// The hospital of the store; what is left out is told, and where nothing can be planned the refusal names what is missing.
    pub fn problem(&self, quiet: bool) -> Result<HospitalProblem, Failure> {
        let folder = self.store.as_deref().ok_or_else(|| Failure("name an instance or a store".to_owned()))?;
        let store = vault::open(folder, Purpose::Read, &RestoredArguments::default())?;
        let scope = Scope::Text { text: "read the hospital of a plan".to_owned() };
        let grant = vault::grant(&store, Action::PlanSchedule, scope)?;
        let rows = with_progress("reading", quiet, |progress| read_rows(&*store, &grant, progress));
        let rows = rows.map_err(words::of_store(folder))?;
        let first_day = self.first_day.or_else(|| first_covered(&rows)).ok_or_else(|| {
            Failure("nobody is on duty on any day: import a table of shifts (staff_id, date, shift)".to_owned())
        })?;
        let found = assemble(&rows, &self.wish(first_day));
        for lack in found.lacks.iter().filter(|lack| !lack.stops) {
            tell(format_args!("left out: {}", lack_words(lack)));
        }
        let problem = found.problem.ok_or_else(|| {
            let stops = found.lacks.iter().filter(|lack| lack.stops).map(lack_words);
            Failure(format!("there is no plan before this is there: {}", stops.collect::<Vec<_>>().join("; ")))
        })?;
        if let Some(path) = &self.save_instance {
            let text = problem_text(&problem);
            Beside::begin(path)?.finish(|out| Ok(out.write_all(text.as_bytes())?))?;
        }
        Ok(problem)
    }

    fn wish(&self, first_day: Date) -> HospitalWish {
        let usual = HospitalForm::default();
        let lying_days = self.lying_days.unwrap_or(usual.lying_days).min(MOST_DAYS) as usize;
        HospitalWish {
            first_day,
            days: self.days.unwrap_or(usual.days) as usize,
            lying_days: (lying_days > 0).then_some(lying_days),
            load: usual.load,
            care: usual.care,
        }
    }
}

/// What is missing, and where it is entered.
fn lack_words(lack: &Lack) -> String {
    let said = match lack.id {
        "no-rooms" => "no room has beds (column beds of the devices)",
        "no-theatres" => "no theatre has minutes (column open_minutes of the devices)",
        "no-surgeons" => "nobody operates (column surgery_minutes of the staff)",
        "no-duties" => "nobody is on duty on these days (table shifts: staff_id, date, shift)",
        "nobody-waits" => {
            "nobody waits who can be planned (table waiting: patient_id, surgeon, surgery_minutes, stay_days)"
        }
        "shift-uncovered" => "shifts without anybody on duty (table shifts)",
        "room-overfull" => "rooms with more people than beds (column beds, or the admissions)",
        "room-mixed" => "rooms in which both genders lie (admissions; --lying-days 0 leaves them out)",
        "no-sex" => "patients without a sex that says with whom they share a room (table patients)",
        "no-birth-date" => "patients without a birth date (table patients)",
        "unknown-surgeon" => "surgeons of the waiting list without surgery_minutes (staff)",
        "unknown-room" => "rooms of the waiting list that the devices do not know; their patients are planned",
        "unknown-staff" => "people on duty whom the staff do not know",
        "workload-form" => "patients whose workload is not one number, one for each shift, or one for each of the stay",
        "past-latest" => "patients whose latest date is past; they are planned until the last day",
        "later" => "patients who come later than the plan ends",
        "lies-elsewhere" => "people who lie in rooms without beds in the devices",
        "lying-unknown" => "people in rooms without sex or birth date (table patients)",
        other => other,
    };
    let names = lack.named.join(", ");
    let more = if lack.count > lack.named.len() && !lack.named.is_empty() { ", …" } else { "" };
    match names.is_empty() {
        true => said.to_owned(),
        false => format!("{}× {said}: {names}{more}", lack.count),
    }
}
