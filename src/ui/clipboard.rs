//! What was copied while a store was open may name patients: ten seconds later, and at once when the store is locked or
//! closed, it is taken from the clipboard again, unless somebody has copied something else since.
//!
//! Whether it is still there is found out by asking for a paste, which is looked at here and handed to nobody. Where the
//! desktop does not answer, the clipboard is emptied.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use eframe::egui::{Context, Event, OutputCommand, RawInput, ViewportCommand};

/// How long what was copied stays, in seconds.
pub const STAYS_SECS: f64 = 10.0;
/// Frames after which an answer that did not come is none.
const ANSWERED_WITHIN: u8 = 5;

/// What was copied, and how far taking it back has come.
#[derive(Debug, Default)]
pub struct ClipboardGuard {
    copied: Option<Copied>,
    /// Frames since the clipboard was asked what it holds.
    asked: Option<u8>,
}

#[derive(Debug)]
struct Copied {
    /// Of the text, which is not kept a second time.
    digest: u64,
    at_secs: f64,
}

fn digest(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

impl ClipboardGuard {
    /// Takes note of what a frame copied; after drawing it.
    pub fn note(&mut self, ctx: &Context, is_open: bool) {
        let copied = ctx.output(|output| {
            output.commands.iter().rev().find_map(|command| match command {
                OutputCommand::CopyText(text) if !text.is_empty() => Some(digest(text)),
                _ => None,
            })
        });
        if let Some(digest) = copied.filter(|_| is_open) {
            self.copied = Some(Copied { digest, at_secs: ctx.input(|input| input.time) });
            self.asked = None;
            ctx.request_repaint_after(std::time::Duration::from_secs_f64(STAYS_SECS + 0.1));
        }
    }

    /// Asks what the clipboard holds once it is time, and empties it where no answer came; before drawing a frame.
    pub fn update(&mut self, ctx: &Context, is_open: bool) {
        let Some(copied) = &self.copied else { return };
        let is_due = !is_open || ctx.input(|input| input.time) - copied.at_secs >= STAYS_SECS;
        match &mut self.asked {
            None if is_due => {
                self.asked = Some(0);
                ctx.send_viewport_cmd(ViewportCommand::RequestPaste);
                ctx.request_repaint();
            }
            Some(frames) if *frames >= ANSWERED_WITHIN => self.empty(ctx),
            Some(frames) => {
                *frames += 1;
                ctx.request_repaint();
            }
            None => {}
        }
    }

    /// Looks at the answer, which goes no further.
    pub fn look(&mut self, ctx: &Context, raw: &mut RawInput) {
        if self.asked.is_none() {
            return;
        }
        let mut found = None;
        raw.events.retain(|event| match event {
            Event::Paste(text) => {
                found = Some(digest(text));
                false
            }
            _ => true,
        });
        let Some(found) = found else { return };
        if self.copied.as_ref().is_some_and(|copied| copied.digest == found) {
            self.empty(ctx);
        } else {
            *self = ClipboardGuard::default();
        }
    }

    fn empty(&mut self, ctx: &Context) {
        ctx.copy_text(String::new());
        *self = ClipboardGuard::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One frame at a time of the clock; what it copied and asked for.
    fn frame(
        ctx: &Context,
        guard: &mut ClipboardGuard,
        (at, is_open): (f64, bool),
        answer: Option<&str>,
        copies: Option<&str>,
    ) -> (Vec<String>, bool) {
        let mut raw = RawInput { time: Some(at), ..RawInput::default() };
        raw.events.extend(answer.map(|text| Event::Paste(text.to_owned())));
        guard.look(ctx, &mut raw);
        assert!(!raw.events.iter().any(|event| matches!(event, Event::Paste(_))) || guard.asked.is_none());
        let mut output = ctx.run_ui(raw, |ui| {
            guard.update(ui.ctx(), is_open);
            if let Some(text) = copies {
                ui.ctx().copy_text(text.to_owned());
            }
            guard.note(ui.ctx(), is_open);
        });
        output.textures_delta.clear();
        let copied = output.platform_output.commands.iter().filter_map(|command| match command {
            OutputCommand::CopyText(text) => Some(text.clone()),
            _ => None,
        });
        let asks = output.viewport_output.values().flat_map(|viewport| &viewport.commands);
        (copied.collect(), asks.into_iter().any(|command| *command == ViewportCommand::RequestPaste))
    }

    #[test]
    fn what_was_copied_goes_after_ten_seconds_unless_it_is_something_else() {
        for (answer, emptied) in [(Some("WANG, Wei"), true), (Some("of another program"), false), (None, true)] {
            let (ctx, mut guard) = (Context::default(), ClipboardGuard::default());
            frame(&ctx, &mut guard, (0.0, true), None, Some("WANG, Wei"));
            assert_eq!(frame(&ctx, &mut guard, (9.9, true), None, None), (vec![], false));
            assert_eq!(frame(&ctx, &mut guard, (10.1, true), None, None), (vec![], true), "it asks");
            let mut copied = Vec::new();
            for at in 0..10 {
                let answer = answer.filter(|_| at == 0);
                copied.extend(frame(&ctx, &mut guard, (10.2 + f64::from(at), true), answer, None).0);
            }
            assert_eq!(copied.len() == 1 && copied[0].is_empty(), emptied, "{answer:?}: {copied:?}");
            assert!(guard.copied.is_none());
        }
    }

    #[test]
    fn a_lock_takes_it_at_once_and_words_of_a_closed_store_are_left() {
        let (ctx, mut guard) = (Context::default(), ClipboardGuard::default());
        frame(&ctx, &mut guard, (0.0, true), None, Some("WANG, Wei"));
        assert!(frame(&ctx, &mut guard, (0.1, false), None, None).1, "it asks at the lock");
        let (ctx, mut guard) = (Context::default(), ClipboardGuard::default());
        frame(&ctx, &mut guard, (0.0, false), None, Some("a path of the welcome screen"));
        assert!(!frame(&ctx, &mut guard, (60.0, false), None, None).1);
    }
}
