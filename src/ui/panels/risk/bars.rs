//! What each input adds to a result: a bar to the right raises it, one to the left lowers it; with the same as a table.

use eframe::egui::accesskit::Role;
use eframe::egui::{CornerRadius, Label, Rect, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use crate::analysis::risk::{RiskModel, Share, ShareScale};
use crate::app::risk::filling::Filled;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{HAIRLINE, body, series, size, sized, small, space, tokens};
use crate::ui::widgets::{Cell, Column, DataTable, TableState, section_with, segmented};

use super::words;

const ROW: f32 = 24.0;

/// Draws the section; nothing where a result is no sum.
pub fn bars_ui(
    ctx: &PanelCtx<'_>,
    ui: &mut Ui,
    model: &RiskModel,
    filled: &Filled,
    shares: &[Share],
    as_table: &mut bool,
    table: &mut TableState,
) {
    let Some(how) = model.shares.filter(|_| !shares.is_empty()) else { return };
    section_with(ui, ctx.text("risk-shares"), |ui| {
        let looks = [ctx.text("risk-as-bars"), ctx.text("risk-as-table")];
        if let Some(chosen) = segmented(ui, ctx.text("risk-shares-look"), &looks, usize::from(*as_table)) {
            *as_table = chosen == 1;
        }
    });
    let key = match how.scale {
        ShareScale::Points => "risk-shares-points",
        ShareScale::LogOdds => "risk-shares-log-odds",
        ShareScale::LogHazard => "risk-shares-log-hazard",
    };
    let output = words::output(ctx.texts, model, how.output);
    ui.add(Label::new(small(ctx.texts.format(key, &[("output", &output)])).color(tokens(ui).quiet)).wrap());
    let mut sorted: Vec<Share> = joined(shares);
    sorted.sort_by(|one, other| other.amount.abs().total_cmp(&one.amount.abs()));
    if *as_table {
        table_ui(ctx, ui, model, filled, &sorted, table);
    } else {
        let most = sorted.iter().map(|share| share.amount.abs()).fold(f64::MIN_POSITIVE, f64::max);
        let has_lower = sorted.iter().any(|share| share.amount < 0.0);
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            sorted.iter().for_each(|share| bar_ui(ctx, ui, model, filled, share, most, has_lower));
        });
    }
    ui.add_space(space::M);
}

/// One share a column, where a model names one twice.
fn joined(shares: &[Share]) -> Vec<Share> {
    let mut all: Vec<Share> = Vec::new();
    for share in shares {
        match all.iter_mut().find(|known| known.column == share.column) {
            Some(known) => known.amount += share.amount,
            None => all.push(*share),
        }
    }
    all
}

/// With its sign, as a difference.
pub fn amount(ctx: &PanelCtx<'_>, amount: f64) -> String {
    let digits = if amount.fract() == 0.0 { format!("{:.0}", amount.abs()) } else { format!("{:.2}", amount.abs()) };
    let is_nothing = digits.trim_matches(['0', '.']).is_empty();
    let sign = match () {
        () if is_nothing => "",
        () if amount < 0.0 => "\u{2212}",
        () => "+",
    };
    format!("{sign}{}", ctx.texts.decimal(&digits))
}

fn value_of(ctx: &PanelCtx<'_>, model: &RiskModel, filled: &Filled, column: &str) -> String {
    filled.row(column).map_or_else(String::new, |row| {
        let unit = words::input_unit(ctx.texts, row.input);
        format!("{} {unit}", words::slot(ctx.texts, model, row.input, row.slot)).trim_end().to_owned()
    })
}

fn bar_ui(
    ctx: &PanelCtx<'_>,
    ui: &mut Ui,
    model: &RiskModel,
    filled: &Filled,
    share: &Share,
    most: f64,
    has_lower: bool,
) {
    let (name, says) = (words::input(ctx.texts, share.column), amount(ctx, share.amount));
    let value = value_of(ctx, model, filled, share.column);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{name}, {value}: {says}")));
    if !ui.is_rect_visible(rect) {
        return;
    }
    let tokens = tokens(ui);
    // Name, amount, bar: the amount stands in a column of its own, so that the eye finds it.
    let name_width = (rect.width() * 0.42).min(260.0);
    let amount_width = 60.0;
    let put = |text: &str, left: f32, right: f32, at_end: bool, colour| {
        let galley = ui.painter().layout_no_wrap(text.to_owned(), sized(size::BODY), colour);
        let x = if at_end { right - galley.size().x } else { left };
        let clip = Rect::from_min_max(pos2(left, rect.top()), pos2(right, rect.bottom()));
        ui.painter().with_clip_rect(clip.intersect(ui.clip_rect())).galley(
            pos2(x, rect.center().y - galley.size().y / 2.0),
            galley,
            colour,
        );
    };
    put(&name, rect.left(), rect.left() + name_width, false, tokens.text);
    let amount_right = rect.left() + name_width + amount_width;
    put(&says, rect.left() + name_width, amount_right, true, tokens.text);
    let field =
        Rect::from_min_max(pos2(amount_right + space::M, rect.top() + 6.0), pos2(rect.right(), rect.bottom() - 6.0));
    let zero = if has_lower { field.center().x } else { field.left() };
    let room = if has_lower { field.width() / 2.0 } else { field.width() };
    let length = (share.amount.abs() / most) as f32 * room;
    let end = if share.amount < 0.0 { zero - length } else { zero + length };
    let look = series(tokens, usize::from(share.amount < 0.0));
    let bar = Rect::from_x_y_ranges(zero.min(end)..=zero.max(end), field.y_range());
    ui.painter().rect_filled(bar, CornerRadius::same(2), look.colour);
    ui.painter().vline(zero, rect.y_range(), Stroke::new(HAIRLINE, tokens.outline));
    response.on_hover_text(format!("{name}: {value}"));
}

fn table_ui(
    ctx: &PanelCtx<'_>,
    ui: &mut Ui,
    model: &RiskModel,
    filled: &Filled,
    shares: &[Share],
    state: &mut TableState,
) {
    let columns = [
        Column::text(ctx.text("risk-input"), 200.0).at_least(140.0).stretch().unsortable(),
        Column::text(ctx.text("column-value"), 130.0).at_least(90.0).unsortable(),
        Column::number(ctx.text("risk-share"), 100.0, 2).unsortable(),
    ];
    let table =
        DataTable::new("risk-shares", ctx.text("risk-shares"), &columns, shares.len()).height_of_rows(shares.len());
    table.show(ui, state, ctx.texts, |row, column| {
        let Some(share) = shares.get(row) else { return Cell::default() };
        match column {
            0 => Cell::text(words::input(ctx.texts, share.column)),
            1 => Cell::text(value_of(ctx, model, filled, share.column)),
            _ => Cell::number(amount(ctx, share.amount), None),
        }
    });
    ui.label(body(""));
}
