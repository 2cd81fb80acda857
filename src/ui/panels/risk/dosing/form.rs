//! The form: model, indication, who is treated, doses and levels with their times.

use eframe::egui::{Label, Ui};

use crate::app::command::Command;
use crate::app::dosing::{DoseRow, DosingCommand, Draft, DraftFault, Indication, LevelRow, ModelChoice, Typed};
use crate::app::jobs::JobKind;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{body, small, space, tokens};
use crate::ui::widgets::{Button, Field, Icon, choose_ui, icon_button, labelled_field, section, segmented, text_edit};

const NUMBER_WIDTH: f32 = 110.0;
const TIME_WIDTH: f32 = 150.0;
const WIDE: f32 = 340.0;

/// Draws the form over a copy of the draft, which is sent where something changed.
pub fn form_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    let mut draft = ctx.state.dosing.draft.clone();
    model_ui(ctx, ui, &mut draft);
    person_ui(ctx, ui, &mut draft);
    ui.add_space(space::M);
    doses_ui(ctx, ui, &mut draft);
    ui.add_space(space::M);
    levels_ui(ctx, ui, &mut draft);
    if draft != ctx.state.dosing.draft {
        ctx.send(Command::Dosing(DosingCommand::Set(Box::new(draft))));
    }
}

/// The button that works the draft out, and what keeps it from that.
pub fn work_out_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    let can = !ctx.jobs.is_running(JobKind::WORK_OUT_DOSE);
    if Button::primary(ctx.text("dosing-work-out")).enabled(can).show(ui).clicked() {
        ctx.send(Command::Dosing(DosingCommand::WorkOut));
    }
    if has(ctx, DraftFault::NoDose) {
        ui.label(body(ctx.text("dosing-fault-no-dose")).color(tokens(ui).critical));
    } else if !ctx.state.dosing.faults.is_empty() {
        ui.label(body(ctx.text("dosing-faults")).color(tokens(ui).critical));
    }
    ui.add_space(space::S);
}

fn has(ctx: &PanelCtx<'_>, fault: DraftFault) -> bool {
    ctx.state.dosing.faults.contains(&fault)
}

fn model_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, draft: &mut Draft) {
    let keys = ModelChoice::ALL.map(|model| format!("dosing-model-{}", model.id()));
    let words: Vec<String> = keys.iter().map(|key| ctx.text(key).to_owned()).collect();
    let on = ModelChoice::ALL.iter().position(|model| *model == draft.model).unwrap_or(0);
    if let Some(model) =
        choose_ui(ui, ctx.text("dosing-model"), WIDE, &words, on).and_then(|at| ModelChoice::ALL.get(at))
    {
        draft.model = *model;
    }
    let about = ctx.texts.find(&format!("dosing-model-{}-about", draft.model.id())).unwrap_or_default();
    ui.add(Label::new(small(format!("{about} {}", draft.model.citation())).color(tokens(ui).quiet)).wrap());
    ui.add_space(space::S);
    let words: Vec<String> =
        Indication::ALL.iter().map(|one| ctx.text(&format!("dosing-indication-{}", one.id())).to_owned()).collect();
    let on = Indication::ALL.iter().position(|one| *one == draft.indication).unwrap_or(0);
    let chosen = choose_ui(ui, ctx.text("dosing-indication"), WIDE, &words, on);
    if let Some(indication) = chosen.and_then(|at| Indication::ALL.get(at)) {
        draft.indication = *indication;
    }
    ui.add_space(space::S);
}

fn person_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, draft: &mut Draft) {
    ui.horizontal_top(|ui| {
        typed_ui(ctx, ui, ("dosing-age", DraftFault::Age), &mut draft.age_years);
        typed_ui(ctx, ui, ("dosing-weight", DraftFault::Weight), &mut draft.weight_kg);
        typed_ui(ctx, ui, ("dosing-height", DraftFault::Height), &mut draft.height_cm);
    });
    ui.horizontal_top(|ui| {
        typed_ui(ctx, ui, ("dosing-creatinine", DraftFault::Creatinine), &mut draft.creatinine);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = space::XS;
            ui.label(body(ctx.text("dosing-sex")).color(tokens(ui).text));
            let names = [ctx.text("sex-female"), ctx.text("sex-male")];
            let on = draft.is_female.map_or(usize::MAX, |is_female| usize::from(!is_female));
            if let Some(at) = segmented(ui, ctx.text("dosing-sex"), &names, on) {
                draft.is_female = Some(at == 0);
            }
            if has(ctx, DraftFault::Sex) {
                ui.label(small(ctx.text("dosing-fault-sex")).color(tokens(ui).critical));
            }
        });
    });
    ui.checkbox(&mut draft.on_haemodialysis, ctx.text("dosing-haemodialysis"));
    ui.checkbox(&mut draft.urine_falls, ctx.text("dosing-urine-falls"));
    ui.checkbox(&mut draft.weight_misleads, ctx.text("dosing-weight-misleads"));
}

/// A number with its age below; typed over, it counts as of now.
fn typed_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, (key, fault): (&'static str, DraftFault), typed: &mut Typed) {
    ui.vertical(|ui| {
        ui.set_width(NUMBER_WIDTH + space::L);
        let error = has(ctx, fault).then(|| ctx.text("dosing-fault-number"));
        let age = typed.measured_utc_secs.map(|at| ctx.texts.ago(at, ctx.now_utc_secs));
        let field = Field::new(ctx.texts.get(key)).width(NUMBER_WIDTH).error(error);
        let field = age.as_deref().map_or(field, |age| field.explanation(age));
        if labelled_field(ui, field, &mut typed.text).changed() {
            typed.measured_utc_secs = None;
        }
    });
}

fn doses_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, draft: &mut Draft) {
    section(ui, ctx.text("dosing-doses"));
    let heads = [("dosing-time", TIME_WIDTH), ("dosing-mg", 70.0), ("dosing-hours", 70.0)];
    heads_ui(ctx, ui, &heads);
    let mut removed = None;
    for (place, row) in draft.doses.iter_mut().enumerate() {
        ui.horizontal(|ui| {
            let named =
                |key| ctx.texts.format("dosing-of-dose", &[("name", &ctx.texts.get(key)), ("number", &(place + 1))]);
            field_ui(ui, &named("dosing-time"), ctx.text("dosing-time-hint"), TIME_WIDTH, &mut row.at);
            field_ui(ui, &named("dosing-mg"), "1000", 70.0, &mut row.mg);
            field_ui(ui, &named("dosing-hours"), "1", 70.0, &mut row.hours);
            if icon_button(ui, Icon::Close, ctx.text("dosing-remove")).clicked() {
                removed = Some(place);
            }
        });
        if has(ctx, DraftFault::Dose(place)) {
            ui.label(small(ctx.text("dosing-fault-row")).color(tokens(ui).critical));
        }
    }
    if let Some(place) = removed {
        draft.doses.remove(place);
    }
    if Button::quiet(ctx.text("dosing-add-dose")).icon(Icon::Plus).show(ui).clicked() {
        draft.doses.push(next_dose(&draft.doses));
    }
}

/// The same amount again, with a time to be typed.
fn next_dose(doses: &[DoseRow]) -> DoseRow {
    doses.last().map_or_else(DoseRow::default, |last| DoseRow { at: String::new(), ..last.clone() })
}

fn levels_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, draft: &mut Draft) {
    section(ui, ctx.text("dosing-levels"));
    ui.add(Label::new(small(ctx.text("dosing-levels-explained")).color(tokens(ui).quiet)).wrap());
    heads_ui(ctx, ui, &[("dosing-time", TIME_WIDTH), ("dosing-level", 110.0)]);
    let mut removed = None;
    for (place, row) in draft.levels.iter_mut().enumerate() {
        ui.horizontal(|ui| {
            let named =
                |key| ctx.texts.format("dosing-of-level", &[("name", &ctx.texts.get(key)), ("number", &(place + 1))]);
            field_ui(ui, &named("dosing-time"), ctx.text("dosing-time-hint"), TIME_WIDTH, &mut row.at);
            field_ui(ui, &named("dosing-level"), "", 110.0, &mut row.mg_per_l);
            if icon_button(ui, Icon::Close, ctx.text("dosing-remove")).clicked() {
                removed = Some(place);
            }
        });
        if has(ctx, DraftFault::Level(place)) {
            ui.label(small(ctx.text("dosing-fault-row")).color(tokens(ui).critical));
        }
    }
    if let Some(place) = removed {
        draft.levels.remove(place);
    }
    if Button::quiet(ctx.text("dosing-add-level")).icon(Icon::Plus).show(ui).clicked() {
        draft.levels.push(LevelRow::default());
    }
}

fn heads_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, heads: &[(&'static str, f32)]) {
    ui.horizontal(|ui| {
        for (key, width) in heads {
            // As wide as the field below.
            ui.allocate_ui(eframe::egui::vec2(*width, 16.0), |ui| {
                ui.set_width(*width);
                ui.label(small(ctx.texts.get(key)).color(tokens(ui).quiet));
            });
        }
    });
}

fn field_ui(ui: &mut Ui, name: &str, hint: &str, width: f32, text: &mut String) {
    let response = text_edit(ui, text, hint, false, width);
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(name));
}
