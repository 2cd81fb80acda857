//! Which of a file's tables is read, and the lines behind it that were taken for no rows.

use eframe::egui::Ui;

use crate::app::import::InspectedFile;
use crate::io::import::form::HeadingLines;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{Tone, body, tokens};
use crate::ui::widgets::{Button, Icon, icon};

use super::form::{choice_ui, line_list, read_as};

/// Only where the file holds several tables.
pub fn tables_ui(ctx: &PanelCtx<'_>, file: &InspectedFile, ui: &mut Ui) {
    let form = &file.inspection.form;
    if form.tables.len() < 2 {
        return;
    }
    let first_line = form.form.table.headings.map_or(form.form.table.first_row, |lines| lines.first);
    let chosen = form.tables.iter().position(|table| (table.first_line..=table.last_line).contains(&first_line));
    let words = |at: usize| {
        let Some(table) = form.tables.get(at) else { return String::new() };
        let rows = ctx.texts.whole(table.rows);
        ctx.texts.format(
            "table-lines",
            &[("first", &table.first_line), ("last", &table.last_line), ("rows", &rows), ("columns", &table.columns)],
        )
    };
    let choices = (0..form.tables.len()).map(|at| (Some(at), words(at))).collect();
    let shown = (&chosen, chosen.map(words).unwrap_or_default());
    let answer = choice_ui(ui, ctx.text("import-table"), 260.0, shown, choices);
    if let Some(table) = answer.flatten().and_then(|at| form.tables.get(at)).copied() {
        read_as(ctx, file, |fixed| {
            fixed.headings = Some(Some(HeadingLines { first: table.first_line, count: 1 }));
            (fixed.first_row, fixed.last_row) = (None, None);
        });
    }
}

/// What is left out of the file: other tables, and lines behind the one that is read, which may be read all the same.
pub fn left_out_ui(ctx: &PanelCtx<'_>, file: &InspectedFile, ui: &mut Ui) {
    let form = &file.inspection.form;
    let unread: Vec<String> = form
        .unread_tables()
        .map(|table| {
            let (first, last) = (u64::from(table.first_line), u64::from(table.last_line));
            format!("{}\u{2013}{}", ctx.texts.whole(first), ctx.texts.whole(last))
        })
        .collect();
    if !unread.is_empty() {
        let words = ctx.texts.count("remark-tables", unread.len() as u64, &[("lines", &unread.join(", "))]);
        remark_ui(&words, None, ui);
    }
    let Some(last) = form.footer.lines.last().copied() else { return };
    let lines = line_list(ctx, form.footer.count, &form.footer.lines);
    let (key, link) = match form.is_footer_read() {
        false => ("remark-footer", "footer-read"),
        true => ("remark-footer-read", "footer-leave"),
    };
    let words = ctx.texts.count(key, form.footer.count, &[("lines", &lines)]);
    if remark_ui(&words, Some(ctx.text(link)), ui) {
        let is_read = form.is_footer_read();
        read_as(ctx, file, |fixed| fixed.last_row = (!is_read).then_some(Some(last)));
    }
}

/// A line that asks for a look, with what can be done; whether that was chosen.
fn remark_ui(words: &str, link: Option<&str>, ui: &mut Ui) -> bool {
    ui.horizontal_wrapped(|ui| {
        let colour = tokens(ui).tone(Tone::Abnormal);
        icon(ui, Icon::Warning, 14.0, colour);
        ui.label(body(words).color(colour));
        link.is_some_and(|link| Button::link(link).show(ui).clicked())
    })
    .inner
}
