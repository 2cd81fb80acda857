//! One file's way into the store: read, mapped, imported, done or failed.

use eframe::egui::{ComboBox, ScrollArea, Spinner, Ui, vec2};

use crate::app::command::Command;
use crate::app::import::{ImportCommand, ImportedFile, InspectedFile, MappingEdit};
use crate::app::jobs::JobKind;
use crate::app::message::Message;
use crate::app::view::ViewCommand;
use crate::domain::indicator::IndicatorId;
use crate::io::import::{Column as Field, FORMATS, Mapping, Need, Shape, format_by_id};
use crate::ui::panels::{PanelCtx, PanelId};
use crate::ui::theme::{Tone, body, large, space, tokens};
use crate::ui::welcome::message_notice;
use crate::ui::widgets::{
    Button, Cell, Column, DataTable, Icon, NoticeTone, ProgressRow, TableState, card, icon, progress_row, section,
    section_with,
};

use super::receipts::counts_ui;
use super::trial::{TrialState, trial_ui};

/// The file is being looked at.
pub fn reading_ui(ctx: &PanelCtx<'_>, name: &str, ui: &mut Ui) {
    section(ui, name);
    ui.horizontal(|ui| {
        ui.add(Spinner::new());
        ui.label(body(ctx.text("reading")));
    });
}

/// What was found, which column becomes what, and the first rows.
pub fn mapping_ui(
    ctx: &PanelCtx<'_>,
    file: &InspectedFile,
    preview: &mut TableState,
    trial: &mut TrialState,
    ui: &mut Ui,
) {
    section_with(ui, &file.name(), |ui| actions_ui(ctx, file, ui));
    ui.add_space(space::S);
    ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
        form_ui(ctx, file, ui);
        ui.add_space(space::L);
        section(ui, ctx.text("import-mapping"));
        ui.add_space(space::S);
        match &file.mapping {
            Some(mapping) => columns_ui(ctx, file, mapping, ui),
            None => {
                ui.label(body(ctx.text("import-format-unknown")).color(tokens(ui).tone(Tone::Abnormal)));
            }
        }
        ui.add_space(space::L);
        section(ui, ctx.text("import-preview"));
        ui.add_space(space::S);
        preview_ui(ctx, file, preview, ui);
        ui.add_space(space::L);
        trial_ui(ctx, file, trial, ui);
    });
}

fn form_ui(ctx: &PanelCtx<'_>, file: &InspectedFile, ui: &mut Ui) {
    let found = &file.inspection;
    let delimiter = match found.form.form.delimiter {
        b'\t' => ctx.text("delimiter-tab").to_owned(),
        other => char::from(other).to_string(),
    };
    let sure = ctx.texts.percent(f64::from(found.form.confidence));
    let rows = if found.is_whole { "import-rows" } else { "import-rows-about" };
    line_ui(ui, ctx.text("import-format"), |ui| format_choice_ui(ctx, file, ui));
    let facts = [
        (ctx.text("receipt-rows"), ctx.texts.count(rows, found.estimated_rows, &[])),
        (ctx.text("receipt-size"), ctx.texts.format("bytes", &[("count", &ctx.texts.whole(found.file_bytes))])),
        (ctx.text("import-delimiter"), ctx.texts.format("import-found-with", &[("what", &delimiter), ("sure", &sure)])),
        (ctx.text("import-encoding"), "UTF-8".to_owned()),
    ];
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for (name, value) in facts {
            line_ui(ui, name, |ui| {
                ui.label(body(value));
            });
        }
    });
}

fn format_choice_ui(ctx: &PanelCtx<'_>, file: &InspectedFile, ui: &mut Ui) {
    let chosen = file.mapping.as_ref().map(|mapping| mapping.format);
    let name = |id: &str| ctx.text(&format!("format-{id}")).to_owned();
    let shown = chosen.map_or_else(|| ctx.text("import-format-unknown").to_owned(), name);
    let combo = ComboBox::from_id_salt("format").width(260.0).selected_text(shown).show_ui(ui, |ui| {
        for format in FORMATS {
            if ui.selectable_label(chosen == Some(format.id()), name(format.id())).clicked() {
                ctx.send(Command::Import(ImportCommand::Edit(MappingEdit::Format(format.id()))));
            }
        }
    });
    let label = ctx.text("import-format").to_owned();
    ui.ctx().accesskit_node_builder(combo.response.id, |node| node.set_label(label));
}

/// One line a field: its name, and the column it is read from. Series of a wide file follow.
fn columns_ui(ctx: &PanelCtx<'_>, file: &InspectedFile, mapping: &Mapping, ui: &mut Ui) {
    let Some(format) = format_by_id(mapping.format) else { return };
    for field in format.columns() {
        field_ui(ctx, file, mapping, field, ui);
    }
    if format.shape() == Shape::Wide {
        for series in mapping.series() {
            let indicator = IndicatorId::from_word(&series.field).map(|id| ctx.texts.indicator(id).to_owned());
            let unit = series.unit.as_deref().unwrap_or(ctx.text("import-no-unit"));
            let name = indicator.unwrap_or_else(|| series.field.clone());
            line_ui(ui, &name, |ui| {
                let heading = file.inspection.headings.get(usize::from(series.column).wrapping_sub(1));
                ui.label(body(heading.map_or("", String::as_str)));
                ui.label(body(crate::domain::unit::display_unit(unit)).color(tokens(ui).quiet));
                if series.unit.is_none() {
                    let colour = tokens(ui).tone(Tone::Critical);
                    icon(ui, Icon::Warning, 14.0, colour);
                    ui.label(body(ctx.text("import-no-unit-refused")).color(colour));
                }
            });
        }
    }
    let ignored = mapping.ignored_headings();
    if !ignored.is_empty() {
        line_ui(ui, ctx.text("import-ignored"), |ui| {
            ui.label(body(ignored.join(", ")).color(tokens(ui).quiet));
        });
    }
}

fn line_ui(ui: &mut Ui, name: &str, add: impl FnOnce(&mut Ui)) {
    const NAME: f32 = 220.0;
    ui.horizontal(|ui| {
        ui.allocate_ui_with_layout(
            vec2(NAME, 28.0),
            eframe::egui::Layout::left_to_right(eframe::egui::Align::Center),
            |ui| {
                ui.set_min_width(NAME);
                ui.label(body(name));
            },
        );
        add(ui);
    });
}

fn field_ui(ctx: &PanelCtx<'_>, file: &InspectedFile, mapping: &Mapping, field: &Field, ui: &mut Ui) {
    let name = ctx.text(&format!("field-{}", field.field)).to_owned();
    let column = mapping.column_of(field.field);
    let heading =
        |column: u16| file.inspection.headings.get(usize::from(column).wrapping_sub(1)).cloned().unwrap_or_default();
    line_ui(ui, &name, |ui| {
        let shown = column.map_or_else(|| ctx.text("import-no-column").to_owned(), heading);
        let combo = ComboBox::from_id_salt(field.field).width(260.0).selected_text(shown).show_ui(ui, |ui| {
            let mut choose = |to: Option<u16>, text: &str| {
                if ui.selectable_label(column == to, text).clicked() {
                    let field = field.field.to_owned();
                    ctx.send(Command::Import(ImportCommand::Edit(MappingEdit::Column { field, column: to })));
                }
            };
            choose(None, ctx.text("import-no-column"));
            for (place, heading) in file.inspection.headings.iter().enumerate() {
                choose(u16::try_from(place + 1).ok(), heading);
            }
        });
        ui.ctx().accesskit_node_builder(combo.response.id, |node| node.set_label(name.as_str()));
        if column.is_none() && field.need == Need::Required {
            icon(ui, Icon::Warning, 14.0, tokens(ui).tone(Tone::Critical));
            let missing = ctx.texts.format("import-missing-field", &[("field", &name)]);
            ui.label(body(missing).color(tokens(ui).tone(Tone::Critical)));
        }
    });
}

fn actions_ui(ctx: &PanelCtx<'_>, file: &InspectedFile, ui: &mut Ui) {
    let ready = file.mapping.as_ref().is_some_and(|mapping| mapping.missing().is_empty());
    let writing = ctx.jobs.is_writing();
    // From right to left, beside the file's name: in sight however long the mapping is.
    ui.horizontal(|ui| {
        if Button::primary(ctx.text("import-start")).icon(Icon::Upload).enabled(ready && !writing).show(ui).clicked() {
            ctx.send(Command::Import(ImportCommand::Start));
        }
        if Button::new(ctx.text("cancel")).show(ui).clicked() {
            ctx.send(Command::Import(ImportCommand::Skip));
        }
        let waiting = ctx.state.imports.queue.len();
        if waiting > 0 {
            ui.label(body(ctx.texts.count("import-waiting", waiting as u64, &[])).color(tokens(ui).quiet));
        }
    });
}

fn preview_ui(ctx: &PanelCtx<'_>, file: &InspectedFile, state: &mut TableState, ui: &mut Ui) {
    let found = &file.inspection;
    let mut columns = vec![Column::number(ctx.text("reject-line"), 56.0, 0).unsortable()];
    columns.extend(found.headings.iter().map(|heading| Column::text(heading, 140.0).unsortable()));
    if let Some(last) = columns.last_mut() {
        last.stretch = true;
    }
    let table = DataTable::new("preview", ctx.text("import-preview"), &columns, found.rows.len()).height_of_rows(12);
    table.show(ui, state, ctx.texts, |row, column| {
        let Some(row) = found.rows.get(row) else { return Cell::default() };
        match column {
            0 => Cell::number(ctx.texts.whole(u64::from(row.line)), None).tone(Tone::Quiet),
            column => row.cells.get(column - 1).map_or_else(Cell::default, Cell::text),
        }
    });
}

/// The import runs: how far it is, and the way to stop it.
pub fn running_ui(ctx: &PanelCtx<'_>, name: &str, ui: &mut Ui) {
    section(ui, name);
    ui.add_space(space::S);
    let Some(job) = ctx.jobs.running().iter().find(|job| job.kind == JobKind::Import) else { return };
    let row = ProgressRow {
        name: &ctx.message(&job.label),
        share: job.progress.share(),
        remaining_secs: job.remaining().map(|left| left.as_secs()),
        bar_width: 320.0,
    };
    if progress_row(ui, row, ctx.texts) {
        ctx.send(Command::View(ViewCommand::CancelJob(JobKind::Import)));
    }
    ui.label(body(ctx.text("import-running-explained")).color(tokens(ui).quiet));
}

/// The import is committed: its receipt in short, and where to go from here.
pub fn done_ui(ctx: &PanelCtx<'_>, done: &ImportedFile, ui: &mut Ui) {
    let receipt = &done.receipt;
    section(ui, &receipt.file_name);
    ui.add_space(space::S);
    card(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal(|ui| {
            let (shape, tone) =
                if receipt.counts.rejected > 0 { (Icon::Warning, Tone::Abnormal) } else { (Icon::Check, Tone::Accent) };
            icon(ui, shape, 20.0, tokens(ui).tone(tone));
            let title = match receipt.counts.rejected {
                0 => ctx.text("import-all-good").to_owned(),
                rejected => ctx.texts.count("import-rejected", rejected, &[]),
            };
            ui.label(large(title));
        });
        ui.add_space(space::S);
        counts_ui(ctx, &receipt.counts, ui);
    });
    ui.add_space(space::M);
    ui.horizontal(|ui| {
        let waiting = ctx.state.imports.queue.len();
        let next = if waiting > 0 { ctx.text("import-next-file") } else { ctx.text("done") };
        if Button::primary(next).show(ui).clicked() {
            ctx.send(Command::Import(ImportCommand::Skip));
        }
        if Button::new(ctx.text("import-show-receipt")).show(ui).clicked() {
            ctx.send(Command::Import(ImportCommand::Show(receipt.import)));
            ctx.send(Command::Import(ImportCommand::Skip));
        }
        if Button::new(ctx.text("home-next-browse-patients")).icon(Icon::People).show(ui).clicked() {
            ctx.send(Command::Import(ImportCommand::Skip));
            ctx.send(Command::View(ViewCommand::Go(PanelId::Patients)));
        }
    });
}

/// The file could not be read or imported; nothing was changed.
pub fn failed_ui(ctx: &PanelCtx<'_>, name: &str, message: &Message, ui: &mut Ui) {
    section(ui, name);
    ui.add_space(space::S);
    message_notice(ctx, NoticeTone::Error, message, ui);
    ui.add_space(space::M);
    if Button::primary(ctx.text("back")).show(ui).clicked() {
        ctx.send(Command::Import(ImportCommand::Skip));
    }
}
