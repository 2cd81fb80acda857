//! Backups by a plan: where, how often, how many are kept; made while the window is open, and the newest tried out.

use std::path::Path;

use crate::app::core::Core;
use crate::app::jobs::JobKind;
use crate::app::message::{Message, file_name};
use crate::domain::access::{Action, Scope};
use crate::io::backup_folder::{Whose, keep_newest, make, of_store};
use crate::io::store::{Store, StoreError, Writing};

use super::{Kept, asked, place_of, start as start_job};

/// The name of the setting that keeps the plan.
const SETTING: &str = "backups";
/// A backup that failed is tried again after so many seconds.
const AGAIN_SECS: i64 = 15 * 60;

/// Where backups go, how often, and how many are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupPlan {
    pub folder: String,
    /// 0 for by hand alone.
    pub every_hours: u32,
    /// At least one.
    pub keep: u32,
    /// When the last one was made; 0 before the first.
    pub last_utc_secs: i64,
}

/// Why a plan is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BackupPlanError {
    NoFolder,
    KeepsNone,
}

impl BackupPlan {
    /// As the store keeps it: a line for each number, then the folder.
    fn written(&self) -> String {
        format!("{}\n{}\n{}\n{}", self.every_hours, self.keep, self.last_utc_secs, self.folder)
    }

    /// `None` for a text that is no plan.
    fn read(text: &str) -> Option<BackupPlan> {
        let mut parts = text.splitn(4, '\n');
        Some(BackupPlan {
            every_hours: parts.next()?.parse().ok()?,
            keep: parts.next()?.parse().ok()?,
            last_utc_secs: parts.next()?.parse().ok()?,
            folder: parts.next()?.to_owned(),
        })
    }

    /// Whether it can be kept to.
    ///
    /// # Errors
    /// Why not.
    pub fn demand(&self) -> Result<(), BackupPlanError> {
        if self.folder.trim().is_empty() || !Path::new(self.folder.trim()).is_absolute() {
            return Err(BackupPlanError::NoFolder);
        }
        if self.keep == 0 { Err(BackupPlanError::KeepsNone) } else { Ok(()) }
    }
}

/// Whether a backup is due. A clock that was set back makes one due, so that none is ever missed.
pub fn due(plan: &BackupPlan, now_utc_secs: i64) -> bool {
    let since = now_utc_secs - plan.last_utc_secs;
    plan.every_hours > 0 && !(0..i64::from(plan.every_hours) * 3600).contains(&since)
}

fn read(store: &dyn Store) -> Result<Option<BackupPlan>, StoreError> {
    Ok(store.setting(SETTING)?.and_then(|text| BackupPlan::read(&text)))
}

/// Reads the plan.
pub fn load_plan(core: &mut Core) {
    let Some(open) = core.state.session.open_store() else { return };
    let store = std::sync::Arc::clone(&open.store);
    start_job(core, JobKind::LOAD_BACKUPS, "job-load-backups", move |_| read(&*store).map(Kept::Plan));
}

/// Keeps another plan.
pub fn set_plan(core: &mut Core, plan: BackupPlan) {
    if let Err(fault) = plan.demand() {
        let key = match fault {
            BackupPlanError::NoFolder => "backup-no-folder",
            BackupPlanError::KeepsNone => "backup-keeps-none",
        };
        core.state.trust.keeping.failure = Some(Message::new(key));
        return;
    }
    let text = format!("every {} h, {} kept", plan.every_hours, plan.keep);
    let scope = Some(Scope::Text { text });
    let Some((grant, store)) = asked(core, Action::ScheduleBackups, scope) else { return };
    start_job(core, JobKind::KEEP_TRUST, "job-keep-backups", move |_| {
        store.keep_setting(&grant, SETTING, &plan.written())?;
        Ok(Kept::Plan(Some(plan)))
    });
}

/// Makes a backup as the plan says, and removes those that are too many.
pub fn start_backup(core: &mut Core, plan: BackupPlan) {
    let now = core.clock.utc_secs();
    let Some(name) = core.state.open().map(|open| open.info.name.clone()) else { return };
    let to = place_of(plan.folder.trim(), &name, now);
    let scope = Some(Scope::File { name: file_name(&to) });
    let Some((grant, store)) = asked(core, Action::Backup, scope) else { return };
    start_job(core, JobKind::BACK_UP, "job-back-up", move |progress| {
        let folder = Path::new(plan.folder.trim());
        let unwritten = |error: std::io::Error| StoreError::System { what: error.kind().to_string() };
        make(folder).map_err(unwritten)?;
        store.back_up(&grant, &to, progress)?;
        let removed = keep_newest(folder, Whose { name: &name, id: &store.info().store_id }, plan.keep as usize)
            .map_err(unwritten)?;
        let made = BackupPlan { last_utc_secs: now, ..plan };
        store.keep_setting(&grant.because(&format!("{removed} older ones removed")), SETTING, &made.written())?;
        Ok(Kept::Plan(Some(made)))
    });
}

/// Makes a backup now.
pub fn start(core: &mut Core) {
    match core.state.trust.keeping.plan.clone() {
        Some(plan) => start_backup(core, plan),
        None => core.state.trust.keeping.failure = Some(Message::new("backup-no-folder")),
    }
}

/// Restores the newest backup into a folder that is thrown away.
pub fn start_drill(core: &mut Core) {
    let Some(plan) = core.state.trust.keeping.plan.clone() else { return };
    let Some(name) = core.state.open().map(|open| open.info.name.clone()) else { return };
    let Some((grant, store)) = asked(core, Action::RestoreDrill, Some(Scope::Store)) else { return };
    start_job(core, JobKind::BACK_UP, "job-restore-drill", move |progress| {
        let Some(newest) =
            of_store(Path::new(plan.folder.trim()), Whose { name: &name, id: &store.info().store_id }).pop()
        else {
            return Ok(Kept::Told(Message::new("backup-none")));
        };
        let faults = store.restore_drill(&grant, &newest, progress)?;
        let file = file_name(&newest);
        Ok(Kept::Told(match faults.len() {
            0 => Message::new("backup-drill-sound").with("file", file),
            count => Message::new("backup-drill-faults").with("file", file).with("count", count),
        }))
    });
}

/// Starts a backup where one is due, this process writes, and the account may.
pub fn poll(core: &mut Core) {
    let now = core.clock.utc_secs();
    let Some(open) = core.state.session.open_store() else { return };
    let keeping = &core.state.trust.keeping;
    let may = open.may(Action::Backup) && open.info.writing == Writing::Here;
    let is_again = (0..AGAIN_SECS).contains(&(now - keeping.tried_utc_secs));
    let Some(plan) = keeping.plan.clone().filter(|plan| may && !is_again && due(plan, now)) else { return };
    if core.jobs.is_writing() || core.jobs.is_running(JobKind::BACK_UP) {
        return;
    }
    core.state.trust.keeping.tried_utc_secs = now;
    start_backup(core, plan);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backup_is_due_after_its_hours_and_when_the_clock_was_set_back() {
        let plan = |every_hours, last_utc_secs| BackupPlan { folder: "/b".into(), every_hours, keep: 3, last_utc_secs };
        assert!(due(&plan(24, 0), 1_700_000_000), "none was made yet");
        assert!(!due(&plan(24, 1_700_000_000), 1_700_000_000 + 86_399));
        assert!(due(&plan(24, 1_700_000_000), 1_700_000_000 + 86_400));
        assert!(due(&plan(24, 1_700_000_000), 1_600_000_000));
        assert!(!due(&plan(0, 0), 1_700_000_000), "by hand alone");
        assert_eq!(plan(1, 0).demand(), Ok(()));
        assert_eq!(BackupPlan { keep: 0, ..plan(1, 0) }.demand(), Err(BackupPlanError::KeepsNone));
        assert_eq!(BackupPlan { folder: "here".into(), ..plan(1, 0) }.demand(), Err(BackupPlanError::NoFolder));
    }
}
