//! A time in two columns, its date in one and its clock in another: which of them belong together, and what has to be
//! asked because headings do not say it.

use super::super::values::{CellKind, Clock, ColumnProfile};
use super::super::{Column, ColumnKind, FORMATS, Need, format_by_id};
use super::fit::profile_of;
use super::propose::{plain_heading, split_unit};
use super::{CellPart, FieldColumn, Mapping};

/// Words of headings that date something of its own, by the field that holds it; such a date is no time of anything else.
const EVENTS: &[(&str, &[&str])] = &[
    ("birth_date", &["birth", "born", "geburt", "geboren", "出生", "生日", "生年月日", "诞生", "誕生", "생년", "출생"]),
    ("death_date", &["death", "deceas", "died", "gestorben", "sterbe", "死亡", "사망"]),
    ("admitted", &["admission", "admit", "aufnahme", "入院", "住院", "입원"]),
    ("discharged", &["discharge", "disch", "entlass", "出院", "退院", "퇴원"]),
    ("onset", &["onset", "diagnos", "起病", "发病", "确诊", "诊断", "発症", "診断", "발병", "진단"]),
    ("", &["report", "bericht", "报告", "報告", "보고"]),
    ("", &["regist", "print", "expir", "order", "request", "登记", "打印", "申请", "开单", "医嘱", "有效期"]),
];

/// The same, where the letters are the whole heading: they are part of other words.
const SHORT_EVENTS: &[&str] = &["dob", "dod"];

/// Words of headings that say when something was measured, or somebody seen.
const SAMPLING: &[&str] = &[
    "sampl",
    "specimen",
    "collect",
    "draw",
    "taken",
    "measur",
    "observ",
    "record",
    "test",
    "exam",
    "assess",
    "result",
    "lab",
    "visit",
    "encounter",
    "consult",
    "clinic",
    "effective",
    "chart",
    "采",
    "检",
    "测",
    "化验",
    "标本",
    "就诊",
    "随访",
    "门诊",
    "访视",
    "记录",
    "検",
    "採",
    "測",
    "受診",
    "診察",
    "검사",
    "측정",
    "채혈",
    "진료",
    "방문",
    "mess",
    "probe",
    "abnahme",
    "entnahme",
    "untersuch",
];

/// Words of headings that make a date another one than that of the row's own measurement, whatever else they say.
const OF_OTHER_VISITS: &[&str] = &[
    "last", "next", "first", "previous", "planned", "schedul", "appoint", "上次", "下次", "末次", "首次", "预约",
    "计划",
];

/// What a heading says of a date or a clock beyond being one is what is left without these.
const DATE_AND_CLOCK_WORDS: &[&str] = &[
    "date", "time", "day", "clock", "datum", "uhrzeit", "zeit", "日期", "时间", "时刻", "日", "日付", "時間", "時刻",
    "日時", "날짜", "일자", "일시", "시간", "시각",
];

/// How well the headings of a date and a clock go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Likeness {
    /// They date the same: `Sample date` and `Sample time`, `Date` and `Time`.
    Same,
    /// One of them says no more than that it is a date or a clock.
    General,
    /// They name different things.
    Other,
}

/// The date of a clock.
enum Pairing {
    /// No column could be it.
    Without,
    Clear(u16),
    /// Any of these, the nearest to the clock first.
    Open(Vec<u16>),
}

/// A time of which it is not sure in which columns it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeDoubt {
    /// The columns of each possible reading, the likelier first.
    pub readings: Vec<Vec<u16>>,
    /// The heading names another event, such as a report.
    pub is_of_other_event: bool,
}

impl Mapping {
    /// Puts dates and clocks in columns of their own together. A clock without a date is no time.
    pub(super) fn join_clocks(&mut self, profiles: &[ColumnProfile]) {
        let Some(format) = format_by_id(self.format) else { return };
        for time in format.columns().iter().filter(|column| column.kind == ColumnKind::Time) {
            let Some(mapped) = self.of(time.field).filter(|mapped| is_one_column(mapped)).cloned() else { continue };
            if holds_clocks(profile_of(&mapped, profiles)) {
                self.find_date(time, &mapped, profiles);
            } else if holds_days(profile_at(profiles, mapped.column))
                && !mapped.place_settled
                && let Some(clock) = self.clock_of(time, mapped.column, profiles)
            {
                self.join(time.field, clock);
            }
        }
    }

    fn find_date(&mut self, time: &Column, mapped: &FieldColumn, profiles: &[ColumnProfile]) {
        let clock = mapped.column;
        let date = match self.pairing(time, clock, profiles) {
            Pairing::Clear(date) => Some(date),
            // What a person chose stays, and is asked about.
            Pairing::Open(_) | Pairing::Without if mapped.place_settled => return,
            Pairing::Open(dates) => dates.first().copied(),
            Pairing::Without => None,
        };
        self.set(time.field, date, None);
        if date.is_some() {
            self.join(time.field, clock);
        }
    }

    /// The date that belongs to a clock. For a time that need not be there, only a heading that says so counts.
    fn pairing(&self, time: &Column, clock: u16, profiles: &[ColumnProfile]) -> Pairing {
        let is_required = time.need == Need::Required;
        let mut dates: Vec<(u16, Likeness)> = self
            .dates_free_for(time, profiles)
            .map(|date| (date, self.likeness(date, clock)))
            .filter(|(date, likeness)| {
                *likeness == Likeness::Same || (is_required && !is_of_other_event(self.heading(*date), time))
            })
            .collect();
        dates.sort_by_key(|(date, _)| (date.abs_diff(clock), *date > clock));
        let of = |wanted: Likeness| {
            let of = dates.iter().filter(move |(_, likeness)| *likeness == wanted);
            of.map(|(date, _)| *date).collect::<Vec<u16>>()
        };
        match (of(Likeness::Same).as_slice(), of(Likeness::General).as_slice()) {
            ([one], _) | ([], [one]) => Pairing::Clear(*one),
            ([], []) if dates.is_empty() => Pairing::Without,
            ([], _) => Pairing::Open(dates.into_iter().map(|(date, _)| date).collect()),
            (same, _) => Pairing::Open(same.to_vec()),
        }
    }

    /// The only clock whose heading goes with that of a date.
    fn clock_of(&self, time: &Column, date: u16, profiles: &[ColumnProfile]) -> Option<u16> {
        let columns = (1..).take(self.headings.len()).filter(|column| self.field_of(*column).is_none());
        let clocks: Vec<u16> = columns.filter(|column| holds_clocks(profile_at(profiles, *column))).collect();
        let only = |wanted: Likeness| {
            let is_time = |clock: u16| wanted == Likeness::Same || self.names_the_time(clock, time);
            let mut all = clocks.iter().filter(|clock| self.likeness(date, **clock) == wanted && is_time(**clock));
            all.next().copied().filter(|_| all.next().is_none())
        };
        only(Likeness::Same).or_else(|| only(Likeness::General))
    }

    /// Whether a column's heading is one of the field's, or says no more than that it is a clock.
    fn names_the_time(&self, column: u16, time: &Column) -> bool {
        let heading = self.heading(column);
        let is_general = !heading.trim().is_empty() && said_by(heading).is_empty();
        !is_of_other_event(heading, time) && (is_general || is_named(time, heading))
    }

    /// Columns of dates that no other field is read from.
    fn dates_free_for(&self, time: &Column, profiles: &[ColumnProfile]) -> impl Iterator<Item = u16> {
        let is_free = |column: u16| self.field_of(column).is_none_or(|mapped| mapped.field == time.field);
        let is_date = |column: u16| holds_days(profile_at(profiles, column));
        (1..).take(self.headings.len()).filter(move |column| is_free(*column) && is_date(*column))
    }

    fn likeness(&self, date: u16, clock: u16) -> Likeness {
        let (date, clock) = (said_by(self.heading(date)), said_by(self.heading(clock)));
        match date == clock {
            true => Likeness::Same,
            false if date.is_empty() || clock.is_empty() => Likeness::General,
            false => Likeness::Other,
        }
    }

    /// Columns that say when a required time was and that nobody has chosen, where the headings leave that open.
    pub fn time_doubt(&self, mapped: &FieldColumn, profiles: &[ColumnProfile]) -> Option<TimeDoubt> {
        let time = time_of(self.format, &mapped.field)?;
        let is_clock = is_one_column(mapped) && holds_clocks(profile_of(mapped, profiles));
        if mapped.constant.is_some() || (mapped.place_settled && !is_clock) {
            return None;
        }
        let clock = if is_clock { Some(mapped.column) } else { mapped.joined.first().copied() };
        if is_of_other_event(self.heading(mapped.column), time) {
            let own: Vec<u16> = mapped.columns().collect();
            let others = self
                .dates_free_for(time, profiles)
                .filter(|date| !own.contains(date) && !is_of_other_event(self.heading(*date), time));
            let readings = others.map(|date| vec![date]).chain([own.clone()]).collect();
            return Some(TimeDoubt { readings, is_of_other_event: true });
        }
        let pairing = clock.map(|clock| (clock, self.pairing(time, clock, profiles)));
        match pairing {
            Some((clock, Pairing::Open(dates))) => {
                let readings = dates.into_iter().map(|date| vec![date, clock]).collect();
                Some(TimeDoubt { readings, is_of_other_event: false })
            }
            // A clock alone is no time, and is told as one that is missing.
            _ if is_clock => None,
            _ => self.unsaid_date(mapped, time),
        }
    }

    /// The time of a measurement that is read from a date which could be of anything, such as of an operation: the only
    /// one that there is.
    fn unsaid_date(&self, mapped: &FieldColumn, time: &Column) -> Option<TimeDoubt> {
        let is_unsaid = time.field == "time" && mapped.column > 0 && !says_sampling(self.heading(mapped.column), time);
        is_unsaid.then(|| TimeDoubt { readings: vec![mapped.columns().collect()], is_of_other_event: true })
    }

    /// Whether a column that is not read has to be looked into, as it may hold the clock of a date that is.
    pub fn may_hold_clock(&self, column: u16) -> bool {
        let Some(format) = format_by_id(self.format).filter(|_| self.field_of(column).is_none()) else { return false };
        let times = format.columns().iter().filter(|time| time.kind == ColumnKind::Time);
        times
            .filter_map(|time| Some((time, self.column_of(time.field)?)))
            .any(|(time, date)| self.names_the_time(column, time) || self.likeness(date, column) == Likeness::Same)
    }

    /// Whether a required time is read from a column that dates something else, for want of a better heading.
    pub fn is_time_of_other_event(&self) -> bool {
        let is_of_other = |mapped: &FieldColumn| {
            let time = time_of(self.format, &mapped.field).filter(|_| mapped.column > 0);
            time.is_some_and(|time| is_of_other_event(self.heading(mapped.column), time))
        };
        self.columns.iter().any(is_of_other)
    }

    pub(super) fn heading(&self, column: u16) -> &str {
        self.headings.get(usize::from(column).wrapping_sub(1)).map_or("", String::as_str)
    }
}

fn is_one_column(mapped: &FieldColumn) -> bool {
    mapped.column > 0 && mapped.joined.is_empty() && mapped.part == CellPart::Whole
}

fn profile_at(profiles: &[ColumnProfile], column: u16) -> Option<&ColumnProfile> {
    profiles.get(usize::from(column).checked_sub(1)?)
}

/// Whether a column holds dates. Those with a clock of their own are compared with the one beside them.
fn holds_days(profile: Option<&ColumnProfile>) -> bool {
    profile.is_some_and(|profile| matches!(profile.kind.value, CellKind::Date | CellKind::Moment))
}

/// Whether most cells of the sample are times of day.
fn holds_clocks(profile: Option<&ColumnProfile>) -> bool {
    let text = |profile: &&ColumnProfile| {
        matches!(profile.kind.value, CellKind::Text | CellKind::Choice | CellKind::Identifier | CellKind::Boolean)
    };
    profile.filter(text).is_some_and(|profile| {
        let clocks = profile.sample.iter().filter(|cell| Clock::read(&cell.text).is_some()).count();
        clocks * 2 > profile.sample.len()
    })
}

/// The required time of a format that a field is.
fn time_of(format: &str, field: &str) -> Option<&'static Column> {
    let columns = format_by_id(format).map_or(&[][..], |format| format.columns());
    let required = columns.iter().filter(|column| column.kind == ColumnKind::Time && column.need == Need::Required);
    required.into_iter().find(|column| column.field == field)
}

fn is_named(column: &Column, heading: &str) -> bool {
    let plain = plain_heading(heading);
    std::iter::once(&column.field).chain(column.aliases).any(|name| plain_heading(name) == plain)
}

/// Whether a heading names a date of something else than this time: by a word such as birth, or as a date of another kind
/// of file has it.
pub(super) fn is_of_other_event(heading: &str, time: &Column) -> bool {
    let plain = plain_heading(split_unit(heading).0);
    let others = EVENTS.iter().filter(|(field, _)| *field != time.field);
    if SHORT_EVENTS.contains(&plain.as_str()) || others.flat_map(|(_, words)| *words).any(|word| plain.contains(word)) {
        return true;
    }
    let is_date = |column: &&Column| matches!(column.kind, ColumnKind::Date | ColumnKind::Time);
    let mut columns = FORMATS.iter().flat_map(|format| format.columns()).filter(is_date);
    !is_named(time, &plain) && columns.any(|column| is_named(column, &plain))
}

/// Whether a heading says nothing but that it is a date, or that it is one of a measurement or of a visit for it.
fn says_sampling(heading: &str, time: &Column) -> bool {
    let plain = plain_heading(split_unit(heading).0);
    let has = |words: &[&str]| words.iter().any(|word| plain.contains(word));
    said_by(heading).is_empty() || is_named(time, &plain) || (has(SAMPLING) && !has(OF_OTHER_VISITS))
}

/// What a heading says beside that it is a date or a clock: `sample` of `Sample date` and of `Time of sample`.
fn said_by(heading: &str) -> String {
    let plain = plain_heading(split_unit(heading).0);
    let mut said = plain.as_str();
    while let Some(shorter) = DATE_AND_CLOCK_WORDS.iter().find_map(|word| {
        let behind = said.strip_prefix(word).map(|rest| rest.strip_prefix("of").unwrap_or(rest));
        said.strip_suffix(word).or(behind)
    }) {
        said = shorter;
    }
    said.to_owned()
}
