//! How a model is to be made: algorithm, parameters, preparation of the columns, and how it is judged.

use std::collections::BTreeMap;

use eframe::egui::{Label, Ui};

use crate::analysis::diagnosis::folds::SplitPlan;
use crate::analysis::diagnosis::learner::{ALGORITHMS, AlgorithmEntry, Task};
use crate::analysis::diagnosis::parameters::{Kind, Parameter};
use crate::analysis::diagnosis::plan::repeats_for;
use crate::analysis::diagnosis::table::ColumnType;
use crate::app::diagnosis::models::TrainingQuestion;
use crate::domain::access::Action;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{body, small, space, tokens};
use crate::ui::widgets::{Button, Field, Icon, choose_ui, labelled_field, segmented};

use super::preparation::Preparation;
use super::words;

/// Share that the article holds back.
const HELD_BACK: f64 = 0.2;
const SHORT: f32 = 96.0;

/// How held-back patients are chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum SplitKind {
    #[default]
    Folds,
    HoldOut,
    ByTime,
}

/// What is chosen and typed.
pub struct TrainingForm {
    algorithm: &'static str,
    /// Texts of the parameters by algorithm and key; what is not there has its default.
    set: BTreeMap<(&'static str, &'static str), String>,
    is_tuned: bool,
    shows_parameters: bool,
    shows_preparation: bool,
    split: SplitKind,
    folds: String,
    /// Empty: as many as fit the number of rows.
    repeats: String,
    time_column: Option<String>,
    seed: String,
    preparation: Preparation,
    purpose: String,
}

impl Default for TrainingForm {
    fn default() -> Self {
        TrainingForm {
            algorithm: "svm",
            set: BTreeMap::new(),
            is_tuned: false,
            shows_parameters: false,
            shows_preparation: false,
            split: SplitKind::Folds,
            folds: "5".to_owned(),
            repeats: String::new(),
            time_column: None,
            seed: "42".to_owned(),
            preparation: Preparation::default(),
            purpose: String::new(),
        }
    }
}

impl TrainingForm {
    /// Draws the form; the question where the button was pressed and everything in it holds.
    pub fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, task: Task, is_running: bool) -> Option<TrainingQuestion> {
        self.algorithm_ui(ctx, ui, task);
        self.parameters_ui(ctx, ui);
        self.split_ui(ctx, ui);
        self.preparation_ui(ctx, ui, task);
        ui.add_space(space::S);
        let field = Field::new(ctx.text("diagnosis-purpose")).hint(ctx.text("diagnosis-purpose-hint"));
        labelled_field(ui, field.width(ui.available_width() - space::L), &mut self.purpose);
        ui.add_space(space::M);
        let question = self.question(ctx);
        let button = ctx.show_if_may(
            ui,
            Action::TrainModel,
            Button::primary(ctx.text("diagnosis-train")).enabled(question.is_some() && !is_running),
        );
        let button = button.on_disabled_hover_text(ctx.text("diagnosis-train-why-not"));
        question.filter(|_| button.clicked())
    }

    /// The entry chosen, or the first that can learn such a target.
    fn entry(&self, task: Task) -> Option<&'static AlgorithmEntry> {
        let fits = |entry: &&AlgorithmEntry| entry.tasks.contains(&task);
        let chosen = ALGORITHMS.iter().find(|entry| entry.id == self.algorithm).filter(fits);
        chosen.or_else(|| ALGORITHMS.iter().find(fits))
    }

    fn algorithm_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, task: Task) {
        let entries: Vec<&AlgorithmEntry> = ALGORITHMS.iter().filter(|entry| entry.tasks.contains(&task)).collect();
        let names: Vec<String> = entries.iter().map(|entry| words::algorithm(ctx.texts, entry.id)).collect();
        let Some(entry) = self.entry(task) else { return };
        self.algorithm = entry.id;
        let on = entries.iter().position(|one| one.id == entry.id).unwrap_or(0);
        let width = ui.available_width() - space::L;
        if let Some(at) = choose_ui(ui, ctx.text("diagnosis-algorithm"), width, &names, on) {
            self.algorithm = entries.get(at).map_or(self.algorithm, |entry| entry.id);
        }
        let about = format!("diagnosis-about-{}", self.algorithm);
        if let Some(about) = ctx.texts.find(&about) {
            ui.add(Label::new(small(about).color(tokens(ui).quiet)).wrap());
        }
    }

    fn parameters_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let Some(entry) = ALGORITHMS.iter().find(|entry| entry.id == self.algorithm) else { return };
        fold_ui(ui, ctx.text("diagnosis-parameters"), &mut self.shows_parameters);
        if !self.shows_parameters {
            return;
        }
        let settings = ctx.texts.count("diagnosis-tune", entry.grid.len() as u64, &[]);
        ui.checkbox(&mut self.is_tuned, body(settings));
        if self.is_tuned {
            return;
        }
        for parameter in entry.parameters {
            ui.push_id(parameter.key, |ui| self.parameter_ui(ctx, ui, parameter));
        }
        if Button::link(ctx.text("diagnosis-defaults")).show(ui).clicked() {
            self.set.retain(|(algorithm, _), _| *algorithm != entry.id);
        }
    }

    fn parameter_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, parameter: &'static Parameter) {
        let label = words::parameter(ctx.texts, parameter.key);
        let key = (self.algorithm, parameter.key);
        let text = self.set.entry(key).or_insert_with(|| parameter.default.to_owned());
        if let Kind::Word(choices) = parameter.kind {
            let names: Vec<String> = choices.iter().map(|word| words::parameter_word(ctx.texts, word)).collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let on = choices.iter().position(|word| word == text).unwrap_or(0);
            ui.label(body(&label).color(tokens(ui).text));
            if let Some(word) = segmented(ui, &label, &names, on).and_then(|at| choices.get(at)) {
                (*word).clone_into(text);
            }
            return;
        }
        let allowed = words::allowed(ctx.texts, parameter.kind);
        let error = (!parameter.kind.holds(text)).then_some(allowed.as_str());
        let explanation = error.is_none().then_some(allowed.as_str());
        let field = Field { explanation, ..Field::new(&label).error(error).width(160.0) };
        labelled_field(ui, field, text);
    }

    fn split_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        ui.add_space(space::S);
        ui.label(body(ctx.text("diagnosis-judged-by")).color(tokens(ui).text));
        let names = ["diagnosis-folds", "diagnosis-hold-out", "diagnosis-by-time"].map(|key| ctx.texts.get(key));
        let kinds = [SplitKind::Folds, SplitKind::HoldOut, SplitKind::ByTime];
        let on = kinds.iter().position(|kind| *kind == self.split).unwrap_or(0);
        if let Some(kind) = segmented(ui, ctx.text("diagnosis-judged-by"), &names, on).and_then(|at| kinds.get(at)) {
            self.split = *kind;
        }
        let bad = ctx.text("diagnosis-whole-number").to_owned();
        let field = |ui: &mut Ui, key: &str, hint: &str, text: &mut String, is_good: bool| {
            let field = Field::new(ctx.texts.get(key)).hint(hint).width(SHORT);
            labelled_field(ui, field.error((!is_good).then_some(bad.as_str())), text);
        };
        let usual = repeats_for(self.rows(ctx)).to_string();
        let (folds_hold, repeats_hold, seed_holds) =
            (self.fold_count().is_some(), self.repeat_count(ctx).is_some(), self.seed.trim().parse::<u64>().is_ok());
        ui.horizontal_top(|ui| {
            if self.split == SplitKind::Folds {
                field(ui, "diagnosis-fold-count", "5", &mut self.folds, folds_hold);
                field(ui, "diagnosis-repeat-count", &usual, &mut self.repeats, repeats_hold);
            }
            field(ui, "diagnosis-seed", "42", &mut self.seed, seed_holds);
        });
        if self.split == SplitKind::ByTime {
            self.time_ui(ctx, ui);
        }
        let key = match self.split {
            SplitKind::Folds => "diagnosis-folds-explained",
            SplitKind::HoldOut => "diagnosis-hold-out-explained",
            SplitKind::ByTime => "diagnosis-by-time-explained",
        };
        ui.add(Label::new(small(ctx.texts.get(key)).color(tokens(ui).quiet)).wrap());
    }

    fn time_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let is_time = |kind: ColumnType| matches!(kind, ColumnType::Date | ColumnType::Numeric);
        let mut columns: Vec<(bool, String)> = ctx
            .state
            .diagnosis
            .data
            .choices
            .iter()
            .filter(|choice| is_time(choice.kind))
            .map(|choice| (choice.kind != ColumnType::Date, choice.name.clone()))
            .collect();
        columns.sort();
        let names: Vec<String> = columns.into_iter().map(|(_, name)| name).collect();
        let on = names.iter().position(|name| Some(name) == self.time_column.as_ref()).unwrap_or(0);
        self.time_column = names.get(on).cloned();
        if let Some(at) = choose_ui(ui, ctx.text("diagnosis-time-column"), 200.0, &names, on) {
            self.time_column = names.get(at).cloned();
        }
    }

    fn preparation_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, task: Task) {
        fold_ui(ui, ctx.text("diagnosis-preparation"), &mut self.shows_preparation);
        if !self.shows_preparation {
            return;
        }
        self.preparation.ui(ctx, ui, task);
    }

    fn rows(&self, ctx: &PanelCtx<'_>) -> u32 {
        let look = ctx.state.diagnosis.data.look.value();
        look.and_then(|look| look.problem.as_ref().ok()).map_or(0, |problem| problem.rows)
    }

    fn fold_count(&self) -> Option<u32> {
        self.folds.trim().parse().ok().filter(|folds| (2..=1_000).contains(folds))
    }

    fn repeat_count(&self, ctx: &PanelCtx<'_>) -> Option<u32> {
        match self.repeats.trim() {
            "" => Some(repeats_for(self.rows(ctx))),
            typed => typed.parse().ok().filter(|repeats| (1..=1_000).contains(repeats)),
        }
    }

    /// `None` where something typed does not hold.
    fn question(&self, ctx: &PanelCtx<'_>) -> Option<TrainingQuestion> {
        let entry = ALGORITHMS.iter().find(|entry| entry.id == self.algorithm)?;
        let seed = self.seed.trim().parse().ok()?;
        let split = match self.split {
            SplitKind::Folds => SplitPlan::Folds { folds: self.fold_count()?, repeats: self.repeat_count(ctx)?, seed },
            SplitKind::HoldOut => SplitPlan::HoldOut { test_share: HELD_BACK, seed },
            SplitKind::ByTime => SplitPlan::ByTime { column: self.time_column.clone()?, test_share: HELD_BACK },
        };
        let set: Vec<(String, String)> = entry
            .parameters
            .iter()
            .filter_map(|parameter| {
                let text = self.set.get(&(entry.id, parameter.key))?;
                (text.trim() != parameter.default).then(|| (parameter.key.to_owned(), text.trim().to_owned()))
            })
            .collect();
        if !self.is_tuned {
            entry.build(&set).ok()?;
        }
        Some(TrainingQuestion {
            algorithm: entry.id,
            set: if self.is_tuned { Vec::new() } else { set },
            is_tuned: self.is_tuned,
            split,
            pipeline: self.preparation.plan(&ctx.state.diagnosis.data.choices),
            calibration: self.preparation.calibration(),
            seed,
            purpose: self.purpose.trim().to_owned(),
        })
    }
}

/// A heading that folds out what is below it.
fn fold_ui(ui: &mut Ui, words: &str, is_open: &mut bool) {
    let shape = if *is_open { Icon::ChevronDown } else { Icon::ChevronRight };
    if Button::link(words).icon(shape).show(ui).clicked() {
        *is_open = !*is_open;
    }
}
