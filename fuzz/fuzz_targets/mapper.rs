//! Any headings and cells: every format proposes a mapping, asks its questions, and nothing panics.

#![no_main]

use libfuzzer_sys::fuzz_target;
use wardtwin::io::import::values::ColumnTally;
use wardtwin::io::import::{FORMATS, Mapping};

fuzz_target!(|text: &str| {
    let mut lines = text.lines();
    let headings: Vec<String> = lines.next().unwrap_or_default().split(',').map(str::to_owned).collect();
    let mut tallies: Vec<ColumnTally> = headings.iter().map(|_| ColumnTally::new()).collect();
    for (line, row) in (2..).zip(lines) {
        tallies.iter_mut().zip(row.split(',')).for_each(|(tally, cell)| tally.add(cell.as_bytes(), line));
    }
    let profiles: Vec<_> = tallies.iter().map(ColumnTally::conclude).collect();
    for format in FORMATS {
        let mut mapping = Mapping::propose(*format, &headings);
        mapping.fit(&profiles);
        let _open = mapping.questions(&profiles).count();
        let _checked = mapping.check().is_ok();
    }
});
