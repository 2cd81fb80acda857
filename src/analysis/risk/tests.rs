//! Walks every model of the list: declarations, examples, refusals, and laws over arbitrary inputs.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::input::{Ends, MOST_INPUTS, UnitColumn};
use super::output::MOST_OUTPUTS;
use super::*;
use crate::domain::indicator::IndicatorId;

fn read(model: &RiskModel, example: &Example) -> Inputs {
    Inputs::read(model.inputs, |column| example.cell(column))
}

/// Each model with each of its examples.
fn examples() -> impl Iterator<Item = (&'static RiskModel, &'static Example)> {
    RISK_MODELS.iter().flat_map(|model| model.examples.iter().map(|example| (*model, example)))
}

#[test]
fn ids_are_unique_and_stable() {
    let ids: Vec<_> = RISK_MODELS.iter().map(|model| model.id).collect();
    let stable = "prevent score2 score2_diabetes ckdepi kfre findrisc cha2ds2_va cha2ds2vasc hasbled news2 sofa qsofa meld3 \
                  meld curb65 wells_dvt wells_pe pce framingham2008 gail iwpc_warfarin";
    assert_eq!(ids.join(" "), stable);
    assert!(ids.iter().all(|id| model_by_id(id).is_some_and(|model| model.id == *id)));
    assert!(model_by_id("PREVENT").is_none());
}

#[test]
fn every_model_says_where_it_is_from_and_for_whom() {
    for model in RISK_MODELS {
        let texts = [model.title, model.version, model.outcome, model.population];
        assert!(texts.iter().all(|text| !text.is_empty()), "{}", model.id);
        assert!(!model.citations.is_empty() && !model.examples.is_empty(), "{}", model.id);
        for citation in model.citations {
            assert!(citation.text.contains(&citation.year.to_string()) || model.id == "pce", "{}", citation.text);
            assert!(citation.doi.is_empty() || citation.doi.starts_with("10."), "{}", citation.doi);
            assert!(!citation.doi.is_empty() || citation.text.contains("ISBN"), "{}", citation.text);
        }
        assert!(model.examples.iter().all(|example| !example.source.is_empty() && !example.outputs.is_empty()));
    }
}

#[test]
fn inputs_know_their_places_and_have_ranges_and_units() {
    for model in RISK_MODELS {
        assert!(model.inputs.len() <= MOST_INPUTS && model.outputs.len() <= MOST_OUTPUTS, "{}", model.id);
        let columns: BTreeSet<_> = model.inputs.iter().map(|input| input.column).collect();
        assert_eq!(columns.len(), model.inputs.len(), "{}", model.id);
        for (place, input) in model.inputs.iter().enumerate() {
            assert_eq!(input.at, place, "{} {}", model.id, input.column);
            assert!(input.range().is_none_or(|range| range.low < range.high), "{} {}", model.id, input.column);
            if let Kind::Quantity { unit: UnitColumn { at, column, units, per_first }, .. } = input.kind {
                assert_eq!(model.inputs[at].column, column);
                assert_eq!((units.len(), units[0][0]), (per_first.len(), input.unit), "{}", model.id);
            }
            if let Kind::Choice(words) = input.kind {
                let all: Vec<_> = words.iter().flat_map(|meaning| meaning.iter()).collect();
                assert_eq!(all.len(), all.iter().collect::<BTreeSet<_>>().len(), "{} {}", model.id, input.column);
            }
        }
    }
}

#[test]
fn outputs_have_bands_in_ascending_order() {
    for (model, output) in RISK_MODELS.iter().flat_map(|model| model.outputs.iter().map(move |output| (model, output)))
    {
        let id = format!("{} {}", model.id, output.column);
        assert!(!columns_of(model).contains(output.column), "{id}");
        assert!(output.bands.windows(2).all(|pair| pair[0].from < pair[1].from), "{id}");
        assert!(output.bands.first().is_none_or(|band| band.from <= output.low), "{id}");
        assert_eq!(output.bands.is_empty(), output.bands_source.is_empty(), "{id}");
        assert_eq!(output.unit == OutputUnit::Class, !output.classes.is_empty(), "{id}");
    }
}

fn columns_of(model: &RiskModel) -> BTreeSet<&'static str> {
    model.inputs.iter().map(|input| input.column).collect()
}

/// Where the record's indicator has another unit than the model, its conversion there and the model's back agree; the
/// references round the molar masses, hence the one per cent.
#[test]
fn values_of_the_record_come_in_the_unit_of_the_model() {
    for (model, input) in RISK_MODELS.iter().flat_map(|model| model.inputs.iter().map(move |input| (model, input))) {
        let Origin::Observed { code, scale, .. } = input.origin else { continue };
        let Some(indicator) = IndicatorId::from_code(code).map(IndicatorId::indicator) else {
            assert_eq!(scale, super::input::Scale::SAME, "{} {}", model.id, input.column);
            continue;
        };
        let range = input.range().expect("what is observed is a number");
        for value in [range.low.max(indicator.possible.low), (range.low + range.high) / 2.0] {
            let canonical = indicator.canonical(value, input.unit).map(|(canonical, _)| canonical);
            let canonical = canonical.unwrap_or_else(|| panic!("{} {}", model.id, input.column));
            let back = scale.apply(canonical);
            assert!((back - value).abs() <= 0.01 * value.abs(), "{} {}: {back} {value}", model.id, input.column);
        }
    }
}

#[test]
fn examples_reproduce() {
    for (model, example) in examples() {
        let known = columns_of(model);
        assert!(example.cells().all(|(column, _)| known.contains(column)), "{} {}", model.id, example.inputs);
        let scores = model.score(&read(model, example)).unwrap_or_else(|refusal| panic!("{}: {refusal}", model.id));
        for (column, expected) in example.outputs {
            let score = scores.get(model.output_at(column).expect("an output")).expect("a value");
            let agrees = match (*expected, score) {
                (Expected::About(value, room), Score::Number(ours)) => (ours - value).abs() <= room,
                (Expected::Exactly(value), Score::Number(ours)) => ours == value,
                (Expected::Class(word), Score::Class(ours)) => ours == word,
                (Expected::About(..) | Expected::Exactly(_) | Expected::Class(_), _) => false,
            };
            assert!(agrees, "{} {column}: {score:?} is not {expected:?}", model.id);
        }
    }
}

#[test]
fn a_missing_input_is_named_and_nothing_panics() {
    for (model, example) in examples() {
        for input in model.inputs {
            let mut inputs = read(model, example);
            inputs.set(input, Slot::Missing);
            let result = model.score(&inputs);
            match input.need {
                Need::Required => assert_eq!(result, Err(Refusal::MissingInput(input.column)), "{}", model.id),
                Need::Optional => assert!(result.is_ok(), "{} {}: {result:?}", model.id, input.column),
            }
        }
        let nothing = model.score(&Inputs::default());
        assert!(matches!(nothing, Err(Refusal::MissingInput(_))), "{}: {nothing:?}", model.id);
    }
}

#[test]
fn text_in_place_of_a_number_or_word_is_named() {
    for (model, example) in examples() {
        for input in model.inputs.iter().filter(|input| example.cell(input.column).is_some()) {
            for text in ["tall", "nan", "inf", "-", "1,5", "=1+1", "２"] {
                assert!(matches!(input.read(text), Slot::Unreadable), "{} {} {text}", model.id, input.column);
            }
            let mut inputs = read(model, example);
            inputs.set(input, Slot::Unreadable);
            let refusal = model.score(&inputs).expect_err("no result without it");
            assert_eq!(refusal.column(), Some(input.column), "{}: {refusal}", model.id);
        }
    }
}

#[test]
fn values_out_of_range_are_refused_with_the_range_and_never_clamped() {
    for (model, example) in examples() {
        for input in model.inputs.iter().filter(|input| example.cell(input.column).is_some()) {
            let Some(range) = input.range() else { continue };
            for value in [range.low - 1.0, range.high + 1.0, -7.0] {
                let mut inputs = read(model, example);
                inputs.set(input, Slot::Number(value));
                let refusal = model.score(&inputs).expect_err("out of range");
                let named = matches!(refusal, Refusal::OutOfRange { column, .. } if column == input.column);
                assert!(named, "{} {} {value}: {refusal}", model.id, input.column);
            }
        }
    }
}

#[test]
fn a_value_in_the_other_unit_is_asked_about() {
    let prevent = model_by_id("prevent").expect("there");
    let mut inputs = read(prevent, &prevent.examples[0]);
    inputs.set(prevent.input("total_c").expect("there"), Slot::Number(5.2));
    let words = prevent.score(&inputs).expect_err("5.2 mg/dL is nobody's").to_string();
    assert_eq!(words, "total_c is out of range: 5.2 is not 130 to 320 mg/dL (is it in mmol/L?)");
}

#[test]
fn texts_are_read_as_tables_write_them() {
    let prevent = model_by_id("prevent").expect("there");
    let slot = |column: &str, text: &str| prevent.input(column).map(|input| input.read(text));
    for (text, word) in [("1", 1), (" true ", 1), ("TRUE", 1), ("1.0", 1), ("0", 0), ("False", 0), ("0.0", 0)] {
        assert_eq!(slot("dm", text), Some(Slot::Word(word)), "{text}");
    }
    assert_eq!(slot("dm", "2"), Some(Slot::Unreadable));
    assert_eq!(slot("dm", "  "), Some(Slot::Missing));
    assert_eq!(slot("years", "30.0"), Some(Slot::Word(1)));
    assert_eq!(slot("sex", "Female"), Some(Slot::Word(0)));
    assert_eq!(slot("sbp", "+120.50"), Some(Slot::Number(120.5)));
    assert_eq!(slot("sbp", "1.2e2"), Some(Slot::Number(120.0)));
    let score2 = model_by_id("score2").expect("there");
    assert_eq!(score2.input("region").map(|input| input.read("VERY_HIGH")), Some(Slot::Word(3)));
}

#[test]
fn prevent_takes_the_model_of_what_is_given_and_a_named_one_wins() {
    let prevent = model_by_id("prevent").expect("there");
    let with = |cells: &str| {
        let given: Vec<_> = cells.split_whitespace().filter_map(|pair| pair.split_once('=')).collect();
        let cell = |column: &str| match given.iter().find(|(name, _)| *name == column) {
            Some((_, cell)) => Some(*cell),
            None if column == "model" => None,
            None => prevent.examples[0].cell(column),
        };
        prevent.score(&Inputs::read(prevent.inputs, cell)).map(|scores| scores.number(0))
    };
    assert_eq!(with(""), with("model=base"));
    assert_eq!(with("hba1c=8"), with("hba1c=8 model=hba1c"));
    assert_eq!(with("uacr=80"), with("uacr=80 model=uacr"));
    assert_eq!(with("sdi_decile=9"), with("sdi_decile=9 model=sdi"));
    assert_eq!(with("hba1c=8 uacr=80"), with("hba1c=8 uacr=80 model=full"));
    assert_eq!(with("hba1c=8 model=base"), with("model=base"));
    assert_eq!(with("model=uacr"), Err(Refusal::MissingInput("uacr")));
    assert_ne!(with("hba1c=8"), with(""));
}

/// Whichever model and horizon: no outcome but heart failure moves with the body mass index, so that none waits for it.
#[test]
fn prevent_asks_for_the_body_mass_index_for_heart_failure_alone() {
    let prevent = model_by_id("prevent").expect("there");
    let bmi = prevent.input("bmi").expect("there");
    let heart_failure = prevent.output_at("heart_failure").expect("an output");
    for example in prevent.examples {
        for more in ["base", "hba1c", "uacr", "sdi", "full"] {
            let cell = |column: &str| match column {
                "model" => Some(more),
                "hba1c" => Some("8"),
                "uacr" => Some("80"),
                "sdi_decile" => Some("9"),
                column => example.cell(column),
            };
            let mut inputs = Inputs::read(prevent.inputs, cell);
            inputs.set(bmi, Slot::Missing);
            let without = prevent.score(&inputs).expect("computed");
            assert_eq!(without.notes, [Note::WithoutInput("bmi")]);
            for value in [18.5, 25.0, 31.0, 39.9] {
                inputs.set(bmi, Slot::Number(value));
                let with = prevent.score(&inputs).expect("computed");
                for output in 0..prevent.outputs.len() {
                    let expected = with.number(output).filter(|_| output != heart_failure);
                    assert_eq!(without.number(output), expected, "{more} {value} {output}");
                }
            }
            inputs.set(bmi, Slot::Number(42.0));
            assert!(matches!(prevent.score(&inputs), Err(Refusal::OutOfRange { column: "bmi", .. })), "{more}");
        }
    }
}

#[test]
fn beyond_59_the_thirty_years_carry_a_note_that_a_screen_refuses() {
    let prevent = model_by_id("prevent").expect("there");
    let mut inputs = read(prevent, &prevent.examples[1]);
    inputs.set(prevent.input("age").expect("there"), Slot::Number(59.0));
    assert_eq!(prevent.score(&inputs).map(|scores| scores.notes), Ok(vec![]));
    inputs.set(prevent.input("age").expect("there"), Slot::Number(60.0));
    let notes = prevent.score(&inputs).expect("computed").notes;
    assert_eq!(notes, [Note::ThirtyYearsAbove59]);
    assert!(notes[0].refuses_on_screen());
}

#[test]
fn a_genotype_outside_the_six_is_refused_with_what_is_known() {
    let iwpc = model_by_id("iwpc_warfarin").expect("there");
    let cyp2c9 = iwpc.input("cyp2c9").expect("there");
    let score = |text: &str| {
        let mut inputs = read(iwpc, &iwpc.examples[0]);
        inputs.set(cyp2c9, cyp2c9.read(text));
        iwpc.score(&inputs)
    };
    assert!(matches!(score("*1/*5"), Err(Refusal::NotCovered { column: "cyp2c9", .. })));
    assert!(matches!(score("1/5"), Err(Refusal::Unreadable { column: "cyp2c9", .. })));
    assert!(score("*3/*1").is_ok() && score("unknown").is_ok());
}

#[test]
fn one_of_creatinine_and_cystatin_is_enough_for_its_own_equation() {
    let ckdepi = model_by_id("ckdepi").expect("there");
    let whole = ckdepi.score(&read(ckdepi, &ckdepi.examples[0])).expect("complete");
    let mut inputs = read(ckdepi, &ckdepi.examples[0]);
    inputs.set(ckdepi.input("cystatin_mg_l").expect("there"), Slot::Missing);
    let scores = ckdepi.score(&inputs).expect("creatinine is there");
    assert_eq!((scores.number(0), scores.number(1), scores.number(2)), (whole.number(0), None, None));
    assert_eq!(scores.notes, [Note::WithoutInput("cystatin_mg_l")]);
}

#[test]
fn gates_shut_for_what_is_recorded_and_for_what_is_not_known() {
    let lets = |id: &str, standing: &Standing| model_by_id(id).expect("there").applies_to(standing).is_ok();
    let mut person = Standing { age_years: Some(60), ..Standing::default() };
    assert!(lets("prevent", &person) && lets("score2", &person) && lets("findrisc", &person));
    assert!(!lets("cha2ds2_va", &person) && !lets("kfre", &person) && !lets("gail", &person));
    person.facts.add(Fact::of_condition("E11.9"));
    assert!(!lets("score2", &person) && lets("score2_diabetes", &person) && !lets("findrisc", &person));
    person.facts.add(Fact::of_condition("I48.0"));
    assert!(lets("cha2ds2_va", &person));
    person.facts.add(Fact::of_condition("I21.4"));
    let shut = model_by_id("prevent").expect("there").applies_to(&person);
    assert_eq!(shut, Err(Refusal::NotApplicable(Gate::Without(Fact::Ascvd))));
    person.egfr = Some(45.0);
    assert!(lets("kfre", &person));
    assert!(!lets("prevent", &Standing::default()));
}

#[test]
fn without_one_input_the_interval_spans_its_range() {
    let kfre = model_by_id("kfre").expect("there");
    let mut inputs = read(kfre, &kfre.examples[0]);
    let uacr = kfre.input("uacr_mg_g").expect("there");
    let at = |value: f64, inputs: &mut Inputs| {
        inputs.set(uacr, Slot::Number(value));
        kfre.score(inputs).ok().and_then(|scores| scores.number(0)).expect("valid")
    };
    let ends = (at(0.1, &mut inputs), at(25_000.0, &mut inputs));
    inputs.set(uacr, Slot::Missing);
    let found = interval(kfre, &inputs, 0).expect("one is missing");
    assert_eq!((found.column, found.low, found.high), ("uacr_mg_g", ends.0, ends.1));
    inputs.set(kfre.input("age").expect("there"), Slot::Missing);
    assert!(matches!(interval(kfre, &inputs, 0), Err(Refusal::MissingInput(_))));
    assert!(interval(kfre, &read(kfre, &kfre.examples[0]), 0).is_err());
}

/// Shares are those of the result: they add up to what the score says.
#[test]
fn shares_of_points_add_up() {
    for (model, example) in examples() {
        let Some(shares) = &model.shares else { continue };
        let inputs = read(model, example);
        let list = (shares.of)(&inputs).expect("the example is complete");
        assert!(list.iter().all(|share| model.input(share.column).is_some()), "{}", model.id);
        let sum: f64 = list.iter().map(|share| share.amount).sum();
        match shares.scale {
            ShareScale::Points => {
                assert_eq!(model.score(&inputs).ok().and_then(|s| s.number(0)), Some(sum), "{}", model.id)
            }
            ShareScale::LogOdds | ShareScale::LogHazard => assert!(sum.is_finite(), "{}", model.id),
        }
    }
}

/// Model, and a number to change. Gail's hazards are summed over the years, so that its shares are of no one line.
const LINEAR: &[(&str, &str, [f64; 3])] = &[
    ("prevent", "total_c", [150.0, 200.0, 290.0]),
    ("prevent", "age", [41.0, 55.0, 72.0]),
    ("score2", "sbp", [112.0, 140.0, 171.0]),
    ("score2_diabetes", "egfr", [35.0, 60.0, 100.0]),
    ("kfre", "egfr", [16.0, 30.0, 55.0]),
];

/// What is said to add up does: on its scale the result moves in proportion to the sum of the shares.
#[test]
fn results_move_as_the_sum_of_their_shares() {
    for (id, column, values) in LINEAR {
        let model = model_by_id(id).expect("a model");
        let shares = model.shares.as_ref().expect("shares");
        let (input, at) = (model.input(column).expect("an input"), model.output_at(shares.output).expect("an output"));
        let of_percent = if model.outputs[at].unit == OutputUnit::Percent { 100.0 } else { 1.0 };
        let point = |value: &f64| {
            let mut inputs = read(model, &model.examples[0]);
            inputs.set(input, Slot::Number(*value));
            let sum: f64 = (shares.of)(&inputs).expect("complete").iter().map(|share| share.amount).sum();
            let risk = model.score(&inputs).expect("complete").number(at).expect("a number") / of_percent;
            let line = match shares.scale {
                ShareScale::LogOdds => (risk / (1.0 - risk)).ln(),
                ShareScale::LogHazard => (-(-risk).ln_1p()).ln(),
                ShareScale::Points => panic!("{id} is no sum of logarithms"),
            };
            (sum, line)
        };
        let [first, second, third] = values.each_ref().map(point);
        let slope = |to: (f64, f64)| (to.1 - first.1) / (to.0 - first.0);
        assert!((slope(second) / slope(third) - 1.0).abs() < 1e-9, "{id} {column}: {} {}", slope(second), slope(third));
        assert!(slope(second) > 0.0, "{id}: a larger share is a higher risk");
        if shares.scale == ShareScale::LogOdds {
            assert!((slope(second) - 1.0).abs() < 1e-9, "{id}: {}", slope(second));
        }
    }
}

/// Arbitrary valid inputs, from one number between 0 and 1 for each.
fn arbitrary(model: &RiskModel, shares: &[f64]) -> Inputs {
    let mut inputs = Inputs::default();
    for (input, share) in model.inputs.iter().zip(shares) {
        let word = |count: usize| Slot::Word(((share * count as f64) as usize).min(count - 1) as u8);
        let slot = match input.kind {
            Kind::Number(range) | Kind::Quantity { range, .. } => Slot::Number(within(range, *share)),
            Kind::Whole(range) => Slot::Number(within(range, *share).round()),
            Kind::Flag => word(2),
            Kind::Choice(words) => word(words.len()),
        };
        inputs.set(input, slot);
    }
    inputs
}

fn within(range: Range, share: f64) -> f64 {
    let value = range.low + share * (range.high - range.low);
    match range.ends {
        Ends::Both => value,
        Ends::LowOnly => value.min(range.high - 1e-6),
        Ends::Neither => value.clamp(range.low + 1e-6, range.high - 1e-6),
    }
}

/// Model, output and input: raising the input never lowers (or, `false`, never raises) the result.
const LAWS: &[(&str, &str, &str, bool)] = &[
    ("prevent", "total_cvd", "uacr", true),
    ("kfre", "risk", "uacr_mg_g", true),
    ("kfre", "risk", "egfr", false),
    ("ckdepi", "egfr_cr", "creatinine_mg_dl", false),
    ("ckdepi", "egfr_cr_cys", "cystatin_mg_l", false),
    ("ckdepi", "egfr_cr", "age", false),
    ("findrisc", "score", "bmi", true),
    ("findrisc", "score", "waist_cm", true),
    ("findrisc", "score", "age", true),
    ("findrisc", "score", "physically_active", false),
    ("cha2ds2_va", "score", "age", true),
    ("cha2ds2vasc", "score", "stroke_tia_thromboembolism", true),
    ("hasbled", "score", "labile_inr", true),
    ("news2", "score", "on_oxygen", true),
    ("sofa", "score", "creatinine", true),
    ("sofa", "score", "gcs", false),
    ("sofa", "score", "respiratory_support", true),
    ("qsofa", "score", "respiratory_rate", true),
    ("meld", "score", "inr", true),
    ("meld", "score", "bilirubin", true),
    ("meld3", "raw", "bilirubin", true),
    ("meld3", "raw", "inr", true),
    ("curb65", "score", "urea_mmol_l", true),
    ("curb65", "score", "diastolic_bp", false),
    ("wells_dvt", "score", "alternative_diagnosis_as_likely", false),
    ("wells_pe", "score", "haemoptysis", true),
    ("framingham2008", "risk_10yr_cvd_pct", "sbp", true),
    ("framingham2008", "risk_10yr_cvd_pct", "hdl_c", false),
    ("framingham2008", "risk_10yr_cvd_pct", "age", true),
    ("score2_diabetes", "risk_10yr_pct", "hba1c_mmol_mol", true),
    ("gail", "abs_risk_pct", "T2", true),
    ("iwpc_warfarin", "weekly_mg_clinical", "weight_kg", true),
];

proptest! {
    #[test]
    fn results_lie_in_their_range_and_nothing_panics(shares in prop::collection::vec(0.0..=1.0_f64, MOST_INPUTS)) {
        for model in RISK_MODELS {
            let Ok(scores) = model.score(&arbitrary(model, &shares)) else { continue };
            for (place, output) in model.outputs.iter().enumerate() {
                match scores.get(place) {
                    Some(Score::Number(value)) => {
                        prop_assert!(output.low <= value && value <= output.high, "{} {} {value}", model.id, output.column);
                        prop_assert_eq!(output.bands.is_empty(), output.band(value).is_none());
                    }
                    Some(Score::Class(word)) => prop_assert!(output.classes.contains(&word), "{word}"),
                    None => {}
                }
            }
        }
    }

    #[test]
    fn risks_do_not_fall_when_a_risk_factor_rises(
        shares in prop::collection::vec(0.0..=1.0_f64, MOST_INPUTS),
        higher in 0.0..=1.0_f64,
    ) {
        for (id, output, column, rises) in LAWS {
            let model = model_by_id(id).expect("a model");
            let input = model.input(column).expect("an input");
            let mut changed = shares.clone();
            changed[input.at] = changed[input.at].max(higher);
            let place = model.output_at(output).expect("an output");
            let score = |shares: &[f64]| model.score(&arbitrary(model, shares)).ok().and_then(|scores| scores.number(place));
            let (Some(before), Some(after)) = (score(&shares), score(&changed)) else { continue };
            let room = 1e-9 * (1.0 + before.abs());
            let holds = if *rises { after >= before - room } else { after <= before + room };
            prop_assert!(holds, "{id} {output} {column}: {before} became {after}");
        }
    }

    /// A part that becomes known leaves a total between what was "at least" and what was "at most".
    #[test]
    fn totals_lie_between_their_bounds(
        shares in prop::collection::vec(0.0..=1.0_f64, MOST_INPUTS),
        missing in prop::collection::vec(any::<bool>(), MOST_INPUTS),
    ) {
        for model in RISK_MODELS {
            let Some(bounds) = model.bounds else { continue };
            let whole = arbitrary(model, &shares);
            let Ok(Some(score)) = model.score(&whole).map(|scores| scores.number(0)) else { continue };
            let mut partly = whole.clone();
            for input in model.inputs.iter().filter(|input| missing[input.at] && input.need == Need::Required) {
                partly.set(input, Slot::Missing);
            }
            let bounds = bounds(&partly).expect("what is left is valid");
            prop_assert!(bounds.at_least <= score && score <= bounds.at_most, "{} {bounds:?} {score}", model.id);
            prop_assert_eq!(bounds.missing.is_empty(), model.score(&partly).is_ok());
        }
    }

    /// Short numbers are read as the standard library reads them, to the last bit.
    #[test]
    fn numbers_are_read_exactly(text in "-?[0-9]{0,17}(\\.[0-9]{0,17})?") {
        let input = Input::number(0, "x", "", Range::closed(0.0, 1.0));
        let expected = match text.parse::<f64>() {
            Ok(value) => Slot::Number(value),
            Err(_) if text.is_empty() => Slot::Missing,
            Err(_) => Slot::Unreadable,
        };
        prop_assert_eq!(input.read(&text), expected);
    }
}

/// Every model has its page, and the page says what the model says: columns, ranges, sources and the numbers of the
/// examples as they come out here.
#[test]
fn every_model_has_a_page_that_agrees_with_it() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/methods/risk");
    for model in RISK_MODELS {
        let page = std::fs::read_to_string(folder.join(format!("{}.md", model.id))).expect("a page of the model");
        let page = page.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut wanted = vec![format!("`{}`", model.id)];
        wanted.extend(model.inputs.iter().map(|input| match input.range() {
            Some(range) if matches!(input.kind, Kind::Whole(_)) => format!("| `{}` | whole, {range}", input.column),
            Some(range) => format!("| `{}` | {range}", input.column),
            None => format!("| `{}` |", input.column),
        }));
        wanted.extend(model.outputs.iter().map(|output| format!("`{}`", output.column)));
        wanted.extend(model.citations.iter().map(|citation| citation.doi.to_owned()));
        for example in model.examples {
            wanted.push(format!("`{}`", example.inputs));
            let scores = model.score(&read(model, example)).expect("complete");
            wanted.extend(example.outputs.iter().map(|(column, _)| {
                match model.output_at(column).and_then(|place| scores.get(place)) {
                    Some(Score::Number(value)) => format!("`{column}` {}", (value * 1e7).round() / 1e7),
                    Some(Score::Class(word)) => format!("`{column}` {word}"),
                    None => format!("no value of {column}"),
                }
            }));
        }
        let absent: Vec<_> = wanted.iter().filter(|text| !page.contains(text.as_str())).collect();
        assert!(absent.is_empty(), "docs/methods/risk/{}.md does not say {absent:?}", model.id);
    }
    let pages = std::fs::read_dir(folder).expect("the pages").count();
    assert_eq!(pages, RISK_MODELS.len(), "a page without a model");
}

#[test]
fn on_dialysis_creatinine_counts_as_the_most_though_nobody_measured_it() {
    for (id, dialysis, most, rest) in [
        ("meld3", "dialysis", "3", "female=0 bilirubin=5 sodium=133 inr=1.6 albumin=2.9"),
        ("meld", "dialysis_twice_past_week", "4", "bilirubin=5 bilirubin_unit=mg/dL creatinine_unit=mg/dL inr=1.6"),
    ] {
        let model = model_by_id(id).expect("there");
        let score = |text: String| {
            let cells: Vec<(String, String)> = text
                .split(' ')
                .filter_map(|pair| pair.split_once('=').map(|(name, cell)| (name.to_owned(), cell.to_owned())))
                .collect();
            let cell = |column: &str| cells.iter().find(|(name, _)| name == column).map(|(_, cell)| cell.as_str());
            model.score(&Inputs::read(model.inputs, cell))
        };
        let measured = score(format!("{rest} {dialysis}=0 creatinine={most}")).expect("a score");
        assert_eq!(score(format!("{rest} {dialysis}=1")), Ok(measured), "{id}");
        assert_eq!(score(format!("{rest} {dialysis}=0")), Err(Refusal::MissingInput("creatinine")), "{id}");
        let unlikely = score(format!("{rest} {dialysis}=1 creatinine=300"));
        assert!(matches!(unlikely, Err(Refusal::OutOfRange { .. })), "{id}: what was measured has to be valid");
    }
}

#[test]
fn a_number_that_is_valid_and_hardly_in_this_unit_is_doubted_beside_its_score() {
    let notes = |id: &str, text: &str| {
        let model = model_by_id(id).expect("there");
        let cell = |column: &str| {
            text.split(' ')
                .filter_map(|pair| pair.split_once('='))
                .find(|(name, _)| *name == column)
                .map(|(_, cell)| cell)
        };
        model.score(&Inputs::read(model.inputs, cell)).map(|scores| scores.notes)
    };
    let meld3 = |bilirubin: &str| {
        notes(
            "meld3",
            &format!("female=0 bilirubin={bilirubin} sodium=133 inr=1.6 creatinine=1 albumin=2.9 dialysis=0"),
        )
    };
    assert_eq!(meld3("20"), Ok(Vec::new()));
    assert_eq!(meld3("34"), Ok(vec![Note::PerhapsOtherUnit { column: "bilirubin", unit: "umol/L" }]));
    let meld = |bilirubin: &str, unit: &str| {
        let rest = "creatinine=1 creatinine_unit=mg/dL dialysis_twice_past_week=0 inr=1.6";
        notes("meld", &format!("bilirubin={bilirubin} bilirubin_unit={unit} {rest}"))
    };
    assert_eq!(meld("34", "umol/L"), Ok(Vec::new()), "the unit is said");
    assert_eq!(meld("34", "mg/dL").map(|notes| notes.len()), Ok(1));
    let curb65 = |systolic: &str, diastolic: &str| {
        let rest = "confusion=0 urea_mmol_l=5 respiratory_rate=18 age=50";
        notes("curb65", &format!("{rest} systolic_bp={systolic} diastolic_bp={diastolic}"))
    };
    assert_eq!(curb65("120", "80"), Ok(Vec::new()));
    assert_eq!(
        curb65("80", "120"),
        Ok(vec![Note::NotBelow { column: "diastolic_bp", other: "systolic_bp" }]),
        "taken for each other"
    );
    let in_kilopascal = curb65("12", "8").expect_err("of nobody alive");
    assert!(in_kilopascal.to_string().contains("is it in kPa?"), "{in_kilopascal}");
}

#[test]
fn who_has_heart_failure_has_no_first_event_and_a_dose_of_warfarin_matters_to_some_alone() {
    let standing = |facts: &[Fact]| Standing {
        age_years: Some(60),
        facts: facts.iter().copied().collect(),
        ..Standing::default()
    };
    for id in ["prevent", "score2", "pce", "framingham2008"] {
        let model = model_by_id(id).expect("there");
        let shut = model.applies_to(&standing(&[Fact::HeartFailure]));
        assert_eq!(shut, Err(Refusal::NotApplicable(Gate::Without(Fact::HeartFailure))), "{id}");
        assert_eq!(model.applies_to(&standing(&[])), Ok(()), "{id}");
    }
    let diabetes = model_by_id("score2_diabetes").expect("there");
    assert_eq!(diabetes.applies_to(&standing(&[Fact::Type2Diabetes])), Ok(()));
    assert!(diabetes.applies_to(&standing(&[Fact::Type2Diabetes, Fact::HeartFailure])).is_err());
    let warfarin = model_by_id("iwpc_warfarin").expect("there");
    for fact in [Fact::Warfarin, Fact::AtrialFibrillation, Fact::PreviousThrombosis] {
        assert_eq!(warfarin.applies_to(&standing(&[fact])), Ok(()));
    }
    let others = warfarin.applies_to(&standing(&[Fact::Diabetes]));
    assert!(matches!(others, Err(Refusal::NotApplicable(Gate::WithAny(_)))), "{others:?}");
}
