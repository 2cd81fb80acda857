//! Chinese names in Latin letters: readings of a character, of a name, and the order of a list by pinyin.

use pinyin::ToPinyin;

/// Characters common in names whose other reading is the one of a family name, or that people read in two ways.
/// Readings beyond the usual first one; rare and literary readings are left out, since they would bring strangers up.
const OTHER_READINGS: [(char, &[&str]); 27] = [
    ('单', &["shan", "dan"]),
    ('曾', &["zeng", "ceng"]),
    ('解', &["xie", "jie"]),
    ('仇', &["qiu", "chou"]),
    ('区', &["ou", "qu"]),
    ('查', &["zha", "cha"]),
    ('盖', &["ge", "gai"]),
    ('朴', &["piao", "pu"]),
    ('翟', &["zhai", "di"]),
    ('尉', &["yu", "wei"]),
    ('长', &["chang", "zhang"]),
    ('覃', &["qin", "tan"]),
    ('乐', &["yue", "le"]),
    ('员', &["yun", "yuan"]),
    ('缪', &["miao", "mou"]),
    ('折', &["she", "zhe"]),
    ('秘', &["bi", "mi"]),
    ('种', &["chong", "zhong"]),
    ('召', &["shao", "zhao"]),
    ('晟', &["sheng", "cheng"]),
    ('行', &["xing", "hang"]),
    ('重', &["chong", "zhong"]),
    ('朝', &["chao", "zhao"]),
    ('都', &["du", "dou"]),
    ('隗', &["wei", "kui"]),
    ('茜', &["xi", "qian"]),
    ('柏', &["bai", "bo"]),
];

/// The ways people type a character's reading, the usual one first; none for what is not Chinese.
pub fn readings_of(letter: char) -> Vec<String> {
    let listed = OTHER_READINGS.iter().find(|(of, _)| *of == letter).map(|(_, readings)| *readings);
    let usual = letter.to_pinyin().map(|reading| reading.plain());
    let mut readings: Vec<String> = Vec::new();
    for reading in listed.unwrap_or(&[]).iter().copied().chain(usual) {
        for spelling in spellings(reading) {
            if !readings.contains(&spelling) {
                readings.push(spelling);
            }
        }
    }
    readings
}

/// A text that orders Chinese names as a list by pinyin does: usual readings first, then the characters themselves.
pub fn pinyin_order(name: &str) -> String {
    let mut order = String::with_capacity(name.len() * 3);
    for letter in name.chars() {
        match readings_of(letter).first() {
            Some(reading) => order.push_str(reading),
            None => order.extend(letter.to_lowercase()),
        }
        order.push(' ');
    }
    order.push_str(name);
    order
}

/// How a Chinese name may be written in Latin letters, one reading a line, syllables with blanks between: the usual
/// readings, then with another reading of one character. Empty for an empty name.
pub fn readings_of_name(name: &str) -> String {
    const MOST_LINES: usize = 6;
    let letters: Vec<Vec<String>> = name.chars().filter(|letter| !letter.is_whitespace()).map(syllables_of).collect();
    let usual: Vec<&str> = letters.iter().filter_map(|readings| readings.first().map(String::as_str)).collect();
    let mut lines = vec![usual.join(" ")];
    for (place, readings) in letters.iter().enumerate() {
        for other in readings.iter().skip(1) {
            let mut line = usual.clone();
            if let Some(syllable) = line.get_mut(place) {
                *syllable = other;
            }
            lines.push(line.join(" "));
        }
    }
    lines.truncate(MOST_LINES);
    lines.join("\n")
}

/// Whether Latin letters may stand for a part of a text: its syllables from one of them on (`daoru`, `dao ru`), or their first
/// letters (`dr`).
pub fn may_stand_for(typed: &str, text: &str) -> bool {
    let typed: String = typed.chars().filter(|letter| !letter.is_whitespace()).flat_map(char::to_lowercase).collect();
    if typed.is_empty() || !typed.is_ascii() {
        return false;
    }
    let syllables: Vec<String> = text.chars().filter_map(|letter| readings_of(letter).into_iter().next()).collect();
    (0..syllables.len()).any(|from| {
        let rest = syllables.get(from..).unwrap_or_default();
        let first: String = rest.iter().filter_map(|syllable| syllable.chars().next()).collect();
        rest.concat().starts_with(&typed) || first.starts_with(&typed)
    })
}

/// The readings of a character; what is not Chinese stands for itself.
fn syllables_of(letter: char) -> Vec<String> {
    let readings = readings_of(letter);
    if readings.is_empty() { vec![letter.to_lowercase().collect()] } else { readings }
}

/// `lü` is typed `lv`, `lu` or, as in passports, `lyu`.
fn spellings(reading: &str) -> Vec<String> {
    if reading.contains('ü') {
        ["v", "u", "yu"].map(|vowel| reading.replace('ü', vowel)).to_vec()
    } else {
        vec![reading.to_owned()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pinyin::ToPinyinMulti;

    #[test]
    fn a_name_is_written_in_latin_letters() {
        assert_eq!(readings_of_name("王小明"), "wang xiao ming");
        assert_eq!(readings_of_name("曾 国藩").lines().take(2).collect::<Vec<_>>(), ["zeng guo fan", "ceng guo fan"]);
        assert!(readings_of_name("吕布").lines().any(|line| line == "lu bu"));
        assert_eq!((readings_of_name("").as_str(), readings_of_name("A明").as_str()), ("", "a ming"));
    }

    #[test]
    fn commands_are_found_by_how_they_are_typed() {
        for typed in ["daoru", "dao ru", "DR", "ruwen", "dao"] {
            assert!(may_stand_for(typed, "导入文件"), "{typed}");
        }
        for typed in ["aoru", "", "导", "drx"] {
            assert!(!may_stand_for(typed, "导入文件"), "{typed}");
        }
    }

    #[test]
    fn listed_readings_are_readings_of_their_character() {
        for (letter, readings) in OTHER_READINGS {
            let known: Vec<&str> =
                letter.to_pinyin_multi().into_iter().flatten().map(|reading| reading.plain()).collect();
            assert!(readings.iter().all(|reading| known.contains(reading)), "{letter} {readings:?} {known:?}");
        }
    }
}
