//! How a roster's burdens are shared: nights, weekends, minutes over the least of the contract and refused requests of each
//! employee, with what they carry over from before; range and Gini coefficient of each.

use crate::domain::schedule::roster::{Roster, RosterProblem, Wish};

/// What an employee bears.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Burden {
    /// Nothing where nobody said which shifts are nights.
    pub nights: Option<f64>,
    pub weekends: f64,
    /// Minutes above the least that the contract asks for.
    pub overtime_mins: f64,
    pub refused: f64,
    /// Sum of the refused requests' weights.
    pub refused_weight: f64,
}

impl Burden {
    /// Both together.
    fn and(self, other: Burden) -> Burden {
        Burden {
            nights: self.nights.map(|nights| nights + other.nights.unwrap_or(0.0)),
            weekends: self.weekends + other.weekends,
            overtime_mins: self.overtime_mins + other.overtime_mins,
            refused: self.refused + other.refused,
            refused_weight: self.refused_weight + other.refused_weight,
        }
    }
}

/// How far apart people are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    pub least: f64,
    pub most: f64,
    pub mean: f64,
    /// 0: everybody the same; towards 1: one bears all. Nothing where there is nothing to bear.
    pub gini: Option<f64>,
}

/// By employee, and the spread of each burden.
#[derive(Clone, Debug, PartialEq)]
pub struct Fairness {
    pub of: Vec<Burden>,
    pub nights: Option<Spread>,
    pub weekends: Option<Spread>,
    pub overtime: Option<Spread>,
    pub refused: Option<Spread>,
}

/// The burdens of a roster. `nights` are the places of night shifts, where they are known; `before` is what each employee
/// carries over, empty for none.
pub fn fairness(problem: &RosterProblem, roster: &Roster, nights: Option<&[usize]>, before: &[Burden]) -> Fairness {
    let of: Vec<Burden> = (0..problem.staff.len())
        .map(|one| burden(problem, roster, one, nights).and(before.get(one).copied().unwrap_or_default()))
        .collect();
    let spread_of = |value: fn(&Burden) -> Option<f64>| {
        let values: Option<Vec<f64>> = of.iter().map(value).collect();
        values.and_then(|values| spread(&values))
    };
    Fairness {
        nights: spread_of(|one| one.nights),
        weekends: spread_of(|one| Some(one.weekends)),
        overtime: spread_of(|one| Some(one.overtime_mins)),
        refused: spread_of(|one| Some(one.refused)),
        of,
    }
}

fn burden(problem: &RosterProblem, roster: &Roster, employee: usize, nights: Option<&[usize]>) -> Burden {
    let row = roster.cells.get(employee).map(Vec::as_slice).unwrap_or_default();
    let worked = || row.iter().flatten();
    let mins: u64 = worked().filter_map(|shift| problem.shifts.get(*shift)).map(|shift| u64::from(shift.mins)).sum();
    let least = problem.staff.get(employee).map_or(0, |one| u64::from(one.min_mins));
    let is_on = |day: usize| row.get(day).copied().flatten().is_some();
    let unmet = problem.requests.iter().filter(|one| {
        let works = row.get(one.day).copied().flatten() == Some(one.shift);
        one.employee == employee && works == (one.wish == Wish::Off)
    });
    let (refused, refused_weight) =
        unmet.fold((0.0, 0.0), |(count, sum), one| (count + 1.0, sum + f64::from(one.weight)));
    Burden {
        nights: nights.map(|nights| worked().filter(|shift| nights.contains(shift)).count() as f64),
        weekends: (0..row.len().div_ceil(7)).filter(|week| is_on(7 * week + 5) || is_on(7 * week + 6)).count() as f64,
        overtime_mins: mins.saturating_sub(least) as f64,
        refused,
        refused_weight,
    }
}

/// Range, mean and Gini coefficient (half the mean difference of two people by the mean); nothing of nobody.
fn spread(values: &[f64]) -> Option<Spread> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let (least, most) = (*sorted.first()?, *sorted.last()?);
    let (count, sum) = (sorted.len() as f64, sorted.iter().sum::<f64>());
    let ranked: f64 = sorted.iter().enumerate().map(|(at, value)| (at as f64 + 1.0) * value).sum();
    let gini = (sum > 0.0 && least >= 0.0).then(|| 2.0 * ranked / (count * sum) - (count + 1.0) / count);
    Some(Spread { least, most, mean: sum / count, gini })
}

#[cfg(test)]
mod tests {
    use super::super::search::tests::small_ward;
    use super::*;

    /// Worked by hand: the mean difference of 0, 1, 1 and 4 is (0·... pairs 1,1,4,0,3,3 twice over 16) 1.5, by twice the
    /// mean 1.5: one half.
    #[test]
    fn the_gini_coefficient_is_half_the_mean_difference_by_the_mean() {
        let found = spread(&[1.0, 4.0, 0.0, 1.0]).expect("four");
        assert_eq!((found.least, found.most, found.mean), (0.0, 4.0, 1.5));
        assert!((found.gini.expect("some") - 0.5).abs() < 1e-12);
        assert_eq!(spread(&[2.0, 2.0]).and_then(|found| found.gini), Some(0.0));
        assert_eq!((spread(&[0.0, 0.0]).and_then(|found| found.gini), spread(&[])), (None, None));
    }

    #[test]
    fn burdens_are_counted_from_the_rows_and_carry_on() {
        let problem = small_ward();
        let row = |days: [u8; 7]| days.map(|on| (on == 1).then_some(0)).to_vec();
        let roster = Roster { cells: vec![row([0, 0, 0, 1, 1, 1, 1]), row([1, 1, 0, 0, 0, 0, 0]), row([0; 7])] };
        let before = [Burden { nights: Some(2.0), weekends: 1.0, ..Burden::default() }];
        let found = fairness(&problem, &roster, Some(&[0]), &before);
        // A wished for a shift on day 2; B wished to be off on day 0; C wished for a shift on day 3.
        let shown: Vec<_> =
            found.of.iter().map(|one| (one.nights, one.weekends, one.overtime_mins, one.refused)).collect();
        assert_eq!(shown, [(Some(6.0), 2.0, 960.0, 1.0), (Some(2.0), 0.0, 0.0, 1.0), (Some(0.0), 0.0, 0.0, 1.0)]);
        assert_eq!(fairness(&problem, &roster, None, &[]).nights, None);
    }
}
