//! Everything the screen is drawn from. Panels read it; only commands and outcomes change it.

use crate::domain::audit::JournalEntry;
use crate::domain::resource::Device;
use crate::domain::staff::StaffMember;
use crate::io::settings::Settings;

use super::article::ArticleState;
use super::cleaning::CleaningState;
use super::computed::Computed;
use super::diagnosis::DiagnosisState;
use super::dosing::DosingState;
use super::duplicates::DuplicatesState;
use super::export::WaitingExport;
use super::feeds::panel::FeedsState;
use super::genes::GenesState;
use super::import::ImportState;
use super::list::ListState;
use super::message::{Message, Notice, Tone};
use super::panels::PanelId;
use super::plan::PlanState;
use super::risk::RiskState;
use super::schedule::panel::ScheduleState;
pub use super::session::OpenStore;
use super::session::{RolledBackQuestion, Session};
use super::staff::StaffState;
use super::trust::TrustState;
use super::twin::TwinState;
use super::ward::WardState;
use super::what_if::WhatIfState;

/// The application's state.
pub struct State {
    pub settings: Settings,
    /// Language id in use (`en` or `zh-CN`), resolved from the settings or the computer.
    pub language: String,
    pub session: Session,
    /// Why the last try to open or make a store failed.
    pub opening_failure: Option<Message>,
    pub rolled_back: Option<RolledBackQuestion>,
    pub panel: PanelId,
    pub list: ListState,
    pub twin: TwinState,
    pub duplicates: DuplicatesState,
    pub imports: ImportState,
    pub cleaning: CleaningState,
    pub risk: RiskState,
    pub genes: GenesState,
    pub what_if: WhatIfState,
    pub plan: PlanState,
    pub article: ArticleState,
    pub diagnosis: DiagnosisState,
    pub schedule: ScheduleState,
    pub staff: StaffState,
    pub journal: Computed<Vec<JournalEntry>>,
    pub trust: TrustState,
    pub feeds: FeedsState,
    pub ward: WardState,
    pub dosing: DosingState,
    pub resources: Computed<(Vec<StaffMember>, Vec<Device>)>,
    /// What the states that devices sent come to, by identifier.
    pub device_use: std::collections::BTreeMap<String, crate::analysis::device_use::DeviceUse>,
    /// An export that waits for a place to be written to.
    pub export: Option<WaitingExport>,
    pub notices: Vec<Notice>,
    /// How many notices there have been.
    pub notices_made: u64,
    pub palette_open: bool,
    /// The twin to be opened again once an unlocked store's list is read.
    pub reopen: Option<crate::domain::ids::PatientId>,
    /// A folder chosen in the dialog, until the welcome screen has taken it.
    pub picked_folder: Option<std::path::PathBuf>,
}

impl Default for State {
    fn default() -> Self {
        State {
            settings: Settings::default(),
            language: "en".to_owned(),
            session: Session::Welcome,
            opening_failure: None,
            rolled_back: None,
            panel: PanelId::Home,
            list: ListState::default(),
            twin: TwinState::default(),
            duplicates: DuplicatesState::default(),
            imports: ImportState::default(),
            cleaning: CleaningState::default(),
            risk: RiskState::default(),
            genes: GenesState::default(),
            what_if: WhatIfState::default(),
            plan: PlanState::default(),
            article: ArticleState::default(),
            diagnosis: DiagnosisState::default(),
            schedule: ScheduleState::default(),
            staff: StaffState::default(),
            journal: Computed::default(),
            trust: TrustState::default(),
            feeds: FeedsState::default(),
            ward: WardState::default(),
            dosing: DosingState::default(),
            resources: Computed::default(),
            device_use: std::collections::BTreeMap::new(),
            export: None,
            notices: Vec::new(),
            notices_made: 0,
            palette_open: false,
            reopen: None,
            picked_folder: None,
        }
    }
}

impl State {
    /// The open store, if one is.
    pub fn open(&self) -> Option<&OpenStore> {
        self.session.open_store()
    }

    /// Whether what is on screen is synthetic and must say so.
    pub fn is_demo(&self) -> bool {
        self.open().is_some_and(|open| open.info.demo)
    }

    pub fn inform(&mut self, message: Message) {
        self.add_notice(Tone::Information, message);
    }

    pub fn warn(&mut self, message: Message) {
        self.add_notice(Tone::Warning, message);
    }

    pub fn report(&mut self, message: Message) {
        self.add_notice(Tone::Error, message);
    }

    fn add_notice(&mut self, tone: Tone, message: Message) {
        self.notices_made += 1;
        // Said again, it is the same news: it stands there once, where the newest stands.
        self.notices.retain(|notice| (notice.tone, &notice.message) != (tone, &message));
        self.notices.push(Notice { number: self.notices_made, tone, message });
    }
}
