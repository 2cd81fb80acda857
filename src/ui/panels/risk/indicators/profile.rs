//! Weights by name: those kept, the one in use, keeping it under a name, writing it to a file and reading one.

use std::sync::Arc;

use eframe::egui::{Label, Ui};

use crate::app::article::weights::{WeightsCommand, next_version};
use crate::app::article::{ArticleCommand, ArticleFile};
use crate::app::command::Command;
use crate::app::export::{ExportCommand, ExportTarget};
use crate::app::jobs::JobKind;
use crate::domain::weight_profile::WeightProfile;
use crate::io::weights_file;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{Tone, body, small, space, tokens};
use crate::ui::widgets::{Button, Field, Icon, labelled_field, section};

use super::super::choices::choose_ui;
use super::super::detail::line_ui;
use super::super::file_field::file_ui;

/// What is folded out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Open {
    #[default]
    Nothing,
    Keep,
    Read,
}

/// What is typed.
#[derive(Default)]
pub struct ProfileForm {
    open: Open,
    name: String,
    version: String,
}

fn send(ctx: &PanelCtx<'_>, command: WeightsCommand) {
    ctx.send(Command::Article(ArticleCommand::Weights(command)));
}

/// Draws the part.
pub fn profile_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, profile: &WeightProfile, form: &mut ProfileForm) {
    section(ui, ctx.text("indicators-profile"));
    let weights = &ctx.state.article.weights;
    choice_ui(ctx, ui, profile);
    if weights.is_changed {
        line_ui(ui, Icon::Info, Tone::Quiet, ctx.text("indicators-changed"));
    }
    ui.add_space(space::S);
    ui.horizontal_wrapped(|ui| {
        if Button::new(ctx.text("indicators-keep")).show(ui).clicked() {
            form.open = if form.open == Open::Keep { Open::Nothing } else { Open::Keep };
            form.name = profile.name().to_owned();
            form.version =
                if weights.is_changed { next_version(profile.version()) } else { profile.version().to_owned() };
        }
        if Button::new(ctx.text("indicators-write")).show(ui).clicked() {
            write(ctx, profile);
        }
        if Button::new(ctx.text("indicators-read")).show(ui).clicked() {
            form.open = if form.open == Open::Read { Open::Nothing } else { Open::Read };
        }
        let is_kept = weights.kept.as_ref().is_some_and(|kept| kept.profiles.contains(profile));
        if is_kept && Button::danger(ctx.text("indicators-remove")).show(ui).clicked() {
            send(ctx, WeightsCommand::Remove);
        }
    });
    match form.open {
        Open::Nothing => {}
        Open::Keep => keep_ui(ctx, ui, form),
        Open::Read => read_ui(ctx, ui, form),
    }
    for unread in weights.kept.iter().flat_map(|kept| &kept.unread) {
        line_ui(ui, Icon::Warning, Tone::Abnormal, &ctx.texts.format("indicators-unread", &[("what", unread)]));
    }
    ui.add_space(space::S);
    ui.add(Label::new(small(ctx.text("indicators-file-explained")).color(tokens(ui).quiet)).wrap());
}

/// The illustration, those kept, and the one in use where it is neither.
fn choice_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, profile: &WeightProfile) {
    let kept = ctx.state.article.weights.kept.as_ref().map_or(&[] as &[WeightProfile], |kept| &kept.profiles);
    let named = |profile: &WeightProfile| {
        let places: [(&str, &dyn std::fmt::Display); 2] = [("name", &profile.name()), ("version", &profile.version())];
        ctx.texts.format("indicators-named", &places)
    };
    let mut words = vec![ctx.text("indicators-example").to_owned()];
    words.extend(kept.iter().map(named));
    let is_example = ctx.state.article.weights.example.as_ref() == Some(profile);
    let at = kept.iter().position(|one| one == profile).map(|at| at + 1);
    let on = at.or(is_example.then_some(0)).unwrap_or_else(|| {
        words.push(named(profile));
        words.len() - 1
    });
    match choose_ui(ui, ctx.text("indicators-weights-in-use"), 320.0, &words, on) {
        Some(0) => send(ctx, WeightsCommand::UseExample),
        Some(at) => {
            if let Some(chosen) = kept.get(at - 1) {
                send(ctx, WeightsCommand::Use(Box::new(chosen.clone())));
            }
        }
        None => {}
    }
}

fn keep_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, form: &mut ProfileForm) {
    ui.add_space(space::S);
    ui.horizontal_wrapped(|ui| {
        labelled_field(ui, Field::new(ctx.text("indicators-name")).width(220.0), &mut form.name);
        labelled_field(ui, Field::new(ctx.text("risk-version")).width(90.0), &mut form.version);
    });
    ui.add_space(space::XS);
    let is_ready = !form.name.trim().is_empty() && !form.version.trim().is_empty();
    let is_busy = ctx.jobs.is_running(JobKind::KEEP_WEIGHTS);
    if Button::strong(ctx.text("indicators-keep-now")).enabled(is_ready && !is_busy).show(ui).clicked() {
        send(ctx, WeightsCommand::Keep { name: form.name.clone(), version: form.version.clone() });
        form.open = Open::Nothing;
    }
}

fn read_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, form: &mut ProfileForm) {
    ui.add_space(space::S);
    let entered = file_ui(ctx, ui, ArticleFile::Weights, 420.0);
    ui.add_space(space::XS);
    let is_ready = !ctx.state.article.path(ArticleFile::Weights).trim().is_empty();
    let pressed = Button::strong(ctx.text("indicators-read-now")).enabled(is_ready).show(ui).clicked();
    if (entered || pressed) && is_ready {
        send(ctx, WeightsCommand::ReadFile);
        form.open = Open::Nothing;
    }
    ui.label(body(""));
}

/// The file that `wardtwin risk indicators --weights` takes.
fn write(ctx: &PanelCtx<'_>, profile: &WeightProfile) {
    // What was checked is written; a failure would leave the button without effect, which its test excludes.
    let Ok(text) = weights_file::to_toml(profile) else { return };
    let plain = |sign: char| if sign.is_alphanumeric() { sign } else { '_' };
    let name: String = profile.name().chars().map(plain).collect();
    let target = ExportTarget::Text { kind: "indicator weights", text };
    ctx.send(Command::Export(ExportCommand::Choose { name: format!("{name}.toml"), target: Arc::new(target) }));
}
