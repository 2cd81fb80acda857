//! Undo and redo: each command that can be undone leaves the command that undoes it.

use super::command::Command;

const DEPTH: usize = 100;

/// Commands that would undo the last ones, and those that would do them again.
#[derive(Default)]
pub struct History {
    undo: Vec<Command>,
    redo: Vec<Command>,
    replaying: Option<Direction>,
}

/// Which way the history is being walked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Undo,
    Redo,
}

impl History {
    /// Keeps the command that undoes what was just done.
    pub fn push(&mut self, inverse: Command) {
        match self.replaying {
            Some(Direction::Undo) => self.redo.push(inverse),
            Some(Direction::Redo) => self.undo.push(inverse),
            None => {
                self.redo.clear();
                self.undo.push(inverse);
                if self.undo.len() > DEPTH {
                    self.undo.remove(0);
                }
            }
        }
    }

    /// The walk that a command is part of; a job keeps it for [`History::push_from`].
    pub fn direction(&self) -> Option<Direction> {
        self.replaying
    }

    /// As [`History::push`], for what was done once the walk it was part of is over.
    pub fn push_from(&mut self, direction: Option<Direction>, inverse: Command) {
        let now = std::mem::replace(&mut self.replaying, direction);
        self.push(inverse);
        self.replaying = now;
    }

    /// Puts a command of a walk back where it came from: it could not be carried out now.
    pub fn give_back(&mut self, direction: Option<Direction>, command: Command) {
        match direction {
            Some(Direction::Undo) => self.undo.push(command),
            Some(Direction::Redo) => self.redo.push(command),
            None => {}
        }
    }

    /// The next command of a walk; what it leaves goes to the other side until [`History::end`].
    pub fn begin(&mut self, direction: Direction) -> Option<Command> {
        let command = match direction {
            Direction::Undo => self.undo.pop(),
            Direction::Redo => self.redo.pop(),
        };
        self.replaying = command.is_some().then_some(direction);
        command
    }

    pub fn end(&mut self) {
        self.replaying = None;
    }

    pub fn can(&self, direction: Direction) -> bool {
        match direction {
            Direction::Undo => !self.undo.is_empty(),
            Direction::Redo => !self.redo.is_empty(),
        }
    }

    pub fn clear(&mut self) {
        *self = History::default();
    }
}
