//! What follows in words and numbers: cautions, regimens or why there are none, kinetics, levels, model and citation.

use eframe::egui::{Label, Rect, Sense, Ui, vec2};

use crate::analysis::dosing::{NoRegimen, Regimen};
use crate::app::dosing::{Barrier, Caution, Worked};
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{Tone, body, hero, large, small, space, tokens};
use crate::ui::widgets::{
    Cell, Column, DataTable, Icon, Notice, NoticeTone, TableState, key_value_grid, line_ui, notice, section,
};

const UMOL_PER_MG_DL: f64 = 88.4;

/// A number with so many digits, in the language's way.
pub fn digits(ctx: &PanelCtx<'_>, value: f64, decimals: usize) -> String {
    ctx.texts.decimal(&format!("{value:.decimals$}"))
}

/// What has to be thought of.
pub fn cautions_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, worked: &Worked) {
    for caution in &worked.cautions {
        let words = match caution {
            Caution::Obesity => ctx.text("dosing-caution-obesity").to_owned(),
            Caution::WeightMisleads => ctx.text("dosing-caution-weight").to_owned(),
            Caution::TargetOfMrsa => ctx.text("dosing-caution-target").to_owned(),
            Caution::LevelDoubtful { place } => {
                let far = worked.deviations.get(*place).copied().unwrap_or_default();
                let values: [(&str, &dyn std::fmt::Display); 2] =
                    [("number", &(place + 1)), ("far", &digits(ctx, far, 1))];
                ctx.texts.format("dosing-caution-level", &values)
            }
        };
        line_ui(ui, Icon::Warning, Tone::Abnormal, &words);
    }
}

/// The regimens, the best first with its chances as a bar; or why none is offered.
pub fn regimens_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, worked: &Worked, state: &mut TableState) {
    section(ui, ctx.text("dosing-regimens"));
    let target = [("low", worked.target.low), ("high", worked.target.high)];
    let values: Vec<(&str, String)> = target.iter().map(|(name, value)| (*name, digits(ctx, *value, 0))).collect();
    let most = ctx.texts.percent(worked.target.most_above);
    let places: [(&str, &dyn std::fmt::Display); 3] =
        [(values[0].0, &values[0].1), (values[1].0, &values[1].1), ("most", &most)];
    ui.add(Label::new(small(ctx.texts.format("dosing-target", &places)).color(tokens(ui).quiet)).wrap());
    ui.add_space(space::S);
    match &worked.regimens {
        Err(barriers) => barriers.iter().for_each(|barrier| barrier_ui(ctx, ui, barrier)),
        Ok(regimens) => {
            if let Some(best) = regimens.first() {
                best_ui(ctx, ui, best);
            }
            table_ui(ctx, ui, regimens, state);
            ui.add(Label::new(small(ctx.text("dosing-rules")).color(tokens(ui).quiet)).wrap());
        }
    }
}

fn barrier_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, barrier: &Barrier) {
    let umol = |mg_per_dl: f64| digits(ctx, mg_per_dl * UMOL_PER_MG_DL, 0);
    let (title, remedy) = match barrier {
        Barrier::CreatinineChanged { from_mg_per_dl, to_mg_per_dl } => {
            let places: [(&str, &dyn std::fmt::Display); 2] =
                [("from", &umol(*from_mg_per_dl)), ("to", &umol(*to_mg_per_dl))];
            (ctx.texts.format("dosing-barrier-changed", &places), ctx.text("dosing-barrier-changed-remedy"))
        }
        Barrier::CreatinineOld { hours } => {
            (ctx.texts.format("dosing-barrier-old", &[("hours", hours)]), ctx.text("dosing-barrier-old-remedy"))
        }
        Barrier::UrineFalls => (ctx.text("dosing-barrier-urine").to_owned(), ctx.text("dosing-barrier-changed-remedy")),
        Barrier::CentralNervousSystem => {
            (ctx.text("dosing-barrier-cns").to_owned(), ctx.text("dosing-barrier-cns-remedy"))
        }
        Barrier::IndicationUnsaid => {
            (ctx.text("dosing-barrier-unsaid").to_owned(), ctx.text("dosing-barrier-unsaid-remedy"))
        }
        Barrier::NoRegimen(NoRegimen::ByLevel) => {
            (ctx.text("dosing-barrier-by-level").to_owned(), ctx.text("dosing-barrier-by-level-remedy"))
        }
        Barrier::NoRegimen(NoRegimen::Haemodialysis) => {
            (ctx.text("dosing-barrier-dialysis").to_owned(), ctx.text("dosing-barrier-by-level-remedy"))
        }
        Barrier::NoRegimen(NoRegimen::NoneQualifies) => {
            (ctx.text("dosing-barrier-none").to_owned(), ctx.text("dosing-barrier-none-remedy"))
        }
    };
    let tone = NoticeTone::Warning;
    let shown = Notice { tone, title: &title, remedy: Some(remedy), details: None, action: None, closable: false };
    notice(ui, shown, ctx.texts);
    ui.add_space(space::S);
}

fn regimen_words(ctx: &PanelCtx<'_>, regimen: &Regimen) -> String {
    let values: [(&str, &dyn std::fmt::Display); 3] = [
        ("mg", &ctx.texts.decimal(&format!("{}", regimen.mg))),
        ("every", &regimen.every_hours),
        ("hours", &ctx.texts.decimal(&format!("{}", regimen.infusion_hours))),
    ];
    ctx.texts.format("dosing-regimen", &values)
}

fn best_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, best: &Regimen) {
    ui.label(small(ctx.text("dosing-best")).color(tokens(ui).quiet));
    ui.label(hero(regimen_words(ctx, best)).color(tokens(ui).text));
    bar_ui(ctx, ui, &best.chances);
    ui.add_space(space::S);
}

/// The three chances as lengths, with their words below.
fn bar_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, chances: &[f64; 3]) {
    const HEIGHT: f32 = 16.0;
    let tones = [Tone::Stale, Tone::Accent, Tone::Critical];
    let keys = ["dosing-below", "dosing-within", "dosing-above"];
    let width = ui.available_width().min(560.0);
    let (rect, response) = ui.allocate_exact_size(vec2(width, HEIGHT), Sense::hover());
    let words: Vec<String> = keys
        .iter()
        .zip(chances)
        .map(|(key, chance)| format!("{} {}", ctx.texts.get(key), ctx.texts.percent(*chance)))
        .collect();
    let name = words.join(" · ");
    response.widget_info(|| eframe::egui::WidgetInfo::labeled(eframe::egui::accesskit::Role::Image, true, &name));
    let mut left = rect.left();
    for (tone, chance) in tones.iter().zip(chances) {
        let part = Rect::from_min_size(eframe::egui::pos2(left, rect.top()), vec2(*chance as f32 * width, HEIGHT));
        ui.painter().rect_filled(part.shrink2(vec2(0.5, 0.0)), 0.0, tokens(ui).tone(*tone));
        left = part.right();
    }
    ui.horizontal_wrapped(|ui| {
        for (word, tone) in words.iter().zip(tones) {
            ui.label(body(word).color(tokens(ui).tone(tone)));
            ui.add_space(space::M);
        }
    });
}

fn table_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, regimens: &[Regimen], state: &mut TableState) {
    let columns = [
        Column::text(ctx.text("dosing-column-regimen"), 230.0).at_least(180.0).stretch().unsortable(),
        Column::number(ctx.text("dosing-below"), 92.0, 0).unit("%").unsortable(),
        Column::number(ctx.text("dosing-within"), 92.0, 0).unit("%").unsortable(),
        Column::number(ctx.text("dosing-above"), 92.0, 0).unit("%").unsortable(),
        Column::number(ctx.text("dosing-exposure"), 110.0, 0).unit("mg·h/L").unsortable(),
        Column::number(ctx.text("dosing-peak"), 86.0, 1).unit("mg/L").unsortable(),
        Column::number(ctx.text("dosing-trough"), 86.0, 1).unit("mg/L").unsortable(),
    ];
    let table = DataTable::new("dosing-regimens", ctx.text("dosing-regimens"), &columns, regimens.len());
    table.height_of_rows(9).show(ui, state, ctx.texts, |row, column| {
        let Some(regimen) = regimens.get(row) else { return Cell::default() };
        let percent = |at: usize| {
            let chance = regimen.chances.get(at).copied().unwrap_or_default();
            Cell::number(digits(ctx, chance * 100.0, 0), None)
        };
        match column {
            0 => Cell::text(regimen_words(ctx, regimen)),
            3 if !regimen.qualifies => {
                percent(2).tone(Tone::Abnormal).mark(Icon::Warning, ctx.text("dosing-too-often"))
            }
            1..=3 => percent(column - 1),
            4 => Cell::number(digits(ctx, regimen.exposure_24h, 0), None),
            5 => Cell::number(digits(ctx, regimen.peak_mg_per_l, 1), None),
            _ => Cell::number(digits(ctx, regimen.trough_mg_per_l, 1), None),
        }
    });
}

/// Clearance and volumes, exposures so far, each level against what was expected, and the model with its source.
pub fn kinetics_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, worked: &Worked) {
    section(ui, ctx.text("dosing-kinetics"));
    let [low, median, high] = worked.clearance.map(|clearance| digits(ctx, clearance, 2));
    let exposure = |value: f64| format!("{} mg·h/L", digits(ctx, value, 0));
    let mut pairs = vec![
        (ctx.text("dosing-creatinine-clearance"), format!("{} mL/min", digits(ctx, worked.creatinine_clearance, 0))),
        (ctx.text("dosing-clearance"), format!("{median} L/h ({low}–{high})")),
        (ctx.text("dosing-clearance-typical"), format!("{} L/h", digits(ctx, worked.typical.clearance_l_per_h, 2))),
        (ctx.text("dosing-volume"), format!("{} L", digits(ctx, worked.fitted.volume_l, 1))),
        (ctx.text("dosing-exposure-so-far"), exposure(worked.exposure_so_far)),
        (ctx.text("dosing-exposure-last-day"), exposure(worked.exposure_last_day)),
    ];
    for (place, (level, predicted)) in worked.asked.levels.iter().zip(&worked.predicted).enumerate() {
        let far = worked.deviations.get(place).copied().unwrap_or_default();
        let at = worked.asked.from_utc_secs + (level.at_hours * 3600.0).round() as i64;
        let values: [(&str, &dyn std::fmt::Display); 4] = [
            ("time", &ctx.texts.moment(ctx.local(at))),
            ("level", &digits(ctx, level.mg_per_l, 1)),
            ("expected", &digits(ctx, *predicted, 1)),
            ("far", &digits(ctx, far, 1)),
        ];
        pairs.push((ctx.text("dosing-level-of"), ctx.texts.format("dosing-level-words", &values)));
    }
    let model = ctx.texts.find(&format!("dosing-model-{}", worked.asked.model.id())).unwrap_or_default();
    pairs.push((ctx.text("dosing-model"), model.to_owned()));
    pairs.push((ctx.text("risk-citation"), worked.asked.model.citation().to_owned()));
    key_value_grid(ui, "dosing-kinetics", pairs);
    ui.add_space(space::S);
    ui.label(large(ctx.text("dosing-choices")).color(tokens(ui).text));
    let about = ctx.texts.find(&format!("dosing-choices-{}", worked.asked.model.id())).unwrap_or_default();
    ui.add(Label::new(small(about).color(tokens(ui).quiet)).wrap());
}
