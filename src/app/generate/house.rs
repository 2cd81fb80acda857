//! The house itself: its staff and its devices.

use std::io;

use crate::base::Date;

use super::csv_text::Sheet;
use super::names::{NamedFor, draw_name};
use super::random::{Draw, Stream};
use super::stays::Ward;

/// A role with its share of the staff, its education, and the skills found in it.
struct Role {
    name: &'static str,
    weight: f64,
    education: &'static [&'static str],
    skills: &'static [&'static str],
}

const DOCTOR: &[&str] = &["Doctor of Medicine", "Doctor of Medicine", "Master of Medicine"];
const NURSE: &[&str] = &["Bachelor of Nursing", "Bachelor of Nursing", "Diploma in Nursing", "Master of Nursing"];

const ROLES: &[Role] = &[
    Role {
        name: "Consultant",
        weight: 0.12,
        education: DOCTOR,
        skills: &["advanced life support", "echocardiography", "endoscopy", "teaching", "ultrasound", "airway"],
    },
    Role {
        name: "Registrar",
        weight: 0.14,
        education: DOCTOR,
        skills: &["advanced life support", "ultrasound", "central venous access", "lumbar puncture", "airway"],
    },
    Role {
        name: "Nurse",
        weight: 0.44,
        education: NURSE,
        skills: &[
            "advanced life support",
            "venepuncture",
            "wound care",
            "ventilator care",
            "dialysis",
            "chemotherapy",
            "paediatric care",
            "triage",
        ],
    },
    Role {
        name: "Charge nurse",
        weight: 0.07,
        education: NURSE,
        skills: &["advanced life support", "teaching", "rostering", "triage", "ventilator care"],
    },
    Role {
        name: "Pharmacist",
        weight: 0.05,
        education: &["Bachelor of Pharmacy", "Doctor of Pharmacy"],
        skills: &["dose adjustment", "sterile compounding", "anticoagulation"],
    },
    Role {
        name: "Physiotherapist",
        weight: 0.07,
        education: &["Bachelor of Physiotherapy", "Master of Physiotherapy"],
        skills: &["respiratory physiotherapy", "mobilisation", "stroke rehabilitation"],
    },
    Role {
        name: "Radiographer",
        weight: 0.05,
        education: &["Diploma in Radiography", "Bachelor of Radiography"],
        skills: &["CT", "MRI", "mobile X-ray"],
    },
    Role {
        name: "Biomedical technician",
        weight: 0.06,
        education: &["Diploma in Engineering", "Bachelor of Engineering"],
        skills: &["ventilator service", "pump service", "electrical safety"],
    },
];

/// Staff for a hospital of that size: 80, and more for large ones.
pub fn write_staff(seed: u64, patients: u32, sheet: &mut Sheet) -> io::Result<()> {
    let roles: Vec<(f64, &Role)> = ROLES.iter().map(|role| (role.weight, role)).collect();
    for index in 0..u64::from((patients / 50).clamp(80, 2500)) {
        let draw = &mut Draw::new(seed, Stream::Staff, index);
        let role = draw.pick_weighted(&roles);
        let named_for = if draw.chance(0.62) { NamedFor::Woman } else { NamedFor::Man };
        let name = draw_name(named_for, draw);
        let ward = draw.pick(&Ward::ALL);
        let education = draw.pick(role.education);
        let skills: Vec<&str> = role.skills.iter().copied().filter(|_| draw.chance(0.4)).collect();
        let senior = matches!(role.name, "Consultant" | "Charge nurse");
        let years = if senior { draw.between(9.0, 34.0) } else { draw.between(0.5, 24.0) };
        sheet.identifier(b'S', index + 1, 4).text(&name.family).text(&name.given).text(&name.chinese).text(role.name);
        sheet.text(ward.name()).text(if draw.chance(0.97) { education } else { "" }).text(&skills.join("; "));
        if draw.chance(0.97) {
            sheet.number((years * 2.0).round() / 2.0, 1);
        } else {
            sheet.empty();
        }
        sheet.end_row()?;
    }
    Ok(())
}

/// Kind, share of the devices, days between services.
const DEVICE_KINDS: &[(f64, (&str, i32))] = &[
    (0.24, ("Infusion pump", 365)),
    (0.16, ("Syringe pump", 365)),
    (0.2, ("Patient monitor", 365)),
    (0.09, ("Ventilator", 180)),
    (0.08, ("Defibrillator", 180)),
    (0.07, ("ECG recorder", 365)),
    (0.05, ("Ultrasound scanner", 365)),
    (0.04, ("Dialysis machine", 180)),
    (0.04, ("Mobile X-ray unit", 365)),
    (0.03, ("Anaesthesia workstation", 180)),
];

const STATUSES: &[(f64, &str)] = &[(0.48, "available"), (0.37, "in use"), (0.1, "maintenance"), (0.05, "out of order")];

/// Devices for a hospital of that size on `today`: 60, and more for large ones. A few services are overdue.
pub fn write_devices(seed: u64, patients: u32, today: Date, sheet: &mut Sheet) -> io::Result<()> {
    for index in 0..u64::from((patients / 60).clamp(60, 2000)) {
        let draw = &mut Draw::new(seed, Stream::Devices, index);
        let (kind, service_days) = draw.pick_weighted(DEVICE_KINDS);
        let ward = draw.pick(&Ward::ALL);
        let room = (ward as usize + 2) * 100 + 1 + draw.below(4);
        let status = draw.pick_weighted(STATUSES);
        let since_service = (f64::from(service_days) * draw.between(0.02, 1.08)) as i32;
        let last_service = Date(today.0 - since_service);
        sheet.identifier(b'D', index + 1, 4).text(kind).text(ward.name());
        if draw.chance(0.9) {
            sheet.number(room as f64, 0);
        } else {
            sheet.empty();
        }
        sheet.text(status);
        sheet.date_or_empty(draw.chance(0.96).then_some(last_service)).date(Date(last_service.0 + service_days));
        sheet.end_row()?;
    }
    Ok(())
}
