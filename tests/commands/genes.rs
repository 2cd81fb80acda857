//! `wardtwin genes call` and `advise` as a script runs them.

use super::Desk;

const HEAD: &str = "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tS1\n";
/// CYP2C19 *2/*2 at the positions that tell it, and VKORC1 as it has a phenotype that looks like a formula.
const RECORDS: &str = "chr10\t94775367\t.\tA\tG\t.\tPASS\t.\tGT\t1/1\nchr10\t94781859\trs4244285\tG\tA\t.\tPASS\t.\tGT\t1/1\n\
    chr10\t94842866\t.\tA\tG\t.\tPASS\t.\tGT\t1/1\nchr16\t31096368\t.\tC\tT\t.\tPASS\t.\tGT\t0/1\n";

fn write(desk: &Desk, name: &str, text: &str) {
    std::fs::write(desk.path(name), text).expect("written");
}

fn row(desk: &Desk, table: &str, begins: &str) -> String {
    let text = std::fs::read_to_string(desk.path(table)).expect("it was written");
    text.lines().find(|line| line.starts_with(begins)).unwrap_or_else(|| panic!("no {begins} in\n{text}")).to_owned()
}

#[test]
fn genes_are_called_and_drugs_advised() {
    let desk = Desk::new();
    write(&desk, "a.vcf", &format!("{HEAD}{RECORDS}"));
    write(&desk, "typing.csv", "sample,gene,result\nS1,CYP2D6,*1x2/*1\nS1,HLA-B,*57:01 positive\n");
    desk.ends(0, "genes|call|--vcf|a.vcf|--typing|typing.csv|--out|calls.csv");
    assert_eq!(row(&desk, "calls.csv", "S1,CYP2C19"), "S1,CYP2C19,*2/*2,Poor Metabolizer,,32,32 positions not tested");
    assert!(row(&desk, "calls.csv", "S1,VKORC1").contains(",-1639 AG,"));
    assert_eq!(row(&desk, "calls.csv", "S1,CYP2D6"), "S1,CYP2D6,*1/*1x2,Ultrarapid Metabolizer,3.0,0,");
    assert!(row(&desk, "calls.csv", "S1,TPMT").starts_with("S1,TPMT,,No Result,,43,not tested"));
    assert!(row(&desk, "calls.csv", "S1,HLA-A").contains("No Result"));

    desk.ends(
        0,
        "genes|advise|--calls|calls.csv|--drugs|clopidogrel,codeine,abacavir,azathioprine,aspirin|--out|advice.csv",
    );
    assert!(
        row(&desk, "advice.csv", "S1,clopidogrel").starts_with("S1,clopidogrel,CYP2C19=Poor Metabolizer,avoid,Strong,")
    );
    assert!(row(&desk, "advice.csv", "S1,clopidogrel").contains("CYP2C19: 32 positions of the table were not read"));
    assert!(row(&desk, "advice.csv", "S1,codeine").starts_with("S1,codeine,CYP2D6=3.0,avoid,Strong,"));
    assert!(row(&desk, "advice.csv", "S1,abacavir").starts_with("S1,abacavir,HLA-B=*57:01 positive,avoid,Strong,"));
    assert!(row(&desk, "advice.csv", "S1,azathioprine").contains(",test,,NUDT15 not tested."));
    assert!(row(&desk, "advice.csv", "S1,aspirin").contains(",none,,No advice available"));
    desk.ends(0, "genes|advise|--calls|calls.csv|--out|all.csv");
    assert!(row(&desk, "all.csv", "S1,sertraline").contains("Not covered"));
}

#[test]
fn what_cannot_be_taken_is_refused_with_its_line_and_leaves_nothing() {
    let desk = Desk::new();
    write(&desk, "old.vcf", &format!("{HEAD}chr10\t96541616\trs4244285\tG\tA\t.\t.\t.\tGT\t0/1\n"));
    let said = desk.ends(2, "genes|call|--vcf|old.vcf|--out|calls.csv");
    assert!(said.contains("line 3, column 2: this file is not on GRCh38"), "{said}");
    write(&desk, "odd.vcf", &format!("{HEAD}chr10\t94781859\t.\tG\tA,,T\t.\t.\t.\tGT\t0/1\n"));
    assert!(desk.ends(2, "genes|call|--vcf|odd.vcf|--out|calls.csv").contains("line 3, column 5"));
    write(&desk, "empty.vcf", "");
    assert!(desk.ends(2, "genes|call|--vcf|empty.vcf|--out|calls.csv").contains("the file is empty"));
    assert!(!desk.path("calls.csv").exists());
}

#[test]
fn a_position_with_a_wrong_reference_is_left_out_loudly() {
    let desk = Desk::new();
    write(&desk, "a.vcf", &format!("{HEAD}{RECORDS}chr19\t15879621\t.\tA\tT\t.\tPASS\t.\tGT\t0/1\n"));
    let said = desk.ends(1, "genes|call|--vcf|a.vcf|--out|calls.csv");
    assert!(said.contains("line 7: the reference at 15879621 is C, not A"), "{said}");
    assert!(row(&desk, "calls.csv", "S1,CYP4F2").contains("No Result"));
    write(&desk, "typing.csv", "sample,gene,result\nS1,CYP2D6,fast\nS9,TPMT,*1/*1\n");
    let said = desk.ends(1, "genes|call|--vcf|a.vcf|--typing|typing.csv|--out|calls.csv");
    assert!(said.contains("line 2") && said.contains("S9"), "{said}");
}

const SCORE: &str = "#pgs_id=PGS1\n#HmPOS_build=GRCh38\nrsID\teffect_allele\tother_allele\teffect_weight\thm_chr\thm_pos\n\
    rs1\tT\tC\t0.5\t1\t1000000\nrs2\tA\tG\t0.25\t1\t2000000\nrs3\tA\tG\t-0.5\t2\t1000000\nrs4\tA\tT\t1\t2\t2000000\n";

#[test]
fn a_polygenic_score_tells_its_coverage_and_is_refused_below_it() {
    let desk = Desk::new();
    write(&desk, "pgs.txt", SCORE);
    let rows = "chr1\t1000000\trs1\tC\tT\t.\t.\t.\tGT\t0/1\nchr1\t2000000\t.\tT\tC\t.\t.\t.\tGT\t0/1\n\
                chr2\t1000000\t.\tG\tA\t.\tlow\t.\tGT\t1/1\nchr2\t2000000\t.\tT\tA\t.\t.\t.\tGT\t1/1\n";
    write(&desk, "a.vcf", &format!("{HEAD}{rows}"));
    let said = desk.ends(0, "genes|score|--pgs|pgs.txt|--vcf|a.vcf|--out|s.csv");
    assert_eq!(row(&desk, "s.csv", "S1"), "S1,PGS1,3,1,0.7500,0.5556,-0.25,");
    assert!(
        said.contains("1 of 4 variants whose strand cannot be told") && said.contains("not a percentile"),
        "{said}"
    );
    assert!(said.contains("1 of 4 variants read from the other strand"), "{said}");
    desk.ends(1, "genes|score|--pgs|pgs.txt|--vcf|a.vcf|--least-coverage|0.8|--out|s.csv");
    assert!(row(&desk, "s.csv", "S1").contains(",,\"refused: 3 of 4 variants known"));
    desk.ends(0, "genes|score|--pgs|pgs.txt|--vcf|a.vcf|--keep-ambiguous|--least-coverage|1|--out|s.csv");
    assert!(row(&desk, "s.csv", "S1").starts_with("S1,PGS1,4,0,1.0000,1.0000,1.75,"));
}

#[test]
fn a_score_on_another_genome_is_refused_whichever_file_is_on_it() {
    let desk = Desk::new();
    write(&desk, "a.vcf", &format!("{HEAD}chr1\t1000000\trs1\tC\tT\t.\t.\t.\tGT\t0/1\n"));
    for (build, says) in [("GRCh37", "on GRCh37"), ("NR", "does not say which genome")] {
        write(&desk, "pgs.txt", &SCORE.replace("HmPOS_build=GRCh38", &format!("HmPOS_build={build}")));
        let said = desk.ends(2, "genes|score|--pgs|pgs.txt|--vcf|a.vcf|--out|s.csv");
        assert!(said.contains(says) && said.contains("_hmPOS_GRCh38"), "{said}");
    }
    write(&desk, "pgs.txt", SCORE);
    write(&desk, "old.vcf", &format!("{HEAD}chr1\t935380\trs1\tC\tT\t.\t.\t.\tGT\t0/1\n"));
    let said = desk.ends(2, "genes|score|--pgs|pgs.txt|--vcf|old.vcf|--out|s.csv");
    assert!(said.contains("line 3, column 2: this file is not on GRCh38: rs1 stands at 935380"), "{said}");
    write(&desk, "odd.vcf", &format!("{HEAD}chr1\t1000000\t.\tA\tC\t.\t.\t.\tGT\t0/1\n"));
    let said = desk.ends(2, "genes|score|--pgs|pgs.txt|--vcf|odd.vcf|--out|s.csv");
    assert!(said.contains("not on GRCh38") && !desk.path("s.csv").exists(), "{said}");
}

const CLINVAR: &str = "##fileformat=VCFv4.1\n##fileDate=2026-01-05\n##source=ClinVar\n##reference=GRCh38\n\
    ##ID=<Description=\"ClinVar Variation ID\">\n\
    ##INFO=<ID=CLNSIG,Number=.,Type=String,Description=\"Aggregate germline classification\">\n\
    #CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n\
    1\t1000\t11\tG\tA\t.\t.\tCLNSIG=Benign;CLNREVSTAT=criteria_provided,_multiple_submitters,_no_conflicts;GENEINFO=AB1:1|AB2:2\n\
    1\t1000\t12\tG\tA\t.\t.\tCLNSIG=Pathogenic;CLNREVSTAT=no_assertion_criteria_provided\n\
    1\t2000\t13\tCTT\tC\t.\t.\tCLNSIG=Conflicting_classifications_of_pathogenicity;CLNSIGCONF=Pathogenic(1)|Benign(2);\
    CLNREVSTAT=criteria_provided,_conflicting_classifications;CLNDN=Long_words|not_provided;RS=77\n\
    1\t3000\t14\tN[\tC\t.\t.\tCLNSIG=Benign\n\
    X\t500\t15\tC\tT\t.\t.\tCLNSIG=Pathogenic;CLNREVSTAT=reviewed_by_expert_panel;CLNHGVS=NC_000023.11:g.500C>T\n";

#[test]
fn carried_variants_are_looked_up_in_clinvar() {
    let desk = Desk::new();
    write(&desk, "clinvar.vcf", CLINVAR);
    let rows = "chr1\t1000\t.\tGC\tAC,GT\t.\t.\t.\tGT\t1/2\nchr1\t1999\t.\tGCTT\tGC\t.\tlow\t.\tGT\t0/1\n\
                chr1\t4000\t.\tA\tC\t.\t.\t.\tGT\t1/1\nchrX\t500\t.\tC\tT\t.\t.\t.\tGT\t1\n";
    write(&desk, "a.vcf", &format!("{HEAD}{rows}"));
    let said = desk.ends(1, "genes|annotate|--vcf|a.vcf|--clinvar|clinvar.vcf|--out|o.csv");
    assert!(
        said.contains("2026-01-05, 5 records) knows 3 of 5 carried variants") && said.contains("not benign"),
        "{said}"
    );
    assert!(said.contains("1 records of ClinVar were left out; the first: line 11, column 4"), "{said}");
    let text = std::fs::read_to_string(desk.path("o.csv")).expect("written");
    let lines: Vec<&str> = text.lines().skip(1).collect();
    let [expert, conflict, benign] = lines.as_slice() else { panic!("{text}") };
    assert!(
        expert.starts_with("S1,X,500,C,T,hemizygous,,pathogenic,Pathogenic,3,reviewed by expert panel,"),
        "{expert}"
    );
    assert!(
        conflict.starts_with("S1,1,2000,CTT,C,heterozygous,,conflicting,")
            && conflict.contains("Pathogenic(1); Benign(2)")
    );
    assert!(conflict.contains("Long words; not provided,,rs77,13,\"kept, though"), "{conflict}");
    assert!(
        benign.starts_with("S1,1,1000,G,A,heterozygous,AB1; AB2,benign,Benign,2,") && benign.contains(",11,"),
        "{benign}"
    );
}

#[test]
fn clinvar_of_another_genome_and_what_is_no_clinvar_are_refused() {
    let desk = Desk::new();
    let rows = "chr1\t1000\t.\tA\tT\t.\t.\t.\tGT\t0/1\nchrX\t500\t.\tG\tT\t.\t.\t.\tGT\t1\n";
    write(&desk, "a.vcf", &format!("{HEAD}{rows}"));
    let cases = [
        (CLINVAR.to_owned(), "line 8, column 4: this file is not on GRCh38: ClinVar has G at 1000"),
        (CLINVAR.replace("reference=GRCh38", "reference=GRCh37"), "line 4, column 1: this file is not on GRCh38"),
        (format!("{HEAD}{rows}"), "no file of ClinVar"),
        (String::new(), "the file is empty"),
    ];
    for (text, says) in cases {
        write(&desk, "clinvar.vcf", &text);
        let said = desk.ends(2, "genes|annotate|--vcf|a.vcf|--clinvar|clinvar.vcf|--out|o.csv");
        assert!(said.contains(says) && !desk.path("o.csv").exists(), "{said}");
    }
}

const WRITTEN: &str = "sample,gene,diplotypes,phenotype,activity_score,missing_positions,note\n\
    A,CYP2D6,,poor metaboliser,,,\nA,DPYD,,Intermediate Metabolizer,,,\nA,CYP2C9,*1/*3,Intermediate Metabolizer,,,\n\
    B,CYP2D6,*1/*1,Poor Metabolizer,,,\nB,CYP2C19,*2/*2,Normal Metabolizer,,,\nB,CYP2C9,*1/*1,Normal Metabolizer,1.0,,\n";

#[test]
fn a_stated_phenotype_is_advised_on_without_a_score_and_a_contradiction_is_told() {
    let desk = Desk::new();
    write(&desk, "calls.csv", WRITTEN);
    let drugs = "codeine,capecitabine,celecoxib,clopidogrel";
    let said = desk.ends(1, &format!("genes|advise|--calls|calls.csv|--drugs|{drugs}|--out|advice.csv"));
    assert!(row(&desk, "advice.csv", "A,codeine,").starts_with("A,codeine,CYP2D6=0,avoid,Strong,"));
    let reduced = row(&desk, "advice.csv", "A,capecitabine,DPYD=1.0,reduce,Strong,");
    assert!(reduced.contains("without an activity score") && reduced.contains("1.0, 1.5"), "{reduced}");
    row(&desk, "advice.csv", "A,capecitabine,DPYD=1.5,reduce,Moderate,");
    assert!(row(&desk, "advice.csv", "A,celecoxib,").starts_with("A,celecoxib,CYP2C9=1.0,reduce,Moderate,"));
    // Both of what was stated and what the alleles amount to, and both say why.
    for begins in ["B,codeine,CYP2D6=2.0,standard,", "B,codeine,CYP2D6=0,avoid,"] {
        assert!(row(&desk, "advice.csv", begins).contains("contradicts itself"));
    }
    row(&desk, "advice.csv", "B,clopidogrel,CYP2C19=Poor Metabolizer,avoid,");
    row(&desk, "advice.csv", "B,celecoxib,CYP2C9=2.0,standard,");
    row(&desk, "advice.csv", "B,celecoxib,CYP2C9=1.0,reduce,");
    for (line, gene) in [(5, "CYP2D6"), (6, "CYP2C19"), (7, "CYP2C9")] {
        assert!(row(&desk, "advice.csv", &format!("B,,{gene},none,")).contains(&format!("Line {line} of the calls")));
        assert!(said.contains(&format!("line {line}: {gene} contradicts itself")), "{said}");
    }
}

#[test]
fn a_misspelt_drug_is_not_a_drug_without_a_guideline() {
    let desk = Desk::new();
    write(&desk, "calls.csv", "sample,gene,phenotype\nA,CYP2C19,Poor Metabolizer\n");
    let said = desk.ends(1, "genes|advise|--calls|calls.csv|--drugs|clopidogral,amlodipine,氯吡格雷|--out|advice.csv");
    assert!(said.contains("clopidogral: not a drug name that is known here; the nearest: clopidogrel"), "{said}");
    let unknown = row(&desk, "advice.csv", "A,clopidogral,unknown drug name,none,");
    assert!(unknown.contains("the nearest: clopidogrel"), "{unknown}");
    let known = row(&desk, "advice.csv", "A,amlodipine,,none,");
    assert!(known.contains("no gene is known here to matter for amlodipine"), "{known}");
    row(&desk, "advice.csv", "A,clopidogrel,CYP2C19=Poor Metabolizer,avoid,");
    desk.ends(0, "genes|advise|--calls|calls.csv|--drugs|amlodipine|--out|advice.csv");
}

const NEUROVASCULAR: &str = "A,clopidogrel,CYP2C19=Poor Metabolizer,avoid,Moderate,\"Neurovascular use: ";

#[test]
fn what_replaces_a_drug_is_told_for_each_use_and_prasugrel_never_after_a_stroke() {
    let desk = Desk::new();
    write(
        &desk,
        "calls.csv",
        "sample,gene,phenotype\nA,CYP2C19,Poor Metabolizer\nB,CYP2C19,Intermediate Metabolizer\n",
    );
    desk.ends(0, "genes|advise|--calls|calls.csv|--drugs|clopidogrel|--out|advice.csv");
    let neurovascular = row(&desk, "advice.csv", NEUROVASCULAR);
    assert!(neurovascular.contains("Instead: ticagrelor or another antiplatelet"), "{neurovascular}");
    assert!(neurovascular.contains("not prasugrel, which is contraindicated after stroke"), "{neurovascular}");
    let text = std::fs::read_to_string(desk.path("advice.csv")).expect("it was written");
    for line in text.lines().filter(|line| line.contains("Neurovascular")) {
        assert!(line.contains("not prasugrel") && !line.contains("prasugrel or"), "{line}");
    }
    let coronary = "A,clopidogrel,CYP2C19=Poor Metabolizer,avoid,Strong,\"Acute coronary syndrome or intervention: ";
    assert!(row(&desk, "advice.csv", coronary).contains("Instead: prasugrel or ticagrelor"));
}

const STATED: &str = "sample,gene,diplotypes,phenotype,activity_score\n\
    A,DPYD,,,0.5\nA,CYP2D6,,,0.0\nA,CYP2C9,,,0\nA,CYP2C19,*2/*2,No Result,\n\
    B,DPYD,,,0\nB,CYP2C19,*2/*2,n/a,\nB,CYP2D6,*4/*4,n/a,n/a\n\
    C,DPYD,*2A/*13,,\nC,CYP2C19,*2/*2,Normal Metabolizer,\nC,CYP2D6,*1/*1,,0\n\
    D,DPYD,*1/HapB3,,\nD,CYP2D6,,PM,\nD,CYP2C19,*2/*2,poor,\nE,CYP2C19,*2/*2,PM,\nE,CYP2D6,UM,,\nE,DPYD,*1/*2A,IM,1.0\n";

#[test]
fn whatever_is_stated_of_a_gene_is_looked_up() {
    let desk = Desk::new();
    write(&desk, "calls.csv", STATED);
    let drugs = "capecitabine,codeine,celecoxib,clopidogrel";
    let said = desk.ends(1, &format!("genes|advise|--calls|calls.csv|--drugs|{drugs}|--out|advice.csv"));
    for begins in [
        "A,capecitabine,DPYD=0.5,avoid,Strong,",
        "A,codeine,CYP2D6=0.0,avoid,Strong,",
        "A,celecoxib,CYP2C9=0.0,reduce,Moderate,",
        "A,clopidogrel,CYP2C19=Poor Metabolizer,avoid,Strong,",
        "B,capecitabine,DPYD=0.0,avoid,Strong,",
        "B,clopidogrel,CYP2C19=Poor Metabolizer,avoid,Strong,",
        "B,codeine,CYP2D6=0.0,avoid,Strong,",
        "C,capecitabine,DPYD=0.0,avoid,Strong,",
        "C,clopidogrel,CYP2C19=Poor Metabolizer,avoid,Strong,",
        "C,clopidogrel,CYP2C19=Normal Metabolizer,standard,",
        "C,codeine,CYP2D6=0.0,avoid,Strong,",
        "C,codeine,CYP2D6=2.0,standard,",
        "D,capecitabine,DPYD=1.5,reduce,",
        "D,codeine,CYP2D6=0,avoid,Strong,",
        "E,codeine,CYP2D6=>2.25,avoid,Strong,",
        "E,capecitabine,DPYD=1.0,reduce,Strong,",
    ] {
        row(&desk, "advice.csv", begins);
    }
    // What a laboratory shortens contradicts nothing: only C does.
    let contradictions = said.lines().filter(|line| line.contains("contradicts itself")).count();
    assert_eq!(contradictions, 2, "{said}");
    let text = std::fs::read_to_string(desk.path("advice.csv")).expect("it was written");
    assert!(!text.lines().any(|line| !line.starts_with("C,") && line.contains("contradicts itself")), "{text}");
}

#[test]
fn statements_of_hla_count_in_either_column_and_what_is_refused_stands_in_the_output() {
    let desk = Desk::new();
    let text = "sample,gene,diplotypes,phenotype,activity_score\n\
        P,HLA-B,*15:02 positive,,\nQ,HLA-B*57:01,,positive,\nR,HLA-B,,HLA-B*57:01 negative,\nS,HLA-B,*15:02/*57:01,,\n\
        T,HLA-B,*57:01 positive,*57:01 negative,\nU,HLA-B,positive,,\nV,ABC,,fast,\nW,DPYD,,,much\nW,TPMT,*1/*1,,\n";
    write(&desk, "calls.csv", text);
    let drugs = "carbamazepine,abacavir,capecitabine";
    let said = desk.ends(1, &format!("genes|advise|--calls|calls.csv|--drugs|{drugs}|--out|advice.csv"));
    for begins in [
        "Q,abacavir,HLA-B=*57:01 positive,avoid,Strong,",
        "R,abacavir,HLA-B=*57:01 negative,standard,",
        "S,abacavir,HLA-B=*57:01 positive,avoid,Strong,",
        "T,abacavir,HLA-B=*57:01 positive,avoid,Strong,",
        "T,abacavir,HLA-B=*57:01 negative,standard,",
    ] {
        row(&desk, "advice.csv", begins);
    }
    let carried = row(&desk, "advice.csv", "P,carbamazepine,HLA-A=No Result;HLA-B=*15:02 positive,avoid,Strong,");
    assert!(carried.contains("Do not stop without replacing"), "{carried}");
    assert!(row(&desk, "advice.csv", "T,,HLA-B,none,").contains("*57:01 is stated both positive and negative"));
    for (begins, line, what) in [
        ("U,,HLA-B,none,", 7, "positive: "),
        ("V,,ABC,none,", 8, "not a gene"),
        ("W,,DPYD,none,", 9, "not a score: much"),
    ] {
        let refused = row(&desk, "advice.csv", begins);
        assert!(
            refused.contains(&format!("Line {line} of the calls was refused: ")) && refused.contains(what),
            "{refused}"
        );
        assert!(said.contains(&format!("line {line}: {what}")), "{said}");
    }
    // A refused row is not the same as no test, and never silence about the drug.
    assert!(
        row(&desk, "advice.csv", "W,capecitabine,DPYD=No Result,test,")
            .contains("tested, but without a result that can be used")
    );
    assert!(row(&desk, "advice.csv", "U,abacavir,HLA-B=No Result,test,").contains("Test before the first dose"));
}

#[test]
fn typings_without_a_sample_in_the_file_and_refused_ones_stand_in_the_calls() {
    let desk = Desk::new();
    write(&desk, "a.vcf", &format!("{HEAD}{RECORDS}"));
    let typing =
        "sample,gene,result\nS1,CYP2D6,fast\nS9,DPYD,*1/*2A\nS9,HLA-B,*57:01 positive\nS8,ABC,x\nS9,CYP2D6,pm\n";
    write(&desk, "typing.csv", typing);
    let said = desk.ends(1, "genes|call|--vcf|a.vcf|--typing|typing.csv|--out|calls.csv");
    assert!(said.contains("S9: a typing was given"), "{said}");
    let dpyd = row(&desk, "calls.csv", "S9,DPYD,");
    assert!(dpyd.starts_with("S9,DPYD,Reference/c.1905+1G>A (*2A),Intermediate Metabolizer,1.0,"), "{dpyd}");
    assert!(dpyd.contains("the variant file has no such sample"), "{dpyd}");
    row(&desk, "calls.csv", "S9,CYP2D6,,Poor Metabolizer,");
    row(&desk, "calls.csv", "S9,HLA-B,,*57:01 positive,");
    assert!(row(&desk, "calls.csv", "S1,CYP2D6,,No Result,").contains("line 2 of the typing was refused: CYP2D6 fast"));
    assert!(row(&desk, "calls.csv", "S8,ABC,,No Result,").contains("line 5 of the typing was refused"));
    desk.ends(1, "genes|advise|--calls|calls.csv|--drugs|capecitabine,abacavir,codeine|--out|advice.csv");
    row(&desk, "advice.csv", "S9,capecitabine,DPYD=1.0,reduce,Strong,");
    row(&desk, "advice.csv", "S9,abacavir,HLA-B=*57:01 positive,avoid,");
    row(&desk, "advice.csv", "S9,codeine,CYP2D6=0,avoid,");
    assert!(row(&desk, "advice.csv", "S8,,ABC,none,").contains("was refused"));
}

#[test]
fn what_cannot_be_read_in_calls_is_a_refused_row_with_its_text_and_ends_with_1() {
    let desk = Desk::new();
    let text = "sample,gene,diplotypes,phenotype\nA,CYP2C19,2/2,\nB,DPYD,c.1905+1G>A heterozygous,\nC,CYP2C19,,快代谢\n\
        D,RYR1,Reference/c.1840C>T,\nE,CYP2C19,*1/*1,\nE,CYP2C19,*2/*2,\nF,CYP2C19,*2|*2,\nG,CYP2C19,,慢代谢\n";
    write(&desk, "calls.csv", text);
    let drugs = "clopidogrel,capecitabine,sevoflurane";
    let said = desk.ends(1, &format!("genes|advise|--calls|calls.csv|--drugs|{drugs}|--out|advice.csv"));
    for (line, raw) in [(2, "2/2"), (3, "c.1905+1G>A heterozygous"), (4, "快代谢"), (5, "Reference/c.1840C>T")] {
        assert!(said.contains(&format!("line {line}: {raw}: ")), "{said}");
    }
    assert!(said.contains("line 6: *1/*1: another result") && said.contains("line 7: *2/*2: another result"), "{said}");
    assert!(said.contains("column diplotypes") && said.contains("column phenotype"), "{said}");
    row(&desk, "advice.csv", "F,clopidogrel,CYP2C19=Poor Metabolizer,avoid,");
    row(&desk, "advice.csv", "G,clopidogrel,CYP2C19=Poor Metabolizer,avoid,");
    let text = std::fs::read_to_string(desk.path("advice.csv")).expect("it was written");
    assert!(!text.lines().any(|line| line.starts_with("E,clopidogrel") && line.contains("standard")), "{text}");
}

/// A typing that says "normal" beside a file that shows a fatal variant is no advice for the usual dose alone.
#[test]
fn a_typing_that_the_variant_file_contradicts_is_told_and_both_are_advised_on() {
    let desk = Desk::new();
    write(&desk, "a.vcf", &format!("{HEAD}chr1\t97450058\trs3918290\tC\tT\t.\tPASS\t.\tGT\t1/1\n{RECORDS}"));
    write(&desk, "typing.csv", "sample,gene,result\nS1,DPYD,Reference/Reference\nS1,CYP2C19,NM\n");
    let said = desk.ends(1, "genes|call|--vcf|a.vcf|--typing|typing.csv|--out|calls.csv");
    assert!(said.contains("S1, DPYD: the typing contradicts the variant file"), "{said}");
    let said = desk.ends(1, "genes|advise|--calls|calls.csv|--drugs|capecitabine,clopidogrel|--out|advice.csv");
    assert!(said.contains("DPYD contradicts itself") && said.contains("CYP2C19 contradicts itself"), "{said}");
    let avoided = row(&desk, "advice.csv", "S1,capecitabine,DPYD=0.0,avoid,Strong,");
    assert!(avoided.contains("contradicts itself"), "{avoided}");
    row(&desk, "advice.csv", "S1,clopidogrel,CYP2C19=Poor Metabolizer,avoid,");
    write(&desk, "same.csv", "sample,gene,result\nS1,CYP2C19,PM\n");
    desk.ends(0, "genes|call|--vcf|a.vcf|--typing|same.csv|--out|calls.csv");
}

/// What a laboratory found and nobody could read, or found twice and differently, never gives way to a file that shows nothing.
#[test]
fn results_that_are_refused_or_contradict_each_other_reach_the_advice() {
    let desk = Desk::new();
    write(&desk, "a.vcf", &format!("{HEAD}chr1\t97450058\trs3918290\tC\tT\t.\tPASS\t.\tGT\t0/0\n{RECORDS}"));
    let advised = |typing: &str| -> (String, String) {
        write(&desk, "typing.csv", &format!("sample,gene,result\n{typing}"));
        let called = desk.ends(1, "genes|call|--vcf|a.vcf|--typing|typing.csv|--out|calls.csv");
        let drugs = "capecitabine,abacavir";
        (called, desk.ends(1, &format!("genes|advise|--calls|calls.csv|--drugs|{drugs}|--out|advice.csv")))
    };
    let (called, said) =
        advised("S1,DPYD,*2A/*2A\nS1,DPYD,*1/*1\nS1,HLA-B,*57:01 negative\nS1,HLA-B,*57:01 positive\n");
    assert!(called.contains("S1, DPYD: the typings contradict each other"), "{called}");
    assert!(said.contains("DPYD contradicts itself") && said.contains("HLA-B contradicts itself"), "{said}");
    for begins in [
        "S1,capecitabine,DPYD=0.0,avoid,Strong,",
        "S1,capecitabine,DPYD=2.0,standard,",
        "S1,abacavir,HLA-B=*57:01 positive,avoid,Strong,",
        "S1,abacavir,HLA-B=*57:01 negative,standard,",
    ] {
        assert!(row(&desk, "advice.csv", begins).contains("contradicts itself"), "{begins}");
    }
    let (_, said) = advised("S1,DPYD,activity score 0\n");
    assert!(said.contains("another result of DPYD was given and could not be used"), "{said}");
    let standard = row(&desk, "advice.csv", "S1,capecitabine,DPYD=2.0,standard,");
    assert!(standard.contains("activity score 0") || standard.contains("not two haplotypes"), "{standard}");
    assert!(standard.contains("find out what it says before anybody goes by this"), "{standard}");
    row(&desk, "advice.csv", "S1,,DPYD,none,");
}

/// Every allele that the caller itself writes is read again, the ones of unknown function too.
#[test]
fn what_is_called_is_advised_on_without_a_refusal() {
    let desk = Desk::new();
    write(
        &desk,
        "calls.csv",
        "sample,gene,diplotypes,phenotype\nA,CYP4F2,*1/*3,\nA,NUDT15,*1/*14,n/a\nA,CYP2B6,*18/*50,n/a\n",
    );
    let said = desk.ends(0, "genes|advise|--calls|calls.csv|--drugs|azathioprine,efavirenz,warfarin|--out|advice.csv");
    assert!(!said.contains("no allele"), "{said}");
}
