//! Staff with the table that comes with the program: its groups, what is decided for them, and the coverage of skills.

use std::path::PathBuf;

use crate::app::command::Command;
use crate::app::panels::PanelId;
use crate::app::staff::coverage::CoverageCommand;
use crate::app::staff::{StaffCommand, StaffTab};
use crate::app::view::ViewCommand;
use crate::ui::shell::Shell;

use super::{PictureSet, save, settle};

fn send(shell: &mut Shell, command: StaffCommand) {
    shell.core.apply(Command::Staff(command));
    settle(shell);
}

/// Opens the table, so that the panel is not empty.
pub fn open(shell: &mut Shell) {
    send(shell, StaffCommand::ReadSample);
    send(shell, StaffCommand::FindGroups);
}

/// The groups, their strategies, and who is needed where.
pub fn staff(set: &PictureSet, shell: &mut Shell) -> std::io::Result<Vec<PathBuf>> {
    shell.core.apply(Command::View(ViewCommand::Go(PanelId::Staff)));
    let mut written = Vec::new();
    for (tab, name) in [(StaffTab::Groups, "staff-groups"), (StaffTab::Strategies, "staff-strategies")] {
        send(shell, StaffCommand::Show(tab));
        written.push(save(set, shell, name)?);
    }
    send(shell, StaffCommand::Show(StaffTab::Coverage));
    send(shell, StaffCommand::Coverage(CoverageCommand::ReadSample));
    written.push(save(set, shell, "staff-coverage")?);
    Ok(written)
}
