//! What the reader takes, and what it refuses with which line.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::super::gene_tables;
use super::*;
use crate::domain::genome::{Gene, Phase, Reading as Shown, Seen};

const HEAD: &str = "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tS1\tS2\n";

fn read_text(records: &str) -> Result<VariantFile, VcfError> {
    read(format!("{HEAD}{records}").as_bytes(), gene_tables().expect("our own tables"))
}

fn shown(file: &VariantFile, sample: usize, gene: Gene, position: u32) -> Shown {
    let panel = gene_tables().expect("our own tables").panel(gene).expect("a panel");
    let at = panel.sites.iter().position(|site| site.position == position).expect("a site");
    let genes = &file.samples[sample].genes;
    genes.iter().find(|readings| readings.gene == gene).expect("its readings").readings[at]
}

fn called(first: u8, second: u8, phase: Phase) -> Shown {
    Shown::Called { strands: [Seen::Known(first), Seen::Known(second)], phase }
}

#[test]
fn genotypes_at_the_positions_are_kept_and_nothing_else_is_made_up() {
    let file = read_text(
        "chr10\t94781859\trs4244285\tG\tA\t.\tPASS\t.\tGT\t0|1\t./.\nchr10\t94942290\t.\tC\tT\t.\t.\t.\tGT\t./1\t1\n",
    );
    let file = file.expect("it reads");
    assert_eq!(shown(&file, 0, Gene::Cyp2c19, 94_781_859), called(0, 1, Phase::Phased(None)));
    assert_eq!(shown(&file, 1, Gene::Cyp2c19, 94_781_859), Shown::NoCall);
    assert_eq!(shown(&file, 0, Gene::Cyp2c9, 94_942_290), Shown::HalfVariant);
    assert_eq!(shown(&file, 1, Gene::Cyp2c9, 94_942_290), Shown::NoCall);
    assert_eq!(shown(&file, 0, Gene::Cyp2c19, 94_761_900), Shown::Absent);
}

#[test]
fn bases_are_compared_however_the_record_writes_them() {
    let file = read_text(
        "2\t233760233\t.\tC\tCAT,T\t.\t.\t.\tGT\t0/1\t0/2\n\
         10\t94781859\t.\tGTC\tATC,G\t.\t.\t.\tGT\t0/1\t0/2\n\
         12\t21178615\t.\tT\tC\t.\t.\t.\tGT:PS\t0|1:7\t1|0:.\n",
    )
    .expect("it reads");
    assert_eq!(shown(&file, 0, Gene::Ugt1a1, 233_760_233), called(0, 2, Phase::Unphased));
    let unexpected = Shown::Called { strands: [Seen::Known(0), Seen::Unexpected], phase: Phase::Unphased };
    assert_eq!(shown(&file, 1, Gene::Ugt1a1, 233_760_233), unexpected);
    assert_eq!(shown(&file, 0, Gene::Cyp2c19, 94_781_859), called(0, 1, Phase::Unphased));
    assert_eq!(shown(&file, 1, Gene::Cyp2c19, 94_781_859), called(0, 0, Phase::Unphased));
    assert_eq!(shown(&file, 0, Gene::Slco1b1, 21_178_615), called(0, 1, Phase::Phased(Some(7))));
}

#[test]
fn a_change_of_several_bases_is_read_at_each_position_it_reaches() {
    let at = |record: &str| {
        let file = read_text(&format!("chr10\t94781858\t.\t{record}\t.\t.\t.\tGT\t1/1\t0/1\n")).expect("it reads");
        [0, 1].map(|sample| shown(&file, sample, Gene::Cyp2c19, 94_781_859))
    };
    let both = |seen: Seen| {
        [[seen, seen], [Seen::Known(0), seen]].map(|strands| Shown::Called { strands, phase: Phase::Unphased })
    };
    assert_eq!(at("CG\tCA"), both(Seen::Known(1)), "rs4244285 with the base before it");
    assert_eq!(at("CG\tTA"), both(Seen::Known(1)), "and with a change before it");
    assert_eq!(at("CG\tTG"), both(Seen::Known(0)));
    assert_eq!(at("CGT\tC"), both(Seen::Unexpected), "deleted");
    assert_eq!(at("CG\tCTG"), both(Seen::Known(0)), "inserted before it");
}

#[test]
fn a_reference_block_covers_the_positions_in_it() {
    let file = read_text("chr10\t94781850\t.\tA\t<NON_REF>\t.\t.\tEND=94781860\tGT\t0/0\t./.\n").expect("it reads");
    assert_eq!(shown(&file, 0, Gene::Cyp2c19, 94_781_859), called(0, 0, Phase::Unphased));
    assert_eq!(shown(&file, 1, Gene::Cyp2c19, 94_781_859), Shown::NoCall);
    assert_eq!(shown(&file, 0, Gene::Cyp2c19, 94_781_944), Shown::Absent);
}

#[test]
fn one_wrong_reference_is_left_out_and_said() {
    let file =
        read_text("chr10\t94781859\t.\tC\tA\t.\t.\t.\tGT\t1/1\t1/1\nchr10\t94942290\t.\tC\tT\t.\t.\t.\tGT\t0/0\t0/0\n")
            .expect("it reads");
    assert_eq!(shown(&file, 0, Gene::Cyp2c19, 94_781_859), Shown::Absent);
    let [note] = file.notes.as_slice() else { panic!("{:?}", file.notes) };
    assert_eq!((note.line, note.gene), (3, Gene::Cyp2c19));
}

#[test]
fn another_genome_is_refused_with_the_line() {
    let line_of = |records: &str| match read_text(records) {
        Err(VcfError::OtherBuild { line, .. }) => line,
        other => panic!("{other:?}"),
    };
    let by_name = "chr10\t96541616\trs4244285\tG\tA\t.\t.\t.\tGT\t0/1\t0/0\n";
    assert_eq!(line_of(by_name), 3);
    let by_place = "10\t96541616\t.\tG\tA\t.\t.\t.\tGT\t0/1\t0/0\n12\t21331549\t.\tT\tC\t.\t.\t.\tGT\t0/1\t0/0\n";
    assert_eq!(line_of(by_place), 3);
    let by_base = "10\t94781859\t.\tC\tA\t.\t.\t.\tGT\t0/1\t0/0\n";
    assert_eq!(line_of(by_base), 3);
    let header = "##fileformat=VCFv4.2\n##contig=<ID=chr1,length=249250621>\n";
    let tables = gene_tables().expect("our own tables");
    assert!(matches!(read(header.as_bytes(), tables), Err(VcfError::OtherBuild { line: 2, .. })));
}

#[test]
fn alternates_on_lines_of_their_own_come_together() {
    let file = read_text("6\t18138969\t.\tC\tT\t.\t.\t.\tGT\t0/1\t0/0\n6\t18138969\t.\tC\tG\t.\t.\t.\tGT\t0/1\t0/1\n");
    let file = file.expect("it reads");
    assert_eq!(shown(&file, 0, Gene::Tpmt, 18_138_969), called(2, 1, Phase::Unphased));
    assert_eq!(shown(&file, 1, Gene::Tpmt, 18_138_969), called(0, 1, Phase::Unphased));
}

#[test]
fn packed_files_are_read_and_cut_ones_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.vcf.gz");
    let tables = gene_tables().expect("our own tables");
    let mut bytes = Vec::new();
    for part in [HEAD, "chr10\t94781859\t.\tG\tA\t.\t.\t.\tGT\t0/1\t0/0\n"] {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(part.as_bytes()).expect("memory takes everything");
        bytes.extend(encoder.finish().expect("memory takes everything"));
    }
    std::fs::write(&path, &bytes).expect("written");
    let progress = Progress::default();
    assert_eq!(read_file(&path, tables, &progress).expect("both parts").records, 1);
    std::fs::write(&path, &bytes[..bytes.len() - 6]).expect("written");
    assert!(matches!(read_file(&path, tables, &progress), Err(VcfError::Unreadable { .. })));
    std::fs::write(&path, b"").expect("written");
    assert!(matches!(read_file(&path, tables, &progress), Err(VcfError::Empty)));
}
