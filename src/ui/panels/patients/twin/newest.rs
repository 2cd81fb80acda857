//! The newest value of every quantity with its flag, age and the value before it; what was asked for without a value is "not
//! recorded", and what was never tested is listed as such.

use eframe::egui::accesskit::Role;
use eframe::egui::{Color32, CornerRadius, FontId, Galley, Rect, Response, Sense, Ui, Vec2, WidgetInfo, pos2, vec2};
use std::sync::Arc;

use crate::analysis::quality::twin_card::Coverage;
use crate::app::twin::series::Quantity;
use crate::app::twin::unrecorded::Unrecorded;
use crate::app::twin::view::TwinView;
use crate::domain::indicator::IndicatorKind;
use crate::ui::text::Texts;
use crate::ui::theme::{RADIUS, Tone, size, sized, small, space, tokens};
use crate::ui::widgets::{Icon, ValueMark, focus_ring, hairline, paint_icon, section};

use super::trends::track::{PointRef, Track, code_name, mark_value};
use super::values::before_words;

/// One newest value, in words.
#[derive(Clone, Debug, PartialEq)]
pub struct NewestRow {
    pub kind: Option<IndicatorKind>,
    pub name: String,
    pub short_name: String,
    pub value: String,
    pub unit: String,
    pub mark: ValueMark,
    pub mark_words: String,
    /// The reference range; empty where there is none.
    pub range: String,
    pub age: String,
    pub stale: Option<String>,
    pub before: Option<String>,
    /// Implausible or conflicting.
    pub odd: Option<String>,
    /// When it was measured or asked for after that without a value, in words.
    pub asked_since: Option<String>,
    /// The value, and the diastolic one of a reading.
    pub points: Vec<PointRef>,
    /// The measurement without a value that came after it.
    pub unrecorded: Vec<Unrecorded>,
}

impl NewestRow {
    /// The mark beside the value; where there is none, the dash in its place says it.
    pub fn icon(&self) -> Option<Icon> {
        self.mark.icon().filter(|_| !self.points.is_empty())
    }
}

/// Rows of the tracks, in their order.
pub fn newest_rows(view: &TwinView, tracks: &[Track], now_utc_secs: i64, texts: &Texts) -> Vec<NewestRow> {
    let mut rows: Vec<NewestRow> =
        tracks.iter().filter_map(|track| newest_row(view, track, now_utc_secs, texts)).collect();
    let is_said = |one: &Unrecorded| rows.iter().any(|row| row.unrecorded.contains(one));
    let alone: Vec<&Unrecorded> = view.unrecorded.iter().filter(|one| !is_said(one)).collect();
    rows.extend(alone.into_iter().map(|one| unrecorded_row(one, now_utc_secs, texts)));
    rows
}

/// What was measured or asked for and never has a value.
fn unrecorded_row(one: &Unrecorded, now_utc_secs: i64, texts: &Texts) -> NewestRow {
    let (kind, name, short_name) = match &one.quantity {
        Quantity::Known(id) => {
            (Some(id.indicator().kind), texts.indicator(*id).to_owned(), texts.indicator_short(*id).to_owned())
        }
        Quantity::Other(code) => (None, code_name(code, texts), code_name(code, texts)),
    };
    NewestRow {
        kind,
        name,
        short_name,
        value: "\u{2013}".to_owned(),
        unit: String::new(),
        mark: ValueMark::NotRecorded,
        mark_words: texts.get(ValueMark::NotRecorded.key()).to_owned(),
        range: String::new(),
        age: texts.ago(one.moment.utc_secs, now_utc_secs),
        stale: None,
        before: None,
        odd: None,
        asked_since: None,
        points: Vec::new(),
        unrecorded: vec![one.clone()],
    }
}

/// Measurements without a value that are newer than the values of a track.
fn unrecorded_since(view: &TwinView, points: &[PointRef]) -> Vec<Unrecorded> {
    let quantities: Vec<&Quantity> =
        points.iter().filter_map(|point| view.series.get(point.series)).map(|series| &series.quantity).collect();
    view.unrecorded.iter().filter(|one| quantities.contains(&&one.quantity)).cloned().collect()
}

fn newest_row(view: &TwinView, track: &Track, now_utc_secs: i64, texts: &Texts) -> Option<NewestRow> {
    let last = track.marks.last()?;
    let before = track.marks.len().checked_sub(2).and_then(|at| track.marks.get(at));
    let id = view.series.get(last.point.series)?.indicator();
    let age = texts.ago(last.utc_secs, now_utc_secs);
    let coverage = id.and_then(|id| view.quality.coverage.iter().find(|(known, _)| *known == id));
    let is_stale = coverage.is_some_and(|(_, coverage)| matches!(coverage, Coverage::Stale { .. }));
    let points: Vec<PointRef> = [Some(last.point), last.lower_point].into_iter().flatten().collect();
    let unrecorded = unrecorded_since(view, &points);
    let ranges: Vec<&str> = track.bands.iter().map(|band| band.words.as_str()).collect();
    Some(NewestRow {
        kind: id.map(|id| id.indicator().kind),
        name: track.name.clone(),
        short_name: match id {
            Some(id) if !track.is_pressure => texts.indicator_short(id).to_owned(),
            Some(_) | None => track.name.clone(),
        },
        value: mark_value(view, last, texts),
        unit: track.unit.clone(),
        mark: last.look,
        mark_words: texts.get(last.look.key()).to_owned(),
        range: ranges.join("\n"),
        stale: is_stale.then(|| texts.get("stale").to_owned()),
        before: before.map(|mark| before_words(&mark_value(view, mark, texts), mark.utc_secs, now_utc_secs, texts)),
        odd: last.is_odd.then(|| texts.get("twin-odd").to_owned()),
        asked_since: unrecorded.first().map(|one| {
            let ago = texts.ago(one.moment.utc_secs, now_utc_secs);
            texts.format("twin-not-recorded-since", &[("age", &ago)])
        }),
        points,
        unrecorded,
        age,
    })
}

/// Names of the indicators that nothing says were ever measured.
pub fn not_tested(view: &TwinView, texts: &Texts) -> Vec<String> {
    let never = view.quality.coverage.iter().filter(|(_, coverage)| *coverage == Coverage::NeverRecorded);
    never.map(|(id, _)| texts.indicator(*id).to_owned()).collect()
}

/// Draws the rows by kind; the row whose source is asked for.
pub fn newest_ui<'r>(
    ui: &mut Ui,
    rows: &'r [NewestRow],
    not_tested: &[String],
    texts: &Texts,
) -> Option<&'r NewestRow> {
    let mut asked = None;
    let kinds = [
        (Some(IndicatorKind::Vital), "twin-vitals"),
        (Some(IndicatorKind::Laboratory), "twin-laboratory"),
        (Some(IndicatorKind::Body), "twin-body"),
        (None, "twin-other-values"),
    ];
    for (kind, title) in kinds {
        if !rows.iter().any(|row| row.kind == kind) {
            continue;
        }
        section(ui, texts.get(title));
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for row in rows.iter().filter(|row| row.kind == kind) {
                if row_ui(ui, row, texts).clicked() {
                    asked = Some(row);
                }
                hairline(ui);
            }
        });
        ui.add_space(space::M);
    }
    if !not_tested.is_empty() {
        let words = texts.format("twin-not-tested", &[("list", &not_tested.join(texts.get("twin-list-comma")))]);
        ui.label(small(words).color(tokens(ui).missing));
    }
    asked
}

fn accessible_words(row: &NewestRow) -> String {
    let mut words = format!("{}: {} {}", row.name, row.value, row.unit);
    let more = [
        Some(&row.mark_words),
        row.odd.as_ref(),
        row.asked_since.as_ref(),
        Some(&row.age),
        row.stale.as_ref(),
        row.before.as_ref(),
    ];
    for part in more.into_iter().flatten() {
        words.push_str(", ");
        words.push_str(part);
    }
    words
}

/// Two lines: name and value; flag or range, age and the value before.
fn row_ui(ui: &mut Ui, row: &NewestRow, texts: &Texts) -> Response {
    const HEIGHT: f32 = 42.0;
    let wide = ui.available_width();
    let pen = Pen { ui, row };
    let second = pen.second_line();
    let lines = if second.width + pen.flag_width() > wide - 2.0 * space::S { 3.0 } else { 2.0 };
    let height = if lines > 2.0 { HEIGHT + 15.0 } else { HEIGHT };
    let (rect, response) = ui.allocate_exact_size(vec2(wide, height), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), accessible_words(row)));
    if ui.is_rect_visible(rect) {
        let tokens = tokens(ui);
        if response.hovered() {
            ui.painter().rect_filled(rect, CornerRadius::same(RADIUS), tokens.hover);
        } else if row.mark.tone() == Tone::Critical {
            ui.painter().rect_filled(rect, CornerRadius::ZERO, tokens.critical_tint);
        }
        let pen = Pen { ui, row };
        pen.paint(rect.shrink2(Vec2::new(space::S, 0.0)), second);
        focus_ring(ui, rect, &response);
    }
    let mut explained = vec![row.name.clone()];
    explained.extend(
        [row.range.clone(), texts.get("twin-click-source").to_owned()].into_iter().filter(|text| !text.is_empty()),
    );
    response.on_hover_text(explained.join("\n"))
}

struct Pen<'a> {
    ui: &'a Ui,
    row: &'a NewestRow,
}

/// Age, stale mark and the value before, laid out.
struct SecondLine {
    stale: Option<Arc<Galley>>,
    rest: Arc<Galley>,
    width: f32,
}

const MARK: f32 = 10.0;

impl Pen<'_> {
    fn lay(&self, text: &str, points: f32, colour: Color32) -> Arc<Galley> {
        let font: FontId = sized(points);
        self.ui.painter().layout_no_wrap(text.to_owned(), font, colour)
    }

    fn second_line(&self) -> SecondLine {
        let tokens = tokens(self.ui);
        let stale = self.row.stale.as_ref().map(|words| self.lay(words, size::SMALL, tokens.stale));
        let rest = match &self.row.before {
            Some(before) => format!("{} · {before}", self.row.age),
            None => self.row.age.clone(),
        };
        let rest = self.lay(&rest, size::SMALL, tokens.quiet);
        let width = rest.size().x + stale.as_ref().map_or(0.0, |stale| stale.size().x + MARK + space::S + space::XS);
        SecondLine { stale, rest, width }
    }

    fn flag(&self) -> String {
        let flagged = self.row.mark != ValueMark::InRange;
        let mut words = if flagged { self.row.mark_words.clone() } else { String::new() };
        for more in [&self.row.odd, &self.row.asked_since].into_iter().flatten() {
            words = if words.is_empty() { more.clone() } else { format!("{words} · {more}") };
        }
        words
    }

    fn flag_width(&self) -> f32 {
        let colour = tokens(self.ui).text;
        match self.flag() {
            words if words.is_empty() => 0.0,
            words => self.lay(&words, size::SMALL, colour).size().x + space::M,
        }
    }

    fn paint(&self, rect: Rect, second: SecondLine) {
        let tokens = tokens(self.ui);
        let painter = self.ui.painter();
        let tone = self.row.mark.tone();
        let value_colour = if tone == Tone::Quiet { tokens.text } else { tokens.tone(tone) };
        let unit = self.lay(&self.row.unit, size::SMALL, tokens.quiet);
        let value = self.lay(&self.row.value, size::TITLE, value_colour);
        let baseline = rect.top() + 20.0;
        let unit_x = rect.right() - unit.size().x;
        let value_x = unit_x - space::XS - value.size().x;
        let at = |galley: &Galley, x: f32, baseline: f32| {
            let ascent = galley.rows.first().and_then(|row| row.glyphs.first()).map_or(10.0, |glyph| glyph.font_ascent);
            pos2(x, baseline - ascent)
        };
        painter.galley(at(&unit, unit_x, baseline), unit.clone(), tokens.quiet);
        painter.galley(at(&value, value_x, baseline), value.clone(), value_colour);
        let mut name_end = value_x - space::S;
        if let Some(shape) = self.row.icon() {
            let square =
                Rect::from_min_size(pos2(value_x - MARK - space::XS - 1.0, baseline - MARK), Vec2::splat(MARK));
            paint_icon(painter, square, shape, tokens.tone(tone));
            name_end = square.left() - space::XS;
        }
        let whole = self.lay(&self.row.name, size::BODY, tokens.text);
        let name = if rect.left() + whole.size().x <= name_end {
            whole
        } else {
            self.lay(&self.row.short_name, size::BODY, tokens.text)
        };
        painter.galley(at(&name, rect.left(), baseline), name.clone(), tokens.text);
        let lower = rect.bottom() - 7.0;
        let flag_line = rect.top() + 35.0;
        let flag = self.flag();
        if !flag.is_empty() {
            let is_in_range = self.row.mark == ValueMark::InRange;
            let colour = if is_in_range && self.row.odd.is_none() {
                tokens.missing
            } else if is_in_range {
                tokens.stale
            } else {
                tokens.tone(tone)
            };
            let galley = self.lay(&flag, size::SMALL, colour);
            painter.galley(at(&galley, rect.left(), flag_line), galley.clone(), colour);
        }
        let mut x = rect.right() - second.width;
        if let Some(stale) = second.stale {
            let square = Rect::from_min_size(pos2(x, lower - MARK + 1.0), Vec2::splat(MARK));
            paint_icon(painter, square, Icon::Clock, tokens.stale);
            let end = square.right() + space::XS + stale.size().x;
            painter.galley(at(&stale, square.right() + space::XS, lower), stale.clone(), tokens.stale);
            x = end + space::S;
        }
        painter.galley(at(&second.rest, x, lower), second.rest.clone(), tokens.quiet);
    }
}
