//! A twin made ready to be drawn: words, marks and facts, made again when the twin, the language or the minute changes.

use std::sync::Arc;

use crate::app::twin::view::TwinView;
use crate::domain::patient::{AllergyState, AllergyStatement};
use crate::ui::panels::{PanelCtx, written_name};
use crate::ui::text::{Language, Texts, visible};

use super::facts::{Facts, facts};
use super::newest::{NewestRow, newest_rows, not_tested};
use super::trends::at_first;
use super::trends::track::{Track, tracks};
use super::values::sex_words;

/// Everything the screen says about one twin.
pub struct Shown {
    pub view: Arc<TwinView>,
    language: Language,
    minute: i64,
    pub tracks: Vec<Track>,
    /// Keys of the tracks shown until somebody chooses.
    pub at_first: Vec<String>,
    pub newest: Vec<NewestRow>,
    pub not_tested: Vec<String>,
    pub facts: Facts,
    pub who: Who,
}

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
}

impl Shown {
    /// Makes it, unless `known` is still right.
    pub fn of(view: &Arc<TwinView>, known: Option<Shown>, ctx: &PanelCtx<'_>) -> Shown {
        let (language, minute) = (ctx.texts.language(), ctx.now_utc_secs.div_euclid(60));
        if let Some(known) = known
            && Arc::ptr_eq(&known.view, view)
            && known.language == language
            && known.minute == minute
        {
            return known;
        }
        let tracks = tracks(view, ctx.texts);
        Shown {
            language,
            minute,
            at_first: at_first(&tracks),
            newest: newest_rows(view, &tracks, ctx.now_utc_secs, ctx.texts),
            not_tested: not_tested(view, ctx.texts),
            facts: facts(view, ctx.texts),
            who: who(view, ctx),
            tracks,
            view: Arc::clone(view),
        }
    }
}

fn who(view: &TwinView, ctx: &PanelCtx<'_>) -> Who {
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
    }
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
