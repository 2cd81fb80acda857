//! Minutes of each day of a week: how long a theatre is open, how long a surgeon operates.

use super::Date;

/// No day has more minutes.
const DAY_MINS: u32 = 1_440;

/// Minutes of each weekday, Monday first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct WeekMins(pub [u32; 7]);

impl WeekMins {
    /// One number for each day, or seven of them from Monday to Sunday, parted by `;`. `None` for anything else.
    pub fn parse(text: &str) -> Option<WeekMins> {
        let number = |part: &str| part.trim().parse::<u32>().ok().filter(|mins| *mins <= DAY_MINS);
        let numbers: Vec<u32> = text.split([';', '；']).map(number).collect::<Option<_>>()?;
        match numbers.as_slice() {
            [each] => Some(WeekMins([*each; 7])),
            all => Some(WeekMins(all.try_into().ok()?)),
        }
    }

    /// As [`WeekMins::parse`] reads it: one number where every day has the same.
    pub fn text(&self) -> String {
        match self.0 {
            [first, rest @ ..] if rest.iter().all(|mins| *mins == first) => first.to_string(),
            all => all.map(|mins| mins.to_string()).join(";"),
        }
    }

    /// Minutes of a date.
    pub fn on(&self, date: Date) -> u32 {
        self.0.get(date.weekday()).copied().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_or_seven_and_nothing_between() {
        let week = WeekMins::parse("480;480; 480;480;300;0;0").expect("seven");
        assert_eq!(WeekMins::parse(&week.text()), Some(week));
        // 2026-11-27 is a Friday.
        let friday = Date::parse_iso(b"2026-11-27").expect("a date");
        assert_eq!((week.on(friday), week.on(Date(friday.0 + 1))), (300, 0));
        assert_eq!(WeekMins::parse("480").map(|week| week.text()), Some("480".to_owned()));
        for wrong in ["", "480;480", "1441", "-1", "1;2;3;4;5;6;7;8", "eight"] {
            assert_eq!(WeekMins::parse(wrong), None, "{wrong}");
        }
    }
}
