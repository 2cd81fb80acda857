//! The open twin's genes and drugs: what the genes are, what follows for what is taken or considered, and the alerts that
//! somebody goes on past with a reason.

pub mod anticoagulation;
pub mod overriding;
pub mod variants;
pub mod view;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::analysis::risk::{Fact, Gate};
use crate::domain::alert::{AlertOverride, KeptOverride, OverrideReason};
use crate::domain::genome::advice::Population;
use crate::domain::ids::PatientId;

use super::core::Core;
use super::risk::estimate::{Estimated, leading};
use super::risk::view::RiskView;
use overriding::Overriding;
use view::{Dated, GenesView, genes_view};

/// What the tab shows.
#[derive(Debug, Default)]
pub struct GenesState {
    /// Of the open twin.
    pub view: Option<Arc<GenesView>>,
    /// Alerts about the open twin that somebody went on past; the newest first.
    pub overrides: Vec<KeptOverride>,
    /// A file whose samples are shown, until one is taken.
    pub variants: Option<Arc<variants::ReadVariants>>,
    /// What was asked about in this session, by patient.
    said: BTreeMap<PatientId, Said>,
}

/// What a person says about a patient's drugs; kept for the session.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// Drugs that are considered, as they were typed.
    pub considered: Vec<String>,
    /// What an antiplatelet is taken for.
    pub antiplatelet_use: Option<Population>,
}

impl GenesState {
    pub fn said(&self, patient: PatientId) -> Said {
        self.said.get(&patient).cloned().unwrap_or_default()
    }
}

/// What can be asked.
#[derive(Clone, Debug)]
pub enum GenesCommand {
    /// Looks at a drug before anybody enters it.
    Consider(String),
    Forget(String),
    SayAntiplateletUse(Option<Population>),
    /// The alert of that cause is gone past.
    Override {
        cause: String,
        reason: OverrideReason,
        note: Option<String>,
    },
    /// The same as before: what was taken back is undone.
    OverrideAgain(Box<AlertOverride>),
    TakeBackOverride {
        patient: PatientId,
        number: u64,
    },
    /// Asks for a variant file and imports its calls for the open twin.
    ChooseVariants,
    /// Looks into the variant file at that path.
    OpenVariants(PathBuf),
    /// Imports the sample of that name for the open twin.
    TakeSample(String),
    ForgetVariants,
    /// The clock went on: overrides run out.
    Refresh,
}

/// Carries out a command.
pub fn apply(core: &mut Core, command: GenesCommand) {
    match command {
        GenesCommand::Consider(name) => say(core, |said| {
            let name = name.trim().to_owned();
            if !name.is_empty() && !said.considered.iter().any(|other| other.eq_ignore_ascii_case(&name)) {
                said.considered.push(name);
            }
        }),
        GenesCommand::Forget(name) => say(core, |said| said.considered.retain(|other| *other != name)),
        GenesCommand::SayAntiplateletUse(used) => say(core, |said| said.antiplatelet_use = used),
        GenesCommand::Override { cause, reason, note } => override_alert(core, cause, reason, note),
        GenesCommand::OverrideAgain(said) => overriding::start(core, Overriding::Say(*said)),
        GenesCommand::TakeBackOverride { patient, number } => {
            overriding::start(core, Overriding::TakeBack { patient, number });
        }
        GenesCommand::ChooseVariants => variants::choose(core),
        GenesCommand::OpenVariants(path) => variants::look(core, path),
        GenesCommand::TakeSample(sample) => variants::take_sample(core, &sample),
        GenesCommand::ForgetVariants => variants::forget(core),
        GenesCommand::Refresh => compute(core),
    }
}

/// Goes past an alert that the open twin has.
fn override_alert(core: &mut Core, cause: String, reason: OverrideReason, note: Option<String>) {
    let Some(view) = &core.state.genes.view else { return };
    let Some(tier) = view.tier_of(&cause) else { return };
    let note = note.map(|note| note.trim().to_owned()).filter(|note| !note.is_empty());
    let said = AlertOverride { patient: view.patient, cause, tier, reason, note };
    overriding::start(core, Overriding::Say(said));
}

fn say(core: &mut Core, change: impl FnOnce(&mut Said)) {
    let Some(view) = core.state.twin.first.value() else { return };
    change(core.state.genes.said.entry(view.twin.id).or_default());
    compute(core);
}

/// The eGFR by CKD-EPI, on the day of the newest value behind it. While creatinine changes it is no estimate of the kidney's
/// function, and a drug that is refused at it is refused all the same: the view says so beside it.
fn computed_egfr(risks: &RiskView) -> Option<Dated> {
    let estimate = risks.estimate("ckdepi")?;
    let regardless = || match estimate.estimated {
        Estimated::NotApplicable(Gate::SteadyCreatinine | Gate::Without(Fact::AcuteKidneyInjury)) => {
            leading(estimate.model, &estimate.model.score(&estimate.filled.inputs).ok()?)
        }
        _ => None,
    };
    let (_, value) = estimate.value().or_else(regardless)?;
    Some(Dated { value, utc_secs: estimate.filled.newest_utc_secs()? })
}

/// Works everything out again for the open twin: some milliseconds.
pub fn compute(core: &mut Core) {
    let now = core.clock.utc_secs();
    let view = core.state.twin.first.value().and_then(|twin| {
        let said = core.state.genes.said(twin.twin.id);
        let computed = core.state.risk.view.as_ref().and_then(|risks| computed_egfr(risks));
        genes_view(twin, &said, &core.state.genes.overrides, computed, now)
    });
    core.state.genes.view = view.map(Arc::new);
    super::happened::options_computed(core);
}

/// A twin was opened: what was overridden about it came with it.
pub fn opened(core: &mut Core) {
    let Some(view) = core.state.twin.first.value() else { return };
    let genes = &mut core.state.genes;
    genes.overrides.clone_from(&view.overrides);
    if genes.view.as_ref().is_none_or(|before| before.patient != view.twin.id) {
        genes.variants = None;
    }
    compute(core);
}

/// Overrides of a patient as they now stand.
pub fn overrides_changed(core: &mut Core, patient: PatientId, overrides: Vec<KeptOverride>) {
    if core.state.twin.first.value().is_some_and(|view| view.twin.id == patient) {
        core.state.genes.overrides = overrides;
        compute(core);
    }
    // The board of a ward shows it too.
    super::hospital::follow(core);
}
