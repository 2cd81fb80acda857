//! What diagnostic models said of the patient: by which version, when, and under which reservations.

use eframe::egui::{Label, Ui};

use crate::app::command::Command;
use crate::app::diagnosis::DiagnosisCommand;
use crate::app::jobs::JobKind;
use crate::domain::diagnosis::KeptAnswer;
use crate::domain::ids::PatientId;
use crate::ui::model_answer::{answer_words, version_words};
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{Tone, body, small, space, tokens};
use crate::ui::widgets::{Button, Icon, line_ui, section};

/// Answers that are shown; the rest is in the export.
const MOST: usize = 6;

/// Draws them, the newest first; nothing where there is none.
pub fn answers_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, patient: PatientId, answers: &[KeptAnswer]) {
    if answers.is_empty() {
        return;
    }
    section(ui, ctx.text("twin-model-answers"));
    for kept in answers.iter().take(MOST) {
        ui.push_id(kept.number, |ui| answer_ui(ctx, ui, patient, kept));
    }
    if answers.len() > MOST {
        let words = ctx.texts.count("twin-model-answers-more", (answers.len() - MOST) as u64, &[]);
        ui.label(small(words).color(tokens(ui).quiet));
    }
    ui.add_space(space::S);
}

fn answer_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, patient: PatientId, kept: &KeptAnswer) {
    let words = answer_words(ctx.texts, &kept.answer);
    let colour = if kept.is_taken_back || words.is_abstained { tokens(ui).quiet } else { tokens(ui).text };
    ui.add(Label::new(body(&words.said).color(colour)).wrap());
    let version = version_words(ctx.texts, &kept.answer.model.name, kept.answer.model.version);
    let when = ctx.texts.moment(ctx.local(kept.made_utc_secs));
    let places: [(&str, &dyn std::fmt::Display); 3] = [("model", &version), ("time", &when), ("name", &kept.made_by)];
    ui.add_space(-space::XS);
    ui.add(Label::new(small(ctx.texts.format("twin-model-answer-by", &places)).color(tokens(ui).quiet)).wrap());
    if kept.is_taken_back {
        line_ui(ui, Icon::Info, Tone::Quiet, ctx.text("twin-model-answer-taken-back"));
    } else {
        for line in &words.below {
            ui.add(Label::new(small(line).color(tokens(ui).quiet)).wrap());
        }
    }
    let key = if kept.is_taken_back { "twin-model-answer-restore" } else { "twin-model-answer-take-back" };
    let is_free = !ctx.jobs.is_running(JobKind::KEEP_MODEL);
    if Button::quiet(ctx.text(key)).leading().enabled(is_free).show(ui).clicked() {
        let is_taken_back = !kept.is_taken_back;
        let command = DiagnosisCommand::TakeBackAnswer { patient, number: kept.number, is_taken_back };
        ctx.send(Command::Diagnosis(command));
    }
}
