//! Blood pressure in one cell, the systolic over the diastolic value: `120/80`.

use crate::domain::indicator::IndicatorId;

use super::mapping::plain_heading;

/// LOINC code of the two together; as the field of a wide table's column it stands for both.
pub const BLOOD_PRESSURE: &str = "85354-9";

/// Codes of the value before the stroke and of the one behind it.
pub const PARTS: [&str; 2] = ["8480-6", "8462-4"];

/// What such a column or test is called, in the plain form of headings.
const NAMES: &[&str] = &["bloodpressure", "bp", "nibp", "血压", "血壓", "血压值", "血圧", "혈압", "blutdruck"];

/// Whether a heading or the name of a test means both values.
pub fn is_blood_pressure(name: &str) -> bool {
    let plain = plain_heading(name);
    name == BLOOD_PRESSURE || NAMES.contains(&plain.as_str())
}

/// The indicator whose units a column of values has; of two values in a cell the first's.
pub fn unit_indicator(field: &str) -> Option<IndicatorId> {
    IndicatorId::from_code(if field == BLOOD_PRESSURE { PARTS[0] } else { field })
}

/// The two numbers of a cell, systolic first; `None` if it is not two.
pub fn parts(cell: &[u8]) -> Option<[String; 2]> {
    let text = std::str::from_utf8(cell).ok()?.replace('／', "/");
    let (systolic, diastolic) = text.split_once('/')?;
    let number = |text: &str| {
        let text = text.trim();
        (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')).then(|| text.to_owned())
    };
    Some([number(systolic)?, number(diastolic)?])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pressure_is_two_numbers() {
        let both = |a: &str, b: &str| Some([a.to_owned(), b.to_owned()]);
        for cell in ["120/80", "120 /80", " 120 / 80 ", "120／80"] {
            assert_eq!(parts(cell.as_bytes()), both("120", "80"), "{cell}");
        }
        for cell in ["120", "120/", "/80", "120/80/60", "120/80 mmHg", "high/low", ""] {
            assert_eq!(parts(cell.as_bytes()), None, "{cell}");
        }
        assert!(is_blood_pressure("血压") && is_blood_pressure("Blood Pressure") && !is_blood_pressure("血糖"));
    }
}
