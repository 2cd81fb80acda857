//! Whole files, written by the tests themselves.

use std::io::Write as _;

use flate2::{Compression, write::GzEncoder};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};
use tempfile::NamedTempFile;
use zip::CompressionMethod;
use zip::write::SimpleFileOptions;

use super::*;

fn file(bytes: &[u8]) -> NamedTempFile {
    let mut file = NamedTempFile::new().expect("a scratch file");
    file.write_all(bytes).expect("a scratch file takes it");
    file
}

fn zip_of(entries: &[(&str, &[u8])]) -> NamedTempFile {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        writer.start_file(*name, options).expect("memory takes everything");
        writer.write_all(bytes).expect("memory takes everything");
    }
    file(&writer.finish().expect("memory takes everything").into_inner())
}

fn gzip_of(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("memory takes everything");
    encoder.finish().expect("memory takes everything")
}

fn workbook(fill: impl FnOnce(&mut Workbook)) -> NamedTempFile {
    let mut workbook = Workbook::new();
    fill(&mut workbook);
    file(&workbook.save_to_buffer().expect("memory takes everything"))
}

fn sheet(fill: impl FnOnce(&mut Worksheet)) -> NamedTempFile {
    workbook(|book| fill(book.add_worksheet()))
}

/// The text, and for a sheet what belongs to it.
fn read(path: &Path, pick: &Pick) -> Result<(String, Option<OpenedSheet>), ContainerError> {
    let mut opened = open(path, pick, &Limits::default())?;
    let mut text = String::new();
    opened.text.read_to_string(&mut text)?;
    Ok((text, opened.sheet))
}

fn sheet_of(file: &NamedTempFile) -> (String, OpenedSheet) {
    let (text, sheet) = read(file.path(), &Pick::default()).expect("a sound workbook");
    (text, sheet.expect("it is a sheet"))
}

fn id_of(file: &NamedTempFile) -> &'static str {
    read(file.path(), &Pick::default()).expect_err("it is to be refused").id()
}

fn range(text: &str) -> Option<CellRange> {
    Some(text.parse().expect("a range"))
}

#[test]
fn text_is_opened_as_it_is_and_unpacked_once() {
    let text = b"a,b\n1,2\n";
    for (file, container) in [
        (file(text), Container::Plain),
        (file(&gzip_of(text)), Container::Gzip),
        (zip_of(&[("in/a.csv", text)]), Container::Zip),
    ] {
        assert_eq!(container_of(file.path()).expect("a sound file"), container);
        assert_eq!(read(file.path(), &Pick::default()).expect("a sound file").0.as_bytes(), text);
        let picked = Pick { range: range("A1:B2"), ..Pick::default() };
        assert_eq!(read(file.path(), &picked).map(|_| ()).map_err(|error| error.id()), Err("bad-range"));
    }
    assert_eq!(id_of(&file(&gzip_of(&gzip_of(text)))), "nested");
    assert_eq!(id_of(&zip_of(&[("a.csv.gz", &gzip_of(text))])), "nested");
    assert_eq!(id_of(&file(&gzip_of(b"%PDF-1.7"))), "foreign-pdf");
}

#[test]
fn an_archive_of_several_asks_for_a_pick() {
    let archive = zip_of(&[("a.csv", b"1\n"), ("b.csv", b"2\n")]);
    assert_eq!(id_of(&archive), "many-inside");
    let pick = |part| Pick { part: Some(part), range: None };
    assert_eq!(read(archive.path(), &pick(PartPick::Name("b.csv".to_owned()))).expect("it is there").0, "2\n");
    assert_eq!(read(archive.path(), &pick(PartPick::Index(0))).expect("it is there").0, "1\n");
    assert!(matches!(read(archive.path(), &pick(PartPick::Index(2))), Err(ContainerError::NoSuchPart)));
    assert_eq!(id_of(&zip_of(&[])), "nothing-inside");
}

#[test]
fn bombs_go_off_early() {
    let zeros = vec![b'0'; 64 << 20];
    let packed = file(&gzip_of(&zeros));
    let mut opened = open(packed.path(), &Pick::default(), &Limits::default()).expect("its beginning is harmless");
    let mut bytes = Vec::new();
    let error = opened.text.read_to_end(&mut bytes).expect_err("it is a bomb");
    assert!(bytes.len() as u64 <= 101 * packed.as_file().metadata().expect("a size").len());
    assert_eq!(ContainerError::from_io(error).id(), "bomb");
}

#[test]
fn values_are_those_that_are_stored() {
    let book = sheet(|sheet| {
        let date = ExcelDateTime::parse_from_str("2021-03-04").expect("a date");
        let moment = ExcelDateTime::parse_from_str("2021-03-04 10:15:00").expect("a moment");
        let time = ExcelDateTime::parse_from_str("10:15:00").expect("a time");
        let format = |code: &str| Format::new().set_num_format(code);
        sheet.write(0, 0, " a,\"b\" ").expect("a cell");
        sheet.write(0, 1, 2.7 * 2.0).expect("a cell");
        sheet.write_datetime_with_format(0, 2, &date, &format("dd/mm/yyyy")).expect("a cell");
        sheet.write_datetime_with_format(0, 3, &date, &format("yyyy-mm-dd hh:mm")).expect("a cell");
        sheet.write_datetime_with_format(0, 4, &moment, &format("m/d/yy h:mm")).expect("a cell");
        sheet.write_datetime_with_format(0, 5, &time, &format("hh:mm")).expect("a cell");
        sheet.write_with_format(0, 6, 1.5, &format("[h]:mm:ss")).expect("a cell");
        sheet.write(0, 7, false).expect("a cell");
        sheet.write_with_format(0, 8, 0.054, &format("0.0%")).expect("a cell");
        sheet.write_with_format(0, 9, 60, &format("yyyy-mm-dd")).expect("a cell");
        sheet.write_formula(0, 10, Formula::new("=1/0").set_result("#DIV/0!")).expect("a cell");
        sheet.write_formula(0, 11, Formula::new("=1+1").set_result("2")).expect("a cell");
        sheet.merge_range(1, 0, 1, 3, "merged", &Format::new()).expect("a cell");
    });
    let (text, sheet) = sheet_of(&book);
    assert_eq!(
        text,
        "\" a,\"\"b\"\" \",5.4,2021-03-04,2021-03-04 00:00:00,2021-03-04 10:15:00,10:15:00,36:00:00,FALSE,5.4%,\
         1900-02-29,#DIV/0!,2\nmerged,,,,,,,,,,,\n"
    );
    let report = sheet.report;
    assert_eq!((report.formulas, report.formulas_without_value, report.merged), (Some(2), Some(0), Some(1)));
    assert_eq!((report.percent_columns, report.errors), (Some(vec![9]), 1));
}

#[test]
fn rows_and_columns_are_those_of_the_sheet() {
    let book = sheet(|sheet| {
        for (row, column, text) in [(2, 1, "id"), (2, 2, "note"), (4, 1, "1"), (4, 2, "x\ny"), (5, 1, "2")] {
            sheet.write(row, column, text).expect("a cell");
        }
    });
    let (text, sheet) = sheet_of(&book);
    assert_eq!(text, "\n\n,id,note\n\n,1,\"x\ny\"\n,2,\n");
    assert_eq!(sheet.report.used, range("B3:C6"));
    assert_eq!(sheet.places.cell(7, 2).to_string(), "B6");

    let pick = Pick { part: Some(PartPick::Name("Sheet1".to_owned())), range: range("B3:C5") };
    let (text, sheet) = read(book.path(), &pick).expect("it is there");
    assert_eq!(text, "id,note\n\n1,\"x\ny\"\n");
    assert_eq!(sheet.map(|sheet| sheet.places.cell(3, 2).to_string()).as_deref(), Some("C5"));
}

#[test]
fn sheets_are_listed_with_what_is_hidden() {
    let book = workbook(|book| {
        book.add_worksheet().set_name("表 1").expect("a name").write(1, 1, "x").expect("a cell");
        book.add_worksheet().set_name("empty").expect("a name");
        let hidden = book.add_worksheet().set_name("codes").expect("a name");
        hidden.write(0, 0, "a").and_then(|sheet| sheet.write(3, 4, "b")).expect("cells").set_hidden(true);
    });
    let found = parts(book.path(), &Limits::default()).expect("a sound workbook");
    let of = |name: &str, used, is_hidden| Part { name: name.to_owned(), kind: PartKind::Sheet { used, is_hidden } };
    assert_eq!(found, [of("表 1", range("B2"), false), of("empty", None, false), of("codes", range("A1:E4"), true)]);
    assert_eq!(sheet_of(&book).1.name, "表 1");
    assert_eq!(container_of(book.path()).expect("a sound workbook"), Container::Workbook);
}

/// A workbook's bytes with one part replaced.
fn with_part(book: &NamedTempFile, name: &str, change: impl Fn(String) -> String) -> NamedTempFile {
    let mut old = zip::ZipArchive::new(book.reopen().expect("it is there")).expect("a zip");
    let mut new = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..old.len() {
        let mut entry = old.by_index(index).expect("an entry");
        let mut text = String::new();
        entry.read_to_string(&mut text).expect("text");
        let entry_name = entry.name().expect("a name").into_owned();
        let text = if entry_name == name { change(text) } else { text };
        new.start_file(entry_name, SimpleFileOptions::default()).expect("memory takes everything");
        new.write_all(text.as_bytes()).expect("memory takes everything");
    }
    file(&new.finish().expect("memory takes everything").into_inner())
}

#[test]
fn the_1904_calendar_and_missing_values_are_seen() {
    let date = Format::new().set_num_format("yyyy-mm-dd");
    let book = sheet(|sheet| {
        sheet.write_with_format(0, 0, 42_797, &date).expect("a cell");
        sheet.write_formula(0, 1, "=A1").expect("a cell");
    });
    let of_1904 = with_part(&book, "xl/workbook.xml", |text| text.replace("<workbookPr", "<workbookPr date1904=\"1\""));
    let without = with_part(&of_1904, "xl/worksheets/sheet1.xml", |text| text.replace("<v>0</v>", "<v></v>"));
    let (text, sheet) = sheet_of(&without);
    assert_eq!(text, "2021-03-04\n");
    assert_eq!((sheet.report.formulas, sheet.report.formulas_without_value), (Some(1), Some(1)));
}

#[test]
fn entities_are_refused_and_would_not_be_expanded() {
    let book = sheet(|sheet| {
        sheet.write(0, 0, "lol").expect("a cell");
    });
    let bomb = with_part(&book, "xl/sharedStrings.xml", |text| {
        let declaration = "<!DOCTYPE sst [<!ENTITY a \"lol\"><!ENTITY b \"&a;&a;&a;&a;\">]>\n<sst";
        text.replacen("<sst", declaration, 1).replace("<t>lol</t>", "<t>&b;</t>")
    });
    assert_eq!(id_of(&bomb), "declaration");
    // The reader underneath, without our look at the declaration: it knows no entity but XML's own five.
    let open: Result<calamine::Xlsx<_>, _> = calamine::open_workbook(bomb.path());
    assert!(matches!(open, Err(calamine::XlsxError::Xml(_))));
}

#[test]
fn damage_is_an_error_and_no_panic() {
    let book = sheet(|sheet| {
        for row in 0..200 {
            sheet.write(row, 0, format!("patient {row}")).expect("a cell");
        }
    });
    let bytes = std::fs::read(book.path()).expect("it is there");
    assert_eq!(id_of(&file(&bytes[..bytes.len() / 2])), "damaged");
    for at in (0..bytes.len()).step_by(7) {
        let mut changed = bytes.clone();
        changed[at] ^= 0x55;
        // Either it does not matter or it is noticed; what counts is that an answer comes.
        drop(read(file(&changed).path(), &Pick::default()));
    }
    let cut = with_part(&book, "xl/worksheets/sheet1.xml", |text| text[..text.len() / 2].to_owned());
    assert_eq!(id_of(&cut), "damaged");
    let endless = with_part(&book, "xl/sharedStrings.xml", |text| {
        text.replace("uniqueCount=\"200\"", "uniqueCount=\"99999999999\"")
    });
    assert_eq!(id_of(&endless), "damaged");
}

#[test]
fn text_that_many_cells_share_has_its_limit() {
    let long = "x".repeat(30_000);
    let book = sheet(|sheet| {
        for row in 0..100 {
            sheet.write(row, 0, &long).expect("a cell");
        }
    });
    let limits = Limits { sheet_bytes: 1 << 20, ..Limits::default() };
    assert_eq!(open(book.path(), &Pick::default(), &limits).err().map(|error| error.id()), Some("too-large"));
}

fn ods(content: &str) -> NamedTempFile {
    let content = format!("<office:document-content>{content}</office:document-content>");
    zip_of(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", b"<manifest:manifest/>"),
        ("content.xml", content.as_bytes()),
    ])
}

#[test]
fn an_ods_is_read_with_its_repetitions() {
    let book = ods(concat!(
        "<style:style style:name=\"h\"><style:table-properties table:display=\"false\"/></style:style>",
        "<table:table table:name=\"a\" table:style-name=\"x\"><table:table-header-rows>",
        "<table:table-row table:number-rows-repeated=\"2\"><table:table-cell table:number-columns-repeated=\"16384\"/>",
        "</table:table-row><table:table-row><table:table-cell/>",
        "<table:table-cell office:value-type=\"string\" table:number-columns-spanned=\"2\">",
        "<office:annotation><text:p>note</text:p></office:annotation>",
        "<text:p>a<text:s text:c=\"2\"/>&lt;<text:span>b</text:span></text:p><text:p>c&#x738B;</text:p></table:table-cell>",
        "<table:covered-table-cell office:value-type=\"string\"><text:p>under</text:p></table:covered-table-cell>",
        "</table:table-row></table:table-header-rows>",
        "<table:table-row table:number-rows-repeated=\"2\"><table:table-cell/>",
        "<table:table-cell office:value-type=\"percentage\" office:value=\"0.054\"><text:p>5.4%</text:p></table:table-cell>",
        "<table:table-cell office:value-type=\"date\" office:date-value=\"2021-03-04T10:15:00\"/>",
        "<table:table-cell office:value-type=\"time\" office:time-value=\"PT10H15M00S\"/>",
        "<table:table-cell office:value-type=\"boolean\" office:boolean-value=\"true\" table:formula=\"of:=TRUE()\"/>",
        "<table:table-cell office:value-type=\"string\" office:string-value=\"\" calcext:value-type=\"error\">",
        "<text:p>#N/A</text:p></table:table-cell></table:table-row>",
        "<table:table-row table:number-rows-repeated=\"1048572\"><table:table-cell/></table:table-row></table:table>",
        "<table:table table:name=\"b\" table:style-name=\"h\"><table:table-row><table:table-cell ",
        "office:value-type=\"float\" office:value=\"1\"/></table:table-row></table:table>"
    ));
    let (text, sheet) = sheet_of(&book);
    let row = ",5.4%,2021-03-04 10:15:00,10:15:00,TRUE,#N/A\n";
    assert_eq!(text, format!("\n\n,\"a  <b\nc王\",,,,\n{row}{row}"));
    let report = sheet.report;
    assert_eq!((report.formulas, report.merged, report.percent_columns), (Some(2), Some(1), Some(vec![2])));
    let parts = parts(book.path(), &Limits::default()).expect("a sound workbook");
    assert_eq!(parts[0].kind, PartKind::Sheet { used: range("B3:F5"), is_hidden: false });
    assert_eq!(parts[1].kind, PartKind::Sheet { used: range("A1"), is_hidden: true });
}

#[test]
fn an_ods_that_repeats_without_end_is_refused() {
    let repeated = concat!(
        "<table:table table:name=\"a\"><table:table-row table:number-rows-repeated=\"1048576\">",
        "<table:table-cell table:number-columns-repeated=\"16384\" office:value-type=\"float\" office:value=\"1\"/>",
        "</table:table-row></table:table>"
    );
    assert_eq!(id_of(&ods(repeated)), "too-large");
    let entity = "<table:table table:name=\"a\"><table:table-row><table:table-cell office:value-type=\"string\">\
        <text:p>&lol;</text:p></table:table-cell></table:table-row></table:table>";
    assert_eq!(id_of(&ods(entity)), "declaration");
}

/// An OLE file with one stream.
fn ole(stream: &str, bytes: &[u8]) -> NamedTempFile {
    let mut ole = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("memory takes everything");
    ole.create_stream(stream).and_then(|mut stream| stream.write_all(bytes)).expect("memory takes everything");
    file(&ole.into_inner().into_inner())
}

fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    [&kind.to_le_bytes()[..], &(data.len() as u16).to_le_bytes(), data].concat()
}

/// The smallest workbook of Excel 97: one sheet with the given cell records.
fn xls(cells: &[u8]) -> NamedTempFile {
    let begin = |kind: u8| record(0x0809, &[0, 6, kind, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let globals = [
        begin(5),
        record(0x0022, &[0, 0]),
        record(0x00E0, &[0, 0, 14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
    ]
    .concat();
    let bound_sheet = |start: u32| record(0x0085, &[&start.to_le_bytes()[..], &[0, 0, 1, 0, b'S']].concat());
    let start = (globals.len() + bound_sheet(0).len() + 4) as u32;
    let end = record(0x000A, &[]);
    ole("/Workbook", &[&globals[..], &bound_sheet(start), &end, &begin(16), cells, &end].concat())
}

fn xls_number(row: u16, column: u16, format: u16, value: f64) -> Vec<u8> {
    let place = [row, column, format].map(u16::to_le_bytes).concat();
    record(0x0203, &[&place[..], &value.to_le_bytes()].concat())
}

#[test]
fn an_old_workbook_is_read() {
    let label = record(0x0204, &[&[2, 0, 1, 0, 9, 0, 2, 0, 0][..], b"id"].concat());
    let cells = [label, xls_number(3, 1, 9, 5.4), xls_number(3, 2, 0, 44_259.0)].concat();
    let (text, sheet) = sheet_of(&xls(&cells));
    assert_eq!(text, "\n\n,id,\n,5.4,2021-03-04\n");
    assert_eq!((sheet.report.percent_columns, sheet.report.formulas), (None, Some(0)));
}

#[test]
fn old_files_that_are_something_else_are_told_apart() {
    assert_eq!(id_of(&ole("/EncryptedPackage", b"")), "password");
    assert_eq!(id_of(&ole("/WordDocument", b"")), "foreign-document");
    assert_eq!(id_of(&xls(&record(0x002F, &[1, 0]))), "nothing-inside");
    let far_apart = [xls_number(0, 0, 9, 1.0), xls_number(65_535, 65_535, 9, 1.0)].concat();
    assert_eq!(id_of(&xls(&far_apart)), "too-large");
    let announced = record(0x0200, &[0, 0, 0, 0, 255, 255, 255, 255, 0, 0, 255, 255, 0, 0]);
    assert_eq!(id_of(&xls(&announced)), "damaged");
}

/// A record of a binary workbook: type and length in seven bits a byte.
fn binary_record(kind: u16, data: &[u8]) -> Vec<u8> {
    let kind = if kind < 0x80 { vec![kind as u8] } else { vec![kind as u8 | 0x80, (kind >> 7) as u8] };
    [&kind[..], &[data.len() as u8], data].concat()
}

fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    [&((units.len() / 2) as u32).to_le_bytes()[..], &units].concat()
}

#[test]
fn a_binary_workbook_is_read() {
    let sheet_record = [&[0, 0, 0, 0, 1, 0, 0, 0][..], &wide("r1"), &wide("S")].concat();
    let book = [
        binary_record(0x0083, &[]),
        binary_record(0x008F, &[]),
        binary_record(0x009C, &sheet_record),
        binary_record(0x0090, &[]),
        binary_record(0x009D, &[0; 26]),
        binary_record(0x0084, &[]),
    ];
    let cell = |column: u8, value: &[u8]| [&[column, 0, 0, 0, 0, 0, 0, 0][..], value].concat();
    let cells = [
        binary_record(0x0081, &[]),
        binary_record(0x0094, &[2, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 0, 0, 0]),
        binary_record(0x0091, &[]),
        binary_record(0x0000, &[2, 0, 0, 0, 0, 0, 0, 0]),
        binary_record(0x0006, &cell(1, &wide("王"))),
        binary_record(0x0005, &cell(2, &5.4f64.to_le_bytes())),
        binary_record(0x0004, &cell(3, &[1])),
        binary_record(0x0092, &[]),
    ];
    let relation = "<Relationships><Relationship Id=\"r1\" Target=\"worksheets/sheet1.bin\"/></Relationships>";
    let book = zip_of(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("xl/workbook.bin", &book.concat()),
        ("xl/_rels/workbook.bin.rels", relation.as_bytes()),
        ("xl/worksheets/sheet1.bin", &cells.concat()),
    ]);
    let (text, sheet) = sheet_of(&book);
    assert_eq!(text, "\n\n,王,5.4,TRUE\n");
    assert_eq!((sheet.report.formulas, sheet.report.percent_columns), (Some(0), None));
}
