//! Writes records as a plain file has them: `,` between cells, `"` around those that need it.

use memchr::{memchr, memchr3, memmem};

use super::{Delimiter, Dialect};

/// Puts a record that has no quotes of its dialect.
pub(crate) fn put_simple(text: &[u8], dialect: &Dialect, into: &mut Vec<u8>) {
    let delimiter = match &dialect.delimiter {
        Some(Delimiter::Text(delimiter)) => delimiter.bytes(),
        Some(Delimiter::Blanks) | None => b"",
    };
    match delimiter {
        b"," if dialect.quote == Some(b'"') && memchr(b'\r', text).is_none() => into.extend_from_slice(text),
        b"" => put_cell(text, into),
        &[byte] if memchr3(b',', b'"', b'\r', text).is_none() => {
            into.extend(text.iter().map(|&other| if other == byte { b',' } else { other }));
        }
        _ => {
            let mut start = 0;
            for place in memmem::find_iter(text, delimiter) {
                put_cell(text.get(start..place).unwrap_or_default(), into);
                into.push(b',');
                start = place + delimiter.len();
            }
            put_cell(text.get(start..).unwrap_or_default(), into);
        }
    }
}

/// Puts cells with commas between them. One empty cell is written as nothing, unless it `is_quoted`.
pub(crate) fn put_cells<'a>(cells: impl Iterator<Item = &'a [u8]>, is_quoted: bool, into: &mut Vec<u8>) {
    let start = into.len();
    for (place, cell) in cells.enumerate() {
        if place > 0 {
            into.push(b',');
        }
        put_cell(cell, into);
    }
    if into.len() == start && is_quoted {
        into.extend_from_slice(b"\"\"");
    }
}

fn put_cell(cell: &[u8], into: &mut Vec<u8>) {
    let needs_quotes = cell.iter().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r'));
    if !needs_quotes {
        into.extend_from_slice(cell);
        return;
    }
    into.push(b'"');
    let mut rest = cell;
    while let Some(place) = memchr(b'"', rest) {
        into.extend_from_slice(rest.get(..=place).unwrap_or_default());
        into.push(b'"');
        rest = rest.get(place + 1..).unwrap_or_default();
    }
    into.extend_from_slice(rest);
    into.push(b'"');
}
