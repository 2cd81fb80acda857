//! What no model may be made of: sex, age, origin, faith, health, family and the like, told from a heading or from what the
//! cells hold (Article 9 of Regulation (EU) 2016/679; Article 21 of the Charter of Fundamental Rights of the EU).
//!
//! No list is complete. A column under a heading that nobody foresaw is caught by [`super::columns::doubt_of`] where it
//! holds codes or calendar years; what remains is the user's to say.

use crate::analysis::diagnosis::table::{RawCell, RawColumn};

use super::columns::words;

/// Latin words stand alone in a heading; others may stand anywhere in it.
const WORDS: &[&str] = &[
    // Sex and orientation.
    "sex",
    "sexual",
    "gender",
    "male",
    "female",
    "salutation",
    "honorific",
    "pronoun",
    "pronouns",
    "lgbt",
    "geschlecht",
    "anrede",
    "sexe",
    "civilité",
    "sexo",
    "género",
    "genero",
    "gênero",
    "sesso",
    "性别",
    "性別",
    "性取向",
    "称呼",
    "称谓",
    "성별",
    "пол",
    // Age.
    "age",
    "ages",
    "aged",
    "agegroup",
    "agegrp",
    "ageband",
    "agerange",
    "agebracket",
    "ageclass",
    "agecat",
    "birth",
    "birthdate",
    "birthday",
    "birthyear",
    "dob",
    "yob",
    "born",
    "generation",
    "alter",
    "altersgruppe",
    "geburt",
    "geburtsdatum",
    "geburtsjahr",
    "jahrgang",
    "âge",
    "naissance",
    "edad",
    "nacimiento",
    "idade",
    "nascimento",
    "età",
    "nascita",
    "年龄",
    "年齢",
    "年齡",
    "出生",
    "生日",
    "生年",
    "岁",
    "歲",
    "生肖",
    "属相",
    "나이",
    "연령",
    "возраст",
    // Origin.
    "ethnicity",
    "ethnic",
    "ethnie",
    "race",
    "racial",
    "skin",
    "caste",
    "tribe",
    "nationality",
    "citizenship",
    "citizen",
    "origin",
    "birthplace",
    "migrant",
    "migration",
    "immigrant",
    "hukou",
    "visa",
    "nationalität",
    "staatsangehörigkeit",
    "herkunft",
    "rasse",
    "nationalité",
    "origine",
    "etnia",
    "raza",
    "raça",
    "nacionalidad",
    "nacionalidade",
    "nazionalità",
    "民族",
    "种族",
    "種族",
    "国籍",
    "籍贯",
    "户籍",
    "户口",
    "국적",
    // Faith, opinion and membership.
    "religion",
    "religious",
    "faith",
    "creed",
    "politics",
    "political",
    "party",
    "union",
    "unionised",
    "unionized",
    "konfession",
    "gewerkschaft",
    "syndicat",
    "religión",
    "religião",
    "宗教",
    "信仰",
    "政治面貌",
    "党员",
    "党派",
    "工会",
    // Health and disability.
    "disability",
    "disabled",
    "disabilities",
    "handicap",
    "handicapped",
    "illness",
    "sick",
    "sickness",
    "diagnosis",
    "genetic",
    "behinderung",
    "krank",
    "krankheit",
    "discapacidad",
    "deficiência",
    "disabilità",
    "残疾",
    "残障",
    "健康状况",
    "病假",
    "疾病",
    "病史",
    // Family.
    "marital",
    "married",
    "marriage",
    "spouse",
    "pregnancy",
    "pregnant",
    "maternity",
    "paternity",
    "parental",
    "children",
    "kids",
    "dependents",
    "dependants",
    "breastfeeding",
    "veteran",
    "familienstand",
    "schwanger",
    "schwangerschaft",
    "kinder",
    "elternzeit",
    "mutterschutz",
    "enceinte",
    "enfants",
    "embarazo",
    "hijos",
    "gravidez",
    "filhos",
    "figli",
    "婚姻",
    "婚否",
    "配偶",
    "怀孕",
    "孕",
    "产假",
    "哺乳",
    "育儿",
    "生育",
    "子女",
    "孩子",
];

/// Beginnings and ends that make a word of a heading one of these, `birthcountry` or `yearofbirth`.
const STEMS: &[&str] = &["birth", "geburt", "naissance", "nacimiento", "pregnan", "ethnic", "gender"];

/// Cells that tell a sex, whatever the heading: of men, of women, and of neither.
const SEXES: [&[&str]; 3] = [
    &["m", "male", "man", "men", "mr", "mr.", "herr", "männlich", "homme", "hombre", "男", "男性", "先生"],
    &[
        "f", "w", "female", "woman", "women", "mrs", "mrs.", "ms", "ms.", "miss", "frau", "weiblich", "femme", "mujer",
        "女", "女性", "女士", "小姐",
    ],
    &["d", "x", "divers", "diverse", "other", "nonbinary", "non-binary", "unknown", "其他", "不详"],
];

/// Whether a heading names what no model may be made of.
pub fn is_protected_name(heading: &str) -> bool {
    let small = heading.to_lowercase();
    let words = words(heading);
    let is_word = |known: &str| {
        if is_latin(known) { words.iter().any(|word| word == known) } else { small.contains(known) }
    };
    let has_stem = |word: &String| STEMS.iter().any(|stem| word.starts_with(stem) || word.ends_with(stem));
    let is_age = words.windows(2).any(|pair| pair[0] == "years" && pair[1] == "old");
    is_age || WORDS.iter().any(|known| is_word(known)) || words.iter().any(has_stem)
}

/// Whether a column is one of these, by its heading or because its cells tell a sex.
pub fn is_protected(column: &RawColumn) -> bool {
    is_protected_name(&column.name) || tells_sex(column)
}

fn is_latin(word: &str) -> bool {
    word.chars().all(|letter| letter < '\u{250}')
}

/// Every cell is one of these, and both men and women are among them.
fn tells_sex(column: &RawColumn) -> bool {
    let mut has = [false; 3];
    for cell in column.cells.iter().filter(|cell| **cell != RawCell::Missing) {
        let RawCell::Word(word) = cell else { return false };
        let word = word.trim().to_lowercase();
        let Some(at) = SEXES.iter().position(|sex| sex.contains(&word.as_str())) else { return false };
        has[at] = true;
    }
    has[0] && has[1]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_of_many_makers_are_known() {
        for heading in [
            "Sex",
            "Agegroup",
            "age_group",
            "AgeAtHire",
            "Years old",
            "YearOfBirth",
            "birthCountry",
            "Geschlecht",
            "Salutation",
            "Sexual orientation",
            "Trade union",
            "Children",
            "生日",
            "政治面貌",
            "产假天数",
            "出生年份",
            "DOB",
            "Sick days",
        ] {
            assert!(is_protected_name(heading), "{heading}");
        }
        for heading in
            ["Education", "Hours a week", "work_experience", "stage", "wages", "Courses", "夜班", "工龄", "Packages"]
        {
            assert!(!is_protected_name(heading), "{heading}");
        }
        let column = |cells: [&str; 3]| RawColumn {
            name: "kind".to_owned(),
            cells: cells.map(|cell| RawCell::Word(cell.to_owned())).to_vec(),
        };
        assert!(is_protected(&column(["M", "f", "M"])) && !is_protected(&column(["M", "f", "RN"])));
    }
}
