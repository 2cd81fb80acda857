//! How two names differ: Latin with Latin, Chinese with Chinese, and across by the readings.

use super::Person;
use super::typing::is_slip;

/// From alike to different.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NameLevel {
    Same,
    /// Family and given name the other way round.
    Exchanged,
    /// The reading of one's Chinese name is the other's Latin name.
    Transliterated,
    /// Other Chinese characters that are read the same.
    SameReading,
    /// One writes out what is an umlaut in the other.
    WrittenOut,
    /// But for a typing error.
    Similar,
    /// The same given name, as after a marriage.
    OtherFamily,
    Different,
}

/// What two persons' names say; `None` where they have no script in common and no reading, or one lacks a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NameEvidence {
    pub level: NameLevel,
    /// The other script says something else.
    pub is_contradicted: bool,
}

/// Compares the names of two persons.
pub fn compare(one: &Person, other: &Person) -> Option<NameEvidence> {
    let (latin, chinese) = (latin(one, other), chinese(one, other));
    let across = || [across(one, other), across(other, one)].into_iter().flatten().min();
    match (latin, chinese) {
        (None, None) => across().map(|level| NameEvidence { level, is_contradicted: false }),
        (Some(level), None) | (None, Some(level)) => Some(NameEvidence { level, is_contradicted: false }),
        (Some(latin), Some(chinese)) => {
            let level = latin.min(chinese);
            let is_contradicted = level != NameLevel::Different && latin.max(chinese) == NameLevel::Different;
            Some(NameEvidence { level, is_contradicted })
        }
    }
}

/// The letters and digits of a text.
pub fn letters(text: &str) -> Vec<char> {
    text.chars().filter(|letter| letter.is_alphanumeric()).collect()
}

fn joined(first: &[char], second: &[char]) -> Vec<char> {
    [first, second].concat()
}

fn latin(one: &Person, other: &Person) -> Option<NameLevel> {
    let level = latin_level([one.family, one.given], [other.family, other.given])?;
    if level <= NameLevel::WrittenOut {
        return Some(level);
    }
    let is_written_out = |one: &Person, other: &Person| {
        let level = written(one).and_then(|written| latin_level(written, [other.family, other.given]));
        level.is_some_and(|level| level <= NameLevel::Exchanged)
    };
    Some(if is_written_out(one, other) || is_written_out(other, one) { NameLevel::WrittenOut } else { level })
}

fn latin_level(one: [&str; 2], other: [&str; 2]) -> Option<NameLevel> {
    let ([family, given], [other_family, other_given]) = (one.map(letters), other.map(letters));
    parts_level(&family, &given, &other_family, &other_given)
}

/// Family and given name with umlauts written out, where there are any.
pub fn written<'a>(person: &Person<'a>) -> Option<[&'a str; 2]> {
    let part = |written: &'a str, plain: &'a str| if written.is_empty() { plain } else { written };
    let is_other = !person.written_family.is_empty() || !person.written_given.is_empty();
    is_other.then(|| [part(person.written_family, person.family), part(person.written_given, person.given)])
}

/// Two names in two parts each; `None` where a part is missing and the other one agrees.
fn parts_level(family: &[char], given: &[char], other_family: &[char], other_given: &[char]) -> Option<NameLevel> {
    let (whole, other) = (joined(family, given), joined(other_family, other_given));
    if whole.is_empty() || other.is_empty() {
        return None;
    }
    let turned = joined(other_given, other_family);
    if whole == other {
        return Some(NameLevel::Same);
    }
    if whole == turned {
        return Some(NameLevel::Exchanged);
    }
    let is_part_missing =
        [(family, other_family), (given, other_given)].iter().any(|(a, b)| a.is_empty() != b.is_empty());
    if is_part_missing && (whole.starts_with(&other) || other.starts_with(&whole)) {
        return None;
    }
    let is_similar = is_slip(&whole, &other) || is_slip(&whole, &turned);
    let has_other_family = given == other_given && given.len() > 1 && !family.is_empty() && !other_family.is_empty();
    Some(match (is_similar, has_other_family) {
        (true, _) => NameLevel::Similar,
        (false, true) => NameLevel::OtherFamily,
        (false, false) => NameLevel::Different,
    })
}

fn chinese(one: &Person, other: &Person) -> Option<NameLevel> {
    let (name, against) = (letters(one.chinese), letters(other.chinese));
    if name.is_empty() || against.is_empty() {
        return None;
    }
    if name == against {
        return Some(NameLevel::Same);
    }
    if readings(one).any(|reading| readings(other).any(|other| letters(reading) == letters(other))) {
        return Some(NameLevel::SameReading);
    }
    let differing = name.iter().zip(&against).filter(|(a, b)| a != b).count();
    let is_similar = name.len() == against.len() && name.len() >= 3 && differing == 1;
    Some(if is_similar { NameLevel::Similar } else { NameLevel::Different })
}

/// The readings of one's Chinese name with the other's Latin name.
fn across(one: &Person, other: &Person) -> Option<NameLevel> {
    let (family, given) = (letters(other.family), letters(other.given));
    let level = |reading: &str| {
        let (first, rest) = syllables(reading);
        match parts_level(&first, &rest, &family, &given)? {
            NameLevel::Same | NameLevel::Exchanged => Some(NameLevel::Transliterated),
            other => Some(other),
        }
    };
    readings(one).filter_map(level).min()
}

/// The readings of a person's Chinese name.
pub fn readings<'a>(person: &Person<'a>) -> impl Iterator<Item = &'a str> {
    person.readings.lines().filter(|line| !line.is_empty())
}

/// The family name's syllable and the rest.
pub fn syllables(reading: &str) -> (Vec<char>, Vec<char>) {
    let (first, rest) = reading.split_once(' ').unwrap_or((reading, ""));
    (letters(first), letters(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn latin_name<'a>(family: &'a str, given: &'a str) -> Person<'a> {
        Person { family, given, ..Person::default() }
    }

    fn chinese_name<'a>(chinese: &'a str, readings: &'a str) -> Person<'a> {
        Person { chinese, readings, ..Person::default() }
    }

    fn level(one: Person, other: Person) -> Option<NameLevel> {
        let both = [compare(&one, &other), compare(&other, &one)];
        assert_eq!(both[0], both[1], "symmetric");
        both[0].map(|evidence| evidence.level)
    }

    #[test]
    fn latin_names() {
        let wang = latin_name("wang", "xiaoming");
        assert_eq!(level(wang, latin_name("wang", "xiao ming")), Some(NameLevel::Same));
        assert_eq!(level(wang, latin_name("xiao-ming", "wang")), Some(NameLevel::Exchanged));
        assert_eq!(level(wang, latin_name("wang", "xiaoning")), Some(NameLevel::Similar));
        assert_eq!(level(wang, latin_name("xiaomin", "wang")), Some(NameLevel::Similar), "exchanged and misspelt");
        assert_eq!(level(wang, latin_name("li", "na")), Some(NameLevel::Different));
        assert_eq!(level(wang, latin_name("wang", "")), None, "nothing known of the given name");
        assert_eq!(level(wang, latin_name("", "")), None);
        assert_eq!(level(latin_name("o'neill", "siobhan"), latin_name("oneill", "siobhan")), Some(NameLevel::Same));
    }

    #[test]
    fn umlauts_written_out() {
        let umlaut = Person { written_family: "mueller", ..latin_name("muller", "jurgen") };
        let both = Person { written_given: "juergen", ..umlaut };
        assert_eq!(level(both, latin_name("mueller", "juergen")), Some(NameLevel::WrittenOut));
        assert_eq!(level(both, latin_name("juergen", "mueller")), Some(NameLevel::WrittenOut));
        assert_eq!(level(umlaut, latin_name("muller", "jurgen")), Some(NameLevel::Same));
        let xu = latin_name("xu", "li");
        assert_eq!(level(xu, latin_name("xue", "li")), Some(NameLevel::OtherFamily), "no umlaut: two names");
    }

    #[test]
    fn another_family_name() {
        assert_eq!(level(latin_name("schmidt", "anna"), latin_name("weber", "anna")), Some(NameLevel::OtherFamily));
        assert_eq!(level(latin_name("schmidt", "anna"), latin_name("schmidt", "petra")), Some(NameLevel::Different));
        assert_eq!(level(latin_name("schmidt", "a"), latin_name("weber", "a")), Some(NameLevel::Different), "initials");
    }

    #[test]
    fn chinese_names_and_across() {
        let wang = chinese_name("王小明", "wang xiao ming");
        assert_eq!(level(wang, wang), Some(NameLevel::Same));
        assert_eq!(level(wang, chinese_name("王晓明", "wang xiao ming")), Some(NameLevel::SameReading));
        assert_eq!(level(wang, chinese_name("王小刚", "wang xiao gang")), Some(NameLevel::Similar));
        assert_eq!(level(wang, chinese_name("李娜", "li na")), Some(NameLevel::Different));
        assert_eq!(level(wang, latin_name("wang", "xiaoming")), Some(NameLevel::Transliterated));
        assert_eq!(level(wang, latin_name("xiao ming", "wang")), Some(NameLevel::Transliterated));
        assert_eq!(level(wang, latin_name("wang", "xiaomin")), Some(NameLevel::Similar));
        let zeng = chinese_name("曾国藩", "zeng guo fan\nceng guo fan");
        assert_eq!(level(zeng, latin_name("ceng", "guofan")), Some(NameLevel::Transliterated));
        let both = Person { chinese: "李娜", readings: "li na", ..latin_name("wang", "xiaoming") };
        let other = Person { chinese: "王小明", readings: "wang xiao ming", ..latin_name("wang", "xiaoming") };
        let evidence = compare(&both, &other).expect("names");
        assert_eq!((evidence.level, evidence.is_contradicted), (NameLevel::Same, true));
    }
}
