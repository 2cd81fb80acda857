//! Patients: the list with its search and cohort builder, the twin that is opened from it, alone or beside another, and
//! the review of who may be registered twice.

mod glass;
mod list;
mod review;
mod twin;

pub use list::match_words;

use eframe::egui::Ui;

use crate::app::panels::PanelId;
use crate::ui::widgets::Icon;

use super::{Panel, PanelCtx};

/// What the list and the twin screen remember of how they are looked at.
#[derive(Default)]
pub struct PatientsPanel {
    list: list::ListView,
    twin: twin::TwinScreen,
    review: review::ReviewView,
    glass: glass::GlassForm,
}

impl Panel for PatientsPanel {
    fn id(&self) -> PanelId {
        PanelId::Patients
    }

    fn icon(&self) -> Icon {
        Icon::People
    }

    fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        if ctx.state.twin.wanted.is_some() {
            self.twin.ui(ctx, ui);
        } else if ctx.state.duplicates.is_open {
            self.review.ui(ctx, ui);
        } else {
            self.glass.ui(ctx, ui);
            self.list.ui(ctx, ui);
        }
    }
}
