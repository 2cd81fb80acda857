//! Whether a passphrase is good enough: long, and none of those that are tried first (NIST SP 800-63B, 5.1.1.2: length and
//! a list of common ones, no rules about kinds of characters).

/// Characters that a passphrase needs.
pub const SHORTEST: usize = 12;

/// Why a passphrase is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PassphraseFault {
    #[error(
        "it has {found} characters and needs {SHORTEST}; several unrelated words are long and easy to keep in mind"
    )]
    TooShort { found: usize },
    #[error("it is one of those that are tried first; several unrelated words are safe and easy to keep in mind")]
    Common,
    #[error("it repeats itself or follows the keyboard; several unrelated words are safe and easy to keep in mind")]
    Pattern,
    #[error("it is little more than the name of the account or the store")]
    OwnName,
}

impl PassphraseFault {
    /// Stable name; the text `store-error-<id>`.
    pub fn id(self) -> &'static str {
        match self {
            PassphraseFault::TooShort { .. } => "passphrase-too-short",
            PassphraseFault::Common => "passphrase-common",
            PassphraseFault::Pattern => "passphrase-pattern",
            PassphraseFault::OwnName => "passphrase-own-name",
        }
    }
}

/// How good one is, in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    Acceptable,
    Good,
    Strong,
}

impl Strength {
    /// Stable name; the text `strength-<id>`.
    pub fn id(self) -> &'static str {
        match self {
            Strength::Acceptable => "acceptable",
            Strength::Good => "good",
            Strength::Strong => "strong",
        }
    }
}

/// Words that stand at the head of lists of leaked passphrases; with digits and signs around them they are tried as well.
const COMMON: &[&str] = &[
    "password",
    "passwort",
    "passphrase",
    "motdepasse",
    "contrasena",
    "letmein",
    "welcome",
    "iloveyou",
    "administrator",
    "administrateur",
    "admin",
    "root",
    "qwerty",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "azerty",
    "qazwsx",
    "qazwsxedc",
    "monkey",
    "dragon",
    "football",
    "baseball",
    "basketball",
    "superman",
    "batman",
    "sunshine",
    "princess",
    "shadow",
    "master",
    "trustno",
    "starwars",
    "whatever",
    "freedom",
    "computer",
    "internet",
    "changeme",
    "changeit",
    "default",
    "secret",
    "topsecret",
    "hospital",
    "krankenhaus",
    "doctor",
    "nurse",
    "patient",
    "wardtwin",
    "health",
    "healthcare",
    "medical",
    "medicine",
    "clinic",
    "charlie",
    "michael",
    "jennifer",
    "jordan",
    "hunter",
    "ranger",
    "liverpool",
    "chelsea",
    "arsenal",
    "manchester",
    "pokemon",
    "minecraft",
    "samsung",
    "google",
    "facebook",
    "linkedin",
    "microsoft",
    "windows",
    "woaini",
    "wodemima",
    "mima",
    "test",
    "testing",
    "demo",
    "guest",
    "user",
    "login",
    "access",
    "temp",
    "temporary",
    "summer",
    "winter",
    "spring",
    "autumn",
    "january",
    "december",
    "monday",
    "friday",
    "correcthorsebatterystaple",
    "tobeornottobe",
    "opensesame",
    "blink182",
    "abc",
    "abcd",
    "abcdef",
];

/// Rows of keys and orders that hands follow.
const RUNS: &[&str] = &[
    "01234567890",
    "09876543210",
    "abcdefghijklmnopqrstuvwxyz",
    "zyxwvutsrqponmlkjihgfedcba",
    "qwertyuiop[]",
    "asdfghjkl;'",
    "zxcvbnm,./",
    "qwertzuiop",
    "yxcvbnm",
    "azertyuiop",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "!qaz@wsx#edc$rfv",
    "q1w2e3r4t5y6u7i8o9p0",
    "1q2w3e4r5t6y7u8i9o0p",
    "!@#$%^&*()",
];

/// Judges a passphrase; `own` are words that somebody would guess first, such as the account's name.
///
/// # Errors
/// Why it is refused.
pub fn judge(text: &str, own: &[&str]) -> Result<Strength, PassphraseFault> {
    let found = text.chars().count();
    if found < SHORTEST {
        return Err(PassphraseFault::TooShort { found });
    }
    let lower = text.to_lowercase();
    if is_repeated(&lower) || is_run(&lower) {
        return Err(PassphraseFault::Pattern);
    }
    let core = core_of(&lower);
    if is_made_of(&core, COMMON) {
        return Err(PassphraseFault::Common);
    }
    let names: Vec<String> =
        own.iter().map(|name| core_of(&name.to_lowercase())).filter(|name| name.len() > 2).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).chain(COMMON.iter().copied()).collect();
    if is_made_of(&core, &names) {
        return Err(PassphraseFault::OwnName);
    }
    // A name within says nothing that is not known: only the rest counts.
    let rest = without_names(&lower, own);
    if core_of(&rest).chars().count() < SHORTEST_REST && rest != lower {
        return Err(PassphraseFault::OwnName);
    }
    Ok(strength(&rest))
}

/// Letters that are left of a passphrase without the names in it.
const SHORTEST_REST: usize = 8;

/// The text without the names of account and store, nor their longer words, and without blanks that follow each other.
fn without_names(lower: &str, own: &[&str]) -> String {
    let mut names: Vec<String> = own.iter().map(|name| name.trim().to_lowercase()).collect();
    let words: Vec<String> = names
        .iter()
        .flat_map(|name| name.split_whitespace())
        .filter(|word| word.len() > 3)
        .map(str::to_owned)
        .collect();
    names.extend(words);
    names.retain(|name| name.len() > 2);
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    let rest = names.iter().fold(lower.to_owned(), |rest, name| rest.replace(name.as_str(), ""));
    if rest == lower { rest } else { rest.split_whitespace().collect::<Vec<_>>().join(" ") }
}

/// Letters alone, with the digits and signs that stand for letters read as such; those at the ends count for nothing.
fn core_of(lower: &str) -> String {
    let trimmed = lower.trim_matches(|c: char| !c.is_alphabetic());
    let read = |c: char| match c {
        '0' => Some('o'),
        '1' | '!' => Some('i'),
        '3' => Some('e'),
        '4' | '@' => Some('a'),
        '5' | '$' => Some('s'),
        '7' => Some('t'),
        c if c.is_alphabetic() => Some(c),
        _ => None,
    };
    trimmed.chars().filter_map(read).collect()
}

/// Whether a text is words of the list one after another, or nothing at all.
fn is_made_of(text: &str, words: &[&str]) -> bool {
    let mut reached = vec![false; text.len() + 1];
    if let Some(first) = reached.first_mut() {
        *first = true;
    }
    for end in 1..=text.len() {
        let ends = words.iter().any(|word| {
            let begins = end.checked_sub(word.len());
            begins.is_some_and(|at| reached.get(at) == Some(&true) && text.get(at..end) == Some(*word))
        });
        if let (true, Some(place)) = (ends, reached.get_mut(end)) {
            *place = true;
        }
    }
    reached.last() == Some(&true)
}

/// Whether it is one piece of at most four characters again and again.
fn is_repeated(lower: &str) -> bool {
    let chars: Vec<char> = lower.chars().collect();
    (1..=4).any(|length| chars.iter().zip(chars.iter().skip(length)).all(|(one, next)| one == next))
}

/// Whether it is made of pieces of keyboard rows and alphabets, each of four characters or more.
fn is_run(lower: &str) -> bool {
    let chars: Vec<char> = lower.chars().collect();
    let follows = |pair: &[char]| {
        let pair: String = pair.iter().collect();
        RUNS.iter().any(|run| run.contains(&pair))
    };
    let following = chars.windows(2).filter(|pair| follows(pair)).count();
    let same = chars.windows(2).filter(|pair| pair.first() == pair.last()).count();
    // One break every four characters at most.
    (following + same) * 4 >= (chars.len() - 1) * 3
}

/// By length and by how many different characters there are; a rough measure, told in words and not in bits.
fn strength(text: &str) -> Strength {
    let mut different: Vec<char> = text.chars().collect();
    let length = different.len();
    different.sort_unstable();
    different.dedup();
    match (length, different.len()) {
        (20.., 10..) => Strength::Strong,
        (16.., 8..) => Strength::Good,
        _ => Strength::Acceptable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_tried_first_is_refused() {
        for (text, fault) in [
            ("short words", PassphraseFault::TooShort { found: 11 }),
            ("password1234", PassphraseFault::Common),
            ("P@ssw0rd!!!!2026", PassphraseFault::Common),
            ("welcome-hospital-2026", PassphraseFault::Common),
            ("correct horse battery staple", PassphraseFault::Common),
            ("123456789012", PassphraseFault::Pattern),
            ("qwertyuiop123456", PassphraseFault::Pattern),
            ("aaaaaaaaaaaaaaaa", PassphraseFault::Pattern),
            ("abcabcabcabcabc", PassphraseFault::Pattern),
            ("lee.mei.hua.1990", PassphraseFault::OwnName),
            ("Ward Three 2026!!", PassphraseFault::OwnName),
        ] {
            assert_eq!(judge(text, &["Lee Mei Hua", "Ward Three"]), Err(fault), "{text}");
        }
    }

    #[test]
    fn words_of_ones_own_are_taken_in_any_language() {
        for (text, strength) in [
            ("correct horse battery", Strength::Strong),
            ("long enough to open", Strength::Good),
            ("kestrel-mop-7", Strength::Acceptable),
            ("七只麻雀在屋檐下躲雨唱歌", Strength::Acceptable),
            ("Grüße aus dem Schwarzwald an alle", Strength::Strong),
        ] {
            assert_eq!(judge(text, &["Lee"]), Ok(strength), "{text}");
        }
    }

    #[test]
    fn a_name_within_counts_for_nothing() {
        let judged = |text| judge(text, &["clin", "Ward Three"]);
        assert_eq!(judged("horse battery clin first"), Ok(Strength::Good));
        assert_eq!(judged("horse battery mule first"), Ok(Strength::Strong));
        assert_eq!(judged("clin-three-mule"), Err(PassphraseFault::OwnName));
        assert_eq!(judged("kestrel-mop-7-clin"), Ok(Strength::Acceptable));
    }
}
