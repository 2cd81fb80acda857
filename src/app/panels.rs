//! The panels of the left rail: which there are, how each is reached, who sees it, and what it reads when it is shown.

use std::path::PathBuf;

use crate::domain::access::Action;

use super::command::Command;
use super::core::Core;
use super::import::ImportCommand;
use super::schedule::panel::ScheduleCommand;
use super::state::State;

/// A panel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PanelId {
    #[default]
    Home,
    /// Everybody on a ward by urgency.
    Ward,
    Patients,
    /// Genes and risk.
    Risk,
    /// Models that are trained, judged and asked.
    Diagnosis,
    /// Theatres, beds, nurses and rosters.
    Schedule,
    /// Groups of staff, what is decided for them, and whether they stay.
    Staff,
    Resources,
    /// Links and folders that are listened to.
    Feeds,
    Imports,
    Cleaning,
    Journal,
    /// Accounts, broken glasses, backups: for who answers for the store.
    Trust,
    Settings,
}

/// What is said of a panel once, for rail, palette, shortcuts, settings and pictures.
#[derive(Clone, Copy)]
pub struct PanelEntry {
    /// Stable: settings, message key `panel-<id>`, picture file names.
    pub id: &'static str,
    /// Its named command: `go-<id>`.
    pub command: &'static str,
    pub shortcut: &'static str,
    /// The panel is hidden where the door would refuse all of these; none: shown to everybody.
    needs: &'static [Action],
    /// What it reads whenever a person goes there.
    shown: fn(&mut Core),
    /// What it reads again when the store has moved on while it is on screen.
    followed: fn(&mut Core),
    /// What a single file means that is dropped on it.
    dropped: fn(PathBuf) -> Command,
}

macro_rules! panel {
    ($id:literal, $shortcut:literal) => {
        PanelEntry {
            id: $id,
            command: concat!("go-", $id),
            shortcut: $shortcut,
            needs: &[],
            shown: |_| {},
            followed: |_| {},
            dropped: |file| Command::Import(ImportCommand::OpenFiles(vec![file])),
        }
    };
}

impl PanelId {
    /// In the order of the rail.
    pub const ALL: [PanelId; 14] = [
        PanelId::Home,
        PanelId::Ward,
        PanelId::Patients,
        PanelId::Risk,
        PanelId::Diagnosis,
        PanelId::Schedule,
        PanelId::Staff,
        PanelId::Resources,
        PanelId::Feeds,
        PanelId::Imports,
        PanelId::Cleaning,
        PanelId::Journal,
        PanelId::Trust,
        PanelId::Settings,
    ];

    /// What is said of it.
    pub fn entry(self) -> PanelEntry {
        let needs = |needs, entry| PanelEntry { needs, ..entry };
        let reads_receipts = |entry| PanelEntry { shown: super::import::load_receipts, ..entry };
        match self {
            PanelId::Home => reads_receipts(panel!("home", "Ctrl+1")),
            PanelId::Ward => PanelEntry {
                needs: &[Action::OpenWardBoard],
                shown: super::ward::opened,
                followed: super::ward::follow,
                ..panel!("ward", "Ctrl+B")
            },
            PanelId::Patients => needs(&[Action::ListPatients], panel!("patients", "Ctrl+2")),
            PanelId::Risk => needs(&[Action::ListPatients], panel!("risk", "Ctrl+7")),
            PanelId::Diagnosis => needs(&[Action::TrainModel, Action::OpenModel], panel!("diagnosis", "Ctrl+8")),
            PanelId::Schedule => PanelEntry {
                needs: &[Action::PlanSchedule],
                shown: super::schedule::panel::shown,
                followed: super::schedule::panel::followed,
                dropped: |file| Command::Schedule(ScheduleCommand::Open(file)),
                ..panel!("schedule", "Ctrl+9")
            },
            PanelId::Staff => needs(&[Action::StudyStaff], panel!("staff", "Ctrl+G")),
            PanelId::Resources => PanelEntry {
                needs: &[Action::ReadResources],
                shown: super::records::load_resources,
                followed: super::records::load_resources,
                ..panel!("resources", "Ctrl+3")
            },
            PanelId::Feeds => PanelEntry {
                needs: &[Action::ListenToFeeds],
                shown: super::feeds::panel::look,
                ..panel!("feeds", "Ctrl+M")
            },
            PanelId::Imports => needs(&[Action::ImportFile], reads_receipts(panel!("imports", "Ctrl+4"))),
            PanelId::Cleaning => needs(&[Action::CheckValues], reads_receipts(panel!("cleaning", "Ctrl+6"))),
            PanelId::Journal => PanelEntry {
                needs: &[Action::ReadAudit],
                shown: super::trust::load_journal,
                followed: super::trust::load_journal,
                ..panel!("journal", "Ctrl+5")
            },
            PanelId::Trust => PanelEntry {
                needs: &[Action::ListAccounts, Action::Backup, Action::ExportDeidentified],
                shown: super::trust::keeping::shown,
                ..panel!("trust", "Ctrl+T")
            },
            PanelId::Settings => panel!("settings", "Ctrl+Comma"),
        }
    }

    /// Stable id.
    pub fn id(self) -> &'static str {
        self.entry().id
    }

    pub fn from_id(id: &str) -> Option<PanelId> {
        PanelId::ALL.into_iter().find(|panel| panel.id() == id)
    }

    /// Whether it is shown to whoever is signed in. That is a courtesy: the door stands below the screen.
    pub fn is_shown(self, state: &State) -> bool {
        let (needs, open) = (self.entry().needs, state.open());
        open.is_none_or(|open| needs.is_empty() || needs.iter().any(|action| open.may(*action)))
    }

    /// What files mean that are dropped on it: several are imported.
    pub fn dropped(self, mut files: Vec<PathBuf>) -> Command {
        match files.pop() {
            Some(file) if files.is_empty() => (self.entry().dropped)(file),
            last => {
                files.extend(last);
                Command::Import(ImportCommand::OpenFiles(files))
            }
        }
    }
}

/// Shows a panel, which reads what it lists.
pub fn go(core: &mut Core, panel: PanelId) {
    if panel == PanelId::Imports && core.state.panel == panel {
        // Asked for again, it is the list and not what lies over it.
        super::import::apply(core, ImportCommand::HideReceipt);
    }
    core.state.panel = panel;
    core.state.settings.panel = panel.id().to_owned();
    core.save_settings();
    (panel.entry().shown)(core);
}

/// The store has moved on: the panel on screen reads again.
pub fn follow(core: &mut Core) {
    (core.state.panel.entry().followed)(core);
}

#[cfg(test)]
mod tests {
    use super::PanelId;

    #[test]
    fn each_panel_is_listed_once_and_found_by_its_id() {
        for panel in PanelId::ALL {
            assert_eq!(PanelId::from_id(panel.id()), Some(panel));
            assert_eq!(panel.entry().command, format!("go-{}", panel.id()));
        }
    }
}
