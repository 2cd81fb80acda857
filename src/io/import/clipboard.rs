//! A table pasted from a spreadsheet, as bytes that are read like a file.
//!
//! Spreadsheets put cells between tabs and rows between line ends. They quote a cell only if it holds a tab, a line
//! break or begins with a quote, and inside quotes they double quotes. `5" tall` stands as it is, and so does a cell
//! that begins with a quote which never closes before a tab or a line end.

use super::container::sheet_text::push_cell;

/// The pasted text as UTF-8 with commas, RFC 4180 quotes and LF; rows are filled up to the widest, blank rows are empty
/// lines. Without a tab it is no table of a spreadsheet but a text in a form of its own, and stays as it is.
pub fn clipboard_table(text: &str) -> Vec<u8> {
    let text = text.trim_end_matches('\0');
    if !text.contains('\t') {
        return text.as_bytes().to_vec();
    }
    let rows = rows(text);
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    let mut bytes = Vec::with_capacity(text.len() + rows.len());
    for row in &rows {
        push_row(&mut bytes, row, width);
    }
    bytes
}

fn push_row(bytes: &mut Vec<u8>, row: &[String], width: usize) {
    if row.iter().any(|cell| !cell.is_empty()) {
        for (column, cell) in row.iter().enumerate() {
            if column > 0 {
                bytes.push(b',');
            }
            push_cell(bytes, cell);
        }
        bytes.extend(std::iter::repeat_n(b',', width - row.len()));
    }
    bytes.push(b'\n');
}

fn rows(text: &str) -> Vec<Vec<String>> {
    let mut rows = vec![Vec::new()];
    let mut rest = text;
    while !rest.is_empty() {
        let (cell, after) = quoted(rest).unwrap_or_else(|| bare(rest));
        if let Some(row) = rows.last_mut() {
            row.push(cell);
        }
        let (is_row_end, after) = separator(after);
        // A tab at the very end begins an empty cell that nothing else would show.
        if !is_row_end && after.is_empty() && rest.ends_with('\t') {
            rows.last_mut().into_iter().for_each(|row| row.push(String::new()));
        }
        if is_row_end && !after.is_empty() {
            rows.push(Vec::new());
        }
        rest = after;
    }
    rows
}

/// A cell in quotes, and what follows it; `None` if it is not quoted as a whole.
fn quoted(text: &str) -> Option<(String, &str)> {
    let inside = text.strip_prefix('"')?;
    let mut cell = String::new();
    let mut rest = inside;
    loop {
        let at = rest.find('"')?;
        let (before, after) = (rest.get(..at)?, rest.get(at + 1..)?);
        cell.push_str(before);
        match after.strip_prefix('"') {
            Some(more) => {
                cell.push('"');
                rest = more;
            }
            None if after.is_empty() || after.starts_with(['\t', '\r', '\n']) => return Some((cell, after)),
            None => return None,
        }
    }
}

fn bare(text: &str) -> (String, &str) {
    let end = text.find(['\t', '\r', '\n']).unwrap_or(text.len());
    let (cell, rest) = text.split_at(end);
    (cell.to_owned(), rest)
}

/// Whether the row ends here, and what follows the tab or the line end.
fn separator(text: &str) -> (bool, &str) {
    if let Some(rest) = text.strip_prefix('\t') {
        return (false, rest);
    }
    let rest = text.strip_prefix('\r').unwrap_or(text);
    (true, rest.strip_prefix('\n').unwrap_or(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> String {
        String::from_utf8_lossy(&clipboard_table(text)).into_owned()
    }

    #[test]
    fn pasted_cells_keep_their_text() {
        assert_eq!(table("id\tnote\r\n1\t5\" tall, thin\r\n"), "id,note\n1,\"5\"\" tall, thin\"\n");
        assert_eq!(table("a\tb\n\"x\ny \"\"z\"\"\"\t2"), "a,b\n\"x\ny \"\"z\"\"\",2\n");
        assert_eq!(table("a\t\"b\" c\t\"d\n1\t2\t3"), "a,\"\"\"b\"\" c\",\"\"\"d\"\n1,2,3\n");
    }

    #[test]
    fn rows_are_filled_up_and_blank_ones_stay() {
        assert_eq!(table("a\tb\tc\r\r1\t2\r"), "a,b,c\n\n1,2,\n");
        assert_eq!(table("a\tb\n1\t"), "a,b\n1,\n");
        assert_eq!(table("\t\n1\t2\n"), "\n1,2\n");
        assert_eq!(table("a;b\n1;2"), "a;b\n1;2");
        assert_eq!(table(""), "");
    }
}
