//! Counts of fewer people than are shown: blanked so that nobody can work them out from what stands beside them.

use super::FEWEST_SHOWN;

/// The counts of people of known number, blank where they are few. One blank alone would be the rest of the sum, so that the
/// least of the others goes with it; nobody is no secret unless it has to cover another.
pub fn shown(counts: &[u32]) -> Vec<Option<u32>> {
    let is_few = |count: u32| count > 0 && count < FEWEST_SHOWN;
    let mut seen: Vec<Option<u32>> = counts.iter().map(|count| (!is_few(*count)).then_some(*count)).collect();
    let blanks = seen.iter().filter(|count| count.is_none()).count();
    if blanks == 1 {
        let filled = seen.iter().enumerate().filter_map(|(place, count)| count.map(|count| (count == 0, count, place)));
        if let Some((_, _, place)) = filled.min() {
            seen[place] = None;
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn no_count_can_be_worked_out() {
        assert_eq!(shown(&[12, 3, 7]), [Some(12), None, None]);
        assert_eq!(shown(&[12, 3, 4, 7]), [Some(12), None, None, Some(7)]);
        assert_eq!(shown(&[12, 0, 7]), [Some(12), Some(0), Some(7)]);
        assert_eq!(shown(&[2, 0]), [None, None]);
        assert_eq!(shown(&[3]), [None]);
    }
}
