//! The unit in a column's heading: in brackets, behind a comma, slash, space or underscore, or written straight on.

use crate::domain::unit_words::unit_of;

/// A heading without its unit, and the unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    pub name: String,
    /// As written; `/` stands for the underscore in `glucose_mmol_l`.
    pub unit: Option<String>,
}

const BRACKETS: [(char, char); 4] = [('(', ')'), ('（', '）'), ('[', ']'), ('【', '】')];

/// Splits the unit off a heading. Only what [`unit_of`] knows is a unit: `Name (first)` has none and stays whole.
pub fn split_heading(heading: &str) -> Heading {
    let heading = heading.trim();
    let found = in_brackets(heading)
        .or_else(|| behind_mark(heading))
        .or_else(|| behind_underscore(heading))
        .or_else(|| straight_on(heading));
    match found {
        Some((name, unit)) => Heading { name: name.to_owned(), unit: Some(unit) },
        None => Heading { name: heading.to_owned(), unit: None },
    }
}

/// Units that are also other words, such as the minimum in `sbp_min`: outside of brackets they are none.
const UNCLEAR: [&str; 10] = ["in", "min", "mo", "a", "d", "h", "s", "L", "C", "F"];

/// A name and a unit outside of brackets.
fn clear<'a>(name: &'a str, unit: &str) -> Option<(&'a str, String)> {
    accepted(name, unit).filter(|(_, unit)| !UNCLEAR.contains(&unit.as_str()))
}

/// `temp_c`, `body_temp_F`: the one heading in which a letter is a unit.
fn temperature<'a>(name: &'a str, unit: &str) -> Option<(&'a str, String)> {
    let unit = match unit {
        "c" | "C" => "°C",
        "f" | "F" => "°F",
        _ => return None,
    };
    accepted(name, unit).filter(|(name, _)| name.to_lowercase().contains("temp"))
}

/// A name and a unit that is one, with the signs between them taken off the name; a name must be left.
fn accepted<'a>(name: &'a str, unit: &str) -> Option<(&'a str, String)> {
    let name =
        name.trim_end_matches(|end: char| end.is_whitespace() || matches!(end, ',' | '，' | ':' | '/' | '_' | '-'));
    let name = name.strip_suffix(" in").unwrap_or(name).trim_end();
    let unit = unit.trim();
    (!name.is_empty() && unit_of(unit).is_some()).then(|| (name, unit.to_owned()))
}

/// `Glucose (mmol/L)`, `血糖（mg/dL）`, `Pulse [/min]`.
fn in_brackets(heading: &str) -> Option<(&str, String)> {
    BRACKETS.iter().find_map(|(open, close)| {
        let (name, unit) = heading.strip_suffix(*close)?.split_once(*open)?;
        accepted(name, unit)
    })
}

/// `Glucose, mmol/L`, `Glucose mmol/L`, `SBP/mmHg`, `Weight in kg`: the longest unit behind a comma, space or slash.
fn behind_mark(heading: &str) -> Option<(&str, String)> {
    let marks =
        heading.char_indices().filter(|(_, letter)| letter.is_whitespace() || matches!(letter, ',' | '，' | '/' | ':'));
    marks.into_iter().find_map(|(place, mark)| {
        let (name, unit) = heading.split_at_checked(place)?;
        // A slash may belong to the unit: `Pulse /min`.
        clear(name, unit.get(mark.len_utf8()..)?).or_else(|| clear(name, unit).filter(|_| mark == '/'))
    })
}

/// `weight_kg`, `glucose_mmol_l`, `hb_g_dl`, `heart_rate_bpm`: the longest unit behind an underscore.
fn behind_underscore(heading: &str) -> Option<(&str, String)> {
    let places = heading.match_indices('_').map(|(place, _)| place);
    places.into_iter().find_map(|place| {
        let (name, unit) = heading.split_at_checked(place)?;
        let unit = unit.get(1..)?;
        temperature(name, unit).or_else(|| clear(name, unit)).or_else(|| clear(name, &unit.replacen('_', "/", 1)))
    })
}

/// `体重kg`, `血糖mmol/L`, `HbA1c%`: a unit right behind a Chinese character or a bracket, or a percent sign behind anything.
fn straight_on(heading: &str) -> Option<(&str, String)> {
    let mut boundaries = heading.char_indices().zip(heading.chars().skip(1));
    boundaries.find_map(|((place, letter), next)| {
        let is_change =
            (!letter.is_ascii() || letter == ')') && (next.is_ascii() || next == '％' || next == '℃' || next == 'μ');
        let (name, unit) = heading.split_at_checked(place + letter.len_utf8())?;
        clear(name, unit).filter(|_| is_change || unit == "%" || unit == "％")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn units_are_found_where_people_put_them() {
        let headings = [
            ("Glucose (mmol/L)", "Glucose", "mmol/L"),
            ("血糖(mg/dL)", "血糖", "mg/dL"),
            ("血糖（mg/dL）", "血糖", "mg/dL"),
            ("Glucose [mg/dL]", "Glucose", "mg/dL"),
            ("Glucose, mmol/L", "Glucose", "mmol/L"),
            ("Glucose mmol/L", "Glucose", "mmol/L"),
            ("glucose_mmol_l", "glucose", "mmol/l"),
            ("weight_kg", "weight", "kg"),
            ("hb_g_dl", "hb", "g/dl"),
            ("Weight in kg", "Weight", "kg"),
            ("SBP/mmHg", "SBP", "mmHg"),
            ("HbA1c %", "HbA1c", "%"),
            ("体重kg", "体重", "kg"),
            ("血压(收缩压)mmHg", "血压(收缩压)", "mmHg"),
            ("WBC 10^9/L", "WBC", "10^9/L"),
            ("WBC (x10^9/L)", "WBC", "x10^9/L"),
            ("Pulse [/min]", "Pulse", "/min"),
            ("Pulse /min", "Pulse", "/min"),
            ("Blood pressure mm Hg", "Blood pressure", "mm Hg"),
            ("8310-5 [°F]", "8310-5", "°F"),
            ("temp_c", "temp", "°C"),
        ];
        for (heading, name, unit) in headings {
            let want = Heading { name: name.to_owned(), unit: Some(unit.to_owned()) };
            assert_eq!(split_heading(heading), want, "{heading}");
        }
        for heading in [
            "Name (first)",
            "patient_id",
            "kg",
            "note (x)",
            "Vitamin C/Zinc",
            "",
            "(kg)",
            "check_in",
            "sbp_min",
            "Vitamin C",
        ] {
            assert_eq!(split_heading(heading).unit, None, "{heading}");
        }
    }

    proptest! {
        #[test]
        fn no_heading_panics(heading in "\\PC{0,16}|[a-z_ (（/%年]{0,12}kg[)）]?") {
            let split = split_heading(&heading);
            prop_assert!(split.unit.is_none() || !split.name.is_empty());
        }
    }
}
