//! What kind of file this is, told from its bytes alone: names lie, and exports called `.xls` are often something else.

use memchr::memmem;

/// Bytes that are enough to tell every kind; tar has its mark at byte 257, markup may begin with a long comment.
pub const HEAD_BYTES: usize = 4096;

/// What the first bytes tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Anything without a mark: taken for text.
    Plain,
    Gzip,
    /// A zip, or a workbook that is one: its entries tell which.
    Zip,
    /// An OLE file: an old workbook, an encrypted new one or another document.
    Ole,
    Foreign(Foreign),
}

/// Kinds of files that hold no table this program reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Foreign {
    Pdf,
    Numbers,
    /// A document of words or slides.
    Document,
    Tar,
    /// 7z, rar, bzip2, xz, zstd.
    Packed,
    /// A web page, often called `.xls` by the program that exported it.
    WebPage,
    /// The XML spreadsheet of 2003.
    XmlSpreadsheet,
    /// A workbook older than Excel 97 that is no OLE file.
    AncientExcel,
    /// SQLite, Access, Parquet, SAS, SPSS.
    Database,
}

impl Foreign {
    /// All of them, for a test that looks for their texts.
    pub const ALL: [Foreign; 9] = [
        Foreign::Pdf,
        Foreign::Numbers,
        Foreign::Document,
        Foreign::Tar,
        Foreign::Packed,
        Foreign::WebPage,
        Foreign::XmlSpreadsheet,
        Foreign::AncientExcel,
        Foreign::Database,
    ];

    /// Stable id.
    pub fn id(self) -> &'static str {
        match self {
            Foreign::Pdf => "foreign-pdf",
            Foreign::Numbers => "foreign-numbers",
            Foreign::Document => "foreign-document",
            Foreign::Tar => "foreign-tar",
            Foreign::Packed => "foreign-packed",
            Foreign::WebPage => "foreign-web-page",
            Foreign::XmlSpreadsheet => "foreign-xml-spreadsheet",
            Foreign::AncientExcel => "foreign-ancient-excel",
            Foreign::Database => "foreign-database",
        }
    }

    /// With its article, for a sentence.
    pub fn name(self) -> &'static str {
        match self {
            Foreign::Pdf => "a PDF",
            Foreign::Numbers => "a Numbers document",
            Foreign::Document => "an office document",
            Foreign::Tar => "a tar archive",
            Foreign::Packed => "an archive of another kind",
            Foreign::WebPage => "a web page",
            Foreign::XmlSpreadsheet => "an XML spreadsheet of 2003",
            Foreign::AncientExcel => "a workbook older than Excel 97",
            Foreign::Database => "a database file",
        }
    }

    /// What a person can do, in one sentence.
    pub fn remedy(self) -> &'static str {
        match self {
            Foreign::Pdf | Foreign::Document => "Ask for the same table as CSV or as a workbook.",
            Foreign::Numbers => "Export it from Numbers as CSV or Excel.",
            Foreign::Tar | Foreign::Packed => "Unpack it and choose the table inside.",
            Foreign::WebPage | Foreign::XmlSpreadsheet | Foreign::AncientExcel => {
                "Open it in a spreadsheet program and save it as .xlsx or CSV."
            }
            Foreign::Database => "Export the table from its program as CSV.",
        }
    }
}

/// Marks at the very beginning.
const MARKS: &[(&[u8], Kind)] = &[
    (b"\x1F\x8B", Kind::Gzip),
    (b"PK\x03\x04", Kind::Zip),
    (b"PK\x05\x06", Kind::Zip),
    (b"PK\x07\x08", Kind::Zip),
    (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", Kind::Ole),
    (b"%PDF-", Kind::Foreign(Foreign::Pdf)),
    (b"7z\xBC\xAF\x27\x1C", Kind::Foreign(Foreign::Packed)),
    (b"Rar!\x1A\x07", Kind::Foreign(Foreign::Packed)),
    (b"\xFD7zXZ\x00", Kind::Foreign(Foreign::Packed)),
    (b"\x28\xB5\x2F\xFD", Kind::Foreign(Foreign::Packed)),
    (b"\x09\x00\x04\x00", Kind::Foreign(Foreign::AncientExcel)),
    (b"\x09\x02\x06\x00", Kind::Foreign(Foreign::AncientExcel)),
    (b"\x09\x04\x06\x00", Kind::Foreign(Foreign::AncientExcel)),
    (b"SQLite format 3\x00", Kind::Foreign(Foreign::Database)),
    (b"\x00\x01\x00\x00Standard ", Kind::Foreign(Foreign::Database)),
    (b"PAR1", Kind::Foreign(Foreign::Database)),
    (b"$FL2@(#)", Kind::Foreign(Foreign::Database)),
];

/// Tells the kind from the first [`HEAD_BYTES`] of a file, or from all of a shorter one.
pub fn kind_of(head: &[u8]) -> Kind {
    if let Some((_, kind)) = MARKS.iter().find(|(mark, _)| head.starts_with(mark)) {
        return *kind;
    }
    let is_bzip2 = head.starts_with(b"BZh") && head.get(4..10) == Some(b"1AY&SY");
    let is_tar = head.get(257..262) == Some(b"ustar");
    match (is_bzip2, is_tar) {
        (true, _) => Kind::Foreign(Foreign::Packed),
        (_, true) => Kind::Foreign(Foreign::Tar),
        _ => markup(head).map_or(Kind::Plain, Kind::Foreign),
    }
}

/// Markup that passes for a spreadsheet. Other XML is left to the importers that read it.
fn markup(head: &[u8]) -> Option<Foreign> {
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    if text.first() != Some(&b'<') {
        return None;
    }
    let lower = text.to_ascii_lowercase();
    let has = |needle: &[u8]| memmem::find(&lower, needle).is_some();
    if has(b"urn:schemas-microsoft-com:office:spreadsheet") {
        Some(Foreign::XmlSpreadsheet)
    } else if has(b"<html") || has(b"<!doctype html") || lower.starts_with(b"<table") {
        Some(Foreign::WebPage)
    } else {
        None
    }
}

/// What the entries of a zip make of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Package {
    /// An ordinary archive.
    Archive,
    Xlsx,
    Xlsb,
    Ods,
    Foreign(Foreign),
}

/// Tells an office package from an archive by its entries. The order of the questions matters only for files that are
/// made to confuse.
pub fn package_of<'a>(names: impl Iterator<Item = &'a str>) -> Package {
    let (mut types, mut content, mut found) = (false, false, None);
    for name in names {
        let name = name.to_ascii_lowercase();
        types |= name == "[content_types].xml";
        content |= name == "content.xml";
        found = found.or(match name.as_str() {
            "xl/workbook.bin" => Some(Package::Xlsb),
            _ if name.starts_with("xl/worksheets/") && name.ends_with(".bin") => Some(Package::Xlsb),
            "index/document.iwa" | "index.zip" => Some(Package::Foreign(Foreign::Numbers)),
            "xl/workbook.xml" => Some(Package::Xlsx),
            _ if name.starts_with("xl/worksheets/") && name.ends_with(".xml") => Some(Package::Xlsx),
            _ if name.starts_with("word/") || name.starts_with("ppt/") => Some(Package::Foreign(Foreign::Document)),
            "mimetype" => Some(Package::Ods),
            _ => None,
        });
    }
    match found {
        Some(Package::Ods) if !content => Package::Archive,
        Some(Package::Xlsx | Package::Xlsb | Package::Foreign(Foreign::Document)) if !types => Package::Archive,
        Some(package) => package,
        None => Package::Archive,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_told_from_bytes() {
        assert_eq!(kind_of(b"patient_id,name\n"), Kind::Plain);
        assert_eq!(kind_of(b""), Kind::Plain);
        assert_eq!(kind_of(b"%PDF-1.7"), Kind::Foreign(Foreign::Pdf));
        assert_eq!(kind_of(b"\xEF\xBB\xBF \n<HTML><table>"), Kind::Foreign(Foreign::WebPage));
        assert_eq!(kind_of(b"<ClinicalDocument xmlns=\"urn:hl7-org:v3\">"), Kind::Plain);
        assert_eq!(kind_of(b"<5 mg,x\n"), Kind::Plain);
        let mut tar = vec![0; 512];
        tar.splice(257..262, *b"ustar");
        assert_eq!(kind_of(&tar), Kind::Foreign(Foreign::Tar));
    }

    #[test]
    fn packages_are_told_from_entries() {
        let package = |names: &[&str]| package_of(names.iter().copied());
        assert_eq!(package(&["[Content_Types].xml", "_rels/.rels", "xl/workbook.xml"]), Package::Xlsx);
        assert_eq!(package(&["xl/workbook.xml"]), Package::Archive);
        assert_eq!(package(&["mimetype", "content.xml"]), Package::Ods);
        assert_eq!(package(&["a.csv", "content.xml"]), Package::Archive);
        assert_eq!(package(&["Index/Document.iwa"]), Package::Foreign(Foreign::Numbers));
    }
}
