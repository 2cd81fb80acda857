//! Names of months, long and short: English, German, French, Spanish, Italian, Dutch, Portuguese, Chinese.

/// The most bytes of a name, without accents.
const LONGEST: usize = 12;

/// The least bytes of a name.
const SHORTEST: usize = 3;

/// Names without accents, in lower case, and their months; in the order of their bytes.
const NAMES: [(&str, u8); 116] = [
    ("abr", 4),
    ("abril", 4),
    ("ago", 8),
    ("agosto", 8),
    ("aout", 8),
    ("apr", 4),
    ("april", 4),
    ("aprile", 4),
    ("aug", 8),
    ("august", 8),
    ("augustus", 8),
    ("avr", 4),
    ("avril", 4),
    ("dec", 12),
    ("december", 12),
    ("decembre", 12),
    ("dez", 12),
    ("dezember", 12),
    ("dezembro", 12),
    ("dic", 12),
    ("dicembre", 12),
    ("diciembre", 12),
    ("ene", 1),
    ("enero", 1),
    ("feb", 2),
    ("febbraio", 2),
    ("febrero", 2),
    ("februar", 2),
    ("februari", 2),
    ("february", 2),
    ("fev", 2),
    ("fevereiro", 2),
    ("fevr", 2),
    ("fevrier", 2),
    ("gen", 1),
    ("gennaio", 1),
    ("giu", 6),
    ("giugno", 6),
    ("jaenner", 1),
    ("jan", 1),
    ("janeiro", 1),
    ("janner", 1),
    ("januar", 1),
    ("januari", 1),
    ("january", 1),
    ("janv", 1),
    ("janvier", 1),
    ("juil", 7),
    ("juillet", 7),
    ("juin", 6),
    ("jul", 7),
    ("julho", 7),
    ("juli", 7),
    ("julio", 7),
    ("july", 7),
    ("jun", 6),
    ("june", 6),
    ("junho", 6),
    ("juni", 6),
    ("junio", 6),
    ("lug", 7),
    ("luglio", 7),
    ("maart", 3),
    ("maerz", 3),
    ("mag", 5),
    ("maggio", 5),
    ("mai", 5),
    ("maio", 5),
    ("mar", 3),
    ("march", 3),
    ("marco", 3),
    ("mars", 3),
    ("marz", 3),
    ("marzo", 3),
    ("may", 5),
    ("mayo", 5),
    ("mei", 5),
    ("mrt", 3),
    ("mrz", 3),
    ("nov", 11),
    ("november", 11),
    ("novembre", 11),
    ("novembro", 11),
    ("noviembre", 11),
    ("oct", 10),
    ("october", 10),
    ("octobre", 10),
    ("octubre", 10),
    ("okt", 10),
    ("oktober", 10),
    ("ott", 10),
    ("ottobre", 10),
    ("out", 10),
    ("outubro", 10),
    ("sep", 9),
    ("sept", 9),
    ("september", 9),
    ("septembre", 9),
    ("septiembre", 9),
    ("set", 9),
    ("setembro", 9),
    ("setiembre", 9),
    ("sett", 9),
    ("settembre", 9),
    ("一月", 1),
    ("七月", 7),
    ("三月", 3),
    ("九月", 9),
    ("二月", 2),
    ("五月", 5),
    ("八月", 8),
    ("六月", 6),
    ("十一月", 11),
    ("十二月", 12),
    ("十月", 10),
    ("四月", 4),
];

/// The month a name stands for, from 1. Case and accents do not matter; no dot belongs to it.
pub fn month_of(name: &str) -> Option<u8> {
    if name.len() < SHORTEST {
        return None;
    }
    let mut plain = [0u8; LONGEST];
    let length = fold(name, &mut plain)?;
    let plain = std::str::from_utf8(plain.get(..length)?).ok()?;
    let place = NAMES.binary_search_by_key(&plain, |(name, _)| name).ok()?;
    NAMES.get(place).map(|(_, month)| *month)
}

/// The name in lower case without accents, and its length; `None` if it is longer than any.
fn fold(name: &str, into: &mut [u8; LONGEST]) -> Option<usize> {
    let mut length = 0;
    for letter in name.chars() {
        let plain = plain_letter(letter);
        let room = into.get_mut(length..length + plain.len_utf8())?;
        plain.encode_utf8(room);
        length += plain.len_utf8();
    }
    Some(length)
}

fn plain_letter(letter: char) -> char {
    match letter {
        'ä' | 'Ä' | 'á' | 'Á' => 'a',
        'é' | 'É' | 'è' | 'È' => 'e',
        'û' | 'Û' | 'ú' | 'Ú' => 'u',
        'ç' | 'Ç' => 'c',
        other => other.to_ascii_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_to_one_month_each() {
        let names =
            [("MAR", 3), ("März", 3), ("août", 8), ("Décembre", 12), ("março", 3), ("Setembro", 9), ("十二月", 12)];
        for (name, month) in names {
            assert_eq!(month_of(name), Some(month), "{name}");
        }
        assert_eq!(month_of("marvellously"), None);
        assert!(NAMES.is_sorted_by(|one, next| one.0 < next.0));
        assert!(NAMES.iter().all(|(name, month)| month_of(name) == Some(*month)));
    }
}
