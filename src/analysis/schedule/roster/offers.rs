//! What may be worked in a stretch: by day the cheapest shift of each group, and how often a limited one was.

use std::ops::Range;

use super::contract::Contract;
use super::limits::Limits;

/// How many of the counted shifts were worked, as one number.
pub struct Counts {
    pub size: usize,
    /// Counted shift, its limit, and what one of it adds to the number.
    digits: Vec<(usize, usize, usize)>,
}

impl Counts {
    pub fn new(counted: &[usize], limits: &Limits) -> Counts {
        let mut counts = Counts { size: 1, digits: Vec::new() };
        for shift in counted {
            counts.digits.push((*shift, limits.shifts[*shift], counts.size));
            counts.size = counts.size.saturating_mul(limits.shifts[*shift] + 1);
        }
        counts
    }

    /// The number after one more of a counted shift; nothing where that is one too many.
    pub fn after(&self, count: usize, counted: Option<usize>) -> Option<usize> {
        let Some(digit) = counted else { return Some(count) };
        let (_, most, place) = self.digits[digit];
        (count / place % (most + 1) < most).then_some(count + place)
    }
}

/// A group of the contract, a counted shift apart from its like.
pub struct Offer {
    pub units: usize,
    pub class: usize,
    pub after: Vec<bool>,
    shifts: Vec<usize>,
    pub counted: Option<usize>,
}

/// What may be worked, and by day the cheapest shift of each group.
pub struct Offers {
    pub groups: Vec<Offer>,
    pub cheapest: Vec<(f64, u16)>,
}

impl Offers {
    pub fn new(contract: &Contract, stretch: Range<usize>, limits: &Limits, prices: &[f64], counts: &Counts) -> Offers {
        let mut groups = Vec::new();
        for group in &contract.groups {
            let offer = |shifts: Vec<usize>, counted| Offer {
                units: group.units,
                class: group.class,
                after: group.after.clone(),
                shifts,
                counted,
            };
            let digit = |shift: &usize| counts.digits.iter().position(|(counted, ..)| counted == shift);
            let left: Vec<usize> = group.shifts.iter().copied().filter(|shift| limits.shifts[*shift] > 0).collect();
            groups.extend(left.iter().filter_map(|shift| Some(offer(vec![*shift], Some(digit(shift)?)))));
            let free: Vec<usize> = left.into_iter().filter(|shift| digit(shift).is_none()).collect();
            if !free.is_empty() {
                groups.push(offer(free, None));
            }
        }
        let shifts = contract.units.len();
        let mut cheapest = Vec::with_capacity(stretch.len() * groups.len());
        for (at, day) in stretch.enumerate() {
            for group in &groups {
                let mut best = (f64::INFINITY, 0);
                for shift in group.shifts.iter().filter(|_| !contract.leave[day]) {
                    let price = prices[at * shifts + shift];
                    if price < best.0 {
                        best = (price, *shift as u16);
                    }
                }
                cheapest.push(best);
            }
        }
        Offers { groups, cheapest }
    }

    pub fn longest_units(&self) -> usize {
        self.groups.iter().map(|group| group.units).max().unwrap_or(0)
    }
}
