//! Whether a message is about the person that its identifier says. A wrong identifier must not give one person another's
//! name: what speaks against it sets the message aside, until a person says whose it is.

use unicode_normalization::UnicodeNormalization as _;

use crate::base::{Date, Precision};
use crate::domain::patient::{Patient, Sex};
use crate::io::hl7::Subject;

/// What a message may do to what is known of its person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// It brings results; the person stays as known.
    Results,
    /// It tells of a stay, and by the way of the person.
    Stay,
    /// It says that it corrects what is known of the person (A08, A31), or which number is kept (A40).
    Correction,
}

/// What two sayings about one thing are to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Likeness {
    Same,
    Other,
    /// One of them is missing.
    Unknown,
}

/// Names as a message says them, against those that are known.
struct Names {
    family: Likeness,
    given: Likeness,
    /// A name is said, and only one in another script is known.
    is_of_another_script: bool,
}

/// How the sentence about another person begins, and goes on behind the person of the message.
const SENTENCE: [&str; 2] = ["it is about ", ", and patient "];

/// Whether a message is about somebody else than the known person of its identifier. Results need a family name that fits, or
/// the same birth date. A stay changes no birth date, and a name only where birth date and given name stay. What says that it is
/// a correction changes a name where birth date and sex stay, and a birth date where the name does.
pub fn is_somebody_else(known: &Patient, subject: &Subject, purpose: Purpose) -> bool {
    let names = names(known, subject);
    let day = of_both(known.birth_date, born(subject));
    let is_same_day = day == Likeness::Same;
    let is_named_otherwise = names.family == Likeness::Other || names.given == Likeness::Other;
    match purpose {
        Purpose::Results => match names.family {
            Likeness::Same => false,
            Likeness::Other => !is_same_day,
            Likeness::Unknown => day == Likeness::Other,
        },
        Purpose::Stay if day == Likeness::Other => true,
        Purpose::Stay if is_named_otherwise => !(is_same_day && names.given == Likeness::Same),
        Purpose::Stay => names.is_of_another_script && !is_same_day,
        Purpose::Correction if is_named_otherwise => {
            !(is_same_day && known.sex.zip(sex(subject)).is_some_and(|(known, said)| known == said))
        }
        Purpose::Correction if names.is_of_another_script => !is_same_day,
        Purpose::Correction => day == Likeness::Other && names.family == Likeness::Unknown,
    }
}

/// Both persons, so that whoever reads it can say whether they are one.
pub fn sentence(identifier: &str, known: &Patient, subject: &Subject) -> String {
    let said = person_words(&[&subject.family_name, &subject.given_name], born(subject));
    let names = [&known.chinese_name, &known.family_name, &known.given_name];
    let [start, then] = SENTENCE;
    format!("{start}{said}{then}{identifier} is {}", person_words(&names, known.birth_date))
}

/// Whether a message was set aside because of that.
pub fn names_another_person(reason: &str) -> bool {
    let [start, then] = SENTENCE;
    reason.split_once(start).is_some_and(|(_, rest)| rest.contains(then))
}

/// Names and birth date; a dash for what is missing.
fn person_words(names: &[&Option<String>], born: Option<Date>) -> String {
    let names: Vec<&str> = names.iter().filter_map(|name| name.as_deref()).collect();
    let names = if names.is_empty() { "–".to_owned() } else { names.join(" ") };
    // Reasons are joined by semicolons.
    let plain = names.chars().map(|letter| if letter == ';' || letter.is_control() { ',' } else { letter });
    format!("{} ({})", plain.collect::<String>(), born.map_or_else(|| "–".to_owned(), |date| date.iso()))
}

fn of_both<T: PartialEq>(known: Option<T>, said: Option<T>) -> Likeness {
    match known.zip(said) {
        None => Likeness::Unknown,
        Some((known, said)) if known == said => Likeness::Same,
        Some(_) => Likeness::Other,
    }
}

fn names(known: &Patient, subject: &Subject) -> Names {
    let (family, given) = (subject.family_name.as_deref(), subject.given_name.as_deref());
    let whole = [family, given].into_iter().flatten().collect::<String>();
    let has_latin = known.family_name.is_some() || known.given_name.is_some();
    let nothing = |is_of_another_script: bool| Names {
        family: Likeness::Unknown,
        given: Likeness::Unknown,
        is_of_another_script,
    };
    if whole.trim().is_empty() {
        return nothing(false);
    }
    if is_chinese(&whole) {
        let Some(known) = &known.chinese_name else { return nothing(has_latin) };
        let letters = |name: &str| name.chars().filter(|letter| letter.is_alphanumeric()).collect::<String>();
        let same = if letters(known) == letters(&whole) { Likeness::Same } else { Likeness::Other };
        return Names { family: same, given: same, is_of_another_script: false };
    }
    if !has_latin {
        return nothing(known.chinese_name.is_some());
    }
    latin_names([known.family_name.as_deref(), known.given_name.as_deref()], [family, given])
}

/// Family and given names each; where either side has one name alone, all of them together, and so where they are changed about.
fn latin_names(known: [Option<&str>; 2], said: [Option<&str>; 2]) -> Names {
    let parts = |names: [Option<&str>; 2]| names.map(|name| parts_of(name.unwrap_or_default()));
    let ([known_family, known_given], [said_family, said_given]) = (parts(known), parts(said));
    let all = |family: &[Part], given: &[Part]| [family, given].concat();
    let whole = is_within(&all(&known_family, &known_given), &all(&said_family, &said_given));
    let has_both = |names: [Option<&str>; 2]| names.iter().all(Option::is_some);
    if whole || !(has_both(known) && has_both(said)) {
        let is_same_family = whole || known[0].is_some() && said[0].is_some() && is_within(&known_family, &said_family);
        let family = if is_same_family { Likeness::Same } else { Likeness::Other };
        let given = if whole && has_both(known) && has_both(said) { Likeness::Same } else { Likeness::Unknown };
        return Names { family, given, is_of_another_script: false };
    }
    let likeness = |is_same: bool| if is_same { Likeness::Same } else { Likeness::Other };
    let given = is_within(&known_given, &said_given) || is_short_for(&known_given, &said_given);
    Names {
        family: likeness(is_within(&known_family, &said_family)),
        given: likeness(given),
        is_of_another_script: false,
    }
}

/// A part of a name without marks, and with those of German written out, in small letters.
type Part = [String; 2];

fn parts_of(name: &str) -> Vec<Part> {
    let without_marks = |text: &str| text.nfkd().filter(|letter| letter.is_alphanumeric()).collect::<String>();
    let written_out = |text: &str| text.replace('ä', "ae").replace('ö', "oe").replace('ü', "ue");
    let lower = name.nfc().collect::<String>().to_lowercase().replace('ß', "ss");
    let parts = lower.split(|letter: char| letter.is_whitespace() || matches!(letter, '-' | ',' | '.'));
    let parts = parts.map(|part| [without_marks(part), without_marks(&written_out(part))]);
    parts.filter(|[plain, _]| !plain.is_empty()).collect()
}

fn is_same_part(one: &Part, other: &Part) -> bool {
    one.iter().any(|form| other.contains(form))
}

/// Whether all parts of the shorter name are parts of the longer one: a second name or the other half of a double one may be
/// left out.
fn is_within(one: &[Part], other: &[Part]) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    !short.is_empty() && short.iter().all(|part| long.iter().any(|found| is_same_part(part, found)))
}

/// An initial, or a name that is cut short.
fn is_short_for(one: &[Part], other: &[Part]) -> bool {
    let (Some([one, _]), Some([other, _])) = (one.first(), other.first()) else { return false };
    one.starts_with(other.as_str()) || other.starts_with(one.as_str())
}

fn is_chinese(name: &str) -> bool {
    name.chars().any(|letter| matches!(letter, '\u{3400}'..='\u{9fff}'))
}

/// The birth date that a message says; a year alone is none.
pub fn born(subject: &Subject) -> Option<Date> {
    subject.born.filter(|born| born.precision != Precision::Year).map(|born| born.local_date())
}

/// The sex that a message says, as the record knows it.
pub fn sex(subject: &Subject) -> Option<Sex> {
    match subject.sex.as_deref()? {
        "F" | "f" => Some(Sex::Female),
        "M" | "m" => Some(Sex::Male),
        "O" | "A" | "N" => Some(Sex::Other),
        "U" => Some(Sex::Unknown),
        _ => None,
    }
}

/// The person as known, with what the message says in place of it; what it leaves out stays.
pub fn with_what_is_said(known: Option<Patient>, identifier: &str, subject: &Subject) -> Patient {
    let mut patient = known.unwrap_or_else(|| Patient {
        identifier: identifier.to_owned(),
        family_name: None,
        given_name: None,
        chinese_name: None,
        sex: None,
        birth_date: None,
        death_date: None,
        phone: None,
    });
    let (family, given) = (subject.family_name.clone(), subject.given_name.clone());
    let whole = [family.as_deref(), given.as_deref()].into_iter().flatten().collect::<String>();
    if is_chinese(&whole) {
        patient.chinese_name = Some(whole);
    } else {
        patient.family_name = family.or(patient.family_name);
        patient.given_name = given.or(patient.given_name);
    }
    patient.sex = sex(subject).or(patient.sex);
    patient.birth_date = born(subject).or(patient.birth_date);
    patient
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Zone;
    use crate::base::time::MomentReader;
    use crate::io::hl7::{Message, told};

    fn subject(name: &str, born: &str, sex: &str) -> Subject {
        let text = format!("MSH|^~\\&|A||||20260105||ADT^A01|1|P|2.5\rPID|||1||{name}||{born}|{sex}\r");
        let message = Message::read(text.as_bytes()).expect("a message");
        told(&message, &mut MomentReader::new(Zone::utc())).subject
    }

    fn known(name: &str, born: &str, sex: &str) -> Patient {
        with_what_is_said(None, "1", &subject(name, born, sex))
    }

    /// Whether results, a stay and a correction are somebody else's.
    fn judged(known: &Patient, said: [&str; 3]) -> [bool; 3] {
        let subject = subject(said[0], said[1], said[2]);
        [Purpose::Results, Purpose::Stay, Purpose::Correction].map(|purpose| is_somebody_else(known, &subject, purpose))
    }

    #[test]
    fn a_wrong_identifier_gives_nobody_another_name() {
        let ann = known("Alpha^Ann", "19800102", "F");
        // Another name, without a birth date, with another, with the same one, with the same one and sex.
        assert_eq!(judged(&ann, ["X^Y", "", ""]), [true, true, true]);
        assert_eq!(judged(&ann, ["X^Y", "19500607", "F"]), [true, true, true]);
        assert_eq!(judged(&ann, ["X^Y", "19800102", ""]), [false, true, true]);
        assert_eq!(judged(&ann, ["X^Y", "19800102", "F"]), [false, true, false]);
        // A name by marriage; a twin; a birth date corrected; somebody of the same name.
        assert_eq!(judged(&ann, ["Beta^Ann", "19800102", "F"]), [false, false, false]);
        assert_eq!(judged(&ann, ["Alpha^Bea", "19800102", "M"]), [false, true, true]);
        assert_eq!(judged(&ann, ["Alpha^Ann", "19800103", "F"]), [false, true, false]);
        assert_eq!(judged(&ann, ["", "19500607", ""]), [true, true, true]);
        assert_eq!(judged(&ann, ["", "", ""]), [false; 3]);
        // Where nothing is known, nothing is overwritten.
        assert_eq!(judged(&known("", "", ""), ["X^Y", "19500607", "F"]), [false; 3]);
    }

    #[test]
    fn ways_of_writing_a_name_are_one_name() {
        let same = |one: &str, other: &str| judged(&known(one, "", ""), [other, "", ""]) == [false; 3];
        for (one, other) in [
            ("Müller^Jörg", "MUELLER^JOERG"),
            ("Müller^Jörg", "Muller^Jorg"),
            ("O'Hara^Ann", "OHARA^A"),
            ("García López^Ana María", "GARCIA^ANA"),
            ("Smith-Jones^Mary", "Jones^Mary"),
            ("Wang^Xiaoming", "Xiaoming^Wang"),
            ("王^小明", "王小明^"),
            ("Alpha^Ann", "Alpha^"),
        ] {
            assert!(same(one, other), "{one} {other}");
        }
        for (one, other) in [("Alpha^Ann", "Alpha^Bea"), ("王^小明", "王^晓明"), ("Wang^Xiaoming", "王^小明")]
        {
            assert!(judged(&known(one, "", ""), [other, "", ""])[1], "{one} {other}");
        }
        let words = sentence("P;1", &known("王^小明", "19700101", ""), &subject("X;^Y", "", ""));
        assert_eq!(words, "it is about X, Y (–), and patient P;1 is 王小明 (1970-01-01)");
        assert!(names_another_person(&words) && !names_another_person("patient P1 is not in the store"));
    }
}
