//! Sums that exclude every plan at a glance: more minutes or bed-days due within a stretch of days than the stretch has.

/// Something that has to happen within a window of days.
#[derive(Clone, Copy, Debug)]
pub struct Due {
    pub first: usize,
    pub last: usize,
    pub amount: i64,
}

/// Whether some stretch of days has less than what is due wholly within it.
pub fn is_short(due: &[Due], by_day: &[i64]) -> bool {
    let days = by_day.len();
    let mut ending = vec![0; days];
    for from in 0..days {
        ending.iter_mut().for_each(|amount| *amount = 0);
        for one in due.iter().filter(|one| one.first >= from) {
            if let Some(amount) = ending.get_mut(one.last) {
                *amount += one.amount;
            }
        }
        let (mut asked, mut given) = (0, 0);
        for day in from..days {
            asked += ending[day];
            given += by_day[day];
            if asked > given {
                return true;
            }
        }
    }
    false
}

/// The fewest days that a stay of that length, begun within a window, lies in a stretch of days.
pub fn least_overlap(window: (usize, usize), length: usize, stretch: (usize, usize)) -> i64 {
    let overlap = |first: usize| {
        let from = first.max(stretch.0);
        let to = (first + length).min(stretch.1 + 1);
        to.saturating_sub(from) as i64
    };
    // It rises, stays and falls over the first day, so that its least is at an end of the window.
    overlap(window.0).min(overlap(window.1))
}
