//! Names of people who do not exist: Chinese names with their pinyin, and Latin names of several peoples, with the
//! accents, apostrophes, double family names and missing parts that real registers have.

use super::random::Draw;

/// Who a name is for, as far as given names tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NamedFor {
    Woman,
    Man,
}

/// The three name cells; an empty text is a part that is not recorded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name {
    pub family: String,
    pub given: String,
    pub chinese: String,
}

/// A people's given names for women and men, and its family names.
struct NameList {
    women: &'static [&'static str],
    men: &'static [&'static str],
    families: &'static [&'static str],
}

/// About half are Chinese with both scripts, some with one only; the rest are Latin.
pub fn draw_name(named_for: NamedFor, draw: &mut Draw) -> Name {
    let kind = draw.unit();
    if kind < 0.48 {
        let chinese = chinese_name(named_for, draw);
        return match draw.unit() {
            part if part < 0.09 => Name { family: String::new(), given: String::new(), ..chinese },
            part if part < 0.14 => Name { chinese: String::new(), ..chinese },
            _ => chinese,
        };
    }
    let mut name = latin_name(named_for, draw);
    if draw.chance(0.012) {
        name.given = String::new();
    }
    name
}

fn chinese_name(named_for: NamedFor, draw: &mut Draw) -> Name {
    let (family, family_pinyin) = draw.pick(CHINESE_FAMILIES);
    let list = match named_for {
        NamedFor::Woman => CHINESE_WOMEN,
        NamedFor::Man => CHINESE_MEN,
    };
    let mut chinese = family.to_owned();
    let mut given = String::new();
    let count = if draw.chance(0.78) { 2 } else { 1 };
    for place in 0..count {
        let (character, pinyin) = if draw.chance(0.5) { draw.pick(list) } else { draw.pick(CHINESE_ANY) };
        chinese.push_str(character);
        push_syllable(&mut given, pinyin, place == 0);
    }
    Name { family: family_pinyin.to_owned(), given, chinese }
}

/// Joins pinyin syllables as the national standard writes given names: Xiaoming, Yu'an.
fn push_syllable(given: &mut String, pinyin: &str, first: bool) {
    if first {
        given.extend(pinyin.chars().take(1).map(|letter| letter.to_ascii_uppercase()));
        given.push_str(pinyin.get(1..).unwrap_or(""));
    } else {
        if pinyin.starts_with(['a', 'e', 'o']) {
            given.push('\'');
        }
        given.push_str(pinyin);
    }
}

fn latin_name(named_for: NamedFor, draw: &mut Draw) -> Name {
    let list = draw.pick_weighted(LATIN);
    let given_names = match named_for {
        NamedFor::Woman => list.women,
        NamedFor::Man => list.men,
    };
    let mut family = draw.pick(list.families).to_owned();
    if draw.chance(0.05) && !family.contains(' ') {
        family = format!("{family}-{}", draw.pick(list.families));
    }
    let mut given = draw.pick(given_names).to_owned();
    if draw.chance(0.12) && !given.contains(' ') {
        given = format!("{given} {}", draw.pick(given_names));
    }
    Name { family, given, chinese: String::new() }
}

const LATIN: &[(f64, &NameList)] =
    &[(0.34, &WESTERN), (0.2, &IBERIAN), (0.2, &INDIAN), (0.18, &MALAY), (0.08, &NORTHERN)];

const CHINESE_FAMILIES: &[(&str, &str)] = &[
    ("王", "Wang"),
    ("李", "Li"),
    ("张", "Zhang"),
    ("刘", "Liu"),
    ("陈", "Chen"),
    ("杨", "Yang"),
    ("黄", "Huang"),
    ("赵", "Zhao"),
    ("吴", "Wu"),
    ("周", "Zhou"),
    ("徐", "Xu"),
    ("孙", "Sun"),
    ("马", "Ma"),
    ("朱", "Zhu"),
    ("胡", "Hu"),
    ("林", "Lin"),
    ("郭", "Guo"),
    ("何", "He"),
    ("高", "Gao"),
    ("罗", "Luo"),
    ("郑", "Zheng"),
    ("梁", "Liang"),
    ("谢", "Xie"),
    ("宋", "Song"),
    ("唐", "Tang"),
    ("许", "Xu"),
    ("邓", "Deng"),
    ("韩", "Han"),
    ("冯", "Feng"),
    ("曹", "Cao"),
    ("彭", "Peng"),
    ("曾", "Zeng"),
    ("萧", "Xiao"),
    ("蔡", "Cai"),
    ("潘", "Pan"),
    ("田", "Tian"),
    ("董", "Dong"),
    ("袁", "Yuan"),
    ("余", "Yu"),
    ("叶", "Ye"),
    ("蒋", "Jiang"),
    ("杜", "Du"),
    ("苏", "Su"),
    ("魏", "Wei"),
    ("程", "Cheng"),
    ("吕", "Lü"),
    ("丁", "Ding"),
    ("沈", "Shen"),
    ("欧阳", "Ouyang"),
    ("司徒", "Situ"),
    ("诸葛", "Zhuge"),
    ("单", "Shan"),
];

const CHINESE_WOMEN: &[(&str, &str)] = &[
    ("芳", "fang"),
    ("娜", "na"),
    ("丽", "li"),
    ("静", "jing"),
    ("秀", "xiu"),
    ("霞", "xia"),
    ("燕", "yan"),
    ("玲", "ling"),
    ("桂", "gui"),
    ("兰", "lan"),
    ("梅", "mei"),
    ("婷", "ting"),
    ("雪", "xue"),
    ("琳", "lin"),
    ("颖", "ying"),
    ("莉", "li"),
    ("淑", "shu"),
    ("珍", "zhen"),
    ("美", "mei"),
    ("萍", "ping"),
    ("薇", "wei"),
    ("雯", "wen"),
    ("倩", "qian"),
    ("慧", "hui"),
    ("月", "yue"),
    ("娟", "juan"),
    ("凤", "feng"),
    ("琴", "qin"),
];

const CHINESE_MEN: &[(&str, &str)] = &[
    ("伟", "wei"),
    ("强", "qiang"),
    ("磊", "lei"),
    ("军", "jun"),
    ("勇", "yong"),
    ("涛", "tao"),
    ("刚", "gang"),
    ("杰", "jie"),
    ("鹏", "peng"),
    ("斌", "bin"),
    ("辉", "hui"),
    ("峰", "feng"),
    ("浩", "hao"),
    ("宇", "yu"),
    ("志", "zhi"),
    ("建", "jian"),
    ("国", "guo"),
    ("龙", "long"),
    ("飞", "fei"),
    ("波", "bo"),
    ("东", "dong"),
    ("健", "jian"),
    ("俊", "jun"),
    ("凯", "kai"),
    ("福", "fu"),
    ("毅", "yi"),
    ("豪", "hao"),
    ("康", "kang"),
];

const CHINESE_ANY: &[(&str, &str)] = &[
    ("明", "ming"),
    ("华", "hua"),
    ("文", "wen"),
    ("平", "ping"),
    ("晓", "xiao"),
    ("小", "xiao"),
    ("玉", "yu"),
    ("春", "chun"),
    ("安", "an"),
    ("海", "hai"),
    ("红", "hong"),
    ("云", "yun"),
    ("德", "de"),
    ("荣", "rong"),
    ("清", "qing"),
    ("思", "si"),
    ("嘉", "jia"),
    ("子", "zi"),
    ("雨", "yu"),
    ("晨", "chen"),
    ("欣", "xin"),
    ("乐", "le"),
    ("天", "tian"),
    ("恩", "en"),
    ("逸", "yi"),
    ("新", "xin"),
];

const WESTERN: NameList = NameList {
    women: &[
        "Mary",
        "Margaret",
        "Siobhán",
        "Anne",
        "Catherine",
        "Hélène",
        "Zoë",
        "Ingrid",
        "Chloé",
        "Françoise",
        "Ruth",
        "Emily",
        "Eleanor",
        "Giulia",
        "Charlotte",
        "Birgit",
        "Aoife",
        "Sophie",
        "Louise",
        "Renée",
    ],
    men: &[
        "John", "Patrick", "Seán", "William", "René", "Jürgen", "Thomas", "Marco", "Édouard", "George", "Michael",
        "Andrew", "Jean-Luc", "Robert", "Hugh", "Stephen", "Luca", "Niall", "Peter", "Günter",
    ],
    families: &[
        "O'Brien",
        "Smith",
        "Müller",
        "D'Angelo",
        "Dubois",
        "Macdonald",
        "Fitzgerald",
        "Lefèvre",
        "Rossi",
        "Taylor",
        "O'Connor",
        "van der Berg",
        "de Souza",
        "Brown",
        "Schäfer",
        "Wilson",
        "Beauchamp",
        "L'Estrange",
        "Hughes",
        "Köhler",
        "Murphy",
        "Campbell",
        "Bianchi",
        "Walker",
        "Côté",
        "Evans",
    ],
};

const IBERIAN: NameList = NameList {
    women: &[
        "María José",
        "Lucía",
        "Carmen",
        "Inês",
        "Ana Sofía",
        "Rosario",
        "Teresa",
        "Luz",
        "Beatriz",
        "Concepción",
        "Maricel",
        "Jocelyn",
        "Rosalinda",
        "Corazon",
        "Graça",
    ],
    men: &[
        "José",
        "Luis Ángel",
        "João",
        "Andrés",
        "Ramón",
        "Miguel",
        "Joaquín",
        "Antônio",
        "Rafael",
        "Iñaki",
        "Rodrigo",
        "Reynaldo",
        "Benigno",
        "Efren",
        "Martín",
    ],
    families: &[
        "García Márquez",
        "Núñez",
        "de la Cruz",
        "Santos",
        "Reyes",
        "Gonçalves",
        "Peña",
        "López Hernández",
        "Bautista",
        "Álvarez",
        "Ibáñez Ruiz",
        "Villanueva",
        "Mendoza",
        "da Silva",
        "Castañeda",
        "Ferreira",
        "Dela Rosa",
        "Muñoz",
    ],
};

const INDIAN: NameList = NameList {
    women: &[
        "Priya", "Lakshmi", "Anjali", "Kavitha", "Meera", "Sunita", "Deepa", "Revathi", "Nirmala", "Farida",
        "Harpreet", "Geetha", "Shanti", "Padma", "Vasantha",
    ],
    men: &[
        "Rajesh",
        "Suresh",
        "Arjun",
        "Murugan",
        "Vikram",
        "Ganesan",
        "Anil",
        "Balakrishnan",
        "Imran",
        "Gurpreet",
        "Karthik",
        "Ravi",
        "Selvam",
        "Prakash",
        "Harish",
    ],
    families: &[
        "Nair",
        "Krishnan",
        "Pillai",
        "Sharma",
        "Patel",
        "Singh",
        "Iyer",
        "Rajaratnam",
        "Menon",
        "Subramaniam",
        "Gupta",
        "Khan",
        "Reddy",
        "Thevar",
        "Kaur",
        "Ramasamy",
        "Chatterjee",
        "D'Souza",
    ],
};

const MALAY: NameList = NameList {
    women: &[
        "Nurul Huda",
        "Siti Aminah",
        "Aishah",
        "Farah",
        "Zainab",
        "Noraini",
        "Rohani",
        "Hafizah",
        "Salmah",
        "Nur Syafiqah",
        "Khadijah",
        "Maznah",
    ],
    men: &[
        "Ahmad",
        "Muhammad Faizal",
        "Ismail",
        "Hassan",
        "Azman",
        "Mohd Rizal",
        "Yusof",
        "Iskandar",
        "Rahim",
        "Zulkifli",
        "Kamal",
        "Hakim",
    ],
    families: &[
        "Abdullah",
        "Abdul Rahman",
        "Ibrahim",
        "Osman",
        "Haji Salleh",
        "Mohamed Noor",
        "Yaacob",
        "Hamid",
        "Sulaiman",
        "Zakaria",
        "Bakar",
        "Idris",
        "Jaafar",
        "Ma'arof",
    ],
};

const NORTHERN: NameList = NameList {
    women: &["Åsa", "Łucja", "Øyunn", "Katarzyna", "Jiřina", "Svetlana", "Ilse", "Þóra", "Márta", "Ağça"],
    men: &["Søren", "Łukasz", "Bjørn", "Zbigniew", "Dvořák", "Igor", "Åke", "Ragnar", "István", "Çetin"],
    families: &[
        "Ødegård",
        "Wałęsa",
        "Novák",
        "Kowalczyk",
        "Sørensen",
        "Horváth",
        "Ivanova",
        "Yılmaz",
        "Škvorecký",
        "Jónsdóttir",
        "Lindström",
        "Żeromski",
    ],
};

#[cfg(test)]
mod tests {
    use super::super::random::Stream;
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn names_are_many_and_mixed() {
        let mut draw = Draw::new(3, Stream::Person, 0);
        let names: Vec<Name> = (0..1000).map(|_| draw_name(NamedFor::Woman, &mut draw)).collect();
        let distinct: BTreeSet<_> = names.iter().map(|name| (&name.family, &name.given, &name.chinese)).collect();
        assert!(distinct.len() > 700, "{}", distinct.len());
        let chinese = names.iter().filter(|name| !name.chinese.is_empty()).count();
        assert!((400..550).contains(&chinese), "{chinese}");
        assert!(names.iter().any(|name| name.family.is_empty() && !name.chinese.is_empty()));
        assert!(names.iter().all(|name| !name.family.is_empty() || !name.chinese.is_empty()));
    }

    #[test]
    fn pinyin_is_joined_by_the_standard() {
        let mut given = String::new();
        push_syllable(&mut given, "yu", true);
        push_syllable(&mut given, "an", false);
        assert_eq!(given, "Yu'an");
    }
}
