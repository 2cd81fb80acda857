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
    assert_eq!(row(&desk, "calls.csv", "S1,CYP2C19"), "S1,CYP2C19,*2/*2,Poor Metabolizer,,32,");
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
