//! Where a shown value came from: file, line, column, raw text, conversion, import, fingerprint, source of the range.

use eframe::egui::{Align2, Area, CornerRadius, Frame, Key, Margin, Order, Stroke, Ui, vec2};

use crate::app::command::Command;
use crate::app::twin::TwinCommand;
use crate::app::twin::source::{Subject, ValueSource};
use crate::domain::unit::display_unit;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{HAIRLINE, RADIUS, body, hero, space, tokens};
use crate::ui::widgets::{Icon, icon_button, key_value_grid, section_with};

const WIDTH: f32 = 400.0;

/// Draws the card over the lower right corner while a source is shown; Escape closes it.
pub fn source_card_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    let Some(source) = &ctx.state.twin.source else { return };
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
                    content_ui(ctx, source, ui);
                });
        });
    if close {
        ctx.send(Command::Twin(TwinCommand::HideSource));
    }
}

fn content_ui(ctx: &PanelCtx<'_>, source: &ValueSource, ui: &mut Ui) {
    let tokens = tokens(ui);
    ui.label(body(subject_words(ctx, &source.subject)).color(tokens.quiet));
    ui.horizontal_wrapped(|ui| {
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
    let mut pairs = vec![(texts.get("source-file"), source.file_name.clone())];
    pairs.push((texts.get("source-line"), texts.whole(u64::from(source.line))));
    let column = match (source.column, source.heading.is_empty()) {
        (0, _) => texts.get("unknown").to_owned(),
        (number, true) => number.to_string(),
        (number, false) => format!("{number} · {}", source.heading),
    };
    pairs.push((texts.get("source-column"), column));
    pairs.push((texts.get("source-raw"), source.raw.clone()));
    if !source.raw_unit.is_empty() {
        pairs.push((texts.get("source-raw-unit"), source.raw_unit.clone()));
    }
    pairs.extend(decision_pairs(ctx, source));
    if let Some(moment) = source.moment {
        pairs.push((texts.get("column-time"), moment_words(ctx, moment)));
        if let Some(raw_time) = &source.raw_time {
            pairs.push((texts.get("source-raw-time"), raw_time.clone()));
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
