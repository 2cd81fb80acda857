//! Small typing errors: a letter put in, left out or replaced, two neighbours exchanged.

/// Shorter texts hold no typing error: most of them are a letter away from another name.
const ONE_ERROR_LETTERS: usize = 5;
/// From this length on a text may hold two.
const TWO_ERRORS_LETTERS: usize = 12;

/// Whether two different texts could be one but for typing errors.
pub fn is_slip(one: &[char], other: &[char]) -> bool {
    let shortest = one.len().min(other.len());
    let most = if shortest >= TWO_ERRORS_LETTERS { 2 } else { 1 };
    shortest >= ONE_ERROR_LETTERS
        && one != other
        && one.len().abs_diff(other.len()) <= most
        && errors(one, other) <= most
}

/// The optimal string alignment distance.
fn errors(one: &[char], other: &[char]) -> usize {
    let width = other.len() + 1;
    let (mut before, mut last): (Vec<usize>, Vec<usize>) = (vec![0; width], (0..width).collect());
    for (row, letter) in one.iter().enumerate() {
        let mut now = vec![row + 1; width];
        for (column, against) in other.iter().enumerate() {
            let at = |line: &[usize], place: usize| line.get(place).copied().unwrap_or(usize::MAX - 1);
            let replaced = at(&last, column) + usize::from(letter != against);
            let mut best = replaced.min(at(&last, column + 1) + 1).min(at(&now, column) + 1);
            let is_swap =
                row > 0 && column > 0 && one.get(row - 1) == Some(against) && other.get(column - 1) == Some(letter);
            if is_swap {
                best = best.min(at(&before, column - 1) + 1);
            }
            if let Some(place) = now.get_mut(column + 1) {
                *place = best;
            }
        }
        before = std::mem::replace(&mut last, now);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slip(one: &str, other: &str) -> bool {
        let letters = |text: &str| text.chars().collect::<Vec<_>>();
        is_slip(&letters(one), &letters(other))
    }

    #[test]
    fn slips_are_one_letter_or_two_neighbours() {
        assert!(slip("schmidt", "schmitd") && slip("schmidt", "schmid") && slip("schmidt", "schmibt"));
        assert!(slip("zhangxiaoming", "zhangxaoimng") && !slip("schmidt", "shcmitd"));
        assert!(!slip("schmidt", "schmidt"), "no slip at all");
        assert!(!slip("wang", "wan"), "too short");
    }
}
