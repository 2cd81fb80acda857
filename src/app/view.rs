//! Where the person is and how the screen looks: panel, language, theme, scale, palette.

use super::core::Core;
use super::panels::{self, PanelId};

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
    /// Asks for the folder of a store by the dialog; the welcome screen takes it from the state.
    ChooseFolder,
    PickedFolderTaken,
}

/// Carries out a view command.
pub fn apply(core: &mut Core, command: ViewCommand) {
    match command {
        ViewCommand::Go(panel) => panels::go(core, panel),
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
            panels::go(core, PanelId::Patients);
            core.state.list.focus_search = true;
        }
        ViewCommand::DismissNotice(number) => core.state.notices.retain(|notice| notice.number != number),
        ViewCommand::CancelJob(kind) => core.cancel_job(kind),
        ViewCommand::ChooseFolder => {
            super::picker::ask_folder(core, |core, folder| core.state.picked_folder = Some(folder));
        }
        ViewCommand::PickedFolderTaken => core.state.picked_folder = None,
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
