//! Home: what is new since the last visit, how fresh each source is, data quality, the next useful step.

use eframe::egui::{Align, Layout, ScrollArea, Ui, vec2};

use crate::app::command::Command;
use crate::app::duplicates::DuplicatesCommand;
use crate::app::home::quality::StoreQuality;
use crate::app::home::{NextStep, new_imports, next_step, sources};
use crate::app::import::ImportCommand;
use crate::app::view::ViewCommand;
use crate::domain::access::Action;
use crate::domain::indicator::IndicatorId;
use crate::domain::receipt::Receipt;
use crate::ui::theme::{Tone, body, hero, large, small, space, tokens};
use crate::ui::widgets::{Button, Cell, Column, DataTable, Icon, TableState, card, icon, section};

use super::{Panel, PanelCtx, PanelId};

/// Narrower, as at a large scale, what stands side by side stands below each other.
const BESIDE_FROM: f32 = 560.0;

/// Nothing of its own: what it shows is in the state.
pub struct HomePanel;

impl Panel for HomePanel {
    fn id(&self) -> PanelId {
        PanelId::Home
    }

    fn icon(&self) -> Icon {
        Icon::Home
    }

    fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let Some(hospital) = ctx.state.open().and_then(|open| open.hospital.value().cloned()) else {
            if ctx.state.open().is_none_or(|open| open.hospital.failure().is_none()) {
                ui.label(ctx.text("loading"));
            }
            return;
        };
        ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
            let sees_patients = ctx.may(Action::ListPatients);
            if sees_patients {
                heading_ui(ctx, &hospital.quality, ui);
            } else {
                role_ui(ctx, ui);
            }
            ui.add_space(space::L);
            next_ui(ctx, ui);
            ui.add_space(space::L);
            if sees_patients {
                new_and_sources_ui(ctx, ui);
                ui.add_space(space::XL);
                quality_ui(ctx, &hospital.quality, ui);
            }
        });
    }
}

fn new_and_sources_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    if ui.available_width() < BESIDE_FROM {
        new_ui(ctx, ui);
        ui.add_space(space::L);
        return sources_ui(ctx, ui);
    }
    let half = (ui.available_width() - space::XXL) / 2.0;
    ui.horizontal_top(|ui| {
        column_ui(ui, half, |ui| new_ui(ctx, ui));
        ui.add_space(space::XXL - ui.spacing().item_spacing.x);
        column_ui(ui, half, |ui| sources_ui(ctx, ui));
    });
}

fn column_ui(ui: &mut Ui, width: f32, add: impl FnOnce(&mut Ui)) {
    ui.allocate_ui_with_layout(vec2(width, 0.0), Layout::top_down(Align::Min), |ui| {
        ui.set_width(width);
        add(ui);
    });
}

/// The numbers first: patients, observations, and when the newest value was observed.
fn heading_ui(ctx: &PanelCtx<'_>, quality: &StoreQuality, ui: &mut Ui) {
    ui.label(large(ctx.texts.date(ctx.today())).color(tokens(ui).quiet));
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = space::XXL;
        number_ui(ui, &ctx.texts.whole(quality.patients), ctx.text("home-patients"));
        number_ui(ui, &ctx.texts.whole(quality.observations), ctx.text("home-observations"));
        let newest = quality
            .newest
            .map_or_else(|| ctx.text("not-recorded").to_owned(), |date| ctx.texts.days_ago(date, ctx.today()));
        number_ui(ui, &newest, ctx.text("home-newest"));
    });
}

/// Of who sees no patients: who they are here, and what for.
fn role_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    ui.label(large(ctx.texts.date(ctx.today())).color(tokens(ui).quiet));
    let Some(open) = ctx.state.open() else { return };
    let (role, explained) =
        (format!("role-{}", open.actor.role.id()), format!("role-explained-{}", open.actor.role.id()));
    ui.label(hero(ctx.text(&role)));
    ui.label(body(ctx.text(&explained)).color(tokens(ui).quiet));
}

fn number_ui(ui: &mut Ui, number: &str, label: &str) {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        ui.label(hero(number));
        ui.label(body(label).color(tokens(ui).quiet));
    });
}

fn next_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    let step = next_step(ctx.state);
    card(ui, |ui| {
        ui.set_width(ui.available_width());
        if ui.available_width() < BESIDE_FROM {
            step_words_ui(ctx, step, ui);
            return step_button_ui(ctx, step, ui);
        }
        ui.horizontal(|ui| {
            ui.vertical(|ui| step_words_ui(ctx, step, ui));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| step_button_ui(ctx, step, ui));
        });
    });
}

fn step_words_ui(ctx: &PanelCtx<'_>, step: NextStep, ui: &mut Ui) {
    ui.label(small(ctx.text("home-next")).color(tokens(ui).quiet));
    let explained = format!("home-next-{}-explained", step.id());
    ui.label(body(ctx.text(&explained)));
}

fn step_button_ui(ctx: &PanelCtx<'_>, step: NextStep, ui: &mut Ui) {
    let key = format!("home-next-{}", step.id());
    let picture = match step {
        NextStep::ImportPatients | NextStep::ImportObservations => Icon::Upload,
        NextStep::LookAtRejects => Icon::Warning,
        NextStep::BrowsePatients => Icon::People,
        NextStep::ReviewGlasses => Icon::Shield,
        NextStep::PlanSchedule => Icon::Schedule,
        NextStep::SeeResources => Icon::Device,
        NextStep::TrainModel => Icon::Diagnosis,
    };
    if Button::primary(ctx.text(&key)).icon(picture).show(ui).clicked() {
        ctx.send(step_command(step));
    }
}

fn step_command(step: NextStep) -> Command {
    match step {
        NextStep::ImportPatients | NextStep::ImportObservations => Command::View(ViewCommand::Go(PanelId::Imports)),
        NextStep::LookAtRejects => Command::View(ViewCommand::Go(PanelId::Imports)),
        NextStep::BrowsePatients => Command::View(ViewCommand::Go(PanelId::Patients)),
        NextStep::ReviewGlasses => Command::View(ViewCommand::Go(PanelId::Trust)),
        NextStep::PlanSchedule => Command::View(ViewCommand::Go(PanelId::Schedule)),
        NextStep::SeeResources => Command::View(ViewCommand::Go(PanelId::Resources)),
        NextStep::TrainModel => Command::View(ViewCommand::Go(PanelId::Diagnosis)),
    }
}

fn new_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    section(ui, ctx.text("home-new"));
    ui.add_space(space::S);
    let receipts = new_imports(ctx.state);
    if receipts.is_empty() {
        let since = ctx.state.open().and_then(|open| open.last_visit_utc_secs);
        let text = match since {
            Some(since) => ctx.texts.format("home-nothing-new", &[("time", &ctx.texts.moment(ctx.local(since)))]),
            None => ctx.text("home-first-visit").to_owned(),
        };
        ui.label(body(text).color(tokens(ui).quiet));
    }
    for receipt in receipts.iter().take(9) {
        receipt_ui(ctx, receipt, ui);
    }
}

fn receipt_ui(ctx: &PanelCtx<'_>, receipt: &Receipt, ui: &mut Ui) {
    ui.horizontal(|ui| {
        if !ctx.may(Action::ImportFile) {
            ui.label(body(&receipt.file_name));
        } else if Button::link(&receipt.file_name).show(ui).clicked() {
            ctx.send(Command::View(ViewCommand::Go(PanelId::Imports)));
            ctx.send(Command::Import(ImportCommand::Show(receipt.import)));
        }
        let added = receipt.counts.added + receipt.counts.updated;
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.label(body(ctx.texts.count("import-added", added, &[])).color(tokens(ui).quiet));
            if receipt.counts.rejected > 0 {
                let colour = tokens(ui).tone(Tone::Abnormal);
                ui.label(body(ctx.texts.count("import-rejected", receipt.counts.rejected, &[])).color(colour));
                icon(ui, Icon::Warning, 14.0, colour);
            }
        });
    });
}

fn sources_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    section(ui, ctx.text("home-sources"));
    ui.add_space(space::S);
    let sources = sources(ctx.state);
    if sources.is_empty() {
        ui.label(body(ctx.text("imports-empty-explained")).color(tokens(ui).quiet));
    }
    for source in &sources {
        let key = format!("format-{}", source.format);
        ui.horizontal(|ui| {
            ui.set_min_height(28.0);
            ui.label(body(ctx.text(&key)));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                const AGE: f32 = 160.0;
                let ago = ctx.texts.ago(source.imported_utc_secs, ctx.now_utc_secs);
                let size = vec2(AGE, ui.available_height());
                ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), |ui| {
                    ui.set_min_width(AGE);
                    ui.label(body(ctx.texts.format("home-last-import", &[("age", &ago)])).color(tokens(ui).quiet));
                });
                ui.label(body(ctx.texts.whole(source.records)));
            });
        });
    }
}

/// Completeness and freshness of each indicator over all patients.
fn quality_ui(ctx: &PanelCtx<'_>, quality: &StoreQuality, ui: &mut Ui) {
    section(ui, ctx.text("quality-store"));
    ui.add_space(space::S);
    if quality.patients == 0 {
        ui.label(body(ctx.text("patients-empty-explained")).color(tokens(ui).quiet));
        return;
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = space::XL;
        for (key, count) in [
            ("quality-without-birth-date", quality.without_birth_date),
            ("quality-without-sex", quality.without_sex),
            ("quality-without-name", quality.without_name),
            ("quality-without-allergies", quality.without_allergy_record),
            ("quality-flagged", quality.flagged_values),
        ] {
            // What is complete is quiet; a gap is said in full ink.
            let colour = if count > 0 { tokens(ui).text } else { tokens(ui).quiet };
            ui.label(body(ctx.texts.count(key, count, &[])).color(colour));
        }
    });
    duplicates_ui(ctx, ui);
    cleaning_ui(ctx, quality, ui);
    ui.add_space(space::S);
    let ids: Vec<IndicatorId> =
        IndicatorId::all().filter(|id| quality.coverage.get(id.index()).is_some_and(|c| c.recorded > 0)).collect();
    let columns = [
        Column::text(ctx.text("quality-indicator"), 260.0).at_least(210.0).unsortable(),
        Column::number(ctx.text("quality-completeness"), 140.0, 0).at_least(130.0).unit("%").unsortable(),
        Column::number(ctx.text("quality-with-value"), 160.0, 0).at_least(150.0).unsortable(),
        Column::number(ctx.text("quality-freshness"), 140.0, 0).at_least(110.0).unit("%").unsortable(),
        Column::text(ctx.text("quality-fresh-means"), 220.0).at_least(180.0).stretch().unsortable(),
    ];
    let table = DataTable::new("quality", ctx.text("quality-store"), &columns, ids.len()).height_of_rows(ids.len());
    table.show(ui, &mut TableState::default(), ctx.texts, |row, column| {
        ids.get(row).map_or_else(Cell::default, |&id| quality_cell(ctx, quality, id, column))
    });
}

/// How many pairs are likely one person, and the way to them.
fn duplicates_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    if !ctx.may(Action::ReviewDuplicates) {
        return;
    }
    let waiting = ctx.state.duplicates.waiting();
    ui.horizontal(|ui| {
        let tokens = tokens(ui);
        match waiting {
            None => ui.label(body(ctx.text("quality-duplicates-unknown")).color(tokens.quiet)),
            Some(0) => ui.label(body(ctx.text("quality-duplicates-none")).color(tokens.quiet)),
            Some(count) => {
                icon(ui, Icon::People, 14.0, tokens.tone(Tone::Abnormal));
                ui.label(body(ctx.texts.count("quality-duplicates", count, &[])).color(tokens.text))
            }
        };
        let explained = ctx.with_shortcut(ctx.text("review-title"), "review-duplicates");
        if Button::link(ctx.text("quality-duplicates-review")).show(ui).on_hover_text(explained).clicked() {
            ctx.send(Command::Duplicates(DuplicatesCommand::Open));
        }
    });
}

/// The way to the doubtful values, with their number where somebody has looked.
fn cleaning_ui(ctx: &PanelCtx<'_>, quality: &StoreQuality, ui: &mut Ui) {
    if quality.observations == 0 || !ctx.may(Action::CheckValues) {
        return;
    }
    let cleaning = &ctx.state.cleaning;
    let words = match cleaning.findings.value() {
        Some(_) => ctx.texts.count("home-cleaning-waiting", cleaning.waiting() as u64, &[]),
        None => ctx.text("home-cleaning").to_owned(),
    };
    if Button::link(&words).icon(Icon::Quality).show(ui).clicked() {
        ctx.send(Command::View(ViewCommand::Go(PanelId::Cleaning)));
    }
}

fn quality_cell(ctx: &PanelCtx<'_>, quality: &StoreQuality, id: IndicatorId, column: usize) -> Cell {
    let coverage = quality.coverage.get(id.index()).copied().unwrap_or_default();
    let share = |part: u64, of: u64| ((part * 1000 / of.max(1)) as f64 / 10.0).round() as u64;
    match column {
        0 => Cell::text(ctx.texts.indicator(id)),
        1 => Cell::number(ctx.texts.whole(share(coverage.recorded, quality.patients)), None),
        2 => Cell::number(ctx.texts.whole(coverage.recorded), None),
        3 => Cell::number(ctx.texts.whole(share(coverage.fresh, coverage.recorded)), None),
        _ => Cell::text(ctx.texts.count("quality-fresh-within", u64::from(id.indicator().stale_after_days), &[]))
            .tone(Tone::Quiet),
    }
}
