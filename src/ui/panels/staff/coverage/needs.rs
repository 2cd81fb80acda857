//! Needs against people: the numbers first, then a row for each skill of a ward with its shifts side by side, then what
//! expires.

use eframe::egui::Ui;

use crate::analysis::staff::coverage::{Cover, Coverage, Expiry};
use crate::app::staff::coverage::CoverageFound;
use crate::base::Date;
use crate::ui::panels::PanelCtx;
use crate::ui::text::visible;
use crate::ui::theme::{Tone, space};
use crate::ui::widgets::{Button, Cell, Column, DataTable, Icon, TableState, line_ui, section, section_with};

use super::super::quiet_ui;
use super::tables;

const MOST_ROWS: usize = 14;

/// How the tables are looked at.
#[derive(Default)]
pub struct NeedsView {
    needs: TableState,
    expiries: TableState,
}

/// A skill of a ward, with the place of its cover on each shift.
struct Row<'a> {
    ward: &'a str,
    skill: &'a str,
    covers: Vec<Option<&'a Cover>>,
}

impl NeedsView {
    pub fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, found: &CoverageFound) {
        section_with(ui, ctx.text("staff-needs"), |ui| {
            if Button::quiet(ctx.text("staff-save-coverage")).show(ui).clicked() {
                tables::save_coverage(ctx, found);
            }
        });
        told_ui(ctx, ui, found);
        self.table_ui(ctx, ui, &found.coverage);
        quiet_ui(ui, ctx.text("staff-needs-explained"));
        ui.add_space(space::M);
        self.expiries_ui(ctx, ui, found);
    }

    fn table_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, coverage: &Coverage) {
        let shifts = shifts(coverage);
        let rows = rows(coverage, &shifts);
        let mut columns = vec![
            Column::text(ctx.text("staff-ward"), 120.0).at_least(90.0).unsortable(),
            Column::text(ctx.text("staff-skill"), 170.0).at_least(110.0).stretch().unsortable(),
        ];
        columns.extend(shifts.iter().map(|shift| Column::text(visible(shift), 150.0).at_least(110.0).unsortable()));
        let table = DataTable::new("staff-needs", ctx.text("staff-needs"), &columns, rows.len());
        table.height_of_rows(MOST_ROWS).show(ui, &mut self.needs, ctx.texts, |row, column| {
            let Some(own) = rows.get(row) else { return Cell::default() };
            match column {
                0 => Cell::text(own.ward),
                1 => Cell::text(own.skill),
                _ => match own.covers.get(column - 2) {
                    Some(Some(cover)) => cover_cell(ctx, cover),
                    Some(None) => Cell::absent(ctx.text("staff-not-needed")),
                    None => Cell::default(),
                },
            }
        });
    }

    fn expiries_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, found: &CoverageFound) {
        let days = u64::from(found.span.ahead.abs_diff(found.span.today));
        section(ui, &ctx.texts.count("staff-expiring", days, &[]));
        let expiries = &found.coverage.expiries;
        if expiries.is_empty() {
            return quiet_ui(ui, ctx.text("staff-expiring-none"));
        }
        let columns = [
            Column::text(ctx.text("staff-until"), 130.0).at_least(110.0).unsortable(),
            Column::text(ctx.text("staff-person"), 100.0).at_least(80.0).unsortable(),
            Column::text(ctx.text("staff-ward"), 120.0).at_least(90.0).unsortable(),
            Column::text(ctx.text("staff-skill"), 170.0).at_least(110.0).unsortable(),
            Column::text(ctx.text("staff-opens"), 220.0).at_least(140.0).stretch().unsortable(),
        ];
        let table = DataTable::new("staff-expiring", ctx.text("staff-until"), &columns, expiries.len());
        table.height_of_rows(MOST_ROWS).show(ui, &mut self.expiries, ctx.texts, |row, column| {
            let Some(own) = expiries.get(row) else { return Cell::default() };
            let member = found.house.members.get(own.member);
            match (column, member) {
                (0, _) => until_cell(ctx, own),
                (1, Some(member)) => Cell::text(member.id.as_str()),
                (2, Some(member)) => Cell::text(member.ward.as_str()),
                (3, _) => Cell::text(own.skill.as_str()),
                (4, _) => opens_cell(ctx, own, &found.coverage),
                _ => Cell::default(),
            }
        });
    }
}

/// What counts, before any table.
fn told_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, found: &CoverageFound) {
    let coverage = &found.coverage;
    let people = ctx.texts.count("staff-people", found.house.members.len() as u64, &[]);
    let met: [(&str, &dyn std::fmt::Display); 2] =
        [("share", &ctx.texts.percent(coverage.share())), ("people", &people)];
    line_ui(ui, Icon::Chart, Tone::Plain, &ctx.texts.format("staff-met", &met));
    let (gaps, later) = (coverage.gaps(), coverage.later_gaps());
    let tone = if gaps > 0 { Tone::Critical } else { Tone::Plain };
    let shape = if gaps > 0 { Icon::Critical } else { Icon::Check };
    line_ui(ui, shape, tone, &ctx.texts.count("staff-gaps", u64::from(gaps), &[]));
    if later > gaps {
        let words = ctx.texts.count("staff-later-gaps", u64::from(later), &[]);
        line_ui(ui, Icon::Clock, Tone::Abnormal, &words);
    }
    if coverage.singles() > 0 {
        let words = ctx.texts.count("staff-singles", u64::from(coverage.singles()), &[]);
        line_ui(ui, Icon::Warning, Tone::Abnormal, &words);
    }
    for ward in &coverage.empty_wards {
        let ward: &dyn std::fmt::Display = &visible(ward);
        line_ui(ui, Icon::Warning, Tone::Abnormal, &ctx.texts.format("staff-empty-ward", &[("ward", ward)]));
    }
    for (key, count) in
        [("staff-without-ward", found.without_ward), ("staff-unknown-certificates", coverage.unknown_certificates)]
    {
        if count > 0 {
            line_ui(ui, Icon::Info, Tone::Quiet, &ctx.texts.count(key, u64::from(count), &[]));
        }
    }
    ui.add_space(space::S);
}

/// In the order of the needs.
fn shifts(coverage: &Coverage) -> Vec<&str> {
    let mut shifts: Vec<&str> = Vec::new();
    for cover in &coverage.covers {
        if !shifts.contains(&cover.need.shift.as_str()) {
            shifts.push(&cover.need.shift);
        }
    }
    shifts
}

fn rows<'a>(coverage: &'a Coverage, shifts: &[&str]) -> Vec<Row<'a>> {
    let mut rows: Vec<Row<'a>> = Vec::new();
    for cover in &coverage.covers {
        let need = &cover.need;
        let place = rows.iter().position(|row| row.ward == need.ward && row.skill == need.skill);
        let place = place.unwrap_or_else(|| {
            rows.push(Row { ward: &need.ward, skill: &need.skill, covers: vec![None; shifts.len()] });
            rows.len() - 1
        });
        let shift = shifts.iter().position(|shift| *shift == need.shift);
        if let Some(own) = shift.and_then(|shift| rows.get_mut(place)?.covers.get_mut(shift)) {
            *own = Some(cover);
        }
    }
    rows
}

/// People against needed, the gap or the single person marked, and what is left after the certificates that expire.
pub fn cover_cell(ctx: &PanelCtx<'_>, cover: &Cover) -> Cell {
    let words = ctx.texts.format("staff-of-needed", &[("people", &cover.present()), ("needed", &cover.need.people)]);
    let cell = Cell::text(words);
    let cell = match (cover.gap(), cover.is_single()) {
        (0, false) => cell,
        (0, true) => cell.tone(Tone::Abnormal).mark(Icon::Warning, ctx.text("staff-is-single")),
        (gap, _) => {
            let name = ctx.texts.count("staff-gaps", u64::from(gap), &[]);
            cell.tone(Tone::Critical).mark(Icon::Critical, name)
        }
    };
    match cover.later < cover.present() {
        true => cell.aside(ctx.texts.format("staff-then", &[("people", &cover.later)])),
        false => cell,
    }
}

fn until_cell(ctx: &PanelCtx<'_>, own: &Expiry) -> Cell {
    let day = Cell::text(ctx.texts.date(Date(own.until)));
    match own.has_expired {
        true => day.tone(Tone::Critical).mark(Icon::Critical, ctx.text("staff-has-expired")),
        false => day.mark(Icon::Clock, ctx.text("staff-expires")),
    }
}

fn opens_cell(ctx: &PanelCtx<'_>, own: &Expiry, coverage: &Coverage) -> Cell {
    let shifts: Vec<&str> = own
        .opens
        .iter()
        .filter_map(|place| coverage.covers.get(*place))
        .map(|cover| cover.need.shift.as_str())
        .collect();
    match shifts.is_empty() {
        true => Cell::absent(ctx.text("staff-opens-nothing")),
        false => Cell::text(shifts.join(", ")).tone(Tone::Abnormal),
    }
}
