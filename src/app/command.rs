//! The only way anything changes: one variant a module, and the table of what a person can ask for by name.

use crate::domain::access::Action;

use super::article::{self, ArticleCommand};
use super::cleaning::{self, CleaningCommand};
use super::core::Core;
use super::diagnosis::{self, DiagnosisCommand};
use super::duplicates::{self, DuplicatesCommand};
use super::genes::{self, GenesCommand};
use super::history::Direction;
use super::import::{self, ImportCommand};
use super::list::{self, ListCommand};
use super::plan::{self, PlanCommand};
use super::risk::{self, RiskCommand};
use super::schedule::panel::{self as schedule, ScheduleCommand};
use super::session::{self, SessionCommand};
use super::staff::{self, StaffCommand};
use super::state::{PanelId, State};
use super::trust::{self, TrustCommand};
use super::twin::{self, TwinCommand};
use super::view::{self, ViewCommand};
use super::what_if::{self, WhatIfCommand};

/// Something to be done; sent by a panel, carried out between frames.
#[derive(Clone, Debug)]
pub enum Command {
    Session(SessionCommand),
    List(ListCommand),
    Twin(TwinCommand),
    Duplicates(DuplicatesCommand),
    Import(ImportCommand),
    View(ViewCommand),
    Export(super::export::ExportCommand),
    Cleaning(CleaningCommand),
    Risk(RiskCommand),
    Genes(GenesCommand),
    WhatIf(WhatIfCommand),
    Plan(PlanCommand),
    Article(ArticleCommand),
    Diagnosis(DiagnosisCommand),
    Schedule(ScheduleCommand),
    Staff(StaffCommand),
    Trust(TrustCommand),
    Undo,
    Redo,
}

/// Carries out a command.
pub fn apply(core: &mut Core, command: Command) {
    match command {
        Command::Session(command) => session::apply(core, command),
        Command::List(command) => list::apply(core, command),
        Command::Twin(command) => twin::apply(core, command),
        Command::Duplicates(command) => duplicates::apply(core, command),
        Command::Import(command) => import::apply(core, command),
        Command::View(command) => view::apply(core, command),
        Command::Export(command) => super::export::apply(core, command),
        Command::Cleaning(command) => cleaning::apply(core, command),
        Command::Risk(command) => risk::apply(core, command),
        Command::Genes(command) => genes::apply(core, command),
        Command::WhatIf(command) => what_if::apply(core, command),
        Command::Plan(command) => plan::apply(core, command),
        Command::Article(command) => article::apply(core, command),
        Command::Diagnosis(command) => diagnosis::apply(core, command),
        Command::Schedule(command) => schedule::apply(core, command),
        Command::Trust(command) => trust::apply(core, command),
        Command::Staff(command) => staff::apply(core, command),
        Command::Undo => walk(core, Direction::Undo),
        Command::Redo => walk(core, Direction::Redo),
    }
}

fn walk(core: &mut Core, direction: Direction) {
    if let Some(command) = core.history.begin(direction) {
        apply(core, command);
        core.history.end();
    }
}

/// A command a person can call by name: in the palette, by a shortcut, from a button's tooltip.
pub struct NamedCommand {
    /// Message key `command-<id>`.
    pub id: &'static str,
    /// As shown and parsed: `Ctrl+L`; empty for none.
    pub shortcut: &'static str,
    /// The command, where it can be given now.
    pub make: fn(&State) -> Option<Command>,
}

fn when_open(state: &State, command: Command) -> Option<Command> {
    state.open().is_some().then_some(command)
}

/// Where the door lets this account do it at all.
fn when_may(state: &State, action: Action, command: Command) -> Option<Command> {
    when_open(state, command).filter(|_| state.open().is_some_and(|open| open.may(action)))
}

fn go(state: &State, panel: PanelId) -> Option<Command> {
    when_open(state, Command::View(ViewCommand::Go(panel))).filter(|_| view::is_shown(state, panel))
}

/// Every named command, in the order of the palette.
pub static NAMED_COMMANDS: &[NamedCommand] = &[
    NamedCommand { id: "go-home", shortcut: "Ctrl+1", make: |state| go(state, PanelId::Home) },
    NamedCommand { id: "go-patients", shortcut: "Ctrl+2", make: |state| go(state, PanelId::Patients) },
    NamedCommand { id: "go-resources", shortcut: "Ctrl+3", make: |state| go(state, PanelId::Resources) },
    NamedCommand { id: "go-imports", shortcut: "Ctrl+4", make: |state| go(state, PanelId::Imports) },
    NamedCommand { id: "go-journal", shortcut: "Ctrl+5", make: |state| go(state, PanelId::Journal) },
    NamedCommand { id: "go-trust", shortcut: "Ctrl+T", make: |state| go(state, PanelId::Trust) },
    NamedCommand { id: "go-cleaning", shortcut: "Ctrl+6", make: |state| go(state, PanelId::Cleaning) },
    NamedCommand { id: "go-risk", shortcut: "Ctrl+7", make: |state| go(state, PanelId::Risk) },
    NamedCommand { id: "go-diagnosis", shortcut: "Ctrl+8", make: |state| go(state, PanelId::Diagnosis) },
    NamedCommand { id: "go-schedule", shortcut: "Ctrl+9", make: |state| go(state, PanelId::Schedule) },
    NamedCommand { id: "go-staff", shortcut: "Ctrl+G", make: |state| go(state, PanelId::Staff) },
    NamedCommand { id: "go-settings", shortcut: "Ctrl+Comma", make: |state| go(state, PanelId::Settings) },
    NamedCommand {
        id: "import-file",
        shortcut: "Ctrl+I",
        make: |state| when_may(state, Action::ImportFile, Command::Import(ImportCommand::ChooseFiles)),
    },
    NamedCommand {
        id: "find-patient",
        shortcut: "Ctrl+F",
        make: |state| when_may(state, Action::ListPatients, Command::View(ViewCommand::FocusSearch)),
    },
    NamedCommand {
        id: "review-duplicates",
        shortcut: "Ctrl+D",
        make: |state| when_may(state, Action::ReviewDuplicates, Command::Duplicates(DuplicatesCommand::Open)),
    },
    NamedCommand {
        id: "export-list",
        shortcut: "Ctrl+E",
        make: |state| when_may(state, Action::Export, Command::Export(super::export::ExportCommand::ChooseListFile)),
    },
    NamedCommand {
        id: "show-risks",
        shortcut: "Ctrl+R",
        make: |state| state.twin.wanted.map(|_| Command::Risk(RiskCommand::ShowTwin)),
    },
    NamedCommand {
        id: "close-twin",
        shortcut: "Ctrl+W",
        make: |state| state.twin.wanted.map(|_| Command::Twin(TwinCommand::Close)),
    },
    NamedCommand {
        id: "lock",
        shortcut: "Ctrl+L",
        make: |state| when_open(state, Command::Session(SessionCommand::Lock)),
    },
    NamedCommand {
        id: "close-store",
        shortcut: "Ctrl+Shift+W",
        make: |state| when_open(state, Command::Session(SessionCommand::CloseStore)),
    },
    NamedCommand { id: "undo", shortcut: "Ctrl+Z", make: |state| when_open(state, Command::Undo) },
    NamedCommand { id: "redo", shortcut: "Ctrl+Shift+Z", make: |state| when_open(state, Command::Redo) },
    NamedCommand {
        id: "palette",
        shortcut: "Ctrl+K",
        make: |state| when_open(state, Command::View(ViewCommand::TogglePalette)),
    },
    NamedCommand { id: "switch-language", shortcut: "", make: |_| Some(Command::View(ViewCommand::SwitchLanguage)) },
    NamedCommand { id: "switch-theme", shortcut: "", make: |_| Some(Command::View(ViewCommand::SwitchTheme)) },
    NamedCommand { id: "scale-up", shortcut: "Ctrl+Plus", make: |_| Some(Command::View(ViewCommand::ScaleBy(10))) },
    NamedCommand { id: "scale-down", shortcut: "Ctrl+Minus", make: |_| Some(Command::View(ViewCommand::ScaleBy(-10))) },
    NamedCommand { id: "scale-reset", shortcut: "Ctrl+0", make: |_| Some(Command::View(ViewCommand::SetScale(100))) },
];

/// The named command of an id.
pub fn named(id: &str) -> Option<&'static NamedCommand> {
    NAMED_COMMANDS.iter().find(|command| command.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn ids_and_shortcuts_are_unique() {
        let mut ids = HashSet::new();
        let mut shortcuts = HashSet::new();
        for command in NAMED_COMMANDS {
            assert!(ids.insert(command.id), "{}", command.id);
            assert!(command.shortcut.is_empty() || shortcuts.insert(command.shortcut), "{}", command.shortcut);
        }
    }
}
