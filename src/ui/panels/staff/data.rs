//! The table of staff: chosen, what each column is for, the order of degrees, and how many groups are wanted.

use std::sync::Arc;

use eframe::egui::{Align, ComboBox, Key, Label, Layout, Ui, vec2};

use crate::analysis::diagnosis::table::{RawCell, RawColumn};
use crate::analysis::staff::columns::{Doubt, StaffColumn, StaffRole, doubt_of, fitting, is_taken, names_person};
use crate::analysis::staff::method::Method;
use crate::analysis::staff::protected::is_protected;
use crate::analysis::staff::study::MOST;
use crate::app::diagnosis::Cases;
use crate::app::jobs::JobKind;
use crate::app::staff::{StaffCommand, StaffTab};
use crate::ui::notices::message_notice;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{Tone, body, large, small, space, tokens};
use crate::ui::widgets::{
    Button, EMPTY_CARD_WIDTH, Field, Icon, NoticeTone, choose_ui, empty_card, hairline, labelled_field, line_ui,
    section, text_edit,
};

use super::{flow_ui, progress_ui, quiet_ui, scrolled_ui, send, words};

const ROW: f32 = 34.0;
const ROLE: f32 = 172.0;
const RECORDED: f32 = 96.0;
const NAME: f32 = 180.0;
/// Examples that are shown of a column, and of which letters.
const EXAMPLES: usize = 4;
const OPEN: f32 = 64.0;

/// Whether another file is being chosen, and what the columns hold.
#[derive(Default)]
pub struct DataTab {
    chooses_another: bool,
    /// Counted once a table, not once a frame.
    held: Option<(Arc<Cases>, Vec<Held>)>,
}

/// What a column holds: recorded cells, and examples of them.
struct Held {
    recorded: usize,
    examples: String,
    is_protected: bool,
    doubt: Option<Doubt>,
    fitting: Option<StaffRole>,
}

impl Held {
    /// Why nothing is made of the column.
    fn doubt(&self, roles: &[StaffColumn]) -> Option<Doubt> {
        self.doubt.or_else(|| is_taken(self.fitting, roles).then_some(Doubt::Taken))
    }
}

impl DataTab {
    pub fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let state = &ctx.state.staff;
        let Some(cases) = state.cases.value().cloned() else {
            return scrolled_ui(ui, "staff-begin", |ui| empty_ui(ctx, ui));
        };
        ui.horizontal(|ui| {
            ui.label(large(&cases.provenance.name).color(tokens(ui).text));
            let rows = ctx.texts.count("staff-people", cases.table.rows.len() as u64, &[]);
            ui.label(body(rows).color(tokens(ui).quiet));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let shape = if self.chooses_another { Icon::ChevronDown } else { Icon::ChevronRight };
                if Button::quiet(ctx.text("staff-another-file")).icon(shape).show(ui).clicked() {
                    self.chooses_another = !self.chooses_another;
                }
            });
        });
        if self.chooses_another {
            ways_in_ui(ctx, ui, false);
        }
        progress_ui(ctx, ui, JobKind::READ_STAFF);
        if let Some(message) = state.cases.failure() {
            message_notice(ctx, NoticeTone::Error, message, ui);
        }
        ui.add_space(space::S);
        if self.held.as_ref().is_none_or(|(of, _)| !Arc::ptr_eq(of, &cases)) {
            self.held = Some((Arc::clone(&cases), cases.columns.iter().map(held).collect()));
        }
        let held = self.held.as_ref().map_or(&[][..], |(_, held)| held.as_slice());
        scrolled_ui(ui, "staff-data", |ui| {
            columns_ui(ctx, ui, &cases.columns, held);
            ui.add_space(space::M);
            reading_ui(ctx, ui);
            ui.add_space(space::M);
            find_ui(ctx, ui);
        });
    }
}

/// What would fill the panel, and the ways in.
fn empty_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    let (heading, explanation) = (ctx.text("staff-begin"), ctx.text("staff-begin-explained"));
    empty_card(ui, Icon::Staff, heading, explanation, |ui| {
        ways_in_ui(ctx, ui, true);
        progress_ui(ctx, ui, JobKind::READ_STAFF);
        if let Some(message) = ctx.state.staff.cases.failure() {
            ui.add_space(space::S);
            message_notice(ctx, NoticeTone::Error, message, ui);
        }
    });
}

fn ways_in_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, is_first: bool) {
    ui.horizontal_wrapped(|ui| {
        let words = ctx.text("staff-choose-file");
        let button = if is_first { Button::primary(words) } else { Button::new(words) };
        if button.icon(Icon::Folder).show(ui).clicked() {
            send(ctx, StaffCommand::Choose);
        }
        if Button::new(ctx.text("staff-sample")).show(ui).clicked() {
            send(ctx, StaffCommand::ReadSample);
        }
    });
    ui.add_space(space::XS);
    path_ui(ctx, ui);
}

fn path_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    let mut path = ctx.state.staff.path.clone();
    let width = (ui.available_width().min(EMPTY_CARD_WIDTH) - OPEN - space::M).max(120.0);
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        let name = ui.label(body(ctx.text("staff-path")).color(tokens(ui).text));
        ui.horizontal(|ui| {
            let field = text_edit(ui, &mut path, ctx.text("import-path-hint"), false, width).labelled_by(name.id);
            let is_ready = !path.trim().is_empty();
            if field.changed() {
                send(ctx, StaffCommand::SetPath(path));
            }
            let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            let button = Button::new(ctx.text("open")).enabled(is_ready).min_width(OPEN).show(ui);
            ui.ctx().accesskit_node_builder(button.id, |node| node.set_label(ctx.text("staff-open")));
            if is_ready && (button.clicked() || entered) {
                send(ctx, StaffCommand::Read);
            }
        });
    });
}

fn held(column: &RawColumn) -> Held {
    let recorded = column.cells.iter().filter(|cell| **cell != RawCell::Missing).count();
    let (doubt, fitting) = (doubt_of(column), fitting(column));
    Held { recorded, examples: examples(column), is_protected: is_protected(column), doubt, fitting }
}

fn columns_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, columns: &[RawColumn], held: &[Held]) {
    section(ui, ctx.text("staff-columns"));
    ui.horizontal(|ui| {
        let parts =
            [("staff-column", NAME), ("staff-role", ROLE), ("staff-recorded", RECORDED), ("staff-examples", 200.0)];
        for (key, width) in parts {
            part_ui(ui, width, |ui| {
                ui.label(small(ctx.texts.get(key)).color(tokens(ui).quiet));
            });
        }
    });
    hairline(ui);
    for (place, ((column, own), held)) in columns.iter().zip(&ctx.state.staff.roles).zip(held).enumerate() {
        ui.push_id(place, |ui| row_ui(ctx, ui, place, (column, held), own));
    }
    line_ui(ui, Icon::Info, Tone::Quiet, ctx.text("staff-protected-explained"));
}

/// A part of a line, as wide as in every line.
fn part_ui(ui: &mut Ui, width: f32, add: impl FnOnce(&mut Ui)) {
    ui.allocate_ui_with_layout(vec2(width, ROW - 2.0), Layout::left_to_right(Align::Center), |ui| {
        ui.set_min_width(width);
        ui.set_max_width(width);
        add(ui);
    });
}

fn row_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, place: usize, (column, held): (&RawColumn, &Held), own: &StaffColumn) {
    let colour = if own.role == StaffRole::Ignore { tokens(ui).quiet } else { tokens(ui).text };
    ui.horizontal(|ui| {
        part_ui(ui, NAME, |ui| {
            ui.add(Label::new(body(&column.name).color(colour)).truncate()).on_hover_text(&column.name);
        });
        part_ui(ui, ROLE, |ui| role_ui(ctx, ui, place, own, held.is_protected));
        part_ui(ui, RECORDED, |ui| {
            let share = ctx.texts.percent(held.recorded as f64 / column.cells.len().max(1) as f64);
            let tone = if held.recorded == column.cells.len() { Tone::Quiet } else { Tone::Missing };
            ui.label(body(share).color(tokens(ui).tone(tone)));
        });
        let examples = match (own.role, held.doubt(&ctx.state.staff.roles)) {
            // Whoever chooses roles needs no names of people.
            (role, _) if role == StaffRole::Person || names_person(&own.name) => {
                ctx.text("staff-examples-hidden").to_owned()
            }
            (StaffRole::Ignore, Some(doubt)) => {
                format!("{} \u{2014} {}", held.examples, ctx.text(&format!("staff-doubt-{}", doubt.id())))
            }
            _ => held.examples.clone(),
        };
        ui.add(Label::new(body(&examples).color(tokens(ui).quiet)).truncate()).on_hover_text(examples);
    });
}

fn role_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, place: usize, own: &StaffColumn, is_protected: bool) {
    let label = ctx.texts.format("staff-role-of", &[("column", &own.name)]);
    let is_offered = |role: &StaffRole| !(role.is_feature() && is_protected);
    let combo = ComboBox::from_id_salt(&label).width(ROLE - space::M).height(360.0);
    let combo = combo.selected_text(words::role(ctx.texts, own.role)).show_ui(ui, |ui| {
        for role in StaffRole::ALL.into_iter().filter(is_offered) {
            if ui.selectable_label(role == own.role, words::role(ctx.texts, role)).clicked() && role != own.role {
                send(ctx, StaffCommand::SetRole(place, role));
            }
        }
    });
    ui.ctx().accesskit_node_builder(combo.response.id, |node| node.set_label(label.as_str()));
}

fn examples(column: &RawColumn) -> String {
    let mut shown: Vec<String> = Vec::new();
    for cell in &column.cells {
        let words = match cell {
            RawCell::Missing | RawCell::Day(_) => continue,
            RawCell::Number(number) => number.to_string(),
            RawCell::Word(word) => word.clone(),
        };
        if !shown.contains(&words) {
            shown.push(words);
        }
        if shown.len() == EXAMPLES {
            break;
        }
    }
    shown.join(" · ")
}

fn reading_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    let state = &ctx.state.staff;
    section(ui, ctx.text("staff-reading"));
    let width = ui.available_width() - space::L;
    if state.has_role(StaffRole::Education) {
        let mut order = state.order.clone();
        let fault = state.order_fault.as_ref().map(|message| ctx.message(message));
        let field = Field::new(ctx.text("staff-order")).explanation(ctx.text("staff-order-explained"));
        if labelled_field(ui, field.error(fault.as_deref()).width(width), &mut order).changed() {
            send(ctx, StaffCommand::SetOrder(order));
        }
        ui.add_space(space::S);
    }
    let has_skills = state.has_role(StaffRole::Skills);
    let parts = [Choice::Separators, Choice::Synonyms, Choice::Clusters, Choice::Method];
    let shown = if has_skills { parts.as_slice() } else { &parts[2..] };
    flow_ui(ui, shown, Choice::width, |ui, part| choice_ui(ctx, ui, part));
}

/// What is chosen about skills and groups.
#[derive(Clone, Copy)]
enum Choice {
    Separators,
    Synonyms,
    Clusters,
    Method,
}

impl Choice {
    fn width(self) -> f32 {
        match self {
            Choice::Separators => 160.0,
            Choice::Synonyms => 260.0,
            Choice::Clusters => 220.0,
            Choice::Method => 200.0,
        }
    }
}

fn choice_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, part: Choice) {
    let (state, width) = (&ctx.state.staff, part.width());
    match part {
        Choice::Separators => {
            let mut separators = state.separators.clone();
            let field = Field::new(ctx.text("staff-separators")).width(width);
            if labelled_field(ui, field, &mut separators).changed() {
                send(ctx, StaffCommand::SetSeparators(separators));
            }
        }
        Choice::Synonyms => {
            let mut synonyms = state.synonyms.clone();
            let fault = state.synonyms_fault.as_ref().map(|message| ctx.message(message));
            let field = Field::new(ctx.text("staff-synonyms")).hint(ctx.text("staff-synonyms-hint")).width(width);
            if labelled_field(ui, field.error(fault.as_deref()), &mut synonyms).changed() {
                send(ctx, StaffCommand::SetSynonyms(synonyms));
            }
        }
        Choice::Clusters => {
            let mut names = vec![ctx.text("staff-clusters-auto").to_owned()];
            names.extend((2..=MOST).map(|number| number.to_string()));
            let on = state.clusters.map_or(0, |number| number as usize - 1);
            if let Some(at) = choose_ui(ui, ctx.text("staff-clusters"), width, &names, on) {
                send(ctx, StaffCommand::SetClusters((at > 0).then_some(at as u32 + 1)));
            }
        }
        Choice::Method => {
            let names = Method::ALL.map(|method| ctx.texts.get(&format!("staff-method-{}", method.id())).to_owned());
            let on = Method::ALL.iter().position(|method| *method == state.method).unwrap_or(0);
            let chosen = choose_ui(ui, ctx.text("staff-method"), width, &names, on).and_then(|at| Method::ALL.get(at));
            if let Some(method) = chosen {
                send(ctx, StaffCommand::SetMethod(*method));
            }
        }
    }
}

fn find_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    let state = &ctx.state.staff;
    let is_ready = state.can_group()
        && state.order_fault.is_none()
        && state.synonyms_fault.is_none()
        && !ctx.jobs.is_running(JobKind::GROUP_STAFF);
    if Button::primary(ctx.text("staff-find")).enabled(is_ready).show(ui).clicked() {
        send(ctx, StaffCommand::FindGroups);
        send(ctx, StaffCommand::Show(StaffTab::Groups));
    }
    if !state.can_group() {
        quiet_ui(ui, ctx.text("staff-fault-no-feature"));
    }
    progress_ui(ctx, ui, JobKind::GROUP_STAFF);
}
