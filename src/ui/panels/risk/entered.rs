//! A risk that a clinician enters, for outcomes that no model of ours gives.

use eframe::egui::{Label, Ui};

use crate::analysis::what_if::{Outcome, Under};
use crate::app::command::Command;
use crate::app::what_if::WhatIfCommand;
use crate::app::what_if::baselines::Entered;
use crate::app::what_if::view::enterable;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{small, space, tokens};
use crate::ui::widgets::{Button, Field, Icon, labelled_field};

use super::choices::choose_ui;
use super::what_if_words;

const LONGEST_YEARS: u8 = 10;

/// What is typed until it is taken over.
#[derive(Default)]
pub struct EnteredForm {
    is_open: bool,
    at: usize,
    percent: String,
    years: String,
}

impl EnteredForm {
    pub fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let shape = if self.is_open { Icon::ChevronDown } else { Icon::ChevronRight };
        if Button::link(ctx.text("what-if-enter")).icon(shape).show(ui).clicked() {
            self.is_open = !self.is_open;
        }
        if self.is_open {
            self.fields_ui(ctx, ui);
        }
    }

    fn fields_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let all = enterable();
        ui.add(Label::new(small(ctx.text("what-if-enter-explained")).color(tokens(ui).quiet)).wrap());
        let name = |(outcome, under): &(Outcome, Under)| {
            let own = what_if_words::outcome(ctx.texts, *outcome);
            match under {
                Under::Nothing => own.to_owned(),
                Under::Warfarin => ctx.texts.format("what-if-on-warfarin", &[("outcome", &own)]),
            }
        };
        let names: Vec<String> = all.iter().map(name).collect();
        if let Some(at) = choose_ui(ui, ctx.text("what-if-enter-outcome"), 300.0, &names, self.at) {
            self.at = at;
        }
        let (percent, years) = (percent_of(&self.percent), years_of(&self.years));
        ui.horizontal(|ui| {
            let error =
                (!self.percent.trim().is_empty() && percent.is_none()).then(|| ctx.text("what-if-enter-percent-error"));
            let field = Field::new(ctx.text("what-if-enter-percent")).width(110.0).error(error);
            labelled_field(ui, field, &mut self.percent);
            let error =
                (!self.years.trim().is_empty() && years.is_none()).then(|| ctx.text("what-if-enter-years-error"));
            let field = Field::new(ctx.text("what-if-enter-years")).width(110.0).error(error);
            labelled_field(ui, field, &mut self.years);
        });
        let chosen = all.get(self.at).zip(percent.zip(years));
        let is_taken = Button::new(ctx.text("what-if-enter-take")).enabled(chosen.is_some()).show(ui).clicked();
        if let Some(((outcome, under), (risk, horizon_years))) = chosen.filter(|_| is_taken) {
            let entered = Entered { outcome: *outcome, under: *under, risk, horizon_years };
            ctx.send(Command::WhatIf(WhatIfCommand::Enter(entered)));
            self.is_open = false;
        }
        ui.add_space(space::XS);
    }
}

/// A share from a typed percentage between 0 and 100.
fn percent_of(text: &str) -> Option<f64> {
    let percent: f64 = text.trim().replace(',', ".").parse().ok()?;
    (percent > 0.0 && percent < 100.0).then_some(percent / 100.0)
}

fn years_of(text: &str) -> Option<u8> {
    text.trim().parse().ok().filter(|years| (1..=LONGEST_YEARS).contains(years))
}
