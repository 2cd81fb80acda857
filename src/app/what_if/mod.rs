//! What-if: two futures of the open twin's patient, without and with a change. Nothing is read beyond the open twin, and
//! nothing is kept beyond the session; what is decided goes into a plan.

pub mod baselines;
pub mod person;
pub mod view;

use std::sync::Arc;

use crate::analysis::what_if::{Amount, BaselineSource, TrialEffect};
use crate::domain::ids::PatientId;

use super::core::Core;
use super::risk::filling::AsOf;
use super::risk::known;
use baselines::{Entered, baselines_of, lacking};
use person::person_of;
use view::{Parts, Picked, WhatIfView, what_if_view};

/// What was chosen for one patient.
#[derive(Debug, Default)]
pub struct WhatIfState {
    patient: Option<PatientId>,
    pub source: Option<BaselineSource>,
    pub entered: Vec<Entered>,
    pub picked: Vec<Picked>,
    pub view: Option<Arc<WhatIfView>>,
}

/// What can be asked of the what-if.
#[derive(Clone, Debug)]
pub enum WhatIfCommand {
    /// Looks at another baseline.
    Choose(BaselineSource),
    /// A clinician's own risk; it replaces an earlier one of the outcome.
    Enter(Entered),
    Pick(&'static TrialEffect, Amount),
    Unpick(&'static TrialEffect),
    Clear,
}

/// Carries out a what-if command.
pub fn apply(core: &mut Core, command: WhatIfCommand) {
    let state = &mut core.state.what_if;
    match command {
        WhatIfCommand::Choose(source) => state.source = Some(source),
        WhatIfCommand::Enter(entered) => {
            let source = entered.baseline().source;
            state.entered.retain(|one| one.baseline().source != source);
            state.entered.push(entered);
            state.source = Some(source);
        }
        WhatIfCommand::Pick(effect, amount) => {
            state.picked.retain(|one| one.effect.id != effect.id);
            state.picked.push(Picked { effect, amount });
        }
        WhatIfCommand::Unpick(effect) => state.picked.retain(|one| one.effect.id != effect.id),
        WhatIfCommand::Clear => state.picked.clear(),
    }
    compute(core);
    super::happened::options_computed(core);
}

/// Makes the view of the open twin again; what was chosen for somebody else is forgotten.
pub fn compute(core: &mut Core) {
    let now = core.clock.utc_secs();
    let zone = core.state.open().map_or_else(crate::base::Zone::utc, |open| open.info.zone.clone());
    let as_of = AsOf { utc_secs: now, date: zone.date_at(now) };
    let Some(twin) = core.state.twin.first.value().cloned() else {
        core.state.what_if = WhatIfState::default();
        return;
    };
    if core.state.what_if.patient != Some(twin.twin.id) {
        core.state.what_if = WhatIfState { patient: Some(twin.twin.id), ..WhatIfState::default() };
    }
    let answers = core.state.risk.answers(twin.twin.id);
    let known = known(&twin, &answers, &core.state.settings);
    let state = &core.state.what_if;
    let parts = Parts {
        patient: twin.twin.id,
        as_of,
        person: person_of(&twin, known, &state.entered, as_of),
        baselines: baselines_of(known, &state.entered, as_of),
        source: state.source,
        picked: &state.picked,
        lacking: lacking(known, as_of),
    };
    core.state.what_if.view = Some(Arc::new(what_if_view(parts)));
}
