//! `wardtwin twin record`: how the forecasts of a store's own values did, signal by signal.

use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;

use crate::app::hospital;
use crate::app::ward::record::score;
use crate::base::Progress;
use crate::domain::access::{Action, Scope};

use super::super::failure::Failure;
use super::super::output::{Beside, Ending};
use super::super::vault::{self, StoreArguments};

#[derive(Args)]
pub struct RecordArguments {
    #[command(flatten)]
    store: StoreArguments,
    /// A row a signal: series, scored forecasts, share inside the 95 % band, CRPS, CRPS of "as the last value".
    #[arg(long, value_name = "CSV")]
    out: PathBuf,
}

pub fn run(arguments: &RecordArguments) -> Result<Ending, Failure> {
    let store = arguments.store.open_to_read()?;
    let grant = vault::grant(&store, Action::ScoreForecasts, Scope::Text { text: "forecasts".to_owned() })?;
    let (index, _) = hospital::read_index(&*store, &Progress::default())?;
    let record = score(&*store, &grant, &index, &Progress::default())?;
    let mut text = "signal,unit,series,scored,inside_95,crps,crps_last_value,too_narrow\n".to_owned();
    for (id, own) in &record.signals {
        let (error, of_last) = own.errors().unwrap_or_default();
        let (indicator, coverage) = (id.indicator(), own.coverage().unwrap_or_default());
        text += &format!(
            "{},{},{},{},{coverage:.4},{error:.6},{of_last:.6},{}\n",
            indicator.id,
            indicator.unit,
            own.series,
            own.scored,
            own.is_too_narrow()
        );
    }
    Beside::begin(&arguments.out)?.finish(|out| Ok(out.write_all(text.as_bytes())?))?;
    Ok(if record.signals.is_empty() { Ending::WithFindings } else { Ending::AllDone })
}
