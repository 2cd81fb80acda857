//! The strategy book: what is decided for each group, kept as versions in the store, saved as a table and as a report.

use eframe::egui::{Label, Ui};

use crate::app::staff::{DecisionPart, Source, StaffCommand, StaffTab, can_be_kept, fault_of, source_of};
use crate::domain::strategy::{GroupStrategy, KeptBook, RecordedStrategy, StrategyBook};
use crate::ui::panels::PanelCtx;
use crate::ui::text::{Language, Texts, visible};
use crate::ui::theme::{Tone, body, large, space, tokens};
use crate::ui::widgets::{Button, Field, Icon, card, labelled_field, line_ui, section};

use super::{flow_ui, nothing_ui, quiet_ui, report, scrolled_ui, send, words};

const WIDE: f32 = 330.0;
const NARROW: f32 = 150.0;
/// Recorded strategies that are offered of a group.
const OFFERED: usize = 6;
/// Letters of a day: `2027-01-31`.
const DAY_LENGTH: usize = 10;

/// Whether the versions are shown.
#[derive(Default)]
pub struct StrategiesTab {
    shows_versions: bool,
}

impl StrategiesTab {
    pub fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let state = &ctx.state.staff.book;
        let Some(draft) = &state.draft else {
            // What was taken back can be let stand again.
            self.versions_ui(ctx, ui);
            let keys = ["staff-no-groups-yet", "staff-no-groups-yet-explained", "staff-to-data"];
            return nothing_ui(ctx, ui, keys, StaffTab::Data);
        };
        head_ui(ctx, ui, draft);
        ui.add_space(space::S);
        scrolled_ui(ui, "staff-strategies", |ui| {
            self.versions_ui(ctx, ui);
            for own in &draft.strategies {
                ui.push_id(own.group, |ui| {
                    card(ui, |ui| {
                        ui.set_width(ui.available_width());
                        strategy_ui(ctx, ui, own);
                    });
                });
                ui.add_space(space::M);
            }
            quiet_ui(ui, ctx.text("staff-strategies-explained"));
        });
    }

    /// Every version with who made it when, the one that holds marked.
    fn versions_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let state = &ctx.state.staff.book;
        let Some(kept) = state.kept.as_ref().filter(|kept| !kept.is_empty()) else { return };
        let words = ctx.texts.count("staff-versions", kept.len() as u64, &[]);
        let shape = if self.shows_versions { Icon::ChevronDown } else { Icon::ChevronRight };
        if Button::quiet(&words).icon(shape).show(ui).clicked() {
            self.shows_versions = !self.shows_versions;
        }
        if self.shows_versions {
            section(ui, ctx.text("staff-history"));
            let standing = state.standing().map(|kept| kept.number);
            for own in kept {
                ui.push_id(own.number, |ui| version_ui(ctx, ui, own, standing));
            }
            ui.add_space(space::M);
        }
    }
}

fn head_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, draft: &StrategyBook) {
    let state = &ctx.state.staff.book;
    ui.horizontal_wrapped(|ui| {
        let keep = Button::primary(ctx.text("staff-keep-book")).enabled(state.is_changed && can_be_kept(draft));
        if keep.show(ui).clicked() {
            send(ctx, StaffCommand::KeepBook);
        }
        // What cannot be kept is not handed out either.
        let is_sound = can_be_kept(draft);
        if Button::new(ctx.text("staff-save-strategies")).enabled(is_sound).show(ui).clicked() {
            report::save_table(ctx, draft);
        }
        for language in Language::ALL {
            let words = ctx.texts.format("staff-report-in", &[("language", &language.own_name())]);
            if Button::new(&words).enabled(is_sound).show(ui).clicked() {
                report::save_report(ctx, draft, language);
            }
        }
    });
    // One line whatever it says: fields below it keep the keyboard while somebody types.
    let from = state.kept.iter().flatten().find(|kept| Some(kept.number) == state.from);
    let (shape, tone, words) = match (is_faulty(ctx, ui, draft), state.is_changed, from) {
        (true, ..) => (Icon::Warning, Tone::Abnormal, ctx.text("staff-book-faulty").to_owned()),
        (_, true, _) => (Icon::Info, Tone::Quiet, ctx.text("staff-book-changed").to_owned()),
        (_, false, Some(kept)) => (Icon::Check, Tone::Quiet, version_words(ctx, kept)),
        (_, false, None) => (Icon::Info, Tone::Quiet, ctx.text("staff-book-not-kept").to_owned()),
    };
    line_ui(ui, shape, tone, &words);
    let is_other = ctx.state.staff.cases.value().is_some_and(|cases| cases.provenance.sha256 != draft.table_sha256);
    if is_other {
        let table: &dyn std::fmt::Display = &visible(&draft.table);
        line_ui(ui, Icon::Clock, Tone::Abnormal, &ctx.texts.format("staff-book-other-table", &[("table", table)]));
        if ctx.state.staff.study.value().is_some() && Button::quiet(ctx.text("staff-book-begin")).show(ui).clicked() {
            send(ctx, StaffCommand::BeginBook);
        }
    }
    if !draft.has_natural_groups {
        line_ui(ui, Icon::Ring, Tone::Quiet, ctx.text("staff-book-no-natural"));
    }
}

/// Whether something that is typed cannot be kept; a day that is being typed is not judged before it is whole.
fn is_faulty(ctx: &PanelCtx<'_>, ui: &Ui, draft: &StrategyBook) -> bool {
    let faults = draft.strategies.iter().flat_map(|own| DecisionPart::ALL.map(|part| fault_words(ctx, ui, own, part)));
    faults.flatten().next().is_some()
}

fn fault_words(ctx: &PanelCtx<'_>, ui: &Ui, own: &GroupStrategy, part: DecisionPart) -> Option<String> {
    let is_day = matches!(part, DecisionPart::Start | DecisionPart::Review);
    let is_begun = is_day && part.of(own).trim().chars().count() < DAY_LENGTH && ui.ctx().text_edit_focused();
    let fault = fault_of(own, part).filter(|_| !is_begun)?;
    Some(ctx.texts.get(&format!("staff-fault-{fault}")).to_owned())
}

fn version_words(ctx: &PanelCtx<'_>, kept: &KeptBook) -> String {
    let when = ctx.texts.moment(ctx.local(kept.made_utc_secs));
    let values: [(&str, &dyn std::fmt::Display); 4] = [
        ("number", &kept.number),
        ("time", &when),
        ("name", &visible(&kept.made_by)),
        ("table", &visible(&kept.book.table)),
    ];
    ctx.texts.format("staff-version", &values)
}

fn version_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, kept: &KeptBook, standing: Option<u64>) {
    ui.horizontal_wrapped(|ui| {
        let colour = if kept.is_taken_back { tokens(ui).quiet } else { tokens(ui).text };
        ui.label(body(version_words(ctx, kept)).color(colour));
        if standing == Some(kept.number) {
            ui.label(body(ctx.text("staff-version-holds")).color(tokens(ui).accent));
        } else if kept.is_taken_back {
            ui.label(body(ctx.text("staff-version-taken-back")).color(tokens(ui).quiet));
        }
        let show = if ctx.state.staff.book.is_changed { "staff-version-show-drop" } else { "staff-version-show" };
        if named_ui(ui, ctx, show, kept.number) {
            send(ctx, StaffCommand::ShowBook(kept.number));
        }
        let key = if kept.is_taken_back { "staff-version-restore" } else { "staff-version-take-back" };
        if named_ui(ui, ctx, key, kept.number) {
            send(ctx, StaffCommand::TakeBack { number: kept.number, is_taken_back: !kept.is_taken_back });
        }
    });
}

/// A quiet button that a screen reader hears with the version it is of.
fn named_ui(ui: &mut Ui, ctx: &PanelCtx<'_>, key: &'static str, number: u64) -> bool {
    let words = ctx.text(key);
    let button = Button::quiet(words).show(ui);
    let name = ctx.texts.format("staff-of-version", &[("what", &words), ("number", &number)]);
    ui.ctx().accesskit_node_builder(button.id, |node| node.set_label(name.as_str()));
    button.clicked()
}

fn strategy_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, own: &GroupStrategy) {
    let people = ctx.texts.count("staff-people", u64::from(own.size), &[]);
    let title = ctx.texts.format("staff-group-people", &[("number", &own.group), ("people", &people)]);
    ui.label(large(title).color(tokens(ui).text));
    if !own.traits.is_empty() {
        let traits: Vec<String> = own.traits.iter().map(|one| words::group_trait(ctx.texts, one)).collect();
        ui.add(Label::new(body(traits.join(" · ")).color(tokens(ui).quiet)).wrap());
    }
    ui.add_space(space::XS);
    flow_ui(ui, &DecisionPart::ALL, width_of, |ui, part| part_ui(ctx, ui, own, part));
    let words = match source_of(own) {
        Source::Recorded { people: None, .. } => ctx.text("staff-source-few").to_owned(),
        Source::Recorded { people: Some(people), of } => {
            ctx.texts.format("staff-source-recorded", &[("people", &people), ("of", &of)])
        }
        Source::Own => ctx.text("staff-source-own").to_owned(),
        Source::Nothing if own.recorded.is_empty() => ctx.text("staff-source-nothing").to_owned(),
        Source::Nothing => ctx.text("staff-source-none-chosen").to_owned(),
    };
    line_ui(ui, Icon::Info, Tone::Quiet, &words);
    if own.usual().len() > 1 {
        let words = ctx.texts.count("staff-ties", own.usual().len() as u64, &[]);
        line_ui(ui, Icon::Info, Tone::Quiet, &words);
    }
    options_ui(ctx, ui, own);
}

fn width_of(part: DecisionPart) -> f32 {
    let is_wide = matches!(part, DecisionPart::Strategy | DecisionPart::Expected | DecisionPart::Measured);
    if is_wide { WIDE } else { NARROW }
}

fn part_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, own: &GroupStrategy, part: DecisionPart) {
    let key = format!("staff-decision-{}", part.id());
    let label = ctx.text(&key);
    let mut text = part.of(own).to_owned();
    let fault = fault_words(ctx, ui, own, part);
    let hint = match part {
        DecisionPart::Start | DecisionPart::Review => ctx.text("staff-day-hint"),
        DecisionPart::Cost => ctx.text("staff-cost-hint"),
        _ => "",
    };
    let field = Field::new(label).width(width_of(part)).hint(hint).error(fault.as_deref());
    let field = labelled_field(ui, field, &mut text);
    let name = ctx.texts.format("staff-decision-of", &[("part", &label), ("number", &own.group)]);
    ui.ctx().accesskit_node_builder(field.id, |node| node.set_label(name.as_str()));
    if field.changed() {
        send(ctx, StaffCommand::Decide(own.group, part, text));
    }
}

/// People, or that their number is not told: it is small, or covers one that is.
pub fn people_words(texts: &Texts, recorded: &RecordedStrategy) -> String {
    recorded.people.map_or_else(|| texts.get("staff-examples-hidden").to_owned(), |people| people.to_string())
}

/// The strategies that the file records for the group, to be taken by a click.
fn options_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, own: &GroupStrategy) {
    if own.recorded.is_empty() {
        return;
    }
    ui.add_space(space::XS);
    ui.horizontal_wrapped(|ui| {
        for recorded in own.recorded.iter().take(OFFERED) {
            let name: &dyn std::fmt::Display = &visible(&recorded.strategy);
            let words =
                ctx.texts.format("staff-option", &[("strategy", name), ("people", &people_words(ctx.texts, recorded))]);
            let is_taken = recorded.strategy == own.strategy;
            let button = if is_taken { Button::strong(&words) } else { Button::new(&words) };
            let shown = button.show(ui);
            let spoken = ctx.texts.format("staff-take-option", &[("strategy", name), ("number", &own.group)]);
            ui.ctx().accesskit_node_builder(shown.id, |node| node.set_label(spoken.as_str()));
            if shown.clicked() {
                let strategy = recorded.strategy.clone();
                send(ctx, StaffCommand::Decide(own.group, DecisionPart::Strategy, strategy));
            }
        }
    });
}
