//! How columns are prepared: missing values, scaling and words, for all columns and for single ones otherwise.

use std::collections::BTreeMap;

use eframe::egui::{Label, Ui};

use crate::analysis::diagnosis::calibration::Calibration;
use crate::analysis::diagnosis::learner::Task;
use crate::analysis::diagnosis::pipeline::{ColumnSteps, Encoding, Imputation, PipelinePlan, Scaling};
use crate::analysis::diagnosis::table::{ColumnChoice, ColumnType, Role};
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{body, small, space, tokens};
use crate::ui::widgets::{Button, Icon, choose_ui, icon_button};

const IMPUTATIONS: [(&str, Imputation); 6] = [
    ("diagnosis-fill-median", Imputation::Median),
    ("diagnosis-fill-mean", Imputation::Mean),
    ("diagnosis-fill-frequent", Imputation::MostFrequent),
    ("diagnosis-fill-nearest", Imputation::Nearest { rows: 5 }),
    ("diagnosis-fill-indicator", Imputation::Indicator),
    ("diagnosis-fill-drop", Imputation::Drop),
];
const SCALINGS: [(&str, Scaling); 3] = [
    ("diagnosis-scale-z", Scaling::ZScore),
    ("diagnosis-scale-min-max", Scaling::MinMax),
    ("diagnosis-scale-none", Scaling::None),
];
const ENCODINGS: [(&str, Encoding); 2] =
    [("diagnosis-encode-one-hot", Encoding::OneHot), ("diagnosis-encode-ordinal", Encoding::Ordinal)];
const CALIBRATIONS: [(&str, Calibration); 4] = [
    ("diagnosis-calibrate-automatic", Calibration::Automatic),
    ("diagnosis-calibrate-platt", Calibration::Platt),
    ("diagnosis-calibrate-isotonic", Calibration::Isotonic),
    ("diagnosis-calibrate-own", Calibration::Own),
];

/// Places in the lists above.
#[derive(Clone, Copy, Default)]
struct Steps {
    imputation: usize,
    scaling: usize,
    encoding: usize,
}

/// What is chosen.
#[derive(Default)]
pub struct Preparation {
    all: Steps,
    calibration: usize,
    /// Columns that are prepared otherwise, by heading.
    own: BTreeMap<String, Steps>,
}

impl Preparation {
    pub fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, task: Task) {
        ui.add(Label::new(small(ctx.text("diagnosis-preparation-explained")).color(tokens(ui).quiet)).wrap());
        steps_ui(ctx, ui, "", &mut self.all, (true, true));
        if task == Task::Classify {
            choose(ctx, ui, ("", "diagnosis-calibrate"), &CALIBRATIONS.map(|(key, _)| key), &mut self.calibration);
        }
        self.own_ui(ctx, ui);
    }

    /// Columns of their own: one more from a list, each with its steps and a way to forget it.
    fn own_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let choices = &ctx.state.diagnosis.data.choices;
        let features: Vec<&ColumnChoice> = choices.iter().filter(|choice| choice.role == Role::Feature).collect();
        self.own.retain(|name, _| features.iter().any(|choice| choice.name == *name));
        let free: Vec<String> =
            features.iter().map(|choice| choice.name.clone()).filter(|name| !self.own.contains_key(name)).collect();
        let mut words = vec![ctx.text("diagnosis-own-column-none").to_owned()];
        words.extend(free.iter().cloned());
        let width = ui.available_width() - space::L;
        let chosen = choose_ui(ui, ctx.text("diagnosis-own-column"), width, &words, 0);
        if let Some(name) = chosen.and_then(|at| at.checked_sub(1)).and_then(|at| free.get(at)) {
            self.own.insert(name.clone(), self.all);
        }
        let mut gone = None;
        for (name, steps) in &mut self.own {
            let kind = features.iter().find(|choice| choice.name == *name).map(|choice| choice.kind);
            let is_number = matches!(kind, Some(ColumnType::Numeric | ColumnType::Date));
            let may_encode = kind == Some(ColumnType::Categorical);
            ui.push_id(name, |ui| {
                ui.horizontal(|ui| {
                    ui.label(body(name).strong().color(tokens(ui).text));
                    let forget = ctx.texts.format("diagnosis-own-column-forget", &[("column", name)]);
                    if icon_button(ui, Icon::Close, &forget).clicked() {
                        gone = Some(name.clone());
                    }
                });
                steps_ui(ctx, ui, name, steps, (is_number, may_encode));
            });
        }
        if let Some(name) = gone {
            self.own.remove(&name);
        }
        if !self.own.is_empty() && Button::link(ctx.text("diagnosis-own-columns-none")).show(ui).clicked() {
            self.own.clear();
        }
    }

    pub fn calibration(&self) -> Calibration {
        CALIBRATIONS.get(self.calibration).map_or(Calibration::Automatic, |(_, found)| *found)
    }

    /// The plan for these columns.
    pub fn plan(&self, choices: &[ColumnChoice]) -> PipelinePlan {
        let of_own = |choice: &ColumnChoice| Some((choice.name.clone(), own(self.own.get(&choice.name)?, choice.kind)));
        PipelinePlan {
            numbers: imputation(self.all),
            words: of_words(imputation(self.all)),
            scaling: scaling(self.all),
            encoding: encoding(self.all),
            of_column: choices.iter().filter(|choice| choice.role == Role::Feature).filter_map(of_own).collect(),
        }
    }
}

fn imputation(steps: Steps) -> Imputation {
    IMPUTATIONS.get(steps.imputation).map_or(Imputation::Median, |(_, found)| *found)
}

fn scaling(steps: Steps) -> Scaling {
    SCALINGS.get(steps.scaling).map_or(Scaling::ZScore, |(_, found)| *found)
}

fn encoding(steps: Steps) -> Encoding {
    ENCODINGS.get(steps.encoding).map_or(Encoding::OneHot, |(_, found)| *found)
}

/// Of words there is no mean; the most frequent stands in.
fn of_words(imputation: Imputation) -> Imputation {
    match imputation {
        Imputation::Mean | Imputation::Median => Imputation::MostFrequent,
        other => other,
    }
}

/// What is done to a column that has its own steps: what its type has no use for stays as for all.
fn own(steps: &Steps, kind: ColumnType) -> ColumnSteps {
    let (filled, scaled, encoded) = (imputation(*steps), scaling(*steps), encoding(*steps));
    match kind {
        ColumnType::Numeric | ColumnType::Date => {
            ColumnSteps { imputation: filled, scaling: scaled, encoding: encoded }
        }
        ColumnType::Ordinal => {
            ColumnSteps { imputation: of_words(filled), scaling: scaled, encoding: Encoding::Ordinal }
        }
        ColumnType::Boolean => {
            ColumnSteps { imputation: of_words(filled), scaling: Scaling::None, encoding: Encoding::Ordinal }
        }
        ColumnType::Categorical | ColumnType::Identifier | ColumnType::Text => {
            ColumnSteps { imputation: of_words(filled), scaling: Scaling::None, encoding: encoded }
        }
    }
}

/// `column` stands in the labels where it is one of its own.
fn steps_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, column: &str, steps: &mut Steps, (scales, encodes): (bool, bool)) {
    choose(ctx, ui, (column, "diagnosis-fill"), &IMPUTATIONS.map(|(key, _)| key), &mut steps.imputation);
    if scales {
        choose(ctx, ui, (column, "diagnosis-scale"), &SCALINGS.map(|(key, _)| key), &mut steps.scaling);
    }
    if encodes {
        choose(ctx, ui, (column, "diagnosis-encode"), &ENCODINGS.map(|(key, _)| key), &mut steps.encoding);
    }
}

fn choose(ctx: &PanelCtx<'_>, ui: &mut Ui, (column, label): (&str, &str), keys: &[&str], on: &mut usize) {
    let names: Vec<String> = keys.iter().map(|key| ctx.texts.get(key).to_owned()).collect();
    let width = ui.available_width() - space::L;
    let label = match column {
        "" => ctx.texts.get(label).to_owned(),
        column => format!("{column} · {}", ctx.texts.get(label)),
    };
    if let Some(at) = choose_ui(ui, &label, width, &names, *on) {
        *on = at;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_of_its_own_is_prepared_otherwise_as_its_type_allows() {
        let choice = |name: &str, kind| ColumnChoice {
            name: name.to_owned(),
            kind,
            role: Role::Feature,
            zero_is_missing: false,
            zeros_look_missing: false,
            levels: Vec::new(),
        };
        let choices = [choice("insulin", ColumnType::Numeric), choice("sex", ColumnType::Boolean)];
        let min_max_mean = Steps { imputation: 1, scaling: 1, encoding: 0 };
        let own = ["insulin", "sex", "gone"].map(|name| (name.to_owned(), min_max_mean));
        let plan = Preparation { own: own.into_iter().collect(), ..Preparation::default() }.plan(&choices);
        assert_eq!((plan.numbers, plan.scaling), (Imputation::Median, Scaling::ZScore), "all others as before");
        assert_eq!(plan.of_column.len(), 2);
        let steps = |name: &str| plan.of_column.get(name).map(|steps| (steps.imputation, steps.scaling));
        assert_eq!(steps("insulin"), Some((Imputation::Mean, Scaling::MinMax)));
        assert_eq!(steps("sex"), Some((Imputation::MostFrequent, Scaling::None)));
    }
}
