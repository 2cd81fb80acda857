//! `wardtwin query`: patients of a store that meet a cohort filter, in the language of the list.

use clap::Args;

use crate::app::hospital;
use crate::app::list::columns::Column;
use crate::app::list::table::cell;
use crate::base::Progress;
use crate::domain::access::{Action, Scope};
use crate::domain::cohort::Cohort;
use crate::io::clock::Clock;
use crate::io::export::TableWriter;
use crate::io::store::Store as _;

use super::output::{Ending, Failure, to_stdout};
use super::vault::{self, StoreArguments};
use super::words;

#[derive(Args)]
pub struct QueryArguments {
    #[command(flatten)]
    store: StoreArguments,
    /// The filter, such as 'age >= 65 and condition ~ "diabetes"'.
    #[arg(long = "where", value_name = "EXPR")]
    filter: String,
    /// Only how many.
    #[arg(long)]
    count: bool,
}

const COLUMNS: [Column; 9] = [
    Column::Identifier,
    Column::Name,
    Column::ChineseName,
    Column::Sex,
    Column::Age,
    Column::BirthDate,
    Column::Ward,
    Column::Conditions,
    Column::LastObserved,
];

pub fn run(arguments: &QueryArguments) -> Result<Ending, Failure> {
    let cohort = Cohort::parse(&arguments.filter).map_err(|fault| Failure(words::of_filter(&fault)))?;
    if let Some(model) = cohort.risk_models().first() {
        let what = format!("risk({model}) asks for a run that was kept in the window, which a command does not have");
        return Err(Failure(format!("{what}; wardtwin risk score computes a model over a table")));
    }
    let store = arguments.store.open_to_read()?;
    let grant = vault::grant(&store, Action::SearchCohort, Scope::Text { text: cohort.to_string() })?;
    store.journal(&grant)?;
    let info = store.info();
    let today = info.zone.date_at(Clock::System.utc_secs());
    let (index, _) = hospital::read_index_for(&*store, &grant, &Progress::default())?;
    let rows = index.filter(&cohort, today);
    to_stdout(|out| match arguments.count {
        true => writeln!(out, "{}", rows.count()),
        false => {
            let headings: Vec<String> = COLUMNS.iter().map(|column| column.id()).collect();
            let headings: Vec<&str> = headings.iter().map(String::as_str).collect();
            let mut table = TableWriter::begin(out, &headings, info.demo)?;
            for row in rows.iter() {
                let cells = COLUMNS.map(|column| cell(&index, row, column, today));
                table.row(cells.iter().map(String::as_str))?;
            }
            table.finish().map(|_| ())
        }
    })?;
    Ok(Ending::AllDone)
}
