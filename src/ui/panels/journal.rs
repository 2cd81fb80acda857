//! The journal: who did what and when, newest first.

use eframe::egui::Ui;

use crate::domain::access::JournalEntry;
use crate::io::store::Writing;
use crate::ui::theme::space;
use crate::ui::widgets::{
    Cell, Column, DataTable, EmptyState, Icon, Notice, NoticeTone, TableState, empty_state, notice, section,
};

use super::{Panel, PanelCtx, PanelId};

/// Where the table stands.
#[derive(Default)]
pub struct JournalPanel {
    table: TableState,
}

impl Panel for JournalPanel {
    fn id(&self) -> PanelId {
        PanelId::Journal
    }

    fn icon(&self) -> Icon {
        Icon::Journal
    }

    fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        section(ui, ctx.text("panel-journal"));
        unwritten_ui(ctx, ui);
        let Some(entries) = ctx.state.journal.value() else {
            ui.label(ctx.text("loading"));
            return;
        };
        if entries.is_empty() {
            let (title, explanation) = (ctx.text("journal-empty"), ctx.text("journal-empty-explained"));
            empty_state(ui, EmptyState { icon: Icon::Journal, title, explanation, action: None });
            return;
        }
        let columns = [
            Column::number(ctx.text("journal-number"), 64.0, 0).unsortable(),
            Column::text(ctx.text("journal-time"), 168.0).at_least(146.0).unsortable(),
            Column::text(ctx.text("journal-who"), 140.0).at_least(90.0).unsortable(),
            Column::text(ctx.text("journal-what"), 220.0).at_least(170.0).unsortable(),
            Column::text(ctx.text("journal-scope"), 320.0).at_least(200.0).stretch().unsortable(),
        ];
        let table = DataTable::new("journal", ctx.text("panel-journal"), &columns, entries.len());
        table.show(ui, &mut self.table, ctx.texts, |row, column| {
            entries.get(row).map_or_else(Cell::default, |entry| cell(ctx, entry, column))
        });
    }
}

fn cell(ctx: &PanelCtx<'_>, entry: &JournalEntry, column: usize) -> Cell {
    match column {
        0 => Cell::number(ctx.texts.whole(entry.number), None),
        1 => Cell::text(ctx.texts.moment(ctx.local(entry.at_utc_secs))),
        2 => Cell::text(&entry.actor),
        3 => Cell::text(ctx.text(&format!("action-{}", entry.action.id()))),
        _ => Cell::text(scope_words(ctx, &entry.scope)),
    }
}

/// The journal keeps the kind of a thing in English; on screen it is a word of the language in use.
fn scope_words(ctx: &PanelCtx<'_>, scope: &str) -> String {
    let Some((kind, name)) = scope.split_once(' ') else { return scope.to_owned() };
    let word = match kind {
        "file" => ctx.text("journal-scope-file"),
        "import" => ctx.text("journal-scope-import"),
        "patient" => ctx.text("journal-scope-patient"),
        "patients" => ctx.text("journal-scope-patients"),
        _ => return scope.to_owned(),
    };
    format!("{word} {name}")
}

/// Entries of a store that cannot be written to end with the program: that is said, not shown as if they were kept.
fn unwritten_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    if !ctx.state.open().is_some_and(|open| open.info.writing == Writing::Never) {
        return;
    }
    let shown = Notice {
        tone: NoticeTone::Warning,
        title: ctx.text("journal-unwritten"),
        remedy: Some(ctx.text("journal-unwritten-remedy")),
        details: None,
        action: None,
        closable: false,
    };
    notice(ui, shown, ctx.texts);
    ui.add_space(space::S);
}
