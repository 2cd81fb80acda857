//! Which table of a workbook or an archive is meant.

use clap::Args;

use crate::io::import::container::{CellRange, PartPick, Pick};

use crate::io::import::form::HeadingLines;

use super::output::Failure;

#[derive(Args, Default)]
pub struct PickArguments {
    /// The sheet of a workbook or the file in an archive; by default the largest.
    #[arg(long, value_name = "NAME")]
    part: Option<String>,
    /// The cells of the sheet, such as B3:F200; by default all.
    #[arg(long, value_name = "RANGE")]
    cells: Option<String>,
    /// The line of the headings, where the file holds several tables; by default those of the first.
    #[arg(long, value_name = "LINE", value_parser = clap::value_parser!(u32).range(1..))]
    headings: Option<u32>,
}

impl PickArguments {
    /// Where the headings stand, if that was said.
    pub fn headings(&self) -> Option<Option<HeadingLines>> {
        self.headings.map(|first| Some(HeadingLines { first, count: 1 }))
    }

    pub fn pick(&self) -> Result<Pick, Failure> {
        let read = |text: &String| text.parse::<CellRange>();
        let range = self.cells.as_ref().map(read).transpose();
        let range = range.map_err(|_| Failure("--cells takes a range such as B3:F200".to_owned()))?;
        Ok(Pick { part: self.part.clone().map(PartPick::Name), range })
    }
}
