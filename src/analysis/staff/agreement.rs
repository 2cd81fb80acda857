//! How far two groupings of the same rows agree.

use std::collections::BTreeMap;

/// The adjusted Rand index (Hubert, Arabie, J Classif 1985;2:193): 1 for the same groups, 0 for chance.
pub fn adjusted_rand(one: &[u32], other: &[u32]) -> f64 {
    let pairs = |count: u64| (count * count.saturating_sub(1)) as f64 / 2.0;
    let mut cells: BTreeMap<(u32, u32), u64> = BTreeMap::new();
    let (mut of_one, mut of_other): (BTreeMap<u32, u64>, BTreeMap<u32, u64>) = Default::default();
    for (a, b) in one.iter().zip(other) {
        *cells.entry((*a, *b)).or_default() += 1;
        *of_one.entry(*a).or_default() += 1;
        *of_other.entry(*b).or_default() += 1;
    }
    let both: f64 = cells.values().map(|count| pairs(*count)).sum();
    let first: f64 = of_one.values().map(|count| pairs(*count)).sum();
    let second: f64 = of_other.values().map(|count| pairs(*count)).sum();
    let all = pairs(one.len().min(other.len()) as u64);
    let expected = if all > 0.0 { first * second / all } else { 0.0 };
    let most = f64::midpoint(first, second);
    // Both are one group, or both all singletons.
    if most == expected { 1.0 } else { (both - expected) / (most - expected) }
}

/// Share of the rows of either set that are in both (Jaccard 1901).
pub fn jaccard(both: u32, one: u32, other: u32) -> f64 {
    let either = one + other - both;
    if either == 0 { 0.0 } else { f64::from(both) / f64::from(either) }
}
