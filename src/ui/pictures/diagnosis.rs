//! The diagnosis with the article's table, and with a table of two classes that has everything worth a doubt.

use std::fmt::Write as _;
use std::path::PathBuf;

use crate::analysis::diagnosis::calibration::Calibration;
use crate::analysis::diagnosis::folds::SplitPlan;
use crate::analysis::diagnosis::pipeline::PipelinePlan;
use crate::app::command::Command;
use crate::app::diagnosis::models::TrainingQuestion;
use crate::app::diagnosis::{DiagnosisCommand, DiagnosisFile, DiagnosisTab};
use crate::app::panels::PanelId;
use crate::app::view::ViewCommand;
use crate::base::Draw;
use crate::ui::shell::Shell;

use super::{PictureSet, save, save_pressed, settle};

/// Draws the parts in the order in which they are used.
pub fn diagnosis(set: &PictureSet, shell: &mut Shell) -> std::io::Result<Vec<PathBuf>> {
    shell.core.apply(Command::View(ViewCommand::Go(PanelId::Diagnosis)));
    let old: Vec<u64> = shell.core.state.notices.iter().map(|notice| notice.number).collect();
    old.into_iter().for_each(|number| shell.core.apply(Command::View(ViewCommand::DismissNotice(number))));
    let file = set.folder.join("ward_cases.csv");
    std::fs::write(&file, ward_cases())?;
    send(shell, DiagnosisCommand::SetPath(DiagnosisFile::Data, file.to_string_lossy().into_owned()));
    send(shell, DiagnosisCommand::Read(DiagnosisFile::Data));
    let mut written = vec![save(set, shell, "diagnosis-data")?];
    for (algorithm, calibration) in [("svm", Calibration::Platt), ("tree", Calibration::Automatic)] {
        let question = TrainingQuestion {
            algorithm,
            set: Vec::new(),
            is_tuned: false,
            split: SplitPlan::Folds { folds: 5, repeats: 2, seed: 42 },
            pipeline: PipelinePlan::default(),
            calibration,
            seed: 42,
            purpose: String::new(),
        };
        send(shell, DiagnosisCommand::Train(Box::new(question)));
    }
    send(shell, DiagnosisCommand::Show(DiagnosisTab::Models));
    written.push(save(set, shell, "diagnosis-models")?);
    send(shell, DiagnosisCommand::SetThreshold(1.0 / 6.0));
    send(shell, DiagnosisCommand::Show(DiagnosisTab::Results));
    written.push(save(set, shell, "diagnosis-results")?);
    for plot in ["calibration", "decision", "confusion"] {
        let key = format!("diagnosis-plot-{plot}");
        let name = shell.texts().get(&key).to_owned();
        let roc = shell.texts().get("diagnosis-plot-roc");
        written.extend(save_pressed(set, shell, &format!("diagnosis-{plot}"), (&name, Some(roc)))?);
    }
    send(shell, DiagnosisCommand::SetPath(DiagnosisFile::NewCases, file.to_string_lossy().into_owned()));
    send(shell, DiagnosisCommand::Read(DiagnosisFile::NewCases));
    // Whose folder this is says nothing.
    send(shell, DiagnosisCommand::SetPath(DiagnosisFile::NewCases, "ward_cases.csv".to_owned()));
    send(shell, DiagnosisCommand::Show(DiagnosisTab::Cases));
    written.push(save(set, shell, "diagnosis-case")?);
    std::fs::remove_file(&file)?;
    Ok(written)
}

fn send(shell: &mut Shell, command: DiagnosisCommand) {
    settle(shell);
    shell.core.apply(Command::Diagnosis(command));
    settle(shell);
}

/// Made up: glucose and weight tell something, a zero of insulin means that nobody measured it.
fn ward_cases() -> String {
    let mut draw = Draw::new(7);
    let mut text = String::from("case_id,age,sex,glucose,insulin,bmi,smoker,outcome\n");
    for case in 1..=320 {
        let sick = draw.unit() < 0.35;
        let shift = if sick { 1.0 } else { 0.0 };
        let age = 24 + draw.below(56);
        let sex = if draw.unit() < 0.5 { "F" } else { "M" };
        let glucose = 5.1 + 0.9 * shift + 0.9 * draw.normal();
        let insulin = if draw.unit() < 0.2 { 0.0 } else { 90.0 + 25.0 * shift + 18.0 * draw.normal() };
        let bmi = 26.5 + 2.4 * shift + 3.6 * draw.normal();
        let smoker = if draw.unit() < 0.3 { "yes" } else { "no" };
        let outcome = if sick { "present" } else { "absent" };
        // A string takes everything.
        let _whole =
            writeln!(text, "C{case:03},{age},{sex},{glucose:.1},{:.0},{bmi:.1},{smoker},{outcome}", insulin.max(0.0));
    }
    text
}
