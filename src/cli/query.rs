//! `wardtwin query`: patients of a store that meet a cohort filter, in the language of the list.

use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;

use crate::app::hospital;
use crate::app::list::columns::Column;
use crate::app::list::table::cell;
use crate::base::Progress;
use crate::domain::access::{Action, Scope};
use crate::domain::cohort::{Cohort, CohortFault};
use crate::io::clock::Clock;
use crate::io::export::TableWriter;
use crate::io::store::Store as _;

use super::output::{Ending, Failure};
use super::vault;

#[derive(Args)]
pub struct QueryArguments {
    /// The store's folder.
    #[arg(long, value_name = "FOLDER")]
    store: PathBuf,
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
    let cohort = Cohort::parse(&arguments.filter).map_err(|fault| Failure(in_words(&fault)))?;
    let store = vault::open(&arguments.store)?;
    store.journal(&vault::grant(Action::SearchCohort, Scope::Text { text: cohort.to_string() })?)?;
    let info = store.info();
    let today = info.zone.date_at(Clock::System.utc_secs());
    let (index, _) = hospital::read_index(&*store, &Progress::default())?;
    let rows = index.filter(&cohort, today);
    let mut output = std::io::stdout().lock();
    if arguments.count {
        writeln!(output, "{}", rows.count())?;
        return Ok(Ending::AllDone);
    }
    let headings: Vec<String> = COLUMNS.iter().map(|column| column.id()).collect();
    let headings: Vec<&str> = headings.iter().map(String::as_str).collect();
    let mut table = TableWriter::begin(output, &headings, info.demo)?;
    for row in rows.iter() {
        let cells = COLUMNS.map(|column| cell(&index, row, column, today));
        table.row(cells.iter().map(String::as_str))?;
    }
    table.finish()?.flush()?;
    Ok(Ending::AllDone)
}

fn in_words(fault: &CohortFault) -> String {
    let found = if fault.found.is_empty() { "the end".to_owned() } else { format!("\"{}\"", fault.found) };
    format!(
        "the filter cannot be read at character {}: found {found}, expected {}",
        fault.character,
        fault.expected.id()
    )
}
