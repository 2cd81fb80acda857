//! Readings of cells in words: by an example rather than by a name.

use crate::io::import::values::{
    ColumnReading, DateForm, DateOrder, DecimalMark, NumberForm, Pivot, SerialSystem, ThousandsMark,
};
use crate::ui::panels::PanelCtx;

/// The ways numbers are written, the likelier first.
pub fn number_forms() -> Vec<NumberForm> {
    let point = [None, Some(ThousandsMark::Comma), Some(ThousandsMark::Space), Some(ThousandsMark::Apostrophe)];
    let comma = [None, Some(ThousandsMark::Point), Some(ThousandsMark::Space), Some(ThousandsMark::Apostrophe)];
    let of = |decimal_mark: DecimalMark| {
        move |thousands_mark: Option<ThousandsMark>| NumberForm { decimal_mark, thousands_mark }
    };
    point.into_iter().map(of(DecimalMark::Point)).chain(comma.into_iter().map(of(DecimalMark::Comma))).collect()
}

/// The ways dates are written.
pub fn date_forms() -> Vec<DateForm> {
    let pivot = Pivot::default();
    let ordered = DateOrder::ALL.into_iter().map(|order| DateForm::Ordered { order, pivot });
    let compact = [DateOrder::Ymd, DateOrder::Dmy].into_iter().map(|order| DateForm::Compact { order, pivot });
    let serial = [SerialSystem::From1900, SerialSystem::From1904].into_iter().map(DateForm::Serial);
    std::iter::once(DateForm::Iso).chain(ordered).chain(compact).chain(serial).collect()
}

/// `1.234,5`
pub fn number_words(form: NumberForm) -> String {
    let mark = match form.decimal_mark {
        DecimalMark::Point => '.',
        DecimalMark::Comma => ',',
    };
    let thousands = match form.thousands_mark {
        None => "",
        Some(ThousandsMark::Comma) => ",",
        Some(ThousandsMark::Point) => ".",
        Some(ThousandsMark::Space) => " ",
        Some(ThousandsMark::Apostrophe) => "'",
        Some(ThousandsMark::Underscore) => "_",
    };
    format!("1{thousands}234{mark}5")
}

/// An example and the order in words.
pub fn date_words(ctx: &PanelCtx<'_>, form: DateForm) -> String {
    let key = match form {
        DateForm::Iso => "date-iso",
        DateForm::Ordered { order: DateOrder::Dmy, .. } => "date-dmy",
        DateForm::Ordered { order: DateOrder::Mdy, .. } => "date-mdy",
        DateForm::Ordered { order: DateOrder::Ymd, .. } => "date-ymd",
        DateForm::Ordered { order: DateOrder::Ydm, .. } => "date-ydm",
        DateForm::Compact { order: DateOrder::Dmy, .. } => "date-compact-dmy",
        DateForm::Compact { .. } => "date-compact",
        DateForm::Serial(SerialSystem::From1900) => "date-serial",
        DateForm::Serial(SerialSystem::From1904) => "date-serial-1904",
    };
    ctx.text(key).to_owned()
}

/// The same reading with numbers in another form.
pub fn with_number(reading: Option<&ColumnReading>, number: NumberForm) -> ColumnReading {
    ColumnReading { number, ..reading.cloned().unwrap_or_default() }
}

/// The same reading with dates in another form.
pub fn with_date(reading: Option<&ColumnReading>, date: DateForm) -> ColumnReading {
    ColumnReading { date, ..reading.cloned().unwrap_or_default() }
}

/// A word of a choice in the person's language; as the program writes it where that says enough.
pub fn meaning_words<'a>(ctx: &'a PanelCtx<'_>, word: &'a str) -> &'a str {
    ctx.texts.find(&format!("meaning-{}", word.replace(' ', "-"))).unwrap_or(word)
}
