//! The article's variant count of every patient of a file, with the split that the count hides. A count, not a risk.

use std::sync::Arc;

use eframe::egui::{CentralPanel, Frame, Label, Margin, Panel as Side, ScrollArea, Ui};

use crate::analysis::variants::VariantCount;
use crate::app::article::counting::{Counted, CountedPatient};
use crate::app::article::variant_file::{RefusedRow, Shape};
use crate::app::article::{ArticleCommand, ArticleFile};
use crate::app::command::Command;
use crate::app::export::{ExportCommand, ExportTarget};
use crate::app::jobs::JobKind;
use crate::domain::access::Action;
use crate::ui::notices::message_notice;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{Tone, body, hero, space, tokens};
use crate::ui::widgets::{
    Button, Cell, Column, DataTable, EmptyState, Icon, NoticeTone, SortDirection, TableState, empty_state,
    key_value_grid, section, section_with,
};

use super::Tab;
use super::detail::line_ui;
use super::file_field::file_ui;
use super::gene_text::progress_ui;
use super::gene_text::turned;

const TWO_COLUMNS_FROM: f32 = 880.0;
/// Keys of the columns behind the identifier, in the order of [`CountedPatient::numbers`].
const COLUMNS: [&str; Counted::COLUMNS - 1] = [
    "variants-c",
    "variants-pathogenic",
    "variants-uncertain",
    "variants-benign",
    "variants-not-classified",
    "variants-not-found",
    "variants-not-tested",
    "variants-heterozygous",
    "variants-homozygous",
    "variants-hemizygous",
    "variants-zygosity-not-recorded",
];
/// Columns of the table on screen; zygosity stands in the detail.
const SHOWN: usize = 8;

/// How the counts are looked at.
#[derive(Default)]
pub struct VariantsTab {
    patients: TableState,
    sort: Option<(usize, SortDirection)>,
    chosen: Option<usize>,
    genes: TableState,
    diseases: TableState,
    refused: TableState,
}

impl Tab for VariantsTab {
    fn id(&self) -> &'static str {
        "variants"
    }

    fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        if ui.available_height() < 420.0 || ui.available_width() < TWO_COLUMNS_FROM {
            ScrollArea::vertical().auto_shrink(false).id_salt("variants").show(ui, |ui| self.all_ui(ctx, ui, true));
        } else {
            self.all_ui(ctx, ui, false);
        }
    }
}

impl VariantsTab {
    fn all_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, is_stacked: bool) {
        line_ui(ui, Icon::Warning, Tone::Abnormal, ctx.text("variants-a-count"));
        ui.add_space(space::S);
        head_ui(ctx, ui);
        progress_ui(ctx, ui, JobKind::COUNT_VARIANTS);
        if let Some(message) = ctx.state.article.counted.failure() {
            ui.add_space(space::S);
            message_notice(ctx, NoticeTone::Error, message, ui);
        }
        ui.add_space(space::S);
        let Some(counted) = ctx.state.article.counted.value().cloned() else {
            let state = EmptyState {
                icon: Icon::Risk,
                title: ctx.text("variants-empty"),
                explanation: ctx.text("variants-empty-explained"),
                action: None,
            };
            empty_state(ui, state);
            return;
        };
        file_words_ui(ctx, ui, &counted);
        if is_stacked {
            self.patients_ui(ctx, ui, &counted, Some(8));
            self.side_ui(ctx, ui, &counted);
            return;
        }
        let frame = Frame::new().inner_margin(Margin { left: space::M as i8, ..Margin::ZERO });
        Side::right("variants-side")
            .resizable(true)
            .default_size((ui.available_width() * 0.42).clamp(360.0, 540.0))
            .size_range(300.0..=680.0)
            .frame(frame)
            .show(ui, |ui| {
                ScrollArea::vertical().auto_shrink(false).id_salt("variants-side").show(ui, |ui| {
                    self.side_ui(ctx, ui, &counted);
                });
            });
        let frame = Frame::new().inner_margin(Margin { right: space::M as i8, ..Margin::ZERO });
        CentralPanel::default().frame(frame).show(ui, |ui| self.patients_ui(ctx, ui, &counted, None));
    }

    fn patients_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, counted: &Counted, most_rows: Option<usize>) {
        section_with(ui, ctx.text("variants-patients"), |ui| {
            if ctx
                .show_if_may(
                    ui,
                    Action::Export,
                    Button::new(ctx.text("risk-save-csv")).enabled(!counted.patients.is_empty()),
                )
                .clicked()
            {
                save(ctx, counted);
            }
        });
        let mut columns = vec![Column::text(ctx.text("column-identifier"), 110.0).at_least(80.0).stretch()];
        let numbers = COLUMNS.iter().take(SHOWN - 1);
        columns.extend(numbers.map(|key| Column::number(ctx.texts.get(key), 96.0, 0).at_least(72.0)));
        let title = ctx.text("variants-patients");
        let mut table = DataTable::new("variant-counts", title, &columns, counted.patients.len()).sorted(self.sort);
        if let Some(rows) = most_rows {
            table = table.height_of_rows(rows);
        }
        let sort = self.sort;
        let at = |place: usize| match sort {
            None => Some(place),
            Some((column, direction)) => counted.orders.row(column, place, direction == SortDirection::Descending),
        };
        let done = table.show(ui, &mut self.patients, ctx.texts, |place, column| {
            let patient = at(place).and_then(|row| counted.patients.get(row));
            patient.map_or_else(Cell::default, |patient| patient_cell(ctx, counted, patient, column))
        });
        if let Some(column) = done.sort {
            self.sort = turned(self.sort, column);
            self.patients.to_top();
        }
        if let Some(place) = done.activated.or(done.clicked.map(|(row, _)| row)).or(done.focused) {
            self.chosen = at(place);
        }
    }

    /// One patient in detail, then the rows that were left out.
    fn side_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, counted: &Counted) {
        let chosen = self.chosen.filter(|row| *row < counted.patients.len());
        if let Some(patient) = chosen.or(Some(0)).and_then(|row| counted.patients.get(row)) {
            self.patient_ui(ctx, ui, counted, patient);
        }
        if counted.refused.is_empty() {
            return;
        }
        section(ui, ctx.text("variants-refused"));
        let columns = [
            Column::number(ctx.text("variants-line"), 70.0, 0).unsortable(),
            Column::text(ctx.text("risk-reason"), 260.0).at_least(160.0).stretch().unsortable(),
        ];
        let title = ctx.text("variants-refused");
        let table = DataTable::new("variants-refused", title, &columns, counted.refused.len()).height_of_rows(8);
        table.show(ui, &mut self.refused, ctx.texts, |row, column| match (counted.refused.get(row), column) {
            (Some(refused), 0) => Cell::number(ctx.texts.whole(refused.line), None),
            (Some(refused), _) => Cell::text(refusal(ctx, refused)),
            (None, _) => Cell::default(),
        });
    }

    fn patient_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, counted: &Counted, patient: &CountedPatient) {
        section(ui, &ctx.texts.format("variants-of", &[("patient", &patient.identifier)]));
        let all = patient.count.all;
        ui.label(hero(ctx.texts.format("variants-c-is", &[("count", &all.c())])).color(tokens(ui).text));
        let split = COLUMNS.iter().zip(patient.numbers()).skip(1);
        let pairs: Vec<(String, String)> = split
            .enumerate()
            .map(|(at, (key, number))| {
                let words = told(ctx, counted, at + 1, number);
                let words = words.unwrap_or_else(|| ctx.text("variants-file-does-not-tell").to_owned());
                (ctx.texts.get(key).to_owned(), words)
            })
            .collect();
        key_value_grid(ui, "variant-split", pairs.iter().map(|(name, value)| (name.as_str(), value.clone())));
        if patient.count.contradicted > 0 {
            let count = u64::from(patient.count.contradicted);
            line_ui(ui, Icon::Warning, Tone::Abnormal, &ctx.texts.count("variants-contradicted", count, &[]));
        }
        let genes: Vec<(&String, &VariantCount)> = patient.count.by_gene.iter().collect();
        parts_ui(ctx, ui, ("variants-by-gene", "variants-gene"), &genes, &mut self.genes);
        let diseases: Vec<(&String, &VariantCount)> = patient.count.by_disease.iter().collect();
        if counted.has_diseases {
            parts_ui(ctx, ui, ("variants-by-disease", "variants-disease"), &diseases, &mut self.diseases);
        } else {
            section(ui, ctx.text("variants-by-disease"));
            ui.add(Label::new(body(ctx.text("variants-no-diseases")).color(tokens(ui).missing)).wrap());
        }
        ui.add_space(space::M);
    }
}

fn head_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    let width = ui.available_width().min(560.0);
    let entered = file_ui(ctx, ui, ArticleFile::Variants, width);
    ui.add_space(space::S);
    let is_ready = !ctx.state.article.path(ArticleFile::Variants).trim().is_empty();
    let is_running = ctx.jobs.is_running(JobKind::COUNT_VARIANTS);
    let button = Button::primary(ctx.text("variants-count")).enabled(is_ready && !is_running).show(ui);
    let button = button.on_disabled_hover_text(ctx.text("variants-count-why-not"));
    if button.clicked() || (entered && is_ready && !is_running) {
        ctx.send(Command::Article(ArticleCommand::Count));
    }
}

/// From which file, and what it does not tell.
fn file_words_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, counted: &Counted) {
    let count = counted.patients.len() as u64;
    let words = ctx.texts.count("variants-from", count, &[("file", &counted.file)]);
    ui.add(Label::new(body(words).color(tokens(ui).text)).wrap());
    if counted.shape == Shape::GeneTexts {
        line_ui(ui, Icon::Info, Tone::Quiet, ctx.text("variants-gene-texts"));
    }
    ui.add_space(space::S);
}

/// A number; where the file could not tell it, 0 is nobody's finding.
fn told(ctx: &PanelCtx<'_>, counted: &Counted, column: usize, number: u32) -> Option<String> {
    let is_known = match COLUMNS.get(column) {
        Some(&("variants-pathogenic" | "variants-uncertain" | "variants-benign")) => counted.has_significance,
        Some(&("variants-heterozygous" | "variants-homozygous" | "variants-hemizygous")) => counted.has_zygosity,
        Some(&("variants-not-found" | "variants-not-tested")) => counted.shape == Shape::Rows || number > 0,
        _ => true,
    };
    is_known.then(|| ctx.texts.whole(u64::from(number)))
}

fn patient_cell(ctx: &PanelCtx<'_>, counted: &Counted, patient: &CountedPatient, column: usize) -> Cell {
    let Some(at) = column.checked_sub(1) else { return Cell::text(&patient.identifier) };
    let number = patient.numbers().get(at).copied().unwrap_or_default();
    match told(ctx, counted, at, number) {
        Some(words) if at == 1 && number > 0 => Cell::number(words, None).tone(Tone::Abnormal).mark(Icon::Warning, ""),
        Some(words) => Cell::number(words, None),
        None => Cell::absent(ctx.text("variants-not-told")),
    }
}

/// The same split for each gene or each disease.
fn parts_ui(
    ctx: &PanelCtx<'_>,
    ui: &mut Ui,
    (title, what): (&str, &str),
    parts: &[(&String, &VariantCount)],
    state: &mut TableState,
) {
    let title = ctx.texts.get(title);
    section(ui, title);
    let mut columns = vec![Column::text(ctx.texts.get(what), 120.0).at_least(80.0).stretch().unsortable()];
    let numbers = ["variants-c", "variants-pathogenic", "variants-uncertain", "variants-benign", "variants-not-tested"];
    let wide = |key: &str| if key == "variants-c" { 44.0 } else { 88.0 };
    columns.extend(numbers.iter().map(|key| Column::number(ctx.texts.get(key), wide(key), 0).unsortable()));
    let table = DataTable::new(title, title, &columns, parts.len()).height_of_rows(parts.len().clamp(1, 10));
    table.show(ui, state, ctx.texts, |row, column| {
        let Some((name, count)) = parts.get(row) else { return Cell::default() };
        let numbers = [count.c(), count.pathogenic, count.uncertain, count.benign, count.not_tested];
        match column.checked_sub(1).and_then(|at| numbers.get(at)) {
            Some(number) => Cell::number(ctx.texts.whole(u64::from(*number)), None),
            None if name.is_empty() => Cell::absent(ctx.text("variants-gene-not-named")),
            None => Cell::text(*name),
        }
    });
}

fn refusal(ctx: &PanelCtx<'_>, refused: &RefusedRow) -> String {
    let key = format!("variants-refused-{}", refused.why.id());
    ctx.texts.format(&key, &[("text", &refused.text)])
}

/// Every patient's numbers, one row each, and one for each gene and disease.
fn save(ctx: &PanelCtx<'_>, counted: &Counted) {
    let mut headings = vec!["patient_id".to_owned(), "gene".to_owned(), "disease".to_owned()];
    headings.extend(COLUMNS.map(|key| key.trim_start_matches("variants-").replace('-', "_")));
    let line = |identifier: &str, gene: &str, disease: &str, count: VariantCount| {
        let patient = CountedPatient {
            identifier: String::new(),
            count: crate::analysis::variants::PatientCount { all: count, ..Default::default() },
        };
        let own = [identifier, gene, disease].map(str::to_owned).into_iter();
        own.chain(patient.numbers().map(|number| number.to_string())).collect::<Vec<String>>()
    };
    let of_patient = |patient: &CountedPatient| {
        let id = &patient.identifier;
        let mut lines = vec![line(id, "", "", patient.count.all)];
        lines.extend(patient.count.by_gene.iter().map(|(gene, count)| line(id, gene, "", *count)));
        lines.extend(patient.count.by_disease.iter().map(|(disease, count)| line(id, "", disease, *count)));
        lines
    };
    let rows = counted.patients.iter().flat_map(of_patient).collect();
    let target = ExportTarget::Table { kind: "variant counts", headings, rows };
    let name = "variant_counts.csv".to_owned();
    ctx.send(Command::Export(ExportCommand::Choose { name, target: Arc::new(target) }));
}
