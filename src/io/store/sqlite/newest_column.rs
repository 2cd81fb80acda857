//! The newest values of an indicator in a chunk as bytes: rows, how values are written, a bit a row for "recorded", the
//! scales with the marks of limits, then values and days of the recorded rows.
//!
//! Version 1 of a store kept no scales. It is still read, each value with the digits guessed, until the lists are summed up
//! again.

use super::segment::coding::{Broken, In, Out};
use crate::domain::summary::{CHUNK_PATIENTS, Newest, NewestColumn};

/// Values stand as 32-bit floats; below, the number is digits after the mark of 16-bit numbers.
const AS_FLOATS: u8 = 15;
/// The same in version 1.
const AS_FLOATS_1: u8 = 255;
/// Added to the way values are written where scales follow.
const WITH_SCALES: u8 = 16;
/// In the place of the one scale of all: a byte a recorded row follows.
const MIXED: u8 = 255;

/// Writes a column; nothing where nothing is recorded in it.
pub fn write(newest: &NewestColumn, out: &mut Out) {
    let (values, days, scales) = newest.parts();
    if values.iter().all(|value| value.is_nan()) {
        return;
    }
    out.number(values.len() as u64);
    let common = (0..=3u8).find(|&scale| values.iter().all(|&value| value.is_nan() || short(value, scale).is_some()));
    out.bytes.push(WITH_SCALES + common.unwrap_or(AS_FLOATS));
    for group in values.chunks(8) {
        out.bytes.push(group.iter().enumerate().fold(0, |bits, (at, value)| bits | u8::from(!value.is_nan()) << at));
    }
    write_scales(values, scales, out);
    for &value in values.iter().filter(|value| !value.is_nan()) {
        match common.and_then(|scale| short(value, scale)) {
            Some(number) => out.bytes.extend_from_slice(&number.to_le_bytes()),
            None => out.bytes.extend_from_slice(&value.to_le_bytes()),
        }
    }
    for (_, day) in values.iter().zip(days).filter(|(value, _)| !value.is_nan()) {
        out.bytes.extend_from_slice(&day.to_le_bytes());
    }
}

/// Most columns have one scale.
fn write_scales(values: &[f32], scales: &[u8], out: &mut Out) {
    let recorded = || values.iter().zip(scales).filter(|(value, _)| !value.is_nan()).map(|(_, scale)| *scale);
    let first = recorded().next().unwrap_or(0);
    if recorded().all(|scale| scale == first) {
        out.bytes.push(first);
    } else {
        out.bytes.push(MIXED);
        out.bytes.extend(recorded());
    }
}

/// The value as a 16-bit number of that scale, where it gives the very same float back.
fn short(value: f32, scale: u8) -> Option<u16> {
    let number = (f64::from(value) * power(scale)).round();
    let fits = (0.0..=65_535.0).contains(&number) && value.is_sign_positive();
    (fits && long(number as u16, scale).to_bits() == value.to_bits()).then_some(number as u16)
}

fn long(number: u16, scale: u8) -> f32 {
    (f64::from(number) / power(scale)) as f32
}

fn power(scale: u8) -> f64 {
    match scale {
        0 => 1.0,
        1 => 10.0,
        2 => 100.0,
        _ => 1000.0,
    }
}

/// Reads a column of either version; `decimals` are the indicator's, for version 1.
///
/// # Errors
/// Bytes that no writer of ours wrote.
pub fn read(input: &mut In, decimals: u8) -> Result<NewestColumn, Broken> {
    let rows = usize::try_from(input.number()?).map_err(|_| Broken)?;
    let way = input.byte()?;
    let bits = input.take(rows.div_ceil(8))?;
    if rows > CHUNK_PATIENTS as usize {
        return Err(Broken);
    }
    let is_recorded = |row: &usize| bits.get(row / 8).is_some_and(|byte| byte >> (row % 8) & 1 == 1);
    let recorded: Vec<usize> = (0..rows).filter(is_recorded).collect();
    let scales = if way & !AS_FLOATS == WITH_SCALES { Some(read_scales(input, recorded.len())?) } else { None };
    let common = match way {
        AS_FLOATS_1 => None,
        way => Some(way & AS_FLOATS).filter(|&common| common != AS_FLOATS),
    };
    let is_known = scales.is_some() || way == AS_FLOATS_1 || way <= 3;
    if !is_known || common.is_some_and(|scale| scale > 3) {
        return Err(Broken);
    }
    let values = read_values(input, recorded.len(), common)?;
    let scales = scales.unwrap_or_else(|| values.iter().map(|&value| Newest::guessed_scale(value, decimals)).collect());
    let mut days = Vec::with_capacity(recorded.len());
    for _ in &recorded {
        days.push(u16::from_le_bytes(input.take(2)?.try_into().map_err(|_| Broken)?));
    }
    let at_rows = (spread(rows, &recorded, values, f32::NAN), spread(rows, &recorded, days, 0));
    NewestColumn::from_parts(at_rows.0, at_rows.1, spread(rows, &recorded, scales, 0)).ok_or(Broken)
}

fn read_scales(input: &mut In, recorded: usize) -> Result<Vec<u8>, Broken> {
    match input.byte()? {
        MIXED => input.take(recorded).map(<[u8]>::to_vec),
        one => Ok(vec![one; recorded]),
    }
}

fn read_values(input: &mut In, recorded: usize, common: Option<u8>) -> Result<Vec<f32>, Broken> {
    let mut values = Vec::with_capacity(recorded);
    for _ in 0..recorded {
        values.push(match common {
            None => f32::from_le_bytes(input.take(4)?.try_into().map_err(|_| Broken)?),
            Some(scale) => long(u16::from_le_bytes(input.take(2)?.try_into().map_err(|_| Broken)?), scale),
        });
    }
    Ok(values)
}

/// The recorded rows' values at their rows.
fn spread<T: Copy>(rows: usize, recorded: &[usize], values: Vec<T>, absent: T) -> Vec<T> {
    let mut column = vec![absent; rows];
    for (&row, value) in recorded.iter().zip(values) {
        if let Some(place) = column.get_mut(row) {
            *place = value;
        }
    }
    column
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Date;
    use crate::domain::observation::Bound;
    use proptest::prelude::*;

    fn value() -> impl Strategy<Value = f32> {
        prop_oneof![(0u16..4000).prop_map(|n| f32::from(n) / 10.0), -1e6f32..1e6]
    }

    proptest! {
        #[test]
        fn a_column_comes_back(rows in prop::collection::vec(prop::option::of((value(), 0u8..5, 0u8..5, 0i32..30_000)), 1..40)) {
            let mut column = NewestColumn::empty(rows.len());
            for (row, newest) in rows.iter().enumerate() {
                column.set(row, newest.map(|(value, scale, bound, day)| {
                    let bound = [None, Some(Bound::Below), Some(Bound::Above), Some(Bound::AtMost), Some(Bound::AtLeast)]
                        [usize::from(bound)];
                    Newest { value, scale, bound, date: Date(day) }
                }));
            }
            let mut out = Out::default();
            write(&column, &mut out);
            if rows.iter().any(Option::is_some) {
                prop_assert_eq!(read(&mut In::new(&out.bytes), 1), Ok(column));
            }
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            let _read = read(&mut In::new(&bytes), 1);
        }
    }

    #[test]
    fn a_column_of_version_1_is_read_with_digits_guessed() {
        // Three rows, the first and the last recorded: 5.0 and 7.5 as numbers of scale 1, on days 3 and 4.
        let shorts = [3, 1, 0b101, 50, 0, 75, 0, 3, 0, 4, 0];
        let column = read(&mut In::new(&shorts), 1).expect("reads");
        let shown: Vec<_> = (0..3).map(|row| column.get(row).map(|newest| newest.shown())).collect();
        assert_eq!(shown, [Some("5".to_owned()), None, Some("7.5".to_owned())]);
        let floats = [&[2, 255, 3][..], &1234.5f32.to_le_bytes(), &5.5507f32.to_le_bytes(), &[9, 0, 9, 0]].concat();
        let column = read(&mut In::new(&floats), 1).expect("reads");
        let shown: Vec<_> = (0..2).map(|row| column.get(row).map(|newest| newest.shown())).collect();
        assert_eq!(shown, [Some("1234.5".to_owned()), Some("5.6".to_owned())]);
    }
}
