//! The only way anything changes: one variant a module, and the table of what a person can ask for by name.

use crate::domain::access::Action;

use super::article::{self, ArticleCommand};
use super::cleaning::{self, CleaningCommand};
use super::core::Core;
use super::diagnosis::{self, DiagnosisCommand};
use super::dosing::{self, DosingCommand};
use super::duplicates::{self, DuplicatesCommand};
use super::feeds::panel::{self as feeds, FeedsCommand};
use super::genes::{self, GenesCommand};
use super::history::Direction;
use super::import::{self, ImportCommand};
use super::list::{self, ListCommand};
use super::panels::PanelId;
use super::plan::{self, PlanCommand};
use super::risk::{self, RiskCommand};
use super::schedule::panel::{self as schedule, ScheduleCommand};
use super::session::{self, SessionCommand};
use super::staff::{self, StaffCommand};
use super::state::State;
use super::trust::{self, TrustCommand};
use super::twin::{self, TwinCommand};
use super::view::{self, ViewCommand};
use super::ward::{self, WardCommand};
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
    Feeds(FeedsCommand),
    Ward(WardCommand),
    Dosing(DosingCommand),
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
        Command::Feeds(command) => feeds::apply(core, command),
        Command::Ward(command) => ward::apply(core, command),
        Command::Dosing(command) => dosing::apply(core, command),
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
#[derive(Clone, Copy)]
pub struct NamedCommand {
    /// Message key `command-<id>`.
    pub id: &'static str,
    /// As shown and parsed: `Ctrl+L`; empty for none.
    pub shortcut: &'static str,
    make: Make,
}

#[derive(Clone, Copy)]
enum Make {
    Go(PanelId),
    With(fn(&State) -> Option<Command>),
}

impl NamedCommand {
    const fn new(id: &'static str, shortcut: &'static str, make: fn(&State) -> Option<Command>) -> NamedCommand {
        NamedCommand { id, shortcut, make: Make::With(make) }
    }

    /// The command, where it can be given now.
    pub fn make(&self, state: &State) -> Option<Command> {
        match self.make {
            Make::Go(panel) => {
                when_open(state, Command::View(ViewCommand::Go(panel))).filter(|_| panel.is_shown(state))
            }
            Make::With(make) => make(state),
        }
    }
}

fn when_open(state: &State, command: Command) -> Option<Command> {
    state.open().is_some().then_some(command)
}

/// Where the door lets this account do it at all.
fn when_may(state: &State, action: Action, command: Command) -> Option<Command> {
    when_open(state, command).filter(|_| state.open().is_some_and(|open| open.may(action)))
}

/// Every named command, in the order of the palette: the panels, then the rest.
pub fn named_commands() -> impl Iterator<Item = NamedCommand> {
    let panels = PanelId::ALL.into_iter().map(|panel| {
        let entry = panel.entry();
        NamedCommand { id: entry.command, shortcut: entry.shortcut, make: Make::Go(panel) }
    });
    panels.chain(NAMED_COMMANDS.iter().copied())
}

/// What can be called beside the panels.
static NAMED_COMMANDS: &[NamedCommand] = &[
    NamedCommand::new("import-file", "Ctrl+I", |state| {
        when_may(state, Action::ImportFile, Command::Import(ImportCommand::ChooseFiles))
    }),
    NamedCommand::new("find-patient", "Ctrl+F", |state| {
        when_may(state, Action::ListPatients, Command::View(ViewCommand::FocusSearch))
    }),
    NamedCommand::new("review-duplicates", "Ctrl+D", |state| {
        when_may(state, Action::ReviewDuplicates, Command::Duplicates(DuplicatesCommand::Open))
    }),
    NamedCommand::new("export-list", "Ctrl+E", |state| {
        when_may(state, Action::Export, Command::Export(super::export::ExportCommand::ChooseListFile))
    }),
    NamedCommand::new("show-risks", "Ctrl+R", |state| state.twin.wanted.map(|_| Command::Risk(RiskCommand::ShowTwin))),
    NamedCommand::new("close-twin", "Ctrl+W", |state| state.twin.wanted.map(|_| Command::Twin(TwinCommand::Close))),
    NamedCommand::new("lock", "Ctrl+L", |state| when_open(state, Command::Session(SessionCommand::Lock))),
    NamedCommand::new("close-store", "Ctrl+Shift+W", |state| {
        when_open(state, Command::Session(SessionCommand::CloseStore))
    }),
    NamedCommand::new("undo", "Ctrl+Z", |state| when_open(state, Command::Undo)),
    NamedCommand::new("redo", "Ctrl+Shift+Z", |state| when_open(state, Command::Redo)),
    NamedCommand::new("palette", "Ctrl+K", |state| when_open(state, Command::View(ViewCommand::TogglePalette))),
    NamedCommand::new("switch-language", "", |_| Some(Command::View(ViewCommand::SwitchLanguage))),
    NamedCommand::new("switch-theme", "", |_| Some(Command::View(ViewCommand::SwitchTheme))),
    NamedCommand::new("scale-up", "Ctrl+Plus", |_| Some(Command::View(ViewCommand::ScaleBy(10)))),
    NamedCommand::new("scale-down", "Ctrl+Minus", |_| Some(Command::View(ViewCommand::ScaleBy(-10)))),
    NamedCommand::new("scale-reset", "Ctrl+0", |_| Some(Command::View(ViewCommand::SetScale(100)))),
];

/// The named command of an id.
pub fn named(id: &str) -> Option<NamedCommand> {
    named_commands().find(|command| command.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn ids_and_shortcuts_are_unique() {
        let mut ids = HashSet::new();
        let mut shortcuts = HashSet::new();
        for command in named_commands() {
            assert!(ids.insert(command.id), "{}", command.id);
            assert!(command.shortcut.is_empty() || shortcuts.insert(command.shortcut), "{}", command.shortcut);
        }
    }
}
