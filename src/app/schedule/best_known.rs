//! The best costs published for the benchmark instances: of the hospital plan by the organisers of the competition until
//! December 2025 (ihtc2024.github.io), of the roster by the benchmark site of Curtois and Qu (snapshot of 2022-23).

const HOSPITAL: [u64; 30] = [
    3_842, 1_264, 10_490, 1_884, 12_760, 10_671, 4_985, 6_249, 6_611, 20_705, 25_938, 12_375, 17_328, 9_591, 12_486,
    10_139, 40_535, 37_660, 43_857, 29_098, 24_526, 47_861, 37_550, 33_221, 11_517, 64_352, 50_976, 75_172, 12_199,
    37_387,
];

const ROSTER: [(u32, u64); 16] = [
    (1, 607),
    (2, 828),
    (4, 1_716),
    (5, 1_143),
    (7, 1_056),
    (8, 1_300),
    (10, 4_631),
    (11, 3_443),
    (13, 1_348),
    (14, 1_278),
    (16, 3_225),
    (17, 5_746),
    (19, 3_149),
    (20, 4_769),
    (22, 30_244),
    (23, 17_428),
];

/// The best cost of an instance by the name of its file without ending: `i01`, `Instance1`.
pub fn best_known(name: &str) -> Option<u64> {
    let hospital = || {
        let number: usize = name.strip_prefix('i').filter(|digits| digits.len() == 2)?.parse().ok()?;
        HOSPITAL.get(number.checked_sub(1)?).copied()
    };
    let roster = || {
        let number: u32 = name.strip_prefix("Instance")?.parse().ok()?;
        ROSTER.iter().find(|(other, _)| *other == number).map(|(_, cost)| *cost)
    };
    hospital().or_else(roster)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instances_are_found_by_their_name_and_others_are_not() {
        assert_eq!((best_known("i01"), best_known("i30")), (Some(3_842), Some(37_387)));
        assert_eq!((best_known("Instance23"), best_known("Instance3")), (Some(17_428), None));
        assert_eq!((best_known("i00"), best_known("i31"), best_known("toy")), (None, None, None));
    }
}
