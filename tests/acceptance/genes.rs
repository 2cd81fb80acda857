//! Genes: calls, phenotypes and advice agree with PharmCAT's and CPIC's, and hostile variant files are refused with the line.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use wardtwin::analysis::genomics::advice::{AdviceContext, about};
use wardtwin::analysis::genomics::polygenic;
use wardtwin::analysis::genomics::{Typings, call_sample, phenotype};
use wardtwin::base::Progress;
use wardtwin::domain::genome::advice::{Action, Basis, DrugUse, Population};
use wardtwin::domain::genome::drug::Coverage;
use wardtwin::domain::genome::polygenic::{PolygenicScore, ScoreBuild, StrandPolicy};
use wardtwin::domain::genome::{
    Activity, ActivityScore, CallState, Diplotype, Gene, GeneCall, GeneResult, GeneResults, GeneTables, Outcome,
    Phenotype, ResultValue,
};
use wardtwin::io::genes::vcf::{self, VcfError, scored};
use wardtwin::io::genes::{dosages, gene_tables, scoring};

use super::shared;

fn tables() -> &'static GeneTables {
    gene_tables().expect("our own tables")
}

/// A table of the vectors: each row by its headings.
fn table(folder: &Path, name: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_path(folder.join(name)).expect("a table");
    let headings = reader.headers().expect("headings").clone();
    let row = |record: csv::StringRecord| {
        let cells = record.iter().map(str::to_owned);
        headings.iter().map(str::to_owned).zip(cells).collect()
    };
    reader.records().map(|record| row(record.expect("a row"))).collect()
}

fn calls_of(path: &Path) -> Result<BTreeMap<String, Vec<GeneCall>>, VcfError> {
    let file = fs::File::open(path).expect("it is there");
    let read = vcf::read(std::io::BufReader::new(file), tables())?;
    let call = |sample: &_| call_sample(tables(), sample, &Typings::default());
    Ok(read.samples.iter().map(|sample| (sample.sample.clone(), call(sample))).collect())
}

fn of_gene(calls: &[GeneCall], gene: &str) -> GeneCall {
    calls.iter().find(|call| call.gene.symbol() == gene).expect("the gene was called").clone()
}

/// Diplotypes in an order that does not matter; none for variants on unknown strands.
fn diplotypes(call: &GeneCall) -> BTreeSet<String> {
    match &call.outcome {
        Outcome::Diplotypes(candidates) => candidates.iter().map(|one| one.diplotype.to_string()).collect(),
        _ => BTreeSet::new(),
    }
}

fn set(cell: &str) -> BTreeSet<String> {
    cell.split(';').filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

fn phenotypes(call: &GeneCall) -> String {
    let of: Vec<String> = call.candidates().iter().map(|one| one.phenotype.to_string()).collect();
    if of.is_empty() { "No Result".to_owned() } else { of.join(";") }
}

fn activities(call: &GeneCall) -> String {
    let of = call.candidates().iter().map(|one| one.activity.map_or_else(String::new, |score| score.to_string()));
    let of: Vec<String> = of.collect();
    match of.is_empty() && call.gene.has_activity() {
        true => "No Result".to_owned(),
        false => of.join(";"),
    }
}

#[test]
fn the_synthetic_panel_is_called_as_pharmcat_does() {
    let Some(folder) = shared("vectors/pgx") else { return };
    let calls = calls_of(&folder.join("synthetic_panel.vcf")).expect("it reads");
    let expected = table(&folder, "synthetic_panel_expected.csv");
    assert_eq!(expected.len(), 1690);
    let mut wrong = Vec::new();
    for row in &expected {
        let call = of_gene(&calls[&row["sample"]], &row["gene"]);
        let as_expected = diplotypes(&call) == set(&row["pharmcat_diplotypes"])
            && phenotypes(&call) == row["phenotypes"]
            && activities(&call) == row["activity_scores"]
            && call.missing.to_string() == row["missing_positions"];
        let listed = match &call.outcome {
            Outcome::Variants { seen, .. } => seen.iter().cloned().collect(),
            _ => BTreeSet::new(),
        };
        if !as_expected || listed != set(&row["pharmcat_haplotypes_if_no_diplotype"]) {
            wrong.push(format!("{row:?}\n  {call:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn pharmcats_own_files_are_called_as_it_does() {
    let Some(folder) = shared("vectors/pgx") else { return };
    let (mut wrong, mut called, mut refused) = (Vec::new(), 0, 0);
    for row in table(&folder, "pharmcat_vcf_expected.csv") {
        let result = calls_of(&folder.join("pharmcat_vcf").join(&row["file"]));
        if !row["error"].is_empty() {
            // "ERROR [Line #35] …": the same line.
            let line = row["error"].split('#').nth(1).and_then(|rest| rest.split(']').next()).expect("a line");
            assert!(
                matches!(&result, Err(VcfError::Fault { line: found, .. }) if found.to_string() == line),
                "{row:?}"
            );
            refused += 1;
            continue;
        }
        let calls = match result {
            Ok(calls) => calls,
            Err(error) => {
                wrong.push(format!("{}: {error}", row["file"]));
                continue;
            }
        };
        let call = of_gene(calls.values().next().expect("a sample"), &row["gene"]);
        let mut found: Vec<String> = phenotypes(&call).split(';').map(str::to_owned).collect();
        let mut wanted: Vec<String> = row["phenotypes"].split(';').map(str::to_owned).collect();
        found.sort();
        wanted.sort();
        let as_expected = diplotypes(&call) == set(&row["pharmcat_top_diplotypes"]);
        if !as_expected || found != wanted || activities(&call) != row["activity_scores"] {
            wrong.push(format!("{row:?}\n  {call:?}"));
        }
        called += 1;
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!((called, refused), (56, 5));
}

#[test]
fn pharmcats_example_is_called_and_its_given_typing_read() {
    let Some(folder) = shared("vectors/pgx/pharmcat_end_to_end") else { return };
    let calls = calls_of(&folder.join("pharmcat.example.vcf")).expect("it reads");
    let calls = calls.values().next().expect("a sample");
    let report = fs::read_to_string(folder.join("pharmcat.example.report.tsv")).expect("a report");
    let mut compared = 0;
    for line in report.lines().skip(2) {
        let cells: Vec<&str> = line.split('\t').collect();
        let Some(gene) = Gene::from_symbol(cells[0]).filter(|gene| gene.is_called()) else { continue };
        let call = of_gene(calls, gene.symbol());
        assert_eq!(diplotypes(&call), set(cells[1]), "{line}");
        assert_eq!(activities(&call), cells[3], "{line}");
        compared += 1;
    }
    assert_eq!(compared, 13);
}

#[test]
fn every_diplotype_has_its_phenotype() {
    let Some(folder) = shared("vectors/pgx") else { return };
    let rows = table(&folder, "diplotype_phenotype.csv");
    assert_eq!(rows.len(), 3626);
    for row in rows {
        let gene = Gene::from_symbol(&row["gene"]).expect("a gene");
        let (first, second) = row["diplotype"].split_once('/').expect("two alleles");
        let found = phenotype::candidate(tables(), gene, Diplotype::new(first, second));
        assert_eq!(found.phenotype.to_string(), row["phenotype"], "{row:?}");
        let activity = found.activity.map_or_else(String::new, |activity| activity.to_string());
        assert_eq!(activity, row["activity_score"], "{row:?}");
    }
}

#[test]
fn every_pair_of_functions_has_its_phenotype() {
    let Some(folder) = shared("vectors/pgx") else { return };
    let rows = table(&folder, "function_pair_phenotype.csv");
    assert_eq!(rows.len(), 99);
    for row in rows {
        let gene = Gene::from_symbol(&row["gene"]).expect("a gene");
        for (first, second) in [("value1", "value2"), ("value2", "value1")] {
            let pair = tables().pair(gene, &row[first], &row[second]).expect("a phenotype");
            let activity = pair.activity.map_or_else(String::new, |activity| activity.to_string());
            assert_eq!((&pair.phenotype, &activity), (&row["phenotype"], &row["activity_score"]));
        }
    }
}

/// The sites of PharmCAT's table of HapB3, in its order.
const HAP_B3_RSIDS: [&str; 7] =
    ["rs56038477", "rs75017182", "rs72549310", "rs67376798", "rs1801265", "rs186169810", "rs115232898"];
const HAP_B3: &str = "c.1129-5923C>G, c.1236G>A (HapB3)";
const HAP_B3_INTRON: &str = "c.1129-5923C>G";

/// A file with these genotypes, their strands known or not.
fn dpyd_file(genotypes: &[&str], is_phased: bool) -> String {
    let panel = tables().panel(Gene::Dpyd).expect("DPYD");
    let mut text = "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tS\n".to_owned();
    for (rsid, genotype) in HAP_B3_RSIDS.iter().zip(genotypes).filter(|(_, genotype)| **genotype != "missing") {
        let site = panel.sites.iter().find(|site| site.rsid.as_deref() == Some(*rsid)).expect("a site");
        let genotype = if is_phased { genotype.replace('/', "|") } else { genotype.replace('|', "/") };
        // In the table this one stands for a base that the alleles do not know there.
        let alternates = if *rsid == "rs186169810" { "G".to_owned() } else { site.alleles[1..].join(",") };
        text +=
            &format!("chr1\t{}\t{rsid}\t{}\t{alternates}\t.\t.\t.\tGT\t{genotype}\n", site.position, site.reference());
    }
    text
}

fn called_dpyd(genotypes: &[&str], is_phased: bool) -> GeneCall {
    let read = vcf::read(dpyd_file(genotypes, is_phased).as_bytes(), tables()).expect("it reads");
    of_gene(&call_sample(tables(), &read.samples[0], &Typings::default()), "DPYD")
}

/// The diplotype in the words of our tables, its strands in any order.
fn plain(text: &str) -> BTreeSet<String> {
    let strands: Vec<String> = text
        .trim_matches(['[', ']'])
        .split('/')
        .map(|strand| {
            let mut names: Vec<&str> = strand.trim_matches(['[', ']']).split('+').map(str::trim).collect();
            for name in &mut names {
                *name = match *name {
                    "ref" | "Reference" => "Reference",
                    "HapB3" => HAP_B3,
                    "HapB3Intron" => HAP_B3_INTRON,
                    other => other,
                };
            }
            names.sort_unstable();
            names.join(" + ")
        })
        .collect();
    let twice = strands.len() == 2 && strands[0] == strands[1];
    strands.into_iter().enumerate().map(|(at, strand)| if twice { format!("{strand} {at}") } else { strand }).collect()
}

/// What counts: the least active variant a strand.
fn counted(call: &GeneCall) -> BTreeSet<String> {
    let least = call.notes.iter().find_map(|note| match note {
        wardtwin::domain::genome::CallNote::LeastActive { diplotype } => Some(diplotype.to_string()),
        _ => None,
    });
    plain(&least.unwrap_or_else(|| call.candidates()[0].diplotype.to_string()))
}

#[test]
fn hap_b3_is_told_as_pharmcats_table_has_it() {
    use wardtwin::domain::genome::CallNote;
    let Some(folder) = shared("vectors/pgx") else { return };
    let text = fs::read_to_string(folder.join("dpyd_hapb3_cases.tsv")).expect("a table");
    let mut cases = 0;
    for line in text.lines().skip(3) {
        let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
        let (genotypes, rest) = cells.split_at(7);
        let [phased, phased_counts, unphased, unphased_counts, _, phased_warning, unphased_warning, ..] = rest else {
            panic!("{line}")
        };
        let given =
            |cell: &&str, otherwise: &str| if cell.is_empty() { otherwise.to_owned() } else { (*cell).to_owned() };
        let call = called_dpyd(genotypes, true);
        assert_eq!(plain(&diplotypes(&call).into_iter().next().expect("a diplotype")), plain(phased), "{line}");
        assert_eq!(counted(&call), plain(&given(phased_counts, phased)), "phased, what counts: {line}\n{call:?}");
        check_warning(&call.notes, phased_warning, line);
        let call = called_dpyd(genotypes, false);
        check_warning(&call.notes, unphased_warning, line);
        let counts = given(unphased_counts, &given(phased_counts, phased));
        assert_eq!(counted(&call), plain(&counts), "unphased, what counts: {line}\n{call:?}");
        if let Outcome::Variants { seen, .. } = &call.outcome {
            let seen: BTreeSet<String> = seen.iter().flat_map(|name| plain(name)).collect();
            let wanted = unphased.replace(" (homozygous)", "").replace("ref, ", "");
            assert_eq!(seen, wanted.split(", ").flat_map(plain).collect(), "{line}");
        }
        cases += 1;
    }
    assert_eq!(cases, 55);

    fn check_warning(notes: &[CallNote], wanted: &str, line: &str) {
        let mismatch = notes.contains(&CallNote::HapB3ExonWithoutIntron);
        let exon_only = notes.contains(&CallNote::HapB3FromExon);
        assert_eq!(mismatch, wanted.contains("intronic-mismatch-exonic"), "{line}");
        assert_eq!(exon_only, wanted.contains("exonic-only"), "{line}");
    }
}

/// Our population for CPIC's.
fn population(name: &str) -> Population {
    match name {
        "general" => Population::General,
        "CVI ACS PCI" => Population::AcsOrPci,
        "CVI non-ACS non-PCI" => Population::OtherCardiovascular,
        "NVI" => Population::Neurovascular,
        "adults" => Population::Adult,
        "pediatrics" => Population::Child,
        "child >40kg_adult" => Population::Over40Kg,
        "PHT naive" | "CBZ naive" => Population::NeverUsed,
        "PHT use >3mos" | "CBZ use >3mos" => Population::UsedOver3Months,
        "CBZ-no alternatives" => Population::NoAlternative,
        other => panic!("{other}"),
    }
}

/// A patient whose genes show what a lookup says.
fn results(lookup: &str) -> GeneResults {
    let mut results = GeneResults::new();
    for entry in lookup.split(';') {
        let (gene, value) = entry.split_once('=').expect("an entry");
        let gene = Gene::from_symbol(gene).expect("a gene");
        if value == "No Result" {
            continue;
        }
        let mut result =
            GeneResult { gene, state: CallState::Called, values: Vec::new(), carried: Vec::new(), remarks: Vec::new() };
        if let Some((allele, word)) = value.strip_prefix('*').and_then(|_| value.split_once(' ')) {
            result.carried.push((allele.to_owned(), word == "positive"));
        } else if gene.has_activity() {
            let activity = ActivityScore::parse(value).map_or(Activity::Unknown, Activity::Score);
            let phenotype = if value == "n/a" { "Indeterminate" } else { "as the score says" };
            let phenotype = Phenotype::Named(phenotype.to_owned());
            result.values.push(ResultValue { diplotype: String::new(), phenotype, activity: Some(activity) });
        } else {
            let phenotype = Phenotype::Named(value.to_owned());
            result.values.push(ResultValue { diplotype: String::new(), phenotype, activity: None });
        }
        results.insert(gene, result);
    }
    results
}

/// Whether an action says what CPIC's three flags say: another drug, another dose, other guidance.
fn agrees(action: Action, flags: (bool, bool, bool)) -> bool {
    match (action, flags) {
        (Action::Avoid | Action::Alternative, (other_drug, ..)) => other_drug,
        (Action::Reduce | Action::Increase, (_, other_dose, _)) => other_dose,
        (Action::Standard, (other_drug, ..)) => !other_drug,
        (Action::Monitor, flags) => flags != (true, false, false) && flags != (false, false, false),
        (Action::Test | Action::None, _) => false,
    }
}

#[test]
fn every_recommendation_of_cpic_has_a_row_that_agrees() {
    let Some(folder) = shared("vectors/pgx") else { return };
    let (mut compared, mut silent, mut not_covered) = (0, 0, BTreeSet::new());
    for row in table(&folder, "cpic_recommendations_2024-03.csv") {
        let drug = tables().advice.drug(&row["drug"]).expect("the drug is known");
        let populations = [population(&row["population"])];
        let context = AdviceContext { medications: &[], populations: &populations };
        let all = about(&tables().advice, drug, DrugUse::Candidate, &results(&row["lookup"]), &context);
        assert!(!all.is_empty(), "silence about {row:?}");
        if drug.coverage == Coverage::NotCovered {
            assert!(all.iter().any(|advice| advice.summary.starts_with("Not covered")));
            not_covered.insert(drug.name.clone());
            continue;
        }
        let found = all.iter().find(|advice| advice.basis == Basis::Checked && advice.population == populations[0]);
        if matches!(row["strength"].as_str(), "No recommendation" | "N/A") {
            assert!(found.is_none_or(|advice| advice.action == Action::None), "{row:?}\n{found:?}");
            assert!(all.iter().any(|advice| matches!(advice.action, Action::None | Action::Test)), "{row:?}");
            silent += 1;
            continue;
        }
        let found = found.unwrap_or_else(|| panic!("no row for {row:?}"));
        assert_eq!(found.strength.map(|strength| strength.id()), Some(row["strength"].as_str()), "{row:?}");
        let flags = (&row["alternate_drug"], &row["dosing_info"], &row["other_guidance"]);
        let flags = (flags.0 == "1", flags.1 == "1", flags.2 == "1");
        assert!(agrees(found.action, flags), "{row:?}\n{found:?}");
        compared += 1;
    }
    assert_eq!((compared, silent), (354, 36));
    assert_eq!(not_covered, BTreeSet::from(["sertraline".to_owned(), "thioguanine".to_owned()]));
}

#[test]
fn the_summaries_that_were_checked_keep_their_action_and_strength() {
    let Some(folder) = shared("vectors/pgx") else { return };
    let rows = table(&folder, "recommendation_summary.csv");
    assert_eq!(rows.len(), 196);
    for row in rows {
        let drug = tables().advice.drug(&row["drug"]).expect("the drug is known");
        let populations = [population(&row["population"])];
        let context = AdviceContext { medications: &[], populations: &populations };
        let all = about(&tables().advice, drug, DrugUse::Candidate, &results(&row["lookup"]), &context);
        let found = all.iter().find(|advice| advice.basis == Basis::Checked).expect("a row");
        let said = (found.action.id(), found.strength.map_or("", |strength| strength.id()));
        assert_eq!(said, (row["action"].as_str(), row["strength"].as_str()), "{row:?}");
    }
}

#[test]
fn hostile_variant_files_are_refused_with_the_line_and_sound_ones_taken() {
    let Some(folder) = shared("data/corpora/vcf/hts-specs") else { return };
    let (mut wrong, mut passed, mut failed) = (Vec::new(), 0, 0);
    for entry in fs::read_dir(&folder).expect("a folder").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let text = fs::read(entry.path()).expect("it is there");
        match (name.contains("__passed__"), vcf::read(text.as_slice(), tables())) {
            (true, Ok(_)) => passed += 1,
            (false, Err(VcfError::Empty)) if text.is_empty() => failed += 1,
            (false, Err(VcfError::Fault { line, column, .. })) => {
                let lines = text.split(|byte| *byte == b'\n').count() as u64;
                assert!((1..=lines).contains(&line) && column >= 1, "{name}");
                failed += 1;
            }
            (true, Err(error)) => wrong.push(format!("{name}: {error}")),
            (false, other) => wrong.push(format!("{name}: {other:?}")),
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!((passed, failed), (42, 330));
}

/// Sums by sample, as our commands would write them.
fn score_of(
    score: &PolygenicScore,
    samples: &[String],
    of_terms: &[Vec<Option<f64>>],
) -> BTreeMap<String, polygenic::ScoreSum> {
    let of = |at: usize| of_terms.iter().map(move |row| row.get(at).copied().flatten());
    let sum =
        |(at, sample): (usize, &String)| (sample.clone(), polygenic::sum(score, of(at), polygenic::LEAST_COVERAGE));
    samples.iter().enumerate().map(sum).collect()
}

#[test]
fn a_polygenic_score_is_the_sum_by_definition() {
    let Some(folder) = shared("data/pgs") else { return };
    let score = scoring::read(&folder.join("PGS000001_hmPOS_GRCh38.txt"), &Progress::default()).expect("a score");
    assert_eq!((score.id.as_str(), score.terms.len(), &score.build), ("PGS000001", 77, &ScoreBuild::Grch38));
    let dosages = dosages::read(&folder.join("PGS000001_hmPOS_GRCh38__dosage.csv"), &score).expect("dosages");
    assert_eq!(dosages.refused, []);
    let sums = score_of(&score, &dosages.samples, &dosages.of_terms);
    let expected = table(&folder, "PGS000001_hmPOS_GRCh38__expected.csv");
    assert_eq!((expected.len(), sums.len()), (25, 25));
    for row in &expected {
        let sum = sums[&row["sample"]];
        assert_eq!((sum.used.to_string(), sum.missing.to_string()), (row["n_used"].clone(), row["n_missing"].clone()));
        let wanted: f64 = row["sum"].parse().expect("a number");
        assert!((sum.sum.expect("covered") - wanted).abs() < 1e-12, "{row:?}: {sum:?}");
    }
}

/// The same dosages written as a variant file, every second variant on the other allele as its reference.
fn as_variant_file(score: &PolygenicScore, dosages: &dosages::Dosages) -> String {
    let mut rows: Vec<(u8, u32, String)> = Vec::new();
    for (at, (term, of_samples)) in score.terms.iter().zip(&dosages.of_terms).enumerate() {
        let (chromosome, position) = term.place.expect("harmonised");
        let other = term.other.as_deref().expect("both alleles");
        let is_effect_first = at % 2 == 0;
        let (reference, alternate) = if is_effect_first { (&*term.effect, other) } else { (other, &*term.effect) };
        let genotype = |dosage: &Option<f64>| match dosage.map(|d| if is_effect_first { 2.0 - d } else { d }) {
            None => "./.",
            Some(0.0) => "0/0",
            Some(1.0) => "0/1",
            Some(_) => "1/1",
        };
        let cells: Vec<&str> = of_samples.iter().map(genotype).collect();
        let row =
            format!("chr{chromosome}\t{position}\t.\t{reference}\t{alternate}\t.\t.\t.\tGT\t{}\n", cells.join("\t"));
        rows.push((chromosome, position, row));
    }
    rows.sort();
    let head = "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t";
    let rows: String = rows.into_iter().map(|(_, _, row)| row).collect();
    format!("{head}{}\n{rows}", dosages.samples.join("\t"))
}

#[test]
fn a_polygenic_score_is_the_same_from_a_variant_file() {
    let Some(folder) = shared("data/pgs") else { return };
    let score = scoring::read(&folder.join("PGS000001_hmPOS_GRCh38.txt"), &Progress::default()).expect("a score");
    let dosages = dosages::read(&folder.join("PGS000001_hmPOS_GRCh38__dosage.csv"), &score).expect("dosages");
    let work = tempfile::tempdir().expect("a folder");
    let path = work.path().join("a.vcf");
    fs::write(&path, as_variant_file(&score, &dosages)).expect("written");
    let read = |policy| {
        let file = scored::read(&path, tables(), &score, policy, &Progress::default()).expect("it reads");
        let of_terms: Vec<_> = file.of_terms.into_iter().map(|term| term.dosages).collect();
        score_of(&score, &file.samples, &of_terms)
    };
    let by_table = score_of(&score, &dosages.samples, &dosages.of_terms);
    assert_eq!(read(StrandPolicy::TakeAsWritten), by_table);
    let ambiguous = score.terms.iter().filter(|term| term.is_strand_ambiguous()).count();
    let left_out = read(StrandPolicy::LeaveOut);
    assert!(ambiguous > 0 && left_out.values().all(|sum| sum.missing >= ambiguous), "{ambiguous}: {left_out:?}");
    assert!(left_out.iter().all(|(sample, sum)| sum.missing <= by_table[sample].missing + ambiguous));
}
