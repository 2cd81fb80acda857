//! The heart: takes in finished jobs, carries out commands, locks when idle.

use std::sync::Arc;
use std::time::Duration;

use crate::io::clock::{Clock, Stopwatch};
use crate::io::folders::Folders;
use crate::io::settings::Settings;

use super::command::{self, Command};
use super::history::{Direction, History};
use super::hospital;
use super::jobs::{JobKind, Jobs, Wake};
use super::message::Message;
use super::outcome::Outcome;
use super::panels::PanelId;
use super::picker::FilePicker;
use super::session::SessionCommand;
use super::state::State;

/// How often another process's commits are looked for.
const FOLLOW_EVERY: Duration = Duration::from_secs(2);
/// The same beside a process that writes, which may be listening to feeds.
const FOLLOW_WRITER_EVERY: Duration = Duration::from_millis(250);
/// How often ages and due times on screen are drawn anew.
const LIVE_EVERY: Duration = Duration::from_secs(1);

/// What the application is started with.
pub struct Setup {
    pub clock: Clock,
    pub folders: Folders,
    pub picker: Arc<dyn FilePicker>,
    pub wake: Wake,
    /// Language id of the computer: used until the person chooses one.
    pub computer_language: String,
    /// Settings are read from and written to the configuration folder; not in the demo, pictures and tests.
    pub keeps_settings: bool,
}

/// State, jobs and what they need.
pub struct Core {
    pub state: State,
    pub jobs: Jobs,
    pub history: History,
    pub clock: Clock,
    pub folders: Folders,
    pub picker: Arc<dyn FilePicker>,
    /// How many exports were asked for.
    pub exports_asked: u64,
    keeps_settings: bool,
    last_activity: Stopwatch,
    last_follow: Stopwatch,
}

impl Core {
    pub fn new(setup: Setup) -> Core {
        let settings = if setup.keeps_settings { Settings::load(&setup.folders.config) } else { Settings::default() };
        let language = match settings.language.as_str() {
            "" => setup.computer_language,
            chosen => chosen.to_owned(),
        };
        Core {
            state: State { settings, language, ..State::default() },
            jobs: Jobs::new(setup.wake),
            history: History::default(),
            clock: setup.clock,
            folders: setup.folders,
            picker: setup.picker,
            exports_asked: 0,
            keeps_settings: setup.keeps_settings,
            last_activity: Stopwatch::start(),
            last_follow: Stopwatch::start(),
        }
    }

    /// Takes in what jobs have finished; locks when nobody has been here for the set time. Call once a frame.
    pub fn poll(&mut self) {
        for (kind, outcome) in self.jobs.take_outcomes() {
            kind.take_in(self, outcome);
        }
        super::schedule::panel::poll(self);
        super::feeds::panel::poll(self);
        super::ward::poll(self);
        self.lock_when_idle();
        let every = if super::feeds::panel::writes_elsewhere(&self.state) { FOLLOW_WRITER_EVERY } else { FOLLOW_EVERY };
        if self.last_follow.elapsed() >= every {
            self.last_follow = Stopwatch::start();
            hospital::follow(self);
            super::trust::keeping::poll(self);
            super::trust::leave_when_over(self);
        }
    }

    /// Carries out a command.
    pub fn apply(&mut self, command: Command) {
        command::apply(self, command);
        super::session::journal_denials(self);
    }

    /// A person stops a job: one that only reads is forgotten at once, one that writes says itself when it has undone
    /// what it began, one that searches ends with what it has.
    pub fn cancel_job(&mut self, kind: JobKind) {
        if kind.keeps_best() {
            return self.jobs.finish_early(kind);
        }
        self.jobs.cancel(kind);
        if !kind.writes() {
            kind.take_in(self, Outcome::Cancelled);
        }
    }

    /// Somebody moved the mouse or pressed a key.
    pub fn note_activity(&mut self) {
        self.last_activity = Stopwatch::start();
    }

    fn lock_when_idle(&mut self) {
        let most = self.state.open().map_or(u16::MAX, |open| open.actor.role.longest_idle_mins());
        let mins = self.state.settings.lock_after_idle_mins.min(most);
        let limit = Duration::from_secs(u64::from(mins) * 60);
        if self.state.open().is_some() && self.last_activity.elapsed() > limit {
            self.apply(Command::Session(SessionCommand::Lock));
        }
    }

    /// Whether undo or redo has something to do.
    pub fn can(&self, direction: Direction) -> bool {
        self.history.can(direction)
    }

    /// Writes the settings; a failure is told once.
    pub fn save_settings(&mut self) {
        if !self.keeps_settings {
            return;
        }
        if let Err(error) = self.state.settings.save(&self.folders.config) {
            let message = Message::new("settings-not-saved").with_details(error);
            if !self.state.notices.iter().any(|notice| notice.message.key == message.key) {
                self.state.warn(message);
            }
        }
    }

    /// After how long the window is to be drawn again though nobody does anything.
    pub fn looks_again_after(&self) -> Duration {
        match self.state.panel {
            _ if super::feeds::panel::writes_elsewhere(&self.state) => FOLLOW_WRITER_EVERY,
            PanelId::Ward | PanelId::Feeds => LIVE_EVERY,
            _ => FOLLOW_EVERY,
        }
    }

    /// Whether nothing is running: what pictures and tests wait for.
    pub fn is_quiet(&self) -> bool {
        self.jobs.running().is_empty()
    }
}
