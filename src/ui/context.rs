//! What a panel or a dialog is drawn from: the state, the texts, the time, and the way its wishes go out.

use std::borrow::Cow;
use std::cell::RefCell;

use eframe::egui::{Response, Ui};

use crate::app::command::{Command, named};
use crate::app::core::Core;
use crate::app::index::PatientIndex;
use crate::app::jobs::Jobs;
use crate::app::message::Message;
use crate::app::state::State;
use crate::base::{Date, Moment, Zone};
use crate::domain::access::Action;
use crate::ui::text::{Texts, visible};
use crate::ui::widgets::Button;

/// What a panel is drawn from, and the way its wishes go out.
pub struct PanelCtx<'a> {
    pub state: &'a State,
    pub jobs: &'a Jobs,
    pub texts: &'static Texts,
    pub now_utc_secs: i64,
    /// Where a new store is offered to be made.
    pub stores_folder: &'a std::path::Path,
    sent: &'a RefCell<Vec<Command>>,
}

impl<'a> PanelCtx<'a> {
    pub fn new(core: &'a Core, texts: &'static Texts, sent: &'a RefCell<Vec<Command>>) -> Self {
        PanelCtx {
            state: &core.state,
            jobs: &core.jobs,
            texts,
            now_utc_secs: core.clock.utc_secs(),
            stores_folder: &core.folders.stores,
            sent,
        }
    }

    /// The same in the words of another language, for what is printed in it.
    pub fn speaking(&self, texts: &'static Texts) -> PanelCtx<'a> {
        PanelCtx { texts, ..*self }
    }

    /// Asks for something; it happens after the frame.
    pub fn send(&self, command: Command) {
        self.sent.borrow_mut().push(command);
    }

    /// Whether the door lets this account do something at all: what it would refuse is not offered. That is a courtesy;
    /// the door stands below the screen.
    pub fn may(&self, action: Action) -> bool {
        self.state.open().is_none_or(|open| open.may(action))
    }

    /// Draws a button; where the door would refuse what it is for it cannot be pressed, and says why under the pointer.
    pub fn show_if_may(&self, ui: &mut Ui, action: Action, button: Button<'_>) -> Response {
        if self.may(action) {
            return button.show(ui);
        }
        button.enabled(false).show(ui).on_disabled_hover_text(self.text("denied-button"))
    }

    /// The text of a key.
    pub fn text<'k>(&self, key: &'k str) -> &'k str
    where
        'static: 'k,
    {
        self.texts.get(key)
    }

    /// A message with its values filled in.
    pub fn message(&self, message: &Message) -> String {
        message_text(self.texts, message)
    }

    /// The store's zone; UTC where none is open.
    pub fn zone(&self) -> Zone {
        self.state.open().map_or_else(Zone::utc, |open| open.info.zone.clone())
    }

    /// The date on the wall of the hospital.
    pub fn today(&self) -> Date {
        self.zone().date_at(self.now_utc_secs)
    }

    /// An instant in the store's zone, to the minute.
    pub fn local(&self, utc_secs: i64) -> Moment {
        Moment { precision: crate::base::Precision::Minute, ..self.zone().moment(utc_secs) }
    }

    /// A text with the shortcut of a named command behind it, for tooltips.
    pub fn with_shortcut(&self, text: &str, command_id: &str) -> String {
        match named(command_id).map(|command| command.shortcut).filter(|keys| !keys.is_empty()) {
            Some(keys) => self.texts.format("shortcut", &[("text", &text), ("keys", &keys)]),
            None => text.to_owned(),
        }
    }
}

/// A message in a language.
pub fn message_text(texts: &Texts, message: &Message) -> String {
    let short: Vec<(&str, Cow<'_, str>)> =
        message.values.iter().map(|(name, value)| (*name, shortened(value))).collect();
    let values: Vec<(&str, &dyn std::fmt::Display)> =
        short.iter().map(|(name, value)| (*name, value as &dyn std::fmt::Display)).collect();
    texts.format(&message.key, &values)
}

/// Letters of a value that a message shows at most: a path of thousands of letters would fill the window.
const LETTERS: usize = 400;

/// A long value without its middle.
fn shortened(value: &str) -> Cow<'_, str> {
    let count = value.chars().count();
    if count <= LETTERS {
        return Cow::Borrowed(value);
    }
    let first = value.chars().take(LETTERS / 2);
    Cow::Owned(first.chain(['\u{2026}']).chain(value.chars().skip(count - LETTERS / 2)).collect())
}

/// A patient's name as lists write it: `FAMILY, Given · 中文名`; "Not recorded" where there is none.
pub fn patient_name(ctx: &PanelCtx<'_>, index: &PatientIndex, row: u32) -> String {
    written_name(ctx, index.family_name(row), index.given_name(row), index.chinese_name(row))
}

/// The parts of a name joined as everywhere in the program.
pub fn written_name(ctx: &PanelCtx<'_>, family: Option<&str>, given: Option<&str>, chinese: Option<&str>) -> String {
    let family = family.map(str::to_uppercase);
    let latin: Vec<&str> = [family.as_deref(), given].into_iter().flatten().collect();
    let latin = (!latin.is_empty()).then(|| latin.join(", "));
    let parts: Vec<&str> = [latin.as_deref(), chinese].into_iter().flatten().collect();
    if parts.is_empty() { ctx.text("not-recorded").to_owned() } else { visible(&parts.join(" · ")).into_owned() }
}
