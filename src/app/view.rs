//! Where the person is and how the screen looks: panel, language, theme, scale, palette.

use super::core::Core;
use super::state::{PanelId, State};
use crate::domain::access::Action;

/// What can be asked of the view.
#[derive(Clone, Debug)]
pub enum ViewCommand {
    Go(PanelId),
    /// Language id: `en` or `zh-CN`.
    SetLanguage(&'static str),
    SwitchLanguage,
    /// `light`, `dark` or `system`.
    SetTheme(&'static str),
    SwitchTheme,
    /// Percent, held within 100 and 200.
    SetScale(u16),
    ScaleBy(i16),
    SetLockAfterIdle {
        mins: u16,
    },
    /// In points, remembered for the next start.
    RememberWindow {
        width: f32,
        height: f32,
    },
    TogglePalette,
    FocusSearch,
    /// By its number.
    DismissNotice(u64),
    CancelJob(super::jobs::JobKind),
    /// Opens a file dialog.
    Ask(super::picker::Wanted),
    PickedFolderTaken,
}

/// A panel is hidden where the door would refuse all that it shows. That is a courtesy: the door stands below the screen.
pub fn is_shown(state: &State, panel: PanelId) -> bool {
    let Some(open) = state.open() else { return true };
    let needed = match panel {
        PanelId::Patients | PanelId::Risk => Action::ListPatients,
        PanelId::Cleaning => Action::CheckValues,
        PanelId::Imports => Action::ImportFile,
        PanelId::Journal => Action::ReadAudit,
        PanelId::Resources => Action::ReadResources,
        PanelId::Schedule => Action::PlanSchedule,
        PanelId::Trust => return TRUSTED.iter().any(|action| open.may(*action)),
        PanelId::Diagnosis => return open.may(Action::TrainModel) || open.may(Action::OpenModel),
        PanelId::Home | PanelId::Staff | PanelId::Settings => return true,
    };
    open.may(needed)
}

/// What the panel for who answers for the store is for.
const TRUSTED: [Action; 3] = [Action::ListAccounts, Action::Backup, Action::ExportDeidentified];

/// Carries out a view command.
pub fn apply(core: &mut Core, command: ViewCommand) {
    match command {
        ViewCommand::Go(panel) => go(core, panel),
        ViewCommand::SetLanguage(language) => set_language(core, language),
        ViewCommand::SwitchLanguage => {
            let next = if core.state.language == "en" { "zh-CN" } else { "en" };
            set_language(core, next);
        }
        ViewCommand::SetTheme(theme) => set_theme(core, theme),
        ViewCommand::SwitchTheme => {
            let next = if core.state.settings.theme == "dark" { "light" } else { "dark" };
            set_theme(core, next);
        }
        ViewCommand::SetScale(percent) => set_scale(core, i32::from(percent)),
        ViewCommand::ScaleBy(percent) => {
            let scale = i32::from(core.state.settings.scale_percent) + i32::from(percent);
            set_scale(core, scale);
        }
        ViewCommand::SetLockAfterIdle { mins } => {
            core.state.settings.lock_after_idle_mins = mins.clamp(1, 240);
            core.save_settings();
        }
        ViewCommand::RememberWindow { width, height } => {
            (core.state.settings.window_width, core.state.settings.window_height) = (width, height);
            core.save_settings();
        }
        ViewCommand::TogglePalette => core.state.palette_open = !core.state.palette_open,
        ViewCommand::FocusSearch => {
            go(core, PanelId::Patients);
            core.state.list.focus_search = true;
        }
        ViewCommand::DismissNotice(number) => core.state.notices.retain(|notice| notice.number != number),
        ViewCommand::CancelJob(super::jobs::JobKind::FindDuplicates) => super::duplicates::cancel(core),
        ViewCommand::CancelJob(kind) => core.jobs.cancel(kind),
        ViewCommand::Ask(wanted) => super::picker::ask(core, wanted),
        ViewCommand::PickedFolderTaken => core.state.picked_folder = None,
    }
}

/// Shows a panel and asks for what it lists.
pub fn go(core: &mut Core, panel: PanelId) {
    if panel == PanelId::Imports && core.state.panel == panel {
        // Asked for again, it is the list and not what lies over it.
        super::import::apply(core, super::import::ImportCommand::HideReceipt);
    }
    core.state.panel = panel;
    core.state.settings.panel = panel.id().to_owned();
    core.save_settings();
    match panel {
        PanelId::Imports | PanelId::Home | PanelId::Cleaning => super::import::load_receipts(core),
        PanelId::Journal => super::trust::load_journal(core),
        PanelId::Resources => super::records::load_resources(core),
        PanelId::Trust => super::trust::keeping::shown(core),
        PanelId::Patients
        | PanelId::Risk
        | PanelId::Diagnosis
        | PanelId::Schedule
        | PanelId::Staff
        | PanelId::Settings => {}
    }
}

fn set_language(core: &mut Core, language: &'static str) {
    core.state.language = language.to_owned();
    core.state.settings.language = language.to_owned();
    core.save_settings();
}

fn set_theme(core: &mut Core, theme: &'static str) {
    core.state.settings.theme = theme.to_owned();
    core.save_settings();
}

fn set_scale(core: &mut Core, percent: i32) {
    core.state.settings.scale_percent = percent.clamp(100, 200) as u16;
    core.save_settings();
}
