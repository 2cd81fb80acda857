//! A table without identity: by what somebody could be known, how alike people have to be, for what.

use std::collections::BTreeSet;
use std::sync::Arc;

use eframe::egui::Ui;

use crate::analysis::privacy::k_anonymity::USUAL_K;
use crate::app::command::Command;
use crate::app::deidentified::{Dates, Quasi, Wanted};
use crate::app::export::{ExportCommand, ExportTarget};
use crate::app::trust::Released;
use crate::domain::consent::Purpose;
use crate::ui::context::PanelCtx;
use crate::ui::theme::{body, large, space, tokens};
use crate::ui::widgets::{Button, Icon, card, choose_ui};

use super::quiet_ui;

const FIELD: f32 = 220.0;
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
}

impl Default for BarePart {
    fn default() -> Self {
        BarePart { quasi: Quasi::USUAL.into_iter().collect(), size: 1, dates: 0, purpose: 0 }
    }
}

impl BarePart {
    pub fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
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
            if Button::primary(ctx.text("bare-export")).icon(Icon::Upload).show(ui).clicked() {
                self.ask(ctx);
            }
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

    fn ask(&self, ctx: &PanelCtx<'_>) {
        let wanted = Wanted {
            k: SIZES.get(self.size).copied().unwrap_or(USUAL_K),
            quasi: self.quasi.clone(),
            dates: DATES.get(self.dates).map_or(Dates::Shifted, |(dates, _)| *dates),
            today: ctx.today(),
            purpose: self.purpose.checked_sub(1).and_then(|at| Purpose::ALL.get(at)).copied(),
            another_because: None,
        };
        let target = Arc::new(ExportTarget::Deidentified(wanted));
        ctx.send(Command::Export(ExportCommand::Choose { name: "without-identity.csv".to_owned(), target }));
    }
}

/// What the last table cost: how alike people were before and are now, what was made coarser, who was left out.
fn meter_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, released: &Released) {
    let (meter, texts) = (&released.meter, ctx.texts);
    let whole = |number: usize| texts.whole(number as u64);
    let share = |part: usize| format!("{:.1} %", 100.0 * part as f64 / meter.rows.max(1) as f64);
    ui.label(large(ctx.text("bare-meter-title")).color(tokens(ui).text));
    ui.add_space(space::XS);
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
    for (name, level, last) in &meter.levels {
        let column = texts.find(&format!("bare-quasi-{name}")).unwrap_or(name);
        let values: [(&str, &dyn std::fmt::Display); 3] =
            [("column", &column), ("step", &whole(*level)), ("of", &whole(*last))];
        let key = match level {
            0 => "bare-meter-as-it-was",
            level if level == last => "bare-meter-suppressed",
            _ => "bare-meter-coarser",
        };
        ui.label(body(texts.format(key, &values)));
    }
    let rest: [(&str, &dyn std::fmt::Display); 3] = [
        ("codes", &whole(released.rare_codes)),
        ("mentions", &whole(released.rare_mentions)),
        ("refused", &whole(released.not_agreed)),
    ];
    quiet_ui(ui, &texts.format("bare-meter-rest", &rest));
}
