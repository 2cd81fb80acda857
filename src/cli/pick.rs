//! Which table of a workbook or an archive is meant.

use clap::Args;

use crate::io::import::container::{CellRange, PartPick, Pick};

use super::output::Failure;

#[derive(Args, Default)]
pub struct PickArguments {
    /// The sheet of a workbook or the file in an archive; by default the largest.
    #[arg(long, value_name = "NAME")]
    part: Option<String>,
    /// The cells of the sheet, such as B3:F200; by default all.
    #[arg(long, value_name = "RANGE")]
    cells: Option<String>,
}

impl PickArguments {
    pub fn pick(&self) -> Result<Pick, Failure> {
        let read = |text: &String| text.parse::<CellRange>();
        let range = self.cells.as_ref().map(read).transpose();
        let range = range.map_err(|_| Failure("--cells takes a range such as B3:F200".to_owned()))?;
        Ok(Pick { part: self.part.clone().map(PartPick::Name), range })
    }
}
