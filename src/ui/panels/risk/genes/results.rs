//! What each gene is: result, phenotype, activity, and the cell it came from. Untested genes are named, never guessed.

use eframe::egui::{Label, Ui};

use crate::analysis::genomics::patient::PatientGene;
use crate::app::command::Command;
use crate::app::genes::view::GenesView;
use crate::app::twin::TwinCommand;
use crate::app::twin::source::ValueSource;
use crate::app::twin::view::TwinView;
use crate::domain::genome::advice::{ADVICE_DATE, ALLELE_DATE, CYP2D6_DATE};
use crate::domain::genome::{CallState, GeneRecord, GeneStatement, ResultValue};
use crate::domain::patient::Sourced;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{Tone, body, small, space, tokens};
use crate::ui::widgets::{Cell, Column, DataTable, Icon, TableState, section};

use super::words;

/// How the results are looked at.
#[derive(Default)]
pub struct ResultsLook {
    table: TableState,
}

/// Draws the tested genes as a table, notes about them, and the untested ones as a sentence.
pub fn results_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, (twin, view): (&TwinView, &GenesView), look: &mut ResultsLook) {
    section(ui, ctx.text("genes-results"));
    let (tested, untested): (Vec<&PatientGene>, Vec<&PatientGene>) =
        view.genes.iter().partition(|gene| gene.result.state != CallState::NotTested);
    if tested.is_empty() {
        ui.label(body(ctx.text("genes-none-tested")).color(tokens(ui).missing));
    } else {
        table_ui(ctx, ui, twin, &tested, look);
        notes_ui(ctx, ui, twin, &tested);
    }
    let names: Vec<&str> = untested.iter().map(|gene| gene.result.gene.symbol()).collect();
    if !names.is_empty() && !tested.is_empty() {
        let list = names.join(ctx.text("twin-list-comma"));
        let words = ctx.texts.format("genes-untested", &[("list", &list)]);
        ui.add(Label::new(body(words).color(tokens(ui).missing)).wrap());
    }
    let dates = ctx
        .texts
        .format("genes-data-date", &[("alleles", &ALLELE_DATE), ("advice", &ADVICE_DATE), ("cyp2d6", &CYP2D6_DATE)]);
    ui.add(Label::new(small(dates).color(tokens(ui).quiet)).wrap());
    ui.add_space(space::S);
}

fn table_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, twin: &TwinView, tested: &[&PatientGene], look: &mut ResultsLook) {
    let columns = [
        Column::text(ctx.text("genes-gene"), 90.0).at_least(80.0).unsortable(),
        Column::text(ctx.text("genes-result"), 200.0).at_least(130.0).stretch().unsortable(),
        Column::text(ctx.text("genes-phenotype"), 220.0).at_least(150.0).stretch().unsortable(),
        Column::text(ctx.text("genes-activity"), 110.0).at_least(90.0).unsortable(),
        Column::text(ctx.text("genes-state"), 170.0).at_least(130.0).unsortable(),
        Column::text(ctx.text("column-source"), 180.0).at_least(110.0).stretch().unsortable(),
    ];
    let table =
        DataTable::new("genes-results", ctx.text("genes-results"), &columns, tested.len()).height_of_rows(tested.len());
    let done = table.show(ui, &mut look.table, ctx.texts, |row, column| {
        tested.get(row).map_or_else(Cell::default, |gene| cell(ctx, twin, gene, column))
    });
    let row = done.activated.or(done.clicked.map(|(row, _)| row)).and_then(|row| tested.get(row));
    let sources = row.map(|gene| sources_of(twin, gene)).unwrap_or_default();
    if !sources.is_empty() {
        ctx.send(Command::Twin(TwinCommand::ShowSources(sources)));
    }
}

fn cell(ctx: &PanelCtx<'_>, twin: &TwinView, gene: &PatientGene, column: usize) -> Cell {
    let (texts, result) = (ctx.texts, &gene.result);
    let each = |words: &dyn Fn(&ResultValue) -> String| {
        let mut all: Vec<String> = Vec::new();
        for value in result.values.iter().map(words).filter(|words| !words.is_empty()) {
            if !all.contains(&value) {
                all.push(value);
            }
        }
        all.join(texts.get("genes-or"))
    };
    match column {
        0 => Cell::text(result.gene.symbol()),
        1 if !result.carried.is_empty() => {
            let alleles = result.carried.iter().map(|(allele, is)| words::allele_words(texts, allele, *is));
            Cell::text(alleles.collect::<Vec<_>>().join(texts.get("twin-list-comma")))
        }
        1 if !gene.seen.is_empty() => Cell::text(gene.seen.join(" + ")),
        1 => Cell::text(each(&|value| value.diplotype.clone())),
        // The reference alone is less than "normal" where a variant would be severe.
        2 if result.is_nothing_found() => Cell::absent(ctx.text("gene-nothing-found-phenotype")),
        2 => Cell::text(each(&|value| words::phenotype(texts, &value.phenotype))),
        3 => Cell::text(each(&|value| value.activity.map(|score| score.to_string()).unwrap_or_default())),
        4 => state_cell(ctx, gene),
        _ => source_cell(twin, gene),
    }
}

fn state_cell(ctx: &PanelCtx<'_>, gene: &PatientGene) -> Cell {
    let marked = |key: &str, tone: Tone, mark: Icon| Cell::text(ctx.text(key)).tone(tone).mark(mark, "");
    match gene.result.state {
        CallState::NotTested => marked("gene-state-not-tested", Tone::Missing, Icon::Dash),
        CallState::NoCall => marked("gene-state-no-call", Tone::Missing, Icon::Dash),
        CallState::Called if gene.result.is_nothing_found() => {
            marked("gene-state-nothing-found", Tone::Missing, Icon::Ring)
        }
        CallState::Called => Cell::text(ctx.text("gene-state-called")),
        CallState::Ambiguous => marked("gene-state-ambiguous", Tone::Abnormal, Icon::Warning),
        CallState::Indeterminate => marked("gene-state-indeterminate", Tone::Missing, Icon::Ring),
    }
}

fn source_cell(twin: &TwinView, gene: &PatientGene) -> Cell {
    let rows = gene.sources.iter().filter_map(|at| twin.twin.genes.get(*at));
    let mut names: Vec<String> = Vec::new();
    for row in rows {
        let receipt = twin.receipts.iter().find(|receipt| receipt.import == row.cell.import);
        let name = receipt.map_or_else(String::new, |receipt| format!("{}:{}", receipt.file_name, row.cell.line));
        names.push(name);
    }
    Cell::text(names.join(", "))
}

/// Every row that speaks of a gene, the newest first.
fn sources_of(twin: &TwinView, gene: &PatientGene) -> Vec<ValueSource> {
    let rows = gene.sources.iter().rev().filter_map(|at| twin.twin.genes.get(*at));
    let source = |row: &Sourced<GeneRecord>| {
        let field = match row.record.statement {
            GeneStatement::Given(_) | GeneStatement::NotTested | GeneStatement::NoResult => "result",
            GeneStatement::Called(_) => "gene",
        };
        twin.source_of_field(field, row.cell, &row.record.statement.text(), &row.raw)
    };
    rows.map(source).collect()
}

/// What has to be known about single genes: ambiguities, positions without a call, what the laboratory said beside it.
fn notes_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, twin: &TwinView, tested: &[&PatientGene]) {
    for gene in tested {
        let mut notes: Vec<String> = gene.notes.iter().map(|note| words::note(ctx.texts, note)).collect();
        let remarks = gene.result.remarks.iter();
        notes.extend(remarks.map(|remark| words::of_result(ctx.texts, gene.result.gene, remark)));
        if gene.missing > 0 {
            notes.push(ctx.texts.count("genes-missing-sites", gene.missing as u64, &[]));
        }
        for row in gene.sources.iter().filter_map(|at| twin.twin.genes.get(*at)) {
            if let Some(reported) = &row.record.reported_phenotype {
                notes.push(ctx.texts.format("genes-reported", &[("phenotype", reported)]));
            }
        }
        if !notes.is_empty() {
            let words = format!("{}: {}", gene.result.gene.symbol(), notes.join("; "));
            ui.add(Label::new(small(words).color(tokens(ui).quiet)).wrap());
        }
    }
}
