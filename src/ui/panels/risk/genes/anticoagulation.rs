//! Anticoagulation: whether, what to put right first, which dose of which drug, how well warfarin is controlled, and what
//! the genes do to it.

use eframe::egui::{Label, Ui};

use crate::analysis::prescribing::doac::{Doac, Dosing, Lack, Reason};
use crate::analysis::prescribing::time_in_range::{LABILE_BELOW, TimeInRange};
use crate::analysis::risk::Slot;
use crate::app::command::Command;
use crate::app::genes::anticoagulation::{Anticoagulation, COURSE_MG, Course, INR_RANGE};
use crate::app::risk::RiskCommand;
use crate::app::risk::estimate::Estimate;
use crate::app::risk::view::RiskView;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{Tone, body, small, space, tokens};
use crate::ui::widgets::{Cell, Column, DataTable, Icon, TableState, section};

use super::super::detail::line_ui;
use super::super::glance::{glance, glance_ui};
use super::super::words as risk_words;

/// Models that belong here, in the order of their questions.
const MODELS: [&str; 4] = ["cha2ds2_va", "cha2ds2vasc", "hasbled", "iwpc_warfarin"];
/// Points of HAS-BLED that can be put right.
const CORRECTABLE: [&str; 4] =
    ["hypertension_uncontrolled", "labile_inr", "drugs_antiplatelet_nsaid", "alcohol_excess"];

/// How it is looked at.
#[derive(Default)]
pub struct AnticoagulationLook {
    doses: TableState,
    course: TableState,
}

/// Draws it.
pub fn anticoagulation_ui(
    ctx: &PanelCtx<'_>,
    ui: &mut Ui,
    found: &Anticoagulation,
    risks: Option<&RiskView>,
    look: &mut AnticoagulationLook,
) {
    section(ui, ctx.text("anticoagulation"));
    if let Some(risks) = risks {
        scores_ui(ctx, ui, risks);
    }
    ui.add_space(space::S);
    doses_ui(ctx, ui, &found.doses, &mut look.doses);
    ui.add_space(space::S);
    control_ui(ctx, ui, found);
    if let Some(course) = &found.course {
        ui.add_space(space::S);
        course_ui(ctx, ui, course, &mut look.course);
    }
}

/// The scores as in the list of risks; a click leads to the model. What can be put right is named below.
fn scores_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, risks: &RiskView) {
    ui.spacing_mut().item_spacing.y = 0.0;
    for estimate in MODELS.into_iter().filter_map(|id| risks.estimate(id)).filter(|estimate| estimate.applies()) {
        if glance_ui(ui, &glance(ctx, estimate), false).clicked() {
            ctx.send(Command::Risk(RiskCommand::ShowTab("risks")));
            ctx.send(Command::Risk(RiskCommand::Choose(estimate.model.id)));
        }
    }
    ui.spacing_mut().item_spacing.y = space::XS;
    ui.add_space(space::S);
    let causes = risks.estimate("hasbled").filter(|estimate| estimate.applies()).map(correctable).unwrap_or_default();
    if !causes.is_empty() {
        let list: Vec<String> = causes.iter().map(|column| risk_words::input(ctx.texts, column)).collect();
        let list = list.join(ctx.text("twin-list-comma"));
        line_ui(ui, Icon::Warning, Tone::Abnormal, &ctx.texts.format("anticoagulation-causes", &[("list", &list)]));
    }
}

/// Points that are given and can be put right.
fn correctable(estimate: &Estimate) -> Vec<&'static str> {
    let is_given = |column: &&&'static str| estimate.filled.row(column).is_some_and(|row| row.slot == Slot::Word(1));
    CORRECTABLE.iter().filter(is_given).copied().collect()
}

fn doses_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, doses: &[(Doac, Dosing)], state: &mut TableState) {
    let columns = [
        Column::text(ctx.text("genes-drug"), 130.0).at_least(100.0).unsortable(),
        Column::text(ctx.text("doac-dose"), 160.0).at_least(120.0).unsortable(),
        Column::text(ctx.text("doac-why"), 320.0).at_least(180.0).stretch().unsortable(),
    ];
    let name = ctx.text("doac-doses");
    let table = DataTable::new("doac-doses", name, &columns, doses.len()).height_of_rows(doses.len());
    table.show(ui, state, ctx.texts, |row, column| {
        doses.get(row).map_or_else(Cell::default, |(drug, dosing)| dose_cell(ctx, *drug, dosing, column))
    });
    ui.add(Label::new(small(ctx.text("doac-source")).color(tokens(ui).quiet)).wrap());
}

fn dose_cell(ctx: &PanelCtx<'_>, drug: Doac, dosing: &Dosing, column: usize) -> Cell {
    let (usual, reduced) = drug.doses();
    match (column, dosing) {
        (0, _) => Cell::text(ctx.texts.get(&format!("doac-{}", drug.name())).to_owned()),
        (1, Dosing::Usual) => Cell::text(usual),
        (1, Dosing::Reduced(_)) => Cell::text(reduced).tone(Tone::Abnormal).mark(Icon::Low, ctx.text("doac-reduced")),
        (1, Dosing::Considered(_)) => Cell::text(format!("{usual} / {reduced}"))
            .tone(Tone::Abnormal)
            .mark(Icon::Info, ctx.text("doac-considered")),
        (1, Dosing::NotRecommended(_)) => {
            Cell::text(ctx.text("doac-not-recommended")).tone(Tone::Critical).mark(Icon::Critical, "")
        }
        (1, Dosing::Open(_)) => Cell::absent(ctx.text("doac-open")),
        (_, Dosing::Usual) => Cell::text(ctx.text("doac-usual")),
        (_, Dosing::Reduced(reasons) | Dosing::Considered(reasons) | Dosing::NotRecommended(reasons)) => {
            Cell::text(reasons_words(ctx, reasons))
        }
        (_, Dosing::Open(lacks)) => {
            let list: Vec<&str> = lacks.iter().map(|lack| lack_words(ctx, *lack)).collect();
            Cell::absent(ctx.texts.format("doac-lacks", &[("list", &list.join(ctx.text("twin-list-comma")))]))
        }
    }
}

fn reasons_words(ctx: &PanelCtx<'_>, reasons: &[Reason]) -> String {
    let words = reasons.iter().map(|reason| ctx.texts.get(&format!("doac-reason-{}", reason.id())).to_owned());
    words.collect::<Vec<_>>().join(ctx.text("twin-list-comma"))
}

fn lack_words<'c>(ctx: &PanelCtx<'c>, lack: Lack) -> &'c str {
    match lack {
        Lack::Age => ctx.text("doac-lack-age"),
        Lack::Weight => ctx.text("doac-lack-weight"),
        Lack::Creatinine => ctx.text("doac-lack-creatinine"),
        Lack::Clearance => ctx.text("doac-lack-clearance"),
    }
}

/// Time in range, or that it cannot be told.
fn control_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, found: &Anticoagulation) {
    let texts = ctx.texts;
    if let Some(newest) = found.newest_inr {
        let date = texts.date(ctx.zone().date_at(newest.utc_secs));
        let words = texts.format("inr-newest", &[("value", &format!("{:.1}", newest.value)), ("date", &date)]);
        ui.add(Label::new(body(words).color(tokens(ui).text)).wrap());
    }
    match &found.control {
        Some(control) => {
            let tone = if control.within < LABILE_BELOW { Tone::Abnormal } else { Tone::Plain };
            let shape = if control.within < LABILE_BELOW { Icon::Warning } else { Icon::Info };
            line_ui(ui, shape, tone, &control_words(ctx, control));
        }
        None if found.takes_vitamin_k_antagonist || found.newest_inr.is_some() => {
            line_ui(ui, Icon::Dash, Tone::Missing, ctx.text("inr-unknown"));
        }
        None => {}
    }
}

fn control_words(ctx: &PanelCtx<'_>, control: &TimeInRange) -> String {
    let texts = ctx.texts;
    let (low, high) = INR_RANGE;
    let range = format!("{low:.1}–{high:.1}");
    let key = if control.within < LABILE_BELOW { "inr-labile" } else { "inr-in-range" };
    let days = format!("{:.0}", control.days);
    texts.format(
        key,
        &[
            ("share", &texts.percent(control.within)),
            ("range", &range),
            ("days", &days),
            ("below", &texts.percent(control.below)),
            ("above", &texts.percent(control.above)),
            ("values", &control.values),
        ],
    )
}

/// The same dose with the patient's genes and with the commonest: what the genes do, not what to give.
fn course_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, course: &Course, state: &mut TableState) {
    let texts = ctx.texts;
    let own = format!("CYP2C9 {}, VKORC1 {}", course.cyp2c9, course.vkorc1);
    let explained = texts.format("warfarin-course", &[("mg", &COURSE_MG)]);
    ui.add(Label::new(body(explained).color(tokens(ui).text)).wrap());
    let columns = [
        Column::text(ctx.text("warfarin-day"), 90.0).at_least(70.0).unsortable(),
        Column::text(&own, 240.0).at_least(180.0).stretch().unsortable(),
        Column::text("CYP2C9 *1/*1, VKORC1 GG", 240.0).at_least(180.0).stretch().unsortable(),
    ];
    let rows = course.days.len();
    let table =
        DataTable::new("warfarin-course", ctx.text("warfarin-course-name"), &columns, rows).height_of_rows(rows);
    table.show(ui, state, texts, |row, column| match (course.days.get(row), column) {
        (Some((day, _, _)), 0) => Cell::text(day.to_string()),
        (Some((_, own, _)), 1) => Cell::text(format!("INR {own:.1}")),
        (Some((_, _, common)), _) => Cell::text(format!("INR {common:.1}")),
        (None, _) => Cell::default(),
    });
    ui.add(Label::new(small(ctx.text("warfarin-course-limits")).color(tokens(ui).quiet)).wrap());
}
