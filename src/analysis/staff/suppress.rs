//! Counts of fewer people than are shown: blanked so that nobody can work them out from what stands beside them.

use super::FEWEST_SHOWN;

/// The counts of people of known number, blank where they are few. What is blank adds up to the rest of the sum: the least
/// of the others go with it until that is no few people either, and not a single count.
pub fn shown(counts: &[u32]) -> Vec<Option<u32>> {
    let is_few = |count: u32| count > 0 && count < FEWEST_SHOWN;
    let mut seen: Vec<Option<u32>> = counts.iter().map(|count| (!is_few(*count)).then_some(*count)).collect();
    loop {
        let blank: Vec<u32> =
            counts.iter().zip(&seen).filter(|(_, seen)| seen.is_none()).map(|(count, _)| *count).collect();
        let is_safe = blank.is_empty() || (blank.len() > 1 && blank.iter().sum::<u32>() >= FEWEST_SHOWN);
        let filled = seen.iter().enumerate().filter_map(|(place, count)| count.map(|count| (count == 0, count, place)));
        match filled.min().filter(|_| !is_safe) {
            Some((_, _, place)) => seen[place] = None,
            None => return seen,
        }
    }
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
        assert_eq!(shown(&[1, 1, 98]), [None, None, None]);
        assert_eq!(shown(&[3]), [None]);
    }
}
