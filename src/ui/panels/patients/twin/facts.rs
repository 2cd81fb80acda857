//! What is known of the patient beside the measured values: problems, medications, allergies, where they lie. Every field
//! leads to its source.

use eframe::egui::accesskit::Role;
use eframe::egui::text::LayoutJob;
use eframe::egui::{Color32, CornerRadius, Sense, TextFormat, Ui, WidgetInfo, vec2};

use crate::app::twin::source::ValueSource;
use crate::app::twin::view::TwinView;
use crate::base::{Date, Precision};
use crate::domain::book::{BookKind, Books};
use crate::domain::patient::{
    Admission, AllergyState, AllergyStatement, ON_HOLD, ORDER_STATUS, Sourced, over_without_a_day,
};
use crate::ui::text::Texts;
use crate::ui::theme::{RADIUS, Tone, size, sized, small, space, tokens};
use crate::ui::widgets::{focus_ring, section};

use super::timeline::span_dates;

/// One fact in words; the field whose cell it came from.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    pub title: String,
    /// Behind the title: a dose, a reaction.
    pub aside: String,
    /// Below, quieter: dates.
    pub below: String,
    pub is_over: bool,
    pub source: ValueSource,
}

/// The facts of a twin, made once.
#[derive(Clone, Debug, PartialEq)]
pub struct Facts {
    /// Active first.
    pub problems: Vec<Fact>,
    /// Taken now first.
    pub medications: Vec<Fact>,
    pub allergies: Vec<Fact>,
    /// The stay that has not ended.
    pub admission: Option<Fact>,
    pub allergy_state: AllergyState,
}

/// Reads the facts of a view.
pub fn facts(view: &TwinView, texts: &Texts) -> Facts {
    Facts {
        problems: problems(view, texts),
        medications: medications(view, texts),
        allergies: allergies(view, texts),
        admission: admission(view, texts),
        allergy_state: view.allergy_state,
    }
}

fn is_over(end: Option<Date>, today: Date) -> bool {
    end.is_some_and(|end| end <= today)
}

fn problems(view: &TwinView, texts: &Texts) -> Vec<Fact> {
    let book = view.books.of(BookKind::Condition);
    let mut rows: Vec<_> = view.twin.conditions.iter().collect();
    rows.sort_by_key(|row| (is_over(row.record.resolved, view.today), std::cmp::Reverse(row.record.onset)));
    let fact = |row: &&Sourced<crate::domain::patient::Condition>| {
        let word = book.word(row.record.word);
        let is_over = is_over(row.record.resolved, view.today);
        let mut below = span_dates(row.record.onset, row.record.resolved, texts);
        if is_over {
            below = format!("{} · {below}", texts.get("resolved"));
        }
        let title = Books::name_part(word).to_owned();
        let source = view.source_of_field("condition", row.cell, &title, &row.raw);
        Fact { title, aside: Books::code_part(word).to_owned(), below, is_over, source }
    };
    rows.iter().map(fact).collect()
}

fn medications(view: &TwinView, texts: &Texts) -> Vec<Fact> {
    let book = view.books.of(BookKind::Medication);
    let mut rows: Vec<_> = view.twin.medications.iter().collect();
    rows.sort_by_key(|row| (is_over(row.record.end, view.today), std::cmp::Reverse(row.record.start)));
    let fact = |row: &&Sourced<crate::domain::patient::Medication>| {
        let title = Books::name_part(book.word(row.record.word)).to_owned();
        let is_over = is_over(row.record.end, view.today);
        let mut below = span_dates(row.record.start, row.record.end, texts);
        if over_without_a_day(&row.raw, "end").is_some() {
            below = format!("{} · {}", texts.get("twin-end-not-said"), span_dates(row.record.start, None, texts));
        } else if is_over {
            below = format!("{} · {below}", texts.get("ended"));
        }
        if row.raw.iter().any(|(field, state)| field == ORDER_STATUS && state == ON_HOLD) {
            below = format!("{} · {below}", texts.get("twin-on-hold"));
        }
        let aside = row.record.dose.clone().unwrap_or_else(|| texts.get("twin-dose-not-recorded").to_owned());
        let source = view.source_of_field("medication", row.cell, &title, &row.raw);
        Fact { title, aside, below, is_over, source }
    };
    rows.iter().map(fact).collect()
}

fn allergies(view: &TwinView, texts: &Texts) -> Vec<Fact> {
    let fact = |row: &Sourced<AllergyStatement>| match &row.record {
        AllergyStatement::Substance { substance, reaction, severity } => Some(Fact {
            title: substance.clone(),
            aside: reaction.clone().unwrap_or_else(|| texts.get("twin-reaction-not-recorded").to_owned()),
            below: severity.clone().unwrap_or_default(),
            is_over: false,
            source: view.source_of_field("substance", row.cell, substance, &row.raw),
        }),
        AllergyStatement::NoneKnown | AllergyStatement::Unavailable => None,
    };
    view.twin.allergies.iter().filter_map(fact).collect()
}

/// The newest stay that has not ended.
fn admission(view: &TwinView, texts: &Texts) -> Option<Fact> {
    let now = view.opened_utc_secs;
    let is_now = |stay: &Admission| {
        stay.admitted.utc_secs <= now && stay.discharged.is_none_or(|discharged| discharged.utc_secs > now)
    };
    let open = view.twin.admissions.iter().filter(|row| is_now(&row.record));
    let row = open.max_by_key(|row| row.record.admitted.utc_secs)?;
    let stay = &row.record;
    let ward = stay.ward.map(|ward| view.books.of(BookKind::Ward).word(ward));
    let title = ward.unwrap_or(texts.get("not-recorded")).to_owned();
    let field = |key: &str, value: &Option<String>| {
        let value = value.as_deref().unwrap_or(texts.get("not-recorded"));
        texts.format(key, &[("value", &value)])
    };
    let aside = format!("{} · {}", field("twin-room", &stay.room), field("twin-bed", &stay.bed));
    let since = match stay.admitted.precision {
        Precision::Year | Precision::Day | Precision::Minute => texts.moment(stay.admitted),
        Precision::Second => texts.moment(crate::base::Moment { precision: Precision::Minute, ..stay.admitted }),
    };
    let mut below = texts.format("since", &[("date", &since)]);
    if let Some(reason) = &stay.reason {
        below = format!("{below} · {reason}");
    }
    let source = view.source_of_field("ward", row.cell, &title, &row.raw);
    Some(Fact { title, aside, below, is_over: false, source })
}

/// Draws the facts; the source that is asked for.
pub fn facts_ui(ui: &mut Ui, facts: &Facts, texts: &Texts) -> Option<ValueSource> {
    let mut asked = None;
    section(ui, texts.get("twin-admission-now"));
    match &facts.admission {
        Some(fact) => asked = fact_ui(ui, fact, Tone::Plain).or(asked),
        None => nothing(ui, texts.get("twin-not-admitted")),
    }
    ui.add_space(space::S);
    section(ui, texts.get("twin-problems"));
    asked = list_ui(ui, &facts.problems, texts.get("problems-none")).or(asked);
    section(ui, texts.get("twin-medications"));
    asked = list_ui(ui, &facts.medications, texts.get("medications-none")).or(asked);
    section(ui, texts.get("twin-allergies"));
    if facts.allergies.is_empty() {
        nothing(ui, texts.get(allergy_key(facts.allergy_state)));
    }
    for fact in &facts.allergies {
        asked = fact_ui(ui, fact, Tone::Critical).or(asked);
    }
    ui.add_space(space::S);
    asked
}

/// Message key of the allergies label.
pub fn allergy_key(state: AllergyState) -> &'static str {
    match state {
        AllergyState::Known => "allergy-known",
        AllergyState::NoneKnown => "allergy-none-known",
        AllergyState::NotRecorded => "allergy-not-recorded",
        AllergyState::Unavailable => "allergy-unavailable",
    }
}

fn nothing(ui: &mut Ui, words: &str) {
    ui.label(small(words).size(size::BODY).color(tokens(ui).missing));
}

fn list_ui(ui: &mut Ui, facts: &[Fact], none: &str) -> Option<ValueSource> {
    let mut asked = None;
    if facts.is_empty() {
        nothing(ui, none);
    }
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for fact in facts {
            asked = fact_ui(ui, fact, if fact.is_over { Tone::Quiet } else { Tone::Plain }).or(asked.take());
        }
    });
    ui.add_space(space::S);
    asked
}

/// Title, aside and dates; wraps, never cut. A click asks for the source.
fn fact_ui(ui: &mut Ui, fact: &Fact, tone: Tone) -> Option<ValueSource> {
    let tokens = tokens(ui);
    let mut job = LayoutJob::default();
    job.wrap.max_width = ui.available_width() - 2.0 * space::XS;
    let put = |job: &mut LayoutJob, text: &str, points: f32, colour: Color32| {
        job.append(text, 0.0, TextFormat { font_id: sized(points), color: colour, ..TextFormat::default() });
    };
    put(&mut job, &fact.title, size::BODY, tokens.tone(tone));
    if !fact.aside.is_empty() {
        put(
            &mut job,
            &format!("  {}", fact.aside),
            size::BODY,
            if tone == Tone::Plain { tokens.text } else { tokens.quiet },
        );
    }
    if !fact.below.is_empty() {
        put(&mut job, &format!("\n{}", fact.below), size::SMALL, tokens.quiet);
    }
    let galley = ui.painter().layout_job(job);
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), galley.size().y + 2.0 * space::XS), Sense::click());
    let words = format!("{} {}, {}", fact.title, fact.aside, fact.below);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), &words));
    if response.hovered() {
        ui.painter().rect_filled(rect, CornerRadius::same(RADIUS), tokens.hover);
    }
    ui.painter().galley(rect.min + vec2(space::XS, space::XS), galley, tokens.text);
    focus_ring(ui, rect, &response);
    response.clicked().then(|| fact.source.clone())
}
