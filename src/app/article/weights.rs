//! The weights of the summary: edited on screen, kept by name in the user's folder, read from a TOML file.

use crate::domain::weight_profile::{WeightFault, WeightProfile};
use crate::io::weights_file::{self, WeightsError};
use crate::io::weights_folder::{self, KeepError, KeptWeights};

use super::super::core::Core;
use super::super::jobs::JobKind;
use super::super::message::Message;
use super::super::outcome::Outcome;
use super::{ArticleFile, ArticleOutcome, found};

/// The weights in use, and those kept.
#[derive(Debug)]
pub struct WeightsState {
    /// `None` only where the illustration that comes with the program cannot be read, which its test excludes.
    pub profile: Option<WeightProfile>,
    /// That illustration.
    pub example: Option<WeightProfile>,
    /// Not as it was read or kept.
    pub is_changed: bool,
    /// `None`: not looked for yet.
    pub kept: Option<KeptWeights>,
    /// Why the last thing asked for did not come about.
    pub failure: Option<Message>,
}

impl Default for WeightsState {
    fn default() -> Self {
        let example = weights_file::example().ok();
        WeightsState { profile: example.clone(), example, is_changed: false, kept: None, failure: None }
    }
}

/// What can be asked of the weights.
#[derive(Clone, Debug)]
pub enum WeightsCommand {
    /// Looks for those kept.
    Look,
    Use(Box<WeightProfile>),
    /// Goes back to the illustration.
    UseExample,
    SetWeight {
        place: usize,
        weight: f64,
    },
    /// Keeps them under this name and version.
    Keep {
        name: String,
        version: String,
    },
    /// Removes those in use from the folder.
    Remove,
    /// Reads the file whose path was chosen or typed.
    ReadFile,
}

/// What a job brought.
pub enum WeightsOutcome {
    Looked(KeptWeights),
    /// They are kept now, and all there are.
    Kept(Box<WeightProfile>, KeptWeights),
    Removed(KeptWeights),
    Read(Box<WeightProfile>),
}

/// Carries out a command.
pub fn apply(core: &mut Core, command: WeightsCommand) {
    core.state.article.weights.failure = None;
    match command {
        WeightsCommand::Look => look(core),
        WeightsCommand::Use(profile) => take(core, *profile),
        WeightsCommand::UseExample => {
            if let Some(profile) = core.state.article.weights.example.clone() {
                take(core, profile);
            }
        }
        WeightsCommand::SetWeight { place, weight } => set_weight(core, place, weight),
        WeightsCommand::Keep { name, version } => keep(core, &name, &version),
        WeightsCommand::Remove => remove(core),
        WeightsCommand::ReadFile => read_file(core),
    }
}

fn take(core: &mut Core, profile: WeightProfile) {
    let weights = &mut core.state.article.weights;
    (weights.profile, weights.is_changed) = (Some(profile), false);
}

fn set_weight(core: &mut Core, place: usize, weight: f64) {
    let weights = &mut core.state.article.weights;
    let Some(profile) = &weights.profile else { return };
    match profile.with_weight(place, weight) {
        Ok(changed) => {
            (weights.is_changed, weights.profile) = (weights.is_changed || changed != *profile, Some(changed))
        }
        Err(fault) => weights.failure = Some(of_fault(&fault)),
    }
}

fn look(core: &mut Core) {
    if core.jobs.is_running(JobKind::READ_WEIGHTS) {
        return;
    }
    let config = core.folders.config.clone();
    core.jobs.start(JobKind::READ_WEIGHTS, Message::new("job-read-weights"), move |_| {
        done(WeightsOutcome::Looked(weights_folder::read_all(&config)))
    });
}

fn done(outcome: WeightsOutcome) -> Outcome {
    Outcome::from(ArticleOutcome::Weights(outcome))
}

fn keep(core: &mut Core, name: &str, version: &str) {
    let Some(profile) = &core.state.article.weights.profile else { return };
    let profile = match profile.called(name, version) {
        Ok(profile) => profile,
        Err(fault) => return core.state.article.weights.failure = Some(of_fault(&fault)),
    };
    let config = core.folders.config.clone();
    core.jobs.start(JobKind::KEEP_WEIGHTS, Message::new("job-keep-weights"), move |_| {
        match weights_folder::keep(&config, &profile) {
            Ok(()) => done(WeightsOutcome::Kept(Box::new(profile), weights_folder::read_all(&config))),
            Err(error) => Outcome::Failed(of_keeping(&error, &profile)),
        }
    });
}

fn remove(core: &mut Core) {
    let Some(profile) = core.state.article.weights.profile.clone() else { return };
    let config = core.folders.config.clone();
    core.jobs.start(JobKind::KEEP_WEIGHTS, Message::new("job-keep-weights"), move |_| {
        match weights_folder::remove(&config, &profile) {
            Ok(()) => done(WeightsOutcome::Removed(weights_folder::read_all(&config))),
            Err(error) => Outcome::Failed(Message::new("weights-not-removed").with_details(error)),
        }
    });
}

fn read_file(core: &mut Core) {
    let typed = core.state.article.path(ArticleFile::Weights).to_owned();
    let folder = core.folders.stores.clone();
    core.jobs.start(JobKind::READ_WEIGHTS, Message::new("job-read-weights"), move |_| {
        match weights_file::read(&found(&typed, &folder)) {
            Ok(profile) => done(WeightsOutcome::Read(Box::new(profile))),
            Err(error) => Outcome::Failed(of_reading(&error)),
        }
    });
}

/// Takes in what a job brought.
pub fn take_in(core: &mut Core, outcome: WeightsOutcome) {
    match outcome {
        WeightsOutcome::Looked(kept) | WeightsOutcome::Removed(kept) => core.state.article.weights.kept = Some(kept),
        WeightsOutcome::Read(profile) => take(core, *profile),
        WeightsOutcome::Kept(profile, kept) => {
            let said = Message::new("weights-kept").with("name", profile.name()).with("version", profile.version());
            core.state.inform(said);
            core.state.article.weights.kept = Some(kept);
            take(core, *profile);
        }
    }
}

/// A version for weights that are not those of the version at hand: the next number, where it is one.
pub fn next_version(version: &str) -> String {
    match version.parse::<u32>().ok().and_then(|number| number.checked_add(1)) {
        Some(next) => next.to_string(),
        None => format!("{version} b"),
    }
}

fn of_reading(error: &WeightsError) -> Message {
    match error {
        WeightsError::Unread { name, what } => Message::new("weights-unread").with("name", name).with_details(what),
        WeightsError::NotWeights { name, what } => {
            Message::new("weights-no-weights").with("name", name).with_details(what)
        }
        WeightsError::Fault { name, fault } => Message::new("weights-fault").with("name", name).with_details(fault),
    }
}

fn of_keeping(error: &KeepError, profile: &WeightProfile) -> Message {
    match error {
        KeepError::AlreadyThere => {
            Message::new("weights-there").with("name", profile.name()).with("version", profile.version())
        }
        KeepError::Unwritten(error) => Message::new("weights-not-kept").with_details(error),
        KeepError::NoToml(error) => Message::new("weights-not-kept").with_details(error),
    }
}

/// What is wrong with weights that were edited here.
fn of_fault(fault: &WeightFault) -> Message {
    match fault {
        WeightFault::NoName | WeightFault::NoVersion => Message::new("weights-no-name"),
        WeightFault::NoWeight => Message::new("weights-no-weight"),
        WeightFault::NoIndicator
        | WeightFault::NoColumn
        | WeightFault::Twice(_)
        | WeightFault::NoUnit(_)
        | WeightFault::Weight(_)
        | WeightFault::FewAnchors(_)
        | WeightFault::AnchorOrder(_)
        | WeightFault::AnchorScore(_)
        | WeightFault::Range(_) => Message::new("weights-no-number").with_details(fault),
    }
}
