//! Schedule with the hospital and the roster that come with the program and a plan of each, with appointments and with costs.

use std::path::{Path, PathBuf};

use crate::app::command::Command;
use crate::app::panels::PanelId;
use crate::app::schedule::clinic::ClinicCommand;
use crate::app::schedule::cost_desk::{CostCommand, CostFile};
use crate::app::schedule::derived::BurdenCommand;
use crate::app::schedule::moves::ChangeCommand;
use crate::app::schedule::panel::{Marked, ScheduleCommand, ScheduleFile, ScheduleTab};
use crate::app::view::ViewCommand;
use crate::base::Date;
use crate::domain::schedule::changes::HospitalChange;
use crate::ui::shell::Shell;

use super::{PictureSet, save, save_pressed, settle};

const FILES: [(&str, &str); 7] = [
    ("hospital.json", include_str!("../../../sample_data/schedule_hospital.json")),
    ("hospital_plan.json", include_str!("../../../sample_data/schedule_hospital_plan.json")),
    ("roster.txt", include_str!("../../../sample_data/schedule_roster.txt")),
    ("roster_plan.csv", include_str!("../../../sample_data/schedule_roster_plan.csv")),
    ("appointments.json", include_str!("../../../sample_data/schedule_appointments.json")),
    ("costs.csv", include_str!("../../../sample_data/medical_resource_data.csv")),
    ("new_costs.csv", include_str!("../../../sample_data/new_resources.csv")),
];

fn send(shell: &mut Shell, command: ScheduleCommand) {
    shell.core.apply(Command::Schedule(command));
    settle(shell);
}

/// Opens the hospital with its plan, so that the panel is not empty.
pub fn open(set: &PictureSet, shell: &mut Shell) -> std::io::Result<()> {
    let folder = folder(set)?;
    send(shell, ScheduleCommand::Change(ChangeCommand::SetFirstDay(Date::from_ymd(2026, 3, 2))));
    read(shell, &folder, ["hospital.json", "hospital_plan.json"]);
    Ok(())
}

fn folder(set: &PictureSet) -> std::io::Result<PathBuf> {
    let folder = set.folder.join("schedule");
    std::fs::create_dir_all(&folder)?;
    FILES.iter().try_for_each(|(name, text)| std::fs::write(folder.join(name), text))?;
    Ok(folder)
}

fn read(shell: &mut Shell, folder: &Path, names: [&str; 2]) {
    for (file, name) in [ScheduleFile::Instance, ScheduleFile::Plan].into_iter().zip(names) {
        send(shell, ScheduleCommand::SetPath(file, folder.join(name).to_string_lossy().into_owned()));
        send(shell, ScheduleCommand::Read(file));
    }
}

/// A theatre that is closed and what that affects, a roster with its burdens, appointments, costs.
pub fn schedule(set: &PictureSet, shell: &mut Shell) -> std::io::Result<Vec<PathBuf>> {
    let folder = folder(set)?;
    shell.core.apply(Command::View(ViewCommand::Go(PanelId::Schedule)));
    let texts = shell.texts();
    let closed = Marked::Hospital(HospitalChange::TheatreClosed { theatre: 1, days: vec![2] });
    send(shell, ScheduleCommand::Mark(closed));
    let mut written: Vec<PathBuf> = Vec::new();
    written.extend(save_pressed(set, shell, "schedule-closed", (texts.get("schedule-beside-change"), None))?);
    read(shell, &folder, ["roster.txt", "roster_plan.csv"]);
    send(shell, ScheduleCommand::Burdens(BurdenCommand::SetNight { shift: 2, is_night: true }));
    let fairness = (texts.get("schedule-beside-fairness"), None);
    written.extend(save_pressed(set, shell, "schedule-fairness", fairness)?);
    send(shell, ScheduleCommand::ShowTab(ScheduleTab::Appointments));
    let path = |name: &str| folder.join(name).to_string_lossy().into_owned();
    for command in [ClinicCommand::SetPath(path("appointments.json")), ClinicCommand::Read, ClinicCommand::Solve] {
        send(shell, ScheduleCommand::Clinic(command));
    }
    written.push(save(set, shell, "schedule-appointments")?);
    send(shell, ScheduleCommand::ShowTab(ScheduleTab::Costs));
    for command in [
        CostCommand::SetPath(CostFile::Rows, path("costs.csv")),
        CostCommand::Learn,
        CostCommand::SetPath(CostFile::Questions, path("new_costs.csv")),
        CostCommand::Predict,
    ] {
        send(shell, ScheduleCommand::Costs(command));
    }
    written.push(save(set, shell, "schedule-costs")?);
    std::fs::remove_dir_all(&folder)?;
    Ok(written)
}
