//! For what the patient agreed to have the records used; and, for who may, deleting the patient for good.

use eframe::egui::{Id, Ui};

use crate::app::command::Command;
use crate::app::trust::TrustCommand;
use crate::app::trust::keeping::KeepingCommand;
use crate::domain::access::Action;
use crate::domain::consent::{Consent, Purpose};
use crate::domain::ids::PatientId;
use crate::io::store::Writing;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{body, small, space, tokens};
use crate::ui::widgets::{Button, Field, Icon, labelled_field, section, segmented};

/// Draws the section; its words are read when it is first shown for a patient.
pub fn consent_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, patient: PatientId) {
    let Some(open) = ctx.state.open().filter(|open| open.may(Action::ReadConsent)) else { return };
    let consent = &ctx.state.trust.keeping.consent;
    let known = consent.value().filter(|value| value.0 == patient);
    ui.add_space(space::M);
    section(ui, ctx.text("consent-title"));
    ui.add_space(space::XS);
    let asked = Id::unique("consent-asked");
    let was_asked = ui.data(|data| data.get_temp::<PatientId>(asked)) == Some(patient);
    if known.is_none() && !was_asked {
        ui.data_mut(|data| data.insert_temp(asked, patient));
        send(ctx, KeepingCommand::LoadConsent(patient));
    }
    let Some(known) = known else { return };
    let may = open.may(Action::RecordConsent) && open.info.writing == Writing::Here;
    for purpose in Purpose::ALL {
        purpose_ui(ctx, ui, (patient, purpose), known.1.iter().find(|one| one.purpose == purpose), may);
    }
    if open.may(Action::DeletePatient) && open.info.writing == Writing::Here {
        ui.add_space(space::M);
        delete_ui(ctx, ui, patient);
    }
}

fn purpose_ui(
    ctx: &PanelCtx<'_>,
    ui: &mut Ui,
    (patient, purpose): (PatientId, Purpose),
    said: Option<&Consent>,
    may: bool,
) {
    let key = format!("purpose-{}", purpose.id());
    let name = ctx.text(&key);
    ui.label(body(name).color(tokens(ui).text));
    let words = [ctx.text("consent-yes"), ctx.text("consent-no")];
    // Neither is on where nothing is recorded.
    let on = said.map_or(usize::MAX, |said| usize::from(!said.agrees));
    let chosen = ui.add_enabled_ui(may, |ui| segmented(ui, name, &words, on)).inner;
    if let Some(chosen) = chosen {
        send(ctx, KeepingCommand::Consent { patient, purpose, agrees: chosen == 0 });
    }
    let told = match said {
        Some(said) => {
            let day = ctx.texts.date(ctx.zone().date_at(said.at_utc_secs));
            ctx.texts.format("consent-said", &[("day", &day), ("by", &said.by)])
        }
        None if purpose.needs_a_yes() => ctx.text("consent-silent-no").to_owned(),
        None => ctx.text("consent-silent-yes").to_owned(),
    };
    ui.label(small(told).color(tokens(ui).quiet));
    ui.add_space(space::XS);
}

/// What is typed lives as long as the form is open.
#[derive(Clone, Default)]
struct Deleting {
    is_open: bool,
    reason: String,
    identifier: String,
}

fn delete_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, patient: PatientId) {
    let id = Id::unique("delete-patient").with(patient.0);
    let mut form: Deleting = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    if !form.is_open {
        form.is_open = Button::quiet(ctx.text("delete-patient")).icon(Icon::Close).show(ui).clicked();
    } else {
        let width = (ui.available_width() - space::L).min(300.0);
        ui.label(body(ctx.text("delete-patient-explained")));
        labelled_field(ui, Field::new(ctx.text("delete-patient-reason")).width(width), &mut form.reason);
        labelled_field(ui, Field::new(ctx.text("delete-patient-identifier")).width(width), &mut form.identifier);
        let identifier = ctx.state.open().and_then(|open| open.identifier(patient));
        let is_same = identifier.is_some_and(|identifier| identifier == form.identifier.trim());
        ui.add_space(space::XS);
        ui.horizontal_wrapped(|ui| {
            let ready = is_same && !form.reason.trim().is_empty();
            if Button::danger(ctx.text("delete-patient-do")).enabled(ready).show(ui).clicked() {
                send(ctx, KeepingCommand::Delete { patient, reason: form.reason.clone() });
                form = Deleting::default();
            }
            if Button::new(ctx.text("cancel")).show(ui).clicked() {
                form = Deleting::default();
            }
        });
    }
    ui.data_mut(|data| data.insert_temp(id, form));
}

fn send(ctx: &PanelCtx<'_>, command: KeepingCommand) {
    ctx.send(Command::Trust(TrustCommand::Keeping(command)));
}
