//! The right side of the builder's popup: one editor a kind of clause. Those that choose return the clause at once.

use std::sync::Arc;

use eframe::egui::Ui;

use crate::app::index::facets::Facets;
use crate::app::list::ListResult;
use crate::app::spelling::fold::folded;
use crate::domain::book::{BookKind, Books};
use crate::domain::cohort::{Comparison, Equality, Field, Test, TextComparison, TextTest};
use crate::domain::ids::WordId;
use crate::domain::indicator::{IndicatorId, IndicatorKind};
use crate::domain::patient::{AllergyState, Sex};
use crate::domain::unit::display_unit;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{body, space, tokens};
use crate::ui::widgets::{self, labelled_field, search_box, segmented};

use super::super::chooser::kind_key;
use super::super::sentence::{allergy_id, comparison_id, sex_id};
use super::choice::choice;
use super::choices_ui;
use super::draft::{DAYS_COMPARISONS, Draft, Kind, NEWEST_COMPARISONS};

/// The words of a book that are offered, made again only when the search or the list changes.
#[derive(Default)]
pub struct WordChoices {
    /// Kind, typed search, address of the list.
    made_for: Option<(Kind, String, usize)>,
    words: Vec<(String, Option<u32>)>,
}

/// From and to, both included.
pub fn age(ctx: &PanelCtx<'_>, draft: &mut Draft, ui: &mut Ui) -> Option<Test> {
    ui.horizontal_top(|ui| {
        let field = |key| widgets::Field::new(ctx.text(key)).width(110.0);
        labelled_field(ui, field("filter-age-from"), &mut draft.age_from);
        ui.add_space(space::L);
        labelled_field(ui, field("filter-age-to"), &mut draft.age_to);
    });
    None
}

/// The sexes and "not recorded".
pub fn sex(ctx: &PanelCtx<'_>, result: &ListResult, ui: &mut Ui) -> Option<Test> {
    let mut chosen = None;
    ui.spacing_mut().item_spacing.y = 0.0;
    for sex in [Sex::Female, Sex::Male, Sex::Other, Sex::Unknown] {
        let of = |facets: &Facets| facets.sexes.iter().find(|(of, _)| *of == sex).map_or(0, |(_, count)| *count);
        if counted(ctx, ui, ctx.text(&format!("sex-{}", sex_id(sex))), result.facets.as_ref().map(of)) {
            chosen = Some(Test::Sex { equality: Equality::Is, sex });
        }
    }
    if counted(ctx, ui, ctx.text("not-recorded"), result.facets.as_ref().map(|facets| facets.sex_missing)) {
        chosen = Some(Test::Missing(Field::Sex));
    }
    chosen
}

/// The four labels of allergies.
pub fn allergies(ctx: &PanelCtx<'_>, result: &ListResult, ui: &mut Ui) -> Option<Test> {
    let mut chosen = None;
    ui.spacing_mut().item_spacing.y = 0.0;
    let states = [AllergyState::Known, AllergyState::NoneKnown, AllergyState::NotRecorded, AllergyState::Unavailable];
    for state in states {
        let of = |facets: &Facets| facets.allergies.iter().find(|(of, _)| *of == state).map_or(0, |(_, count)| *count);
        let words = ctx.text(&format!("allergy-{}", allergy_id(state))).to_owned();
        if counted(ctx, ui, &words, result.facets.as_ref().map(of)) {
            chosen = Some(Test::Allergies { equality: Equality::Is, state });
        }
    }
    chosen
}

/// A condition, medication or ward, the most frequent of the list first.
pub fn word(
    ctx: &PanelCtx<'_>,
    result: &Arc<ListResult>,
    draft: &mut Draft,
    choices: &mut WordChoices,
    ui: &mut Ui,
) -> Option<Test> {
    let book = draft.kind.book()?;
    let width = ui.available_width();
    let name = ctx.text(draft.kind.text_key());
    search_box(ui, name, ctx.text("filter-search"), &mut draft.search, width, ctx.texts);
    choices.follow(result, draft, book);
    if choices.words.is_empty() {
        ui.label(body(ctx.text("filter-no-choice")).color(tokens(ui).quiet));
    }
    let mut chosen = None;
    choices_ui(ui, "words", choices.words.len(), 0.0, |ui, at| {
        if let Some((words, count)) = choices.words.get(at)
            && counted(ctx, ui, words, *count)
        {
            chosen = Some(TextTest { comparison: TextComparison::Is, text: words.clone() });
        }
    });
    chosen.map(|test| match book {
        BookKind::Medication => Test::Medication(test),
        BookKind::Ward => Test::Ward(test),
        BookKind::Condition | BookKind::Code | BookKind::Unit => Test::Condition(test),
    })
}

impl WordChoices {
    fn follow(&mut self, result: &Arc<ListResult>, draft: &Draft, kind: BookKind) {
        let key = (draft.kind, draft.search.clone(), Arc::as_ptr(result) as usize);
        if self.made_for.as_ref() == Some(&key) {
            return;
        }
        let book = result.hospital.index.books().of(kind);
        let wanted = folded(draft.search.trim()).into_owned();
        let counts = result.facets.as_ref().map(|facets| match kind {
            BookKind::Medication => &facets.medications,
            BookKind::Ward => &facets.wards,
            BookKind::Condition | BookKind::Code | BookKind::Unit => &facets.conditions,
        });
        let numbered: Vec<(WordId, Option<u32>)> = match counts {
            Some(counts) => {
                Facets::ranked(counts).into_iter().map(|(word, count)| (WordId(word), Some(count))).collect()
            }
            None => book.iter().map(|(word, _)| (word, None)).collect(),
        };
        self.words.clear();
        for (word, count) in numbered {
            let whole = book.word(word);
            let name = Some(Books::name_part(whole)).filter(|name| !name.is_empty());
            let name = name.unwrap_or(Books::code_part(whole));
            // Names that differ in their code only are one choice: the clause asks for the name.
            let is_new = !name.is_empty() && !self.words.iter().any(|(known, _)| known == name);
            if is_new && folded(whole).contains(&wanted) {
                self.words.push((name.to_owned(), count));
            }
        }
        self.made_for = Some(key);
    }
}

/// Indicator, comparison, number with the unit behind it.
pub fn newest(ctx: &PanelCtx<'_>, result: &ListResult, draft: &mut Draft, ui: &mut Ui) -> Option<Test> {
    const BELOW: f32 = 146.0;
    let facets = result.facets.as_ref();
    let count = |id: IndicatorId| facets.and_then(|facets| facets.indicators.get(id.index()).copied());
    if let Some(indicator) = indicators(ctx, draft, BELOW, &count, ui) {
        draft.indicator = Some(indicator);
    }
    let name = draft.indicator.map_or("", |id| ctx.texts.indicator(id));
    ui.label(body(name).color(tokens(ui).text));
    ui.horizontal(|ui| {
        let words = NEWEST_COMPARISONS.map(|comparison| ctx.text(comparison_key(comparison)));
        let on = NEWEST_COMPARISONS.iter().position(|comparison| *comparison == draft.comparison).unwrap_or(0);
        if let Some(comparison) =
            segmented(ui, ctx.text("filter-comparison"), &words, on).and_then(|at| NEWEST_COMPARISONS.get(at))
        {
            draft.comparison = *comparison;
        }
        number_field(ui, ctx.text("filter-number"), &mut draft.number, 64.0);
        let unit = draft.indicator.map_or("", |id| display_unit(id.indicator().unit));
        ui.label(body(unit).color(tokens(ui).quiet));
    });
    None
}

/// An indicator that has no value on record.
pub fn missing(ctx: &PanelCtx<'_>, result: &ListResult, draft: &mut Draft, ui: &mut Ui) -> Option<Test> {
    let facets = result.facets.as_ref();
    let count = |id: IndicatorId| {
        let facets = facets?;
        Some(facets.patients - facets.indicators.get(id.index()).copied()?.min(facets.patients))
    };
    let chosen = indicators(ctx, draft, 0.0, &count, ui)?;
    Some(Test::Missing(Field::Indicator(chosen)))
}

/// Within so many days, or longer ago.
pub fn last_observed(ctx: &PanelCtx<'_>, draft: &mut Draft, ui: &mut Ui) -> Option<Test> {
    ui.horizontal(|ui| {
        let words = [ctx.text("filter-days-within"), ctx.text("filter-days-longer")];
        let on = usize::from(draft.days_comparison == Comparison::Greater);
        if let Some(comparison) =
            segmented(ui, ctx.text("filter-comparison"), &words, on).and_then(|at| DAYS_COMPARISONS.get(at))
        {
            draft.days_comparison = *comparison;
        }
        number_field(ui, ctx.text("filter-days"), &mut draft.days, 64.0);
        ui.label(body(ctx.text("filter-days-unit")).color(tokens(ui).quiet));
    });
    None
}

/// A line of the list of indicators.
enum Line {
    Heading(IndicatorKind),
    Indicator(IndicatorId),
}

/// The indicators by kind, narrowed by what is typed; the one chosen in this frame.
fn indicators(
    ctx: &PanelCtx<'_>,
    draft: &mut Draft,
    below: f32,
    count: &impl Fn(IndicatorId) -> Option<u32>,
    ui: &mut Ui,
) -> Option<IndicatorId> {
    let width = ui.available_width();
    search_box(ui, ctx.text("filter-indicator"), ctx.text("filter-search"), &mut draft.search, width, ctx.texts);
    let wanted = draft.search.trim().to_lowercase();
    let matches = |id: &IndicatorId| {
        let aliases = id.indicator().aliases;
        ctx.texts.indicator(*id).to_lowercase().contains(&wanted) || aliases.iter().any(|word| word.contains(&wanted))
    };
    let mut lines = Vec::new();
    for kind in [IndicatorKind::Vital, IndicatorKind::Body, IndicatorKind::Laboratory] {
        let of_kind: Vec<Line> =
            IndicatorId::all().filter(|id| id.indicator().kind == kind).filter(matches).map(Line::Indicator).collect();
        if !of_kind.is_empty() {
            lines.push(Line::Heading(kind));
            lines.extend(of_kind);
        }
    }
    let mut chosen = None;
    choices_ui(ui, "indicators", lines.len(), below, |ui, at| match lines.get(at) {
        Some(Line::Heading(kind)) => {
            ui.add_sized([ui.available_width(), crate::ui::theme::ROW_HEIGHT], |ui: &mut Ui| {
                ui.with_layout(eframe::egui::Layout::left_to_right(eframe::egui::Align::Center), |ui| {
                    ui.label(body(ctx.text(kind_key(*kind))).color(tokens(ui).quiet))
                })
                .inner
            });
        }
        Some(Line::Indicator(id)) => {
            let count = count(*id).map(|count| ctx.texts.whole(u64::from(count)));
            if choice(ui, ctx.texts.indicator(*id), count.as_deref(), draft.indicator == Some(*id)).clicked() {
                chosen = Some(*id);
            }
        }
        None => {}
    });
    chosen
}

fn counted(ctx: &PanelCtx<'_>, ui: &mut Ui, words: &str, count: Option<u32>) -> bool {
    let count = count.map(|count| ctx.texts.whole(u64::from(count)));
    choice(ui, words, count.as_deref(), false).clicked()
}

fn number_field(ui: &mut Ui, name: &str, typed: &mut String, width: f32) {
    let margin = eframe::egui::Margin::symmetric(space::S as i8, 6);
    let field = ui.add(eframe::egui::TextEdit::singleline(typed).margin(margin).desired_width(width));
    ui.ctx().accesskit_node_builder(field.id, |node| node.set_label(name));
}

fn comparison_key(comparison: Comparison) -> &'static str {
    match comparison_id(comparison) {
        "less" => "filter-less",
        "at-most" => "filter-at-most",
        "at-least" => "filter-at-least",
        _ => "filter-greater",
    }
}
