//! `wardtwin schedule plans`: the plans that a store keeps as published, and their history.

use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;

use crate::domain::access::{Action, Scope};
use crate::domain::schedule::published::{KeptSchedule, standing};
use crate::io::store::{ScheduleStore as _, Store as _};

use super::super::output::{Beside, Ending, Failure, to_stdout};
use super::super::vault::{self, StoreArguments};

#[derive(Args)]
pub struct PlansArguments {
    #[command(flatten)]
    store: StoreArguments,
    /// The version that is written; the one that holds where not given.
    #[arg(long, value_name = "N")]
    number: Option<u64>,
    /// Write its plan here, in the form of its benchmark family.
    #[arg(long, value_name = "PLAN")]
    out: Option<PathBuf>,
    /// Write here what it is a plan of.
    #[arg(long, value_name = "INSTANCE")]
    instance: Option<PathBuf>,
}

pub fn run(arguments: &PlansArguments) -> Result<Ending, Failure> {
    let store = arguments.store.open_to_read()?;
    let scope = Scope::Text { text: "look at published plans".to_owned() };
    let grant = vault::grant(&store, Action::PlanSchedule, scope)?;
    store.journal(&grant).map_err(|error| arguments.store.in_words(error))?;
    let all = store.published_schedules(&grant).map_err(|error| arguments.store.in_words(error))?;
    let zone = store.info().zone;
    let line = |kept: &KeptSchedule| {
        let state = if kept.is_taken_back { ", taken back" } else { "" };
        let at = zone.moment(kept.made_utc_secs).iso();
        let (number, kind, name) = (kept.number, kept.kind.id(), &kept.name);
        format!("version {number} of {at} by {}: {kind} {name}, cost {}{state}", kept.made_by, kept.cost)
    };
    let mut lines: Vec<String> = all.iter().map(line).collect();
    if all.is_empty() {
        lines.push("no plan is published".to_owned());
    }
    if arguments.out.is_some() || arguments.instance.is_some() {
        let number = arguments.number.or_else(|| standing(&all).map(|one| one.number));
        let number = number.ok_or_else(|| Failure("no published plan holds; choose one with --number".to_owned()))?;
        let plan = store.published_schedule(&grant, number).map_err(|error| arguments.store.in_words(error))?;
        let texts = [(&arguments.out, &plan.plan), (&arguments.instance, &plan.instance)];
        for (path, text) in texts {
            let Some(path) = path else { continue };
            Beside::begin(path)?.finish(|out| Ok(out.write_all(text.as_bytes())?))?;
        }
    }
    to_stdout(|out| lines.iter().try_for_each(|line| writeln!(out, "{line}")))?;
    Ok(Ending::AllDone)
}
