//! CSV out, as RFC 4180 with line feeds: a buffer that rows are written into and that is passed on in large pieces.

use std::io::{self, Write};

use crate::base::Date;

const PASS_ON_AT_BYTES: usize = 128 * 1024;

/// One file being written. Cells are appended in order; [`Sheet::end_row`] closes a row.
pub struct Sheet {
    out: Box<dyn Write>,
    buffer: Vec<u8>,
    row_has_cells: bool,
}

impl Sheet {
    /// Starts with the heading, which stands as given.
    pub fn new(out: Box<dyn Write>, heading: &str) -> Sheet {
        let mut buffer = Vec::with_capacity(PASS_ON_AT_BYTES + 4096);
        buffer.extend_from_slice(heading.as_bytes());
        buffer.push(b'\n');
        Sheet { out, buffer, row_has_cells: false }
    }

    fn separate(&mut self) {
        if self.row_has_cells {
            self.buffer.push(b',');
        }
        self.row_has_cells = true;
    }

    /// A text cell, quoted where it must be.
    pub fn text(&mut self, text: &str) -> &mut Sheet {
        self.separate();
        if text.bytes().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r')) {
            self.buffer.push(b'"');
            for byte in text.bytes() {
                if byte == b'"' {
                    self.buffer.push(b'"');
                }
                self.buffer.push(byte);
            }
            self.buffer.push(b'"');
        } else {
            self.buffer.extend_from_slice(text.as_bytes());
        }
        self
    }

    /// A cell without content.
    pub fn empty(&mut self) -> &mut Sheet {
        self.separate();
        self
    }

    /// A letter and a number with leading zeros, such as `W000123`.
    pub fn identifier(&mut self, letter: u8, number: u64, width: usize) -> &mut Sheet {
        self.separate();
        self.buffer.push(letter);
        push_digits(&mut self.buffer, number, width);
        self
    }

    /// A number rounded to `decimals` digits after the mark.
    pub fn number(&mut self, value: f64, decimals: u8) -> &mut Sheet {
        const POWERS: [u64; 5] = [1, 10, 100, 1000, 10_000];
        self.separate();
        let power = POWERS[usize::from(decimals).min(4)];
        let scaled = (value * power as f64).round() as i64;
        if scaled < 0 {
            self.buffer.push(b'-');
        }
        push_digits(&mut self.buffer, scaled.unsigned_abs() / power, 1);
        if decimals > 0 {
            self.buffer.push(b'.');
            push_digits(&mut self.buffer, scaled.unsigned_abs() % power, usize::from(decimals).min(4));
        }
        self
    }

    /// `YYYY-MM-DD`.
    pub fn date(&mut self, date: Date) -> &mut Sheet {
        self.separate();
        self.push_date(date);
        self
    }

    /// A date where there is one.
    pub fn date_or_empty(&mut self, date: Option<Date>) -> &mut Sheet {
        match date {
            Some(date) => self.date(date),
            None => self.empty(),
        }
    }

    /// `YYYY-MM-DDThh:mm` and the offset where one is written.
    pub fn time(&mut self, date: Date, minute_of_day: u32, written_offset_mins: Option<i16>) -> &mut Sheet {
        self.separate();
        self.push_date(date);
        self.buffer.push(b'T');
        push_digits(&mut self.buffer, u64::from(minute_of_day / 60), 2);
        self.buffer.push(b':');
        push_digits(&mut self.buffer, u64::from(minute_of_day % 60), 2);
        if let Some(minutes) = written_offset_mins {
            self.buffer.push(if minutes < 0 { b'-' } else { b'+' });
            push_digits(&mut self.buffer, u64::from(minutes.unsigned_abs() / 60), 2);
            self.buffer.push(b':');
            push_digits(&mut self.buffer, u64::from(minutes.unsigned_abs() % 60), 2);
        }
        self
    }

    fn push_date(&mut self, date: Date) {
        let (year, month, day) = date.ymd();
        push_digits(&mut self.buffer, u64::from(year.unsigned_abs()), 4);
        self.buffer.push(b'-');
        push_digits(&mut self.buffer, u64::from(month), 2);
        self.buffer.push(b'-');
        push_digits(&mut self.buffer, u64::from(day), 2);
    }

    /// Closes the row.
    ///
    /// # Errors
    /// What the writer underneath reports.
    pub fn end_row(&mut self) -> io::Result<()> {
        self.buffer.push(b'\n');
        self.row_has_cells = false;
        if self.buffer.len() >= PASS_ON_AT_BYTES {
            self.out.write_all(&self.buffer)?;
            self.buffer.clear();
        }
        Ok(())
    }

    /// Passes on what is left.
    ///
    /// # Errors
    /// What the writer underneath reports.
    pub fn finish(mut self) -> io::Result<()> {
        self.out.write_all(&self.buffer)?;
        self.out.flush()
    }
}

fn push_digits(buffer: &mut Vec<u8>, number: u64, width: usize) {
    let mut digits = [b'0'; 20];
    let mut at = digits.len();
    let mut rest = number;
    while rest > 0 && at > 0 {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    let start = at.min(digits.len().saturating_sub(width));
    buffer.extend_from_slice(&digits[start..]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};

    struct Shared(Arc<Mutex<Vec<u8>>>);

    impl Write for Shared {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().expect("no writer panicked").extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn cells_are_written_as_they_should_be_read() {
        let written = Arc::new(Mutex::new(Vec::new()));
        let mut sheet = Sheet::new(Box::new(Shared(written.clone())), "a,b");
        sheet.text("x, \"y\"").empty().number(-0.25, 2).number(7.0, 0).number(0.05, 1).identifier(b'W', 12, 6);
        sheet.end_row().expect("memory");
        sheet.time(Date(0), 485, Some(-570)).time(Date(1), 0, None).date_or_empty(None);
        sheet.end_row().expect("memory");
        sheet.finish().expect("memory");
        let text = String::from_utf8(written.lock().expect("no writer panicked").clone()).expect("UTF-8");
        let rows = "\"x, \"\"y\"\"\",,-0.25,7,0.1,W000012\n1970-01-01T08:05-09:30,1970-01-02T00:00,\n";
        assert_eq!(text, format!("a,b\n{rows}"));
    }
}
