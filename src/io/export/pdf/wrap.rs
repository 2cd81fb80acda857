//! Lines of a text that fit a width: between words, and in Chinese between characters, where no closing mark begins a line and
//! no opening one ends it.

use super::face::Faces;

/// Marks that do not begin a line.
const CLOSING: &str = "，。、；：？！）》」』】〉”’·,.;:?!)]}%…";
/// Marks that do not end one.
const OPENING: &str = "（《「『【〈“‘([{";

/// Breaks a text; a word that is wider than a line is broken within.
pub fn wrap(faces: &mut Faces<'_>, text: &str, size: f32, width: f32) -> Vec<String> {
    text.lines().flat_map(|line| wrap_line(faces, line, size, width)).collect()
}

fn wrap_line(faces: &mut Faces<'_>, line: &str, size: f32, width: f32) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let (mut now, mut now_width) = (String::new(), 0.0);
    for piece in pieces(line) {
        let own = faces.width(piece.trim_end(), size);
        if now_width + own > width && !now.is_empty() {
            lines.push(now.trim_end().to_owned());
            (now, now_width) = (String::new(), 0.0);
        }
        if own > width {
            for character in piece.chars() {
                let wide = faces.width(character.encode_utf8(&mut [0; 4]), size);
                if now_width + wide > width && !now.is_empty() {
                    lines.push(std::mem::take(&mut now));
                    now_width = 0.0;
                }
                now.push(character);
                now_width += wide;
            }
            continue;
        }
        now.push_str(piece);
        now_width += faces.width(piece, size);
    }
    lines.push(now.trim_end().to_owned());
    lines
}

/// What is not torn apart: words with the space behind them, Chinese characters with the marks that belong to them.
fn pieces(line: &str) -> Vec<&str> {
    let characters: Vec<(usize, char)> = line.char_indices().collect();
    let mut pieces = Vec::new();
    let mut start = 0;
    for pair in characters.windows(2) {
        let [(_, before), (at, after)] = pair else { continue };
        if can_break(*before, *after) {
            pieces.extend(line.get(start..*at));
            start = *at;
        }
    }
    pieces.extend(line.get(start..).filter(|rest| !rest.is_empty()));
    pieces
}

fn can_break(before: char, after: char) -> bool {
    if after == ' ' || CLOSING.contains(after) || OPENING.contains(before) {
        return false;
    }
    before == ' ' || is_chinese(before) || is_chinese(after) || (before == '/' && after.is_alphabetic())
}

/// Ideographs and full-width marks.
fn is_chinese(character: char) -> bool {
    matches!(character, '\u{2E80}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF00}'..='\u{FFEF}' | '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_together_and_chinese_is_broken_between_characters_but_not_before_a_mark() {
        assert_eq!(pieces("lower by 10 mmHg"), ["lower ", "by ", "10 ", "mmHg"]);
        assert_eq!(pieces("降压（10 mmHg）。好"), ["降", "压", "（10 ", "mmHg）。", "好"]);
        assert!(pieces("").is_empty());
        assert_eq!(pieces("a  b").concat(), "a  b", "nothing is lost");
    }
}
