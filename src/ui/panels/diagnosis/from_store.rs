//! A table from the store: which patients, which features as of which day, and what is to be told.

use std::collections::BTreeSet;

use eframe::egui::{Label, Ui};

use crate::app::diagnosis::DiagnosisCommand;
use crate::app::diagnosis::cohort::{StoreQuestion, Told, Whom};
use crate::app::diagnosis::features::Feature;
use crate::app::hospital::Hospital;
use crate::app::index::facets::Facets;
use crate::app::jobs::JobKind;
use crate::base::Date;
use crate::domain::access::Action;
use crate::domain::book::{BookKind, Books};
use crate::domain::ids::WordId;
use crate::domain::indicator::IndicatorId;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{Tone, body, small, space, tokens};
use crate::ui::widgets::{Button, Field, Icon, choose_ui, labelled_field, line_ui};

use super::send;

const CHOICE: f32 = 248.0;
const DAY: f32 = 120.0;
/// Conditions offered, the most frequent first.
const MOST_CONDITIONS: usize = 60;

/// What is chosen and typed.
pub struct FromStore {
    whom: Option<Whom>,
    told: Option<Told>,
    as_of: String,
    left_out: BTreeSet<Feature>,
    leaves_out_known: bool,
}

impl Default for FromStore {
    fn default() -> Self {
        FromStore { whom: None, told: None, as_of: String::new(), left_out: BTreeSet::new(), leaves_out_known: true }
    }
}

impl FromStore {
    /// Whether a table was asked for.
    pub fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) -> bool {
        let Some(hospital) = ctx.state.open().and_then(|open| open.hospital.value().cloned()) else { return false };
        if hospital.index.patient_count() == 0 {
            return false;
        }
        // The empty panel centres what stands in it; a form begins at the left.
        ui.vertical(|ui| self.form_ui(ctx, ui, &hospital)).inner
    }

    fn form_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, hospital: &Hospital) -> bool {
        ui.add(Label::new(body(ctx.text("diagnosis-from-store-explained")).color(tokens(ui).quiet)).wrap());
        if ui.available_width() < 2.0 * CHOICE + space::L {
            self.whom_ui(ctx, ui);
            self.told_ui(ctx, ui, hospital);
        } else {
            ui.horizontal_top(|ui| {
                ui.vertical(|ui| self.whom_ui(ctx, ui));
                ui.vertical(|ui| self.told_ui(ctx, ui, hospital));
            });
        }
        self.day_ui(ctx, ui);
        if matches!(self.told, Some(Told::Condition(_))) {
            ui.checkbox(&mut self.leaves_out_known, body(ctx.text("diagnosis-leaves-out-known")));
        }
        let features = self.features_ui(ctx, ui, hospital);
        let question = self.question(ctx, features);
        let today = today(ctx);
        let has_no_answer = question.as_ref().is_some_and(|asked| asked.leaves_out_known && asked.as_of >= today);
        if has_no_answer {
            line_ui(ui, Icon::Warning, Tone::Abnormal, ctx.text("diagnosis-nothing-ahead-of-today"));
        }
        let is_free = !ctx.jobs.is_running(JobKind::READ_CASES);
        let button = ctx.show_if_may(
            ui,
            Action::LearnFromCohort,
            Button::primary(ctx.text("diagnosis-make-table")).enabled(question.is_some() && is_free && !has_no_answer),
        );
        let Some(question) = question.filter(|_| button.clicked()) else { return false };
        send(ctx, DiagnosisCommand::ReadStore(Box::new(question)));
        true
    }

    fn question(&self, ctx: &PanelCtx<'_>, features: Vec<Feature>) -> Option<StoreQuestion> {
        let as_of = self.as_of.trim();
        let as_of = if as_of.is_empty() { Some(today(ctx)) } else { Date::parse_iso(as_of.as_bytes()) };
        Some(StoreQuestion {
            whom: self.whom.clone().unwrap_or(Whom::Everyone),
            told: self.told.clone()?,
            as_of: as_of?,
            leaves_out_known: self.leaves_out_known && matches!(self.told, Some(Told::Condition(_))),
            features: Some(features).filter(|features| !features.is_empty())?,
        })
    }

    fn whom_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let mut all = vec![Whom::Everyone];
        all.extend(ctx.state.list.result.value().map(|_| Whom::Listed));
        all.extend(ctx.state.list.saved.iter().map(|cohort| Whom::Saved(cohort.name.clone())));
        let words: Vec<String> = all.iter().map(|whom| whom_words(ctx, whom)).collect();
        let on = self.whom.as_ref().and_then(|whom| all.iter().position(|one| one == whom)).unwrap_or(0);
        if let Some(chosen) = choose_ui(ui, ctx.text("diagnosis-whom"), CHOICE, &words, on) {
            self.whom = all.get(chosen).cloned();
        }
    }

    fn told_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, hospital: &Hospital) {
        let facets = ctx.state.list.result.value().and_then(|list| list.facets.as_ref());
        let book = hospital.books.of(BookKind::Condition);
        let conditions = conditions(facets, book.len());
        let mut all: Vec<Told> = conditions.into_iter().map(Told::Condition).collect();
        let indicators = IndicatorId::all().filter(|id| hospital.index.has_indicator(*id));
        all.extend(indicators.map(Told::Indicator));
        let mut words = vec![ctx.text("diagnosis-told-none").to_owned()];
        words.extend(all.iter().map(|told| match told {
            Told::Condition(word) => {
                let word = book.word(*word);
                let [code, name] = [Books::code_part(word), Books::name_part(word)];
                format!("{code} {name}").trim().to_owned()
            }
            Told::Indicator(id) => feature_words(ctx, Feature::Indicator(*id)),
        }));
        let on = self.told.as_ref().and_then(|told| all.iter().position(|one| one == told)).map_or(0, |at| at + 1);
        if let Some(chosen) = choose_ui(ui, ctx.text("diagnosis-told"), CHOICE, &words, on) {
            self.told = chosen.checked_sub(1).and_then(|at| all.get(at)).cloned();
        }
    }

    fn day_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let today = today(ctx).iso();
        let is_day = self.as_of.trim().is_empty() || Date::parse_iso(self.as_of.trim().as_bytes()).is_some();
        let fault = (!is_day).then(|| ctx.text("diagnosis-as-of-fault"));
        let field = Field::new(ctx.text("diagnosis-as-of")).hint(&today).error(fault).width(DAY);
        labelled_field(ui, field, &mut self.as_of);
    }

    /// Ticks; those that are left.
    fn features_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, hospital: &Hospital) -> Vec<Feature> {
        let told = match self.told {
            Some(Told::Indicator(id)) => Some(Feature::Indicator(id)),
            Some(Told::Condition(_)) | None => None,
        };
        let indicators = IndicatorId::all().filter(|id| hospital.index.has_indicator(*id)).map(Feature::Indicator);
        let all: Vec<Feature> =
            [Feature::Age, Feature::Sex].into_iter().chain(indicators).filter(|one| Some(*one) != told).collect();
        ui.add_space(space::XS);
        ui.label(body(ctx.text("diagnosis-store-features")).color(tokens(ui).text));
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().interact_size.y = space::L;
            for feature in &all {
                let mut is_in = !self.left_out.contains(feature);
                if ui.checkbox(&mut is_in, small(feature_words(ctx, *feature))).changed() {
                    if is_in {
                        self.left_out.remove(feature);
                    } else {
                        self.left_out.insert(*feature);
                    }
                }
            }
        });
        ui.horizontal(|ui| {
            if Button::quiet(ctx.text("diagnosis-features-all")).leading().show(ui).clicked() {
                self.left_out.clear();
            }
            if Button::quiet(ctx.text("diagnosis-features-none")).show(ui).clicked() {
                self.left_out = all.iter().copied().collect();
            }
        });
        all.into_iter().filter(|feature| !self.left_out.contains(feature)).collect()
    }
}

/// The most frequent of the list's patients first, where that was counted.
fn conditions(facets: Option<&Facets>, words: usize) -> Vec<WordId> {
    match facets {
        Some(facets) => {
            let ranked = Facets::ranked(&facets.conditions).into_iter().filter(|(_, count)| *count > 0);
            ranked.take(MOST_CONDITIONS).map(|(word, _)| WordId(word)).collect()
        }
        None => (0..words.min(MOST_CONDITIONS) as u16).map(WordId).collect(),
    }
}

fn today(ctx: &PanelCtx<'_>) -> Date {
    ctx.local(ctx.now_utc_secs).local_date()
}

fn whom_words(ctx: &PanelCtx<'_>, whom: &Whom) -> String {
    match whom {
        Whom::Everyone => ctx.text("diagnosis-whom-everyone").to_owned(),
        Whom::Listed => {
            let rows = ctx.state.list.result.value().map_or(0, |list| list.rows.len());
            ctx.texts.count("diagnosis-whom-listed", rows as u64, &[])
        }
        Whom::Saved(name) => ctx.texts.format("diagnosis-whom-saved", &[("name", name)]),
    }
}

fn feature_words(ctx: &PanelCtx<'_>, feature: Feature) -> String {
    match feature {
        Feature::Age => ctx.text("column-age").to_owned(),
        Feature::Sex => ctx.text("column-sex").to_owned(),
        Feature::Indicator(id) => ctx.text(&format!("indicator-{}", id.indicator().id)).to_owned(),
    }
}
