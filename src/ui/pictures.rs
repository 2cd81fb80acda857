//! `demo --pictures`: every panel of the demo hospital as PNG, without a display or a graphics driver.

mod article;
mod diagnosis;
mod schedule;
mod staff;

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use eframe::egui::Ui;

use crate::analysis::risk::{Fact, Slot};
use crate::analysis::what_if::Intervention;
use crate::app::command::Command;
use crate::app::core::Setup;
use crate::app::demo;
use crate::app::genes::GenesCommand;
use crate::app::import::{ImportCommand, ImportStep, MappingEdit};
use crate::app::list::ListCommand;
use crate::app::panels::PanelId;
use crate::app::picker::NoDialogs;
use crate::app::plan::PlanCommand;
use crate::app::risk::RiskCommand;
use crate::app::risk::answers::{self, Answers};
use crate::app::risk::cohort::CohortQuestion;
use crate::app::session::SessionCommand;
use crate::app::twin::TwinCommand;
use crate::app::view::ViewCommand;
use crate::app::what_if::WhatIfCommand;
use crate::domain::demo_mark::DEMO_MARK;
use crate::domain::genome::drug::Tier;
use crate::domain::ids::PatientId;
use crate::domain::indicator::IndicatorId;
use crate::domain::plan::{PlanItem, Verdict};
use crate::io::clock::Clock;
use crate::io::export::pdf;
use crate::io::folders::Folders;
use crate::io::import::mapping::fit::Question;

use super::fonts::fonts_for_print;
use super::panels::PanelCtx;
use super::panels::risk::printed_plan::{Reader, document};
use super::picture::{PictureOptions, Screen, save_png};
use super::shell::Shell;
use super::text::Language;
use super::theme::ThemeChoice;

/// What the pictures are drawn with.
#[derive(Clone, Debug)]
pub struct PictureSet {
    pub folder: PathBuf,
    pub language: Language,
    pub theme: ThemeChoice,
    pub size_points: [u32; 2],
    pub scale_percent: u16,
}

/// Draws them all; the names of the files written.
///
/// # Errors
/// The folder cannot be written, or the demo could not be made.
pub fn draw_all(set: &PictureSet) -> std::io::Result<Vec<PathBuf>> {
    std::fs::create_dir_all(&set.folder)?;
    let mut shell = Shell::new(Setup {
        clock: Clock::Fixed { utc_secs: demo::starts_utc_secs() },
        folders: Folders::below(&set.folder),
        picker: Arc::new(NoDialogs),
        wake: Arc::new(|| ()),
        computer_language: set.language.id().to_owned(),
        keeps_settings: false,
    });
    shell.core.state.settings.theme = set.theme.id().to_owned();
    let mut written = vec![save(set, &mut shell, "welcome")?];
    shell.core.apply(Command::Session(SessionCommand::OpenDemo));
    settle(&mut shell);
    if shell.core.state.open().is_none() {
        return Err(std::io::Error::other("the demo hospital could not be made"));
    }
    schedule::open(set, &mut shell)?;
    staff::open(&mut shell);
    for panel in PanelId::ALL {
        shell.core.apply(Command::View(ViewCommand::Go(panel)));
        written.push(save(set, &mut shell, panel.id())?);
    }
    written.extend(lists(set, &mut shell)?);
    written.extend(twins(set, &mut shell)?);
    written.extend(risks(set, &mut shell)?);
    written.extend(plans(set, &mut shell)?);
    written.extend(diagnosis::diagnosis(set, &mut shell)?);
    written.extend(schedule::schedule(set, &mut shell)?);
    written.extend(staff::staff(set, &mut shell)?);
    written.extend(import(set, &mut shell)?);
    written.extend(questions(set, &mut shell)?);
    shell.core.apply(Command::Session(SessionCommand::Lock));
    written.push(save(set, &mut shell, "locked")?);
    Ok(written)
}

/// The twin with the most observations, then a second one beside it.
fn twins(set: &PictureSet, shell: &mut Shell) -> std::io::Result<Vec<PathBuf>> {
    let Some((first, second)) = best_filled(shell) else { return Ok(Vec::new()) };
    shell.core.apply(Command::Twin(TwinCommand::Open(first)));
    let twin = save(set, shell, "twin")?;
    let texts = shell.texts();
    let table = (texts.get("trend-as-table"), Some(texts.get("trend-as-plot")));
    let table = save_pressed(set, shell, "twin-table", table)?;
    let creatinine = IndicatorId::from_word("creatinine").map_or("", |id| texts.indicator(id));
    let source = save_pressed(set, shell, "source", (creatinine, None))?;
    shell.core.apply(Command::Twin(TwinCommand::HideSource));
    shell.core.apply(Command::Twin(TwinCommand::Compare(second)));
    let compare = save(set, shell, "compare")?;
    shell.core.apply(Command::Twin(TwinCommand::CloseSecond));
    Ok([Some(twin), table, source, Some(compare)].into_iter().flatten().collect())
}

/// The risks of the fullest twin with some questions answered, the questions, the calculator and a cohort's run.
fn risks(set: &PictureSet, shell: &mut Shell) -> std::io::Result<Vec<PathBuf>> {
    let Some((patient, _)) = best_filled(shell) else { return Ok(Vec::new()) };
    shell.core.apply(Command::Twin(TwinCommand::Open(patient)));
    settle(shell);
    let send = |shell: &mut Shell, command: RiskCommand| shell.core.apply(Command::Risk(command));
    send(shell, RiskCommand::ShowTwin);
    let mut written = vec![save(set, shell, "risk-unanswered")?];
    send(shell, RiskCommand::SetRegion(Some(1)));
    let known = |shell: &Shell| {
        let view = shell.core.state.risk.view.as_ref();
        view.and_then(|view| view.estimate("prevent")).is_some_and(|estimate| estimate.value().is_some())
    };
    // Somebody to whom the first model applies, once the questions are answered.
    for patient in fullest(shell).into_iter().take(60) {
        shell.core.apply(Command::Twin(TwinCommand::Open(patient)));
        settle(shell);
        send(shell, RiskCommand::SayProblemsComplete(true));
        send(shell, RiskCommand::SayMedicationsComplete(true));
        send(shell, RiskCommand::Say(answers::Question::Fact(Fact::CurrentSmoker), Slot::Word(0)));
        if known(shell) {
            break;
        }
    }
    send(shell, RiskCommand::ShowTwin);
    for model in ["prevent", "ckdepi", "news2", "findrisc"] {
        send(shell, RiskCommand::Choose(model));
        written.push(save(set, shell, &format!("risk-{model}"))?);
    }
    send(shell, RiskCommand::Choose("questions"));
    written.push(save(set, shell, "risk-questions")?);
    send(shell, RiskCommand::ShowTab("calculator"));
    let take = shell.texts().get("risk-take-from-twin");
    written.extend(save_pressed(set, shell, "risk-calculator", (take, None))?);
    send(shell, RiskCommand::ShowTab("cohort"));
    let question = CohortQuestion { model: "ckdepi", said: Answers::default() };
    send(shell, RiskCommand::ScoreCohort(Box::new(question)));
    written.push(save(set, shell, "risk-cohort")?);
    written.extend(article::article(set, shell)?);
    written.extend(genes(set, shell)?);
    shell.core.apply(Command::Twin(TwinCommand::Close));
    Ok(written)
}

/// Genes and drugs of somebody whose genes speak against a drug, and of the same patient with a drug considered.
fn genes(set: &PictureSet, shell: &mut Shell) -> std::io::Result<Vec<PathBuf>> {
    let is_critical = |shell: &Shell| {
        let view = shell.core.state.genes.view.as_ref();
        view.is_some_and(|view| {
            view.alerts.iter().any(|shown| {
                shown.subject.tier() == Tier::Critical && shown.subject.cause().starts_with("gene:clopidogrel")
            })
        })
    };
    for patient in fullest(shell) {
        shell.core.apply(Command::Twin(TwinCommand::Open(patient)));
        settle(shell);
        if is_critical(shell) {
            break;
        }
    }
    shell.core.apply(Command::Risk(RiskCommand::ShowTwin));
    shell.core.apply(Command::Risk(RiskCommand::ShowTab("genes")));
    let first = save(set, shell, "risk-genes")?;
    shell.core.apply(Command::Genes(GenesCommand::Consider("codeine".to_owned())));
    let considered = save(set, shell, "risk-genes-considered")?;
    Ok(vec![first, considered])
}

/// What-if with what is offered chosen, then the plan with something decided and a version that was kept.
fn plans(set: &PictureSet, shell: &mut Shell) -> std::io::Result<Vec<PathBuf>> {
    let offered = |shell: &Shell| shell.core.state.what_if.view.as_ref().map_or(0, |view| view.offered.len());
    for patient in fullest(shell).into_iter().take(120) {
        shell.core.apply(Command::Twin(TwinCommand::Open(patient)));
        settle(shell);
        for command in [
            RiskCommand::SayProblemsComplete(true),
            RiskCommand::SayMedicationsComplete(true),
            RiskCommand::Say(answers::Question::Fact(Fact::CurrentSmoker), Slot::Word(0)),
        ] {
            shell.core.apply(Command::Risk(command));
        }
        if offered(shell) >= 3 {
            break;
        }
    }
    shell.core.apply(Command::Risk(RiskCommand::ShowTwin));
    shell.core.apply(Command::Risk(RiskCommand::ShowTab("what-if")));
    let mut written = vec![save(set, shell, "what-if-open")?];
    let rows = shell.core.state.what_if.view.as_ref().map(|view| view.offered.clone()).unwrap_or_default();
    let mut taken: Vec<Intervention> = Vec::new();
    for row in rows.iter().filter(|row| row.effect.estimate < 1.0) {
        if taken.len() < 2 && !taken.contains(&row.effect.intervention) {
            taken.push(row.effect.intervention);
            let pick = row.amount.map(|amount| WhatIfCommand::Pick(row.effect, amount));
            pick.into_iter().for_each(|pick| shell.core.apply(Command::WhatIf(pick)));
        }
    }
    written.push(save(set, shell, "what-if")?);
    shell.core.apply(Command::Risk(RiskCommand::ShowTab("plan")));
    let draft = shell.core.state.plan.draft.clone().unwrap_or_default();
    for (at, item) in draft.items.iter().take(3).enumerate() {
        let item = PlanItem {
            verdict: if at == 2 { Verdict::Rejected } else { Verdict::Accepted },
            wording: if at == 0 { "Atorvastatin 20 mg".to_owned() } else { String::new() },
            reason: "talked through, agrees".to_owned(),
            harms_discussed: true,
            ..item.clone()
        };
        shell.core.apply(Command::Plan(PlanCommand::Set(Box::new(item))));
    }
    written.push(save(set, shell, "plan")?);
    shell.core.apply(Command::Plan(PlanCommand::Save));
    settle(shell);
    let number = shell.core.state.plan.newest().map(|kept| kept.number);
    shell.core.apply(Command::Plan(PlanCommand::Show(number)));
    written.push(save(set, shell, "plan-version")?);
    written.extend(papers(set, shell)?);
    shell.core.apply(Command::Twin(TwinCommand::Close));
    Ok(written)
}

/// The kept plan on paper, for the chart and for the patient.
fn papers(set: &PictureSet, shell: &Shell) -> std::io::Result<Vec<PathBuf>> {
    let sent = RefCell::default();
    let ctx = PanelCtx::new(&shell.core, shell.texts(), &sent);
    let (Some(twin), Some(kept)) = (ctx.state.twin.first.value(), ctx.state.plan.shown()) else {
        return Ok(Vec::new());
    };
    let mut written = Vec::new();
    for (reader, name) in [(Reader::Chart, "plan-chart"), (Reader::Patient, "plan-patient")] {
        let document = document(&ctx, twin, &kept.plan, Some(kept), (set.language, reader));
        let path = file(&set.folder, name, set).with_extension("pdf");
        let bytes = std::fs::File::create(&path)?;
        pdf::write(bytes, &document, &fonts_for_print(), true).map_err(std::io::Error::other)?;
        written.push(path);
    }
    Ok(written)
}

/// A cohort with its sentence, the popup that adds a filter, and the palette.
fn lists(set: &PictureSet, shell: &mut Shell) -> std::io::Result<Vec<PathBuf>> {
    shell.core.apply(Command::View(ViewCommand::Go(PanelId::Patients)));
    let cohort = "age >= 65 and newest(hba1c) > 7.5 %".to_owned();
    shell.core.apply(Command::List(ListCommand::SetCohortText(cohort)));
    let list = save(set, shell, "cohort")?;
    let add = shell.texts().get("filter-add");
    let builder = save_pressed(set, shell, "filter", (add, Some(add)))?;
    shell.core.apply(Command::List(ListCommand::Clear));
    shell.core.apply(Command::View(ViewCommand::TogglePalette));
    let palette = save(set, shell, "palette")?;
    shell.core.apply(Command::View(ViewCommand::TogglePalette));
    Ok([Some(list), builder, Some(palette)].into_iter().flatten().collect())
}

/// A small file with faults, as it is mapped, imported and listed.
fn import(set: &PictureSet, shell: &mut Shell) -> std::io::Result<Vec<PathBuf>> {
    let file = set.folder.join("ward_round.csv");
    std::fs::write(&file, FAULTY_FILE)?;
    shell.core.apply(Command::Import(ImportCommand::OpenFiles(vec![file.clone()])));
    let mapping = save(set, shell, "mapping");
    shell.core.apply(Command::Import(ImportCommand::Start));
    settle(shell);
    std::fs::remove_file(&file)?;
    let mut written = vec![mapping?, save(set, shell, "imported")?];
    if let ImportStep::Done(done) = &shell.core.state.imports.step {
        let import = done.receipt.import;
        shell.core.apply(Command::Import(ImportCommand::Show(import)));
        shell.core.apply(Command::Import(ImportCommand::Skip));
        written.push(save(set, shell, "receipt")?);
    }
    Ok(written)
}

/// Somebody else's file: what it leaves open, and what it would do once that is answered.
fn questions(set: &PictureSet, shell: &mut Shell) -> std::io::Result<Vec<PathBuf>> {
    let file = set.folder.join("lab_export.csv");
    std::fs::write(&file, FOREIGN_FILE)?;
    shell.core.apply(Command::Import(ImportCommand::OpenFiles(vec![file.clone()])));
    let open = save(set, shell, "questions");
    answer(shell);
    let answered = save(set, shell, "trial");
    std::fs::remove_file(&file)?;
    shell.core.apply(Command::Import(ImportCommand::Skip));
    Ok(vec![open?, answered?])
}

/// Says that dates are as shown, and that glucose and weight are in their usual units.
fn answer(shell: &mut Shell) {
    let ImportStep::Mapping(file) = &shell.core.state.imports.step else { return };
    let Some(mapping) = &file.mapping else { return };
    let mut edits = Vec::new();
    for (mapped, question) in mapping.questions(&file.inspection.profiles) {
        let field = mapped.field.clone();
        let unit = IndicatorId::from_code(&field).map(|id| id.indicator().unit.to_owned());
        edits.push(match (question, unit) {
            (Question::Unit, Some(unit)) => MappingEdit::Unit { field, unit },
            _ => MappingEdit::Reading { field, reading: mapped.reading.clone().unwrap_or_default() },
        });
    }
    edits.into_iter().for_each(|edit| shell.core.apply(Command::Import(ImportCommand::Edit(edit))));
}

/// Made-up values of demo patients with a preamble, decimal commas, dates that could be either way and no units.
const FOREIGN_FILE: &str = "\
Central laboratory\n\
Export of 1 October 2026\n\
\n\
Patient number;Date;Glucose;Weight;CRP (mg/L);Remark\n\
W000001;03/04/2026;5,4;71,5;<5;\n\
W000002;05/06/2026;6,1;88,0;12,4;repeat\n\
W000003;07/08/2026;7,9;64,2;<5;\n\
W000004;09/09/2026;high;90,1;48,0;\n\
W000005;02/03/2026;5,0;102,3;NA;\n\
W999999;04/05/2026;6,6;75,0;8,1;\n";

/// Made-up values of demo patients: three good rows, and one row for each of several rules.
const FAULTY_FILE: &str = "\
patient_id,code,time,value,unit
W000001,8867-4,2026-09-30 08:00,72,/min
W000002,8867-4,2026-09-30 08:05,88,/min
W000003,2345-7,2026-09-30 07:40,5.6,mmol/L
W000004,2345-7,2026-09-31 07:40,5.9,mmol/L
W000005,2345-7,2026-09-30 07:45,high,mmol/L
W999999,8867-4,2026-09-30 08:20,75,/min
W000006,8867-4,2026-09-30 08:25,71,mmHg
W000007,0000-0,2026-09-30 08:30,1.2,mmol/L
,8867-4,2026-09-30 08:35,80,/min
";

fn best_filled(shell: &Shell) -> Option<(PatientId, PatientId)> {
    let all = fullest(shell);
    Some((*all.first()?, *all.get(1)?))
}

/// Everybody, those with the most observations first.
fn fullest(shell: &Shell) -> Vec<PatientId> {
    let Some(hospital) = shell.core.state.open().and_then(|open| open.hospital.value()) else { return Vec::new() };
    let mut rows = hospital.index.everyone().to_rows();
    rows.sort_by_key(|&row| std::cmp::Reverse(hospital.index.observation_count(row)));
    rows.into_iter().map(PatientId).collect()
}

/// Waits until no job runs.
fn settle(shell: &mut Shell) {
    loop {
        shell.core.poll();
        if shell.core.is_quiet() {
            return;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

fn save(set: &PictureSet, shell: &mut Shell, name: &str) -> std::io::Result<PathBuf> {
    let path = file(&set.folder, name, set);
    save_pressed(set, shell, name, ("", None)).map(|_| path)
}

/// The same after a press on the control of the first name; the second one is pressed afterwards, to undo it. `None`
/// where a small picture does not show the control.
fn save_pressed(
    set: &PictureSet,
    shell: &mut Shell,
    name: &str,
    (press, undo): (&str, Option<&str>),
) -> std::io::Result<Option<PathBuf>> {
    settle(shell);
    let mut screen = Screen::new(PictureOptions {
        size_points: set.size_points,
        pixels_per_point: f32::from(set.scale_percent) / 100.0,
        theme: set.theme,
    });
    let mut draw = |ui: &mut Ui| {
        shell.draw(ui);
        settle(shell);
    };
    screen.settle(&mut draw);
    if !press.is_empty() && !screen.press(press, &mut draw) {
        return Ok(None);
    }
    let path = file(&set.folder, name, set);
    save_png(&path, &screen.pixels(), Some(DEMO_MARK))?;
    if let Some(undo) = undo {
        screen.press(undo, &mut draw);
    }
    Ok(Some(path))
}

fn file(folder: &Path, name: &str, set: &PictureSet) -> PathBuf {
    folder.join(format!("{name}-{}-{}.png", set.language.id(), set.theme.id()))
}
