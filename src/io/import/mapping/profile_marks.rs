//! The marks of numbers and the forms of dates as profiles write them.

use serde::{Deserialize, Serialize};

use super::super::values::{DateForm, DateOrder, DecimalMark, Pivot, SerialSystem, ThousandsMark};

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub enum DecimalRow {
    #[serde(rename = ".")]
    Point,
    #[serde(rename = ",")]
    Comma,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub enum ThousandsRow {
    #[serde(rename = "")]
    None,
    #[serde(rename = ",")]
    Comma,
    #[serde(rename = ".")]
    Point,
    #[serde(rename = " ")]
    Space,
    #[serde(rename = "'")]
    Apostrophe,
    #[serde(rename = "_")]
    Underscore,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateRow {
    Iso,
    Ymd,
    Dmy,
    Mdy,
    Ydm,
    CompactYmd,
    CompactDmy,
    CompactMdy,
    CompactYdm,
    #[serde(rename = "serial-1900")]
    Serial1900,
    #[serde(rename = "serial-1904")]
    Serial1904,
}

pub fn decimal_row(mark: DecimalMark) -> DecimalRow {
    match mark {
        DecimalMark::Point => DecimalRow::Point,
        DecimalMark::Comma => DecimalRow::Comma,
    }
}

pub fn decimal_mark(row: DecimalRow) -> DecimalMark {
    match row {
        DecimalRow::Point => DecimalMark::Point,
        DecimalRow::Comma => DecimalMark::Comma,
    }
}

/// A mark as profiles write it.
pub fn decimal_text(mark: DecimalMark) -> &'static str {
    match mark {
        DecimalMark::Point => ".",
        DecimalMark::Comma => ",",
    }
}

/// A mark as profiles write it.
pub fn thousands_text(mark: ThousandsMark) -> &'static str {
    match mark {
        ThousandsMark::Comma => ",",
        ThousandsMark::Point => ".",
        ThousandsMark::Space => " ",
        ThousandsMark::Apostrophe => "'",
        ThousandsMark::Underscore => "_",
    }
}

pub fn thousands_row(mark: ThousandsMark) -> ThousandsRow {
    match mark {
        ThousandsMark::Comma => ThousandsRow::Comma,
        ThousandsMark::Point => ThousandsRow::Point,
        ThousandsMark::Space => ThousandsRow::Space,
        ThousandsMark::Apostrophe => ThousandsRow::Apostrophe,
        ThousandsMark::Underscore => ThousandsRow::Underscore,
    }
}

pub fn thousands_mark(row: ThousandsRow) -> Option<ThousandsMark> {
    match row {
        ThousandsRow::None => None,
        ThousandsRow::Comma => Some(ThousandsMark::Comma),
        ThousandsRow::Point => Some(ThousandsMark::Point),
        ThousandsRow::Space => Some(ThousandsMark::Space),
        ThousandsRow::Apostrophe => Some(ThousandsMark::Apostrophe),
        ThousandsRow::Underscore => Some(ThousandsMark::Underscore),
    }
}

/// A form of dates as profiles write it.
pub fn date_id(form: DateForm) -> String {
    let value = toml::Value::try_from(date_row(form)).ok();
    value.as_ref().and_then(toml::Value::as_str).unwrap_or_default().to_owned()
}

pub fn date_row(form: DateForm) -> DateRow {
    match form {
        DateForm::Iso => DateRow::Iso,
        DateForm::Ordered { order, .. } => match order {
            DateOrder::Ymd => DateRow::Ymd,
            DateOrder::Dmy => DateRow::Dmy,
            DateOrder::Mdy => DateRow::Mdy,
            DateOrder::Ydm => DateRow::Ydm,
        },
        DateForm::Compact { order, .. } => match order {
            DateOrder::Ymd => DateRow::CompactYmd,
            DateOrder::Dmy => DateRow::CompactDmy,
            DateOrder::Mdy => DateRow::CompactMdy,
            DateOrder::Ydm => DateRow::CompactYdm,
        },
        DateForm::Serial(SerialSystem::From1900) => DateRow::Serial1900,
        DateForm::Serial(SerialSystem::From1904) => DateRow::Serial1904,
    }
}

pub fn date_form(row: DateRow, pivot: Pivot) -> DateForm {
    let ordered = |order| DateForm::Ordered { order, pivot };
    let compact = |order| DateForm::Compact { order, pivot };
    match row {
        DateRow::Iso => DateForm::Iso,
        DateRow::Ymd => ordered(DateOrder::Ymd),
        DateRow::Dmy => ordered(DateOrder::Dmy),
        DateRow::Mdy => ordered(DateOrder::Mdy),
        DateRow::Ydm => ordered(DateOrder::Ydm),
        DateRow::CompactYmd => compact(DateOrder::Ymd),
        DateRow::CompactDmy => compact(DateOrder::Dmy),
        DateRow::CompactMdy => compact(DateOrder::Mdy),
        DateRow::CompactYdm => compact(DateOrder::Ydm),
        DateRow::Serial1900 => DateForm::Serial(SerialSystem::From1900),
        DateRow::Serial1904 => DateForm::Serial(SerialSystem::From1904),
    }
}
