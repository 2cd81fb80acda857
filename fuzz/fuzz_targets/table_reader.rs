//! Any bytes as a file: its form is found, its table is written out, nothing panics.

#![no_main]

use libfuzzer_sys::fuzz_target;
use wardtwin::base::Progress;
use wardtwin::io::import::form::Fixed;
use wardtwin::io::import::preview::Look;
use wardtwin::io::import::source::Source;
use wardtwin::io::import::{inspect_with, write_table};

fuzz_target!(|bytes: &[u8]| {
    let source = Source::held("fuzz.csv", bytes.to_vec());
    if let Ok(inspection) = inspect_with(source, Fixed::default(), Look::Everything, &Progress::default()) {
        let _written = write_table(&inspection.source, &inspection.form, std::io::sink());
    }
});
