//! One line a column of the file: what it holds, what it becomes, how its cells are written, its unit; and what has to be
//! decided about it.

use eframe::egui::{ComboBox, Id, Label, Layout, Rect, Ui, UiBuilder, pos2, vec2};

use crate::app::command::Command;
use crate::app::import::{ImportCommand, InspectedFile, MappingEdit};
use crate::domain::indicator::IndicatorId;
use crate::io::import::blood_pressure::BLOOD_PRESSURE;
use crate::io::import::mapping::fit::Question;
use crate::io::import::values::{ColumnProfile, DateForm, Pivot};
use crate::io::import::{CellPart, ColumnKind, FieldColumn, ImportFormat, Mapping, Shape, format_by_id};
use crate::ui::panels::PanelCtx;
use crate::ui::text::visible;
use crate::ui::theme::{HAIRLINE, Tone, body, small, space, tokens};
use crate::ui::widgets::{Icon, icon};

mod choice_words;
mod constants;
mod doubts;
mod units;

pub use constants::ColumnsState;

use super::words::{date_forms, date_words, number_forms, number_words, with_date, with_number};

/// Least height of a column's line; its choices, below them what was noticed.
const ROW: f32 = 58.0;
/// Space above and below what stands in a line.
const MARGIN: f32 = 6.0;
/// Left edges of the parts of a line, as shares of its width.
const EDGES: [f32; 5] = [0.0, 0.30, 0.54, 0.76, 1.0];

/// Draws all columns, then the fields that no column gives.
pub fn columns_ui(ctx: &PanelCtx<'_>, file: &InspectedFile, mapping: &Mapping, state: &mut ColumnsState, ui: &mut Ui) {
    let Some(format) = format_by_id(mapping.format) else { return };
    let scene = Scene { ctx, file, mapping, format };
    heading_ui(ctx, ui);
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        scene.lines_ui(ui);
    });
    ui.add_space(space::S);
    scene.missing_ui(ui);
    scene.constants_ui(state, ui);
}

fn heading_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 20.0), eframe::egui::Sense::hover());
    for (at, key) in ["import-column", "import-field", "import-written", "import-unit"].into_iter().enumerate() {
        let mut part = part_ui(ui, rect, at);
        part.label(small(ctx.text(key)).color(tokens(ui).quiet));
    }
}

/// A hairline between two columns.
fn rule_ui(ui: &Ui, rect: Rect) {
    let stroke = eframe::egui::Stroke::new(HAIRLINE, tokens(ui).hairline);
    ui.painter().hline(rect.x_range(), rect.top(), stroke);
}

/// A part of a line, from the left.
fn part_ui(ui: &mut Ui, rect: Rect, at: usize) -> Ui {
    let edge = |at: usize| rect.left() + rect.width() * EDGES.get(at).copied().unwrap_or(1.0);
    let part = Rect::from_min_max(pos2(edge(at), rect.top()), pos2(edge(at + 1) - space::M, rect.bottom()));
    let mut ui = ui.new_child(UiBuilder::new().max_rect(part).layout(Layout::top_down(eframe::egui::Align::Min)));
    ui.spacing_mut().item_spacing.y = space::XS;
    ui
}

/// What every line needs to know.
struct Scene<'a> {
    ctx: &'a PanelCtx<'a>,
    file: &'a InspectedFile,
    mapping: &'a Mapping,
    format: &'static dyn ImportFormat,
}

impl Scene<'_> {
    fn edit(&self, edit: MappingEdit) {
        self.ctx.send(Command::Import(ImportCommand::Edit(edit)));
    }

    fn profile(&self, column: u16) -> Option<&ColumnProfile> {
        self.file.inspection.profiles.get(usize::from(column).checked_sub(1)?)
    }

    fn heading(&self, column: u16) -> &str {
        self.mapping.headings.get(usize::from(column).wrapping_sub(1)).map_or("", String::as_str)
    }

    fn lines_ui(&self, ui: &mut Ui) {
        for column in 1..=u16::try_from(self.mapping.headings.len()).unwrap_or(u16::MAX) {
            let id = ui.scope_id().with(("line-height", column));
            let height = self.line_height(column, id, ui);
            let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), eframe::egui::Sense::hover());
            if ui.is_rect_visible(rect) {
                let needed = self.line_ui(column, rect, ui);
                // The words to be decided may stand in several lines, which is known when they are laid out.
                if (needed - height).abs() > 0.5 {
                    ui.data_mut(|data| data.insert_temp(id, needed));
                    ui.ctx().request_repaint();
                }
            }
        }
    }

    /// Height that a line needed when it was drawn last; at first room for one line of words, where there are words.
    fn line_height(&self, column: u16, id: Id, ui: &Ui) -> f32 {
        ui.data(|data| data.get_temp(id)).unwrap_or_else(|| {
            let mapped = self.mapping.field_of(column);
            let has_words = mapped.is_some_and(|mapped| !self.unknown_words(column, mapped).is_empty());
            let spacing = ui.spacing();
            let high = 2.0 * (spacing.interact_size.y + MARGIN) + space::XS;
            if has_words { ROW.max(high) } else { ROW }
        })
    }

    /// Draws a line, and gives the height that what becomes of its column needs.
    fn line_ui(&self, column: u16, rect: Rect, ui: &mut Ui) -> f32 {
        ui.push_id(("column", column), |ui| {
            let mapped = self.mapping.field_of(column);
            rule_ui(ui, rect);
            let inner = rect.shrink2(vec2(0.0, MARGIN));
            self.name_ui(column, &mut part_ui(ui, inner, 0));
            let mut becomes = part_ui(ui, inner, 1);
            let mut noted = 0.0;
            self.becomes_ui(column, mapped, &mut becomes);
            if let Some(mapped) = mapped {
                let (mut written, mut unit) = (part_ui(ui, inner, 2), part_ui(ui, inner, 3));
                self.written_ui(column, mapped, &mut written);
                self.unit_ui(mapped, &mut unit);
                noted = written.min_rect().height().max(unit.min_rect().height());
            } else if let Some(read) = self.second_of(column) {
                let mut note = part_ui(ui, inner, 2);
                note.set_max_width(inner.right() - note.max_rect().left());
                self.second_column_ui(column, read, &mut note);
                noted = note.min_rect().height();
            } else if let Some(words) = self.unread_words(column) {
                let mut note = part_ui(ui, inner, 2);
                note.set_max_width(inner.right() - note.max_rect().left());
                note.add(Label::new(small(words).color(tokens(ui).quiet)).wrap());
                noted = note.min_rect().height();
            }
            ROW.max(becomes.min_rect().height().max(noted) + 2.0 * MARGIN)
        })
        .inner
    }

    /// What is worth saying of a column that becomes nothing.
    fn unread_words(&self, column: u16) -> Option<String> {
        let heading = self.heading(column);
        // Names are seldom imported, but spoilt ones tell that the whole file went through a spreadsheet.
        let genes = self.profile(column).and_then(|profile| gene_note(self.ctx, profile, heading));
        genes.or_else(|| {
            let is_series = !heading.is_empty() && self.mapping.unread_series().contains(&heading);
            let key = if self.file.has_untimed_values() { "column-series-untimed" } else { "column-series" };
            is_series.then(|| self.ctx.text(key).to_owned())
        })
    }

    /// Heading, and below it the first cells.
    fn name_ui(&self, column: u16, ui: &mut Ui) {
        let heading = self.heading(column);
        let heading = if heading.is_empty() { self.ctx.text("heading-blank") } else { heading };
        ui.add(Label::new(body(heading)).truncate());
        let Some(profile) = self.profile(column) else { return };
        let sample: Vec<&str> = profile.sample.iter().map(|cell| cell.text.as_str()).collect();
        let words = if sample.is_empty() {
            self.ctx.text("column-empty").to_owned()
        } else {
            visible(&sample.join(" · ")).into_owned()
        };
        ui.add(Label::new(small(words).color(tokens(ui).quiet)).truncate());
    }

    fn becomes_ui(&self, column: u16, mapped: Option<&FieldColumn>, ui: &mut Ui) {
        let heading = self.heading(column);
        let shown = match mapped {
            None => self.ctx.text("import-ignored").to_owned(),
            Some(mapped) if mapped.column != column => {
                self.ctx.texts.format("field-continued", &[("field", &self.field_words(mapped))])
            }
            Some(mapped) => self.field_words(mapped),
        };
        let mut answer = None;
        let combo =
            ComboBox::from_id_salt("becomes").width(ui.available_width()).selected_text(shown).show_ui(ui, |ui| {
                ui.set_min_width(220.0);
                for (choice, words) in self.choices(column) {
                    let is_on = choice.is_on(mapped, column);
                    if ui.selectable_label(is_on, words).clicked() && !is_on {
                        answer = Some(choice);
                    }
                }
            });
        let name = self.ctx.texts.format("column-becomes", &[("heading", &heading)]);
        ui.ctx().accesskit_node_builder(combo.response.id, |node| node.set_label(name));
        if let Some(choice) = answer {
            self.edit(choice.edit(column));
        }
        self.words_ui(column, mapped, ui);
        let against = self.mapping.speaking_against(&self.file.inspection.profiles);
        if let Some((_, cell)) = against.iter().find(|(speaking, _)| *speaking == column) {
            self.remark_ui(Tone::Abnormal, &self.ctx.texts.format("import-speaks-against", &[("cell", cell)]), ui);
        }
    }

    /// Field in words; behind the first column of several.
    fn field_words(&self, mapped: &FieldColumn) -> String {
        match IndicatorId::from_code(&mapped.field) {
            Some(id) => self.ctx.texts.indicator(id).to_owned(),
            None => match self.ctx.texts.find(&format!("field-{}", mapped.field)) {
                Some(words) => words.to_owned(),
                None => mapped.field.clone(),
            },
        }
    }

    fn choices(&self, column: u16) -> Vec<(Becomes, String)> {
        let mut all = vec![(Becomes::Nothing, self.ctx.text("import-ignored").to_owned())];
        for field in self.format.columns() {
            let words = self.ctx.text(&format!("field-{}", field.field)).to_owned();
            let other = self.mapping.column_of(field.field).is_some_and(|other| other != column);
            if other && matches!(field.kind, ColumnKind::Time | ColumnKind::Text) {
                let joined = self.ctx.texts.format("field-continued", &[("field", &words)]);
                all.push((Becomes::Field(field.field.to_owned()), words));
                all.push((Becomes::PartOf(field.field.to_owned()), joined));
            } else {
                all.push((Becomes::Field(field.field.to_owned()), words));
            }
        }
        if self.format.shape() == Shape::Wide {
            let both = self.ctx.text(&format!("field-{BLOOD_PRESSURE}")).to_owned();
            all.push((Becomes::Field(BLOOD_PRESSURE.to_owned()), both));
            for id in IndicatorId::all() {
                if let Some(code) = id.indicator().codes.first() {
                    all.push((Becomes::Field((*code).to_owned()), self.ctx.texts.indicator(id).to_owned()));
                }
            }
        }
        all
    }

    /// How the cells are written: an example to choose, with how sure it is.
    fn written_ui(&self, column: u16, mapped: &FieldColumn, ui: &mut Ui) {
        if mapped.column != column || mapped.part == CellPart::Unit {
            return;
        }
        let Some(profile) = self.profile(column) else { return };
        match self.mapping.kind_of(mapped) {
            ColumnKind::Number => self.number_ui(mapped, profile, ui),
            ColumnKind::Date | ColumnKind::Time => self.date_ui(mapped, profile, ui),
            ColumnKind::Identifier | ColumnKind::Text | ColumnKind::Word | ColumnKind::Choice => {}
        }
        self.question_ui(mapped, profile, ui);
    }

    fn number_ui(&self, mapped: &FieldColumn, profile: &ColumnProfile, ui: &mut Ui) {
        let form = mapped.reading.as_ref().map(|reading| reading.number).unwrap_or_default();
        let forms = number_forms().into_iter().map(|form| (form, number_words(form))).collect();
        let sure = profile.number.as_ref().filter(|found| found.value == form).map(|found| found.confidence);
        if let Some(number) = self.example_ui(number_words(form), sure, (form, forms), ui) {
            let reading = with_number(mapped.reading.as_ref(), number);
            self.edit(MappingEdit::Reading { field: mapped.field.clone(), reading });
        }
    }

    fn date_ui(&self, mapped: &FieldColumn, profile: &ColumnProfile, ui: &mut Ui) {
        // The century is asked for below.
        let plain = |form: DateForm| form.with_pivot(Pivot::default());
        let form = plain(mapped.reading.as_ref().map(|reading| reading.date).unwrap_or_default());
        let forms = date_forms().into_iter().map(|form| (form, date_words(self.ctx, form))).collect();
        let sure = profile.date.as_ref().filter(|found| plain(found.value) == form).map(|found| found.confidence);
        if let Some(date) = self.example_ui(date_words(self.ctx, form), sure, (form, forms), ui) {
            let reading = with_date(mapped.reading.as_ref(), date);
            self.edit(MappingEdit::Reading { field: mapped.field.clone(), reading });
        }
    }

    fn example_ui<T: PartialEq>(
        &self,
        shown: String,
        sure: Option<f32>,
        (chosen, choices): (T, Vec<(T, String)>),
        ui: &mut Ui,
    ) -> Option<T> {
        let mut answer = None;
        let combo =
            ComboBox::from_id_salt("written").width(ui.available_width()).selected_text(shown).show_ui(ui, |ui| {
                ui.set_min_width(240.0);
                for (choice, words) in choices {
                    if ui.selectable_label(choice == chosen, words).clicked() {
                        answer = Some(choice);
                    }
                }
            });
        ui.ctx().accesskit_node_builder(combo.response.id, |node| node.set_label(self.ctx.text("import-written")));
        if let Some(sure) = sure.filter(|sure| *sure < 1.0) {
            let share = self.ctx.texts.percent(f64::from(sure));
            let words = self.ctx.texts.format("import-sure", &[("sure", &share)]);
            ui.label(small(words).color(tokens(ui).quiet));
        }
        answer
    }

    /// What has to be decided, or the lines that decided it; then words for "missing" and limits.
    fn question_ui(&self, mapped: &FieldColumn, profile: &ColumnProfile, ui: &mut Ui) {
        let open = self.mapping.questions(&self.file.inspection.profiles);
        let question = open.filter(|(other, _)| other.field == mapped.field).map(|(_, question)| question).next();
        match question {
            Some(question @ (Question::DateOrder | Question::SerialDates | Question::DecimalMark)) => {
                remark_line_ui(ui, |ui| {
                    self.ask_date_ui(question, profile, ui);
                    if ui.link(small(self.ctx.text("question-as-shown"))).clicked() {
                        let reading = mapped.reading.clone().unwrap_or_default();
                        self.edit(MappingEdit::Reading { field: mapped.field.clone(), reading });
                    }
                });
            }
            Some(question @ Question::Codes) => {
                remark_line_ui(ui, |ui| {
                    self.ask_ui(question, ui);
                    if ui.link(small(self.ctx.text("question-refuse-rows"))).clicked() {
                        let reading = mapped.reading.clone().unwrap_or_default();
                        self.edit(MappingEdit::Reading { field: mapped.field.clone(), reading });
                    }
                });
            }
            Some(Question::Century) => self.century_ui(mapped, ui),
            Some(Question::WhichDate) => self.which_date_ui(mapped, ui),
            Some(Question::OtherUnit) if self.mapping.kind_of(mapped) == ColumnKind::Word => {
                if let Some(doubt) = self.mapping.unit_doubt(mapped, &self.file.inspection.profiles) {
                    self.other_unit_ui(mapped, &doubt, ui);
                }
            }
            Some(Question::MassOfWhat) if self.mapping.kind_of(mapped) == ColumnKind::Word => {
                if let Some(doubt) = self.mapping.mass_doubt(mapped, &self.file.inspection.profiles) {
                    self.mass_ui(mapped, &doubt, ui);
                }
            }
            Some(Question::Unit | Question::OtherUnit | Question::MassOfWhat | Question::SecondColumn) | None => {
                self.century_ui(mapped, ui);
                if let Some(words) = notes(self.ctx, profile, self.heading(mapped.column), self.mapping.kind_of(mapped))
                {
                    ui.add(Label::new(small(words).color(tokens(ui).quiet)).truncate());
                }
            }
        }
    }

    /// A question in a few words; all of it in the tooltip.
    fn ask_ui(&self, question: Question, ui: &mut Ui) {
        self.ask_with_ui(question, self.explained(question), ui);
    }

    fn explained(&self, question: Question) -> String {
        self.ctx.text(&format!("question-{}-explained", question.id())).to_owned()
    }

    /// Whether day or month is first, with the rows that contradict each other where some do.
    fn ask_date_ui(&self, question: Question, profile: &ColumnProfile, ui: &mut Ui) {
        let lines: Vec<String> =
            profile.contradicting_dates.iter().map(|cell| self.line_words(cell.line, &cell.text)).collect();
        let explained = match question == Question::DateOrder && !lines.is_empty() {
            false => self.explained(question),
            true => self.ctx.texts.format("question-date-order-contradicted", &[("lines", &lines.join(", "))]),
        };
        self.ask_with_ui(question, explained, ui);
    }

    fn ask_with_ui(&self, question: Question, explained: String, ui: &mut Ui) {
        let colour = tokens(ui).tone(Tone::Critical);
        icon(ui, Icon::Warning, 12.0, colour);
        let words = self.ctx.text(&format!("question-{}", question.id())).to_owned();
        ui.label(small(words).color(colour)).on_hover_text(explained);
    }

    fn remark_ui(&self, tone: Tone, words: &str, ui: &mut Ui) {
        remark_line_ui(ui, |ui| {
            let colour = tokens(ui).tone(tone);
            icon(ui, Icon::Warning, 12.0, colour);
            ui.add(Label::new(small(words).color(colour)).truncate());
        });
    }
}

/// A line of small text below a control, as low as its text: a plain row would be as high as a control.
fn remark_line_ui(ui: &mut Ui, content: impl FnOnce(&mut Ui)) {
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.x = space::XS;
        ui.spacing_mut().interact_size.y = 0.0;
        ui.horizontal(content);
    });
}

/// What a column of the file becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Becomes {
    Nothing,
    Field(String),
    /// The next part of a field that another column begins.
    PartOf(String),
}

impl Becomes {
    fn is_on(&self, mapped: Option<&FieldColumn>, column: u16) -> bool {
        match (self, mapped) {
            (Becomes::Nothing, None) => true,
            (Becomes::Field(field), Some(mapped)) => mapped.field == *field && mapped.column == column,
            (Becomes::PartOf(field), Some(mapped)) => mapped.field == *field && mapped.column != column,
            (Becomes::Nothing, Some(_)) | (Becomes::Field(_) | Becomes::PartOf(_), None) => false,
        }
    }

    fn edit(self, column: u16) -> MappingEdit {
        match self {
            Becomes::Nothing => MappingEdit::Release { column },
            Becomes::Field(field) => MappingEdit::Column { field, column: Some(column) },
            Becomes::PartOf(field) => MappingEdit::Join { field, column },
        }
    }
}

/// Missing words, limits and odd cells of a column, the most telling first.
fn notes(ctx: &PanelCtx<'_>, profile: &ColumnProfile, heading: &str, kind: ColumnKind) -> Option<String> {
    let mut all = Vec::new();
    if profile.odd.count > 0 && matches!(kind, ColumnKind::Number | ColumnKind::Date | ColumnKind::Time) {
        let first = profile.odd.first.first().map_or("", |cell| cell.text.as_str());
        all.push(ctx.texts.count("note-odd", profile.odd.count, &[("first", &first)]));
    }
    let missing: Vec<&str> = profile.missing_words.iter().map(|(word, _)| word.as_str()).collect();
    if !missing.is_empty() {
        all.push(ctx.texts.format("note-missing", &[("words", &missing.join(", "))]));
    }
    if profile.below + profile.above > 0 && kind == ColumnKind::Number {
        all.push(ctx.texts.count("note-bounds", profile.below + profile.above, &[]));
    }
    if profile.excel_serials.is_some() && matches!(kind, ColumnKind::Date | ColumnKind::Time) {
        all.push(ctx.text("note-serial").to_owned());
    }
    if let Some(cell) = profile.exponents.first.first().filter(|_| kind == ColumnKind::Identifier) {
        let (cell, line) = (&cell.text, ctx.texts.whole(u64::from(cell.line)));
        all.push(ctx.texts.count("note-exponent", profile.exponents.count, &[("cell", cell), ("line", &line)]));
    }
    all.extend(gene_note(ctx, profile, heading));
    if let Some(lines) = profile.date.as_ref().map(|date| &date.decided_by).filter(|lines| !lines.is_empty()) {
        let lines: Vec<String> = lines.iter().map(|line| ctx.texts.whole(u64::from(*line))).collect();
        all.push(ctx.texts.format("note-decided", &[("lines", &lines.join(", "))]));
    }
    (!all.is_empty()).then(|| all.join(" · "))
}

/// Names of genes that a spreadsheet made something else of.
fn gene_note(ctx: &PanelCtx<'_>, profile: &ColumnProfile, heading: &str) -> Option<String> {
    let genes = Some(&profile.gene_dates).filter(|genes| genes.are_suspicious(heading))?;
    let gene = genes.first.first()?;
    let likely = gene.likely.as_deref().unwrap_or("?");
    Some(ctx.texts.count("note-gene", genes.count, &[("cell", &gene.cell), ("gene", &likely)]))
}
