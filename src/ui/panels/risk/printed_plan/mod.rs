//! Treatment plans in words and on paper.

mod names;
pub mod paper;
mod plain;
#[cfg(test)]
mod tests;
pub mod words;

use crate::app::twin::view::TwinView;
use crate::domain::plan::{KeptPlan, Plan};
use crate::io::export::Document;

use crate::ui::context::PanelCtx;
use crate::ui::patient_head::who;
use crate::ui::text::{Language, Texts};
use paper::{Paper, chart, for_patient};

/// For whom a plan is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    Chart,
    Patient,
}

/// A plan of the open twin on paper; without a version it is a draft.
pub fn document(
    ctx: &PanelCtx<'_>,
    twin: &TwinView,
    plan: &Plan,
    kept: Option<&KeptPlan>,
    (language, reader): (Language, Reader),
) -> Document {
    let texts: &'static Texts = Texts::of(language);
    let paper = Paper {
        texts,
        who: who(twin, &ctx.speaking(texts)),
        plan,
        kept,
        hospital: ctx.state.open().map_or("", |open| open.info.name.as_str()),
        now: ctx.local(ctx.now_utc_secs),
        zone: ctx.zone(),
        is_demo: ctx.state.is_demo(),
    };
    match reader {
        Reader::Chart => chart(&paper),
        Reader::Patient => for_patient(&paper),
    }
}
