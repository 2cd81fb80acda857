//! The encodings that a file can have, their names, and the marks at the beginning of a file.

/// An encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    Utf8,
    Utf16Le,
    Utf16Be,
    Utf32Le,
    Utf32Be,
    /// GB 2312 in seven bits, between `~{` and `~}`.
    Hz,
    /// One that encoding_rs knows and that is none of the above.
    Other(&'static encoding_rs::Encoding),
}

/// What a picker lists, the likelier first.
const ALL: [Encoding; 34] = [
    Encoding::Utf8,
    Encoding::Other(encoding_rs::GB18030),
    Encoding::Other(encoding_rs::BIG5),
    Encoding::Other(encoding_rs::SHIFT_JIS),
    Encoding::Other(encoding_rs::EUC_JP),
    Encoding::Other(encoding_rs::EUC_KR),
    Encoding::Other(encoding_rs::WINDOWS_1252),
    Encoding::Other(encoding_rs::WINDOWS_1250),
    Encoding::Other(encoding_rs::WINDOWS_1251),
    Encoding::Other(encoding_rs::WINDOWS_1253),
    Encoding::Other(encoding_rs::WINDOWS_1254),
    Encoding::Other(encoding_rs::WINDOWS_1255),
    Encoding::Other(encoding_rs::WINDOWS_1256),
    Encoding::Other(encoding_rs::WINDOWS_1257),
    Encoding::Other(encoding_rs::WINDOWS_1258),
    Encoding::Other(encoding_rs::WINDOWS_874),
    Encoding::Other(encoding_rs::KOI8_R),
    Encoding::Other(encoding_rs::KOI8_U),
    Encoding::Other(encoding_rs::ISO_8859_2),
    Encoding::Other(encoding_rs::ISO_8859_4),
    Encoding::Other(encoding_rs::ISO_8859_5),
    Encoding::Other(encoding_rs::ISO_8859_7),
    Encoding::Other(encoding_rs::ISO_8859_8),
    Encoding::Other(encoding_rs::ISO_8859_15),
    Encoding::Other(encoding_rs::IBM866),
    Encoding::Other(encoding_rs::MACINTOSH),
    Encoding::Other(encoding_rs::X_MAC_CYRILLIC),
    Encoding::Other(encoding_rs::ISO_2022_JP),
    Encoding::Other(encoding_rs::GBK),
    Encoding::Utf16Le,
    Encoding::Utf16Be,
    Encoding::Utf32Le,
    Encoding::Utf32Be,
    Encoding::Hz,
];

impl Encoding {
    /// What a picker lists, the likelier first.
    pub fn all() -> &'static [Encoding] {
        &ALL
    }

    /// The name used in files and on the command line.
    pub fn id(self) -> &'static str {
        match self {
            Encoding::Utf8 => "UTF-8",
            Encoding::Utf16Le => "UTF-16LE",
            Encoding::Utf16Be => "UTF-16BE",
            Encoding::Utf32Le => "UTF-32LE",
            Encoding::Utf32Be => "UTF-32BE",
            Encoding::Hz => "HZ-GB-2312",
            Encoding::Other(encoding) => encoding.name(),
        }
    }

    /// The encoding of a name: those of [`Encoding::id`] and every label of the WHATWG standard, in any case.
    pub fn from_id(id: &str) -> Option<Self> {
        let named = ALL.iter().copied().find(|encoding| encoding.id().eq_ignore_ascii_case(id));
        named.or_else(|| encoding_rs::Encoding::for_label_no_replacement(id.as_bytes()).map(Encoding::of))
    }

    /// The encoding that encoding_rs names.
    pub(crate) fn of(encoding: &'static encoding_rs::Encoding) -> Self {
        if encoding == encoding_rs::UTF_8 {
            Encoding::Utf8
        } else if encoding == encoding_rs::UTF_16LE {
            Encoding::Utf16Le
        } else if encoding == encoding_rs::UTF_16BE {
            Encoding::Utf16Be
        } else {
            Encoding::Other(encoding)
        }
    }

    /// The bytes that mark the encoding at the beginning of a file; empty where there is no such mark.
    pub fn byte_order_mark(self) -> &'static [u8] {
        match self {
            Encoding::Utf8 => b"\xEF\xBB\xBF",
            Encoding::Utf16Le => b"\xFF\xFE",
            Encoding::Utf16Be => b"\xFE\xFF",
            Encoding::Utf32Le => b"\xFF\xFE\0\0",
            Encoding::Utf32Be => b"\0\0\xFE\xFF",
            // GB 18030 writes the same character in four bytes.
            Encoding::Other(encoding) if encoding == encoding_rs::GB18030 => b"\x84\x31\x95\x33",
            Encoding::Hz | Encoding::Other(_) => b"",
        }
    }

    /// The encoding whose mark `head` begins with. The mark of UTF-32LE begins with that of UTF-16LE, so it goes first.
    pub(crate) fn by_mark(head: &[u8]) -> Option<Self> {
        let gb18030 = Encoding::Other(encoding_rs::GB18030);
        [Encoding::Utf32Le, Encoding::Utf32Be, Encoding::Utf8, Encoding::Utf16Le, Encoding::Utf16Be, gb18030]
            .into_iter()
            .find(|encoding| head.starts_with(encoding.byte_order_mark()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_encoding_is_found_by_its_id() {
        for &encoding in Encoding::all() {
            assert_eq!(Encoding::from_id(encoding.id()), Some(encoding));
        }
        assert_eq!(Encoding::from_id("latin1"), Some(Encoding::Other(encoding_rs::WINDOWS_1252)));
        assert_eq!(Encoding::from_id("klingon"), None);
    }
}
