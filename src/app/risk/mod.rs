//! Risks: the validated models for the open twin, for free inputs and for a cohort.
//!
//! A twin that is open has been read through the door; computing its risks reads nothing more. A run over a cohort asks
//! the door and is journalled.

pub mod answers;
pub mod body_mass;
pub mod cohort;
pub mod course;
pub mod estimate;
pub mod filling;
pub mod kidney;
#[cfg(test)]
pub mod tests;
pub mod view;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::analysis::risk::Slot;
use crate::domain::ids::PatientId;
use crate::io::settings::Settings;

use super::computed::Computed;
use super::core::Core;
use super::panels::PanelId;
use super::twin::view::TwinView;
use answers::{Answers, House, Question};
use cohort::{CohortQuestion, CohortRisks};
use filling::{AsOf, Known};
use view::{RiskView, risk_view};

/// What the risk panel shows.
#[derive(Debug, Default)]
pub struct RiskState {
    /// Id of the tab shown; empty for the first.
    pub tab: &'static str,
    /// Id of the model looked at.
    pub chosen: Option<&'static str>,
    /// Of the open twin.
    pub view: Option<Arc<RiskView>>,
    /// What was said in this session, by patient.
    answers: BTreeMap<PatientId, Answers>,
    pub cohort: Computed<CohortRisks>,
}

impl RiskState {
    /// What was said about a patient.
    pub fn answers(&self, patient: PatientId) -> Answers {
        self.answers.get(&patient).cloned().unwrap_or_default()
    }
}

/// What can be asked of the risks.
#[derive(Clone, Debug)]
pub enum RiskCommand {
    /// Shows the risks of the open twin.
    ShowTwin,
    ShowTab(&'static str),
    Choose(&'static str),
    /// A person says something about the open twin's patient; [`Slot::Missing`] takes it back.
    Say(Question, Slot),
    SayProblemsComplete(bool),
    SayMedicationsComplete(bool),
    /// Takes back everything said about the open twin's patient.
    ForgetAnswers,
    /// `None`: not chosen.
    SetRegion(Option<u8>),
    SetNorthAmerican(Option<bool>),
    /// The clock went on: values age.
    Refresh,
    ScoreCohort(Box<CohortQuestion>),
    /// Keeps the last run, so that cohorts can ask for its numbers until the store is closed.
    KeepCohort,
}

/// Carries out a risk command.
pub fn apply(core: &mut Core, command: RiskCommand) {
    match command {
        RiskCommand::ShowTwin => {
            core.state.risk.tab = "";
            super::panels::go(core, PanelId::Risk);
        }
        RiskCommand::ShowTab(tab) => core.state.risk.tab = tab,
        RiskCommand::Choose(model) => core.state.risk.chosen = Some(model),
        RiskCommand::Say(question, slot) => say(core, |answers| answers.say(question, slot)),
        RiskCommand::SayProblemsComplete(is) => say(core, |answers| answers.problems_complete = is),
        RiskCommand::SayMedicationsComplete(is) => say(core, |answers| answers.medications_complete = is),
        RiskCommand::ForgetAnswers => say(core, |answers| *answers = Answers::default()),
        RiskCommand::SetRegion(region) => set_house(core, |house| house.region = region),
        RiskCommand::SetNorthAmerican(is) => set_house(core, |house| house.is_north_american = is),
        RiskCommand::Refresh => compute(core),
        RiskCommand::ScoreCohort(question) => cohort::score(core, *question),
        RiskCommand::KeepCohort => cohort::keep(core),
    }
}

/// What holds for the hospital.
pub fn house(settings: &Settings) -> House {
    House::of_settings(&settings.risk_region, &settings.risk_north_american)
}

fn set_house(core: &mut Core, change: impl FnOnce(&mut House)) {
    let mut house = house(&core.state.settings);
    change(&mut house);
    core.state.settings.risk_region = house.region_text();
    core.state.settings.risk_north_american = house.north_american_text();
    core.save_settings();
    compute(core);
}

fn say(core: &mut Core, change: impl FnOnce(&mut Answers)) {
    let Some(view) = core.state.twin.first.value() else { return };
    change(core.state.risk.answers.entry(view.twin.id).or_default());
    compute(core);
}

/// Asks every model about the open twin: a few milliseconds, see the bench of the tests.
pub fn compute(core: &mut Core) {
    let now = core.clock.utc_secs();
    let zone = core.state.open().map_or_else(crate::base::Zone::utc, |open| open.info.zone.clone());
    let as_of = AsOf { utc_secs: now, date: zone.date_at(now) };
    let view = core.state.twin.first.value().map(|view| {
        let answers = core.state.risk.answers(view.twin.id);
        Arc::new(risk_view(view.twin.id, known(view, &answers, &core.state.settings), as_of))
    });
    core.state.risk.view = view;
    super::happened::risks_computed(core);
}

/// What is known about an open twin's patient.
pub fn known<'a>(view: &'a TwinView, answers: &'a Answers, settings: &Settings) -> Known<'a> {
    Known { record: &view.risk, answers, house: house(settings) }
}
