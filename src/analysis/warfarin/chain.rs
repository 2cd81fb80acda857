//! A chain of three compartments that pass on what they hold at one rate: `x1' = k(u - x1)`, `x2' = k(x1 - x2)`,
//! `x3' = k(x2 - x3)`. Its step is exact for an input without drug, plus an integral over the drug's part.

/// Nodes and weights of Gauss-Legendre quadrature with eight points on -1 to 1 (Abramowitz and Stegun, table 25.4).
const NODES: [(f64, f64); 4] = [
    (0.183_434_642_495_649_8, 0.362_683_783_378_362),
    (0.525_532_409_916_329, 0.313_706_645_877_887_3),
    (0.796_666_477_413_626_7, 0.222_381_034_453_374_48),
    (0.960_289_856_497_536_3, 0.101_228_536_290_376_26),
];

/// Rate and contents; 1 is full.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Chain {
    rate_per_hour: f64,
    held: [f64; 3],
}

impl Chain {
    /// As it is without drug: everything full.
    pub fn at_rest(transit_hours: f64) -> Chain {
        Chain { rate_per_hour: 3.0 / transit_hours, held: [1.0; 3] }
    }

    /// What the last compartment holds.
    pub fn output(&self) -> f64 {
        let [_, _, last] = self.held;
        last
    }

    /// After a step in which `input` tells what flows in, by the hours since the step began.
    pub fn after(self, step_hours: f64, input: impl Fn(f64) -> f64) -> Chain {
        let [first, second, third] = self.held;
        let turns = self.rate_per_hour * step_hours;
        let left = (-turns).exp();
        let kept = [
            left * first,
            left * (second + turns * first),
            left * (third + turns * second + turns * turns / 2.0 * first),
        ];
        let half = step_hours / 2.0;
        let mut held = kept;
        for (node, weight) in NODES.into_iter().flat_map(|(node, weight)| [(-node, weight), (node, weight)]) {
            let after = half * (1.0 + node);
            let turns = self.rate_per_hour * (step_hours - after);
            let flow = half * weight * self.rate_per_hour * (-turns).exp() * input(after);
            for (held, share) in held.iter_mut().zip([1.0, turns, turns * turns / 2.0]) {
                *held += flow * share;
            }
        }
        Chain { held, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_stays_full_and_closed_runs_empty_as_its_formula_says() {
        let full = Chain::at_rest(28.6).after(2.0, |_| 1.0);
        assert!(full.held.iter().all(|held| (held - 1.0).abs() < 1e-14), "{full:?}");
        // Without input the last of three holds exp(-kt)(1 + kt + (kt)^2/2).
        let mut empty = Chain::at_rest(28.6);
        for _ in 0..12 {
            empty = empty.after(2.0, |_| 0.0);
        }
        let turns: f64 = 3.0 / 28.6 * 24.0;
        let expected = (-turns).exp() * (1.0 + turns + turns * turns / 2.0);
        assert!((empty.output() - expected).abs() < 1e-14);
    }
}
