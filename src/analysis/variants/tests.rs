//! The count by hand, and the sums that have to come out.

use proptest::prelude::*;

use super::*;

fn record(gene: &str, variant: &str, result: TestResult, significance: Significance, disease: &str) -> VariantRecord {
    let diseases = if disease.is_empty() { Vec::new() } else { vec![disease.to_owned()] };
    VariantRecord { gene: gene.to_owned(), variant: variant.to_owned(), result, significance, diseases }
}

/// Four variants found count 4, whatever they mean: one pathogenic, one uncertain, one benign, one that nobody classified.
/// One was not there and one not tested; the count alone would not tell them apart.
#[test]
fn worked_by_hand() {
    let found = TestResult::Found;
    let records = [
        record("BRCA1", "c.68_69del", found(Zygosity::Heterozygous), Significance::Pathogenic, "breast cancer"),
        record("BRCA1", "c.4308T>C", found(Zygosity::Homozygous), Significance::Benign, "breast cancer"),
        record("LDLR", "c.682G>T", found(Zygosity::NotRecorded), Significance::Conflicting, ""),
        record("F8", "c.1A>G", found(Zygosity::Hemizygous), Significance::NotClassified, ""),
        record("LDLR", "c.313+1G>A", TestResult::NotFound, Significance::Pathogenic, ""),
        record("APOB", "c.10580G>A", TestResult::NotTested, Significance::Pathogenic, ""),
    ];
    let counted = count(&records);
    assert_eq!(counted.all.c(), 4);
    let split = [counted.all.pathogenic, counted.all.uncertain, counted.all.benign, counted.all.not_classified];
    assert_eq!(split, [1, 1, 1, 1]);
    assert_eq!((counted.all.not_found, counted.all.not_tested), (1, 1));
    let copies = [counted.all.heterozygous, counted.all.homozygous, counted.all.hemizygous];
    assert_eq!((copies, counted.all.zygosity_not_recorded), ([1, 1, 1], 1));
    assert_eq!((counted.by_gene["BRCA1"].found, counted.by_gene["APOB"].found), (2, 0));
    assert_eq!((counted.by_disease["breast cancer"].pathogenic, counted.by_disease.len()), (1, 1));
}

#[test]
fn nothing_recorded_is_a_count_of_nothing() {
    assert_eq!(count(&[]), PatientCount::default());
}

#[test]
fn a_variant_told_twice_counts_once_and_a_contradiction_is_told() {
    let found = record("F5", "R506Q", TestResult::Found(Zygosity::Heterozygous), Significance::Pathogenic, "");
    let absent = VariantRecord { result: TestResult::NotFound, ..found.clone() };
    let untested = VariantRecord { result: TestResult::NotTested, ..found.clone() };
    assert_eq!(
        (count(&[found.clone(), found.clone()]).all.found, count(&[found.clone(), found.clone()]).contradicted),
        (1, 0)
    );
    for records in [[found.clone(), absent.clone(), untested.clone()], [untested.clone(), absent.clone(), found]] {
        let counted = count(&records);
        assert_eq!((counted.all.found, counted.all.not_found, counted.all.not_tested), (1, 0, 0));
        assert_eq!(counted.contradicted, 1);
    }
    assert_eq!(count(&[untested, absent]).all.not_found, 1);
}

fn any_record() -> impl Strategy<Value = VariantRecord> {
    let zygosity = prop_oneof![
        Just(Zygosity::Heterozygous),
        Just(Zygosity::Homozygous),
        Just(Zygosity::Hemizygous),
        Just(Zygosity::NotRecorded)
    ];
    let result = prop_oneof![
        3 => zygosity.prop_map(TestResult::Found),
        1 => Just(TestResult::NotFound),
        1 => Just(TestResult::NotTested)
    ];
    let significance = prop_oneof![
        Just(Significance::Pathogenic),
        Just(Significance::LikelyPathogenic),
        Just(Significance::Uncertain),
        Just(Significance::Conflicting),
        Just(Significance::LikelyBenign),
        Just(Significance::Benign),
        Just(Significance::NotClassified)
    ];
    let diseases = prop::collection::vec("[xyz]", 0..3);
    ("[AB]", "[1-9]", result, significance, diseases).prop_map(|(gene, variant, result, significance, diseases)| {
        VariantRecord { gene, variant, result, significance, diseases }
    })
}

proptest! {
    #[test]
    fn the_split_sums_to_the_count_and_genes_to_the_patient(records in prop::collection::vec(any_record(), 0..30)) {
        let counted = count(&records);
        let all = counted.all;
        prop_assert_eq!(all.pathogenic + all.uncertain + all.benign + all.not_classified, all.found);
        prop_assert_eq!(all.heterozygous + all.homozygous + all.hemizygous + all.zygosity_not_recorded, all.found);
        let sum = |of: fn(&VariantCount) -> u32| counted.by_gene.values().map(of).sum::<u32>();
        prop_assert_eq!(sum(|gene| gene.found), all.found);
        prop_assert_eq!(sum(|gene| gene.not_tested), all.not_tested);
        prop_assert!((all.found + all.not_found + all.not_tested) as usize <= records.len());
    }

    #[test]
    fn order_does_not_matter(records in prop::collection::vec(any_record(), 0..12)) {
        let mut turned = records.clone();
        turned.reverse();
        prop_assert_eq!(count(&records), count(&turned));
    }
}
