//! What holds for every series: calm ones give no finding, a planted slip is found and put right, order does not matter.

use proptest::prelude::*;

use super::tests::{CREATININE, Chart, GLUCOSE, HEIGHT, WEIGHT, told};
use super::*;

/// A quantity with its unit, its usual value, and a slip planted into it.
#[derive(Clone, Copy, Debug)]
struct Planted {
    code: &'static str,
    unit: &'static str,
    usual: f64,
    decimals: usize,
    slip: Slip,
}

#[derive(Clone, Copy, Debug)]
enum Slip {
    /// The true number times this, in the wrong unit's name.
    Unit { times: f64, unit: &'static str },
    /// The decimal mark moved.
    Tenfold(i32),
}

const PLANTED: [Planted; 6] = [
    Planted { code: WEIGHT, unit: "kg", usual: 70.0, decimals: 1, slip: Slip::Tenfold(-1) },
    Planted { code: WEIGHT, unit: "kg", usual: 58.0, decimals: 1, slip: Slip::Tenfold(1) },
    Planted {
        code: WEIGHT,
        unit: "kg",
        usual: 75.0,
        decimals: 1,
        slip: Slip::Unit { times: 1.0 / 0.453_592_37, unit: "[lb_av]" },
    },
    Planted {
        code: HEIGHT,
        unit: "cm",
        usual: 171.0,
        decimals: 0,
        slip: Slip::Unit { times: 1.0 / 2.54, unit: "[in_i]" },
    },
    Planted {
        code: GLUCOSE,
        unit: "mmol/L",
        usual: 5.5,
        decimals: 1,
        slip: Slip::Unit { times: 18.0156, unit: "mg/dL" },
    },
    Planted {
        code: CREATININE,
        unit: "umol/L",
        usual: 88.0,
        decimals: 0,
        slip: Slip::Unit { times: 1.0 / 88.42, unit: "mg/dL" },
    },
];

/// Values within a percent or two of the usual one.
fn calm(planted: Planted, wobbles: &[f64]) -> Chart {
    let mut chart = Chart::default();
    for (day, wobble) in wobbles.iter().enumerate() {
        let number = format!("{:.*}", planted.decimals, planted.usual * (1.0 + wobble));
        chart.add(planted.code, day as f64 * 2.0, &number, planted.unit);
    }
    chart
}

fn wobbles() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(-0.01f64..0.01, 4..14)
}

fn planted() -> impl Strategy<Value = Planted> {
    (0..PLANTED.len()).prop_map(|at| PLANTED[at])
}

proptest! {
    #[test]
    fn calm_series_give_no_finding(planted in planted(), wobbles in wobbles()) {
        prop_assert_eq!(told(&calm(planted, &wobbles).findings()), vec![]);
    }

    #[test]
    fn a_planted_slip_is_found_and_the_original_proposed(
        planted in planted(), wobbles in wobbles(), at in any::<prop::sample::Index>()
    ) {
        let mut chart = calm(planted, &wobbles);
        let at = at.index(chart.values.len());
        let truth = chart.values[at].value.to_f64();
        let (number, kind, unit) = match planted.slip {
            Slip::Unit { times, unit } => (format!("{:.3}", truth * times), FindingKind::UnitSlip, unit),
            Slip::Tenfold(power) => (format!("{:.3}", truth * 10f64.powi(power)), FindingKind::DecimalSlip, planted.unit),
        };
        chart.values[at].value = Decimal::parse(number.as_bytes()).expect("a number");
        let found = chart.findings();
        prop_assert_eq!(found.len(), 1, "{:?}", told(&found));
        prop_assert_eq!((found[0].kind, found[0].cell.line), (kind, at as u32));
        let proposal = found[0].proposals.first().expect("proposed");
        prop_assert_eq!(proposal.correction.unit.as_deref(), Some(unit));
        prop_assert!((proposal.value / truth - 1.0).abs() < 0.01, "{} for {}", proposal.value, truth);
    }

    #[test]
    fn the_order_of_the_input_does_not_matter(
        numbers in prop::collection::vec((0u32..40, 1u32..4000), 1..30), seed in any::<u64>()
    ) {
        let mut chart = Chart::default();
        for (day, tenths) in &numbers {
            chart.add(WEIGHT, f64::from(*day), &format!("{}.{}", tenths / 10, tenths % 10), "kg");
        }
        let straight = chart.findings();
        let key = |value: &Observation| (u64::from(value.cell.line) ^ seed).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        chart.values.sort_by_key(key);
        prop_assert_eq!(chart.findings(), straight);
    }

    #[test]
    fn proposals_are_plausible_and_never_about_a_decided_value(
        numbers in prop::collection::vec(1u32..9000, 1..30), decided in any::<prop::sample::Index>()
    ) {
        let mut chart = Chart::default();
        for (day, tenths) in numbers.iter().enumerate() {
            chart.add(GLUCOSE, day as f64, &format!("{}.{}", tenths / 10, tenths % 10), "mmol/L");
        }
        let decided = decided.index(chart.values.len());
        let said = crate::domain::correction::Decided {
            kind: FindingKind::Outlier, actor: String::new(), at_utc_secs: 0, recorded: None,
        };
        chart.values[decided].decided = Some(Box::new(said));
        for found in chart.findings() {
            prop_assert_ne!(found.cell.line as usize, decided);
            for proposal in found.proposals {
                prop_assert!(proposal.indicator.indicator().plausible.contains(proposal.value));
            }
        }
    }
}
