//! The list by its accessible names, on the demo hospital.

use std::sync::Arc;
use std::time::Duration;

use eframe::egui::MissingGlyphPolicy;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;

use crate::app::command::Command;
use crate::app::core::Setup;
use crate::app::panels::PanelId;
use crate::app::picker::NoDialogs;
use crate::app::session::SessionCommand;
use crate::io::clock::Clock;
use crate::io::folders::Folders;
use crate::ui::shell::Shell;

fn settle(shell: &mut Shell) {
    loop {
        shell.core.poll();
        if shell.core.is_quiet() {
            return;
        }
        std::thread::yield_now();
    }
}

/// Draws some frames and lets every job finish.
fn step(harness: &mut Harness<'_, Shell>) {
    for _ in 0..3 {
        harness.step();
        settle(harness.state_mut());
    }
}

#[test]
fn a_clause_is_chosen_shown_as_a_chip_and_taken_away() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut shell = Shell::new(Setup {
        clock: Clock::Fixed { utc_secs: crate::app::demo::starts_utc_secs() },
        folders: Folders::below(folder.path()),
        picker: Arc::new(NoDialogs),
        wake: Arc::new(|| ()),
        computer_language: "en".to_owned(),
        keeps_settings: false,
    });
    shell.core.apply(Command::Session(SessionCommand::OpenDemo));
    settle(&mut shell);
    shell.go(PanelId::Patients);
    let mut harness = Harness::builder()
        .with_size([1440.0, 900.0])
        .with_step_dt(Duration::from_millis(500).as_secs_f32())
        .build_ui_state(
            |ui, shell: &mut Shell| {
                // The test passes where no Chinese font is installed.
                ui.ctx().set_missing_glyph_policy(MissingGlyphPolicy::Tofu);
                shell.draw(ui);
            },
            shell,
        );
    step(&mut harness);
    let everyone = harness.state().core.state.list.result.value().expect("a list").rows.len();
    harness.get_by_label("Add a filter").click();
    step(&mut harness);
    harness.get_by_label("Condition").click();
    step(&mut harness);
    harness.get_by_label_contains("Essential (primary) hypertension, ").click();
    step(&mut harness);
    let filtered = harness.state().core.state.list.result.value().expect("a list").rows.len();
    assert!(0 < filtered && filtered < everyone);
    assert!(harness.query_by_label("Condition").is_none(), "the popup has closed");
    harness.get_by_label("Remove the filter who have Essential (primary) hypertension").click();
    step(&mut harness);
    assert_eq!(harness.state().core.state.list.result.value().expect("a list").rows.len(), everyone);
}
