//! Panels: what the main area can show. Each reads the state and sends commands; none knows another.

use eframe::egui::Ui;

use crate::app::panels::PanelId;
use crate::ui::widgets::Icon;

pub use super::context::{PanelCtx, message_text, patient_name, written_name};

pub mod cleaning;
pub mod diagnosis;
pub mod feeds;
pub mod home;
pub mod imports;
pub mod journal;
pub mod patients;
pub mod resources;
pub mod risk;
pub mod schedule;
pub mod settings;
pub mod staff;
pub mod trust;
pub mod ward;

/// One panel of the left rail.
pub trait Panel {
    fn id(&self) -> PanelId;
    fn icon(&self) -> Icon;
    fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui);
}

/// Every panel, in the order of the rail.
pub fn all() -> Vec<Box<dyn Panel>> {
    vec![
        Box::new(home::HomePanel),
        Box::new(ward::WardPanel::default()),
        Box::new(patients::PatientsPanel::default()),
        Box::new(risk::RiskPanel::default()),
        Box::new(diagnosis::DiagnosisPanel::default()),
        Box::new(schedule::SchedulePanel::default()),
        Box::new(staff::StaffPanel::default()),
        Box::new(resources::ResourcesPanel::default()),
        Box::new(feeds::FeedsPanel::default()),
        Box::new(imports::ImportsPanel::default()),
        Box::new(cleaning::CleaningPanel::default()),
        Box::new(journal::JournalPanel::default()),
        Box::new(trust::TrustPanel::default()),
        Box::new(settings::SettingsPanel::default()),
    ]
}
