//! What is known of the file at hand from before: the import of the same bytes, and the saved profile it is read by.

use eframe::egui::{ComboBox, Key, Ui};

use crate::app::command::Command;
use crate::app::import::{Again, ImportCommand, InspectedFile};
use crate::domain::access::Action;
use crate::domain::receipt::Receipt;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{Tone, body, space, tokens};
use crate::ui::widgets::{Button, Icon, Notice, NoticeTone, icon, labelled_ui, notice, text_edit};

/// What is being typed.
#[derive(Default)]
pub struct ProfileState {
    /// The name to save under.
    naming: Option<String>,
    /// The path of a file that holds a profile.
    path: Option<String>,
    /// The field was opened in this frame and takes the keyboard.
    is_fresh: bool,
}

/// Draws both, above the file's form.
pub fn profile_ui(ctx: &PanelCtx<'_>, file: &InspectedFile, state: &mut ProfileState, ui: &mut Ui) {
    if let Some((earlier, again)) = file.imported_before() {
        earlier_ui(ctx, earlier, again, ui);
        ui.add_space(space::S);
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        used_ui(ctx, file, ui);
        saved_ui(ctx, file, ui);
        if file.mapping.is_some() {
            save_ui(ctx, file, state, ui);
        }
        if Button::link(ctx.text("profile-from-file")).show(ui).clicked() {
            (state.path, state.naming, state.is_fresh) = (Some(String::new()), None, true);
        }
    });
    naming_ui(ctx, file, state, ui);
    path_ui(ctx, state, ui);
    ui.add_space(space::S);
}

fn earlier_ui(ctx: &PanelCtx<'_>, earlier: &Receipt, again: Again, ui: &mut Ui) {
    let when = ctx.texts.moment(ctx.local(earlier.imported_utc_secs));
    let title = ctx.texts.format(
        "import-earlier",
        &[("when", &when), ("who", &earlier.actor), ("number", &earlier.import.0), ("file", &earlier.file_name)],
    );
    let kind = ctx.text(&format!("format-{}", earlier.format)).to_owned();
    let remedy = ctx.texts.format(&format!("import-again-{}", again.id()), &[("kind", &kind)]);
    let shown = Notice {
        tone: NoticeTone::Information,
        title: &title,
        remedy: Some(&remedy),
        details: None,
        action: None,
        closable: false,
    };
    notice(ui, shown, ctx.texts);
}

/// By which profile the file is read, and the way back to what was detected.
fn used_ui(ctx: &PanelCtx<'_>, file: &InspectedFile, ui: &mut Ui) {
    let Some(profile) = &file.profile else { return };
    let key = if file.is_read_by_profile() { "profile-used" } else { "profile-used-changed" };
    icon(ui, Icon::Check, 14.0, tokens(ui).tone(Tone::Accent));
    ui.label(body(ctx.texts.format(key, &[("name", &profile.name)])).color(tokens(ui).text));
    if Button::link(ctx.text("profile-detected")).show(ui).clicked() {
        ctx.send(Command::Import(ImportCommand::UseDetected));
    }
}

/// The saved profiles, those that fit the file first.
fn saved_ui(ctx: &PanelCtx<'_>, file: &InspectedFile, ui: &mut Ui) {
    let used = file.profile.as_ref().map(|profile| profile.name.as_str());
    let others = || file.saved.iter().filter(|profile| Some(profile.name.as_str()) != used);
    if others().next().is_none() {
        return;
    }
    let headings = &file.inspection.headings;
    let (fit, rest): (Vec<_>, Vec<_>) = others().partition(|profile| profile.fits(headings));
    let label = ctx.text("profile-choose");
    let combo = ComboBox::from_id_salt("profiles").width(200.0).selected_text(label).show_ui(ui, |ui| {
        for profile in fit {
            if ui.selectable_label(false, &profile.name).clicked() {
                ctx.send(Command::Import(ImportCommand::UseProfile { name: profile.name.clone() }));
            }
        }
        for profile in rest {
            let words = ctx.texts.format("profile-unlike", &[("name", &profile.name)]);
            if ui.selectable_label(false, body(words).color(tokens(ui).quiet)).clicked() {
                ctx.send(Command::Import(ImportCommand::UseProfile { name: profile.name.clone() }));
            }
        }
    });
    ui.ctx().accesskit_node_builder(combo.response.id, |node| node.set_label(label));
}

fn save_ui(ctx: &PanelCtx<'_>, file: &InspectedFile, state: &mut ProfileState, ui: &mut Ui) {
    if Button::link(ctx.text("profile-save")).show(ui).clicked() {
        let name = file.profile.as_ref().map_or_else(|| stem(file), |profile| profile.name.clone());
        (state.naming, state.path, state.is_fresh) = (Some(name), None, true);
    }
    if Button::link(ctx.text("profile-to-file")).show(ui).clicked() {
        ctx.send(Command::Import(ImportCommand::ExportProfile));
    }
}

fn stem(file: &InspectedFile) -> String {
    file.path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The name under which it is saved; a name that is taken is replaced, and that is said.
fn naming_ui(ctx: &PanelCtx<'_>, file: &InspectedFile, state: &mut ProfileState, ui: &mut Ui) {
    let Some(name) = &mut state.naming else { return };
    let is_taken = file.saved.iter().any(|profile| profile.name == name.trim());
    let explanation = if is_taken { "profile-name-taken" } else { "profile-name-explained" };
    let (mut is_saved, mut is_cancelled, mut is_deleted) = (false, false, false);
    labelled_ui(ui, ctx.text("profile-name"), Some(ctx.text(explanation)), None, |ui| {
        let response = text_edit(ui, name, "", false, 280.0);
        if std::mem::take(&mut state.is_fresh) {
            response.request_focus();
        }
        let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        let words = ctx.text(if is_taken { "profile-replace" } else { "save" });
        let ready = !name.trim().is_empty() && !ctx.jobs.is_writing();
        is_saved = (ctx.show_if_may(ui, Action::SaveProfile, Button::strong(words).enabled(ready)).clicked()
            || entered)
            && ready;
        is_deleted = is_taken
            && ctx.show_if_may(ui, Action::DeleteProfile, Button::danger(ctx.text("profile-delete"))).clicked();
        is_cancelled = Button::quiet(ctx.text("cancel")).show(ui).clicked();
        response
    });
    let name = name.trim().to_owned();
    match (is_saved, is_deleted) {
        (true, _) => ctx.send(Command::Import(ImportCommand::SaveProfile { name })),
        (false, true) => ctx.send(Command::Import(ImportCommand::DeleteProfile { name })),
        (false, false) => {}
    }
    if is_saved || is_deleted || is_cancelled {
        state.naming = None;
    }
}

/// The path of a profile, typed or from the desktop's dialog: not every desktop has one.
fn path_ui(ctx: &PanelCtx<'_>, state: &mut ProfileState, ui: &mut Ui) {
    let Some(path) = &mut state.path else { return };
    let (mut is_opened, mut is_chosen, mut is_cancelled) = (false, false, false);
    labelled_ui(ui, ctx.text("profile-path"), Some(ctx.text("profile-path-explained")), None, |ui| {
        let response = text_edit(ui, path, ctx.text("import-path-hint"), false, 420.0);
        if std::mem::take(&mut state.is_fresh) {
            response.request_focus();
        }
        let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        let ready = !path.trim().is_empty();
        is_opened = (Button::strong(ctx.text("profile-open")).enabled(ready).show(ui).clicked() || entered) && ready;
        is_chosen = Button::new(ctx.text("choose-file")).show(ui).clicked();
        is_cancelled = Button::quiet(ctx.text("cancel")).show(ui).clicked();
        response
    });
    if is_opened {
        let path = std::path::PathBuf::from(path.trim());
        ctx.send(Command::Import(ImportCommand::UseProfileFile(path)));
    }
    if is_chosen {
        ctx.send(Command::Import(ImportCommand::ChooseProfileFile));
    }
    if is_opened || is_chosen || is_cancelled {
        state.path = None;
    }
}
