//! Keys of the named commands: read from the same table that the palette and the tooltips show.

use eframe::egui::{Context, Key, KeyboardShortcut, Modifiers};

use crate::app::command::{Command, named_commands};
use crate::app::state::State;

/// The keys of a shortcut as the table writes it; `None` for an empty or unreadable one.
pub fn keys_of(shortcut: &str) -> Option<KeyboardShortcut> {
    let mut modifiers = Modifiers::NONE;
    let mut key = None;
    for part in shortcut.split('+') {
        match part {
            "Ctrl" => modifiers |= Modifiers::COMMAND,
            "Shift" => modifiers |= Modifiers::SHIFT,
            "Alt" => modifiers |= Modifiers::ALT,
            name => key = Key::from_name(name),
        }
    }
    key.map(|key| KeyboardShortcut::new(modifiers, key))
}

/// Commands whose keys were pressed since the last frame. Longer combinations are looked for first, so that
/// Ctrl+Shift+Z is not taken for Ctrl+Z; while a text field has the keyboard, undo and redo stay with the field.
pub fn pressed(ctx: &Context, state: &State) -> Vec<Command> {
    // What lies over the panels has the keyboard; locking waits for nothing, and the palette closes itself.
    let is_over = ctx.memory(|memory| memory.top_modal_layer()).is_some() || state.export.is_some();
    let reaches = |id: &str| match id {
        "lock" => true,
        "palette" => !is_over || state.palette_open,
        _ => !is_over,
    };
    let typing = ctx.text_edit_focused();
    let mut named: Vec<_> =
        named_commands().filter_map(|command| Some((keys_of(command.shortcut)?, command))).collect();
    named.sort_by_key(|(keys, _)| std::cmp::Reverse(keys.modifiers.shift));
    named
        .into_iter()
        .filter(|(_, command)| reaches(command.id) && !(typing && matches!(command.id, "undo" | "redo")))
        .flat_map(|(keys, command)| {
            let times = ctx.input_mut(|input| input.count_and_consume_key(keys.modifiers, keys.logical_key));
            // A slow frame gathers several presses: each of them takes a step back; a panel is opened once.
            let times = if matches!(command.id, "undo" | "redo") { times } else { times.min(1) };
            (0..times).filter_map(move |_| command.make(state))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shortcut_of_the_table_can_be_pressed() {
        for command in named_commands().filter(|command| !command.shortcut.is_empty()) {
            assert!(keys_of(command.shortcut).is_some(), "{}", command.shortcut);
        }
    }
}
