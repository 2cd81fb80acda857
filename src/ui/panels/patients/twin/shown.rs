//! A twin made ready to be drawn: words, marks and facts, made again when the twin, the language or the minute changes.

use std::sync::Arc;

use crate::app::twin::view::TwinView;
use crate::ui::panels::PanelCtx;
use crate::ui::patient_head::{Who, who};
use crate::ui::text::Language;

use super::facts::{Facts, facts};
use super::newest::{NewestRow, newest_rows, not_tested};
use super::trends::at_first;
use super::trends::track::{Track, tracks};

/// Everything the screen says about one twin.
pub struct Shown {
    pub view: Arc<TwinView>,
    language: Language,
    minute: i64,
    pub tracks: Vec<Track>,
    /// Keys of the tracks shown until somebody chooses.
    pub at_first: Vec<String>,
    pub newest: Vec<NewestRow>,
    pub not_tested: Vec<String>,
    pub facts: Facts,
    pub who: Who,
}

impl Shown {
    /// Makes it, unless `known` is still right.
    pub fn of(view: &Arc<TwinView>, known: Option<Shown>, ctx: &PanelCtx<'_>) -> Shown {
        let (language, minute) = (ctx.texts.language(), ctx.now_utc_secs.div_euclid(60));
        if let Some(known) = known
            && Arc::ptr_eq(&known.view, view)
            && known.language == language
            && known.minute == minute
        {
            return known;
        }
        let tracks = tracks(view, ctx.texts);
        Shown {
            language,
            minute,
            at_first: at_first(&tracks),
            newest: newest_rows(view, &tracks, ctx.now_utc_secs, ctx.texts),
            not_tested: not_tested(view, ctx.texts),
            facts: facts(view, ctx.texts),
            who: who(view, ctx),
            tracks,
            view: Arc::clone(view),
        }
    }
}
