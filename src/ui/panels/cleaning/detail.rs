//! One doubtful value: what stands there, what is proposed and why, its neighbours, its source, and what can be done.

use eframe::egui::{Label, Ui};

use crate::analysis::quality::cleaning::{CleaningFinding, Proposal};
use crate::app::cleaning::{CleaningCommand, Found};
use crate::app::command::Command;
use crate::app::twin::TwinCommand;
use crate::domain::correction::FindingKind;
use crate::domain::ids::ImportId;
use crate::domain::unit::display_unit;
use crate::ui::panels::{PanelCtx, patient_name};
use crate::ui::theme::{Tone, body, hero, large, size, small, space, tokens};
use crate::ui::widgets::{Button, Icon, Notice, NoticeTone, icon, notice, section};

use super::{may_decide, trend, words};

/// What a person can do about a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    Accept,
    Confirm,
    Later,
}

/// Does it.
pub fn carry_out(ctx: &PanelCtx<'_>, found: &Found, deed: Deed) {
    if deed != Deed::Later && !may_decide(ctx) {
        return;
    }
    match deed {
        Deed::Accept if found.finding.proposals.is_empty() => {}
        Deed::Accept => ctx.send(Command::Cleaning(CleaningCommand::Decide(found.accepted()))),
        Deed::Confirm => ctx.send(Command::Cleaning(CleaningCommand::Decide(found.confirmed()))),
        Deed::Later => ctx.send(Command::Cleaning(CleaningCommand::Later(found.finding.cell))),
    }
}

/// Draws it. `of_its_batch` findings of its kind and import can be accepted together.
pub fn detail_ui(
    ctx: &PanelCtx<'_>,
    found: &Found,
    of_its_batch: usize,
    asking: &mut Option<(FindingKind, ImportId)>,
    ui: &mut Ui,
) {
    let finding = &found.finding;
    section(ui, words::kind(ctx, finding.kind));
    who_ui(ctx, found, ui);
    ui.add_space(space::S);
    values_ui(ctx, finding, ui);
    ui.add_space(space::S);
    deeds_ui(ctx, found, ui);
    if of_its_batch > 1 && !finding.proposals.is_empty() {
        batch_ui(ctx, finding, of_its_batch as u64, asking, ui);
    }
    ui.add_space(space::S);
    trend::trend_ui(ctx, finding, ui);
    legend_ui(ctx, finding, ui);
    ui.add_space(space::S);
    ui.label(large(ctx.text("cleaning-why")));
    for reason in &finding.reasons {
        line_ui(ui, Icon::ChevronRight, &words::reason(ctx, finding, reason));
    }
    ui.add_space(space::S);
    ui.label(small(source_words(ctx, finding)).color(tokens(ui).quiet));
    let explained = format!("finding-{}-explained", finding.kind.id());
    ui.label(small(ctx.text(&explained)).color(tokens(ui).quiet));
}

fn who_ui(ctx: &PanelCtx<'_>, found: &Found, ui: &mut Ui) {
    let Some(hospital) = ctx.state.open().and_then(|open| open.hospital.value()) else { return };
    ui.horizontal_wrapped(|ui| {
        let name = patient_name(ctx, &hospital.index, found.patient.0);
        if Button::link(&name).icon(Icon::Person).show(ui).on_hover_text(ctx.text("cleaning-open-twin")).clicked() {
            ctx.send(Command::Twin(TwinCommand::Open(found.patient)));
        }
        let index = &hospital.index;
        let mut facts = vec![index.identifier(found.patient.0).to_owned()];
        facts.extend(index.birth_date(found.patient.0).map(|born| ctx.texts.date(born)));
        facts.push(ctx.texts.sex(index.sex(found.patient.0)).to_owned());
        ui.label(body(facts.join(" · ")).color(tokens(ui).quiet));
    });
}

/// "Body weight, 03-May-2026 08:00", then the recorded value and, where there is one, what it would become.
fn values_ui(ctx: &PanelCtx<'_>, finding: &CleaningFinding, ui: &mut Ui) {
    let tokens = tokens(ui);
    let when = ctx.texts.moment(ctx.local(finding.utc_secs));
    ui.label(body(format!("{} · {when}", ctx.texts.indicator(finding.indicator))).color(tokens.quiet));
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        icon(ui, Icon::Warning, size::TITLE, tokens.tone(Tone::Abnormal));
        ui.label(hero(words::recorded(ctx, finding)).color(tokens.tone(Tone::Abnormal)));
        if let Some(proposal) = finding.proposals.first() {
            icon(ui, Icon::ChevronRight, size::TITLE, tokens.quiet);
            ui.label(hero(words::proposed(ctx, proposal)).color(tokens.text));
        }
    });
    for proposal in &finding.proposals {
        ui.label(body(proposal_words(ctx, finding, proposal)).color(tokens.quiet));
    }
    if finding.proposals.is_empty() {
        ui.label(body(ctx.text("cleaning-flagged-only")).color(tokens.quiet));
    }
}

/// "97 mg/dL = 5.4 mmol/L", where the unit is another; the partner's value where two changed places.
fn proposal_words(ctx: &PanelCtx<'_>, finding: &CleaningFinding, proposal: &Proposal) -> String {
    let indicator = proposal.indicator.indicator();
    let as_read = words::proposed(ctx, proposal);
    let same_unit = proposal.correction.unit.as_deref().map(crate::domain::unit_words::ucum_from_spelling);
    let mut words = match same_unit == Some(indicator.unit) {
        true => as_read,
        false => {
            let converted = words::number(ctx, proposal.value, proposal.indicator);
            format!("{as_read} = {converted} {}", display_unit(indicator.unit))
        }
    };
    if finding.proposals.len() > 1 {
        words = format!("{}: {words}", ctx.texts.indicator(proposal.indicator));
    }
    words
}

fn deeds_ui(ctx: &PanelCtx<'_>, found: &Found, ui: &mut Ui) {
    let may = may_decide(ctx);
    let tip = |text: &str, key: &str| ctx.texts.format("shortcut", &[("text", &ctx.text(text)), ("keys", &key)]);
    ui.horizontal_wrapped(|ui| {
        let can_accept = !found.finding.proposals.is_empty();
        if can_accept {
            let accept = Button::primary(ctx.text("cleaning-accept")).icon(Icon::Check).enabled(may).show(ui);
            if accept.on_hover_text(tip("cleaning-accept-explained", "A")).clicked() {
                carry_out(ctx, found, Deed::Accept);
            }
        }
        let right = Button::new(ctx.text("cleaning-right")).enabled(may).show(ui);
        if right.on_hover_text(tip("cleaning-right-explained", "R")).clicked() {
            carry_out(ctx, found, Deed::Confirm);
        }
        let later = Button::quiet(ctx.text("cleaning-later")).icon(Icon::Clock).show(ui);
        if later.on_hover_text(tip("cleaning-later-explained", "L")).clicked() {
            carry_out(ctx, found, Deed::Later);
        }
    });
}

/// Slips come in batches: the same kind in the same import, accepted together after the count was shown.
fn batch_ui(
    ctx: &PanelCtx<'_>,
    finding: &CleaningFinding,
    count: u64,
    asking: &mut Option<(FindingKind, ImportId)>,
    ui: &mut Ui,
) {
    let key = (finding.kind, finding.cell.import);
    let file = file_of(ctx, finding.cell.import);
    let kind = words::kind(ctx, finding.kind).to_lowercase();
    let values: [(&str, &dyn std::fmt::Display); 2] = [("kind", &kind), ("file", &file)];
    if *asking != Some(key) {
        let words = ctx.texts.count("cleaning-accept-all", count, &values);
        if Button::link(&words).show(ui).clicked() {
            *asking = Some(key);
        }
        return;
    }
    let question = ctx.texts.count("cleaning-accept-all-ask", count, &values);
    let asked = Notice {
        tone: NoticeTone::Warning,
        title: &question,
        remedy: Some(ctx.text("cleaning-accept-all-explained")),
        details: None,
        action: Some(ctx.text("cleaning-accept-them")),
        closable: true,
    };
    let answer = notice(ui, asked, ctx.texts);
    if answer.acted {
        ctx.send(Command::Cleaning(CleaningCommand::AcceptAll { kind: key.0, import: key.1 }));
    }
    if answer.acted || answer.closed {
        *asking = None;
    }
}

fn legend_ui(ctx: &PanelCtx<'_>, finding: &CleaningFinding, ui: &mut Ui) {
    let key = if finding.proposals.is_empty() { "cleaning-legend" } else { "cleaning-legend-proposed" };
    let unit = display_unit(finding.indicator.indicator().unit);
    ui.label(small(ctx.texts.format(key, &[("unit", &unit)])).color(tokens(ui).quiet));
}

fn line_ui(ui: &mut Ui, shape: Icon, words: &str) {
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = space::XS;
        icon(ui, shape, size::BODY, tokens(ui).quiet);
        ui.add(Label::new(body(words)).wrap());
    });
}

fn source_words(ctx: &PanelCtx<'_>, finding: &CleaningFinding) -> String {
    let cell = finding.cell;
    let place = ctx.texts.format("place", &[("line", &cell.line), ("column", &cell.file_column())]);
    format!("{} · {place}", file_of(ctx, cell.import))
}

/// The name of an import's file.
pub fn file_of(ctx: &PanelCtx<'_>, import: ImportId) -> String {
    let receipts = ctx.state.imports.receipts.value();
    let receipt = receipts.and_then(|all| all.iter().find(|receipt| receipt.import == import));
    receipt.map_or_else(
        || ctx.texts.format("cleaning-import", &[("number", &import.0)]),
        |receipt| receipt.file_name.clone(),
    )
}
