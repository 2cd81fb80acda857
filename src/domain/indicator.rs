//! Indicators: what the program knows about a measured quantity, one row each.
//!
//! Codes are LOINC; the canonical unit is UCUM. A range or limit carries its source; where none is given there is none,
//! and a value is then "no reference range", not normal. Ranges are for adults unless their row says otherwise.

pub use super::assessment::Assessment;
use super::patient::Sex;
use super::unit::{Conversion, ucum_from_spelling};
use super::unit_scale::implied_from;

const NEWS2: &str = "Royal College of Physicians, NEWS2, 2017: parameter score 0";
const NEWS2_CRITICAL: &str = "Royal College of Physicians, NEWS2, 2017: parameter score 3";
const ESC_BP: &str = "ESC/ESH 2018 hypertension guideline: below grade 1 (140/90); lower limit 90/60 by convention";
const WHO_BMI: &str = "WHO 2000, TRS 894: normal range";
const ADA_GLUCOSE: &str =
    "ADA Standards of Care 2024: fasting plasma glucose below 5.6; lower limit 3.9 (level 1 hypoglycaemia)";
const ADA_HBA1C: &str = "ADA Standards of Care 2024: below 5.7 %";
const CREATININE: &str = "Mazzachi et al. 2000, IDMS-traceable enzymatic method, adults";
const KDIGO: &str = "KDIGO 2024 CKD guideline: below 60 is G3a or worse";
const HARMONY: &str = "Pathology Harmony (UK) 2011, adults";
const ESC_LIPIDS: &str = "ESC/EAS 2019 dyslipidaemia guideline: low-risk targets and risk markers";
const CRP: &str = "common laboratory cut-off, one-sided";
const RCPATH: &str = "Royal College of Pathologists 2017, communication of critical results, adults";

/// Number of rows of [`INDICATORS`].
pub const INDICATOR_COUNT: usize = 27;

/// What kind of quantity it is; lists and the twin group by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IndicatorKind {
    Vital,
    Body,
    Laboratory,
}

/// Both ends count as inside.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    pub low: f64,
    pub high: f64,
}

impl Span {
    pub fn contains(self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }
}

/// Values inside are in range, both ends included; a missing end is open.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReferenceRange {
    /// `None`: any sex.
    pub sex: Option<Sex>,
    /// Completed years.
    pub from_age_years: i32,
    pub low: Option<f64>,
    pub high: Option<f64>,
    pub source: &'static str,
}

/// At or beyond a limit a value is critical.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CriticalLimits {
    pub low: Option<f64>,
    pub high: Option<f64>,
    pub source: &'static str,
}

/// A measured quantity. Text `indicator-<id>` names it, `indicator-short-<id>` in a column heading.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Indicator {
    pub id: &'static str,
    /// LOINC codes under which the quantity arrives, the preferred one first.
    pub codes: &'static [&'static str],
    /// Headings and words people use, in lower case.
    pub aliases: &'static [&'static str],
    /// Canonical unit, UCUM. Lists, plots and ranges are in it.
    pub unit: &'static str,
    /// Digits after the mark when a value had to be converted.
    pub decimals: u8,
    pub kind: IndicatorKind,
    /// From the other customary units to the canonical one; `unit_scale` has what follows from them.
    pub conversions: &'static [Conversion],
    /// Outside, a value cannot be true and is refused.
    pub possible: Span,
    /// Outside, a value is kept and flagged.
    pub plausible: Span,
    pub ranges: &'static [ReferenceRange],
    pub critical: Option<CriticalLimits>,
    /// Days after which the newest value is shown as stale.
    pub stale_after_days: u16,
}

/// Position of an indicator in [`INDICATORS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IndicatorId(pub u8);

impl IndicatorId {
    /// The table's row.
    pub fn indicator(self) -> &'static Indicator {
        &INDICATORS[usize::from(self.0) % INDICATOR_COUNT]
    }

    pub fn index(self) -> usize {
        usize::from(self.0)
    }

    /// Every indicator, in the order of the table.
    pub fn all() -> impl Iterator<Item = IndicatorId> {
        (0..INDICATOR_COUNT as u8).map(IndicatorId)
    }

    /// The indicator of a LOINC code.
    pub fn from_code(code: &str) -> Option<IndicatorId> {
        Self::all().find(|id| id.indicator().codes.contains(&code))
    }

    /// The indicator of a value's code as a source wrote it: a LOINC code, or the name that a laboratory uses instead.
    /// The code stays as written; which indicator it is, is read anew each time.
    pub fn from_recorded(code: &str) -> Option<IndicatorId> {
        Self::from_word(code)
    }

    /// The indicator of a code, an id or a word people use for it (case does not matter).
    pub fn from_word(word: &str) -> Option<IndicatorId> {
        let lower = word.trim().to_lowercase();
        Self::from_code(word.trim()).or_else(|| {
            Self::all().find(|id| id.indicator().id == lower || id.indicator().aliases.contains(&lower.as_str()))
        })
    }
}

impl Indicator {
    /// The value in the canonical unit, with the conversion that was needed. `None` if the unit cannot be converted.
    pub fn canonical(&self, value: f64, unit: &str) -> Option<(f64, Option<&'static Conversion>)> {
        let ucum = ucum_from_spelling(unit);
        if ucum == self.unit {
            return Some((value, None));
        }
        let named = self.conversions.iter().find(|conversion| conversion.from == ucum);
        let conversion = named.or_else(|| implied_from(self, ucum))?;
        Some((conversion.apply(value), Some(conversion)))
    }
}

/// The table. Order is the order of columns and plots.
pub static INDICATORS: [Indicator; INDICATOR_COUNT] = [
    Indicator {
        id: "systolic-bp",
        codes: &["8480-6"],
        aliases: &["sbp", "systolic", "systolic blood pressure", "收缩压"],
        unit: "mm[Hg]",
        decimals: 0,
        kind: IndicatorKind::Vital,
        conversions: &[],
        possible: Span { low: 0.0, high: 400.0 },
        plausible: Span { low: 50.0, high: 300.0 },
        ranges: &[ReferenceRange { sex: None, from_age_years: 18, low: Some(90.0), high: Some(139.0), source: ESC_BP }],
        critical: Some(CriticalLimits { low: Some(90.0), high: Some(220.0), source: NEWS2_CRITICAL }),
        stale_after_days: 7,
    },
    Indicator {
        id: "diastolic-bp",
        codes: &["8462-4"],
        aliases: &["dbp", "diastolic", "diastolic blood pressure", "舒张压"],
        unit: "mm[Hg]",
        decimals: 0,
        kind: IndicatorKind::Vital,
        conversions: &[],
        possible: Span { low: 0.0, high: 300.0 },
        plausible: Span { low: 20.0, high: 200.0 },
        ranges: &[ReferenceRange { sex: None, from_age_years: 18, low: Some(60.0), high: Some(89.0), source: ESC_BP }],
        critical: None,
        stale_after_days: 7,
    },
    Indicator {
        id: "heart-rate",
        codes: &["8867-4"],
        aliases: &["hr", "pulse", "heart rate", "心率", "脉搏"],
        unit: "/min",
        decimals: 0,
        kind: IndicatorKind::Vital,
        conversions: &[],
        possible: Span { low: 0.0, high: 400.0 },
        plausible: Span { low: 20.0, high: 250.0 },
        ranges: &[ReferenceRange { sex: None, from_age_years: 16, low: Some(51.0), high: Some(90.0), source: NEWS2 }],
        critical: Some(CriticalLimits { low: Some(40.0), high: Some(131.0), source: NEWS2_CRITICAL }),
        stale_after_days: 2,
    },
    Indicator {
        id: "respiratory-rate",
        codes: &["9279-1"],
        aliases: &["rr", "resp_rate", "respiratory rate", "呼吸频率", "呼吸"],
        unit: "/min",
        decimals: 0,
        kind: IndicatorKind::Vital,
        conversions: &[],
        possible: Span { low: 0.0, high: 150.0 },
        plausible: Span { low: 4.0, high: 80.0 },
        ranges: &[ReferenceRange { sex: None, from_age_years: 16, low: Some(12.0), high: Some(20.0), source: NEWS2 }],
        critical: Some(CriticalLimits { low: Some(8.0), high: Some(25.0), source: NEWS2_CRITICAL }),
        stale_after_days: 2,
    },
    Indicator {
        id: "body-temperature",
        codes: &["8310-5"],
        aliases: &["temp", "temp_c", "temperature", "body temperature", "体温"],
        unit: "Cel",
        decimals: 1,
        kind: IndicatorKind::Vital,
        conversions: &[Conversion { from: "[degF]", before: -32.0, numerator: 5.0, denominator: 9.0, after: 0.0 }],
        possible: Span { low: 10.0, high: 50.0 },
        plausible: Span { low: 30.0, high: 43.0 },
        ranges: &[ReferenceRange { sex: None, from_age_years: 16, low: Some(36.1), high: Some(38.0), source: NEWS2 }],
        critical: Some(CriticalLimits { low: Some(35.0), high: None, source: NEWS2_CRITICAL }),
        stale_after_days: 2,
    },
    Indicator {
        id: "oxygen-saturation",
        codes: &["59408-5", "2708-6"],
        aliases: &["spo2", "spo₂", "oxygen saturation", "血氧饱和度", "血氧"],
        unit: "%",
        decimals: 0,
        kind: IndicatorKind::Vital,
        conversions: &[],
        possible: Span { low: 0.0, high: 100.0 },
        plausible: Span { low: 40.0, high: 100.0 },
        ranges: &[ReferenceRange { sex: None, from_age_years: 16, low: Some(96.0), high: None, source: NEWS2 }],
        critical: Some(CriticalLimits { low: Some(91.0), high: None, source: NEWS2_CRITICAL }),
        stale_after_days: 2,
    },
    Indicator {
        id: "body-weight",
        codes: &["29463-7"],
        aliases: &["weight", "weight_kg", "body weight", "体重"],
        unit: "kg",
        decimals: 1,
        kind: IndicatorKind::Body,
        conversions: &[Conversion::ratio("[lb_av]", 0.45359237, 1.0)],
        possible: Span { low: 0.1, high: 700.0 },
        plausible: Span { low: 0.4, high: 350.0 },
        ranges: &[],
        critical: None,
        stale_after_days: 180,
    },
    Indicator {
        id: "body-height",
        codes: &["8302-2"],
        aliases: &["height", "height_cm", "body height", "身高"],
        unit: "cm",
        decimals: 0,
        kind: IndicatorKind::Body,
        conversions: &[Conversion::ratio("[in_i]", 2.54, 1.0), Conversion::ratio("m", 100.0, 1.0)],
        possible: Span { low: 10.0, high: 300.0 },
        plausible: Span { low: 20.0, high: 230.0 },
        ranges: &[],
        critical: None,
        stale_after_days: 730,
    },
    Indicator {
        id: "body-mass-index",
        codes: &["39156-5"],
        aliases: &["bmi", "body mass index", "体重指数"],
        unit: "kg/m2",
        decimals: 1,
        kind: IndicatorKind::Body,
        conversions: &[],
        possible: Span { low: 3.0, high: 200.0 },
        plausible: Span { low: 8.0, high: 90.0 },
        ranges: &[ReferenceRange { sex: None, from_age_years: 20, low: Some(18.5), high: Some(24.9), source: WHO_BMI }],
        critical: None,
        stale_after_days: 180,
    },
    Indicator {
        id: "glucose",
        codes: &["14749-6", "2339-0", "2345-7", "15074-8"],
        aliases: &["glucose", "blood sugar", "blood_sugar", "血糖"],
        unit: "mmol/L",
        decimals: 1,
        kind: IndicatorKind::Laboratory,
        conversions: &[Conversion::ratio("mg/dL", 1.0, 18.0156)],
        possible: Span { low: 0.1, high: 150.0 },
        plausible: Span { low: 1.0, high: 60.0 },
        ranges: &[ReferenceRange {
            sex: None,
            from_age_years: 18,
            low: Some(3.9),
            high: Some(5.5),
            source: ADA_GLUCOSE,
        }],
        critical: Some(CriticalLimits { low: Some(2.5), high: Some(25.0), source: RCPATH }),
        stale_after_days: 30,
    },
    Indicator {
        id: "hba1c",
        codes: &["4548-4", "59261-8"],
        aliases: &["hba1c", "a1c", "糖化血红蛋白", "糖化"],
        unit: "%",
        decimals: 1,
        kind: IndicatorKind::Laboratory,
        conversions: &[Conversion {
            from: "mmol/mol",
            before: 0.0,
            numerator: 0.09148,
            denominator: 1.0,
            after: 2.152,
        }],
        possible: Span { low: 2.0, high: 25.0 },
        plausible: Span { low: 3.5, high: 18.0 },
        ranges: &[ReferenceRange { sex: None, from_age_years: 18, low: None, high: Some(5.6), source: ADA_HBA1C }],
        critical: None,
        stale_after_days: 120,
    },
    Indicator {
        id: "creatinine",
        codes: &["14682-9", "2160-0"],
        aliases: &["creatinine", "creat", "肌酐"],
        unit: "umol/L",
        decimals: 0,
        kind: IndicatorKind::Laboratory,
        conversions: &[Conversion::ratio("mg/dL", 88.42, 1.0)],
        possible: Span { low: 1.0, high: 5000.0 },
        plausible: Span { low: 10.0, high: 2000.0 },
        ranges: &[
            ReferenceRange {
                sex: Some(Sex::Female),
                from_age_years: 18,
                low: Some(45.0),
                high: Some(84.0),
                source: CREATININE,
            },
            ReferenceRange {
                sex: Some(Sex::Male),
                from_age_years: 18,
                low: Some(59.0),
                high: Some(104.0),
                source: CREATININE,
            },
        ],
        critical: Some(CriticalLimits { low: None, high: Some(354.0), source: RCPATH }),
        stale_after_days: 90,
    },
    Indicator {
        id: "egfr",
        codes: &["98979-8", "62238-1"],
        aliases: &["egfr", "estimated glomerular filtration rate", "肾小球滤过率", "估算肾小球滤过率"],
        unit: "mL/min/{1.73_m2}",
        decimals: 0,
        kind: IndicatorKind::Laboratory,
        conversions: &[],
        possible: Span { low: 0.0, high: 300.0 },
        plausible: Span { low: 2.0, high: 200.0 },
        ranges: &[ReferenceRange { sex: None, from_age_years: 18, low: Some(60.0), high: None, source: KDIGO }],
        critical: None,
        stale_after_days: 90,
    },
    Indicator {
        id: "urea",
        codes: &["22664-7", "3094-0"],
        aliases: &["urea", "bun", "urea nitrogen", "blood urea nitrogen", "尿素", "血尿素", "尿素氮", "血尿素氮"],
        unit: "mmol/L",
        decimals: 1,
        kind: IndicatorKind::Laboratory,
        conversions: &[Conversion::ratio("mg/dL", 10.0, 28.014)],
        possible: Span { low: 0.1, high: 150.0 },
        plausible: Span { low: 0.5, high: 80.0 },
        ranges: &[ReferenceRange { sex: None, from_age_years: 18, low: Some(2.5), high: Some(7.8), source: HARMONY }],
        critical: Some(CriticalLimits { low: None, high: Some(30.0), source: RCPATH }),
        stale_after_days: 90,
    },
    Indicator {
        id: "sodium",
        codes: &["2951-2"],
        aliases: &["sodium", "na", "钠", "血钠"],
        unit: "mmol/L",
        decimals: 0,
        kind: IndicatorKind::Laboratory,
        conversions: &[],
        possible: Span { low: 50.0, high: 250.0 },
        plausible: Span { low: 100.0, high: 190.0 },
        ranges: &[ReferenceRange {
            sex: None,
            from_age_years: 18,
            low: Some(133.0),
            high: Some(146.0),
            source: HARMONY,
        }],
        critical: Some(CriticalLimits { low: Some(120.0), high: Some(155.0), source: RCPATH }),
        stale_after_days: 30,
    },
    Indicator {
        id: "potassium",
        codes: &["2823-3"],
        aliases: &["potassium", "k", "钾", "血钾"],
        unit: "mmol/L",
        decimals: 1,
        kind: IndicatorKind::Laboratory,
        conversions: &[],
        possible: Span { low: 0.5, high: 20.0 },
        plausible: Span { low: 1.5, high: 10.0 },
        ranges: &[ReferenceRange { sex: None, from_age_years: 18, low: Some(3.5), high: Some(5.3), source: HARMONY }],
        critical: Some(CriticalLimits { low: Some(2.5), high: Some(6.5), source: RCPATH }),
        stale_after_days: 30,
    },
    Indicator {
        id: "total-cholesterol",
        codes: &["14647-2", "2093-3"],
        aliases: &["total cholesterol", "chol", "总胆固醇"],
        unit: "mmol/L",
        decimals: 1,
        kind: IndicatorKind::Laboratory,
        conversions: &[Conversion::ratio("mg/dL", 10.0, 386.65)],
        possible: Span { low: 0.1, high: 50.0 },
        plausible: Span { low: 1.0, high: 25.0 },
        ranges: &[ReferenceRange { sex: None, from_age_years: 18, low: None, high: Some(5.0), source: ESC_LIPIDS }],
        critical: None,
        stale_after_days: 365,
    },
    Indicator {
        id: "ldl-cholesterol",
        codes: &["22748-8", "13457-7", "2089-1"],
        aliases: &["ldl", "ldl_mmol", "ldl cholesterol", "ldl-c", "低密度脂蛋白", "低密度脂蛋白胆固醇"],
        unit: "mmol/L",
        decimals: 1,
        kind: IndicatorKind::Laboratory,
        conversions: &[Conversion::ratio("mg/dL", 10.0, 386.65)],
        possible: Span { low: 0.0, high: 40.0 },
        plausible: Span { low: 0.2, high: 15.0 },
        ranges: &[ReferenceRange { sex: None, from_age_years: 18, low: None, high: Some(3.0), source: ESC_LIPIDS }],
        critical: None,
        stale_after_days: 365,
    },
    Indicator {
        id: "hdl-cholesterol",
        codes: &["14646-4", "2085-9"],
        aliases: &["hdl", "hdl_mmol", "hdl cholesterol", "hdl-c", "高密度脂蛋白", "高密度脂蛋白胆固醇"],
        unit: "mmol/L",
        decimals: 1,
        kind: IndicatorKind::Laboratory,
        conversions: &[Conversion::ratio("mg/dL", 10.0, 386.65)],
        possible: Span { low: 0.0, high: 15.0 },
        plausible: Span { low: 0.2, high: 5.0 },
        ranges: &[
            ReferenceRange {
                sex: Some(Sex::Female),
                from_age_years: 18,
                low: Some(1.2),
                high: None,
                source: ESC_LIPIDS,
            },
            ReferenceRange { sex: Some(Sex::Male), from_age_years: 18, low: Some(1.0), high: None, source: ESC_LIPIDS },
        ],
        critical: None,
        stale_after_days: 365,
    },
    Indicator {
        id: "triglycerides",
        codes: &["14927-8", "2571-8"],
        aliases: &["triglycerides", "tg", "甘油三酯"],
        unit: "mmol/L",
        decimals: 1,
        kind: IndicatorKind::Laboratory,
        conversions: &[Conversion::ratio("mg/dL", 10.0, 885.7)],
        possible: Span { low: 0.0, high: 120.0 },
        plausible: Span { low: 0.2, high: 50.0 },
        ranges: &[ReferenceRange { sex: None, from_age_years: 18, low: None, high: Some(1.7), source: ESC_LIPIDS }],
        critical: None,
        stale_after_days: 365,
    },
    Indicator {
        id: "haemoglobin",
        codes: &["718-7"],
        aliases: &["hgb", "hb", "haemoglobin", "hemoglobin", "血红蛋白"],
        unit: "g/L",
        decimals: 0,
        kind: IndicatorKind::Laboratory,
        conversions: &[Conversion::ratio("g/dL", 10.0, 1.0)],
        possible: Span { low: 5.0, high: 350.0 },
        plausible: Span { low: 30.0, high: 250.0 },
        ranges: &[
            ReferenceRange {
                sex: Some(Sex::Female),
                from_age_years: 18,
                low: Some(115.0),
                high: Some(165.0),
                source: HARMONY,
            },
            ReferenceRange {
                sex: Some(Sex::Male),
                from_age_years: 18,
                low: Some(130.0),
                high: Some(180.0),
                source: HARMONY,
            },
        ],
        critical: None,
        stale_after_days: 90,
    },
    Indicator {
        id: "white-cells",
        codes: &["6690-2"],
        aliases: &["wbc", "white cells", "white blood cells", "白细胞", "白细胞计数"],
        unit: "10*9/L",
        decimals: 1,
        kind: IndicatorKind::Laboratory,
        conversions: &[Conversion::ratio("10*3/uL", 1.0, 1.0)],
        possible: Span { low: 0.0, high: 1500.0 },
        plausible: Span { low: 0.1, high: 500.0 },
        ranges: &[ReferenceRange { sex: None, from_age_years: 18, low: Some(3.6), high: Some(11.0), source: HARMONY }],
        critical: None,
        stale_after_days: 90,
    },
    Indicator {
        id: "platelets",
        codes: &["777-3"],
        aliases: &["plt", "platelets", "血小板", "血小板计数"],
        unit: "10*9/L",
        decimals: 0,
        kind: IndicatorKind::Laboratory,
        conversions: &[Conversion::ratio("10*3/uL", 1.0, 1.0)],
        possible: Span { low: 0.0, high: 5000.0 },
        plausible: Span { low: 2.0, high: 2500.0 },
        ranges: &[ReferenceRange {
            sex: None,
            from_age_years: 18,
            low: Some(140.0),
            high: Some(400.0),
            source: HARMONY,
        }],
        critical: None,
        stale_after_days: 90,
    },
    Indicator {
        id: "alt",
        codes: &["1742-6"],
        aliases: &["alt", "alanine aminotransferase", "谷丙转氨酶", "丙氨酸氨基转移酶"],
        unit: "U/L",
        decimals: 0,
        kind: IndicatorKind::Laboratory,
        conversions: &[],
        possible: Span { low: 0.0, high: 20000.0 },
        plausible: Span { low: 1.0, high: 10000.0 },
        ranges: &[],
        critical: None,
        stale_after_days: 180,
    },
    Indicator {
        id: "albumin",
        codes: &["1751-7"],
        aliases: &["albumin", "alb", "白蛋白"],
        unit: "g/L",
        decimals: 0,
        kind: IndicatorKind::Laboratory,
        conversions: &[Conversion::ratio("g/dL", 10.0, 1.0)],
        possible: Span { low: 1.0, high: 100.0 },
        plausible: Span { low: 8.0, high: 70.0 },
        ranges: &[ReferenceRange { sex: None, from_age_years: 18, low: Some(35.0), high: Some(50.0), source: HARMONY }],
        critical: None,
        stale_after_days: 180,
    },
    Indicator {
        id: "bilirubin",
        codes: &["14631-6", "1975-2"],
        aliases: &["bilirubin", "bili", "total bilirubin", "总胆红素"],
        unit: "umol/L",
        decimals: 0,
        kind: IndicatorKind::Laboratory,
        conversions: &[Conversion::ratio("mg/dL", 17.104, 1.0)],
        possible: Span { low: 0.0, high: 2000.0 },
        plausible: Span { low: 1.0, high: 900.0 },
        ranges: &[ReferenceRange { sex: None, from_age_years: 18, low: None, high: Some(20.0), source: HARMONY }],
        critical: None,
        stale_after_days: 180,
    },
    Indicator {
        id: "crp",
        codes: &["1988-5"],
        aliases: &["crp", "c-reactive protein", "c反应蛋白"],
        unit: "mg/L",
        decimals: 0,
        kind: IndicatorKind::Laboratory,
        conversions: &[],
        possible: Span { low: 0.0, high: 1500.0 },
        plausible: Span { low: 0.0, high: 700.0 },
        ranges: &[ReferenceRange { sex: None, from_age_years: 18, low: None, high: Some(5.0), source: CRP }],
        critical: Some(CriticalLimits { low: None, high: Some(300.0), source: RCPATH }),
        stale_after_days: 30,
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn table_is_consistent() {
        let mut ids = HashSet::new();
        let mut codes = HashSet::new();
        for indicator in &INDICATORS {
            assert!(ids.insert(indicator.id), "{}", indicator.id);
            assert!(indicator.codes.iter().all(|code| codes.insert(*code)), "{}", indicator.id);
            assert!(indicator.possible.low <= indicator.plausible.low);
            assert!(indicator.plausible.high <= indicator.possible.high);
            assert!(indicator.ranges.iter().all(|range| !range.source.is_empty()));
        }
    }

    #[test]
    fn unknown_is_never_normal() {
        let glucose = IndicatorId::from_word("Glucose").expect("in the table").indicator();
        assert_eq!(glucose.assess(5.0, None, None), Assessment::NoReferenceRange);
        assert_eq!(glucose.assess(5.0, None, Some(4)), Assessment::NoReferenceRange);
        assert_eq!(glucose.assess(5.0, None, Some(40)), Assessment::InRange);
        let creatinine = IndicatorId::from_code("2160-0").expect("in the table").indicator();
        assert_eq!(creatinine.assess(80.0, None, Some(40)), Assessment::NoReferenceRange);
        assert_eq!(creatinine.assess(90.0, Some(Sex::Female), Some(40)), Assessment::High);
    }

    #[test]
    fn conversions_match_published_pairs() {
        let value = |word: &str, number: f64, unit: &str| {
            let indicator = IndicatorId::from_word(word).expect("in the table").indicator();
            indicator.canonical(number, unit).map(|(value, _)| (value * 100.0).round() / 100.0)
        };
        // NGSP: 48 mmol/mol = 6.5 %; glucose 126 mg/dL = 7.0 mmol/L; creatinine 1 mg/dL = 88.42 umol/L.
        assert_eq!(value("hba1c", 48.0, "mmol/mol"), Some(6.54));
        assert_eq!(value("glucose", 126.0, "mg/dl"), Some(6.99));
        assert_eq!(value("creatinine", 1.0, "mg/dL"), Some(88.42));
        assert_eq!(value("temperature", 98.6, "°F"), Some(37.0));
        assert_eq!(value("glucose", 126.0, "stone"), None);
    }
}
