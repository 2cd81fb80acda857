//! Dosing.
use super::core::Core;
use super::message::Message;
#[derive(Debug, Default)]
pub struct DosingState {}
#[derive(Clone, Debug)]
pub enum DosingCommand {}
pub enum DosingOutcome {}
pub fn apply(_core: &mut Core, command: DosingCommand) {
    match command {}
}
pub fn take_in(_core: &mut Core, outcome: DosingOutcome) {
    match outcome {}
}
pub fn failed(_core: &mut Core, _message: Message) {}
