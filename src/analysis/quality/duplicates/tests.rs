//! What is found among made-up persons, and laws that hold for any.

use proptest::prelude::*;

use super::*;

/// A person with texts of their own.
#[derive(Clone, Debug, Default)]
struct Somebody {
    identifier: String,
    family: String,
    given: String,
    written_family: String,
    chinese: String,
    readings: String,
    sex: Option<Sex>,
    birth: Option<Date>,
    death: Option<Date>,
    phone: String,
}

struct Crowd(Vec<Somebody>);

impl Persons for Crowd {
    fn rows(&self) -> u32 {
        self.0.len() as u32
    }

    fn person(&self, row: u32) -> Option<Person<'_>> {
        self.0.get(row as usize).map(|somebody| Person {
            identifier: &somebody.identifier,
            family: &somebody.family,
            given: &somebody.given,
            written_family: &somebody.written_family,
            written_given: "",
            chinese: &somebody.chinese,
            readings: &somebody.readings,
            sex: somebody.sex,
            birth: somebody.birth,
            death: somebody.death,
            phone: &somebody.phone,
        })
    }
}

fn day(iso: &str) -> Option<Date> {
    Date::parse_iso(iso.as_bytes())
}

fn somebody(identifier: &str, family: &str, given: &str, birth: &str, sex: Sex) -> Somebody {
    let texts = [identifier, family, given].map(str::to_owned);
    let [identifier, family, given] = texts;
    Somebody { identifier, family, given, birth: day(birth), sex: Some(sex), ..Somebody::default() }
}

fn in_chinese(identifier: &str, chinese: &str, readings: &str, birth: &str) -> Somebody {
    let named = somebody(identifier, "", "", birth, Sex::Female);
    Somebody { chinese: chinese.to_owned(), readings: readings.to_owned(), ..named }
}

fn strangers() -> Vec<Somebody> {
    strangers_of(200)
}

/// Strangers with names and birth dates of their own.
fn strangers_of(count: usize) -> Vec<Somebody> {
    let letter = |number: usize| char::from(b'a' + (number % 26) as u8);
    let name = |number: usize| format!("{0}{1}{0}{2}qu", letter(number), letter(number / 26), letter(number * 7));
    let born = |number: usize| Date(-9_000 + number as i32 * 131);
    let one = |number: usize| Somebody {
        identifier: format!("S{}", 1000 + number),
        family: name(number),
        given: name(number * 3 + 50),
        sex: Some(Sex::Male),
        birth: Some(born(number)),
        ..Somebody::default()
    };
    (0..count).map(one).collect()
}

/// The score and reasons of two persons among strangers.
fn judged(one: Somebody, other: Somebody) -> Option<(f64, Vec<Reason>)> {
    let mut crowd = strangers();
    crowd.extend([one, other]);
    let found = find(&Crowd(crowd), &Progress::default()).expect("not cancelled");
    let pair = found.pairs.into_iter().find(|pair| (pair.first, pair.second) == (200, 201))?;
    Some((pair.score, pair.evidence.iter().map(|evidence| evidence.reason).collect()))
}

#[test]
fn strangers_are_no_pairs() {
    assert_eq!(find(&Crowd(strangers()), &Progress::default()).expect("not cancelled").pairs, []);
    assert_eq!(find(&Crowd(Vec::new()), &Progress::default()).expect("not cancelled"), Duplicates::default());
}

#[test]
fn what_registers_a_person_twice_is_found_with_its_reasons() {
    let wang = || somebody("W17", "wang", "xiaoming", "1951-03-04", Sex::Female);
    let born = |birth: &str| somebody("W92", "wang", "xiaoming", birth, Sex::Female);
    let same = judged(wang(), born("1951-03-04")).expect("found");
    assert_eq!(same.1, [Reason::SameName, Reason::SameBirthDate, Reason::SameSex]);
    let swapped = judged(wang(), born("1951-04-03")).expect("found");
    assert_eq!(swapped.1, [Reason::SameName, Reason::DayAndMonthSwapped, Reason::SameSex]);
    let digit = judged(wang(), born("1951-03-14")).expect("found");
    assert_eq!(digit.1[1], Reason::OneDigitDiffers);
    assert!(same.0 > swapped.0 && swapped.0 > digit.0, "{same:?} {swapped:?} {digit:?}");
    let across = judged(wang(), in_chinese("W92", "王小明", "wang xiao ming", "1951-03-04")).expect("found");
    assert_eq!(across.1[0], Reason::Transliterated);
    let turned = judged(wang(), somebody("W92", "xiao ming", "wang", "1951-03-04", Sex::Female)).expect("found");
    assert_eq!(turned.1[0], Reason::NamePartsExchanged);
    let misspelt = judged(wang(), somebody("W92", "wang", "xiaomin", "1951-03-04", Sex::Female)).expect("found");
    assert_eq!(misspelt.1[0], Reason::SimilarName);
    let alike = judged(wang(), Somebody { identifier: "w017".into(), birth: None, ..wang() }).expect("found");
    assert_eq!(alike.1[2], Reason::IdentifierAlike(IdentifierDifference::LeadingZeros));
}

/// Worked by hand in docs/methods/duplicates.md.
#[test]
fn the_worked_example_comes_out() {
    let mut crowd = strangers_of(298);
    crowd.push(somebody("W17", "wang", "xiaoming", "1951-03-04", Sex::Female));
    crowd.push(somebody("W92", "wang", "xiaoming", "1951-04-03", Sex::Female));
    let found = find(&Crowd(crowd), &Progress::default()).expect("not cancelled");
    let [pair] = found.pairs.as_slice() else { panic!("{found:?}") };
    let bits: Vec<f64> = pair.evidence.iter().map(|evidence| (evidence.bits * 10.0).round() / 10.0).collect();
    assert_eq!((bits, (pair.score * 1000.0).round()), (vec![9.9, 9.2, 1.0], 986.0));
}

#[test]
fn conflicts_lower_the_score_and_too_little_is_not_proposed() {
    let wang = || somebody("W17", "wang", "xiaoming", "1951-03-04", Sex::Female);
    let other = || Somebody { identifier: "W92".into(), ..wang() };
    let same = judged(wang(), other()).expect("found").0;
    let man = judged(wang(), Somebody { sex: Some(Sex::Male), ..other() }).expect("still likely");
    assert!(man.0 < same && man.1.contains(&Reason::OtherSex));
    assert_eq!(judged(wang(), Somebody { birth: day("1978-11-23"), ..other() }), None, "another birth date");
    let dead = Somebody { death: day("1950-01-01"), birth: None, ..other() };
    assert_eq!(judged(wang(), Somebody { identifier: "w17".into(), ..dead }), None, "died before the other was born");
    assert_eq!(judged(wang(), Somebody { birth: None, ..other() }), None, "a name alone");
    assert_eq!(
        judged(wang(), Somebody { identifier: "w17".into(), ..Somebody::default() }),
        None,
        "an identifier alone"
    );
    assert_eq!(judged(Somebody::default(), Somebody::default()), None, "nothing at all");
}

/// Whatever else the two records say: one of the identifiers is a slip that nobody sees.
#[test]
fn identifiers_that_look_the_same_are_reported_by_themselves() {
    for other in ["W17\u{200B}", "Ｗ17", "W\u{2060}17", "W17\u{A0}"] {
        let bare = |identifier: &str| Somebody { identifier: identifier.to_owned(), ..Somebody::default() };
        let (score, reasons) = judged(bare("W17"), bare(other)).expect("found");
        assert_eq!(reasons, [Reason::IdentifierAlike(IdentifierDifference::Invisible)]);
        assert!(score > 0.99, "{score}");
        let one = somebody("W17", "wang", "xiaoming", "1951-03-04", Sex::Female);
        let another = somebody(other, "schmidt", "peter", "1980-01-01", Sex::Male);
        assert!(judged(one, another).expect("found").0 >= LEAST_SCORE);
    }
}

#[test]
fn a_telephone_number_speaks_for_a_pair_and_another_one_little_against_it() {
    let wang = |phone: &str| Somebody {
        phone: phone.to_owned(),
        ..somebody("W17", "wang", "xiaoming", "1951-03-04", Sex::Female)
    };
    let other = |phone: &str, birth: &str| Somebody { identifier: "W92".into(), birth: day(birth), ..wang(phone) };
    let (mine, written, another) = ("13800138000", "+86 138-0013-8000", "01012345678");
    let plain = judged(wang(""), other("", "1951-03-04")).expect("found");
    let same = judged(wang(mine), other(written, "1951-03-04")).expect("found");
    let differs = judged(wang(mine), other(another, "1951-03-04")).expect("found");
    assert_eq!(same.1.last(), Some(&Reason::SamePhone));
    assert_eq!(differs.1.last(), Some(&Reason::OtherPhone));
    assert!(same.0 > plain.0 && plain.0 > differs.0 && differs.0 > 0.9, "{same:?} {plain:?} {differs:?}");
    // The number finds a pair whose birth dates are not recorded, or too different to be filed together.
    let undated = judged(wang(mine), Somebody { birth: None, ..other(written, "1951-03-04") }).expect("found");
    assert_eq!(undated.1, [Reason::SameName, Reason::SameSex, Reason::SamePhone]);
    let household = Somebody { given: "lihua".into(), sex: Some(Sex::Male), ..other(mine, "1951-03-04") };
    assert_eq!(judged(wang(mine), household), None, "one household, one birthday, two persons");
    let nameless = Somebody { identifier: "W93".into(), phone: mine.into(), ..Somebody::default() };
    assert_eq!(judged(wang(mine), nameless), None, "a number alone");
}

#[test]
fn a_written_out_umlaut_is_the_same_name() {
    let umlaut = Somebody {
        written_family: "mueller".to_owned(),
        ..somebody("W17", "muller", "anna", "1951-03-04", Sex::Female)
    };
    let written = |birth: &str| somebody("W92", "mueller", "anna", birth, Sex::Female);
    let (score, reasons) = judged(umlaut.clone(), written("1951-03-04")).expect("found");
    assert_eq!(reasons, [Reason::WrittenOut, Reason::SameBirthDate, Reason::SameSex]);
    assert!(score > 0.9, "{score}");
    assert!(judged(umlaut.clone(), written("1951-04-03")).is_some(), "they are filed together by the whole name");
    assert_eq!(judged(umlaut, written("1978-11-23")), None, "a namesake");
}

#[test]
fn one_number_birth_date_and_sex_are_proposed_under_two_names() {
    let anna = |family: &str, given: &str| Somebody {
        phone: "13800138000".to_owned(),
        ..somebody("W17", family, given, "1951-03-04", Sex::Female)
    };
    let other = |somebody: Somebody| Somebody { identifier: "W92".into(), ..somebody };
    let (married, reasons) = judged(anna("schmidt", "anna"), other(anna("weber", "anna"))).expect("found");
    let want = [Reason::OtherFamilyName, Reason::SameBirthDate, Reason::SameSex, Reason::SamePhone];
    assert_eq!(reasons, want);
    let (renamed, reasons) = judged(anna("wang", "xiaoming"), other(anna("li", "na"))).expect("found");
    assert_eq!(reasons.last(), Some(&Reason::SharedPhoneAndBirth));
    assert!(married > 0.9 && renamed == 0.5, "{married} {renamed}: the other may be a twin");
    let same = || anna("schmidt", "anna");
    for (what, other) in [
        ("a brother", Somebody { sex: Some(Sex::Male), ..other(anna("schmidt", "peter")) }),
        ("a sister", Somebody { birth: day("1953-07-21"), ..other(anna("schmidt", "petra")) }),
        ("a daughter of the same name", Somebody { birth: day("1978-11-23"), ..other(anna("weber", "anna")) }),
        ("sex not known", Somebody { sex: None, ..other(anna("weber", "petra")) }),
        ("another number", Somebody { phone: "01012345678".into(), ..other(anna("weber", "anna")) }),
        ("no number", Somebody { phone: String::new(), ..other(anna("weber", "anna")) }),
    ] {
        assert_eq!(judged(same(), other), None, "{what}");
    }
}

#[test]
fn a_number_that_many_share_says_little() {
    let bits_among = |sharing: usize| {
        let mut crowd = strangers();
        crowd.iter_mut().take(sharing).for_each(|stranger| stranger.phone = "13800138000".to_owned());
        let wang = somebody("W17", "wang", "xiaoming", "1951-03-04", Sex::Female);
        let wang = Somebody { phone: "13800138000".to_owned(), ..wang };
        crowd.extend([wang.clone(), Somebody { identifier: "W92".into(), ..wang }]);
        let found = find(&Crowd(crowd), &Progress::default()).expect("not cancelled");
        let pair = found.pairs.into_iter().find(|pair| pair.first == 200).expect("the same name and birth date");
        pair.evidence.iter().find(|one| one.reason == Reason::SamePhone).map(|one| one.bits).expect("the same number")
    };
    assert!(bits_among(0) == 10.0 && bits_among(150) < 3.0, "{} {}", bits_among(0), bits_among(150));
}

#[test]
fn a_placeholder_for_a_date_is_left_out_and_told() {
    let mut crowd = strangers();
    let many =
        (0..400).map(|number| somebody(&format!("P{number}"), "wang", &format!("n{number}"), "1900-01-01", Sex::Male));
    crowd.extend(many);
    let found = find(&Crowd(crowd), &Progress::default()).expect("not cancelled");
    assert!(found.too_common > 0);
    assert_eq!(found.pairs, []);
}

#[test]
fn a_stopped_search_gives_nothing() {
    let progress = Progress::default();
    progress.cancel();
    assert_eq!(find(&Crowd(strangers()), &progress), Err(Cancelled));
}

/// Few names and dates, so that many persons are alike.
fn crowd() -> impl Strategy<Value = Vec<Somebody>> {
    let names = ["", "wang", "xiaoming", "xiaomin", "li", "schmidt"];
    let dates = ["1951-03-04", "1951-04-03", "1951-03-14", "1980-01-01"];
    let one = (0usize..6, 0usize..6, prop::option::of(0usize..4), 0u8..3, 0usize..3, 0u32..30).prop_map(
        move |(family, given, birth, sex, chinese, identifier)| Somebody {
            identifier: ["W", "w", "W0"][identifier as usize % 3].to_owned() + &identifier.to_string(),
            family: names[family].to_owned(),
            given: names[given].to_owned(),
            written_family: String::new(),
            chinese: ["", "王小明", "李明"][chinese].to_owned(),
            readings: ["", "wang xiao ming", "li ming"][chinese].to_owned(),
            sex: [None, Some(Sex::Female), Some(Sex::Male)][usize::from(sex)],
            birth: birth.and_then(|birth| day(dates[birth])),
            death: None,
            phone: ["", "13800138000", "+86 13800138000", "0301234567"][identifier as usize % 4].to_owned(),
        },
    );
    prop::collection::vec(one, 0..24)
}

/// Pairs by identifier, so that they can be compared when rows have moved.
fn named(crowd: &[Somebody]) -> Vec<(String, String, u64)> {
    let found = find(&Crowd(crowd.to_vec()), &Progress::default()).expect("not cancelled");
    let name = |row: u32| format!("{:?}", crowd[row as usize]);
    let one = |pair: &Pair| {
        let (first, second) = (name(pair.first), name(pair.second));
        (first.clone().min(second.clone()), first.max(second), pair.score.to_bits())
    };
    let mut named: Vec<_> = found.pairs.iter().map(one).collect();
    named.sort();
    named
}

proptest! {
    #[test]
    fn neither_order_nor_time_matters(crowd in crowd(), turn in 0usize..24) {
        let mut turned = crowd.clone();
        turned.reverse();
        turned.rotate_left(turn.min(crowd.len()));
        prop_assert_eq!(named(&crowd), named(&turned));
    }

    #[test]
    fn a_score_is_a_probability_and_a_pair_has_two_rows(crowd in crowd()) {
        let found = find(&Crowd(crowd), &Progress::default()).expect("not cancelled");
        for pair in &found.pairs {
            prop_assert!(pair.first < pair.second && (LEAST_SCORE..=1.0).contains(&pair.score));
            prop_assert!(pair.evidence.iter().all(|evidence| evidence.bits.is_finite()));
        }
        prop_assert!(found.pairs.is_sorted_by(|a, b| a.score >= b.score));
    }
}
