//! Who a twin's patient is, in the words of the banner that stands at the top of every screen of one patient.

use eframe::egui::Ui;

use crate::app::trust::glass_over;
use crate::app::twin::view::TwinView;
use crate::domain::patient::{AllergyState, AllergyStatement, Sex};
use crate::domain::ward_note::WardNote;
use crate::ui::text::{Texts, visible};
use crate::ui::widgets::{Banner, Notice, NoticeTone, banner, notice};

use super::context::{PanelCtx, written_name};

/// The banner's words.
pub struct Who {
    /// "FAMILY, Given"; the Chinese name where there is no other.
    pub name: String,
    pub chinese_name: Option<String>,
    /// Both names in one.
    pub whole_name: String,
    pub born: String,
    pub died: Option<String>,
    pub sex: String,
    pub identifier: String,
    pub phone: Option<String>,
    pub allergies: AllergyState,
    pub allergies_words: String,
    /// That the record is open by breaking the glass, why and until when.
    pub glass: Option<String>,
    /// Limits of care that hold, with who said so and until when.
    pub care_limits: Option<String>,
}

/// Draws the banner.
pub fn patient_head_ui(ctx: &PanelCtx<'_>, who: &Who, ui: &mut Ui) {
    let words = Banner {
        name: &who.name,
        chinese_name: who.chinese_name.as_deref(),
        born: &who.born,
        died: who.died.as_deref(),
        sex: &who.sex,
        identifier: &who.identifier,
        phone: who.phone.as_deref(),
        allergies: who.allergies,
        allergies_words: &who.allergies_words,
    };
    banner(ui, words, ctx.texts);
    if let Some(words) = &who.care_limits {
        let (tone, title) = (NoticeTone::Information, words.as_str());
        notice(ui, Notice { tone, title, remedy: None, details: None, action: None, closable: false }, ctx.texts);
    }
    if let Some(words) = &who.glass {
        let (tone, title) = (NoticeTone::Error, words.as_str());
        notice(ui, Notice { tone, title, remedy: None, details: None, action: None, closable: false }, ctx.texts);
    }
}

/// Reads the words off a view.
pub fn who(view: &TwinView, ctx: &PanelCtx<'_>) -> Who {
    let (person, texts) = (&view.person, ctx.texts);
    let names = (person.family_name.as_deref(), person.given_name.as_deref(), person.chinese_name.as_deref());
    let has_latin = names.0.is_some() || names.1.is_some();
    let on = person.death_date.unwrap_or(view.today);
    let born = person
        .birth_date
        .map(|birth| texts.format("born", &[("date", &texts.date(birth)), ("age", &texts.age(birth, on))]));
    Who {
        name: written_name(ctx, names.0, names.1, if has_latin { None } else { names.2 }),
        chinese_name: person.chinese_name.clone().filter(|_| has_latin),
        whole_name: written_name(ctx, names.0, names.1, names.2),
        born: born.unwrap_or_else(|| texts.get("born-unknown").to_owned()),
        died: person.death_date.map(|date| texts.format("died", &[("date", &texts.date(date))])),
        sex: sex_words(person.sex, texts).to_owned(),
        identifier: identifiers(view, texts),
        phone: person.phone.as_ref().map(|phone| texts.format("phone-is", &[("phone", &visible(phone))])),
        allergies: view.allergy_state,
        allergies_words: allergies_words(view, texts),
        glass: glass_words(view, ctx),
        care_limits: care_limits(view, ctx),
    }
}

fn care_limits(view: &TwinView, ctx: &PanelCtx<'_>) -> Option<String> {
    let holds = view.ward_notes.iter().filter(|kept| kept.holds(ctx.now_utc_secs));
    let words: Vec<String> = holds
        .filter_map(|kept| {
            let WardNote::CareLimit { limit, words } = &kept.note else { return None };
            let name = ctx.texts.get(&format!("care-limit-{}", limit.id())).to_owned();
            let name = words.as_ref().map_or(name.clone(), |words| format!("{name}: {}", visible(words)));
            let until = kept
                .until_utc_secs
                .map_or_else(|| ctx.text("ward-limit-no-end").to_owned(), |until| ctx.texts.moment(ctx.local(until)));
            let values: [(&str, &dyn std::fmt::Display); 3] =
                [("what", &name), ("who", &kept.actor), ("until", &until)];
            Some(ctx.texts.format("care-limit-holds", &values))
        })
        .collect();
    (!words.is_empty()).then(|| words.join(" · "))
}

fn glass_words(view: &TwinView, ctx: &PanelCtx<'_>) -> Option<String> {
    let glass = glass_over(ctx.state, view.twin.id, ctx.now_utc_secs)?;
    let reason = ctx.text(&format!("glass-{}", glass.reason)).to_owned();
    let until = ctx.texts.moment(ctx.local(glass.until_utc_secs));
    Some(ctx.texts.format("glass-banner", &[("reason", &reason), ("until", &until)]))
}

/// The identifier, and those of records that were merged into this one.
fn identifiers(view: &TwinView, texts: &Texts) -> String {
    let own = view.person.identifier.as_str();
    let mut others: Vec<&str> = Vec::new();
    for row in &view.twin.rows {
        let identifier = row.record.identifier.as_str();
        if identifier != own && !others.contains(&identifier) {
            others.push(identifier);
        }
    }
    let own = texts.format("identifier-is", &[("identifier", &visible(own))]);
    match others.is_empty() {
        true => own,
        false => texts.format("identifier-also", &[("own", &own), ("others", &visible(&others.join(", ")))]),
    }
}

/// One of exactly four labels; known ones are listed with their reaction.
fn allergies_words(view: &TwinView, texts: &Texts) -> String {
    match view.allergy_state {
        AllergyState::NoneKnown => texts.get("allergies-none-known").to_owned(),
        AllergyState::NotRecorded => texts.get("allergies-not-recorded").to_owned(),
        AllergyState::Unavailable => texts.get("allergies-unavailable").to_owned(),
        AllergyState::Known => {
            let words = |statement: &AllergyStatement| match statement {
                AllergyStatement::Substance { substance, reaction: Some(reaction), .. } => {
                    Some(format!("{substance} ({reaction})"))
                }
                AllergyStatement::Substance { substance, reaction: None, .. } => Some(substance.clone()),
                AllergyStatement::NoneKnown | AllergyStatement::Unavailable => None,
            };
            let list: Vec<String> = view.twin.allergies.iter().filter_map(|row| words(&row.record)).collect();
            texts.format("allergies-known", &[("list", &list.join(texts.get("twin-list-comma")))])
        }
    }
}

/// A patient's sex in words.
pub fn sex_words(sex: Option<Sex>, texts: &Texts) -> &str {
    texts.get(match sex {
        Some(Sex::Female) => "sex-female",
        Some(Sex::Male) => "sex-male",
        Some(Sex::Other) => "sex-other",
        Some(Sex::Unknown) => "sex-unknown",
        None => "sex-not-recorded",
    })
}
