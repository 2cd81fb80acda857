//! The journal: who did what and when, newest first; who saw a patient; and whether every entry stands in its place.

use eframe::egui::{Key, Ui};

use crate::app::command::Command;
use crate::app::export::{ExportCommand, ExportTarget};
use crate::app::jobs::JobKind;
use crate::app::trust::TrustCommand;
use crate::domain::access::{Action, GLASS_REASONS};
use crate::domain::audit::{AuditFault, AuditFilter, AuditOutcome, AuditReport, JournalEntry};
use crate::io::store::Writing;
use crate::ui::theme::{Tone, space};
use crate::ui::widgets::{
    Button, Cell, Column, DataTable, EmptyState, Field, Icon, Notice, NoticeTone, TableState, choose_ui, empty_state,
    labelled_field, notice, section,
};

use super::{Panel, PanelCtx, PanelId};

/// Faults that a notice lists; a journal with more is told by their number.
const SHOWN_FAULTS: usize = 8;
const FIELD_WIDTH: f32 = 170.0;

/// What is typed, and where the table stands.
#[derive(Default)]
pub struct JournalPanel {
    table: TableState,
    patient: String,
    actor: String,
    /// 0 for all, else one of [`OUTCOMES`] and one more.
    outcome: usize,
}

const OUTCOMES: [AuditOutcome; 4] = AuditOutcome::ALL;

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
        if let Some(failure) = ctx.state.journal.failure() {
            failure_ui(ctx, &ctx.message(failure), ui);
            return;
        }
        self.filter_ui(ctx, ui);
        if let Some(report) = &ctx.state.trust.verified {
            verified_ui(ctx, report, ui);
        }
        let Some(entries) = ctx.state.journal.value() else {
            ui.label(ctx.text("loading"));
            return;
        };
        if entries.is_empty() {
            let (title, explanation) = (ctx.text("journal-empty"), ctx.text("journal-empty-explained"));
            empty_state(ui, EmptyState { icon: Icon::Journal, title, explanation, action: None });
            return;
        }
        unnamed_ui(ctx, entries, ui);
        let columns = [
            Column::number(ctx.text("journal-number"), 64.0, 0).unsortable(),
            Column::text(ctx.text("journal-time"), 190.0).at_least(186.0).unsortable(),
            Column::text(ctx.text("journal-who"), 140.0).at_least(90.0).unsortable(),
            Column::text(ctx.text("journal-what"), 220.0).at_least(170.0).unsortable(),
            Column::text(ctx.text("journal-outcome"), 190.0).at_least(130.0).unsortable(),
            Column::text(ctx.text("journal-scope"), 320.0).at_least(180.0).stretch().unsortable(),
        ];
        let table = DataTable::new("journal", ctx.text("panel-journal"), &columns, entries.len());
        table.show(ui, &mut self.table, ctx.texts, |row, column| {
            entries.get(row).map_or_else(Cell::default, |entry| cell(ctx, entry, column))
        });
    }
}

impl JournalPanel {
    fn filter_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let mut asks = false;
        ui.horizontal_wrapped(|ui| {
            for (label, text) in [("journal-saw-patient", &mut self.patient), ("journal-who", &mut self.actor)] {
                ui.vertical(|ui| {
                    let field = labelled_field(ui, Field::new(ctx.text(label)).width(FIELD_WIDTH), text);
                    asks |= field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
                });
            }
            ui.vertical(|ui| {
                let all = std::iter::once(ctx.text("journal-all").to_owned());
                let words: Vec<String> = all.chain(OUTCOMES.iter().map(|one| outcome_words(ctx, *one))).collect();
                if let Some(on) = choose_ui(ui, ctx.text("journal-outcome"), FIELD_WIDTH, &words, self.outcome) {
                    (self.outcome, asks) = (on, true);
                }
            });
        });
        ui.horizontal_wrapped(|ui| {
            asks |= Button::primary(ctx.text("journal-show")).icon(Icon::Search).show(ui).clicked();
            if ctx.may(Action::ExportAudit) && Button::new(ctx.text("export")).icon(Icon::Upload).show(ui).clicked() {
                export(ctx);
            }
            let verifying = ctx.jobs.is_running(JobKind::VERIFY_JOURNAL);
            let verify = Button::new(ctx.text("journal-verify")).icon(Icon::Check).enabled(!verifying).show(ui);
            if verify.clicked() {
                ctx.send(Command::Trust(TrustCommand::Verify));
            }
        });
        ui.add_space(space::S);
        if asks {
            self.table.to_top();
            ctx.send(Command::Trust(TrustCommand::Filter(self.filter())));
        }
    }

    fn filter(&self) -> AuditFilter {
        let typed = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        AuditFilter {
            patients: typed(&self.patient).into_iter().collect(),
            actor: typed(&self.actor),
            outcome: self.outcome.checked_sub(1).and_then(|at| OUTCOMES.get(at)).copied(),
            ..AuditFilter::default()
        }
    }
}

/// Somebody was asked for whom no entry names: what is listed are looks at all patients, and the identifier may be mistyped.
fn unnamed_ui(ctx: &PanelCtx<'_>, entries: &[JournalEntry], ui: &mut Ui) {
    let asked = &ctx.state.trust.filter.patients;
    let is_named = |entry: &JournalEntry| entry.patients.iter().any(|one| asked.contains(one));
    if let (Some(first), false) = (asked.first(), entries.iter().any(is_named)) {
        failure_ui(ctx, &ctx.texts.format("journal-unnamed", &[("patient", first)]), ui);
        ui.add_space(space::S);
    }
}

/// What is listed, as it is listed.
fn export(ctx: &PanelCtx<'_>) {
    let Some(entries) = ctx.state.journal.value() else { return };
    let headings =
        ["journal-number", "journal-time", "journal-who", "journal-what", "journal-outcome", "journal-scope"];
    let row = |entry: &JournalEntry| {
        vec![
            entry.number.to_string(),
            ctx.zone().moment(entry.at_utc_secs).iso(),
            entry.actor.clone(),
            ctx.texts.get(&format!("action-{}", entry.action.id())).to_owned(),
            outcome_words(ctx, entry.outcome),
            format!("{} {}", entry.scope, entry.reason).trim().to_owned(),
        ]
    };
    let target = ExportTarget::Table {
        kind: "journal",
        headings: headings.map(|key| ctx.text(key).to_owned()).to_vec(),
        rows: entries.iter().map(row).collect(),
    };
    ctx.send(Command::Export(ExportCommand::Choose { name: "journal.csv".to_owned(), target: target.into() }));
}

fn outcome_words(ctx: &PanelCtx<'_>, outcome: AuditOutcome) -> String {
    ctx.text(&format!("audit-outcome-{}", outcome.id())).to_owned()
}

fn verified_ui(ctx: &PanelCtx<'_>, report: &AuditReport, ui: &mut Ui) {
    let count = ctx.texts.whole(report.entries);
    let title = match report.is_sound() {
        true => ctx.texts.format("audit-sound", &[("count", &count)]),
        false => ctx.texts.format("audit-faults", &[("count", &count)]),
    };
    let named = report.faults.iter().take(SHOWN_FAULTS).map(|fault| fault_words(ctx, fault));
    let more = report.faults.len().saturating_sub(SHOWN_FAULTS) as u64 + report.more_faults;
    let more = (more > 0).then(|| ctx.texts.format("audit-more-faults", &[("count", &ctx.texts.whole(more))]));
    let head = report.head.as_ref().filter(|_| report.is_sound()).map(|(number, chain)| {
        ctx.texts.format("audit-head", &[("number", &ctx.texts.whole(*number)), ("hash", chain)])
    });
    let accepted = report.accepted.iter().map(|loss| {
        let (number, at) = (ctx.texts.whole(loss.number), ctx.texts.moment(ctx.local(loss.at_utc_secs)));
        let words = ctx.texts.format("audit-accepted", &[("number", &number), ("at", &at), ("who", &loss.actor)]);
        format!("{words} {}", loss.reason)
    });
    let remedy = named.chain(more).chain(accepted).chain(head).collect::<Vec<_>>().join("\n");
    let shown = Notice {
        tone: tone_of(report),
        title: &title,
        remedy: Some(&remedy).filter(|words| !words.is_empty()).map(String::as_str),
        details: None,
        action: None,
        closable: false,
    };
    notice(ui, shown, ctx.texts);
    ui.add_space(space::S);
}

fn tone_of(report: &AuditReport) -> NoticeTone {
    match (report.is_sound(), report.accepted.is_empty()) {
        (true, true) => NoticeTone::Information,
        (true, false) => NoticeTone::Warning,
        (false, _) => NoticeTone::Error,
    }
}

fn fault_words(ctx: &PanelCtx<'_>, fault: &AuditFault) -> String {
    let (first, last) = (ctx.texts.whole(fault.first), ctx.texts.whole(fault.last));
    let entries = match fault.first == fault.last {
        true => ctx.texts.format("audit-entry", &[("number", &first)]),
        false => ctx.texts.format("audit-entries", &[("first", &first), ("last", &last)]),
    };
    format!("{entries} {}", ctx.text(&format!("audit-fault-{}", fault.kind.id())))
}

fn cell(ctx: &PanelCtx<'_>, entry: &JournalEntry, column: usize) -> Cell {
    match column {
        0 => Cell::number(ctx.texts.whole(entry.number), None),
        1 => Cell::text(ctx.texts.moment(ctx.local(entry.at_utc_secs))),
        2 => Cell::text(&entry.actor),
        3 => Cell::text(ctx.text(&format!("action-{}", entry.action.id()))),
        4 => outcome_cell(ctx, entry),
        _ => Cell::text(concerning(ctx, entry)),
    }
}

/// What it is about, and behind it what was written of it, or why.
fn concerning(ctx: &PanelCtx<'_>, entry: &JournalEntry) -> String {
    let scope = scope_words(ctx, &entry.scope);
    // The code of a broken glass stands beside the outcome.
    let more = match entry.outcome {
        AuditOutcome::BrokeGlass => entry.reason.split_once("; ").map_or("", |(_, more)| more),
        AuditOutcome::Allowed | AuditOutcome::Denied | AuditOutcome::NotDone => entry.reason.as_str(),
    };
    if more.is_empty() { scope } else { format!("{scope}: {more}") }
}

/// What needs a look has a mark and a word.
fn outcome_cell(ctx: &PanelCtx<'_>, entry: &JournalEntry) -> Cell {
    let words = outcome_words(ctx, entry.outcome);
    match entry.outcome {
        AuditOutcome::Allowed => Cell::text(words),
        AuditOutcome::NotDone => Cell::text(words).tone(Tone::Quiet),
        AuditOutcome::Denied => Cell::text(words).tone(Tone::Abnormal).mark(Icon::Warning, ""),
        AuditOutcome::BrokeGlass => {
            let code = entry.reason.split("; ").next().unwrap_or_default();
            let known = GLASS_REASONS.contains(&code);
            let reason = if known { ctx.text(&format!("glass-{code}")).to_owned() } else { entry.reason.clone() };
            Cell::text(words).tone(Tone::Critical).mark(Icon::Critical, "").aside(reason)
        }
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

fn failure_ui(ctx: &PanelCtx<'_>, words: &str, ui: &mut Ui) {
    let shown =
        Notice { tone: NoticeTone::Warning, title: words, remedy: None, details: None, action: None, closable: false };
    notice(ui, shown, ctx.texts);
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
