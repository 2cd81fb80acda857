//! The drugs, taken and considered, each with the loudest thing the genes say; the chosen one in full below.

use eframe::egui::{Key, Label, Ui};

use crate::analysis::prescribing::DrugCard;
use crate::analysis::prescribing::alerts::tier_of;
use crate::analysis::prescribing::checks::{Check, CheckKind};
use crate::app::command::Command;
use crate::app::genes::GenesCommand;
use crate::app::genes::view::{Dated, GenesView, is_checked, nearest_names};
use crate::app::twin::TwinCommand;
use crate::app::twin::view::TwinView;
use crate::domain::drug_check::KidneyMeasure;
use crate::domain::genome::advice::{Action, Advice, Basis, DrugUse, Population, Remark};
use crate::domain::patient::AllergyState;
use crate::ui::panels::PanelCtx;
use crate::ui::text::Texts;
use crate::ui::theme::{Tone, body, large, space, tokens};
use crate::ui::widgets::{
    Button, Cell, Column, DataTable, Field, Icon, Notice, NoticeTone, TableState, labelled_field, notice, section,
    segmented, tier_look,
};

use super::alerts::{advice_ui, check_ui};
use super::words;

const FIELD_WIDTH: f32 = 320.0;

/// How the drugs are looked at.
#[derive(Default)]
pub struct DrugsLook {
    table: TableState,
    typed: String,
    chosen: Option<String>,
}

/// Draws the table, the chosen drug, and the field for another.
pub fn drugs_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, (twin, view): (&TwinView, &GenesView), look: &mut DrugsLook) {
    section(ui, ctx.text("genes-drugs"));
    body_ui(ctx, ui, twin, view);
    consider_ui(ctx, ui, view, look);
    ui.add_space(space::S);
    if view.cards.is_empty() {
        ui.add(Label::new(body(ctx.text("genes-drugs-none")).color(tokens(ui).missing)).wrap());
    } else {
        table_ui(ctx, ui, (twin, view), look);
        let chosen = look.chosen.clone();
        let card = view.cards.iter().find(|card| Some(&card.taken.name) == chosen.as_ref());
        if let Some(card) = card.or_else(|| first_card(view)) {
            ui.add_space(space::S);
            card_ui(ctx, ui, (twin, view), card, &mut look.chosen);
        }
    }
}

/// The drug with the loudest thing to say, where nobody has chosen.
fn first_card(view: &GenesView) -> Option<&DrugCard> {
    let tier = |card: &&DrugCard| {
        let of_genes = card.advice.iter().map(tier_of).max();
        of_genes.max(checks_about(view, card).map(|check| check.tier).max())
    };
    view.cards.iter().rev().max_by_key(tier)
}

/// Age, weight and kidney function: what doses go by, with their days.
fn body_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, twin: &TwinView, view: &GenesView) {
    let texts = ctx.texts;
    let missing = || texts.get("not-recorded").to_owned();
    let on = |dated: Dated| texts.date(ctx.zone().date_at(dated.utc_secs));
    let age = twin.person.birth_date.map_or_else(missing, |born| texts.age(born, twin.today));
    let weight = view.body.weight_kg.map_or_else(missing, |weight| format!("{} kg ({})", weight.value, on(weight)));
    let egfr =
        view.body.egfr.map(|egfr| format!("{} ({})", words::kidney(texts, KidneyMeasure::Egfr, egfr.value), on(egfr)));
    let clearance = view.body.clearance.map(|value| words::kidney(texts, KidneyMeasure::Clearance, value));
    let kidney: Vec<String> = egfr.into_iter().chain(clearance).collect();
    let kidney =
        if kidney.is_empty() { format!("{}: {}", texts.get("genes-kidney"), missing()) } else { kidney.join(" · ") };
    let words = texts.format("genes-body", &[("age", &age), ("weight", &weight), ("kidney", &kidney)]);
    ui.add(Label::new(body(words).color(tokens(ui).text)).wrap());
    ui.add_space(space::XS);
    if let Some(title) = unsteady_words(texts, view) {
        let remedy = Some(texts.get("genes-creatinine-remedy"));
        let tone = NoticeTone::Warning;
        notice(ui, Notice { tone, title: &title, remedy, details: None, action: None, closable: false }, texts);
        if !view.concerned.is_empty() {
            ui.add(Label::new(body(texts.concerned_drugs(&view.concerned)).color(tokens(ui).text)).wrap());
        }
        ui.add_space(space::XS);
    }
}

/// Why the kidney function that doses go by may not be that of now.
fn unsteady_words(texts: &Texts, view: &GenesView) -> Option<String> {
    match view.body.creatinine_change {
        Some(change) => {
            let [from, to] = [change.reference, change.newest].map(|value| format!("{value:.0}"));
            Some(texts.format("genes-creatinine-changes", &[("from", &from), ("to", &to)]))
        }
        None => view.body.has_acute_kidney_injury.then(|| texts.get("genes-acute-kidney-injury").to_owned()),
    }
}

fn table_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, (twin, view): (&TwinView, &GenesView), look: &mut DrugsLook) {
    let columns = [
        Column::text(ctx.text("genes-drug"), 220.0).at_least(150.0).stretch().unsortable(),
        Column::text(ctx.text("genes-of-genes"), 300.0).at_least(170.0).stretch().unsortable(),
        Column::text(ctx.text("genes-kidney"), 130.0).at_least(110.0).unsortable(),
        Column::text(ctx.text("genes-others"), 190.0).at_least(120.0).stretch().unsortable(),
        Column::text(ctx.text("genes-allergies"), 140.0).at_least(110.0).unsortable(),
    ];
    let rows = view.cards.len();
    let table = DataTable::new("genes-drugs", ctx.text("genes-drugs"), &columns, rows).height_of_rows(rows);
    let done = table.show(ui, &mut look.table, ctx.texts, |row, column| {
        view.cards.get(row).map_or_else(Cell::default, |card| cell(ctx, (twin, view), card, column))
    });
    if let Some(card) = done.activated.or(done.clicked.map(|(row, _)| row)).and_then(|row| view.cards.get(row)) {
        look.chosen = Some(card.taken.name.clone());
    }
}

/// The advice that the row shows: the loudest.
fn loudest(card: &DrugCard) -> Option<&Advice> {
    card.advice
        .iter()
        .max_by_key(|advice| (tier_of(advice), advice.action != Action::Standard, advice.basis != Basis::Rule))
}

fn cell(ctx: &PanelCtx<'_>, (twin, view): (&TwinView, &GenesView), card: &DrugCard, column: usize) -> Cell {
    if column == 0 {
        let how = match card.taken.used {
            DrugUse::Active | DrugUse::Entered => ctx.text("genes-taken"),
            DrugUse::Candidate => ctx.text("genes-considered"),
        };
        return Cell::text(card.taken.name.clone()).aside(how);
    }
    match column {
        1 => gene_cell(ctx, card),
        2 => check_cell(ctx, view, card, &[CheckKind::Kidney, CheckKind::KidneyUnknown]),
        3 => check_cell(ctx, view, card, &[CheckKind::Pair]),
        // Nobody asked: nothing found would read as no allergy.
        _ if matches!(twin.allergy_state, AllergyState::NotRecorded | AllergyState::Unavailable) => {
            Cell::absent(ctx.text(allergy_key(twin.allergy_state)))
        }
        _ => check_cell(ctx, view, card, &[CheckKind::Allergy, CheckKind::SameDrug]),
    }
}

fn gene_cell(ctx: &PanelCtx<'_>, card: &DrugCard) -> Cell {
    let texts = ctx.texts;
    let Some(advice) = loudest(card) else {
        return Cell::absent(ctx.text(if card.known.is_some() { "genes-no-guideline" } else { "genes-name-unknown" }));
    };
    let found = words::found(texts, &advice.lookup);
    let graded = advice.strength.map(|strength| words::strength(texts, strength));
    let used = words::population(texts, advice.population);
    let aside: Vec<String> = std::iter::once(found).chain(used).chain(graded).collect();
    let is_untested = advice.basis == Basis::Rule && advice.action == Action::Test;
    let cell = match is_untested {
        true => Cell::text(words::found(texts, &advice.lookup)),
        false => Cell::text(words::action(texts, advice.action)).aside(aside.join(" · ")),
    };
    if advice.remarks.contains(&Remark::DoseModel) {
        return Cell::text(ctx.text("genes-dose-model"));
    }
    if advice.remarks.iter().any(|remark| matches!(remark, Remark::NotCovered(_))) {
        return Cell::absent(ctx.text("genes-not-covered"));
    }
    let tier = tier_of(advice);
    let (tone, mark) = tier_look(tier);
    if advice.action == Action::Standard { cell } else { cell.tone(tone).mark(mark, words::tier(texts, tier)) }
}

/// Checks of some kinds that speak about a drug.
fn checks_about<'v>(view: &'v GenesView, card: &'v DrugCard) -> impl Iterator<Item = &'v Check> {
    let name = &card.taken.name;
    view.checks.iter().filter(move |check| {
        check.drug == *name || (check.kind == CheckKind::Pair && check.other.as_ref() == Some(name))
    })
}

/// The loudest check of some kinds.
fn check_cell(ctx: &PanelCtx<'_>, view: &GenesView, card: &DrugCard, kinds: &[CheckKind]) -> Cell {
    let Some(check) = checks_about(view, card).find(|check| kinds.contains(&check.kind)) else {
        // The drug itself is always compared with the allergies.
        let is_of_allergies = kinds.contains(&CheckKind::SameDrug) && card.known.is_some();
        return match is_of_allergies || is_checked(card) {
            true => Cell::text(ctx.text("genes-no-check")).tone(Tone::Quiet),
            false => Cell::absent(ctx.text("genes-not-checked")),
        };
    };
    let (tone, mark) = tier_look(check.tier);
    let text = match (&check.advice, check.kind) {
        (Some(advice), _) => words::action(ctx.texts, advice.action),
        (None, CheckKind::KidneyUnknown) => ctx.text("genes-kidney-unknown").to_owned(),
        (None, _) => words::action(ctx.texts, Action::Avoid),
    };
    let with = match check.kind {
        CheckKind::Pair if check.drug == card.taken.name => check.other.clone(),
        CheckKind::Pair => Some(check.drug.clone()),
        CheckKind::Allergy | CheckKind::SameDrug => check.other.clone(),
        CheckKind::Kidney | CheckKind::KidneyUnknown => None,
    };
    let cell = Cell::text(text).tone(tone).mark(mark, words::tier(ctx.texts, check.tier));
    with.map_or(cell.clone(), |with| cell.aside(with))
}

/// One drug in full.
fn card_ui(
    ctx: &PanelCtx<'_>,
    ui: &mut Ui,
    (twin, view): (&TwinView, &GenesView),
    card: &DrugCard,
    chosen: &mut Option<String>,
) {
    let (texts, tokens) = (ctx.texts, tokens(ui));
    let since = match (card.taken.used, card.taken.start) {
        (DrugUse::Candidate, _) => texts.get("genes-considered").to_owned(),
        (_, Some(start)) => texts.format("genes-taken-since", &[("date", &texts.date(start))]),
        (_, None) => texts.get("genes-taken").to_owned(),
    };
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        ui.label(large(card.taken.name.clone()).color(tokens.text));
        if let Some(dose) = &card.taken.dose {
            ui.label(body(dose.clone()).color(tokens.text));
        }
        ui.label(body(since).color(tokens.quiet));
        source_ui(ctx, ui, twin, card);
    });
    if card.known.as_deref() == Some("clopidogrel") {
        antiplatelet_use_ui(ctx, ui, twin);
    }
    if card.advice.is_empty() && card.known.is_none() {
        unknown_ui(ctx, ui, card, chosen);
    } else if card.advice.is_empty() {
        let words = texts.format("genes-no-guideline-explained", &[("drug", &card.taken.name)]);
        ui.add(Label::new(body(words).color(tokens.missing)).wrap());
    }
    for advice in &card.advice {
        advice_ui(ctx, ui, advice);
        ui.add_space(space::XS);
    }
    for check in checks_about(view, card) {
        check_ui(ctx, ui, check);
        ui.add_space(space::XS);
    }
}

/// A name that no table knows: perhaps it is misspelt. Of a drug that is considered the nearest names can be taken instead.
fn unknown_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, card: &DrugCard, chosen: &mut Option<String>) {
    let written = &card.taken.name;
    let words = ctx.texts.format("genes-name-unknown-explained", &[("drug", written)]);
    ui.add(Label::new(body(words).color(tokens(ui).missing)).wrap());
    let nearest = nearest_names(written);
    if nearest.is_empty() {
        return;
    }
    if card.taken.used != DrugUse::Candidate {
        let list = nearest.join(ctx.text("twin-list-comma"));
        ui.add(
            Label::new(body(ctx.texts.format("genes-name-nearest", &[("list", &list)])).color(tokens(ui).text)).wrap(),
        );
        return;
    }
    ui.horizontal_wrapped(|ui| {
        for name in nearest {
            let words = ctx.texts.format("genes-name-take", &[("drug", &name)]);
            if Button::link(&words).show(ui).clicked() {
                ctx.send(Command::Genes(GenesCommand::Forget(written.clone())));
                ctx.send(Command::Genes(GenesCommand::Consider(name.to_owned())));
                *chosen = Some(name.to_owned());
            }
        }
    });
}

/// Leads to the cell that the drug was recorded in, or forgets one that is considered.
fn source_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, twin: &TwinView, card: &DrugCard) {
    match card.taken.position.and_then(|at| twin.twin.medications.get(at)) {
        Some(row) => {
            if Button::link(ctx.text("column-source")).show(ui).clicked() {
                let source = twin.source_of_field("medication", row.cell, &card.taken.name, &row.raw);
                ctx.send(Command::Twin(TwinCommand::ShowSources(vec![source])));
            }
        }
        None => {
            let words = ctx.texts.format("genes-consider-forget", &[("drug", &card.taken.name)]);
            if Button::link(&words).icon(Icon::Close).show(ui).clicked() {
                ctx.send(Command::Genes(GenesCommand::Forget(card.taken.name.clone())));
            }
        }
    }
}

/// Which of the guideline's uses holds is nowhere in the record: it is asked.
fn antiplatelet_use_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, twin: &TwinView) {
    const USES: [Population; 3] = [Population::AcsOrPci, Population::OtherCardiovascular, Population::Neurovascular];
    let said = ctx.state.genes.said(twin.twin.id).antiplatelet_use;
    let name = ctx.text("genes-antiplatelet-use");
    ui.label(body(name).color(tokens(ui).text));
    let own = USES.map(|used| words::population(ctx.texts, used).unwrap_or_default());
    let choices: Vec<&str> =
        std::iter::once(ctx.text("genes-use-unsaid")).chain(own.iter().map(String::as_str)).collect();
    let on = said.and_then(|said| USES.iter().position(|used| *used == said)).map_or(0, |at| at + 1);
    if let Some(chosen) = segmented(ui, name, &choices, on) {
        let used = chosen.checked_sub(1).and_then(|at| USES.get(at)).copied();
        ctx.send(Command::Genes(GenesCommand::SayAntiplateletUse(used)));
    }
}

/// A drug that nobody takes yet.
fn consider_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, view: &GenesView, look: &mut DrugsLook) {
    ui.horizontal_wrapped(|ui| {
        let field = Field::new(ctx.text("genes-consider")).hint(ctx.text("genes-consider-hint")).width(FIELD_WIDTH);
        let response = labelled_field(ui, field, &mut look.typed);
        let by_key = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        let is_typed = !look.typed.trim().is_empty();
        ui.vertical(|ui| {
            ui.add_space(space::L + space::XS);
            let add = Button::strong(ctx.text("genes-consider-add")).icon(Icon::Plus).enabled(is_typed).show(ui);
            if is_typed && (add.clicked() || by_key) {
                let name = look.typed.trim().to_owned();
                look.typed.clear();
                let known = view.cards.iter().find(|card| card.taken.name.eq_ignore_ascii_case(&name));
                look.chosen = Some(known.map_or(name.clone(), |card| card.taken.name.clone()));
                ctx.send(Command::Genes(GenesCommand::Consider(name)));
            }
        });
    });
}

/// Message key of what is known of allergies where none is listed.
fn allergy_key(state: AllergyState) -> &'static str {
    match state {
        AllergyState::Known => "allergy-known",
        AllergyState::NoneKnown => "allergy-none-known",
        AllergyState::NotRecorded => "not-recorded",
        AllergyState::Unavailable => "allergy-unavailable",
    }
}
