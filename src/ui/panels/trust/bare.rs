//! A table without identity: by what somebody could be known, how alike people have to be, for what.

use std::collections::BTreeSet;
use std::sync::Arc;

use eframe::egui::Ui;

use crate::analysis::privacy::k_anonymity::{Kept, Told, USUAL_K};
use crate::app::command::Command;
use crate::app::deidentified::{Dates, Quasi, Recipe, Released, Wanted};
use crate::app::export::{ExportCommand, ExportTarget};
use crate::app::jobs::JobKind;
use crate::app::trust::TrustCommand;
use crate::domain::access::Action;
use crate::domain::consent::Purpose;
use crate::ui::context::PanelCtx;
use crate::ui::theme::{Tone, body, large, space, tokens};
use crate::ui::widgets::{Button, Field, Icon, card, choose_ui, labelled_field, line_ui};

use super::{failure_ui, quiet_ui, send};

const FIELD: f32 = 220.0;
const REASON: f32 = 420.0;
/// How many people are alike at least; fewer than five are refused anyway.
const SIZES: [usize; 4] = [5, USUAL_K, 20, 50];
const DATES: [(Dates, &str); 3] =
    [(Dates::Shifted, "bare-dates-shifted"), (Dates::Years, "bare-dates-years"), (Dates::None, "bare-dates-none")];

/// What is chosen.
pub struct BarePart {
    quasi: BTreeSet<Quasi>,
    size: usize,
    dates: usize,
    /// 0 for no purpose, else one of [`Purpose::ALL`] and one more.
    purpose: usize,
    /// Why it is made in another way than the tables before.
    reason: String,
}

impl Default for BarePart {
    fn default() -> Self {
        BarePart { quasi: Quasi::USUAL.into_iter().collect(), size: 1, dates: 0, purpose: 0, reason: String::new() }
    }
}

impl BarePart {
    pub fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        failure_ui(ctx, ui, ctx.state.trust.bare_failure.as_ref());
        card(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.label(large(ctx.text("bare-title")).color(tokens(ui).text));
            quiet_ui(ui, ctx.text("bare-explained"));
            ui.add_space(space::S);
            ui.label(body(ctx.text("bare-quasi")));
            ui.horizontal_wrapped(|ui| {
                for quasi in Quasi::ALL {
                    let mut on = self.quasi.contains(&quasi);
                    let name = ctx.texts.get(&format!("bare-quasi-{}", quasi.id())).to_owned();
                    if ui.checkbox(&mut on, name).changed() {
                        self.toggle(quasi, on);
                    }
                }
            });
            ui.add_space(space::S);
            self.choices_ui(ctx, ui);
            ui.add_space(space::M);
            self.buttons_ui(ctx, ui);
        });
        if let Some(released) = &ctx.state.trust.bare {
            ui.add_space(space::M);
            card(ui, |ui| {
                ui.set_width(ui.available_width());
                meter_ui(ctx, ui, released);
            });
        }
    }

    fn toggle(&mut self, quasi: Quasi, on: bool) {
        if on {
            self.quasi.insert(quasi);
        } else {
            self.quasi.remove(&quasi);
        }
    }

    fn choices_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        ui.horizontal_wrapped(|ui| {
            ui.vertical(|ui| {
                let words = SIZES.map(|size| ctx.texts.whole(size as u64));
                self.size = choose_ui(ui, ctx.text("bare-k"), FIELD, &words, self.size).unwrap_or(self.size);
            });
            ui.vertical(|ui| {
                let words = DATES.map(|(_, key)| ctx.text(key).to_owned());
                self.dates = choose_ui(ui, ctx.text("bare-dates"), FIELD, &words, self.dates).unwrap_or(self.dates);
            });
            ui.vertical(|ui| {
                let of = |purpose: &Purpose| ctx.texts.get(&format!("purpose-{}", purpose.id())).to_owned();
                let none = std::iter::once(ctx.text("bare-no-purpose").to_owned());
                let words: Vec<String> = none.chain(Purpose::ALL.iter().map(of)).collect();
                let chosen = choose_ui(ui, ctx.text("bare-purpose"), FIELD, &words, self.purpose);
                self.purpose = chosen.unwrap_or(self.purpose);
            });
        });
    }

    /// First what it would cost, then the table by these choices; others are tried out anew.
    fn buttons_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let wanted = self.wanted(ctx);
        let tried = ctx.state.trust.bare.clone().filter(|released| released.wanted == wanted);
        let another =
            tried.as_ref().is_some_and(|tried| matches!(tried.recipe, Recipe::Another { .. }) && !tried.is_written);
        if another && ctx.may(Action::Export) {
            let field = Field::new(ctx.text("bare-another-reason")).width(REASON);
            labelled_field(ui, field, &mut self.reason);
            ui.add_space(space::S);
        }
        let reason = Some(self.reason.trim().to_owned()).filter(|reason| another && !reason.is_empty());
        ui.horizontal_wrapped(|ui| {
            let is_busy = ctx.jobs.is_running(JobKind::REHEARSE_TABLE);
            let look =
                Button::primary(ctx.text("bare-rehearse")).icon(Icon::Search).enabled(!is_busy && tried.is_none());
            if look.show(ui).clicked() {
                send(ctx, TrustCommand::RehearseTable(wanted.clone()));
            }
            let ready = tried.is_some() && (!another || reason.is_some());
            let save = Button::new(ctx.text("bare-export")).icon(Icon::Upload).enabled(ready).show(ui);
            if save.on_disabled_hover_text(ctx.text("bare-export-first")).clicked() {
                let wanted = Wanted { another_because: reason, ..wanted };
                let target = Arc::new(ExportTarget::Deidentified(wanted));
                ctx.send(Command::Export(ExportCommand::Choose { name: "without-identity.csv".to_owned(), target }));
            }
        });
    }

    fn wanted(&self, ctx: &PanelCtx<'_>) -> Wanted {
        Wanted {
            k: SIZES.get(self.size).copied().unwrap_or(USUAL_K),
            quasi: self.quasi.clone(),
            dates: DATES.get(self.dates).map_or(Dates::Shifted, |(dates, _)| *dates),
            today: ctx.today(),
            purpose: self.purpose.checked_sub(1).and_then(|at| Purpose::ALL.get(at)).copied(),
            another_because: None,
        }
    }
}

/// What a table costs: how alike people were before and are now, what was made coarser, who was left out; and whether it may
/// be made.
fn meter_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, released: &Released) {
    let (meter, texts) = (&released.meter, ctx.texts);
    let whole = |number: usize| texts.whole(number as u64);
    let share = |part: usize| format!("{:.1} %", 100.0 * part as f64 / meter.rows.max(1) as f64);
    let title = if released.is_written { "bare-meter-title" } else { "bare-meter-title-tried" };
    ui.label(large(ctx.text(title)).color(tokens(ui).text));
    ui.add_space(space::XS);
    if !released.is_written {
        recipe_ui(ctx, ui, &released.recipe);
    }
    let (unique, small) = (whole(meter.unique_before), whole(meter.small_before));
    let before: [(&str, &dyn std::fmt::Display); 6] = [
        ("rows", &whole(meter.rows)),
        ("unique", &unique),
        ("unique_share", &share(meter.unique_before)),
        ("small", &small),
        ("small_share", &share(meter.small_before)),
        ("k", &whole(meter.k)),
    ];
    ui.label(body(texts.format("bare-meter-before", &before)));
    let after: [(&str, &dyn std::fmt::Display); 4] = [
        ("groups", &whole(meter.groups)),
        ("smallest", &whole(meter.smallest_group)),
        ("left_out", &whole(meter.suppressed)),
        ("share", &share(meter.suppressed)),
    ];
    ui.label(body(texts.format("bare-meter-after", &after)));
    ui.label(body(texts.format("bare-meter-lost", &[("lost", &format!("{:.0} %", 100.0 * meter.cost))])));
    for kept in &meter.columns {
        ui.label(body(kept_words(ctx, kept)));
    }
    let rest: [(&str, &dyn std::fmt::Display); 3] = [
        ("codes", &whole(released.rare_codes)),
        ("mentions", &whole(released.rare_mentions)),
        ("refused", &whole(released.not_agreed)),
    ];
    quiet_ui(ui, &texts.format("bare-meter-rest", &rest));
}

fn kept_words(ctx: &PanelCtx<'_>, kept: &Kept) -> String {
    let column = ctx.texts.find(&format!("bare-quasi-{}", kept.name)).unwrap_or(&kept.name);
    let lost = format!("{:.0} %", 100.0 * kept.lost);
    let (key, years) = match kept.told {
        Told::AsItWas => ("bare-meter-as-it-was", 0),
        Told::Years(years) => ("bare-meter-years", years),
        Told::Quarters => ("bare-meter-quarters", 0),
        Told::Younger(years) => ("bare-meter-younger", years),
        Told::WhetherTested => ("bare-meter-tested", 0),
        Told::Nothing => ("bare-meter-suppressed", 0),
    };
    ctx.texts.format(key, &[("column", &column), ("years", &years), ("lost", &lost)])
}

/// What saving it would mean for the tables to come, or why it cannot be saved.
fn recipe_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, recipe: &Recipe) {
    match recipe {
        Recipe::First => line_ui(ui, Icon::Info, Tone::Plain, ctx.text("bare-recipe-first")),
        Recipe::Same => line_ui(ui, Icon::Check, Tone::Plain, ctx.text("bare-recipe-same")),
        Recipe::Another { known } => {
            let words = ctx.texts.format("bare-recipe-another", &[("known", known)]);
            line_ui(ui, Icon::Warning, Tone::Abnormal, &words);
        }
    }
    ui.add_space(space::XS);
}
