//! Words and marks for a value, the same in the list of newest values, on the plots and in the table.

use crate::app::twin::series::TrendPoint;
use crate::base::{Decimal, Moment, Precision, Zone};
use crate::domain::indicator::ReferenceRange;
use crate::domain::unit::display_unit;
use crate::ui::text::Texts;
use crate::ui::widgets::ValueMark;

/// How much a mark asks for attention. What cannot be judged outweighs what is in range: unknown is never normal.
fn weight(mark: ValueMark) -> u8 {
    match mark {
        ValueMark::InRange => 0,
        ValueMark::NotTested | ValueMark::NotRecorded => 1,
        ValueMark::NoReferenceRange => 2,
        ValueMark::Low | ValueMark::High => 3,
        ValueMark::CriticalLow | ValueMark::CriticalHigh => 4,
    }
}

/// The one of two marks that asks for more attention.
pub fn worse(one: ValueMark, other: ValueMark) -> ValueMark {
    if weight(other) > weight(one) { other } else { one }
}

/// A point's value as written, thousands separated.
pub fn shown_value(point: &TrendPoint, texts: &Texts) -> String {
    texts.decimal(&point.text())
}

/// "90 to 139 mmHg", "at least 60 …", "at most 5 …".
pub fn range_words(range: &ReferenceRange, unit: &str, texts: &Texts) -> String {
    let unit = display_unit(unit);
    let words = match (range.low, range.high) {
        (Some(low), Some(high)) => {
            texts.format("reference-between", &[("low", &low), ("high", &high), ("unit", &unit)])
        }
        (Some(low), None) => texts.format("reference-from", &[("low", &low), ("unit", &unit)]),
        (None, Some(high)) => texts.format("reference-to", &[("high", &high), ("unit", &unit)]),
        (None, None) => texts.get("assessment-no-reference-range").to_owned(),
    };
    words.trim_end().to_owned()
}

/// "142, before that 138, 3 weeks ago": what stood before the newest value.
pub fn before_words(value: &str, utc_secs: i64, now_utc_secs: i64, texts: &Texts) -> String {
    texts.format("twin-before", &[("value", &value), ("age", &texts.ago(utc_secs, now_utc_secs))])
}

/// An instant on the hospital's clock, to the minute.
pub fn local_time(utc_secs: i64, zone: &Zone, texts: &Texts) -> String {
    texts.moment(Moment { precision: Precision::Minute, ..zone.moment(utc_secs) })
}

/// The difference of two recorded values with the digits of the finer one and its sign; `None` where it is nothing.
pub fn difference(first: Decimal, second: Decimal) -> Option<Decimal> {
    let scale = first.scale.max(second.scale);
    Decimal::rounded(second.to_f64() - first.to_f64(), scale).filter(|difference| difference.mantissa != 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::text::Language;

    #[test]
    fn the_value_before_is_said_with_its_age() {
        let texts = Texts::of(Language::English);
        assert_eq!(before_words("138/82", 0, 21 * 86_400, texts), "before: 138/82, 21 days ago");
    }

    #[test]
    fn unknown_outweighs_normal_and_critical_outweighs_all() {
        assert_eq!(worse(ValueMark::InRange, ValueMark::NoReferenceRange), ValueMark::NoReferenceRange);
        assert_eq!(worse(ValueMark::High, ValueMark::CriticalLow), ValueMark::CriticalLow);
        assert_eq!(worse(ValueMark::High, ValueMark::InRange), ValueMark::High);
    }

    #[test]
    fn differences_keep_the_recorded_digits() {
        let number = |text: &str| Decimal::parse(text.as_bytes()).expect("a number");
        assert_eq!(difference(number("5.40"), number("7.1")).map(|d| d.to_string()).as_deref(), Some("1.70"));
        assert_eq!(difference(number("5.40"), number("5.4")), None);
    }
}
