//! Which words are units: the spellings in files and headings, and the UCUM code of each.
//!
//! [`usual_spelling`] knows what most files use; this table knows the further units that hospital files carry, and the
//! spellings that differ only by case, sign or space.

use super::unit::usual_spelling;

/// UCUM codes, and with each the spellings that [`folded`] does not already lead to it.
const UNITS: &[(&str, &[&str])] = &[
    ("%", &["percent", "pct"]),
    ("/min", &["1/min", "bpm", "beats/min", "breaths/min", "次/分", "次/min", "次/分钟"]),
    ("mm[Hg]", &["mmhg", "毫米汞柱", "torr"]),
    ("kPa", &[]),
    ("cm[H2O]", &["cmh2o"]),
    ("Cel", &["°c", "degc", "celsius", "摄氏度"]),
    ("[degF]", &["°f", "degf", "fahrenheit", "华氏度"]),
    ("kg", &["公斤", "千克", "kgs"]),
    ("g", &["克"]),
    ("mg", &["毫克"]),
    ("ug", &["mcg", "微克"]),
    ("ng", &["纳克"]),
    ("[lb_av]", &["lb", "lbs"]),
    ("[oz_av]", &["oz"]),
    ("cm", &["厘米"]),
    ("mm", &["毫米"]),
    ("m", &["米"]),
    ("[in_i]", &["in", "inch", "inches"]),
    ("kg/m2", &[]),
    ("m2", &[]),
    ("mmol/L", &["mmoll", "毫摩尔/升", "毫摩/升", "毫摩尔每升"]),
    ("umol/L", &["umoll", "micromol/l", "微摩尔/升", "微摩/升", "微摩尔每升"]),
    ("nmol/L", &["nmoll", "纳摩尔/升"]),
    ("pmol/L", &["pmoll", "皮摩尔/升"]),
    ("mol/L", &["moll", "摩尔/升"]),
    ("mg/dL", &["mgdl", "mg%", "mg/100ml", "毫克/分升", "毫克/100毫升", "毫克%"]),
    ("mg{urea}/dL", &["mg/dl(urea)", "mg/dlurea"]),
    ("mg{N}/dL", &["mg/dl(urean)", "mg/dl(n)", "mg/dln"]),
    ("mg{urea}/L", &["mg/l(urea)"]),
    ("mg{N}/L", &["mg/l(n)", "mg/l(urean)"]),
    ("g{urea}/L", &["g/l(urea)"]),
    ("g{N}/L", &["g/l(n)", "g/l(urean)"]),
    ("g/dL", &["gdl", "g%", "gm/dl", "gm%", "g/100ml", "克/分升", "克/100毫升", "克%"]),
    ("ug/dL", &["ugdl", "mcg/dl", "ug/100ml", "微克/分升"]),
    ("ng/dL", &["ngdl"]),
    ("g/L", &["gl", "gm/l", "克/升", "克每升"]),
    ("mg/L", &["mgl", "毫克/升", "毫克每升"]),
    ("ug/L", &["ugl", "mcg/l", "微克/升"]),
    ("ng/L", &["ngl", "纳克/升"]),
    ("mg/mL", &["mgml", "毫克/毫升"]),
    ("ug/mL", &["ugml", "mcg/ml", "微克/毫升"]),
    ("ng/mL", &["ngml", "纳克/毫升"]),
    ("pg/mL", &["pgml", "皮克/毫升"]),
    ("pg", &["皮克"]),
    ("fL", &[]),
    ("U/L", &["iu/l", "[iu]/l"]),
    ("U/mL", &["iu/ml", "[iu]/ml"]),
    ("ukat/L", &["微卡特/升"]),
    ("nkat/L", &[]),
    ("m[IU]/L", &["miu/l", "mu/l"]),
    ("u[IU]/mL", &["uiu/ml", "uu/ml"]),
    ("meq/L", &[]),
    ("mosm/kg", &["mosmol/kg"]),
    ("mmol/mol", &[]),
    ("mg/g", &[]),
    ("mg/mmol", &[]),
    ("10*9/L", &["10e9/l", "x10e9/l", "x10*9/l", "10*9", "x10*9", "10⁹/l"]),
    ("10*12/L", &["10e12/l", "x10e12/l", "x10*12/l", "t/l"]),
    ("10*3/uL", &["k/ul", "x10*3/ul", "10e3/ul", "x10e3/ul", "thousand/ul", "thou/ul", "k/mm3", "k/mm*3"]),
    ("10*6/uL", &["m/ul", "x10*6/ul", "10e6/ul", "x10e6/ul", "million/ul", "mil/ul"]),
    ("/uL", &["cells/ul", "/mm3", "/mm*3", "cells/mm3", "cells/mm*3", "个/ul"]),
    ("mL/min", &[]),
    ("mL/min/{1.73_m2}", &["ml/min/1.73m2"]),
    ("mL", &["毫升", "cc"]),
    ("L", &["升"]),
    ("L/min", &[]),
    ("mL/h", &["ml/hr"]),
    ("mm/h", &["mm/hr"]),
    ("s", &["sec", "秒"]),
    ("ms", &["msec"]),
    ("min", &["分钟"]),
    ("h", &["hr", "hrs", "hours", "小时"]),
    ("d", &["days", "天"]),
    ("a", &["years", "yrs", "岁"]),
    ("mo", &["months", "月龄"]),
];

/// Units of a letter or two that are also something else; they are units only in this case.
const CASED: &[(&str, &str)] = &[
    ("C", "Cel"),
    ("F", "[degF]"),
    ("G/L", "10*9/L"),
    ("T/L", "10*12/L"),
    ("mM", "mmol/L"),
    ("uM", "umol/L"),
    ("µM", "umol/L"),
    ("μM", "umol/L"),
];

/// The most bytes of a spelling.
const LONGEST: usize = 32;

/// The UCUM code for a spelling found in files; the spelling itself where it is not a known one.
pub fn ucum_from_spelling(spelling: &str) -> &str {
    usual_spelling(spelling).or_else(|| unit_of(spelling)).unwrap_or(spelling)
}

/// The UCUM code of a unit as people write it; `None` if the text is no unit known here. Case, spaces, full-width
/// signs and the spelling of powers do not matter, except where two units differ by nothing else.
pub fn unit_of(spelling: &str) -> Option<&'static str> {
    let spelling = spelling.trim();
    if spelling.is_empty() || spelling.len() > LONGEST {
        return None;
    }
    let by_case = CASED.iter().find(|(word, _)| *word == spelling).map(|(_, code)| *code);
    let known = usual_spelling(spelling).unwrap_or(spelling);
    by_case
        .or_else(|| UNITS.iter().find(|(code, _)| *code == known).map(|(code, _)| *code))
        .or_else(|| unit_of_folded(&folded(spelling)?))
}

fn unit_of_folded(folded: &str) -> Option<&'static str> {
    let is_same = |code: &str, words: &[&str]| code.eq_ignore_ascii_case(folded) || words.contains(&folded);
    UNITS.iter().find(|(code, words)| is_same(code, words)).map(|(code, _)| *code)
}

/// A spelling in lower case without spaces, with plain signs. A single letter is a unit only as it stands in UCUM.
fn folded(spelling: &str) -> Option<String> {
    let mut plain = String::with_capacity(spelling.len());
    for letter in spelling.chars().filter(|letter| !letter.is_whitespace()) {
        match letter {
            'µ' | 'μ' => plain.push('u'),
            '％' => plain.push('%'),
            '／' | '∕' => plain.push('/'),
            '℃' => plain.push_str("°c"),
            '℉' => plain.push_str("°f"),
            '²' => plain.push('2'),
            '³' => plain.push_str("*3"),
            '⁹' => plain.push_str("*9"),
            '¹' => plain.push('1'),
            '⁻' | '−' => plain.push('-'),
            '^' => plain.push('*'),
            '×' | '✕' => plain.push('x'),
            '·' | '.' if plain.ends_with(|last: char| last.is_ascii_alphabetic()) => {}
            other => plain.extend(other.to_lowercase()),
        }
    }
    let plain = plain.replace("m*2", "m2");
    // `mmol·L⁻¹` is mmol/L: without its point and its power it is one of the spellings above.
    let plain =
        plain.strip_suffix("l-1").or(plain.strip_suffix("l*-1")).map_or(plain.clone(), |rest| format!("{rest}l"));
    let is_letter = spelling.len() == 1 && spelling.bytes().all(|byte| byte.is_ascii_alphabetic());
    (!is_letter).then_some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_lead_to_one_code() {
        let spellings = [
            ("mmHg", "mm[Hg]"),
            ("mm Hg", "mm[Hg]"),
            ("MMOL/L", "mmol/L"),
            ("mg/dl", "mg/dL"),
            ("μmol/L", "umol/L"),
            ("％", "%"),
            ("℃", "Cel"),
            ("C", "Cel"),
            ("x10^9/L", "10*9/L"),
            ("×10⁹/L", "10*9/L"),
            ("G/L", "10*9/L"),
            ("g/L", "g/L"),
            ("kg/m²", "kg/m2"),
            ("mL/min/1.73 m²", "mL/min/{1.73_m2}"),
            ("次／分", "/min"),
            ("g", "g"),
        ];
        for (spelling, code) in spellings {
            assert_eq!(unit_of(spelling), Some(code), "{spelling}");
        }
        for word in ["", "first", "c", "H", "G", "x1F", "apples", "e5"] {
            assert_eq!(unit_of(word), None, "{word}");
        }
        assert!(UNITS.iter().all(|(code, _)| unit_of(code) == Some(code)));
    }
}
