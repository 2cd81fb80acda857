//! Units as UCUM codes, the spellings people use for them, and exact linear conversion.

/// The UCUM code of the spellings that most files use, found without looking at their letters one by one.
pub fn usual_spelling(spelling: &str) -> Option<&'static str> {
    let code = match spelling {
        "mmHg" | "mm Hg" | "mmhg" | "mm[Hg]" | "毫米汞柱" => "mm[Hg]",
        "°C" | "C" | "℃" | "degC" | "Cel" => "Cel",
        "°F" | "F" | "℉" | "degF" | "[degF]" => "[degF]",
        "bpm" | "beats/min" | "/min" | "1/min" | "次/分" | "breaths/min" => "/min",
        "%" | "％" => "%",
        "kg" | "公斤" | "千克" => "kg",
        "lb" | "lbs" | "[lb_av]" => "[lb_av]",
        "cm" | "厘米" => "cm",
        "in" | "[in_i]" => "[in_i]",
        "kg/m²" | "kg/m^2" | "kg/m2" => "kg/m2",
        "mmol/l" | "mmol/L" => "mmol/L",
        "mg/dl" | "mg/dL" => "mg/dL",
        "µmol/L" | "μmol/L" | "umol/l" | "umol/L" | "micromol/L" => "umol/L",
        "g/l" | "g/L" => "g/L",
        "g/dl" | "g/dL" => "g/dL",
        "mg/l" | "mg/L" => "mg/L",
        "u/l" | "U/L" | "IU/L" => "U/L",
        "mL/min/1.73m2" | "mL/min/1.73 m²" | "ml/min/1.73m2" | "mL/min/{1.73_m2}" => "mL/min/{1.73_m2}",
        "10^9/L" | "10e9/L" | "x10^9/L" | "10*9/L" | "G/L" => "10*9/L",
        "10*3/uL" | "K/uL" | "10^3/uL" => "10*3/uL",
        "mmol/mol" => "mmol/mol",
        _ => return None,
    };
    Some(code)
}

/// A unit as people write it on a screen; the UCUM code where the two are the same.
pub fn display_unit(ucum: &str) -> &str {
    match ucum {
        "mm[Hg]" => "mmHg",
        "Cel" => "°C",
        "[degF]" => "°F",
        "[lb_av]" => "lb",
        "[in_i]" => "in",
        "umol/L" => "µmol/L",
        "kg/m2" => "kg/m²",
        "mL/min/{1.73_m2}" => "mL/min/1.73 m²",
        "10*9/L" => "10⁹/L",
        "10*3/uL" => "10³/µL",
        "/uL" => "/µL",
        "ug/L" => "µg/L",
        "ug/dL" => "µg/dL",
        "ug/mL" => "µg/mL",
        "ukat/L" => "µkat/L",
        "mg{urea}/dL" => "mg/dL (urea)",
        "mg{N}/dL" => "mg/dL (urea N)",
        "mg{urea}/L" => "mg/L (urea)",
        "mg{N}/L" => "mg/L (urea N)",
        "g{urea}/L" => "g/L (urea)",
        "g{N}/L" => "g/L (urea N)",
        other => other,
    }
}

/// `target = (value + before) * numerator / denominator + after`, exact in the constants.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Conversion {
    /// UCUM code of the unit converted from.
    pub from: &'static str,
    pub before: f64,
    pub numerator: f64,
    pub denominator: f64,
    pub after: f64,
}

impl Conversion {
    /// `target = value * numerator / denominator`.
    pub const fn ratio(from: &'static str, numerator: f64, denominator: f64) -> Self {
        Conversion { from, before: 0.0, numerator, denominator, after: 0.0 }
    }

    /// Whether nothing is added on the way.
    pub fn is_ratio(&self) -> bool {
        self.before == 0.0 && self.after == 0.0
    }

    /// The value in the target unit.
    pub fn apply(&self, value: f64) -> f64 {
        (value + self.before) * self.numerator / self.denominator + self.after
    }

    /// The formula in words of arithmetic, to be shown beside a converted value.
    pub fn formula(&self) -> String {
        let mut text = "x".to_owned();
        if self.before != 0.0 {
            text = format!("(x {} {})", if self.before < 0.0 { "−" } else { "+" }, self.before.abs());
        }
        if self.numerator != 1.0 {
            text += &format!(" × {}", self.numerator);
        }
        if self.denominator != 1.0 {
            text += &format!(" ÷ {}", self.denominator);
        }
        if self.after != 0.0 {
            text += &format!(" {} {}", if self.after < 0.0 { "−" } else { "+" }, self.after.abs());
        }
        text
    }
}
