//! The article's own files: small tables with something to learn and enough noise that nothing learns it fully. Their
//! size does not follow the hospital's, and their people are study participants with identifiers of their own.

use std::io;

use super::GenerateError;
use super::csv_text::Sheet;
use super::files::{self, FileForm, OpenFile, finish_sheet, open_sheet};
use super::random::{Draw, Stream};

const GENE_ROWS: u64 = 320;
const CASE_ROWS: u64 = 400;
const RESOURCE_ROWS: u64 = 260;
const STAFF_ROWS: u64 = 240;
const NEW_ROWS: u64 = 40;
/// Rows whose answer is not the one their inputs were drawn for.
const LABEL_NOISE: f64 = 0.07;

/// Writes the eight files.
pub fn write_article_files(seed: u64, open: OpenFile) -> Result<(), GenerateError> {
    write_genes(seed, open)?;
    let mut write = |form: FileForm, rows: &dyn Fn(&mut Draw, &mut Sheet) -> io::Result<()>| {
        let place = files::FILES.iter().position(|other| *other == form).unwrap_or(0) as u64;
        let mut sheet = open_sheet(form, open)?;
        rows(&mut Draw::new(seed, Stream::Article, place), &mut sheet)
            .map_err(|source| GenerateError::write(form.name, source))?;
        finish_sheet(form, sheet)
    };
    write(files::MEDICAL_DATA, &|draw, sheet| cases(CASE_ROWS, Answer::Given, draw, sheet))?;
    write(files::NEW_CASES, &|draw, sheet| cases(NEW_ROWS, Answer::LeftOut, draw, sheet))?;
    write(files::MEDICAL_RESOURCE_DATA, &|draw, sheet| resources(RESOURCE_ROWS, Answer::Given, draw, sheet))?;
    write(files::NEW_RESOURCES, &|draw, sheet| resources(NEW_ROWS, Answer::LeftOut, draw, sheet))?;
    write(files::MEDICAL_STAFF_DATA, &medical_staff)
}

/// Whether a file has the column that is to be predicted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    Given,
    LeftOut,
}

/// A disease and the tokens more frequent in people who have it.
const DISEASES: &[(&str, &[&str])] = &[
    (
        "breast cancer",
        &["BRCA1:c.68_69delAG", "BRCA2:c.5946delT", "CHEK2:c.1100delC", "PALB2:c.3113G>A", "rs2981582", "rs889312"],
    ),
    ("coronary artery disease", &["rs10757278", "rs1333049", "LPA:rs10455872", "rs3798220", "APOE*4", "rs17465637"]),
    (
        "familial hypercholesterolaemia",
        &["LDLR:c.1444G>A", "LDLR:c.313+1G>A", "APOB:c.10580G>A", "PCSK9:c.1120G>T", "rs6511720", "LDLR:c.682G>T"],
    ),
    ("type 2 diabetes", &["rs7903146", "TCF7L2:rs12255372", "rs5219", "rs13266634", "HNF1A:c.872dup", "rs1801282"]),
];

/// Tokens that say nothing about the diseases.
const BACKGROUND: &[&str] = &[
    "CYP2C19*2",
    "CYP2C19*17",
    "CYP2C9*3",
    "CYP2D6*4",
    "CYP3A5*3",
    "HLA-B*57:01",
    "HLA-A*31:01",
    "HLA-B*15:02",
    "rs1801133",
    "rs4149056",
    "VKORC1:c.-1639G>A",
    "UGT1A1*28",
    "TPMT*3A",
    "NUDT15*3",
    "DPYD:c.1905+1G>A",
    "rs4680",
];

fn write_genes(seed: u64, open: OpenFile) -> Result<(), GenerateError> {
    let mut genes = open_sheet(files::GENE_DATA, open)?;
    let mut diseases = open_sheet(files::DISEASE_DATA, open)?;
    let mut newcomers = open_sheet(files::NEW_PATIENT, open)?;
    for row in 0..GENE_ROWS + NEW_ROWS {
        let draw = &mut Draw::new(seed, Stream::Article, 1000 + row);
        let (text, disease) = gene_text(draw);
        let text_or_gap = if draw.chance(0.02) { "" } else { text.as_str() };
        if row < GENE_ROWS {
            genes.identifier(b'G', row + 1, 4).text(text_or_gap);
            genes.end_row().map_err(|source| GenerateError::write(files::GENE_DATA.name, source))?;
            diseases.identifier(b'G', row + 1, 4).text(if draw.chance(0.02) { "" } else { disease });
            diseases.end_row().map_err(|source| GenerateError::write(files::DISEASE_DATA.name, source))?;
        } else {
            newcomers.identifier(b'G', row + 1, 4).text(&text);
            newcomers.end_row().map_err(|source| GenerateError::write(files::NEW_PATIENT.name, source))?;
        }
    }
    finish_sheet(files::GENE_DATA, genes)?;
    finish_sheet(files::DISEASE_DATA, diseases)?;
    finish_sheet(files::NEW_PATIENT, newcomers)
}

/// A person's tokens separated by spaces, in no telling order, and the disease.
fn gene_text(draw: &mut Draw) -> (String, &'static str) {
    let (disease, _) = draw.pick(DISEASES);
    let mut tokens: Vec<&str> = Vec::new();
    for (other, markers) in DISEASES {
        let share = if *other == disease { 0.3 } else { 0.06 };
        tokens.extend(markers.iter().copied().filter(|_| draw.chance(share)));
    }
    tokens.extend(BACKGROUND.iter().copied().filter(|_| draw.chance(0.17)));
    if tokens.is_empty() {
        tokens.push("rs1801133");
    }
    for place in (1..tokens.len()).rev() {
        tokens.swap(place, draw.below(place + 1));
    }
    let recorded = if draw.chance(LABEL_NOISE) { draw.pick(DISEASES).0 } else { disease };
    (tokens.join(" "), recorded)
}

/// Means of systolic pressure (mmHg), glucose (mmol/L), weight (kg) and temperature (°C), and their deviations.
const CASES: &[(&str, [f64; 4], [f64; 4])] = &[
    ("healthy", [119.0, 5.0, 65.0, 36.6], [10.0, 0.5, 11.0, 0.25]),
    ("hypertension", [151.0, 5.6, 76.0, 36.6], [13.0, 0.8, 13.0, 0.25]),
    ("diabetes", [131.0, 9.2, 81.0, 36.7], [14.0, 2.3, 14.0, 0.3]),
    ("infection", [113.0, 6.2, 68.0, 38.3], [13.0, 1.2, 13.0, 0.8]),
];

fn cases(rows: u64, answer: Answer, draw: &mut Draw, sheet: &mut Sheet) -> io::Result<()> {
    const DECIMALS: [u8; 4] = [0, 1, 1, 1];
    const LEAST: [f64; 4] = [78.0, 3.1, 38.0, 35.4];
    for _ in 0..rows {
        let (disease, means, deviations) = draw.pick(CASES);
        let heaviness = draw.normal();
        for (column, decimals) in DECIMALS.into_iter().enumerate() {
            let shared = if column == 2 { 0.8 * heaviness } else { 0.25 * heaviness };
            let value = means[column] + deviations[column] * (shared + 0.85 * draw.normal());
            if draw.chance(0.02) {
                sheet.empty();
            } else {
                sheet.number(value.max(LEAST[column]), decimals);
            }
        }
        let recorded = if draw.chance(LABEL_NOISE) { draw.pick(CASES).0 } else { disease };
        match answer {
            Answer::Given => sheet.text(recorded),
            Answer::LeftOut => sheet,
        };
        sheet.end_row()?;
    }
    Ok(())
}

/// Hospitals, doctors and equipment with what each adds to the cost of a procedure.
const HOSPITALS: &[(&str, f64)] =
    &[("Riverside General", 420.0), ("North Clinic", 260.0), ("Harbour University", 780.0), ("St. Anne's", 350.0)];
const DOCTORS: &[(&str, f64)] = &[
    ("Dr. Lim", 210.0),
    ("Dr. O'Brien", 340.0),
    ("Dr. Nair", 180.0),
    ("Dr. García", 260.0),
    ("Dr. Wang", 390.0),
    ("Dr. Müller", 150.0),
    ("Dr. Rahman", 300.0),
    ("Dr. Zhao", 230.0),
    ("Dr. Santos", 120.0),
    ("Dr. Chen", 450.0),
];
const EQUIPMENT: &[(&str, f64)] = &[
    ("ultrasound", 90.0),
    ("CT", 480.0),
    ("MRI", 920.0),
    ("ventilator", 650.0),
    ("endoscope", 330.0),
    ("X-ray", 60.0),
    ("dialysis machine", 540.0),
];

fn resources(rows: u64, answer: Answer, draw: &mut Draw, sheet: &mut Sheet) -> io::Result<()> {
    for row in 0..rows {
        let (hospital, hospital_cost) = draw.pick(HOSPITALS);
        let (mut doctor, doctor_cost) = draw.pick(DOCTORS);
        let (equipment, equipment_cost) = draw.pick(EQUIPMENT);
        let noise = 150.0 * draw.normal() + if draw.chance(0.03) { 500.0 } else { 0.0 };
        if answer == Answer::LeftOut && row % 20 == 7 {
            // Somebody whom the training file does not know.
            doctor = "Dr. Novák";
        }
        sheet.text(hospital).text(if draw.chance(0.015) { "" } else { doctor }).text(equipment);
        let cost = (hospital_cost + doctor_cost + equipment_cost + noise).max(80.0);
        match answer {
            Answer::Given if draw.chance(0.01) => sheet.empty(),
            Answer::Given => sheet.number(cost, 2),
            Answer::LeftOut => sheet,
        };
        sheet.end_row()?;
    }
    Ok(())
}

/// A group of staff: how far they have come, what they can do, and what was decided for them.
struct StaffGroup {
    category: &'static str,
    strategies: &'static [(f64, &'static str)],
    education: &'static [(f64, &'static str)],
    years: (f64, f64),
    skills: &'static [&'static str],
    skill_share: f64,
}

const STAFF_GROUPS: &[StaffGroup] = &[
    StaffGroup {
        category: "newcomer",
        strategies: &[(0.8, "mentoring"), (0.2, "basic training")],
        education: &[(0.5, "diploma"), (0.45, "bachelor"), (0.05, "master")],
        years: (2.0, 1.4),
        skills: &["basic care", "documentation", "venepuncture"],
        skill_share: 0.6,
    },
    StaffGroup {
        category: "specialist",
        strategies: &[(0.75, "advanced training"), (0.25, "research time")],
        education: &[(0.1, "bachelor"), (0.6, "master"), (0.3, "doctorate")],
        years: (9.0, 3.5),
        skills: &["ultrasound", "endoscopy", "ventilator care", "dialysis"],
        skill_share: 0.62,
    },
    StaffGroup {
        category: "leader",
        strategies: &[(0.8, "leadership programme"), (0.2, "advanced training")],
        education: &[(0.15, "bachelor"), (0.5, "master"), (0.35, "doctorate")],
        years: (20.0, 5.0),
        skills: &["teaching", "rostering", "quality audit", "budgeting"],
        skill_share: 0.6,
    },
    StaffGroup {
        category: "steady hand",
        strategies: &[(0.7, "flexible hours"), (0.3, "mentoring")],
        education: &[(0.55, "diploma"), (0.4, "bachelor"), (0.05, "master")],
        years: (17.0, 5.0),
        skills: &["basic care", "wound care", "triage", "documentation"],
        skill_share: 0.65,
    },
];

fn medical_staff(draw: &mut Draw, sheet: &mut Sheet) -> io::Result<()> {
    let every_skill: Vec<&str> = STAFF_GROUPS.iter().flat_map(|group| group.skills.iter().copied()).collect();
    for row in 0..STAFF_ROWS {
        let group = &STAFF_GROUPS[draw.below(STAFF_GROUPS.len())];
        let mut skills: Vec<&str> = group.skills.iter().copied().filter(|_| draw.chance(group.skill_share)).collect();
        if draw.chance(0.4) {
            skills.push(draw.pick(&every_skill));
        }
        skills.sort_unstable();
        skills.dedup();
        let named = if draw.chance(LABEL_NOISE) { &STAFF_GROUPS[draw.below(STAFF_GROUPS.len())] } else { group };
        let (education, years) = (draw.pick_weighted(group.education), group.years.0 + group.years.1 * draw.normal());
        sheet.identifier(b'M', row + 1, 4).text(if draw.chance(0.02) { "" } else { education });
        if draw.chance(0.02) {
            sheet.empty();
        } else {
            sheet.number(years.clamp(0.0, 42.0), 1);
        }
        sheet.text(&skills.join("; ")).text(named.category).text(draw.pick_weighted(named.strategies));
        sheet.end_row()?;
    }
    Ok(())
}
