//! Where a shown value came from: file, line, column, raw text, conversion, import, fingerprint, source of the range.

use eframe::egui::{Align2, Area, CornerRadius, Frame, Id, Key, Margin, Order, Stroke, Ui, vec2};

use crate::app::command::Command;
use crate::app::twin::TwinCommand;
use crate::app::twin::source::{Subject, ValueSource};
use crate::domain::unit::display_unit;
use crate::ui::context::PanelCtx;
use crate::ui::patient_head::who;
use crate::ui::theme::{HAIRLINE, RADIUS, body, hero, space, tokens};
use crate::ui::widgets::{Icon, icon_button, key_value_grid, section_with, segmented};

const WIDTH: f32 = 400.0;

/// Draws the card over the lower right corner while a source is shown; Escape closes it.
pub fn source_card_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    let sources = &ctx.state.twin.sources;
    let Some(first) = sources.first() else { return };
    let tokens = tokens(ui);
    let mut close = ui.input(|input| input.key_pressed(Key::Escape));
    Area::new(ui.make_persistent_id("value-source"))
        .order(Order::Foreground)
        .anchor(Align2::RIGHT_BOTTOM, vec2(-space::XL, -(space::XXL + space::XL)))
        .show(ui.ctx(), |ui| {
            Frame::new()
                .fill(tokens.surface)
                .stroke(Stroke::new(HAIRLINE, tokens.outline))
                .shadow(ui.visuals().popup_shadow)
                .corner_radius(CornerRadius::same(RADIUS))
                .inner_margin(Margin::same(space::L as i8))
                .show(ui, |ui| {
                    ui.set_width(WIDTH);
                    section_with(ui, ctx.text("source-title"), |ui| {
                        close |= icon_button(ui, Icon::Close, ctx.text("close")).clicked();
                    });
                    let source = chosen_ui(ctx, sources, ui).unwrap_or(first);
                    content_ui(ctx, source, ui);
                });
        });
    if close {
        ctx.send(Command::Twin(TwinCommand::HideSource));
    }
}

/// The choice between the values of one row, where there are several: the two of a pressure.
fn chosen_ui<'s>(ctx: &PanelCtx<'_>, sources: &'s [ValueSource], ui: &mut Ui) -> Option<&'s ValueSource> {
    let [first, _, ..] = sources else { return None };
    let id = Id::unique(("value-source", first.import, first.line, first.column));
    let at = ui.data(|data| data.get_temp::<usize>(id)).unwrap_or(0);
    let words: Vec<String> = sources.iter().map(|source| choice_words(ctx, source)).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let chosen = segmented(ui, ctx.text("source-values"), &words, at).unwrap_or(at);
    ui.data_mut(|data| data.insert_temp(id, chosen));
    ui.add_space(space::XS);
    sources.get(chosen)
}

fn choice_words(ctx: &PanelCtx<'_>, source: &ValueSource) -> String {
    if source.shown.is_empty() {
        return ctx.text("assessment-not-recorded").to_owned();
    }
    format!("{} {}", ctx.texts.decimal(&source.shown), display_unit(&source.shown_unit))
}

/// Whose value it is; with two twins side by side nothing else says so.
fn patient_words(ctx: &PanelCtx<'_>, source: &ValueSource) -> Option<String> {
    let twin = &ctx.state.twin;
    let views = [&twin.first, &twin.second].into_iter().filter_map(|seat| seat.value());
    let view = views.into_iter().find(|view| Some(view.twin.id) == source.patient)?;
    let who = who(view, ctx);
    Some(format!("{} · {}", who.whole_name, who.identifier))
}

fn content_ui(ctx: &PanelCtx<'_>, source: &ValueSource, ui: &mut Ui) {
    let tokens = tokens(ui);
    ui.label(body(subject_words(ctx, &source.subject)).color(tokens.quiet));
    ui.horizontal_wrapped(|ui| {
        if source.shown.is_empty() {
            ui.label(hero(ctx.text("assessment-not-recorded")).color(tokens.missing));
            return;
        }
        ui.label(hero(ctx.texts.decimal(&source.shown)).color(tokens.text));
        ui.label(body(display_unit(&source.shown_unit)).color(tokens.quiet));
    });
    let pairs = pairs(ctx, source);
    key_value_grid(ui, "value-source", pairs);
}

fn subject_words(ctx: &PanelCtx<'_>, subject: &Subject) -> String {
    match subject {
        Subject::Indicator(id) => ctx.text(&format!("indicator-{id}")).to_owned(),
        Subject::Code(code) => code.clone(),
        Subject::Field(name) => ctx.text(&format!("field-{name}")).to_owned(),
    }
}

fn pairs<'a>(ctx: &PanelCtx<'a>, source: &ValueSource) -> Vec<(&'a str, String)> {
    let texts = ctx.texts;
    let mut pairs = Vec::new();
    pairs.extend(patient_words(ctx, source).map(|words| (texts.get("source-patient"), words)));
    pairs.push((texts.get("source-file"), source.file_name.clone()));
    pairs.push((texts.get("source-line"), texts.whole(u64::from(source.line))));
    let column = match (source.column, source.heading.is_empty()) {
        (0, _) => texts.get("unknown").to_owned(),
        (number, true) => number.to_string(),
        (number, false) => format!("{number} · {}", source.heading),
    };
    pairs.push((texts.get("source-column"), column));
    let raw = if source.raw.is_empty() { texts.get("source-raw-empty") } else { source.raw.as_str() };
    pairs.push((texts.get("source-raw"), raw.to_owned()));
    if !source.raw_unit.is_empty() {
        pairs.push((texts.get("source-raw-unit"), source.raw_unit.clone()));
    }
    pairs.extend(decision_pairs(ctx, source));
    if let Some(moment) = source.moment {
        pairs.push((texts.get("column-time"), moment_words(ctx, moment)));
        if let Some(raw_time) = &source.raw_time {
            pairs.push((texts.get("source-raw-time"), raw_time.clone()));
        }
        if source.shown.is_empty() {
            return with_import(ctx, source, pairs);
        }
        let conversion = match &source.conversion {
            Some(formula) => texts.format(
                "source-formula",
                &[("formula", formula), ("value", &source.shown), ("unit", &display_unit(&source.shown_unit))],
            ),
            None => texts.get("source-no-conversion").to_owned(),
        };
        pairs.push((texts.get("source-conversion"), conversion));
        pairs.push((
            texts.get("source-range"),
            source.range_source.unwrap_or(texts.get("assessment-no-reference-range")).to_owned(),
        ));
    }
    with_import(ctx, source, pairs)
}

fn with_import<'a>(
    ctx: &PanelCtx<'a>,
    source: &ValueSource,
    mut pairs: Vec<(&'a str, String)>,
) -> Vec<(&'a str, String)> {
    let texts = ctx.texts;
    let date = texts.moment(ctx.local(source.imported_utc_secs));
    pairs.push((
        texts.get("source-imported"),
        texts.format("source-import", &[("number", &source.import), ("date", &date)]),
    ));
    let short: String = source.sha256.chars().take(16).collect();
    pairs.push((texts.get("receipt-hash"), if short.is_empty() { String::new() } else { format!("{short} …") }));
    pairs
}

/// The raw text stays above; what counts in its place, who said so and when.
fn decision_pairs<'a>(ctx: &PanelCtx<'a>, source: &ValueSource) -> Vec<(&'a str, String)> {
    let Some(decided) = &source.decided else { return Vec::new() };
    let texts = ctx.texts;
    let what = match &decided.instead {
        Some((value, unit)) => {
            let kind = texts.get(&format!("finding-{}", decided.kind.id())).to_owned();
            texts.format(
                "source-corrected-to",
                &[("value", &texts.decimal(value)), ("unit", &display_unit(unit)), ("kind", &kind)],
            )
        }
        None => texts.get("source-confirmed").to_owned(),
    };
    let when = texts.moment(ctx.local(decided.at_utc_secs));
    let who = texts.format("source-decided-by", &[("who", &decided.actor), ("when", &when)]);
    vec![(texts.get("source-correction"), what), (texts.get("source-decision"), who)]
}

fn moment_words(ctx: &PanelCtx<'_>, moment: crate::base::Moment) -> String {
    let written = ctx.texts.moment(moment);
    match moment.offset {
        crate::base::Offset::Written(_) => format!("{written} ({})", moment.iso()),
        crate::base::Offset::Assumed(_) => {
            let zone = ctx.zone();
            format!("{written} ({})", ctx.texts.format("offset-assumed", &[("zone", &zone.name())]))
        }
    }
}
