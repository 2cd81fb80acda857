//! Times as HL7 writes them: `YYYY[MM[DD[hh[mm[ss[.s]]]]]][+zzzz]`.

use crate::base::Moment;
use crate::base::time::MomentReader;

/// The moment; `None` for what is none, and for a month without a day, which is known too coarsely.
pub fn moment(text: &str, times: &mut MomentReader) -> Option<Moment> {
    let text = text.trim();
    let digits = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    let (stamp, rest) = text.split_at(digits);
    let two = |at: usize| stamp.get(at..at + 2);
    let year = stamp.get(..4)?;
    let date = || Some(format!("{year}-{}-{}", two(4)?, two(6)?));
    let iso = match stamp.len() {
        4 if rest.is_empty() => year.to_owned(),
        8 if rest.is_empty() => date()?,
        10 => format!("{}T{}:00{rest}", date()?, two(8)?),
        12 => format!("{}T{}:{}{rest}", date()?, two(8)?, two(10)?),
        14 => format!("{}T{}:{}:{}{rest}", date()?, two(8)?, two(10)?, two(12)?),
        _ => return None,
    };
    times.read(iso.as_bytes()).ok()
}
